/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ticket_levels.c -- a ticket handed down from district to street to grid, and given back a level at a time; units
 * that were called, on clocks of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/ticket_internal.h"
#include "ticket_world.h"

#define BACK "{\"reason\":\"another grid's\",\"basis\":\"map of grids\"}"
#define REASON "{\"reason\":\"because\"}"

static void with(const struct world *w, const char *unit, const char *state, enum ticket_state of_ticket)
{
	json *part = part_find(w->ticket, unit);

	assert_non_null(part);
	assert_string_equal(jo_str(part, "state"), state);
	assert_int_equal(w->ticket->state, of_ticket);
	assert_string_equal(w->ticket->lead, unit);
}

static bool can(const struct world *w, int who, const char *action)
{
	struct error err = ERROR_INIT;
	enum ticket_state to;

	return ticket_may(w->city, w->ticket, people[who], action, NULL, w->now, &to, NULL, &err) ||
	       err.kind == ERROR_INPUT;
}

/* District, signed, to street, signed, to grid. */
static void hand_down(struct world *w)
{
	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" DISTRICT "\"}");
	world_must(w, WHO_DISTRICT, "sign", NULL);
	world_must(w, WHO_DISTRICT, "forward", "{\"unit\":\"" STREET "\"}");
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "forward", "{\"unit\":\"" GRID "\"}");
	with(w, GRID, "dispatched", TICKET_DISPATCHED);
}

static void test_a_return_goes_one_level_back(void **state)
{
	struct world *w = *state;

	hand_down(w);
	world_must(w, WHO_GRID, "sign", NULL);
	world_must(w, WHO_GRID, "request_return", BACK);
	with(w, GRID, "return_requested", TICKET_HANDLING);
	/* it is the street's to decide, not the desk's, nor the district's */
	assert_null(ticket_asks(w->ticket));
	world_refuses(w, WHO_DISPATCHER, "grant_return", NULL, ERROR_STATE);
	world_refuses(w, WHO_DISTRICT, "grant_return", NULL, ERROR_DENIED);
	world_must(w, WHO_STREET, "grant_return", "{\"note\":\"right\"}");
	with(w, STREET, "handling", TICKET_HANDLING);
	world_must(w, WHO_STREET, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}");
	with(w, STREET, "return_requested", TICKET_HANDLING);
	world_must(w, WHO_DISTRICT, "grant_return", NULL);
	with(w, DISTRICT, "handling", TICKET_HANDLING);
	world_must(w, WHO_DISTRICT, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}");
	assert_int_equal(w->ticket->state, TICKET_RETURN_REQUESTED);
	assert_string_equal(ticket_asks(w->ticket), "return");
	world_must(w, WHO_DISPATCHER, "grant_return", NULL);
	assert_int_equal(w->ticket->state, TICKET_PENDING);
}

static void test_a_level_may_rule_out_a_further_return(void **state)
{
	struct world *w = *state;

	hand_down(w);
	world_must(w, WHO_GRID, "request_return", BACK);
	world_must(w, WHO_STREET, "refuse_return", "{\"reason\":\"it is yours\",\"final\":true}");
	with(w, GRID, "dispatched", TICKET_DISPATCHED);
	world_refuses(w, WHO_GRID, "request_return", BACK, ERROR_STATE);
	/* which binds the grid alone */
	world_must(w, WHO_STREET, "recall", REASON);
	with(w, STREET, "handling", TICKET_HANDLING);
	assert_true(can(w, WHO_STREET, "request_return"));
	world_must(w, WHO_STREET, "forward", "{\"unit\":\"" GRID "\"}");
	assert_true(can(w, WHO_GRID, "request_return"));
}

static void test_what_was_forwarded_unsigned_comes_back_unsigned(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\"}");
	world_must(w, WHO_STREET, "forward", "{\"unit\":\"" GRID "\"}");
	world_refuses(w, WHO_STREET, "sign", NULL, ERROR_DENIED);
	world_must(w, WHO_STREET, "recall", REASON);
	with(w, STREET, "dispatched", TICKET_DISPATCHED);
	world_must(w, WHO_STREET, "sign", NULL);
	assert_false(can(w, WHO_STREET, "recall"));
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
}

static const json *clock_of(const json *deadline, const char *clock, const char *unit)
{
	const json *clocks = jo_get(deadline, "clocks");

	for (size_t i = 0; i < jo_len(clocks); i++) {
		const json *k = jo_at(clocks, i);
		const char *of = jo_str(k, "unit");
		if (!strcmp(jo_str(k, "clock"), clock) && (unit ? of && !strcmp(of, unit) : !of))
			return k;
	}
	return NULL;
}

