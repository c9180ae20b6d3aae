/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_verify.c -- is the audit chain whole? Each row is hashed again and held against the row before.
 *
 * Of a row that is not what was written it is said how: "removed" (from seq to `to`), "changed" (it is no longer what
 * its hash was made of), "moved" (that, and another row stood before it) or "order" (sound in itself, but made
 * after another row than the one that is there). "foreign" is a row under another node's name or a number below 1, which
 * stands in no chain here; "emptied" a chain without rows in a store with accounts, which only audited changes make. What was cut off at the end the chain alone cannot tell: only a head
 * that was noted elsewhere, such as in the server's log, can.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/i18n.h"

enum { ROWS_MOST = 20000, NAMED_MOST = 100 };

/* Where in the chain we are; goes from one command to the next. */
struct chain { int64_t seq; char hash[HASH_TEXT]; };

static void name_fault(json *items, int64_t seq, int64_t to, const char *what)
{
	json *o = json_object_new_object();

	jo_set_int(o, "seq", seq);
	if (to > seq)
		jo_set_int(o, "to", to);
	jo_set_str(o, "what", what);
	json_object_array_add(items, o);
}

/* Columns: seq at account action subject detail before_hash hash */
static void check_row(struct query *q, struct chain *c, json *items)
{
	int64_t seq = db_get_int(q, 0);
	const char *before = db_get_text(q, 6), *hash = db_get_text(q, 7);
	char made[HASH_TEXT];

	audit_hash(before, seq, db_get_int(q, 1),
		   (const char *const[]){ db_get_text(q, 2), db_get_text(q, 3), db_get_text(q, 4), db_get_text(q, 5) }, made);
	bool gap = seq != c->seq + 1, changed = strcmp(made, hash), follows = gap || !strcmp(before, c->hash);
	if (gap)
		name_fault(items, c->seq + 1, seq - 1, "removed");
	if (changed || !follows)
		name_fault(items, seq, seq, !changed ? "order" : follows ? "changed" : "moved");
	c->seq = seq;
	snprintf(c->hash, sizeof(c->hash), "%s", hash);
}

static void begin_chain(const json *request, struct chain *c)
{
	const char *hash = jo_str(request, "hash");

	c->seq = jo_int(request, "seq", 0);
	snprintf(c->hash, sizeof(c->hash), "%s", hash ? hash : AUDIT_NONE);
}

/* What stands outside the chain: looked for with its first rows. */
static bool look_beside(struct db *db, bool empty, json *items, struct error *err)
{
	struct query *q = db_ask(db, "SELECT seq FROM audit WHERE node <> ?1 OR seq < 1 ORDER BY seq LIMIT ?2", "si", AUDIT_NODE,
				 (int64_t)NAMED_MOST);

	while (db_step(q) == DB_ROW)
		name_fault(items, db_get_int(q, 0), 0, "foreign");
	if (!db_done(q, err))
		return false;
	if (!empty)
		return true;
	q = db_query(db, "SELECT 1 FROM account LIMIT 1");
	if (db_step(q) == DB_ROW)
		name_fault(items, 0, 0, "emptied");
	return db_done(q, err);
}

bool audit_verify_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *head = jo_str(job->request, "head");
	json *items = json_object_new_array();
	struct chain c;
	int64_t rows = 0;
	bool met = false;

	(void)now;
	begin_chain(job->request, &c);
	struct query *q = db_ask(db,
		"SELECT seq, at, account, action, subject, detail, before_hash, hash FROM audit "
		"WHERE node = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", "sii", AUDIT_NODE, c.seq, (int64_t)ROWS_MOST);
	for (; db_step(q) == DB_ROW; rows++) {
		check_row(q, &c, items);
		met |= head && !strcmp(head, c.hash);
	}
	jo_set(job->result, "items", items);
	jo_set_int(job->result, "rows", rows);
	jo_set_int(job->result, "seq", c.seq);
	jo_set_str(job->result, "hash", c.hash);
	jo_set_bool(job->result, "met", met);
	return db_done(q, err) && (jo_int(job->request, "seq", 0) || look_beside(db, !rows, items, err));
}

/* ---- the whole chain ---- */

static json *request_after(const json *before, const char *head)
{
	json *request = json_object_new_object();

	jo_set_str(request, "command", "audit verify");
	jo_set_str(request, "head", head);
	jo_set_int(request, "seq", jo_int(before, "seq", 0));
	jo_set_str(request, "hash", jo_str(before, "hash"));
	return request;
}

/* Adds one answer to the whole. */
static void gather(json *all, const json *answer)
{
	const json *items = jo_get(answer, "items");
	json *named = jo_get(all, "items");

	for (size_t i = 0; i < jo_len(items) && jo_len(named) < NAMED_MOST; i++)
		json_object_array_add(named, json_object_get(jo_at(items, i)));
	jo_set_int(all, "faults", jo_int(all, "faults", 0) + (int64_t)jo_len(items));
	jo_set_int(all, "rows", jo_int(all, "rows", 0) + jo_int(answer, "rows", 0));
	jo_set_int(all, "seq", jo_int(answer, "seq", 0));
	jo_set_str(all, "hash", jo_str(answer, "hash"));
	jo_set_bool(all, "met", jo_bool(all, "met", false) || jo_bool(answer, "met", false));
}

/* A head that was noted and is nowhere in the chain. */
static void hold_against(json *all, const struct audit_head *head, const char *what)
{
	if (jo_bool(all, "met", false))
		return;
	json *items = json_object_new_array(), *answer = json_object_new_object();
	name_fault(items, jo_int(all, "seq", 0), head->seq, what);
	jo_set(answer, "items", items);
	jo_set_int(answer, "seq", jo_int(all, "seq", 0));
	jo_set_str(answer, "hash", jo_str(all, "hash"));
	gather(all, answer);
	jo_free(answer);
}

json *admin_audit_verify(admin_ask *ask, void *arg, const struct audit_head *head, const char *what, struct error *err)
{
	const char *hash = head && *head->hash ? head->hash : NULL;
	json *all = json_object_new_object();
	int64_t rows;

	jo_set(all, "items", json_object_new_array());
	do {
		json *answer = ask(arg, request_after(all, hash), err);
		if (!answer) {
			jo_free(all);
			return NULL;
		}
		rows = jo_int(answer, "rows", 0);
		gather(all, answer);
		jo_free(answer);
	} while (rows == ROWS_MOST);
	if (hash)
		hold_against(all, head, what);
	return all;
}
