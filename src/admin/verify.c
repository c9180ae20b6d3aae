/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c -- is every ticket just what its events make it? And writing anew those that are not.
 *
 * Events are replayed in order with the city pack that was in force when each happened (its clocks made the due
 * times), and what comes out is held against the row, its columns and its visits.
 */
#include <stdlib.h>
#include <string.h>

#include "admin/private.h"
#include "admin/ticket_rows.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { NAMED_MOST = 100 };

struct pack { instant at; char *version; struct city *city; };

struct verifying {
	struct db *db;
	struct pack *packs;
	size_t pack_count, pack_alloc;
	struct ticket *t;               /* being rebuilt */
	struct city *city;              /* of its last event */
	bool repair;
	int64_t tickets, events, differing, repaired;
	json *named;                    /* [{no, column}], the first ones */
};

static bool read_packs(struct verifying *v, struct error *err)
{
	struct query *q = db_query(v->db, "SELECT imported_at, version FROM city_pack ORDER BY imported_at");

	while (db_step(q) == DB_ROW) {
		ARRAY_GROW(v->packs, v->pack_count + 1, v->pack_alloc);
		v->packs[v->pack_count++] = (struct pack){ db_get_int(q, 0), xstrdup(db_get_text(q, 1)), NULL };
	}
	return db_done(q, err) &&
	       (v->pack_count || error_set(err, ERROR_NOT_FOUND, _("The store holds no city pack.")));
}

/* The pack in force at that time, read when it is first needed; what happened before the first was imported is its. */
static struct city *city_at(struct verifying *v, instant at, struct error *err)
{
	size_t i = v->pack_count - 1;

	while (i > 0 && v->packs[i].at > at)
		i--;
	if (!v->packs[i].city)
		v->packs[i].city = admin_city_version(v->db, v->packs[i].version, err);
	return v->packs[i].city;
}

/* ---- one ticket ---- */

static bool end_ticket(struct verifying *v, struct error *err)
{
	const char *differs;
	struct ticket *t = v->t;
	bool ok = true;

	if (!t)
		return true;
	v->tickets++;
	if (!ticket_rows_are(v->db, v->city, t, &differs, err)) {
		ok = err->kind == ERROR_NONE;
		v->differing++;
		json *o = json_object_new_object();
		jo_set_str(o, "no", t->no);
		jo_set_str(o, "column", differs ? differs : "row");
		if (jo_len(v->named) < NAMED_MOST)
			json_object_array_add(v->named, json_object_get(o));
		jo_free(o);
		if (ok && v->repair) {
			ok = ticket_rows_mend(v->db, v->city, t, err);
			v->repaired += ok;
		}
	}
	ticket_free(t);
	v->t = NULL;
	return ok;
}

static bool apply_event(struct verifying *v, struct query *q, struct error *err)
{
	const char *no = db_get_text(q, 0), *text = db_get_text(q, 8);
	struct ticket_event e = {
		.seq = db_get_int(q, 1), .at = db_get_int(q, 3), .by = db_get_text(q, 4), .action = db_get_text(q, 5),
	};

	if (v->t && strcmp(v->t->no, no) && !end_ticket(v, err))
		return false;
	v->city = city_at(v, e.at, err);
	json *detail = v->city ? jo_parse(text, strlen(text), err) : NULL;
	if (!detail)
		return error_prefix(err, _("event %lld of ticket %s"), (long long)e.seq, no);
	if (!v->t)
		v->t = ticket_new(no, db_get_text(q, 2));
	ticket_state_parse(db_get_text(q, 6), &e.from);
	ticket_state_parse(db_get_text(q, 7), &e.to);
	e.detail = detail;
	ticket_apply(v->city, v->t, &e);
	v->events++;
	jo_free(detail);
	return true;
}

/* ---- the whole store ---- */

static bool replay(struct verifying *v, struct error *err)
{
	struct query *q = db_query(v->db, "SELECT no, seq, realm, at, account, action, from_state, to_state, detail "
				   "FROM ticket_event ORDER BY no, seq");
	bool ok = true;

	while (ok && db_step(q) == DB_ROW)
		ok = apply_event(v, q, err);
	struct error bad = ERROR_INIT;
	if (!db_done(q, &bad) && ok) {
		*err = bad;
		ok = false;
	}
	return ok && end_ticket(v, err);
}

static int64_t count(struct db *db, const char *sql)
{
	struct query *q = db_query(db, sql);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, NULL);
	return n;
}

static void set_result(const struct verifying *v, json *o)
{
	jo_set_int(o, "tickets", v->tickets);
	jo_set_int(o, "events", v->events);
	jo_set_int(o, "differing", v->differing);
	jo_set_int(o, "repaired", v->repaired);
	jo_set_int(o, "without_events",
		   count(v->db, "SELECT COUNT(*) FROM ticket t WHERE NOT EXISTS "
			 "(SELECT 1 FROM ticket_event e WHERE e.no = t.no AND e.seq = 1)"));
	jo_set(o, "items", json_object_get(v->named));
}

static bool verify(struct admin_job *job, struct db *db, bool repair, struct error *err)
{
	struct verifying v = { .db = db, .repair = repair, .named = json_object_new_array() };
	struct error bad = ERROR_INIT;
	bool ok = read_packs(&v, &bad) && replay(&v, &bad);

	if (ok)
		set_result(&v, job->result);
	else
		*err = bad;
	ticket_free(v.t);
	for (size_t i = 0; i < v.pack_count; i++) {
		free(v.packs[i].version);
		city_free(v.packs[i].city);
	}
	free(v.packs);
	jo_free(v.named);
	return ok;
}

/* In one reading transaction, so that what is compared belongs together while others write. */
bool verify_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	(void)now;
	if (!db_begin(db, err))
		return false;
	bool ok = verify(job, db, false, err);
	db_rollback(db);
	return ok;
}

bool verify_repair_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	json *detail = json_object_new_object();

	if (!verify(job, db, true, err)) {
		jo_free(detail);
		return false;
	}
	jo_set_int(detail, "repaired", jo_int(job->result, "repaired", 0));
	return admin_audit_add(db, now, ADMIN_BY, "verify repair", "tickets", detail, err);
}