static void test_each_level_has_its_clock(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" DISTRICT "\"}");
	w->now += SECONDS(3600);
	world_must(w, WHO_DISTRICT, "sign", NULL);
	instant reply_due = w->ticket->deadline->clocks[CLOCK_FEEDBACK].due_at;
	w->now += SECONDS(3600);
	world_must(w, WHO_DISTRICT, "forward", "{\"unit\":\"" STREET "\"}");
	instant street_from = w->now;
	w->now += SECONDS(3600);
	world_must(w, WHO_STREET, "forward", "{\"unit\":\"" GRID "\"}");
	json *o = deadline_to_json(w->city, w->ticket);
	char text[CLOCK_TEXT];
	assert_string_equal(jo_str(clock_of(o, "sign", STREET), "started_at"), clock_format(street_from, text));
	assert_non_null(jo_str(clock_of(o, "sign", STREET), "met_at"));
	assert_non_null(jo_str(clock_of(o, "sign", DISTRICT), "met_at"));
	assert_string_equal(jo_str(clock_of(o, "sign", NULL), "started_at"), clock_format(w->now, text));
	assert_null(jo_str(clock_of(o, "sign", NULL), "met_at"));
	jo_free(o);
	/* the limit for the reply is the ticket's, whoever has it */
	assert_int_equal(w->ticket->deadline->clocks[CLOCK_FEEDBACK].due_at, reply_due);
	/* taken back, the level's own clock is there again */
	world_must(w, WHO_STREET, "recall", REASON);
	world_must(w, WHO_DISTRICT, "recall", REASON);
	o = deadline_to_json(w->city, w->ticket);
	assert_null(clock_of(o, "sign", STREET));
	assert_non_null(jo_str(clock_of(o, "sign", NULL), "met_at"));
	jo_free(o);
}

/* A co-unit hands its part down as well; the lead is none the wiser. */
static void test_a_co_unit_forwards_its_part(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" DEPARTMENT "\",\"co\":[\"" STREET "\"]}");
	world_must(w, WHO_DEPARTMENT, "sign", NULL);
	world_must(w, WHO_STREET, "forward", "{\"unit\":\"" GRID "\"}");
	assert_string_equal(w->ticket->lead, DEPARTMENT);
	world_must(w, WHO_GRID, "request_return", BACK);
	assert_null(ticket_asks(w->ticket));
	world_must(w, WHO_STREET, "grant_return", NULL);
	assert_string_equal(json_object_get_string(jo_at(w->ticket->co, 0)), STREET);
	assert_int_equal(w->ticket->state, TICKET_HANDLING);
	world_must(w, WHO_STREET, "request_return", "{\"reason\":\"x\",\"basis\":\"y\"}");
	assert_string_equal(ticket_asks(w->ticket), "return");
}

static void test_a_called_unit_has_its_clock(void **state)
{
	struct world *w = *state;

	world_must(w, WHO_DISPATCHER, "dispatch", "{\"lead\":\"" STREET "\"}");
	world_must(w, WHO_STREET, "sign", NULL);
	world_must(w, WHO_STREET, "whistle", "{\"units\":[\"" COMPANY "\",\"" DEPARTMENT "\"],\"reason\":\"pipe\"}");
	json *o = deadline_to_json(w->city, w->ticket);
	assert_non_null(clock_of(o, "sign", COMPANY));
	assert_null(clock_of(o, "feedback", COMPANY));
	jo_free(o);
	world_must(w, WHO_COMPANY, "report_in", NULL);
	struct ticket_alarm alarms[16];
	size_t count = ticket_alarms(w->ticket, w->now, w->now + SECONDS(3 * 86400), alarms, 16, NULL);
	bool department = false, company = false;
	for (size_t i = 0; i < count; i++) {
		department |= alarms[i].unit && !strcmp(alarms[i].unit, DEPARTMENT);
		company |= alarms[i].unit && !strcmp(alarms[i].unit, COMPANY);
	}
	assert_true(department && !company);
	/* the lead's reply waits for nobody who was only called, and then nobody waits for them */
	world_must(w, WHO_STREET, "reply", "{\"answer\":\"done\"}");
	assert_int_equal(w->ticket->state, TICKET_REPLIED);
	assert_int_equal(ticket_alarms(w->ticket, w->now, w->now + SECONDS(30 * 86400), alarms, 16, NULL), 0);
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_return_goes_one_level_back),
		TEST(test_a_level_may_rule_out_a_further_return),
		TEST(test_what_was_forwarded_unsigned_comes_back_unsigned),
		TEST(test_each_level_has_its_clock),
		TEST(test_a_co_unit_forwards_its_part),
		TEST(test_a_called_unit_has_its_clock),
	};

	return cmocka_run_group_tests_name("ticket levels", tests, NULL, NULL);
}
