/* check.c -- do the parts of a document fit each other? What all kinds share:
 * references by key, choices, forms.
 *
 * It runs on documents whose form is without fault, so every struct is bound.
 * It knows the meaning of fields; it does not know YAML beyond "where is the
 * node that I am talking about". */
#include "method/vocabulary/read.h"

/* ---- references: which field names a key of which list */

struct reference {
	const char *from;	/* path of the field that refers; lists on the way are gone through */
	const char *to;		/* path of the keys it may name; NULL: documents of `kind` */
	enum method_kind kind;
	const char *message;
};

static const struct reference programme_references[] = {
	{ "activities.phase", "phases.key", 0, "method.unknown_phase" },
	{ "sheets.phases", "phases.key", 0, "method.unknown_phase" },
	{ "activities.inviter", "roles.key", 0, "method.unknown_role" },
	{ "activities.chair", "roles.key", 0, "method.unknown_role" },
	{ "activities.participants.role", "roles.key", 0, "method.unknown_role" },
	{ "activities.hours.role", "roles.key", 0, "method.unknown_role" },
	{ "activities.agenda.owners", "roles.key", 0, "method.unknown_role" },
	{ "activities.before.role", "roles.key", 0, "method.unknown_role" },
	{ "activities.after.role", "roles.key", 0, "method.unknown_role" },
	{ "activities.remember.role", "roles.key", 0, "method.unknown_role" },
	{ "activities.documents.role", "roles.key", 0, "method.unknown_role" },
	{ "pots.role", "roles.key", 0, "method.unknown_role" },
	{ "budgets.hours.role", "roles.key", 0, "method.unknown_role" },
	{ "gates.role", "roles.key", 0, "method.unknown_role" },
	{ "forms.writers", "roles.key", 0, "method.unknown_role" },
	{ "forms.readers", "roles.key", 0, "method.unknown_role" },
	{ "sheets.roles", "roles.key", 0, "method.unknown_role" },
	{ "activities.hours.pot", "pots.key", 0, "method.unknown_pot" },
	{ "activities.order.activity", "activities.key", 0, "method.unknown_activity" },
	{ "activities.order.until", "activities.key", 0, "method.unknown_activity" },
	{ "gates.activity", "activities.key", 0, "method.unknown_activity" },
	{ "activities.forms", "forms.key", 0, "method.unknown_form" },
	{ "activities.agenda.form", "forms.key", 0, "method.unknown_form" },
	{ "activities.hours.when.setting", "settings.key", 0, "method.unknown_setting" },
	{ "activities.participants.when.setting", "settings.key", 0, "method.unknown_setting" },
	{ "budgets.when.setting", "settings.key", 0, "method.unknown_setting" },
	{ "activities.documents.sheet", "sheets.sheet", 0, "method.unknown_sheet" },
	{ "activities.before.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "activities.after.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "sheets.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "activities.workshop", NULL, METHOD_WORKSHOP, "method.unknown_workshop" },
	{ "variants.workshop", NULL, METHOD_WORKSHOP, "method.unknown_workshop" },
	{ "activities.worksheets", NULL, METHOD_WORKSHEET, "method.unknown_worksheet" },
	{ "activities.methods", NULL, METHOD_WORKSHOP, "method.unknown_workshop" },
	{ "forms.fields.model", NULL, METHOD_MODEL, "method.unknown_model" },
	{ 0 },
};

static const struct reference workshop_references[] = {
	{ "parts.steps.form", "forms.key", 0, "method.unknown_form" },
	{ "parts.steps.shows", "forms.key", 0, "method.unknown_form" },
	{ "parts.steps.from", "parts.steps.key", 0, "method.unknown_step" },
	{ "forms.fields.from", "parts.steps.key", 0, "method.unknown_step" },
	{ "parts.steps.inspiration.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "before.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "after.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "handover.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "parts.steps.page.sheet", NULL, METHOD_SHEET, "method.unknown_sheet" },
	{ "parts.steps.model", NULL, METHOD_MODEL, "method.unknown_model" },
	{ "parts.steps.deck", NULL, METHOD_DECK, "method.unknown_deck" },
	{ "parts.steps.set", NULL, METHOD_QUESTIONS, "method.unknown_set" },
	{ "parts.steps.worksheet", NULL, METHOD_WORKSHEET, "method.unknown_worksheet" },
	{ "forms.fields.model", NULL, METHOD_MODEL, "method.unknown_model" },
	{ 0 },
};

static const struct reference sheet_references[] = {
	{ "sections.model", NULL, METHOD_MODEL, "method.unknown_model" },
	{ "profiles.parts.section", "sections.key", 0, "method.unknown_section" },
	{ 0 },
};

static const struct reference worksheet_references[] = {
	{ "sections.fields.model", NULL, METHOD_MODEL, "method.unknown_model" },
	{ 0 },
};

static const struct reference questions_references[] = {
	{ "items.group", "groups.key", 0, "method.unknown_item_group" },
	{ "highlight", "scale.key", 0, "method.unknown_answer" },
	{ "suggest.group", "groups.key", 0, "method.unknown_item_group" },
	{ "suggest.band", "bands.key", 0, "method.unknown_band" },
	{ "suggest.method", NULL, METHOD_WORKSHOP, "method.unknown_workshop" },
	{ 0 },
};

/* What a document of each kind may refer to, and what is checked once that holds. */
static const struct {
	const struct reference *references;
	void (*check)(struct shelf *s, const struct doc *d);
} kinds[METHOD_KIND_COUNT] = {
	[METHOD_PROGRAMME] = { programme_references, check_programme },
	[METHOD_WORKSHOP] = { workshop_references, check_workshop },
	[METHOD_SHEET] = { sheet_references, check_sheet },
	[METHOD_MODEL] = { NULL, check_model },
	[METHOD_WORKSHEET] = { worksheet_references, check_worksheet },
	[METHOD_QUESTIONS] = { questions_references, check_questions },
};

struct visit {
	struct shelf *s;
	const struct doc *d;
	void (*fn)(struct visit *v, yaml_node_t *n);
	const struct reference *ref;
	struct str wanted, known;
	bool found;
};

/* Calls v->fn for every node at the end of the path. */
static void each(struct visit *v, yaml_node_t *n, struct str path)
{
	if (!n)
		return;
	if (n->type == YAML_SEQUENCE_NODE) {
		for (const yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++)
			each(v, yaml_document_get_node(v->d->yaml, *i), path);
		return;
	}
	struct str name;
	if (!str_next(&path, '.', &name))
		v->fn(v, n);
	else
		each(v, node_member(v->d, n, str_z(v->s->x->arena, name)), path);
}

static void compare_key(struct visit *v, yaml_node_t *n)
{
	enum { KNOWN_BYTES = 400 };	/* a message is read, not searched */
	v->found = v->found || str_eq(v->wanted, node_str(n));
	if (v->known.n < KNOWN_BYTES)
		v->known = str_fmt(v->s->x->arena, "%.*s%s%.*s", STR_ARG(v->known), v->known.n ? ", " : "",
				   STR_ARG(node_str(n)));
}

static struct str documents_known(const struct shelf *s, enum method_kind kind)
{
	struct str known = S("");
	for (const struct doc *d = s->first; d; d = d->next)
		if (d->kind == kind && !d->replaced)
			known = str_fmt(s->x->arena, "%.*s%s%s", STR_ARG(known), known.n ? ", " : "", d->bound->key);
	return known;
}

static void check_reference(struct visit *v, yaml_node_t *n)
{
	struct visit look = { .s = v->s, .d = v->d, .fn = compare_key, .wanted = node_str(n), .known = S("") };
	if (v->ref->to) {
		each(&look, v->d->root, str_of(v->ref->to));
	} else {
		look.found = shelf_find(v->s, v->ref->kind, look.wanted) ||
			     shelf_has_faulty(v->s, v->ref->kind, look.wanted);
		look.known = documents_known(v->s, v->ref->kind);
	}
	if (look.found)
		return;
	struct val *args = fault_at(v->s, v->d, n, v->ref->message);
	val_str(v->s->x, args, "name", look.wanted);
	val_str(v->s->x, args, "known", look.known);
}

static void check_references(struct shelf *s, const struct doc *d, const struct reference *refs)
{
	for (; refs && refs->from; refs++) {
		struct visit v = { .s = s, .d = d, .fn = check_reference, .ref = refs };
		each(&v, d->root, str_of(refs->from));
	}
}

/* ---- heads */

/* Every name of a list must be a part of a model: what a library is sorted by is
 * content, too. */
static void check_parts_of(struct shelf *s, const struct doc *d, const char *list, const char *model,
			   const char *const *names, size_t count)
{
	const struct doc *m = shelf_find(s, METHOD_MODEL, str_of(model));
	for (size_t i = 0; m && i < count; i++) {
		if (method_model_part((const struct method_model *)m->bound, str_of(names[i])))
			continue;
		struct val *args = fault_at(s, d, node_item(d, d->root, list, i), "method.unknown_model_part");
		val_str(s->x, args, "name", str_of(names[i]));
		val_str(s->x, args, "model", str_of(model));
	}
}

static void check_head(struct shelf *s, const struct doc *d)
{
	const struct method_head *h = d->bound;
	struct date review;
	check_parts_of(s, d, "topics", "topics", h->topics, h->topics_count);
	check_parts_of(s, d, "suits", "audiences", h->suits, h->suits_count);
	if (h->review && !date_parse(str_of(h->review), &review))
		fault_at(s, d, node_spot(d, d->root, "review"), "method.bad_date");
}

/* ---- forms, in programmes and workshops alike */

void check_field(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_field *f, bool has_cards)
{
	struct str key = str_of(f->key);
	bool chooses = f->type == FIELD_CHOICE || f->type == FIELD_SCALE;
	if (chooses && f->options_count < 2 && !f->model)
		val_str(s->x, fault_at(s, d, n, "method.choice_needs_options"), "name", key);
	if (f->model && (f->type != FIELD_CHOICE || f->options_count))
		val_str(s->x, fault_at(s, d, node_spot(d, n, "model"), "method.model_or_options"), "name", key);
	if (!chooses && f->options_count > 0)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "options"), "method.options_without_choice"), "name", key);
	if (f->type == FIELD_CARD && !has_cards)
		val_str(s->x, fault_at(s, d, n, "method.no_cards_here"), "name", key);
	if ((f->type == FIELD_CARD) != (f->from_count > 0) && has_cards)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "from"), "method.card_and_from"), "name", key);
}

