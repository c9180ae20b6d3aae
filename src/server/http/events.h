/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.h -- the event stream (WHATWG server-sent events): who gets what, and resuming.
 *
 * A row of the event table (service/outbox.h) is written after COMMIT to the streams of the users
 * concerned. `id` is the row's number made opaque; Last-Event-ID replays rows after it, or sends
 * `reset` when they are no longer kept. A stream is a bounded buffer: a reader who falls behind is
 * dropped and resumes.
 */
#ifndef SERVER_EVENTS_H
#define SERVER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/clock.h"
#include "hotline/db.h"

struct server;

/*
 * Sends session.ended {reason} to a user's streams in every realm and ends them; those of a long-lived token only
 * with EVENTS_ALL. After the COMMIT that ended the sessions; any thread.
 */
enum events_whose {
	EVENTS_ALL,             /* `session` may be NULL, and with _LOGINS */
	EVENTS_LOGINS,
	EVENTS_SESSION,         /* of the token hash `session`, and of what hangs on it */
	EVENTS_OTHERS,          /* of all logins but that one */
};
void events_close(struct server *s, const char *user, enum events_whose whose, const char *session,
		  const char *reason);

struct events_stats { uint64_t sent, dropped; int streams; };
void events_get_stats(struct server *s, struct events_stats *out);

/* Started after the store, before the front; s->events, s->streams and s->next_event are set. */
bool events_start(struct server *s, struct error *err);
/* Ends every stream after what was sent; new ones end at once. */
void events_end_streams(struct server *s);
/* After http_stop(). */
void events_stop(struct server *s);

/* Forgets rows of the event table older than a day. In a writer's transaction. */
bool events_purge(struct db *db, instant now, struct error *err);

#endif
