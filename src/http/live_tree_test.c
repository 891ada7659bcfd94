/* The comparison is tried on a small page of elements that does what htmx does
 * with out-of-band elements: whatever is done to a tree, the operations must
 * turn the page of the old one into the page of the new one. */
#include "core/random.h"
#include "core/testing.h"
#include "http/live_tree.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- a page */

struct el {
	struct str start;		/* "<div id=..>", without hx-swap-oob; text for a text */
	struct str tag, id, swap;	/* tag "" : a text */
	struct el *parent, *first, *next;
};

struct page {
	struct arena *a;
	struct el *root;
};

static struct str attribute(struct str start, const char *name)
{
	char needle[32];
	snprintf(needle, sizeof needle, " %s=\"", name);
	const char *p = memmem(start.p, start.n, needle, strlen(needle));
	if (!p)
		return STR_NULL;
	p += strlen(needle);
	const char *end = memchr(p, '"', (size_t)(start.p + start.n - p));
	return (struct str){ p, (size_t)(end - p) };
}

static void add_last(struct el *parent, struct el *e)
{
	struct el **at = &parent->first;
	while (*at)
		at = &(*at)->next;
	*at = e;
	e->parent = parent;
	e->next = NULL;
}

static struct el *el_start(struct arena *a, struct str start)
{
	struct el *e = ARENA_NEW(a, struct el);
	size_t n = 1;
	while (!strchr(" >", start.p[n]))
		n++;
	e->tag = str_sub(start, 1, n - 1);
	e->id = attribute(start, "id");
	e->swap = attribute(start, "hx-swap-oob");
	e->start = str_replace(a, start, str_fmt(a, " hx-swap-oob=\"%.*s\"", STR_ARG(e->swap)), STR_NULL);
	return e;
}

/* Children of `into`; every element has an end tag and no attribute holds '>'. */
static void parse(struct arena *a, struct el *into, struct str html)
{
	struct el *open = into;
	for (size_t i = 0; i < html.n;) {
		struct str rest = str_sub(html, i, html.n);
		size_t n = rest.p[0] == '<' ? str_find(rest, '>') + 1 : str_find(rest, '<');
		struct str token = str_sub(rest, 0, n);
		i += token.n;
		if (str_starts(token, S("</"))) {
			assert_true(open != into);
			assert_true(str_eq(str_sub(token, 2, token.n - 3), open->tag));
			open = open->parent;
			continue;
		}
		struct el *e;
		if (token.p[0] == '<') {
			e = el_start(a, token);
		} else {
			e = ARENA_NEW(a, struct el);
			e->start = token;
		}
		add_last(open, e);
		if (token.p[0] == '<')
			open = e;
	}
	assert_ptr_equal(open, into);
}

static void print(struct buf *b, const struct el *e)
{
	buf_str(b, e->start);
	for (const struct el *k = e->first; k; k = k->next)
		print(b, k);
	if (e->tag.n)
		buf_fmt(b, "</%.*s>", STR_ARG(e->tag));
}

static size_t find_all(struct el *e, struct str id, struct el *found[], size_t n)
{
	if (e->tag.n && str_eq(e->id, id) && n < 4)
		found[n++] = e;
	for (struct el *k = e->first; k; k = k->next)
		n = find_all(k, id, found, n);
	return n;
}

static struct el **place_of(struct el *e)
{
	struct el **at = &e->parent->first;
	while (*at != e)
		at = &(*at)->next;
	return at;
}

static void remove_el(struct el *e)
{
	*place_of(e) = e->next;
}

/* The list goes to *at, under parent. */
static void splice(struct el **at, struct el *parent, struct el *list)
{
	struct el *after = *at;
	*at = list;
	for (; list; list = list->next) {
		list->parent = parent;
		at = &list->next;
	}
	*at = after;
}

static void swap_in(struct el *op, struct str how, struct el *target)
{
	if (str_eqz(how, "true")) {
		op->next = NULL;
		splice(place_of(target), target->parent, op);
		remove_el(target);
	} else if (str_eqz(how, "delete")) {
		remove_el(target);
	} else if (str_eqz(how, "beforebegin")) {
		splice(place_of(target), target->parent, op->first);
	} else if (str_eqz(how, "afterend")) {
		splice(&target->next, target->parent, op->first);
	} else if (str_eqz(how, "beforeend")) {
		struct el **at = &target->first;
		while (*at)
			at = &(*at)->next;
		splice(at, target, op->first);
	} else {
		assert_true(str_eqz(how, "innerHTML"));
		target->first = NULL;
		splice(&target->first, target, op->first);
	}
}

static void apply(struct page *p, struct str ops)
{
	struct el top = { 0 };
	parse(p->a, &top, ops);
	for (struct el *op = top.first, *next; op; op = next) {
		next = op->next;
		struct str how = op->swap, id = op->id;
		assert_true(op->tag.n && how.n);
		size_t colon = str_find(how, ':');
		if (colon < how.n) {
			id = str_sub(how, colon + 2, how.n);
			how = str_sub(how, 0, colon);
		}
		struct el *found[4];
		/* htmx swaps all that match; more than one would be a fault of ours. */
		assert_int_equal(find_all(p->root, id, found, 0), 1);
		swap_in(op, how, found[0]);
	}
}

