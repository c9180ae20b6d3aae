/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act_private.h -- the form of an action, as its files share it: fields, what is kept of them, the picture. */
#ifndef CLIENT_ACT_PRIVATE_H
#define CLIENT_ACT_PRIVATE_H

#include "client/screens/act.h"
#include "client/ui/formview.h"
#include "hotline/ticket.h"

enum { MEMBERS_MOST = 8 };

struct act {
	struct app *app;
	char no[24];
	char *action;
	char kept[ACT_FORM];    /* the name of what is typed, in the journal */
	const struct move_member *members;
	size_t count;
	struct formview form;
	struct choices units, grades;
	const struct city *units_of;    /* that `unit_rows` were made of */
	size_t *unit_rows, unit_rows_count;     /* indexes of the units to choose from */
	int64_t seen;           /* the ticket's version when the form was opened; 0: not known then */
	char *basis;            /* why the catalogue names that unit */
	json *suggestions;      /* of a dispatch; NULL: not here */
	char *sentence;
	bool sent, done;
	bool send_waits;        /* for the ticket: its version goes along */
	char key[40];           /* of what was sent, in the outbox */
};

/* -- act_form.c: the fields, and the body that is made of them ---------------------------- */

void act_choices(struct act *a);
void act_describe(struct act *a);
bool act_is_long(const char *name);
/* The unit that the catalogue names; the time that was asked for. */
void act_suggest_unit(struct act *a);
void act_suggest_until(struct act *a);
/* Says beside a limit how it is understood; nothing for what is none. */
void act_note_time(struct act *a, const char *name);
/* Caller frees; what is wrong is marked in the form. */
json *act_make_body(struct act *a);
json *act_texts(const struct act *a);   /* of the fields that are not empty. Caller frees */
void act_say(struct act *a, const char *sentence);
void act_mark_problems(struct act *a, const struct problem *p);

/* -- act_kept.c: what is typed and not sent, what was sent and refused ---------------------- */

void act_keep(struct act *a, const char *member, const char *text);
void act_keep_all(struct act *a);
void act_forget_kept(struct act *a);
void act_bring_back(struct act *a);
/* What was refused before is in the form, with what is wrong and why. */
void act_take_back(struct act *a);
/* The key of the refused move that the form stands for, borrowed; NULL: none. */
const char *act_stands_for(const struct act *a);
void act_suggest_basis(struct act *a);
void act_typed(void *data, const char *key, const char *value);

/* -- act_draw.c -------------------------------------------------------------------------------- */

void act_draw(struct app *app, void *state, struct canvas *c, struct rect r);

#endif
