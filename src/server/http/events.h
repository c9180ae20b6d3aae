/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.h -- the event stream (WHATWG server-sent events): who gets what, and resuming.
 *
 * A service running on the writer thread calls event_send(): a row goes into the event
 * table in the same transaction, and after COMMIT it is written to the streams of the users
 * concerned. `id` is the row's number made opaque; Last-Event-ID replays rows after it, or sends `reset`
 * when they are no longer kept. A stream is a bounded buffer: a reader who falls behind is dropped and resumes.
 */
#ifndef SERVER_EVENTS_H
#define SERVER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/json.h"

struct server;
struct user;

/* Who is concerned: one user, or everyone of a realm with any of the roles, or a unit (and those above it). */
struct audience {
	const char *user;       /* user id */
	unsigned roles;         /* mask, when user is NULL */
	const char *unit;       /* unit code, when user is NULL and roles 0 */
};
/* Takes `data`. On the writer thread only. */
bool event_send(struct server *s, struct db *db, const char *realm, const struct audience *to,
		const char *name, json *data, struct error *err);
/* Not stored, not replayed, only to whoever is connected: queue.updated. Any thread. Takes `data`. */
void event_flash(struct server *s, const char *realm, const struct audience *to, const char *name, json *data);

/* Streams of a user now; and since when there is none (an instant of clock_now(), which a test
 * clock moves; 0 while there is one, -1 if never). Any thread. */
int events_streams(struct server *s, const char *realm, const char *user);
instant events_lost_since(struct server *s, const char *realm, const char *user);
/* Ends a user's streams after what was sent (session.ended). `session`: only of that token hash, NULL: all. */
void events_close_user(struct server *s, const char *user, const char *session);

#endif
