/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rate_days.c -- the sums of days held against what they are sums of, and made anew.
 *
 * Both sides are tables that the store makes itself: `counted` from the visits and the tickets, `kept` from rate_day.
 * Rows that add nothing, which a ticket leaves behind when it moves on, are no difference.
 */
#include "admin/ticket_facts.h"

#include "hotline/alloc.h"

#define SUMS "volume, valid, contacted, solved, satisfied, basically"
#define ADDED "SUM(volume), SUM(valid), SUM(contacted), SUM(solved), SUM(satisfied), SUM(basically)"

/* One day of one dimension: ?1 and ?2 its beginning and end, ?3 the realm. */
#define COUNTED(dim, lead)                                                                      \
	"SELECT realm, '" dim "' AS dim, CAST(?1 AS BIGINT) AS day, code, excluded, " ADDED " FROM (" \
	"SELECT realm, " dim " AS code, excluded, 0 AS volume, weight AS valid, weight * contacted AS contacted, " \
	"weight * solved AS solved, CASE WHEN satisfied = 1 THEN weight ELSE 0 END AS satisfied, " \
	"CASE WHEN satisfied = 2 THEN weight ELSE 0 END AS basically FROM visit WHERE realm = ?3 AND " \
	"at >= ?1 AND at < ?2 UNION ALL "                                                       \
	"SELECT realm, COALESCE(" lead ", ''), excluded, 1, 0, 0, 0, 0, 0 FROM ticket WHERE realm = ?3 AND " \
	"dispatched_at >= ?1 AND dispatched_at < ?2 AND origin IS NULL AND lead IS NOT NULL) AS rows_of_the_day " \
	"GROUP BY realm, code, excluded HAVING SUM(volume) <> 0 OR SUM(valid) <> 0"
#define KEPT(dim)                                                                               \
	"SELECT realm, dim, day, code, excluded, " SUMS " FROM rate_day WHERE realm = ?3 AND dim = '" dim "' AND " \
	"day >= ?1 AND day < ?2 AND (volume <> 0 OR valid <> 0 OR contacted <> 0 OR solved <> 0 OR satisfied <> 0 OR basically <> 0)"

#define DIMENSION(dim, lead)                                                                    \
	{ dim, "SELECT (SELECT COUNT(*) FROM (" COUNTED(dim, lead) " EXCEPT " KEPT(dim) ") AS lacking) + "   \
	  "(SELECT COUNT(*) FROM (" KEPT(dim) " EXCEPT " COUNTED(dim, lead) ") AS surplus)",    \
	  "INSERT INTO rate_day (realm, dim, day, code, excluded, " SUMS ") " COUNTED(dim, lead) }

static const struct { const char *dim, *differing, *insert; } dimensions[] = {
	DIMENSION("unit", "lead"), DIMENSION("category", "category"), DIMENSION("district", "district"),
	DIMENSION("street", "street"),
};

bool rate_days_check(struct db *db, const char *realm, instant from, instant to, bool *same, struct error *err)
{
	*same = true;
	for (size_t i = 0; i < ARRAY_SIZE(dimensions); i++) {
		struct query *q = db_ask(db, dimensions[i].differing, "iis", from, to, realm);
		if (db_step(q) == DB_ROW && db_get_int(q, 0))
			*same = false;
		if (!db_done(q, err))
			return false;
	}
	return true;
}

bool rate_days_mend(struct db *db, const char *realm, instant from, instant to, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(dimensions); i++)
		if (db_run(db, err, "DELETE FROM rate_day WHERE realm = ?1 AND dim = ?2 AND day >= ?3 AND day < ?4", "ssii",
			   realm, dimensions[i].dim, from, to) != DB_END ||
		    db_run(db, err, dimensions[i].insert, "iis", from, to, realm) != DB_END)
			return false;
	return true;
}

bool rate_days_span(struct db *db, const char *realm, instant *first, instant *last, struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT MIN(at), MAX(at) FROM (SELECT MIN(at) AS at FROM visit WHERE realm = ?1 "
		"UNION ALL SELECT MAX(at) FROM visit WHERE realm = ?1 "
		"UNION ALL SELECT MIN(dispatched_at) FROM ticket WHERE realm = ?1 "
		"UNION ALL SELECT MAX(dispatched_at) FROM ticket WHERE realm = ?1 "
		"UNION ALL SELECT MIN(day) FROM rate_day WHERE realm = ?1 "
		"UNION ALL SELECT MAX(day) FROM rate_day WHERE realm = ?1) AS ends", "s", realm);

	*first = *last = INSTANT_NONE;
	if (db_step(q) == DB_ROW && !db_is_null(q, 0)) {
		*first = db_get_int(q, 0);
		*last = db_get_int(q, 1);
	}
	return db_done(q, err);
}
