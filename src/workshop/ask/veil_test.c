/* veil_test.c -- every room of five to twelve people and two to six answers: what
 * is told is true, and whoever knows the rules, the total and all that is told
 * cannot say of any answer that nobody gave it, that one alone did, or that all did.
 * And the same for rooms in which each gave several answers, or no more than some. */
#include "core/testing.h"
#include "workshop/ask/veil.h"
#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 12, ANSWERS_MAX = 6, ROOMS_MAX = 60000 };	/* 6188 rooms of twelve give one of six answers; 59049 of eight several of five */

struct room {
	int64_t n[ANSWERS_MAX];
	struct veiled told[ANSWERS_MAX];
};

static struct room rooms[ROOMS_MAX];
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* All ways in which `left` people give answers i and after. */
static size_t fill(struct room *scratch, size_t i, size_t k, int64_t left, size_t at)
{
	if (i + 1 == k) {
		scratch->n[i] = left;
		assert_true(at < ROOMS_MAX);
		rooms[at] = *scratch;
		return at + 1;
	}
	for (scratch->n[i] = 0; scratch->n[i] <= left; scratch->n[i]++) {
		int64_t here = scratch->n[i];
		at = fill(scratch, i + 1, k, left - here, at);
		scratch->n[i] = here;
	}
	return at;
}

static int by_told(const void *a, const void *b)
{
	return memcmp(((const struct room *)a)->told, ((const struct room *)b)->told, sizeof(rooms[0].told));
}

/* What answer i may have been for whoever is told what rooms from..to are told; it is
 * true of each of them. */
static void between(size_t from, size_t to, size_t i, int64_t *ret_least, int64_t *ret_most)
{
	*ret_least = *ret_most = rooms[from].n[i];
	for (size_t r = from; r < to; r++) {
		*ret_least = rooms[r].n[i] < *ret_least ? rooms[r].n[i] : *ret_least;
		*ret_most = rooms[r].n[i] > *ret_most ? rooms[r].n[i] : *ret_most;
	}
	assert_true(*ret_least >= rooms[from].told[i].least && *ret_most <= rooms[from].told[i].most);
}

/* Rooms from..to are told alike: is no answer given away? */
static void look_at_class(size_t from, size_t to, size_t k, int64_t people)
{
	for (size_t i = 0; i < k; i++) {
		int64_t least, most;
		between(from, to, i, &least, &most);
		assert_false(most == 0);				/* nobody */
		assert_false(least == 1 && most == 1);			/* one alone */
		assert_false(least == people);				/* all */
		if (rooms[from].told[i].least < 2)
			assert_int_equal(least, 0);			/* told as none or more: both may be */
	}
}

/* Every room of so many people with what is told of it, those told alike side by side. */
static size_t rooms_told(size_t k, int64_t people)
{
	struct room scratch = { 0 };
	size_t n = fill(&scratch, 0, k, people, 0);
	for (size_t r = 0; r < n; r++)
		veil(arena, rooms[r].n, k, rooms[r].told);
	qsort(rooms, n, sizeof *rooms, by_told);
	return n;
}

static size_t end_of_class(size_t from, size_t n)
{
	size_t to = from + 1;
	while (to < n && by_told(&rooms[from], &rooms[to]) == 0)
		to++;
	return to;
}

static void nobody_is_told_of_none_of_one_and_of_all(void **state)
{
	size_t classes = 0;
	(void)state;
	for (size_t k = 2; k <= ANSWERS_MAX; k++)
		for (int64_t people = 5; people <= PEOPLE_MAX; people++) {
			size_t n = rooms_told(k, people);
			for (size_t from = 0, to; from < n; from = to, classes++) {
				to = end_of_class(from, n);
				look_at_class(from, to, k, people);
			}
			arena_reset(arena);
		}
	assert_true(classes > 1000);	/* and it is not all veil */
}

static void several_told_is(int64_t of, int64_t most, const int64_t *n, size_t k, const int64_t (*expected)[2])
{
	struct veiled v[ANSWERS_MAX];
	veil_several(arena, n, k, of, most, v);
	for (size_t i = 0; i < k; i++) {
		assert_int_equal(v[i].least, expected[i][0]);
		assert_int_equal(v[i].most, expected[i][1]);
	}
}

