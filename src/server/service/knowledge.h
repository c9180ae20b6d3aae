/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * knowledge.h -- what agents read to callers, and what others learn from: articles and precedents in memory, searched
 * by the text index.
 *
 * The current version of every article is held with its index behind a read-write lock and replaced as a
 * whole on reload; older versions are read from the store. Expired articles are flagged and never come before
 * valid ones.
 */
#ifndef SERVER_KNOWLEDGE_H
#define SERVER_KNOWLEDGE_H

#include "server/service/service.h"

/*
 * What to look for. `query` NULL or blank: the newest; `category`: only in this one and below it, NULL: in all; `near`: what
 * a form is about, so that articles of its category weigh more and what lies far behind the best is left out, NULL: nothing.
 */
struct knowledge_want { const char *query, *category, *near; int limit; };
/* {"items": [article without body …], "next": null}. Caller frees. */
json *knowledge_search(struct work *w, struct knowledge *from, const struct knowledge_want *want);
/* The whole article; version 0: the current one. NULL: ERROR_NOT_FOUND. */
json *knowledge_read(struct work *w, const struct knowledge *from, const char *id, int64_t version, struct error *err);
/* What was committed is found from now on: {id, version, title, category, unit, kind, keywords, body}; no body: taken
 * away. Quick; any thread. */
void knowledge_put(struct knowledge *k, const json *article);

#endif
