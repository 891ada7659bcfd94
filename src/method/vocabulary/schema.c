/* schema.c -- the fields of every kind of document, as libcyaml tables.
 *
 * It knows names, types and ceilings. It does not know what the fields mean to
 * each other: that is check.c. */
#include "method/vocabulary/schema.h"

/* clang-format off: tables read best one field to a line. */
#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
#define REQ CYAML_FLAG_DEFAULT
#define OPT CYAML_FLAG_OPTIONAL

#define STRING(name, opt, type, member, max) \
	CYAML_FIELD_STRING_PTR(name, (opt) | CYAML_FLAG_POINTER, type, member, 1, max)
#define KEY(name, opt, type, member) STRING(name, opt, type, member, KEY_BYTES)
#define TITLE(name, opt, type, member) CYAML_FIELD_MAPPING(name, opt, type, member, title_fields)
#define SHORT(name, opt, type, member) CYAML_FIELD_MAPPING(name, opt, type, member, short_fields)
#define LONG(name, opt, type, member) CYAML_FIELD_MAPPING(name, opt, type, member, long_fields)
#define UINT(name, opt, type, member) CYAML_FIELD_UINT(name, opt, type, member)
#define BOOL(name, opt, type, member) CYAML_FIELD_BOOL(name, opt, type, member)
#define HOURS(name, opt, type, member) CYAML_FIELD_FLOAT(name, opt, type, member)
#define ENUM(name, opt, type, member, words) \
	CYAML_FIELD_ENUM(name, (opt) | CYAML_FLAG_STRICT, type, member, words, COUNTOF(words))
#define BITS(name, opt, type, member, words) \
	CYAML_FIELD_FLAGS(name, (opt) | CYAML_FLAG_STRICT, type, member, words, COUNTOF(words))
#define LIST(name, opt, type, member, entry) \
	CYAML_FIELD_SEQUENCE(name, (opt) | CYAML_FLAG_POINTER, type, member, &(entry), 1, LIST_MAX)
#define SUB(name, opt, type, member, fields) CYAML_FIELD_MAPPING(name, opt, type, member, fields)
#define ENTRY(name, type, fields) \
	static const cyaml_schema_value_t name = { CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields) }
#define END CYAML_FIELD_END
typedef const cyaml_schema_field_t fields_t;
typedef const cyaml_strval_t words_t;

/* ---- texts and keys */

#define TEXT_FIELDS(max) { \
	STRING("da", REQ, struct text, da, max), \
	STRING("en", REQ, struct text, en, max), \
	END }
static fields_t title_fields[] = TEXT_FIELDS(TITLE_BYTES);
static fields_t short_fields[] = TEXT_FIELDS(SHORT_BYTES);
static fields_t long_fields[] = TEXT_FIELDS(LONG_BYTES);
ENTRY(title_entry, struct text, title_fields);
ENTRY(short_entry, struct text, short_fields);
static const cyaml_schema_value_t key_entry = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, KEY_BYTES) };

/* ---- shared blocks */

static words_t kind_words[] = {
	{ "programme", METHOD_PROGRAMME }, { "workshop", METHOD_WORKSHOP },
	{ "fact_sheet", METHOD_SHEET }, { "model", METHOD_MODEL }, { "deck", METHOD_DECK },
	{ "worksheet", METHOD_WORKSHEET }, { "question_set", METHOD_QUESTIONS },
};
_Static_assert(COUNTOF(kind_words) == METHOD_KIND_COUNT, "every kind of document has a word");
#define HEAD(type) \
	ENUM("kind", REQ, type, head.kind, kind_words), \
	KEY("key", REQ, type, head.key), \
	UINT("version", REQ, type, head.version), \
	TITLE("title", REQ, type, head.title), \
	SHORT("summary", REQ, type, head.summary), \
	LONG("about", OPT, type, head.about), \
	LIST("credits", OPT, type, head.credits, short_entry), \
	LIST("topics", OPT, type, head.topics, key_entry), \
	LIST("suits", OPT, type, head.suits, key_entry), \
	SHORT("words", OPT, type, head.words), \
	STRING("review", OPT, type, head.review, DATE_BYTES)

static words_t tone_words[] = {
	{ "none", TONE_NONE }, { "green", TONE_GREEN }, { "yellow", TONE_YELLOW }, { "red", TONE_RED },
};
static fields_t option_fields[] = {
	KEY("key", REQ, struct method_option, key),
	TITLE("title", REQ, struct method_option, title),
	SHORT("help", OPT, struct method_option, help),
	BOOL("reason", OPT, struct method_option, reason),
	ENUM("tone", OPT, struct method_option, tone, tone_words),
	END };
