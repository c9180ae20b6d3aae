/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyed.h -- what others need of the Idempotency-Key. */
#ifndef SERVER_KEYED_H
#define SERVER_KEYED_H

#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/ids.h"
#include "hotline/json.h"

enum { KEYED_DAYS = 8 };        /* the API promises 7 */

/* Hash of a body as parsed: member order and the spelling of numbers and strings do not matter. */
char *keyed_hash(json *body, char hash[HASH_TEXT]);
/* Forgets keys older than KEYED_DAYS. In a writer's transaction. */
bool keyed_purge(struct db *db, instant now, struct error *err);

#endif
