/* cells_test.c -- boards with fixed columns and grids, boards that wait for the
 * facilitator, boards that are forgotten. */
#include "workshop/agenda/agenda.h"
#include "workshop/board/cells.h"
#include "workshop/session_test.h"
#include "workshop/outcome/export.h"

static card_id put(struct session *s, const char *board, const char *cell, const char *text)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write_in(x, reload(s), str_of(board), str_of(cell), str_of(text), random_token(x->arena, 16), &id, &fresh), OK);
	assert_true(fresh);
	return id;
}

static const char *cell_of_card(struct session *s, card_id id)
{
	struct sql_card *c;
	assert_int_equal(sql_card(x, s->id, id, &c), OK);
	return c ? str_z(x->arena, c->cell) : NULL;
}

static void a_card_is_written_into_a_cell_that_the_board_has(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false);
	static const char *const wrong[] = { "", "elsewhere", "hinders/influence", "/", "hinders/" };
	card_id id;
	bool fresh;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(board_write_in(x, phone, S("columns"), str_of(wrong[i]), S("Støj"), random_token(x->arena, 16), &id, &fresh), INVALID);
		assert_string_equal(x->fault.field, "cell");
		fault_clear(x);
	}
	assert_string_equal(cell_of_card(s, put(phone, "columns", "hinders", "Støj")), "hinders");
	s = at(s, "grid");
	assert_int_equal(board_write_in(x, reload(phone), S("grid"), S("well"), S("Støj"), random_token(x->arena, 16), &id, &fresh), INVALID);
	assert_string_equal(cell_of_card(s, put(phone, "grid", "well/demands", "Vagtplanen")), "well/demands");
	/* A board without columns has no cells. */
	s = at(s, "dilemmas");
	assert_int_equal(board_write_in(x, reload(phone), S("dilemmas"), S("well"), S("Støj"), random_token(x->arena, 16), &id, &fresh), INVALID);
}

static void the_wall_shows_a_card_in_its_column(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns");
	put(s, "columns", "hinders", "Støj fra gangen");
	put(s, "columns", "promotes", "Fælles kaffe");
	struct str html = live_text(s, "wall");
	const char *hinders = strstr(html.p, "data-cell=\"hinders\""), *promotes = strstr(html.p, "data-cell=\"promotes\"");
	const char *noise = strstr(html.p, "Støj fra gangen"), *coffee = strstr(html.p, "Fælles kaffe");
	assert_non_null(hinders);
	assert_non_null(promotes);
	assert_true(hinders < noise && noise < promotes && promotes < coffee);
	assert_true(str_contains(live_text(s, "console"), S("Fælles kaffe")));
}

static void the_facilitator_moves_cards_from_cell_to_cell(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "grid"), *phone = join(s, false);
	card_id a = put(s, "grid", "well/influence", "A"), b = put(s, "grid", "less/demands", "B"), c = put(s, "grid", "well/influence", "C");
	assert_int_equal(board_to_cell(x, s, a, S("less/demands"), b), OK);
	struct sql_cards *rows;
	size_t n, at_a = 0, at_b = 0;
	assert_int_equal(sql_cards(x, s->id, S("grid"), &rows, &n), OK);
	for (size_t i = 0; i < n; i++) {
		at_a = rows[i].id.v == a.v ? i : at_a;
		at_b = rows[i].id.v == b.v ? i : at_b;
	}
	assert_true(at_a < at_b);
	assert_string_equal(cell_of_card(s, a), "less/demands");
	assert_int_equal(board_to_cell(x, s, a, S("less"), (card_id){ 0 }), INVALID);
	assert_int_equal(board_to_cell(x, reload(phone), a, S("well/demands"), (card_id){ 0 }), FORBIDDEN);
	/* What was merged into a card goes where it goes. */
	assert_int_equal(board_merge(x, s, c, a), OK);
	assert_int_equal(board_to_cell(x, s, a, S("well/demands"), (card_id){ 0 }), OK);
	assert_string_equal(cell_of_card(s, c), "well/demands");
}

