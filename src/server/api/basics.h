/* SPDX-License-Identifier: GPL-3.0-or-later */
/* basics.h -- handlers of what every server has: sessions, health, city, its own description. */
#ifndef SERVER_API_BASICS_H
#define SERVER_API_BASICS_H

#include "server/http/http.h"

typedef void basic_handler(struct request *rq, struct reply *rp);

/* login.c */
basic_handler api_login, api_password;
/* session.c */
basic_handler api_logout, api_sessions_list, api_sessions_end;
/* health.c */
basic_handler api_healthz, api_readyz, api_metrics;
/* city.c */
basic_handler api_city, api_regions;
/* openapi.c */
basic_handler api_openapi;

/* throttle.c: 5 failed logins delay that account from that address, and each further one for
 * longer. */
struct attempt {
	const char *username, *address;
	instant now;
	int wait;               /* seconds, when refused */
};
/* Counts an attempt before its password is looked at. False: err, or refused with `wait` set.
 * Blocks. */
bool throttle_charge(struct server *s, struct attempt *a, struct error *err);
/* Forgets the failures of a login that went through. In a writer's transaction. */
bool throttle_forget(struct db *db, const char *username, const char *address, struct error *err);

#endif
