/* photo_test.c -- photos of paper, and people without a phone, on a real store:
 * who adds, who sees, what counts, and that nothing ties what was typed in to
 * anybody. */
#include "workshop/ask/ask_view.h"
#include "workshop/agenda/dates.h"
#include "workshop/board/vote.h"
#include "workshop/outcome/export.h"
#include "workshop/paper/paper.h"
#include "workshop/paper/photo.h"
#include "workshop/session_test.h"

static struct session *seen_by(struct session *s, enum workshop_viewer viewer)
{
	struct session *v = reload(s);
	v->viewer = viewer;
	v->secret = STR_NULL;
	v->phone = NULL;
	return v;
}

/* What a photo is does not matter here: image_test.c looks at pixels. */
static const struct image picture = { { "\xFF\xD8\xFF\xE0 et foto", 12 }, 40, 30 };

static enum rc take(struct session *s, small_group_id g, photo_id *ret)
{
	s = reload(s);
	return photo_add(x, s, g, &picture, ret);
}

static enum rc look(struct session *s, photo_id photo)
{
	struct sql_photo *ignored;
	fault_clear(x);
	return photo_find(x, s, photo, &ignored);
}

static struct session *of_group(struct session *desk, const char *title, small_group_id *ret)
{
	struct session *p = join(desk, false);
	desk = reload(desk);
	assert_int_equal(group_add(x, desk, str_of(title), (theme_id){ 0 }, ret), OK);
	assert_int_equal(group_sit(x, p, *ret, 0), OK);
	return reload(p);
}

static void a_photo_is_its_groups(void **state)
{
	small_group_id one, other;
	photo_id photo, ignored;
	struct str jpeg;
	(void)state;
	struct session *desk = at(planned_of("future-workshop", "Papirprøven"), "critique_groups");
	struct session *a = of_group(desk, "Den ene", &one), *b = of_group(desk, "Den anden", &other), *leader = join(desk, true);
	desk = at(desk, "dream_elaborate");
	assert_int_equal(take(a, one, &photo), OK);
	assert_int_equal(photo_jpeg(x, desk->id, photo, &jpeg), OK);
	assert_true(str_eq(jpeg, picture.jpeg));
	assert_int_equal(take(b, one, &ignored), FORBIDDEN);
	assert_int_equal(take(a, (small_group_id){ 0 }, &ignored), FORBIDDEN);	/* the board's is the facilitator's */
	assert_int_equal(take(leader, one, &ignored), FORBIDDEN);
	assert_int_equal(look(reload(a), photo), OK);
	assert_int_equal(look(desk, photo), OK);
	assert_int_equal(look(reload(b), photo), FORBIDDEN);
	assert_int_equal(look(reload(leader), photo), FORBIDDEN);
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), FORBIDDEN);
	assert_int_equal(look(seen_by(desk, VIEWER_NOBODY), photo), FORBIDDEN);
	assert_int_equal(photo_show(x, reload(b), photo, true), FORBIDDEN);
	assert_int_equal(photo_drop(x, reload(b), photo), FORBIDDEN);
	/* Another session's facilitator finds nothing here. */
	assert_int_equal(look(planned_of("future-workshop", "Papirprøven"), photo), NOT_FOUND);
}

static void a_wall_shows_it_while_its_group_presents(void **state)
{
	small_group_id one;
	photo_id photo;
	(void)state;
	struct session *desk = at(planned_of("future-workshop", "Papirprøven"), "critique_groups");
	struct session *a = of_group(desk, "Den ene", &one), *leader = join(desk, true);
	desk = at(desk, "dream_elaborate");
	assert_int_equal(take(a, one, &photo), OK);
	desk = at(desk, "dream_present");
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), FORBIDDEN);
	assert_int_equal(session_focus(x, desk, str_fmt(x->arena, "group/%" PRId64, one.v)), OK);
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), OK);
	assert_int_equal(session_focus(x, reload(desk), S("")), OK);
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), FORBIDDEN);
	assert_int_equal(photo_show(x, reload(a), photo, true), OK);
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), OK);
	/* Leaders come in: not on their phone, and not on the wall before their eyes. */
	desk = at(desk, "reality_rules");
	assert_int_equal(look(seen_by(desk, VIEWER_WALL), photo), FORBIDDEN);
	assert_int_equal(look(reload(leader), photo), FORBIDDEN);
	assert_int_equal(look(desk, photo), OK);
	struct val *told = val_new_obj(x), *all = val_new_obj(x);
	assert_int_equal(workshop_outcome(x, desk->id, true, told), OK);
	assert_int_equal(val_get(told, S("photos"))->kids.count, 0);
	assert_int_equal(workshop_outcome(x, desk->id, false, all), OK);
	assert_int_equal(val_get(all, S("photos"))->kids.count, 1);
}

