/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rates.c -- the three rates and the score of a period.
 *
 * A unit that asks sees its own rows, with its place among all; the city's row is everybody's. Whatever the report is
 * ordered by, the city's rates are means over the units.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "report/private.h"

const char *const report_by_names[BY_COUNT] = { "unit", "level", "category", "district" };

/* One row of the report. */
struct row {
	char key[ASSESS_CODE];
	const char *level;              /* of a unit, else NULL */
	struct assess_sum sum;
	struct assess_rates rates;
	int64_t rank, level_rank;
};
struct rows { struct row *list; size_t count; };

/* ---- rows ---- */

static const char *level_of(const struct city *c, const char *unit)
{
	const struct city_unit *u = city_find_unit(c, unit);

	return u && u->kind ? u->kind : "";
}

/* The category itself, or the one above it on the level that was asked for. */
static const char *category_at(const struct city *c, const char *code, int depth)
{
	const struct city_category *k = city_find_category(c, code);

	while (k && k->level > depth)
		k = k->parent;
	return k ? k->code : code;
}

/* The same sums under coarser keys. */
static void fold(const struct city *c, const struct report_query *q, struct sums *s)
{
	struct sums folded = { NULL };
	struct sum_group *g, *next;

	HASH_ITER(hh, s->groups, g, next) {
		const char *key = q->by == BY_LEVEL ? level_of(c, g->code) :
				  q->by == BY_CATEGORY ? category_at(c, g->code, q->depth) : g->code;
		assess_add(&sums_open(&folded, key)->sum, &g->sum);
	}
	sums_release(s);
	*s = folded;
}

static int by_rank(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = assess_compare(x->rates.score, x->sum.volume, y->rates.score, y->sum.volume);

	return order ? order : strcmp(x->key, y->key);
}

static bool is_nothing(const struct assess_sum *s)
{
	return !s->volume && !s->valid;
}

static void make_rows(const struct city *c, enum report_by by, struct sums *s, struct rows *rows)
{
	struct sum_group *g, *next;

	rows->list = xcalloc(HASH_COUNT(s->groups) + 1, sizeof(*rows->list));
	HASH_ITER(hh, s->groups, g, next) {
		struct row *row = &rows->list[rows->count];
		if (is_nothing(&g->sum))
			continue;
		strcpy(row->key, g->code);
		row->sum = g->sum;
		row->level = by == BY_UNIT ? level_of(c, g->code) : NULL;
		assess_rates(c, &row->sum, &row->rates);
		rows->count++;
	}
	if (rows->count)
		qsort(rows->list, rows->count, sizeof(*rows->list), by_rank);
}

static bool is_tie(const struct row *a, const struct row *b)
{
	return !assess_compare(a->rates.score, a->sum.volume, b->rates.score, b->sum.volume);
}

/* Equals share a rank. Among all, and among the units of the same level. */
static void rank(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->list[i], *last = NULL;
		int64_t before = 0;
		row->rank = i && is_tie(row, row - 1) ? row[-1].rank : (int64_t)i + 1;
		for (size_t k = 0; row->level && k < i; k++)
			if (!strcmp(rows->list[k].level, row->level)) {
				last = &rows->list[k];
				before++;
			}
		row->level_rank = last && is_tie(row, last) ? last->level_rank : before + 1;
	}
}

/* ---- as JSON ---- */

/* What both the visits and the dispatches behind a row have in common. */
static void link_key(struct link *l, const struct report_query *q, const char *key, const char *unit_filter)
{
	const char *const filters[BY_COUNT] = { unit_filter, "level", "category", "district" };

	link_add(l, filters[q->by], key);
	if (!q->excluded)
		link_add(l, "excluded", "no");
}

