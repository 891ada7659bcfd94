/* print_time.c -- paper that is about time: run sheets with a clock, and the hours
 * of a programme. */
#include "method/print/print.h"
#include "method/page.h"
#include "ui/ui.h"

/* A run sheet: of a method, or of a session that is held by a clock of its own. */
struct sheet {
	const struct method_workshop *w;
	int starts_at;
	const int *clock;	/* NULL: counted from starts_at */
};

/* ---- the clock */

/* From the session's own hour, or from its beginning: "09:25", "0:25". */
static struct str clock_at(struct ctx *x, int starts_at, unsigned minutes)
{
	enum { DAY = 24 * 60 };
	if (starts_at < 0)
		return str_fmt(x->arena, "%u:%02u", minutes / 60, minutes % 60);
	return time_iso(x->arena, (int)(((unsigned)starts_at + minutes) % DAY));
}

/* Step number n of all, which begins so many minutes after the start. */
static struct str step_at(struct ctx *x, const struct sheet *o, size_t n, unsigned minutes)
{
	return o->clock ? time_iso(x->arena, o->clock[n]) : clock_at(x, o->starts_at, minutes);
}

/* How long a part takes without what is left out of it. */
static unsigned part_minutes(const struct sheet *o, const struct method_part *part)
{
	unsigned minutes = 0;
	for (unsigned k = 0; k < part->steps_count; k++)
		minutes += part->steps[k].left_out ? 0 : part->steps[k].minutes;
	return o->clock ? minutes : part->minutes;
}

static unsigned run_today(const struct method_part *part)
{
	unsigned n = 0;
	for (unsigned k = 0; k < part->steps_count; k++)
		n += !part->steps[k].left_out;
	return n;
}

/* All steps on one table: what a facilitator keeps beside the watch. */
static void timetable(struct pdf *p, struct ctx *x, const struct sheet *o)
{
	const struct method_workshop *w = o->w;
	enum { COLUMNS = 4 };
	const struct pdf_column cols[COLUMNS] = {
		{ ui_text(x, o->starts_at < 0 && !o->clock ? "method.from_start" : "method.clock"), 1.3, true }, { ui_text(x, "method.step"), 6, false },
		{ ui_text(x, "method.lasting"), 1.7, true }, { ui_text(x, "library.way"), 2, false },
	};
	size_t n = 0, at = 0, rows = 0;
	unsigned minutes = 0;
	for (unsigned i = 0; i < w->parts_count; i++)
		n += w->parts[i].steps_count;
	struct str *cells = ARENA_ARRAY(x->arena, n * COLUMNS + 1, struct str);
	for (unsigned i = 0; i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		unsigned within = 0;
		for (unsigned k = 0; k < part->steps_count; k++, at++) {
			const struct method_step *s = &part->steps[k];
			if (s->left_out)
				continue;
			struct str *row = &cells[rows++ * COLUMNS];
			row[0] = step_at(x, o, at, minutes + within);
			row[1] = text_in(s->title, x->lang);
			row[2] = s->minutes ? ui_minutes(x, s->minutes) : STR_NULL;
			row[3] = page_with(x, s->with);
			within += s->minutes;
		}
		minutes += part->minutes;
	}
	pdf_heading(p, 2, ui_text(x, "method.timetable"));
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = COLUMNS, .cells = cells, .nrows = rows });
}

/* ---- run sheets */

static void step_words(struct pdf *p, struct ctx *x, const struct method_step *s)
{
	const struct { const char *label; struct text text; } words[] = {
		{ "method.say", s->say }, { "method.hold", s->hold }, { "method.watch", s->watch },
	};
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, 3, struct pdf_pair);
	size_t n = 0;
	for (size_t i = 0; i < 3; i++)
		if (text_is(words[i].text))
			pairs[n++] = (struct pdf_pair){ ui_text(x, words[i].label), print_plain(x, words[i].text) };
	if (n)
		pdf_pairs(p, pairs, n);
	if (s->questions_count)
		pdf_bullets(p, print_texts(x, s->questions, s->questions_count), s->questions_count);
}

static struct str with_minutes(struct ctx *x, struct text title, unsigned minutes)
{
	struct str t = text_in(title, x->lang);
	return minutes ? str_fmt(x->arena, "%.*s · %.*s", STR_ARG(t), STR_ARG(ui_minutes(x, minutes))) : t;
}

