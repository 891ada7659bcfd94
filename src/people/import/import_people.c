/* import_people.c -- which person and which of their roles does a line mean?
 * Knows persons by employee number, else by e-mail; refuses two different
 * answers within a file, and to touch a period that is over. */
#include "people/import/import_inside.h"
#include "people/import/import_sql.h"

/* ---- what is stored */

static enum rc load_persons(struct import *im)
{
	struct ctx *x = im->x;
	size_t room = 0;
	for (int64_t after = 0;;) {
		struct sql_import_persons *rows;
		size_t n;
		TRY(sql_import_persons(x, after, &rows, &n));
		if (n == 0)
			break;
		after = rows[n - 1].id.v;
		if (im->nknown + n > room) {
			struct known_person *was = im->known;
			room = 2 * (im->nknown + n);
			im->known = ARENA_ARRAY(x->arena, room, struct known_person);
			if (im->nknown)
				memcpy(im->known, was, im->nknown * sizeof *was);
		}
		for (size_t i = 0; i < n; i++)
			im->known[im->nknown++] = (struct known_person){ .id = rows[i].id, .name = rows[i].name, .email = rows[i].email,
									 .phone = rows[i].phone, .employee = rows[i].number };
	}
	im->known_by_email = heads_new(x, im->nknown);
	im->known_by_number = heads_new(x, im->nknown);
	for (size_t i = 0; i < im->nknown; i++) {
		struct known_person *k = &im->known[i];
		size_t *email = heads_find(&im->known_by_email, str_hash(k->email));
		size_t *number = heads_find(&im->known_by_number, str_hash(k->employee));
		k->next_email = *email;
		k->next_number = *number;
		*email = *number = i + 1;
	}
	return OK;
}

static size_t known_with_email(const struct import *im, struct str email)
{
	size_t i = str_empty(email) ? 0 : *heads_find(&im->known_by_email, str_hash(email));
	while (i && !str_eq(im->known[i - 1].email, email))
		i = im->known[i - 1].next_email;
	return i;
}

static size_t known_with_number(const struct import *im, struct str number)
{
	size_t i = str_empty(number) ? 0 : *heads_find(&im->known_by_number, str_hash(number));
	while (i && !str_eq(im->known[i - 1].employee, number))
		i = im->known[i - 1].next_number;
	return i;
}

/* ---- who the file names */

static size_t incomer_with_email(const struct import *im, struct str email)
{
	size_t i = str_empty(email) ? 0 : *heads_find(&im->incomer_by_email, str_hash(email));
	while (i && !str_eq(im->incomers[i - 1].email, email))
		i = im->incomers[i - 1].next_email;
	return i;
}

static size_t incomer_with_number(const struct import *im, struct str number)
{
	size_t i = str_empty(number) ? 0 : *heads_find(&im->incomer_by_number, str_hash(number));
	while (i && !str_eq(im->incomers[i - 1].employee, number))
		i = im->incomers[i - 1].next_number;
	return i;
}

static void set_email(struct import *im, size_t who, struct str email)
{
	struct incomer *p = &im->incomers[who - 1];
	size_t *head = heads_find(&im->incomer_by_email, str_hash(email));
	p->email = email;
	p->next_email = *head;
	*head = who;
}

static void set_number(struct import *im, size_t who, struct str number)
{
	struct incomer *p = &im->incomers[who - 1];
	size_t *head = heads_find(&im->incomer_by_number, str_hash(number));
	p->employee = number;
	p->next_number = *head;
	*head = who;
}

/* Two lines about one person must agree wherever both say something. */
static bool agree(struct import *im, size_t at, enum column c, struct str says, struct str said, size_t other_line)
{
	if (str_empty(says) || str_empty(said) || str_eq(says, said))
		return true;
	import_fault_line(im, at, c, "people.import_differs", other_line);
	return false;
}

