/* form_web.c -- the pages of a programme's forms: to fill in, to read, to fetch
 * a file from, to print. One set of pages for every form of every method. */
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "programme/room/room_sql.h"
#include "ui/ui.h"

enum rc room_form(struct req *q, const struct method_form **ret)
{
	const struct programme *p = access_programme(q);
	const struct method_form *f = method_form(p->method, req_param(q, "form"));
	if (!f || !room_may_open(p, f))
		return NOT_FOUND;
	*ret = f;
	return OK;
}

static enum rc may_write(struct req *q, const struct method_form *f)
{
	const struct programme *p = access_programme(q);
	struct form_who who = room_who(p);
	if (!form_may_write(&who, f))
		return FORBIDDEN;
	if (!str_eqz(p->row->state, "running"))
		return fail(q->x, INVALID, "_", "room.programme_over");
	return OK;
}

/* ---- the page */

/* What stands in the fields: what was just sent, or what is stored. */
static struct val *as_posted(struct req *q, const struct method_form *f)
{
	struct val *raw = val_new_obj(q->x);
	for (unsigned i = 0; i < f->fields_count; i++) {
		struct str s = form_raw(q, f->fields[i].key);
		val_str(q->x, raw, f->fields[i].key, s.p ? s : S(""));
	}
	return raw;
}

struct files {
	struct sql_documents_of_form *of;
	size_t n;
};

static void put_file(struct ctx *x, const struct programme *p, const struct method_form *f, const struct files *files,
		     programme_form_row_id row, struct val *o)
{
	val_null(x, o, "file");
	for (size_t i = 0; i < files->n; i++) {
		if (files->of[i].row_id.v != row.v)
			continue;
		struct val *file = val_sub(x, o, "file");
		val_str(x, file, "name", files->of[i].filename);
		val_int(x, file, "kilobytes", (files->of[i].size + 1023) / 1024);
		val_path(x, file, "url", "/programme/%" PRId64 "/form/%s/file/%" PRId64, p->id.v, f->key, row.v);
	}
}

/* Numbers and lines read best under each other; long answers do not fit there. */
static bool reads_as_table(const struct method_form *f)
{
	enum { COLUMNS_MAX = 5 };
	for (unsigned i = 0; i < f->fields_count; i++)
		if (f->fields[i].type == FIELD_TEXT || f->fields[i].type == FIELD_FILE)
			return false;
	return f->repeat && f->fields_count <= COLUMNS_MAX;
}

static void put_sums(struct ctx *x, const struct method_form *f, const struct form_row *rows, size_t n, struct val *view)
{
	struct val *columns = val_list(x, view, "columns"), *sums = val_list(x, view, "sums");
	bool any = false;
	for (unsigned i = 0; i < f->fields_count; i++) {
		const struct method_field *field = &f->fields[i];
		struct val *column = val_obj(x, columns), *sum = val_obj(x, sums), *total = val_new_obj(x);
		int64_t all = 0, one;
		val_text(x, column, "label", field->label);
		val_bool(x, column, "number", field->type == FIELD_NUMBER);
		val_str(x, sum, "words", i ? S("") : ui_text(x, "room.in_all"));
		val_bool(x, sum, "number", field->type == FIELD_NUMBER);
		if (field->type != FIELD_NUMBER)
			continue;
		for (size_t r = 0; r < n; r++)
			if (str_to_int(val_get_str(rows[r].values, field->key), 0, FORM_NUMBER_MAX, &one))
				all += one;
		val_str(x, total, field->key, str_fmt(x->arena, "%" PRId64, all));
		val_str(x, sum, "words", form_words(x, field, total));
		any = true;
	}
	val_bool(x, view, "has_sums", any && n > 1);
}

static enum rc put_rows(struct req *q, const struct programme *p, const struct method_form *f, bool writes, const struct form_row *rows,
			size_t n, struct val *view)
{
	struct ctx *x = q->x;
	struct files files = { 0 };
	struct val *list = val_list(x, view, "rows");
	if (form_file_field(f))
		TRY(sql_documents_of_form(x, p->id, str_of(f->key), &files.of, &files.n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "row", rows[i].id.v);
		form_put_cells(x, f, rows[i].values, o);
		put_file(x, p, f, &files, rows[i].id, o);
		val_bool(x, o, "may_change", writes && f->repeat);
		/* What has become an agreement is changed where it is followed up. */
		if (writes && f->repeat && f->becomes == BECOMES_NOTHING)
			val_path(x, o, "edit_url", "/programme/%" PRId64 "/form/%s?row=%" PRId64 "#write", p->id.v, f->key, rows[i].id.v);
		else
			val_null(x, o, "edit_url");
	}
	put_sums(x, f, rows, n, view);
	val_bool(x, view, "as_table", reads_as_table(f));
	val_bool(x, view, "has_rows", n > 0);
	return OK;
}

