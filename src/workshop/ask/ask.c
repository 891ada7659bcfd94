/* ask.c -- the rules of asking: what is an answer, when it is shown, who stops
 * it. Knows marks, not phones; no HTTP, no SQL text, no HTML. What the answers
 * add up to is in ask_view.c. */
#include "workshop/ask/ask.h"
#include "core/random.h"
#include "core/stem.h"
#include "workshop/ask/cloud.h"

/* ---- what is asked */

const struct method_questions *ask_set(const struct method_step *step)
{
	return step->kind == STEP_ASK ? method_asked(step) : NULL;
}

static bool is_asked(const struct method_step *step, const char *key)
{
	for (unsigned i = 0; i < step->only_count; i++)
		if (strcmp(step->only[i], key) == 0)
			return true;
	return step->only_count == 0;
}

const struct method_item *ask_nth(const struct method_step *step, unsigned n)
{
	const struct method_questions *set = ask_set(step);
	for (unsigned i = 0; set && i < set->items_count; i++)
		if (is_asked(step, set->items[i].key) && n-- == 0)
			return &set->items[i];
	return NULL;
}

const struct method_item *ask_item(const struct method_step *step, struct str key)
{
	const struct method_item *item;
	for (unsigned n = 0; (item = ask_nth(step, n)); n++)
		if (str_eqz(key, item->key))
			return item;
	return NULL;
}

const struct method_option *ask_options(const struct method_questions *set, const struct method_item *item, unsigned *ret_n)
{
	bool scale = item->type == ITEM_SCALE;
	*ret_n = scale ? set->scale_count : item->options_count;
	return scale ? set->scale : item->options;
}

struct str ask_why(struct ctx *x, const struct method_item *item)
{
	return str_fmt(x->arena, "%s/why", item->key);
}

bool ask_is_words(const struct method_item *item)
{
	return item->type == ITEM_TEXT;
}

/* ---- answers in the one form that is stored */

static bool given_has(const struct str *given, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(given[i], key))
			return true;
	return false;
}

static enum rc not_choice(struct ctx *x)
{
	return fail(x, INVALID, "_", "form.not_choice");
}

/* SINGLE, SCALE, MULTIPLE: keys in the order of the options, each once. */
static enum rc chosen_value(struct ctx *x, const struct method_option *o, unsigned no, bool many, const struct str *given, size_t n,
			    struct str *ret)
{
	size_t found = 0;
	*ret = S("");
	for (unsigned i = 0; i < no; i++) {
		if (!given_has(given, n, o[i].key))
			continue;
		*ret = found++ ? str_fmt(x->arena, "%.*s %s", STR_ARG(*ret), o[i].key) : str_of(o[i].key);
	}
	return found == n && (many || n <= 1) ? OK : not_choice(x);
}

static enum rc too_many_chosen(struct ctx *x, const struct method_item *item)
{
	return fail_int(x, INVALID, "_", "ask.at_most", "max", item->most);
}

/* RANK: every option exactly once, first to last. */
static enum rc ranked_value(struct ctx *x, const struct method_option *o, unsigned no, const struct str *given, size_t n, struct str *ret)
{
	*ret = S("");
	if (n != no)
		return fail(x, INVALID, "_", "ask.rank_each_once");
	for (unsigned i = 0; i < no; i++)
		if (!given_has(given, n, o[i].key))
			return fail(x, INVALID, "_", "ask.rank_each_once");
	for (size_t i = 0; i < n; i++)
		*ret = i ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(*ret), STR_ARG(given[i])) : given[i];
	return OK;
}

static enum rc line_value(struct ctx *x, const struct str *given, size_t n, struct str *ret)
{
	int64_t place;
	if (n != 1 || !str_to_int(given[0], 0, ASK_LINE, &place))
		return not_choice(x);
	*ret = str_fmt(x->arena, "%" PRId64, place);
	return OK;
}

