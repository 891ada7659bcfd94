/* library.c -- the library of the process, and finding things in a document.
 *
 * The one shelf that is kept. It is filled before threads start and never
 * written afterwards, which is why nothing locks to read it. The organisation's
 * own methods lie beside it in a list that is replaced whole, so that whoever
 * reads it needs no lock either. */
#include "core/log.h"
#include "method/own/own_sql.h"
#include "method/find/search.h"
#include "store/store.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LIBRARY_CEILING = 64 << 20 };	/* a hundred methods the size of the largest */

static struct shelf library;
static struct ctx library_ctx;
static struct arena *library_arena;
static const struct search_index *library_index;

static bool key_is(const char *key, struct str wanted)
{
	return str_eqz(wanted, key);
}

/* ---- reading */

static enum rc first_fault(struct ctx *x, const struct method_faults *faults)
{
	const struct method_fault *f = faults->first;
	return f ? fail_cause(x, FAILED, "%s:%d: %s", f->file, f->line, f->message) : OK;
}

/* A choice among the parts of a model gets them as its options, so that whoever
 * shows a form need not know where they came from. */
static void resolve_fields(struct arena *a, const struct method_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct method_field *f = (struct method_field *)&fields[i];	/* ours until the library is handed out */
		const struct method_model *m = f->model ? method_model(str_of(f->model)) : NULL;
		if (!m)
			continue;
		struct method_option *options = ARENA_ARRAY(a, m->parts_count, struct method_option);
		for (size_t k = 0; k < m->parts_count; k++)
			options[k] = (struct method_option){ .key = m->parts[k].key, .title = m->parts[k].title };
		f->options = options;
		f->options_count = m->parts_count;
	}
}

static void resolve_forms(struct arena *a, const struct method_form *forms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		resolve_fields(a, forms[i].fields, forms[i].fields_count);
}

static void resolve(struct arena *a, const struct doc *d)
{
	const struct method_programme *p = (const struct method_programme *)d->bound;
	const struct method_workshop *w = (const struct method_workshop *)d->bound;
	const struct method_worksheet *sheet = (const struct method_worksheet *)d->bound;
	if (d->kind == METHOD_PROGRAMME)
		resolve_forms(a, p->forms, p->forms_count);
	else if (d->kind == METHOD_WORKSHOP)
		resolve_forms(a, w->forms, w->forms_count);
	else if (d->kind == METHOD_WORKSHEET)
		for (size_t i = 0; i < sheet->sections_count; i++)
			resolve_fields(a, sheet->sections[i].fields, sheet->sections[i].fields_count);
}

static const struct search_index *index_shelf(const struct shelf *s)
{
	size_t n = 0;
	for (const struct doc *d = s->first; d; d = d->next)
		n++;
	const struct doc **docs = ARENA_ARRAY(s->x->arena, n + 1, const struct doc *);
	n = 0;
	for (const struct doc *d = s->first; d; d = d->next)
		docs[n++] = d;
	return search_build(s->x, docs, n);
}

static enum rc read_over(struct ctx *x, const char *dir)
{
	enum rc rc = shelf_add_path(&library, dir, true);
	if (rc != OK)
		return fail_cause(x, FAILED, "content directory %s: %s", dir, rc_name(rc));
	shelf_add_builtin(&library, false);
	/* A document that replaces another may lack what built-in ones refer to. */
	for (struct doc *d = library.first; d; d = d->next)
		d->given = true;
	shelf_check(&library);
	return OK;
}

enum rc method_init(struct ctx *x, const char *override_dir)
{
	arena_free(library_arena);
	library_arena = arena_new(LIBRARY_CEILING);
	if (!library_arena)
		return fail_cause(x, FAILED, "no memory for the methods");
	ctx_init(&library_ctx, library_arena);
	library = (struct shelf){ .x = &library_ctx, .faults = ARENA_NEW(library_arena, struct method_faults) };
	if (override_dir)
		TRY(read_over(x, override_dir));
	else
		shelf_bind_builtin(&library);	/* checked when it was built and tested */
	TRY(first_fault(x, library.faults));
	for (const struct doc *d = library.first; d; d = d->next)
		resolve(library_arena, d);
	library_index = index_shelf(&library);
	return OK;
}

/* ---- the organisation's own */