static struct str page_html(struct page *p)
{
	struct buf b;
	buf_init(&b, 16 << 20);
	for (struct el *k = p->root->first; k; k = k->next)
		print(&b, k);
	return buf_take(&b, p->a);
}

static void load(struct page *p, struct ctx *x, const struct live_tree *t)
{
	p->a = x->arena;
	p->root = ARENA_NEW(x->arena, struct el);
	parse(p->a, p->root, live_html(x, t));
}

/* ---- a room that changes at random */

enum { PIECES = 40, SHAPES = 4 };

struct piece {
	bool there;
	int parent;	/* index; -1: root */
	int order;	/* among siblings */
	int text, shape;
};

static void build(struct live_tree *t, struct ctx *x, const struct piece *all, int parent, size_t number)
{
	static const char *const shapes[SHAPES] = {
		"<div id=\"p%d\" class=\"c\">%d<!--kids--></div>",
		"<ul id=\"p%d\"><li>%d</li><!--kids--></ul>",
		"<section id=\"p%d\"><h2>%d</h2><div><!--kids--></div></section>",
		"<div id=\"p%d\">%d<!--kids--><div>after</div></div>",
	};
	for (int order = 0; order < PIECES; order++) {
		for (int i = 0; i < PIECES; i++) {
			const struct piece *p = &all[i];
			if (!p->there || p->parent != parent || p->order != order)
				continue;
			char html[200], id[16];
			snprintf(id, sizeof id, "p%d", i);
			#pragma GCC diagnostic push
			#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(html, sizeof html, shapes[p->shape], i, p->text);
			#pragma GCC diagnostic pop
			build(t, x, all, i, live_node(t, number, str_of(id), str_of(html)));
		}
	}
}

static bool is_within(const struct piece *all, int i, int ancestor)
{
	for (; i >= 0; i = all[i].parent)
		if (i == ancestor)
			return true;
	return false;
}

/* A place under a random parent that is there and not inside i; order is unique
 * because every number is given to one piece only. */
static void put_somewhere(struct piece *all, int i)
{
	int parent = (int)random_below(PIECES + 1) - 1;
	if (parent >= 0 && (!all[parent].there || is_within(all, parent, i)))
		parent = -1;
	all[i].parent = parent;
	/* Make room: shift the orders of all others from a random number on. */
	int order = (int)random_below(PIECES);
	for (int k = 0; k < PIECES; k++)
		if (k != i && all[k].order == order) {
			all[k].order = all[i].order;
			break;
		}
	all[i].order = order;
}

static void remove_piece(struct piece *all, int i)
{
	all[i].there = false;
	for (int k = 0; k < PIECES; k++)
		if (all[k].there && all[k].parent == i)
			remove_piece(all, k);
}

static void edit(struct piece *all)
{
	int i = (int)random_below(PIECES);
	switch (random_below(5)) {
	case 0:
		if (all[i].there)
			remove_piece(all, i);
		break;
	case 1:
		if (all[i].there)
			all[i].text++;
		break;
	case 2:
		if (all[i].there)
			all[i].shape = (int)random_below(SHAPES);
		break;
	default:
		if (!all[i].there)
			all[i] = (struct piece){ .there = true, .order = all[i].order, .shape = (int)random_below(SHAPES) };
		put_somewhere(all, i);
	}
}

static struct live_tree *tree_of(struct ctx *x, const struct piece *all)
{
	struct live_tree *t = live_tree_new(x);
	build(t, x, all, -1, 0);
	return t;
}

static void any_change_arrives(void **state)
{
	(void)state;
	for (int game = 0; game < 300; game++) {
		struct piece all[PIECES] = { 0 };
		for (int i = 0; i < PIECES; i++)
			all[i].order = i;
		for (unsigned i = random_below(120); i > 0; i--)
			edit(all);
		for (int move = 0; move < 12; move++) {
			struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
			struct ctx x;
			ctx_init(&x, a);
			struct live_tree *was = tree_of(&x, all);
			for (unsigned n = random_below(6) + 1; n > 0; n--)
				edit(all);
			struct live_tree *now = tree_of(&x, all);
			struct page page;
			load(&page, &x, was);
			struct buf ops;
			buf_init(&ops, 1 << 20);
			live_diff(&x, was, now, &ops);
			apply(&page, buf_view(&ops));
			struct str want = live_html(&x, now);
			struct str got = page_html(&page);
			if (!str_eq(got, want))
				print_message("was  %.*s\nops  %.*s\ngot  %.*s\nwant %.*s\n", STR_ARG(live_html(&x, was)),
					      STR_ARG(buf_view(&ops)), STR_ARG(got), STR_ARG(want));
			assert_true(str_eq(got, want));
			assert_int_equal(ops.n == 0, str_eq(live_html(&x, was), want));
			assert_int_equal(live_tree_version(was) == live_tree_version(now), ops.n == 0);
			/* Made from what differs it is the same as a page makes it from nothing. */
			struct live_tree *later = tree_of(&x, all);
			live_follows(later, was);
			assert_int_equal(live_tree_version(later), live_tree_version(now));
			buf_free(&ops);
			arena_free(a);
		}
	}
}

