/* The parts that need no server: escapes, cookies, origins, routes, bodies and
 * the readers of fields. */
#include "core/testing.h"
#include "http/body.h"
#include "http/cookie.h"
#include "http/csrf.h"
#include "http/router.h"
#include "http/url.h"

static struct ctx x;

static int setup(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	body_init();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(x.arena);
	return 0;
}

static void is(struct str got, const char *want)
{
	assert_non_null(got.p);
	assert_string_equal(str_z(x.arena, got), want);
}

/* ---- escapes */

static void escapes(void **state)
{
	struct str s;
	assert_true(url_decode(x.arena, S("bl%C3%A5b%c3%a6r+gr%C3%B8d"), true, &s));
	is(s, "blåbær grød");
	assert_true(url_decode(x.arena, S("a+b"), false, &s));
	is(s, "a+b");
	assert_true(url_decode(x.arena, S("%41"), false, &s));
	is(s, "A");
	static const char *const broken[] = { "%", "%4", "a%", "%zz", "%4g", "%00", "%C3", "%E6", "%ED%A0%80", "\xe6" };
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		assert_false(url_decode(x.arena, str_of(broken[i]), true, &s));
}

static void pairs(void **state)
{
	struct val *o = val_new_obj(&x);
	assert_int_equal(url_pairs(&x, S("a=1&b=&a=2&&c&a=3&d%3D=x%26y"), o), OK);
	is(val_get_str(o, "b"), "");
	is(val_get_str(o, "c"), "");
	is(val_get_str(o, "d="), "x&y");
	struct val *a = val_get(o, S("a"));
	assert_int_equal(a->kind, VAL_LIST);
	assert_int_equal(a->kids.count, 3);
	is(a->kids.first->text, "1");
	is(a->kids.last->text, "3");
	assert_int_equal(url_pairs(&x, STR_NULL, o), OK);
	assert_int_equal(url_pairs(&x, S("a=%E6"), o), INVALID);
	assert_string_equal(x.fault.message, "http.bad_encoding");
}

static void too_many_fields(void **state)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < HTTP_FIELDS_MAX; i++)
		buf_fmt(&b, "f%d=%d&", i, i);
	assert_int_equal(url_pairs(&x, buf_view(&b), val_new_obj(&x)), OK);
	buf_z(&b, "last=1");
	assert_int_equal(url_pairs(&x, buf_view(&b), val_new_obj(&x)), INVALID);
	assert_string_equal(x.fault.message, "http.too_many_fields");
	buf_free(&b);
}

/* ---- cookies */

static void cookies(void **state)
{
	struct str header = S("a=1; session=abc; sessions=no; quoted=\"q\"; a=2; bad=\"; empty=");
	is(cookie_find(header, S("a")), "1");
	is(cookie_find(header, S("session")), "abc");
	is(cookie_find(header, S("quoted")), "q");
	is(cookie_find(header, S("empty")), "");
	assert_null(cookie_find(header, S("bad")).p);
	assert_null(cookie_find(header, S("sess")).p);
	assert_null(cookie_find(STR_NULL, S("a")).p);
	assert_true(cookie_value_ok(S("0aF-_.~")));
	assert_false(cookie_value_ok(S("a b")));
	assert_false(cookie_value_ok(S("a\r\nSet-Cookie: b")));
	assert_false(cookie_value_ok(S("æ")));
}

/* ---- csrf */

static void tokens(void **state)
{
	const uint8_t key[32] = { 1 }, other[32] = { 2 };
	struct str t = csrf_token(x.arena, key, S("session"));
	assert_true(csrf_token_ok(x.arena, key, S("session"), t));
	assert_false(csrf_token_ok(x.arena, key, S("another"), t));
	assert_false(csrf_token_ok(x.arena, other, S("session"), t));
	assert_false(csrf_token_ok(x.arena, key, S("session"), STR_NULL));
	assert_false(csrf_token_ok(x.arena, key, S("session"), str_sub(t, 0, t.n - 1)));
	assert_false(csrf_token_ok(x.arena, key, STR_NULL, csrf_token(x.arena, key, STR_NULL)));
}

