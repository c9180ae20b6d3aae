/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contacts.c -- /contacts, their verbs, and the look-up of a caller. */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/contact.h"
#include "server/service/tickets.h"

void api_contact_create(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct contact c = { 0 };
	bool existing = false;

	if (contact_create(&w, rq->body, &c, &existing, &problems, &err)) {
		/* What the gateway sent it may see again. */
		struct contact now;
		if (contact_load(&w, c.id, &now, &err)) {
			reply_json(rp, existing ? 200 : 201, contact_to_json(&w, &now, true));
			contact_release(&now);
		} else {
			reply_error(rp, &err);
		}
	} else if (problems.count) {
		reply_fields(rp, &problems);
	} else {
		reply_error(rp, &err);
	}
	contact_release(&c);
	form_problems_release(&problems);
}

static bool sees_all(const struct user *u)
{
	return u->roles & (ROLE_SUPERVISOR | ROLE_GATEWAY);
}

void api_contact_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *state = request_query(rq, "state"), *cursor = request_query(rq, "cursor");
	char ids[200][40], next[48] = "";
	int limit, count = 0;
	bool more = false;

	if (!request_limit(rq, rp, &limit))
		return;
	/* Agents see their own and whoever waits to be called back. */
	struct query *q = db_ask(rq->db,
		"SELECT id FROM contact WHERE realm = ?1 AND (?2 IS NULL OR state = ?2) AND "
		"(?3 = 1 OR agent = ?4 OR state = 'call_back') AND (?5 IS NULL OR id < ?5) "
		"ORDER BY id DESC LIMIT ?6",
		"ssissi", rq->user->realm, state, (int64_t)sees_all(rq->user), rq->user->id, cursor,
		(int64_t)limit + 1);
	while (db_step(q) == DB_ROW) {
		if (count == limit) {
			more = true;
			break;
		}
		snprintf(ids[count++], sizeof(ids[0]), "%s", db_get_text(q, 0));
	}
	if (!db_done(q, &err)) {
		reply_error(rp, &err);
		return;
	}
	json *o = json_object_new_object(), *items = json_object_new_array();
	for (int i = 0; i < count; i++) {
		struct contact c;
		if (!contact_load(&w, ids[i], &c, NULL))
			continue;
		json_object_array_add(items, contact_to_json(&w, &c, false));
		snprintf(next, sizeof(next), "%.47s", ids[i]);
		contact_release(&c);
	}
	jo_set(o, "items", items);
	if (more)
		jo_set_str(o, "next", next);
	else
		jo_set_null(o, "next");
	reply_json(rp, 200, o);
}

void api_contact_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct contact c;

	if (!contact_load(&w, rq->params[0], &c, &err)) {
		reply_error(rp, &err);
		return;
	}
	bool mine = !strcmp(c.agent, rq->user->id);
	if (mine || sees_all(rq->user) || !strcmp(c.state, "call_back"))
		reply_json(rp, 200, contact_to_json(&w, &c, mine));
	else
		reply_problem(rp, 404, "not-found", "%s", _("there is no such contact"));
	contact_release(&c);
}

/* The verbs of POST /contacts/{id}/VERB; the route table says who may. */
static const struct { const char *name; contact_verb *verb; } verbs[] = {
	{ "answer", contact_answer },
	{ "decline", contact_decline },
	{ "hold", contact_hold },
	{ "resume", contact_resume },
	{ "hang_up", contact_hang_up },
	{ "wrap_up_done", contact_wrap_up_done },
	{ "transfer", contact_transfer },
	{ "conference", contact_conference },
	{ "call_back", contact_call_back },
	{ "take", contact_take },
	{ "give", contact_give },
	{ "observe", contact_observe },
};

static void run_verb(struct request *rq, struct reply *rp, contact_verb *verb)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct form_problems problems = { 0 };
	struct contact_order order = { rq->user, rq->body, &problems };
	struct contact c;

	if (!contact_load(&w, rq->params[0], &c, &err)) {
		reply_error(rp, &err);
		return;
	}
	bool done = verb(&w, &c, &order, &err);
	contact_release(&c);
	/* A move may let the next one follow at once: a declined call rings elsewhere. */
	if (!done || !contact_load(&w, rq->params[0], &c, &err)) {
		reply_refusal(rp, &problems, &err);
	} else {
		reply_json(rp, 200, contact_to_json(&w, &c, !strcmp(c.agent, rq->user->id)));
		contact_release(&c);
	}
	form_problems_release(&problems);
}

void api_contact_verb(struct request *rq, struct reply *rp)
{
	const char *name = strrchr(rq->route->path, '/') + 1;

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			run_verb(rq, rp, verbs[i].verb);
}

void api_contact_abandon(struct request *rq, struct reply *rp)
{
	run_verb(rq, rp, contact_abandon);
}

void api_contact_ended(struct request *rq, struct reply *rp)
{
	run_verb(rq, rp, contact_ended);
}

static json *contacts_of_number(struct work *w, const char *digits)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT id, channel, state, queued_at, answered_at, ended_at FROM contact "
		"WHERE realm = ?1 AND number = ?2 ORDER BY queued_at DESC LIMIT 50", "ss", w->realm, digits);

	while (db_step(q) == DB_ROW) {
		json *o = json_object_new_object();
		jo_set_str(o, "id", db_get_text(q, 0));
		jo_set_str(o, "channel", db_get_text(q, 1));
		jo_set_str(o, "state", db_get_text(q, 2));
		jo_set_time(o, "queued_at", db_get_int(q, 3));
		if (!db_is_null(q, 4))
			jo_set_time(o, "answered_at", db_get_int(q, 4));
		if (!db_is_null(q, 5))
			jo_set_time(o, "ended_at", db_get_int(q, 5));
		json_object_array_add(items, o);
	}
	db_done(q, NULL);
	return items;
}

/* Reading a caller's past is reading personal data: the audit row is committed before the answer leaves. */
void api_caller_lookup(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *number = jo_str(rq->body, "number");
	struct ticket_actor who;
	char digits[24];

	if (!number || !phone_normalise(number, digits)) {
		reply_problem(rp, 422, "fields", "%s", _("number must be a phone number"));
		return;
	}
	if (!contact_number_in_hand(&w, rq->user->id, digits)) {
		reply_problem(rp, 403, "denied", "%s",
			      _("only the caller of a contact that you have in hand can be looked up"));
		return;
	}
	actor_of(rq->user, &who);
	json *list = tickets_of_number(&w, &who, digits, 50, &err);
	json *detail = json_object_new_object();
	jo_set_int(detail, "tickets", (int64_t)jo_len(jo_get(list, "items")));
	if (!list || !audit_add(&w, rq->user->id, "caller.lookup", digits, detail, &err)) {
		if (!list)
			jo_free(detail);
		jo_free(list);
		reply_error(rp, &err);
		return;
	}
	json *o = json_object_new_object();
	jo_set_str(o, "number", number);
	jo_set(o, "tickets", json_object_get(jo_get(list, "items")));
	jo_set(o, "contacts", contacts_of_number(&w, digits));
	jo_free(list);
	reply_json(rp, 200, o);
}
