/* live.c -- the present state of a session as trees of live pieces, one tree an
 * audience: console, wall, phone, leader. The same code makes the page that is
 * loaded and the stream that follows it, so the two cannot disagree.
 *
 * Nothing personal is in a tree: what one phone alone sees (its dots, its
 * group's form) belongs to its page, which loads itself anew when the piece
 * `key` says that the moment has changed. */
#include "core/lang.h"
#include "workshop/live.h"
#include "workshop/activity.h"
#include "workshop/agenda/agenda.h"
#include "ui/ui.h"
#include "workshop/board/cells.h"
#include "workshop/board/vote.h"
#include "workshop/channel/channel.h"
#include "workshop/outcome/outcome.h"
#include "workshop/paper/photo.h"
#include "workshop/show/plenum.h"
#include "workshop/show/show.h"
#include "workshop/task.h"
#include "workshop/view.h"

enum { PIECE_BYTES_MAX = 1 << 20 };	/* a piece is a card or a list of a few hundred lines */

enum rc live_piece(struct ctx *x, struct live_tree *t, size_t parent, struct str id, const char *view, struct val *v, size_t *ret)
{
	struct buf b;
	buf_init(&b, PIECE_BYTES_MAX);
	val_str(x, v, "piece", id);
	enum rc rc = ui_render(x, view, v, &b);
	size_t node = 0;
	if (rc == OK)
		node = live_node(t, parent, id, buf_view(&b));
	buf_free(&b);
	if (ret)
		*ret = node;
	return rc;
}

/* ---- boards: a column a heading, a piece a card */

/* Keys have underscores, ids of pieces have hyphens. */
static struct str as_id(struct ctx *x, struct str key)
{
	return str_replace(x->arena, key, S("_"), S("-"));
}

/* Which templates a board is made of. */
struct board_look {
	const char *board, *column_head, *card;
};
static const struct board_look wall_look = { "workshop/piece_board", "workshop/piece_column_head", "workshop/piece_card" };
static const struct board_look console_look = { "workshop/piece_console_board", "workshop/piece_console_column_head",
						"workshop/piece_console_card" };

/* Column, its head and its list are pieces of their own, so that a new card
 * sends the card and the count and nothing else. */
static enum rc put_column(struct ctx *x, const struct session *s, const struct board *b, struct live_tree *t, size_t parent,
			  const struct sql_themes *theme, const struct board_look *look)
{
	struct val *v = val_new_obj(x);
	size_t column, list;
	int64_t id = theme ? theme->id.v : 0;
	struct str name = str_fmt(x->arena, "%.*s-%" PRId64, STR_ARG(as_id(x, b->key)), id);
	view_theme(x, s, b, theme, v);
	val_str(x, v, "board", b->key);
	val_int(x, v, "workshop", s->id.v);
	struct val *frame = val_new_obj(x);
	val_bool(x, frame, "loose", theme == NULL);
	val_int(x, frame, "theme", id);
	val_str(x, frame, "name", theme ? theme->title : ui_text(x, "workshop.new_cards"));
	val_bool(x, frame, "spread", theme == NULL && look == &wall_look);
	val_bool(x, frame, "is_part", theme && theme->parent_id.v);
	val_str(x, frame, "chosen_word", theme && theme->chosen ? S("true") : S("false"));
	TRY(live_piece(x, t, parent, str_cat(x->arena, S("col-"), name), "workshop/piece_column", frame, &column));
	TRY(live_piece(x, t, column, str_cat(x->arena, S("colhead-"), name), look->column_head, v, NULL));
	struct val *place = val_new_obj(x);
	val_int(x, place, "theme", id);
	TRY(live_piece(x, t, column, str_cat(x->arena, S("list-"), name), "workshop/piece_column_list", place, &list));
	for (size_t i = 0; i < b->ncards; i++) {
		if (b->cards[i].theme_id.v != id || b->cards[i].merged_into.v)
			continue;
		struct val *c = val_new_obj(x);
		view_card(x, s, b, &b->cards[i], c);
		val_int(x, c, "workshop", s->id.v);
		TRY(live_piece(x, t, list, str_fmt(x->arena, "card-%" PRId64, b->cards[i].id.v), look->card, c, NULL));
	}
	return OK;
}

