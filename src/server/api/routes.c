/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routes.c -- the one table of what the server answers; a test holds docs/openapi.json against it.
 */
#include "server/api/api.h"
#include "server/api/basics.h"

#define WRITE_KEYED (ROUTE_KEYED | ROUTE_BODY)
/* Who can have a contact: an agent, or a supervisor who took it over. */
#define HOLDER (ROLE_AGENT | ROLE_SUPERVISOR)
/* Who inspects tickets; their agents see what came of it. */
#define INSPECTOR (ROLE_SUPERVISOR | ROLE_TRAINER)
/* Who makes precedents. */
#define MAKER (ROLE_KB_EDITOR | ROLE_DISPATCHER | ROLE_SUPERVISOR)
/* Who has to do with practice. */
#define LEARNER (ROLE_TRAINEE | ROLE_TRAINER)
#define VERB(name, roles, summary)                                             \
	{ "POST",      "/contacts/{id}/" name, roles, ROUTE_WRITE,             \
	  ROUTE_KEYED, api_contact_verb,       summary }

#define REPORT(kind, roles, summary)                                           \
	{ "GET", "/reports/" kind, ROLE_SUPERVISOR | ROLE_OPS | (roles), ROUTE_SLOW, 0, api_report, summary }

const struct route routes[] = {
	{ "GET", "/healthz", 0, ROUTE_READ, ROUTE_OPEN | ROUTE_ROOT, api_healthz,
	  "The server is alive." },
	{ "GET", "/readyz", 0, ROUTE_READ, ROUTE_OPEN | ROUTE_ROOT, api_readyz,
	  "The server can take work." },
	{ "GET", "/metrics", ROLE_OPS, ROUTE_READ, ROUTE_ROOT, api_metrics,
	  "Figures for Prometheus." },
	{ "GET", "/openapi.json", 0, ROUTE_READ, ROUTE_OPEN, api_openapi, "This description." },

	{ "POST", "/sessions", 0, ROUTE_HASH, ROUTE_OPEN | ROUTE_BODY, api_login, "Log in." },
	{ "DELETE", "/sessions/current", 0, ROUTE_WRITE, 0, api_logout, "Log out." },
	{ "PUT", "/me/password", 0, ROUTE_HASH, ROUTE_BODY | ROUTE_CITY, api_password,
	  "Change the own password." },
	{ "POST", "/me/unlock", 0, ROUTE_HASH, ROUTE_BODY, api_unlock,
	  "Prove the own password, to use a locked workstation again." },
	{ "GET", "/users/{id}/sessions", ROLE_OPS | ROLE_SUPERVISOR, ROUTE_READ, 0,
	  api_sessions_list, "Sessions of a user." },
	{ "DELETE", "/users/{id}/sessions", ROLE_OPS | ROLE_SUPERVISOR, ROUTE_WRITE, 0,
	  api_sessions_end, "End all sessions of a user." },

	{ "GET", "/city", 0, ROUTE_READ, 0, api_city, "The city pack without communities." },
	{ "GET", "/city/regions", 0, ROUTE_READ, 0, api_regions, "Children of a region, or the regions that words mean." },

	{ "GET", "/me", 0, ROUTE_READ, 0, api_me, "The user, presence and queue." },
	{ "PUT", "/me/presence", ROLE_AGENT, ROUTE_WRITE, ROUTE_BODY, api_presence_put,
	  "Change the own presence." },
	{ "GET", "/seats", ROLE_SUPERVISOR, ROUTE_READ, 0, api_seats, "Every seat." },

	{ "POST", "/contacts", ROLE_GATEWAY, ROUTE_WRITE, WRITE_KEYED, api_contact_create,
	  "A caller has come." },
	{ "GET", "/contacts", ROLE_AGENT | ROLE_SUPERVISOR, ROUTE_READ, 0, api_contact_list,
	  "Contacts." },
	{ "GET", "/contacts/{id}", ROLE_AGENT | ROLE_SUPERVISOR, ROUTE_READ, 0, api_contact_get,
	  "One contact." },
	{ "POST", "/contacts/{id}/abandon", ROLE_GATEWAY, ROUTE_WRITE, ROUTE_KEYED,
	  api_contact_abandon, "The caller hung up before the answer." },
	{ "POST", "/contacts/{id}/ended", ROLE_GATEWAY, ROUTE_WRITE, ROUTE_KEYED, api_contact_ended,
	  "The caller hung up after the answer." },
	VERB("answer", HOLDER, "Answer an offered contact."),
	VERB("decline", HOLDER, "Decline an offered contact."),
	VERB("hold", HOLDER, "Put the caller on hold."),
	VERB("resume", HOLDER, "Take the caller off hold."),
	VERB("hang_up", HOLDER, "End the call."),
	VERB("wrap_up_done", HOLDER, "End the wrap-up."),
	VERB("transfer", HOLDER, "Hand the contact to a user or a skill."),
	VERB("conference", HOLDER, "Call somebody in."),
	VERB("call_back", HOLDER, "Call the caller back."),
	VERB("take", ROLE_SUPERVISOR, "Take a contact over."),
	VERB("give", ROLE_SUPERVISOR, "Give a contact to an agent."),
	VERB("observe", ROLE_SUPERVISOR, "Follow the drafts of a contact."),
	{ "GET", "/contacts/{id}/drafts/{n}", ROLE_AGENT | ROLE_SUPERVISOR, ROUTE_READ, 0,
	  api_draft_get, "A draft." },
	{ "PUT", "/contacts/{id}/drafts/{n}", HOLDER, ROUTE_WRITE, ROUTE_BODY, api_draft_put,
	  "Keep a draft." },
	{ "POST", "/callers/lookup", HOLDER, ROUTE_WRITE, ROUTE_BODY, api_caller_lookup,
	  "A caller's past." },

	{ "POST", "/tickets", HOLDER | ROLE_UNIT | ROLE_GATEWAY, ROUTE_WRITE, WRITE_KEYED | ROUTE_FORM,
	  api_ticket_create, "Make a ticket." },
	{ "POST", "/tickets/preview", HOLDER | ROLE_UNIT | ROLE_GATEWAY, ROUTE_READ, ROUTE_BODY,
	  api_ticket_preview, "Check a form; nothing is stored." },
	{ "GET", "/tickets", 0, ROUTE_READ, 0, api_ticket_list, "Tickets." },
	{ "GET", "/tickets/views", HOLDER | ROLE_DISPATCHER | ROLE_UNIT, ROUTE_READ, 0, api_ticket_views,
	  "The views of the desk or of the unit's inbox, with how many each holds." },
	{ "GET", "/tickets/{no}", 0, ROUTE_READ, 0, api_ticket_get, "One ticket." },
	{ "GET", "/tickets/{no}/history", 0, ROUTE_READ, 0, api_ticket_history,
	  "What happened to a ticket." },
	{ "GET", "/tickets/{no}/deadline", 0, ROUTE_READ, 0, api_ticket_deadline,
	  "Its clocks, explained." },
	{ "GET", "/tickets/{no}/suggestions", ROLE_AGENT | ROLE_DISPATCHER | ROLE_SUPERVISOR, ROUTE_READ, 0,
	  api_ticket_suggestions, "Units that may be responsible, and tickets that tell of the same." },
	{ "GET", "/tickets/{no}/actions", 0, ROUTE_READ, 0, api_ticket_choices,
	  "What this user can do now, and why not the rest." },
	{ "POST", "/tickets/{no}/actions", 0, ROUTE_WRITE, WRITE_KEYED, api_ticket_act,
	  "Move a ticket." },
	{ "POST", "/tickets/{no}/reveal", 0, ROUTE_WRITE, ROUTE_BODY, api_ticket_reveal,
	  "Full numbers, on the record." },

	{ "GET", "/knowledge", 0, ROUTE_READ, 0, api_knowledge_search, "Search the articles." },
	{ "GET", "/knowledge/{id}", 0, ROUTE_READ, 0, api_knowledge_get, "One article." },

	{ "GET", "/notices", 0, ROUTE_READ, 0, api_notice_list, "What everybody is told." },
	{ "GET", "/notices/{id}", 0, ROUTE_READ, 0, api_notice_get, "One notice." },
	{ "POST", "/notices", ROLE_KB_EDITOR | ROLE_SUPERVISOR, ROUTE_WRITE, WRITE_KEYED, api_notice_create,
	  "Tell everybody something." },
	{ "PUT", "/notices/{id}", ROLE_KB_EDITOR | ROLE_SUPERVISOR, ROUTE_WRITE, ROUTE_BODY, api_notice_put,
	  "Change a notice, or end it." },
	{ "GET", "/precedents", 0, ROUTE_READ, 0, api_precedent_search, "Search the precedents." },
	{ "GET", "/precedents/draft", MAKER, ROUTE_READ, 0, api_precedent_draft,
	  "What a closed ticket would make, without its people." },
	{ "GET", "/precedents/{id}", 0, ROUTE_READ, 0, api_precedent_get, "One precedent." },
	{ "POST", "/precedents", MAKER, ROUTE_WRITE, WRITE_KEYED, api_precedent_create, "Make a precedent of a closed ticket." },
	{ "PUT", "/precedents/{id}", MAKER, ROUTE_WRITE, ROUTE_BODY, api_precedent_change,
	  "Write its next version, or withdraw it." },

	{ "POST", "/inspections", INSPECTOR, ROUTE_WRITE, WRITE_KEYED, api_inspection_draw,
	  "Draw tickets for inspection." },
	{ "GET", "/inspections", INSPECTOR | ROLE_AGENT, ROUTE_READ, 0, api_inspection_list, "Inspections." },
	{ "POST", "/inspections/told", ROLE_AGENT, ROUTE_WRITE, WRITE_KEYED, api_inspection_told,
	  "The agent was told of these." },
	{ "GET", "/inspections/{id}", INSPECTOR | ROLE_AGENT, ROUTE_READ, 0, api_inspection_get, "One inspection." },
	{ "GET", "/inspections/{id}/ticket", INSPECTOR | ROLE_AGENT, ROUTE_READ, 0, api_inspection_ticket,
	  "The ticket that is inspected, on the record." },
	{ "POST", "/inspections/{id}/score", INSPECTOR, ROUTE_WRITE, WRITE_KEYED | ROUTE_MATCH, api_inspection_move,
	  "Score the ticket item by item." },
	{ "POST", "/inspections/{id}/appeal", ROLE_AGENT, ROUTE_WRITE, WRITE_KEYED | ROUTE_MATCH, api_inspection_move,
	  "Appeal against the score." },
	{ "POST", "/inspections/{id}/decide", ROLE_SUPERVISOR, ROUTE_WRITE, WRITE_KEYED | ROUTE_MATCH, api_inspection_move,
	  "Decide an appeal." },
	{ "GET", "/training/scenarios", LEARNER, ROUTE_READ, ROUTE_CITY, api_training_scenarios, "What can be practised." },
	{ "GET", "/training/scenarios/{code}", ROLE_TRAINER, ROUTE_READ, ROUTE_CITY, api_training_scenario, "One scenario, whole." },
	{ "GET", "/training/trainees", ROLE_TRAINER, ROUTE_READ, ROUTE_CITY, api_training_trainees, "Who can practise." },
	{ "GET", "/training/tickets", ROLE_TRAINER, ROUTE_READ, ROUTE_CITY, api_training_tickets,
	  "Closed tickets that can be played again, without their people." },
	{ "POST", "/training/sessions", LEARNER, ROUTE_WRITE, WRITE_KEYED | ROUTE_CITY, api_training_start,
	  "Begin a practice session." },
	{ "GET", "/training/sessions", LEARNER, ROUTE_READ, ROUTE_CITY, api_training_list, "Practice sessions." },
	{ "GET", "/training/sessions/{id}", LEARNER, ROUTE_READ, ROUTE_REALM, api_training_get, "One practice session." },
	{ "GET", "/training/sessions/{id}/timeline", LEARNER, ROUTE_READ, ROUTE_CITY, api_training_timeline,
	  "What happened in a practice session." },
	{ "POST", "/training/sessions/{id}/join", LEARNER, ROUTE_WRITE, ROUTE_CITY, api_training_join,
	  "Take one's seat in a practice session, or resume it." },
	{ "POST", "/training/sessions/{id}/ask", LEARNER, ROUTE_WRITE, WRITE_KEYED | ROUTE_REALM, api_training_ask,
	  "Say something to the caller." },
	{ "POST", "/training/sessions/{id}/marks", LEARNER, ROUTE_WRITE, WRITE_KEYED | ROUTE_REALM, api_training_mark,
	  "Tell what only the workstation knows." },
	{ "POST", "/training/sessions/{id}/end", LEARNER, ROUTE_WRITE, ROUTE_KEYED | ROUTE_REALM, api_training_end,
	  "End a practice session." },
	{ "POST", "/training/sessions/{id}/inject", ROLE_TRAINER, ROUTE_WRITE, WRITE_KEYED | ROUTE_CITY, api_training_inject,
	  "Change what happens in a practice session, or remark on it." },
	{ "POST", "/training/sessions/{id}/override", ROLE_TRAINER, ROUTE_WRITE, WRITE_KEYED | ROUTE_CITY, api_training_override,
	  "Set one deduction of a score, with a reason." },
	{ "GET", "/training/results", LEARNER, ROUTE_READ, ROUTE_CITY, api_training_results, "How people did." },

	{ "GET", "/status", ROLE_OPS, ROUTE_READ, 0, api_status, "How the server is." },
	{ "GET", "/audit", ROLE_OPS, ROUTE_SLOW, 0, api_audit_list, "Who read, revealed and changed what." },

	REPORT("rates", ROLE_UNIT, "The three rates and the score of a period."),
	REPORT("queue", 0, "Who waits, who is there, and the calls of today."),
	REPORT("hourly", ROLE_UNIT, "A day hour by hour, and the last whole hour."),
	REPORT("daily", ROLE_UNIT, "A day beside the day before."),
	REPORT("special", ROLE_UNIT, "Tickets of sensitive categories."),
	REPORT("hot", ROLE_UNIT, "What many ask for at once, and what rises."),
	REPORT("monthly", ROLE_UNIT, "Candidates for one problem a month."),
	REPORT("governance", ROLE_UNIT, "Streets with many tickets and a low score."),
	{ "GET", "/reports/inspection", INSPECTOR, ROUTE_SLOW, 0, api_report,
	  "What inspections found, by agent and by fault." },

	{ "GET", "/events", 0, ROUTE_STREAM, 0, api_hello, "Server-sent events." },
};
const size_t route_count = sizeof(routes) / sizeof(routes[0]);
