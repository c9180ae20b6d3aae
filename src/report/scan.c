/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan.c -- tickets as they came in, read from one index, and counts of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "report/private.h"

void scope_sql(struct buf *sql, const struct city *c, const struct report_query *q, const char *column)
{
	if (!q->unit)
		return;
	buf_addf(sql, " AND %s IN (''", column);
	for (size_t i = 0; i < c->unit_count; i++)
		if (city_unit_is_under(c, c->units[i].code, q->unit))
			buf_addf(sql, ", '%s'", c->units[i].code);
	buf_adds(sql, ")");
}

#define CAME_IN                                                                                 \
	"SELECT created_at, category, district, street, outcome FROM ticket WHERE realm = ?1 AND created_at >= ?2 AND " \
	"created_at < ?3"
#define WAS_SENT                                                                                \
	"SELECT dispatched_at, category, district, street, 'submit' FROM ticket WHERE realm = ?1 AND " \
	"dispatched_at >= ?2 AND dispatched_at < ?3"

bool scan_tickets(struct db *db, const struct city *c, const struct report_query *q, instant from, instant to,
		  scan_row_fn *fn, void *arg, struct error *err)
{
	struct buf sql = BUF_INIT;

	buf_adds(&sql, q->unit ? WAS_SENT : CAME_IN);
	scope_sql(&sql, c, q, "lead");
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, from);
	db_int(rows, 3, to);
	while (db_step(rows) == DB_ROW) {
		struct scan_row row = { db_get_int(rows, 0), db_get_text(rows, 1), db_get_text(rows, 2),
					db_get_text(rows, 3), db_get_text(rows, 4) };
		fn(arg, &row);
	}
	bool ok = db_done(rows, err);
	buf_release(&sql);
	return ok;
}

const char *scan_link(const struct report_query *q)
{
	return q->unit ? "dispatched" : "created";
}

/* ---- counts ---- */

struct count *counts_open(struct counts *c, const char *key)
{
	struct count *n;

	HASH_FIND_STR(c->list, key, n);
	if (n)
		return n;
	n = xcalloc(1, sizeof(*n));
	snprintf(n->key, sizeof(n->key), "%s", key);
	HASH_ADD_STR(c->list, key, n);
	return n;
}

void count_key(char key[2 * ASSESS_CODE], const char *first, const char *second)
{
	size_t a = strnlen(first, 38), b = strnlen(second, 38);

	memcpy(key, first, a);
	key[a] = '/';
	memcpy(key + a + 1, second, b);
	key[a + 1 + b] = '\0';
}

void counts_release(struct counts *c)
{
	struct count *n, *next;

	HASH_ITER(hh, c->list, n, next) {
		HASH_DEL(c->list, n);
		free(n);
	}
}

int counts_most_first(struct count *a, struct count *b)
{
	if (a->now != b->now)
		return a->now > b->now ? -1 : 1;
	return strcmp(a->key, b->key);
}
