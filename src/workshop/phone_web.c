/* phone_web.c -- pages of a phone: joining, taking part; and the projector.
 * Reads the form, asks the rules, fills the view. */
#include "workshop/access.h"
#include "core/clock.h"
#include "core/random.h"
#include "render/render.h"
#include "ui/ui.h"
#include "workshop/live.h"
#include "workshop/phone_web.h"
#include "workshop/view.h"
#include <pthread.h>
#include <stdio.h>

/* ---- wrong codes are counted: for everybody together and for each network, so
 * that a guesser is slowed and an office behind one address is not. */

enum {
	GUESS_WINDOW_US = 60 * 1000000,
	GUESSES_ALL = 600,	/* a minute: 90 million codes and 200 sessions make 2,250 years of it per hit at that rate / sessions */
	GUESSES_NETWORK = 120,	/* a minute: a hall where everybody mistypes twice */
	NETWORKS = 512,
};

static struct {
	pthread_mutex_t lock;
	int64_t began;
	unsigned all;
	unsigned of[NETWORKS];
} guesses = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool guess_allowed(struct str peer, bool wrong)
{
	int64_t now = clock_mono_us();
	unsigned *mine = &guesses.of[str_hash(peer) % NETWORKS];
	pthread_mutex_lock(&guesses.lock);
	if (now - guesses.began > GUESS_WINDOW_US) {
		memset(guesses.of, 0, sizeof guesses.of);
		guesses.all = 0;
		guesses.began = now;
	}
	if (wrong) {
		guesses.all++;
		(*mine)++;
	}
	bool allowed = guesses.all < GUESSES_ALL && *mine < GUESSES_NETWORK;
	pthread_mutex_unlock(&guesses.lock);
	return allowed;
}

/* ---- joining */

static enum rc code_page(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "workshop.join_title"));
	val_str(q->x, val_sub(q->x, view, "form"), "code", STR_NULL);
	return OK;
}

static enum rc code_given(struct req *q, struct val *view)
{
	struct str raw, code = S("");
	struct sql_workshop_by_code *w;
	(void)view;
	TRY(form_line(q, "code", 1, 40, &raw));
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] >= '0' && raw.p[i] <= '9')
			code = str_cat(q->x->arena, code, str_sub(raw, i, 1));
	if (!guess_allowed(q->peer, false))
		return fail(q->x, TOO_MANY, "code", "workshop.too_many_guesses");
	TRY(sql_workshop_by_code(q->x, code, &w));
	if (!w) {
		guess_allowed(q->peer, true);
		return fail(q->x, INVALID, "code", "workshop.unknown_code");
	}
	if (str_eqz(w->state, "ended"))
		return fail(q->x, INVALID, "code", "workshop.ended");
	return redirect(q, "/join/%" PRId64 "/%.*s", w->id.v, STR_ARG(w->join_secret));
}

/* The session of a join link; the secret is compared in constant time. */
static enum rc by_link(struct req *q, struct session **ret)
{
	int64_t id;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, ret));
	if (!secret_eq(req_param(q, "secret"), (*ret)->row->join_secret))
		return NOT_FOUND;
	if (session_is_over(*ret))
		return fail(q->x, GONE, "_", "workshop.ended");
	return session_recognise(q, *ret);
}

static enum rc join_page(struct req *q, struct val *view)
{
	struct session *s;
	TRY(by_link(q, &s));
	if (s->phone || s->viewer == VIEWER_LEADER)
		return redirect(q, "/w/%" PRId64, s->id.v);
	val_str(q->x, view, "title", s->row->title);
	val_text(q->x, view, "heading", s->method->heading);
	val_bool(q->x, view, "leaders_out", !s->part->leaders);
	val_path(q->x, view, "action", "/join/%" PRId64 "/%.*s", s->id.v, STR_ARG(req_param(q, "secret")));
	val_str(q->x, val_sub(q->x, view, "form"), "seat", STR_NULL);
	return OK;
}

