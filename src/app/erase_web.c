/* erase_web.c -- the page where an administrator erases a person: everything that
 * will happen is read first, and the name is written once more. */
#include "app/erase.h"
#include "ui/ui.h"

static enum rc person_of_path(struct req *q, person_id *ret)
{
	int64_t id;
	TRY(req_id(q, "person", &id));
	*ret = (person_id){ id };
	return OK;
}

static void put_counted(struct ctx *x, struct val *list, const char *key, int64_t n)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", n);
	if (n)
		val_item_str(x, list, ui_text_args(x, key, args));
}

enum rc erase_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct erasure e;
	person_id person;
	TRY(person_of_path(q, &person));
	TRY(erase_preview(x, person, &e));
	struct val *goes = val_list(x, view, "goes"), *stays = val_list(x, view, "stays"), *roles = val_list(x, view, "roles");
	val_str(x, view, "title", ui_text(x, "app.erase_title"));
	val_str(x, view, "name", e.person.name);
	val_str(x, view, "email", e.person.email);
	val_str(x, view, "instead", ui_text(x, "app.erased_name"));
	for (size_t i = 0; i < e.nroles; i++) {
		struct val *o = val_obj(x, roles);
		val_str(x, o, "role", role_text(x, e.roles[i].role));
		val_str(x, o, "unit", e.roles[i].unit_name);
	}
	val_item_str(x, goes, ui_text(x, "app.erase_account"));
	put_counted(x, goes, "app.erase_roles", (int64_t)e.nroles);
	put_counted(x, goes, "app.erase_programmes", e.programmes);
	put_counted(x, goes, "app.erase_letters", e.letters);
	put_counted(x, stays, "app.erase_owns", e.owns);
	put_counted(x, stays, "app.erase_in_plan", e.plan);
	put_counted(x, stays, "app.erase_in_meeting", e.meeting);
	put_counted(x, stays, "app.erase_in_form", e.form);
	put_counted(x, stays, "app.erase_in_workshop", e.workshop);
	put_counted(x, stays, "app.erase_in_method", e.method);
	put_counted(x, stays, "app.erase_in_mail", e.mail);
	val_bool(x, view, "words", e.words);
	val_bool(x, view, "self", q->actor->person.v == person.v);
	val_path(x, view, "action", "/people/erase/%" PRId64, person.v);
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "typed", S(""));
	return OK;
}

enum rc erase_act(struct req *q, struct val *view)
{
	enum { NAME_CHARS = 200 };
	struct str typed;
	person_id person;
	(void)view;
	TRY(person_of_path(q, &person));
	TRY(form_line(q, "typed", 1, NAME_CHARS, &typed));
	TRY(erase_person(q->x, q->actor, person, typed));
	reply_notice(q, "app.erased");
	return redirect(q, "/units");
}
