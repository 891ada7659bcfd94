/* background.h -- what earlier assessments and surveys found, from a file: read
 * strictly, kept with the programme, shown beside the topics. Inside this room.
 *
 * A figure that stands for fewer than five answers is never kept, nor how many
 * they were (anonymity.md, R4). Nothing here is about sessions of this product.
 *
 * Memory, transactions and errors as in programme.h. */
#pragma once
#include "programme/programme_inside.h"

enum {
	BACKGROUND_ROWS_MAX = 100,	/* the longest survey has some ninety questions; more inspire nobody */
	BACKGROUND_TOPIC_CHARS = 200,
	BACKGROUND_FAULTS_SHOWN = 50,
	BACKGROUND_BYTES_MAX = 256 << 10,
	BACKGROUND_ENOUGH = 5,		/* answers; fewer might tell who */
	BACKGROUND_FIRST_YEAR = 1990,
};

struct background_row {
	size_t line;			/* of the file, 1 is the headings; 0 for a stored one */
	struct str topic;
	int64_t year;
	int64_t answers, hundredths;	/* INT64_MIN: fewer than five, no figure */
	int64_t low, high;		/* of the scale */
	bool share;			/* per cent, else a mean on the scale */
};

struct background_fault {
	size_t line;
	const char *column;		/* key of its name; NULL for the whole line */
	const char *message;
	struct val *args;
};

struct background_report {
	struct background_row *rows;	/* those without fault */
	size_t nrows, lines, few;	/* few: rows kept without figure */
	struct background_fault *faults;
	size_t nfaults, faults_total;
};

/* Reads and judges; never writes. OK also when the report lists faults. */
must_use enum rc background_read(struct ctx *x, struct str file, struct background_report *ret);
/* Replaces what the programme has. INVALID("file", "background.faults") and
 * nothing written if there is any fault. */
must_use enum rc background_store(struct ctx *x, programme_id p, struct str file);
must_use enum rc background_rows(struct ctx *x, programme_id p, struct background_row **ret, size_t *ret_n);
/* "62 %", "3,4 af 1–5", "færre end fem svar". */
struct str background_figure(struct ctx *x, const struct background_row *r);
/* `background`: list of {topic, year, figure, answers, few, w} with w of 1000; and
 * `has_background`. */
must_use enum rc background_put(struct ctx *x, programme_id p, struct val *view);
