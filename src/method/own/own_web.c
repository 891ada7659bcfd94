/* own_web.c -- the pages where an organisation makes methods its own: copy,
 * change, compare, publish, files. Reads the form, asks own.c and edit.c, fills
 * the view. */
#include "method/own/edit.h"
#include "method/own/own.h"
#include "ui/ui.h"

/* ---- who may */

/* Those who run things; whoever is only asked needs no drafts. */
#define ROLES_EDITING (~(ROLE_BIT(ROLE_EMPLOYEE) | ROLE_BIT(ROLE_PROVIDER)))
/* Publishing changes what everybody finds in the library. */
#define ROLES_PUBLISHING (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_TOP_LEADER))

static bool holds(const struct actor *who, unsigned roles)
{
	for (size_t i = 0; who && i < who->nroles; i++)
		if (ROLE_BIT(who->roles[i].role) & roles)
			return true;
	return false;
}

static enum rc may(struct req *q, unsigned roles)
{
	return !q->actor ? SIGN_IN : holds(q->actor, roles) ? OK : FORBIDDEN;
}

static enum rc may_edit(struct req *q)
{
	return may(q, ROLES_EDITING);
}

static enum rc may_publish(struct req *q)
{
	return may(q, ROLES_PUBLISHING);
}

const struct permission own_editing = { "any role but employee alone", may_edit, false };
static const struct permission publishes = { "administrator, HR, consultant, top leader", may_publish, false };
#define EDITS_METHODS (&own_editing)
#define PUBLISHES_METHODS (&publishes)

/* ---- what every handler begins with */

static enum rc load(struct req *q, struct sql_own_row **ret)
{
	int64_t id;
	TRY(req_id(q, "id", &id));
	return own_load(q->x, (own_method_id){ id }, ret);
}

static enum rc load_at(struct req *q, struct sql_own_row **ret, int64_t *ret_revision)
{
	TRY(load(q, ret));
	return form_int(q, "revision", 1, INT64_MAX, ret_revision);
}

static enum rc to_overview(struct req *q, own_method_id id, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect(q, "/own/%" PRId64, id.v);
}

static void put_faults(struct ctx *x, struct val *view, const struct method_faults *faults)
{
	enum { SHOWN = 20 };	/* mend these first */
	struct val *list = val_list(x, view, "faults");
	size_t n = 0;
	for (const struct method_fault *f = faults->first; f && n < SHOWN; f = f->next, n++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "line", f->line);
		val_str(x, o, "words", ui_text_args(x, f->message, f->args));
	}
	val_bool(x, view, "has_faults", faults->n > 0);
	val_int(x, view, "faults_count", (int64_t)faults->n);
}

static void put_state(struct ctx *x, struct val *o, struct str state, int64_t version)
{
	val_bool(x, o, "is_draft", version == 0);
	val_bool(x, o, "is_published", str_eqz(state, "published"));
	val_bool(x, o, "is_withdrawn", str_eqz(state, "withdrawn"));
	val_int(x, o, "version", version);
}

static struct str kind_words(struct ctx *x, struct str kind)
{
	return ui_text(x, str_fmt(x->arena, "method.kind_%.*s", STR_ARG(kind)).p);
}

/* ---- all of them */

static void put_originals(struct ctx *x, struct val *view)
{
	static const enum method_kind kinds[] = { METHOD_WORKSHOP, METHOD_PROGRAMME, METHOD_DECK, METHOD_WORKSHEET, METHOD_QUESTIONS, METHOD_SHEET };
	struct val *list = val_list(x, view, "originals");
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct val *group = val_obj(x, list), *options = val_list(x, group, "options");
		const struct method_head *h;
		val_str(x, group, "kind", kind_words(x, str_of(schema_kind_name(kinds[k]))));
		for (size_t i = 0; (h = method_nth(kinds[k], i)); i++) {
			struct val *o = val_obj(x, options);
			val_fmt(x, o, "value", "%s/%s", schema_kind_name(kinds[k]), h->key);
			val_text(x, o, "title", h->title);
		}
	}
}

