/* check_workshop.c -- can a workshop be run as it is written? Times, which
 * fields a step of its kind may have, what a step takes up from earlier ones.
 *
 * A new method needs no code as long as its steps are among the kinds; the
 * tables below are where a new kind is described. */
#include "method/vocabulary/read.h"

enum {
	CARD_CHARS_MAX = 1000,	/* the engine's own limit for a card or an answer */
	DOTS_MAX = 20,
	PEOPLE_MAX = 1000,
	ROUNDS_MAX = 12,	/* an hour of five minutes each */
};

#define K(kind) (1u << STEP_##kind)
#define ANY ((1u << STEP_KIND_COUNT) - 1)

/* Which kinds of step may have a field, and which cannot do without it. */
static const struct {
	const char *field;
	unsigned allowed, needed;
} step_fields[] = {
	{ "questions", ~0u, K(CARDS) },
	{ "openers", K(CARDS) | K(ELABORATE), 0 },
	{ "max_chars", K(CARDS) | K(ELABORATE) | K(QUESTIONS), K(CARDS) | K(ELABORATE) | K(QUESTIONS) },
	{ "no_criticism", K(CARDS) | K(ELABORATE), 0 },
	{ "inspiration", K(CARDS) | K(ELABORATE) | K(FORM), 0 },
	{ "from", K(DISCUSS) | K(GROUP) | K(VOTE) | K(GROUPS) | K(ELABORATE) | K(FORM) | K(PRESENT) | K(QUESTIONS) | K(MARK),
	  K(DISCUSS) | K(GROUP) | K(VOTE) | K(ELABORATE) | K(PRESENT) | K(QUESTIONS) | K(MARK) },
	{ "dots", K(VOTE), K(VOTE) },
	{ "subdivide", K(GROUP), 0 },
	{ "ways", K(GROUPS), K(GROUPS) },
	{ "size_min", K(GROUPS), K(GROUPS) },
	{ "size_max", K(GROUPS), K(GROUPS) },
	{ "minutes_each", K(DISCUSS) | K(PRESENT) | K(DEAL), 0 },
	{ "form", K(FORM), K(FORM) },
	{ "shows", K(TALK) | K(BREAK), 0 },
	{ "options", K(MARK), K(MARK) },
	{ "opens", K(BREAK), 0 },
	{ "columns", K(CARDS), 0 },
	{ "rows", K(CARDS), 0 },
	{ "forget", K(CARDS), 0 },
	{ "moderated", K(CARDS) | K(ASK), 0 },
	{ "deck", K(DEAL), K(DEAL) },
	{ "rounds", K(DEAL), K(DEAL) },
	{ "partner", K(DEAL), 0 },
	{ "set", K(ASK), K(ASK) },
	{ "only", K(ASK), 0 },
	{ "together", K(ASK), 0 },
	{ "enough", K(ASK), 0 },
	{ "worksheet", K(WORKSHEET), K(WORKSHEET) },
	{ "fresh", K(GROUPS), 0 },
	{ "comments", K(CARDS) | K(QUESTIONS), 0 },
};

/* What a kind of step can take up. */
static const unsigned takes_up[STEP_KIND_COUNT] = {
	[STEP_DISCUSS] = K(CARDS) | K(GROUP),
	[STEP_GROUP] = K(CARDS),
	[STEP_VOTE] = K(CARDS) | K(GROUP),
	[STEP_GROUPS] = K(CARDS) | K(GROUP) | K(VOTE),
	[STEP_ELABORATE] = K(CARDS) | K(GROUP) | K(VOTE),
	[STEP_FORM] = K(CARDS) | K(GROUP) | K(VOTE) | K(ELABORATE) | K(FORM),
	[STEP_PRESENT] = K(ELABORATE) | K(FORM),
	[STEP_QUESTIONS] = K(FORM) | K(ELABORATE),
	[STEP_MARK] = K(FORM),
};

bool step_may_have(enum method_step_kind kind, const char *field)
{
	for (size_t i = 0; i < sizeof(step_fields) / sizeof(step_fields[0]); i++)
		if (strcmp(step_fields[i].field, field) == 0)
			return (step_fields[i].allowed & (1u << kind)) != 0;
	return true;
}

