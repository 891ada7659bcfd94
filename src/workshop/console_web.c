/* console_web.c -- the facilitator's pages: planning a session, running it,
 * arranging boards, opening for leaders, taking what came out along. */
#include "core/clock.h"
#include "core/lang.h"
#include "core/random.h"
#include "render/render.h"
#include "render/table.h"
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/activity.h"
#include "workshop/agenda/agenda.h"
#include "workshop/board/cells.h"
#include "workshop/board/vote.h"
#include "workshop/agenda/dates.h"
#include "workshop/consultation/consultation.h"
#include "workshop/channel/channel.h"
#include "workshop/outcome/export.h"
#include "workshop/outcome/handover.h"
#include "workshop/ask/gather.h"
#include "workshop/ask/next.h"
#include "workshop/live.h"
#include "workshop/paper/paper.h"
#include "workshop/phone_web.h"
#include "workshop/paper/photo.h"
#include "workshop/show/plenum.h"
#include "workshop/task.h"
#include "workshop/ask/trend.h"
#include "workshop/view.h"
#include <stdlib.h>

/* ---- list and planning, also outside a programme (S0.88) */

/* As the library has them: workshops, the longest day first, then tools by number. */
static int by_shelf(const void *a, const void *b)
{
	const struct method_workshop *m = *(const struct method_workshop *const *)a, *n = *(const struct method_workshop *const *)b;
	if (m->tool != n->tool)
		return m->tool < n->tool ? -1 : 1;
	if (m->minutes != n->minutes)
		return m->minutes > n->minutes ? -1 : 1;
	return strcmp(m->head.key, n->head.key);
}

static void put_method(struct ctx *x, struct val *list, const struct method_workshop *m, struct str chosen)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "key", str_of(m->head.key));
	val_bool(x, o, "chosen", str_eqz(chosen, m->head.key));
	val_text(x, o, "title", m->head.title);
	val_text(x, o, "summary", m->head.summary);
	val_str(x, o, "length", ui_minutes(x, m->minutes));
}

static void put_methods(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	size_t count = 0, n = 0;
	while (method_nth(METHOD_WORKSHOP, count))
		count++;
	const struct method_workshop **all = ARENA_ARRAY(x->arena, count + 1, const struct method_workshop *);
	for (size_t i = 0; i < count; i++) {
		const struct method_workshop *m = method_workshop(str_of(method_nth(METHOD_WORKSHOP, i)->key));
		if (m->alone)
			all[n++] = m;
	}
	qsort(all, n, sizeof *all, by_shelf);
	/* Nobody should have to look for it twice among thirty: refused, or come from its page. */
	struct str chosen = form_has(q, "method") ? form_raw(q, "method") : req_query(q, "method");
	struct val *shelves = val_list(x, view, "shelves"), *list = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!list || !all[i]->tool != !all[i - 1]->tool) {
			struct val *shelf = val_obj(x, shelves);
			val_str(x, shelf, "heading", ui_text(x, all[i]->tool ? "library.tools" : "library.kinds_workshop"));
			list = val_list(x, shelf, "methods");
		}
		put_method(x, list, all[i], chosen);
	}
}

static void put_session_row(struct ctx *x, struct val *list, workshop_id id, struct str title, struct date day, int64_t at, struct str state)
{
	struct val *o = val_obj(x, list);
	val_path(x, o, "url", "/workshop/%" PRId64, id.v);
	val_str(x, o, "title", title);
	val_str(x, o, "when", ui_date_time(x, day, (int)at));
	val_bool(x, o, "ended", str_eqz(state, "ended"));
	val_bool(x, o, "running", str_eqz(state, "open") || str_eqz(state, "paused"));
}

static enum rc list_page(struct req *q, struct val *view)
{
	struct sql_workshops_of_facilitator *w;
	size_t n;
	TRY(sql_workshops_of_facilitator(q->x, q->actor->person, &w, &n));
	val_str(q->x, view, "title", ui_text(q->x, "workshop.sessions"));
	struct val *list = val_list(q->x, view, "sessions");
	for (size_t i = 0; i < n; i++)
		put_session_row(q->x, list, w[i].id, w[i].title, w[i].day, w[i].starts_at, w[i].state);
	struct unit_row *units;
	size_t nu;
	TRY(people_units_reached(q->x, q->actor, ROLE_BIT(ROLE_CONSULTANT), &units, &nu));
	struct val *ul = val_list(q->x, view, "units");
	for (size_t i = 0; i < nu; i++) {
		struct val *o = val_obj(q->x, ul);
		val_path(q->x, o, "url", "/unit/%" PRId64 "/workshop/new", units[i].unit.id.v);
		val_str(q->x, o, "name", units[i].unit.name);
	}
	return OK;
}

static void put_langs(struct ctx *x, struct val *list, struct str chosen)
{
	static const char *const names[] = { [DA] = "workshop.lang_da", [EN] = "workshop.lang_en" };
	for (enum lang lang = DA; lang < LANG_COUNT; lang++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", lang_name(lang));
		val_str(x, o, "name", ui_text(x, names[lang]));
		val_bool(x, o, "chosen", str_eq(chosen, lang_name(lang)));
	}
}

