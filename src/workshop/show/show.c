/* show.c -- what a step shows: films, models, pages, worksheets, how people sit.
 * Reads content and the session's place in it; stores nothing. */
#include "core/lang.h"
#include "workshop/show/show.h"
#include "ui/ui.h"
#include "workshop/live.h"
#include <unistd.h>

static const char *content_dir;

void workshop_content(const char *dir)
{
	content_dir = dir;
}

bool show_has(const struct method_step *step)
{
	return text_is(step->film.title) || step->model || step->page.sheet;
}

void show_with(struct ctx *x, const struct method_step *step, struct val *into)
{
	static const char *const names[] = { [WITH_PLENUM] = NULL, [WITH_GROUPS] = "groups", [WITH_PAIRS] = "pairs", [WITH_ALONE] = "alone" };
	const char *name = names[step->with];
	val_str(x, into, "with", str_of(name));
	val_str(x, into, "with_words", name ? ui_text(x, str_fmt(x->arena, "workshop.with_%s", name).p) : STR_NULL);
	val_bool(x, into, "with_alone", step->with == WITH_ALONE);
	val_bool(x, into, "with_pairs", step->with == WITH_PAIRS);
	val_bool(x, into, "with_groups", step->with == WITH_GROUPS);
}

bool show_file(struct ctx *x, const char *name, struct str *ret_path)
{
	/* The reader of methods has refused these, too; a door has two hinges. */
	if (!name || !content_dir || name[0] == '/' || strstr(name, ".."))
		return false;
	*ret_path = str_fmt(x->arena, "%s/%s", content_dir, name);
	return access(ret_path->p, R_OK) == 0;
}

static void put_markdown(struct ctx *x, struct val *into, const char *name, struct text t)
{
	if (text_is(t))
		val_html(x, into, name, ui_markdown(x, text_in(t, x->lang)));
	else
		val_null(x, into, name);
}

/* The wall's headline stands above what it shows, and need not be said twice. */
static void put_title(struct ctx *x, const struct session *s, struct val *v, struct text title)
{
	bool said = s->viewer == VIEWER_WALL && s->step->questions_count != 1 && str_eq(text_in(title, x->lang), text_in(s->step->title, x->lang));
	val_text(x, v, "title", title);
	val_bool(x, v, "headed", !said);
}

/* ---- films */

static void put_captions(struct ctx *x, const struct session *s, struct val *v)
{
	struct val *list = val_list(x, v, "captions");
	const struct text *files = &s->step->film.captions;
	for (enum lang lang = DA; lang < LANG_COUNT; lang++) {
		struct str path;
		if (!show_file(x, lang == EN ? files->en : files->da, &path))
			continue;
		struct val *o = val_obj(x, list);
		val_path(x, o, "url", "/film/%.*s/%s/%s", STR_ARG(s->row->method), s->step->key, lang_names[lang]);
		val_str(x, o, "lang", lang_name(lang));
		val_str(x, o, "label", ui_text(x, lang == EN ? "workshop.film_captions_en" : "workshop.film_captions_da"));
		val_bool(x, o, "standard", x->lang == lang);
	}
}

/* The wall reads the words instead of playing the film when the facilitator says
 * so: the focus is on them. */
static bool in_words(const struct session *s)
{
	return str_eqz(s->row->focus, "transcript") || str_starts(s->row->focus, S("transcript/"));
}

/* The end of a page: as many paragraphs as a projector holds in letters that are read
 * from eight metres, one at least. */
static size_t page_end(struct str text, size_t from)
{
	enum { CHARS = 750 };
	size_t end = from;
	while (end < text.n) {
		struct str rest = str_sub(text, end, text.n);
		size_t at = 0;
		while (at < rest.n && !str_starts(str_sub(rest, at, 2), S("\n\n")))
			at++;
		size_t next = end + (at + 2 < rest.n ? at + 2 : rest.n);
		if (end > from && str_chars(str_sub(text, from, next - from)) > CHARS)
			break;
		end = next;
	}
	return end;
}

unsigned show_page(struct str text, unsigned wanted, struct str *ret, unsigned *ret_n)
{
	unsigned n = 0, at = 0;
	text = str_trim(text);
	*ret = text;
	for (size_t from = 0; from < text.n; n++) {
		size_t end = page_end(text, from);
		if (n < wanted || n == 0) {	/* past the last one: the last */
			*ret = str_trim(str_sub(text, from, end - from));
			at = n + 1;
		}
		from = end;
	}
	*ret_n = n;
	return at;
}

