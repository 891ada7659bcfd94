/* people_web.c -- pages about units, people and their roles: read the form, ask
 * people.c, fill the view. */
#include "people/people_inside.h"
#include "people/people_sql.h"
#include "ui/ui.h"

enum { CODE_CHARS_MAX = 40, EMAIL_MAX = 254 };

static const char *const role_choices[] = {
	"employee", "daily_leader", "top_leader", "helper", "consultant", "safety_representative",
	"union_representative", "joint_union_representative", "hr", "administrator", "provider", NULL,
};

struct str kind_text(struct ctx *x, struct str kind)
{
	static const char *const keys[] = { "people.kind_organisation", "people.kind_area", "people.kind_workplace", "people.kind_team" };
	for (size_t i = 0; unit_kinds[i]; i++)
		if (str_eqz(kind, unit_kinds[i]))
			return ui_text(x, keys[i]);
	return kind;
}

void view_date(struct ctx *x, struct val *obj, const char *name, struct date d)
{
	val_str(x, obj, name, date_is(d) ? ui_date(x, d) : STR_NULL);
}

static struct str no_text(struct str s)
{
	return s.p ? s : S("");
}

/* An option, chosen if the posted form says so, or else if it is the stored one. */
static void view_option(struct req *q, struct val *list, const char *field, struct str value, struct str label, struct str stored)
{
	struct str posted = form_raw(q, field);
	struct val *o = val_obj(q->x, list);
	val_str(q->x, o, "value", value);
	val_str(q->x, o, "label", label);
	val_bool(q->x, o, "chosen", str_eq(posted.p ? posted : stored, value));
}

/* ---- the tree */

static enum rc units_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct unit_row *rows;
	size_t n;
	TRY(people_units_for(x, q->actor, &rows, &n));
	int top = n ? rows[0].depth : 0;
	for (size_t i = 0; i < n; i++)
		top = rows[i].depth < top ? rows[i].depth : top;
	val_str(x, view, "title", ui_text(x, "people.units_title"));
	val_bool(x, view, "may_administer", people_may(x, q->actor, ADMINISTER, (unit_id){ 0 }) == OK);
	struct val *list = val_list(x, view, "units");
	for (size_t i = 0; i < n; i++) {
		struct val *u = val_obj(x, list);
		val_str(x, u, "name", rows[i].unit.name);
		val_str(x, u, "kind", kind_text(x, rows[i].unit.kind));
		val_path(x, u, "url", "/unit/%" PRId64, rows[i].unit.id.v);
		val_int(x, u, "depth", rows[i].depth - top);
	}
	return OK;
}

/* ---- one unit */

static void view_role(struct ctx *x, struct val *list, const struct assignment *a, bool with_unit)
{
	struct val *r = val_obj(x, list);
	val_str(x, r, "text", role_text(x, a->role));
	val_str(x, r, "unit", with_unit ? a->unit_name : STR_NULL);
	view_date(x, r, "to", a->to);
	view_date(x, r, "elected_until", a->elected_until);
}

/* One row per person; the list comes by name, so a person's roles stand together. */
static void view_people(struct req *q, struct val *view, unit_id unit, bool manage, const struct assignment *a, size_t n, bool below)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "people"), *roles = NULL;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || a[i].person.v != a[i - 1].person.v) {
			struct val *p = val_obj(x, list);
			val_str(x, p, "name", a[i].name);
			val_str(x, p, "email", manage ? a[i].email : STR_NULL);
			/* Whoever is only in a unit below is changed there. */
			unit_id there = below ? a[i].unit : unit;
			if (manage)
				val_path(x, p, "url", "/unit/%" PRId64 "/people/%" PRId64, there.v, a[i].person.v);
			else
				val_null(x, p, "url");
			roles = val_list(x, p, "roles");
		}
		view_role(x, roles, &a[i], below && a[i].unit.v != unit.v);
	}
}

static enum rc view_trio(struct ctx *x, struct val *view, unit_id unit)
{
	struct assignment *a;
	size_t n;
	TRY(people_trio(x, unit, &a, &n));
	struct val *list = val_list(x, view, "trio");
	for (size_t i = 0; i < n; i++) {
		struct val *t = val_obj(x, list);
		val_str(x, t, "name", a[i].name);
		val_str(x, t, "role", role_text(x, a[i].role));
		val_str(x, t, "unit", a[i].unit.v == unit.v ? STR_NULL : a[i].unit_name);
		view_date(x, t, "elected_until", a[i].elected_until);
	}
	return OK;
}

