/* check_programme.c -- does a programme add up? Lengths, hours, order, meetings,
 * who is where. References have been checked before.
 *
 * Source of the figures: the document itself declares the sums that its rows
 * must give (budgets, pots), so a slip of the pen cannot become somebody's
 * working time. */
#include "method/vocabulary/read.h"

enum {
	LENGTH_MAX = 120,	/* of any unit; ten years in months */
	HOURS_MAX = 2000,	/* a year of work: more is a slip */
	EVENT_MINUTES_MAX = 24 * 60,
	DAYS_MAX = 366,
};

static const struct method_programme *programme_of(const struct doc *d)
{
	return (const struct method_programme *)d->bound;
}

static void fault_name(struct shelf *s, const struct doc *d, const yaml_node_t *n, const char *message, const char *name)
{
	val_str(s->x, fault_at(s, d, n, message), "name", str_of(name));
}

static void check_length(struct shelf *s, const struct doc *d, yaml_node_t *owner, const struct method_length *l)
{
	yaml_node_t *n = node_spot(d, owner, "length");
	if (l->min < 1 || l->max > LENGTH_MAX || l->min > l->planned || l->planned > l->max)
		val_int(s->x, fault_at(s, d, n, "method.length"), "max", LENGTH_MAX);
}

static void check_lengths(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	int planned = 0;
	check_length(s, d, d->root, &p->length);
	for (size_t i = 0; i < p->phases_count; i++) {
		check_length(s, d, node_item(d, d->root, "phases", i), &p->phases[i].length);
		planned += method_days(p->phases[i].length.unit, p->phases[i].length.planned);
	}
	if (planned < method_days(p->length.unit, p->length.min) || planned > method_days(p->length.unit, p->length.max))
		val_int(s->x, fault_at(s, d, node_spot(d, d->root, "length"), "method.length_sum"), "days", planned);
}

/* ---- settings */

static bool has_option(const struct method_setting *t, const char *key)
{
	for (size_t i = 0; i < t->options_count; i++)
		if (strcmp(t->options[i].key, key) == 0)
			return true;
	return false;
}

static void check_when(struct shelf *s, const struct doc *d, yaml_node_t *owner, struct method_when when)
{
	const struct method_programme *p = programme_of(d);
	if (when.setting && !has_option(method_setting(p, str_of(when.setting)), when.is))
		fault_name(s, d, node_spot(d, node_spot(d, owner, "when"), "is"), "method.unknown_option", when.is);
}

static void check_settings(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	for (size_t i = 0; i < p->settings_count; i++)
		if (!has_option(&p->settings[i], p->settings[i].standard))
			fault_name(s, d, node_spot(d, node_item(d, d->root, "settings", i), "standard"),
				   "method.unknown_option", p->settings[i].standard);
	for (size_t i = 0; i < p->roles_count; i++)
		if (p->roles[i].max && p->roles[i].max < p->roles[i].min)
			fault_name(s, d, node_spot(d, node_item(d, d->root, "roles", i), "max"),
				   "method.max_below_min", p->roles[i].key);
	for (size_t i = 0; i < p->budgets_count; i++)
		check_when(s, d, node_item(d, d->root, "budgets", i), p->budgets[i].when);
}

/* ---- hours */

static void check_hours_value(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *field, double hours)
{
	/* Quarters have an exact double; anything else shows by its rest. */
	double quarters = hours * 4;
	if (hours > HOURS_MAX || quarters != (double)(int64_t)quarters)
		val_int(s->x, fault_at(s, d, node_spot(d, n, field), "method.quarters"), "max", HOURS_MAX);
}

static bool role_has_pot(const struct method_programme *p, const char *role)
{
	for (size_t i = 0; i < p->pots_count; i++)
		if (strcmp(p->pots[i].role, role) == 0)
			return true;
	return false;
}

static const struct method_pot *pot_of(const struct method_programme *p, const char *key)
{
	for (size_t i = 0; i < p->pots_count; i++)
		if (strcmp(p->pots[i].key, key) == 0)
			return &p->pots[i];
	return NULL;
}

