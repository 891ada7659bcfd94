/* library_test.c -- the content that the program carries: it loads without a
 * fault, it is whole in both languages, and its figures are those published. */
#include "core/testing.h"
#include "method/vocabulary/read.h"

enum { CEILING = 256 << 20 };	/* the whole library, read twice */

struct fixture {
	struct arena *arena;
	struct ctx x;
};

static int begin(void **state)
{
	static struct fixture f;
	f.arena = arena_new(CEILING);
	ctx_init(&f.x, f.arena);
	*state = &f;
	if (method_init(&f.x, NULL) == OK)
		return 0;
	print_error("%s\n", f.x.fault.cause);
	return -1;
}

static int end(void **state)
{
	struct fixture *f = *state;
	arena_free(f->arena);
	return 0;
}

/* method_init() trusts what is built in; here is why it may. */
static void what_is_built_in_has_no_fault(void **state)
{
	struct ctx *x = &((struct fixture *)*state)->x;
	struct method_faults faults = { 0 };
	struct shelf s = { .x = x, .faults = &faults };
	shelf_add_builtin(&s, true);
	shelf_check(&s);
	for (const struct method_fault *f = faults.first; f; f = f->next)
		print_error("%.*s\n", STR_ARG(method_fault_line(x, f)));
	assert_int_equal(faults.n, 0);
	/* And nothing was left out on the way. */
	size_t bound = 0;
	for (const struct doc *d = s.first; d; d = d->next)
		bound += library_find(d->kind, str_of(d->bound->key)) != NULL;
	assert_true(bound > 20);
	assert_null(s.faulty);
}

static const struct method_programme *five_phases(void)
{
	const struct method_programme *p = method_programme(S("five-phases"));
	assert_non_null(p);
	return p;
}

static int64_t hours_of(const char *role, const char *status)
{
	struct method_choice chosen = { S("status_participants"), str_of(status) };
	int64_t minutes = method_role_minutes(five_phases(), str_of(role), &chosen, status ? 1 : 0);
	assert_int_equal(minutes % 60, 0);
	return minutes / 60;
}

/* The published table: top leader 6, daily leader 32, each helper 32, each
 * other employee 25, consultant 83. */
static void hours_are_the_published_ones(void **state)
{
	assert_int_equal(hours_of("top_leader", "all"), 6);
	assert_int_equal(hours_of("daily_leader", "all"), 32);
	assert_int_equal(hours_of("helper", "all"), 32);
	assert_int_equal(hours_of("employee", "all"), 25);
	assert_int_equal(hours_of("consultant", "all"), 83);
}

/* Three status meetings of two hours fewer for each employee, and that is what
 * holds until somebody chooses otherwise. */
static void core_group_spares_the_employees_six_hours(void **state)
{
	assert_int_equal(hours_of("employee", "core"), 19);
	assert_int_equal(hours_of("employee", NULL), 19);
	assert_int_equal(hours_of("daily_leader", "core"), 32);
	assert_int_equal(hours_of("consultant", "core"), 83);
}

struct expected_hours {
	const char *activity;
	double top, daily, helper, employee, consultant;	/* preparation included */
};

static void hours_matrix(void **state)
{
	static const struct expected_hours rows[] = {
		{ "preparation", 0, 3, 0, 0, 20 },
		{ "startup_meeting", 0, 3, 3, 0, 3 },
		{ "intro_meeting", 2, 2, 2, 2, 4 },
		{ "future_workshop", 0, 4, 7, 7, 10.5 },
		{ "planning_meeting", 2, 2, 2, 0, 5 },
		{ "carrying_out", 0, 6, 6, 6, 0 },
		{ "process_support", 0, 0, 0, 0, 15 },
		{ "status_meeting_1", 0, 2, 2, 2, 4 },
		{ "status_meeting_2", 0, 2, 2, 2, 4 },
		{ "midway_meeting", 0, 2, 2, 2, 4 },
		{ "follow_up_meeting", 0, 2, 2, 0, 4.5 },
		{ "status_meeting_3", 0, 2, 2, 2, 4 },
		{ "final_meeting", 2, 2, 2, 2, 5 },
	};
	static const char *const roles[] = { "top_leader", "daily_leader", "helper", "employee", "consultant" };
	const struct method_programme *p = five_phases();
	struct method_choice all = { S("status_participants"), S("all") };
	assert_int_equal(p->activities_count, sizeof(rows) / sizeof(rows[0]));
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct expected_hours *e = &rows[i];
		const double expected[] = { e->top, e->daily, e->helper, e->employee, e->consultant };
		assert_string_equal(p->activities[i].key, e->activity);
		for (size_t r = 0; r < 5; r++)
			assert_int_equal(method_activity_minutes(p, &p->activities[i], str_of(roles[r]), &all, 1),
					 (int64_t)(expected[r] * 60));
	}
}

