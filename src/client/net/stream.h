/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.h -- the event stream of GET /events: always open, reconnecting by itself.
 *
 * It has no total timeout; three heartbeats (45 s) of silence end it. (libcurl's LOW_SPEED
 * counts whole bytes a second over a few seconds, and a heartbeat of a few bytes may round to
 * nothing; so the silence is timed here.) It comes back with Last-Event-ID after 0.5 s, 1, 2, …
 * 30 s, each with jitter, so that 1,700 workstations do not return in one second. A repeat of
 * an event already seen is dropped by its id. `reset` means that too much was missed: load
 * everything anew. A screen shows stream_state(); nothing else here is for screens.
 */
#ifndef CLIENT_STREAM_H
#define CLIENT_STREAM_H

#include "client/net/net.h"

enum link_state { LINK_OFF, LINK_CONNECTING, LINK_UP, LINK_WAITING };
struct link {
	enum link_state state;
	instant since;          /* of this state, wall time */
	instant retry_at;       /* of LINK_WAITING, wall time; else INSTANT_NONE */
	enum net_result result; /* of LINK_WAITING: what kind of why */
	char sentence[768];     /* of LINK_WAITING: why */
};

struct stream;
struct stream_hooks {
	void (*event)(void *arg, const char *name, const json *data);
	void (*reset)(void *arg);                       /* reload what the events would have told */
	void (*changed)(void *arg, const struct link *link);
	void *arg;
};
struct stream *stream_new(struct net *n, const struct stream_hooks *hooks);
void stream_free(struct stream *s);
/* Start after login; stop before logout, and when the session has run out. */
void stream_start(struct stream *s);
void stream_stop(struct stream *s);
const struct link *stream_state(const struct stream *s);
/* Another user comes: no Last-Event-ID from before. Only while it is stopped. */
void stream_forget(struct stream *s);
/* Connect now instead of at retry_at. */
void stream_hurry(struct stream *s);
/* One turn: silence and retries. */
void stream_turn(struct stream *s);
/* ms till stream_turn() has something to do; -1: never */
int stream_timeout(const struct stream *s);

#endif
