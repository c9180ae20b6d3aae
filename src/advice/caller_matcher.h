/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_matcher.h -- what a matcher knows of its scenario: made by caller_learn.c, asked by caller_match.c alone. */
#ifndef HOTLINE_ADVICE_CALLER_MATCHER_H
#define HOTLINE_ADVICE_CALLER_MATCHER_H

#include "advice/caller_match.h"
#include "advice/private.h"

enum part { PART_ASK, PART_ABOUT, PART_SAY, PART_SETTING, PART_COUNT };
struct place { size_t fact; enum part part; };

struct matcher {
	const struct scenario *scenario;
	struct lexicon *lexicon;
	struct text_index *index;
	struct place *places;           /* by document */
	size_t place_count, place_alloc;
	double (*topics)[TOPIC_COUNT];  /* by fact */
	bool (*bare)[TOPIC_COUNT];      /* by fact: it is asked for without naming a thing, too */
	double *cover;                  /* by fact: share of the question's words that it has */
	double strange_things;          /* share of the question's words that name things the scenario does not have */
	double *words;                  /* by fact: how like the question its words are */
	struct index_hit *hits;
	struct terms terms;
};

#endif