ENTRY(option_entry, struct method_option, option_fields);

static fields_t setting_fields[] = {
	KEY("key", REQ, struct method_setting, key),
	TITLE("title", REQ, struct method_setting, title),
	SHORT("help", REQ, struct method_setting, help),
	KEY("standard", REQ, struct method_setting, standard),
	LIST("options", REQ, struct method_setting, options, option_entry),
	END };
ENTRY(setting_entry, struct method_setting, setting_fields);

static fields_t when_fields[] = {
	KEY("setting", REQ, struct method_when, setting),
	KEY("is", REQ, struct method_when, is),
	END };

static words_t field_type_words[] = {
	{ "line", FIELD_LINE }, { "text", FIELD_TEXT }, { "number", FIELD_NUMBER }, { "date", FIELD_DATE },
	{ "yes_no", FIELD_YES_NO }, { "choice", FIELD_CHOICE }, { "person", FIELD_PERSON },
	{ "card", FIELD_CARD }, { "file", FIELD_FILE }, { "unit", FIELD_UNIT }, { "scale", FIELD_SCALE },
};
static fields_t field_fields[] = {
	KEY("key", REQ, struct method_field, key),
	ENUM("type", REQ, struct method_field, type, field_type_words),
	TITLE("label", REQ, struct method_field, label),
	SHORT("help", OPT, struct method_field, help),
	BOOL("required", OPT, struct method_field, required),
	UINT("max", OPT, struct method_field, max),
	LIST("options", OPT, struct method_field, options, option_entry),
	LIST("from", OPT, struct method_field, from, key_entry),
	KEY("model", OPT, struct method_field, model),
	END };
ENTRY(field_entry, struct method_field, field_fields);

static words_t visibility_words[] = {
	{ "private", SEEN_PRIVATE }, { "group", SEEN_GROUP }, { "session", SEEN_SESSION }, { "shared", SEEN_SHARED },
};
static words_t becomes_words[] = {
	{ "nothing", BECOMES_NOTHING }, { "agreement", BECOMES_AGREEMENT }, { "running_activity", BECOMES_RUNNING },
	{ "action", BECOMES_ACTION }, { "invitation", BECOMES_INVITATION }, { "draft", BECOMES_DRAFT },
};
static fields_t form_fields[] = {
	KEY("key", REQ, struct method_form, key),
	TITLE("title", REQ, struct method_form, title),
	LONG("intro", OPT, struct method_form, intro),
	BOOL("repeat", OPT, struct method_form, repeat),
	ENUM("becomes", OPT, struct method_form, becomes, becomes_words),
	ENUM("visibility", REQ, struct method_form, visibility, visibility_words),
	LIST("writers", OPT, struct method_form, writers, key_entry),
	LIST("readers", OPT, struct method_form, readers, key_entry),
	LIST("parties", OPT, struct method_form, parties, key_entry),
	LIST("fields", REQ, struct method_form, fields, field_entry),
	END };
ENTRY(form_entry, struct method_form, form_fields);

static words_t done_words[] = { { "ticked", DONE_BY_TICK }, { "plan_sent", DONE_PLAN_SENT } };
static fields_t task_fields[] = {
	KEY("key", REQ, struct method_task, key),
	KEY("role", OPT, struct method_task, role),
	TITLE("title", REQ, struct method_task, title),
	LONG("help", OPT, struct method_task, help),
	KEY("sheet", OPT, struct method_task, sheet),
	UINT("days", OPT, struct method_task, days),
	ENUM("done_when", OPT, struct method_task, done_when, done_words),
	END };
ENTRY(task_entry, struct method_task, task_fields);

static words_t colour_words[] = {
	{ "sand", COLOUR_SAND }, { "clay", COLOUR_CLAY }, { "sky", COLOUR_SKY },
	{ "pine", COLOUR_PINE }, { "gold", COLOUR_GOLD },
};

/* ---- programme */

static words_t unit_words[] = { { "days", UNIT_DAYS }, { "weeks", UNIT_WEEKS }, { "months", UNIT_MONTHS } };
static fields_t length_fields[] = {
	ENUM("unit", REQ, struct method_length, unit, unit_words),
	UINT("min", REQ, struct method_length, min),
	UINT("max", REQ, struct method_length, max),
	UINT("planned", REQ, struct method_length, planned),
	END };

static fields_t phase_fields[] = {
	KEY("key", REQ, struct method_phase, key),
	TITLE("title", REQ, struct method_phase, title),
	LONG("purpose", REQ, struct method_phase, purpose),
	LONG("preparation", OPT, struct method_phase, preparation),
	SUB("length", REQ, struct method_phase, length, length_fields),
	ENUM("colour", OPT, struct method_phase, colour, colour_words),
	END };
