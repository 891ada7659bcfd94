/* yaml_fault.c -- what libyaml could not read, said to somebody who writes a method
 * and has never heard of a parser.
 *
 * It knows libyaml's complaints and the lines of the file, and points to where the
 * mistake was made, which is often far above where libyaml noticed. It does not
 * know what a method is. */
#include "method/vocabulary/yaml_fault.h"

enum { NEAR_CHARS = 40 };	/* of the file quoted back: enough to find the place by */

static bool says(const char *complaint, const char *words)
{
	return complaint && strstr(complaint, words);
}

/* ---- lines of the file; libyaml counts them, and their characters, from 0 */

static struct str line_at(struct str text, size_t n)
{
	struct str line = STR_NULL;
	for (size_t i = 0; i <= n; i++)
		if (!str_next(&text, '\n', &line))
			return S("");
	return line;
}

static struct str before_mark(struct str text, yaml_mark_t m)
{
	return str_head_chars(line_at(text, m.line), m.column);
}

static struct str after_mark(struct str text, yaml_mark_t m)
{
	struct str line = line_at(text, m.line);
	return str_trim(str_sub(line, before_mark(text, m).n, line.n));
}

/* "words:" or "- words:" at the beginning: a field, and not the next line of a text. */
static bool begins_a_field(struct str line)
{
	line = str_trim(line);
	if (str_starts(line, S("- ")))
		line = str_trim(str_sub(line, 2, line.n));
	size_t n = 0;
	while (n < line.n && ((line.p[n] >= 'a' && line.p[n] <= 'z') || line.p[n] == '_'))
		n++;
	return n > 0 && n < line.n && line.p[n] == ':';
}

/* ---- quotation marks */

/* Lines are asked for in order, so that a file of quotes is read once and not once a quote. */
static struct str next_line_at(struct yaml_quotes *q, size_t n)
{
	struct str line = S("");
	while (q->lines_read <= n && str_next(&q->rest, '\n', &line))
		q->lines_read++;
	return q->lines_read == n + 1 ? line : S("");
}

void yaml_quote_seen(struct yaml_quotes *q, const yaml_event_t *e)
{
	if (e->type != YAML_SCALAR_EVENT)
		return;
	bool quoted = e->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || e->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE;
	q->last_is_long = quoted && e->end_mark.line > e->start_mark.line;
	if (!q->last_is_long)
		return;
	q->last_from = e->start_mark.line;
	q->last_to = e->end_mark.line;
	for (size_t i = e->start_mark.line + 1; !q->swallowed && i <= e->end_mark.line; i++) {
		q->swallowed = begins_a_field(next_line_at(q, i));
		q->swallowed_from = e->start_mark.line;
	}
}

/* Where a quotation mark stands that was never closed, or not where it should be. */
static bool open_quote(const yaml_parser_t *p, const struct yaml_quotes *q, size_t *ret_line)
{
	if (q->swallowed)
		*ret_line = q->swallowed_from;
	else if (says(p->context, "quoted scalar") && says(p->problem, "found unexpected"))
		*ret_line = p->context_mark.line;
	else if (q->last_is_long && q->last_to == p->problem_mark.line)
		*ret_line = q->last_from;
	else
		return false;
	return true;
}

/* ---- the complaints */

struct complaint {
	struct shelf *s;
	const char *file;
	struct str text;
	const yaml_parser_t *p;
};

static struct val *point(const struct complaint *c, size_t line, const char *message)
{
	return fault_line(c->s, c->file, (int)line + 1, message);
}

static void quote_back(const struct complaint *c, struct val *args, struct str near)
{
	val_str(c->s->x, args, "near", str_dup(c->s->x->arena, str_head_chars(near, NEAR_CHARS)));
}

/* A mark that means something to YAML, at the beginning of a text. */
static void strange_beginning(const struct complaint *c, yaml_mark_t at)
{
	struct val *args = point(c, at.line, "method.yaml_mark");
	val_str(c->s->x, args, "mark", str_dup(c->s->x->arena, str_head_chars(after_mark(c->text, at), 1)));
}

