/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * presence.c -- what each agent is doing, and since when.
 *
 * ringing, talking and wrap_up are the server's; an agent may only ask for the others, and not
 * while a contact is theirs. A row that is missing means offline.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/service.h"

json *page_of(json *items, const char *next)
{
	json *o = json_object_new_object();

	jo_set(o, "items", items);
	if (next)
		jo_set_str(o, "next", next);
	else
		jo_set_null(o, "next");
	return o;
}

void account_name(struct work *w, const char *id, char name[NAME_TEXT])
{
	struct query *q = db_ask(w->db, "SELECT name FROM account WHERE id = ?1", "s", id);

	text_copy(name, NAME_TEXT, db_step(q) == DB_ROW ? db_get_text(q, 0) : id);
	db_done(q, NULL);
}

bool presence_load(struct work *w, const char *account, struct presence *p, struct error *err)
{
	memset(p, 0, sizeof(*p));
	snprintf(p->state, sizeof(p->state), "offline");
	struct query *q = db_ask(w->db,
				 "SELECT state, reason, contact, since, ready_since FROM presence "
				 "WHERE realm = ?1 AND account = ?2", "ss", w->realm, account);
	if (db_step(q) == DB_ROW) {
		db_copy_text(q, 0, p->state, sizeof(p->state));
		db_copy_text(q, 1, p->reason, sizeof(p->reason));
		db_copy_text(q, 2, p->contact, sizeof(p->contact));
		p->since = db_get_int(q, 3);
		p->ready_since = db_get_int(q, 4);
	}
	return db_done(q, err);
}

json *presence_to_json(const struct presence *p)
{
	json *o = json_object_new_object();

	jo_set_str(o, "state", p->state);
	jo_set_time(o, "since", p->since ? p->since : INSTANT_NONE);
	jo_set_str(o, "reason", p->reason[0] ? p->reason : NULL);
	jo_set_str(o, "contact_id", p->contact[0] ? p->contact : NULL);
	return o;
}

/* The agent hears of every change; supervisors hear whose it is. */
static bool tell(struct work *w, const char *account, const struct presence *p, struct error *err)
{
	struct audience agent = { .user = account }, wall = { .roles = ROLE_SUPERVISOR };

	if (!event_send(w->server, w->db, w->realm, &agent, "presence.updated", presence_to_json(p), err))
		return false;
	json *for_wall = presence_to_json(p);
	jo_set_str(for_wall, "user_id", account);
	return event_send(w->server, w->db, w->realm, &wall, "seat.updated", for_wall, err);
}

/* Now, but never the same twice: who was ready first is first, within one millisecond too. */
static instant next_ready(struct work *w)
{
	struct server *s = w->server;

	s->last_ready = w->now > s->last_ready ? w->now : s->last_ready + 1;
	return s->last_ready;
}

bool presence_set(struct work *w, const char *account, const char *state, const char *reason,
		  const char *contact, struct error *err)
{
	struct presence p;

	if (!presence_load(w, account, &p, err))
		return false;
	bool same_state = !strcmp(p.state, state);
	bool ready = !strcmp(state, "ready");
	/* Ringing keeps the place among the ready, so that a caller who hangs up costs nobody their turn. */
	bool keeps_place = !strcmp(p.state, "ringing") || same_state;
	if (ready && !(keeps_place && p.ready_since))
		p.ready_since = next_ready(w);
	else if (!ready && strcmp(state, "ringing"))
		p.ready_since = 0;
	if (!same_state)
		p.since = w->now;
	text_copy(p.state, sizeof(p.state), state);
	text_copy(p.reason, sizeof(p.reason), reason);
	text_copy(p.contact, sizeof(p.contact), contact);
	enum db_result done = db_run(w->db, err,
		"INSERT INTO presence (realm, account, state, reason, since, ready_since, contact) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (realm, account) DO UPDATE SET "
		"state = ?3, reason = ?4, since = ?5, ready_since = ?6, contact = ?7",
		"ssssiis", w->realm, account, state, reason, p.since, p.ready_since, contact);
	return done == DB_END && tell(w, account, &p, err);
}

/* In a practice session everybody does. */
static bool takes_calls(struct work *w, const char *account)
{
	if (!work_in_city(w))
		return true;
	struct query *q = db_ask(w->db, "SELECT 1 FROM account WHERE id = ?1 AND ' ' || roles || ' ' LIKE '% agent %'",
				 "s", account);
	bool found = db_step(q) == DB_ROW;

	db_done(q, NULL);
	return found;
}

bool presence_after_call(struct work *w, const char *account, const char *why, struct error *err)
{
	bool ready = events_streams(w->server, w->realm, account) > 0 && takes_calls(w, account);

	return presence_set(w, account, ready ? "ready" : "offline", why, NULL, err);
}

static bool may_ask_for(const char *state)
{
	static const char *const states[] = { "ready", "not_ready", "break", "offline" };

	for (size_t i = 0; state && i < ARRAY_SIZE(states); i++)
		if (!strcmp(state, states[i]))
			return true;
	return false;
}

bool presence_request(struct work *w, const char *account, const char *state, const char *reason, struct error *err)
{
	struct presence p;

	if (!may_ask_for(state))
		return error_set(err, ERROR_INPUT,
				 _("The state must be ready, not_ready, break or offline."));
	if (!presence_load(w, account, &p, err))
		return false;
	if (p.contact[0])
		return error_set(err, ERROR_STATE,
				 _("A call is with you; finish it or decline it before changing your state."));
	if (!strcmp(state, "ready") && !events_streams(w->server, w->realm, account))
		return error_set(err, ERROR_STATE,
				 _("Open the event stream first: without it no call can reach you."));
	return presence_set(w, account, state, reason, NULL, err) && queue_offer(w, err);
}