ENTRY(phase_entry, struct method_phase, phase_fields);

static words_t seat_words[] = {
	{ "participant", SEAT_PARTICIPANT }, { "leader", SEAT_LEADER }, { "facilitator", SEAT_FACILITATOR },
};
static fields_t role_fields[] = {
	KEY("key", REQ, struct method_role, key),
	TITLE("title", REQ, struct method_role, title),
	TITLE("plural", REQ, struct method_role, plural),
	SHORT("summary", REQ, struct method_role, summary),
	LIST("tasks", REQ, struct method_role, tasks, short_entry),
	LONG("responsibility", OPT, struct method_role, responsibility),
	SHORT("suggestion", OPT, struct method_role, suggestion),
	SHORT("confirm", OPT, struct method_role, confirm),
	ENUM("seat", REQ, struct method_role, seat, seat_words),
	UINT("min", REQ, struct method_role, min),
	UINT("max", OPT, struct method_role, max),
	END };
ENTRY(role_entry, struct method_role, role_fields);

static fields_t hours_fields[] = {
	KEY("role", REQ, struct method_hours, role),
	HOURS("hours", OPT, struct method_hours, hours),
	HOURS("prepare", OPT, struct method_hours, prepare),
	KEY("pot", OPT, struct method_hours, pot),
	SUB("when", OPT, struct method_hours, when, when_fields),
	END };
ENTRY(hours_entry, struct method_hours, hours_fields);

static fields_t pot_fields[] = {
	KEY("key", REQ, struct method_pot, key),
	KEY("role", REQ, struct method_pot, role),
	TITLE("title", REQ, struct method_pot, title),
	HOURS("hours", REQ, struct method_pot, hours),
	END };
ENTRY(pot_entry, struct method_pot, pot_fields);

static fields_t role_hours_fields[] = {
	KEY("role", REQ, struct method_role_hours, role),
	HOURS("hours", REQ, struct method_role_hours, hours),
	END };
ENTRY(role_hours_entry, struct method_role_hours, role_hours_fields);

static fields_t budget_fields[] = {
	SUB("when", OPT, struct method_budget, when, when_fields),
	LIST("hours", REQ, struct method_budget, hours, role_hours_entry),
	END };
ENTRY(budget_entry, struct method_budget, budget_fields);

static fields_t participant_fields[] = {
	KEY("role", REQ, struct method_participant, role),
	SUB("when", OPT, struct method_participant, when, when_fields),
	KEY("joins", OPT, struct method_participant, joins),
	SHORT("note", OPT, struct method_participant, note),
	END };
ENTRY(participant_entry, struct method_participant, participant_fields);

static fields_t agenda_fields[] = {
	KEY("key", REQ, struct method_agenda_item, key),
	TITLE("title", REQ, struct method_agenda_item, title),
	UINT("minutes", REQ, struct method_agenda_item, minutes),
	LIST("owners", REQ, struct method_agenda_item, owners, key_entry),
	LONG("body", OPT, struct method_agenda_item, body),
	LIST("questions", OPT, struct method_agenda_item, questions, short_entry),
	KEY("form", OPT, struct method_agenda_item, form),
	END };
ENTRY(agenda_entry, struct method_agenda_item, agenda_fields);

static fields_t remember_fields[] = {
	KEY("role", REQ, struct method_remember, role),
	SHORT("title", REQ, struct method_remember, title),
	END };
ENTRY(remember_entry, struct method_remember, remember_fields);

static words_t use_words[] = {
	{ "read", USE_READ }, { "bring", USE_BRING }, { "hand_out", USE_HAND_OUT }, { "hang_up", USE_HANG_UP },
};
static fields_t document_fields[] = {
	KEY("sheet", REQ, struct method_document, sheet),
	ENUM("use", REQ, struct method_document, use, use_words),
	KEY("role", REQ, struct method_document, role),
	END };
ENTRY(document_entry, struct method_document, document_fields);

static words_t order_words[] = {
	{ "after", ORDER_AFTER }, { "soon_after", ORDER_SOON_AFTER }, { "between", ORDER_BETWEEN },
};
static fields_t order_fields[] = {
	ENUM("rule", REQ, struct method_order, rule, order_words),
	KEY("activity", REQ, struct method_order, activity),
	KEY("until", OPT, struct method_order, until),
	UINT("at_least_days", OPT, struct method_order, at_least_days),
	UINT("within_days", OPT, struct method_order, within_days),
	END };
