/* background.c -- from the bytes of a file to rows that may be kept. Knows
 * headings in two languages, figures with comma or point; refuses a figure that
 * says nothing, a scale that it does not fit, and to keep one for fewer than five. */
#include "programme/room/background.h"
#include "programme/room/room_sql.h"
#include "render/table.h"
#include "ui/ui.h"

enum column { COL_TOPIC, COL_ANSWERS, COL_SHARE, COL_MEAN, COL_SCALE, COL_YEAR, COL_COUNT };

static const char *const column_keys[COL_COUNT] = {
	"background.column_topic", "background.column_answers", "background.column_share",
	"background.column_mean", "background.column_scale", "background.column_year",
};

enum { WORDS_MAX = 6 };
/* As csv_folded() leaves them; first Danish, then English, then other habits. */
static const char *const heads[COL_COUNT][WORDS_MAX] = {
	[COL_TOPIC] = { "emne", "topic", "spørgsmål", "question" },
	[COL_ANSWERS] = { "antal", "n", "svar", "answers", "antalsvar" },
	[COL_SHARE] = { "andel", "share", "procent", "percent", "%" },
	[COL_MEAN] = { "gennemsnit", "mean", "snit", "average" },
	[COL_SCALE] = { "skala", "scale" },
	[COL_YEAR] = { "år", "year" },
};

struct reading {
	struct ctx *x;
	struct background_report *r;
	enum column of[CSV_COLS_MAX];
	size_t n;
	bool has[COL_COUNT];
};

static void fault_at_cell(struct reading *g, size_t line, enum column c, const char *message, struct val *args)
{
	struct background_report *r = g->r;
	r->faults_total++;
	if (r->nfaults < BACKGROUND_FAULTS_SHOWN)
		r->faults[r->nfaults++] = (struct background_fault){ line, c < COL_COUNT ? column_keys[c] : NULL, message, args };
}

static bool refuse(struct reading *g, size_t line, enum column c, const char *message, struct str cell)
{
	struct val *args = val_new_obj(g->x);
	val_str(g->x, args, "cell", str_head_chars(cell, 60));
	fault_at_cell(g, line, c, message, args);
	return false;
}

/* ---- headings */

static enum column column_of(struct ctx *x, struct str cell)
{
	struct str word = csv_folded(x, cell);
	for (unsigned c = 0; c < COL_COUNT; c++)
		for (unsigned i = 0; i < WORDS_MAX && heads[c][i]; i++)
			if (str_eqz(word, heads[c][i]))
				return (enum column)c;
	return COL_COUNT;
}

static bool read_heads(struct reading *g, const struct csv_row *row)
{
	g->n = row->n;
	for (size_t i = 0; i < row->n; i++) {
		enum column c = column_of(g->x, row->cells[i]);
		g->of[i] = c;
		if (c == COL_COUNT && !str_empty(str_trim(row->cells[i])))
			refuse(g, row->line, COL_COUNT, "background.unknown_column", row->cells[i]);
		else if (c < COL_COUNT && g->has[c])
			refuse(g, row->line, c, "background.column_twice", row->cells[i]);
		if (c < COL_COUNT)
			g->has[c] = true;
	}
	static const enum column needed[] = { COL_TOPIC, COL_ANSWERS, COL_YEAR };
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!g->has[needed[i]])
			refuse(g, row->line, needed[i], "background.column_missing", S(""));
	if (!g->has[COL_SHARE] && !g->has[COL_MEAN])
		refuse(g, row->line, COL_SHARE, "background.column_missing", S(""));
	return g->r->faults_total == 0;
}

/* ---- cells */

/* "62", "62,5 %", "3.42": hundredths of it. */
static bool read_number(struct str s, int64_t *ret)
{
	int64_t whole, part = 0;
	size_t cut = 0;
	s = str_trim(s);
	if (s.n && s.p[s.n - 1] == '%')
		s = str_trim(str_sub(s, 0, s.n - 1));
	while (cut < s.n && s.p[cut] != ',' && s.p[cut] != '.')
		cut++;
	struct str after = cut < s.n ? str_sub(s, cut + 1, s.n - cut - 1) : S("");
	if (!str_to_int(str_sub(s, 0, cut), 0, 1000000, &whole) || after.n > 2 || (cut < s.n && !after.n))
		return false;
	if (after.n && (after.p[0] == '-' || after.p[0] == '+' || !str_to_int(after, 0, 99, &part)))
		return false;
	*ret = whole * 100 + (after.n == 1 ? part * 10 : part);
	return true;
}

/* "1-5", "0–100" */
static bool read_scale(struct str s, int64_t *low, int64_t *high)
{
	size_t cut = 0;
	s = str_trim(s);
	while (cut < s.n && s.p[cut] >= '0' && s.p[cut] <= '9')
		cut++;
	struct str rest = str_trim(str_sub(s, cut, s.n - cut));
	struct str dash = str_starts(rest, S("–")) ? S("–") : S("-");
	return str_starts(rest, dash) && str_to_int(str_sub(s, 0, cut), 0, 1000, low) &&
	       str_to_int(str_trim(str_sub(rest, dash.n, rest.n - dash.n)), 1, 1000, high) && *low < *high;
}

