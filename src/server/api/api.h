/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api.h -- the handlers named by the route table: decode, call a service, encode. */
#ifndef SERVER_API_H
#define SERVER_API_H

#include "server/http/http.h"
#include "server/service/service.h"

typedef void api_handler(struct request *rq, struct reply *rp);

json *user_to_json(const struct user *u);

/* Where the services work for this request. */
static inline struct work work_of(const struct request *rq)
{
	return (struct work){ rq->server, rq->db, rq->user ? rq->user->realm : "city", rq->now };
}

/* contacts.c: a page with callers in it is on record, with what was asked for; an empty one is not. */
void api_record_list(struct request *rq, const char *action, const json *page);

/* presence.c */
api_handler api_me, api_presence_put, api_seats, api_hello;
/* contacts.c */
api_handler api_contact_create, api_contact_list, api_contact_get, api_contact_verb;
api_handler api_contact_abandon, api_contact_ended, api_caller_lookup;
/* drafts.c */
api_handler api_draft_get, api_draft_put;
/* tickets.c */
api_handler api_ticket_create, api_ticket_preview, api_ticket_list, api_ticket_get, api_ticket_history;
api_handler api_ticket_views, api_ticket_deadline, api_ticket_choices, api_ticket_suggestions, api_ticket_act, api_ticket_reveal;
/* reports.c */
api_handler api_report;
/* audit.c */
api_handler api_audit_list;
/* notices.c */
api_handler api_notice_list, api_notice_get, api_notice_create, api_notice_put;
/* inspections.c */
api_handler api_inspection_told;
api_handler api_inspection_draw, api_inspection_list, api_inspection_get, api_inspection_ticket, api_inspection_move;
/* knowledge.c */
api_handler api_knowledge_search, api_knowledge_get;
/* precedents.c */
api_handler api_precedent_search, api_precedent_get, api_precedent_draft, api_precedent_create, api_precedent_change;

/* training.c */
api_handler api_training_scenarios, api_training_scenario, api_training_trainees, api_training_tickets, api_training_start, api_training_list, api_training_get;
api_handler api_training_timeline, api_training_join, api_training_ask, api_training_mark, api_training_end;
api_handler api_training_inject, api_training_override, api_training_results;

#endif
