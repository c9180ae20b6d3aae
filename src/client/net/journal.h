/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.h -- what the agent types, on the disk within a moment, off the typing path.
 *
 * journal_set() only puts the change into memory; one thread seals, appends and syncs. While
 * a sync runs, changes of the same field fall together. A kill -9 or a power cut loses what was
 * typed since the last sync (a few milliseconds of typing on a healthy disk). When the disk
 * refuses, typing goes on, the state says so in a sentence, and the thread tries again every
 * few seconds. The file is written anew when most of it is history. Forms are named by contact
 * and number; the name of a form without a contact begins with '.' and is the screen's own
 * (".visit/261124000123").
 *
 * A screen calls work_edit() of work.h, which calls this; at start, work.h puts what was
 * recovered into the model.
 */
#ifndef CLIENT_JOURNAL_H
#define CLIENT_JOURNAL_H

#include "client/net/sealed.h"
#include "hotline/clock.h"
#include "hotline/json.h"

enum { JOURNAL_FORMS_MOST = 200, JOURNAL_SIZE_MOST = 12 << 20, JOURNAL_VALUE_MOST = 1 << 20 };

struct journal_form {
	char *contact;
	int n;
	int64_t revision;       /* last seen from the server; 0: none */
	bool saved;             /* the server has all of it at that revision */
	instant at;             /* of the last change */
	json *fields;
};
struct journal_forms {
	struct journal_form *items;
	size_t count, alloc;
};
void journal_forms_release(struct journal_forms *f);

struct journal_state {
	uint64_t typed, kept;   /* changes given, changes on the disk */
	bool failing;           /* the disk refuses */
	size_t damaged;         /* places in the file that could not be read at the start */
	instant kept_at;        /* INSTANT_NONE: nothing yet */
	char sentence[768];     /* of failing */
};

struct journal;
/*
 * Reads what an earlier run left into `found` (in order of last change), starts the thread.
 * `key` is borrowed and must outlive it. `wake` is called from the thread when `failing`
 * changes, and when a slow disk has kept what was given. NULL: err.
 */
struct journal *journal_new(int dir, const struct seal_key *key, struct journal_forms *found,
			    void (*wake)(void *arg), void *arg, struct error *err);
/* Writes what is left (at most 2 s), ends the thread. */
void journal_free(struct journal *j);

/*
 * None of these blocks on the disk. `value` is taken and must be nobody else's (the thread
 * works on it); NULL: the field was removed. A value above JOURNAL_VALUE_MOST bytes, which no
 * server would take either, is not kept; the oldest forms go when all are above
 * JOURNAL_FORMS_MOST or _SIZE_MOST.
 */
void journal_set(struct journal *j, const char *contact, int n, const char *pointer, json *value);
/*
 * The whole form at once: what was there before stays until this is on the disk. `fields` is taken. `saved`: the
 * server has all of it, until the next journal_set().
 */
void journal_form(struct journal *j, const char *contact, int n, json *fields, int64_t revision, bool saved);
void journal_revision(struct journal *j, const char *contact, int n, int64_t revision, bool saved);
/* The form is in the outbox or accepted, or thrown away: forget it. */
void journal_drop(struct journal *j, const char *contact, int n);
void journal_state(struct journal *j, struct journal_state *state);
/*
 * Waits till all that was given is on the disk; false when it is not within `ms`. For leaving,
 * and tests.
 */
bool journal_flush(struct journal *j, int ms);

#endif
