/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net.h -- requests to hotlined over one libcurl multi handle, driven by the program's loop.
 *
 * A screen never sees this; it calls the verbs of work.h. The loop does, each turn:
 *
 *	net_perform(net);                               -- completion callbacks run in here
 *	draw if something changed;
 *	net_wait(net, fds, n, min(net_timeout(net), own));
 *
 * Nothing here blocks. A request is queued, sent over a kept-alive TLS connection (1.2 or
 * newer, the certificate always verified, no proxy from the environment), and its callback is
 * called once from net_perform(), unless it is cancelled first. What may be sent again without
 * harm (it has `retry_ms`) is sent again when the server cannot be reached or asks for patience
 * (429, 503 with Retry-After). A request that meets 401 is parked, `unauthorised` is called,
 * and net_set_token() sends it again: a session that ran out loses nothing.
 *
 * Every failure is a sentence, and says which of these it was: the server cannot be reached;
 * the certificate is not from our CA; what answered is not our server; the server refused and
 * why (RFC 9457).
 */
#ifndef CLIENT_NET_H
#define CLIENT_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "hotline/clock.h"
#include "hotline/error.h"
#include "hotline/json.h"

enum { PROBLEM_ERRORS = 32 };
/* RFC 9457, as the server sends it. Texts are cut at a whole character. */
struct problem {
	int status;
	char type[64];                  /* "/problems/fields"; "" when there was none */
	char title[128], detail[512];
	struct problem_field {
		char pointer[160];      /* "/fields/place/street" */
		char code[24];
		char detail[320];
	} *errors;                      /* of bad fields */
	size_t error_count;             /* at most PROBLEM_ERRORS */
};
/* Reads a problem; false (and an empty problem) when `o` is none. */
bool problem_read(struct problem *p, int status, const json *o);
void problem_release(struct problem *p);

enum net_result {
	NET_OK,                 /* 2xx */
	NET_NOT_MODIFIED,       /* 304: what the ETag named is still right */
	NET_REFUSED,            /* the server answered with a problem */
	NET_EXPIRED,            /* 401, and the request was not one that waits for a new session */
	NET_UNREACHABLE,        /* no connection, or it broke before an answer */
	NET_CERTIFICATE,        /* the certificate is not from our CA, or for another name */
	NET_NOT_OURS,           /* an answer, but not one that hotlined gives */
};

/* What a callback gets; borrowed for the length of the call. */
struct net_answer {
	uint64_t id;                    /* what net_send() returned */
	enum net_result result;
	int status;                     /* 0 without an answer */
	json *body;                     /* NULL when there was none */
	const char *text;               /* with net_request.accept: the body as it came */
	size_t len;
	const char *etag;               /* without quotes; NULL */
	bool replayed;                  /* Idempotent-Replayed: true */
	int64_t retry_after;            /* ms; 0 when the server named none */
	struct problem problem;         /* of NET_REFUSED and NET_EXPIRED */
	char sentence[768];             /* what to tell the user; "" for NET_OK */
};
/* True for NET_OK. */
static inline bool net_is_ok(const struct net_answer *a)
{
	return a->result == NET_OK;
}
bool net_answer_may_pass(const struct net_answer *a);   /* trying again may help */

typedef void (*net_done)(void *arg, const struct net_answer *answer);

enum {
	NET_OPEN = 1,           /* needs no token: /sessions */
	NET_SECRET = 2,         /* body and answer are wiped from memory after use */
	NET_NO_PARK = 4,        /* a 401 is answered with NET_EXPIRED, not parked */
	NET_NOW = 8,            /* starts within net_send(), with the token of this moment */
};

struct net_request {
	const char *method;     /* GET POST PUT DELETE */
	const char *path;       /* below /api/v1, encoded: "/contacts/…/answer?limit=5" */
	json *body;             /* taken; NULL: none */
	const char *text;       /* the body as JSON text instead of `body`; copied */
	const char *key;        /* Idempotency-Key, or NULL */
	int64_t if_match;       /* version; 0: none */
	const char *etag;       /* If-None-Match, or NULL */
	const char *accept;     /* another type than JSON: the answer is in `text`; static */
	int64_t retry_ms;       /* keep trying for so long when unreachable, 429 or 503; 0: once */
	unsigned flags;
	net_done done;          /* NULL: nobody asks */
	void *arg;
};

enum { NET_REQUESTS_MOST = 256 };

struct net;
struct net_options {
	const char *server;     /* "https://host:port" */
	const char *ca;         /* PEM file; NULL: the system's */
	const char *language;   /* Accept-Language, "zh-CN" or "en" */
};
/* NULL: err says what is wrong with the address or the CA file. Does not connect. */
struct net *net_new(const struct net_options *options, struct error *err);
/* Cancels everything; callbacks are not called. */
void net_free(struct net *n);

/*
 * Queues. Returns an id for net_cancel(). 0 when NET_REQUESTS_MOST wait already: nothing is
 * kept and `done` is never called.
 */
uint64_t net_send(struct net *n, const struct net_request *request);
/* Its callback will not be called; what was sent stays sent. Unknown ids are ignored. */
void net_cancel(struct net *n, uint64_t id);
/* As net_cancel() for all requests: after logout nothing of the user goes out any more. */
void net_cancel_all(struct net *n);
/* The callbacks with this argument will not be called; the requests go on. */
void net_forget(struct net *n, const void *arg);
size_t net_pending(const struct net *n);        /* queued, in flight or parked */

/* One turn: drives transfers, runs callbacks. Never blocks. */
void net_perform(struct net *n);
/* Waits as poll(2) does, for transfers too; at most NET_WAIT_MOST descriptors. */
enum { NET_WAIT_MOST = 64 };
struct pollfd;
int net_wait(struct net *n, struct pollfd *fds, unsigned count, int ms);
int net_timeout(const struct net *n);           /* ms till a retry is due; -1: none */
/* The descriptors of its transfers, for a wait that is another's; how many, at most `most`. */
unsigned net_descriptors(const struct net *n, struct pollfd *fds, unsigned most);
/* Ends a net_wait() of another thread, once a transfer has been begun; before that there is none to end. */
void net_wake(struct net *n);

/*
 * NULL: none. Parked requests are sent (or, with NULL, stay parked). The token is kept in
 * locked memory.
 */
void net_set_token(struct net *n, const char *token);
bool net_has_token(const struct net *n);
/* Called once per lost session, from net_perform(). */
void net_on_unauthorised(struct net *n, void (*fn)(void *arg, const char *sentence), void *arg);
const char *net_server(const struct net *n);    /* as given, without a trailing slash */

/*
 * For stream.c: a transfer without an end. `bytes` gets what came (from net_perform(), after
 * libcurl returned), `ended` is called once. Returns a handle for net_stream_stop(). One at a
 * time.
 */
struct net_stream {
	const char *path;
	const char *last_event_id;      /* or NULL */
	void (*opened)(void *arg);      /* 200 text/event-stream came */
	bool (*bytes)(void *arg, const char *data, size_t len);  /* false: end it */
	void (*ended)(void *arg, const struct net_answer *answer);
	void *arg;
};
/* The line went dead without a word: connections from before are not used any more. */
void net_distrust(struct net *n);
bool net_stream_start(struct net *n, const struct net_stream *stream);
void net_stream_stop(struct net *n);            /* `ended` is not called */

/*
 * Percent-encodes for a path segment or a query value (RFC 3986 section 2.3 characters stay).
 * Appends.
 */
struct buf;
void net_encode(struct buf *out, const char *text);

#endif
