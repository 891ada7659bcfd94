/* view.c -- the plan as value trees. Knows words and order; which action may be
 * published or is overdue, plan.c says. */
#include "plan/confirm.h"
#include "plan/view.h"
#include "ui/ui.h"

const char *const plan_list_names[LIST_COUNT] = { "overdue", "soon", "running", "planned", "proposed", "done", "off" };

enum rc plan_load(struct ctx *x, unit_id unit, struct plan_all *ret)
{
	struct sql_plan_of_unit *row;
	*ret = (struct plan_all){ .unit = unit };
	TRY(sql_plan_of_unit(x, unit, &row));
	if (!row)
		return OK;
	TRY(sql_plan(x, row->id, &ret->plan));
	TRY(sql_actions(x, row->id, &ret->a, &ret->n));
	return sql_last_notes(x, row->id, &ret->notes, &ret->nnotes);
}

const struct sql_actions *plan_find(const struct plan_all *p, action_id id)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->a[i].id.v == id.v)
			return &p->a[i];
	return NULL;
}

static const struct sql_last_notes *note_of(const struct plan_all *p, action_id id)
{
	for (size_t i = 0; i < p->nnotes; i++)
		if (p->notes[i].action_id.v == id.v)
			return &p->notes[i];
	return NULL;
}

enum plan_list plan_list_of(const struct ctx *x, const struct sql_actions *a)
{
	if (str_eqz(a->stand, "declined") || str_eqz(a->status, "stopped"))
		return LIST_OFF;
	if (str_eqz(a->status, "done"))
		return LIST_DONE;
	if (str_eqz(a->status, "proposed"))
		return LIST_PROPOSED;
	if (plan_is_overdue(x, a->status, a->stand, a->due))
		return LIST_OVERDUE;
	if (plan_is_soon(x, a->status, a->due))
		return LIST_SOON;
	return str_eqz(a->status, "running") ? LIST_RUNNING : LIST_PLANNED;
}

/* ---- words */

struct str plan_word(struct ctx *x, const char *group, struct str key)
{
	if (key.n == 0)
		return STR_NULL;
	if (strcmp(group, "status") == 0)
		return ui_text(x, str_fmt(x->arena, "plan.status_%.*s", STR_ARG(key)).p);
	if (strcmp(group, "iglo") == 0)
		return ui_text(x, str_fmt(x->arena, "plan.iglo_%.*s", STR_ARG(key)).p);
	if (strcmp(group, "road") == 0)
		return ui_text(x, str_fmt(x->arena, "plan.road_%.*s", STR_ARG(key)).p);
	if (strcmp(group, "pace") == 0)
		return ui_text(x, str_fmt(x->arena, "plan.pace_%.*s", STR_ARG(key)).p);
	if (strcmp(group, "verdict") == 0)
		return ui_text(x, str_fmt(x->arena, "plan.verdict_%.*s", STR_ARG(key)).p);
	return ui_text(x, str_fmt(x->arena, "plan.stand_%.*s", STR_ARG(key)).p);
}

void plan_put_options(struct ctx *x, struct val *into, const char *name, const char *group, const char *const keys[], struct str chosen,
		      bool with_empty)
{
	struct val *list = val_list(x, into, name);
	if (with_empty) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "value", S(""));
		val_str(x, o, "label", ui_text(x, "plan.not_chosen"));
		val_bool(x, o, "chosen", chosen.n == 0);
	}
	for (size_t i = 0; keys[i]; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "value", str_of(keys[i]));
		val_str(x, o, "label", plan_word(x, group, str_of(keys[i])));
		val_bool(x, o, "chosen", str_eqz(chosen, keys[i]));
	}
}

void plan_put_lines(struct ctx *x, struct val *into, const char *name, struct str text)
{
	struct val *list = val_list(x, into, name);
	struct str rest = text, line;
	while (str_next(&rest, '\n', &line))
		if (str_trim(line).n)
			val_item_str(x, list, str_trim(line));
}

struct str plan_counted(struct ctx *x, const char *key, int64_t n)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", n);
	return ui_text_args(x, key, args);
}

static const char *color_of_list(enum plan_list l)
{
	static const char *const colors[LIST_COUNT] = { "danger", "warning", "success", "info", "neutral", "success", "neutral" };
	return colors[l];
}

