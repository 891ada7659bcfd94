/* ask_page.c -- asking as it is met: on one phone, on wall and phones together,
 * at the desk, and afterwards. Fills views and live pieces; decides no rule. */
#include "ui/ui.h"
#include "workshop/ask/ask_view.h"
#include "workshop/live.h"
#include "workshop/ask/single.h"
#include "workshop/ask/suggest.h"
#include "workshop/view.h"

enum {
	SHORT_SCALE = 3,	/* so few answers have room for their words side by side */
	WALL_ITEMS = 6,		/* results that can be read from eight metres at once */
};

static int64_t enough_of(const struct method_step *step)
{
	return step->enough > ASK_ENOUGH ? step->enough : ASK_ENOUGH;
}

/* A sentence with the figure that holds for this step. */
static struct str with_enough(struct ctx *x, const char *key, const struct method_step *step, int64_t of)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", enough_of(step));
	val_int(x, args, "of", of);
	return ui_text_args(x, key, args);
}

/* Nothing that phones say would ever be shown, with so few of them. */
static struct str too_few_phones(struct ctx *x, const struct method_step *step, int64_t phones)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", phones);
	val_int(x, args, "enough", enough_of(step));
	return ui_text_args(x, phones ? "ask.too_few_in" : "ask.nobody_in", args);
}

/* ---- one phone */

static bool chosen(struct str value, struct str key)
{
	struct str word;
	while (value.n && str_next(&value, ' ', &word))
		if (str_eq(word, key))
			return true;
	return false;
}

static void put_choices(struct ctx *x, const struct method_step *step, const struct method_item *item, struct str value, struct val *list)
{
	unsigned no;
	const struct method_option *o = ask_options(ask_set(step), item, &no);
	bool line = item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	for (unsigned i = 0; i < (line ? ASK_LINE + 1u : no); i++) {
		struct val *v = val_obj(x, list);
		struct str key = line ? str_fmt(x->arena, "%u", i) : str_of(o[i].key);
		val_fmt(x, v, "name", "i.%s", item->key);
		val_fmt(x, v, "of_rank", "i.%s.%.*s", item->key, STR_ARG(key));
		val_str(x, v, "value", key);
		val_int(x, v, "number", line ? (int64_t)i : (int64_t)i + 1);
		/* Whoever hears the line hears what its ends mean. */
		struct str end = line && i == 0 ? text_in(item->left, x->lang) : line && i == ASK_LINE ? text_in(item->right, x->lang) : S("");
		val_str(x, v, "label", !line ? text_in(o[i].title, x->lang) : end.n ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(key), STR_ARG(end)) : key);
		val_str(x, v, "end", end);
		val_text(x, v, "hint", line ? (struct text){ 0 } : o[i].help);
		val_bool(x, v, "chosen", chosen(value, key));
		/* RANK: the places to choose from, with the one it has. */
		struct val *places = val_list(x, v, "places");
		struct str rest = value, word;
		int64_t at = 0;
		for (int64_t k = 1; item->type == ITEM_RANK && rest.n && str_next(&rest, ' ', &word); k++)
			at = str_eq(word, key) ? k : at;
		for (unsigned k = 1; item->type == ITEM_RANK && k <= no; k++) {
			struct val *p = val_obj(x, places);
			val_int(x, p, "place", k);
			val_bool(x, p, "chosen", at == k);
		}
	}
}

static void put_words(struct ctx *x, const struct method_item *item, struct str value, struct val *list)
{
	struct str rest = value, word;
	for (int i = 0; item->type == ITEM_CLOUD && i < ASK_WORDS; i++) {
		struct val *v = val_obj(x, list);
		bool had = rest.n && str_next(&rest, '\n', &word);
		val_fmt(x, v, "name", "i.%s", item->key);
		val_int(x, v, "number", i + 1);
		val_str(x, v, "value", had ? word : S(""));
	}
}