/* Which page of the words the wall has, and the ways to the others. */
static void put_words(struct ctx *x, const struct session *s, struct text transcript, struct val *v)
{
	int64_t wanted = 1;
	struct str words, focus = s->row->focus;
	unsigned n;
	if (str_starts(focus, S("transcript/")) && !str_to_int(str_sub(focus, strlen("transcript/"), focus.n), 1, 1000, &wanted))
		wanted = 1;
	unsigned page = show_page(text_in(transcript, x->lang), (unsigned)wanted, &words, &n);
	val_bool(x, v, "several", n > 1);
	val_int(x, v, "page", page);
	val_int(x, v, "pages", n);
	val_int(x, v, "next", page < n ? page + 1 : 0);
	val_bool(x, v, "is_next", page < n);
	val_int(x, v, "before", page > 1 ? page - 1 : 0);
	val_bool(x, v, "is_before", page > 1);
	if (s->viewer == VIEWER_WALL)
		val_html(x, v, "transcript", ui_markdown(x, words));
	else
		put_markdown(x, v, "transcript", transcript);
}

static enum rc put_film(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	const struct method_film *f = &s->step->film;
	struct val *v = val_new_obj(x);
	struct str path;
	bool here = show_file(x, f->file, &path);
	put_title(x, s, v, f->title);
	val_str(x, v, "minutes", ui_minutes(x, f->minutes));
	val_int(x, v, "workshop", s->id.v);
	val_str(x, v, "link", f->link ? str_of(f->link) : STR_NULL);
	val_bool(x, v, "playable", here);
	val_bool(x, v, "nothing_to_play", !here && !f->link);
	if (here)
		val_path(x, v, "url", "/film/%.*s/%s", STR_ARG(s->row->method), s->step->key);
	else
		val_null(x, v, "url");
	put_captions(x, s, v);
	put_words(x, s, f->transcript, v);
	val_bool(x, v, "in_words", in_words(s) || (!here && !f->link));
	const char *view = s->viewer == VIEWER_WALL ? "workshop/piece_film_wall" : s->viewer == VIEWER_CONSOLE ? "workshop/piece_film_console" :
			   "workshop/piece_film_phone";
	return live_piece(x, t, parent, S("film"), view, v, NULL);
}

/* ---- models and pages */

static void put_topics(struct ctx *x, struct val *v, const struct method_topic *topics, unsigned n)
{
	struct val *list = val_list(x, v, "topics");
	for (unsigned i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(topics[i].key));
		val_text(x, o, "title", topics[i].title);
		put_markdown(x, o, "body", topics[i].body);
		struct val *questions = val_list(x, o, "questions");
		for (unsigned k = 0; k < topics[i].questions_count; k++)
			val_item_str(x, questions, text_in(topics[i].questions[k], x->lang));
	}
}

static void put_table(struct ctx *x, struct val *v, const struct method_table *t)
{
	struct val *tables = val_list(x, v, "table");
	if (!t || !t->columns_count)
		return;
	struct val *o = val_obj(x, tables), *columns = val_list(x, o, "columns"), *rows = val_list(x, o, "rows");
	for (unsigned i = 0; i < t->columns_count; i++)
		val_item_str(x, columns, text_in(t->columns[i], x->lang));
	for (unsigned i = 0; i < t->rows_count; i++) {
		struct val *cells = val_list(x, val_obj(x, rows), "cells");
		for (unsigned k = 0; k < t->rows[i].cells_count; k++) {
			struct val *c = val_obj(x, cells);
			val_text(x, c, "words", t->rows[i].cells[k]);
			val_text(x, c, "column", k < t->columns_count ? t->columns[k] : (struct text){ 0 });
		}
	}
}

static enum rc put_reading(struct ctx *x, struct session *s, struct live_tree *t, size_t parent, const char *id, struct val *v)
{
	const char *view = s->viewer == VIEWER_WALL ? "workshop/piece_reading_wall" : "workshop/piece_reading";
	val_str(x, v, "reading", str_of(id));
	return live_piece(x, t, parent, str_of(id), view, v, NULL);
}

/* Does the wall have the work itself to show? Then a model is a strip of its
 * parts' names above it, and a text is read on the phones. */
static bool wall_works(const struct session *s)
{
	enum method_step_kind k = s->step->kind;
	bool words = k == STEP_TALK || k == STEP_BREAK || k == STEP_CLOSE || (k == STEP_DISCUSS && !session_board(s));
	return s->viewer == VIEWER_WALL && !words;
}

static enum rc put_model(struct ctx *x, struct session *s, struct live_tree *t, size_t parent, const char *key, const char *id)
{
	const struct method_model *m = method_model(str_of(key));
	struct val *v = val_new_obj(x);
	if (!m)
		return OK;
	put_title(x, s, v, m->head.title);
	/* From eight metres the parts are read, not what is said about them all. */
	put_markdown(x, v, "body", s->viewer == VIEWER_WALL && m->parts_count ? (struct text){ 0 } : m->head.about);
	val_bool(x, v, "strip", wall_works(s));
	put_topics(x, v, m->parts, m->parts_count);
	put_table(x, v, NULL);
	return put_reading(x, s, t, parent, id, v);
}

