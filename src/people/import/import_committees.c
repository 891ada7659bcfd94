/* import_committees.c -- which committee does a line mean, and who sits on it?
 * Knows a committee by its unit and its name; refuses two chairs, two seats of
 * one person and a committee that the lines tell differently. Takes nobody off:
 * a file adds and corrects. */
#include "people/committee_sql.h"
#include "people/import/import_inside.h"
#include "people/import/import_sql.h"

/* One number for a unit, whether it is stored or yet to be made: row ids stay
 * far below the bit that marks the places of new ones. */
static uint64_t place_of_node(const struct import *im, size_t node)
{
	const struct node *n = &im->nodes[node - 1];
	return n->id.v ? (uint64_t)n->id.v : (uint64_t)1 << 62 | node;
}

static size_t *chain_of(const struct import *im, uint64_t place, struct str key)
{
	return heads_find(&im->body_by_key, str_hash(key) ^ (place * 0x9e3779b97f4a7c15u) >> 17);
}

static size_t find_body(const struct import *im, uint64_t place, struct str key)
{
	size_t i = *chain_of(im, place, key);
	while (i && (im->bodies[i - 1].place != place || !str_eq(im->bodies[i - 1].key, key)))
		i = im->bodies[i - 1].next_alike;
	return i;
}

static size_t add_body(struct import *im, struct body b)
{
	size_t *head = chain_of(im, b.place, b.key);
	b.next_alike = *head;
	im->bodies[im->nbodies] = b;
	return *head = ++im->nbodies;
}

static int kind_of(struct str stored)
{
	int k = 0;
	while (k + 1 < COMMITTEE_KINDS && !str_eqz(stored, committee_kinds[k]))
		k++;
	return k;
}

/* ---- what is stored */

