/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.h -- the event stream (WHATWG server-sent events): who gets what, and resuming.
 *
 * A service running on the writer thread calls event_send(): a row goes into the event
 * table in the same transaction, and after COMMIT it is written to the streams of the users
 * concerned. `id` is the row's number made opaque; Last-Event-ID replays rows after it, or sends
 * `reset` when they are no longer kept. A stream is a bounded buffer: a reader who falls behind is
 * dropped and resumes.
 */
#ifndef SERVER_EVENTS_H
#define SERVER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/clock.h"
#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/json.h"

struct server;
struct user;

/* Who is concerned: one user, or everyone of a realm with any of the roles, or a unit (and those
 * above it). Realm "*" is every realm (city.updated). */
struct audience {
	const char *user;       /* user id */
	unsigned roles;         /* mask, when user is NULL */
	const char *unit;       /* unit code, when user is NULL and roles 0 */
};
/* Takes `data`. On the writer thread only. */
bool event_send(struct server *s, struct db *db, const char *realm, const struct audience *to,
		const char *name, json *data, struct error *err);
/* Not stored, not replayed, only to whoever is connected. Any thread. Takes `data`. */
void event_flash(struct server *s, const char *realm, const struct audience *to, const char *name,
		 json *data);

/* Streams of a user now; and since when there is none (clock_now(); 0 while there is one, -1 if
 * never). Any thread. */
int events_streams(struct server *s, const char *realm, const char *user);
int64_t events_lost_since(struct server *s, const char *realm, const char *user);
/*
 * Sends session.ended {reason} to a user's streams in every realm and ends them. `session`: only
 * those of that token hash, NULL: all. After the COMMIT that ended the session; any thread.
 */
void events_close_user(struct server *s, const char *user, const char *session, const char *reason);

/* The same for all sessions but one. */
void events_close_others(struct server *s, const char *user, const char *session,
			 const char *reason);

struct events_stats { uint64_t sent, dropped; int streams; };
void events_get_stats(struct server *s, struct events_stats *out);

/* Started after the store, before the front; s->events is set. */
bool events_start(struct server *s, struct error *err);
/* Ends every stream after what was sent; new ones end at once. */
void events_end_streams(struct server *s);
/* After http_stop(). */
void events_stop(struct server *s);

/* Forgets rows of the event table older than a day. In a writer's transaction. */
bool events_purge(struct db *db, instant now, struct error *err);

#endif