static enum rc list_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_own_rows *rows;
	size_t n;
	TRY(sql_own_rows(x, &rows, &n));
	val_str(x, view, "title", ui_text(x, "method.own_title"));
	struct val *list = val_list(x, view, "methods");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_path(x, o, "url", "/own/%" PRId64, rows[i].id.v);
		val_str(x, o, "title", own_title(x, rows[i].body));
		val_str(x, o, "kind", kind_words(x, rows[i].kind));
		val_str(x, o, "base", rows[i].base_title);
		val_str(x, o, "day", ui_date(x, date_of_instant(rows[i].changed_at)));
		val_str(x, o, "who", rows[i].who);
		val_bool(x, o, "due", rows[i].review.day != DATE_NONE.day && rows[i].review.day <= ctx_today(x).day);
		put_state(x, o, rows[i].state, rows[i].version);
	}
	put_originals(x, view);
	val_list(x, view, "faults");
	val_bool(x, view, "has_faults", false);
	return OK;
}

static enum rc copy(struct req *q, struct val *view)
{
	struct str what, kind, title;
	own_method_id id;
	(void)view;
	TRY(form_line(q, "original", 1, 120, &what));
	TRY(form_line(q, "title", 0, OWN_TITLE_CHARS, &title));
	if (!str_next(&what, '/', &kind) || schema_kind(kind) == METHOD_KIND_COUNT)
		return fail(q->x, INVALID, "original", "form.not_choice");
	TRY(own_copy(q->x, q->actor, schema_kind(kind), what, title, &id));
	return to_overview(q, id, "method.own_copied");
}

/* ---- one of them */

static enum rc put_differences(struct ctx *x, const struct sql_own_row *m, struct val *view)
{
	val_bool(x, view, "has_base", m->base_text.p != NULL);
	val_str(x, view, "base_title", m->base_title);
	val_list(x, view, "changes");
	return m->base_text.p ? edit_compare(x, m->base_text, m->body, view) : OK;
}

static enum rc put_versions(struct ctx *x, const struct sql_own_row *m, struct val *view)
{
	struct sql_own_versions *v;
	size_t n;
	TRY(sql_own_versions(x, m->id, &v, &n));
	struct val *list = val_list(x, view, "versions");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "version", v[i].version);
		val_str(x, o, "note", v[i].note);
		val_str(x, o, "who", v[i].who);
		val_str(x, o, "day", ui_date(x, v[i].published_on));
		val_bool(x, o, "newest", i == 0);
	}
	return OK;
}

static enum rc overview(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_own_row *m;
	struct method_faults faults;
	TRY(load(q, &m));
	own_faults(x, m, &faults);
	val_str(x, view, "title", own_title(x, m->body));
	val_str(x, view, "kind", kind_words(x, m->kind));
	val_str(x, view, "key", m->method_key);
	val_int(x, view, "id", m->id.v);
	val_int(x, view, "revision", m->revision);
	put_state(x, view, m->state, m->version);
	put_faults(x, view, &faults);
	val_bool(x, view, "may_publish", holds(q->actor, ROLES_PUBLISHING));
	struct date review = m->review.day != DATE_NONE.day ? m->review : date_add_months(ctx_today(x), OWN_REVIEW_MONTHS);
	val_str(x, view, "review", date_iso(x->arena, review));
	val_str(x, view, "review_words", m->review.day != DATE_NONE.day ? ui_date(x, m->review) : STR_NULL);
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "note", S(""));
	val_str(x, form, "review", date_iso(x->arena, review));
	TRY(put_versions(x, m, view));
	return put_differences(x, m, view);
}

static enum rc publish(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	struct str note;
	struct date review;
	int64_t revision;
	(void)view;
	TRY(load_at(q, &m, &revision));
	TRY(form_line(q, "note", 0, OWN_NOTE_CHARS, &note));
	TRY(form_date(q, "review", false, &review));
	if (review.day != DATE_NONE.day && review.day <= ctx_today(q->x).day)
		return fail(q->x, INVALID, "review", "method.review_past");
	TRY(own_publish(q->x, q->actor, m, revision, note, review));
	return to_overview(q, m->id, "method.own_published");
}

