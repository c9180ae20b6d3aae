/* SPDX-License-Identifier: GPL-3.0-or-later */
/* basics.h -- handlers of what every server has: sessions, health, city, its own description. */
#ifndef SERVER_API_BASICS_H
#define SERVER_API_BASICS_H

#include "server/http/http.h"

typedef void basic_handler(struct request *rq, struct reply *rp);

/* login.c */
basic_handler api_login, api_password, api_unlock;
/* session.c */
basic_handler api_logout, api_sessions_list, api_sessions_end;
/* health.c */
basic_handler api_healthz, api_readyz, api_metrics;
/* status.c */
basic_handler api_status;
/* What /status answers; `db` NULL: without what the store knows. Caller frees. */
json *status_make(struct server *s, struct db *db);
/* city.c */
basic_handler api_city, api_regions;
/* openapi.c */
basic_handler api_openapi;

#endif
