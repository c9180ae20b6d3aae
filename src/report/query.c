/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.c -- what a report is asked for, from the parameters of a request or the options of a command line. */
#include <string.h>

#include "hotline/i18n.h"
#include "report/report.h"

static bool read_time(const char *text, const char *name, instant *t, struct error *err)
{
	return !text || !*text || clock_parse(text, t) ||
	       error_set(err, ERROR_INPUT, _("`%s` must be a time such as 2026-11-01T00:00:00+08:00."), name);
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

static bool read_excluded(const char *text, bool *excluded, struct error *err)
{
	*excluded = text && !strcmp(text, "with");
	return !text || !*text || *excluded || !strcmp(text, "without") ||
	       error_set(err, ERROR_INPUT, _("`excluded` is with or without."));
}

/* The others are of a day. */
static bool is_of_period(const char *kind)
{
	static const char *const kinds[] = { "rates", "hot", "monthly", "governance" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], kind))
			return true;
	return false;
}

bool report_query_read(struct report_query *q, const char *kind, const struct city *c, report_get *get, void *arg,
		       struct error *err)
{
	if (is_of_period(kind))
		report_period(c, q->now, &q->from, &q->to);
	else
		report_day(q->now, &q->from, &q->to);
	if (!read_time(get(arg, "from"), "from", &q->from, err) || !read_time(get(arg, "to"), "to", &q->to, err) ||
	    !read_by(get(arg, "by"), &q->by, err) || !read_excluded(get(arg, "excluded"), &q->excluded, err))
		return false;
	return q->from < q->to || !is_of_period(kind) ||
	       error_set(err, ERROR_INPUT, _("`from` must come before `to`."));
}
