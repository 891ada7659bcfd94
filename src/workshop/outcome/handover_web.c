/* handover_web.c -- the page that shows what is sent on before it is sent. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/outcome/handover.h"

/* The units that an invitation may go to: those the facilitator may see. */
static enum rc put_units(struct req *q, const struct session *s, struct val *view)
{
	struct unit_row *units;
	size_t n;
	struct val *list = val_list(q->x, view, "units");
	TRY(people_units_for(q->x, q->actor, &units, &n));
	for (size_t i = 0; i < n; i++) {
		if (units[i].unit.id.v == s->row->unit_id.v)
			continue;
		struct val *o = val_obj(q->x, list);
		val_int(q->x, o, "unit", units[i].unit.id.v);
		val_str(q->x, o, "name", units[i].unit.name);
	}
	return OK;
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	val_str(q->x, view, "title", s->row->title);
	val_int(q->x, view, "ws", s->id.v);
	val_path(q->x, view, "plan_url", "/unit/%" PRId64 "/plan", s->row->unit_id.v);
	TRY(put_units(q, s, view));
	TRY(handover_list(q->x, s, view));
	size_t open = 0;
	for (struct val *o = val_get(view, S("items"))->kids.first; o; o = o->next) {
		open += !val_get_bool(o, "sent");
		struct str wrong = str_fmt(q->x->arena, "to-%" PRId64, val_get_int(o, "id", 0));
		val_bool(q->x, o, "refused", form_wrong(q, wrong.p) != NULL);
	}
	val_bool(q->x, view, "any_open", open > 0);
	return OK;
}

static enum rc send(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	const struct val *chosen = form_values(q, "row");
	struct handover_item *items = ARENA_ARRAY(q->x->arena, chosen->kids.count, struct handover_item);
	size_t n = 0, sent;
	(void)view;
	for (const struct val *v = chosen->kids.first; v; v = v->next) {
		int64_t row, to;
		if (v->kind != VAL_STR || !str_to_int(v->text, 1, INT64_MAX, &row))
			return fail(q->x, INVALID, "row", "form.not_choice");
		TRY(form_int_or(q, str_fmt(q->x->arena, "to-%" PRId64, row).p, 0, INT64_MAX, 0, &to));
		items[n++] = (struct handover_item){ { row }, { to } };
	}
	if (n == 0)
		return fail(q->x, INVALID, "_", "workshop.nothing_chosen");
	TRY(handover_send(q->x, s, q->actor, req_base_url(q), items, n, &sent));
	reply_notice(q, "workshop.handed_over");
	return redirect(q, "/unit/%" PRId64 "/plan", s->row->unit_id.v);
}

const struct route workshop_handover_routes[] = {
	GET("/workshop/:id/hand-over", page, "workshop/handover", WORKSHOP_FACILITATES),
	POST("/workshop/:id/hand-over", send, "workshop/handover", WORKSHOP_FACILITATES),
	{ 0 },
};
