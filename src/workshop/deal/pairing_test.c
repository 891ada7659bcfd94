/* pairing_test.c -- nobody meets the same person twice while it can be helped. */
#include "core/arena.h"
#include "core/testing.h"
#include "workshop/deal/pairing.h"
#include <string.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_CEILING_DEFAULT);
	return arena ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* Every group has two, but one that has three when the number is odd. */
static void check_sizes(const struct pairing *p, size_t n)
{
	size_t threes = 0;
	size_t *size = ARENA_ARRAY(arena, p->groups, size_t);
	assert_int_equal(p->seats, n);
	for (size_t i = 0; i < n; i++) {
		assert_true(p->group[i] < p->groups);
		size[p->group[i]]++;
	}
	for (size_t g = 0; g < p->groups; g++) {
		assert_true(size[g] == 2 || size[g] == 3);
		threes += size[g] == 3;
	}
	assert_int_equal(threes, n % 2);
}

/* Adds the meetings of a round; returns how many had met before. */
static size_t meet(struct met *met, const struct pairing *p)
{
	size_t again = 0;
	for (size_t i = 0; i < p->seats; i++)
		for (size_t k = i + 1; k < p->seats; k++)
			if (p->group[i] == p->group[k]) {
				again += met_has(met, i, k);
				met_add(met, i, k);
			}
	return again;
}

static size_t repeats_of(size_t n, size_t rounds, uint64_t seed)
{
	struct met *met = met_new(arena, n);
	size_t again = 0, began[64];
	for (size_t r = 0; r < rounds; r++) {
		began[r] = n;
		struct pairing p = pairing_of_round(arena, seed, began, NULL, r + 1, rounds, n, 0);
		check_sizes(&p, n);
		again += meet(met, &p);
	}
	return again;
}

static void an_even_room_meets_everybody_once(void **state)
{
	(void)state;
	for (size_t n = 2; n <= 24; n += 2)
		for (uint64_t seed = 0; seed < 5; seed++)
			assert_int_equal(repeats_of(n, n - 1, seed), 0);
}

static void an_odd_room_meets_nobody_twice_in_an_evening(void **state)
{
	(void)state;
	/* Four rounds, as the card game has; five persons cannot: ten meetings in all, two of three in each round. */
	for (size_t n = 9; n <= 41; n += 2)
		for (uint64_t seed = 0; seed < 5; seed++)
			assert_int_equal(repeats_of(n, 4, seed), 0);
}

static void the_same_seed_tells_every_phone_the_same(void **state)
{
	(void)state;
	size_t began[] = { 12, 12, 13 };
	struct pairing a = pairing_of_round(arena, 7, began, NULL, 3, 4, 13, 0), b = pairing_of_round(arena, 7, began, NULL, 3, 4, 13, 0);
	assert_memory_equal(a.group, b.group, 13 * sizeof *a.group);
	struct pairing c = pairing_of_round(arena, 8, began, NULL, 3, 4, 13, 0);
	assert_memory_not_equal(a.group, c.group, 13 * sizeof *a.group);
}

static void who_comes_late_joins_a_pair_and_moves_nobody(void **state)
{
	(void)state;
	size_t began[] = { 10 };
	struct pairing before = pairing_of_round(arena, 3, began, NULL, 1, 4, 10, 0);
	for (size_t now = 11; now <= 15; now++) {
		struct pairing p = pairing_of_round(arena, 3, began, NULL, 1, 4, now, 0);
		assert_int_equal(p.seats, now);
		assert_memory_equal(p.group, before.group, 10 * sizeof *p.group);
		for (size_t i = 10; i < now; i++)	/* each comes to another pair */
			for (size_t k = 10; k < i; k++)
				assert_int_not_equal(p.group[i], p.group[k]);
	}
}

static void rooms_that_grow_between_rounds_repeat_nobody(void **state)
{
	(void)state;
	size_t began[] = { 8, 11, 12, 15 };
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct met *met = met_new(arena, 15);
		size_t again = 0;
		for (size_t r = 1; r <= 4; r++) {
			/* As the round ends: those who begin the next one are there. */
			struct pairing p = pairing_of_round(arena, seed, began, NULL, r, 4, r < 4 ? began[r] : 15, 0);
			again += meet(met, &p);
		}
		assert_int_equal(again, 0);
	}
}

