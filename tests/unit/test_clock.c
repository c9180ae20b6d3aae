/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_clock.c -- due times against a calculator that knows nothing but localtime(): it walks
 * minute by minute.
 *
 * The calculator counts: a working minute is one whose wall time lies in the opening hours of a
 * working day. Zones with and without summer time, leap days, midnights, runs of holidays;
 * deadlines with pauses, grades, extensions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "ticket_world.h"

#define MINUTE 60000LL

static struct city_day holidays[] = {
	{ 2026, 2, 14, true, "moved" }, { 2026, 2, 15, false, "h" },
	{ 2026, 2, 16, false, "h" },	{ 2026, 2, 17, false, "h" },
	{ 2026, 2, 18, false, "h" },	{ 2026, 2, 19, false, "h" },
	{ 2026, 2, 20, false, "h" },	{ 2026, 2, 21, false, "h" },
	{ 2026, 2, 22, false, "h" },	{ 2026, 2, 23, false, "h" },
	{ 2026, 2, 28, true, "moved" }, { 2026, 1, 1, false, "h" },
	{ 2026, 5, 1, false, "h" },	{ 2024, 2, 29, false, "leap day off" },
	{ 2028, 2, 28, false, "h" },
};

static struct city small_city(int from, int to)
{
	struct city c = { 0 };

	c.days = holidays;
	c.day_count = ARRAY_SIZE(holidays);
	for (int i = 0; i < 5; i++)
		c.hours[i] = (struct city_hours){ from, to };
	return c;
}

/* The calculator. */
static struct tm wall(instant t)
{
	time_t seconds = (time_t)(t / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return tm;
}

static bool works(const struct city *c, const struct tm *tm)
{
	for (size_t i = 0; i < c->day_count; i++)
		if (c->days[i].year == tm->tm_year + 1900 && c->days[i].month == tm->tm_mon + 1 &&
		    c->days[i].day == tm->tm_mday)
			return c->days[i].work;
	return tm->tm_wday >= 1 && tm->tm_wday <= 5;
}

static bool is_working_minute(const struct city *c, instant t)
{
	struct tm tm = wall(t);
	int minute = tm.tm_hour * 60 + tm.tm_min;

	return works(c, &tm) && minute >= c->hours[0].from && minute < c->hours[0].to;
}

static instant slow_working_minutes(const struct city *c, instant t, int64_t minutes)
{
	for (; minutes > 0; t += MINUTE)
		minutes -= is_working_minute(c, t);
	return t;
}

static int64_t slow_minutes_between(const struct city *c, instant from, instant to)
{
	int64_t n = 0;

	for (; from < to; from += MINUTE)
		n += is_working_minute(c, from);
	return n;
}

/* The first minute at or after the start's time of day on the n-th further day (working day). */
static instant slow_days(const struct city *c, instant start, int days, bool working)
{
	struct tm first = wall(start), before = first;
	instant t = start;

	for (int passed = 0; ; t += MINUTE) {
		struct tm tm = wall(t);
		if (tm.tm_mday != before.tm_mday && (!working || works(c, &tm)))
			passed++;
		before = tm;
		if (passed == days && (!working || works(c, &tm)) &&
		    tm.tm_hour * 60 + tm.tm_min >= first.tm_hour * 60 + first.tm_min)
			return t;
		if (passed > days)
			return t;
	}
}

static const char *const zones[] = { "Asia/Shanghai", "Europe/Berlin", "America/New_York",
				     "Australia/Lord_Howe" };

static const char *const starts[] = {
	"2026-11-24T10:00:00+08:00", "2026-11-27T17:59:00+08:00", "2026-11-28T03:15:00+08:00",
	"2026-02-13T16:30:00+08:00", "2026-02-14T10:00:00+08:00", "2026-02-18T23:59:00+08:00",
	"2026-03-28T12:30:00+01:00", "2026-03-29T00:30:00+01:00", "2026-03-27T02:30:00+01:00",
	"2026-10-24T02:30:00+02:00", "2026-10-25T00:10:00+02:00", "2026-10-23T17:00:00+02:00",
	"2024-02-28T09:00:00+08:00", "2024-02-28T20:00:00+08:00", "2028-02-25T18:00:00+08:00",
	"2028-02-29T00:00:00+08:00", "2026-12-31T23:30:00+08:00", "2026-04-30T08:00:00+08:00",
	"2026-03-07T13:00:00-05:00", "2026-10-31T22:45:00-04:00",
};

static void compare(const struct city *c, const struct city_clock *k, instant start, instant slow, const char *zone)
{
	instant due = clock_due(c, k, start);
	char a[CLOCK_TEXT], b[CLOCK_TEXT], s[CLOCK_TEXT];

	if (due != slow)
		fail_msg("%s %s from %s: %s, the calculator says %s", zone, k->text,
			 clock_format(start, s), clock_format(due, a), clock_format(slow, b));
}

static void test_working_hours(void **state)
{
	static const struct { const char *text; int minutes; } durations[] = {
		{ "PT8Hw", 480 },   { "PT15Mw", 15 }, { "PT9Hw", 540 },
		{ "PT40Hw", 2400 }, { "PT1Mw", 1 },
	};
	static const int hours[][2] = {
		{ 9 * 60, 18 * 60 }, { 0, 24 * 60 }, { 8 * 60 + 30, 12 * 60 }, { 60, 5 * 60 }
	};
	(void)state;

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		clock_set_zone(zones[z], NULL);
		for (size_t h = 0; h < ARRAY_SIZE(hours); h++) {
			struct city c = small_city(hours[h][0], hours[h][1]);
			for (size_t d = 0; d < ARRAY_SIZE(durations); d++) {
				struct city_clock k = { durations[d].text,
							durations[d].minutes * MINUTE, true };
				for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
					compare(&c, &k, at(starts[i]),
						slow_working_minutes(&c, at(starts[i]), durations[d].minutes),
						zones[z]);
			}
		}
	}
}

