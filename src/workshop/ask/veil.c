/* veil.c -- see veil.h. */
#include "workshop/ask/veil.h"

/* The first of the largest. */
static size_t largest(const int64_t *n, size_t k)
{
	size_t at = 0;
	for (size_t i = 1; i < k; i++)
		at = n[i] > n[at] ? i : at;
	return at;
}

static size_t count(const int64_t *n, size_t k, int64_t what)
{
	size_t found = 0;
	for (size_t i = 0; i < k; i++)
		found += n[i] == what;
	return found;
}

/* Could i, with one voice more than it has here, have been the one that lent it? */
static bool may_have_lent(const int64_t *n, size_t k, size_t i)
{
	for (size_t j = 0; j < k; j++)
		if (j < i ? n[j] > n[i] : j > i && n[j] > n[i] + 1)
			return false;
	return true;
}

/* The largest lends each of the missing a voice, one after the other. */
static void lend(int64_t *n, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (n[i] == 0) {
			n[largest(n, k)]--;
			n[i]++;
		}
}

/* No bar is missing, and what they have lent is back: bars of one may be none. */
static void tell_lent(const int64_t *n, size_t k, struct veiled *ret)
{
	size_t ones = count(n, k, 1);
	for (size_t i = 0; i < k; i++) {
		size_t others = ones - (n[i] == 1);
		int64_t more = others && may_have_lent(n, k, i) ? (others == 2 ? 2 : 1) : 0;
		ret[i] = (struct veiled){ n[i] == 1 ? 0 : n[i], n[i] + more };
	}
}

/* Could bar i, told as none, be the one of two that both were taken from? */
static bool may_be_two(const int64_t *n, size_t k, size_t i, int64_t untold)
{
	if (untold != 2)
		return false;
	for (size_t j = 0; j < k; j++)
		if (n[j] > (j < i ? 1 : 2))
			return false;
	return true;
}

/* Some voices are told of no bar: each may lie at any that is none here. */
static void tell_untold(const int64_t *n, size_t k, int64_t untold, struct veiled *ret)
{
	for (size_t i = 0; i < k; i++)
		if (n[i] == 0)
			ret[i] = (struct veiled){ 0, may_be_two(n, k, i, untold) ? 2 : 1 };
		else
			ret[i] = (struct veiled){ n[i], n[i] + (untold == 1 && may_have_lent(n, k, i)) };
}

void veil(struct arena *a, const int64_t *given, size_t k, struct veiled *ret)
{
	int64_t *n = ARENA_ARRAY(a, k, int64_t);
	for (size_t i = 0; i < k; i++)
		n[i] = given[i];
	size_t none = count(n, k, 0), ones = count(n, k, 1), top = largest(n, k);
	if ((none == 1 && n[top] > 1) || (none == 2 && ones == 0))
		lend(n, k);
	if (count(n, k, 0) == 0) {
		tell_lent(n, k, ret);
		return;
	}
	int64_t untold = ones ? (int64_t)ones : n[top] > 2 ? 1 : 2;
	if (ones == 0)
		n[top] -= untold;
	for (size_t i = 0; i < k; i++)
		n[i] = n[i] == 1 ? 0 : n[i];
	tell_untold(n, k, untold, ret);
}

/* ---- where each may give several */

/* None and one are one step, all and all but one are another. */
static struct veiled step_of(int64_t n, int64_t of)
{
	if (n <= 1)
		return (struct veiled){ 0, 1 };
	return n >= of - 1 ? (struct veiled){ of - 1, of } : (struct veiled){ n, n };
}

/* Would the steps alone give it away? They do where everything they leave open must
 * lie as high as it can, to make one answer each; or as low, to be no more than all
 * could give. */
enum corner { CORNER_NONE, CORNER_LOW, CORNER_HIGH };