static void put_stand(struct ctx *x, const struct sql_actions *a, struct val *o)
{
	val_str(x, o, "stand", a->stand);
	val_str(x, o, "stand_words", plan_word(x, "stand", a->stand));
	val_str(x, o, "stand_color",
		str_eqz(a->stand, "declined") ? S("danger") : str_eqz(a->stand, "changed") ? S("warning") : S("success"));
	val_str(x, o, "stand_reason", a->stand_reason);
}

static void put_lineage(struct ctx *x, const struct sql_actions *a, struct val *o)
{
	val_str(x, o, "problem", a->problem);
	val_str(x, o, "dream", a->dream);
	val_str(x, o, "heading", a->heading);
	val_bool(x, o, "has_lineage", a->problem.n || a->dream.n || a->heading.n);
	val_bool(x, o, "has_realism", a->realism.n || a->realism_reason.n);
	val_str(x, o, "realism", a->realism);
	val_str(x, o, "realism_reason", a->realism_reason);
}

void plan_put_action(struct ctx *x, const struct plan_all *p, const struct sql_actions *a, struct str origin, struct val *o)
{
	enum plan_list list = plan_list_of(x, a);
	const struct sql_last_notes *note = note_of(p, a->id);
	const char *lacks = plan_lacks(a);
	val_int(x, o, "id", a->id.v);
	val_path(x, o, "url", "/unit/%" PRId64 "/plan/actions/%" PRId64, p->unit.v, a->id.v);
	val_path(x, o, "edit_url", "/unit/%" PRId64 "/plan/actions/%" PRId64 "/edit", p->unit.v, a->id.v);
	val_str(x, o, "title", a->title);
	val_str(x, o, "change", a->change_text);
	val_str(x, o, "owner", a->owner_name);
	val_str(x, o, "helpers", a->helpers);
	plan_put_lines(x, o, "helper_list", a->helpers);
	val_str(x, o, "means", a->means);
	val_str(x, o, "sign", a->sign);
	val_str(x, o, "first_step", a->first_step);
	val_str(x, o, "due", date_iso(x->arena, a->due));
	val_str(x, o, "due_words", date_is(a->due) ? ui_date(x, a->due) : STR_NULL);
	val_str(x, o, "starts", date_iso(x->arena, a->starts));
	val_str(x, o, "starts_words", date_is(a->starts) ? ui_date(x, a->starts) : STR_NULL);
	val_bool(x, o, "late", list == LIST_OVERDUE);
	val_bool(x, o, "soon", list == LIST_SOON);
	val_str(x, o, "state", list == LIST_OVERDUE ? S("late") : list == LIST_DONE ? S("done") : S(""));
	val_str(x, o, "status", a->status);
	val_str(x, o, "status_words", plan_word(x, "status", a->status));
	val_str(x, o, "tag_color", str_of(color_of_list(list == LIST_OVERDUE || list == LIST_SOON ? LIST_RUNNING : list)));
	val_str(x, o, "iglo", a->iglo);
	val_str(x, o, "iglo_words", plan_word(x, "iglo", a->iglo));
	val_str(x, o, "road_words", plan_word(x, "road", a->road));
	val_str(x, o, "pace", a->pace);
	val_str(x, o, "pace_words", plan_word(x, "pace", a->pace));
	put_lineage(x, a, o);
	put_stand(x, a, o);
	val_str(x, o, "lacks", lacks ? ui_text(x, lacks) : STR_NULL);
	val_bool(x, o, "lacks_stand", plan_lacks_stand(a));
	val_str(x, o, "effect", a->effect);
	val_bool(x, o, "ask_effect", str_eqz(a->status, "done") && date_is(a->effect_ask) && a->effect_ask.day <= ctx_today(x).day);
	val_str(x, o, "last_note", note && note->text.n ? note->text : STR_NULL);
	val_str(x, o, "last_note_day", note ? ui_date(x, note->day) : STR_NULL);
	val_bool(x, o, "from_here", origin.n && str_eq(origin, a->origin));
	val_int(x, o, "version", a->version);
}

/* ---- the unit's addresses */