static void origins(void **state)
{
	struct str ours = S("https://samspil.example"), none = STR_NULL, null = S("null"), host = S("127.0.0.1:8080");
	assert_true(csrf_origin_ok(none, none, ours, host));
	assert_true(csrf_origin_ok(S("same-origin"), ours, ours, host));
	assert_true(csrf_origin_ok(S("same-origin"), null, ours, host));
	assert_true(csrf_origin_ok(none, S("https://Samspil.example"), ours, host));
	assert_true(csrf_origin_ok(none, S("http://127.0.0.1:8080"), ours, host));
	assert_true(csrf_origin_ok(none, S("http://127.0.0.1:8080"), none, host));
	assert_false(csrf_origin_ok(S("cross-site"), none, ours, host));
	assert_false(csrf_origin_ok(S("cross-site"), null, ours, host));
	assert_false(csrf_origin_ok(S("same-site"), none, ours, host));
	assert_false(csrf_origin_ok(none, S("https://samspil.example.evil.example"), ours, host));
	assert_false(csrf_origin_ok(none, S("http://samspil.example"), ours, host));
	assert_false(csrf_origin_ok(none, S("http://127.0.0.1:8081"), ours, host));
	assert_false(csrf_origin_ok(none, S("file://127.0.0.1:8080"), ours, host));
	assert_false(csrf_origin_ok(none, S("https://"), ours, none));
	assert_false(csrf_origin_ok(none, S(""), none, none));
	assert_false(csrf_origin_ok(S("same-origin"), S("https://evil.example"), ours, host));
}

/* ---- routes */

static enum rc nothing(struct req *q, struct val *view)
{
	return OK;
}

static const struct route first_table[] = {
	GET ("/", nothing, "start", PUBLIC),
	GET ("/people/new", nothing, "people/new", PUBLIC),
	GET ("/people/:id", nothing, "people/one", PUBLIC),
	POST("/people/:id", nothing, "people/one", PUBLIC),
	GET ("/people/new/help", nothing, "help", PUBLIC),
	GET ("/people/:id/roles/:role", nothing, "people/role", PUBLIC),
	POST("/people/:id/roles", nothing, "people/one", PUBLIC),
	{ 0 },
};
static const struct route second_table[] = {
	GET ("/:word/:id/roles/new", nothing, "x/roles", PUBLIC),
	POST("/only/post", nothing, NULL, PUBLIC),
	{ 0 },
};
static const struct route *const tables[] = { first_table, second_table, NULL };

static const char *route_of(enum http_method m, struct str path, struct req *q)
{
	const struct route *r = server_match(tables, m, path, q);
	return r ? r->path : NULL;
}