static void check_parties(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_form *f)
{
	if (f->parties_count && f->becomes != BECOMES_AGREEMENT)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "parties"), "method.parties_without_agreement"), "name", str_of(f->key));
	for (size_t i = 0; i < f->parties_count; i++) {
		struct str name = str_of(f->parties[i]);
		if (str_eqz(name, "leader") || str_eqz(name, "safety_representative") || str_eqz(name, "union_representative") ||
		    str_eqz(name, "committee"))
			continue;
		struct val *args = fault_at(s, d, node_item(d, n, "parties", i), "method.unknown_role");
		val_str(s->x, args, "name", name);
		val_str(s->x, args, "known", S("leader, safety_representative, union_representative, committee"));
	}
}

void check_forms(struct shelf *s, const struct doc *d, const struct method_form *forms, size_t n, bool has_cards)
{
	for (size_t i = 0; i < n; i++) {
		yaml_node_t *node = node_item(d, d->root, "forms", i);
		check_parties(s, d, node, &forms[i]);
		for (size_t j = 0; j < forms[i].fields_count; j++)
			check_field(s, d, node_item(d, node, "fields", j), &forms[i].fields[j], has_cards);
	}
}

/* ---- fact sheets */

static void check_table(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_table *t)
{
	yaml_node_t *table = node_spot(d, n, "table");
	for (size_t i = 0; i < t->rows_count; i++) {
		if (t->rows[i].cells_count == t->columns_count)
			continue;
		struct val *args = fault_at(s, d, node_item(d, table, "rows", i), "method.cells");
		val_int(s->x, args, "cells", t->rows[i].cells_count);
		val_int(s->x, args, "columns", t->columns_count);
	}
}

