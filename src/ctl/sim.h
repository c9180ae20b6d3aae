/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim.h -- the parts of `hotlinectl simulate`: what callers say, and requests to the gateway
 * interface.
 */
#ifndef CTL_SIM_H
#define CTL_SIM_H

#include <curl/curl.h>

#include "hotline/buf.h"
#include "hotline/json.h"

/* sim_rows.c: one caller's words. Strings are owned; number is never NULL. */
struct sim_row { char *number, *name, *channel, *skill, *text; };
struct sim_rows { struct sim_row *rows; size_t count, alloc; };
/*
 * Columns title, text, number, name, channel, skill, all optional but one of title and text; or
 * 留言主题, 留言详情, 留言用户, as citizens' messages are published. Without a number a user gets a
 * made-up one, always the same.
 */
bool sim_rows_read(struct sim_rows *r, const char *file, struct error *err);
void sim_rows_release(struct sim_rows *r);

/* sim_http.c: TLS is verified against the CA of demo.json. */
struct sim_link {
	char *url, *ca;
	struct curl_slist *headers;     /* token and content type */
	CURLM *multi;
};
bool sim_link_open(struct sim_link *l, const char *config, struct error *err);
void sim_link_close(struct sim_link *l);

struct sim_request {
	CURL *easy;
	struct curl_slist *headers;
	char *body;
	struct buf answer;
	int retry_after;                /* seconds, 0: none */
	void *owner;
};
/*
 * POST of `body` (NULL: none) to the path below /api/v1. Finished ones come from sim_link_next().
 */
struct sim_request *sim_post(struct sim_link *l, const char *path, const char *key,
			     const char *body, void *owner);
/* A finished request, which the caller frees; NULL: none. *status 0: no answer, *why says it. */
struct sim_request *sim_link_next(struct sim_link *l, long *status, double *seconds, const char **why);
void sim_request_free(struct sim_request *r);

#endif
