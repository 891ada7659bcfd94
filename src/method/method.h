/* method.h -- the methods: what a programme and a workshop consist of, read
 * from the content files. Front door of the room.
 *
 * A method is data. One file under content/ is one document: a programme
 * (phases and meetings over months), a workshop (steps of a live session), a
 * fact sheet or a model that several methods share. docs/methods.md teaches
 * the vocabulary; the names there are the names here.
 *
 * Everything carries a key: a short ASCII name ("startup_meeting") that other
 * files and the database refer to and that never changes; and texts in both
 * languages. No rule of a method stands in C: the engines ask the document.
 *
 * Memory: the library is read once, at start, lives as long as the process and
 * never changes; whatever is pointed to here may be kept. An optional string
 * is NULL, an optional text has .da == NULL, an optional list has count 0.
 * Lists are pointer + `_count`. Texts are Markdown where it says so, otherwise
 * one line. Everything has passed method_check(), so a key that refers to
 * something inside the same library always finds it.
 *
 * Thread: any, after method_init(). */
#pragma once
#include "core/val.h"
#include "http/http.h"

/* ---- texts */

struct text {
	const char *da, *en;
};

static inline bool text_is(struct text t)
{
	return t.da != NULL;
}

/* STR_NULL if the text is absent. */
static inline struct str text_in(struct text t, enum lang lang)
{
	return str_of(lang == EN ? t.en : t.da);
}

/* A member of a view in the reader's language; null if absent. */
static inline void val_text(struct ctx *x, struct val *obj, const char *name, struct text t)
{
	val_str(x, obj, name, text_in(t, x->lang));
}

/* ---- what every document has */

enum method_kind {
	METHOD_PROGRAMME,	/* phases and meetings over months */
	METHOD_WORKSHOP,	/* steps of a live session; a tool is one, too */
	METHOD_SHEET,		/* a fact sheet to read and hang up */
	METHOD_MODEL,		/* a picture of the field that several methods share */
	METHOD_DECK,		/* cards to deal */
	METHOD_WORKSHEET,	/* to fill in on one's own device, or on paper */
	METHOD_QUESTIONS,	/* questions with answers to choose, and what the answers sum up to */
	METHOD_KIND_COUNT
};

struct method_head {
	enum method_kind kind;
	const char *key;		/* unique in the library, such as "five-phases" */
	unsigned version;		/* raised when the meaning changes; runs keep the number */
	struct text title, summary;
	struct text about;		/* Markdown; optional */
	const struct text *credits;	/* whose idea the method is */
	unsigned credits_count;
	const char *const *topics;	/* what it is about: parts of the model `topics` */
	unsigned topics_count;
	const char *const *suits;	/* whom it is for: parts of the model `audiences` */
	unsigned suits_count;
	struct text words;		/* further words that somebody may search for; optional */
	const char *review;		/* YYYY-MM-DD: when somebody should look at it again; NULL */
};

/* ---- building blocks shared by programmes and workshops */

/* A light of a traffic light: told by colour, by a sign and by words. */
enum method_tone { TONE_NONE, TONE_GREEN, TONE_YELLOW, TONE_RED };

struct method_option {
	const char *key;
	struct text title;
	struct text help;		/* optional */
	bool reason;			/* whoever chooses it must say why */
	enum method_tone tone;		/* of its bar among the results */
};

/* A choice that the workplace makes once for its programme, such as who takes
 * part in the status meetings. */
struct method_setting {
	const char *key;
	struct text title, help;
	const char *standard;		/* key of the option that holds until somebody chooses */
	const struct method_option *options;
	unsigned options_count;
};

/* "Only when this setting has this value." Both NULL: always. */
struct method_when {
	const char *setting, *is;
};

/* What somebody has chosen; see method_applies(). */
struct method_choice {
	struct str setting, is;
};

enum method_field_type {
	FIELD_LINE,	/* one line */
	FIELD_TEXT,	/* several lines */
	FIELD_NUMBER,
	FIELD_DATE,
	FIELD_YES_NO,
	FIELD_CHOICE,	/* one of options */
	FIELD_PERSON,	/* somebody in the programme, or a name written */
	FIELD_CARD,	/* a card or heading of the workshop; `from` says of which steps */
	FIELD_FILE,
	FIELD_UNIT,	/* a unit of the organisation */
	FIELD_SCALE,	/* one of options, on a line from the first to the last */
};

struct method_field {
	const char *key;
	enum method_field_type type;
	struct text label;
	struct text help;		/* optional */
	bool required;
	unsigned max;			/* characters, or the largest number; 0: the engine's own limit */
	const struct method_option *options;
	unsigned options_count;
	const char *const *from;	/* FIELD_CARD: keys of steps */
	unsigned from_count;
	const char *model;		/* FIELD_CHOICE: the parts of this model are the choices; NULL: options */
};

