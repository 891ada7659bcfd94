/* page.h -- what the pages of the library have in common: a document's texts,
 * sheets, models and decks as members of a view. Inside the room only.
 *
 * Memory: the view's. Texts are in x->lang. */
#pragma once
#include "http/http.h"
#include "method/method.h"

void page_markdown(struct ctx *x, struct val *obj, const char *name, struct text t);	/* null if absent */
void page_texts(struct ctx *x, struct val *obj, const char *name, const struct text *texts, size_t n);
/* title, summary, about, credits */
void page_head(struct ctx *x, struct val *view, const struct method_head *h);
/* Where a document is read: "/deck/KEY". */
struct str page_url(struct ctx *x, enum method_kind kind, const char *key);
/* {title, url} of a document that may be there or not (NULL: nothing is added). */
void page_link(struct ctx *x, struct val *list, const struct method_head *h);
/* Titles of parts of a model ("topics"), joined by commas; STR_NULL if none. */
struct str page_part_names(struct ctx *x, const char *model, const char *const *keys, size_t n);
/* Topics of a sheet, parts of a model: title, body, questions. */
void page_topics(struct ctx *x, struct val *v, const struct method_topic *topics, size_t n);
/* `drawing` for method/model_drawing; null for a model without shape, or none (NULL). */
void page_drawing(struct ctx *x, struct val *v, const struct method_model *m);
/* A section of a fact sheet, for method/sheet_section. */
void page_section(struct ctx *x, struct val *v, const struct method_section *s);
/* number, title, body, back of every card; questions. */
void page_deck(struct ctx *x, struct val *v, const struct method_deck *d);
/* The film of a step, for method/film: title, minutes, where it plays, the same in
 * words; null if the step has none. */
void page_film(struct ctx *x, struct val *v, const struct method_workshop *w, const struct method_step *s);
/* "20 minutter", STR_NULL for 0. */
struct str page_minutes(struct ctx *x, unsigned minutes);
struct str page_with(struct ctx *x, enum method_with with);	/* "to og to" */
struct str page_colour(enum method_colour c);	/* "clay", as data-accent has it */
/* "n personer" with plural, from a text with {n}. */
struct str page_count(struct ctx *x, const char *text, size_t n);
/* "6 uger", "5–7 uger" */
struct str page_length(struct ctx *x, const struct method_length *l);
