/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ticket.c -- the life of a ticket move by move: who may what, what is refused and how, who
 * sees what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/assess.h"
#include "ticket_world.h"

#define SIGNED_BY_STREET(w)                                                                 \
	do {                                                                                \
		world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\"}");    \
		world_must(w, WHO_STREET, "sign", NULL);                                    \
	} while (0)
#define REASON "{\"reason\":\"because\"}"
#define SOLVED "{\"reached\":true,\"contacted\":true,\"solved\":true,\"satisfied\":\"yes\"}"
#define UNSOLVED "{\"reached\":true,\"contacted\":true,\"solved\":false,\"satisfied\":\"no\"}"

static int setup(void **state)
{
	*state = world_new();
	world_open(*state, "submit", FIELDS);
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static void state_is(const struct world *w, enum ticket_state s)
{
	assert_string_equal(ticket_state_name(w->ticket->state), ticket_state_name(s));
}

static void has_problem(struct world *w, int who, const char *action, const char *body, const char *pointer)
{
	struct form_problems problems = { 0 };
	bool found = false;

	assert_int_equal(world_move(w, who, action, body, &problems, NULL), ERROR_INPUT);
	for (size_t i = 0; i < problems.count; i++)
		found |= !strcmp(problems.items[i].pointer, pointer) &&
			 strlen(problems.items[i].detail) > 10;
	if (!found)
		fail_msg("%s %s: no problem at %s", action, body, pointer);
	form_problems_release(&problems);
}

static bool can(const struct world *w, int who, const char *action)
{
	const char **list = ticket_actions(w->city, w->ticket, people[who], w->now);
	bool found = false;

	for (size_t i = 0; list[i]; i++)
		found |= !strcmp(list[i], action);
	free(list);
	return found;
}

static void test_roles_and_states_have_names(void **state)
{
	unsigned roles = 0;
	enum ticket_state s;
	(void)state;

	assert_true(roles_parse(" agent  supervisor", &roles));
	assert_int_equal(roles, ROLE_AGENT | ROLE_SUPERVISOR);
	assert_false(roles_parse("agent server", &roles));
	assert_string_equal(role_name(ROLE_KB_EDITOR), "kb_editor");
	assert_null(role_name(ROLE_AGENT | ROLE_OPS));
	for (int i = 0; i < TICKET_STATE_COUNT; i++) {
		assert_true(ticket_state_parse(ticket_state_name(i), &s));
		assert_int_equal(s, i);
		assert_true(strlen(ticket_state_label(i)) > 0);
	}
	assert_false(ticket_state_parse("open", &s));
	char spaced[40];
	ticket_no_spaced("2611241000000", spaced);
	assert_string_equal(spaced, "261124 1000000");
	ticket_no_spaced("261124000123", spaced);
	assert_string_equal(spaced, "261124 000123");
	ticket_no_spaced("T261124000123", spaced);
	assert_string_equal(spaced, "T 261124 000123");
	ticket_no_spaced("2611", spaced);
	assert_string_equal(spaced, "2611");
}

static void test_every_action_of_the_contract_exists(void **state)
{
	static const char *const actions[] = {
		"dispatch",
		"recall",
		"need_info",
		"supply_info",
		"amend",
		"merge",
		"unmerge",
		"link",
		"unlink",
		"join",
		"claim",
		"release",
		"confirm",
		"reject",
		"regrade",
		"pause",
		"unpause",
		"sign",
		"forward",
		"respond",
		"request_return",
		"grant_return",
		"refuse_return",
		"refer",
		"arbitrate",
		"request_extension",
		"grant_extension",
		"refuse_extension",
		"whistle",
		"report_in",
		"request_carry",
		"grant_carry",
		"refuse_carry",
		"strike_off",
		"close",
		"reply",
		"record_visit",
		"rehandle",
		"urge",
		"supervise",
		"exclude",
		"include",
		"withdraw",
		"appeal",
		"decide_appeal",
		"add_note",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		assert_true(ticket_action_exists(actions[i]));
		assert_string_not_equal(ticket_action_label(actions[i]), actions[i]);
	}
	assert_false(ticket_action_exists("submit"));
	assert_false(ticket_action_needs_version("urge"));
	assert_false(ticket_action_needs_version("add_note"));
	assert_true(ticket_action_needs_version("dispatch"));
}

static void test_from_submission_to_closing(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	state_is(w, TICKET_HANDLING);
	world_must(w, WHO_STREET, "respond", "{\"how\":\"by telephone\"}");
	world_must(w, WHO_STREET, "reply",
		   "{\"done\":\"valve opened\",\"answer\":\"it is warm\",\"solved\":true}");
	state_is(w, TICKET_REPLIED);
	assert_string_equal(ticket_own_move(w->ticket), "visiting");
	world_must(w, WHO_SERVER, "visiting", NULL);
	assert_null(ticket_own_move(w->ticket));
	world_must(w, WHO_VISITOR, "record_visit", SOLVED);
	state_is(w, TICKET_CLOSED);
	assert_true(w->ticket->closed_at == w->now);
	assert_true(jo_bool(jo_get(w->ticket->extra, "visit"), "valid", false));
	world_refuses(w, WHO_STREET, "reply", "{\"answer\":\"again\"}", ERROR_STATE);
}

static void test_refusals_say_why(void **state)
{
	struct world *w = *state;

	world_refuses(w, WHO_DISPATCHER, "explode", NULL, ERROR_NOT_FOUND);
	world_refuses(w, WHO_AGENT, "dispatch", "{\"lead\":\"" STREET "\"}", ERROR_DENIED);
	world_refuses(w, WHO_DISPATCHER, "visiting", NULL, ERROR_DENIED);
	world_refuses(w, WHO_OPS, "add_note", "{\"note\":\"x\"}", ERROR_DENIED);
	world_refuses(w, WHO_STREET, "sign", NULL, ERROR_STATE);
	world_refuses(w, WHO_AGENT2, "amend", "{\"fields\":{},\"reason\":\"x\"}", ERROR_DENIED);
	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\"}");
	world_refuses(w, WHO_DEPARTMENT, "sign", NULL, ERROR_DENIED);
	world_refuses(w, WHO_STREET, "reply", "{\"answer\":\"x\"}", ERROR_STATE);
	world_must(w, WHO_STREET, "sign", NULL);
	world_refuses(w, WHO_STREET, "sign", NULL, ERROR_STATE);
}

