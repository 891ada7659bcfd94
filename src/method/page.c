/* page.c -- documents as members of a view. Knows no routes. */
#include "core/lang.h"
#include "method/page.h"
#include "ui/ui.h"

void page_markdown(struct ctx *x, struct val *obj, const char *name, struct text t)
{
	if (text_is(t))
		val_html(x, obj, name, ui_markdown(x, text_in(t, x->lang)));
	else
		val_null(x, obj, name);
}

void page_texts(struct ctx *x, struct val *obj, const char *name, const struct text *texts, size_t n)
{
	struct val *list = val_list(x, obj, name);
	for (size_t i = 0; i < n; i++)
		val_item_str(x, list, text_in(texts[i], x->lang));
}

void page_head(struct ctx *x, struct val *view, const struct method_head *h)
{
	val_text(x, view, "title", h->title);
	val_text(x, view, "summary", h->summary);
	page_markdown(x, view, "about", h->about);
	page_texts(x, view, "credits", h->credits, h->credits_count);
}

struct str page_url(struct ctx *x, enum method_kind kind, const char *key)
{
	static const char *const folders[METHOD_KIND_COUNT] = {
		[METHOD_PROGRAMME] = "programme-guide", [METHOD_WORKSHOP] = "method", [METHOD_SHEET] = "sheet",
		[METHOD_MODEL] = "model", [METHOD_DECK] = "deck", [METHOD_WORKSHEET] = "worksheet", [METHOD_QUESTIONS] = "set",
	};
	return str_fmt(x->arena, "/%s/%s", folders[kind], key);
}

void page_link(struct ctx *x, struct val *list, const struct method_head *h)
{
	if (!h)
		return;
	struct val *v = val_obj(x, list);
	val_text(x, v, "title", h->title);
	val_str(x, v, "url", page_url(x, h->kind, h->key));
}

struct str page_part_names(struct ctx *x, const char *model, const char *const *keys, size_t n)
{
	const struct method_model *m = method_model(str_of(model));
	struct str all = STR_NULL;
	for (size_t i = 0; m && i < n; i++) {
		const struct method_topic *part = method_model_part(m, str_of(keys[i]));
		if (part)
			all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(text_in(part->title, x->lang)));
	}
	return all;
}

void page_topics(struct ctx *x, struct val *v, const struct method_topic *topics, size_t n)
{
	struct val *list = val_list(x, v, "topics");
	for (size_t i = 0; i < n; i++) {
		struct val *t = val_obj(x, list);
		val_text(x, t, "title", topics[i].title);
		page_markdown(x, t, "body", topics[i].body);
		page_texts(x, t, "questions", topics[i].questions, topics[i].questions_count);
	}
}

static void put_row(struct ctx *x, struct val *rows, const struct text *cells, size_t n)
{
	struct val *list = val_list(x, val_obj(x, rows), "cells");
	for (size_t i = 0; i < n; i++)
		val_item_str(x, list, cells ? text_in(cells[i], x->lang) : S(""));
}

static void put_table(struct ctx *x, struct val *v, const struct method_table *t)
{
	if (!t->columns_count) {
		val_null(x, v, "table");
		return;
	}
	struct val *table = val_sub(x, v, "table");
	page_texts(x, table, "columns", t->columns, t->columns_count);
	struct val *rows = val_list(x, table, "rows");
	for (size_t i = 0; i < t->rows_count; i++)
		put_row(x, rows, t->rows[i].cells, t->rows[i].cells_count);
	struct val *blank = val_list(x, table, "blank");
	for (size_t i = 0; i < t->blank_rows; i++)
		put_row(x, blank, NULL, t->columns_count);
}

static void put_references(struct ctx *x, struct val *v, const struct method_section *s)
{
	struct val *list = val_list(x, v, "references");
	for (size_t i = 0; i < s->references_count; i++) {
		struct val *r = val_obj(x, list);
		val_text(x, r, "title", s->references[i].title);
		val_text(x, r, "note", s->references[i].note);
		val_str(x, r, "link", str_of(s->references[i].link));
	}
}

