/* mustache_load.c -- from the text of templates to programs. Knows Mustache's
 * syntax and asks html_place.c where a value would stand; never sees a value. */
#include "core/log.h"
#include "ui/mustache_program.h"

enum {
	PROGRAM_MAX = 4 << 20,		/* bytes of ops of one template; a page has some hundred ops */
	NESTING_MAX = 32,		/* sections and partials within each other while loading */
	DELIMITER_MAX = 8,
	INSTANCES_MAX = 8192,		/* compiled partials in all; see instance_of() */
	KEY_MAX = 128,
};

/* A source compiled for one place and indentation. */
struct instance {
	const struct mustache_source *source;
	struct str indent;
	struct html_place at;
	struct program *program;
	struct instance *next;
};

struct loader {
	struct ctx *x;
	struct arena *keep;
	struct mustache *m;
	struct instance *instances;
	size_t ninstances;
	int nesting;
};

struct compiler {
	struct loader *l;
	const struct mustache_source *source;
	struct str text;	/* the source, indented */
	size_t at;		/* next character to read */
	uint32_t line;		/* of at */
	char open[DELIMITER_MAX + 1], close[DELIMITER_MAX + 1];
	struct html_place html;
	struct buf ops, pending;	/* pending: literal text not yet an op */
	bool is_layout;
};

struct tag {
	char kind;		/* # ^ / > ! = { &, or 0 for a value */
	struct str body;	/* trimmed, without the kind */
	uint32_t line;
	struct str indent;	/* of a partial that stands alone on its line */
};

static enum rc refuse(struct compiler *c, uint32_t line, const char *why, struct str what)
{
	return fail_cause(c->l->x, FAILED, "%s:%u: %s%s%.*s", c->source->file, (unsigned)line, why, what.n ? ": " : "", STR_ARG(what));
}

static bool house(const struct compiler *c)
{
	return c->l->m->manner == MUSTACHE_HOUSE;
}

/* ---- ops */

static void flush_text(struct compiler *c)
{
	if (c->pending.n == 0)
		return;
	struct op op = { .kind = OP_TEXT, .line = c->line };
	op.text = str_dup(c->l->keep, buf_view(&c->pending));
	buf_clear(&c->pending);
	buf_bytes(&c->ops, &op, sizeof op);
}

static size_t count_ops(const struct compiler *c)
{
	return c->ops.n / sizeof(struct op);
}

static size_t emit(struct compiler *c, struct op op)
{
	flush_text(c);
	buf_bytes(&c->ops, &op, sizeof op);
	return count_ops(c) - 1;
}

static enum rc literal(struct compiler *c, uint32_t line, struct str text)
{
	if (house(c)) {
		const char *why = html_feed(&c->html, text, &line);
		if (why)
			return refuse(c, line, why, S(""));
	}
	buf_str(&c->pending, text);
	return OK;
}

/* ---- reading tags */

static size_t find(struct str s, size_t from, const char *mark)
{
	size_t n = strlen(mark);
	for (; from + n <= s.n; from++)
		if (memcmp(s.p + from, mark, n) == 0)
			return from;
	return s.n;
}

static bool blank(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return true;
}

static uint32_t count_lines(struct str s)
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* Moves to position, counting lines. */
static void advance(struct compiler *c, size_t to)
{
	c->line += count_lines(str_sub(c->text, c->at, to - c->at));
	c->at = to;
}

/* A tag that gives no output and is alone on its line takes the line with it:
 * *from becomes the line's beginning, *to the next line's. */
static bool stands_alone(const struct compiler *c, size_t *from, size_t *to)
{
	size_t begin = *from, end = *to;
	while (begin > 0 && c->text.p[begin - 1] != '\n')
		begin--;
	while (end < c->text.n && c->text.p[end] != '\n')
		end++;
	size_t line_end = end > *to && c->text.p[end - 1] == '\r' && end < c->text.n ? end - 1 : end;
	if (!blank(str_sub(c->text, begin, *from - begin)) || !blank(str_sub(c->text, *to, line_end - *to)))
		return false;
	*from = begin;
	*to = end < c->text.n ? end + 1 : end;
	return true;
}