static void test_bodies_are_checked(void **state)
{
	struct world *w = *state;

	has_problem(w, WHO_DISPATCHER, "dispatch", "{}", "/lead");
	has_problem(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"X999\"}", "/lead");
	has_problem(w, WHO_DISPATCHER, "dispatch", "{\"lead\":7}", "/lead");
	has_problem(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\",\"co\":[\"nowhere\"]}", "/co");
	has_problem(w, WHO_DISPATCHER, "dispatch",
		    "{\"lead\":\"" STREET "\",\"co\":[\"" STREET "\"]}", "/co");
	has_problem(w, WHO_DISPATCHER, "dispatch",
		    "{\"lead\":\"" STREET "\",\"co\":[\"B016\",\"B016\"]}", "/co");
	has_problem(w, WHO_DISPATCHER, "need_info", "{\"question\":\" \"}", "/question");
	has_problem(w, WHO_DISPATCHER, "merge", "{\"into\":\"12\"}", "/into");
	has_problem(w, WHO_DISPATCHER, "merge", "{\"into\":\"261124000001\"}", "/into");
	has_problem(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"V\",\"reason\":\"x\"}", "/grade");
	has_problem(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"III\",\"reason\":\"x\"}", "/grade");
	has_problem(w, WHO_DISPATCHER, "regrade", "{\"grade\":\"I\"}", "/reason");
	has_problem(w, WHO_AGENT, "amend",
		    "{\"fields\":{\"matter\":{\"title\":null}},\"reason\":\"x\"}", "/fields/matter/title");
	SIGNED_BY_STREET(w);
	has_problem(w, WHO_STREET, "request_return", "{\"reason\":\"not ours\"}", "/basis");
	has_problem(w, WHO_STREET, "request_extension", "{\"until\":\"tomorrow\",\"reason\":\"x\"}", "/until");
	has_problem(w, WHO_STREET, "request_extension",
		    "{\"until\":\"2026-11-25T10:00:00+08:00\",\"reason\":\"x\"}", "/until");
	has_problem(w, WHO_STREET, "forward", "{\"unit\":\"B016\"}", "/unit");
	has_problem(w, WHO_STREET, "whistle", "{\"units\":[],\"reason\":\"x\"}", "/units");
	has_problem(w, WHO_STREET, "reply", "{\"solved\":\"perhaps\",\"answer\":\"x\"}", "/solved");
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	has_problem(w, WHO_VISITOR, "record_visit", "{}", "/reached");
	has_problem(w, WHO_VISITOR, "record_visit",
		    "{\"reached\":true,\"contacted\":true,\"solved\":true}", "/satisfied");
	has_problem(w, WHO_VISITOR, "record_visit", "{\"reached\":false,\"satisfied\":\"very\"}", "/satisfied");
}

static void test_long_texts_are_refused(void **state)
{
	struct world *w = *state;
	char *body = xcalloc(1, 3 * 4001 + 40);

	strcat(body, "{\"note\":\"");
	for (int i = 0; i < 4000; i++)
		strcat(body + 9 + 3 * i, "\xe7\x83\xad");
	strcat(body, "\"}");
	world_must(w, WHO_AGENT, "add_note", body);
	body[9 + 3 * 4000] = 'x';
	strcpy(body + 9 + 3 * 4000 + 1, "\"}");
	has_problem(w, WHO_AGENT, "add_note", body, "/note");
	free(body);
}

static void test_information_is_asked_and_supplied(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "need_info", "{\"question\":\"Which floor?\"}");
	state_is(w, TICKET_NEEDS_INFO);
	world_refuses(w, WHO_AGENT2, "supply_info", "{\"fields\":{}}", ERROR_DENIED);
	world_must(w, WHO_AGENT, "supply_info",
		   "{\"fields\":{\"place\":{\"address\":\"5th floor\"}}}");
	state_is(w, TICKET_PENDING);
	assert_string_equal(jo_pointer_str(w->ticket->fields, "/place/address"), "5th floor");
	assert_string_equal(jo_pointer_str(w->ticket->fields, "/matter/title"), "No heat");
}