static void put_urls(struct ctx *x, const struct plan_all *p, struct val *v)
{
	static const struct {
		const char *name, *tail;
	} urls[] = {
		{ "plan_url", "" }, { "add_url", "/new" }, { "overlap_url", "/overlap" }, { "publish_url", "/publish" },
		{ "send_url", "/send" },
		{ "running_url", "/running" }, { "agreements_url", "/agreements" }, { "words_url", "/words" },
		{ "poster_url", "/poster/a4" }, { "poster_a3_url", "/poster/a3" }, { "habits_url", "/agreements/a4" },
		{ "habits_a3_url", "/agreements/a3" }, { "csv_url", "/export/csv" }, { "xlsx_url", "/export/xlsx" },
	};
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		val_path(x, v, urls[i].name, "/unit/%" PRId64 "/plan%s", p->unit.v, urls[i].tail);
	if (p->plan)
		val_path(x, v, "living_url", "/plan/%.*s", STR_ARG(p->plan->public_secret));
	else
		val_null(x, v, "living_url");
}

static void count_lists(const struct ctx *x, const struct plan_all *p, int64_t counts[LIST_COUNT])
{
	memset(counts, 0, sizeof(int64_t) * LIST_COUNT);
	for (size_t i = 0; i < p->n; i++)
		counts[plan_list_of(x, &p->a[i])]++;
}

/* ---- what is late, and for a meeting */

enum rc plan_overdue(struct ctx *x, unit_id unit, person_id owner, struct plan_overdue *ret)
{
	struct plan_all p;
	*ret = (struct plan_overdue){ 0 };
	TRY(plan_load(x, unit, &p));
	for (size_t i = 0; i < p.n; i++) {
		const struct sql_actions *a = &p.a[i];
		if (plan_list_of(x, a) != LIST_OVERDUE || (owner.v && a->owner_id.v != owner.v))
			continue;
		if (!ret->n++ || a->due.day < ret->due.day) {
			ret->first = a->id;
			ret->title = a->title;
			ret->due = a->due;
		}
	}
	return OK;
}

enum rc plan_for_meeting(struct ctx *x, unit_id unit, struct str origin, struct val *into)
{
	struct plan_all p;
	int64_t counts[LIST_COUNT];
	bool answered = false;
	TRY(plan_load(x, unit, &p));
	if (p.plan)
		TRY(plan_overlap_answered(x, p.plan->id, S("plan"), S(""), &answered));
	count_lists(x, &p, counts);
	struct val *numbers = val_sub(x, into, "counts");
	for (int l = 0; l < LIST_OFF; l++) {
		struct val *list = val_list(x, into, plan_list_names[l]);
		val_int(x, numbers, plan_list_names[l], counts[l]);
		for (size_t i = 0; i < p.n; i++)
			if (plan_list_of(x, &p.a[i]) == (enum plan_list)l)
				plan_put_action(x, &p, &p.a[i], origin, val_obj(x, list));
	}
	val_bool(x, into, "overlap_answered", answered);
	put_urls(x, &p, into);
	return OK;
}

/* ---- the next step */

