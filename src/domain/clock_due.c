/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock_due.c -- when is it due? Durations in natural time, working days and working hours.
 *
 * Days of a duration are days of the wall clock ("P7D" is the same time seven days later, whatever
 * summer time does in between); hours are elapsed hours. A working day ("P1Dw") is the same time of
 * the next working day; working hours ("PT8Hw") pass only inside the opening hours. A local time
 * that occurs twice means the first, one that never occurs means as much later: worked out from
 * the zone's offset alone, because mktime()'s answer for such times depends on earlier calls.
 */
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "ticket_internal.h"

#define DAY_MS 86400000LL
#define MINUTE_MS 60000LL
#define DAYS_MOST 6000 /* a calendar without working days must not loop for ever */

/* On the wall: days since 1970-01-01 and milliseconds of the day. */
struct local {
	int64_t day, ms;
};
/* A duration's two parts. */
struct span {
	int days;
	int64_t ms;
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct local to_local(instant t)
{
	int64_t wall = t + clock_offset(t), day = floor_div(wall, DAY_MS);

	return (struct local){ day, wall - day * DAY_MS };
}

static instant from_local(int64_t day, int64_t ms)
{
	instant wall = day * DAY_MS + ms;
	int64_t before = clock_offset(wall - DAY_MS), after = clock_offset(wall + DAY_MS);

	if (clock_offset(wall - before) == before || clock_offset(wall - after) != after)
		return wall - before;
	return wall - after;
}

static int weekday(int64_t day) /* Monday is 0; 1970-01-01 was a Thursday */
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

static bool is_working_day(const struct city *c, int64_t day)
{
	int year, month, mday;

	clock_civil(day, &year, &month, &mday);
	for (size_t i = 0; i < c->day_count; i++)
		if (c->days[i].day == mday && c->days[i].month == month && c->days[i].year == year)
			return c->days[i].work;
	return weekday(day) < 5;
}

static bool has_hours(const struct city_hours *h)
{
	return h->to > h->from;
}

/* A working Saturday is worked like the first weekday with hours; no hours at all mean 9 to 18. */
static struct city_hours hours_of(const struct city *c, int64_t day)
{
	struct city_hours usual = { 9 * 60, 18 * 60 };
	bool any = false;

	for (int i = 0; i < 7 && !any; i++) {
		any = has_hours(&c->hours[i]);
		if (any)
			usual = c->hours[i];
	}
	if (has_hours(&c->hours[weekday(day)]))
		return c->hours[weekday(day)];
	return any && weekday(day) < 5 ? (struct city_hours){ 0, 0 } : usual;
}

/* The opening hours of a day as instants; false: closed. */
static bool open_hours(const struct city *c, int64_t day, instant *from, instant *to)
{
	if (!is_working_day(c, day))
		return false;
	struct city_hours h = hours_of(c, day);
	*from = from_local(day, h.from * 60000LL);
	*to = from_local(day, h.to * 60000LL);
	return *to > *from;
}

static int64_t next_working_day(const struct city *c, int64_t day)
{
	for (int i = 1; i <= DAYS_MOST; i++)
		if (is_working_day(c, day + i))
			return day + i;
	return day + 1;
}

static instant add_working_days(const struct city *c, instant t, int days)
{
	struct local at = to_local(t);

	for (; days > 0; days--)
		at.day = next_working_day(c, at.day);
	return from_local(at.day, at.ms);
}

static instant add_working_hours(const struct city *c, instant t, int64_t ms)
{
	int64_t day = to_local(t).day;
	instant from, to;

	for (int i = 0; ms > 0 && i < DAYS_MOST; i++, day++) {
		if (!open_hours(c, day, &from, &to) || to <= t)
			continue;
		instant start = from > t ? from : t;
		if (ms <= to - start)
			return start + ms;
		ms -= to - start;
	}
	return t + ms;
}

static int64_t working_hours_between(const struct city *c, instant a, instant b)
{
	int64_t sum = 0, day = to_local(a).day;
	instant from, to;

	for (int i = 0; i < DAYS_MOST; i++, day++) {
		if (from_local(day, 0) >= b)
			break;
		if (!open_hours(c, day, &from, &to))
			continue;
		instant low = from > a ? from : a, high = to < b ? to : b;
		if (high > low)
			sum += high - low;
	}
	return sum;
}

/* Time of working days, each of 24 hours on the wall; other days do not exist. */
static int64_t working_days_between(const struct city *c, instant a, instant b)
{
	struct local from = to_local(a), to = to_local(b);
	int64_t sum = 0;

	for (int64_t day = from.day; day <= to.day && day < from.day + DAYS_MOST; day++) {
		int64_t low = day == from.day ? from.ms : 0, high = day == to.day ? to.ms : DAY_MS;
		if (high > low && is_working_day(c, day))
			sum += high - low;
	}
	return sum;
}

static instant add_time_of_working_days(const struct city *c, instant t, int64_t ms)
{
	struct local at = to_local(t);

	if (ms <= 0)
		return t;
	if (!is_working_day(c, at.day))
		at = (struct local){ next_working_day(c, at.day), 0 };
	while (at.ms + ms >= DAY_MS) {
		ms -= DAY_MS - at.ms;
		at = (struct local){ next_working_day(c, at.day), 0 };
	}
	return from_local(at.day, at.ms + ms);
}

/* "P1DT4Hw" as one day and four hours. */
static struct span span_of(const struct city_clock *clock)
{
	struct span span = { 0, clock->ms };
	char text[40];
	size_t len = strlen(clock->text);
	int64_t whole, days;

	if (len == 0 || len >= sizeof(text))
		return span;
	memcpy(text, clock->text, len + 1);
	if (text[len - 1] == 'w')
		text[len - 1] = '\0';
	if (!clock_parse_duration(text, &whole))
		return span;
	char *time = strchr(text, 'T');
	if (time)
		*time = '\0';
	if (!clock_parse_duration(text, &days))
		days = 0;
	return (struct span){ (int)(days / DAY_MS), whole - days };
}

instant clock_due(const struct city *c, const struct city_clock *clock, instant start)
{
	if (!clock->text)
		return INSTANT_NONE;
	struct span span = span_of(clock);
	if (clock->working)
		return add_working_hours(c, add_working_days(c, start, span.days), span.ms);
	if (span.days) {
		struct local at = to_local(start);
		start = from_local(at.day + span.days, at.ms);
	}
	return start + span.ms;
}

instant visit_next(const struct city *c, instant at)
{
	const struct city_hours *hours = &c->visit_hours;
	instant next = clock_due(c, &c->visit_wait, at);
	struct local local = to_local(next);

	if (hours->from == hours->to)
		return next;
	if (local.ms < hours->from * MINUTE_MS)
		return from_local(local.day, hours->from * MINUTE_MS);
	return local.ms < hours->to * MINUTE_MS ? next : from_local(local.day + 1, hours->from * MINUTE_MS);
}

instant clock_shift(const struct city *c, const struct city_clock *clock, instant due, instant from, instant to)
{
	if (to <= from)
		return due;
	if (!clock->text || !clock->working)
		return due + (to - from);
	if (span_of(clock).ms)
		return add_working_hours(c, due, working_hours_between(c, from, to));
	return add_time_of_working_days(c, due, working_days_between(c, from, to));
}
