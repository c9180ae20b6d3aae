/* SPDX-License-Identifier: GPL-3.0-or-later */
/* days.c -- the queue now, the hours of a day, and the day beside the day before. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "report/report.h"

#define DAY_MS 86400000LL
enum { TREND_DAYS = 14, TOP = 10, IN_TIME_MS = 15000 };

/* ---- contacts of a time ---- */

struct calls { int64_t contacts, answered, in_time, abandoned; };

static bool read_calls(struct db *db, const char *realm, instant from, instant to, struct calls *c, struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT COUNT(*), COUNT(answered_at), "
		"SUM(CASE WHEN answered_at IS NOT NULL AND answered_at - queued_at <= ?4 THEN 1 ELSE 0 END), "
		"SUM(CASE WHEN answered_at IS NULL AND ended_at IS NOT NULL THEN 1 ELSE 0 END) "
		"FROM contact WHERE realm = ?1 AND queued_at >= ?2 AND queued_at < ?3", "siii", realm, from, to,
		(int64_t)IN_TIME_MS);

	*c = (struct calls){ 0 };
	if (db_step(q) == DB_ROW)
		*c = (struct calls){ db_get_int(q, 0), db_get_int(q, 1), db_get_int(q, 2), db_get_int(q, 3) };
	return db_done(q, err);
}

static void set_calls(json *o, const struct calls *c)
{
	jo_set_int(o, "contacts", c->contacts);
	jo_set_int(o, "answered", c->answered);
	jo_set_int(o, "answered_in_15s", c->in_time);
	jo_set_int(o, "abandoned", c->abandoned);
}

static int64_t count_tickets(struct db *db, const char *realm, instant from, instant to, struct error *err)
{
	struct query *q = db_ask(db, "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3",
				 "sii", realm, from, to);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, err);
	return n;
}

/* ---- the queue ---- */

static bool add_skills(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(db,
		"SELECT c.skill, c.waiting, (SELECT MIN(k.queued_at) FROM contact k WHERE k.realm = c.realm AND "
		"k.state = 'queued' AND k.skill = c.skill) FROM queue_count c WHERE c.realm = ?1 AND c.waiting > 0 "
		"ORDER BY c.waiting DESC, c.skill", "s", r->realm);
	int64_t waiting = 0;
	instant oldest = INSTANT_NONE;

	while (db_step(q) == DB_ROW) {
		json *line = json_object_new_object();
		instant at = db_is_null(q, 2) ? INSTANT_NONE : db_get_int(q, 2);
		jo_set_str(line, "skill", db_get_text(q, 0));
		jo_set_int(line, "waiting", db_get_int(q, 1));
		jo_set_time(line, "oldest_at", at);
		json_object_array_add(list, line);
		waiting += db_get_int(q, 1);
		if (at != INSTANT_NONE && (oldest == INSTANT_NONE || at < oldest))
			oldest = at;
	}
	jo_set_int(o, "waiting", waiting);
	jo_set_time(o, "oldest_at", oldest);
	jo_set(o, "skills", list);
	return db_done(q, err);
}

static bool add_seats(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *seats = json_object_new_object();
	struct query *q = db_ask(db, "SELECT state, COUNT(*) FROM presence WHERE realm = ?1 GROUP BY state", "s", r->realm);

	while (db_step(q) == DB_ROW)
		jo_set_int(seats, db_get_text(q, 0), db_get_int(q, 1));
	jo_set(o, "seats", seats);
	return db_done(q, err);
}

static bool add_calls(struct db *db, const struct report_query *r, json *o, const char *name, instant from, instant to,
		      struct error *err)
{
	struct calls c;
	json *inner = json_object_new_object();
	bool ok = read_calls(db, r->realm, from, to, &c, err);

	set_calls(inner, &c);
	jo_set_int(inner, "tickets", ok ? count_tickets(db, r->realm, from, to, err) : 0);
	jo_set(o, name, inner);
	return ok;
}

json *report_queue(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	json *o = json_object_new_object();
	struct query *q = db_ask(db, "SELECT COUNT(*) FROM contact WHERE state = 'call_back' AND realm = ?1", "s", r->realm);
	int64_t call_backs = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	instant from, to;
	(void)c;

	report_day(r->now, &from, &to);
	jo_set_time(o, "at", r->now);
	jo_set_int(o, "call_backs", call_backs);
	if (db_done(q, err) && report_add_desk(db, r, o, err) && add_skills(db, r, o, err) && add_seats(db, r, o, err) &&
	    add_calls(db, r, o, "today", from, to, err) &&
	    add_calls(db, r, o, "last_hour", r->now - 3600000, r->now + 1, err))
		return o;
	jo_free(o);
	return NULL;
}

/* ---- hours ---- */

json *report_hourly(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	json *o = json_object_new_object(), *items = json_object_new_array();
	instant from, to;
	bool ok = true;
	(void)c;

	report_day(r->from, &from, &to);
	for (instant hour = from; ok && hour < to; hour += 3600000) {
		struct calls calls;
		json *item = json_object_new_object();
		ok = read_calls(db, r->realm, hour, hour + 3600000, &calls, err);
		jo_set_time(item, "hour", hour);
		set_calls(item, &calls);
		jo_set_int(item, "tickets", ok ? count_tickets(db, r->realm, hour, hour + 3600000, err) : 0);
		json_object_array_add(items, item);
	}
	jo_set_time(o, "from", from);
	jo_set_time(o, "to", to);
	jo_set(o, "items", items);
	if (ok)
		return o;
	jo_free(o);
	return NULL;
}

/* ---- the day ---- */

