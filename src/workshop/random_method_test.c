/* random_method_test.c -- any valid method can be run. Documents are made up of
 * all kinds of steps and fields, checked, put among the library's files, and each
 * is played from its first step to its last by phones, a leader and a facilitator
 * who do by chance what they may and what they may not. At every step every
 * audience's page is rendered in strict mode. The engine may refuse, and never
 * fail.
 *
 * The same seed makes the same documents and the same play. SAMSPIL_SEED sets
 * another, SAMSPIL_METHODS how many. */
#include "core/random.h"
#include "core/testing.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include "workshop/activity.h"
#include "workshop/ask/ask.h"
#include "workshop/channel/channel.h"
#include "workshop/deal/deal.h"
#include "workshop/outcome/export.h"
#include "workshop/outcome/handover.h"
#include "workshop/live.h"
#include "workshop/phone_web.h"
#include "workshop/task.h"
#include "workshop/view.h"
#include <stdlib.h>
#include <unistd.h>

enum {
	METHODS = 40,
	METHODS_MAX = 200,
	PARTS_MAX = 4,
	STEPS_MAX = 6,		/* in a part */
	FORMS = 4,
	PHONES = 6,		/* one more than must have answered */
	YAML_BYTES = 1 << 18,
	PAGE_BYTES = 1 << 21,
};

static struct ctx *x;
static unit_id unit;
static person_id consultant;
static char folder[] = "/tmp/samspil-random-XXXXXX";
static struct arena *pile[METHODS_MAX];	/* one a method: a session's pages are as much as hundreds of requests */
static size_t nmethods = METHODS;
static uint64_t seed = 20261121, state64;

static unsigned below(unsigned n)	/* splitmix64 */
{
	uint64_t z = state64 += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ (z >> 31)) % n);
}

static bool maybe(void)
{
	return below(2) == 0;
}

/* ---- a method by chance */

static const char *const kinds[STEP_KIND_COUNT] = {
	[STEP_TALK] = "talk", [STEP_RULES] = "rules", [STEP_CARDS] = "cards", [STEP_DISCUSS] = "discuss", [STEP_GROUP] = "group",
	[STEP_VOTE] = "vote", [STEP_GROUPS] = "groups", [STEP_ELABORATE] = "elaborate", [STEP_FORM] = "form", [STEP_PRESENT] = "present",
	[STEP_QUESTIONS] = "questions", [STEP_MARK] = "mark", [STEP_BREAK] = "break", [STEP_CLOSE] = "close", [STEP_DEAL] = "deal",
	[STEP_ASK] = "ask", [STEP_WORKSHEET] = "worksheet",
};

/* What stands above in the document being made. */
struct made {
	enum method_step_kind kind[PARTS_MAX * STEPS_MAX];
	unsigned n;
	bool grouped;
	unsigned first_cards;	/* number of the first step of cards, from 1; 0: none */
};

static void say(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char line[2048];
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	assert_in_range(n, 0, sizeof line - 1);
	buf_str(b, (struct str){ line, (size_t)n });
}

static void text(struct buf *b, const char *field, const char *words)
{
	say(b, ", %s: {da: \"%s på dansk\", en: \"%s in English\"}", field, words, words);
}

static void options(struct buf *b, const char *field, unsigned n, bool reasons)
{
	say(b, ", %s: [", field);
	for (unsigned i = 0; i < n; i++)
		say(b, "%s{key: o%u, title: {da: Valg %u, en: Choice %u}%s%s}", i ? ", " : "", i, i, i,
		    maybe() && !reasons ? ", help: {da: Hjælp, en: Help}" : "", reasons && maybe() ? ", reason: true" : "");
	say(b, "]");
}

static unsigned earlier(const struct made *m, unsigned allowed)
{
	unsigned found[PARTS_MAX * STEPS_MAX], n = 0;
	for (unsigned i = 0; i < m->n; i++)
		if (allowed & (1u << m->kind[i]))
			found[n++] = i + 1;
	return n ? found[below(n)] : 0;
}