/* One or two leave after each round, and one of them comes back: those who are there
 * have each other, nobody has an empty chair, and nobody meets the same again. */
static void an_empty_chair_has_no_partner(void **state)
{
	(void)state;
	enum { N = 14, GAME = 4 };
	static const uint32_t left[GAME][4] = { { 0 }, { 3 }, { 3, 8, 13 }, { 0, 8 } };
	static const struct pairing_empty empty[GAME] = { { left[0], 0 }, { left[1], 1 }, { left[2], 3 }, { left[3], 2 } };
	const size_t began[GAME] = { N, N, N, N };
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct met *met = met_new(arena, N);
		for (size_t r = 0; r < GAME; r++) {
			struct pairing p = pairing_of_round(arena, seed, began, empty, r + 1, GAME, N, 0);
			size_t members[N] = { 0 }, here = N - empty[r].n, threes = 0;
			for (size_t i = 0; i < N; i++) {
				bool gone = false;
				for (size_t k = 0; k < empty[r].n; k++)
					gone |= empty[r].seats[k] == i;
				assert_true(gone == (p.group[i] == PAIRING_NOBODY));
				if (!gone)
					members[p.group[i]]++;
				for (size_t k = 0; k < i && !gone; k++)
					if (p.group[i] == p.group[k]) {
						assert_false(met_has(met, i, k));
						met_add(met, i, k);
					}
			}
			assert_int_equal(p.groups, here / 2);
			for (size_t g = 0; g < p.groups; g++) {
				assert_in_range(members[g], 2, 3);
				threes += members[g] == 3;
			}
			assert_int_equal(threes, here % 2);
		}
	}
}

/* Those who hold the same card, of the ones put together; three count two and two. */
static size_t alike(const struct pairing *p, size_t cards)
{
	size_t sum = 0;
	for (size_t i = 0; i < p->seats; i++)
		for (size_t k = 0; k < i; k++)
			sum += p->group[i] != PAIRING_NOBODY && p->group[i] == p->group[k] && i % cards == k % cards;
	return sum;
}

/* They are to talk about both. With two kinds of cards three people have two alike. */
static void partners_hold_different_cards(void **state)
{
	enum { GAME = 4, MOST = 60 };
	static const size_t decks[] = { 2, 3, 4, 5, 7, 8, 12, 16, 24, 30, 53 };
	(void)state;
	for (size_t d = 0; d < sizeof decks / sizeof *decks; d++)
		for (size_t n = 2; n <= MOST; n++) {
			size_t began[GAME] = { n, n, n, n };
			for (size_t r = 1; r <= GAME; r++) {
				struct pairing p = pairing_of_round(arena, n, began, NULL, r, GAME, n, decks[d]);
				check_sizes(&p, n);
				assert_int_equal(alike(&p, decks[d]), decks[d] == 2 ? n % 2 : 0);
			}
		}
}

/* In rooms that a deck lasts for, or nearly, that costs no meeting again. */
static void cards_bring_nobody_together_again(void **state)
{
	enum { GAME = 4 };
	static const size_t rooms[][2] = { { 16, 8 }, { 20, 8 }, { 30, 24 }, { 40, 24 }, { 60, 24 }, { 100, 24 } };
	(void)state;
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		size_t n = rooms[i][0], began[GAME] = { n, n, n, n }, again = 0;
		struct met *met = met_new(arena, n);
		for (size_t r = 1; r <= GAME; r++) {
			struct pairing p = pairing_of_round(arena, 5, began, NULL, r, GAME, n, rooms[i][1]);
			assert_int_equal(alike(&p, rooms[i][1]), 0);
			again += meet(met, &p);
		}
		assert_int_equal(again, 0);
	}
}

