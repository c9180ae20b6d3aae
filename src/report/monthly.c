/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monthly.c -- candidates for the problem of a month, and streets that bear more than others.
 *
 * A candidate's score, 0 to 1, is F * frequent + W * wide + U * unsolved + R * rising, each part 0 to 1:
 * frequent and wide are the number of dispatched tickets and of streets by those of the category that has the most;
 * unsolved is the share of valid visits whose matter is not solved; rising is the growth against as long a time before,
 * a doubling counts as 1. The weights, and how many tickets make a candidate, are the city's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "report/private.h"

enum { CANDIDATES_MOST = 50 };

/* ---- how wide ---- */

/* The streets of each category: one key for each pair, and how many pairs a category has. */
struct width { struct counts pairs, categories; };

static bool read_width(struct db *db, const struct city *c, const struct report_query *q, struct width *w,
		       struct error *err)
{
	struct buf sql = BUF_INIT;

	buf_adds(&sql, "SELECT category, street FROM ticket WHERE realm = ?1 AND dispatched_at >= ?2 AND dispatched_at < ?3 "
		 "AND origin IS NULL AND excluded <= ?4 AND lead IS NOT NULL AND street IS NOT NULL");
	scope_sql(&sql, c, q, "lead");
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, q->from);
	db_int(rows, 3, q->to);
	db_int(rows, 4, q->excluded);
	while (db_step(rows) == DB_ROW) {
		const char *category = db_get_text(rows, 0), *street = db_get_text(rows, 1);
		char key[2 * ASSESS_CODE];
		count_key(key, category ? category : "", street);
		struct count *pair = counts_open(&w->pairs, key);
		if (!pair->now++)
			counts_open(&w->categories, category ? category : "")->now++;
	}
	bool ok = db_done(rows, err);
	buf_release(&sql);
	return ok;
}

/* ---- candidates ---- */

struct candidate {
	const struct sum_group *group;
	int64_t before, streets;
	double frequent, wide, unsolved, rising, score;
};

static double rising(int64_t now, int64_t before)
{
	double growth = before ? (double)now / (double)before - 1 : now ? 1 : 0;

	return growth < 0 ? 0 : growth > 1 ? 1 : growth;
}

static double unsolved(const struct assess_sum *s)
{
	return s->valid ? 1 - (double)s->solved / (double)s->valid : 0;
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return strcmp(x->group->code, y->group->code);
}

static void score(const struct city *c, struct candidate *list, size_t count)
{
	int64_t most = 1, widest = 1;

	for (size_t i = 0; i < count; i++) {
		most = list[i].group->sum.volume > most ? list[i].group->sum.volume : most;
		widest = list[i].streets > widest ? list[i].streets : widest;
	}
	for (size_t i = 0; i < count; i++) {
		struct candidate *k = &list[i];
		k->frequent = (double)k->group->sum.volume / (double)most;
		k->wide = (double)k->streets / (double)widest;
		k->unsolved = unsolved(&k->group->sum);
		k->rising = rising(k->group->sum.volume, k->before);
		k->score = c->monthly_frequency * k->frequent + c->monthly_width * k->wide +
			   c->monthly_unsolved * k->unsolved + c->monthly_rising * k->rising;
	}
	if (count)
		qsort(list, count, sizeof(*list), by_score);
}

static json *candidate_to_json(const struct city *c, const struct report_query *q, const struct candidate *k,
			       int64_t rank)
{
	json *o = json_object_new_object();
	struct link link = { BUF_INIT };

	jo_set_int(o, "rank", rank);
	jo_set_str(o, "category", k->group->code);
	jo_set_str(o, "name", name_category(q, c, k->group->code));
	jo_set(o, "score", figure(k->score, 3));
	jo_set_int(o, "count", k->group->sum.volume);
	jo_set_int(o, "before", k->before);
	jo_set_int(o, "streets", k->streets);
	jo_set(o, "valid", figure_weighed(k->group->sum.valid));
	jo_set(o, "solved", figure_weighed(k->group->sum.solved));
	jo_set(o, "frequent", figure(k->frequent, 4));
	jo_set(o, "wide", figure(k->wide, 4));
	jo_set(o, "unsolved", figure(k->unsolved, 4));
	jo_set(o, "rising", figure(k->rising, 4));
	link_add(&link, "category", k->group->code);
	link_add(&link, "origin", "no");
	if (!q->excluded)
		link_add(&link, "excluded", "no");
	link_period(&link, "dispatched", q->from, q->to);
	link_set(o, "tickets", &link);
	return o;
}

static size_t make_candidates(const struct city *c, struct sums *now, struct sums *before, struct width *w,
			      struct candidate **list)
{
	struct sum_group *g, *next;
	size_t count = 0;