static const struct form_row *find(const struct form_row *rows, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id.v == id)
			return &rows[i];
	return NULL;
}

/* The row that the fields are about: the one of a single form, or the one asked for. */
static const struct form_row *row_to_change(struct req *q, const struct method_form *f, const struct form_row *rows, size_t n)
{
	struct str asked = q->method == HTTP_POST ? form_raw(q, "row") : req_query(q, "row");
	int64_t id;
	if (!f->repeat)
		return n ? &rows[0] : NULL;
	if (f->becomes != BECOMES_NOTHING || !str_to_int(asked, 1, INT64_MAX, &id))
		return NULL;
	return find(rows, n, id);
}

/* Somebody else saved meanwhile: what stands now is shown beside what was sent. */
static bool is_stale(struct req *q, const struct form_row *row)
{
	int64_t version;
	if (q->method != HTTP_POST || !row)
		return false;
	return !str_to_int(form_raw(q, "version"), 0, INT64_MAX, &version) || version != row->version;
}

static bool sent_file(const struct req *q, const struct method_form *f, struct upload *ret)
{
	const struct method_field *field = form_file_field(f);
	for (const struct upload_field *u = q->uploads; u && field; u = u->next) {
		*ret = u->file;
		/* A browser sends an empty part for a field that was left alone. */
		if (strcmp(u->name, field->key) == 0)
			return u->file.filename.n || u->file.bytes.n;
	}
	return false;
}

/* The page tells the first fault; here every field tells its own. */
static struct val *all_faults(struct req *q, const struct method_form *f)
{
	struct ctx *x = q->x;
	struct val *values, *wrong;
	struct str ignored;
	struct upload u;
	struct date day;
	enum rc rc = form_read(q, f, &values, &wrong);
	if (rc == OK && form_pack(x, f, values, &ignored, &day) != OK)
		val_str(x, wrong, x->fault.field, ui_text_args(x, x->fault.message, x->fault.args));
	fault_clear(x);
	if (sent_file(q, f, &u) && form_file_check(x, form_file_field(f), &u) != OK)
		val_str(x, wrong, x->fault.field, ui_text_args(x, x->fault.message, x->fault.args));
	fault_clear(x);
	return wrong;
}

static void put_writing(struct req *q, const struct programme *p, const struct method_form *f, const struct form_row *row, struct val *view)
{
	struct ctx *x = q->x;
	struct val *values = row ? row->values : NULL, *wrong = NULL;
	bool stale = is_stale(q, row);
	if (q->method == HTTP_POST) {
		wrong = all_faults(q, f);
		values = as_posted(q, f);
	}
	form_put_fields(x, f, values, wrong, view);
	val_int(x, view, "row", row ? row->id.v : 0);
	val_int(x, view, "version", row ? row->version : 0);
	val_bool(x, view, "changing", row != NULL);
	val_bool(x, view, "stale", stale);
	if (stale)
		form_put_cells(x, f, row->values, val_sub(x, view, "theirs"));
	else
		val_null(x, view, "theirs");
	const char *tail = form_file_field(f) ? "/upload" : "";
	val_path(x, view, "action", "/programme/%" PRId64 "/form/%s%s", p->id.v, f->key, tail);
	val_str(x, view, "enctype", form_file_field(f) ? S("multipart/form-data") : S("application/x-www-form-urlencoded"));
	struct val *people = val_list(x, view, "people");
	for (size_t i = 0; i < p->nmembers; i++)
		val_item_str(x, people, p->members[i].name);
}

static bool has_field(const struct method_form *f, const char *key)
{
	for (unsigned i = 0; i < f->fields_count; i++)
		if (strcmp(f->fields[i].key, key) == 0)
			return true;
	return false;
}

/* What was sent without name: on the form itself and beside a field that asks
 * how expectations were met. For the facilitator only; that is what was promised. */
static enum rc put_sent(struct ctx *x, const struct programme *p, const struct method_form *f, struct val *view)
{
	struct form_who who = room_who(p);
	struct val *sent = val_list(x, view, "sent");
	val_bool(x, view, "sees_sent", form_is_facilitator(&who) && (f->visibility == SEEN_PRIVATE || has_field(f, "expectations")));
	if (!val_get_bool(view, "sees_sent"))
		return OK;
	for (unsigned i = 0; i < p->method->forms_count; i++) {
		const struct method_form *other = &p->method->forms[i];
		if (other->visibility != SEEN_PRIVATE || (f->visibility == SEEN_PRIVATE && other != f))
			continue;
		struct val *o = val_obj(x, sent);
		val_text(x, o, "form", other->title);
		TRY(form_put_sent(x, p->id, other, o));
	}
	return OK;
}

