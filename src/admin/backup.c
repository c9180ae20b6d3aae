/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup.c -- a copy of the store while it is in use, and what the store remembers of its copies.
 *
 * The copy is one state of the store: rows that are only ever added (events, audit) are counted before, in the copy and
 * after, so that a copy of something else shows at once. It is made by a reader, so nobody waits for it; that it was
 * made is noted by a second command.
 */
#include <string.h>
#include <sys/stat.h>

#include "admin/private.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct { const char *name, *sql; bool only_added; } counted[] = {
	{ "accounts", "SELECT COUNT(*) FROM account", false },
	{ "contacts", "SELECT COUNT(*) FROM contact", false },
	{ "tickets", "SELECT COUNT(*) FROM ticket", false },
	{ "events", "SELECT COUNT(*) FROM ticket_event", true },
	{ "audit", "SELECT COUNT(*) FROM audit", true },
};

json *admin_counts(struct db *db, struct error *err)
{
	json *o = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		struct query *q = db_query(db, counted[i].sql);
		jo_set_int(o, counted[i].name, db_step(q) == DB_ROW ? db_get_int(q, 0) : 0);
		if (!db_done(q, err)) {
			jo_free(o);
			return NULL;
		}
	}
	return o;
}

/* What the copy holds; and the head of its audit chain is noted beside it. */
static json *count_file(const char *file, struct audit_head *head, struct error *err)
{
	struct db *db = db_open(file, true, err);
	json *counts = db && audit_head_of(db, head, err) ? admin_counts(db, err) : NULL;

	db_close(db);
	if (!counts || !head->seq || audit_head_write(file, head, err))
		return counts;
	jo_free(counts);
	return NULL;
}

static bool is_between(const json *before, const json *copy, const json *after)
{
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		int64_t n = jo_int(copy, counted[i].name, -1);
		if (counted[i].only_added &&
		    (n < jo_int(before, counted[i].name, 0) || n > jo_int(after, counted[i].name, 0)))
			return false;
	}
	return true;
}

bool backup_prepare(struct admin_job *job, const struct city *city, struct error *err)
{
	(void)city;
	return jo_str(job->request, "file")[0] == '/' ||
	       error_set(err, ERROR_INPUT, _("The name of the copy must be absolute."));
}

bool backup_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *file = jo_str(job->request, "file");
	json *before = admin_counts(db, err);
	struct audit_head head = { 0 };
	json *copy = before && store_copy(db, file, err) ? count_file(file, &head, err) : NULL;
	json *after = copy ? admin_counts(db, err) : NULL;
	bool ok = after && (is_between(before, copy, after) ||
			    error_set(err, ERROR_TRUST, _("The copy %s does not hold what the store holds; do not use it."), file));
	struct stat st;

	jo_set_str(job->result, "file", file);
	jo_set_time(job->result, "at", now);
	jo_set_int(job->result, "bytes", stat(file, &st) == 0 ? st.st_size : 0);
	jo_set(job->result, "counts", copy);
	if (head.seq) {
		jo_set_int(job->result, "audit_row", head.seq);
		jo_set_str(job->result, "audit_hash", head.hash);
	}
	jo_free(before);
	jo_free(after);
	return ok;
}

/* ---- what is remembered ---- */

static const char *const noted[] = { "backup", "drill" };

static const char *note_name(const char *what)
{
	static const char *const names[] = { "last_backup", "last_drill" };

	for (size_t i = 0; i < ARRAY_SIZE(noted); i++)
		if (!strcmp(noted[i], what))
			return names[i];
	return NULL;
}

bool note_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *what = jo_str(job->request, "what"), *name = note_name(what);
	json *value = jo_get(job->request, "value");

	if (!name || !value)
		return error_set(err, ERROR_INPUT, _("`%.32s` cannot be noted."), what);
	return db_run(db, err, "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
		      "ss", name, jo_text(value)) == DB_END &&
	       admin_audit_add(db, now, ADMIN_BY, what, "store", jo_copy(value), err);
}

static bool add_noted(struct db *db, json *o, struct error *err)
{
	struct query *q = db_query(db, "SELECT name, value FROM meta WHERE name IN ('last_backup', 'last_drill')");

	while (db_step(q) == DB_ROW) {
		json *value = jo_parse(db_get_text(q, 1), strlen(db_get_text(q, 1)), NULL);
		instant at;
		if (jo_str(value, "at") && clock_parse(jo_str(value, "at"), &at))
			jo_set_time(value, "at", at);   /* who noted it may not have known the city's time */
		jo_set(o, db_get_text(q, 0), value);
	}
	return db_done(q, err);
}

static bool add_head(struct db *db, json *o, struct error *err)
{
	struct query *q = db_ask(db, "SELECT seq, at, hash FROM audit WHERE node = ?1 ORDER BY seq DESC LIMIT 1", "s", AUDIT_NODE);

	if (db_step(q) == DB_ROW) {
		json *head = json_object_new_object();
		jo_set_str(head, "node", AUDIT_NODE);
		jo_set_int(head, "seq", db_get_int(q, 0));
		jo_set_time(head, "at", db_get_int(q, 1));
		jo_set_str(head, "hash", db_get_text(q, 2));
		jo_set(o, "audit_head", head);
	}
	return db_done(q, err);
}

bool admin_store_status(struct db *db, json *o, struct error *err)
{
	jo_set_int(o, "schema", store_schema_version());
	return add_noted(db, o, err) && add_head(db, o, err);
}

bool store_status_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	(void)now;
	return admin_store_status(db, job->result, err);
}
