/* agenda_test.c -- a session's own agenda: one source of times, no overlap, no
 * change of what has been, and a board that is never lost by it. */
#include "core/random.h"
#include "core/testing.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include "workshop/agenda/agenda.h"
#include "workshop/live.h"
#include "workshop/view.h"

static struct ctx *x;
static unit_id unit;
static person_id consultant;

static int set_up(void **state)
{
	struct person p = { .name = S("Jonas Friis"), .email = S("jonas@example.dk") };
	assert_int_equal(store_test_setup(state), 0);
	x = store_test_ctx(state);
	x->now = instant_of(date_ymd(2026, 4, 14), 540);	/* times are kept or not by the clock: it must not be that of the wall */
	random_init();
	assert_int_equal(people_unit_add(x, (unit_id){ 0 }, S("Station Nord"), S("organisation"), STR_NULL, &unit), OK);
	assert_int_equal(people_add(x, &p, &consultant), OK);
	return 0;
}

static struct session *load(workshop_id id)
{
	struct session *s;
	fault_clear(x);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	return s;
}

static struct session *plan_parts(const struct str *parts, size_t n)
{
	struct workshop_new w = { .unit = unit, .method = S("future-workshop-light"), .title = S("Et roligere vagtskifte"), .day = date_ymd(2026, 4, 14),
				  .starts_at = 540, .facilitators = &consultant, .nfacilitators = 1, .parts = parts, .nparts = n };
	workshop_id id;
	assert_int_equal(workshop_create(x, &w, &id), OK);
	return load(id);
}

static struct session *whole(void)
{
	return plan_parts(NULL, 0);
}

static struct agenda_line *lines(struct session *s, size_t *n)
{
	struct agenda_line *l;
	assert_int_equal(agenda_lines(x, s, &l, n), OK);
	return l;
}

static struct agenda_line line(struct session *s, const char *step)
{
	size_t n;
	struct agenda_line *l = lines(s, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(l[i].step->key, step) == 0)
			return l[i];
	print_error("no step %s\n", step);
	return (struct agenda_line){ 0 };
}

static const char *nth(struct session *s, unsigned n)
{
	return session_nth_step(s->method, n, NULL)->key;
}

/* Nothing changed yet: the line as its page showed it. */
static struct agenda_change untouched(struct session *s, unsigned n)
{
	struct agenda_line l = line(s, nth(s, n));
	struct agenda_value v = { l.step->minutes, l.fixed_at, l.left_out };
	return (struct agenda_change){ str_of(l.step->key), v, v };
}

static void times_are_worked_out_from_the_minutes(void **state)
{
	struct session *s = whole();
	size_t n;
	struct agenda_line *l = lines(s, &n);
	int64_t at = 540;
	(void)state;
	assert_false(s->row->agenda);	/* nothing is stored for a session that is as its method */
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(l[i].at, at);
		at += l[i].step->minutes;
	}
	struct agenda_change c = untouched(s, 1);
	c.now.minutes = 25;
	assert_int_equal(agenda_save(x, s, &c, 1), OK);
	s = load(s->id);
	assert_true(s->row->agenda);
	assert_int_equal(line(s, nth(s, 1)).step->minutes, 25);
	assert_int_equal(line(s, nth(s, 2)).at, 540 + line(s, nth(s, 0)).step->minutes + 25);
}

static void overlap_is_refused_and_nothing_is_stored(void **state)
{
	struct session *s = whole();
	struct agenda_change c[2] = { untouched(s, 3), untouched(s, 1) };
	(void)state;
	c[0].now.fixed_at = 560;
	c[1].now.minutes = 200;
	assert_int_equal(agenda_save(x, s, c, 2), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_overlap");
	store_test_undo(state);
	x = store_test_ctx(state);
}

/* A time that a step must begin at, and so many minutes before it. */
static struct session *fixed(struct session *s, unsigned n, int64_t at)
{
	struct agenda_change c = untouched(s, n);
	c.now.fixed_at = at;
	assert_int_equal(agenda_save(x, s, &c, 1), OK);
	return load(s->id);
}

static struct session *at_work(int64_t now)
{
	struct session *s = whole();
	x->now = instant_of(date_ymd(2026, 4, 14), (int)now);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	return load(s->id);
}

#define ASSERT_OVERLAP(rc) do { \
	assert_int_equal(rc, INVALID); \
	assert_string_equal(x->fault.message, "workshop.agenda_overlap"); \
	fault_clear(x); \
} while (0)

