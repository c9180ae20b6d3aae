/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_match.c -- which of the requests made is which of those expected.
 *
 * The assignment with the greatest sum of fits over all ways to assign, found over sets of requests taken (at most
 * SCORE_REQUESTS_MOST, so a thousand sets). Among equal ones the given order wins.
 */
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"

static double fit(const struct scoring *to, int request, size_t made)
{
	const struct score_request *r = &to->done->requests[made];
	double sum = (r->action ? 0.01 : 0) + (made + 1 == (size_t)request ? 0.001 : 0);
	bool empty;

	for (size_t i = 0; i < to->s->expect_count; i++) {
		const struct scenario_expect *e = &to->s->expects[i];
		if (e->request != request)
			continue;
		double met = 1 - score_compare(to->city, e, r, to->done->answered, &empty);
		sum += met * e->points * (*e->pointer == '/' ? 1 : 0.1);
	}
	return sum;
}

struct best { double sum; int taken; };         /* taken: by the request at hand; -1: none */

/* One more request: from the best sums for each set of made ones used, to those with this one assigned too. */
static void assign(const struct scoring *to, int request, size_t made, const struct best *from, struct best *next)
{
	for (size_t set = 0; set < (size_t)1 << made; set++)
		next[set] = (struct best){ from[set].sum, -1 };
	for (size_t m = 0; m < made; m++) {
		double value = fit(to, request, m);
		for (size_t set = 0; set < (size_t)1 << made; set++) {
			size_t with = set | (size_t)1 << m;
			if (set == with || from[set].sum < 0 || from[set].sum + value <= next[with].sum)
				continue;
			next[with] = (struct best){ from[set].sum + value, (int)m };
		}
	}
}

static void take_back(struct scoring *to, size_t made, const struct best *all)
{
	size_t sets = (size_t)1 << made, set = 0;

	for (size_t i = 0; i < sets; i++)
		if (all[(size_t)to->requests * sets + i].sum > all[(size_t)to->requests * sets + set].sum)
			set = i;
	for (int r = to->requests; r > 0; r--) {
		int taken = all[(size_t)r * sets + set].taken;
		to->matched[r - 1] = taken < 0 ? NULL : &to->done->requests[taken];
		set = taken < 0 ? set : set & ~((size_t)1 << taken);
	}
}

void score_match_requests(struct scoring *to)
{
	size_t made = to->done->request_count;

	made = made > SCORE_REQUESTS_MOST ? SCORE_REQUESTS_MOST : made;
	size_t sets = (size_t)1 << made;
	struct best *all = xcalloc(((size_t)to->requests + 1) * sets, sizeof(*all));
	for (size_t i = 1; i < sets; i++)
		all[i].sum = -1;
	for (int r = 1; r <= to->requests; r++)
		assign(to, r, made, &all[(size_t)(r - 1) * sets], &all[(size_t)r * sets]);
	if (to->requests)
		take_back(to, made, all);
	free(all);
}