#define K(kind) (1u << STEP_##kind)
/* What a kind must take up; 0: nothing. */
static unsigned takes(enum method_step_kind k)
{
	switch (k) {
	case STEP_DISCUSS:
	case STEP_VOTE: return K(CARDS) | K(GROUP);
	case STEP_GROUP: return K(CARDS);
	case STEP_ELABORATE: return K(CARDS) | K(GROUP) | K(VOTE);
	case STEP_PRESENT:
	case STEP_QUESTIONS: return K(FORM) | K(ELABORATE);
	case STEP_MARK: return K(FORM);
	default: return 0;
	}
}

static void cards_fields(struct buf *b)
{
	say(b, ", max_chars: %u, questions: [{da: Hvad ser I, en: What do you see}]", 20 + below(300));
	if (maybe()) {
		options(b, "columns", 1 + below(4), false);
		if (maybe())
			options(b, "rows", 1 + below(4), false);
	}
	if (below(4) == 0)
		say(b, ", forget: true");
	if (below(3) == 0)
		say(b, ", moderated: true");
	if (maybe())
		say(b, ", openers: [{da: Tænk hvis, en: What if}], no_criticism: true");
	if (below(3) == 0)
		say(b, ", inspiration: {sheet: random-sheet, section: first}");
}

static void groups_fields(struct buf *b, const struct made *m)
{
	static const char *const ways[] = { "self", "chance", "self, chance" };
	unsigned from = earlier(m, K(CARDS) | K(GROUP) | K(VOTE)), least = 2 + below(3);
	say(b, ", ways: [%s%s], size_min: %u, size_max: %u", ways[below(3)], from ? ", theme" : "", least, least + below(3));
	if (from)
		say(b, ", from: s%u", from);
	if (maybe())
		say(b, ", fresh: true");
}

static void ask_fields(struct buf *b)
{
	static const char *const items[] = { "scale_1", "scale_2", "colour", "needs", "order", "energy", "trust", "idea", "mood" };
	say(b, ", set: random-set");
	if (maybe())
		say(b, ", only: [%s]", items[below(sizeof items / sizeof *items)]);
	if (below(3) == 0)
		say(b, ", together: true");
	else if (maybe())
		say(b, ", enough: %u", 5 + below(3));
	if (below(3) == 0)
		say(b, ", moderated: true");
}

static void fields_of(struct buf *b, enum method_step_kind k, const struct made *m)
{
	unsigned from = takes(k) ? earlier(m, takes(k)) : 0;
	if (from)
		say(b, ", from: s%u", from);
	switch (k) {
	case STEP_CARDS: cards_fields(b); break;
	case STEP_GROUP: if (maybe()) options(b, "subdivide", 2, false); break;
	case STEP_VOTE: say(b, ", dots: %u", 1 + below(20)); break;
	case STEP_GROUPS: groups_fields(b, m); break;
	case STEP_ELABORATE: say(b, ", max_chars: %u", 50 + below(900)); break;
	case STEP_QUESTIONS: say(b, ", max_chars: %u", 50 + below(300)); break;
	case STEP_FORM:
		say(b, ", form: f%u", below(FORMS));
		from = earlier(m, K(CARDS) | K(GROUP) | K(VOTE) | K(ELABORATE) | K(FORM));
		if (from && maybe())
			say(b, ", from: s%u", from);
		break;
	case STEP_MARK: options(b, "options", 2 + below(3), true); break;
	case STEP_BREAK: if (maybe()) say(b, ", opens: [themes, priorities]"); break;
	case STEP_DEAL: say(b, ", deck: random-deck, rounds: %u%s", 1 + below(4), maybe() ? ", partner: true" : ""); break;
	case STEP_ASK: ask_fields(b); break;
	case STEP_WORKSHEET: say(b, ", worksheet: random-notes"); break;
	default: break;
	}
	if ((k == STEP_DISCUSS || k == STEP_PRESENT || k == STEP_DEAL) && maybe())
		say(b, ", minutes_each: %u", 1 + below(9));
	if ((k == STEP_TALK || k == STEP_BREAK) && below(4) == 0)
		say(b, ", shows: f%u", below(FORMS));
}

