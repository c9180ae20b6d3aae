/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_search.c -- BM25 times coverage, with MaxScore.
 *
 * A score is (sum of the terms' BM25) * (idf of the terms found / idf of the query). Both factors
 * are sums over terms, so both have bounds, and so has their product: terms are sorted by their
 * largest contribution, and once `limit` hits are known, documents that have only terms of the tail
 * cannot win and are never looked at. The head's lists are added up in windows of slots. A
 * document's contributions are always added in the order of the terms: leaving documents out
 * changes no digit of the others.
 */
#include "advice/private.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define BM25_B 0.75
#define BM25_K1 1.2
#define BEGINNING_WEIGHT 0.3    /* beside the whole word; alone it stands for the word */
#define FUNCTION_WEIGHT 0.3     /* times a pair's, when it has a function word in it */
#define TERMS_MOST 400          /* of a query */
#define WINDOW 4096             /* slots; a multiple of 64 */
#define SLACK (1 + 1e-9)        /* bounds are sums in another order than scores */

struct query_term {
	uint64_t key;
	const uint32_t *list;
	uint32_t count, at;
	double idf;             /* times the kind's weight */
	double bound;           /* largest contribution */
	double bound_rest, idf_rest;    /* sums of this term and all behind it */
};

struct search {
	const struct text_index *x;
	struct query_term *terms;
	size_t count;
	size_t head;            /* terms before it can make a hit by themselves */
	double idf_sum;         /* of the whole query, unknown terms too */
	double norm_base, norm_length;  /* K of BM25 = base + length * document's length */
	double (*factor)(void *arg, uint32_t doc);
	void *arg;
	struct best_hits best;
	bool prune;
};

struct window {
	uint32_t first;         /* slot */
	double score[WINDOW], idf[WINDOW];
	uint64_t seen[WINDOW / 64];
};

/* ---- the query ---- */

static double weight_of(uint64_t key)
{
	static const double weights[] = {
		[TERM_SINGLE] = 0.3, [TERM_PAIR] = 1, [TERM_WORD] = 1, [TERM_JOINT] = 0.5,
		[TERM_BEGINNING] = 0,
	};

	return weights[term_kind(key)] * (term_has_function_word(key) ? FUNCTION_WEIGHT : 1);
}

static double bound_of(const struct postings *p, double idf)
{
	double tf = p->most / 4.0;

	return idf * tf * (BM25_K1 + 1) / (tf + BM25_K1 * (1 - BM25_B));
}

static void add_query_term(struct search *s, uint64_t key, double weight)
{
	const struct postings *p = postings_find(&s->x->table, key);
	double idf = weight * idf_of(s->x->slot_count, p ? p->count : 0);

	s->idf_sum += idf;
	if (!p)
		return;
	s->terms[s->count++] = (struct query_term){
		.key = key,
		.list = postings_list(p),
		.count = p->count,
		.idf = idf,
		.bound = bound_of(p, idf),
	};
}

/* The last word may be unfinished: longer words count, too; wholly when it is itself unknown. */
static void add_unfinished_word(struct search *s, uint64_t word_key)
{
	bool known = postings_find(&s->x->table, word_key);
	uint64_t beginning = term_beginning_of(word_key);

	if (postings_find(&s->x->table, beginning))
		add_query_term(s, beginning, known ? BEGINNING_WEIGHT : 1);
}

static int compare_keys(const void *a, const void *b)
{
	const struct term *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

static int compare_bounds(const void *a, const void *b)
{
	const struct query_term *left = a, *right = b;

	if (left->bound != right->bound)
		return left->bound < right->bound ? 1 : -1;
	return (left->key > right->key) - (left->key < right->key);
}

static uint64_t last_word(const struct terms *t)
{
	for (size_t i = t->count; i-- > 0; ) {
		enum term_kind kind = term_kind(t->list[i].key);

		if (kind == TERM_WORD)
			return t->list[i].key;
		if (kind == TERM_SINGLE)
			return 0;
	}
	return 0;
}

static void add_query_terms(struct search *s, struct terms *t)
{
	uint64_t unfinished = last_word(t);
	size_t count = t->count < TERMS_MOST ? t->count : TERMS_MOST;

	s->terms = xcalloc(count + 1, sizeof(*s->terms));
	if (!count)
		return;
	qsort(t->list, count, sizeof(*t->list), compare_keys);
	for (size_t i = 0; i < count; i++) {
		uint64_t key = t->list[i].key;

		if ((!i || key != t->list[i - 1].key) && weight_of(key) > 0)
			add_query_term(s, key, weight_of(key));
	}
	if (unfinished)
		add_unfinished_word(s, unfinished);
}

static void sort_query_terms(struct search *s)
{
	double bound = 0, idf = 0;

	qsort(s->terms, s->count, sizeof(*s->terms), compare_bounds);
	for (size_t i = s->count; i-- > 0; ) {
		s->terms[i].bound_rest = bound += s->terms[i].bound;
		s->terms[i].idf_rest = idf += s->terms[i].idf;
	}
	s->head = s->count;
}

static void prepare(struct search *s, const char *query)
{
	const struct text_index *x = s->x;
	struct terms t = { 0 };

	terms_of_question(&t, query);
	add_query_terms(s, &t);
	terms_release(&t);
	sort_query_terms(s);
	s->norm_base = BM25_K1 * (1 - BM25_B);
	s->norm_length = x->length_sum > 0 ? BM25_K1 * BM25_B * (double)x->live / x->length_sum : 0;
}

/* ---- scores ---- */

static double contribution(const struct search *s, const struct query_term *t, uint32_t posting)
{
	double tf = posting_quarters(posting) / 4.0;
	double length = s->x->slots[posting_slot(posting)].length;

	return t->idf * tf * (BM25_K1 + 1) / (tf + s->norm_base + s->norm_length * length);
}

static double whole_score(const struct search *s, double score, double idf)
{
	return score * (idf / s->idf_sum);
}

/* Whether a document with these sums could still be kept, if it had all terms from `next` on. */
static bool could_win(const struct search *s, double score, double idf, size_t next, double factor)
{
	if (!s->prune || s->best.count < s->best.limit)
		return true;
	if (next < s->count) {
		score += s->terms[next].bound_rest;
		idf += s->terms[next].idf_rest;
	}
	return factor * whole_score(s, score, idf) * SLACK >= s->best.hits[0].score;
}

static void shrink_head(struct search *s)
{
	while (s->head && !could_win(s, 0, 0, s->head - 1, 1))
		s->head--;
}

static double factor_of(const struct search *s, uint32_t doc)
{
	double factor = s->factor ? s->factor(s->arg, doc) : 1;

	if (!(factor > 0))
		return 0;
	return factor < 1 ? factor : 1;
}

/* Adds the terms of the tail to what the head gave, and keeps the document if it is good enough. */
static void finish_document(struct search *s, uint32_t slot, double score, double idf)
{
	uint32_t doc = s->x->slots[slot].doc;

	if (doc == NO_DOCUMENT || !could_win(s, score, idf, s->head, 1))
		return;
	double factor = factor_of(s, doc);
	if (factor == 0)
		return;
	for (size_t i = s->head; i < s->count; i++) {
		struct query_term *t = &s->terms[i];

		if (!could_win(s, score, idf, i, factor))
			return;
		t->at = postings_seek(t->list, t->count, t->at, slot);
		if (t->at < t->count && posting_slot(t->list[t->at]) == slot) {
			score += contribution(s, t, t->list[t->at]);
			idf += t->idf;
		}
	}
	best_add(&s->best, factor * whole_score(s, score, idf), doc);
}

/* ---- windows ---- */

static void add_list(struct search *s, struct window *w, struct query_term *t)
{
	uint32_t end = w->first + WINDOW;

	t->at = postings_seek(t->list, t->count, t->at, w->first);
	for (; t->at < t->count; t->at++) {
		uint32_t posting = t->list[t->at];
		uint32_t slot = posting_slot(posting);

		if (slot >= end)
			break;
		uint32_t place = slot - w->first;
		w->score[place] += contribution(s, t, posting);
		w->idf[place] += t->idf;
		w->seen[place / 64] |= UINT64_C(1) << place % 64;
	}
}

static void finish_window(struct search *s, struct window *w)
{
	for (uint32_t i = 0; i < WINDOW / 64; i++) {
		for (uint64_t bits = w->seen[i]; bits; bits &= bits - 1) {
			uint32_t place = i * 64 + (uint32_t)__builtin_ctzll(bits);

			finish_document(s, w->first + place, w->score[place], w->idf[place]);
			w->score[place] = w->idf[place] = 0;
		}
		w->seen[i] = 0;
	}
}

/* In finish_window() the tail's cursors move past the window's documents only when asked for. */
static void search_windows(struct search *s)
{
	struct window *w = xcalloc(1, sizeof(*w));

	for (size_t first = 0; first < s->x->slot_count && s->head; first += WINDOW) {
		w->first = (uint32_t)first;
		for (size_t i = 0; i < s->head; i++)
			add_list(s, w, &s->terms[i]);
		finish_window(s, w);
		shrink_head(s);
	}
	free(w);
}

size_t index_search_with(const struct text_index *x, const char *query, size_t limit,
			 double (*factor)(void *arg, uint32_t doc), void *arg,
			 struct index_hit *hits, bool prune)
{
	struct search s = {
		.x = x,
		.factor = factor,
		.arg = arg,
		.best = { .hits = hits, .limit = limit },
		.prune = prune,
	};

	if (!limit)
		return 0;
	prepare(&s, query);
	if (s.count)
		search_windows(&s);
	free(s.terms);
	best_sort(&s.best);
	return s.best.count;
}

size_t index_search(const struct text_index *x, const char *query, size_t limit,
		    double (*factor)(void *arg, uint32_t doc), void *arg, struct index_hit *hits)
{
	return index_search_with(x, query, limit, factor, arg, hits, true);
}
