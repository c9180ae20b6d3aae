/* SPDX-License-Identifier: GPL-3.0-or-later */
/* special.c -- the urgent and sensitive categories that a city names: how many, and how it stands with them. */
#include <string.h>

#include "report/private.h"

enum { LIST_MOST = 200 };

/* "(SUBSTR(category, 1, 4) = '0102' OR …)", nothing when the city names none; codes are letters, digits, _ and -. */
static void special_sql(struct buf *sql, const struct city *c)
{
	const char *list = c->special_categories ? c->special_categories : "";

	buf_adds(sql, "(1 = 0");
	for (list += strspn(list, " "); *list; list += strspn(list, " ")) {
		size_t len = strcspn(list, " ");
		buf_addf(sql, " OR SUBSTR(category, 1, %zu) = '%.*s'", len, (int)len, list);
		list += len;
	}
	buf_adds(sql, ")");
}

#define IS_OPEN "state NOT IN ('closed', 'void', 'merged')"
/* ?2 and ?3 the time, ?4 as long a time before it, ?5 now. */
#define COUNTS                                                                                  \
	"SELECT category, SUM(CASE WHEN created_at >= ?2 THEN 1 ELSE 0 END), "                  \
	"SUM(CASE WHEN created_at < ?2 THEN 1 ELSE 0 END), "                                    \
	"SUM(CASE WHEN created_at >= ?2 AND " IS_OPEN " THEN 1 ELSE 0 END), "                   \
	"SUM(CASE WHEN created_at >= ?2 AND " IS_OPEN " AND due_at < ?5 THEN 1 ELSE 0 END) "    \
	"FROM ticket WHERE realm = ?1 AND created_at >= ?4 AND created_at < ?3 AND "

static json *category_item(const struct city *c, const struct report_query *q, struct query *row)
{
	json *o = json_object_new_object();
	const char *category = db_get_text(row, 0);
	struct link all = { BUF_INIT };

	jo_set_str(o, "category", category);
	jo_set_str(o, "name", name_category(q, c, category));
	jo_set_int(o, "count", db_get_int(row, 1));
	jo_set_int(o, "before", db_get_int(row, 2));
	jo_set_int(o, "open", db_get_int(row, 3));
	jo_set_int(o, "overdue", db_get_int(row, 4));
	link_add(&all, "category", category);
	link_period(&all, "created", q->from, q->to);
	link_set(o, "tickets", &all);
	return o;
}

static bool add_categories(struct db *db, const struct city *c, const struct report_query *q, const char *where, json *o,
		      struct error *err)
{
	json *list = new_list(o, "categories");
	struct buf sql = BUF_INIT;

	buf_addf(&sql, COUNTS "%s", where);
	scope_sql(&sql, c, q, "lead");
	buf_adds(&sql, " GROUP BY category ORDER BY 2 DESC, category");
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, q->from);
	db_int(rows, 3, q->to);
	db_int(rows, 4, q->from - (q->to - q->from));
	db_int(rows, 5, q->now);
	while (db_step(rows) == DB_ROW)
		json_object_array_add(list, category_item(c, q, rows));
	bool ok = db_done(rows, err);
	buf_release(&sql);
	return ok;
}

json *report_special(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	json *o = json_object_new_object();
	struct buf where = BUF_INIT;

	special_sql(&where, c);
	set_period(o, q);
	bool ok = add_categories(db, c, q, where.data, o, err);
	json *list = ok ? tickets_listed(db, c, q, where.data, LIST_MOST, err) : NULL;
	buf_release(&where);
	jo_set(o, "items", list);
	if (list)
		return o;
	jo_free(o);
	return NULL;
}
