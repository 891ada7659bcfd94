/* mustache_render.c -- runs compiled templates over a value tree. Knows how
 * names are looked up and how values are made harmless; allocates nothing. */
#include "ui/mustache_program.h"

struct rendering {
	struct ctx *x;
	const struct mustache *m;	/* NULL while a lone message is written */
	const struct template *page;	/* within the layout; NULL outside one */
	const struct program *program;	/* running now, for faults */
	struct buf *out;
	enum lang lang;
	bool strict;
	size_t depth;
	const struct val *stack[RENDER_DEPTH_MAX];
};

static enum rc complain(struct rendering *r, uint32_t line, const char *what, const char *name)
{
	return fail_cause(r->x, FAILED, "%s:%u: %s \"%s\"", r->program ? r->program->file : "text", (unsigned)line, what, name);
}

/* ---- names */

static const struct val *member(const struct val *obj, const struct part *part)
{
	if (obj->kind != VAL_OBJ)
		return NULL;
	for (const struct val *v = obj->kids.first; v; v = v->next)
		/* Most names differ in the first character: no call then. */
		if (v->name[0] == part->p[0] && strcmp(v->name, part->p) == 0)
			return v;
	return NULL;
}

/* NULL if it is not there. The first part is looked for from the innermost
 * context outwards; the others only in what it named. */
static const struct val *lookup(const struct rendering *r, const struct name *name)
{
	if (name->nparts == 0)
		return r->stack[r->depth - 1];
	const struct val *v = NULL;
	for (size_t i = r->depth; i-- > 0 && !v;)
		v = member(r->stack[i], &name->parts[0]);
	for (size_t i = 1; i < name->nparts && v; i++)
		v = member(v, &name->parts[i]);
	return v;
}

static enum rc find(struct rendering *r, const struct name *name, uint32_t line, const struct val **ret)
{
	*ret = lookup(r, name);
	if (*ret || !r->strict || name->may_lack)
		return OK;
	return complain(r, line, "unknown name", name->shown);
}

/* ---- values */

static void write_encoded(struct buf *out, struct str s, const char *kept)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(kept, c)))
			buf_char(out, (char)c);
		else
			buf_bytes(out, (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3);
	}
}

static void write_text(struct buf *out, struct str s, enum escape escape, char quote)
{
	switch (escape) {
	case ESCAPE_NONE:
		buf_str(out, s);
		return;
	case ESCAPE_TEXT:
	case ESCAPE_TEXT_ONLY:
		buf_html(out, s);
		return;
	case ESCAPE_URL:
		/* At the start of the attribute the scheme is checked; if a section
		 * or another value has written something there, this is a part. */
		if (out->n == 0 || out->p[out->n - 1] != quote)
			write_encoded(out, s, "-._~");
		else if (url_is_allowed(s))
			buf_html(out, s);
		else
			buf_char(out, '#');
		return;
	case ESCAPE_URL_PART:
		write_encoded(out, s, "-._~");
		return;
	case ESCAPE_URL_OPAQUE:
		write_encoded(out, s, "-._~@+");
		return;
	}
}

static enum rc write_value(struct rendering *r, const struct val *v, const struct name *name, uint32_t line, enum escape escape, char quote)
{
	if (!v)
		return OK;
	switch (v->kind) {
	case VAL_NULL:
		return OK;
	case VAL_BOOL:
		buf_z(r->out, v->boolean ? "true" : "false");
		return OK;
	case VAL_INT:
		buf_int(r->out, v->integer);
		return OK;
	case VAL_HTML:
		if (escape == ESCAPE_TEXT) {
			buf_str(r->out, v->text);
			return OK;
		}
		write_text(r->out, v->text, escape, quote);
		return OK;
	case VAL_STR:
		write_text(r->out, v->text, escape, quote);
		return OK;
	case VAL_LIST:
	case VAL_OBJ:
		return r->strict ? complain(r, line, "a list or object cannot be written", name->shown) : OK;
	}
	return OK;
}

/* ---- translations */

/* Which wording: {n} is looked up like any name. */
static enum rc choose_wording(struct rendering *r, const struct message *m, uint32_t line, const struct wording **ret)
{
	static const struct part n = { "n", 1 };
	const struct val *v = NULL;
	if (m->counts) {
		for (size_t i = r->depth; i-- > 0 && !v;)
			v = member(r->stack[i], &n);
		if (r->strict && (!v || v->kind != VAL_INT))
			return complain(r, line, "no number {n} for the text", m->key);
	}
	*ret = &m->wordings[r->lang][!v || v->kind != VAL_INT || catalogue_is_many(v->integer)];
	return OK;
}

static enum rc write_message(struct rendering *r, const struct message *m, uint32_t line, enum escape escape)
{
	const struct wording *w;
	TRY(choose_wording(r, m, line, &w));
	for (size_t i = 0; i < w->n; i++) {
		const struct segment *s = &w->segments[i];
		const struct val *v;
		buf_str(r->out, escape == ESCAPE_NONE ? s->text : s->html);
		if (!s->hole)
			continue;
		TRY(find(r, s->hole, line, &v));
		TRY(write_value(r, v, s->hole, line, escape, 0));
	}
	return OK;
}

