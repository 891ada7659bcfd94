/* view.c -- a session as value trees, for pages and live pieces. Decides what
 * each kind of viewer is told; knows no HTML. */
#include "workshop/view.h"
#include "ui/ui.h"
#include "workshop/board/vote.h"
#include "workshop/show/show.h"
#include <stdio.h>

const char *view_accent(enum method_colour c)
{
	static const char *const names[] = { "sand", "clay", "sky", "pine", "gold" };
	return names[c];
}

static const char *kind_name(enum method_step_kind k)
{
	static const char *const names[STEP_KIND_COUNT] = {
		"talk", "rules", "cards", "discuss", "group", "vote", "groups", "elaborate", "form", "present", "questions", "mark", "break", "close", "deal", "ask", "worksheet",
	};
	return names[k];
}

static void texts(struct ctx *x, struct val *into, const char *name, const struct text *t, unsigned n)
{
	struct val *list = val_list(x, into, name);
	for (unsigned i = 0; i < n; i++)
		val_item_str(x, list, text_in(t[i], x->lang));
}

static void markdown(struct ctx *x, struct val *into, const char *name, struct text t)
{
	if (text_is(t))
		val_html(x, into, name, ui_markdown(x, text_in(t, x->lang)));
	else
		val_null(x, into, name);
}

/* Milliseconds for the script; words for a page without one. */
static void put_timer(struct ctx *x, const struct session *s, struct val *into)
{
	struct val *t = val_sub(x, into, "timer");
	bool running = str_eqz(s->row->timer, "running"), held = str_eqz(s->row->timer, "held");
	val_bool(x, t, "on", running || held);
	val_int(x, t, "ends_at", running ? s->row->timer_ends_at * 1000 : 0);
	val_int(x, t, "left", held ? s->row->timer_ends_at * 1000 : 0);
	val_str(x, t, "paused", held ? S("true") : S("false"));
	val_str(x, t, "bell", s->step->bell || s->step->kind == STEP_DEAL ? S("true") : S("false"));
	val_str(x, t, "until", running ? ui_time(x, minutes_of_instant(s->row->timer_ends_at)) : S(""));
}

static void put_parts(struct ctx *x, const struct session *s, struct val *into)
{
	struct val *list = val_list(x, into, "parts");
	for (unsigned i = 0; i < s->method->parts_count; i++) {
		const struct method_part *part = &s->method->parts[i];
		unsigned live = 0;
		for (unsigned k = 0; k < part->steps_count; k++)
			live += !part->steps[k].left_out;
		if (!live)
			continue;	/* not run today */
		struct val *p = val_obj(x, list);
		val_text(x, p, "title", s->method->parts[i].title);
		val_bool(x, p, "now", i == s->part_at);
		val_str(x, p, "state", i < s->part_at ? S("done") : i == s->part_at ? S("now") : S("later"));
	}
}

static void put_step(struct ctx *x, const struct session *s, struct val *into)
{
	struct val *st = val_sub(x, into, "step");
	unsigned number = 0, of = 0;
	for (const struct method_step *k = s->part->steps; k < s->part->steps + s->part->steps_count; k++) {
		of += !k->left_out;
		number += !k->left_out && k <= s->step;
	}
	val_str(x, st, "key", str_of(s->step->key));
	val_str(x, st, "kind", str_of(kind_name(s->step->kind)));
	val_text(x, st, "title", s->step->title);
	val_int(x, st, "number", number);
	val_int(x, st, "of", of);
	val_int(x, st, "minutes", s->step->minutes);
	val_bool(x, st, "no_criticism", s->step->no_criticism);
	val_int(x, st, "max_chars", s->step->max_chars ? s->step->max_chars : WORKSHOP_CARD_CHARS);
	val_int(x, st, "dots", s->step->dots);
	texts(x, st, "questions", s->step->questions, s->step->questions_count);
	texts(x, st, "openers", s->step->openers, s->step->openers_count);
	markdown(x, st, "phone", s->step->phone);
	markdown(x, st, "wall", s->step->wall);
	show_with(x, s->step, st);
	/* What stands large: the question if there is one, else the step's title. */
	bool one = s->step->questions_count == 1;
	val_str(x, st, "headline", text_in(one ? s->step->questions[0] : s->step->title, x->lang));
	val_bool(x, st, "many_questions", s->step->questions_count > 1);
}

