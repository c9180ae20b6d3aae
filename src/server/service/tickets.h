/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets.h -- tickets in the store: made from a form, moved by actions, listed, read.
 *
 * A ticket changes only by an event: check with ticket_may(), append the event, apply it, write the
 * projection, tell those concerned; all in one transaction.
 */
#ifndef SERVER_TICKETS_H
#define SERVER_TICKETS_H

#include "hotline/ticket.h"
#include "server/service/contact.h"

void actor_of(const struct user *u, struct ticket_actor *who);

/*
 * POST /tickets, which may fill in the body's fields. `right_by`: the city for which the whole form was found right, NULL:
 * it is looked at. NULL: err, or problems when the form is wrong (ERROR_INPUT with problems). Caller frees.
 */
struct ticket *tickets_create(struct work *w, const struct user *by, const json *body, const struct city *right_by,
			      struct form_problems *problems, struct error *err);
/*
 * NULL with ERROR_NOT_FOUND when there is none or this reader may not know of it. `who` NULL: the
 * server itself; else its caller_here is filled.
 */
struct ticket *tickets_load(struct work *w, const char *no, struct ticket_actor *who, struct error *err);
/* POST /tickets/{no}/actions on a loaded ticket. */
bool tickets_act(struct work *w, struct ticket *t, const struct ticket_actor *who, const char *action,
		 json *body, struct form_problems *problems, struct error *err);
/* For this reader: phone numbers masked unless they are its agent. Caller frees. */
json *tickets_show(struct work *w, const struct ticket *t, const struct ticket_actor *who);
/* POST /tickets/{no}/reveal: {number, callback} in full, of its caller or of the one who joined by the body's
 * contact_id, into the audit chain. NULL: refused. Caller frees. */
json *tickets_reveal(struct work *w, const struct ticket *t, const struct ticket_actor *who, const json *body,
		     struct form_problems *problems, struct error *err);
json *tickets_history(struct work *w, const struct ticket *t, const struct ticket_actor *who, struct error *err);

/* {"units": [{unit, name, basis, why, dispatched, returned, solved, score}], "duplicates": [{no, title, …}]}. */
json *tickets_suggest(struct work *w, const struct ticket *t, const struct ticket_actor *who);

/* GET /tickets: filters are read through `get` (NULL: not given). NULL: err. {"items", "next"}. */
json *tickets_list(struct work *w, const struct ticket_actor *who,
		   const char *(*get)(void *arg, const char *name), void *arg, int limit, struct error *err);
/* How many each view of this user holds: {"items": [{"view", "count"}], "next"}. */
json *tickets_views(struct work *w, const struct ticket_actor *who);
/* POST /callers/lookup: earlier tickets and contacts of the number in the body, which must be one that this user has
 * in hand, into the audit chain. NULL: refused. Caller frees. */
json *tickets_caller_past(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
			  struct error *err);

/* The server's own move: an answered or transferred ticket closes. */
bool ticket_close_finished(struct work *w, const char *no, struct error *err);
/* Alarms of its clocks that are due, to those concerned; then waits for the next. */
bool ticket_raise_alarms(struct work *w, const char *no, struct error *err);

#endif
