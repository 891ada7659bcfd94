/* activity.c -- the table of kinds of steps. */
#include "workshop/activity.h"
#include "workshop/ask/ask.h"
#include "workshop/ask/next.h"
#include "workshop/board/cells.h"
#include "workshop/board/vote.h"
#include "workshop/deal/deal.h"
#include "workshop/show/plenum.h"
#include "workshop/show/show.h"
#include "workshop/task.h"

static const struct activity activities[STEP_KIND_COUNT] = {
	[STEP_CARDS] = { .flag = "is_cards", .task = cells_task, .side = cells_side, .forget = board_forget },
	[STEP_VOTE] = { .flag = "is_vote", .task = vote_task, .shared = vote_shared, .bench = vote_bench, .moment = vote_moment,
			.leave = vote_leave },
	[STEP_GROUPS] = { .flag = "is_groups" },
	[STEP_ELABORATE] = { .flag = "is_elaborate", .task = task_text },
	[STEP_FORM] = { .flag = "is_form", .task = task_form, .shared = next_shared, .bench = next_shared, .side = plenum_side },
	[STEP_QUESTIONS] = { .flag = "is_questions", .task = task_questions, .side = plenum_questions },
	[STEP_MARK] = { .flag = "is_mark", .by = BY_LEADER, .task = task_marks, .side = plenum_marks },
	[STEP_WORKSHEET] = { .flag = "is_worksheet", .task = show_worksheet_task, .shared = show_worksheet, .bench = show_worksheet },
	[STEP_DEAL] = { .flag = "is_deal", .task = deal_task, .shared = deal_shared, .bench = deal_bench, .moment = deal_moment, .turns = deal_turns,
			.enter = deal_enter, .forget = deal_forget },
	[STEP_DISCUSS] = { .turns = session_visits },
	[STEP_PRESENT] = { .turns = session_visits },
	[STEP_ASK] = { .flag = "is_ask", .task = ask_task, .shared = ask_shared, .bench = ask_bench, .side = ask_side, .moment = ask_moment,
		       .leave = ask_leave, .outcome = ask_outcome, .forget = ask_forget },
};

const struct activity *activity_of(enum method_step_kind kind)
{
	return &activities[kind];
}