static void tasks(struct pdf *p, struct ctx *x, const char *heading, const struct method_task *t, size_t n)
{
	struct str *items = ARENA_ARRAY(x->arena, n + 1, struct str);
	for (size_t i = 0; i < n; i++)
		items[i] = text_is(t[i].help) ? str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(text_in(t[i].title, x->lang)),
							STR_ARG(print_plain(x, t[i].help)))
					      : text_in(t[i].title, x->lang);
	if (!n)
		return;
	pdf_heading(p, 2, ui_text(x, heading));
	pdf_checklist(p, items, NULL, n);
}

static void rules_of(struct pdf *p, struct ctx *x, const struct method_workshop *w, bool avoid)
{
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, w->rules_count + 1, struct pdf_pair);
	size_t n = 0;
	for (unsigned i = 0; i < w->rules_count; i++)
		if (w->rules[i].avoid == avoid)
			pairs[n++] = (struct pdf_pair){ text_in(w->rules[i].title, x->lang), text_in(w->rules[i].body, x->lang) };
	if (!n)
		return;
	pdf_heading(p, 3, ui_text(x, avoid ? "method.we_do_not" : "method.we_do"));
	pdf_pairs(p, pairs, n);
}

static void rules(struct pdf *p, struct ctx *x, const struct method_workshop *w)
{
	if (!w->rules_count)
		return;
	pdf_heading(p, 2, ui_text(x, "method.ground_rules"));
	rules_of(p, x, w, false);
	rules_of(p, x, w, true);
}

static struct str facts(struct ctx *x, const struct method_workshop *w)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "minutes", ui_minutes(x, w->minutes));
	val_int(x, args, "people_min", w->people_min);
	val_int(x, args, "people_max", w->people_max);
	return ui_text_args(x, "method.workshop_facts", args);
}

/* What was measured before, where whoever runs the session looks first. */
static void found_before(struct pdf *p, struct ctx *x, const struct method_found *found, size_t n)
{
	const struct pdf_column cols[] = { { ui_text(x, "method.found_topic"), 6, false }, { ui_text(x, "method.found_year"), 1.2, true },
					   { ui_text(x, "method.found_figure"), 3, false }, { ui_text(x, "method.found_answers"), 1.4, true } };
	struct str *cells = ARENA_ARRAY(x->arena, n * 4 + 1, struct str);
	if (!n)
		return;
	for (size_t i = 0; i < n; i++) {
		cells[4 * i] = found[i].topic;
		cells[4 * i + 1] = str_fmt(x->arena, "%" PRId64, found[i].year);
		cells[4 * i + 2] = found[i].figure;
		cells[4 * i + 3] = found[i].answers ? str_fmt(x->arena, "%" PRId64, found[i].answers) : STR_NULL;
	}
	pdf_heading(p, 2, ui_text(x, "method.found"));
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 4, .cells = cells, .nrows = n });
}

/* n: the number of its first step among all. */
static void part_of_sheet(struct pdf *p, struct ctx *x, const struct sheet *o, const struct method_part *part, size_t n, unsigned from)
{
	pdf_heading(p, 2, with_minutes(x, part->title, part_minutes(o, part)));
	pdf_intro(p, text_in(part->purpose, x->lang));
	if (!part->leaders)
		pdf_callout(p, CALLOUT_NOTE, ui_text(x, "library.closed"), ui_text(x, "method.closed_to_leaders"));
	for (unsigned k = 0; k < part->steps_count; k++) {
		const struct method_step *s = &part->steps[k];
		if (s->left_out)
			continue;
		pdf_heading(p, 3, str_fmt(x->arena, "%.*s  %.*s · %.*s", STR_ARG(step_at(x, o, n + k, from)),
					  STR_ARG(with_minutes(x, s->title, s->minutes)), STR_ARG(page_with(x, s->with))));
		step_words(p, x, s);
		from += s->minutes;
	}
}

static enum rc run_sheet(struct ctx *x, const struct sheet *o, struct str about, const struct method_found *found, size_t n, struct str *ret)
{
	const struct method_workshop *w = o->w;
	unsigned minutes = 0;
	size_t steps = 0;
	struct pdf *p = print_open(x, &w->head, "method.run_sheet", false);
	pdf_lead(p, about.n ? about : text_in(w->head.summary, x->lang));
	pdf_note(p, facts(x, w));
	timetable(p, x, o);
	tasks(p, x, "method.before", w->before, w->before_count);
	found_before(p, x, found, n);
	rules(p, x, w);
	for (unsigned i = 0; i < w->parts_count; i++) {
		if (run_today(&w->parts[i]))
			part_of_sheet(p, x, o, &w->parts[i], steps, minutes);
		steps += w->parts[i].steps_count;
		minutes += w->parts[i].minutes;
	}
	tasks(p, x, "method.handover", w->handover, w->handover_count);
	tasks(p, x, "method.after", w->after, w->after_count);
	print_credits(p, x, &w->head);
	return pdf_finish(p, ret);
}