static enum rc set_delimiters(struct compiler *c, const struct tag *t)
{
	struct str body = str_trim(t->body);
	size_t first = 0;
	while (first < body.n && body.p[first] != ' ')
		first++;
	struct str open = str_sub(body, 0, first), close = str_trim(str_sub(body, first, body.n));
	if (open.n == 0 || close.n == 0 || open.n > DELIMITER_MAX || close.n > DELIMITER_MAX
	    || str_contains(close, S(" ")) || str_contains(body, S("=")))
		return refuse(c, t->line, "malformed delimiters", body);
	memcpy(c->open, open.p, open.n);
	c->open[open.n] = 0;
	memcpy(c->close, close.p, close.n);
	c->close[close.n] = 0;
	return OK;
}

/* The next tag; *ret_text is the literal text before it. *ret_tag false: no
 * tag is left and *ret_text is the rest. */
static enum rc next_tag(struct compiler *c, struct str *ret_text, struct tag *t, bool *ret_tag)
{
	size_t begin = find(c->text, c->at, c->open);
	*ret_tag = begin < c->text.n;
	*ret_text = str_sub(c->text, c->at, begin - c->at);
	if (!*ret_tag) {
		c->at = c->text.n;
		return OK;
	}
	uint32_t line = c->line + count_lines(*ret_text);
	size_t inside = begin + strlen(c->open);
	while (inside < c->text.n && (c->text.p[inside] == ' ' || c->text.p[inside] == '\n'))
		inside++;
	char kind = inside < c->text.n && c->text.p[inside] && strchr("#^/>!={&", c->text.p[inside]) ? c->text.p[inside] : 0;
	const char *mark = c->close;
	char ending[DELIMITER_MAX + 2];
	if (kind == '{' || kind == '=') {
		ending[0] = kind == '{' ? '}' : '=';
		memcpy(ending + 1, c->close, strlen(c->close) + 1);
		mark = ending;
	}
	inside += kind != 0;
	size_t stop = find(c->text, inside, mark);
	if (stop == c->text.n)
		return refuse(c, line, "a tag that does not end", S(""));
	*t = (struct tag){ .kind = kind, .body = str_trim(str_sub(c->text, inside, stop - inside)), .line = line };
	size_t from = begin, to = stop + strlen(mark);
	if (kind && strchr("#^/>!=", kind) && stands_alone(c, &from, &to)) {
		/* from may lie before c->at only by blanks of the tag before it. */
		if (kind == '>')
			t->indent = str_sub(c->text, from, begin - from);
		*ret_text = str_sub(c->text, c->at, from > c->at ? from - c->at : 0);
	}
	advance(c, to);
	return OK;
}

/* ---- names, values, translations */

static enum rc place_value(struct compiler *c, const struct tag *t, struct op *op)
{
	op->line = t->line;
	if (!house(c)) {
		op->escape = t->kind ? ESCAPE_NONE : ESCAPE_TEXT_ONLY;
		return OK;
	}
	if (t->kind)
		return refuse(c, t->line, "unescaped values are refused; trusted HTML is a kind of value", t->body);
	const char *why = html_value(&c->html, &op->escape);
	op->quote = c->html.quote;
	return why ? refuse(c, t->line, why, t->body) : OK;
}

static enum rc add_value(struct compiler *c, const struct tag *t)
{
	struct op op = { .kind = OP_VALUE };
	TRY(place_value(c, t, &op));
	if (house(c) && str_starts(t->body, S("_."))) {
		struct str key = str_sub(t->body, 2, t->body.n);
		if (op.escape >= ESCAPE_URL)
			return refuse(c, t->line, "a translation is no address", t->body);
		op.kind = OP_MESSAGE;
		op.message = catalogue_find(c->l->m->texts, key);
		op.key = str_z(c->l->keep, key);
		emit(c, op);
		return OK;
	}
	op.name = name_of(c->l->x, c->l->m->texts, t->body);
	if (!op.name)
		return refuse(c, t->line, "no name", t->body);
	if (c->is_layout && str_eq(t->body, S("content"))) {
		if (op.escape != ESCAPE_TEXT)
			return refuse(c, t->line, "the content stands in running text only", S(""));
		op.kind = OP_CONTENT;
	} else if (c->is_layout && str_eq(t->body, S("title"))) {
		op.kind = OP_TITLE;
	}
	emit(c, op);
	return OK;
}

/* ---- sections and partials */

static enum rc compile_block(struct compiler *c, const struct tag *within);

static enum rc boundary(struct compiler *c, uint32_t line)
{
	const char *why = house(c) ? html_boundary(&c->html) : NULL;
	return why ? refuse(c, line, why, S("")) : OK;
}

