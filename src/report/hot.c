/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hot.c -- what many ask for at once: tickets that tell of the same, and categories and streets that rise fast.
 *
 * Where many of one category came from one street their texts are compared: the newest ticket that stands in no
 * cluster yet begins one, and whatever is like one of the cluster belongs to it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/index.h"
#include "hotline/text.h"
#include "report/private.h"

enum { GROUPS_MOST = 40, TEXTS_MOST = 100, CLUSTERS_MOST = 30, RISING_MOST = 20, NUMBERS_MOST = 50 };
#define ALIKE 0.35              /* as a possible duplicate */
#define TITLES_ALIKE 0.5

/* ---- counts of the time and of as long a time before ---- */

struct heat {
	instant from;
	struct counts places, categories, streets;      /* places: "CATEGORY/STREET" */
};

static void add(struct counts *c, const char *key, bool now)
{
	struct count *n = counts_open(c, key);

	if (now)
		n->now++;
	else
		n->before++;
}

static void count_row(void *arg, const struct scan_row *row)
{
	struct heat *h = arg;
	bool now = row->at >= h->from;
	char key[2 * ASSESS_CODE];

	if (row->category)
		add(&h->categories, row->category, now);
	if (row->street)
		add(&h->streets, row->street, now);
	if (row->category && row->street) {
		count_key(key, row->category, row->street);
		add(&h->places, key, now);
	}
}

/* ---- what rises ---- */

static double rise(const struct count *n)
{
	return (double)n->now / (double)(n->before ? n->before : 1);
}

static int fastest_first(struct count *a, struct count *b)
{
	double x = rise(a), y = rise(b);

	return x > y ? -1 : x < y ? 1 : counts_most_first(a, b);
}

static void add_rising(const struct city *c, const struct report_query *q, struct counts *counts, const char *filter,
		       const char *(*name)(const struct report_query *, const struct city *, const char *), json *list)
{
	HASH_SORT(counts->list, fastest_first);
	for (struct count *n = counts->list; n && jo_len(list) < RISING_MOST; n = n->hh.next) {
		struct link link = { BUF_INIT };
		if (n->now < c->hot_tickets || rise(n) < c->hot_rise)
			continue;
		json *o = json_object_new_object();
		jo_set_str(o, filter, n->key);
		jo_set_str(o, "name", name(q, c, n->key));
		jo_set_int(o, "count", n->now);
		jo_set_int(o, "before", n->before);
		jo_set(o, "rise", figure(rise(n), 2));
		link_add(&link, filter, n->key);
		link_period(&link, scan_link(q), q->from, q->to);
		link_set(o, "tickets", &link);
		json_object_array_add(list, o);
	}
}

/* ---- texts of the places where many came from ---- */

struct text { char no[24]; char *title, *all; instant at; bool taken; };
struct group {
	UT_hash_handle hh;
	char key[2 * ASSESS_CODE], category[ASSESS_CODE], street[ASSESS_CODE];
	uint32_t first_doc;             /* of the index: this and the TEXTS_MOST - 1 behind it */
	struct text texts[TEXTS_MOST];
	size_t count;
};
struct cluster { struct group *group; size_t first; size_t members[TEXTS_MOST]; size_t count; };
struct clusters {
	struct group *groups;
	struct text_index *index;       /* of all groups, so that a word common in one of them still tells */
	struct cluster *list;
	size_t count, alloc;
};

static void open_groups(const struct city *c, struct heat *h, struct clusters *all)
{
	HASH_SORT(h->places.list, counts_most_first);
	for (struct count *n = h->places.list; n && HASH_COUNT(all->groups) < GROUPS_MOST; n = n->hh.next) {
		if (n->now < c->hot_tickets)
			break;
		struct group *g = xcalloc(1, sizeof(*g));
		const char *slash = strchr(n->key, '/');
		strcpy(g->key, n->key);
		snprintf(g->category, sizeof(g->category), "%.*s", (int)(slash - n->key), n->key);
		snprintf(g->street, sizeof(g->street), "%s", slash + 1);
		g->first_doc = (uint32_t)HASH_COUNT(all->groups) * TEXTS_MOST;
		HASH_ADD_STR(all->groups, key, g);
	}
}

static void add_text(struct clusters *all, struct group *g, struct query *row)
{
	struct text *t = &g->texts[g->count];
	const char *body = db_get_text(row, 4);
	json *stored = jo_parse(body, strlen(body), NULL);
	const char *content = jo_pointer_str(stored, "/fields/matter/content");
	const struct index_field fields[] = { { db_get_text(row, 3), 2 }, { content, 1 } };

	snprintf(t->no, sizeof(t->no), "%s", db_get_text(row, 0));
	t->title = xstrdup(db_get_text(row, 3));
	t->all = xasprintf("%s %s", t->title, content ? content : "");
	t->at = db_get_int(row, 5);
	index_put(all->index, g->first_doc + (uint32_t)g->count++, fields, ARRAY_SIZE(fields));
	jo_free(stored);
}

/* The newest of each group. Which category and street a row has is told by the index; the texts of others stay unread. */
static bool read_texts(struct db *db, const struct city *c, const struct report_query *q, struct clusters *all,
		       struct error *err)
{
	const char *at = q->unit ? "dispatched_at" : "created_at";
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "SELECT no, category, street, title, body, %s FROM ticket WHERE realm = ?1 AND %s >= ?2 AND %s < ?3 "
		 "AND category || '/' || street IN (''", at, at, at);
	for (struct group *g = all->groups; g; g = g->hh.next)
		buf_addf(&sql, ", '%s'", g->key);
	buf_adds(&sql, ")");
	scope_sql(&sql, c, q, "lead");
	buf_addf(&sql, " ORDER BY %s DESC", at);
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, q->from);
	db_int(rows, 3, q->to);
	while (all->groups && db_step(rows) == DB_ROW) {
		char key[2 * ASSESS_CODE];
		struct group *g;
		count_key(key, db_get_text(rows, 1), db_get_text(rows, 2));
		HASH_FIND_STR(all->groups, key, g);
		if (g && g->count < TEXTS_MOST)
			add_text(all, g, rows);
	}
	bool ok = db_done(rows, err);
	buf_release(&sql);
	return ok;
}

