/* session.c -- the life of a session: agenda, timer, who takes part and who may
 * see what. No HTTP beyond recognising the viewer, no SQL text, no HTML. */
#include "workshop/allowance.h"
#include "workshop/activity.h"
#include "workshop/channel/channel.h"
#include "workshop/agenda/agenda.h"
#include "workshop/deal/deal.h"
#include "workshop/workshop_inside.h"
#include "core/lang.h"
#include "core/log.h"
#include "core/random.h"
#include "store/store.h"

enum { SECRET_BYTES = 16, PHONE_SECRET_BYTES = 32, CODE_DIGITS = 8, CODE_TRIES = 20, COUNT_EVERY = 64,
	CHAIRS_FRESH = 1000	/* as many as may come through the door at the same moment */
};

/* ---- places in the method */

const struct method_step *session_nth_step(const struct method_workshop *m, unsigned n, const struct method_part **ret_part)
{
	for (unsigned p = 0; p < m->parts_count; p++)
		for (unsigned k = 0; k < m->parts[p].steps_count; k++) {
			if (m->parts[p].steps[k].left_out || n--)
				continue;
			if (ret_part)
				*ret_part = &m->parts[p];
			return &m->parts[p].steps[k];
		}
	return NULL;
}

const struct method_step *session_any_step(const struct method_workshop *m, unsigned n, const struct method_part **ret_part)
{
	for (unsigned p = 0; p < m->parts_count; n -= m->parts[p++].steps_count)
		if (n < m->parts[p].steps_count) {
			if (ret_part)
				*ret_part = &m->parts[p];
			return &m->parts[p].steps[n];
		}
	return NULL;
}

static bool find_place(struct session *s, struct str key)
{
	const struct method_part *part;
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		if (!str_eqz(key, step->key))
			continue;
		s->part = part;
		s->step = step;
		s->part_at = (unsigned)(part - s->method->parts);
		s->step_at = n;
		return true;
	}
	return false;
}

const char *session_board(const struct session *s)
{
	const struct method_step *step = s->step;
	/* from → from → …: bounded, since a method refers to earlier steps only. */
	for (int hops = 0; step && hops < 16; hops++) {
		if (step->kind == STEP_CARDS)
			return step->key;
		if (!step->from)
			return NULL;
		step = method_step(s->method, str_of(step->from), NULL);
	}
	return NULL;
}

const struct method_step *session_groups_step(const struct session *s)
{
	const struct method_step *found = NULL;
	for (unsigned n = 0; n <= s->step_at; n++) {
		const struct method_step *step = session_nth_step(s->method, n, NULL);
		if (step && step->kind == STEP_GROUPS)
			found = step;
	}
	return found;
}

const struct method_step *session_form_step(const struct session *s)
{
	const struct method_step *step = s->step, *found = NULL;
	for (int hops = 0; step && hops < 16; hops++) {
		if (step->kind == STEP_FORM)
			found = step;
		step = step->from ? method_step(s->method, str_of(step->from), NULL) : NULL;
	}
	return found;
}

const struct method_form *session_form(const struct session *s)
{
	const struct method_step *step = session_form_step(s);
	return step ? method_workshop_form(s->method, str_of(step->form)) : NULL;
}

/* ---- loading and recognising */

enum rc session_load(struct ctx *x, workshop_id id, struct session **ret)
{
	struct session *s = ARENA_NEW(x->arena, struct session);
	TRY(sql_workshop(x, id, &s->row));
	if (!s->row)
		return NOT_FOUND;
	s->id = id;
	s->method = method_workshop_version(s->row->method, s->row->method_version);
	if (!s->method)
		return fail_cause(x, FAILED, "the method of workshop %" PRId64 " is not in the library", id.v);
	TRY(agenda_apply(x, s));
	/* A step that a newer version of the method has renamed, or that the agenda
	 * left out before the start: begin at the first rather than stand nowhere. */
	if (!find_place(s, s->row->step) && session_nth_step(s->method, 0, NULL))
		find_place(s, str_of(session_nth_step(s->method, 0, NULL)->key));
	*ret = s;
	return OK;
}

static enum rc recognise_phone(struct req *q, struct session *s)
{
	const char *name = str_fmt(q->x->arena, "phone%" PRId64, s->id.v).p;
	struct str secret = req_cookie(q, name);
	if (secret.n != 2 * PHONE_SECRET_BYTES)
		return OK;
	if (session_is_over(s)) {	/* the key is forgotten on both sides */
		reply_cookie(q, name, S(""), 0);
		return OK;
	}
	TRY(sql_phone_by_secret(q->x, s->id, hash_hex(q->x->arena, secret), &s->phone));
	if (!s->phone)
		return OK;
	s->secret = secret;
	s->viewer = str_eqz(s->phone->seat, "leader") ? VIEWER_LEADER : VIEWER_PHONE;
	return OK;
}

