/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assess.h -- the three rates and the score, from the final answers of return visits.
 *
 * valid counts visits with an answer, one for each caller of a ticket; a ticket counts with its weight, 1 by default.
 * Weights are whole thousandths, so sums are exact in any order. The shares of the rates are the city's.
 */
#ifndef HOTLINE_ASSESS_H
#define HOTLINE_ASSESS_H

#include "hotline/city.h"
#include "hotline/ticket.h"

enum visit_answer { VISIT_NO, VISIT_YES, VISIT_BASICALLY };

/* The final answers of one caller. */
struct assess_visit {
	char caller[64];        /* contact id of a caller who joined; "" the ticket's own */
	instant at;
	bool contacted, solved;
	enum visit_answer satisfied;
};
/* Valid visits of the ticket into `list`, at most `most`; how many there are. */
size_t assess_visits(const struct ticket *t, struct assess_visit *list, size_t most);
/* What the ticket counts, in thousandths: its category's weight times the largest of its situations'. */
int64_t assess_weight(const struct city *c, const struct ticket *t);

struct assess_sum {
	int64_t volume;                                                 /* tickets dispatched */
	int64_t valid, contacted, solved, satisfied, basically;         /* thousandths */
};
void assess_add(struct assess_sum *to, const struct assess_sum *other);

struct assess_rates {
	double response, solution, satisfaction;        /* 0 to 1; 0 when nothing is valid */
	double score;                                   /* 0 to 100, one decimal */
};
void assess_rates(const struct city *c, const struct assess_sum *s, struct assess_rates *r);
/* The city's: means of the rates of those with valid visits. */
void assess_mean(const struct city *c, const struct assess_rates *list, const struct assess_sum *sums, size_t count,
		 struct assess_rates *r);
/* Higher score, then larger volume goes first; below 0, 0 or above 0 as for qsort(). */
int assess_compare(double score_a, int64_t volume_a, double score_b, int64_t volume_b);

#endif
