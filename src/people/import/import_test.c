/* import_test.c -- an organisation from a file: what is refused and where, what
 * is stored, and that the same file twice changes nothing. */
#include "core/random.h"
#include "core/testing.h"
#include "people/people_inside.h"
#include "people/people_sql.h"
#include "people/people_test_sql.h"
#include "store/store_test_support.h"
#include <stdlib.h>
#include <unistd.h>

#define is(rc_) assert_string_equal(rc_name(rc_), "ok")

static struct import_report check(struct ctx *x, const char *file)
{
	struct import_report r;
	is(people_import_check(x, str_of(file), &r));
	return r;
}

static struct import_report apply(struct ctx *x, const char *file)
{
	struct import_report r;
	enum rc rc = people_import_apply(x, NULL, str_of(file), &r);
	for (size_t i = 0; rc != OK && i < r.nfaults; i++)
		print_message("line %zu %s: %s\n", r.faults[i].line, r.faults[i].column ? r.faults[i].column : "", r.faults[i].message);
	is(rc);
	return r;
}

static void counts(const struct import_tally *t, size_t added, size_t changed, size_t unchanged)
{
	assert_int_equal(t->added, added);
	assert_int_equal(t->changed, changed);
	assert_int_equal(t->unchanged, unchanged);
}

struct stored {
	int64_t units, persons, roles;
};

static struct stored stored(struct ctx *x)
{
	struct stored s;
	is(sql_test_units(x, &s.units));
	is(sql_test_persons(x, &s.persons));
	is(sql_test_roles(x, &s.roles));
	return s;
}

static const char town[] = "enhed;overenhed;navn;e-mail;telefon;medarbejdernr;rolle;fra;til;valgt til\r\n"
			   "Kommunen;;;;;;;;;\r\n"
			   "Sundhed;Kommunen;Søren Åkjær;soren@eksempel.dk;+45 12 34 56 78;100;øverste leder;2020-01-01;;\r\n"
			   "Team Nord;Sundhed;Mette Holm;Mette@Eksempel.dk;;101;daglig leder;1/2 2022;;\r\n"
			   "Team Nord;Sundhed;Ali Demir;;;102;;1.3.2023;;\r\n"
			   "Team Nord;Sundhed;Ali Demir;;;102;Arbejdsmiljørepræsentant;1.3.2024;;28-02-2026\r\n"
			   "Team Syd;Sundhed;\"Holm; Pia\";pia@eksempel.dk;;;TR;2023-06-01;;2027-05-31\r\n";

static void an_organisation_comes_in(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct import_report r = apply(x, town);
	assert_int_equal(r.lines, 6);
	counts(&r.units, 4, 0, 0);
	counts(&r.persons, 4, 0, 0);
	counts(&r.roles, 5, 0, 0);
	struct stored s = stored(x);
	assert_int_equal(s.units, 4);
	assert_int_equal(s.persons, 4);
	assert_int_equal(s.roles, 5);
	struct person p;
	is(people_by_email(x, S("mette@eksempel.dk"), &p));
	assert_true(str_eqz(p.number, "101"));
	struct assignment *a;
	size_t n;
	struct str path;
	is(people_roles_of(x, p.id, &a, &n));
	assert_int_equal(n, 1);
	assert_int_equal(a[0].role, ROLE_DAILY_LEADER);
	assert_int_equal(a[0].from.day, date_ymd(2022, 2, 1).day);
	is(people_unit_path_text(x, a[0].unit, &path));
	assert_true(str_eqz(path, "Sundhed > Team Nord"));
	is(people_by_email(x, S("pia@eksempel.dk"), &p));
	assert_true(str_eqz(p.name, "Holm; Pia"));
	int64_t broken;
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 0);
}

static void a_trial_never_writes(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct import_report r = check(x, town);
	assert_int_equal(r.faults_total, 0);
	counts(&r.roles, 5, 0, 0);
	struct stored s = stored(x);
	assert_int_equal(s.units + s.persons + s.roles, 0);
}

static void the_same_file_twice_changes_nothing(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, town);
	struct stored before = stored(x);
	struct import_report r = apply(x, town);
	counts(&r.units, 0, 0, 4);
	counts(&r.persons, 0, 0, 4);
	counts(&r.roles, 0, 0, 5);
	assert_int_equal(r.changes_total, 0);
	struct stored after = stored(x);
	assert_memory_equal(&before, &after, sizeof before);
}

