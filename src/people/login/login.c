/* login.c -- proving who one is: passwords, links by mail, sessions, the first
 * start. Knows hashes of secrets only; refuses to tell anybody whether an
 * address is known here: the same answer, the same work, the same time. */
#include "core/clock.h"
#include "core/lang.h"
#include "core/random.h"
#include "mail/mail.h"
#include "people/login/budget.h"
#include "people/login/login_sql.h"
#include "people/people_inside.h"
#include "people/people_sql.h"
#include "ui/ui.h"

enum {
	BUDGET_WINDOW_S = 15 * 60,
	GUESSES_PER_ACCOUNT = 10,	/* a person mistypes three times; 40 guesses an hour find no password of 12 signs */
	GUESSES_IN_ALL = 2000,		/* one guess at each of many accounts; 10,000 people on a Monday mistype less */
	LINKS_PER_ADDRESS = 5,		/* more is somebody filling somebody's mailbox */
	LINKS_IN_ALL = 2000,
	SEEN_STEP_S = 15 * 60,		/* how exactly idleness is measured; a write per request would be worse */
	SEEN_MAX = 4096,		/* sessions used between two rounds of housekeeping; one too many waits for its next request */
	ONCE_DAYS = 2,			/* a form left open over night */
};

/* Counted per address, never per network: an office behind one address must
 * not lock itself out. */
static struct budget guesses = BUDGET(GUESSES_PER_ACCOUNT, GUESSES_IN_ALL, BUDGET_WINDOW_S);
static struct budget links = BUDGET(LINKS_PER_ADDRESS, LINKS_IN_ALL, BUDGET_WINDOW_S);

void login_budget_reset(void)
{
	budget_reset(&guesses);
	budget_reset(&links);
}

/* ---- passwords */

enum rc password_check_new(struct ctx *x, const char *field, struct str password)
{
	if (str_chars(password) < PASSWORD_CHARS_MIN)
		return fail_int(x, INVALID, field, "people.password_short", "min", PASSWORD_CHARS_MIN);
	if (password.n > PASSWORD_BYTES_MAX)
		return fail_int(x, INVALID, field, "form.too_long", "max", PASSWORD_BYTES_MAX);
	return OK;
}

static bool matches(struct str hash, struct str password)
{
	/* One beyond the limit was never stored; it costs the same time all the same. */
	return password.n <= PASSWORD_BYTES_MAX ? password_matches(hash, password) : password_matches(S(""), S(""));
}

static enum rc spend_guess(struct ctx *x, struct str key)
{
	if (budget_spend(&guesses, key, x->now))
		return OK;
	return fail_int(x, TOO_MANY, "_", "people.too_many_guesses", "minutes", BUDGET_WINDOW_S / 60);
}

enum rc login_check(struct ctx *x, struct str email, struct str password, person_id *ret)
{
	struct sql_password_by_email *p;
	email = str_trim_lower(x->arena, email);
	/* Counted before it is checked, so that many at once are no way round. */
	TRY(spend_guess(x, email));
	TRY(sql_password_by_email(x, email, &p));
	if (!matches(p ? p->hash : S(""), password))
		return fail(x, INVALID, "_", "people.wrong_login");
	budget_refund(&guesses, email, x->now);
	*ret = p->person;
	return OK;
}

enum rc login_check_again(struct ctx *x, person_id person, struct str password)
{
	struct sql_password_of *p;
	struct str key = str_fmt(x->arena, "person %" PRId64, person.v);
	TRY(spend_guess(x, key));
	TRY(sql_password_of(x, person, &p));
	if (!matches(p ? p->hash : S(""), password))
		return fail(x, INVALID, "old_password", "people.wrong_password");
	budget_refund(&guesses, key, x->now);
	return OK;
}

enum rc password_store(struct ctx *x, person_id person, struct str hash, struct str kept_session)
{
	TRY(sql_password_set(x, person, hash, x->now, NULL));
	/* Whoever knew the old one, or holds a link from before, is out. */
	TRY(sql_links_of_person_drop(x, person, NULL));
	TRY(sql_session_end_others(x, person, kept_session.p ? kept_session : S(""), NULL));
	people_changed(x, person);
	return OK;
}

