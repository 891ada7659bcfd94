/* demo.c -- a board with life on it, for the demonstration. */
#include "core/random.h"
#include "workshop/workshop_inside.h"

static const struct {
	const char *heading;	/* NULL: a new card */
	const char *cards[4];
} board[] = {
	{ "Vagtskifte", { "Vi får ikke sagt det vigtige videre", "Aftenholdet møder ind til kaos", "Ændringer i planen kommer for sent" } },
	{ "Svære opkald", { "Man står alene bagefter", "Ingen fast opsamling efter vold" } },
	{ "Tonen mellem os", { "Humor der går for tæt på", "Nye tør ikke spørge" } },
	{ NULL, { "Overlevering når ikke at blive færdig", "Ingen ro til at skrive rapport", "Telefonen ringer hele tiden" } },
};

static enum rc add_column(struct ctx *x, struct session *s, struct str key, size_t i)
{
	theme_id theme = { 0 };
	if (board[i].heading)
		TRY(board_theme_add(x, s, key, theme, str_of(board[i].heading), &theme));
	for (size_t k = 0; k < 4 && board[i].cards[k]; k++) {
		card_id card;
		bool fresh;
		TRY(board_write(x, s, key, str_of(board[i].cards[k]), random_token(x->arena, 16), &card, &fresh));
		if (theme.v)
			TRY(board_move(x, s, card, theme, (card_id){ 0 }));
	}
	return OK;
}

enum rc workshop_demo(struct ctx *x, workshop_id id)
{
	struct session *s;
	const struct method_step *step;
	TRY(session_load(x, id, &s));
	s->viewer = VIEWER_CONSOLE;
	TRY(session_begin(x, s, s->row->version));
	/* The first step that collects cards: the demonstration stands there. */
	for (unsigned n = 0; (step = session_nth_step(s->method, n, NULL)) && step->kind != STEP_CARDS; n++)
		;
	if (!step)
		return OK;
	TRY(session_load(x, id, &s));
	s->viewer = VIEWER_CONSOLE;
	TRY(session_go(x, s, s->row->version, str_of(step->key)));
	for (size_t i = 0; i < sizeof board / sizeof *board; i++)
		TRY(add_column(x, s, str_of(step->key), i));
	return OK;
}

enum rc workshop_demo_code(struct ctx *x, struct str *ret)
{
	struct sql_workshop_newest_open *w;
	TRY(sql_workshop_newest_open(x, &w));
	*ret = w ? w->code : S("");
	return OK;
}