static enum rc put_question(struct ctx *x, struct session *s, const struct method_item *item, unsigned number, struct val *o)
{
	struct ask_own own;
	const struct method_questions *set = ask_set(s->step);
	/* One that somebody has made here has words at its ends only. */
	bool scale = item->type == ITEM_SCALE, in_words = scale && set->scale_count <= SHORT_SCALE && !s->step->asked;
	bool line = item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	TRY(ask_mine(x, s, s->step, item, &own));
	val_str(x, o, "item", str_of(item->key));
	val_fmt(x, o, "name", "i.%s", item->key);
	val_int(x, o, "number", number);
	val_text(x, o, "title", item->title);
	val_text(x, o, "help", item->help);
	val_bool(x, o, "is_one", item->type == ITEM_SINGLE || in_words);
	val_bool(x, o, "is_many", item->type == ITEM_MULTIPLE);
	val_int(x, o, "most", item->type == ITEM_MULTIPLE ? item->most : 0);
	val_bool(x, o, "is_line", line || (scale && !in_words));
	val_bool(x, o, "is_slide", line);
	val_bool(x, o, "is_rank", item->type == ITEM_RANK);
	val_bool(x, o, "is_text", item->type == ITEM_TEXT);
	val_bool(x, o, "is_cloud", item->type == ITEM_CLOUD);
	val_text(x, o, "left", scale ? set->scale[0].title : item->left);
	val_text(x, o, "right", scale ? set->scale[set->scale_count - 1].title : item->right);
	/* On a small screen the line is broken: the number says which end is meant. */
	val_str(x, o, "first", line ? S("0") : scale ? S("1") : STR_NULL);
	val_str(x, o, "last", line ? str_fmt(x->arena, "%d", ASK_LINE) : scale ? str_fmt(x->arena, "%u", set->scale_count) : STR_NULL);
	val_bool(x, o, "waits", own.waits);
	val_str(x, o, "refused", STR_NULL);
	val_bool(x, o, "fixed", own.shown);
	val_int(x, o, "turn", own.turn);
	val_str(x, o, "value", own.waits ? own.value : S(""));
	val_fmt(x, o, "why_name", "w.%s", item->key);
	val_bool(x, o, "may_say_why", item->comment);
	val_str(x, o, "why", own.why_shown ? S("") : own.why);
	val_bool(x, o, "why_open", own.why.n > 0 && !own.why_shown);
	val_int(x, o, "max", ASK_TEXT_CHARS);
	val_int(x, o, "word_max", ASK_WORD_CHARS);
	put_choices(x, s->step, item, own.value, val_list(x, o, "options"));
	put_words(x, item, own.value, val_list(x, o, "words"));
	return OK;
}

enum rc ask_task(struct ctx *x, struct session *s, struct val *task)
{
	struct sql_ask_is_stopped *stopped;
	const struct method_item *item;
	bool all = true, fixed = true;
	struct val *list = val_list(x, task, "questions_asked");
	TRY(sql_ask_is_stopped(x, s->id, str_of(s->step->key), &stopped));
	for (unsigned n = 0; !s->step->together && (item = ask_nth(s->step, n)); n++) {
		struct val *o = val_obj(x, list);
		TRY(put_question(x, s, item, n + 1, o));
		all &= val_get_bool(o, "waits") || val_get_bool(o, "fixed");
		fixed &= val_get_bool(o, "fixed");
	}
	val_bool(x, task, "asking", !s->step->together && s->phone && !stopped && !fixed);
	val_bool(x, task, "all_shown", !s->step->together && s->phone && !stopped && fixed);
	val_bool(x, task, "stopped", !s->step->together && stopped);
	val_bool(x, task, "in_common", s->step->together);
	val_bool(x, task, "all_answered", all && !s->step->together);
	val_str(x, task, "ask_promise", with_enough(x, "ask.promise", s->step, 0));
	return OK;
}

/* ---- live */

static struct str piece_id(struct ctx *x, const char *kind, struct str key)
{
	return str_fmt(x->arena, "ask-%s-%.*s", kind, STR_ARG(str_replace(x->arena, key, S("_"), S("-"))));
}

/* How many have answered, as far as it is told: in steps, and not among few. */
static void put_count(struct ctx *x, const struct session *s, const struct val *r, struct val *v)
{
	int64_t answered = val_get_int(r, "answered", 0);
	bool counted = val_get_bool(r, "counted");
	val_int(x, v, "answered", answered);
	val_int(x, v, "of", val_get_int(r, "of", 0));
	val_int(x, v, "step", VIEW_PART_STEP);
	val_bool(x, v, "some", counted && answered > 0);
	val_bool(x, v, "fewer", counted && answered == 0 && s->viewer == VIEWER_CONSOLE);
	val_bool(x, v, "uncounted", !counted && !s->step->together && s->viewer == VIEWER_CONSOLE);
}

/* Once some are shown, others may be left over: whoever answers late, and paper that is
 * typed in afterwards. While paper waits the desk is told that it is awaited. What is said of them goes by what was shown, never by whether
 * there are any; the paper the desk has typed in itself. */