ENTRY(order_entry, struct method_order, order_fields);

static words_t work_words[] = {
	{ "tasks", WORK_TASKS }, { "ongoing", WORK_ONGOING }, { "meeting", WORK_MEETING }, { "workshop", WORK_WORKSHOP },
};
static words_t split_words[] = { { "never", SPLIT_NEVER }, { "allowed", SPLIT_ALLOWED } };
static words_t plan_words[] = {
	{ "none", PLAN_NONE }, { "makes", PLAN_MAKES }, { "starts", PLAN_STARTS }, { "reviews", PLAN_REVIEWS },
	{ "adjusts", PLAN_ADJUSTS }, { "anchors", PLAN_ANCHORS },
};
static fields_t activity_fields[] = {
	KEY("key", REQ, struct method_activity, key),
	KEY("phase", REQ, struct method_activity, phase),
	ENUM("work", REQ, struct method_activity, work, work_words),
	TITLE("title", REQ, struct method_activity, title),
	SHORT("purpose", REQ, struct method_activity, purpose),
	LONG("body", OPT, struct method_activity, body),
	KEY("inviter", OPT, struct method_activity, inviter),
	KEY("chair", OPT, struct method_activity, chair),
	LIST("participants", OPT, struct method_activity, participants, participant_entry),
	UINT("minutes", OPT, struct method_activity, minutes),
	LIST("hours", REQ, struct method_activity, hours, hours_entry),
	LIST("agenda", OPT, struct method_activity, agenda, agenda_entry),
	LIST("before", OPT, struct method_activity, before, task_entry),
	LIST("after", OPT, struct method_activity, after, task_entry),
	LIST("remember", OPT, struct method_activity, remember, remember_entry),
	LIST("prompts", OPT, struct method_activity, prompts, short_entry),
	LIST("documents", OPT, struct method_activity, documents, document_entry),
	LIST("forms", OPT, struct method_activity, forms, key_entry),
	ENUM("split", OPT, struct method_activity, split, split_words),
	LONG("split_note", OPT, struct method_activity, split_note),
	UINT("at", OPT, struct method_activity, at),
	LIST("order", OPT, struct method_activity, order, order_entry),
	KEY("workshop", OPT, struct method_activity, workshop),
	ENUM("plan", OPT, struct method_activity, plan, plan_words),
	LIST("worksheets", OPT, struct method_activity, worksheets, key_entry),
	LIST("methods", OPT, struct method_activity, methods, key_entry),
	END };
ENTRY(activity_entry, struct method_activity, activity_fields);

static words_t moment_words[] = { { "start", MOMENT_START }, { "close", MOMENT_CLOSE } };
static words_t answer_words[] = { { "confirm", ANSWER_CONFIRM }, { "text", ANSWER_TEXT } };
static words_t counts_words[] = {
	{ "here", COUNTS_HERE }, { "overlap_start", COUNTS_OVERLAP_START }, { "overlap_plan", COUNTS_OVERLAP_PLAN },
	{ "anchoring", COUNTS_ANCHORING },
};

static fields_t gate_fields[] = {
	KEY("key", REQ, struct method_gate, key),
	KEY("activity", REQ, struct method_gate, activity),
	ENUM("moment", REQ, struct method_gate, moment, moment_words),
	KEY("role", REQ, struct method_gate, role),
	ENUM("answer", REQ, struct method_gate, answer, answer_words),
	ENUM("counts_as", OPT, struct method_gate, counts_as, counts_words),
	TITLE("title", REQ, struct method_gate, title),
	LONG("body", REQ, struct method_gate, body),
	END };
ENTRY(gate_entry, struct method_gate, gate_fields);

static fields_t reading_fields[] = {
	KEY("sheet", REQ, struct method_reading, sheet),
	UINT("number", REQ, struct method_reading, number),
	BOOL("hang_up", OPT, struct method_reading, hang_up),
	LIST("roles", REQ, struct method_reading, roles, key_entry),
	LIST("phases", REQ, struct method_reading, phases, key_entry),
	END };
ENTRY(reading_entry, struct method_reading, reading_fields);

static fields_t outcome_fields[] = {
	KEY("key", REQ, struct method_outcome, key),
	SHORT("title", REQ, struct method_outcome, title),
	END };
ENTRY(outcome_entry, struct method_outcome, outcome_fields);

static fields_t variant_fields[] = {
	KEY("key", REQ, struct method_variant, key),
	KEY("workshop", REQ, struct method_variant, workshop),
	TITLE("title", REQ, struct method_variant, title),
	LONG("body", REQ, struct method_variant, body),
	END };
ENTRY(variant_entry, struct method_variant, variant_fields);