static enum rc add_section(struct compiler *c, const struct tag *t)
{
	TRY(boundary(c, t->line));
	if (++c->l->nesting > NESTING_MAX)
		return refuse(c, t->line, "nested too deeply", t->body);
	struct op op = { .kind = t->kind == '#' ? OP_SECTION : OP_INVERTED, .line = t->line };
	op.name = name_of(c->l->x, c->l->m->texts, t->body);
	if (!op.name)
		return refuse(c, t->line, "no name", t->body);
	struct html_place before = c->html;
	size_t index = emit(c, op);
	TRY(compile_block(c, t));
	flush_text(c);
	((struct op *)c->ops.p)[index].end = (uint32_t)count_ops(c);
	TRY(boundary(c, c->line));
	if (house(c) && !html_join(&c->html, &before))
		return refuse(c, t->line, "this section ends elsewhere in the markup than it begins", t->body);
	c->l->nesting--;
	return OK;
}

/* Every line of text with indent before it. */
static struct str indented(struct loader *l, struct str text, struct str indent)
{
	if (indent.n == 0)
		return text;
	struct buf b;
	buf_init(&b, PROGRAM_MAX);
	for (size_t i = 0; i < text.n; i++) {
		if (i == 0 || text.p[i - 1] == '\n')
			buf_str(&b, indent);
		buf_char(&b, text.p[i]);
	}
	return buf_take(&b, l->keep);
}

static enum rc compile_program(struct loader *l, const struct mustache_source *source, struct str indent,
			       const struct html_place *at, struct program *p);

/* The source compiled for this place; made at the first call. A partial that
 * calls itself finds itself here, unfinished. In spec manner a partial that
 * calls itself with ever more indentation would never end: NESTING_MAX and
 * INSTANCES_MAX stop it. */
static enum rc instance_of(struct compiler *c, const struct tag *t, const struct mustache_source *source, struct str indent,
			   struct program **ret)
{
	struct loader *l = c->l;
	for (struct instance *i = l->instances; i; i = i->next) {
		if (i->source == source && str_eq(i->indent, indent) && html_same(&i->at, &c->html)) {
			*ret = i->program;
			return OK;
		}
	}
	if (++l->ninstances > INSTANCES_MAX || ++l->nesting > NESTING_MAX)
		return refuse(c, t->line, "partials nest too deeply", t->body);
	struct instance *fresh = ARENA_NEW(l->keep, struct instance);
	*fresh = (struct instance){ source, str_dup(l->keep, indent), c->html, ARENA_NEW(l->keep, struct program), l->instances };
	l->instances = fresh;
	TRY(compile_program(l, source, indent, &c->html, fresh->program));
	l->nesting--;
	*ret = fresh->program;
	return OK;
}

static enum rc add_partial(struct compiler *c, const struct tag *t)
{
	TRY(boundary(c, t->line));
	const struct template *found = mustache_find(c->l->m, t->body);
	if (!found)
		return house(c) ? refuse(c, t->line, "no such partial", t->body) : OK;
	struct program *program;
	TRY(instance_of(c, t, found->source, house(c) ? STR_NULL : t->indent, &program));
	emit(c, (struct op){ .kind = OP_CALL, .line = t->line, .program = program });
	return OK;
}

static enum rc add_tag(struct compiler *c, const struct tag *t)
{
	switch (t->kind) {
	case '!':
		return OK;
	case '=':
		return set_delimiters(c, t);
	case '>':
		return add_partial(c, t);
	case '#': case '^':
		return add_section(c, t);
	default:
		return add_value(c, t);
	}
}

/* Up to the end of the section within, or of the text if that is NULL. */
static enum rc compile_block(struct compiler *c, const struct tag *within)
{
	for (;;) {
		struct str text;
		struct tag t;
		bool is_tag;
		uint32_t line = c->line;
		TRY(next_tag(c, &text, &t, &is_tag));
		TRY(literal(c, line, text));
		if (!is_tag)
			return within ? refuse(c, within->line, "a section that does not end", within->body) : OK;
		if (t.kind == '/') {
			if (!within || !str_eq(t.body, within->body))
				return refuse(c, t.line, "this ends no section that is open", t.body);
			return OK;
		}
		TRY(add_tag(c, &t));
	}
}

static enum rc compile_whole(struct compiler *c)
{
	struct html_place before = c->html;
	TRY(compile_block(c, NULL));
	flush_text(c);
	if (!house(c))
		return OK;
	TRY(boundary(c, c->line));
	return html_join(&c->html, &before) ? OK : refuse(c, c->line, "the template ends within markup that it has begun", S(""));
}

