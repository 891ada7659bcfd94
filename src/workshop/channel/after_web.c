/* after_web.c -- where the facilitator writes the summary and lets it out. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/channel/after.h"
#include "workshop/channel/after_sql.h"

/* What the form says it has read. Refused, it has read what it was told, which is the
 * words where both have written them, and else what it had read before. */
static enum rc put_read(struct req *q, const struct sql_after *row, struct val *view)
{
	struct str stands = row ? row->summary : S(""), was, typed;
	bool out = row && date_is(row->released_on);
	TRY(access_was(q, "was", &was));
	TRY(form_text(q, "summary", 0, SIZE_MAX, &typed));
	val_str(q->x, view, "stands", stands);
	val_str(q->x, view, "was", !was.p || group_overtaken(stands, was, typed) ? stands : was);
	val_str(q->x, view, "was_out", form_has(q, "was_out") ? form_raw(q, "was_out") : out ? S("1") : S(""));
	return OK;
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct sql_after *row;
	struct date until;
	TRY(sql_after(q->x, s->id, &row));
	TRY(after_is_out(q->x, s, &until));
	TRY(after_put(q->x, s, view));
	val_str(q->x, view, "title", s->row->title);
	val_int(q->x, view, "ws", s->id.v);
	val_bool(q->x, view, "out", row && date_is(row->released_on));
	val_str(q->x, view, "until", date_is(until) ? ui_date(q->x, until) : STR_NULL);
	val_path(q->x, view, "page_url", "/questions/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "summary", row ? row->summary : S(""));
	return put_read(q, row, view);
}

static enum rc write(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct after_page was, now = { .out = form_checked(q, "out") };
	(void)view;
	TRY(form_text(q, "summary", 0, AFTER_CHARS, &now.summary));
	TRY(access_was(q, "was", &was.summary));
	/* Who does not say what was read has decided. */
	was.out = form_has(q, "was_out") ? form_checked(q, "was_out") : !now.out;
	TRY(after_write(q->x, s, was, now));
	reply_notice(q, "workshop.after_saved");
	return redirect(q, "/workshop/%" PRId64 "/after", s->id.v);
}

const struct route workshop_after_routes[] = {
	GET("/workshop/:id/after", page, "workshop/after", WORKSHOP_FACILITATES),
	POST("/workshop/:id/after", write, "workshop/after", WORKSHOP_FACILITATES),
	{ 0 },
};
