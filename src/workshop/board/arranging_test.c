/* arranging_test.c -- what is arranged is neither lost nor doubled: by one
 * facilitator, and by two at once, on a real store. The method is
 * tests/content/arranging. */
#include "workshop/ask/gather.h"
#include "workshop/board/vote.h"
#include "workshop/outcome/export.h"
#include "workshop/session_test.h"
#include "workshop/view.h"
#include <pthread.h>
#include <time.h>

#define BOARD S("cards")

static const theme_id no_theme = { 0 };
static const card_id no_card = { 0 };

static struct session *arranged(void)
{
	return at(planned_of("arranging", "Tavlen"), "cards");
}

static card_id write_card(struct session *s, struct str board, const char *text)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, reload(s), board, str_of(text), key(), &id, &fresh), OK);
	return id;
}

static theme_id heading(struct session *s, const char *title, theme_id above)
{
	theme_id id;
	assert_int_equal(board_theme_add(x, reload(s), BOARD, above, str_of(title), &id), OK);
	return id;
}

static struct str on_card(card_id c)
{
	return str_fmt(x->arena, "card/%" PRId64, c.v);
}

static struct str on_theme(theme_id t)
{
	return str_fmt(x->arena, "theme/%" PRId64, t.v);
}

static struct val *whole_outcome(struct session *s)
{
	struct val *v = val_new_obj(x);
	assert_int_equal(workshop_outcome(x, s->id, false, v), OK);
	return v;
}

static struct str exported(struct session *s, const char *format)
{
	const struct export_format *f;
	struct str file;
	assert_int_equal(export_find(x, str_of(format), &f), OK);
	assert_int_equal(f->make(x, whole_outcome(s), &file), OK);
	return file;
}

/* The first of a list, and the object in it that is called so. */
static const struct val *called(const struct val *list, const char *name, struct str is)
{
	for (const struct val *o = list->kids.first; o; o = o->next)
		if (str_eq(val_get_str(o, name), is))
			return o;
	print_error("nothing is called %s\n", str_z(x->arena, is));
	assert_true(false);
	return NULL;
}

static const struct val *board_of(struct session *s, const char *key_)
{
	return called(val_get(whole_outcome(s), S("boards")), "key", str_of(key_));
}

/* ---- parking */

static bool wall_says(struct session *s, const char *words)
{
	return str_contains(live_text(s, "wall"), str_of(words));
}

/* On the projector when the desk says so, and not where leaders are in: some of it was
 * parked while they were out. */
static void the_parking_lot_is_on_the_wall_while_the_desk_says_so(void **state)
{
	(void)state;
	struct session *s = at(planned_of("basement", "Kælderen"), "cards");
	write_card(s, S("parking"), "Cykelskuret");
	assert_false(wall_says(s, "Cykelskuret"));
	assert_int_equal(session_focus(x, reload(s), S("parking")), OK);
	assert_true(wall_says(s, "Cykelskuret"));
	assert_true(str_contains(live_text(s, "console"), text_in(reload(s)->method->parking.title, x->lang)));
	assert_int_equal(session_focus(x, reload(s), S("")), OK);
	assert_false(wall_says(s, "Cykelskuret"));
	s = at(s, "lunch");
	assert_int_equal(session_focus(x, reload(s), S("parking")), OK);
	assert_false(wall_says(s, "Cykelskuret"));
}

/* How a card is carried is told where there is one, and each card says where it stands. */
static void whoever_arranges_is_told_how(void **state)
{
	(void)state;
	struct session *s = arranged();
	assert_false(str_contains(live_text(s, "console"), S("board-help")));
	write_card(s, BOARD, "Alfa");
	struct str desk = live_text(s, "console");
	assert_true(str_contains(desk, S("id=\"board-help\"")));
	assert_true(str_contains(desk, S("aria-describedby=\"board-help\"")));
	assert_false(str_contains(live_text(s, "wall"), S("board-help")));
}

