/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * postings.h -- which documents have a term, and how often. Private to this room.
 *
 * A document's place in the index is its slot; slots are only ever given upwards, so a list is
 * appended to and stays sorted. A posting is one word: the slot and, in its low byte, the
 * weighted frequency in quarters, at most 63.75 (BM25 is flat long before). Most terms occur once:
 * two postings live in the table itself.
 */
#ifndef HOTLINE_ADVICE_POSTINGS_H
#define HOTLINE_ADVICE_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOT_BITS 24
#define SLOTS_MOST (UINT32_C(1) << SLOT_BITS)
#define QUARTERS_MOST 255

static inline uint32_t posting_slot(uint32_t posting)
{
	return posting >> 8;
}

static inline uint32_t posting_quarters(uint32_t posting)
{
	return posting & 0xff;
}

#define POSTINGS_INLINE 2

struct postings {
	uint64_t key;
	union {
		uint32_t *many;
		uint32_t few[POSTINGS_INLINE];
	};
	uint32_t count;
	uint32_t alloc : SLOT_BITS;     /* 0: few */
	uint32_t most : 8;              /* quarters of the heaviest posting */
};

static inline const uint32_t *postings_list(const struct postings *p)
{
	return p->alloc ? p->many : p->few;
}

struct postings_table {
	struct postings *terms;
	uint32_t count, alloc;
	uint32_t *buckets;      /* place in terms plus 1; 0: free */
	uint32_t bucket_bits;   /* 0: no buckets yet */
};

/* Adds to the frequency of a term in `slot`, the newest one. True when it is the first there. */
bool postings_add(struct postings_table *t, uint64_t key, uint32_t slot, uint32_t quarters, struct postings **where);
/* Bring what postings_add() will need nearer: the bucket of a later key, then its term. */
void postings_fetch_bucket(const struct postings_table *t, uint64_t key);
void postings_fetch_term(const struct postings_table *t, uint64_t key);
/* NULL: no document has it. */
const struct postings *postings_find(const struct postings_table *t, uint64_t key);
/* Renumbers every posting by map[slot], which keeps the order; UINT32_MAX drops it. */
void postings_renumber(struct postings_table *t, const uint32_t *map);
void postings_release(struct postings_table *t);

/* First place at or after `from` whose slot is at least `slot`; count at the end. Gallops. */
uint32_t postings_seek(const uint32_t *list, uint32_t count, uint32_t from, uint32_t slot);

#endif
