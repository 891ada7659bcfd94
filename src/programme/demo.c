/* demo.c -- a programme as people leave it behind: meetings held, hours used,
 * agreements written, for the demonstration. It knows the programme in five
 * phases; what a method of another shape does not have is passed over. Everything
 * it writes is fictional. It sends no mail. */
#include "programme/dates/calendar.h"
#include "programme/room/room.h"

enum {
	MORNING = 9 * 60,
	EVENING_SHIFT = 14 * 60 + 30,
	LONGEST_LEAD = 400,	/* days from the start of a programme to any of its meetings */
	NOT_ASKED_YET = 3,	/* of those on the roster: somebody is always on holiday */
	COVERED_EVERY = 8,	/* one in so many has a duty that another takes */
};

/* ---- what was said. "@-3" is a date, three days before the coming meeting. */

struct said {
	const char *activity;	/* written when this one was held */
	const char *form;
	struct { const char *field, *words; } values[6];
};

static const struct said forms[] = {
	{ "preparation", "support_functions", { { "name", "Kollegastøtten" }, { "use", "Efter en svær vagt" }, { "contact", "Lokalnummer 4410" } } },
	{ "preparation", "support_functions", { { "name", "Psykologordningen" }, { "use", "Når det ikke går over af sig selv" }, { "contact", "70 00 00 00, døgnet rundt" } } },
	{ "startup_meeting", "consultant_role",
	  { { "management_expects", "At processen holder tidsplanen, og at forslagene er til at handle på." },
	    { "employees_expect", "At vi kan tale frit om formiddagen, og at ingen bliver citeret." },
	    { "agreed", "Konsulenten fortæller temaer og prioriteringer videre, aldrig hvem der sagde hvad." } } },
	{ "startup_meeting", "startup_agreements",
	  { { "informing", "Et kort opslag på intranettet efter hvert møde. Nabostationen får besked om værkstedsdagen to uger før." },
	    { "osh_organisation", "Arbejdsmiljørepræsentanten fortæller nyt på AMO-mødet hver måned." },
	    { "overlap", "Den nye vagtplan er på dagsordenen, så forslagene bygger videre på den." } } },
	{ "startup_meeting", "practical_tasks", { { "task", "Bestille lokale til værkstedet" }, { "who", "Hjælperne" }, { "due", "@-14" } } },
	{ "startup_meeting", "practical_tasks", { { "task", "Skaffe papir, tusser og kort" }, { "who", "Hjælperne" }, { "due", "@-7" } } },
	{ "startup_meeting", "communication_plan",
	  { { "receiver", "osh_organisation" }, { "message", "Hvor langt vi er, og hvad vi har brug for" }, { "rhythm", "Hver måned" }, { "who", "Arbejdsmiljørepræsentanten" } } },
	{ "startup_meeting", "communication_plan",
	  { { "receiver", "departments" }, { "message", "Hvornår vi er væk, og hvem man ringer til imens" }, { "rhythm", "To uger før hvert fælles møde" }, { "who", "Den daglige leder" } } },
	{ "intro_meeting", "economy", { { "item", "Kursus i kollegastøtte" }, { "planned", "18000" }, { "used", "6500" } } },
	{ "intro_meeting", "economy", { { "item", "Indretning af et stillerum" }, { "planned", "12000" } } },
	{ "status_meeting_1", "process_log",
	  { { "date", "@-20" }, { "what", "Hjalp med at dele overlappet op i noget, der kan prøves på én vagt ad gangen." }, { "next", "Ringer igen om to uger" } } },
};

static const struct said thoughts[] = {
	{ "intro_meeting", "expectation", { { "hope", "At vi tør sige det højt, når noget er for meget." }, { "most_important", "Ro til at skrive rapport." } } },
	{ "intro_meeting", "expectation", { { "hope", "At det bliver til noget denne gang." }, { "most_important", "Et ordentligt vagtskifte." } } },
	{ "intro_meeting", "expectation", { { "hope", "At vi får grinet mere sammen." }, { "most_important", "Opfølgning efter de hårde opkald." }, { "bring", "Hvem samler op om natten?" } } },
	{ "intro_meeting", "expectation", { { "hope", "At de nye får en god start." }, { "most_important", "En vagtplan, der holder." }, { "bring", "Ændringer med kort varsel." } } },
	{ "intro_meeting", "expectation", { { "hope", "At ledelsen siger, hvad der ikke kan lade sig gøre." }, { "most_important", "Mindre telefon, mens man kører." }, { "bring", "Tonen på gangen." } } },
	{ "intro_meeting", "expectation", { { "hope", "At vi husker det gode, vi har." }, { "most_important", "Tid til at tale sammen." }, { "bring", "Pauser, der bliver til noget." } } },
};