static void remember_phone(struct req *q, const struct session *s, struct str secret)
{
	enum { COOKIE_S = 2 * 86400 };	/* a day's workshop, and the day after if it is carried over */
	reply_cookie(q, str_fmt(q->x->arena, "phone%" PRId64, s->id.v).p, secret, COOKIE_S);
}

static enum rc join(struct req *q, struct val *view)
{
	static const char *const seats[] = { "participant", "leader", NULL };
	struct session *s;
	struct str secret;
	int seat;
	(void)view;
	TRY(by_link(q, &s));
	if (!s->phone) {
		TRY(form_choice(q, "seat", seats, &seat));
		/* A leader who is signed in cannot choose to be somebody else. */
		TRY(session_join(q->x, s, seat == 1 || s->viewer == VIEWER_LEADER, &secret));
		remember_phone(q, s, secret);
	}
	return redirect(q, "/w/%" PRId64, s->id.v);
}

/* ---- the phone's page */

static const char *audience_of(const struct session *s)
{
	return s->viewer == VIEWER_LEADER ? "leader" : "phone";
}

static enum rc put_live(struct req *q, struct session *s, const char *audience, struct val *view)
{
	struct live_tree *t = live_tree_new(q->x);
	TRY(workshop_tree(q->x, s, str_of(audience), t));
	val_html(q->x, view, "live", live_html(q->x, t));
	val_str(q->x, view, "v", live_version(q->x, t));
	val_int(q->x, view, "now", clock_ms());
	val_int(q->x, view, "id", s->id.v);
	struct str key;
	TRY(workshop_page_key(q->x, s, &key));
	val_str(q->x, view, "key", key);
	return OK;
}

static enum rc put_own(struct req *q, struct session *s, struct val *view);

/* The last page a phone sees: its script finds the mark of an ended workshop and
 * forgets what it has kept. Nobody is recognised any more, so it tells nothing. */
static enum rc ended_page(struct req *q, struct session *s, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "workshop.thanks"));
	val_int(q->x, view, "id", s->id.v);
	reply_status(q, 410);
	return OK;
}

static enum rc phone_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	bool over = session_is_over(s) && s->viewer != VIEWER_CONSOLE;
	val_bool(q->x, view, "ended", over);
	if (over)
		return ended_page(q, s, view);
	bool waiting = s->viewer == VIEWER_LEADER && !session_leaders_in(s);
	TRY(put_live(q, s, audience_of(s), view));
	val_str(q->x, view, "title", s->row->title);
	val_bool(q->x, view, "waiting", waiting);
	val_bool(q->x, view, "leader", s->viewer == VIEWER_LEADER);
	struct val *task = val_sub(q->x, view, "task");
	val_bool(q->x, view, "has_task", !waiting);
	if (waiting)	/* a leader outside is not told which step the room is in */
		val_str(q->x, view, "key", S("outside"));
	return waiting ? OK : put_own(q, s, task);
}

static enum rc phone_stream(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, s->id.v), access_audience(q, audience_of(s)));
}

/* ---- what this phone does now */

static enum rc put_vote(struct ctx *x, struct session *s, struct val *into)
{
	struct board b;
	struct str *laid;
	size_t n;
	struct buf words;
	TRY(view_board(x, s, str_of(session_board(s)), &b));
	TRY(board_my_dots(x, s, &laid, &n));
	buf_init(&words, 1 << 16);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&words, ' ');
		buf_str(&words, laid[i].p ? laid[i] : S("-"));
	}
	val_str(x, into, "laid", buf_take(&words, x->arena));
	struct val *list = val_list(x, into, "targets");
	/* Headings with their cards; loose cards last. */
	for (size_t t = 0; t <= b.nthemes; t++) {
		int64_t theme = t < b.nthemes ? b.themes[t].id.v : 0;
		for (size_t i = 0; i < b.ncards; i++) {
			if (b.cards[i].theme_id.v != theme || b.cards[i].merged_into.v)
				continue;
			struct val *o = val_obj(x, list);
			struct str target = str_fmt(x->arena, "card/%" PRId64, b.cards[i].id.v);
			int64_t mine = 0;
			for (size_t k = 0; k < n; k++)
				mine += laid[k].p && str_eq(laid[k], target);
			val_str(x, o, "target", target);
			val_str(x, o, "text", b.cards[i].text);
			val_str(x, o, "under", t < b.nthemes ? b.themes[t].title : STR_NULL);
			val_int(x, o, "mine", mine);
		}
	}
	return OK;
}

