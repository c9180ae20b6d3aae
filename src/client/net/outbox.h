/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox.h -- submissions that cannot be lost: on the disk first, then over the wire until
 * answered.
 *
 * outbox_put() seals the submission into a file and syncs it before it returns; then it
 * is sent under its Idempotency-Key until the server answers, over restarts and new sessions.
 * Items of one lane (a ticket, a contact) go in order, one at a time; lanes do not wait for
 * each other. An accepted item is erased from the file at once. A refused one stays, with the
 * reason, until it is corrected (under the same key, as the API allows) or discarded; those
 * after it in its lane go on, for the server judges each by its version and state. Only an item
 * that was put to follow another one is not sent when that one was refused or discarded.
 *
 * A screen shows items by outbox_at() and their state; it submits with the verbs of work.h.
 */
#ifndef CLIENT_OUTBOX_H
#define CLIENT_OUTBOX_H

#include "client/net/net.h"
#include "client/net/sealed.h"

/* Typed is the state of a form that has not been submitted: journal and draft hold it. */
enum submission {
	SUBMISSION_TYPED,
	SUBMISSION_QUEUED,
	SUBMISSION_SENT,
	SUBMISSION_ACCEPTED,
	SUBMISSION_REFUSED,
	SUBMISSION_OLD,         /* not sent without asking: outbox_allow(), or discard */
};

/*
 * A server keeps the answer to a key for a week at least. What is older may have been accepted in a way that neither
 * side remembers, so it asks; as does what a clock that jumped dates into the future.
 */
enum { OUTBOX_ITEMS_MOST = 1000, OUTBOX_ACCEPTED_KEPT = 50, OUTBOX_OLD_DAYS = 6 };

struct outbox_item {
	char key[40];           /* Idempotency-Key; names the item */
	char *lane;             /* "contact/ID" or "ticket/NO" */
	char after[40];         /* key of the item without which this one makes no sense; "" */
	char *path;
	char *contact;          /* of a form; "" else */
	int draft;
	char *form;             /* of a move: the journal's name of the form it comes back to; "": none */
	json *typed;            /* the texts of that form; NULL: none */
	json *body;
	int64_t if_match;       /* 0: none */
	enum submission state;
	instant at;             /* submitted */
	bool in_memory_only;    /* the disk refused it: say so until it is accepted */
	char no[24];            /* accepted: the ticket's number */
	char sentence[768];     /* why it waits or was refused; "" */
	struct problem problem; /* of SUBMISSION_REFUSED */
	int64_t retry_at;       /* monotonic ms; 0: now */
	int tries;
	uint64_t request;       /* in flight */
};

struct outbox;
struct outbox_hooks {
	/* An item changed; `answer` only when one came. The item is valid during the call. */
	void (*changed)(void *arg, const struct outbox_item *item, const struct net_answer *answer);
	void *arg;
};
/*
 * Reads what an earlier run left. `key` is borrowed. NULL: err (ERROR_TRUST: sealed with
 * another key).
 */
/* `dir` -1: from memory alone, for a disk that takes nothing; never NULL then. */
struct outbox *outbox_new(struct net *n, int dir, const struct seal_key *key,
			  const struct outbox_hooks *hooks, struct error *err);
void outbox_free(struct outbox *o);

struct outbox_entry {
	const char *lane, *path;        /* copied */
	const char *key;                /* NULL: a new one; what is put twice under one key is carried out once */
	const char *after;              /* key of an item of the same lane to be accepted first; NULL */
	const char *contact;            /* of a form, or NULL */
	int draft;
	const char *form;               /* copied; NULL: none */
	json *typed;                    /* taken; NULL: none */
	json *body;                     /* taken */
	int64_t if_match;
};
/*
 * Keeps and queues; may block for one fdatasync. The key of the item, borrowed; NULL with err
 * when there are too many. When the disk refuses, the item goes from memory alone
 * (in_memory_only) and its sentence says so.
 */
const char *outbox_put(struct outbox *o, const struct outbox_entry *entry, struct error *err);
/*
 * A refused item again with another body (taken), same key. False: no such item, or it was not
 * refused.
 */
bool outbox_correct(struct outbox *o, const char *key, json *body, int64_t if_match, struct error *err);
/* An old one goes as if it were put now. */
void outbox_allow(struct outbox *o, const char *key);
/* Gives up an item that is not on its way. False when it is, or is not known. */
bool outbox_discard(struct outbox *o, const char *key, struct error *err);

size_t outbox_count(const struct outbox *o);                   /* accepted ones at the end */
const struct outbox_item *outbox_at(const struct outbox *o, size_t i);
const struct outbox_item *outbox_find(const struct outbox *o, const char *key);
/* The newest refused move that comes back to this form; NULL. */
const struct outbox_item *outbox_refused_of(const struct outbox *o, const char *form);
/* The newest item of a form; NULL. */
const struct outbox_item *outbox_of_form(const struct outbox *o, const char *contact, int draft);
size_t outbox_waiting(const struct outbox *o);                 /* queued, sent or refused */

/* Places in the file that could not be read when it was opened. */
size_t outbox_damaged(const struct outbox *o);
/* One turn: sends what is due. */
void outbox_turn(struct outbox *o);
int outbox_timeout(const struct outbox *o);
/* The connection is back: try all now. */
void outbox_hurry(struct outbox *o);

#endif
