/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_statement.h -- the statement of a list of tickets while it is put together. Private to tickets_filter.c and
 * tickets_list.c.
 */
#ifndef SERVER_TICKETS_STATEMENT_H
#define SERVER_TICKETS_STATEMENT_H

#include "server/service/finder.h"
#include "server/service/tickets_internal.h"

/* What a statement cannot say and is asked of each row; nothing when it is all zero. */
struct sieve {
	const char *text;               /* words that are in very many tickets, or the ticket's number */
	struct finder_words *words;
	bool openly;                    /* whose caller the reader may not know is left out */
};

struct argument {
	bool text;
	const char *s;
	int64_t n;
};

struct statement {
	struct buf sql;
	struct buf numbers;             /* a query of the only tickets that may come; empty: any may */
	struct buf visits;              /* conditions on one return visit of the ticket */
	struct argument *args;
	size_t count, alloc;
	struct buf **strings;           /* what was made for it */
	size_t string_count, string_alloc;
	struct sieve sieve;
};
/* Add a parameter; the number for ?N. The text is borrowed. */
int statement_text(struct statement *b, const char *s);
int statement_int(struct statement *b, int64_t n);
struct buf *statement_string(struct statement *b);
/* Looks for ?text=: few tickets have it and are `numbers`, or very many and each row is asked. */
void statement_words(struct statement *b, struct work *w, const struct ticket_actor *who, const char *text);
/* " AND …" for each parameter of the request. NULL, or the name of the one that cannot be read. */
const char *statement_filters(struct statement *b, struct work *w, const struct ticket_actor *who,
			      const char *(*get)(void *arg, const char *name), void *arg);
struct query *statement_run(struct statement *b, struct work *w);
void statement_release(struct statement *b);

/* The desks may know every caller; an agent lists only tickets of calls they took. */
bool tickets_knows_callers(const struct ticket_actor *who);

#endif
