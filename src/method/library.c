/* library.c -- the library of the process, and finding things in a document.
 *
 * The one shelf that is kept. It is filled before threads start and never
 * written afterwards, which is why nothing here locks. */
#include "method/read.h"
#include <stdlib.h>

enum { LIBRARY_CEILING = 64 << 20 };	/* a hundred methods the size of the largest */

static struct shelf library;
static struct ctx library_ctx;
static struct arena *library_arena;

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
static void resolve_fields(const struct method_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct method_field *f = (struct method_field *)&fields[i];	/* ours until the library is handed out */
		const struct method_model *m = f->model ? method_model(str_of(f->model)) : NULL;
		if (!m)
			continue;
		struct method_option *options = ARENA_ARRAY(library_arena, m->parts_count, struct method_option);
		for (size_t k = 0; k < m->parts_count; k++)
			options[k] = (struct method_option){ .key = m->parts[k].key, .title = m->parts[k].title };
		f->options = options;
		f->options_count = m->parts_count;
	}
}

static void resolve_forms(const struct method_form *forms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		resolve_fields(forms[i].fields, forms[i].fields_count);
}

static void resolve(const struct doc *d)
{
	const struct method_programme *p = (const struct method_programme *)d->bound;
	const struct method_workshop *w = (const struct method_workshop *)d->bound;
	const struct method_worksheet *sheet = (const struct method_worksheet *)d->bound;
	if (d->kind == METHOD_PROGRAMME)
		resolve_forms(p->forms, p->forms_count);
	else if (d->kind == METHOD_WORKSHOP)
		resolve_forms(w->forms, w->forms_count);
	else if (d->kind == METHOD_WORKSHEET)
		for (size_t i = 0; i < sheet->sections_count; i++)
			resolve_fields(sheet->sections[i].fields, sheet->sections[i].fields_count);
}

enum rc method_init(struct ctx *x, const char *override_dir)
{
	arena_free(library_arena);
	library_arena = arena_new(LIBRARY_CEILING);
	if (!library_arena)
		return fail_cause(x, FAILED, "no memory for the methods");
	ctx_init(&library_ctx, library_arena);
	library = (struct shelf){ .x = &library_ctx, .faults = ARENA_NEW(library_arena, struct method_faults) };
	if (override_dir) {
		enum rc rc = shelf_add_path(&library, override_dir, true);
		if (rc != OK)
			return fail_cause(x, FAILED, "content directory %s: %s", override_dir, rc_name(rc));
	}
	shelf_add_builtin(&library, false);
	/* A document that replaces another may lack what built-in ones refer to. */
	for (struct doc *d = library.first; d; d = d->next)
		d->given = true;
	shelf_check(&library);
	TRY(first_fault(x, library.faults));
	for (const struct doc *d = library.first; d; d = d->next)
		resolve(d);
	return OK;
}

/* What was given may refer to what is built in; nobody asked about faults there. */
static void check_with_builtin(struct shelf *s)
{
	struct method_faults *asked = s->faults, ours = { 0 };
	if (!s->first)
		return;	/* nothing is free of faults in its form, so nothing is looked up */
	s->faults = &ours;
	shelf_add_builtin(s, false);
	s->faults = asked;
	shelf_check(s);
}

enum rc method_check(struct ctx *x, struct str path, struct method_faults *faults)
{
	*faults = (struct method_faults){ 0 };
	struct shelf s = { .x = x, .faults = faults };
	TRY(shelf_add_path(&s, str_z(x->arena, path), true));
	check_with_builtin(&s);
	return OK;
}

void method_check_bytes(struct ctx *x, const char *file, struct str yaml, struct method_faults *faults)
{
	*faults = (struct method_faults){ 0 };
	struct shelf s = { .x = x, .faults = faults };
	shelf_add(&s, file, yaml, true);
	check_with_builtin(&s);
}

/* ---- documents */

static const void *document(enum method_kind kind, struct str key)
{
	const struct doc *d = shelf_find(&library, kind, key);
	return d ? d->bound : NULL;
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

const struct method_head *method_nth(enum method_kind kind, size_t i)
{
	for (const struct doc *d = library.first; d; d = d->next)
		if (d->kind == kind && !d->replaced && i-- == 0)
			return d->bound;
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
