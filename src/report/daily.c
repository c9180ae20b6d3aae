/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * daily.c -- a day, or any time, beside as long a time before it.
 *
 * A day that is not over is held against the same hours of the day before, else the morning always looks quiet.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "report/private.h"

enum { TREND_DAYS = 14, CATEGORIES_MOST = 10, UNITS_MOST = 10, ENTERPRISES_MOST = 50 };

/* The time that is looked at, and the one before. */
struct spans { instant from, to, before_from, before_to; };

static struct spans spans_of(const struct report_query *q)
{
	instant length = q->to - q->from;
	instant to = q->to > q->now && q->from <= q->now ? q->now + 1 : q->to;

	return (struct spans){ q->from, to, q->from - length, to - length };
}

/* ---- totals ---- */

static json *add_total(json *list, const char *what, int64_t count, int64_t before)
{
	json *o = json_object_new_object();

	jo_set_str(o, "what", what);
	jo_set_int(o, "count", count);
	jo_set_int(o, "before", before);
	json_object_array_add(list, o);
	return o;
}

static bool add_call_totals(struct db *db, const struct report_query *q, const struct spans *s, json *list,
			    struct error *err)
{
	struct calls now, before;

	if (q->unit)
		return true;
	if (!calls_read(db, q, s->from, s->to - s->from, 1, &now, err) ||
	    !calls_read(db, q, s->before_from, s->before_to - s->before_from, 1, &before, err))
		return false;
	add_total(list, "contacts", now.contacts, before.contacts);
	add_total(list, "answered", now.answered, before.answered);
	add_total(list, "answered_in_15s", now.in_time, before.in_time);
	add_total(list, "abandoned", now.abandoned, before.abandoned);
	return true;
}

static const struct counted {
	const char *what, *sql, *unit;  /* the unit's column; NULL: nothing of a unit's */
	const char *period, *filter, *value;
} counted[] = {
	{ "tickets", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3", NULL,
	  "created", NULL, NULL },
	{ "direct", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3 AND "
	  "outcome = 'answer'", NULL, "created", "outcome", "answer" },
	{ "dispatched", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND dispatched_at >= ?2 AND dispatched_at < ?3", "lead",
	  "dispatched", NULL, NULL },
	{ "closed", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND closed_at >= ?2 AND closed_at < ?3", "lead", "closed",
	  NULL, NULL },
	{ "visited", "SELECT COUNT(*) FROM visit WHERE realm = ?1 AND at >= ?2 AND at < ?3", "unit", "visited", NULL, NULL },
	{ "solved", "SELECT COUNT(*) FROM visit WHERE realm = ?1 AND at >= ?2 AND at < ?3 AND solved = 1", "unit", "visited",
	  "solved", "yes" },
};

static bool count_rows(struct db *db, const struct city *c, const struct report_query *q, const struct counted *what,
		       instant from, instant to, int64_t *n, struct error *err)
{
	struct buf sql = BUF_INIT;

	buf_adds(&sql, what->sql);
	if (what->unit)
		scope_sql(&sql, c, q, what->unit);
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, from);
	db_int(rows, 3, to);
	*n = db_step(rows) == DB_ROW ? db_get_int(rows, 0) : 0;
	bool ok = db_done(rows, err);
	buf_release(&sql);
	return ok;
}

static bool add_totals(struct db *db, const struct city *c, const struct report_query *q, const struct spans *s, json *o,
		       struct error *err)
{
	json *list = new_list(o, "totals");

	if (!add_call_totals(db, q, s, list, err))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		const struct counted *what = &counted[i];
		struct link link = { BUF_INIT };
		int64_t now, before;
		if (q->unit && !what->unit)
			continue;
		if (!count_rows(db, c, q, what, s->from, s->to, &now, err) ||
		    !count_rows(db, c, q, what, s->before_from, s->before_to, &before, err))
			return false;
		json *total = add_total(list, what->what, now, before);
		link_period(&link, what->period, s->from, s->to);
		if (what->filter)
			link_add(&link, what->filter, what->value);
		link_set(total, "tickets", &link);
	}
	return true;
}

/* ---- categories ---- */

struct category_counts { const struct spans *spans; struct counts counts; };

static void count_category(void *arg, const struct scan_row *row)
{
	struct category_counts *a = arg;
	struct count *n = counts_open(&a->counts, row->category ? row->category : "");

	if (row->at >= a->spans->from)
		n->now++;
	else if (row->at < a->spans->before_to)
		n->before++;
}

