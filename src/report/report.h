/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h -- what ops sends upward: rates, the queue, the hours and the day, what is urgent, hot, common, unsolved.
 *
 * A report is JSON, the same for a server's answer and for hotlinectl; report_lay_out() makes it tables for people, for
 * Excel, for paper. Reads only; what counts a long time is counted over an index that holds all it needs. Each item
 * that counts tickets carries `tickets`, the query of GET /tickets that lists them.
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
	int depth;                      /* of categories, 1 to 3 */
	bool excluded;                  /* count excluded tickets, too */
	bool english;                   /* names in English where the city has them */
	const char *unit;               /* only this unit and those below it; NULL: all */
	instant now;
};

typedef json *report_maker(struct db *db, const struct city *c, const struct report_query *q, struct error *err);
/* What a report is about when no time is given. */
enum report_span { SPAN_NOW, SPAN_DAY, SPAN_WEEK, SPAN_MONTH, SPAN_PERIOD };
struct report_kind {
	const char *name;               /* in the API */
	report_maker *make;             /* NULL with err. Caller frees. */
	enum report_span span;
	bool units;                     /* a unit may read it, about itself and those below */
};
/* NULL: there is none of that name. */
const struct report_kind *report_find(const char *name);

/*
 * From parameters by name ("from", "to", "by", "depth", "excluded"; NULL or "": not given) into a query whose realm,
 * now, unit and language are set. False: err, ERROR_INPUT.
 */
typedef const char *report_get(void *arg, const char *name);
bool report_query_read(struct report_query *q, const struct report_kind *kind, const struct city *c, report_get *get,
		       void *arg, struct error *err);

/* The period of the assessment that `now` lies in, from the city's day of the month on. */
void report_period(const struct city *c, instant now, instant *from, instant *to);
/* From midnight to midnight, the process's zone. */
void report_day(instant in, instant *from, instant *to);

/*
 * API "Report of rates": {"from", "to", "by", "excluded", "items": [{"unit" (or what `by` names), "name", "volume",
 * "valid", "contacted", "solved", "satisfied", "basically", "response_rate", "solution_rate", "satisfaction_rate",
 * "score", "rank", of units "level" and "level_rank", "tickets", "tickets_dispatched"}], "city": {the same figures}}.
 */
report_maker report_rates;
/* Now: {"waiting", "oldest_at", "call_backs", "skills": [], "seats": {state: n}, "today": {…}, "last_hour": {…}}. */
report_maker report_queue;
/*
 * Adds what a supervisor sees of tickets: "outcomes" {action: n} of today, "overdue" {"count", "units": [{"unit", "count",
 * "oldest_due_at"}]}, "asks" {what: n}, "visits" {"waiting", "due", "next_at"}.
 */
bool report_add_desk(struct db *db, const struct report_query *q, json *o, struct error *err);
/* Each hour of [from, to), at most 31 days: {"compared": [the last whole one, the one before, a day before], "categories", "items"}. */
report_maker report_hourly;
/*
 * [from, to) beside as long a time before: {"totals": [{"what", "count", "before"}], "categories": [], "units": {"top",
 * "bottom"}, "enterprises": [], "trend": [{"day", "contacts", "tickets", …} of 14 days]}.
 */
report_maker report_daily;
/* The city's special categories: {"categories": [{"category", "count", "before", "open", …}], "items": [the newest tickets]}. */
report_maker report_special;
/*
 * What many ask for at once: {"clusters": [{"title", "category", "street", "count", …}] of tickets that tell of the same,
 * "items" (categories) and "places": [{"count", "before", "rise"}] that rise fast}.
 */
report_maker report_hot;
/* Candidates for the problem of a month, by the city's formula: {"items": [{"category", "score", "frequent", …}]}. */
report_maker report_monthly;
/* Streets with many tickets and a low score: {"least_tickets", "score_below", "items": [{"street", "volume", …}]}. */
report_maker report_governance;
/*
 * What inspections scored in [from, to) found: {"totals": {"open" (drawn then, not scored yet), "scored", "mean", "worst",
 * "appealed", "granted"}, "agents": [{"agent", "name", the same figures}], the weakest first, "items": [{"sheet", "item",
 * "name", "times", "share" (of the scored), "lost"}], the dearest first}.
 */
report_maker report_inspection;

/* -- for people ---------------------------------------------------------------------- */

enum report_form { REPORT_TEXT, REPORT_CSV, REPORT_HTML };
/*
 * The report laid out in the language of this thread. Text: columns that fit a terminal, with bars. CSV: RFC 4180 with
 * a byte order mark, and no cell that a spreadsheet would take for a formula. HTML: one page to print, no script, nothing
 * from outside, all text escaped.
 */
void report_lay_out(const char *kind, const json *report, enum report_form form, struct buf *out);

#endif
