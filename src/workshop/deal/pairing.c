/* pairing.c -- the arithmetic of meeting: the circle method of round robins, and
 * a search where people came and went. No store, no session. */
#include "workshop/deal/pairing.h"
#include <string.h>

uint64_t pairing_next(uint64_t *seed)
{
	uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void pairing_shuffle(uint64_t seed, uint32_t *items, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = pairing_next(&seed) % i;	/* i is far below 2^64: the bias cannot be seen */
		uint32_t t = items[i - 1];
		items[i - 1] = items[k];
		items[k] = t;
	}
}

/* ---- who has met: a bit for each two */

struct met {
	size_t n;
	uint64_t *bits;		/* NULL: too many to remember */
	uint16_t *last;		/* of each two the seating in which they last met, from 1; NULL: that is not asked */
	uint16_t seating;	/* the last of them */
	const uint32_t *card;	/* of each; NULL: no cards, or one that all have */
};

enum { SAME_CARD = 1 << 16 };	/* against one meeting again: more than there are pairs, so that no number of those outweighs it */

enum {
	LATELY = 20,	/* seatings that are told apart, more than a day has; the cost of a whole room's meetings again stays far below 2^64 */
};

struct met *met_new(struct arena *a, size_t n)
{
	if (n > PAIRING_EXACT_MAX)
		return NULL;
	struct met *m = ARENA_NEW(a, struct met);
	m->n = n;
	m->bits = ARENA_ARRAY(a, n * n / 64 + 1, uint64_t);
	return m;
}

void met_add(struct met *m, size_t a, size_t b)
{
	if (!m || !m->bits || a >= m->n || b >= m->n)
		return;
	m->bits[(a * m->n + b) / 64] |= UINT64_C(1) << ((a * m->n + b) % 64);
	m->bits[(b * m->n + a) / 64] |= UINT64_C(1) << ((b * m->n + a) % 64);
	if (m->last)
		m->last[a * m->n + b] = m->last[b * m->n + a] = m->seating;
}

bool met_has(const struct met *m, size_t a, size_t b)
{
	return m && m->bits && a < m->n && b < m->n && (m->bits[(a * m->n + b) / 64] >> ((a * m->n + b) % 64) & 1);
}

struct met *met_in_seatings(struct arena *a, size_t n)
{
	struct met *m = met_new(a, n);
	if (!m)
		return NULL;
	m->last = ARENA_ARRAY(a, n * n + 1, uint16_t);
	return m;
}

void met_next_seating(struct met *m)
{
	if (m && m->seating < UINT16_MAX)
		m->seating++;
}

/* To meet again costs double what it cost one seating earlier: those of the last one are
 * kept apart first, and whoever met longest ago comes together first. */
static size_t cost_of_meeting(const struct met *m, size_t a, size_t b)
{
	if (!met_has(m, a, b))
		return 0;
	if (!m->last)
		return 1;
	size_t ago = (size_t)m->seating - m->last[a * m->n + b];
	return (size_t)1 << (ago < LATELY ? LATELY - ago : 0);
}

/* How little these two should be put together. */
static size_t cost(const struct met *m, size_t a, size_t b)
{
	bool same = m && m->card && a < m->n && b < m->n && m->card[a] == m->card[b];
	return cost_of_meeting(m, a, b) + (same ? SAME_CARD : 0);
}

/* Who is to be kept apart in rounds: those who have met, where they are few enough to be
 * remembered, and those who hold the same card. NULL: nobody. */
static struct met *keep_apart(struct arena *a, size_t n, size_t cards)
{
	struct met *m = met_new(a, n);
	if (cards < 2)
		return m;
	if (!m) {
		m = ARENA_NEW(a, struct met);
		*m = (struct met){ .n = n };
	}
	uint32_t *card = ARENA_ARRAY(a, n + 1, uint32_t);
	for (size_t i = 0; i < n; i++)
		card[i] = (uint32_t)(i % cards);
	m->card = card;
	return m;
}

/* ---- rounds of pairs */

/* Two seats; b == NOBODY: the one who is left over. */
struct pair {
	uint32_t a, b;
};
enum { NOBODY = PAIRING_NOBODY };
enum { SEARCHED_MAX = 240 };	/* a sweep looks at n^3 pairs at worst: a tenth of a second at 240 */

/* Round k of the circle method: every two of `even` places meet exactly once in
 * even - 1 rounds. Place even - 1 stands still, the others walk round it. */