/* Nobody is phoned at night: what falls before the hours waits for their beginning, what falls behind for the next day's. */
static void test_hours_of_visits(void **state)
{
	static const struct { const char *at, *next; } cases[] = {
		{ "2026-11-25T10:00:00+08:00", "2026-11-25T12:00:00+08:00" },
		{ "2026-11-25T18:29:00+08:00", "2026-11-25T20:29:00+08:00" },
		{ "2026-11-25T18:30:00+08:00", "2026-11-26T08:30:00+08:00" },
		{ "2026-11-25T23:00:00+08:00", "2026-11-26T08:30:00+08:00" },
		{ "2026-11-26T02:55:00+08:00", "2026-11-26T08:30:00+08:00" },
	};
	struct city c = { .visit_wait = { "PT2H", 2 * 3600000LL, false }, .visit_hours = { 510, 1230 } };

	(void)state;
	clock_set_zone("Asia/Shanghai", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		instant at = 0, next = 0;
		assert_true(clock_parse(cases[i].at, &at) && clock_parse(cases[i].next, &next));
		assert_int_equal(visit_next(&c, at), next);
	}
	c.visit_hours.to = c.visit_hours.from;
	assert_int_equal(visit_next(&c, 0), 2 * 3600000LL);
}

static void test_days(void **state)
{
	static const struct { const char *text; int days; bool working; } durations[] = {
		{ "P1D", 1, false }, { "P7D", 7, false }, { "P15D", 15, false },
		{ "P1Dw", 1, true }, { "P3Dw", 3, true },
	};
	struct city c = small_city(9 * 60, 18 * 60);
	(void)state;

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		clock_set_zone(zones[z], NULL);
		for (size_t d = 0; d < ARRAY_SIZE(durations); d++) {
			struct city_clock k = { durations[d].text,
						durations[d].days * 1440 * MINUTE,
						durations[d].working };
			for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
				compare(&c, &k, at(starts[i]),
					slow_days(&c, at(starts[i]), durations[d].days, durations[d].working),
					zones[z]);
		}
	}
}