static void common_fields(struct buf *b)
{
	static const char *const with[] = { "alone", "pairs", "groups", "plenum" };
	static const char *const texts[] = { "wall", "phone", "say", "hold", "watch" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (maybe())
			text(b, texts[i], texts[i]);
	if (maybe())
		say(b, ", with: %s", with[below(4)]);
	if (maybe())
		say(b, ", bell: true");
	if (below(4) == 0)
		say(b, ", optional: true");
	if (below(4) == 0)
		say(b, ", film: {title: {da: Filmen, en: The film}, minutes: 6%s, transcript: {da: Ord, en: Words}}",
		    maybe() ? ", link: \"https://example.org/film\"" : "");
	if (below(4) == 0)
		say(b, ", model: random-model");
	if (below(4) == 0)
		say(b, ", page: {sheet: random-sheet, section: %s}", maybe() ? "first" : "second");
}

static void step(struct buf *b, struct made *m)
{
	static unsigned met;	/* kinds of which there is one: the others have a better chance */
	enum method_step_kind k = (enum method_step_kind)below(STEP_KIND_COUNT);
	while (met != (1u << STEP_KIND_COUNT) - 1 && met & (1u << k) && maybe())
		k = (enum method_step_kind)below(STEP_KIND_COUNT);
	if ((takes(k) && !earlier(m, takes(k))) || (k == STEP_ELABORATE && !m->grouped))
		k = STEP_CARDS;
	say(b, "      - {key: s%u, kind: %s, minutes: %u", m->n + 1, kinds[k], below(10));
	text(b, "title", kinds[k]);
	fields_of(b, k, m);
	common_fields(b);
	say(b, "}\n");
	met |= 1u << k;
	m->grouped |= k == STEP_GROUPS;
	m->kind[m->n++] = k;
	if (k == STEP_CARDS && !m->first_cards)
		m->first_cards = m->n;
}

static void field(struct buf *b, unsigned n, unsigned cards)
{
	static const char *const types[] = { "line", "text", "number", "date", "yes_no", "person", "unit", "choice", "scale", "choice", "card" };
	static const char *const known[] = { "activity", "change", "first_step", "who", "when", "means", "sign", "level", "problem", "agreement" };
	unsigned t = below(sizeof types / sizeof *types);
	if (t == 10 && !cards)
		t = 0;
	say(b, "      - {key: %s, type: %s", known[n], types[t]);
	text(b, "label", known[n]);
	if (t == 7 || t == 8)
		options(b, "options", 2 + below(3), false);
	else if (t == 9)
		say(b, ", model: random-model");
	else if (t == 10)
		say(b, ", from: [s%u]", cards);
	if (below(3) == 0)
		say(b, ", required: true");
	say(b, "}\n");
}

static void forms(struct buf *b, unsigned cards)
{
	static const char *const becomes[] = { "", "    becomes: action\n", "    becomes: agreement\n    parties: [leader, safety_representative]\n",
					       "    becomes: invitation\n" };
	static const char *const writers[] = { "", "    writers: [participant]\n", "    writers: [participant, leader]\n", "    writers: [facilitator]\n" };
	static const char *const seen[] = { "group", "session", "shared" };
	say(b, "forms:\n");
	for (unsigned i = 0; i < FORMS; i++) {
		say(b, "  - key: f%u\n    title: {da: Skema, en: Form}\n    visibility: %s\n    repeat: %s\n%s%s    fields:\n", i, seen[below(3)],
		    maybe() ? "true" : "false", becomes[below(4)], writers[below(4)]);
		for (unsigned n = 0, count = 1 + below(9); n < count; n++)
			field(b, n, cards);
	}
}

static void head(struct buf *b, unsigned number, unsigned minutes)
{
	say(b, "kind: workshop\nkey: random-%u\nversion: 1\ntitle: {da: Tilfældig %u, en: Random %u}\n", number, number, number);
	say(b, "summary: {da: Lavet af en terning, en: Made by a die}\nminutes: %u\nalone: true\n", minutes);
	say(b, "heading: {da: I dag, en: Today}\npeople_min: 2\npeople_max: %u\n", 2 + below(900));
	if (maybe())
		say(b, "rules:\n  - {key: do, title: {da: Lyt, en: Listen}, body: {da: Til ende, en: To the end}}\n"
		       "  - {key: dont, avoid: true, title: {da: Afbryd, en: Interrupt}, body: {da: Ikke, en: Do not}}\n");
	if (maybe())
		say(b, "parking: {title: {da: Parkering, en: Parking}, help: {da: Senere, en: Later}}\n");
	if (maybe())
		say(b, "channel: {title: {da: Spørgsmål, en: Questions}, help: {da: Undervejs, en: Along the way}, moderated: %s}\n",
		    maybe() ? "true" : "false");
	if (maybe())
		say(b, "handover:\n  - {key: told, title: {da: Alle ved det, en: Everybody knows}}\n");
}

static struct str method(struct arena *a, unsigned number)
{
	static const char *const colours[] = { "sand", "clay", "sky", "pine", "gold" };
	struct made m = { 0 };
	struct buf whole, body;
	unsigned parts = 1 + below(PARTS_MAX);
	buf_init(&whole, YAML_BYTES);
	buf_init(&body, YAML_BYTES);
	say(&body, "parts:\n");
	for (unsigned i = 0; i < parts; i++) {
		say(&body, "  - key: p%u\n    title: {da: Del %u, en: Part %u}\n    colour: %s\n    minutes: %u\n    leaders: %s\n", i, i, i,
		    colours[below(5)], 10 * STEPS_MAX, maybe() ? "true" : "false");
		say(&body, "    purpose: {da: Prøve, en: Trial}\n    steps:\n");
		for (unsigned k = 0, n = 1 + below(STEPS_MAX); k < n; k++)
			step(&body, &m);
	}
	head(&whole, number, parts * 10 * STEPS_MAX);
	forms(&whole, m.first_cards);
	buf_str(&whole, buf_take(&body, a));
	return buf_take(&whole, a);
}

/* What the methods refer to. */
static const char material[][2048] = {
	"kind: deck\nkey: random-deck\nversion: 1\ntitle: {da: Kort, en: Cards}\nsummary: {da: Fire kort, en: Four cards}\ncards:\n"
	"  - {key: a, title: {da: A, en: A}, body: {da: Krop, en: Body}}\n  - {key: b, title: {da: B, en: B}, back: {da: Bag, en: Back}}\n"
	"  - {key: c, title: {da: C, en: C}}\n  - {key: d, title: {da: D, en: D}}\n",
	"kind: worksheet\nkey: random-notes\nversion: 1\ntitle: {da: Noter, en: Notes}\nsummary: {da: Egne, en: Own}\nprivacy: private\nkeep_days: 7\n"
	"sections:\n  - {key: one, title: {da: En, en: One}, ticks: [{key: t, title: {da: Kryds, en: Tick}}]}\n",
	"kind: model\nkey: random-model\nversion: 1\ntitle: {da: Model, en: Model}\nsummary: {da: To dele, en: Two parts}\nparts:\n"
	"  - {key: one, title: {da: En, en: One}, body: {da: Krop, en: Body}}\n  - {key: two, title: {da: To, en: Two}}\n",
	"kind: fact_sheet\nkey: random-sheet\nversion: 1\ntitle: {da: Ark, en: Sheet}\nsummary: {da: To afsnit, en: Two sections}\naudience: {da: Alle, en: Everybody}\n"
	"sections:\n  - {key: first, title: {da: Et, en: One}, topics: [{key: t, title: {da: Emne, en: Topic}, questions: [{da: Hvad, en: What}]}]}\n"
	"  - key: second\n    title: {da: To, en: Two}\n    table: {columns: [{da: A, en: A}, {da: B, en: B}], rows: [{cells: [{da: \"1\", en: \"1\"}, {da: \"2\", en: \"2\"}]}], blank_rows: 1}\n",
	"kind: question_set\nkey: random-set\nversion: 1\ntitle: {da: Spørgsmål, en: Questions}\nsummary: {da: Alle slags, en: All kinds}\n"
	"scale: [{key: no, title: {da: Nej, en: \"No\"}}, {key: some, title: {da: Lidt, en: Some}}, {key: all, title: {da: Helt, en: All}}]\n"
	"groups: [{key: g, title: {da: Gruppe, en: Group}}]\nbands: [{key: low, up_to: 3, title: {da: Lavt, en: Low}}, {key: high, up_to: 6, title: {da: Højt, en: High}}]\n"
	"highlight: [no]\nitems:\n  - {key: scale_1, type: scale, group: g, comment: true, title: {da: Et, en: One}}\n  - {key: scale_2, type: scale, group: g, title: {da: To, en: Two}}\n"
	"  - {key: colour, type: single, title: {da: Farve, en: Colour}, options: [{key: red, title: {da: Rød, en: Red}}, {key: blue, title: {da: Blå, en: Blue}}]}\n"
	"  - {key: needs, type: multiple, title: {da: Mangler, en: Needs}, options: [{key: time, title: {da: Tid, en: Time}}, {key: calm, title: {da: Ro, en: Calm}}]}\n"
	"  - {key: order, type: rank, title: {da: Orden, en: Order}, options: [{key: pay, title: {da: Løn, en: Pay}}, {key: mates, title: {da: Folk, en: Mates}}]}\n"
	"  - {key: energy, type: slider, title: {da: Energi, en: Energy}, left: {da: Lav, en: Low}, right: {da: Høj, en: High}}\n"
	"  - {key: trust, type: polarity, title: {da: Tillid, en: Trust}, left: {da: Lav, en: Low}, right: {da: Høj, en: High}}\n"
	"  - {key: idea, type: text, title: {da: Ide, en: Idea}}\n  - {key: mood, type: cloud, title: {da: Ord, en: Words}}\n",
};

enum { MATERIAL = sizeof material / sizeof *material };

static const char *path_of(char out[128], size_t i)
{
	snprintf(out, 128, "%s/%zu.yaml", folder, i);
	return out;
}

static bool write_files(struct arena *a)
{
	char path[128];
	for (size_t i = 0; i < MATERIAL + nmethods; i++) {
		struct str yaml = i < MATERIAL ? str_of(material[i]) : method(a, (unsigned)(i - MATERIAL));
		FILE *f = fopen(path_of(path, i), "w");
		if (!f || fwrite(yaml.p, 1, yaml.n, f) != yaml.n || fclose(f) != 0)
			return false;
	}
	return true;
}

/* ---- playing */

/* The engine may say no. It may not fail. */
static enum rc allowed(enum rc rc, const char *what, const struct session *s)
{
	bool refusal = rc == OK || rc == INVALID || rc == CONFLICT || rc == FORBIDDEN || rc == NOT_FOUND || rc == TOO_MANY;
	if (!refusal)
		print_error("seed %" PRIu64 ", %s at step %s (%s): rc %d, %s\n", seed, what, s->step->key, kinds[s->step->kind], rc,
			    x->fault.cause ? x->fault.cause : "-");
	assert_true(refusal);
	fault_clear(x);
	return rc;
}

static struct session *reload(const struct session *s)
{
	struct session *fresh;
	fault_clear(x);
	assert_int_equal(session_load(x, s->id, &fresh), OK);
	fresh->viewer = s->viewer;
	fresh->secret = s->secret;
	if (s->secret.p)
		assert_int_equal(sql_phone_by_secret(x, s->id, hash_hex(x->arena, s->secret), &fresh->phone), OK);
	return fresh;
}

static struct session *join(const struct session *s, bool leader)
{
	struct session *p = reload(s);
	assert_int_equal(session_join(x, p, leader, &p->secret), OK);
	p = reload(p);
	if (maybe() || maybe())		/* some chairs stay empty */
		assert_int_equal(session_arrive(x, p), OK);
	p->viewer = leader ? VIEWER_LEADER : VIEWER_PHONE;
	return reload(p);
}

static struct str key(void)
{
	return random_token(x->arena, 16);
}

static void render(struct session *s, const char *view, struct val *tree)
{
	struct buf b;
	static const char *const given[] = { "csrf", "once", "lang", "path", "wall_url" };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		val_str(x, tree, given[i], S("x"));
	buf_init(&b, PAGE_BYTES);
	enum rc rc = ui_render(x, view, tree, &b);
	if (rc != OK)
		print_error("seed %" PRIu64 ", %s at step %s: %s\n", seed, view, s->step->key, x->fault.cause);
	assert_int_equal(rc, OK);
	assert_true(buf_view(&b).n > 0);
	buf_free(&b);
}

/* Everybody's pages, as they would be loaded now. */
static void look(struct session *console, struct session **people, size_t n)
{
	static const char *const audiences[] = { "console", "wall", "phone", "leader" };
	for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++) {
		struct live_tree *t = live_tree_new(x);
		struct session *s = reload(console);
		x->lang = maybe() ? EN : DA;
		if (session_is_over(s) && i > 0) {	/* the console stays; for everybody else it is over */
			assert_int_equal(workshop_tree(x, s, str_of(audiences[i]), t), GONE);
			continue;
		}
		assert_int_equal(allowed(workshop_tree(x, s, str_of(audiences[i]), t), audiences[i], s), OK);
		assert_true(live_html(x, t).n > 0);
	}
	struct val *side = val_new_obj(x);
	struct session *s = reload(console);
	assert_int_equal(allowed(console_put_side(x, s, side), "side", s), OK);
	render(s, "workshop/side", side);
	for (size_t i = 0; i < n; i++) {
		s = reload(people[i]);
		struct val *page = val_new_obj(x);
		if (s->viewer == VIEWER_LEADER && !session_leaders_in(s))
			continue;
		assert_int_equal(allowed(phone_put_task(x, s, val_sub(x, page, "task")), "task", s), OK);
		render(s, "workshop/task", page);
	}
}

