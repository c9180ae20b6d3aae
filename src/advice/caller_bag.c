/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_bag.c -- see caller_bag.h. */
#include "advice/caller_bag.h"

#include <math.h>
#include <stdlib.h>

#include "hotline/alloc.h"

#define LEAST_WEIGHT 0.05

static const double kind_weights[] = {
	[TERM_SINGLE] = 0.3, [TERM_PAIR] = 1, [TERM_WORD] = 1, [TERM_JOINT] = 0, [TERM_BEGINNING] = 0,
};

void bag_release(struct bag *b)
{
	free(b->list);
	*b = (struct bag){ 0 };
}

void bag_add(struct bag *b, struct terms *scratch, const char *text)
{
	terms_of_text(scratch, text);
	ARRAY_GROW(b->list, b->count + scratch->count, b->alloc);
	for (size_t i = 0; i < scratch->count; i++)
		if (kind_weights[term_kind(scratch->list[i].key)] > 0)
			b->list[b->count++] = (struct bag_word){ scratch->list[i].key, 1 };
}

static int compare_keys(const void *a, const void *b)
{
	const struct bag_word *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

void bag_settle(struct bag *b)
{
	size_t kept = 0;

	if (b->count)
		qsort(b->list, b->count, sizeof(*b->list), compare_keys);
	for (size_t i = 0; i < b->count; i++) {
		if (kept && b->list[kept - 1].key == b->list[i].key)
			b->list[kept - 1].weight += b->list[i].weight;
		else
			b->list[kept++] = b->list[i];
	}
	b->count = kept;
}

void vocabulary_release(struct vocabulary *v)
{
	free(v->list);
	*v = (struct vocabulary){ 0 };
}

void vocabulary_add(struct vocabulary *v, const struct bag *bag, bool is_fact)
{
	ARRAY_GROW(v->list, v->count + bag->count, v->alloc);
	for (size_t i = 0; i < bag->count; i++)
		v->list[v->count++] = (struct vocabulary_word){ bag->list[i].key, is_fact };
	v->facts += is_fact;
}

static int compare_words(const void *a, const void *b)
{
	const struct vocabulary_word *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

void vocabulary_settle(struct vocabulary *v)
{
	size_t kept = 0;

	if (v->count)
		qsort(v->list, v->count, sizeof(*v->list), compare_words);
	for (size_t i = 0; i < v->count; i++) {
		if (kept && v->list[kept - 1].key == v->list[i].key)
			v->list[kept - 1].facts += v->list[i].facts;
		else
			v->list[kept++] = v->list[i];
	}
	v->count = kept;
}

static const struct vocabulary_word *find(const struct vocabulary *v, uint64_t key)
{
	const struct vocabulary_word wanted = { .key = key };

	if (!v->count)
		return NULL;
	return bsearch(&wanted, v->list, v->count, sizeof(*v->list), compare_words);
}

double vocabulary_weigh(const struct vocabulary *v, struct bag *b)
{
	double strange = 0, squares = 0;

	b->all = 0;
	for (size_t i = 0; i < b->count; i++) {
		struct bag_word *w = &b->list[i];
		const struct vocabulary_word *known = find(v, w->key);
		double rare = log(((double)v->facts + 1) / ((double)(known ? known->facts : 0) + 0.5));

		w->weight = kind_weights[term_kind(w->key)] * fmax(rare, LEAST_WEIGHT) * (1 + log(w->weight));
		b->all += w->weight;
		squares += w->weight * w->weight;
		if (!known)
			strange += w->weight;
	}
	b->norm = sqrt(squares);
	return b->all > 0 ? strange / b->all : 0;
}

double bag_likeness(const struct bag *question, const struct bag *b)
{
	double sum = 0;

	for (size_t i = 0, k = 0; i < question->count && k < b->count; ) {
		if (question->list[i].key < b->list[k].key)
			i++;
		else if (question->list[i].key > b->list[k].key)
			k++;
		else
			sum += question->list[i++].weight * b->list[k++].weight;
	}
	return sum > 0 ? sum / (question->norm * b->norm) : 0;
}

double bag_cover(const struct bag *question, const struct bag *b)
{
	double sum = 0;

	for (size_t i = 0, k = 0; i < question->count && k < b->count; ) {
		if (question->list[i].key < b->list[k].key) {
			i++;
		} else if (question->list[i].key > b->list[k].key) {
			k++;
		} else {
			sum += question->list[i++].weight;
			k++;
		}
	}
	return sum > 0 ? sum / question->all : 0;
}