struct val *view_session(struct ctx *x, const struct session *s)
{
	struct val *v = val_new_obj(x);
	val_int(x, v, "id", s->id.v);
	val_str(x, v, "title", s->row->title);
	val_text(x, v, "method", s->method->head.title);
	val_text(x, v, "heading", s->method->heading);
	val_str(x, v, "state", s->row->state);
	val_bool(x, v, "planned", str_eqz(s->row->state, "planned"));
	val_bool(x, v, "last", !session_nth_step(s->method, s->step_at + 1, NULL));
	val_bool(x, v, "paused", str_eqz(s->row->state, "paused"));
	val_bool(x, v, "ended", session_is_over(s));
	val_int(x, v, "version", s->row->version);
	struct val *part = val_sub(x, v, "part");
	val_text(x, part, "title", s->part->title);
	val_text(x, part, "purpose", s->part->purpose);
	val_bool(x, part, "leaders", s->part->leaders);
	val_str(x, v, "accent", str_of(view_accent(s->part->colour)));
	val_fmt(x, v, "code", "%.4s %.4s", s->row->code.p, s->row->code.p + 4);
	put_parts(x, s, v);
	put_step(x, s, v);
	put_timer(x, s, v);
	return v;
}

/* ---- boards ------------------------------------------------------------------- */

static int64_t tally(const struct sql_dot_tally *t, size_t n, const char *kind, int64_t id)
{
	char target[32];
	int len = snprintf(target, sizeof target, "%s/%" PRId64, kind, id);
	for (size_t i = 0; i < n; i++)
		if (str_eq(t[i].target, (struct str){ target, (size_t)len }))
			return t[i].dots;
	return 0;
}

static bool read_by_leaders(const struct session *s)
{
	return s->viewer == VIEWER_LEADER || (s->viewer == VIEWER_WALL && session_leaders_in(s));
}

/* What leaders are in the room with, on their phone and on the wall: of a board
 * that was made without them only what has been opened. */
static bool narrowed(const struct session *s, const struct method_part *part)
{
	return read_by_leaders(s) && part && !part->leaders;
}

static void narrow(const struct session *s, struct board *b)
{
	size_t kept = 0;
	if (board_forgets(s, b->key))
		b->ncards = 0;
	if (!(s->row->leader_sees & (OPEN_THEMES | OPEN_PRIORITIES)))
		b->nthemes = 0;
	for (size_t i = 0; i < b->ncards; i++)
		if ((s->row->leader_sees & OPEN_PRIORITIES) && b->cards[i].chosen && !b->cards[i].merged_into.v)
			b->cards[kept++] = b->cards[i];
	b->ncards = kept;
}

/* What waits for the facilitator is the facilitator's alone to see. */
static void drop_held(struct board *b)
{
	size_t kept = 0;
	for (size_t i = 0; i < b->ncards; i++)
		if (!b->cards[i].held)
			b->cards[kept++] = b->cards[i];
	b->ncards = kept;
}

static bool votes_on(const struct session *s, const struct method_step *step, struct str board)
{
	const struct method_step *from = step;
	while (from && from->kind != STEP_CARDS && from->from)
		from = method_step(s->method, str_of(from->from), NULL);
	return step->kind == STEP_VOTE && from && str_eqz(board, from->key);
}

/* What the room has been told of: votes that are over, and the present one once it is told. */
static enum rc get_votes(struct ctx *x, struct session *s, struct str board, struct board *b)
{
	bool told;
	TRY(vote_is_told(x, s, &told));
	unsigned end = s->step_at + (told ? 1 : 0);
	b->votes = ARENA_ARRAY(x->arena, end + 1, struct board_vote);
	for (unsigned n = 0; n < end; n++) {
		struct board_vote v = { .step = session_nth_step(s->method, n, NULL) };
		if (!v.step || !votes_on(s, v.step, board))
			continue;
		TRY(sql_dot_tally(x, s->id, str_of(v.step->key), &v.dots, &v.ndots));
		if (v.ndots || v.step == s->step)
			b->votes[b->nvotes++] = v;
	}
	return OK;
}

enum rc view_board(struct ctx *x, struct session *s, struct str board, struct board *b)
{
	const struct method_part *part = NULL;
	*b = (struct board){ .key = board };
	const struct method_step *step = method_step(s->method, board, &part);
	b->accent = step ? view_accent(part->colour) : "sand";
	TRY(sql_cards(x, s->id, board, &b->cards, &b->ncards));
	TRY(sql_themes(x, s->id, board, &b->themes, &b->nthemes));
	if (s->viewer != VIEWER_CONSOLE)
		drop_held(b);
	if (narrowed(s, part))
		narrow(s, b);
	return get_votes(x, s, board, b);
}

/* Each vote has a sign of its own, where there are several: they asked different things. */
static struct str sign_of(size_t nth)
{
	static const char *const signs[] = { "●", "◆", "▲", "■" };
	return str_of(signs[nth % (sizeof signs / sizeof *signs)]);
}

