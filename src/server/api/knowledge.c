/* SPDX-License-Identifier: GPL-3.0-or-later */
/* knowledge.c -- GET /knowledge and /knowledge/{id}. */
#include <stdlib.h>

#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/knowledge.h"
#include "server/service/training.h"

void api_knowledge_search(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct knowledge_want want = {
		request_query(rq, "q"), request_query(rq, "category"), request_query(rq, "near"), 0,
	};

	if (!request_limit(rq, rp, &want.limit))
		return;
	if (!work_in_city(&w) && request_query(rq, "q") && !request_query(rq, "near"))
		training_searched(rq->server, w.realm, rq->user->id, request_query(rq, "q"));
	reply_json(rp, 200, knowledge_search(&w, rq->server->knowledge, &want));
}

void api_knowledge_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *version = request_query(rq, "version");

	reply_made(rp, knowledge_read(&w, rq->server->knowledge, rq->params[0],
				      version ? strtoll(version, NULL, 10) : 0, &err), &err);
}