/* ---- clusters ---- */

static double not_taken(void *arg, uint32_t doc)
{
	const struct group *g = arg;

	return doc >= g->first_doc && doc - g->first_doc < g->count && !g->texts[doc - g->first_doc].taken ? 1 : 0;
}

/* Pairs of characters that both titles hold, of all that they hold: 0 to 1. What a title says is the place and the problem. */
static double title_likeness(const char *a, const char *b)
{
	struct text_folded x = { 0 }, y = { 0 };
	size_t both = 0;

	text_fold_points(&x, a, strlen(a));
	text_fold_points(&y, b, strlen(b));
	for (size_t i = 0; i + 1 < x.count; i++)
		for (size_t k = 0; k + 1 < y.count; k++)
			if (x.points[i] == y.points[k] && x.points[i + 1] == y.points[k + 1]) {
				both++;
				break;
			}
	double likeness = x.count + y.count > 2 ? 2 * (double)both / (double)(x.count + y.count - 2) : 0;
	text_folded_release(&x);
	text_folded_release(&y);
	return likeness;
}

static void take(struct cluster *k, size_t doc)
{
	k->group->texts[doc].taken = true;
	k->members[k->count++] = doc;
}

static void take_cluster(const struct city *c, struct clusters *all, struct group *g, size_t first)
{
	struct cluster k = { .group = g, .first = first };

	take(&k, first);
	for (size_t next = 0; next < k.count; next++) {
		struct index_hit hits[TEXTS_MOST];
		size_t count = index_similar(all->index, g->texts[k.members[next]].all, TEXTS_MOST, not_taken, g, hits);
		for (size_t i = 0; i < count; i++)
			if (hits[i].score >= ALIKE)
				take(&k, hits[i].doc - g->first_doc);
		for (size_t i = 0; i < g->count; i++)
			if (!g->texts[i].taken &&
			    title_likeness(g->texts[i].title, g->texts[k.members[next]].title) >= TITLES_ALIKE)
				take(&k, i);
	}
	if ((int64_t)k.count < c->hot_tickets)
		return;
	ARRAY_GROW(all->list, all->count + 1, all->alloc);
	all->list[all->count++] = k;
}

static int largest_first(const void *a, const void *b)
{
	const struct cluster *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(y->group->texts[y->first].no, x->group->texts[x->first].no);
}

static void find_clusters(const struct city *c, struct clusters *all)
{
	for (struct group *g = all->groups; g; g = g->hh.next)
		for (size_t i = 0; i < g->count; i++)
			if (!g->texts[i].taken)
				take_cluster(c, all, g, i);
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), largest_first);
}

static json *cluster_to_json(const struct city *c, const struct report_query *q, const struct cluster *k)
{
	const struct group *g = k->group;
	struct buf numbers = BUF_INIT;
	struct link link = { BUF_INIT };
	json *o = json_object_new_object();
	instant first = g->texts[k->first].at, last = first;

	for (size_t i = 0; i < k->count; i++) {
		const struct text *t = &g->texts[k->members[i]];
		first = t->at < first ? t->at : first;
		last = t->at > last ? t->at : last;
		if (i < NUMBERS_MOST)
			buf_addf(&numbers, "%s%s", i ? "," : "", t->no);
	}
	jo_set_str(o, "title", g->texts[k->first].title);
	jo_set_str(o, "category", g->category);
	jo_set_str(o, "name", name_category(q, c, g->category));
	jo_set_str(o, "street", g->street);
	jo_set_str(o, "street_name", name_region(q, c, g->street));
	jo_set_int(o, "count", (int64_t)k->count);
	jo_set_time(o, "first_at", first);
	jo_set_time(o, "last_at", last);
	link_add(&link, "no", numbers.data);
	link_set(o, "tickets", &link);
	buf_release(&numbers);
	return o;
}

static void clusters_release(struct clusters *all)
{
	struct group *g, *next;

	HASH_ITER(hh, all->groups, g, next) {
		HASH_DEL(all->groups, g);
		for (size_t i = 0; i < g->count; i++) {
			free(g->texts[i].title);
			free(g->texts[i].all);
		}
		free(g);
	}
	index_free(all->index);
	free(all->list);
}

json *report_hot(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct heat h = { .from = q->from };
	struct clusters all = { .index = index_new() };
	bool ok = scan_tickets(db, c, q, q->from - (q->to - q->from), q->to, count_row, &h, err);

	open_groups(c, &h, &all);
	ok = ok && read_texts(db, c, q, &all, err);
	json *o = ok ? json_object_new_object() : NULL;
	if (o) {
		find_clusters(c, &all);
		set_period(o, q);
		json *list = new_list(o, "clusters");
		for (size_t i = 0; i < all.count && i < CLUSTERS_MOST; i++)
			json_object_array_add(list, cluster_to_json(c, q, &all.list[i]));
		add_rising(c, q, &h.categories, "category", name_category, new_list(o, "items"));
		add_rising(c, q, &h.streets, "street", name_region, new_list(o, "places"));
	}
	clusters_release(&all);
	counts_release(&h.places);
	counts_release(&h.categories);
	counts_release(&h.streets);
	return o;
}