static enum rc withdraw(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	int64_t revision;
	(void)view;
	TRY(load_at(q, &m, &revision));
	TRY(own_withdraw(q->x, q->actor, m, revision));
	return to_overview(q, m->id, "method.own_withdrawn");
}

static enum rc restore(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	int64_t revision, version;
	(void)view;
	TRY(load_at(q, &m, &revision));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	TRY(own_restore(q->x, q->actor, m, revision, version));
	return to_overview(q, m->id, "method.own_restored");
}

static enum rc drop(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	(void)view;
	TRY(load(q, &m));
	TRY(own_drop(q->x, m));
	reply_notice(q, "method.own_dropped");
	return redirect(q, "/own");
}

/* ---- changing it in the browser */

/* In the address for a page, among the fields when a refused form comes back. */
static struct str place_of(const struct req *q)
{
	struct str p = form_raw(q, "place");
	if (!p.p)
		p = req_query(q, "place");
	return p.p ? p : S("");
}

static enum rc edit_page(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	struct method_faults faults;
	TRY(load(q, &m));
	TRY(edit_view(q->x, m->body, place_of(q), view));
	own_faults(q->x, m, &faults);
	put_faults(q->x, view, &faults);
	val_int(q->x, view, "id", m->id.v);
	val_int(q->x, view, "revision", m->revision);
	val_str(q->x, view, "method_title", own_title(q->x, m->body));
	val_str(q->x, view, "title", own_title(q->x, m->body));
	val_bool(q->x, view, "is_top", place_of(q).n == 0);
	return OK;
}

/* The posted value of "PLACE:NAME" with an ending such as ".da". */
static struct str posted(struct req *q, struct str place, struct str name, const char *end)
{
	return str_replace(q->x->arena, form_raw(q, str_fmt(q->x->arena, "%.*s:%.*s%s", STR_ARG(place), STR_ARG(name), end).p), S("\r\n"), S("\n"));
}

static enum rc save_texts(struct req *q, struct str *body, const struct val *f, struct str place, struct str name)
{
	const struct val *items = val_get(f, S("items"));
	size_t n = items->kids.count, i = 0;
	struct str *da = ARENA_ARRAY(q->x->arena, n, struct str), *en = ARENA_ARRAY(q->x->arena, n, struct str);
	bool same = true;
	for (const struct val *o = items->kids.first; o; o = o->next, i++) {
		struct str number = str_fmt(q->x->arena, ".%zu", i + 1);
		da[i] = str_trim(posted(q, place, name, str_cat(q->x->arena, number, S(".da")).p));
		en[i] = str_trim(posted(q, place, name, str_cat(q->x->arena, number, S(".en")).p));
		same = same && str_eq(da[i], val_get_str(o, "da")) && str_eq(en[i], val_get_str(o, "en"));
	}
	return same ? OK : edit_texts(q->x, body, place, name, da, en, n);
}

static enum rc save_field(struct req *q, struct str *body, const struct val *f)
{
	struct str place = val_get_str(f, "place"), name = val_get_str(f, "name");
	if (val_get_bool(f, "is_fixed"))
		return OK;
	if (val_get_bool(f, "is_texts"))
		return save_texts(q, body, f, place, name);
	if (val_get_bool(f, "is_title") || val_get_bool(f, "is_text")) {
		struct str da = str_trim(posted(q, place, name, ".da")), en = str_trim(posted(q, place, name, ".en"));
		bool same = str_eq(da, str_trim(val_get_str(f, "da"))) && str_eq(en, str_trim(val_get_str(f, "en")));
		return same ? OK : edit_text(q->x, body, place, name, da, en);
	}
	struct str now = str_one_line(q->x->arena, posted(q, place, name, ""));
	if (str_eq(now, val_get_str(f, "value")))
		return OK;
	return val_get_bool(f, "is_keys") ? edit_keys(q->x, body, place, name, now) : edit_value(q->x, body, place, name, now);
}

