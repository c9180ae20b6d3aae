/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane.h -- a ticket beside the list it was selected in: lines drawn one below the other while there is room.
 */
#ifndef CLIENT_PANE_H
#define CLIENT_PANE_H

#include "client/screens/screens.h"

struct pane {
	struct app *app;
	struct canvas *c;
	struct rect r;
	int y;                  /* the next row; r.y + r.height: full */
	instant now;
};

int pane_left(const struct pane *p);                    /* rows */
void pane_line(struct pane *p, enum look look, const char *text);
/* "label  value" on one line; nothing when there is no value. */
void pane_field(struct pane *p, const char *label, enum look look, const char *value);
/* At most that many rows, an ellipsis when there is more. */
void pane_wrapped(struct pane *p, enum look look, const char *text, int most);
void pane_heading(struct pane *p, const char *text);

/* Number and title; matter, grade and time left; place; caller, origin, claim. */
void pane_head(struct pane *p, const struct model_ticket *t);
/* What the caller said, and the note for the dispatcher, in at most so many rows. */
void pane_said(struct pane *p, const struct model_ticket *t, int most);
/* The units at work with their sub-states, clocks and requests. */
void pane_units(struct pane *p, const struct model_ticket *t);
/* What was decided and asked lately, the newest last, in so many rows. */
void pane_events(struct pane *p, const struct model_ticket *t, int most);
/* What the user can do now, each with its key or ":name", the most likely first, at the foot: the pane gets smaller. */
void pane_moves(struct pane *p, const struct model_ticket *t);

/* What the caller answered at the last return visit; nothing when there was none. Appended. */
void pane_answers(const json *ticket, struct buf *out);
/* "return: 望京街道 says: not ours (basis: …), until …": what waits for a decision, or the question; "" when nothing. */
void pane_asked(const struct app *app, const json *ticket, struct buf *out);

/* "Meanwhile: to be signed · 望京街道 · Dispatch by …": what a ticket is since it was seen at an older version. */
void pane_news(const struct app *app, const struct model_ticket *t, struct buf *out);

#endif
