/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_internal.h -- what net.c, net_easy.c, net_answer.c and net_stream.c share; nobody else.
 */
#ifndef CLIENT_NET_INTERNAL_H
#define CLIENT_NET_INTERNAL_H

#include "client/net/curl_late.h"
#include "client/net/net.h"
#include "hotline/buf.h"

enum {
	NET_ANSWER_MOST = 16 << 20,     /* bytes of one answer */
	NET_FLYING_MOST = 6,            /* requests under way at once */
	NET_IDLE_HANDLES = 8,
	NET_CONNECT_MS = 10000, NET_IDLE_MOST_MS = 30000,
	NET_TOTAL_MS = 30000,
	NET_RETRY_FIRST_MS = 500,
	NET_RETRY_MOST_MS = 10000,
	NET_RETRY_AFTER_MOST_MS = 300000,
};

enum call_state { CALL_WAITING, CALL_FLYING, CALL_FINISHED, CALL_PARKED };

struct call {
	struct call *prev, *next;
	uint64_t id;
	enum call_state state;
	char method[8];
	char *path, *text, *key, *etag;
	const char *accept;
	int64_t if_match;
	int64_t not_before, retry_until;        /* monotonic ms */
	int tries;
	unsigned flags;
	uint64_t session;               /* the session it was sent under */
	net_done done;
	void *arg;
	/* Under way: */
	CURL *easy;
	struct curl_slist *headers;
	CURLcode result;
	char error[CURL_ERROR_SIZE];
	/* What came: */
	struct buf body;
	char type[64], etag_in[80];
	int64_t retry_after;
	bool replayed, headers_done;
};

struct net {
	int64_t fresh_until;            /* monotonic ms: till then no connection from before is used */
	CURLM *_Atomic multi;           /* NULL: libcurl is not open yet; other threads wake it */
	CURLSH *share;
	char *server, *ca, *language;
	char *authorization;            /* the whole header line, in locked memory; NULL */
	uint64_t session;               /* counts tokens */
	bool told;                      /* unauthorised has been called for this session */
	void (*unauthorised)(void *arg, const char *sentence);
	void *unauthorised_arg;
	CURL *idle[NET_IDLE_HANDLES];
	int idle_count, flying;
	struct call *calls;
	size_t call_count;
	uint64_t last_id;
	/* The event stream: */
	struct net_stream stream;
	struct call *stream_call;       /* NULL: none */
	bool stream_opened;
};

/* net_easy.c: a call on its way. */
bool net_easy_start(struct net *n, struct call *c, bool endless);
void net_easy_end(struct net *n, struct call *c);
void net_call_free(struct net *n, struct call *c);

/*
 * net_answer.c: what came of it. Strings of `a` are borrowed from the call; problem and body
 * are released by net_answer_release().
 */
void net_answer_make(const struct net *n, const struct call *c, struct net_answer *a);
void net_answer_release(struct net_answer *a, bool secret);

/* net.c: opens libcurl at the first transfer; false: the loader's reason goes into c->error. */
bool net_open(struct net *n, struct call *c);
/* A 401 was met; tells once per session. */
void net_expired(struct net *n, const char *sentence);

/* net_stream.c */
void net_stream_deliver(struct net *n);
void net_stream_ended(struct net *n);

#endif