static void an_item_that_does_not_fit_before_a_fixed_time_is_not_added(void **state)
{
	struct session *s = whole();
	(void)state;
	s = fixed(s, 2, line(s, nth(s, 2)).at + 10);
	ASSERT_OVERLAP(agenda_add(x, s, s->row->version, str_of(nth(s, 0)), S("Fremvisning"), 60, false));
	s = fixed(whole(), 2, line(s, nth(s, 2)).at);
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(nth(s, 2)), S("Fremvisning"), 60, false), OK);	/* after it */
}

static void a_room_at_work_overlaps_no_more_than_a_planned_one(void **state)
{
	struct session *s = at_work(600);
	(void)state;
	int64_t soon = line(s, nth(s, 3)).at;
	assert_int_equal(soon, 600 + line(s, nth(s, 0)).step->minutes + line(s, nth(s, 1)).step->minutes + line(s, nth(s, 2)).step->minutes);
	s = fixed(s, 3, soon + 5);
	struct agenda_change c = untouched(s, 2);
	c.now.minutes += 90;
	ASSERT_OVERLAP(agenda_save(x, s, &c, 1));
}

static void a_time_that_has_passed_is_not_fixed(void **state)
{
	struct session *s = at_work(600);
	struct agenda_change c = untouched(s, 3);
	(void)state;
	c.now.fixed_at = 590;
	ASSERT_OVERLAP(agenda_save(x, s, &c, 1));
}

static void what_is_moved_must_fit_before_a_fixed_time_too(void **state)
{
	struct session *s = whole();
	(void)state;
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(nth(s, 0)), S("Fremvisning"), 60, false), OK);
	s = load(s->id);
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(nth(s, 0)), S("Velkomst"), 5, false), OK);
	s = load(s->id);	/* first, item-2 (5), item-1 (60) */
	s = fixed(s, 1, line(s, nth(s, 1)).at);
	ASSERT_OVERLAP(agenda_move(x, s, s->row->version, str_of(nth(s, 2)), true));
	s = load(s->id);
	ASSERT_OVERLAP(agenda_move(x, s, s->row->version, str_of(nth(s, 1)), false));
}

/* The room is behind: what takes some of it back is kept, though not all is. */
static void who_is_late_may_still_shorten(void **state)
{
	struct session *s = at_work(600);
	(void)state;
	s = fixed(s, 3, line(s, nth(s, 3)).at);
	struct agenda_change c = untouched(s, 2);
	x->now += 3600;
	c.now.minutes -= 1;
	assert_int_equal(agenda_save(x, s, &c, 1), OK);
	s = load(s->id);
	assert_true(line(s, nth(s, 3)).late > 0);
	c = untouched(s, 2);
	c.now.minutes += 1;
	ASSERT_OVERLAP(agenda_save(x, s, &c, 1));
}

static void parts_can_be_run_alone(void **state)
{
	const struct method_workshop *m = method_workshop(S("future-workshop-light"));
	struct str part = str_of(m->parts[1].key), none = S("nowhere");
	struct session *s = plan_parts(&part, 1);
	(void)state;
	assert_string_equal(nth(s, 0), m->parts[1].steps[0].key);
	for (unsigned n = 0; session_nth_step(s->method, n, NULL); n++)
		assert_true(n < m->parts[1].steps_count);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	assert_string_equal(s->step->key, m->parts[1].steps[0].key);
	struct workshop_new w = { .unit = unit, .method = S("future-workshop-light"), .title = S("x"), .day = date_ymd(2026, 4, 14),
				  .facilitators = &consultant, .nfacilitators = 1, .parts = &none, .nparts = 1 };
	workshop_id id;
	assert_int_equal(workshop_create(x, &w, &id), INVALID);
}

