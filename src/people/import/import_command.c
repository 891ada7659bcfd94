/* import_command.c -- the import for whoever sits at the server. Knows a
 * terminal; the rules are import.c's. */
#include "people/import/import_inside.h"
#include "store/store.h"
#include "ui/ui.h"

struct job {
	struct str file;
	bool dry_run;
	struct import_report report;
};

static enum rc carry_out(struct ctx *x, void *p)
{
	struct job *j = p;
	return j->dry_run ? people_import_check(x, j->file, &j->report) : people_import_apply(x, NULL, j->file, &j->report);
}

static enum rc read_file(struct ctx *x, const char *path, struct str *ret)
{
	FILE *f = fopen(path, "rbe");
	if (!f)
		return fail_str(x, INVALID, "file", "people.import_unreadable", "path", str_of(path));
	char *bytes = arena_alloc(x->arena, HTTP_UPLOAD_MAX + 1);
	size_t n = fread(bytes, 1, HTTP_UPLOAD_MAX + 1, f);
	bool broken = ferror(f) != 0;
	fclose(f);
	if (broken)
		return fail_str(x, INVALID, "file", "people.import_unreadable", "path", str_of(path));
	if (n > HTTP_UPLOAD_MAX)
		return fail(x, TOO_LARGE, "file", "people.import_too_large");
	*ret = (struct str){ bytes, n };
	return OK;
}

static void print_fault(struct ctx *x, FILE *out, const struct import_fault *f)
{
	struct val *args = f->args ? f->args : val_new_obj(x);
	fprintf(out, "%zu", f->line);
	if (f->column)
		fprintf(out, ", %.*s", STR_ARG(ui_text(x, f->column)));
	fprintf(out, ": %.*s\n", STR_ARG(ui_text_args(x, f->message, args)));
}

static void print_tally(struct ctx *x, FILE *out, const char *what, const struct import_tally *t)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "added", (int64_t)t->added);
	val_int(x, args, "changed", (int64_t)t->changed);
	val_int(x, args, "unchanged", (int64_t)t->unchanged);
	fprintf(out, "%.*s: %.*s\n", STR_ARG(ui_text(x, what)), STR_ARG(ui_text_args(x, "people.import_tally", args)));
}

static void print_report(struct ctx *x, FILE *out, const struct import_report *r, bool dry_run)
{
	for (size_t i = 0; i < r->nfaults; i++)
		print_fault(x, out, &r->faults[i]);
	if (r->faults_total) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", (int64_t)r->faults_total);
		fprintf(out, "%.*s\n", STR_ARG(ui_text_args(x, "people.import_n_faults", args)));
		return;
	}
	print_tally(x, out, "people.import_units", &r->units);
	print_tally(x, out, "people.import_persons", &r->persons);
	print_tally(x, out, "people.import_roles", &r->roles);
	if (r->committees.added + r->committees.changed + r->committees.unchanged) {
		print_tally(x, out, "people.import_committees", &r->committees);
		print_tally(x, out, "people.import_seats", &r->seats);
	}
	fprintf(out, "%.*s\n", STR_ARG(ui_text(x, dry_run ? "people.import_dry" : "people.import_done")));
}

enum rc people_import_command(struct ctx *x, struct store *s, const char *path, bool dry_run, FILE *out, bool *ret_clean)
{
	struct job j = { .dry_run = dry_run };
	TRY(read_file(x, path, &j.file));
	enum rc rc = store_now(s, x, !dry_run, carry_out, &j);
	if (rc == INVALID && j.report.faults_total)
		fault_clear(x);	/* nothing is stored; the report says why */
	else
		TRY(rc);
	print_report(x, out, &j.report, dry_run);
	*ret_clean = j.report.faults_total == 0;
	return OK;
}
