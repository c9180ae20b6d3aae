/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rates.c -- the three rates and the score of a period, from sums that the store makes over one index.
 */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uthash.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

const char *const report_by_names[BY_COUNT] = { "unit", "level", "category", "district" };

/* One group of the report. */
struct group {
	char key[40];
	struct assess_sum sum;
	struct assess_rates rates;
	int64_t rank;
};

struct groups {
	struct group *list;
	size_t count, alloc;
};

static struct group *open_group(struct groups *g, const char *key)
{
	for (size_t i = 0; i < g->count; i++)
		if (!strcmp(g->list[i].key, key))
			return &g->list[i];
	ARRAY_GROW(g->list, g->count + 1, g->alloc);
	struct group *new = &g->list[g->count++];
	memset(new, 0, sizeof(*new));
	snprintf(new->key, sizeof(new->key), "%s", key);
	return new;
}

/* ---- sums from the store ---- */

/*
 * Rows are added up here and not by GROUP BY, which would sort a month's million of them: both queries walk one index
 * that holds all they ask for.
 */
struct tally {
	UT_hash_handle hh;
	struct assess_sum sum;
	char key[];
};

static struct assess_sum *tally_of(struct tally **all, const char *key)
{
	size_t len = strlen(key);
	struct tally *t;

	HASH_FIND(hh, *all, key, len, t);
	if (!t) {
		t = xcalloc(1, sizeof(*t) + len + 1);
		memcpy(t->key, key, len + 1);
		HASH_ADD_KEYPTR(hh, *all, t->key, len, t);
	}
	return &t->sum;
}

#define VISITS                                                                                 \
	", weight, contacted, solved, satisfied FROM visit WHERE realm = ?1 AND at >= ?2 AND at < ?3 AND excluded <= ?4"
#define DISPATCHES                                                                             \
	" FROM ticket WHERE realm = ?1 AND dispatched_at >= ?2 AND dispatched_at < ?3 AND origin IS NULL AND excluded <= ?4"

static const char *const visits[BY_COUNT] = {
	[BY_UNIT] = "SELECT unit" VISITS, [BY_LEVEL] = "SELECT unit" VISITS,
	[BY_CATEGORY] = "SELECT category" VISITS, [BY_DISTRICT] = "SELECT district" VISITS,
};
static const char *const dispatches[BY_COUNT] = {
	[BY_UNIT] = "SELECT lead" DISPATCHES, [BY_LEVEL] = "SELECT lead" DISPATCHES,
	[BY_CATEGORY] = "SELECT category" DISPATCHES, [BY_DISTRICT] = "SELECT district" DISPATCHES,
};

static const char *key_in(struct query *q)
{
	const char *key = db_get_text(q, 0);

	return key ? key : "";
}

static bool read_visits(struct db *db, const struct report_query *r, struct tally **all, struct error *err)
{
	struct query *q = db_ask(db, visits[r->by], "siii", r->realm, r->from, r->to, (int64_t)r->excluded);

	while (db_step(q) == DB_ROW) {
		struct assess_sum *sum = tally_of(all, key_in(q));
		int64_t weight = db_get_int(q, 1), satisfied = db_get_int(q, 4);
		sum->valid += weight;
		sum->contacted += weight * db_get_int(q, 2);
		sum->solved += weight * db_get_int(q, 3);
		sum->satisfied += satisfied == VISIT_YES ? weight : 0;
		sum->basically += satisfied == VISIT_BASICALLY ? weight : 0;
	}
	return db_done(q, err);
}

static bool read_volumes(struct db *db, const struct report_query *r, struct tally **all, struct error *err)
{
	struct query *q = db_ask(db, dispatches[r->by], "siii", r->realm, r->from, r->to, (int64_t)r->excluded);

	while (db_step(q) == DB_ROW)
		tally_of(all, key_in(q))->volume++;
	return db_done(q, err);
}

/* A unit's level is its kind. */
static const char *key_of(const struct city *c, enum report_by by, const char *code)
{
	const struct city_unit *u = by == BY_LEVEL ? city_find_unit(c, code) : NULL;

	return by != BY_LEVEL ? code : u ? u->kind : "";
}

static bool read_groups(struct db *db, const struct city *c, const struct report_query *r, struct groups *g,
			struct error *err)
{
	struct tally *all = NULL, *t, *next;
	bool ok = read_visits(db, r, &all, err) && read_volumes(db, r, &all, err);

	HASH_ITER(hh, all, t, next) {
		assess_add(&open_group(g, key_of(c, r->by, t->key))->sum, &t->sum);
		HASH_DEL(all, t);
		free(t);
	}
	return ok;
}

/* ---- rates, ranks ---- */

static int by_rank(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int order = assess_compare(x->rates.score, x->sum.volume, y->rates.score, y->sum.volume);

	return order ? order : strcmp(x->key, y->key);
}

/* Equals share a rank. */
static void rank(const struct city *c, struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		assess_rates(c, &g->list[i].sum, &g->list[i].rates);
	if (g->count)
		qsort(g->list, g->count, sizeof(*g->list), by_rank);
	for (size_t i = 0; i < g->count; i++) {
		struct group *before = i ? &g->list[i - 1] : NULL, *this = &g->list[i];
		bool same = before && !assess_compare(before->rates.score, before->sum.volume, this->rates.score,
						      this->sum.volume);
		this->rank = same ? before->rank : (int64_t)i + 1;
	}
}

/* ---- as JSON ---- */