static bool keeps_leaders_out(const struct method_workshop *m)
{
	for (unsigned i = 0; i < m->parts_count; i++)
		if (!m->parts[i].leaders)
			return true;
	return false;
}

/* Is a leader of `led` one whom the session of `unit` keeps out? Whoever leads a unit
 * above has all of it; one below has some of those who sit here. Where leaders never
 * come in (representatives), none of them does, whatever they lead. */
static enum rc kept_out(struct ctx *x, const struct method_workshop *m, unit_id unit, unit_id led, bool *ret)
{
	struct unit *path;
	size_t n;
	bool never = true;
	for (unsigned i = 0; i < m->parts_count; i++)
		never &= !m->parts[i].leaders;
	*ret |= never;
	if (*ret || !keeps_leaders_out(m))
		return OK;
	TRY(people_unit_path(x, led, &path, &n));
	for (size_t i = 0; i < n; i++)
		*ret |= path[i].id.v == unit.v;
	TRY(people_unit_path(x, unit, &path, &n));
	for (size_t i = 0; i < n; i++)
		*ret |= path[i].id.v == led.v;
	return OK;
}

static enum rc is_kept_out(struct ctx *x, const struct session *s, const struct actor *actor, bool *ret)
{
	*ret = false;
	for (size_t i = 0; i < actor->nroles && !*ret; i++)
		if (ROLE_BIT(actor->roles[i].role) & ROLES_LEADERS)
			TRY(kept_out(x, s->method, s->row->unit_id, actor->roles[i].unit, ret));
	return OK;
}

enum rc session_recognise(struct req *q, struct session *s)
{
	struct ctx *x = q->x;
	s->viewer = VIEWER_NOBODY;
	TRY(recognise_phone(q, s));
	struct str wall = req_cookie(q, str_fmt(x->arena, "wall%" PRId64, s->id.v).p);
	if (wall.n && secret_eq(wall, s->row->wall_secret) && s->viewer == VIEWER_NOBODY)
		s->viewer = VIEWER_WALL;
	if (!q->actor)
		return OK;
	struct sql_facilitator_is *facilitator;
	TRY(sql_facilitator_is(x, s->id, q->actor->person, &facilitator));
	bool leads;
	TRY(people_leads(x, q->actor, s->row->unit_id, &leads));
	/* Also one who facilitated first and was made leader afterwards. Without
	 * any role today somebody has left; the list of facilitators has not. */
	TRY(is_kept_out(x, s, q->actor, &s->leader));
	if (leads && (!facilitator || keeps_leaders_out(s->method)))
		s->viewer = VIEWER_LEADER;
	else if (s->leader)	/* of another unit: what leaders see, once they have joined; else nothing */
		s->viewer = s->phone ? VIEWER_LEADER : VIEWER_NOBODY;
	else if (facilitator && q->actor->nroles)
		s->viewer = VIEWER_CONSOLE;
	return OK;
}

/* ---- sight */

bool session_leaders_in(const struct session *s)
{
	return s->part->leaders;
}

enum leaders_where session_leaders_where(const struct session *s)
{
	unsigned in = 0;
	for (unsigned i = 0; i < s->method->parts_count; i++)
		in += s->method->parts[i].leaders;
	return in == 0 ? LEADERS_NOWHERE : in == s->method->parts_count ? LEADERS_EVERYWHERE : LEADERS_IN_SOME;
}

bool session_may_show_parking(const struct session *s)
{
	return text_is(s->method->parking.title) && (!session_leaders_in(s) || session_leaders_where(s) == LEADERS_EVERYWHERE);
}

bool session_opens_for_leaders(const struct session *s)
{
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, NULL)); n++)
		if (step->opens)
			return true;
	return false;
}

/* It was read before it was held: the room may have gone on in between. */
static enum rc as_it_is_now(struct ctx *x, struct session *s, int64_t version)
{
	struct session *now;
	if (version == s->row->version)
		return OK;
	TRY(session_load(x, s->id, &now));
	now->viewer = s->viewer;
	now->phone = s->phone;
	now->secret = s->secret;
	now->on_paper = s->on_paper;
	*s = *now;
	return OK;
}

enum rc session_hold(struct ctx *x, struct session *s)
{
	struct sql_workshop_hold *now;
	TRY(sql_workshop_hold(x, s->id, &now));
	if (!now)
		return NOT_FOUND;
	/* What changes without a new version. */
	s->row->timer = now->timer;
	s->row->timer_ends_at = now->timer_ends_at;
	s->row->focus = now->focus;
	s->row->rules_version = now->rules_version;
	s->row->plan_id = now->plan_id;
	return as_it_is_now(x, s, now->version);
}

enum rc session_stay(struct ctx *x, struct session *s)
{
	struct sql_workshop_stay *now;
	TRY(sql_workshop_stay(x, s->id, &now));
	return now ? as_it_is_now(x, s, now->version) : NOT_FOUND;
}