static void what_has_been_is_not_changed(void **state)
{
	struct session *s = whole();
	(void)state;
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	assert_int_equal(session_next(x, s, s->row->version), OK);
	s = load(s->id);
	struct agenda_change c = untouched(s, 0);
	c.now.minutes = 99;
	assert_int_equal(agenda_save(x, s, &c, 1), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_past");
}

/* Both have the page open; the room goes on meanwhile. What each changed holds. */
static void two_facilitators_changes_are_both_kept(void **state)
{
	struct session *a = whole();
	struct agenda_change of_a[2] = { untouched(a, 2), untouched(a, 3) }, of_b[2] = { untouched(a, 2), untouched(a, 3) };
	(void)state;
	of_a[0].now.minutes = 7;
	of_b[1].now.minutes = 9;
	of_b[0].now.fixed_at = 1200;	/* another thing of the same line */
	assert_int_equal(agenda_save(x, a, of_a, 2), OK);
	a = load(a->id);
	assert_int_equal(session_begin(x, a, a->row->version), OK);
	assert_int_equal(agenda_save(x, load(a->id), of_b, 2), OK);
	a = load(a->id);
	assert_int_equal(line(a, nth(a, 2)).step->minutes, 7);
	assert_int_equal(line(a, nth(a, 2)).fixed_at, 1200);
	assert_int_equal(line(a, nth(a, 3)).step->minutes, 9);
}

static void who_changes_the_same_thing_second_is_told(void **state)
{
	struct session *s = whole();
	struct agenda_change a = untouched(s, 2), b = untouched(s, 2);
	(void)state;
	a.now.minutes = b.now.minutes = 7;
	assert_int_equal(agenda_save(x, s, &a, 1), OK);
	assert_int_equal(agenda_save(x, load(s->id), &b, 1), OK);	/* of one mind */
	b.now.minutes = 8;
	assert_int_equal(agenda_save(x, load(s->id), &b, 1), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.agenda_both");
	s = load(s->id);
	assert_int_equal(line(s, nth(s, 2)).step->minutes, 7);
	b.was.minutes = 7;	/* told, and pressed again */
	assert_int_equal(agenda_save(x, s, &b, 1), OK);
	s = load(s->id);
	assert_int_equal(line(s, nth(s, 2)).step->minutes, 8);
}

static void a_step_that_others_need_is_not_skipped_alone(void **state)
{
	struct session *s = whole();
	const struct method_step *step, *taker = NULL;
	(void)state;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, NULL)) && !taker; n++)
		if (step->from)
			taker = step;
	assert_non_null(taker);
	const struct method_step *source = method_step(s->method, str_of(taker->from), NULL);
	struct agenda_value there = { source->minutes, -1, false };
	struct agenda_change c = { str_of(source->key), there, there };
	c.now.left_out = true;
	assert_int_equal(agenda_save(x, s, &c, 1), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_needed");
}

static void an_own_item_is_a_step_like_any_other(void **state)
{
	struct session *s = whole();
	const char *first = nth(s, 0);
	(void)state;
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(first), S("Kaffe i gården"), 15, true), OK);
	s = load(s->id);
	assert_string_equal(session_nth_step(s->method, 1, NULL)->title.da, "Kaffe i gården");
	assert_int_equal(session_nth_step(s->method, 1, NULL)->kind, STEP_BREAK);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	assert_int_equal(session_next(x, s, s->row->version), OK);
	s = load(s->id);
	assert_string_equal(s->step->title.en, "Kaffe i gården");
	assert_int_equal(s->row->timer_ends_at, x->now + 15 * 60);
	assert_int_equal(agenda_drop(x, s, s->row->version, str_of(s->step->key)), INVALID);	/* the room is at it */
	fault_clear(x);
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(s->step->key), S(""), 15, true), INVALID);
}