/* A word that has been given already, in another form, is no second one. */
static enum rc cloud_value(struct ctx *x, enum lang spoken, const struct str *given, size_t n, struct str *ret)
{
	struct str words[ASK_WORDS];
	size_t kept = 0;
	if (n > ASK_WORDS)
		return fail_int(x, INVALID, "_", "ask.too_many_words", "max", ASK_WORDS);
	*ret = S("");
	for (size_t i = 0; i < n; i++) {
		struct str word = cloud_word(x->arena, given[i]);
		bool known = word.n == 0;
		if (str_chars(word) > ASK_WORD_CHARS)
			return fail_int(x, INVALID, "_", "form.too_long", "max", ASK_WORD_CHARS);
		for (size_t k = 0; k < kept; k++)
			known |= str_eq(cloud_key(x->arena, spoken, words[k]), cloud_key(x->arena, spoken, word));
		if (known)
			continue;
		words[kept] = word;
		*ret = kept++ ? str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(*ret), STR_ARG(word)) : word;
	}
	return OK;
}

static enum rc sentence(struct ctx *x, struct str given, struct str *ret)
{
	*ret = str_one_line(x->arena, given);
	if (str_chars(*ret) > ASK_TEXT_CHARS)
		return fail_int(x, INVALID, "_", "form.too_long", "max", ASK_TEXT_CHARS);
	return OK;
}

enum rc ask_value(struct ctx *x, enum lang spoken, const struct method_step *step, const struct method_item *item, const struct str *given,
		  size_t n, struct str *ret)
{
	unsigned no;
	const struct method_option *o = ask_options(ask_set(step), item, &no);
	struct str *kept = ARENA_ARRAY(x->arena, n, struct str);
	size_t nkept = 0;
	for (size_t i = 0; i < n; i++)
		if (str_trim(given[i]).n)
			kept[nkept++] = str_trim(given[i]);
	*ret = S("");
	if (nkept == 0)
		return OK;
	switch (item->type) {
	case ITEM_SCALE:
	case ITEM_SINGLE:
		return chosen_value(x, o, no, false, kept, nkept, ret);
	case ITEM_MULTIPLE:
		if (item->most && nkept > item->most)
			return too_many_chosen(x, item);
		return chosen_value(x, o, no, true, kept, nkept, ret);
	case ITEM_RANK:
		return ranked_value(x, o, no, kept, nkept, ret);
	case ITEM_SLIDER:
	case ITEM_POLARITY:
		return line_value(x, kept, nkept, ret);
	case ITEM_CLOUD:
		return cloud_value(x, spoken, kept, nkept, ret);
	case ITEM_TEXT:
		return sentence(x, kept[0], ret);
	case ITEM_TYPE_COUNT:
		break;
	}
	return not_choice(x);
}

/* ---- showing */

static enum rc phones_that_may(struct ctx *x, const struct session *s, const struct method_step *step, int64_t *ret)
{
	struct sql_phone_count c;
	const struct method_part *part = NULL;
	TRY(sql_phone_count(x, s->id, &c));
	method_step(s->method, str_of(step->key), &part);
	*ret = c.participants + (part && part->leaders ? c.leaders : 0);
	return OK;
}

enum rc ask_on_paper(struct ctx *x, const struct session *s, const struct method_step *step, int64_t *ret)
{
	struct sql_ask_on_paper *paper;
	TRY(sql_ask_on_paper(x, s->id, str_of(step->key), &paper));
	*ret = paper ? paper->total : 0;
	return OK;
}

enum rc ask_one_more_on_paper(struct ctx *x, const struct session *s, const struct method_step *step)
{
	return sql_ask_one_more_on_paper(x, s->id, str_of(step->key), NULL);
}

