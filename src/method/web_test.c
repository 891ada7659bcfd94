/* web_test.c -- every page of the library renders in both languages, with no
 * name unknown to its template. */
#include "core/testing.h"
#include "http/exchange.h"
#include "http/http.h"
#include "method/method.h"
#include "method/print/print.h"
#include "ui/ui.h"
#include <stdlib.h>

enum { CEILING = 64 << 20 };

static struct arena *arena;
static struct ctx x;
static struct reply reply;		/* of the last answer */
static struct str step_number = S("1");

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

static enum rc ask(const struct route *r, const char *key, struct val *query, struct val *view)
{
	memset(&reply, 0, sizeof reply);
	struct req q = { .x = &x, .route = r, .query = query, .form = val_new_obj(&x), .nparams = 2, .reply = &reply };
	q.params[0].name = "key";
	q.params[0].value = str_of(key);
	q.params[1].name = "n";
	q.params[1].value = step_number;
	return r->handle(&q, view);
}

static const struct route *route_of(const char *view)
{
	const struct route *const tables[] = { method_routes, method_library_routes, method_material_routes, method_player_routes, NULL };
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
	assert_int_equal(ask(route_of(view), key, val_new_obj(&x), tree), OK);
	if (ui_render(&x, view, tree, &out) != OK) {
		print_error("%s %s: %s\n", view, key, x.fault.cause);
		assert_true(false);
	}
	return buf_take(&out, arena);
}

/* The words as they stand in HTML. */
static bool shows(struct str html, const char *words)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_html(&b, str_of(words));
	return str_contains(html, buf_take(&b, arena));
}

static void every_document_has_its_pages(void **state)
{
	static const struct {
		enum method_kind kind;
		const char *view, *paper;
	} pages[] = {
		{ METHOD_PROGRAMME, "method/programme", NULL },
		{ METHOD_WORKSHOP, "method/run_sheet", NULL },
		{ METHOD_WORKSHOP, "method/method", NULL },
		{ METHOD_MODEL, "method/model", NULL },
		{ METHOD_DECK, "method/deck", NULL },
		{ METHOD_WORKSHEET, "method/worksheet", NULL },
		{ METHOD_QUESTIONS, "method/set", NULL },
		{ METHOD_SHEET, "method/sheet", NULL },
	};
	const struct method_head *h;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		for (size_t k = 0; (h = method_nth(pages[i].kind, k)); k++) {
			assert_true(shows(page(pages[i].view, h->key, DA), h->title.da));
			assert_true(shows(page(pages[i].view, h->key, EN), h->title.en));
			if (!pages[i].paper)
				continue;
			assert_true(shows(page(pages[i].paper, h->key, DA), h->title.da));
			assert_true(shows(page(pages[i].paper, h->key, EN), h->title.en));
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

/* Every step of every workshop can be gone through alone. */
static void every_step_has_its_page(void **state)
{
	const struct method_head *h;
	for (size_t k = 0; (h = method_nth(METHOD_WORKSHOP, k)); k++) {
		const struct method_workshop *w = (const struct method_workshop *)h;
		unsigned n = 0;
		for (unsigned i = 0; i < w->parts_count; i++) {
			for (unsigned j = 0; j < w->parts[i].steps_count; j++) {
				step_number = str_fmt(arena, "%u", ++n);
				struct str html = page("method/player", h->key, n % 2 ? DA : EN);
				const struct text title = w->parts[i].steps[j].title;
				assert_true(shows(html, n % 2 ? title.da : title.en));
			}
		}
		step_number = str_fmt(arena, "%u", n + 1);
		assert_int_equal(ask(route_of("method/player"), h->key, val_new_obj(&x), val_new_obj(&x)), NOT_FOUND);
		step_number = S("0");
		assert_int_equal(ask(route_of("method/player"), h->key, val_new_obj(&x), val_new_obj(&x)), NOT_FOUND);
	}
	step_number = S("1");
}

static bool is_sealed(const char *view)
{
	for (const struct header *h = reply.headers; h; h = h->next)
		if (strcmp(h->name, "Content-Security-Policy") == 0)
			return str_contains(h->value, S("connect-src 'none'")) && str_contains(h->value, S("form-action 'none'"));
	print_error("%s is not sealed\n", view);
	return false;
}

/* Where something may be written that is nobody else's business, the browser is
 * given no way to send it: no policy that lets it, no form that names a place. */
static void what_is_filled_in_cannot_leave(void **state)
{
	static const struct {
		enum method_kind kind;
		const char *view;
	} pages[] = {
		{ METHOD_WORKSHEET, "method/worksheet" }, { METHOD_QUESTIONS, "method/set" }, { METHOD_DECK, "method/deck" },
		{ METHOD_WORKSHOP, "method/player" },
	};
	const struct method_head *h;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		for (size_t k = 0; (h = method_nth(pages[i].kind, k)); k++) {
			struct str html = page(pages[i].view, h->key, DA);
			assert_true(is_sealed(pages[i].view));
			/* Nobody is signed in: the sheet is whoever's holds the device, and is not called anybody's alone. */
			assert_false(shows(html, "Kun du kan se det."));
			assert_false(str_contains(html, S(" action=")));
			assert_false(str_contains(html, S("formaction=")));
			assert_false(str_contains(html, S("method=\"post\"")));
			assert_false(str_contains(html, S("hx-")));
		}
	}
}

static void a_language_in_the_address(void **state)
{
	struct val *english = val_new_obj(&x), *view = val_new_obj(&x);
	val_str(&x, english, "lang", S("en"));
	x.lang = DA;
	assert_int_equal(ask(route_of("method/player"), "future-workshop-light", english, view), OK);
	assert_int_equal(x.lang, EN);
	assert_string_equal(val_get_str(view, "next").p, "/method/future-workshop-light/alone/2?lang=en");
}

static struct str paper(enum method_kind kind, const char *key)
{
	struct str pdf = STR_NULL;
	enum rc rc = FAILED;
	struct str k = str_of(key);
	switch (kind) {
	case METHOD_DECK: rc = print_deck(&x, method_deck(k), &pdf); break;
	case METHOD_WORKSHEET: rc = print_worksheet(&x, method_worksheet(k), &pdf); break;
	case METHOD_QUESTIONS: rc = print_questions(&x, method_questions(k), &pdf); break;
	case METHOD_MODEL: rc = print_model(&x, method_model(k), &pdf); break;
	case METHOD_WORKSHOP: rc = method_run_sheet_pdf(&x, method_workshop(k), METHOD_NO_CLOCK, NULL, 0, &pdf); break;
	case METHOD_PROGRAMME: rc = print_programme(&x, method_programme(k), NULL, 0, &pdf); break;
	case METHOD_SHEET: rc = print_sheet(&x, method_sheet(k), &pdf); break;
	default: break;
	}
	assert_int_equal(rc, OK);
	return pdf;
}

static void everything_comes_out_on_paper(void **state)
{
	static const enum method_kind kinds[] = { METHOD_DECK, METHOD_WORKSHEET, METHOD_QUESTIONS, METHOD_MODEL, METHOD_WORKSHOP, METHOD_SHEET };
	const struct method_head *h;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		for (size_t k = 0; (h = method_nth(kinds[i], k)); k++) {
			x.lang = k % 2 ? EN : DA;
			struct str pdf = paper(kinds[i], h->key);
			assert_true(str_starts(pdf, S("%PDF-")));
			assert_true(pdf.n > 2000);
		}
	}
}

