/* ics.c -- meetings as calendar files that Outlook and Apple accept. Knows
 * RFC 5545 and 5546 as those two read them; knows nothing of programmes.
 *
 * What they insist on: a VTIMEZONE for every TZID, no empty properties, CRLF,
 * lines folded at 75 octets between characters, METHOD equal to that of the
 * mail part, a DTSTAMP, and in an invitation exactly one event with an
 * ORGANIZER. libical writes the grammar; what stands in it is decided here. */
#include "render/render.h"

#include "core/date.h"

#include <libical/ical.h>
#include <stdlib.h>

static const char ZONE[] = "Europe/Copenhagen";

/* ---- texts ---------------------------------------------------------------- */

/* Control characters have no place in a calendar; line feeds only in a text of
 * several lines. */
static const char *clean(struct ctx *x, struct str s, bool lines)
{
	if (!str_is_utf8(s))
		s = str_from_latin1(x->arena, s);
	s = str_replace(x->arena, s, S("\r\n"), S("\n"));
	char *p = arena_copy(x->arena, s.n ? s.p : "", s.n + 1);
	p[s.n] = '\0';
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)p[i] < ' ' && !(lines && p[i] == '\n')) || p[i] == 127)
			p[i] = ' ';
	return p;
}

/* A parameter may be quoted but has no escape for the quote itself. */
static const char *clean_name(struct ctx *x, struct str s)
{
	return clean(x, str_replace(x->arena, s, S("\""), S("'")), false);
}

static void add(icalcomponent *c, icalproperty *p)
{
	icalcomponent_add_property(c, p);
}

static void add_text(struct ctx *x, icalcomponent *c, struct str s, bool lines, icalproperty *(*make)(const char *))
{
	if (!str_empty(str_trim(s)))
		add(c, make(clean(x, s, lines)));
}

/* ---- times ---------------------------------------------------------------- */

static struct icaltimetype local_time(struct date d, int minutes)
{
	struct icaltimetype t = icaltime_null_time();
	d = date_add(d, minutes / (24 * 60));
	minutes %= 24 * 60;
	date_split(d, &t.year, &t.month, &t.day);
	t.hour = minutes / 60;
	t.minute = minutes % 60;
	return t;
}

/* A day without a time: no zone, and as RFC 5545 says the end is the day after. */
static struct icaltimetype whole_day(struct date d)
{
	struct icaltimetype t = icaltime_null_time();
	date_split(d, &t.year, &t.month, &t.day);
	t.is_date = 1;
	return t;
}

static struct icaltimetype utc_time(int64_t unix_seconds)
{
	return icaltime_from_timet_with_zone((time_t)unix_seconds, 0, icaltimezone_get_utc_timezone());
}

static icalproperty *with_zone(icalproperty *p)
{
	icalproperty_add_parameter(p, icalparameter_new_tzid(ZONE));
	return p;
}

static icalcomponent *half_of_year(icalcomponent_kind kind, const char *start, const char *rule, int from, int to, const char *name)
{
	icalcomponent *c = icalcomponent_new(kind);
	add(c, icalproperty_new_dtstart(icaltime_from_string(start)));
	add(c, icalproperty_new_rrule(icalrecurrencetype_from_string(rule)));
	add(c, icalproperty_new_tzoffsetfrom(from * 3600));
	add(c, icalproperty_new_tzoffsetto(to * 3600));
	add(c, icalproperty_new_tzname(name));
	return c;
}

/* The rule that has held since 1996; the same as in core/date.h. Meetings of
 * the past are not written, so the years before need no rows. */
static icalcomponent *zone(void)
{
	icalcomponent *c = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
	add(c, icalproperty_new_tzid(ZONE));
	icalcomponent_add_component(c, half_of_year(ICAL_XDAYLIGHT_COMPONENT, "19960331T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", 1, 2, "CEST"));
	icalcomponent_add_component(c, half_of_year(ICAL_XSTANDARD_COMPONENT, "19961027T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", 2, 1, "CET"));
	return c;
}

/* ---- people ---------------------------------------------------------------- */

static enum rc mailto(struct ctx *x, struct str email, const char **ret)
{
	if (!str_is_email(email))
		return fail(x, INVALID, "", "render.ics_address");
	*ret = str_fmt(x->arena, "mailto:%.*s", STR_ARG(email)).p;
	return OK;
}

static enum rc add_organizer(struct ctx *x, icalcomponent *c, const struct ics_person *who)
{
	const char *address;
	TRY(mailto(x, who->email, &address));
	icalproperty *p = icalproperty_new_organizer(address);
	if (!str_empty(who->name))
		icalproperty_add_parameter(p, icalparameter_new_cn(clean_name(x, who->name)));
	add(c, p);
	return OK;
}