/* Whatever is pressed in whatever order, every step of the method is still there
 * once, nothing stands before what it takes up, and the times never go back. */
static void any_order_of_changes_keeps_the_day_whole(void **state)
{
	struct session *s = whole();
	uint32_t seed = 7;
	size_t n;
	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		seed = seed * 1664525 + 1013904223;
		s = load(s->id);
		struct agenda_line *l = lines(s, &n);
		struct str step = str_of(l[(seed >> 8) % n].step->key);
		if (seed >> 30 == 0)
			(void)!agenda_add(x, s, s->row->version, step, S("Eget punkt"), 5, seed & 1);
		else
			(void)!agenda_move(x, s, s->row->version, step, seed >> 31);
	}
	s = load(s->id);
	struct agenda_line *l = lines(s, &n);
	const struct method_workshop *m = method_workshop(S("future-workshop-light"));
	size_t of_method = 0, found = 0;
	for (unsigned p = 0; p < m->parts_count; p++)
		of_method += m->parts[p].steps_count;
	for (size_t i = 0; i < n; i++) {
		found += !l[i].own;
		if (i)
			assert_true(l[i].at >= l[i - 1].at);
		for (size_t k = i + 1; l[i].step->from && k < n; k++)
			assert_string_not_equal(l[k].step->key, l[i].step->from);
	}
	assert_int_equal(found, of_method);
}

static void it_goes_on_another_day(void **state)
{
	struct session *s = whole();
	(void)state;
	struct date later = date_add(ctx_today(x), 9);
	assert_int_equal(agenda_adjourn(x, s, s->row->version, later, 600), INVALID);	/* not begun */
	fault_clear(x);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	struct session *phone = load(s->id);
	assert_int_equal(session_join(x, phone, false, &phone->secret), OK);
	assert_int_equal(sql_phone_by_secret(x, s->id, hash_hex(x->arena, phone->secret), &phone->phone), OK);
	assert_int_equal(session_arrive(x, phone), OK);
	assert_int_equal(agenda_adjourn(x, s, s->row->version, date_add(ctx_today(x), -1), 600), INVALID);
	fault_clear(x);
	assert_int_equal(agenda_adjourn(x, s, s->row->version, later, 600), OK);
	s = load(s->id);
	assert_true(str_eqz(s->row->state, "paused"));
	assert_int_equal(s->row->day.day, later.day);
	assert_int_equal(session_pause(x, s, s->row->version, false), OK);
	struct sql_phone_count phones;
	assert_int_equal(sql_phone_count(x, s->id, &phones), OK);
	assert_int_equal(phones.participants, 1);	/* the phone is still in */
}

/* ---- past midnight, and the nights of summer time */

static struct session *planned_at(struct date day, int starts_at)
{
	struct workshop_new w = { .unit = unit, .method = S("future-workshop-light"), .title = S("Nattevagten"), .day = day,
				  .starts_at = starts_at, .facilitators = &consultant, .nfacilitators = 1 };
	workshop_id id;
	x->now = instant_of(day, starts_at);
	assert_int_equal(workshop_create(x, &w, &id), OK);
	return load(id);
}

/* "23.50" at the n-th step. */
static const char *clock_at(struct session *s, unsigned n)
{
	return str_sub(ui_time(x, agenda_clock(x, s, line(s, nth(s, n)).at)), strlen("kl. "), SIZE_MAX).p;
}

static struct session *minutes_of(struct session *s, unsigned n, int64_t minutes)
{
	struct agenda_change c = untouched(s, n);
	c.now.minutes = minutes;
	assert_int_equal(agenda_save(x, s, &c, 1), OK);
	return load(s->id);
}

static struct session *goes_to(struct session *s, unsigned n)
{
	assert_int_equal(session_go(x, s, s->row->version, str_of(nth(s, n))), OK);
	return load(s->id);
}

