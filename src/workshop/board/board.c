/* board.c -- cards, headings and dots. Knows marks, not phones; no HTTP, no SQL
 * text, no HTML. */
#include "core/random.h"
#include "store/store.h"
#include "workshop/allowance.h"
#include "workshop/workshop_inside.h"
#include "workshop/board/cells.h"
#include "workshop/board/vote.h"

static const char PARKING[] = "parking";

/* ---- who may write where */

static enum rc closed(struct ctx *x, const struct session *s)
{
	if (session_is_over(s))
		return session_ended(x);
	if (str_eqz(s->row->state, "paused") && s->viewer != VIEWER_CONSOLE)
		return fail(x, INVALID, "text", "workshop.paused");
	return OK;
}

static enum rc may_write(struct ctx *x, const struct session *s, struct str board)
{
	TRY(closed(x, s));
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	if (s->viewer != VIEWER_PHONE && s->viewer != VIEWER_LEADER)
		return FORBIDDEN;
	if (!session_may_see(s, board))
		return FORBIDDEN;
	if (str_eqz(board, PARKING))
		return OK;
	/* A card that waited in a tunnel may arrive while its board is being
	 * arranged; it is taken as long as the part has not been left. */
	const struct method_part *part;
	const struct method_step *step = method_step(s->method, board, &part);
	if (step && step->kind == STEP_CARDS && part == s->part)
		return OK;
	return fail(x, INVALID, "text", step && part > s->part ? "workshop.board_not_yet" : "workshop.board_closed");
}

static enum rc arranging(struct ctx *x, struct session *s)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	return closed(x, s);
}

static bool is_board(const struct session *s, struct str board)
{
	const struct method_step *step = method_step(s->method, board, NULL);
	return str_eqz(board, PARKING) || (step && step->kind == STEP_CARDS);
}

static int64_t chars_of(const struct session *s, struct str board)
{
	const struct method_step *step = method_step(s->method, board, NULL);
	return step && step->max_chars ? (int64_t)step->max_chars : WORKSHOP_CARD_CHARS;
}