static enum rc view_sub_units(struct req *q, struct val *view, unit_id unit)
{
	struct unit_row *rows;
	size_t n;
	TRY(people_units_for(q->x, q->actor, &rows, &n));
	struct val *list = val_list(q->x, view, "sub_units");
	for (size_t i = 0; i < n; i++) {
		if (rows[i].unit.parent.v != unit.v)
			continue;
		struct val *u = val_obj(q->x, list);
		val_str(q->x, u, "name", rows[i].unit.name);
		val_path(q->x, u, "url", "/unit/%" PRId64, rows[i].unit.id.v);
	}
	val_bool(q->x, view, "has_sub_units", list->kids.count > 0);
	return OK;
}

/* Employees see who belongs to their unit; whoever manages it sees more. */
static enum rc unit_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct unit *u = people_scope(q);
	bool manage = people_may(x, q->actor, MANAGE_UNIT, u->id) == OK;
	bool below = manage && str_eqz(no_text(req_query(q, "below")), "1");
	struct assignment *a;
	size_t n;
	struct str path;
	TRY(people_unit_path_text(x, u->id, &path));
	TRY(people_in_unit(x, u->id, below, 0, ctx_today(x), &a, &n));
	val_str(x, view, "title", u->name);
	val_str(x, view, "name", u->name);
	val_str(x, view, "path_text", path);
	val_str(x, view, "kind", kind_text(x, u->kind));
	val_str(x, view, "code", u->code);
	val_bool(x, view, "manage", manage);
	val_bool(x, view, "below", below);
	val_path(x, view, "url", "/unit/%" PRId64, u->id.v);
	val_bool(x, view, "cut", n == PEOPLE_SHOWN_MAX);
	view_people(q, view, u->id, manage, a, n, below);
	TRY(view_trio(x, view, u->id));
	return view_sub_units(q, view, u->id);
}

static void view_kinds(struct req *q, struct val *view, struct str stored)
{
	struct val *list = val_list(q->x, view, "kinds");
	for (size_t i = 1; unit_kinds[i]; i++)
		view_option(q, list, "kind", str_of(unit_kinds[i]), kind_text(q->x, str_of(unit_kinds[i])), stored);
}

static enum rc add_unit_page(struct req *q, struct val *view)
{
	const struct unit *u = people_scope(q);
	val_str(q->x, view, "title", ui_text(q->x, "people.unit_add"));
	val_bool(q->x, view, "kinds_shown", true);
	val_str(q->x, view, "unit", u->name);
	val_path(q->x, view, "url", "/unit/%" PRId64, u->id.v);
	view_kinds(q, view, S("team"));
	return OK;
}

static enum rc read_kind(struct req *q, struct str *ret)
{
	int kind;
	TRY(form_choice(q, "kind", unit_kinds, &kind));
	*ret = str_of(unit_kinds[kind]);
	return OK;
}

static struct str about_unit(struct ctx *x, unit_id unit)
{
	return str_fmt(x->arena, "unit %" PRId64, unit.v);
}

static enum rc add_unit(struct req *q, struct val *view)
{
	struct str name, kind, code;
	unit_id id;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "name", 1, NAME_CHARS_MAX, &name));
	TRY(read_kind(q, &kind));
	TRY(form_line(q, "code", 0, CODE_CHARS_MAX, &code));
	TRY(form_done(q));
	TRY(people_unit_add(q->x, people_scope(q)->id, name, kind, code, &id));
	TRY(people_audit(q->x, q->actor, "unit_added", about_unit(q->x, id)));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64, id.v);
}

static enum rc view_parents(struct req *q, struct val *view, const struct unit *u)
{
	struct unit_row *rows;
	size_t n;
	TRY(people_units_for(q->x, q->actor, &rows, &n));
	struct val *list = val_list(q->x, view, "parents");
	struct str stored = str_fmt(q->x->arena, "%" PRId64, u->parent.v);
	bool listed = false;
	for (size_t i = 0; i < n; i++) {
		if (!rows[i].may_manage || rows[i].unit.id.v == u->id.v)
			continue;
		listed |= rows[i].unit.id.v == u->parent.v;
		view_option(q, list, "parent", str_fmt(q->x->arena, "%" PRId64, rows[i].unit.id.v), rows[i].unit.name, stored);
	}
	if (!listed)	/* the topmost, or a parent that is not ours to manage: it stays */
		view_option(q, list, "parent", stored, ui_text(q->x, "people.parent_stays"), stored);
	return OK;
}

