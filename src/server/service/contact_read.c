/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contact_read.c -- lists of contacts.
 *
 * Each question walks one index from the newest row on and stops at the page's end. Contacts that go on are few, so
 * they are taken by their state; those that are over are nearly all, so the newest of all are looked through. A
 * cursor is "QUEUED_AT-ID" of the last row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/i18n.h"
#include "server/service/contact.h"

#define BEFORE "(queued_at < ?2 OR (queued_at = ?2 AND id < ?3)) "
#define NEWEST "ORDER BY queued_at DESC, id DESC LIMIT ?4"
/* The same of a few rows; a sum is in no index, so it is the state's that is taken. */
#define BEFORE_FEW "(queued_at + 0 < ?2 OR (queued_at = ?2 AND id < ?3)) "
#define NEWEST_FEW "ORDER BY queued_at + 0 DESC, id DESC LIMIT ?4"

struct place {
	int64_t at;
	char id[40];
};

static bool read_cursor(const char *cursor, struct place *p)
{
	char *end;

	*p = (struct place){ INT64_MAX, "" };
	if (!cursor)
		return true;
	p->at = strtoll(cursor, &end, 10);
	if (end == cursor || *end != '-' || strlen(end + 1) >= sizeof(p->id))
		return false;
	snprintf(p->id, sizeof(p->id), "%s", end + 1);
	return true;
}

static bool goes_on(const char *state)
{
	return strcmp(state, "done") && strcmp(state, "abandoned");
}

/* ?1 realm, ?2 ?3 the cursor, ?4 the limit, then the state and the agent. */
static struct query *ask_all(struct work *w, const char *state, const struct place *from, int64_t limit)
{
	if (!state)
		return db_ask(w->db, "SELECT " CONTACT_COLUMNS "FROM contact WHERE realm = ?1 AND " BEFORE NEWEST, "sisi",
			      w->realm, from->at, from->id, limit);
	return db_ask(w->db, goes_on(state) ?
		      "SELECT " CONTACT_COLUMNS "FROM contact WHERE realm = ?1 AND state = ?5 AND " BEFORE_FEW NEWEST_FEW :
		      "SELECT " CONTACT_COLUMNS "FROM contact WHERE realm = ?1 AND state || '' = ?5 AND " BEFORE NEWEST,
		      "sisis", w->realm, from->at, from->id, limit, state);
}

static struct query *ask_own(struct work *w, const char *agent, const char *state, const struct place *from,
			     int64_t limit)
{
	return db_ask(w->db,
		      "SELECT " CONTACT_COLUMNS "FROM (SELECT * FROM (SELECT " CONTACT_COLUMNS "FROM contact "
		      "WHERE realm = ?1 AND agent = ?6 AND (?5 IS NULL OR state || '' = ?5) AND " BEFORE NEWEST ") AS own "
		      "UNION ALL SELECT * FROM (SELECT " CONTACT_COLUMNS "FROM contact "
		      "WHERE realm = ?1 AND state = 'call_back' AND (agent IS NULL OR agent <> ?6) "
		      "AND (?5 IS NULL OR ?5 = 'call_back') AND " BEFORE_FEW NEWEST_FEW ") AS waiting) AS seen " NEWEST,
		      "sisiss", w->realm, from->at, from->id, limit, state, agent);
}

static json *read_page(struct work *w, struct query *q, int limit, struct error *err)
{
	json *items = json_object_new_array();
	char next[80] = "";
	bool more = false;
	struct contact c;

	while (!more && db_step(q) == DB_ROW) {
		contact_read_row(q, &c);
		more = (int)jo_len(items) == limit;
		if (!more) {
			json_object_array_add(items, contact_to_json(w, &c, false));
			snprintf(next, sizeof(next), "%lld-%s", (long long)c.queued_at, c.id);
		}
		contact_release(&c);
	}
	if (db_done(q, err))
		return page_of(items, more ? next : NULL);
	jo_free(items);
	return NULL;
}

json *contacts_list(struct work *w, const struct user *u, const char *state, const char *cursor, int limit,
		    struct error *err)
{
	struct place from;

	if (!read_cursor(cursor, &from)) {
		error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), "cursor");
		return NULL;
	}
	int64_t rows = (int64_t)limit + 1;
	return read_page(w, u->roles & ROLE_SUPERVISOR ? ask_all(w, state, &from, rows)
						       : ask_own(w, u->id, state, &from, rows), limit, err);
}

static json *past_row(struct query *q)
{
	static const char *const times[] = { "queued_at", "answered_at", "ended_at" };
	json *o = json_object_new_object();

	jo_set_str(o, "id", db_get_text(q, 0));
	jo_set_str(o, "channel", db_get_text(q, 1));
	jo_set_str(o, "state", db_get_text(q, 2));
	for (int i = 0; i < 3; i++)
		if (!db_is_null(q, 3 + i))
			jo_set_time(o, times[i], db_get_int(q, 3 + i));
	return o;
}

json *contacts_of_number(struct work *w, const char *digits, struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT id, channel, state, queued_at, answered_at, ended_at FROM contact "
		"WHERE realm = ?1 AND number = ?2 ORDER BY queued_at DESC LIMIT 50", "ss", w->realm, digits);

	while (db_step(q) == DB_ROW)
		json_object_array_add(items, past_row(q));
	if (db_done(q, err))
		return items;
	jo_free(items);
	return NULL;
}
