/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index.c -- putting documents into the index and taking them out; see private.h. */
#include "advice/private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define DEAD_LEAST 16

struct text_index *index_new(void)
{
	return xcalloc(1, sizeof(struct text_index));
}

void index_free(struct text_index *x)
{
	if (!x)
		return;
	postings_release(&x->table);
	terms_release(&x->scratch);
	free(x->touched);
	free(x->slots);
	free(x->slot_of);
	free(x);
}

size_t index_count(const struct text_index *x)
{
	return x->live;
}

/* ---- taking out ---- */

static void drop_dead_slots(struct text_index *x)
{
	uint32_t *map = xmalloc((x->slot_count + 1) * sizeof(*map));
	uint32_t kept = 0;

	for (size_t i = 0; i < x->slot_count; i++) {
		map[i] = NO_SLOT;
		if (x->slots[i].doc == NO_DOCUMENT)
			continue;
		map[i] = kept;
		x->slots[kept] = x->slots[i];
		x->slot_of[x->slots[kept].doc] = kept;
		kept++;
	}
	postings_renumber(&x->table, map);
	x->slot_count = kept;
	x->normed = 0;
	free(map);
}

static bool is_dead_weight(const struct text_index *x)
{
	size_t dead = x->slot_count - x->live;

	return dead >= DEAD_LEAST && dead * 8 >= x->slot_count;
}

static bool kill_slot(struct text_index *x, uint32_t doc)
{
	if (doc >= x->doc_alloc || x->slot_of[doc] == NO_SLOT)
		return false;
	struct slot *slot = &x->slots[x->slot_of[doc]];
	x->length_sum -= slot->length;
	slot->doc = NO_DOCUMENT;
	x->slot_of[doc] = NO_SLOT;
	x->live--;
	return true;
}

void index_remove(struct text_index *x, uint32_t doc)
{
	if (kill_slot(x, doc) && is_dead_weight(x))
		drop_dead_slots(x);
}

/* ---- norms ---- */

static void make_norms(struct text_index *x)
{
	double *sums = xcalloc(x->slot_count + 1, sizeof(*sums));

	for (uint32_t i = 0; i < x->table.count; i++) {
		const struct postings *p = &x->table.terms[i];
		const uint32_t *list = postings_list(p);

		if (!is_compared(term_kind(p->key)))
			continue;
		double idf = idf_of(x->slot_count, p->count);
		for (uint32_t n = 0; n < p->count; n++) {
			double w = idf * similar_weight(posting_quarters(list[n]));
			sums[posting_slot(list[n])] += w * w;
		}
	}
	for (size_t i = 0; i < x->slot_count; i++)
		x->slots[i].norm = (float)sqrt(sums[i]);
	x->normed = x->slot_count;
	free(sums);
}

/* The newest document's, from the terms just touched. */
static void make_norm(struct text_index *x, size_t touched)
{
	double sum = 0;

	for (size_t i = 0; i < touched; i++) {
		const struct postings *p = &x->table.terms[x->touched[i]];

		if (!is_compared(term_kind(p->key)))
			continue;
		double w = idf_of(x->slot_count, p->count) *
			   similar_weight(posting_quarters(postings_list(p)[p->count - 1]));
		sum += w * w;
	}
	x->slots[x->slot_count - 1].norm = (float)sqrt(sum);
}

/* Frequencies drift as documents come; an eighth more of them is worth a pass over all. */
static void keep_norms(struct text_index *x, size_t touched)
{
	if (x->slot_count * 8 >= x->normed * 9)
		make_norms(x);
	else
		make_norm(x, touched);
}

/* ---- putting in ---- */

static uint32_t quarters_of(double boost)
{
	double quarters = boost * 4 + 0.5;

	if (!(quarters > 0))
		return 0;
	return quarters > QUARTERS_MOST ? QUARTERS_MOST : (uint32_t)quarters;
}

/* Singles and beginnings repeat what pairs and words say: they do not make a text longer. */
static bool has_length(enum term_kind kind)
{
	return kind == TERM_PAIR || kind == TERM_WORD || kind == TERM_JOINT;
}

