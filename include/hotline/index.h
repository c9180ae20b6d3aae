/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index.h -- the text index: unigrams (weight 0.3) and bigrams (1) of folded text, whole words of
 * other scripts (1), BM25 with k1 = 1.2 and b = 0.75, MaxScore pruning, times a coverage factor
 * (matched idf / query idf).
 *
 * Documents are small numbers given by the caller; texts are not kept. Many readers or
 * one writer: the caller locks (the server swaps or guards it with a rwlock).
 */
#ifndef HOTLINE_INDEX_H
#define HOTLINE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_index;

/* Documents are numbered from 0; memory grows with the largest number. */
#define INDEX_DOCUMENTS_MOST 16000000

struct text_index *index_new(void);
void index_free(struct text_index *x);

/*
 * Fields of one document with a boost each (title 3, keywords 2, body 1 …; in quarters, at most
 * 63). A text may be NULL. A document that is there is replaced.
 */
struct index_field { const char *text; double boost; };
void index_put(struct text_index *x, uint32_t doc, const struct index_field *fields, size_t count);
void index_remove(struct text_index *x, uint32_t doc);
size_t index_count(const struct text_index *x);

struct index_hit { uint32_t doc; double score; };
/*
 * The best `limit` documents, best first, equal ones by number; `factor` (may be NULL) multiplies a
 * document's score by 0 to 1 (0 drops it; more counts as 1): expired articles, filters. It is
 * asked only about documents that may win. `hits` has room for `limit`. Words that only ask ("怎么办") are
 * left out of the query, and its last word may be unfinished. Returns the number of hits.
 */
size_t index_search(const struct text_index *x, const char *query, size_t limit,
		    double (*factor)(void *arg, uint32_t doc), void *arg, struct index_hit *hits);
/*
 * Cosine (0 to 1) of tf-idf bigrams against one text, over documents that share any of its 32 rarest
 * bigrams: duplicates. `factor` as above.
 */
size_t index_similar(const struct text_index *x, const char *text, size_t limit,
		     double (*factor)(void *arg, uint32_t doc), void *arg, struct index_hit *hits);

/*
 * The passage of `body` with most of the query in it, at most `chars` code points (and at most
 * INDEX_SNIPPET_MOST) with an ellipsis where it was cut, line ends as blanks; and what to mark in it.
 */
#define INDEX_SNIPPET_MOST 4000
struct index_mark { uint32_t start, length; };          /* code points of the snippet */
struct index_snippet {
	char *text;             /* caller frees */
	struct index_mark marks[32];
	size_t mark_count;
};
void index_snippet(const char *body, const char *query, size_t chars, struct index_snippet *out);

#endif
