/* SPDX-License-Identifier: GPL-3.0-or-later */
/* housekeeping.h -- the thread that makes time pass for the services, and sweeps once an hour. */
#ifndef SERVER_HOUSEKEEPING_H
#define SERVER_HOUSEKEEPING_H

#include "server/server.h"

struct housekeeping;

struct housekeeping *housekeeping_start(struct server *s, struct error *err);
/* NULL allowed. Jobs that were submitted may still be queued. */
void housekeeping_stop(struct housekeeping *h);

#endif
