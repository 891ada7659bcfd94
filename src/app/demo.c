/* demo.c -- a workplace that lives: Station Nord in the middle of its future
 * workshop, Station Havn carrying out its plan. Fictional people; a store that
 * already has an organisation is never touched. */
#include "app/app.h"
#include "core/random.h"
#include "people/people.h"
#include "plan/plan.h"
#include "programme/programme.h"
#include "ui/ui.h"
#include "workshop/workshop.h"
#include <stdio.h>

/* ---- who there is */

enum { NORD, HAVN, STATIONS };

static const struct {
	const char *name, *email;
	enum role role;
	int station;
} people[] = {
	{ "Karen Lund", "karen.lund@samspil.example", ROLE_TOP_LEADER, -1 },
	{ "Jonas Friis", "jonas.friis@samspil.example", ROLE_CONSULTANT, -1 },
	{ "Administrator", "admin@samspil.example", ROLE_ADMINISTRATOR, -1 },
	{ "Mette Holm", "mette.holm@samspil.example", ROLE_DAILY_LEADER, NORD },
	{ "Ali Demir", "ali.demir@samspil.example", ROLE_SAFETY_REPRESENTATIVE, NORD },
	{ "Sofie Berg", "sofie.berg@samspil.example", ROLE_UNION_REPRESENTATIVE, NORD },
	{ "Peter Dahl", "peter.dahl@samspil.example", ROLE_DAILY_LEADER, HAVN },
	{ "Ida Møller", "ida.moeller@samspil.example", ROLE_SAFETY_REPRESENTATIVE, HAVN },
	{ "Rune Kjær", "rune.kjaer@samspil.example", ROLE_UNION_REPRESENTATIVE, HAVN },
	{ "Nadia Skov", "nadia.skov@samspil.example", ROLE_EMPLOYEE, NORD },
	{ "Mads Lind", "mads.lind@samspil.example", ROLE_EMPLOYEE, HAVN },
	{ "Eva Brandt", "eva.brandt@udbyder.example", ROLE_PROVIDER, NORD },
};
enum {
	NPEOPLE = sizeof people / sizeof *people,
	EMPLOYEES = 20,		/* beside the one who can be chosen */
	STATUS_IN_DAYS = 6,
	PROVIDER_DAYS = 200,	/* somebody external is here for a time: half a year is a course */
};

static const char *const first_names[] = { "Anna", "Bo", "Camilla", "David", "Emma", "Freja", "Gorm", "Hanne", "Ibrahim", "Julie", "Kim",
					   "Laura", "Malte", "Nina", "Ole", "Pia", "Rasmus", "Sara", "Tove", "Ulrik" };
static const char *const last_names[] = { "Nielsen", "Skov", "Bach", "Lind", "Krogh" };

struct cast {
	unit_id top, station[STATIONS];
	person_id who[NPEOPLE];
};

static enum rc add_person(struct ctx *x, struct str name, struct str email, unit_id unit, enum role role, person_id *ret)
{
	struct person p = { .name = name, .email = email, .lang = DA };
	assignment_id ignored;
	TRY(people_add(x, &p, ret));
	struct date to = role == ROLE_PROVIDER ? date_add(ctx_today(x), PROVIDER_DAYS) : DATE_NONE;
	return people_role_give(x, *ret, unit, role, date_add(ctx_today(x), -400), to, DATE_NONE, &ignored);
}

static enum rc add_people(struct ctx *x, struct cast *c)
{
	person_id ignored;
	TRY(people_unit_add(x, (unit_id){ 0 }, S("Nordby Politi"), S("organisation"), STR_NULL, &c->top));
	TRY(people_unit_add(x, c->top, S("Station Nord"), S("workplace"), S("N1"), &c->station[NORD]));
	TRY(people_unit_add(x, c->top, S("Station Havn"), S("workplace"), S("H1"), &c->station[HAVN]));
	TRY(people_help_write(x, c->top, S("Psykologordningen, 55 55 01 20, døgnet rundt\nKollegastøtten, 55 55 01 44")));
	TRY(people_help_write(x, c->station[NORD], S("Arbejdsmiljørepræsentant Ali Demir, 55 55 01 05\nPsykologordningen, 55 55 01 20, døgnet rundt")));
	for (size_t i = 0; i < NPEOPLE; i++)
		TRY(add_person(x, str_of(people[i].name), str_of(people[i].email),
			       people[i].station < 0 ? c->top : c->station[people[i].station], people[i].role, &c->who[i]));
	for (int s = 0; s < STATIONS; s++)
		for (int i = 0; i < EMPLOYEES; i++)
			TRY(add_person(x, str_fmt(x->arena, "%s %s", first_names[i], last_names[(i + s * 2) % 5]),
				       str_fmt(x->arena, "medarbejder%d.%d@samspil.example", s + 1, i + 1), c->station[s], ROLE_EMPLOYEE, &ignored));
	return OK;
}