/* Cases worked out by hand. */
static void test_known_due_times(void **state)
{
	static const struct { const char *zone, *text, *start, *due; bool working; } cases[] = {
		{ "Asia/Shanghai", "PT15M", "2026-11-24T23:50:00+08:00",
		  "2026-11-25T00:05:00+08:00", false },
		{ "Asia/Shanghai", "PT24H", "2024-02-28T12:00:00+08:00",
		  "2024-02-29T12:00:00+08:00", false },
		{ "Asia/Shanghai", "P7D", "2024-02-25T12:00:00+08:00", "2024-03-03T12:00:00+08:00",
		  false },
		{ "Asia/Shanghai", "P1D", "2100-02-28T12:00:00+08:00", "2100-03-01T12:00:00+08:00",
		  false },
		{ "Asia/Shanghai", "P1Dw", "2026-11-27T16:20:00+08:00", "2026-11-30T16:20:00+08:00",
		  true },
		{ "Asia/Shanghai", "P1Dw", "2026-11-28T10:00:00+08:00", "2026-11-30T10:00:00+08:00",
		  true },
		{ "Asia/Shanghai", "P1Dw", "2026-02-13T16:00:00+08:00", "2026-02-14T16:00:00+08:00",
		  true },
		{ "Asia/Shanghai", "P1Dw", "2026-02-14T16:00:00+08:00", "2026-02-24T16:00:00+08:00",
		  true },
		{ "Asia/Shanghai", "PT8Hw", "2026-02-14T16:00:00+08:00",
		  "2026-02-24T15:00:00+08:00", true },
		{ "Asia/Shanghai", "PT2Hw", "2026-11-24T16:00:00+08:00",
		  "2026-11-24T18:00:00+08:00", true },
		{ "Asia/Shanghai", "P1DT2Hw", "2026-11-27T17:00:00+08:00",
		  "2026-12-01T10:00:00+08:00", true },
		{ "Europe/Berlin", "PT24H", "2026-03-28T12:00:00+01:00",
		  "2026-03-29T13:00:00+02:00", false },
		{ "Europe/Berlin", "P1D", "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00",
		  false },
		{ "Europe/Berlin", "P1D", "2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00",
		  false },
		{ "Europe/Berlin", "P1D", "2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00",
		  false },
		{ "Europe/Berlin", "P7D", "2026-10-20T12:00:00+02:00", "2026-10-27T12:00:00+01:00",
		  false },
		{ "Europe/Berlin", "P1Dw", "2026-10-23T12:00:00+02:00", "2026-10-26T12:00:00+01:00",
		  true },
	};
	struct city c = small_city(9 * 60, 18 * 60);
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t ms = 0;
		char plain[20];
		snprintf(plain, sizeof(plain), "%.*s",
			 (int)(strlen(cases[i].text) - cases[i].working), cases[i].text);
		assert_true(clock_parse_duration(plain, &ms));
		struct city_clock k = { cases[i].text, ms, cases[i].working };
		clock_set_zone(cases[i].zone, NULL);
		compare(&c, &k, at(cases[i].start), at(cases[i].due), cases[i].zone);
	}
}

static void test_pauses_in_working_hours(void **state)
{
	struct city c = small_city(9 * 60, 18 * 60);
	struct city_clock k = { "PT8Hw", 480 * MINUTE, true };
	(void)state;

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		clock_set_zone(zones[z], NULL);
		for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
			instant start = at(starts[i]), due = clock_due(&c, &k, start);
			for (int64_t paused = 30; paused < 8000; paused = paused * 3 + 7) {
				instant from = start + 20 * MINUTE, to = from + paused * MINUTE;
				instant slow = slow_working_minutes(
					&c, due, slow_minutes_between(&c, from, to));
				assert_true(clock_shift(&c, &k, due, from, to) == slow);
			}
		}
	}
}

