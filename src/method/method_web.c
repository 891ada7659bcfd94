/* method_web.c -- programmes, run sheets and fact sheets to read from end to end;
 * each also on paper. (The library itself is library_web.c.)
 *
 * Everything here is content, the same for everybody and without secrets, so it
 * is public: whoever considers a method may read it before asking anybody. */
#include "method/material/device.h"
#include "method/page.h"
#include "method/print/print.h"
#include "ui/ui.h"

typedef const char *const *keys;

/* "Daglig leder, Konsulent" */
static struct str role_names(struct ctx *x, const struct method_programme *p, keys roles, size_t n)
{
	struct str all = S("");
	for (size_t i = 0; i < n; i++) {
		struct str name = text_in(method_role(p, str_of(roles[i]))->title, x->lang);
		all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(name));
	}
	return all;
}

static void put_tasks(struct ctx *x, struct val *view, const char *name, const struct method_task *tasks, size_t n)
{
	struct val *list = val_list(x, view, name);
	for (size_t i = 0; i < n; i++) {
		struct val *t = val_obj(x, list);
		val_text(x, t, "title", tasks[i].title);
		page_markdown(x, t, "help", tasks[i].help);
	}
}

/* ---- a programme */

/* What the query chooses among the settings: ?status_participants=all. */
static size_t read_choices(const struct req *q, const struct method_programme *p, struct method_choice **ret)
{
	*ret = ARENA_ARRAY(q->x->arena, p->settings_count + 1, struct method_choice);
	size_t n = 0;
	for (size_t i = 0; i < p->settings_count; i++) {
		struct str is = req_query(q, p->settings[i].key);
		if (is.p)
			(*ret)[n++] = (struct method_choice){ str_of(p->settings[i].key), is };
	}
	return n;
}

struct chosen {
	struct method_choice *choices;
	size_t n;
};

static void put_settings(struct ctx *x, struct val *view, const struct method_programme *p, struct chosen c)
{
	struct val *list = val_list(x, view, "settings");
	for (size_t i = 0; i < p->settings_count; i++) {
		const struct method_setting *s = &p->settings[i];
		struct val *v = val_obj(x, list);
		val_text(x, v, "title", s->title);
		val_text(x, v, "help", s->help);
		struct val *options = val_list(x, v, "options");
		for (size_t j = 0; j < s->options_count; j++) {
			struct val *o = val_obj(x, options);
			struct method_when when = { s->key, s->options[j].key };
			val_text(x, o, "label", s->options[j].title);
			val_path(x, o, "url", "/programme-guide/%s?%s=%s", p->head.key, s->key, s->options[j].key);
			val_bool(x, o, "current", method_applies(p, when, c.choices, c.n));
		}
	}
}

static void put_hours(struct ctx *x, struct val *list, int64_t minutes)
{
	struct val *v = val_obj(x, list);
	val_str(x, v, "hours", minutes ? ui_hours(x, minutes) : S("–"));
}

/* Rows: activities; columns: roles; last the sums. */
static void put_matrix(struct ctx *x, struct val *view, const struct method_programme *p, struct chosen c)
{
	struct val *columns = val_list(x, view, "columns");
	struct val *sums = val_list(x, view, "sums");
	struct val *rows = val_list(x, view, "rows");
	for (size_t r = 0; r < p->roles_count; r++) {
		val_text(x, val_obj(x, columns), "role", p->roles[r].title);
		put_hours(x, sums, method_role_minutes(p, str_of(p->roles[r].key), c.choices, c.n));
	}
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		struct val *row = val_obj(x, rows);
		val_text(x, row, "activity", a->title);
		struct val *cells = val_list(x, row, "cells");
		for (size_t r = 0; r < p->roles_count; r++)
			put_hours(x, cells, method_activity_minutes(p, a, str_of(p->roles[r].key), c.choices, c.n));
	}
}

