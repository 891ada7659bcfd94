/* question_test.c -- a question of one's own: what is one, that content would take it,
 * and that a session asks it like any other until it has been opened. */
#include "workshop/agenda/agenda.h"
#include "workshop/ask/ask.h"
#include "workshop/paper/paper.h"
#include "workshop/session_test.h"

static const char *const SAMPLE[][3] = {	/* how it is answered, what may be answered, an answer */
	{ "single", "Ja\nNej\nVed ikke", "a2" }, { "multiple", "Ro\nTid\nHjælp", "a1 a3" }, { "rank", "Ro\nTid\nHjælp", "a3 a1 a2" },
	{ "scale", "Slet ikke\nI høj grad", "a4" }, { "slider", "Uenige\nEnige", "7" }, { "cloud", "", "ro" }, { "text", "", "Vagtskiftet" },
};
enum { SAMPLES = sizeof SAMPLE / sizeof *SAMPLE };

static struct own_question sample(size_t i)
{
	struct own_question q = { .kind = str_of(SAMPLE[i][0]), .title = S("Hvad skal vi først?"), .answers = str_of(SAMPLE[i][1]) };
	q.steps = question_has_steps(q.kind) ? QUESTION_STEPS : 0;
	return q;
}

/* ---- what is one */

static void refused(const char *kind, const char *title, const char *answers, const char *field, const char *message)
{
	struct own_question q = { .kind = str_of(kind), .title = str_of(title), .answers = str_of(answers), .steps = QUESTION_STEPS };
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
	/* Two ends that say the same are one. */
	refused("scale", "Hvad?", "I høj grad\nI høj grad", "right", "workshop.question_ends_alike");
	refused("slider", "Hvad?", "Ærlig\n  ærlig ", "right", "workshop.question_ends_alike");
}

static void a_scale_has_as_many_steps_as_are_asked_for(void **state)
{
	(void)state;
	for (int64_t n = 0; n <= QUESTION_STEPS_MAX + 1; n++) {
		struct own_question q = sample(3);
		bool fits = n >= QUESTION_STEPS_MIN && n <= QUESTION_STEPS_MAX;
		fault_clear(x);
		q.steps = n;
		assert_int_equal(question_check(x, &q), fits ? OK : INVALID);
		assert_true(fits || strcmp(x->fault.field, "steps") == 0);
		if (!fits)
			continue;
		const struct method_questions *set = question_set(x, &q);
		assert_int_equal(set->scale_count, n);
		assert_string_equal(set->scale[0].title.da, "Slet ikke");
		assert_string_equal(set->scale[1].title.da, "2");
		assert_string_equal(set->scale[n - 1].title.da, "I høj grad");
	}
	struct own_question slider = sample(4);
	slider.steps = 99;		/* chosen before another kind was */
	assert_int_equal(question_check(x, &slider), OK);
	assert_int_equal(slider.steps, 0);
}

/* Whoever writes already needs no second field; what may be read before the room is what is written. */
static void a_comment_may_be_added_to_what_is_not_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct own_question q = sample(i), plain = sample(i);
		bool words = question_in_words(q.kind);
		q.comment = q.moderated = plain.moderated = true;
		assert_int_equal(question_check(x, &q), OK);
		assert_int_equal(question_check(x, &plain), OK);
		assert_int_equal(q.comment, !words);
		assert_int_equal(question_set(x, &q)->items[0].comment, !words);
		assert_true(q.moderated);
		assert_int_equal(plain.moderated, words);
		assert_false(question_set(x, &plain)->items[0].comment);
		assert_int_equal(question_same(&q, &plain), words);
	}
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
	buf_fmt(&b, "items:\n  - key: %s\n    type: %.*s\n    comment: %s\n    ", item->key, STR_ARG(q->kind), item->comment ? "true" : "false");
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
		struct own_question q = { .kind = str_of(SAMPLE[kind][0]), .title = any_words(QUESTION_CHARS), .answers = any_words(QUESTION_ANSWER_CHARS),
					  .comment = random_below(2), .steps = QUESTION_STEPS_MIN + (int64_t)random_below(QUESTION_STEPS_MAX - QUESTION_STEPS_MIN + 1) };
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
	TRY(ask_value(x, session_lang(s), at_step, ask_nth(at_step, 0), given, n, &out));
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