static void a_parked_card_takes_along_what_was_merged_into_it(void **state)
{
	(void)state;
	struct session *s = arranged();
	card_id alfa = write_card(s, BOARD, "Alfa"), beta = write_card(s, BOARD, "Beta");
	assert_int_equal(board_merge(x, s, beta, alfa), OK);
	assert_int_equal(board_park(x, s, alfa), OK);
	const struct val *parked = val_get(whole_outcome(s), S("parking"));
	assert_int_equal(parked->kids.count, 1);
	assert_true(str_eqz(val_get_str(parked->kids.first, "text"), "Alfa"));
	const struct val *also = val_get(parked->kids.first, S("also"));
	assert_int_equal(also->kids.count, 1);
	assert_true(str_eqz(also->kids.first->text, "Beta"));
	assert_true(str_contains(exported(s, "csv"), S("Beta")));
	assert_true(str_contains(exported(s, "json"), S("Beta")));
	/* And one that was merged leaves the other where it is. */
	card_id gamma = write_card(s, BOARD, "Gamma"), delta = write_card(s, BOARD, "Delta");
	assert_int_equal(board_merge(x, s, delta, gamma), OK);
	assert_int_equal(board_park(x, s, delta), OK);
	assert_int_equal(val_get(whole_outcome(s), S("parking"))->kids.count, 2);
	assert_true(str_contains(live_text(s, "wall"), S("Gamma")));
	assert_false(str_contains(live_text(s, "wall"), S("Delta")));
}

/* ---- cards that wait */

static void a_card_that_waits_is_merged_with_none(void **state)
{
	(void)state;
	struct session *s = at(arranged(), "waiting"), *phone = join(s, false);
	card_id held = write_card(phone, S("waiting"), "Venter"), let = write_card(phone, S("waiting"), "Sluppet");
	assert_int_equal(board_let(x, s, let), OK);
	assert_int_equal(board_merge(x, s, let, held), INVALID);
	assert_string_equal(x->fault.message, "workshop.let_through_first");
	fault_clear(x);
	assert_int_equal(board_merge(x, s, held, let), INVALID);
	fault_clear(x);
	struct session *wall = reload(s);
	wall->viewer = VIEWER_WALL;
	assert_true(str_contains(live_text(wall, "wall"), S("Sluppet")));
	assert_true(str_contains(outcome(s, false), S("Sluppet")));
	assert_int_equal(board_let(x, s, held), OK);
	assert_int_equal(board_merge(x, s, held, let), OK);
	assert_true(str_contains(live_text(wall, "wall"), S("Venter")));
}

static void no_dot_lies_on_what_its_phone_cannot_see(void **state)
{
	(void)state;
	struct session *s = at(arranged(), "waiting"), *phone = join(s, false);
	card_id held = write_card(phone, S("waiting"), "Venter");
	s = at(s, "waiting_vote");
	assert_int_equal(board_dot(x, reload(phone), 1, on_card(held), 1), INVALID);
	assert_string_equal(x->fault.message, "workshop.card_gone");
	fault_clear(x);
	assert_int_equal(board_let(x, s, held), OK);
	assert_int_equal(board_dot(x, reload(phone), 1, on_card(held), 2), OK);
}

/* ---- headings that are merged */

/* So many more have a dot on it. */
static void crowd(struct session *s, struct str target, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(board_dot(x, join(s, false), 1, target, 1), OK);
}