static void put_vote(struct ctx *x, const struct board *b, size_t nth, struct val *o)
{
	val_str(x, o, "sign", sign_of(nth));
	val_text(x, o, "vote", b->votes[nth].step->title);
}

/* dots: what it got in each of the votes. */
static void put_dots(struct ctx *x, const struct board *b, const int64_t *dots, struct val *o)
{
	enum { DRAWN_MAX = 24 };	/* more circles than that are not counted by eye */
	int64_t alone = b->nvotes == 1 ? dots[0] : 0;
	struct val *list = val_list(x, o, "dots"), *tallies = val_list(x, o, "tallies");
	val_int(x, o, "dots_count", alone);
	val_bool(x, o, "has_dots", alone > 0);
	for (int64_t i = 0; i < alone && i < DRAWN_MAX; i++)
		val_item_int(x, list, i);
	for (size_t v = 0; v < b->nvotes && b->nvotes > 1; v++) {
		if (!dots[v])
			continue;
		struct val *t = val_obj(x, tallies);
		put_vote(x, b, v, t);
		val_int(x, t, "laid", dots[v]);
	}
	val_bool(x, o, "has_tallies", tallies->kids.count > 0);
}

int64_t view_card_dots(const struct board *b, const struct board_vote *v, const struct sql_cards *c)
{
	int64_t dots = tally(v->dots, v->ndots, "card", c->id.v);
	for (size_t i = 0; i < b->ncards; i++)	/* laid before the two were found to be one */
		if (b->cards[i].merged_into.v == c->id.v)
			dots += tally(v->dots, v->ndots, "card", b->cards[i].id.v);
	return dots;
}

int64_t view_theme_dots(const struct board_vote *v, const struct sql_themes *t)
{
	return tally(v->dots, v->ndots, "theme", t->id.v);
}

void view_votes(struct ctx *x, const struct board *b, struct val *o)
{
	struct val *list = val_list(x, o, "votes");
	for (size_t v = 0; v < b->nvotes && b->nvotes > 1; v++)
		put_vote(x, b, v, val_obj(x, list));
}

void view_card(struct ctx *x, const struct session *s, const struct board *b, const struct sql_cards *c, struct val *o)
{
	val_int(x, o, "id", c->id.v);
	val_str(x, o, "text", c->text);
	val_bool(x, o, "held", c->held);
	val_bool(x, o, "chosen", c->chosen);
	val_str(x, o, "chosen_word", c->chosen ? S("true") : S("false"));
	val_bool(x, o, "focus", str_eq(s->row->focus, str_fmt(x->arena, "card/%" PRId64, c->id.v)));
	val_int(x, o, "theme", c->theme_id.v);
	int64_t *dots = ARENA_ARRAY(x->arena, b->nvotes + 1, int64_t);
	for (size_t v = 0; v < b->nvotes; v++)
		dots[v] = view_card_dots(b, &b->votes[v], c);
	put_dots(x, b, dots, o);
	struct val *also = val_list(x, o, "also");
	for (size_t i = 0; i < b->ncards; i++) {
		if (b->cards[i].merged_into.v != c->id.v)
			continue;
		struct val *m = val_obj(x, also);
		val_int(x, m, "id", b->cards[i].id.v);
		val_str(x, m, "text", b->cards[i].text);
	}
}

void view_theme(struct ctx *x, const struct session *s, const struct board *b, const struct sql_themes *t, struct val *o)
{
	size_t count = 0;
	for (size_t i = 0; i < b->ncards; i++)
		count += b->cards[i].theme_id.v == (t ? t->id.v : 0) && !b->cards[i].merged_into.v;
	val_int(x, o, "id", t ? t->id.v : 0);
	val_str(x, o, "title", t ? t->title : STR_NULL);
	val_bool(x, o, "loose", t == NULL);
	val_bool(x, o, "chosen", t && t->chosen);
	val_str(x, o, "chosen_word", t && t->chosen ? S("true") : S("false"));
	val_bool(x, o, "is_part", t && t->parent_id.v);
	val_bool(x, o, "focus", t && str_eq(s->row->focus, str_fmt(x->arena, "theme/%" PRId64, t->id.v)));
	val_int(x, o, "count", (int64_t)count);
	int64_t *dots = ARENA_ARRAY(x->arena, b->nvotes + 1, int64_t);
	for (size_t v = 0; v < b->nvotes; v++)
		dots[v] = t ? view_theme_dots(&b->votes[v], t) : 0;
	put_dots(x, b, dots, o);
}

