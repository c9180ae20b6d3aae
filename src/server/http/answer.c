/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.c -- from a filled-in reply to an HTTP response.
 *
 * Answers hold personal data, so no cache may keep one; only what carries an ETag may be kept
 * and must be asked about each time.
 */
#include "server/http/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	MHD_add_response_header(r, name, value);
}

static struct MHD_Response *make_response(struct reply *rp)
{
	size_t len;
	const char *content = reply_content(rp, &len);
	enum MHD_ResponseMemoryMode mode = MHD_RESPMEM_MUST_COPY;

	if (rp->status == 304 || rp->status == 204 || !len)
		return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
	if (rp->fixed)
		mode = MHD_RESPMEM_PERSISTENT;
	if (!rp->fixed && !rp->body) {
		mode = MHD_RESPMEM_MUST_FREE;
		content = buf_detach(&rp->text);
	}
	return MHD_create_response_from_buffer(len, (void *)content, mode);
}

/* If-None-Match (RFC 9110 section 13.1.2): a list of tags or *; weak comparison. */
static bool is_known_to_client(struct exchange *ex, const char *tag)
{
	const char *list = request_header(&ex->rq, "If-None-Match");

	return list && (!strcmp(list, "*") || strstr(list, tag));
}

static void put_etag(struct exchange *ex, struct MHD_Response *r, const char *tag)
{
	add(r, "ETag", tag);
	add(r, "Cache-Control", ex->rp.status < 300 && !strcmp(ex->rq.route->method, "GET") ?
		"private, no-cache" : "no-store");
}

static void put_headers(struct exchange *ex, struct MHD_Response *r, const char *tag)
{
	struct reply *rp = &ex->rp;
	char seconds[16];

	if (rp->body || rp->type)
		add(r, "Content-Type", rp->type ? rp->type : "application/json");
	if (*tag)
		put_etag(ex, r, tag);
	else
		add(r, "Cache-Control", "no-store");
	add(r, "X-Content-Type-Options", "nosniff");
	if (rp->type && !strncmp(rp->type, "text/html", 9))
		add(r, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
	if (rp->status == 401)
		add(r, "WWW-Authenticate", "Bearer realm=\"hotline\"");
	if (rp->allow)
		add(r, "Allow", rp->allow);
	if (ex->replayed)
		add(r, "Idempotent-Replayed", "true");
	if (ex->close || atomic_load(&ex->http->stopping))
		add(r, "Connection", "close");
	if (rp->retry_after) {
		snprintf(seconds, sizeof(seconds), "%d", rp->retry_after);
		add(r, "Retry-After", seconds);
	}
}

static void count_answer(struct exchange *ex)
{
	int class = ex->rp.status / 100;

	atomic_fetch_add_explicit(&ex->http->requests, 1, memory_order_relaxed);
	if (class >= 1 && class < 6)
		atomic_fetch_add_explicit(&ex->http->by_class[class], 1, memory_order_relaxed);
	if (ex->replayed)
		atomic_fetch_add_explicit(&ex->http->replayed, 1, memory_order_relaxed);
}

enum MHD_Result exchange_answer(struct exchange *ex)
{
	struct reply *rp = &ex->rp;
	char tag[sizeof(rp->etag) + 2] = "";

	if (rp->etag[0])
		snprintf(tag, sizeof(tag), "\"%s\"", rp->etag);
	if (*tag && rp->status == 200 && !strcmp(ex->rq.route->method, "GET") &&
	    is_known_to_client(ex, tag))
		rp->status = 304;
	struct MHD_Response *r = make_response(rp);
	if (!r)
		return MHD_NO;
	put_headers(ex, r, tag);
	count_answer(ex);
	ex->stage = STAGE_SENT;
	patience_step(ex->http->patience, ex->connection, STEP_ANSWER);
	enum MHD_Result ok = MHD_queue_response(ex->connection, (unsigned)rp->status, r);
	MHD_destroy_response(r);
	return ok;
}