static const struct { const char *activity, *item, *text, *decision; } notes[] = {
	{ "startup_meeting", "time_plan", "Værkstedet lægges på en dag, hvor nabostationen kan dække ind.", "Datoerne holder" },
	{ "startup_meeting", "practical_tasks", "Lokale og forplejning er på plads.", "" },
	{ "intro_meeting", "welcome", "Hvorfor vi går i gang nu, og hvad der allerede kører.", "" },
	{ "intro_meeting", "expectations", "Vi kan ikke løse det hele. Vi vælger sammen.", "Den daglige leder melder tilbage på alle forslag" },
	{ "planning_meeting", "overlap", "Overlappet mellem vagterne lægges ind i den nye vagtplan.", "Ingen dobbelte indsatser" },
	{ "planning_meeting", "stand", "Alle tre forslag er godkendt med begrundelse.", "" },
	{ "status_meeting_1", "quick_start", "Opsamling efter svære opkald begynder med det samme.", "Stillerummet får en arbejdsgruppe" },
	{ "status_meeting_1", "owners", "Alle aktiviteter har en tovholder.", "" },
};

static const struct { const char *gate, *answer; } answers[] = {
	{ "context_check", "Ny vagtplan fra næste kvartal. Ingen andre større ændringer på vej." },
	{ "overlap_at_start", "Den nye vagtplan kan overlappe. Planlæggeren er med på opsamlingsmødet." },
	{ "overlap_in_plan", "Overlappet er lagt sammen med den nye vagtplan. Intet trækker i hver sin retning." },
	{ "anchoring_in_plan", "Planen er et fast punkt på personalemødet, og tovholderne fortæller." },
};

/* ---- writing it */

struct life {
	struct programme *p;
	struct date day;	/* of the coming meeting */
	struct str place;
};

static person_id member(const struct programme *p, const char *role)
{
	for (size_t i = 0; i < p->nmembers; i++)
		if (str_eqz(p->members[i].role, role))
			return p->members[i].person_id;
	return (person_id){ 0 };
}

static struct val *values_of(struct ctx *x, const struct life *l, const struct said *s)
{
	struct val *o = val_new_obj(x);
	for (size_t i = 0; i < sizeof s->values / sizeof *s->values && s->values[i].field; i++) {
		struct str words = str_of(s->values[i].words);
		int64_t days;
		if (words.p[0] == '@' && str_to_int(str_sub(words, 1, words.n - 1), -LONGEST_LEAD, LONGEST_LEAD, &days))
			words = date_iso(x->arena, date_add(l->day, (int)days));
		val_str(x, o, s->values[i].field, words);
	}
	return o;
}

static enum rc fill_forms(struct ctx *x, const struct life *l, const char *activity)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct method_form *f = method_form(l->p->method, str_of(forms[i].form));
		programme_form_row_id row;
		bool fresh;
		if (f && strcmp(forms[i].activity, activity) == 0)
			TRY(room_row_add(x, l->p, f, values_of(x, l, &forms[i]), str_fmt(x->arena, "demo/%zu", i), S(""), &row, &fresh));
	}
	for (size_t i = 0; i < sizeof thoughts / sizeof *thoughts; i++) {
		const struct method_form *f = method_form(l->p->method, str_of(thoughts[i].form));
		if (f && strcmp(thoughts[i].activity, activity) == 0)
			TRY(form_send(x, l->p->id, f, values_of(x, l, &thoughts[i])));
	}
	return OK;
}

static enum rc tick(struct ctx *x, const struct life *l, const struct activity *a, const struct method_task *t, unsigned n, struct date day)
{
	for (unsigned i = 0; i < n; i++)
		TRY(sql_tick_add(x, l->p->id, str_of(a->m->key), str_of(t[i].key), member(l->p, t[i].role), day, NULL));
	return OK;
}

/* What the method plans, as used: it is near enough to the truth of a first month. */
static enum rc use_hours(struct ctx *x, const struct programme *p, const struct activity *a, struct date day)
{
	for (unsigned i = 0; i < a->m->hours_count; i++) {
		const struct method_hours *h = &a->m->hours[i];
		const struct method_role *role = method_role(p->method, str_of(h->role));
		int64_t people = programme_people(p, role);
		if (method_applies(p->method, h->when, p->choices, p->nchoices))
			TRY(sql_hours_add(x, p->id, str_of(a->m->key), str_of(h->role), str_of(h->pot ? h->pot : ""),
					  (int64_t)((h->hours + h->prepare) * 60) * people, people, day, S(""), NULL));
	}
	return OK;
}

static enum rc answer_gates(struct ctx *x, const struct programme *p, const struct activity *a, struct date day)
{
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		const char *answer = "1";	/* as a tick is sent */
		if (strcmp(g->activity, a->m->key) != 0)
			continue;
		for (size_t k = 0; k < sizeof answers / sizeof *answers; k++)
			if (strcmp(answers[k].gate, g->key) == 0)
				answer = answers[k].answer;
		TRY(sql_gate_set(x, p->id, str_of(g->key), str_of(answer), member(p, g->role), day, NULL));
	}
	return OK;
}

