/* words.c -- dates, times and amounts as people say them in Danish and English.
 * Knows the calendar's names, which are grammar rather than texts to translate:
 * their order and punctuation differ, so they stand here and not in po/. */
#include "ui/ui.h"

enum { MINUTES_PER_HOUR = 60 };

static const char *const months[LANG_COUNT][12] = {
	[DA] = { "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december" },
	[EN] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" },
};

static const char *const months_short[LANG_COUNT][12] = {
	[DA] = { "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec" },
	[EN] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
};

static const char *const weekdays[LANG_COUNT][7] = {
	[DA] = { "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag" },
	[EN] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
};

static struct str date_words(struct ctx *x, struct date d, bool with_year)
{
	int year, month, mday;
	date_split(d, &year, &month, &mday);
	const char *name = months[x->lang][month - 1];
	const char *dot = x->lang == DA ? "." : "";
	if (with_year)
		return str_fmt(x->arena, "%d%s %s %d", mday, dot, name, year);
	return str_fmt(x->arena, "%d%s %s", mday, dot, name);
}

struct str ui_date(struct ctx *x, struct date d)
{
	int year, this_year, month, mday;
	if (!date_is(d))
		return S("");
	date_split(d, &year, &month, &mday);
	date_split(ctx_today(x), &this_year, &month, &mday);
	return date_words(x, d, year != this_year);
}

struct str ui_date_long(struct ctx *x, struct date d)
{
	if (!date_is(d))
		return S("");
	const char *weekday = weekdays[x->lang][date_weekday(d) - 1];
	return str_fmt(x->arena, x->lang == DA ? "%s den %.*s" : "%s %.*s", weekday, STR_ARG(date_words(x, d, true)));
}

/* Danish writes 9.00, English 9:00. */
static struct str clock_words(struct ctx *x, int minutes)
{
	return str_fmt(x->arena, "%d%c%02d", minutes / MINUTES_PER_HOUR, x->lang == DA ? '.' : ':', minutes % MINUTES_PER_HOUR);
}

struct str ui_time(struct ctx *x, int minutes)
{
	if (minutes < 0)
		return S("");
	struct str clock = clock_words(x, minutes);
	return x->lang == DA ? str_cat(x->arena, S("kl. "), clock) : clock;
}

struct str ui_date_time(struct ctx *x, struct date d, int minutes)
{
	if (!date_is(d) || minutes < 0)
		return ui_date(x, d);
	struct str date = ui_date(x, d), time = clock_words(x, minutes);
	return str_fmt(x->arena, x->lang == DA ? "%.*s kl. %.*s" : "%.*s at %.*s", STR_ARG(date), STR_ARG(time));
}

static struct str month_of(struct date d, const char *const names[12])
{
	int year, month, mday;
	if (!date_is(d))
		return S("");
	date_split(d, &year, &month, &mday);
	return str_of(names[month - 1]);
}

struct str ui_month_short(struct ctx *x, struct date d)
{
	return month_of(d, months_short[x->lang]);
}

struct str ui_month(struct ctx *x, struct date d)
{
	return month_of(d, months[x->lang]);
}

struct str ui_minutes(struct ctx *x, int64_t minutes)
{
	const char *hour = x->lang == DA ? "t" : "h";
	const char *sign = minutes < 0 ? "-" : "";
	uint64_t all = minutes < 0 ? 0 - (uint64_t)minutes : (uint64_t)minutes;
	uint64_t hours = all / MINUTES_PER_HOUR, rest = all % MINUTES_PER_HOUR;
	if (hours == 0)
		return str_fmt(x->arena, "%s%" PRIu64 " min", sign, rest);
	if (rest == 0)
		return str_fmt(x->arena, "%s%" PRIu64 " %s", sign, hours, hour);
	return str_fmt(x->arena, "%s%" PRIu64 " %s %" PRIu64 " min", sign, hours, hour, rest);
}

struct str ui_hours(struct ctx *x, int64_t minutes)
{
	const char *sign = minutes < 0 ? "-" : "", point = x->lang == DA ? ',' : '.';
	uint64_t all = minutes < 0 ? 0 - (uint64_t)minutes : (uint64_t)minutes;
	uint64_t hours = all / MINUTES_PER_HOUR, rest = (all % MINUTES_PER_HOUR * 100 + MINUTES_PER_HOUR / 2) / MINUTES_PER_HOUR;
	if (rest == 0)
		return str_fmt(x->arena, "%s%" PRIu64, sign, hours);
	if (rest % 10 == 0)
		return str_fmt(x->arena, "%s%" PRIu64 "%c%" PRIu64, sign, hours, point, rest / 10);
	return str_fmt(x->arena, "%s%" PRIu64 "%c%02" PRIu64, sign, hours, point, rest);
}