static enum rc put_inspiration(struct ctx *x, struct session *s, struct val *into)
{
	struct val *list = val_list(x, into, "inspiration");
	const struct method_sheet_place *place = &s->step->inspiration;
	const struct method_sheet *sheet = place->sheet ? method_sheet(str_of(place->sheet)) : NULL;
	const struct method_section *section = sheet ? method_section(sheet, str_of(place->section)) : NULL;
	struct sql_inspirations *own;
	size_t n;
	TRY(sql_inspirations(x, s->id, &own, &n));
	for (unsigned i = 0; section && i < section->topics_count; i++) {
		bool hidden = false;
		for (size_t k = 0; k < n; k++)
			hidden |= own[k].hidden && str_eqz(own[k].topic, section->topics[i].key) && str_eqz(own[k].step, s->step->key);
		if (hidden)
			continue;
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", section->topics[i].title);
		struct val *questions = val_list(x, o, "questions");
		for (unsigned k = 0; k < section->topics[i].questions_count; k++)
			val_item_str(x, questions, text_in(section->topics[i].questions[k], x->lang));
	}
	for (size_t k = 0; k < n; k++) {
		if (own[k].hidden || own[k].topic.n || !str_eqz(own[k].step, s->step->key))
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "title", own[k].title);
		val_list(x, o, "questions");
	}
	return OK;
}

static enum rc put_text(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_text_of *t = NULL;
	if (s->phone && s->phone->group_id.v)
		TRY(sql_text_of(x, str_of(s->step->key), s->phone->group_id, &t));
	val_str(x, into, "text", t ? t->text : S(""));
	val_int(x, into, "text_version", t ? t->version : 0);
	val_bool(x, into, "shown", t && !str_eqz(t->seen, "group"));
	return OK;
}

/* Choices of a card field: headings and cards that a proposal may start from. */
static enum rc put_card_options(struct ctx *x, struct session *s, const struct method_field *f, struct str value, struct val *options)
{
	for (unsigned i = 0; i < f->from_count; i++) {
		const struct method_step *step = method_step(s->method, str_of(f->from[i]), NULL);
		while (step && step->kind != STEP_CARDS && step->from)
			step = method_step(s->method, str_of(step->from), NULL);
		if (!step)
			continue;
		struct board b;
		TRY(view_board(x, s, str_of(step->key), &b));
		for (size_t t = 0; t < b.nthemes; t++) {
			struct val *o = val_obj(x, options);
			struct str target = str_fmt(x->arena, "theme/%" PRId64, b.themes[t].id.v);
			val_str(x, o, "value", target);
			val_str(x, o, "label", b.themes[t].title);
			val_bool(x, o, "chosen", str_eq(value, target));
		}
		for (size_t c = 0; c < b.ncards; c++) {
			if (b.cards[c].merged_into.v || (b.cards[c].theme_id.v && !b.cards[c].chosen))
				continue;
			struct val *o = val_obj(x, options);
			struct str target = str_fmt(x->arena, "card/%" PRId64, b.cards[c].id.v);
			val_str(x, o, "value", target);
			val_str(x, o, "label", b.cards[c].text);
			val_bool(x, o, "chosen", str_eq(value, target));
		}
	}
	return OK;
}

