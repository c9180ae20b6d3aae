/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_net.h -- what each way to compare a question with a fact is worth: a weighted sum, and a few units that
 * weigh the measures together ("all its things are strange, and only the topic fits"). Private to this room and
 * to tests/bench/learn_caller.c, which makes caller_weights.c.
 */
#ifndef HOTLINE_ADVICE_CALLER_NET_H
#define HOTLINE_ADVICE_CALLER_NET_H

#include <stddef.h>

/* In the order of enum view, and of enum topic_weight. */
#define ALL_VIEWS(name) name##_WRITTEN, name##_READ, name##_THINGS
#define ALL_CLASSES(name) name##_SELF, name##_SETTLES, name##_NAMES, name##_LEANS

/* Of a question and a fact. */
enum feature {
	ALL_VIEWS(FEATURE_ASK),                         /* likeness to the likest way to ask */
	ALL_VIEWS(FEATURE_ASK_SQUARE),
	ALL_VIEWS(FEATURE_ABOUT),                       /* to a word about it */
	ALL_VIEWS(FEATURE_WHOLE),                       /* to all ways to ask */
	ALL_VIEWS(FEATURE_COVER),                       /* the share of the question's words that the fact has */
	ALL_VIEWS(FEATURE_SAY),                         /* that its answer has */
	ALL_VIEWS(FEATURE_MISSING),                     /* the weight of those that neither has */
	ALL_CLASSES(FEATURE_SHARED),                    /* a topic that both have */
	ALL_CLASSES(FEATURE_MISSED),                    /* one that is asked for, and not the fact's */
	ALL_CLASSES(FEATURE_UNASKED),                   /* the fact's, and not asked for */
	ALL_CLASSES(FEATURE_ODD),                       /* shared, as far as the question's words are strange */
	FEATURE_OFTEN,                                  /* how many of the fact's ways to ask share the topic */
	FEATURE_SHARED_COVER,
	FEATURE_SENSE_MEAN, FEATURE_SENSE_MOST,         /* likeness of sense to the ways to ask, and to the likest */
	FEATURE_SENSE_LEAD, FEATURE_SENSE_MOST_LEAD,    /* how much more than any other fact has */
	FEATURE_ASK_LEAD, FEATURE_WHOLE_LEAD,
	FEATURE_FORM, FEATURE_OTHER_FORM,               /* the form of the question is usual of the fact, or is not */
	FEATURE_ANSWERS, FEATURE_NO_ANSWER,             /* what the fact says suits the form, or does not */
	FEATURE_COUNT
};
/* Of the question alone. */
enum doubt {
	DOUBT_ALWAYS,
	ALL_VIEWS(DOUBT_STRANGE),                       /* the share of its words that the scenario does not have */
	ALL_VIEWS(DOUBT_STRANGE_WEIGHT),
	DOUBT_SURE, DOUBT_LIKELY,                       /* it has a topic */
	DOUBT_SHORT, DOUBT_BARE,                        /* it says little; it names nothing */
	DOUBT_FORM,
	DOUBT_SENSE,                                    /* how much of it has a sense */
	DOUBT_OFF,                                      /* how much it is of what callers do not know */
	DOUBT_SENSE_BEST,                               /* the most that any fact has of it */
	DOUBT_POOR,                                     /* the scenario gives few ways to ask */
	DOUBT_COUNT
};

#define NET_UNITS 16
struct net {
	double straight[FEATURE_COUNT];
	double features[NET_UNITS][FEATURE_COUNT], doubts[NET_UNITS][DOUBT_COUNT];      /* into the units */
	double out[NET_UNITS];
	double none[DOUBT_COUNT];       /* for the question's being after nothing the caller knows */
};
/* Nets that began differently: what they say is averaged, and no whim of one decides. */
#define NET_CROWD 3
extern const struct net caller_nets[NET_CROWD];

/* The likelihood of each fact, and, behind them, of none. */
void net_find_chances(const struct net nets[NET_CROWD], const double (*features)[FEATURE_COUNT], size_t fact_count,
		      const double *doubts, double *chances);
/* Of one net. `units` gets what each unit says. */
double net_score(const struct net *n, const double *features, const double *doubts, double units[NET_UNITS]);
double net_none(const struct net *n, const double *doubts);

#endif