static void check_fields_of_kind(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_step *step)
{
	for (size_t i = 0; i < sizeof(step_fields) / sizeof(step_fields[0]); i++) {
		const yaml_node_t *member = node_member(d, n, step_fields[i].field);
		const char *message = NULL;
		if (member && !(step_fields[i].allowed & (1u << step->kind)))
			message = "method.field_not_for_kind";
		else if (!member && (step_fields[i].needed & (1u << step->kind)))
			message = "method.missing_for_kind";
		if (!message)
			continue;
		struct val *args = fault_at(s, d, member ? member : n, message);
		val_str(s->x, args, "field", str_of(step_fields[i].field));
		val_str(s->x, args, "kind", str_of(schema_step_name(step->kind)));
	}
}

static void check_limit(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *field, unsigned value, unsigned max)
{
	if (node_member(d, n, field) && (value < 1 || value > max)) {
		struct val *args = fault_at(s, d, node_member(d, n, field), "method.between");
		val_str(s->x, args, "field", str_of(field));
		val_int(s->x, args, "max", max);
	}
}

/* Steps are numbered through all parts; `from` must point backwards. */
static void check_from(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_workshop *w,
		       const struct method_step *step)
{
	const struct method_part *mine, *theirs;
	const struct method_step *from = method_step(w, str_of(step->from), &theirs);
	method_step(w, str_of(step->key), &mine);
	bool earlier = theirs < mine || (theirs == mine && from < step);
	struct val *args = NULL;
	if (!earlier)
		args = fault_at(s, d, node_member(d, n, "from"), "method.from_later");
	else if (takes_up[step->kind] && !(takes_up[step->kind] & (1u << from->kind)))
		args = fault_at(s, d, node_member(d, n, "from"), "method.from_kind");
	if (!args)
		return;
	val_str(s->x, args, "name", str_of(step->from));
	val_str(s->x, args, "kind", str_of(schema_step_name(from->kind)));
}

static void check_place(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *field, const struct method_sheet_place *place)
{
	const struct doc *sheet = place->sheet ? shelf_find(s, METHOD_SHEET, str_of(place->sheet)) : NULL;
	if (!sheet)
		return;	/* none, or it has faults of its own */
	if (method_section((const struct method_sheet *)sheet->bound, str_of(place->section)))
		return;
	val_str(s->x, fault_at(s, d, node_spot(d, node_spot(d, n, field), "section"), "method.unknown_section"),
		"name", str_of(place->section));
}

/* What is asked must be in the set. */
static void check_only(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_step *step)
{
	const struct doc *set = step->set ? shelf_find(s, METHOD_QUESTIONS, str_of(step->set)) : NULL;
	for (size_t i = 0; set && i < step->only_count; i++)
		if (!method_item((const struct method_questions *)set->bound, str_of(step->only[i])))
			val_str(s->x, fault_at(s, d, node_item(d, n, "only", i), "method.unknown_item"), "name", str_of(step->only[i]));
}

static void check_film(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_film *film)
{
	yaml_node_t *here = node_spot(d, n, "film");
	struct str file = str_of(film->file);
	if (film->link && film->file)
		fault_at(s, d, node_spot(d, here, "file"), "method.film_link_or_file");
	if (film->link && !str_starts(str_of(film->link), S("https://")))
		fault_at(s, d, node_spot(d, here, "link"), "method.bad_link");
	if (film->file && (file.p[0] == '/' || strstr(film->file, "..")))
		fault_at(s, d, node_spot(d, here, "file"), "method.film_outside");
}

static void check_step(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_workshop *w,
		       const struct method_step *step)
{
	check_fields_of_kind(s, d, n, step);
	check_limit(s, d, n, "max_chars", step->max_chars, CARD_CHARS_MAX);
	check_limit(s, d, n, "dots", step->dots, DOTS_MAX);
	check_limit(s, d, n, "size_min", step->size_min, PEOPLE_MAX);
	if (step->size_max < step->size_min)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "size_max"), "method.max_below_min"), "name", str_of(step->key));
	if (step->from)
		check_from(s, d, n, w, step);
	check_place(s, d, n, "inspiration", &step->inspiration);
	check_place(s, d, n, "page", &step->page);
	check_only(s, d, n, step);
	check_film(s, d, n, &step->film);
	if (step->rows_count && !step->columns_count)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "rows"), "method.rows_without_columns"), "name", str_of(step->key));
	if (node_member(d, n, "rounds"))
		check_limit(s, d, n, "rounds", step->rounds, ROUNDS_MAX);
}