static struct str words(const char *what)
{
	return str_fmt(x->arena, "%s %u", what, below(1000));
}

static void write_cards(struct session *s)
{
	const struct method_step *st = s->step;
	struct str cell = S("");
	bool fresh;
	if (st->columns_count && st->rows_count)
		cell = str_fmt(x->arena, "o%u/o%u", below(st->columns_count + 1), below(st->rows_count + 1));
	else if (st->columns_count)
		cell = str_fmt(x->arena, "o%u", below(st->columns_count + 1));
	allowed(board_write_in(x, s, str_of(st->key), cell, words("Kort"), key(), NULL, &fresh), "card", s);
}

/* A card or heading of the board that the step works on; "" if it has none. */
static struct str target(struct session *s)
{
	struct board b;
	const char *board = session_board(s);
	if (!board || view_board(x, s, str_of(board), &b) != OK || b.ncards + b.nthemes == 0)
		return S("");
	size_t i = below((unsigned)(b.ncards + b.nthemes));
	return i < b.ncards ? str_fmt(x->arena, "card/%" PRId64, b.cards[i].id.v) : str_fmt(x->arena, "theme/%" PRId64, b.themes[i - b.ncards].id.v);
}

static void fill_in(struct session *s, small_group_id g)
{
	const struct method_form *form = session_form(s);
	struct val *values = val_new_obj(x);
	form_row_id id;
	for (unsigned i = 0; form && i < form->fields_count; i++) {
		const struct method_field *f = &form->fields[i];
		struct str v = words("Ord");
		if (method_chooses(f))
			v = f->model ? S("one") : str_fmt(x->arena, "o%u", below(f->options_count + 1));
		else if (f->type == FIELD_DATE)
			v = S("2027-01-31");
		else if (f->type == FIELD_NUMBER)
			v = S("7");
		else if (f->type == FIELD_CARD)
			v = below(4) ? target(s) : S("card/999999");
		val_str(x, values, f->key, below(6) ? v : S(""));
	}
	allowed(group_row_save(x, s, g, (form_row_id){ 0 }, 0, key(), values, &id), "row", s);
}

