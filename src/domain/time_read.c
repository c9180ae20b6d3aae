/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_read.c -- the words for a time put on the calendar.
 *
 * A caller tells of what has happened, so of two readings the past one is likelier; but only when a
 * single reading is left is it sure. A part of the day without an hour (前天下午) stands for its
 * middle, a day without a time for its beginning.
 */
#include <string.h>
#include <time.h>

#include "domain/time_words.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"

#define SAID_DATE (SAID_YEAR | SAID_MONTH | SAID_DAY)
#define SAID_WEEKS (SAID_WEEK | SAID_WEEKDAY)

struct day { struct tm tm; bool given, unsure; };
struct hours {
	int count, minutes[2], second;
	bool unsure;
}; /* minutes of the day; from 1440 on: of the next */

/* How hours are heard in each part of a day: from..to become the 24-hour clock by adding. */
static const struct { enum day_part part; int from, to, add; bool unsure;
} heard[] = {
	{ DAY_SMALL_HOURS, 0, 6, 0, false }, { DAY_SMALL_HOURS, 12, 12, -12, false },
	{ DAY_EARLY, 0, 11, 0, false },	     { DAY_MORNING, 0, 12, 0, false },
	{ DAY_NOON, 1, 3, 12, false },	     { DAY_NOON, 10, 15, 0, false },
	{ DAY_AFTERNOON, 1, 11, 12, false }, { DAY_AFTERNOON, 12, 23, 0, false },
	{ DAY_DUSK, 4, 8, 12, false },	     { DAY_DUSK, 16, 20, 0, false },
	{ DAY_EVENING, 0, 0, 24, false },    { DAY_EVENING, 1, 4, 24, true },
	{ DAY_EVENING, 5, 12, 12, false },   { DAY_EVENING, 17, 24, 0, false },
	{ DAY_NIGHT, 0, 5, 24, true },	     { DAY_NIGHT, 8, 12, 12, false },
	{ DAY_NIGHT, 20, 24, 0, false },     { DAY_AM, 0, 11, 0, false },
	{ DAY_AM, 12, 12, -12, false },	     { DAY_PM, 1, 11, 12, false },
	{ DAY_PM, 12, 23, 0, false },
};

/* The middle of a part of the day; AM and PM alone say nothing. */
static const int middle[] = {
	[DAY_ANY] = -1,	  [DAY_SMALL_HOURS] = 3, [DAY_EARLY] = 7, [DAY_MORNING] = 10,
	[DAY_NOON] = 12,  [DAY_AFTERNOON] = 15,	 [DAY_DUSK] = 18, [DAY_EVENING] = 20,
	[DAY_NIGHT] = 23, [DAY_AM] = -1,	 [DAY_PM] = -1,
};

static struct tm local(int64_t t)
{
	struct tm tm;
	time_t seconds = (time_t)(t / 1000);

	localtime_r(&seconds, &tm);
	return tm;
}

static struct tm midnight(int year, int month, int day)
{
	return (struct tm){
		.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1
	};
}

static int64_t moment(const struct day *d, int minutes, int second, int days)
{
	struct tm tm = midnight(d->tm.tm_year + 1900, d->tm.tm_mon + 1, d->tm.tm_mday + days);

	tm.tm_min = minutes;
	tm.tm_sec = second;
	return (int64_t)mktime(&tm) * 1000;
}

/* Is it a day of the calendar? */
static bool set_date(struct day *d, int year, int month, int day)
{
	struct tm tm = midnight(year, month, day);

	tm.tm_hour = 12;
	if (year < 1900 || year > 2200 || month < 1 || month > 12 || mktime(&tm) == -1 ||
	    tm.tm_mday != day)
		return false;
	d->tm = tm;
	return true;
}

/* -1: in the past or today, 1: later. */
static int compare_today(const struct day *d, const struct tm *today)
{
	if (d->tm.tm_year != today->tm_year)
		return d->tm.tm_year < today->tm_year ? -1 : 1;
	return d->tm.tm_yday <= today->tm_yday ? -1 : 1;
}

