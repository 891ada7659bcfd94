/* live_tree.c -- knows pieces of HTML and their order; knows no sockets, no
 * rooms and nothing of what the pieces say. */
#include "http/live_tree.h"
#include "core/log.h"
#include "core/random.h"
#include <assert.h>

#define KIDS S("<!--kids-->")

/* The element of the page that holds the root pieces. */
#define ROOT_ID S("live")
#define ROOT_HTML S("<div id=\"live\"><!--kids--></div>")

enum {
	NONE = UINT32_MAX,
	FIRST_NODES = 32,	/* a phone's page; a wall with 100 cards doubles twice */
};

struct node {
	struct str id, html;
	uint32_t parent, first, last, next;	/* NONE: there is none */
	uint32_t count;				/* children */
	uint32_t at;				/* where children go in html; html.n if nowhere */
	bool at_end;				/* only the element's own end tag follows */
	uint64_t digest;			/* of html; 0: not made yet */
};

struct live_tree {
	struct ctx *x;
	const struct live_tree *was;	/* what it follows upon, with its digests; NULL: nothing */
	struct node *nodes;
	uint32_t n, cap;
	uint32_t *slots;	/* by hash of id; NONE is free; a power of two, at most half full */
	uint32_t nslots;
};

/* ---- building */

static uint32_t slot_of(const struct live_tree *t, struct str id)
{
	uint32_t i = (uint32_t)str_hash(id) & (t->nslots - 1);
	while (t->slots[i] != NONE && !str_eq(t->nodes[t->slots[i]].id, id))
		i = (i + 1) & (t->nslots - 1);
	return i;
}

/* NONE if the tree has no such piece. */
static uint32_t find(const struct live_tree *t, struct str id)
{
	return t->slots[slot_of(t, id)];
}

static void grow(struct live_tree *t)
{
	uint32_t cap = t->cap ? t->cap * 2 : FIRST_NODES;
	struct node *nodes = ARENA_ARRAY(t->x->arena, cap, struct node);
	if (t->n)
		memcpy(nodes, t->nodes, t->n * sizeof *nodes);
	t->nodes = nodes;
	t->cap = cap;
	t->nslots = cap * 2;
	t->slots = ARENA_ARRAY(t->x->arena, t->nslots, uint32_t);
	memset(t->slots, 0xff, t->nslots * sizeof *t->slots);
	for (uint32_t i = 0; i < t->n; i++)
		t->slots[slot_of(t, t->nodes[i].id)] = i;
}

/* Does only </tag> follow p, tag being the name of the outermost element? Then
 * the children stand last in it, and new ones can be appended by its id. */
static bool only_end_tag_follows(struct str html, size_t p)
{
	struct str rest = str_trim(str_sub(html, p, html.n));
	size_t name = 0;
	while (name + 1 < html.n && !strchr(" \t\n/>", html.p[name + 1]))
		name++;
	return rest.n == name + 3 && rest.p[0] == '<' && rest.p[1] == '/' &&
	       memcmp(rest.p + 2, html.p + 1, name) == 0 && rest.p[rest.n - 1] == '>';
}

static void find_place(struct node *n)
{
	const char *p = memmem(n->html.p, n->html.n, KIDS.p, KIDS.n);
	n->at = p ? (uint32_t)(p - n->html.p) : (uint32_t)n->html.n;
	n->at_end = p && only_end_tag_follows(n->html, n->at + KIDS.n);
}