static fields_t programme_fields[] = {
	HEAD(struct method_programme),
	SUB("length", REQ, struct method_programme, length, length_fields),
	UINT("remind_months", OPT, struct method_programme, remind_months),
	LIST("outcomes", REQ, struct method_programme, outcomes, outcome_entry),
	LIST("phases", REQ, struct method_programme, phases, phase_entry),
	LIST("roles", REQ, struct method_programme, roles, role_entry),
	LIST("settings", OPT, struct method_programme, settings, setting_entry),
	LIST("activities", REQ, struct method_programme, activities, activity_entry),
	LIST("pots", OPT, struct method_programme, pots, pot_entry),
	LIST("budgets", REQ, struct method_programme, budgets, budget_entry),
	LIST("gates", OPT, struct method_programme, gates, gate_entry),
	LIST("forms", OPT, struct method_programme, forms, form_entry),
	LIST("sheets", OPT, struct method_programme, sheets, reading_entry),
	LIST("variants", OPT, struct method_programme, variants, variant_entry),
	END };

/* ---- workshop */

static words_t step_words[] = {
	{ "talk", STEP_TALK }, { "rules", STEP_RULES }, { "cards", STEP_CARDS }, { "discuss", STEP_DISCUSS },
	{ "group", STEP_GROUP }, { "vote", STEP_VOTE }, { "groups", STEP_GROUPS }, { "elaborate", STEP_ELABORATE },
	{ "form", STEP_FORM }, { "present", STEP_PRESENT }, { "questions", STEP_QUESTIONS }, { "mark", STEP_MARK },
	{ "break", STEP_BREAK }, { "close", STEP_CLOSE }, { "deal", STEP_DEAL }, { "ask", STEP_ASK },
	{ "worksheet", STEP_WORKSHEET },
};
_Static_assert(COUNTOF(step_words) == STEP_KIND_COUNT, "every kind of step has a word");
static words_t way_words[] = { { "self", WAY_SELF }, { "theme", WAY_THEME }, { "chance", WAY_CHANCE } };
static words_t open_words[] = { { "themes", OPEN_THEMES }, { "priorities", OPEN_PRIORITIES } };

static fields_t sheet_place_fields[] = {
	KEY("sheet", REQ, struct method_sheet_place, sheet),
	KEY("section", REQ, struct method_sheet_place, section),
	END };

static words_t with_words[] = {
	{ "plenum", WITH_PLENUM }, { "groups", WITH_GROUPS }, { "pairs", WITH_PAIRS }, { "alone", WITH_ALONE },
};
static fields_t film_fields[] = {
	TITLE("title", REQ, struct method_film, title),
	UINT("minutes", REQ, struct method_film, minutes),
	STRING("link", OPT, struct method_film, link, LINK_BYTES),
	STRING("file", OPT, struct method_film, file, LINK_BYTES),
	TITLE("captions", OPT, struct method_film, captions),
	LONG("transcript", REQ, struct method_film, transcript),
	END };

static fields_t step_fields[] = {
	KEY("key", REQ, struct method_step, key),
	ENUM("kind", REQ, struct method_step, kind, step_words),
	TITLE("title", REQ, struct method_step, title),
	UINT("minutes", REQ, struct method_step, minutes),
	BOOL("optional", OPT, struct method_step, optional),
	BOOL("bell", OPT, struct method_step, bell),
	LONG("wall", OPT, struct method_step, wall),
	LONG("phone", OPT, struct method_step, phone),
	LONG("say", OPT, struct method_step, say),
	LONG("hold", OPT, struct method_step, hold),
	LONG("watch", OPT, struct method_step, watch),
	LIST("questions", OPT, struct method_step, questions, short_entry),
	LIST("openers", OPT, struct method_step, openers, title_entry),
	UINT("max_chars", OPT, struct method_step, max_chars),
	BOOL("no_criticism", OPT, struct method_step, no_criticism),
	SUB("inspiration", OPT, struct method_step, inspiration, sheet_place_fields),
	KEY("from", OPT, struct method_step, from),
	UINT("dots", OPT, struct method_step, dots),
	LIST("subdivide", OPT, struct method_step, subdivide, option_entry),
	BITS("ways", OPT, struct method_step, ways, way_words),
	UINT("size_min", OPT, struct method_step, size_min),
	UINT("size_max", OPT, struct method_step, size_max),
	UINT("minutes_each", OPT, struct method_step, minutes_each),
	KEY("form", OPT, struct method_step, form),
	KEY("shows", OPT, struct method_step, shows),
	LIST("options", OPT, struct method_step, options, option_entry),
	BITS("opens", OPT, struct method_step, opens, open_words),
	ENUM("with", OPT, struct method_step, with, with_words),
	SUB("film", OPT, struct method_step, film, film_fields),
	KEY("model", OPT, struct method_step, model),
	SUB("page", OPT, struct method_step, page, sheet_place_fields),
	LIST("columns", OPT, struct method_step, columns, option_entry),
	LIST("rows", OPT, struct method_step, rows, option_entry),
	BOOL("forget", OPT, struct method_step, forget),
	BOOL("moderated", OPT, struct method_step, moderated),
	KEY("deck", OPT, struct method_step, deck),
	UINT("rounds", OPT, struct method_step, rounds),
	BOOL("partner", OPT, struct method_step, partner),
	KEY("set", OPT, struct method_step, set),
	LIST("only", OPT, struct method_step, only, key_entry),
	BOOL("together", OPT, struct method_step, together),
	UINT("enough", OPT, struct method_step, enough),
	KEY("worksheet", OPT, struct method_step, worksheet),
	BOOL("fresh", OPT, struct method_step, fresh),
	BOOL("comments", OPT, struct method_step, comments),
	END };