static void test_a_claim_keeps_others_off(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "claim", NULL);
	world_refuses(w, WHO_DISPATCHER2, "dispatch", "{\"lead\":\"" STREET "\"}", ERROR_STATE);
	world_refuses(w, WHO_DISPATCHER2, "release", NULL, ERROR_DENIED);
	assert_false(can(w, WHO_DISPATCHER2, "dispatch"));
	assert_true(can(w, WHO_DISPATCHER, "dispatch") && can(w, WHO_SUPERVISOR, "dispatch"));
	w->now += SECONDS(600);
	assert_true(can(w, WHO_DISPATCHER2, "dispatch"));
	world_must(w, WHO_DISPATCHER2, "claim", NULL);
	world_must(w, WHO_DISPATCHER2, "dispatch", "{\"lead\":\"" STREET "\"}");
	assert_null(w->ticket->claimed_by);
}

static void test_lead_and_co_units(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch",
		   "{\"lead\":\"" STREET "\",\"co\":[\"" DEPARTMENT "\",\"" COMPANY "\"]}");
	world_must(w, WHO_DEPARTMENT, "sign", NULL);
	state_is(w, TICKET_DISPATCHED);
	world_must(w, WHO_STREET, "sign", NULL);
	state_is(w, TICKET_HANDLING);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"ours is done\"}");
	state_is(w, TICKET_HANDLING);
	world_refuses(w, WHO_STREET, "reply", "{\"answer\":\"x\"}", ERROR_STATE);
	world_must(w, WHO_DEPARTMENT, "request_return",
		   "{\"reason\":\"not ours\",\"basis\":\"rule 3\"}");
	state_is(w, TICKET_HANDLING);
	world_must(w, WHO_DISPATCHER, "refuse_return", "{\"reason\":\"it is\",\"final\":true}");
	world_refuses(w, WHO_DEPARTMENT, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}", ERROR_STATE);
	world_must(w, WHO_DEPARTMENT, "sign", NULL);
	world_must(w, WHO_DEPARTMENT, "reply", "{\"answer\":\"pipe mended\"}");
	state_is(w, TICKET_HANDLING);
	world_must(w, WHO_COMPANY, "request_return",
		   "{\"reason\":\"no such pipe\",\"basis\":\"map\"}");
	world_must(w, WHO_DISPATCHER, "grant_return", NULL);
	state_is(w, TICKET_REPLIED);
	assert_int_equal(jo_len(w->ticket->co), 1);
	assert_int_equal(jo_len(ticket_parts(w->ticket)), 2);
}

static void test_a_co_units_clock_is_its_own(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch",
		   "{\"lead\":\"" STREET "\",\"co\":[\"" DEPARTMENT "\"]}");
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_DEPARTMENT, "sign", NULL);
	world_must(w, WHO_DEPARTMENT, "request_extension",
		   "{\"until\":\"2026-12-20T10:00:00+08:00\",\"reason\":\"parts\"}");
	world_must(w, WHO_DISPATCHER, "grant_extension", NULL);
	json *o = deadline_to_json(w->city, w->ticket), *clocks = jo_get(o, "clocks");
	int lead = 0, co = 0;
	for (size_t i = 0; i < jo_len(clocks); i++) {
		json *k = jo_at(clocks, i);
		if (strcmp(jo_str(k, "clock"), "feedback"))
			continue;
		bool is_co = jo_str(k, "unit") != NULL;
		assert_string_equal(jo_str(k, "due_at"), is_co ? "2026-12-20T10:00:00+08:00"
							       : "2026-12-01T10:00:00+08:00");
		*(is_co ? &co : &lead) += 1;
	}
	assert_true(lead == 1 && co == 1);
	jo_free(o);
}

static void test_returns(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\"}");
	world_must(w, WHO_STREET, "request_return",
		   "{\"reason\":\"not ours\",\"basis\":\"rule 7\"}");
	state_is(w, TICKET_RETURN_REQUESTED);
	world_must(w, WHO_DISPATCHER, "grant_return", "{\"note\":\"right\"}");
	state_is(w, TICKET_PENDING);
	assert_null(w->ticket->lead);
	assert_false(ticket_is_visible(w->city, w->ticket, people[WHO_STREET]));
	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "request_return", "{\"reason\":\"still\",\"basis\":\"rule 7\"}");
	world_must(w, WHO_DISPATCHER, "refuse_return", "{\"reason\":\"yours\",\"final\":true}");
	state_is(w, TICKET_DISPATCHED);
	world_refuses(w, WHO_STREET, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}", ERROR_STATE);
	assert_false(can(w, WHO_STREET, "request_return"));
}

static void test_arbitration(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "request_return",
		   "{\"reason\":\"not ours\",\"basis\":\"rule 7\"}");
	world_must(w, WHO_DISPATCHER, "refer", REASON);
	state_is(w, TICKET_ARBITRATION);
	world_refuses(w, WHO_DISPATCHER, "arbitrate", "{\"lead\":\"" COMPANY "\",\"basis\":\"x\"}", ERROR_DENIED);
	world_must(w, WHO_SUPERVISOR, "arbitrate",
		   "{\"lead\":\"" COMPANY "\",\"co\":[\"" STREET "\"],\"basis\":\"meeting\"}");
	state_is(w, TICKET_DISPATCHED);
	assert_string_equal(w->ticket->lead, COMPANY);
	world_must(w, WHO_COMPANY, "sign", NULL);
	world_must(w, WHO_STREET, "sign", NULL);
}

