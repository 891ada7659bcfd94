/* edit_view.c -- what can be changed at a place of a document, as a page shows it. */
#include "core/lang.h"
#include "method/own/edit_words.h"
#include "method/own/place.h"
#include "ui/ui.h"

struct str edit_label(struct ctx *x, const char *name)
{
	const char *key = str_fmt(x->arena, "method.f_%s", name).p;
	struct str words = ui_text(x, key);
	return str_eqz(words, key) ? str_of(name) : words;
}

/* "Film: Titel" */
static struct str below_label(struct ctx *x, const char *within, const char *name)
{
	return str_fmt(x->arena, "%.*s: %.*s", STR_ARG(edit_label(x, within)), STR_ARG(edit_label(x, name)));
}

struct str edit_title_of(struct ctx *x, const struct doc *d, const yaml_node_t *n)
{
	static const char *const names[] = { "title", "label" };
	for (size_t i = 0; i < 2; i++) {
		struct str t = node_str(node_member(d, node_member(d, n, names[i]), lang_names[x->lang]));
		if (t.n)
			return t;
	}
	static const char *const keys[] = { "key", "role", "activity", "sheet" };
	for (size_t i = 0; i < 4; i++) {
		struct str t = node_str(node_member(d, n, keys[i]));
		if (t.n)
			return t;
	}
	return STR_NULL;
}

static void put_words(struct ctx *x, struct val *f, const cyaml_schema_value_t *v, struct str now, bool optional)
{
	struct val *options = val_list(x, f, "options");
	if (optional) {
		struct val *o = val_obj(x, options);
		val_str(x, o, "value", S(""));
		val_str(x, o, "label", S("–"));
		val_bool(x, o, "chosen", now.n == 0);
	}
	for (uint32_t i = 0; v->type == CYAML_ENUM && i < v->enumeration.count; i++) {
		struct val *o = val_obj(x, options);
		val_str(x, o, "value", str_of(v->enumeration.strings[i].str));
		val_str(x, o, "label", str_of(v->enumeration.strings[i].str));
		val_bool(x, o, "chosen", str_eqz(now, v->enumeration.strings[i].str));
	}
	static const char *const truth[] = { "true", "false" };
	for (size_t i = 0; v->type == CYAML_BOOL && i < 2; i++) {
		struct val *o = val_obj(x, options);
		val_str(x, o, "value", str_of(truth[i]));
		val_str(x, o, "label", ui_text(x, i ? "method.no" : "method.yes"));
		val_bool(x, o, "chosen", str_eqz(now, truth[i]));
	}
}

struct str edit_keys_line(struct ctx *x, const struct doc *d, const yaml_node_t *list)
{
	struct str all = S("");
	if (!list || list->type != YAML_SEQUENCE_NODE)
		return all;
	for (const yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
		all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "",
			      STR_ARG(node_str(yaml_document_get_node(d->yaml, *i))));
	return all;
}

static void put_pair_view(struct ctx *x, struct val *o, const struct doc *d, const yaml_node_t *n)
{
	struct str da = node_str(node_member(d, n, "da")), en = node_str(node_member(d, n, "en"));
	val_str(x, o, "da", da.p ? da : S(""));
	val_str(x, o, "en", en.p ? en : S(""));
}

static void put_text_list(struct ctx *x, struct val *f, const struct doc *d, const yaml_node_t *list)
{
	enum { SPARE = 2 };	/* empty lines to write new ones in */
	struct val *items = val_list(x, f, "items");
	size_t n = list && list->type == YAML_SEQUENCE_NODE
			   ? (size_t)(list->data.sequence.items.top - list->data.sequence.items.start) : 0;
	for (size_t i = 0; i < n + SPARE; i++) {
		struct val *o = val_obj(x, items);
		val_int(x, o, "n", (int64_t)i + 1);
		put_pair_view(x, o, d, i < n ? yaml_document_get_node(d->yaml, list->data.sequence.items.start[i]) : NULL);
	}
}

