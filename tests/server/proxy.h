/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proxy.h -- a bad line on loopback, between a program and its server; bytes pass as they are, TLS goes through it. */
#ifndef TESTS_PROXY_H
#define TESTS_PROXY_H

#include <stdbool.h>

enum line_state {
	LINE_GOOD,
	LINE_SLOW,              /* everything comes late */
	LINE_BYTES,             /* in pieces of one byte */
	LINE_DEAF,              /* requests arrive, answers do not */
	LINE_HALF_OPEN,         /* nothing passes and nobody hangs up; who connects anew is left hanging, too */
	LINE_REFUSED,           /* who connects is hung up on at once */
};

struct proxy;
/* Leads to that port; ends the program when it cannot listen. */
struct proxy *proxy_start(int port);
void proxy_stop(struct proxy *p);
int proxy_port(const struct proxy *p);
/* From now on, for connections that are open, too. */
void proxy_set(struct proxy *p, enum line_state state);
/* Open connections are cut. */
void proxy_cut(struct proxy *p);
/* Open connections stay half-open for ever; new ones are as good as the line. */
void proxy_strand(struct proxy *p);
int proxy_accepted(struct proxy *p);      /* connections so far */

#endif