static void answer(struct session *s)
{
	const struct method_item *item;
	const struct method_questions *set = ask_set(s->step);
	for (unsigned n = 0; set && (item = ask_nth(s->step, n)); n++) {
		unsigned no, first;
		const struct method_option *o = ask_options(set, item, &no);
		struct str given[4] = { words("ord") }, value;
		size_t count = 1;
		first = no ? below(no) : 0;
		if (no && item->type == ITEM_RANK)
			for (count = 0; count < no && count < 4; count++)
				given[count] = str_of(o[(first + count) % no].key);
		else if (no)
			given[0] = str_of(o[first].key);
		else if (item->type == ITEM_SLIDER || item->type == ITEM_POLARITY)
			given[0] = str_fmt(x->arena, "%u", below(12));
		if (allowed(ask_value(x, session_lang(s), s->step, item, given, count, &value), "value", s) == OK)
			allowed(ask_answer(x, s, s->step, item, value, maybe() ? words("fordi") : S(""), 0), "answer", s);
	}
}

static void a_phone_acts(struct session *p)
{
	struct session *s = reload(p);
	struct sql_groups *groups;
	struct sql_rows *rows;
	size_t n;
	bool fresh;
	const struct method_step *st;
	critical_question_id q;
	switch (s->step->kind) {
	case STEP_CARDS: write_cards(s); break;
	case STEP_VOTE: allowed(board_dot(x, s, 1 + below(s->step->dots + 1), target(s), 0), "dot", s); break;
	case STEP_GROUPS:
		assert_int_equal(sql_groups(x, s->id, str_of(s->step->key), &groups, &n), OK);
		if (n)
			allowed(group_sit(x, s, groups[below((unsigned)n)].id, 0), "sit", s);
		break;
	case STEP_ELABORATE: allowed(group_write(x, s, s->phone->group_id, below(3), words("Tekst")), "text", s); break;
	case STEP_FORM: fill_in(s, s->phone->group_id); break;
	case STEP_QUESTIONS:
		st = session_form_step(s);
		n = 0;
		if (st)
			assert_int_equal(sql_rows(x, s->id, str_of(st->key), &rows, &n), OK);
		if (n)
			allowed(group_ask(x, s, rows[below((unsigned)n)].id, words("Hvad"), key(), &q), "question", s);
		break;
	case STEP_MARK:
		st = session_form_step(s);
		assert_int_equal(sql_rows(x, s->id, str_of(st->key), &rows, &n), OK);
		if (n)
			allowed(group_row_mark(x, s, rows[below((unsigned)n)].id, (struct row_mark){ S(""), S("") }, (struct row_mark){ S("o1"), maybe() ? words("fordi") : S("") }), "mark", s);
		break;
	case STEP_DEAL: allowed(deal_pass(x, s, maybe() ? S("a") : S("b")), "pass", s); break;
	case STEP_ASK: answer(s); break;
	default: break;
	}
	if (below(4) == 0)
		allowed(session_confirm_rules(x, s, 0), "rules", s);
	if (below(5) == 0)
		allowed(board_write(x, s, S("parking"), words("Parkeret"), key(), NULL, &fresh), "parking", s);
	if (below(5) == 0)
		allowed(channel_ask(x, s, str_of(s->part->key), words("Hvorfor"), key(), &fresh), "channel", s);
}