/* ---- committees */

static const char committees[] =
	"enhed;overenhed;navn;e-mail;medarbejdernr;rolle;fra;udvalg;udvalgstype;side;formand\r\n"
	"Kommunen;;;;;;;;;;\r\n"
	"Sundhed;Kommunen;Søren Åkjær;soren@eksempel.dk;100;øverste leder;2020-01-01;Område-MED;MED-udvalg;ledelse;ja\r\n"
	"Sundhed;Kommunen;Mette Holm;mette@eksempel.dk;101;;;Område-MED;;medarbejdere;\r\n"
	"Team Nord;Sundhed;Mette Holm;mette@eksempel.dk;101;AMR;2024-01-01;AMO-gruppe Nord;amo-gruppe;medarbejdere;nej\r\n"
	"Team Nord;Sundhed;;;;;;Tom gruppe;Arbejdsmiljøudvalg;;\r\n";

static const struct committee *committee_named(struct ctx *x, const char *unit_of, const char *name)
{
	struct person p;
	struct assignment *a;
	struct committee *c;
	size_t n;
	is(people_by_email(x, str_of(unit_of), &p));
	is(people_roles_of(x, p.id, &a, &n));
	assert_true(n > 0);
	is(people_committees(x, a[0].unit, &c, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eqz(c[i].name, name))
			return &c[i];
	return NULL;
}

static void committees_come_in_with_seats_and_chair(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct import_report r = apply(x, committees);
	counts(&r.committees, 3, 0, 0);
	counts(&r.seats, 3, 0, 0);
	counts(&r.roles, 2, 0, 0);	/* a seat on Område-MED alone makes nobody an employee of Sundhed */
	const struct committee *c = committee_named(x, "mette@eksempel.dk", "Område-MED");
	assert_non_null(c);
	assert_int_equal(c->kind, COMMITTEE_MED);
	assert_int_equal(c->nmembers, 2);
	assert_true(c->members[0].chair && c->members[0].management && str_eqz(c->members[0].name, "Søren Åkjær"));
	assert_false(c->members[1].chair || c->members[1].management);
	c = committee_named(x, "mette@eksempel.dk", "Tom gruppe");
	assert_non_null(c);
	assert_int_equal(c->kind, COMMITTEE_AMO);
	assert_int_equal(c->nmembers, 0);

	r = apply(x, committees);
	counts(&r.committees, 0, 0, 3);
	counts(&r.seats, 0, 0, 3);
	assert_int_equal(r.changes_total, 0);

	/* A new chair, another kind; whoever is not mentioned stays. */
	r = apply(x, "unit;name;employee number;committee;committee kind;side;chair\n"
		     "Sundhed;Mette Holm;101;område-med;;;yes\nTeam Nord;;;Tom gruppe;AMO group;;\n");
	counts(&r.committees, 0, 1, 1);
	counts(&r.seats, 0, 1, 0);
	c = committee_named(x, "mette@eksempel.dk", "Område-MED");
	assert_int_equal(c->nmembers, 2);
	assert_true(c->members[0].chair && str_eqz(c->members[0].name, "Mette Holm"));
	assert_false(c->members[1].chair);
	assert_int_equal(committee_named(x, "mette@eksempel.dk", "Tom gruppe")->kind, COMMITTEE_AMO_GROUP);

	/* Who chaired and is mentioned without a word about it gives way too. */
	r = apply(x, "unit;name;employee number;committee;side;chair\n"
		     "Sundhed;Mette Holm;101;Område-MED;;\nSundhed;Søren Åkjær;100;Område-MED;;ja\n");
	counts(&r.seats, 0, 2, 0);
	c = committee_named(x, "mette@eksempel.dk", "Område-MED");
	assert_true(c->members[0].chair && str_eqz(c->members[0].name, "Søren Åkjær"));
	assert_false(c->members[1].chair);
}

static void a_committee_at_fault_is_told_by_line_and_column(void **state)
{
	static const struct {
		const char *line, *column, *message;
		size_t at;
	} wrong[] = {
		{ "Nord;Ali Demir;1;Gruppen;bestyrelse;ledelse;", "people.column_committee_kind", "people.import_unknown_word", 2 },
		{ "Nord;Ali Demir;1;Gruppen;;ledelse;", "people.column_committee_kind", "form.required", 2 },
		{ "Nord;Ali Demir;1;Gruppen;med;begge;", "people.column_side", "people.import_unknown_word", 2 },
		{ "Nord;Ali Demir;1;Gruppen;med;;", "people.column_side", "form.required", 2 },
		{ "Nord;Ali Demir;1;Gruppen;med;ledelse;måske", "people.column_chair", "people.import_unknown_word", 2 },
		{ "Nord;Ali Demir;1;;;ledelse;", "people.column_side", "people.import_no_committee", 2 },
		{ "Nord;;;Gruppen;med;;ja", "people.column_chair", "people.import_nobody_seated", 2 },
		{ "Nord;Ali Demir;1;=1+1;med;ledelse;", "people.column_committee", "people.import_formula", 2 },
		{ "Nord;Ali Demir;1;Gruppen;med;ledelse;\nNord;Ali Demir;1;gruppen;;ledelse;", "people.column_committee", "people.import_twice", 3 },
		{ "Nord;Ali Demir;1;Gruppen;med;ledelse;ja\nNord;Bo Lund;2;Gruppen;;ledelse;ja", "people.column_chair", "people.import_two_chairs", 3 },
		{ "Nord;Ali Demir;1;Gruppen;med;ledelse;\nNord;Bo Lund;2;Gruppen;amo;ledelse;", "people.column_committee_kind", "people.import_differs", 3 },
	};
	struct ctx *x = store_test_ctx(state);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct import_report r = check(x, str_fmt(x->arena, "enhed;navn;medarbejdernr;udvalg;udvalgstype;side;formand\n%s\n", wrong[i].line).p);
		print_message("%zu %s\n", i, r.nfaults ? r.faults[0].message : "none");
		assert_int_equal(r.faults_total, 1);
		assert_string_equal(r.faults[0].message, wrong[i].message);
		assert_string_equal(r.faults[0].column, wrong[i].column);
		assert_int_equal(r.faults[0].line, wrong[i].at);
	}
	assert_int_equal(stored(x).units, 0);
}

