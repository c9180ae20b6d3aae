/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspections.c -- /inspections. */
#include <stdio.h>
#include <string.h>

#include "server/api/api.h"
#include "server/service/inspection.h"

void api_inspection_draw(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	json *o = inspection_draw(&w, rq->user, rq->body, &problems, &err);

	if (o)
		reply_json(rp, 201, o);
	else
		reply_refusal(rp, &problems, &err);
	form_problems_release(&problems);
}

void api_inspection_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct inspection_filter f = {
		.state = request_query(rq, "state"), .agent = request_query(rq, "agent"),
		.sample = request_query(rq, "sample"), .cursor = request_query(rq, "cursor"),
		.untold = request_query(rq, "untold"),
	};

	if (request_limit(rq, rp, &f.limit))
		reply_made(rp, inspection_list(&w, rq->user, &f, &err), &err);
}

void api_inspection_told(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, inspection_told(&w, rq->user, rq->body, &err), &err);
}

static void reply_inspection(struct work *w, struct reply *rp, const struct inspection *i)
{
	reply_json(rp, 200, inspection_to_json(w, i, true));
	snprintf(rp->etag, sizeof(rp->etag), "%lld", (long long)i->version);
}

void api_inspection_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct inspection i;

	if (inspection_load(&w, rq->params[0], rq->user, &i, &err))
		reply_inspection(&w, rp, &i);
	else
		reply_error(rp, &err);
	inspection_release(&i);
}

void api_inspection_ticket(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	char no[24];
	json *o = inspection_ticket(&w, rq->user, rq->params[0], no, &err);

	if (o)
		request_personal(rq, "inspection.read", no, NULL);
	reply_made(rp, o, &err);
}

static const struct { const char *name; inspection_move *move; } moves[] = {
	{ "score", inspection_score }, { "appeal", inspection_appeal }, { "decide", inspection_decide },
};

static inspection_move *move_of(const struct request *rq)
{
	const char *name = strrchr(rq->route->path, '/') + 1;
	size_t i = 0;

	while (strcmp(moves[i].name, name))
		i++;
	return moves[i].move;
}

void api_inspection_move(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;
	struct inspection i;

	if (inspection_load(&w, rq->params[0], rq->user, &i, &err) &&
	    move_of(rq)(&w, rq->user, &i, rq->if_match, rq->body, &problems, &err))
		reply_inspection(&w, rp, &i);
	else
		reply_refusal(rp, &problems, &err);
	inspection_release(&i);
	form_problems_release(&problems);
}
