/* deal.c -- the rules of dealing: seats, cards, rounds, partners. Knows no HTTP,
 * no SQL text, no HTML, and never what was said over a card. */
#include "workshop/deal/deal.h"
#include "core/random.h"
#include "ui/ui.h"
#include "workshop/deal/deal_sql.h"
#include "workshop/live.h"
#include "workshop/deal/pairing.h"

enum {
	ROUNDS_MAX = 50,	/* a day of three-minute rounds is not a day anybody holds */
	AFTER_BELL_S = 20,	/* "by itself": time to end the sentence and say thanks */
};

/* ---- where we are */

static const struct method_deck *deck_of(const struct session *s)
{
	return s->step->deck ? method_deck(str_of(s->step->deck)) : NULL;
}

int64_t deal_rounds(const struct method_step *step, int64_t *ret_seconds)
{
	int64_t rounds = step->rounds == 0 ? 1 : step->rounds > ROUNDS_MAX ? ROUNDS_MAX : step->rounds;
	if (step->minutes && rounds > step->minutes)	/* in less than a minute nobody has said anything */
		rounds = step->minutes;
	*ret_seconds = session_turn_seconds(step, rounds);
	return rounds;
}

static int64_t rounds_of(const struct session *s)
{
	int64_t ignored;
	return deal_rounds(s->step, &ignored);
}

static int64_t seconds_each(const struct session *s)
{
	int64_t seconds;
	deal_rounds(s->step, &seconds);
	return seconds;
}

static enum rc facilitator(struct ctx *x, struct session *s)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	if (session_is_over(s))
		return session_ended(x);
	return s->step->kind == STEP_DEAL ? OK : session_not_now(x, s, STEP_DEAL);
}

/* How the step stands; round 0 before the first. */
static enum rc standing(struct ctx *x, const struct session *s, struct sql_deal *ret)
{
	struct sql_deal *row;
	TRY(sql_deal(x, s->id, str_of(s->step->key), &row));
	*ret = row ? *row : (struct sql_deal){ 0 };
	return OK;
}

static bool has_seat(const struct session *s)
{
	return s->phone && s->phone->arrived && (s->viewer == VIEWER_PHONE || (s->viewer == VIEWER_LEADER && s->part->leaders));
}

static uint64_t seed_of(struct ctx *x, const struct session *s, const char *what)
{
	uint8_t hash[HASH_BYTES];
	uint64_t seed;
	hash_bytes(hash, str_fmt(x->arena, "deal/%s/%.*s/%s", what, STR_ARG(s->row->salt), s->step->key));
	memcpy(&seed, hash, sizeof seed);
	return seed;
}

/* ---- cards */

/* A place in the shuffled deck, read from a seat: t cards further on. */
static size_t place_at(size_t cards, size_t seat, size_t t)
{
	return (seat + t) % cards;
}

static uint32_t *shuffled(struct ctx *x, const struct session *s, size_t cards)
{
	uint32_t *order = ARENA_ARRAY(x->arena, cards, uint32_t);
	for (size_t i = 0; i < cards; i++)
		order[i] = (uint32_t)i;
	pairing_shuffle(seed_of(x, s, "deck"), order, cards);
	return order;
}

/* What one phone holds. Places are those of the shuffled deck. */
struct hand {
	const struct method_deck *deck;
	const uint32_t *order;
	struct sql_deal now;
	size_t seat, place;
	struct sql_deal_passed *got;	/* what it was given for cards it passed on, the latest last */
	size_t ngot;
};

/* deck NULL: no card now. */
static enum rc hand_of(struct ctx *x, struct session *s, struct hand *h)
{
	int64_t seat;
	const struct method_deck *deck = deck_of(s);
	*h = (struct hand){ 0 };
	TRY(standing(x, s, &h->now));
	if (!deck || deck->cards_count == 0 || !has_seat(s) || h->now.round == 0 || h->now.done)
		return OK;
	TRY(sql_deal_seat(x, s->id, s->phone->id, s->phone->arrived, s->part->leaders, &seat));
	TRY(sql_deal_passed(x, s->phone->id, str_of(s->step->key), &h->got, &h->ngot));
	h->deck = deck;
	h->order = shuffled(x, s, deck->cards_count);
	h->seat = (size_t)seat;
	h->place = place_at(deck->cards_count, h->seat, (size_t)h->now.round - 1);
	/* For the round it was passed on in, and no longer: a lasting one would meet
	 * the same neighbour's card in every round that comes. */
	if (h->ngot && h->got[h->ngot - 1].round == h->now.round)
		h->place = (size_t)h->got[h->ngot - 1].place % deck->cards_count;
	return OK;
}