struct own_document {
	int64_t id;		/* of the published version */
	bool offered;		/* newest and not withdrawn */
	const struct doc *doc;
};

struct own_shelf {
	const struct own_shelf *before;	/* somebody may still read it */
	const struct search_index *index;	/* of those that are offered */
	size_t n;
	struct own_document documents[];	/* by id */
};

static _Atomic(const struct own_shelf *) own_shelf;
static atomic_bool own_stale = true;
static pthread_mutex_t own_lock = PTHREAD_MUTEX_INITIALIZER;	/* one refreshes at a time */

void method_stale(void)
{
	atomic_store(&own_stale, true);
}

void method_changed(struct ctx *x)
{
	store_changed(x, S("library"));
}

/* Published texts in the shelf of a check, to be referred to. */
static void add_own(struct shelf *s)
{
	const struct own_shelf *own = atomic_load(&own_shelf);
	for (size_t i = 0; own && i < own->n; i++)
		if (own->documents[i].offered)
			shelf_lend(s, own->documents[i].doc);
}

/* In memory of its own that is never given back; see method.h. NULL if today's
 * vocabulary no longer understands it: the page of own methods tells why. */
static const struct doc *keep(int64_t id, struct str body)
{
	enum { CEILING = 64 << 20 };	/* a document of 1 MB, its tree and its structs */
	struct arena *a = arena_new(CEILING);
	if (!a)
		return NULL;
	struct ctx *x = ARENA_NEW(a, struct ctx);
	ctx_init(x, a);
	struct shelf s = { .x = x, .faults = ARENA_NEW(a, struct method_faults) };
	shelf_add(&s, str_fmt(a, "own/%" PRId64, id).p, str_dup(a, body), true);
	if (s.first) {
		resolve(a, s.first);
		return s.first;
	}
	log_line(LOG_WARN, "own_method_unreadable", "version=%" PRId64, id);
	arena_free(a);
	return NULL;
}

static const struct doc *kept(const struct own_shelf *own, int64_t id)
{
	for (size_t i = 0; own && i < own->n; i++)
		if (own->documents[i].id == id)
			return own->documents[i].doc;
	return NULL;
}

static const struct search_index *index_own(struct arena *a, const struct own_shelf *own)
{
	struct ctx *x = ARENA_NEW(a, struct ctx);
	const struct doc **docs = ARENA_ARRAY(a, own->n + 1, const struct doc *);
	size_t n = 0;
	ctx_init(x, a);
	for (size_t i = 0; i < own->n; i++)
		if (own->documents[i].offered)
			docs[n++] = own->documents[i].doc;
	return search_build(x, docs, n);
}

size_t library_indexes(const struct search_index *ret[SEARCH_INDEXES])
{
	const struct own_shelf *own = atomic_load(&own_shelf);
	size_t n = 0;
	if (library_index)
		ret[n++] = library_index;
	if (own)
		ret[n++] = own->index;
	return n;
}

static enum rc refresh(struct ctx *x)
{
	struct sql_own_published *rows;
	size_t n;
	const struct own_shelf *before = atomic_load(&own_shelf);
	TRY(sql_own_published(x, &rows, &n));
	/* Lives as long as the process: readers may hold the list before it. */
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		return fail_cause(x, FAILED, "no memory for the own methods");
	struct own_shelf *fresh = arena_alloc(a, sizeof *fresh + n * sizeof fresh->documents[0]);
	for (size_t i = 0; i < n; i++) {
		const struct doc *d = kept(before, rows[i].id.v);
		struct str body;
		if (!d) {
			TRY(sql_own_published_body(x, rows[i].id, &body));
			d = keep(rows[i].id.v, body);
		}
		if (d)
			fresh->documents[fresh->n++] = (struct own_document){ rows[i].id.v, rows[i].offered, d };
	}
	fresh->before = before;
	fresh->index = index_own(a, fresh);
	atomic_store(&own_shelf, fresh);
	return OK;
}

enum rc method_refresh(struct ctx *x)
{
	if (!atomic_load_explicit(&own_stale, memory_order_acquire))
		return OK;
	pthread_mutex_lock(&own_lock);
	enum rc rc = OK;
	if (atomic_exchange(&own_stale, false)) {
		rc = refresh(x);
		if (rc != OK)
			method_stale();
	}
	pthread_mutex_unlock(&own_lock);
	return rc;
}

