/* import_read.c -- from bytes to lines: headings, cells, dates, words for
 * roles. Knows the two languages a file may be in; knows nothing that is stored. */
#include "people/import/import_inside.h"
#include "render/table.h"

const char *const column_keys[COL_COUNT] = {
	[COL_UNIT] = "people.column_unit", [COL_PARENT] = "people.column_parent", [COL_NAME] = "people.column_name",
	[COL_EMAIL] = "people.column_email", [COL_PHONE] = "people.column_phone", [COL_NUMBER] = "people.column_number",
	[COL_ROLE] = "people.column_role", [COL_FROM] = "people.column_from", [COL_TO] = "people.column_to",
	[COL_ELECTED] = "people.column_elected_until", [COL_COMMITTEE] = "people.column_committee",
	[COL_COMMITTEE_KIND] = "people.column_committee_kind", [COL_SIDE] = "people.column_side",
	[COL_CHAIR] = "people.column_chair",
};

/* What a file may call things, first Danish, then English, then other habits.
 * Written as csv_folded() leaves them. The first two are also what the export writes,
 * from `written`. */
enum { WORDS_MAX = 5 };

static const struct words {
	const char *written[LANG_COUNT];
	const char *read[WORDS_MAX];
} heads[COL_COUNT] = {
	[COL_UNIT] = { { "enhed", "unit" }, { "enhed", "unit", "afdeling", "department" } },
	[COL_PARENT] = { { "overenhed", "parent unit" }, { "overenhed", "parentunit", "parent" } },
	[COL_NAME] = { { "navn", "name" }, { "navn", "name" } },
	[COL_EMAIL] = { { "e-mail", "e-mail" }, { "email", "mail", "epost" } },
	[COL_PHONE] = { { "telefon", "phone" }, { "telefon", "phone", "tlf", "mobil" } },
	[COL_NUMBER] = { { "medarbejdernr", "employee number" }, { "medarbejdernr", "employeenumber", "medarbejdernummer", "employeeno" } },
	[COL_ROLE] = { { "rolle", "role" }, { "rolle", "role" } },
	[COL_FROM] = { { "fra", "from" }, { "fra", "from" } },
	[COL_TO] = { { "til", "to" }, { "til", "to" } },
	[COL_ELECTED] = { { "valgt til", "elected until" }, { "valgttil", "electeduntil" } },
	[COL_COMMITTEE] = { { "udvalg", "committee" }, { "udvalg", "committee", "gruppe", "group" } },
	[COL_COMMITTEE_KIND] = { { "udvalgstype", "committee kind" }, { "udvalgstype", "committeekind", "committeetype" } },
	[COL_SIDE] = { { "side", "side" }, { "side" } },
	[COL_CHAIR] = { { "formand", "chair" }, { "formand", "chair", "forperson" } },
}, kind_words[COMMITTEE_KINDS] = {
	[COMMITTEE_AMO_GROUP] = { { "AMO-gruppe", "AMO group" }, { "amogruppe", "amogroup", "arbejdsmiljøgruppe", "workingenvironmentgroup" } },
	[COMMITTEE_AMO] = { { "arbejdsmiljøudvalg", "working environment committee" },
			    { "arbejdsmiljøudvalg", "workingenvironmentcommittee", "amu", "amo" } },
	[COMMITTEE_MED] = { { "MED-udvalg", "MED committee" }, { "medudvalg", "medcommittee", "med" } },
}, side_words[] = {
	{ { "ledelse", "management" }, { "ledelse", "management", "ledelsesside" } },
	{ { "medarbejdere", "employees" }, { "medarbejdere", "employees", "medarbejderside" } },
}, yes_words[] = {
	{ { "nej", "no" }, { "nej", "no", "0" } },
	{ { "ja", "yes" }, { "ja", "yes", "x", "1" } },
}, role_words[ROLE_COUNT] = {
	[ROLE_EMPLOYEE] = { { "medarbejder", "employee" }, { "medarbejder", "employee", "ansat" } },
	[ROLE_DAILY_LEADER] = { { "daglig leder", "daily leader" }, { "dagligleder", "dailyleader", "leder", "leader" } },
	[ROLE_TOP_LEADER] = { { "øverste leder", "top leader" }, { "øversteleder", "topleader", "topleder" } },
	[ROLE_HELPER] = { { "hjælper", "helper" }, { "hjælper", "helper" } },
	[ROLE_CONSULTANT] = { { "konsulent", "consultant" }, { "konsulent", "consultant" } },
	[ROLE_SAFETY_REPRESENTATIVE] = { { "arbejdsmiljørepræsentant", "safety representative" },
					 { "arbejdsmiljørepræsentant", "safetyrepresentative", "amr" } },
	[ROLE_UNION_REPRESENTATIVE] = { { "tillidsrepræsentant", "union representative" },
					{ "tillidsrepræsentant", "unionrepresentative", "tr" } },
	[ROLE_JOINT_UNION_REPRESENTATIVE] = { { "fællestillidsrepræsentant", "joint union representative" },
					      { "fællestillidsrepræsentant", "jointunionrepresentative", "ftr" } },
	[ROLE_HR] = { { "hr", "hr" }, { "hr", "personaleafdeling" } },
	[ROLE_ADMINISTRATOR] = { { "administrator", "administrator" }, { "administrator" } },
	[ROLE_PROVIDER] = { { "ekstern", "provider" }, { "ekstern", "provider", "udbyder", "underviser", "teacher" } },
};

