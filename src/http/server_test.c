/* The real server on a free port, spoken to over raw sockets.
 * "server_test serve 8080" only serves, for measuring with wrk. */
#include "core/clock.h"
#include "core/log.h"
#include "core/testing.h"
#include "http/live_adopt.h"
#include "http/server_test_app.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, REPLY_MAX = 6 << 20 };

static struct server *server;
static struct arena *memory;

/* ---- a client */

struct answer {
	int status;
	struct str head, body;
};

static int open_client(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)server_port(server)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	struct timeval patience = { PATIENCE_MS / 1000, 0 };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

static void say(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
		if (n < 0)
			return;		/* the server has hung up; the test looks at what it said */
		s = str_sub(s, (size_t)n, s.n);
	}
}

/* One reply off a connection; status 0 if the server closed without one. */
static struct answer hear(int fd, bool head_only)
{
	struct answer out = { 0 };
	char *p = arena_alloc(memory, 16384);
	size_t n = 0;
	char *end = NULL;
	while (!end && n < 16383) {
		if (recv(fd, p + n, 1, 0) != 1)
			return out;
		p[++n] = 0;
		end = strstr(p, "\r\n\r\n");
	}
	out.head = (struct str){ p, n };
	out.status = (int)strtol(p + 9, NULL, 10);
	const char *length = strstr(p, "Content-Length: ");
	size_t want = length && !head_only ? strtoul(length + 16, NULL, 10) : 0;
	assert_true(want < REPLY_MAX);
	char *body = arena_alloc(memory, want + 1);
	for (size_t got = 0; got < want;) {
		ssize_t m = recv(fd, body + got, want - got, 0);
		assert_true(m > 0);
		got += (size_t)m;
	}
	out.body = (struct str){ body, want };
	return out;
}

static bool is_closed(int fd)
{
	char c;
	ssize_t n = recv(fd, &c, 1, 0);
	return n == 0 || (n < 0 && errno == ECONNRESET);
}

static struct answer ask(struct str request)
{
	int fd = open_client();
	say(fd, request);
	struct answer a = hear(fd, str_starts(request, S("HEAD")));
	close(fd);
	return a;
}

#define REQUEST(line, ...) str_fmt(memory, line " HTTP/1.1\r\nHost: localhost\r\n" __VA_ARGS__)

static struct answer get(const char *path, const char *headers)
{
	return ask(str_fmt(memory, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers));
}

static struct answer post(const char *path, const char *headers, struct str body)
{
	struct str head = str_fmt(memory, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
				  "Content-Length: %zu\r\n%s\r\n", path, body.n, headers);
	return ask(str_cat(memory, head, body));
}

static bool has(struct str s, const char *part)
{
	return str_contains(s, str_of(part));
}

#define HAS(s, part) do { if (!has(s, part)) { print_error("no \"%s\" in: %.*s\n", part, STR_ARG(s)); assert_true(false); } } while (0)
#define HASNT(s, part) do { if (has(s, part)) { print_error("\"%s\" in: %.*s\n", part, STR_ARG(s)); assert_true(false); } } while (0)

/* The text between two marks. */
static struct str cut(struct str s, const char *from, const char *to)
{
	const char *start = strstr(str_z(memory, s), from);
	assert_non_null(start);
	start += strlen(from);
	const char *end = strstr(start, to);
	assert_non_null(end);
	return str_dup(memory, (struct str){ start, (size_t)(end - start) });
}

/* What a browser has after its first page. */
struct visitor {
	struct str cookie, csrf, once;
};

static struct visitor visit(void)
{
	struct answer a = get("/form", "");
	return (struct visitor){ .cookie = str_fmt(memory, "Cookie: visit=%s\r\n", cut(a.head, "visit=", ";").p),
				 .csrf = cut(a.body, "\"csrf\":\"", "\""), .once = cut(a.body, "\"once\":\"", "\"") };
}

static struct answer post_as(const struct visitor *v, const char *path, const char *headers, const char *fields)
{
	return post(path, str_fmt(memory, "%s%s", v->cookie.p, headers).p,
		    str_fmt(memory, "csrf=%s&%s", v->csrf.p, fields));
}

/* ---- pages */

static void a_page(void **state)
{
	struct answer a = get("/?q=%C3%A6ble", "");
	assert_int_equal(a.status, 200);
	HAS(a.body, "\"hello\":\"hej\"");
	HAS(a.body, "\"search\":\"æble\"");
	HAS(a.body, "\"full\":true");
	HAS(a.head, "Content-Type: text/html; charset=utf-8\r\n");
	HAS(a.head, "Cache-Control: no-store\r\n");
	HAS(a.head, "default-src 'none'; script-src 'self'");
	HAS(a.head, "X-Content-Type-Options: nosniff\r\n");
	HAS(a.head, "Referrer-Policy: no-referrer\r\n");
	HAS(a.head, "Date: ");
	HAS(a.head, "; HttpOnly; SameSite=Lax");
	a = get("/", "HX-Request: true\r\n");
	HAS(a.body, "\"full\":false");
	a = get("/", "HX-Request: true\r\nHX-Boosted: true\r\n");
	HAS(a.body, "\"full\":true");
	a = get("/", "Accept: application/json\r\n");
	HAS(a.head, "Content-Type: application/json\r\n");
	HASNT(a.body, "\"view\"");
}

static void heads(void **state)
{
	struct answer a = ask(REQUEST("HEAD /", "\r\n"));
	assert_int_equal(a.status, 200);
	HAS(a.head, "Content-Length: ");
	HASNT(a.head, "Content-Length: 0\r\n");
	int fd = open_client();
	say(fd, REQUEST("HEAD /", "\r\n"));
	hear(fd, true);
	say(fd, REQUEST("GET /people/1", "\r\n"));
	HAS(hear(fd, false).body, "\"id\":1");	/* no body was in between */
	close(fd);
}

