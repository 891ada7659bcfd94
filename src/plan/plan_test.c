/* plan_test.c -- the rules of the plan on a real store, its pages in strict
 * mode, its routes with real roles. Time is moved by hand. */
#include "core/testing.h"
#include "core/random.h"
#include "plan/confirm.h"
#include "plan/plan_test_sql.h"
#include "plan/view.h"
#include "render/render.h"
#include "render/table.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* cmocka's fail_msg() needs its macro fail(), whose name is ours. */
#define stop_with(...)                      \
	do {                                \
		print_error(__VA_ARGS__);   \
		_fail(__FILE__, __LINE__);  \
	} while (0)

enum who { NOBODY, TOP, LEADER, HELPER, EMPLOYEE, STRANGER, WHO_COUNT };

/* A workplace: Nord with its people, Syd beside it with a stranger. */
struct workplace {
	struct ctx *x;
	unit_id org, nord, syd;
	person_id person[WHO_COUNT];
	struct held_role held[WHO_COUNT];
	struct actor actor[WHO_COUNT];
	plan_id plan;
};

static person_id add_person(struct workplace *w, enum who who, const char *name, const char *email, enum role role, unit_id unit)
{
	assignment_id ignored;
	struct person p = { .name = str_of(name), .email = str_of(email), .lang = who == HELPER ? EN : DA };
	assert_int_equal(people_add(w->x, &p, &w->person[who]), OK);
	assert_int_equal(people_role_give(w->x, w->person[who], unit, role, date_add(ctx_today(w->x), -400), DATE_NONE, DATE_NONE, &ignored), OK);
	w->held[who] = (struct held_role){ role, unit };
	w->actor[who] = (struct actor){ .person = w->person[who], .name = p.name, .lang = p.lang, .roles = &w->held[who], .nroles = 1 };
	return w->person[who];
}

static struct workplace *workplace(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct workplace *w = ARENA_NEW(x->arena, struct workplace);
	w->x = x;
	assert_int_equal(people_unit_add(x, (unit_id){ 0 }, S("Kommunen"), S("organisation"), STR_NULL, &w->org), OK);
	assert_int_equal(people_unit_add(x, w->org, S("Station Nord"), S("workplace"), STR_NULL, &w->nord), OK);
	assert_int_equal(people_unit_add(x, w->org, S("Station Syd"), S("workplace"), STR_NULL, &w->syd), OK);
	add_person(w, TOP, "Ulla Top", "ulla@example.dk", ROLE_TOP_LEADER, w->nord);
	add_person(w, LEADER, "Karin Thomsen", "karin@example.dk", ROLE_DAILY_LEADER, w->nord);
	add_person(w, HELPER, "Helle Hansen", "helle@example.dk", ROLE_HELPER, w->nord);
	add_person(w, EMPLOYEE, "Jonas Lind", "jonas@example.dk", ROLE_EMPLOYEE, w->nord);
	add_person(w, STRANGER, "Sif Syd", "sif@example.dk", ROLE_DAILY_LEADER, w->syd);
	assert_int_equal(plan_of_unit(x, w->nord, &w->plan), OK);
	return w;
}

static struct action_words words(const char *title)
{
	return (struct action_words){ .title = str_of(title), .change = S(""), .first_step = S("Vi begynder på mandag"),
				      .owner_name = S("Jonas Lind"), .helpers = S(""), .means = S(""), .sign = S(""),
				      .starts = DATE_NONE, .due = DATE_NONE, .iglo = S("group"), .road = S(""), .pace = S("") };
}

static action_id add_action(struct workplace *w, const char *title, int due_in_days, enum who owner)
{
	struct action_words a = words(title);
	action_id id;
	a.due = date_add(ctx_today(w->x), due_in_days);
	a.owner_id = w->person[owner];
	assert_int_equal(plan_add_action(w->x, w->plan, &a, &id), OK);
	return id;
}

static action_id propose(struct workplace *w, const char *source)
{
	struct plan_proposal p = { .source = str_of(source), .origin = S("programme/1"), .title = S("Overlap mellem vagterne"),
				   .problem = S("Vi får ikke sagt det vigtige videre"), .dream = S("Alle går hjem med ro"), .due = DATE_NONE,
				   .realism = S("Kan gøres nu"), .realism_reason = S("Vagtplanen tillader det") };
	action_id id;
	bool fresh;
	assert_int_equal(plan_propose(w->x, w->plan, &p, &id, &fresh), OK);
	return id;
}

static struct sql_action *stored(struct workplace *w, action_id id)
{
	struct sql_action *a;
	assert_int_equal(sql_action(w->x, id, &a), OK);
	assert_non_null(a);
	return a;
}

static void answer_overlap(struct workplace *w)
{
	assert_int_equal(plan_overlap_answer(w->x, w->plan, S("plan"), S(""), S("Intet går i vejen"), S("Tavlen hver fredag")), OK);
}

static void publish(struct workplace *w, int64_t expected)
{
	int64_t number = 0;
	assert_int_equal(plan_publish(w->x, w->plan, S("Første plan"), &number), OK);
	assert_int_equal(number, expected);
}

/* The refusal's message, after which the slot is free again. */
static const char *said(struct ctx *x)
{
	const char *message = x->fault.message ? x->fault.message : "";
	fault_clear(x);
	return message;
}

/* ---- rules */

static void a_proposal_handed_over_twice_is_one_action(void **state)
{
	struct workplace *w = workplace(state);
	action_id first = propose(w, "workshop/17/row/5");
	struct plan_proposal again = { .source = S("workshop/17/row/5"), .title = S("Skrevet anderledes"), .due = DATE_NONE };
	action_id id;
	bool fresh = true;
	assert_int_equal(plan_propose(w->x, w->plan, &again, &id, &fresh), OK);
	assert_false(fresh);
	assert_int_equal(id.v, first.v);
	assert_true(str_eqz(stored(w, id)->title, "Overlap mellem vagterne"));
	again.source = S("workshop/17/row/6");
	assert_int_equal(plan_propose(w->x, w->plan, &again, &id, &fresh), OK);
	assert_true(fresh);
	again.source = S("workshop/17/row/7");
	again.title = S("  ");
	assert_int_equal(plan_propose(w->x, w->plan, &again, &id, &fresh), INVALID);
	assert_string_equal(said(w->x), "form.required");
}

static void a_plan_is_published_when_nothing_is_missing(void **state)
{
	struct workplace *w = workplace(state);
	int64_t number = -1;
	assert_int_equal(plan_publish(w->x, w->plan, S("x"), &number), INVALID);
	assert_string_equal(said(w->x), "plan.nothing_to_publish");
	action_id id = propose(w, "a");
	assert_int_equal(plan_publish(w->x, w->plan, S("x"), &number), INVALID);
	assert_string_equal(said(w->x), "plan.stand_missing");
	assert_int_equal(plan_take_stand(w->x, id, 1, S("approved"), S("")), OK);
	assert_int_equal(plan_publish(w->x, w->plan, S("x"), &number), INVALID);
	assert_string_equal(said(w->x), "plan.not_ready");
	struct action_words a = words("Overlap mellem vagterne");
	a.due = date_add(ctx_today(w->x), 30);
	assert_int_equal(plan_change_action(w->x, id, 2, &a), OK);
	assert_int_equal(plan_publish(w->x, w->plan, S("x"), &number), INVALID);
	assert_string_equal(said(w->x), "plan.overlap_unanswered");
	assert_int_equal(number, -1);
	answer_overlap(w);
	publish(w, 1);
}