ENTRY(step_entry, struct method_step, step_fields);

static fields_t part_fields[] = {
	KEY("key", REQ, struct method_part, key),
	TITLE("title", REQ, struct method_part, title),
	ENUM("colour", REQ, struct method_part, colour, colour_words),
	UINT("minutes", REQ, struct method_part, minutes),
	BOOL("leaders", REQ, struct method_part, leaders),
	SHORT("purpose", REQ, struct method_part, purpose),
	LIST("steps", REQ, struct method_part, steps, step_entry),
	END };
ENTRY(part_entry, struct method_part, part_fields);

static fields_t rule_fields[] = {
	KEY("key", REQ, struct method_rule, key),
	BOOL("avoid", OPT, struct method_rule, avoid),
	TITLE("title", REQ, struct method_rule, title),
	SHORT("body", REQ, struct method_rule, body),
	END };
ENTRY(rule_entry, struct method_rule, rule_fields);

static fields_t parking_fields[] = {
	TITLE("title", REQ, struct method_parking, title),
	SHORT("help", REQ, struct method_parking, help),
	END };

static fields_t channel_fields[] = {
	TITLE("title", REQ, struct method_channel, title),
	SHORT("help", REQ, struct method_channel, help),
	BOOL("moderated", OPT, struct method_channel, moderated),
	END };

static fields_t workshop_fields[] = {
	HEAD(struct method_workshop),
	UINT("minutes", REQ, struct method_workshop, minutes),
	BOOL("alone", OPT, struct method_workshop, alone),
	TITLE("heading", REQ, struct method_workshop, heading),
	UINT("people_min", REQ, struct method_workshop, people_min),
	UINT("people_max", REQ, struct method_workshop, people_max),
	UINT("tool", OPT, struct method_workshop, tool),
	LIST("rules", OPT, struct method_workshop, rules, rule_entry),
	SUB("parking", OPT, struct method_workshop, parking, parking_fields),
	SUB("channel", OPT, struct method_workshop, channel, channel_fields),
	LIST("before", OPT, struct method_workshop, before, task_entry),
	LIST("after", OPT, struct method_workshop, after, task_entry),
	LIST("handover", OPT, struct method_workshop, handover, task_entry),
	LIST("forms", OPT, struct method_workshop, forms, form_entry),
	LIST("parts", REQ, struct method_workshop, parts, part_entry),
	END };

/* ---- fact sheet and model */

static fields_t topic_fields[] = {
	KEY("key", REQ, struct method_topic, key),
	TITLE("title", REQ, struct method_topic, title),
	LONG("body", OPT, struct method_topic, body),
	LIST("questions", OPT, struct method_topic, questions, short_entry),
	END };
ENTRY(topic_entry, struct method_topic, topic_fields);

static fields_t reference_fields[] = {
	TITLE("title", REQ, struct method_reference, title),
	SHORT("note", OPT, struct method_reference, note),
	STRING("link", OPT, struct method_reference, link, LINK_BYTES),
	STRING("checked", OPT, struct method_reference, checked, DATE_BYTES),
	END };
ENTRY(reference_entry, struct method_reference, reference_fields);

static fields_t row_fields[] = {
	LIST("cells", REQ, struct method_row, cells, short_entry),
	END };
ENTRY(row_entry, struct method_row, row_fields);

static fields_t table_fields[] = {
	LIST("columns", REQ, struct method_table, columns, title_entry),
	LIST("rows", OPT, struct method_table, rows, row_entry),
	UINT("blank_rows", OPT, struct method_table, blank_rows),
	END };

