/* outcome.c -- what came out of a session, as a value tree: for exports, the
 * planning meeting's collection and the way to the plan. Nothing here has an
 * author or a time. Knows sight: what leaders may have is decided here, for
 * pages and exports alike. Of a board whose cards were promised to go it tells the
 * headings alone, from its first card on: what somebody took along before the end
 * would be there for good. */
#include "ui/ui.h"
#include "workshop/activity.h"
#include "workshop/agenda/agenda_sql.h"
#include "workshop/board/vote.h"
#include "workshop/channel/channel.h"
#include "workshop/choices.h"
#include "workshop/outcome/outcome.h"
#include "workshop/paper/photo.h"
#include "workshop/task.h"
#include "workshop/view.h"

/* ---- boards */

/* A voting step on a board, and what it came to. */
struct vote {
	const struct method_step *step;
	struct sql_dot_tally *dots;
	size_t ndots;
};

static int64_t dots_on(const struct vote *v, struct str target)
{
	for (size_t i = 0; i < v->ndots; i++)
		if (str_eq(v->dots[i].target, target))
			return v->dots[i].dots;
	return 0;
}

struct board_view {
	struct session *s;
	struct sql_cards *cards;
	size_t ncards;
	struct sql_themes *themes;
	size_t nthemes;
	struct vote *votes;	/* those whose result may be told */
	size_t nvotes;
	bool several;		/* voted on more than once: each has its own figure */
	bool headings_only;	/* leaders: headings and what was chosen, never the rest */
	bool priorities;	/* leaders: chosen cards too */
};

static struct str card_target(struct ctx *x, card_id id)
{
	return str_fmt(x->arena, "card/%" PRId64, id.v);
}

/* Of a heading (card.v == 0), or of a card with those merged into it: all in all,
 * and by vote if there was more than one. Null before any has been told: that
 * nobody knows is not that nobody did. */
static void put_dots(struct ctx *x, const struct board_view *b, struct str target, card_id card, struct val *o)
{
	int64_t all = 0;
	struct val *votes = b->several ? val_list(x, o, "votes") : NULL;
	for (size_t i = 0; i < b->nvotes; i++) {
		int64_t n = dots_on(&b->votes[i], target);
		for (size_t k = 0; card.v && k < b->ncards; k++)
			if (b->cards[k].merged_into.v == card.v)
				n += dots_on(&b->votes[i], card_target(x, b->cards[k].id));
		all += n;
		if (!votes)
			continue;
		struct val *v = val_obj(x, votes);
		val_text(x, v, "title", b->votes[i].step->title);
		val_int(x, v, "dots", n);
	}
	if (b->nvotes)
		val_int(x, o, "dots", all);
	else
		val_null(x, o, "dots");
}

static void put_also(struct ctx *x, const struct board_view *b, card_id card, struct val *o)
{
	struct val *also = val_list(x, o, "also");
	for (size_t k = 0; k < b->ncards; k++)
		if (b->cards[k].merged_into.v == card.v)
			val_item_str(x, also, b->cards[k].text);
}

/* Of a heading, or of a cell (theme.v == 0); '' and none: the loose ones. */
static void put_cards(struct ctx *x, const struct board_view *b, theme_id theme, struct str cell, struct val *list)
{
	for (size_t i = 0; i < b->ncards; i++) {
		const struct sql_cards *c = &b->cards[i];
		if (c->theme_id.v != theme.v || c->merged_into.v || c->held || !str_eq(theme.v ? S("") : c->cell, cell))
			continue;
		if (b->headings_only && !(b->priorities && c->chosen))
			continue;
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", c->id.v);
		val_str(x, o, "text", c->text);
		val_bool(x, o, "chosen", c->chosen);
		if (b->headings_only)
			continue;
		put_also(x, b, c->id, o);
		put_dots(x, b, card_target(x, c->id), c->id, o);
	}
}

static void put_themes(struct ctx *x, const struct board_view *b, theme_id parent, struct val *list)
{
	for (size_t i = 0; i < b->nthemes; i++) {
		const struct sql_themes *t = &b->themes[i];
		if (t->parent_id.v != parent.v)
			continue;
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", t->id.v);
		val_str(x, o, "title", t->title);
		val_bool(x, o, "chosen", t->chosen);
		if (!b->headings_only)
			put_dots(x, b, str_fmt(x->arena, "theme/%" PRId64, t->id.v), (card_id){ 0 }, o);
		put_cards(x, b, t->id, S(""), val_list(x, o, "cards"));
		if (!parent.v)
			put_themes(x, b, t->id, val_list(x, o, "parts"));
	}
}