/* A letter first: the id is used in selectors, where "#7" would not do. */
static bool is_piece_id(struct str id)
{
	if (id.n == 0 || id.p[0] < 'a' || id.p[0] > 'z')
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

static uint32_t append(struct live_tree *t, uint32_t parent, struct str id, struct str html)
{
	if (t->n == t->cap)
		grow(t);
	uint32_t at = t->n++;
	struct node *n = &t->nodes[at];
	*n = (struct node){
		.id = str_dup(t->x->arena, id), .html = str_dup(t->x->arena, html),
		.parent = parent, .first = NONE, .last = NONE, .next = NONE,
	};
	find_place(n);
	t->slots[slot_of(t, n->id)] = at;
	if (parent == NONE)
		return at;
	struct node *p = &t->nodes[parent];
	if (p->last == NONE)
		p->first = at;
	else
		t->nodes[p->last].next = at;
	p->last = at;
	p->count++;
	return at;
}

struct live_tree *live_tree_new(struct ctx *x)
{
	struct live_tree *t = ARENA_NEW(x->arena, struct live_tree);
	t->x = x;
	append(t, NONE, ROOT_ID, ROOT_HTML);
	return t;
}

size_t live_node(struct live_tree *t, size_t parent, struct str id, struct str html)
{
	html = str_trim(html);
	assert(parent < t->n && is_piece_id(id));
	assert(html.n > 3 && html.p[0] == '<' && html.p[html.n - 1] == '>');
	assert(t->nodes[parent].at < t->nodes[parent].html.n && "a piece with children needs a place for them");
	uint32_t twin = find(t, id);
	if (twin != NONE) {
		/* Two elements of one id would both be swapped. The first stays. */
		log_line(LOG_ERROR, "live_twin", "id=%.*s", STR_ARG(id));
		return twin;
	}
	return append(t, (uint32_t)parent, id, html);
}

/* ---- writing */

/* `mark` goes into the start tag of the outermost element. */
static void write_piece(const struct live_tree *t, uint32_t at, struct str mark, struct buf *out)
{
	const struct node *n = &t->nodes[at];
	size_t from = 0;
	if (mark.n) {
		while (from < n->html.n && !strchr(" \t\r\n/>", n->html.p[from]))
			from++;
		buf_bytes(out, n->html.p, from);
		buf_str(out, mark);
	}
	buf_bytes(out, n->html.p + from, n->at - from);
	if (n->at == n->html.n)
		return;
	for (uint32_t k = n->first; k != NONE; k = t->nodes[k].next)
		write_piece(t, k, STR_NULL, out);
	size_t after = n->at + KIDS.n;
	buf_bytes(out, n->html.p + after, n->html.n - after);
}

struct str live_html(struct ctx *x, const struct live_tree *t)
{
	struct buf b;
	buf_init(&b, ARENA_CEILING_DEFAULT);
	write_piece(t, 0, STR_NULL, &b);
	return buf_take(&b, x->arena);
}

void live_whole(const struct live_tree *t, struct buf *out)
{
	buf_z(out, "<div hx-swap-oob=\"innerHTML:#live\">");
	for (uint32_t k = t->nodes[0].first; k != NONE; k = t->nodes[k].next)
		write_piece(t, k, STR_NULL, out);
	buf_z(out, "</div>");
}

void live_follows(struct live_tree *t, const struct live_tree *was)
{
	t->was = was;
}

/* Never 0, which says that there is none. */
static uint64_t digest(struct str bytes)
{
	uint8_t hash[HASH_BYTES];
	hash_bytes(hash, bytes);
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | hash[i];
	return v ? v : 1;
}

/* Most pieces are what they were: to compare them costs a tenth of their digest. */
static uint64_t digest_of(const struct live_tree *was, const struct node *n)
{
	uint32_t old = was ? find(was, n->id) : NONE;
	if (old != NONE && was->nodes[old].digest && str_eq(was->nodes[old].html, n->html))
		return was->nodes[old].digest;
	return digest(n->html);
}

uint64_t live_tree_version(struct live_tree *t)
{
	struct buf b;
	buf_init(&b, ARENA_CEILING_DEFAULT);
	for (uint32_t i = 1; i < t->n; i++) {
		struct node *n = &t->nodes[i];
		if (!n->digest)
			n->digest = digest_of(t->was, n);
		buf_str(&b, n->id);
		buf_char(&b, ' ');
		buf_bytes(&b, &n->digest, sizeof n->digest);
		buf_bytes(&b, &n->parent, sizeof n->parent);
	}
	t->was = NULL;	/* all have their digest now, and it may be freed */
	uint64_t v = digest(buf_view(&b));
	buf_free(&b);
	return v;
}

struct str live_version(struct ctx *x, struct live_tree *t)
{
	return str_fmt(x->arena, "%016" PRIx64, live_tree_version(t));
}

/* ---- comparing
 *
 * A piece stays if it has the same parent in both trees, that parent stays,
 * and it keeps its order among the siblings that stay. All others are taken
 * out of the page first and written anew where they belong. A piece that stays
 * with other html of its own is replaced together with all that is in it. */

struct diff {
	const struct live_tree *was, *now;
	struct arena *a;
	uint32_t *was_of;	/* by piece of now: the piece of was that stays; NONE: written anew */
	bool *stays;		/* by piece of was */
	bool *replaced;		/* by piece of now */
	struct buf *out;
};

/* Marks in keep[] a longest increasing run of the n numbers in pos[]. */
static void longest_run(struct arena *a, const uint32_t *pos, uint32_t n, bool *keep)
{
	uint32_t *ends = ARENA_ARRAY(a, n + 1, uint32_t);	/* index of the smallest end of a run of length i + 1 */
	uint32_t *before = ARENA_ARRAY(a, n + 1, uint32_t);
	uint32_t longest = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t low = 0, high = longest;
		while (low < high) {
			uint32_t middle = (low + high) / 2;
			if (pos[ends[middle]] < pos[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? ends[low - 1] : NONE;
		ends[low] = i;
		if (low == longest)
			longest++;
	}
	for (uint32_t i = longest ? ends[longest - 1] : NONE; i != NONE; i = before[i])
		keep[i] = true;
}

/* Which children of the piece `now`, which stays as `was`, stay too? */
static uint32_t match_kids(struct diff *d, uint32_t was, uint32_t now)
{
	uint32_t count = d->now->nodes[now].count, common = 0, kept = 0;
	uint32_t *pos = ARENA_ARRAY(d->a, count + 1, uint32_t);
	uint32_t *kid = ARENA_ARRAY(d->a, count + 1, uint32_t);
	for (uint32_t k = d->now->nodes[now].first; k != NONE; k = d->now->nodes[k].next) {
		uint32_t old = find(d->was, d->now->nodes[k].id);
		if (old == NONE || d->was->nodes[old].parent != was)
			continue;
		/* Siblings are numbered in order, so the number is the position. */
		pos[common] = old;
		kid[common++] = k;
	}
	bool *keep = ARENA_ARRAY(d->a, common + 1, bool);
	longest_run(d->a, pos, common, keep);
	for (uint32_t i = 0; i < common; i++) {
		if (!keep[i])
			continue;
		d->was_of[kid[i]] = pos[i];
		d->stays[pos[i]] = true;
		kept++;
	}
	return kept;
}

static void match(struct diff *d, uint32_t was, uint32_t now)
{
	const struct node *n = &d->now->nodes[now];
	if (!str_eq(d->was->nodes[was].html, n->html)) {
		d->replaced[now] = true;
		return;
	}
	uint32_t kept = match_kids(d, was, now);
	if (kept == 0 && n->count && !n->at_end) {
		/* Nothing in the page says where the first child goes. */
		d->replaced[now] = true;
		return;
	}
	for (uint32_t k = n->first; k != NONE; k = d->now->nodes[k].next)
		if (d->was_of[k] != NONE)
			match(d, d->was_of[k], k);
}

static void write_op(struct diff *d, const char *how, uint32_t target)
{
	buf_z(d->out, "<div hx-swap-oob=\"");
	buf_z(d->out, how);
	buf_z(d->out, ":#");
	buf_str(d->out, d->now->nodes[target].id);
	buf_z(d->out, "\">");
}

static void take_out(struct diff *d, uint32_t was, uint32_t now)
{
	if (d->replaced[now])
		return;
	for (uint32_t k = d->was->nodes[was].first; k != NONE; k = d->was->nodes[k].next) {
		if (d->stays[k])
			continue;
		buf_z(d->out, "<i id=\"");
		buf_str(d->out, d->was->nodes[k].id);
		buf_z(d->out, "\" hx-swap-oob=\"delete\"></i>");
	}
	for (uint32_t k = d->now->nodes[now].first; k != NONE; k = d->now->nodes[k].next)
		if (d->was_of[k] != NONE)
			take_out(d, d->was_of[k], k);
}

/* New pieces from..until (not included) in one wrapper, beside one that stays. */
static void write_run(struct diff *d, uint32_t parent, uint32_t stayed, uint32_t from, uint32_t until)
{
	if (from == until)
		return;
	if (until != NONE)
		write_op(d, "beforebegin", until);
	else if (stayed != NONE)
		write_op(d, "afterend", stayed);
	else
		write_op(d, "beforeend", parent);
	for (uint32_t k = from; k != until; k = d->now->nodes[k].next)
		write_piece(d->now, k, STR_NULL, d->out);
	buf_z(d->out, "</div>");
}

static void put_in(struct diff *d, uint32_t now)
{
	const struct node *n = &d->now->nodes[now];
	if (d->replaced[now]) {
		write_piece(d->now, now, S(" hx-swap-oob=\"true\""), d->out);
		return;
	}
	uint32_t stayed = NONE, from = n->first;
	for (uint32_t k = n->first; k != NONE; k = d->now->nodes[k].next) {
		if (d->was_of[k] == NONE)
			continue;
		write_run(d, now, stayed, from, k);
		put_in(d, k);
		stayed = k;
		from = d->now->nodes[k].next;
	}
	write_run(d, now, stayed, from, NONE);
}

void live_diff(struct ctx *x, const struct live_tree *was, const struct live_tree *now, struct buf *out)
{
	struct diff d = {
		.was = was, .now = now, .a = x->arena,
		.was_of = ARENA_ARRAY(x->arena, now->n, uint32_t),
		.stays = ARENA_ARRAY(x->arena, was->n, bool),
		.replaced = ARENA_ARRAY(x->arena, now->n, bool),
		.out = out,
	};
	memset(d.was_of, 0xff, now->n * sizeof *d.was_of);
	size_t start = out->n;
	match(&d, 0, 0);
	take_out(&d, 0, 0);
	put_in(&d, 0);

	if (out->n == start)
		return;
	struct buf whole;
	buf_init(&whole, out->ceiling);
	live_whole(now, &whole);
	if (whole.n < out->n - start) {
		out->n = start;
		buf_str(out, buf_view(&whole));
	}
	buf_free(&whole);
}