struct str import_head(struct ctx *x, enum column column)
{
	return str_of(heads[column].written[x->lang]);
}

struct str import_role_word(struct ctx *x, enum role role)
{
	return str_of(role_words[role].written[x->lang]);
}

struct str import_kind_word(struct ctx *x, enum committee_kind kind)
{
	return str_of(kind_words[kind].written[x->lang]);
}

struct str import_side_word(struct ctx *x, bool management)
{
	return str_of(side_words[!management].written[x->lang]);
}

struct str import_yes_word(struct ctx *x)
{
	return str_of(yes_words[1].written[x->lang]);
}

static bool one_of(struct str folded, const char *const words[WORDS_MAX])
{
	for (size_t i = 0; i < WORDS_MAX && words[i]; i++)
		if (str_eqz(folded, words[i]))
			return true;
	return false;
}

/* ---- the headings */

struct layout {
	enum column of[CSV_COLS_MAX];
	size_t n;
	bool has[COL_COUNT];
};

static enum column column_of(struct ctx *x, struct str cell)
{
	struct str word = csv_folded(x, cell);
	for (unsigned c = 0; c < COL_COUNT; c++)
		if (one_of(word, heads[c].read))
			return (enum column)c;
	return COL_COUNT;
}

static struct val *args_text(struct ctx *x, const char *name, struct str value)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, name, value);
	return args;
}

static bool read_heads(struct import *im, const struct csv_row *row, struct layout *l)
{
	struct ctx *x = im->x;
	l->n = row->n;
	for (size_t i = 0; i < row->n; i++) {
		enum column c = column_of(x, row->cells[i]);
		l->of[i] = c;
		if (c == COL_COUNT && !str_empty(row->cells[i]))
			import_fault(im, 0, row->line, COL_COUNT, "people.import_unknown_column",
				     args_text(x, "column", str_head_chars(row->cells[i], 60)));
		else if (c < COL_COUNT && l->has[c])
			import_fault(im, 0, row->line, c, "people.import_column_twice", NULL);
		if (c < COL_COUNT)
			l->has[c] = true;
	}
	if (!l->has[COL_UNIT])
		import_fault(im, 0, row->line, COL_UNIT, "people.import_unit_missing", NULL);
	if (l->has[COL_NAME] && !l->has[COL_EMAIL] && !l->has[COL_NUMBER])
		import_fault(im, 0, row->line, COL_NUMBER, "people.import_key_missing", NULL);
	return im->report->faults_total == 0;
}

/* ---- one line */

/* Mostly a cell is fine as it is; only then a copy is saved. */
static struct str clean(struct ctx *x, struct str cell)
{
	struct str s = str_trim(cell);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		/* Control characters, and the first bytes of all spaces and marks that str_one_line() looks for. */
		if (c < 0x20 || c == 0x7f || c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef || (c == ' ' && i + 1 < s.n && s.p[i + 1] == ' '))
			return str_one_line(x->arena, s);
	}
	return s;
}