static void next_link(struct ctx *x, struct val *next, struct str label, const char *variant, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
static void next_link(struct ctx *x, struct val *next, struct str label, const char *variant, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct val *o = val_obj(x, val_get(next, S("links")));
	val_str(x, o, "url", str_vfmt(x->arena, fmt, ap));
	va_end(ap);
	val_str(x, o, "label", label);
	val_str(x, o, "variant", str_of(variant));
}

struct tally {
	int64_t overdue, soon, standless, ownerless, lacking, alive, mine, unconfirmed;
	bool answered, changed, unsent, old_poster;	/* of the plan as a whole */
	const struct sql_actions *first_overdue, *first_standless, *first_ownerless, *first_lacking, *first_mine;
};

#define COUNT_IF(condition, number, first)      \
	do {                                    \
		if (condition) {                \
			if (!t.number++)        \
				t.first = a;    \
		}                               \
	} while (0)

static struct tally tally_up(const struct ctx *x, const struct plan_all *p, person_id person)
{
	struct tally t = { 0 };
	for (size_t i = 0; i < p->n; i++) {
		const struct sql_actions *a = &p->a[i];
		enum plan_list list = plan_list_of(x, a);
		const char *lacks = plan_lacks(a);
		bool ownerless = lacks && a->owner_name.n == 0;
		t.alive += list != LIST_OFF;
		t.soon += list == LIST_SOON;
		COUNT_IF(list == LIST_OVERDUE, overdue, first_overdue);
		COUNT_IF(plan_lacks_stand(a), standless, first_standless);
		COUNT_IF(ownerless, ownerless, first_ownerless);
		COUNT_IF(lacks && !ownerless, lacking, first_lacking);
		COUNT_IF(person.v && a->owner_id.v == person.v && list < LIST_PROPOSED, mine, first_mine);
	}
	return t;
}

struct advice {
	const char *what;	/* key, with {n} */
	int64_t n;
	const char *why, *label;	/* keys */
	struct str url;
};

static struct str action_url(struct ctx *x, const struct plan_all *p, const struct sql_actions *a, const char *tail)
{
	return str_fmt(x->arena, "/unit/%" PRId64 "/plan/actions/%" PRId64 "%s", p->unit.v, a->id.v, tail);
}

static struct str unit_url(struct ctx *x, const struct plan_all *p, const char *tail)
{
	return str_fmt(x->arena, "/unit/%" PRId64 "/plan%s", p->unit.v, tail);
}

/* What is furthest from being all right comes first. */
static struct advice advise_editor(struct ctx *x, const struct plan_all *p, const struct tally *t)
{
	if (!t->alive)
		return (struct advice){ "plan.next_first", 0, "plan.next_first_why", "plan.add_action", unit_url(x, p, "/new") };
	if (t->overdue)
		return (struct advice){ "plan.next_overdue", t->overdue, "plan.next_overdue_why", "plan.open_first",
					action_url(x, p, t->first_overdue, "") };
	if (t->ownerless)
		return (struct advice){ "plan.next_ownerless", t->ownerless, "plan.next_ownerless_why", "plan.choose_owner",
					action_url(x, p, t->first_ownerless, "/edit") };
	if (t->lacking)
		return (struct advice){ "plan.next_lacking", t->lacking, "plan.next_lacking_why", "plan.fill_in",
					action_url(x, p, t->first_lacking, "/edit") };
	if (t->standless)
		return (struct advice){ "plan.next_waits_for_stand", t->standless, "plan.next_waits_for_stand_why", "plan.open_first",
					action_url(x, p, t->first_standless, "") };
	if (!t->answered)
		return (struct advice){ "plan.next_overlap", 0, "plan.next_overlap_why", "plan.to_overlap", unit_url(x, p, "/overlap") };
	if (p->plan->version == 0)
		return (struct advice){ "plan.next_publish", 0, "plan.next_publish_why", "plan.to_publish", unit_url(x, p, "/publish") };
	if (t->changed)
		return (struct advice){ "plan.next_publish_again", 0, "plan.next_publish_again_why", "plan.to_publish",
					unit_url(x, p, "/publish") };
	if (t->unsent)
		return (struct advice){ "plan.next_send", 0, "plan.next_send_why", "plan.to_send", unit_url(x, p, "/send") };
	if (t->old_poster)
		return (struct advice){ "plan.next_take_down", 0, "plan.next_take_down_why", "plan.to_versions", S("#versions") };
	if (t->soon)
		return (struct advice){ "plan.next_soon", t->soon, "plan.next_soon_why", "plan.to_soon", S("#soon") };
	return (struct advice){ "plan.next_follow", 0, "plan.next_follow_why", "plan.print_a3", unit_url(x, p, "/poster/a3") };
}

static struct advice advise(struct ctx *x, const struct plan_all *p, const struct plan_viewer *v, const struct tally *t)
{
	if (v->stands && t->standless)
		return (struct advice){ "plan.next_stand", t->standless, "plan.next_stand_why", "plan.take_stand",
					action_url(x, p, t->first_standless, "#stand") };
	if (t->unconfirmed)
		return (struct advice){ "plan.next_confirm", t->unconfirmed, "plan.next_confirm_why", "plan.to_confirm",
					unit_url(x, p, "/agreements") };
	if (v->edits)
		return advise_editor(x, p, t);
	if (t->mine)
		return (struct advice){ "plan.next_mine", t->mine, "plan.next_mine_why", "plan.open_first",
					action_url(x, p, t->first_mine, "") };
	if (!t->alive)
		return (struct advice){ "plan.next_wait", 0, "plan.next_wait_why", NULL, S("") };
	return (struct advice){ "plan.next_read", 0, "plan.next_read_why", NULL, S("") };
}

/* Agreements that wait for the viewer's word, of those just put on the page. */
static int64_t count_unconfirmed(const struct val *view)
{
	int64_t n = 0;
	for (const struct val *g = val_get(view, S("agreements"))->kids.first; g; g = g->next) {
		const struct val *confirm = val_get(g, S("confirm")), *parties = confirm ? val_get(confirm, S("parties")) : NULL;
		bool mine = false;
		for (const struct val *o = parties ? parties->kids.first : NULL; o; o = o->next)
			mine |= val_get_bool(o, "mine");
		n += mine;
	}
	return n;
}

static void put_next(struct ctx *x, const struct advice *a, struct val *view)
{
	struct val *next = val_sub(x, view, "next");
	val_str(x, next, "what", plan_counted(x, a->what, a->n));
	val_str(x, next, "why", ui_text(x, a->why));
	val_list(x, next, "links");
	if (a->label)
		next_link(x, next, ui_text(x, a->label), "primary", "%.*s", STR_ARG(a->url));
}

/* ---- the page */

static void put_stats(struct ctx *x, const int64_t counts[LIST_COUNT], struct val *view)
{
	static const struct {
		enum plan_list list;
		const char *key;
	} shown[] = { { LIST_OVERDUE, "plan.count_overdue" }, { LIST_RUNNING, "plan.count_open" }, { LIST_DONE, "plan.count_done" } };
	struct val *stats = val_list(x, view, "stats");
	struct val *numbers = val_sub(x, view, "counts");
	for (size_t l = 0; l < LIST_COUNT; l++)
		val_int(x, numbers, plan_list_names[l], counts[l]);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		/* Under way for the reader is whatever is decided and not yet done. */
		int64_t n = shown[i].list == LIST_RUNNING ? counts[LIST_OVERDUE] + counts[LIST_SOON] + counts[LIST_RUNNING] + counts[LIST_PLANNED]
							  : counts[shown[i].list];
		struct val *o = val_obj(x, stats);
		val_int(x, o, "number", n);
		val_str(x, o, "label", ui_text(x, shown[i].key));
	}
}