static void test_forwarding_goes_down(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" DISTRICT "\"}");
	world_must(w, WHO_DISTRICT, "sign", NULL);
	world_must(w, WHO_DISTRICT, "forward", "{\"unit\":\"" STREET "\"}");
	state_is(w, TICKET_DISPATCHED);
	assert_string_equal(w->ticket->lead, STREET);
	assert_true(ticket_is_visible(w->city, w->ticket, people[WHO_DISTRICT]));
	world_must(w, WHO_STREET, "sign", NULL);
	world_refuses(w, WHO_DISTRICT, "reply", "{\"answer\":\"x\"}", ERROR_DENIED);
}

static void test_extensions(void **state)
{
	struct world *w = *state;
	const struct deadline_clock *feedback;

	SIGNED_BY_STREET(w);
	feedback = &w->ticket->deadline->clocks[CLOCK_FEEDBACK];
	world_refuses(w, WHO_DISPATCHER, "grant_extension", NULL, ERROR_STATE);
	world_must(w, WHO_STREET, "request_extension",
		   "{\"until\":\"2026-12-05T10:00:00+08:00\",\"reason\":\"parts\"}");
	world_refuses(w, WHO_STREET, "request_extension",
		      "{\"until\":\"2026-12-06T10:00:00+08:00\",\"reason\":\"parts\"}", ERROR_STATE);
	world_must(w, WHO_DISPATCHER, "refuse_extension", REASON);
	assert_true(feedback->due_at == at("2026-12-01T10:00:00+08:00"));
	world_must(w, WHO_STREET, "request_extension",
		   "{\"until\":\"2026-12-05T10:00:00+08:00\",\"reason\":\"parts\"}");
	world_must(w, WHO_SUPERVISOR, "grant_extension",
		   "{\"until\":\"2026-12-04T10:00:00+08:00\"}");
	assert_true(feedback->due_at == at("2026-12-04T10:00:00+08:00"));
	w->now = at("2026-12-04T10:00:00+08:00");
	world_refuses(w, WHO_STREET, "request_extension",
		      "{\"until\":\"2026-12-08T10:00:00+08:00\",\"reason\":\"late\"}", ERROR_STATE);
}

static void test_whistle_and_report_in(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	assert_false(ticket_is_visible(w->city, w->ticket, people[WHO_COMPANY]));
	world_must(w, WHO_STREET, "whistle", "{\"units\":[\"" COMPANY "\"],\"reason\":\"pipe\"}");
	assert_true(ticket_is_visible(w->city, w->ticket, people[WHO_COMPANY]));
	world_refuses(w, WHO_COMPANY, "reply", "{\"answer\":\"x\"}", ERROR_DENIED);
	world_refuses(w, WHO_DEPARTMENT, "report_in", NULL, ERROR_DENIED);
	world_must(w, WHO_COMPANY, "report_in", "{\"note\":\"there\"}");
	world_refuses(w, WHO_COMPANY, "report_in", NULL, ERROR_STATE);
	has_problem(w, WHO_STREET, "whistle", "{\"units\":[\"" COMPANY "\"],\"reason\":\"again\"}", "/units");
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	state_is(w, TICKET_REPLIED);
}

static void test_carrying(void **state)
{
	struct world *w = *state;
	const char *ask =
		"{\"reason\":\"needs a new pipe\",\"until\":\"2027-06-01T10:00:00+08:00\"}";

	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "request_carry", ask);
	world_must(w, WHO_SUPERVISOR, "refuse_carry", REASON);
	world_must(w, WHO_STREET, "request_carry", ask);
	world_must(w, WHO_SUPERVISOR, "grant_carry", NULL);
	state_is(w, TICKET_CARRIED);
	assert_true(w->ticket->deadline->clocks[CLOCK_FEEDBACK].due_at ==
		    at("2027-06-01T10:00:00+08:00"));
	world_refuses(w, WHO_DEPARTMENT, "unpause", NULL, ERROR_DENIED);
	world_must(w, WHO_STREET, "unpause", NULL);
	state_is(w, TICKET_HANDLING);
	world_must(w, WHO_STREET, "request_carry", ask);
	world_must(w, WHO_SUPERVISOR, "grant_carry", NULL);
	world_refuses(w, WHO_DISPATCHER, "strike_off", "{\"note\":\"laid\"}", ERROR_DENIED);
	world_must(w, WHO_SUPERVISOR, "strike_off", "{\"note\":\"laid\"}");
	state_is(w, TICKET_CLOSED);
}