static enum rc put_board(struct ctx *x, struct session *s, struct str key, struct live_tree *t, size_t parent, bool console)
{
	struct board b;
	size_t node;
	struct val *v = val_new_obj(x);
	const struct board_look *look = console ? &console_look : &wall_look;
	TRY(view_board(x, s, key, &b));
	val_str(x, v, "board", key);
	val_str(x, v, "accent", str_of(b.accent));
	val_int(x, v, "workshop", s->id.v);
	if (cells_here(s, key))
		return cells_put(x, s, &b, t, parent, console);
	if (b.nvotes > 1) {
		struct val *votes = val_new_obj(x);
		view_votes(x, &b, votes);
		TRY(live_piece(x, t, parent, str_cat(x->arena, S("votes-"), as_id(x, key)), "workshop/piece_votes", votes, NULL));
	}
	TRY(live_piece(x, t, parent, str_cat(x->arena, S("board-"), as_id(x, key)), look->board, v, &node));
	bool loose = console || b.nthemes == 0;
	for (size_t i = 0; i < b.ncards && !loose; i++)
		loose = !b.cards[i].theme_id.v && !b.cards[i].merged_into.v;
	if (loose)
		TRY(put_column(x, s, &b, t, node, NULL, look));
	/* A subdivision stands right after its heading. */
	for (size_t i = 0; i < b.nthemes; i++) {
		if (b.themes[i].parent_id.v)
			continue;
		TRY(put_column(x, s, &b, t, node, &b.themes[i], look));
		for (size_t k = 0; k < b.nthemes; k++)
			if (b.themes[k].parent_id.v == b.themes[i].id.v)
				TRY(put_column(x, s, &b, t, node, &b.themes[k], look));
	}
	return OK;
}

/* Which board the present step shows to the room; NULL: none. */
static const char *shown_board(const struct session *s)
{
	switch (s->step->kind) {
	case STEP_CARDS:
	case STEP_DISCUSS:
	case STEP_GROUP:
	case STEP_VOTE:
		return session_board(s);
	default:
		return NULL;
	}
}

/* ---- what groups wrote */

static enum rc put_texts(struct ctx *x, struct session *s, struct live_tree *t, size_t parent, const struct method_step *step, bool all)
{
	struct sql_texts *rows;
	size_t n;
	TRY(sql_texts(x, s->id, str_of(step->key), &rows, &n));
	for (size_t i = 0; i < n; i++) {
		bool now = str_eq(s->row->focus, str_fmt(x->arena, "group/%" PRId64, rows[i].group_id.v));
		if (!all && str_eqz(rows[i].seen, "group") && !now)
			continue;
		struct val *v = val_new_obj(x);
		val_str(x, v, "group", view_group_here(x, s, &(struct group_name){ rows[i].group_title, rows[i].group_board, rows[i].group_position }));
		val_html(x, v, "text", ui_markdown(x, rows[i].text));
		val_bool(x, v, "focus", now);
		val_int(x, v, "workshop", s->id.v);
		val_int(x, v, "id", rows[i].group_id.v);
		TRY(live_piece(x, t, parent, str_fmt(x->arena, "text-%" PRId64, rows[i].group_id.v),
			  all ? "workshop/piece_console_text" : "workshop/piece_text", v, NULL));
	}
	return OK;
}

/* The field that the row is called by stands as its heading, and not below it once more. */
static void say_once(struct ctx *x, struct val *fields, struct str name)
{
	for (struct val *f = fields->kids.first; f; f = f->next)
		if (str_eq(val_get_str(f, "words"), name)) {
			val_str(x, f, "words", S(""));
			return;
		}
}

/* Where the facilitator writes down what is answered aloud. */
static void put_ways_to_answer(struct ctx *x, const struct session *s, struct val *questions, bool desk)
{
	bool now = desk && s->step->kind == STEP_QUESTIONS && !session_is_over(s);
	for (struct val *q = questions->kids.first; q; q = q->next)
		if (now)
			val_path(x, q, "answer_url", "/workshop/%" PRId64 "?question=%" PRId64 "#answer-aloud", s->id.v, val_get_int(q, "id", 0));
		else
			val_null(x, q, "answer_url");
}