enum rc method_run_sheet_pdf(struct ctx *x, const struct method_workshop *w, int starts_at, const struct method_found *found, size_t n,
			     struct str *ret)
{
	return run_sheet(x, &(struct sheet){ .w = w, .starts_at = starts_at }, S(""), found, n, ret);
}

enum rc method_run_sheet_held_pdf(struct ctx *x, const struct method_workshop *w, const int *clock, struct str about, struct str *ret)
{
	return run_sheet(x, &(struct sheet){ .w = w, .starts_at = METHOD_NO_CLOCK, .clock = clock }, about, NULL, 0, ret);
}

/* ---- a programme's hours and phases */

enum { UPRIGHT_ROLES = 4 };	/* more columns of hours want the page on its side */

static void hours_table(struct pdf *p, struct ctx *x, const struct method_programme *m, const struct method_choice *chosen, size_t n)
{
	size_t roles = m->roles_count < PDF_COLS_MAX - 1 ? m->roles_count : PDF_COLS_MAX - 1, ncols = roles + 1, last = m->activities_count;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, ncols, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, ncols * (last + 1), struct str);
	cols[0] = (struct pdf_column){ .head = ui_text(x, "method.activity"), .weight = 3.2 };
	cells[last * ncols] = ui_text(x, "method.sum");
	for (size_t i = 0; i < last; i++)
		cells[i * ncols] = text_in(m->activities[i].title, x->lang);
	for (size_t r = 0; r < roles; r++) {
		struct str role = str_of(m->roles[r].key);
		cols[r + 1] = (struct pdf_column){ .head = text_in(m->roles[r].title, x->lang), .number = true };
		for (size_t i = 0; i < last; i++) {
			int64_t minutes = method_activity_minutes(m, &m->activities[i], role, chosen, n);
			cells[i * ncols + r + 1] = minutes ? ui_hours(x, minutes) : S("–");
		}
		cells[last * ncols + r + 1] = ui_hours(x, method_role_minutes(m, role, chosen, n));
	}
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = ncols, .cells = cells, .nrows = last + 1 });
}

static void phases(struct pdf *p, struct ctx *x, const struct method_programme *m)
{
	const struct pdf_column cols[] = { { ui_text(x, "method.phase"), 2, false }, { ui_text(x, "method.lasting"), 1.4, false },
					   { ui_text(x, "method.activities"), 4, false } };
	struct str *cells = ARENA_ARRAY(x->arena, m->phases_count * 3 + 1, struct str);
	for (unsigned i = 0; i < m->phases_count; i++) {
		struct str all = S("");
		for (unsigned k = 0; k < m->activities_count; k++)
			if (strcmp(m->activities[k].phase, m->phases[i].key) == 0)
				all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? "\n" : "", STR_ARG(text_in(m->activities[k].title, x->lang)));
		cells[3 * i] = str_fmt(x->arena, "%u. %.*s", i + 1, STR_ARG(text_in(m->phases[i].title, x->lang)));
		cells[3 * i + 1] = page_length(x, &m->phases[i].length);
		cells[3 * i + 2] = all;
	}
	pdf_heading(p, 2, ui_text(x, "method.phases"));
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 3, .cells = cells, .nrows = m->phases_count });
}

enum rc print_programme(struct ctx *x, const struct method_programme *m, const struct method_choice *chosen, size_t n, struct str *ret)
{
	struct pdf *p = print_open(x, &m->head, "method.time_and_activities", m->roles_count > UPRIGHT_ROLES);
	struct val *args = val_new_obj(x);
	val_str(x, args, "length", page_length(x, &m->length));
	pdf_lead(p, ui_text_args(x, "method.lasts", args));
	pdf_note(p, ui_text(x, "method.hours_caption"));
	hours_table(p, x, m, chosen, n);
	phases(p, x, m);
	print_credits(p, x, &m->head);
	return pdf_finish(p, ret);
}