enum rc people_set_password(struct ctx *x, person_id person, struct str password)
{
	TRY(password_check_new(x, "password", password));
	return password_store(x, person, password_hash(x->arena, password), STR_NULL);
}

/* ---- sessions */

static struct str hash_of_secret(struct ctx *x, struct str secret)
{
	return hash_hex(x->arena, secret);	/* long and random: needs no salt and no slowness */
}

/* Sessions used since the last housekeeping. */
static struct {
	pthread_mutex_t lock;
	size_t n;
	char hashes[SEEN_MAX][2 * HASH_BYTES];
} seen = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void note_seen(struct str hash)
{
	pthread_mutex_lock(&seen.lock);
	if (seen.n < SEEN_MAX && hash.n == sizeof seen.hashes[0])
		memcpy(seen.hashes[seen.n++], hash.p, hash.n);
	pthread_mutex_unlock(&seen.lock);
}

/* One of those noted, or STR_NULL. */
static struct str take_seen(struct arena *a)
{
	struct str hash = STR_NULL;
	pthread_mutex_lock(&seen.lock);
	if (seen.n) {
		seen.n--;
		hash = str_dup(a, (struct str){ seen.hashes[seen.n], sizeof seen.hashes[0] });
	}
	pthread_mutex_unlock(&seen.lock);
	return hash;
}

static enum rc load_roles(struct ctx *x, struct actor *a)
{
	struct sql_roles_held *rows;
	size_t n;
	TRY(sql_roles_held(x, a->person, ctx_today(x), &rows, &n));
	struct held_role *held = ARENA_ARRAY(x->arena, n, struct held_role);
	for (size_t i = 0; i < n; i++)
		if (role_of_name(rows[i].role, &held[a->nroles].role))
			held[a->nroles++].unit = rows[i].unit;
	a->roles = held;
	return OK;
}

static void choose_language(struct req *q)
{
	lang_known(req_cookie(q, "lang"), &q->x->lang);
}

enum rc people_authenticate(struct req *q)
{
	struct ctx *x = q->x;
	struct sql_session_get *s;
	choose_language(q);
	struct str secret = req_cookie(q, "session");
	if (secret.n != 2 * SECRET_BYTES)
		return OK;
	struct str hash = hash_of_secret(x, secret);
	/* To the minute: the same question has the same answer, which the store
	 * remembers (store/answers.h). */
	int64_t minute = x->now - x->now % 60;
	TRY(sql_session_get(x, hash, minute - SESSION_IDLE_S, minute - SESSION_LIFE_S, &s));
	if (!s)
		return OK;
	struct actor *a = ARENA_NEW(x->arena, struct actor);
	*a = (struct actor){ .person = s->person, .name = s->name, .session_hash = hash,
			     .lang = lang_of(s->lang) };
	TRY(load_roles(x, a));
	if (x->now - s->seen_at >= SEEN_STEP_S)
		note_seen(hash);
	q->actor = a;
	q->session_key = secret;
	x->lang = a->lang;
	return OK;
}

enum rc people_sign_in(struct req *q, person_id person)
{
	struct ctx *x = q->x;
	struct str secret = random_token(x->arena, SECRET_BYTES);
	/* Always a new secret: one that somebody planted before is worth nothing. */
	if (q->session_key.p)
		TRY(sql_session_end(x, hash_of_secret(x, q->session_key), NULL));
	TRY(sql_session_add(x, hash_of_secret(x, secret), person, x->now, NULL));
	reply_cookie(q, "session", secret, SESSION_LIFE_S);
	return OK;
}

/* What stands open by a sign-in ends with it. */
static enum rc end_run_out(struct ctx *x)
{
	struct sql_sessions_run_out *whose;
	size_t n;
	TRY(sql_sessions_run_out(x, x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &whose, &n));
	for (size_t i = 0; i < n; i++)
		people_changed(x, whose[i].person_id);
	return sql_session_sweep(x, x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, NULL);
}