/* ---- what is sent, by example */

struct world {
	struct arena *a;
	struct ctx x;
};

static int set_up(void **state)
{
	static struct world w;
	w.a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&w.x, w.a);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	arena_free(w->a);
	return 0;
}

/* A board with these cards, a letter each; upper case is another text. */
static struct live_tree *board(struct ctx *x, const char *cards)
{
	struct live_tree *t = live_tree_new(x);
	size_t b = live_node(t, 0, S("board"), S("<ul id=\"board\"><!--kids--></ul>"));
	for (; *cards; cards++) {
		char lower = (char)(*cards | 32);
		live_node(t, b, str_fmt(x->arena, "c-%c", lower),
			  str_fmt(x->arena, "<li id=\"c-%c\">a card with the letter %c, long enough that it is worth sparing</li>", lower, *cards));
	}
	return t;
}

static struct str diff_of(struct ctx *x, const char *was, const char *now)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	live_diff(x, board(x, was), board(x, now), &b);
	return buf_take(&b, x->arena);
}

static int count(struct str s, const char *what)
{
	int n = 0;
	for (const char *p = s.p; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static void only_what_differs_is_sent(void **state)
{
	struct world *w = *state;
	assert_string_equal(diff_of(&w->x, "abcd", "abcd").p, "");

	struct str added = diff_of(&w->x, "abcd", "abcde");
	assert_true(str_starts(added, S("<div hx-swap-oob=\"afterend:#c-d\"><li id=\"c-e\">")));
	assert_int_equal(count(added, "<li"), 1);

	struct str between = diff_of(&w->x, "abcd", "abefcd");
	assert_true(str_starts(between, S("<div hx-swap-oob=\"beforebegin:#c-c\"><li id=\"c-e\">")));
	assert_int_equal(count(between, "<li"), 2);
	assert_int_equal(count(between, "hx-swap-oob"), 1);

	struct str first = diff_of(&w->x, "", "a");
	assert_true(str_starts(first, S("<div hx-swap-oob=\"beforeend:#board\"><li id=\"c-a\">")));

	assert_string_equal(diff_of(&w->x, "abcd", "acd").p, "<i id=\"c-b\" hx-swap-oob=\"delete\"></i>");

	struct str changed = diff_of(&w->x, "abcd", "abCd");
	assert_true(str_starts(changed, S("<li hx-swap-oob=\"true\" id=\"c-c\">")));
	assert_int_equal(count(changed, "<li"), 1);
}

static void the_fewest_pieces_move(void **state)
{
	struct world *w = *state;
	struct str s = diff_of(&w->x, "abcdefgh", "bcdaefgh");
	assert_int_equal(count(s, "<li"), 1);
	assert_int_equal(count(s, "delete"), 1);
	s = diff_of(&w->x, "abcdefgh", "habcdefg");
	assert_int_equal(count(s, "<li"), 1);
}

static void a_turned_board_is_sent_whole(void **state)
{
	struct world *w = *state;
	struct str s = diff_of(&w->x, "abcd", "wxyz");
	assert_true(str_starts(s, S("<div hx-swap-oob=\"innerHTML:#live\"><ul id=\"board\">")));
	assert_int_equal(count(s, "hx-swap-oob"), 1);
}

static void the_version_tells_states_apart(void **state)
{
	struct world *w = *state;
	struct str one = live_version(&w->x, board(&w->x, "abc"));
	assert_int_equal(one.n, 16);
	assert_true(str_eq(one, live_version(&w->x, board(&w->x, "abc"))));
	assert_false(str_eq(one, live_version(&w->x, board(&w->x, "abC"))));
	assert_false(str_eq(one, live_version(&w->x, board(&w->x, "acb"))));
}

static void a_second_piece_of_an_id_is_refused(void **state)
{
	struct world *w = *state;
	struct live_tree *t = live_tree_new(&w->x);
	size_t a = live_node(t, 0, S("a"), S("<p id=\"a\">first</p>"));
	assert_int_equal(live_node(t, 0, S("a"), S("<p id=\"a\">second</p>")), a);
	assert_string_equal(live_html(&w->x, t).p, "<div id=\"live\"><p id=\"a\">first</p></div>");
}

int main(void)
{
	random_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_change_arrives),
		cmocka_unit_test_setup_teardown(only_what_differs_is_sent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_fewest_pieces_move, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_turned_board_is_sent_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_version_tells_states_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_second_piece_of_an_id_is_refused, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
