/* edit_compare.c -- what differs between two versions of a document, in words. */
#include "core/lang.h"
#include "method/own/edit_words.h"
#include "method/own/place.h"
#include "ui/ui.h"

struct comparison {
	struct ctx *x;
	const struct doc *was, *is;
	struct val *list;
};

static void differ(const struct comparison *c, struct str where, const char *field, struct str was, struct str is)
{
	struct val *o = val_obj(c->x, c->list);
	val_str(c->x, o, "where", where);
	val_str(c->x, o, "field", edit_label(c->x, field));
	val_str(c->x, o, "was", was.p ? was : S(""));
	val_str(c->x, o, "is", is.p ? is : S(""));
	val_bool(c->x, o, "added", !was.p);
	val_bool(c->x, o, "removed", !is.p);
}

static void compare(const struct comparison *c, struct str where, const char *field, yaml_node_t *was, yaml_node_t *is);

/* What a node says, in a line: for what was added or taken away whole. */
static struct str in_words(const struct comparison *c, const struct doc *d, const yaml_node_t *n)
{
	struct str t = node_str(n);
	struct date day;
	if (t.p)
		return date_parse(t, &day) ? ui_date(c->x, day) : t;
	t = node_str(node_member(d, n, lang_names[c->x->lang]));
	if (t.p)
		return t;
	t = edit_title_of(c->x, d, n);
	if (t.p)
		return t;
	return n->type == YAML_SEQUENCE_NODE ? edit_keys_line(c->x, d, n) : S("…");
}

static yaml_node_t *entry_with_key(const struct doc *d, const yaml_node_t *list, struct str key)
{
	for (const yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++) {
		yaml_node_t *n = yaml_document_get_node(d->yaml, *i);
		if (str_eq(node_str(node_member(d, n, "key")), key))
			return n;
	}
	return NULL;
}

static struct str below(const struct comparison *c, struct str where, struct str title)
{
	return str_fmt(c->x->arena, "%.*s%s%.*s", STR_ARG(where), where.n && title.n ? " › " : "", STR_ARG(title));
}

/* Entries are the same ones when they have the same key; without keys, by place. */
static void compare_lists(const struct comparison *c, struct str where, const char *field, yaml_node_t *was, yaml_node_t *is)
{
	size_t n = (size_t)(was->data.sequence.items.top - was->data.sequence.items.start);
	size_t m = (size_t)(is->data.sequence.items.top - is->data.sequence.items.start);
	for (size_t i = 0; i < m; i++) {
		yaml_node_t *b = yaml_document_get_node(c->is->yaml, is->data.sequence.items.start[i]);
		struct str key = node_str(node_member(c->is, b, "key"));
		yaml_node_t *a = key.p ? entry_with_key(c->was, was, key)
				 : i < n ? yaml_document_get_node(c->was->yaml, was->data.sequence.items.start[i]) : NULL;
		if (a)
			compare(c, key.p ? below(c, where, edit_title_of(c->x, c->is, b)) : where, field, a, b);
		else
			differ(c, where, field, STR_NULL, in_words(c, c->is, b));
	}
	for (size_t i = 0; i < n; i++) {
		yaml_node_t *a = yaml_document_get_node(c->was->yaml, was->data.sequence.items.start[i]);
		struct str key = node_str(node_member(c->was, a, "key"));
		if (key.p ? !entry_with_key(c->is, is, key) : i >= m)
			differ(c, where, field, in_words(c, c->was, a), STR_NULL);
	}
}

static void compare_mappings(const struct comparison *c, struct str where, yaml_node_t *was, yaml_node_t *is)
{
	for (const yaml_node_pair_t *p = is->data.mapping.pairs.start; p < is->data.mapping.pairs.top; p++) {
		const char *name = str_z(c->x->arena, node_str(yaml_document_get_node(c->is->yaml, p->key)));
		yaml_node_t *a = node_member(c->was, was, name), *b = yaml_document_get_node(c->is->yaml, p->value);
		if (a)
			compare(c, where, name, a, b);
		else
			differ(c, where, name, STR_NULL, in_words(c, c->is, b));
	}
	for (const yaml_node_pair_t *p = was->data.mapping.pairs.start; p < was->data.mapping.pairs.top; p++) {
		const char *name = str_z(c->x->arena, node_str(yaml_document_get_node(c->was->yaml, p->key)));
		if (!node_member(c->is, is, name))
			differ(c, where, name, in_words(c, c->was, yaml_document_get_node(c->was->yaml, p->value)), STR_NULL);
	}
}

static void compare(const struct comparison *c, struct str where, const char *field, yaml_node_t *was, yaml_node_t *is)
{
	if (was->type != is->type) {
		differ(c, where, field, in_words(c, c->was, was), in_words(c, c->is, is));
		return;
	}
	if (is->type == YAML_SCALAR_NODE) {
		/* The document's own key and number differ by nature. */
		bool own = !where.n && (strcmp(field, "key") == 0 || strcmp(field, "version") == 0);
		if (!own && !str_eq(node_str(was), node_str(is)))
			differ(c, where, field, node_str(was), node_str(is));
		return;
	}
	if (is->type == YAML_SEQUENCE_NODE) {
		compare_lists(c, where, field, was, is);
		return;
	}
	/* A text: one line a language, under the name of its field. */
	if (node_member(c->is, is, lang_names[DA]) && node_member(c->was, was, lang_names[DA])) {
		for (enum lang lang = DA; lang < LANG_COUNT; lang++) {
			/* A block's last line feed says nothing to a reader. */
			struct str a = str_trim(node_str(node_member(c->was, was, lang_names[lang])));
			struct str b = str_trim(node_str(node_member(c->is, is, lang_names[lang])));
			if (!str_eq(a, b))
				differ(c, where, field, a, b);
		}
		return;
	}
	compare_mappings(c, where, was, is);
}

enum rc edit_compare(struct ctx *x, struct str base, struct str text, struct val *into)
{
	struct doc *was, *is;
	TRY(place_read(x, base, &was));
	TRY(place_read(x, text, &is));
	const struct comparison c = { .x = x, .was = was, .is = is, .list = val_list(x, into, "changes") };
	compare(&c, S(""), "", was->root, is->root);
	return OK;
}
