/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h -- what ops sends upward: rates, the queue, the hours of a day, the day beside the day before.
 *
 * A report is JSON, the same for a server's answer and for hotlinectl; report_table() lays it out as a table for
 * people, for Excel, for paper. Reads only; one statement a figure, each by an index.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "hotline/assess.h"
#include "hotline/buf.h"
#include "hotline/db.h"

enum report_by { BY_UNIT, BY_LEVEL, BY_CATEGORY, BY_DISTRICT, BY_COUNT };
extern const char *const report_by_names[BY_COUNT];     /* "unit" … */

struct report_query {
	const char *realm;
	instant from, to;               /* [from, to) */
	enum report_by by;
	bool excluded;                  /* count excluded tickets, too */
	const char *unit;               /* only this unit and those below it; NULL: all */
	instant now;
};

/*
 * From parameters by name ("from", "to", "by", "excluded"; NULL or "": not given) into a query whose realm and now are
 * set: by default the present period of the assessment, today for other kinds. False: err, ERROR_INPUT.
 */
typedef const char *report_get(void *arg, const char *name);
bool report_query_read(struct report_query *q, const char *kind, const struct city *c, report_get *get, void *arg,
		       struct error *err);

/* The period of the assessment that `now` lies in, from the city's day of the month on. */
void report_period(const struct city *c, instant now, instant *from, instant *to);
/* From midnight to midnight, the process's zone. */
void report_day(instant in, instant *from, instant *to);

/*
 * API "Report of rates": {"from", "to", "by", "excluded", "items": [{"unit" (or what `by` names), "name", "volume",
 * "valid", "contacted", "solved", "satisfied", "basically", "response_rate", "solution_rate", "satisfaction_rate",
 * "score", "rank", "tickets" (query of GET /tickets)}], "city": {…}}. NULL: err. Caller frees.
 */
json *report_rates(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/* Now: {"waiting", "oldest_at", "call_backs", "skills": [], "seats": {state: n}, "today": {…}, "last_hour": {…}}. */
json *report_queue(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/*
 * Adds what a supervisor sees of tickets: "outcomes" {action: n} of today, "overdue" {"count", "units": [{"unit", "count",
 * "oldest_due_at"}]}, "asks" {what: n}, "visits" {"waiting", "due", "next_at"}.
 */
bool report_add_desk(struct db *db, const struct report_query *q, json *o, struct error *err);
/* Hour by hour of the day that `from` lies in: {"from", "to", "items": [{"hour", "contacts", "answered", …}]}. */
json *report_hourly(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/*
 * The day that `from` lies in beside the day before: {"totals": [{"what", "count", "before"}], "categories": [],
 * "units": {"top": [], "bottom": []}, "trend": [{"day", "contacts", "tickets"}]}.
 */
json *report_daily(struct db *db, const struct city *c, const struct report_query *q, struct error *err);

/* Tickets of the city's sensitive categories made in the period: {"items": [{"no", "title", "name", …}]}. */
json *report_special(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/* Categories that rise, and candidates for one problem a month: {"items": [{"category", "count", "before", …}]}. */
json *report_hot(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
json *report_monthly(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/* Streets with many tickets and a low score, the lowest first, as rows of the rates. */
json *report_governance(struct db *db, const struct city *c, const struct report_query *q, struct error *err);

typedef json *report_maker(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/* By its name in the API; NULL: there is none. */
report_maker *report_find(const char *kind);

/* -- for people ---------------------------------------------------------------------- */

enum report_form { REPORT_TEXT, REPORT_CSV, REPORT_HTML };
/*
 * The report laid out in the language of this thread. Text: columns that fit a terminal, with bars. CSV: RFC 4180 with
 * a byte order mark, and no cell that a spreadsheet would take for a formula. HTML: one page to print, no script, nothing
 * from outside, all text escaped.
 */
void report_lay_out(const char *kind, const json *report, enum report_form form, struct buf *out);

#endif
