/* read.c -- from bytes to documents: YAML, the form of every field, and the
 * binding to structs.
 *
 * It knows YAML and the tables of schema.c. It does not know what any field
 * means.
 *
 * libcyaml stops at the first fault and often names the line before it, so the
 * tree that libyaml gives is first walked along the same tables, and only what
 * is without fault is handed to libcyaml. Aliases are refused: a page of them
 * can unfold to gigabytes, and a method gains nothing from them. */
#include "core/lang.h"
#include "core/log.h"
#include "method/vocabulary/read.h"
#include "method/vocabulary/yaml_fault.h"
#include "method/embedded.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- faults */

static bool comes_before(const struct method_fault *a, const struct method_fault *b)
{
	int files = strcmp(a->file, b->file);
	return files < 0 || (files == 0 && a->line < b->line);
}

struct val *fault_line(struct shelf *s, const char *file, int line, const char *message)
{
	struct val *args = val_new_obj(s->x);
	if (s->faults->n == METHOD_FAULTS_MAX)
		return args;
	struct method_fault *f = ARENA_NEW(s->x->arena, struct method_fault);
	*f = (struct method_fault){ .file = file, .line = line, .message = message, .args = args };
	struct method_fault **at = &s->faults->first;
	while (*at && !comes_before(f, *at))
		at = &(*at)->next;
	f->next = *at;
	*at = f;
	s->faults->n++;
	return args;
}

struct val *fault_at(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *message)
{
	return fault_line(s, d->file, (int)n->start_mark.line + 1, message);
}

static void fault_named(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *message,
			const char *name, struct str value)
{
	/* What somebody wrote is quoted back, but not a whole page of it. */
	enum { QUOTE_CHARS = 60 };
	val_str(s->x, fault_at(s, d, n, message), name, str_head_chars(value, QUOTE_CHARS));
}

/* ---- the tree */

struct str node_str(const yaml_node_t *n)
{
	if (!n || n->type != YAML_SCALAR_NODE)
		return STR_NULL;
	return (struct str){ (const char *)n->data.scalar.value, n->data.scalar.length };
}

yaml_node_t *node_member(const struct doc *d, const yaml_node_t *n, const char *name)
{
	if (!n || n->type != YAML_MAPPING_NODE)
		return NULL;
	const yaml_node_pair_t *end = n->data.mapping.pairs.top;
	for (const yaml_node_pair_t *p = n->data.mapping.pairs.start; p < end; p++)
		if (str_eqz(node_str(yaml_document_get_node(d->yaml, p->key)), name))
			return yaml_document_get_node(d->yaml, p->value);
	return NULL;
}

yaml_node_t *node_spot(const struct doc *d, yaml_node_t *n, const char *name)
{
	yaml_node_t *member = node_member(d, n, name);
	return member ? member : n;
}

yaml_node_t *node_item(const struct doc *d, yaml_node_t *n, const char *name, size_t i)
{
	yaml_node_t *list = node_member(d, n, name);
	if (!list || list->type != YAML_SEQUENCE_NODE)
		return n;
	if (i >= (size_t)(list->data.sequence.items.top - list->data.sequence.items.start))
		return list;
	return yaml_document_get_node(d->yaml, list->data.sequence.items.start[i]);
}

/* ---- the walk along the schema */

static void walk(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *name, const cyaml_schema_value_t *v);

