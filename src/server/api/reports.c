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

static const struct form { const char *accept, *type; enum report_form form; } forms[] = {
	{ "text/csv", "text/csv; charset=utf-8", REPORT_CSV },
	{ "text/html", "text/html; charset=utf-8", REPORT_HTML },
	{ "text/plain", "text/plain; charset=utf-8", REPORT_TEXT },
};

/* What Accept names first of what there is; NULL: JSON. */
static const struct form *accepted(const struct request *rq)
{
	const char *header = request_header(rq, "Accept");
	const char *first = header ? strstr(header, "application/json") : NULL;
	const struct form *form = NULL;

	for (size_t i = 0; header && i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *at = strstr(header, forms[i].accept);
		if (at && (!first || at < first)) {
			first = at;
			form = &forms[i];
		}
	}
	return form;
}

static void reply_report(struct request *rq, struct reply *rp, const char *kind, json *report)
{
	const struct form *form = accepted(rq);

	if (!form) {
		reply_json(rp, 200, report);
		return;
	}
	reply_json(rp, 200, NULL);
	rp->type = form->type;
	report_lay_out(kind, report, form->form, &rp->text);
	jo_free(report);
}

void api_report(struct request *rq, struct reply *rp)
{
	const struct city *city = server_city(rq->server);
	const struct report_kind *kind = report_find(strrchr(rq->route->path, '/') + 1);
	struct error err = ERROR_INIT;
	struct report_query q = {
		.realm = rq->user->realm, .now = rq->now,
		.english = i18n_accepted(request_header(rq, "Accept-Language")) == I18N_ENGLISH,
	};

	/* A unit sees of the city what concerns it and those below. */
	if (!(rq->user->roles & (ROLE_SUPERVISOR | ROLE_OPS)))
		q.unit = rq->user->unit;
	if (!report_query_read(&q, kind, city, get_query, rq, &err)) {
		reply_error(rp, &err);
		return;
	}
	json *report = kind->make(rq->db, city, &q, &err);
	if (report)
		reply_report(rq, rp, kind->name, report);
	else
		reply_error(rp, &err);
}
