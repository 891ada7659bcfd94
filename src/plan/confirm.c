/* confirm.c -- the rules of the gate of several parties; see confirm.h. Knows
 * who speaks for whom, refuses to know what is being confirmed. */
#include "plan/confirm.h"
#include "mail/mail.h"
#include "plan/plan_sql.h"
#include "ui/ui.h"

static const struct {
	const char *key;
	unsigned roles;
} parties[] = {
	{ "leader", ROLES_LEADERS },
	{ "safety_representative", ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE) },
	{ "union_representative", ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE) },
	{ "employees", ROLES_REPRESENTATIVES },
	{ "committee", 0 },	/* by seat, not by role */
};
enum { PARTIES = sizeof parties / sizeof *parties };
_Static_assert((int)PARTIES == (int)CONFIRM_PARTIES_MAX, "confirm.h tells how many there are");

static unsigned roles_of(struct str party)
{
	for (size_t i = 0; i < PARTIES; i++)
		if (str_eqz(party, parties[i].key))
			return parties[i].roles;
	return 0;
}

static bool known_party(struct str party)
{
	for (size_t i = 0; i < PARTIES; i++)
		if (str_eqz(party, parties[i].key))
			return true;
	return false;
}

/* Everybody who can speak for a party, the nearest ones; of a committee the chair
 * first. Somebody may be listed twice. */
struct speaker {
	person_id person;
	struct str email;
	bool chair;
};

static enum rc committee_speakers(struct ctx *x, unit_id unit, struct speaker **ret, size_t *ret_n)
{
	struct committee *c;
	size_t n, first = 0, seats = 0;
	*ret_n = 0;
	TRY(people_committees(x, unit, &c, &n));
	while (first < n && !c[first].nmembers)
		first++;
	for (size_t i = first; i < n; i++)
		seats += c[i].nmembers;
	*ret = ARENA_ARRAY(x->arena, seats + 1, struct speaker);
	for (size_t i = first; i < n && c[i].unit.v == c[first].unit.v; i++)
		for (size_t k = 0; k < c[i].nmembers; k++)
			(*ret)[(*ret_n)++] = (struct speaker){ c[i].members[k].person, c[i].members[k].email, c[i].members[k].chair };
	return OK;
}

static enum rc speakers(struct ctx *x, unit_id unit, struct str party, struct speaker **ret, size_t *ret_n)
{
	struct assignment *near;
	size_t n;
	unsigned roles = roles_of(party);
	*ret_n = 0;
	if (str_eqz(party, "committee"))
		return committee_speakers(x, unit, ret, ret_n);
	TRY(people_trio(x, unit, &near, &n));
	*ret = ARENA_ARRAY(x->arena, n + 1, struct speaker);
	for (size_t i = 0; i < n; i++)
		if (roles & ROLE_BIT(near[i].role))
			(*ret)[(*ret_n)++] = (struct speaker){ near[i].person, near[i].email, false };
	return OK;
}

static struct str party_words(struct ctx *x, struct str party)
{
	return ui_text(x, str_fmt(x->arena, "plan.party_%.*s", STR_ARG(party)).p);
}

/* ---- asking */

static enum rc join(struct ctx *x, const struct confirm_thing *t, struct str *ret)
{
	*ret = S("");
	if (t->nparties == 0 || t->nparties > CONFIRM_PARTIES_MAX)
		return fail(x, INVALID, "parties", "plan.confirm_parties");
	for (size_t i = 0; i < t->nparties; i++) {
		if (!known_party(str_of(t->parties[i])))
			return fail(x, INVALID, "parties", "plan.confirm_parties");
		*ret = str_fmt(x->arena, "%.*s%s%s", STR_ARG(*ret), i ? " " : "", t->parties[i]);
	}
	return OK;
}

