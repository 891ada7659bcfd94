/* print.h -- decks, worksheets, question sets, models, fact sheets and run sheets on paper.
 * Inside the room only. Blank ones: what somebody has filled in is printed by
 * their own browser, since nobody else has it.
 *
 * *ret is a PDF in x->arena, in x->lang. Errors as pdf_finish() and poster_pdf(). */
#pragma once
#include "method/method.h"
#include "render/render.h"

/* An instruction sheet, then cards to cut out; when they have backs, each sheet
 * is followed by its backs, mirrored, for printing on both sides. */
must_use enum rc print_deck(struct ctx *x, const struct method_deck *d, struct str *ret);
must_use enum rc print_worksheet(struct ctx *x, const struct method_worksheet *w, struct str *ret);
must_use enum rc print_questions(struct ctx *x, const struct method_questions *s, struct str *ret);
must_use enum rc print_model(struct ctx *x, const struct method_model *m, struct str *ret);
/* A row of a form to be written by hand, or several where a row is a line. */
must_use enum rc print_form(struct ctx *x, const struct method_form *f, struct str *ret);
must_use enum rc print_sheet(struct ctx *x, const struct method_sheet *s, struct str *ret);
/* Hours and phases, as somebody has chosen among the settings. */
must_use enum rc print_programme(struct ctx *x, const struct method_programme *m, const struct method_choice *chosen, size_t n, struct str *ret);

/* What all of them begin and end with. */
struct pdf *print_open(struct ctx *x, const struct method_head *h, const char *eyebrow, bool landscape);
void print_credits(struct pdf *p, struct ctx *x, const struct method_head *h);
struct str *print_texts(struct ctx *x, const struct text *t, size_t n);

/* print_text.c: Markdown as far as content uses it. Emphasis and links become
 * their words; what is no paragraph, list or heading is set as it stands. */
struct str print_plain(struct ctx *x, struct text t);		/* lists with bullets; STR_NULL if absent */
void print_prose(struct pdf *p, struct ctx *x, struct text t);	/* as blocks */