	*list = xcalloc(HASH_COUNT(now->groups) + 1, sizeof(**list));
	HASH_ITER(hh, now->groups, g, next) {
		if (g->sum.volume < c->monthly_tickets || !*g->code)
			continue;
		(*list)[count++] = (struct candidate){ .group = g, .before = sums_open(before, g->code)->sum.volume,
						       .streets = counts_open(&w->categories, g->code)->now };
	}
	return count;
}

static bool read_before(struct db *db, const struct city *c, const struct report_query *q, enum sums_dim dim,
			struct sums *s, struct error *err)
{
	struct report_query before = *q;

	before.to = q->from;
	before.from = q->from - (q->to - q->from);
	return sums_read(db, c, &before, dim, s, err);
}

static void set_weights(json *o, const struct city *c)
{
	json *weights = json_object_new_object();

	jo_set(weights, "frequency", figure(c->monthly_frequency, 4));
	jo_set(weights, "width", figure(c->monthly_width, 4));
	jo_set(weights, "unsolved", figure(c->monthly_unsolved, 4));
	jo_set(weights, "rising", figure(c->monthly_rising, 4));
	jo_set(o, "weights", weights);
	jo_set_int(o, "least_tickets", c->monthly_tickets);
}

json *report_monthly(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct sums now = { NULL }, before = { NULL };
	struct width width = { { NULL }, { NULL } };
	bool ok = sums_read(db, c, q, SUMS_CATEGORY, &now, err) && read_before(db, c, q, SUMS_CATEGORY, &before, err) &&
		  read_width(db, c, q, &width, err);
	json *o = ok ? json_object_new_object() : NULL;

	if (o) {
		struct candidate *list;
		size_t count = make_candidates(c, &now, &before, &width, &list);
		score(c, list, count);
		set_period(o, q);
		set_weights(o, c);
		json *items = new_list(o, "items");
		for (size_t i = 0; i < count && i < CANDIDATES_MOST; i++)
			json_object_array_add(items, candidate_to_json(c, q, &list[i], (int64_t)i + 1));
		free(list);
	}
	sums_release(&now);
	sums_release(&before);
	counts_release(&width.pairs);
	counts_release(&width.categories);
	return o;
}

/* ---- streets ---- */

static int by_volume(struct sum_group *a, struct sum_group *b)
{
	if (a->sum.volume != b->sum.volume)
		return a->sum.volume > b->sum.volume ? -1 : 1;
	return strcmp(a->code, b->code);
}

static json *street_to_json(const struct city *c, const struct report_query *q, const struct sum_group *g, int64_t before)
{
	const struct city_region *street = city_find_region(c, g->code);
	struct assess_rates rates;
	struct link link = { BUF_INIT };
	json *o = json_object_new_object();

	assess_rates(c, &g->sum, &rates);
	jo_set_str(o, "street", g->code);
	jo_set_str(o, "name", name_region(q, c, g->code));
	if (street && street->parent) {
		jo_set_str(o, "district", street->parent->code);
		jo_set_str(o, "district_name", name_region(q, c, street->parent->code));
	}
	set_figures(o, &g->sum, &rates);
	jo_set_int(o, "before", before);
	link_add(&link, "street", g->code);
	link_add(&link, "origin", "no");
	if (!q->excluded)
		link_add(&link, "excluded", "no");
	link_period(&link, "dispatched", q->from, q->to);
	link_set(o, "tickets", &link);
	return o;
}

/* Many tickets, and a score below the city's, or none yet. */
static bool needs_governance(const struct city *c, const struct sum_group *g)
{
	struct assess_rates rates;

	assess_rates(c, &g->sum, &rates);
	return *g->code && g->sum.volume >= c->governance_volume && (!g->sum.valid || rates.score < c->governance_score);
}

json *report_governance(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct sums now = { NULL }, before = { NULL };
	struct sum_group *g, *next;
	bool ok = sums_read(db, c, q, SUMS_STREET, &now, err) && read_before(db, c, q, SUMS_STREET, &before, err);
	json *o = ok ? json_object_new_object() : NULL;

	if (o) {
		set_period(o, q);
		jo_set_int(o, "least_tickets", c->governance_volume);
		jo_set_int(o, "score_below", c->governance_score);
		json *items = new_list(o, "items");
		HASH_SORT(now.groups, by_volume);
		HASH_ITER(hh, now.groups, g, next)
			if (needs_governance(c, g))
				json_object_array_add(items, street_to_json(c, q, g, sums_open(&before, g->code)->sum.volume));
	}
	sums_release(&now);
	sums_release(&before);
	return o;
}