/* Also of those who come late, of those left when others have gone, and in a hall. */
static void cards_differ_whoever_comes_and_goes(void **state)
{
	enum { N = 20, CARDS = 8, HALL = 3001, LATE = 4 };
	static const uint32_t left[] = { 1, 5, 6 };
	const struct pairing_empty empty[] = { { left, 0 }, { left, 3 } };
	size_t began[] = { N, N }, hall[] = { HALL };
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct pairing p = pairing_of_round(arena, seed, began, empty, 2, 4, N + LATE, CARDS);
		assert_int_equal(p.seats, N + LATE);
		assert_int_equal(alike(&p, CARDS), 0);
		for (size_t i = N; i < p.seats; i++)	/* each comes to another pair */
			for (size_t k = N; k < i; k++)
				assert_int_not_equal(p.group[i], p.group[k]);
	}
	struct pairing p = pairing_of_round(arena, 3, hall, NULL, 1, 4, HALL, CARDS);
	check_sizes(&p, HALL);
	assert_int_equal(alike(&p, CARDS), 0);
}

/* All but one have gone: whoever comes in finds the one who is left. */
static void a_newcomer_finds_the_only_one_left(void **state)
{
	(void)state;
	static const uint32_t left[] = { 0, 2, 3 };
	const struct pairing_empty empty = { left, 3 };
	const size_t began = 4;
	struct pairing p = pairing_of_round(arena, 1, &began, &empty, 1, 4, 4, 0);
	assert_int_equal(p.groups, 1);
	assert_int_equal(p.group[1], 0);
	p = pairing_of_round(arena, 1, &began, &empty, 1, 4, 6, 0);
	assert_int_equal(p.groups, 2);
	assert_int_equal(p.group[1], p.group[4]);
	assert_int_not_equal(p.group[5], p.group[4]);
	assert_int_equal(p.group[0], PAIRING_NOBODY);
}

static void nobody_there_at_the_start_find_each_other(void **state)
{
	(void)state;
	size_t began[] = { 0 };
	struct pairing p = pairing_of_round(arena, 1, began, NULL, 1, 4, 4, 0);
	assert_int_equal(p.groups, 2);
	assert_int_equal(p.group[0], p.group[1]);
	assert_int_equal(p.group[2], p.group[3]);
	began[0] = 1;
	p = pairing_of_round(arena, 1, began, NULL, 1, 4, 1, 0);
	assert_int_equal(p.seats, 1);
}

static void a_hall_is_paired_without_remembering(void **state)
{
	(void)state;
	enum { HALL = 5001 };
	size_t began[] = { HALL, HALL, HALL };
	struct pairing p = pairing_of_round(arena, 1, began, NULL, 3, 4, HALL, 0);
	check_sizes(&p, HALL);
}

static void groups_are_drawn_so_that_nobody_sits_with_somebody_again(void **state)
{
	(void)state;
	enum { N = 16, COUNT = 4 };
	struct met *met = met_new(arena, N);
	uint32_t group[N];
	/* Sixteen can sit four and four five times without meeting again; three of them are found by searching. */
	for (uint64_t round = 0; round < 3; round++) {
		pairing_groups(arena, 11 + round * 1000, met, N, COUNT, group);
		size_t size[COUNT] = { 0 };
		for (size_t i = 0; i < N; i++) {
			size[group[i]]++;
			for (size_t k = 0; k < i; k++)
				if (group[i] == group[k]) {
					assert_false(met_has(met, i, k));
					met_add(met, i, k);
				}
		}
		for (size_t g = 0; g < COUNT; g++)
			assert_int_equal(size[g], N / COUNT);
	}
}

static void pairs_are_new_for_as_long_as_there_are_new_ones(void **state)
{
	(void)state;
	enum { N = 7, COUNT = 3 };	/* two pairs and three */
	struct met *met = met_new(arena, N);
	uint32_t group[N];
	for (uint64_t round = 0; round < 3; round++) {
		pairing_groups(arena, round, met, N, COUNT, group);
		for (size_t i = 0; i < N; i++)
			for (size_t k = 0; k < i; k++)
				if (group[i] == group[k]) {
					assert_false(met_has(met, i, k));
					met_add(met, i, k);
				}
	}
}

/* ---- when all have met */

enum { ROOM = 8 };	/* so few that every division can be looked at */

