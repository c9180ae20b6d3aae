/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.c -- what a report is asked for, from the parameters of a request or the options of a command line. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/i18n.h"
#include "report/report.h"

#define HOUR_MS 3600000LL
#define SPAN_MOST (366 * 24 * HOUR_MS)  /* longer times are asked for in parts */

/* ---- periods ---- */

static instant midnight(struct tm *tm)
{
	tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
	tm->tm_isdst = -1;
	return (instant)mktime(tm) * 1000;
}

static struct tm local(instant t)
{
	struct tm tm;
	time_t seconds = (time_t)(t / 1000 - (t % 1000 < 0));

	localtime_r(&seconds, &tm);
	return tm;
}

void report_period(const struct city *c, instant now, instant *from, instant *to)
{
	struct tm begin = local(now);

	if (begin.tm_mday < c->period_day)
		begin.tm_mon--;
	begin.tm_mday = c->period_day;
	struct tm end = begin;
	end.tm_mon++;
	*from = midnight(&begin);
	*to = midnight(&end);
}

/* `days` days that end with the one that `in` lies in. */
static void last_days(instant in, int days, instant *from, instant *to)
{
	struct tm begin = local(in), end = begin;

	begin.tm_mday -= days - 1;
	end.tm_mday++;
	*from = midnight(&begin);
	*to = midnight(&end);
}

void report_day(instant in, instant *from, instant *to)
{
	last_days(in, 1, from, to);
}

static void set_span(struct report_query *q, enum report_span span, const struct city *c)
{
	static const int days[] = { [SPAN_NOW] = 1, [SPAN_DAY] = 1, [SPAN_WEEK] = 7, [SPAN_MONTH] = 30 };

	if (span == SPAN_PERIOD)
		report_period(c, q->now, &q->from, &q->to);
	else
		last_days(q->now, days[span], &q->from, &q->to);
}

/* ---- parameters ---- */

static bool read_time(const char *text, const char *name, instant *t, struct error *err)
{
	return clock_parse(text, t) ||
	       error_set(err, ERROR_INPUT, _("`%s` must be a time such as 2026-11-01T00:00:00+08:00."), name);
}

/* With one end alone the time is as long as it would be by default; the assessment's goes on to its period's end. */
static bool read_span(struct report_query *q, bool period, const char *from, const char *to, struct error *err)
{
	instant length = q->to - q->from;
	bool has_from = from && *from, has_to = to && *to;

	if ((has_from && !read_time(from, "from", &q->from, err)) || (has_to && !read_time(to, "to", &q->to, err)))
		return false;
	if (has_from && !has_to && (!period || q->to <= q->from))
		q->to = q->from + length;
	if (has_to && !has_from && (!period || q->to <= q->from))
		q->from = q->to - length;
	return q->from < q->to || error_set(err, ERROR_INPUT, _("`from` must come before `to`."));
}

static bool read_by(const char *text, enum report_by *by, struct error *err)
{
	*by = BY_UNIT;
	for (int i = 0; text && *text && i < BY_COUNT; i++)
		if (!strcmp(text, report_by_names[i])) {
			*by = (enum report_by)i;
			return true;
		}
	return !text || !*text ||
	       error_set(err, ERROR_INPUT, _("`by` is unit, level, category or district."));
}

static bool read_depth(const char *text, int *depth, struct error *err)
{
	*depth = text && *text ? *text - '0' : 3;
	return !text || !*text || (!text[1] && *depth >= 1 && *depth <= 3) ||
	       error_set(err, ERROR_INPUT, _("`depth` is 1, 2 or 3."));
}

static bool read_excluded(const char *text, bool *excluded, struct error *err)
{
	*excluded = text && !strcmp(text, "with");
	return !text || !*text || *excluded || !strcmp(text, "without") ||
	       error_set(err, ERROR_INPUT, _("`excluded` is with or without."));
}

bool report_query_read(struct report_query *q, const struct report_kind *kind, const struct city *c, report_get *get,
		       void *arg, struct error *err)
{
	set_span(q, kind->span, c);
	bool period = kind->span == SPAN_PERIOD;
	if (!read_span(q, period, get(arg, "from"), get(arg, "to"), err) || !read_by(get(arg, "by"), &q->by, err) ||
	    !read_depth(get(arg, "depth"), &q->depth, err) || !read_excluded(get(arg, "excluded"), &q->excluded, err))
		return false;
	return period || q->to - q->from <= SPAN_MOST ||
	       error_set(err, ERROR_INPUT, _("This report covers at most 366 days; ask for a shorter time."));
}
