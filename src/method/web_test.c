/* web_test.c -- every page of the library renders in both languages, with no
 * name unknown to its template. */
#include "core/testing.h"
#include "http/http.h"
#include "method/method.h"
#include "ui/ui.h"
#include <stdlib.h>

enum { CEILING = 64 << 20 };

static struct arena *arena;
static struct ctx x;

static int begin(void **state)
{
	arena = arena_new(CEILING);
	ctx_init(&x, arena);
	if (ui_init(&x, true) == OK && method_init(&x, NULL) == OK)
		return 0;
	print_error("%s\n", x.fault.cause);
	return -1;
}

static int end(void **state)
{
	arena_free(arena);
	return 0;
}

static enum rc answer(const struct route *r, const char *key, struct val *query, struct val *view)
{
	struct req q = { .x = &x, .route = r, .query = query, .form = val_new_obj(&x), .nparams = 1 };
	q.params[0].name = "key";
	q.params[0].value = str_of(key);
	return r->handle(&q, view);
}

static const struct route *route_of(const char *view)
{
	const struct route *const tables[] = { method_routes, method_library_routes, NULL };
	for (size_t t = 0; tables[t]; t++)
		for (const struct route *r = tables[t]; r->path; r++)
			if (r->view && strcmp(r->view, view) == 0)
				return r;
	abort();
}

static struct str page(const char *view, const char *key, enum lang lang)
{
	struct val *tree = val_new_obj(&x);
	struct buf out;
	x.lang = lang;
	buf_init(&out, 4 << 20);
	assert_int_equal(answer(route_of(view), key, val_new_obj(&x), tree), OK);
	if (ui_render(&x, view, tree, &out) != OK) {
		print_error("%s %s: %s\n", view, key, x.fault.cause);
		assert_true(false);
	}
	return buf_take(&out, arena);
}

static void every_document_has_its_pages(void **state)
{
	static const struct {
		enum method_kind kind;
		const char *view, *paper;
	} pages[] = {
		{ METHOD_PROGRAMME, "method/programme", "method/programme_print" },
		{ METHOD_WORKSHOP, "method/run_sheet", "method/run_sheet_print" },
		{ METHOD_WORKSHOP, "method/method", "method/run_sheet_print" },
		{ METHOD_SHEET, "method/sheet", "method/sheet_print" },
	};
	const struct method_head *h;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		for (size_t k = 0; (h = method_nth(pages[i].kind, k)); k++) {
			assert_true(str_contains(page(pages[i].view, h->key, DA), str_of(h->title.da)));
			assert_true(str_contains(page(pages[i].view, h->key, EN), str_of(h->title.en)));
			assert_true(str_contains(page(pages[i].paper, h->key, DA), str_of(h->title.da)));
			assert_true(str_contains(page(pages[i].paper, h->key, EN), str_of(h->title.en)));
		}
	}
}

static void library_lists_them(void **state)
{
	struct str html = page("method/library", "", DA);
	assert_true(str_contains(html, S("href=\"/programme-guide/five-phases\"")));
	assert_true(str_contains(html, S("href=\"/method/future-workshop-light\"")));
	assert_true(str_contains(html, S("href=\"/sheet/keep-good-habits\"")));
}

static void unknown_keys_are_not_found(void **state)
{
	static const char *const views[] = { "method/programme", "method/run_sheet", "method/sheet" };
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(answer(route_of(views[i]), "nothing", val_new_obj(&x), val_new_obj(&x)), NOT_FOUND);
}

static struct str sum_of(const char *role_title, struct val *query)
{
	struct val *view = val_new_obj(&x);
	x.lang = EN;
	assert_int_equal(answer(route_of("method/programme"), "five-phases", query, view), OK);
	const struct val *column = val_get(view, S("columns"))->kids.first;
	const struct val *sum = val_get(view, S("sums"))->kids.first;
	for (; column; column = column->next, sum = sum->next)
		if (str_eqz(val_get_str(column, "role"), role_title))
			return val_get_str(sum, "hours");
	return STR_NULL;
}

static void hours_follow_the_choice_in_the_query(void **state)
{
	struct val *all = val_new_obj(&x), *odd = val_new_obj(&x);
	val_str(&x, all, "status_participants", S("all"));
	val_str(&x, odd, "status_participants", S("nobody knows"));
	assert_true(str_eq(sum_of("Other employees", val_new_obj(&x)), STR_NULL));
	assert_true(str_eq(sum_of("Employee", val_new_obj(&x)), S("19")));
	assert_true(str_eq(sum_of("Employee", all), S("25")));
	assert_true(str_eq(sum_of("Consultant", all), S("83")));
	assert_true(str_eq(sum_of("Employee", odd), S("19")));
}

static void the_run_sheet_tells_what_is_closed(void **state)
{
	struct str html = page("method/run_sheet", "future-workshop", EN);
	assert_true(str_contains(html, S("Leaders are not in this part and cannot see the board.")));
	assert_true(str_contains(html, S("data-accent=\"clay\"")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_document_has_its_pages),
		cmocka_unit_test(library_lists_them),
		cmocka_unit_test(unknown_keys_are_not_found),
		cmocka_unit_test(hours_follow_the_choice_in_the_query),
		cmocka_unit_test(the_run_sheet_tells_what_is_closed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
