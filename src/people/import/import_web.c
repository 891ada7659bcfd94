/* import_web.c -- the pages of an import: choose a file, read what it would do,
 * confirm. The file waits in the store in between, under its hash, for whoever
 * sent it and nobody else. */
#include "people/people_inside.h"
#include "ui/ui.h"

static enum rc import_page(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "people.import_title"));
	val_int(q->x, view, "max_mb", HTTP_UPLOAD_MAX >> 20);
	return OK;
}

static enum rc upload(struct req *q, struct val *view)
{
	struct upload u;
	struct str hash;
	(void)view;
	TRY(form_upload(q, "file", &u));
	if (str_empty(u.bytes))
		return fail(q->x, INVALID, "file", "form.no_file");
	TRY(upload_keep(q->x, q->actor, u.bytes, &hash));
	return redirect(q, "/people/import/%.*s", STR_ARG(hash));
}

static void view_faults(struct ctx *x, struct val *view, const struct import_report *r)
{
	struct val *list = val_list(x, view, "faults");
	for (size_t i = 0; i < r->nfaults; i++) {
		const struct import_fault *f = &r->faults[i];
		struct val *v = val_obj(x, list);
		val_int(x, v, "line", (int64_t)f->line);
		val_str(x, v, "column", f->column ? ui_text(x, f->column) : STR_NULL);
		val_str(x, v, "text", ui_text_args(x, f->message, f->args));
	}
	val_int(x, view, "n", (int64_t)r->faults_total);
	val_bool(x, view, "more_faults", r->faults_total > r->nfaults);
}

static void view_tally(struct ctx *x, struct val *list, const char *what, const struct import_tally *t)
{
	struct val *v = val_obj(x, list);
	val_str(x, v, "what", ui_text(x, what));
	val_int(x, v, "added", (int64_t)t->added);
	val_int(x, v, "changed", (int64_t)t->changed);
	val_int(x, v, "unchanged", (int64_t)t->unchanged);
}

static void view_changes(struct ctx *x, struct val *view, const struct import_report *r)
{
	struct val *list = val_list(x, view, "changes");
	for (const struct val *c = r->changes->kids.first; c; c = c->next) {
		struct val *v = val_obj(x, list);
		bool added = val_get_bool(c, "added");
		struct str kind = val_get_str(c, "kind");
		const char *key = str_eqz(kind, "unit")	  ? "people.import_unit_new"
				  : str_eqz(kind, "person") ? added ? "people.import_person_new" : "people.import_person_changed"
				  : str_eqz(kind, "committee") ? added ? "people.import_committee_new" : "people.import_committee_changed"
				  : str_eqz(kind, "seat")      ? added ? "people.import_seat_new" : "people.import_seat_changed"
				  : added		       ? "people.import_role_new"
							       : "people.import_role_changed";
		val_str(x, v, "how", ui_text(x, key));
		val_str(x, v, "what", val_get_str(c, "what"));
	}
	val_bool(x, view, "more_changes", r->changes_total > r->changes->kids.count);
	val_int(x, view, "changes_total", (int64_t)r->changes_total);
}

static enum rc report_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct str file;
	struct import_report r;
	TRY(upload_find(x, q->actor, req_param(q, "hash"), &file));
	TRY(people_import_check(x, file, &r));
	val_str(x, view, "title", ui_text(x, "people.import_report_title"));
	val_int(x, view, "lines", (int64_t)r.lines);
	val_bool(x, view, "clean", r.faults_total == 0);
	val_bool(x, view, "can_confirm", r.faults_total == 0 && r.changes_total > 0);
	val_bool(x, view, "nothing_new", r.faults_total == 0 && r.changes_total == 0);
	val_path(x, view, "confirm_url", "/people/import/%.*s", STR_ARG(req_param(q, "hash")));
	view_faults(x, view, &r);
	view_changes(x, view, &r);
	struct val *tallies = val_list(x, view, "tallies");
	view_tally(x, tallies, "people.import_units", &r.units);
	view_tally(x, tallies, "people.import_persons", &r.persons);
	view_tally(x, tallies, "people.import_roles", &r.roles);
	if (r.committees.added + r.committees.changed + r.committees.unchanged) {
		view_tally(x, tallies, "people.import_committees", &r.committees);
		view_tally(x, tallies, "people.import_seats", &r.seats);
	}
	return OK;
}

static enum rc confirm(struct req *q, struct val *view)
{
	struct str file;
	struct import_report r;
	(void)view;
	TRY(upload_find(q->x, q->actor, req_param(q, "hash"), &file));
	TRY(people_import_apply(q->x, q->actor, file, &r));
	TRY(upload_drop(q->x, q->actor));
	reply_notice(q, "people.import_done");
	return redirect(q, "/units");
}

static enum rc export_file(struct req *q, struct val *view)
{
	struct str csv;
	(void)view;
	TRY(people_export(q->x, &csv));
	return reply_file(q, "text/csv; charset=utf-8", "samspil-organisation.csv", csv);
}

const struct route people_import_routes[] = {
	GET("/people/import", import_page, "people/import", MAY_ADMINISTER),
	UPLOAD("/people/import", NULL, upload, "people/import", MAY_ADMINISTER),
	GET("/people/import/:hash", report_page, "people/import_report", MAY_ADMINISTER),
	POST("/people/import/:hash", confirm, "people/import_report", MAY_ADMINISTER),
	GET("/people/export", export_file, NULL, MAY_ADMINISTER),
	{ 0 },
};