/* A month and day without a year: this year's; one that is still to come may be last year's. */
static bool date_in_year(struct day *d, const struct time_words *w, const struct tm *today)
{
	int year = today->tm_year + 1900;

	if (!set_date(d, year, w->month, w->day))
		return set_date(d, year - 1, w->month, w->day);         /* 29 February */
	if (compare_today(d, today) < 0)
		return true;
	d->unsure = true;
	return d->tm.tm_yday - today->tm_yday < 183 || set_date(d, year - 1, w->month, w->day);
}

/* A day alone: of this month; one that is still to come is rather last month's. */
static bool date_in_month(struct day *d, const struct time_words *w, const struct tm *today)
{
	int year = today->tm_year + 1900, month = today->tm_mon + 1;

	if (w->day <= today->tm_mday)
		return set_date(d, year, month, w->day);
	d->unsure = true;
	return set_date(d, month > 1 ? year : year - 1, month > 1 ? month - 1 : 12, w->day) ||
	       set_date(d, year, month, w->day);
}

static bool find_date(struct day *d, const struct time_words *w, const struct tm *today)
{
	int year = today->tm_year + 1900, month = w->month;

	if (!(w->said & SAID_DAY) || (w->said & SAID_DATE) == (SAID_DAY | SAID_YEAR))
		return false;
	if (!(w->said & SAID_MONTH))
		return date_in_month(d, w, today);
	if (!month) {
		struct tm first = midnight(year, today->tm_mon + 1 + w->month_shift, 1);
		mktime(&first);
		return !(w->said & SAID_YEAR) &&
		       set_date(d, first.tm_year + 1900, first.tm_mon + 1, w->day);
	}
	if (!(w->said & SAID_YEAR))
		return date_in_year(d, w, today);
	return set_date(d, w->year ? w->year : year + w->year_shift, month, w->day);
}

static bool find_weekday(struct day *d, const struct time_words *w, const struct tm *today)
{
	int now = today->tm_wday ? today->tm_wday : 7, ahead = w->weekday - now;

	if (!(w->said & SAID_WEEKDAY))
		return false;
	if (w->said & SAID_WEEK) {
		d->unsure = w->last && ahead < 0;
		ahead += 7 * w->week;
	} else if (ahead > 0) {
		d->unsure = true;
		ahead -= 7;
	}
	d->tm = midnight(today->tm_year + 1900, today->tm_mon + 1, today->tm_mday + ahead);
	return mktime(&d->tm) != -1;
}

/* The day that is meant. False: none, or more than one way to say it at once. */
static bool find_day(struct day *d, const struct time_words *w, const struct tm *today)
{
	unsigned said = w->said & (SAID_DATE | SAID_WEEKS | SAID_SHIFT | SAID_DAYS_AGO);

	*d = (struct day){ .tm = *today, .given = said != 0 };
	if (!said)
		return true;
	if (!(said & ~SAID_DATE))
		return find_date(d, w, today);
	if (!(said & ~SAID_WEEKS))
		return find_weekday(d, w, today);
	if (said != SAID_SHIFT && said != SAID_DAYS_AGO)
		return false;
	int days = said == SAID_SHIFT ? w->shift : -w->days_ago;
	d->tm = midnight(today->tm_year + 1900, today->tm_mon + 1 - w->months_ago, today->tm_mday + days);
	return mktime(&d->tm) != -1;
}

static bool hear_hour(struct hours *h, const struct time_words *w, bool day_given)
{
	for (size_t i = 0; i < ARRAY_SIZE(heard); i++) {
		if (heard[i].part != w->part || w->hour < heard[i].from || w->hour > heard[i].to)
			continue;
		/* Small hours of a night without a day are today's, those of a named one rather the
		 * next day's. */
		bool small = w->part == DAY_NIGHT && heard[i].unsure && !day_given;
		h->minutes[0] = (w->hour + (small ? 0 : heard[i].add)) * 60 + w->minute;
		h->unsure = heard[i].unsure && !small;
		h->count = 1;
		return true;
	}
	return false;
}