static void the_facilitator_acts(struct session *c)
{
	struct session *s = reload(c);
	const char *board = session_board(s);
	theme_id theme;
	size_t n;
	switch (s->step->kind) {
	case STEP_CARDS:
	case STEP_GROUP:
	case STEP_DISCUSS:
		if (board && maybe())
			allowed(board_theme_add(x, s, str_of(board), (theme_id){ 0 }, words("Overskrift"), &theme), "heading", s);
		if (s->step->kind == STEP_DISCUSS)
			allowed(session_focus_next(x, s), "focus", s);
		break;
	case STEP_PRESENT: allowed(session_focus_next(x, s), "focus", s); break;
	case STEP_GROUPS: allowed(group_make(x, s, 1u << below(3), 2 + below(4), NULL), "groups", s); break;
	case STEP_FORM: fill_in(s, (small_group_id){ 0 }); break;
	case STEP_DEAL: allowed(deal_next(x, s, 1), "deal", s); break;
	case STEP_ASK:
		if (s->step->together)
			allowed(ask_press(x, s, s->step, ask_nth(s->step, 0), 0, S("no")), "press", s);
		else
			allowed(ask_show(x, s, s->step, &n), "show", s);
		break;
	case STEP_BREAK: allowed(session_open_to_leaders(x, s, OPEN_THEMES | OPEN_PRIORITIES, &(struct str){ "told", 4 }, 1), "open", s); break;
	default: break;
	}
}

