/* session_test.h -- a unit, a facilitator and a session on a real store: for this
 * room's tests only, one program each. */
#pragma once
#include "core/random.h"
#include "core/testing.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include "workshop/channel/channel.h"
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

/* The same view of the room, which the facilitator has moved to a step. */
static inline struct session *at(struct session *s, const char *step)
{
	s = reload(s);
	enum workshop_viewer was = s->viewer;
	s->viewer = VIEWER_CONSOLE;
	if (str_eqz(s->row->state, "planned")) {
		assert_int_equal(session_begin(x, s, s->row->version), OK);
		s = reload(s);
	}
	assert_int_equal(session_go(x, s, s->row->version, str_of(step)), OK);
	s = reload(s);
	s->viewer = was;
	return s;
}

/* A question from a page of the part that the room is in. */
static inline enum rc ask_here(struct ctx *c, struct session *s, struct str text, struct str idem, bool *ret_new)
{
	return channel_ask(c, s, str_of(s->part->key), text, idem, ret_new);
}

/* A planned session, seen by its facilitator. */
static inline struct session *planned_of(const char *method, const char *title)
{
	struct workshop_new w = { .unit = unit, .method = str_of(method), .title = str_of(title), .day = date_ymd(2026, 4, 14),
				  .starts_at = 540, .facilitators = &consultant, .nfacilitators = 1 };
	workshop_id id;
	struct session *s;
	assert_int_equal(workshop_create(x, &w, &id), OK);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	return s;
}

/* Of the method in tests/content that has every kind of step. */
static inline struct session *planned_every_step(void)
{
	return planned_of("every-step", "Generalprøve");
}

/* Its joining is carried out, and the answer never reaches the phone. */
static inline struct session *empty_chair(struct session *s, bool as_leader)
{
	struct session *p = reload(s);
	assert_int_equal(session_join(x, p, as_leader, &p->secret), OK);
	p->viewer = as_leader ? VIEWER_LEADER : VIEWER_PHONE;
	return reload(p);
}

static inline struct session *join(struct session *s, bool as_leader)
{
	struct session *p = empty_chair(s, as_leader);
	assert_int_equal(session_arrive(x, p), OK);
	return reload(p);
}

static inline struct str key(void)
{
	return random_token(x->arena, 16);
}

static inline struct str live_text(struct session *s, const char *audience)
{
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, reload(s), str_of(audience), t), OK);
	return live_html(x, t);
}

/* What may be taken along, as JSON. */
static inline struct str outcome(struct session *s, bool as_leader)
{
	struct val *v = val_new_obj(x);
	struct buf b;
	buf_init(&b, 8 << 20);
	assert_int_equal(workshop_outcome(x, s->id, as_leader, v), OK);
	val_json(&b, v);
	return buf_take(&b, x->arena);
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

static inline int run_group(const char *content, const struct CMUnitTest *tests, size_t n)
{
	struct ctx once;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&once, a);
	if (ui_init(&once, true) != OK || method_init(&once, content) != OK) {
		print_error("%s\n", once.fault.cause);
		return 1;
	}
	int failed = _cmocka_run_group_tests("sessions", tests, n, NULL, NULL);
	arena_free(a);
	return failed;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, store_test_teardown)
/* With the methods of a folder; NULL: those that are built in. */
#define RUN(content, tests) run_group(content, tests, sizeof tests / sizeof *tests)