static enum rc write_key(struct rendering *r, const struct op *op)
{
	if (op->message)
		return write_message(r, op->message, op->line, op->escape);
	if (r->strict)
		return complain(r, op->line, "no such text", op->key);
	buf_html(r->out, str_of(op->key));
	return OK;
}

/* ---- running */

static enum rc run(struct rendering *r, const struct program *p, size_t from, size_t to);

static enum rc run_with(struct rendering *r, const struct program *p, const struct op *op, const struct val *v)
{
	if (r->depth == RENDER_DEPTH_MAX)
		return complain(r, op->line, "nested too deeply", op->name->shown);
	r->stack[r->depth++] = v;
	enum rc rc = run(r, p, (size_t)(op - p->ops) + 1, op->end);
	r->depth--;
	return rc;
}

static enum rc run_section(struct rendering *r, const struct program *p, const struct op *op)
{
	const struct val *v;
	TRY(find(r, op->name, op->line, &v));
	bool wanted = val_truthy(v) == (op->kind == OP_SECTION);
	if (!wanted)
		return OK;
	if (op->kind == OP_INVERTED)
		return run(r, p, (size_t)(op - p->ops) + 1, op->end);
	if (v->kind != VAL_LIST)
		return run_with(r, p, op, v);
	for (const struct val *item = v->kids.first; item; item = item->next)
		TRY(run_with(r, p, op, item));
	return OK;
}

static enum rc run_call(struct rendering *r, const struct program *callee, uint32_t line)
{
	if (r->depth == RENDER_DEPTH_MAX)
		return complain(r, line, "nested too deeply", callee->file);
	const struct program *caller = r->program;
	/* Counts as a context, so that a partial that calls itself without any
	 * section cannot run for ever. */
	r->stack[r->depth] = r->stack[r->depth - 1];
	r->depth++;
	r->program = callee;
	enum rc rc = run(r, callee, 0, callee->n);
	r->program = caller;
	r->depth--;
	return rc;
}

static enum rc write_content(struct rendering *r, const struct op *op)
{
	if (!r->page)
		return complain(r, op->line, "a layout without a page", "content");
	size_t depth = r->depth;
	r->depth = 1;	/* the page sees the tree, whatever the layout is within */
	enum rc rc = run_call(r, r->page->program, op->line);
	r->depth = depth;
	return rc;
}

static enum rc write_title(struct rendering *r, const struct op *op)
{
	const struct val *v = lookup(r, op->name);
	if (!v && r->page && r->page->title)
		return write_message(r, r->page->title, op->line, op->escape);
	TRY(find(r, op->name, op->line, &v));
	return write_value(r, v, op->name, op->line, op->escape, op->quote);
}

static enum rc run_op(struct rendering *r, const struct program *p, const struct op *op)
{
	const struct val *v;
	switch (op->kind) {
	case OP_TEXT:
		buf_bytes(r->out, op->text.p, op->text.n);
		return OK;
	case OP_VALUE:
		TRY(find(r, op->name, op->line, &v));
		return write_value(r, v, op->name, op->line, op->escape, op->quote);
	case OP_MESSAGE:
		return write_key(r, op);
	case OP_SECTION:
	case OP_INVERTED:
		return run_section(r, p, op);
	case OP_CALL:
		return run_call(r, op->program, op->line);
	case OP_CONTENT:
		return write_content(r, op);
	case OP_TITLE:
		return write_title(r, op);
	}
	return OK;
}

static enum rc run(struct rendering *r, const struct program *p, size_t from, size_t to)
{
	for (size_t i = from; i < to;) {
		const struct op *op = &p->ops[i];
		TRY(run_op(r, p, op));
		i = op->kind == OP_SECTION || op->kind == OP_INVERTED ? op->end : i + 1;
	}
	return OK;
}

enum rc mustache_render(struct ctx *x, const struct mustache *m, const char *view, const char *layout, const struct val *tree,
			struct buf *out)
{
	const struct template *page = mustache_find(m, str_of(view));
	const struct template *outer = layout ? mustache_find(m, str_of(layout)) : NULL;
	if (!page || !page->program->done)
		return fail_cause(x, FAILED, "no template %s", view);
	if (layout && (!outer || !outer->program->done))
		return fail_cause(x, FAILED, "no template %s", layout);
	struct rendering r = { .x = x, .m = m, .out = out, .lang = x->lang, .strict = m->strict, .depth = 1 };
	r.stack[0] = tree;
	r.page = outer ? page : NULL;
	r.program = outer ? outer->program : page->program;
	TRY(run(&r, r.program, 0, r.program->n));
	return out->failed ? fail_cause(x, FAILED, "the page %s is too large", view) : OK;
}

enum rc mustache_message(struct ctx *x, const struct message *message, const struct val *args, struct buf *out)
{
	static const struct val nothing = { .kind = VAL_OBJ };
	struct rendering r = { .x = x, .out = out, .lang = x->lang, .depth = 1 };
	r.stack[0] = args ? args : &nothing;
	return write_message(&r, message, 0, ESCAPE_NONE);
}
