/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup.h -- a server's folder: certificates, hotlined.conf and store, as `init` and `demo` make
 * it.
 */
#ifndef CTL_SETUP_H
#define CTL_SETUP_H

#include "ctl/ctl.h"

#define PORT_DEFAULT 8443

struct setup {
	char *dir;              /* absolute */
	char *config, *ca;      /* file names */
	struct ctl_place place;
	int64_t port;           /* 0: what the folder has, else PORT_DEFAULT */
	const char *listen, *names;     /* borrowed; NULL: 127.0.0.1, none */
	int64_t port_there;     /* what the configuration says */
	bool made_config, made_certificates, made_store;
};
/* Makes the folder and hotlined.conf when they are not there. */
bool setup_folder(struct setup *s, const char *dir, struct error *err);
/*
 * Gives an existing configuration the port that was asked for; call it with the store open, when no
 * server runs.
 */
bool setup_port(struct setup *s, struct error *err);
bool setup_certificates(struct setup *s, struct error *err);
/* Opens the store, made when it is not there. NULL with ERROR_BUSY: a server has it. */
struct store *setup_store(struct setup *s, struct error *err);
void setup_release(struct setup *s);

#endif