static void circle(struct pair *p, size_t even, size_t k)
{
	size_t ring = even - 1;
	p[0] = (struct pair){ (uint32_t)(k % ring), (uint32_t)ring };
	for (size_t i = 1; i < even / 2; i++)
		p[i] = (struct pair){ (uint32_t)((k + i) % ring), (uint32_t)((k + ring - i) % ring) };
}

/* From places to seats; the place past the last seat is nobody's. */
static void seat_them(struct pair *p, size_t pairs, const uint32_t *seat_at, size_t n)
{
	for (size_t i = 0; i < pairs; i++) {
		p[i].a = p[i].a < n ? seat_at[p[i].a] : NOBODY;
		p[i].b = p[i].b < n ? seat_at[p[i].b] : NOBODY;
		if (p[i].a == NOBODY)
			p[i] = (struct pair){ p[i].b, NOBODY };
	}
}

static size_t again(const struct met *met, struct pair p)
{
	return p.b == NOBODY ? 0 : cost(met, p.a, p.b);
}

static size_t repeats(const struct met *met, const struct pair *p, size_t pairs)
{
	size_t sum = 0;
	for (size_t i = 0; i < pairs; i++)
		sum += again(met, p[i]);
	return sum;
}

/* Two pairs change partners when fewer meet again that way. */
static bool change_partners(const struct met *met, struct pair *p, struct pair *q)
{
	size_t now = again(met, *p) + again(met, *q);
	const struct pair ways[2][2] = { { { p->a, q->a }, { p->b, q->b } }, { { p->a, q->b }, { q->a, p->b } } };
	for (size_t w = 0; w < 2; w++) {
		struct pair one = ways[w][0], two = ways[w][1];
		if (one.a == NOBODY)
			one = (struct pair){ one.b, NOBODY };
		if (two.a == NOBODY)
			two = (struct pair){ two.b, NOBODY };
		if (again(met, one) + again(met, two) < now) {
			*p = one;
			*q = two;
			return true;
		}
	}
	return false;
}

static void mend(const struct met *met, struct pair *p, size_t pairs)
{
	enum { SWEEPS = 8 };	/* each takes away at least one meeting again, or ends it */
	bool better = true;
	for (size_t sweep = 0; better && sweep < SWEEPS * pairs; sweep++) {
		better = false;
		for (size_t i = 0; i < pairs; i++)
			for (size_t k = 0; again(met, p[i]) && k < pairs; k++)
				better |= k != i && change_partners(met, &p[i], &p[k]);
	}
}

struct rounds {
	uint64_t seed;
	uint32_t *seat_at;	/* place on the circle -> seat; newcomers stand at its end */
	uint32_t *place_of;
	size_t placed;
	struct met *met;	/* whom to keep apart; NULL: nobody */
	size_t planned;
};

/* Those who sit side by side came one after the other: they are mixed first. */
static void place(struct rounds *r, size_t n)
{
	if (n <= r->placed)
		return;
	for (size_t i = r->placed; i < n; i++)
		r->seat_at[i] = (uint32_t)i;
	pairing_shuffle(r->seed + r->placed, r->seat_at + r->placed, n - r->placed);
	for (size_t i = r->placed; i < n; i++)
		r->place_of[r->seat_at[i]] = (uint32_t)i;
	r->placed = n;
}

/* Would these two be each other's partners in a round that is still to come? */
static bool will_meet(const struct rounds *r, size_t round, size_t n, uint32_t a, uint32_t b)
{
	size_t ring = n + n % 2 - 1;
	/* 2k = place + place on the ring, and the ring is odd: half of it is (ring + 1) / 2. */
	size_t k = (r->place_of[a] + r->place_of[b]) % ring * ((ring + 1) / 2) % ring;
	return k > round && k < r->planned;
}

/* The pair that takes in the one left over: best one that neither has met nor would meet. */
static size_t host(const struct rounds *r, size_t round, size_t n, const struct pair *p, size_t pairs, uint32_t guest)
{
	size_t best = 0, fewest = SIZE_MAX;
	for (size_t i = 0; i < pairs; i++) {
		if (p[i].b == NOBODY)
			continue;
		size_t wrong = 2 * (cost(r->met, guest, p[i].a) + cost(r->met, guest, p[i].b)) +
			      will_meet(r, round, n, guest, p[i].a) + (size_t)will_meet(r, round, n, guest, p[i].b);
		if (wrong < fewest) {
			fewest = wrong;
			best = i;
		}
	}
	return best;
}

static uint32_t left_over(const struct pair *p, size_t pairs)
{
	for (size_t i = 0; i < pairs; i++)
		if (p[i].b == NOBODY)
			return p[i].a;
	return NOBODY;
}

/* What is wrong with this round, the group of three included; 0: nobody meets again or
 * holds the other's card. */