static enum rc put_left_over(struct ctx *x, struct session *s, bool any, bool stopped, int64_t of, struct val *v)
{
	struct sql_ask_items *shown;
	struct sql_ask_waiting_counts *waits;
	size_t n, nw;
	bool all = true, asks = !s->step->together, desk = s->viewer == VIEWER_CONSOLE;
	int64_t paper = 0;
	TRY(sql_ask_items(x, s->id, str_of(s->step->key), &shown, &n));
	for (size_t i = 0; i < n; i++)
		all &= shown[i].shown >= of;
	TRY(sql_ask_waiting_counts(x, s->id, str_of(s->step->key), &waits, &nw));
	for (size_t i = 0; i < nw; i++)
		paper = waits[i].paper > paper ? waits[i].paper : paper;
	const char *late = any ? stopped ? "ask.late_left" : "ask.late_waits" : NULL;
	val_str(x, v, "late", asks && late && !all ? with_enough(x, late, s->step, 0) : STR_NULL);
	val_str(x, v, "show_warns", asks && desk && !stopped && !any ? with_enough(x, "ask.show_warns", s->step, 0) : STR_NULL);
	val_str(x, v, "paper_waits", asks && desk && paper ? with_enough(x, stopped ? "ask.paper_left" : "ask.paper_waits", s->step, paper) : STR_NULL);
	return OK;
}

static enum rc put_state(struct ctx *x, struct session *s, const struct val *r, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x);
	struct sql_ask_is_stopped *stopped;
	TRY(sql_ask_is_stopped(x, s->id, str_of(s->step->key), &stopped));
	val_bool(x, v, "together", s->step->together);
	/* Together one question is taken at a time: the first that has no answer. */
	const struct val *items = val_get(r, S("items")), *now = items->kids.first;
	while (now && val_get_bool(now, "has"))
		now = now->next;
	val_str(x, v, "now", s->step->together && now ? val_get_str(now, "title") : STR_NULL);
	val_int(x, v, "number", now ? val_get_int(now, "number", 0) : 0);
	val_int(x, v, "items", (int64_t)items->kids.count);
	put_count(x, s, r, v);
	int64_t answered, of;
	TRY(ask_count(x, s, s->step, &answered, &of));
	val_str(x, v, "shown_from", with_enough(x, "ask.shown_from", s->step, 0));
	/* Nothing of the phones would ever be shown: the facilitator is told what to
	 * do instead. Paper is no company for them, but for itself. */
	int64_t paper, enough = enough_of(s->step);
	TRY(ask_on_paper(x, s, s->step, &paper));
	bool too_few = of - paper < enough && (of > paper || paper < enough);
	val_str(x, v, "too_few", !s->step->together && s->viewer == VIEWER_CONSOLE && too_few
			? too_few_phones(x, s->step, of - paper) : STR_NULL);
	val_bool(x, v, "may_show", !too_few || paper >= enough);	/* a pile by itself, whoever sits there with a phone */
	TRY(put_left_over(x, s, val_get_bool(r, "any"), stopped != NULL, of, v));
	val_bool(x, v, "any", val_get_bool(r, "any"));
	val_bool(x, v, "stopped", stopped != NULL);
	val_bool(x, v, "desk", s->viewer == VIEWER_CONSOLE);
	val_int(x, v, "workshop", s->id.v);
	return live_piece(x, t, parent, S("ask-state"), "workshop/ask_state", v, NULL);
}

/* Sums come first: they are what the items are for. */
enum rc ask_put_sums(struct ctx *x, struct val *r, struct live_tree *t, size_t parent)
{
	if (!val_get_bool(r, "has_profile") && !val_get_bool(r, "pointed_any"))
		return OK;
	struct val *v = val_new_obj(x);
	static const char *const lists[] = { "profile", "suggested", "pointed" }, *const flags[] = { "has_profile", "suggested_any", "pointed_any" };
	struct val *found[3];
	/* All are found before one leaves its place. */
	for (size_t i = 0; i < 3; i++) {
		val_bool(x, v, flags[i], val_get_bool(r, flags[i]));
		found[i] = val_get(r, str_of(lists[i]));
	}
	val_str(x, v, "typical", val_get_str(r, "typical"));
	val_str(x, v, "tied", val_get_str(r, "tied"));
	for (size_t i = 0; i < 3; i++)
		val_put(x, v, lists[i], found[i]);
	return live_piece(x, t, parent, S("ask-sums"), "workshop/ask_sums", v, NULL);
}

