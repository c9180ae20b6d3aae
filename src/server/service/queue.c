/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.c -- who gets the call: the agent with its skill who has been ready longest.
 *
 * Among the waiting, priority goes before age, and a contact that came back unanswered stands at
 * the head of its priority. Offers are made on the writer thread only, so no contact can be
 * offered twice and no agent rung twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/contact.h"

struct candidate {
	char account[40], skills[256];
};

static size_t ready_agents(struct work *w, struct candidate **list, struct error *err)
{
	size_t count = 0, alloc = 0;
	struct query *q = db_ask(w->db,
		"SELECT p.account, a.skills FROM presence p JOIN account a ON a.id = p.account "
		"WHERE p.realm = ?1 AND p.state = 'ready' AND a.disabled = 0 "
		"ORDER BY p.ready_since, p.account", "s", w->realm);

	*list = NULL;
	while (db_step(q) == DB_ROW) {
		ARRAY_GROW(*list, count + 1, alloc);
		struct candidate *c = &(*list)[count++];
		snprintf(c->account, sizeof(c->account), "%s", db_get_text(q, 0));
		snprintf(c->skills, sizeof(c->skills), " %s ", db_get_text(q, 1));
	}
	db_done(q, err);
	return count;
}

/* The contact that an agent with these skills should get next; false when none waits. */
static bool next_contact(struct work *w, const char *skills, char id[40], struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT id FROM contact WHERE realm = ?1 AND state = 'queued' "
		"AND ?2 LIKE '% ' || skill || ' %' "
		"ORDER BY priority DESC, CASE WHEN head > 0 THEN 0 ELSE 1 END, queued_at, id LIMIT 1",
		"ss", w->realm, skills);
	bool found = db_step(q) == DB_ROW;

	if (found)
		snprintf(id, 40, "%s", db_get_text(q, 0));
	return db_done(q, err) && found;
}

/* What the banner shows before the call is answered: how often this number came before. */
static int64_t earlier_tickets(struct work *w, const char *number)
{
	if (!number)
		return 0;
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND number = ?2",
				 "ss", w->realm, number);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, NULL);
	return n;
}

static bool offer(struct work *w, const char *id, const char *account, struct error *err)
{
	struct contact c;

	if (!contact_load(w, id, &c, err))
		return false;
	snprintf(c.state, sizeof(c.state), "offered");
	snprintf(c.agent, sizeof(c.agent), "%s", account);
	c.offered_at = w->now;
	json *data = json_object_new_object(), *shown = contact_to_json(w, &c, true);
	jo_set_int(shown, "earlier_tickets", earlier_tickets(w, c.number));
	jo_set(data, "contact", shown);
	jo_set_int(data, "ring_seconds", w->server->config.ring / 1000);
	struct audience to = { .user = account };
	bool ok = contact_save(w, &c, err) &&
		  event_send(w->server, w->db, w->realm, &to, "contact.offered", data, err) &&
		  presence_set(w, account, "ringing", NULL, id, err);
	contact_release(&c);
	return ok;
}

static bool anybody_waits(struct work *w, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT 1 FROM contact WHERE realm = ?1 AND state = 'queued' LIMIT 1", "s",
				 w->realm);
	bool waits = db_step(q) == DB_ROW;

	return db_done(q, err) && waits;
}

bool queue_offer(struct work *w, struct error *err)
{
	struct candidate *agents;
	struct error failed = ERROR_INIT;
	bool waiting = anybody_waits(w, &failed);
	char id[40];

	if (!waiting && err)
		*err = failed;
	if (!waiting)
		return failed.kind == ERROR_NONE;
	size_t count = ready_agents(w, &agents, &failed);

	for (size_t i = 0; i < count && failed.kind == ERROR_NONE; i++) {
		if (!events_streams(w->server, w->realm, agents[i].account))
			continue;       /* the timers settle what became of a lost stream */
		if (next_contact(w, agents[i].skills, id, &failed))
			offer(w, id, agents[i].account, &failed);
	}
	free(agents);
	if (failed.kind != ERROR_NONE && err)
		*err = failed;
	return failed.kind == ERROR_NONE;
}

/* Where this agent stands among the ready: 1 is next. */
static int64_t position_of(struct work *w, const char *account, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*) FROM presence p JOIN presence me ON me.realm = p.realm "
		"WHERE me.realm = ?1 AND me.account = ?2 AND me.state = 'ready' AND p.state = 'ready' "
		"AND (p.ready_since < me.ready_since OR "
		"(p.ready_since = me.ready_since AND p.account <= me.account))",
		"ss", w->realm, account);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, err);
	return n;
}

json *queue_summary(struct work *w, const struct user *u, struct error *err)
{
	char skills[260];
	json *o = json_object_new_object();

	/* A reader without skills of their own (a supervisor) sees the whole queue. */
	snprintf(skills, sizeof(skills), " %s ", u ? u->skills : "");
	bool all = !u || !u->skills[0];
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*), MIN(queued_at) FROM contact WHERE realm = ?1 AND state = 'queued' "
		"AND (?3 = 1 OR ?2 LIKE '% ' || skill || ' %')",
		"ssi", w->realm, skills, (int64_t)all);
	bool row = db_step(q) == DB_ROW;
	jo_set_int(o, "waiting", row ? db_get_int(q, 0) : 0);
	jo_set_time(o, "oldest_at", row && !db_is_null(q, 1) ? db_get_int(q, 1) : INSTANT_NONE);
	db_done(q, err);
	int64_t position = u ? position_of(w, u->id, err) : 0;
	if (position)
		jo_set_int(o, "position", position);
	else
		jo_set_null(o, "position");
	return o;
}

json *queue_hello(struct server *s, const struct user *u, struct db *db)
{
	struct work w = { s, db, u->realm, clock_now() };
	struct presence p;
	struct contact c;
	json *hello = json_object_new_object();

	if (!presence_load(&w, u->id, &p, NULL))
		return hello;
	jo_set(hello, "presence", presence_to_json(&p));
	if (p.contact[0] && contact_load(&w, p.contact, &c, NULL)) {
		jo_set(hello, "contact", contact_to_json(&w, &c, true));
		contact_release(&c);
	} else {
		jo_set_null(hello, "contact");
	}
	return hello;
}
