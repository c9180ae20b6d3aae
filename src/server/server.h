/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server.h -- what the parts of hotlined share: configuration, store, city, front, knowledge.
 *
 * Made once by main, passed everywhere; no globals. The city is replaced as a whole on import: take a
 * reference by server_city() for the length of a request and give it back.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdatomic.h>

#include "hotline/city.h"
#include "hotline/store.h"

struct http;
struct events;
struct knowledge;       /* service/knowledge.h: articles and their index */
struct hash_pool;

/* [queue] and others of hotlined.conf(5); times in milliseconds. */
struct server_config {
	char *listen, *certificate, *key, *store, *socket, *city_dir;
	int64_t port, threads, connections, connections_per_address, hash_threads;
	bool test;
	int64_t ring, wrap_up, stream_lost, orphan, session, claim, heartbeat;
};
bool server_config_read(struct server_config *c, const char *file, struct error *err);
void server_config_release(struct server_config *c);

struct server {
	struct server_config config;
	struct store *store;
	struct http *http;
	struct events *events;
	struct knowledge *knowledge;
	struct hash_pool *hash_pool;
	struct city *_Atomic city;      /* replaced under import; old ones are kept until exit */
	instant started_at;
};

static inline const struct city *server_city(struct server *s)
{
	return atomic_load_explicit(&s->city, memory_order_acquire);
}

#endif
