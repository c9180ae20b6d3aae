/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h -- who may come in: accounts, their sessions, their passwords, and guessing made slow.
 *
 * Only the hash of a token is stored, so a copy of the store logs nobody in.
 */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include "admin/admin.h"
#include "hotline/ids.h"
#include "server/service/service.h"

/* The one door for every token. */
user_finder session_find_user;

/*
 * A person who has a password; only who proves that may be told that the account is disabled. Not found: the hash of no
 * password, so that looking at it takes as long.
 */
struct session_account {
	char id[ID_TEXT], hash[ADMIN_HASH_TEXT];
	bool found, disabled;
};
bool session_find_account(struct server *s, const char *username, struct session_account *a, struct error *err);

/* Opens a session for a password that was right; user and state_key are filled in. Blocks. */
struct session_login {
	const char *account, *username, *address, *token;
	instant now, expires_at;
	struct user user;
	char state_key[72];
};
bool session_open(struct server *s, struct session_login *l, struct error *err);

/* The user's password becomes the one of this hash and the user's other logins end: whoever knew the old one is out.
 * Blocks. */
bool session_change_password(struct server *s, const struct user *u, const char *address, const char *hash,
			     struct error *err);

/* The user's password was right once more: the wrong ones before it are forgotten. Blocks. */
bool session_proved(struct server *s, const struct user *u, const char *address, struct error *err);

/* In a writer's transaction. Long-lived tokens of machines stay. */
bool session_end(struct work *w, const struct user *u, struct error *err);
bool sessions_end(struct work *w, const struct user *by, const char *account, struct error *err);
/* {"items", "next"}: sessions of an account, newest first. Both: ERROR_NOT_FOUND when there is no such account. */
json *sessions_list(struct work *w, const struct user *by, const char *account, struct error *err);

/* throttle.c: 5 failed logins delay that account from that address, and each further one for
 * longer. */
struct attempt {
	const char *username, *address;
	instant now;
	int wait;               /* seconds, when refused */
};
/* Counts an attempt before its password is looked at. False: err, or refused with `wait` set.
 * Blocks. */
bool throttle_charge(struct server *s, struct attempt *a, struct error *err);
/* Forgets the failures of a login that went through. In a writer's transaction. */
bool throttle_forget(struct db *db, const char *username, const char *address, struct error *err);

#endif
