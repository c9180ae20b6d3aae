/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sums.c -- see sums.h. */
#include "report/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

struct sum_group *sums_open(struct sums *s, const char *code)
{
	struct sum_group *g;

	HASH_FIND_STR(s->groups, code, g);
	if (g)
		return g;
	g = xcalloc(1, sizeof(*g));
	snprintf(g->code, sizeof(g->code), "%s", code);
	HASH_ADD_STR(s->groups, code, g);
	return g;
}

void sums_release(struct sums *s)
{
	struct sum_group *g, *next;

	HASH_ITER(hh, s->groups, g, next) {
		HASH_DEL(s->groups, g);
		free(g);
	}
}

/* ---- one statement ---- */

#define SUMS "SUM(valid), SUM(contacted), SUM(solved), SUM(satisfied), SUM(basically)"

/* ?1 realm, ?2 and ?3 from and to, ?4 the largest `excluded`. */
#define DAYS(dim)                                                                               \
	"SELECT code, SUM(volume), " SUMS " FROM rate_day WHERE realm = ?1 AND dim = '" dim "' AND day >= ?2 AND day < ?3 " \
	"AND excluded <= ?4 GROUP BY code"
#define VISITS(dim)                                                                             \
	"SELECT " dim ", 0, SUM(weight), SUM(weight * contacted), SUM(weight * solved), "       \
	"SUM(CASE WHEN satisfied = 1 THEN weight ELSE 0 END), SUM(CASE WHEN satisfied = 2 THEN weight ELSE 0 END) " \
	"FROM visit WHERE realm = ?1 AND at >= ?2 AND at < ?3 AND excluded <= ?4"
#define VOLUMES(dim)                                                                            \
	"SELECT " dim ", COUNT(*), 0, 0, 0, 0, 0 FROM ticket WHERE realm = ?1 AND dispatched_at >= ?2 AND " \
	"dispatched_at < ?3 AND excluded <= ?4 AND origin IS NULL AND lead IS NOT NULL"

static const struct {
	const char *days;
	struct { const char *head, *unit, *group; } rows[2];    /* put together: head, [AND unit IN …], group */
} statements[] = {
	[SUMS_UNIT] = { DAYS("unit"), { { VISITS("unit"), "unit", " GROUP BY unit" },
					{ VOLUMES("lead"), "lead", " GROUP BY lead" } } },
	[SUMS_CATEGORY] = { DAYS("category"), { { VISITS("category"), "unit", " GROUP BY category" },
						{ VOLUMES("category"), "lead", " GROUP BY category" } } },
	[SUMS_DISTRICT] = { DAYS("district"), { { VISITS("district"), "unit", " GROUP BY district" },
						{ VOLUMES("district"), "lead", " GROUP BY district" } } },
	[SUMS_STREET] = { DAYS("street"), { { VISITS("street"), "unit", " GROUP BY street" },
					    { VOLUMES("street"), "lead", " GROUP BY street" } } },
};

static void bind(struct query *q, const struct report_query *r, instant from, instant to)
{
	db_text(q, 1, r->realm);
	db_int(q, 2, from);
	db_int(q, 3, to);
	db_int(q, 4, r->excluded);
}

static bool take(struct query *q, struct sums *s, struct error *err)
{
	while (db_step(q) == DB_ROW) {
		const char *code = db_get_text(q, 0);
		struct assess_sum sum = {
			.volume = db_get_int(q, 1), .valid = db_get_int(q, 2), .contacted = db_get_int(q, 3),
			.solved = db_get_int(q, 4), .satisfied = db_get_int(q, 5), .basically = db_get_int(q, 6),
		};
		assess_add(&sums_open(s, code ? code : "")->sum, &sum);
	}
	return db_done(q, err);
}

static bool read_rows(struct db *db, const struct city *c, const struct report_query *r, enum sums_dim dim, instant from,
		      instant to, struct sums *s, struct error *err)
{
	for (int i = 0; from < to && i < 2; i++) {
		struct buf sql = BUF_INIT;
		buf_adds(&sql, statements[dim].rows[i].head);
		scope_sql(&sql, c, r, statements[dim].rows[i].unit);
		buf_adds(&sql, statements[dim].rows[i].group);
		struct query *q = db_query_once(db, sql.data);
		bind(q, r, from, to);
		bool ok = take(q, s, err);
		buf_release(&sql);
		if (!ok)
			return false;
	}
	return true;
}

/* ---- a period ---- */

static instant midnight_at_or_after(instant t)
{
	instant from, to;

	report_day(t, &from, &to);
	return from == t ? t : to;
}

static instant midnight_at_or_before(instant t)
{
	instant from, to;

	report_day(t, &from, &to);
	return from;
}

bool sums_read(struct db *db, const struct city *c, const struct report_query *r, enum sums_dim dim, struct sums *s,
	       struct error *err)
{
	instant first = midnight_at_or_after(r->from), last = midnight_at_or_before(r->to);

	if (first >= last || r->unit)
		return read_rows(db, c, r, dim, r->from, r->to, s, err);
	struct query *q = db_query(db, statements[dim].days);
	bind(q, r, first, last);
	return take(q, s, err) && read_rows(db, c, r, dim, r->from, first, s, err) &&
	       read_rows(db, c, r, dim, last, r->to, s, err);
}