enum rc phone_put_form(struct ctx *x, struct session *s, const struct method_form *form, const struct val *values, struct val *into)
{
	struct val *fields = val_list(x, into, "fields");
	for (unsigned i = 0; i < form->fields_count; i++) {
		const struct method_field *f = &form->fields[i];
		struct str value = values ? val_get_str(values, f->key) : STR_NULL;
		struct val *o = val_obj(x, fields);
		val_str(x, o, "id", str_of(f->key));
		val_text(x, o, "label", f->label);
		val_text(x, o, "hint", f->help);
		val_str(x, o, "value", value.p ? value : S(""));
		val_bool(x, o, "required", f->required);
		val_bool(x, o, "is_text", f->type == FIELD_TEXT);
		val_bool(x, o, "is_select", f->type == FIELD_CARD || method_chooses(f));
		val_bool(x, o, "is_line", f->type != FIELD_TEXT && f->type != FIELD_CARD && !method_chooses(f));
		val_str(x, o, "type", f->type == FIELD_NUMBER ? S("number") : f->type == FIELD_DATE ? S("date") : S("text"));
		val_int(x, o, "max", f->max ? f->max : f->type == FIELD_TEXT ? WORKSHOP_TEXT_CHARS : 300);
		struct val *options = val_list(x, o, "options");
		if (f->type == FIELD_CARD)
			TRY(put_card_options(x, s, f, value.p ? value : S(""), options));
		for (unsigned k = 0; method_chooses(f) && k < f->options_count; k++) {
			struct val *opt = val_obj(x, options);
			val_str(x, opt, "value", str_of(f->options[k].key));
			val_text(x, opt, "label", f->options[k].title);
			val_bool(x, opt, "chosen", value.p && str_eqz(value, f->options[k].key));
		}
	}
	return OK;
}

static enum rc put_rows(struct ctx *x, struct session *s, struct val *into, bool mine_only)
{
	struct val *list = val_list(x, into, "rows");
	const struct method_step *step = session_form_step(s);
	const struct method_form *form = step ? method_workshop_form(s->method, str_of(step->form)) : NULL;
	struct sql_rows *r;
	size_t n;
	if (!form)
		return OK;
	TRY(sql_rows(x, s->id, str_of(step->key), &r, &n));
	for (size_t i = 0; i < n; i++) {
		bool mine = s->phone && s->phone->group_id.v && r[i].group_id.v == s->phone->group_id.v;
		struct val *values, *o;
		if (mine_only ? !mine : str_eqz(r[i].seen, "group") && !mine)
			continue;
		TRY(val_parse_json(x, r[i].values_json, &values));
		o = val_obj(x, list);
		val_int(x, o, "id", r[i].id.v);
		val_int(x, o, "of_row", r[i].id.v);	/* makes the fields' ids differ from those of the other rows */
		val_int(x, o, "version", r[i].version);
		val_bool(x, o, "mine", mine);
		struct str name = val_get_str(values, "change");
		val_str(x, o, "name", name.n ? name : val_get_str(values, "activity"));
		val_str(x, o, "first_step", val_get_str(values, "first_step"));
		val_str(x, o, "mark", r[i].mark_option);
		val_str(x, o, "mark_reason", r[i].mark_reason);
		TRY(phone_put_form(x, s, form, values, o));
	}
	val_text(x, into, "form_title", form->title);
	val_int(x, into, "of_row", 0);
	return phone_put_form(x, s, form, NULL, into);
}

static enum rc put_questions(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_questions *q;
	size_t n;
	TRY(put_rows(x, s, into, false));
	TRY(sql_questions(x, s->id, &q, &n));
	for (struct val *row = val_get(into, S("rows"))->kids.first; row; row = row->next) {
		struct val *list = val_list(x, row, "asked");
		for (size_t i = 0; i < n; i++) {
			if (q[i].row_id.v != val_get_int(row, "id", 0))
				continue;
			struct val *o = val_obj(x, list);
			val_int(x, o, "id", q[i].id.v);
			val_str(x, o, "text", q[i].text);
			val_str(x, o, "answer", q[i].answer);
		}
	}
	return OK;
}

