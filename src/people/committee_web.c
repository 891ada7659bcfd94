/* committee_web.c -- the page of a unit's committees: read the form, ask
 * committee.c, fill the view. */
#include "people/people_inside.h"
#include "ui/ui.h"

enum { WHO_CHARS = 254 };	/* as long as an address may be */

/* Who sits how, as the form says what its page had shown. */
static struct str seat_of(struct ctx *x, const struct committee_member *m)
{
	return str_fmt(x->arena, "%" PRId64 "%s%s", m->person.v, m->management ? " management" : " employees", m->chair ? " chair" : "");
}

static struct val *seats_form(struct ctx *x, const struct committee *c)
{
	struct val *form = val_new_obj(x), *list = val_list(x, form, "seat");
	for (size_t i = 0; i < c->nmembers; i++)
		val_item_str(x, list, seat_of(x, &c->members[i]));
	return form;
}

/* Somebody was seated since the page was made, whom this would move to another seat or
 * who would no longer be chair: whoever sends it is told, and decides. */
static enum rc seats_as_read(struct req *q, const struct committee *c, person_id person, bool chair)
{
	const struct val *read = form_values(q, "was-seat");
	if (!form_was_told(q, "seat"))
		return OK;
	for (size_t i = 0; i < c->nmembers; i++) {
		const struct committee_member *m = &c->members[i];
		bool known = false;
		for (const struct val *v = read->kids.first; v; v = v->next)
			known |= str_eq(v->text, seat_of(q->x, m));
		if (!known && m->person.v == person.v)
			return fail_str(q->x, CONFLICT, "who", "people.seated_meanwhile", "name", m->name);
		if (!known && chair && m->chair)
			return fail_str(q->x, CONFLICT, "who", "people.chair_meanwhile", "name", m->name);
	}
	return OK;
}

static void put_members(struct ctx *x, const struct committee *c, bool manages, struct val *o)
{
	struct val *list = val_list(x, o, "members");
	for (size_t i = 0; i < c->nmembers; i++) {
		const struct committee_member *m = &c->members[i];
		struct val *v = val_obj(x, list);
		val_int(x, v, "person", m->person.v);
		val_str(x, v, "name", m->name);
		val_str(x, v, "side", ui_text(x, m->management ? "people.side_management" : "people.side_employees"));
		val_bool(x, v, "chair", m->chair);
		val_bool(x, v, "no_email", manages && m->email.n == 0);
	}
}

enum rc committees_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct unit *u = people_scope(q);
	struct committee *c;
	size_t n;
	bool manages = people_may(x, q->actor, MANAGE_UNIT, u->id) == OK;
	TRY(people_committees(x, u->id, &c, &n));
	val_str(x, view, "title", ui_text(x, "people.committees"));
	val_str(x, view, "unit", u->name);
	val_path(x, view, "unit_url", "/unit/%" PRId64, u->id.v);
	val_path(x, view, "url", "/unit/%" PRId64 "/committees", u->id.v);
	val_bool(x, view, "manages", manages);
	struct val *here = val_list(x, view, "committees"), *above = val_list(x, view, "above");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, c[i].unit.v == u->id.v ? here : above);
		bool refused = form_has(q, "who") && str_eq(form_raw(q, "committee"), str_fmt(x->arena, "%" PRId64, c[i].id.v));
		val_int(x, o, "id", c[i].id.v);
		val_str(x, o, "name", c[i].name);
		val_str(x, o, "kind", committee_kind_text(x, c[i].kind));
		val_str(x, o, "unit_name", c[i].unit_name);
		val_str(x, o, "typed", refused ? form_raw(q, "who") : S(""));
		val_bool(x, o, "typed_management", refused && str_eqz(form_raw(q, "side"), "management"));
		val_bool(x, o, "typed_chair", refused && form_checked(q, "chair"));
		val_bool(x, o, "open", refused || c[i].nmembers == 0);
		form_put_was(q, o, seats_form(x, &c[i]), false);	/* the page that comes back shows them */
		put_members(x, &c[i], manages, o);
	}
	struct val *kinds = val_list(x, view, "kinds"), *form = val_sub(x, view, "form");
	for (int k = 0; k < COMMITTEE_KINDS; k++) {
		struct val *o = val_obj(x, kinds);
		val_str(x, o, "value", str_of(committee_kinds[k]));
		val_str(x, o, "label", committee_kind_text(x, (enum committee_kind)k));
		val_bool(x, o, "chosen", str_eqz(form_raw(q, "kind"), committee_kinds[k]));
	}
	val_str(x, form, "name", S(""));
	if (manages)
		return people_put_around(x, u->id, view);
	val_list(x, view, "candidates");
	return OK;
}

static enum rc done(struct req *q)
{
	TRY(people_audit(q->x, q->actor, "committee", str_fmt(q->x->arena, "unit %" PRId64, people_scope(q)->id.v)));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64 "/committees", people_scope(q)->id.v);
}

enum rc committee_new(struct req *q, struct val *view)
{
	struct str name;
	committee_id id;
	int kind;
	(void)view;
	TRY(form_choice(q, "kind", committee_kinds, &kind));
	TRY(form_line(q, "name", 1, NAME_CHARS_MAX, &name));
	TRY(committee_add(q->x, people_scope(q)->id, (enum committee_kind)kind, name, &id));
	return done(q);
}

/* The committee of the form, which must be this unit's: its number alone opens nothing. */
static enum rc committee_of_form(struct req *q, struct committee *ret)
{
	struct committee *c;
	size_t n;
	int64_t id;
	TRY(form_int(q, "committee", 1, INT64_MAX, &id));
	TRY(people_committees(q->x, people_scope(q)->id, &c, &n));
	for (size_t i = 0; i < n; i++) {
		if (c[i].id.v == id && c[i].unit.v == people_scope(q)->id.v) {
			*ret = c[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

enum rc committee_member(struct req *q, struct val *view)
{
	static const char *const sides[] = { "management", "employees", NULL };
	struct committee c;
	struct str who;
	person_id person;
	int64_t off;
	int side;
	(void)view;
	TRY(committee_of_form(q, &c));
	TRY(form_int_or(q, "off", 0, INT64_MAX, 0, &off));
	if (off) {
		TRY(committee_unseat(q->x, c.id, (person_id){ off }));
		return done(q);
	}
	TRY(form_line(q, "who", 1, WHO_CHARS, &who));
	TRY(form_choice(q, "side", sides, &side));
	TRY(people_find(q->x, people_scope(q)->id, who, &person));
	TRY(seats_as_read(q, &c, person, form_checked(q, "chair")));
	TRY(committee_seat(q->x, &c, person, side == 0, form_checked(q, "chair")));
	return done(q);
}

enum rc committee_drop(struct req *q, struct val *view)
{
	struct committee c;
	(void)view;
	TRY(committee_of_form(q, &c));
	TRY(committee_close(q->x, c.id));
	return done(q);
}
