/* erase.c -- forgetting a person, in all rooms; see erase.h. Which columns hold
 * people's words stands in erase.sql. */
#include "app/erase.h"
#include "app/erase_sql.h"
#include "store/store.h"
#include "ui/ui.h"

typedef enum rc replace_fn(struct ctx *x, struct str name, struct str instead, int64_t *ret_changed);

static replace_fn *const everywhere[] = {
	sql_erase_in_action, sql_erase_in_action_note, sql_erase_in_working_group, sql_erase_in_running_activity,
	sql_erase_in_overlap, sql_erase_in_overlap_check, sql_erase_in_plan, sql_erase_in_plan_version, sql_erase_in_agreement,
	sql_erase_in_confirmation_thing, sql_erase_in_activity, sql_erase_in_agenda_note, sql_erase_in_own_task,
	sql_erase_in_sitting, sql_erase_in_hours_used, sql_erase_in_gate_answer, sql_erase_in_unit_help, sql_erase_in_committee, sql_erase_in_programme,
	sql_erase_in_programme_member, sql_erase_in_programme_form_row, sql_erase_in_document, sql_erase_in_reflection,
	sql_erase_in_background, sql_erase_in_course, sql_erase_in_topic_choice, sql_erase_in_workshop, sql_erase_in_workshop_after, sql_erase_in_ground_rule, sql_erase_in_inspiration, sql_erase_in_theme,
	sql_erase_in_card, sql_erase_in_small_group, sql_erase_in_group_text, sql_erase_in_form_row,
	sql_erase_in_critical_question, sql_erase_in_channel_question, sql_erase_in_agenda_item, sql_erase_in_ask_item,
	sql_erase_in_ask_text, sql_erase_in_consultation, sql_erase_in_consultation_part, sql_erase_in_consultation_voice, sql_erase_in_consultation_comment,
	sql_erase_in_own_method, sql_erase_in_own_version, sql_erase_in_mail_out,
};

/* A single word is part of other words, and a name that two people have is not
 * ours to take from the other. */
static enum rc may_replace(struct ctx *x, const struct person *p, bool *ret)
{
	int64_t others;
	TRY(sql_erase_namesakes(x, p->id, p->name, &others));
	*ret = others == 0 && memchr(p->name.p, ' ', p->name.n);
	return OK;
}

/* What tells who it is, beside the name. Short numbers are left: "12" stands in dates. */
static size_t handles(const struct erasure *e, struct str ret[3])
{
	enum { TELLING = 6 };
	size_t n = 0;
	if (e->words)
		ret[n++] = e->person.name;
	if (e->person.email.n)
		ret[n++] = e->person.email;
	if (e->person.phone.n >= TELLING)
		ret[n++] = e->person.phone;
	return n;
}

static enum rc count_mentions(struct ctx *x, struct erasure *e, struct str words)
{
	struct sql_erase_mentions *m;
	size_t n;
	const struct {
		const char *place;
		int64_t *count;
	} places[] = { { "plan", &e->plan }, { "meeting", &e->meeting }, { "form", &e->form }, { "workshop", &e->workshop },
		       { "method", &e->method }, { "mail", &e->mail } };
	TRY(sql_erase_mentions(x, words, &m, &n));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof places / sizeof *places; k++)
			if (str_eqz(m[i].place, places[k].place))
				*places[k].count += m[i].total;
	return OK;
}

enum rc erase_preview(struct ctx *x, person_id person, struct erasure *ret)
{
	struct str words[3];
	*ret = (struct erasure){ 0 };
	TRY(people_person(x, person, &ret->person));
	TRY(people_roles_of(x, person, &ret->roles, &ret->nroles));
	TRY(may_replace(x, &ret->person, &ret->words));
	TRY(sql_erase_owns(x, person, &ret->owns));
	TRY(sql_erase_takes_part(x, person, &ret->programmes));
	if (ret->person.email.n)
		TRY(sql_erase_mails(x, ret->person.email, &ret->letters));
	size_t n = handles(ret, words);
	for (size_t i = 0; i < n; i++)
		TRY(count_mentions(x, ret, words[i]));
	return OK;
}

static enum rc replace_words(struct ctx *x, const struct erasure *e, struct str instead)
{
	struct str words[3];
	size_t n = handles(e, words);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof everywhere / sizeof *everywhere; k++)
			TRY(everywhere[k](x, words[i], instead, NULL));
	return OK;
}

enum rc erase_person(struct ctx *x, const struct actor *actor, person_id person, struct str typed)
{
	struct erasure e;
	struct str instead = ui_text(x, "app.erased_name");
	TRY(erase_preview(x, person, &e));
	if (actor->person.v == person.v)
		return fail(x, INVALID, "typed", "app.erase_self");
	if (!str_eq(str_trim(typed), e.person.name))
		return fail(x, INVALID, "typed", "app.erase_typed");
	if (e.person.email.n)
		TRY(sql_erase_mail(x, e.person.email, NULL));
	TRY(sql_erase_uploads(x, NULL));
	TRY(sql_erase_owner(x, person, instead, NULL));
	TRY(replace_words(x, &e, instead));
	TRY(people_erase(x, actor, person));
	/* Free pages are overwritten as they are freed; the log must go, too. */
	store_scrub(x);
	return OK;
}
