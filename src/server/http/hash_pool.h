/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_pool.h -- a few threads for argon2id, which takes 64 MiB and a tenth of a second each.
 *
 * Bounded on purpose: a flood of logins fills its own queue and is told to come back, while
 * calls go on.
 */
#ifndef SERVER_HASH_POOL_H
#define SERVER_HASH_POOL_H

#include <stdbool.h>

#include "hotline/error.h"

struct hash_pool;

struct hash_pool *hash_pool_start(int threads, struct error *err);
/* Runs what is queued, then ends the threads. NULL allowed. */
void hash_pool_stop(struct hash_pool *p);
/* False when the queue is full. Never blocks. */
bool hash_pool_submit(struct hash_pool *p, void (*fn)(void *arg), void *arg);

#endif