struct draws {
	size_t n, count, so_far;
	int last[ROOM][ROOM];	/* the draw that brought two together; 0: none has */
};

/* The rule, in words of its own: a meeting again weighs double for each draw it is nearer. */
static double weight(const struct draws *d, const uint32_t *group)
{
	double sum = 0;
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < i; k++)
			if (group[i] == group[k] && d->last[i][k])
				sum += (double)(UINT64_C(1) << d->last[i][k]);
	return sum;
}

/* The least that any division into groups of these sizes weighs. */
static double lightest(const struct draws *d, uint32_t *group, size_t *room, size_t person)
{
	double least = 1e30;
	if (person == d->n)
		return weight(d, group);
	for (uint32_t g = 0; g < d->count; g++) {
		if (!room[g])
			continue;
		room[g]--;
		group[person] = g;
		double found = lightest(d, group, room, person + 1);
		least = found < least ? found : least;
		room[g]++;
	}
	return least;
}

static void sit(struct draws *d, struct met *met, const uint32_t *group)
{
	d->so_far++;
	met_next_seating(met);
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < i; k++)
			if (group[i] == group[k]) {
				d->last[i][k] = (int)d->so_far;
				met_add(met, i, k);
			}
}

/* Whoever comes and goes, and whatever sizes were sat in before: of all divisions it is
 * the one that brings together again those who met longest ago, and it says whether
 * anybody does. */
static void of_those_who_must_meet_again_the_longest_ago_come_first(void **state)
{
	enum { ROOMS = 60, DRAWS = 9 };
	(void)state;
	for (uint64_t seed = 1; seed <= ROOMS; seed++) {
		struct draws d = { .n = 4 + seed % (ROOM - 3) };
		struct met *met = met_in_seatings(arena, d.n);
		uint64_t chance = seed;
		for (int draw = 0; draw < DRAWS; draw++) {
			uint32_t group[ROOM], tried[ROOM];
			size_t room[ROOM] = { 0 };
			d.count = draw == 0 ? 2 : d.n / 2;	/* once in two large groups, then in pairs */
			for (size_t i = 0; i < d.n; i++)
				room[i % d.count]++;
			double least = lightest(&d, tried, room, 0);
			bool fresh = pairing_groups(arena, pairing_next(&chance), met, d.n, d.count, group);
			assert_true(weight(&d, group) <= least);
			assert_true(fresh == (least <= 0));
			sit(&d, met, group);
		}
	}
}

/* Four have three ways to go in pairs: each comes round in its turn. */
static void pairs_that_have_all_met_come_round_in_turn(void **state)
{
	enum { N = 4, ALL = 3, DRAWS = 30 };	/* more draws than are told apart */
	(void)state;
	struct met *met = met_in_seatings(arena, N);
	struct draws d = { .n = N };
	uint32_t partner[DRAWS], group[N];
	for (int draw = 0; draw < DRAWS; draw++) {
		assert_true(pairing_groups(arena, (uint64_t)draw, met, N, 2, group) == (draw < ALL));
		for (uint32_t i = 1; i < N; i++)
			partner[draw] = group[i] == group[0] ? i : partner[draw];
		if (draw >= ALL)
			assert_int_equal(partner[draw], partner[draw - ALL]);
		sit(&d, met, group);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_even_room_meets_everybody_once), T(an_odd_room_meets_nobody_twice_in_an_evening), T(the_same_seed_tells_every_phone_the_same),
		T(who_comes_late_joins_a_pair_and_moves_nobody), T(rooms_that_grow_between_rounds_repeat_nobody),
		T(an_empty_chair_has_no_partner), T(partners_hold_different_cards), T(cards_bring_nobody_together_again),
		T(cards_differ_whoever_comes_and_goes), T(a_newcomer_finds_the_only_one_left), T(nobody_there_at_the_start_find_each_other), T(a_hall_is_paired_without_remembering),
		T(groups_are_drawn_so_that_nobody_sits_with_somebody_again), T(pairs_are_new_for_as_long_as_there_are_new_ones),
		T(of_those_who_must_meet_again_the_longest_ago_come_first), T(pairs_that_have_all_met_come_round_in_turn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
