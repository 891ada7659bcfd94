/* form.h -- the rules of a method's forms within a programme: who writes, who
 * reads, what a field accepts, how a row is kept and shown. Inside this room.
 *
 * Which forms there are, what they ask and of whom, stands in the method. The
 * few field keys that mean something here are told in docs/methods.md.
 *
 * Memory: the ctx's arena. Transactions: joins the caller's. Thread: the ctx's. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "http/http.h"
#include "method/method.h"
#include "store/sql_ids.h"

enum {
	FORM_LINE_CHARS = 200,		/* one line of a screen; the method may say less */
	FORM_TEXT_CHARS = 4000,		/* a page */
	FORM_NUMBER_MAX = 999999999,	/* kroner of the dearest thing a workplace plans */
	FORM_ROWS_MAX = 500,		/* rows of one form; the statement reads no more */
	FORM_KEEP_MONTHS = 12,		/* kept until, where nobody has said */
	FORM_KEEP_MONTHS_MAX = 60,	/* nothing that only some may read lies longer */
	REFLECTIONS_TOGETHER = 3,	/* fewer at once would tell who has just sent one */
};

/* Who looks: a bit for each of the method's roles that they hold. */
struct form_who {
	const struct method_programme *method;
	uint64_t roles;			/* bit i: method->roles[i]; 0: takes no part, but may see the unit */
};

bool form_may_write(const struct form_who *who, const struct method_form *f);
bool form_may_read(const struct form_who *who, const struct method_form *f);
/* Everybody may write it and only some may read it: a new row is a letter, and
 * those who read are told that there is one. */
bool form_is_letter(const struct method_form *f);
/* Holds a role whose seat is the facilitator's; sees what is sent without name. */
bool form_is_facilitator(const struct form_who *who);
/* "Kun konsulenten og den daglige leder …": who reads what is written here. */
struct str form_sight(struct ctx *x, const struct method_programme *p, const struct method_form *f);
const struct method_field *form_file_field(const struct method_form *f);	/* the first; NULL if none */

/* Reads the posted fields. *ret_values: object of strings, canonical (dates ISO,
 * choices by key); *ret_wrong: object of texts by field, for every field that is
 * wrong. INVALID with the first of them. Files are not looked at. */
must_use enum rc form_read(struct req *q, const struct method_form *f, struct val **ret_values, struct val **ret_wrong);
/* What is stored: JSON, and the day on which it is deleted (DATE_NONE: kept).
 * Sets keep_until in the values where it was left empty. INVALID("keep_until"). */
must_use enum rc form_pack(struct ctx *x, const struct method_form *f, struct val *values, struct str *ret_json, struct date *ret_keep);

/* Fields of a page: list `fields` of {id, label, hint, value, wrong, required,
 * max, one of is_text is_select is_file is_line, type, list, options}. values and wrong may
 * be NULL. */
void form_put_fields(struct ctx *x, const struct method_form *f, const struct val *values, const struct val *wrong, struct val *into);
/* A row to read: list `cells` of {label, words}, in the order of the fields. */
void form_put_cells(struct ctx *x, const struct method_form *f, const struct val *values, struct val *into);
/* The words of one value: a date as people write it, an option by its title. */
struct str form_words(struct ctx *x, const struct method_field *f, const struct val *values);

/* ---- rows */

struct form_row {
	programme_form_row_id id;
	int64_t version;
	struct val *values;
};

must_use enum rc form_rows(struct ctx *x, programme_id programme, const struct method_form *f, struct form_row **ret, size_t *ret_n);
must_use enum rc form_row(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id, struct form_row *ret);	/* NOT_FOUND */
/* Stores a new row. The same idem with the same values again gives the same row. A form without
 * repeat has one row: CONFLICT("_", "programme.changed_meanwhile") if it is
 * there. INVALID("_", "room.form_full") past FORM_ROWS_MAX. */
must_use enum rc form_row_add(struct ctx *x, programme_id programme, const struct method_form *f, struct val *values, struct str idem,
			      programme_form_row_id *ret, bool *ret_new);
/* CONFLICT("_", "programme.changed_meanwhile") if version is stale. */
must_use enum rc form_row_set(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id, int64_t version,
			      struct val *values);
must_use enum rc form_row_drop(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id);

/* The file of a row. INVALID at the field: room.file_kind, room.file_empty. What
 * it is, is judged by its first bytes and its name; only kinds that an office
 * opens are taken, and they are always handed out as attachments. */
must_use enum rc form_file_check(struct ctx *x, const struct method_field *f, const struct upload *u);
must_use enum rc form_file_put(struct ctx *x, programme_form_row_id row, const struct method_field *f, const struct upload *u);

/* ---- what is sent without name */

/* Stores each answered field by itself, without sender, time or order. INVALID
 * ("_", "room.nothing_written") if all are empty. */
must_use enum rc form_send(struct ctx *x, programme_id programme, const struct method_form *f, const struct val *values);
/* List `asked` of {label, answers}; only what has been shown, REFLECTIONS_TOGETHER
 * at a time. */
must_use enum rc form_put_sent(struct ctx *x, programme_id programme, const struct method_form *f, struct val *into);

/* ---- paper: form_paper.c */

/* "Side {n} af {m}" as pdf_paper wants it: the placeholders are filled in when
 * the pages are counted, not by the translation. */
struct str form_page_text(struct ctx *x);

struct form_sheet {
	const struct method_form *form;
	struct str eyebrow;		/* of whom it is; may be empty */
	struct str sight;		/* who reads it; may be empty */
	const struct form_row *rows;	/* NULL: a blank form with lines to write on */
	size_t nrows;
};
must_use enum rc form_pdf(struct ctx *x, const struct form_sheet *s, struct str *ret);