static enum rc put_marks(struct ctx *x, struct session *s, struct val *into)
{
	TRY(put_rows(x, s, into, false));
	for (struct val *row = val_get(into, S("rows"))->kids.first; row; row = row->next) {
		struct val *list = val_list(x, row, "options");
		for (unsigned i = 0; i < s->step->options_count; i++) {
			struct val *o = val_obj(x, list);
			val_str(x, o, "key", str_of(s->step->options[i].key));
			val_text(x, o, "title", s->step->options[i].title);
			val_bool(x, o, "chosen", str_eqz(val_get_str(row, "mark"), s->step->options[i].key));
		}
	}
	return OK;
}

static enum rc put_own(struct req *q, struct session *s, struct val *v)
{
	struct ctx *x = q->x;
	enum method_step_kind k = s->step->kind;
	bool open = str_eqz(s->row->state, "open");
	bool member = s->phone && s->phone->group_id.v;
	static const struct { enum method_step_kind kind; const char *name; } kinds[] = {
		{ STEP_CARDS, "is_cards" }, { STEP_VOTE, "is_vote" }, { STEP_GROUPS, "is_groups" }, { STEP_ELABORATE, "is_elaborate" },
		{ STEP_FORM, "is_form" }, { STEP_QUESTIONS, "is_questions" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		val_bool(x, v, kinds[i].name, open && k == kinds[i].kind);
	val_bool(x, v, "is_mark", open && k == STEP_MARK && s->viewer == VIEWER_LEADER);
	bool said_yes = s->phone && s->phone->rules_version == s->row->rules_version;
	val_bool(x, v, "is_rules", (s->phone || s->viewer == VIEWER_LEADER) && !said_yes && !str_eqz(s->row->state, "planned"));
	val_bool(x, v, "said_yes", k == STEP_RULES && said_yes);
	val_bool(x, v, "needs_group", open && (k == STEP_ELABORATE || k == STEP_FORM) && !member && s->viewer == VIEWER_PHONE);
	val_bool(x, v, "member", member);
	val_bool(x, v, "may_park", str_eqz(s->row->state, "open") && s->viewer == VIEWER_PHONE);
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "group", s->phone ? s->phone->group_id.v : 0);
	val_str(x, v, "accent", str_of(view_accent(s->part->colour)));
	val_put(x, v, "step", val_get(view_session(x, s), S("step")));
	val_text(x, v, "parking_title", s->method->parking.title);
	val_text(x, v, "parking_help", s->method->parking.help);
	val_str(x, v, "board", str_of(session_board(s)));
	val_str(x, v, "idem", random_token(x->arena, 16));
	TRY(view_rules(x, s, v));
	TRY(view_groups(x, s, v));
	val_str(x, v, "sits_in", STR_NULL);
	for (const struct val *g = val_get(v, S("groups"))->kids.first; g; g = g->next)
		if (val_get_bool(g, "mine"))
			val_str(x, v, "sits_in", val_get_str(g, "title"));
	TRY(put_inspiration(x, s, v));
	if (k == STEP_VOTE && open)
		TRY(put_vote(x, s, v));
	if (k == STEP_ELABORATE)
		TRY(put_text(x, s, v));
	if (k == STEP_FORM)
		TRY(put_rows(x, s, v, true));
	if (k == STEP_QUESTIONS)
		TRY(put_questions(x, s, v));
	if (k == STEP_MARK)
		TRY(put_marks(x, s, v));
	return OK;
}

/* ---- what a phone sends. JSON for the outbox, a redirect without script. */

static enum rc done(struct req *q, struct val *view, const char *what)
{
	struct session *s = access_session(q);
	if (q->wants_json) {
		val_str(q->x, view, "ok", str_of(what));
		return OK;
	}
	return redirect(q, "/w/%" PRId64, s->id.v);
}

static enum rc send_card(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str board, text, idem;
	card_id id;
	bool fresh;
	/* Longer than any card may be: the rule names the real limit. */
	TRY(form_line(q, "text", 0, 100000, &text));
	TRY(form_line(q, "idem", 0, 100, &idem));
	board = form_has(q, "board") ? form_raw(q, "board") : str_of(session_board(s));
	if (!board.p)
		return fail(q->x, INVALID, "text", "workshop.board_closed");
	TRY(board_write(q->x, s, board, text, idem, &id, &fresh));
	return done(q, view, fresh ? "stored" : "known");
}

static enum rc take_back(struct req *q, struct val *view)
{
	struct str idem;
	TRY(form_line(q, "card", 1, 100, &idem));
	TRY(board_take_back(q->x, access_session(q), idem));
	return done(q, view, "gone");
}

/* With script: n and target. Without: give or take a target, any free dot. */
static enum rc send_dot(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str target = form_raw(q, "target"), give = form_raw(q, "give"), take = form_raw(q, "take");
	int64_t n = 0;
	if (give.p || take.p) {
		struct str *laid;
		size_t count;
		TRY(board_my_dots(q->x, s, &laid, &count));
		for (size_t i = 0; i < count && !n; i++)
			if (give.p ? !laid[i].p : laid[i].p && str_eq(laid[i], take))
				n = (int64_t)i + 1;
		if (!n)
			return fail_int(q->x, INVALID, "_", "workshop.no_more_dots", "max", (int64_t)count);
		target = give.p ? give : S("");
	} else {
		TRY(form_int(q, "n", 1, 100, &n));
	}
	TRY(board_dot(q->x, s, n, target.p ? target : S("")));
	return done(q, view, "laid");
}

static enum rc confirm_rules(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str secret;
	/* A leader who is signed in was let in without joining: the yes seats them. */
	if (!s->phone && s->viewer == VIEWER_LEADER && session_leaders_in(s)) {
		TRY(session_seat_leader(q->x, s, &secret));
		remember_phone(q, s, secret);
	}
	TRY(session_confirm_rules(q->x, s));
	return done(q, view, "confirmed");
}

static enum rc sit(struct req *q, struct val *view)
{
	int64_t group;
	TRY(form_int(q, "group", 0, INT64_MAX, &group));
	TRY(group_sit(q->x, access_session(q), (small_group_id){ group }));
	return done(q, view, "seated");
}

static enum rc write_text(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str text;
	int64_t version;
	if (!s->phone || !s->phone->group_id.v)
		return fail(q->x, INVALID, "text", "workshop.choose_group_first");
	TRY(form_text(q, "text", 1, WORKSHOP_TEXT_CHARS, &text));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	TRY(group_write(q->x, s, s->phone->group_id, version, text));
	if (form_checked(q, "show"))
		TRY(group_show(q->x, s, s->phone->group_id));
	return done(q, view, "written");
}

enum rc phone_form_values(struct req *q, struct session *s, struct val **ret)
{
	const struct method_step *step = session_form_step(s);
	const struct method_form *form = step ? method_workshop_form(s->method, str_of(step->form)) : NULL;
	if (!form)
		return fail(q->x, INVALID, "_", "workshop.step_over");
	*ret = val_new_obj(q->x);
	for (unsigned i = 0; i < form->fields_count; i++) {
		struct str value = form_raw(q, form->fields[i].key);
		val_str(q->x, *ret, form->fields[i].key, value.p ? value : S(""));
	}
	return OK;
}

static enum rc save_row(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str idem;
	int64_t row, version;
	form_row_id id;
	struct val *values;
	if (!s->phone || !s->phone->group_id.v)
		return fail(q->x, INVALID, "_", "workshop.choose_group_first");
	TRY(form_int_or(q, "row", 0, INT64_MAX, 0, &row));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(phone_form_values(q, s, &values));
	TRY(group_row_save(q->x, s, s->phone->group_id, (form_row_id){ row }, version, idem, values, &id));
	return done(q, view, "saved");
}

static enum rc drop_row(struct req *q, struct val *view)
{
	int64_t row;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(group_row_drop(q->x, access_session(q), (form_row_id){ row }));
	return done(q, view, "gone");
}

static enum rc ask(struct req *q, struct val *view)
{
	struct str text, idem;
	int64_t row;
	critical_question_id id;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_line(q, "text", 0, 5000, &text));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(group_ask(q->x, access_session(q), (form_row_id){ row }, text, idem, &id));
	return done(q, view, "asked");
}

