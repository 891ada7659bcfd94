/* own.c -- the rules of own methods. It knows texts and versions; it does not
 * know which fields a method has (edit.c, schema.c) nor who asks (own_web.c). */
#include "core/lang.h"
#include "method/own/own.h"
#include "method/own/edit.h"
#include "ui/ui.h"

static const char PREFIX[] = "own-";

bool own_is_own(const char *key)
{
	return strncmp(key, PREFIX, sizeof PREFIX - 1) == 0;
}

/* ---- texts */

static struct str scalar_of(struct ctx *x, struct str body, const char *name, const char *lang)
{
	struct method_faults ignored = { 0 };
	struct shelf s = { .x = x, .faults = &ignored };
	shelf_add(&s, "", body, true);
	const struct doc *d = s.first ? s.first : s.faulty;
	const yaml_node_t *n = d ? node_member(d, d->root, name) : NULL;
	return node_str(lang && n ? node_member(d, n, lang) : n);
}

struct str own_title(struct ctx *x, struct str body)
{
	struct str t = scalar_of(x, body, "title", lang_names[x->lang]);
	return t.n ? t : scalar_of(x, body, "key", NULL);
}

static void check(struct ctx *x, struct str body, struct method_faults *ret)
{
	*ret = (struct method_faults){ 0 };
	struct shelf s = { .x = x, .faults = ret };
	shelf_add(&s, "", body, true);
	shelf_check_with_library(&s);
}

void own_faults(struct ctx *x, const struct sql_own_row *m, struct method_faults *ret)
{
	check(x, m->body, ret);
}

/* "own-spot-strain", "own-spot-strain-2" … */
static enum rc free_key(struct ctx *x, struct str key, struct str *ret)
{
	enum { TRIES = 200, ROOM = 4 };
	struct str stem = str_starts(key, str_of(PREFIX)) ? key : str_cat(x->arena, str_of(PREFIX), key);
	stem = str_sub(stem, 0, stem.n > KEY_BYTES - ROOM ? KEY_BYTES - ROOM : stem.n);
	*ret = str_dup(x->arena, stem);
	for (unsigned n = 2; n < TRIES; n++) {
		struct sql_own_by_key *taken;
		TRY(sql_own_by_key(x, *ret, &taken));
		if (!taken)
			return OK;
		*ret = str_fmt(x->arena, "%.*s-%u", STR_ARG(stem), n);
	}
	return fail(x, CONFLICT, "_", "method.own_too_many");
}

static enum rc room_for_one(struct ctx *x)
{
	int64_t n;
	TRY(sql_own_count(x, &n));
	return n < OWN_MAX ? OK : fail_int(x, INVALID, "_", "method.own_too_many", "max", OWN_MAX);
}

/* ---- life */

static enum rc add(struct ctx *x, const struct actor *who, enum method_kind kind, struct str base_key, struct str base_title,
		   struct str base, struct str body, own_method_id *ret)
{
	struct str key;
	TRY(room_for_one(x));
	TRY(free_key(x, scalar_of(x, body, "key", NULL), &key));
	TRY(edit_value(x, &body, S(""), S("key"), key));
	return sql_own_add(x, str_of(schema_kind_name(kind)), key, base_key, base_title, base, body, who->person, x->now, ret);
}

static bool title_taken(struct ctx *x, const struct sql_own_rows *rows, size_t n, struct str title)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(own_title(x, rows[i].body), title))
			return true;
	return false;
}

static enum rc unless_title_taken(struct ctx *x, struct str title)
{
	struct sql_own_rows *rows;
	size_t n;
	TRY(sql_own_rows(x, &rows, &n));
	return title_taken(x, rows, n, title) ? fail_str(x, INVALID, "title", "method.own_title_taken", "title", title) : OK;
}

static struct str numbered(struct ctx *x, struct str title, unsigned number)
{
	enum { ROOM = 8 };	/* " (200)" */
	while (title.n > TITLE_BYTES - ROOM)
		title = str_head_chars(title, str_chars(title) - 1);
	return str_fmt(x->arena, "%.*s (%u)", STR_ARG(title), number);
}

/* Two of one name cannot be told apart in a list. Whoever reads in a file has no
 * field to write another one in, so it gets a number. */