static const struct method_card *card_of(const struct hand *h)
{
	return h->deck ? &h->deck->cards[h->order[h->place]] : NULL;
}

enum rc deal_card(struct ctx *x, struct session *s, const struct method_card **ret)
{
	struct hand h;
	TRY(hand_of(x, s, &h));
	*ret = card_of(&h);
	return OK;
}

/* How well a place suits for the exchange; 0 is best. What is refused again and
 * again comes back in the end: the right to pass goes before the rule of no repeats. */
enum { FREE_AND_NEW, FREE, NEW, KNOWN, PARTNERS, REFUSED_NOW };

/* Which place of the deck each seat holds now. */
struct table {
	size_t *place, seats;
};

static enum rc table_of(struct ctx *x, const struct session *s, const struct hand *h, struct table *ret)
{
	struct sql_deal_hands *all;
	size_t cards = h->deck->cards_count;
	TRY(sql_deal_hands(x, s->id, str_of(s->step->key), h->now.round, s->part->leaders, &all, &ret->seats));
	ret->place = ARENA_ARRAY(x->arena, ret->seats, size_t);
	for (size_t i = 0; i < ret->seats; i++) {
		bool passed = all[i].place != INT64_MIN;
		ret->place[i] = passed ? (size_t)all[i].place % cards : place_at(cards, i, (size_t)h->now.round - 1);
	}
	return OK;
}

static enum rc pairs_of(struct ctx *x, const struct session *s, const struct hand *h, struct pairing *ret);

/* What the others of its pair hold: they are to talk about more than one card. */
static enum rc mark_partners(struct ctx *x, const struct session *s, const struct hand *h, const struct table *t, unsigned *known)
{
	struct pairing p;
	if (!s->step->partner)
		return OK;
	TRY(pairs_of(x, s, h, &p));
	for (size_t i = 0; i < p.seats && i < t->seats && h->seat < p.seats; i++)
		if (i != h->seat && p.group[i] != PAIRING_NOBODY && p.group[i] == p.group[h->seat] && known[t->place[i]] < PARTNERS)
			known[t->place[i]] = PARTNERS;
	return OK;
}


static unsigned *known_places(struct ctx *x, const struct session *s, const struct hand *h)
{
	size_t cards = h->deck->cards_count;
	unsigned *known = ARENA_ARRAY(x->arena, cards, unsigned);
	for (size_t r = 0; r < (size_t)rounds_of(s); r++)	/* had, or to come from its seat */
		known[place_at(cards, h->seat, r)] = KNOWN;
	for (size_t i = 0; i < h->ngot; i++)
		known[(size_t)h->got[i].place % cards] = h->got[i].round == h->now.round ? REFUSED_NOW : KNOWN;
	known[place_at(cards, h->seat, (size_t)h->now.round - 1)] = REFUSED_NOW;
	return known;
}

/* One that nobody holds and that this phone neither had nor will have, looked for
 * backwards from the first seat's: newcomers sit at the other end. Where the deck is
 * too short for that, the next best, in turn. */
static enum rc choose_place(struct ctx *x, struct session *s, const struct hand *h, size_t *ret)
{
	size_t cards = h->deck->cards_count, behind = place_at(cards, cards - 1, (size_t)h->now.round - 1), best = SIZE_MAX;
	size_t *held = ARENA_ARRAY(x->arena, cards, size_t);
	unsigned *known = known_places(x, s, h);
	struct table t;
	TRY(table_of(x, s, h, &t));
	for (size_t i = 0; i < t.seats; i++)
		held[t.place[i]]++;
	TRY(mark_partners(x, s, h, &t, known));
	for (size_t k = 0; k < cards; k++) {
		*ret = place_at(cards, behind, cards - k);
		if (!held[*ret] && !known[*ret])
			return OK;
	}
	*ret = h->place;
	for (size_t k = 1; k < cards; k++) {
		size_t place = place_at(cards, h->place, k);
		size_t kind = known[place] >= PARTNERS ? known[place] : !held[place] ? FREE : known[place] ? KNOWN : NEW;
		size_t score = kind * (WORKSHOP_PHONES_MAX + 1) + held[place];	/* the kind decides, then how many hold it */
		if (score >= best)
			continue;
		best = score;
		*ret = place;
	}
	return OK;
}