static void check_hours_row(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_hours *h,
			    const struct method_activity *a)
{
	const struct method_programme *p = programme_of(d);
	check_hours_value(s, d, n, "hours", h->hours);
	check_hours_value(s, d, n, "prepare", h->prepare);
	check_when(s, d, n, h->when);
	if (h->hours + h->prepare <= 0)
		fault_name(s, d, n, "method.no_hours", h->role);
	if (a->minutes && h->hours * 60 > a->minutes)
		val_int(s->x, fault_at(s, d, node_spot(d, n, "hours"), "method.hours_exceed_event"), "minutes", a->minutes);
	if (h->pot && strcmp(pot_of(p, h->pot)->role, h->role) != 0)
		fault_name(s, d, node_spot(d, n, "pot"), "method.pot_of_other_role", h->pot);
	if (!h->pot && role_has_pot(p, h->role))
		fault_name(s, d, n, "method.pot_missing", h->role);
}

static int64_t in_minutes(double hours)
{
	return (int64_t)(hours * 60 + 0.5);
}

static void fault_sum(struct shelf *s, const struct doc *d, yaml_node_t *n, const char *message, const char *name,
		      double declared, int64_t minutes)
{
	struct val *args = fault_at(s, d, node_spot(d, n, "hours"), message);
	val_str(s->x, args, "name", str_of(name));
	val_fmt(s->x, args, "declared", "%g", declared);
	val_fmt(s->x, args, "sum", "%g", (double)minutes / 60);
}

static bool budget_names(const struct method_budget *b, const char *role)
{
	for (size_t i = 0; i < b->hours_count; i++)
		if (strcmp(b->hours[i].role, role) == 0)
			return true;
	return false;
}

static void check_budget(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_budget *b)
{
	const struct method_programme *p = programme_of(d);
	struct method_choice chosen = { str_of(b->when.setting), str_of(b->when.is) };
	for (size_t i = 0; i < b->hours_count; i++) {
		const struct method_role_hours *h = &b->hours[i];
		int64_t minutes = method_role_minutes(p, str_of(h->role), &chosen, b->when.setting ? 1 : 0);
		if (minutes != in_minutes(h->hours))
			fault_sum(s, d, node_item(d, n, "hours", i), "method.hours_sum", h->role, h->hours, minutes);
	}
	for (size_t i = 0; i < p->roles_count; i++)
		if (!budget_names(b, p->roles[i].key))
			fault_name(s, d, n, "method.budget_missing", p->roles[i].key);
}

static void check_hours(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	for (size_t i = 0; i < p->budgets_count; i++)
		check_budget(s, d, node_item(d, d->root, "budgets", i), &p->budgets[i]);
	for (size_t i = 0; i < p->pots_count; i++) {
		int64_t minutes = method_pot_minutes(p, str_of(p->pots[i].key), NULL, 0);
		if (minutes != in_minutes(p->pots[i].hours))
			fault_sum(s, d, node_item(d, d->root, "pots", i), "method.pot_sum", p->pots[i].key,
				  p->pots[i].hours, minutes);
	}
}

/* ---- who is where */

static bool takes_part(const struct method_activity *a, const char *role)
{
	for (size_t i = 0; i < a->participants_count; i++)
		if (strcmp(a->participants[i].role, role) == 0)
			return true;
	return false;
}

static bool has_hours(const struct method_activity *a, const char *role)
{
	for (size_t i = 0; i < a->hours_count; i++)
		if (strcmp(a->hours[i].role, role) == 0)
			return true;
	return false;
}

static void check_agenda(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_activity *a)
{
	unsigned sum = 0;
	for (size_t i = 0; i < a->agenda_count; i++) {
		const struct method_agenda_item *item = &a->agenda[i];
		yaml_node_t *here = node_item(d, n, "agenda", i);
		sum += item->minutes;
		for (size_t j = 0; j < item->owners_count; j++)
			if (!takes_part(a, item->owners[j]))
				fault_name(s, d, node_item(d, here, "owners", j), "method.owner_absent", item->owners[j]);
	}
	if (sum > a->minutes) {
		struct val *args = fault_at(s, d, node_spot(d, n, "agenda"), "method.agenda_minutes");
		val_int(s->x, args, "sum", sum);
		val_int(s->x, args, "declared", a->minutes);
	}
}