static void pots_of_the_consultant(void **state)
{
	const struct method_programme *p = five_phases();
	assert_int_equal(method_pot_minutes(p, S("preparing"), NULL, 0), 20 * 60);
	assert_int_equal(method_pot_minutes(p, S("support"), NULL, 0), 15 * 60);
	assert_int_equal(method_pot_minutes(p, S("on_site"), NULL, 0), 48 * 60);
}

static bool at(const char *role, const char *activity, const char *status)
{
	const struct method_programme *p = five_phases();
	struct method_choice chosen = { S("status_participants"), str_of(status) };
	const struct method_activity *a = method_activity(p, str_of(activity));
	assert_non_null(a);
	return method_takes_part(p, a, str_of(role), &chosen, 1);
}

static void top_leader_comes_three_times(void **state)
{
	const struct method_programme *p = five_phases();
	size_t times = 0;
	for (size_t i = 0; i < p->activities_count; i++)
		times += method_takes_part(p, &p->activities[i], S("top_leader"), NULL, 0);
	assert_int_equal(times, 3);
	assert_true(at("top_leader", "intro_meeting", "core"));
	assert_true(at("top_leader", "planning_meeting", "core"));
	assert_true(at("top_leader", "final_meeting", "core"));
}

static void status_meetings_follow_the_setting(void **state)
{
	assert_false(at("employee", "status_meeting_2", "core"));
	assert_true(at("employee", "status_meeting_2", "all"));
	assert_true(at("employee", "midway_meeting", "core"));
}

static void split_where_the_method_allows_it(void **state)
{
	static const char *const allowed[] = {
		"intro_meeting", "status_meeting_1", "status_meeting_2", "status_meeting_3", "midway_meeting",
	};
	const struct method_programme *p = five_phases();
	size_t n = 0;
	for (size_t i = 0; i < p->activities_count; i++)
		n += p->activities[i].split == SPLIT_ALLOWED;
	assert_int_equal(n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(method_activity(p, str_of(allowed[i]))->split, SPLIT_ALLOWED);
}

static void daily_leader_arrives_at_lunch(void **state)
{
	const struct method_activity *a = method_activity(five_phases(), S("future_workshop"));
	assert_string_equal(a->inviter, "consultant");
	for (size_t i = 0; i < a->participants_count; i++)
		if (strcmp(a->participants[i].role, "daily_leader") == 0)
			assert_string_equal(a->participants[i].joins, "lunch");
}

static void inviters(void **state)
{
	const struct method_programme *p = five_phases();
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		if (a->work == WORK_MEETING)
			assert_string_equal(a->inviter, "daily_leader");
	}
}

static void check_day(const struct method_workshop *w, const char *const parts[], const unsigned minutes[], size_t n)
{
	assert_int_equal(w->parts_count, n);
	for (size_t i = 0; i < n; i++) {
		unsigned sum = 0;
		assert_string_equal(w->parts[i].key, parts[i]);
		assert_int_equal(w->parts[i].minutes, minutes[i]);
		for (size_t j = 0; j < w->parts[i].steps_count; j++)
			sum += w->parts[i].steps[j].minutes;
		assert_int_equal(sum, minutes[i]);
	}
}

static void day_of_the_workshop(void **state)
{
	static const char *const parts[] = { "critique", "dream", "lunch", "reality" };
	static const unsigned minutes[] = { 90, 90, 30, 210 };
	const struct method_workshop *w = method_workshop(S("future-workshop"));
	assert_non_null(w);
	check_day(w, parts, minutes, 4);
	assert_int_equal(w->minutes, 7 * 60);
	assert_true(w->alone);
	assert_false(w->parts[0].leaders);
	assert_false(w->parts[1].leaders);
	assert_true(w->parts[2].leaders);
	const struct method_step *lunch = method_step(w, S("lunch"), NULL);
	assert_int_equal(lunch->opens, OPEN_THEMES | OPEN_PRIORITIES);
}