static void committees_go_out_as_they_came_in(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct str file;
	apply(x, committees);
	is(people_export(x, &file));
	struct import_report r = check(x, file.p);
	assert_int_equal(r.faults_total, 0);
	assert_int_equal(r.changes_total, 0);
	counts(&r.committees, 0, 0, 3);
	counts(&r.seats, 0, 0, 3);
	counts(&r.roles, 0, 0, 2);
}

/* ---- whoever comes from outside */

static void an_external_provider_has_a_last_day_and_is_not_counted(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct import_report r = check(x, "enhed;navn;medarbejdernr;rolle;fra;til\nNord;Ali Demir;1;;;\nNord;Eva Ude;2;ekstern;2025-01-01;\n");
	assert_int_equal(r.faults_total, 1);
	assert_string_equal(r.faults[0].message, "people.provider_ends");
	assert_string_equal(r.faults[0].column, "people.column_to");
	apply(x, "enhed;navn;medarbejdernr;rolle;fra;til\nNord;Ali Demir;1;;2020-01-01;\nNord;Eva Ude;2;underviser;2020-01-01;2099-01-01\n");
	struct unit *top;
	size_t n;
	int64_t persons;
	is(all_units(x, &top, &n));
	is(people_count(x, top[0].id, ctx_today(x), &persons));
	assert_int_equal(persons, 1);
	struct str file;
	is(people_export(x, &file));
	r = check(x, file.p);
	assert_int_equal(r.faults_total + r.changes_total, 0);
}

/* Latin-1, commas, English headings, another order of columns. */
static void files_come_in_many_dresses(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, town);
	struct import_report r = check(x, "Employee-number,Unit,Parent_unit,NAME,Role,From\n102,team nord,SUNDHED,Ali Demir,employee,2023-03-01\n"
					  "100,Sundhed,,S\xf8ren \xc5kj\xe6r,Top leader,\n");
	assert_int_equal(r.faults_total, 0);
	counts(&r.units, 0, 0, 2);
	counts(&r.persons, 0, 0, 2);
	counts(&r.roles, 0, 0, 2);
}