static void a_version_stays_as_it_was(void **state)
{
	struct workplace *w = workplace(state);
	struct plan_all p;
	struct sql_version *row;
	struct val *tree;
	bool changed;
	action_id id = add_action(w, "Makker til nye", 30, EMPLOYEE);
	answer_overlap(w);
	publish(w, 1);
	assert_int_equal(plan_load(w->x, w->nord, &p), OK);
	assert_int_equal(plan_is_changed(w->x, p.plan, p.a, p.n, &changed), OK);
	assert_false(changed);
	/* How it goes needs no new poster; what is agreed does. */
	assert_int_equal(plan_note(w->x, id, S(""), S(""), S("running")), OK);
	assert_int_equal(plan_load(w->x, w->nord, &p), OK);
	assert_int_equal(plan_is_changed(w->x, p.plan, p.a, p.n, &changed), OK);
	assert_false(changed);
	struct action_words a = words("En fast makker til nye");
	a.due = date_add(ctx_today(w->x), 30);
	assert_int_equal(plan_change_action(w->x, id, stored(w, id)->version, &a), OK);
	assert_int_equal(plan_load(w->x, w->nord, &p), OK);
	assert_int_equal(plan_is_changed(w->x, p.plan, p.a, p.n, &changed), OK);
	assert_true(changed);
	publish(w, 2);
	assert_int_equal(plan_published(w->x, w->plan, 1, &row, &tree), OK);
	assert_true(str_eqz(val_get_str(val_get(tree, S("actions"))->kids.first, "title"), "Makker til nye"));
	assert_int_equal(plan_published(w->x, w->plan, 3, &row, &tree), NOT_FOUND);
}

static void a_stand_other_than_yes_needs_a_reason(void **state)
{
	struct workplace *w = workplace(state);
	action_id yes = propose(w, "a"), no = propose(w, "b");
	assert_int_equal(plan_take_stand(w->x, no, 1, S("declined"), S(" ")), INVALID);
	assert_string_equal(said(w->x), "plan.reason_required");
	assert_int_equal(plan_take_stand(w->x, no, 1, S("maybe"), S("x")), INVALID);
	assert_string_equal(said(w->x), "form.not_choice");
	assert_int_equal(plan_take_stand(w->x, no, 1, S("declined"), S("Der er ikke penge i år")), OK);
	assert_int_equal(plan_take_stand(w->x, yes, 1, S("approved"), S("")), OK);
	assert_true(str_eqz(stored(w, no)->status, "stopped"));
	assert_true(str_eqz(stored(w, yes)->status, "planned"));
	assert_int_equal(plan_take_stand(w->x, yes, 1, S("approved"), S("")), CONFLICT);
	assert_string_equal(said(w->x), "plan.changed_meanwhile");
	struct plan_counts c;
	assert_int_equal(plan_counts(w->x, w->nord, &c), OK);
	assert_int_equal(c.planned, 1);
	assert_int_equal(c.stopped, 0);		/* declined is counted nowhere */
	assert_int_equal(c.ownerless, 1);
}

static void a_stale_form_changes_nothing(void **state)
{
	struct workplace *w = workplace(state);
	action_id id = add_action(w, "Ro i frokosten", 10, EMPLOYEE);
	struct action_words a = words("Først gemt");
	assert_int_equal(plan_change_action(w->x, id, 1, &a), OK);
	a.title = S("For sent gemt");
	assert_int_equal(plan_change_action(w->x, id, 1, &a), CONFLICT);
	assert_string_equal(said(w->x), "plan.changed_meanwhile");
	assert_true(str_eqz(stored(w, id)->title, "Først gemt"));
	a.starts = date_ymd(2026, 5, 2);
	a.due = date_ymd(2026, 5, 1);
	assert_int_equal(plan_change_action(w->x, id, 2, &a), INVALID);
	assert_string_equal(said(w->x), "plan.due_before_start");
	a.iglo = S("team");
	assert_int_equal(plan_change_action(w->x, id, 2, &a), INVALID);
	assert_string_equal(said(w->x), "form.not_choice");
}

static enum plan_list list_when_due_in(struct workplace *w, int days)
{
	struct plan_all p;
	action_id id = add_action(w, "x", days, EMPLOYEE);
	assert_int_equal(plan_load(w->x, w->nord, &p), OK);
	return plan_list_of(w->x, plan_find(&p, id));
}

static void overdue_begins_the_day_after(void **state)
{
	struct workplace *w = workplace(state);
	assert_int_equal(list_when_due_in(w, -1), LIST_OVERDUE);
	assert_int_equal(list_when_due_in(w, 0), LIST_SOON);
	assert_int_equal(list_when_due_in(w, PLAN_DUE_SOON_DAYS), LIST_SOON);
	assert_int_equal(list_when_due_in(w, PLAN_DUE_SOON_DAYS + 1), LIST_PLANNED);
}

static void a_meeting_opens_with_what_is_overdue(void **state)
{
	struct workplace *w = workplace(state);
	struct val *v = val_new_obj(w->x);
	action_id late = add_action(w, "Sen", -3, EMPLOYEE), done = add_action(w, "Gjort", -3, EMPLOYEE);
	add_action(w, "Snart", 3, EMPLOYEE);
	propose(w, "a");
	assert_int_equal(plan_note(w->x, done, S("Statusmøde 1"), S("Det virker"), S("done")), OK);
	assert_int_equal(plan_for_meeting(w->x, w->nord, S("programme/1"), v), OK);
	const struct val *overdue = val_get(v, S("overdue")), *proposed = val_get(v, S("proposed"));
	assert_int_equal(overdue->kids.count, 1);
	assert_int_equal(val_get_int(overdue->kids.first, "id", 0), late.v);
	assert_false(val_get_bool(overdue->kids.first, "from_here"));
	assert_int_equal(val_get(v, S("soon"))->kids.count, 1);
	assert_int_equal(val_get(v, S("planned"))->kids.count, 0);
	assert_int_equal(proposed->kids.count, 1);
	assert_true(val_get_bool(proposed->kids.first, "from_here"));
	assert_true(str_eqz(val_get_str(val_get(v, S("done"))->kids.first, "last_note"), "Det virker"));
	assert_int_equal(val_get_int(val_get(v, S("counts")), "overdue", 0), 1);
	struct val *none = val_new_obj(w->x);
	assert_int_equal(plan_for_meeting(w->x, w->syd, S(""), none), OK);
	assert_int_equal(val_get(none, S("overdue"))->kids.count, 0);
}

static void an_empty_note_is_refused_and_effect_waits_until_done(void **state)
{
	struct workplace *w = workplace(state);
	action_id id = add_action(w, "x", 3, EMPLOYEE);
	assert_int_equal(plan_note(w->x, id, S(""), S(" "), S("")), INVALID);
	assert_string_equal(said(w->x), "form.required");
	assert_int_equal(plan_note(w->x, id, S(""), S("ok"), S("asleep")), INVALID);
	assert_string_equal(said(w->x), "form.not_choice");
	assert_int_equal(plan_answer_effect(w->x, id, S("Ro")), INVALID);
	assert_string_equal(said(w->x), "plan.effect_when_done");
	assert_int_equal(plan_note(w->x, id, S(""), S(""), S("done")), OK);
	assert_int_equal(stored(w, id)->effect_ask.day, date_add_months(ctx_today(w->x), PLAN_EFFECT_MONTHS).day);
	assert_int_equal(plan_answer_effect(w->x, id, S("Ro i frokosten")), OK);
	assert_false(date_is(stored(w, id)->effect_ask));
}

