/* room.c -- what hangs on the forms of a programme: agreements they become,
 * topics chosen beforehand, what is deleted when its day has come. Knows no
 * form by name. */
#include "programme/room/room.h"
#include "core/random.h"
#include "mail/mail.h"
#include "programme/room/room_sql.h"
#include "ui/ui.h"

struct form_who room_who(const struct programme *p)
{
	struct form_who who = { .method = p->method };
	for (unsigned i = 0; i < p->method->roles_count && i < 64; i++)
		if (programme_is(p, p->method->roles[i].key))
			who.roles |= 1ULL << i;
	return who;
}

bool room_may_open(const struct programme *p, const struct method_form *f)
{
	struct form_who who = room_who(p);
	return form_may_read(&who, f) || form_may_write(&who, f) || f->visibility == SEEN_PRIVATE;
}

/* ---- what a row becomes */

static struct str value(const struct val *values, const char *key)
{
	struct str s = val_get_str(values, key);
	return s.p ? s : S("");
}

/* The plan's titles are a line; what is longer stands whole in how it is done. */
static enum rc agree(struct ctx *x, const struct programme *p, const struct method_form *f, const struct val *values, programme_form_row_id row,
		     struct str base_url)
{
	struct str words = value(values, "agreement"), how = value(values, "how"), title = str_one_line(x->arena, words);
	plan_id plan;
	agreement_id ignored;
	if (str_chars(title) > PLAN_TITLE_CHARS) {
		title = str_head_chars(title, PLAN_TITLE_CHARS);
		how = str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(words), STR_ARG(how));
	}
	struct plan_agreement a = {
		.title = title, .between = value(values, "between"), .responsible = value(values, "responsible"),
		.time = value(values, "time"), .how = str_head_chars(how, PLAN_TEXT_CHARS),
		.origin = str_fmt(x->arena, "programme/%" PRId64 "/row/%" PRId64, p->id.v, row.v),
		.remind_every_months = p->method->remind_months, .parties = f->parties, .nparties = f->parties_count,
		.asked_by = p->viewer, .base_url = base_url,
	};
	/* A date of the form called "review" is when they look at it the first time. */
	if (!date_parse(value(values, "review"), &a.review))
		a.review = DATE_NONE;
	TRY(plan_of_unit(x, p->unit.id, &plan));
	return plan_agree(x, plan, &a, &ignored);
}

enum rc room_row_add(struct ctx *x, const struct programme *p, const struct method_form *f, struct val *values, struct str idem,
		     struct str base_url, programme_form_row_id *ret, bool *ret_new)
{
	TRY(form_row_add(x, p->id, f, values, idem, ret, ret_new));
	if (*ret_new && f->becomes == BECOMES_AGREEMENT)
		return agree(x, p, f, values, *ret, base_url);
	return OK;
}

/* ---- a letter for those who read */

static bool reads(const struct method_form *f, struct str role)
{
	for (unsigned i = 0; i < f->readers_count; i++)
		if (str_eqz(role, f->readers[i]))
			return true;
	return false;
}

static enum rc tell_reader(struct ctx *x, const struct programme *p, const struct method_form *f, const struct sql_members *m, struct str base_url)
{
	struct val *v = val_new_obj(x);
	struct person person;
	enum lang mine = x->lang;
	TRY(people_person(x, m->person_id, &person));
	x->lang = person.lang;
	val_str(x, v, "name", m->name);
	val_text(x, v, "form", f->title);
	val_str(x, v, "programme", p->row->title);
	val_str(x, v, "unit", p->unit.name);
	val_fmt(x, v, "url", "%.*s/programme/%" PRId64 "/form/%s", STR_ARG(base_url), p->id.v, f->key);
	const struct mail letter = {
		.to = m->email, .to_name = str_head_chars(m->name, MAIL_NAME_MAX),
		.subject = str_head_chars(ui_text_args(x, "programme.mail_form_subject", v), MAIL_SUBJECT_MAX),
		.text = ui_text_args(x, "programme.mail_form", v),
	};
	x->lang = mine;
	return mail_queue(x, &letter);
}

enum rc room_tell_readers(struct ctx *x, const struct programme *p, const struct method_form *f, struct str base_url, int64_t *ret_told)
{
	*ret_told = 0;
	for (size_t i = 0; i < p->nmembers; i++) {
		const struct sql_members *m = &p->members[i];
		if (!reads(f, m->role) || !m->email.n || m->person_id.v == p->viewer.v)
			continue;
		TRY(tell_reader(x, p, f, m, base_url));
		++*ret_told;
	}
	return OK;
}

/* ---- topics */