/* A leader may be invited only to those parts that leaders may be in. */
static void check_arrival(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_participant *who,
			  const struct method_workshop *w)
{
	bool leader = method_role(programme_of(d), str_of(who->role))->seat == SEAT_LEADER;
	const struct method_part *part = who->joins ? method_part(w, str_of(who->joins)) : &w->parts[0];
	if (!part)
		fault_name(s, d, node_spot(d, n, "joins"), "method.unknown_part", who->joins);
	for (; leader && part && part < w->parts + w->parts_count; part++) {
		if (part->leaders)
			continue;
		fault_name(s, d, node_spot(d, n, "joins"), "method.leader_in_closed_part", part->key);
		return;
	}
}

static void check_workshop_of(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_activity *a)
{
	const struct doc *wd = shelf_find(s, METHOD_WORKSHOP, str_of(a->workshop));
	if (!wd)
		return;	/* it has faults of its own */
	const struct method_workshop *w = (const struct method_workshop *)wd->bound;
	if (w->minutes != a->minutes)
		val_int(s->x, fault_at(s, d, node_spot(d, n, "minutes"), "method.workshop_minutes"), "declared", w->minutes);
	for (size_t i = 0; i < a->participants_count; i++)
		check_arrival(s, d, node_item(d, n, "participants", i), &a->participants[i], w);
}

static void check_people(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_activity *a)
{
	for (size_t i = 0; i < a->participants_count; i++) {
		yaml_node_t *here = node_item(d, n, "participants", i);
		check_when(s, d, here, a->participants[i].when);
		if (!has_hours(a, a->participants[i].role))
			fault_name(s, d, here, "method.part_without_hours", a->participants[i].role);
		if (a->participants[i].joins && !a->workshop)
			fault_name(s, d, node_spot(d, here, "joins"), "method.only_workshop", "joins");
	}
	for (size_t i = 0; i < a->hours_count; i++)
		if (!takes_part(a, a->hours[i].role))
			fault_name(s, d, node_item(d, n, "hours", i), "method.hours_without_part", a->hours[i].role);
	if (!takes_part(a, a->inviter))
		fault_name(s, d, node_spot(d, n, "inviter"), "method.inviter_absent", a->inviter);
	if (a->chair && !takes_part(a, a->chair))
		fault_name(s, d, node_spot(d, n, "chair"), "method.inviter_absent", a->chair);
}

/* Fields that belong to events only, and those that an event needs. */
static void check_event(struct shelf *s, const struct doc *d, yaml_node_t *n, const struct method_activity *a)
{
	static const char *const event_fields[] = { "inviter", "chair", "participants", "minutes", "agenda", "split" };
	static const char *const needed[] = { "inviter", "participants", "minutes" };
	bool event = a->work == WORK_MEETING || a->work == WORK_WORKSHOP, whole = true;
	for (size_t i = 0; !event && i < 6; i++)
		if (node_member(d, n, event_fields[i]))
			fault_name(s, d, node_member(d, n, event_fields[i]), "method.only_event", event_fields[i]);
	for (size_t i = 0; event && i < 3; i++) {
		if (node_member(d, n, needed[i]))
			continue;
		fault_name(s, d, n, "method.event_needs", needed[i]);
		whole = false;
	}
	if ((a->work == WORK_WORKSHOP) != (a->workshop != NULL))
		fault_name(s, d, node_spot(d, n, "workshop"), "method.only_workshop", "workshop");
	else if (event && whole && a->workshop)
		check_workshop_of(s, d, n, a);
	if (event && whole) {
		check_people(s, d, n, a);
		check_agenda(s, d, n, a);
	}
	if (a->minutes > EVENT_MINUTES_MAX)
		val_int(s->x, fault_at(s, d, node_spot(d, n, "minutes"), "method.too_large_number"), "max", EVENT_MINUTES_MAX);
}

/* ---- order */