enum rc people_housekeeping(struct ctx *x)
{
	struct str hash;
	while ((hash = take_seen(x->arena)).p)
		TRY(sql_session_seen(x, hash, x->now, NULL));
	TRY(end_run_out(x));
	TRY(sql_link_sweep(x, x->now, NULL));
	TRY(sql_upload_expire(x, x->now - UPLOAD_LIFE_S, NULL));
	return sql_once_sweep(x, date_add(ctx_today(x), -ONCE_DAYS), NULL);
}

/* ---- forms that are carried out once */

/* Bound to the path and to whoever sends it: nobody can use up another's form. */
static struct str once_key(struct req *q, struct str token)
{
	struct str who = q->session_key.p ? q->session_key : req_cookie(q, "visit");
	return hash_of_secret(q->x, str_fmt(q->x->arena, "%.*s|%.*s|%.*s", STR_ARG(who), STR_ARG(q->path), STR_ARG(token)));
}

enum rc people_once(struct req *q, struct str token, struct str *ret_path)
{
	int64_t added;
	struct str key = once_key(q, token);
	*ret_path = STR_NULL;
	TRY(sql_once_take(q->x, key, ctx_today(q->x), &added));
	return added ? OK : sql_once_get(q->x, key, ret_path);
}

enum rc people_once_done(struct req *q, struct str token, struct str path)
{
	struct str key = once_key(q, token);
	return path.p ? sql_once_path(q->x, key, path, NULL) : sql_once_forget(q->x, key, NULL);
}

/* ---- links by mail */

enum rc link_budget(struct ctx *x, struct str email)
{
	if (budget_spend(&links, str_trim_lower(x->arena, email), x->now))
		return OK;
	return fail_int(x, TOO_MANY, "_", "people.too_many_links", "minutes", BUDGET_WINDOW_S / 60);
}

/* Writes in the receiver's language, whoever's request this is. */
static enum rc mail_link(struct ctx *x, const struct person *p, const char *subject, const char *text, struct str url)
{
	enum lang asked = x->lang;
	struct val *args = val_new_obj(x);
	x->lang = p->lang;
	val_str(x, args, "name", p->name);
	val_str(x, args, "url", url);
	struct mail m = { .to = p->email, .to_name = p->name, .subject = ui_text(x, subject), .text = ui_text_args(x, text, args) };
	x->lang = asked;
	return mail_queue(x, &m);
}

static struct str link_url(struct ctx *x, struct str base_url, const char *page, struct str token)
{
	return str_fmt(x->arena, "%.*s/%s?t=%.*s", STR_ARG(base_url), page, STR_ARG(token));
}

enum rc link_send(struct ctx *x, struct str email, struct str base_url)
{
	struct person p = { 0 };
	struct str token = random_token(x->arena, LINK_BYTES);
	enum rc known = people_by_email(x, email, &p);
	if (known != OK && known != NOT_FOUND)
		return known;
	/* Stored for an unknown address too: both answers wait for the disk. */
	TRY(sql_link_add(x, hash_of_secret(x, token), p.id, known == OK ? S("sign_in") : S("nobody"), x->now + LINK_LIFE_S, NULL));
	if (known == NOT_FOUND)
		return OK;
	return mail_link(x, &p, "people.mail_link_subject", "people.mail_link_text", link_url(x, base_url, "login/link", token));
}

static enum rc send_password_link(struct ctx *x, person_id person, struct str base_url, int64_t life, const char *subject, const char *text)
{
	struct person p;
	struct str token = random_token(x->arena, LINK_BYTES);
	TRY(people_person(x, person, &p));
	if (!p.email.p)
		return fail(x, INVALID, "email", "people.no_email");
	TRY(sql_link_add(x, hash_of_secret(x, token), person, S("invitation"), x->now + life, NULL));
	return mail_link(x, &p, subject, text, link_url(x, base_url, "welcome", token));
}

