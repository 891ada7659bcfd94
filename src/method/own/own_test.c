/* own_test.c -- own methods on a real store: keys that cannot collide, versions
 * that stay, a library that follows, and refusals that store nothing. */
#include "core/testing.h"
#include "method/own/edit.h"
#include "method/own/own.h"
#include "store/store_test_support.h"
#include "ui/ui.h"

static struct actor editor(struct ctx *x)
{
	struct person p = { .name = S("Jonas Friis"), .email = S("jonas@example.dk"), .lang = DA };
	struct actor a = { .name = p.name };
	assert_int_equal(people_add(x, &p, &a.person), OK);
	return a;
}

static struct sql_own_row *row(struct ctx *x, own_method_id id)
{
	struct sql_own_row *m;
	assert_int_equal(own_load(x, id, &m), OK);
	return m;
}

static void look_again(struct ctx *x)
{
	method_stale();
	assert_int_equal(method_refresh(x), OK);
}

static void a_copy_gets_a_key_of_its_own(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	own_method_id a, b;
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S(""), &a), OK);
	/* A second one of the same name would stand beside the first in the library. */
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S(""), &b), INVALID);
	assert_string_equal(x->fault.field, "title");
	assert_string_equal(x->fault.message, "method.own_title_taken");
	fault_clear(x);
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S("Vores: kort"), &b), OK);
	assert_true(str_eqz(own_title(x, row(x, b)->body), "Vores: kort"));
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S("Vores: kort"), &b), INVALID);
	fault_clear(x);
	struct sql_own_rows *rows;
	size_t n;
	assert_int_equal(sql_own_rows(x, &rows, &n), OK);
	assert_int_equal(n, 2);
	assert_true(str_eqz(rows[0].who, "Jonas Friis"));
	assert_true(str_eqz(row(x, a)->method_key, "own-future-workshop-light"));
	assert_true(str_eqz(row(x, b)->method_key, "own-future-workshop-light-2"));
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("nowhere"), S(""), &a), NOT_FOUND);
}

static void a_run_keeps_the_version_it_began_with(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	own_method_id id;
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S(""), &id), OK);
	look_again(x);
	assert_null(method_workshop(S("own-future-workshop-light")));	/* a draft is nobody's method */
	assert_int_equal(own_publish(x, &who, row(x, id), 1, S("first"), DATE_NONE), OK);
	look_again(x);
	const struct method_workshop *first = method_workshop(S("own-future-workshop-light"));
	assert_non_null(first);
	assert_int_equal(first->head.version, 1);
	struct str body = row(x, id)->body;
	assert_int_equal(edit_text(x, &body, S(""), S("heading"), S("Vores dag"), S("Our day")), OK);
	assert_int_equal(own_save(x, &who, row(x, id), 2, body), OK);
	look_again(x);
	assert_ptr_equal(method_workshop(S("own-future-workshop-light")), first);
	assert_int_equal(own_publish(x, &who, row(x, id), 3, S("second"), DATE_NONE), OK);
	look_again(x);
	assert_string_equal(method_workshop(S("own-future-workshop-light"))->heading.da, "Vores dag");
	assert_ptr_equal(method_workshop_version(S("own-future-workshop-light"), 1), first);
	assert_int_equal(own_withdraw(x, &who, row(x, id), 4), OK);
	look_again(x);
	const struct method_head *h;
	for (size_t i = 0; (h = method_nth(METHOD_WORKSHOP, i)); i++)
		assert_string_not_equal(h->key, "own-future-workshop-light");
	assert_ptr_equal(method_workshop_version(S("own-future-workshop-light"), 1), first);
	assert_int_equal(own_drop(x, row(x, id)), CONFLICT);	/* something may run on it */
}

static void a_stale_page_is_told(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	own_method_id id;
	assert_int_equal(own_copy(x, &who, METHOD_DECK, S("nothing"), S(""), &id), NOT_FOUND);
	assert_int_equal(own_copy(x, &who, METHOD_SHEET, S("keep-good-habits"), S(""), &id), OK);
	struct sql_own_row *m = row(x, id);
	assert_int_equal(own_save(x, &who, m, 1, m->body), OK);
	assert_int_equal(own_save(x, &who, m, 1, m->body), CONFLICT);
	assert_int_equal(own_publish(x, &who, m, 1, S(""), DATE_NONE), CONFLICT);
}

