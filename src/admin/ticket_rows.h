/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_rows.h -- writing tickets into the store; the caller has a transaction and has checked the
 * move.
 */
#ifndef ADMIN_TICKET_ROWS_H
#define ADMIN_TICKET_ROWS_H

#include "hotline/db.h"
#include "hotline/ticket.h"

/* "261124000123": the day (process's zone) and a count within it, by that counter; practised ones have a prefix. */
bool ticket_rows_number(struct db *db, const char *counter, const char *prefix, instant now, char no[24],
			struct error *err);
/*
 * Appends the event (its seq is the ticket's version + 1), applies it, writes the row, the units
 * that may see it, and what the rates count of it.
 */
bool ticket_rows_write(struct db *db, const struct city *city, struct ticket *t,
		       const struct ticket_event *e, struct error *err);

/* Notes when the first alarm after `now` comes. */
bool ticket_rows_alarm(struct db *db, const struct ticket *t, instant now, struct error *err);
/*
 * Does the store hold just what this ticket, rebuilt from its events, makes? (the city is that of its last event) *differs names the first column that does
 * not (static): "row" when there is none, "body", "units", "visit".
 */
bool ticket_rows_are(struct db *db, const struct city *city, const struct ticket *t, const char **differs,
		     struct error *err);
/* Writes the rows anew from the ticket; its events stay, and the sums of its days are then to be mended. */
bool ticket_rows_mend(struct db *db, const struct city *city, const struct ticket *t, struct error *err);

#endif
