/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk_figures.c -- what a supervisor's wall shows of tickets: how today's began, what is late and where, what asks. */
#include "report/report.h"

#include <string.h>

enum { UNITS_MOST = 50 };

static bool add_outcomes(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *outcomes = json_object_new_object();
	struct query *q;
	instant from, to;

	report_day(r->now, &from, &to);
	q = db_ask(db, "SELECT outcome, COUNT(*) FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3 AND "
		   "outcome IS NOT NULL GROUP BY outcome", "sii", r->realm, from, to);
	while (db_step(q) == DB_ROW)
		jo_set_int(outcomes, db_get_text(q, 0), db_get_int(q, 1));
	jo_set(o, "outcomes", outcomes);
	return db_done(q, err);
}

/* By lead unit, the most first; without a unit it waits at the desk. */
static bool add_overdue(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *overdue = json_object_new_object(), *units = json_object_new_array();
	int64_t total = 0;
	struct query *q = db_ask(db,
		"SELECT lead, COUNT(*) AS n, MIN(due_at) FROM ticket WHERE realm = ?1 AND due_at < ?2 AND state IN "
		"('pending', 'needs_info', 'dispatched', 'return_requested', 'arbitration', 'handling', 'rehandling') "
		"GROUP BY lead ORDER BY n DESC, lead", "si", r->realm, r->now);

	while (db_step(q) == DB_ROW) {
		total += db_get_int(q, 1);
		if (jo_len(units) == UNITS_MOST)
			continue;
		json *unit = json_object_new_object();
		jo_set_str(unit, "unit", db_get_text(q, 0));
		jo_set_int(unit, "count", db_get_int(q, 1));
		jo_set_time(unit, "oldest_due_at", db_get_int(q, 2));
		json_object_array_add(units, unit);
	}
	jo_set_int(overdue, "count", total);
	jo_set(overdue, "units", units);
	jo_set(o, "overdue", overdue);
	return db_done(q, err);
}

static bool add_asks(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *asks = json_object_new_object();
	struct query *q = db_ask(db, "SELECT asks, COUNT(*) FROM ticket WHERE realm = ?1 AND asks IS NOT NULL GROUP BY asks", "s",
				 r->realm);

	while (db_step(q) == DB_ROW)
		jo_set_int(asks, db_get_text(q, 0), db_get_int(q, 1));
	jo_set(o, "asks", asks);
	return db_done(q, err);
}

static bool add_visits(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	struct query *q = db_ask(db, "SELECT COUNT(*), SUM(CASE WHEN visit_at <= ?2 THEN 1 ELSE 0 END), MIN(visit_at) FROM ticket "
				 "WHERE realm = ?1 AND visit_at IS NOT NULL", "si", r->realm, r->now);
	json *visits = json_object_new_object();
	bool row = db_step(q) == DB_ROW;

	jo_set_int(visits, "waiting", row ? db_get_int(q, 0) : 0);
	jo_set_int(visits, "due", row && !db_is_null(q, 1) ? db_get_int(q, 1) : 0);
	jo_set_time(visits, "next_at", row && !db_is_null(q, 2) ? db_get_int(q, 2) : INSTANT_NONE);
	jo_set(o, "visits", visits);
	return db_done(q, err);
}

bool report_add_desk(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	return add_outcomes(db, r, o, err) && add_overdue(db, r, o, err) && add_asks(db, r, o, err) && add_visits(db, r, o, err);
}