static void markdown_becomes_plain_words(void **state)
{
	const struct text t = { "Læs **det her** [højt](https://x.dk).\n\n- en\n- to\n  og mere\n\n1. først\n2. så\n\n### Slut\nTak", "x" };
	x.lang = DA;
	struct str plain = print_plain(&x, t);
	assert_string_equal(plain.p, "Læs det her højt.\n•  en\n•  to og mere\n1.  først\n2.  så\nSlut\nTak");
	assert_true(str_empty(print_plain(&x, (struct text){ 0 })));
}

static void unknown_keys_are_not_found(void **state)
{
	static const char *const views[] = { "method/programme", "method/run_sheet", "method/sheet", "method/method", "method/deck",
					     "method/worksheet", "method/set", "method/model", "method/player" };
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		assert_int_equal(ask(route_of(views[i]), "nothing", val_new_obj(&x), val_new_obj(&x)), NOT_FOUND);
}

static struct str sum_of(const char *role_title, struct val *query)
{
	struct val *view = val_new_obj(&x);
	x.lang = EN;
	assert_int_equal(ask(route_of("method/programme"), "five-phases", query, view), OK);
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

static void a_model_with_a_shape_is_drawn(void **state)
{
	struct str iglo = page("method/model", "iglo", DA), wheel = page("method/model", "process-wheel", EN);
	assert_true(str_contains(iglo, S("<svg class=\"drawing\" viewBox=\"0 0 1000 ")));
	assert_true(str_contains(iglo, S("role=\"img\" aria-label=\"Tegning af IGLO: ")));
	assert_true(str_contains(iglo, S("indefra og ud: Individ; Gruppe; Ledelse; Organisation.")));
	assert_true(str_contains(iglo, S(">Organisation</text>")));
	assert_false(str_contains(iglo, S("data-numbered")));
	assert_true(str_contains(wheel, S("data-numbered")) && str_contains(wheel, S("class=\"drawing-number\"")));
	assert_true(str_contains(page("method/sheet", "trio-knowledge", DA), S("aria-label=\"Tegning af Proceshjulet: ")));
	assert_false(str_contains(page("method/model", "golden-nuggets", DA), S("<svg class=\"drawing\"")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_document_has_its_pages),
		cmocka_unit_test(library_lists_them),
		cmocka_unit_test(every_step_has_its_page),
		cmocka_unit_test(what_is_filled_in_cannot_leave),
		cmocka_unit_test(a_language_in_the_address),
		cmocka_unit_test(everything_comes_out_on_paper),
		cmocka_unit_test(markdown_becomes_plain_words),
		cmocka_unit_test(a_model_with_a_shape_is_drawn),
		cmocka_unit_test(unknown_keys_are_not_found),
		cmocka_unit_test(hours_follow_the_choice_in_the_query),
		cmocka_unit_test(the_run_sheet_tells_what_is_closed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
