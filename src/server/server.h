/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server.h -- what the parts of hotlined share: configuration, store, city, front, knowledge.
 *
 * Made once by main, passed everywhere; no globals. The city is replaced as a whole on import; the
 * one before is kept until exit, so a pointer from server_city() stays good for the length of a
 * request.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdatomic.h>

#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/store.h"

struct http;
struct events;
struct knowledge;       /* service/knowledge.h: articles and their index */
struct finder;          /* service/finder.h: tickets by their words */
struct worker_pool;
struct training_callers;        /* service/training.h */
struct timers;          /* service/timers.c */
struct admin_socket;

/* [server], [queue] and [training] of hotlined.conf(5); times in milliseconds but for patience, file names made absolute. */
struct server_config {
	char *listen, *certificate, *key, *store, *socket;
	int64_t port, threads, connections, connections_per_address, hash_threads, patience;
	bool test, group_commit;        /* group_commit = no only to measure what it is worth */
	int64_t ring, wrap_up, stream_lost, orphan, session, heartbeat, practice_kept;
};
/* False with "file:line: …"; c may then be partly filled, release it. */
bool server_config_read(struct server_config *c, const char *file, struct error *err);
void server_config_release(struct server_config *c);

/* A city as it is shown, and those before it. */
struct server_pack {
	struct city *city;
	char *text;             /* GET /city */
	size_t len;
	char etag[24];
	struct scenario **scenarios;    /* as they are practised now, by code */
	size_t scenario_count;
	struct server_pack *older;
};

struct server {
	struct server_config config;
	struct store *store;
	struct http *http;
	struct events *events;
	const struct stream_port *streams;      /* events, as services see them */
	int64_t next_event;             /* number of the next row of the event table; the writer thread's */
	struct knowledge *knowledge, *precedents;
	struct finder *finder;
	struct timers *timers;
	struct training_callers *callers;       /* of practised calls; the writer thread's */
	struct worker_pool *password_pool;      /* of ROUTE_HASH */
	instant certificate_ends;               /* INSTANT_NONE: not known */
	struct worker_pool *report_pool;          /* of ROUTE_SLOW */
	struct admin_socket *admin;
	struct city *_Atomic city;      /* of pack, for the many who need only that */
	struct server_pack *_Atomic pack;
	instant started_at;
	instant last_ready;             /* ready_since given last; the writer thread's */
	atomic_bool ready;              /* everything is up; GET /readyz */
	atomic_bool stopping;           /* told to end: what takes long gives up */
};

static inline const struct city *server_city(struct server *s)
{
	return atomic_load_explicit(&s->city, memory_order_acquire);
}

static inline const struct server_pack *server_pack(struct server *s)
{
	return atomic_load_explicit(&s->pack, memory_order_acquire);
}

/* city.c: the store's current pack, to be used; blocks. NULL: err. */
struct server_pack *server_city_read(struct server *s, struct error *err);
/* Makes it the server's, which owns it from now on. One caller at a time; while tickets move on the writer thread only. */
void server_city_use(struct server *s, struct server_pack *p);
void server_city_free(struct server *s);

#endif