static enum rc answer(struct req *q, struct val *view)
{
	struct str text;
	int64_t question;
	TRY(form_int(q, "question", 1, INT64_MAX, &question));
	TRY(form_text(q, "answer", 0, 1000, &text));
	TRY(group_answer(q->x, access_session(q), (critical_question_id){ question }, text));
	return done(q, view, "answered");
}

static enum rc mark(struct req *q, struct val *view)
{
	struct str option, reason;
	int64_t row;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_line(q, "option", 1, 60, &option));
	TRY(form_text(q, "reason", 0, 500, &reason));
	TRY(group_row_mark(q->x, access_session(q), (form_row_id){ row }, option, reason));
	return done(q, view, "marked");
}

/* ---- the projector */

static enum rc wall_link(struct req *q, struct val *view)
{
	enum { COOKIE_S = 2 * 86400 };
	struct session *s;
	int64_t id;
	(void)view;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, &s));
	if (!secret_eq(req_param(q, "secret"), s->row->wall_secret))
		return NOT_FOUND;
	reply_cookie(q, str_fmt(q->x->arena, "wall%" PRId64, id).p, s->row->wall_secret, COOKIE_S);
	return redirect(q, "/wall/%" PRId64, id);
}

enum rc phone_put_join(struct req *q, const struct session *s, struct val *view)
{
	struct str url = str_fmt(q->x->arena, "%.*s/join/%" PRId64 "/%.*s", STR_ARG(req_base_url(q)), s->id.v, STR_ARG(s->row->join_secret));
	struct str svg, address = req_base_url(q);
	TRY(qr_svg(q->x, url, ui_text(q->x, "workshop.qr_title"), &svg));
	for (size_t i = 0; i + 2 < address.n; i++)
		if (memcmp(address.p + i, "://", 3) == 0) {
			address = str_sub(address, i + 3, address.n);
			break;
		}
	val_html(q->x, view, "qr", svg);
	val_str(q->x, view, "join_url", url);
	val_fmt(q->x, view, "address", "%.*s/join", STR_ARG(address));
	val_fmt(q->x, view, "code", "%.4s %.4s", s->row->code.p, s->row->code.p + 4);
	return OK;
}

