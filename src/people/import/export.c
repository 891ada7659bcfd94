/* export.c -- the organisation as a file that the import understands. Knows the
 * columns; everything it writes is what import_read.c reads back. */
#include "people/committee_sql.h"
#include "people/import/import_inside.h"
#include "people/import/import_sql.h"
#include "render/table.h"

struct sheet {
	struct ctx *x;
	struct cell *cells;	/* rows of COL_COUNT */
	size_t n, room;
	struct unit *units;	/* by number */
	size_t nunits;
	struct str *parents;	/* path of each one's parent, as the import reads it */
};

static struct cell *row(struct sheet *s)
{
	if (s->n == s->room) {
		struct cell *was = s->cells;
		s->room = s->room ? 2 * s->room : 1024;
		s->cells = ARENA_ARRAY(s->x->arena, s->room * COL_COUNT, struct cell);
		if (s->n)
			memcpy(s->cells, was, s->n * COL_COUNT * sizeof *was);
	}
	return &s->cells[COL_COUNT * s->n++];
}

static struct cell text(struct str s)
{
	return str_empty(s) ? (struct cell){ 0 } : CELL_S(s);
}

static struct cell day(struct date d)
{
	return date_is(d) ? CELL_D(d) : (struct cell){ 0 };
}

static size_t place(const struct sheet *s, unit_id id)
{
	size_t low = 0, high = s->nunits;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (s->units[mid].id.v <= id.v)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* "Kommunen > Sundhed" for a unit under Sundhed: whole, so that it means one
 * unit only, also where a name is used twice. */
static struct str parent_path(struct sheet *s, const struct unit *u)
{
	struct str path = S("");
	for (int level = 0; u->parent.v && level < 2 * UNIT_DEPTH_MAX; level++) {
		u = &s->units[place(s, u->parent)];
		path = path.n ? str_fmt(s->x->arena, "%.*s > %.*s", STR_ARG(u->name), STR_ARG(path)) : u->name;
	}
	return path;
}

static enum rc write_units(struct sheet *s)
{
	TRY(all_units(s->x, &s->units, &s->nunits));
	s->parents = ARENA_ARRAY(s->x->arena, s->nunits, struct str);
	for (size_t i = 0; i < s->nunits; i++) {
		struct cell *c = row(s);
		s->parents[i] = parent_path(s, &s->units[i]);
		c[COL_UNIT] = text(s->units[i].name);
		c[COL_PARENT] = text(s->parents[i]);
	}
	return OK;
}

static enum rc all_persons(struct ctx *x, struct sql_import_persons **ret, size_t *ret_n)
{
	struct sql_import_persons *all = NULL;
	size_t n = 0, room = 0;
	for (int64_t after = 0;;) {
		struct sql_import_persons *rows;
		size_t got;
		TRY(sql_import_persons(x, after, &rows, &got));
		if (got == 0)
			break;
		after = rows[got - 1].id.v;
		if (n + got > room) {
			struct sql_import_persons *was = all;
			room = 2 * (n + got);
			all = ARENA_ARRAY(x->arena, room, struct sql_import_persons);
			if (n)
				memcpy(all, was, n * sizeof *was);
		}
		memcpy(all + n, rows, got * sizeof *rows);
		n += got;
	}
	*ret = all;
	*ret_n = n;
	return OK;
}

static const struct sql_import_persons *person_of(const struct sql_import_persons *all, size_t n, person_id id)
{
	size_t low = 0, high = n;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (all[mid].id.v <= id.v)
			low = mid;
		else
			high = mid;
	}
	return &all[low];
}

