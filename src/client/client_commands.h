/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_commands.h -- commands that work on every screen. */
#ifndef HOTLINE_CLIENT_COMMANDS_H
#define HOTLINE_CLIENT_COMMANDS_H

#include "client/app.h"

/* For app_set_commands(). */
enum handled client_command(struct app *app, const struct command *command);
/* client_password.c: asks for the present password and the new one. */
void client_change_password(struct app *app);
/* For app_set_role(): the keys of units and of return visitors on tickets. */
enum context client_role(const struct app *app, enum context screen);
/* For app_set_worth(): by the user's roles; before the login only what works there. */
int client_worth(const struct app *app, enum action action);
/* For app_set_label(): the key of the desk is called by the screen that it leads to. */
const char *client_label(const struct app *app, enum action action);
/* client_words.c, for app_set_words(): what a command can be told; `data` is the app. */
struct prompt;
void client_words(void *data, enum action action, int place, struct prompt *p);
/* "a call is with you, 2 submissions are not sent": what leaving would leave behind; nothing when all is done. */
void client_unfinished(const struct app *app, struct buf *out);

#endif