static void corrections_are_seen(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, town);
	struct import_report r = apply(x, "enhed;navn;medarbejdernr;e-mail;rolle;fra;til\n"
					  "Team Nord;Mette Holm Berg;101;berg@eksempel.dk;daglig leder;;2026-12-31\n"
					  "Team Nord;Ali Demir;102;;;2023-04-01;\n");
	counts(&r.persons, 0, 1, 1);
	counts(&r.roles, 0, 2, 0);
	struct person p;
	is(people_by_email(x, S("berg@eksempel.dk"), &p));
	assert_true(str_eqz(p.name, "Mette Holm Berg"));
	assert_true(str_eqz(p.number, "101"));
	struct assignment *a;
	size_t n;
	is(people_roles_of(x, p.id, &a, &n));
	assert_int_equal(n, 1);
	assert_int_equal(a[0].from.day, date_ymd(2022, 2, 1).day);
	assert_int_equal(a[0].to.day, date_ymd(2026, 12, 31).day);
}

static void a_role_that_is_over_can_come_again(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, town);
	struct import_report r = apply(x, "enhed;navn;medarbejdernr;rolle;fra;til\nTeam Nord;Ali Demir;102;hjælper;2020-01-01;2020-12-31\n"
					  "Team Nord;Ali Demir;102;hjælper;2021-06-01;2021-12-31\n");
	counts(&r.roles, 2, 0, 0);
	r = check(x, "enhed;navn;medarbejdernr;rolle;fra;til\nTeam Nord;Ali Demir;102;hjælper;2020-01-01;2021-07-01\n");
	assert_int_equal(r.faults_total, 1);
	assert_string_equal(r.faults[0].message, "people.import_overlaps");
}

/* ---- what is refused, and where */

struct bad {
	const char *file;
	size_t line;
	const char *column, *message;
};