/* The steps of a part, below it: the page reads as the day goes. */
static void put_steps(struct ctx *x, struct val *o, const struct doc *d, yaml_node_t *part)
{
	yaml_node_t *list = node_member(d, part, "steps");
	struct val *steps = val_list(x, o, "steps");
	struct str place = val_get_str(o, "place");
	size_t n = list && list->type == YAML_SEQUENCE_NODE ? (size_t)(list->data.sequence.items.top - list->data.sequence.items.start) : 0;
	for (size_t i = 0; i < n; i++) {
		struct val *s = val_obj(x, steps);
		struct str title = edit_title_of(x, d, yaml_document_get_node(d->yaml, list->data.sequence.items.start[i]));
		val_fmt(x, s, "step_place", "%.*s.steps.%zu", STR_ARG(place), i);
		val_str(x, s, "step", title.n ? title : str_fmt(x->arena, "%zu", i + 1));
	}
	val_bool(x, o, "has_steps", n > 0);
}

static void put_list(struct ctx *x, struct val *lists, const struct place *p, struct str place, const cyaml_schema_field_t *f)
{
	yaml_node_t *list = node_member(p->d, p->node, f->key);
	if (!list || list->type != YAML_SEQUENCE_NODE)
		return;
	struct val *l = val_obj(x, lists);
	val_str(x, l, "name", str_of(f->key));
	val_str(x, l, "label", edit_label(x, f->key));
	struct val *entries = val_list(x, l, "entries");
	size_t n = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, entries);
		yaml_node_t *entry = yaml_document_get_node(p->d->yaml, list->data.sequence.items.start[i]);
		struct str title = edit_title_of(x, p->d, entry);
		val_fmt(x, o, "place", "%.*s%s%s.%zu", STR_ARG(place), place.n ? "." : "", f->key, i);
		put_steps(x, o, p->d, entry);
		val_str(x, o, "title", title.n ? title : str_fmt(x->arena, "%zu", i + 1));
		val_bool(x, o, "first", i == 0);
		val_bool(x, o, "last", i + 1 == n);
	}
}

static void put_field(struct ctx *x, struct val *fields, const struct place *p, struct str place, const cyaml_schema_field_t *f,
		      struct val *lists);

/* The fields of a mapping within the mapping, such as the film of a step, stand
 * on the same page under a heading of their own. */
static void put_inner(struct ctx *x, struct val *fields, const struct place *p, struct str place, const cyaml_schema_field_t *f,
		      struct val *lists)
{
	struct place inner = { .d = p->d, .node = node_member(p->d, p->node, f->key), .schema = &f->value, .within = f->key };
	if (!inner.node)
		return;
	struct str way = str_fmt(x->arena, "%.*s%s%s", STR_ARG(place), place.n ? "." : "", f->key);
	for (const cyaml_schema_field_t *g = f->value.mapping.fields; g->key; g++)
		put_field(x, fields, &inner, way, g, lists);
}