static enum rc write_to(struct ctx *x, const struct confirm_thing *t, person_id to, struct str base_url, bool again)
{
	struct person person;
	struct unit unit;
	struct val *v = val_new_obj(x);
	enum lang mine = x->lang;
	TRY(people_person(x, to, &person));
	TRY(people_unit(x, t->unit, &unit));
	x->lang = person.lang;
	val_str(x, v, "name", person.name);
	val_str(x, v, "title", t->title);
	val_str(x, v, "unit", unit.name);
	val_str(x, v, "url", str_cat(x->arena, base_url, t->path));
	const struct mail m = {
		.to = person.email, .to_name = str_head_chars(person.name, MAIL_NAME_MAX),
		.subject = str_head_chars(ui_text_args(x, "plan.mail_confirm_subject", v), MAIL_SUBJECT_MAX),
		.text = ui_text_args(x, again ? "plan.mail_confirm_again" : "plan.mail_confirm", v),
	};
	x->lang = mine;
	return mail_queue(x, &m);
}

/* A committee is written to through its chair: the others hear of it where it
 * meets. Without a chair all are. */
static bool is_written_to(const struct speaker *all, size_t n, size_t at)
{
	bool chaired = false;
	for (size_t i = 0; i < n; i++)
		chaired |= all[i].chair;
	return (!chaired || all[at].chair) && all[at].email.n > 0;
}

static enum rc tell(struct ctx *x, const struct confirm_thing *t, person_id except, struct str base_url, bool again)
{
	struct val *told = val_new_obj(x);
	if (base_url.n == 0)
		return OK;
	for (size_t k = 0; k < t->nparties; k++) {
		struct speaker *all;
		size_t n;
		TRY(speakers(x, t->unit, str_of(t->parties[k]), &all, &n));
		for (size_t i = 0; i < n; i++) {
			struct str key = str_fmt(x->arena, "%" PRId64, all[i].person.v);
			if (all[i].person.v == except.v || !is_written_to(all, n, i) || val_get(told, key))
				continue;
			val_bool(x, told, str_z(x->arena, key), true);
			TRY(write_to(x, t, all[i].person, base_url, again));
		}
	}
	return OK;
}

enum rc confirm_ask(struct ctx *x, const struct confirm_thing *t, person_id except, struct str base_url, int64_t *ret_version)
{
	struct sql_confirm_thing *was;
	struct str list;
	if (str_chars(t->text) > CONFIRM_TEXT_CHARS)
		return fail_int(x, INVALID, "text", "form.too_long", "max", CONFIRM_TEXT_CHARS);
	TRY(join(x, t, &list));
	TRY(sql_confirm_thing(x, t->about, &was));
	bool same = was && str_eq(was->text, t->text) && str_eq(was->parties, list);
	int64_t version = was ? was->version + !same : 1;
	if (ret_version)
		*ret_version = version;
	if (same)
		return OK;
	TRY(sql_confirm_thing_set(x, t->about, t->unit, t->text, list, version, false, NULL));
	return tell(x, t, except, base_url, was != NULL);
}

enum rc confirm_drop(struct ctx *x, struct str about)
{
	return sql_confirm_thing_drop(x, about, NULL);
}

/* ---- saying yes */

static enum rc speaks(struct ctx *x, unit_id unit, person_id person, struct str party, bool *ret, bool *ret_anybody)
{
	struct speaker *all;
	size_t n;
	TRY(speakers(x, unit, party, &all, &n));
	*ret = false;
	*ret_anybody = n > 0;
	for (size_t i = 0; i < n; i++)
		*ret |= person.v && all[i].person.v == person.v;
	return OK;
}

enum rc confirm_asked(struct ctx *x, struct str about, person_id person, bool *ret)
{
	struct sql_confirm_thing *t;
	struct str list, party;
	*ret = false;
	TRY(sql_confirm_thing(x, about, &t));
	for (list = t ? t->parties : S(""); !*ret && str_next(&list, ' ', &party);) {
		bool anybody;
		TRY(speaks(x, t->unit_id, person, party, ret, &anybody));
	}
	return OK;
}

static bool is_party(struct str list, struct str party)
{
	struct str one;
	while (str_next(&list, ' ', &one))
		if (str_eq(one, party))
			return true;
	return false;
}

static int64_t count_parties(struct str list)
{
	struct str one;
	int64_t n = 0;
	while (str_next(&list, ' ', &one))
		n += one.n > 0;
	return n;
}

