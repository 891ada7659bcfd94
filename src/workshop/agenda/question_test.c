/* question_test.c -- a question of one's own: what is one, that content would take it,
 * and that a session asks it like any other until it has been opened. */
#include "workshop/agenda/agenda.h"
#include "workshop/ask/ask.h"
#include "workshop/session_test.h"

static const char *const SAMPLE[][3] = {	/* how it is answered, what may be answered, an answer */
	{ "single", "Ja\nNej\nVed ikke", "a2" }, { "multiple", "Ro\nTid\nHjælp", "a1 a3" }, { "rank", "Ro\nTid\nHjælp", "a3 a1 a2" },
	{ "scale", "Slet ikke\nI høj grad", "a4" }, { "slider", "Uenige\nEnige", "7" }, { "cloud", "", "ro" }, { "text", "", "Vagtskiftet" },
};
enum { SAMPLES = sizeof SAMPLE / sizeof *SAMPLE };

static struct own_question sample(size_t i)
{
	return (struct own_question){ .kind = str_of(SAMPLE[i][0]), .title = S("Hvad skal vi først?"), .answers = str_of(SAMPLE[i][1]) };
}

/* ---- what is one */

static void refused(const char *kind, const char *title, const char *answers, const char *field, const char *message)
{
	struct own_question q = { .kind = str_of(kind), .title = str_of(title), .answers = str_of(answers) };
	fault_clear(x);
	assert_int_equal(question_check(x, &q), INVALID);
	assert_string_equal(x->fault.field, field);
	assert_string_equal(x->fault.message, message);
	assert_string_not_equal(ui_text_args(x, x->fault.message, x->fault.args).p, "");
}

static void what_is_wrong_is_told_at_its_field(void **state)
{
	const char *long_line = "Et svar, der er skrevet så langt, at der ikke er plads til det ved siden af en bjælke";
	struct buf words;
	(void)state;
	buf_init(&words, 4096);
	for (int i = 0; i <= QUESTION_CHARS; i++)
		buf_str(&words, S("ø"));
	refused("guess", "Hvad?", "Ja\nNej", "kind", "form.not_choice");
	refused("single", "  ", "Ja\nNej", "question", "form.required");
	refused("text", buf_take(&words, x->arena).p, "", "question", "form.too_long");
	refused("single", "Hvad?", "", "answers", "workshop.question_too_few");
	refused("rank", "Hvad?", "Ja\n\n   \n", "answers", "workshop.question_too_few");
	refused("multiple", "Hvad?", "1\n2\n3\n4\n5\n6\n7\n8\n9", "answers", "workshop.question_too_many");
	refused("single", "Hvad?", "Ærlighed\nRo\n ærlighed ", "answers", "workshop.question_answer_twice");
	refused("single", "Hvad?", str_fmt(x->arena, "Ja\n%s", long_line).p, "answers", "workshop.question_answer_long");
	refused("scale", "Hvad?", "\nMeget", "left", "form.required");
	refused("slider", "Hvad?", "Lidt", "right", "form.required");
	refused("slider", "Hvad?", str_fmt(x->arena, "Lidt\n%s", long_line).p, "right", "form.too_long");
}

static void what_was_typed_is_tidied(void **state)
{
	struct own_question q = { .kind = S("single"), .title = S(" Hvad  skal\tvi? "), .answers = S("\r\n Ja \r\n\r\nNej  tak\r\n"), .moderated = true };
	(void)state;
	assert_int_equal(question_check(x, &q), OK);
	assert_string_equal(str_z(x->arena, q.title), "Hvad skal vi?");
	assert_string_equal(str_z(x->arena, q.answers), "Ja\nNej tak");
	assert_false(q.moderated);	/* there are no words to read */
	assert_string_equal(str_z(x->arena, question_line(&q, 1)), "Nej tak");
	assert_int_equal(question_line(&q, 2).n, 0);
	q.kind = S("cloud");		/* another kind was chosen: what that has no use for goes */
	q.moderated = true;
	assert_int_equal(question_check(x, &q), OK);
	assert_int_equal(q.answers.n, 0);
	assert_true(q.moderated);
}

/* ---- as content */

static void put_text(struct buf *b, const char *name, struct text t)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, "da", str_of(t.da));
	val_str(x, v, "en", str_of(t.en));
	buf_fmt(b, "%s: ", name);
	val_json(b, v);		/* JSON is YAML */
}

static void put_options(struct buf *b, const char *indent, const struct method_option *o, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		buf_fmt(b, "%s- key: %s\n%s  ", indent, o[i].key, indent);
		put_text(b, "title", o[i].title);
		buf_str(b, S("\n"));
	}
}

