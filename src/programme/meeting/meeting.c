/* meeting.c -- the rules of one activity: when it may be held, what must be
 * answered first, who ticks what. The rules themselves are the method's. */
#include "programme/programme_inside.h"

static enum rc stale(struct ctx *x)
{
	return fail(x, CONFLICT, "_", "programme.changed_meanwhile");
}

static struct str title_of(struct ctx *x, const struct method_activity *a)
{
	return text_in(a->title, x->lang);
}

/* ---- dates */

size_t meeting_remarks(struct ctx *x, const struct programme *p, const struct activity *a, const struct sitting_new *s, size_t n,
		       struct schedule_remark ret[], size_t max)
{
	struct schedule_span *days = ARENA_ARRAY(x->arena, p->method->activities_count + 1, struct schedule_span);
	for (unsigned i = 0; i < p->method->activities_count; i++)
		days[i] = (struct schedule_span){ DATE_NONE, DATE_NONE };
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *b = &p->activities[i];
		size_t at = (size_t)(b->m - p->method->activities);
		if (b->state != STATE_SKIPPED)
			days[at] = (struct schedule_span){ activity_first(b), activity_last(b) };
	}
	for (size_t i = 0; a && i < n; i++) {
		struct schedule_span *d = &days[a->m - p->method->activities];
		if (i == 0 || s[i].day.day < d->first.day)
			d->first = s[i].day;
		if (i == 0 || s[i].day.day > d->last.day)
			d->last = s[i].day;
	}
	return schedule_judge(p->method, days, ret, max);
}

/* Only what this change would break: an order that is broken elsewhere already
 * must not keep anybody from mending this one. */
static enum rc check_order(struct ctx *x, const struct programme *p, const struct activity *a, const struct sitting_new *s, size_t n)
{
	struct schedule_remark r[PROGRAMME_REMARKS_MAX];
	size_t nr = meeting_remarks(x, p, a, s, n, r, PROGRAMME_REMARKS_MAX);
	for (size_t i = 0; i < nr; i++) {
		if (r[i].kind != REMARK_ORDER || (r[i].activity != a->m && r[i].other != a->m))
			continue;
		const char *message = r[i].days > 1 ? "programme.order_days" : "programme.order";
		fault_clear(x);	/* two names in one message: the slot must be ours */
		enum rc rc = fail_str(x, INVALID, "day", message, "later", title_of(x, r[i].activity));
		val_str(x, x->fault.args, "earlier", title_of(x, r[i].other));
		val_int(x, x->fault.args, "n", r[i].days);
		return rc;
	}
	return OK;
}

static enum rc check_sittings(struct ctx *x, const struct activity *a, const struct sitting_new *s, size_t n)
{
	if (n == 0)
		return fail(x, INVALID, "day", "form.required");
	if (n > PROGRAMME_SITTINGS_MAX)
		return fail_int(x, INVALID, "split", "programme.too_many_sittings", "max", PROGRAMME_SITTINGS_MAX);
	if (n > 1 && a->m->split != SPLIT_ALLOWED) {
		if (!text_is(a->m->split_note))
			return fail_str(x, INVALID, "split", "programme.never_split", "meeting", title_of(x, a->m));
		return fail_str(x, INVALID, "split", "programme.never_split_because", "why", str_trim(text_in(a->m->split_note, x->lang)));
	}
	for (size_t i = 0; i < n; i++) {
		if (!date_is(s[i].day))
			return fail(x, INVALID, "day", "form.required");
		if (activity_is_event(a->m) && (s[i].minutes < 5 || s[i].minutes > PROGRAMME_MEETING_MINUTES_MAX))
			return fail_int(x, INVALID, "minutes", "programme.minutes_number", "max", PROGRAMME_MEETING_MINUTES_MAX);
	}
	return OK;
}

static bool same(const struct sql_sittings *old, const struct sitting_new *s)
{
	return old->day.day == s->day.day && old->starts_at == s->starts_at && old->minutes == s->minutes && str_eq(old->place, s->place) &&
	       str_eq(old->who, s->who);
}

/* An invited meeting that moves: the same event again with a higher number,
 * which calendars take as its new time; an event that is gone is taken back. */
static enum rc tell_change(struct ctx *x, struct programme *p, struct activity *a, struct str base_url)
{
	struct programme *fresh;
	int64_t sent, without;
	TRY(programme_load(x, p->id, &fresh));
	struct activity *now = programme_activity(fresh, str_of(a->m->key));
	for (size_t i = 0; i < a->nsittings; i++) {
		const struct sql_sittings *left = NULL;
		for (size_t k = 0; k < now->nsittings; k++)
			if (now->sittings[k]->id.v == a->sittings[i]->id.v)
				left = now->sittings[k];
		if (!left)
			TRY(invite_send(x, fresh, now, a->sittings[i], now->row->sequence, INVITE_CANCELLED, base_url, &sent, &without));
	}
	for (size_t k = 0; k < now->nsittings; k++) {
		struct sitting_new as_is = { now->sittings[k]->day, (int)now->sittings[k]->starts_at, now->sittings[k]->minutes,
					     now->sittings[k]->place, now->sittings[k]->who };
		bool unchanged = false;
		for (size_t i = 0; i < a->nsittings; i++)
			unchanged |= a->sittings[i]->id.v == now->sittings[k]->id.v && same(a->sittings[i], &as_is);
		if (!unchanged)
			TRY(invite_send(x, fresh, now, now->sittings[k], now->row->sequence, INVITE_MOVED, base_url, &sent, &without));
	}
	return OK;
}