static void bracket(const struct complaint *c)
{
	yaml_mark_t from = c->p->context_mark, to = c->p->problem_mark;
	struct str near = after_mark(c->text, to);
	if (from.line == to.line && near.n)
		quote_back(c, point(c, from.line, "method.yaml_comma"), near);
	else
		val_int(c->s->x, point(c, from.line, "method.yaml_bracket"), "line", (int64_t)to.line + 1);
}

static void misplaced(const struct complaint *c)
{
	yaml_mark_t at = c->p->problem_mark;
	if (str_trim(before_mark(c->text, at)).n)
		quote_back(c, point(c, at.line, "method.yaml_after_end"), after_mark(c->text, at));
	else
		point(c, at.line, "method.yaml_indent");
}

/* The complaint of the scanner or the parser; false if there is no sentence for it. */
static bool is_told(const struct complaint *c)
{
	const char *problem = c->p->problem, *context = c->p->context;
	yaml_mark_t at = c->p->problem_mark;
	bool strange = says(problem, "cannot start any token");
	if (says(problem, "tab character") || (strange && str_starts(str_sub(line_at(c->text, at.line), before_mark(c->text, at).n, 1), S("\t"))))
		point(c, at.line, "method.yaml_tab");
	else if (strange)
		strange_beginning(c, at);
	else if (says(context, "an anchor") || says(context, "an alias") || says(context, "a tag") || says(context, "a directive"))
		strange_beginning(c, c->p->context_mark);
	else if (says(problem, "mapping values are not allowed"))
		point(c, at.line, str_contains(before_mark(c->text, at), S(": ")) ? "method.yaml_colon" : "method.yaml_indent");
	else if (says(problem, "expected ',' or"))
		bracket(c);
	else if (says(problem, "expected ':'"))
		point(c, c->p->context_mark.line, "method.yaml_no_colon");
	else if (says(problem, "escape") || says(context, "parsing a quoted scalar"))
		point(c, at.line, "method.yaml_backslash");
	else if (says(context, "block scalar"))
		point(c, at.line, "method.yaml_block");
	else if (says(problem, "found unexpected ':'"))
		point(c, at.line, "method.yaml_colon");
	else if (says(problem, "block sequence entries are not allowed"))
		point(c, at.line, "method.yaml_dash");
	else if (says(problem, "mapping keys are not allowed") || says(problem, "tag handle") || says(problem, "duplicate anchor") ||
		 says(problem, "undefined alias") || says(problem, "directive") || says(problem, "incompatible"))
		strange_beginning(c, at);
	else if (says(problem, "expected node content"))
		quote_back(c, point(c, at.line, "method.yaml_nothing"), after_mark(c->text, at));
	else if (says(problem, "expected key") || says(problem, "expected '-'") || says(problem, "expected <document start>"))
		misplaced(c);
	else
		return false;
	return true;
}

static size_t line_of_offset(struct str text, size_t offset)
{
	size_t line = 0;
	for (size_t i = 0; i < offset && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

void yaml_complain(struct shelf *s, const char *file, struct str text, const yaml_parser_t *p, const struct yaml_quotes *q)
{
	const struct complaint c = { s, file, text, p };
	size_t line;
	if (p->error == YAML_READER_ERROR)
		point(&c, line_of_offset(text, p->problem_offset), "method.yaml_control");
	else if (open_quote(p, q, &line))
		point(&c, line, "method.yaml_quote");
	else if (!is_told(&c))
		point(&c, p->problem_mark.line, "method.not_yaml");
}

bool yaml_is_no_text(struct str bytes)
{
	/* As they come from the usual programs: Word, Excel and OpenDocument (a ZIP), the old Word, PDF, rich text. */
	static const struct str beginnings[] = { S("PK\x03\x04"), S("\xd0\xcf\x11\xe0"), S("%PDF-"), S("{\\rtf") };
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (str_starts(bytes, beginnings[i]))
			return true;
	/* UTF-16 is a text, in the wrong letters. */
	if (str_starts(bytes, S("\xff\xfe")) || str_starts(bytes, S("\xfe\xff")))
		return false;
	return bytes.n && memchr(bytes.p, 0, bytes.n);
}