static void light_version_is_two_hours(void **state)
{
	static const char *const parts[] = { "critique", "dream", "pause", "reality" };
	static const unsigned minutes[] = { 30, 25, 10, 55 };
	const struct method_workshop *w = method_workshop(S("future-workshop-light"));
	assert_non_null(w);
	check_day(w, parts, minutes, 4);
	assert_int_equal(w->minutes, 120);
}

static void three_rules_each_way(void **state)
{
	const struct method_workshop *w = method_workshop(S("future-workshop"));
	size_t avoid = 0;
	for (size_t i = 0; i < w->rules_count; i++)
		avoid += w->rules[i].avoid;
	assert_int_equal(w->rules_count, 6);
	assert_int_equal(avoid, 3);
}

static void five_sheets_and_26_references(void **state)
{
	static const unsigned per_publisher[] = { 14, 1, 8, 3 };
	const struct method_programme *p = five_phases();
	assert_int_equal(p->sheets_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(p->sheets[i].number, i + 1);
		assert_non_null(method_sheet(str_of(p->sheets[i].sheet)));
	}
	const struct method_sheet *list = method_sheet(S("reading-list"));
	size_t publisher = 0;
	for (size_t i = 0; i < list->sections_count; i++) {
		const struct method_section *s = &list->sections[i];
		for (size_t j = 0; j < s->references_count; j++)
			assert_null(s->references[j].link);
		if (s->references_count)
			assert_int_equal(s->references_count, per_publisher[publisher++]);
	}
	assert_int_equal(publisher, 4);
}

static void checklists_of_phase_one(void **state)
{
	const struct method_activity *a = method_activity(five_phases(), S("preparation"));
	size_t leader = 0, consultant = 0;
	for (size_t i = 0; i < a->before_count; i++) {
		leader += strcmp(a->before[i].role, "daily_leader") == 0;
		consultant += strcmp(a->before[i].role, "consultant") == 0;
	}
	assert_int_equal(leader, 8);
	assert_int_equal(consultant, 3);
}

static void texts_by_language(void **state)
{
	struct fixture *f = *state;
	const struct method_phase *phase = method_phase(five_phases(), S("startup"));
	assert_true(str_eq(text_in(phase->title, DA), S("Opstart")));
	assert_true(str_eq(text_in(phase->title, EN), S("Start-up")));
	struct val *view = val_new_obj(&f->x);
	f->x.lang = EN;
	val_text(&f->x, view, "title", phase->title);
	assert_true(str_eq(val_get_str(view, "title"), S("Start-up")));
	const struct text none = { NULL, NULL };
	assert_false(text_is(none));
	assert_null(text_in(none, DA).p);
}

static void listing_a_kind(void **state)
{
	size_t n = 0;
	while (method_nth(METHOD_WORKSHOP, n)) {
		assert_int_equal(method_nth(METHOD_WORKSHOP, n)->kind, METHOD_WORKSHOP);
		n++;
	}
	assert_true(n >= 13);	/* the future workshop, long and short, and eleven tools */
	for (unsigned tool = 1; tool <= 11; tool++) {
		size_t has = 0;
		for (size_t i = 0; i < n; i++)
			has += ((const struct method_workshop *)method_nth(METHOD_WORKSHOP, i))->tool == tool;
		assert_int_equal(has, 1);
	}
	assert_null(method_programme(S("future-workshop")));
	assert_null(method_workshop(S("nothing")));
}

static void months_are_thirty_days(void **state)
{
	assert_int_equal(method_days(UNIT_DAYS, 3), 3);
	assert_int_equal(method_days(UNIT_WEEKS, 2), 14);
	assert_int_equal(method_days(UNIT_MONTHS, 4), 120);
}

/* A model that fact sheets have in common is written once, and they refer to it
 * (`model: iglo`); a list or a table with its parts would say it again. */
static bool has_part(const struct method_model *m, const char *title)
{
	for (unsigned i = 0; i < m->parts_count; i++)
		if (strcmp(m->parts[i].title.da, title) == 0)
			return true;
	return false;
}

/* A table to write in, by the parts of a model, says nothing about them. */
static bool is_blank(const struct method_row *r)
{
	return r->cells_count < 2 || strcmp(r->cells[1].da, "…") == 0;
}