static enum rc stored_committees(struct ctx *x, struct sql_import_committees **ret, size_t *ret_n)
{
	struct sql_import_committees *all = NULL;
	size_t n = 0, room = 0;
	for (int64_t after = 0;;) {
		struct sql_import_committees *rows;
		size_t got;
		TRY(sql_import_committees(x, after, &rows, &got));
		if (got == 0)
			break;
		after = rows[got - 1].id.v;
		if (n + got > room) {
			struct sql_import_committees *was = all;
			room = 2 * (n + got);
			all = ARENA_ARRAY(x->arena, room, struct sql_import_committees);
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

static enum rc load_bodies(struct import *im)
{
	struct sql_import_committees *rows;
	size_t n, named = 0;
	TRY(stored_committees(im->x, &rows, &n));
	for (size_t i = 0; i < im->nlines; i++)
		named += im->lines[i].committee.n > 0;
	im->bodies = ARENA_ARRAY(im->x->arena, n + named + 1, struct body);
	im->seats = ARENA_ARRAY(im->x->arena, named + 1, struct seat_plan);
	im->body_by_key = heads_new(im->x, n + named);
	for (size_t i = 0; i < n; i++)
		add_body(im, (struct body){ .id = rows[i].id, .place = (uint64_t)rows[i].unit_id.v, .name = rows[i].name,
					    .key = str_lower(im->x->arena, rows[i].name), .kind = kind_of(rows[i].kind) });
	return OK;
}

/* Only of those that the file names. */
static enum rc load_seats(struct import *im, struct body *b)
{
	struct sql_committee_members *m;
	b->loaded = true;
	if (!b->id.v)
		return OK;
	TRY(sql_committee_members(im->x, b->id, &m, &b->nmembers));
	b->members = ARENA_ARRAY(im->x->arena, b->nmembers + 1, struct committee_member);
	for (size_t i = 0; i < b->nmembers; i++)
		b->members[i] = (struct committee_member){ .person = m[i].person_id, .name = m[i].name,
							   .management = str_eqz(m[i].side, "management"), .chair = m[i].chair };
	return OK;
}

/* ---- what the lines say */

/* The committee of a line; 0 with a fault told. */
static size_t body_of(struct import *im, size_t at)
{
	const struct line *l = &im->lines[at - 1];
	struct str key = str_lower(im->x->arena, l->committee);
	uint64_t place = place_of_node(im, l->node);
	size_t i = find_body(im, place, key);
	if (!i)
		i = add_body(im, (struct body){ .place = place, .name = l->committee, .key = key, .kind = -1 });
	struct body *b = &im->bodies[i - 1];
	b->node = l->node;
	b->line = b->line ? b->line : at;
	if (l->committee_kind < 0)
		return i;
	if (b->kind_line && b->kind != l->committee_kind) {
		import_fault_line(im, at, COL_COMMITTEE_KIND, "people.import_differs", b->kind_line);
		return 0;
	}
	b->changed |= b->id.v && b->kind != l->committee_kind;
	b->kind = l->committee_kind;
	b->kind_line = b->kind_line ? b->kind_line : at;
	return i;
}

static size_t who_sits(const struct import *im, size_t line)
{
	size_t who = im->lines[line - 1].person, same = im->incomers[who - 1].same_as;
	return same ? same : who;
}

static const struct committee_member *stored_seat(const struct import *im, const struct body *b, size_t who)
{
	person_id person = im->incomers[who - 1].id;
	for (size_t i = 0; person.v && i < b->nmembers; i++)
		if (b->members[i].person.v == person.v)
			return &b->members[i];
	return NULL;
}

/* Whether an earlier line has given this person a seat here, or somebody the chair. */
static bool alone_here(struct import *im, size_t at, struct body *b)
{
	for (size_t i = b->seats; i; i = im->seats[i - 1].next) {
		if (who_sits(im, im->seats[i - 1].line) == who_sits(im, at)) {
			import_fault_line(im, at, COL_COMMITTEE, "people.import_twice", im->seats[i - 1].line);
			return false;
		}
	}
	if (im->lines[at - 1].chair == 1 && b->chair_line) {
		import_fault_line(im, at, COL_CHAIR, "people.import_two_chairs", b->chair_line);
		return false;
	}
	return true;
}

static bool fits_in(struct import *im, size_t at, const struct body *b)
{
	if (b->nmembers + b->added < COMMITTEE_MEMBERS_MAX)
		return true;
	struct val *args = val_new_obj(im->x);
	val_int(im->x, args, "max", COMMITTEE_MEMBERS_MAX);
	import_fault(im, at, 0, COL_COMMITTEE, "people.committee_full", args);
	return false;
}

static void plan_seat(struct import *im, size_t at, size_t body)
{
	const struct line *l = &im->lines[at - 1];
	struct body *b = &im->bodies[body - 1];
	const struct committee_member *m = stored_seat(im, b, who_sits(im, at));
	struct seat_plan p = { .line = at, .body = body, .fate = FATE_ADD, .next = b->seats };
	if (!alone_here(im, at, b) || (!m && !fits_in(im, at, b)))
		return;
	if (!m && l->side < 0) {
		import_fault(im, at, 0, COL_SIDE, "form.required", NULL);
		return;
	}
	p.stored = m;
	p.management = l->side < 0 ? m->management : l->side == 0;
	p.chair = l->chair < 0 ? m && m->chair : l->chair == 1;
	b->added += !m;
	if (l->chair == 1)
		b->chair_line = at;
	im->seats[im->nseats++] = p;
	b->seats = im->nseats;
}

/* ---- what would change */

static void tell_body(struct import *im, struct body *b)
{
	struct import_tally *t = &im->report->committees;
	struct str unit = b->node ? im->nodes[b->node - 1].name : S("");
	if (!b->line)
		return;
	t->added += !b->id.v;
	t->changed += b->changed;
	t->unchanged += b->id.v && !b->changed;
	if (!b->id.v || b->changed)
		import_change(im, "committee", !b->id.v, str_fmt(im->x->arena, "%.*s, %.*s", STR_ARG(b->name), STR_ARG(unit)));
}

/* Once all lines are read: whoever keeps the chair keeps it unless another line
 * gives it away. */
static void tell_seat(struct import *im, struct seat_plan *p)
{
	struct import_tally *t = &im->report->seats;
	const struct committee_member *m = p->stored;
	size_t chair_line = im->bodies[p->body - 1].chair_line;
	p->chair &= !chair_line || chair_line == p->line;
	if (m)
		p->fate = p->management == m->management && p->chair == m->chair ? FATE_UNCHANGED : FATE_CHANGE;
	t->added += p->fate == FATE_ADD;
	t->changed += p->fate == FATE_CHANGE;
	t->unchanged += p->fate == FATE_UNCHANGED;
	if (p->fate != FATE_UNCHANGED)
		import_change(im, "seat", p->fate == FATE_ADD,
			      str_fmt(im->x->arena, "%.*s, %.*s", STR_ARG(im->lines[p->line - 1].name),
				      STR_ARG(im->bodies[p->body - 1].name)));
}

enum rc import_committees(struct import *im)
{
	TRY(load_bodies(im));
	for (size_t i = 0; i < im->nlines; i++) {
		const struct line *l = &im->lines[i];
		size_t body = l->committee.n && l->node && !l->bad ? body_of(im, i + 1) : 0;
		if (!body)
			continue;
		if (!im->bodies[body - 1].loaded)
			TRY(load_seats(im, &im->bodies[body - 1]));
		if (l->person)
			plan_seat(im, i + 1, body);
	}
	for (size_t i = 0; i < im->nbodies; i++) {
		if (im->bodies[i].kind < 0)
			import_fault(im, im->bodies[i].line, 0, COL_COMMITTEE_KIND, "form.required", NULL);
		tell_body(im, &im->bodies[i]);
	}
	for (size_t i = 0; i < im->nseats; i++)
		tell_seat(im, &im->seats[i]);
	return OK;
}

/* ---- storing */

enum rc import_store_committees(struct import *im)
{
	for (size_t i = 0; i < im->nbodies; i++) {
		struct body *b = &im->bodies[i];
		if (b->line && !b->id.v)
			TRY(sql_committee_add(im->x, im->nodes[b->node - 1].id, str_of(committee_kinds[b->kind]), b->name, &b->id));
		else if (b->changed)
			TRY(sql_import_committee_kind(im->x, b->id, str_of(committee_kinds[b->kind]), NULL));
		/* A new chair takes the place of the one there is. */
		if (b->chair_line)
			TRY(sql_committee_unchair(im->x, b->id, NULL));
	}
	for (size_t i = 0; i < im->nseats; i++) {
		const struct seat_plan *p = &im->seats[i];
		if (p->fate != FATE_UNCHANGED || p->chair)
			TRY(sql_committee_member_set(im->x, im->bodies[p->body - 1].id, im->incomers[who_sits(im, p->line) - 1].id,
						     p->management ? S("management") : S("employees"), p->chair, NULL));
	}
	return OK;
}
