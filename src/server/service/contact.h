/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contact.h -- one call, from ringing in to wrapped up, and the drafts that belong to it.
 *
 * States: queued, offered, talking, held, wrap_up, done, abandoned, call_back, orphaned. The
 * agent of a contact keeps it through a lost line; drafts follow the contact, not the person.
 */
#ifndef SERVER_CONTACT_H
#define SERVER_CONTACT_H

#include "server/service/service.h"

struct contact {
	char id[40], channel[33], skill[33], state[12], agent[40];
	char *source_id, *number, *number_shown, *name, *text;
	int priority;
	instant head, queued_at, offered_at, answered_at, ended_at, done_at, touched_at;   /* 0: not yet */
	json *body;
};
void contact_release(struct contact *c);

/* A row of SELECT CONTACT_COLUMNS; release it. */
#define CONTACT_COLUMNS                                                        \
	"id, channel, source_id, number, number_shown, name, skill, priority, text, state, agent, " \
	"head, queued_at, offered_at, answered_at, ended_at, done_at, touched_at, body "
void contact_read_row(struct query *q, struct contact *c);
/* False: ERROR_NOT_FOUND in err. */
bool contact_load(struct work *w, const char *id, struct contact *c, struct error *err);
/* Writes state, agent, times and body back. */
bool contact_save(struct work *w, const struct contact *c, struct error *err);
/* API shape `contact`; whole: with the full number (for its agent), else masked. */
json *contact_to_json(struct work *w, const struct contact *c, bool whole);
/* contact.updated to its agent (whole) and the supervisors (masked). */
bool contact_tell(struct work *w, const struct contact *c, struct error *err);
bool contact_tell_wall(struct work *w, const struct contact *c, struct error *err);
/* Rings an agent who is free: contact.offered, with how often the number came before. */
bool contact_ring(struct work *w, struct contact *c, const char *account, struct error *err);
bool contact_is_held(const struct contact *c);          /* talking, held, wrap_up or orphaned */

/* {"items", "next"}, newest first: all for a supervisor; an agent's own, and whoever waits to be called back.
 * `state` NULL: any. NULL: err. Caller frees. */
json *contacts_list(struct work *w, const struct user *u, const char *state, const char *cursor, int limit,
		    struct error *err);
/* The newest contacts of a number (normalised), as rows. Caller frees. */
json *contacts_of_number(struct work *w, const char *digits, struct error *err);

/* Has this agent a contact of that number (normalised) in hand? */
bool contact_number_in_hand(struct work *w, const char *account, const char *digits);

/* A new contact from a gateway. *existing: one of the same channel and source_id, unchanged. */
bool contact_create(struct work *w, const json *body, struct contact *c, bool *existing,
		    struct form_problems *problems, struct error *err);

/* One verb of POST /contacts/{id}/VERB by one user; the body may be NULL. ERROR_INPUT: problems say what in it. */
struct contact_order {
	const struct user *by;
	const json *body;
	struct form_problems *problems;
};
typedef bool contact_verb(struct work *w, struct contact *c, const struct contact_order *o, struct error *err);
contact_verb contact_answer, contact_decline, contact_hold, contact_resume, contact_hang_up,
	contact_wrap_up_done, contact_transfer, contact_conference, contact_call_back, contact_take,
	contact_give, contact_observe, contact_abandon, contact_ended;

/* Had this user the contact until a moment ago? What they typed last is taken still, so that nothing is lost. */
bool contact_was_just(const struct work *w, const struct contact *c, const char *account);

/* Had this user the call before who has it now, and does it go on? What was typed in time but came late is one more form. */
bool contact_goes_on_without(const struct contact *c, const char *account);

/* Used by the timers. */
bool contact_back_to_queue(struct work *w, struct contact *c, const char *why, struct error *err);
bool contact_finish(struct work *w, struct contact *c, struct error *err);      /* wrap-up is over */

/* drafts.c */
struct draft {
	int n, form_version;
	int64_t revision;       /* 0: there is none yet */
	json *fields;
	char ticket[24];
	bool open;              /* handed to an emergency line: the record is written on until the call is over */
	instant updated_at;
};
void draft_release(struct draft *d);
bool draft_load(struct work *w, const char *contact, int n, struct draft *d, struct error *err);
/*
 * ERROR_VERSION when base is not the stored revision: *d is then the stored draft. Who watches hears of it, and the
 * contact's agent when somebody else wrote it.
 */
bool draft_put(struct work *w, struct contact *c, const char *by, int n, int64_t base, int64_t form_version,
	       json *fields, struct draft *d, struct error *err);
/* The form became this ticket: it is kept as it was submitted, whatever of it had been saved. */
bool draft_submitted(struct work *w, const char *contact, const char *by, const struct draft *d, struct error *err);
json *draft_to_json(const struct draft *d);
/* True for the current form version and those replaced less than 30 days ago. */
bool form_version_is_known(struct work *w, int64_t version);

#endif
