/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_watch.h -- the head of the audit chain, noted beside the store as it grows. */
#ifndef SERVER_AUDIT_WATCH_H
#define SERVER_AUDIT_WATCH_H

#include "admin/admin.h"
#include "server/server.h"

enum { AUDIT_WATCH_MS = 1000 };
struct audit_watch {
	struct audit_head noted;
	bool begun, failing;
	bool broken;            /* what is noted is not in the chain: that is left as it is, for somebody to look at */
};
/* One look, at most every AUDIT_WATCH_MS; says in the log what is wrong. */
void audit_watch_look(struct audit_watch *w, struct server *s);

#endif
