/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private.h -- what the reports share: names, figures, and the tickets behind a figure. Private to this room. */
#ifndef REPORT_PRIVATE_H
#define REPORT_PRIVATE_H

#include "report/report.h"
#include "report/sums.h"

/* Names in the language of the query; the code itself when it is not known. Borrowed. */
const char *name_unit(const struct report_query *q, const struct city *c, const char *code);
const char *name_level(const char *kind);
const char *name_category(const struct report_query *q, const struct city *c, const char *code);
const char *name_region(const struct report_query *q, const struct city *c, const char *code);

/* A number with so many decimals at most. */
json *figure(double value, int digits);
/* Thousandths as a number; whole ones as whole numbers. */
json *figure_weighed(int64_t thousandths);

/* A query of GET /tickets, put together. Begin with { BUF_INIT }. */
struct link { struct buf text; };
/* An empty value asks for tickets that have none. */
void link_add(struct link *l, const char *name, const char *value);
void link_period(struct link *l, const char *of, instant from, instant to);     /* of: "created", "visited" … */
/* As the member `name` of o; the link is empty afterwards. */
void link_set(json *o, const char *name, struct link *l);

/* volume, valid … score. */
void set_figures(json *o, const struct assess_sum *s, const struct assess_rates *r);
void set_period(json *o, const struct report_query *q);
/* Adds to o[name] an empty array and gives it. */
json *new_list(json *o, const char *name);

bool unit_in_scope(const struct city *c, const struct report_query *q, const char *unit);
/* " AND COLUMN IN ('S1', …)" when the query is a unit's; the codes of a pack are letters, digits, _ and -. */
void scope_sql(struct buf *sql, const struct city *c, const struct report_query *q, const char *column);

/* -- scan.c: what came in ------------------------------------------------------------- */

/*
 * Tickets in the order in which they came in: those made in [from, to), or, for a unit, those dispatched to it and those
 * below. Texts may be NULL, and are good until the function returns.
 */
struct scan_row { instant at; const char *category, *district, *street, *outcome; };
typedef void scan_row_fn(void *arg, const struct scan_row *row);
bool scan_tickets(struct db *db, const struct city *c, const struct report_query *q, instant from, instant to,
		  scan_row_fn *fn, void *arg, struct error *err);
/* What the period of a link is called for the tickets that scan_tickets() gives. */
const char *scan_link(const struct report_query *q);

/* Counts under a key, of the time asked for and of one before it. */
struct count {
	UT_hash_handle hh;
	char key[2 * ASSESS_CODE];
	int64_t now, before;
};
struct counts { struct count *list; };          /* a hash of uthash */
struct count *counts_open(struct counts *c, const char *key);
void counts_release(struct counts *c);
/* "FIRST/SECOND", each cut at 38 bytes; made a million times in a report. */
void count_key(char key[2 * ASSESS_CODE], const char *first, const char *second);
/* Most first, then by key; for HASH_SORT(). */
int counts_most_first(struct count *a, struct count *b);

/* -- calls.c: contacts ----------------------------------------------------------------- */

struct calls { int64_t contacts, answered, in_time, abandoned; };
/* Of `n` spans of `length` ms from `from` on. */
bool calls_read(struct db *db, const struct report_query *q, instant from, instant length, size_t n, struct calls *list,
		struct error *err);
void calls_set(json *o, const struct calls *c);

/* -- list.c: tickets one by one -------------------------------------------------------- */

/* {no, title, category, name, unit, unit_name, state, created_at, due_at, tickets} of at most `most` tickets, the newest
 * first; `where` is SQL about the columns of ticket, ?2 and ?3 the time. NULL: err. */
json *tickets_listed(struct db *db, const struct city *c, const struct report_query *q, const char *where, int most,
		     struct error *err);

#endif
