/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calls.c -- contacts of a time: how many came, were answered, in time, or hung up before. */
#include <string.h>

#include "report/private.h"

/* One statement over one index, whatever the number of spans. */
bool calls_read(struct db *db, const struct report_query *q, instant from, instant length, size_t n,
		struct calls *list, struct error *err)
{
	struct query *rows = db_ask(db,
		"SELECT (queued_at - ?2) / ?4, COUNT(*), COUNT(answered_at), "
		"SUM(CASE WHEN answered_at - queued_at <= ?5 THEN 1 ELSE 0 END), "
		"SUM(CASE WHEN answered_at IS NULL AND ended_at IS NOT NULL THEN 1 ELSE 0 END) "
		"FROM contact WHERE realm = ?1 AND queued_at >= ?2 AND queued_at < ?3 GROUP BY (queued_at - ?2) / ?4",
		"siiii", q->realm, from, from + length * (instant)n, length, SECONDS(15));

	memset(list, 0, n * sizeof(*list));
	while (db_step(rows) == DB_ROW) {
		size_t i = (size_t)db_get_int(rows, 0);
		if (i < n)
			list[i] = (struct calls){ db_get_int(rows, 1), db_get_int(rows, 2), db_get_int(rows, 3),
						  db_get_int(rows, 4) };
	}
	return db_done(rows, err);
}

void calls_set(json *o, const struct calls *c)
{
	jo_set_int(o, "contacts", c->contacts);
	jo_set_int(o, "answered", c->answered);
	jo_set_int(o, "answered_in_15s", c->in_time);
	jo_set_int(o, "abandoned", c->abandoned);
	if (c->contacts) {
		jo_set(o, "answer_rate", figure((double)c->answered / (double)c->contacts, 4));
		jo_set(o, "in_time_rate", figure((double)c->in_time / (double)c->contacts, 4));
	}
}
