/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list.c -- tickets one by one, with nothing of their callers. */
#include <string.h>

#include "report/private.h"

static json *item(const struct city *c, const struct report_query *q, struct query *row)
{
	json *o = json_object_new_object();
	const char *category = db_get_text(row, 2), *unit = db_get_text(row, 3);
	struct link link = { BUF_INIT };

	jo_set_str(o, "no", db_get_text(row, 0));
	jo_set_str(o, "title", db_get_text(row, 1));
	jo_set_str(o, "category", category);
	jo_set_str(o, "name", category ? name_category(q, c, category) : NULL);
	jo_set_str(o, "unit", unit);
	jo_set_str(o, "unit_name", unit ? name_unit(q, c, unit) : NULL);
	jo_set_str(o, "state", db_get_text(row, 4));
	jo_set_time(o, "created_at", db_get_int(row, 5));
	if (!db_is_null(row, 6))
		jo_set_time(o, "due_at", db_get_int(row, 6));
	link_add(&link, "no", db_get_text(row, 0));
	link_set(o, "tickets", &link);
	return o;
}

json *tickets_listed(struct db *db, const struct city *c, const struct report_query *q, const char *where, int most,
		     struct error *err)
{
	json *list = json_object_new_array();
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "SELECT no, title, category, lead, state, created_at, due_at FROM ticket "
		 "WHERE realm = ?1 AND created_at >= ?2 AND created_at < ?3 AND %s", where);
	scope_sql(&sql, c, q, "lead");
	buf_addf(&sql, " ORDER BY created_at DESC, no DESC LIMIT %d", most);
	struct query *rows = db_query_once(db, sql.data);
	db_text(rows, 1, q->realm);
	db_int(rows, 2, q->from);
	db_int(rows, 3, q->to);
	while (db_step(rows) == DB_ROW)
		json_object_array_add(list, item(c, q, rows));
	bool ok = db_done(rows, err);
	buf_release(&sql);
	if (ok)
		return list;
	jo_free(list);
	return NULL;
}
