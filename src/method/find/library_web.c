/* library_web.c -- the library to search, and a page per method: what it is, how
 * it goes, what it needs, what comes out of it, and how to begin.
 *
 * PUBLIC, as all content is. Only who may plan a session where is asked of
 * people; whoever is not signed in is shown where to. */
#include "method/page.h"
#include "method/find/search.h"
#include "method/own/own.h"
#include "people/people.h"
#include "ui/ui.h"

/* ---- the wish */

static const struct {
	const char *value, *label;
	enum search_time time;
} times[] = {
	{ "", "library.time_any", TIME_ANY }, { "30", "library.time_30", TIME_HALF_HOUR }, { "60", "library.time_60", TIME_HOUR },
	{ "120", "library.time_120", TIME_TWO_HOURS }, { "more", "library.time_more", TIME_LONGER },
};

static const struct {
	const char *value, *label;
	unsigned ways;
} ways[] = {
	{ "", "library.way_any", 0 }, { "alone", "library.way_alone", WITH_ONE }, { "pairs", "library.way_pairs", WITH_TWO },
	{ "group", "library.way_group", WITH_SOME }, { "all", "library.way_all", WITH_MANY },
};

static const struct {
	const char *value, *label, *plural;
	int kind;
} kinds[] = {
	{ "", "library.kind_any", NULL, -1 },
	{ "workshop", "library.kind_workshop", "library.kinds_workshop", METHOD_WORKSHOP },
	{ "programme", "library.kind_programme", "library.kinds_programme", METHOD_PROGRAMME },
	{ "deck", "library.kind_deck", "library.kinds_deck", METHOD_DECK },
	{ "worksheet", "library.kind_worksheet", "library.kinds_worksheet", METHOD_WORKSHEET },
	{ "questions", "library.kind_questions", "library.kinds_questions", METHOD_QUESTIONS },
	{ "sheet", "library.kind_sheet", "library.kinds_sheet", METHOD_SHEET },
	{ "model", "library.kind_model", "library.kinds_model", METHOD_MODEL },
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct val *put_filter(struct ctx *x, struct val *filters, const char *id, const char *label)
{
	struct val *f = val_obj(x, filters);
	val_str(x, f, "id", str_of(id));
	val_str(x, f, "label", ui_text(x, label));
	val_null(x, f, "hint");
	val_null(x, f, "wrong");
	val_bool(x, f, "required", false);
	return val_list(x, f, "options");
}

static void put_option(struct ctx *x, struct val *options, struct str value, struct str label, struct str chosen)
{
	struct val *o = val_obj(x, options);
	val_str(x, o, "value", value);
	val_str(x, o, "label", label);
	val_bool(x, o, "chosen", str_eq(value, chosen));
}

/* What a query says of one filter: an unknown word is as none. */
#define CHOSEN(table, wanted, ret)                              \
	do {                                                    \
		*(ret) = 0;                                     \
		for (size_t i_ = 0; i_ < COUNT(table); i_++)    \
			if (str_eqz((wanted), (table)[i_].value)) \
				*(ret) = i_;                    \
	} while (0)

#define PUT_FILTER(x, filters, id, heading, table, chosen)                                                    \
	do {                                                                                                  \
		struct val *options_ = put_filter((x), (filters), (id), (heading));                           \
		for (size_t i_ = 0; i_ < COUNT(table); i_++)                                                  \
			put_option((x), options_, str_of((table)[i_].value), ui_text((x), (table)[i_].label), \
				   str_of((table)[chosen].value));                                            \
	} while (0)

static void put_parts_filter(struct ctx *x, struct val *filters, const char *id, const char *label, const char *any,
			     const char *model, struct str *chosen)
{
	struct val *options = put_filter(x, filters, id, label);
	const struct method_model *m = method_model(str_of(model));
	if (!m || !method_model_part(m, *chosen))
		*chosen = S("");
	put_option(x, options, S(""), ui_text(x, any), *chosen);
	for (unsigned i = 0; m && i < m->parts_count; i++)
		put_option(x, options, str_of(m->parts[i].key), text_in(m->parts[i].title, x->lang), *chosen);
}

static struct search_wish read_wish(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	size_t time, way, kind;
	CHOSEN(times, req_query(q, "time"), &time);
	CHOSEN(ways, req_query(q, "group"), &way);
	CHOSEN(kinds, req_query(q, "kind"), &kind);
	struct search_wish w = { .words = str_head_chars(str_trim(req_query(q, "q")), 200), .time = times[time].time,
				 .ways = ways[way].ways, .role = req_query(q, "role"), .topic = req_query(q, "topic"),
				 .kind = kinds[kind].kind };
	/* Most people know how long they have, and what it is about. */
	struct val *filters = val_list(x, view, "filters"), *more = val_list(x, view, "more_filters");
	PUT_FILTER(x, filters, "time", "library.time", times, time);
	put_parts_filter(x, filters, "topic", "library.topic", "library.topic_any", "topics", &w.topic);
	PUT_FILTER(x, more, "group", "library.way", ways, way);
	put_parts_filter(x, more, "role", "library.role", "library.role_any", "audiences", &w.role);
	PUT_FILTER(x, more, "kind", "library.kind", kinds, kind);
	val_bool(x, view, "more_open", way || kind || !str_empty(w.role));
	val_str(x, view, "q", str_empty(w.words) ? S("") : w.words);
	val_bool(x, view, "narrowed", time || way || kind || !str_empty(w.role) || !str_empty(w.topic) || !str_empty(w.words));
	return w;
}

/* ---- the list */

static struct str people_text(struct ctx *x, const struct method_workshop *w)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "from", w->people_min);
	val_int(x, args, "to", w->people_max);
	return ui_text_args(x, "library.people", args);
}