static void put_lists(struct ctx *x, const struct plan_all *p, const int64_t counts[LIST_COUNT], bool edits, struct val *view)
{
	struct val *lists = val_list(x, view, "lists");
	for (int l = 0; l < LIST_COUNT; l++) {
		if (!counts[l])
			continue;
		struct val *list = val_obj(x, lists);
		val_str(x, list, "key", str_of(plan_list_names[l]));
		val_str(x, list, "heading", ui_text(x, str_fmt(x->arena, "plan.list_%s", plan_list_names[l]).p));
		val_int(x, list, "count", counts[l]);
		struct val *actions = val_list(x, list, "actions");
		for (size_t i = 0; i < p->n; i++) {
			if (plan_list_of(x, &p->a[i]) != (enum plan_list)l)
				continue;
			struct val *o = val_obj(x, actions);
			plan_put_action(x, p, &p->a[i], S(""), o);
			val_bool(x, o, "edits", edits);
		}
	}
}

static void put_remarks(struct ctx *x, const struct plan_all *p, struct val *view)
{
	struct val *remarks = val_list(x, view, "remarks");
	int64_t tagged = 0, individual = 0, alive = 0;
	for (size_t i = 0; i < p->n; i++) {
		enum plan_list l = plan_list_of(x, &p->a[i]);
		if (l == LIST_OFF || l == LIST_DONE)
			continue;
		alive++;
		tagged += p->a[i].iglo.n > 0;
		individual += str_eqz(p->a[i].iglo, "individual");
	}
	if (alive && tagged == alive && individual == alive)
		val_item_str(x, remarks, ui_text(x, "plan.only_individual"));
}