static void every_fault_has_its_line_and_column(void **state)
{
	struct ctx *x = store_test_ctx(state);
#define HEAD "enhed;overenhed;navn;e-mail;telefon;medarbejdernr;rolle;fra;til;valgt til\n"
	static const struct bad bads[] = {
		{ "", 1, NULL, "render.csv_empty" },
		{ "PK\x03\x04 not text", 1, NULL, "people.import_unknown_column" },
		{ "navn;e-mail\nA;a@b.dk\n", 1, "people.column_unit", "people.import_unit_missing" },
		{ "enhed;navn\nX;A\n", 1, "people.column_number", "people.import_key_missing" },
		{ "enhed;skostørrelse\nX;42\n", 1, NULL, "people.import_unknown_column" },
		{ "enhed;navn;email;E-mail\nX;A;a@b.dk;a@b.dk\n", 1, "people.column_email", "people.import_column_twice" },
		{ HEAD, 1, NULL, "people.import_no_lines" },
		{ HEAD ";;A;a@b.dk;;;;;;\n", 2, "people.column_unit", "form.required" },
		{ HEAD "X;;;a@b.dk;;;;;;\n", 2, "people.column_name", "form.required" },
		/* What looks empty is empty: a mark without width, a space of typesetting. */
		{ HEAD "X;;\xe2\x80\x8b;a@b.dk;;;;;;\n", 2, "people.column_name", "form.required" },
		{ HEAD "\xe3\x80\x80;;A;a@b.dk;;;;;;\n", 2, "people.column_unit", "form.required" },
		{ HEAD "X;;\xef\xbb\xbf\xe2\x80\xae;a@b.dk;;;;;;\n", 2, "people.column_name", "form.required" },
		{ HEAD "X;;A;;;;;;;\n", 2, "people.column_number", "people.import_no_key" },
		{ HEAD "X;;A;a@b;;;;;;\n", 2, "people.column_email", "people.import_bad_email" },
		{ HEAD "X;;A;a@b.dk;ring;;;;;\n", 2, "people.column_phone", "people.import_bad_phone" },
		{ HEAD "X;;A;a@b.dk;;;konge;;;\n", 2, "people.column_role", "people.import_unknown_role" },
		{ HEAD "X;;A;a@b.dk;;;;31/2 2024;;\n", 2, "people.column_from", "people.import_not_date" },
		{ HEAD "X;;A;a@b.dk;;;;2024-02-01;2024-01-01;\n", 2, "people.column_to", "people.ends_before_it_begins" },
		{ HEAD "X;;A;a@b.dk;;;;;2001-01-01;\n", 2, "people.column_to", "people.ends_before_it_begins" },
		{ HEAD "X;;A;a@b.dk;;;;;;2030-01-01\n", 2, "people.column_elected_until", "people.not_elected" },
		{ HEAD "X;;A;a@b.dk;;;administrator;;2030-01-01;\n", 2, "people.column_to", "people.import_administrator" },
		{ HEAD "X;;=HYPERLINK(\"\"a\"\");a@b.dk;;;;;;\n", 2, "people.column_name", "people.import_formula" },
		{ HEAD "+X;;A;a@b.dk;;;;;;\n", 2, "people.column_unit", "people.import_formula" },
		{ HEAD "X;;A;@b.dk;;;;;;\n", 2, "people.column_email", "people.import_formula" },
		{ HEAD "X;;A;a@b.dk;;-1;;;;\n", 2, "people.column_number", "people.import_formula" },
		{ HEAD "X;;A;a@b.dk;=1;;;;;\n", 2, "people.column_phone", "people.import_bad_phone" },
		{ HEAD "X;;\"\t=1\";a@b.dk;;;;;;\n", 2, "people.column_name", "people.import_formula" },
		{ HEAD "X;;A;a@b.dk;;;;;;;mere\n", 2, NULL, "people.import_more_cells" },
		{ HEAD "X;;\"A;a@b.dk;;;;;;\n", 2, "people.column_name", "render.csv_quote_open" },
		{ HEAD "X>Y;;;;;;;;;\n", 2, "people.column_unit", "people.unit_name_sign" },
		{ HEAD "X;Y > > Z;;;;;;;;\n", 2, "people.column_parent", "people.import_bad_path" },
		{ HEAD "X;;;;;;;;;\nY;;;;;;;;;\n", 3, "people.column_parent", "people.import_two_tops" },
		{ HEAD "A;B;;;;;;;;\nC;D;;;;;;;;\n", 3, "people.column_parent", "people.import_two_tops" },
		{ HEAD "T;;;;;;;;;\nA;B;;;;;;;;\nB;A;;;;;;;;\n", 4, "people.column_parent", "people.import_cycle" },
		{ HEAD "T;;;;;;;;;\nA;A;;;;;;;;\n", 3, "people.column_parent", "people.import_cycle" },
		{ HEAD "T;;;;;;;;;\nA;T;;;;;;;;\nB;T;;;;;;;;\nX;A;;;;;;;;\nX;B;;;;;;;;\nX;;;;;;;;;\n", 7, "people.column_parent",
		  "people.import_ambiguous" },
		{ HEAD "X;;A;a@b.dk;;1;;;;\nX;;B;;;1;hr;;;\n", 3, "people.column_name", "people.import_differs" },
		{ HEAD "X;;A;a@b.dk;;1;;;;\nX;;B;a@b.dk;;2;;;;\n", 3, "people.column_name", "people.import_differs" },
		{ HEAD "X;;A;a@b.dk;;1;;;;\nX;;A;a@b.dk;;2;hr;;;\n", 3, "people.column_number", "people.import_differs" },
		{ HEAD "X;;A;a@b.dk;;1;;;;\nX;;B;b@b.dk;;2;;;;\nX;;A;b@b.dk;;1;hr;;;\n", 4, "people.column_email", "people.import_email_twice" },
		{ HEAD "X;;A;a@b.dk;;1;;;;\nX;;A;;;1;Medarbejder;;;\n", 3, "people.column_role", "people.import_twice" },
		{ HEAD "X;;A;;;1;hr;2020-01-01;2020-06-30;\nX;;A;;;1;hr;2020-06-30;;\n", 3, "people.column_role", "people.import_twice" },
	};
	for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
		struct import_report r = check(x, bads[i].file);
		if (r.nfaults == 0 || r.faults[0].line != bads[i].line || strcmp(r.faults[0].message, bads[i].message) != 0)
			print_message("case %zu: %zu faults, line %zu %s\n", i, r.nfaults, r.nfaults ? r.faults[0].line : 0,
				      r.nfaults ? r.faults[0].message : "");
		assert_true(r.nfaults > 0);
		assert_string_equal(r.faults[0].message, bads[i].message);
		assert_int_equal(r.faults[0].line, bads[i].line);
		if (bads[i].column)
			assert_string_equal(r.faults[0].column, bads[i].column);
		else
			assert_null(r.faults[0].column);
		struct import_report refused;
		assert_int_equal(people_import_apply(x, NULL, str_of(bads[i].file), &refused), INVALID);
		assert_string_equal(x->fault.message, "people.import_faults");
		fault_clear(x);
	}
	struct stored s = stored(x);
	assert_int_equal(s.units + s.persons + s.roles, 0);
}

