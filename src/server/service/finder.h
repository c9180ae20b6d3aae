/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finder.h -- tickets by their words: open ones and those of the last 90 days, in memory.
 *
 * Title, content and place are for everybody who may read the ticket at all; the caller's name counts apart, and of a
 * confidential ticket only for those who may know it: so what is found tells nothing that the reader may not know. Kept
 * up by every move; a move that is rolled back after all leaves at worst an entry that is newer than the ticket, and the
 * row is what is shown. Any thread.
 */
#ifndef SERVER_FINDER_H
#define SERVER_FINDER_H

#include "hotline/ticket.h"
#include "server/server.h"

#define FINDER_DAYS 90
#define FINDER_OVER "'closed', 'void'"         /* what is in one of these states is forgotten after that */

struct finder *finder_new(void);
void finder_free(struct finder *f);
/* Takes in what the store holds; blocks for as long as it takes. finder_is_ready() then. */
bool finder_load(struct server *s, struct error *err);
bool finder_is_ready(const struct finder *f);
void finder_put(struct finder *f, const struct ticket *t);
/* Forgets tickets that have been over for too long. */
void finder_sweep(struct finder *f, instant now);

/* What is asked for; `callers`: by one who may know every caller. Free it. */
struct finder_words *finder_words_new(const char *query, bool callers);
void finder_words_free(struct finder_words *words);

struct finder_hit { char no[24]; double score; };
/* Tickets of the realm that hold every word, best first. Returns how many; at most `limit`. */
size_t finder_search(struct finder *f, const char *realm, const struct finder_words *words, size_t limit,
		     struct finder_hit *hits);
/* Does this ticket hold every word? */
bool finder_holds(struct finder *f, const struct finder_words *words, const char *no);
/* Tickets that tell of the same as this text, by likeness 0 to 1 (index_similar()); never `but` itself. */
size_t finder_similar(struct finder *f, const char *realm, const char *text, const char *but, size_t limit,
		      struct finder_hit *hits);

#endif