static void put_agenda(struct ctx *x, struct val *v, const struct method_programme *p, const struct method_activity *a)
{
	struct val *list = val_list(x, v, "agenda");
	for (size_t i = 0; i < a->agenda_count; i++) {
		const struct method_agenda_item *item = &a->agenda[i];
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", item->title);
		val_str(x, o, "minutes", ui_minutes(x, item->minutes));
		val_str(x, o, "owners", role_names(x, p, item->owners, item->owners_count));
		page_markdown(x, o, "body", item->body);
		page_texts(x, o, "questions", item->questions, item->questions_count);
	}
}

static struct str participants(struct ctx *x, const struct method_programme *p, const struct method_activity *a,
			       struct chosen c)
{
	struct str all = S("");
	for (size_t i = 0; i < a->participants_count; i++) {
		if (!method_applies(p, a->participants[i].when, c.choices, c.n))
			continue;
		struct str name = text_in(method_role(p, str_of(a->participants[i].role))->title, x->lang);
		all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(name));
	}
	return all.n ? all : STR_NULL;
}

/* What the library has for an activity: sheets to read, to fill in, and more to do. */
static void put_material(struct ctx *x, struct val *v, const struct method_activity *a)
{
	struct val *list = val_list(x, v, "material");
	for (size_t i = 0; i < a->documents_count; i++) {
		bool again = false;	/* one sheet is often read by several roles */
		for (size_t k = 0; k < i; k++)
			again |= strcmp(a->documents[i].sheet, a->documents[k].sheet) == 0;
		if (!again)
			page_link(x, list, &method_sheet(str_of(a->documents[i].sheet))->head);
	}
	for (size_t i = 0; i < a->worksheets_count; i++)
		page_link(x, list, &method_worksheet(str_of(a->worksheets[i]))->head);
	for (size_t i = 0; i < a->methods_count; i++)
		page_link(x, list, &method_workshop(str_of(a->methods[i]))->head);
}

static void put_activities(struct ctx *x, struct val *phase, const struct method_programme *p, const char *key,
			   struct chosen c)
{
	struct val *list = val_list(x, phase, "activities");
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		if (strcmp(a->phase, key) != 0)
			continue;
		struct val *v = val_obj(x, list);
		val_text(x, v, "title", a->title);
		val_text(x, v, "purpose", a->purpose);
		page_markdown(x, v, "body", a->body);
		val_str(x, v, "minutes", a->minutes ? ui_minutes(x, a->minutes) : STR_NULL);
		val_str(x, v, "participants", participants(x, p, a, c));
		page_markdown(x, v, "split_note", a->split_note);
		put_tasks(x, v, "before", a->before, a->before_count);
		put_tasks(x, v, "after", a->after, a->after_count);
		put_agenda(x, v, p, a);
		put_material(x, v, a);
		if (a->workshop)
			val_path(x, v, "run_sheet", "/run-sheet/%s", a->workshop);
		else
			val_null(x, v, "run_sheet");
	}
}


/* "1–2 uger"; one number where the shortest is the longest. */

static void put_phases(struct ctx *x, struct val *view, const struct method_programme *p, struct chosen c)
{
	struct val *list = val_list(x, view, "phases");
	for (size_t i = 0; i < p->phases_count; i++) {
		const struct method_phase *phase = &p->phases[i];
		struct val *v = val_obj(x, list);
		val_int(x, v, "number", (int64_t)i + 1);
		val_text(x, v, "title", phase->title);
		val_str(x, v, "length", page_length(x, &phase->length));
		page_markdown(x, v, "purpose", phase->purpose);
		page_markdown(x, v, "preparation", phase->preparation);
		put_activities(x, v, p, phase->key, c);
	}
}

static void put_roles(struct ctx *x, struct val *view, const struct method_programme *p)
{
	struct val *list = val_list(x, view, "roles");
	for (size_t i = 0; i < p->roles_count; i++) {
		const struct method_role *r = &p->roles[i];
		struct val *v = val_obj(x, list);
		val_text(x, v, "title", r->title);
		val_text(x, v, "summary", r->summary);
		page_texts(x, v, "tasks", r->tasks, r->tasks_count);
		page_markdown(x, v, "responsibility", r->responsibility);
		val_text(x, v, "suggestion", r->suggestion);
	}
}

