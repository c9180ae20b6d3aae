/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reports.c -- a report for ops, over the whole city. */
#include "admin/private.h"
#include "hotline/i18n.h"
#include "report/report.h"

static const char *member(void *arg, const char *name)
{
	return jo_str(arg, name);
}

bool report_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *kind = jo_str(job->request, "kind");
	report_maker *make = report_find(kind);
	struct report_query q = { .realm = "city", .now = now };

	if (!make)
		return error_set(err, ERROR_INPUT, _("There is no report `%.32s`."), kind);
	struct city *city = admin_city_load(db, err);
	json *report = city && report_query_read(&q, kind, city, member, job->request, err) ? make(db, city, &q, err) : NULL;
	city_free(city);
	jo_set(job->result, "report", report);
	return report != NULL;
}