static void fault_minutes(struct shelf *s, const struct doc *d, yaml_node_t *n, unsigned declared, unsigned sum)
{
	struct val *args = fault_at(s, d, node_spot(d, n, "minutes"), "method.minutes_sum");
	val_int(s->x, args, "declared", declared);
	val_int(s->x, args, "sum", sum);
}

/* A text is a group's: where nobody has made groups, nobody could write it. A
 * form can be written then; the room is one group (workshop/group.c). */
static void check_groups_before(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_step *step, bool *grouped)
{
	if (step->kind == STEP_GROUPS)
		*grouped = true;
	else if (step->kind == STEP_ELABORATE && !*grouped)
		val_str(s->x, fault_at(s, d, n, "method.groups_before"), "name", str_of(step->key));
}

/* Those who answer a comment are leaders: it must be written where they may be. */
static void check_comments(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_part *part, const struct method_step *step)
{
	if (step->comments && !part->leaders)
		val_str(s->x, fault_at(s, d, node_spot(d, n, "comments"), "consultation.without_leaders"), "name", str_of(step->key));
}

/* `from` and the tables of groups find a step by its key alone. */
static void check_step_key(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_workshop *w,
			   const struct method_step *step)
{
	if (method_step(w, str_of(step->key), NULL) == step)
		return;
	const struct method_part *other;
	method_step(w, str_of(step->key), &other);
	struct val *args = fault_at(s, d, node_spot(d, n, "key"), "method.step_twice");
	val_str(s->x, args, "name", str_of(step->key));
	val_str(s->x, args, "part", str_of(other->key));
}

static void check_parts(struct shelf *s, const struct doc *d, const struct method_workshop *w)
{
	unsigned whole = 0;
	bool grouped = false;
	for (size_t i = 0; i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		yaml_node_t *n = node_item(d, d->root, "parts", i);
		unsigned sum = 0;
		for (size_t j = 0; j < part->steps_count; j++) {
			yaml_node_t *here = node_item(d, n, "steps", j);
			sum += part->steps[j].minutes;
			check_step_key(s, d, here, w, &part->steps[j]);
			check_step(s, d, here, w, &part->steps[j]);
			check_groups_before(s, d, here, &part->steps[j], &grouped);
			check_comments(s, d, here, part, &part->steps[j]);
		}
		if (sum > part->minutes)
			fault_minutes(s, d, n, part->minutes, sum);
		whole += part->minutes;
	}
	if (whole != w->minutes)
		fault_minutes(s, d, d->root, w->minutes, whole);
}

/* A workshop knows no roles of a programme, only who somebody is in the room. */
static void check_seats(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *list,
			const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str name = str_of(names[i]);
		if (str_eqz(name, "participant") || str_eqz(name, "leader") || str_eqz(name, "facilitator"))
			continue;
		struct val *args = fault_at(s, d, node_item(d, n, list, i), "method.unknown_role");
		val_str(s->x, args, "name", name);
		val_str(s->x, args, "known", S("participant, leader, facilitator"));
	}
}

void check_workshop(struct shelf *s, const struct doc *d)
{
	const struct method_workshop *w = (const struct method_workshop *)d->bound;
	for (size_t i = 0; i < w->forms_count; i++) {
		yaml_node_t *n = node_item(d, d->root, "forms", i);
		check_seats(s, d, n, "writers", w->forms[i].writers, w->forms[i].writers_count);
		check_seats(s, d, n, "readers", w->forms[i].readers, w->forms[i].readers_count);
	}
	check_limit(s, d, d->root, "people_min", w->people_min, PEOPLE_MAX);
	if (w->people_max < w->people_min)
		val_str(s->x, fault_at(s, d, node_spot(d, d->root, "people_max"), "method.max_below_min"), "name", S("people_max"));
	check_parts(s, d, w);
	check_forms(s, d, w->forms, w->forms_count, true);
}
