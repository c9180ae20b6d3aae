/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net.c -- the queue of requests: start what is due, finish what came back, try again what may
 * pass.
 *
 * A call is on the list from net_send() until its callback is about to run; then it is off the
 * list, so a callback may send, cancel and forget as it likes. The list is walked anew after
 * each callback.
 */
#include "client/net/net_internal.h"

#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <utlist.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

static bool check_options(const struct net_options *o, struct error *err)
{
	if (strncmp(o->server, "https://", 8) || !o->server[8])
		return error_set(err, ERROR_INPUT,
				 _("the server's address must begin with https://: %s"), o->server);
	if (o->ca && access(o->ca, R_OK))
		return error_errno(err, _("cannot read the authority file %s"), o->ca);
	return true;
}

struct net *net_new(const struct net_options *o, struct error *err)
{
	if (!check_options(o, err))
		return NULL;
	if (sodium_init() < 0)
		abort();
	struct net *n = xcalloc(1, sizeof(*n));
	n->server = xstrdup(o->server);
	for (size_t len = strlen(n->server); n->server[len - 1] == '/'; len--)
		n->server[len - 1] = '\0';
	n->ca = xstrdup(o->ca);
	n->language = xstrdup(o->language);
	return n;
}

bool net_open(struct net *n, struct call *c)
{
	const char *why = "";

	if (n->multi)
		return true;
	if (!curl_late_open(&why)) {
		snprintf(c->error, sizeof(c->error), "%s", why);
		return false;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		abort();
	CURLM *multi = curl_multi_init();
	n->share = curl_share_init();
	if (!multi || !n->share)
		abort();
	curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4L);
	curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 4L);
	curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	n->multi = multi;               /* whole: from here on another thread may wake it */
	return true;
}

void net_free(struct net *n)
{
	struct call *c, *next;

	if (!n)
		return;
	net_stream_stop(n);
	DL_FOREACH_SAFE(n->calls, c, next)
		net_call_free(n, c);
	net_set_token(n, NULL);
	while (n->idle_count)
		curl_easy_cleanup(n->idle[--n->idle_count]);
	if (n->multi) {
		curl_multi_cleanup(n->multi);
		curl_share_cleanup(n->share);
	}
	free(n->server);
	free(n->ca);
	free(n->language);
	free(n);
}

static char *body_text(const struct net_request *r)
{
	int plain = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;

	if (r->text)
		return xstrdup(r->text);
	return r->body ? xstrdup(json_object_to_json_string_ext(r->body, plain)) : NULL;
}

static void start(struct net *n, struct call *c)
{
	if (net_easy_start(n, c, false)) {
		n->flying++;
	} else {
		c->result = CURLE_FAILED_INIT;
		c->state = CALL_FINISHED;
	}
}

uint64_t net_send(struct net *n, const struct net_request *r)
{
	if (n->call_count >= NET_REQUESTS_MOST) {
		jo_free(r->body);
		return 0;
	}
	struct call *c = xcalloc(1, sizeof(*c));
	c->id = ++n->last_id;
	snprintf(c->method, sizeof(c->method), "%s", r->method);
	c->path = xstrdup(r->path);
	c->text = body_text(r);
	jo_free(r->body);
	c->key = xstrdup(r->key);
	c->etag = xstrdup(r->etag);
	c->accept = r->accept;
	c->if_match = r->if_match;
	c->retry_until = r->retry_ms ? clock_monotonic() + r->retry_ms : 0;
	c->flags = r->flags;
	c->done = r->done;
	c->arg = r->arg;
	buf_init(&c->body);
	DL_APPEND(n->calls, c);
	n->call_count++;
	if (c->flags & NET_NOW)
		start(n, c);
	return c->id;
}

static void take_off(struct net *n, struct call *c)
{
	if (c->state == CALL_FLYING)
		n->flying--;
	DL_DELETE(n->calls, c);
	n->call_count--;
}

void net_cancel(struct net *n, uint64_t id)
{
	struct call *c;

	DL_SEARCH_SCALAR(n->calls, c, id, id);
	if (c) {
		take_off(n, c);
		net_call_free(n, c);
	}
}

void net_cancel_all(struct net *n)
{
	struct call *c, *next;

	DL_FOREACH_SAFE(n->calls, c, next) {
		take_off(n, c);
		net_call_free(n, c);
	}
}

void net_forget(struct net *n, const void *arg)
{
	struct call *c;

	DL_FOREACH(n->calls, c)
		if (c->arg == arg)
			c->done = NULL;
}

size_t net_pending(const struct net *n)
{
	return n->call_count;
}

static void start_due(struct net *n)
{
	int64_t now = clock_monotonic();
	struct call *c;

	DL_FOREACH(n->calls, c) {
		if (n->flying >= NET_FLYING_MOST)
			return;
		if (c->state != CALL_WAITING || c->not_before > now)
			continue;
		start(n, c);
	}
}

static void collect(struct net *n)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(n->multi, &left))) {
		struct call *c = NULL;
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&c);
		c->result = m->data.result;
		if (c->state == CALL_FLYING && c != n->stream_call)
			n->flying--;
		c->state = CALL_FINISHED;
	}
}

/*
 * How long to wait before the next try: what the server asked for, else doubling with jitter.
 */