static struct str as_content(const struct own_question *q, const struct method_questions *set)
{
	struct buf b;
	const struct method_item *item = set->items;
	buf_init(&b, 1 << 16);
	buf_str(&b, S("kind: question_set\nkey: own\nversion: 1\ntitle: {da: Eget, en: Own}\nsummary: {da: Eget, en: Own}\n"));
	if (set->scale_count) {
		buf_str(&b, S("scale:\n"));
		put_options(&b, "  ", set->scale, set->scale_count);
	}
	buf_fmt(&b, "items:\n  - key: %s\n    type: %.*s\n    ", item->key, STR_ARG(q->kind));
	put_text(&b, "title", item->title);
	if (text_is(item->left)) {
		put_text(&b, "\n    left", item->left);
		put_text(&b, "\n    right", item->right);
	}
	if (item->options_count) {
		buf_str(&b, S("\n    options:\n"));
		put_options(&b, "      ", item->options, item->options_count);
	}
	buf_str(&b, S("\n"));
	return buf_take(&b, x->arena);
}

/* Words of signs that mean something to somebody: YAML, HTML, templates, Markdown. */
static struct str any_words(unsigned most)
{
	static const char *const signs[] = { "a", "Ø", "é", " ", "<b>", "&", "\"", "'", ": ", "# ", "{{x}}", "- ", "*", "|", "\\", "7", "=", "?", "\t", "%s" };
	struct str out = S("");
	for (unsigned n = 1 + random_below(most); n; n--)
		out = str_cat(x->arena, out, str_of(signs[random_below(sizeof signs / sizeof *signs)]));
	return str_head_chars(out, most);
}

/* Whatever passes here would pass as a file, and asks what was typed. */
static void content_would_take_it(void **state)
{
	unsigned taken[SAMPLES] = { 0 };
	(void)state;
	for (int i = 0; i < 2000; i++) {
		size_t kind = random_below(SAMPLES);
		struct method_faults faults = { 0 };
		struct own_question q = { .kind = str_of(SAMPLE[kind][0]), .title = any_words(QUESTION_CHARS), .answers = any_words(QUESTION_ANSWER_CHARS) };
		for (unsigned n = random_below(QUESTION_ANSWERS_MAX); n; n--)
			q.answers = str_cat(x->arena, str_cat(x->arena, q.answers, S("\n")), any_words(QUESTION_ANSWER_CHARS));
		fault_clear(x);
		if (question_check(x, &q) != OK)
			continue;
		const struct method_questions *set = question_set(x, &q);
		struct str file = as_content(&q, set);
		if (taken[kind]++ < 20)
			method_check_bytes(x, "own.yaml", file, &faults);
		if (faults.n)
			print_error("%s\n%s\n", method_fault_line(x, faults.first).p, file.p);
		assert_int_equal(faults.n, 0);
		assert_string_equal(set->items[0].title.en, str_z(x->arena, q.title));
		for (unsigned n = 0; n < set->items[0].options_count; n++)
			assert_string_equal(set->items[0].options[n].title.da, str_z(x->arena, question_line(&q, n)));
		if (question_has_answers(q.kind))
			assert_int_equal(question_line(&q, set->items[0].options_count).n, 0);
	}
	for (size_t i = 0; i < SAMPLES; i++)
		assert_true(taken[i] > 5);	/* the die has thrown every kind */
}

/* ---- in a session */

static struct session *at_work(void)
{
	struct session *s = planned_of("future-workshop-light", "Et roligere vagtskifte");
	return at(s, s->step->key);
}

static struct session *asked(struct session *s, const struct own_question *q, struct str *step)
{
	s = reload(s);
	assert_int_equal(agenda_ask(x, s, s->row->version, str_of(s->step->key), q, 5, step), OK);
	return reload(s);
}

static enum rc answer(struct session *phone, struct str step, const char *value, int64_t turn)
{
	struct session *s = reload(phone);
	const struct method_step *at_step = method_step(s->method, step, NULL);
	struct str given[3], rest = str_of(value), out;
	size_t n = 0;
	if (!at_step || !ask_set(at_step))
		return NOT_FOUND;
	while (n < 3 && rest.n && str_next(&rest, ' ', &given[n]))
		n++;
	TRY(ask_value(x, at_step, ask_nth(at_step, 0), given, n, &out));
	return ask_answer(x, s, at_step, ask_nth(at_step, 0), out, S(""), turn);
}

static void every_kind_is_asked_answered_and_taken_along(void **state)
{
	struct session *s = at_work(), *phones[5];
	struct str step;
	(void)state;
	for (size_t i = 0; i < 5; i++)
		phones[i] = join(s, false);
	for (size_t k = 0; k < SAMPLES; k++) {
		struct own_question q = sample(k);
		q.title = str_fmt(x->arena, "Spørgsmål nummer %zu?", k);
		s = asked(s, &q, &step);
		assert_int_equal(method_step(s->method, step, NULL)->kind, STEP_ASK);
		assert_int_equal(answer(phones[0], step, SAMPLE[k][2], 1), INVALID);	/* not opened yet */
		s = at(s, str_z(x->arena, step));
		for (size_t i = 0; i < 5; i++) {
			fault_clear(x);
			assert_false(str_contains(live_text(s, "wall"), S("ask-item-answer")));
			assert_int_equal(answer(phones[i], step, SAMPLE[k][2], 1), OK);
		}
		assert_true(str_contains(live_text(s, "wall"), S("ask-item-answer")));	/* five have answered */
	}
	end(s);
	struct str out = outcome(s, false);
	for (size_t k = 0; k < SAMPLES; k++)
		assert_true(str_contains(out, str_fmt(x->arena, "Spørgsmål nummer %zu?", k)));
	assert_true(str_contains(out, S("Vagtskiftet")));
}