static enum rc add_attendee(struct ctx *x, icalcomponent *c, const struct ics_person *who, bool invite)
{
	const char *address;
	TRY(mailto(x, who->email, &address));
	icalproperty *p = icalproperty_new_attendee(address);
	if (!str_empty(who->name))
		icalproperty_add_parameter(p, icalparameter_new_cn(clean_name(x, who->name)));
	icalproperty_add_parameter(p, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	if (invite) {
		icalproperty_add_parameter(p, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
		icalproperty_add_parameter(p, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	}
	add(c, p);
	return OK;
}

static enum rc add_people(struct ctx *x, icalcomponent *c, enum ics_method method, const struct ics_event *e)
{
	if (!str_empty(e->organizer.email))
		TRY(add_organizer(x, c, &e->organizer));
	for (size_t i = 0; method != ICS_PUBLISH && i < e->nattendees; i++)
		TRY(add_attendee(x, c, &e->attendees[i], method == ICS_REQUEST));
	return OK;
}

/* ---- events ---------------------------------------------------------------- */

static void add_alarm(struct ctx *x, icalcomponent *event, const struct ics_event *e)
{
	icalcomponent *c = icalcomponent_new(ICAL_VALARM_COMPONENT);
	add(c, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	add_text(x, c, e->summary, false, icalproperty_new_description);
	add(c, icalproperty_new_trigger((struct icaltriggertype){ .time = icaltime_null_time(), .duration = icaldurationtype_from_int(-60 * e->alarm_minutes) }));
	icalcomponent_add_component(event, c);
}

static void add_x(icalcomponent *c, const char *name, const char *value)
{
	icalproperty *p = icalproperty_new_x(value);
	icalproperty_set_x_name(p, name);
	add(c, p);
}

/* So many minutes later. Where summer time begins or ends in between, the clock says
 * something else or the same twice; then the end stands in UTC, which is one moment. */
static void add_end(icalcomponent *c, const struct ics_event *e)
{
	int64_t start = instant_of(e->date, e->start_minutes), end = start + (int64_t)e->length_minutes * 60;
	if (zone_offset_minutes(start) == zone_offset_minutes(end))
		add(c, with_zone(icalproperty_new_dtend(local_time(e->date, e->start_minutes + e->length_minutes))));
	else
		add(c, icalproperty_new_dtend(utc_time(end)));
}

static enum rc add_event(struct ctx *x, icalcomponent *calendar, enum ics_method method, const struct ics_event *e)
{
	bool cancelled = method == ICS_CANCEL || e->cancelled;
	icalcomponent *c = icalcomponent_new_vevent();
	icalcomponent_add_component(calendar, c);	/* from here the calendar frees it */
	add(c, icalproperty_new_uid(clean(x, e->uid, false)));
	add(c, icalproperty_new_sequence(e->sequence));
	add(c, icalproperty_new_dtstamp(utc_time(x->now)));
	if (e->all_day) {
		add(c, icalproperty_new_dtstart(whole_day(e->date)));
		add(c, icalproperty_new_dtend(whole_day(date_add(e->date, 1))));
	} else {
		add(c, with_zone(icalproperty_new_dtstart(local_time(e->date, e->start_minutes))));
		add_end(c, e);
	}
	add_text(x, c, e->summary, false, icalproperty_new_summary);
	add_text(x, c, e->location, false, icalproperty_new_location);
	add_text(x, c, e->description, true, icalproperty_new_description);
	add_text(x, c, e->url, false, icalproperty_new_url);
	add(c, icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
	add(c, icalproperty_new_transp(cancelled || e->all_day ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
	TRY(add_people(x, c, method, e));
	if (e->alarm_minutes > 0 && !cancelled)
		add_alarm(x, c, e);
	return OK;
}

/* A call that breaks the rules of render.h is our own fault, not the reader's. */
static enum rc check(struct ctx *x, enum ics_method method, const struct ics_event *e, size_t n)
{
	if (n == 0 || (method != ICS_PUBLISH && n != 1))
		return fail_cause(x, FAILED, "calendar of %zu events for method %d", n, (int)method);
	for (size_t i = 0; i < n; i++) {
		bool timed = e[i].length_minutes > 0 && e[i].start_minutes >= 0 && e[i].start_minutes < 24 * 60;
		if (str_empty(e[i].uid) || !date_is(e[i].date) || (!e[i].all_day && !timed))
			return fail_cause(x, FAILED, "calendar event %zu without uid, date or length", i);
		if (method != ICS_PUBLISH && str_empty(e[i].organizer.email))
			return fail_cause(x, FAILED, "invitation without organizer");
	}
	return OK;
}

static void free_component(void *p)
{
	icalcomponent_free(p);
}

static const icalproperty_method METHODS[] = {
	[ICS_PUBLISH] = ICAL_METHOD_PUBLISH, [ICS_REQUEST] = ICAL_METHOD_REQUEST, [ICS_CANCEL] = ICAL_METHOD_CANCEL,
};

enum rc ics_calendar(struct ctx *x, enum ics_method method, struct str name, const struct ics_event *events, size_t n, struct str *ret)
{
	TRY(check(x, method, events, n));
	icalcomponent *c = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	arena_defer(x->arena, free_component, c);
	add(c, icalproperty_new_prodid("-//Samspil//Samspil " SAMSPIL_VERSION "//DA"));
	add(c, icalproperty_new_version("2.0"));
	add(c, icalproperty_new_calscale("GREGORIAN"));
	add(c, icalproperty_new_method(METHODS[method]));
	if (method == ICS_PUBLISH && !str_empty(str_trim(name)))
		add_x(c, "X-WR-CALNAME", clean(x, name, false));
	icalcomponent_add_component(c, zone());
	for (size_t i = 0; i < n; i++)
		TRY(add_event(x, c, method, &events[i]));

	char *text = icalcomponent_as_ical_string_r(c);
	if (!text)
		return fail_cause(x, FAILED, "libical: %s", icalerror_strerror(icalerrno));
	arena_defer(x->arena, free, text);
	*ret = str_dup(x->arena, str_of(text));
	return OK;
}

const char *ics_mime(enum ics_method method)
{
	switch (method) {
	case ICS_PUBLISH:
		return "text/calendar; method=PUBLISH; charset=utf-8";
	case ICS_REQUEST:
		return "text/calendar; method=REQUEST; charset=utf-8";
	case ICS_CANCEL:
		return "text/calendar; method=CANCEL; charset=utf-8";
	}
	return "text/calendar; charset=utf-8";
}
