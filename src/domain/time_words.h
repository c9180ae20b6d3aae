/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time_words.h -- what a text says of a time, before the calendar; private to the domain. */
#ifndef DOMAIN_TIME_WORDS_H
#define DOMAIN_TIME_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum day_part {
	DAY_ANY, DAY_SMALL_HOURS, DAY_EARLY, DAY_MORNING, DAY_NOON, DAY_AFTERNOON, DAY_DUSK,
	DAY_EVENING, DAY_NIGHT, DAY_AM, DAY_PM,
};

/* What has been said; a thing said twice makes the text unreadable. */
enum time_said {
	SAID_NOW = 1 << 0, SAID_AGO = 1 << 1, SAID_YEAR = 1 << 2, SAID_MONTH = 1 << 3,
	SAID_DAY = 1 << 4, SAID_SHIFT = 1 << 5, SAID_WEEK = 1 << 6, SAID_WEEKDAY = 1 << 7,
	SAID_PART = 1 << 8, SAID_CLOCK = 1 << 9, SAID_DAYS_AGO = 1 << 10,
};

struct time_words {
	unsigned said;
	int64_t ago_ms;                 /* exact: minutes, hours */
	int days_ago, months_ago;
	int year, month, day;
	int year_shift, month_shift;    /* last year, last month; with SAID_YEAR, SAID_MONTH */
	int shift;                      /* days from today */
	int week, weekday;              /* weeks from this one; 1 is Monday */
	bool last;                      /* English "last": the latest, or that of last week */
	enum day_part part;
	int hour, minute, second;
	bool clock24;                   /* the hour was written as one of 24 */
};

/* False when there is anything in the text that says nothing of a time, or the same thing twice. */
bool time_words_read(const char *text, struct time_words *w);

#endif