/* Leaders read what was opened, also on the wall, and the others what they have written. */
static enum board_sight sight_of(const struct session *s)
{
	bool read_by_leaders = s->viewer == VIEWER_LEADER || (s->viewer == VIEWER_WALL && session_leaders_in(s));
	return read_by_leaders ? SIGHT_OPENED : SIGHT_ROOM;
}

static enum rc put_rows(struct ctx *x, struct session *s, struct live_tree *t, size_t parent, bool all)
{
	struct val *rows = val_list(x, val_new_obj(x), "rows");
	const struct method_step *step = session_form_step(s);
	struct sql_rows *raw;
	size_t n;
	TRY(outcome_rows(x, s, step, sight_of(s), rows));
	TRY(sql_rows(x, s->id, str_of(step->key), &raw, &n));
	for (struct val *row = rows->kids.first; row; row = row->next) {
		int64_t id = val_get_int(row, "id", 0);
		for (size_t i = 0; i < n; i++) {
			if (raw[i].id.v != id)
				continue;
			bool now = str_eq(s->row->focus, str_fmt(x->arena, "row/%" PRId64, id)) ||
				   str_eq(s->row->focus, str_fmt(x->arena, "group/%" PRId64, raw[i].group_id.v));
			if (!all && str_eqz(raw[i].seen, "group") && !now)
				continue;
			struct val *v = val_new_obj(x);
			struct str name = task_row_name(x, session_form(s), val_get(row, S("values")));
			val_str(x, v, "change", name);
			val_int(x, v, "id", id);
			val_str(x, v, "mark_words", val_get_str(row, "mark_words"));
			val_str(x, v, "mark_reason", val_get_str(row, "mark_reason"));
			val_bool(x, v, "focus", now);
			val_int(x, v, "workshop", s->id.v);
			/* Both are found before one leaves its place in the row. */
			struct val *fields = val_get(row, S("fields")), *questions = val_get(row, S("questions"));
			say_once(x, fields, name);
			put_ways_to_answer(x, s, questions, all);
			val_put(x, v, "fields", fields);
			val_put(x, v, "questions", questions);
			TRY(live_piece(x, t, parent, str_fmt(x->arena, "row-%" PRId64, id), all ? "workshop/piece_console_row" : "workshop/piece_row", v, NULL));
		}
	}
	return OK;
}

/* Where a phone may sit. The figure is a piece of its own: a button that is
 * swapped under a finger loses the touch. */
static enum rc put_seats(struct ctx *x, struct live_tree *t, size_t parent, const struct val *v)
{
	for (struct val *g = val_get(v, S("groups"))->kids.first; g; g = g->next) {
		int64_t id = val_get_int(g, "id", 0);
		size_t seat;
		struct val *count = val_new_obj(x), *frame = val_new_obj(x);
		val_str(x, count, "title", val_get_str(g, "title"));
		val_int(x, count, "members", val_get_int(g, "members", 0));
		val_int(x, frame, "id", id);
		val_str(x, frame, "title", val_get_str(g, "title"));
		val_bool(x, frame, "full", val_get_bool(g, "full"));
		TRY(live_piece(x, t, parent, str_fmt(x->arena, "seat-%" PRId64, id), "workshop/piece_seat", frame, &seat));
		TRY(live_piece(x, t, seat, str_fmt(x->arena, "seated-%" PRId64, id), "workshop/piece_seat_count", count, NULL));
	}
	return OK;
}

/* ---- the middle of the projector and of the phones' shared part */

