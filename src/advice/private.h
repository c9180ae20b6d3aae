/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * private.h -- the inside of a text index, shared by its writer, the search and the comparison.
 * Private to this room and its tests.
 *
 * A document that is replaced or removed leaves its slot dead; its postings go when an eighth
 * of the slots is dead. Until then they count in the document frequencies, which moves scores by
 * a hair and never the rules.
 */
#ifndef HOTLINE_ADVICE_PRIVATE_H
#define HOTLINE_ADVICE_PRIVATE_H

#include <math.h>

#include "advice/postings.h"
#include "advice/terms.h"
#include "hotline/index.h"

#define NO_SLOT UINT32_MAX
#define NO_DOCUMENT UINT32_MAX

struct slot {
	uint32_t doc;           /* NO_DOCUMENT: dead */
	float length;           /* weighted count of terms */
	float norm;             /* Euclidean, of the tf-idf vector that index_similar() compares */
};

struct text_index {
	struct postings_table table;
	struct slot *slots;
	size_t slot_count, slot_alloc;
	uint32_t *slot_of;      /* by document; NO_SLOT */
	size_t doc_alloc;
	size_t live;
	double length_sum;      /* of the living */
	size_t normed;          /* slots when all norms were last made anew */
	struct terms scratch;
	uint32_t *touched;      /* places in table.terms of the document being put */
	size_t touched_alloc;
};

/* Inverse document frequency; count of documents with the term among `total`. */
static inline double idf_of(size_t total, uint32_t count)
{
	return log1p(((double)total - count + 0.5) / (count + 0.5));
}

/* What a frequency weighs in the comparison of whole texts. */
static inline double similar_weight(uint32_t quarters)
{
	return quarters > 4 ? 1 + log(quarters / 4.0) : quarters / 4.0;
}

static inline bool is_compared(enum term_kind kind)
{
	return kind == TERM_PAIR || kind == TERM_WORD;
}

/* The best hits so far: a heap with the worst on top. */
struct best_hits {
	struct index_hit *hits;
	size_t count, limit;
};
/* Whether a hit with this score and document would be kept. */
bool best_would_keep(const struct best_hits *b, double score, uint32_t doc);
void best_add(struct best_hits *b, double score, uint32_t doc);
/* Best first. */
void best_sort(struct best_hits *b);

/* index_search(), with or without leaving out documents that cannot win: the same answer. */
size_t index_search_with(const struct text_index *x, const char *query, size_t limit,
			 double (*factor)(void *arg, uint32_t doc), void *arg,
			 struct index_hit *hits, bool prune);

#endif
