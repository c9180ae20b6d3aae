/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_sense.c -- see caller_sense.h. */
#include "advice/caller_sense.h"

#include <math.h>
#include <stdlib.h>

static int compare_keys(const void *a, const void *b)
{
	const struct sense_word *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

void sense_add(const struct senses *s, const struct bag *b, struct sense *sum)
{
	for (size_t i = 0; s->count && i < b->count; i++) {
		const struct sense_word wanted = { .key = b->list[i].key };
		const struct sense_word *found = bsearch(&wanted, s->words, s->count, sizeof(wanted), compare_keys);

		if (!found)
			continue;
		for (size_t k = 0; k < SENSE_SIZE; k++)
			sum->at[k] += found->at[k];
		sum->off += found->off;
		sum->words++;
	}
}

double sense_settle(struct sense *s)
{
	double length = sqrt(sense_likeness(s, s));

	for (size_t k = 0; length > 0 && k < SENSE_SIZE; k++)
		s->at[k] /= length;
	s->off /= sqrt(s->words + 1);
	return length;
}

double sense_likeness(const struct sense *a, const struct sense *b)
{
	double sum = 0;

	for (size_t k = 0; k < SENSE_SIZE; k++)
		sum += a->at[k] * b->at[k];
	return sum;
}
