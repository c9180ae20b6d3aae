/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_matcher.h -- what a matcher knows of its scenario: made by caller_learn.c, asked by caller_match.c.
 * Private to these and to what learns the weights.
 */
#ifndef HOTLINE_ADVICE_CALLER_MATCHER_H
#define HOTLINE_ADVICE_CALLER_MATCHER_H

#include "advice/caller_bag.h"
#include "advice/caller_match.h"
#include "advice/caller_net.h"
#include "advice/caller_sense.h"

/* A text is looked at as it is written; as it is read: words for one thing are one; and what things it names. */
enum view { VIEW_WRITTEN, VIEW_READ, VIEW_THINGS, VIEW_COUNT };
enum part { PART_ASK, PART_ABOUT };     /* a way to ask, or a clause of one; a word about it */

struct place {
	size_t fact;
	enum part part;
	struct bag bags[VIEW_COUNT];
	struct sense sense;
	bool whole;                     /* a way to ask that the scenario gives, not a clause of it */
};

struct fact_knowledge {
	double topics[TOPIC_COUNT];     /* how surely it is about that */
	double often[TOPIC_COUNT];      /* the share of its ways to ask that ask for that */
	struct bag whole[VIEW_COUNT];   /* all the ways to ask, and the words about it */
	struct bag say[VIEW_COUNT];
	double forms[FORM_COUNT];       /* how many of its ways to ask are of that form */
	double form_count;              /* of how many */
	unsigned answers;               /* bits: the forms of questions its answer suits */
};

struct matcher {
	const struct scenario *scenario;
	const struct mind *mind;
	struct lexicon *lexicon;
	struct place *places;
	size_t place_count, place_alloc;
	struct fact_knowledge *facts;
	double poor;                    /* 1: no way to ask for any fact, 0: very many */
	struct vocabulary words[VIEW_COUNT];
	struct terms scratch;
	struct bag question[VIEW_COUNT];
	double (*features)[FEATURE_COUNT];      /* by fact: of the question at hand */
	double *chances;                        /* likewise, and of none */
};

/* Notes the likeness of sense to one of `count` ways to ask; and, when all are noted, how the facts stand to each other. */
void features_note_sense(double *features, double likeness, size_t count);
void features_settle_senses(double (*features)[FEATURE_COUNT], size_t fact_count, double *doubts);
/* The sense of what was read into bags by view, of the length 1; returns how long it was. */
double matcher_sense(const struct senses *s, const struct bag bags[VIEW_COUNT], struct sense *sense);
/* How a text looks from there. */
const char *matcher_text_of(const struct reading *r, enum view view);
/* Fills m->features by fact, and `doubts`. */
void matcher_measure(struct matcher *m, const struct reading *question, double doubts[DOUBT_COUNT]);

#endif
