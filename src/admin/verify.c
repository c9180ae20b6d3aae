/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c -- is every ticket just what its events make it? And writing anew those that are not.
 *
 * Events are replayed in order with the city pack that was in force when each happened (its clocks made the due
 * times), and what comes out is held against the row, its columns, its units and its visits. One command looks at some
 * thousand tickets in one reading transaction, so that what is compared belongs together while others write, and
 * nobody waits for the whole store.
 */
#include <stdlib.h>
#include <string.h>

#include "admin/private.h"
#include "admin/ticket_rows.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { TICKETS_MOST = 5000, MENDED_MOST = 500 };

struct pack { instant at; char *version; struct city *city; /* NULL: not read yet */ };

struct verifying {
	struct db *db;
	struct pack *packs;
	size_t pack_count, pack_alloc;
	struct ticket *t;               /* being rebuilt */
	struct city *city;              /* of its last event */
	int64_t tickets, events, limit;
	char last[24];                  /* the ticket before */
	bool broken;                    /* an event of `t` is missing or cannot be read */
	json *items;                    /* [{no, column}] */
};

/* ---- the packs of all times ---- */

static bool read_packs(struct verifying *v, struct error *err)
{
	struct query *q = db_query(v->db, "SELECT at, version FROM city_use ORDER BY at");

	while (db_step(q) == DB_ROW) {
		ARRAY_GROW(v->packs, v->pack_count + 1, v->pack_alloc);
		v->packs[v->pack_count++] = (struct pack){ db_get_int(q, 0), xstrdup(db_get_text(q, 1)), NULL };
	}
	return db_done(q, err) &&
	       (v->pack_count || error_set(err, ERROR_NOT_FOUND, _("The store holds no city pack.")));
}

static void free_packs(struct verifying *v)
{
	for (size_t i = 0; i < v->pack_count; i++) {
		struct city *city = v->packs[i].city;
		for (size_t k = i; k < v->pack_count; k++)
			if (v->packs[k].city == city)
				v->packs[k].city = NULL;
		city_free(city);
		free(v->packs[i].version);
	}
	free(v->packs);
}

/* A pack that was in force more than once is read once. */
static struct city *pack_city(struct verifying *v, struct pack *p, struct error *err)
{
	for (size_t i = 0; !p->city && i < v->pack_count; i++)
		if (!strcmp(v->packs[i].version, p->version))
			p->city = v->packs[i].city;
	if (!p->city)
		p->city = admin_city_version(v->db, p->version, err);
	return p->city;
}

/* The pack in force at that time; what happened before the first was imported is its. */
static struct city *city_at(struct verifying *v, instant at, struct error *err)
{
	size_t i = v->pack_count - 1;

	while (i > 0 && v->packs[i].at > at)
		i--;
	return pack_city(v, &v->packs[i], err);
}

/* ---- one ticket ---- */

static void name_ticket(struct verifying *v, const char *no, const char *column)
{
	json *o = json_object_new_object();

	jo_set_str(o, "no", no);
	jo_set_str(o, "column", column);
	json_object_array_add(v->items, o);
}

static void forget_ticket(struct verifying *v)
{
	ticket_free(v->t);
	v->t = NULL;
	v->broken = false;
}

static bool end_ticket(struct verifying *v, struct error *err)
{
	const char *differs;

	if (!v->t)
		return true;
	v->tickets++;
	strcpy(v->last, v->t->no);
	bool same = !v->broken && ticket_rows_are(v->db, v->city, v->t, &differs, err);
	if (v->broken)
		differs = "events";
	if (!same && differs)
		name_ticket(v, v->t->no, differs);
	forget_ticket(v);
	return same || differs;
}

/* Columns: no seq realm at account action from_state to_state detail */
static bool apply_event(struct verifying *v, struct query *q, struct error *err)
{
	const char *no = db_get_text(q, 0), *text = db_get_text(q, 8);
	struct ticket_event e = {
		.seq = db_get_int(q, 1), .at = db_get_int(q, 3), .by = db_get_text(q, 4), .action = db_get_text(q, 5),
	};
	struct city *city = v->city = city_at(v, e.at, err);
	json *detail = jo_parse(text, strlen(text), NULL);

	if (!city)
		return false;
	if (!v->t)
		v->t = ticket_new(no, db_get_text(q, 2));
	v->broken |= !detail || e.seq != v->t->version + 1;
	ticket_state_parse(db_get_text(q, 6), &e.from);
	ticket_state_parse(db_get_text(q, 7), &e.to);
	e.detail = detail;
	ticket_apply(city, v->t, &e);
	v->events++;
	jo_free(detail);
	return true;
}

