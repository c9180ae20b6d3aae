/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue.c -- the hotline itself: who waits and who is there now, and its hours. */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "report/private.h"

#define HOUR_MS 3600000LL
enum { HOURS_MOST = 24 * 31 };

/* ---- now ---- */

static bool add_skills(struct db *db, const struct report_query *r, const struct city *c, json *o, struct error *err)
{
	json *list = new_list(o, "skills");
	struct query *q = db_ask(db,
		"SELECT c.skill, c.waiting, (SELECT MIN(k.queued_at) FROM contact k WHERE k.realm = c.realm AND "
		"k.state = 'queued' AND k.skill = c.skill) FROM queue_count c WHERE c.realm = ?1 AND c.waiting > 0 "
		"ORDER BY c.waiting DESC, c.skill", "s", r->realm);
	int64_t waiting = 0;
	instant oldest = INSTANT_NONE;

	while (db_step(q) == DB_ROW) {
		json *line = json_object_new_object();
		instant at = db_is_null(q, 2) ? INSTANT_NONE : db_get_int(q, 2);
		const struct city_code *skill = city_find_code(c, "skill", db_get_text(q, 0));
		jo_set_str(line, "skill", db_get_text(q, 0));
		jo_set_str(line, "name", !skill ? db_get_text(q, 0) : r->english && skill->name_en ? skill->name_en :
			   skill->name);
		jo_set_int(line, "waiting", db_get_int(q, 1));
		jo_set_time(line, "oldest_at", at);
		json_object_array_add(list, line);
		waiting += db_get_int(q, 1);
		if (at != INSTANT_NONE && (oldest == INSTANT_NONE || at < oldest))
			oldest = at;
	}
	jo_set_int(o, "waiting", waiting);
	jo_set_time(o, "oldest_at", oldest);
	return db_done(q, err);
}

/* {"ready": 3, …}, and the same as rows. */
static bool add_seats(struct db *db, const struct report_query *r, json *o, struct error *err)
{
	json *seats = json_object_new_object(), *list = new_list(o, "seat_states");
	struct query *q = db_ask(db, "SELECT state, COUNT(*) FROM presence WHERE realm = ?1 GROUP BY state "
				 "ORDER BY COUNT(*) DESC, state", "s", r->realm);

	jo_set(o, "seats", seats);
	while (db_step(q) == DB_ROW) {
		json *line = json_object_new_object();
		jo_set_int(seats, db_get_text(q, 0), db_get_int(q, 1));
		jo_set_str(line, "state", db_get_text(q, 0));
		jo_set_int(line, "count", db_get_int(q, 1));
		json_object_array_add(list, line);
	}
	return db_done(q, err);
}

static void count_one(void *arg, const struct scan_row *row)
{
	(void)row;
	++*(int64_t *)arg;
}

static bool add_calls(struct db *db, const struct city *c, const struct report_query *r, json *o, const char *name,
		      instant from, instant to, struct error *err)
{
	struct calls calls;
	struct link link = { BUF_INIT };
	json *inner = json_object_new_object();
	int64_t tickets = 0;
	bool ok = calls_read(db, r, from, to - from, 1, &calls, err) &&
		  scan_tickets(db, c, r, from, to, count_one, &tickets, err);

	calls_set(inner, &calls);
	jo_set_int(inner, "tickets", tickets);
	link_period(&link, "created", from, to);
	link_set(inner, "query", &link);
	jo_set(o, name, inner);
	return ok;
}

json *report_queue(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	json *o = json_object_new_object();
	struct query *q = db_ask(db, "SELECT COUNT(*) FROM contact WHERE state = 'call_back' AND realm = ?1", "s", r->realm);
	instant from, to;

	jo_set_time(o, "at", r->now);
	jo_set_int(o, "call_backs", db_step(q) == DB_ROW ? db_get_int(q, 0) : 0);
	report_day(r->now, &from, &to);
	if (db_done(q, err) && report_add_desk(db, r, o, err) && add_skills(db, r, c, o, err) && add_seats(db, r, o, err) &&
	    add_calls(db, c, r, o, "last_hour", r->now - HOUR_MS, r->now + 1, err) &&
	    add_calls(db, c, r, o, "today", from, to, err))
		return o;
	jo_free(o);
	return NULL;
}

/* ---- hours ---- */

/* What came in, hour by hour. */
struct hours {
	const struct city *city;
	instant from;
	size_t count;
	struct hour { struct calls calls; int64_t tickets, direct, special; } *list;
};