/* Is this what a meeting at the end of the programme asks? */
static bool looks_back(const struct programme *p, const struct method_form *f)
{
	if (f->becomes != BECOMES_NOTHING || f->repeat)
		return false;
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct method_activity *a = p->activities[i].m;
		for (unsigned k = 0; a->plan == PLAN_ANCHORS && k < a->agenda_count; k++)
			if (a->agenda[k].form && strcmp(a->agenda[k].form, f->key) == 0)
				return true;
	}
	return false;
}

/* Beside the evaluation: what the programme promised at the start. What people
 * hoped for stands below, for those to whom they sent it (put_sent). */
static void put_promises(struct ctx *x, const struct programme *p, const struct method_form *f, struct val *view)
{
	bool back = looks_back(p, f);
	struct val *outcomes = val_list(x, view, "outcomes");
	val_bool(x, view, "looks_back", back);
	for (unsigned i = 0; back && i < p->method->outcomes_count; i++)
		val_item_str(x, outcomes, text_in(p->method->outcomes[i].title, x->lang));
}

static enum rc form_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	const struct method_form *f;
	struct form_row *rows = NULL;
	size_t n = 0;
	TRY(room_form(q, &f));
	if (f->becomes == BECOMES_RUNNING)
		return redirect(q, "/unit/%" PRId64 "/plan/running", p->unit.id.v);
	struct form_who who = room_who(p);
	bool reads = form_may_read(&who, f), writes = form_may_write(&who, f) && str_eqz(p->row->state, "running");
	room_head(x, p, text_in(f->title, x->lang), view);
	tree_markdown(x, view, "intro", f->intro);
	val_str(x, view, "sight", form_sight(x, p->method, f));
	val_bool(x, view, "private", f->visibility == SEEN_PRIVATE);
	val_bool(x, view, "reads", reads);
	val_bool(x, view, "writes", writes && f->visibility != SEEN_PRIVATE);
	val_bool(x, view, "sends", writes && f->visibility == SEEN_PRIVATE);
	val_bool(x, view, "repeat", f->repeat);
	val_bool(x, view, "agreement", f->becomes == BECOMES_AGREEMENT);
	val_bool(x, view, "letter", form_is_letter(f));
	val_path(x, view, "agreements_url", "/unit/%" PRId64 "/plan/agreements", p->unit.id.v);
	val_path(x, view, "form_url", "/programme/%" PRId64 "/form/%s", p->id.v, f->key);
	if (reads)
		TRY(form_rows(x, p->id, f, &rows, &n));
	TRY(put_rows(q, p, f, writes, rows, n, view));
	put_writing(q, p, f, row_to_change(q, f, rows, n), view);
	put_promises(x, p, f, view);
	return put_sent(x, p, f, view);
}

/* ---- writing */

static enum rc back_to(struct req *q, const struct method_form *f, const char *notice)
{
	reply_notice(q, notice);
	return redirect(q, "/programme/%" PRId64 "/form/%s", access_programme(q)->id.v, f->key);
}

static enum rc store(struct req *q, const struct method_form *f, struct val *values, programme_form_row_id *ret, bool *ret_new)
{
	const struct programme *p = access_programme(q);
	struct form_who who = room_who(p);
	struct str idem = form_raw(q, "idem");
	int64_t row, version;
	TRY(form_int_or(q, "row", 0, INT64_MAX, 0, &row));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	*ret = (programme_form_row_id){ row };
	*ret_new = true;
	if (!row)
		return room_row_add(q->x, p, f, values, str_head_chars(idem.p ? idem : S(""), FORM_LINE_CHARS), req_base_url(q), ret, ret_new);
	if (!form_may_read(&who, f) || f->becomes != BECOMES_NOTHING)
		return FORBIDDEN;
	return form_row_set(q->x, p->id, f, *ret, version, values);
}

static enum rc save(struct req *q, struct val *view)
{
	const struct method_form *f;
	struct val *values, *wrong;
	programme_form_row_id row;
	bool fresh;
	(void)view;
	TRY(room_form(q, &f));
	TRY(may_write(q, f));
	if (f->visibility == SEEN_PRIVATE || f->becomes == BECOMES_RUNNING)
		return FORBIDDEN;	/* never stored with the rest */
	TRY(form_read(q, f, &values, &wrong));
	TRY(store(q, f, values, &row, &fresh));
	struct upload u;
	if (fresh && sent_file(q, f, &u))
		TRY(form_file_put(q->x, row, form_file_field(f), &u));
	int64_t told = 0;
	int64_t changed;
	TRY(form_int_or(q, "row", 0, INT64_MAX, 0, &changed));
	if (fresh && !changed && form_is_letter(f))
		TRY(room_tell_readers(q->x, access_programme(q), f, req_base_url(q), &told));
	return back_to(q, f, told ? "room.saved_and_told" : "room.saved");
}