static void what_hangs_on_a_heading_goes_with_it(void **state)
{
	(void)state;
	struct session *s = arranged(), *phone = join(s, false), *other = join(s, false);
	theme_id from = heading(s, "Et", no_theme), into = heading(s, "To", no_theme), last = heading(s, "Tre", no_theme);
	s = at(s, "weighty");
	assert_int_equal(board_dot(x, reload(phone), 1, on_theme(from), 5), OK);
	assert_int_equal(board_dot(x, reload(phone), 2, on_theme(into), 1), OK);
	assert_int_equal(board_dot(x, reload(other), 1, on_theme(from), 1), OK);
	crowd(s, on_theme(into), VOTE_ENOUGH - 2);
	s = at(s, "groups");
	assert_int_equal(group_make(x, s, WAY_THEME, 4, NULL), OK);
	s = at(s, "proposals");
	struct val *values = val_new_obj(x);
	form_row_id row;
	val_str(x, values, "dream", on_theme(from));
	val_str(x, values, "activity", S("Vi prøver"));
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(), values, &row), OK);
	assert_int_equal(session_focus(x, s, on_theme(from)), OK);
	s = at(s, "weighty");
	assert_int_equal(session_focus(x, s, on_theme(from)), OK);
	assert_int_equal(board_theme_merge(x, reload(s), from, into), OK);
	assert_true(str_eq(reload(s)->row->focus, on_theme(into)));

	struct board_dot *mine;
	size_t n;
	assert_int_equal(board_my_dots(x, reload(phone), &mine, &n), OK);
	assert_int_equal(n, 3);	/* the budget */
	assert_true(str_eq(mine[0].target, on_theme(into)));
	assert_int_equal(mine[0].turn, 5);
	assert_true(str_eq(mine[1].target, on_theme(into)));
	assert_null(mine[2].target.p);
	/* Sent again, its answer having been lost: the same; an older one: nothing; a newer: refused. */
	assert_int_equal(board_dot(x, reload(phone), 1, on_theme(from), 5), OK);
	assert_int_equal(board_dot(x, reload(phone), 1, on_theme(from), 4), OK);
	assert_int_equal(board_dot(x, reload(phone), 1, on_theme(from), 6), INVALID);
	fault_clear(x);
	s = at(s, "proposals");
	const struct val *themes = val_get(board_of(s, "cards"), S("themes"));
	assert_int_equal(val_get_int(called(themes, "title", S("To")), "dots", -1), VOTE_ENOUGH + 1);
	const struct val *proposal = val_get(whole_outcome(s), S("rows"))->kids.first;
	assert_true(str_eqz(val_get_str(val_get(proposal, S("values")), "dream"), "To"));
	struct sql_groups *g;
	assert_int_equal(sql_groups(x, s->id, S("groups"), &g, &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(g[0].theme_id.v, into.v);

	/* Without another heading to go to, dots are in hand again. */
	s = at(s, "weighty");
	assert_int_equal(board_dot(x, reload(other), 2, on_theme(last), 1), OK);
	assert_int_equal(board_theme_drop(x, s, last), OK);
	assert_int_equal(board_my_dots(x, reload(other), &mine, &n), OK);
	assert_null(mine[1].target.p);
	assert_true(str_eq(mine[0].target, on_theme(into)));
}

static void the_parts_of_a_heading_stay_in_sight(void **state)
{
	(void)state;
	struct session *s = arranged();
	theme_id a = heading(s, "Et", no_theme), b = heading(s, "To", no_theme);
	theme_id part_a = heading(s, "Et, om natten", a), part_b = heading(s, "To, om natten", b);
	card_id c = write_card(s, BOARD, "Kort om natten");
	assert_int_equal(board_move(x, s, c, part_a, no_card), OK);
	assert_int_equal(board_theme_merge(x, s, a, part_b), OK);	/* no part has parts */
	assert_true(str_contains(outcome(s, false), S("Kort om natten")));
	assert_true(str_contains(live_text(at(s, "weighty"), "wall"), S("Kort om natten")));
}

/* A page without script names a card, and may be older than what the desk has done. */
static void a_dot_is_taken_off_by_the_card_that_an_older_page_shows(void **state)
{
	(void)state;
	struct session *s = arranged(), *phone = join(s, false);
	card_id a = write_card(s, BOARD, "Alfa"), b = write_card(s, BOARD, "Beta"), c = write_card(s, BOARD, "Gamma");
	int64_t n;
	s = at(s, "weighty");
	assert_int_equal(board_dot(x, reload(phone), 1, on_card(b), 1), OK);
	assert_int_equal(board_dot(x, reload(phone), 2, on_card(a), 1), OK);
	assert_int_equal(board_merge(x, reload(s), a, b), OK);
	assert_int_equal(board_dot_on(x, reload(phone), on_card(a), &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(board_dot_on(x, reload(phone), on_card(b), &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(board_dot(x, reload(phone), 1, S(""), 2), OK);
	assert_int_equal(board_dot_on(x, reload(phone), on_card(b), &n), OK);	/* as a page made since names it */
	assert_int_equal(n, 2);
	assert_int_equal(board_dot_in_hand(x, reload(phone), &n), OK);
	assert_int_equal(n, 1);
	/* Where none lies, nobody is told that all are laid. */
	assert_int_equal(board_dot_on(x, reload(phone), on_card(c), &n), INVALID);
	assert_string_equal(x->fault.message, "workshop.no_dot_there");
	fault_clear(x);
	assert_int_equal(board_park(x, reload(s), b), OK);
	assert_int_equal(board_dot_on(x, reload(phone), on_card(a), &n), INVALID);
	assert_string_equal(x->fault.message, "workshop.no_dot_there");
	fault_clear(x);
	for (int64_t i = 1; i <= 3; i++)
		assert_int_equal(board_dot(x, reload(phone), i, on_card(c), 3), OK);
	assert_int_equal(board_dot_in_hand(x, reload(phone), &n), INVALID);
	assert_string_equal(x->fault.message, "workshop.no_more_dots");
}

/* Two who put the same two together, each from a page of their own: it is done. */
static void two_cards_that_are_one_are_put_together_again(void **state)
{
	(void)state;
	struct session *s = arranged();
	card_id a = write_card(s, BOARD, "Alfa"), b = write_card(s, BOARD, "Beta");
	struct sql_card *after;
	assert_int_equal(board_merge(x, reload(s), a, b), OK);
	assert_int_equal(board_merge(x, reload(s), b, a), OK);
	assert_int_equal(sql_card(x, s->id, b, &after), OK);
	assert_int_equal(after->merged_into.v, 0);
	assert_int_equal(sql_card(x, s->id, a, &after), OK);
	assert_int_equal(after->merged_into.v, b.v);
	assert_int_equal(board_merge(x, reload(s), b, b), INVALID);	/* with itself */
}

/* ---- two votes on one board */

static void every_vote_on_a_board_is_exported(void **state)
{
	(void)state;
	struct session *s = arranged(), *phone = join(s, false);
	card_id a = write_card(s, BOARD, "Alfa"), b = write_card(s, BOARD, "Beta");
	s = at(s, "weighty");
	assert_int_equal(board_dot(x, reload(phone), 1, on_card(a), 1), OK);
	crowd(s, on_card(a), VOTE_ENOUGH - 1);
	s = at(s, "doable");
	assert_int_equal(board_dot(x, reload(phone), 1, on_card(a), 1), OK);
	assert_int_equal(board_dot(x, reload(phone), 2, on_card(b), 1), OK);
	crowd(s, on_card(a), VOTE_ENOUGH - 1);
	/* The second goes on: it sways nobody. */
	const struct val *loose = val_get(board_of(s, "cards"), S("loose"));
	assert_int_equal(val_get_int(called(loose, "text", S("Alfa")), "dots", -1), VOTE_ENOUGH);
	s = at(s, "groups");
	assert_int_equal(board_merge(x, s, b, a), OK);
	const struct val *card = called(val_get(board_of(s, "cards"), S("loose")), "text", S("Alfa")), *votes = val_get(card, S("votes"));
	assert_int_equal(val_get_int(card, "dots", -1), 2 * VOTE_ENOUGH + 1);
	assert_int_equal(val_get_int(called(votes, "title", S("Hvad vejer tungest")), "dots", -1), VOTE_ENOUGH);
	assert_int_equal(val_get_int(called(votes, "title", S("Hvad kan vi selv")), "dots", -1), VOTE_ENOUGH + 1);
	end(s);
	assert_true(str_contains(outcome(s, false), S("Hvad kan vi selv")));
}

/* The room sees what each of them came to, while the second is told and afterwards. */
static void every_vote_on_a_board_is_on_the_wall(void **state)
{
	(void)state;
	struct session *s = arranged();
	card_id a = write_card(s, BOARD, "Alfa"), b = write_card(s, BOARD, "Beta");
	s = at(s, "weighty");
	crowd(s, on_card(a), VOTE_ENOUGH);
	s = at(s, "doable");
	assert_false(str_contains(live_text(s, "wall"), S("◆")));
	crowd(s, on_card(a), 1);
	crowd(s, on_card(b), VOTE_ENOUGH + 1);
	struct board seen;
	assert_int_equal(view_board(x, s, BOARD, &seen), OK);
	assert_int_equal(seen.nvotes, 1);	/* the second goes on */
	assert_int_equal(view_card_dots(&seen, &seen.votes[0], &seen.cards[0]), VOTE_ENOUGH);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	struct str told = live_text(reload(s), "wall");
	assert_true(str_contains(told, S("Hvad kan vi selv")));
	assert_true(str_contains(told, S("Hvad vejer tungest")));	/* and what came of it, beside */
	assert_true(str_contains(told, str_fmt(x->arena, "</span> %d<span", VOTE_ENOUGH)));
	s = at(s, "cards");		/* back at the board: the votes lie ahead */
	assert_false(str_contains(live_text(s, "wall"), S("◆")));
	s = at(s, "after_votes");
	told = live_text(s, "wall");
	assert_true(str_contains(told, S("vote-legend")));
	assert_true(str_contains(told, str_fmt(x->arena, "●</span> %d", VOTE_ENOUGH)));
	assert_true(str_contains(told, S("◆</span> 1")));
	assert_true(str_contains(told, str_fmt(x->arena, "◆</span> %d", VOTE_ENOUGH + 1)));
}

/* ---- two at once
 *
 * One has done something and not yet committed, while another does its part on a
 * thread of the store. Whoever decides by what it read has to wait for the first;
 * who does not wait is done before and has read what no longer holds. */

struct deed {
	enum rc (*fn)(struct ctx *c, struct session *s, const struct deed *d);
	int64_t a, b;
	struct str word;
};

struct other {
	struct store *store;
	struct session *s;	/* as which viewer */
	struct deed deed;
	enum rc rc;
	bool done;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
};

static enum rc do_deed(struct ctx *c, void *p)
{
	const struct other *o = p;
	struct session *s;
	TRY(session_load(c, o->s->id, &s));
	s->viewer = o->s->viewer;
	s->secret = o->s->secret;
	if (s->secret.p)
		TRY(sql_phone_by_secret(c, s->id, hash_hex(c->arena, s->secret), &s->phone));
	return o->deed.fn(c, s, &o->deed);
}

static void *other_facilitator(void *p)
{
	struct other *o = p;
	struct ctx c;
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&c, arena);
	enum rc rc = store_now(o->store, &c, true, do_deed, o);
	pthread_mutex_lock(&o->mutex);
	o->rc = rc;
	o->done = true;
	pthread_cond_signal(&o->cond);
	pthread_mutex_unlock(&o->mutex);
	arena_free(arena);
	return NULL;
}

/* Long enough for a statement that does not wait, and no longer. */
static void give_it_time(struct other *o)
{
	enum { WAIT_NS = 300 * 1000 * 1000, SECOND_NS = 1000 * 1000 * 1000 };
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += WAIT_NS;
	until.tv_sec += until.tv_nsec / SECOND_NS;
	until.tv_nsec %= SECOND_NS;
	pthread_mutex_lock(&o->mutex);
	while (!o->done && pthread_cond_timedwait(&o->cond, &o->mutex, &until) == 0)
		;
	pthread_mutex_unlock(&o->mutex);
}

/* What the second came to; the first must have gone well. */
static enum rc at_once(void **state, struct session *first, struct deed one, struct session *second, struct deed two)
{
	struct other o = { .store = store_test_store(state), .s = second, .deed = two, .mutex = PTHREAD_MUTEX_INITIALIZER,
			   .cond = PTHREAD_COND_INITIALIZER };
	pthread_t thread;
	store_test_commit(state);
	x = store_test_ctx(state);
	assert_int_equal(one.fn(x, reload(first), &one), OK);
	assert_int_equal(pthread_create(&thread, NULL, other_facilitator, &o), 0);
	give_it_time(&o);
	store_test_commit(state);
	pthread_join(thread, NULL);
	x = store_test_ctx(state);
	fault_clear(x);
	return o.rc;
}

static enum rc merge(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_merge(c, s, (card_id){ d->a }, (card_id){ d->b });
}

static enum rc park(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_park(c, s, (card_id){ d->a });
}

static enum rc drop(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_drop(c, s, (card_id){ d->a });
}

static enum rc take_back(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_take_back(c, s, d->word);
}

static enum rc merge_headings(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_theme_merge(c, s, (theme_id){ d->a }, (theme_id){ d->b });
}

static enum rc dot_on_heading(struct ctx *c, struct session *s, const struct deed *d)
{
	return board_dot(c, s, 1, str_fmt(c->arena, "theme/%" PRId64, d->a), 1);
}

static enum rc sit(struct ctx *c, struct session *s, const struct deed *d)
{
	return group_sit(c, s, (small_group_id){ d->a }, 1);
}

static void two_who_merge_each_others_card_lose_none(void **state)
{
	struct session *s = arranged();
	int64_t a = write_card(s, BOARD, "Alfa").v, b = write_card(s, BOARD, "Beta").v;
	at_once(state, s, (struct deed){ merge, a, b, STR_NULL }, s, (struct deed){ merge, b, a, STR_NULL });
	struct str all = outcome(s, false);
	assert_true(str_contains(all, S("Alfa")));
	assert_true(str_contains(all, S("Beta")));
	assert_int_equal(val_get(board_of(s, "cards"), S("loose"))->kids.count, 1);
}

/* The statement itself makes no ring, whatever was read before it. */
static void no_statement_makes_a_ring(void **state)
{
	(void)state;
	struct session *s = arranged();
	card_id a = write_card(s, BOARD, "Alfa"), b = write_card(s, BOARD, "Beta");
	int64_t n;
	assert_int_equal(sql_card_merge(x, s->id, a, b, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(sql_card_merge(x, s->id, b, a, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(sql_card_merge(x, s->id, b, b, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(sql_card_merge(x, s->id, a, no_card, &n), OK);
	assert_int_equal(n, 1);
}

static void what_is_merged_into_a_card_that_goes_is_not_lost(void **state)
{
	struct session *s = arranged(), *phone = join(s, false);
	int64_t a = write_card(s, BOARD, "Alfa").v, b = write_card(s, BOARD, "Beta").v;
	at_once(state, s, (struct deed){ park, a, 0, STR_NULL }, s, (struct deed){ merge, b, a, STR_NULL });
	assert_true(str_contains(outcome(s, false), S("Beta")));

	int64_t c = write_card(s, BOARD, "Gamma").v, d = write_card(s, BOARD, "Delta").v;
	at_once(state, s, (struct deed){ merge, d, c, STR_NULL }, s, (struct deed){ drop, c, 0, STR_NULL });
	assert_true(str_contains(outcome(s, false), S("Delta")));

	struct str idem = key();
	card_id e;
	bool fresh;
	assert_int_equal(board_write(x, reload(phone), BOARD, S("Epsilon"), idem, &e, &fresh), OK);
	int64_t f = write_card(s, BOARD, "Zeta").v;
	at_once(state, s, (struct deed){ merge, f, e.v, STR_NULL }, phone, (struct deed){ take_back, 0, 0, idem });
	assert_true(str_contains(outcome(s, false), S("Zeta")));
}

static void a_dot_laid_while_its_heading_is_merged_lies_on_the_other(void **state)
{
	struct session *s = arranged(), *one = join(s, false), *two = join(s, false);
	int64_t from = heading(s, "Et", no_theme).v, into = heading(s, "To", no_theme).v;
	s = at(s, "weighty");
	assert_int_equal(at_once(state, one, (struct deed){ dot_on_heading, from, 0, STR_NULL }, s, (struct deed){ merge_headings, from, into, STR_NULL }), OK);
	struct board_dot *mine;
	size_t n;
	assert_int_equal(board_my_dots(x, reload(one), &mine, &n), OK);
	assert_true(str_eq(mine[0].target, on_theme((theme_id){ into })));
	/* The other way about, the dot is refused and still in hand. */
	int64_t last = heading(s, "Tre", no_theme).v;
	assert_int_equal(at_once(state, s, (struct deed){ merge_headings, into, last, STR_NULL }, two, (struct deed){ dot_on_heading, into, 0, STR_NULL }), INVALID);
	assert_int_equal(board_my_dots(x, reload(two), &mine, &n), OK);
	assert_null(mine[0].target.p);
}

static void a_group_with_one_chair_left_takes_one(void **state)
{
	struct session *s = arranged(), *phones[4];
	for (int i = 0; i < 4; i++)
		phones[i] = join(s, false);
	s = at(s, "groups");
	assert_int_equal(group_make(x, s, WAY_SELF, 2, NULL), OK);
	struct sql_groups *g;
	size_t n;
	assert_int_equal(sql_groups(x, s->id, S("groups"), &g, &n), OK);
	int64_t id = g[0].id.v;
	assert_int_equal(g[0].size_max, 3);
	for (int i = 0; i < 2; i++)
		assert_int_equal(group_sit(x, reload(phones[i]), (small_group_id){ id }, 1), OK);
	assert_int_equal(at_once(state, phones[2], (struct deed){ sit, id, 0, STR_NULL }, phones[3], (struct deed){ sit, id, 0, STR_NULL }), CONFLICT);
	assert_int_equal(sql_groups(x, s->id, S("groups"), &g, &n), OK);
	assert_int_equal(g[0].members, 3);
}

/* As the button at the desk sends it. */
static enum rc take_first(struct session *desk, bool stands)
{
	struct val *side = val_new_obj(x);
	int64_t ids[20];
	size_t n = 0;
	struct str cards, word;
	assert_int_equal(gather_side(x, reload(desk), side), OK);
	const struct val *first = val_get(side, S("suggested"))->kids.first;
	assert_non_null(first);
	assert_true(val_get_bool(first, "stands") == stands);
	struct str rest = val_get_str(first, "take");
	assert_true(str_next(&rest, '|', &cards));
	while (cards.n && n < 20 && str_next(&cards, ' ', &word))
		assert_true(str_to_int(word, 1, INT64_MAX, &ids[n++]));
	return gather_take(x, reload(desk), rest, ids, n);
}

/* Cards come as long as people write: the same word is shared again, and its heading stands. */
static void later_cards_come_under_the_heading_that_stands(void **state)
{
	static const char *const first[] = { "Støj fra gangen", "Meget støj", "Støj i rummet", "Kaffe" };
	static const char *const later[] = { "Støj ved printeren", "Støjen er værst om morgenen", "Støj hele dagen", "Pauser" };
	struct session *desk = arranged();
	struct sql_themes *t;
	struct sql_cards *c;
	size_t n, under = 0;
	(void)state;
	for (int i = 0; i < 4; i++)
		write_card(desk, BOARD, first[i]);
	assert_int_equal(take_first(desk, false), OK);
	for (int i = 0; i < 4; i++)
		write_card(desk, BOARD, later[i]);
	assert_int_equal(take_first(desk, true), OK);
	assert_int_equal(sql_themes(x, desk->id, BOARD, &t, &n), OK);
	assert_int_equal(n, 1);
	theme_id noise = t[0].id;
	assert_int_equal(sql_cards(x, desk->id, BOARD, &c, &n), OK);
	for (size_t i = 0; i < n; i++)
		under += c[i].theme_id.v == noise.v;
	assert_int_equal(under, 6);
}

static const struct sql_cards *card_of(struct session *s, const char *words)
{
	struct sql_cards *c;
	size_t n, i = 0;
	assert_int_equal(sql_cards(x, s->id, BOARD, &c, &n), OK);
	while (i < n && !str_eqz(c[i].text, words))
		i++;
	assert_true(i < n);
	return &c[i];
}

/* The number by which the page names the suggestion that was taken last; 0: none is undone any more. */
static int64_t taken_last(struct session *desk)
{
	struct val *side = val_new_obj(x);
	assert_int_equal(gather_side(x, reload(desk), side), OK);
	const struct val *first = val_get(side, S("taken"))->kids.first;
	return first ? val_get_int(first, "number", 0) : 0;
}

static size_t headings_of(struct session *s)
{
	struct sql_themes *t;
	size_t n;
	assert_int_equal(sql_themes(x, s->id, BOARD, &t, &n), OK);
	return n;
}

/* What people had put under the heading by hand stays there, and so does what they have
 * moved since; the heading was theirs before. */
static void a_suggestion_under_a_standing_heading_is_undone_by_itself(void **state)
{
	static const char *const loose[] = { "Støj fra gangen", "Meget støj", "Støj i rummet", "Støj hele dagen", "Kaffe", "Pauser", "Lys" };
	struct session *desk = arranged();
	(void)state;
	theme_id noise = heading(desk, "Støj", no_theme), other = heading(desk, "Andet", no_theme);
	card_id by_hand = write_card(desk, BOARD, "Kolde lokaler");
	assert_int_equal(board_move(x, reload(desk), by_hand, noise, no_card), OK);
	for (size_t i = 0; i < sizeof loose / sizeof *loose; i++)
		write_card(desk, BOARD, loose[i]);
	assert_int_equal(taken_last(desk), 0);
	assert_int_equal(take_first(desk, true), OK);
	int64_t taken = taken_last(desk);
	assert_int_equal(card_of(desk, "Meget støj")->theme_id.v, noise.v);
	assert_int_equal(board_move(x, reload(desk), card_of(desk, "Støj i rummet")->id, other, no_card), OK);
	assert_int_equal(board_move(x, reload(desk), card_of(desk, "Støj hele dagen")->id, noise, no_card), OK);	/* said anew: it belongs there */
	assert_int_equal(gather_undo(x, reload(desk), taken), OK);
	assert_int_equal(card_of(desk, "Støj fra gangen")->theme_id.v, 0);
	assert_int_equal(card_of(desk, "Meget støj")->theme_id.v, 0);
	assert_int_equal(card_of(desk, "Støj i rummet")->theme_id.v, other.v);
	assert_int_equal(card_of(desk, "Støj hele dagen")->theme_id.v, noise.v);
	assert_int_equal(card_of(desk, "Kolde lokaler")->theme_id.v, noise.v);
	assert_int_equal(headings_of(desk), 2);
	assert_int_equal(taken_last(desk), 0);
	assert_int_equal(gather_undo(x, reload(desk), taken), CONFLICT);
	fault_clear(x);
}

/* The heading that a suggestion made goes with it, unless something else has come under it. */
static void suggestions_are_undone_one_by_one(void **state)
{
	static const char *const first[] = { "Støj fra gangen", "Meget støj", "Støj i rummet", "Kaffe", "Lys" };
	static const char *const later[] = { "Støj ved printeren", "Støjen er værst om morgenen", "Støj hele dagen", "Pauser" };
	struct session *desk = arranged();
	(void)state;
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		write_card(desk, BOARD, first[i]);
	assert_int_equal(take_first(desk, false), OK);
	int64_t one = taken_last(desk);
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		write_card(desk, BOARD, later[i]);
	assert_int_equal(take_first(desk, true), OK);
	int64_t two = taken_last(desk);
	assert_int_not_equal(one, two);
	assert_int_equal(gather_undo(x, reload(desk), two), OK);
	assert_int_equal(card_of(desk, "Støj hele dagen")->theme_id.v, 0);
	assert_int_not_equal(card_of(desk, "Meget støj")->theme_id.v, 0);
	assert_int_equal(taken_last(desk), one);
	assert_int_equal(gather_undo(x, reload(desk), one), OK);
	assert_int_equal(card_of(desk, "Meget støj")->theme_id.v, 0);
	assert_int_equal(headings_of(desk), 0);
	/* Renamed, it is the room's own. */
	assert_int_equal(take_first(desk, false), OK);
	theme_id mine = card_of(desk, "Meget støj")->theme_id;
	struct sql_theme *t;
	assert_int_equal(sql_theme(x, desk->id, mine, &t), OK);
	assert_int_equal(board_theme_rename(x, reload(desk), mine, t->title, S("Larm og lyd")), OK);
	assert_int_equal(gather_undo(x, reload(desk), taken_last(desk)), OK);
	assert_int_equal(headings_of(desk), 1);
}

/* ---- groups */

static bool full(struct session *s)
{
	return str_contains(live_text(s, "console"), ui_text(x, "workshop.no_room_in_groups"));
}

/* Fewer headings than there are people for, at the size that was asked for: a group is
 * larger rather than somebody without one. Who comes later is told of at the desk. */
static void groups_by_heading_have_room_for_all_who_are_in(void **state)
{
	enum { IN = 10, SIZE = 4, HEADINGS = 2 };
	(void)state;
	struct session *s = arranged(), *phones[IN + 1];
	struct sql_groups *g;
	size_t n;
	heading(s, "Vagter", no_theme);
	heading(s, "Møder", no_theme);
	for (int i = 0; i < IN; i++)
		phones[i] = join(s, false);
	s = at(s, "groups");
	assert_int_equal(group_make(x, s, WAY_THEME, SIZE, NULL), OK);
	assert_int_equal(sql_groups(x, s->id, S("groups"), &g, &n), OK);
	assert_int_equal(n, HEADINGS);
	for (int i = 0; i < IN; i++) {
		assert_false(full(s));	/* there is a chair for whoever stands */
		assert_int_equal(group_sit(x, reload(phones[i]), g[i % HEADINGS].id, 0), OK);
	}
	assert_false(full(s));	/* and nobody stands */
	phones[IN] = join(s, false);
	assert_int_equal(group_sit(x, reload(phones[IN]), g[0].id, 0), CONFLICT);
	fault_clear(x);
	assert_true(full(s));
	small_group_id more;
	assert_int_equal(group_add(x, reload(s), S("Vagter igen"), no_theme, &more), OK);
	assert_false(full(s));
	assert_int_equal(group_sit(x, reload(phones[IN]), more, 0), OK);
	/* Few people: as large as was asked for, so that they can choose. */
	struct session *few = arranged();
	heading(few, "Vagter", no_theme);
	join(few, false);
	few = at(few, "groups");
	assert_int_equal(group_make(x, few, WAY_THEME, SIZE, NULL), OK);
	assert_int_equal(sql_groups(x, few->id, S("groups"), &g, &n), OK);
	assert_int_equal(g[0].size_max, SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_parking_lot_is_on_the_wall_while_the_desk_says_so), T(whoever_arranges_is_told_how), T(a_parked_card_takes_along_what_was_merged_into_it), T(a_card_that_waits_is_merged_with_none), T(no_dot_lies_on_what_its_phone_cannot_see),
		T(what_hangs_on_a_heading_goes_with_it), T(the_parts_of_a_heading_stay_in_sight), T(every_vote_on_a_board_is_exported), T(a_dot_is_taken_off_by_the_card_that_an_older_page_shows), T(two_cards_that_are_one_are_put_together_again), T(every_vote_on_a_board_is_on_the_wall),
		T(two_who_merge_each_others_card_lose_none), T(no_statement_makes_a_ring), T(what_is_merged_into_a_card_that_goes_is_not_lost),
		T(a_dot_laid_while_its_heading_is_merged_lies_on_the_other), T(a_group_with_one_chair_left_takes_one),
		T(later_cards_come_under_the_heading_that_stands),
		T(a_suggestion_under_a_standing_heading_is_undone_by_itself), T(suggestions_are_undone_one_by_one),
		T(groups_by_heading_have_room_for_all_who_are_in),
	};
	return RUN(TEST_CONTENT, tests);
}
