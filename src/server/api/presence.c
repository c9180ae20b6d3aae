/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presence.c -- /me, /me/presence, /seats. */
#include "server/api/api.h"

#include <string.h>
#include <time.h>

#include "hotline/i18n.h"
#include "hotline/text.h"

enum { REASON_MOST = 60 };      /* characters, as everybody's wall shows it */

json *user_to_json(const struct user *u)
{
	json *o = json_object_new_object(), *roles = json_object_new_array();
	json *skills = json_object_new_array();

	jo_set_str(o, "id", u->id);
	jo_set_str(o, "username", u->username);
	jo_set_str(o, "name", u->name);
	for (unsigned bit = 0; bit < ROLE_COUNT; bit++)
		if (u->roles & 1u << bit)
			json_object_array_add(roles, json_object_new_string(role_name(1u << bit)));
	jo_set(o, "roles", roles);
	for (const char *p = u->skills; *p; ) {
		size_t len = strcspn(p, " ");
		if (len)
			json_object_array_add(skills, json_object_new_string_len(p, (int)len));
		p += len + strspn(p + len, " ");
	}
	jo_set(o, "skills", skills);
	jo_set_str(o, "unit", u->unit[0] ? u->unit : NULL);
	return o;
}

/* The instant at which this day began here. */
static instant start_of_day(instant now)
{
	time_t seconds = (time_t)(now / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return (instant)mktime(&tm) * 1000;
}

/* What this agent did today: {contacts, talk_s (mean), tickets, answered}. */
static json *today(struct work *w, const char *account)
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

static json *me(struct work *w, const struct user *u, struct error *err)
{
	struct presence p;
	json *o = json_object_new_object();

	if (!presence_load(w, u->id, &p, err)) {
		jo_free(o);
		return NULL;
	}
	jo_set(o, "user", user_to_json(u));
	jo_set(o, "presence", presence_to_json(&p));
	jo_set(o, "queue", queue_summary(w, u, err));
	if (u->roles & ROLE_AGENT)
		jo_set(o, "today", today(w, u->id));
	return o;
}

void api_me(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	json *o = me(&w, rq->user, &err);

	if (o)
		reply_json(rp, 200, o);
	else
		reply_error(rp, &err);
}

void api_presence_put(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *state = jo_str(rq->body, "state"), *reason = jo_str(rq->body, "reason");
	struct form_problems problems = { 0 };

	if (!state || !*state) {
		form_problem_add(&problems, "/state", "required",
				 _("state must be ready, not_ready, break or offline"));
		reply_fields(rp, &problems);
		form_problems_release(&problems);
		return;
	}
	if (jo_get(rq->body, "reason") && (!reason || text_count(reason, strlen(reason)) > REASON_MOST)) {
		form_problem_add(&problems, "/reason", "length", _("The reason is a text of at most 60 characters."));
		reply_fields(rp, &problems);
		form_problems_release(&problems);
		return;
	}
	if (!presence_request(&w, rq->user->id, state, reason, &err)) {
		if (err.kind == ERROR_INPUT) {
			form_problem_add(&problems, "/state", "choice", err.text);
			reply_fields(rp, &problems);
			form_problems_release(&problems);
		} else {
			reply_error(rp, &err);
		}
		return;
	}
	json *o = me(&w, rq->user, &err);
	if (o)
		reply_json(rp, 200, o);
	else
		reply_error(rp, &err);
}

void api_seats(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;
	json *items = json_object_new_array();
	struct query *q = db_ask(rq->db,
		"SELECT a.id, a.username, a.name, COALESCE(p.state, 'offline'), p.reason, p.since, p.contact, a.skills "
		"FROM account a LEFT JOIN presence p ON p.account = a.id AND p.realm = ?1 "
		"WHERE a.disabled = 0 AND ' ' || a.roles || ' ' LIKE '% agent %' ORDER BY a.username LIMIT 5000",
		"s", rq->user->realm);

	while (db_step(q) == DB_ROW) {
		json *seat = json_object_new_object(), *user = json_object_new_object();
		jo_set_str(user, "id", db_get_text(q, 0));
		jo_set_str(user, "username", db_get_text(q, 1));
		jo_set_str(user, "name", db_get_text(q, 2));
		jo_set(seat, "user", user);
		jo_set_str(seat, "state", db_get_text(q, 3));
		jo_set_str(seat, "reason", db_get_text(q, 4));
		jo_set_time(seat, "since", db_is_null(q, 5) ? INSTANT_NONE : db_get_int(q, 5));
		jo_set_str(seat, "contact_id", db_get_text(q, 6));
		json_object_array_add(items, seat);
	}
	if (!db_done(q, &err)) {
		jo_free(items);
		reply_error(rp, &err);
		return;
	}
	json *o = json_object_new_object();
	jo_set(o, "items", items);
	jo_set_null(o, "next");
	reply_json(rp, 200, o);
}