static enum rc new_page(struct req *q, struct val *view)
{
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, view, "title", ui_text(q->x, "workshop.plan_one"));
	val_str(q->x, view, "unit_name", access_unit(q)->name);
	val_path(q->x, view, "action", "/unit/%" PRId64 "/workshop/new", access_unit(q)->id.v);
	put_methods(q, view);
	put_langs(q->x, val_list(q->x, view, "langs"), form_has(q, "lang") ? form_raw(q, "lang") : lang_name(q->x->lang));
	val_str(q->x, form, "title", S(""));
	val_str(q->x, form, "day", date_iso(q->x->arena, ctx_today(q->x)));
	val_str(q->x, form, "starts_at", S("09:00"));
	return OK;
}

/* Which parts of a tool; none ticked: all. */
static void chosen_parts(struct req *q, struct workshop_new *w)
{
	const struct val *list = form_values(q, "part");
	struct str *parts = ARENA_ARRAY(q->x->arena, list->kids.count, struct str);
	for (const struct val *p = list->kids.first; p; p = p->next)
		if (p->text.n)
			parts[w->nparts++] = p->text;
	w->parts = parts;
}

static enum rc create(struct req *q, struct val *view)
{
	struct workshop_new w = { .unit = access_unit(q)->id, .facilitators = &q->actor->person, .nfacilitators = 1 };
	workshop_id id;
	int lang = q->x->lang;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "title", 1, 120, &w.title));
	if (form_has(q, "lang"))
		TRY(form_choice(q, "lang", lang_names, &lang));
	w.lang = lang_name((enum lang)lang);
	TRY(form_line(q, "method", 1, 60, &w.method));
	TRY(form_date(q, "day", true, &w.day));
	TRY(form_time(q, "starts_at", true, &w.starts_at));
	TRY(form_done(q));
	chosen_parts(q, &w);
	TRY(workshop_create(q->x, &w, &id));
	return redirect(q, "/workshop/%" PRId64, id.v);
}

/* ---- the console */

/* The hidden field beside a field of a form that a step shows: as it was read. */
static const char *was_of(struct ctx *x, const char *field)
{
	return str_fmt(x->arena, "was.%s", field).p;
}

/* Refused: what was typed stands in the fields, and beside each that somebody else has
 * changed as well what stands now, so that whoever presses again has read all of it. */
static enum rc put_shown_refused(struct req *q, struct val *o)
{
	struct ctx *x = q->x;
	struct str typed, was;
	if (!str_eq(form_raw(q, "form"), val_get_str(o, "key")))
		return OK;
	for (struct val *f = val_get(o, S("fields"))->kids.first; f; f = f->next) {
		struct str key = val_get_str(f, "id"), stands = val_get_str(f, "value");
		TRY(form_text(q, key.p, 0, SIZE_MAX, &typed));
		TRY(access_was(q, was_of(x, key.p), &was));
		was = was.p ? was : S("");
		if (group_overtaken(stands, was, typed)) {
			struct val *args = val_new_obj(x);
			val_str(x, args, "stands", stands);
			val_str(x, f, "refused", ui_text_args(x, "workshop.other_words", args));
		} else {
			val_str(x, f, "was", was);	/* not told: a second press decides nothing about this one */
		}
		val_str(x, f, "value", typed);
	}
	val_bool(x, o, "opened", true);
	return OK;
}

static enum rc console(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct live_tree *t = live_tree_new(x);
	TRY(workshop_tree(x, s, S("console"), t));
	val_html(x, view, "live", live_html(x, t));
	val_str(x, view, "v", live_version(x, t));
	val_int(x, view, "now", clock_ms());
	val_str(x, view, "title", s->row->title);
	TRY(phone_put_join(q, s, view));
	val_path(x, view, "wall_url", "/wall/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->wall_secret));
	struct str key;
	TRY(workshop_page_key(x, s, &key));
	val_str(x, view, "key", key);
	TRY(console_put_side(x, s, view));
	struct val *form = val_get(val_get(view, S("side")), S("paper_form"))->kids.first;
	if (form)
		val_bool(x, form, "taken", next_fill(x, s, req_query(q, "take"), val_get(form, S("fields"))));
	struct val *marks = val_get(val_get(view, S("side")), S("marks_aloud"));
	if (marks && marks->kids.first)
		phone_put_refused(q, marks->kids.first);
	struct val *agreed = val_get(val_get(view, S("side")), S("agreed"));
	if (agreed && agreed->kids.first)
		TRY(put_shown_refused(q, agreed->kids.first));
	struct val *aloud = val_get(val_get(view, S("side")), S("questions_aloud"));
	struct str question = form_has(q, "question") ? form_raw(q, "question") : req_query(q, "question");
	return aloud && aloud->kids.first ? plenum_answering(x, s, question, aloud->kids.first) : OK;
}

static enum rc put_run_sheet(struct ctx *x, const struct session *s, struct val *v)
{
	static const struct { const char *name; size_t at; } parts[] = {
		{ "say", offsetof(struct method_step, say) }, { "hold", offsetof(struct method_step, hold) },
		{ "watch", offsetof(struct method_step, watch) },
	};
	for (size_t i = 0; i < 3; i++) {
		const struct text *t = (const struct text *)((const char *)s->step + parts[i].at);
		if (text_is(*t))
			val_html(x, v, parts[i].name, ui_markdown(x, text_in(*t, x->lang)));
		else
			val_null(x, v, parts[i].name);
	}
	val_text(x, v, "purpose", s->part->purpose);
	struct val *plan = val_list(x, v, "agenda");
	const struct method_part *part;
	const struct method_step *step;
	struct agenda_line *lines;
	size_t nlines, at = 0;
	TRY(agenda_lines(x, s, &lines, &nlines));
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		struct val *o = val_obj(x, plan);
		val_str(x, o, "key", str_of(step->key));
		val_text(x, o, "title", step->title);
		val_text(x, o, "part", step == part->steps ? part->title : (struct text){ 0 });
		while (at + 1 < nlines && lines[at].step != step)
			at++;
		val_str(x, o, "at", ui_time(x, agenda_clock(x, s, lines[at].at)));
		val_str(x, o, "late_words", agenda_late_words(x, &lines[at]));
		val_int(x, o, "minutes", step->minutes);
		val_bool(x, o, "now", n == s->step_at);
		val_str(x, o, "state", n < s->step_at ? S("done") : n == s->step_at ? S("now") : S("later"));
	}
	const struct method_step *next = session_nth_step(s->method, s->step_at + 1, NULL);
	val_text(x, v, "next_title", next ? next->title : (struct text){ 0 });
	return OK;
}

