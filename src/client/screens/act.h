/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act.h -- one action on one ticket: at once when nothing is to be asked, else by a form. */
#ifndef CLIENT_ACT_H
#define CLIENT_ACT_H

#include "client/screens/screens.h"

struct act_argument {
	const char *no, *action;        /* action: its name on the wire */
	const char *text;               /* for the first member; NULL */
};
extern const struct screen_ops screen_act;

/* Sends it; the outcome is said on the message line. Takes the body. The ticket must be in the model. */
void act_now(struct app *app, const char *no, const char *action, json *body);

#endif