/* What tells one from another at a glance: "1 t 30 min", "24 kort". */
static struct str size_text(struct ctx *x, const struct method_head *h)
{
	switch (h->kind) {
	case METHOD_WORKSHOP: return ui_minutes(x, ((const struct method_workshop *)h)->minutes);
	case METHOD_PROGRAMME: return page_count(x, "library.phases", ((const struct method_programme *)h)->phases_count);
	case METHOD_DECK: return page_count(x, "library.cards", ((const struct method_deck *)h)->cards_count);
	case METHOD_QUESTIONS: return page_count(x, "library.items", ((const struct method_questions *)h)->items_count);
	case METHOD_WORKSHEET: return ui_text(x, "library.stays_here");
	default: return STR_NULL;
	}
}

static void put_entry(struct ctx *x, struct val *list, const struct search_entry *e)
{
	const struct method_head *h = e->head;
	struct val *v = val_obj(x, list);
	val_text(x, v, "title", h->title);
	val_text(x, v, "summary", h->summary);
	val_str(x, v, "url", page_url(x, h->kind, h->key));
	val_bool(x, v, "own", own_is_own(h->key));
	val_str(x, v, "size", size_text(x, h));
	val_str(x, v, "people", h->kind == METHOD_WORKSHOP ? people_text(x, (const struct method_workshop *)h) : STR_NULL);
	val_str(x, v, "suits", page_part_names(x, "audiences", h->suits, h->suits_count));
	val_str(x, v, "tool", e->tool ? str_fmt(x->arena, "%u", e->tool) : STR_NULL);
	for (size_t i = 1; i < COUNT(kinds); i++)
		if (kinds[i].kind == (int)h->kind)
			val_str(x, v, "kind", ui_text(x, e->tool ? "library.kind_tool" : kinds[i].label));
}

static struct val *open_section(struct ctx *x, struct val *sections, struct str title, struct str id)
{
	struct val *s = val_obj(x, sections);
	val_str(x, s, "heading", title);
	val_str(x, s, "id", id);
	return val_list(x, s, "methods");
}

enum { OVERSEEN = 40 };	/* entries that one looks through without a table of contents */

/* The whole library is its first shelf and the names of the others; what has been
 * narrowed lies open. */
static void fold_shelves(struct ctx *x, struct val *sections, bool open)
{
	for (struct val *s = sections->kids.first; s; s = s->next) {
		val_bool(x, s, "unfolded", open || s == sections->kids.first);
		val_int(x, s, "on_shelf", (int64_t)val_get(s, S("methods"))->kids.count);
	}
}