/* The question that the facilitator has asked, while it may still be put otherwise: until
 * answers are shown. That one has come, and nothing more, is told to whoever tries. */
static enum rc put_own_question(struct ctx *x, const struct session *s, bool open, struct val *list)
{
	struct agenda_question own;
	if (!open || !s->step->asked)
		return OK;
	TRY(agenda_question(x, s, (agenda_item_id){ 0 }, str_of(s->step->key), &own));
	if (!own.shown)
		val_int(x, val_obj(x, list), "item", own.item.v);
	return OK;
}

static void put_tasks(struct ctx *x, struct val *v, const char *name, const struct method_task *t, unsigned n)
{
	struct val *list = val_list(x, v, name);
	for (unsigned i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(t[i].key));
		val_text(x, o, "title", t[i].title);
		val_text(x, o, "help", t[i].help);
	}
}

static void put_ways(struct ctx *x, const struct session *s, struct val *v)
{
	static const struct { unsigned bit; const char *name, *words; } ways[] = {
		{ WAY_SELF, "self", "workshop.way_self" }, { WAY_THEME, "theme", "workshop.way_theme" }, { WAY_CHANCE, "chance", "workshop.way_chance" },
	};
	struct val *list = val_list(x, v, "ways");
	for (size_t i = 0; i < 3; i++) {
		if (!(s->step->ways & ways[i].bit))
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(ways[i].name));
		val_str(x, o, "title", ui_text(x, ways[i].words));
		val_bool(x, o, "chosen", list->kids.count == 1);	/* one must be: the first, to begin with */
	}
	val_int(x, v, "size", s->step->size_max ? s->step->size_max : 5);
}