/* What was agreed beforehand and belongs to this step: the leader's role. */
static enum rc put_shown(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	const struct method_form *form = s->step->shows ? method_workshop_form(s->method, str_of(s->step->shows)) : NULL;
	struct val *values, *v = val_new_obj(x);
	if (!form)
		return OK;
	TRY(group_shown(x, s, form->key, &values));
	if (!values)
		return OK;
	val_text(x, v, "title", form->title);
	struct val *fields = val_list(x, v, "fields");
	for (unsigned i = 0; i < form->fields_count; i++) {
		struct val *f = val_obj(x, fields);
		val_text(x, f, "label", form->fields[i].label);
		val_str(x, f, "words", val_get_str(values, form->fields[i].key));
	}
	return live_piece(x, t, parent, S("shown"), "workshop/piece_shown", v, NULL);
}

static enum rc put_main(struct ctx *x, struct session *s, struct live_tree *t, struct val *v, bool wall, bool audience_sits)
{
	size_t main;
	const struct method_step *from = s->step->from ? method_step(s->method, str_of(s->step->from), NULL) : NULL;
	const char *board = shown_board(s);
	val_bool(x, v, "shows_board", board != NULL);
	val_bool(x, v, "shows_rules", s->step->kind == STEP_RULES);
	val_bool(x, v, "shows_groups", s->step->kind == STEP_GROUPS || s->step->kind == STEP_ELABORATE || s->step->kind == STEP_FORM);
	val_bool(x, v, "seats", s->step->kind == STEP_GROUPS && audience_sits);
	bool words = s->step->kind == STEP_BREAK || s->step->kind == STEP_TALK || s->step->kind == STEP_CLOSE;
	val_bool(x, v, "shows_words", words && !show_has(s->step));
	bool away = s->step->kind == STEP_BREAK && str_eqz(s->row->timer, "running");
	val_str(x, v, "back_at", away ? val_get_str(val_get(v, S("timer")), "until") : STR_NULL);
	struct str frame = S("");
	if (s->step->kind == STEP_MARK && s->row->plan_id.v)
		TRY(plan_frame(x, s->row->plan_id, &frame));
	val_str(x, v, "frame", frame);
	/* A phone that is asked nothing says what the wall says, or where to look. */
	bool idle = !activity_of(s->step->kind)->task && s->step->kind != STEP_GROUPS && s->step->kind != STEP_RULES && !text_is(s->step->phone);
	val_bool(x, v, "says_wall", idle && words && text_is(s->step->wall));
	val_bool(x, v, "look_up", idle && !show_has(s->step) && !(words && text_is(s->step->wall)));
	TRY(view_rules(x, s, v));
	TRY(view_groups(x, s, v));
	TRY(live_piece(x, t, 0, wall ? S("stage") : S("shared"), wall ? "workshop/piece_wall_main" : "workshop/piece_phone_shared", v, &main));
	TRY(show_put(x, s, t, main));
	TRY(put_shown(x, s, t, main));
	if (val_get_bool(v, "seats"))
		TRY(put_seats(x, t, main, v));
	bool told;
	TRY(vote_is_told(x, s, &told));
	if (wall && board && !told)	/* what the vote came to takes the board's place */
		TRY(put_board(x, s, str_of(board), t, main, false));
	if (s->step->kind == STEP_PRESENT && from && from->kind == STEP_ELABORATE)
		TRY(put_texts(x, s, t, main, from, false));
	bool one;
	TRY(group_room_is_one(x, s, &one));
	if (session_form_step(s) && (s->step->kind != STEP_FORM || one || plenum_writes(session_form(s))))
		TRY(put_rows(x, s, t, main, false));
	const struct activity *now = activity_of(s->step->kind);
	if (now->shared)
		TRY(now->shared(x, s, t, main));
	if (wall)
		TRY(show_prompt(x, s, t, main));
	if (wall)
		TRY(photo_wall(x, s, t, main));
	return wall ? channel_wall(x, s, t, main) : OK;
}

/* ---- the four audiences */

static enum rc head(struct ctx *x, struct live_tree *t, const char *view, struct val *v)
{
	return live_piece(x, t, 0, S("head"), view, v, NULL);
}

static bool shows_parking(const struct session *s)
{
	return str_eqz(s->row->focus, "parking") && session_may_show_parking(s);
}

