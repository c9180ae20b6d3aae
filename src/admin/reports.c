/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reports.c -- a report for ops, over the whole city. */
#include <string.h>

#include "admin/private.h"
#include "hotline/i18n.h"
#include "report/report.h"

static const char *member(void *arg, const char *name)
{
	return jo_str(arg, name);
}

bool report_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *name = jo_str(job->request, "kind"), *language = jo_str(job->request, "language");
	const struct report_kind *kind = report_find(name);
	struct report_query q = { .realm = "city", .now = now, .english = language && !strcmp(language, "en") };

	if (!kind)
		return error_set(err, ERROR_INPUT, _("There is no report `%.32s`."), name);
	struct city *city = admin_city_load(db, err);
	json *report = city && report_query_read(&q, kind, city, member, job->request, err) ?
		       kind->make(db, city, &q, err) : NULL;
	city_free(city);
	jo_set(job->result, "report", report);
	return report != NULL;
}