static bool read_text(struct import *im, size_t at, enum column c, struct str cell, size_t max, struct str *ret)
{
	*ret = clean(im->x, cell);
	if (ret->n > max && str_chars(*ret) > max) {
		struct val *args = val_new_obj(im->x);
		val_int(im->x, args, "max", (int64_t)max);
		import_fault(im, at, 0, c, "form.too_long", args);
		return false;
	}
	/* Looked at before trimming too: a leading tab starts a formula in some programs. */
	if (c != COL_PHONE && (looks_like_formula(*ret) || (cell.n && (cell.p[0] == '\t' || cell.p[0] == '\r')))) {
		import_fault_text(im, at, c, "people.import_formula", "cell", str_head_chars(*ret, 60));
		return false;
	}
	return true;
}

static bool read_date(struct import *im, size_t at, enum column c, struct str cell, struct date *ret)
{
	struct str s;
	if (!read_text(im, at, c, cell, NAME_CHARS_MAX, &s))
		return false;
	if (str_empty(s) || date_parse(s, ret))
		return true;
	import_fault_text(im, at, c, "people.import_not_date", "cell", s);
	return false;
}

static bool read_role(struct import *im, size_t at, struct str cell, enum role *ret)
{
	struct str s;
	if (!read_text(im, at, COL_ROLE, cell, NAME_CHARS_MAX, &s))
		return false;
	*ret = ROLE_EMPLOYEE;
	if (str_empty(s))
		return true;
	struct str word = csv_folded(im->x, s);
	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		if (one_of(word, role_words[r].read)) {
			*ret = (enum role)r;
			return true;
		}
	}
	import_fault_text(im, at, COL_ROLE, "people.import_unknown_role", "cell", s);
	return false;
}

/* One of a few words; -1 for an empty cell. */
static bool read_word(struct import *im, size_t at, enum column c, struct str cell, const struct words *words, int n, int *ret)
{
	struct str s;
	*ret = -1;
	if (!read_text(im, at, c, cell, NAME_CHARS_MAX, &s))
		return false;
	if (str_empty(s))
		return true;
	struct str word = csv_folded(im->x, s);
	for (int i = 0; i < n; i++) {
		if (one_of(word, words[i].read)) {
			*ret = i;
			return true;
		}
	}
	struct str known = S("");
	for (int i = 0; i < n; i++)
		known = str_fmt(im->x->arena, "%.*s%s%s", STR_ARG(known), i ? ", " : "", words[i].written[im->x->lang]);
	struct val *args = args_text(im->x, "cell", str_head_chars(s, 60));
	val_str(im->x, args, "known", known);
	import_fault(im, at, 0, c, "people.import_unknown_word", args);
	return false;
}

static bool read_committee(struct import *im, size_t at, const struct str cells[], struct line *l)
{
	bool ok = read_text(im, at, COL_COMMITTEE, cells[COL_COMMITTEE], NAME_CHARS_MAX, &l->committee);
	ok &= read_word(im, at, COL_COMMITTEE_KIND, cells[COL_COMMITTEE_KIND], kind_words, COMMITTEE_KINDS, &l->committee_kind);
	ok &= read_word(im, at, COL_SIDE, cells[COL_SIDE], side_words, 2, &l->side);
	ok &= read_word(im, at, COL_CHAIR, cells[COL_CHAIR], yes_words, 2, &l->chair);
	return ok;
}

/* Cells of a line, as bits: what could not be read is not judged. */
#define CELL(column) (1u << (column))
#define COMMITTEE_CELLS (CELL(COL_COMMITTEE) | CELL(COL_COMMITTEE_KIND) | CELL(COL_SIDE) | CELL(COL_CHAIR))
#define DATE_CELLS (CELL(COL_ROLE) | CELL(COL_FROM) | CELL(COL_TO) | CELL(COL_ELECTED))

static void check_committee_cells(struct import *im, size_t at, const struct line *l)
{
	static const enum column of[] = { COL_COMMITTEE_KIND, COL_SIDE, COL_CHAIR };
	const int said[] = { l->committee_kind, l->side, l->chair };
	for (size_t i = 0; i < 3; i++) {
		if (said[i] >= 0 && str_empty(l->committee))
			import_fault(im, at, 0, of[i], "people.import_no_committee", NULL);
		else if (said[i] >= 0 && i > 0 && !l->has_person)
			import_fault(im, at, 0, of[i], "people.import_nobody_seated", NULL);
	}
}

