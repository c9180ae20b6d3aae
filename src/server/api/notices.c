/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notices.c -- /notices. */
#include <stdio.h>

#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/notices.h"

void api_notice_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	int limit;

	if (request_limit(rq, rp, &limit))
		reply_made(rp, notices_list(&w, request_query(rq, "q"), request_query(rq, "cursor"), limit, &err), &err);
}

static void reply_notice(struct reply *rp, int status, json *notice)
{
	reply_json(rp, status, notice);
	snprintf(rp->etag, sizeof(rp->etag), "%lld", (long long)jo_int(notice, "version", 0));
}

void api_notice_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *text = request_query(rq, "version");
	int64_t version = 0;

	if (text && !request_number(text, 1, INT32_MAX, &version)) {
		reply_problem(rp, 400, "query", _("The value of `%s` cannot be read."), "version");
		return;
	}
	json *notice = notices_read(&w, rq->params[0], version, &err);
	if (notice)
		reply_notice(rp, 200, notice);
	else
		reply_error(rp, &err);
}

static void write_notice(struct request *rq, struct reply *rp, const char *id)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct form_problems problems = { 0 };
	json *notice = notices_write(&w, rq->user, id, rq->if_match, rq->body, &problems, &err);

	if (notice)
		reply_notice(rp, id ? 200 : 201, notice);
	else
		reply_refusal(rp, &problems, &err);
	form_problems_release(&problems);
}

void api_notice_create(struct request *rq, struct reply *rp)
{
	write_notice(rq, rp, NULL);
}

void api_notice_put(struct request *rq, struct reply *rp)
{
	write_notice(rq, rp, rq->params[0]);
}