enum rc deal_pass(struct ctx *x, struct session *s, struct str card)
{
	struct hand h;
	size_t place;
	TRY(session_hold(x, s));	/* the round may just be over, and others choose among the same cards */
	if (session_is_over(s))
		return session_ended(x);
	if (s->step->kind != STEP_DEAL)
		return session_not_now(x, s, STEP_DEAL);
	if (!has_seat(s))
		return FORBIDDEN;
	TRY(hand_of(x, s, &h));
	if (!h.deck || !str_eqz(card, card_of(&h)->key))
		return OK;
	TRY(choose_place(x, s, &h, &place));
	int64_t nth = h.ngot ? h.got[h.ngot - 1].nth + 1 : 1;
	return sql_deal_pass_on(x, s->phone->id, str_of(s->step->key), h.now.round, nth, (int64_t)place, NULL);
}

/* ---- partners */

/* The chairs that are empty now, for the round that begins: "3 17". */
static enum rc empty_chairs(struct ctx *x, const struct session *s, struct str *ret)
{
	struct sql_deal_chairs *chairs;
	struct buf seats;
	size_t n;
	TRY(sql_deal_chairs(x, s->id, s->part->leaders, &chairs, &n));
	buf_init(&seats, 1 << 18);
	for (size_t i = 0; i < n; i++)
		if (chairs[i].away)
			buf_fmt(&seats, "%s%zu", seats.n ? " " : "", i);
	*ret = buf_take(&seats, x->arena);
	return OK;
}

static struct pairing_empty read_empty(struct ctx *x, struct str seats)
{
	uint32_t *list = ARENA_ARRAY(x->arena, seats.n / 2 + 1, uint32_t);
	struct pairing_empty e = { .seats = list };
	struct str word;
	int64_t seat;
	while (seats.n && str_next(&seats, ' ', &word))
		if (str_to_int(word, 0, WORKSHOP_PHONES_MAX, &seat))
			list[e.n++] = (uint32_t)seat;
	return e;
}

/* Who is put together in this round. */
static enum rc pairs_of(struct ctx *x, const struct session *s, const struct hand *h, struct pairing *ret)
{
	struct sql_deal_rounds *rows;
	size_t n;
	int64_t seats;
	TRY(sql_deal_rounds(x, s->id, str_of(s->step->key), &rows, &n));
	TRY(sql_deal_seats(x, s->id, s->part->leaders, &seats));
	size_t *began = ARENA_ARRAY(x->arena, n + 1, size_t);
	struct pairing_empty *empty = ARENA_ARRAY(x->arena, n + 1, struct pairing_empty);
	for (size_t i = 0; i < n; i++) {
		began[i] = (size_t)rows[i].phones;
		empty[i] = read_empty(x, rows[i].empty);
	}
	*ret = pairing_of_round(x->arena, seed_of(x, s, "pairs"), began, empty, n, (size_t)rounds_of(s), (size_t)seats, h->deck->cards_count);
	return OK;
}

enum rc deal_partner(struct ctx *x, struct session *s, struct deal_pair *ret)
{
	struct hand h;
	struct pairing p;
	*ret = (struct deal_pair){ 0 };
	if (!s->step->partner)
		return OK;
	TRY(hand_of(x, s, &h));
	if (!h.deck)
		return OK;
	TRY(pairs_of(x, s, &h, &p));
	if (h.seat >= p.seats || p.group[h.seat] == PAIRING_NOBODY)	/* back after the round had begun: from the next */
		return OK;
	ret->pair = p.group[h.seat];
	for (size_t i = 0; i < p.seats; i++)
		ret->members += p.group[i] == ret->pair;
	return OK;
}

/* Animals that are told apart by name and in the mouth: none rhymes with another.
 * In Danish all are of common gender, so that every colour goes with every one. */
static const char *const colours[] = { "red", "blue", "green", "yellow", "black", "white", "purple", "orange" };
static const char *const animals[] = { "fox", "owl", "hare", "bear", "swan", "seal", "frog", "raven", "bee", "whale", "otter" };

struct deal_sign deal_sign(struct ctx *x, const struct session *s, size_t pair, int64_t round)
{
	enum { NCOLOURS = sizeof colours / sizeof *colours, NANIMALS = sizeof animals / sizeof *animals, NUMBERS = 9,
	       SIGNS = NCOLOURS * NANIMALS * NUMBERS,
	       STRIDE = 541 };	/* no divisor in common with SIGNS (2^3 * 11 * 3^2): every pair has a sign of its own */
	size_t start = seed_of(x, s, "signs") % SIGNS + (size_t)round * 97;
	size_t at = (start + pair * STRIDE) % SIGNS;
	size_t colour = at % NCOLOURS, animal = at / NCOLOURS % NANIMALS;
	struct deal_sign sign = { .colour = colours[colour], .number = at / (NCOLOURS * NANIMALS) + 1 + NUMBERS * (pair / SIGNS) };
	struct str c = ui_text(x, str_fmt(x->arena, "workshop.deal_colour_%s", colours[colour]).p);
	struct str a = ui_text(x, str_fmt(x->arena, "workshop.deal_animal_%s", animals[animal]).p);
	sign.words = str_fmt(x->arena, "%.*s %.*s", STR_ARG(c), STR_ARG(a));
	return sign;
}

