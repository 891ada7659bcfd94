/* edit.c -- see edit.h. It works on the bytes between the marks that libyaml
 * gives for every node, and reads the text anew after every change: a document
 * is a few tens of kilobytes, and marks that were moved by hand would be wrong
 * some day. It knows the schema's types; it knows no method. */
#include "method/own/edit.h"
#include "method/vocabulary/read.h"
#include "ui/ui.h"
#include <stdio.h>

struct place {
	struct doc *d;
	yaml_node_t *node;				/* the mapping, or the entry */
	const cyaml_schema_value_t *schema;
	yaml_node_t *list;				/* the sequence it stands in; NULL */
	size_t at, of;					/* its place there */
	const char *within;				/* shown on the page of the mapping it is a field of; NULL */
};

enum { TEXT_BYTES_MAX = 2 << 20 };	/* one change cannot take a document far beyond its ceiling */

/* ---- reading */

static enum rc read_doc(struct ctx *x, struct str text, struct doc **ret)
{
	struct method_faults faults = { 0 };
	struct shelf s = { .x = x, .faults = &faults };
	shelf_add(&s, "", text, true);
	*ret = s.first ? s.first : s.faulty;
	return *ret ? OK : fail(x, INVALID, "_", "method.edit_unreadable");
}

static const cyaml_schema_value_t *schema_field(const cyaml_schema_value_t *v, struct str name)
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
	p->schema = schema_field(p->schema, name);
	if (!p->schema)
		return fail(x, INVALID, "_", "method.edit_place");
	p->list = NULL;
	p->node = node_member(p->d, p->node, str_z(x->arena, name));
	return p->node ? OK : NOT_FOUND;
}

static enum rc find(struct ctx *x, struct str text, struct str path, struct place *p)
{
	struct doc *d;
	struct str name;
	TRY(read_doc(x, text, &d));
	*p = (struct place){ .d = d, .node = d->root, .schema = schema_of(d->kind) };
	while (path.n && str_next(&path, '.', &name))
		TRY(step_down(x, p, name));
	return OK;
}

/* ---- bytes. libyaml counts characters; a text has bytes. */

static size_t byte_at(struct str text, size_t index)
{
	size_t at = 0;
	while (index-- && at < text.n)
		do {
			at++;
		} while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80);
	return at;
}

static size_t starts(struct str text, const yaml_node_t *n)
{
	return byte_at(text, n->start_mark.index);
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

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t ends(struct str text, const struct doc *d, yaml_node_t *n)
{
	size_t end = byte_at(text, last_index(d, n)), start = starts(text, n);
	while (end > start && is_space(text.p[end - 1]))
		end--;
	return end;
}

static size_t line_end(struct str text, size_t at)
{
	while (at < text.n && text.p[at] != '\n')
		at++;
	return at;
}

static size_t line_start(struct str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

static enum rc splice(struct ctx *x, struct str *text, size_t from, size_t to, struct str with)
{
	if (text->n - (to - from) + with.n > TEXT_BYTES_MAX)
		return fail(x, INVALID, "_", "method.edit_too_large");
	struct str tail = str_sub(*text, to, text->n);
	*text = str_cat(x->arena, str_cat(x->arena, str_sub(*text, 0, from), with), tail);
	return OK;
}

static bool is_flow(const yaml_node_t *n)
{
	return n->type == YAML_MAPPING_NODE ? n->data.mapping.style == YAML_FLOW_MAPPING_STYLE
					    : n->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
}

/* ---- writing values */

/* A line that YAML reads as itself: begins with a letter, and has nothing in it
 * that means something. */
static bool is_plain(struct str s, bool flow)
{
	static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };
	if (s.n == 0 || is_space(s.p[s.n - 1]) || s.p[s.n - 1] == ':')
		return false;
	unsigned char c = (unsigned char)s.p[0];
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(s, str_of(words[i])))
			return false;
	for (size_t i = 0; letter && i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' || (s.p[i] == ':' && i + 1 < s.n && s.p[i + 1] == ' ') ||
		    (s.p[i] == '#' && i && s.p[i - 1] == ' ') || (flow && strchr(",[]{}:", s.p[i])))
			return false;
	}
	return letter;
}

