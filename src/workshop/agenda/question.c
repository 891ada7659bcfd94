/* question.c -- see question.h. Knows words and the vocabulary's shapes; no session,
 * no store, no HTTP. */
#include "workshop/agenda/question.h"

static const struct {
	enum method_item_type type;
	bool answers, ends, words;
} kinds[] = {
	{ .type = ITEM_SINGLE, .answers = true }, { .type = ITEM_MULTIPLE, .answers = true }, { .type = ITEM_RANK, .answers = true },
	{ .type = ITEM_SCALE, .ends = true }, { .type = ITEM_SLIDER, .ends = true },
	{ .type = ITEM_CLOUD, .words = true }, { .type = ITEM_TEXT, .words = true },
};
const char *const question_kinds[] = { "single", "multiple", "rank", "scale", "slider", "cloud", "text", NULL };
enum { KINDS = sizeof kinds / sizeof *kinds };
_Static_assert(sizeof question_kinds / sizeof *question_kinds == KINDS + 1, "every kind has a name");

/* KINDS: no such kind. */
static size_t kind_at(struct str kind)
{
	size_t k = 0;
	while (k < KINDS && !str_eqz(kind, question_kinds[k]))
		k++;
	return k;
}

bool question_has_answers(struct str kind)
{
	size_t k = kind_at(kind);
	return k < KINDS && kinds[k].answers;
}

bool question_has_ends(struct str kind)
{
	size_t k = kind_at(kind);
	return k < KINDS && kinds[k].ends;
}

bool question_has_steps(struct str kind)
{
	size_t k = kind_at(kind);
	return k < KINDS && kinds[k].type == ITEM_SCALE;
}

bool question_in_words(struct str kind)
{
	size_t k = kind_at(kind);
	return k < KINDS && kinds[k].words;
}

struct str question_line(const struct own_question *q, unsigned n)
{
	struct str rest = q->answers, line;
	while (rest.p && str_next(&rest, '\n', &line))
		if (n-- == 0)
			return line;
	return S("");
}

/* ---- what was typed */

static enum rc check_line(struct ctx *x, const char *field, struct str line, size_t max)
{
	if (line.n == 0)
		return fail(x, INVALID, field, "form.required");
	return str_chars(line) > max ? fail_int(x, INVALID, field, "form.too_long", "max", (int64_t)max) : OK;
}

static bool is_there(struct ctx *x, const struct str *lines, size_t n, struct str line)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_lower(x->arena, lines[i]), str_lower(x->arena, line)))
			return true;
	return false;
}

enum rc question_answers(struct ctx *x, struct str typed, struct str *ret)
{
	struct str lines[QUESTION_ANSWERS_MAX], rest = typed, line;
	size_t n = 0;
	*ret = S("");
	while (rest.n && str_next(&rest, '\n', &line)) {
		line = str_one_line(x->arena, line);
		if (line.n == 0)
			continue;
		if (n == QUESTION_ANSWERS_MAX)
			return fail_int(x, INVALID, "answers", "workshop.question_too_many", "max", QUESTION_ANSWERS_MAX);
		if (str_chars(line) > QUESTION_ANSWER_CHARS) {
			fail_str(x, INVALID, "answers", "workshop.question_answer_long", "answer", str_head_chars(line, QUESTION_ANSWER_CHARS / 2));
			val_int(x, x->fault.args, "max", QUESTION_ANSWER_CHARS);
			return INVALID;
		}
		if (is_there(x, lines, n, line))
			return fail_str(x, INVALID, "answers", "workshop.question_answer_twice", "answer", line);
		lines[n++] = line;
		*ret = n == 1 ? line : str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(*ret), STR_ARG(line));
	}
	return n < QUESTION_ANSWERS_MIN ? fail_int(x, INVALID, "answers", "workshop.question_too_few", "min", QUESTION_ANSWERS_MIN) : OK;
}