/* One of the field's options is the answer. */
static inline bool method_chooses(const struct method_field *f)
{
	return f->type == FIELD_CHOICE || f->type == FIELD_SCALE;
}

/* Who may read what was written. Raised only by an explicit act. */
enum method_visibility {
	SEEN_PRIVATE,	/* never leaves the device */
	SEEN_GROUP,	/* the small group */
	SEEN_SESSION,	/* everybody in the room, or in the programme's readers */
	SEEN_SHARED,	/* everybody in the unit */
};

/* What a row of a form goes on to be, besides a row. The fields that are carried
 * over are known by their keys (docs/methods.md). */
enum method_becomes {
	BECOMES_NOTHING,
	BECOMES_AGREEMENT,	/* an agreement of the action plan, which reminds of it */
	BECOMES_RUNNING,	/* a running activity; kept in the plan's register, not here */
	BECOMES_ACTION,		/* a proposal for the action plan, sent there in one step */
	BECOMES_INVITATION,	/* an invitation to another unit to do something together */
	BECOMES_DRAFT,		/* part of a draft that several teams comment on */
};

struct method_form {
	const char *key;
	struct text title;
	struct text intro;		/* Markdown; optional */
	bool repeat;			/* as many rows as needed */
	enum method_becomes becomes;
	enum method_visibility visibility;
	const char *const *writers;	/* roles (in a workshop: participant, leader, facilitator); none: everybody who takes part */
	unsigned writers_count;
	const char *const *readers;	/* roles; none: as visibility says */
	unsigned readers_count;
	const char *const *parties;	/* BECOMES_AGREEMENT: who must confirm it: leader, safety_representative, union_representative */
	unsigned parties_count;
	const struct method_field *fields;
	unsigned fields_count;
};

/* What ticks a task by itself: somebody's tick, or that the plan's fair copy has
 * been mailed to the daily leader. */
enum method_done { DONE_BY_TICK, DONE_PLAN_SENT };

/* A line of a checklist. */
struct method_task {
	const char *key;
	const char *role;		/* who does it; NULL in a workshop: the facilitator */
	struct text title;
	struct text help;		/* Markdown; optional */
	const char *sheet;		/* the fact sheet that is needed for it; NULL: none */
	unsigned days;			/* before: at least so many days ahead; after: within so many days. 0: on the day */
	enum method_done done_when;
};

enum method_colour { COLOUR_SAND, COLOUR_CLAY, COLOUR_SKY, COLOUR_PINE, COLOUR_GOLD };

/* ---- programme */

enum method_unit { UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS };

struct method_length {
	enum method_unit unit;
	unsigned min, max;
	unsigned planned;		/* what a proposal starts from; between min and max */
};

struct method_phase {
	const char *key;
	struct text title;		/* "Opstart" */
	struct text purpose;		/* Markdown */
	struct text preparation;	/* Markdown; what to read first; optional */
	struct method_length length;
	enum method_colour colour;
};

/* What a role is in a live session. */
enum method_seat { SEAT_PARTICIPANT, SEAT_LEADER, SEAT_FACILITATOR };

struct method_role {
	const char *key;		/* "daily_leader" */
	struct text title;		/* "Daglig leder" */
	struct text plural;		/* "Hjælpere" */
	struct text summary;		/* one or two sentences */
	const struct text *tasks;
	unsigned tasks_count;
	struct text responsibility;	/* Markdown; what the role answers for and what not; optional */
	struct text suggestion;		/* whom to ask; optional */
	struct text confirm;		/* what the person must confirm to take the role; optional */
	enum method_seat seat;
	unsigned min;			/* fewer: a warning */
	unsigned max;			/* 0: no limit */
};

/* Working time of ONE person in the role. */
struct method_hours {
	const char *role;
	double hours;			/* taking part or doing; quarters of an hour */
	double prepare;			/* preparing, on top */
	const char *pot;		/* which pot it is taken from; NULL if the role has none */
	struct method_when when;
};

/* A share of one role's hours that is kept account of by itself. */
struct method_pot {
	const char *key, *role;
	struct text title;
	double hours;			/* declared; equals the sum of the rows (checked) */
};

struct method_role_hours {
	const char *role;
	double hours;
};

/* The published sum per role, for one setting; the matrix adds up to it (checked). */
struct method_budget {
	struct method_when when;
	const struct method_role_hours *hours;
	unsigned hours_count;
};