static void put_quoted(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(b, '\\');
		if (s.p[i] == '\n')
			buf_z(b, "\\n");
		else if (s.p[i] == '\t')
			buf_z(b, "\\t");
		else
			buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

static void put_indent(struct buf *b, size_t n)
{
	while (n--)
		buf_char(b, ' ');
}

/* Lines of a literal block begin at `indent`. A text that begins with a space
 * would move that, so it is quoted. */
static void put_scalar(struct buf *b, struct str s, size_t indent, bool flow)
{
	if (!flow && str_find(s, '\n') < s.n && !is_space(s.p[0]) && !is_space(s.p[s.n - 1])) {
		struct str rest = s, line;
		buf_z(b, "|-");
		while (str_next(&rest, '\n', &line)) {
			buf_char(b, '\n');
			if (line.n)
				put_indent(b, indent);
			buf_str(b, line);
		}
	} else if (is_plain(s, flow)) {
		buf_str(b, s);
	} else {
		put_quoted(b, s);
	}
}

/* da and en below each other, the first where the cursor stands. */
static void put_pair(struct buf *b, struct str da, struct str en, size_t column, bool flow)
{
	buf_z(b, flow ? "{da: " : "da: ");
	put_scalar(b, da, column + 2, flow);
	if (flow) {
		buf_z(b, ", ");
	} else {
		buf_char(b, '\n');
		put_indent(b, column);
	}
	buf_z(b, "en: ");
	put_scalar(b, en, column + 2, flow);
	if (flow)
		buf_char(b, '}');
}

/* ---- one field of a mapping: its whole entry is written anew */

typedef void put_fn(struct buf *b, const void *value, size_t column, bool flow);

static struct str entry(struct ctx *x, struct str field, put_fn *put, const void *value, size_t column, bool flow)
{
	struct buf b;
	buf_init(&b, TEXT_BYTES_MAX);
	buf_str(&b, field);
	buf_char(&b, ':');
	put(&b, value, column, flow);
	return buf_take(&b, x->arena);
}

static yaml_node_t *key_node(const struct doc *d, const yaml_node_t *mapping, struct str name)
{
	for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start; p < mapping->data.mapping.pairs.top; p++) {
		yaml_node_t *key = yaml_document_get_node(d->yaml, p->key);
		if (str_eq(node_str(key), name))
			return key;
	}
	return NULL;
}

static enum rc remove_entry(struct ctx *x, struct str *text, const struct place *p, const yaml_node_t *key, yaml_node_t *value)
{
	size_t from = starts(*text, key), to = ends(*text, p->d, value);
	if (is_flow(p->node)) {
		while (to < text->n && text->p[to] == ' ')
			to++;
		if (to < text->n && text->p[to] == ',') {
			to++;
			while (to < text->n && is_space(text->p[to]))
				to++;
		} else {
			while (from > 0 && (is_space(text->p[from - 1]) || text->p[from - 1] == ','))
				from--;
		}
		return splice(x, text, from, to, S(""));
	}
	size_t begin = line_start(*text, from);
	if (!str_empty(str_trim(str_sub(*text, begin, from - begin))))
		return fail(x, INVALID, "_", "method.edit_first");	/* it opens its entry: "- opens: …" */
	to = line_end(*text, to);
	return splice(x, text, begin, to < text->n ? to + 1 : to, S(""));
}

static enum rc set_entry(struct ctx *x, struct str *text, const struct place *p, struct str field, put_fn *put, const void *value)
{
	yaml_node_t *first = p->node->data.mapping.pairs.start < p->node->data.mapping.pairs.top
				     ? yaml_document_get_node(p->d->yaml, p->node->data.mapping.pairs.start->key)
				     : NULL;
	yaml_node_t *key = key_node(p->d, p->node, field);
	bool flow = is_flow(p->node);
	if (!first)
		return fail(x, INVALID, "_", "method.edit_place");
	size_t column = first->start_mark.column;
	struct str fresh = entry(x, field, put, value, column, flow);
	if (key)
		return splice(x, text, starts(*text, key), ends(*text, p->d, node_member(p->d, p->node, str_z(x->arena, field))), fresh);
	if (flow) {
		size_t at = byte_at(*text, p->node->end_mark.index) - 1;	/* before the closing brace */
		return splice(x, text, at, at, str_cat(x->arena, S(", "), fresh));
	}
	struct buf b;
	size_t at = line_end(*text, ends(*text, p->d, p->node));
	buf_init(&b, TEXT_BYTES_MAX);
	buf_char(&b, '\n');
	put_indent(&b, column);
	buf_str(&b, fresh);
	return splice(x, text, at, at, buf_take(&b, x->arena));
}

