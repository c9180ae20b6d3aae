/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyed.h -- what others need of the Idempotency-Key. */
#ifndef SERVER_KEYED_H
#define SERVER_KEYED_H

#include "hotline/clock.h"
#include "hotline/db.h"

enum { KEYED_DAYS = 8 };        /* the API promises 7 */

/* Forgets keys older than KEYED_DAYS. In a writer's transaction. */
bool keyed_purge(struct db *db, instant now, struct error *err);

#endif
