/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auth.h -- from the hash of a token to the user behind it. */
#ifndef SERVER_AUTH_H
#define SERVER_AUTH_H

#include "server/http/http.h"

/* False without err when there is no such session, it has expired, or the account is disabled. */
bool auth_find(struct db *db, const char *hash, instant now, struct user *u, struct error *err);

#endif
