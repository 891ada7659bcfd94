/* access.c -- sight at the door of every route of this room. */
#include "core/lang.h"
#include "workshop/access.h"

struct session *access_session(const struct req *q)
{
	return q->scope;
}

struct str access_audience(struct req *q, const char *name)
{
	enum lang lang = q->x->lang;
	return lang == DA ? str_of(name) : str_fmt(q->x->arena, "%s-%s", name, lang_names[lang]);
}

static enum rc load(struct req *q, struct session **ret)
{
	int64_t id;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, ret));
	TRY(session_recognise(q, *ret));
	/* Who is made a leader in mid-session has nothing open a moment later. */
	if (q->actor)
		reply_holder(q, people_topic(q->x, q->actor->person));
	q->scope = *ret;
	return OK;
}

static enum rc joined(struct req *q)
{
	struct session *s;
	TRY(load(q, &s));
	/* Phones are forgotten at the end, so nobody is recognised any more: say
	 * that it is over rather than that they never came. */
	if (session_is_over(s) && s->viewer != VIEWER_CONSOLE)
		return session_ended(q->x);
	if (s->viewer == VIEWER_NOBODY || s->viewer == VIEWER_WALL)
		return fail(q->x, FORBIDDEN, "_", "workshop.not_joined");
	/* Whoever writes has come, by whatever road. The page of a refused form writes nothing. */
	return q->route->method == HTTP_POST ? session_arrive(q->x, s) : OK;
}

static enum rc joined_once(struct req *q)
{
	enum rc rc = joined(q);
	if (rc != GONE)
		return rc;
	fault_clear(q->x);
	return OK;
}

static enum rc watches(struct req *q)
{
	struct session *s;
	TRY(load(q, &s));
	if (s->viewer == VIEWER_WALL || s->viewer == VIEWER_CONSOLE)
		return OK;
	return fail(q->x, FORBIDDEN, "_", "workshop.wall_link_needed");
}

static enum rc facilitates(struct req *q)
{
	struct session *s;
	TRY(load(q, &s));
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	return q->actor ? FORBIDDEN : SIGN_IN;
}

/* Whoever belongs to the workplace, and a consultant of the organisation: to run
 * sessions in the workplaces below is what they are there for. */
static enum rc plans(struct req *q)
{
	int64_t id;
	bool consultant;
	struct unit *unit = ARENA_NEW(q->x->arena, struct unit);
	if (!q->actor)
		return SIGN_IN;
	TRY(req_id(q, "unit", &id));
	TRY(people_unit(q->x, (unit_id){ id }, unit));
	q->scope = unit;
	TRY(people_holds_above(q->x, q->actor, unit->id, ROLE_BIT(ROLE_CONSULTANT), &consultant));
	return consultant ? OK : people_may(q->x, q->actor, SEE_UNIT, unit->id);
}

const struct unit *access_unit(const struct req *q)
{
	return q->scope;
}

static enum rc reads(struct req *q)
{
	struct session *s;
	TRY(load(q, &s));
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	if (s->viewer == VIEWER_LEADER && q->actor && (s->row->leader_sees || session_leaders_in(s)))
		return OK;
	return q->actor ? FORBIDDEN : SIGN_IN;
}

const struct permission workshop_joined = { "joined the workshop", joined, false };
const struct permission workshop_joined_once = { "joined the workshop; anybody once it has ended", joined_once, false };
const struct permission workshop_watches = { "projector or facilitator", watches, false };
const struct permission workshop_facilitates = { "facilitator", facilitates, false };
const struct permission workshop_reads = { "facilitator, leaders what is opened", reads, false };
const struct permission workshop_plans = { "whoever sees the unit, consultants above", plans, false };

enum rc access_of_this_step(struct req *q)
{
	struct str seen = form_raw(q, "seen");
	return str_trim(seen).n == 0 || str_eqz(seen, access_session(q)->step->key) ? OK : session_stale(q->x);
}

enum rc access_was(struct req *q, const char *field, struct str *ret)
{
	*ret = STR_NULL;
	return form_has(q, field) ? form_text(q, field, 0, SIZE_MAX, ret) : OK;
}

enum rc access_to_console(struct req *q, struct val *view)
{
	if (q->wants_json) {
		val_str(q->x, view, "ok", S("done"));
		return OK;
	}
	return redirect(q, "/workshop/%" PRId64, access_session(q)->id.v);
}