/* Those that have something to show; all of them; or, beside sums of many, those
 * that no sum holds. */
enum which { WITH_RESULTS, ALL_ITEMS, BESIDE_SUMS };

static enum rc put_items(struct ctx *x, struct session *s, struct val *items, struct live_tree *t, size_t parent, const char *view, enum which which,
			 const struct method_item *only)
{
	struct val *next;
	size_t frame;
	struct ask_said said = { 0 };
	struct val *v = val_new_obj(x);
	val_bool(x, v, "dense", !only && items->kids.count > WALL_ITEMS);
	val_bool(x, v, "one", only || items->kids.count == 1);
	TRY(live_piece(x, t, parent, S("ask-items"), "workshop/ask_items", v, &frame));
	for (struct val *o = items->kids.first; o; o = next) {
		next = o->next;
		if ((which != ALL_ITEMS && !val_get_bool(o, "has")) || (which == BESIDE_SUMS && val_get_bool(o, "summed")))
			continue;
		if (only && !str_eqz(val_get_str(o, "key"), only->key))
			continue;
		val_int(x, o, "workshop", s->id.v);
		ask_say_why(x, o, &said);
		TRY(live_piece(x, t, frame, piece_id(x, "item", val_get_str(o, "key")), view, o, NULL));
	}
	return OK;
}

/* Has this question, or any, an answer that is shown? */
static bool is_shown(const struct val *items, const struct method_item *only)
{
	for (const struct val *o = items->kids.first; o; o = o->next)
		if (val_get_bool(o, "has") && (!only || str_eqz(val_get_str(o, "key"), only->key)))
			return true;
	return false;
}

enum rc ask_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *r = val_new_obj(x);
	TRY(ask_results(x, s, s->step, false, r));
	size_t nitems = val_get(r, S("items"))->kids.count;
	/* From eight metres twenty items are no picture; their sums are. */
	bool sums = s->viewer == VIEWER_WALL && nitems > WALL_ITEMS && val_get_bool(r, "has_profile");
	struct val *items = val_get(r, S("items"));
	const struct method_item *only = s->viewer == VIEWER_WALL ? ask_single(s) : NULL;
	TRY(put_state(x, s, r, t, parent));
	if (s->viewer == VIEWER_WALL && !s->step->together && !is_shown(items, only))
		return ask_single_asked(x, s, only, t, parent);
	/* A phone opens them itself: whoever is still answering is not swayed, and
	 * nothing moves under a thumb. */
	if (s->viewer != VIEWER_WALL && !s->step->together) {
		struct val *v = val_new_obj(x);
		val_bool(x, v, "any", val_get_bool(r, "any"));
		TRY(live_piece(x, t, parent, S("ask-see"), "workshop/ask_see", v, &parent));
	}
	if (!only)
		TRY(ask_put_sums(x, r, t, parent));
	return put_items(x, s, items, t, parent, "workshop/ask_item", sums && !only ? BESIDE_SUMS : WITH_RESULTS, only);
}

/* ---- the desk */

/* Groups of the sentences of one item that stand under no heading yet. */
static void put_suggested(struct ctx *x, enum lang lang, const struct method_item *item, const struct sql_ask_texts *t, size_t n, struct val *list)
{
	struct suggest_text *texts = ARENA_ARRAY(x->arena, n, struct suggest_text);
	struct suggestion *g;
	size_t nt = 0, ng;
	for (size_t i = 0; i < n; i++)
		if (str_eqz(t[i].item, item->key) && t[i].heading.n == 0 && !str_eqz(t[i].state, "hidden"))
			texts[nt++] = (struct suggest_text){ t[i].id.v, t[i].text };
	suggest_groups(x, lang, texts, nt, &g, &ng);
	for (size_t i = 0; i < ng; i++) {
		struct buf ids;
		struct val *o = val_obj(x, list);
		buf_init(&ids, 1 << 16);
		for (size_t k = 0; k < g[i].n; k++)
			buf_fmt(&ids, "%s%" PRId64, k ? " " : "", g[i].ids[k]);
		val_str(x, o, "heading", g[i].heading);
		val_str(x, o, "why", g[i].why);
		val_int(x, o, "n", (int64_t)g[i].n);
		val_fmt(x, o, "take", "%.*s|%.*s", STR_ARG(buf_view(&ids)), STR_ARG(g[i].heading));
		buf_free(&ids);
	}
}