static size_t place_of(const struct method_programme *p, const char *activity)
{
	return (size_t)(method_activity(p, str_of(activity)) - p->activities);
}

/* The list is the order of the programme; a rule that contradicts it can never
 * be kept, and no set of rules that agree with it can run in a circle. */
static void check_order_rule(struct shelf *s, const struct doc *d, yaml_node_t *n, size_t i, const struct method_order *o)
{
	const struct method_programme *p = programme_of(d);
	if (place_of(p, o->activity) >= i)
		fault_name(s, d, node_spot(d, n, "activity"), "method.order_impossible", o->activity);
	if ((o->rule == ORDER_BETWEEN) != (o->until != NULL))
		fault_name(s, d, node_spot(d, n, "until"), "method.order_field", "until");
	else if (o->until && place_of(p, o->until) <= i)
		fault_name(s, d, node_spot(d, n, "until"), "method.order_impossible", o->until);
	if ((o->rule == ORDER_SOON_AFTER) != (o->within_days > 0))
		fault_name(s, d, node_spot(d, n, "within_days"), "method.order_field", "within_days");
	if (o->rule != ORDER_AFTER && o->at_least_days)
		fault_name(s, d, node_spot(d, n, "at_least_days"), "method.order_field", "at_least_days");
	if (o->within_days > DAYS_MAX || o->at_least_days > DAYS_MAX)
		val_int(s->x, fault_at(s, d, n, "method.too_large_number"), "max", DAYS_MAX);
}

static void check_places(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	const struct method_activity *last = NULL;	/* that has a date */
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		yaml_node_t *n = node_item(d, d->root, "activities", i);
		const struct method_phase *phase = method_phase(p, str_of(a->phase));
		if (i && phase < method_phase(p, str_of(a[-1].phase)))
			fault_name(s, d, node_spot(d, n, "phase"), "method.phase_order", a->phase);
		if (a->at > 100)
			val_int(s->x, fault_at(s, d, node_spot(d, n, "at"), "method.too_large_number"), "max", 100);
		if (a->work == WORK_ONGOING)
			continue;
		if (last && strcmp(last->phase, a->phase) == 0 && a->at < last->at)
			fault_name(s, d, node_spot(d, n, "at"), "method.at_order", last->key);
		last = a;
	}
}

static void check_activities(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	if (p->activities_count > METHOD_ACTIVITIES_MAX)
		val_int(s->x, fault_at(s, d, node_spot(d, d->root, "activities"), "method.too_many_activities"), "max", METHOD_ACTIVITIES_MAX);
	for (size_t i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		yaml_node_t *n = node_item(d, d->root, "activities", i);
		for (size_t j = 0; j < a->hours_count; j++)
			check_hours_row(s, d, node_item(d, n, "hours", j), &a->hours[j], a);
		for (size_t j = 0; j < a->order_count; j++)
			check_order_rule(s, d, node_item(d, n, "order", j), i, &a->order[j]);
		check_event(s, d, n, a);
		for (size_t j = 0; j < a->before_count; j++)
			if (!a->before[j].role)
				fault_name(s, d, node_item(d, n, "before", j), "method.task_role", a->before[j].key);
		for (size_t j = 0; j < a->after_count; j++)
			if (!a->after[j].role)
				fault_name(s, d, node_item(d, n, "after", j), "method.task_role", a->after[j].key);
	}
	check_places(s, d);
}

static void check_readings(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	for (size_t i = 0; i < p->sheets_count; i++)
		for (size_t j = 0; j < i; j++)
			if (p->sheets[i].number == p->sheets[j].number || strcmp(p->sheets[i].sheet, p->sheets[j].sheet) == 0)
				fault_name(s, d, node_item(d, d->root, "sheets", i), "method.sheet_twice", p->sheets[i].sheet);
}

void check_programme(struct shelf *s, const struct doc *d)
{
	const struct method_programme *p = programme_of(d);
	check_lengths(s, d);
	check_settings(s, d);
	check_activities(s, d);
	check_hours(s, d);
	check_forms(s, d, p->forms, p->forms_count, false);
	check_readings(s, d);
}