/* What was given may refer to what is built in; nobody asked about faults there. */
void shelf_check_with_library(struct shelf *s)
{
	struct method_faults *asked = s->faults, ours = { 0 };
	if (!s->first)
		return;	/* nothing is free of faults in its form, so nothing is looked up */
	s->faults = &ours;
	if (library.first)
		shelf_borrow(s, &library);	/* read once, at start: a check must not read 1.5 MB anew */
	else
		shelf_add_builtin(s, false);
	add_own(s);
	s->faults = asked;
	shelf_check(s);
}

enum rc method_check(struct ctx *x, struct str path, struct method_faults *faults)
{
	*faults = (struct method_faults){ 0 };
	struct shelf s = { .x = x, .faults = faults };
	TRY(shelf_add_path(&s, str_z(x->arena, path), true));
	shelf_check_with_library(&s);
	return OK;
}

void method_check_bytes(struct ctx *x, const char *file, struct str yaml, struct method_faults *faults)
{
	*faults = (struct method_faults){ 0 };
	struct shelf s = { .x = x, .faults = faults };
	shelf_add(&s, file, yaml, true);
	shelf_check_with_library(&s);
}

/* ---- documents */

/* version 0: the one that is offered, else the newest. */
static const struct doc *own_find(enum method_kind kind, struct str key, int64_t version)
{
	const struct own_shelf *own = atomic_load(&own_shelf);
	const struct doc *newest = NULL;
	for (size_t i = own ? own->n : 0; i-- > 0;) {
		const struct doc *d = own->documents[i].doc;
		if (d->kind != kind || !str_eqz(key, d->bound->key))
			continue;
		if (version ? d->bound->version == version : own->documents[i].offered)
			return d;
		if (!newest)
			newest = d;
	}
	return newest;
}

const struct doc *library_find(enum method_kind kind, struct str key)
{
	const struct doc *d = shelf_find(&library, kind, key);
	return d ? d : own_find(kind, key, 0);
}

static const void *document(enum method_kind kind, struct str key)
{
	const struct doc *d = library_find(kind, key);
	return d ? d->bound : NULL;
}

const struct method_programme *method_programme_version(struct str key, int64_t version)
{
	const struct doc *d = shelf_find(&library, METHOD_PROGRAMME, key);
	if (!d)
		d = own_find(METHOD_PROGRAMME, key, version);
	return d ? (const struct method_programme *)d->bound : NULL;
}

const struct method_workshop *method_workshop_version(struct str key, int64_t version)
{
	const struct doc *d = shelf_find(&library, METHOD_WORKSHOP, key);
	if (!d)
		d = own_find(METHOD_WORKSHOP, key, version);
	return d ? (const struct method_workshop *)d->bound : NULL;
}

const struct method_programme *method_programme(struct str key)
{
	return document(METHOD_PROGRAMME, key);
}

const struct method_workshop *method_workshop(struct str key)
{
	return document(METHOD_WORKSHOP, key);
}

const struct method_sheet *method_sheet(struct str key)
{
	return document(METHOD_SHEET, key);
}

const struct method_model *method_model(struct str key)
{
	return document(METHOD_MODEL, key);
}

const struct method_deck *method_deck(struct str key)
{
	return document(METHOD_DECK, key);
}

const struct method_worksheet *method_worksheet(struct str key)
{
	return document(METHOD_WORKSHEET, key);
}

const struct method_questions *method_questions(struct str key)
{
	return document(METHOD_QUESTIONS, key);
}

const struct method_questions *method_asked(const struct method_step *step)
{
	return step->asked ? step->asked : step->set ? method_questions(str_of(step->set)) : NULL;
}

const struct method_head *method_nth(enum method_kind kind, size_t i)
{
	for (const struct doc *d = library.first; d; d = d->next)
		if (d->kind == kind && !d->replaced && i-- == 0)
			return d->bound;
	const struct own_shelf *own = atomic_load(&own_shelf);
	for (size_t k = 0; own && k < own->n; k++)
		if (own->documents[k].offered && own->documents[k].doc->kind == kind && i-- == 0)
			return own->documents[k].doc->bound;
	return NULL;
}

/* ---- things inside a document */