/* ---- reminders */

static size_t remind(struct workplace *w, int days_later)
{
	size_t queued = 0;
	w->x->now += (int64_t)days_later * 86400;
	assert_int_equal(plan_remind(w->x, S("https://samspil.example.dk"), &queued), OK);
	return queued;
}

static struct str last_mail(struct workplace *w, const char *to)
{
	struct sql_mails *m;
	size_t n;
	assert_int_equal(sql_mails(w->x, &m, &n), OK);
	assert_true(n > 0);
	assert_true(str_eqz(m[n - 1].to_addr, to));
	return m[n - 1].body;
}

static void owners_are_reminded_once_of_each_thing(void **state)
{
	struct workplace *w = workplace(state);
	add_action(w, "Ro i frokosten", 8, EMPLOYEE);
	assert_int_equal(remind(w, 0), 0);	/* eight days ahead is too early */
	assert_int_equal(remind(w, 1), 1);
	assert_true(str_contains(last_mail(w, "jonas@example.dk"), S("Ro i frokosten")));
	assert_true(str_contains(last_mail(w, "jonas@example.dk"), S("https://samspil.example.dk/unit/")));
	assert_int_equal(remind(w, 0), 0);	/* the job runs every hour */
	assert_int_equal(remind(w, 6), 0);
	assert_int_equal(remind(w, 1), 0);	/* the day it is due it is not overdue */
	assert_int_equal(remind(w, 1), 1);
	assert_int_equal(remind(w, PLAN_OVERDUE_EVERY_DAYS - 1), 0);
	assert_int_equal(remind(w, 1), 1);
}

static void one_letter_tells_all_in_the_owners_language(void **state)
{
	struct workplace *w = workplace(state);
	add_action(w, "First", 2, HELPER);
	add_action(w, "Second", -2, HELPER);
	struct action_words nobody = words("Kun et navn");
	action_id id;
	nobody.due = date_add(ctx_today(w->x), 1);
	assert_int_equal(plan_add_action(w->x, w->plan, &nobody, &id), OK);
	assert_int_equal(remind(w, 0), 1);
	struct str body = last_mail(w, "helle@example.dk");
	assert_true(str_contains(body, S("First")) && str_contains(body, S("Second")));
	assert_true(str_starts(body, S("Hello Helle Hansen")));
	assert_int_equal(w->x->lang, DA);
}

static void whoever_has_left_is_not_written_to(void **state)
{
	struct workplace *w = workplace(state);
	struct assignment *a;
	size_t n;
	add_action(w, "x", -2, EMPLOYEE);
	assert_int_equal(people_roles_of(w->x, w->person[EMPLOYEE], &a, &n), OK);
	assert_int_equal(people_role_end(w->x, a[0].id, date_add(ctx_today(w->x), -1)), OK);
	assert_int_equal(remind(w, 0), 0);
}

static void effect_is_asked_once_months_later(void **state)
{
	struct workplace *w = workplace(state);
	action_id id = add_action(w, "Ønskevagter", 30, EMPLOYEE);
	assert_int_equal(plan_note(w->x, id, S(""), S(""), S("done")), OK);
	assert_int_equal(remind(w, 100), 0);
	assert_int_equal(remind(w, 30), 1);
	assert_true(str_contains(last_mail(w, "jonas@example.dk"), S("Ønskevagter")));
	assert_int_equal(remind(w, 30), 0);
}

static void agreements_come_back_to_the_leaders_year_after_year(void **state)
{
	struct workplace *w = workplace(state);
	struct plan_agreement a = { .title = S("Ti minutters overlap"), .responsible = S("Karin"), .remind_every_months = 12 };
	agreement_id id;
	assert_int_equal(plan_agree(w->x, w->plan, &a, &id), OK);
	assert_int_equal(remind(w, 300), 0);
	assert_int_equal(remind(w, 70), 2);	/* daily and top leader */
	assert_int_equal(remind(w, 1), 0);
	assert_int_equal(remind(w, 366), 2);
	assert_int_equal(sql_agreement_end(w->x, id, NULL), OK);
	assert_int_equal(remind(w, 800), 0);
	a.responsible = S("");
	assert_int_equal(plan_agree(w->x, w->plan, &a, &id), INVALID);
	assert_string_equal(said(w->x), "form.required");
	a.responsible = S("Karin");
	a.remind_every_months = 61;
	assert_int_equal(plan_agree(w->x, w->plan, &a, &id), INVALID);
	assert_string_equal(said(w->x), "form.not_number");
}

/* Two nodes, one at each side of midnight: the second must not say again what the
 * first has said but not yet committed. */
struct node {
	struct workplace *w;
	struct store *store;
	int64_t now;
	size_t queued;
	enum rc rc;
	sem_t *holds, *goes_on;	/* of the first node: it has reminded; it may commit */
};

static enum rc remind_and_wait(struct ctx *x, void *p)
{
	struct node *n = p;
	x->now = n->now;
	TRY(plan_remind(x, S(""), &n->queued));
	if (!n->holds)
		return OK;
	sem_post(n->holds);
	/* Long enough for a second node that does not wait; it is not given longer. */
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	while (sem_timedwait(n->goes_on, &until) != 0 && errno == EINTR)
		;
	return OK;
}

static void *run_node(void *p)
{
	struct node *n = p;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	n->rc = store_now(n->store, &x, true, remind_and_wait, n);
	if (n->goes_on && !n->holds)
		sem_post(n->goes_on);
	arena_free(a);
	return NULL;
}

static enum rc count_mails(struct ctx *x, void *ret)
{
	struct sql_mails *m;
	return sql_mails(x, &m, ret);
}