struct method_participant {
	const char *role;
	struct method_when when;
	const char *joins;		/* workshop: key of the part at which the role arrives; NULL: from the start */
	struct text note;		/* why they are there; optional */
};

struct method_agenda_item {
	const char *key;
	struct text title;
	unsigned minutes;
	const char *const *owners;	/* roles that lead the item */
	unsigned owners_count;
	struct text body;		/* Markdown; optional */
	const struct text *questions;
	unsigned questions_count;
	const char *form;		/* filled in during the item; optional */
};

struct method_remember {
	const char *role;
	struct text title;
};

enum method_use { USE_READ, USE_BRING, USE_HAND_OUT, USE_HANG_UP };

struct method_document {
	const char *sheet;		/* key of a fact sheet */
	enum method_use use;
	const char *role;		/* who sees to it */
};

enum method_order_rule {
	ORDER_AFTER,		/* after `activity`, at least `at_least_days` later */
	ORDER_SOON_AFTER,	/* as soon as possible after `activity`, within `within_days` */
	ORDER_BETWEEN,		/* after `activity` and before `until` */
};

struct method_order {
	enum method_order_rule rule;
	const char *activity, *until;
	unsigned at_least_days;
	unsigned within_days;
};

enum method_form_of_work {
	WORK_TASKS,	/* everybody on their own, by checklist */
	WORK_ONGOING,	/* goes on through the phase, no date */
	WORK_MEETING,
	WORK_WORKSHOP,	/* a live session; see .workshop */
};

enum method_split { SPLIT_NEVER, SPLIT_ALLOWED };	/* may it be held in several sessions? */

/* What the event does with the action plan. */
enum method_plan { PLAN_NONE, PLAN_MAKES, PLAN_STARTS, PLAN_REVIEWS, PLAN_ADJUSTS, PLAN_ANCHORS };

struct method_activity {
	const char *key, *phase;
	enum method_form_of_work work;
	struct text title;
	struct text purpose;		/* one or two sentences */
	struct text body;		/* Markdown: how you do it; optional */
	const char *inviter, *chair;	/* roles; NULL for WORK_TASKS and WORK_ONGOING */
	const struct method_participant *participants;
	unsigned participants_count;
	unsigned minutes;		/* of the event; 0 where there is none */
	const struct method_hours *hours;
	unsigned hours_count;
	const struct method_agenda_item *agenda;
	unsigned agenda_count;
	const struct method_task *before, *after;
	unsigned before_count, after_count;
	const struct method_remember *remember;
	unsigned remember_count;
	const struct text *prompts;	/* questions that help the talk along */
	unsigned prompts_count;
	const struct method_document *documents;
	unsigned documents_count;
	const char *const *forms;	/* keys of forms that belong to it */
	unsigned forms_count;
	enum method_split split;
	struct text split_note;		/* Markdown; optional */
	unsigned at;			/* proposed place in the phase, per cent of its length */
	const struct method_order *order;
	unsigned order_count;
	const char *workshop;		/* key of the workshop to run; NULL */
	enum method_plan plan;
	const char *const *worksheets;	/* keys of worksheets to fill in on one's own device */
	unsigned worksheets_count;
	const char *const *methods;	/* keys of workshops of the library that go well with it */
	unsigned methods_count;
};

enum method_moment { MOMENT_START, MOMENT_CLOSE };	/* cannot start, or cannot be closed, without */
enum method_answer { ANSWER_CONFIRM, ANSWER_TEXT };	/* a tick, or words */

/* Where else an answer counts. */
enum method_counts {
	COUNTS_HERE,
	COUNTS_OVERLAP_START,	/* as the plan's overlap check at the start */
	COUNTS_OVERLAP_PLAN,	/* as the plan's overlap check before it is published */
	COUNTS_ANCHORING,	/* as that check's answer on how the plan stays visible */
};

/* Something that must be answered before one may go on. */
struct method_gate {
	const char *key;
	const char *activity;
	enum method_moment moment;
	const char *role;		/* who answers */
	enum method_answer answer;
	enum method_counts counts_as;
	struct text title;
	struct text body;		/* Markdown */
};

/* Which sheets belong to the programme, and who reads them before which phases. */
struct method_reading {
	const char *sheet;
	unsigned number;		/* 1.. as people call it: "faktaark 1" */
	bool hang_up;
	const char *const *roles;
	unsigned roles_count;
	const char *const *phases;
	unsigned phases_count;
};

struct method_outcome {
	const char *key;
	struct text title;
};

struct method_variant {
	const char *key;
	const char *workshop;		/* the shorter workshop it runs */
	struct text title;
	struct text body;		/* Markdown */
};

enum { METHOD_ACTIVITIES_MAX = 60 };	/* a programme with more is not one */