static enum rc store_sittings(struct ctx *x, const struct activity *a, const struct sitting_new *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sitting_id ignored;
		if (i < a->nsittings)
			TRY(sql_sitting_set(x, a->sittings[i]->id, s[i].day, s[i].starts_at, s[i].minutes, s[i].place, s[i].who, NULL));
		else
			TRY(sql_sitting_add(x, a->row->id, s[i].day, s[i].starts_at, s[i].minutes, s[i].place, s[i].who, (int64_t)i, &ignored));
	}
	for (size_t i = n; i < a->nsittings; i++)
		TRY(sql_sitting_drop(x, a->sittings[i]->id, NULL));
	return OK;
}

static bool anything_moved(const struct activity *a, const struct sitting_new *s, size_t n)
{
	bool moved = n != a->nsittings;
	for (size_t i = 0; !moved && i < n; i++)
		moved = !same(a->sittings[i], &s[i]);
	return moved;
}

/* A live session that has been planned for the meeting moves with it. */
static enum rc move_session(struct ctx *x, const struct programme *p, const struct activity *a, const struct sitting_new *s)
{
	enum { MORNING = 9 * 60 };	/* no time yet: the session's page must show one */
	workshop_id session;
	if (a->m->work != WORK_WORKSHOP)
		return OK;
	TRY(workshop_of_activity(x, p->id.v, str_of(a->m->key), &session));
	return session.v ? workshop_reschedule(x, session, s->day, s->starts_at >= 0 ? (int)s->starts_at : MORNING) : OK;
}

enum rc meeting_set(struct ctx *x, struct programme *p, struct activity *a, int64_t version, const struct sitting_new *s, size_t n,
		    struct str base_url)
{
	int64_t changed;
	if (activity_is_over(a))
		return fail(x, INVALID, "day", "programme.held_already");
	TRY(check_sittings(x, a, s, n));
	TRY(check_order(x, p, a, s, n));
	bool tell = a->state == STATE_INVITED && anything_moved(a, s, n);
	for (size_t i = 0; tell && i < n; i++)
		if (s[i].starts_at < 0)
			return fail(x, INVALID, "starts_at", "programme.time_of_invited");
	TRY(sql_activity_set_state(x, a->row->id, version, a->state == STATE_INVITED ? S("invited") : S("set"), a->row->sequence + tell,
				   &changed));
	if (!changed)
		return stale(x);
	TRY(store_sittings(x, a, s, n));
	TRY(move_session(x, p, a, &s[0]));
	return tell ? tell_change(x, p, a, base_url) : OK;
}

/* ---- gates */

enum rc meeting_gates(struct ctx *x, const struct programme *p, const struct activity *a, enum method_moment moment)
{
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (g->moment == moment && strcmp(g->activity, a->m->key) == 0 && !programme_gate_answer(p, g->key))
			return fail_str(x, INVALID, "_", "programme.gate_open", "gate", text_in(g->title, x->lang));
	}
	return OK;
}

static struct str answer_of(const struct programme *p, enum method_counts counts, const struct method_gate *now, struct str answer)
{
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (g->counts_as != counts)
			continue;
		if (g == now)
			return answer;
		const struct sql_gates *known = programme_gate_answer(p, g->key);
		return known ? known->answer : S("");
	}
	return S("");
}

/* What has been answered at a meeting is not asked again by the plan. */
static enum rc tell_plan(struct ctx *x, const struct programme *p, const struct method_gate *g, struct str answer)
{
	struct str origin = str_fmt(x->arena, "programme/%" PRId64, p->id.v);
	if (g->counts_as == COUNTS_OVERLAP_START)
		return plan_overlap_answer(x, p->row->plan_id, S("start"), origin, answer, S(""));
	struct str overlap = answer_of(p, COUNTS_OVERLAP_PLAN, g, answer), anchoring = answer_of(p, COUNTS_ANCHORING, g, answer);
	if (g->counts_as == COUNTS_HERE || overlap.n == 0 || anchoring.n == 0)
		return OK;
	return plan_overlap_answer(x, p->row->plan_id, S("plan"), origin, overlap, anchoring);
}