/* ---- rounds */

static enum rc start_bell(struct ctx *x, struct session *s)
{
	int64_t each = seconds_each(s);
	return sql_workshop_set_timer(x, s->id, each ? S("running") : S("off"), each ? x->now + each : 0, NULL);
}

static enum rc begin_round(struct ctx *x, struct session *s, int64_t round)
{
	int64_t phones;
	struct str empty;
	TRY(sql_deal_seats(x, s->id, s->part->leaders, &phones));
	TRY(empty_chairs(x, s, &empty));
	TRY(sql_deal_round_add(x, s->id, str_of(s->step->key), round, phones, empty, NULL));
	TRY(start_bell(x, s));
	session_changed(x, s);
	return OK;
}

/* Back at a step whose cards are dealt, the room goes on with the round it was in. */
enum rc deal_enter(struct ctx *x, struct session *s)
{
	struct sql_deal_begin *first;
	TRY(sql_deal_begin(x, s->id, str_of(s->step->key), &first));
	return first ? begin_round(x, s, 1) : start_bell(x, s);
}

enum rc deal_next(struct ctx *x, struct session *s, int64_t round)
{
	struct sql_deal now;
	int64_t changed;
	TRY(facilitator(x, s));
	TRY(standing(x, s, &now));
	if (now.round >= rounds_of(s))
		return fail(x, INVALID, "_", "workshop.deal_last_round");
	TRY(sql_deal_next(x, s->id, str_of(s->step->key), round, &changed));
	if (!changed)
		return fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
	return begin_round(x, s, round + 1);
}

enum rc deal_by_itself(struct ctx *x, struct session *s, bool by_itself)
{
	TRY(facilitator(x, s));
	TRY(sql_deal_set_by_itself(x, s->id, str_of(s->step->key), by_itself, NULL));
	session_changed(x, s);
	return OK;
}

enum rc deal_silent(struct ctx *x, struct session *s, bool silent)
{
	TRY(facilitator(x, s));
	TRY(sql_deal_set_silent(x, s->id, str_of(s->step->key), silent, NULL));
	session_changed(x, s);
	return OK;
}

enum rc deal_done(struct ctx *x, struct session *s, bool done)
{
	TRY(facilitator(x, s));
	TRY(sql_deal_set_done(x, s->id, str_of(s->step->key), done, NULL));
	if (done)
		TRY(sql_workshop_set_timer(x, s->id, S("off"), 0, NULL));
	else
		TRY(start_bell(x, s));
	session_changed(x, s);
	return OK;
}

enum rc deal_turns(struct ctx *x, const struct session *s, struct turns *ret)
{
	struct sql_deal now;
	TRY(standing(x, s, &now));
	ret->n = deal_rounds(s->step, &ret->seconds);
	ret->to_come = now.done || now.round > ret->n ? 0 : ret->n - now.round;
	return OK;
}

static enum rc go_on(struct ctx *x, workshop_id id)
{
	struct session *s;
	struct sql_deal now;
	TRY(session_load(x, id, &s));
	if (s->step->kind != STEP_DEAL)
		return OK;
	TRY(standing(x, s, &now));
	s->viewer = VIEWER_CONSOLE;	/* on behalf of the facilitator who asked for it */
	if (now.round < rounds_of(s))
		return deal_next(x, s, now.round);
	return deal_by_itself(x, s, false);	/* the last bell has rung: what comes is said aloud */
}

enum rc deal_tick(struct ctx *x)
{
	struct sql_deals_due *due;
	size_t n;
	TRY(sql_deals_due(x, x->now - AFTER_BELL_S, &due, &n));
	for (size_t i = 0; i < n; i++)
		TRY(go_on(x, due[i].id));
	return OK;
}

enum rc deal_forget(struct ctx *x, workshop_id id)
{
	TRY(sql_deals_forget(x, id, NULL));
	return sql_deal_rounds_forget(x, id, NULL);
}

/* ---- what is seen */

static void put_markdown(struct ctx *x, struct val *into, const char *name, struct text t)
{
	if (text_is(t))
		val_html(x, into, name, ui_markdown(x, text_in(t, x->lang)));
	else
		val_null(x, into, name);
}