static enum corner corner_of(const int64_t *n, size_t k, int64_t of, int64_t most)
{
	int64_t least_sum = 0, most_sum = 0;
	for (size_t i = 0; i < k; i++) {
		struct veiled v = step_of(n[i], of);
		least_sum += v.least;
		most_sum += v.most;
	}
	if (least_sum == most_sum)
		return CORNER_NONE;	/* nothing is left open */
	return most_sum == of ? CORNER_LOW : least_sum == most * of ? CORNER_HIGH : CORNER_NONE;
}

/* A room in a corner is told as its neighbour is: one voice more or less for the
 * largest, and no corner. Returns whose voice it was, k: nobody's. */
static size_t out_of_the_corner(int64_t *n, size_t k, int64_t of, int64_t most)
{
	enum corner c = corner_of(n, k, of, most);
	size_t top = largest(n, k);
	if (c == CORNER_NONE)
		return k;
	n[top] += c == CORNER_LOW ? 1 : -1;
	return top;
}

static bool same_steps(const int64_t *a, const int64_t *b, size_t k, int64_t of)
{
	for (size_t i = 0; i < k; i++)
		if (step_of(a[i], of).least != step_of(b[i], of).least)
			return false;
	return true;
}

/* Is there a room in this corner whose largest, i, is told with a voice more or less,
 * so that it looks like the room n? Then i is told as either. Such a room has all
 * that the steps leave open at that end. */
static void widen(int64_t *there, const int64_t *n, size_t k, size_t i, int64_t of, int64_t most, enum corner c, struct veiled *v)
{
	for (size_t j = 0; j < k; j++) {
		struct veiled s = step_of(n[j], of);
		there[j] = c == CORNER_LOW ? s.most : s.least;
	}
	there[i] = c == CORNER_LOW ? step_of(n[i], of).least - 1 : step_of(n[i], of).most + 1;
	if (there[i] < 0 || there[i] > of || corner_of(there, k, of, most) != c)
		return;
	int64_t own = there[i];
	if (out_of_the_corner(there, k, of, most) != i || !same_steps(there, n, k, of))
		return;
	v->least = own < v->least ? own : v->least;
	v->most = own > v->most ? own : v->most;
}

void veil_several(struct arena *a, const int64_t *given, size_t k, int64_t of, int64_t most, struct veiled *ret)
{
	int64_t *n = ARENA_ARRAY(a, k, int64_t), *scratch = ARENA_ARRAY(a, k, int64_t);
	for (size_t i = 0; i < k; i++)
		n[i] = given[i];
	out_of_the_corner(n, k, of, most);
	for (size_t i = 0; i < k; i++) {
		ret[i] = step_of(n[i], of);
		widen(scratch, n, k, i, of, most, CORNER_LOW, &ret[i]);
		widen(scratch, n, k, i, of, most, CORNER_HIGH, &ret[i]);
	}
}

/* ---- steps side by side */

/* What is told of steps from..to together: what is told of each, and what the others leave
 * of the total. */
static struct veiled together(const struct veiled *told, size_t k, int64_t of, size_t from, size_t to)
{
	struct veiled in = { 0, 0 }, out = { 0, 0 };
	for (size_t i = 0; i < k; i++) {
		struct veiled *sum = i >= from && i < to ? &in : &out;
		sum->least += told[i].least;
		sum->most += told[i].most;
	}
	return (struct veiled){ in.least > of - out.most ? in.least : of - out.most, in.most < of - out.least ? in.most : of - out.least };
}

size_t veil_bands(const struct veiled *told, size_t k, int64_t of, const bool *apart, struct veil_band *ret)
{
	size_t n = 0;
	for (size_t from = 0, to; from < k; from = to) {
		to = from;
		while (to < k && told[to].least == 0 && !apart[to])
			to++;
		if (to - from < VEIL_RUN)
			to = from + 1;
		ret[n++] = (struct veil_band){ from, to, to - from == 1 ? told[from] : together(told, k, of, from, to) };
	}
	return n;
}

void veil_order(const int64_t *places, size_t k, int64_t *ret)
{
	for (size_t i = 0; i < k; i++) {
		ret[i] = 1;
		for (size_t j = 0; j < k; j++)
			ret[i] += places[j] < places[i];
	}
}