enum rc people_send_invitation(struct ctx *x, person_id person, struct str base_url)
{
	return send_password_link(x, person, base_url, INVITATION_LIFE_S, "people.mail_invitation_subject", "people.mail_invitation_text");
}

enum rc password_link_send(struct ctx *x, person_id person, struct str base_url)
{
	return send_password_link(x, person, base_url, LINK_LIFE_S, "people.mail_password_subject", "people.mail_password_text");
}

static const char *const purposes[] = { [LINK_SIGN_IN] = "sign_in", [LINK_INVITATION] = "invitation", [LINK_SET_UP] = "set_up" };

enum rc link_open(struct ctx *x, struct str token, enum link_purpose purpose, bool take, person_id *ret_person)
{
	struct sql_link_get *l = NULL;
	struct str hash = hash_of_secret(x, token);
	if (token.n == 2 * LINK_BYTES)
		TRY(sql_link_get(x, hash, x->now, &l));
	if (!l || !str_eqz(l->purpose, purposes[purpose]))
		return fail(x, GONE, "", "people.link_gone");
	if (take) {
		int64_t taken;
		TRY(sql_link_take(x, hash, x->now, &taken));
		if (!taken)	/* somebody was faster with the same link */
			return fail(x, GONE, "", "people.link_gone");
	}
	*ret_person = l->person;
	return OK;
}

/* ---- first start */

enum rc people_setup_link(struct ctx *x, struct str base_url, bool mail_works, struct str *ret)
{
	struct sql_administrators a;
	*ret = STR_NULL;
	TRY(sql_setup_links_drop(x, NULL));
	TRY(sql_administrators(x, ctx_today(x), &a));
	if (a.by_password || (mail_works && a.by_mail))
		return OK;
	struct str token = random_token(x->arena, LINK_BYTES);
	TRY(sql_link_add(x, hash_of_secret(x, token), (person_id){ 0 }, S("set_up"), x->now + SETUP_LIFE_S, NULL));
	*ret = link_url(x, base_url, "setup", token);
	return OK;
}

enum rc setup_needs_organisation(struct ctx *x, bool *ret)
{
	struct sql_unit_top *top;
	TRY(sql_unit_top(x, &top));
	*ret = top == NULL;
	return OK;
}

static enum rc top_unit(struct ctx *x, struct str name, unit_id *ret)
{
	struct sql_unit_top *top;
	TRY(sql_unit_top(x, &top));
	if (top) {
		*ret = top->id;
		return OK;
	}
	TRY(check_name(x, "organisation", name, &name));
	return people_unit_add(x, (unit_id){ 0 }, name, S("organisation"), STR_NULL, ret);
}

/* The person with this address, who may stand in an imported list already. */
static enum rc first_person(struct ctx *x, const struct first_administrator *f, person_id *ret)
{
	struct person known;
	enum rc rc = people_by_email(x, f->email, &known);
	if (rc == OK)
		*ret = known.id;
	if (rc != NOT_FOUND)
		return rc;
	return people_add(x, &(struct person){ .name = f->name, .email = f->email, .lang = x->lang }, ret);
}

enum rc setup_run(struct ctx *x, struct str token, const struct first_administrator *f, person_id *ret)
{
	person_id nobody;
	unit_id top;
	assignment_id given;
	TRY(link_open(x, token, LINK_SET_UP, true, &nobody));
	TRY(top_unit(x, f->organisation, &top));
	TRY(first_person(x, f, ret));
	enum rc rc = people_role_give(x, *ret, top, ROLE_ADMINISTRATOR, DATE_NONE, DATE_NONE, DATE_NONE, &given);
	if (rc == CONFLICT)	/* an imported administrator who had no way in */
		fault_clear(x);
	else
		TRY(rc);
	TRY(password_store(x, *ret, f->password_hash, STR_NULL));
	struct actor self = { .person = *ret };
	return people_audit(x, &self, "set_up", str_fmt(x->arena, "person %" PRId64, ret->v));
}
