/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verifier.h -- is this the user's password? For a locked seat whose server is away.
 *
 * A key is derived from each password that is typed, by argon2id under a salt of this run, on a thread of its own; the
 * password is wiped then. What the server says was right stays as the key that later ones are compared with. It lives in
 * locked memory alone and is wiped at the end; nothing of it is written anywhere.
 */
#ifndef CLIENT_VERIFIER_H
#define CLIENT_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>

enum { VERIFIER_FREE_TRIES = 3, VERIFIER_TRIES_MOST = 10, VERIFIER_FIRST_WAIT_MS = 5000 };

enum verified {
	VERIFIED_RIGHT,
	VERIFIED_WRONG,
	VERIFIED_WAIT,          /* too many were wrong: not looked at before `wait` ms are over */
	VERIFIED_SPENT,         /* so many were wrong that only the server looks at more */
	VERIFIED_UNKNOWN,       /* no password was right yet */
};

struct verifier;
/* `wake` is called from the thread when it has derived. */
struct verifier *verifier_new(void (*wake)(void *arg), void *arg);
void verifier_free(struct verifier *v);         /* waits for the thread */

/* Begins to derive; the password is copied and the copy wiped. What was derived before is given up. */
void verifier_try(struct verifier *v, const char *password);
bool verifier_is_busy(struct verifier *v);
/* The server says that what was tried last is the password; also while it is derived still. Ends all waiting. */
void verifier_accept(struct verifier *v);
/* Compares what was tried last; not while busy. `now`: monotonic ms. */
enum verified verifier_check(struct verifier *v, int64_t now, int64_t *wait);

#endif
