/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c -- wall and monotonic time, the test clock, and the text forms of RFC 3339 and ISO 8601. */
#include "hotline/clock.h"

#include <ctype.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define DAY_MS 86400000LL

static _Atomic int64_t offset_ms;       /* of the test clock; 0 without one */
static atomic_uint zone_number = 1;     /* one more with each zone that was set */
static char *followed;                  /* set once at start */
static struct timespec followed_mtime;
static off_t followed_size = -1;

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

instant clock_now(void)
{
	return read_clock(CLOCK_REALTIME) + atomic_load_explicit(&offset_ms, memory_order_relaxed);
}

int64_t clock_monotonic(void)
{
	return read_clock(CLOCK_BOOTTIME);      /* a computer that slept was silent for as long */
}

/* -- the time of the other side ------------------------------------------------------ */

/* A second that was cut off and some way are no difference: what runs on the screen would jump. */
enum { AGREE_MS = 2000, HALF_SECOND = 500 };

static struct { bool told; int64_t ahead; } other;      /* what their time is ahead of clock_monotonic() */

instant clock_agreed(void)
{
	return other.told ? clock_monotonic() + other.ahead : clock_now();
}

void clock_agree(instant theirs)
{
	int64_t off = theirs + HALF_SECOND - clock_agreed();
	bool same = off >= -AGREE_MS && off <= AGREE_MS;

	other.ahead = clock_agreed() + (same ? 0 : off) - clock_monotonic();
	other.told = true;
}

static bool read_offset(struct error *err)
{
	char text[64] = "";
	FILE *f = fopen(followed, "re");

	if (!f)
		return error_errno(err, _("cannot read the test clock %s"), followed);
	size_t len = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[len] = '\0';
	char *end;
	double seconds = strtod(text, &end);
	if (end == text || seconds > 1e11 || seconds < -1e11)
		return error_set(err, ERROR_INPUT,
				 _("%s:1: the test clock holds no offset in seconds"), followed);
	atomic_store(&offset_ms, (int64_t)(seconds * 1000));
	return true;
}

bool clock_follow_file(const char *file, struct error *err)
{
	free(followed);
	followed = xstrdup(file);
	followed_size = -1;
	return read_offset(err);
}

bool clock_poll_file(void)
{
	struct stat st;

	if (!followed || stat(followed, &st) < 0)
		return false;
	if (st.st_size == followed_size && st.st_mtim.tv_sec == followed_mtime.tv_sec &&
	    st.st_mtim.tv_nsec == followed_mtime.tv_nsec)
		return false;
	int64_t before = atomic_load(&offset_ms);
	if (!read_offset(NULL))
		return false;           /* being rewritten: the next poll sees it whole */
	followed_size = st.st_size;
	followed_mtime = st.st_mtim;
	return atomic_load(&offset_ms) != before;
}

bool clock_zone_is_known(const char *zone)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", zone);
	return !strstr(zone, "..") && zone[0] != '/' && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool clock_set_zone(const char *zone, struct error *err)
{
	if (!clock_zone_is_known(zone))
		return error_set(err, ERROR_INPUT,
				 _("the time zone %s is not known here; install tzdata or correct the name"), zone);
	setenv("TZ", zone, 1);
	tzset();
	atomic_fetch_add(&zone_number, 1);
	return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * localtime_r() takes a lock that all threads share. No zone has changed its offset within a quarter of an hour since
 * 1973, so each thread keeps those that it asked for last.
 */
int64_t clock_offset(instant t)
{
	static _Thread_local struct { int64_t quarter, offset; unsigned zone; } kept[64];
	int64_t quarter = floor_div(t, 900000);
	unsigned zone = atomic_load_explicit(&zone_number, memory_order_relaxed);
	size_t place = (size_t)((uint64_t)quarter % ARRAY_SIZE(kept));

	if (kept[place].zone != zone || kept[place].quarter != quarter) {
		time_t seconds = (time_t)(quarter * 900);
		struct tm tm = { 0 };
		localtime_r(&seconds, &tm);
		kept[place].quarter = quarter;
		kept[place].offset = (int64_t)tm.tm_gmtoff * 1000;
		kept[place].zone = zone;
	}
	return kept[place].offset;
}

/* Howard Hinnant's days-to-civil over the proleptic Gregorian calendar. */
void clock_civil(int64_t day, int *year, int *month, int *mday)
{
	int64_t z = day + 719468, era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*mday = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static char *put_digits(char *p, int64_t n, int digits, char after)
{
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		p[i] = (char)('0' + n % 10);
	p[digits] = after;
	return p + digits + (after != '\0');
}

char *clock_format(instant t, char text[CLOCK_TEXT])
{
	int64_t offset = clock_offset(t), wall = t + offset, day = floor_div(wall, DAY_MS), ms = wall - day * DAY_MS;
	int year, month, mday;
	char *p = text;

	clock_civil(day, &year, &month, &mday);
	p = put_digits(p, year, 4, '-');
	p = put_digits(p, month, 2, '-');
	p = put_digits(p, mday, 2, 'T');
	p = put_digits(p, ms / 3600000, 2, ':');
	p = put_digits(p, ms / 60000 % 60, 2, ':');
	p = put_digits(p, ms / 1000 % 60, 2, '\0');
	if (ms % 1000) {
		*p++ = '.';
		p = put_digits(p, ms % 1000, 3, '\0');
	}
	int64_t minutes = offset / 60000;
	*p++ = minutes < 0 ? '-' : '+';
	p = put_digits(p, llabs(minutes) / 60, 2, ':');
	put_digits(p, llabs(minutes) % 60, 2, '\0');
	return text;
}

/* Reads exactly `digits` digits. */
static bool take_number(const char **p, int digits, int least, int most, int *value)
{
	int n = 0;

	for (int i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)(*p)[i]))
			return false;
		n = n * 10 + ((*p)[i] - '0');
	}
	*p += digits;
	*value = n;
	return n >= least && n <= most;
}