static void a_night_goes_on_past_midnight(void **state)
{
	(void)state;
	struct session *s = planned_at(date_ymd(2026, 4, 14), 23 * 60);
	s = minutes_of(minutes_of(minutes_of(s, 0, 50), 1, 40), 2, 30);
	assert_string_equal(clock_at(s, 1), "23.50");
	assert_string_equal(clock_at(s, 2), "0.30");
	assert_string_equal(clock_at(s, 3), "1.00");
	s = fixed(s, 3, 75);	/* a quarter past one, which is after eleven at night */
	assert_string_equal(clock_at(s, 3), "1.15");
	assert_int_equal(line(s, nth(s, 3)).late, 0);
	struct agenda_change c = untouched(s, 2);
	c.now.minutes = 50;
	ASSERT_OVERLAP(agenda_save(x, s, &c, 1));
	s = load(s->id);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	/* An hour and five minutes later the clock has begun anew, the session has not. */
	x->now += 65 * 60;
	s = goes_to(load(s->id), 1);
	assert_string_equal(clock_at(s, 1), "0.05");	/* when the room came to it */
	assert_string_equal(clock_at(s, 2), "0.45");
	assert_string_equal(clock_at(s, 3), "1.15");
	assert_int_equal(line(s, nth(s, 3)).late, 0);
	x->now += 45 * 60;	/* five minutes longer than they had */
	s = load(s->id);
	assert_string_equal(clock_at(s, 2), "0.50");
	assert_string_equal(clock_at(s, 3), "1.20");
	assert_int_equal(line(s, nth(s, 3)).late, 5);
	struct val *v = val_new_obj(x);
	int64_t end = line(s, nth(s, 3)).at;
	for (unsigned n = 3; session_nth_step(s->method, n, NULL); n++)
		end += line(s, nth(s, n)).step->minutes;
	assert_int_equal(agenda_put(x, s, v), OK);
	assert_string_equal(val_get_str(v, "ends_at").p, ui_time(x, agenda_clock(x, s, end)).p);
}

/* Given more time, or running over, the room comes late to what stands fast: whoever
 * stands at the desk reads it there, at the item and with what can be done; the wall
 * says when it was to be. */
static void what_comes_late_is_told_where_the_facilitator_stands(void **state)
{
	(void)state;
	struct session *s = planned_at(date_ymd(2026, 4, 14), 540);
	s = minutes_of(minutes_of(minutes_of(s, 0, 10), 1, 10), 2, 10);
	s = fixed(s, 3, 570);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	struct val *v = val_new_obj(x);
	assert_int_equal(agenda_put_late(x, s, v), OK);
	assert_int_equal(val_get(v, S("runs_late"))->kids.count, 0);
	x->now += 25 * 60;	/* fifteen minutes longer than the first item has */
	s = load(s->id);
	assert_int_equal(line(s, nth(s, 3)).late, 15);
	assert_int_equal(agenda_put_late(x, s, v), OK);
	const struct val *list = val_get(v, S("runs_late"));
	assert_int_equal(list->kids.count, 1);
	struct str words = val_get_str(list->kids.first, "words"), title = text_in(session_nth_step(s->method, 3, NULL)->title, x->lang);
	assert_true(str_contains(words, title));
	assert_true(str_contains(words, S("9.30")));
	assert_true(str_contains(words, S("15")));
	assert_true(str_contains(agenda_late_words(x, &(struct agenda_line){ .late = 15, .fixed_at = 570 }), S("9.30")));
	assert_int_equal(agenda_late_words(x, &(struct agenda_line){ .late = 0, .fixed_at = 570 }).n, 0);
	/* The desk's page and its pieces, and the day on the wall. */
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, s, S("console"), t), OK);
	assert_true(str_contains(live_html(x, t), ui_text(x, "workshop.agenda_late_do")));
	assert_true(str_contains(live_html(x, t), S("/schedule")));
	assert_int_equal(sql_workshop_set_focus(x, s->id, S("agenda"), NULL), OK);
	t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, load(s->id), S("wall"), t), OK);
	assert_true(str_contains(live_html(x, t), S("9.30")));
	assert_true(str_contains(live_html(x, t), S("9.45")));
	/* Nobody has to press anything for it: rooms with a fixed time are told as the clock goes on. */
	struct sql_agendas_on_wall *shown;
	size_t n, at = 0;
	assert_int_equal(sql_workshop_set_focus(x, s->id, S(""), NULL), OK);
	assert_int_equal(sql_agendas_on_wall(x, &shown, &n), OK);
	while (at < n && shown[at].id.v != s->id.v)
		at++;
	assert_true(at < n);
}

