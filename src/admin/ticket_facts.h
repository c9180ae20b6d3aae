/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_facts.h -- what the rates count of tickets, in the store: a row for each visit, and the sums of each day.
 *
 * The sums are kept with every move in its transaction, so that a month's rates are read from some thousand rows
 * however many tickets it had. The caller has a transaction.
 */
#ifndef ADMIN_TICKET_FACTS_H
#define ADMIN_TICKET_FACTS_H

#include "hotline/assess.h"
#include "hotline/db.h"

/* The rows and sums follow the ticket from what it was to what it is. */
bool ticket_facts_write(struct db *db, const struct ticket *t, const struct assess_facts *was,
			const struct assess_facts *is, struct error *err);
/* Are the ticket's visits just these? The sums are not looked at. False also with err. */
bool ticket_facts_are(struct db *db, const struct ticket *t, const struct assess_facts *f, struct error *err);
/* Writes the ticket's visits anew; the sums of its days are then to be mended. */
bool ticket_facts_mend(struct db *db, const struct ticket *t, const struct assess_facts *f, struct error *err);

/* Are the realm's sums of one day what its rows and tickets add up to? `from` and `to` are midnights. False: err. */
bool rate_days_check(struct db *db, const char *realm, instant from, instant to, bool *same, struct error *err);
bool rate_days_mend(struct db *db, const char *realm, instant from, instant to, struct error *err);
/* The first and the last time that anything was counted; INSTANT_NONE: nothing. False: err. */
bool rate_days_span(struct db *db, const char *realm, instant *first, instant *last, struct error *err);

#endif
