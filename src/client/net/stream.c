/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c -- keeps the event stream open: silence, retries with jitter, repeats dropped.
 *
 * The doubling of the delay starts anew only after a connection that lasted: a server that
 * accepts and hangs up at once is not hammered.
 */
#include "client/net/stream.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/net/sse.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

enum {
	SILENCE_MS = 45000,     /* three heartbeats */
	LASTED_MS = 5000,
	RETRY_FIRST_MS = 500,
	RETRY_MOST_MS = 30000,
	SEEN = 256,
};

struct stream {
	struct net *net;
	struct stream_hooks hooks;
	struct link link;
	struct sse sse;
	int64_t heard, up_since, retry_at;      /* monotonic ms */
	int tries;
	char seen[SEEN][HASH_TEXT];             /* hashes of the last ids, a ring */
	unsigned seen_next;
};

struct stream *stream_new(struct net *n, const struct stream_hooks *hooks)
{
	struct stream *s = xcalloc(1, sizeof(*s));

	s->net = n;
	s->hooks = *hooks;
	s->link.retry_at = INSTANT_NONE;
	sse_init(&s->sse);
	return s;
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	if (s->link.state != LINK_OFF)
		net_stream_stop(s->net);
	sse_release(&s->sse);
	free(s);
}

static void set_link(struct stream *s, enum link_state state, int64_t retry_ms, const char *why)
{
	s->link.state = state;
	s->link.since = clock_agreed();
	s->link.retry_at = state == LINK_WAITING ? s->link.since + retry_ms : INSTANT_NONE;
	snprintf(s->link.sentence, sizeof(s->link.sentence), "%s", why);
	if (s->hooks.changed)
		s->hooks.changed(s->hooks.arg, &s->link);
}

static bool was_seen(struct stream *s, const char *id)
{
	char hash[HASH_TEXT];

	hash_hex(id, strlen(id), hash);
	for (int i = 0; i < SEEN; i++)
		if (!strcmp(s->seen[i], hash))
			return true;
	memcpy(s->seen[s->seen_next++ % SEEN], hash, sizeof(hash));
	return false;
}

/* hello and reset tell of now and carry the id of what was told last. */
static bool is_repeat(struct stream *s, const struct sse_event *e)
{
	return e->has_own_id && strcmp(e->name, "hello") && strcmp(e->name, "reset") &&
	       was_seen(s, e->id);
}

static void on_event(void *arg, const struct sse_event *e)
{
	struct stream *s = arg;

	if (s->link.state == LINK_OFF || is_repeat(s, e))
		return;
	if (!strcmp(e->name, "reset")) {
		s->hooks.reset(s->hooks.arg);
		return;
	}
	json *data = jo_parse(e->data, e->len, NULL);
	if (data) /* what is not JSON is not an event of ours: ignored, as unknown names are */
		s->hooks.event(s->hooks.arg, e->name, data);
	jo_free(data);
}

static void on_opened(void *arg)
{
	struct stream *s = arg;

	s->heard = s->up_since = clock_monotonic();
	set_link(s, LINK_UP, 0, "");
}

static bool on_bytes(void *arg, const char *data, size_t len)
{
	struct stream *s = arg;

	s->heard = clock_monotonic();
	return sse_feed(&s->sse, data, len, on_event, s);
}

static int64_t next_delay(struct stream *s)
{
	int64_t base = s->sse.retry_ms > RETRY_FIRST_MS ? s->sse.retry_ms : RETRY_FIRST_MS;
	int64_t ms = base << (s->tries < 7 ? s->tries : 7);

	if (ms > RETRY_MOST_MS)
		ms = RETRY_MOST_MS;
	s->tries++;
	return ms / 2 + randombytes_uniform((uint32_t)ms / 2 + 1);
}

static void wait_and_retry(struct stream *s, int64_t least_ms, const char *why)
{
	int64_t now = clock_monotonic();

	if (s->link.state == LINK_UP && now - s->up_since >= LASTED_MS)
		s->tries = 0;
	int64_t ms = next_delay(s);
	if (ms < least_ms)
		ms = least_ms;
	s->retry_at = now + ms;
	set_link(s, LINK_WAITING, ms, why);
}

static void on_ended(void *arg, const struct net_answer *a)
{
	struct stream *s = arg;

	s->link.result = a->result;
	if (a->result == NET_EXPIRED)
		set_link(s, LINK_OFF, 0, a->sentence);
	else
		wait_and_retry(s, a->retry_after, a->sentence);
}

static void connect_now(struct stream *s)
{
	struct net_stream wanted = {
		.path = "/events",
		.last_event_id = s->sse.last_id.len ? s->sse.last_id.data : NULL,
		.opened = on_opened,
		.bytes = on_bytes,
		.ended = on_ended,
		.arg = s,
	};

	sse_restart(&s->sse);
	s->heard = clock_monotonic();
	set_link(s, LINK_CONNECTING, 0, "");
	if (!net_stream_start(s->net, &wanted))
		wait_and_retry(s, 0, _("the event stream could not be started"));
}

void stream_start(struct stream *s)
{
	if (s->link.state == LINK_CONNECTING || s->link.state == LINK_UP)
		return;
	s->tries = 0;
	connect_now(s);
}

void stream_stop(struct stream *s)
{
	net_stream_stop(s->net);
	if (s->link.state != LINK_OFF)
		set_link(s, LINK_OFF, 0, "");
}

void stream_forget(struct stream *s)
{
	sse_release(&s->sse);
	sse_init(&s->sse);
	memset(s->seen, 0, sizeof(s->seen));
}

const struct link *stream_state(const struct stream *s)
{
	return &s->link;
}

void stream_hurry(struct stream *s)
{
	if (s->link.state == LINK_WAITING)
		connect_now(s);
}

static int64_t due_at(const struct stream *s)
{
	switch (s->link.state) {
	case LINK_WAITING:
		return s->retry_at;
	case LINK_CONNECTING:
	case LINK_UP:
		return s->heard + SILENCE_MS;
	default:
		return -1;
	}
}

void stream_turn(struct stream *s)
{
	int64_t due = due_at(s);

	if (due < 0 || due > clock_monotonic())
		return;
	if (s->link.state == LINK_WAITING) {
		connect_now(s);
		return;
	}
	net_stream_stop(s->net);
	net_distrust(s->net);
	s->link.result = NET_UNREACHABLE;
	wait_and_retry(s, 0, _("the server has gone silent; the connection is made anew"));
}

int stream_timeout(const struct stream *s)
{
	int64_t due = due_at(s), now = clock_monotonic();

	if (due < 0)
		return -1;
	return due > now ? (int)(due - now) : 0;
}
