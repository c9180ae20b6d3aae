/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tickets_internal.h -- what tickets*.c share. */
#ifndef SERVER_TICKETS_INTERNAL_H
#define SERVER_TICKETS_INTERNAL_H

#include "server/service/tickets.h"

/* "261124000123": the day and a count within it. */
bool ticket_number_next(struct work *w, char no[24], struct error *err);
/* Appends one event, applies it, writes the row and tells those concerned. The move was checked before. */
bool ticket_move(struct work *w, struct ticket *t, const char *by, const char *action,
		 enum ticket_state to, const json *detail, struct error *err);

/* tickets_list.c: a page of rows {key, no, body}, which are one more than `limit` when there is more. Ends q. */
json *tickets_page(struct work *w, struct query *q, const struct ticket_actor *who, int limit, struct error *err);

/* tickets_visit.c: adds claimed_by_name to a ticket or a row that is claimed. */
void tickets_name_claim(struct work *w, json *shown);
/* May this user begin the visit? Refused with the name of whoever has the ticket, or phones its caller about another. */
bool tickets_may_claim(struct work *w, const struct ticket *t, const struct ticket_actor *who, struct error *err);
/* For those who phone: who joined (`callers`) and whose tickets were merged (`merged`), and what of their visits. */
void tickets_show_callers(struct work *w, const struct ticket_actor *who, json *shown);

/* tickets_views.c: a view of that name for this user; NULL: there is none. */
struct ticket_view;
const struct ticket_view *ticket_view_find(const char *name, const struct ticket_actor *who);
/* It looks at the unit's own rows u of ticket_unit beside the tickets t. */
bool ticket_view_is_of_unit(const struct ticket_view *v);
/* " AND …". */
void ticket_view_where(const struct ticket_view *v, const struct ticket_actor *who, instant now, struct buf *sql);
/* 0 for the grade with the strictest clocks. */
int ticket_grade_rank(const struct city *c, size_t grade);

#endif