enum rc plan_put_versions(struct ctx *x, const struct plan_all *p, struct val *view)
{
	struct val *list = val_list(x, view, "versions");
	bool old = false;
	size_t n = 0;
	struct sql_versions *rows = NULL;
	if (p->plan)
		TRY(sql_versions(x, p->plan->id, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		bool superseded = rows[i].number < p->plan->version;
		val_int(x, o, "number", rows[i].number);
		val_str(x, o, "day", ui_date(x, rows[i].day));
		val_str(x, o, "why", rows[i].why);
		val_bool(x, o, "current", !superseded);
		val_str(x, o, "sent_day", date_is(rows[i].sent) ? ui_date(x, rows[i].sent) : STR_NULL);
		val_bool(x, o, "hangs", superseded && !rows[i].taken_down);
		val_bool(x, o, "taken_down", superseded && rows[i].taken_down);
		val_path(x, o, "url", "/unit/%" PRId64 "/plan/versions/%" PRId64, p->unit.v, rows[i].number);
		val_path(x, o, "down_url", "/unit/%" PRId64 "/plan/versions/%" PRId64 "/down", p->unit.v, rows[i].number);
		old |= superseded && !rows[i].taken_down;
	}
	val_bool(x, view, "old_poster", old);
	return OK;
}

enum rc plan_put_running(struct ctx *x, unit_id unit, struct val *view)
{
	struct sql_running_activities *r;
	size_t n;
	TRY(sql_running_activities(x, unit, &r, &n));
	struct val *list = val_list(x, view, "running");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", r[i].id.v);
		val_str(x, o, "title", r[i].title);
		val_str(x, o, "owner", r[i].owner_name);
		val_str(x, o, "period", r[i].period);
		val_str(x, o, "note", r[i].note);
		val_bool(x, o, "ended", r[i].ended);
		val_path(x, o, "end_url", "/unit/%" PRId64 "/plan/running/%" PRId64 "/end", unit.v, r[i].id.v);
	}
	return OK;
}

enum rc plan_put_agreements(struct ctx *x, const struct plan_all *p, const struct actor *actor, struct val *view)
{
	struct val *list = val_list(x, view, "agreements");
	struct sql_agreements *g = NULL;
	size_t n = 0;
	if (p->plan)
		TRY(sql_agreements(x, p->plan->id, &g, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", g[i].id.v);
		val_str(x, o, "title", g[i].title);
		val_str(x, o, "between", g[i].between_whom);
		val_str(x, o, "responsible", g[i].responsible);
		val_str(x, o, "time", g[i].time_set_aside);
		val_str(x, o, "how", g[i].how);
		val_str(x, o, "next_reminder", !g[i].ended && date_is(g[i].next_reminder) ? ui_date(x, g[i].next_reminder) : STR_NULL);
		val_bool(x, o, "ended", g[i].ended);
		val_path(x, o, "edit_url", "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/edit", p->unit.v, g[i].id.v);
		val_path(x, o, "end_url", "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/end", p->unit.v, g[i].id.v);
		struct str url = str_fmt(x->arena, "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/confirm", p->unit.v, g[i].id.v);
		if (g[i].ended)
			val_null(x, o, "confirm");
		else
			TRY(confirm_put(x, actor, plan_agreement_about(x, g[i].id), url, o));
	}
	return OK;
}

enum rc plan_put_page(struct ctx *x, const struct plan_all *p, const struct plan_viewer *v, struct val *view)
{
	int64_t counts[LIST_COUNT];
	struct tally t = tally_up(x, p, v->person);
	t.changed = true;
	if (p->plan) {
		TRY(plan_overlap_answered(x, p->plan->id, S("plan"), S(""), &t.answered));
		TRY(plan_is_changed(x, p->plan, p->a, p->n, &t.changed));
		TRY(plan_copy_awaited(x, p->plan, v->person, &t.unsent));
	}
	count_lists(x, p, counts);
	put_urls(x, p, view);
	put_stats(x, counts, view);
	put_remarks(x, p, view);
	put_lists(x, p, counts, v->edits, view);
	TRY(plan_put_versions(x, p, view));
	TRY(plan_put_running(x, p->unit, view));
	TRY(plan_put_agreements(x, p, v->actor, view));
	bool published = p->plan && p->plan->version > 0;
	t.old_poster = val_get_bool(view, "old_poster");
	t.unconfirmed = count_unconfirmed(view);
	struct advice a = advise(x, p, v, &t);
	put_next(x, &a, view);
	val_bool(x, view, "may_edit", v->edits);
	val_bool(x, view, "may_stand", v->stands);
	val_bool(x, view, "has_actions", p->n > 0);
	val_int(x, view, "version", p->plan ? p->plan->version : 0);
	val_bool(x, view, "published", published);
	val_bool(x, view, "changed", published && t.changed);
	val_str(x, view, "frame", p->plan ? p->plan->frame : S(""));
	val_str(x, view, "intro", p->plan ? p->plan->intro : S(""));
	return OK;
}

/* ---- before publishing */

static void put_missing(struct ctx *x, struct val *list, struct str title, struct str what, struct str url)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "title", title);
	val_str(x, o, "what", what);
	val_str(x, o, "url", url);
}