static void all_faults_are_told_at_once(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct import_report r = check(x, HEAD "X;;A;bad;ring;;konge;i går;;\n;;B;b@b.dk;;;;;;\n\nX;;C;c@b.dk;;;;;;\nX;;D;;;;;;;\n");
	assert_int_equal(r.faults_total, 6);	/* role, date, e-mail and phone of the first; unit; key */
	assert_int_equal(r.faults[3].line, 2);
	assert_int_equal(r.faults[4].line, 3);
	assert_int_equal(r.faults[5].line, 6);	/* empty lines count */
	r = check(x, HEAD "X;;A;bad;ring;;;;;\n");
	assert_int_equal(r.faults_total, 2);
	/* What rests on a cell that said nothing is not judged: one fault, not two. */
	static const char *const once[] = {
		HEAD "X;;=A;a@b.dk;;;;;;\n", HEAD "=X;;A;a@b.dk;;;;;;\n", HEAD "X;;A;=b;;;;;;\n", HEAD "X;;A;;;=1;;;;\n",
		HEAD "X;;A;a@b.dk;;;konge;;;2030-01-01\n", HEAD "X;;A;a@b.dk;;;;;;;mere\n",
	};
	for (size_t i = 0; i < sizeof once / sizeof *once; i++)
		assert_int_equal(check(x, once[i]).faults_total, 1);
}

static void many_faults_are_counted_and_cut(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_z(&b, HEAD);
	for (int i = 0; i < 1000; i++)
		buf_z(&b, "X;;A;;;;;;;\n");
	struct import_report r;
	is(people_import_check(x, buf_view(&b), &r));
	assert_int_equal(r.faults_total, 1000);
	assert_int_equal(r.nfaults, IMPORT_FAULTS_SHOWN);
	buf_free(&b);
}

static void a_deep_chain_of_parents_ends(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct buf b;
	buf_init(&b, 4 << 20);
	buf_z(&b, "enhed;overenhed\nTop;\n");
	for (int i = 0; i < 20000; i++)
		buf_fmt(&b, "E%d;E%d\n", i, i + 1);
	struct import_report r;
	is(people_import_check(x, buf_view(&b), &r));
	assert_true(r.faults_total > 0);
	buf_free(&b);
}

/* ---- who is who */

static void one_person_by_two_keys(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, HEAD "T;;Mette;m@x.dk;;7;;2020-01-01;;\n");
	/* One line knows the number, another the address: still one person. */
	struct import_report r = check(x, HEAD "T;;Mette;;;7;;2020-01-01;;\nT;;Mette;m@x.dk;;;helper;;;\n");
	assert_int_equal(r.faults_total, 0);
	counts(&r.persons, 0, 0, 1);
	counts(&r.roles, 1, 0, 1);
	/* Another number at her address is somebody else's mistake. */
	r = check(x, HEAD "T;;Mette;m@x.dk;;8;;;;\n");
	assert_int_equal(r.faults_total, 1);
	assert_string_equal(r.faults[0].message, "people.email_taken");
	/* Who had only an address gets a number; who had a number a new address. */
	apply(x, HEAD "T;;Ali;a@x.dk;;;;2020-01-01;;\n");
	r = apply(x, HEAD "T;;Ali;a@x.dk;;9;;;;\nT;;Mette;mette@y.dk;;7;;;;\n");
	counts(&r.persons, 0, 2, 0);
	struct stored s = stored(x);
	assert_int_equal(s.persons, 2);
}