static enum rc number_title(struct ctx *x, struct str *body, bool *ret_numbered)
{
	struct sql_own_rows *rows;
	size_t n;
	struct str title = own_title(x, *body), fresh = title;
	TRY(sql_own_rows(x, &rows, &n));
	unsigned number = 1;
	while (title_taken(x, rows, n, fresh))
		fresh = numbered(x, title, ++number);
	*ret_numbered = number > 1;
	if (!*ret_numbered)
		return OK;
	struct str da = scalar_of(x, *body, "title", "da"), en = scalar_of(x, *body, "title", "en");
	return edit_text(x, body, S(""), S("title"), numbered(x, da, number), numbered(x, en, number));
}

enum rc own_copy(struct ctx *x, const struct actor *who, enum method_kind kind, struct str key, struct str title, own_method_id *ret)
{
	const struct doc *d = library_find(kind, key);
	if (!d)
		return NOT_FOUND;
	struct str body = d->text;
	TRY(unless_title_taken(x, title.n ? title : text_in(d->bound->title, x->lang)));
	if (title.n)
		TRY(edit_text(x, &body, S(""), S("title"), title, title));
	return add(x, who, kind, key, text_in(d->bound->title, x->lang), d->text, body, ret);
}

enum rc own_import(struct ctx *x, const struct actor *who, struct str file, own_method_id *ret, bool *ret_numbered,
		   struct method_faults *ret_faults)
{
	*ret_numbered = false;
	static const char BOM[] = "\xef\xbb\xbf";
	if (str_starts(file, str_of(BOM)))
		file = str_sub(file, strlen(BOM), file.n);
	file = str_replace(x->arena, file, S("\r\n"), S("\n"));
	check(x, file, ret_faults);
	if (ret_faults->n)
		return fail(x, INVALID, "file", "method.own_faulty");
	TRY(number_title(x, &file, ret_numbered));
	return add(x, who, schema_kind(scalar_of(x, file, "kind", NULL)), STR_NULL, S(""), STR_NULL, file, ret);
}

enum rc own_load(struct ctx *x, own_method_id id, struct sql_own_row **ret)
{
	TRY(sql_own_row(x, id, ret));
	return *ret ? OK : NOT_FOUND;
}

static enum rc unless_stale(struct ctx *x, int64_t changed)
{
	return changed ? OK : fail(x, CONFLICT, "_", "method.own_changed");
}

enum rc own_save(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, struct str body)
{
	int64_t changed;
	if (body.n > DOCUMENT_BYTES)
		return fail(x, INVALID, "_", "method.edit_too_large");
	TRY(sql_own_set_body(x, m->id, revision, body, who->person, x->now, &changed));
	return unless_stale(x, changed);
}

enum rc own_publish(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, struct str note, struct date review)
{
	struct method_faults faults;
	struct str body = m->body;
	int64_t changed, version = m->version + 1;
	TRY(edit_value(x, &body, S(""), S("version"), str_fmt(x->arena, "%" PRId64, version)));
	if (review.day != DATE_NONE.day)
		TRY(edit_value(x, &body, S(""), S("review"), date_iso(x->arena, review)));
	check(x, body, &faults);
	if (faults.n)
		return fail(x, INVALID, "_", "method.own_faulty");
	TRY(sql_own_publish(x, m->id, revision, version, body, review, who->person, x->now, &changed));
	TRY(unless_stale(x, changed));
	TRY(sql_own_version_add(x, m->id, version, body, note, who->person, ctx_today(x), NULL));
	method_changed(x);
	return OK;
}

enum rc own_withdraw(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision)
{
	int64_t changed;
	TRY(sql_own_withdraw(x, m->id, revision, who->person, x->now, &changed));
	TRY(unless_stale(x, changed));
	method_changed(x);
	return OK;
}

enum rc own_restore(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, int64_t version)
{
	struct sql_own_version_body *old;
	TRY(sql_own_version_body(x, m->id, version, &old));
	return old ? own_save(x, who, m, revision, old->body) : NOT_FOUND;
}

enum rc own_drop(struct ctx *x, const struct sql_own_row *m)
{
	int64_t changed;
	TRY(sql_own_drop_draft(x, m->id, &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "method.own_published_stays");
}
