/* SPDX-License-Identifier: GPL-3.0-or-later */
/* precedents.c -- /precedents: searched like the knowledge, made of closed tickets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/knowledge.h"
#include "server/service/precedent.h"

void api_precedent_search(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct knowledge_want want = { request_query(rq, "q"), request_query(rq, "category"), NULL, 0 };

	if (request_limit(rq, rp, &want.limit))
		reply_json(rp, 200, knowledge_search(&w, rq->server->precedents, &want));
}

static void reply_precedent(struct reply *rp, int status, json *o)
{
	long long version = jo_int(o, "version", 0);

	reply_json(rp, status, o);
	snprintf(rp->etag, sizeof(rp->etag), "%lld", version);
}

void api_precedent_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *version = request_query(rq, "version");
	json *o = precedent_read(&w, rq->params[0], version ? strtoll(version, NULL, 10) : 0, &err);

	if (o)
		reply_precedent(rp, 200, o);
	else
		reply_error(rp, &err);
}

void api_precedent_draft(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *ticket = request_query(rq, "ticket");

	if (!ticket || !*ticket)
		reply_problem(rp, 400, "input", "%s", _("Give the number of a closed ticket."));
	else
		reply_made(rp, precedent_draft(&w, ticket, &err), &err);
}

/* After the commit it is found. `arg` is the text of the precedent. */
static void shelve(struct server *s, void *arg)
{
	json *o = jo_parse(arg, strlen(arg), NULL);

	if (o)
		knowledge_put(s->precedents, o);
	jo_free(o);
	free(arg);
}

static void reply_written(struct request *rq, struct reply *rp, int status, json *o, struct form_problems *problems,
			  const struct error *err)
{
	if (o) {
		server_after_commit(rq, shelve, xstrdup(jo_text(o)));
		reply_precedent(rp, status, o);
	} else {
		reply_refusal(rp, problems, err);
	}
	form_problems_release(problems);
}

void api_precedent_create(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	json *o = precedent_create(&w, rq->user, rq->body, &problems, &err);

	reply_written(rq, rp, 201, o, &problems, &err);
}

void api_precedent_change(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;

	if (rq->if_match < 0) {
		reply_problem(rp, 428, "version-required", "%s", _("Say in If-Match which version of the precedent you saw."));
		return;
	}
	json *o = precedent_change(&w, rq->user, rq->params[0], rq->if_match, rq->body, &problems, &err);
	reply_written(rq, rp, 200, o, &problems, &err);
}
