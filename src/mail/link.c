/* link.c -- one address asked for. libcurl speaks HTTP and TLS; what counts as
 * alive is decided here. */
#include "mail/link.h"

#include <curl/curl.h>

struct asking {
	size_t got;
	bool enough;
};

/* The page itself is nobody's business: counted and thrown away. */
static size_t throw_away(char *bytes, size_t size, size_t n, void *p)
{
	struct asking *a = p;
	(void)bytes;
	a->got += size * n;
	a->enough = a->got > LINK_BYTES_MAX;
	return a->enough ? 0 : size * n;
}

static bool set_up(CURL *c, const char *url, bool head, struct asking *a)
{
	return curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)LINK_HOPS_MAX) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOBODY, head ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HTTPGET, head ? 0L : 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOBODY, head ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)LINK_WAIT_S) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_USERAGENT, "Samspil/" SAMSPIL_VERSION " (check --links)") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, throw_away) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEDATA, a) == CURLE_OK;
}

/* Where the first answer pointed for good; a detour of the day is no news. */
static struct str first_redirection(struct ctx *x, CURL *c, const char *url)
{
	struct asking a = { 0 };
	char *to = NULL;
	long code = 0;
	if (!set_up(c, url, true, &a) || curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK || curl_easy_perform(c) != CURLE_OK)
		return STR_NULL;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &to);
	return (code == 301 || code == 308) && to ? str_dup(x->arena, str_of(to)) : STR_NULL;
}

/* A refusal of HEAD says nothing about the page: 403 and 405 as some proxies give
 * them, 404 and 5xx as some programs do. */
static bool ask_again(CURLcode rc, long code)
{
	return rc == CURLE_OK && code >= 400;
}

static void judge(struct ctx *x, CURL *c, CURLcode rc, const struct asking *a, struct link_answer *ret)
{
	long code = 0;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	ret->code = (int)code;
	if (rc != CURLE_OK && !a->enough) {
		ret->state = LINK_SILENT;
		ret->why = str_dup(x->arena, str_of(curl_easy_strerror(rc)));
		return;
	}
	ret->state = code >= 200 && code < 400 ? LINK_ALIVE : LINK_DEAD;
}

static enum rc ask(struct ctx *x, CURL *c, const char *url, struct link_answer *ret)
{
	long hops = 0, code = 0;
	struct asking a = { 0 };
	CURLcode rc;
	if (!set_up(c, url, true, &a))
		return fail_cause(x, FAILED, "libcurl cannot be set up for http");
	rc = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	if (ask_again(rc, code)) {
		if (!set_up(c, url, false, &a))
			return fail_cause(x, FAILED, "libcurl cannot be set up for http");
		rc = curl_easy_perform(c);
	}
	judge(x, c, rc, &a, ret);
	curl_easy_getinfo(c, CURLINFO_REDIRECT_COUNT, &hops);
	if (ret->state == LINK_ALIVE && hops > 0) {
		ret->moved_to = first_redirection(x, c, url);
		if (ret->moved_to.n)
			ret->state = LINK_MOVED;
	}
	return OK;
}

enum rc link_ask(struct ctx *x, struct str url, struct link_answer *ret)
{
	*ret = (struct link_answer){ .state = LINK_SILENT, .moved_to = STR_NULL, .why = STR_NULL };
	if (!str_starts(url, S("http://")) && !str_starts(url, S("https://")))
		return fail(x, INVALID, "url", "mail.bad_link");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fail_cause(x, FAILED, "libcurl");
	CURL *c = curl_easy_init();
	if (!c)
		return fail_cause(x, FAILED, "libcurl");
	enum rc rc = ask(x, c, str_z(x->arena, url), ret);
	curl_easy_cleanup(c);
	return rc;
}