static enum rc compile_program(struct loader *l, const struct mustache_source *source, struct str indent,
			       const struct html_place *at, struct program *p)
{
	struct compiler c = { .l = l, .source = source, .line = 1, .open = "{{", .close = "}}", .html = *at };
	c.text = indented(l, source->text, indent);
	c.is_layout = l->m->manner == MUSTACHE_HOUSE && strncmp(source->name, "ui/layout_", 10) == 0;
	buf_init(&c.ops, PROGRAM_MAX);
	buf_init(&c.pending, PROGRAM_MAX);
	p->file = source->file;
	enum rc rc = compile_whole(&c);
	if (rc == OK && (c.ops.failed || c.pending.failed))
		rc = refuse(&c, 1, "the template is too large", S(""));
	if (rc == OK) {
		p->n = count_ops(&c);
		p->ops = arena_copy(l->keep, c.ops.p ? c.ops.p : "", c.ops.n);
		p->done = true;
	}
	buf_free(&c.ops);
	buf_free(&c.pending);
	return rc;
}

/* ---- the set */

const struct template *mustache_find(const struct mustache *m, struct str name)
{
	if (m->manner == MUSTACHE_SPEC) {	/* in the order given */
		for (size_t i = 0; i < m->n; i++)
			if (str_eqz(name, m->templates[i].source->name))
				return &m->templates[i];
		return NULL;
	}
	size_t low = 0, high = m->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(name, str_of(m->templates[middle].source->name));
		if (order == 0)
			return &m->templates[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* {{! layout: NAME }} and {{! title: KEY }} at the top, each on a line of its own. */
static enum rc read_directives(struct loader *l, struct template *t)
{
	struct str rest = t->source->text, line;
	while (str_next(&rest, '\n', &line) && str_starts(line, S("{{!")) && str_ends(line, S("}}"))) {
		struct str body = str_trim(str_sub(line, 3, line.n - 5));
		size_t colon = str_find(body, ':');
		struct str value = str_trim(str_sub(body, colon + 1, body.n));
		body = str_trim(str_sub(body, 0, colon));
		if (str_eq(body, S("layout"))) {
			t->layout = str_z(l->keep, value);
			if (!str_eq(value, S("none")) && !mustache_find(l->m, str_fmt(l->x->arena, "ui/layout_%s", t->layout)))
				return fail_cause(l->x, FAILED, "%s:1: no such layout: %s", t->source->file, t->layout);
		} else if (str_eq(body, S("title"))) {
			t->title = catalogue_find(l->m->texts, value);
			if (!t->title)
				return fail_cause(l->x, FAILED, "%s:2: no such text: %.*s", t->source->file, STR_ARG(value));
		}
	}
	return OK;
}

static enum rc load_one(struct loader *l, struct template *t)
{
	struct program *p = ARENA_NEW(l->keep, struct program);
	struct html_place start = { .place = PLACE_TEXT };
	l->nesting = 0;
	t->program = p;
	if (memchr(t->source->text.p, 0, t->source->text.n))
		return fail_cause(l->x, FAILED, "%s:1: a NUL character", t->source->file);
	if (l->m->manner == MUSTACHE_HOUSE)
		TRY(read_directives(l, t));
	return compile_program(l, t->source, STR_NULL, &start, p);
}

enum rc mustache_load(struct ctx *x, struct arena *keep, struct catalogue *texts, enum mustache_manner manner, bool strict,
		      const struct mustache_source *sources, size_t n, struct mustache **ret)
{
	struct mustache *m = ARENA_NEW(keep, struct mustache);
	*m = (struct mustache){ manner, strict, texts, ARENA_ARRAY(keep, n, struct template), n };
	for (size_t i = 0; i < n; i++) {
		m->templates[i].source = &sources[i];
		if (manner == MUSTACHE_HOUSE && i > 0 && strcmp(sources[i - 1].name, sources[i].name) >= 0)
			return fail_cause(x, FAILED, "template %s: out of order", sources[i].name);
	}
	struct loader l = { .x = x, .keep = keep, .m = m };
	struct fault first = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (load_one(&l, &m->templates[i]) == OK)
			continue;
		/* All faults at once: whoever mends templates sees them together. */
		log_line(LOG_ERROR, "template", "%s", x->fault.cause ? x->fault.cause : "?");
		if (first.rc == OK)
			first = x->fault;
		fault_clear(x);
	}
	x->fault = first;
	*ret = m;
	return first.rc;
}

const char *mustache_layout(const struct mustache *m, const char *view)
{
	const struct template *t = mustache_find(m, str_of(view));
	return t ? t->layout : NULL;
}