static size_t worth(const struct rounds *r, size_t round, size_t n, const struct pair *p, size_t pairs)
{
	uint32_t guest = left_over(p, pairs);
	size_t sum = repeats(r->met, p, pairs);
	if (guest == NOBODY || n < 3)
		return sum;
	const struct pair *h = &p[host(r, round, n, p, pairs, guest)];
	return sum + cost(r->met, guest, h->a) + cost(r->met, guest, h->b);
}

/* The round of the circle that brings the fewest together again: its own turn
 * if nobody came or went, else the first that does. In large rooms with cards some
 * pair holds one card in every turn, and to look at all of them would take long: its
 * own turn is mended. */
static size_t choose_pairs(struct rounds *r, size_t round, size_t n, struct pair *p)
{
	size_t even = n + n % 2, pairs = even / 2, fewest = SIZE_MAX, best = round;
	size_t turns = r->met && r->met->card && n > SEARCHED_MAX ? 1 : even - 1;
	for (size_t try = 0; try < turns && fewest > 0; try++) {
		circle(p, even, round + try);
		seat_them(p, pairs, r->seat_at, n);
		size_t sum = r->met ? worth(r, round, n, p, pairs) : 0;
		if (sum < fewest) {
			fewest = sum;
			best = round + try;
		}
	}
	circle(p, even, best);
	seat_them(p, pairs, r->seat_at, n);
	if (fewest > 0)
		mend(r->met, p, pairs);
	return fewest ? worth(r, round, n, p, pairs) : 0;
}

static size_t draw_groups(struct arena *a, uint64_t seed, const struct met *met, size_t n, size_t count, uint32_t *group);

/* The circle has run out: any division into twos and a three that is better than `than`;
 * 0 groups if none is found. */
static size_t search(struct arena *a, struct rounds *r, size_t round, size_t n, size_t than, uint32_t *group)
{
	size_t made = n / 2;
	if (draw_groups(a, r->seed + round, r->met, n, made, group) >= than)
		return 0;
	for (size_t i = 0; i < n; i++)	/* the first group is the one of three */
		group[i] = group[i] == 0 ? (uint32_t)made - 1 : group[i] == made - 1 ? 0 : group[i];
	return made;
}

/* Groups of those who were there from the start of the round. Returns how many;
 * the group of three, if there is one, is the last. */
static size_t pair_up(struct arena *a, struct rounds *r, size_t round, size_t n, uint32_t *group)
{
	size_t pairs = (n + 1) / 2, made = 0;
	struct pair *p = ARENA_ARRAY(a, pairs, struct pair);
	size_t wrong = choose_pairs(r, round, n, p), found = wrong && n <= SEARCHED_MAX ? search(a, r, round, n, wrong, group) : 0;
	if (found)
		return found;
	uint32_t guest = left_over(p, pairs);
	size_t three = guest == NOBODY ? pairs : host(r, round, n, p, pairs, guest);
	for (size_t i = 0; i < pairs; i++)
		if (p[i].b != NOBODY && i != three)
			group[p[i].a] = group[p[i].b] = (uint32_t)made++;
	if (guest != NOBODY)
		group[guest] = group[p[three].a] = group[p[three].b] = (uint32_t)made++;
	return made;
}

/* The same where some of the chairs are empty (their group is NOBODY): those who are
 * there are numbered anew for this round, with what is known of whom they have met. */
static size_t pair_up_present(struct arena *a, const struct rounds *r, size_t round, size_t n, size_t present, uint32_t *group)
{
	uint32_t *seat = ARENA_ARRAY(a, present, uint32_t), *at = ARENA_ARRAY(a, n, uint32_t), *made = ARENA_ARRAY(a, present, uint32_t), count = 0;
	struct rounds here = { .seed = r->seed, .planned = r->planned, .placed = present, .seat_at = ARENA_ARRAY(a, present + 1, uint32_t),
			       .place_of = ARENA_ARRAY(a, present + 1, uint32_t), .met = r->met ? met_new(a, present) : NULL };
	uint32_t *card = ARENA_ARRAY(a, present, uint32_t);
	for (uint32_t i = 0; i < n; i++)
		if (group[i] != NOBODY) {
			at[i] = count;
			seat[count++] = i;
		}
	uint32_t place = 0;
	for (size_t p = 0; p < n; p++)
		if (group[r->seat_at[p]] != NOBODY) {
			here.seat_at[place] = at[r->seat_at[p]];
			here.place_of[here.seat_at[place]] = place;
			place++;
		}
	for (size_t i = 0; here.met && i < present; i++)
		for (size_t k = 0; k < i; k++)
			if (met_has(r->met, seat[i], seat[k]))
				met_add(here.met, i, k);
	if (r->met && r->met->card) {
		if (!here.met) {
			here.met = ARENA_NEW(a, struct met);
			*here.met = (struct met){ .n = present };
		}
		for (size_t i = 0; i < present; i++)
			card[i] = r->met->card[seat[i]];
		here.met->card = card;
	}
	size_t groups = pair_up(a, &here, round, present, made);
	for (size_t i = 0; i < present; i++)
		group[seat[i]] = made[i];
	return groups;
}