static bool idem_ok(struct str idem)
{
	enum { SHORTEST = 16, LONGEST = 64 };
	if (idem.n < SHORTEST || idem.n > LONGEST)
		return false;
	for (size_t i = 0; i < idem.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", idem.p[i]))
			return false;
	return true;
}

/* ---- writing */

/* The place after the last card of the board, and how many cards there are; 0: far
 * from too many. Counting every card for each new one would cost more than storing
 * it: a board has no more cards than its last place says, so they are counted only
 * when that is near the limit. */
static enum rc next_place(struct ctx *x, const struct session *s, struct str board, int64_t *ret, int64_t *ret_used)
{
	enum { COUNT_EVERY = 32 };
	int64_t last;
	TRY(sql_card_last(x, s->id, board, &last));
	*ret = last + 1;
	*ret_used = 0;
	if (last < WORKSHOP_CARDS_MAX / 4)	/* four boards at most collect cards; together they stay within it */
		return OK;
	/* Then at every so manieth card, until the last third is shared out. */
	if (last < WORKSHOP_CARDS_MAX && last % COUNT_EVERY && !allowance_is_short(s, ALLOWANCE_CARD))
		return OK;
	TRY(sql_card_count(x, s->id, ret_used));
	return *ret_used < WORKSHOP_CARDS_MAX ? OK : fail_int(x, INVALID, "text", "workshop.board_full", "max", WORKSHOP_CARDS_MAX);
}

/* Where on the board: a cell that its step has, '' on a board without columns. */
static enum rc check_cell(struct ctx *x, const struct session *s, struct str board, struct str cell)
{
	const struct method_step *step = method_step(s->method, board, NULL);
	if (!cells_of(step))
		return cell.n ? fail(x, INVALID, "cell", "form.not_choice") : OK;
	return cells_has(step, cell) ? OK : fail(x, INVALID, "cell", "workshop.choose_cell");
}

/* What phones write on a moderated board waits; the facilitator's own does not. */
static bool is_held(const struct session *s, struct str board)
{
	const struct method_step *step = method_step(s->method, board, NULL);
	return step && step->moderated && s->viewer != VIEWER_CONSOLE;
}

/* The words as they were sent, for this phone alone: the card's own may have been
 * corrected at the desk. S("") without a phone, whose keys are made from the words. */
static struct str said_mark(struct ctx *x, const struct session *s, struct str idem, struct str words)
{
	return session_mark(x, s, "said", idem, words);
}

/* A key that is known stands for the words it came with. With others the sender
 * has gone back on a page and written anew: answered as the first, they are lost.
 * Of a card that is off the board nobody is told that it is stored. */
static enum rc same_words(struct ctx *x, const struct session *s, const struct sql_card_by_idem *known, struct str idem, struct str words)
{
	if (known->board.n == 0)
		return fail(x, CONFLICT, "text", "workshop.taken_off");
	if (known->said.n == 0 || str_eq(known->text, words) || str_eq(known->said, said_mark(x, s, idem, words)))
		return OK;
	return fail(x, CONFLICT, "text", "workshop.sent_with_other_words");
}

static enum rc write_one(struct ctx *x, struct session *s, struct str board, struct str cell, struct str text, struct str idem, card_id *ret,
			 bool *ret_new)
{
	struct str words = str_one_line(x->arena, text);
	int64_t max = chars_of(s, board), place, used;
	struct spent *spent;
	if (words.n == 0)
		return fail(x, INVALID, "text", "form.required");
	if ((int64_t)str_chars(words) > max)
		return fail_int(x, INVALID, "text", "form.too_long", "max", max);
	int64_t added;
	TRY(check_cell(x, s, board, cell));
	TRY(next_place(x, s, board, &place, &used));
	TRY(allowance_spend(x, s, ALLOWANCE_CARD, used, WORKSHOP_CARDS_MAX, "text", &spent));
	TRY(sql_card_add(x, s->id, board, cell, is_held(s, board), (theme_id){ 0 }, words, place, idem, session_mark(x, s, "card", board, idem), said_mark(x, s, idem, words),
			 &added));
	*ret_new = added > 0;
	if (!added)
		allowance_return(spent);
	if (added && !ret)
		return OK;
	struct sql_card_by_idem *known;
	TRY(sql_card_by_idem(x, s->id, idem, &known));
	if (!known)
		return fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
	if (!added)
		TRY(same_words(x, s, known, idem, words));
	if (ret)
		*ret = known->id;
	return OK;
}

/* Sent again after the board was left: what was stored is told again. */
static enum rc known_already(struct ctx *x, struct session *s, struct str idem, struct str text, enum rc refusal, card_id *ret, bool *ret_new)
{
	struct sql_card_by_idem *known;
	TRY(sql_card_by_idem(x, s->id, idem, &known));
	if (!known)
		return refusal;
	fault_clear(x);
	TRY(same_words(x, s, known, idem, str_one_line(x->arena, text)));
	if (ret)
		*ret = known->id;
	*ret_new = false;
	return OK;
}

enum rc board_write(struct ctx *x, struct session *s, struct str board, struct str text, struct str idem, card_id *ret, bool *ret_new)
{
	return board_write_in(x, s, board, S(""), text, idem, ret, ret_new);
}

enum rc board_write_in(struct ctx *x, struct session *s, struct str board, struct str cell, struct str text, struct str idem, card_id *ret,
		       bool *ret_new)
{
	if (!idem_ok(idem))
		return fail(x, INVALID, "idem", "workshop.bad_key");
	if (!is_board(s, board))
		return fail(x, INVALID, "board", "form.not_choice");
	enum rc rc = may_write(x, s, board);
	if (rc != OK)
		return known_already(x, s, idem, text, rc, ret, ret_new);
	rc = write_one(x, s, board, cell, text, idem, ret, ret_new);
	if (rc == TOO_MANY)	/* sent again when its answer was lost: that costs nothing */
		return known_already(x, s, idem, text, rc, ret, ret_new);
	TRY(rc);
	if (*ret_new)
		session_changed(x, s);
	return OK;
}

enum rc board_type_in(struct ctx *x, struct session *s, struct str board, struct str lines, struct str idem, size_t *ret_n)
{
	return board_type_in_cell(x, s, board, S(""), lines, idem, ret_n);
}

struct typed_line {
	uint64_t hash;
	size_t times;
};

/* The key of a line is made from its words and from how many like it came before,
 * not from its number: the same sheet with a line put in at the top adds that one. */
static struct str key_of_line(struct ctx *x, struct typed_line *seen, size_t n, struct str idem, struct str cell, struct str line)
{
	size_t at = 0;
	uint64_t hash = str_hash(line);
	while (at < n && seen[at].hash != hash)
		at++;
	seen[at].hash = hash;
	return hash_hex(x->arena, str_fmt(x->arena, "%.*s/%.*s/%zu/%.*s", STR_ARG(idem), STR_ARG(cell), seen[at].times++, STR_ARG(line)));
}

enum rc board_type_in_cell(struct ctx *x, struct session *s, struct str board, struct str cell, struct str lines, struct str idem, size_t *ret_n)
{
	enum { LINES_MAX = 300 };	/* a room's paper cards in one go */
	struct str rest = lines, line;
	struct typed_line *seen = ARENA_ARRAY(x->arena, LINES_MAX, struct typed_line);
	size_t n = 0, number = 0;
	*ret_n = 0;
	TRY(arranging(x, s));
	if (!is_board(s, board))
		return fail(x, INVALID, "board", "form.not_choice");
	if (!idem_ok(idem))
		return fail(x, INVALID, "idem", "workshop.bad_key");
	while (str_next(&rest, '\n', &line)) {
		number++;
		line = str_one_line(x->arena, line);
		if (line.n == 0)
			continue;
		if ((int64_t)str_chars(line) > chars_of(s, board)) {
			enum rc rc = fail_int(x, INVALID, "text", "workshop.line_too_long", "line", (int64_t)number);
			val_int(x, x->fault.args, "max", chars_of(s, board));
			return rc;
		}
		if (++n > LINES_MAX)
			return fail_int(x, INVALID, "text", "workshop.too_many_lines", "max", LINES_MAX);
		bool fresh;
		TRY(write_one(x, s, board, cell, line, key_of_line(x, seen, n - 1, idem, cell, line), NULL, &fresh));
		*ret_n += fresh;
	}
	if (n == 0)
		return fail(x, INVALID, "text", "form.required");
	session_changed(x, s);
	return OK;
}

/* Taking back has overtaken the card, which is still under way: its key is taken
 * before it comes. If it comes in the same moment, it is here now. */
static enum rc take_key(struct ctx *x, const struct session *s, struct str idem, struct sql_card_by_idem **ret)
{
	int64_t gone, added;
	TRY(sql_cards_gone(x, s->id, &gone));
	if (gone >= WORKSHOP_CARDS_MAX)		/* nobody regrets so much; keys of chance are not kept without end */
		return OK;
	TRY(sql_card_add(x, s->id, S(""), S(""), false, (theme_id){ 0 }, S(""), 0, idem, S(""), S(""), &added));
	return added ? OK : sql_card_by_idem(x, s->id, idem, ret);
}

/* Of a card that is gone. */
static enum rc dots_in_hand(struct ctx *x, const struct session *s, card_id card)
{
	return sql_dots_to(x, s->id, str_fmt(x->arena, "card/%" PRId64, card.v), S(""), NULL);
}

enum rc board_take_back(struct ctx *x, struct session *s, struct str idem)
{
	if (!s->phone)
		return FORBIDDEN;
	if (!idem_ok(idem))
		return fail(x, INVALID, "card", "workshop.bad_key");
	struct sql_card_by_idem *known;
	int64_t n;
	TRY(session_hold(x, s));	/* others may just be merged into it */
	TRY(closed(x, s));
	TRY(sql_card_by_idem(x, s->id, idem, &known));
	if (!known)
		TRY(take_key(x, s, idem, &known));
	if (!known || known->board.n == 0)
		return OK;	/* gone already: asked twice */
	TRY(sql_card_take_back(x, s->id, idem, session_mark(x, s, "card", known->board, idem), &n));
	if (n == 0)
		return fail(x, CONFLICT, "_", "workshop.card_arranged");
	TRY(sql_cards_apart(x, s->id, known->id, NULL));
	TRY(dots_in_hand(x, s, known->id));
	session_changed(x, s);
	store_scrub(x);		/* regretted words are gone from the log, too */
	return OK;
}

/* ---- arranging */

static enum rc get_card(struct ctx *x, const struct session *s, card_id card, struct sql_card **ret)
{
	TRY(sql_card(x, s->id, card, ret));
	return *ret ? OK : fail(x, NOT_FOUND, "card", "workshop.card_gone");
}

static enum rc get_theme(struct ctx *x, const struct session *s, theme_id theme, struct sql_theme **ret)
{
	TRY(sql_theme(x, s->id, theme, ret));
	return *ret ? OK : fail(x, NOT_FOUND, "theme", "workshop.theme_gone");
}

/* The place before another card, which makes room, or the last one. */
static enum rc make_room(struct ctx *x, struct session *s, const struct sql_card *c, card_id before, int64_t *ret)
{
	struct sql_card *b;
	if (before.v == c->id.v && before.v) {
		*ret = c->position;
	} else if (before.v) {
		TRY(get_card(x, s, before, &b));
		*ret = b->position;
		TRY(sql_cards_shift(x, s->id, c->board, *ret, NULL));
	} else {
		TRY(sql_card_last(x, s->id, c->board, ret));
		++*ret;
	}
	return OK;
}

enum rc board_to_cell(struct ctx *x, struct session *s, card_id card, struct str cell, card_id before)
{
	struct sql_card *c;
	int64_t place;
	TRY(arranging(x, s));
	TRY(get_card(x, s, card, &c));
	TRY(check_cell(x, s, c->board, cell));
	TRY(make_room(x, s, c, before, &place));
	TRY(sql_card_to_cell(x, s->id, card, cell, place, NULL));
	session_changed(x, s);
	return OK;
}

enum rc board_let(struct ctx *x, struct session *s, card_id card)
{
	struct sql_card *c;
	TRY(arranging(x, s));
	TRY(get_card(x, s, card, &c));
	TRY(sql_card_let(x, s->id, card, NULL));
	session_changed(x, s);
	return OK;
}

enum rc board_forget(struct ctx *x, workshop_id id)
{
	struct session *s;
	const struct method_step *step;
	TRY(session_load(x, id, &s));
	for (unsigned n = 0; (step = session_any_step(s->method, n, NULL)); n++)
		if (step->kind == STEP_CARDS && step->forget) {
			TRY(sql_cards_forget(x, id, str_of(step->key), NULL));
			TRY(sql_photos_forget(x, id, str_of(step->key), NULL));
		}
	return OK;
}

enum rc board_move(struct ctx *x, struct session *s, card_id card, theme_id theme, card_id before)
{
	struct sql_card *c;
	struct sql_theme *t;
	int64_t place;
	TRY(arranging(x, s));
	TRY(get_card(x, s, card, &c));
	if (theme.v) {
		TRY(get_theme(x, s, theme, &t));
		if (!str_eq(t->board, c->board))
			return fail(x, INVALID, "theme", "workshop.other_board");
	}
	TRY(make_room(x, s, c, before, &place));
	TRY(sql_card_move(x, s->id, card, theme, place, NULL));
	session_changed(x, s);
	return OK;
}

enum rc board_merge(struct ctx *x, struct session *s, card_id card, card_id into)
{
	struct sql_card *c, *target;
	int64_t n;
	TRY(arranging(x, s));
	TRY(get_card(x, s, card, &c));
	if (into.v) {
		TRY(get_card(x, s, into, &target));
		if (target->merged_into.v)	/* merging into a merged one means into what that one became */
			TRY(get_card(x, s, target->merged_into, &target));
		if (!str_eq(target->board, c->board) || into.v == card.v)
			return fail(x, INVALID, "into", "workshop.other_board");
		if (target->id.v == card.v)	/* somebody has put them together the other way about */
			return OK;
		/* One that waits would take the other out of everybody's sight, or come to it unseen. */
		if (c->held || target->held)
			return fail(x, INVALID, "into", "workshop.let_through_first");
		TRY(sql_cards_follow(x, s->id, card, target->id, NULL));
		into = target->id;
	}
	TRY(sql_card_merge(x, s->id, card, into, &n));
	if (n == 0)
		return fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
	session_changed(x, s);
	return OK;
}

enum rc board_reword(struct ctx *x, struct session *s, card_id card, struct str was, struct str text)
{
	struct sql_card *c;
	TRY(arranging(x, s));
	TRY(get_card(x, s, card, &c));
	struct str words = str_one_line(x->arena, text);
	int64_t max = chars_of(s, c->board);
	if (words.n == 0)
		return fail(x, INVALID, "text", "form.required");
	if ((int64_t)str_chars(words) > max)
		return fail_int(x, INVALID, "text", "form.too_long", "max", max);
	int64_t changed;
	TRY(sql_card_set_text(x, s->id, card, was, words, &changed));
	if (!changed) {
		TRY(get_card(x, s, card, &c));
		return str_eq(c->text, words) ? OK : session_other_words(x, "text", c->text);
	}
	session_changed(x, s);
	return OK;
}

enum rc board_drop(struct ctx *x, struct session *s, card_id card)
{
	TRY(arranging(x, s));
	TRY(sql_card_drop(x, s->id, card, NULL));
	TRY(sql_cards_apart(x, s->id, card, NULL));
	TRY(dots_in_hand(x, s, card));
	session_changed(x, s);
	return OK;
}

enum rc board_park(struct ctx *x, struct session *s, card_id card)
{
	TRY(arranging(x, s));
	TRY(sql_card_park(x, s->id, card, str_of(PARKING), NULL));
	session_changed(x, s);
	return OK;
}

/* "card/7" -> kind 'c', 7; "theme/3" -> 't', 3; 0 if it is neither. */
static char split_target(struct str target, int64_t *ret_id)
{
	struct str number;
	char kind;
	if (str_starts(target, S("card/"))) {
		kind = 'c';
		number = str_sub(target, 5, target.n);
	} else if (str_starts(target, S("theme/"))) {
		kind = 't';
		number = str_sub(target, 6, target.n);
	} else {
		return 0;
	}
	return str_to_int(number, 1, INT64_MAX, ret_id) ? kind : 0;
}

enum rc board_choose(struct ctx *x, struct session *s, struct str target, bool chosen)
{
	int64_t id, n = 0;
	TRY(arranging(x, s));
	switch (split_target(target, &id)) {
	case 'c':
		TRY(sql_card_choose(x, s->id, (card_id){ id }, chosen, &n));
		break;
	case 't':
		TRY(sql_theme_choose(x, s->id, (theme_id){ id }, chosen, &n));
		break;
	default:
		return fail(x, INVALID, "target", "form.not_choice");
	}
	if (n == 0)
		return fail(x, NOT_FOUND, "target", "workshop.card_gone");
	session_changed(x, s);
	return OK;
}

/* ---- headings */

enum { THEME_CHARS = 60 };	/* a heading that fits a column on the wall */

static enum rc theme_words(struct ctx *x, struct str *title)
{
	*title = str_one_line(x->arena, *title);
	if (title->n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_chars(*title) > THEME_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", THEME_CHARS);
	return OK;
}

/* Twice the same under one parent, and half the cards lie under each of them. */
static bool stands_already(struct ctx *x, const struct sql_themes *all, size_t n, theme_id parent, struct str title, theme_id itself)
{
	struct str wanted = str_lower(x->arena, title);
	for (size_t i = 0; i < n; i++)
		if (all[i].parent_id.v == parent.v && all[i].id.v != itself.v && str_eq(str_lower(x->arena, all[i].title), wanted))
			return true;
	return false;
}

enum rc board_theme_add(struct ctx *x, struct session *s, struct str board, theme_id parent, struct str title, theme_id *ret)
{
	struct sql_themes *all;
	size_t n;
	TRY(arranging(x, s));
	if (!is_board(s, board))
		return fail(x, INVALID, "board", "form.not_choice");
	TRY(theme_words(x, &title));
	TRY(sql_themes(x, s->id, board, &all, &n));
	if (n >= WORKSHOP_THEMES_MAX)
		return fail_int(x, INVALID, "title", "workshop.too_many_themes", "max", WORKSHOP_THEMES_MAX);
	if (parent.v) {
		struct sql_theme *above;
		TRY(get_theme(x, s, parent, &above));
		/* One level: a subdivision of a subdivision is a heading of its own. */
		if (above->parent_id.v)
			parent = above->parent_id;
		if (!str_eq(above->board, board))
			return fail(x, INVALID, "parent", "workshop.other_board");
	}
	if (stands_already(x, all, n, parent, title, (theme_id){ 0 }))
		return fail(x, INVALID, "title", "workshop.heading_there");
	TRY(sql_theme_add(x, s->id, board, parent, title, ret));
	session_changed(x, s);
	return OK;
}

enum rc board_theme_rename(struct ctx *x, struct session *s, theme_id theme, struct str was, struct str title)
{
	struct sql_theme *t;
	struct sql_themes *all;
	size_t n;
	TRY(arranging(x, s));
	TRY(theme_words(x, &title));
	TRY(get_theme(x, s, theme, &t));
	TRY(sql_themes(x, s->id, t->board, &all, &n));
	if (stands_already(x, all, n, t->parent_id, title, theme))
		return fail(x, INVALID, "title", "workshop.heading_there");
	int64_t changed;
	TRY(sql_theme_rename(x, s->id, theme, was, title, &changed));
	if (!changed) {
		TRY(get_theme(x, s, theme, &t));
		return str_eq(t->title, title) ? OK : session_other_words(x, "title", t->title);
	}
	session_changed(x, s);
	return OK;
}

/* Everything that hangs on a heading goes to another one, its parts to the one
 * above that; without another, cards are loose and dots in hand again. Dots last:
 * whoever lays one keeps the heading from being deleted until it lies (board_dot). */
static enum rc dissolve(struct ctx *x, struct session *s, theme_id from, theme_id into, theme_id above)
{
	struct str was = str_fmt(x->arena, "theme/%" PRId64, from.v);
	struct str is = into.v ? str_fmt(x->arena, "theme/%" PRId64, into.v) : S("");
	TRY(sql_theme_cards_to(x, s->id, from, into, NULL));
	TRY(sql_theme_kids_to(x, s->id, from, above, NULL));
	TRY(sql_theme_groups_to(x, s->id, from, into, NULL));
	TRY(sql_rows_retarget(x, s->id, was, is, NULL));
	TRY(sql_refocus(x, s->id, was, is, NULL));
	TRY(sql_theme_drop(x, s->id, from, NULL));
	TRY(sql_dots_to(x, s->id, was, is, NULL));
	session_changed(x, s);
	return OK;
}

enum rc board_theme_merge(struct ctx *x, struct session *s, theme_id from, theme_id into)
{
	struct sql_theme *a, *b;
	TRY(arranging(x, s));
	TRY(get_theme(x, s, from, &a));
	TRY(get_theme(x, s, into, &b));
	if (from.v == into.v || !str_eq(a->board, b->board) || b->parent_id.v == from.v)
		return fail(x, INVALID, "into", "workshop.other_board");
	return dissolve(x, s, from, into, b->parent_id.v ? b->parent_id : into);
}

enum rc board_theme_drop(struct ctx *x, struct session *s, theme_id theme)
{
	struct sql_theme *t;
	TRY(arranging(x, s));
	TRY(get_theme(x, s, theme, &t));
	return dissolve(x, s, theme, t->parent_id, t->parent_id);
}

enum rc board_theme_place(struct ctx *x, struct session *s, theme_id theme, theme_id before)
{
	struct sql_theme *t;
	struct sql_themes *all;
	size_t n;
	TRY(arranging(x, s));
	TRY(get_theme(x, s, theme, &t));
	TRY(sql_themes(x, s->id, t->board, &all, &n));
	int64_t place = 1;
	bool placed = false;
	for (size_t i = 0; i < n; i++) {
		if (all[i].id.v == theme.v)
			continue;
		if (all[i].id.v == before.v) {
			TRY(sql_theme_place(x, s->id, theme, place++, NULL));
			placed = true;
		}
		TRY(sql_theme_place(x, s->id, all[i].id, place++, NULL));
	}
	if (!placed)
		TRY(sql_theme_place(x, s->id, theme, place, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- targets and dots */

enum rc board_has(struct ctx *x, struct session *s, struct str board, struct str target, bool *ret)
{
	int64_t id;
	*ret = false;
	char kind = split_target(target, &id);
	if (kind == 'c') {
		struct sql_card *c;
		TRY(sql_card(x, s->id, (card_id){ id }, &c));
		*ret = c && str_eq(c->board, board) && !c->merged_into.v && (!c->held || s->viewer == VIEWER_CONSOLE);
	} else if (kind == 't') {
		struct sql_theme *t;
		TRY(sql_theme(x, s->id, (theme_id){ id }, &t));
		*ret = t && str_eq(t->board, board);
	}
	return OK;
}

/* ---- what goes how far */

bool board_is_open(const struct session *s, struct str board)
{
	const struct method_part *part = NULL;
	return method_step(s->method, board, &part) && part->leaders;
}

bool board_forgets(const struct session *s, struct str board)
{
	const struct method_step *step = method_step(s->method, board, NULL);
	return step && step->forget;
}

/* What was parked may come from a board that leaders do not read. */
static bool card_goes(const struct session *s, const struct sql_card *c, enum board_sight sight)
{
	if (sight == SIGHT_ROOM)
		return true;
	if (board_forgets(s, c->board) || board_forgets(s, c->parked_from))
		return false;
	if (board_is_open(s, c->board))
		return true;
	bool opened = sight == SIGHT_UP || (s->row->leader_sees & OPEN_PRIORITIES);
	return opened && c->chosen && !c->held && !c->merged_into.v && !str_eqz(c->board, PARKING);
}

static bool theme_goes(const struct session *s, const struct sql_theme *t, enum board_sight sight)
{
	return sight != SIGHT_OPENED || board_is_open(s, t->board) || (s->row->leader_sees & (OPEN_THEMES | OPEN_PRIORITIES));
}

enum rc board_words(struct ctx *x, struct session *s, struct str target, enum board_sight sight, struct str *ret)
{
	int64_t id;
	*ret = STR_NULL;
	char kind = split_target(target, &id);
	if (kind == 'c') {
		struct sql_card *c;
		TRY(sql_card(x, s->id, (card_id){ id }, &c));
		if (c && card_goes(s, c, sight))
			*ret = c->text;
	} else if (kind == 't') {
		struct sql_theme *t;
		TRY(sql_theme(x, s->id, (theme_id){ id }, &t));
		if (t && theme_goes(s, t, sight))
			*ret = t->title;
	}
	return OK;
}

enum rc board_starts(struct ctx *x, struct session *s, struct str board, struct str target, bool *ret)
{
	struct str words;
	TRY(board_has(x, s, board, target, ret));
	TRY(board_words(x, s, target, SIGHT_UP, &words));
	*ret &= words.p != NULL;
	return OK;
}

static struct str dot_mark(struct ctx *x, const struct session *s, int64_t n)
{
	return session_mark(x, s, "dot", str_of(s->step->key), str_fmt(x->arena, "%" PRId64, n));
}

/* On what a dot lies that was laid on this: on the card that it has become part of,
 * as long as it is; STR_NULL, in hand again, when it is not on the board. */
static enum rc lies_on(struct ctx *x, struct session *s, struct str target, struct str *ret)
{
	int64_t id;
	bool there = false;
	*ret = target;
	if (split_target(target, &id) == 'c') {
		struct sql_card *c;
		TRY(sql_card(x, s->id, (card_id){ id }, &c));
		if (c && c->merged_into.v)
			*ret = str_fmt(x->arena, "card/%" PRId64, c->merged_into.v);
	}
	TRY(board_has(x, s, str_of(session_board(s)), *ret, &there));
	if (!there)
		*ret = STR_NULL;
	return OK;
}

/* Where a dot comes to lie that is laid now, and stays until it lies; STR_NULL: nowhere. */
static enum rc may_get_dot(struct ctx *x, struct session *s, struct str target, struct str *ret)
{
	struct sql_theme_use *kept;
	int64_t id;
	if (split_target(target, &id) == 't')
		TRY(sql_theme_use(x, s->id, (theme_id){ id }, &kept));
	return lies_on(x, s, target, ret);
}

/* What is gone may be named once more by a sending whose answer was lost, or that
 * something newer has overtaken. */
static enum rc dot_known(struct ctx *x, const struct session *s, int64_t n, int64_t turn, bool *ret)
{
	struct sql_dot_at *at;
	TRY(sql_dot_at(x, s->id, str_of(s->step->key), dot_mark(x, s, n), &at));
	*ret = turn && at && at->turn >= turn;
	return OK;
}

enum rc board_dot(struct ctx *x, struct session *s, int64_t n, struct str target, int64_t turn)
{
	TRY(session_stay(x, s));	/* not while the result is told, or the step left */
	TRY(closed(x, s));
	if (s->step->kind != STEP_VOTE)
		return fail(x, INVALID, "_", "workshop.no_vote_now");
	if (!s->phone || !session_may_see(s, str_of(s->step->key)))
		return FORBIDDEN;
	bool told, before;
	TRY(vote_is_told(x, s, &told));
	TRY(dot_known(x, s, n, turn, &before));
	if (told)	/* one that came in time is told so again */
		return before ? OK : fail(x, INVALID, "_", "workshop.vote_told");
	if (n < 1 || n > (int64_t)s->step->dots)
		return fail_int(x, INVALID, "n", "workshop.no_more_dots", "max", s->step->dots);
	struct str on = S("");
	if (target.n)	/* what was said is kept: the card it was laid on may stand by itself again */
		TRY(may_get_dot(x, s, target, &on));
	if (!on.p)
		return before ? OK : fail(x, INVALID, "target", "workshop.card_gone");
	TRY(sql_dot_lay(x, s->id, str_of(s->step->key), dot_mark(x, s, n), n, target, turn, NULL));
	session_changed(x, s);
	return OK;
}

enum rc board_my_dots(struct ctx *x, struct session *s, struct board_dot **ret, size_t *ret_n)
{
	*ret_n = s->step->kind == STEP_VOTE ? s->step->dots : 0;
	*ret = ARENA_ARRAY(x->arena, *ret_n, struct board_dot);
	for (size_t i = 0; i < *ret_n && s->phone; i++) {
		struct sql_dot_at *at;
		TRY(sql_dot_at(x, s->id, str_of(s->step->key), dot_mark(x, s, (int64_t)i + 1), &at));
		if (!at)
			continue;
		(*ret)[i].turn = at->turn;
		(*ret)[i].said = at->target;
		TRY(lies_on(x, s, at->target, &(*ret)[i].target));
	}
	return OK;
}

enum rc board_dot_in_hand(struct ctx *x, struct session *s, int64_t *ret_n)
{
	struct board_dot *d;
	size_t n, i = 0;
	TRY(board_my_dots(x, s, &d, &n));
	while (i < n && d[i].target.p)
		i++;
	*ret_n = (int64_t)i + 1;
	return i < n ? OK : fail_int(x, INVALID, "_", "workshop.no_more_dots", "max", (int64_t)n);
}

enum rc board_dot_on(struct ctx *x, struct session *s, struct str target, int64_t *ret_n)
{
	struct board_dot *d;
	size_t n;
	*ret_n = 0;
	TRY(board_my_dots(x, s, &d, &n));
	for (size_t i = 0; i < n; i++) {
		if (!d[i].target.p)
			continue;
		if (str_eq(d[i].said, target)) {	/* before one that came by a merge */
			*ret_n = (int64_t)i + 1;
			return OK;
		}
		if (!*ret_n && str_eq(d[i].target, target))
			*ret_n = (int64_t)i + 1;
	}
	return *ret_n ? OK : fail(x, INVALID, "_", "workshop.no_dot_there");
}