static struct agenda_question of_step(struct session *s, struct str step)
{
	struct agenda_question q;
	assert_int_equal(agenda_question(x, reload(s), (agenda_item_id){ 0 }, step, &q), OK);
	return q;
}

/* The step of a question, which has another name when its words are others. */
static struct str step_of(struct session *s, agenda_item_id item)
{
	struct agenda_question q;
	assert_int_equal(agenda_question(x, reload(s), item, S(""), &q), OK);
	return q.step;
}

static void refused_at(enum rc got, enum rc rc, const char *field, const char *message)
{
	assert_int_equal(got, rc);
	assert_string_equal(x->fault.field, field);
	assert_string_equal(x->fault.message, message);
	fault_clear(x);
}

static void until_it_is_opened_it_may_be_another(void **state)
{
	struct session *s = at_work();
	struct own_question q = sample(0);
	struct agenda_question stands;
	struct str step, none;
	(void)state;
	s = asked(s, &q, &step);
	int64_t stale = s->row->version;
	agenda_item_id item = of_step(s, step).item;
	q.title = S("Hvad så?");
	q.kind = S("slider");
	q.answers = S("Lidt\nMeget");
	assert_int_equal(agenda_ask_otherwise(x, s, item, step, &q, 7), OK);
	s = reload(s);
	assert_null(method_step(s->method, step, NULL));	/* an answer to the first finds nothing */
	const struct method_step *now = session_nth_step(s->method, s->step_at + 1, NULL);
	assert_string_equal(now->title.da, "Hvad så?");
	assert_int_equal(now->minutes, 7);
	assert_int_equal(ask_nth(now, 0)->type, ITEM_SLIDER);
	stands = of_step(s, str_of(now->key));
	assert_string_equal(str_z(x->arena, stands.q.answers), "Lidt\nMeget");
	assert_int_equal(stands.item.v, item.v);
	assert_false(stands.opened);
	assert_int_equal(agenda_question(x, s, (agenda_item_id){ 0 }, step, &stands), NOT_FOUND);
	fault_clear(x);
	assert_int_equal(agenda_ask(x, s, stale, str_of(s->step->key), &q, 7, &none), CONFLICT);
	s = reload(s);
	assert_int_equal(agenda_ask_not(x, s, item, str_of(now->key)), OK);
	assert_int_equal(agenda_question(x, reload(s), item, S(""), &stands), NOT_FOUND);
	assert_int_equal(session_nth_step(reload(s)->method, s->step_at + 1, NULL)->asked != NULL, false);
}

/* With an open page that shows other words, nobody writes over these. */
static void an_old_page_changes_nothing_and_is_told(void **state)
{
	struct session *s = at_work();
	struct own_question first = sample(0), mine = first, theirs = first;
	struct str step;
	(void)state;
	mine.title = S("Mit?");
	theirs.answers = S("Ja\nNej");
	s = asked(s, &first, &step);
	s = at(s, str_z(x->arena, step));
	agenda_item_id item = of_step(s, step).item;
	int64_t before = s->row->version;
	assert_int_equal(agenda_ask_otherwise(x, reload(s), item, step, &first, 99), OK);	/* nothing was changed: the clock has the minutes */
	assert_int_equal(reload(s)->row->version, before);
	assert_int_equal(agenda_ask_otherwise(x, reload(s), item, step, &theirs, 5), OK);
	assert_int_equal(agenda_ask_otherwise(x, reload(s), item, step, &theirs, 5), OK);	/* pressed twice */
	struct str now = step_of(s, item);
	refused_at(agenda_ask_otherwise(x, reload(s), item, step, &mine, 5), CONFLICT, "question", "workshop.question_changed");
	refused_at(agenda_ask_not(x, reload(s), item, step), CONFLICT, "question", "workshop.question_changed");
	assert_true(str_eq(step_of(s, item), now));
	assert_int_equal(agenda_ask_otherwise(x, reload(s), item, now, &mine, 5), OK);
	now = step_of(s, item);
	assert_int_equal(agenda_ask_not(x, reload(s), item, now), OK);
	assert_int_equal(agenda_ask_not(x, reload(s), item, now), OK);		/* gone: as was wanted */
	refused_at(agenda_ask_otherwise(x, reload(s), item, now, &theirs, 5), CONFLICT, "question", "workshop.question_taken");
	struct session *other = planned_of("future-workshop-light", "Et andet rum");
	first.title = S("Et andet sted?");
	assert_int_equal(agenda_ask(x, other, other->row->version, str_of(other->step->key), &first, 5, &step), OK);
	item = of_step(other, step).item;
	refused_at(agenda_ask_otherwise(x, reload(s), item, step, &mine, 5), CONFLICT, "question", "workshop.question_taken");
	assert_int_equal(agenda_ask_not(x, reload(s), item, step), OK);
	assert_string_equal(str_z(x->arena, of_step(other, step).q.title), "Et andet sted?");
}