static void a_board_that_forgets_forgets_its_photos(void **state)
{
	photo_id goes, stays;
	(void)state;
	struct session *desk = at(planned_every_step(), "dilemmas");
	assert_int_equal(take(desk, (small_group_id){ 0 }, &goes), OK);
	desk = at(desk, "columns");
	assert_int_equal(take(desk, (small_group_id){ 0 }, &stays), OK);
	end(desk);
	assert_int_equal(look(desk, goes), NOT_FOUND);
	assert_int_equal(look(desk, stays), OK);
}

static void there_is_an_end_to_photos(void **state)
{
	small_group_id one;
	photo_id photo;
	(void)state;
	struct session *desk = at(planned_of("future-workshop", "Papirprøven"), "critique_groups");
	struct session *a = of_group(desk, "Den ene", &one);
	assert_int_equal(take(a, one, &photo), FORBIDDEN);	/* groups are being made; nobody writes yet */
	desk = at(desk, "dream_elaborate");
	for (int i = 0; i < PHOTOS_OF_GROUP_MAX; i++)
		assert_int_equal(take(a, one, &photo), OK);
	assert_int_equal(take(a, one, &photo), INVALID);
	assert_string_equal(x->fault.message, "photo.too_many_of_group");
	desk = at(desk, "critique_cards");
	for (int i = PHOTOS_OF_GROUP_MAX; i < PHOTOS_MAX; i++)
		assert_int_equal(take(desk, (small_group_id){ 0 }, &photo), OK);
	assert_int_equal(take(desk, (small_group_id){ 0 }, &photo), INVALID);
	assert_string_equal(x->fault.message, "photo.too_many");
	/* A group's photos are its work: it is not made anew over them. */
	int64_t left;
	assert_int_equal(group_drop(x, reload(desk), one), INVALID);
	assert_int_equal(group_make(x, at(desk, "critique_groups"), WAY_SELF, 3, NULL), INVALID);
	desk = at(desk, "critique_cards");
	assert_int_equal(sql_photo_count(x, desk->id, &left), OK);
	assert_int_equal(left, PHOTOS_MAX);
	assert_int_equal(photo_drop(x, reload(desk), photo), OK);
	assert_int_equal(look(reload(desk), photo), NOT_FOUND);
	assert_int_equal(session_end(x, reload(desk), reload(desk)->row->version), OK);
	assert_int_equal(take(desk, (small_group_id){ 0 }, &photo), GONE);
}

/* ---- people without a phone */

static enum rc ballot(struct session *desk, const char *traffic, const char *idea)
{
	desk = reload(desk);
	struct paper_given given[2] = { { ask_item(desk->step, S("traffic")), str_of(traffic), S("") },
					{ ask_item(desk->step, S("idea")), str_of(idea), S("") } };
	return paper_answer(x, desk, given, 2);
}

static enum rc say(struct session *phone, const char *value)
{
	phone = reload(phone);
	return ask_answer(x, phone, phone->step, ask_item(phone->step, S("traffic")), str_of(value), S(""), 0);
}

static int64_t shown(struct session *desk)
{
	struct val *r = val_new_obj(x);
	desk = reload(desk);
	assert_int_equal(ask_results(x, desk, desk->step, false, r), OK);
	for (const struct val *o = val_get(r, S("items"))->kids.first; o; o = o->next)
		if (str_eqz(val_get_str(o, "key"), "traffic"))
			return val_get_int(o, "n", 0);
	return -1;
}

/* What the desk has typed in it can take off again. */
static void paper_is_no_company_for_a_phone(void **state)
{
	struct session *p[5];
	size_t n;
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all");
	for (int i = 0; i < 5; i++)
		p[i] = join(desk, false);
	assert_int_equal(say(p[0], "red"), OK);
	for (int i = 0; i < 6; i++)
		assert_int_equal(ballot(desk, "green", "Et ord på papir"), OK);
	for (int i = 1; i < 4; i++) {
		assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
		assert_int_equal(shown(desk), 0);
		assert_int_equal(say(p[i], "red"), OK);
	}
	assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	assert_int_equal(shown(desk), 0);		/* ten, and four of them phones */
	assert_int_equal(say(p[4], "red"), OK);
	assert_int_equal(shown(desk), 0);		/* there may be more in the pile */
	assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	assert_int_equal(shown(desk), 11);
	/* What comes afterwards waits for as many of its own. */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(shown(desk), 11);
		p[i] = join(desk, false);
		assert_int_equal(say(p[i], "red"), OK);
		if (i < 4)
			assert_int_equal(ballot(desk, "green", "Et ord mere"), OK);
		assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	}
	assert_int_equal(shown(desk), 20);
}

