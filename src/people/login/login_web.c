/* login_web.c -- pages about getting in and out, and about oneself: read the
 * form, ask login.c, fill the view. Passwords are looked at in prepare(), on a
 * reader, so that the writer never waits for Argon2id. */
#include "core/lang.h"
#include "core/random.h"
#include "people/login/login_sql.h"
#include "people/people_inside.h"
#include "ui/ui.h"

enum { EMAIL_MAX = 254, LANG_COOKIE_S = 365 * 24 * 3600 };

/* ---- where to go afterwards */

/* A path of ours, or "/": never another site, however it is written. */
static struct str safe_path(struct str path)
{
	bool ours = path.n && path.n < 2000 && path.p[0] == '/' && !(path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'));
	for (size_t i = 0; ours && i < path.n; i++)
		ours = (unsigned char)path.p[i] > 0x20 && path.p[i] != '\\';
	return ours ? path : S("/");
}

static void set_title(struct req *q, struct val *view, const char *key)
{
	val_str(q->x, view, "title", ui_text(q->x, key));
}

/* What came in the link, or comes back with the form. */
static struct str either(struct req *q, const char *name)
{
	struct str s = req_query(q, name);
	if (!s.p)
		s = form_raw(q, name);
	return s.p ? s : S("");
}

/* A page on the way to signing in, which remembers where the way leads. */
static struct str with_next(struct req *q, const char *page)
{
	struct str next = safe_path(either(q, "next"));
	struct buf b;
	buf_init(&b, 4 * HTTP_URI_MAX);
	buf_z(&b, page);
	if (next.n > 1) {
		buf_z(&b, "?next=");
		buf_url(&b, next);
	}
	return buf_take(&b, q->x->arena);
}

/* ---- signing in */

static enum rc login_page(struct req *q, struct val *view)
{
	if (q->actor && q->method == HTTP_GET)
		return redirect_to(q, safe_path(either(q, "next")));
	set_title(q, view, "people.login_title");
	val_str(q->x, view, "next", safe_path(either(q, "next")));
	return OK;
}

static enum rc login_prepare(struct req *q)
{
	struct str email;
	person_id *person = ARENA_NEW(q->x->arena, person_id);
	struct str password = form_raw(q, "password");
	TRY(form_line(q, "email", 1, EMAIL_MAX, &email));
	if (str_empty(password))
		return fail(q->x, INVALID, "password", "form.required");
	TRY(login_check(q->x, email, password, person));
	q->prepared = person;
	return OK;
}

static enum rc login(struct req *q, struct val *view)
{
	(void)view;
	const person_id *person = q->prepared;
	TRY(people_sign_in(q, *person));
	return redirect_to(q, safe_path(form_raw(q, "next")));
}

/* ---- a link by mail */

static enum rc mail_prepare(struct req *q)
{
	struct str email;
	TRY(form_line(q, "email", 1, EMAIL_MAX, &email));
	if (!str_is_email(email))
		return fail(q->x, INVALID, "email", "people.email_malformed");
	return link_budget(q->x, email);
}

static enum rc mail(struct req *q, struct val *view)
{
	struct str email;
	(void)view;
	TRY(form_line(q, "email", 1, EMAIL_MAX, &email));
	TRY(link_send(q->x, email, req_base_url(q)));
	return redirect_to(q, with_next(q, "/login/sent"));
}

static enum rc sent_page(struct req *q, struct val *view)
{
	val_str(q->x, view, "back", with_next(q, "/login"));
	set_title(q, view, "people.sent_title");
	val_int(q->x, view, "minutes", LINK_LIFE_S / 60);
	return OK;
}

/* Opening the link only shows a button: programs that look at links in mail
 * must not use it up. */
static enum rc link_page(struct req *q, struct val *view)
{
	person_id person;
	TRY(link_open(q->x, either(q, "t"), LINK_SIGN_IN, false, &person));
	set_title(q, view, "people.link_title");
	val_str(q->x, view, "t", either(q, "t"));
	return OK;
}

static enum rc link_use(struct req *q, struct val *view)
{
	person_id person;
	(void)view;
	TRY(link_open(q->x, form_raw(q, "t"), LINK_SIGN_IN, true, &person));
	TRY(people_sign_in(q, person));
	return redirect(q, "/");
}

/* ---- choosing a password: invited, or forgotten */

static enum rc welcome_page(struct req *q, struct val *view)
{
	struct person p;
	TRY(link_open(q->x, either(q, "t"), LINK_INVITATION, false, &p.id));
	TRY(people_person(q->x, p.id, &p));
	set_title(q, view, "people.welcome_title");
	val_str(q->x, view, "t", either(q, "t"));
	val_str(q->x, view, "name", p.name);
	val_str(q->x, view, "email", p.email);
	val_int(q->x, view, "min", PASSWORD_CHARS_MIN);
	return OK;
}

/* Leaves the hash of the form's new password. */
static enum rc prepare_hash(struct req *q)
{
	struct str *hash = ARENA_NEW(q->x->arena, struct str);
	struct str password = form_raw(q, "password");
	TRY(password_check_new(q->x, "password", password));
	*hash = password_hash(q->x->arena, password);
	q->prepared = hash;
	return OK;
}

static enum rc welcome_prepare(struct req *q)
{
	person_id person;
	TRY(link_open(q->x, form_raw(q, "t"), LINK_INVITATION, false, &person));
	return prepare_hash(q);
}

static enum rc welcome(struct req *q, struct val *view)
{
	person_id person;
	const struct str *hash = q->prepared;
	(void)view;
	TRY(link_open(q->x, form_raw(q, "t"), LINK_INVITATION, true, &person));
	TRY(password_store(q->x, person, *hash, STR_NULL));
	TRY(people_sign_in(q, person));
	reply_notice(q, "people.password_saved");
	return redirect(q, "/");
}

/* ---- first start */

static enum rc setup_page(struct req *q, struct val *view)
{
	person_id nobody;
	bool needs;
	TRY(link_open(q->x, either(q, "t"), LINK_SET_UP, false, &nobody));
	TRY(setup_needs_organisation(q->x, &needs));
	set_title(q, view, "people.setup_title");
	val_str(q->x, view, "t", either(q, "t"));
	val_bool(q->x, view, "needs_organisation", needs);
	val_int(q->x, view, "min", PASSWORD_CHARS_MIN);
	return OK;
}


static enum rc read_setup(struct req *q, struct first_administrator *f)
{
	bool needs;
	TRY(setup_needs_organisation(q->x, &needs));
	form_gather(q);
	if (needs)
		TRY(form_line(q, "organisation", 1, NAME_CHARS_MAX, &f->organisation));
	TRY(form_line(q, "name", 1, NAME_CHARS_MAX, &f->name));
	TRY(form_line(q, "email", 1, EMAIL_MAX, &f->email));
	if (!str_is_email(f->email))
		TRY(form_keep(q, fail(q->x, INVALID, "email", "people.email_malformed")));
	return form_done(q);
}

static enum rc setup_prepare(struct req *q)
{
	person_id nobody;
	struct first_administrator f;
	TRY(link_open(q->x, form_raw(q, "t"), LINK_SET_UP, false, &nobody));
	TRY(read_setup(q, &f));
	return prepare_hash(q);
}

static enum rc setup(struct req *q, struct val *view)
{
	struct first_administrator f = { 0 };
	const struct str *hash = q->prepared;
	person_id person;
	(void)view;
	TRY(read_setup(q, &f));
	f.password_hash = *hash;
	TRY(setup_run(q->x, form_raw(q, "t"), &f, &person));
	TRY(people_sign_in(q, person));
	reply_notice(q, "people.setup_done");
	return redirect(q, "/units");
}

/* ---- out again */

static enum rc logout(struct req *q, struct val *view)
{
	(void)view;
	TRY(sql_session_end(q->x, q->actor->session_hash, NULL));
	people_changed(q->x, q->actor->person);
	reply_cookie(q, "session", S(""), 0);
	reply_notice(q, "people.signed_out");
	return redirect(q, "/login");
}

static enum rc logout_everywhere(struct req *q, struct val *view)
{
	(void)view;
	TRY(sql_session_end_all(q->x, q->actor->person, NULL));
	people_changed(q->x, q->actor->person);
	reply_cookie(q, "session", S(""), 0);
	reply_notice(q, "people.signed_out_everywhere");
	return redirect(q, "/login");
}

/* ---- language: of the browser, and of the person if somebody is signed in */

static enum rc language(struct req *q, struct val *view)
{
	int lang;
	(void)view;
	TRY(form_choice(q, "lang", lang_names, &lang));
	reply_cookie(q, "lang", lang_name((enum lang)lang), LANG_COOKIE_S);
	if (q->actor)
		TRY(people_set_lang(q->x, q->actor->person, (enum lang)lang));
	return redirect_to(q, safe_path(form_raw(q, "back")));
}

/* ---- oneself */

static void view_own_role(struct req *q, struct val *list, const struct assignment *a)
{
	struct ctx *x = q->x;
	struct val *v = val_obj(x, list);
	bool over = date_is(a->to) && a->to.day < ctx_today(x).day;
	val_str(x, v, "role", role_text(x, a->role));
	val_str(x, v, "unit", a->unit_name);
	val_path(x, v, "url", "/unit/%" PRId64, a->unit.v);
	view_date(x, v, "from", a->from);
	view_date(x, v, "to", a->to);
	view_date(x, v, "elected_until", a->elected_until);
	val_bool(x, v, "over", over);
}

static enum rc profile_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct person p;
	struct assignment *roles;
	struct sql_password_of *password;
	int64_t sessions;
	size_t n;
	TRY(people_person(x, q->actor->person, &p));
	TRY(people_roles_of(x, p.id, &roles, &n));
	TRY(sql_password_of(x, p.id, &password));
	TRY(sql_session_count(x, p.id, &sessions));
	val_str(x, view, "title", p.name);
	val_str(x, view, "name", p.name);
	val_str(x, view, "email", p.email);
	val_str(x, view, "phone", p.phone);
	val_str(x, view, "number", p.number);
	val_bool(x, view, "danish", p.lang == DA);
	val_bool(x, view, "has_password", password != NULL);
	val_int(x, view, "n", sessions);
	val_int(x, view, "min", PASSWORD_CHARS_MIN);
	struct val *list = val_list(x, view, "roles");
	for (size_t i = 0; i < n; i++)
		if (!date_is(roles[i].to) || roles[i].to.day >= roles[i].from.day)
			view_own_role(q, list, &roles[i]);
	return OK;
}