static void two_nodes_at_midnight_say_it_once(void **state)
{
	struct workplace *w = workplace(state);
	sem_t holds, goes_on;
	pthread_t threads[2];
	size_t mails = 0;
	add_action(w, "Ro i frokosten", -3, EMPLOYEE);
	struct node first = { .w = w, .store = store_test_store(state), .now = w->x->now, .holds = &holds, .goes_on = &goes_on };
	store_test_commit(state);
	struct node second = first;
	second.now += 86400;
	second.holds = NULL;
	sem_init(&holds, 0, 0);
	sem_init(&goes_on, 0, 0);
	assert_int_equal(pthread_create(&threads[0], NULL, run_node, &first), 0);
	sem_wait(&holds);
	assert_int_equal(pthread_create(&threads[1], NULL, run_node, &second), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(first.rc, OK);
	assert_int_equal(second.rc, OK);
	assert_int_equal(first.queued, 1);
	assert_int_equal(second.queued, 0);
	struct ctx x;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	assert_int_equal(store_now(first.store, &x, false, count_mails, &mails), OK);
	assert_int_equal(mails, 1);
	arena_free(a);
	sem_destroy(&holds);
	sem_destroy(&goes_on);
}

/* ---- paper. With PLAN_TEST_PAPER set to a folder, sheets and pages stay there, for the eye. */

static void keep(const char *name, struct str bytes)
{
	const char *folder = getenv("PLAN_TEST_PAPER");
	char path[512];
	if (!folder)
		return;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	fclose(f);
}

static void is_pdf(struct str bytes)
{
	assert_true(bytes.n > 1000);
	assert_true(str_starts(bytes, S("%PDF-")));
}

static const struct {
	const char *title, *step, *owner, *iglo;
} many[] = {
	{ "Overlap på ti minutter mellem vagterne", "Vagtplanen for uge 19 får ti minutters overlap på alle tre hold", "Mette Holm", "organisation" },
	{ "En fast makker til alle nye de første tre måneder", "Liste over makkere hænger klar, før den næste begynder", "Jonas Lind", "group" },
	{ "Ro i frokosten: telefonen går på skift", "Turnus for telefonen i maj", "Sanne Bruun", "group" },
	{ "Lederen er på gulvet hver tirsdag og torsdag formiddag", "Møder flyttes væk fra de to formiddage", "Karin Thomsen", "leader" },
	{ "Ét sted til beskeder, så intet står på løse sedler", "Vi vælger mellem tavlen og den fælles postkasse på mødet", "Ahmed Nouri og Lise Vang", "organisation" },
	{ "Samtale efter hård hændelse senest næste dag", "To kolleger fra hvert hold lærer, hvordan samtalen føres", "Peter Krag", "organisation" },
	{ "Vi siger tak for det, der lykkes, når vagten slutter", "Tre minutter på tavlen hver fredag", "Tom", "individual" },
};

static void posters_are_made_in_both_sizes(void **state)
{
	struct workplace *w = workplace(state);
	static const size_t sizes[] = { 3, 12, 20 };
	struct sql_plan *p;
	struct str pdf;
	size_t n = 0;
	assert_int_equal(sql_plan_set_words(w->x, w->plan, S(""), S("Det blev vi enige om på værkstedet den 14. april."), NULL), OK);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (; n < sizes[i]; n++) {
			struct action_words a = words(many[n % 7].title);
			action_id id;
			a.first_step = str_of(many[n % 7].step);
			a.owner_name = str_of(many[n % 7].owner);
			a.iglo = str_of(many[n % 7].iglo);
			a.due = date_add(ctx_today(w->x), 10 + 5 * (int)n);
			assert_int_equal(plan_add_action(w->x, w->plan, &a, &id), OK);
			if (n % 3 == 0)
				assert_int_equal(plan_note(w->x, id, S(""), S(""), n % 2 ? S("done") : S("running")), OK);
		}
		answer_overlap(w);
		publish(w, (int64_t)i + 1);
		assert_int_equal(sql_plan(w->x, w->plan, &p), OK);
		for (int a3 = 0; a3 < 2; a3++) {
			assert_int_equal(plan_poster(w->x, p, p->version, S("https://samspil.example.dk"), a3 ? PAPER_A3 : PAPER_A4, &pdf), OK);
			is_pdf(pdf);
			keep(str_fmt(w->x->arena, "poster-%zu-%s.pdf", n, a3 ? "a3" : "a4").p, pdf);
		}
	}
	assert_int_equal(plan_poster(w->x, p, 1, S("https://samspil.example.dk"), PAPER_A4, &pdf), OK);
	keep("superseded-a4.pdf", pdf);
	assert_int_equal(plan_poster(w->x, p, 0, S("https://samspil.example.dk"), PAPER_A4, &pdf), OK);
	keep("draft-a4.pdf", pdf);
	assert_int_equal(plan_poster(w->x, p, 99, S("https://x"), PAPER_A4, &pdf), NOT_FOUND);
	fault_clear(w->x);
}

static void the_poster_of_agreements_and_the_tables(void **state)
{
	struct workplace *w = workplace(state);
	struct plan_agreement a = { .title = S("Ti minutters overlap mellem vagterne"), .between = S("Alle hold"), .responsible = S("Mette Holm"),
				    .time = S("Ligger i vagtplanen, også i ferien"), .how = S("Tavlen gennemgås stående"), .remind_every_months = 12 };
	agreement_id id;
	struct sql_plan *p;
	struct str bytes;
	struct table t;
	assert_int_equal(plan_agree(w->x, w->plan, &a, &id), OK);
	assert_int_equal(sql_plan(w->x, w->plan, &p), OK);
	assert_int_equal(plan_agreements_poster(w->x, p, S("https://samspil.example.dk"), PAPER_A4, &bytes), OK);
	is_pdf(bytes);
	keep("agreements-a4.pdf", bytes);
	add_action(w, "=1+1", 5, EMPLOYEE);
	assert_int_equal(plan_table(w->x, w->nord, &t), OK);
	assert_int_equal(t.nrows, 1);
	assert_int_equal(csv_write(w->x, &t, &bytes), OK);
	assert_true(str_contains(bytes, S("'=1+1")));
	assert_true(str_contains(bytes, S("Tovholder")));
	assert_int_equal(xlsx_write(w->x, S("x"), &t, 1, &bytes), OK);
	assert_true(str_starts(bytes, S("PK")));
}

/* ---- pages, through the route table */

static const struct route *const tables[] = { plan_routes, plan_action_routes, plan_version_routes, plan_agreement_routes, NULL };

/* http keeps its reply to itself; handlers only need the room to write in. */
enum { REPLY_ROOM = 4096 };

static struct req *request(struct workplace *w, enum who who, enum http_method m, const char *path, const char *form)
{
	struct req *q = ARENA_NEW(w->x->arena, struct req);
	q->x = w->x;
	q->method = m;
	q->query = val_new_obj(w->x);
	q->form = val_new_obj(w->x);
	q->reply = arena_alloc(w->x->arena, REPLY_ROOM);
	q->actor = who == NOBODY ? NULL : &w->actor[who];
	fault_clear(w->x);
	if (form)
		assert_int_equal(val_parse_json(w->x, str_of(form), &q->form), OK);
	q->route = server_match(tables, m, str_of(path), q);
	if (!q->route)
		stop_with("no route for %s", path);
	return q;
}

static enum rc call(struct workplace *w, enum who who, enum http_method m, const char *path, const char *form, struct val **view)
{
	struct req *q = request(w, who, m, path, form);
	*view = val_new_obj(w->x);
	if (q->route->permission->check)
		TRY(q->route->permission->check(q));
	return q->route->handle(q, *view);
}

static enum rc post(struct workplace *w, enum who who, const char *path, const char *form)
{
	struct val *ignored;
	return call(w, who, HTTP_POST, path, form, &ignored);
}

/* The page as it would be sent, without its layout; strict: an unknown name
 * fails. posted: it comes back because this form was refused. */
static struct str page_after(struct workplace *w, enum who who, const char *path, const char *posted)
{
	struct val *view;
	struct buf out;
	struct req *q = request(w, who, HTTP_GET, path, NULL);
	enum rc rc = call(w, who, HTTP_GET, path, posted, &view);
	if (rc != OK)
		stop_with("%s: %s", path, rc_name(rc));
	val_str(w->x, view, "csrf", S("c"));
	val_str(w->x, view, "once", S("o"));
	buf_init(&out, 4 << 20);
	rc = ui_render(w->x, q->route->view, view, &out);
	if (rc != OK)
		stop_with("%s: %s", path, w->x->fault.cause ? w->x->fault.cause : rc_name(rc));
	struct str html = buf_take(&out, w->x->arena);
	keep(str_fmt(w->x->arena, "%s.html", strrchr(q->route->view, '/') + 1).p, html);
	return html;
}

static struct str page(struct workplace *w, enum who who, const char *path)
{
	return page_after(w, who, path, NULL);
}

static const char *at(struct workplace *w, const char *tail)
{
	return str_fmt(w->x->arena, "/unit/%" PRId64 "/plan%s", w->nord.v, tail).p;
}

static const char *at_action(struct workplace *w, action_id id, const char *tail)
{
	return at(w, str_fmt(w->x->arena, "/actions/%" PRId64 "%s", id.v, tail).p);
}