bool session_is_over(const struct session *s)
{
	return str_eqz(s->row->state, "ended");
}

enum lang session_lang(const struct session *s)
{
	return lang_of(s->row->lang);
}

enum rc session_set_lang(struct ctx *x, struct session *s, enum lang lang)
{
	struct str name = lang_name(lang);
	if (session_is_over(s))
		return session_ended(x);
	TRY(sql_workshop_set_lang(x, s->id, name, NULL));
	s->row->lang = name;
	session_changed(x, s);
	return OK;
}

bool session_may_see(const struct session *s, struct str step_key)
{
	const struct method_part *part;
	switch (s->viewer) {
	case VIEWER_NOBODY:
		return false;
	case VIEWER_PHONE:
	case VIEWER_WALL:
	case VIEWER_CONSOLE:
		return true;
	case VIEWER_LEADER:
		if (str_eqz(step_key, "parking"))
			return session_leaders_in(s);
		return method_step(s->method, step_key, &part) && part->leaders;
	}
	return false;
}

/* ---- making one */

static enum rc fresh_code(struct ctx *x, struct str *ret)
{
	/* 90 million codes: with 200 open sessions a draw is taken once in 450,000. */
	for (int i = 0; i < CODE_TRIES; i++) {
		struct sql_workshop_by_code *taken;
		struct str code = random_digits(x->arena, CODE_DIGITS);
		TRY(sql_workshop_by_code(x, code, &taken));
		if (!taken) {
			*ret = code;
			return OK;
		}
	}
	return fail_cause(x, FAILED, "no free code in %d tries", CODE_TRIES);
}

static enum rc copy_rules(struct ctx *x, workshop_id id, const struct method_workshop *m)
{
	for (unsigned i = 0; i < m->rules_count && i < WORKSHOP_RULES_MAX; i++)
		TRY(sql_rule_add(x, id, m->rules[i].avoid, text_in(m->rules[i].title, x->lang), text_in(m->rules[i].body, x->lang),
				 (int64_t)i + 1, NULL));
	return OK;
}

/* Is this person, today, a leader whom a session of this method in the unit keeps out? */
static enum rc person_kept_out(struct ctx *x, const struct method_workshop *m, person_id person, unit_id unit, bool *ret)
{
	struct assignment *roles;
	size_t nroles;
	int today = ctx_today(x).day;
	*ret = false;
	TRY(people_roles_of(x, person, &roles, &nroles));
	for (size_t i = 0; i < nroles; i++) {
		bool in_force = roles[i].from.day <= today && (!date_is(roles[i].to) || roles[i].to.day >= today);
		if (in_force && (ROLE_BIT(roles[i].role) & ROLES_LEADERS))
			TRY(kept_out(x, m, unit, roles[i].unit, ret));
	}
	return OK;
}

