/* background_web.c -- the page of what earlier assessments found: send a file, see
 * what it says and what is wrong with it, keep it; and the run sheet with it. */
#include "core/random.h"
#include "programme/room/background.h"
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "programme/room/room_sql.h"
#include "ui/ui.h"

static void put_report(struct ctx *x, const struct background_report *r, struct val *view)
{
	struct val *faults = val_list(x, view, "faults"), *rows = val_list(x, view, "rows");
	for (size_t i = 0; i < r->nfaults; i++) {
		const struct background_fault *f = &r->faults[i];
		struct val *o = val_obj(x, faults);
		val_int(x, o, "line", (int64_t)f->line);
		val_str(x, o, "column", f->column ? ui_text(x, f->column) : STR_NULL);
		val_str(x, o, "text", ui_text_args(x, f->message, f->args ? f->args : val_new_obj(x)));
	}
	for (size_t i = 0; i < r->nrows; i++) {
		struct val *o = val_obj(x, rows);
		val_str(x, o, "topic", r->rows[i].topic);
		val_int(x, o, "year", r->rows[i].year);
		val_str(x, o, "figure", background_figure(x, &r->rows[i]));
	}
	val_int(x, view, "n", (int64_t)r->faults_total);
	val_bool(x, view, "clean", r->faults_total == 0);
	val_bool(x, view, "some_few", r->few > 0);
}

static enum rc page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	struct sql_background_kept *kept = NULL;
	struct background_report r = { 0 };
	bool edits = programme_runs(p);
	room_head(x, p, ui_text(x, "background.title"), view);
	val_path(x, view, "action", "/programme/%" PRId64 "/background", p->id.v);
	val_bool(x, view, "edits", edits);
	/* What is not kept yet is for those who may keep it: it has not been judged. */
	if (edits)
		TRY(sql_background_kept(x, p->id, &kept));
	if (kept)
		TRY(background_read(x, kept->bytes, &r));
	val_bool(x, view, "waiting", kept != NULL);
	val_str(x, view, "was_file", kept ? hash_hex(x->arena, kept->bytes) : S(""));
	put_report(x, &r, view);
	return background_put(x, p->id, view);
}

static enum rc back(struct req *q, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect(q, "/programme/%" PRId64 "/background", access_programme(q)->id.v);
}

static enum rc send(struct req *q, struct val *view)
{
	struct upload u;
	(void)view;
	TRY(form_upload(q, "file", &u));
	if (str_empty(u.bytes))
		return fail(q->x, INVALID, "file", "form.no_file");
	if (u.bytes.n > BACKGROUND_BYTES_MAX)
		return fail(q->x, INVALID, "file", "background.too_large");
	TRY(sql_background_keep(q->x, access_programme(q)->id, u.bytes, ctx_today(q->x), NULL));
	return back(q, NULL);
}

static enum rc confirm(struct req *q, struct val *view)
{
	struct sql_background_kept *kept;
	const struct programme *p = access_programme(q);
	(void)view;
	if (form_has(q, "forget")) {
		TRY(sql_background_drop(q->x, p->id, NULL));
		return back(q, NULL);
	}
	TRY(sql_background_kept(q->x, p->id, &kept));
	if (!kept)
		return fail(q->x, GONE, "", "background.gone");
	/* What is kept is what was looked at, not what somebody else has sent since. */
	if (form_has(q, "was_file") && !str_eq(form_raw(q, "was_file"), hash_hex(q->x->arena, kept->bytes)))
		return fail(q->x, CONFLICT, "_", "background.another");
	TRY(background_store(q->x, p->id, kept->bytes));
	return back(q, "background.kept");
}

static enum rc clear(struct req *q, struct val *view)
{
	(void)view;
	TRY(sql_background_clear(q->x, access_programme(q)->id, NULL));
	return back(q, "background.cleared");
}

static int begins_at(const struct activity *a)
{
	return a->nsittings && a->sittings[0]->starts_at >= 0 ? (int)a->sittings[0]->starts_at : METHOD_NO_CLOCK;
}

/* The workshop's run sheet, and before its first part what is known already. */
static enum rc run_sheet(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct activity *a;
	struct background_row *rows;
	struct str pdf;
	size_t n;
	(void)view;
	TRY(access_activity(q, &a));
	const struct method_workshop *w = a->m->workshop ? method_workshop(str_of(a->m->workshop)) : NULL;
	if (!w)
		return NOT_FOUND;
	TRY(background_rows(x, access_programme(q)->id, &rows, &n));
	struct method_found *found = ARENA_ARRAY(x->arena, n + 1, struct method_found);
	for (size_t i = 0; i < n; i++)
		found[i] = (struct method_found){ rows[i].topic, background_figure(x, &rows[i]), rows[i].year,
						  rows[i].answers == INT64_MIN ? 0 : rows[i].answers };
	TRY(method_run_sheet_pdf(x, w, begins_at(a), found, n, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

const struct route programme_background_routes[] = {
	GET ("/programme/:id/background", page, "programme/background", MAY_READ_PROGRAMME),
	UPLOAD("/programme/:id/background", NULL, send, "programme/background", MAY_CARRY_OUT),
	POST("/programme/:id/background/confirm", confirm, "programme/background", MAY_CARRY_OUT),
	POST("/programme/:id/background/clear", clear, "programme/background", MAY_CARRY_OUT),
	GET ("/programme/:id/meeting/:activity/run-sheet", run_sheet, NULL, MAY_READ_PROGRAMME),
	{ 0 },
};
