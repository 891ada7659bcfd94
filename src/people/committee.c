/* committee.c -- the working environment organisation of a unit: who sits on its
 * AMO group, its committees and its MED, and who chairs them. Knows members,
 * refuses to know what is sent to them. */
#include "core/lang.h"
#include "people/committee_sql.h"
#include "people/people_inside.h"
#include "ui/ui.h"

const char *const committee_kinds[] = { "amo_group", "amo", "med", NULL };

struct str committee_kind_text(struct ctx *x, enum committee_kind kind)
{
	return ui_text(x, str_fmt(x->arena, "people.committee_%s", committee_kinds[kind]).p);
}

static enum committee_kind kind_of(struct str stored)
{
	int k = 0;
	while (k + 1 < COMMITTEE_KINDS && !str_eqz(stored, committee_kinds[k]))
		k++;
	return (enum committee_kind)k;
}

static enum rc load_members(struct ctx *x, struct committee *c)
{
	struct sql_committee_members *m;
	size_t n;
	TRY(sql_committee_members(x, c->id, &m, &n));
	c->members = ARENA_ARRAY(x->arena, n + 1, struct committee_member);
	c->nmembers = n;
	for (size_t i = 0; i < n; i++)
		c->members[i] = (struct committee_member){ m[i].person_id, m[i].name, m[i].email, lang_of(m[i].lang),
							   str_eqz(m[i].side, "management"), m[i].chair };
	return OK;
}

enum rc people_committees(struct ctx *x, unit_id unit, struct committee **ret, size_t *ret_n)
{
	struct unit *path;
	size_t np, count = 0;
	struct committee *all = ARENA_ARRAY(x->arena, COMMITTEES_NEAR_MAX, struct committee);
	TRY(people_unit_path(x, unit, &path, &np));
	for (size_t u = 0; u < np; u++) {
		struct sql_committees_of_unit *rows;
		size_t n;
		TRY(sql_committees_of_unit(x, path[u].id, &rows, &n));
		for (size_t i = 0; i < n && count < COMMITTEES_NEAR_MAX; i++) {
			struct committee *c = &all[count++];
			*c = (struct committee){ .id = rows[i].id, .unit = path[u].id, .name = rows[i].name, .unit_name = path[u].name,
						 .kind = kind_of(rows[i].kind) };
			TRY(load_members(x, c));
		}
	}
	*ret = all;
	*ret_n = count;
	return OK;
}

enum rc committee_add(struct ctx *x, unit_id unit, enum committee_kind kind, struct str name, committee_id *ret)
{
	enum rc rc = sql_committee_add(x, unit, str_of(committee_kinds[kind]), name, ret);
	return rc == CONFLICT ? fail(x, CONFLICT, "name", "people.committee_taken") : rc;
}

enum rc committee_seat(struct ctx *x, const struct committee *c, person_id person, bool management, bool chair)
{
	bool there = false;
	for (size_t i = 0; i < c->nmembers; i++)
		there |= c->members[i].person.v == person.v;
	if (!there && c->nmembers >= COMMITTEE_MEMBERS_MAX)
		return fail_int(x, INVALID, "who", "people.committee_full", "max", COMMITTEE_MEMBERS_MAX);
	if (chair)
		TRY(sql_committee_unchair(x, c->id, NULL));
	return sql_committee_member_set(x, c->id, person, management ? S("management") : S("employees"), chair, NULL);
}

enum rc committee_unseat(struct ctx *x, committee_id id, person_id person)
{
	int64_t changed;
	TRY(sql_committee_member_drop(x, id, person, &changed));
	return changed ? OK : NOT_FOUND;
}

enum rc committee_close(struct ctx *x, committee_id id)
{
	int64_t changed;
	TRY(sql_committee_drop(x, id, &changed));
	return changed ? OK : NOT_FOUND;
}