static void test_visits(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	world_must(w, WHO_VISITOR, "record_visit", "{\"reached\":false}");
	world_must(w, WHO_VISITOR, "record_visit", UNSOLVED);
	state_is(w, TICKET_VISITING);
	world_must(w, WHO_VISITOR, "rehandle", REASON);
	state_is(w, TICKET_REHANDLING);
	assert_int_equal(w->ticket->rehandled, 1);
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"now it is\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	for (int i = 0; i < 3; i++) {
		state_is(w, TICKET_VISITING);
		world_must(w, WHO_VISITOR, "record_visit", "{\"reached\":\"no\"}");
	}
	state_is(w, TICKET_CLOSED);
	json *visit = jo_get(w->ticket->extra, "visit");
	assert_false(jo_bool(visit, "valid", true));
	assert_false(jo_bool(jo_get(visit, "final"), "solved", true));
	assert_true(ticket_visit_due(w->ticket) == INSTANT_NONE);
}

/* Who is not reached is phoned again after the city's wait; a matter not solved stays with the visitor. */
static void test_when_visits_are_due(void **state)
{
	struct world *w = *state;
	instant wait = w->city->visit_wait.ms;

	SIGNED_BY_STREET(w);
	assert_true(ticket_visit_due(w->ticket) == INSTANT_NONE);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	assert_true(ticket_visit_due(w->ticket) == w->now);
	w->now += SECONDS(60);
	world_must(w, WHO_VISITOR, "claim", NULL);
	world_must(w, WHO_VISITOR, "record_visit", "{\"reached\":false}");
	assert_true(ticket_visit_due(w->ticket) == w->now + wait);
	assert_null(w->ticket->claimed_by);
	world_must(w, WHO_VISITOR, "claim", NULL);
	world_must(w, WHO_VISITOR, "record_visit", UNSOLVED);
	assert_true(jo_bool(jo_get(w->ticket->extra, "visit"), "undecided", false));
	assert_true(ticket_visit_due(w->ticket) == w->now);
	assert_non_null(w->ticket->claimed_by);
	world_must(w, WHO_VISITOR, "rehandle", REASON);
	assert_true(ticket_visit_due(w->ticket) == INSTANT_NONE);
	assert_false(jo_bool(jo_get(w->ticket->extra, "visit"), "undecided", false));
}

static void test_a_third_unreached_visit_is_not_valid(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	for (int i = 0; i < 3; i++)
		world_must(w, WHO_VISITOR, "record_visit", "{\"reached\":false}");
	state_is(w, TICKET_CLOSED);
	assert_false(jo_bool(jo_get(w->ticket->extra, "visit"), "valid", true));
}

static void test_callers_who_joined_are_visited_too(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_AGENT2, "join", "{\"contact_id\":\"c-2\"}");
	has_problem(w, WHO_AGENT2, "join", "{\"contact_id\":\"c-2\"}", "/contact_id");
	has_problem(w, WHO_AGENT2, "join", "{\"contact_id\":\"c-1\"}", "/contact_id");
	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	has_problem(w, WHO_VISITOR, "record_visit", "{\"reached\":false,\"contact_id\":\"c-9\"}", "/contact_id");
	world_must(w, WHO_VISITOR, "record_visit", SOLVED);
	state_is(w, TICKET_CLOSED);
	has_problem(w, WHO_VISITOR, "record_visit", "{\"reached\":false}", "/contact_id");
	world_must(w, WHO_VISITOR, "record_visit",
		   "{\"reached\":true,\"contacted\":true,\"solved\":\"no\",\"satisfied\":"
		   "\"basically\",\"contact_id\":\"c-2\"}");
	state_is(w, TICKET_CLOSED);
	json *caller = jo_at(jo_get(w->ticket->extra, "callers"), 0);
	assert_string_equal(jo_str(jo_get(jo_get(caller, "visit"), "final"), "satisfied"), "basically");
	world_refuses(w, WHO_VISITOR, "claim", NULL, ERROR_STATE);
}

/* Each keeps an own visit, with own attempts, also after the ticket's caller said that all is well. */
static void test_callers_who_joined_have_own_attempts(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_AGENT2, "join", "{\"contact_id\":\"c-2\"}");
	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	world_must(w, WHO_AGENT2, "join", "{\"contact_id\":\"c-3\"}");
	world_must(w, WHO_VISITOR, "record_visit", SOLVED);
	state_is(w, TICKET_CLOSED);
	world_must(w, WHO_VISITOR, "record_visit",
		   "{\"reached\":true,\"contacted\":true,\"solved\":true,\"satisfied\":\"yes\",\"contact_id\":\"c-3\"}");
	for (int i = 0; i < w->city->visit_attempts; i++) {
		assert_true(ticket_visit_due(w->ticket) == (i ? w->now + w->city->visit_wait.ms : w->now));
		world_must(w, WHO_VISITOR, "claim", NULL);
		world_must(w, WHO_VISITOR, "record_visit", "{\"reached\":false,\"contact_id\":\"c-2\"}");
	}
	assert_true(ticket_visit_due(w->ticket) == INSTANT_NONE);
	assert_false(jo_bool(jo_get(jo_at(jo_get(w->ticket->extra, "callers"), 0), "visit"), "valid", true));
}