/* Without a password yet, the session is proof enough: it came by a link. */
static enum rc password_prepare(struct req *q)
{
	struct sql_password_of *old;
	TRY(password_check_new(q->x, "password", form_raw(q, "password")));
	TRY(sql_password_of(q->x, q->actor->person, &old));
	if (old)
		TRY(login_check_again(q->x, q->actor->person, form_raw(q, "old_password")));
	return prepare_hash(q);
}

static enum rc password_change(struct req *q, struct val *view)
{
	const struct str *hash = q->prepared;
	(void)view;
	TRY(password_store(q->x, q->actor->person, *hash, q->actor->session_hash));
	reply_notice(q, "people.password_saved");
	return redirect(q, "/profile");
}

static enum rc password_mail_prepare(struct req *q)
{
	struct person p;
	TRY(people_person(q->x, q->actor->person, &p));
	return p.email.p ? link_budget(q->x, p.email) : fail(q->x, INVALID, "_", "people.no_email");
}

static enum rc password_mail(struct req *q, struct val *view)
{
	(void)view;
	TRY(password_link_send(q->x, q->actor->person, req_base_url(q)));
	return redirect(q, "/login/sent");
}

const struct route people_login_routes[] = {
	GET("/login", login_page, "people/login", PUBLIC),
	POST_SLOW("/login", login_prepare, login, "people/login", PUBLIC),
	POST_SLOW("/login/mail", mail_prepare, mail, "people/login", PUBLIC),
	GET("/login/sent", sent_page, "people/login_sent", PUBLIC),
	GET("/login/link", link_page, "people/login_link", PUBLIC),
	POST("/login/link", link_use, "people/login_link", PUBLIC),
	GET("/welcome", welcome_page, "people/welcome", PUBLIC),
	POST_SLOW("/welcome", welcome_prepare, welcome, "people/welcome", PUBLIC),
	GET("/setup", setup_page, "people/setup", PUBLIC),
	POST_SLOW("/setup", setup_prepare, setup, "people/setup", PUBLIC),
	POST("/language", language, NULL, PUBLIC),
	POST("/logout", logout, NULL, SIGNED_IN),
	POST("/logout/everywhere", logout_everywhere, NULL, SIGNED_IN),
	GET("/profile", profile_page, "people/profile", SIGNED_IN),
	POST_SLOW("/profile/password", password_prepare, password_change, "people/profile", SIGNED_IN),
	POST_SLOW("/profile/password/mail", password_mail_prepare, password_mail, "people/profile", SIGNED_IN),
	{ 0 },
};
