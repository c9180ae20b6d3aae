/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kinds.c -- the table of reports. */
#include <string.h>

#include "hotline/alloc.h"
#include "report/report.h"

static const struct report_kind kinds[] = {
	{ "rates", report_rates, SPAN_PERIOD, true },
	{ "queue", report_queue, SPAN_NOW, false },
	{ "hourly", report_hourly, SPAN_DAY, true },
	{ "daily", report_daily, SPAN_DAY, true },
	{ "special", report_special, SPAN_DAY, true },
	{ "hot", report_hot, SPAN_WEEK, true },
	{ "monthly", report_monthly, SPAN_MONTH, true },
	{ "governance", report_governance, SPAN_MONTH, true },
	{ "inspection", report_inspection, SPAN_MONTH, false },
};

const struct report_kind *report_find(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}