static enum rc save(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	struct val *now = val_new_obj(q->x);
	struct str place = place_of(q);
	int64_t revision;
	(void)view;
	TRY(load_at(q, &m, &revision));
	struct str body = m->body;
	TRY(edit_view(q->x, body, place, now));
	form_gather(q);
	for (const struct val *f = val_get(now, S("fields"))->kids.first; f; f = f->next)
		TRY(form_keep(q, save_field(q, &body, f)));
	TRY(form_done(q));
	TRY(edit_minutes(q->x, &body, m->body));
	TRY(own_save(q->x, q->actor, m, revision, body));
	reply_notice(q, "method.own_saved");
	return redirect(q, "/own/%" PRId64 "/edit?place=%.*s", m->id.v, STR_ARG(place));
}

static enum rc entry(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	struct str entry, act;
	int64_t revision;
	(void)view;
	TRY(load_at(q, &m, &revision));
	TRY(form_line(q, "entry", 1, 200, &entry));
	TRY(form_line(q, "act", 1, 20, &act));
	struct str body = m->body;
	TRY(edit_entry(q->x, &body, entry, act));
	TRY(edit_minutes(q->x, &body, m->body));
	TRY(own_save(q->x, q->actor, m, revision, body));
	return redirect(q, "/own/%" PRId64 "/edit?place=%.*s", m->id.v, STR_ARG(place_of(q)));
}

/* ---- files */

static enum rc file(struct req *q, struct val *view)
{
	struct sql_own_row *m;
	(void)view;
	TRY(load(q, &m));
	return reply_file(q, "application/yaml; charset=utf-8", str_fmt(q->x->arena, "%.*s.yaml", STR_ARG(m->method_key)).p, m->body);
}

/* The faults of a refused file go with the message: line and reason. */
static enum rc refuse(struct req *q, enum rc rc, const struct method_faults *faults)
{
	enum { TOLD = 5 };
	struct str all = S("");
	size_t n = 0;
	for (const struct method_fault *f = faults->first; f && n < TOLD; f = f->next, n++)
		all = str_fmt(q->x->arena, "%.*s%s%d: %.*s", STR_ARG(all), n ? "\n" : "", f->line, STR_ARG(ui_text_args(q->x, f->message, f->args)));
	if (!faults->n)
		return rc;
	fault_clear(q->x);	/* "there are faults" gives way to which they are */
	return fail_str(q->x, INVALID, "file", "method.own_file_faulty", "faults", all);
}

static enum rc import(struct req *q, struct val *view)
{
	struct method_faults faults = { 0 };
	struct upload u;
	own_method_id id;
	bool numbered;
	(void)view;
	TRY(form_upload(q, "file", &u));
	enum rc rc = own_import(q->x, q->actor, u.bytes, &id, &numbered, &faults);
	return rc == OK ? to_overview(q, id, numbered ? "method.own_numbered" : "method.own_imported") : refuse(q, rc, &faults);
}

const struct route method_own_routes[] = {
	GET("/own", list_page, "method/own_list", EDITS_METHODS),
	POST("/own", copy, "method/own_list", EDITS_METHODS),
	UPLOAD("/own/import", NULL, import, "method/own_list", EDITS_METHODS),
	GET("/own/import", list_page, "method/own_list", EDITS_METHODS),
	GET("/own/:id", overview, "method/own", EDITS_METHODS),
	GET("/own/:id/edit", edit_page, "method/own_edit", EDITS_METHODS),
	POST("/own/:id/edit", save, "method/own_edit", EDITS_METHODS),
	POST("/own/:id/entry", entry, "method/own_edit", EDITS_METHODS),
	GET("/own/:id/file", file, NULL, EDITS_METHODS),
	POST("/own/:id/publish", publish, "method/own", PUBLISHES_METHODS),
	POST("/own/:id/withdraw", withdraw, "method/own", PUBLISHES_METHODS),
	POST("/own/:id/restore", restore, "method/own", EDITS_METHODS),
	POST("/own/:id/drop", drop, "method/own", EDITS_METHODS),
	{ 0 },
};
