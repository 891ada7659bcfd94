/* every_step_test.h -- a session of the method in tests/content, which has every
 * kind of step: for this room's tests only, one program each. */
#pragma once
#include "core/random.h"
#include "core/testing.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include "workshop/live.h"

#ifndef TEST_CONTENT
#define TEST_CONTENT "tests/content"	/* from the root of the source; meson says where that is */
#endif

static struct ctx *x;
static unit_id unit;
static person_id consultant;

static inline struct session *reload(struct session *s)
{
	struct session *fresh;
	fault_clear(x);
	assert_int_equal(session_load(x, s->id, &fresh), OK);
	fresh->viewer = s->viewer;
	fresh->secret = s->secret;
	if (s->secret.p)
		assert_int_equal(sql_phone_by_secret(x, s->id, hash_hex(x->arena, s->secret), &fresh->phone), OK);
	return fresh;
}

static inline struct session *at(struct session *s, const char *step)
{
	s = reload(s);
	if (str_eqz(s->row->state, "planned")) {
		assert_int_equal(session_begin(x, s, s->row->version), OK);
		s = reload(s);
	}
	assert_int_equal(session_go(x, s, s->row->version, str_of(step)), OK);
	return reload(s);
}

static inline struct session *planned(void)
{
	struct workshop_new w = { .unit = unit, .method = S("every-step"), .title = S("Generalprøve"), .day = date_ymd(2026, 4, 14),
				  .starts_at = 540, .facilitators = &consultant, .nfacilitators = 1 };
	workshop_id id;
	struct session *s;
	assert_int_equal(workshop_create(x, &w, &id), OK);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	return s;
}

static inline struct session *join(struct session *s, bool leader)
{
	struct session *p = reload(s);
	assert_int_equal(session_join(x, p, leader, &p->secret), OK);
	p->viewer = leader ? VIEWER_LEADER : VIEWER_PHONE;
	return reload(p);
}

static inline struct str live_text(struct session *s, const char *audience)
{
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, reload(s), str_of(audience), t), OK);
	return live_html(x, t);
}

static inline void end(struct session *s)
{
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(session_end(x, s, s->row->version), OK);
}

static inline int set_up(void **state)
{
	assert_int_equal(store_test_setup(state), 0);
	x = store_test_ctx(state);
	random_init();
	assert_int_equal(people_unit_add(x, (unit_id){ 0 }, S("Politikredsen"), S("organisation"), STR_NULL, &unit), OK);
	struct person p = { .name = S("Konsulent"), .email = S("konsulent@example.dk") };
	assert_int_equal(people_add(x, &p, &consultant), OK);
	return 0;
}

static inline int run_group(const struct CMUnitTest *tests, size_t n)
{
	struct ctx once;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&once, a);
	if (ui_init(&once, true) != OK || method_init(&once, TEST_CONTENT) != OK) {
		print_error("%s\n", once.fault.cause);
		return 1;
	}
	int failed = _cmocka_run_group_tests("every step", tests, n, NULL, NULL);
	arena_free(a);
	return failed;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, store_test_teardown)
#define RUN(tests) run_group(tests, sizeof tests / sizeof *tests)
