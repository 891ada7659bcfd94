/* form_test.c -- forms on a real store: what each type of field accepts, who
 * reads and writes, that nothing sent without name says whose it is, that rows
 * are deleted on their day, and that paper comes out. */
#include "core/testing.h"
#include "programme/room/form.h"
#include "programme/room/room_sql.h"
#include "programme/room/sheet.h"
#include "programme/programme_sql.h"
#include "people/people.h"
#include "plan/plan.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include <stdio.h>
#include <stdlib.h>

static struct ctx *x;
static programme_id programme;
static const struct method_programme *method;

#define TEXT(words) { words, words }

static const struct method_option options[] = { { .key = "red", .title = TEXT("Rød") }, { .key = "blue", .title = TEXT("Blå") } };
static const struct method_field every_type[] = {
	{ .key = "line", .type = FIELD_LINE, .label = TEXT("Linje"), .required = true, .max = 10 },
	{ .key = "text", .type = FIELD_TEXT, .label = TEXT("Tekst"), .max = 20 },
	{ .key = "number", .type = FIELD_NUMBER, .label = TEXT("Tal"), .max = 900 },
	{ .key = "date", .type = FIELD_DATE, .label = TEXT("Dato") },
	{ .key = "yes_no", .type = FIELD_YES_NO, .label = TEXT("Ja eller nej") },
	{ .key = "choice", .type = FIELD_CHOICE, .label = TEXT("Valg"), .options = options, .options_count = 2 },
	{ .key = "person", .type = FIELD_PERSON, .label = TEXT("Hvem") },
	{ .key = "file", .type = FIELD_FILE, .label = TEXT("Fil") },
	{ .key = "keep_until", .type = FIELD_DATE, .label = TEXT("Slettes"), .required = true },
};
static const struct method_form every_form = { .key = "every", .title = TEXT("Alt"), .repeat = true, .visibility = SEEN_SESSION,
					       .fields = every_type, .fields_count = 9 };

static int begin(void **state)
{
	if (store_test_setup(state) != 0)
		return -1;
	x = store_test_ctx(state);
	x->lang = DA;
	unit_id unit;
	if (ui_init(x, true) != OK || method_init(x, NULL) != OK ||
	    people_unit_add(x, (unit_id){ 0 }, S("Station Nord"), S("workplace"), STR_NULL, &unit) != OK) {
		print_error("%s\n", x->fault.cause ? x->fault.cause : x->fault.message);
		return -1;
	}
	method = method_programme(S("five-phases"));
	plan_id plan;
	if (plan_of_unit(x, unit, &plan) != OK)
		return -1;
	return sql_programme_add(x, unit, plan, S("five-phases"), 1, S("Et roligere vagtskifte"), ctx_today(x), 20, &programme) == OK ? 0 : -1;
}

/* A posted form: name, value, name, value, NULL. */
static struct req posted(const char *const *pairs)
{
	struct req q = { .x = x, .method = HTTP_POST, .query = val_new_obj(x), .form = val_new_obj(x) };
	for (; *pairs; pairs += 2)
		val_str(x, q.form, pairs[0], str_of(pairs[1]));
	return q;
}

static enum rc read_one(const char *field, const char *given, struct str *ret_value, const char **ret_message)
{
	const char *pairs[] = { "line", "x", field, given, NULL };
	struct req q = posted(pairs);
	struct val *values, *wrong;
	fault_clear(x);
	enum rc rc = form_read(&q, &every_form, &values, &wrong);
	*ret_value = val_get_str(values, field);
	*ret_message = x->fault.message;
	if (rc != OK)
		assert_true(val_get_str(wrong, field).n > 0);
	fault_clear(x);
	return rc;
}