static enum rc drop(struct req *q, struct val *view)
{
	const struct programme *p = access_programme(q);
	const struct method_form *f;
	struct form_who who = room_who(p);
	int64_t row;
	(void)view;
	TRY(room_form(q, &f));
	TRY(may_write(q, f));
	if (!form_may_read(&who, f))
		return FORBIDDEN;	/* nobody removes what they may not see */
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_row_drop(q->x, p->id, f, (programme_form_row_id){ row }));
	return back_to(q, f, "room.removed");
}

static enum rc send(struct req *q, struct val *view)
{
	const struct method_form *f;
	struct val *values, *wrong;
	(void)view;
	TRY(room_form(q, &f));
	TRY(may_write(q, f));
	if (f->visibility != SEEN_PRIVATE)
		return FORBIDDEN;
	TRY(form_read(q, f, &values, &wrong));
	TRY(form_send(q->x, access_programme(q)->id, f, values));
	return back_to(q, f, "room.sent");
}

/* ---- files and paper */

static enum rc file(struct req *q, struct val *view)
{
	const struct programme *p = access_programme(q);
	const struct method_form *f;
	struct form_who who = room_who(p);
	struct sql_document *d;
	int64_t row;
	(void)view;
	TRY(room_form(q, &f));
	TRY(req_id(q, "row", &row));
	const struct method_field *field = form_file_field(f);
	if (!field || !form_may_read(&who, f))
		return NOT_FOUND;
	TRY(sql_document(q->x, p->id, str_of(f->key), (programme_form_row_id){ row }, str_of(field->key), &d));
	if (!d)
		return NOT_FOUND;
	return reply_file(q, str_z(q->x->arena, d->mime), str_z(q->x->arena, d->filename), d->bytes);
}

static enum rc print(struct req *q, bool blank)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	const struct method_form *f;
	struct form_who who = room_who(p);
	struct form_row *rows = NULL;
	struct str pdf;
	TRY(room_form(q, &f));
	struct form_sheet sheet = { .form = f, .eyebrow = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(p->row->title), STR_ARG(p->unit.name)),
				    .sight = blank ? S("") : form_sight(x, p->method, f) };
	if (!blank && !form_may_read(&who, f))
		return FORBIDDEN;
	if (!blank)
		TRY(form_rows(x, p->id, f, &rows, &sheet.nrows));
	sheet.rows = rows;
	TRY(form_pdf(x, &sheet, &pdf));
	return reply_file(q, "application/pdf", str_fmt(x->arena, "%s.pdf", f->key).p, pdf);
}

static enum rc print_filled(struct req *q, struct val *view)
{
	(void)view;
	return print(q, false);
}

static enum rc print_blank(struct req *q, struct val *view)
{
	(void)view;
	return print(q, true);
}

/* A blank form of one of the programme's live sessions, to write on by hand. */
static enum rc print_session_form(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	struct activity *a;
	struct str pdf;
	(void)view;
	TRY(access_activity(q, &a));
	const struct method_workshop *w = a->m->workshop ? method_workshop(str_of(a->m->workshop)) : NULL;
	const struct method_form *f = w ? method_workshop_form(w, req_param(q, "form")) : NULL;
	if (!f)
		return NOT_FOUND;
	struct form_sheet sheet = { .form = f, .eyebrow = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(p->row->title), STR_ARG(p->unit.name)) };
	TRY(form_pdf(x, &sheet, &pdf));
	return reply_file(q, "application/pdf", str_fmt(x->arena, "%s.pdf", f->key).p, pdf);
}

const struct route programme_form_routes[] = {
	GET ("/programme/:id/form/:form", form_page, "programme/form", MAY_READ_PROGRAMME),
	POST("/programme/:id/form/:form", save, "programme/form", MAY_READ_PROGRAMME),
	UPLOAD("/programme/:id/form/:form/upload", NULL, save, "programme/form", MAY_READ_PROGRAMME),
	POST("/programme/:id/form/:form/drop", drop, "programme/form", MAY_READ_PROGRAMME),
	POST("/programme/:id/form/:form/send", send, "programme/form", MAY_READ_PROGRAMME),
	GET ("/programme/:id/form/:form/file/:row", file, NULL, MAY_READ_PROGRAMME),
	GET ("/programme/:id/form/:form/paper", print_filled, NULL, MAY_READ_PROGRAMME),
	GET ("/programme/:id/form/:form/blank", print_blank, NULL, MAY_READ_PROGRAMME),
	GET ("/programme/:id/meeting/:activity/form/:form/blank", print_session_form, NULL, MAY_READ_PROGRAMME),
	{ 0 },
};