/* What waits of one item, to be let in by one press once it has been read: those
 * that the page shows, and no others. */
static void put_waiting(struct ctx *x, const struct method_item *item, const struct sql_ask_texts *t, size_t n, struct val *o)
{
	struct str why = ask_why(x, item);
	struct buf ids;
	int64_t waiting = 0;
	buf_init(&ids, 1 << 16);
	for (size_t i = 0; i < n; i++)
		if (str_eqz(t[i].state, "held") && (str_eqz(t[i].item, item->key) || str_eq(t[i].item, why)))
			buf_fmt(&ids, "%s%" PRId64, waiting++ ? " " : "1|texts|", t[i].id.v);
	val_int(x, o, "waiting", waiting);
	val_bool(x, o, "several_wait", waiting > 1);
	val_str(x, o, "let_them", buf_take(&ids, x->arena));
}

enum rc ask_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct val *r = val_new_obj(x);
	struct sql_ask_texts *texts;
	const struct method_item *item;
	size_t n;
	TRY(ask_results(x, s, s->step, true, r));
	TRY(sql_ask_texts(x, s->id, str_of(s->step->key), &texts, &n));
	for (struct val *o = val_get(r, S("items"))->kids.first; o; o = o->next) {
		struct val *list = val_list(x, o, "suggested");
		item = ask_item(s->step, val_get_str(o, "key"));
		val_bool(x, o, "several_wait", false);
		if (item)
			put_waiting(x, item, texts, n, o);
		if (item && item->type == ITEM_TEXT && !s->step->together)
			put_suggested(x, session_lang(s), item, texts, n, list);
	}
	struct val *items = val_get(r, S("items"));
	TRY(put_state(x, s, r, t, parent));
	TRY(ask_single_desk(x, s, t, parent));
	TRY(ask_put_sums(x, r, t, parent));
	return put_items(x, s, items, t, parent, "workshop/ask_desk", ALL_ITEMS, NULL);
}

/* What is typed at the desk stands outside the live pieces. */
enum rc ask_side(struct ctx *x, struct session *s, struct val *side)
{
	struct val *r = val_new_obj(x), *list = val_list(x, side, "ask_words");
	val_bool(x, side, "asks_together", s->step->together);
	if (!s->step->together)
		return OK;
	TRY(ask_results(x, s, s->step, true, r));
	for (const struct val *o = val_get(r, S("items"))->kids.first; o; o = o->next) {
		const struct method_item *item = ask_item(s->step, val_get_str(o, "key"));
		if (!item || (!item->comment && !val_get_bool(o, "in_words")))
			continue;
		struct val *f = val_obj(x, list);
		val_str(x, f, "item", str_of(item->key));
		val_int(x, f, "number", val_get_int(o, "number", 0));
		val_str(x, f, "title", val_get_str(o, "title"));
		val_int(x, f, "item_version", val_get_int(o, "version", 0));
		val_bool(x, f, "in_words", val_get_bool(o, "in_words"));
		val_bool(x, f, "may_say_why", item->comment);
		val_str(x, f, "words_now", val_get_str(o, "words_now"));
		val_str(x, f, "why", val_get_str(o, "why"));
		val_int(x, f, "max", ASK_TEXT_CHARS);
	}
	return OK;
}

enum rc ask_moment(struct ctx *x, struct session *s, int64_t *ret)
{
	struct sql_ask_is_stopped *stopped;
	TRY(sql_ask_is_stopped(x, s->id, str_of(s->step->key), &stopped));
	*ret = stopped != NULL;
	/* At the desk, forms carry the version of what they change; a phone shows
	 * nothing of that and need not load for it. */
	return OK;
}

/* ---- afterwards */

enum rc ask_outcome(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
		    struct val *results)
{
	struct val *o = val_obj(x, results);
	(void)leader;	/* a part without leaders is not asked for; one with them shows all what it shows the room */
	val_bool(x, o, "is_ask", true);
	val_str(x, o, "key", str_of(step->key));
	val_text(x, o, "part", part->title);
	val_text(x, o, "title", step->title);
	TRY(ask_results(x, s, step, false, o));
	struct ask_said said = { 0 };
	for (struct val *item = val_get(o, S("items"))->kids.first; item; item = item->next) {
		val_fmt(x, item, "piece", "result-%s-%.*s", step->key, STR_ARG(val_get_str(item, "key")));
		ask_say_why(x, item, &said);
	}
	val_fmt(x, o, "piece", "sums-%s", step->key);
	return OK;
}