/* Sentences leave their marks behind, in the order of the marks. */
static enum rc show_words(struct ctx *x, const struct session *s, const struct method_step *step, struct str item)
{
	struct sql_ask_waiting_words *w;
	size_t n;
	struct str key = str_of(step->key);
	TRY(sql_ask_waiting_words(x, s->id, key, item, &w, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(sql_ask_text_add(x, s->id, key, item, w[i].value, step->moderated ? S("held") : S("seen"), NULL));
		TRY(sql_ask_show_words(x, s->id, key, item, w[i].mark, hash_hex(x->arena, str_cat(x->arena, w[i].mark, w[i].value)), NULL));
	}
	return sql_ask_waits_no_more(x, s->id, key, item, NULL);
}

/* A phone's comment without an answer does not come out among paper alone. */
static enum rc show_comments(struct ctx *x, const struct session *s, const struct method_step *step, const struct method_item *item, bool phones)
{
	struct sql_ask_waiting_count waiting;
	TRY(sql_ask_waiting_count(x, s->id, str_of(step->key), ask_why(x, item), &waiting));
	return phones || waiting.phones == 0 ? show_words(x, s, step, ask_why(x, item)) : OK;
}

/* Of what is shown, how many came from phones. Counted only where there is paper. */
static enum rc phones_shown(struct ctx *x, const struct session *s, const struct method_step *step, struct str item, int64_t shown, int64_t *ret)
{
	int64_t paper;
	*ret = shown;
	TRY(ask_on_paper(x, s, step, &paper));
	return paper && shown ? sql_ask_phones_shown(x, s->id, str_of(step->key), item, ret) : OK;
}

/* Is a batch due? See ask.h. Whoever typed the paper in can take it off again: a
 * batch with phones in it needs enough of them alone. */
static enum rc batch_due(struct ctx *x, const struct session *s, const struct method_step *step, struct str item,
			 const struct sql_ask_waiting_count *waiting, int64_t shown, bool asked_for, bool *ret)
{
	int64_t phones, may;
	TRY(phones_shown(x, s, step, item, shown, &phones));
	int64_t company = waiting->phones ? waiting->phones : waiting->total, before = waiting->phones ? phones : shown;
	*ret = false;
	if (company < ASK_ENOUGH || (!before && company < (int64_t)step->enough))
		return OK;
	if (asked_for) {
		*ret = true;
		return OK;
	}
	/* A pile of paper is one batch: where it ends only whoever types it knows. */
	if (waiting->total > waiting->phones)
		return OK;
	TRY(phones_that_may(x, s, step, &may));
	int64_t to_come = may - waiting->phones - phones;
	*ret = to_come <= 0 || (to_come >= ASK_ENOUGH && waiting->total >= shown / ASK_GROWTH);
	return OK;
}

static enum rc show_if_due(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, int64_t shown,
			   bool asked_for, bool *ret)
{
	struct str key = str_of(step->key), name = str_of(item->key);
	struct sql_ask_waiting_count waiting;
	TRY(sql_ask_waiting_count(x, s->id, key, name, &waiting));
	TRY(batch_due(x, s, step, name, &waiting, shown, asked_for, ret));
	if (!*ret)
		return OK;
	if (ask_is_words(item)) {
		TRY(show_words(x, s, step, name));
	} else {
		TRY(sql_ask_show(x, s->id, key, name, NULL));
		TRY(sql_ask_waits_no_more(x, s->id, key, name, NULL));
	}
	TRY(sql_ask_item_set_shown(x, s->id, key, name, shown + waiting.total, NULL));
	return item->comment ? show_comments(x, s, step, item, waiting.phones > 0) : OK;
}

static enum rc hold(struct ctx *x, const struct session *s, const struct method_step *step, const struct method_item *item,
		    struct sql_ask_item_hold *ret)
{
	TRY(sql_ask_item_make(x, s->id, str_of(step->key), str_of(item->key), NULL));
	return sql_ask_item_hold(x, s->id, str_of(step->key), str_of(item->key), ret);
}

enum rc ask_hold(struct ctx *x, const struct session *s, const struct method_step *step)
{
	const struct method_item *item;
	struct sql_ask_item_hold row;
	for (unsigned n = 0; (item = ask_nth(step, n)); n++)
		TRY(hold(x, s, step, item, &row));
	return OK;
}

enum rc ask_any_shown(struct ctx *x, const struct session *s, struct str step, bool *ret)
{
	int64_t shown;
	TRY(sql_ask_shown_of(x, s->id, step, &shown));
	*ret = shown > 0;
	return OK;
}

static enum rc show_all(struct ctx *x, struct session *s, const struct method_step *step, size_t *ret_n)
{
	const struct method_item *item;
	*ret_n = 0;
	for (unsigned n = 0; !step->together && (item = ask_nth(step, n)); n++) {
		struct sql_ask_item_hold row;
		bool shown;
		TRY(hold(x, s, step, item, &row));
		TRY(show_if_due(x, s, step, item, row.shown, true, &shown));
		*ret_n += shown;
	}
	return OK;
}

/* ---- answering */

static enum rc open_here(struct ctx *x, const struct session *s)
{
	if (session_is_over(s))
		return session_ended(x);
	if (str_eqz(s->row->state, "paused") && s->viewer != VIEWER_CONSOLE)
		return fail(x, INVALID, "_", "workshop.paused");
	return OK;
}

static bool reached(const struct session *s, const struct method_step *step)
{
	for (unsigned n = 0; n <= s->step_at; n++)
		if (session_nth_step(s->method, n, NULL) == step)
			return true;
	return false;
}

static enum rc not_stopped(struct ctx *x, const struct session *s, const struct method_step *step)
{
	struct sql_ask_is_stopped *stopped;
	TRY(sql_ask_is_stopped(x, s->id, str_of(step->key), &stopped));
	return stopped ? fail(x, INVALID, "_", "ask.is_stopped") : OK;
}

/* An answer that waited in a tunnel is taken as long as the part has not been left. */
static enum rc may_answer(struct ctx *x, const struct session *s, const struct method_step *step)
{
	const struct method_part *part = NULL;
	TRY(open_here(x, s));
	if (!s->phone || !s->secret.p || !session_may_see(s, str_of(step->key)))
		return FORBIDDEN;
	if (step->together)
		return fail(x, INVALID, "_", "ask.together_here");
	method_step(s->method, str_of(step->key), &part);
	if (str_eqz(s->row->state, "planned") || part != s->part || !reached(s, step))
		return fail(x, INVALID, "_", "ask.is_over");
	return not_stopped(x, s, step);
}

/* A question that was made on the spot may be put otherwise until somebody has answered;
 * that may have been done while we waited for it. */
static enum rc still_asked(struct ctx *x, const struct session *s, const struct method_step *step)
{
	struct sql_ask_stands *stands;
	if (!step->asked)
		return OK;
	TRY(sql_ask_stands(x, s->id, str_of(step->key), &stands));
	return stands ? OK : fail(x, CONFLICT, "_", "ask.question_gone");
}

struct own_row {
	struct str item, mark, value;
	bool words;
};

static struct own_row own_row(struct ctx *x, const struct session *s, const struct method_step *step, struct str item, struct str value, bool words)
{
	/* Step and item together: the same set may be asked twice in a session. */
	struct str what = str_fmt(x->arena, "%s/%.*s", step->key, STR_ARG(item));
	struct str mark = session_mark(x, s, "ask", what, S("1"));
	/* At the end, so that the order of the marks stays that of chance. */
	return (struct own_row){ item, s->on_paper ? str_cat(x->arena, mark, S("/paper")) : mark, value, words };
}

/* What is shown stays. *ret_known: the same was sent before, all is well. */
static enum rc is_shown(struct ctx *x, const struct session *s, const struct method_step *step, const struct own_row *r, bool *ret_shown,
			bool *ret_same)
{
	struct sql_ask_shown_at *at;
	TRY(sql_ask_shown_at(x, s->id, str_of(step->key), r->item, r->mark, &at));
	*ret_shown = at != NULL;
	*ret_same = at && (r->words ? str_eq(at->seal, hash_hex(x->arena, str_cat(x->arena, r->mark, r->value))) : str_eq(at->value, r->value));
	return OK;
}

/* An empty one stays as a row: what it took back may still be under way. */
static enum rc put(struct ctx *x, const struct session *s, const struct method_step *step, const struct own_row *r, int64_t turn)
{
	if (r->value.n == 0 && turn == 1)
		return OK;	/* the first saying takes nothing back */
	return sql_ask_wait(x, s->id, str_of(step->key), r->item, r->mark, r->value, turn, NULL);
}

enum rc ask_answer(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str value,
		   struct str why, int64_t turn)
{
	struct own_row answer = own_row(x, s, step, str_of(item->key), value, ask_is_words(item)), comment;
	struct sql_ask_item_hold row;
	bool shown = false, same = false, why_shown = false, why_same = true;
	enum rc refusal = may_answer(x, s, step);
	if (refusal == FORBIDDEN || refusal == GONE || step->together)
		return refusal;
	TRY(sentence(x, why, &why));
	comment = own_row(x, s, step, ask_why(x, item), item->comment ? why : S(""), true);
	TRY(hold(x, s, step, item, &row));
	TRY(still_asked(x, s, step));
	TRY(is_shown(x, s, step, &answer, &shown, &same));
	if (comment.value.n)
		TRY(is_shown(x, s, step, &comment, &why_shown, &why_same));
	if (shown && same && (!comment.value.n || (why_shown && why_same))) {
		fault_clear(x);		/* sent again, because the first yes was lost */
		return OK;
	}
	if (refusal != OK)
		return refusal;
	TRY(not_stopped(x, s, step));	/* the desk may have stopped while we waited for the question */
	if ((shown && !same) || (why_shown && !why_same))
		return fail(x, INVALID, "_", "ask.is_shown");
	if (!shown)
		TRY(put(x, s, step, &answer, turn));
	if (item->comment && !why_shown)
		TRY(put(x, s, step, &comment, turn));
	TRY(show_if_due(x, s, step, item, row.shown, false, &shown));
	session_changed(x, s);
	return OK;
}

static enum rc own_value(struct ctx *x, const struct session *s, const struct method_step *step, struct str item, bool words, struct str *ret,
			 struct sql_ask_waiting_at **ret_waits, bool *ret_shown)
{
	struct own_row r = own_row(x, s, step, item, S(""), words);
	struct sql_ask_shown_at *shown;
	TRY(sql_ask_shown_at(x, s->id, str_of(step->key), item, r.mark, &shown));
	TRY(sql_ask_waiting_at(x, s->id, str_of(step->key), item, r.mark, ret_waits));
	*ret_shown = shown != NULL;
	*ret = *ret_waits && (*ret_waits)->value.n ? (*ret_waits)->value : shown ? shown->value : S("");
	return OK;
}

enum rc ask_mine(struct ctx *x, const struct session *s, const struct method_step *step, const struct method_item *item, struct ask_own *ret)
{
	struct sql_ask_waiting_at *waits, *ignored;
	*ret = (struct ask_own){ .value = S(""), .why = S("") };
	if (!s->phone || !s->secret.p)
		return OK;
	TRY(own_value(x, s, step, str_of(item->key), ask_is_words(item), &ret->value, &waits, &ret->shown));
	ret->waits = waits && waits->value.n;
	ret->turn = waits ? waits->turn : 0;
	return item->comment ? own_value(x, s, step, ask_why(x, item), true, &ret->why, &ignored, &ret->why_shown) : OK;
}

enum rc ask_count(struct ctx *x, struct session *s, const struct method_step *step, int64_t *ret_answered, int64_t *ret_of)
{
	struct sql_ask_items *items;
	struct sql_ask_waiting_counts *waiting;
	size_t ni, nw;
	int64_t paper;
	*ret_answered = 0;
	TRY(phones_that_may(x, s, step, ret_of));
	TRY(ask_on_paper(x, s, step, &paper));
	*ret_of += paper;
	TRY(sql_ask_items(x, s->id, str_of(step->key), &items, &ni));
	TRY(sql_ask_waiting_counts(x, s->id, str_of(step->key), &waiting, &nw));
	for (size_t i = 0; i < ni; i++) {
		int64_t n = items[i].shown;
		for (size_t k = 0; k < nw; k++)
			if (str_eq(waiting[k].item, items[i].item))
				n += waiting[k].total;
		*ret_answered = n > *ret_answered ? n : *ret_answered;
	}
	/* Whoever has answered and then left is among those who may. */
	if (*ret_of < *ret_answered)
		*ret_of = *ret_answered;
	return OK;
}

/* ---- the facilitator */

static enum rc at_the_desk(struct ctx *x, const struct session *s, const struct method_step *step)
{
	TRY(open_here(x, s));
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	return ask_set(step) ? OK : fail(x, INVALID, "step", "form.not_choice");
}

enum rc ask_show(struct ctx *x, struct session *s, const struct method_step *step, size_t *ret_n)
{
	TRY(at_the_desk(x, s, step));
	TRY(show_all(x, s, step, ret_n));
	session_changed(x, s);
	return OK;
}

enum rc ask_stop(struct ctx *x, struct session *s, const struct method_step *step, bool stop)
{
	size_t n;
	TRY(at_the_desk(x, s, step));
	if (stop) {
		TRY(sql_ask_stop(x, s->id, str_of(step->key), NULL));
		TRY(show_all(x, s, step, &n));
	} else {
		TRY(sql_ask_go_on(x, s->id, str_of(step->key), NULL));
	}
	session_changed(x, s);
	return OK;
}

/* Keys apart by a blank; takes one out or puts it in. */
static struct str toggled(struct ctx *x, const struct method_option *o, unsigned no, bool in_order, struct str value, struct str key)
{
	struct str rest = value, word, out = S("");
	bool had = false;
	while (rest.n && str_next(&rest, ' ', &word)) {
		had |= str_eq(word, key);
		if (!str_eq(word, key))
			out = out.n ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(out), STR_ARG(word)) : word;
	}
	if (!had)
		out = out.n ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(out), STR_ARG(key)) : key;
	if (!in_order)
		return out;
	struct str sorted = S("");
	for (unsigned i = 0; i < no; i++)
		for (rest = out; rest.n && str_next(&rest, ' ', &word);)
			if (str_eqz(word, o[i].key))
				sorted = sorted.n ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(sorted), STR_ARG(word)) : word;
	return sorted;
}