static void names_used_twice_need_a_path(void **state)
{
	struct ctx *x = store_test_ctx(state);
	apply(x, "enhed;overenhed\nT;\nA;T\nB;T\nAdm;A\nAdm;B\n");
	assert_int_equal(stored(x).units, 5);
	struct import_report r = check(x, "enhed;overenhed\nHold;Adm\n");
	assert_int_equal(r.faults_total, 1);
	assert_string_equal(r.faults[0].message, "people.import_ambiguous");
	r = apply(x, "enhed;overenhed\nHold;B > Adm\nAdm;t>a\n");
	counts(&r.units, 1, 0, 1);
	/* A unit may bear its parent's name where the path is plain. */
	r = apply(x, "enhed;overenhed\nAdm;T > A > Adm\n");
	counts(&r.units, 1, 0, 0);
	r = apply(x, "enhed;overenhed\nAdm;T > A > Adm\n");
	counts(&r.units, 0, 0, 1);
}

/* Found by fuzzing: a name used alone in one line and in a path in another was
 * made twice, and ambiguous the second time. */
static void a_path_tells_other_lines_too(void **state)
{
	struct ctx *x = store_test_ctx(state);
	const char file[] = "enhed;overenhed\nT;\nHold;Nord\nAnden;Sundhed > Nord\n";
	struct import_report r = apply(x, file);
	counts(&r.units, 5, 0, 0);
	r = apply(x, file);
	counts(&r.units, 0, 0, 3);
}

static void parents_may_come_after_their_children(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct str path;
	struct unit_row *rows;
	size_t n;
	apply(x, "enhed;overenhed\nTeam;Hjemmepleje\nHjemmepleje;Sundhed\nSundhed;Kommunen\nKommunen;\nSkole;Undervisning\n");
	struct sql_unit_top *top;
	is(sql_unit_top(x, &top));
	assert_true(str_eqz(top->name, "Kommunen"));
	struct held_role held = { ROLE_ADMINISTRATOR, top->id };
	struct actor a = { .roles = &held, .nroles = 1 };
	is(people_units_for(x, &a, &rows, &n));
	assert_int_equal(n, 6);
	/* "Undervisning" is described nowhere: under the topmost. */
	assert_true(str_eqz(rows[4].unit.name, "Undervisning"));
	is(people_unit_path_text(x, rows[3].unit.id, &path));
	assert_true(str_eqz(path, "Sundhed > Hjemmepleje > Team"));
	assert_true(str_eqz(rows[1].unit.kind, "area"));
	assert_true(str_eqz(rows[3].unit.kind, "workplace"));
}

/* ---- out and in again */

/* Random organisations: whatever was stored comes out as a file that changes
 * nothing, and builds the same in an empty store. */
static void export_then_import_is_no_change(void **state)
{
	static const char *const names[] = { "Adm", "Nord", "Syd", "Øst", "Adm", "Åen" };
	for (int round = 0; round < 20; round++) {
		struct ctx *x = store_test_ctx(state);
		unit_id units[20];
		person_id persons[12];
		size_t nunits = 1;
		is(people_unit_add(x, (unit_id){ 0 }, S("Top"), S("organisation"), STR_NULL, &units[0]));
		for (int i = 0; i < 25 && nunits < 20; i++) {
			unit_id parent = units[random_below((uint32_t)nunits)];
			if (people_unit_add(x, parent, str_of(names[random_below(6)]), S("team"), STR_NULL, &units[nunits]) == OK)
				nunits++;
			fault_clear(x);
		}
		for (int i = 0; i < 12; i++)
			is(people_add(x,
				      &(struct person){ .name = str_fmt(x->arena, "Navn \"%d\"; og mere", i),
							.email = i % 3 ? str_fmt(x->arena, "p%d@x.dk", i) : STR_NULL,
							.number = i % 3 != 1 ? str_fmt(x->arena, "%d", 100 + i) : STR_NULL,
							.phone = i % 2 ? S("+45 1234 5678") : STR_NULL },
				      &persons[i]));
		for (int i = 0; i < 60; i++) {
			assignment_id id;
			enum role role = (enum role)random_below(ROLE_COUNT);
			struct date from = date_ymd(2020 + (int)random_below(6), 1, 1);
			bool ends = role == ROLE_PROVIDER || (random_below(2) && role != ROLE_ADMINISTRATOR);
			struct date to = ends ? date_add(from, (int)random_below(400)) : DATE_NONE;
			struct date until = ROLES_REPRESENTATIVES & ROLE_BIT(role) ? date_add(from, 730) : DATE_NONE;
			enum rc rc = people_role_give(x, persons[random_below(12)], units[random_below((uint32_t)nunits)], role, from, to, until, &id);
			assert_true(rc == OK || rc == CONFLICT);
			fault_clear(x);
		}
		struct str csv;
		x->lang = round % 2 ? EN : DA;
		is(people_export(x, &csv));
		struct stored before = stored(x);
		struct import_report r;
		is(people_import_check(x, csv, &r));
		for (size_t i = 0; i < r.nfaults; i++)
			print_message("line %zu: %s\n", r.faults[i].line, r.faults[i].message);
		assert_int_equal(r.faults_total, 0);
		assert_int_equal(r.changes_total, 0);
		char *copy = strndup(csv.p, csv.n);
		store_test_undo(state);
		x = store_test_ctx(state);
		apply(x, copy);
		struct stored after = stored(x);
		assert_int_equal(before.units, after.units);
		assert_int_equal(before.roles, after.roles);
		is(people_import_check(x, str_of(copy), &r));
		assert_int_equal(r.faults_total + r.changes_total, 0);
		free(copy);
		store_test_undo(state);
	}
}