struct method_programme {
	struct method_head head;
	struct method_length length;	/* of the whole; dates outside give a warning */
	unsigned remind_months;		/* after the end, agreements are brought up again this often; 0: never */
	const struct method_outcome *outcomes;
	unsigned outcomes_count;
	const struct method_phase *phases;
	unsigned phases_count;
	const struct method_role *roles;
	unsigned roles_count;
	const struct method_setting *settings;
	unsigned settings_count;
	const struct method_activity *activities;	/* in the order of the programme */
	unsigned activities_count;
	const struct method_pot *pots;
	unsigned pots_count;
	const struct method_budget *budgets;
	unsigned budgets_count;
	const struct method_gate *gates;
	unsigned gates_count;
	const struct method_form *forms;
	unsigned forms_count;
	const struct method_reading *sheets;
	unsigned sheets_count;
	const struct method_variant *variants;
	unsigned variants_count;
};

/* ---- workshop */

enum method_step_kind {
	STEP_TALK,	/* text on wall and phone; the facilitator speaks */
	STEP_RULES,	/* ground rules, adjusted and confirmed by everybody */
	STEP_CARDS,	/* everybody writes cards on a board */
	STEP_DISCUSS,	/* every card (or heading) of `from` is visited */
	STEP_GROUP,	/* cards of `from` are gathered under headings */
	STEP_VOTE,	/* dots on the cards or headings of `from` */
	STEP_GROUPS,	/* small groups are made */
	STEP_ELABORATE,	/* groups write on a heading of `from` */
	STEP_FORM,	/* groups fill in `form`, repeatable; when `from` is an earlier form step, they revise its rows */
	STEP_PRESENT,	/* groups present in turn what they wrote in `from` */
	STEP_QUESTIONS,	/* critical questions to the rows of `from`, with answers */
	STEP_MARK,	/* a leader marks the rows of `from` with one of `options` */
	STEP_BREAK,	/* a pause; may open what leaders see (`opens`) */
	STEP_CLOSE,	/* the end: thanks, what happens next */
	STEP_DEAL,	/* every phone is dealt a card of `deck`, for so many rounds */
	STEP_ASK,	/* everybody answers the items of the question set `set` */
	STEP_WORKSHEET,	/* everybody fills in `worksheet` on their own device; nothing is sent */
	STEP_KIND_COUNT
};

/* How people work in a step. */
enum method_with { WITH_PLENUM, WITH_GROUPS, WITH_PAIRS, WITH_ALONE };

/* A film that may be shown, and the same in words for those who cannot see or
 * hear it, or have no film. */
struct method_film {
	struct text title;
	unsigned minutes;
	const char *link, *file;	/* at most one; file: under the content folder, served by us; both NULL: the text only */
	struct text captions;		/* link or file of the captions (WebVTT) in each language; optional */
	struct text transcript;		/* Markdown; required: the step can be done with it */
};

/* Bits of method_step.ways and .opens. */
enum method_way { WAY_SELF = 1, WAY_THEME = 2, WAY_CHANCE = 4 };	/* how small groups are made */
enum method_open { OPEN_THEMES = 1, OPEN_PRIORITIES = 2 };		/* what the leaders get to see */

struct method_sheet_place {
	const char *sheet, *section;
};