static enum rc write_notes(struct ctx *x, const struct activity *a)
{
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (strcmp(notes[i].activity, a->m->key) == 0)
			TRY(sql_agenda_note_set(x, a->row->id, str_of(notes[i].item), str_of(notes[i].text), str_of(notes[i].decision), NULL));
	return OK;
}

/* Where there are shifts, everybody is met twice on one day, if the method allows it. */
static enum rc place_it(struct ctx *x, const struct life *l, const struct activity *a, struct date day, bool everybody)
{
	sitting_id ignored;
	bool twice = everybody && a->m->split == SPLIT_ALLOWED;
	TRY(sql_sitting_set(x, a->sittings[0]->id, day, activity_is_event(a->m) ? MORNING : -1, a->sittings[0]->minutes,
			    activity_is_event(a->m) ? l->place : S(""), twice ? S("Dagholdet") : S(""), NULL));
	if (!twice)
		return OK;
	return sql_sitting_add(x, a->row->id, day, EVENING_SHIFT, a->sittings[0]->minutes, l->place, S("Aftenholdet"), 1, &ignored);
}

static enum rc was_held(struct ctx *x, const struct life *l, const struct activity *a)
{
	const struct programme *p = l->p;
	struct date day = a->nsittings ? activity_first(a) : ctx_today(x);
	if (a->nsittings)
		TRY(place_it(x, l, a, day, programme_takes_part(p, a, role_name(ROLE_EMPLOYEE))));
	TRY(tick(x, l, a, a->m->before, a->m->before_count, day));
	TRY(tick(x, l, a, a->m->after, a->m->after_count, day));
	TRY(answer_gates(x, p, a, day));
	TRY(use_hours(x, p, a, day));
	TRY(write_notes(x, a));
	TRY(fill_forms(x, l, a->m->key));
	return sql_activity_set_state(x, a->row->id, a->row->version, S("held"), 0, NULL);
}

static enum rc answer_roster(struct ctx *x, const struct life *l, const struct activity *a)
{
	struct guest *guests;
	size_t n;
	TRY(invite_guests(x, l->p, a, &guests, &n));
	for (size_t i = 0; i + NOT_ASKED_YET < n; i++)
		TRY(sql_attendance_set(x, a->sittings[0]->id, guests[i].person, i % COVERED_EVERY == COVERED_EVERY - 1 ? S("covered") : S("can"), NULL));
	return OK;
}

static enum rc is_coming(struct ctx *x, const struct life *l, const struct activity *a)
{
	TRY(place_it(x, l, a, l->day, false));
	TRY(tick(x, l, a, a->m->before, a->m->before_count, ctx_today(x)));
	TRY(answer_roster(x, l, a));
	return sql_activity_set_state(x, a->row->id, a->row->version, S("invited"), 0, NULL);
}

/* What follows must not lie before the meeting that was moved to its day. */
static enum rc push_later(struct ctx *x, const struct activity *a, struct date *not_before)
{
	if (!a->nsittings || activity_first(a).day > not_before->day) {
		*not_before = a->nsittings ? activity_first(a) : *not_before;
		return OK;
	}
	*not_before = calendar_next_good(date_add(*not_before, 1));
	return sql_sitting_set(x, a->sittings[0]->id, *not_before, -1, a->sittings[0]->minutes, S(""), S(""), NULL);
}

enum rc programme_demo(struct ctx *x, programme_id id, struct str coming, struct date day, struct str place)
{
	struct life l = { .day = day, .place = place };
	bool before = true;
	TRY(programme_load(x, id, &l.p));
	TRY(plan_set_frame(x, l.p->row->plan_id, S("30.000 kr. til kurser og indretning.")));
	TRY(sql_programme_set_words(x, id, l.p->row->version, l.p->row->title, S("Ny vagtplan fra næste kvartal."), NULL));
	for (size_t i = 0; i < l.p->nactivities; i++) {
		const struct activity *a = &l.p->activities[i];
		if (str_eqz(coming, a->m->key)) {
			TRY(is_coming(x, &l, a));
			before = false;
		} else if (!before) {
			TRY(push_later(x, a, &day));
		} else if (a->m->work != WORK_ONGOING) {
			TRY(was_held(x, &l, a));
		}
	}
	return OK;
}

struct date programme_demo_starts(struct str method, struct str coming, struct date day)
{
	const struct method_programme *m = method_programme(method);
	struct date days[SCHEDULE_ACTIVITIES_MAX], ends[SCHEDULE_ACTIVITIES_MAX];
	size_t at = 0;
	while (at < m->activities_count && !str_eqz(coming, m->activities[at].key))
		at++;
	for (int back = 0; at < m->activities_count && back < LONGEST_LEAD; back++) {
		struct date starts = date_add(day, -back);
		schedule_propose(m, starts, days, ends);
		if (days[at].day <= day.day)
			return starts;
	}
	return day;
}
