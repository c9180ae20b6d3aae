/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_bag.h -- the words of a text without their order, and what each weighs in one scenario. Private to this
 * room.
 *
 * A word weighs the more the fewer facts have it, however often one of them has it: what all the ways to ask for
 * one fact share is just what tells it from the others.
 */
#ifndef HOTLINE_ADVICE_CALLER_BAG_H
#define HOTLINE_ADVICE_CALLER_BAG_H

#include "advice/terms.h"

struct bag_word { uint64_t key; double weight; };
struct bag {
	struct bag_word *list;          /* by key */
	size_t count, alloc;
	double all;                     /* sum of the weights */
	double norm;                    /* Euclidean */
};
void bag_release(struct bag *b);
/* Puts the words of `text` to those that are there; a word that comes again counts once more. */
void bag_add(struct bag *b, struct terms *scratch, const char *text);
/* Sorts, and joins equal words: `weight` is how often they were put. */
void bag_settle(struct bag *b);

/* Of the words of one scenario: how many facts have them. */
struct vocabulary {
	struct vocabulary_word { uint64_t key; size_t facts; } *list;
	size_t count, alloc;
	size_t facts;
};
void vocabulary_release(struct vocabulary *v);
/* `bag` is all that one fact has; or what is known without being any fact's. */
void vocabulary_add(struct vocabulary *v, const struct bag *bag, bool is_fact);
void vocabulary_settle(struct vocabulary *v);
/* Turns counts into weights. Returns the share of words that the scenario does not have. */
double vocabulary_weigh(const struct vocabulary *v, struct bag *b);

/* Cosine; and the share of `question` that `b` has. */
double bag_likeness(const struct bag *question, const struct bag *b);
double bag_cover(const struct bag *question, const struct bag *b);

#endif
