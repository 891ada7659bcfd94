/* view.h -- a session as value trees; inside this room. Memory: x->arena. */
#pragma once
#include "workshop/workshop_inside.h"

const char *view_accent(enum method_colour c);		/* "clay": for data-accent */

/* id title method heading state planned paused ended version accent code
 * part{title purpose leaders} parts[{title now state}]
 * step{key kind title number of minutes headline questions openers phone wall max_chars dots …}
 * timer{on ends_at left paused bell until} */
struct val *view_session(struct ctx *x, const struct session *s);

/* One vote on a board, as the room has been told of it. */
struct board_vote {
	const struct method_step *step;
	struct sql_dot_tally *dots;
	size_t ndots;
};

struct board {
	struct str key;
	const char *accent;
	struct sql_cards *cards;
	size_t ncards;
	struct sql_themes *themes;
	size_t nthemes;
	struct board_vote *votes;	/* in the order of the agenda; one that goes on is not among them: nobody is swayed */
	size_t nvotes;
};
must_use enum rc view_board(struct ctx *x, struct session *s, struct str board, struct board *b);
/* In one of the board's votes; with the dots of the cards that were merged into it. */
int64_t view_card_dots(const struct board *b, const struct board_vote *v, const struct sql_cards *c);
int64_t view_theme_dots(const struct board_vote *v, const struct sql_themes *t);
/* Which votes there were, where there were several: votes[{sign vote}]. */
void view_votes(struct ctx *x, const struct board *b, struct val *o);
/* id text chosen focus dots also[] / id title loose chosen count dots; t NULL: the loose cards.
 * Of one vote: dots_count, dots[], has_dots. Of several: tallies[{sign vote laid}], has_tallies. */
void view_card(struct ctx *x, const struct session *s, const struct board *b, const struct sql_cards *c, struct val *o);
void view_theme(struct ctx *x, const struct session *s, const struct board *b, const struct sql_themes *t, struct val *o);

/* How many have taken part in something that goes on, as anybody may be told, the
 * facilitator too (anonymity.md R7): in whole steps, and -1 where so few may take
 * part that whoever sees a thumb move and a figure rise would know whose it was. */
enum { VIEW_PART_STEP = 5, VIEW_PART_ROOM = 10 };
int64_t view_taken_part(int64_t n, int64_t of);

/* What a group is called: "Gruppe 3" as its reader says it; a name that somebody gave as
 * it stands. One that is a heading of a board that leaders do not read is a number to
 * them, until headings are opened. */
struct group_name {
	struct str title, board;
	int64_t position;
};
struct str view_group_title(struct ctx *x, const struct session *s, const struct group_name *g, bool leaders_read);
/* To whoever views the session. While leaders are there to whom it is a number, the
 * others read both, so that all in the room find the same group. */
struct str view_group_here(struct ctx *x, const struct session *s, const struct group_name *g);
struct str view_group_number(struct ctx *x, enum lang lang, int64_t n);
must_use enum rc view_groups(struct ctx *x, struct session *s, struct val *into);	/* groups[] */
must_use enum rc view_rules(struct ctx *x, struct session *s, struct val *into);	/* dos[], donts[] */
must_use enum rc view_opened(struct ctx *x, struct session *s, struct val *into);	/* opened, boards[] */
