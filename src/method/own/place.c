/* place.c -- see place.h. libyaml's marks count characters; a text has bytes. */
#include "method/own/place.h"
#include "ui/ui.h"

enum rc place_read(struct ctx *x, struct str text, struct doc **ret)
{
	struct method_faults faults = { 0 };
	struct shelf s = { .x = x, .faults = &faults };
	shelf_add(&s, "", text, true);
	*ret = s.first ? s.first : s.faulty;
	return *ret ? OK : fail(x, INVALID, "_", "method.edit_unreadable");
}

const cyaml_schema_value_t *place_field(const cyaml_schema_value_t *v, struct str name)
{
	for (const cyaml_schema_field_t *f = v->type == CYAML_MAPPING ? v->mapping.fields : NULL; f && f->key; f++)
		if (str_eqz(name, f->key))
			return &f->value;
	return NULL;
}

static enum rc step_down(struct ctx *x, struct place *p, struct str name)
{
	int64_t i;
	if (p->schema->type == CYAML_SEQUENCE) {
		if (!p->node || p->node->type != YAML_SEQUENCE_NODE || !str_to_int(name, 0, LIST_MAX, &i))
			return NOT_FOUND;
		size_t n = (size_t)(p->node->data.sequence.items.top - p->node->data.sequence.items.start);
		if ((size_t)i >= n)
			return NOT_FOUND;
		p->list = p->node;
		p->at = (size_t)i;
		p->of = n;
		p->node = yaml_document_get_node(p->d->yaml, p->list->data.sequence.items.start[i]);
		p->schema = p->schema->sequence.entry;
		return OK;
	}
	p->schema = place_field(p->schema, name);
	if (!p->schema)
		return fail(x, INVALID, "_", "method.edit_place");
	p->list = NULL;
	p->node = node_member(p->d, p->node, str_z(x->arena, name));
	return p->node ? OK : NOT_FOUND;
}

enum rc place_find(struct ctx *x, struct str text, struct str path, struct place *p)
{
	struct doc *d;
	struct str name;
	TRY(place_read(x, text, &d));
	*p = (struct place){ .d = d, .node = d->root, .schema = schema_of(d->kind) };
	while (path.n && str_next(&path, '.', &name))
		TRY(step_down(x, p, name));
	return OK;
}

/* ---- bytes */

size_t text_byte_at(struct str text, size_t index)
{
	size_t at = 0;
	while (index-- && at < text.n)
		do {
			at++;
		} while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80);
	return at;
}

size_t text_starts(struct str text, const yaml_node_t *n)
{
	return text_byte_at(text, n->start_mark.index);
}

/* The end of the last thing written in a node: a block ends, for libyaml, only
 * where the next thing begins. */
static size_t last_index(const struct doc *d, yaml_node_t *n)
{
	size_t last = 0;
	if (n->type == YAML_SCALAR_NODE)
		return n->end_mark.index;
	if (n->type == YAML_SEQUENCE_NODE) {
		if (n->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE)
			return n->end_mark.index;
		for (const yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
			size_t end = last_index(d, yaml_document_get_node(d->yaml, *i));
			last = end > last ? end : last;
		}
		return last;
	}
	if (n->data.mapping.style == YAML_FLOW_MAPPING_STYLE)
		return n->end_mark.index;
	for (const yaml_node_pair_t *i = n->data.mapping.pairs.start; i < n->data.mapping.pairs.top; i++) {
		size_t end = last_index(d, yaml_document_get_node(d->yaml, i->value));
		last = end > last ? end : last;
	}
	return last;
}

bool text_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

size_t text_ends(struct str text, const struct doc *d, yaml_node_t *n)
{
	size_t end = text_byte_at(text, last_index(d, n)), start = text_starts(text, n);
	while (end > start && text_is_space(text.p[end - 1]))
		end--;
	return end;
}

size_t text_line_end(struct str text, size_t at)
{
	while (at < text.n && text.p[at] != '\n')
		at++;
	return at;
}

size_t text_line_start(struct str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

enum rc text_splice(struct ctx *x, struct str *text, size_t from, size_t to, struct str with)
{
	if (text->n - (to - from) + with.n > TEXT_BYTES_MAX)
		return fail(x, INVALID, "_", "method.edit_too_large");
	struct str tail = str_sub(*text, to, text->n);
	*text = str_cat(x->arena, str_cat(x->arena, str_sub(*text, 0, from), with), tail);
	return OK;
}

bool node_is_flow(const yaml_node_t *n)
{
	return n->type == YAML_MAPPING_NODE ? n->data.mapping.style == YAML_FLOW_MAPPING_STYLE
					    : n->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
}