static enum rc check_ends(struct ctx *x, struct own_question *q)
{
	struct str left = str_one_line(x->arena, question_line(q, 0)), right = str_one_line(x->arena, question_line(q, 1));
	TRY(check_line(x, "left", left, QUESTION_ANSWER_CHARS));
	TRY(check_line(x, "right", right, QUESTION_ANSWER_CHARS));
	if (str_eq(str_lower(x->arena, left), str_lower(x->arena, right)))
		return fail(x, INVALID, "right", "workshop.question_ends_alike");
	q->answers = str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(left), STR_ARG(right));
	return OK;
}

static enum rc check_steps(struct ctx *x, struct own_question *q)
{
	if (!question_has_steps(q->kind))
		q->steps = 0;
	else if (q->steps < QUESTION_STEPS_MIN || q->steps > QUESTION_STEPS_MAX)
		return fail_int(x, INVALID, "steps", "form.not_choice", "max", QUESTION_STEPS_MAX);
	return OK;
}

enum rc question_check(struct ctx *x, struct own_question *q)
{
	if (kind_at(q->kind) == KINDS)
		return fail(x, INVALID, "kind", "form.not_choice");
	q->title = str_one_line(x->arena, q->title);
	TRY(check_line(x, "question", q->title, QUESTION_CHARS));
	q->comment = q->comment && !question_in_words(q->kind);	/* whoever writes has the room for it */
	q->moderated = q->moderated && (q->comment || question_in_words(q->kind));
	TRY(check_steps(x, q));
	if (question_has_answers(q->kind))
		return question_answers(x, q->answers, &q->answers);
	if (question_has_ends(q->kind))
		return check_ends(x, q);
	q->answers = S("");
	return OK;
}

bool question_same(const struct own_question *a, const struct own_question *b)
{
	return str_eq(a->kind, b->kind) && str_eq(a->title, b->title) && str_eq(a->answers, b->answers) && a->moderated == b->moderated &&
	       a->comment == b->comment && a->steps == b->steps;
}

/* ---- the set */

static struct text in_both(struct ctx *x, struct str words)
{
	const char *z = str_z(x->arena, words);
	return (struct text){ z, z };
}

static const struct method_option *options(struct ctx *x, const struct own_question *q, unsigned n)
{
	struct method_option *o = ARENA_ARRAY(x->arena, n, struct method_option);
	for (unsigned i = 0; i < n; i++)
		o[i] = (struct method_option){ .key = str_fmt(x->arena, "a%u", i + 1).p, .title = in_both(x, question_line(q, i)) };
	return o;
}

/* Its ends have words; what lies between is counted. */
static const struct method_option *scale(struct ctx *x, const struct own_question *q)
{
	unsigned n = (unsigned)q->steps;
	struct method_option *o = ARENA_ARRAY(x->arena, n, struct method_option);
	for (unsigned i = 0; i < n; i++) {
		struct str words = i == 0 ? question_line(q, 0) : i == n - 1 ? question_line(q, 1) : str_fmt(x->arena, "%u", i + 1);
		o[i] = (struct method_option){ .key = str_fmt(x->arena, "a%u", i + 1).p, .title = in_both(x, words) };
	}
	return o;
}

const struct method_questions *question_set(struct ctx *x, const struct own_question *q)
{
	size_t k = kind_at(q->kind);
	if (k == KINDS)
		return NULL;
	struct method_questions *set = ARENA_NEW(x->arena, struct method_questions);
	struct method_item *item = ARENA_NEW(x->arena, struct method_item);
	*item = (struct method_item){ .key = "answer", .type = kinds[k].type, .title = in_both(x, q->title), .comment = q->comment };
	*set = (struct method_questions){ .head = { .kind = METHOD_QUESTIONS, .key = "own", .version = 1, .title = item->title, .summary = item->title },
					  .items = item, .items_count = 1 };
	if (question_has_answers(q->kind)) {
		while (item->options_count < QUESTION_ANSWERS_MAX && question_line(q, item->options_count).n)
			item->options_count++;
		item->options = options(x, q, item->options_count);
	} else if (item->type == ITEM_SCALE) {
		set->scale = scale(x, q);
		set->scale_count = (unsigned)q->steps;
	} else if (item->type == ITEM_SLIDER) {
		item->left = in_both(x, question_line(q, 0));
		item->right = in_both(x, question_line(q, 1));
	}
	return set;
}