/* A link that nobody has followed is not shown as one. */
static void check_link(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_reference *r)
{
	struct date checked;
	struct str link = str_of(r->link);
	if (r->link && !str_starts(link, S("https://")) && !str_starts(link, S("http://")))
		fault_at(s, d, node_spot(d, n, "link"), "method.bad_link");
	if (!r->link != !r->checked)
		fault_at(s, d, node_spot(d, n, r->link ? "link" : "checked"), "method.link_and_checked");
	else if (r->checked && !date_parse(str_of(r->checked), &checked))
		fault_at(s, d, node_spot(d, n, "checked"), "method.bad_date");
}

static bool has_topic(const struct method_section *c, const char *key)
{
	for (size_t i = 0; i < c->topics_count; i++)
		if (strcmp(c->topics[i].key, key) == 0)
			return true;
	return false;
}

/* A profile that skips everything would leave people with an empty list. */
static void check_profile_part(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_sheet *sheet,
			       const struct method_profile_part *part)
{
	const struct method_section *c = method_section(sheet, str_of(part->section));
	if (!part->skip_count && !part->add_count)
		val_str(s->x, fault_at(s, d, n, "method.profile_says_nothing"), "name", str_of(part->section));
	for (size_t i = 0; i < part->skip_count; i++) {
		if (c && has_topic(c, part->skip[i]))
			continue;
		struct val *args = fault_at(s, d, node_item(d, n, "skip", i), "method.unknown_topic");
		val_str(s->x, args, "name", str_of(part->skip[i]));
		val_str(s->x, args, "section", str_of(part->section));
	}
	if (c && part->skip_count >= c->topics_count && !part->add_count)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "skip"), "method.profile_skips_all"), "name", str_of(part->section));
}