static void put_readings(struct ctx *x, struct val *view, const struct method_programme *p)
{
	struct val *list = val_list(x, view, "sheets");
	for (size_t i = 0; i < p->sheets_count; i++) {
		struct val *v = val_obj(x, list);
		val_int(x, v, "number", p->sheets[i].number);
		val_text(x, v, "title", method_sheet(str_of(p->sheets[i].sheet))->head.title);
		val_path(x, v, "url", "/sheet/%s", p->sheets[i].sheet);
		val_str(x, v, "readers", role_names(x, p, p->sheets[i].roles, p->sheets[i].roles_count));
	}
}

static void put_variants(struct ctx *x, struct val *view, const struct method_programme *p)
{
	struct val *list = val_list(x, view, "variants");
	for (size_t i = 0; i < p->variants_count; i++) {
		struct val *v = val_obj(x, list);
		val_text(x, v, "title", p->variants[i].title);
		page_markdown(x, v, "body", p->variants[i].body);
		val_path(x, v, "url", "/run-sheet/%s", p->variants[i].workshop);
	}
}

/* A form of the programme is printed blank, too: for a meeting without a screen. */
static void put_forms(struct ctx *x, struct val *view, const struct method_programme *p)
{
	struct val *list = val_list(x, view, "forms");
	for (size_t i = 0; i < p->forms_count; i++) {
		struct val *v = val_obj(x, list);
		val_text(x, v, "form", p->forms[i].title);
		val_path(x, v, "url", "/programme-guide/%s/form/%s", p->head.key, p->forms[i].key);
	}
	val_bool(x, view, "has_forms", p->forms_count > 0);
}

static enum rc show_programme(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct method_programme *p = method_programme(req_param(q, "key"));
	if (!p)
		return NOT_FOUND;
	struct chosen c = { 0 };
	c.n = read_choices(q, p, &c.choices);
	page_head(x, view, &p->head);
	val_str(x, view, "length", page_length(x, &p->length));
	struct val *outcomes = val_list(x, view, "outcomes");
	for (size_t i = 0; i < p->outcomes_count; i++)
		val_item_str(x, outcomes, text_in(p->outcomes[i].title, x->lang));
	put_settings(x, view, p, c);
	put_matrix(x, view, p, c);
	put_phases(x, view, p, c);
	put_roles(x, view, p);
	put_readings(x, view, p);
	put_forms(x, view, p);
	put_variants(x, view, p);
	val_path(x, view, "print", "/programme-guide/%s/print", p->head.key);
	return OK;
}

