/* people.c -- the rules about units, persons and roles over time. Knows who
 * holds what where and when; refuses to know what anybody answers. No HTTP, no
 * SQL text, no HTML. */
#include "core/lang.h"
#include "people/people.h"
#include "people/people_inside.h"
#include "people/people_sql.h"
#include "store/store.h"
#include "ui/ui.h"
#include <stdlib.h>

static const char *const role_names[ROLE_COUNT] = {
	[ROLE_EMPLOYEE] = "employee",
	[ROLE_DAILY_LEADER] = "daily_leader",
	[ROLE_TOP_LEADER] = "top_leader",
	[ROLE_HELPER] = "helper",
	[ROLE_PROVIDER] = "provider",
	[ROLE_CONSULTANT] = "consultant",
	[ROLE_SAFETY_REPRESENTATIVE] = "safety_representative",
	[ROLE_UNION_REPRESENTATIVE] = "union_representative",
	[ROLE_JOINT_UNION_REPRESENTATIVE] = "joint_union_representative",
	[ROLE_HR] = "hr",
	[ROLE_ADMINISTRATOR] = "administrator",
};

static const char *const role_texts[ROLE_COUNT] = {
	[ROLE_EMPLOYEE] = "people.role_employee",
	[ROLE_DAILY_LEADER] = "people.role_daily_leader",
	[ROLE_TOP_LEADER] = "people.role_top_leader",
	[ROLE_HELPER] = "people.role_helper",
	[ROLE_CONSULTANT] = "people.role_consultant",
	[ROLE_SAFETY_REPRESENTATIVE] = "people.role_safety_representative",
	[ROLE_UNION_REPRESENTATIVE] = "people.role_union_representative",
	[ROLE_JOINT_UNION_REPRESENTATIVE] = "people.role_joint_union_representative",
	[ROLE_HR] = "people.role_hr",
	[ROLE_ADMINISTRATOR] = "people.role_administrator",
	[ROLE_PROVIDER] = "people.role_provider",
};

const char *role_name(enum role role)
{
	return role_names[role];
}

bool role_of_name(struct str name, enum role *ret)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (str_eqz(name, role_names[i])) {
			*ret = (enum role)i;
			return true;
		}
	}
	return false;
}

struct str role_text(struct ctx *x, enum role role)
{
	return ui_text(x, role_texts[role]);
}

/* ---- texts that people type */

bool looks_like_formula(struct str s)
{
	return s.n && memchr("=+-@\t\r", s.p[0], 6);
}

/* A name that a spreadsheet would carry out is nobody's name. */
enum rc check_name(struct ctx *x, const char *field, struct str raw, struct str *ret)
{
	*ret = str_one_line(x->arena, raw);
	if (str_empty(*ret))
		return fail(x, INVALID, field, "form.required");
	if (str_chars(*ret) > NAME_CHARS_MAX)
		return fail_int(x, INVALID, field, "form.too_long", "max", NAME_CHARS_MAX);
	if (looks_like_formula(*ret))
		return fail(x, INVALID, field, "people.formula");
	return OK;
}

bool is_phone(struct str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (!memchr(" -()/.", s.p[i], 6) && !(s.p[i] == '+' && i == 0))
			return false;
	}
	return digits >= 3 && s.n <= PHONE_BYTES_MAX;
}

/* An empty text is no text: UNIQUE must not see two persons with number "". */
struct str or_null(struct str s)
{
	return str_empty(s) ? STR_NULL : s;
}

/* ---- units */

static struct unit unit_of(unit_id id, unit_id parent, struct str name, struct str kind, struct str code)
{
	return (struct unit){ .id = id, .parent = parent, .name = name, .kind = kind, .code = code };
}

enum rc people_unit(struct ctx *x, unit_id id, struct unit *ret)
{
	struct sql_unit_get *u;
	TRY(sql_unit_get(x, id, &u));
	if (!u)
		return NOT_FOUND;
	*ret = unit_of(u->id, u->parent, u->name, u->kind, u->code);
	return OK;
}

