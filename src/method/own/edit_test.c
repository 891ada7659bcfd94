/* edit_test.c -- changing documents as text. The property: whatever single thing
 * is changed in whatever document we carry, the comparison tells exactly that
 * and nothing else, and everything that was not touched stays byte for byte. */
#include "core/testing.h"
#include "method/own/edit.h"
#include "method/vocabulary/read.h"
#include "ui/ui.h"
#include <stdio.h>

struct fixture {
	struct arena *arena;
	struct ctx x;
};

static int begin(void **state)
{
	static struct fixture f;
	f.arena = arena_new((size_t)1 << 30);	/* thousands of changed documents */
	ctx_init(&f.x, f.arena);
	*state = &f;
	return ui_init(&f.x, true) == OK && method_init(&f.x, NULL) == OK ? 0 : -1;
}

static int end(void **state)
{
	struct fixture *f = *state;
	arena_free(f->arena);
	return 0;
}

/* What people paste: quotes, colons, a hash, a leading dash, æøå, lines. */
static const char *const tricky[] = {
	"Plain words", "- not a list: not a key # not a comment", "\"Quoted\" and 'single'", "Ærlighed, øvelse & åbenhed",
	"yes", "First line\nsecond: line\n\n- third line", "  led by spaces", "{braces} [brackets] *star & anchor %", "back\\slash",
};

static size_t changes(struct ctx *x, struct str base, struct str text, struct val **ret_first)
{
	struct val *into = val_new_obj(x);
	assert_int_equal(edit_compare(x, base, text, into), OK);
	const struct val *list = val_get(into, S("changes"));
	*ret_first = list->kids.first;
	return list->kids.count;
}

/* Changes the Danish of one text at a place, and looks. */
static void change_and_compare(struct ctx *x, struct str base, struct str place, const struct val *f, const char *words)
{
	struct str text = base, wanted = str_trim(str_of(words)), da = str_trim(val_get_str(f, "da"));
	struct val *first;
	if (str_eq(da, wanted) || (val_get_bool(f, "is_title") && strchr(words, '\n')))
		return;
	assert_int_equal(edit_text(x, &text, val_get_str(f, "place"), val_get_str(f, "name"), wanted, val_get_str(f, "en")), OK);
	size_t n = changes(x, base, text, &first);
	if (n != 1)
		print_error("%.*s %.*s: %zu changes\n", STR_ARG(place), STR_ARG(val_get_str(f, "name")), n);
	assert_int_equal(n, 1);
	assert_true(str_eq(val_get_str(first, "is"), wanted));
	assert_true(str_eq(val_get_str(first, "was"), da));
	/* And back again: only how it is written may differ, never what it says. */
	assert_int_equal(edit_text(x, &text, val_get_str(f, "place"), val_get_str(f, "name"), da, val_get_str(f, "en")), OK);
	assert_int_equal(changes(x, base, text, &first), 0);
}

static size_t visited;

static void walk_places(struct ctx *x, struct str base, struct str place)
{
	struct val *view = val_new_obj(x);
	assert_int_equal(edit_view(x, base, place, view), OK);
	for (const struct val *f = val_get(view, S("fields"))->kids.first; f; f = f->next)
		if ((val_get_bool(f, "is_text") || val_get_bool(f, "is_title")) && val_get_str(f, "da").n)
			change_and_compare(x, base, place, f, tricky[visited++ % (sizeof tricky / sizeof *tricky)]);
	for (const struct val *l = val_get(view, S("lists"))->kids.first; l; l = l->next)
		for (const struct val *e = val_get(l, S("entries"))->kids.first; e; e = e->next)
			walk_places(x, base, val_get_str(e, "place"));
}

static void any_text_of_any_document_can_be_changed_alone(void **state)
{
	struct fixture *f = *state;
	static const struct { enum method_kind kind; const char *key; } documents[] = {
		{ METHOD_WORKSHOP, "future-workshop-light" }, { METHOD_SHEET, "keep-good-habits" }, { METHOD_MODEL, "iglo" },
	};
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		const struct doc *d = library_find(documents[i].kind, str_of(documents[i].key));
		assert_non_null(d);
		size_t before = visited;
		walk_places(&f->x, d->text, S(""));
		assert_true(visited > before + 5);
	}
}

static struct str light(void)
{
	return library_find(METHOD_WORKSHOP, S("future-workshop-light"))->text;
}

/* The lines that are the same in both, counted from both ends: what lies between
 * is what was touched. */
static size_t lines_touched(struct str a, struct str b)
{
	size_t front = 0, back = 0, lines = 1;
	while (front < a.n && front < b.n && a.p[front] == b.p[front])
		front++;
	while (back < a.n - front && back < b.n - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back])
		back++;
	for (size_t i = front; i < b.n - back; i++)
		lines += b.p[i] == '\n';
	return lines;
}

static void nothing_else_is_rewritten(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	struct str text = light();
	assert_int_equal(edit_value(x, &text, S("parts.0.steps.0"), S("minutes"), S("7")), OK);
	assert_true(lines_touched(light(), text) <= 2);
	assert_true(str_starts(text, S("# The short version")));	/* comments stay */
}

