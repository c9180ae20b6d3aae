/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbox_internal.h -- what outbox.c and outbox_file.c share; nobody else. */
#ifndef CLIENT_OUTBOX_INTERNAL_H
#define CLIENT_OUTBOX_INTERNAL_H

#include "client/net/outbox.h"

struct outbox {
	struct net *net;
	struct outbox_hooks hooks;
	struct outbox_item **items;     /* in order of submission */
	size_t count, alloc;
	struct sealed file;
};
void outbox_add(struct outbox *o, struct outbox_item *i);       /* takes the item */
void outbox_item_free(struct outbox_item *i);

/* Reads the items an earlier run left. */
bool outbox_file_open(struct outbox *o, int dir, const struct seal_key *key, struct error *err);
/* Writes it as it is now; with `sync` it is durable when this returns true. */
bool outbox_file_put(struct outbox *o, const struct outbox_item *i, bool sync, struct error *err);
/*
 * Erases it. An accepted one needs no sync: what comes back after a power cut is answered from
 * its key. A discarded one does, or it would be sent after all.
 */
bool outbox_file_gone(struct outbox *o, const struct outbox_item *i, bool sync, struct error *err);

#endif