static bool take_char(const char **p, const char *allowed)
{
	if (!**p || !strchr(allowed, **p))
		return false;
	(*p)++;
	return true;
}

static int take_milliseconds(const char **p)
{
	int ms = 0, scale = 100;

	if (!take_char(p, "."))
		return 0;
	for (; isdigit((unsigned char)**p); (*p)++, scale /= 10)
		ms += (**p - '0') * scale;
	return ms;
}

static bool take_offset(const char **p, int *minutes)
{
	int h, m, sign = **p == '-' ? -1 : 1;

	*minutes = 0;
	if (take_char(p, "Zz"))
		return true;
	if (!take_char(p, "+-") || !take_number(p, 2, 0, 23, &h) || !take_char(p, ":") ||
	    !take_number(p, 2, 0, 59, &m))
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool clock_parse(const char *text, instant *t)
{
	const char *p = text;
	struct tm tm = { 0 };
	int year, month, offset;

	if (!take_number(&p, 4, 1900, 9999, &year) || !take_char(&p, "-") ||
	    !take_number(&p, 2, 1, 12, &month) || !take_char(&p, "-") ||
	    !take_number(&p, 2, 1, 31, &tm.tm_mday) || !take_char(&p, "Tt ") ||
	    !take_number(&p, 2, 0, 23, &tm.tm_hour) || !take_char(&p, ":") ||
	    !take_number(&p, 2, 0, 59, &tm.tm_min) || !take_char(&p, ":") ||
	    !take_number(&p, 2, 0, 60, &tm.tm_sec))
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	int ms = take_milliseconds(&p), day = tm.tm_mday;
	if (!take_offset(&p, &offset) || *p)
		return false;
	time_t seconds = timegm(&tm);
	if (tm.tm_mday != day && tm.tm_sec != 60 && tm.tm_mon != month - 1)
		return false;           /* 30 February */
	*t = ((instant)seconds - offset * 60) * 1000 + ms;
	return true;
}

bool clock_parse_duration(const char *text, int64_t *ms)
{
	static const struct { char unit; bool time; int64_t ms; } units[] = {
		{ 'W', false, 7 * 86400000LL }, { 'D', false, 86400000LL },
		{ 'H', true, 3600000LL }, { 'M', true, 60000LL }, { 'S', true, 1000LL },
	};
	const char *p = text;
	bool in_time = false, any = false;
	size_t next = 0;

	if (*p++ != 'P')
		return false;
	for (*ms = 0; *p; any = true) {
		if (*p == 'T' && !in_time) {
			in_time = true;
			p++;
		}
		char *end;
		errno = 0;
		long n = isdigit((unsigned char)*p) ? strtol(p, &end, 10) : -1;
		if (n < 0 || n > 1000000 || errno)
			return false;
		while (next < ARRAY_SIZE(units) &&
		       (units[next].unit != *end || units[next].time != in_time))
			next++;
		if (next == ARRAY_SIZE(units))
			return false;
		*ms += n * units[next++].ms;
		p = end + 1;
	}
	return any;
}