static void has(struct str page_text, const char *what)
{
	if (!str_contains(page_text, str_of(what)))
		stop_with("not on the page: %s\n%.*s", what, (int)page_text.n, page_text.p);
}

static void every_page_renders_filled_and_empty(void **state)
{
	struct workplace *w = workplace(state);
	static const char *const pages[] = { "", "/words", "/new", "/running", "/overlap", "/publish", "/agreements" };
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		page(w, TOP, at(w, pages[i]));
	has(page(w, LEADER, str_fmt(w->x->arena, "/unit/%" PRId64 "/plan", w->nord.v).p), "Tilføj den første handling");

	action_id late = add_action(w, "Sen & <vigtig>", -3, EMPLOYEE), idea = propose(w, "a");
	assert_int_equal(post(w, LEADER, at(w, "/running"), "{\"title\":\"Kursus i ro\",\"owner\":\"HR\"}"), OK);
	assert_int_equal(post(w, LEADER, at(w, "/agreements"), "{\"title\":\"Overlap\",\"responsible\":\"Karin\",\"months\":\"12\"}"), OK);
	assert_int_equal(post(w, LEADER, at_action(w, late, "/group"), "{\"task\":\"Prøv det\",\"members\":\"Ida\\nBo\"}"), OK);
	assert_int_equal(post(w, EMPLOYEE, at_action(w, late, "/notes"), "{\"text\":\"På vej\",\"status\":\"running\"}"), OK);
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		page(w, TOP, at(w, pages[i]));
	for (int i = 0; i < 2; i++)
		page(w, TOP, at_action(w, i ? late : idea, "/edit"));
	struct str plan = page(w, EMPLOYEE, at(w, ""));
	has(plan, "Sen &amp; &lt;vigtig&gt;");
	has(plan, "Du er tovholder for 1 handling");
	has(plan, "Vi får ikke sagt det vigtige videre");
	has(page(w, TOP, at(w, "")), "1 forslag venter på dit svar");
	has(page(w, LEADER, at(w, "")), "1 handling er over tid");
	has(page(w, TOP, at_action(w, idea, "")), "Hvad svarer du?");
	has(page(w, EMPLOYEE, at_action(w, late, "")), "På vej");
	has(page(w, LEADER, at(w, "/overlap")), "Kursus i ro");
	has(page(w, LEADER, at(w, "/publish")), "Øverste leder har ikke svaret");
}

static void a_plan_goes_from_proposal_to_wall(void **state)
{
	struct workplace *w = workplace(state);
	action_id idea = propose(w, "a");
	struct sql_plan *p;
	struct val *view;
	assert_int_equal(post(w, TOP, at_action(w, idea, "/stand"), "{\"stand\":\"changed\",\"reason\":\"Kun på hold B\",\"version\":\"1\"}"), OK);
	const char *form = str_fmt(w->x->arena, "{\"title\":\"Overlap\",\"owner\":\"%" PRId64 "\",\"first_step\":\"Uge 19\",\"due\":\"2099-05-01\","
						"\"iglo\":\"individual\",\"version\":\"2\"}", w->person[EMPLOYEE].v).p;
	assert_int_equal(post(w, HELPER, at_action(w, idea, "/edit"), form), OK);
	assert_true(str_eqz(stored(w, idea)->owner_name, "Jonas Lind"));
	assert_int_equal(post(w, HELPER, at_action(w, idea, "/edit"), form), CONFLICT);
	/* From a page that is older than the title: it is told, or kept where nobody typed another. */
	assert_int_equal(post(w, HELPER, at_action(w, idea, "/edit"), "{\"was-title\":\"Ro\",\"title\":\"Støj\",\"was-sign\":\"\",\"sign\":\"Færre fejl\"}"),
			 CONFLICT);
	assert_string_equal(said(w->x), "form.meanwhile");
	assert_int_equal(post(w, HELPER, at_action(w, idea, "/edit"),
			      "{\"was-title\":\"Ro\",\"title\":\"Ro\",\"was-sign\":\"\",\"sign\":\"Færre fejl\",\"was-iglo\":\"\",\"was-owner\":\"\","
			      "\"was-first_step\":\"\",\"was-due\":\"\"}"), OK);
	assert_true(str_eqz(stored(w, idea)->title, "Overlap"));
	assert_true(str_eqz(stored(w, idea)->sign, "Færre fejl"));
	has(page(w, HELPER, at_action(w, idea, "/edit")), "name=\"was-title\" value=\"Overlap\"");
	has(page(w, EMPLOYEE, at(w, "")), "Kun på hold B");
	has(page(w, EMPLOYEE, at(w, "")), "Alle handlinger peger på den enkelte");
	assert_int_equal(post(w, HELPER, at(w, "/overlap/answer"), "{\"answer\":\"Nej\"}"), INVALID);
	assert_int_equal(post(w, HELPER, at(w, "/overlap/answer"), "{\"answer\":\"Intet\",\"anchoring\":\"Tavlen\"}"), OK);
	assert_int_equal(post(w, HELPER, at(w, "/publish"), "{\"why\":\"Første plan\",\"version\":\"0\"}"), OK);
	assert_int_equal(post(w, HELPER, at(w, "/publish"), "{\"why\":\"Første plan\",\"version\":\"0\"}"), CONFLICT);
	assert_int_equal(post(w, HELPER, at(w, "/publish"), "{\"why\":\"Rettet\",\"version\":\"1\"}"), OK);
	assert_int_equal(post(w, HELPER, at(w, "/send"), "{\"version\":\"2\"}"), OK);
	has(page(w, HELPER, at(w, "")), "Tag den gamle plakat ned");
	has(page(w, EMPLOYEE, at(w, "/versions/1")), "Den, der gælder, er udgave 2");
	assert_int_equal(post(w, HELPER, at(w, "/versions/2/down"), "{}"), NOT_FOUND);	/* it holds */
	assert_int_equal(post(w, HELPER, at(w, "/versions/1/down"), "{}"), OK);
	assert_int_equal(call(w, EMPLOYEE, HTTP_GET, at(w, "/poster/a3"), NULL, &view), OK);
	assert_int_equal(call(w, EMPLOYEE, HTTP_GET, at(w, "/poster/a5"), NULL, &view), NOT_FOUND);
	assert_int_equal(call(w, EMPLOYEE, HTTP_GET, at(w, "/agreements/a4"), NULL, &view), OK);
	assert_int_equal(call(w, EMPLOYEE, HTTP_GET, at(w, "/export/csv"), NULL, &view), OK);
	assert_int_equal(sql_plan(w->x, w->plan, &p), OK);
	assert_int_equal(p->version, 2);
}

static void the_living_page_tells_what_hangs_and_no_more(void **state)
{
	struct workplace *w = workplace(state);
	struct sql_plan *p;
	struct plan_all all;
	action_id id = add_action(w, "På plakaten", 30, EMPLOYEE);
	assert_int_equal(sql_plan(w->x, w->plan, &p), OK);
	const char *url = str_fmt(w->x->arena, "/plan/%.*s", STR_ARG(p->public_secret)).p;
	has(page(w, NOBODY, url), "Planen er ikke hængt op endnu");
	answer_overlap(w);
	publish(w, 1);
	assert_int_equal(plan_note(w->x, id, S(""), S("En note fra mødet"), S("running")), OK);
	add_action(w, "Endnu ikke hængt op", 30, EMPLOYEE);
	struct str living = page(w, NOBODY, url);
	has(living, "På plakaten");
	has(living, "I gang");
	assert_false(str_contains(living, S("Endnu ikke hængt op")));
	assert_false(str_contains(living, S("En note fra mødet")));
	publish(w, 2);
	struct val *view = val_new_obj(w->x);
	assert_int_equal(plan_load(w->x, w->nord, &all), OK);
	assert_int_equal(plan_put_living(w->x, &all, S("Nord"), 1, view), OK);
	assert_true(val_get_bool(view, "superseded"));
	view = val_new_obj(w->x);
	assert_int_equal(plan_put_living(w->x, &all, S("Nord"), 2, view), OK);
	assert_false(val_get_bool(view, "superseded"));
	struct val *nothing;
	assert_int_equal(call(w, NOBODY, HTTP_GET, "/plan/00000000000000000000000000000000", NULL, &nothing), NOT_FOUND);
}