enum rc plan_put_missing(struct ctx *x, const struct plan_all *p, struct val *view)
{
	struct val *list = val_list(x, view, "missing");
	bool answered = false;
	int64_t alive = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct sql_actions *a = &p->a[i];
		const char *lacks = plan_lacks(a);
		alive += plan_list_of(x, a) != LIST_OFF;
		if (lacks)
			put_missing(x, list, a->title, ui_text(x, lacks), action_url(x, p, a, "/edit"));
		if (plan_lacks_stand(a))
			put_missing(x, list, a->title, ui_text(x, "plan.lacks_stand"), action_url(x, p, a, "#stand"));
	}
	if (!alive)
		put_missing(x, list, STR_NULL, ui_text(x, "plan.nothing_to_publish"), unit_url(x, p, "/new"));
	if (p->plan)
		TRY(plan_overlap_answered(x, p->plan->id, S("plan"), S(""), &answered));
	if (!answered)
		put_missing(x, list, STR_NULL, ui_text(x, "plan.overlap_unanswered"), unit_url(x, p, "/overlap"));
	val_bool(x, view, "ready", list->kids.count == 0);
	val_int(x, view, "version", p->plan ? p->plan->version : 0);
	val_int(x, view, "next_version", p->plan ? p->plan->version + 1 : 1);
	put_urls(x, p, view);
	return plan_put_versions(x, p, view);
}

/* ---- overlap */

static void put_pair(struct ctx *x, const struct sql_running_activities *r, const struct sql_overlaps *judged, struct val *o)
{
	static const char *const verdicts[] = { "none", "together", "conflict", NULL };
	val_int(x, o, "running", r->id.v);
	val_str(x, o, "with", r->title);
	val_str(x, o, "owner", r->owner_name);
	val_str(x, o, "verdict", judged ? judged->verdict : S(""));
	val_str(x, o, "note", judged ? judged->note : S(""));
	val_bool(x, o, "conflict", judged && str_eqz(judged->verdict, "conflict"));
	plan_put_options(x, o, "options", "verdict", verdicts, judged ? judged->verdict : S(""), true);
}

static const struct sql_overlaps *judged_pair(const struct sql_overlaps *o, size_t n, action_id a, running_activity_id r)
{
	for (size_t i = 0; i < n; i++)
		if (o[i].action_id.v == a.v && o[i].running_id.v == r.v)
			return &o[i];
	return NULL;
}

static enum rc put_pairs(struct ctx *x, const struct plan_all *p, const struct sql_running_activities *r, size_t nr, struct val *view)
{
	struct val *checks = val_list(x, view, "checks");
	struct sql_overlaps *o = NULL;
	size_t no = 0;
	int64_t unjudged = 0;
	if (p->plan)
		TRY(sql_overlaps(x, p->plan->id, &o, &no));
	for (size_t i = 0; i < p->n; i++) {
		enum plan_list l = plan_list_of(x, &p->a[i]);
		if (l == LIST_OFF || l == LIST_DONE || nr == 0)
			continue;
		struct val *check = val_obj(x, checks);
		struct val *rows = val_list(x, check, "rows");
		int64_t open = 0;
		val_int(x, check, "id", p->a[i].id.v);
		val_str(x, check, "title", p->a[i].title);
		for (size_t k = 0; k < nr; k++) {
			if (r[k].ended)
				continue;
			const struct sql_overlaps *judged = judged_pair(o, no, p->a[i].id, r[k].id);
			struct val *row = val_obj(x, rows);
			put_pair(x, &r[k], judged, row);
			val_int(x, row, "action", p->a[i].id.v);
			open += !judged;
		}
		val_bool(x, check, "all_judged", open == 0);
		unjudged += open;
	}
	val_int(x, view, "unjudged", unjudged);
	val_str(x, view, "unjudged_words", unjudged ? plan_counted(x, "plan.unjudged", unjudged) : STR_NULL);
	return OK;
}