static void errors(void **state)
{
	struct answer a = get("/nothing", "Accept-Language: en-GB,da;q=0.5\r\n");
	assert_int_equal(a.status, 404);
	HAS(a.body, "\"view\":\"ui/error\"");
	HAS(a.body, "http.404\\u003e in English");
	assert_int_equal(get("/people/x", "").status, 404);
	assert_int_equal(get("/people/-1", "").status, 404);
	a = get("/part", "");
	assert_int_equal(a.status, 405);
	HAS(a.head, "Allow: POST\r\n");
	a = post("/people/1", "", S(""));
	assert_int_equal(a.status, 405);
	HAS(a.head, "Allow: GET, HEAD\r\n");
	assert_int_equal(ask(REQUEST("DELETE /form", "\r\n")).status, 405);
	a = get("/nobody", "Accept: application/json\r\n");
	assert_int_equal(a.status, 403);
	HAS(a.body, "\"error\":{\"status\":403,\"key\":\"test.nobody\"");
	a = get("/fails", "");
	assert_int_equal(a.status, 500);
	HASNT(a.body, "fire");	/* causes are for the log */
	a = get("/broken", "");
	assert_int_equal(a.status, 500);
	HAS(a.body, "ui/error");
	a = get("/too-much", "");
	assert_int_equal(a.status, 503);
	HAS(a.head, "Retry-After");
	assert_int_equal(get("/", "").status, 200);
}

static void sign_in(void **state)
{
	struct answer a = get("/private?a=1&b=2", "");
	assert_int_equal(a.status, 303);
	HAS(a.head, "Location: /login?next=%2Fprivate%3Fa%3D1%26b%3D2\r\n");
	assert_int_equal(get("/private", "Accept: application/json\r\n").status, 401);
	assert_int_equal(get("/private", "Cookie: session=abc\r\n").status, 200);
	a = get("/private", "HX-Request: true\r\nHX-Current-URL: http://localhost/people/7?a=b\r\n");
	assert_int_equal(a.status, 401);
	HAS(a.head, "HX-Redirect: /login?next=%2Fpeople%2F7%3Fa%3Db\r\n");
}

/* The form was open when its owner was signed out: to the login, and back to its page. */
static void sign_in_again(void **state)
{
	struct visitor v = visit();
	v.csrf = str_of("0000");
	struct answer a = post_as(&v, "/private/7%20%C3%A6/save", "", "name=x");
	assert_int_equal(a.status, 303);
	HAS(a.head, "Location: /login?next=%2Fprivate%2F7%2520%25C3%25A6%2Fform\r\n");
	a = post_as(&v, "/private/7/save", "Referer: http://localhost/private/7/form?row=3\r\n", "name=x");
	HAS(a.head, "Location: /login?next=%2Fprivate%2F7%2Fform%3Frow%3D3\r\n");
	/* An address that shows nothing is not led to. */
	a = post_as(&v, "/private/7/save", "Referer: http://localhost/private/7/save\r\n", "name=x");
	HAS(a.head, "Location: /login?next=%2Fprivate%2F7%2Fform\r\n");
	assert_int_equal(post_as(&v, "/private/7/save", "Accept: application/json\r\n", "name=x").status, 401);
	/* Nobody is asked to sign in for what needs none, nor from another site. */
	assert_int_equal(post_as(&v, "/form", "", "name=x").status, 403);
	assert_int_equal(post_as(&v, "/private/7/save", "Origin: https://evil.example\r\n", "name=x").status, 403);
}