/* ---- what goes on */

static enum rc add_programme(struct ctx *x, const struct cast *c, int station, struct str title, struct str coming, struct date day,
			     programme_id *ret)
{
	size_t first = station == NORD ? 3 : 6;	/* where the station's leader stands in `people` */
	struct programme_new n = {
		.unit = c->station[station], .method = S("five-phases"), .title = title, .staff = EMPLOYEES + 1,
		.starts = programme_demo_starts(S("five-phases"), coming, day),
		.top_leader = c->who[0], .daily_leader = c->who[first], .consultant = c->who[1],
		.helpers = { c->who[first + 1], c->who[first + 2] }, .confirmed = ROLE_BIT(ROLE_CONSULTANT),
	};
	TRY(programme_create(x, &n, ret));
	return programme_demo(x, *ret, coming, day, station == NORD ? S("Salen på Havnegade 2") : S("Mødelokale 1"));
}

/* The first weekday from a day on. */
static struct date weekday(struct date d)
{
	while (date_weekday(d) > 5)
		d = date_add(d, 1);
	return d;
}

static enum rc add_plan(struct ctx *x, const struct cast *c, int station, programme_id programme)
{
	static const struct {
		const char *title, *change, *first_step, *owner, *sign, *problem, *dream, *iglo;
		int days;
	} rows[] = {
		{ "Ti minutters overlap mellem vagterne", "Vagtskiftet", "Lægges ind i vagtplanen fra næste måned", "Ida Møller",
		  "Vi når det vigtige, før første opkald", "Vi får ikke sagt det vigtige videre", "Et roligt vagtskifte", "group", -6 },
		{ "Fast opsamling efter svære opkald", "Opfølgning efter vold og trusler", "Lederen ringer samme dag", "Peter Dahl",
		  "Ingen går alene hjem med det", "Man står alene bagefter", "Vi samler hinanden op", "leader", 5 },
		{ "Stillerum til rapporter", "Ro til at skrive", "Rum 12 ryddes", "Rune Kjær", "Rapporter bliver færdige på vagten",
		  "Ingen ro til at skrive rapport", "Et sted med lukket dør", "organisation", 40 },
	};
	plan_id plan;
	TRY(plan_of_unit(x, c->station[station], &plan));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct plan_proposal p = {
			.source = str_fmt(x->arena, "demo/%zu", i), .origin = str_fmt(x->arena, "programme/%" PRId64, programme.v),
			.title = str_of(rows[i].title), .change = str_of(rows[i].change),
			.first_step = str_of(rows[i].first_step), .owner = str_of(rows[i].owner), .sign = str_of(rows[i].sign),
			.due = date_add(ctx_today(x), rows[i].days), .problem = str_of(rows[i].problem), .dream = str_of(rows[i].dream),
			.heading = S(""), .iglo = str_of(rows[i].iglo),
		};
		action_id id;
		bool fresh;
		TRY(plan_propose(x, plan, &p, &id, &fresh));
		TRY(plan_take_stand(x, id, 1, S("approved"), S("")));
		TRY(plan_note(x, id, S(""), S("Sat i gang"), S("running")));
	}
	TRY(plan_overlap_answer(x, plan, S("plan"), S(""), S("Ingen overlap. Hænger sammen med den nye vagtplan."), S("Fast punkt på personalemødet.")));
	int64_t number;
	return plan_publish(x, plan, S("Efter opsamlingsmødet"), &number);
}

/* The activity that is a live session. */
static const struct method_activity *live_activity(const struct method_programme *p)
{
	const struct method_activity *a = p->activities;
	while (a->work != WORK_WORKSHOP)
		a++;
	return a;
}

static enum rc empty_store(struct ctx *x, bool *ret)
{
	struct person p;
	enum rc rc = people_by_email(x, str_of(people[0].email), &p);
	*ret = rc == NOT_FOUND;
	fault_clear(x);
	return rc == NOT_FOUND ? OK : rc;
}