static void an_optional_field_comes_and_goes(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	struct str text = light();
	struct val *first;
	assert_int_equal(edit_value(x, &text, S("parts.0.steps.0"), S("max_chars"), S("90")), OK);
	assert_int_equal(changes(x, light(), text, &first), 1);
	assert_int_equal(edit_value(x, &text, S("parts.0.steps.0"), S("max_chars"), S("")), OK);
	assert_int_equal(changes(x, light(), text, &first), 0);
	const struct str da[] = { S("Et spørgsmål mere?"), S("") }, en[] = { S("One more question?"), S("") };
	assert_int_equal(edit_texts(x, &text, S("parts.0.steps.0"), S("questions"), da, en, 2), OK);
	assert_true(changes(x, light(), text, &first) >= 1);
}

static void entries_move_are_copied_and_removed(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	struct str text = light();
	struct val *first;
	assert_int_equal(edit_entry(x, &text, S("rules.0"), S("down")), OK);
	assert_false(str_eq(text, light()));
	assert_int_equal(changes(x, light(), text, &first), 0);		/* the same rules, by key */
	assert_int_equal(edit_entry(x, &text, S("rules.1"), S("up")), OK);
	assert_true(str_eq(text, light()));
	assert_int_equal(edit_entry(x, &text, S("parts.0.steps.1"), S("copy")), OK);
	assert_int_equal(changes(x, light(), text, &first), 1);
	assert_true(val_get_bool(first, "added"));
	struct method_faults faults;
	method_check_bytes(x, "copy", text, &faults);
	for (const struct method_fault *q = faults.first; q; q = q->next)
		assert_string_equal(q->message, "method.minutes_sum");	/* the time it takes, and nothing else */
	assert_int_equal(edit_minutes(x, &text, light()), OK);
	method_check_bytes(x, "copy", text, &faults);
	assert_int_equal(faults.n, 0);
	assert_int_equal(edit_entry(x, &text, S("parts.0.steps.2"), S("remove")), OK);
	assert_int_equal(changes(x, light(), text, &first), 2);		/* the minutes of part and whole */
}

/* The page of a whole method reads as the method is run. */
static void lists_stand_in_the_order_of_the_day(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	static const char *const wanted[] = { "before", "parts", "handover", "after" };
	struct val *view = val_new_obj(x);
	size_t next = 0, steps = 0;
	assert_int_equal(edit_view(x, light(), S(""), view), OK);
	for (const struct val *l = val_get(view, S("lists"))->kids.first; l; l = l->next) {
		if (next < sizeof wanted / sizeof *wanted && str_eqz(val_get_str(l, "name"), wanted[next]))
			next++;
		if (!str_eqz(val_get_str(l, "name"), "parts"))
			continue;
		for (const struct val *e = val_get(l, S("entries"))->kids.first; e; e = e->next)
			steps += val_get(e, S("steps"))->kids.count;
	}
	assert_int_equal(next, sizeof wanted / sizeof *wanted);
	assert_true(steps > 5);		/* each below its part */
}

static void what_is_not_there_is_refused(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	struct str text = light();
	assert_int_equal(edit_value(x, &text, S("parts.99"), S("minutes"), S("7")), NOT_FOUND);
	assert_int_equal(edit_value(x, &text, S("parts.0"), S("nonsense"), S("7")), INVALID);
	assert_int_equal(edit_value(x, &text, S("parts.0.nonsense.1"), S("key"), S("7")), INVALID);
	assert_int_equal(edit_entry(x, &text, S("parts"), S("remove")), INVALID);
	assert_int_equal(edit_entry(x, &text, S("parts.0"), S("burn")), INVALID);
	assert_true(str_eq(text, light()));
}

/* Random acts one after the other on one text: it is YAML all the time. */
static void a_text_survives_a_thousand_acts(void **state)
{
	struct fixture *f = *state;
	struct ctx *x = &f->x;
	static const char *const acts[] = { "up", "down", "copy", "remove" };
	struct str text = light();
	uint32_t seed = 1;
	for (unsigned i = 0; i < 300; i++) {
		seed = seed * 1664525 + 1013904223;
		unsigned r = seed >> 8;
		struct str place = str_fmt(x->arena, "parts.%u.steps.%u", r % 4, (r >> 4) % 7);
		if (r % 3)
			(void)!edit_entry(x, &text, place, str_of(acts[(r >> 9) % 4]));
		else
			(void)!edit_text(x, &text, place, S("wall"), str_of(tricky[(r >> 9) % 9]), S("words"));
		struct method_faults faults;
		method_check_bytes(x, "acts", text, &faults);
		for (const struct method_fault *q = faults.first; q; q = q->next)
			assert_string_not_equal(q->message, "method.not_yaml");
		assert_int_equal(edit_view(x, text, S(""), val_new_obj(x)), OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_text_of_any_document_can_be_changed_alone),
		cmocka_unit_test(nothing_else_is_rewritten),
		cmocka_unit_test(an_optional_field_comes_and_goes),
		cmocka_unit_test(entries_move_are_copied_and_removed),
		cmocka_unit_test(lists_stand_in_the_order_of_the_day),
		cmocka_unit_test(what_is_not_there_is_refused),
		cmocka_unit_test(a_text_survives_a_thousand_acts),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
