/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h -- who sits here: login, login again on top of the work, logout.
 *
 * The password is wiped as soon as the request is made; token and state_key live in locked
 * memory. When the session runs out, SESSION_EXPIRED is announced and everything stays: the
 * screen shows the login over what is there, and the same user's login sends the parked
 * requests again. Another user cannot log in on top; that needs a logout first. Screens call
 * work_login(), work_logout() of work.h.
 */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include "client/net/net.h"

enum session_state { SESSION_NONE, SESSION_LOGGING_IN, SESSION_IN, SESSION_EXPIRED };

struct session;
/* `changed` is called with each new state, from net_perform() or from session_login(). */
struct session *session_new(struct net *n, void (*changed)(void *arg, enum session_state s, const char *sentence),
			    void *arg);
void session_free(struct session *s);
enum session_state session_state(const struct session *s);

/*
 * Sends the login; `password` (of any length) is wiped here. `done` gets the answer without
 * token and state_key; what went wrong is in its sentence (wrong name or password; too many
 * attempts, and how long to wait). False with err when one is on its way already or another
 * user's work is here.
 */
bool session_login(struct session *s, const char *username, char *password, net_done done, void *arg,
		   struct error *err);
/*
 * Instead of a login: what gave the pass (token, state_key, expires_at) is another session of this user. False: it is
 * none.
 */
bool session_enter(struct session *s, const char *username, const json *pass);
/* Forgets token and key at once and tells the server; `done` may be NULL. */
void session_logout(struct session *s, net_done done, void *arg);
/* The server ended it (session.ended). */
void session_expire(struct session *s, const char *sentence);

/* Borrowed; NULL before the first login and after logout. */
const char *session_state_key(const struct session *s);
const char *session_username(const struct session *s);
instant session_expires_at(const struct session *s);    /* INSTANT_NONE: unknown */

/* Overwrites a secret in a way the compiler keeps. NULL allowed. */
void secret_wipe(char *text);
/* Appends text as a JSON string; the buffer should be large enough beforehand, then wiped. */
struct buf;
void secret_add_json(struct buf *out, const char *text);

#endif