static enum rc put_themes(struct ctx *x, struct session *s, struct val *v)
{
	struct val *list = val_list(x, v, "themes");
	const char *board = session_board(s);
	struct sql_themes *t;
	size_t n;
	if (!board)
		return OK;
	TRY(sql_themes(x, s->id, str_of(board), &t, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", t[i].id.v);
		val_str(x, o, "title", t[i].title);
		val_bool(x, o, "is_part", t[i].parent_id.v != 0);
	}
	return OK;
}

/* Towards the end the way to the plan says how much there is to send, and is not
 * there for nothing. Before that rows come and go while the page stands. */
static enum rc put_hand_over(struct ctx *x, struct session *s, struct val *v)
{
	size_t n;
	bool last = s->step->kind == STEP_CLOSE || session_is_over(s);
	val_bool(x, v, "hands_over", true);
	val_str(x, v, "to_hand_over", S(""));
	if (!last)
		return OK;
	TRY(handover_open(x, s, &n));
	val_bool(x, v, "hands_over", n > 0);
	val_fmt(x, v, "to_hand_over", "(%zu)", n);
	return OK;
}

static enum rc put_facilitators(struct ctx *x, const struct session *s, struct val *v)
{
	struct sql_facilitators *all;
	size_t n;
	struct val *list = val_list(x, v, "facilitators");
	TRY(sql_facilitators(x, s->id, &all, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", all[i].id.v);
		val_str(x, o, "name", all[i].name);
		val_bool(x, o, "may_go", n > 1);
	}
	return OK;
}

enum rc console_put_side(struct ctx *x, struct session *s, struct val *view)
{
	struct val *v = val_sub(x, view, "side");
	enum method_step_kind k = s->step->kind;
	bool open = str_eqz(s->row->state, "open") || str_eqz(s->row->state, "paused");
	const char *board = session_board(s);
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "version", s->row->version);
	val_str(x, v, "seen", str_of(s->step->key));
	val_str(x, v, "accent", str_of(view_accent(s->part->colour)));
	val_text(x, v, "part", s->part->title);
	val_bool(x, v, "planned", str_eqz(s->row->state, "planned"));
	val_bool(x, v, "open", open);
	val_bool(x, v, "ended", session_is_over(s));
	val_bool(x, v, "leaders_out", !s->part->leaders);
	val_bool(x, v, "opens_later", session_opens_for_leaders(s));
	val_bool(x, v, "types_cards", open && (k == STEP_CARDS || k == STEP_DISCUSS || k == STEP_GROUP));
	val_bool(x, v, "arranges", open && board && !(k == STEP_VOTE && cells_here(s, str_of(board))) &&
			(k == STEP_CARDS || k == STEP_DISCUSS || k == STEP_GROUP || k == STEP_VOTE));
	val_bool(x, v, "visits", open && (k == STEP_DISCUSS || k == STEP_PRESENT));
	val_bool(x, v, "presents", k == STEP_PRESENT);
	val_bool(x, v, "makes_groups", open && k == STEP_GROUPS);
	val_bool(x, v, "edits_rules", open && k == STEP_RULES);
	val_bool(x, v, "opens_leaders", open && s->step->opens != 0);
	val_bool(x, v, "leaders_opened", s->row->leader_sees != 0);
	val_bool(x, v, "writes_draft", consultation_writes(s->method));
	val_bool(x, v, "comments_draft", consultation_comments(s->method));
	val_str(x, v, "board", str_of(board));
	val_str(x, v, "idem", random_token(x->arena, 16));
	val_list(x, v, "cells");
	val_list(x, v, "paper_form");
	TRY(put_run_sheet(x, s, v));
	TRY(put_own_question(x, s, open, val_list(x, v, "own_question")));
	TRY(put_facilitators(x, s, v));
	put_langs(x, val_list(x, v, "langs"), s->row->lang);
	TRY(put_hand_over(x, s, v));
	put_tasks(x, v, "before", s->method->before, s->method->before_count);
	put_tasks(x, v, "after", s->method->after, s->method->after_count);
	put_tasks(x, v, "handover", s->method->handover, s->method->handover_count);
	put_ways(x, s, v);
	const struct method_form *form = group_shown_form(s->method);
	struct val *agreed = val_list(x, v, "agreed"), *known;
	if (form && !session_is_over(s)) {
		struct val *o = val_obj(x, agreed);
		TRY(group_shown(x, s, form->key, &known));
		val_str(x, o, "key", str_of(form->key));
		val_text(x, o, "form_title", form->title);
		val_text(x, o, "form_intro", form->intro);
		val_bool(x, o, "missing", known == NULL);
		val_str(x, o, "of_row", S("-agreed"));
		val_bool(x, o, "opened", false);
		TRY(task_fields(x, s, form, known, o));
	}
	TRY(view_rules(x, s, v));
	TRY(view_groups(x, s, v));
	TRY(put_themes(x, s, v));
	TRY(photo_side(x, s, v));
	paper_parts(x, s, val_list(x, v, "paper_parts"));
	val_bool(x, v, "types_paper", open && (k == STEP_VOTE || (k == STEP_ASK && !s->step->together)));
	bool asked = open && channel_of(s), parks = open && text_is(s->method->parking.title);
	val_bool(x, v, "types_words", asked || parks);
	val_bool(x, v, "asked", asked);
	val_bool(x, v, "parks", parks);
	if (val_get_bool(v, "arranges"))
		TRY(gather_side(x, s, v));
	const struct activity *now = activity_of(k);
	return now->side && open ? now->side(x, s, v) : OK;
}

static enum rc stream(struct req *q, struct val *view)
{
	(void)view;
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, access_session(q)->id.v), access_audience(q, "console"));
}

/* ---- what the facilitator does. Every reply leads back to the console; the
 * stream shows what changed. */

static enum rc agenda(struct req *q, struct val *view)
{
	static const char *const acts[] = { "begin", "next", "back", "go", "pause", "resume", "end", NULL };
	struct session *s = access_session(q);
	struct str step;
	int64_t version;
	int act;
	TRY(access_of_this_step(q));
	TRY(form_choice(q, "act", acts, &act));
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	switch (act) {
	case 0: TRY(session_begin(q->x, s, version)); break;
	case 1: TRY(session_next(q->x, s, version)); break;
	case 2: TRY(session_back(q->x, s, version)); break;
	case 3:
		TRY(form_line(q, "step", 1, 60, &step));
		TRY(session_go(q->x, s, version, step));
		break;
	case 4: TRY(session_pause(q->x, s, version, true)); break;
	case 5: TRY(session_pause(q->x, s, version, false)); break;
	default: TRY(session_end(q->x, s, version)); break;
	}
	return access_to_console(q, view);
}

static enum rc timer(struct req *q, struct val *view)
{
	struct str act;
	int64_t minutes;
	TRY(access_of_this_step(q));
	TRY(form_line(q, "timer", 1, 10, &act));
	TRY(form_int_or(q, "minutes", 0, 720, 0, &minutes));
	if (str_eqz(act, "more"))
		TRY(session_clock_seen(q->x, access_session(q), form_raw(q, "clock")));
	TRY(session_timer(q->x, access_session(q), act, minutes));
	return access_to_console(q, view);
}

