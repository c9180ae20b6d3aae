/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h -- which report is asked for: its kind, its period, how it counts. Private to the reports' screen. */
#ifndef CLIENT_SCREENS_REPORT_H
#define CLIENT_SCREENS_REPORT_H

#include "hotline/buf.h"
#include "hotline/json.h"

struct report_want {
	char kind[24];          /* in the API */
	json *how;              /* {"from", "to", "by", "depth", "excluded"} of the query, what was said of it */
};

/* Takes "rates" (NULL: as it is, at first what these roles may ask for first) and "by=category from=11-19 …" in; a time is read as it is meant. */
void report_want_read(struct report_want *w, unsigned roles, const char *kind, const char *how);
void report_want_release(struct report_want *w);
/* "/reports/rates?by=category", appended. */
void report_want_path(const struct report_want *w, struct buf *out);
/* So many periods before (below 0) or after the one of `report`: a month for a month, else as long a time. */
void report_want_step(struct report_want *w, const json *report, int step);
/* The next kind of report that these roles may ask for, or the one before (-1); all of it is forgotten but the period's length is the new one's own. */
void report_want_kind(struct report_want *w, unsigned roles, int step);
/* Units, levels, categories, districts in turn. */
void report_want_by(struct report_want *w, const json *report);
void report_want_excluded(struct report_want *w, const json *report);

#endif