enum rc people_unit_path(struct ctx *x, unit_id id, struct unit **ret, size_t *ret_n)
{
	struct sql_unit_path *rows;
	size_t n;
	TRY(sql_unit_path(x, id, &rows, &n));
	if (n == 0)
		return NOT_FOUND;
	struct unit *path = ARENA_ARRAY(x->arena, n, struct unit);
	for (size_t i = 0; i < n; i++)
		path[i] = unit_of(rows[i].id, rows[i].parent, rows[i].name, rows[i].kind, rows[i].code);
	*ret = path;
	*ret_n = n;
	return OK;
}

enum rc people_unit_path_text(struct ctx *x, unit_id id, struct str *ret)
{
	struct unit *path;
	size_t n;
	TRY(people_unit_path(x, id, &path, &n));
	*ret = path[0].name;
	for (size_t i = 1; i + 1 < n; i++)
		*ret = str_fmt(x->arena, "%.*s > %.*s", STR_ARG(path[i].name), STR_ARG(*ret));
	return OK;
}

const char *const unit_kinds[] = { "organisation", "area", "workplace", "team", NULL };

static bool is_kind(struct str kind)
{
	for (size_t i = 0; unit_kinds[i]; i++)
		if (str_eqz(kind, unit_kinds[i]))
			return true;
	return false;
}

static enum rc check_unit_name(struct ctx *x, struct str raw, struct str *ret)
{
	TRY(check_name(x, "name", raw, ret));
	if (str_find(*ret, '>') < ret->n)	/* it separates the parts of a path in a file */
		return fail(x, INVALID, "name", "people.unit_name_sign");
	return OK;
}

/* The place of a unit in the tree: under parent, with height levels of its own. */
static enum rc check_place(struct ctx *x, unit_id unit, unit_id parent, int64_t height)
{
	struct sql_unit_top *top;
	struct unit *path;
	size_t n;
	TRY(sql_unit_top(x, &top));
	if (parent.v == 0)
		return !top || top->id.v == unit.v ? OK : fail(x, INVALID, "parent", "people.unit_one_top");
	if (people_unit_path(x, parent, &path, &n) != OK)
		return fail(x, INVALID, "parent", "people.unit_no_parent");
	for (size_t i = 0; i < n; i++)
		if (path[i].id.v == unit.v)
			return fail(x, INVALID, "parent", "people.unit_cycle");
	if ((int64_t)n + height > UNIT_DEPTH_MAX)
		return fail_int(x, INVALID, "parent", "people.unit_too_deep", "max", UNIT_DEPTH_MAX);
	return OK;
}

enum rc people_unit_add(struct ctx *x, unit_id parent, struct str name, struct str kind, struct str code, unit_id *ret)
{
	TRY(check_unit_name(x, name, &name));
	if (!is_kind(kind))
		return fail(x, INVALID, "kind", "form.not_choice");
	TRY(check_place(x, (unit_id){ -1 }, parent, 1));
	enum rc rc = sql_unit_add(x, parent, name, str_lower(x->arena, name), kind, or_null(str_one_line(x->arena, code)), ret);
	return rc == CONFLICT ? fail(x, CONFLICT, "name", "people.unit_exists") : rc;
}

enum rc people_unit_change(struct ctx *x, unit_id id, unit_id parent, struct str name, struct str kind, struct str code)
{
	int64_t height, changed;
	TRY(check_unit_name(x, name, &name));
	if (!is_kind(kind))
		return fail(x, INVALID, "kind", "form.not_choice");
	TRY(sql_unit_height(x, id, &height));
	TRY(check_place(x, id, parent, height));
	enum rc rc = sql_unit_change(x, id, parent, name, str_lower(x->arena, name), kind,
				     or_null(str_one_line(x->arena, code)), &changed);
	if (rc == CONFLICT)
		return fail(x, CONFLICT, "name", "people.unit_exists");
	TRY(rc);
	return changed ? OK : NOT_FOUND;
}