/* A pair, or what has become of it: its members as a chain, and how many came late. */
struct hosts {
	uint32_t *last, *before, *late;
};

static void join(struct hosts *h, uint32_t seat, uint32_t group)
{
	h->before[seat] = h->last[group];
	h->last[group] = seat;
}

static size_t cost_of_joining(const struct met *met, const struct hosts *h, uint32_t seat, uint32_t group)
{
	size_t sum = 0;
	for (uint32_t k = h->last[group]; k != NOBODY; k = h->before[k])
		sum += cost(met, seat, k) / SAME_CARD;	/* nobody new has met anybody */
	return sum;
}

/* The first from `from` that has had fewer of them than `lap` says, and does not hold
 * the newcomer's card; where all do, the first. */
static uint32_t find_host(const struct met *met, const struct hosts *h, uint32_t seat, size_t count, size_t from, size_t lap)
{
	uint32_t first = NOBODY;
	for (size_t t = 0; t < count; t++) {
		uint32_t group = (uint32_t)((from + t) % count);
		if (h->late[group] > lap)
			continue;
		if (!cost_of_joining(met, h, seat, group))
			return group;
		first = first == NOBODY ? group : first;
	}
	return first;
}

/* Who came after the round had begun joins a pair, each another one; where
 * there was nobody to pair up, all who are there find each other two by two. */
static void let_in(struct arena *a, const struct met *met, size_t n, size_t present, size_t groups, size_t seats, uint32_t *group, size_t *ret_groups)
{
	size_t count = present % 2 && groups > 1 ? groups - 1 : groups;	/* three are enough */
	struct hosts h = { ARENA_ARRAY(a, groups + 1, uint32_t), ARENA_ARRAY(a, seats + 1, uint32_t), ARENA_ARRAY(a, groups + 1, uint32_t) };
	uint32_t nth = 0;
	*ret_groups = groups;
	for (size_t g = 0; g < groups; g++)
		h.last[g] = NOBODY;
	for (uint32_t i = 0; present >= 2 && i < n; i++)
		if (group[i] != NOBODY)
			join(&h, i, group[i]);
	for (size_t i = n; i < seats; i++) {
		group[i] = present < 2 ? 0 : find_host(met, &h, (uint32_t)i, count, (i - n) % count, (i - n) / count);
		if (present >= 2) {
			join(&h, (uint32_t)i, group[i]);
			h.late[group[i]]++;
		}
	}
	if (present >= 2)
		return;
	for (size_t i = 0; i < seats; i++)
		if (group[i] != NOBODY)
			group[i] = nth++ / 2;
	*ret_groups = (nth + 1) / 2;
}

/* Marks the chairs that are empty; returns how many are not. */
static size_t mark_empty(size_t n, const struct pairing_empty *empty, uint32_t *group)
{
	size_t present = n;
	for (size_t i = 0; i < n; i++)
		group[i] = 0;
	for (size_t i = 0; empty && i < empty->n; i++)
		if (empty->seats[i] < n && group[empty->seats[i]] != NOBODY) {
			group[empty->seats[i]] = NOBODY;
			present--;
		}
	return present;
}

static void remember(struct rounds *r, const uint32_t *group, size_t seats, size_t groups, struct arena *a)
{
	if (!r->met || !r->met->bits)
		return;
	/* Chains of the members of each group: short ones, so that every two are met once. */
	uint32_t *last = ARENA_ARRAY(a, groups + 1, uint32_t), *before = ARENA_ARRAY(a, seats + 1, uint32_t);
	for (size_t g = 0; g < groups; g++)
		last[g] = NOBODY;
	for (size_t i = 0; i < seats; i++) {
		if (group[i] == NOBODY)
			continue;
		for (uint32_t k = last[group[i]]; k != NOBODY; k = before[k])
			met_add(r->met, i, k);
		before[i] = last[group[i]];
		last[group[i]] = (uint32_t)i;
	}
}

