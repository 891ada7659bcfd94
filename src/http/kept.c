/* kept.c -- knows pages as bytes with holes for tokens. Refuses to know what is
 * on them and who may see it: it keeps only what nobody's identity went into. */
#include "http/kept.h"
#include "core/clock.h"
#include "core/random.h"
#include <stdlib.h>

enum { TOKENS_MADE = 2 };	/* the first-visit cookie and `once` */

enum token { CSRF, ONCE, TOKEN_COUNT };

struct hole {
	uint32_t at;
	enum token token;
};

struct page {
	struct http_state state;
	int64_t second;		/* of ctx.now, which pages may show */
	enum lang lang;
	bool https;
	char *bytes;		/* the target, then the page; NULL: none */
	size_t target_n, n;
	struct hole holes[KEPT_HOLES];
	size_t nholes;
};

struct kept {
	struct page pages[KEPT_PAGES];
};

struct kept *kept_new(void)
{
	/* calloc: lives as long as its loop. */
	return calloc(1, sizeof(struct kept));
}

static void drop(struct page *p)
{
	free(p->bytes);
	p->bytes = NULL;
}

void kept_free(struct kept *k)
{
	for (size_t i = 0; k && i < KEPT_PAGES; i++)
		drop(&k->pages[i]);
	free(k);
}

void kept_tick(struct kept *k)
{
	int64_t now = clock_now();
	for (size_t i = 0; k && i < KEPT_PAGES; i++)
		if (k->pages[i].bytes && k->pages[i].second != now)
			drop(&k->pages[i]);
}

static bool is_anybodys(const struct exchange *e)
{
	const struct req *q = &e->req;
	return q->method == HTTP_GET && !e->door_status && !e->head_only && q->route->view && !q->wants_json && !q->is_fragment &&
	       !e->header((struct exchange *)(uintptr_t)e, "Cookie").p;
}

static struct page *place_of(struct kept *k, struct str target)
{
	return &k->pages[str_hash(target) & (KEPT_PAGES - 1)];
}

static bool is_page_for(const struct page *p, const struct exchange *e)
{
	return p->bytes && p->second == e->ctx.now && p->lang == e->ctx.lang && p->https == e->https &&
	       str_eq((struct str){ p->bytes, p->target_n }, e->req.target) && memcmp(&p->state, &e->state, sizeof p->state) == 0;
}

static void fill_in(const struct page *p, struct exchange *e)
{
	struct str tokens[TOKEN_COUNT];
	page_tokens(e, &tokens[CSRF], &tokens[ONCE]);
	buf_clear(&e->out);
	buf_bytes(&e->out, p->bytes + p->target_n, p->n);
	for (size_t i = 0; i < p->nholes && !e->out.failed; i++)
		memcpy(e->out.p + p->holes[i].at, tokens[p->holes[i].token].p, tokens[p->holes[i].token].n);
}

bool kept_answer(struct kept *k, struct exchange *e)
{
	const struct http_hooks *h = &e->server->hooks;
	e->may_keep = k && h->state && is_anybodys(e) && h->state(h->app, &e->state);
	if (!e->may_keep)
		return false;
	const struct page *p = place_of(k, e->req.target);
	if (!is_page_for(p, e)) {
		e->chance_before = random_asked();
		e->looked = false;
		return false;
	}
	fill_in(p, e);
	if (e->out.failed)
		return false;
	answer_page(e);
	return true;
}

/* ---- keeping */

/* What was said about the request after the fact: nothing but the page itself. */
static bool is_plain_page(const struct exchange *e)
{
	const struct reply *r = &e->reply;
	const struct header *h = r->headers;
	bool only_visit = h && !h->next && strcmp(h->name, "Set-Cookie") == 0;
	return e->rc == OK && e->status == 200 && r->kind == REPLY_VIEW && !r->notice && !r->holder.p && only_visit && !e->req.actor &&
	       !e->looked && random_asked() - e->chance_before == TOKENS_MADE;
}

/* False: more places than there is room for. */
static bool find_holes(struct page *p, struct str page, struct str token, enum token which)
{
	if (str_empty(token))
		return false;
	for (const char *at = page.p; (at = memmem(at, (size_t)(page.p + page.n - at), token.p, token.n)); at += token.n) {
		if (p->nholes == KEPT_HOLES)
			return false;
		p->holes[p->nholes++] = (struct hole){ (uint32_t)(at - page.p), which };
	}
	return true;
}

void kept_offer(struct kept *k, const struct exchange *e)
{
	const struct http_hooks *h = &e->server->hooks;
	struct http_state now;
	struct str page = buf_view(&e->out), target = e->req.target;
	if (!e->may_keep || e->out.failed || page.n > KEPT_PAGE_MAX || !is_plain_page(e))
		return;
	/* Made between two looks at the same state: made in that state. */
	if (!h->state(h->app, &now) || memcmp(&now, &e->state, sizeof now) != 0)
		return;
	struct page fresh = { .state = e->state, .second = e->ctx.now, .lang = e->ctx.lang, .https = e->https, .target_n = target.n, .n = page.n };
	if (!find_holes(&fresh, page, val_get_str(e->view, "csrf"), CSRF) || !find_holes(&fresh, page, val_get_str(e->view, "once"), ONCE))
		return;
	fresh.bytes = malloc(target.n + page.n);
	if (!fresh.bytes)
		return;
	memcpy(fresh.bytes, target.p, target.n);
	memcpy(fresh.bytes + target.n, page.p, page.n);
	struct page *p = place_of(k, target);
	drop(p);
	*p = fresh;
}