static enum rc set_or_remove(struct ctx *x, struct str *text, struct str place, struct str field, bool empty, put_fn *put,
			     const void *value)
{
	struct place p;
	TRY(find(x, *text, place, &p));
	const cyaml_schema_value_t *schema = schema_field(p.schema, field);
	if (!schema || p.node->type != YAML_MAPPING_NODE)
		return fail(x, INVALID, "_", "method.edit_place");
	yaml_node_t *there = node_member(p.d, p.node, str_z(x->arena, field));
	if (!empty)
		return set_entry(x, text, &p, field, put, value);
	if (!there)
		return OK;
	if (schema->flags & CYAML_FLAG_OPTIONAL)
		return remove_entry(x, text, &p, key_node(p.d, p.node, field), there);
	return set_entry(x, text, &p, field, put, value);
}

/* ---- the kinds of values */

static void put_value(struct buf *b, const void *value, size_t column, bool flow)
{
	const struct str *s = value;
	buf_char(b, ' ');
	int64_t number;
	if (str_to_int(*s, 0, INT64_MAX, &number) || str_eqz(*s, "true") || str_eqz(*s, "false"))
		buf_str(b, *s);
	else
		put_scalar(b, *s, column + 2, flow);
}

enum rc edit_value(struct ctx *x, struct str *text, struct str place, struct str field, struct str value)
{
	struct str s = str_trim(value);
	return set_or_remove(x, text, place, field, s.n == 0, put_value, &s);
}

struct pair {
	struct str da, en;
};

static void put_text(struct buf *b, const void *value, size_t column, bool flow)
{
	const struct pair *t = value;
	if (flow) {
		buf_char(b, ' ');
	} else {
		buf_char(b, '\n');
		put_indent(b, column + 2);
	}
	put_pair(b, t->da, t->en, column + 2, flow);
}

enum rc edit_text(struct ctx *x, struct str *text, struct str place, struct str field, struct str da, struct str en)
{
	const struct pair t = { str_trim(da), str_trim(en) };
	return set_or_remove(x, text, place, field, t.da.n + t.en.n == 0, put_text, &t);
}

struct pairs {
	const struct str *da, *en;
	size_t n;
};

static void put_texts(struct buf *b, const void *value, size_t column, bool flow)
{
	const struct pairs *all = value;
	size_t put = 0;
	buf_z(b, flow ? " [" : "");
	for (size_t i = 0; i < all->n; i++) {
		struct str da = str_trim(all->da[i]), en = str_trim(all->en[i]);
		if (da.n + en.n == 0)
			continue;
		if (flow) {
			buf_z(b, put++ ? ", " : "");
		} else {
			buf_char(b, '\n');
			put_indent(b, column + 2);
			buf_z(b, "- ");
		}
		put_pair(b, da, en, column + 4, flow);
	}
	buf_z(b, flow ? "]" : "");
}

enum rc edit_texts(struct ctx *x, struct str *text, struct str place, struct str field, const struct str *da, const struct str *en,
		   size_t n)
{
	const struct pairs all = { da, en, n };
	bool empty = true;
	for (size_t i = 0; i < n; i++)
		empty = empty && str_trim(da[i]).n + str_trim(en[i]).n == 0;
	return set_or_remove(x, text, place, field, empty, put_texts, &all);
}

static void put_keys(struct buf *b, const void *value, size_t column, bool flow)
{
	struct str rest = *(const struct str *)value, one;
	size_t put = 0;
	(void)column;
	(void)flow;
	buf_z(b, " [");
	while (str_next(&rest, ',', &one)) {
		one = str_trim(one);
		if (!one.n)
			continue;
		buf_z(b, put++ ? ", " : "");
		put_scalar(b, one, 0, true);
	}
	buf_char(b, ']');
}