static void each_type_takes_what_it_should(void **state)
{
	static const struct {
		const char *field, *given, *kept, *message;	/* kept NULL: refused with message */
	} cases[] = {
		{ "line", "  to   ord ", "to ord", NULL },
		{ "line", "", NULL, "form.required" },
		{ "line", "elleve tegn", NULL, "form.too_long" },
		{ "text", "en\r\nto", "en\nto", NULL },
		{ "text", "enogtyve tegn er en for meget", NULL, "form.too_long" },
		{ "number", "900", "900", NULL },
		{ "number", "901", NULL, "form.not_number" },
		{ "number", "-1", NULL, "form.not_number" },
		{ "number", "tolv", NULL, "form.not_number" },
		{ "number", "", "", NULL },
		{ "date", "14/4 2026", "2026-04-14", NULL },
		{ "date", "2026-02-30", NULL, "form.not_date" },
		{ "yes_no", "yes", "yes", NULL },
		{ "yes_no", "måske", NULL, "form.not_choice" },
		{ "choice", "blue", "blue", NULL },
		{ "choice", "green", NULL, "form.not_choice" },
		{ "person", "Mette Holm", "Mette Holm", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str value;
		const char *message;
		enum rc rc = read_one(cases[i].field, cases[i].given, &value, &message);
		if (cases[i].kept) {
			assert_int_equal(rc, OK);
			assert_true(str_eqz(value, cases[i].kept));
		} else {
			assert_int_equal(rc, INVALID);
			assert_string_equal(message, cases[i].message);
		}
	}
}

static void every_wrong_field_is_told(void **state)
{
	const char *pairs[] = { "line", "", "number", "tolv", "date", "i går", NULL };
	struct req q = posted(pairs);
	struct val *values, *wrong;
	assert_int_equal(form_read(&q, &every_form, &values, &wrong), INVALID);
	assert_string_equal(x->fault.field, "line");
	assert_true(val_get_str(wrong, "line").n && val_get_str(wrong, "number").n && val_get_str(wrong, "date").n);
	assert_false(val_get_str(wrong, "text").n);
	fault_clear(x);
}

static void shown_values_are_words(void **state)
{
	struct val *values = val_new_obj(x);
	val_str(x, values, "number", S("1250000"));
	val_str(x, values, "choice", S("blue"));
	val_str(x, values, "yes_no", S("no"));
	assert_true(str_eqz(form_words(x, &every_type[2], values), "1.250.000"));
	assert_true(str_eqz(form_words(x, &every_type[5], values), "Blå"));
	assert_true(str_eq(form_words(x, &every_type[4], values), ui_text(x, "room.no")));
	assert_true(str_empty(form_words(x, &every_type[3], values)));
}

/* ---- who */

static struct form_who who(const char *role)
{
	struct form_who w = { .method = method };
	for (unsigned i = 0; i < method->roles_count; i++)
		if (role && strcmp(method->roles[i].key, role) == 0)
			w.roles = 1ULL << i;
	assert_true(!role || w.roles);
	return w;
}

/* Every form of every role, against the rule told another way round: by the lists. */
static void only_those_named_read_and_write(void **state)
{
	for (unsigned i = 0; i < method->forms_count; i++) {
		const struct method_form *f = &method->forms[i];
		struct form_who stranger = who(NULL);
		assert_false(form_may_write(&stranger, f));
		assert_int_equal(form_may_read(&stranger, f), f->visibility == SEEN_SHARED && !f->readers_count);
		for (unsigned r = 0; r < method->roles_count; r++) {
			struct form_who w = { method, 1ULL << r };
			bool writes = !f->writers_count, reads = !f->readers_count && f->visibility != SEEN_PRIVATE;
			for (unsigned k = 0; k < f->writers_count; k++)
				writes |= strcmp(f->writers[k], method->roles[r].key) == 0;
			for (unsigned k = 0; k < f->readers_count; k++)
				reads |= f->visibility != SEEN_PRIVATE && strcmp(f->readers[k], method->roles[r].key) == 0;
			assert_int_equal(form_may_write(&w, f), writes);
			assert_int_equal(form_may_read(&w, f), reads);
		}
	}
	struct form_who leader = who("top_leader"), helper = who("helper"), employee = who("employee"), consultant = who("consultant");
	const struct method_form *documents = method_form(method, S("documents")), *help = method_form(method, S("help_request"));
	assert_false(form_may_read(&leader, documents) || form_may_read(&helper, documents) || form_may_read(&employee, documents));
	assert_true(form_may_read(&consultant, documents));
	assert_true(form_may_write(&employee, help));
	assert_false(form_may_read(&employee, help));
	assert_true(form_is_facilitator(&consultant));
	assert_false(form_is_facilitator(&leader) || form_is_facilitator(&helper) || form_is_facilitator(&employee));
}

/* ---- rows */

static struct val *values_of(const char *line)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, "line", str_of(line));
	return v;
}