/* The unit that had the ticket when the caller was asked is judged, whoever gets it afterwards. */
static void test_a_visit_is_of_the_unit_it_was_about(void **state)
{
	struct world *w = *state;
	struct assess_facts f;

	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	world_must(w, WHO_VISITOR, "record_visit", UNSOLVED);
	world_must(w, WHO_VISITOR, "rehandle", REASON);
	world_must(w, WHO_DISPATCHER, "recall", REASON);
	assess_facts(w->city, w->ticket, &f);
	assert_int_equal(f.count, 1);
	assert_false(f.dispatched);
	assert_string_equal(f.visits[0].unit, STREET);
	assess_facts_release(&f);
	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" DEPARTMENT "\"}");
	assess_facts(w->city, w->ticket, &f);
	assert_string_equal(f.visits[0].unit, STREET);
	assert_string_equal(f.dispatch.unit, DEPARTMENT);
	assess_facts_release(&f);
}

static void test_merging(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "merge", "{\"into\":\"261124000009\"}");
	state_is(w, TICKET_MERGED);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, NULL) == INSTANT_NONE);
	w->now += SECONDS(3600);
	world_must(w, WHO_DISPATCHER, "unmerge", NULL);
	state_is(w, TICKET_PENDING);
	assert_null(w->ticket->merged_into);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, NULL) ==
		    at("2026-11-25T11:00:00+08:00"));
	world_must(w, WHO_DISPATCHER, "merge", "{\"into\":\"261124000009\"}");
	world_must(w, WHO_SERVER, "visiting", "{\"lead\":\"" STREET "\"}");
	assert_string_equal(w->ticket->lead, STREET);
	world_must(w, WHO_VISITOR, "record_visit", SOLVED);
	state_is(w, TICKET_CLOSED);
}

static void test_links(void **state)
{
	struct world *w = *state;

	world_refuses(w, WHO_AGENT, "unlink", "{\"no\":\"261124000002\"}", ERROR_STATE);
	world_must(w, WHO_AGENT, "link", "{\"no\":\"261124000002\"}");
	has_problem(w, WHO_AGENT, "link", "{\"no\":\"261124000002\"}", "/no");
	has_problem(w, WHO_AGENT, "unlink", "{\"no\":\"261124000003\"}", "/no");
	assert_int_equal(jo_len(jo_pointer(w->ticket->fields, "/control/linked")), 1);
	world_must(w, WHO_DISPATCHER, "unlink", "{\"no\":\"261124000002\"}");
	assert_int_equal(jo_len(jo_pointer(w->ticket->fields, "/control/linked")), 0);
}

static void test_declined_and_void_are_confirmed(void **state)
{
	struct world *w = *state;

	world_open(w, "decline", FIELDS);
	state_is(w, TICKET_DECLINED);
	world_refuses(w, WHO_DISPATCHER, "confirm", NULL, ERROR_DENIED);
	world_must(w, WHO_SUPERVISOR, "confirm", NULL);
	state_is(w, TICKET_CLOSED);
	world_open(w, "void", FIELDS);
	world_must(w, WHO_SUPERVISOR, "confirm", NULL);
	state_is(w, TICKET_VOID);
	world_refuses(w, WHO_SUPERVISOR, "reject", REASON, ERROR_STATE);
	world_open(w, "void", FIELDS);
	world_must(w, WHO_SUPERVISOR, "reject", REASON);
	state_is(w, TICKET_PENDING);
	assert_true(w->ticket->deadline->clocks[CLOCK_DISPATCH].on);
}

static void test_the_server_closes(void **state)
{
	struct world *w = *state;

	world_open(w, "answer", FIELDS);
	assert_string_equal(ticket_own_move(w->ticket), "close");
	world_must(w, WHO_SERVER, "close", NULL);
	world_open(w, "transfer", FIELDS);
	world_refuses(w, WHO_SUPERVISOR, "close", "{\"note\":\"x\"}", ERROR_STATE);
	world_must(w, WHO_SERVER, "close", NULL);
	state_is(w, TICKET_CLOSED);
}

static void test_a_ticket_without_a_call_gets_no_visit(void **state)
{
	struct world *w = *state;

	free(w->ticket->contact_id);
	w->ticket->contact_id = NULL;
	w->ticket->origin = xstrdup("patrol");
	jo_pointer_set(w->ticket->fields, "/caller/number", NULL);
	SIGNED_BY_STREET(w);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	assert_string_equal(ticket_own_move(w->ticket), "close");
	world_refuses(w, WHO_SERVER, "visiting", NULL, ERROR_STATE);
	world_must(w, WHO_SERVER, "close", NULL);
	state_is(w, TICKET_CLOSED);
}

static void test_overlays_and_score(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "urge", NULL);
	world_must(w, WHO_DISPATCHER, "urge", REASON);
	assert_int_equal(w->ticket->urged, 2);
	world_refuses(w, WHO_DISPATCHER, "supervise", REASON, ERROR_DENIED);
	world_must(w, WHO_SUPERVISOR, "supervise", REASON);
	world_refuses(w, WHO_SUPERVISOR, "supervise", REASON, ERROR_STATE);
	SIGNED_BY_STREET(w);
	world_must(w, WHO_SUPERVISOR, "exclude", REASON);
	world_must(w, WHO_SUPERVISOR, "include", REASON);
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	world_must(w, WHO_SERVER, "visiting", NULL);
	world_must(w, WHO_VISITOR, "close", "{\"note\":\"the caller hung up\"}");
	world_refuses(w, WHO_DEPARTMENT, "appeal", REASON, ERROR_DENIED);
	world_must(w, WHO_STREET, "appeal", REASON);
	world_must(w, WHO_SUPERVISOR, "decide_appeal", "{\"granted\":true,\"reason\":\"right\"}");
	assert_true(w->ticket->excluded);
	world_refuses(w, WHO_STREET, "appeal", REASON, ERROR_STATE);
}