static void put_field(struct ctx *x, struct val *fields, const struct place *p, struct str place, const cyaml_schema_field_t *f,
		      struct val *lists)
{
	const cyaml_schema_value_t *v = &f->value;
	yaml_node_t *n = node_member(p->d, p->node, f->key);
	if (v->type == CYAML_SEQUENCE && v->sequence.entry->type == CYAML_MAPPING && !schema_is_text(v->sequence.entry)) {
		put_list(x, lists, p, place, f);
		return;
	}
	if (v->type == CYAML_MAPPING && !schema_is_text(v)) {
		put_inner(x, fields, p, place, f, lists);
		return;
	}
	/* What a step of another kind has is not offered here. */
	if (!n && schema_is_step(p->schema)) {
		enum method_step_kind kind = schema_step(node_str(node_member(p->d, p->node, "kind")));
		if (kind == STEP_KIND_COUNT || !step_may_have(kind, f->key))
			return;
	}
	struct val *o = val_obj(x, fields);
	bool optional = (v->flags & CYAML_FLAG_OPTIONAL) != 0;
	val_bool(x, o, "absent", optional && !n);
	val_str(x, o, "name", str_of(f->key));
	val_str(x, o, "place", place);
	val_str(x, o, "label", p->within ? below_label(x, p->within, f->key) : edit_label(x, f->key));
	val_bool(x, o, "required", !optional);
	bool text = schema_is_text(v), texts = v->type == CYAML_SEQUENCE && schema_is_text(v->sequence.entry);
	bool keys = v->type == CYAML_FLAGS || (v->type == CYAML_SEQUENCE && !texts);
	bool word = v->type == CYAML_ENUM || v->type == CYAML_BOOL;
	/* What others refer to by name stays; the kind decides what everything else means. */
	bool fixed = strcmp(f->key, "key") == 0 || strcmp(f->key, "kind") == 0 || strcmp(f->key, "version") == 0;
	struct str now = keys ? edit_keys_line(x, p->d, n) : node_str(n);
	val_bool(x, o, "is_fixed", fixed);
	val_bool(x, o, "is_title", text && schema_is_title(v) && !fixed);
	val_bool(x, o, "is_text", text && !schema_is_title(v));
	val_bool(x, o, "is_texts", texts);
	val_bool(x, o, "is_word", word && !fixed);
	val_bool(x, o, "is_line", !fixed && !text && !texts && !word);
	val_bool(x, o, "is_keys", keys);
	val_bool(x, o, "is_number", v->type == CYAML_UINT || v->type == CYAML_FLOAT);
	val_str(x, o, "value", now.p ? now : S(""));
	val_list(x, o, "items");
	put_pair_view(x, o, p->d, n);
	if (texts)
		put_text_list(x, o, p->d, n);
	put_words(x, o, v, now.p ? now : S(""), optional);
}

static void put_way(struct ctx *x, struct str text, struct str place, struct val *into)
{
	struct val *way = val_list(x, into, "way");
	for (size_t i = 0; i < place.n; i++) {
		struct place p;
		bool whole = i + 1 == place.n;
		if (place.p[i] != '.' && !whole)
			continue;
		struct str here = str_sub(place, 0, whole ? place.n : i);
		if (place_find(x, text, here, &p) != OK || !p.list)
			continue;
		struct val *o = val_obj(x, way);
		val_str(x, o, "place", here);
		struct str title = edit_title_of(x, p.d, p.node);
		val_str(x, o, "title", title.n ? title : here);
		val_bool(x, o, "here", whole);
	}
}

enum rc edit_view(struct ctx *x, struct str text, struct str place, struct val *into)
{
	struct place p;
	TRY(place_find(x, text, place, &p));
	if (p.schema->type != CYAML_MAPPING || p.node->type != YAML_MAPPING_NODE)
		return NOT_FOUND;
	struct val *fields = val_list(x, into, "fields"), *lists = val_list(x, into, "lists");
	/* As it is run: what is done before, what a method consists of, what comes
	 * after; then what surrounds it, in the order of the guide. */
	static const char *const run[] = { "phases", "activities", "before", "agenda", "parts", "steps", "sections", "items", "cards",
					   "handover", "after" };
	enum { RUN = sizeof run / sizeof *run };
	for (size_t turn = 0; turn <= RUN; turn++)
		for (const cyaml_schema_field_t *f = p.schema->mapping.fields; f->key; f++) {
			size_t at = 0;
			while (at < RUN && strcmp(run[at], f->key) != 0)
				at++;
			if (at == turn)
				put_field(x, fields, &p, place, f, lists);
		}
	put_way(x, text, place, into);
	val_str(x, into, "here_place", place);
	val_str(x, into, "place_title", edit_title_of(x, p.d, p.node));
	return OK;
}
