/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topics.c -- what the tickets are about: the special report of sensitive categories, what is rising, candidates for
 * "one problem a month", streets that need governance.
 *
 * The coefficients are the city's: sections [special], [monthly] and [governance] of city.conf, see hotline-city(5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "report/report.h"

enum { TICKETS_MOST = 200, TOPICS_MOST = 20, CANDIDATES_MOST = 10 };

static json *begin(const struct report_query *r)
{
	json *o = json_object_new_object();

	jo_set_time(o, "from", r->from);
	jo_set_time(o, "to", r->to);
	jo_set(o, "items", json_object_new_array());
	return o;
}

static json *end(struct query *q, json *o, struct error *err)
{
	if (db_done(q, err))
		return o;
	jo_free(o);
	return NULL;
}

static const char *category_name(const struct city *c, const char *code)
{
	const struct city_category *k = code ? city_find_category(c, code) : NULL;

	return k ? k->name : code;
}

/* ---- the special report ---- */

/* Does the category, or one above it, stand in the city's list? */
static bool is_special(const struct city *c, const char *category)
{
	const char *list = c->special_categories;

	for (const char *p = list; category && p && *p; ) {
		size_t len = strcspn(p, " ");
		if (len && !strncmp(category, p, len))
			return true;
		p += len + strspn(p + len, " ");
	}
	return false;
}

json *report_special(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	json *o = begin(r), *items = jo_get(o, "items");
	struct query *q = db_ask(db,
		"SELECT no, title, category, grade, state, lead, created_at, due_at FROM ticket WHERE realm = ?1 AND "
		"created_at >= ?2 AND created_at < ?3 ORDER BY created_at DESC", "sii", r->realm, r->from, r->to);

	while (jo_len(items) < TICKETS_MOST && db_step(q) == DB_ROW) {
		const char *category = db_get_text(q, 2), *lead = db_get_text(q, 5);
		const struct city_unit *u = lead ? city_find_unit(c, lead) : NULL;
		if (!is_special(c, category))
			continue;
		json *item = json_object_new_object();
		jo_set_str(item, "no", db_get_text(q, 0));
		jo_set_str(item, "title", db_get_text(q, 1));
		jo_set_str(item, "category", category);
		jo_set_str(item, "name", category_name(c, category));
		jo_set_str(item, "grade", db_get_text(q, 3));
		jo_set_str(item, "state", db_get_text(q, 4));
		jo_set_str(item, "unit", u ? u->name : lead);
		jo_set_time(item, "created_at", db_get_int(q, 6));
		jo_set_bool(item, "overdue", !db_is_null(q, 7) && db_get_int(q, 7) < r->now);
		json_object_array_add(items, item);
	}
	return end(q, o, err);
}

/* ---- topics: categories with their figures of the period and the one before ---- */

struct topic {
	char code[40];
	int64_t count, before, streets, valid, solved;
	double score;
};
struct topics { struct topic *list; size_t count, alloc; };

static struct topic *topic_of(struct topics *t, const char *code)
{
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->list[i].code, code))
			return &t->list[i];
	ARRAY_GROW(t->list, t->count + 1, t->alloc);
	struct topic *new = &t->list[t->count++];
	memset(new, 0, sizeof(*new));
	snprintf(new->code, sizeof(new->code), "%s", code);
	return new;
}

static bool read_counts(struct db *db, const struct report_query *r, struct topics *t, struct error *err)
{
	instant length = r->to - r->from;
	struct query *q = db_ask(db,
		"SELECT category, SUM(CASE WHEN created_at >= ?2 THEN 1 ELSE 0 END), "
		"SUM(CASE WHEN created_at < ?2 THEN 1 ELSE 0 END), "
		"COUNT(DISTINCT CASE WHEN created_at >= ?2 THEN street END) FROM ticket WHERE realm = ?1 AND "
		"created_at >= ?4 AND created_at < ?3 AND category IS NOT NULL GROUP BY category", "siii", r->realm, r->from,
		r->to, r->from - length);

	while (db_step(q) == DB_ROW) {
		struct topic *topic = topic_of(t, db_get_text(q, 0));
		topic->count = db_get_int(q, 1);
		topic->before = db_get_int(q, 2);
		topic->streets = db_get_int(q, 3);
	}
	return db_done(q, err);
}

static bool read_solved(struct db *db, const struct report_query *r, struct topics *t, struct error *err)
{
	struct query *q = db_ask(db, "SELECT category, COUNT(*), SUM(solved) FROM visit WHERE realm = ?1 AND at >= ?2 AND "
				 "at < ?3 GROUP BY category", "sii", r->realm, r->from, r->to);

	while (db_step(q) == DB_ROW) {
		struct topic *topic = topic_of(t, db_get_text(q, 0));
		topic->valid = db_get_int(q, 1);
		topic->solved = db_get_int(q, 2);
	}
	return db_done(q, err);
}