enum rc edit_keys(struct ctx *x, struct str *text, struct str place, struct str field, struct str line)
{
	struct str s = str_trim(line);
	return set_or_remove(x, text, place, field, s.n == 0, put_keys, &s);
}

/* ---- entries of a list */

static yaml_node_t *entry_at(const struct place *p, size_t i)
{
	return yaml_document_get_node(p->d->yaml, p->list->data.sequence.items.start[i]);
}

static enum rc swap(struct ctx *x, struct str *text, const struct place *p, size_t first)
{
	yaml_node_t *a = entry_at(p, first), *b = entry_at(p, first + 1);
	size_t a0 = starts(*text, a), a1 = ends(*text, p->d, a), b0 = starts(*text, b), b1 = ends(*text, p->d, b);
	struct str left = str_sub(*text, a0, a1 - a0), right = str_sub(*text, b0, b1 - b0);
	TRY(splice(x, text, b0, b1, left));
	return splice(x, text, a0, a1, right);
}

static enum rc take_out(struct ctx *x, struct str *text, const struct place *p)
{
	size_t from = starts(*text, p->node), to = ends(*text, p->d, p->node);
	if (p->of < 2)
		return fail(x, INVALID, "_", "method.edit_last");
	if (is_flow(p->list)) {
		if (p->at + 1 < p->of)
			to = starts(*text, entry_at(p, p->at + 1));
		else
			from = ends(*text, p->d, entry_at(p, p->at - 1));
		return splice(x, text, from, to, S(""));
	}
	to = line_end(*text, to);
	return splice(x, text, line_start(*text, from), to < text->n ? to + 1 : to, S(""));
}

/* Is there a scalar like this anywhere? Keys of steps are unique in the whole. */
static bool says(const struct doc *d, yaml_node_t *n, struct str word)
{
	if (n->type == YAML_SCALAR_NODE)
		return str_eq(node_str(n), word);
	if (n->type == YAML_SEQUENCE_NODE) {
		for (const yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++)
			if (says(d, yaml_document_get_node(d->yaml, *i), word))
				return true;
		return false;
	}
	for (const yaml_node_pair_t *i = n->data.mapping.pairs.start; n->type == YAML_MAPPING_NODE && i < n->data.mapping.pairs.top; i++)
		if (says(d, yaml_document_get_node(d->yaml, i->value), word))
			return true;
	return false;
}

static struct str free_key(struct ctx *x, const struct place *p, struct str key)
{
	enum { ROOM = 4 };	/* for "-999" */
	struct str stem = str_sub(key, 0, key.n > KEY_BYTES - ROOM ? KEY_BYTES - ROOM : key.n), fresh = stem;
	for (unsigned n = 2; n < 1000; n++) {
		fresh = str_fmt(x->arena, "%.*s-%u", STR_ARG(stem), n);
		if (!says(p->d, p->d->root, fresh))
			break;
	}
	return fresh;
}

static enum rc copy(struct ctx *x, struct str *text, const struct place *p, struct str place)
{
	size_t from = starts(*text, p->node), to = ends(*text, p->d, p->node);
	struct str words = str_sub(*text, from, to - from);
	struct str key = node_str(node_member(p->d, p->node, "key"));
	struct str fresh = key.p ? free_key(x, p, key) : STR_NULL;
	if (is_flow(p->list)) {
		TRY(splice(x, text, to, to, str_cat(x->arena, S(", "), words)));
	} else {
		struct buf b;
		size_t column = p->node->start_mark.column;
		if (column < 2)
			return fail(x, INVALID, "_", "method.edit_place");
		buf_init(&b, TEXT_BYTES_MAX);
		buf_char(&b, '\n');
		put_indent(&b, column - 2);
		buf_z(&b, "- ");
		buf_str(&b, words);
		to = line_end(*text, to);
		TRY(splice(x, text, to, to, buf_take(&b, x->arena)));
	}
	if (!key.p)
		return OK;
	size_t cut = place.n;
	while (cut > 0 && place.p[cut - 1] != '.')
		cut--;
	struct str next = str_fmt(x->arena, "%.*s%zu", (int)cut, place.p, p->at + 1);
	return edit_value(x, text, next, S("key"), fresh);
}

