/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events_private.h -- what events.c (who gets what) and stream.c (one reader's buffer) share.
 *
 * Locks are taken in this order: events.lock, stream.lock, libmicrohttpd's own. A stream is freed
 * by its serving thread after it was unlinked under events.lock, so whoever found it under that
 * lock may use it.
 */
#ifndef SERVER_EVENTS_PRIVATE_H
#define SERVER_EVENTS_PRIVATE_H

#include <uthash.h>

#include "server/http/events.h"
#include "server/http/front.h"

/* Bytes not yet taken by the peer; with more it is dropped, and resumes. */
#define STREAM_BUFFER_MOST (256 * 1024)
enum { REPLAY_MOST = 500, REPLAY_SCAN_MOST = 50000, EVENT_DAYS = 1, LISTENER_KEY = 88 };

/* The streams of one user in one realm; kept when the last one closed, to know since when. */
struct listener {
	char key[LISTENER_KEY]; /* realm/user */
	struct stream *streams;
	int count;
	instant lost_since;     /* 0 while there is a stream */
	UT_hash_handle hh;
};

struct stream {
	struct events *events;
	struct exchange *exchange;
	struct user user;
	int fd;
	uint64_t serial;        /* names it to epoll, never used again */
	struct listener *listener;
	struct stream *prev, *next;             /* all streams */
	struct stream *same_prev, *same_next;   /* of this listener */
	UT_hash_handle hh;      /* by serial */
	int64_t position;       /* rows up to this one are in the buffer or before its time */
	int64_t beat_at;        /* monotonic ms of the next heartbeat */
	bool linked;

	pthread_mutex_t lock;   /* what follows */
	struct buf out;
	size_t taken;           /* of out */
	bool suspended;
	bool ending;            /* ends when the buffer is empty */
	bool dead;              /* ends at once */
	bool slow;              /* dead because its buffer was full */
};

struct events {
	struct server *server;
	pthread_t thread;
	int epoll, wake;
	atomic_bool stop;
	atomic_bool pending;    /* rows were written since the last commit */
	_Atomic uint64_t sent, dropped;

	pthread_mutex_t lock;   /* what follows */
	bool ending;
	int64_t delivered;      /* rows up to this one went to the linked streams */
	struct listener *listeners;
	struct stream *all, *by_serial;
	uint64_t next_serial;
	int count;
};

/* One row of the event table. */
struct event_row {
	int64_t id;
	const char *realm, *account, *unit, *name, *data;
	unsigned roles;
};
bool event_concerns(struct server *s, const struct event_row *row, const struct user *u);
/* The columns of it that event_read() wants, in this order. */
#define EVENT_COLUMNS "id, realm, account, roles, unit, name, data"
/* The row that the query is at; its strings live as long. */
struct event_row event_read(struct query *q);
void event_format(struct buf *out, const char *name, const char *data);
/* The same, of a row: a reader that has it resumes behind it. */
void event_format_row(struct buf *out, int64_t id, const char *name, const char *data);
int64_t event_decode_id(const char *text);      /* -1: not ours */
int64_t events_last_id(struct db *db, struct error *err);

/* stream.c; under events.lock. */
void stream_send(struct stream *st, const char *text, size_t len);
void stream_end(struct stream *st);             /* after what was sent */
void stream_kill(struct stream *st);
/* events.c; under events.lock. */
void events_link(struct events *ev, struct stream *st);
void events_unlink(struct events *ev, struct stream *st);

#endif