static fields_t section_fields[] = {
	KEY("key", REQ, struct method_section, key),
	TITLE("title", REQ, struct method_section, title),
	LONG("body", OPT, struct method_section, body),
	LIST("topics", OPT, struct method_section, topics, topic_entry),
	SUB("table", OPT, struct method_section, table, table_fields),
	LIST("references", OPT, struct method_section, references, reference_entry),
	KEY("model", OPT, struct method_section, model),
	BOOL("new_page", OPT, struct method_section, new_page),
	END };
ENTRY(section_entry, struct method_section, section_fields);

static fields_t profile_part_fields[] = {
	KEY("section", REQ, struct method_profile_part, section),
	LIST("skip", OPT, struct method_profile_part, skip, key_entry),
	LIST("add", OPT, struct method_profile_part, add, title_entry),
	END };
ENTRY(profile_part_entry, struct method_profile_part, profile_part_fields);

static fields_t profile_fields[] = {
	KEY("key", REQ, struct method_profile, key),
	TITLE("title", REQ, struct method_profile, title),
	SHORT("help", OPT, struct method_profile, help),
	LIST("parts", REQ, struct method_profile, parts, profile_part_entry),
	END };
ENTRY(profile_entry, struct method_profile, profile_fields);

static fields_t sheet_fields[] = {
	HEAD(struct method_sheet),
	SHORT("audience", REQ, struct method_sheet, audience),
	LIST("sections", REQ, struct method_sheet, sections, section_entry),
	LIST("profiles", OPT, struct method_sheet, profiles, profile_entry),
	END };

static words_t shape_words[] = {
	{ "list", SHAPE_LIST }, { "nested", SHAPE_NESTED }, { "layers", SHAPE_LAYERS }, { "wheel", SHAPE_WHEEL },
	{ "linked", SHAPE_LINKED },
};
_Static_assert(COUNTOF(shape_words) == SHAPE_COUNT, "every shape has a word");
static fields_t model_fields[] = {
	HEAD(struct method_model),
	ENUM("shape", OPT, struct method_model, shape, shape_words),
	LIST("parts", REQ, struct method_model, parts, topic_entry),
	END };

/* ---- deck, worksheet, question set */

static fields_t card_fields[] = {
	KEY("key", REQ, struct method_card, key),
	TITLE("title", REQ, struct method_card, title),
	SHORT("body", OPT, struct method_card, body),
	SHORT("back", OPT, struct method_card, back),
	END };
ENTRY(card_entry, struct method_card, card_fields);

static fields_t deck_fields[] = {
	HEAD(struct method_deck),
	LIST("questions", OPT, struct method_deck, questions, short_entry),
	LIST("cards", REQ, struct method_deck, cards, card_entry),
	END };

static fields_t tick_fields[] = {
	KEY("key", REQ, struct method_tick, key),
	TITLE("title", REQ, struct method_tick, title),
	END };
ENTRY(tick_entry, struct method_tick, tick_fields);

static words_t privacy_words[] = { { "private", PRIVACY_PRIVATE }, { "pair", PRIVACY_PAIR } };
static fields_t block_fields[] = {
	KEY("key", REQ, struct method_block, key),
	TITLE("title", REQ, struct method_block, title),
	LONG("body", OPT, struct method_block, body),
	ENUM("tone", OPT, struct method_block, tone, tone_words),
	LIST("ticks", OPT, struct method_block, ticks, tick_entry),
	LIST("fields", OPT, struct method_block, fields, field_entry),
	LIST("columns", OPT, struct method_block, columns, option_entry),
	LIST("rows", OPT, struct method_block, rows, option_entry),
	UINT("blank_rows", OPT, struct method_block, blank_rows),
	UINT("remind_days", OPT, struct method_block, remind_days),
	END };
ENTRY(block_entry, struct method_block, block_fields);

static fields_t worksheet_fields[] = {
	HEAD(struct method_worksheet),
	ENUM("privacy", REQ, struct method_worksheet, privacy, privacy_words),
	UINT("keep_days", OPT, struct method_worksheet, keep_days),
	BOOL("handed_over", OPT, struct method_worksheet, handed_over),
	LONG("intro", OPT, struct method_worksheet, intro),
	LIST("sections", REQ, struct method_worksheet, sections, block_entry),
	END };

