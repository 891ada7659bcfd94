/* gather.c -- see gather.h. Compares in suggest.c, moves in board.c. */
#include "workshop/ask/gather.h"
#include "core/random.h"
#include "ui/ui.h"
#include "workshop/ask/suggest.h"

enum {
	TAKEN_SHOWN = 6,	/* of what was taken: as many as are suggested at a time */
	TAKING_GAP = 1 << 20,	/* so that a number comes again once in a million */
};

static bool is_loose(const struct sql_cards *c)
{
	return !c->theme_id.v && !c->merged_into.v && !c->held && c->cell.n == 0;
}

/* The heading of these words that stands on the board already; 0: none. */
static theme_id standing(struct ctx *x, const struct sql_themes *all, size_t n, struct str title)
{
	struct str wanted = str_lower(x->arena, str_one_line(x->arena, title));
	for (size_t i = 0; i < n; i++)
		if (!all[i].parent_id.v && str_eq(str_lower(x->arena, all[i].title), wanted))
			return all[i].id;
	return (theme_id){ 0 };
}

static void put(struct ctx *x, const struct suggestion *g, bool stands, struct val *list)
{
	struct buf ids;
	struct val *o = val_obj(x, list);
	buf_init(&ids, 1 << 16);
	for (size_t k = 0; k < g->n; k++)
		buf_fmt(&ids, "%s%" PRId64, k ? " " : "", g->ids[k]);
	val_str(x, o, "heading", g->heading);
	val_str(x, o, "why", g->why);
	val_bool(x, o, "stands", stands);
	val_int(x, o, "n", (int64_t)g->n);
	val_fmt(x, o, "take", "%.*s|%.*s", STR_ARG(buf_view(&ids)), STR_ARG(g->heading));
	buf_free(&ids);
}

/* What has been taken and not all moved on: by its number, the latest first. */
static void put_taken(struct ctx *x, const struct sql_cards *c, size_t nc, const struct sql_themes *t, size_t nt, struct val *list)
{
	for (int64_t before = INT64_MAX, last; list->kids.count < TAKEN_SHOWN; before = last) {
		struct val *args = val_new_obj(x), *o;
		int64_t n = 0;
		theme_id under = { 0 };
		size_t at = 0;
		last = 0;
		for (size_t i = 0; i < nc; i++)
			last = c[i].gathered < before && c[i].gathered > last ? c[i].gathered : last;
		if (!last)
			return;
		for (size_t i = 0; i < nc; i++)
			if (c[i].gathered == last) {
				under = c[i].theme_id;
				n++;
			}
		while (at < nt && t[at].id.v != under.v)
			at++;
		o = val_obj(x, list);
		val_int(x, o, "number", last);
		val_int(x, args, "n", n);
		val_str(x, args, "heading", at < nt ? t[at].title : S(""));
		val_str(x, o, "words", ui_text_args(x, "ask.taken_under", args));
	}
}

enum rc gather_side(struct ctx *x, struct session *s, struct val *side)
{
	struct val *list = val_list(x, side, "suggested"), *taken = val_list(x, side, "taken");
	const char *board = session_board(s);
	struct suggest_text *texts;
	struct suggestion *g;
	struct sql_cards *c;
	struct sql_themes *t;
	size_t nc, nt, n = 0, ng;
	if (!board)
		return OK;
	TRY(sql_cards(x, s->id, str_of(board), &c, &nc));
	TRY(sql_themes(x, s->id, str_of(board), &t, &nt));
	texts = ARENA_ARRAY(x->arena, nc, struct suggest_text);
	for (size_t i = 0; i < nc; i++)
		if (is_loose(&c[i]))
			texts[n++] = (struct suggest_text){ c[i].id.v, c[i].text };
	/* The language of the room, not of the facilitator: that is what cards are in. */
	suggest_groups(x, session_lang(s), texts, n, &g, &ng);
	for (size_t i = 0; i < ng; i++)
		put(x, &g[i], standing(x, t, nt, g[i].heading).v != 0, list);
	put_taken(x, c, nc, t, nt, taken);
	val_bool(x, side, "gathers", ng > 0 || taken->kids.count > 0);
	return OK;
}

/* Counted as they are taken, with gaps of chance: the number of one that was undone is
 * not the next one's, on whose page it would undo that. */
static int64_t next_taking(const struct sql_cards *c, size_t nc, const struct sql_themes *t, size_t nt)
{
	int64_t last = 0;
	for (size_t i = 0; i < nc; i++)
		last = c[i].gathered > last ? c[i].gathered : last;
	for (size_t i = 0; i < nt; i++)
		last = t[i].gathered > last ? t[i].gathered : last;
	return last + 1 + random_below(TAKING_GAP);
}

/* What hangs on the present step's board, held: two desks that take the same make one
 * heading, and nobody moves a card meanwhile. */
static enum rc hold_board(struct ctx *x, struct session *s, struct sql_themes **t, size_t *nt, struct sql_cards **c, size_t *nc)
{
	const char *board = session_board(s);
	if (!board)
		return fail(x, INVALID, "_", "form.not_choice");
	TRY(session_hold(x, s));
	TRY(sql_themes(x, s->id, str_of(board), t, nt));
	return sql_cards(x, s->id, str_of(board), c, nc);
}

enum rc gather_take(struct ctx *x, struct session *s, struct str title, const int64_t *cards, size_t n)
{
	struct sql_cards *c;
	struct sql_themes *t;
	size_t nc, nt, moved = 0;
	TRY(hold_board(x, s, &t, &nt, &c, &nc));
	theme_id theme = standing(x, t, nt, title);
	int64_t taking = next_taking(c, nc, t, nt);
	for (size_t i = 0; i < nc; i++)
		for (size_t k = 0; k < n; k++) {
			if (c[i].id.v != cards[k] || !is_loose(&c[i]))
				continue;
			if (!theme.v) {
				TRY(board_theme_add(x, s, str_of(session_board(s)), (theme_id){ 0 }, title, &theme));
				TRY(sql_theme_gathered(x, s->id, theme, taking, NULL));
			}
			TRY(board_move(x, s, c[i].id, theme, (card_id){ 0 }));
			TRY(sql_card_gathered(x, s->id, c[i].id, taking, NULL));
			moved++;
		}
	return moved ? OK : fail(x, INVALID, "_", "workshop.card_gone");
}

/* Nothing lies under it but what goes, and nobody has made it theirs. */
static bool goes_along(const struct sql_themes *theme, int64_t taken, const struct sql_cards *c, size_t nc, const struct sql_themes *t, size_t nt)
{
	if (theme->gathered != taken || theme->chosen)
		return false;
	for (size_t i = 0; i < nc; i++)
		if (c[i].theme_id.v == theme->id.v && c[i].gathered != taken && !c[i].merged_into.v)
			return false;
	for (size_t i = 0; i < nt; i++)
		if (t[i].parent_id.v == theme->id.v)
			return false;
	return true;
}

enum rc gather_undo(struct ctx *x, struct session *s, int64_t taken)
{
	struct sql_cards *c;
	struct sql_themes *t;
	size_t nc, nt, undone = 0;
	TRY(hold_board(x, s, &t, &nt, &c, &nc));
	for (size_t i = 0; i < nc; i++)
		if (c[i].gathered == taken) {
			TRY(board_move(x, s, c[i].id, (theme_id){ 0 }, (card_id){ 0 }));
			undone++;
		}
	for (size_t i = 0; i < nt && undone; i++)
		if (goes_along(&t[i], taken, c, nc, t, nt))
			TRY(board_theme_drop(x, s, t[i].id));
	return undone ? OK : fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
}
