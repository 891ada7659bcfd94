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