static words_t item_words[] = {
	{ "scale", ITEM_SCALE }, { "single", ITEM_SINGLE }, { "multiple", ITEM_MULTIPLE }, { "rank", ITEM_RANK },
	{ "slider", ITEM_SLIDER }, { "polarity", ITEM_POLARITY }, { "text", ITEM_TEXT }, { "cloud", ITEM_CLOUD },
};
_Static_assert(COUNTOF(item_words) == ITEM_TYPE_COUNT, "every type of item has a word");
static fields_t item_fields[] = {
	KEY("key", REQ, struct method_item, key),
	ENUM("type", REQ, struct method_item, type, item_words),
	SHORT("title", REQ, struct method_item, title),
	SHORT("help", OPT, struct method_item, help),
	LIST("options", OPT, struct method_item, options, option_entry),
	UINT("most", OPT, struct method_item, most),
	TITLE("left", OPT, struct method_item, left),
	TITLE("right", OPT, struct method_item, right),
	KEY("group", OPT, struct method_item, group),
	BOOL("comment", OPT, struct method_item, comment),
	END };
ENTRY(item_entry, struct method_item, item_fields);

static fields_t item_group_fields[] = {
	KEY("key", REQ, struct method_item_group, key),
	TITLE("title", REQ, struct method_item_group, title),
	LONG("body", OPT, struct method_item_group, body),
	END };
ENTRY(item_group_entry, struct method_item_group, item_group_fields);

static fields_t band_fields[] = {
	KEY("key", REQ, struct method_band, key),
	UINT("up_to", REQ, struct method_band, up_to),
	TITLE("title", REQ, struct method_band, title),
	END };
ENTRY(band_entry, struct method_band, band_fields);

static fields_t suggestion_fields[] = {
	KEY("group", REQ, struct method_suggestion, group),
	KEY("band", REQ, struct method_suggestion, band),
	KEY("method", REQ, struct method_suggestion, method),
	SHORT("why", REQ, struct method_suggestion, why),
	END };
ENTRY(suggestion_entry, struct method_suggestion, suggestion_fields);

static fields_t questions_fields[] = {
	HEAD(struct method_questions),
	LIST("scale", OPT, struct method_questions, scale, option_entry),
	LIST("items", REQ, struct method_questions, items, item_entry),
	LIST("groups", OPT, struct method_questions, groups, item_group_entry),
	LIST("bands", OPT, struct method_questions, bands, band_entry),
	LIST("highlight", OPT, struct method_questions, highlight, key_entry),
	LIST("suggest", OPT, struct method_questions, suggest, suggestion_entry),
	END };

/* ---- the doors */

static const cyaml_schema_value_t documents[METHOD_KIND_COUNT] = {
	[METHOD_PROGRAMME] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_programme, programme_fields) },
	[METHOD_WORKSHOP] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_workshop, workshop_fields) },
	[METHOD_SHEET] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_sheet, sheet_fields) },
	[METHOD_MODEL] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_model, model_fields) },
	[METHOD_DECK] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_deck, deck_fields) },
	[METHOD_WORKSHEET] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_worksheet, worksheet_fields) },
	[METHOD_QUESTIONS] = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct method_questions, questions_fields) },
};

const struct cyaml_schema_value *schema_of(enum method_kind kind)
{
	return &documents[kind];
}

const char *schema_kind_name(enum method_kind kind)
{
	for (size_t i = 0; i < COUNTOF(kind_words); i++)
		if (kind_words[i].val == (int64_t)kind)
			return kind_words[i].str;
	return "";
}

enum method_kind schema_kind(struct str word)
{
	for (size_t i = 0; i < COUNTOF(kind_words); i++)
		if (str_eqz(word, kind_words[i].str))
			return (enum method_kind)kind_words[i].val;
	return METHOD_KIND_COUNT;
}

const char *schema_step_name(enum method_step_kind kind)
{
	for (size_t i = 0; i < COUNTOF(step_words); i++)
		if (step_words[i].val == (int64_t)kind)
			return step_words[i].str;
	return "";
}

enum method_step_kind schema_step(struct str word)
{
	for (size_t i = 0; i < COUNTOF(step_words); i++)
		if (str_eqz(word, step_words[i].str))
			return (enum method_step_kind)step_words[i].val;
	return STEP_KIND_COUNT;
}

bool schema_is_step(const struct cyaml_schema_value *v)
{
	return v->type == CYAML_MAPPING && v->mapping.fields == step_fields;
}

bool schema_is_title(const struct cyaml_schema_value *v)
{
	return v->type == CYAML_MAPPING && v->mapping.fields == title_fields;
}

bool schema_is_text(const struct cyaml_schema_value *v)
{
	return schema_is_title(v) || (v->type == CYAML_MAPPING &&
		(v->mapping.fields == short_fields || v->mapping.fields == long_fields));
}
