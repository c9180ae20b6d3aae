/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peers.h -- many TLS connections on one thread, for load: as little work for each as can be, so
 * that the server is what is measured. What goes wrong ends the program with a sentence.
 */
#ifndef TESTS_BENCH_PEERS_H
#define TESTS_BENCH_PEERS_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdint.h>

#include "hotline/buf.h"

struct peer {
	gnutls_session_t tls;
	int fd, number;                 /* from 0 */
	bool greeted;                   /* the handshake is done */
	int64_t since_us;               /* the caller's own: when something began */
	struct buf in;                  /* what came and was not taken */
};

struct peers {
	struct peer *list;
	int count, epoll;
	gnutls_certificate_credentials_t ca;
};

/* Opens so many connections to the loopback port, verified by the certificate in the file `ca`. */
void peers_open(struct peers *p, int port, const char *ca, int count);
void peers_close(struct peers *p);
void peer_send(struct peer *peer, const char *bytes, size_t len);
/* Waits at most `ms`, reads what came and calls `fn` for each peer that got something. */
void peers_wait(struct peers *p, int ms, void (*fn)(struct peer *peer, void *arg), void *arg);
/* Takes one whole answer with a Content-Length; its status, 0 when it is not all there yet. */
int peer_answer(struct peer *peer);

int64_t peers_now_us(void);             /* monotonic */

#endif
