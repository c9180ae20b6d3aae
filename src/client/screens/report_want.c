/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_want.c -- which report is asked for, and the one beside it: earlier, later, counted by something else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/net/net.h"
#include "client/screens/report.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/tables.h"

/* "11-19" as the time that is meant; what is understood as none goes as it is, and the server says why not. */
static void set_time(json *how, const char *name, const char *value)
{
	char formal[CLOCK_TEXT];
	instant t = INSTANT_NONE;

	time_read(value, clock_agreed(), &t);
	jo_set_str(how, name, t == INSTANT_NONE ? value : clock_format(t, formal));
}

static void read_how(json *how, const char *words)
{
	for (const char *p = words; p && *p; ) {
		size_t len = strcspn(p, " ");
		const char *equals = memchr(p, '=', len);
		if (equals) {
			char *name = xstrndup(p, (size_t)(equals - p));
			char *value = xstrndup(equals + 1, len - (size_t)(equals + 1 - p));
			if (!strcmp(name, "from") || !strcmp(name, "to"))
				set_time(how, name, value);
			else
				jo_set_str(how, name, value);
			free(name);
			free(value);
		}
		p += len + strspn(p + len, " ");
	}
}

void report_want_read(struct report_want *w, unsigned roles, const char *kind, const char *how)
{
	size_t first = 0;

	while (first + 1 < table_kind_count && !(table_kinds[first].roles & roles))
		first++;
	if (kind || !*w->kind)
		snprintf(w->kind, sizeof(w->kind), "%s", kind ? kind : table_kinds[first].kind);
	jo_free(w->how);
	w->how = json_object_new_object();
	read_how(w->how, how);
}

void report_want_release(struct report_want *w)
{
	jo_free(w->how);
	w->how = NULL;
}

void report_want_path(const struct report_want *w, struct buf *out)
{
	char sign = '?';

	buf_adds(out, "/reports/");
	net_encode(out, w->kind);
	json_object_object_foreach(w->how, name, value) {
		buf_addf(out, "%c%s=", sign, name);
		net_encode(out, json_object_get_string(value));
		sign = '&';
	}
}

/* -- earlier and later ------------------------------------------------------------------- */

static bool period_of(const json *report, instant *from, instant *to)
{
	const char *first = jo_str(report, "from"), *last = jo_str(report, "to");

	return first && last && clock_parse(first, from) && clock_parse(last, to) && *to > *from;
}

static instant step_month(instant t, int months)
{
	time_t seconds = (time_t)(t / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	tm.tm_mon += months;
	tm.tm_isdst = -1;
	return (instant)mktime(&tm) * 1000;
}

static bool is_month(instant from, instant to)
{
	return step_month(from, 1) == to;
}

void report_want_step(struct report_want *w, const json *report, int step)
{
	char text[CLOCK_TEXT];
	instant from, to;

	if (!period_of(report, &from, &to))
		return;
	if (is_month(from, to)) {
		from = step_month(from, step);
		to = step_month(to, step);
	} else {
		int64_t length = to - from;
		from += step * length;
		to += step * length;
	}
	jo_set_str(w->how, "from", clock_format(from, text));
	jo_set_str(w->how, "to", clock_format(to, text));
}

/* What is on its way goes before what is shown. */
static const char *wanted(const struct report_want *w, const json *report, const char *name)
{
	const char *asked = jo_str(w->how, name);

	return asked ? asked : jo_str(report, name);
}

/* -- another one -------------------------------------------------------------------------- */

void report_want_kind(struct report_want *w, unsigned roles, int step)
{
	size_t i = 0, seen = 0;

	while (i < table_kind_count && strcmp(table_kinds[i].kind, w->kind) != 0)
		i++;
	do
		i = (i + table_kind_count + (size_t)step) % table_kind_count;
	while (!(table_kinds[i].roles & roles) && ++seen < table_kind_count);
	report_want_read(w, roles, table_kinds[i].kind, NULL);
}

void report_want_by(struct report_want *w, const json *report)
{
	static const char *const by[] = { "unit", "level", "category", "district" };
	const char *now = wanted(w, report, "by");
	size_t i = 0;

	while (now && i < ARRAY_SIZE(by) && strcmp(by[i], now) != 0)
		i++;
	jo_set_str(w->how, "by", by[(i + 1) % ARRAY_SIZE(by)]);
}

void report_want_excluded(struct report_want *w, const json *report)
{
	const char *now = wanted(w, report, "excluded");

	jo_set_str(w->how, "excluded", now && !strcmp(now, "with") ? "without" : "with");
}
