/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_similar.c -- which documents tell the same story: the cosine of tf-idf vectors.
 *
 * Only documents that share one of the text's rarest terms are compared; a retelling
 * always shares some, and common terms alone make no duplicate. The text's vector
 * is made like a document's of boost 1. Norms were made when documents were put (index.c).
 */
#include "advice/private.h"

#include <stdlib.h>

#include "hotline/alloc.h"

#define RAREST 32
#define CANDIDATES_ENOUGH 20000 /* postings of rare terms, once one list is in */
#define TERMS_MOST 4000         /* of a text */

struct text_term {
	uint64_t key;
	const struct postings *postings;        /* NULL: unknown */
	uint32_t times;
	double weight;
};

struct comparison {
	const struct text_index *x;
	struct text_term *terms;        /* rarest first, unknown ones left out */
	size_t count;
	double norm;
	uint32_t *slots;                /* candidates, ascending */
	double *dots;
	size_t slot_count;
};

static int compare_keys(const void *a, const void *b)
{
	const struct term *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

static int compare_rareness(const void *a, const void *b)
{
	const struct text_term *left = a, *right = b;

	if (left->postings->count != right->postings->count)
		return left->postings->count > right->postings->count ? 1 : -1;
	return (left->key > right->key) - (left->key < right->key);
}

static int compare_slots(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static void add_text_term(struct comparison *c, uint64_t key, size_t times)
{
	const struct postings *p = postings_find(&c->x->table, key);
	uint32_t quarters = times * 4 < QUARTERS_MOST ? (uint32_t)times * 4 : QUARTERS_MOST;
	double weight = idf_of(c->x->slot_count, p ? p->count : 0) * similar_weight(quarters);

	c->norm += weight * weight;
	if (p)
		c->terms[c->count++] = (struct text_term){ key, p, (uint32_t)times, weight };
}

static void make_vector(struct comparison *c, const char *text)
{
	struct terms t = { 0 };

	terms_of_text(&t, text);
	size_t count = t.count < TERMS_MOST ? t.count : TERMS_MOST;
	if (count)
		qsort(t.list, count, sizeof(*t.list), compare_keys);
	c->terms = xcalloc(count + 1, sizeof(*c->terms));
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && t.list[end].key == t.list[i].key; end++)
			;
		if (is_compared(term_kind(t.list[i].key)))
			add_text_term(c, t.list[i].key, end - i);
	}
	c->norm = sqrt(c->norm);
	terms_release(&t);
	qsort(c->terms, c->count, sizeof(*c->terms), compare_rareness);
}

static void find_candidates(struct comparison *c)
{
	size_t alloc = 0, found = 0;

	for (size_t i = 0; i < c->count && i < RAREST; i++) {
		const struct postings *p = c->terms[i].postings;

		if (i && found + p->count > CANDIDATES_ENOUGH)
			break;
		ARRAY_GROW(c->slots, found + p->count, alloc);
		for (uint32_t n = 0; n < p->count; n++)
			c->slots[found++] = posting_slot(postings_list(p)[n]);
	}
	if (found)
		qsort(c->slots, found, sizeof(*c->slots), compare_slots);
	for (size_t i = 0; i < found; i++)
		if (!c->slot_count || c->slots[c->slot_count - 1] != c->slots[i])
			c->slots[c->slot_count++] = c->slots[i];
}

/* Walks the candidates through one list. */
static void add_products(struct comparison *c, const struct text_term *t)
{
	const uint32_t *list = postings_list(t->postings);
	uint32_t count = t->postings->count, at = 0;
	double idf = idf_of(c->x->slot_count, count);

	for (size_t i = 0; i < c->slot_count; i++) {
		at = postings_seek(list, count, at, c->slots[i]);
		if (at == count)
			return;
		if (posting_slot(list[at]) == c->slots[i])
			c->dots[i] += t->weight * idf * similar_weight(posting_quarters(list[at]));
	}
}

static double cosine(const struct comparison *c, size_t candidate)
{
	double norms = c->norm * c->x->slots[c->slots[candidate]].norm;
	double cos = norms > 0 ? c->dots[candidate] / norms : 0;

	return cos < 1 ? cos : 1;
}

static void rank(const struct comparison *c, double (*factor)(void *arg, uint32_t doc), void *arg,
		 struct best_hits *best)
{
	for (size_t i = 0; i < c->slot_count; i++) {
		uint32_t doc = c->x->slots[c->slots[i]].doc;
		double score = cosine(c, i);

		if (doc == NO_DOCUMENT || !best_would_keep(best, score, doc))
			continue;
		if (factor)
			score *= factor(arg, doc);
		if (score > 0)
			best_add(best, score, doc);
	}
	best_sort(best);
}

size_t index_similar(const struct text_index *x, const char *text, size_t limit,
		     double (*factor)(void *arg, uint32_t doc), void *arg, struct index_hit *hits)
{
	struct comparison c = { .x = x };
	struct best_hits best = { .hits = hits, .limit = limit };

	if (!limit)
		return 0;
	make_vector(&c, text);
	find_candidates(&c);
	c.dots = xcalloc(c.slot_count + 1, sizeof(*c.dots));
	for (size_t i = 0; i < c.count; i++)
		add_products(&c, &c.terms[i]);
	rank(&c, factor, arg, &best);
	free(c.terms);
	free(c.slots);
	free(c.dots);
	return best.count;
}