static void check_profiles(struct shelf *s, const struct doc *d, const struct method_sheet *sheet)
{
	for (size_t i = 0; i < sheet->profiles_count; i++) {
		yaml_node_t *n = node_item(d, d->root, "profiles", i);
		for (size_t j = 0; j < sheet->profiles[i].parts_count; j++)
			check_profile_part(s, d, node_item(d, n, "parts", j), sheet, &sheet->profiles[i].parts[j]);
	}
}

void check_sheet(struct shelf *s, const struct doc *d)
{
	const struct method_sheet *sheet = (const struct method_sheet *)d->bound;
	for (size_t i = 0; i < sheet->sections_count; i++) {
		const struct method_section *c = &sheet->sections[i];
		yaml_node_t *n = node_item(d, d->root, "sections", i);
		if (!text_is(c->body) && !c->topics_count && !c->table.columns_count && !c->references_count && !c->model)
			val_str(s->x, fault_at(s, d, n, "method.empty_section"), "name", str_of(c->key));
		check_table(s, d, n, &c->table);
		for (size_t j = 0; j < c->references_count; j++)
			check_link(s, d, node_item(d, n, "references", j), &c->references[j]);
	}
	check_profiles(s, d, sheet);
}

/* ---- all */

void shelf_check(struct shelf *s)
{
	for (const struct doc *d = s->first; d; d = d->next) {
		size_t before = s->faults->n;
		if (!d->given || d->replaced)
			continue;
		check_head(s, d);
		check_references(s, d, kinds[d->kind].references);
		/* Sums and order follow references; with a broken one they mislead. */
		if (s->faults->n > before)
			continue;
		if (kinds[d->kind].check)
			kinds[d->kind].check(s, d);
	}
}
