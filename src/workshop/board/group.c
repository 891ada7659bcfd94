/* group.c -- small groups and what they write: elaborations, form rows,
 * critical questions, the leader's mark, and the way to the plan. No HTTP, no
 * SQL text, no HTML. */
#include "workshop/allowance.h"
#include "workshop/workshop_inside.h"
#include "core/random.h"
#include "workshop/deal/deal_sql.h"
#include "workshop/choices.h"
#include "workshop/deal/pairing.h"
#include "workshop/show/plenum.h"
#include "workshop/task.h"
#include "workshop/view.h"

static enum rc closed(struct ctx *x, const struct session *s)
{
	if (session_is_over(s))
		return session_ended(x);
	if (str_eqz(s->row->state, "paused") && s->viewer != VIEWER_CONSOLE)
		return fail(x, INVALID, "_", "workshop.paused");
	return OK;
}

static enum rc facilitator(struct ctx *x, struct session *s)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	return closed(x, s);
}

/* A participant in the present part, or the facilitator. */
static enum rc taking_part(struct ctx *x, struct session *s)
{
	TRY(session_hold(x, s));	/* groups may just be made anew, a row be dropped, or the step left */
	TRY(closed(x, s));
	bool phone = s->viewer == VIEWER_PHONE || s->viewer == VIEWER_LEADER;
	return s->viewer == VIEWER_CONSOLE || (phone && session_may_see(s, str_of(s->step->key))) ? OK : FORBIDDEN;
}

static enum rc get_group(struct ctx *x, const struct session *s, small_group_id g, struct sql_group **ret)
{
	TRY(sql_group(x, s->id, g, ret));
	return *ret ? OK : fail(x, NOT_FOUND, "group", "workshop.group_gone");
}

/* ---- making groups */

/* In the room's language: the wall says the same name as everybody's phone. */
static struct str numbered(struct ctx *x, const struct session *s, size_t n)
{
	return view_group_number(x, session_lang(s), (int64_t)n);
}

/* The headings that groups are called after: those that were chosen, or all. Kept at
 * the front of the list. */
static size_t group_headings(struct sql_themes *themes, size_t n)
{
	size_t kept = 0;
	bool any_chosen = false;
	for (size_t i = 0; i < n; i++)
		any_chosen |= themes[i].chosen && !themes[i].parent_id.v;
	for (size_t i = 0; i < n && kept < WORKSHOP_GROUPS_MAX; i++)
		if (!themes[i].parent_id.v && (!any_chosen || themes[i].chosen))
			themes[kept++] = themes[i];
	return kept;
}

/* As many groups as headings, so their size is what gives way: a large group can part
 * in two, and somebody without a chair sits nowhere. */
static enum rc make_by_theme(struct ctx *x, struct session *s, int64_t size)
{
	struct sql_themes *themes;
	struct sql_phones_of *phones;
	small_group_id ignored;
	size_t n, people;
	const char *board = session_board(s);
	if (!board)
		return fail(x, INVALID, "way", "workshop.no_themes");
	TRY(sql_themes(x, s->id, str_of(board), &themes, &n));
	n = group_headings(themes, n);
	if (n == 0)
		return fail(x, INVALID, "way", "workshop.no_themes");
	TRY(sql_phones_of(x, s->id, &phones, &people));
	int64_t needed = (int64_t)((people + n - 1) / n);
	for (size_t i = 0; i < n; i++)
		TRY(sql_group_add(x, s->id, str_of(s->step->key), themes[i].id, str_of(board), themes[i].title, needed > size ? needed : size,
				  &ignored));
	return OK;
}

static enum rc fits(struct ctx *x, size_t count)
{
	return count <= WORKSHOP_GROUPS_MAX ? OK : fail_int(x, INVALID, "size", "workshop.too_many_groups", "max", WORKSHOP_GROUPS_MAX);
}