enum rc room_topics(struct ctx *x, const struct programme *p, struct method_topic_choice **ret, size_t *ret_n)
{
	struct sql_topics *rows;
	size_t n;
	TRY(sql_topics(x, p->id, &rows, &n));
	struct method_topic_choice *out = ARENA_ARRAY(x->arena, n, struct method_topic_choice);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct method_topic_choice){ rows[i].topic, rows[i].title, rows[i].hidden };
	*ret = out;
	*ret_n = n;
	return OK;
}

static bool step_place(const struct method_step *step, struct room_place *ret)
{
	if (!step->inspiration.sheet)
		return false;
	ret->sheet = method_sheet(str_of(step->inspiration.sheet));
	ret->section = ret->sheet ? method_section(ret->sheet, str_of(step->inspiration.section)) : NULL;
	return ret->section != NULL;
}

static size_t add_places(const struct method_workshop *w, struct room_place ret[], size_t n)
{
	for (unsigned i = 0; i < w->parts_count; i++) {
		for (unsigned k = 0; k < w->parts[i].steps_count; k++) {
			struct room_place place;
			bool known = !step_place(&w->parts[i].steps[k], &place);
			for (size_t j = 0; j < n && !known; j++)
				known = ret[j].section == place.section;
			if (!known && n < ROOM_PLACES_MAX)
				ret[n++] = place;
		}
	}
	return n;
}

size_t room_places(const struct programme *p, struct room_place ret[ROOM_PLACES_MAX])
{
	size_t n = 0;
	for (unsigned i = 0; i < p->method->activities_count; i++) {
		const char *key = p->method->activities[i].workshop;
		const struct method_workshop *w = key ? method_workshop(str_of(key)) : NULL;
		if (w)
			n = add_places(w, ret, n);
	}
	return n;
}

static struct str prefix_of(struct ctx *x, const struct room_place *place)
{
	return str_fmt(x->arena, "%s/%s/", place->sheet->head.key, place->section->key);
}

enum rc room_copy_topics(struct ctx *x, const struct programme *p, const struct activity *a, workshop_id session)
{
	const struct method_workshop *w = a->m->workshop ? method_workshop(str_of(a->m->workshop)) : NULL;
	struct method_topic_choice *topics;
	size_t n, count = 0, steps = 0;
	if (!w)
		return OK;
	TRY(room_topics(x, p, &topics, &n));
	for (unsigned i = 0; i < w->parts_count; i++)
		steps += w->parts[i].steps_count;
	struct workshop_topic *out = ARENA_ARRAY(x->arena, n * steps, struct workshop_topic);
	for (unsigned i = 0; i < w->parts_count; i++) {
		for (unsigned k = 0; k < w->parts[i].steps_count; k++) {
			const struct method_step *step = &w->parts[i].steps[k];
			struct room_place place;
			if (!step_place(step, &place))
				continue;
			struct str prefix = prefix_of(x, &place);
			for (size_t t = 0; t < n; t++)
				if (str_starts(topics[t].topic, prefix))
					out[count++] = (struct workshop_topic){
						step->key, topics[t].hidden ? str_sub(topics[t].topic, prefix.n, topics[t].topic.n) : S(""),
						topics[t].hidden ? S("") : topics[t].title, topics[t].hidden };
		}
	}
	return workshop_set_topics(x, session, out, count);
}

static enum rc tell_sessions(struct ctx *x, const struct programme *p)
{
	for (size_t i = 0; i < p->nactivities; i++) {
		workshop_id session = { 0 };
		if (!p->activities[i].m->workshop)
			continue;
		TRY(workshop_of_activity(x, p->id.v, str_of(p->activities[i].m->key), &session));
		if (session.v)
			TRY(room_copy_topics(x, p, &p->activities[i], session));
	}
	return OK;
}

static bool listed(const struct val *list, struct str s)
{
	for (const struct val *v = list->kids.first; v; v = v->next)
		if (str_eq(v->text, s))
			return true;
	return false;
}

enum rc room_choose_topics(struct ctx *x, const struct programme *p, const struct val *relevant)
{
	struct room_place places[ROOM_PLACES_MAX];
	size_t n = room_places(p, places);
	for (size_t i = 0; i < n; i++) {
		for (unsigned k = 0; k < places[i].section->topics_count; k++) {
			struct str topic = str_cat(x->arena, prefix_of(x, &places[i]), str_of(places[i].section->topics[k].key));
			if (listed(relevant, topic))
				TRY(sql_topic_drop(x, p->id, topic, NULL));
			else
				TRY(sql_topic_set(x, p->id, topic, S(""), true, NULL));
		}
	}
	return tell_sessions(x, p);
}