enum rc plan_put_overlap(struct ctx *x, const struct plan_all *p, struct val *view)
{
	struct sql_running_activities *r;
	struct sql_overlap_checks *c = NULL;
	size_t n, nc = 0;
	TRY(sql_running_activities(x, p->unit, &r, &n));
	TRY(put_pairs(x, p, r, n, view));
	if (p->plan)
		TRY(sql_overlap_checks(x, p->plan->id, &c, &nc));
	struct val *answers = val_list(x, view, "answers");
	for (size_t i = 0; i < nc; i++) {
		struct val *o = val_obj(x, answers);
		bool start = str_eqz(c[i].moment, "start");
		val_str(x, o, "day", ui_date(x, c[i].day));
		val_str(x, o, "moment", start ? ui_text(x, "plan.moment_start") : ui_text(x, "plan.moment_plan"));
		val_str(x, o, "answer", c[i].answer);
		val_str(x, o, "anchoring", c[i].anchoring);
	}
	put_urls(x, p, view);
	return plan_put_running(x, p->unit, view);
}

/* ---- what hung on the wall */

static void put_poster_line(struct ctx *x, const struct val *a, struct val *o)
{
	struct date due;
	val_str(x, o, "title", val_get_str(a, "title"));
	val_str(x, o, "owner", val_get_str(a, "owner"));
	val_str(x, o, "first_step", val_get_str(a, "first_step"));
	val_str(x, o, "due_words", date_parse(val_get_str(a, "due"), &due) ? ui_date(x, due) : STR_NULL);
	val_str(x, o, "iglo_words", plan_word(x, "iglo", val_get_str(a, "iglo")));
}

enum rc plan_put_version(struct ctx *x, const struct plan_all *p, int64_t number, struct val *view)
{
	struct sql_version *row;
	struct val *tree;
	if (!p->plan)
		return NOT_FOUND;
	TRY(plan_published(x, p->plan->id, number, &row, &tree));
	val_int(x, view, "number", number);
	val_str(x, view, "day", ui_date_long(x, row->day));
	val_str(x, view, "why", row->why);
	val_str(x, view, "intro", val_get_str(tree, "intro"));
	val_bool(x, view, "current", number == p->plan->version);
	val_int(x, view, "newest", p->plan->version);
	struct val *list = val_list(x, view, "actions");
	for (const struct val *a = val_get(tree, S("actions"))->kids.first; a; a = a->next) {
		struct val *o = val_obj(x, list);
		put_poster_line(x, a, o);
		val_str(x, o, "status_words", plan_word(x, "status", val_get_str(a, "status")));
	}
	put_urls(x, p, view);
	return OK;
}

/* Only what has been hung up is told to whoever holds the link; of that, how it
 * stands today. */
enum rc plan_put_living(struct ctx *x, const struct plan_all *p, struct str unit_name, int64_t seen, struct val *view)
{
	int64_t latest = p->plan->version, done = 0;
	val_str(x, view, "unit_name", unit_name);
	val_bool(x, view, "published", latest > 0);
	val_bool(x, view, "superseded", seen > 0 && seen < latest);
	val_int(x, view, "seen", seen);
	val_int(x, view, "number", latest);
	val_str(x, view, "intro", S(""));
	val_str(x, view, "day", STR_NULL);
	val_str(x, view, "done_words", STR_NULL);
	struct val *list = val_list(x, view, "actions");
	if (latest == 0)
		return OK;
	struct sql_version *row;
	struct val *tree;
	TRY(plan_published(x, p->plan->id, latest, &row, &tree));
	val_str(x, view, "day", ui_date(x, row->day));
	val_str(x, view, "intro", val_get_str(tree, "intro"));
	for (const struct val *a = val_get(tree, S("actions"))->kids.first; a; a = a->next) {
		const struct sql_actions *now = plan_find(p, (action_id){ val_get_int(a, "id", 0) });
		struct val *o = val_obj(x, list);
		struct str status = now ? now->status : val_get_str(a, "status");
		enum plan_list l = now ? plan_list_of(x, now) : LIST_PLANNED;
		put_poster_line(x, a, o);
		done += l == LIST_DONE;
		val_str(x, o, "state", l == LIST_OVERDUE ? S("late") : l == LIST_DONE ? S("done") : S(""));
		val_bool(x, o, "late", l == LIST_OVERDUE);
		val_str(x, o, "status_words", plan_word(x, "status", status));
		val_str(x, o, "tag_color", str_of(color_of_list(l == LIST_OVERDUE || l == LIST_SOON ? LIST_RUNNING : l)));
	}
	if (list->kids.count) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "done", done);
		val_int(x, args, "n", (int64_t)list->kids.count);
		val_str(x, view, "done_words", ui_text_args(x, "plan.done_of", args));
	}
	return OK;
}