static enum rc focus(struct req *q, struct val *view)
{
	struct str target;
	TRY(access_of_this_step(q));
	TRY(form_line(q, "target", 0, 40, &target));
	if (!str_eqz(target, "next")) {
		TRY(session_focus(q->x, access_session(q), target));
		return access_to_console(q, view);
	}
	TRY(session_focus_seen(q->x, access_session(q), form_raw(q, "from")));
	TRY(session_focus_next(q->x, access_session(q)));
	return access_to_console(q, view);
}

static enum rc type_in(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str board, lines, idem;
	size_t n;
	TRY(form_line(q, "board", 1, 60, &board));
	TRY(form_text(q, "text", 0, 50000, &lines));
	TRY(form_line(q, "idem", 0, 100, &idem));
	struct str cell = form_raw(q, "cell");
	TRY(board_type_in_cell(q->x, s, board, cell.p ? cell : S(""), lines, idem, &n));
	return access_to_console(q, view);
}

static enum rc vote(struct req *q, struct val *view)
{
	int64_t tell;
	TRY(access_of_this_step(q));
	TRY(form_int(q, "tell", 0, 1, &tell));
	TRY(vote_tell(q->x, access_session(q), tell == 1));
	return access_to_console(q, view);
}

static enum rc ids(struct req *q, const char *field, int64_t *ret)
{
	return form_int_or(q, field, 0, INT64_MAX, 0, ret);
}

static enum rc move(struct req *q, struct val *view)
{
	int64_t card, theme, before;
	TRY(form_int(q, "card", 1, INT64_MAX, &card));
	TRY(ids(q, "theme", &theme));
	TRY(ids(q, "before", &before));
	TRY(board_move(q->x, access_session(q), (card_id){ card }, (theme_id){ theme }, (card_id){ before }));
	return access_to_console(q, view);
}

/* A card's tools: reword, move, merge, choose, park, drop. */
static enum rc card_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct sql_card *c;
	struct board b;
	int64_t id;
	TRY(req_id(q, "card", &id));
	TRY(sql_card(x, s->id, (card_id){ id }, &c));
	if (!c)
		return fail(x, NOT_FOUND, "card", "workshop.card_gone");
	TRY(view_board(x, s, c->board, &b));
	struct val *v = val_sub(x, view, "tool");
	val_str(x, view, "title", c->text);
	val_str(x, val_sub(x, view, "form"), "text", STR_NULL);
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "card", id);
	val_str(x, v, "text", c->text);
	val_bool(x, v, "chosen", c->chosen);
	cells_options(x, method_step(s->method, c->board, NULL), c->cell, v);
	val_bool(x, v, "held", c->held);
	struct val *themes = val_list(x, v, "themes"), *others = val_list(x, v, "others"), *also = val_list(x, v, "also");
	for (size_t i = 0; i < b.nthemes; i++) {
		struct val *o = val_obj(x, themes);
		val_int(x, o, "id", b.themes[i].id.v);
		val_str(x, o, "title", b.themes[i].title);
		val_bool(x, o, "here", b.themes[i].id.v == c->theme_id.v);
	}
	for (size_t i = 0; i < b.ncards; i++) {
		if (b.cards[i].id.v == id || (b.cards[i].merged_into.v && b.cards[i].merged_into.v != id))
			continue;
		struct val *o = val_obj(x, b.cards[i].merged_into.v == id ? also : others);
		val_int(x, o, "id", b.cards[i].id.v);
		val_str(x, o, "text", b.cards[i].text);
	}
	return OK;
}

static enum rc card_act(struct req *q, struct val *view)
{
	static const char *const acts[] = { "text", "merge", "apart", "choose", "unchoose", "park", "drop", "theme", NULL };
	struct session *s = access_session(q);
	struct str text, was;
	int64_t id, other;
	int act;
	TRY(req_id(q, "card", &id));
	card_id card = { id };
	TRY(form_choice(q, "act", acts, &act));
	switch (act) {
	case 0:
		TRY(form_line(q, "was", 0, 5000, &was));
		TRY(form_line(q, "text", 0, 5000, &text));
		TRY(board_reword(q->x, s, card, was, text));
		break;
	case 1:
		TRY(form_int(q, "into", 1, INT64_MAX, &other));
		TRY(board_merge(q->x, s, card, (card_id){ other }));
		break;
	case 2:
		TRY(form_int(q, "other", 1, INT64_MAX, &other));
		TRY(board_merge(q->x, s, (card_id){ other }, (card_id){ 0 }));
		break;
	case 3:
	case 4:
		TRY(board_choose(q->x, s, str_fmt(q->x->arena, "card/%" PRId64, id), act == 3));
		break;
	case 5: TRY(board_park(q->x, s, card)); break;
	case 6: TRY(board_drop(q->x, s, card)); break;
	default:
		TRY(ids(q, "theme", &other));
		TRY(board_move(q->x, s, card, (theme_id){ other }, (card_id){ 0 }));
		break;
	}
	return access_to_console(q, view);
}

static enum rc theme_add(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str board, title;
	int64_t parent;
	theme_id id;
	TRY(form_line(q, "board", 1, 60, &board));
	TRY(form_line(q, "title", 0, 300, &title));
	TRY(ids(q, "parent", &parent));
	TRY(board_theme_add(q->x, s, board, (theme_id){ parent }, title, &id));
	return access_to_console(q, view);
}

