/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sse.h -- the parser of text/event-stream (WHATWG HTML section 9.2.6) as a pure function over
 * chunks.
 *
 * Chunks may be split anywhere, even inside a character or between CR and LF: the events are
 * the same. Lines end with LF, CR or CRLF. Memory is bounded: a longer event ends the stream.
 */
#ifndef CLIENT_SSE_H
#define CLIENT_SSE_H

#include <stdbool.h>
#include <stdint.h>

#include "hotline/buf.h"

enum { SSE_EVENT_MOST = 1 << 20 };      /* bytes of a line, and of the data of one event */

struct sse_event {
	const char *name;       /* "message" when none was given */
	const char *data;       /* lines joined by '\n', NUL-terminated */
	size_t len;
	const char *id;         /* its id, or the last one before it; "" when none */
	bool has_own_id;
};

struct sse {
	struct buf line, name, data, id;
	struct buf last_id;     /* of the last event that was whole: for Last-Event-ID */
	bool after_cr;          /* a LF that comes now belongs to the CR before it */
	bool started;           /* the byte order mark has been looked for */
	bool has_data, has_id;
	int64_t retry_ms;       /* what the server asked for; -1: nothing */
};
void sse_init(struct sse *s);
void sse_release(struct sse *s);
/* A new connection: what was half received is dropped, the last id stays. */
void sse_restart(struct sse *s);
/*
 * Calls fn for each event that is whole. False when a line or event is longer than
 * SSE_EVENT_MOST.
 */
bool sse_feed(struct sse *s, const char *bytes, size_t len,
	      void (*fn)(void *arg, const struct sse_event *e), void *arg);

#endif