static int64_t patience(const struct call *c)
{
	int64_t ms = NET_RETRY_FIRST_MS << (c->tries < 6 ? c->tries : 6);

	if (c->retry_after > 0)
		return c->retry_after < NET_RETRY_AFTER_MOST_MS ? c->retry_after
								: NET_RETRY_AFTER_MOST_MS;
	if (ms > NET_RETRY_MOST_MS)
		ms = NET_RETRY_MOST_MS;
	return ms / 2 + randombytes_uniform((uint32_t)ms / 2 + 1);
}

static bool try_again(struct net *n, struct call *c, const struct net_answer *a)
{
	int64_t at = clock_monotonic() + patience(c);

	if (!net_answer_may_pass(a) || at > c->retry_until)
		return false;
	net_easy_end(n, c);
	c->tries++;
	c->not_before = at;
	c->state = CALL_WAITING;
	return true;
}

void net_expired(struct net *n, const char *sentence)
{
	if (n->told)
		return;
	n->told = true;
	if (n->unauthorised)
		n->unauthorised(n->unauthorised_arg, sentence);
}

/* A 401: the call waits for the next session, or goes again when that is here already. */
static bool park(struct net *n, struct call *c, const struct net_answer *a)
{
	if (a->result != NET_EXPIRED || (c->flags & (NET_OPEN | NET_NO_PARK)))
		return false;
	bool renewed = c->session != n->session && n->authorization;
	net_easy_end(n, c);
	c->state = renewed ? CALL_WAITING : CALL_PARKED;
	if (!renewed)
		net_expired(n, a->sentence);
	return true;
}

static void finish(struct net *n, struct call *c)
{
	struct net_answer a;

	net_answer_make(n, c, &a);
	bool stays = park(n, c, &a) || try_again(n, c, &a);
	if (!stays) {
		if (a.result == NET_EXPIRED && (c->flags & NET_OPEN))
			a.result = NET_REFUSED;
		take_off(n, c);
		if (c->done)
			c->done(c->arg, &a);
	}
	net_answer_release(&a, c->flags & NET_SECRET);
	if (!stays)
		net_call_free(n, c);
}

static bool finish_one(struct net *n)
{
	struct call *c;

	DL_SEARCH_SCALAR(n->calls, c, state, CALL_FINISHED);
	if (c)
		finish(n, c);
	return c != NULL;
}

void net_perform(struct net *n)
{
	int running;

	start_due(n);
	if (n->multi) {
		curl_multi_perform(n->multi, &running);
		collect(n);
	}
	if (n->stream_call && n->stream_call->state == CALL_FINISHED)
		net_stream_ended(n);
	else
		net_stream_deliver(n);
	while (finish_one(n))
		;
	start_due(n);
}

int net_wait(struct net *n, struct pollfd *fds, unsigned count, int ms)
{
	struct curl_waitfd wanted[NET_WAIT_MOST];
	int ready = 0;

	if (!n->multi || count > NET_WAIT_MOST)
		return poll(fds, count, ms);
	for (unsigned i = 0; i < count; i++)
		wanted[i] = (struct curl_waitfd){ fds[i].fd, fds[i].events, 0 };
	if (curl_multi_poll(n->multi, wanted, count, ms, &ready) != CURLM_OK)
		return -1;
	for (unsigned i = 0; i < count; i++)
		fds[i].revents = wanted[i].revents;
	return ready;
}

unsigned net_descriptors(const struct net *n, struct pollfd *fds, unsigned most)
{
	fd_set in, out, wrong;
	int last = -1;
	unsigned count = 0;

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&wrong);
	if (!n->multi || curl_multi_fdset(n->multi, &in, &out, &wrong, &last) != CURLM_OK)
		return 0;
	for (int fd = 0; fd <= last && count < most; fd++) {
		short events = (short)((FD_ISSET(fd, &in) ? POLLIN : 0) | (FD_ISSET(fd, &out) ? POLLOUT : 0));
		if (events)
			fds[count++] = (struct pollfd){ fd, events, 0 };
	}
	return count;
}

int net_timeout(const struct net *n)
{
	int64_t now = clock_monotonic(), least = -1;
	const struct call *c;

	DL_FOREACH(n->calls, c) {
		if (c->state != CALL_WAITING ||
		    (n->flying >= NET_FLYING_MOST && c->not_before <= now))
			continue;
		int64_t ms = c->not_before > now ? c->not_before - now : 0;
		if (least < 0 || ms < least)
			least = ms;
	}
	return (int)least;
}

void net_wake(struct net *n)
{
	CURLM *multi = n->multi;

	if (multi)
		curl_multi_wakeup(multi);
}

void net_set_token(struct net *n, const char *token)
{
	struct call *c;

	if (n->authorization)
		sodium_free(n->authorization);
	n->authorization = NULL;
	if (!token)
		return;
	size_t size = strlen(token) + sizeof("Authorization: Bearer ");
	n->authorization = sodium_malloc(size);
	if (!n->authorization)
		abort();
	snprintf(n->authorization, size, "Authorization: Bearer %s", token);
	n->session++;
	n->told = false;
	DL_FOREACH(n->calls, c)
		if (c->state == CALL_PARKED)
			c->state = CALL_WAITING;
}

bool net_has_token(const struct net *n)
{
	return n->authorization != NULL;
}

void net_on_unauthorised(struct net *n, void (*fn)(void *arg, const char *sentence), void *arg)
{
	n->unauthorised = fn;
	n->unauthorised_arg = arg;
}

const char *net_server(const struct net *n)
{
	return n->server;
}

void net_encode(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("-._~", *p))
			buf_addch(out, (char)*p);
		else
			buf_addf(out, "%%%02X", *p);
}
