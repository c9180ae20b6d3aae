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

void api_record_list(struct request *rq, const char *action, const json *page)
{
	struct buf query = BUF_INIT;
	json *detail;

	if (!jo_len(jo_get(page, "items")))
		return;
	request_add_query(rq, &query);
	detail = json_object_new_object();
	jo_set_str(detail, "query", query.data ? query.data : "");
	request_personal(rq, action, "", detail);
	buf_release(&query);
}

void api_contact_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	int limit;

	if (!request_limit(rq, rp, &limit))
		return;
	json *page = contacts_list(&w, rq->user, request_query(rq, "state"), request_query(rq, "cursor"), limit, &err);
	api_record_list(rq, "contact.list", page);
	reply_made(rp, page, &err);
}

/* The caller on the line is no read of the past; the call itself tells who had it. */
static bool is_in_hand(const struct contact *c, const struct user *u)
{
	return !strcmp(c->agent, u->id) && strcmp(c->state, "done") && strcmp(c->state, "abandoned");
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
	if (!is_in_hand(&c, rq->user))
		request_personal(rq, "contact.read", c.id, NULL);
	if (mine || (rq->user->roles & ROLE_SUPERVISOR) || !strcmp(c.state, "call_back"))
		reply_json(rp, 200, contact_to_json(&w, &c, mine));
	else
		reply_problem(rp, 404, "not-found", "%s", _("There is no such contact."));
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

/* Reading a caller's past is reading personal data: the audit row is committed before the answer leaves. */
void api_caller_lookup(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct form_problems problems = { 0 };
	json *past = tickets_caller_past(&w, rq->user, rq->body, &problems, &err);

	if (past)
		reply_json(rp, 200, past);
	else
		reply_refusal(rp, &problems, &err);
	form_problems_release(&problems);
}