struct method_step {
	const char *key;
	enum method_step_kind kind;
	struct text title;
	unsigned minutes;		/* 0: taken inside the step before */
	bool optional;			/* the facilitator may skip it */
	bool bell;			/* rings (and is seen) when the time is up */
	struct text wall, phone;	/* Markdown; optional */
	struct text say, hold, watch;	/* run sheet for the facilitator, Markdown: what to say, what to hold on to, what to look out for; optional */
	const struct text *questions;	/* CARDS, DISCUSS, ELABORATE, QUESTIONS, CLOSE: asked on wall and phone */
	unsigned questions_count;
	const struct text *openers;	/* CARDS, ELABORATE: "Jeg ville ønske, at …" */
	unsigned openers_count;
	unsigned max_chars;		/* CARDS, ELABORATE, QUESTIONS */
	bool no_criticism;		/* CARDS, ELABORATE: objections are locked out */
	struct method_sheet_place inspiration;	/* topics to open on the phone; optional */
	const char *from;		/* key of the earlier step whose work this one takes up */
	unsigned dots;			/* VOTE: dots per person */
	const struct method_option *subdivide;	/* GROUP: offered ways to divide a heading further */
	unsigned subdivide_count;
	unsigned ways;			/* GROUPS: bits of enum method_way */
	unsigned size_min, size_max;	/* GROUPS: persons in a group */
	unsigned minutes_each;		/* DISCUSS, PRESENT: per card or group; 0: shared out evenly */
	const char *form;		/* FORM: key of a form of this workshop */
	const char *shows;		/* key of a form, filled in beforehand, that is shown; optional */
	const struct method_option *options;	/* MARK */
	unsigned options_count;
	unsigned opens;			/* BREAK: bits of enum method_open */
	enum method_with with;
	struct method_film film;	/* optional: text_is(film.title) */
	const char *model;		/* key of a model that wall and phone show; NULL */
	struct method_sheet_place page;	/* a section of a fact sheet that wall and phone show; optional */
	const struct method_option *columns;	/* CARDS: fixed columns; a card is written into one */
	unsigned columns_count;
	const struct method_option *rows;	/* CARDS: with columns, a grid */
	unsigned rows_count;
	bool forget;			/* CARDS: at the end the cards go and only the headings stay */
	bool moderated;			/* CARDS, ASK: what is written is seen when the facilitator has let it through */
	const char *deck;		/* DEAL: key of a deck */
	unsigned rounds;		/* DEAL: how often everybody gets a new card; each lasts minutes_each */
	bool partner;			/* DEAL: the phone tells whom to find */
	const char *set;		/* ASK: key of a question set */
	const char *const *only;	/* ASK: keys of the items asked here; none: all */
	unsigned only_count;
	bool together;			/* ASK: the room agrees on one set of answers, given at the console */
	const struct method_questions *asked;	/* ASK: set by a session, which asks something of its own instead of `set`; never by a document */
	unsigned enough;		/* ASK: so many must have answered before anything is shown; 0: the engine's own limit */
	const char *worksheet;		/* WORKSHEET: key */
	bool fresh;			/* GROUPS: drawn so that nobody meets somebody again */
	bool comments;			/* CARDS, QUESTIONS: what is written is comments on a draft, and may be sent to those who answer */
	bool left_out;			/* set by a session's own agenda, never by a document: does not take place */
};

/* Running questions through the whole session. */
struct method_channel {
	struct text title, help;
	bool moderated;			/* seen by the room when the facilitator has let it through */
};

struct method_part {
	const char *key;
	struct text title;
	enum method_colour colour;
	unsigned minutes;		/* not less than the sum of its steps (checked) */
	bool leaders;			/* may leaders be in? */
	struct text purpose;		/* one or two sentences */
	const struct method_step *steps;
	unsigned steps_count;
};

struct method_rule {
	const char *key;
	bool avoid;			/* false: something we do; true: something we do not */
	struct text title;		/* a word or two */
	struct text body;		/* one or two sentences */
};

struct method_parking {
	struct text title, help;
};

struct method_workshop {
	struct method_head head;
	unsigned minutes;		/* planned, of the whole */
	bool alone;			/* can be run outside a programme */
	unsigned tool;			/* its number in the toolbox; 0: none */
	struct text heading;		/* fixed on the screens: what today is about */
	unsigned people_min, people_max;	/* what the method is good for; outside: a remark */
	const struct method_rule *rules;
	unsigned rules_count;
	struct method_parking parking;	/* optional: text_is(parking.title) */
	struct method_channel channel;	/* optional: text_is(channel.title) */
	const struct method_task *before, *after;	/* the facilitator's checklists */
	unsigned before_count, after_count;
	const struct method_task *handover;	/* confirmed before anything is passed on to leaders */
	unsigned handover_count;
	const struct method_form *forms;
	unsigned forms_count;
	const struct method_part *parts;
	unsigned parts_count;
};

/* ---- fact sheets and models */

struct method_topic {
	const char *key;
	struct text title;
	struct text body;		/* Markdown; optional */
	const struct text *questions;
	unsigned questions_count;
};

struct method_reference {
	struct text title;
	struct text note;		/* optional */
	const char *link;		/* only when it was alive on `checked`; NULL otherwise */
	const char *checked;		/* YYYY-MM-DD */
};

struct method_row {
	const struct text *cells;
	unsigned cells_count;
};

struct method_table {
	const struct text *columns;
	unsigned columns_count;
	const struct method_row *rows;	/* as many cells as columns (checked) */
	unsigned rows_count;
	unsigned blank_rows;		/* empty rows to fill in by hand when printed */
};

struct method_section {
	const char *key;
	struct text title;
	struct text body;			/* Markdown; optional */
	const struct method_topic *topics;	/* may be marked not relevant, and own ones added */
	unsigned topics_count;
	struct method_table table;		/* columns_count == 0: none */
	const struct method_reference *references;
	unsigned references_count;
	const char *model;			/* key of a model that is shown here; NULL */
	bool new_page;				/* starts a page of its own on paper */
};