static void words_wait_for_the_facilitator(void **state)
{
	struct session *s = at_work(), *phones[5];
	struct own_question q = { .kind = S("text"), .title = S("Hvad mangler?"), .answers = S(""), .moderated = true };
	struct str step;
	(void)state;
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	for (size_t i = 0; i < 5; i++)
		phones[i] = join(s, false);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(answer(phones[i], step, "Overlapningen", 1), OK);
	assert_false(str_contains(live_text(s, "wall"), S("Overlapningen")));
	assert_true(str_contains(live_text(s, "console"), S("Overlapningen")));
}

static void until_it_is_opened_it_may_be_another(void **state)
{
	struct session *s = at_work();
	struct own_question q = sample(0), stands;
	struct str step, none;
	int64_t minutes;
	(void)state;
	s = asked(s, &q, &step);
	q.title = S("Hvad så?");
	q.kind = S("slider");
	q.answers = S("Lidt\nMeget");
	int64_t stale = s->row->version;
	assert_int_equal(agenda_ask_otherwise(x, s, stale, step, &q, 7), OK);
	s = reload(s);
	assert_null(method_step(s->method, step, NULL));	/* an answer to the first finds nothing */
	const struct method_step *now = session_nth_step(s->method, s->step_at + 1, NULL);
	assert_string_equal(now->title.da, "Hvad så?");
	assert_int_equal(now->minutes, 7);
	assert_int_equal(ask_nth(now, 0)->type, ITEM_SLIDER);
	assert_int_equal(agenda_asks(x, s, str_of(now->key), &stands, &minutes), OK);
	assert_string_equal(str_z(x->arena, stands.answers), "Lidt\nMeget");
	assert_int_equal(agenda_asks(x, s, step, &stands, &minutes), NOT_FOUND);
	fault_clear(x);
	assert_int_equal(agenda_ask_otherwise(x, s, stale, str_of(now->key), &q, 7), CONFLICT);	/* another facilitator's page */
	fault_clear(x);
	assert_int_equal(agenda_ask(x, s, stale, str_of(s->step->key), &q, 7, &none), CONFLICT);
	s = at(s, now->key);
	struct str opened = str_of(s->step->key);
	assert_int_equal(agenda_ask_otherwise(x, s, s->row->version, opened, &q, 7), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_past");
	s = reload(s);
	assert_int_equal(agenda_drop(x, s, s->row->version, opened), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_past");
}

/* The room went on and came back: what was answered is kept. */
static void what_somebody_has_answered_is_not_taken_away(void **state)
{
	struct session *s = at_work(), *phone;
	const char *before = s->step->key;
	struct own_question q = sample(0);
	struct str step;
	(void)state;
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	phone = join(s, false);
	assert_int_equal(answer(phone, step, "a1", 1), OK);
	s = at(s, before);
	assert_int_equal(agenda_drop(x, s, s->row->version, step), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_holds");
	s = reload(s);
	assert_int_equal(agenda_ask_otherwise(x, s, s->row->version, step, &q, 5), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_holds");
	assert_non_null(method_step(reload(s)->method, step, NULL));
}

/* A tunnel may hold an answer to a question that is gone: it finds no other. */
static void no_question_gets_the_name_of_another(void **state)
{
	struct session *s = at_work();
	struct own_question q = sample(0);
	struct str names[8];
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		s = asked(s, &q, &names[i]);
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(names[k], names[i]));
		if (i & 1)
			assert_int_equal(agenda_drop(x, s, s->row->version, names[i]), OK);
	}
}

static void it_does_not_run_into_what_has_a_fixed_time(void **state)
{
	struct session *s = planned_of("future-workshop-light", "Et roligere vagtskifte");
	const struct method_step *second = session_nth_step(s->method, 1, NULL);
	struct own_question q = sample(3);
	struct agenda_value was = { .minutes = second->minutes, .fixed_at = -1 }, now = was;
	struct str step;
	(void)state;
	now.fixed_at = 540 + session_nth_step(s->method, 0, NULL)->minutes + 5;
	assert_int_equal(agenda_save(x, s, &(struct agenda_change){ str_of(second->key), was, now }, 1), OK);
	s = reload(s);
	assert_int_equal(agenda_ask(x, s, s->row->version, str_of(s->step->key), &q, 6, &step), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_overlap");
	s = reload(s);	/* the form sends what stands in the store */
	assert_int_equal(session_nth_step(s->method, 1, NULL)->kind, second->kind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_wrong_is_told_at_its_field), T(what_was_typed_is_tidied), T(content_would_take_it),
		T(every_kind_is_asked_answered_and_taken_along), T(words_wait_for_the_facilitator), T(until_it_is_opened_it_may_be_another),
		T(what_somebody_has_answered_is_not_taken_away), T(no_question_gets_the_name_of_another), T(it_does_not_run_into_what_has_a_fixed_time),
	};
	return RUN(NULL, tests);
}