static bool read_topic(struct reading *g, size_t line, struct str cell, struct background_row *b)
{
	b->topic = str_one_line(g->x->arena, cell);
	if (str_empty(b->topic))
		return refuse(g, line, COL_TOPIC, "form.required", cell);
	if (str_chars(b->topic) > BACKGROUND_TOPIC_CHARS) {
		struct val *args = val_new_obj(g->x);
		val_int(g->x, args, "max", BACKGROUND_TOPIC_CHARS);
		fault_at_cell(g, line, COL_TOPIC, "form.too_long", args);
		return false;
	}
	return true;
}

static bool read_figure(struct reading *g, size_t line, const struct str cells[], struct background_row *b)
{
	struct str share = str_trim(cells[COL_SHARE]), mean = str_trim(cells[COL_MEAN]);
	b->share = share.n > 0;
	b->low = 0;
	b->high = 100;
	if (!share.n == !mean.n)
		return refuse(g, line, share.n ? COL_MEAN : COL_SHARE, share.n ? "background.two_figures" : "background.no_figure", mean);
	if (!read_number(b->share ? share : mean, &b->hundredths))
		return refuse(g, line, b->share ? COL_SHARE : COL_MEAN, "background.not_number", b->share ? share : mean);
	if (b->share && str_trim(cells[COL_SCALE]).n && !g->has[COL_MEAN])
		return refuse(g, line, COL_SCALE, "background.scale_of_share", cells[COL_SCALE]);
	if (!b->share && !read_scale(cells[COL_SCALE], &b->low, &b->high))
		return refuse(g, line, COL_SCALE, "background.not_scale", cells[COL_SCALE]);
	if (b->hundredths < b->low * 100 || b->hundredths > b->high * 100)
		return refuse(g, line, b->share ? COL_SHARE : COL_MEAN, "background.outside", b->share ? share : mean);
	return true;
}

static bool read_year(struct reading *g, size_t line, struct str cell, struct background_row *b)
{
	int this_year, month, day;
	date_split(ctx_today(g->x), &this_year, &month, &day);
	return str_to_int(str_trim(cell), BACKGROUND_FIRST_YEAR, this_year, &b->year) ||
	       refuse(g, line, COL_YEAR, "background.not_year", cell);
}

static bool read_answers(struct reading *g, size_t line, struct str cell, struct background_row *b)
{
	if (!str_to_int(str_trim(cell), 0, 1000000, &b->answers))
		return refuse(g, line, COL_ANSWERS, "background.not_count", cell);
	return true;
}

static bool told_before(struct reading *g, size_t line, const struct background_row *b)
{
	for (size_t i = 0; i < g->r->nrows; i++) {
		const struct background_row *o = &g->r->rows[i];
		if (o->year != b->year || !str_eq(str_lower(g->x->arena, o->topic), str_lower(g->x->arena, b->topic)))
			continue;
		struct val *args = val_new_obj(g->x);
		val_int(g->x, args, "line", (int64_t)o->line);
		fault_at_cell(g, line, COL_TOPIC, "background.twice", args);
		return true;
	}
	return false;
}

/* Every cell is looked at, also after a fault, so that all are told at once. */
static void read_line(struct reading *g, const struct csv_row *row)
{
	struct background_row b = { .line = row->line };
	struct str cells[COL_COUNT];
	bool ok = true;
	for (unsigned c = 0; c < COL_COUNT; c++)
		cells[c] = S("");
	for (size_t i = 0; i < row->n; i++) {
		if (i < g->n && g->of[i] < COL_COUNT)
			cells[g->of[i]] = row->cells[i];
		else if (!str_empty(str_trim(row->cells[i])))
			ok = refuse(g, row->line, COL_COUNT, "background.more_cells", row->cells[i]);
	}
	g->r->lines++;
	ok &= read_topic(g, row->line, cells[COL_TOPIC], &b);
	ok &= read_answers(g, row->line, cells[COL_ANSWERS], &b);
	ok &= read_figure(g, row->line, cells, &b);
	ok &= read_year(g, row->line, cells[COL_YEAR], &b);
	if (!ok || told_before(g, row->line, &b))
		return;
	if (b.answers < BACKGROUND_ENOUGH) {
		/* Neither the figure nor how many stood behind it. */
		b.answers = b.hundredths = INT64_MIN;
		g->r->few++;
	}
	g->r->rows[g->r->nrows++] = b;
}