static struct val *put_heading(struct ctx *x, struct text title, struct val *list)
{
	struct val *o = val_obj(x, list);
	val_int(x, o, "id", 0);
	val_text(x, o, "title", title);
	val_bool(x, o, "chosen", false);
	return o;
}

/* Fixed columns are headings, and the rows of a grid their parts: so pages and
 * every export tell cards by cell. */
static void put_cells(struct ctx *x, const struct board_view *b, const struct method_step *step, struct val *list)
{
	for (unsigned c = 0; c < step->columns_count; c++) {
		struct val *column = put_heading(x, step->columns[c].title, list);
		struct str cell = str_of(step->columns[c].key);
		struct val *cards = val_list(x, column, "cards"), *parts = val_list(x, column, "parts");
		if (step->rows_count == 0)
			put_cards(x, b, (theme_id){ 0 }, cell, cards);
		for (unsigned r = 0; r < step->rows_count; r++) {
			struct val *row = put_heading(x, step->rows[r].title, parts);
			put_cards(x, b, (theme_id){ 0 }, str_fmt(x->arena, "%.*s/%s", STR_ARG(cell), step->rows[r].key), val_list(x, row, "cards"));
		}
	}
}

/* board NULL: on any. */
static bool votes_on(const struct method_workshop *m, const struct method_step *step, const char *board)
{
	const struct method_step *from = step;
	while (from && from->kind != STEP_CARDS && from->from)
		from = method_step(m, str_of(from->from), NULL);
	return step->kind == STEP_VOTE && from && (!board || strcmp(from->key, board) == 0);
}

/* While they are laid, nobody is told where: neither on the wall nor in a file; nor
 * what fewer than five came to, or a vote that nobody took part in. */
static enum rc get_votes(struct ctx *x, struct session *s, const char *board, struct board_view *b)
{
	const struct method_step *step;
	bool told;
	unsigned n = 0, all = 0;
	TRY(vote_is_told(x, s, &told));
	while (session_nth_step(s->method, n, NULL))
		n++;
	b->votes = ARENA_ARRAY(x->arena, n + 1, struct vote);
	for (n = 0; (step = session_nth_step(s->method, n, NULL)); n++) {
		bool goes_on = strcmp(step->key, s->step->key) == 0 && !told && !session_is_over(s);
		all += votes_on(s->method, step, board);
		if (!votes_on(s->method, step, board) || goes_on)
			continue;
		struct vote *v = &b->votes[b->nvotes];
		v->step = step;
		TRY(sql_dot_tally(x, s->id, str_of(step->key), &v->dots, &v->ndots));
		b->nvotes += v->ndots > 0;
	}
	b->several = all > 1;
	return OK;
}

static enum rc put_board(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
			 struct val *boards)
{
	struct board_view b = { .s = s };
	b.headings_only = leader && !part->leaders;
	b.priorities = (s->row->leader_sees & OPEN_PRIORITIES) != 0;
	if (b.headings_only && !(s->row->leader_sees & (OPEN_THEMES | OPEN_PRIORITIES)))
		return OK;
	if (!step->forget)
		TRY(sql_cards(x, s->id, str_of(step->key), &b.cards, &b.ncards));
	TRY(sql_themes(x, s->id, str_of(step->key), &b.themes, &b.nthemes));
	if (step->forget && b.nthemes == 0 && (leader || session_is_over(s)))
		return OK;	/* its cards are gone, or not for this reader: nothing is left to tell */
	TRY(get_votes(x, s, step->key, &b));
	struct val *o = val_obj(x, boards);
	val_str(x, o, "key", str_of(step->key));
	val_text(x, o, "part", part->title);
	val_text(x, o, "title", step->title);
	val_int(x, o, "colour", part->colour);
	val_bool(x, o, "forgets", step->forget);
	val_bool(x, o, "is_grid", step->rows_count > 0 && !step->forget);
	struct val *themes = val_list(x, o, "themes");
	if (!step->forget)
		put_cells(x, &b, step, themes);
	put_themes(x, &b, (theme_id){ 0 }, themes);
	put_cards(x, &b, (theme_id){ 0 }, S(""), val_list(x, o, "loose"));
	return OK;
}