/* Terms are scattered over the memory: those ahead are fetched while this one is added. */
static void fetch_ahead(const struct text_index *x, size_t at)
{
	const struct terms *t = &x->scratch;

	if (at + 12 < t->count)
		postings_fetch_bucket(&x->table, t->list[at + 12].key);
	if (at + 6 < t->count)
		postings_fetch_term(&x->table, t->list[at + 6].key);
}

static size_t add_terms(struct text_index *x, uint32_t slot, uint32_t quarters, size_t touched)
{
	double length = 0;

	for (size_t i = 0; i < x->scratch.count; i++) {
		uint64_t key = x->scratch.list[i].key;
		struct postings *p;

		fetch_ahead(x, i);
		if (postings_add(&x->table, key, slot, quarters, &p)) {
			ARRAY_GROW(x->touched, touched + 1, x->touched_alloc);
			x->touched[touched++] = (uint32_t)(p - x->table.terms);
		}
		if (has_length(term_kind(key)))
			length += quarters / 4.0;
	}
	x->slots[slot].length += (float)length;
	return touched;
}

static void grow_documents(struct text_index *x, uint32_t doc)
{
	size_t old = x->doc_alloc;

	ARRAY_GROW(x->slot_of, (size_t)doc + 1, x->doc_alloc);
	for (size_t i = old; i < x->doc_alloc; i++)
		x->slot_of[i] = NO_SLOT;
}

void index_put(struct text_index *x, uint32_t doc, const struct index_field *fields, size_t count)
{
	size_t touched = 0;

	assert(doc < INDEX_DOCUMENTS_MOST);
	index_remove(x, doc);
	if (x->slot_count == SLOTS_MOST - 1)
		drop_dead_slots(x);
	grow_documents(x, doc);
	ARRAY_GROW(x->slots, x->slot_count + 1, x->slot_alloc);
	uint32_t slot = (uint32_t)x->slot_count++;
	x->slots[slot] = (struct slot){ .doc = doc };
	x->slot_of[doc] = slot;
	x->live++;
	for (size_t i = 0; i < count; i++) {
		if (!fields[i].text || !quarters_of(fields[i].boost))
			continue;
		terms_of_text(&x->scratch, fields[i].text);
		touched = add_terms(x, slot, quarters_of(fields[i].boost), touched);
	}
	x->length_sum += x->slots[slot].length;
	keep_norms(x, touched);
}

/* ---- the best hits ---- */

static bool is_better(const struct index_hit *a, const struct index_hit *b)
{
	return a->score > b->score || (a->score == b->score && a->doc < b->doc);
}

bool best_would_keep(const struct best_hits *b, double score, uint32_t doc)
{
	struct index_hit hit = { doc, score };

	return b->count < b->limit || (b->count && is_better(&hit, &b->hits[0]));
}

static void sift_down(struct best_hits *b, struct index_hit hit)
{
	size_t at = 0;

	for (size_t child = 1; child < b->count; child = 2 * at + 1) {
		if (child + 1 < b->count && is_better(&b->hits[child], &b->hits[child + 1]))
			child++;
		if (!is_better(&hit, &b->hits[child]))
			break;
		b->hits[at] = b->hits[child];
		at = child;
	}
	b->hits[at] = hit;
}

static void sift_up(struct best_hits *b, struct index_hit hit)
{
	size_t at = b->count++;

	while (at && is_better(&b->hits[(at - 1) / 2], &hit)) {
		b->hits[at] = b->hits[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	b->hits[at] = hit;
}

void best_add(struct best_hits *b, double score, uint32_t doc)
{
	struct index_hit hit = { doc, score };

	if (!best_would_keep(b, score, doc))
		return;
	if (b->count < b->limit)
		sift_up(b, hit);
	else
		sift_down(b, hit);
}

static int compare_hits(const void *a, const void *b)
{
	return is_better(a, b) ? -1 : is_better(b, a);
}

void best_sort(struct best_hits *b)
{
	qsort(b->hits, b->count, sizeof(*b->hits), compare_hits);
}