static enum rc put_page(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	const struct method_sheet *sheet = method_sheet(str_of(s->step->page.sheet));
	const struct method_section *section = sheet ? method_section(sheet, str_of(s->step->page.section)) : NULL;
	struct val *v = val_new_obj(x);
	if (!section || wall_works(s))
		return OK;
	/* One thing at a time on the wall; phone and console have both. */
	if (s->viewer == VIEWER_WALL && (s->step->model || (section->model && !text_is(section->body))))
		return s->step->model ? OK : put_model(x, s, t, parent, section->model, "pagemodel");
	put_title(x, s, v, section->title);
	val_bool(x, v, "strip", false);
	put_markdown(x, v, "body", section->body);
	put_topics(x, v, section->topics, section->topics_count);
	put_table(x, v, &section->table);
	TRY(put_reading(x, s, t, parent, "page", v));
	bool shown = s->viewer == VIEWER_WALL || (section->model && s->step->model && strcmp(section->model, s->step->model) == 0);
	return section->model && !shown ? put_model(x, s, t, parent, section->model, "pagemodel") : OK;
}

enum rc show_put(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	if (text_is(s->step->film.title))
		TRY(put_film(x, s, t, parent));
	if (s->step->model)
		TRY(put_model(x, s, t, parent, s->step->model, "model"));
	return s->step->page.sheet ? put_page(x, s, t, parent) : OK;
}

/* ---- a wall that would be empty */

/* From the back of the room nobody reads more of a form than this. */
enum { PROMPT_FIELDS = 8 };

/* What is done on the phones, in a sentence for methods that have none of their
 * own; NULL: the wall has something to show by itself. */
static const char *const prompts[] = {
	[STEP_FORM] = "workshop.prompt_form", [STEP_GROUPS] = "workshop.prompt_groups", [STEP_ELABORATE] = "workshop.prompt_elaborate",
	[STEP_PRESENT] = "workshop.prompt_present", [STEP_QUESTIONS] = "workshop.prompt_questions", [STEP_MARK] = "workshop.prompt_mark",
};

static const char *prompt_of(enum method_step_kind k)
{
	return (size_t)k < sizeof prompts / sizeof *prompts ? prompts[k] : NULL;
}

enum rc show_prompt(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x);
	const struct method_form *form = s->step->kind == STEP_FORM ? session_form(s) : NULL;
	const char *prompt = prompt_of(s->step->kind);
	if (!prompt || show_has(s->step))
		return OK;
	/* What the wall says itself stands above already. */
	if (text_is(s->step->wall) || text_is(s->step->phone))
		put_markdown(x, v, "now", text_is(s->step->wall) ? (struct text){ 0 } : s->step->phone);
	else
		val_str(x, v, "now", ui_text(x, prompt));
	struct val *fields = val_list(x, v, "fields");
	for (unsigned i = 0; form && i < form->fields_count && i < PROMPT_FIELDS; i++)
		val_item_str(x, fields, text_in(form->fields[i].label, x->lang));
	val_bool(x, v, "asks", fields->kids.count > 0);
	return live_piece(x, t, parent, S("prompt"), "workshop/piece_prompt_wall", v, NULL);
}

/* ---- worksheets: filled in on one's own device, never sent */

static void put_sheet(struct ctx *x, const struct session *s, struct val *v)
{
	const struct method_worksheet *w = s->step->worksheet ? method_worksheet(str_of(s->step->worksheet)) : NULL;
	val_text(x, v, "title", w ? w->head.title : (struct text){ 0 });
	val_text(x, v, "summary", w ? w->head.summary : (struct text){ 0 });
	val_bool(x, v, "pair", w && w->privacy == PRIVACY_PAIR);
	if (w)
		val_path(x, v, "url", "/worksheet/%s", w->head.key);
	else
		val_null(x, v, "url");
}

enum rc show_worksheet_task(struct ctx *x, struct session *s, struct val *task)
{
	struct val *v = val_sub(x, task, "sheet");
	put_sheet(x, s, v);
	val_int(x, v, "from", s->id.v);
	return OK;
}

enum rc show_worksheet(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x);
	/* A phone's own page has the sheet itself. */
	if (s->viewer != VIEWER_WALL && s->viewer != VIEWER_CONSOLE)
		return OK;
	put_sheet(x, s, v);
	return live_piece(x, t, parent, S("sheet"), s->viewer == VIEWER_WALL ? "workshop/piece_sheet_wall" : "workshop/piece_sheet_console", v, NULL);
}