static enum rc put_parked(struct ctx *x, const struct session *s, struct val *v)
{
	struct sql_cards *c;
	size_t n;
	struct val *list = val_list(x, v, "parked");
	val_text(x, v, "parking_title", s->method->parking.title);
	TRY(sql_cards(x, s->id, S("parking"), &c, &n));
	for (size_t i = 0; i < n; i++)
		if (!c[i].merged_into.v)
			val_item_str(x, list, c[i].text);
	return OK;
}

/* What the projector shows; a question that is being answered goes before all else. */
enum stage { STAGE_WELCOME, STAGE_ONE_QUESTION, STAGE_DAY, STAGE_PARKING, STAGE_QUESTIONS, STAGE_STEP };

/* words: of the question, or what the questions are called. */
static enum rc stage_of(struct ctx *x, struct session *s, enum stage *ret, struct str *ret_words)
{
	enum channel_screen questions;
	TRY(channel_screen(x, s, &questions, ret_words));
	*ret = str_eqz(s->row->state, "planned") ? STAGE_WELCOME :
	       questions == CHANNEL_ONE ? STAGE_ONE_QUESTION :
	       str_eqz(s->row->focus, "agenda") ? STAGE_DAY :
	       shows_parking(s) ? STAGE_PARKING :
	       questions == CHANNEL_TOP ? STAGE_QUESTIONS : STAGE_STEP;
	return OK;
}

static enum rc wall_tree(struct ctx *x, struct session *s, struct live_tree *t)
{
	TRY(head(x, t, "workshop/piece_wall_head", view_session(x, s)));
	struct val *v = view_session(x, s);
	struct str words;
	enum stage stage;
	TRY(stage_of(x, s, &stage, &words));
	if (stage == STAGE_WELCOME)
		return live_piece(x, t, 0, S("stage"), "workshop/piece_wall_welcome", v, NULL);
	if (stage == STAGE_DAY) {
		TRY(agenda_put(x, s, v));
		return live_piece(x, t, 0, S("stage"), "workshop/piece_wall_agenda", v, NULL);
	}
	if (stage == STAGE_PARKING) {
		TRY(put_parked(x, s, v));
		return live_piece(x, t, 0, S("stage"), "workshop/piece_wall_parking", v, NULL);
	}
	return put_main(x, s, t, v, true, false);
}

static enum rc groups_sum(struct ctx *x, struct session *s, int64_t *ret)
{
	struct sql_groups *g;
	size_t n;
	const struct method_step *step = session_groups_step(s);
	*ret = 0;
	if (!step)
		return OK;
	TRY(sql_groups(x, s->id, str_of(step->key), &g, &n));
	/* Not who sits where: that would load every phone anew for every seat taken. */
	for (size_t i = 0; i < n; i++)
		*ret = *ret * 31 + g[i].id.v;
	*ret &= INT32_MAX;
	return OK;
}

enum rc workshop_page_key(struct ctx *x, struct session *s, struct str *ret)
{
	int64_t sum;
	TRY(groups_sum(x, s, &sum));
	/* New cards while votes are laid, new proposals while they are marked. */
	if (s->step->kind == STEP_VOTE) {
		struct board b;
		TRY(view_board(x, s, str_of(session_board(s)), &b));
		for (size_t i = 0; i < b.ncards; i++)	/* those that can be voted on: merged, dropped and parked ones cannot */
			sum += b.cards[i].merged_into.v ? 0 : 1000 + b.cards[i].id.v;
		sum += (int64_t)b.nthemes;
	} else if (s->step->kind == STEP_QUESTIONS || s->step->kind == STEP_MARK) {
		int64_t rows;
		TRY(sql_row_count(x, s->id, &rows));
		sum += rows;
	}
	const struct activity *now = activity_of(s->step->kind);
	int64_t own = 0;
	if (now->moment)
		TRY(now->moment(x, s, &own));
	sum += own + s->row->roll * 1000003;	/* apart from the figures above */
	*ret = str_fmt(x->arena, "%.*s-%.*s-%" PRId64 "-%" PRId64 "-%" PRId64, STR_ARG(s->row->step), STR_ARG(s->row->state),
		       s->row->rules_version, s->row->leader_sees, sum);
	return OK;
}

/* A page whose own key differs from this piece's loads itself anew: its forms
 * belong to another moment. */