static enum rc theme_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct sql_theme *t;
	struct sql_themes *all;
	size_t n;
	int64_t id;
	TRY(req_id(q, "theme", &id));
	TRY(sql_theme(x, s->id, (theme_id){ id }, &t));
	if (!t)
		return fail(x, NOT_FOUND, "theme", "workshop.theme_gone");
	TRY(sql_themes(x, s->id, t->board, &all, &n));
	struct val *v = val_sub(x, view, "tool");
	val_str(x, view, "title", t->title);
	val_str(x, val_sub(x, view, "form"), "title", STR_NULL);
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "theme", id);
	val_str(x, v, "name", t->title);
	val_str(x, v, "board", t->board);
	val_bool(x, v, "chosen", t->chosen);
	val_bool(x, v, "may_divide", t->parent_id.v == 0);
	struct val *ways = val_list(x, v, "ways");
	for (unsigned i = 0; i < s->step->subdivide_count; i++)
		val_item_str(x, ways, text_in(s->step->subdivide[i].title, x->lang));
	struct val *others = val_list(x, v, "others");
	for (size_t i = 0; i < n; i++) {
		if (all[i].id.v == id)
			continue;
		struct val *o = val_obj(x, others);
		val_int(x, o, "id", all[i].id.v);
		val_str(x, o, "title", all[i].title);
	}
	return OK;
}

static enum rc theme_act(struct req *q, struct val *view)
{
	static const char *const acts[] = { "rename", "merge", "choose", "unchoose", "drop", "place", NULL };
	struct session *s = access_session(q);
	struct str title, was;
	int64_t id, other;
	int act;
	TRY(req_id(q, "theme", &id));
	theme_id theme = { id };
	TRY(form_choice(q, "act", acts, &act));
	switch (act) {
	case 0:
		TRY(form_line(q, "title", 0, 300, &title));
		TRY(form_line(q, "was", 0, 300, &was));
		TRY(board_theme_rename(q->x, s, theme, was, title));
		break;
	case 1:
		TRY(form_int(q, "into", 1, INT64_MAX, &other));
		TRY(board_theme_merge(q->x, s, theme, (theme_id){ other }));
		break;
	case 2:
	case 3:
		TRY(board_choose(q->x, s, str_fmt(q->x->arena, "theme/%" PRId64, id), act == 2));
		break;
	case 4: TRY(board_theme_drop(q->x, s, theme)); break;
	default:
		TRY(ids(q, "before", &other));
		TRY(board_theme_place(q->x, s, theme, (theme_id){ other }));
		break;
	}
	return access_to_console(q, view);
}

static enum rc groups(struct req *q, struct val *view)
{
	static const char *const ways[] = { "self", "theme", "chance", NULL };
	static const unsigned bits[] = { WAY_SELF, WAY_THEME, WAY_CHANCE };
	int64_t size;
	bool all_new;
	int way;
	TRY(form_choice(q, "way", ways, &way));
	TRY(form_int(q, "size", 2, 50, &size));
	TRY(group_make(q->x, access_session(q), bits[way], size, &all_new));
	if (!all_new)
		reply_notice(q, "workshop.met_before");
	return access_to_console(q, view);
}

static enum rc group_one(struct req *q, struct val *view)
{
	static const char *const acts[] = { "add", "drop", NULL };
	struct session *s = access_session(q);
	struct str title;
	int64_t id;
	int act;
	TRY(form_choice(q, "act", acts, &act));
	if (act == 0) {
		small_group_id fresh;
		TRY(form_line(q, "title", 1, 60, &title));
		TRY(group_add(q->x, s, title, (theme_id){ 0 }, &fresh));
	} else {
		TRY(form_int(q, "group", 1, INT64_MAX, &id));
		TRY(group_drop(q->x, s, (small_group_id){ id }));
	}
	return access_to_console(q, view);
}

static enum rc rules(struct req *q, struct val *view)
{
	static const char *const acts[] = { "add_do", "add_dont", "set", "drop", NULL };
	struct session *s = access_session(q);
	struct str title = S(""), body = S("");
	struct rule_words was;
	int64_t id = 0;
	int act;
	TRY(form_choice(q, "act", acts, &act));
	if (act >= 2)
		TRY(form_int(q, "rule", 1, INT64_MAX, &id));
	if (act != 3) {
		TRY(form_line(q, "title", 1, 60, &title));
		TRY(form_line(q, "body", 0, 300, &body));
	}
	if (act == 2) {
		TRY(form_line(q, "was", 0, 300, &was.title));
		TRY(form_line(q, "was_body", 0, 2000, &was.body));
		TRY(session_rule_set(q->x, s, (ground_rule_id){ id }, was, (struct rule_words){ title, body }));
	} else if (act == 3)
		TRY(session_rule_drop(q->x, s, (ground_rule_id){ id }));
	else
		TRY(session_rule_add(q->x, s, act == 1, title, body));
	return access_to_console(q, view);
}