/* Asked, and nobody has answered yet: other words, the same place, the same clock. */
static void while_nobody_has_answered_it_is_put_otherwise(void **state)
{
	struct session *s = at_work(), *phones[5];
	const char *before = s->step->key;
	struct own_question q = sample(0);
	struct str step;
	(void)state;
	for (size_t i = 0; i < 5; i++)
		phones[i] = join(s, false);
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	agenda_item_id item = of_step(s, step).item;
	assert_true(of_step(s, step).opened);
	int64_t ends = s->row->timer_ends_at;
	q.title = S("Hvad skal vi så?");
	assert_int_equal(agenda_ask_otherwise(x, s, item, step, &q, 60), OK);
	s = reload(s);
	struct str fresh = step_of(s, item);
	assert_string_equal(s->step->key, str_z(x->arena, fresh));
	assert_string_equal(s->step->title.da, "Hvad skal vi så?");
	assert_int_equal(s->step->minutes, 5);
	assert_int_equal(s->row->timer_ends_at, ends);
	assert_int_equal(answer(phones[0], step, "a1", 1), NOT_FOUND);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(answer(phones[i], fresh, "a2", 1), OK);
	assert_true(of_step(s, fresh).shown);
	refused_at(agenda_ask_not(x, reload(s), item, fresh), CONFLICT, "question", "workshop.question_stays");
	/* Another one, taken back: the room is where it was, and nothing is left of it. */
	s = at(s, before);
	q.title = S("Forhastet?");
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	assert_int_equal(agenda_ask_not(x, s, of_step(s, step).item, step), OK);
	s = reload(s);
	assert_string_equal(s->step->key, before);
	assert_false(str_contains(outcome(s, false), S("Forhastet")));
}

/* Whoever has said something has said it to these words, however it came in. */
static void an_answer_wins_from_the_first(void **state)
{
	struct session *s = at_work(), *phone = join(s, false);
	const char *before = s->step->key;
	struct own_question q = sample(0), other = sample(0);
	struct str step;
	(void)state;
	other.title = S("Noget andet?");
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	agenda_item_id item = of_step(s, step).item;
	struct session *page = reload(s);	/* read before the answer comes */
	assert_int_equal(answer(phone, step, "a1", 1), OK);
	refused_at(agenda_ask_otherwise(x, page, item, step, &other, 5), CONFLICT, "question", "workshop.question_stays");
	refused_at(agenda_ask_not(x, reload(s), item, step), CONFLICT, "question", "workshop.question_stays");
	/* Also when the room has gone back from it: what was answered is kept. */
	s = at(s, before);
	refused_at(agenda_ask_otherwise(x, reload(s), item, step, &other, 5), CONFLICT, "question", "workshop.question_stays");
	refused_at(agenda_drop(x, reload(s), reload(s)->row->version, step), INVALID, "_", "workshop.agenda_holds");
	assert_non_null(method_step(reload(s)->method, step, NULL));
	/* Until it is taken back. */
	s = at(s, str_z(x->arena, step));
	assert_int_equal(answer(phone, step, "", 2), OK);
	assert_int_equal(agenda_ask_otherwise(x, reload(s), item, step, &other, 5), OK);
	/* Paper is an answer, too. */
	s = reload(s);
	struct paper_given paper = { .item = ask_nth(s->step, 0), .value = S("a1"), .why = S("") };
	assert_int_equal(paper_answer(x, s, &paper, 1), OK);
	refused_at(agenda_ask_otherwise(x, reload(s), item, step_of(s, item), &q, 5), CONFLICT, "question", "workshop.question_stays");
	refused_at(agenda_ask_not(x, reload(s), item, step_of(s, item)), CONFLICT, "question", "workshop.question_stays");
}

