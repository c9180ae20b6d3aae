/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cert.h -- a small certification authority of one's own (RFC 5280), so that TLS is verified from
 * the first run.
 */
#ifndef CTL_CERT_H
#define CTL_CERT_H

#include "hotline/error.h"

/* In a folder: ca.pem ca-key.pem server.pem server-key.pem; keys have the mode 0600. */
struct cert_files { char *ca, *ca_key, *server, *server_key; };
void cert_files_in(struct cert_files *f, const char *dir);
void cert_files_release(struct cert_files *f);

/*
 * Makes what is missing, and a new server certificate when the one there runs out within 30 days.
 * The server's is for 127.0.0.1, ::1, localhost and `names` (separated by commas, NULL: none).
 * *made: something was written.
 */
bool cert_ensure(const struct cert_files *f, const char *names, bool *made, struct error *err);

#endif