static enum rc agree(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, int64_t version,
		     struct str value, struct str why)
{
	int64_t changed;
	TRY(sql_ask_item_agree(x, s->id, str_of(step->key), str_of(item->key), version, value, why, &changed));
	if (!changed)
		return fail(x, CONFLICT, "_", "workshop.changed_meanwhile");
	session_changed(x, s);
	return OK;
}

static unsigned words_in(struct str value)
{
	struct str word;
	unsigned n = 0;
	while (value.n && str_next(&value, ' ', &word))
		n++;
	return n;
}

enum rc ask_press(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, int64_t version,
		  struct str option)
{
	struct sql_ask_item_hold row;
	struct str value;
	unsigned no;
	bool single = item->type == ITEM_SCALE || item->type == ITEM_SINGLE || item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	const struct method_option *o = ask_options(ask_set(step), item, &no);
	TRY(at_the_desk(x, s, step));
	if (!step->together)
		return fail(x, INVALID, "_", "ask.not_together");
	if (item->type == ITEM_TEXT || item->type == ITEM_CLOUD)
		return not_choice(x);
	TRY(hold(x, s, step, item, &row));
	if (single) {
		TRY(ask_value(x, session_lang(s), step, item, &option, 1, &value));
		return agree(x, s, step, item, version, str_eq(value, row.agreed) ? S("") : value, row.agreed_why);
	}
	bool known = false;
	for (unsigned i = 0; i < no; i++)
		known |= str_eqz(option, o[i].key);
	if (!known)
		return not_choice(x);
	struct str now = toggled(x, o, no, item->type == ITEM_MULTIPLE, row.agreed, option);
	if (item->most && words_in(now) > item->most)
		return too_many_chosen(x, item);
	return agree(x, s, step, item, version, now, row.agreed_why);
}

