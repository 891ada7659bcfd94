/* version_web.c -- what is published: versions, the letter, posters, files, and the
 * page behind the code on the poster. */
#include "plan/plan_pages.h"
#include "plan/view.h"
#include "render/table.h"
#include "ui/ui.h"

/* ---- publishing, versions, paper */

static enum rc publish_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	plan_head(q, view, "plan.publish_title");
	val_str(q->x, val_sub(q->x, view, "form"), "why", S(""));
	return plan_put_missing(q->x, &p, view);
}

static enum rc publish(struct req *q, struct val *view)
{
	struct str why;
	plan_id plan;
	int64_t number, seen;
	struct sql_plan *p;
	(void)view;
	TRY(form_line(q, "why", 1, PLAN_TITLE_CHARS, &why));
	TRY(form_int(q, "version", 0, INT64_MAX, &seen));
	TRY(plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(sql_plan(q->x, plan, &p));
	if (p->version != seen)
		return fail(q->x, CONFLICT, "_", "plan.published_meanwhile");
	TRY(plan_publish(q->x, plan, why, &number));
	return plan_back(q, "#versions", number == 1 ? "plan.is_published_first" : "plan.is_published");
}

/* What would be sent, to whom, word for word; nothing leaves before "Send". */
static enum rc send_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct plan_all p;
	struct fair_copy *c;
	struct sql_version *row;
	size_t n;
	TRY(plan_load(x, plan_unit_of(q), &p));
	/* Whoever comes from a checklist learns what is missing first. */
	if (!p.plan || p.plan->version == 0)
		return plan_back(q, "/publish", NULL);
	TRY(plan_fair_copies(x, p.plan, req_base_url(q), &c, &n));
	TRY(sql_version(x, p.plan->id, p.plan->version, &row));
	plan_head(q, view, "plan.send_title");
	struct val *letters = val_list(x, view, "letters");
	bool reachable = false;
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, letters);
		val_str(x, o, "name", c[i].to.name);
		val_str(x, o, "email", c[i].to.email);
		val_str(x, o, "subject", c[i].subject);
		val_str(x, o, "text", c[i].text);
		reachable |= c[i].to.email.n > 0;
	}
	val_bool(x, view, "reachable", reachable);
	val_int(x, view, "version", p.plan->version);
	val_str(x, view, "sent_day", row && date_is(row->sent) ? ui_date_long(x, row->sent) : STR_NULL);
	val_str(x, view, "action", plan_path(q, "/send"));
	return OK;
}

static enum rc send_fair_copy(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t seen;
	size_t sent;
	(void)view;
	TRY(form_int(q, "version", 1, INT64_MAX, &seen));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	if (!p.plan || p.plan->version == 0)
		return NOT_FOUND;
	TRY(plan_send_fair_copy(q->x, p.plan, seen, req_base_url(q), &sent));
	return plan_back(q, "#versions", "plan.is_sent");
}

static enum rc version_page(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t number;
	TRY(req_id(q, "number", &number));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	plan_head(q, view, "plan.version_title");
	return plan_put_version(q->x, &p, number, view);
}

static enum rc taken_down(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t number, changed;
	(void)view;
	TRY(req_id(q, "number", &number));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	if (!p.plan || number >= p.plan->version)	/* the poster that holds stays up */
		return NOT_FOUND;
	TRY(sql_version_take_down(q->x, p.plan->id, number, &changed));
	return changed ? plan_back(q, "#versions", "plan.saved") : NOT_FOUND;
}

static enum rc paper_size(struct req *q, enum paper_size *ret)
{
	struct str size = req_param(q, "size");
	*ret = str_eqz(size, "a3") ? PAPER_A3 : PAPER_A4;
	return str_eqz(size, "a3") || str_eqz(size, "a4") ? OK : NOT_FOUND;
}

static enum rc poster(struct req *q, struct val *view)
{
	struct plan_all p;
	enum paper_size size;
	struct str pdf;
	(void)view;
	TRY(paper_size(q, &size));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	if (!p.plan)
		return NOT_FOUND;
	TRY(plan_poster(q->x, p.plan, p.plan->version, req_base_url(q), size, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

static enum rc agreements_poster(struct req *q, struct val *view)
{
	struct plan_all p;
	enum paper_size size;
	struct str pdf;
	(void)view;
	TRY(paper_size(q, &size));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	if (!p.plan)
		return NOT_FOUND;
	TRY(plan_agreements_poster(q->x, p.plan, req_base_url(q), size, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

/* "handlingsplan.csv", in the reader's language. */
static const char *filename(struct req *q, const char *ending)
{
	return str_fmt(q->x->arena, "%.*s.%s", STR_ARG(ui_text(q->x, "plan.filename")), ending).p;
}

static enum rc export(struct req *q, struct val *view)
{
	struct table t;
	struct str bytes, format = req_param(q, "format");
	bool csv = str_eqz(format, "csv");
	(void)view;
	if (!csv && !str_eqz(format, "xlsx"))
		return NOT_FOUND;
	TRY(plan_table(q->x, plan_unit_of(q), &t));
	if (csv) {
		TRY(csv_write(q->x, &t, &bytes));
		return reply_file(q, "text/csv; charset=utf-8", filename(q, "csv"), bytes);
	}
	TRY(xlsx_write(q->x, t.name, &t, 1, &bytes));
	return reply_file(q, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", filename(q, "xlsx"), bytes);
}

/* ---- the page behind the code on the poster: no sign-in, nothing but what hangs there */

static enum rc living_page(struct req *q, struct val *view)
{
	struct sql_plan_by_secret *row;
	struct plan_all p;
	struct unit unit;
	int64_t seen = 0;
	TRY(sql_plan_by_secret(q->x, req_param(q, "secret"), &row));
	if (!row)
		return NOT_FOUND;
	TRY(plan_load(q->x, row->unit_id, &p));
	TRY(people_unit(q->x, row->unit_id, &unit));
	if (!str_to_int(req_query(q, "v"), 1, INT64_MAX, &seen))
		seen = 0;
	reply_header(q, "X-Robots-Tag", S("noindex"));
	val_str(q->x, view, "title", ui_text(q->x, "plan.poster_title"));
	return plan_put_living(q->x, &p, unit.name, seen, view);
}

const struct route plan_version_routes[] = {
	GET ("/unit/:unit/plan/publish", publish_page, "plan/publish", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/publish", publish, "plan/publish", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/send", send_page, "plan/send", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/send", send_fair_copy, "plan/send", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/versions/:number", version_page, "plan/version", MAY_READ_PLAN),
	POST("/unit/:unit/plan/versions/:number/down", taken_down, "plan/plan", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/poster/:size", poster, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/export/:format", export, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/agreements/:size", agreements_poster, NULL, MAY_READ_PLAN),
	GET ("/plan/:secret", living_page, "plan/living", PUBLIC),
	{ 0 },
};