/* A unit as its form sends it. The topmost is the organisation: it has no other kind
 * and stays where it is. */
static enum rc unit_form(struct ctx *x, const struct unit *u, struct val **ret, struct val *words)
{
	struct val *form = val_new_obj(x);
	struct unit parent;
	val_str(x, form, "name", u->name);
	val_str(x, form, "code", no_text(u->code));
	*ret = form;
	if (!u->parent.v)
		return OK;
	val_str(x, form, "kind", u->kind);
	val_fmt(x, form, "parent", "%" PRId64, u->parent.v);
	val_str(x, words, "kind", kind_text(x, u->kind));
	TRY(people_unit(x, u->parent, &parent));
	val_str(x, words, "parent", parent.name);
	return OK;
}

static enum rc edit_unit_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct unit *u = people_scope(q);
	val_str(x, view, "title", ui_text(x, "people.unit_edit"));
	val_path(x, view, "url", "/unit/%" PRId64, u->id.v);
	struct val *form;
	TRY(unit_form(x, u, &form, val_new_obj(x)));
	val_put(x, view, "form", form);
	form_put_was(q, view, form, true);
	val_bool(x, view, "kinds_shown", u->parent.v != 0);	/* the topmost is the organisation and stays where it is */
	view_kinds(q, view, u->kind);
	return view_parents(q, view, u);
}

static enum rc edit_unit(struct req *q, struct val *view)
{
	const struct unit *u = people_scope(q);
	struct str name, kind = u->kind, code;
	struct val *stands, *words = val_new_obj(q->x);
	int64_t parent;
	(void)view;
	TRY(unit_form(q->x, u, &stands, words));
	TRY(form_meet(q, stands, words));
	form_gather(q);
	TRY(form_line(q, "name", 1, NAME_CHARS_MAX, &name));
	if (u->parent.v)
		TRY(read_kind(q, &kind));
	TRY(form_line(q, "code", 0, CODE_CHARS_MAX, &code));
	TRY(form_int_or(q, "parent", 0, INT64_MAX, u->parent.v, &parent));
	/* Moving a unit gives those above its new place a say: only into what one manages. */
	if (parent != u->parent.v && (!parent || people_may(q->x, q->actor, MANAGE_UNIT, (unit_id){ parent }) != OK))
		TRY(form_keep(q, fail(q->x, INVALID, "parent", "people.unit_no_parent")));
	TRY(form_done(q));
	TRY(people_unit_change(q->x, u->id, (unit_id){ parent }, name, kind, code));
	TRY(people_audit(q->x, q->actor, "unit_changed", about_unit(q->x, u->id)));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64, u->id.v);
}

/* ---- a new colleague */

static enum rc view_roles_to_give(struct req *q, struct val *view, unit_id unit, struct str stored)
{
	struct val *list = val_list(q->x, view, "role_choices");
	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		enum rc rc = may_give(q->x, q->actor, unit, (enum role)r);
		if (rc == FORBIDDEN)
			continue;
		TRY(rc);
		view_option(q, list, "role", str_of(role_name((enum role)r)), role_text(q->x, (enum role)r), stored);
	}
	return OK;
}

static enum rc add_person_page(struct req *q, struct val *view)
{
	const struct unit *u = people_scope(q);
	val_str(q->x, view, "title", ui_text(q->x, "people.person_add"));
	val_str(q->x, view, "unit", u->name);
	val_path(q->x, view, "url", "/unit/%" PRId64, u->id.v);
	return view_roles_to_give(q, view, u->id, S("employee"));
}

static enum rc read_person(struct req *q, struct person *p)
{
	TRY(form_line(q, "name", 1, NAME_CHARS_MAX, &p->name));
	TRY(form_line(q, "email", 0, EMAIL_MAX, &p->email));
	if (p->email.n && !str_is_email(p->email))
		TRY(form_keep(q, fail(q->x, INVALID, "email", "people.email_malformed")));
	TRY(form_line(q, "phone", 0, PHONE_BYTES_MAX, &p->phone));
	return form_line(q, "number", 0, NUMBER_CHARS_MAX, &p->number);
}

struct role_wanted {
	enum role role;
	struct date from, to, elected_until;
};