enum rc edit_entry(struct ctx *x, struct str *text, struct str place, struct str act)
{
	struct place p;
	TRY(find(x, *text, place, &p));
	if (!p.list)
		return fail(x, INVALID, "_", "method.edit_place");
	if (str_eqz(act, "up"))
		return p.at > 0 ? swap(x, text, &p, p.at - 1) : OK;
	if (str_eqz(act, "down"))
		return p.at + 1 < p.of ? swap(x, text, &p, p.at) : OK;
	if (str_eqz(act, "copy"))
		return p.of < LIST_MAX ? copy(x, text, &p, place) : fail_int(x, INVALID, "_", "method.too_many", "max", LIST_MAX);
	if (str_eqz(act, "remove"))
		return take_out(x, text, &p);
	return fail(x, INVALID, "_", "form.not_choice");
}

/* ---- minutes */

static int64_t minutes_of(const struct doc *d, const yaml_node_t *n)
{
	int64_t m;
	return str_to_int(node_str(node_member(d, n, "minutes")), 0, 100000, &m) ? m : 0;
}

static size_t count_of(const struct doc *d, const yaml_node_t *n, const char *name)
{
	const yaml_node_t *list = node_member(d, n, name);
	return list && list->type == YAML_SEQUENCE_NODE ? (size_t)(list->data.sequence.items.top - list->data.sequence.items.start) : 0;
}

static int64_t steps_sum(const struct doc *d, yaml_node_t *part)
{
	int64_t sum = 0;
	for (size_t i = 0; i < count_of(d, part, "steps"); i++)
		sum += minutes_of(d, node_item(d, part, "steps", i));
	return sum;
}

enum rc edit_minutes(struct ctx *x, struct str *text, struct str before)
{
	struct doc *was, *is;
	TRY(read_doc(x, before, &was));
	TRY(read_doc(x, *text, &is));
	if (is->kind != METHOD_WORKSHOP)
		return OK;
	size_t n = count_of(is, is->root, "parts");
	int64_t whole = 0;
	for (size_t i = 0; i < n; i++) {
		yaml_node_t *part = node_item(is, is->root, "parts", i);
		int64_t minutes = minutes_of(is, part);
		if (n == count_of(was, was->root, "parts"))
			minutes += steps_sum(is, part) - steps_sum(was, node_item(was, was->root, "parts", i));
		if (minutes != minutes_of(is, part))
			TRY(edit_value(x, text, str_fmt(x->arena, "parts.%zu", i), S("minutes"), str_fmt(x->arena, "%" PRId64, minutes)));
		whole += minutes;
	}
	if (whole != minutes_of(is, is->root))
		TRY(edit_value(x, text, S(""), S("minutes"), str_fmt(x->arena, "%" PRId64, whole)));
	return OK;
}

/* ---- pages */

/* "Overskrift" for title; a name that has no translation is shown as it is. */
static struct str label(struct ctx *x, const char *name)
{
	const char *key = str_fmt(x->arena, "method.f_%s", name).p;
	struct str words = ui_text(x, key);
	return str_eqz(words, key) ? str_of(name) : words;
}

/* "Film: Titel" */
static struct str below_label(struct ctx *x, const char *within, const char *name)
{
	return str_fmt(x->arena, "%.*s: %.*s", STR_ARG(label(x, within)), STR_ARG(label(x, name)));
}