/* What a kind of workplace begins with in one section: topics that seldom concern
 * it, and topics of its own. */
struct method_profile_part {
	const char *section;
	const char *const *skip;		/* keys of topics of the section */
	unsigned skip_count;
	const struct text *add;
	unsigned add_count;
};

/* A ready choice of topics for a sector. A place to begin: each topic can be
 * changed afterwards. */
struct method_profile {
	const char *key;
	struct text title;
	struct text help;			/* whom it is meant for; optional */
	const struct method_profile_part *parts;
	unsigned parts_count;
};

struct method_sheet {
	struct method_head head;
	struct text audience;			/* who it is for */
	const struct method_section *sections;
	unsigned sections_count;
	const struct method_profile *profiles;
	unsigned profiles_count;
};

/* How a model is drawn: the form that its parts have to each other. */
enum method_shape {
	SHAPE_LIST,	/* not drawn */
	SHAPE_NESTED,	/* levels around each other, the first innermost */
	SHAPE_LAYERS,	/* levels on each other, the first on top */
	SHAPE_WHEEL,	/* steps that go round */
	SHAPE_LINKED,	/* parts that pull at each other */
	SHAPE_COUNT
};

/* A picture of the field that several methods share: its parts, in order. */
struct method_model {
	struct method_head head;
	enum method_shape shape;	/* only with as many parts as a drawing holds (checked) */
	const struct method_topic *parts;
	unsigned parts_count;
};

/* ---- decks, worksheets, question sets */

struct method_card {
	const char *key;		/* the number on it is its place in the deck, from 1 */
	struct text title;
	struct text body, back;		/* Markdown; optional */
};

struct method_deck {
	struct method_head head;
	const struct text *questions;	/* asked of every card */
	unsigned questions_count;
	const struct method_card *cards;
	unsigned cards_count;
};

/* Neither leaves the device it is filled in on. */
enum method_privacy { PRIVACY_PRIVATE, PRIVACY_PAIR };
/* Said by colour, word and sign at once. */
struct method_tick {
	const char *key;
	struct text title;
};

/* One block of a worksheet: words, a list to tick, fields, a table, in this order. */
struct method_block {
	const char *key;
	struct text title;
	struct text body;		/* Markdown; optional */
	enum method_tone tone;
	const struct method_tick *ticks;
	unsigned ticks_count;
	const struct method_field *fields;
	unsigned fields_count;
	const struct method_option *columns, *rows;	/* a table to write in; rows: its first cells */
	unsigned columns_count, rows_count;
	unsigned blank_rows;		/* further empty rows */
	unsigned remind_days;		/* offers a calendar file, made on the device; 0: none */
};

struct method_worksheet {
	struct method_head head;
	enum method_privacy privacy;
	unsigned keep_days;		/* then the device forgets it; 0: until it is deleted */
	bool handed_over;		/* others read it in the end: a draft until nothing required is left open */
	struct text intro;		/* Markdown; optional */
	const struct method_block *sections;
	unsigned sections_count;
};

enum method_item_type {
	ITEM_SCALE,	/* one of the set's scale, worth 1, 2, 3 … */
	ITEM_SINGLE,	/* one of options */
	ITEM_MULTIPLE,	/* any of options */
	ITEM_RANK,	/* options put in order */
	ITEM_SLIDER,	/* 0 to 10, from left to right */
	ITEM_POLARITY,	/* the same, shown as a spread between two poles */
	ITEM_TEXT,	/* a sentence or two */
	ITEM_CLOUD,	/* one to three words */
	ITEM_TYPE_COUNT
};

struct method_item {
	const char *key;
	enum method_item_type type;
	struct text title;
	struct text help;		/* optional */
	const struct method_option *options;	/* SINGLE, MULTIPLE, RANK */
	unsigned options_count;
	unsigned most;			/* MULTIPLE: how many may be chosen at most; 0: all */
	struct text left, right;	/* SLIDER, POLARITY: what the ends mean */
	const char *group;		/* key of the group it counts in; NULL */
	bool comment;			/* a sentence may be added */
};

struct method_item_group {
	const char *key;
	struct text title;
	struct text body;		/* Markdown; optional */
};

/* What a group's sum means: from the band before it (exclusive) to up_to. */
struct method_band {
	const char *key;
	unsigned up_to;
	struct text title;
};

struct method_suggestion {
	const char *group, *band, *method;	/* method: key of a workshop */
	struct text why;
};

