/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_pool.h -- a few threads for what takes long: one pool hashes passwords (argon2id takes 64 MiB and a tenth of
 * a second each), another makes reports.
 *
 * Bounded on purpose: a flood of logins fills its own queue and is told to come back, while calls go on.
 */
#ifndef SERVER_WORKER_POOL_H
#define SERVER_WORKER_POOL_H

#include <stdbool.h>

#include "hotline/error.h"

struct worker_pool;

struct worker_pool *worker_pool_start(int threads, struct error *err);
/* Runs what is queued, then ends the threads. NULL allowed. */
void worker_pool_stop(struct worker_pool *p);
/* False when the queue is full. Never blocks. */
bool worker_pool_submit(struct worker_pool *p, void (*fn)(void *arg), void *arg);

#endif