static enum rc put_key(struct ctx *x, struct session *s, struct live_tree *t)
{
	struct val *v = val_new_obj(x);
	struct str key;
	TRY(workshop_page_key(x, s, &key));
	val_str(x, v, "key", key);
	return live_piece(x, t, 0, S("key"), "workshop/piece_key", v, NULL);
}

static enum rc phone_tree(struct ctx *x, struct session *s, struct live_tree *t, bool leader)
{
	TRY(head(x, t, "workshop/piece_phone_head", view_session(x, s)));
	TRY(put_key(x, s, t));
	struct val *v = view_session(x, s);
	if (str_eqz(s->row->state, "planned"))
		return live_piece(x, t, 0, S("shared"), "workshop/piece_phone_welcome", v, NULL);
	return put_main(x, s, t, v, false, !leader || group_leaders_sit(s));
}

static enum rc leader_tree(struct ctx *x, struct session *s, struct live_tree *t)
{
	struct val *v = val_new_obj(x);
	if (session_leaders_in(s)) {
		TRY(phone_tree(x, s, t, true));
		/* What was opened for them, while the room is at the step that opens. */
		if (!s->row->leader_sees || !s->step->opens)
			return OK;
		TRY(view_opened(x, s, v));
		return live_piece(x, t, 0, S("opened"), "workshop/piece_leader_opened", v, NULL);
	}
	/* Not even which step the room is in: only that it is at work. */
	val_int(x, v, "id", s->id.v);
	bool never = session_leaders_where(s) == LEADERS_NOWHERE;
	val_str(x, v, "title", never ? S("") : s->row->title);	/* a number can be guessed */
	val_bool(x, v, "planned", str_eqz(s->row->state, "planned"));
	val_bool(x, v, "no_leaders", never);
	val_bool(x, v, "opens_later", session_opens_for_leaders(s));
	TRY(view_opened(x, s, v));
	struct val *key = val_new_obj(x);
	val_str(x, key, "key", S("outside"));
	TRY(live_piece(x, t, 0, S("key"), "workshop/piece_key", key, NULL));
	TRY(live_piece(x, t, 0, S("head"), "workshop/piece_leader_head", v, NULL));
	return live_piece(x, t, 0, S("shared"), "workshop/piece_leader_wait", v, NULL);
}

/* Cards that wait, to be let through by one press once they have been read. */
static void put_waiting(struct ctx *x, const struct board *b, struct val *v)
{
	struct buf ids;
	int64_t n = 0;
	buf_init(&ids, 1 << 16);
	for (size_t i = 0; i < b->ncards; i++)
		if (b->cards[i].held)
			buf_fmt(&ids, "%s%" PRId64, n++ ? " " : "", b->cards[i].id.v);
	val_int(x, v, "waiting", n);
	val_bool(x, v, "several_wait", n > 1);
	val_str(x, v, "let_them", buf_take(&ids, x->arena));
}

/* Who came late or stood up, while groups are made or work; and whether there is a
 * chair for them. */
static enum rc put_standing(struct ctx *x, struct session *s, int64_t phones, struct val *v)
{
	struct val *groups = val_new_obj(x);
	int64_t seated = 0, chairs = 0;
	bool at_work = s->step->kind == STEP_GROUPS || s->step->kind == STEP_ELABORATE || s->step->kind == STEP_FORM;
	val_bool(x, v, "standing", false);
	val_bool(x, v, "no_room", false);
	if (!at_work)
		return OK;
	TRY(view_groups(x, s, groups));
	const struct val *list = val_get(groups, S("groups"));
	for (const struct val *g = list->kids.first; g; g = g->next) {
		int64_t here = val_get_int(g, "members", 0), most = val_get_int(g, "size_max", 0);
		seated += here;
		chairs += most > here ? most - here : 0;
	}
	val_int(x, v, "standing_n", phones - seated);
	val_bool(x, v, "no_room", list->kids.count > 0 && phones - seated > chairs);
	val_bool(x, v, "standing", list->kids.count > 0 && phones > seated);
	return OK;
}

