/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routes.c -- the one table of what the server answers. docs/openapi.json is held against it by a test.
 */
#include "server/api/api.h"
#include "server/api/basics.h"

#define WRITE_KEYED (ROUTE_KEYED | ROUTE_BODY)

const struct route routes[] = {
	{ "GET", "/healthz", 0, ROUTE_READ, ROUTE_OPEN | ROUTE_ROOT, api_healthz, "The server is alive." },
	{ "GET", "/readyz", 0, ROUTE_READ, ROUTE_OPEN | ROUTE_ROOT, api_readyz, "The server can take work." },
	{ "GET", "/metrics", ROLE_OPS, ROUTE_READ, ROUTE_ROOT, api_metrics, "Figures for Prometheus." },
	{ "GET", "/openapi.json", 0, ROUTE_READ, ROUTE_OPEN, api_openapi, "This description." },

	{ "POST", "/sessions", 0, ROUTE_HASH, ROUTE_OPEN | ROUTE_BODY, api_login, "Log in." },
	{ "DELETE", "/sessions/current", 0, ROUTE_WRITE, 0, api_logout, "Log out." },
	{ "PUT", "/me/password", 0, ROUTE_HASH, ROUTE_BODY, api_password, "Change the own password." },
	{ "GET", "/users/{id}/sessions", ROLE_OPS | ROLE_SUPERVISOR, ROUTE_READ, 0, api_sessions_list,
	  "Sessions of a user." },
	{ "DELETE", "/users/{id}/sessions", ROLE_OPS | ROLE_SUPERVISOR, ROUTE_WRITE, 0, api_sessions_end,
	  "End all sessions of a user." },

	{ "GET", "/city", 0, ROUTE_READ, 0, api_city, "The city pack without communities." },
	{ "GET", "/city/regions", 0, ROUTE_READ, 0, api_regions, "Children of a region." },

	{ "GET", "/events", 0, ROUTE_STREAM, 0, NULL, "Server-sent events." },
};
const size_t route_count = sizeof(routes) / sizeof(routes[0]);