enum rc all_units(struct ctx *x, struct unit **ret, size_t *ret_n)
{
	struct unit *all = NULL;
	size_t n = 0, room = 0;
	for (int64_t after = 0;;) {
		struct sql_unit_page *rows;
		size_t got;
		TRY(sql_unit_page(x, after, &rows, &got));
		if (got == 0)
			break;
		if (n + got > UNITS_MAX)
			return fail_cause(x, FAILED, "more than %d units", UNITS_MAX);
		if (n + got > room) {
			struct unit *was = all;
			room = 2 * (n + got);
			all = ARENA_ARRAY(x->arena, room, struct unit);
			if (n)
				memcpy(all, was, n * sizeof *was);
		}
		for (size_t i = 0; i < got; i++)
			all[n++] = unit_of(rows[i].id, rows[i].parent, rows[i].name, rows[i].kind, rows[i].code);
		after = rows[got - 1].id.v;
	}
	*ret = all;
	*ret_n = n;
	return OK;
}

/* ---- Danish order of names: æ, ø, å come last, in that order. */

static unsigned letter(struct str s, size_t *i)
{
	unsigned char c = (unsigned char)s.p[*i];
	if (c == 0xc3 && *i + 1 < s.n) {
		unsigned char d = (unsigned char)s.p[*i + 1];
		unsigned rank = d == 0xa6 || d == 0x86 ? 1 : d == 0xb8 || d == 0x98 ? 2 : d == 0xa5 || d == 0x85 ? 3 : 0;
		if (rank) {
			*i += 2;
			return 'z' + rank;
		}
	}
	(*i)++;
	return c >= 'A' && c <= 'Z' ? c + 32u : c < 0x80 ? c : c + 0x100u;
}

int danish_order(struct str a, struct str b)
{
	size_t i = 0, k = 0;
	while (i < a.n && k < b.n) {
		unsigned l = letter(a, &i), r = letter(b, &k);
		if (l != r)
			return l < r ? -1 : 1;
	}
	return (i < a.n) - (k < b.n);
}

/* ---- persons */

enum rc people_person(struct ctx *x, person_id id, struct person *ret)
{
	struct sql_person_get *p;
	TRY(sql_person_get(x, id, &p));
	if (!p)
		return NOT_FOUND;
	*ret = (struct person){ .id = p->id, .name = p->name, .email = p->email, .phone = p->phone, .number = p->number,
				.lang = lang_of(p->lang) };
	return OK;
}

enum rc people_name(struct ctx *x, person_id id, struct str *ret)
{
	struct person p;
	TRY(people_person(x, id, &p));
	*ret = p.name;
	return OK;
}

enum rc people_by_email(struct ctx *x, struct str email, struct person *ret)
{
	struct sql_person_by_email *p;
	TRY(sql_person_by_email(x, str_trim_lower(x->arena, email), &p));
	if (!p)
		return NOT_FOUND;
	*ret = (struct person){ .id = p->id, .name = p->name, .email = p->email, .phone = p->phone, .number = p->number,
				.lang = lang_of(p->lang) };
	return OK;
}

/* Compared lower-cased: two persons with one mailbox could read each other's links. */
static enum rc check_person(struct ctx *x, const struct person *p, struct person *ret)
{
	*ret = *p;
	TRY(check_name(x, "name", p->name, &ret->name));
	ret->email = or_null(str_trim_lower(x->arena, p->email));
	ret->phone = or_null(str_one_line(x->arena, p->phone));
	ret->number = or_null(str_one_line(x->arena, p->number));
	if (ret->email.p && !str_is_email(ret->email))
		return fail(x, INVALID, "email", "people.email_malformed");
	if (looks_like_formula(ret->email))
		return fail(x, INVALID, "email", "people.formula");
	if (ret->phone.p && !is_phone(ret->phone))
		return fail(x, INVALID, "phone", "people.phone_malformed");
	if (str_chars(ret->number) > NUMBER_CHARS_MAX)
		return fail_int(x, INVALID, "number", "form.too_long", "max", NUMBER_CHARS_MAX);
	if (looks_like_formula(ret->number))
		return fail(x, INVALID, "number", "people.formula");
	if (!ret->email.p && !ret->number.p)
		return fail(x, INVALID, "email", "people.no_key");
	return OK;
}