/* How many of those who are in the room have said yes to the rules: all, or in
 * steps, or that some are missing. Leaders are asked when they come in. */
static enum rc put_yeses(struct ctx *x, const struct session *s, const struct sql_phone_count *phones, struct val *v)
{
	struct sql_phones_unconfirmed missing;
	bool has_rules = s->method->rules_count > 0, leaders = s->part->leaders;
	int64_t of = phones->participants + (leaders ? phones->leaders : 0), yeses = 0;
	if (has_rules) {
		TRY(sql_phones_unconfirmed(x, s->id, s->row->rules_version, &missing));
		yeses = of - missing.participants - (leaders ? missing.leaders : 0);
	}
	int64_t yes = view_taken_part(yeses, of);
	bool all = of > 0 && yeses >= of;
	val_bool(x, v, "has_rules", has_rules && of > 0);
	val_bool(x, v, "all_said_yes", all);
	val_int(x, v, "said_yes", yes);
	val_bool(x, v, "some_said_yes", !all && yes > 0);
	val_bool(x, v, "few_said_yes", !all && yes <= 0);
	return OK;
}

/* The same, for the desk. */
static enum rc put_on_wall(struct ctx *x, struct session *s, struct val *v)
{
	struct str words;
	enum stage stage;
	struct val *wall = val_new_obj(x);
	TRY(stage_of(x, s, &stage, &words));
	bool in_words = stage != STAGE_WELCOME && stage != STAGE_DAY;
	val_bool(x, wall, "welcome", stage == STAGE_WELCOME);
	val_bool(x, wall, "day", stage == STAGE_DAY);
	val_bool(x, wall, "step_words", stage == STAGE_STEP);
	val_bool(x, wall, "answers_now", stage == STAGE_ONE_QUESTION);
	val_str(x, wall, "words", stage == STAGE_PARKING ? text_in(s->method->parking.title, x->lang) : in_words ? words : STR_NULL);
	if (stage == STAGE_STEP && !text_is(s->step->wall))
		val_bool(x, v, "on_wall", false);
	else
		val_put(x, v, "on_wall", wall);
	return OK;
}

static enum rc put_voters(struct ctx *x, const struct session *s, int64_t of, struct val *v)
{
	struct sql_vote_taken_part n = { 0 };
	if (s->step->kind == STEP_VOTE)
		TRY(vote_taken_part(x, s, &n));
	int64_t voters = view_taken_part(n.phones, of);
	val_int(x, v, "voters", voters);
	val_bool(x, v, "voting", voters > 0);
	return OK;
}