enum rc ask_agree(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, int64_t version,
		  struct str words, struct str why)
{
	struct sql_ask_item_hold row;
	TRY(at_the_desk(x, s, step));
	if (!step->together)
		return fail(x, INVALID, "_", "ask.not_together");
	TRY(sentence(x, why, &why));
	TRY(hold(x, s, step, item, &row));
	struct str value = row.agreed;
	if (item->type == ITEM_TEXT)
		TRY(sentence(x, words, &value));
	if (item->type == ITEM_CLOUD) {
		struct str given[ASK_WORDS + 1], rest = words, word;
		size_t n = 0;
		while (n <= ASK_WORDS && rest.n && str_next(&rest, ',', &word))
			given[n++] = word;
		TRY(ask_value(x, session_lang(s), step, item, given, n, &value));
	}
	return agree(x, s, step, item, version, value, why);
}

enum rc ask_let(struct ctx *x, struct session *s, const struct method_step *step, ask_text_id text, bool seen)
{
	int64_t n;
	TRY(at_the_desk(x, s, step));
	TRY(sql_ask_text_set_state(x, s->id, str_of(step->key), text, seen ? S("seen") : S("hidden"), &n));
	if (n == 0)
		return fail(x, NOT_FOUND, "text", "ask.text_gone");
	session_changed(x, s);
	return OK;
}