static void check_unit_cells(struct import *im, size_t at, const struct line *l)
{
	if (str_empty(l->unit))
		import_fault(im, at, 0, COL_UNIT, "form.required", NULL);
	else if (str_find(l->unit, '>') < l->unit.n)
		import_fault(im, at, 0, COL_UNIT, "people.unit_name_sign", NULL);
}

static void check_person_cells(struct import *im, size_t at, const struct line *l, unsigned bad)
{
	bool known = bad & (CELL(COL_EMAIL) | CELL(COL_NUMBER)) || !str_empty(l->email) || !str_empty(l->employee);
	if (str_empty(l->name) && !(bad & CELL(COL_NAME)))
		import_fault(im, at, 0, COL_NAME, "form.required", NULL);
	else if (!known)
		import_fault(im, at, 0, COL_NUMBER, "people.import_no_key", NULL);
	if (!str_empty(l->email) && !(bad & CELL(COL_EMAIL)) && !str_is_email(l->email))
		import_fault_text(im, at, COL_EMAIL, "people.import_bad_email", "cell", str_head_chars(l->email, 60));
	if (!str_empty(l->phone) && !(bad & CELL(COL_PHONE)) && !is_phone(l->phone))
		import_fault_text(im, at, COL_PHONE, "people.import_bad_phone", "cell", str_head_chars(l->phone, 60));
}

static void check_dates(struct import *im, size_t at, const struct line *l)
{
	struct date from = date_is(l->from) ? l->from : l->to;
	if (date_is(l->to) && l->to.day < from.day)
		import_fault(im, at, 0, COL_TO, "people.ends_before_it_begins", NULL);
	if (date_is(l->elected_until) && !(ROLES_REPRESENTATIVES & ROLE_BIT(l->role)))
		import_fault(im, at, 0, COL_ELECTED, "people.not_elected", NULL);
	else if (date_is(l->elected_until) && date_is(l->from) && l->elected_until.day < l->from.day)
		import_fault(im, at, 0, COL_ELECTED, "people.ends_before_it_begins", NULL);
	if (l->role == ROLE_PROVIDER && !date_is(l->to))
		import_fault(im, at, 0, COL_TO, "people.provider_ends", NULL);
	if (l->role == ROLE_ADMINISTRATOR && date_is(l->to))
		/* A file must not be able to lock everybody out. */
		import_fault(im, at, 0, COL_TO, "people.import_administrator", NULL);
}

/* The cells of a line by column; false if there are more than headings. */
static bool cells_of(const struct csv_row *row, const struct layout *layout, struct str cells[])
{
	bool fit = true;
	for (unsigned c = 0; c < COL_COUNT; c++)
		cells[c] = S("");
	for (size_t i = 0; i < row->n; i++) {
		if (i < layout->n && layout->of[i] < COL_COUNT)
			cells[layout->of[i]] = row->cells[i];
		else if (!str_empty(row->cells[i]))
			fit = false;
	}
	return fit;
}

/* What stands in each cell; the bits of those that say nothing, and why is told. */
static unsigned read_cells(struct import *im, size_t at, const struct str cells[], struct line *l)
{
	const struct { enum column column; size_t max; struct str *into; } texts[] = {
		{ COL_UNIT, NAME_CHARS_MAX, &l->unit }, { COL_PARENT, (size_t)NAME_CHARS_MAX * UNIT_DEPTH_MAX, &l->parent },
		{ COL_NAME, NAME_CHARS_MAX, &l->name }, { COL_EMAIL, NAME_CHARS_MAX + 54, &l->email },
		{ COL_PHONE, PHONE_BYTES_MAX, &l->phone }, { COL_NUMBER, NUMBER_CHARS_MAX, &l->employee },
	};
	unsigned bad = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		bad |= read_text(im, at, texts[i].column, cells[texts[i].column], texts[i].max, texts[i].into) ? 0 : CELL(texts[i].column);
	bad |= read_role(im, at, cells[COL_ROLE], &l->role) ? 0 : CELL(COL_ROLE);
	bad |= read_date(im, at, COL_FROM, cells[COL_FROM], &l->from) ? 0 : CELL(COL_FROM);
	bad |= read_date(im, at, COL_TO, cells[COL_TO], &l->to) ? 0 : CELL(COL_TO);
	bad |= read_date(im, at, COL_ELECTED, cells[COL_ELECTED], &l->elected_until) ? 0 : CELL(COL_ELECTED);
	return bad | (read_committee(im, at, cells, l) ? 0 : COMMITTEE_CELLS);
}

