/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_days.c -- are the sums of each day what the visits and dispatches of that day add up to?
 *
 * The second half of the proof, after the tickets: realm by realm, some days with one command.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "admin/ticket_facts.h"
#include "hotline/i18n.h"
#include "report/report.h"

enum { DAYS_MOST = 31 };

struct place { char realm[64]; instant day; };  /* where to go on */

/* The next realm behind this one; false: none, or err. */
static bool next_realm(struct db *db, char realm[64], struct error *err)
{
	struct query *q = db_ask(db, "SELECT MIN(realm) FROM (SELECT MIN(realm) AS realm FROM ticket WHERE realm > ?1 "
				 "UNION ALL SELECT MIN(realm) FROM rate_day WHERE realm > ?1) AS realms", "s", realm);
	bool found = db_step(q) == DB_ROW && !db_is_null(q, 0);

	if (found)
		snprintf(realm, 64, "%s", db_get_text(q, 0));
	return db_done(q, err) && found;
}

static json *day_item(const char *realm, instant day)
{
	json *o = json_object_new_object();

	jo_set_str(o, "realm", realm);
	jo_set_int(o, "day", day);
	return o;
}

/* The days of the realm from p->day on, as many as are left. False: err. p->day is INSTANT_NONE at the realm's end. */
static bool look_at_days(struct db *db, struct place *p, int *left, int64_t *days, json *items, struct error *err)
{
	instant first, last, from, to;

	if (!rate_days_span(db, p->realm, &first, &last, err))
		return false;
	if (first == INSTANT_NONE) {
		p->day = INSTANT_NONE;
		return true;
	}
	report_day(p->day > first ? p->day : first, &from, &to);
	for (; from <= last && *left > 0; --*left, ++*days) {
		bool same;
		if (!rate_days_check(db, p->realm, from, to, &same, err))
			return false;
		if (!same)
			json_object_array_add(items, day_item(p->realm, from));
		report_day(to, &from, &to);
	}
	p->day = from <= last ? from : INSTANT_NONE;
	return true;
}

static bool verify(struct db *db, const json *request, json *result, struct error *err)
{
	const json *next = jo_get(request, "next");
	const char *realm = jo_str(next, "realm");
	struct place p = { .day = jo_int(next, "day", INSTANT_NONE) };
	json *items = json_object_new_array();
	struct error bad = ERROR_INIT;
	int left = DAYS_MOST;
	int64_t days = 0;
	bool more = true, ok = true;

	snprintf(p.realm, sizeof(p.realm), "%s", realm ? realm : "");
	while (ok && more && left > 0) {
		if (p.day == INSTANT_NONE)
			more = next_realm(db, p.realm, &bad);
		ok = bad.kind == ERROR_NONE && (!more || look_at_days(db, &p, &left, &days, items, &bad));
	}
	jo_set_int(result, "days", days);
	jo_set(result, "items", items);
	if (more)
		jo_set(result, "next", day_item(p.realm, p.day));
	if (!ok)
		*err = bad;
	return ok;
}

bool verify_days_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	(void)now;
	if (!db_begin(db, err))
		return false;
	bool ok = verify(db, job->request, job->result, err);
	db_rollback(db);
	return ok;
}

bool verify_days_mend_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const json *items = jo_array(job->request, "items");
	json *detail = json_object_new_object();

	for (size_t i = 0; i < jo_len(items); i++) {
		const char *realm = jo_str(jo_at(items, i), "realm");
		instant from, to;
		report_day(jo_int(jo_at(items, i), "day", 0), &from, &to);
		if (realm && !rate_days_mend(db, realm, from, to, err)) {
			jo_free(detail);
			return false;
		}
	}
	jo_set_int(detail, "days", (int64_t)jo_len(items));
	jo_set_int(job->result, "mended", (int64_t)jo_len(items));
	return admin_audit_add(db, now, ADMIN_BY, "verify mend", "days", detail, err);
}