static void test_withdrawal(void **state)
{
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	world_refuses(w, WHO_AGENT2, "withdraw", REASON, ERROR_DENIED);
	world_must(w, WHO_AGENT, "withdraw", REASON);
	state_is(w, TICKET_VOID);
	assert_true(ticket_next_due(w->ticket, INSTANT_NONE, NULL) == INSTANT_NONE);
	world_must(w, WHO_SUPERVISOR, "reject", REASON);
	state_is(w, TICKET_PENDING);
	assert_null(w->ticket->lead);
}

static void test_who_sees_it(void **state)
{
	struct world *w = *state;
	static const bool before[WHO_COUNT] = {
		[WHO_AGENT] = true,   [WHO_DISPATCHER] = true, [WHO_DISPATCHER2] = true,
		[WHO_VISITOR] = true, [WHO_SUPERVISOR] = true, [WHO_SERVER] = true
	};

	for (int i = 0; i < WHO_COUNT; i++)
		assert_int_equal(ticket_is_visible(w->city, w->ticket, people[i]), before[i]);
	world_must(w, WHO_DISPATCHER, "dispatch",
		   "{\"lead\":\"" STREET "\",\"co\":[\"" DEPARTMENT "\"]}");
	assert_true(ticket_is_visible(w->city, w->ticket, people[WHO_STREET]));
	assert_true(ticket_is_visible(w->city, w->ticket, people[WHO_DISTRICT]));
	assert_true(ticket_is_visible(w->city, w->ticket, people[WHO_DEPARTMENT]));
	assert_false(ticket_is_visible(w->city, w->ticket, people[WHO_COMPANY]));
}

static bool text_has(json *o, const char *what)
{
	bool found = strstr(jo_text(o), what) != NULL;

	jo_free(o);
	return found;
}

static void test_units_do_not_see_a_confidential_caller(void **state)
{
	struct world *w = *state;
	const struct ticket_actor *unit = people[WHO_STREET], *visitor = people[WHO_VISITOR];

	SIGNED_BY_STREET(w);
	assert_true(text_has(ticket_to_json(w->city, w->ticket, unit, w->now), "138****5678"));
	world_must(w, WHO_AGENT, "amend",
		   "{\"fields\":{\"caller\":{\"confidential\":true,\"company\":\"Acme\","
		   "\"callback\":\"13900001111\"},\"set_aside\":{\"/caller/number\":\"13700002222 or so\"}},"
		   "\"reason\":\"asked for\"}");
	static const char *const secrets[] = { "13812345678", "13900001111", "Acme", "13700002222",
					       "\xe5\x91\xa8\xe6\x98\x8e", "5678" };
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++) {
		assert_false(
			text_has(ticket_to_json(w->city, w->ticket, unit, w->now), secrets[i]));
		assert_false(text_has(ticket_to_list_item(w->ticket, unit, w->now), secrets[i]));
		for (size_t e = 0; e < w->count; e++)
			assert_false(text_has(ticket_event_to_json(w->ticket, &w->events[e], unit), secrets[i]));
	}
	assert_true(text_has(ticket_to_json(w->city, w->ticket, unit, w->now),
			     "The flat is at 14 degrees."));
	assert_true(text_has(ticket_to_json(w->city, w->ticket, visitor, w->now), "138****5678"));
	assert_true(ticket_hides_caller(w->ticket, unit));
}

static void test_only_the_agent_sees_numbers(void **state)
{
	static const int others[] = { WHO_VISITOR, WHO_DISPATCHER, WHO_SUPERVISOR, WHO_STREET };
	struct world *w = *state;

	SIGNED_BY_STREET(w);
	world_must(w, WHO_AGENT, "amend",
		   "{\"fields\":{\"set_aside\":{\"/caller/callback\":\"13700002222 or so\",\"/caller\":\"13700002222\"}},"
		   "\"reason\":\"told\"}");
	assert_true(text_has(ticket_to_json(w->city, w->ticket, people[WHO_AGENT], w->now), "13812345678"));
	assert_true(text_has(ticket_to_json(w->city, w->ticket, people[WHO_AGENT], w->now), "13700002222"));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		const struct ticket_actor *who = people[others[i]];
		assert_false(text_has(ticket_to_json(w->city, w->ticket, who, w->now), "13812345678"));
		assert_false(text_has(ticket_to_json(w->city, w->ticket, who, w->now), "13700002222"));
		for (size_t e = 0; e < w->count; e++)
			assert_false(text_has(ticket_event_to_json(w->ticket, &w->events[e], who), "1381234"));
	}
}

static void test_lists_mask_numbers(void **state)
{
	struct world *w = *state;
	json *o = ticket_to_list_item(w->ticket, people[WHO_DISPATCHER], w->now);

	assert_null(strstr(jo_text(o), "13812345678"));
	assert_string_equal(jo_str(jo_get(o, "caller"), "number"), "138****5678");
	assert_string_equal(jo_str(o, "title"), "No heat");
	assert_string_equal(jo_str(o, "street"), "110105026");
	assert_string_equal(jo_str(jo_get(o, "due"), "clock"), "dispatch");
	assert_string_equal(jo_str(jo_get(o, "due"), "due_at"), "2026-11-25T10:00:00+08:00");
	jo_free(o);
}

