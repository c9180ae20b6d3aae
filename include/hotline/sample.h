/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.h -- which tickets are drawn for inspection: so many of each agent, so many of each category, a share of all.
 *
 * By seed: each ticket's number and the seed give it a place in line, and every rule takes from the front. So the same
 * seed and rule draw the same tickets, nobody can choose them, and one more ticket in the city moves no other's place.
 */
#ifndef HOTLINE_SAMPLE_H
#define HOTLINE_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

struct sample_rule {
	int per_agent, per_category;    /* 0: not by this */
	double share;                   /* of all, 0 to 1, rounded up */
	int64_t seed;
	size_t most;                    /* drawn at all */
};
struct sample_ticket {
	const char *no, *agent, *category;      /* category: what the rule counts by; NULL is one too */
	const char *why;                        /* filled in: "agent", "category", "share"; NULL: not drawn */
	uint64_t place;                         /* filled in */
};
/* Orders the tickets by their place and marks those that are drawn; how many. */
size_t sample_draw(struct sample_ticket *tickets, size_t count, const struct sample_rule *rule);

#endif