static void redirects_stay_here(void **state)
{
	assert_int_equal(get("/away?to=/people/7", "").status, 303);
	HAS(get("/away?to=/people/%C3%A6%20x", "").head, "Location: /people/%C3%A6%20x\r\n");
	static const char *const bad[] = { "//evil.example", "https://evil.example", "/%5Cevil.example", "evil",
					   "", "/a%0D%0ASet-Cookie:x=1" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(get(str_fmt(memory, "/away?to=%s", bad[i]).p, "").status, 500);
}

static void cookies_and_headers(void **state)
{
	struct answer a = get("/cookies", "X-Forwarded-For: 1.2.3.4, 9.8.7.6\r\n");
	HAS(a.head, "Set-Cookie: session=s3cret; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600\r\n");
	HASNT(a.head, "bad=");
	HAS(a.head, "X-Test: yes\r\n");
	HASNT(a.head, "X-Split");
	HAS(a.body, "\"base\":\"http://localhost\"");
	HAS(a.body, "\"peer\":\"9.8.7.6\"");
	a = get("/cookies", "X-Forwarded-Proto: https\r\n");
	HAS(a.head, "Set-Cookie: __Host-session=s3cret; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600\r\n");
	HAS(a.head, "Strict-Transport-Security");
	a = ask(S("GET /cookies HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
	HASNT(a.body, "evil");
}

static void files(void **state)
{
	struct answer a = get("/file", "");
	HAS(a.head, "Content-Disposition: attachment; filename=\"_rsplan _25_.csv\"; "
		    "filename*=UTF-8''%C3%A5rsplan%20%2225%22.csv\r\n");
	assert_string_equal(a.body.p, "a;b\r\n");
}

static void assets(void **state)
{
	struct answer a = get("/a/x-1.css", "");
	assert_string_equal(a.body.p, "body{color:red}");
	HAS(a.head, "immutable");
	HASNT(a.head, "gzip");
	a = get("/a/x-1.css?v=2", "Accept-Encoding: gzip, br\r\n");
	assert_string_equal(a.body.p, "gzipped");
	HAS(a.head, "Content-Encoding: gzip\r\n");
	a = get("/a/x-1.css", "If-None-Match: \"old\", W/\"x1\"\r\n");
	assert_int_equal(a.status, 304);
	HASNT(a.head, "Content-Length");
	a = get("/robots.txt", "If-None-Match: \"x1\"\r\n");
	assert_int_equal(a.status, 200);
	HAS(a.head, "Cache-Control: no-cache\r\n");
	int ran = atomic_load(&test_ran);
	ask(REQUEST("HEAD /a/x-1.css", "\r\n"));
	assert_int_equal(atomic_load(&test_ran), ran);	/* never came near the store */
}

/* ---- forms */

static void a_form(void **state)
{
	struct visitor v = visit();
	int before = atomic_load(&test_saved);
	struct answer a = post_as(&v, "/form", "", "name=%C3%85se");
	assert_int_equal(a.status, 303);
	HAS(a.head, "Location: /form?name=%C3%85se\r\n");
	HAS(a.head, "Set-Cookie: notice=test.saved; ");
	assert_int_equal(atomic_load(&test_saved), before + 1);
	a = get("/form", "Cookie: notice=test.saved\r\n");
	HAS(a.body, "\"notice\":\"\\u003ctest.saved\\u003e\"");
	HAS(a.head, "Set-Cookie: notice=; ");
	a = get("/form", "Cookie: notice=test.saved\r\nHX-Request: true\r\n");
	HASNT(a.body, "\"notice\"");
	HASNT(a.head, "notice=");
}

static void a_refused_form(void **state)
{
	struct visitor v = visit();
	int before = atomic_load(&test_saved);
	struct answer a = post_as(&v, "/form", "", "name=+&other=x%3Cy+z&password=secret&tag=1&tag=2");
	assert_int_equal(a.status, 422);
	HAS(a.body, "\"view\":\"form\"");
	HAS(a.body, "\"form\":{\"kept\":\"from the page\",\"name\":\" \",\"other\":\"x\\u003cy z\",\"tag\":[\"1\",\"2\"]}");
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.required\\u003e\"}");
	HAS(a.body, "\"fault\":\"\\u003cform.required\\u003e\"");
	/* For the page's script: which form, what is wrong where, and what was written. */
	HAS(a.body, "\"refused\":{\"action\":\"/form\",\"faults\":[{\"field\":\"name\",\"message\":\"\\u003cform.required\\u003e\"}],"
		    "\"posted\":[{\"name\":\"name\",\"value\":\" \",\"words\":false},{\"name\":\"other\",\"value\":\"x\\u003cy z\",\"words\":true},"
		    "{\"name\":\"tag\",\"value\":\"1\",\"words\":false},{\"name\":\"tag\",\"value\":\"2\",\"words\":false}],\"has_words\":true}");
	HASNT(a.body, "must not be seen");
	HASNT(a.body, "secret");
	a = post_as(&v, "/form", "", "name=taken");
	assert_int_equal(a.status, 409);
	HAS(a.body, "\"error\":{\"_\":\"\\u003ctest.taken\\u003e\"}");
	a = post_as(&v, "/form", "Accept: application/json\r\n", "name=");
	assert_int_equal(a.status, 422);
	HAS(a.body, "{\"error\":{\"status\":422,\"key\":\"form.required\",\"field\":\"name\"");
	assert_int_equal(atomic_load(&test_saved), before);
}

static void a_json_form(void **state)
{
	struct visitor v = visit();
	struct str body = S("{\"name\":\"Bo\"}");
	struct str request = str_fmt(memory, "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				     "X-CSRF-Token: %s\r\n%sContent-Length: %zu\r\n\r\n%s", v.csrf.p, v.cookie.p, body.n, body.p);
	HAS(ask(request).head, "Location: /form?name=Bo\r\n");
}

static void without_token(void **state)
{
	struct visitor v = visit(), w = visit();
	int before = atomic_load(&test_saved);
	assert_int_equal(post("/form", "", S("name=x")).status, 403);
	assert_int_equal(post("/form", v.cookie.p, S("name=x")).status, 403);
	assert_int_equal(post("/form", "", str_fmt(memory, "name=x&csrf=%s", v.csrf.p)).status, 403);
	assert_int_equal(post("/form", w.cookie.p, str_fmt(memory, "name=x&csrf=%s", v.csrf.p)).status, 403);
	/* Signing in changes the token. */
	assert_int_equal(post_as(&v, "/form", "Cookie: session=abc\r\n", "name=x").status == 303, 1);
	assert_int_equal(post("/private", "Cookie: session=abc\r\n", str_fmt(memory, "csrf=%s", v.csrf.p)).status, 403);
	assert_int_equal(atomic_load(&test_saved), before + 1);
	assert_int_equal(post("/link", "", S("")).status, 204);	/* says so in its permission */
}

static void all_faults_at_once(void **state)
{
	struct visitor v = visit();
	int before = atomic_load(&test_saved);
	struct answer a = post_as(&v, "/many", "", "name=x&note=123456&age=old&day=soon&at=noon&kind=c");
	assert_int_equal(a.status, 422);
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.too_short\\u003e\",\"note\":\"\\u003cform.too_long\\u003e\",\"age\":\"\\u003cform.not_number\\u003e\",\"day\":\"\\u003cform.not_date\\u003e\","
		    "\"at\":\"\\u003cform.not_time\\u003e\",\"kind\":\"\\u003cform.not_choice\\u003e\"}");
	HAS(a.body, "\"fault\":\"\\u003cform.several\\u003e\"");
	/* A rule's word counts like a reader's; of one field the first fault stands. */
	a = post_as(&v, "/many", "", "name=&age=19&day=2026-01-01&at=9.00&kind=a");
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.required\\u003e\",\"age\":\"\\u003ctest.odd\\u003e\"}");
	a = post_as(&v, "/many", "Accept: application/json\r\n", "name=&age=19&day=2026-01-01&at=9.00&kind=a");
	HAS(a.body, "\"field\":\"name\",\"message\":\"\\u003cform.required\\u003e\",\"fields\":{\"name\":\"\\u003cform.required\\u003e\",\"age\":\"\\u003ctest.odd\\u003e\"}");
	/* One alone is told as ever. */
	a = post_as(&v, "/many", "", "name=&age=20&day=2026-01-01&at=9.00&kind=a");
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.required\\u003e\"},\"fault\":\"\\u003cform.required\\u003e\"");
	/* Given up in between, and never asked: refused all the same, with the rest. */
	a = post_as(&v, "/many", "", "gives=up&name=&age=20&day=2026-01-01&at=9.00&kind=a");
	assert_int_equal(a.status, 422);
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.required\\u003e\",\"gives\":\"\\u003ctest.up\\u003e\"}");
	assert_int_equal(post_as(&v, "/many", "", "gives=taken&name=&age=20&day=2026-01-01&at=9.00&kind=a").status, 409);
	assert_int_equal(atomic_load(&test_saved), before);
	assert_int_equal(post_as(&v, "/many", "", "forgets=1&name=&age=20&day=2026-01-01&at=9.00&kind=a").status, 422);
	a = post_as(&v, "/many", "", "name=Ida&age=20&day=2026-01-01&at=9.00&kind=a");
	assert_int_equal(a.status, 303);
	HAS(a.head, "Location: /form?name=Ida&age=20\r\n");
}