#define FIND(list, count, wanted)                                  \
	do {                                                       \
		for (size_t i_ = 0; i_ < (count); i_++)            \
			if (key_is((list)[i_].key, (wanted)))      \
				return &(list)[i_];                \
		return NULL;                                       \
	} while (0)

const struct method_phase *method_phase(const struct method_programme *p, struct str key)
{
	FIND(p->phases, p->phases_count, key);
}

const struct method_role *method_role(const struct method_programme *p, struct str key)
{
	FIND(p->roles, p->roles_count, key);
}

const struct method_activity *method_activity(const struct method_programme *p, struct str key)
{
	FIND(p->activities, p->activities_count, key);
}

const struct method_setting *method_setting(const struct method_programme *p, struct str key)
{
	FIND(p->settings, p->settings_count, key);
}

const struct method_form *method_form(const struct method_programme *p, struct str key)
{
	FIND(p->forms, p->forms_count, key);
}

const struct method_part *method_part(const struct method_workshop *w, struct str key)
{
	FIND(w->parts, w->parts_count, key);
}

const struct method_form *method_workshop_form(const struct method_workshop *w, struct str key)
{
	FIND(w->forms, w->forms_count, key);
}

const struct method_section *method_section(const struct method_sheet *s, struct str key)
{
	FIND(s->sections, s->sections_count, key);
}

const struct method_topic *method_model_part(const struct method_model *m, struct str key)
{
	FIND(m->parts, m->parts_count, key);
}

const struct method_card *method_card(const struct method_deck *d, struct str key)
{
	FIND(d->cards, d->cards_count, key);
}

const struct method_item *method_item(const struct method_questions *q, struct str key)
{
	FIND(q->items, q->items_count, key);
}

const struct method_step *method_step(const struct method_workshop *w, struct str key, const struct method_part **ret_part)
{
	for (size_t i = 0; i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		for (size_t j = 0; j < part->steps_count; j++) {
			if (!key_is(part->steps[j].key, key))
				continue;
			if (ret_part)
				*ret_part = part;
			return &part->steps[j];
		}
	}
	return NULL;
}

/* ---- hours */

bool method_applies(const struct method_programme *p, struct method_when when,
		    const struct method_choice *chosen, size_t n)
{
	if (!when.setting)
		return true;
	struct str setting = str_of(when.setting);
	for (size_t i = 0; i < n; i++)
		if (str_eq(chosen[i].setting, setting))
			return str_eqz(chosen[i].is, when.is);
	const struct method_setting *s = method_setting(p, setting);
	return s && strcmp(s->standard, when.is) == 0;
}

bool method_takes_part(const struct method_programme *p, const struct method_activity *a, struct str role,
		       const struct method_choice *chosen, size_t n)
{
	for (size_t i = 0; i < a->participants_count; i++)
		if (key_is(a->participants[i].role, role) && method_applies(p, a->participants[i].when, chosen, n))
			return true;
	return false;
}

static int64_t row_minutes(const struct method_hours *h)
{
	return (int64_t)((h->hours + h->prepare) * 60 + 0.5);
}

int64_t method_activity_minutes(const struct method_programme *p, const struct method_activity *a, struct str role,
				const struct method_choice *chosen, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < a->hours_count; i++)
		if (key_is(a->hours[i].role, role) && method_applies(p, a->hours[i].when, chosen, n))
			sum += row_minutes(&a->hours[i]);
	return sum;
}

int64_t method_role_minutes(const struct method_programme *p, struct str role,
			    const struct method_choice *chosen, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p->activities_count; i++)
		sum += method_activity_minutes(p, &p->activities[i], role, chosen, n);
	return sum;
}

int64_t method_pot_minutes(const struct method_programme *p, struct str pot,
			   const struct method_choice *chosen, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		for (size_t j = 0; j < a->hours_count; j++)
			if (a->hours[j].pot && key_is(a->hours[j].pot, pot) &&
			    method_applies(p, a->hours[j].when, chosen, n))
				sum += row_minutes(&a->hours[j]);
	}
	return sum;
}

int method_days(enum method_unit unit, unsigned count)
{
	static const int days[] = { [UNIT_DAYS] = 1, [UNIT_WEEKS] = 7, [UNIT_MONTHS] = 30 };
	return days[unit] * (int)count;
}
