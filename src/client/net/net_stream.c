/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_stream.c -- the transfer without an end that carries the event stream.
 *
 * Bytes pile up in the call's body during curl_multi_perform() and are handed on afterwards, so
 * that a handler may stop the stream from within.
 */
#include "client/net/net_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

bool net_stream_start(struct net *n, const struct net_stream *stream)
{
	if (n->stream_call)
		return false;
	struct call *c = xcalloc(1, sizeof(*c));
	buf_init(&c->body);
	snprintf(c->method, sizeof(c->method), "GET");
	c->path = xstrdup(stream->path);
	c->accept = "text/event-stream";
	n->stream = *stream;
	n->stream_call = c;
	n->stream_opened = false;
	if (stream->last_event_id && net_open(n, c)) {
		char *line = xasprintf("Last-Event-ID: %s", stream->last_event_id);
		c->headers = curl_slist_append(NULL, line);
		free(line);
	}
	return net_easy_start(n, c, true);
}

void net_stream_stop(struct net *n)
{
	struct call *c = n->stream_call;

	n->stream_call = NULL;
	if (c)
		net_call_free(n, c);
}

static bool is_open(struct call *c)
{
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	return c->headers_done && status == 200 && !strncmp(c->type, "text/event-stream", 17);
}

static void end(struct net *n, struct net_answer *a)
{
	struct net_stream s = n->stream;

	net_stream_stop(n);
	s.ended(s.arg, a);
}

void net_stream_deliver(struct net *n)
{
	struct call *c = n->stream_call;

	if (!c || !is_open(c))
		return;
	if (!n->stream_opened) {
		n->stream_opened = true;
		n->stream.opened(n->stream.arg);
	}
	if (n->stream_call != c || !c->body.len)
		return;
	struct buf bytes = c->body;
	buf_init(&c->body);
	bool more = n->stream.bytes(n->stream.arg, bytes.data, bytes.len);
	buf_release(&bytes);
	if (more || n->stream_call != c)
		return;
	struct net_answer a = { .result = NET_NOT_OURS };
	snprintf(a.sentence, sizeof(a.sentence),
		 _("an event from %s was too long to be one of ours"), n->server);
	end(n, &a);
}

void net_stream_ended(struct net *n)
{
	struct call *c = n->stream_call;
	struct net_answer a;

	net_stream_deliver(n);
	if (n->stream_call != c)
		return;
	net_answer_make(n, c, &a);
	if (a.result == NET_OK) {
		a.result = NET_UNREACHABLE;
		snprintf(a.sentence, sizeof(a.sentence), _("%s ended the event stream"), n->server);
	}
	if (a.result == NET_EXPIRED)
		net_expired(n, a.sentence);
	if (n->stream_call == c)        /* who heard of it may have stopped the stream */
		end(n, &a);
	net_answer_release(&a, false);
}
