/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust.h -- what the server starts on beside its store and city: the certificate and the files' modes. */
#ifndef SERVER_TRUST_H
#define SERVER_TRUST_H

#include "server/server.h"

/* Notes when the certificate ends. False: it has ended. A file that cannot be read is left to http_start(). */
bool trust_certificate(struct server *s, struct error *err);
/* A warning in the log when it ends within CERTIFICATE_SOON. */
void trust_log_certificate(const struct server *s);
/* Warnings for files that others may read or change. */
void trust_log_modes(const struct server *s, const char *config_file);

#endif