/* ---- the two steps, and the command line */

static void a_kept_file_is_its_sender_s(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id p, other;
	struct str hash, hash2, bytes;
	is(people_add(x, &(struct person){ .name = S("A"), .number = S("1") }, &p));
	is(people_add(x, &(struct person){ .name = S("B"), .number = S("2") }, &other));
	struct actor a = { .person = p }, b = { .person = other };
	is(upload_keep(x, &a, S("enhed\nX\0"), &hash));
	is(upload_find(x, &a, hash, &bytes));
	assert_int_equal(bytes.n, 8);
	assert_int_equal(upload_find(x, &b, hash, &bytes), GONE);
	is(upload_keep(x, &a, S("enhed\nY\n"), &hash2));	/* one per person: the earlier one is gone */
	assert_int_equal(upload_find(x, &a, hash, &bytes), GONE);
	is(upload_find(x, &a, hash2, &bytes));
	x->now += UPLOAD_LIFE_S + 1;
	is(people_housekeeping(x));
	assert_int_equal(upload_find(x, &a, hash2, &bytes), GONE);
}

static void the_command_prints_and_stores(void **state)
{
	struct store *s = store_test_store(state);
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, arena);
	char path[] = "/tmp/samspil-import-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, town, sizeof town - 1), sizeof town - 1);
	close(fd);
	char *printed = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&printed, &n);
	bool clean;
	is(people_import_command(&x, s, path, true, out, &clean));
	assert_true(clean);
	is(people_import_command(&x, s, path, false, out, &clean));
	assert_true(clean);
	assert_int_equal(people_import_command(&x, s, "/nowhere/x.csv", false, out, &clean), INVALID);
	fclose(out);
	assert_non_null(strstr(printed, "people.import_dry"));
	free(printed);
	unlink(path);
	assert_int_equal(stored(store_test_ctx(state)).persons, 4);
	arena_free(arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_setup, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_organisation_comes_in), TEST(a_trial_never_writes), TEST(the_same_file_twice_changes_nothing),
		TEST(committees_come_in_with_seats_and_chair), TEST(corrections_are_seen), TEST(a_role_that_is_over_can_come_again),
		TEST(a_committee_at_fault_is_told_by_line_and_column), TEST(corrections_are_seen), TEST(a_role_that_is_over_can_come_again),
		TEST(committees_go_out_as_they_came_in), TEST(corrections_are_seen), TEST(a_role_that_is_over_can_come_again),
		TEST(an_external_provider_has_a_last_day_and_is_not_counted), TEST(corrections_are_seen), TEST(a_role_that_is_over_can_come_again),
		TEST(files_come_in_many_dresses), TEST(corrections_are_seen), TEST(a_role_that_is_over_can_come_again),
		TEST(every_fault_has_its_line_and_column), TEST(all_faults_are_told_at_once), TEST(many_faults_are_counted_and_cut),
		TEST(a_deep_chain_of_parents_ends), TEST(one_person_by_two_keys), TEST(names_used_twice_need_a_path),
		TEST(a_path_tells_other_lines_too), TEST(parents_may_come_after_their_children), TEST(export_then_import_is_no_change), TEST(a_kept_file_is_its_sender_s),
		TEST(the_command_prints_and_stores),
	};
	random_init();
	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