static void write_role(struct sheet *s, const struct sql_import_roles *r, const struct sql_import_persons *p)
{
	size_t unit = place(s, r->unit);
	enum role role;
	if ((date_is(r->to_day) && r->to_day.day < r->from_day.day) || !role_of_name(r->role, &role))
		return;	/* withdrawn before it counted */
	struct cell *c = row(s);
	c[COL_UNIT] = text(s->units[unit].name);
	c[COL_PARENT] = text(s->parents[unit]);
	c[COL_NAME] = text(p->name);
	c[COL_EMAIL] = text(p->email);
	c[COL_PHONE] = text(p->phone);
	c[COL_NUMBER] = text(p->number);
	c[COL_ROLE] = text(import_role_word(s->x, role));
	c[COL_FROM] = day(r->from_day);
	/* The import leaves the end of an administrator to the pages. */
	c[COL_TO] = role == ROLE_ADMINISTRATOR ? (struct cell){ 0 } : day(r->to_day);
	c[COL_ELECTED] = day(r->elected_until);
}

static enum rc write_roles(struct sheet *s)
{
	struct sql_import_persons *persons;
	size_t npersons;
	TRY(all_persons(s->x, &persons, &npersons));
	for (int64_t after = 0;;) {
		struct sql_import_roles *rows;
		size_t n;
		TRY(sql_import_roles(s->x, after, &rows, &n));
		for (size_t i = 0; i < n; i++)
			write_role(s, &rows[i], person_of(persons, npersons, rows[i].person));
		if (n == 0)
			return OK;
		after = rows[n - 1].id.v;
	}
}

/* ---- committees: a line for each seat, one for a committee that nobody sits on */

static struct cell *write_committee(struct sheet *s, const struct sql_import_committees *m)
{
	size_t unit = place(s, m->unit_id);
	struct cell *c = row(s);
	int kind = 0;
	while (kind + 1 < COMMITTEE_KINDS && !str_eqz(m->kind, committee_kinds[kind]))
		kind++;
	c[COL_UNIT] = text(s->units[unit].name);
	c[COL_PARENT] = text(s->parents[unit]);
	c[COL_COMMITTEE] = text(m->name);
	c[COL_COMMITTEE_KIND] = text(import_kind_word(s->x, (enum committee_kind)kind));
	return c;
}

static enum rc write_seats(struct sheet *s, const struct sql_import_committees *m)
{
	struct sql_committee_members *seats;
	size_t n;
	TRY(sql_committee_members(s->x, m->id, &seats, &n));
	for (size_t i = 0; i < n; i++) {
		struct person p;
		TRY(people_person(s->x, seats[i].person_id, &p));
		struct cell *c = write_committee(s, m);
		c[COL_NAME] = text(p.name);
		c[COL_EMAIL] = text(p.email);
		c[COL_PHONE] = text(p.phone);
		c[COL_NUMBER] = text(p.number);
		c[COL_SIDE] = text(import_side_word(s->x, str_eqz(seats[i].side, "management")));
		if (seats[i].chair)
			c[COL_CHAIR] = text(import_yes_word(s->x));
	}
	if (n == 0)
		write_committee(s, m);
	return OK;
}

static enum rc write_committees(struct sheet *s)
{
	for (int64_t after = 0;;) {
		struct sql_import_committees *rows;
		size_t n;
		TRY(sql_import_committees(s->x, after, &rows, &n));
		for (size_t i = 0; i < n; i++)
			TRY(write_seats(s, &rows[i]));
		if (n == 0)
			return OK;
		after = rows[n - 1].id.v;
	}
}

static enum rc write_all(struct ctx *x, void *p)
{
	struct table_column columns[COL_COUNT] = { 0 };
	struct sheet s = { .x = x };
	for (unsigned c = 0; c < COL_COUNT; c++)
		columns[c].head = import_head(x, (enum column)c);
	TRY(write_units(&s));
	TRY(write_roles(&s));
	TRY(write_committees(&s));
	struct table t = { .name = S("Samspil"), .cols = columns, .ncols = COL_COUNT, .cells = s.cells, .nrows = s.n };
	return csv_write(x, &t, p);
}

enum rc people_export(struct ctx *x, struct str *ret)
{
	return in_own_memory(x, write_all, ret);
}
