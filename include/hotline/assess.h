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

struct assess_answers {
	instant at;
	bool contacted, solved;
	enum visit_answer satisfied;
};
/* One caller's return visit, or a dispatch (without answers): a thing that the rates count. */
#define ASSESS_CODE 40
struct assess_row {
	char caller[64];        /* contact id of a caller who joined; "" the ticket's own */
	char unit[ASSESS_CODE], category[ASSESS_CODE], district[ASSESS_CODE], street[ASSESS_CODE];    /* "": none */
	bool excluded;
	int64_t weight;         /* thousandths */
	struct assess_answers first, final;             /* of a dispatch: final.at */
};
/* All that the rates count of one ticket; nothing of one that nobody called about. */
struct assess_facts {
	struct assess_row *visits;
	size_t count;
	bool dispatched;
	struct assess_row dispatch;
};
void assess_facts(const struct city *c, const struct ticket *t, struct assess_facts *f);
void assess_facts_release(struct assess_facts *f);
/* The ticket's own caller's valid visit; false: there is none. */
bool assess_own_visit(const struct ticket *t, struct assess_row *row);
bool assess_row_equal(const struct assess_row *a, const struct assess_row *b);
/* What the ticket counts, in thousandths: its category's weight times the largest of its situations'. */
int64_t assess_weight(const struct city *c, const struct ticket *t);

struct assess_sum {
	int64_t volume;                                                 /* tickets dispatched */
	int64_t valid, contacted, solved, satisfied, basically;         /* thousandths */
};
void assess_add(struct assess_sum *to, const struct assess_sum *other);
void assess_scale(struct assess_sum *s, int by);
/* What one row adds. */
void assess_count_visit(const struct assess_row *row, struct assess_sum *s);
void assess_count_dispatch(struct assess_sum *s);

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
