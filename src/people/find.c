/* find.c -- finding somebody by what people know: a name. Looks only among those
 * who belong to a unit or stand above it; whoever is elsewhere is found by their
 * whole address and by nothing else. */
#include "people/people_inside.h"

enum {
	ABOVE = ROLES_LEADERS | ROLES_REPRESENTATIVES | ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_HELPER) |
		ROLE_BIT(ROLE_PROVIDER),
	NAMES_TOLD = 5,		/* of several that fit; more do not help to choose */
};

static bool listed(const struct assignment *a, size_t n, person_id person)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].person.v == person.v)
			return true;
	return false;
}

enum rc people_around(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n)
{
	struct unit *path;
	size_t np, count = 0;
	TRY(people_unit_path(x, unit, &path, &np));
	struct assignment *all = ARENA_ARRAY(x->arena, np * PEOPLE_SHOWN_MAX, struct assignment);
	for (size_t u = 0; u < np; u++) {
		struct assignment *a;
		size_t n;
		TRY(people_in_unit(x, path[u].id, u == 0, u == 0 ? 0 : ABOVE, ctx_today(x), &a, &n));
		for (size_t i = 0; i < n; i++)
			if (!listed(all, count, a[i].person))
				all[count++] = a[i];
	}
	*ret = all;
	*ret_n = count;
	return OK;
}

/* Every word of what was written begins a word of the name: "me ho" is Mette Holm. */
static bool fits(struct str name, struct str words)
{
	struct str word;
	while (str_next(&words, ' ', &word)) {
		struct str rest = name, part;
		bool found = word.n == 0;
		while (!found && str_next(&rest, ' ', &part))
			found = str_starts(part, word);
		if (!found)
			return false;
	}
	return true;
}

static enum rc by_name(struct ctx *x, unit_id unit, struct str words, person_id *ret)
{
	struct assignment *a;
	size_t n, found = 0, whole = 0;
	struct str names = S(""), low = str_lower(x->arena, words);
	person_id one = { 0 }, exact = { 0 };
	TRY(people_around(x, unit, &a, &n));
	for (size_t i = 0; i < n; i++) {
		struct str name = str_lower(x->arena, a[i].name);
		if (!fits(name, low))
			continue;
		if (found++ < NAMES_TOLD)
			names = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(names), names.n ? ", " : "", STR_ARG(a[i].name));
		one = a[i].person;
		if (str_eq(name, low) && !whole++)
			exact = a[i].person;
	}
	if (found == 0)
		return fail_str(x, INVALID, "who", "people.unknown_name", "name", words);
	if (found > 1 && whole != 1)
		return fail_str(x, INVALID, "who", "people.several", "names", names);
	*ret = found == 1 ? one : exact;
	return OK;
}

enum rc people_find(struct ctx *x, unit_id unit, struct str words, person_id *ret)
{
	struct person person;
	words = str_trim(words);
	if (!memchr(words.p, '@', words.n))
		return by_name(x, unit, words, ret);
	enum rc rc = people_by_email(x, words, &person);
	if (rc == NOT_FOUND) {
		fault_clear(x);
		return fail(x, INVALID, "who", "people.unknown_email");
	}
	TRY(rc);
	*ret = person.id;
	return OK;
}

enum rc people_put_around(struct ctx *x, unit_id unit, struct val *into)
{
	enum { LISTED_MAX = 400 };	/* of a larger workplace the rest is found by what is typed */
	struct assignment *a;
	size_t n;
	struct val *list = val_list(x, into, "candidates");
	TRY(people_around(x, unit, &a, &n));
	for (size_t i = 0; i < n && i < LISTED_MAX; i++) {
		struct val *o = val_obj(x, list);
		bool twice = false;
		for (size_t k = 0; k < n; k++)
			twice |= k != i && str_eq(a[k].name, a[i].name);
		val_str(x, o, "value", twice && a[i].email.n ? a[i].email : a[i].name);
		val_str(x, o, "label", str_fmt(x->arena, "%.*s · %.*s", STR_ARG(a[i].name), STR_ARG(a[i].unit_name)));
	}
	return OK;
}