static void several_are_told_as_they_are_where_nothing_is_given_away(void **state)
{
	(void)state;
	several_told_is(6, 3, (const int64_t[]){ 2, 3, 4 }, 3, (const int64_t[][2]){ { 2, 2 }, { 3, 3 }, { 4, 4 } });
	several_told_is(6, 3, (const int64_t[]){ 2, 0, 5 }, 3, (const int64_t[][2]){ { 2, 2 }, { 0, 1 }, { 5, 6 } });
	/* "2, 2, 0–1" of five could only be one. */
	several_told_is(5, 3, (const int64_t[]){ 2, 2, 1 }, 3, (const int64_t[][2]){ { 2, 3 }, { 2, 2 }, { 0, 1 } });
	/* "3, 3, 4–5, 0–1" of five who give two at most could only be four and none. */
	several_told_is(5, 2, (const int64_t[]){ 3, 3, 4, 0 }, 4, (const int64_t[][2]){ { 3, 4 }, { 3, 4 }, { 3, 4 }, { 0, 1 } });
}

static void told_is(const int64_t *n, size_t k, const int64_t (*expected)[2])
{
	struct veiled v[ANSWERS_MAX];
	veil(arena, n, k, v);
	for (size_t i = 0; i < k; i++) {
		assert_int_equal(v[i].least, expected[i][0]);
		assert_int_equal(v[i].most, expected[i][1]);
	}
}

static void a_room_still_sees_what_it_needs(void **state)
{
	(void)state;
	told_is((const int64_t[]){ 3, 4, 5 }, 3, (const int64_t[][2]){ { 3, 3 }, { 4, 4 }, { 5, 5 } });
	told_is((const int64_t[]){ 3, 0, 2 }, 3, (const int64_t[][2]){ { 2, 3 }, { 0, 1 }, { 2, 3 } });
	told_is((const int64_t[]){ 5, 0, 0 }, 3, (const int64_t[][2]){ { 3, 5 }, { 0, 1 }, { 0, 1 } });
	told_is((const int64_t[]){ 8, 9, 6, 2, 0 }, 5, (const int64_t[][2]){ { 8, 9 }, { 8, 9 }, { 6, 6 }, { 2, 2 }, { 0, 1 } });
	told_is((const int64_t[]){ 2, 2, 1, 0, 0 }, 5, (const int64_t[][2]){ { 2, 3 }, { 2, 3 }, { 0, 1 }, { 0, 1 }, { 0, 1 } });
}

/* ---- steps side by side */

enum { STEPS = 11, DICE_ROOMS = 20000 };

/* The answers of a room by chance: around a step, spread as it comes. */
static void throw_room(uint32_t *dice, int64_t *n, size_t k, int64_t people)
{
	size_t around, spread;
	for (size_t i = 0; i < k; i++)
		n[i] = 0;
	*dice = *dice * 1664525u + 1013904223u;
	around = (*dice >> 16) % k;
	spread = 1 + (*dice >> 8) % k;
	for (int64_t p = 0; p < people; p++) {
		*dice = *dice * 1664525u + 1013904223u;
		n[(around + (*dice >> 16) % spread) % k]++;
	}
}

/* The bands of a room: one after the other, all steps; true; and none but the whole scale
 * says that nobody, one alone or all are in it. Returns how many steps stand with others. */
static size_t look_at_bands(const int64_t *n, size_t k, int64_t people, const bool *apart)
{
	struct veiled told[STEPS];
	struct veil_band b[STEPS];
	size_t at = 0, joined = 0;
	veil(arena, n, k, told);
	size_t count = veil_bands(told, k, people, apart, b);
	for (size_t i = 0; i < count; i++) {
		int64_t in = 0;
		size_t steps = b[i].to - b[i].from;
		assert_int_equal(b[i].from, at);
		assert_true(steps == 1 || steps >= VEIL_RUN);
		for (; at < b[i].to; at++) {
			in += n[at];
			assert_true(steps == 1 || (told[at].least == 0 && !apart[at]));
		}
		assert_true(b[i].n.least <= in && in <= b[i].n.most);
		assert_false(b[i].n.most == 0);
		assert_false(b[i].n.least == 1 && b[i].n.most == 1);
		assert_false(b[i].n.least == people && steps < k);
		joined += steps > 1 ? steps : 0;
	}
	assert_int_equal(at, k);
	arena_reset(arena);
	return joined;
}

/* Rooms from..to are told alike, so their bands are the same; and these leave open whatever
 * any of them may have been: nobody in one, or one alone, or all are told of none. */