static struct str field_names(struct ctx *x, const cyaml_schema_field_t *fields)
{
	struct str all = S("");
	for (const cyaml_schema_field_t *f = fields; f->key; f++)
		all = str_fmt(x->arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", f->key);
	return all;
}

static struct str word_list(struct ctx *x, const cyaml_schema_value_t *v)
{
	struct str all = S("");
	for (uint32_t i = 0; i < v->enumeration.count; i++)
		all = str_fmt(x->arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", v->enumeration.strings[i].str);
	return all;
}

static const cyaml_schema_field_t *field_named(const cyaml_schema_field_t *fields, struct str key)
{
	for (const cyaml_schema_field_t *f = fields; f->key; f++)
		if (str_eqz(key, f->key))
			return f;
	return NULL;
}

static void check_title(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *name)
{
	for (enum lang lang = DA; lang < LANG_COUNT; lang++) {
		const yaml_node_t *t = node_member(d, n, lang_names[lang]);
		struct str text = node_str(t);
		if (str_find(text, '\n') < text.n)
			fault_named(s, d, t, "method.one_line", "field", str_of(name));
	}
}

static void missing_fields(struct shelf *s, const struct doc *d, yaml_node_t *n, const cyaml_schema_value_t *v)
{
	bool text = schema_is_text(v);
	for (const cyaml_schema_field_t *f = v->mapping.fields; f->key; f++) {
		if ((f->value.flags & CYAML_FLAG_OPTIONAL) || node_member(d, n, f->key))
			continue;
		fault_named(s, d, n, text ? "method.missing_language" : "method.missing_key", "field", str_of(f->key));
	}
}

static void walk_mapping(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *name,
			 const cyaml_schema_value_t *v)
{
	if (n->type != YAML_MAPPING_NODE) {
		fault_named(s, d, n, schema_is_text(v) ? "method.want_text" : "method.want_fields", "field", str_of(name));
		return;
	}
	const yaml_node_pair_t *start = n->data.mapping.pairs.start, *end = n->data.mapping.pairs.top;
	for (const yaml_node_pair_t *p = start; p < end; p++) {
		yaml_node_t *key = yaml_document_get_node(d->yaml, p->key);
		const cyaml_schema_field_t *f = field_named(v->mapping.fields, node_str(key));
		if (!f) {
			struct val *args = fault_at(s, d, key, "method.unknown_key");
			val_str(s->x, args, "field", str_head_chars(node_str(key), 60));
			val_str(s->x, args, "known", field_names(s->x, v->mapping.fields));
			continue;
		}
		yaml_node_t *value = yaml_document_get_node(d->yaml, p->value);
		if (node_member(d, n, f->key) != value)
			fault_named(s, d, key, "method.repeated_key", "field", str_of(f->key));
		walk(s, d, value, f->key, &f->value);
	}
	missing_fields(s, d, n, v);
	if (schema_is_title(v))
		check_title(s, d, n, name);
}

/* Entries that carry a key must differ in it: other places refer to them by it. */
static void unique_keys(struct shelf *s, const struct doc *d, const yaml_node_t *list)
{
	const yaml_node_item_t *start = list->data.sequence.items.start, *end = list->data.sequence.items.top;
	for (const yaml_node_item_t *i = start; i < end; i++) {
		const yaml_node_t *key = node_member(d, yaml_document_get_node(d->yaml, *i), "key");
		for (const yaml_node_item_t *j = start; key && j < i; j++) {
			const yaml_node_t *other = node_member(d, yaml_document_get_node(d->yaml, *j), "key");
			if (!other || !str_eq(node_str(key), node_str(other)))
				continue;
			struct val *args = fault_at(s, d, key, "method.duplicate_name");
			val_str(s->x, args, "name", node_str(key));
			val_int(s->x, args, "line", (int64_t)other->start_mark.line + 1);
			break;
		}
	}
}

static void walk_sequence(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *name,
			  const cyaml_schema_value_t *v)
{
	if (n->type != YAML_SEQUENCE_NODE) {
		fault_named(s, d, n, "method.want_list", "field", str_of(name));
		return;
	}
	size_t count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (count < v->sequence.min)
		fault_named(s, d, n, "method.empty_list", "field", str_of(name));
	if (count > v->sequence.max) {
		val_int(s->x, fault_at(s, d, n, "method.too_many"), "max", v->sequence.max);
		return;
	}
	for (size_t i = 0; i < count; i++)
		walk(s, d, yaml_document_get_node(d->yaml, n->data.sequence.items.start[i]), name, v->sequence.entry);
	unique_keys(s, d, n);
}

static bool is_key(struct str k)
{
	bool good = k.n > 0 && k.p[0] >= 'a' && k.p[0] <= 'z';
	for (size_t i = 0; good && i < k.n; i++)
		good = (k.p[i] >= 'a' && k.p[i] <= 'z') || (k.p[i] >= '0' && k.p[i] <= '9') ||
		       k.p[i] == '_' || k.p[i] == '-';
	return good;
}

static void walk_string(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *name,
			const cyaml_schema_value_t *v)
{
	struct str text = node_str(n);
	if (text.n < v->string.min || str_empty(str_trim(text))) {
		fault_named(s, d, n, "method.empty", "field", str_of(name));
	} else if (text.n > v->string.max) {
		struct val *args = fault_at(s, d, n, "method.too_long");
		val_int(s->x, args, "length", (int64_t)text.n);
		val_int(s->x, args, "max", v->string.max);
	} else if (v->string.max == KEY_BYTES && !is_key(text)) {
		fault_named(s, d, n, "method.bad_key", "value", text);
	} else if (memchr(text.p, 0, text.n)) {
		/* libcyaml's strings end at the NUL that YAML lets one write as "\0". */
		fault_named(s, d, n, "method.control_character", "field", str_of(name));
	}
}

/* Plain decimal digits with at most two decimals and no leading zero: to
 * libcyaml "010" would be eight. */
static bool is_number(struct str t, bool decimals)
{
	enum { DIGITS_MAX = 6 };
	struct str whole = t, rest = STR_NULL;
	size_t dot = str_find(t, '.');
	if (dot < t.n) {
		whole = str_sub(t, 0, dot);
		rest = str_sub(t, dot + 1, t.n);
		if (!decimals || rest.n < 1 || rest.n > 2)
			return false;
	}
	if (whole.n < 1 || whole.n > DIGITS_MAX || (whole.n > 1 && whole.p[0] == '0'))
		return false;
	for (size_t i = 0; i < whole.n + rest.n; i++) {
		char c = i < whole.n ? whole.p[i] : rest.p[i - whole.n];
		if (c < '0' || c > '9')
			return false;
	}
	return true;
}

static void walk_number(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *name, bool decimals)
{
	struct str t = node_str(n);
	if (is_number(t, decimals))
		return;
	bool negative = t.n > 1 && t.p[0] == '-' && is_number(str_sub(t, 1, t.n), true);
	struct val *args = fault_at(s, d, n, negative ? "method.negative" : "method.want_number");
	val_str(s->x, args, "field", str_of(name));
	val_str(s->x, args, "value", str_head_chars(t, 60));
}

static void walk_word(struct shelf *s, const struct doc *d, const yaml_node_t *n, const cyaml_schema_value_t *v)
{
	for (uint32_t i = 0; i < v->enumeration.count; i++)
		if (str_eqz(node_str(n), v->enumeration.strings[i].str))
			return;
	struct val *args = fault_at(s, d, n, "method.not_choice");
	val_str(s->x, args, "value", str_head_chars(node_str(n), 60));
	val_str(s->x, args, "known", word_list(s->x, v));
}

static void walk_words(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *name,
		       const cyaml_schema_value_t *v)
{
	if (n->type != YAML_SEQUENCE_NODE) {
		fault_named(s, d, n, "method.want_list", "field", str_of(name));
		return;
	}
	for (const yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++)
		walk_word(s, d, yaml_document_get_node(d->yaml, *i), v);
}

static void walk_scalar(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *name,
			const cyaml_schema_value_t *v)
{
	if (n->type != YAML_SCALAR_NODE) {
		fault_named(s, d, n, "method.want_value", "field", str_of(name));
		return;
	}
	struct str t = node_str(n);
	switch (v->type) {
	case CYAML_STRING:
		walk_string(s, d, n, name, v);
		break;
	case CYAML_ENUM:
		walk_word(s, d, n, v);
		break;
	case CYAML_BOOL:
		if (!str_eqz(t, "true") && !str_eqz(t, "false"))
			fault_named(s, d, n, "method.want_truth", "field", str_of(name));
		break;
	default:
		walk_number(s, d, n, name, v->type == CYAML_FLOAT);
	}
}

static void walk(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *name, const cyaml_schema_value_t *v)
{
	if (v->type == CYAML_MAPPING)
		walk_mapping(s, d, n, name, v);
	else if (v->type == CYAML_SEQUENCE)
		walk_sequence(s, d, n, name, v);
	else if (v->type == CYAML_FLAGS)
		walk_words(s, d, n, name, v);
	else
		walk_scalar(s, d, n, name, v);
}

/* ---- YAML */

static int line_of_bad_utf8(struct str bytes)
{
	int line = 1;
	struct str rest = bytes, one;
	while (str_next(&rest, '\n', &one) && str_is_utf8(one))
		line++;
	return line;
}

/* True when the text is one YAML document without aliases and not too deep. */
static bool scan_events(struct shelf *s, const char *file, struct str yaml, yaml_parser_t *parser)
{
	int depth = 0, documents = 0;
	const char *fault = NULL;
	yaml_event_t e;
	yaml_event_type_t type = YAML_NO_EVENT;
	int line = 1;
	struct yaml_quotes quotes = { .rest = yaml };
	while (!fault && type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(parser, &e)) {
			yaml_complain(s, file, yaml, parser, &quotes);
			return false;
		}
		yaml_quote_seen(&quotes, &e);
		type = e.type;
		line = (int)e.start_mark.line + 1;
		depth += type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT;
		depth -= type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT;
		documents += type == YAML_DOCUMENT_START_EVENT;
		if (type == YAML_ALIAS_EVENT)
			fault = "method.alias";
		else if (depth > DEPTH_MAX)
			fault = "method.too_deep";
		else if (documents > 1)
			fault = "method.several_documents";
		yaml_event_delete(&e);
	}
	if (!fault && documents == 0) {
		fault = "method.no_document";
		line = 1;
	}
	if (fault)
		fault_line(s, file, line, fault);
	return !fault;
}

static bool is_plain_yaml(struct shelf *s, const char *file, struct str yaml)
{
	if (yaml.n > DOCUMENT_BYTES) {
		val_int(s->x, fault_line(s, file, 1, "method.too_large"), "max", DOCUMENT_BYTES / 1024);
		return false;
	}
	if (yaml_is_no_text(yaml)) {
		fault_line(s, file, 1, "method.not_text");
		return false;
	}
	if (!str_is_utf8(yaml)) {
		fault_line(s, file, line_of_bad_utf8(yaml), "method.not_utf8");
		return false;
	}
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		abort();	/* libyaml is out of memory at its first small block */
	yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
	bool good = scan_events(s, file, yaml, &parser);
	yaml_parser_delete(&parser);
	return good;
}

static void delete_tree(void *p)
{
	yaml_document_delete(p);
}

static bool load_tree(struct shelf *s, struct doc *d, struct str yaml)
{
	if (!is_plain_yaml(s, d->file, yaml))
		return false;
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
	d->yaml = ARENA_NEW(s->x->arena, yaml_document_t);
	bool good = yaml_parser_load(&parser, d->yaml);
	if (good) {
		arena_defer(s->x->arena, delete_tree, d->yaml);
		d->root = yaml_document_get_root_node(d->yaml);
	} else {
		fault_line(s, d->file, (int)parser.problem_mark.line + 1, "method.not_yaml");
	}
	yaml_parser_delete(&parser);
	return good && d->root;
}

/* ---- binding */

/* libcyaml's memory from the arena. Each block remembers its room, which is
 * doubled, since libcyaml lets a list grow by one entry at a time. */
static void *from_arena(void *arena, void *p, size_t n)
{
	enum { HEAD = 16 };
	if (n == 0)
		return NULL;	/* the arena frees it */
	size_t room = 0;
	if (p)
		memcpy(&room, (char *)p - HEAD, sizeof(room));
	if (n <= room)
		return p;
	size_t grown = 32;
	while (grown < n)
		grown *= 2;
	char *fresh = (char *)arena_alloc(arena, grown + HEAD) + HEAD;
	memcpy(fresh - HEAD, &grown, sizeof(grown));
	if (p)
		memcpy(fresh, p, room);
	return fresh;
}

static void bind(struct shelf *s, struct doc *d, struct str yaml)
{
	cyaml_config_t config = {
		.mem_fn = from_arena, .mem_ctx = s->x->arena, .log_level = CYAML_LOG_ERROR,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_data_t *bound = NULL;
	cyaml_err_t err = cyaml_load_data((const uint8_t *)yaml.p, yaml.n, &config, schema_of(d->kind), &bound, NULL);
	if (err == CYAML_OK)
		d->bound = (const struct method_head *)bound;
	else	/* the walk let something pass that libcyaml does not take; nobody has seen it (tests/flow/random_flow.py) */
		log_line(LOG_WARN, "method_not_bound", "file=%s why=%s", d->file, cyaml_strerror(err)), fault_line(s, d->file, 1, "method.not_yaml");
}

static struct str kind_names(struct ctx *x)
{
	struct str all = S("");
	for (int k = 0; k < METHOD_KIND_COUNT; k++)
		all = str_fmt(x->arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", schema_kind_name((enum method_kind)k));
	return all;
}

static bool find_kind(struct shelf *s, struct doc *d)
{
	if (d->root->type != YAML_MAPPING_NODE) {
		fault_at(s, d, d->root, "method.no_document");
		return false;
	}
	yaml_node_t *kind = node_member(d, d->root, "kind");
	if (!kind) {
		fault_named(s, d, d->root, "method.missing_key", "field", S("kind"));
		return false;
	}
	d->kind = schema_kind(node_str(kind));
	if (d->kind != METHOD_KIND_COUNT)
		return true;
	struct val *args = fault_at(s, d, kind, "method.not_choice");
	val_str(s->x, args, "value", str_head_chars(node_str(kind), 60));
	val_str(s->x, args, "known", kind_names(s->x));
	return false;
}

/* Keys are unique in the library. A given document takes the place of a
 * built-in one; two given ones with the same key are a fault. */
static void settle_key(struct shelf *s, struct doc *d)
{
	for (struct doc *o = s->first; o; o = o->next) {
		if (!o->bound || o->replaced || strcmp(o->bound->key, d->bound->key))
			continue;
		if (!o->given && d->given) {
			o->replaced = true;
		} else if (o->given && !d->given) {
			d->replaced = true;
		} else {
			struct val *args = fault_at(s, d, node_spot(d, d->root, "key"), "method.duplicate_document");
			val_str(s->x, args, "name", str_of(d->bound->key));
			val_str(s->x, args, "other", str_of(o->file));
		}
	}
}

static void append(struct shelf *s, struct doc *d)
{
	if (s->last)
		s->last->next = d;
	else
		s->first = d;
	s->last = d;
}

void shelf_add(struct shelf *s, const char *file, struct str yaml, bool given)
{
	struct doc *d = ARENA_NEW(s->x->arena, struct doc);
	*d = (struct doc){ .file = file, .text = yaml, .given = given };
	size_t before = s->faults->n;
	if (!load_tree(s, d, yaml) || !find_kind(s, d))
		return;
	walk(s, d, d->root, schema_kind_name(d->kind), schema_of(d->kind));
	if (s->faults->n == before && before < METHOD_FAULTS_MAX)
		bind(s, d, yaml);
	if (!d->bound) {
		d->next = s->faulty;
		s->faulty = d;
		return;
	}
	settle_key(s, d);
	append(s, d);
}

void shelf_lend(struct shelf *s, const struct doc *d)
{
	struct doc *copy = ARENA_NEW(s->x->arena, struct doc);
	*copy = *d;
	copy->given = false;
	copy->next = NULL;
	settle_key(s, copy);
	append(s, copy);
}

void shelf_borrow(struct shelf *s, const struct shelf *from)
{
	for (const struct doc *d = from->first; d; d = d->next)
		if (!d->replaced)
			shelf_lend(s, d);
}

void shelf_add_builtin(struct shelf *s, bool given)
{
	for (const struct embedded *e = embedded_content; e->path; e++)
		shelf_add(s, e->path, (struct str){ e->bytes, e->n }, given);
}

/* The kind stands at the beginning of a line of its own. */
static enum method_kind kind_of(struct str yaml)
{
	struct str rest = yaml, line;
	while (str_next(&rest, '\n', &line))
		if (str_starts(line, S("kind:")))
			return schema_kind(str_trim(str_sub(line, strlen("kind:"), line.n)));
	return METHOD_KIND_COUNT;
}

void shelf_bind_builtin(struct shelf *s)
{
	for (const struct embedded *e = embedded_content; e->path; e++) {
		struct doc *d = ARENA_NEW(s->x->arena, struct doc);
		*d = (struct doc){ .file = e->path, .text = { e->bytes, e->n }, .kind = kind_of((struct str){ e->bytes, e->n }) };
		if (d->kind != METHOD_KIND_COUNT)
			bind(s, d, d->text);
		if (d->bound)
			append(s, d);
		else
			shelf_add(s, e->path, d->text, false);
	}
}

const struct doc *shelf_find(const struct shelf *s, enum method_kind kind, struct str key)
{
	for (const struct doc *d = s->first; d; d = d->next)
		if (d->kind == kind && !d->replaced && str_eqz(key, d->bound->key))
			return d;
	return NULL;
}

bool shelf_has_faulty(const struct shelf *s, enum method_kind kind, struct str key)
{
	for (const struct doc *d = s->faulty; d; d = d->next)
		if (d->kind == kind && str_eq(key, node_str(node_member(d, d->root, "key"))))
			return true;
	return false;
}

/* ---- files */

static enum rc add_file(struct shelf *s, const char *path, bool given)
{
	FILE *f = fopen(path, "rbe");
	struct stat st;
	if (!f || fstat(fileno(f), &st) != 0) {
		if (f)
			fclose(f);
		return fail_cause(s->x, FAILED, "open %s: %s", path, strerror(errno));
	}
	/* One byte more than allowed tells shelf_add() that it is too large. */
	size_t room = st.st_size > DOCUMENT_BYTES ? DOCUMENT_BYTES + 1 : (size_t)st.st_size;
	char *bytes = arena_alloc(s->x->arena, room + 1);
	size_t n = fread(bytes, 1, room, f);
	bool broken = ferror(f);
	fclose(f);
	if (broken)
		return fail_cause(s->x, FAILED, "read %s", path);
	shelf_add(s, str_z(s->x->arena, str_of(path)), (struct str){ bytes, n }, given);
	return OK;
}

static enum rc add_directory(struct shelf *s, const char *path, bool given, int depth);

/* What is neither a method nor a folder of them is nobody's fault. */
static enum rc add_entry(struct shelf *s, const char *path, struct str name, bool given, int depth)
{
	struct stat st;
	if (str_starts(name, S(".")) || stat(path, &st) != 0)
		return OK;
	if (S_ISDIR(st.st_mode) && depth < DIRECTORY_DEPTH)
		return add_directory(s, path, given, depth + 1);
	if (S_ISREG(st.st_mode) && str_ends(name, S(".yaml")))
		return add_file(s, path, given);
	return OK;
}

static enum rc add_directory(struct shelf *s, const char *path, bool given, int depth)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);
	if (n < 0)
		return fail_cause(s->x, FAILED, "list %s: %s", path, strerror(errno));
	enum rc rc = OK;
	for (int i = 0; i < n; i++) {
		const char *full = str_fmt(s->x->arena, "%s/%s", path, names[i]->d_name).p;
		if (rc == OK)
			rc = add_entry(s, full, str_of(names[i]->d_name), given, depth);
		free(names[i]);
	}
	free(names);
	return rc;
}

enum rc shelf_add_path(struct shelf *s, const char *path, bool given)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return errno == ENOENT ? NOT_FOUND : fail_cause(s->x, FAILED, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return add_directory(s, path, given, 0);
	return add_file(s, path, given);
}