static double rise_of(const struct topic *t)
{
	double rise = t->before ? (double)(t->count - t->before) / (double)t->before : t->count ? 1 : 0;

	return rise < 0 ? 0 : rise > 1 ? 1 : rise;
}

static double unsolved_of(const struct topic *t)
{
	return t->valid ? 1 - (double)t->solved / (double)t->valid : 0;
}

static int by_score(const void *a, const void *b)
{
	const struct topic *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return strcmp(x->code, y->code);
}

static json *decimal(double value)
{
	char text[40];

	snprintf(text, sizeof(text), "%.3f", value);
	return json_object_new_double_s(value, text);
}

static void add_topics(const struct city *c, struct topics *t, size_t most, json *items)
{
	if (t->count)
		qsort(t->list, t->count, sizeof(*t->list), by_score);
	for (size_t i = 0; i < t->count && i < most && t->list[i].score > 0; i++) {
		const struct topic *topic = &t->list[i];
		json *o = json_object_new_object();
		jo_set_int(o, "rank", (int64_t)i + 1);
		jo_set_str(o, "category", topic->code);
		jo_set_str(o, "name", category_name(c, topic->code));
		jo_set_int(o, "count", topic->count);
		jo_set_int(o, "before", topic->before);
		jo_set_int(o, "streets", topic->streets);
		jo_set(o, "unsolved", decimal(unsolved_of(topic)));
		jo_set(o, "rising", decimal(rise_of(topic)));
		jo_set(o, "score", decimal(topic->score));
		json_object_array_add(items, o);
	}
}

static bool read_topics(struct db *db, const struct report_query *r, struct topics *t, struct error *err)
{
	return read_counts(db, r, t, err) && read_solved(db, r, t, err);
}

/* What there is more of than in the time before, by how much more. */
json *report_hot(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	struct topics t = { 0 };
	json *o = begin(r);

	if (!read_topics(db, r, &t, err)) {
		jo_free(o);
		free(t.list);
		return NULL;
	}
	for (size_t i = 0; i < t.count; i++)
		t.list[i].score = t.list[i].count > t.list[i].before ? (double)(t.list[i].count - t.list[i].before) : 0;
	add_topics(c, &t, TOPICS_MOST, jo_get(o, "items"));
	free(t.list);
	return o;
}

/* Frequent, wide, unsolved, rising: each 0 to 1, weighed by the city. */
json *report_monthly(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	struct topics t = { 0 };
	int64_t most = 1, widest = 1;
	json *o = begin(r);

	if (!read_topics(db, r, &t, err)) {
		jo_free(o);
		free(t.list);
		return NULL;
	}
	for (size_t i = 0; i < t.count; i++) {
		most = t.list[i].count > most ? t.list[i].count : most;
		widest = t.list[i].streets > widest ? t.list[i].streets : widest;
	}
	for (size_t i = 0; i < t.count; i++) {
		struct topic *topic = &t.list[i];
		if (!topic->count)
			continue;
		topic->score = c->monthly_frequency * (double)topic->count / (double)most +
			       c->monthly_width * (double)topic->streets / (double)widest +
			       c->monthly_unsolved * unsolved_of(topic) + c->monthly_rising * rise_of(topic);
	}
	add_topics(c, &t, CANDIDATES_MOST, jo_get(o, "items"));
	free(t.list);
	return o;
}

/* ---- streets that need governance ---- */

/* Streets and townships with many tickets and a low score in the period. */
json *report_governance(struct db *db, const struct city *c, const struct report_query *r, struct error *err)
{
	struct report_query by_unit = *r;
	json *o = begin(r), *items = jo_get(o, "items");

	by_unit.by = BY_UNIT;
	json *rates = report_rates(db, c, &by_unit, err);
	const json *all = jo_array(rates, "items");
	for (size_t i = jo_len(all); i-- > 0; ) {
		json *item = jo_at(all, i);
		const struct city_unit *u = city_find_unit(c, jo_str(item, "unit"));
		if (u && !strcmp(u->kind, "street") && jo_int(item, "volume", 0) >= c->governance_volume &&
		    json_object_get_double(jo_get(item, "score")) < c->governance_score &&
		    json_object_get_double(jo_get(item, "valid")) > 0)
			json_object_array_add(items, json_object_get(item));
	}
	bool ok = rates != NULL;
	jo_free(rates);
	if (ok)
		return o;
	jo_free(o);
	return NULL;
}