static void bands_say_no_more_than_their_steps(size_t from, size_t to, size_t k, int64_t people)
{
	static const bool none[STEPS];
	struct veil_band b[STEPS];
	size_t count = veil_bands(rooms[from].told, k, people, none, b);
	for (size_t i = 0; i < count; i++) {
		int64_t least = people, most = 0;
		for (size_t r = from; r < to; r++) {
			int64_t in = 0;
			for (size_t s = b[i].from; s < b[i].to; s++)
				in += rooms[r].n[s];
			least = in < least ? in : least;
			most = in > most ? in : most;
		}
		assert_true(b[i].n.least <= least && most <= b[i].n.most);
		if (b[i].to - b[i].from < k) {
			assert_false(most == 0);
			assert_false(least == 1 && most == 1);
			assert_false(least == people);
		}
	}
}

static void steps_that_stand_together_tell_no_more(void **state)
{
	static const bool none[STEPS];
	size_t joined = 0, bands = 0;
	uint32_t dice = 1;
	(void)state;
	for (size_t k = 3; k <= ANSWERS_MAX; k++)
		for (int64_t people = 5; people <= PEOPLE_MAX; people++) {
			size_t n = rooms_told(k, people);
			for (size_t r = 0; r < n; r++)
				joined += look_at_bands(rooms[r].n, k, people, none);
			for (size_t from = 0, to; from < n; from = to, bands++) {
				to = end_of_class(from, n);
				bands_say_no_more_than_their_steps(from, to, k, people);
			}
			arena_reset(arena);
		}
	assert_true(joined > 1000 && bands > 1000);
	for (int i = 0; i < DICE_ROOMS; i++) {
		int64_t n[STEPS], people = 5 + i % 26;
		size_t k = 3 + (size_t)i % (STEPS - 2);
		bool apart[STEPS] = { [STEPS - 3] = i % 2, [1] = i % 3 == 0 };
		throw_room(&dice, n, k, people);
		look_at_bands(n, k, people, apart);
	}
}

static void a_long_scale_is_read_in_few_lines(void **state)
{
	static const bool none[STEPS];
	static const int64_t n[STEPS] = { 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 0 };
	struct veiled told[STEPS];
	struct veil_band b[STEPS];
	(void)state;
	veil(arena, n, STEPS, told);
	assert_int_equal(veil_bands(told, STEPS, 6, none, b), 3);
	assert_int_equal(b[0].to, 9);
	assert_int_equal(b[0].n.least, 3);	/* six without two and without the one that may be at 10 */
	assert_int_equal(b[0].n.most, 4);
	assert_int_equal(b[1].n.least, 2);
	assert_int_equal(b[2].n.most, 1);
}

/* ---- where each may give several */

/* Every count of each answer that people could have given: each at least one answer
 * and at most `most`. Whatever adds up so can be dealt out so, round the table. */
static size_t fill_several(struct room *scratch, size_t i, size_t k, int64_t people, int64_t most, int64_t sum, size_t at)
{
	if (i == k) {
		if (sum < people || sum > most * people)
			return at;
		assert_true(at < ROOMS_MAX);
		rooms[at] = *scratch;
		return at + 1;
	}
	for (int64_t n = 0; n <= people; n++) {
		scratch->n[i] = n;
		at = fill_several(scratch, i + 1, k, people, most, sum + n, at);
	}
	return at;
}

static void look_at_class_of_several(size_t from, size_t to, size_t k, int64_t people)
{
	for (size_t i = 0; i < k; i++) {
		int64_t least, most;
		between(from, to, i, &least, &most);
		assert_true(most >= 2 || (least == 0 && most == 1));			/* never nobody, never one alone */
		assert_true(least <= people - 2 || (least == people - 1 && most == people));	/* never all, never all but one */
	}
}

static int64_t ways(int64_t of, size_t k)
{
	return k ? of * ways(of, k - 1) : 1;
}

static void where_several_are_given_nobody_is_told_of_either(void **state)
{
	size_t classes = 0, all = 0;
	(void)state;
	for (size_t k = 2; k <= ANSWERS_MAX; k++)
		for (int64_t people = 5; people <= PEOPLE_MAX; people++)
			for (int64_t most = 2; most <= (int64_t)k; most++) {
				struct room scratch = { 0 };
				if (ways(people + 1, k) > ROOMS_MAX)
					continue;
				size_t n = fill_several(&scratch, 0, k, people, most, 0, 0);
				for (size_t r = 0; r < n; r++) {
					veil_several(arena, rooms[r].n, k, people, most, rooms[r].told);
					arena_reset(arena);
				}
				qsort(rooms, n, sizeof *rooms, by_told);
				for (size_t from = 0, to; from < n; from = to, classes++) {
					to = end_of_class(from, n);
					look_at_class_of_several(from, to, k, people);
				}
				all += n;
			}
	assert_true(classes * 8 > all);	/* and it is not all veil */
}