static bool add_categories(struct db *db, const struct city *c, const struct report_query *q, const struct spans *s,
			   json *o, struct error *err)
{
	struct category_counts a = { .spans = s };
	json *list = new_list(o, "categories");
	bool ok = scan_tickets(db, c, q, s->before_from, s->to, count_category, &a, err);

	HASH_SORT(a.counts.list, counts_most_first);
	for (struct count *n = a.counts.list; n && n->now && jo_len(list) < CATEGORIES_MOST; n = n->hh.next) {
		json *item = json_object_new_object();
		struct link link = { BUF_INIT };
		jo_set_str(item, "category", n->key);
		jo_set_str(item, "name", name_category(q, c, n->key));
		jo_set_int(item, "count", n->now);
		jo_set_int(item, "before", n->before);
		link_add(&link, "category", n->key);
		link_period(&link, scan_link(q), s->from, s->to);
		link_set(item, "tickets", &link);
		json_object_array_add(list, item);
	}
	counts_release(&a.counts);
	return ok;
}

/* ---- units ---- */

/* The best and the last of those with a valid visit in the assessment's period, none of them twice. */
static bool add_units(struct db *db, const struct city *c, const struct report_query *q, json *o, struct error *err)
{
	struct report_query period = *q;
	json *units = json_object_new_object();
	json *top = new_list(units, "top"), *bottom = new_list(units, "bottom");
	size_t valid = 0, n = 0;

	jo_set(o, "units", units);
	report_period(c, q->from, &period.from, &period.to);
	period.by = BY_UNIT;
	json *rates = report_rates(db, c, &period, err);
	const json *items = jo_get(rates, "items");
	for (size_t i = 0; i < jo_len(items); i++)
		valid += json_object_get_double(jo_get(jo_at(items, i), "valid")) > 0;
	for (size_t i = 0; i < jo_len(items); i++) {
		json *item = jo_at(items, i);
		if (json_object_get_double(jo_get(item, "valid")) <= 0)
			continue;
		if (n < UNITS_MOST)
			json_object_array_add(top, json_object_get(item));
		else if (n + UNITS_MOST >= valid)
			json_object_array_add(bottom, json_object_get(item));
		n++;
	}
	jo_set(o, "city", json_object_get(jo_get(rates, "city")));
	bool ok = rates != NULL;
	jo_free(rates);
	return ok;
}

/* ---- fourteen days ---- */

static bool add_day(struct db *db, const struct city *c, const struct report_query *q, instant from, instant to, json *list,
		    struct error *err)
{
	json *item = json_object_new_object();
	struct link link = { BUF_INIT };
	struct calls calls;

	json_object_array_add(list, item);
	jo_set_time(item, "day", from);
	if (!q->unit) {
		if (!calls_read(db, q, from, to - from, 1, &calls, err))
			return false;
		jo_set_int(item, "contacts", calls.contacts);
		jo_set_int(item, "answered", calls.answered);
	}
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		int64_t n;
		if (q->unit && !counted[i].unit)
			continue;
		if (!count_rows(db, c, q, &counted[i], from, to, &n, err))
			return false;
		jo_set_int(item, counted[i].what[0] == 't' ? "count" : counted[i].what, n);
	}
	link_period(&link, scan_link(q), from, to);
	link_set(item, "tickets", &link);
	return true;
}

static bool add_trend(struct db *db, const struct city *c, const struct report_query *q, json *o, struct error *err)
{
	instant days[TREND_DAYS + 1], from, to;
	json *list = new_list(o, "trend");

	report_day(q->to - 1, &from, &to);
	for (int i = TREND_DAYS; i > 0; i--) {
		days[i] = to;
		days[i - 1] = from;
		report_day(from - 1, &from, &to);
	}
	for (int i = 0; i < TREND_DAYS; i++)
		if (!add_day(db, c, q, days[i], days[i + 1], list, err))
			return false;
	return true;
}

json *report_daily(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	json *o = json_object_new_object();
	struct spans s = spans_of(q);

	set_period(o, q);
	if (add_totals(db, c, q, &s, o, err) && add_categories(db, c, q, &s, o, err) && add_units(db, c, q, o, err) &&
	    add_trend(db, c, q, o, err)) {
		json *enterprises = tickets_listed(db, c, q, "kind = 'company'", ENTERPRISES_MOST, err);
		jo_set(o, "enterprises", enterprises);
		if (enterprises)
			return o;
	}
	jo_free(o);
	return NULL;
}