static void a_comment_without_an_answer_does_not_come_out_among_paper(void **state)
{
	struct sql_ask_texts *texts;
	size_t n;
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all"), *phone = reload(join(desk, false));
	assert_int_equal(ask_answer(x, phone, phone->step, ask_item(phone->step, S("traffic")), S(""), S("Kun et ord"), 0), OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(ballot(desk, "red", ""), OK);
	assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	assert_int_equal(shown(desk), 5);
	assert_int_equal(sql_ask_texts(x, desk->id, S("all"), &texts, &n), OK);
	assert_int_equal(n, 0);
}

static void paper_alone_is_company_for_paper(void **state)
{
	size_t n;
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all");
	for (int i = 0; i < 5; i++) {
		assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
		assert_int_equal(shown(desk), 0);
		assert_int_equal(ballot(desk, "red", "Et ord på papir"), OK);
	}
	assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	assert_int_equal(shown(desk), 5);
}

/* Where a pile ends only the desk knows: of seven none is left over, in whatever order
 * they lie, whether there are phones that say nothing or not. */
static void all_of_a_pile_is_one_batch(void **state)
{
	size_t n;
	(void)state;
	for (int phones = 0; phones < 7; phones += 3) {
		struct session *desk = at(planned_of("asking", "Papirprøven"), "all");
		for (int i = 0; i < phones; i++)
			join(desk, false);
		for (int i = 0; i < 7; i++) {
			assert_int_equal(ballot(desk, i < 5 ? "red" : "green", ""), OK);
			assert_int_equal(shown(desk), 0);
		}
		assert_true(str_contains(live_text(desk, "console"), S("Svar på papir, der venter: 7")));
		assert_true(str_contains(live_text(desk, "console"), S("value=\"show\"")));
		assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
		assert_int_equal(shown(desk), 7);
		assert_false(str_contains(live_text(desk, "console"), S("Svar på papir, der venter")));
	}
	/* Whoever goes on without a word has meant it so, too. */
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all");
	for (int i = 0; i < 6; i++)
		assert_int_equal(ballot(desk, "red", ""), OK);
	desk = reload(desk);
	const struct method_step *step = desk->step;
	assert_int_equal(session_go(x, desk, desk->row->version, S("cloud")), OK);
	struct val *r = val_new_obj(x);
	assert_int_equal(ask_results(x, reload(desk), step, true, r), OK);
	assert_int_equal(val_get_int(val_get(r, S("items"))->kids.first, "n", 0), 6);
}

static void a_ballot_waits_for_company_like_a_phone(void **state)
{
	enum { PHONES = 5 };
	struct session *phones[PHONES];
	int64_t answered, of;
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all");
	for (size_t i = 0; i < PHONES; i++)
		phones[i] = join(desk, false);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(shown(desk), 0);
		assert_int_equal(ballot(desk, "red", "Et ord på papir"), OK);
	}
	/* Ten are in the room, and five have answered. */
	assert_int_equal(ask_count(x, desk, desk->step, &answered, &of), OK);
	assert_int_equal(answered, 5);
	assert_int_equal(of, 10);
	for (size_t i = 0; i < PHONES; i++)
		assert_int_equal(say(phones[i], "green"), OK);
	size_t n;
	assert_int_equal(ask_show(x, reload(desk), reload(desk)->step, &n), OK);
	assert_int_equal(shown(desk), 10);
}

static void nothing_ties_a_ballot_together(void **state)
{
	struct sql_ask_waiting_words *idea, *traffic;
	size_t ni, nt;
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all"), *one = paper_somebody(x, desk), *other = paper_somebody(x, desk);
	assert_false(str_eq(one->secret, other->secret));
	assert_int_equal(ballot(desk, "red", "Den ene"), OK);
	assert_int_equal(ballot(desk, "red", "Den anden"), OK);
	assert_int_equal(sql_ask_waiting_words(x, desk->id, S("all"), S("idea"), &idea, &ni), OK);
	assert_int_equal(sql_ask_waiting_words(x, desk->id, S("all"), S("traffic"), &traffic, &nt), OK);
	assert_int_equal(ni, 2);
	assert_int_equal(nt, 2);
	assert_false(str_eq(idea[0].mark, idea[1].mark));
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 2; k++)
			assert_false(str_eq(idea[i].mark, traffic[k].mark));
}

static void an_empty_ballot_and_a_stranger_are_refused(void **state)
{
	(void)state;
	struct session *desk = at(planned_of("asking", "Papirprøven"), "all"), *phone = join(desk, false);
	assert_int_equal(ballot(desk, "", ""), INVALID);
	assert_string_equal(x->fault.message, "ask.nothing_chosen");
	assert_int_equal(ballot(phone, "red", ""), FORBIDDEN);
	desk = at(desk, "joint");
	assert_int_equal(ballot(desk, "red", ""), INVALID);
}