static void set_links(json *o, const struct report_query *q, const char *key)
{
	struct link visits = { BUF_INIT }, volume = { BUF_INIT };

	link_key(&visits, q, key, "visited_unit");
	link_period(&visits, "visited", q->from, q->to);
	link_set(o, "tickets", &visits);
	link_key(&volume, q, key, "lead");
	link_add(&volume, "origin", "no");
	link_period(&volume, "dispatched", q->from, q->to);
	link_set(o, "tickets_dispatched", &volume);
}

static const char *name_key(const struct city *c, const struct report_query *q, const char *key)
{
	switch (q->by) {
	case BY_UNIT: return name_unit(q, c, key);
	case BY_LEVEL: return name_level(key);
	case BY_CATEGORY: return name_category(q, c, key);
	default: return name_region(q, c, key);
	}
}

static json *row_to_json(const struct city *c, const struct report_query *q, const struct row *row)
{
	json *o = json_object_new_object();

	jo_set_str(o, report_by_names[q->by], row->key);
	jo_set_str(o, "name", name_key(c, q, row->key));
	if (row->level)
		jo_set_str(o, "level", row->level);
	set_figures(o, &row->sum, &row->rates);
	jo_set_int(o, "rank", row->rank);
	if (row->level)
		jo_set_int(o, "level_rank", row->level_rank);
	set_links(o, q, row->key);
	return o;
}

static json *city_row(const struct city *c, const struct report_query *q, const struct rows *units)
{
	json *o = json_object_new_object();
	struct assess_sum *sums = xcalloc(units->count + 1, sizeof(*sums)), all = { 0 };
	struct assess_rates *rates = xcalloc(units->count + 1, sizeof(*rates)), mean;

	for (size_t i = 0; i < units->count; i++) {
		sums[i] = units->list[i].sum;
		rates[i] = units->list[i].rates;
		assess_add(&all, &sums[i]);
	}
	assess_mean(c, rates, sums, units->count, &mean);
	jo_set_str(o, "name", q->english && c->name_en ? c->name_en : c->name);
	set_figures(o, &all, &mean);
	free(sums);
	free(rates);
	return o;
}

/* ---- the report ---- */

static bool read_units(struct db *db, const struct city *c, const struct report_query *q, struct rows *units,
		       struct error *err)
{
	struct report_query all = *q;
	struct sums s = { NULL };

	all.unit = NULL;
	bool ok = sums_read(db, c, &all, SUMS_UNIT, &s, err);
	make_rows(c, BY_UNIT, &s, units);
	rank(units);
	sums_release(&s);
	return ok;
}

/* Another order than by unit; only what the asking unit may see. */
static bool read_rows(struct db *db, const struct city *c, const struct report_query *q, struct rows *rows,
		      struct error *err)
{
	static const enum sums_dim dims[BY_COUNT] = { SUMS_UNIT, SUMS_UNIT, SUMS_CATEGORY, SUMS_DISTRICT };
	struct sums s = { NULL };
	bool ok = sums_read(db, c, q, dims[q->by], &s, err);

	fold(c, q, &s);
	make_rows(c, q->by, &s, rows);
	rank(rows);
	sums_release(&s);
	return ok;
}

json *report_rates(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct rows units = { NULL, 0 }, others = { NULL, 0 };
	bool ok = read_units(db, c, q, &units, err) && (q->by == BY_UNIT || read_rows(db, c, q, &others, err));
	const struct rows *rows = q->by == BY_UNIT ? &units : &others;
	json *o = ok ? json_object_new_object() : NULL;

	if (o) {
		set_period(o, q);
		jo_set_str(o, "by", report_by_names[q->by]);
		jo_set_str(o, "excluded", q->excluded ? "with" : "without");
		json *items = new_list(o, "items");
		for (size_t i = 0; i < rows->count; i++)
			if (q->by != BY_UNIT || unit_in_scope(c, q, rows->list[i].key))
				json_object_array_add(items, row_to_json(c, q, &rows->list[i]));
		jo_set(o, "city", city_row(c, q, &units));
	}
	free(units.list);
	free(others.list);
	return o;
}
