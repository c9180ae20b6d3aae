/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample.c -- see sample.h. */
#include "hotline/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

/* FNV-1a over seed and number, its bits well mixed at the end (numbers differ in their last digits only). */
static uint64_t place_of(int64_t seed, const char *no)
{
	uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)seed * 0x9e3779b97f4a7c15u;

	for (; *no; no++)
		h = (h ^ (unsigned char)*no) * 0x100000001b3u;
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

static int compare_places(const void *a, const void *b)
{
	const struct sample_ticket *x = a, *y = b;

	return x->place != y->place ? (x->place < y->place ? -1 : 1) : strcmp(x->no, y->no);
}

/* A key and how many were taken of it. */
struct taken { const char *key; int count; };

static int compare_keys(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static const char *agent_of(const struct sample_ticket *t)
{
	return t->agent ? t->agent : "";
}

static const char *category_of(const struct sample_ticket *t)
{
	return t->category ? t->category : "";
}

typedef const char *key_of(const struct sample_ticket *t);

/* The first `most` of each key in line, those drawn already among them. */
static size_t take_each(struct sample_ticket *tickets, size_t count, key_of *key, int most, const char *why, size_t room)
{
	struct taken *all = xcalloc(count + 1, sizeof(*all));
	size_t keys = 0, drawn = 0;

	for (size_t i = 0; i < count; i++)
		all[i].key = key(&tickets[i]);
	qsort(all, count, sizeof(*all), compare_keys);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(all[i].key, all[keys - 1].key))
			all[keys++] = all[i];
	for (size_t i = 0; i < count && drawn < room; i++) {
		struct taken wanted = { key(&tickets[i]), 0 };
		struct taken *t = bsearch(&wanted, all, keys, sizeof(*all), compare_keys);
		if (t->count++ >= most || tickets[i].why)
			continue;
		tickets[i].why = why;
		drawn++;
	}
	free(all);
	return drawn;
}

static size_t take_share(struct sample_ticket *tickets, size_t count, double share, size_t room)
{
	size_t wanted = (size_t)ceil(share * (double)count - 1e-9), drawn = 0;

	for (size_t i = 0; i < wanted && i < count && drawn < room; i++) {
		drawn += !tickets[i].why;
		tickets[i].why = tickets[i].why ? tickets[i].why : "share";
	}
	return drawn;
}

size_t sample_draw(struct sample_ticket *tickets, size_t count, const struct sample_rule *rule)
{
	size_t drawn = 0;

	for (size_t i = 0; i < count; i++) {
		tickets[i].place = place_of(rule->seed, tickets[i].no);
		tickets[i].why = NULL;
	}
	if (count)
		qsort(tickets, count, sizeof(*tickets), compare_places);
	if (rule->per_agent > 0)
		drawn += take_each(tickets, count, agent_of, rule->per_agent, "agent", rule->most - drawn);
	if (rule->per_category > 0)
		drawn += take_each(tickets, count, category_of, rule->per_category, "category", rule->most - drawn);
	if (rule->share > 0)
		drawn += take_share(tickets, count, rule->share, rule->most - drawn);
	return drawn;
}