static void what_is_broken_is_neither_brought_in_nor_shared(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	struct method_faults faults;
	own_method_id id;
	bool numbered;
	int64_t before, after;
	assert_int_equal(sql_own_count(x, &before), OK);
	assert_int_equal(own_import(x, &who, S("kind: workshop\nkey: [1\n"), &id, &numbered, &faults), INVALID);
	assert_true(faults.n > 0 && faults.first->line > 0);
	assert_int_equal(own_import(x, &who, S("\xff\xfe"), &id, &numbered, &faults), INVALID);
	assert_int_equal(own_import(x, &who, S(""), &id, &numbered, &faults), INVALID);
	assert_int_equal(sql_own_count(x, &after), OK);
	assert_int_equal(before, after);
	fault_clear(x);
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S(""), &id), OK);
	struct str body = row(x, id)->body;
	assert_int_equal(edit_value(x, &body, S("parts.0.steps.1"), S("max_chars"), S("many")), OK);
	assert_int_equal(own_save(x, &who, row(x, id), 1, body), OK);
	assert_int_equal(own_publish(x, &who, row(x, id), 2, S(""), DATE_NONE), INVALID);
	assert_int_equal(row(x, id)->version, 0);
}

/* Out and in again: the same method, whatever editor's line ends are between. */
static void a_file_goes_out_and_comes_in(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	struct method_faults faults;
	own_method_id id, again;
	bool numbered;
	assert_int_equal(own_copy(x, &who, METHOD_WORKSHOP, S("future-workshop-light"), S(""), &id), OK);
	struct str file = str_cat(x->arena, S("\xef\xbb\xbf"), str_replace(x->arena, row(x, id)->body, S("\n"), S("\r\n")));
	struct str out = row(x, id)->body;
	assert_int_equal(own_drop(x, row(x, id)), OK);
	assert_int_equal(own_import(x, &who, file, &again, &numbered, &faults), OK);
	assert_false(numbered);
	struct val *into = val_new_obj(x);
	assert_int_equal(edit_compare(x, out, row(x, again)->body, into), OK);
	assert_int_equal(val_get(into, S("changes"))->kids.count, 0);
}

/* No two bear one name: the second and third from the same file are numbered, in both languages. */
static void files_of_one_name_are_told_apart(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct actor who = editor(x);
	struct method_faults faults;
	bool numbered;
	struct str file = S("kind: deck\nkey: tea\nversion: 1\ntitle: {da: Te, en: Tea}\nsummary: {da: Kort, en: Cards}\n"
			    "cards:\n  - {key: one, title: {da: Et, en: One}}\n");
	static const char *const names[] = { "Te", "Te (2)", "Te (3)" }, *const english[] = { "Tea", "Tea (2)", "Tea (3)" };
	for (size_t i = 0; i < 3; i++) {
		own_method_id id;
		assert_int_equal(own_import(x, &who, file, &id, &numbered, &faults), OK);
		assert_int_equal(numbered, i > 0);
		x->lang = DA;
		assert_true(str_eqz(own_title(x, row(x, id)->body), names[i]));
		x->lang = EN;
		assert_true(str_eqz(own_title(x, row(x, id)->body), english[i]));
		x->lang = DA;
	}
}

static int begin(void **state)
{
	static struct ctx x;
	(void)state;
	ctx_init(&x, arena_new(ARENA_CEILING_DEFAULT));
	enum rc rc = ui_init(&x, true);
	if (rc == OK)
		rc = method_init(&x, NULL);
	arena_free(x.arena);
	return rc == OK ? 0 : -1;
}

int main(void)
{
#define WITH_STORE(t) cmocka_unit_test_setup_teardown(t, store_test_setup, store_test_teardown)
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_copy_gets_a_key_of_its_own),
		WITH_STORE(a_run_keeps_the_version_it_began_with),
		WITH_STORE(a_stale_page_is_told),
		WITH_STORE(what_is_broken_is_neither_brought_in_nor_shared),
		WITH_STORE(a_file_goes_out_and_comes_in),
		WITH_STORE(files_of_one_name_are_told_apart),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
