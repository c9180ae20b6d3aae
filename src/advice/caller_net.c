/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_net.c -- see caller_net.h. */
#include "advice/caller_net.h"

#include <math.h>

static double weighed(const double *values, const double *weights, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i] * weights[i];
	return sum;
}

double net_score(const struct net *n, const double *features, const double *doubts, double units[NET_UNITS])
{
	double sum = weighed(features, n->straight, FEATURE_COUNT);

	for (size_t i = 0; i < NET_UNITS; i++) {
		units[i] = tanh(weighed(features, n->features[i], FEATURE_COUNT) +
				weighed(doubts, n->doubts[i], DOUBT_COUNT));
		sum += n->out[i] * units[i];
	}
	return sum;
}

double net_none(const struct net *n, const double *doubts)
{
	return weighed(doubts, n->none, DOUBT_COUNT);
}

void net_find_chances(const struct net nets[NET_CROWD], const double (*features)[FEATURE_COUNT], size_t fact_count,
		      const double *doubts, double *chances)
{
	double units[NET_UNITS], sum = 0, most = -INFINITY;

	for (size_t i = 0; i <= fact_count; i++) {
		chances[i] = 0;
		for (size_t k = 0; k < NET_CROWD; k++)
			chances[i] += i < fact_count ? net_score(&nets[k], features[i], doubts, units) : net_none(&nets[k], doubts);
		chances[i] /= NET_CROWD;
		most = fmax(most, chances[i]);
	}
	for (size_t i = 0; i <= fact_count; i++)
		sum += chances[i] = exp(chances[i] - most);
	for (size_t i = 0; i <= fact_count; i++)
		chances[i] /= sum;
}