static void keep_what_came_out(struct session *s)
{
	static const char *const formats[] = { "pdf", "xlsx", "csv", "json" };
	for (int leader = 0; leader < 2; leader++) {
		struct val *outcome = val_new_obj(x), *page;
		assert_int_equal(allowed(workshop_outcome(x, s->id, leader, outcome), "outcome", s), OK);
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
			const struct export_format *f;
			struct str bytes;
			assert_int_equal(export_find(x, str_of(formats[i]), &f), OK);
			assert_int_equal(allowed(f->make(x, outcome, &bytes), formats[i], s), OK);
			assert_true(bytes.n > 0);
		}
		page = val_new_obj(x);
		assert_int_equal(allowed(handover_list(x, s, page), "hand over", s), OK);
	}
}

static void play(const char *method)
{
	struct workshop_new w = { .unit = unit, .method = str_of(method), .title = str_of(method), .day = date_ymd(2026, 11, 21), .starts_at = 540,
				  .facilitators = &consultant, .nfacilitators = 1 };
	workshop_id id;
	struct session *s, *people[PHONES + 1];
	assert_int_equal(workshop_create(x, &w, &id), OK);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	for (size_t i = 0; i <= PHONES; i++)
		people[i] = join(s, i == PHONES);
	look(s, people, PHONES + 1);
	s = reload(s);
	assert_int_equal(session_begin(x, s, s->row->version), OK);
	for (;;) {
		look(s, people, PHONES + 1);
		the_facilitator_acts(s);
		for (size_t i = 0; i <= PHONES; i++)
			a_phone_acts(people[i]);
		the_facilitator_acts(s);
		look(s, people, PHONES + 1);
		s = reload(s);
		if (!session_nth_step(s->method, s->step_at + 1, NULL))
			break;
		assert_int_equal(allowed(session_next(x, s, s->row->version), "next", s), OK);
		s = reload(s);
	}
	keep_what_came_out(s);
	s = reload(s);
	assert_int_equal(allowed(session_end(x, s, s->row->version), "end", s), OK);
	s = reload(s);
	keep_what_came_out(s);
	look(s, NULL, 0);
}