static programme_form_row_id add(const struct method_form *f, const char *line, const char *idem)
{
	programme_form_row_id id;
	bool fresh;
	assert_int_equal(form_row_add(x, programme, f, values_of(line), str_of(idem), &id, &fresh), OK);
	return id;
}

static void a_row_is_stored_once_and_never_overwritten_unseen(void **state)
{
	struct form_row row, *rows;
	size_t n;
	programme_form_row_id id = add(&every_form, "et", "noegle");
	assert_int_equal(add(&every_form, "et", "noegle").v, id.v);
	assert_int_equal(form_rows(x, programme, &every_form, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eqz(val_get_str(rows[0].values, "line"), "et"));
	assert_int_equal(form_row_set(x, programme, &every_form, id, 1, values_of("to")), OK);
	assert_int_equal(form_row_set(x, programme, &every_form, id, 1, values_of("tre")), CONFLICT);
	fault_clear(x);
	assert_int_equal(form_row(x, programme, &every_form, id, &row), OK);
	assert_int_equal(row.version, 2);
	assert_true(str_eqz(val_get_str(row.values, "line"), "to"));
	/* The key again from a page that was gone back to, with other words: nothing is lost. */
	assert_int_not_equal(add(&every_form, "et igen", "noegle").v, id.v);
	assert_int_equal(form_rows(x, programme, &every_form, &rows, &n), OK);
	assert_int_equal(n, 2);
	/* Through another form or another programme there is no such row. */
	assert_int_equal(form_row(x, programme, &method->forms[0], id, &row), NOT_FOUND);
	assert_int_equal(form_row(x, (programme_id){ programme.v + 1 }, &every_form, id, &row), NOT_FOUND);
	assert_int_equal(form_row_drop(x, (programme_id){ programme.v + 1 }, &every_form, id), NOT_FOUND);
	assert_int_equal(form_row_drop(x, programme, &every_form, id), OK);
}

static void a_single_form_has_one_row(void **state)
{
	struct method_form single = every_form;
	programme_form_row_id id;
	bool fresh;
	single.repeat = false;
	single.key = "single";
	add(&every_form, "spærrer ikke", "one/single");
	add(&single, "en", "a");
	assert_int_equal(form_row_add(x, programme, &single, values_of("anden"), S("b"), &id, &fresh), CONFLICT);
	assert_string_equal(x->fault.message, "programme.changed_meanwhile");
	fault_clear(x);
}

static void rows_are_deleted_on_their_day(void **state)
{
	struct date today = ctx_today(x);
	struct form_row row;
	struct sql_document *document;
	struct val *values = values_of("kort");
	programme_form_row_id soon, later = add(&every_form, "lang", "l");
	struct upload pdf = { S("APV 2025.pdf"), S("%PDF-1.4 …") };
	bool fresh;
	int64_t deleted;
	val_str(x, values, "keep_until", date_iso(x->arena, today));
	assert_int_equal(form_row_add(x, programme, &every_form, values, S("s"), &soon, &fresh), OK);
	assert_int_equal(form_file_put(x, soon, &every_type[7], &pdf), OK);
	assert_int_equal(form_row(x, programme, &every_form, later, &row), OK);
	assert_true(str_eq(val_get_str(row.values, "keep_until"), date_iso(x->arena, date_add_months(today, FORM_KEEP_MONTHS))));

	assert_int_equal(sql_rows_expire(x, today, &deleted), OK);
	assert_int_equal(deleted, 0);
	assert_int_equal(sql_rows_expire(x, date_add(today, 1), &deleted), OK);
	assert_int_equal(deleted, 1);
	assert_int_equal(sql_document(x, programme, S("every"), soon, S("file"), &document), OK);
	assert_null(document);
	assert_int_equal(form_row(x, programme, &every_form, later, &row), OK);
	assert_int_equal(sql_rows_expire(x, date_add_months(today, FORM_KEEP_MONTHS + 1), &deleted), OK);
	assert_int_equal(deleted, 1);

	struct val *past = values_of("før");
	val_str(x, past, "keep_until", date_iso(x->arena, date_add(today, -1)));
	assert_int_equal(form_row_add(x, programme, &every_form, past, S("p"), &soon, &fresh), INVALID);
	assert_string_equal(x->fault.field, "keep_until");
	fault_clear(x);
}

static void only_office_files_are_taken(void **state)
{
	static const struct {
		const char *name, *bytes, *mime;	/* mime NULL: refused */
	} cases[] = {
		{ "APV.PDF", "%PDF-1.7", "application/pdf" },
		{ "apv.pdf", "<html>", NULL },
		{ "side.html", "<html>", NULL },
		{ "tegning.svg", "<svg onload=x>", NULL },
		{ "tal.csv", "a;b", "text/csv" },
		{ "program.exe", "MZ", NULL },
		{ "plan.docx", "PK\3\4xx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "tom.pdf", "", NULL },
	};
	programme_form_row_id row = add(&every_form, "fil", "fil");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct upload u = { str_of(cases[i].name), str_of(cases[i].bytes) };
		struct sql_document *d;
		assert_int_equal(form_file_put(x, row, &every_type[7], &u), cases[i].mime ? OK : INVALID);
		fault_clear(x);
		assert_int_equal(sql_document(x, programme, S("every"), row, S("file"), &d), OK);
		if (cases[i].mime)
			assert_true(str_eqz(d->mime, cases[i].mime));
	}
}

/* ---- without name */

static void send_one(const struct method_form *f, const char *words)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, f->fields[0].key, str_of(words));
	assert_int_equal(form_send(x, programme, f, v), OK);
}

