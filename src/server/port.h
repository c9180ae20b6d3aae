/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * port.h -- what the front (http/) and the services know of each other, and all of it: who asks, whom an event
 * concerns, and the event streams as the services see them. Neither includes the other's headers; main joins them.
 */
#ifndef SERVER_PORT_H
#define SERVER_PORT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "hotline/clock.h"
#include "hotline/json.h"

struct db;
struct error;
struct server;

#define NAME_TEXT 260           /* a person's name, 64 characters of any kind */

/* Who asks: from the token, read anew for each request. */
struct user {
	char id[40], username[72], name[NAME_TEXT], unit[40];
	char realm[40];                 /* "city" or a training session */
	unsigned roles;
	char skills[256];               /* blank separated */
	char session[72];               /* hash of the token */
	char parent[72];                /* of a realm's token: hash of the login it hangs on; "" none */
	bool machine;                   /* a long-lived token, no login */
	instant expires_at;             /* of the token */
};

static inline bool user_in_city(const struct user *u)
{
	return !strcmp(u->realm, "city");
}

/* From the hash of a token to the user behind it: false without err when there is no such session, it has expired, or
 * the account is disabled. */
typedef bool user_finder(struct db *db, const char *hash, instant now, struct user *u, struct error *err);

/* A row of the audit chain, in a writer's transaction; takes `detail`. */
typedef bool read_recorder(struct db *db, instant now, const char *account, const char *action, const char *subject,
			   json *detail, struct error *err);

/* Who is concerned: one user, or everyone of a realm with any of the roles, or a unit (and those
 * above it). Realm "*" is every realm (city.updated). */
struct audience {
	const char *user;       /* user id */
	unsigned roles;         /* mask, when user is NULL */
	const char *unit;       /* unit code, when user is NULL and roles 0 */
};

/* The event streams, for the services; any thread unless it says otherwise. */
struct stream_port {
	/* A row was added to the event table: look after COMMIT. The writer thread's. */
	void (*written)(struct server *s);
	/* Takes `data`. */
	void (*flash)(struct server *s, const char *realm, const struct audience *to, const char *name, json *data);
	int (*count)(struct server *s, const char *realm, const char *user);
	/* Ends the streams of a token (its hash) of this user, and of those that hang on it. */
	void (*close)(struct server *s, const char *user, const char *session, const char *reason);
	int64_t (*lost_since)(struct server *s, const char *realm, const char *user);
};

#endif
