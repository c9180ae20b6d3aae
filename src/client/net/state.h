/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h -- the directory where a workstation keeps what must survive, and its lock.
 *
 * One directory per hotline user and server, under --state DIR or $XDG_STATE_HOME/hotline
 * (~/.local/state/hotline), mode 0700, files 0600. A lock keeps a second program out: two
 * writers of one journal would lose words. Not for screens.
 */
#ifndef CLIENT_STATE_H
#define CLIENT_STATE_H

#include "hotline/error.h"

struct state {
	char *root;     /* DIR */
	char *path;     /* DIR/<user>-<hash of server and user>, DIR/<user>-training-<hash of these and the realm> */
	int fd;         /* of path, for *at() */
	int lock;
};
/* `dir` NULL: the default; `realm` NULL: the city's, else that training session's, beside it. Makes what is
 * missing. False: ERROR_BUSY when another program has
 * it, ERROR_DENIED when it belongs to somebody else or others may write it, ERROR_FULL,
 * ERROR_IO. */
bool state_open(struct state *s, const char *dir, const char *server, const char *user,
		const char *realm, struct error *err);
void state_close(struct state *s);
/* Closes it and removes it with all that is in it: of a training session that is over. */
void state_remove(struct state *s);
/*
 * What cannot be read is kept under another name, NAME.unreadable, so that work can go on. Only
 * the last such file is kept.
 */
void state_set_aside(const struct state *s, const char *name);
/*
 * The root alone, made when missing: for what is not a user's own (the city pack). Caller
 * frees.
 */
char *state_root(const char *dir, struct error *err);

#endif