/* Which of the two somebody else has. */
static enum rc taken(struct ctx *x, const struct person *p)
{
	struct sql_person_by_email *other = NULL;
	if (p->email.p)
		TRY(sql_person_by_email(x, p->email, &other));
	if (other && other->id.v != p->id.v)
		return fail(x, CONFLICT, "email", "people.email_taken");
	return fail(x, CONFLICT, "number", "people.number_taken");
}

enum rc people_add(struct ctx *x, const struct person *p, person_id *ret_id)
{
	struct person clean;
	TRY(check_person(x, p, &clean));
	enum rc rc = sql_person_add(x, clean.name, clean.email, clean.phone, clean.number, lang_name(p->lang), ret_id);
	clean.id.v = 0;
	return rc == CONFLICT ? taken(x, &clean) : rc;
}

enum rc people_change(struct ctx *x, const struct person *p)
{
	struct person clean;
	int64_t changed;
	TRY(check_person(x, p, &clean));
	enum rc rc = sql_person_change(x, p->id, clean.name, clean.email, clean.phone, clean.number, &changed);
	if (rc == CONFLICT)
		return taken(x, &clean);
	TRY(rc);
	return changed ? OK : NOT_FOUND;
}

enum rc people_set_lang(struct ctx *x, person_id id, enum lang lang)
{
	int64_t changed;
	TRY(sql_person_set_lang(x, id, lang_name(lang), &changed));
	return changed ? OK : NOT_FOUND;
}

/* ---- roles over time: reading */

/* The mask as the statements take it: ",hr,helper,", or "" for all. */
static struct str role_list(struct ctx *x, unsigned roles)
{
	struct str list = S("");
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (roles & ROLE_BIT(i))
			list = str_fmt(x->arena, "%s%.*s%s,", list.n ? "" : ",", STR_ARG(list), role_names[i]);
	return list;
}

static int by_name(const void *a, const void *b)
{
	const struct assignment *l = a, *r = b;
	int order = danish_order(l->name, r->name);
	if (order == 0 && l->person.v != r->person.v)
		order = l->person.v < r->person.v ? -1 : 1;
	return order ? order : (l->role > r->role) - (l->role < r->role);
}

/* The three statements return rows of one shape but of three types. */
#define ASSIGNMENTS_OF(x, rows, n, ret)                                                                       \
	do {                                                                                                  \
		*(ret) = ARENA_ARRAY((x)->arena, (n), struct assignment);                                     \
		for (size_t i_ = 0; i_ < (n); i_++) {                                                         \
			struct assignment *a_ = &(*(ret))[i_];                                                \
			*a_ = (struct assignment){ .id = (rows)[i_].id, .person = (rows)[i_].person,          \
						   .unit = (rows)[i_].unit, .name = (rows)[i_].name,          \
						   .email = (rows)[i_].email, .unit_name = (rows)[i_].unit_name, \
						   .from = (rows)[i_].from_day, .to = (rows)[i_].to_day,      \
						   .elected_until = (rows)[i_].elected_until };               \
			if (!role_of_name((rows)[i_].role, &a_->role))                                        \
				return fail_cause(x, FAILED, "unknown role in the store");                    \
		}                                                                                             \
	} while (0)