static void count_hour(void *arg, const struct scan_row *row)
{
	struct hours *h = arg;
	size_t i = (size_t)((row->at - h->from) / HOUR_MS);

	if (i >= h->count)
		return;
	h->list[i].tickets++;
	h->list[i].direct += row->outcome && !strcmp(row->outcome, "answer");
	h->list[i].special += row->category && city_category_is_special(h->city, row->category);
}

static bool read_hours(struct db *db, const struct report_query *q, struct hours *h, struct error *err)
{
	struct calls *calls = xcalloc(h->count + 1, sizeof(*calls));
	bool ok = calls_read(db, q, h->from, HOUR_MS, h->count, calls, err) &&
		  scan_tickets(db, h->city, q, h->from, h->from + (instant)h->count * HOUR_MS, count_hour, h, err);

	for (size_t i = 0; i < h->count; i++)
		h->list[i].calls = calls[i];
	free(calls);
	return ok;
}

static json *hour_to_json(const struct hours *h, const struct report_query *q, size_t i)
{
	const struct hour *hour = &h->list[i];
	instant at = h->from + (instant)i * HOUR_MS;
	struct link link = { BUF_INIT };
	json *o = json_object_new_object();

	jo_set_time(o, "hour", at);
	if (!q->unit)
		calls_set(o, &hour->calls);
	jo_set_int(o, "count", hour->tickets);
	jo_set_int(o, "direct", hour->direct);
	jo_set_int(o, "special", hour->special);
	link_period(&link, scan_link(q), at, at + HOUR_MS);
	link_set(o, "tickets", &link);
	return o;
}

/* Categories of one hour beside the hour before. */
struct hour_counts { instant at; struct counts counts; };

static void count_category(void *arg, const struct scan_row *row)
{
	struct hour_counts *h = arg;
	struct count *n = counts_open(&h->counts, row->category ? row->category : "");

	if (row->at >= h->at)
		n->now++;
	else
		n->before++;
}

static bool add_categories(struct db *db, const struct city *c, const struct report_query *q, instant at, json *o,
			   struct error *err)
{
	struct hour_counts h = { .at = at };
	json *list = new_list(o, "categories");
	bool ok = scan_tickets(db, c, q, at - HOUR_MS, at + HOUR_MS, count_category, &h, err);

	HASH_SORT(h.counts.list, counts_most_first);
	for (struct count *n = h.counts.list; n && n->now && jo_len(list) < 10; n = n->hh.next) {
		json *item = json_object_new_object();
		struct link link = { BUF_INIT };
		jo_set_str(item, "category", n->key);
		jo_set_str(item, "name", name_category(q, c, n->key));
		jo_set_int(item, "count", n->now);
		jo_set_int(item, "before", n->before);
		link_add(&link, "category", n->key);
		link_period(&link, scan_link(q), at, at + HOUR_MS);
		link_set(item, "tickets", &link);
		json_object_array_add(list, item);
	}
	counts_release(&h.counts);
	return ok;
}

/* The last whole hour, beside the one before and the same of the day before. */
static bool add_last(struct db *db, const struct city *c, const struct report_query *q, instant end, json *o,
		     struct error *err)
{
	static const char *const what[] = { "last", "before", "day_before" };
	struct hour room[26] = { { { 0 }, 0, 0, 0 } };
	struct hours h = { c, end - 26 * HOUR_MS, 26, room };
	const size_t at[] = { 25, 24, 1 };
	json *list = new_list(o, "compared");
	bool ok = read_hours(db, q, &h, err);

	for (size_t i = 0; i < ARRAY_SIZE(at); i++) {
		json *hour = hour_to_json(&h, q, at[i]);
		jo_set_str(hour, "what", what[i]);
		json_object_array_add(list, hour);
	}
	return ok && add_categories(db, c, q, end - HOUR_MS, o, err);
}

json *report_hourly(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	instant end = q->to < q->now ? q->to : q->now;
	struct hours h = { c, q->from, (size_t)((q->to - q->from + HOUR_MS - 1) / HOUR_MS), NULL };
	json *o = json_object_new_object();

	h.count = h.count > HOURS_MOST ? HOURS_MOST : h.count;
	h.list = xcalloc(h.count + 1, sizeof(*h.list));
	set_period(o, q);
	bool ok = read_hours(db, q, &h, err) && add_last(db, c, q, end - end % HOUR_MS, o, err);
	json *items = new_list(o, "items");
	for (size_t i = 0; i < h.count && h.from + (instant)i * HOUR_MS <= q->now; i++)
		json_object_array_add(items, hour_to_json(&h, q, i));
	free(h.list);
	if (ok)
		return o;
	jo_free(o);
	return NULL;
}