static size_t told(struct session *s, const char *title)
{
	struct val *v = val_new_obj(x);
	size_t n = 0;
	assert_int_equal(agenda_put(x, s, v), OK);
	for (struct val *part = val_get(v, S("parts"))->kids.first; part; part = part->next)
		for (struct val *l = val_get(part, S("lines"))->kids.first; l; l = l->next)
			n += str_eqz(val_get_str(l, "title"), title);
	return n;
}

/* Leaders look at the projector, too, when they have come in. */
static void what_was_typed_without_leaders_is_not_on_their_projector(void **state)
{
	struct session *s = whole();
	unsigned open = 0;
	(void)state;
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	assert_false(s->part->leaders);
	assert_int_equal(agenda_add(x, s, s->row->version, str_of(s->step->key), S("Om Mette"), 5, false), OK);
	s = load(s->id);
	s->viewer = VIEWER_WALL;
	assert_int_equal(told(s, "Om Mette"), 1);
	s->viewer = VIEWER_CONSOLE;
	for (const struct method_part *part = NULL; !session_leaders_in(s); open++)
		if (session_nth_step(s->method, open, &part) && part->leaders)
			s = goes_to(s, open);
	assert_int_equal(told(s, "Om Mette"), 1);
	s->viewer = VIEWER_WALL;
	assert_int_equal(told(s, "Om Mette"), 0);
	assert_int_equal(told(s, "Et punkt mere"), 1);
}

/* The night to 29 March 2026 has no hour from two to three, that to 25 October has it twice. */
static void the_nights_of_summer_time_have_their_own_length(void **state)
{
	static const struct { int month, day; const char *next, *after; } nights[] = { { 3, 28, "3.30", "4.30" }, { 10, 24, "2.30", "2.30" } };
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct session *s = planned_at(date_ymd(2026, nights[i].month, nights[i].day), 23 * 60 + 30);
		s = minutes_of(minutes_of(s, 0, 180), 1, 60);
		assert_string_equal(clock_at(s, 1), nights[i].next);
		assert_string_equal(clock_at(s, 2), nights[i].after);
		assert_int_equal(line(s, nth(s, 2)).at - line(s, nth(s, 1)).at, 60);
		assert_int_equal(session_begin(x, s, s->row->version), OK);
		x->now += 180 * 60;
		s = goes_to(load(s->id), 1);
		assert_string_equal(clock_at(s, 2), nights[i].after);
		s = fixed(s, 2, 5 * 60);
		assert_string_equal(clock_at(s, 2), "5.00");
		int64_t length;
		assert_int_equal(agenda_length(x, s, &length), OK);
		assert_true(length > 180 + 60 && length < 24 * 60);
	}
}

static void never_backwards(struct session *s)
{
	size_t n;
	struct agenda_line *l = lines(s, &n);
	int64_t at = INT64_MIN, now = (x->now - instant_of(s->row->day, 0)) / 60;
	for (size_t i = 0; i < n; i++) {
		if (l[i].left_out)
			continue;
		assert_true(l[i].at >= at);
		at = l[i].at;
		assert_true(l[i].done || l[i].now ? at <= now : at >= now);
	}
}