static size_t shown(const struct method_form *f)
{
	struct val *into = val_new_obj(x);
	assert_int_equal(form_put_sent(x, programme, f, into), OK);
	const struct val *asked = val_get(into, S("asked"))->kids.first;
	return asked ? val_get(asked, S("answers"))->kids.count : 0;
}

static void never_fewer_than_three_are_shown_at_once(void **state)
{
	const struct method_form *f = method_form(method, S("expectation"));
	static const size_t expected[] = { 0, 0, 3, 3, 3, 6, 6 };
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		send_one(f, "Ro ved vagtskiftet");
		assert_int_equal(shown(f), expected[i]);
	}
	assert_int_equal(form_send(x, programme, f, val_new_obj(x)), INVALID);
	fault_clear(x);
}

/* ---- paper */

static size_t pages(struct str pdf)
{
	size_t n = 0;
	assert_true(str_starts(pdf, S("%PDF-")));
	for (size_t i = 0; i + 11 < pdf.n; i++)
		n += memcmp(pdf.p + i, "/Type /Page", 11) == 0 && pdf.p[i + 11] != 's';
	return n;
}

/* SAMSPIL_TEST_PAPER names a folder to look at the sheets in. */
static void keep(const char *name, struct str pdf)
{
	const char *folder = getenv("SAMSPIL_TEST_PAPER");
	if (!folder)
		return;
	FILE *f = fopen(str_fmt(x->arena, "%s/%s-%s.pdf", folder, name, x->lang == EN ? "en" : "da").p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
	fclose(f);
}

static void every_sheet_comes_out_on_paper(void **state)
{
	for (int lang = DA; lang <= EN; lang++) {
		x->lang = (enum lang)lang;
		for (unsigned i = 0; i < method->sheets_count; i++) {
			const struct method_sheet *sheet = method_sheet(str_of(method->sheets[i].sheet));
			struct sheet_print print = { .programme = method, .sheets = &sheet, .nsheets = 1, .footer = S("Et roligere vagtskifte") };
			struct str pdf;
			assert_int_equal(sheet_pdf(x, &print, &pdf), OK);
			assert_in_range(pages(pdf), 1, 8);
			keep(sheet->head.key, pdf);
		}
	}
	x->lang = DA;
}

static void topics_that_do_not_concern_are_left_out(void **state)
{
	struct method_topic_choice topics[] = {
		{ S("good-environment/critique/workload"), S(""), true },
		{ S("good-environment/critique/own/1"), S("Nattevagter"), false },
	};
	assert_true(method_topic_hidden(topics, 2, "good-environment", "critique", "workload"));
	assert_false(method_topic_hidden(topics, 2, "good-environment", "critique", "clarity"));
	assert_false(method_topic_hidden(topics, 2, "good-environment", "dream", "workload"));
	assert_false(method_topic_hidden(topics, 2, "good-environment", "critique", "own"));
}

static void every_form_comes_out_blank_and_filled(void **state)
{
	for (int lang = DA; lang <= EN; lang++) {
		x->lang = (enum lang)lang;
		for (unsigned i = 0; i < method->forms_count; i++) {
			const struct method_form *f = &method->forms[i];
			struct val *values = val_new_obj(x);
			struct form_row row = { .version = 1, .values = values };
			struct form_sheet blank = { .form = f, .eyebrow = S("Station Nord") }, filled = blank;
			struct str pdf;
			for (unsigned k = 0; k < f->fields_count; k++)
				val_str(x, values, f->fields[k].key, S("12"));
			filled.rows = &row;
			filled.nrows = 1;
			assert_int_equal(form_pdf(x, &blank, &pdf), OK);
			assert_in_range(pages(pdf), 1, 4);
			keep(str_fmt(x->arena, "blank-%s", f->key).p, pdf);
			assert_int_equal(form_pdf(x, &filled, &pdf), OK);
			assert_in_range(pages(pdf), 1, 2);
			keep(str_fmt(x->arena, "filled-%s", f->key).p, pdf);
		}
		const struct method_workshop *w = method_workshop(S("future-workshop"));
		for (unsigned i = 0; i < w->forms_count; i++) {
			struct form_sheet blank = { .form = &w->forms[i] };
			struct str pdf;
			assert_int_equal(form_pdf(x, &blank, &pdf), OK);
			keep(str_fmt(x->arena, "workshop-%s", w->forms[i].key).p, pdf);
		}
	}
	x->lang = DA;
}

#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, begin, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_STORE(each_type_takes_what_it_should),
		ON_A_STORE(every_wrong_field_is_told),
		ON_A_STORE(shown_values_are_words),
		ON_A_STORE(only_those_named_read_and_write),
		ON_A_STORE(a_row_is_stored_once_and_never_overwritten_unseen),
		ON_A_STORE(a_single_form_has_one_row),
		ON_A_STORE(rows_are_deleted_on_their_day),
		ON_A_STORE(only_office_files_are_taken),
		ON_A_STORE(never_fewer_than_three_are_shown_at_once),
		ON_A_STORE(every_sheet_comes_out_on_paper),
		ON_A_STORE(topics_that_do_not_concern_are_left_out),
		ON_A_STORE(every_form_comes_out_blank_and_filled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
