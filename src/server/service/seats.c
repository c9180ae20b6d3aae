/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seats.c -- what agents did today, and every seat on the supervisors' wall. */
#include <time.h>

#include "hotline/form.h"
#include "server/service/service.h"

/* The instant at which this day began here. */
static instant start_of_day(instant now)
{
	time_t seconds = (time_t)(now / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return (instant)mktime(&tm) * 1000;
}

json *presence_today(struct work *w, const char *account)
{
	instant start = start_of_day(w->now);
	json *o = json_object_new_object();
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*), COALESCE(SUM(COALESCE(ended_at, ?3) - answered_at), 0) FROM contact "
		"WHERE realm = ?1 AND agent = ?2 AND queued_at >= ?4 AND answered_at IS NOT NULL",
		"ssii", w->realm, account, w->now, start);

	int64_t count = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	jo_set_int(o, "contacts", count);
	jo_set_int(o, "talk_s", count ? db_get_int(q, 1) / count / 1000 : 0);
	db_done(q, NULL);
	q = db_ask(w->db,
		   "SELECT COUNT(*), COALESCE(SUM(CASE WHEN e.action = 'answer' THEN 1 ELSE 0 END), 0) "
		   "FROM ticket t JOIN ticket_event e ON e.no = t.no AND e.seq = 1 "
		   "WHERE t.realm = ?1 AND t.agent = ?2 AND t.created_at >= ?3", "ssi", w->realm, account, start);
	bool row = db_step(q) == DB_ROW;
	jo_set_int(o, "tickets", row ? db_get_int(q, 0) : 0);
	jo_set_int(o, "answered", row ? db_get_int(q, 1) : 0);
	db_done(q, NULL);
	return o;
}

/* What a supervisor sees of the call at once, its number masked; NULL: there is none. */
static json *contact_of_seat(struct query *q)
{
	const char *number = db_get_text(q, 9);
	char masked[32];

	if (db_is_null(q, 7))
		return NULL;
	json *o = json_object_new_object(), *caller = json_object_new_object();
	if (number)
		phone_mask(number, masked);
	jo_set_str(caller, "number", number ? masked : NULL);
	jo_set_str(caller, "name", db_get_text(q, 10));
	jo_set_str(o, "id", db_get_text(q, 6));
	jo_set_str(o, "state", db_get_text(q, 7));
	jo_set_str(o, "skill", db_get_text(q, 8));
	jo_set(o, "caller", caller);
	jo_set_str(o, "agent", db_get_text(q, 0));
	jo_set_str(o, "channel", db_get_text(q, 11));
	jo_set_time(o, "queued_at", db_get_int(q, 12));
	if (!db_is_null(q, 13))
		jo_set_time(o, "answered_at", db_get_int(q, 13));
	return o;
}

static json *seat_to_json(struct query *q)
{
	json *seat = json_object_new_object(), *user = json_object_new_object();

	jo_set_str(user, "id", db_get_text(q, 0));
	jo_set_str(user, "username", db_get_text(q, 1));
	jo_set_str(user, "name", db_get_text(q, 2));
	jo_set(seat, "user", user);
	jo_set_str(seat, "state", db_get_text(q, 3));
	jo_set_str(seat, "reason", db_get_text(q, 4));
	jo_set_time(seat, "since", db_is_null(q, 5) ? INSTANT_NONE : db_get_int(q, 5));
	jo_set_str(seat, "contact_id", db_get_text(q, 6));
	jo_set(seat, "contact", contact_of_seat(q));
	return seat;
}

json *seats_list(struct work *w, struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT a.id, a.username, a.name, COALESCE(p.state, 'offline'), p.reason, p.since, p.contact, c.state, c.skill, "
		"c.number_shown, c.name, c.channel, c.queued_at, c.answered_at "
		"FROM account a LEFT JOIN presence p ON p.account = a.id AND p.realm = ?1 "
		"LEFT JOIN contact c ON c.id = p.contact "
		"WHERE a.disabled = 0 AND ' ' || a.roles || ' ' LIKE '% agent %' ORDER BY a.username LIMIT 5000",
		"s", w->realm);

	while (db_step(q) == DB_ROW)
		json_object_array_add(items, seat_to_json(q));
	if (db_done(q, err))
		return page_of(items, NULL);
	jo_free(items);
	return NULL;
}
