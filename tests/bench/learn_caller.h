/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learn_caller.h -- the examples that a simulated caller's mind is learnt from, and the two parts of learning: the
 * senses of words (learn_sense.c) and what each likeness is worth (learn_net.c).
 */
#ifndef TESTS_BENCH_LEARN_CALLER_H
#define TESTS_BENCH_LEARN_CALLER_H

#include <stdbool.h>

#include "advice/caller_matcher.h"

#define PARTS 5                         /* of the calls: each is left out in turn when it is judged */
#define FACTS_MOST 101
#define NOTHING ((size_t)-1)

/* Where an example comes from. */
enum source {
	SOURCE_OWN,             /* a way to ask that a call holds, put to the call without it */
	SOURCE_TUNE,            /* questions in other words */
	SOURCE_OFF,             /* off the topic */
	SOURCE_NEAR,            /* near it */
	SOURCE_FORGOTTEN,       /* a way to ask, put to the call without the fact */
	SOURCE_POOR,            /* what is put to a call with few ways to ask */
	SOURCE_COUNT
};

/* A question, what its likenesses to each fact are, and which one is meant. */
struct example {
	enum source source;
	size_t call, fact, ask;         /* fact, ask: where it stands in the call; else NOTHING */
	size_t count, right;            /* facts that the caller knows; right: count: none of them */
	int part;
	double weight;
	char *question;
	struct bag bags[VIEW_COUNT];
	double (*features)[FEATURE_COUNT];
	double doubts[DOUBT_COUNT];
};
struct examples { struct example *list; size_t count, alloc; };

/* Learns from the examples of `sources` (bits) in all the parts but `left_out` (bits). Free `words`. */
struct senses learn_senses(const struct examples *examples, unsigned left_out);
void learn_nets(struct net nets[NET_CROWD], const struct examples *examples, unsigned left_out);
/* The likeliest fact; `chance` is how likely. */
size_t nets_choose(const struct net nets[NET_CROWD], const struct example *e, double *chance);

void write_senses(const struct senses *s);
void write_nets(const struct net nets[NET_CROWD]);

/* The same every time: 0 to 1. */
double chance_next(uint64_t *seed);

#endif
