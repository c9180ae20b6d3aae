/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training.c -- /training: scenarios, sessions, results.
 *
 * A session is known to trainers and to its own trainees. What a trainee does in a session may come with the token of the
 * city or with that of the session's realm (ROUTE_REALM); the rest only with the city's.
 */
#include <string.h>

#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/training.h"

static const char *get_query(void *arg, const char *name)
{
	return request_query(arg, name);
}

/* What a session is to the city is written in the city's name, whichever token asked. */
static struct work city_work(const struct request *rq)
{
	return (struct work){ rq->server, rq->db, "city", rq->now };
}

/* The session of the path; false: the reply is there. */
static bool find(struct request *rq, struct reply *rp, struct work *w, struct training *t)
{
	struct error err = ERROR_INIT;

	*w = city_work(rq);
	return training_load(w, rq->user, rq->params[0], t, &err) || reply_error(rp, &err);
}

static void close_streams(struct server *s, void *arg)
{
	(void)arg;
	training_close_ended(s);
}

/* ---- scenarios ---- */

void api_training_scenarios(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, training_scenarios(&w, rq->user, &err), &err);
}

void api_training_scenario(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, training_scenario_show(&w, rq->params[0], &err), &err);
}

void api_training_trainees(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, training_trainees(&w, &err), &err);
}

void api_training_tickets(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;
	int limit;

	if (request_limit(rq, rp, &limit))
		reply_made(rp, training_tickets(&w, limit, &err), &err);
}

/* ---- sessions ---- */

void api_training_start(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	json *o = training_start(&w, rq->user, rq->body, &problems, &err);

	if (o)
		reply_json(rp, 201, o);
	else
		reply_refusal(rp, &problems, &err);
	form_problems_release(&problems);
}

void api_training_list(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;
	int limit;

	if (request_limit(rq, rp, &limit))
		reply_made(rp, training_list(&w, rq->user, get_query, rq, limit, &err), &err);
}

static void reply_session(struct request *rq, struct reply *rp, struct work *w, const struct training *t)
{
	struct error err = ERROR_INIT;

	reply_made(rp, training_show(w, rq->user, t, &err), &err);
}

void api_training_get(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct work w;

	if (find(rq, rp, &w, &t))
		reply_session(rq, rp, &w, &t);
	training_release(&t);
}

void api_training_timeline(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t))
		reply_made(rp, training_timeline(&w, rq->user, &t, get_query, rq, &err), &err);
	training_release(&t);
}

void api_training_join(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t)) {
		json *o = training_join(&w, rq->user, &t, &err);
		if (o) {
			server_after_commit(rq, close_streams, NULL);
			reply_json(rp, 201, o);
		} else {
			reply_error(rp, &err);
		}
	}
	training_release(&t);
}

void api_training_end(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t)) {
		if (training_may_end(&w, rq->user, &t, &err) && training_end(&w, &t, &err)) {
			server_after_commit(rq, close_streams, NULL);
			reply_session(rq, rp, &w, &t);
		} else {
			reply_error(rp, &err);
		}
	}
	training_release(&t);
}

/* ---- while it runs ---- */

/* New turns, or the refusal; takes the turns. */
static void reply_turns(struct reply *rp, bool done, json *turns, struct form_problems *problems,
			const struct error *err)
{
	json *o = json_object_new_object();

	jo_set(o, "turns", turns);
	if (done) {
		reply_json(rp, 200, o);
	} else {
		jo_free(o);
		reply_refusal(rp, problems, err);
	}
	form_problems_release(problems);
}

/* What makes turns of what is asked or put in. */
typedef bool turn_maker(struct work *w, const struct user *user, struct training *t, const json *body, json *turns,
			struct form_problems *problems, struct error *err);

static void make_turns(struct request *rq, struct reply *rp, turn_maker *make)
{
	struct training t = { 0 };
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t)) {
		json *turns = json_object_new_array();
		bool done = make(&w, rq->user, &t, rq->body, turns, &problems, &err);
		reply_turns(rp, done, turns, &problems, &err);
	}
	training_release(&t);
}

void api_training_ask(struct request *rq, struct reply *rp)
{
	make_turns(rq, rp, training_ask);
}

void api_training_inject(struct request *rq, struct reply *rp)
{
	make_turns(rq, rp, training_inject);
}

void api_training_mark(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t)) {
		if (training_mark(&w, rq->user, &t, rq->body, &problems, &err))
			reply_json(rp, 204, NULL);
		else
			reply_refusal(rp, &problems, &err);
	}
	form_problems_release(&problems);
	training_release(&t);
}

void api_training_override(struct request *rq, struct reply *rp)
{
	struct training t = { 0 };
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct work w;

	if (find(rq, rp, &w, &t)) {
		if (training_override(&w, rq->user, &t, rq->body, &problems, &err))
			reply_session(rq, rp, &w, &t);
		else
			reply_refusal(rp, &problems, &err);
	}
	form_problems_release(&problems);
	training_release(&t);
}

/* ---- results ---- */

void api_training_results(struct request *rq, struct reply *rp)
{
	struct work w = city_work(rq);
	struct error err = ERROR_INIT;
	const char *accept = request_header(rq, "Accept");
	json *o = training_results(&w, rq->user, get_query, rq, &err);

	if (!o || !accept || !strstr(accept, "text/csv")) {
		reply_made(rp, o, &err);
		return;
	}
	reply_json(rp, 200, NULL);
	rp->type = "text/csv; charset=utf-8";
	training_results_csv(o, &rp->text);
	jo_free(o);
}
