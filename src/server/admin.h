/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin.h -- hotlinectl's door: a UNIX socket (0600) that takes the commands of admin/admin.h. */
#ifndef SERVER_ADMIN_H
#define SERVER_ADMIN_H

#include "server/server.h"

/* Listens on config.socket; a socket left by a server that is gone is replaced. Sets s->admin. */
bool admin_socket_start(struct server *s, struct error *err);
/* Finishes the command that runs. */
void admin_socket_stop(struct server *s);

#endif