/* ---- what groups wrote */

/* The room is past the step, or not in any: a step that was left out. */
static bool is_behind(const struct session *s, const struct method_step *step)
{
	const struct method_step *next;
	for (unsigned n = s->step_at; !session_is_over(s) && (next = session_nth_step(s->method, n, NULL)); n++)
		if (strcmp(next->key, step->key) == 0)
			return false;
	return true;
}

/* Going on to where the groups present is the act that makes their words the room's;
 * where nobody presents them, going on at all. */
static bool room_hears(const struct session *s, const struct method_step *step)
{
	const struct method_step *next;
	bool presented = false, heard = false;
	for (unsigned n = 0; (next = session_nth_step(s->method, n, NULL)); n++) {
		if (next->kind != STEP_PRESENT || !next->from || strcmp(next->from, step->key) != 0)
			continue;
		presented = true;
		heard |= n <= s->step_at;
	}
	return presented ? heard : is_behind(s, step);
}

/* Leaders: only what the group or the facilitator has shown to the room. Nor does the
 * facilitator, who reads it at the desk, take along what is the group's alone. */
static enum rc put_texts(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
			 struct val *texts, bool *untold)
{
	struct sql_texts *rows;
	size_t n;
	TRY(sql_texts(x, s->id, str_of(step->key), &rows, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eqz(rows[i].seen, "group") && (leader || !room_hears(s, step))) {
			*untold = true;
			continue;
		}
		struct val *o = val_obj(x, texts);
		val_text(x, o, "part", part->title);
		val_text(x, o, "step", step->title);
		const struct group_name name = { rows[i].group_title, rows[i].group_board, rows[i].group_position };
		val_str(x, o, "group", view_group_title(x, s, &name, leader));
		val_str(x, o, "text", rows[i].text);
	}
	return OK;
}

/* The words of a value: a card's or heading's for FIELD_CARD, an option's title. */
static enum rc value_words(struct ctx *x, struct session *s, const struct method_field *f, struct str value, enum board_sight sight, struct str *ret)
{
	*ret = value;
	if (f->type == FIELD_CARD && value.n) {
		TRY(board_words(x, s, value, sight, ret));
		if (!ret->p)
			*ret = S("");
	} else if (method_chooses(f)) {
		struct choice c = choice_of(f, value);
		if (c.key)
			*ret = text_in(c.title, x->lang);
	}
	return OK;
}

static struct str option_title(struct ctx *x, const struct method_workshop *m, struct str key)
{
	const struct method_step *step;
	for (unsigned n = 0; (step = session_any_step(m, n, NULL)); n++)
		for (unsigned i = 0; step->kind == STEP_MARK && i < step->options_count; i++)
			if (str_eqz(key, step->options[i].key))
				return text_in(step->options[i].title, x->lang);
	return S("");
}

static enum rc put_row(struct ctx *x, struct session *s, const struct sql_rows *r, enum board_sight sight, const struct sql_questions *q, size_t nq,
		       struct val *rows)
{
	const struct method_form *form = method_workshop_form(s->method, r->form);
	struct val *values, *o = val_obj(x, rows);
	if (!form)
		return OK;
	TRY(val_parse_json(x, r->values_json, &values));
	if (sight == SIGHT_OPENED && str_eqz(r->seen, "shared"))
		sight = SIGHT_UP;	/* its words stand in the plan */
	val_int(x, o, "id", r->id.v);
	val_text(x, o, "form", form->title);
	val_str(x, o, "form_key", r->form);
	val_int(x, o, "group", r->group_id.v);
	val_str(x, o, "seen", r->seen);
	val_int(x, o, "version", r->version);
	val_str(x, o, "mark", r->mark_option);
	val_str(x, o, "mark_words", option_title(x, s->method, r->mark_option));
	val_str(x, o, "mark_reason", r->mark_reason);
	struct val *fields = val_list(x, o, "fields"), *plain = val_sub(x, o, "values"), *keys = val_sub(x, o, "keys");
	for (unsigned i = 0; i < form->fields_count; i++) {
		struct str words, value = val_get_str(values, form->fields[i].key);
		TRY(value_words(x, s, &form->fields[i], value.p ? value : S(""), sight, &words));
		struct val *f = val_obj(x, fields);
		val_str(x, f, "key", str_of(form->fields[i].key));
		val_text(x, f, "label", form->fields[i].label);
		/* The plan reads the date; people read it in words. */
		struct date day;
		bool is_day = form->fields[i].type == FIELD_DATE && date_parse(words, &day);
		val_str(x, f, "words", is_day ? ui_date(x, day) : words);
		val_str(x, f, "date", is_day ? words : STR_NULL);	/* for tables, which sort and want the year */
		val_str(x, plain, form->fields[i].key, words);
		if (method_chooses(&form->fields[i]))
			val_str(x, keys, form->fields[i].key, value.p ? value : S(""));
	}
	val_str(x, o, "name", task_row_name(x, form, plain));
	struct val *asked = val_list(x, o, "questions");
	for (size_t i = 0; i < nq; i++) {
		if (q[i].row_id.v != r->id.v)
			continue;
		struct val *a = val_obj(x, asked);
		val_int(x, a, "id", q[i].id.v);
		val_str(x, a, "text", q[i].text);
		val_str(x, a, "answer", q[i].answer);
	}
	return OK;
}

