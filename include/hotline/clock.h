/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.h -- the only source of time.
 *
 * An instant is milliseconds since 1970-01-01T00:00:00Z. Wall time may be moved
 * by a test clock (a file with an offset in seconds); monotonic time may not.
 * Text forms follow RFC 3339; local times are those of the process's zone,
 * set once at start by clock_set_zone() from the city pack (tz database).
 */
#ifndef HOTLINE_CLOCK_H
#define HOTLINE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/error.h"

typedef int64_t instant;
#define INSTANT_NONE INT64_MIN
#define SECONDS(n) ((instant)(n) * 1000)
/* How long before its end a certificate begins to be warned of. */
#define CERTIFICATE_SOON SECONDS(30 * 86400)

instant clock_now(void);            /* wall time, with the test clock's offset */
int64_t clock_monotonic(void);      /* milliseconds, never goes back */

/*
 * The time of the other side, for a client whose own clock may be wrong: told as its answers say it, to the second, and
 * gone on with by clock_monotonic(). clock_now() until something was told. For the thread of the screen alone.
 */
void clock_agree(instant theirs);
instant clock_agreed(void);

/* Follow the offset in FILE (seconds, may be fractional or negative); it is re-read when it changes. */
bool clock_follow_file(const char *file, struct error *err);
/* Re-reads a followed file; true when the offset changed. Cheap (one stat) when it did not. */
bool clock_poll_file(void);

/* Is it a zone of the tz database on this machine? */
bool clock_zone_is_known(const char *zone);
/* A name of the tz database such as "Asia/Shanghai"; process wide, call before threads start. */
bool clock_set_zone(const char *zone, struct error *err);

/* What the wall clock of the process's zone is ahead of UTC at that time, in milliseconds. */
int64_t clock_offset(instant t);
/* The date of a day counted from 1970-01-01. */
void clock_civil(int64_t day, int *year, int *month, int *mday);

#define CLOCK_TEXT 40
/* "2026-11-24T17:05:09.123+08:00"; zero milliseconds are left out. Returns text. */
char *clock_format(instant t, char text[CLOCK_TEXT]);
/* RFC 3339 section 5.6 date-time with offset; a space may stand for T. */
bool clock_parse(const char *text, instant *t);
/* ISO 8601 duration of weeks, days, hours, minutes, seconds: "PT15M", "P7D"; in milliseconds. */
bool clock_parse_duration(const char *text, int64_t *ms);

#endif
