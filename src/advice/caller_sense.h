/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_sense.h -- the sense of a text as a point: what is asked for in other words lies near. Each character, pair
 * and word that many scenarios use has a place, learnt from how their facts are asked for; a text lies in the middle
 * of its words, at distance 1 from nothing. Private to this room and to what learns caller_senses.c.
 */
#ifndef HOTLINE_ADVICE_CALLER_SENSE_H
#define HOTLINE_ADVICE_CALLER_SENSE_H

#include "advice/caller_bag.h"

#define SENSE_SIZE 24
struct sense_word { uint64_t key; signed char off, at[SENSE_SIZE]; };
struct senses { const struct sense_word *words; size_t count; };        /* by key */
extern const struct senses caller_senses;

struct sense {
	double at[SENSE_SIZE];
	double off, words;              /* how much it is of what callers do not know; of how many words */
};
/* Adds the words of `b` to what `sum` holds. */
void sense_add(const struct senses *s, const struct bag *b, struct sense *sum);
/* Makes its length 1, and returns what it was; nothing known stays nothing. To be called once. */
double sense_settle(struct sense *s);
/* 1: the same, 0: nothing in common, -1: the contrary. */
double sense_likeness(const struct sense *a, const struct sense *b);

#endif
