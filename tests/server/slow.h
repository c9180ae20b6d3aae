/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slow.h -- one TLS connection held by hand, for a peer that is slow on purpose. */
#ifndef TESTS_SERVER_SLOW_H
#define TESTS_SERVER_SLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slow;
/* NULL: the server took no connection, or no handshake. */
struct slow *slow_open(int port);
/* With GnuTLS's words for what it offers. */
struct slow *slow_open_as(int port, const char *priorities);
bool slow_send(struct slow *s, const void *bytes, size_t len);
/* Reads and drops what comes; true when the server has hung up within ms. */
bool slow_hung_up(struct slow *s, int ms);
void slow_close(struct slow *s);        /* NULL allowed */
/* Begins a handshake and sends a byte of it now and then; the ms till the server hangs up, at most `most`. */
int64_t slow_handshake(int port, int most);

#endif