/* What everybody may know of the round. */
static enum rc put_round(struct ctx *x, struct session *s, struct val *v)
{
	struct sql_deal now;
	const struct method_deck *deck = deck_of(s);
	TRY(standing(x, s, &now));
	val_int(x, v, "round", now.round);
	val_int(x, v, "rounds", rounds_of(s));
	val_bool(x, v, "dealt", now.round > 0 && !now.done);
	val_bool(x, v, "gathered", now.done);
	val_bool(x, v, "by_itself", now.by_itself);
	val_bool(x, v, "silent", now.silent);
	val_bool(x, v, "last_round", now.round >= rounds_of(s));
	val_bool(x, v, "partners", s->step->partner);
	int64_t seconds = seconds_each(s);
	val_int(x, v, "minutes_each", seconds / 60);
	val_int(x, v, "n", rounds_of(s));	/* for the plural */
	val_int(x, v, "whole", s->step->minutes);
	val_bool(x, v, "shortened", seconds < (int64_t)s->step->minutes_each * 60 || rounds_of(s) < (int64_t)s->step->rounds);
	struct val *questions = val_list(x, v, "questions");
	for (unsigned i = 0; deck && i < deck->questions_count; i++)
		val_item_str(x, questions, text_in(deck->questions[i], x->lang));
	struct val *dots = val_list(x, v, "pips");
	for (int64_t i = 1; i <= rounds_of(s); i++) {
		struct val *o = val_obj(x, dots);
		val_str(x, o, "state", i < now.round || now.done ? S("done") : i == now.round ? S("now") : S("later"));
	}
	return OK;
}

static void put_card(struct ctx *x, const struct method_deck *deck, const struct method_card *c, struct val *v)
{
	val_str(x, v, "key", str_of(c->key));
	val_int(x, v, "number", c - deck->cards + 1);
	val_text(x, v, "title", c->title);
	put_markdown(x, v, "body", c->body);
	put_markdown(x, v, "back", c->back);
}

static enum rc put_partner(struct ctx *x, struct session *s, const struct hand *h, struct val *v)
{
	struct deal_pair pair;
	TRY(deal_partner(x, s, &pair));
	struct deal_sign sign = deal_sign(x, s, pair.pair, h->now.round);
	val_bool(x, v, "has_sign", pair.members > 0);
	val_bool(x, v, "next_round", s->step->partner && pair.members == 0);
	val_bool(x, v, "waits", pair.members == 1);
	val_bool(x, v, "two", pair.members == 2);
	val_int(x, v, "others", pair.members ? (int64_t)pair.members - 1 : 0);
	val_str(x, v, "sign_colour", str_of(sign.colour));
	val_str(x, v, "sign_words", sign.words);
	val_int(x, v, "sign_number", (int64_t)sign.number);
	return OK;
}

enum rc deal_task(struct ctx *x, struct session *s, struct val *task)
{
	struct hand h;
	struct val *v = val_sub(x, task, "deal");
	TRY(put_round(x, s, v));
	TRY(hand_of(x, s, &h));
	struct val *cards = val_list(x, v, "card");
	val_bool(x, v, "no_seat", !has_seat(s));
	if (!h.deck)
		return OK;
	struct val *c = val_obj(x, cards);
	put_card(x, h.deck, card_of(&h), c);
	return put_partner(x, s, &h, c);
}

enum rc deal_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x);
	TRY(put_round(x, s, v));
	bool wall = s->viewer == VIEWER_WALL;
	return live_piece(x, t, parent, S("deal"), wall ? "workshop/piece_wall_deal" : "workshop/piece_phone_deal", v, NULL);
}

enum rc deal_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x);
	const struct method_deck *deck = deck_of(s);
	TRY(put_round(x, s, v));
	TRY(session_put_empty_chairs(x, s, v));
	val_int(x, v, "workshop", s->id.v);
	val_text(x, v, "deck_title", deck ? deck->head.title : (struct text){ 0 });
	struct val *cards = val_list(x, v, "cards");
	for (unsigned i = 0; deck && i < deck->cards_count; i++)
		put_card(x, deck, &deck->cards[i], val_obj(x, cards));
	return live_piece(x, t, parent, S("deal"), "workshop/piece_console_deal", v, NULL);
}

/* A new round is a new card: the phone's page loads itself anew. */
enum rc deal_moment(struct ctx *x, struct session *s, int64_t *ret)
{
	struct sql_deal now;
	TRY(standing(x, s, &now));
	*ret = now.round * 2 + now.done;
	return OK;
}
