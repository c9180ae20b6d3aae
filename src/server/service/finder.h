/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finder.h -- tickets by their words: open ones and those of the last 90 days, in memory.
 *
 * Holds title, content and place, which everybody may read who may read the ticket at all, and nothing of the caller:
 * so what is found tells nothing that the reader may not know. Kept up by every move; a move that is rolled back after
 * all leaves at worst an entry that is newer than the ticket, and the row is what is shown. Any thread.
 */
#ifndef SERVER_FINDER_H
#define SERVER_FINDER_H

#include "hotline/ticket.h"
#include "server/server.h"

#define FINDER_DAYS 90

struct finder *finder_new(void);
void finder_free(struct finder *f);
/* Takes in what the store holds; blocks for as long as it takes. finder_is_ready() then. */
bool finder_load(struct server *s, struct error *err);
bool finder_is_ready(const struct finder *f);
void finder_put(struct finder *f, const struct ticket *t);

struct finder_hit { char no[24]; double score; };
/* Tickets of the realm that hold every word of the query, best first. Returns how many; at most `limit`. */
size_t finder_search(struct finder *f, const char *realm, const char *query, size_t limit, struct finder_hit *hits);
/* Tickets that tell of the same as this text, by likeness 0 to 1 (index_similar()); never `but` itself. */
size_t finder_similar(struct finder *f, const char *realm, const char *text, const char *but, size_t limit,
		      struct finder_hit *hits);

#endif
