/* oversize.c -- see oversize.h. Knows the lines of a request's head; refuses to
 * know routes and people: who is too large is not asked who they are. */
#include "core/lang.h"
#include "http/oversize.h"

/* The value of a header, "" if it is not among what has come. */
static struct str header_in(struct str head, struct str name)
{
	struct str line;
	while (str_next(&head, '\n', &line)) {
		size_t colon = str_find(line, ':');
		if (colon < line.n && str_eq_nocase(str_sub(line, 0, colon), name))
			return str_trim(str_sub(line, colon + 1, line.n));
	}
	return S("");
}

/* As a page is made for them: what they chose, else what the browser prefers. */
static enum lang language_in(struct str head)
{
	struct str cookies = header_in(head, S("Cookie"));
	if (str_contains(cookies, S("lang=en")) || str_contains(cookies, S("lang=da")))
		return str_contains(cookies, S("lang=en")) ? EN : DA;
	return http_language(header_in(head, S("Accept-Language")));
}

/* evhttp begins to write its own: ours goes first. */
static void on_answer(struct evbuffer *output, const struct evbuffer_cb_info *info, void *p)
{
	struct conn *c = p;
	if (!info->n_added || !c->refusal)
		return;
	struct evbuffer *ours = c->refusal;
	c->refusal = NULL;	/* before the next line, which calls us again */
	evbuffer_prepend_buffer(output, ours);
	evbuffer_free(ours);
}

static struct str page(struct ctx *x, const struct http_hooks *h)
{
	struct str words = h->message ? h->message(h->app, x, "http.413", NULL) : S("413");
	struct buf b;
	buf_init(&b, 4 << 10);
	buf_fmt(&b, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
		    "<title>413</title>\n<p>", lang_names[x->lang]);
	buf_html(&b, words);
	buf_z(&b, "</p>\n");
	return buf_take(&b, x->arena);
}

void oversize_look(struct conn *c, struct str head, size_t most)
{
	int64_t length;
	struct ctx x;
	/* Within the limit, without a length, or not all here yet: evhttp's matter. */
	if (!str_to_int(header_in(head, S("Content-Length")), 0, INT64_MAX, &length) || (uint64_t)length <= most)
		return;
	if (c->refusal || !(c->refusal = evbuffer_new()))
		return;
	ctx_init(&x, c->loop->scratch);
	x.lang = language_in(head);
	struct str body = page(&x, &c->loop->server->hooks);
	evbuffer_add_printf(c->refusal, "HTTP/1.1 413 Content Too Large\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n"
			    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%.*s", body.n, STR_ARG(body));
	evbuffer_add_cb(bufferevent_get_output(c->bev), on_answer, c);
}