struct pairing pairing_of_round(struct arena *a, uint64_t seed, const size_t *began, const struct pairing_empty *empty, size_t rounds, size_t planned,
				size_t now, size_t cards)
{
	size_t most = now;
	for (size_t i = 0; i < rounds; i++)
		most = began[i] > most ? began[i] : most;
	struct rounds r = { .seed = seed, .planned = planned, .met = keep_apart(a, most, cards), .seat_at = ARENA_ARRAY(a, most + 1, uint32_t),
			    .place_of = ARENA_ARRAY(a, most + 1, uint32_t) };
	struct pairing result = { .group = ARENA_ARRAY(a, most + 1, uint32_t) };
	for (size_t i = 0; i < rounds; i++) {
		/* Without memory the earlier rounds tell nothing; the circle alone keeps partners apart. */
		if ((!r.met || !r.met->bits) && i + 1 < rounds)
			continue;
		size_t n = began[i], until = i + 1 < rounds ? began[i + 1] : now, made = 0;
		until = until < n ? n : until;
		place(&r, n);
		size_t present = mark_empty(n, empty ? &empty[i] : NULL, result.group);
		if (present >= 2)
			made = present == n ? pair_up(a, &r, i, n, result.group) : pair_up_present(a, &r, i, n, present, result.group);
		let_in(a, r.met, n, present, made, until, result.group, &result.groups);
		result.seats = until;
		remember(&r, result.group, until, result.groups, a);
	}
	return result;
}

/* ---- groups */

struct division {
	const struct met *met;
	size_t n, count;
	uint32_t *group, *order;
};

/* How little does this person belong in the group? `but`: somebody who would have left. */
static size_t known(const struct division *d, uint32_t person, uint32_t group, uint32_t but)
{
	size_t sum = 0;
	for (size_t i = 0; i < d->n; i++)
		if (d->group[i] == group && i != person && i != but)
			sum += cost(d->met, person, i);
	return sum;
}

static size_t known_in_all(const struct division *d)
{
	size_t sum = 0;
	for (size_t i = 0; i < d->n; i++)
		sum += known(d, (uint32_t)i, d->group[i], NOBODY);
	return sum / 2;
}

/* Two persons change places when fewer sit with somebody they know. */
static bool change_places(struct division *d, uint32_t a, uint32_t b)
{
	uint32_t ga = d->group[a], gb = d->group[b];
	if (ga == gb)
		return false;
	size_t now = known(d, a, ga, NOBODY) + known(d, b, gb, NOBODY);
	size_t then = known(d, a, gb, b) + known(d, b, ga, a);
	if (then >= now)
		return false;
	d->group[a] = gb;
	d->group[b] = ga;
	return true;
}

static void divide(struct division *d, uint64_t seed)
{
	for (size_t i = 0; i < d->n; i++)
		d->order[i] = (uint32_t)i;
	pairing_shuffle(seed, d->order, d->n);
	for (size_t i = 0; i < d->n; i++)
		d->group[d->order[i]] = (uint32_t)(i % d->count);
}

static void improve(struct division *d)
{
	enum { SWEEPS = 12 };	/* a search that has not ended by then goes in a ring */
	bool better = true;
	for (int sweep = 0; better && sweep < SWEEPS; sweep++) {
		better = false;
		for (uint32_t a = 0; a < d->n; a++)
			for (uint32_t b = 0; b < d->n && known(d, a, d->group[a], NOBODY); b++)
				better |= change_places(d, a, b);
	}
}

/* Returns what is wrong with what was found; 0 also where nobody is to be kept apart. */
static size_t draw_groups(struct arena *a, uint64_t seed, const struct met *met, size_t n, size_t count, uint32_t *group)
{
	enum { TRIES = 24 };	/* from another shuffling each time */
	struct division d = { met, n, count, group, ARENA_ARRAY(a, n + 1, uint32_t) };
	uint32_t *best = ARENA_ARRAY(a, n + 1, uint32_t);
	size_t fewest = SIZE_MAX;
	for (int try = 0; try < (n <= SEARCHED_MAX ? TRIES : 1) && fewest > 0; try++) {
		divide(&d, seed + (uint64_t)try);
		if (!met)
			return 0;
		if (n <= SEARCHED_MAX)
			improve(&d);
		size_t sum = known_in_all(&d);
		if (sum < fewest) {
			fewest = sum;
			memcpy(best, group, n * sizeof *best);
		}
	}
	memcpy(group, best, n * sizeof *best);
	return fewest;
}

bool pairing_groups(struct arena *a, uint64_t seed, const struct met *met, size_t n, size_t count, uint32_t *group)
{
	return draw_groups(a, seed, met, n, count, group) == 0;
}