/* A tap for whoever has to begin within the hour. */
static void put_quick(struct ctx *x, struct val *view)
{
	struct val *list = val_list(x, view, "quick");
	for (size_t i = 0; i < COUNT(times); i++) {
		if (times[i].time == TIME_ANY || times[i].time == TIME_LONGER)
			continue;
		struct val *v = val_obj(x, list);
		val_str(x, v, "label", ui_text(x, times[i].label));
		val_path(x, v, "url", "/library?time=%s&kind=workshop#found", times[i].value);
	}
}

/* »hus« og »regler« */
static struct str quoted(struct ctx *x, const struct str *words, size_t n)
{
	struct str all = STR_NULL;
	for (size_t i = 0; i < n; i++) {
		struct val *args = val_new_obj(x);
		val_str(x, args, "word", words[i]);
		struct str one = ui_text_args(x, "library.quoted", args);
		all = i ? str_fmt(x->arena, "%.*s%.*s%.*s", STR_ARG(all), STR_ARG(ui_text(x, "library.quoted_and")), STR_ARG(one)) : one;
	}
	return all;
}

/* What is shown for a word that the library does not have. */
static void put_readings(struct ctx *x, struct val *view, const struct search_answer *answer)
{
	static const char *const how[] = {
		[TAKEN_AS_SAME] = "library.taken_same", [TAKEN_APART] = "library.taken_apart", [TAKEN_AS_LIKE] = "library.taken_like",
	};
	struct val *list = val_list(x, view, "readings");
	for (size_t i = 0; answer->n && i < answer->nreadings; i++) {
		const struct search_reading *r = &answer->readings[i];
		struct val *v = val_obj(x, list), *args = val_new_obj(x);
		val_str(x, args, "typed", quoted(x, &r->typed, 1));
		val_str(x, args, "as", quoted(x, r->as, r->n));
		val_str(x, v, "reading", ui_text_args(x, how[r->how], args));
	}
}

/* With words the best first; without, a shelf for each kind. */
static void put_results(struct ctx *x, struct val *view, const struct search_wish *w)
{
	struct search_answer answer;
	search(x, w, &answer);
	const struct search_entry *const *found = answer.entries;
	size_t n = answer.n;
	struct val *sections = val_list(x, view, "sections"), *list = NULL;
	const char *heading = NULL;
	for (size_t i = 0; i < n; i++) {
		const char *own = found[i]->tool ? "library.tools" : "library.found";
		for (size_t k = 1; k < COUNT(kinds); k++)
			if (!found[i]->tool && kinds[k].kind == (int)found[i]->head->kind)
				own = kinds[k].plural;
		if (!str_empty(w->words))
			own = i < answer.fitting ? "library.found" : "library.mentioned";
		if (!list || strcmp(own, heading) != 0)
			list = open_section(x, sections, ui_text(x, own), str_of(strchr(own, '.') + 1));
		heading = own;
		put_entry(x, list, found[i]);
	}
	fold_shelves(x, sections, val_get_bool(view, "narrowed") && str_empty(w->words) && n <= OVERSEEN);
	val_str(x, view, "count", page_count(x, "library.count", n));
	val_bool(x, view, "some", answer.some && n);
	put_readings(x, view, &answer);
	val_bool(x, view, "nothing", !n);
}

/* The way to methods of one's own, for those who may make some. */
static void put_own(struct req *q, struct val *view)
{
	val_bool(q->x, view, "edits_own", q->actor && own_editing.check(q) == OK);
	fault_clear(q->x);
}

static enum rc list(struct req *q, struct val *view)
{
	put_own(q, view);
	val_str(q->x, view, "title", ui_text(q->x, "library.title"));
	struct search_wish w = read_wish(q, view);
	put_quick(q->x, view);
	put_results(q->x, view, &w);
	return OK;
}

/* ---- a method */