static struct str title_of(struct ctx *x, const struct doc *d, const yaml_node_t *n)
{
	static const char *const names[] = { "title", "label" };
	for (size_t i = 0; i < 2; i++) {
		struct str t = node_str(node_member(d, node_member(d, n, names[i]), x->lang == EN ? "en" : "da"));
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

static struct str keys_line(struct ctx *x, const struct doc *d, const yaml_node_t *list)
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

static void put_list(struct ctx *x, struct val *lists, const struct place *p, struct str place, const cyaml_schema_field_t *f)
{
	yaml_node_t *list = node_member(p->d, p->node, f->key);
	if (!list || list->type != YAML_SEQUENCE_NODE)
		return;
	struct val *l = val_obj(x, lists);
	val_str(x, l, "name", str_of(f->key));
	val_str(x, l, "label", label(x, f->key));
	struct val *entries = val_list(x, l, "entries");
	size_t n = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, entries);
		struct str title = title_of(x, p->d, yaml_document_get_node(p->d->yaml, list->data.sequence.items.start[i]));
		val_fmt(x, o, "place", "%.*s%s%s.%zu", STR_ARG(place), place.n ? "." : "", f->key, i);
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
	val_str(x, o, "label", p->within ? below_label(x, p->within, f->key) : label(x, f->key));
	val_bool(x, o, "required", !optional);
	bool text = schema_is_text(v), texts = v->type == CYAML_SEQUENCE && schema_is_text(v->sequence.entry);
	bool keys = v->type == CYAML_FLAGS || (v->type == CYAML_SEQUENCE && !texts);
	bool word = v->type == CYAML_ENUM || v->type == CYAML_BOOL;
	/* What others refer to by name stays; the kind decides what everything else means. */
	bool fixed = strcmp(f->key, "key") == 0 || strcmp(f->key, "kind") == 0 || strcmp(f->key, "version") == 0;
	struct str now = keys ? keys_line(x, p->d, n) : node_str(n);
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
		if (find(x, text, here, &p) != OK || !p.list)
			continue;
		struct val *o = val_obj(x, way);
		val_str(x, o, "place", here);
		struct str title = title_of(x, p.d, p.node);
		val_str(x, o, "title", title.n ? title : here);
		val_bool(x, o, "here", whole);
	}
}

enum rc edit_view(struct ctx *x, struct str text, struct str place, struct val *into)
{
	struct place p;
	TRY(find(x, text, place, &p));
	if (p.schema->type != CYAML_MAPPING || p.node->type != YAML_MAPPING_NODE)
		return NOT_FOUND;
	struct val *fields = val_list(x, into, "fields"), *lists = val_list(x, into, "lists");
	/* What a method consists of stands before what surrounds it. */
	static const char *const main[] = { "parts", "steps", "phases", "activities", "sections", "items", "cards" };
	for (size_t pass = 0; pass < 2; pass++)
		for (const cyaml_schema_field_t *f = p.schema->mapping.fields; f->key; f++) {
			bool is_main = false;
			for (size_t i = 0; i < sizeof main / sizeof *main; i++)
				is_main = is_main || strcmp(main[i], f->key) == 0;
			if (is_main == (pass == 0))
				put_field(x, fields, &p, place, f, lists);
		}
	put_way(x, text, place, into);
	val_str(x, into, "here_place", place);
	val_str(x, into, "place_title", title_of(x, p.d, p.node));
	return OK;
}

/* ---- what differs */

struct comparison {
	struct ctx *x;
	const struct doc *was, *is;
	struct val *list;
};

static void differ(const struct comparison *c, struct str where, const char *field, struct str was, struct str is)
{
	struct val *o = val_obj(c->x, c->list);
	val_str(c->x, o, "where", where);
	val_str(c->x, o, "field", label(c->x, field));
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
	if (t.p)
		return t;
	t = node_str(node_member(d, n, c->x->lang == EN ? "en" : "da"));
	if (t.p)
		return t;
	t = title_of(c->x, d, n);
	if (t.p)
		return t;
	return n->type == YAML_SEQUENCE_NODE ? keys_line(c->x, d, n) : S("…");
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
			compare(c, key.p ? below(c, where, title_of(c->x, c->is, b)) : where, field, a, b);
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
	if (node_member(c->is, is, "da") && node_member(c->was, was, "da")) {
		static const char *const languages[] = { "da", "en" };
		for (size_t i = 0; i < 2; i++) {
			/* A block's last line feed says nothing to a reader. */
			struct str a = str_trim(node_str(node_member(c->was, was, languages[i])));
			struct str b = str_trim(node_str(node_member(c->is, is, languages[i])));
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
	TRY(read_doc(x, base, &was));
	TRY(read_doc(x, text, &is));
	const struct comparison c = { .x = x, .was = was, .is = is, .list = val_list(x, into, "changes") };
	compare(&c, S(""), "", was->root, is->root);
	return OK;
}