static void paper_is_typed_into_a_cell(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "check_out");
	size_t n;
	assert_int_equal(board_type_in_cell(x, s, S("check_out"), S("insight"), S("Vi ligner hinanden\nVi kan godt\n"), random_token(x->arena, 16), &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(board_type_in(x, s, S("check_out"), S("Hvor"), random_token(x->arena, 16), &n), INVALID);
}

static void a_moderated_card_waits_for_the_facilitator_alone(void **state)
{
	(void)state;
	static const char *const rooms[] = { "wall", "phone" };
	struct session *s = at(planned_every_step(), "grid"), *phone = join(s, false);
	card_id id = put(phone, "grid", "well/demands", "Hemmeligt ord");
	for (int i = 0; i < 2; i++)
		assert_false(str_contains(live_text(s, rooms[i]), S("Hemmeligt ord")));
	assert_false(str_contains(outcome(s, false), S("Hemmeligt ord")));
	assert_true(str_contains(live_text(s, "console"), S("Hemmeligt ord")));
	assert_int_equal(board_let(x, reload(phone), id), FORBIDDEN);
	assert_int_equal(board_let(x, s, id), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Hemmeligt ord")));
	assert_true(str_contains(outcome(s, false), S("Hemmeligt ord")));
	/* What the facilitator types needs nobody's leave. */
	put(s, "grid", "well/demands", "Fra papir");
	assert_true(str_contains(live_text(s, "wall"), S("Fra papir")));
}

static void a_board_that_was_to_be_forgotten_keeps_its_headings(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "dilemmas"), *phone = join(s, false);
	card_id id = put(phone, "dilemmas", "", "Chefen spurgte mig om Ole");
	theme_id theme;
	assert_int_equal(board_let(x, s, id), OK);
	assert_int_equal(board_theme_add(x, s, S("dilemmas"), (theme_id){ 0 }, S("At vide noget man ikke må sige"), &theme), OK);
	assert_int_equal(board_move(x, s, id, theme, (card_id){ 0 }), OK);
	put(s, "columns", "hinders", "Støj bliver");
	assert_false(str_contains(outcome(s, false), S("om Ole")));
	assert_true(str_contains(outcome(s, false), S("At vide noget man ikke må sige")));
	end(s);
	assert_null(cell_of_card(s, id));
	struct str after = outcome(s, false);
	assert_false(str_contains(after, S("om Ole")));
	assert_true(str_contains(after, S("At vide noget man ikke må sige")));
	assert_true(str_contains(after, S("Støj bliver")));
}

static enum rc leave_out(struct session *s, const char *step)
{
	s = reload(s);
	const struct agenda_value was = { method_step(s->method, str_of(step), NULL)->minutes, -1, false };
	struct agenda_change c = { str_of(step), was, was };
	c.now.left_out = true;
	return agenda_save(x, s, &c, 1);
}

static void a_board_that_somebody_has_written_on_is_not_left_out(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false);
	card_id id = put(phone, "columns", "hinders", "Støj fra gangen");
	s = at(s, "pairs");
	assert_int_equal(leave_out(s, "columns"), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_holds");
	assert_string_equal(x->fault.field, "out-columns");
	assert_int_equal(leave_out(s, "grid"), OK);
	assert_false(str_contains(outcome(s, false), S("\"grid\"")));
	assert_int_equal(board_drop(x, reload(s), id), OK);
	assert_int_equal(leave_out(s, "columns"), OK);
}

static void the_end_forgets_ole_and_keeps_noise(struct session *s, card_id ole)
{
	assert_false(str_contains(outcome(s, false), S("om Ole")));
	assert_true(str_contains(outcome(s, false), S("Støj bliver")));
	end(s);
	assert_null(cell_of_card(s, ole));
	struct str after = outcome(s, false);
	assert_false(str_contains(after, S("om Ole")));
	assert_true(str_contains(after, S("Støj bliver")));
}

/* The card was under way when its board was left out. */
static void a_board_that_is_left_out_is_told_and_forgotten_all_the_same(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "pairs");
	assert_int_equal(leave_out(s, "dilemmas"), OK);
	assert_int_equal(leave_out(s, "columns"), OK);
	card_id id = put(s, "dilemmas", "", "Chefen spurgte mig om Ole");
	put(s, "columns", "hinders", "Støj bliver");
	the_end_forgets_ole_and_keeps_noise(s, id);
}

static void what_was_parked_from_a_board_to_forget_is_forgotten_too(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "dilemmas");
	card_id id = put(s, "dilemmas", "", "Chefen spurgte mig om Ole"), stays = put(s, "columns", "hinders", "Støj bliver");
	assert_int_equal(board_park(x, s, id), OK);
	assert_int_equal(board_park(x, s, id), OK);	/* pressed twice: it still knows where it came from */
	assert_int_equal(board_park(x, s, stays), OK);
	the_end_forgets_ole_and_keeps_noise(s, id);
}

static void exports_tell_cards_by_cell(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "grid");
	put(s, "grid", "less/influence", "Vagtplanen kommer sent");
	struct val *v = val_new_obj(x);
	const struct export_format *f;
	struct str csv;
	assert_int_equal(workshop_outcome(x, s->id, false, v), OK);
	assert_int_equal(export_find(x, S("csv"), &f), OK);
	assert_int_equal(f->make(x, v, &csv), OK);
	struct str rest = csv, line;
	bool found = false;
	while (str_next(&rest, '\n', &line))
		if (str_contains(line, S("Vagtplanen kommer sent")))
			found = str_contains(line, S("Indflydelse")) && str_contains(line, S("Virker mindre godt"));
	assert_true(found);
}

static void leaders_see_no_card_of_a_closed_board_by_cell(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *leader = join(s, true);
	card_id id;
	bool fresh;
	put(s, "columns", "hinders", "Kun for os");
	assert_int_equal(board_write_in(x, leader, S("columns"), S("hinders"), S("Chefens"), random_token(x->arena, 16), &id, &fresh), FORBIDDEN);
	assert_false(str_contains(live_text(s, "leader"), S("Kun for os")));
	assert_false(str_contains(outcome(s, true), S("Kun for os")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_card_is_written_into_a_cell_that_the_board_has), T(the_wall_shows_a_card_in_its_column),
		T(the_facilitator_moves_cards_from_cell_to_cell), T(paper_is_typed_into_a_cell), T(a_moderated_card_waits_for_the_facilitator_alone),
		T(a_board_that_was_to_be_forgotten_keeps_its_headings), T(exports_tell_cards_by_cell),
		T(a_board_that_somebody_has_written_on_is_not_left_out), T(a_board_that_is_left_out_is_told_and_forgotten_all_the_same),
		T(what_was_parked_from_a_board_to_forget_is_forgotten_too), T(leaders_see_no_card_of_a_closed_board_by_cell),
	};
	return RUN(TEST_CONTENT, tests);
}