static void test_other_pauses(void **state)
{
	struct city c = small_city(9 * 60, 18 * 60);
	struct city_clock natural = { "P7D", 7 * 1440 * MINUTE, false },
			  day = { "P1Dw", 1440 * MINUTE, true };
	(void)state;

	clock_set_zone("Asia/Shanghai", NULL);
	instant due = at("2026-12-01T10:00:00+08:00");
	assert_true(clock_shift(&c, &natural, due, at("2026-11-25T01:00:00+08:00"),
				at("2026-11-25T04:00:00+08:00")) ==
		    at("2026-12-01T13:00:00+08:00"));
	/* Friday 11:00 to Monday 09:00 is 22 hours of working days. */
	due = at("2026-11-30T10:00:00+08:00");
	assert_true(clock_shift(&c, &day, due, at("2026-11-27T11:00:00+08:00"),
				at("2026-11-30T09:00:00+08:00")) ==
		    at("2026-12-01T08:00:00+08:00"));
	/* Two hours of a Friday move a Friday evening on to Monday. */
	due = at("2026-11-27T23:00:00+08:00");
	assert_true(clock_shift(&c, &day, due, at("2026-11-27T10:00:00+08:00"),
				at("2026-11-27T12:00:00+08:00")) ==
		    at("2026-11-30T01:00:00+08:00"));
	assert_true(clock_shift(&c, &day, due, at("2026-11-28T10:00:00+08:00"),
				at("2026-11-29T12:00:00+08:00")) == due);
	assert_true(clock_shift(&c, &day, due, due, due - 1) == due);
}

static void test_a_calendar_without_working_days_ends(void **state)
{
	static struct city_day off[10000];
	struct city c = { .days = off };
	struct city_clock k = { "PT8Hw", 480 * MINUTE, true };
	(void)state;

	clock_set_zone("Asia/Shanghai", NULL);
	instant t = at("2026-01-01T00:00:00+08:00");
	for (; c.day_count < 6500; c.day_count++) {
		struct tm tm = wall(t + (instant)c.day_count * 1440 * MINUTE);
		off[c.day_count] = (struct city_day){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
						      false, "h" };
	}
	assert_true(clock_due(&c, &k, t) == t + 480 * MINUTE);
	assert_true(clock_due(&c, &(struct city_clock){ NULL, 0, false }, t) == INSTANT_NONE);
}

/* From here on: the clocks of a ticket. */
#define DISPATCH "{\"lead\":\"" STREET "\"}"
#define WHY "{\"reason\":\"because\"}"

static const struct deadline_clock *clock_of(const struct world *w, int k)
{
	return &w->ticket->deadline->clocks[k];
}

static void due_is(const struct world *w, int k, const char *due)
{
	char text[CLOCK_TEXT];

	if (!clock_of(w, k)->on)
		fail_msg("%s is off", city_clock_names[k]);
	assert_string_equal(clock_format(clock_of(w, k)->due_at, text), due);
}