static enum rc fill(struct ctx *x, void *unused)
{
	struct cast c;
	programme_id nord, havn;
	bool empty;
	(void)unused;
	TRY(empty_store(x, &empty));
	if (!empty)
		return OK;	/* started again on its own store */
	TRY(add_people(x, &c));
	const struct method_activity *day = live_activity(method_programme(S("five-phases")));
	TRY(add_programme(x, &c, NORD, S("Et roligere vagtskifte"), str_of(day->key), ctx_today(x), &nord));
	TRY(add_programme(x, &c, HAVN, S("Sammen om de svære opkald"), S("status_meeting_2"),
			  weekday(date_add(ctx_today(x), STATUS_IN_DAYS)), &havn));
	TRY(add_plan(x, &c, HAVN, havn));
	plan_id plan;
	TRY(plan_of_unit(x, c.station[NORD], &plan));
	struct workshop_new w = { .unit = c.station[NORD], .plan = plan, .programme = nord.v, .activity = str_of(day->key),
				  .method = str_of(day->workshop), .title = S("Et roligere vagtskifte"), .day = ctx_today(x), .starts_at = 540,
				  .facilitators = &c.who[1], .nfacilitators = 1 };
	workshop_id id;
	TRY(workshop_create(x, &w, &id));
	return workshop_demo(x, id);
}

enum rc demo_fill(struct ctx *x, struct app *a)
{
	return store_now(a->store, x, true, fill, NULL);
}

/* ---- being somebody */

static bool demonstrating;

void demo_allow(void)
{
	demonstrating = true;
}

/* These routes do not exist outside a demonstration. */
static enum rc only_in_demo(struct req *q)
{
	(void)q;
	return demonstrating ? OK : NOT_FOUND;
}
static const struct permission demo_only = { "demonstration only", only_in_demo, false };

static enum rc choose_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct str code;
	TRY(workshop_demo_code(x, &code));
	val_str(x, view, "code", code.n ? str_fmt(x->arena, "%.4s %.4s", code.p, code.p + 4) : STR_NULL);
	val_str(x, view, "title", ui_text(x, "app.demo_title"));
	struct val *list = val_list(x, view, "people");
	for (size_t i = 0; i < NPEOPLE; i++) {
		struct person p;
		struct assignment *roles;
		size_t n;
		if (people_by_email(x, str_of(people[i].email), &p) != OK) {
			fault_clear(x);
			continue;
		}
		TRY(people_roles_of(x, p.id, &roles, &n));
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", p.id.v);
		val_str(x, o, "name", p.name);
		val_str(x, o, "role", n ? role_text(x, roles[0].role) : S(""));
		val_str(x, o, "unit", n ? roles[0].unit_name : S(""));
	}
	return OK;
}

static enum rc choose(struct req *q, struct val *view)
{
	int64_t person;
	(void)view;
	TRY(form_int(q, "person", 1, INT64_MAX, &person));
	bool known = false;
	for (size_t i = 0; i < NPEOPLE; i++) {
		struct person p;
		if (people_by_email(q->x, str_of(people[i].email), &p) == OK)
			known |= p.id.v == person;
		fault_clear(q->x);
	}
	if (!known)
		return NOT_FOUND;
	TRY(people_sign_in(q, (person_id){ person }));
	return redirect(q, "/");
}

const struct route demo_routes[] = {
	GET ("/demo", choose_page, "app/demo", &demo_only),
	POST("/demo", choose, "app/demo", &demo_only),
	{ 0 },
};

static enum rc find_code(struct ctx *x, void *p)
{
	return workshop_demo_code(x, p);
}

enum rc demo_announce(struct ctx *x, struct app *a)
{
	struct str code = S("");
	TRY(demo_fill(x, a));
	TRY(store_now(a->store, x, false, find_code, &code));
	enum { NAME_COLUMN = 17 };	/* the longest name and a blank; an ø is one column of two bytes */
	int port = server_port(a->server);
	printf("\nSamspil is running: http://localhost:%d\n\n", port);
	printf("Be somebody:         http://localhost:%d/demo\n", port);
	for (size_t i = 0; i < NPEOPLE; i++)
		printf("  %s%*s%.*s\n", people[i].name, NAME_COLUMN - (int)str_chars(str_of(people[i].name)), "",
		       STR_ARG(role_text(x, people[i].role)));
	if (code.n)
		printf("\nJoin the workshop from a phone: http://localhost:%d/join  code %.4s %.4s\n", port, code.p, code.p + 4);
	printf("\nStop with Ctrl-C. The demonstration is kept in the store it was started with.\n");
	fflush(stdout);
	return OK;
}