/* Lays what line `at` says over person who. */
static void add_to(struct import *im, size_t who, size_t at)
{
	struct incomer *p = &im->incomers[who - 1];
	const struct line *l = &im->lines[at - 1];
	if (!agree(im, at, COL_NAME, l->name, p->name, p->line) || !agree(im, at, COL_PHONE, l->phone, p->phone, p->line) ||
	    !agree(im, at, COL_EMAIL, l->email, p->email, p->line) || !agree(im, at, COL_NUMBER, l->employee, p->employee, p->line))
		return;
	if (str_empty(p->phone))
		p->phone = l->phone;
	if (str_empty(p->email) && !str_empty(l->email))
		set_email(im, who, l->email);
	if (str_empty(p->employee) && !str_empty(l->employee))
		set_number(im, who, l->employee);
}

static void meet(struct import *im, size_t at)
{
	struct line *l = &im->lines[at - 1];
	size_t by_number = incomer_with_number(im, l->employee), by_email = incomer_with_email(im, l->email);
	if (by_number && by_email && by_number != by_email) {
		import_fault_line(im, at, COL_EMAIL, "people.import_email_twice", im->incomers[by_email - 1].line);
		return;
	}
	size_t who = by_number ? by_number : by_email;
	if (who) {
		add_to(im, who, at);
	} else {
		im->incomers[im->nincomers] = (struct incomer){ .name = l->name, .phone = l->phone, .line = at };
		who = ++im->nincomers;
		if (!str_empty(l->email))
			set_email(im, who, l->email);
		if (!str_empty(l->employee))
			set_number(im, who, l->employee);
	}
	l->person = who;
}

/* ---- both together */

/* The stored person has been met under the other key already: one line knew
 * only the number, another only the address. */
static void merge(struct import *im, size_t who, size_t into)
{
	const struct incomer *p = &im->incomers[who - 1];
	im->incomers[who - 1].same_as = into;
	add_to(im, into, p->line);
}

static void recognise(struct import *im, size_t who)
{
	struct incomer *p = &im->incomers[who - 1];
	size_t by_number = known_with_number(im, p->employee), by_email = known_with_email(im, p->email);
	size_t known = by_number ? by_number : by_email;
	bool other_number = !by_number && by_email && !str_empty(p->employee) && !str_empty(im->known[by_email - 1].employee);
	if ((by_number && by_email && by_number != by_email) || other_number) {
		import_fault(im, p->line, 0, COL_EMAIL, "people.email_taken", NULL);
		return;
	}
	if (!known)
		return;
	struct known_person *k = &im->known[known - 1];
	if (k->incomer) {
		merge(im, who, k->incomer);
		return;
	}
	k->incomer = who;
	p->known = known;
	p->id = k->id;
}

static bool differs(struct str says, struct str stored)
{
	return !str_empty(says) && !str_eq(says, stored);
}

static void judge(struct import *im, struct incomer *p)
{
	const struct known_person *k = p->known ? &im->known[p->known - 1] : NULL;
	struct import_tally *t = &im->report->persons;
	if (p->same_as)
		return;
	p->changed = k && (differs(p->name, k->name) || differs(p->email, k->email) || differs(p->phone, k->phone) ||
			   differs(p->employee, k->employee));
	t->added += !k;
	t->changed += p->changed;
	t->unchanged += k && !p->changed;
	if (!k || p->changed)
		import_change(im, "person", !k, p->name);
}

enum rc import_persons(struct import *im)
{
	TRY(load_persons(im));
	im->incomers = ARENA_ARRAY(im->x->arena, im->nlines, struct incomer);
	im->incomer_by_email = heads_new(im->x, im->nlines);
	im->incomer_by_number = heads_new(im->x, im->nlines);
	for (size_t i = 0; i < im->nlines; i++)
		if (im->lines[i].has_person && !im->lines[i].bad)
			meet(im, i + 1);
	for (size_t i = 0; i < im->nincomers; i++)
		recognise(im, i + 1);
	for (size_t i = 0; i < im->nincomers; i++)
		judge(im, &im->incomers[i]);
	return OK;
}

/* ---- roles */

