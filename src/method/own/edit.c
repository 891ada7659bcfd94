/* edit.c -- see edit.h. It works on the bytes between the marks that libyaml
 * gives for every node, and reads the text anew after every change: a document
 * is a few tens of kilobytes, and marks that were moved by hand would be wrong
 * some day. It knows the schema's types; it knows no method. */
#include "method/own/edit.h"
#include "method/own/place.h"
#include "ui/ui.h"

/* ---- writing values */

/* A line that YAML reads as itself: begins with a letter, and has nothing in it
 * that means something. */
static bool is_plain(struct str s, bool flow)
{
	static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };
	if (s.n == 0 || text_is_space(s.p[s.n - 1]) || s.p[s.n - 1] == ':')
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
	if (!flow && str_find(s, '\n') < s.n && !text_is_space(s.p[0]) && !text_is_space(s.p[s.n - 1])) {
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
	size_t from = text_starts(*text, key), to = text_ends(*text, p->d, value);
	if (node_is_flow(p->node)) {
		while (to < text->n && text->p[to] == ' ')
			to++;
		if (to < text->n && text->p[to] == ',') {
			to++;
			while (to < text->n && text_is_space(text->p[to]))
				to++;
		} else {
			while (from > 0 && (text_is_space(text->p[from - 1]) || text->p[from - 1] == ','))
				from--;
		}
		return text_splice(x, text, from, to, S(""));
	}
	size_t begin = text_line_start(*text, from);
	if (!str_empty(str_trim(str_sub(*text, begin, from - begin))))
		return fail(x, INVALID, "_", "method.edit_first");	/* it opens its entry: "- opens: …" */
	to = text_line_end(*text, to);
	return text_splice(x, text, begin, to < text->n ? to + 1 : to, S(""));
}

static enum rc set_entry(struct ctx *x, struct str *text, const struct place *p, struct str field, put_fn *put, const void *value)
{
	yaml_node_t *first = p->node->data.mapping.pairs.start < p->node->data.mapping.pairs.top
				     ? yaml_document_get_node(p->d->yaml, p->node->data.mapping.pairs.start->key)
				     : NULL;
	yaml_node_t *key = key_node(p->d, p->node, field);
	bool flow = node_is_flow(p->node);
	if (!first)
		return fail(x, INVALID, "_", "method.edit_place");
	size_t column = first->start_mark.column;
	struct str fresh = entry(x, field, put, value, column, flow);
	if (key)
		return text_splice(x, text, text_starts(*text, key), text_ends(*text, p->d, node_member(p->d, p->node, str_z(x->arena, field))), fresh);
	if (flow) {
		size_t at = text_byte_at(*text, p->node->end_mark.index) - 1;	/* before the closing brace */
		return text_splice(x, text, at, at, str_cat(x->arena, S(", "), fresh));
	}
	struct buf b;
	size_t at = text_line_end(*text, text_ends(*text, p->d, p->node));
	buf_init(&b, TEXT_BYTES_MAX);
	buf_char(&b, '\n');
	put_indent(&b, column);
	buf_str(&b, fresh);
	return text_splice(x, text, at, at, buf_take(&b, x->arena));
}

static enum rc set_or_remove(struct ctx *x, struct str *text, struct str place, struct str field, bool empty, put_fn *put,
			     const void *value)
{
	struct place p;
	TRY(place_find(x, *text, place, &p));
	const cyaml_schema_value_t *schema = place_field(p.schema, field);
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
	size_t a0 = text_starts(*text, a), a1 = text_ends(*text, p->d, a), b0 = text_starts(*text, b), b1 = text_ends(*text, p->d, b);
	struct str left = str_sub(*text, a0, a1 - a0), right = str_sub(*text, b0, b1 - b0);
	TRY(text_splice(x, text, b0, b1, left));
	return text_splice(x, text, a0, a1, right);
}

static enum rc take_out(struct ctx *x, struct str *text, const struct place *p)
{
	size_t from = text_starts(*text, p->node), to = text_ends(*text, p->d, p->node);
	if (p->of < 2)
		return fail(x, INVALID, "_", "method.edit_last");
	if (node_is_flow(p->list)) {
		if (p->at + 1 < p->of)
			to = text_starts(*text, entry_at(p, p->at + 1));
		else
			from = text_ends(*text, p->d, entry_at(p, p->at - 1));
		return text_splice(x, text, from, to, S(""));
	}
	to = text_line_end(*text, to);
	return text_splice(x, text, text_line_start(*text, from), to < text->n ? to + 1 : to, S(""));
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
	size_t from = text_starts(*text, p->node), to = text_ends(*text, p->d, p->node);
	struct str words = str_sub(*text, from, to - from);
	struct str key = node_str(node_member(p->d, p->node, "key"));
	struct str fresh = key.p ? free_key(x, p, key) : STR_NULL;
	if (node_is_flow(p->list)) {
		TRY(text_splice(x, text, to, to, str_cat(x->arena, S(", "), words)));
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
		to = text_line_end(*text, to);
		TRY(text_splice(x, text, to, to, buf_take(&b, x->arena)));
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
	TRY(place_find(x, *text, place, &p));
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
	TRY(place_read(x, before, &was));
	TRY(place_read(x, *text, &is));
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