int64_t view_taken_part(int64_t n, int64_t of)
{
	return of < VIEW_PART_ROOM ? -1 : n / VIEW_PART_STEP * VIEW_PART_STEP;
}

static const char *const group_words[LANG_COUNT] = { [DA] = "Gruppe", [EN] = "Group" };

/* ---- groups ---------------------------------------------------------------------- */

struct str view_group_number(struct ctx *x, enum lang lang, int64_t n)
{
	return str_fmt(x->arena, "%s %" PRId64, group_words[lang], n);
}

/* Numbered in the room's language. */
static struct str in_own_language(struct ctx *x, struct str title)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str name = str_of(group_words[lang]);
		int64_t n;
		if (title.n > name.n + 1 && memcmp(title.p, name.p, name.n) == 0 && title.p[name.n] == ' ' &&
		    str_to_int(str_sub(title, name.n + 1, title.n), 1, WORKSHOP_GROUPS_MAX, &n))
			return view_group_number(x, x->lang, n);
	}
	return title;
}

static bool is_closed_heading(const struct session *s, const struct group_name *g)
{
	return g->board.n && !board_is_open(s, g->board) && !(s->row->leader_sees & (OPEN_THEMES | OPEN_PRIORITIES));
}

struct str view_group_title(struct ctx *x, const struct session *s, const struct group_name *g, bool leaders_read)
{
	return leaders_read && is_closed_heading(s, g) ? view_group_number(x, x->lang, g->position) : in_own_language(x, g->title);
}

struct str view_group_here(struct ctx *x, const struct session *s, const struct group_name *g)
{
	bool theirs = read_by_leaders(s);
	struct str title = view_group_title(x, s, g, theirs);
	if (theirs || !session_leaders_in(s) || !is_closed_heading(s, g))
		return title;
	return str_fmt(x->arena, "%.*s · %.*s", STR_ARG(title), STR_ARG(view_group_number(x, x->lang, g->position)));
}

enum rc view_groups(struct ctx *x, struct session *s, struct val *into)
{
	const struct method_step *step = session_groups_step(s);
	struct val *list = val_list(x, into, "groups");
	struct sql_groups *g;
	size_t n;
	const struct method_part *part = NULL;
	if (step)
		step = method_step(s->method, str_of(step->key), &part);
	/* Of a part without them: not even how many there were. */
	if (!step || (narrowed(s, part) && !(s->row->leader_sees & OPEN_THEMES)))
		return OK;
	TRY(sql_groups(x, s->id, str_of(step->key), &g, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", g[i].id.v);
		val_str(x, o, "title", view_group_here(x, s, &(struct group_name){ g[i].title, g[i].board, g[i].position }));
		val_int(x, o, "members", g[i].members);
		val_int(x, o, "size_max", g[i].size_max);
		val_bool(x, o, "full", g[i].members >= g[i].size_max);
		val_bool(x, o, "mine", s->phone && s->phone->group_id.v == g[i].id.v);
		val_bool(x, o, "focus", str_eq(s->row->focus, str_fmt(x->arena, "group/%" PRId64, g[i].id.v)));
	}
	return OK;
}

static bool says(struct text t, struct str words, enum lang lang)
{
	return str_eq(words, text_in(t, lang));
}

/* The method's own rule in whatever language it was copied in, if nobody has
 * changed it: then each reads it in their own. NULL: the session's own words. */
static const struct method_rule *untouched(const struct method_workshop *m, const struct sql_rules *r)
{
	for (unsigned i = 0; i < m->rules_count; i++)
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (says(m->rules[i].title, r->title, (enum lang)lang) && says(m->rules[i].body, r->body, (enum lang)lang))
				return &m->rules[i];
	return NULL;
}

enum rc view_rules(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_rules *r;
	size_t n;
	TRY(sql_rules(x, s->id, &r, &n));
	struct val *does = val_list(x, into, "dos"), *donts = val_list(x, into, "donts");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, r[i].avoid ? donts : does);
		val_int(x, o, "id", r[i].id.v);
		const struct method_rule *own = untouched(s->method, &r[i]);
		val_str(x, o, "title", own ? text_in(own->title, x->lang) : r[i].title);
		val_str(x, o, "body", own ? text_in(own->body, x->lang) : r[i].body);
	}
	return OK;
}

/* ---- what leaders get before they are let in ---------------------------------------- */

enum rc view_opened(struct ctx *x, struct session *s, struct val *into)
{
	struct val *outcome = val_new_obj(x);
	val_bool(x, into, "opened", s->row->leader_sees != 0);
	TRY(workshop_outcome(x, s->id, true, outcome));
	val_put(x, into, "boards", val_get(outcome, S("boards")));
	return OK;
}