/* ---- what several parties must confirm */

static enum rc say_yes(struct workplace *w, enum who who, const char *about, const char *party, int64_t version, bool *whole)
{
	fault_clear(w->x);
	return confirm_give(w->x, &w->actor[who], str_of(about), str_of(party), version, whole);
}

static void a_thing_holds_when_each_party_has_said_yes(void **state)
{
	struct workplace *w = workplace(state);
	struct ctx *x = w->x;
	static const char *const trio[] = { "leader", "safety_representative", "union_representative" }, *const wrong[] = { "leader", "king" };
	struct confirm_thing t = { .about = S("request/3"), .unit = w->nord, .title = S("Samarbejdet"), .text = S("Vi mødes hver måned"),
				   .parties = trio, .nparties = 3, .path = S("/x") };
	int64_t version, missing;
	bool whole;
	struct sql_mails *mails;
	size_t n;
	assignment_id ignored;
	assert_int_equal(people_role_give(x, w->person[HELPER], w->nord, ROLE_SAFETY_REPRESENTATIVE, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
	assert_int_equal(people_role_give(x, w->person[EMPLOYEE], w->nord, ROLE_UNION_REPRESENTATIVE, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
	assert_int_equal(confirm_missing(x, t.about, &missing), OK);
	assert_int_equal(missing, 0);		/* nobody was asked */

	assert_int_equal(confirm_ask(x, &t, w->person[LEADER], S("https://s.example"), &version), OK);
	assert_int_equal(version, 1);
	assert_int_equal(sql_mails(x, &mails, &n), OK);
	assert_int_equal(n, 3);			/* top leader, both representatives; not the one who wrote it */
	for (size_t i = 0; i < n; i++)
		has(mails[i].body, "https://s.example/x");
	assert_int_equal(confirm_ask(x, &t, w->person[LEADER], S("https://s.example"), &version), OK);
	assert_int_equal(version, 1);
	assert_int_equal(sql_mails(x, &mails, &n), OK);
	assert_int_equal(n, 3);			/* the same again asks nobody */

	assert_int_equal(say_yes(w, STRANGER, "request/3", "leader", 1, &whole), FORBIDDEN);	/* leads, but elsewhere */
	assert_int_equal(say_yes(w, EMPLOYEE, "request/3", "leader", 1, &whole), FORBIDDEN);
	assert_int_equal(say_yes(w, LEADER, "request/3", "employees", 1, &whole), NOT_FOUND);	/* no party to this */
	assert_int_equal(say_yes(w, LEADER, "request/3", "leader", 1, &whole), OK);
	assert_false(whole);
	assert_int_equal(say_yes(w, TOP, "request/3", "leader", 1, &whole), OK);		/* said already */
	assert_int_equal(say_yes(w, HELPER, "request/3", "safety_representative", 1, &whole), OK);
	assert_int_equal(confirm_missing(x, t.about, &missing), OK);
	assert_int_equal(missing, 1);

	/* Another text is another thing to agree on. */
	t.text = S("Vi mødes hver uge");
	assert_int_equal(confirm_ask(x, &t, w->person[LEADER], S(""), &version), OK);
	assert_int_equal(version, 2);
	assert_int_equal(say_yes(w, EMPLOYEE, "request/3", "union_representative", 1, &whole), CONFLICT);
	assert_string_equal(said(x), "plan.confirm_changed");
	assert_int_equal(confirm_missing(x, t.about, &missing), OK);
	assert_int_equal(missing, 3);
	assert_int_equal(say_yes(w, EMPLOYEE, "request/3", "union_representative", 2, &whole), OK);
	assert_int_equal(say_yes(w, HELPER, "request/3", "safety_representative", 2, &whole), OK);
	assert_int_equal(say_yes(w, LEADER, "request/3", "leader", 2, &whole), OK);
	assert_true(whole);

	t.parties = wrong;
	t.nparties = 2;
	assert_int_equal(confirm_ask(x, &t, w->person[LEADER], S(""), NULL), INVALID);
	t.nparties = 0;
	assert_int_equal(confirm_ask(x, &t, w->person[LEADER], S(""), NULL), INVALID);
}

/* Whoever leads and represents at once answers for one side only. */
static void one_person_is_one_party(void **state)
{
	struct workplace *w = workplace(state);
	static const char *const both[] = { "leader", "employees" };
	struct confirm_thing t = { .about = S("request/4"), .unit = w->nord, .title = S("t"), .text = S("t"), .parties = both, .nparties = 2, .path = S("/") };
	bool whole;
	assignment_id ignored;
	assert_int_equal(people_role_give(w->x, w->person[LEADER], w->nord, ROLE_SAFETY_REPRESENTATIVE, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
	assert_int_equal(confirm_ask(w->x, &t, (person_id){ 0 }, S(""), NULL), OK);
	assert_int_equal(say_yes(w, LEADER, "request/4", "leader", 1, &whole), OK);
	assert_int_equal(say_yes(w, LEADER, "request/4", "employees", 1, &whole), INVALID);
	assert_string_equal(said(w->x), "plan.confirm_other_side");
}

/* The committee speaks through its chair or another member, also one who may see
 * nothing else of the unit; and dates of what is agreed go into calendars. */
static void a_committee_confirms_an_agreement(void **state)
{
	struct workplace *w = workplace(state);
	struct ctx *x = w->x;
	struct sql_agreements *g;
	struct import_report report;
	struct person p;
	struct ics_event *events;
	struct str top, nord;
	struct unit unit;
	size_t n;
	bool whole;
	assert_int_equal(post(w, LEADER, at(w, "/agreements"),
			      "{\"title\":\"Tid til MED\",\"responsible\":\"Jonas\",\"months\":\"3\",\"committee\":\"1\"}"), OK);
	assert_int_equal(sql_agreements(x, w->plan, &g, &n), OK);
	const char *about = str_z(x->arena, plan_agreement_about(x, g[0].id));
	const char *asked = str_fmt(x->arena, "/agreements/%" PRId64 "/asked", g[0].id.v).p;
	const char *yes = str_fmt(x->arena, "/agreements/%" PRId64 "/confirm", g[0].id.v).p;
	has(page(w, LEADER, at(w, "/agreements")), "Udvalget");
	assert_int_equal(say_yes(w, STRANGER, about, "committee", 1, &whole), FORBIDDEN);
	assert_int_equal(plan_review_events(x, w->nord, S("https://s.example"), &events, &n), OK);
	assert_int_equal(n, 0);		/* nothing is agreed yet */

	/* The stranger of Syd chairs the committee of the whole organisation; nearer is none. */
	assert_int_equal(people_person(x, w->person[STRANGER], &p), OK);
	assert_int_equal(people_unit(x, w->org, &unit), OK);
	top = unit.name;
	assert_int_equal(people_import_apply(x, NULL, str_fmt(x->arena, "enhed;navn;e-mail;udvalg;udvalgstype;side;formand\n%.*s;%.*s;%.*s;Hoved-MED;med;ledelse;ja\n",
							      STR_ARG(top), STR_ARG(p.name), STR_ARG(p.email)), &report), OK);
	assert_int_equal(post(w, EMPLOYEE, at(w, yes), "{\"party\":\"committee\",\"version\":\"1\"}"), FORBIDDEN);
	has(page(w, STRANGER, at(w, asked)), "Tid til MED");
	assert_int_equal(post(w, STRANGER, at(w, yes), "{\"party\":\"committee\",\"version\":\"1\"}"), OK);
	assert_int_equal(say_yes(w, LEADER, about, "leader", 1, &whole), OK);
	assert_true(whole);

	assert_int_equal(plan_review_events(x, w->nord, S("https://s.example"), &events, &n), OK);
	assert_int_equal(n, 1);
	assert_true(events[0].all_day);
	assert_int_equal(events[0].date.day, date_add_months(ctx_today(x), 3).day);
	struct str ics;
	assert_int_equal(ics_calendar(x, ICS_PUBLISH, S("Nord"), events, n, &ics), OK);
	assert_true(str_contains(ics, S("DTSTART;VALUE=DATE:")));
	assert_true(str_contains(ics, S("DTEND;VALUE=DATE:")));
	assert_true(str_contains(ics, S("TRANSP:TRANSPARENT")));
	assert_true(str_contains(ics, str_fmt(x->arena, "UID:agreement-%" PRId64 "@s.example", g[0].id.v)));

	/* A committee of the unit itself is nearer and speaks instead. */
	assert_int_equal(people_unit(x, w->nord, &unit), OK);
	nord = unit.name;
	assert_int_equal(people_person(x, w->person[EMPLOYEE], &p), OK);
	assert_int_equal(people_import_apply(x, NULL, str_fmt(x->arena, "enhed;navn;e-mail;udvalg;udvalgstype;side\n%.*s;%.*s;%.*s;AMO-gruppe;amo-gruppe;medarbejdere\n",
							      STR_ARG(nord), STR_ARG(p.name), STR_ARG(p.email)), &report), OK);
	bool is;
	assert_int_equal(confirm_asked(x, str_of(about), w->person[STRANGER], &is), OK);
	assert_false(is);
	assert_int_equal(confirm_asked(x, str_of(about), w->person[EMPLOYEE], &is), OK);
	assert_true(is);
	fault_clear(x);
}

static void an_agreement_of_both_sides_hangs_when_both_have_confirmed(void **state)
{
	struct workplace *w = workplace(state);
	struct ctx *x = w->x;
	struct sql_plan *p;
	struct str pdf, more;
	struct sql_agreements *g;
	assignment_id ignored;
	size_t n;
	assert_int_equal(people_role_give(x, w->person[EMPLOYEE], w->nord, ROLE_UNION_REPRESENTATIVE, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
	assert_int_equal(post(w, LEADER, at(w, "/agreements"), "{\"title\":\"Ti minutter\",\"responsible\":\"Jonas\",\"months\":\"3\",\"both\":\"1\"}"), OK);
	assert_int_equal(sql_plan(x, w->plan, &p), OK);
	assert_int_equal(sql_agreements(x, w->plan, &g, &n), OK);
	assert_int_equal(n, 1);
	const char *yes = str_fmt(x->arena, "/agreements/%" PRId64 "/confirm", g[0].id.v).p;
	const char *edit = str_fmt(x->arena, "/agreements/%" PRId64 "/edit", g[0].id.v).p;
	has(page(w, LEADER, at(w, "/agreements")), "Mangler 2 bekræftelser");
	has(page(w, EMPLOYEE, at(w, "")), "1 aftale venter på din bekræftelse");
	assert_false(str_contains(page(w, HELPER, at(w, "")), S("venter på din bekræftelse")));
	assert_int_equal(plan_agreements_poster(x, p, S(""), PAPER_A4, &pdf), OK);
	x->now += (int64_t)100 * 86400;		/* nobody is reminded of what is not agreed */
	assert_int_equal(remind(w, 0), 0);
	assert_int_equal(post(w, LEADER, at(w, yes), "{\"party\":\"leader\",\"version\":\"1\"}"), OK);
	struct str seen = page(w, EMPLOYEE, at(w, "/agreements"));
	has(seen, "Mangler 1 bekræftelse");
	has(seen, "Karin Thomsen");
	has(seen, "value=\"employees\"");		/* the button is there */
	assert_false(str_contains(page(w, HELPER, at(w, "/agreements")), S("value=\"employees\"")));
	assert_int_equal(post(w, EMPLOYEE, at(w, yes), "{\"party\":\"employees\",\"version\":\"1\"}"), OK);
	has(page(w, EMPLOYEE, at(w, "/agreements")), "Bekræftet af alle parter");
	assert_false(str_contains(page(w, EMPLOYEE, at(w, "")), S("venter på din bekræftelse")));
	assert_int_equal(plan_agreements_poster(x, p, S(""), PAPER_A4, &more), OK);
	assert_true(more.n > pdf.n + 200);	/* now it stands there */
	assert_true(remind(w, 0) > 0);
	/* Changed words are asked about anew; without the tick it holds as it is. */
	assert_int_equal(post(w, LEADER, at(w, edit), "{\"title\":\"Femten minutter\",\"responsible\":\"Jonas\",\"months\":\"3\",\"both\":\"1\",\"version\":\"1\"}"), OK);
	has(page(w, LEADER, at(w, "/agreements")), "Mangler 2 bekræftelser");
	has(page(w, LEADER, at(w, edit)), "name=\"both\" value=\"1\" checked");
	assert_int_equal(post(w, LEADER, at(w, edit), "{\"title\":\"Femten minutter\",\"responsible\":\"Jonas\",\"months\":\"3\",\"version\":\"2\"}"), OK);
	assert_false(str_contains(page(w, LEADER, at(w, "/agreements")), S("Mangler")));
}

/* The daily leader gets the plan word for word, once somebody has pressed "Send". */
static void the_fair_copy_goes_to_the_daily_leader(void **state)
{
	struct workplace *w = workplace(state);
	struct ctx *x = w->x;
	struct sql_mails *mails;
	size_t n;
	bool sent;
	struct val *view;
	assert_int_equal(call(w, HELPER, HTTP_GET, at(w, "/send"), NULL, &view), OK);	/* leads to what is missing */
	add_action(w, "Overlap mellem vagterne", 30, EMPLOYEE);
	answer_overlap(w);
	publish(w, 1);
	has(page(w, HELPER, at(w, "")), "Send planen til den daglige leder");
	has(page(w, LEADER, at(w, "")), "Planen er, som den skal være");	/* nobody is told to write to themself */
	struct str shown = page(w, HELPER, at(w, "/send"));
	has(shown, "karin@example.dk");
	has(shown, "Hej Karin Thomsen");
	has(shown, "Overlap mellem vagterne");
	has(shown, "/plan/poster/a3");
	assert_int_equal(sql_mails(x, &mails, &n), OK);
	assert_int_equal(n, 0);		/* looking sends nothing */
	assert_int_equal(post(w, EMPLOYEE, at(w, "/send"), "{\"version\":\"1\"}"), FORBIDDEN);
	assert_int_equal(post(w, HELPER, at(w, "/send"), "{\"version\":\"2\"}"), CONFLICT);
	fault_clear(x);
	assert_int_equal(post(w, HELPER, at(w, "/send"), "{\"version\":\"1\"}"), OK);
	assert_int_equal(sql_mails(x, &mails, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eqz(mails[0].to_addr, "karin@example.dk"));
	has(mails[0].subject, "Handlingsplanen for Station Nord, udgave 1");
	has(mails[0].body, "1. Overlap mellem vagterne\n   Tovholder: Jonas Lind.");
	assert_true(str_contains(shown, str_head_chars(mails[0].body, 40)));
	assert_int_equal(plan_sent_since(x, w->nord, ctx_today(x), &sent), OK);
	assert_true(sent);
	assert_int_equal(plan_sent_since(x, w->nord, date_add(ctx_today(x), 1), &sent), OK);
	assert_false(sent);
	assert_false(str_contains(page(w, HELPER, at(w, "")), S("next-what\">Send planen")));
	has(page(w, HELPER, at(w, "/send")), "Send igen");
	publish(w, 2);			/* a new version is another plan */
	has(page(w, HELPER, at(w, "")), "next-what\">Send planen");
}

/* ---- who may */

static enum rc may(struct workplace *w, enum who who, enum http_method m, const char *path)
{
	struct req *q = request(w, who, m, path, NULL);
	return q->route->permission->check ? q->route->permission->check(q) : OK;
}

static void routes_let_in_whom_they_should(void **state)
{
	struct workplace *w = workplace(state);
	action_id id = add_action(w, "x", 3, EMPLOYEE), other = add_action(w, "y", 3, HELPER);
	const struct {
		enum http_method m;
		const char *path;
		bool employee, helper, leader, top;
	} doors[] = {
		{ HTTP_GET, at(w, ""), true, true, true, true },
		{ HTTP_GET, at_action(w, id, ""), true, true, true, true },
		{ HTTP_GET, at(w, "/poster/a4"), true, true, true, true },
		{ HTTP_GET, at_action(w, id, "/edit"), false, true, true, true },
		{ HTTP_POST, at_action(w, id, "/edit"), false, true, true, true },
		{ HTTP_POST, at(w, "/new"), false, true, true, true },
		{ HTTP_POST, at(w, "/publish"), false, true, true, true },
		{ HTTP_GET, at(w, "/send"), false, true, true, true },
		{ HTTP_POST, at(w, "/send"), false, true, true, true },
		{ HTTP_POST, at(w, "/overlap"), false, true, true, true },
		{ HTTP_POST, at(w, "/agreements"), false, true, true, true },
		{ HTTP_POST, at(w, "/versions/1/down"), false, true, true, true },
		{ HTTP_POST, at_action(w, id, "/notes"), true, true, true, true },
		{ HTTP_POST, at_action(w, other, "/notes"), false, true, true, true },
		{ HTTP_POST, at_action(w, other, "/effect"), false, true, true, true },
		{ HTTP_POST, at_action(w, id, "/stand"), false, false, false, true },
	};
	for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
		assert_int_equal(may(w, NOBODY, doors[i].m, doors[i].path), SIGN_IN);
		assert_int_equal(may(w, STRANGER, doors[i].m, doors[i].path), FORBIDDEN);
		assert_int_equal(may(w, EMPLOYEE, doors[i].m, doors[i].path), doors[i].employee ? OK : FORBIDDEN);
		assert_int_equal(may(w, HELPER, doors[i].m, doors[i].path), doors[i].helper ? OK : FORBIDDEN);
		assert_int_equal(may(w, LEADER, doors[i].m, doors[i].path), doors[i].leader ? OK : FORBIDDEN);
		assert_int_equal(may(w, TOP, doors[i].m, doors[i].path), doors[i].top ? OK : FORBIDDEN);
	}
}

/* A leader of Syd who names Nord's action under Syd's own address gets nothing. */
static void a_number_alone_opens_nothing(void **state)
{
	struct workplace *w = workplace(state);
	action_id id = add_action(w, "x", 3, EMPLOYEE);
	agreement_id g;
	struct plan_agreement a = { .title = S("t"), .responsible = S("r") };
	struct val *view;
	running_activity_id r;
	assert_int_equal(plan_agree(w->x, w->plan, &a, &g), OK);
	assert_int_equal(sql_running_activity_add(w->x, w->nord, S("t"), S(""), S(""), S(""), &r), OK);
	const char *syd = str_fmt(w->x->arena, "/unit/%" PRId64 "/plan", w->syd.v).p;
	assert_int_equal(call(w, STRANGER, HTTP_GET, str_fmt(w->x->arena, "%s/actions/%" PRId64, syd, id.v).p, NULL, &view), NOT_FOUND);
	assert_int_equal(post(w, STRANGER, str_fmt(w->x->arena, "%s/actions/%" PRId64 "/notes", syd, id.v).p, "{\"text\":\"x\"}"), NOT_FOUND);
	assert_int_equal(post(w, STRANGER, str_fmt(w->x->arena, "%s/agreements/%" PRId64 "/end", syd, g.v).p, "{}"), NOT_FOUND);
	assert_int_equal(post(w, STRANGER, str_fmt(w->x->arena, "%s/running/%" PRId64 "/end", syd, r.v).p, "{}"), NOT_FOUND);
	/* Nor does a number in the owner field tell the name behind it. */
	const char *form = str_fmt(w->x->arena, "{\"title\":\"x\",\"owner\":\"%" PRId64 "\",\"version\":\"1\"}", w->person[STRANGER].v).p;
	assert_int_equal(post(w, LEADER, at_action(w, id, "/edit"), form), INVALID);
	assert_string_equal(said(w->x), "form.not_choice");
}

static int start(void **state)
{
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	(void)state;
	random_init();
	ctx_init(&x, a);
	enum rc rc = ui_init(&x, true);
	if (rc != OK)
		fprintf(stderr, "%s\n", x.fault.cause);
	arena_free(a);
	return rc == OK ? 0 : -1;
}

#define STORED(test) cmocka_unit_test_setup_teardown(test, store_test_setup, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORED(a_proposal_handed_over_twice_is_one_action),
		STORED(a_plan_is_published_when_nothing_is_missing),
		STORED(a_version_stays_as_it_was),
		STORED(a_stand_other_than_yes_needs_a_reason),
		STORED(a_stale_form_changes_nothing),
		STORED(overdue_begins_the_day_after),
		STORED(a_meeting_opens_with_what_is_overdue),
		STORED(an_empty_note_is_refused_and_effect_waits_until_done),
		STORED(owners_are_reminded_once_of_each_thing),
		STORED(one_letter_tells_all_in_the_owners_language),
		STORED(whoever_has_left_is_not_written_to),
		STORED(effect_is_asked_once_months_later),
		STORED(agreements_come_back_to_the_leaders_year_after_year),
		STORED(two_nodes_at_midnight_say_it_once),
		STORED(posters_are_made_in_both_sizes),
		STORED(the_poster_of_agreements_and_the_tables),
		STORED(every_page_renders_filled_and_empty),
		STORED(a_plan_goes_from_proposal_to_wall),
		STORED(a_thing_holds_when_each_party_has_said_yes),
		STORED(one_person_is_one_party),
		STORED(a_committee_confirms_an_agreement),
		STORED(an_agreement_of_both_sides_hangs_when_both_have_confirmed),
		STORED(the_fair_copy_goes_to_the_daily_leader),
		STORED(the_living_page_tells_what_hangs_and_no_more),
		STORED(routes_let_in_whom_they_should),
		STORED(a_number_alone_opens_nothing),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
