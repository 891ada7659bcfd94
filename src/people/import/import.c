/* import.c -- an organisation from a file, all of it or nothing. Knows the
 * order of the stations and keeps the report; refuses to store while any line
 * is at fault.
 *
 * A file adds and corrects; what it does not mention stays as it is. A person
 * is known again by the employee number, else by the e-mail; a role by person,
 * unit and role, and by its dates if it has been held more than once; a seat by
 * committee and person. An empty cell says nothing. So the same file twice changes nothing the second time. */
#include "people/import/import_inside.h"
#include "core/lang.h"
#include "core/random.h"
#include "people/import/import_sql.h"
#include "people/people_sql.h"
#include "render/table.h"
#include "store/store.h"
#include "ui/ui.h"
#include <setjmp.h>
#include <stdlib.h>

enum {
	/* A file of 125,000 persons who are all stored already takes 200 MiB:
	 * its bytes, its lines, and as many persons and roles from the store. */
	IMPORT_MEMORY = 384 << 20,
};

/* ---- the report */

struct heads heads_new(struct ctx *x, size_t items)
{
	size_t room = 16;
	while (room < items)
		room *= 2;
	return (struct heads){ .at = ARENA_ARRAY(x->arena, room, size_t), .mask = room - 1 };
}

void import_fault(struct import *im, size_t at, size_t number, enum column column, const char *message, struct val *args)
{
	struct import_report *r = im->report;
	if (at) {
		im->lines[at - 1].bad = true;
		number = im->lines[at - 1].number;
	}
	r->faults_total++;
	if (r->nfaults < IMPORT_FAULTS_SHOWN)
		r->faults[r->nfaults++] = (struct import_fault){
			.line = number, .column = column < COL_COUNT ? column_keys[column] : NULL, .message = message, .args = args };
}

void import_fault_text(struct import *im, size_t at, enum column column, const char *message, const char *name, struct str value)
{
	struct val *args = val_new_obj(im->x);
	val_str(im->x, args, name, value);
	import_fault(im, at, 0, column, message, args);
}

void import_fault_line(struct import *im, size_t at, enum column column, const char *message, size_t other_line)
{
	struct val *args = val_new_obj(im->x);
	val_int(im->x, args, "line", (int64_t)im->lines[other_line - 1].number);
	import_fault(im, at, 0, column, message, args);
}

void import_change(struct import *im, const char *kind, bool added, struct str what)
{
	struct import_report *r = im->report;
	if (r->changes_total++ >= IMPORT_CHANGES_SHOWN)
		return;
	struct val *c = val_obj(im->x, r->changes);
	val_str(im->x, c, "kind", str_of(kind));
	val_bool(im->x, c, "added", added);
	val_str(im->x, c, "what", what);
}

static int by_line(const void *a, const void *b)
{
	const struct import_fault *l = a, *r = b;
	return (l->line > r->line) - (l->line < r->line);
}

/* ---- storing */

static enum rc store_units(struct import *im)
{
	/* A unit is always made after its parent. */
	for (size_t i = 0; i < im->nnodes; i++) {
		struct node *n = &im->nodes[i];
		if (!n->is_new)
			continue;
		unit_id parent = n->parent ? im->nodes[n->parent - 1].id : (unit_id){ 0 };
		struct str kind = !n->parent ? S("organisation") : n->has_children ? S("area") : S("workplace");
		TRY(sql_unit_add(im->x, parent, n->name, n->key, kind, STR_NULL, &n->id));
	}
	return OK;
}

static struct str said_or(struct str says, struct str stored)
{
	return str_empty(says) ? or_null(stored) : says;
}

static enum rc store_persons(struct import *im)
{
	for (size_t i = 0; i < im->nincomers; i++) {
		struct incomer *p = &im->incomers[i];
		if (p->same_as)
			continue;
		if (!p->known) {
			TRY(sql_person_add(im->x, p->name, or_null(p->email), or_null(p->phone), or_null(p->employee), lang_name(DA), &p->id));
			continue;
		}
		const struct known_person *k = &im->known[p->known - 1];
		if (p->changed)
			TRY(sql_person_change(im->x, p->id, said_or(p->name, k->name), said_or(p->email, k->email),
					      said_or(p->phone, k->phone), said_or(p->employee, k->employee), NULL));
	}
	return OK;
}