static bool find_hours(struct hours *h, const struct time_words *w, bool day_given)
{
	*h = (struct hours){ .count = 1, .second = w->second };
	if (!(w->said & SAID_CLOCK)) {
		h->minutes[0] = w->part ? middle[w->part] * 60 : 0;
		return h->minutes[0] >= 0;
	}
	if (w->part != DAY_ANY)
		return hear_hour(h, w, day_given);
	h->minutes[0] = w->hour * 60 + w->minute;
	if (!w->clock24) {
		h->minutes[0] = w->hour % 12 * 60 + w->minute;
		h->minutes[1] = h->minutes[0] + 720;
		h->count = 2;
	}
	return true;
}

/* An hour that may be of the morning or of the evening: sure when the day is named and just one of them has been. */
static enum time_reading choose(const struct day *d, const struct hours *h, int64_t now, int64_t *found)
{
	int64_t first = moment(d, h->minutes[0], h->second, 0),
		second = moment(d, h->minutes[1], h->second, 0);

	*found = second <= now ? second : first;
	if (d->unsure)
		return TIME_UNSURE;
	return d->given && first <= now && second > now ? TIME_SURE : TIME_HALF;
}

static enum time_reading place(const struct time_words *w, int64_t now, int64_t *found)
{
	struct tm today = local(now);
	struct day d;
	struct hours h;

	if (!find_day(&d, w, &today) || !find_hours(&h, w, d.given))
		return TIME_UNSURE;
	if (w->said == SAID_DAYS_AGO) {
		*found = moment(&d, today.tm_hour * 60 + today.tm_min, today.tm_sec, 0);
		return TIME_SURE;
	}
	if (h.count == 2)
		return choose(&d, &h, now, found);
	*found = moment(&d, h.minutes[0], h.second, 0);
	bool ahead = !d.given && *found > now;
	if (ahead)
		*found = moment(&d, h.minutes[0], h.second, -1);
	return ahead || d.unsure || h.unsure ? TIME_UNSURE : TIME_SURE;
}

enum time_reading time_read(const char *text, int64_t now, int64_t *found)
{
	struct time_words w;

	if (clock_parse(text, found))
		return TIME_SURE;
	*found = INSTANT_NONE;
	if (!time_words_read(text, &w))
		return TIME_UNSURE;
	if (w.said & (SAID_NOW | SAID_AGO)) {
		if (w.said != SAID_NOW && w.said != SAID_AGO)
			return TIME_UNSURE;
		*found = now - w.ago_ms;
		return TIME_SURE;
	}
	return place(&w, now, found);
}

/* -- limits to come --------------------------------------------------------------- */

static bool is_day_alone(const char *text)
{
	struct time_words w;

	return time_words_read(text, &w) && !(w.said & (SAID_CLOCK | SAID_PART | SAID_NOW | SAID_AGO | SAID_DAYS_AGO));
}

/* How far ahead the next such time is, by the largest thing that the text leaves out. */
static int64_t next_one(const struct time_words *w, int64_t t)
{
	struct tm tm = local(t);

	if (!(w->said & (SAID_DATE | SAID_WEEKS | SAID_SHIFT)))
		tm.tm_mday++;
	else if (w->said & SAID_WEEKDAY && !(w->said & SAID_WEEK))
		tm.tm_mday += 7;
	else if (w->said & SAID_DAY && !(w->said & SAID_MONTH))
		tm.tm_mon++;
	else if (w->said & SAID_MONTH && !(w->said & SAID_YEAR))
		tm.tm_year++;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

int64_t time_read_ahead(const char *text, int64_t now)
{
	struct time_words w = { 0 };
	int64_t t;
	enum time_reading reading = time_read(text, now, &t);

	if (t == INSTANT_NONE || reading == TIME_HALF || !time_words_read(text, &w))
		return reading == TIME_HALF ? INSTANT_NONE : t;
	if (is_day_alone(text)) {
		struct day d = { .tm = local(t) };
		t = moment(&d, 24 * 60 - 1, 0, 0);
	}
	return t > now ? t : next_one(&w, t);
}