static uint64_t role_hash(uint64_t person, uint64_t unit, enum role role)
{
	/* Two odd constants spread neighbouring numbers over the table. */
	return (person * 0x9e3779b97f4a7c15u ^ unit * 0xc2b2ae3d27d4eb4fu ^ role) >> 7;
}

static enum rc load_roles(struct import *im)
{
	struct ctx *x = im->x;
	size_t room = 0;
	for (int64_t after = 0;;) {
		struct sql_import_roles *rows;
		size_t n;
		TRY(sql_import_roles(x, after, &rows, &n));
		if (n == 0)
			break;
		after = rows[n - 1].id.v;
		if (im->nroles + n > room) {
			struct known_role *was = im->roles;
			room = 2 * (im->nroles + n);
			im->roles = ARENA_ARRAY(x->arena, room, struct known_role);
			if (im->nroles)
				memcpy(im->roles, was, im->nroles * sizeof *was);
		}
		for (size_t i = 0; i < n; i++) {
			struct known_role r = { .id = rows[i].id, .person = rows[i].person, .unit = rows[i].unit, .from = rows[i].from_day,
						.to = rows[i].to_day, .elected_until = rows[i].elected_until };
			/* One that was withdrawn never counted. */
			if (role_of_name(rows[i].role, &r.role) && !(date_is(r.to) && r.to.day < r.from.day))
				im->roles[im->nroles++] = r;
		}
	}
	im->role_by_key = heads_new(x, im->nroles);
	for (size_t i = 0; i < im->nroles; i++) {
		struct known_role *r = &im->roles[i];
		size_t *head = heads_find(&im->role_by_key, role_hash((uint64_t)r->person.v, (uint64_t)r->unit.v, r->role));
		r->next = *head;
		*head = i + 1;
	}
	return OK;
}

static bool overlap(struct date from, struct date to, struct date other_from, struct date other_to)
{
	return (!date_is(other_to) || from.day <= other_to.day) && (!date_is(to) || other_from.day <= to.day);
}

static struct date begins(const struct import *im, const struct line *l)
{
	return date_is(l->from) ? l->from : ctx_today(im->x);
}

/* How well a stored period fits what a line says: 0 not at all. */
static int fits(const struct import *im, const struct line *l, const struct known_role *r)
{
	if (r->claimed)
		return 0;
	if (date_is(l->from) && l->from.day == r->from.day)
		return 3;
	if (!date_is(l->from) && date_is(l->to) && date_is(r->to) && l->to.day == r->to.day)
		return 2;
	return overlap(begins(im, l), l->to, r->from, r->to) ? 1 : 0;
}

static bool is_that_role(const struct known_role *r, person_id person, unit_id unit, enum role role)
{
	return r->person.v == person.v && r->unit.v == unit.v && r->role == role;
}

static struct known_role *best_fit(struct import *im, const struct line *l, person_id person, unit_id unit)
{
	struct known_role *best = NULL;
	int how = 0;
	size_t i = person.v && unit.v ? *heads_find(&im->role_by_key, role_hash((uint64_t)person.v, (uint64_t)unit.v, l->role)) : 0;
	for (; i; i = im->roles[i - 1].next) {
		struct known_role *r = &im->roles[i - 1];
		if (is_that_role(r, person, unit, l->role) && fits(im, l, r) > how) {
			best = r;
			how = fits(im, l, r);
		}
	}
	return best;
}

/* Whether the period would run into another one that is stored. */
static bool hits_history(struct import *im, const struct role_plan *p, enum role role, const struct known_role *self, person_id person, unit_id unit)
{
	size_t i = person.v && unit.v ? *heads_find(&im->role_by_key, role_hash((uint64_t)person.v, (uint64_t)unit.v, role)) : 0;
	for (; i; i = im->roles[i - 1].next) {
		const struct known_role *r = &im->roles[i - 1];
		if (r != self && is_that_role(r, person, unit, role) && overlap(p->from, p->to, r->from, r->to))
			return true;
	}
	return false;
}