/* ---- */

static void every_random_method_runs_to_its_end(void **unused)
{
	(void)unused;
	unsigned met = 0;
	struct arena *of_test = x->arena;
	for (size_t i = 0; i < nmethods; i++) {
		char name[32];
		snprintf(name, sizeof name, "random-%zu", i);
		const struct method_workshop *m = method_workshop(str_of(name));
		const struct method_step *st;
		for (unsigned n = 0; (st = session_nth_step(m, n, NULL)); n++)
			met |= 1u << st->kind;
		x->arena = pile[i] = arena_new(ARENA_CEILING_DEFAULT);
		play(name);
		x->arena = of_test;
	}
	assert_int_equal(met, (1u << STEP_KIND_COUNT) - 1);	/* or too few methods were made to say anything */
}

static int set_up(void **state)
{
	assert_int_equal(store_test_setup(state), 0);
	x = store_test_ctx(state);
	random_init();
	assert_int_equal(people_unit_add(x, (unit_id){ 0 }, S("Afdelingen"), S("workplace"), STR_NULL, &unit), OK);
	struct person p = { .name = S("Konsulent"), .email = S("konsulent@example.dk") };
	assert_int_equal(people_add(x, &p, &consultant), OK);
	state64 = seed + 1;	/* the play is the same whatever the methods took */
	return 0;
}

/* After the store, which still knows what has changed. */
static int tear_down(void **state)
{
	int rc = store_test_teardown(state);
	for (size_t i = 0; i < nmethods; i++)
		if (pile[i])
			arena_free(pile[i]);
	return rc;
}

static int make_methods(void **unused)
{
	(void)unused;
	struct ctx once;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct method_faults faults = { 0 };
	const char *given = getenv("SAMSPIL_SEED"), *count = getenv("SAMSPIL_METHODS");
	ctx_init(&once, a);
	if (given)
		seed = strtoull(given, NULL, 10);
	if (count)
		nmethods = strtoull(count, NULL, 10);
	if (nmethods > METHODS_MAX)
		nmethods = METHODS_MAX;
	state64 = seed;
	if (!mkdtemp(folder) || !write_files(a) || ui_init(&once, true) != OK)
		return -1;
	if (method_check(&once, str_of(folder), &faults) != OK)
		return -1;
	for (const struct method_fault *f = faults.first; f; f = f->next)
		print_error("seed %" PRIu64 ": %s\n", seed, str_z(a, method_fault_line(&once, f)));
	if (faults.n || method_init(&once, folder) != OK)
		return -1;
	arena_free(a);
	return 0;
}

static int drop_methods(void **unused)
{
	(void)unused;
	char path[128];
	for (size_t i = 0; i < MATERIAL + nmethods; i++)
		unlink(path_of(path, i));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_random_method_runs_to_its_end, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("random methods", tests, make_methods, drop_methods);
}