enum rc room_add_topic(struct ctx *x, const struct programme *p, struct str place, struct str title)
{
	struct room_place places[ROOM_PLACES_MAX];
	struct method_topic_choice *topics;
	size_t n, nplaces = room_places(p, places), own = 0;
	struct str prefix = STR_NULL;
	for (size_t i = 0; i < nplaces; i++)
		if (str_eq(str_cat(x->arena, place, S("/")), prefix_of(x, &places[i])))
			prefix = prefix_of(x, &places[i]);
	if (!prefix.p)
		return NOT_FOUND;
	TRY(room_topics(x, p, &topics, &n));
	for (size_t i = 0; i < n; i++)
		own += !topics[i].hidden;
	if (own >= ROOM_TOPICS_MAX)
		return fail_int(x, INVALID, "title", "room.too_many_topics", "max", ROOM_TOPICS_MAX);
	TRY(sql_topic_set(x, p->id, str_fmt(x->arena, "%.*sown/%.*s", STR_ARG(prefix), STR_ARG(random_token(x->arena, 6))), title, false, NULL));
	return tell_sessions(x, p);
}

/* ---- ready profiles */

/* The name cannot be one of the method's settings: no key has a slash. */
static struct str profile_setting(struct ctx *x, const struct method_sheet *sheet)
{
	return str_fmt(x->arena, "profile/%s", sheet->head.key);
}

struct str room_profile(struct ctx *x, const struct programme *p, const struct method_sheet *sheet)
{
	struct str setting = profile_setting(x, sheet);
	for (size_t i = 0; i < p->nchoices; i++)
		if (str_eq(p->choices[i].setting, setting))
			return p->choices[i].is;
	return STR_NULL;
}

static const struct method_profile_part *part_of(const struct method_profile *profile, const struct method_section *section)
{
	for (unsigned i = 0; i < profile->parts_count; i++)
		if (strcmp(profile->parts[i].section, section->key) == 0)
			return &profile->parts[i];
	return NULL;
}

static bool skips(const struct method_profile_part *part, const char *topic)
{
	for (unsigned i = 0; part && i < part->skip_count; i++)
		if (strcmp(part->skip[i], topic) == 0)
			return true;
	return false;
}

static enum rc drop_starting(struct ctx *x, const struct programme *p, struct str start)
{
	struct method_topic_choice *topics;
	size_t n;
	TRY(room_topics(x, p, &topics, &n));
	for (size_t i = 0; i < n; i++)
		if (str_starts(topics[i].topic, start))
			TRY(sql_topic_drop(x, p->id, topics[i].topic, NULL));
	return OK;
}

/* A profile's own topics are named by a dot, which no random name has: the next
 * profile finds and removes them, and nothing that people wrote. */
static enum rc begin_place(struct ctx *x, const struct programme *p, const struct room_place *place, const struct method_profile *profile)
{
	const struct method_profile_part *part = part_of(profile, place->section);
	struct str prefix = prefix_of(x, place), own = str_cat(x->arena, prefix, S("own/profile."));
	TRY(drop_starting(x, p, own));
	for (unsigned i = 0; i < place->section->topics_count; i++) {
		struct str topic = str_cat(x->arena, prefix, str_of(place->section->topics[i].key));
		if (skips(part, place->section->topics[i].key))
			TRY(sql_topic_set(x, p->id, topic, S(""), true, NULL));
		else
			TRY(sql_topic_drop(x, p->id, topic, NULL));
	}
	for (unsigned i = 0; part && i < part->add_count; i++) {
		struct str topic = str_fmt(x->arena, "%.*s%02u", STR_ARG(own), i);
		TRY(sql_topic_set(x, p->id, topic, text_in(part->add[i], x->lang), false, NULL));
	}
	return OK;
}

enum rc room_choose_profile(struct ctx *x, const struct programme *p, struct str sheet, struct str profile)
{
	struct room_place places[ROOM_PLACES_MAX];
	size_t n = room_places(p, places);
	const struct method_sheet *of = NULL;
	for (size_t i = 0; i < n; i++)
		if (str_eqz(sheet, places[i].sheet->head.key))
			of = places[i].sheet;
	const struct method_profile *chosen = NULL;
	for (unsigned i = 0; of && i < of->profiles_count; i++)
		if (str_eqz(profile, of->profiles[i].key))
			chosen = &of->profiles[i];
	if (!chosen)
		return NOT_FOUND;
	for (size_t i = 0; i < n; i++)
		if (places[i].sheet == of)
			TRY(begin_place(x, p, &places[i], chosen));
	TRY(sql_choice_set(x, p->id, profile_setting(x, of), str_of(chosen->key), NULL));
	return tell_sessions(x, p);
}

enum rc room_drop_topic(struct ctx *x, const struct programme *p, struct str topic)
{
	int64_t changed;
	TRY(sql_topic_drop(x, p->id, topic, &changed));
	return changed ? tell_sessions(x, p) : NOT_FOUND;
}

/* ---- what has had its day */

enum rc room_daily(struct ctx *x, int64_t *ret_deleted)
{
	TRY(sql_background_expire(x, ctx_today(x), NULL));
	return sql_rows_expire(x, ctx_today(x), ret_deleted);
}
