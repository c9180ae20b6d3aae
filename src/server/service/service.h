/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service.h -- the work of the server, below the routes and above the store.
 *
 * Services that change something run on the writer thread, one at a time, so what they
 * read stays true until they return. They know no HTTP: a refusal is a `struct error`, whose
 * kind the route turns into a status.
 */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include <string.h>

#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/form.h"
#include "hotline/json.h"
#include "hotline/ticket.h"
#include "server/port.h"
#include "server/server.h"
#include "server/service/outbox.h"

/* Where a service works: one transaction (or reader), one realm, one time. */
struct work {
	struct server *server;
	struct db *db;
	const char *realm;
	instant now;
};
static inline bool work_in_city(const struct work *w)
{
	return !strcmp(w->realm, "city");
}
/* A list as the API shows it: {"items", "next"}. Takes the items; `next` NULL: this was the last page. */
json *page_of(json *items, const char *next);

/* queue.c: who gets the call. */
struct presence {
	char state[16];         /* offline, ready, ringing, talking, wrap_up, break, not_ready */
	char reason[244], contact[40];    /* reason: 60 characters */
	instant since, ready_since;
};
/* What people call the user of an account; its id when there is none. */
void account_name(struct work *w, const char *id, char name[NAME_TEXT]);
bool presence_load(struct work *w, const char *account, struct presence *p, struct error *err);
json *presence_to_json(const struct presence *p);
/* Free again: ready for the next call when this is an agent whose event stream is open, else offline. */
bool presence_after_call(struct work *w, const char *account, const char *why, struct error *err);
/* Stores and tells the agent and the supervisors; `contact` NULL: none. */
bool presence_set(struct work *w, const char *account, const char *state, const char *reason,
		  const char *contact, struct error *err);
/* The agent asks for ready, not_ready, break or offline. */
bool presence_request(struct work *w, const char *account, const char *state, const char *reason, struct error *err);
/* What this agent did today: {contacts, talk_s (mean), tickets, answered}. */
json *presence_today(struct work *w, const char *account);
/* {"items", "next"}: every seat with its state. NULL: err. Caller frees. */
json *seats_list(struct work *w, struct error *err);
/* {waiting, oldest_at, position} for the skills of one agent. */
json *queue_summary(struct work *w, const struct user *u, struct error *err);
/* The first event of a stream: {presence, contact}. */
json *queue_hello(struct work *w, const struct user *u);
/* Offers waiting contacts to ready agents; call after anything that may let one through. */
bool queue_offer(struct work *w, struct error *err);

/* timers.c: called some times a second by the timer thread; reads, and leaves the writing to the writer. */
struct timers *timers_new(void);
void timers_free(struct timers *t);
void server_tick(struct server *s);

/* knowledge.c */
enum knowledge_shelf { SHELF_ARTICLES, SHELF_PRECEDENTS };
struct knowledge *knowledge_new(enum knowledge_shelf shelf);
void knowledge_free(struct knowledge *k);
/* Reads the current articles again and builds the index anew; any thread, blocks. */
bool knowledge_reload(struct server *s, struct knowledge *k, struct error *err);

/* audit.c: one hash chain per node; in the same transaction as what it records. Takes detail. */
bool audit_add(struct work *w, const char *account, const char *action, const char *subject,
	       json *detail, struct error *err);
/* A page of the chain, newest first; `account` is an id or a username, NULL: all. NULL: err. Numbers are masked. */
struct audit_filter { const char *account, *action, *subject; int64_t before; int limit; };
json *audit_list(struct work *w, const struct audit_filter *f, struct error *err);
/* May the body's `reason` stand in the chain: a text of at most 500 characters, there when `required`? */
bool audit_reason_fits(const json *body, bool required, struct form_problems *problems, struct error *err);

#endif