enum rc meeting_answer_gate(struct ctx *x, struct programme *p, struct str gate, struct str answer)
{
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (!str_eqz(gate, g->key))
			continue;
		if (!programme_is(p, g->role))
			return FORBIDDEN;
		answer = str_trim(answer);
		if (answer.n == 0)
			return fail(x, INVALID, "answer", g->answer == ANSWER_CONFIRM ? "programme.gate_confirm" : "form.required");
		if (str_chars(answer) > PROGRAMME_WORDS_CHARS)
			return fail_int(x, INVALID, "answer", "form.too_long", "max", PROGRAMME_WORDS_CHARS);
		TRY(sql_gate_set(x, p->id, gate, answer, p->viewer, ctx_today(x), NULL));
		return tell_plan(x, p, g, answer);
	}
	return NOT_FOUND;
}

/* ---- states */

/* What the method places before this one, and is still open. */
static enum rc check_before(struct ctx *x, const struct programme *p, const struct activity *a)
{
	for (unsigned i = 0; i < a->m->order_count; i++) {
		const struct activity *b = programme_activity(p, str_of(a->m->order[i].activity));
		if (b && !activity_is_over(b) && b->m->work != WORK_ONGOING)
			return fail_str(x, INVALID, "_", "programme.earlier_open", "earlier", title_of(x, b->m));
	}
	return OK;
}

static enum rc set_state(struct ctx *x, struct activity *a, int64_t version, enum activity_state state, int64_t sequence)
{
	int64_t changed;
	TRY(sql_activity_set_state(x, a->row->id, version, str_of(activity_state_names[state]), sequence, &changed));
	return changed ? OK : stale(x);
}

enum rc meeting_hold(struct ctx *x, struct programme *p, struct activity *a, int64_t version)
{
	if (activity_is_over(a))
		return fail(x, CONFLICT, "_", "programme.held_already");
	if (a->nsittings && activity_is_event(a->m) && activity_last(a).day > ctx_today(x).day)
		return fail(x, INVALID, "_", "programme.not_yet");
	TRY(check_before(x, p, a));
	TRY(meeting_gates(x, p, a, MOMENT_START));
	TRY(meeting_gates(x, p, a, MOMENT_CLOSE));
	return set_state(x, a, version, STATE_HELD, a->row->sequence);
}

enum rc meeting_skip(struct ctx *x, struct programme *p, struct activity *a, int64_t version, struct str reason, struct str base_url)
{
	bool tell = a->state == STATE_INVITED;
	if (activity_is_over(a))
		return fail(x, CONFLICT, "_", "programme.held_already");
	if (str_trim(reason).n == 0)
		return fail(x, INVALID, "reason", "form.required");
	TRY(set_state(x, a, version, STATE_SKIPPED, a->row->sequence + tell));
	TRY(sql_activity_set_minutes(x, a->row->id, version + 1, str_trim(reason), NULL));
	for (size_t i = 0; tell && i < a->nsittings; i++) {
		int64_t sent, without;
		TRY(invite_send(x, p, a, a->sittings[i], a->row->sequence + 1, INVITE_CANCELLED, base_url, &sent, &without));
	}
	return OK;
}

enum rc meeting_reopen(struct ctx *x, struct programme *p, struct activity *a, int64_t version)
{
	if (!activity_is_over(a))
		return fail(x, CONFLICT, "_", "programme.not_held");
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *b = &p->activities[i];
		for (unsigned k = 0; k < b->m->order_count; k++)
			if (b->state == STATE_HELD && strcmp(b->m->order[k].activity, a->m->key) == 0)
				return fail_str(x, INVALID, "_", "programme.later_held", "later", title_of(x, b->m));
	}
	/* 'set', not 'invited': those who heard that it was cancelled must be called anew. */
	return set_state(x, a, version, STATE_SET, a->row->sequence + 1);
}

enum rc meeting_minutes(struct ctx *x, struct activity *a, int64_t version, struct str text)
{
	int64_t changed;
	TRY(sql_activity_set_minutes(x, a->row->id, version, text, &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "programme.notes_meanwhile");
}

/* ---- checklists */

bool meeting_may_tick(const struct programme *p, const struct method_task *t)
{
	/* The daily leader and the consultant keep the lists for everybody; the
	 * others keep their own. Tasks of everybody are nobody's to tick. */
	return programme_steers(p) || (programme_runs(p) && programme_is(p, t->role)) ||
	       (!programme_is_staff_role(t->role) && programme_is(p, t->role));
}

static const struct method_task *find_task(const struct method_activity *a, struct str key)
{
	for (unsigned i = 0; i < a->before_count; i++)
		if (str_eqz(key, a->before[i].key))
			return &a->before[i];
	for (unsigned i = 0; i < a->after_count; i++)
		if (str_eqz(key, a->after[i].key))
			return &a->after[i];
	return NULL;
}

enum rc meeting_tick(struct ctx *x, struct programme *p, struct str activity, struct str task, bool done)
{
	const struct activity *a = programme_activity(p, activity);
	const struct method_task *t = a ? find_task(a->m, task) : NULL;
	if (!t)
		return NOT_FOUND;
	if (!meeting_may_tick(p, t))
		return FORBIDDEN;
	return done ? sql_tick_add(x, p->id, activity, task, p->viewer, ctx_today(x), NULL) : sql_tick_drop(x, p->id, activity, task, NULL);
}