/* ---- orders */

enum { RANKED_MAX = 4, ORDERS = 5 * 5 * 5 * 5,	/* a place is 1 to 4 */
        ORDERS_PEOPLE_MAX = 8 };

/* How many put answer i at place p: whatever has these sums can be dealt out in
 * orders, one each (Birkhoff). */
struct orders {
	int64_t at[RANKED_MAX][RANKED_MAX];
	size_t k;
	int64_t people;
};

/* Of all rooms that are told alike: the fewest and the most at each place. */
static struct alike {
	bool any;
	int8_t least[RANKED_MAX][RANKED_MAX], most[RANKED_MAX][RANKED_MAX];
} alike[ORDERS];

static size_t rooms_in_order;

static void count_in(const struct orders *o)
{
	int64_t places[RANKED_MAX] = { 0 }, told[RANKED_MAX];
	size_t which = 0;
	for (size_t i = 0; i < o->k; i++)
		for (size_t p = 0; p < o->k; p++)
			places[i] += o->at[i][p] * (int64_t)(p + 1);
	veil_order(places, o->k, told);
	for (size_t i = 0; i < o->k; i++)
		which = which * (RANKED_MAX + 1) + (size_t)told[i];
	assert_true(which < ORDERS);
	struct alike *a = &alike[which];
	rooms_in_order++;
	for (size_t i = 0; i < o->k; i++)
		for (size_t p = 0; p < o->k; p++) {
			int8_t n = (int8_t)o->at[i][p];
			a->least[i][p] = !a->any || n < a->least[i][p] ? n : a->least[i][p];
			a->most[i][p] = !a->any || n > a->most[i][p] ? n : a->most[i][p];
		}
	a->any = true;
}

static int64_t left_at(const struct orders *o, size_t i, size_t p)
{
	int64_t left = o->people;
	for (size_t k = 0; k < i; k++)
		left -= o->at[k][p];
	return left;
}

/* Fills answer i from place p on; `left` people have it further back. */
static void every_room(struct orders *o, size_t i, size_t p, int64_t left)
{
	if (i == o->k) {
		count_in(o);
		return;
	}
	bool last = p + 1 == o->k, lowest = i + 1 == o->k;
	int64_t most = left_at(o, i, p) < left ? left_at(o, i, p) : left, least = 0;
	if (last)
		least = left;
	if (lowest && left_at(o, i, p) > least)
		least = left_at(o, i, p);	/* whoever has it nowhere else has it here */
	for (int64_t n = least; n <= most; n++) {
		o->at[i][p] = n;
		if (last)
			every_room(o, i + 1, 0, o->people);
		else
			every_room(o, i, p + 1, left - n);
	}
}

static void look_at_orders(const struct alike *a, size_t k, int64_t people)
{
	for (size_t i = 0; i < k; i++)
		for (size_t p = 0; p < k; p++) {
			int64_t least = a->least[i][p], most = a->most[i][p];
			assert_false(least == most && (most <= 1 || least >= people - 1));
		}
}

static void an_order_tells_of_no_one_and_of_not_all(void **state)
{
	(void)state;
	for (size_t k = 2; k <= RANKED_MAX; k++)
		for (int64_t people = 5; people <= ORDERS_PEOPLE_MAX; people++) {
			struct orders o = { .k = k, .people = people };
			memset(alike, 0, sizeof alike);
			every_room(&o, 0, 0, people);
			for (size_t w = 0; w < ORDERS; w++)
				if (alike[w].any)
					look_at_orders(&alike[w], k, people);
		}
	assert_int_equal(rooms_in_order, 30 + 2338 + 1535865);	/* squares of two, three, four with these sums: none is missing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_told_of_none_of_one_and_of_all),
		cmocka_unit_test(where_several_are_given_nobody_is_told_of_either),
		cmocka_unit_test(several_are_told_as_they_are_where_nothing_is_given_away),
		cmocka_unit_test(an_order_tells_of_no_one_and_of_not_all),
		cmocka_unit_test(a_room_still_sees_what_it_needs),
		cmocka_unit_test(steps_that_stand_together_tell_no_more),
		cmocka_unit_test(a_long_scale_is_read_in_few_lines),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