enum rc confirm_give(struct ctx *x, const struct actor *actor, struct str about, struct str party, int64_t version, bool *ret_whole)
{
	struct sql_confirm_thing *t;
	struct sql_confirmations *c;
	size_t n;
	bool may, anybody;
	*ret_whole = false;
	if (!actor)
		return SIGN_IN;
	TRY(sql_confirm_thing(x, about, &t));
	if (!t || !is_party(t->parties, party))
		return NOT_FOUND;
	TRY(speaks(x, t->unit_id, actor->person, party, &may, &anybody));
	if (!may)
		return FORBIDDEN;
	if (t->version != version)
		return fail(x, CONFLICT, "_", "plan.confirm_changed");
	TRY(sql_confirmations(x, about, version, &c, &n));
	for (size_t i = 0; i < n; i++)
		if (c[i].person_id.v == actor->person.v && !str_eq(c[i].party, party))
			return fail(x, INVALID, "_", "plan.confirm_other_side");
	TRY(sql_confirmation_add(x, about, version, party, actor->person, ctx_today(x), NULL));
	TRY(sql_confirmations(x, about, version, &c, &n));
	*ret_whole = (int64_t)n == count_parties(t->parties);
	return *ret_whole ? sql_confirm_whole(x, about, version, NULL) : OK;
}

enum rc confirm_parties(struct ctx *x, struct str about, struct str *ret)
{
	struct sql_confirm_thing *t;
	TRY(sql_confirm_thing(x, about, &t));
	*ret = t ? t->parties : S("");
	return OK;
}

enum rc confirm_missing(struct ctx *x, struct str about, int64_t *ret)
{
	struct sql_confirm_thing *t;
	struct sql_confirmations *c;
	size_t n;
	*ret = 0;
	TRY(sql_confirm_thing(x, about, &t));
	if (!t)
		return OK;
	TRY(sql_confirmations(x, about, t->version, &c, &n));
	*ret = count_parties(t->parties) - (int64_t)n;
	return OK;
}

/* ---- showing */

static enum rc put_party(struct ctx *x, const struct actor *actor, const struct sql_confirm_thing *t, const struct sql_confirmations *c, size_t n,
			 struct str party, struct val *o)
{
	const struct sql_confirmations *given = NULL;
	bool may, anybody, spoken = false;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(c[i].party, party))
			given = &c[i];
		spoken |= actor && c[i].person_id.v == actor->person.v;
	}
	TRY(speaks(x, t->unit_id, actor ? actor->person : (person_id){ 0 }, party, &may, &anybody));
	val_str(x, o, "party", party);
	val_str(x, o, "words", party_words(x, party));
	val_bool(x, o, "done", given != NULL);
	val_str(x, o, "who", given ? given->name.p ? given->name : ui_text(x, "plan.confirm_left") : STR_NULL);
	val_str(x, o, "day", given ? ui_date(x, given->day) : STR_NULL);
	val_bool(x, o, "mine", !given && may && !spoken);
	val_bool(x, o, "nobody", !given && !anybody);
	return OK;
}

enum rc confirm_put(struct ctx *x, const struct actor *actor, struct str about, struct str url, struct val *into)
{
	struct sql_confirm_thing *t;
	struct sql_confirmations *c;
	struct str list, party;
	size_t n;
	TRY(sql_confirm_thing(x, about, &t));
	if (!t) {
		val_null(x, into, "confirm");
		return OK;
	}
	TRY(sql_confirmations(x, about, t->version, &c, &n));
	struct val *v = val_sub(x, into, "confirm"), *args = val_new_obj(x);
	struct val *all = val_list(x, v, "parties");
	int64_t missing = count_parties(t->parties) - (int64_t)n;
	for (list = t->parties; str_next(&list, ' ', &party);)
		TRY(put_party(x, actor, t, c, n, party, val_obj(x, all)));
	val_int(x, args, "n", missing);
	val_int(x, v, "version", t->version);
	val_bool(x, v, "whole", missing == 0);
	val_str(x, v, "words", missing ? ui_text_args(x, "plan.confirm_waits", args) : ui_text(x, "plan.confirm_whole"));
	val_str(x, v, "url", url);
	return OK;
}