#define EVENTS "SELECT no, seq, realm, at, account, action, from_state, to_state, detail FROM ticket_event WHERE "

/* ---- some of the store ---- */

/* *more: the limit was reached before the end. */
static bool replay(struct verifying *v, const char *after, bool *more, struct error *err)
{
	struct query *q = db_ask(v->db, EVENTS "no > ?1 ORDER BY no, seq", "s", after);
	bool ok = true;

	*more = false;
	while (ok && !*more && db_step(q) == DB_ROW) {
		if (v->t && strcmp(v->t->no, db_get_text(q, 0)))
			ok = end_ticket(v, err);
		*more = v->tickets >= v->limit;
		ok = ok && (*more || apply_event(v, q, err));
	}
	return (db_done(q, ok ? err : NULL) || !ok) && ok && end_ticket(v, err);
}

/* Rows that no event speaks of, up to the last ticket looked at; behind it, too, at the end. */
static bool name_strangers(struct verifying *v, const char *after, bool more, struct error *err)
{
	struct query *q = db_ask(v->db,
		"SELECT no FROM ticket t WHERE no > ?1 AND (?2 = 0 OR no <= ?3) AND NOT EXISTS "
		"(SELECT 1 FROM ticket_event e WHERE e.no = t.no) ORDER BY no LIMIT 1000", "sis", after, (int64_t)more,
		v->last);

	while (db_step(q) == DB_ROW)
		name_ticket(v, db_get_text(q, 0), "events");
	return db_done(q, err);
}

static bool verify(struct verifying *v, json *request, json *result, struct error *err)
{
	const char *after = jo_str(request, "after");
	bool more;

	v->limit = jo_int(request, "limit", TICKETS_MOST);
	after = after ? after : "";
	if (!read_packs(v, err) || !replay(v, after, &more, err) || !name_strangers(v, after, more, err))
		return false;
	jo_set_int(result, "tickets", v->tickets);
	jo_set_int(result, "events", v->events);
	jo_set(result, "items", json_object_get(v->items));
	if (more)
		jo_set_str(result, "next", v->last);
	return true;
}

static void release(struct verifying *v)
{
	forget_ticket(v);
	free_packs(v);
	jo_free(v->items);
}

bool verify_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	struct verifying v = { .db = db, .items = json_object_new_array() };
	(void)now;

	if (!db_begin(db, err)) {
		jo_free(v.items);
		return false;
	}
	bool ok = verify(&v, job->request, job->result, err);
	db_rollback(db);
	release(&v);
	return ok;
}

/* ---- mending ---- */

static bool mend(struct verifying *v, const char *no, int64_t *mended, struct error *err)
{
	struct query *q = db_ask(v->db, EVENTS "no = ?1 ORDER BY seq", "s", no);
	bool ok = true;

	while (ok && db_step(q) == DB_ROW)
		ok = apply_event(v, q, err);
	ok = (db_done(q, ok ? err : NULL) || !ok) && ok;
	if (ok && v->t && !v->broken) {
		ok = ticket_rows_mend(v->db, v->city, v->t, err);
		*mended += ok;
	}
	forget_ticket(v);
	return ok;
}

bool verify_mend_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	struct verifying v = { .db = db, .items = json_object_new_array() };
	const json *items = jo_array(job->request, "items");
	int64_t mended = 0;
	bool ok = jo_len(items) <= MENDED_MOST ? read_packs(&v, err) :
		  error_set(err, ERROR_INPUT, _("At most %d tickets are written anew at once."), MENDED_MOST);

	for (size_t i = 0; ok && i < jo_len(items); i++) {
		const char *no = jo_str(jo_at(items, i), "no");
		ok = !no || mend(&v, no, &mended, err);
	}
	release(&v);
	if (!ok)
		return false;
	json *detail = json_object_new_object();
	jo_set_int(detail, "tickets", mended);
	jo_set_int(job->result, "mended", mended);
	return admin_audit_add(db, now, ADMIN_BY, "verify mend", "tickets", detail, err);
}