enum rc workshop_create(struct ctx *x, const struct workshop_new *w, workshop_id *ret)
{
	const struct method_workshop *m = method_workshop(w->method);
	if (!m)
		return fail(x, INVALID, "method", "workshop.unknown_method");
	if (str_trim(w->title).n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (w->nfacilitators == 0)
		return fail(x, INVALID, "facilitator", "workshop.facilitator_missing");
	for (size_t i = 0; i < w->nfacilitators; i++) {
		bool out;
		TRY(person_kept_out(x, m, w->facilitators[i], w->unit, &out));
		if (out)
			return fail(x, INVALID, "facilitator", "workshop.leader_cannot_facilitate");
	}
	struct str code;
	TRY(fresh_code(x, &code));
	TRY(sql_workshop_add(x, w->unit, w->plan, w->programme ? w->programme : INT64_MIN, w->activity, w->method, m->head.version,
			     w->title, w->lang.n ? w->lang : lang_name(x->lang), w->day, w->starts_at, code, random_token(x->arena, SECRET_BYTES),
			     random_token(x->arena, SECRET_BYTES), random_token(x->arena, SECRET_BYTES),
			     str_of(m->parts[0].steps[0].key), ret));
	TRY(agenda_choose_parts(x, *ret, m, w->parts, w->nparts));
	for (size_t i = 0; i < w->nfacilitators; i++)
		TRY(sql_facilitator_add(x, *ret, w->facilitators[i], NULL));
	return copy_rules(x, *ret, m);
}

enum rc workshop_of_activity(struct ctx *x, int64_t programme, struct str activity, workshop_id *ret)
{
	struct sql_workshop_by_activity *row;
	TRY(sql_workshop_by_activity(x, programme, activity, &row));
	*ret = row ? row->id : (workshop_id){ 0 };
	return OK;
}

enum rc session_facilitator_add(struct ctx *x, struct session *s, person_id person)
{
	bool out;
	TRY(person_kept_out(x, s->method, person, s->row->unit_id, &out));
	if (out)
		return fail(x, INVALID, "email", "workshop.leader_cannot_facilitate");
	return sql_facilitator_add(x, s->id, person, NULL);
}

enum rc session_facilitator_drop(struct ctx *x, struct session *s, person_id person)
{
	struct sql_facilitators *all;
	size_t n;
	TRY(session_hold(x, s));	/* two who take each other off leave one */
	TRY(sql_facilitators(x, s->id, &all, &n));
	if (n == 1 && all[0].id.v == person.v)
		return fail(x, INVALID, "_", "workshop.facilitator_last");
	TRY(sql_facilitator_drop(x, s->id, person, NULL));
	store_changed(x, people_topic(x, person));
	return OK;
}

enum rc workshop_reschedule(struct ctx *x, workshop_id id, struct date day, int starts_at)
{
	struct session *s;
	TRY(session_load(x, id, &s));
	/* What has begun is held when it is held. */
	if (!str_eqz(s->row->state, "planned"))
		return OK;
	TRY(sql_workshop_set_details(x, id, s->row->title, day, starts_at, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- agenda */

void session_changed(struct ctx *x, const struct session *s)
{
	store_changed(x, str_fmt(x->arena, "workshop/%" PRId64, s->id.v));
}

enum rc session_stale(struct ctx *x)
{
	return fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
}

enum rc session_other_words(struct ctx *x, const char *field, struct str stands)
{
	return fail_str(x, CONFLICT, field, "workshop.other_words", "stands", stands);
}

enum rc session_ended(struct ctx *x)
{
	return fail(x, GONE, "_", "workshop.ended");
}

enum rc session_not_now(struct ctx *x, const struct session *s, enum method_step_kind kind)
{
	const struct method_step *step;
	bool past = true, been = false, ahead = false;
	for (unsigned i = 0; (step = session_nth_step(s->method, i, NULL)); i++) {
		past = past && step != s->step;
		if (step->kind == kind)
			*(past ? &been : &ahead) = true;
	}
	return fail(x, INVALID, "_", ahead && !been ? "workshop.step_not_yet" : "workshop.step_over");
}

/* The clock of a step starts with the step, so that nobody has to think of it. */
static enum rc start_clock(struct ctx *x, struct session *s)
{
	bool timed = s->step->minutes > 0;
	return sql_workshop_set_timer(x, s->id, timed ? S("running") : S("off"),
				      timed ? x->now + (int64_t)s->step->minutes * 60 : 0, NULL);
}

/* What phones have sent, so that neither the tables nor the log tell which of it
 * came together. */
static enum rc mix(struct ctx *x, const int64_t *ids, size_t n)
{
	if (n == 0)
		return OK;
	TRY(store_mix(x, "dot", "workshop_id", ids, n));
	TRY(store_mix(x, "ask_waiting", "workshop_id", ids, n));
	TRY(store_mix(x, "ask_answer", "workshop_id", ids, n));
	TRY(store_mix(x, "channel_vote", "workshop_id", ids, n));
	TRY(store_mix(x, "phone", "workshop_id", ids, n));	/* one may have come back with what it sent */
	store_scrub(x);
	return OK;
}

static enum rc enter(struct ctx *x, struct session *s, int64_t version, struct str key)
{
	TRY(session_hold(x, s));	/* what is under way is written before the step is left, or after */
	if (session_is_over(s))
		return session_ended(x);
	if (!method_step(s->method, key, NULL))
		return fail(x, INVALID, "step", "form.not_choice");
	if (!str_eqz(key, s->step->key) && activity_of(s->step->kind)->leave)
		TRY(activity_of(s->step->kind)->leave(x, s));
	TRY(mix(x, &s->id.v, 1));
	find_place(s, key);
	int64_t changed;
	TRY(sql_workshop_set_step(x, s->id, version, key, x->now, S(""), &changed));
	if (!changed)
		return session_stale(x);
	TRY(start_clock(x, s));
	if (activity_of(s->step->kind)->enter)
		TRY(activity_of(s->step->kind)->enter(x, s));
	/* Going on from the form to what works on it is the act that shows the
	 * groups' proposals to the room, leaders included. */
	const struct method_step *form = session_form_step(s);
	if (form && s->step->kind != STEP_FORM)
		TRY(sql_form_show(x, s->id, str_of(form->key), S("session"), NULL));
	session_changed(x, s);
	return OK;
}

enum rc session_begin(struct ctx *x, struct session *s, int64_t version)
{
	TRY(session_hold(x, s));
	/* Pressed twice: it has begun, and that was what was wanted. */
	if (str_eqz(s->row->state, "open") && s->step_at == 0)
		return OK;
	if (!str_eqz(s->row->state, "planned"))
		return session_stale(x);
	int64_t changed;
	TRY(sql_workshop_set_state(x, s->id, version, S("open"), &changed));
	if (!changed)
		return session_stale(x);
	return enter(x, s, version + 1, str_of(s->step->key));	/* which reads it anew */
}

enum rc session_go(struct ctx *x, struct session *s, int64_t version, struct str step_key)
{
	return enter(x, s, version, step_key);
}

enum rc session_next(struct ctx *x, struct session *s, int64_t version)
{
	const struct method_step *next = session_nth_step(s->method, s->step_at + 1, NULL);
	return next ? enter(x, s, version, str_of(next->key)) : fail(x, INVALID, "step", "workshop.last_step");
}

enum rc session_back(struct ctx *x, struct session *s, int64_t version)
{
	if (s->step_at == 0)
		return fail(x, INVALID, "step", "workshop.first_step");
	return enter(x, s, version, str_of(session_nth_step(s->method, s->step_at - 1, NULL)->key));
}

enum rc session_pause(struct ctx *x, struct session *s, int64_t version, bool pause)
{
	TRY(session_hold(x, s));
	if (session_is_over(s))
		return session_ended(x);
	int64_t changed;
	TRY(sql_workshop_set_state(x, s->id, version, pause ? S("paused") : S("open"), &changed));
	if (!changed)
		return session_stale(x);
	/* The clock stands while the board does. */
	if (str_eqz(s->row->timer, pause ? "running" : "held"))
		TRY(session_timer(x, s, pause ? S("hold") : S("start"), 0));
	session_changed(x, s);
	return OK;
}

enum rc session_end(struct ctx *x, struct session *s, int64_t version)
{
	TRY(session_hold(x, s));
	if (session_is_over(s))
		return session_ended(x);
	int64_t changed;
	TRY(sql_workshop_set_state(x, s->id, version, S("ended"), &changed));
	if (!changed)
		return session_stale(x);
	if (activity_of(s->step->kind)->leave)
		TRY(activity_of(s->step->kind)->leave(x, s));
	TRY(sql_workshop_forget(x, s->id, random_token(x->arena, SECRET_BYTES), NULL));
	TRY(sql_phones_forget(x, s->id, NULL));
	allowance_forget(x, s->id);
	/* Nobody can take anything back any more: what only served that goes, too. */
	TRY(sql_cards_gone_forget(x, s->id, NULL));
	TRY(sql_rows_gone_forget(x, s->id, NULL));
	TRY(sql_cards_unmark(x, s->id, NULL));
	TRY(sql_dots_mix(x, s->id, NULL));
	TRY(sql_dots_unmark(x, s->id, NULL));
	TRY(sql_rows_unmark(x, s->id, NULL));
	TRY(sql_questions_unmark(x, s->id, NULL));
	for (unsigned k = 0; k < STEP_KIND_COUNT; k++)
		if (activity_of((enum method_step_kind)k)->forget)
			TRY(activity_of((enum method_step_kind)k)->forget(x, s->id));
	TRY(channel_forget(x, s));
	session_changed(x, s);
	/* The log has the old salt, every mark and what was deleted unseen. */
	store_scrub(x);
	return OK;
}

enum rc workshop_mix(struct ctx *x)
{
	struct sql_workshops_open *open;
	size_t n;
	TRY(sql_workshops_open(x, &open, &n));
	int64_t *ids = ARENA_ARRAY(x->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = open[i].id.v;
	return mix(x, ids, n);
}

enum rc workshop_tick(struct ctx *x)
{
	TRY(deal_tick(x));
	return agenda_tick(x);
}

enum rc workshop_end_left(struct ctx *x)
{
	struct sql_workshops_left *left;
	size_t n;
	TRY(sql_workshops_left(x, date_add(ctx_today(x), -WORKSHOP_LEFT_DAYS), &left, &n));
	for (size_t i = 0; i < n; i++) {
		struct session *s;
		if (session_load(x, left[i].id, &s) != OK) {	/* its method is gone; the others shall not wait for it */
			log_line(LOG_WARN, "session_left", "id=%" PRId64 " cause=\"%s\"", left[i].id.v, x->fault.cause ? x->fault.cause : "");
			fault_clear(x);
			continue;
		}
		TRY(session_end(x, s, s->row->version));
	}
	return OK;
}

int64_t session_seconds_left(const struct ctx *x, const struct session *s)
{
	if (str_eqz(s->row->timer, "running"))
		return s->row->timer_ends_at - x->now;
	return str_eqz(s->row->timer, "held") ? s->row->timer_ends_at : 0;
}

int64_t session_turn_seconds(const struct method_step *step, int64_t turns)
{
	enum { SHORTEST = 60 };
	int64_t each = (int64_t)step->minutes_each * 60, whole = (int64_t)step->minutes * 60;
	if (turns < 1 || !whole || (each && each * turns <= whole))
		return each;
	int64_t fits = whole / turns - (each ? whole / turns % 60 : 0);	/* shared out evenly where nothing is said */
	return fits > SHORTEST ? fits : SHORTEST;
}

enum rc session_step_left(struct ctx *x, const struct session *s, int64_t *ret)
{
	struct turns t = { 0 };
	int64_t bell = session_seconds_left(x, s), whole = (int64_t)s->step->minutes * 60;
	*ret = bell > 0 ? bell : 0;
	if (activity_of(s->step->kind)->turns)
		TRY(activity_of(s->step->kind)->turns(x, s, &t));
	if (!t.n)
		return OK;
	*ret += t.to_come * t.seconds;
	/* Beyond the turns: to find each other, to gather up. It is used last. */
	int64_t beyond = whole - t.n * t.seconds, planned = s->row->entered == INT64_MIN ? 0 : s->row->entered + whole - x->now - *ret;
	planned = planned < beyond ? planned : beyond;
	*ret += planned > 0 ? planned : 0;
	return OK;
}

struct str session_clock(struct ctx *x, const struct session *s)
{
	return str_fmt(x->arena, "%.*s/%" PRId64, STR_ARG(s->row->timer), s->row->timer_ends_at);
}

enum rc session_clock_seen(struct ctx *x, struct session *s, struct str clock)
{
	TRY(session_hold(x, s));
	return !clock.p || str_eq(clock, session_clock(x, s)) ? OK : fail(x, CONFLICT, "_", "workshop.clock_meanwhile");
}

enum rc session_timer(struct ctx *x, struct session *s, struct str act, int64_t minutes)
{
	enum { MINUTES_MAX = 12 * 60 };	/* a day */
	TRY(session_hold(x, s));
	int64_t left = session_seconds_left(x, s);
	bool held = str_eqz(s->row->timer, "held");
	if (session_is_over(s))
		return session_ended(x);
	if (minutes < 0 || minutes > MINUTES_MAX)
		return fail(x, INVALID, "minutes", "form.not_number");
	if (str_eqz(act, "start")) {
		int64_t seconds = minutes ? minutes * 60 : left > 0 ? left : (int64_t)s->step->minutes * 60;
		TRY(sql_workshop_set_timer(x, s->id, S("running"), x->now + seconds, NULL));
	} else if (str_eqz(act, "hold")) {
		TRY(sql_workshop_set_timer(x, s->id, S("held"), left, NULL));
	} else if (str_eqz(act, "more")) {
		int64_t seconds = (left > 0 ? left : 0) + minutes * 60;
		TRY(sql_workshop_set_timer(x, s->id, held ? S("held") : S("running"), held ? seconds : x->now + seconds, NULL));
	} else if (str_eqz(act, "off")) {
		TRY(sql_workshop_set_timer(x, s->id, S("off"), 0, NULL));
	} else {
		return fail(x, INVALID, "timer", "form.not_choice");
	}
	session_changed(x, s);
	return OK;
}

enum rc session_focus_seen(struct ctx *x, struct session *s, struct str focus)
{
	TRY(session_hold(x, s));
	return !focus.p || str_eq(focus, s->row->focus) ? OK : session_stale(x);
}

/* The targets that the present step visits, in the order of the wall. */
static enum rc visits(struct ctx *x, const struct session *s, struct str **ret, size_t *ret_n)
{
	const char *board = session_board(s);
	*ret_n = 0;
	if (s->step->kind == STEP_PRESENT) {
		const struct method_step *made = session_groups_step(s);
		struct sql_groups *g = NULL;
		size_t n = 0;
		if (made)
			TRY(sql_groups(x, s->id, str_of(made->key), &g, &n));
		*ret = ARENA_ARRAY(x->arena, n, struct str);
		for (size_t i = 0; i < n; i++)
			(*ret)[(*ret_n)++] = str_fmt(x->arena, "group/%" PRId64, g[i].id.v);
		return OK;
	}
	struct sql_cards *c = NULL;
	struct sql_themes *t = NULL;
	size_t nc = 0, nt = 0;
	if (board) {
		TRY(sql_cards(x, s->id, str_of(board), &c, &nc));
		TRY(sql_themes(x, s->id, str_of(board), &t, &nt));
	}
	*ret = ARENA_ARRAY(x->arena, nc, struct str);
	for (size_t k = 0; k <= nt; k++)	/* loose cards first, as on the wall */
		for (size_t i = 0; i < nc; i++)
			if (!c[i].merged_into.v && !c[i].held && c[i].theme_id.v == (k ? t[k - 1].id.v : 0))
				(*ret)[(*ret_n)++] = str_fmt(x->arena, "card/%" PRId64, c[i].id.v);
	return OK;
}

/* Which of them is in focus; n: none. */
static size_t visited(const struct str *targets, size_t n, struct str focus)
{
	size_t at = 0;
	while (at < n && !str_eq(targets[at], focus))
		at++;
	return at;
}

/* All groups present. Of the cards of a board as many come up as there is time for. */
enum rc session_visits(struct ctx *x, const struct session *s, struct turns *ret)
{
	struct str *targets;
	size_t n;
	if (!s->step->minutes_each || !s->row->focus.n)
		return OK;
	TRY(visits(x, s, &targets, &n));
	size_t at = visited(targets, n, s->row->focus);
	ret->seconds = session_turn_seconds(s->step, s->step->kind == STEP_PRESENT ? (int64_t)n : 1);
	bool all = s->step->kind == STEP_PRESENT || (int64_t)n * ret->seconds <= (int64_t)s->step->minutes * 60;
	ret->n = all && at < n ? (int64_t)n : 1;
	ret->to_come = all && at < n ? (int64_t)(n - at) - 1 : 0;
	return OK;
}

static enum rc focus(struct ctx *x, struct session *s, struct str target, const struct str *targets, size_t n)
{
	/* Each gets the minutes that the method gives, anew. */
	if (s->step->minutes_each && !str_eq(target, s->row->focus) && visited(targets, n, target) < n)
		TRY(sql_workshop_set_timer(x, s->id, S("running"),
					   x->now + session_turn_seconds(s->step, s->step->kind == STEP_PRESENT ? (int64_t)n : 1), NULL));
	TRY(sql_workshop_set_focus(x, s->id, target, NULL));
	session_changed(x, s);
	return OK;
}

enum rc session_focus(struct ctx *x, struct session *s, struct str target)
{
	struct str *targets;
	size_t n;
	TRY(visits(x, s, &targets, &n));
	return focus(x, s, target, targets, n);
}

enum rc session_focus_next(struct ctx *x, struct session *s)
{
	struct str *targets;
	size_t n;
	TRY(visits(x, s, &targets, &n));
	size_t at = visited(targets, n, s->row->focus), next = at < n ? at + 1 : 0;
	return focus(x, s, next < n ? targets[next] : S(""), targets, n);
}

/* ---- leaders */

enum rc session_open_to_leaders(struct ctx *x, struct session *s, unsigned bits, const struct str *ticked, size_t n)
{
	TRY(session_hold(x, s));
	for (unsigned i = 0; i < s->method->handover_count; i++) {
		bool found = false;
		for (size_t k = 0; k < n; k++)
			found |= str_eqz(ticked[k], s->method->handover[i].key);
		if (!found)
			return fail(x, INVALID, "_", "workshop.handover_unconfirmed");
	}
	for (unsigned i = 0; i < s->method->handover_count; i++)
		TRY(sql_handover_tick(x, s->id, str_of(s->method->handover[i].key), NULL));
	TRY(sql_workshop_set_leader_sees(x, s->id, (int64_t)bits, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- phones and rules */

enum rc session_join(struct ctx *x, struct session *s, bool leader, struct str *ret_secret)
{
	if (session_is_over(s))
		return session_ended(x);
	*ret_secret = random_token(x->arena, PHONE_SECRET_BYTES);
	phone_id id;
	TRY(sql_phone_add(x, s->id, hash_hex(x->arena, *ret_secret), leader ? S("leader") : S("participant"), &id));
	/* The limit guards the machine and need not hold to the phone: counting all
	 * of a full hall for each that joins would make joining slow. */
	if (id.v % COUNT_EVERY == 0) {
		int64_t chairs;
		TRY(sql_chair_count(x, s->id, &chairs));
		/* Whoever has the link and asks again and again takes chairs, not the room. */
		if (chairs > WORKSHOP_PHONES_MAX) {
			TRY(sql_chairs_clear(x, s->id, (phone_id){ id.v - CHAIRS_FRESH }, NULL));
			TRY(sql_chair_count(x, s->id, &chairs));
		}
		if (chairs > WORKSHOP_PHONES_MAX)
			return fail(x, TOO_MANY, "_", "workshop.full");
	}
	allowance_newcomer(x, s->id, *ret_secret);
	return OK;
}

enum rc session_arrive(struct ctx *x, struct session *s)
{
	if (!s->phone || (s->phone->arrived && !s->phone->away))
		return OK;
	TRY(session_hold(x, s));	/* one after the other: no two get the same chair */
	TRY(s->phone->away ? sql_phone_back(x, s->phone->id, NULL) : sql_phone_arrive(x, s->id, s->phone->id, NULL));
	TRY(sql_phone_by_secret(x, s->id, hash_hex(x->arena, s->secret), &s->phone));
	session_changed(x, s);
	return OK;
}

enum rc session_count_chairs(struct ctx *x, struct session *s)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	if (session_is_over(s))
		return session_ended(x);
	TRY(sql_phones_away(x, s->id, NULL));
	TRY(sql_workshop_roll(x, s->id, NULL));
	session_changed(x, s);
	return OK;
}

enum rc session_put_empty_chairs(struct ctx *x, struct session *s, struct val *into)
{
	int64_t empty;
	struct val *list = val_list(x, into, "chairs");
	TRY(sql_chairs_empty(x, s->id, s->part->leaders, &empty));
	struct val *o = val_obj(x, list);
	val_int(x, o, "n", empty);
	val_bool(x, o, "any", empty > 0);
	return OK;
}

enum rc session_seat_leader(struct ctx *x, struct session *s, struct str *ret_secret)
{
	TRY(session_join(x, s, true, ret_secret));
	TRY(sql_phone_by_secret(x, s->id, hash_hex(x->arena, *ret_secret), &s->phone));
	s->secret = *ret_secret;
	return session_arrive(x, s);
}

enum rc session_confirm_rules(struct ctx *x, struct session *s, int64_t version)
{
	if (!s->phone)
		return FORBIDDEN;
	if (version > s->row->rules_version)
		return fail(x, INVALID, "rules", "form.not_choice");
	TRY(sql_phone_confirm(x, s->phone->id, version ? version : s->row->rules_version, NULL));
	session_changed(x, s);
	return OK;
}

static enum rc rule_words(struct ctx *x, struct str title)
{
	return str_trim(title).n ? OK : fail(x, INVALID, "title", "form.required");
}

static enum rc rules_changed(struct ctx *x, struct session *s)
{
	TRY(sql_workshop_rules_changed(x, s->id, NULL));
	session_changed(x, s);
	return OK;
}

enum rc session_rule_add(struct ctx *x, struct session *s, bool avoid, struct str title, struct str body)
{
	struct sql_rules *rows;
	size_t n;
	TRY(rule_words(x, title));
	TRY(session_hold(x, s));
	TRY(sql_rules(x, s->id, &rows, &n));
	if (n >= WORKSHOP_RULES_MAX)
		return fail_int(x, INVALID, "title", "workshop.too_many_rules", "max", WORKSHOP_RULES_MAX);
	TRY(sql_rule_add(x, s->id, avoid, title, body, (int64_t)n + 1, NULL));
	return rules_changed(x, s);
}

static enum rc get_rule(struct ctx *x, const struct session *s, ground_rule_id rule, const struct sql_rules **ret)
{
	struct sql_rules *rows;
	size_t n;
	TRY(sql_rules(x, s->id, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (rows[i].id.v == rule.v) {
			*ret = &rows[i];
			return OK;
		}
	return fail(x, NOT_FOUND, "rule", "workshop.rule_gone");
}

/* Those of the method may have lines; a field on a page has one. */
static bool rule_says(struct ctx *x, const struct sql_rules *r, struct rule_words w)
{
	return str_eq(str_one_line(x->arena, r->title), str_one_line(x->arena, w.title)) &&
	       str_eq(str_one_line(x->arena, r->body), str_one_line(x->arena, w.body));
}

enum rc session_rule_set(struct ctx *x, struct session *s, ground_rule_id rule, struct rule_words was, struct rule_words now)
{
	const struct sql_rules *r;
	int64_t changed = 0;
	TRY(rule_words(x, now.title));
	TRY(get_rule(x, s, rule, &r));
	if (rule_says(x, r, was))
		TRY(sql_rule_set(x, s->id, rule, r->title, r->body, now.title, now.body, &changed));
	if (changed)
		return rules_changed(x, s);
	TRY(get_rule(x, s, rule, &r));
	if (rule_says(x, r, now))
		return OK;
	return session_other_words(x, "title", r->body.n ? str_fmt(x->arena, "%.*s – %.*s", STR_ARG(r->title), STR_ARG(r->body)) : r->title);
}

enum rc session_rule_drop(struct ctx *x, struct session *s, ground_rule_id rule)
{
	TRY(sql_rule_drop(x, s->id, rule, NULL));
	return rules_changed(x, s);
}

/* ---- topics chosen beforehand */

enum rc workshop_set_topics(struct ctx *x, workshop_id id, const struct workshop_topic *topics, size_t n)
{
	struct session *s;
	TRY(session_load(x, id, &s));
	if (session_is_over(s))
		return OK;
	TRY(sql_inspirations_drop(x, id, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(sql_inspiration_add(x, id, str_of(topics[i].step), topics[i].topic, topics[i].title, topics[i].hidden, NULL));
	store_changed(x, str_fmt(x->arena, "workshop/%" PRId64, id.v));
	return OK;
}

struct str session_mark(struct ctx *x, const struct session *s, const char *what, struct str step, struct str n)
{
	if (!s->secret.p)
		return S("");
	uint8_t key[HASH_BYTES];
	/* Not the plain hash of the secret: the phone's row has that, and whoever
	 * reads the store could make every mark again and sort the cards by phone. */
	hash_bytes(key, str_cat(x->arena, S("mark/"), s->secret));
	struct str about = str_fmt(x->arena, "%.*s/%.*s/%.*s", STR_ARG(s->row->salt), STR_ARG(step), STR_ARG(n));
	return keyed_hash_hex(x->arena, key, what, about);
}
