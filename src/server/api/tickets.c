/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tickets.c -- /tickets and what is below. */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/tickets.h"

static void reply_ticket(struct work *w, struct reply *rp, int status, const struct ticket *t,
			 const struct ticket_actor *who)
{
	reply_json(rp, status, tickets_show(w, t, who));
	snprintf(rp->etag, sizeof(rp->etag), "%lld", (long long)t->version);
}

void api_ticket_create(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct ticket_actor who;
	struct ticket *t = tickets_create(&w, rq->user, rq->body, rq->right_by, &problems, &err);

	actor_of(rq->user, &who);
	if (t)
		reply_ticket(&w, rp, 201, t, &who);
	else
		reply_refusal(rp, &problems, &err);
	ticket_free(t);
	form_problems_release(&problems);
}

static json *problems_to_json(const struct form_problems *problems)
{
	json *list = json_object_new_array();

	for (size_t i = 0; i < problems->count; i++) {
		json *o = json_object_new_object();
		jo_set_str(o, "pointer", problems->items[i].pointer);
		jo_set_str(o, "code", problems->items[i].code);
		jo_set_str(o, "detail", problems->items[i].detail);
		json_object_array_add(list, o);
	}
	return list;
}

static json *suggested_unit(const struct city *city, const json *fields)
{
	const char *basis = NULL;
	const struct city_unit *unit = city_suggest_unit(city, jo_pointer_str(fields, "/matter/category"),
							 jo_pointer_str(fields, "/place/district"),
							 jo_pointer_str(fields, "/place/street"), &basis);
	if (!unit)
		return NULL;
	json *o = json_object_new_object();
	jo_set_str(o, "code", unit->code);
	jo_set_str(o, "name", unit->name);
	jo_set_str(o, "basis", basis);
	return o;
}

void api_ticket_preview(struct request *rq, struct reply *rp)
{
	const struct city *city = server_city(rq->server);
	struct form_problems problems = { 0 };
	json *fields = jo_get(rq->body, "fields"), *o = json_object_new_object();

	form_check(city, fields, true, "/fields", &problems);
	jo_set(o, "deadlines", deadline_preview(city, form_grade(city, fields), rq->now));
	jo_set_str(o, "grade", form_grade(city, fields));
	jo_set(o, "errors", problems_to_json(&problems));
	json *unit = suggested_unit(city, fields);
	if (unit)
		jo_set(o, "unit", unit);
	else
		jo_set_null(o, "unit");
	form_problems_release(&problems);
	reply_json(rp, 200, o);
}

static const char *get_query(void *arg, const char *name)
{
	return request_query(arg, name);
}

void api_ticket_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct ticket_actor who;
	int limit;

	if (!request_limit(rq, rp, &limit))
		return;
	actor_of(rq->user, &who);
	json *page = tickets_list(&w, &who, get_query, rq, limit, &err);
	api_record_list(rq, "ticket.list", page);
	reply_made(rp, page, &err);
}

void api_ticket_views(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct ticket_actor who;

	actor_of(rq->user, &who);
	reply_json(rp, 200, tickets_views(&w, &who));
}

/* The ticket named by the path, if this user may know of it. */
static struct ticket *find(struct request *rq, struct reply *rp, struct work *w, struct ticket_actor *who)
{
	struct error err = ERROR_INIT;

	actor_of(rq->user, who);
	struct ticket *t = tickets_load(w, rq->params[0], who, &err);
	if (!t)
		reply_error(rp, &err);
	return t;
}

void api_ticket_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct ticket_actor who;
	struct ticket *t = find(rq, rp, &w, &who);

	if (t) {
		request_personal(rq, "ticket.read", t->no, NULL);
		reply_ticket(&w, rp, 200, t, &who);
	}
	ticket_free(t);
}

void api_ticket_history(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct ticket_actor who;
	struct ticket *t = find(rq, rp, &w, &who);

	if (t) {
		request_personal(rq, "ticket.read", t->no, NULL);
		reply_made(rp, tickets_history(&w, t, &who, &err), &err);
	}
	ticket_free(t);
}

void api_ticket_deadline(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct ticket_actor who;
	struct ticket *t = find(rq, rp, &w, &who);

	if (t)
		reply_json(rp, 200, deadline_to_json(server_city(rq->server), t));
	ticket_free(t);
}

void api_ticket_choices(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct ticket_actor who;
	struct ticket *t = find(rq, rp, &w, &who);

	if (t)
		reply_json(rp, 200, ticket_choices_to_json(server_city(rq->server), t, &who, rq->now));
	ticket_free(t);
}

void api_ticket_suggestions(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct ticket_actor who;
	struct ticket *t = find(rq, rp, &w, &who);

	if (t)
		reply_json(rp, 200, tickets_suggest(&w, t, &who));
	ticket_free(t);
}

/* False when the answer says why the version does not fit. */
static bool version_fits(struct request *rq, struct reply *rp, const struct ticket *t, const char *action)
{
	if (rq->if_match < 0 && ticket_action_needs_version(action))
		return reply_problem(rp, 428, "version-required", "%s",
				     _("Say in If-Match which version of the ticket you saw."));
	if (rq->if_match >= 0 && rq->if_match != t->version)
		return reply_problem(rp, 412, "version",
				     _("The ticket was changed meanwhile: it is at version %lld, you saw %lld; "
				       "reload it and look again."),
				     (long long)t->version, (long long)rq->if_match);
	return true;
}

void api_ticket_act(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct ticket_actor who;
	const char *action = jo_str(rq->body, "action");
	struct ticket *t = find(rq, rp, &w, &who);

	if (!t)
		return;
	if (!action || !ticket_action_exists(action)) {
		form_problem_add(&problems, "/action", "choice", _("There is no such action."));
		reply_fields(rp, &problems);
	} else if (version_fits(rq, rp, t, action)) {
		if (tickets_act(&w, t, &who, action, rq->body, &problems, &err))
			reply_ticket(&w, rp, 200, t, &who);
		else
			reply_refusal(rp, &problems, &err);
	}
	ticket_free(t);
	form_problems_release(&problems);
}

void api_ticket_reveal(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct ticket_actor who;
	struct form_problems problems = { 0 };
	struct ticket *t = find(rq, rp, &w, &who);
	json *numbers = t ? tickets_reveal(&w, t, &who, rq->body, &problems, &err) : NULL;

	if (numbers)
		reply_json(rp, 200, numbers);
	else if (t)
		reply_refusal(rp, &problems, &err);
	ticket_free(t);
	form_problems_release(&problems);
}