/* A role and its dates, and whether it is theirs to give. */
static enum rc read_role(struct req *q, struct role_wanted *w)
{
	int role;
	TRY(form_choice(q, "role", role_choices, &role));
	TRY(form_date(q, "from", false, &w->from));
	TRY(form_date(q, "to", false, &w->to));
	TRY(form_date(q, "elected_until", false, &w->elected_until));
	w->role = (enum role)role;
	if (may_give(q->x, q->actor, people_scope(q)->id, w->role) != OK)
		return form_keep(q, fail(q->x, INVALID, "role", "people.not_yours_to_give"));
	return OK;
}

static enum rc give_role(struct req *q, person_id person, const struct role_wanted *w)
{
	unit_id unit = people_scope(q)->id;
	assignment_id id;
	TRY(people_role_give(q->x, person, unit, w->role, w->from, w->to, w->elected_until, &id));
	return people_audit(q->x, q->actor, "role_given",
			    str_fmt(q->x->arena, "assignment %" PRId64 " person %" PRId64 " unit %" PRId64 " %s", id.v, person.v, unit.v,
				    role_name(w->role)));
}

/* Somebody of that address and name is here already, in another unit: it is them. */
static enum rc known_person(struct req *q, const struct person *p, person_id *ret)
{
	struct person known;
	ret->v = 0;
	if (str_empty(p->email))
		return OK;
	enum rc rc = people_by_email(q->x, p->email, &known);
	if (rc == NOT_FOUND)
		return OK;
	TRY(rc);
	if (str_eq(str_lower(q->x->arena, known.name), str_lower(q->x->arena, p->name)))
		*ret = known.id;
	return OK;
}

static enum rc add_person(struct req *q, struct val *view)
{
	struct person p = { .lang = q->actor->lang };
	struct role_wanted role;
	person_id id;
	(void)view;
	form_gather(q);
	TRY(read_person(q, &p));
	TRY(read_role(q, &role));
	TRY(form_done(q));
	TRY(known_person(q, &p, &id));
	if (id.v == 0) {
		TRY(people_add(q->x, &p, &id));
		TRY(people_audit(q->x, q->actor, "person_added", str_fmt(q->x->arena, "person %" PRId64, id.v)));
	}
	TRY(give_role(q, id, &role));
	if (form_checked(q, "invite"))
		TRY(people_send_invitation(q->x, id, req_base_url(q)));
	reply_notice(q, form_checked(q, "invite") ? "people.invited" : "people.saved");
	return redirect(q, "/unit/%" PRId64, people_scope(q)->id.v);
}

/* ---- one colleague, seen from a unit */

/* The person of the path, with all roles. NOT_FOUND unless they have held one
 * in the unit of the path: the unit's permission must not open others. */
static enum rc member(struct req *q, struct person *p, struct assignment **roles, size_t *n)
{
	unit_id unit = people_scope(q)->id;
	int64_t id;
	TRY(req_id(q, "person", &id));
	TRY(people_person(q->x, (person_id){ id }, p));
	TRY(people_roles_of(q->x, p->id, roles, n));
	for (size_t i = 0; i < *n; i++)
		if ((*roles)[i].unit.v == unit.v)
			return OK;
	return NOT_FOUND;
}

static enum rc view_held(struct req *q, struct val *list, unit_id unit, person_id person, const struct assignment *a)
{
	struct ctx *x = q->x;
	bool lasts = !date_is(a->to) || a->to.day >= ctx_today(x).day;
	enum rc seen = people_may(x, q->actor, SEE_UNIT, a->unit);
	if (seen == FORBIDDEN)
		return OK;	/* what somebody does elsewhere is for those there */
	TRY(seen);
	struct val *r = val_obj(x, list);
	val_str(x, r, "role", role_text(x, a->role));
	val_str(x, r, "unit", a->unit_name);
	view_date(x, r, "from", a->from);
	view_date(x, r, "to", a->to);
	view_date(x, r, "elected_until", a->elected_until);
	if (lasts && a->unit.v == unit.v && may_give(x, q->actor, unit, a->role) == OK)
		val_path(x, r, "end_url", "/unit/%" PRId64 "/people/%" PRId64 "/roles/%" PRId64 "/end", unit.v, person.v, a->id.v);
	else
		val_null(x, r, "end_url");
	return OK;
}

static struct val *person_form(struct ctx *x, const struct person *p)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "name", p->name);
	val_str(x, form, "email", no_text(p->email));
	val_str(x, form, "phone", no_text(p->phone));
	val_str(x, form, "number", no_text(p->number));
	return form;
}

