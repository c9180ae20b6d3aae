/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * front.h -- what the files of http/ share: one exchange from request line to last byte.
 *
 * An exchange belongs to one thread at a time: to the serving thread, and while its connection
 * is suspended to the writer or to a password thread. The hand-over is MHD's own
 * lock in suspend and resume. Private to this directory.
 */
#ifndef SERVER_FRONT_H
#define SERVER_FRONT_H

#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/store.h"
#include "server/http/http.h"
#include "server/server.h"

#define BODY_MOST (1024 * 1024)         /* bytes; more is 413 */
#define DRAIN_MOST (16 * 1024 * 1024)   /* of a refused body, so that the client reads the answer */
#define HEADER_MOST (24 * 1024)         /* memory of one connection: request line and headers */
#define PATH_MOST 1024
enum { QUERY_MOST = 32, AFTER_MOST = 8, STORE_STALLED_MS = 5000 };
enum { RETRY_SOON = 2, RETRY_STORE = 5 };        /* seconds, for Retry-After */

struct http {
	struct server *server;
	struct MHD_Daemon *daemon;
	gnutls_datum_t ticket_key;
	int port;
	int64_t patience_ms;            /* how long a body may take to arrive, and a peer may do nothing */
	struct patience *patience;
	struct recent *recent;          /* reads of callers' data that are on record */
	user_finder *find_user;
	read_recorder *record_read;
	atomic_bool stopping;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int open, working;              /* under lock: exchanges; those that are suspended */
	_Atomic uint64_t requests, by_class[6], replayed;
};

enum stage {
	STAGE_HEAD,             /* nothing looked at yet */
	STAGE_BODY,             /* headers are good, or the refusal is decided: drain the body */
	STAGE_WORKING,          /* suspended; another thread has the exchange */
	STAGE_READY,            /* the reply is there */
	STAGE_SENT,
};

struct pair { char *name, *value; };

/* What a read has shown of somebody; action NULL: nothing. */
struct personal_read { const char *action; char subject[96]; json *detail; uint64_t mark; };
struct stream;

struct exchange {
	struct store_job job;
	struct http *http;
	struct MHD_Connection *connection;
	_Atomic enum stage stage;
	struct request rq;
	struct reply rp;
	struct user user;
	char *target;                   /* as it came; the front's own decoding below */
	char *path;                     /* decoded, "/contacts/…" */
	char *segments;                 /* memory of the decoded segments */
	struct pair query[QUERY_MOST];
	int query_count;
	struct buf body;
	size_t drained;
	int64_t started;                /* monotonic ms */
	char address[64];
	enum i18n_language language;    /* Accept-Language: what the answer's sentences are in */
	char key[65];                   /* Idempotency-Key */
	char body_hash[HASH_TEXT];      /* only with a key */
	struct personal_read personal;
	bool refused;                   /* the reply is decided before the handler runs */
	bool close;                     /* end the connection after the answer */
	bool replayed;
	struct { void (*fn)(struct server *, void *); void *arg; } after[AFTER_MOST];
	int after_count;
	struct stream *stream;
};

/* patience.c */
enum step { STEP_HEADERS, STEP_BODY, STEP_WORK, STEP_ANSWER };
/* NULL: no thread can be started. */
struct patience *patience_start(int64_t ms);
void patience_stop(struct patience *p);
/* A connection, from its first byte to its end, before which the descriptor stays open. */
struct peer *patience_begin(struct patience *p, int fd);
void patience_end(struct patience *p, struct peer *peer);
/* Before the handshake; the session reads from it until patience_end(). */
void patience_read(struct peer *peer, gnutls_session_t session);
/* Its next step; each has its own time. */
void patience_step(struct patience *p, struct MHD_Connection *c, enum step step);
uint64_t patience_shut(const struct patience *p);       /* how many were too slow */

/* record.c */
struct recent *recent_new(void);
void recent_free(struct recent *r);
/* Is there something in this answer that has to be put on record before it goes out? */
bool record_is_needed(const struct exchange *ex);
/* Of a suspended exchange: writes the row, or replaces the answer, then resumes. */
void record_submit(struct exchange *ex);

/* exchange.c */
struct exchange *exchange_new(struct http *h, const char *target);
void exchange_free(struct exchange *ex, bool timed_out);
/* Looks at the headers. False: close without an answer. */
enum MHD_Result exchange_open(struct exchange *ex, struct MHD_Connection *c, const char *method);
enum MHD_Result exchange_take_body(struct exchange *ex, const char *data, size_t len);
enum MHD_Result exchange_run(struct exchange *ex);
/* Whose job that is. */
struct exchange *exchange_of(struct store_job *job);
/* From the thread that has a suspended exchange: the reply is complete. */
void exchange_resume(struct exchange *ex);
/* Why the store kept nothing, in the language of this thread and for who asked; NULL: not known. Returns false. */
bool exchange_not_kept(const struct error *why, struct error *err);

/* answer.c */
enum MHD_Result exchange_answer(struct exchange *ex);

/* framing.c: what MHD forgives and we do not; head is where the request begins. False: a 400 is in the reply; close. */
bool framing_check(struct exchange *ex, const char *head);
/* -1: no Content-Length. */
int64_t framing_length(struct exchange *ex);

/* request.c */
bool request_read_target(struct exchange *ex);          /* path and query; false: 400 */
bool request_read_body(struct exchange *ex);            /* JSON; false: 400 */
/* Decodes %XX in place (+ too when `plus`); false for a bad escape, a control or bad UTF-8. */
bool request_decode(char *s, bool plus);
bool request_check_type(struct exchange *ex);           /* false: 415 */
void request_check_form(struct exchange *ex);           /* of a ROUTE_FORM; most are right, and the writer is spared */
bool request_read_match(struct exchange *ex);           /* If-Match; false: 400, 428 */

/* route.c: fills in rq.route and rq.params; false: 404 or 405. */
bool route_find(struct exchange *ex, const char *method);

/* auth.c: false: 401, 403 or 503. */
bool auth_check(struct exchange *ex);

/* keyed.c */
bool keyed_read(struct exchange *ex);                   /* the header; false: 400 */
void keyed_hash_body(struct exchange *ex);              /* of the body as parsed; on the serving thread */
enum keyed { KEYED_NEW, KEYED_DONE };
/* In the writer's transaction: KEYED_DONE when the reply is there (a replay, 422 or an error). */
enum keyed keyed_look_up(struct exchange *ex, struct db *db);
/* Keeps a 2xx reply. */
bool keyed_keep(struct exchange *ex, struct db *db, struct error *err);

/* reply.c */
void reply_release(struct reply *rp);
void reply_reset(struct reply *rp);                     /* the memory of its text is kept */
/* Makes the body text, so that its tree is freed by the thread that made it. */
void reply_print(struct reply *rp);
/* The body as it goes out; "" when there is none. Borrowed from the reply. */
const char *reply_content(struct reply *rp, size_t *len);

/* stream.c: answers with an event stream, or fills in the reply. */
enum MHD_Result stream_start(struct exchange *ex);
void stream_closed(struct stream *st, bool timed_out);

#endif