static enum rc open_leaders(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct val *ticked = form_values(q, "task");
	struct str *keys = ARENA_ARRAY(q->x->arena, ticked->kids.count, struct str);
	size_t n = 0;
	for (const struct val *v = ticked->kids.first; v; v = v->next)
		keys[n++] = v->text;
	TRY(session_open_to_leaders(q->x, s, s->step->opens ? s->step->opens : OPEN_THEMES | OPEN_PRIORITIES, keys, n));
	return access_to_console(q, view);
}

static enum rc show(struct req *q, struct val *view)
{
	int64_t id;
	TRY(form_int(q, "group", 1, INT64_MAX, &id));
	TRY(group_show(q->x, access_session(q), (small_group_id){ id }));
	TRY(session_focus(q->x, access_session(q), str_fmt(q->x->arena, "group/%" PRId64, id)));
	return access_to_console(q, view);
}

static enum rc answer(struct req *q, struct val *view)
{
	struct str text, was;
	int64_t id;
	TRY(access_was(q, "was", &was));
	TRY(form_int(q, "question", 1, INT64_MAX, &id));
	TRY(form_text(q, "answer", 0, 1000, &text));
	TRY(group_answer(q->x, access_session(q), (critical_question_id){ id }, was, text));
	return access_to_console(q, view);
}

/* Asked aloud, and perhaps answered at once. */
static enum rc ask_aloud(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str text, said, idem;
	int64_t row;
	critical_question_id id;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_line(q, "text", 0, 5000, &text));
	TRY(form_text(q, "answer", 0, 1000, &said));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(group_ask(q->x, s, (form_row_id){ row }, text, idem, &id));
	if (id.v && str_trim(said).n)
		TRY(group_answer(q->x, s, id, STR_NULL, said));
	return access_to_console(q, view);
}

static enum rc mark(struct req *q, struct val *view)
{
	struct str option, reason;
	struct row_mark was;
	int64_t row;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(phone_mark_seen(q, &was));
	TRY(form_line(q, "option", 1, 60, &option));
	TRY(form_text(q, "reason", 0, 500, &reason));
	TRY(group_row_mark(q->x, access_session(q), (form_row_id){ row }, was, (struct row_mark){ option, reason }));
	return access_to_console(q, view);
}

/* The leader's role, agreed beforehand, and proposals written on paper. */
static enum rc save_row(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str idem;
	struct val *values;
	int64_t row, version;
	form_row_id id;
	TRY(form_int_or(q, "row", 0, INT64_MAX, 0, &row));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(phone_form_values(q, s, &values));
	TRY(group_row_save(q->x, s, (small_group_id){ 0 }, (form_row_id){ row }, version, idem, values, &id));
	return access_to_console(q, view);
}

static enum rc shown(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	const struct method_form *form = group_shown_form(s->method);
	struct val *values = val_new_obj(q->x), *was = val_new_obj(q->x);
	struct str key, value;
	TRY(form_line(q, "form", 1, 60, &key));
	for (unsigned i = 0; form && i < form->fields_count; i++) {
		TRY(form_text(q, form->fields[i].key, 0, SIZE_MAX, &value));
		val_str(q->x, values, form->fields[i].key, value);
		TRY(access_was(q, was_of(q->x, form->fields[i].key), &value));
		val_str(q->x, was, form->fields[i].key, value.p ? value : S(""));
	}
	TRY(group_shown_save(q->x, s, key, was, values));
	return access_to_console(q, view);
}

static enum rc topics(struct req *q, struct val *view)
{
	static const char *const acts[] = { "hide", "show", "add", NULL };
	struct session *s = access_session(q);
	struct str step, topic, title;
	int act;
	TRY(form_choice(q, "act", acts, &act));
	TRY(form_line(q, "step", 1, 60, &step));
	TRY(session_hold(q->x, s));	/* hidden by two at once, it is hidden once */
	if (act == 2) {
		TRY(form_line(q, "title", 1, 100, &title));
		TRY(sql_inspiration_add(q->x, s->id, step, S(""), title, false, NULL));
	} else {
		TRY(form_line(q, "topic", 1, 60, &topic));
		TRY(sql_inspiration_drop(q->x, s->id, step, topic, NULL));
		if (act == 0)
			TRY(sql_inspiration_add(q->x, s->id, step, topic, S(""), true, NULL));
	}
	session_changed(q->x, s);
	return access_to_console(q, view);
}

static enum rc facilitators(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str email;
	struct person p;
	int64_t drop;
	TRY(ids(q, "drop", &drop));
	if (drop) {
		TRY(session_facilitator_drop(q->x, s, (person_id){ drop }));
		return drop == q->actor->person.v ? redirect(q, "/workshops") : access_to_console(q, view);
	}
	TRY(form_line(q, "email", 3, 254, &email));
	enum rc rc = people_by_email(q->x, email, &p);
	if (rc == NOT_FOUND)
		return fail(q->x, INVALID, "email", "workshop.nobody_has_address");
	TRY(rc);
	TRY(session_facilitator_add(q->x, s, p.id));
	return access_to_console(q, view);
}

static enum rc language(struct req *q, struct val *view)
{
	int lang;
	TRY(form_choice(q, "lang", lang_names, &lang));
	TRY(session_set_lang(q->x, access_session(q), (enum lang)lang));
	return access_to_console(q, view);
}

