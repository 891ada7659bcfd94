/* drawing_test.c -- every shape holds its names: whole words, inside the drawing,
 * as large as a phone needs. */
#include "core/testing.h"
#include "render/drawing.h"

enum { CEILING = 64 << 20, PHONE_WIDTH = 343 };	/* pixels: a small phone without its margins */

static struct arena *arena;
static struct ctx x;

static int begin(void **state)
{
	arena = arena_new(CEILING);
	ctx_init(&x, arena);
	return 0;
}

static int end(void **state)
{
	arena_free(arena);
	return 0;
}

static struct drawing_plan plan_of(enum drawing_shape shape, const struct str *names, size_t n)
{
	const struct drawing d = { .shape = shape, .lang = DA, .names = names, .n = n, .middle = S("Proceshjulet") };
	struct drawing_plan plan;
	assert_int_equal(drawing_plan(&x, &d, &plan), OK);
	return plan;
}

/* The lines put together again, but for numbers: " Individ Gruppe …" */
static struct str words_of(const struct drawing_plan *plan)
{
	struct str all = S("");
	for (size_t i = 0; i < plan->nlines; i++)
		if (!plan->lines[i].number)
			all = str_fmt(arena, "%.*s %.*s", STR_ARG(all), STR_ARG(plan->lines[i].text));
	return all;
}

static int smallest(const struct drawing_plan *plan)
{
	int size = DRAWING_WIDTH;
	for (size_t i = 0; i < plan->nlines; i++)
		if (!plan->lines[i].number && plan->lines[i].size < size)
			size = plan->lines[i].size;
	return size;
}

static void names_stay_whole_and_inside(const struct drawing_plan *plan)
{
	struct paper *p;
	assert_int_equal(paper_measure(&x, DA, &p), OK);
	for (size_t i = 0; i < plan->nlines; i++) {
		const struct drawing_line *l = &plan->lines[i];
		const struct type t = { .size = l->size, .weight = 600, .leading = l->size };
		double half = paper_width(paper_text(p, l->text, &t, -1)) / 2;
		assert_true(l->x - half > 0 && l->x + half < plan->width);
		assert_true(l->y - l->size * 0.73 > 0 && l->y < plan->height);
	}
}

static const struct str IGLO[] = { S("Individ"), S("Gruppe"), S("Ledelse"), S("Organisation") };
static const struct str WHEEL[] = { S("Find ud af det"), S("Tal om det"), S("Vælg og gør noget"), S("Fortæl om det"), S("Følg op") };

static void levels_around_each_other(void **state)
{
	struct drawing_plan plan = plan_of(DRAWING_NESTED, IGLO, 4);
	names_stay_whole_and_inside(&plan);
	assert_int_equal(plan.nareas, 4);
	assert_string_equal(words_of(&plan).p, " Individ Gruppe Ledelse Organisation");
	/* The innermost stands lowest, and the outermost is laid first. */
	for (size_t i = 1; i < plan.nlines; i++)
		assert_true(plan.lines[i].y < plan.lines[i - 1].y);
	assert_true(plan.areas[0].tinted && !plan.areas[1].tinted);
	assert_true(str_starts(plan.areas[0].path, S("M")) && str_contains(plan.areas[0].path, S("Z")));
	assert_true(smallest(&plan) * PHONE_WIDTH / DRAWING_WIDTH >= 14);
}

static void steps_go_round(void **state)
{
	struct drawing_plan plan = plan_of(DRAWING_WHEEL, WHEEL, 5);
	names_stay_whole_and_inside(&plan);
	assert_true(str_contains(words_of(&plan), S("Proceshjulet")));
	assert_true(smallest(&plan) * PHONE_WIDTH / DRAWING_WIDTH >= 12);
	/* The number of the first step on top, the second to its right, the last to its left. */
	const struct drawing_line *number[6] = { NULL };
	for (size_t i = 0; i < plan.nlines; i++)
		if (plan.lines[i].number)
			number[plan.lines[i].text.p[0] - '0'] = &plan.lines[i];
	assert_true(number[1]->y < number[2]->y && number[1]->y < number[5]->y);
	assert_true(number[2]->x > number[1]->x && number[5]->x < number[1]->x);
	assert_true(number[3]->y > number[2]->y && number[3]->x > number[4]->x);
}

static void every_shape_with_every_count(void **state)
{
	static const struct str names[] = { S("Arbejdsmiljørepræsentant"), S("Tillidsrepræsentanten"), S("Sikkerhed"), S("At blive hørt"),
					    S("Medarbejderindflydelse"), S("Psykologisk tryghed"), S("Arbejdets tilrettelæggelse"), S("Op") };
	for (enum drawing_shape shape = DRAWING_NESTED; shape <= DRAWING_LINKED; shape++) {
		for (size_t n = DRAWING_PARTS_MIN; n <= DRAWING_PARTS_MAX; n++) {
			struct drawing_plan plan = plan_of(shape, names, n);
			assert_int_equal(plan.nareas, n);
			assert_int_equal(plan.nlinks, shape == DRAWING_LINKED ? n * (n - 1) / 2 : 0);
			names_stay_whole_and_inside(&plan);
			for (size_t i = 0; i < n; i++)
				assert_true(str_contains(words_of(&plan), names[i]));
		}
	}
}

/* Only where somebody wrote that it may be. */
static void a_soft_hyphen_may_part_a_word(void **state)
{
	static const struct str names[] = { S("Arbejdsmiljø\u00adrepræsentanternes\u00adfællesskab"), S("To"), S("Tre") };
	struct drawing_plan plan = plan_of(DRAWING_WHEEL, names, 3);
	struct str words = words_of(&plan);
	assert_true(str_contains(words, S("- ")));
	assert_true(str_contains(words, S("Arbejdsmiljø- ")) || str_contains(words, S("repræsentanternes- ")));
}

static void what_is_no_shape_is_refused(void **state)
{
	struct drawing_plan plan;
	const struct drawing two = { .shape = DRAWING_WHEEL, .names = WHEEL, .n = 2 }, nine = { .shape = DRAWING_WHEEL, .names = WHEEL, .n = 9 };
	assert_int_equal(drawing_plan(&x, &two, &plan), FAILED);
	assert_int_equal(drawing_plan(&x, &nine, &plan), FAILED);
}

static void a_word_that_is_cut_is_noticed(void **state)
{
	static const struct type t = { .size = 10, .weight = 400, .leading = 15 };
	struct paper *p;
	assert_int_equal(paper_measure(&x, DA, &p), OK);
	assert_true(paper_parts_words(paper_text(p, S("en arbejdsmiljørepræsentant"), &t, 60)));
	assert_false(paper_parts_words(paper_text(p, S("en arbejdsmiljørepræsentant"), &t, 200)));
	assert_false(paper_parts_words(paper_text(p, S("én to tre fire fem seks"), &t, 60)));
	assert_false(paper_parts_words(paper_text(p, S("første\nanden"), &t, 200)));
	assert_false(paper_parts_words(paper_text(p, S("arbejdsmiljø\u00adrepræsentant"), &t, 80)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_around_each_other),
		cmocka_unit_test(steps_go_round),
		cmocka_unit_test(every_shape_with_every_count),
		cmocka_unit_test(a_soft_hyphen_may_part_a_word),
		cmocka_unit_test(what_is_no_shape_is_refused),
		cmocka_unit_test(a_word_that_is_cut_is_noticed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