/* Sends the form of /kept: `read` is what its page said, `typed` what is sent. */
static struct answer send_kept(const struct visitor *v, const char *read, const char *typed)
{
	return post_as(v, "/kept", "", str_fmt(memory, "%s&%s", read, typed).p);
}

static void assert_kept(const char *name, const char *note, const char *boxes)
{
	assert_string_equal(test_kept.name, name);
	assert_string_equal(test_kept.note, note);
	assert_string_equal(test_kept.boxes, boxes);
}

/* Each changes another field of the same page: both keep theirs. */
static void two_people_and_two_fields(void **state)
{
	struct visitor v = visit();
	const char *read = "was-name=Bo&was-note=a%0Ab&was-box=&was-box=x&was-box=y";
	(void)state;
	test_kept = (struct test_kept){ "Bo", "a\nb", "x y" };
	struct answer a = get("/kept", "");
	HAS(a.body, "\"was\":[{\"name\":\"was-name\",\"value\":\"Bo\"},{\"name\":\"was-note\",\"value\":\"a\\nb\"},{\"name\":\"was-box\",\"value\":\"\"},"
		    "{\"name\":\"was-box\",\"value\":\"x\"},{\"name\":\"was-box\",\"value\":\"y\"}]");
	assert_int_equal(send_kept(&v, read, "name=Ida&note=a%0D%0Ab&box=x&box=y").status, 303);
	assert_int_equal(send_kept(&v, read, "name=Bo&note=other&box=x&box=y").status, 303);
	assert_kept("Ida", "other", "x y");
	/* Of the boxes one ticks z and another takes x away. */
	assert_int_equal(send_kept(&v, read, "name=Bo&note=a%0Ab&box=x&box=y&box=z").status, 303);
	assert_int_equal(send_kept(&v, read, "name=Bo&note=a%0Ab&box=y").status, 303);
	assert_kept("Ida", "other", "y z");
	/* All were taken away, and one is ticked by whoever saw none. */
	assert_int_equal(send_kept(&v, "was-name=Ida&was-note=other&was-box=&was-box=y&was-box=z", "name=Ida&note=other").status, 303);
	assert_int_equal(send_kept(&v, "was-name=Ida&was-note=other&was-box=", "name=Ida&note=other&box=q").status, 303);
	assert_kept("Ida", "other", "q");
	/* Both wrote the same: nothing to ask. */
	assert_int_equal(send_kept(&v, read, "name=Ida&note=other&box=q").status, 303);
}

/* Both change one field: the second is told, with all that both have changed, and
 * what stands now is what the page that comes back has read. */
static void two_people_and_one_field(void **state)
{
	struct visitor v = visit();
	const char *read = "was-name=Bo&was-note=old&was-box=";
	(void)state;
	test_kept = (struct test_kept){ "Ida", "new", "x" };
	struct answer a = send_kept(&v, read, "name=Eva&note=mine");
	assert_int_equal(a.status, 409);
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.other_words\\u003e\",\"note\":\"\\u003cform.other_words\\u003e\",\"_\":\"\\u003cform.meanwhile\\u003e\"}");
	HAS(a.body, "\"fault\":\"\\u003cform.meanwhile\\u003e\"");
	HAS(a.body, "\"name\":\"Eva\"");
	HAS(a.body, "{\"name\":\"was-name\",\"value\":\"Ida\"},{\"name\":\"was-note\",\"value\":\"new\"},{\"name\":\"was-box\",\"value\":\"\"},"
		    "{\"name\":\"was-box\",\"value\":\"x\"}");
	assert_kept("Ida", "new", "x");
	/* A field that was left alone shows what stands now, and is not told of. */
	a = send_kept(&v, read, "name=Eva&note=old");
	assert_int_equal(a.status, 409);
	HAS(a.body, "\"error\":{\"name\":\"\\u003cform.other_words\\u003e\",\"_\":");
	HAS(a.body, "\"note\":\"new\"");
	a = post_as(&v, "/kept", "Accept: application/json\r\n", str_fmt(memory, "%s&%s", read, "name=Eva&note=old").p);
	assert_int_equal(a.status, 409);
	HAS(a.body, "\"fields\":{\"name\":\"\\u003cform.other_words\\u003e\"}");
	/* Refused for another reason: nobody has been told anything, so nothing was read. */
	a = send_kept(&v, "was-name=Ida&was-note=old&was-box=", "name=&note=old");
	assert_int_equal(a.status, 422);
	HAS(a.body, "{\"name\":\"was-note\",\"value\":\"new\"}");
	HAS(a.body, "\"note\":\"new\"");
	/* Once more, knowingly. */
	assert_int_equal(send_kept(&v, "was-name=Ida&was-note=new&was-box=&was-box=x", "name=Eva&note=mine&box=x").status, 303);
	assert_kept("Eva", "mine", "x");
	/* Who does not say what was read has decided. */
	assert_int_equal(post_as(&v, "/kept", "", "name=Bo&note=").status, 303);
	assert_kept("Bo", "", "");
	/* Emptied meanwhile is told, too. */
	a = send_kept(&v, "was-name=Bo&was-note=old&was-box=", "name=Bo&note=mine");
	assert_int_equal(a.status, 409);
	HAS(a.body, "\"note\":\"\\u003cform.other_emptied\\u003e\"");
}