static bool says_again(const struct method_section *s, const struct method_model *m)
{
	unsigned topics = 0, rows = 0;
	for (unsigned i = 0; i < s->topics_count; i++)
		topics += has_part(m, s->topics[i].title.da);
	for (unsigned i = 0; i < s->table.rows_count; i++)
		rows += has_part(m, s->table.rows[i].cells[0].da) && !is_blank(&s->table.rows[i]);
	return topics == m->parts_count || rows == m->parts_count;
}

static size_t models_again(const struct method_sheet *sheet)
{
	const struct method_head *h;
	size_t found = 0;
	for (size_t k = 0; (h = method_nth(METHOD_MODEL, k)); k++) {
		for (unsigned i = 0; i < sheet->sections_count; i++) {
			if (!says_again(&sheet->sections[i], (const struct method_model *)h))
				continue;
			print_error("%s: section %s says the model %s again\n", sheet->head.key, sheet->sections[i].key, h->key);
			found++;
		}
	}
	return found;
}

static void a_shared_model_is_written_once(void **state)
{
	const struct method_head *h;
	size_t found = 0;
	for (size_t k = 0; (h = method_nth(METHOD_SHEET, k)); k++)
		found += models_again((const struct method_sheet *)h);
	assert_int_equal(found, 0);
	/* As the fact sheets of the TRIO and of the representatives once had it. */
	const struct method_model *iglo = method_model(S("iglo"));
	struct method_section again = { .key = "tasks", .topics = iglo->parts, .topics_count = iglo->parts_count };
	const struct method_sheet twice = { .head = { .key = "twice" }, .sections = &again, .sections_count = 1 };
	assert_int_equal(models_again(&twice), 1);
}

/* How many methods a band of a group leads on to. */
static size_t suggestions(const struct method_questions *q, const char *group, const char *band)
{
	size_t n = 0;
	for (unsigned i = 0; i < q->suggest_count; i++) {
		const struct method_suggestion *g = &q->suggest[i];
		if (strcmp(g->group, group) != 0 || strcmp(g->band, band) != 0)
			continue;
		assert_non_null(method_workshop(str_of(g->method)));
		for (enum lang lang = DA; lang < LANG_COUNT; lang++)
			assert_true(text_in(g->why, lang).n > 0);
		n++;
	}
	return n;
}

/* Also a workplace that is well: low where it should be, high where it should be. */
static void every_profile_leads_on_to_something(void **state)
{
	const struct method_questions *q = method_questions(S("maturity"));
	size_t profiles = 1, without = 0;
	assert_non_null(q);
	assert_int_equal(q->groups_count, 5);
	for (unsigned g = 0; g < q->groups_count; g++)
		profiles *= q->bands_count;
	assert_int_equal(profiles, 3125);
	for (size_t p = 0; p < profiles; p++) {
		size_t n = 0, rest = p;
		for (unsigned g = 0; g < q->groups_count; g++, rest /= q->bands_count)
			n += suggestions(q, q->groups[g].key, q->bands[rest % q->bands_count].key);
		without += n == 0;
	}
	assert_int_equal(without, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shared_model_is_written_once),
		cmocka_unit_test(what_is_built_in_has_no_fault),
		cmocka_unit_test(every_profile_leads_on_to_something),
		cmocka_unit_test(hours_are_the_published_ones),
		cmocka_unit_test(core_group_spares_the_employees_six_hours),
		cmocka_unit_test(hours_matrix),
		cmocka_unit_test(pots_of_the_consultant),
		cmocka_unit_test(top_leader_comes_three_times),
		cmocka_unit_test(status_meetings_follow_the_setting),
		cmocka_unit_test(split_where_the_method_allows_it),
		cmocka_unit_test(daily_leader_arrives_at_lunch),
		cmocka_unit_test(inviters),
		cmocka_unit_test(day_of_the_workshop),
		cmocka_unit_test(light_version_is_two_hours),
		cmocka_unit_test(three_rules_each_way),
		cmocka_unit_test(five_sheets_and_26_references),
		cmocka_unit_test(checklists_of_phase_one),
		cmocka_unit_test(texts_by_language),
		cmocka_unit_test(listing_a_kind),
		cmocka_unit_test(months_are_thirty_days),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