static void put_parts(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	struct val *list = val_list(x, view, "parts");
	unsigned at = 0;
	for (unsigned i = 0; i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		struct val *v = val_obj(x, list);
		val_str(x, v, "key", str_of(part->key));
		val_text(x, v, "part", part->title);
		val_text(x, v, "purpose", part->purpose);
		val_str(x, v, "minutes", page_minutes(x, part->minutes));
		val_str(x, v, "colour", page_colour(part->colour));
		val_bool(x, v, "closed", !part->leaders);
		val_path(x, v, "alone_url", "/method/%s/alone/%u", w->head.key, at + 1);
		struct val *steps = val_list(x, v, "steps");
		for (unsigned k = 0; k < part->steps_count; k++) {
			const struct method_step *s = &part->steps[k];
			struct val *o = val_obj(x, steps);
			val_text(x, o, "step", s->title);
			val_str(x, o, "minutes", page_minutes(x, s->minutes));
			val_str(x, o, "with", page_with(x, s->with));
			page_film(x, o, w, s);
		}
		at += part->steps_count;
	}
}

/* What the preparation and the steps take from the shelf, each once. */
struct material {
	const struct method_head *heads[64];	/* more than that is no method but a shelf */
	size_t n;
};

static void take(struct material *m, const void *document)
{
	const struct method_head *h = document;
	for (size_t i = 0; i < m->n; i++)
		if (m->heads[i] == h)
			return;
	if (h && m->n < COUNT(m->heads))
		m->heads[m->n++] = h;
}

static void gather_material(const struct method_workshop *w, struct material *m)
{
	for (unsigned i = 0; i < w->before_count; i++)
		take(m, w->before[i].sheet ? method_sheet(str_of(w->before[i].sheet)) : NULL);
	for (unsigned i = 0; i < w->parts_count; i++) {
		for (unsigned k = 0; k < w->parts[i].steps_count; k++) {
			const struct method_step *s = &w->parts[i].steps[k];
			take(m, s->deck ? method_deck(str_of(s->deck)) : NULL);
			take(m, s->set ? method_questions(str_of(s->set)) : NULL);
			take(m, s->worksheet ? method_worksheet(str_of(s->worksheet)) : NULL);
			take(m, s->page.sheet ? method_sheet(str_of(s->page.sheet)) : NULL);
			take(m, s->inspiration.sheet ? method_sheet(str_of(s->inspiration.sheet)) : NULL);
			take(m, s->model ? method_model(str_of(s->model)) : NULL);
		}
	}
}

static void put_material(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	struct material m = { 0 };
	gather_material(w, &m);
	struct val *list = val_list(x, view, "material");
	for (size_t i = 0; i < m.n; i++) {
		const struct search_entry e = { .head = m.heads[i] };
		put_entry(x, list, &e);
		struct val *v = list->kids.last;
		val_path(x, v, "print", "%.*s/print", STR_ARG(page_url(x, m.heads[i]->kind, m.heads[i]->key)));
	}
}

static void put_outcomes(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	static const char *const becomes[] = {
		[BECOMES_NOTHING] = "library.stays_in_session", [BECOMES_AGREEMENT] = "library.becomes_agreement",
		[BECOMES_RUNNING] = "library.becomes_running", [BECOMES_ACTION] = "library.becomes_action",
		[BECOMES_INVITATION] = "library.becomes_invitation", [BECOMES_DRAFT] = "consultation.becomes_draft",
	};
	struct val *list = val_list(x, view, "outcomes");
	for (unsigned i = 0; i < w->forms_count; i++) {
		struct val *v = val_obj(x, list);
		bool private = w->forms[i].visibility == SEEN_PRIVATE;
		val_text(x, v, "outcome", w->forms[i].title);
		val_path(x, v, "print", "/method/%s/form/%s", w->head.key, w->forms[i].key);
		val_str(x, v, "goes", ui_text(x, private ? "library.stays_here" : becomes[w->forms[i].becomes]));
	}
}

static void put_checklist(struct ctx *x, struct val *view, const char *name, const struct method_task *tasks, unsigned n)
{
	struct val *list = val_list(x, view, name);
	for (unsigned i = 0; i < n; i++) {
		struct val *v = val_obj(x, list);
		val_str(x, v, "key", str_of(tasks[i].key));
		val_text(x, v, "task", tasks[i].title);
		page_markdown(x, v, "help", tasks[i].help);
	}
}