static void typed_dots_count_and_are_taken_back(void **state)
{
	card_id card;
	bool fresh;
	struct sql_dot_tally *dots;
	size_t n;
	(void)state;
	struct session *desk = at(planned_of("future-workshop", "Papirprøven"), "critique_cards"), *phone = join(desk, false);
	assert_int_equal(board_write(x, desk, S("critique_cards"), S("For mange møder"), random_token(x->arena, 16), &card, &fresh), OK);
	struct str target = str_fmt(x->arena, "card/%" PRId64, card.v);
	assert_int_equal(paper_dots(x, reload(desk), target, 1, false), INVALID);	/* nobody votes yet */
	desk = at(desk, "critique_vote");
	assert_int_equal(board_dot(x, reload(phone), 1, target, 0), OK);
	assert_int_equal(paper_dots(x, reload(phone), target, 1, false), FORBIDDEN);
	/* As many sheets as there are, with a phone's dots on each. */
	int64_t each = desk->step->dots;
	assert_true(each >= 2);
	assert_int_equal(paper_dots(x, reload(desk), target, 1, false), INVALID);
	assert_string_equal(x->fault.message, "paper.ballots_first");
	assert_int_equal(paper_ballots(x, reload(phone), 2), FORBIDDEN);
	assert_int_equal(paper_ballots(x, reload(desk), 2), OK);
	assert_int_equal(paper_dots(x, reload(desk), target, 2 * each + 1, false), INVALID);
	assert_string_equal(x->fault.message, "paper.over_budget");
	assert_int_equal(paper_dots(x, reload(desk), target, 2 * each, false), OK);
	assert_int_equal(paper_dots(x, reload(desk), target, 1, false), INVALID);
	assert_int_equal(paper_ballots(x, reload(desk), 1), INVALID);
	assert_string_equal(x->fault.message, "paper.fewer_ballots");
	assert_int_equal(paper_dots(x, reload(desk), target, 2 * each, true), OK);
	assert_int_equal(paper_ballots(x, reload(desk), 3), OK);
	assert_int_equal(paper_dots(x, reload(desk), target, 5, false), OK);
	assert_int_equal(paper_dots(x, reload(desk), target, 2, true), OK);
	assert_int_equal(paper_dots(x, reload(desk), target, 4, true), INVALID);	/* a phone's is not ours to take */
	assert_int_equal(paper_dots(x, reload(desk), target, PAPER_DOTS_MAX + 1, false), INVALID);
	assert_int_equal(paper_dots(x, reload(desk), S("card/99999"), 1, false), INVALID);
	assert_int_equal(sql_vote_show(x, desk->id, S("critique_vote"), NULL), OK);
	assert_int_equal(sql_dot_tally(x, desk->id, S("critique_vote"), &dots, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(dots[0].dots, 4);	/* three typed, one from the phone */
}

/* ---- what is taken along */

static void a_collection_has_its_days(void **state)
{
	struct val *o = val_new_obj(x);
	const struct export_format *f;
	struct str file;
	(void)state;
	struct session *desk = at(planned_of("future-workshop", "Papirprøven"), "critique_cards");
	assert_int_equal(workshop_outcome(x, desk->id, false, o), OK);
	assert_int_equal(dates_put(x, desk, o), OK);
	assert_int_equal(val_get(o, S("dates"))->kids.count, 0);
	assert_int_equal(export_find(x, S("ics"), &f), OK);
	assert_int_equal(f->make(x, o, &file), NOT_FOUND);
	fault_clear(x);
	(void)planned_of("asking", "Papirprøven");		/* the same unit, the same day or later, still to come */
	assert_int_equal(dates_put(x, desk, o), OK);
	assert_int_equal(val_get(o, S("dates"))->kids.count, 1);
	assert_int_equal(f->make(x, o, &file), OK);
	assert_true(str_contains(file, S("SUMMARY:Papirprøven")));
	assert_true(str_contains(file, S("DTSTART;TZID=Europe/Copenhagen:20260414T090000")));
	assert_int_equal(export_pdf(x, o, &file), OK);
	assert_true(str_starts(file, S("%PDF-")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_photo_is_its_groups), T(a_wall_shows_it_while_its_group_presents), T(there_is_an_end_to_photos),
		T(a_board_that_forgets_forgets_its_photos),
		T(a_ballot_waits_for_company_like_a_phone), T(paper_is_no_company_for_a_phone), T(paper_alone_is_company_for_paper), T(all_of_a_pile_is_one_batch),
		T(a_comment_without_an_answer_does_not_come_out_among_paper),
		T(nothing_ties_a_ballot_together), T(an_empty_ballot_and_a_stranger_are_refused),
		T(typed_dots_count_and_are_taken_back), T(a_collection_has_its_days),
	};
	return RUN(TEST_CONTENT, tests);
}