static void foreign_forms(void **state)
{
	struct visitor v = visit();
	static const char *const foreign[] = {
		"Origin: https://evil.example\r\n", "Origin: http://localhost:1\r\n", "Sec-Fetch-Site: cross-site\r\n",
		"Sec-Fetch-Site: same-site\r\n", "Sec-Fetch-Site: cross-site\r\nOrigin: null\r\n",
	};
	int before = atomic_load(&test_saved);
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_int_equal(post_as(&v, "/form", foreign[i], "name=x").status, 403);
	assert_int_equal(atomic_load(&test_saved), before);
	static const char *const ours[] = {
		"Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n", "Origin: null\r\nSec-Fetch-Site: same-origin\r\n",
		"Origin: http://localhost\r\n", "",
	};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		assert_int_equal(post_as(&v, "/form", ours[i], "name=x").status, 303);
}

static void once_only(void **state)
{
	struct visitor v = visit();
	int before = atomic_load(&test_saved);
	const char *fields = str_fmt(memory, "name=Ida&once=%s", v.once.p).p;
	assert_int_equal(post_as(&v, "/form", "", fields).status, 303);
	struct answer again = post_as(&v, "/form", "", fields);
	assert_int_equal(again.status, 303);
	HAS(again.head, "Location: /form?name=Ida\r\n");
	assert_int_equal(atomic_load(&test_saved), before + 1);
	/* Gone back to the page and written something else: that is new, and so is
	 * nothing lost; each of the two is still carried out once. */
	const char *other = str_fmt(memory, "name=Bo&once=%s", v.once.p).p;
	for (int i = 0; i < 2; i++) {
		again = post_as(&v, "/form", "", other);
		assert_int_equal(again.status, 303);
		HAS(again.head, "Location: /form?name=Bo\r\n");
		HAS(post_as(&v, "/form", "", fields).head, "Location: /form?name=Ida\r\n");
		assert_int_equal(atomic_load(&test_saved), before + 2);
	}
	before++;
	/* Answered without a redirect: carried out once all the same. */
	struct visitor w = visit();
	fields = str_fmt(memory, "once=%s", w.once.p).p;
	assert_int_equal(post_as(&w, "/part", "", fields).status, 200);
	assert_int_equal(post_as(&w, "/part", "", fields).status, 204);
	assert_int_equal(atomic_load(&test_saved), before + 2);
	/* What gave a cookie gives it again: the first answer may have been lost. */
	struct visitor z = visit();
	fields = str_fmt(memory, "once=%s", z.once.p).p;
	for (int i = 0; i < 2; i++) {
		again = post_as(&z, "/come-in", "", fields);
		assert_int_equal(again.status, 303);
		HAS(again.head, "Set-Cookie: session=s3cret; ");
	}
	/* A refusal uses nothing up. */
	struct visitor y = visit();
	assert_int_equal(post_as(&y, "/form", "", str_fmt(memory, "name=&once=%s", y.once.p).p).status, 422);
	assert_int_equal(post_as(&y, "/form", "", str_fmt(memory, "name=x&once=%s", y.once.p).p).status, 303);
}