enum {
	KEY_CHARS = ASK_WORD_CHARS + 9,	/* with its sign, and with what a base is longer than a form (led, lead) */
	PARTED_MAX = 100,		/* spellings of one word that anybody has seen on a page */
};

static bool is_key(struct str key)
{
	return key.n > 0 && str_chars(key) <= KEY_CHARS;
}

enum rc ask_let_word(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str word,
		     bool seen)
{
	TRY(at_the_desk(x, s, step));
	if (item->type != ITEM_CLOUD || !is_key(word))
		return not_choice(x);
	TRY(sql_ask_word_set(x, s->id, str_of(step->key), str_of(item->key), word, seen, NULL));
	session_changed(x, s);
	return OK;
}

enum rc ask_join_words(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str word,
		       struct str into)
{
	TRY(at_the_desk(x, s, step));
	if (item->type != ITEM_CLOUD || !is_key(word) || !is_key(into) || str_eq(word, into))
		return not_choice(x);
	TRY(sql_ask_join(x, s->id, str_of(step->key), str_of(item->key), word, into, NULL));
	session_changed(x, s);
	return OK;
}

/* One press takes back one thing: what a hand has joined, and where there is none of it,
 * what the rules have. */
enum rc ask_part_words(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str words)
{
	struct str step_key = str_of(step->key), key = str_of(item->key), stem, word;
	int64_t parted, alone;
	TRY(at_the_desk(x, s, step));
	if (item->type != ITEM_CLOUD || !str_next(&words, '|', &stem) || !is_key(stem))
		return not_choice(x);
	TRY(session_hold(x, s));	/* pressed twice at once, the second would take the rules' */
	TRY(sql_ask_part(x, s->id, step_key, key, stem, &parted));
	TRY(sql_ask_part_alone(x, s->id, step_key, key, stem, &alone));
	for (int n = 0; n < PARTED_MAX && parted + alone == 0 && words.n && str_next(&words, '|', &word); n++)
		if (word.n && str_chars(word) <= ASK_WORD_CHARS)
			TRY(sql_ask_join(x, s->id, step_key, key, cloud_alone(x->arena, word), S(""), NULL));
	session_changed(x, s);
	return OK;
}