static enum rc put_rows(struct ctx *x, struct session *s, const struct method_step *step, enum board_sight sight,
			const struct sql_questions *q, size_t nq, struct val *rows)
{
	struct sql_rows *r;
	size_t nr;
	TRY(sql_rows(x, s->id, str_of(step->key), &r, &nr));
	for (size_t i = 0; i < nr; i++)
		TRY(put_row(x, s, &r[i], sight, q, nq, rows));
	return OK;
}

/* Leaders: what was shown. The facilitator: also what a group has written for the room
 * and is done with; while the step goes on it is a draft. */
static bool row_is_told(const struct session *s, const struct method_step *step, const struct sql_rows *r, bool leader)
{
	const struct method_form *form = method_workshop_form(s->method, r->form);
	if (!str_eqz(r->seen, "group"))
		return true;
	bool for_the_room = form && (form->visibility == SEEN_SESSION || form->visibility == SEEN_SHARED);
	return !leader && (!r->group_id.v || (for_the_room && is_behind(s, step)));
}

static enum rc put_told_rows(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
			     const struct sql_questions *q, size_t nq, struct val *rows, bool *untold)
{
	struct sql_rows *r;
	size_t nr;
	TRY(sql_rows(x, s->id, str_of(step->key), &r, &nr));
	for (size_t i = 0; i < nr; i++) {
		if (row_is_told(s, step, &r[i], leader))
			TRY(put_row(x, s, &r[i], leader ? SIGHT_OPENED : SIGHT_ROOM, q, nq, rows));
		else
			*untold = true;
	}
	for (struct val *row = rows->kids.first; row; row = row->next)
		if (!val_get(row, S("part")))
			val_text(x, row, "part", part->title);
	return OK;
}

/* A step that is left out is told when it holds something all the same: rows that
 * were brought in from where they were written (consultation.h), words of before. */
static enum rc is_told(struct ctx *x, const struct session *s, const struct method_step *step, bool *ret)
{
	int64_t holds = 1;
	if (step->left_out)
		TRY(sql_step_holds(x, s->id, str_of(step->key), &holds));
	*ret = holds > 0;
	return OK;
}

enum rc outcome_rows(struct ctx *x, struct session *s, const struct method_step *only, enum board_sight sight, struct val *rows)
{
	struct sql_questions *q;
	size_t nq;
	const struct method_step *step;
	TRY(sql_questions(x, s->id, &q, &nq));
	if (only)
		return put_rows(x, s, only, sight, q, nq, rows);
	for (unsigned n = 0; (step = session_any_step(s->method, n, NULL)); n++) {
		bool told;
		TRY(is_told(x, s, step, &told));
		if (told && step->kind == STEP_FORM)
			TRY(put_rows(x, s, step, sight, q, nq, rows));
	}
	return OK;
}

static bool card_forgotten(const struct session *s, card_id card, const struct sql_cards_parked *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (from[i].id.v == card.v)
			return board_forgets(s, from[i].parked_from);
	return false;
}

/* Without those of boards that forget, as the parking lot will be at the end: what
 * had joined one of them stands by itself. */