enum rc people_in_unit(struct ctx *x, unit_id unit, bool below, unsigned roles, struct date day,
		       struct assignment **ret, size_t *ret_n)
{
	struct str list = role_list(x, roles);
	if (below) {
		struct sql_roles_below_unit *rows;
		TRY(sql_roles_below_unit(x, unit, list, day, &rows, ret_n));
		ASSIGNMENTS_OF(x, rows, *ret_n, ret);
	} else {
		struct sql_roles_in_unit *rows;
		TRY(sql_roles_in_unit(x, unit, list, day, &rows, ret_n));
		ASSIGNMENTS_OF(x, rows, *ret_n, ret);
	}
	if (*ret_n)
		qsort(*ret, *ret_n, sizeof **ret, by_name);
	return OK;
}

enum rc people_roles_of(struct ctx *x, person_id person, struct assignment **ret, size_t *ret_n)
{
	struct sql_roles_of_person *rows;
	TRY(sql_roles_of_person(x, person, &rows, ret_n));
	ASSIGNMENTS_OF(x, rows, *ret_n, ret);
	return OK;
}

enum rc people_count(struct ctx *x, unit_id unit, struct date day, int64_t *ret)
{
	return sql_persons_counted(x, unit, day, ret);
}

static int by_role(const void *a, const void *b)
{
	const struct assignment *l = a, *r = b;
	return l->role != r->role ? (l->role > r->role) - (l->role < r->role) : by_name(a, b);
}

/* Going up from the unit, the first unit that has a role of a group answers for
 * it. Each element of groups is a mask of roles that stand in for each other. */
static enum rc nearest(struct ctx *x, unit_id unit, const unsigned groups[], size_t ngroups, struct assignment **ret, size_t *ret_n)
{
	struct unit *path;
	size_t n, total = 0;
	unsigned wanted = 0, found = 0;
	TRY(people_unit_path(x, unit, &path, &n));
	struct assignment *all = ARENA_ARRAY(x->arena, PEOPLE_SHOWN_MAX, struct assignment);
	for (size_t g = 0; g < ngroups; g++)
		wanted |= groups[g];
	for (size_t i = 0; i < n && (wanted & ~found); i++) {
		struct assignment *here;
		size_t nhere;
		unsigned before = found;
		TRY(people_in_unit(x, path[i].id, false, wanted & ~found, ctx_today(x), &here, &nhere));
		for (size_t k = 0; k < nhere && total < PEOPLE_SHOWN_MAX; k++) {
			all[total++] = here[k];
			for (size_t g = 0; g < ngroups; g++)
				if ((groups[g] & ROLE_BIT(here[k].role)) && !(before & ROLE_BIT(here[k].role)))
					found |= groups[g];
		}
	}
	if (total)
		qsort(all, total, sizeof *all, by_role);
	*ret = all;
	*ret_n = total;
	return OK;
}

enum rc people_representatives(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n)
{
	static const unsigned groups[] = { ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE), ROLE_BIT(ROLE_UNION_REPRESENTATIVE),
					   ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE) };
	return nearest(x, unit, groups, 3, ret, ret_n);
}

enum rc people_trio(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n)
{
	/* A joint representative sits in when the unit has none of its own. */
	static const unsigned groups[] = { ROLES_LEADERS, ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE),
					   ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE) };
	return nearest(x, unit, groups, 3, ret, ret_n);
}

/* ---- roles over time: changing */

struct str people_topic(struct ctx *x, person_id person)
{
	return str_fmt(x->arena, PEOPLE_TOPIC_ALL "%" PRId64, person.v);
}

void people_changed(struct ctx *x, person_id person)
{
	store_changed(x, people_topic(x, person));
}

/* As many as a day's changes in a large organisation; beyond, everybody is asked anew. */
enum { ANNOUNCED_MAX = 1000 };