/* Every cell is looked at, also after a fault, so that all are told at once; what
 * rests on a cell that said nothing is not judged. */
static void read_line(struct import *im, const struct csv_row *row, const struct layout *layout)
{
	size_t at = ++im->nlines;
	struct line *l = &im->lines[at - 1];
	struct str cells[COL_COUNT];
	*l = (struct line){ .number = row->line, .from = DATE_NONE, .to = DATE_NONE, .elected_until = DATE_NONE };
	if (!cells_of(row, layout, cells)) {
		import_fault(im, at, 0, COL_COUNT, "people.import_more_cells", NULL);
		return;		/* nobody knows which of them are under the wrong heading */
	}
	unsigned bad = read_cells(im, at, cells, l);
	bool role_given = !str_empty(str_trim(cells[COL_ROLE]));
	l->email = str_lower(im->x->arena, l->email);
	l->has_person = role_given || l->name.n || l->email.n || l->phone.n || l->employee.n || date_is(l->from) ||
			date_is(l->to) || date_is(l->elected_until);
	l->has_role = l->has_person && (role_given || str_empty(l->committee) || date_is(l->from) || date_is(l->to) ||
					date_is(l->elected_until));
	if (!(bad & CELL(COL_UNIT)))
		check_unit_cells(im, at, l);
	if (!(bad & COMMITTEE_CELLS))
		check_committee_cells(im, at, l);
	if (l->has_person)
		check_person_cells(im, at, l, bad);
	if (l->has_person && !(bad & DATE_CELLS))
		check_dates(im, at, l);
}

/* ---- the file */

static size_t most_lines(struct str file)
{
	size_t n = 1;
	for (size_t i = 0; i < file.n; i++)
		n += file.p[i] == '\n' || file.p[i] == '\r';
	return n < IMPORT_LINES_MAX ? n : IMPORT_LINES_MAX;
}

/* A line that is not even a row of cells. */
static void csv_fault(struct import *im, const struct csv_row *row, const struct layout *l)
{
	enum column c = l && row->column && row->column <= l->n ? l->of[row->column - 1] : COL_COUNT;
	import_fault(im, 0, row->fault_line, c, row->fault, NULL);
}

enum rc import_read(struct import *im)
{
	struct csv_reader *r = ARENA_NEW(im->x->arena, struct csv_reader);
	struct layout *layout = ARENA_NEW(im->x->arena, struct layout);
	struct csv_row row;
	enum rc rc = csv_open(im->x, r, im->file);
	if (rc == INVALID) {
		import_fault(im, 0, 1, COL_COUNT, im->x->fault.message, NULL);
		fault_clear(im->x);
		return OK;
	}
	TRY(rc);
	im->lines = ARENA_ARRAY(im->x->arena, most_lines(im->file), struct line);
	if (!csv_next(r, &row))
		return OK;
	if (row.fault) {
		csv_fault(im, &row, NULL);
		return OK;
	}
	if (!read_heads(im, &row, layout))
		return OK;	/* under the wrong headings every line would be wrong */
	while (csv_next(r, &row)) {
		if (row.fault) {
			csv_fault(im, &row, layout);
			continue;
		}
		if (im->nlines == IMPORT_LINES_MAX) {
			import_fault(im, 0, row.line, COL_COUNT, "people.import_too_many_lines", NULL);
			break;
		}
		read_line(im, &row, layout);
	}
	if (im->nlines == 0 && im->report->faults_total == 0)
		import_fault(im, 0, row.line, COL_COUNT, "people.import_no_lines", NULL);
	im->report->lines = im->nlines;
	return OK;
}