static enum rc wall_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	/* The room's language, not that of the computer that happens to show it. */
	q->x->lang = str_eqz(s->row->lang, "en") ? EN : DA;
	TRY(put_live(q, s, "wall", view));
	val_str(q->x, view, "title", s->row->title);
	return phone_put_join(q, s, view);
}

static enum rc wall_stream(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	q->x->lang = str_eqz(s->row->lang, "en") ? EN : DA;
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, s->id.v), access_audience(q, "wall"));
}

const struct route workshop_phone_routes[] = {
	GET ("/join", code_page, "workshop/join_code", PUBLIC),
	POST("/join", code_given, "workshop/join_code", PUBLIC),
	GET ("/join/:id/:secret", join_page, "workshop/join", PUBLIC),
	POST("/join/:id/:secret", join, "workshop/join", PUBLIC),
	GET ("/w/:id", phone_page, "workshop/phone", WORKSHOP_JOINED_ONCE),
	GET ("/w/:id/live", phone_stream, NULL, WORKSHOP_JOINED),
	POST("/w/:id/cards", send_card, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/take-back", take_back, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/dots", send_dot, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rules", confirm_rules, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/group", sit, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/text", write_text, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rows", save_row, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rows/drop", drop_row, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/questions", ask, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/answers", answer, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/marks", mark, "workshop/phone", WORKSHOP_JOINED),
	GET ("/wall/:id/:secret", wall_link, NULL, PUBLIC),
	GET ("/wall/:id", wall_page, "workshop/wall", WORKSHOP_WATCHES),
	GET ("/wall/:id/live", wall_stream, NULL, WORKSHOP_WATCHES),
	{ 0 },
};
