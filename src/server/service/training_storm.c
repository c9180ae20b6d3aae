/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_storm.c -- when the calls of a storm come: the city's curve of arrivals, played in so many minutes.
 *
 * The curve says how much of a day's calls came in each of its parts (curves.tsv); each call of the storm gets its place
 * by the sum up to it, so that the same order makes the same storm for every team.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/training.h"

enum { CALLS_USUAL = 30, SECONDS_LEAST = 30, SECONDS_USUAL = 600, SECONDS_MOST = 4 * 3600 };

static uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* What share of the calls comes in each part of a curve. */
struct curve { double *shares; size_t count; };

/* By the curve's rows in order, wherever they stand; without a code of the first curve. Nothing: there is none. */
static struct curve read_curve(const struct city *city, const char *code)
{
	struct curve c = { xcalloc(city->curve_part_count + 1, sizeof(*c.shares)), 0 };
	double all = 0;

	if (!code && city->curve_part_count)
		code = city->curve_parts[0].curve;
	for (size_t i = 0; i < city->curve_part_count; i++)
		if (!strcmp(city->curve_parts[i].curve, code)) {
			c.shares[c.count++] = city->curve_parts[i].weight;
			all += city->curve_parts[i].weight;
		}
	for (size_t i = 0; i < c.count; i++)
		c.shares[i] /= all;
	return c;
}

/* The place, from 0 to 1, up to which that share of all calls has come. */
static double place_of(const struct curve *c, double share)
{
	double sum = 0;

	for (size_t i = 0; i < c->count; i++) {
		double next = sum + c->shares[i];
		if (share < next && next > sum)
			return ((double)i + (share - sum) / (next - sum)) / (double)c->count;
		sum = next;
	}
	return 1;
}

static int64_t take_number(const json *o, const char *name, const char *pointer, int64_t usual, int64_t least,
			   int64_t most, struct form_problems *problems)
{
	int64_t n = jo_int(o, name, usual);
	char *why;

	if (n >= least && n <= most)
		return n;
	why = xasprintf(_("This is a whole number from %lld to %lld."), (long long)least, (long long)most);
	form_problem_add(problems, pointer, "range", why);
	free(why);
	return least;
}

bool training_arrivals(const struct city *city, const json *arrivals, uint64_t seed, int64_t *wait_ms, size_t *count,
		       struct form_problems *problems)
{
	size_t before = problems->count;
	int64_t calls = take_number(arrivals, "calls", "/arrivals/calls", CALLS_USUAL, 1, TRAINING_CALLS_MOST,
				    problems);
	int64_t seconds = take_number(arrivals, "seconds", "/arrivals/seconds", SECONDS_USUAL, SECONDS_LEAST,
				      SECONDS_MOST, problems);
	struct curve curve = read_curve(city, jo_str(arrivals, "curve"));

	if (!curve.count)
		form_problem_add(problems, "/arrivals/curve", "choice",
				 _("The city pack knows no such curve of arrivals."));
	bool ok = problems->count == before;
	for (int64_t i = 0; ok && i < calls; i++) {
		/* Somewhere in its own share, so that they neither come in step nor change places. */
		double within = (double)(mix(&seed) >> 11) / 9007199254740992.0;
		wait_ms[i] = (int64_t)(place_of(&curve, ((double)i + within) / (double)calls) * (double)seconds * 1000);
	}
	if (ok)
		*count = (size_t)calls;
	free(curve.shares);
	return ok;
}