/* Suggestions are counted as they are taken, so that the last can be told from the others. */
static enum rc next_taken(struct ctx *x, const struct session *s, const struct method_step *step, int64_t *ret)
{
	struct sql_ask_texts *t;
	size_t n;
	*ret = 1;
	TRY(sql_ask_texts(x, s->id, str_of(step->key), &t, &n));
	for (size_t i = 0; i < n; i++)
		*ret = t[i].gathered >= *ret ? t[i].gathered + 1 : *ret;
	return OK;
}

enum rc ask_head(struct ctx *x, struct session *s, const struct method_step *step, struct str heading, const ask_text_id *ids, size_t n)
{
	enum { HEADING_CHARS = 60 };	/* as on a board */
	TRY(at_the_desk(x, s, step));
	heading = str_one_line(x->arena, heading);
	if (str_chars(heading) > HEADING_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", HEADING_CHARS);
	int64_t moved = 0, taken;
	TRY(session_hold(x, s));	/* two desks that take one at once take two */
	TRY(next_taken(x, s, step, &taken));
	for (size_t i = 0; i < n; i++) {
		int64_t one;
		TRY(sql_ask_text_set_heading(x, s->id, str_of(step->key), ids[i], heading, taken, &one));
		moved += one;
	}
	if (n && !moved)
		return fail(x, CONFLICT, "_", "workshop.gathered_meanwhile");
	session_changed(x, s);
	return OK;
}

enum rc ask_unhead(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str heading,
		   int64_t taken)
{
	TRY(at_the_desk(x, s, step));
	TRY(sql_ask_heading_drop(x, s->id, str_of(step->key), str_of(item->key), heading, taken, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- the life of a session */

enum rc ask_leave(struct ctx *x, struct session *s)
{
	size_t n;
	return ask_set(s->step) ? show_all(x, s, s->step, &n) : OK;
}

enum rc ask_forget(struct ctx *x, workshop_id id)
{
	TRY(sql_ask_forget_waiting(x, id, NULL));
	TRY(sql_ask_mix(x, id, NULL));
	return sql_ask_unmark(x, id, NULL);
}
