/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- /audit. */
#include "hotline/i18n.h"
#include "server/api/api.h"

void api_audit_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct audit_filter f = {
		.account = request_query(rq, "account"), .action = request_query(rq, "action"),
		.subject = request_query(rq, "subject"), .before = INT64_MAX,
	};
	const char *cursor = request_query(rq, "cursor");

	if (cursor && !request_number(cursor, 1, INT64_MAX, &f.before))
		reply_problem(rp, 400, "query", _("The value of `%s` cannot be read."), "cursor");
	else if (request_limit(rq, rp, &f.limit))
		reply_made(rp, audit_list(&w, &f, &err), &err);
}
