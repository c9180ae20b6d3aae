/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client.h -- what main() starts beside the frame: the model, the connection, the first screen. */
#ifndef HOTLINE_CLIENT_CLIENT_H
#define HOTLINE_CLIENT_CLIENT_H

#include <stdbool.h>

#include "client/app.h"
#include "hotline/error.h"

struct options {
	const char *server, *ca;        /* NULL: not given */
	const char *user, *password_file;
	const char *state;      /* directory of journal and outbox; NULL: under $XDG_STATE_HOME */
	const char *keymap, *keys, *lang;
};

/* Sets the model, pushes the first screen, begins to connect; must not block. */
bool client_start(struct app *app, const struct options *options, struct error *err);
/* Saves what is unsent and frees the model. Called after the loop, with the terminal given back. */
void client_stop(struct app *app);

#endif