/* Empty ones, for people to choose from. */
static enum rc make_empty(struct ctx *x, struct session *s, int64_t size)
{
	struct sql_phones_of *phones;
	small_group_id ignored;
	size_t n;
	TRY(sql_phones_of(x, s->id, &phones, &n));
	size_t count = n ? (n + (size_t)size - 1) / (size_t)size : 2;
	TRY(fits(x, count));
	for (size_t i = 0; i < count; i++)
		TRY(sql_group_add(x, s->id, str_of(s->step->key), (theme_id){ 0 }, S(""), numbered(x, s, i + 1), size + 1, &ignored));
	return OK;
}

static size_t place_of(const struct sql_phones_of *phones, size_t n, phone_id id)
{
	size_t from = 0, to = n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (phones[middle].id.v < id.v)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

struct seated {
	uint32_t *seating;	/* of each phone the last one it was found in */
	uint32_t now;
};

/* A group of which somebody sat in this seating already is of the next one. */
static void begin_seating(struct seated *d, struct met *met, const size_t *places, size_t members)
{
	bool next = d->now == 0;
	for (size_t i = 0; i < members; i++)
		next |= d->seating[places[i]] == d->now;
	if (next) {
		d->now++;
		met_next_seating(met);
	}
	for (size_t i = 0; i < members; i++)
		d->seating[places[i]] = d->now;
}

/* Who has sat with whom in this session, by the places of the phones, and when. Groups
 * come in the order in which they were made. */
static enum rc who_met(struct ctx *x, const struct session *s, const struct sql_phones_of *phones, size_t n, struct met **ret)
{
	struct sql_seatings *rows;
	size_t count, *places = ARENA_ARRAY(x->arena, n + 1, size_t);
	struct seated d = { ARENA_ARRAY(x->arena, n + 1, uint32_t), 0 };
	*ret = met_in_seatings(x->arena, n);
	TRY(sql_seatings(x, s->id, &rows, &count));
	for (size_t i = 0, k; i < count; i = k) {	/* by group: those beside each other in the list sat together */
		size_t members = 0;
		for (k = i; k < count && rows[k].together == rows[i].together; k++) {
			size_t place = place_of(phones, n, rows[k].phone_id);
			if (place < n && phones[place].id.v == rows[k].phone_id.v)	/* is not gone */
				places[members++] = place;
		}
		begin_seating(&d, *ret, places, members);
		for (size_t a = 0; a < members; a++)
			for (size_t b = 0; b < a; b++)
				met_add(*ret, places[a], places[b]);
	}
	return OK;
}

/* By chance. again: so that nobody sits with somebody they have sat with, while it
 * can be helped. In pairs the odd one makes a group of three; in larger groups
 * some are smaller. */
static enum rc make_by_chance(struct ctx *x, struct session *s, int64_t size, bool again, bool *ret_all_new)
{
	struct sql_phones_of *phones;
	struct met *met = NULL;
	size_t n;
	uint64_t seed;
	small_group_id groups[WORKSHOP_GROUPS_MAX];
	TRY(sql_phones_of(x, s->id, &phones, &n));
	size_t count = size == 2 ? n / 2 : (n + (size_t)size - 1) / (size_t)size;
	if (count == 0)
		count = n ? 1 : 2;	/* nobody has a phone: groups to be told off in the room */
	TRY(fits(x, count));
	if (again)
		TRY(who_met(x, s, phones, n, &met));
	uint32_t *group = ARENA_ARRAY(x->arena, n + 1, uint32_t);
	random_bytes(&seed, sizeof seed);
	*ret_all_new = pairing_groups(x->arena, seed, met, n, count, group);
	for (size_t i = 0; i < count; i++)
		TRY(sql_group_add(x, s->id, str_of(s->step->key), (theme_id){ 0 }, S(""), numbered(x, s, i + 1), size + 1, &groups[i]));
	for (size_t i = 0; i < n; i++)
		TRY(sql_phone_sit(x, phones[i].id, groups[group[i]], NULL));
	return OK;
}

/* Groups that have written are not made anew: what they wrote would be nobody's. */
static enum rc have_not_written(struct ctx *x, const struct session *s)
{
	int64_t wrote;
	TRY(sql_groups_wrote(x, s->id, str_of(s->step->key), &wrote));
	return wrote ? fail(x, INVALID, "_", "workshop.groups_have_written") : OK;
}

enum rc group_make(struct ctx *x, struct session *s, unsigned way, int64_t size, bool *ret_all_new)
{
	enum { SIZE_MAX_ = 50 };
	TRY(facilitator(x, s));
	if (s->step->kind != STEP_GROUPS)
		return fail(x, INVALID, "_", "workshop.no_groups_now");
	if (size < 2 || size > SIZE_MAX_)
		return fail_int(x, INVALID, "size", "workshop.group_size", "max", SIZE_MAX_);
	if (!(s->step->ways & way))
		return fail(x, INVALID, "way", "form.not_choice");
	struct sql_groups *before;
	size_t n;
	bool all_new = true;
	TRY(have_not_written(x, s));
	TRY(sql_groups(x, s->id, str_of(s->step->key), &before, &n));
	TRY(sql_seating_note(x, s->id, NULL));
	TRY(sql_phones_sit_nowhere(x, s->id, NULL));
	TRY(sql_groups_drop(x, s->id, str_of(s->step->key), NULL));
	switch (way) {
	case WAY_THEME:
		TRY(make_by_theme(x, s, size));
		break;
	case WAY_SELF:
		TRY(make_empty(x, s, size));
		break;
	case WAY_CHANCE:
		TRY(make_by_chance(x, s, size, s->step->fresh || n > 0, &all_new));
		break;
	default:
		return fail(x, INVALID, "way", "form.not_choice");
	}
	if (ret_all_new)
		*ret_all_new = all_new;
	session_changed(x, s);
	return OK;
}

enum rc group_add(struct ctx *x, struct session *s, struct str title, theme_id theme, small_group_id *ret)
{
	const struct method_step *step = session_groups_step(s);
	struct sql_groups *all;
	size_t n;
	TRY(facilitator(x, s));
	if (!step)
		return fail(x, INVALID, "_", "workshop.no_groups_now");
	title = str_one_line(x->arena, title);
	if (title.n == 0)
		return fail(x, INVALID, "title", "form.required");
	TRY(sql_groups(x, s->id, str_of(step->key), &all, &n));
	if (n >= WORKSHOP_GROUPS_MAX)
		return fail_int(x, INVALID, "title", "workshop.too_many_groups", "max", WORKSHOP_GROUPS_MAX);
	TRY(sql_group_add(x, s->id, str_of(step->key), theme, S(""), title, step->size_max ? step->size_max : 8, ret));
	session_changed(x, s);
	return OK;
}

enum rc group_drop(struct ctx *x, struct session *s, small_group_id g)
{
	int64_t wrote;
	TRY(facilitator(x, s));
	TRY(sql_group_wrote(x, g, &wrote));
	if (wrote)
		return fail(x, INVALID, "_", "workshop.group_has_written");
	TRY(sql_group_drop(x, s->id, g, NULL));
	session_changed(x, s);
	return OK;
}

enum rc group_sit(struct ctx *x, struct session *s, small_group_id g, int64_t turn)
{
	struct sql_group *group;
	int64_t members;
	TRY(taking_part(x, s));
	if (!s->phone)
		return FORBIDDEN;
	if (g.v) {
		TRY(get_group(x, s, g, &group));
		TRY(sql_group_others(x, g, s->phone->id, &members));
		if (members >= group->size_max)
			return fail(x, CONFLICT, "_", "workshop.group_full");
	}
	TRY(sql_phone_wish(x, s->phone->id, g, turn, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- elaborations */

/* Members write for their own group; the facilitator for any. */
static enum rc writes_for(struct ctx *x, struct session *s, small_group_id g)
{
	struct sql_group *group;
	TRY(taking_part(x, s));
	TRY(get_group(x, s, g, &group));
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	return s->phone && s->phone->group_id.v == g.v ? OK : fail(x, FORBIDDEN, "group", "workshop.not_your_group");
}

/* Written over only by who has read what stands. The same words: their answer was lost. */
static enum rc store_text(struct ctx *x, const struct session *s, small_group_id g, int64_t version, struct str text)
{
	struct sql_text_of *stands;
	struct str step = str_of(s->step->key);
	int64_t changed;
	TRY(sql_text_of(x, step, g, &stands));
	if (stands && str_eq(stands->text, text))
		return OK;
	if (!stands && version == 0)
		return sql_text_add(x, s->id, step, g, text, NULL);
	TRY(sql_text_set(x, step, g, version, text, &changed));
	return changed ? OK : fail(x, CONFLICT, "text", "workshop.group_changed_meanwhile");
}

enum rc group_write(struct ctx *x, struct session *s, small_group_id g, int64_t version, struct str text)
{
	TRY(writes_for(x, s, g));
	if (s->step->kind != STEP_ELABORATE)
		return session_not_now(x, s, STEP_ELABORATE);
	int64_t max = s->step->max_chars ? (int64_t)s->step->max_chars : WORKSHOP_TEXT_CHARS;
	if ((int64_t)str_chars(text) > max)
		return fail_int(x, INVALID, "text", "form.too_long", "max", max);
	TRY(store_text(x, s, g, version, text));
	session_changed(x, s);
	return OK;
}

enum rc group_show(struct ctx *x, struct session *s, small_group_id g)
{
	TRY(writes_for(x, s, g));
	const struct method_step *step = s->step;
	if (step->kind == STEP_PRESENT && step->from)
		step = method_step(s->method, str_of(step->from), NULL);
	TRY(sql_text_show(x, str_of(step->key), g, S("session"), NULL));
	TRY(sql_rows_show(x, s->id, str_of(step->key), g, S("session"), NULL));
	session_changed(x, s);
	return OK;
}

/* ---- rows of a form */

enum rc group_room_is_one(struct ctx *x, const struct session *s, bool *ret)
{
	const struct method_step *step = session_groups_step(s);
	struct sql_groups *groups;
	size_t n = 0;
	if (step)
		TRY(sql_groups(x, s->id, str_of(step->key), &groups, &n));
	*ret = n == 0 && !(s->phone && s->phone->group_id.v);
	return OK;
}

bool group_may_fill(const struct session *s, const struct method_form *form)
{
	const char *seat = s->viewer == VIEWER_LEADER ? "leader" : "participant";
	if (!form || s->viewer == VIEWER_CONSOLE || form->writers_count == 0)
		return form != NULL;
	for (unsigned i = 0; i < form->writers_count; i++)
		if (strcmp(form->writers[i], seat) == 0)
			return true;
	return false;
}

bool group_leaders_sit(const struct session *s)
{
	const struct method_step *step;
	const struct session leader = { .viewer = VIEWER_LEADER };
	for (unsigned n = 0; s->part->leaders && (step = session_nth_step(s->method, n, NULL)); n++)
		if (step->kind == STEP_FORM && group_may_fill(&leader, method_workshop_form(s->method, str_of(step->form))))
			return true;
	return false;
}

/* A row of a group is its members' to write; one of the room, where it is one
 * group, everybody's; and what comes on paper the facilitator's. */
static enum rc writes_row(struct ctx *x, struct session *s, small_group_id g)
{
	bool one;
	if (g.v)
		return writes_for(x, s, g);
	if (s->viewer == VIEWER_CONSOLE)
		return facilitator(x, s);
	TRY(taking_part(x, s));
	TRY(group_room_is_one(x, s, &one));
	return one && s->phone ? OK : fail(x, INVALID, "_", "workshop.choose_group_first");
}

static enum rc check_choice(struct ctx *x, const struct method_field *f, struct str value)
{
	return choice_of(f, value).key ? OK : fail(x, INVALID, f->key, "form.not_choice");
}

static enum rc check_card(struct ctx *x, struct session *s, const struct method_field *f, struct str value)
{
	bool known = false;
	for (unsigned i = 0; i < f->from_count && !known; i++) {
		const struct method_step *step = method_step(s->method, str_of(f->from[i]), NULL);
		while (step && step->kind != STEP_CARDS && step->from)
			step = method_step(s->method, str_of(step->from), NULL);
		if (step)
			TRY(board_starts(x, s, str_of(step->key), value, &known));
	}
	return known ? OK : fail(x, INVALID, f->key, "workshop.card_gone");
}

/* Left empty: a card is asked for where there is one to start from. */
static enum rc check_empty(struct ctx *x, struct session *s, const struct method_field *f)
{
	bool offers = true;
	if (f->required && f->type == FIELD_CARD)
		TRY(task_offers(x, s, f, &offers));
	return f->required && offers ? fail(x, INVALID, f->key, "form.required") : OK;
}

/* One value as it will be kept; INVALID at the field. */
static enum rc check_value(struct ctx *x, struct session *s, const struct method_field *f, struct str *value)
{
	int64_t max = f->max ? (int64_t)f->max : f->type == FIELD_TEXT ? WORKSHOP_TEXT_CHARS : 300;
	int64_t number;
	struct date day;
	*value = f->type == FIELD_TEXT ? str_trim(*value) : str_one_line(x->arena, *value);
	if (value->n == 0)
		return check_empty(x, s, f);
	switch (f->type) {
	case FIELD_NUMBER:
		return str_to_int(*value, 0, f->max ? (int64_t)f->max : INT64_MAX, &number) ? OK : fail(x, INVALID, f->key, "form.not_number");
	case FIELD_DATE:
		if (!date_parse(*value, &day))
			return fail(x, INVALID, f->key, "form.not_date");
		*value = date_iso(x->arena, day);
		return OK;
	case FIELD_CHOICE:
	case FIELD_SCALE:
		return check_choice(x, f, *value);
	case FIELD_CARD:
		return check_card(x, s, f, *value);
	default:
		if ((int64_t)str_chars(*value) > max)
			return fail_int(x, INVALID, f->key, "form.too_long", "max", max);
		return OK;
	}
}

static enum rc checked_values(struct ctx *x, struct session *s, const struct method_form *form, const struct val *values, struct str *ret)
{
	struct val *kept = val_new_obj(x);
	bool any = false;
	for (unsigned i = 0; i < form->fields_count; i++) {
		struct str value = val_get_str(values, form->fields[i].key);
		if (!value.p)
			value = S("");
		TRY(check_value(x, s, &form->fields[i], &value));
		val_str(x, kept, form->fields[i].key, value);
		any |= value.n > 0;
	}
	if (!any)
		return fail(x, INVALID, "_", "workshop.empty_row");
	struct buf b;
	buf_init(&b, 1 << 20);	/* 20 fields of a page, quoted */
	val_json(&b, kept);
	*ret = buf_take(&b, x->arena);
	return OK;
}

static struct str row_said(struct ctx *x, const struct session *s, struct str idem, struct str json)
{
	return session_mark(x, s, "said", idem, json);
}

/* A key that is known stands for the row it came with, which others of the group may
 * have corrected since; with another one the sender has gone back on a page and
 * written anew. Of a row that was dropped nobody is told that it is stored. */
static enum rc is_row_as_sent(struct ctx *x, const struct session *s, const struct sql_row_by_idem *known, struct str idem, struct str json)
{
	if (known->step.n == 0)
		return fail(x, CONFLICT, "_", "workshop.taken_off");
	if (str_eq(known->row_values, json) || (known->said.n && str_eq(known->said, row_said(x, s, idem, json))))
		return OK;
	return fail(x, CONFLICT, "_", "workshop.sent_with_other_words");
}

enum rc group_row_save(struct ctx *x, struct session *s, small_group_id g, form_row_id row, int64_t version, struct str idem,
		       const struct val *values, form_row_id *ret)
{
	struct str json;
	const struct method_step *step = s->step;
	TRY(writes_row(x, s, g));
	step = session_form_step(s);
	if (!step)
		return session_not_now(x, s, STEP_FORM);
	if (!group_may_fill(s, session_form(s)))
		return FORBIDDEN;
	bool room = plenum_writes(session_form(s));
	if (!g.v && !room)
		TRY(group_room_is_one(x, s, &room));
	TRY(checked_values(x, s, method_workshop_form(s->method, str_of(step->form)), values, &json));
	if (row.v == 0) {
		int64_t n;
		struct sql_row_add *added;
		struct sql_row_by_idem *known;
		TRY(sql_row_count(x, s->id, &n));
		if (n >= WORKSHOP_ROWS_MAX)
			return fail_int(x, INVALID, "_", "workshop.too_many_rows", "max", WORKSHOP_ROWS_MAX);
		if (idem.n < 16 || idem.n > 64)
			return fail(x, INVALID, "idem", "workshop.bad_key");
		struct spent *spent;
		TRY(allowance_spend(x, s, ALLOWANCE_ROW, n, WORKSHOP_ROWS_MAX, "_", &spent));
		TRY(sql_row_add(x, s->id, str_of(step->key), str_of(step->form), g, json, idem, row_said(x, s, idem, json), &added));
		if (!added)
			allowance_return(spent);
		TRY(sql_row_by_idem(x, s->id, idem, &known));
		if (!added)
			TRY(is_row_as_sent(x, s, known, idem, json));
		*ret = added ? added->id : known->id;
		/* Written before everybody's eyes; or late, when the others have been shown. */
		if (added && (room || s->step->kind != STEP_FORM))
			TRY(sql_row_show(x, s->id, added->id, S("session"), NULL));
	} else {
		int64_t changed;
		struct sql_row *was;
		TRY(sql_row(x, s->id, row, &was));
		if (!was)
			return fail(x, NOT_FOUND, "row", "workshop.row_gone");
		if (!str_eqz(was->step, step->key))	/* of a form that the room has left */
			return fail(x, INVALID, "_", "workshop.step_over");
		if (s->viewer != VIEWER_CONSOLE && was->group_id.v != g.v)
			return fail(x, FORBIDDEN, "group", "workshop.not_your_group");
		TRY(sql_row_set(x, s->id, row, version, json, &changed));
		if (!changed && !str_eq(was->values_json, json))	/* alike: the answer to it was lost */
			return fail(x, CONFLICT, "_", "workshop.group_changed_meanwhile");
		*ret = row;
	}
	session_changed(x, s);
	return OK;
}

const struct method_form *group_shown_form(const struct method_workshop *m)
{
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(m, n, NULL)); n++)
		if (step->shows)
			return method_workshop_form(m, str_of(step->shows));
	return NULL;
}

enum rc group_shown(struct ctx *x, const struct session *s, const char *form, struct val **ret)
{
	struct sql_row_of_form *row;
	*ret = NULL;
	TRY(sql_row_of_form(x, s->id, str_of(form), &row));
	return row ? val_parse_json(x, row->values_json, ret) : OK;
}

static struct str value_of(const struct val *values, const char *key)
{
	struct str value = values ? val_get_str(values, key) : STR_NULL;
	return value.p ? value : S("");
}

bool group_overtaken(struct str stands, struct str was, struct str now)
{
	return !str_eq(now, was) && !str_eq(stands, was) && !str_eq(stands, now);
}

/* What stands, with what this facilitator has changed. */
static enum rc changed_values(struct ctx *x, const struct method_form *f, const struct val *stands, const struct val *was,
			      const struct val *now, struct val *ret)
{
	for (unsigned i = 0; i < f->fields_count; i++) {
		const char *key = f->fields[i].key;
		struct str s = value_of(stands, key), w = value_of(was, key), n = value_of(now, key);
		if (group_overtaken(s, w, n))
			return session_other_words(x, key, s);
		val_str(x, ret, key, str_eq(n, w) ? s : n);
	}
	return OK;
}

enum rc group_shown_save(struct ctx *x, struct session *s, struct str form, const struct val *was, const struct val *values)
{
	const struct method_form *f = group_shown_form(s->method);
	struct sql_row_of_form *row;
	struct val *stands = NULL, *changed = val_new_obj(x);
	struct str json;
	TRY(facilitator(x, s));
	if (!f || !str_eqz(form, f->key))
		return fail(x, INVALID, "form", "form.not_choice");
	TRY(session_hold(x, s));
	TRY(sql_row_of_form(x, s->id, form, &row));
	if (row)
		TRY(val_parse_json(x, row->values_json, &stands));
	TRY(changed_values(x, f, stands, was, values, changed));
	TRY(checked_values(x, s, f, changed, &json));
	if (row) {
		TRY(sql_row_set(x, s->id, row->id, row->version, json, NULL));
	} else {
		struct sql_row_add *added;
		/* One a session: its key is the form's. */
		TRY(sql_row_add(x, s->id, S("shown"), form, (small_group_id){ 0 }, json, str_cat(x->arena, S("shown-"), form), S(""), &added));
		if (added)
			TRY(sql_row_show(x, s->id, added->id, S("session"), NULL));
	}
	session_changed(x, s);
	return OK;
}

enum rc group_row_drop(struct ctx *x, struct session *s, form_row_id row)
{
	struct sql_row *was;
	bool one;
	TRY(taking_part(x, s));
	TRY(sql_row(x, s->id, row, &was));
	if (!was)
		return OK;
	TRY(group_room_is_one(x, s, &one));
	if (s->viewer != VIEWER_CONSOLE && (!s->phone || was->group_id.v != s->phone->group_id.v || (!was->group_id.v && !one)))
		return fail(x, FORBIDDEN, "group", "workshop.not_your_group");
	if (!group_may_fill(s, method_workshop_form(s->method, was->form)))
		return FORBIDDEN;
	TRY(sql_row_questions_drop(x, s->id, row, NULL));
	TRY(sql_row_drop(x, s->id, row, NULL));
	session_changed(x, s);
	return OK;
}

static const struct method_option *option_of(const struct session *s, struct str key)
{
	for (unsigned i = 0; i < s->step->options_count; i++)
		if (str_eqz(key, s->step->options[i].key))
			return &s->step->options[i];
	return NULL;
}

/* As it stands in the room: its name, and the reason that was given. */
static struct str mark_in_words(struct ctx *x, const struct session *s, struct row_mark m)
{
	const struct method_option *o = option_of(s, m.option);
	struct str name = o ? text_in(o->title, x->lang) : m.option;
	return m.reason.n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(m.reason)) : name;
}

static bool same_mark(struct row_mark a, struct row_mark b)
{
	return str_eq(a.option, b.option) && str_eq(a.reason, b.reason);
}

enum rc group_row_mark(struct ctx *x, struct session *s, form_row_id row, struct row_mark was, struct row_mark now)
{
	struct sql_row *r;
	TRY(closed(x, s));
	if (s->viewer != VIEWER_LEADER && s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	if (s->viewer == VIEWER_LEADER && !session_leaders_in(s))
		return FORBIDDEN;
	if (s->step->kind != STEP_MARK)
		return session_not_now(x, s, STEP_MARK);
	const struct method_option *chosen = option_of(s, now.option);
	now.reason = str_trim(now.reason);
	if (!chosen)
		return fail(x, INVALID, "option", "form.not_choice");
	if (chosen->reason && now.reason.n == 0)
		return fail(x, INVALID, "reason", "workshop.reason_required");
	if (str_chars(now.reason) > 500)
		return fail_int(x, INVALID, "reason", "form.too_long", "max", 500);
	TRY(session_hold(x, s));
	TRY(sql_row(x, s->id, row, &r));
	if (!r)
		return fail(x, NOT_FOUND, "row", "workshop.row_gone");
	/* A proposal has one mark, which several leaders may have to agree on: nobody's is
	 * replaced by somebody who has not read it. */
	struct row_mark stands = { r->mark_option, r->mark_reason };
	if (!same_mark(stands, was) && !same_mark(stands, now))
		return session_other_words(x, "reason", mark_in_words(x, s, stands));
	TRY(sql_row_mark(x, s->id, row, now.option, now.reason, NULL));
	session_changed(x, s);
	return OK;
}

enum rc group_ask(struct ctx *x, struct session *s, form_row_id row, struct str text, struct str idem, critical_question_id *ret)
{
	struct sql_row *was;
	struct sql_question_add *added;
	TRY(taking_part(x, s));
	text = str_one_line(x->arena, text);
	int64_t max = s->step->max_chars ? (int64_t)s->step->max_chars : 300;
	if (text.n == 0)
		return fail(x, INVALID, "text", "form.required");
	if ((int64_t)str_chars(text) > max)
		return fail_int(x, INVALID, "text", "form.too_long", "max", max);
	if (idem.n < 16 || idem.n > 64)
		return fail(x, INVALID, "idem", "workshop.bad_key");
	TRY(sql_row(x, s->id, row, &was));
	if (!was || str_eqz(was->seen, "group"))
		return fail(x, NOT_FOUND, "row", "workshop.row_gone");
	int64_t n;
	TRY(sql_question_count(x, s->id, &n));
	if (n >= WORKSHOP_QUESTIONS_MAX)
		return fail_int(x, INVALID, "text", "workshop.board_full", "max", WORKSHOP_QUESTIONS_MAX);
	struct spent *spent;
	TRY(allowance_spend(x, s, ALLOWANCE_QUESTION, n, WORKSHOP_QUESTIONS_MAX, "text", &spent));
	TRY(sql_question_add(x, s->id, str_of(s->step->key), row, text, idem, &added));
	if (!added) {
		allowance_return(spent);
		struct sql_question_by_idem *known;
		TRY(sql_question_by_idem(x, s->id, idem, &known));
		if (known && !str_eq(known->text, text))
			return fail(x, CONFLICT, "text", "workshop.sent_with_other_words");
	}
	*ret = added ? added->id : (critical_question_id){ 0 };
	session_changed(x, s);
	return OK;
}

/* The group whose proposal it is; the facilitator for any. */
static enum rc answers_for(struct ctx *x, const struct session *s, small_group_id g)
{
	bool one;
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	TRY(group_room_is_one(x, s, &one));
	bool mine = s->phone && s->phone->group_id.v == g.v && (g.v || one);
	return mine ? OK : fail(x, FORBIDDEN, "group", "workshop.not_your_group");
}

enum rc group_answer(struct ctx *x, struct session *s, critical_question_id question, struct str was, struct str answer)
{
	struct sql_question_stands *now;
	answer = str_trim(answer);
	TRY(taking_part(x, s));
	if (str_chars(answer) > 1000)
		return fail_int(x, INVALID, "answer", "form.too_long", "max", 1000);
	TRY(session_hold(x, s));	/* what was read still stands when it is written over */
	TRY(sql_question_stands(x, s->id, question, &now));
	if (!now)
		return NOT_FOUND;
	TRY(answers_for(x, s, now->group_id));
	if (s->viewer != VIEWER_CONSOLE && !was.p)
		was = S("");
	if (was.p && !str_eq(now->answer, was) && !str_eq(now->answer, answer))
		return session_other_words(x, "answer", now->answer);
	TRY(sql_question_answer(x, s->id, question, answer, NULL));
	session_changed(x, s);
	return OK;
}