static struct answer upload(const struct visitor *v, size_t bytes, bool token)
{
	struct buf b;
	buf_init(&b, 64 << 20);
	if (token)
		buf_fmt(&b, "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n", v->csrf.p);
	buf_z(&b, "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"folk.csv\"\r\nContent-Type: text/csv\r\n\r\n");
	for (size_t i = 0; i < bytes; i += 64)
		buf_bytes(&b, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n", bytes - i < 64 ? bytes - i : 64);
	buf_z(&b, "\r\n--xx--\r\n");
	int fd = open_client();
	say(fd, str_fmt(memory, "POST /upload HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: multipart/form-data; boundary=xx\r\n"
			"Content-Length: %zu\r\n\r\n", v->cookie.p, b.n));
	say(fd, buf_view(&b));
	buf_free(&b);
	struct answer a = hear(fd, false);
	close(fd);
	return a;
}

static void uploads(void **state)
{
	struct visitor v = visit();
	struct answer a = upload(&v, 3 << 20, true);
	assert_int_equal(a.status, 200);
	HAS(a.body, "\"bytes\":3145728");
	HAS(a.body, "\"filename\":\"folk.csv\"");
	assert_int_equal(upload(&v, 1000, false).status, 403);
	a = upload(&v, HTTP_UPLOAD_MAX + 10, true);
	assert_int_equal(a.status, 413);
	HAS(a.body, "ui/error");
	/* Also one that is refused before it has come: a sentence in the reader's language. */
	a = upload(&v, 40 << 20, true);
	assert_int_equal(a.status, 413);
	HAS(a.body, "<html lang=\"da\">");
	HAS(a.body, "http.413");
	HAS(a.head, "Connection: close");
	int fd = open_client();
	say(fd, S("POST /form HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		  "Content-Length: 2097152\r\n\r\n"));
	char *body = arena_alloc(memory, 2 << 20);
	memset(body, 'a', 2 << 20);
	say(fd, (struct str){ body, 2 << 20 });
	a = hear(fd, false);
	close(fd);
	assert_int_equal(a.status, 413);
	HAS(a.body, "<html lang=\"en\">");
	assert_int_equal(upload(&v, 100, true).status, 200);
}

/* A head that comes byte by byte, as over a poor line, is read as one that comes whole. */
static void a_large_body_is_refused_in_words_however_its_head_comes(void **state)
{
	struct str head = S("POST /form HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n"
			    "Content-Length: 2097152\r\n\r\n");
	(void)state;
	char *body = arena_alloc(memory, 2 << 20);
	memset(body, 'a', 2 << 20);
	for (size_t piece = 1; piece <= head.n; piece = piece < 8 ? piece + 1 : piece * 3) {
		int fd = open_client(), one = 1;
		assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), 0);
		for (size_t at = 0; at < head.n; at += piece)
			say(fd, str_sub(head, at, piece));
		say(fd, (struct str){ body, 2 << 20 });
		struct answer a = hear(fd, false);
		close(fd);
		assert_int_equal(a.status, 413);
		HAS(a.body, "<html lang=\"en\">");
		HAS(a.body, "http.413");
		HAS(a.head, "Connection: close");
	}
}

/* ---- what clients do to servers */

static void keep_alive(void **state)
{
	int fd = open_client();
	for (int i = 1; i <= 20; i++) {
		say(fd, str_fmt(memory, "GET /people/%d HTTP/1.1\r\nHost: localhost\r\n\r\n", i));
		HAS(hear(fd, false).body, str_fmt(memory, "\"id\":%d", i).p);
	}
	say(fd, REQUEST("GET /", "Connection: close\r\n\r\n"));
	HAS(hear(fd, false).head, "Connection: close\r\n");
	assert_true(is_closed(fd));
	close(fd);
	fd = open_client();
	say(fd, S("GET / HTTP/1.0\r\n\r\n"));
	assert_int_equal(hear(fd, false).status, 200);
	assert_true(is_closed(fd));
	close(fd);
	fd = open_client();
	say(fd, S("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
	HAS(hear(fd, false).head, "Connection: keep-alive\r\n");
	say(fd, S("GET / HTTP/1.0\r\n\r\n"));
	assert_int_equal(hear(fd, false).status, 200);
	close(fd);
}

static void pipelining(void **state)
{
	struct visitor v = visit();
	struct str all = S("");
	for (int i = 1; i <= 30; i++) {
		struct str body = str_fmt(memory, "csrf=%s&name=n%d", v.csrf.p, i);
		all = str_cat(memory, all, i % 3 == 0
			? str_fmt(memory, "POST /form HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
				  "Content-Length: %zu\r\n\r\n%s", v.cookie.p, body.n, body.p)
			: i % 3 == 1 ? S("GET /a/x-1.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
			: str_fmt(memory, "GET /people/%d HTTP/1.1\r\nHost: localhost\r\n\r\n", i));
	}
	int fd = open_client();
	say(fd, all);
	for (int i = 1; i <= 30; i++) {
		struct answer a = hear(fd, false);
		if (i % 3 == 0)
			HAS(a.head, str_fmt(memory, "Location: /form?name=n%d\r\n", i).p);
		else if (i % 3 == 1)
			assert_string_equal(a.body.p, "body{color:red}");
		else
			HAS(a.body, str_fmt(memory, "\"id\":%d", i).p);
	}
	close(fd);
}

/* ---- pages that many ask for in the same second */

enum { ASKED = 40, MADE_MOST = 24 };	/* three makings until a page is kept, and a new second or two between */

static struct answer again(int fd, const char *path, const char *headers)
{
	say(fd, str_fmt(memory, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers));
	return hear(fd, false);
}

static int made_for(const char *path, const char *headers)
{
	int fd = open_client(), before = atomic_load(&test_made);
	for (int i = 0; i < ASKED; i++)
		assert_int_equal(again(fd, path, headers).status, 200);
	close(fd);
	return atomic_load(&test_made) - before;
}

static void kept_pages(void **state)
{
	int fd = open_client(), before = atomic_load(&test_made);
	struct str onces = S("");
	for (int i = 0; i < ASKED; i++) {
		int saved = atomic_load(&test_saved);
		struct answer a = again(fd, "/steady", "");
		struct visitor v = { .cookie = str_fmt(memory, "Cookie: visit=%s\r\n", cut(a.head, "visit=", ";").p),
				     .csrf = cut(a.body, "\"csrf\":\"", "\""), .once = cut(a.body, "\"once\":\"", "\"") };
		assert_false(str_contains(onces, v.once));
		onces = str_cat(memory, onces, v.once);
		HAS(a.body, str_fmt(memory, "\"saved\":%d", saved).p);
		/* Its tokens go with its cookie, whoever the page was made for first;
		 * and what is saved is on the next page. */
		if (i % 10 == 9)
			assert_int_equal(post_as(&v, "/part", "", "").status, 200);
	}
	close(fd);
	assert_in_range(atomic_load(&test_made) - before, 1, ASKED - 1);
}

/* What went into a page besides its address keeps it from being kept. */
static void pages_not_kept(void **state)
{
	assert_in_range(made_for("/steady", ""), 1, MADE_MOST);
	assert_true(made_for("/steady", "Cookie: a=b\r\n") >= ASKED);
	assert_true(made_for("/steady", "Accept: application/json\r\n") >= ASKED);
	assert_true(made_for("/steady", "HX-Request: true\r\n") >= ASKED);
	assert_true(made_for("/looks", "User-Agent: one\r\n") >= ASKED);
	assert_true(made_for("/chance", "") >= ASKED);
	assert_in_range(made_for("/steady", "Accept-Language: en\r\n"), 1, MADE_MOST);
	int fd = open_client();
	for (int i = 0; i < ASKED; i++) {
		HAS(again(fd, "/steady", i % 2 ? "Accept-Language: en\r\n" : "").body, i % 2 ? "\"lang\":\"en\"" : "\"lang\":\"da\"");
		HAS(again(fd, "/steady?q=1", "X-Forwarded-Proto: https\r\n").head, "Strict-Transport-Security");
		HASNT(again(fd, "/steady?q=1", "").head, "Strict-Transport-Security");
	}
	close(fd);
}

static void one_byte_at_a_time(void **state)
{
	struct visitor v = visit();
	struct str body = str_fmt(memory, "csrf=%s&name=langsom", v.csrf.p);
	struct str all = str_fmt(memory, "POST /form HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
				 "Content-Length: %zu\r\n\r\n%s", v.cookie.p, body.n, body.p);
	int fd = open_client();
	for (size_t i = 0; i < all.n; i++) {
		say(fd, str_sub(all, i, 1));
		usleep(200);	/* so slow is the client: each byte travels alone */
	}
	HAS(hear(fd, false).head, "Location: /form?name=langsom\r\n");
	close(fd);
}

static void chunked_bodies(void **state)
{
	struct visitor v = visit();
	struct str head = str_fmt(memory, "POST /form HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
				  "Transfer-Encoding: chunked\r\n\r\n", v.cookie.p);
	struct str csrf = str_fmt(memory, "csrf=%s", v.csrf.p);
	int fd = open_client();
	say(fd, head);
	say(fd, str_fmt(memory, "%zx\r\n%s\r\n9\r\n&name=bid\r\n0\r\n\r\n", csrf.n, csrf.p));
	struct answer a = hear(fd, false);
	HAS(a.head, "Location: /form?name=bid\r\n");
	HASNT(a.head, "chunked");
	say(fd, REQUEST("GET /people/5", "\r\n"));
	HAS(hear(fd, false).body, "\"id\":5");
	close(fd);
	assert_int_equal(ask(str_cat(memory, head, S("zz\r\n"))).status / 100, 4);
}

static void expect_continue(void **state)
{
	struct visitor v = visit();
	struct str body = str_fmt(memory, "csrf=%s&name=vent", v.csrf.p);
	int fd = open_client();
	say(fd, str_fmt(memory, "POST /form HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
			"Expect: 100-continue\r\nContent-Length: %zu\r\n\r\n", v.cookie.p, body.n));
	assert_int_equal(hear(fd, false).status, 100);
	say(fd, body);
	HAS(hear(fd, false).head, "Location: /form?name=vent\r\n");
	close(fd);
}

static void too_large(void **state)
{
	struct visitor v = visit();
	char *big = arena_alloc(memory, 3 << 20);
	memset(big, 'a', (3 << 20) - 1);
	/* A head. */
	struct answer a = ask(str_fmt(memory, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: %.20000s\r\n\r\n", big));
	assert_int_equal(a.status / 100, 4);
	a = ask(str_fmt(memory, "GET /?q=%.9000s HTTP/1.1\r\nHost: localhost\r\n\r\n", big));
	assert_int_equal(a.status, 414);
	/* A body a little too large gets our page, one far too large a short answer. */
	a = post_as(&v, "/form", "", str_fmt(memory, "name=%.300000s", big).p);
	assert_int_equal(a.status, 413);
	HAS(a.body, "ui/error");
	assert_int_equal(post_as(&v, "/form", "", big).status, 413);
	/* Many fields. */
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < 5000; i++)
		buf_z(&b, "a&");
	a = post_as(&v, "/form", "", str_z(memory, buf_view(&b)));
	assert_int_equal(a.status, 400);
	HAS(a.body, "http.too_many_fields");
	buf_free(&b);
}

static void bad_utf8(void **state)
{
	struct visitor v = visit();
	struct answer a = post_as(&v, "/form", "", "name=%E6ble");
	assert_int_equal(a.status, 400);
	HAS(a.body, "http.bad_encoding");
	assert_int_equal(get("/people/%E6", "").status, 400);
	assert_int_equal(get("/?q=%E6", "").status, 400);
	assert_int_equal(get("/%00", "").status, 400);
	assert_int_equal(get("/", "Cookie: \xe6=1\r\n").status, 200);
	assert_int_equal(ask(S("POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx")).status, 415);
}

/* Heads that a proxy and we might read differently. */
static void smuggling(void **state)
{
	static const char *const bad[] = {
		"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
		"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: +4\r\n\r\nabcd",
		"POST /form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 1\r\n\r\na",
		"POST /form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\nContent-Length: 1\r\n\r\na",
		"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
		"nonsense of no kind at all\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int fd = open_client();
		say(fd, str_of(bad[i]));
		assert_int_equal(hear(fd, false).status, 400);
		assert_true(is_closed(fd));
		close(fd);
	}
}

static int descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* Waits until the server has closed what we closed. */
static void settle(int wanted)
{
	for (int i = 0; i < 500 && descriptors() > wanted; i++)
		usleep(10000);
	assert_true(descriptors() <= wanted);
}

/* Waits until a worker has taken up as many requests to /slow. */
static void slow_begun(int wanted)
{
	while (atomic_load(&test_slow) < wanted)
		usleep(1000);
}

/* Waits until there is something to read, and how much there is stands still. */
static void filled(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int before = -1, now = 0;
	assert_int_equal(poll(&ready, 1, 10000), 1);
	while (before != now) {
		before = now;
		poll(NULL, 0, 20);
		ioctl(fd, FIONREAD, &now);
	}
}

static void gone_early(void **state)
{
	int before = descriptors();
	struct linger now = { 1, 0 };
	for (int i = 0; i < 40; i++) {
		int fd = open_client();
		if (i % 4 == 0)		/* in the middle of the head */
			say(fd, S("GET / HTTP/1.1\r\nHos"));
		else if (i % 4 == 1)	/* in the middle of the body */
			say(fd, REQUEST("POST /form", "Content-Length: 100\r\n\r\nname="));
		else if (i % 4 == 2) {	/* while the work runs */
			int begun = atomic_load(&test_slow);
			say(fd, REQUEST("GET /slow", "\r\n"));
			slow_begun(begun + 1);
		} else {		/* in the middle of the reply */
			say(fd, REQUEST("GET /large", "\r\n"));
			poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 10000);
		}
		if (i % 8 < 4)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
		close(fd);
	}
	assert_int_equal(get("/", "").status, 200);
	settle(before);
}

/* Reads little and late; gets all of it. */
static void slow_reader(void **state)
{
	int fd = open_client();
	int small = 65536;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	say(fd, REQUEST("GET /large", "\r\n"));
	filled(fd);
	struct answer a = hear(fd, false);
	assert_int_equal(a.body.n, 4 << 20);
	for (size_t i = 0; i < a.body.n; i++)
		assert_true(a.body.p[i] == 'x');
	say(fd, REQUEST("GET /people/9", "\r\n"));
	HAS(hear(fd, false).body, "\"id\":9");
	close(fd);
}

static void burst(void **state)
{
	enum { MANY = 500 };
	static int fds[MANY];
	int before = descriptors();
	for (int i = 0; i < MANY; i++)
		fds[i] = open_client();
	for (int i = 0; i < MANY; i++)
		say(fds[i], str_fmt(memory, "GET /people/%d HTTP/1.1\r\nHost: localhost\r\n\r\n", i + 1));
	for (int i = 0; i < MANY; i++)
		HAS(hear(fds[i], false).body, str_fmt(memory, "\"id\":%d,", i + 1).p);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	settle(before);
}

static void busy_store(void **state)
{
	atomic_store(&test_busy, true);
	struct answer a = get("/", "");
	atomic_store(&test_busy, false);
	assert_int_equal(a.status, 503);
	HAS(a.head, "Retry-After");
	assert_int_equal(get("/", "").status, 200);
}

static void streams(void **state)
{
	int before = descriptors();
	int fd = open_client();
	say(fd, REQUEST("GET /people/3", "\r\n"));	/* the connection was used before */
	HAS(hear(fd, false).body, "\"id\":3");
	say(fd, REQUEST("GET /stream", "\r\n"));
	struct answer a = hear(fd, false);
	HAS(a.head, "Content-Type: text/event-stream\r\n");
	HAS(a.head, "Connection: close\r\n");
	HASNT(a.head, "Content-Length");
	char text[4096] = "";
	size_t n = 0;
	while (!strstr(text, "hello room")) {
		ssize_t m = recv(fd, text + n, sizeof text - n - 1, 0);
		assert_true(m > 0);
		n += (size_t)m;
	}
	assert_memory_equal(text, LIVE_HELLO, strlen(LIVE_HELLO));
	assert_int_equal(live_count(server_live(server), S("room/1"), S("all")), 1);
	close(fd);
	settle(before);
	a = ask(REQUEST("HEAD /stream", "\r\n"));
	assert_int_equal(a.status, 200);
}

/* Two servers on one port would share its visitors by chance. */
static void taken_port(void **state)
{
	struct ctx x;
	struct server *s;
	struct http_hooks none = { 0 };
	const struct route *const tables[] = { NULL };
	struct server_config c = { .bind = S("127.0.0.1"), .port = server_port(server), .loops = 1 };
	ctx_init(&x, memory);
	assert_int_equal(server_start(&x, &c, &none, tables, &s), FAILED);
	HAS(str_of(x.fault.cause), "taken");
	fault_clear(&x);
	c.bind = S("nowhere.example");
	assert_int_equal(server_start(&x, &c, &none, tables, &s), FAILED);
}

/* A request in flight is answered, an idle connection and a stream are ended. */
static void stopping(void **state)
{
	int idle = open_client(), busy = open_client(), watching = open_client();
	say(idle, REQUEST("GET /", "\r\n"));
	hear(idle, false);
	say(watching, REQUEST("GET /stream", "\r\n"));
	hear(watching, false);
	int begun = atomic_load(&test_slow);
	say(busy, REQUEST("GET /slow", "\r\n"));
	slow_begun(begun + 1);
	int64_t began = clock_mono_us();
	test_app_stop(server);
	assert_true(clock_mono_us() - began < 5000000);
	struct answer a = hear(busy, false);
	assert_int_equal(a.status, 200);
	HAS(a.head, "Connection: close\r\n");
	assert_true(is_closed(busy));
	assert_true(is_closed(idle));
	char text[4096];
	while (recv(watching, text, sizeof text, 0) > 0)
		;
	close(idle);
	close(busy);
	close(watching);
	server = test_app_start(0, "", 0);
	assert_non_null(server);
	assert_int_equal(get("/", "").status, 200);
}

/* Silence ends a connection, and so does a trickle that never is silent. */
static void trickling_clients(void **state)
{
	test_app_stop(server);
	server = test_app_start(0, "https://samspil.example/", 1);
	int silent = open_client(), trickle = open_client(), body = open_client();
	int64_t began = clock_mono_us();
	say(body, REQUEST("POST /form", "Content-Length: 1000\r\n\r\n"));
	say(trickle, S("GET / HTTP/1.1\r\nX: "));
	for (int i = 0; i < 35; i++) {
		usleep(100000);		/* so slow are the clients: never silent for long, never done */
		say(trickle, S("x"));
		say(body, S("x"));
	}
	assert_true(is_closed(silent));
	assert_true(is_closed(trickle));
	assert_true(is_closed(body));
	assert_true(clock_mono_us() - began < 8000000);
	close(silent);
	close(trickle);
	close(body);
	/* Configured to be served by https under a name. */
	struct answer a = get("/cookies", "");
	HAS(a.head, "Set-Cookie: __Host-session=");
	HAS(a.body, "\"base\":\"https://samspil.example\"");
}

static int fresh_memory(void **state)
{
	memory = arena_new(256 << 20);
	return memory ? 0 : -1;
}

static int free_memory(void **state)
{
	arena_free(memory);
	return 0;
}

static int serve(int port)
{
	server = test_app_start(port, "", 0);
	if (!server)
		return 1;
	char c;
	ssize_t ended = read(STDIN_FILENO, &c, 1);	/* until our input ends */
	test_app_stop(server);
	return ended < 0;
}

int main(int argc, char **argv)
{
	log_set_level(LOG_ERROR);
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve((int)strtol(argv[2], NULL, 10));
#define T(f) cmocka_unit_test_setup_teardown(f, fresh_memory, free_memory)
	const struct CMUnitTest tests[] = {
		T(a_page), T(heads), T(errors), T(sign_in), T(sign_in_again), T(redirects_stay_here), T(cookies_and_headers), T(files),
		T(assets), T(a_form), T(a_refused_form), T(a_json_form), T(without_token), T(all_faults_at_once), T(two_people_and_two_fields),
		T(two_people_and_one_field), T(foreign_forms),
		T(once_only), T(uploads), T(a_large_body_is_refused_in_words_however_its_head_comes), T(keep_alive), T(pipelining), T(one_byte_at_a_time), T(kept_pages), T(pages_not_kept), T(chunked_bodies),
		T(expect_continue), T(too_large), T(bad_utf8), T(smuggling), T(gone_early), T(slow_reader), T(burst),
		T(busy_store), T(streams), T(taken_port), T(stopping),
		T(trickling_clients),
	};
	server = test_app_start(0, "", 0);
	if (!server)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	test_app_stop(server);
	return failed;
}