static enum rc get_parked(struct ctx *x, const struct session *s, struct board_view *b)
{
	struct sql_cards_parked *from;
	size_t n, kept = 0;
	TRY(sql_cards_parked(x, s->id, &from, &n));
	TRY(sql_cards(x, s->id, S("parking"), &b->cards, &b->ncards));
	for (size_t i = 0; i < b->ncards; i++) {
		struct sql_cards c = b->cards[i];
		if (card_forgotten(s, c.id, from, n))
			continue;
		if (card_forgotten(s, c.merged_into, from, n))
			c.merged_into.v = 0;
		b->cards[kept++] = c;
	}
	b->ncards = kept;
	return OK;
}

/* The room takes them aloud; what was parked while leaders were out, or came from
 * a board of theirs, is not for a leader to read. Dots that were laid on a card
 * before it was parked are told with it. */
static enum rc put_parked(struct ctx *x, struct session *s, bool leader, struct val *into)
{
	struct board_view b = { .s = s };
	struct val *parked = val_list(x, into, "parking");
	val_bool(x, into, "parks", text_is(s->method->parking.title));	/* a method without a parking lot has no empty one */
	TRY(get_parked(x, s, &b));
	TRY(get_votes(x, s, NULL, &b));
	for (size_t i = 0; i < b.ncards && !leader; i++) {
		if (b.cards[i].merged_into.v)
			continue;
		struct val *o = val_obj(x, parked);
		val_str(x, o, "text", b.cards[i].text);
		put_also(x, &b, b.cards[i].id, o);
		put_dots(x, &b, card_target(x, b.cards[i].id), b.cards[i].id, o);
	}
	return OK;
}

enum rc workshop_outcome(struct ctx *x, workshop_id id, bool leader, struct val *into)
{
	struct session *s;
	struct sql_questions *q;
	size_t nq;
	const struct method_part *part;
	const struct method_step *step;
	TRY(session_load(x, id, &s));
	TRY(sql_questions(x, id, &q, &nq));
	val_str(x, into, "title", s->row->title);
	val_str(x, into, "day", date_iso(x->arena, s->row->day));
	struct val *boards = val_list(x, into, "boards"), *texts = val_list(x, into, "texts"), *rows = val_list(x, into, "rows");
	bool untold = false;	/* something is a group's alone */
	struct val *results = val_list(x, into, "results"), *photos = val_list(x, into, "photos");
	for (unsigned n = 0; (step = session_any_step(s->method, n, &part)); n++) {
		bool told;
		TRY(is_told(x, s, step, &told));
		if (!told)
			continue;
		if (step->kind == STEP_CARDS)
			TRY(put_board(x, s, part, step, leader, boards));
		if (leader && !part->leaders)
			continue;
		const struct activity *was = activity_of(step->kind);
		if (was->outcome)
			TRY(was->outcome(x, s, part, step, leader, results));
		if ((step->kind == STEP_CARDS && !step->forget) || step->kind == STEP_ELABORATE || step->kind == STEP_FORM)
			TRY(photo_outcome(x, s, part, step, leader, room_hears(s, step), photos, &untold));
		if (step->kind == STEP_ELABORATE)
			TRY(put_texts(x, s, part, step, leader, texts, &untold));
		if (step->kind == STEP_FORM)
			TRY(put_told_rows(x, s, part, step, leader, q, nq, rows, &untold));
	}
	val_bool(x, into, "untold", untold && !leader);
	TRY(channel_outcome(x, s, leader, into));
	return put_parked(x, s, leader, into);
}

enum rc workshop_summary(struct ctx *x, workshop_id id, struct val *into)
{
	struct session *s;
	int64_t cards, rows;
	TRY(session_load(x, id, &s));
	TRY(sql_card_count(x, id, &cards));
	TRY(sql_row_count(x, id, &rows));
	val_int(x, into, "id", id.v);
	val_str(x, into, "title", s->row->title);
	val_str(x, into, "day", date_iso(x->arena, s->row->day));
	val_str(x, into, "state", s->row->state);
	val_text(x, into, "part", s->part->title);
	val_int(x, into, "cards", cards);
	val_int(x, into, "proposals", rows);
	val_path(x, into, "url", "/workshop/%" PRId64, id.v);
	return OK;
}