static struct role_plan plan_of(const struct import *im, size_t at, const struct known_role *r)
{
	const struct line *l = &im->lines[at - 1];
	struct role_plan p = { .line = at, .fate = FATE_ADD, .from = begins(im, l), .to = l->to, .elected_until = l->elected_until };
	if (!r)
		return p;
	/* An empty cell says nothing; it does not take a date away. */
	p.id = r->id;
	p.from = date_is(l->from) ? l->from : r->from;
	p.to = date_is(l->to) ? l->to : r->to;
	p.elected_until = date_is(l->elected_until) ? l->elected_until : r->elected_until;
	bool same = p.from.day == r->from.day && p.to.day == r->to.day && p.elected_until.day == r->elected_until.day;
	p.fate = same ? FATE_UNCHANGED : FATE_CHANGE;
	return p;
}

static void tell_role(struct import *im, const struct role_plan *p)
{
	const struct line *l = &im->lines[p->line - 1];
	struct import_tally *t = &im->report->roles;
	t->added += p->fate == FATE_ADD;
	t->changed += p->fate == FATE_CHANGE;
	t->unchanged += p->fate == FATE_UNCHANGED;
	if (p->fate != FATE_UNCHANGED && im->report->changes_total < IMPORT_CHANGES_SHOWN)
		import_change(im, "role", p->fate == FATE_ADD,
			      str_fmt(im->x->arena, "%.*s, %.*s, %.*s", STR_ARG(l->name), STR_ARG(role_text(im->x, l->role)), STR_ARG(l->unit)));
	else
		im->report->changes_total += p->fate != FATE_UNCHANGED;
}

/* An earlier line of the file about the same role: twice, or at the same time.
 * Enters this one. False with a fault told. */
static bool alone_in_file(struct import *im, struct heads *by_key, size_t at, const struct role_plan *p)
{
	struct line *l = &im->lines[at - 1];
	size_t *head = heads_find(by_key, role_hash(l->person, l->node, l->role));
	for (size_t i = *head; i; i = im->lines[i - 1].next_alike) {
		const struct line *o = &im->lines[i - 1];
		if (o->person != l->person || o->node != l->node || o->role != l->role)
			continue;
		if (overlap(p->from, p->to, begins(im, o), o->to)) {
			import_fault_line(im, at, COL_ROLE, "people.import_twice", i);
			return false;
		}
	}
	l->next_alike = *head;
	*head = at;
	return true;
}

static void plan_role(struct import *im, struct heads *by_key, size_t at)
{
	struct line *l = &im->lines[at - 1];
	const struct node *node = &im->nodes[l->node - 1];
	if (im->incomers[l->person - 1].same_as)
		l->person = im->incomers[l->person - 1].same_as;
	person_id person = im->incomers[l->person - 1].id;
	struct known_role *r = best_fit(im, l, person, node->id);
	struct role_plan p = plan_of(im, at, r);
	if (date_is(p.to) && p.to.day < p.from.day) {
		import_fault(im, at, 0, COL_TO, "people.ends_before_it_begins", NULL);
		return;
	}
	if (!alone_in_file(im, by_key, at, &p))
		return;
	if (p.fate != FATE_UNCHANGED && hits_history(im, &p, l->role, r, person, node->id)) {
		import_fault(im, at, 0, COL_FROM, "people.import_overlaps", NULL);
		return;
	}
	if (r)
		r->claimed = true;
	im->plans[im->nplans++] = p;
	tell_role(im, &p);
}

enum rc import_roles(struct import *im)
{
	TRY(load_roles(im));
	im->plans = ARENA_ARRAY(im->x->arena, im->nlines, struct role_plan);
	struct heads by_key = heads_new(im->x, im->nlines);
	for (size_t i = 0; i < im->nlines; i++)
		if (im->lines[i].has_role && im->lines[i].person && im->lines[i].node && !im->lines[i].bad)
			plan_role(im, &by_key, i + 1);
	return OK;
}