/* ---- what came out */

/* What a page shows of cards beside their words. */
static void show_dots(struct ctx *x, struct val *cards)
{
	for (struct val *c = cards ? cards->kids.first : NULL; c; c = c->next)
		val_bool(x, c, "has_dots", val_get_int(c, "dots", 0) > 0);
}

/* A heading that people wrote is told anyhow; a column or cell that the board came
 * with, when something hangs there. */
static bool show_heading(struct ctx *x, struct val *heading)
{
	struct val *parts = val_get(heading, S("parts")), *cards = val_get(heading, S("cards"));
	bool told = val_get_int(heading, "id", 0) || (cards && cards->kids.count);
	show_dots(x, cards);
	for (struct val *p = parts ? parts->kids.first : NULL; p; p = p->next)
		told |= show_heading(x, p);
	val_bool(x, heading, "told", told);
	return told;
}

static void show_boards(struct ctx *x, struct val *view)
{
	for (struct val *b = val_get(view, S("boards"))->kids.first; b; b = b->next) {
		bool any = val_get(b, S("loose"))->kids.count || val_get_bool(b, "forgets");
		show_dots(x, val_get(b, S("loose")));
		for (struct val *t = val_get(b, S("themes"))->kids.first; t; t = t->next)
			any |= show_heading(x, t);
		val_bool(x, b, "told", any);
	}
	show_dots(x, val_get(view, S("parking")));
	for (struct val *t = val_get(view, S("texts"))->kids.first; t; t = t->next)
		val_html(x, t, "prose", ui_markdown(x, val_get_str(t, "text")));
}

static enum rc outcome_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	bool leader = s->viewer == VIEWER_LEADER;
	val_int(q->x, view, "id", s->id.v);
	val_bool(q->x, view, "leader", leader);
	TRY(workshop_outcome(q->x, s->id, leader, view));
	show_boards(q->x, view);
	TRY(dates_put(q->x, s, view));
	TRY(trend_put(q->x, s, view));
	TRY(channel_desk(q->x, s, view));
	bool desk = val_get(view, S("channel_desk"))->kids.count > 0;
	val_bool(q->x, view, "channel_desk_any", desk);
	val_bool(q->x, view, "has_channel", desk || val_get(view, S("channel"))->kids.count > 0);
	val_int(q->x, view, "id_of_workshop", s->id.v);
	/* After the end the link lets nobody in any more; before, it would. */
	val_null(q->x, view, "follow_url");
	if (session_is_over(s) && val_get_bool(view, "channel_follows"))
		val_path(q->x, view, "follow_url", "/questions/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
	return OK;
}

static enum rc export_file(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str format = req_param(q, "format"), bytes;
	struct val *outcome = val_new_obj(q->x);
	(void)view;
	TRY(workshop_outcome(q->x, s->id, s->viewer == VIEWER_LEADER, outcome));
	TRY(dates_put(q->x, s, outcome));
	const struct export_format *f;
	TRY(export_find(q->x, format, &f));
	/* A calendar without a day is no file: the page says what would be in it. */
	if (str_eqz(format, "ics") && !val_get(outcome, S("dates"))->kids.count && !q->wants_json) {
		reply_notice(q, "paper.no_dates");
		return redirect(q, "/workshop/%" PRId64 "/outcome", s->id.v);
	}
	TRY(f->make(q->x, outcome, &bytes));
	return reply_file(q, f->mime, str_fmt(q->x->arena, "samspil-%" PRId64 ".%s", s->id.v, f->name).p, bytes);
}

const struct route workshop_console_routes[] = {
	GET ("/workshops", list_page, "workshop/list", SIGNED_IN),
	GET ("/unit/:unit/workshop/new", new_page, "workshop/new", WORKSHOP_PLANS),
	POST("/unit/:unit/workshop/new", create, "workshop/new", WORKSHOP_PLANS),
	GET ("/workshop/:id", console, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/live", stream, NULL, WORKSHOP_FACILITATES),
	POST("/workshop/:id/agenda", agenda, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/timer", timer, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/focus", focus, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/vote", vote, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/cards", type_in, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/move", move, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/card/:card", card_page, "workshop/tool_card", WORKSHOP_FACILITATES),
	POST("/workshop/:id/card/:card", card_act, "workshop/tool_card", WORKSHOP_FACILITATES),
	POST("/workshop/:id/themes", theme_add, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/theme/:theme", theme_page, "workshop/tool_theme", WORKSHOP_FACILITATES),
	POST("/workshop/:id/theme/:theme", theme_act, "workshop/tool_theme", WORKSHOP_FACILITATES),
	POST("/workshop/:id/groups", groups, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/group", group_one, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/rules", rules, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/leaders", open_leaders, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/show", show, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/questions", ask_aloud, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/answers", answer, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/marks", mark, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/rows", save_row, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/shown", shown, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/topics", topics, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/language", language, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/facilitators", facilitators, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/outcome", outcome_page, "workshop/outcome", WORKSHOP_READS),
	GET ("/workshop/:id/export/:format", export_file, NULL, WORKSHOP_READS),
	{ 0 },
};
