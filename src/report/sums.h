/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sums.h -- what visits and dispatches of a period add up to, by one dimension.
 *
 * Whole days come from rate_day, the parts of days at both ends from the rows themselves.
 */
#ifndef REPORT_SUMS_H
#define REPORT_SUMS_H

#include <uthash.h>

#include "report/report.h"

enum sums_dim { SUMS_UNIT, SUMS_CATEGORY, SUMS_DISTRICT, SUMS_STREET };

struct sum_group {
	UT_hash_handle hh;
	char code[ASSESS_CODE];         /* "" none */
	struct assess_sum sum;
};
/* A hash of uthash: HASH_ITER(), HASH_SORT(); NULL: empty. */
struct sums { struct sum_group *groups; };

struct sum_group *sums_open(struct sums *s, const char *code);
void sums_release(struct sums *s);
/*
 * Adds what lies in [r->from, r->to) of r->realm, with r->excluded, and only of the units under r->unit when it is not
 * NULL. False: err; release all the same.
 */
bool sums_read(struct db *db, const struct city *c, const struct report_query *r, enum sums_dim dim, struct sums *s,
	       struct error *err);

#endif