static enum rc console_tree(struct ctx *x, struct session *s, struct live_tree *t)
{
	struct sql_phone_count phones;
	struct val *v = view_session(x, s);
	TRY(sql_phone_count(x, s->id, &phones));
	val_str(x, v, "focus", s->row->focus);
	val_str(x, v, "clock", session_clock(x, s));
	TRY(head(x, t, "workshop/piece_console_head", v));
	if (session_is_over(s))	/* nobody is in any more, and nothing can be told to anybody */
		return put_key(x, s, t);
	v = view_session(x, s);
	val_int(x, v, "participants", phones.participants);
	val_int(x, v, "leaders", phones.leaders);
	val_bool(x, v, "any_leaders", phones.leaders > 0);
	TRY(put_yeses(x, s, &phones, v));
	const char *board = shown_board(s);
	struct board b = { 0 };
	if (board)
		TRY(view_board(x, s, str_of(board), &b));
	val_int(x, v, "cards", (int64_t)b.ncards);
	TRY(put_voters(x, s, phones.participants, v));
	val_bool(x, v, "has_board", board != NULL);
	int64_t parked = 0;
	if (text_is(s->method->parking.title))
		TRY(sql_parked_count(x, s->id, &parked));
	val_int(x, v, "parked_n", parked);
	val_bool(x, v, "parked", parked > 0);
	TRY(put_standing(x, s, phones.participants, v));
	bool no_room = val_get_bool(v, "no_room");
	TRY(live_piece(x, t, 0, S("counts"), "workshop/piece_console_counts", v, NULL));
	v = view_session(x, s);
	val_bool(x, v, "shows_rules", s->step->kind == STEP_RULES);
	val_bool(x, v, "shows_groups", s->step->kind == STEP_GROUPS || s->step->kind == STEP_ELABORATE || s->step->kind == STEP_FORM);
	TRY(view_rules(x, s, v));
	TRY(view_groups(x, s, v));
	val_bool(x, v, "no_room", no_room);
	val_bool(x, v, "lacks_groups", s->step->kind == STEP_ELABORATE && !val_get(v, S("groups"))->kids.count);
	val_bool(x, v, "moves_cards", b.ncards > 0);
	put_waiting(x, &b, v);
	TRY(put_on_wall(x, s, v));
	TRY(agenda_put_late(x, s, v));
	size_t bench;
	TRY(put_key(x, s, t));
	TRY(live_piece(x, t, 0, S("bench"), "workshop/piece_console_bench", v, &bench));
	TRY(show_put(x, s, t, bench));
	const struct activity *now = activity_of(s->step->kind);
	if (now->bench)
		TRY(now->bench(x, s, t, bench));
	if (board)
		TRY(put_board(x, s, str_of(board), t, bench, true));
	if (s->step->kind == STEP_ELABORATE)
		TRY(put_texts(x, s, t, bench, s->step, true));
	if (s->step->kind == STEP_PRESENT && s->step->from && method_step(s->method, str_of(s->step->from), NULL)->kind == STEP_ELABORATE)
		TRY(put_texts(x, s, t, bench, method_step(s->method, str_of(s->step->from), NULL), true));
	if (session_form_step(s))
		TRY(put_rows(x, s, t, bench, true));
	TRY(photo_bench(x, s, t, bench));
	return channel_console(x, s, t);
}

static enum rc tree_of(struct ctx *x, struct session *s, struct str audience, struct live_tree *t)
{
	if (str_eqz(audience, "console"))
		return console_tree(x, s, t);
	if (str_eqz(audience, "wall"))
		return wall_tree(x, s, t);
	if (str_eqz(audience, "phone"))
		return phone_tree(x, s, t, false);
	if (str_eqz(audience, "leader"))
		return leader_tree(x, s, t);
	if (str_eqz(audience, "questions") || str_eqz(audience, "leader_questions"))
		return channel_put_live(x, s, t, false);
	return NOT_FOUND;
}

/* The tree is made for its audience, whoever's request or stream asks for it:
 * the views below decide by the viewer. */
static enum workshop_viewer viewer_of(struct str audience)
{
	return str_eqz(audience, "console") ? VIEWER_CONSOLE : str_eqz(audience, "wall") ? VIEWER_WALL :
	       str_eqz(audience, "phone") || str_eqz(audience, "questions") ? VIEWER_PHONE : VIEWER_LEADER;
}

enum rc workshop_tree(struct ctx *x, struct session *s, struct str audience, struct live_tree *t)
{
	enum workshop_viewer asks = s->viewer;
	if (session_is_over(s) && !str_eqz(audience, "console"))
		return GONE;
	s->viewer = viewer_of(audience);
	enum rc rc = tree_of(x, s, audience, t);
	s->viewer = asks;
	return rc;
}

/* "workshop/17", "phone" or "phone-en": the language belongs to the audience. The
 * projector's is the room's, also when that has been changed since it was turned on. */
enum rc workshop_live(struct ctx *x, struct str topic, struct str audience, struct live_tree *t)
{
	struct session *s;
	int64_t id;
	struct str number = str_sub(topic, strlen("workshop/"), topic.n);
	if (!str_to_int(number, 1, INT64_MAX, &id))
		return NOT_FOUND;
	x->lang = lang_of(str_sub(audience, str_find(audience, '-') + 1, audience.n));	/* none: the first */
	TRY(session_load(x, (workshop_id){ id }, &s));
	if (str_starts(audience, S("wall")))
		x->lang = session_lang(s);
	return workshop_tree(x, s, str_sub(audience, 0, str_find(audience, '-')), t);
}

void workshop_start(struct live *l)
{
	live_source(l, "workshop/", workshop_live);
	method_places(show_place);
}