static void the_day_never_runs_backwards(void **state)
{
	(void)state;
	struct session *s = planned_at(date_ymd(2026, 4, 14), 9 * 60);
	s = minutes_of(minutes_of(s, 1, 2), 2, 2);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	for (unsigned n = 1; n <= 3; n++) {	/* passed in no time: ahead of the plan */
		x->now += 10;
		s = goes_to(load(s->id), n);
		never_backwards(s);
	}
	x->now += 200 * 60 + 21;	/* it lasts, and no clock of what comes is in the past */
	s = load(s->id);
	never_backwards(s);
	assert_true(line(s, nth(s, 4)).at * 60 >= x->now - instant_of(s->row->day, 0));
	s = goes_to(s, 4);
	assert_int_equal(line(s, nth(s, 4)).at, 9 * 60 + 200);
	never_backwards(s);
	x->now += 5 * 60;
	s = goes_to(s, 2);	/* and back again */
	never_backwards(s);
	assert_string_equal(clock_at(s, 2), "12.25");
}

/* The wall shows the day: what comes moves on with the clock, though nobody does anything. */
static size_t days_on_walls(void)
{
	struct sql_agendas_on_wall *shown;
	size_t n;
	assert_int_equal(sql_agendas_on_wall(x, &shown, &n), OK);
	return n;
}

static void a_day_on_the_wall_keeps_up_with_the_clock(void **state)
{
	(void)state;
	struct session *s = at_work(540);
	assert_int_equal(days_on_walls(), 0);	/* nobody looks at it */
	assert_int_equal(session_focus(x, s, S("agenda")), OK);
	assert_int_equal(days_on_walls(), 1);
	assert_int_equal(workshop_tick(x), OK);
	assert_int_equal(session_end(x, load(s->id), load(s->id)->row->version), OK);
	assert_int_equal(days_on_walls(), 0);
}

/* A room that tries its session on another day has that day's clock. */
static void a_session_tried_on_another_day_has_that_days_times(void **state)
{
	(void)state;
	struct session *s = fixed(whole(), 2, 11 * 60);
	x->now = instant_of(date_ymd(2026, 4, 10), 10 * 60);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = load(s->id);
	assert_int_equal(line(s, nth(s, 1)).at, 600 + line(s, nth(s, 0)).step->minutes);
	assert_int_equal(line(s, nth(s, 2)).at, 11 * 60);
	assert_int_equal(line(s, nth(s, 2)).late, 0);
	x->now = instant_of(date_ymd(2026, 4, 15), 10 * 60 + 30);	/* left open overnight */
	s = goes_to(load(s->id), 1);
	assert_string_equal(clock_at(s, 2), "11.00");
	assert_true(line(s, nth(s, 2)).late < 60);
}

static unsigned place_of_kind(const struct session *s, enum method_step_kind kind)
{
	const struct method_step *step;
	unsigned n = 0;
	while ((step = session_nth_step(s->method, n, NULL)) && step->kind != kind)
		n++;
	assert_non_null(step);
	return n;
}

static void add_groups(struct session *s, int n)
{
	small_group_id ignored;
	for (int i = 1; i <= n; i++)
		assert_int_equal(group_add(x, load(s->id), str_fmt(x->arena, "Gruppe %d", i), (theme_id){ 0 }, &ignored), OK);
}