void page_section(struct ctx *x, struct val *v, const struct method_section *s)
{
	const struct method_model *m = s->model ? method_model(str_of(s->model)) : NULL;
	val_str(x, v, "id", str_of(s->key));
	val_text(x, v, "title", s->title);
	page_markdown(x, v, "body", s->body);
	put_table(x, v, &s->table);
	put_references(x, v, s);
	page_drawing(x, v, m);
	if (m)
		page_topics(x, v, m->parts, m->parts_count);
	else
		page_topics(x, v, s->topics, s->topics_count);
	page_texts(x, v, "credits", m ? m->head.credits : NULL, m ? m->head.credits_count : 0);
	page_markdown(x, v, "model_about", m ? m->head.about : (struct text){ NULL, NULL });
}

void page_deck(struct ctx *x, struct val *v, const struct method_deck *d)
{
	page_texts(x, v, "questions", d->questions, d->questions_count);
	val_int(x, v, "count", d->cards_count);
	struct val *cards = val_list(x, v, "cards");
	for (unsigned i = 0; i < d->cards_count; i++) {
		struct val *c = val_obj(x, cards);
		val_int(x, c, "number", i + 1);
		val_text(x, c, "title", d->cards[i].title);
		page_markdown(x, c, "body", d->cards[i].body);
		page_markdown(x, c, "back", d->cards[i].back);
	}
}

/* The pieces of a film come from the workshop room, by the same addresses. */
static void put_captions(struct ctx *x, struct val *film, const struct method_workshop *w, const struct method_step *s)
{
	struct val *list = val_list(x, film, "captions");
	for (enum lang lang = DA; text_is(s->film.captions) && lang < LANG_COUNT; lang++) {
		if (str_starts(text_in(s->film.captions, lang), S("http")))
			continue;	/* somebody else's file: our players ask nobody else */
		struct val *o = val_obj(x, list);
		val_path(x, o, "track", "/film/%s/%s/%s", w->head.key, s->key, lang_names[lang]);
		val_str(x, o, "track_lang", lang_name(lang));
		val_bool(x, o, "standard", x->lang == lang);
	}
}

void page_film(struct ctx *x, struct val *v, const struct method_workshop *w, const struct method_step *s)
{
	const struct method_film *f = &s->film;
	if (!text_is(f->title)) {
		val_null(x, v, "film");
		return;
	}
	struct val *o = val_sub(x, v, "film");
	val_text(x, o, "film_title", f->title);
	val_str(x, o, "film_minutes", page_minutes(x, f->minutes));
	val_str(x, o, "film_link", str_of(f->link));
	val_str(x, o, "film_here", f->file ? str_fmt(x->arena, "/film/%s/%s", w->head.key, s->key) : STR_NULL);
	put_captions(x, o, w, s);
	page_markdown(x, o, "transcript", f->transcript);
}

struct str page_minutes(struct ctx *x, unsigned minutes)
{
	return minutes ? ui_minutes(x, minutes) : STR_NULL;
}

struct str page_with(struct ctx *x, enum method_with with)
{
	static const char *const texts[] = {
		[WITH_PLENUM] = "library.with_plenum", [WITH_GROUPS] = "library.with_groups",
		[WITH_PAIRS] = "library.with_pairs", [WITH_ALONE] = "library.with_alone",
	};
	return ui_text(x, texts[with]);
}

struct str page_colour(enum method_colour c)
{
	static const char *const names[] = {
		[COLOUR_SAND] = "sand", [COLOUR_CLAY] = "clay", [COLOUR_SKY] = "sky", [COLOUR_PINE] = "pine", [COLOUR_GOLD] = "gold",
	};
	return str_of(names[c]);
}

struct str page_count(struct ctx *x, const char *text, size_t n)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", (int64_t)n);
	return ui_text_args(x, text, args);
}

static const char *const unit_texts[] = {
	[UNIT_DAYS] = "method.days", [UNIT_WEEKS] = "method.weeks", [UNIT_MONTHS] = "method.months",
};

struct str page_length(struct ctx *x, const struct method_length *l)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "from", l->min < l->max ? str_fmt(x->arena, "%u–", l->min) : S(""));
	val_int(x, args, "n", l->max);
	return ui_text_args(x, unit_texts[l->unit], args);
}