static enum rc programme_paper(struct req *q, struct val *view)
{
	const struct method_programme *p = method_programme(req_param(q, "key"));
	struct chosen c = { 0 };
	struct str pdf;
	(void)view;
	device_language(q);
	if (!p)
		return NOT_FOUND;
	c.n = read_choices(q, p, &c.choices);
	TRY(print_programme(q->x, p, c.choices, c.n, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

/* ---- a workshop's run sheet */

static void put_step(struct ctx *x, struct val *v, const struct method_step *s)
{
	val_text(x, v, "title", s->title);
	val_str(x, v, "minutes", s->minutes ? ui_minutes(x, s->minutes) : STR_NULL);
	page_markdown(x, v, "say", s->say);
	page_markdown(x, v, "hold", s->hold);
	page_markdown(x, v, "watch", s->watch);
	page_texts(x, v, "questions", s->questions, s->questions_count);
	page_texts(x, v, "openers", s->openers, s->openers_count);
}

static void put_parts(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	struct val *list = val_list(x, view, "parts");
	for (size_t i = 0; i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		struct val *v = val_obj(x, list);
		val_text(x, v, "title", part->title);
		val_text(x, v, "purpose", part->purpose);
		val_str(x, v, "minutes", ui_minutes(x, part->minutes));
		val_str(x, v, "colour", page_colour(part->colour));
		val_bool(x, v, "closed", !part->leaders);
		struct val *steps = val_list(x, v, "steps");
		for (size_t j = 0; j < part->steps_count; j++)
			put_step(x, val_obj(x, steps), &part->steps[j]);
	}
}

static void put_rules(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	struct val *lists[] = { val_list(x, view, "rules"), val_list(x, view, "avoid") };
	for (size_t i = 0; i < w->rules_count; i++) {
		struct val *v = val_obj(x, lists[w->rules[i].avoid]);
		val_text(x, v, "title", w->rules[i].title);
		val_text(x, v, "body", w->rules[i].body);
	}
}

static enum rc show_workshop(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct method_workshop *w = method_workshop(req_param(q, "key"));
	if (!w)
		return NOT_FOUND;
	page_head(x, view, &w->head);
	val_str(x, view, "minutes", ui_minutes(x, w->minutes));
	val_int(x, view, "people_min", w->people_min);
	val_int(x, view, "people_max", w->people_max);
	put_rules(x, view, w);
	put_parts(x, view, w);
	put_tasks(x, view, "before", w->before, w->before_count);
	put_tasks(x, view, "handover", w->handover, w->handover_count);
	put_tasks(x, view, "after", w->after, w->after_count);
	/* A heading stands only where something follows. */
	val_bool(x, view, "has_before", w->before_count > 0);
	val_bool(x, view, "has_handover", w->handover_count > 0);
	val_bool(x, view, "has_after", w->after_count > 0);
	val_bool(x, view, "has_rules", w->rules_count > 0);
	val_bool(x, view, "has_avoid", val_get(view, S("avoid"))->kids.count > 0);
	val_path(x, view, "print", "/run-sheet/%s/print", w->head.key);
	return OK;
}

/* ---- a fact sheet */

static void put_profile_part(struct ctx *x, struct val *list, const struct method_sheet *sheet, const struct method_profile_part *part)
{
	const struct method_section *s = method_section(sheet, str_of(part->section));
	struct val *v = val_obj(x, list);
	val_text(x, v, "part", s->title);
	struct val *skips = val_list(x, v, "skips");
	for (size_t i = 0; i < part->skip_count; i++)
		for (size_t k = 0; k < s->topics_count; k++)
			if (strcmp(s->topics[k].key, part->skip[i]) == 0)
				val_item_str(x, skips, text_in(s->topics[k].title, x->lang));
	val_bool(x, v, "has_skips", part->skip_count > 0);
	page_texts(x, v, "adds", part->add, part->add_count);
	val_bool(x, v, "has_adds", part->add_count > 0);
}

/* What a kind of workplace begins with among the topics. */
static void put_profiles(struct ctx *x, struct val *view, const struct method_sheet *sheet)
{
	struct val *list = val_list(x, view, "profiles");
	for (size_t i = 0; i < sheet->profiles_count; i++) {
		const struct method_profile *p = &sheet->profiles[i];
		struct val *v = val_obj(x, list);
		val_text(x, v, "profile", p->title);
		val_text(x, v, "profile_help", p->help);
		struct val *parts = val_list(x, v, "parts");
		for (size_t k = 0; k < p->parts_count; k++)
			put_profile_part(x, parts, sheet, &p->parts[k]);
	}
	val_bool(x, view, "has_profiles", sheet->profiles_count > 0);
}

static enum rc show_sheet(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct method_sheet *sheet = method_sheet(req_param(q, "key"));
	if (!sheet)
		return NOT_FOUND;
	page_head(x, view, &sheet->head);
	val_text(x, view, "audience", sheet->audience);
	struct val *list = val_list(x, view, "sections");
	for (size_t i = 0; i < sheet->sections_count; i++)
		page_section(x, val_obj(x, list), &sheet->sections[i]);
	put_profiles(x, view, sheet);
	val_path(x, view, "print", "/sheet/%s/print", sheet->head.key);
	return OK;
}

const struct route method_routes[] = {
	GET("/programme-guide/:key", show_programme, "method/programme", PUBLIC),
	GET("/programme-guide/:key/print", programme_paper, NULL, PUBLIC),
	GET("/run-sheet/:key", show_workshop, "method/run_sheet", PUBLIC),
	GET("/sheet/:key", show_sheet, "method/sheet", PUBLIC),
	{ 0 },
};
