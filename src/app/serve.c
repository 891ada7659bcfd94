/* serve.c -- the rooms put together: who renders, who recognises, who stores. */
#include "app/app.h"
#include "app/home_web.h"
#include "core/lang.h"
#include "core/log.h"
#include "core/random.h"
#include "mail/mail.h"
#include "method/method.h"
#include "people/people.h"
#include "plan/plan.h"
#include "programme/programme.h"
#include "app/setting.h"
#include "ui/ui.h"
#include "web_assets.h"
#include "workshop/workshop.h"

const struct route *const app_tables[] = {
	home_routes,
	demo_routes,
	people_routes,
	people_login_routes,
	people_import_routes,
	method_routes,
	method_library_routes,
	method_material_routes,
	method_player_routes,
	method_print_routes,
	method_own_routes,
	workshop_phone_routes,
	workshop_console_routes,
	workshop_agenda_routes,
	workshop_question_routes,
	workshop_handover_routes,
	workshop_after_routes,
	workshop_ask_routes,
	workshop_deal_routes,
	workshop_show_routes,
	workshop_channel_routes,
	workshop_photo_routes,
	workshop_paper_routes,
	workshop_consultation_routes,
	plan_routes,
	plan_action_routes,
	plan_version_routes,
	plan_agreement_routes,
	programme_routes,
	programme_meeting_routes,
	programme_new_routes,
	programme_form_routes,
	programme_room_routes,
	programme_background_routes,
	programme_course_routes,
	programme_sheet_routes,
	NULL,
};

/* ---- what http asks of us */

static void submit(void *p, bool write, struct work *w)
{
	struct app *a = p;
	(write ? store_write : store_read)(a->store, w);
}

static bool quick(void *p, struct work *w)
{
	struct app *a = p;
	return store_quick(a->store, w);
}

static bool state(void *p, struct http_state *ret)
{
	_Static_assert(sizeof ret->bytes == STORE_STATE_BYTES, "the same name");
	struct app *a = p;
	return store_state(a->store, ret->bytes);
}

static enum rc authenticate(void *p, struct req *q)
{
	(void)p;
	TRY(method_refresh(q->x));
	return people_authenticate(q);
}

static struct str message(void *p, struct ctx *x, const char *key, const struct val *args)
{
	(void)p;
	return ui_text_args(x, key, args);
}

static enum rc once(void *p, struct req *q, struct str token, struct str *ret_path)
{
	(void)p;
	return people_once(q, token, ret_path);
}

static enum rc once_done(void *p, struct req *q, struct str token, struct str path)
{
	(void)p;
	return people_once_done(q, token, path);
}

static const struct asset *asset(void *p, struct str path)
{
	(void)p;
	return web_asset(path);
}

/* ---- what every page has */

static void put_link(struct ctx *x, struct val *list, const char *key, struct str url, struct str path)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "label", ui_text(x, key));
	val_str(x, o, "url", url);
	val_bool(x, o, "current", url.n > 1 ? str_starts(path, url) : str_eq(path, url));
}

/* The role a person is addressed by: leaders and those who run things first. */
static const struct held_role *main_role(const struct actor *actor)
{
	static const enum role order[] = { ROLE_TOP_LEADER, ROLE_DAILY_LEADER, ROLE_CONSULTANT, ROLE_HELPER, ROLE_SAFETY_REPRESENTATIVE,
					   ROLE_UNION_REPRESENTATIVE, ROLE_JOINT_UNION_REPRESENTATIVE, ROLE_HR, ROLE_ADMINISTRATOR, ROLE_EMPLOYEE };
	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < actor->nroles; i++)
			if (actor->roles[i].role == order[k])
				return &actor->roles[i];
	return NULL;
}

/* What a browser files a person's own sheets under: the same word whenever they
 * sign in, and one that tells nobody who they are. */
static void put_holder(const struct app *a, struct req *q, struct val *me)
{
	enum { HOLDER_CHARS = 16 };	/* 64 bits: apart from everybody else who uses the same browser (web/js/keep.js) */
	struct str person = str_fmt(q->x->arena, "%" PRId64, q->actor->person.v);
	struct str whole = keyed_hash_hex(q->x->arena, a->holder_key, "samspil.holder", person);
	val_str(q->x, me, "holder", str_sub(whole, 0, HOLDER_CHARS));
}