struct method_questions {
	struct method_head head;
	const struct method_option *scale;
	unsigned scale_count;
	const struct method_item *items;
	unsigned items_count;
	const struct method_item_group *groups;
	unsigned groups_count;
	const struct method_band *bands;	/* ascending; the last reaches the largest possible sum (checked) */
	unsigned bands_count;
	const char *const *highlight;		/* answers of the scale that are pointed out */
	unsigned highlight_count;
	const struct method_suggestion *suggest;
	unsigned suggest_count;
};

/* ---- the library */

/* Reads the content built into the program and, over it, the files of
 * override_dir (may be NULL): a document there replaces the built-in one with
 * the same key. Once, at start, before other threads. FAILED with the first
 * fault as cause. */
must_use enum rc method_init(struct ctx *x, const char *override_dir);

/* The organisation's own methods, published on its pages, are kept in the store.
 * method_refresh() reads those that this process does not have yet; it costs
 * nothing while method_stale() has not been called. x->db: a reader or writer.
 * Before each request (the authenticate hook) and once at start. What has been
 * read is never freed: a session may run on an old version for days, and an
 * organisation publishes a few dozen in the life of a process. */
must_use enum rc method_refresh(struct ctx *x);

/* A sheet is opened from a place (?from=/w/17) by somebody who need not have a name.
 * The room that knows such places tells which unit the reader is in; 0: none.
 * Set once at start. */
struct req;
typedef enum rc method_place_fn(struct req *q, struct str from, int64_t *ret_unit);
void method_places(method_place_fn *fn);
void method_stale(void);			/* from the store's listener, topic "library" or "" */
void method_changed(struct ctx *x);		/* announces "library" after the commit */

/* The run sheet of a session on paper, with the clock from starts_at (minutes from
 * midnight), and with what earlier surveys found, if any:
 * figures in words (answers 0: not told). *ret is a PDF in x->arena. Errors as
 * pdf_finish(). */
struct method_found {
	struct str topic, figure;
	int64_t year, answers;
};
enum { METHOD_NO_CLOCK = -1 };	/* starts_at: minutes are counted from the beginning */
must_use enum rc method_run_sheet_pdf(struct ctx *x, const struct method_workshop *w, int starts_at, const struct method_found *found,
				      size_t n, struct str *ret);
/* The same of a session as it is held. clock: for each step, in the order of the parts,
 * when it is (minutes after midnight); what is left out today is not on paper. about:
 * which session, over it all. */
must_use enum rc method_run_sheet_held_pdf(struct ctx *x, const struct method_workshop *w, const int *clock, struct str about, struct str *ret);

/* NULL if there is no such document of that kind. An own method is found in its
 * newest published version. */
const struct method_programme *method_programme(struct str key);
const struct method_workshop *method_workshop(struct str key);
const struct method_sheet *method_sheet(struct str key);
/* The version that a run began with; the newest if it is not known any more
 * (built-in methods are replaced by a new program). */
const struct method_programme *method_programme_version(struct str key, int64_t version);
const struct method_workshop *method_workshop_version(struct str key, int64_t version);
const struct method_model *method_model(struct str key);
const struct method_deck *method_deck(struct str key);
const struct method_worksheet *method_worksheet(struct str key);
const struct method_questions *method_questions(struct str key);
/* All documents of a kind that are offered, in order of file name, the
 * organisation's own after them; i from 0; NULL past the end. */
const struct method_head *method_nth(enum method_kind kind, size_t i);

/* Things inside a document by key; NULL if there is none. */
const struct method_phase *method_phase(const struct method_programme *p, struct str key);
const struct method_role *method_role(const struct method_programme *p, struct str key);
const struct method_activity *method_activity(const struct method_programme *p, struct str key);
const struct method_setting *method_setting(const struct method_programme *p, struct str key);
const struct method_form *method_form(const struct method_programme *p, struct str key);
const struct method_part *method_part(const struct method_workshop *w, struct str key);
/* *ret_part may be NULL. */
const struct method_step *method_step(const struct method_workshop *w, struct str key, const struct method_part **ret_part);
const struct method_form *method_workshop_form(const struct method_workshop *w, struct str key);
const struct method_section *method_section(const struct method_sheet *s, struct str key);
const struct method_topic *method_model_part(const struct method_model *m, struct str key);
const struct method_card *method_card(const struct method_deck *d, struct str key);
const struct method_item *method_item(const struct method_questions *q, struct str key);
/* What a step asks: its set, or the session's own question. NULL if it asks nothing. */
const struct method_questions *method_asked(const struct method_step *step);

/* Does a row hold, given what the workplace has chosen? A setting that is not
 * among the choices has its standard value. */
bool method_applies(const struct method_programme *p, struct method_when when,
		    const struct method_choice *chosen, size_t n);
