/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reports.c -- /reports/{kind}: as JSON, as CSV, as a page to print or as a table of text, by the Accept header. */
#include <string.h>

#include "hotline/i18n.h"
#include "report/report.h"
#include "server/api/api.h"

static const char *get_query(void *arg, const char *name)
{
	return request_query(arg, name);
}

static bool accepts(const struct request *rq, const char *type)
{
	const char *header = request_header(rq, "Accept");

	return header && strstr(header, type);
}

static const struct { const char *accept, *type; enum report_form form; } forms[] = {
	{ "text/csv", "text/csv; charset=utf-8", REPORT_CSV },
	{ "text/html", "text/html; charset=utf-8", REPORT_HTML },
	{ "text/plain", "text/plain; charset=utf-8", REPORT_TEXT },
};

static void reply_report(struct request *rq, struct reply *rp, const char *kind, json *report)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!accepts(rq, forms[i].accept))
			continue;
		reply_json(rp, 200, NULL);
		rp->type = forms[i].type;
		report_lay_out(kind, report, forms[i].form, &rp->text);
		jo_free(report);
		return;
	}
	reply_json(rp, 200, report);
}

/* What a unit may see of the city is its own place in it. */
static bool may_see(const struct user *u, const char *kind)
{
	return u->roles & (ROLE_SUPERVISOR | ROLE_OPS) || !strcmp(kind, "rates");
}

void api_report(struct request *rq, struct reply *rp)
{
	const struct city *city = server_city(rq->server);
	const char *kind = strrchr(rq->route->path, '/') + 1;
	struct error err = ERROR_INIT;
	struct report_query q = { .realm = rq->user->realm, .now = rq->now };

	if (!may_see(rq->user, kind)) {
		reply_problem(rp, 403, "role", "%s", _("Your roles do not allow this."));
		return;
	}
	if (!(rq->user->roles & (ROLE_SUPERVISOR | ROLE_OPS)))
		q.unit = rq->user->unit;
	if (!report_query_read(&q, kind, city, get_query, rq, &err)) {
		reply_error(rp, &err);
		return;
	}
	json *report = report_find(kind)(rq->db, city, &q, &err);
	if (report)
		reply_report(rq, rp, kind, report);
	else
		reply_error(rp, &err);
}