static enum rc person_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct unit *u = people_scope(q);
	struct person p;
	struct assignment *roles;
	size_t n;
	TRY(member(q, &p, &roles, &n));
	val_str(x, view, "title", p.name);
	val_str(x, view, "name", p.name);
	val_str(x, view, "unit", u->name);
	val_str(x, view, "email", p.email);
	val_path(x, view, "unit_url", "/unit/%" PRId64, u->id.v);
	val_path(x, view, "url", "/unit/%" PRId64 "/people/%" PRId64, u->id.v, p.id.v);
	val_bool(x, view, "may_change", may_change_person(x, q->actor, p.id) == OK);
	if (people_may(x, q->actor, ADMINISTER, u->id) == OK)
		val_path(x, view, "erase_url", "/people/erase/%" PRId64, p.id.v);
	else
		val_null(x, view, "erase_url");
	struct val *form = person_form(x, &p);
	val_put(x, view, "form", form);
	form_put_was(q, view, form, true);
	struct val *list = val_list(x, view, "roles");
	for (size_t i = 0; i < n; i++)
		if (!date_is(roles[i].to) || roles[i].to.day >= roles[i].from.day)
			TRY(view_held(q, list, u->id, p.id, &roles[i]));
	return view_roles_to_give(q, view, u->id, S("employee"));
}

/* The address is the way in: whoever sets it can sign in as that person. A
 * leader must not become their consultant or their representative. */
static enum rc may_change_address(struct req *q, person_id person, struct str was, struct str now)
{
	bool may;
	if (str_empty(was) || person.v == q->actor->person.v || str_eq(str_lower(q->x->arena, was), str_trim_lower(q->x->arena, now)))
		return OK;
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id, ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR), &may));
	return may ? OK : fail(q->x, INVALID, "email", "people.address_not_yours");
}

/* Seen from two units it is one person. */
static enum rc hold_person(struct req *q)
{
	struct sql_person_hold *ignored;
	int64_t id;
	TRY(req_id(q, "person", &id));
	return sql_person_hold(q->x, (person_id){ id }, &ignored);
}

static enum rc edit_person(struct req *q, struct val *view)
{
	struct person p;
	struct assignment *roles;
	struct str was;
	size_t n;
	(void)view;
	TRY(hold_person(q));
	TRY(member(q, &p, &roles, &n));
	was = p.email;
	TRY(may_change_person(q->x, q->actor, p.id));
	TRY(form_meet(q, person_form(q->x, &p), NULL));
	form_gather(q);
	TRY(read_person(q, &p));
	TRY(form_keep(q, may_change_address(q, p.id, was, p.email)));
	TRY(form_done(q));
	TRY(people_change(q->x, &p));
	TRY(people_audit(q->x, q->actor, "person_changed", str_fmt(q->x->arena, "person %" PRId64, p.id.v)));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64 "/people/%" PRId64, people_scope(q)->id.v, p.id.v);
}

static enum rc give(struct req *q, struct val *view)
{
	struct person p;
	struct assignment *roles;
	struct role_wanted role;
	size_t n;
	(void)view;
	TRY(member(q, &p, &roles, &n));
	form_gather(q);
	TRY(read_role(q, &role));
	TRY(form_done(q));
	TRY(give_role(q, p.id, &role));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64 "/people/%" PRId64, people_scope(q)->id.v, p.id.v);
}