static void matching(void **state)
{
	struct req q = { .x = &x };
	assert_string_equal(route_of(HTTP_GET, S("/"), NULL), "/");
	assert_string_equal(route_of(HTTP_GET, S("/people/new"), &q), "/people/new");
	assert_int_equal(q.nparams, 0);
	assert_string_equal(route_of(HTTP_GET, S("/people/7"), &q), "/people/:id");
	assert_int_equal(q.nparams, 1);
	is(req_param(&q, "id"), "7");
	assert_null(req_param(&q, "role").p);
	/* Literal first, but a dead end behind it is no answer. */
	assert_string_equal(route_of(HTTP_GET, S("/people/new/roles/3"), &q), "/people/:id/roles/:role");
	is(req_param(&q, "id"), "new");
	is(req_param(&q, "role"), "3");
	assert_string_equal(route_of(HTTP_GET, S("/people/7/roles/new"), &q), "/people/:id/roles/:role");
	assert_string_equal(route_of(HTTP_GET, S("/units/7/roles/new"), &q), "/:word/:id/roles/new");
	is(req_param(&q, "word"), "units");
	/* An escaped slash is a character; the segment stays one. */
	assert_string_equal(route_of(HTTP_GET, S("/people/a%2Fb"), &q), "/people/:id");
	is(req_param(&q, "id"), "a/b");
	assert_string_equal(route_of(HTTP_GET, S("/p%65ople/7"), &q), "/people/:id");
	static const char *const nowhere[] = { "", "people", "/people", "/people/", "/people//", "//", "/people/7/", "/only/post",
		"/people/%", "/people/%ff", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17" };
	for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
		assert_null(route_of(HTTP_GET, str_of(nowhere[i]), NULL));
}

static void form_pages(void **state)
{
	struct router *r;
	assert_int_equal(router_new(&x, x.arena, tables, &r), OK);
	struct matched m = router_match(r, x.arena, HTTP_POST, S("/people/7/roles"), NULL);
	assert_string_equal(m.page->path, "/people/:id");
	m = router_match(r, x.arena, HTTP_POST, S("/only/post"), NULL);
	assert_non_null(m.route);
	assert_null(m.page);
	m = router_match(r, x.arena, HTTP_GET, S("/only/post"), NULL);
	assert_null(m.route);
	assert_true(m.other_method);
	m = router_match(r, x.arena, HTTP_GET, S("/people/%zz"), NULL);
	assert_true(m.bad_path);
}

static void refused_tables(void **state)
{
	static const struct route twice[] = { GET("/a/:b", nothing, NULL, PUBLIC), GET("/a/:c", nothing, NULL, PUBLIC), { 0 } };
	static const struct route relative[] = { GET("a", nothing, NULL, PUBLIC), { 0 } };
	static const struct route open[] = { GET("/a", nothing, NULL, NULL), { 0 } };
	static const struct route *const bad[] = { twice, relative, open };
	for (size_t i = 0; i < 3; i++) {
		struct router *r;
		const struct route *const list[] = { bad[i], NULL };
		assert_int_equal(router_new(&x, x.arena, list, &r), FAILED);
		assert_non_null(x.fault.cause);
		fault_clear(&x);
	}
}

/* ---- bodies */

static void json_bodies(void **state)
{
	struct val *form = val_new_obj(&x);
	assert_int_equal(body_json(&x, S("{\"name\":\"Åse\",\"n\":-3,\"yes\":true,\"no\":false,\"nil\":null,\"l\":[\"a\",2]}"), form), OK);
	struct req q = { .x = &x, .form = form };
	is(form_raw(&q, "name"), "Åse");
	is(form_raw(&q, "n"), "-3");
	assert_true(form_checked(&q, "yes"));
	assert_false(form_has(&q, "no"));
	assert_false(form_has(&q, "nil"));
	assert_int_equal(form_values(&q, "l")->kids.count, 2);
	static const char *const bad[] = { "", "[]", "{", "{\"a\":{}}", "{\"a\":[[1]]}", "{\"a\":1.5}", "\"x\"", "{\"a\":\"\xe6\"}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(body_json(&x, str_of(bad[i]), val_new_obj(&x)), INVALID);
		assert_non_null(x.fault.message);
		fault_clear(&x);
	}
}

#define PART(head, text) "--xyz\r\nContent-Disposition: form-data; " head "\r\n\r\n" text "\r\n"
#define MULTIPART S("multipart/form-data; boundary=xyz")

static void multipart_bodies(void **state)
{
	struct val *form = val_new_obj(&x);
	struct upload_field *files;
	struct str body = S(PART("name=\"title\"", "Rød grød") PART("name=\"tag\"", "a") PART("name=\"tag\"", "b")
			    PART("name=\"file\"; filename=\"C:\\\\docs\\\\år.csv\"\r\nContent-Type: text/csv", "n;\xe6\r\n--xy\r\n")
			    PART("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", "") "--xyz--\r\n");
	assert_int_equal(body_multipart(&x, MULTIPART, body, form, &files), OK);
	struct req q = { .x = &x, .form = form, .uploads = files };
	is(form_raw(&q, "title"), "Rød grød");
	assert_int_equal(form_values(&q, "tag")->kids.count, 2);
	struct upload u;
	assert_int_equal(form_upload(&q, "file", &u), OK);
	is(u.filename, "år.csv");
	is(u.bytes, "n;\xe6\r\n--xy\r\n");
	assert_int_equal(form_upload(&q, "none", &u), INVALID);
	assert_string_equal(x.fault.message, "form.no_file");
	assert_string_equal(x.fault.field, "none");
}

static void bad_multipart(void **state)
{
	struct upload_field *files;
	static const struct { const char *type, *body; } bad[] = {
		{ "multipart/form-data", PART("name=a", "x") "--xyz--\r\n" },
		{ "multipart/form-data; boundary=other", PART("name=a", "x") "--xyz--\r\n" },
		{ "multipart/form-data; boundary=xyz", PART("x=a", "x") "--xyz--\r\n" },
		{ "multipart/form-data; boundary=xyz", PART("name=a", "\xe6") "--xyz--\r\n" },
		{ "multipart/form-data; boundary=xyz\nX: y", PART("name=a", "x") "--xyz--\r\n" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct val *form = val_new_obj(&x);
		assert_int_equal(body_multipart(&x, str_of(bad[i].type), str_of(bad[i].body), form, &files), INVALID);
		assert_int_equal(form->kids.count, 0);
		fault_clear(&x);
	}
}

/* 50,000 parts within each other must not be 50,000 stack frames. */
static void nested_multipart(void **state)
{
	struct buf b;
	buf_init(&b, 16 << 20);
	buf_z(&b, "--b0\r\n");
	for (int i = 1; i < 50000; i++)
		buf_fmt(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	struct upload_field *files;
	enum rc rc = body_multipart(&x, S("multipart/form-data; boundary=b0"), buf_view(&b), val_new_obj(&x), &files);
	assert_int_equal(rc, INVALID);
	buf_free(&b);
}

/* ---- fields */

static struct req form_of(struct str body)
{
	struct val *form = val_new_obj(&x);
	fault_clear(&x);
	assert_int_equal(body_urlencoded(&x, body, form), OK);
	return (struct req){ .x = &x, .form = form };
}

static void wrong(enum rc rc, const char *message)
{
	assert_int_equal(rc, INVALID);
	assert_string_equal(x.fault.message, message);
	assert_string_equal(x.fault.field, "f");
}

static void lines(void **state)
{
	struct str s;
	struct req q = form_of(S("f=++b%C3%A6r%0D%0A+og+%C3%B8l+"));
	assert_int_equal(form_line(&q, "f", 1, 9, &s), OK);
	is(s, "bær og øl");
	wrong(form_line(&q, "f", 1, 8, &s), "form.too_long");
	assert_int_equal(val_get_int(x.fault.args, "max", 0), 8);
	fault_clear(&x);
	wrong(form_line(&q, "f", 10, 20, &s), "form.too_short");
	q = form_of(S("f=+%09+"));
	wrong(form_line(&q, "f", 1, 8, &s), "form.required");
	assert_int_equal(form_line(&q, "f", 0, 8, &s), OK);
	assert_int_equal(s.n, 0);
	q = form_of(S("f=a%0D%0Ab%0Dc%0A%08%09d%0A%0A"));
	assert_int_equal(form_text(&q, "f", 1, 99, &s), OK);
	is(s, "a\nb\nc\n\td");
}

/* A card of marks without width would be an empty card on the wall. */
static void what_looks_empty_is_empty(void **state)
{
	(void)state;
	static const char *const empty[] = { "f=%E2%80%8B%E2%80%8B", "f=%E2%80%8D", "f=%E3%80%80%E2%80%82", "f=%E2%81%A0%EF%BB%BF%E2%80%8F", "f=%C2%A0" };
	struct str s;
	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
		struct req q = form_of(str_of(empty[i]));
		wrong(form_line(&q, "f", 1, 9, &s), "form.required");
		fault_clear(&x);
		wrong(form_text(&q, "f", 1, 9, &s), "form.required");
		fault_clear(&x);
	}
	struct req q = form_of(S("f=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7+te%E2%80%8Bkst"));
	assert_int_equal(form_line(&q, "f", 1, 9, &s), OK);
	is(s, "\U0001F469\u200d\U0001F467 tekst");	/* a family stays one sign */
}

static void numbers_and_dates(void **state)
{
	int64_t n;
	int minutes;
	struct date d;
	struct req q = form_of(S("f=+12+&bad=1x&empty="));
	assert_int_equal(form_int(&q, "f", 1, 12, &n), OK);
	assert_int_equal(n, 12);
	wrong(form_int(&q, "f", 1, 11, &n), "form.not_number");
	assert_int_equal(val_get_int(x.fault.args, "min", 0), 1);
	assert_int_equal(val_get_int(x.fault.args, "max", 0), 11);
	fault_clear(&x);
	assert_int_equal(form_int(&q, "bad", 1, 11, &n), INVALID);
	assert_int_equal(form_int_or(&q, "empty", 1, 11, 5, &n), OK);
	assert_int_equal(n, 5);
	assert_int_equal(form_int_or(&q, "bad", 1, 11, 5, &n), INVALID);
	q = form_of(S("f=2026-02-29&time=9.30&d=14/4+2026"));
	wrong(form_date(&q, "f", false, &d), "form.not_date");
	assert_int_equal(form_date(&q, "d", true, &d), OK);
	is(date_iso(x.arena, d), "2026-04-14");
	assert_int_equal(form_time(&q, "time", true, &minutes), OK);
	assert_int_equal(minutes, 570);
	assert_int_equal(form_date(&q, "none", false, &d), OK);
	assert_false(date_is(d));
	fault_clear(&x);
	wrong(form_time(&q, "f", true, &minutes), "form.not_time");
}

static void choices(void **state)
{
	static const char *const names[] = { "red", "green", NULL };
	int i;
	struct req q = form_of(S("f=green&box=on&off=0&bad=blue"));
	assert_int_equal(form_choice(&q, "f", names, &i), OK);
	assert_int_equal(i, 1);
	assert_true(form_checked(&q, "box"));
	assert_false(form_checked(&q, "off"));
	assert_false(form_checked(&q, "none"));
	assert_int_equal(form_choice(&q, "bad", names, &i), INVALID);
	assert_string_equal(x.fault.message, "form.not_choice");
}

int main(void)
{
	random_init();
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(escapes), T(pairs), T(too_many_fields), T(cookies), T(tokens), T(origins), T(matching), T(form_pages),
		T(refused_tables), T(json_bodies), T(multipart_bodies), T(bad_multipart), T(nested_multipart),
		T(lines), T(what_looks_empty_is_empty), T(numbers_and_dates), T(choices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
