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

/* Is this what was typed into such a form and not sent? Then of which ticket, and for what. `action` is the draft's. */
bool act_kept(const struct model_draft *draft, char no[24], const char **action);
/* Opens the form of a move that was refused, with what was sent in it and its fields marked; false: it has none. */
bool act_correct(struct app *app, const struct outbox_item *item);
/* Does the move, opens its form, or says why it is not possible. */
enum handled ticket_move(struct app *app, const char *no, const char *name, const char *text);
/* False: no role of this user ever does what the action is for. */
bool ticket_action_is_for(const struct model *m, enum action action);
/* The key of the move, such as "F8"; NULL: it has none of its own. Valid until the next call. */
const char *ticket_move_key(const struct app *app, const char *name);
/* How to begin it: its key, or what is typed: ":forward", ":act close"; appended. */
void ticket_move_how(const struct app *app, const char *name, struct buf *out);
/* precedents.c: reads those of a list, those that words find; shows what a closed ticket would teach, or with a title makes it. */
void precedents_read(struct app *app, const json *items);
void precedents_find(struct app *app, const char *words);
void precedent_of_ticket(struct app *app, const char *no, const char *title);
/* precedent_form.c: the proposal of the server, to be changed and made; argument: what it proposes. */
extern const struct screen_ops screen_precedent;
/* The answer to making one, from the form or from the command line. */
void precedent_made(void *app, const struct net_answer *answer);
extern const struct screen_ops screen_choices;  /* what can be done; argument: the ticket's number */

/* Sends it; the outcome is said on the message line. Takes the body. The ticket must be in the model. */
void act_now(struct app *app, const char *no, const char *action, json *body);
/* The same; `done` with the app gets the answer instead. */
void act_send(struct app *app, const char *no, const char *action, json *body, net_done done);
/* The name, in the journal, of what is typed for this action. */
enum { ACT_FORM = 80 };
void act_form_name(char name[ACT_FORM], const char *no, const char *action);

#endif