/* The role of the path, held by the person of the path in the unit of the path. */
static enum rc role_of_path(struct req *q, const struct assignment *roles, size_t n, const struct assignment **ret)
{
	int64_t id;
	TRY(req_id(q, "role", &id));
	for (size_t i = 0; i < n; i++) {
		if (roles[i].id.v == id && roles[i].unit.v == people_scope(q)->id.v) {
			*ret = &roles[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum rc end_role(struct req *q, struct val *view)
{
	struct person p;
	struct assignment *roles;
	const struct assignment *a;
	struct date last_day;
	size_t n;
	(void)view;
	TRY(member(q, &p, &roles, &n));
	TRY(role_of_path(q, roles, n, &a));
	TRY(may_give(q->x, q->actor, a->unit, a->role));
	TRY(form_date(q, "last_day", false, &last_day));
	enum rc rc = people_role_end(q->x, a->id, last_day);
	if (rc == INVALID || rc == CONFLICT)	/* the page has another form with these fields */
		q->x->fault.field = "last_day";
	TRY(rc);
	TRY(people_audit(q->x, q->actor, "role_ended",
			 str_fmt(q->x->arena, "assignment %" PRId64 " person %" PRId64 " unit %" PRId64 " %s", a->id.v, p.id.v, a->unit.v,
				 role_name(a->role))));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64 "/people/%" PRId64, people_scope(q)->id.v, p.id.v);
}

static enum rc invite(struct req *q, struct val *view)
{
	struct person p;
	struct assignment *roles;
	size_t n;
	(void)view;
	TRY(member(q, &p, &roles, &n));
	TRY(people_send_invitation(q->x, p.id, req_base_url(q)));
	TRY(people_audit(q->x, q->actor, "invited", str_fmt(q->x->arena, "person %" PRId64, p.id.v)));
	reply_notice(q, "people.invited");
	return redirect(q, "/unit/%" PRId64 "/people/%" PRId64, people_scope(q)->id.v, p.id.v);
}

/* ---- what administrators did */

static struct str act_text(struct ctx *x, struct str act)
{
	static const struct {
		const char *act, *key;
	} texts[] = {
		{ "set_up", "people.act_set_up" },	     { "unit_added", "people.act_unit_added" },
		{ "unit_changed", "people.act_unit_changed" }, { "person_added", "people.act_person_added" },
		{ "person_changed", "people.act_person_changed" }, { "role_given", "people.act_role_given" },
		{ "role_ended", "people.act_role_ended" },     { "invited", "people.act_invited" },
		{ "import", "people.act_import" },	     { "person_erased", "people.act_person_erased" },
		{ "committee", "people.act_committee" },     { "help", "people.act_help" },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_eqz(act, texts[i].act))
			return ui_text(x, texts[i].key);
	return act;	/* another room's */
}

static enum rc audit_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_audit_recent *rows;
	size_t n;
	int64_t broken;
	TRY(sql_audit_recent(x, &rows, &n));
	TRY(people_audit_verify(x, &broken));
	val_str(x, view, "title", ui_text(x, "people.audit_title"));
	val_bool(x, view, "whole", broken == 0);
	val_int(x, view, "broken", broken);
	struct val *list = val_list(x, view, "acts");
	for (size_t i = 0; i < n; i++) {
		struct val *a = val_obj(x, list);
		val_int(x, a, "number", rows[i].id);
		val_str(x, a, "when", ui_date_time(x, date_of_instant(rows[i].at), minutes_of_instant(rows[i].at)));
		val_str(x, a, "who", rows[i].actor);
		val_str(x, a, "act", act_text(x, rows[i].act));
		val_str(x, a, "about", rows[i].about);
	}
	return OK;
}

const struct route people_routes[] = {
	GET("/units", units_page, "people/units", SIGNED_IN),
	GET("/unit/:unit", unit_page, "people/unit", MAY_SEE_UNIT),
	GET("/unit/:unit/add", add_unit_page, "people/unit_add", MAY_MANAGE_UNIT),
	POST("/unit/:unit/add", add_unit, "people/unit_add", MAY_MANAGE_UNIT),
	GET("/unit/:unit/edit", edit_unit_page, "people/unit_edit", MAY_MANAGE_UNIT),
	POST("/unit/:unit/edit", edit_unit, "people/unit_edit", MAY_MANAGE_UNIT),
	GET("/unit/:unit/people/new", add_person_page, "people/person_add", MAY_MANAGE_UNIT),
	POST("/unit/:unit/people/new", add_person, "people/person_add", MAY_MANAGE_UNIT),
	GET("/unit/:unit/people/:person", person_page, "people/person", MAY_MANAGE_UNIT),
	POST("/unit/:unit/people/:person", edit_person, "people/person", MAY_MANAGE_UNIT),
	POST("/unit/:unit/people/:person/roles", give, "people/person", MAY_MANAGE_UNIT),
	POST("/unit/:unit/people/:person/roles/:role/end", end_role, "people/person", MAY_MANAGE_UNIT),
	POST("/unit/:unit/people/:person/invite", invite, "people/person", MAY_MANAGE_UNIT),
	GET("/unit/:unit/help", help_page, "people/help", MAY_SEE_UNIT),
	POST("/unit/:unit/help", help_save, "people/help", MAY_MANAGE_UNIT),
	GET("/unit/:unit/committees", committees_page, "people/committees", MAY_SEE_UNIT),
	POST("/unit/:unit/committees", committee_new, "people/committees", MAY_MANAGE_UNIT),
	POST("/unit/:unit/committees/member", committee_member, "people/committees", MAY_MANAGE_UNIT),
	POST("/unit/:unit/committees/drop", committee_drop, "people/committees", MAY_MANAGE_UNIT),
	GET("/people/audit", audit_page, "people/audit", MAY_ADMINISTER),
	{ 0 },
};