static enum rc store_roles(struct import *im)
{
	for (size_t i = 0; i < im->nplans; i++) {
		const struct role_plan *p = &im->plans[i];
		const struct line *l = &im->lines[p->line - 1];
		assignment_id id;
		if (p->fate == FATE_CHANGE)
			TRY(sql_import_role_change(im->x, p->id, p->from, p->to, p->elected_until, NULL));
		else if (p->fate == FATE_ADD)
			TRY(sql_role_add(im->x, im->incomers[l->person - 1].id, im->nodes[l->node - 1].id, str_of(role_name(l->role)),
					 p->from, p->to, p->elected_until, &id));
	}
	/* Whose they are is not asked one by one: a file is rare, and a page that
	 * comes back loses nothing. */
	if (im->nplans)
		store_changed(im->x, S(PEOPLE_TOPIC_ALL));
	return OK;
}

enum rc import_store(struct import *im)
{
	const struct import_report *r = im->report;
	TRY(store_units(im));
	TRY(store_persons(im));
	TRY(store_roles(im));
	TRY(import_store_committees(im));
	return people_audit(im->x, im->actor, "import",
			    str_fmt(im->x->arena, "file %.*s units +%zu persons +%zu ~%zu roles +%zu ~%zu committees +%zu ~%zu seats +%zu ~%zu",
				    STR_ARG(hash_hex(im->x->arena, im->file)), r->units.added, r->persons.added, r->persons.changed,
				    r->roles.added, r->roles.changed, r->committees.added, r->committees.changed, r->seats.added,
				    r->seats.changed));
}

/* ---- the way of a file */

static enum rc stations(struct import *im)
{
	TRY(import_read(im));
	TRY(import_units(im));
	TRY(import_persons(im));
	TRY(import_roles(im));
	return import_committees(im);
}

struct order {
	struct str file;
	const struct actor *actor;
	bool store;
	struct import_report *report;
};

static enum rc run(struct ctx *x, void *p)
{
	const struct order *o = p;
	struct import_report *r = o->report;
	struct import im = { .x = x, .report = r, .file = o->file, .actor = o->actor };
	r->faults = ARENA_ARRAY(x->arena, IMPORT_FAULTS_SHOWN, struct import_fault);
	r->changes = val_new_list(x);
	TRY(stations(&im));
	if (r->nfaults)
		qsort(r->faults, r->nfaults, sizeof *r->faults, by_line);
	if (!o->store)
		return OK;
	return r->faults_total ? fail(x, INVALID, "file", "people.import_faults") : import_store(&im);
}

static void free_arena(void *a)
{
	arena_free(a);
}

enum rc in_own_memory(struct ctx *x, enum rc (*fn)(struct ctx *own, void *p), void *p)
{
	struct arena *a = arena_new(IMPORT_MEMORY);
	jmp_buf full;
	if (!a)
		return fail_cause(x, BUSY, "no memory for an import");
	arena_defer(x->arena, free_arena, a);
	struct ctx own = *x;
	own.arena = a;
	if (setjmp(full))
		return fail(x, TOO_LARGE, "file", "people.import_too_large");
	arena_guard(a, &full);
	enum rc rc = fn(&own, p);
	arena_guard(a, NULL);
	x->fault = own.fault;
	return rc;
}

enum rc people_import_check(struct ctx *x, struct str file, struct import_report *ret)
{
	*ret = (struct import_report){ 0 };
	return in_own_memory(x, run, &(struct order){ .file = file, .report = ret });
}

enum rc people_import_apply(struct ctx *x, const struct actor *actor, struct str file, struct import_report *ret)
{
	*ret = (struct import_report){ 0 };
	return in_own_memory(x, run, &(struct order){ .file = file, .actor = actor, .store = true, .report = ret });
}

/* ---- the file between the report and the confirmation */

enum rc upload_keep(struct ctx *x, const struct actor *actor, struct str bytes, struct str *ret_hash)
{
	*ret_hash = hash_hex(x->arena, bytes);
	return sql_upload_keep(x, *ret_hash, actor->person, bytes, x->now, NULL);
}

enum rc upload_find(struct ctx *x, const struct actor *actor, struct str hash, struct str *ret_bytes)
{
	struct sql_upload_get *u;
	TRY(sql_upload_get(x, hash, actor->person, &u));
	if (!u)
		return fail(x, GONE, "", "people.import_gone");
	*ret_bytes = u->bytes;
	return OK;
}

enum rc upload_drop(struct ctx *x, const struct actor *actor)
{
	return sql_upload_drop(x, actor->person, NULL);
}
