/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http.h -- the server's front: listener, routes, limits, answers. Above it nobody sees
 * libmicrohttpd.
 *
 * A route is a row of one const table (api/routes.c). The front finds the row, checks the
 * framing, the size and type of the body, parses JSON, authenticates, checks the role and the
 * Idempotency-Key, and runs the handler where the row says:
 *   ROUTE_READ   on a serving thread with a reader connection; must be quick;
 *   ROUTE_WRITE  on the store's writer thread, maybe more than once; the connection is
 *                suspended meanwhile and answered after COMMIT. An answer that is not 2xx
 *                undoes what was written. Idempotency (look up first, keep a 2xx) is done here,
 *                in the same transaction;
 *   ROUTE_SLOW   as ROUTE_READ, but on the bounded pool of reports: what may take a second never
 *                keeps a serving thread;
 *   ROUTE_STREAM on a serving thread when an event stream opens; the answer's JSON is the data of its first event,
 *                hello.
 *   ROUTE_HASH   on the bounded password pool, without a connection (it may call store_write()).
 * A handler fills the reply and returns; it never blocks and never sees a socket.
 */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "hotline/buf.h"
#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/error.h"
#include "hotline/form.h"
#include "hotline/json.h"
#include "server/port.h"

struct server;          /* server/server.h */

enum { PATH_PARAMETERS = 3 };
struct request {
	struct server *server;
	const struct route *route;
	const char *path;               /* below /api/v1, decoded once */
	char *params[PATH_PARAMETERS];  /* {id}, {n}: in order, decoded, never empty */
	json *body;                     /* object; NULL: none sent (never with ROUTE_BODY) */
	const struct city *right_by;    /* the city for which the whole form was found right; NULL: it was not */
	const struct user *user;        /* NULL on an open route */
	struct db *db;                  /* by the route's kind; NULL for ROUTE_HASH */
	instant now;                    /* one time for the whole request */
	const char *address;            /* of the peer, text */
	int64_t if_match;               /* -1: none was sent */
	void *http;                     /* the front's own */
};

/* Query parameter and header, borrowed; NULL when absent. */
const char *request_query(const struct request *rq, const char *name);
const char *request_header(const struct request *rq, const char *name);
/* ?limit= (1-200, default 50): false and a 400 in the reply when it is no such number. */
struct reply;
bool request_limit(const struct request *rq, struct reply *rp, int *limit);
/* A whole number in the path or in ?name=; false when it is none or not within [least, most]. */
bool request_number(const char *text, int64_t least, int64_t most, int64_t *value);

/*
 * ROUTE_WRITE only: fn(server, arg) runs on the writer thread after COMMIT, only when it committed
 * and before the answer goes out. It must be quick and may not write. `arg` must stay alive by
 * itself; when nothing is committed, fn is not called and free(arg) is. False: too many (8).
 */
bool server_after_commit(struct request *rq, void (*fn)(struct server *s, void *arg), void *arg);

/*
 * ROUTE_READ only: this answer shows data of a caller. It goes out when a row of the audit chain that says so is
 * committed, else 503 does; the same user's same read within ten minutes needs no other row. `action` is static,
 * `detail` is taken, NULL: none.
 */
void request_personal(const struct request *rq, const char *action, const char *subject, json *detail);
/* The query as it came, decoded, for such a record: numbers of phones in it are masked. */
void request_add_query(const struct request *rq, struct buf *out);

struct reply {
	int status;                     /* 200 unless set */
	json *body;                     /* the front puts it */
	struct buf text;                /* when type is set: the body as it is */
	const char *type;               /* content type of `text` or `fixed`, static */
	const char *fixed;              /* instead of `text`: lives as long as the server */
	size_t fixed_len;
	char etag[48];                  /* strong, no quotes; the front does If-None-Match */
	int retry_after;                /* seconds, 0: none */
	const char *allow;              /* for 405 */
};

void reply_json(struct reply *rp, int status, json *body);  /* takes the body; NULL: none (204) */
/* RFC 9457: type "/problems/" + kind. Always the whole answer; returns false. */
__attribute__((format(printf, 4, 5)))
bool reply_problem(struct reply *rp, int status, const char *kind, const char *fmt, ...);
/* 422 /problems/fields */
bool reply_fields(struct reply *rp, const struct form_problems *problems);
/* INPUT 400, NOT_FOUND 404, STATE 409, VERSION 412, DENIED 403, BUSY/IO/FULL 503. Returns false. */
bool reply_error(struct reply *rp, const struct error *err);
/* 200 with what a service made (taken), else the error. */
void reply_made(struct reply *rp, json *body, const struct error *err);
/* What a service refused: a list of fields when it named some, else the sentence. Returns false. */
bool reply_refusal(struct reply *rp, const struct form_problems *problems, const struct error *err);

enum route_kind { ROUTE_READ, ROUTE_WRITE, ROUTE_HASH, ROUTE_SLOW, ROUTE_STREAM };
enum {
	ROUTE_OPEN = 1,         /* no token needed */
	ROUTE_KEYED = 2,        /* Idempotency-Key required */
	ROUTE_MATCH = 4,        /* If-Match required (428) unless the handler's action needs none */
	ROUTE_BODY = 8,         /* takes a JSON object */
	ROUTE_ROOT = 16,        /* path is at the root, not under /api/v1 */
	ROUTE_REALM = 64,       /* the token of a practice session may ask this, whatever roles it takes */
	ROUTE_CITY = 128,       /* it may not ask this: it concerns the city */
	ROUTE_FORM = 32,        /* the body's `fields` are a form: it is looked at before the writer gets it */
};
struct route {
	const char *method, *path;      /* "/contacts/{id}/answer" */
	unsigned roles;                 /* any of these; 0: any user */
	enum route_kind kind;
	unsigned flags;
	void (*handler)(struct request *rq, struct reply *rp);
	const char *summary;            /* one English sentence, for openapi.json's test */
};
extern const struct route routes[];
extern const size_t route_count;

struct http;
struct http_options {
	const char *listen;             /* "127.0.0.1" */
	int port;                       /* 0: any; the real one by http_port() */
	const char *certificate, *key;  /* PEM files */
	int threads, connections, connections_per_address;
	int patience;                   /* seconds: a body may take to arrive, a connection may be idle */
	user_finder *find_user;
	read_recorder *record_read;
};
struct http_stats { uint64_t requests, by_class[6], replayed, shut; };
void http_get_stats(struct http *h, struct http_stats *out);
struct http *http_start(struct server *s, const struct http_options *o, struct error *err);
int http_port(const struct http *h);
/* Stops accepting, finishes what was accepted, ends the streams. */
void http_stop(struct http *h);

#endif