/* What was read before the words were changed is not written beneath the new ones:
 * neither by a phone that was let in just before, nor by whoever types paper in. */
static void an_answer_under_way_is_to_the_words_that_were_read(void **state)
{
	struct session *s = at_work(), *phone = join(s, false);
	struct own_question q = sample(0);
	struct str step;
	(void)state;
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	struct session *reading = reload(phone), *typing = reload(s);
	struct paper_given paper = { .item = ask_nth(typing->step, 0), .value = S("a1"), .why = S("") };
	q.title = S("Hvad så?");
	assert_int_equal(agenda_ask_otherwise(x, reload(s), of_step(s, step).item, step, &q, 5), OK);
	refused_at(ask_answer(x, reading, reading->step, ask_nth(reading->step, 0), S("a1"), S(""), 1), CONFLICT, "_", "ask.question_gone");
	assert_int_equal(paper_answer(x, typing, &paper, 1), CONFLICT);
	fault_clear(x);
	int64_t answered, of;
	s = reload(s);
	assert_int_equal(ask_count(x, s, s->step, &answered, &of), OK);
	assert_int_equal(answered, 0);
}

/* Comments wait for the batch of their answers, and for the facilitator. */
static void comments_come_with_enough_answers(void **state)
{
	struct session *s = at_work(), *phones[5];
	struct own_question q = sample(3);
	struct str step;
	(void)state;
	q.comment = q.moderated = true;
	s = asked(s, &q, &step);
	s = at(s, str_z(x->arena, step));
	for (size_t i = 0; i < 5; i++)
		phones[i] = join(s, false);
	for (size_t i = 0; i < 5; i++) {
		struct session *p = reload(phones[i]);
		assert_false(str_contains(live_text(s, "console"), S("Kanariefugl")));
		assert_int_equal(ask_answer(x, p, p->step, ask_nth(p->step, 0), S("a4"), i ? S("") : S("Kanariefugl"), 1), OK);
	}
	assert_true(str_contains(live_text(s, "console"), S("Kanariefugl")));
	assert_false(str_contains(live_text(s, "wall"), S("Kanariefugl")));
	assert_false(str_contains(outcome(s, false), S("Kanariefugl")));
}

static void what_is_full_or_over_is_told_at_its_field(void **state)
{
	struct session *s = at_work();
	const char *been = s->step->key;
	struct own_question q = sample(0);
	struct str step;
	(void)state;
	s = at(s, session_nth_step(s->method, 1, NULL)->key);
	refused_at(agenda_ask(x, s, s->row->version, str_of(been), &q, 5, &step), INVALID, "after", "workshop.agenda_after_past");
	s = reload(s);
	refused_at(agenda_add(x, s, s->row->version, str_of(been), S("Kaffe"), 5, true), INVALID, "after", "workshop.agenda_after_past");
	for (int i = 0; i < AGENDA_OWN_MAX; i++)
		s = asked(s, &q, &step);
	refused_at(agenda_ask(x, s, s->row->version, str_of(s->step->key), &q, 5, &step), INVALID, "question", "workshop.agenda_full");
	s = reload(s);
	refused_at(agenda_add(x, s, s->row->version, str_of(s->step->key), S("Kaffe"), 5, true), INVALID, "title", "workshop.agenda_full");
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
		T(an_old_page_changes_nothing_and_is_told), T(while_nobody_has_answered_it_is_put_otherwise),
		T(an_answer_wins_from_the_first), T(an_answer_under_way_is_to_the_words_that_were_read), T(comments_come_with_enough_answers),
		T(what_is_full_or_over_is_told_at_its_field), T(a_scale_has_as_many_steps_as_are_asked_for), T(a_comment_may_be_added_to_what_is_not_in_words),
		T(no_question_gets_the_name_of_another), T(it_does_not_run_into_what_has_a_fixed_time),
	};
	return RUN(NULL, tests);
}