static void add_total(json *list, const char *what, int64_t count, int64_t before)
{
	json *o = json_object_new_object();

	jo_set_str(o, "what", what);
	jo_set_int(o, "count", count);
	jo_set_int(o, "before", before);
	json_object_array_add(list, o);
}

/* Tickets by the state they lead to, created in the day. */
static const struct { const char *what, *sql; } counted[] = {
	{ "tickets", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3" },
	{ "dispatched", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND dispatched_at >= ?2 AND dispatched_at < ?3" },
	{ "closed", "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND closed_at >= ?2 AND closed_at < ?3" },
	{ "visited", "SELECT COUNT(*) FROM visit WHERE realm = ?1 AND at >= ?2 AND at < ?3" },
};

static int64_t count_by(struct db *db, const char *sql, const char *realm, instant from, instant to, struct error *err)
{
	struct query *q = db_ask(db, sql, "sii", realm, from, to);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, err);
	return n;
}

static bool add_totals(struct db *db, const struct report_query *r, instant from, instant to, json *o,
		       struct error *err)
{
	json *list = json_object_new_array();
	struct calls now, before;
	instant earlier_from, earlier_to;

	report_day(from - DAY_MS / 2, &earlier_from, &earlier_to);
	jo_set(o, "totals", list);
	if (!read_calls(db, r->realm, from, to, &now, err) ||
	    !read_calls(db, r->realm, earlier_from, earlier_to, &before, err))
		return false;
	add_total(list, "contacts", now.contacts, before.contacts);
	add_total(list, "answered", now.answered, before.answered);
	add_total(list, "answered_in_15s", now.in_time, before.in_time);
	add_total(list, "abandoned", now.abandoned, before.abandoned);
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++)
		add_total(list, counted[i].what, count_by(db, counted[i].sql, r->realm, from, to, err),
			  count_by(db, counted[i].sql, r->realm, earlier_from, earlier_to, err));
	return !err || err->kind == ERROR_NONE;
}

static bool add_categories(struct db *db, const struct city *c, const struct report_query *r, instant from, instant to,
			   json *o, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(db,
		"SELECT category, COUNT(*) AS n FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3 "
		"AND category IS NOT NULL GROUP BY category ORDER BY n DESC, category LIMIT 10", "sii", r->realm, from, to);

	while (db_step(q) == DB_ROW) {
		const struct city_category *k = city_find_category(c, db_get_text(q, 0));
		json *item = json_object_new_object();
		jo_set_str(item, "category", db_get_text(q, 0));
		jo_set_str(item, "name", k ? k->name : db_get_text(q, 0));
		jo_set_int(item, "count", db_get_int(q, 1));
		json_object_array_add(list, item);
	}
	jo_set(o, "categories", list);
	return db_done(q, err);
}

/* The best and the worst of those with a valid visit in the assessment's period. */
static bool add_units(struct db *db, const struct city *c, const struct report_query *r, json *o, struct error *err)
{
	struct report_query period = *r;
	json *units = json_object_new_object(), *top = json_object_new_array(), *bottom = json_object_new_array();

	jo_set(units, "top", top);
	jo_set(units, "bottom", bottom);
	jo_set(o, "units", units);
	report_period(c, r->from, &period.from, &period.to);
	period.by = BY_UNIT;
	json *rates = report_rates(db, c, &period, err);
	const json *items = jo_array(rates, "items");
	size_t valid = 0;
	for (size_t i = 0; i < jo_len(items); i++)
		valid += jo_int(jo_at(items, i), "valid", 0) > 0;
	for (size_t i = 0, n = 0; i < jo_len(items); i++) {
		json *item = jo_at(items, i);
		if (jo_int(item, "valid", 0) <= 0)
			continue;
		if (n < TOP)
			json_object_array_add(top, json_object_get(item));
		if (n >= TOP && n + TOP >= valid)
			json_object_array_add(bottom, json_object_get(item));
		n++;
	}
	bool ok = rates != NULL;
	jo_free(rates);
	return ok;
}

static bool add_trend(struct db *db, const struct report_query *r, instant day, json *o, struct error *err)
{
	json *list = json_object_new_array();
	bool ok = true;

	jo_set(o, "trend", list);
	for (int back = TREND_DAYS - 1; ok && back >= 0; back--) {
		instant from, to;
		struct calls calls;
		json *item = json_object_new_object();
		report_day(day + DAY_MS / 2 - back * DAY_MS, &from, &to);
		ok = read_calls(db, r->realm, from, to, &calls, err);
		jo_set_time(item, "day", from);
		jo_set_int(item, "contacts", calls.contacts);
		jo_set_int(item, "tickets", ok ? count_tickets(db, r->realm, from, to, err) : 0);
		json_object_array_add(list, item);
	}
	return ok;
}

json *report_daily(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	json *o = json_object_new_object();
	instant from, to;

	report_day(r->from, &from, &to);
	jo_set_time(o, "from", from);
	jo_set_time(o, "to", to);
	if (add_totals(db, r, from, to, o, err) && add_categories(db, c, r, from, to, o, err) &&
	    add_units(db, c, r, o, err) && add_trend(db, r, from, o, err))
		return o;
	jo_free(o);
	return NULL;
}

report_maker *report_find(const char *kind)
{
	static const struct { const char *kind; report_maker *make; } makers[] = {
		{ "rates", report_rates }, { "queue", report_queue }, { "hourly", report_hourly }, { "daily", report_daily },
		{ "special", report_special }, { "hot", report_hot }, { "monthly", report_monthly },
		{ "governance", report_governance },
	};

	for (size_t i = 0; kind && i < ARRAY_SIZE(makers); i++)
		if (!strcmp(makers[i].kind, kind))
			return makers[i].make;
	return NULL;
}