static void read_rows(struct reading *g, struct csv_reader *csv)
{
	struct csv_row row;
	while (csv_next(csv, &row)) {
		if (row.fault) {
			enum column c = row.column && row.column <= g->n ? g->of[row.column - 1] : COL_COUNT;
			fault_at_cell(g, row.fault_line, c, row.fault, NULL);
		} else if (g->r->nrows == BACKGROUND_ROWS_MAX) {
			struct val *args = val_new_obj(g->x);
			val_int(g->x, args, "max", BACKGROUND_ROWS_MAX);
			fault_at_cell(g, row.line, COL_COUNT, "background.too_many", args);
			return;
		} else {
			read_line(g, &row);
		}
	}
	if (g->r->lines == 0 && g->r->faults_total == 0)
		fault_at_cell(g, 1, COL_COUNT, "background.no_lines", NULL);
}

enum rc background_read(struct ctx *x, struct str file, struct background_report *ret)
{
	struct csv_reader *csv = ARENA_NEW(x->arena, struct csv_reader);
	struct reading *g = ARENA_NEW(x->arena, struct reading);
	struct csv_row row;
	*ret = (struct background_report){ .rows = ARENA_ARRAY(x->arena, BACKGROUND_ROWS_MAX, struct background_row),
					   .faults = ARENA_ARRAY(x->arena, BACKGROUND_FAULTS_SHOWN, struct background_fault) };
	*g = (struct reading){ .x = x, .r = ret };
	enum rc rc = csv_open(x, csv, file);
	if (rc == INVALID) {
		fault_at_cell(g, 1, COL_COUNT, x->fault.message, NULL);
		fault_clear(x);
		return OK;
	}
	TRY(rc);
	if (!csv_next(csv, &row))
		return OK;
	if (row.fault)
		fault_at_cell(g, row.fault_line, COL_COUNT, row.fault, NULL);
	else if (read_heads(g, &row))
		read_rows(g, csv);	/* under the wrong headings every line would be wrong */
	return OK;
}

/* ---- kept */

enum rc background_store(struct ctx *x, programme_id p, struct str file)
{
	struct background_report r;
	TRY(background_read(x, file, &r));
	if (r.faults_total)
		return fail(x, INVALID, "file", "background.faults");
	TRY(sql_background_clear(x, p, NULL));
	for (size_t i = 0; i < r.nrows; i++) {
		const struct background_row *b = &r.rows[i];
		TRY(sql_background_add(x, p, b->topic, b->year, b->answers, b->hundredths, b->low, b->high, b->share, (int64_t)i, NULL));
	}
	return sql_background_drop(x, p, NULL);
}

enum rc background_rows(struct ctx *x, programme_id p, struct background_row **ret, size_t *ret_n)
{
	struct sql_background_rows *rows;
	size_t n;
	TRY(sql_background_rows(x, p, &rows, &n));
	*ret = ARENA_ARRAY(x->arena, n + 1, struct background_row);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct background_row){ .topic = rows[i].topic, .year = rows[i].year, .answers = rows[i].answers,
						     .hundredths = rows[i].hundredths, .low = rows[i].low, .high = rows[i].high,
						     .share = rows[i].share };
	return OK;
}

/* ---- shown */

static struct str number(struct ctx *x, int64_t hundredths)
{
	const char *point = x->lang == DA ? "," : ".";
	if (hundredths % 100 == 0)
		return str_fmt(x->arena, "%" PRId64, hundredths / 100);
	if (hundredths % 10 == 0)
		return str_fmt(x->arena, "%" PRId64 "%s%" PRId64, hundredths / 100, point, hundredths % 100 / 10);
	return str_fmt(x->arena, "%" PRId64 "%s%02" PRId64, hundredths / 100, point, hundredths % 100);
}

struct str background_figure(struct ctx *x, const struct background_row *r)
{
	if (r->hundredths == INT64_MIN)
		return ui_text(x, "background.few");
	if (r->share)
		return str_fmt(x->arena, "%.*s %%", STR_ARG(number(x, r->hundredths)));
	struct val *args = val_new_obj(x);
	val_str(x, args, "mean", number(x, r->hundredths));
	val_int(x, args, "low", r->low);
	val_int(x, args, "high", r->high);
	return ui_text_args(x, "background.mean_of", args);
}

static void put_row(struct ctx *x, const struct background_row *r, struct val *o)
{
	bool few = r->hundredths == INT64_MIN;
	val_str(x, o, "topic", r->topic);
	val_int(x, o, "year", r->year);
	val_str(x, o, "figure", background_figure(x, r));
	val_bool(x, o, "few", few);
	val_int(x, o, "answers", few ? 0 : r->answers);
	val_int(x, o, "w", few ? 0 : (r->hundredths - r->low * 100) * 10 / (r->high - r->low));
}

enum rc background_put(struct ctx *x, programme_id p, struct val *view)
{
	struct background_row *rows;
	struct val *list = val_list(x, view, "background");
	size_t n;
	TRY(background_rows(x, p, &rows, &n));
	for (size_t i = 0; i < n; i++)
		put_row(x, &rows[i], val_obj(x, list));
	val_bool(x, view, "has_background", n > 0);
	return OK;
}
