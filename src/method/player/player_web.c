/* player_web.c -- a method step by step without a session: one person, or a few
 * around one screen. Each step is a page of its own, so it works without script,
 * and nothing that is written, drawn or answered leaves the device (device.h).
 *
 * Knows which step is which number; where somebody is, only their address says. */
#include "method/material/device.h"
#include "ui/ui.h"

enum {
	ROWS_ALONE = 3,		/* copies of a form that may be filled in as often as needed */
	NOTES_DAYS = 30,	/* what somebody wrote on the way is forgotten after a month */
};

struct place {
	const struct method_workshop *w;
	const struct method_part *part;
	const struct method_step *step;
	unsigned number, count;		/* from 1 */
};

/* Counts all steps; part and step of the wanted one are set if there is one. */
static void find(struct place *at)
{
	for (unsigned i = 0; i < at->w->parts_count; i++) {
		const struct method_part *part = &at->w->parts[i];
		if (at->number > at->count && at->number <= at->count + part->steps_count) {
			at->part = part;
			at->step = &part->steps[at->number - at->count - 1];
		}
		at->count += part->steps_count;
	}
}

static void put_road(struct req *q, struct val *view, const struct place *at)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "road_parts");
	unsigned first = 1;
	for (unsigned i = 0; i < at->w->parts_count; i++) {
		const struct method_part *part = &at->w->parts[i];
		struct val *o = val_obj(x, list);
		bool now = part == at->part;
		val_text(x, o, "part", part->title);
		val_str(x, o, "url", str_fmt(x->arena, "/method/%s/alone/%u%.*s", at->w->head.key, first, STR_ARG(device_lang(q))));
		val_str(x, o, "state", now ? S("now") : first < at->number ? S("done") : S("later"));
		val_bool(x, o, "now", now);
		first += part->steps_count;
	}
}

static void put_link(struct req *q, struct val *view, const char *name, const struct place *at, unsigned number)
{
	if (number < 1 || number > at->count)
		val_null(q->x, view, name);
	else
		val_str(q->x, view, name, str_fmt(q->x->arena, "/method/%s/alone/%u%.*s", at->w->head.key, number, STR_ARG(device_lang(q))));
}

static struct str note_name(struct ctx *x, const struct place *at, const char *step)
{
	return str_fmt(x->arena, "alone/%s/%s", at->w->head.key, step);
}

/* What one does where the room would do it together on the wall. */
static const char *kind_text(const struct method_step *s)
{
	static const char *const texts[STEP_KIND_COUNT] = {
		[STEP_RULES] = "library.alone_rules", [STEP_CARDS] = "library.alone_cards", [STEP_DISCUSS] = "library.alone_discuss",
		[STEP_GROUP] = "library.alone_group", [STEP_VOTE] = "library.alone_vote", [STEP_GROUPS] = "library.alone_groups",
		[STEP_ELABORATE] = "library.alone_elaborate", [STEP_FORM] = "library.alone_form", [STEP_PRESENT] = "library.alone_present",
		[STEP_QUESTIONS] = "library.alone_questions", [STEP_MARK] = "library.alone_mark", [STEP_BREAK] = "library.alone_break",
		[STEP_CLOSE] = "library.alone_close", [STEP_DEAL] = "library.alone_deal", [STEP_ASK] = "library.alone_ask",
		[STEP_WORKSHEET] = "library.alone_worksheet",
	};
	return texts[s->kind];
}

static void put_words(struct ctx *x, struct val *view, const struct method_step *s)
{
	page_markdown(x, view, "wall", s->wall);
	page_markdown(x, view, "phone", s->phone);
	page_markdown(x, view, "say", s->say);
	page_markdown(x, view, "hold", s->hold);
	page_markdown(x, view, "watch", s->watch);
	val_bool(x, view, "leads", text_is(s->say) || text_is(s->hold) || text_is(s->watch));
	page_texts(x, view, "questions", s->questions, s->questions_count);
	page_texts(x, view, "openers", s->openers, s->openers_count);
	const char *kind = kind_text(s);
	val_str(x, view, "hint", kind ? ui_text(x, kind) : STR_NULL);
	val_str(x, view, "with", page_with(x, s->with));
	val_str(x, view, "minutes", page_minutes(x, s->minutes));
	val_int(x, view, "left", (int64_t)s->minutes * 60000);
	val_fmt(x, view, "clock", "%u:00", s->minutes);
}

static void put_rules(struct ctx *x, struct val *view, const struct place *at)
{
	struct val *list = val_list(x, view, "rules");
	for (unsigned i = 0; at->step->kind == STEP_RULES && i < at->w->rules_count; i++) {
		struct val *o = val_obj(x, list);
		val_text(x, o, "rule", at->w->rules[i].title);
		val_text(x, o, "rule_body", at->w->rules[i].body);
		val_bool(x, o, "avoid", at->w->rules[i].avoid);
	}
}

/* ---- what one looks at */

static void put_section_of(struct ctx *x, struct val *list, struct method_sheet_place place)
{
	const struct method_sheet *sheet = place.sheet ? method_sheet(str_of(place.sheet)) : NULL;
	const struct method_section *s = sheet && place.section ? method_section(sheet, str_of(place.section)) : NULL;
	if (s)
		page_section(x, val_obj(x, list), s);
}