static void put_me(const struct app *a, struct req *q, struct val *tree)
{
	struct ctx *x = q->x;
	struct val *nav = val_list(x, tree, "nav");
	if (!q->actor) {
		put_link(x, nav, "ui.library", S("/library"), q->path);
		val_null(x, tree, "me");
		return;
	}
	struct val *me = val_sub(x, tree, "me");
	const struct held_role *role = main_role(q->actor);
	struct unit unit;
	val_int(x, me, "id", q->actor->person.v);
	val_str(x, me, "name", q->actor->name);
	put_holder(a, q, me);
	val_str(x, me, "where", S(""));
	struct val *links = val_list(x, me, "links");
	put_link(x, links, "app.profile", S("/profile"), q->path);
	put_link(x, nav, "app.programmes", S("/"), q->path);
	put_link(x, nav, "app.sessions", S("/workshops"), q->path);
	if (role && x->db && people_unit(x, role->unit, &unit) == OK) {
		val_fmt(x, me, "where", "%.*s · %.*s", STR_ARG(unit.name), STR_ARG(role_text(x, role->role)));
		put_link(x, nav, "app.plan", str_fmt(x->arena, "/unit/%" PRId64 "/plan", role->unit.v), q->path);
	}
	put_link(x, nav, "ui.library", S("/library"), q->path);
	put_link(x, nav, "app.organisation", S("/units"), q->path);
}

static enum rc render(void *p, struct req *q, const char *view, struct val *tree, bool full, struct buf *out)
{
	struct ctx *x = q->x;
	val_str(x, tree, "lang", lang_name(x->lang));
	val_str(x, tree, "other_lang", lang_name(lang_other(x->lang)));
	val_str(x, tree, "path", q->method == HTTP_GET ? q->target : q->path);
	static const char *const optional[] = { "title", "notice", "fault", "refused" };
	for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
		if (!val_get(tree, str_of(optional[i])))
			val_null(x, tree, optional[i]);
	static const char *const objects[] = { "form", "error" };
	for (size_t i = 0; i < 2; i++)
		if (!val_get(tree, str_of(objects[i])))
			val_sub(x, tree, objects[i]);
	if (!full)
		return ui_render(x, view, tree, out);
	web_assets_view(x, tree);
	put_me(p, q, tree);
	return ui_page(x, view, tree, out);
}

/* ---- starting and stopping */

/* Tokens of forms outlive a restart, so that a phone that was away keeps its page. */
static enum rc load_csrf_key(struct ctx *x, void *p)
{
	return setting_key(x, "csrf_key", p);
}

static enum rc load_holder_key(struct ctx *x, void *p)
{
	return setting_key(x, "holder_key", p);
}

static enum rc load_own_methods(struct ctx *x, void *p)
{
	(void)p;
	return method_refresh(x);
}

static void changed(void *p, struct str topic)
{
	struct app *a = p;
	if (topic.n == 0 || str_eqz(topic, "library"))
		method_stale();
	if (topic.n == 0 || str_eqz(topic, MAIL_TOPIC))
		jobs_mail_waits();
	if (!a->server)
		return;
	live_changed(server_live(a->server), topic);
	/* A role given or ended, a sign-out: pages that stand open are asked anew. */
	if (topic.n == 0 || str_starts(topic, S(PEOPLE_TOPIC_ALL)))
		live_withdraw(server_live(a->server), str_eqz(topic, PEOPLE_TOPIC_ALL) ? S("") : topic);
}

static enum rc start_server(struct ctx *x, struct app *a)
{
	struct server_config c = { .bind = a->config.bind, .port = (int)a->config.port, .loops = (int)a->config.loops,
				   .base_url = a->config.base_url, .trust_forwarded = a->config.behind_proxy };
	const struct http_hooks hooks = { .app = a, .submit = submit, .quick = quick, .state = state, .authenticate = authenticate, .render = render, .message = message,
					  .once = once, .once_done = once_done, .asset = asset };
	TRY(store_now(a->store, x, true, load_csrf_key, c.csrf_key));
	TRY(store_now(a->store, x, true, load_holder_key, a->holder_key));
	TRY(store_now(a->store, x, false, load_own_methods, NULL));
	store_listen(a->store, changed, a);
	TRY(server_start(x, &c, &hooks, app_tables, &a->server));
	workshop_start(server_live(a->server));
	return OK;
}

enum rc app_start(struct ctx *x, struct app *a)
{
	struct str content = a->config.content;
	TRY(ui_init(x, a->config.strict_templates));
	TRY(method_init(x, content.n ? str_z(x->arena, content) : NULL));
	workshop_content(content.n ? str_z(x->arena, content) : NULL);
	TRY(store_open(x, a->config.store, true, &a->store));
	enum rc rc = start_server(x, a);
	if (rc == OK)
		rc = jobs_start(x, a);
	if (rc != OK)
		app_stop(a);
	return rc;
}

void app_stop(struct app *a)
{
	jobs_stop();
	if (a->server)
		server_stop(a->server);
	a->server = NULL;
	if (a->store)
		store_close(a->store);
	a->store = NULL;
}