static void test_the_shape_of_a_ticket(void **state)
{
	struct world *w = *state;
	static const char *const members[] = {
		"no",	     "state",	   "version",	 "contact_id", "fields",   "grade",
		"co",	     "agent",	   "urged",	 "supervised", "excluded", "rehandled",
		"deadlines", "created_at", "updated_at", "actions"
	};
	json *o = ticket_to_json(w->city, w->ticket, people[WHO_DISPATCHER], w->now);

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		assert_non_null(jo_get(o, members[i]));
	assert_non_null(jo_str(jo_get(o, "deadlines"), "dispatch"));
	assert_true(jo_len(jo_get(o, "actions")) > 5);
	jo_free(o);
}

static void test_event_details_hold_only_what_is_known(void **state)
{
	(void)state;
	const char *text = "{\"action\":\"reply\",\"answer\":\"x\",\"solved\":\"yes\",\"by_unit\":"
			   "\"C001\",\"junk\":1}";
	json *body = jo_parse(text, strlen(text), NULL);
	assert_non_null(body);
	json *detail = ticket_event_detail("reply", body, people[WHO_STREET]);

	assert_int_equal(json_object_object_length(detail), 3);
	assert_true(jo_bool(detail, "solved", false));
	assert_string_equal(jo_str(detail, "by_unit"), STREET);
	jo_free(detail);
	jo_free(body);
}

static void test_odd_events_are_survived(void **state)
{
	struct world *w = *state;
	static const char *const details[] = {
		"null",
		"{}",
		"[1,2]",
		("{\"lead\":7,\"co\":[7,null],\"units\":[null],\"fields\":[],\"until\":1,\"unit\":"
		 "\"C001\","
		 "\"by_unit\":\"C001\",\"grade\":\"nowhere\",\"no\":5}"),
	};

	for (size_t d = 0; d < ARRAY_SIZE(details); d++) {
		json *detail = jo_parse(details[d], strlen(details[d]), NULL);
		static const char *const actions[] = {
			"submit",	 "dispatch",	 "reply",	   "sign",
			"forward",	 "grant_return", "refuse_return",  "grant_extension",
			"grant_carry",	 "record_visit", "rehandle",	   "whistle",
			"report_in",	 "regrade",	 "pause",	   "unpause",
			"decide_appeal", "merged_out",	 "merged_in",	   "link",
			"unlink",	 "amend",	 "visiting",	   "unknown",
			"arbitrate",	 "join",	 "request_return", "request_extension",
			"respond",	 "recall",	 "reject",	   "strike_off",
		};
		for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
			struct ticket_event e = {
				2,	    w->now,	      "x",
				actions[i], w->ticket->state, (int)i % TICKET_STATE_COUNT,
				detail
			};
			ticket_apply(w->city, w->ticket, &e);
			jo_free(ticket_to_json(w->city, w->ticket, people[WHO_STREET], w->now));
			jo_free(deadline_to_json(w->city, w->ticket));
		}
		jo_free(detail);
	}
	assert_null(ticket_load(NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles_and_states_have_names),
		cmocka_unit_test(test_every_action_of_the_contract_exists),
		cmocka_unit_test_setup_teardown(test_from_submission_to_closing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals_say_why, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bodies_are_checked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_texts_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_information_is_asked_and_supplied, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_claim_keeps_others_off, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lead_and_co_units, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_co_units_clock_is_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(test_returns, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arbitration, setup, teardown),
		cmocka_unit_test_setup_teardown(test_forwarding_goes_down, setup, teardown),
		cmocka_unit_test_setup_teardown(test_extensions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_whistle_and_report_in, setup, teardown),
		cmocka_unit_test_setup_teardown(test_carrying, setup, teardown),
		cmocka_unit_test_setup_teardown(test_visits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_when_visits_are_due, setup, teardown),
		cmocka_unit_test_setup_teardown(test_callers_who_joined_have_own_attempts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_third_unreached_visit_is_not_valid, setup, teardown),
		cmocka_unit_test_setup_teardown(test_callers_who_joined_are_visited_too, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_visit_is_of_the_unit_it_was_about, setup, teardown),
		cmocka_unit_test_setup_teardown(test_merging, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links, setup, teardown),
		cmocka_unit_test_setup_teardown(test_declined_and_void_are_confirmed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_server_closes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_ticket_without_a_call_gets_no_visit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_overlays_and_score, setup, teardown),
		cmocka_unit_test_setup_teardown(test_withdrawal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_who_sees_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_units_do_not_see_a_confidential_caller, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_the_agent_sees_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lists_mask_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_shape_of_a_ticket, setup, teardown),
		cmocka_unit_test(test_event_details_hold_only_what_is_known),
		cmocka_unit_test_setup_teardown(test_odd_events_are_survived, setup, teardown),
	};

	return cmocka_run_group_tests_name("ticket", tests, NULL, NULL);
}