/* Thousandths as a number; whole ones as whole numbers. */
static json *weighed(int64_t thousandths)
{
	char text[32];

	if (thousandths % 1000 == 0)
		return json_object_new_int64(thousandths / 1000);
	snprintf(text, sizeof(text), "%.3f", (double)thousandths / 1000);
	return json_object_new_double_s((double)thousandths / 1000, text);
}

static json *decimal(double value, int digits)
{
	char text[40];

	snprintf(text, sizeof(text), "%.*f", digits, value);
	return json_object_new_double_s(value, text);
}

static void set_figures(json *o, const struct assess_sum *s, const struct assess_rates *r)
{
	jo_set_int(o, "volume", s->volume);
	jo_set(o, "valid", weighed(s->valid));
	jo_set(o, "contacted", weighed(s->contacted));
	jo_set(o, "solved", weighed(s->solved));
	jo_set(o, "satisfied", weighed(s->satisfied));
	jo_set(o, "basically", weighed(s->basically));
	jo_set(o, "response_rate", decimal(r->response, 4));
	jo_set(o, "solution_rate", decimal(r->solution, 4));
	jo_set(o, "satisfaction_rate", decimal(r->satisfaction, 4));
	jo_set(o, "score", decimal(r->score, 1));
}

static const char *name_of(const struct city *c, enum report_by by, const char *key)
{
	const struct city_unit *u = by == BY_UNIT ? city_find_unit(c, key) : NULL;
	const struct city_category *k = by == BY_CATEGORY ? city_find_category(c, key) : NULL;
	const struct city_region *region = by == BY_DISTRICT ? city_find_region(c, key) : NULL;

	return u ? u->name : k ? k->name : region ? region->name : key;
}

/* The tickets behind the figures, as a query of GET /tickets. */
static char *tickets_query(const struct report_query *q, const char *key)
{
	static const char *const filters[BY_COUNT] = { "lead", NULL, "category", "district" };
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct buf out = BUF_INIT;

	if (filters[q->by])
		buf_addf(&out, "%s=%s&", filters[q->by], key);
	buf_addf(&out, "visited_from=%s&visited_to=%s", clock_format(q->from, from), clock_format(q->to, to));
	if (!q->excluded)
		buf_adds(&out, "&excluded=no");
	/* the plus of an offset stands for itself */
	char *text = buf_detach(&out), *plus;
	struct buf coded = BUF_INIT;
	for (char *p = text; *p; p = plus + (*plus == '+')) {
		plus = p + strcspn(p, "+");
		buf_add(&coded, p, (size_t)(plus - p));
		if (*plus)
			buf_adds(&coded, "%2B");
	}
	free(text);
	return buf_detach(&coded);
}

static json *group_to_json(const struct city *c, const struct report_query *q, const struct group *g)
{
	json *o = json_object_new_object();
	char *tickets = tickets_query(q, g->key);

	jo_set_str(o, report_by_names[q->by], g->key);
	jo_set_str(o, "name", name_of(c, q->by, g->key));
	set_figures(o, &g->sum, &g->rates);
	jo_set_int(o, "rank", g->rank);
	jo_set_str(o, "tickets", tickets);
	free(tickets);
	return o;
}

static json *city_to_row(const struct city *c, const struct groups *g)
{
	json *o = json_object_new_object();
	struct assess_sum *sums = xcalloc(g->count + 1, sizeof(*sums)), all = { 0 };
	struct assess_rates *rates = xcalloc(g->count + 1, sizeof(*rates)), mean;

	for (size_t i = 0; i < g->count; i++) {
		sums[i] = g->list[i].sum;
		rates[i] = g->list[i].rates;
		assess_add(&all, &sums[i]);
	}
	assess_mean(c, rates, sums, g->count, &mean);
	jo_set_str(o, "name", c->name);
	set_figures(o, &all, &mean);
	free(sums);
	free(rates);
	return o;
}

static bool is_in_scope(const struct city *c, const struct report_query *q, const struct group *g)
{
	return !q->unit || (q->by == BY_UNIT && (!strcmp(g->key, q->unit) || city_unit_is_under(c, g->key, q->unit)));
}

json *report_rates(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct groups g = { 0 };

	if (!read_groups(db, c, q, &g, err)) {
		free(g.list);
		return NULL;
	}
	rank(c, &g);
	json *o = json_object_new_object(), *items = json_object_new_array();
	jo_set_time(o, "from", q->from);
	jo_set_time(o, "to", q->to);
	jo_set_str(o, "by", report_by_names[q->by]);
	jo_set_str(o, "excluded", q->excluded ? "with" : "without");
	for (size_t i = 0; i < g.count; i++)
		if (is_in_scope(c, q, &g.list[i]))
			json_object_array_add(items, group_to_json(c, q, &g.list[i]));
	jo_set(o, "items", items);
	jo_set(o, "city", city_to_row(c, &g));
	free(g.list);
	return o;
}

/* ---- periods ---- */

static instant midnight(struct tm *tm)
{
	tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
	tm->tm_isdst = -1;
	return (instant)mktime(tm) * 1000;
}

static struct tm local(instant t)
{
	struct tm tm;
	time_t seconds = (time_t)(t / 1000);

	localtime_r(&seconds, &tm);
	return tm;
}

void report_period(const struct city *c, instant now, instant *from, instant *to)
{
	struct tm begin = local(now);

	if (begin.tm_mday < c->period_day)
		begin.tm_mon--;
	begin.tm_mday = c->period_day;
	struct tm end = begin;
	end.tm_mon++;
	*from = midnight(&begin);
	*to = midnight(&end);
}

void report_day(instant in, instant *from, instant *to)
{
	struct tm begin = local(in), end = begin;

	end.tm_mday++;
	*from = midnight(&begin);
	*to = midnight(&end);
}
