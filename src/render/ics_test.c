/* ics_test.c -- calendar files, read back by libical and held against what
 * Outlook and Apple insist on. */
#include "core/testing.h"
#include "render/render.h"

#include "core/date.h"

#include <libical/ical.h>

static struct arena *arena;
static struct ctx ctx, *x = &ctx;

static int fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	ctx_init(x, arena);
	x->now = 1776000000;	/* 2026-04-12T13:20:00Z */
	return 0;
}

static struct ics_event meeting(void)
{
	static const struct ics_person people[] = { { S("mette@example.dk"), S("Mette \"M\" Holm, hold B") }, { S("jonas@example.dk"), STR_NULL } };
	return (struct ics_event){
		.uid = S("meeting-17@samspil.example.dk"), .sequence = 2, .date = date_ymd(2026, 4, 14), .start_minutes = 9 * 60, .length_minutes = 120,
		.summary = S("Opsamlings- og planlægningsmøde; med frokost, kaffe og en titel, der er så lang, at linjen skal foldes mindst én gang"),
		.location = S("Mødelokale 2, Havnegade 4"),
		.description = S("Dagsorden:\r\n1. Status\n2. Handlinger, tovholdere; frister\\datoer\nÆØÅ æøå ÆØÅ æøå ÆØÅ æøå ÆØÅ æøå ÆØÅ æøå ÆØÅ æøå"),
		.url = S("https://samspil.example.dk/m/17"), .organizer = { S("karin@example.dk"), S("Karin Thomsen") },
		.attendees = people, .nattendees = 2, .alarm_minutes = 60,
	};
}

static void free_component(void *c)
{
	icalcomponent_free(c);
}

static icalcomponent *parse(struct str s)
{
	icalcomponent *c = icalparser_parse_string(str_z(arena, s));
	assert_non_null(c);
	arena_defer(arena, free_component, c);
	assert_int_equal(icalcomponent_count_errors(c), 0);
	assert_true(icalrestriction_check(c));
	return c;
}

/* CRLF only, 75 octets at most, folds between characters, nothing empty. */
static void check_lines(struct str s)
{
	struct str rest = s, line;
	assert_true(str_ends(s, S("\r\n")));
	while (str_next(&rest, '\n', &line)) {
		if (str_empty(line))
			continue;	/* after the last */
		assert_int_equal(line.p[line.n - 1], '\r');
		line.n--;
		assert_true(line.n <= 75);
		assert_true(str_is_utf8(line));
		bool folded = str_starts(rest, S(" "));
		assert_true(folded || line.p[line.n - 1] != ':');
	}
}

static void an_invitation_says_who_when_and_where(void **state)
{
	(void)state;
	struct ics_event e = meeting();
	struct str s;
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, &e, 1, &s), OK);
	check_lines(s);
	assert_true(str_contains(s, S("METHOD:REQUEST\r\n")));
	assert_true(str_contains(s, S("DTSTART;TZID=Europe/Copenhagen:20260414T090000\r\n")));
	assert_true(str_contains(s, S("DTEND;TZID=Europe/Copenhagen:20260414T110000\r\n")));
	assert_true(str_contains(s, S("DTSTAMP:20260412T132000Z\r\n")));
	assert_true(str_contains(s, S("SEQUENCE:2\r\n")));
	assert_true(str_contains(s, S("TRIGGER:-PT1H\r\n")));

	icalcomponent *c = parse(s), *v = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT);
	assert_string_equal(icalcomponent_get_summary(v), e.summary.p);
	assert_string_equal(icalcomponent_get_location(v), e.location.p);
	assert_string_equal(icalcomponent_get_uid(v), e.uid.p);
	const char *text = icalcomponent_get_description(v);
	assert_true(strstr(text, "Dagsorden:\n1. Status\n2. Handlinger, tovholdere; frister\\datoer\nÆØÅ") == text);
	assert_int_equal(icalcomponent_count_properties(v, ICAL_ATTENDEE_PROPERTY), 2);
	icalproperty *p = icalcomponent_get_first_property(v, ICAL_ATTENDEE_PROPERTY);
	assert_string_equal(icalproperty_get_attendee(p), "mailto:mette@example.dk");
	assert_string_equal(icalparameter_get_cn(icalproperty_get_first_parameter(p, ICAL_CN_PARAMETER)), "Mette 'M' Holm, hold B");
}

/* The zone in the file gives the same instant as the rule in core/date.h,
 * summer and winter. */
static void the_zone_agrees_with_our_clock(void **state)
{
	(void)state;
	static const struct { int month, day; } days[] = { { 1, 15 }, { 3, 28 }, { 3, 29 }, { 3, 30 }, { 7, 1 }, { 10, 24 }, { 10, 25 }, { 10, 26 } };
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct ics_event e = meeting();
		struct str s;
		e.date = date_ymd(2026, days[i].month, days[i].day);
		e.start_minutes = 12 * 60;
		assert_int_equal(ics_calendar(x, ICS_PUBLISH, STR_NULL, &e, 1, &s), OK);
		icalcomponent *c = parse(s), *v = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT);
		icaltimezone *zone = icalcomponent_get_timezone(c, "Europe/Copenhagen");
		assert_non_null(zone);
		struct icaltimetype t = icalcomponent_get_dtstart(v);
		assert_int_equal(icaltime_as_timet_with_zone(t, zone), instant_of(e.date, e.start_minutes));
	}
}

