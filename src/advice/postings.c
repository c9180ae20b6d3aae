/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postings.c -- see postings.h. An open table of keys beside a dense array of terms. */
#include "advice/postings.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define BUCKET_BITS_LEAST 10

static uint32_t bucket_of(const struct postings_table *t, uint64_t key)
{
	return (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - t->bucket_bits));
}

/* The bucket of the key, or the free one where it belongs. */
static uint32_t *find_bucket(const struct postings_table *t, uint64_t key)
{
	uint32_t mask = (UINT32_C(1) << t->bucket_bits) - 1;
	uint32_t at = bucket_of(t, key);

	while (t->buckets[at] && t->terms[t->buckets[at] - 1].key != key)
		at = (at + 1) & mask;
	return &t->buckets[at];
}

void postings_fetch_bucket(const struct postings_table *t, uint64_t key)
{
	if (t->bucket_bits)
		__builtin_prefetch(&t->buckets[bucket_of(t, key)]);
}

void postings_fetch_term(const struct postings_table *t, uint64_t key)
{
	uint32_t place = t->bucket_bits ? t->buckets[bucket_of(t, key)] : 0;

	if (place)
		__builtin_prefetch(&t->terms[place - 1]);
}

static void make_buckets(struct postings_table *t, uint32_t bits)
{
	free(t->buckets);
	t->buckets = xcalloc(UINT32_C(1) << bits, sizeof(*t->buckets));
	t->bucket_bits = bits;
	for (uint32_t i = 0; i < t->count; i++)
		*find_bucket(t, t->terms[i].key) = i + 1;
}

/* Two thirds full at most. */
static void make_room(struct postings_table *t)
{
	if (!t->bucket_bits)
		make_buckets(t, BUCKET_BITS_LEAST);
	else if ((uint64_t)t->count * 3 >= (UINT64_C(2) << t->bucket_bits))
		make_buckets(t, t->bucket_bits + 1);
	ARRAY_GROW(t->terms, t->count + 1, t->alloc);
}

static struct postings *find_or_make(struct postings_table *t, uint64_t key)
{
	make_room(t);
	uint32_t *bucket = find_bucket(t, key);
	if (!*bucket) {
		t->terms[t->count] = (struct postings){ .key = key };
		*bucket = ++t->count;
	}
	return &t->terms[*bucket - 1];
}

const struct postings *postings_find(const struct postings_table *t, uint64_t key)
{
	if (!t->bucket_bits)
		return NULL;
	uint32_t place = *find_bucket(t, key);
	return place ? &t->terms[place - 1] : NULL;
}

static uint32_t *writable(struct postings *p)
{
	return p->alloc ? p->many : p->few;
}

static void append(struct postings *p, uint32_t posting)
{
	if (p->count == (p->alloc ? p->alloc : POSTINGS_INLINE)) {
		uint32_t alloc = p->count + p->count / 4 + 4;
		uint32_t *list;

		if (alloc >= SLOTS_MOST)
			alloc = SLOTS_MOST - 1;
		if (p->alloc) {
			list = xrealloc(p->many, alloc * sizeof(*list));
		} else {
			list = xmalloc(alloc * sizeof(*list));
			memcpy(list, p->few, sizeof(p->few));
		}
		p->many = list;
		p->alloc = alloc & (SLOTS_MOST - 1);
	}
	writable(p)[p->count++] = posting;
}

bool postings_add(struct postings_table *t, uint64_t key, uint32_t slot, uint32_t quarters, struct postings **where)
{
	struct postings *p = find_or_make(t, key);
	bool first = !p->count || posting_slot(writable(p)[p->count - 1]) != slot;

	if (first)
		append(p, slot << 8);
	uint32_t *last = &writable(p)[p->count - 1];
	uint32_t sum = posting_quarters(*last) + quarters;
	if (sum > QUARTERS_MOST)
		sum = QUARTERS_MOST;
	*last = slot << 8 | sum;
	if (sum > p->most)
		p->most = sum & QUARTERS_MOST;
	*where = p;
	return first;
}

static void renumber(struct postings *p, const uint32_t *map)
{
	uint32_t *list = writable(p), kept = 0, most = 0;

	for (uint32_t i = 0; i < p->count; i++) {
		uint32_t slot = map[posting_slot(list[i])], quarters = posting_quarters(list[i]);

		if (slot == UINT32_MAX)
			continue;
		list[kept++] = slot << 8 | quarters;
		if (quarters > most)
			most = quarters;
	}
	p->count = kept;
	p->most = most & QUARTERS_MOST;
}

void postings_renumber(struct postings_table *t, const uint32_t *map)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < t->count; i++) {
		struct postings *p = &t->terms[i];

		renumber(p, map);
		if (p->count)
			t->terms[kept++] = *p;
		else if (p->alloc)
			free(p->many);
	}
	t->count = kept;
	if (t->bucket_bits)
		make_buckets(t, t->bucket_bits);
}

void postings_release(struct postings_table *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->terms[i].alloc)
			free(t->terms[i].many);
	free(t->terms);
	free(t->buckets);
	*t = (struct postings_table){ 0 };
}

uint32_t postings_seek(const uint32_t *list, uint32_t count, uint32_t from, uint32_t slot)
{
	uint32_t wanted = slot << 8, step = 1, low = from, high = from;

	while (high < count && list[high] < wanted) {
		low = high + 1;
		high += step;
		step *= 2;
	}
	if (high > count)
		high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (list[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
