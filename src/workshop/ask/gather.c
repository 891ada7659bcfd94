/* gather.c -- see gather.h. Compares in suggest.c, moves in board.c. */
#include "workshop/ask/gather.h"
#include "workshop/ask/suggest.h"

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

enum rc gather_side(struct ctx *x, struct session *s, struct val *side)
{
	struct val *list = val_list(x, side, "suggested");
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
	return OK;
}

enum rc gather_take(struct ctx *x, struct session *s, struct str title, const int64_t *cards, size_t n)
{
	const char *board = session_board(s);
	struct sql_cards *c;
	struct sql_themes *t;
	size_t nc, nt, moved = 0;
	if (!board)
		return fail(x, INVALID, "_", "form.not_choice");
	TRY(session_hold(x, s));	/* two desks that take the same one make one heading */
	TRY(sql_themes(x, s->id, str_of(board), &t, &nt));
	TRY(sql_cards(x, s->id, str_of(board), &c, &nc));
	theme_id theme = standing(x, t, nt, title);
	for (size_t i = 0; i < nc; i++)
		for (size_t k = 0; k < n; k++) {
			if (c[i].id.v != cards[k] || !is_loose(&c[i]))
				continue;
			if (!theme.v)
				TRY(board_theme_add(x, s, str_of(board), (theme_id){ 0 }, title, &theme));
			TRY(board_move(x, s, c[i].id, theme, (card_id){ 0 }));
			moved++;
		}
	return moved ? OK : fail(x, INVALID, "_", "workshop.card_gone");
}
