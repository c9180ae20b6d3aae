/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox.h -- telling people what happened.
 *
 * event_send() adds a row to the event table in the transaction of what it tells of; the streams (http/events.c) hand
 * it out after COMMIT. So an event is seen if and only if what it tells of was kept.
 */
#ifndef SERVER_OUTBOX_H
#define SERVER_OUTBOX_H

#include "hotline/db.h"
#include "server/port.h"

/* Takes `data`. On the writer thread only. */
bool event_send(struct server *s, struct db *db, const char *realm, const struct audience *to,
		const char *name, json *data, struct error *err);
/* Not stored, not replayed, only to whoever is connected. Any thread. Takes `data`. */
void event_flash(struct server *s, const char *realm, const struct audience *to, const char *name, json *data);
/* Streams of a user now; and since when there is none (clock_now(); 0 while there is one, -1 if
 * never). Any thread. */
int events_streams(struct server *s, const char *realm, const char *user);
int64_t events_lost_since(struct server *s, const char *realm, const char *user);

#endif