static void split_sessions_share_a_published_file(void **state)
{
	(void)state;
	struct ics_event e[3] = { meeting(), meeting(), meeting() };
	e[1].uid = S("meeting-18@samspil.example.dk");
	e[1].start_minutes = 22 * 60;
	e[1].length_minutes = 180;	/* past midnight */
	e[2].uid = S("meeting-19@samspil.example.dk");
	e[2].cancelled = true;
	struct str s;
	assert_int_equal(ics_calendar(x, ICS_PUBLISH, S("Et roligere vagtskifte"), e, 3, &s), OK);
	check_lines(s);
	icalcomponent *c = parse(s);
	assert_int_equal(icalcomponent_count_components(c, ICAL_VEVENT_COMPONENT), 3);
	assert_int_equal(icalcomponent_count_components(c, ICAL_VTIMEZONE_COMPONENT), 1);
	assert_true(str_contains(s, S("X-WR-CALNAME:Et roligere vagtskifte\r\n")));
	assert_true(str_contains(s, S("DTEND;TZID=Europe/Copenhagen:20260415T010000\r\n")));
	assert_true(str_contains(s, S("STATUS:CANCELLED\r\n")));
	assert_false(str_contains(s, S("ATTENDEE")));	/* a fetched file tells nobody's name */
}

static void a_cancellation_bears_the_same_uid(void **state)
{
	(void)state;
	struct ics_event e = meeting();
	struct str s;
	e.sequence = 3;
	assert_int_equal(ics_calendar(x, ICS_CANCEL, STR_NULL, &e, 1, &s), OK);
	check_lines(s);
	parse(s);
	assert_true(str_contains(s, S("METHOD:CANCEL\r\n")) && str_contains(s, S("STATUS:CANCELLED\r\n")));
	assert_true(str_contains(s, S("UID:meeting-17@samspil.example.dk\r\n")) && str_contains(s, S("SEQUENCE:3\r\n")));
	assert_false(str_contains(s, S("VALARM")) || str_contains(s, S("RSVP")));
}

static void empty_things_leave_no_property(void **state)
{
	(void)state;
	struct ics_event e = meeting();
	struct str s;
	e.location = e.url = STR_NULL;
	e.description = S(" \n ");
	e.alarm_minutes = 0;
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, &e, 1, &s), OK);
	check_lines(s);
	assert_false(str_contains(s, S("LOCATION")) || str_contains(s, S("URL")) || str_contains(s, S("DESCRIPTION")) || str_contains(s, S("VALARM")));
}

static void nothing_can_be_smuggled_in(void **state)
{
	(void)state;
	struct ics_event e = meeting();
	struct str s;
	e.summary = S("Møde\r\nATTENDEE:mailto:fremmed@example.com");
	e.location = S("Her\nX-EVIL:1");
	e.organizer.name = S("Karin\":mailto:x@y.dk\r\nX-EVIL:2");
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, &e, 1, &s), OK);
	check_lines(s);
	icalcomponent *v = icalcomponent_get_first_component(parse(s), ICAL_VEVENT_COMPONENT);
	assert_int_equal(icalcomponent_count_properties(v, ICAL_ATTENDEE_PROPERTY), 2);
	assert_int_equal(icalcomponent_count_properties(v, ICAL_X_PROPERTY), 0);
	assert_string_equal(icalproperty_get_organizer(icalcomponent_get_first_property(v, ICAL_ORGANIZER_PROPERTY)), "mailto:karin@example.dk");

	e = meeting();
	e.organizer.email = S("karin@example.dk\r\nX-EVIL:3");
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, &e, 1, &s), INVALID);
	assert_string_equal(x->fault.message, "render.ics_address");
}

static void calls_against_the_rules_fail(void **state)
{
	(void)state;
	struct ics_event e[2] = { meeting(), meeting() };
	struct str s;
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, e, 2, &s), FAILED);
	fault_clear(x);
	e[0].organizer.email = STR_NULL;
	assert_int_equal(ics_calendar(x, ICS_REQUEST, STR_NULL, e, 1, &s), FAILED);
	fault_clear(x);
	e[1].length_minutes = 0;
	assert_int_equal(ics_calendar(x, ICS_PUBLISH, STR_NULL, e + 1, 1, &s), FAILED);
}

/* Four hours are four hours, also in the night when the clock is set. */
static void a_meeting_past_midnight_ends_when_it_ends(void **state)
{
	static const struct { int month, day; const char *end; } nights[] = {
		{ 4, 14, "DTEND;TZID=Europe/Copenhagen:20260415T030000\r\n" },
		{ 3, 28, "DTEND:20260329T020000Z\r\n" }, { 10, 24, "DTEND:20261025T010000Z\r\n" },
	};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct ics_event e = meeting();
		struct str s;
		e.date = date_ymd(2026, nights[i].month, nights[i].day);
		e.start_minutes = 23 * 60;
		e.length_minutes = 240;
		assert_int_equal(ics_calendar(x, ICS_PUBLISH, STR_NULL, &e, 1, &s), OK);
		assert_true(str_contains(s, str_of(nights[i].end)));
		check_lines(s);
	}
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(ARENA_CEILING_DEFAULT);
	return arena ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_invitation_says_who_when_and_where, fresh),
		cmocka_unit_test_setup(the_zone_agrees_with_our_clock, fresh),
		cmocka_unit_test_setup(split_sessions_share_a_published_file, fresh),
		cmocka_unit_test_setup(a_cancellation_bears_the_same_uid, fresh),
		cmocka_unit_test_setup(empty_things_leave_no_property, fresh),
		cmocka_unit_test_setup(nothing_can_be_smuggled_in, fresh),
		cmocka_unit_test_setup(calls_against_the_rules_fail, fresh),
		cmocka_unit_test_setup(a_meeting_past_midnight_ends_when_it_ends, fresh),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