/* ---- running it */

enum { QUARTER = 15 };	/* minutes; a session that begins now began at the last one */

/* Where the reader may plan it: the unit named in the query, or the first. */
static enum rc put_units(struct req *q, struct val *run)
{
	struct ctx *x = q->x;
	struct unit_row *units;
	size_t n;
	int64_t wanted = 0;
	str_to_int(req_query(q, "unit"), 1, INT64_MAX, &wanted);
	TRY(people_units_for(x, q->actor, &units, &n));
	struct val *list = val_list(x, run, "units");
	const struct unit_row *chosen = n ? &units[0] : NULL;
	for (size_t i = 0; i < n; i++)
		if (units[i].unit.id.v == wanted)
			chosen = &units[i];
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", units[i].unit.id.v);
		val_str(x, o, "name", units[i].unit.name);
		val_bool(x, o, "chosen", &units[i] == chosen);
	}
	val_bool(x, run, "several", n > 1);
	val_str(x, run, "unit_name", chosen ? chosen->unit.name : STR_NULL);
	if (chosen)
		val_path(x, run, "action", "/unit/%" PRId64 "/workshop/new", chosen->unit.id.v);
	else
		val_null(x, run, "action");
	return OK;
}

static enum rc put_run(struct req *q, struct val *view, const struct method_workshop *w)
{
	struct ctx *x = q->x;
	if (!w->alone) {
		val_null(x, view, "run");
		return OK;
	}
	struct val *run = val_sub(x, view, "run");
	val_bool(x, run, "signed_in", q->actor != NULL);
	val_path(x, run, "login", "/login?next=/method/%s", w->head.key);
	val_str(x, run, "key", str_of(w->head.key));
	val_str(x, run, "today", date_iso(x->arena, ctx_today(x)));
	int now = minutes_of_instant(x->now);
	val_str(x, run, "now", time_iso(x->arena, now - now % QUARTER));
	if (q->actor)
		return put_units(q, run);
	val_list(x, run, "units");
	val_bool(x, run, "several", false);
	val_null(x, run, "action");
	val_null(x, run, "unit_name");
	return OK;
}

static void put_facts(struct ctx *x, struct val *view, const struct method_workshop *w)
{
	val_str(x, view, "kind", ui_text(x, w->tool ? "library.kind_tool" : "library.kind_workshop"));
	val_str(x, view, "tool", w->tool ? str_fmt(x->arena, "%u", w->tool) : STR_NULL);
	val_str(x, view, "minutes", ui_minutes(x, w->minutes));
	val_str(x, view, "people", people_text(x, w));
	val_str(x, view, "suits", page_part_names(x, "audiences", w->head.suits, w->head.suits_count));
	val_str(x, view, "topics", page_part_names(x, "topics", w->head.topics, w->head.topics_count));
	val_path(x, view, "alone_url", "/method/%s/alone/1", w->head.key);
	val_path(x, view, "run_sheet", "/run-sheet/%s", w->head.key);
	val_path(x, view, "run_sheet_pdf", "/run-sheet/%s/pdf", w->head.key);
}

static enum rc show(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct method_workshop *w = method_workshop(req_param(q, "key"));
	if (!w && method_programme(req_param(q, "key")))
		return redirect(q, "/programme-guide/%.*s", STR_ARG(req_param(q, "key")));
	if (!w)
		return NOT_FOUND;
	page_head(x, view, &w->head);
	val_bool(x, view, "own", own_is_own(w->head.key));
	val_fmt(x, view, "original", "workshop/%s", w->head.key);
	put_own(q, view);
	put_facts(x, view, w);
	put_parts(x, view, w);
	put_material(x, view, w);
	put_outcomes(x, view, w);
	put_checklist(x, view, "before", w->before, w->before_count);
	return put_run(q, view, w);
}

const struct route method_library_routes[] = {
	GET("/library", list, "method/library", PUBLIC),
	GET("/method/:key", show, "method/method", PUBLIC),
	{ 0 },
};