static void put_sights(struct ctx *x, struct val *view, const struct method_step *s)
{
	struct val *list = val_list(x, view, "sections");
	put_section_of(x, list, s->page);
	put_section_of(x, list, s->inspiration);
	const struct method_model *m = s->model ? method_model(str_of(s->model)) : NULL;
	if (!m) {
		val_null(x, view, "model");
		return;
	}
	struct val *o = val_sub(x, view, "model");
	val_text(x, o, "model_title", m->head.title);
	page_drawing(x, o, m);
	page_topics(x, o, m->parts, m->parts_count);
}

/* ---- what one does, each as null or an object of its own */

static void put_material(struct ctx *x, struct val *view, const struct method_step *s)
{
	const struct method_deck *deck = s->deck ? method_deck(str_of(s->deck)) : NULL;
	const struct method_questions *set = s->set ? method_questions(str_of(s->set)) : NULL;
	const struct method_worksheet *sheet = s->worksheet ? method_worksheet(str_of(s->worksheet)) : NULL;
	val_null(x, view, "deck");
	val_null(x, view, "set");
	val_null(x, view, "worksheet");
	if (deck)
		page_deck(x, val_sub(x, view, "deck"), deck);
	if (set)
		device_questions(x, val_sub(x, view, "set"), set, s->only, s->only_count);
	if (sheet)
		device_worksheet(x, val_sub(x, view, "worksheet"), sheet);
}

/* Cards on one's own are lines in a field; where the board has columns, a field each. */
static void put_card_fields(struct ctx *x, struct val *notes, const struct method_step *s)
{
	unsigned n = s->columns_count ? s->columns_count : 1;
	struct method_field *fields = ARENA_ARRAY(x->arena, n, struct method_field);
	const char *here = ui_text(x, "library.write_here").p;
	fields[0] = (struct method_field){ .key = "cards", .type = FIELD_TEXT, .label = { here, here } };
	for (unsigned i = 0; i < s->columns_count; i++)
		fields[i] = (struct method_field){ .key = s->columns[i].key, .type = FIELD_TEXT, .label = s->columns[i].title,
						   .help = s->columns[i].help };
	struct val *o = val_obj(x, val_list(x, notes, "rows"));
	val_null(x, o, "row");
	device_fields(x, o, "cards", fields, n);
}

static void put_form_fields(struct ctx *x, struct val *notes, const struct method_form *f)
{
	struct val *rows = val_list(x, notes, "rows");
	for (unsigned i = 0; i < (f->repeat ? ROWS_ALONE : 1); i++) {
		struct val *o = val_obj(x, rows);
		const char *prefix = str_fmt(x->arena, "row%u", i + 1).p;
		val_str(x, o, "row", f->repeat ? str_fmt(x->arena, "%u", i + 1) : STR_NULL);
		device_fields(x, o, prefix, f->fields, f->fields_count);
	}
}

static void put_notes(struct ctx *x, struct val *view, const struct place *at)
{
	const struct method_step *s = at->step;
	const struct method_form *form = s->kind == STEP_FORM ? method_workshop_form(at->w, str_of(s->form)) : NULL;
	bool writes = s->kind == STEP_CARDS || s->kind == STEP_ELABORATE || s->kind == STEP_QUESTIONS || s->kind == STEP_CLOSE ||
		      s->kind == STEP_GROUP || s->kind == STEP_VOTE;
	if (!form && !writes) {
		val_null(x, view, "notes");
		return;
	}
	struct val *notes = val_sub(x, view, "notes");
	device_sheet(x, notes, note_name(x, at, s->key), text_in(s->title, x->lang), NOTES_DAYS, false);
	page_markdown(x, notes, "intro", form ? form->intro : (struct text){ 0 });
	if (form)
		put_form_fields(x, notes, form);
	else
		put_card_fields(x, notes, s);
}

static void put_place(struct req *q, struct val *view, const struct place *at)
{
	struct ctx *x = q->x;
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", at->number);
	val_int(x, args, "m", at->count);
	val_text(x, view, "title", at->step->title);
	val_text(x, view, "method", at->w->head.title);
	val_str(x, view, "method_url", page_url(x, METHOD_WORKSHOP, at->w->head.key));
	val_str(x, view, "colour", page_colour(at->part->colour));
	val_text(x, view, "purpose", at->step == at->part->steps ? at->part->purpose : (struct text){ 0 });
	val_str(x, view, "where", ui_text_args(x, "library.step_of", args));
	val_bool(x, view, "optional", at->step->optional);
	val_bool(x, view, "last", at->number == at->count);
	val_fmt(x, view, "all_notes", "alone/%s/", at->w->head.key);
	val_str(x, view, "earlier", at->step->from ? note_name(x, at, at->step->from) : STR_NULL);
	put_link(q, view, "previous", at, at->number - 1);
	put_link(q, view, "next", at, at->number + 1);
	put_road(q, view, at);
}

static enum rc step(struct req *q, struct val *view)
{
	int64_t number;
	struct place at = { .w = method_workshop(req_param(q, "key")) };
	TRY(req_id(q, "n", &number));
	if (!at.w || number > UINT16_MAX)
		return NOT_FOUND;
	at.number = (unsigned)number;
	find(&at);
	if (!at.step)
		return NOT_FOUND;
	device_page(q);
	put_place(q, view, &at);
	val_bool(q->x, view, "signed_in", q->actor != NULL);
	put_words(q->x, view, at.step);
	page_film(q->x, view, at.w, at.step);
	put_rules(q->x, view, &at);
	put_sights(q->x, view, at.step);
	put_material(q->x, view, at.step);
	put_notes(q->x, view, &at);
	return device_contacts(q, view);
}

const struct route method_player_routes[] = {
	GET("/method/:key/alone/:n", step, "method/player", PUBLIC),
	{ 0 },
};