/* Does the role take part in the activity's event? */
bool method_takes_part(const struct method_programme *p, const struct method_activity *a, struct str role,
		       const struct method_choice *chosen, size_t n);
/* Working time of one person in the role, in minutes, preparation included.
 * Source of the figures: the rows `hours` of the activities. */
int64_t method_activity_minutes(const struct method_programme *p, const struct method_activity *a, struct str role,
				const struct method_choice *chosen, size_t n);
int64_t method_role_minutes(const struct method_programme *p, struct str role,
			    const struct method_choice *chosen, size_t n);
/* Sum of the rows that are taken from a pot, in minutes. */
int64_t method_pot_minutes(const struct method_programme *p, struct str pot,
			   const struct method_choice *chosen, size_t n);
/* Days that `count` units last: a month counts as 30. */
int method_days(enum method_unit unit, unsigned count);

/* ---- checking (samspil check PATH...) */

struct method_fault {
	const char *file;		/* as given, or found under the directory */
	int line;			/* from 1 */
	const char *message;		/* key of the translation, such as "method.unknown_key" */
	struct val *args;		/* values of its placeholders */
	struct method_fault *next;
};

struct method_faults {
	struct method_fault *first;	/* in order of file, then line */
	size_t n;			/* at most METHOD_FAULTS_MAX are kept */
};

enum { METHOD_FAULTS_MAX = 200 };	/* more would scroll away; mend these first */

/* Every fault of a file, or of all *.yaml under a directory (checked together,
 * so that they may refer to each other; built-in documents may be referred to
 * as well). What the fields mean to each other is checked once a document has
 * no fault in its form. OK even when there are faults; NOT_FOUND if there is no such path,
 * FAILED if it cannot be read. Does not need method_init(). */
must_use enum rc method_check(struct ctx *x, struct str path, struct method_faults *faults);
/* The same for one document in memory; `file` is the name in the faults. */
void method_check_bytes(struct ctx *x, const char *file, struct str yaml, struct method_faults *faults);
/* "content/x.yaml:12: …" in x->lang. */
struct str method_fault_line(struct ctx *x, const struct method_fault *f);

/* What a workplace has chosen among the topics of fact sheets. */
struct method_topic_choice {
	struct str topic;	/* "sheet/section/topic" is left out; "sheet/section/own/…" is one of its own */
	struct str title;	/* own ones */
	bool hidden;
};
bool method_topic_hidden(const struct method_topic_choice *topics, size_t n, const char *sheet, const char *section, const char *topic);
/* A fact sheet below its title, added to somebody's document (render.h): sections
 * without what is left out, with what was added, and the credits. topics: NULL
 * with n 0 for the sheet as it is. Texts are referenced until the document ends. */
struct pdf;
void method_print_sections(struct ctx *x, struct pdf *p, const struct method_sheet *s, const struct method_topic_choice *topics, size_t n);

/* Fields to be filled in by hand, added to somebody's document: lines to write on,
 * boxes to tick, statements on a scale as rows. A file is left out: it is clipped on. */
void method_print_fields(struct ctx *x, struct pdf *p, const struct method_field *fields, size_t n);
/* Is a row of the form a line on paper, so that many fit on one sheet? Not with
 * more fields than METHOD_TABLE_FIELDS, nor with answers to choose among. */
enum { METHOD_TABLE_FIELDS = 5 };	/* more columns leave no room for a pen */
bool method_form_is_table(const struct method_form *f);

/* A model as render draws it; false: it is a list. Names in x->arena. */
struct drawing;
bool method_drawing(struct ctx *x, const struct method_model *m, struct drawing *ret);

/* The items of a set as a ballot, added to somebody's document (render.h); only:
 * keys of the items asked, none: all. */
struct pdf;
/* Somebody's own Markdown, as blocks in somebody's document. */
void method_print_prose(struct ctx *x, struct pdf *p, struct str markdown);
void method_print_ballot(struct ctx *x, struct pdf *p, const struct method_questions *s, const char *const *only, unsigned nonly);

/* ---- pages. PUBLIC: content is the same for everybody. */
extern const struct route method_routes[];		/* /programme-guide/KEY, /run-sheet/KEY, each with /print; /sheet/KEY */
extern const struct route method_own_routes[];	/* /own: the organisation's own methods */
extern const struct route method_library_routes[];	/* /library, /method/KEY */
extern const struct route method_material_routes[];	/* /deck/KEY, /worksheet/KEY, /set/KEY, /model/KEY */
extern const struct route method_player_routes[];	/* /method/KEY/alone/N */
extern const struct route method_print_routes[];	/* /print after each of these; /run-sheet/KEY/pdf */