static int setup(void **state)
{
	*state = world_new();
	world_open(*state, "submit", FIELDS);
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static void test_when_clocks_start_and_are_met(void **state)
{
	struct world *w = *state;

	due_is(w, CLOCK_DISPATCH, "2026-11-25T10:00:00+08:00");
	assert_false(clock_of(w, CLOCK_SIGN)->on);
	w->now = at("2026-11-24T12:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	assert_true(clock_of(w, CLOCK_DISPATCH)->met_at == w->now);
	due_is(w, CLOCK_SIGN, "2026-11-25T12:00:00+08:00");
	due_is(w, CLOCK_FEEDBACK, "2026-12-01T12:00:00+08:00");
	assert_false(clock_of(w, CLOCK_RESPOND)->on);
	w->now = at("2026-11-26T09:00:00+08:00");
	world_must(w, WHO_STREET, "sign", NULL);
	assert_true(clock_of(w, CLOCK_SIGN)->met_at == w->now);
	assert_int_equal(clock_of(w, CLOCK_SIGN)->steps[1].rule, RULE_MET_LATE);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	assert_true(clock_of(w, CLOCK_FEEDBACK)->met_at == w->now);
	assert_int_equal(clock_of(w, CLOCK_FEEDBACK)->steps[1].rule, RULE_MET);
}

/* The dispatcher who takes a ticket back has what was left when it was sent, and no more. */
static void test_a_recall_runs_on(void **state)
{
	struct world *w = *state;

	w->now = at("2026-11-24T12:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	w->now = at("2026-11-24T15:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "recall", WHY);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T13:00:00+08:00");
	assert_true(clock_of(w, CLOCK_DISPATCH)->met_at == INSTANT_NONE);
	assert_true(clock_of(w, CLOCK_DISPATCH)->started_at == at("2026-11-24T10:00:00+08:00"));
	assert_int_equal(clock_of(w, CLOCK_DISPATCH)->steps[2].rule, RULE_RUNS_ON);
	assert_false(clock_of(w, CLOCK_FEEDBACK)->on);
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	w->now = at("2026-11-25T15:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "recall", WHY);
	due_is(w, CLOCK_DISPATCH, "2026-11-26T13:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"II\",\"reason\":\"x\"}");
	due_is(w, CLOCK_DISPATCH, "2026-11-25T15:00:00+08:00");
}

/* What was dispatched too late stays late. */
static void test_a_recall_forgives_nothing(void **state)
{
	struct world *w = *state;

	w->now = at("2026-11-25T11:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	w->now = at("2026-11-25T12:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "recall", WHY);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T11:00:00+08:00");
}

/* A pause over both the dispatch and the recall counts once. */
static void test_a_recall_in_a_pause(void **state)
{
	struct world *w = *state;

	w->now = at("2026-11-24T11:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "pause", WHY);
	w->now = at("2026-11-24T12:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	w->now = at("2026-11-24T14:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "recall", WHY);
	w->now = at("2026-11-24T17:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "unpause", WHY);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T16:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"II\",\"reason\":\"x\"}");
	due_is(w, CLOCK_DISPATCH, "2026-11-24T18:00:00+08:00");
}

enum { DISPATCHED = 60, RECALLED = 240, WALKED = 300 };

/* What happens in one minute of a ticket that is dispatched, recalled and paused twice. */
static void walk_minute(struct world *w, int minute, const int pauses[2][2])
{
	for (int p = 0; p < 2; p++)
		if (minute == pauses[p][1])
			world_must(w, WHO_DISPATCHER, "unpause", WHY);
	if (minute == DISPATCHED)
		world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	for (int p = 0; p < 2; p++)
		if (minute == pauses[p][0])
			world_must(w, WHO_DISPATCHER, "pause", WHY);
	if (minute == RECALLED)
		world_must(w, WHO_DISPATCHER, "recall", WHY);
	w->now += MINUTE;
}

/* However the pauses lie to the dispatch and the recall, every minute of either counts once, also after a regrade. */
static void test_pauses_before_a_recall_count_once(void **state)
{
	static const struct { int pauses[2][2], stood; } cases[] = {
		{ { { 90, 120 }, { 150, 180 } }, 180 },         /* within */
		{ { { 10, 20 }, { 90, 240 } }, 190 },           /* before; up to the recall */
		{ { { 30, 90 }, { 100, 110 } }, 210 },          /* over the dispatch; within */
		{ { { 10, 60 }, { 60, 240 } }, 230 },           /* side by side */
		{ { { 10, 20 }, { 200, 300 } }, 250 },          /* before; over the recall */
		{ { { 30, 70 }, { 200, 300 } }, 270 },          /* over both ends */
		{ { { 70, 80 }, { 250, 300 } }, 230 },          /* within; after */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		teardown(state);
		setup(state);
		struct world *w = *state;
		instant due = clock_of(w, CLOCK_DISPATCH)->due_at + cases[i].stood * MINUTE;
		for (int minute = 0; minute <= WALKED; minute++)
			walk_minute(w, minute, cases[i].pauses);
		assert_true(clock_of(w, CLOCK_DISPATCH)->due_at == due);
		world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"II\",\"reason\":\"x\"}");
		world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"III\",\"reason\":\"x\"}");
		assert_true(clock_of(w, CLOCK_DISPATCH)->due_at == due);
	}
}

static void test_a_return_starts_anew(void **state)
{
	struct world *w = *state;

	w->now = at("2026-11-24T15:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	w->now = at("2026-11-24T16:00:00+08:00");
	world_must(w, WHO_STREET, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}");
	due_is(w, CLOCK_FEEDBACK, "2026-12-01T15:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "grant_return", NULL);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T16:00:00+08:00");
}

static void test_the_special_channel_responds(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "regrade",
		   "{\"grade\":\"special\",\"reason\":\"no medicine\"}");
	due_is(w, CLOCK_DISPATCH, "2026-11-24T10:05:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	due_is(w, CLOCK_RESPOND, "2026-11-24T12:00:00+08:00");
	world_must(w, WHO_STREET, "sign", NULL);
	w->now += SECONDS(600);
	world_must(w, WHO_STREET, "respond", "{\"how\":\"called\"}");
	assert_true(clock_of(w, CLOCK_RESPOND)->met_at == w->now);
	assert_true(clock_of(w, CLOCK_FEEDBACK)->met_at == INSTANT_NONE);
}

/* A pause must outlive what comes after it: a change of grade, an extension, both. */
static void test_pauses_are_never_forgotten(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	world_must(w, WHO_STREET, "sign", NULL);
	w->now = at("2026-11-24T20:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "pause", WHY);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, NULL) == INSTANT_NONE);
	w->now = at("2026-11-26T20:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "unpause", WHY);
	due_is(w, CLOCK_FEEDBACK, "2026-12-03T10:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"IV\",\"reason\":\"complex\"}");
	due_is(w, CLOCK_FEEDBACK, "2026-12-11T10:00:00+08:00");
	world_must(w, WHO_STREET, "request_extension",
		   "{\"until\":\"2026-12-20T10:00:00+08:00\",\"reason\":\"x\"}");
	world_must(w, WHO_DISPATCHER, "grant_extension", NULL);
	due_is(w, CLOCK_FEEDBACK, "2026-12-20T10:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "pause", WHY);
	w->now += SECONDS(3600);
	world_must(w, WHO_DISPATCHER, "unpause", WHY);
	due_is(w, CLOCK_FEEDBACK, "2026-12-20T11:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "regrade",
		   "{\"grade\":\"III\",\"reason\":\"simple after all\"}");
	due_is(w, CLOCK_FEEDBACK, "2026-12-03T11:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "regrade",
		   "{\"grade\":\"II\",\"reason\":\"no heat at all\"}");
	due_is(w, CLOCK_FEEDBACK, "2026-11-27T11:00:00+08:00");
}

static void test_a_wider_grade_keeps_an_extension(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "request_extension",
		   "{\"until\":\"2026-12-20T10:00:00+08:00\",\"reason\":\"x\"}");
	world_must(w, WHO_DISPATCHER, "grant_extension", NULL);
	world_must(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"IV\",\"reason\":\"complex\"}");
	due_is(w, CLOCK_FEEDBACK, "2026-12-20T10:00:00+08:00");
}

static void test_a_pause_before_dispatch_moves_dispatch_only(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_SUPERVISOR, "pause", WHY);
	w->now = at("2026-11-24T11:00:00+08:00");
	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T11:00:00+08:00");
	w->now = at("2026-11-24T13:00:00+08:00");
	world_must(w, WHO_SUPERVISOR, "unpause", WHY);
	due_is(w, CLOCK_DISPATCH, "2026-11-25T11:00:00+08:00");
	due_is(w, CLOCK_FEEDBACK, "2026-12-01T13:00:00+08:00");
}

static void test_rehandling_gives_new_clocks(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	w->now = at("2026-11-28T10:00:00+08:00");
	world_must(w, WHO_VISITOR, "rehandle", WHY);
	due_is(w, CLOCK_SIGN, "2026-11-30T10:00:00+08:00");
	due_is(w, CLOCK_FEEDBACK, "2026-12-05T10:00:00+08:00");
}

static void test_a_deadline_explains_itself(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	world_must(w, WHO_DISPATCHER, "pause", WHY);
	w->now += 90500;
	world_must(w, WHO_DISPATCHER, "unpause", WHY);
	json *o = deadline_to_json(w->city, w->ticket), *clocks = jo_get(o, "clocks");
	assert_int_equal(jo_len(clocks), 3);
	json *feedback = jo_at(clocks, 2), *steps = jo_get(feedback, "steps");
	assert_string_equal(jo_str(feedback, "clock"), "feedback");
	assert_string_equal(jo_str(feedback, "calendar"), "natural");
	assert_string_equal(jo_str(jo_at(clocks, 1), "calendar"), "working");
	assert_string_equal(jo_str(jo_at(steps, 0), "rule"),
			    "Dispatched: grade III sets the time.");
	assert_int_equal(jo_int(jo_at(steps, 0), "effect_s", 0), 7 * 86400);
	assert_string_equal(
		jo_str(jo_at(steps, 1), "rule"),
		"Paused since 24 Nov 10:00: the due time moves by the pause.");
	assert_true(json_object_get_double(jo_get(jo_at(steps, 1), "effect_s")) == 90.5);
	assert_true(jo_get(feedback, "met_at") == NULL);
	jo_free(o);
}

static void test_preview(void **state)
{
	struct world *w = *state;
	json *o = deadline_preview(w->city, "II", w->now);

	assert_string_equal(jo_str(o, "dispatch"), "2026-11-24T12:00:00+08:00");
	assert_string_equal(jo_str(o, "feedback"), "2026-11-25T10:00:00+08:00");
	assert_null(jo_str(o, "respond"));
	jo_free(o);
}

static void test_the_next_due_time(void **state)
{
	struct world *w = *state;
	int clock = -1;

	world_must(w, WHO_DISPATCHER, "dispatch", DISPATCH);
	instant sign = ticket_next_due(w->ticket, INSTANT_NONE, &clock);
	assert_int_equal(clock, CLOCK_SIGN);
	instant feedback = ticket_next_due(w->ticket, sign, &clock);
	assert_int_equal(clock, CLOCK_FEEDBACK);
	assert_true(feedback > sign);
	assert_true(ticket_next_due(w->ticket, feedback, &clock) == INSTANT_NONE);
}

static void test_co_units_clocks_are_due_too(void **state)
{
	struct world *w = *state;
	int clock = -1;

	world_must(w, WHO_DISPATCHER, "dispatch",
		   "{\"lead\":\"" STREET "\",\"co\":[\"" DEPARTMENT "\"]}");
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, &clock) ==
		    at("2026-11-25T10:00:00+08:00"));
	assert_int_equal(clock, CLOCK_SIGN);
	world_must(w, WHO_DEPARTMENT, "sign", NULL);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, &clock) ==
		    at("2026-12-01T10:00:00+08:00"));
	world_must(w, WHO_DISPATCHER, "pause", WHY);
	w->now += SECONDS(60);
	world_must(w, WHO_DISPATCHER, "unpause", WHY);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, &clock) ==
		    at("2026-12-01T10:01:00+08:00"));
	world_must(w, WHO_DEPARTMENT, "reply", "{\"answer\":\"done too\"}");
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, &clock) == INSTANT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_working_hours),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_hours_of_visits),
		cmocka_unit_test(test_known_due_times),
		cmocka_unit_test(test_pauses_in_working_hours),
		cmocka_unit_test(test_other_pauses),
		cmocka_unit_test(test_a_calendar_without_working_days_ends),
		cmocka_unit_test_setup_teardown(test_when_clocks_start_and_are_met, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_recall_runs_on, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_recall_forgives_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_recall_in_a_pause, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pauses_before_a_recall_count_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_return_starts_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_special_channel_responds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pauses_are_never_forgotten, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_wider_grade_keeps_an_extension, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_pause_before_dispatch_moves_dispatch_only, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rehandling_gives_new_clocks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_deadline_explains_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(test_preview, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_next_due_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_co_units_clocks_are_due_too, setup, teardown),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