enum rc people_new_day(struct ctx *x, struct date since, size_t *ret_n)
{
	struct sql_turned *rows;
	TRY(sql_turned(x, since, ctx_today(x), &rows, ret_n));
	if (*ret_n >= ANNOUNCED_MAX)
		store_changed(x, S(PEOPLE_TOPIC_ALL));
	else
		for (size_t i = 0; i < *ret_n; i++)
			people_changed(x, rows[i].person_id);
	return OK;
}

const struct date last_of_days = { 2932896 };	/* 9999-12-31, for "while it lasts" */

enum rc people_role_give(struct ctx *x, person_id person, unit_id unit, enum role role, struct date from, struct date to,
			 struct date elected_until, assignment_id *ret)
{
	if (!date_is(from))
		from = ctx_today(x);
	if (date_is(to) && to.day < from.day)
		return fail(x, INVALID, "to", "people.ends_before_it_begins");
	/* Nobody remembers to end what was given to somebody outside the house. */
	if (role == ROLE_PROVIDER && !date_is(to))
		return fail(x, INVALID, "to", "people.provider_ends");
	if (date_is(elected_until) && !(ROLES_REPRESENTATIVES & ROLE_BIT(role)))
		return fail(x, INVALID, "elected_until", "people.not_elected");
	if (date_is(elected_until) && elected_until.day < from.day)
		return fail(x, INVALID, "elected_until", "people.ends_before_it_begins");
	struct str name = str_of(role_name(role));
	struct sql_role_overlapping *other;
	TRY(sql_role_overlapping(x, person, unit, name, from, date_is(to) ? to : last_of_days, &other));
	if (other)
		return fail(x, CONFLICT, "role", "people.holds_it_already");
	enum rc rc = sql_role_add(x, person, unit, name, from, to, elected_until, ret);
	if (rc == CONFLICT)
		return fail(x, CONFLICT, "role", "people.holds_it_already");
	TRY(rc);
	people_changed(x, person);
	return OK;
}

/* Without an administrator nobody could ever make one again. */
static enum rc keep_one_administrator(struct ctx *x, const struct sql_role_get *r)
{
	struct unit u;
	int64_t others;
	if (!str_eqz(r->role, "administrator"))
		return OK;
	TRY(people_unit(x, r->unit, &u));
	if (u.parent.v)
		return OK;
	TRY(sql_other_administrators(x, r->id, ctx_today(x), &others));
	return others ? OK : fail(x, CONFLICT, "role", "people.last_administrator");
}

enum rc people_role_end(struct ctx *x, assignment_id id, struct date last_day)
{
	struct sql_role_get *r;
	TRY(sql_role_get(x, id, &r));
	if (!r)
		return NOT_FOUND;
	if (!date_is(last_day))
		last_day = date_add(ctx_today(x), -1);
	/* The day before its first: withdrawn before it counted, and still on record. */
	if (last_day.day < r->from_day.day - 1)
		return fail(x, INVALID, "to", "people.ends_before_it_begins");
	TRY(keep_one_administrator(x, r));
	TRY(sql_role_end(x, id, last_day, NULL));
	people_changed(x, r->person);
	return OK;
}

enum rc people_erase(struct ctx *x, const struct actor *actor, person_id person)
{
	struct assignment *roles;
	struct person p;
	size_t n;
	TRY(people_person(x, person, &p));
	TRY(people_roles_of(x, person, &roles, &n));
	for (size_t i = 0; i < n; i++) {
		struct sql_role_get *r;
		bool over = date_is(roles[i].to) && roles[i].to.day < ctx_today(x).day;
		TRY(sql_role_get(x, roles[i].id, &r));
		enum rc rc = r && !over ? keep_one_administrator(x, r) : OK;
		if (rc == CONFLICT)
			x->fault.field = "_";
		TRY(rc);
	}
	TRY(sql_roles_erase(x, person, NULL));
	TRY(sql_person_erase(x, person, NULL));
	people_changed(x, person);
	return people_audit(x, actor, "person_erased", str_fmt(x->arena, "person %" PRId64, person.v));
}
