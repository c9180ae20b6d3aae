/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket_fields.h -- what the form of a ticket holds, in words, for its screen. */
#ifndef CLIENT_SCREENS_TICKET_FIELDS_H
#define CLIENT_SCREENS_TICKET_FIELDS_H

#include "client/screens/screens.h"
#include "client/ui/pager.h"

/* "Label  value", nothing for an empty value. */
void ticket_add_line(struct pager *pager, const char *label, const char *value);
void ticket_add_heading(struct pager *pager, const char *text);
/*
 * What the form holds beyond what the screen shows by itself: of a part, "/matter/", "/place/" or "/caller/"; NULL: of
 * all other sections, each under its heading, and what was typed where it could not be understood, in a form that had
 * to go at once.
 */
void ticket_add_fields(const struct app *app, struct pager *pager, const json *fields, const char *part);
/* All that a ticket's screen shows, but for what can be done: head, matter, sections, caller, history. */
void ticket_add_all(struct app *app, struct pager *pager, const struct model_ticket *t);

#endif