/* The bell is that of one group: the others speak before anything else begins. */
static void the_day_waits_for_all_who_present(void **state)
{
	(void)state;
	enum { GROUPS = 4 };
	struct session *s = at_work(540);
	unsigned present = place_of_kind(s, STEP_PRESENT);
	s = goes_to(s, present);
	add_groups(s, GROUPS);
	s = load(s->id);
	assert_int_equal(s->step->minutes, 10);
	assert_int_equal(s->step->minutes_each, 2);
	int64_t entered = line(s, nth(s, present)).at;
	assert_int_equal(line(s, nth(s, present + 1)).at, entered + 10);
	assert_int_equal(session_focus_next(x, s), OK);
	s = load(s->id);
	assert_int_equal(session_seconds_left(x, s), 120);
	assert_int_equal(line(s, nth(s, present + 1)).at, entered + 10);
	x->now += 60;
	assert_int_equal(session_focus(x, s, S("agenda")), OK);	/* where the wall shows the day in between */
	s = load(s->id);
	assert_int_equal(line(s, nth(s, present + 1)).at, entered + 10);
	struct sql_groups *g;
	size_t n;
	assert_int_equal(sql_groups(x, s->id, str_of(session_groups_step(s)->key), &g, &n), OK);
	assert_int_equal(n, GROUPS);
	/* One that is chosen by hand has its minutes, too. */
	assert_int_equal(session_focus(x, s, str_fmt(x->arena, "group/%" PRId64, g[2].id.v)), OK);
	s = load(s->id);
	assert_int_equal(session_seconds_left(x, s), 120);
	assert_int_equal(line(s, nth(s, present + 1)).at, entered + 1 + 2 * 2 + 2);
}

static void groups_present_within_the_minutes_that_the_agenda_gives(void **state)
{
	(void)state;
	struct session *s = whole();
	unsigned present = place_of_kind(s, STEP_PRESENT);
	s = minutes_of(s, present, 5);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	s = goes_to(load(s->id), present);
	add_groups(s, 4);
	s = load(s->id);
	assert_int_equal(session_focus_next(x, s), OK);
	s = load(s->id);
	assert_int_equal(session_seconds_left(x, s), 60);
	assert_int_equal(line(s, nth(s, present + 1)).at, line(s, nth(s, present)).at + 5);
}

static int begin(void **state)
{
	static struct ctx first;
	(void)state;
	ctx_init(&first, arena_new(ARENA_CEILING_DEFAULT));
	enum rc rc = ui_init(&first, true);
	if (rc == OK)
		rc = method_init(&first, NULL);
	arena_free(first.arena);
	return rc == OK ? 0 : -1;
}

int main(void)
{
#define WITH_STORE(t) cmocka_unit_test_setup_teardown(t, set_up, store_test_teardown)
	const struct CMUnitTest tests[] = {
		WITH_STORE(times_are_worked_out_from_the_minutes),
		WITH_STORE(the_day_waits_for_all_who_present),
		WITH_STORE(groups_present_within_the_minutes_that_the_agenda_gives),
		WITH_STORE(overlap_is_refused_and_nothing_is_stored),
		WITH_STORE(an_item_that_does_not_fit_before_a_fixed_time_is_not_added),
		WITH_STORE(a_room_at_work_overlaps_no_more_than_a_planned_one),
		WITH_STORE(a_time_that_has_passed_is_not_fixed),
		WITH_STORE(what_is_moved_must_fit_before_a_fixed_time_too),
		WITH_STORE(who_is_late_may_still_shorten), WITH_STORE(what_comes_late_is_told_where_the_facilitator_stands),
		WITH_STORE(parts_can_be_run_alone),
		WITH_STORE(what_was_typed_without_leaders_is_not_on_their_projector),
		WITH_STORE(what_has_been_is_not_changed),
		WITH_STORE(two_facilitators_changes_are_both_kept),
		WITH_STORE(who_changes_the_same_thing_second_is_told),
		WITH_STORE(a_step_that_others_need_is_not_skipped_alone),
		WITH_STORE(an_own_item_is_a_step_like_any_other),
		WITH_STORE(any_order_of_changes_keeps_the_day_whole),
		WITH_STORE(it_goes_on_another_day), WITH_STORE(a_night_goes_on_past_midnight), WITH_STORE(the_day_never_runs_backwards),
		WITH_STORE(a_day_on_the_wall_keeps_up_with_the_clock),
		WITH_STORE(the_nights_of_summer_time_have_their_own_length), WITH_STORE(a_session_tried_on_another_day_has_that_days_times),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
