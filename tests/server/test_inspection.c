/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_inspection.c -- tickets drawn, scored, appealed against, decided; by whom, and who sees what of it. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "tests/server/life.h"

enum { TICKETS = 6 };
#define WHEN "\"from\":\"2020-01-01T00:00:00+08:00\",\"to\":\"2100-01-01T00:00:00+08:00\""

static struct fixture f;
static struct life l;
static char *trainer, *other_agent, *ops;
static char first[64];          /* the inspection that is led through its life */

static int make(void **state)
{
	char no[24];
	(void)state;

	fixture_make(&f);
	fixture_start(&f);
	life_begin(&l, &f);
	trainer = life_login(&l, "trainer1");
	other_agent = life_login(&l, "agent2");
	ops = life_login(&l, "ops1");
	for (int i = 0; i < TICKETS; i++)
		life_call(&l, "暖气不热", no);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* ---- drawing ---- */

static json *draw(const char *body, const char *token, int status)
{
	return life_post(&l, "/inspections", token, NULL, body, status);
}

static void assert_refused(const char *body, const char *pointer)
{
	json *o = draw(body, trainer, 422);

	assert_string_equal(jo_str(jo_at(jo_array(o, "errors"), 0), "pointer"), pointer);
	jo_free(o);
}

static void test_a_rule_must_say_something(void **state)
{
	(void)state;
	assert_refused("{" WHEN "}", "/per_agent");
	assert_refused("{" WHEN ",\"share\":1.5}", "/share");
	assert_refused("{" WHEN ",\"per_agent\":101}", "/per_agent");
	assert_refused("{" WHEN ",\"share\":1,\"category\":\"999\"}", "/category");
	assert_refused("{\"share\":1,\"from\":\"2026-01-01T00:00:00+08:00\",\"to\":\"soon\"}", "/to");
	assert_refused("{\"share\":1,\"from\":\"2026-01-02T00:00:00+08:00\",\"to\":\"2026-01-01T00:00:00+08:00\"}", "/to");
	jo_free(draw("{" WHEN ",\"share\":1}", l.agent, 403));
	jo_free(draw("{" WHEN ",\"share\":1}", ops, 403));
}

/* Two of agent1's six, then what is left: a ticket is drawn once. Messages that no agent took are not drawn. */
static void test_a_ticket_is_drawn_once(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "网上来的", no);
	json *o = draw("{" WHEN ",\"per_agent\":2,\"seed\":7,\"agents\":[\"agent1\"],\"call\":true}", trainer, 201);
	json *items = jo_array(o, "items");
	assert_int_equal(jo_int(o, "population", 0), TICKETS);
	assert_int_equal(jo_int(o, "seed", 0), 7);
	assert_int_equal(jo_len(items), 2);
	assert_string_equal(jo_str(jo_at(items, 0), "why"), "agent");
	assert_string_equal(jo_str(jo_at(items, 0), "state"), "drawn");
	assert_string_equal(jo_str(jo_at(items, 0), "category"), "01");
	snprintf(first, sizeof(first), "%s", jo_str(jo_at(items, 0), "id"));
	jo_free(o);
	o = draw("{" WHEN ",\"share\":0.5,\"agents\":[\"agent2\"]}", trainer, 201);
	assert_int_equal(jo_len(jo_array(o, "items")), 0);
	jo_free(o);
	o = draw("{" WHEN ",\"share\":0.5,\"category\":\"01\"}", l.supervisor, 201);
	assert_int_equal(jo_int(o, "population", 0), TICKETS - 2);
	assert_int_equal(jo_len(jo_array(o, "items")), 2);
	jo_free(o);
}

/* ---- who sees what ---- */

static size_t listed(const char *query, const char *token)
{
	char path[160];

	snprintf(path, sizeof(path), "/inspections%s", query);
	json *o = life_get(&l, path, token, 200);
	size_t n = jo_len(jo_array(o, "items"));
	jo_free(o);
	return n;
}

static json *get(const char *below, const char *token, int status)
{
	char path[160];

	snprintf(path, sizeof(path), "/inspections/%s%s", first, below);
	return life_get(&l, path, token, status);
}

static json *move(const char *name, const char *match, const char *body, const char *token, int status)
{
	char path[160];

	snprintf(path, sizeof(path), "/inspections/%s/%s", first, name);
	return life_post(&l, path, token, match, body, status);
}

static void test_nobody_sees_an_unscored_sheet_but_inspectors(void **state)
{
	(void)state;
	assert_int_equal(listed("", trainer), 4);
	assert_int_equal(listed("?agent=agent1&state=drawn", trainer), 4);
	assert_int_equal(listed("?agent=agent2", trainer), 0);
	assert_int_equal(listed("", l.agent), 0);
	jo_free(get("", trainer, 200));
	jo_free(get("", l.agent, 404));
	jo_free(get("/ticket", l.agent, 404));
	jo_free(life_get(&l, "/inspections", ops, 403));
	json *o = life_get(&l, "/inspections?limit=3", trainer, 200);
	char *rest = xasprintf("?cursor=%s", jo_str(o, "next"));
	assert_int_equal(listed(rest, trainer), 1);
	free(rest);
	jo_free(o);
}

/* Reading the ticket beside the sheet is in the audit chain, once in ten minutes for each reader. */
static void test_reading_the_ticket_is_on_the_record(void **state)
{
	(void)state;
	json *o = get("/ticket", trainer, 200);
	assert_non_null(jo_get(jo_get(o, "ticket"), "fields"));
	assert_int_equal(jo_len(jo_array(jo_get(o, "ticket"), "actions")), 0);
	assert_string_equal(jo_pointer_str(jo_get(o, "ticket"), "/fields/caller/number"), "139****0001");
	assert_true(jo_len(jo_array(o, "history")) >= 1);
	assert_non_null(jo_str(jo_get(o, "contact"), "answered_at"));
	assert_null(jo_get(jo_get(o, "contact"), "caller"));
	char *path = xasprintf("/audit?action=inspection.read&subject=%s", jo_str(jo_get(o, "ticket"), "no"));
	json *audit = life_get(&l, path, ops, 200);
	assert_int_equal(jo_len(jo_array(audit, "items")), 1);
	assert_string_equal(jo_str(jo_at(jo_array(audit, "items"), 0), "username"), "trainer1");
	free(path);
	jo_free(audit);
	jo_free(o);
}

/* ---- scoring ---- */

static double total_of(const json *o)
{
	return json_object_get_double(jo_get(o, "total"));
}

static void test_scoring(void **state)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, l.agent, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, 5000));
	jo_free(move("score", NULL, "{}", trainer, 428));
	jo_free(move("score", "9", "{}", trainer, 412));
	jo_free(move("score", "1", "{}", l.agent, 403));
	json *o = move("score", "1", "{\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":6}]}", trainer, 422);
	assert_string_equal(jo_str(jo_at(jo_array(o, "errors"), 0), "pointer"), "/marks/0");
	jo_free(o);
	jo_free(move("score", "1", "{\"marks\":[{\"item\":\"ticket/nothing\",\"deducted\":1}]}", trainer, 422));
	jo_free(move("score", "1", "{\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":\"5\"}]}", trainer, 422));
	/* Ticket 95, call 100 - 20: (95 + 80) / 2 = 87.5. */
	o = move("score", "1", "{\"note\":\"注意错别字\",\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":5,"
		 "\"why\":\"“暖汽”应为“暖气”\"},{\"item\":\"call/resolution-dispatch\",\"deducted\":20}]}", trainer, 200);
	assert_string_equal(jo_str(o, "state"), "scored");
	assert_true(fabs(total_of(o) - 87.5) < 1e-9);
	assert_string_equal(jo_str(o, "level"), "good");
	assert_string_equal(jo_str(o, "inspector_name"), "trainer1");
	jo_free(o);
	assert_true(stream_wait(s, "inspection.updated", &e, 5000));
	assert_string_equal(jo_str(e.data, "id"), first);
	assert_string_equal(jo_str(e.data, "state"), "scored");
	stream_close(s);
	/* Its agent sees it now, another does not. */
	assert_int_equal(listed("", l.agent), 1);
	assert_int_equal(listed("?agent=agent1", other_agent), 0);
	o = get("", l.agent, 200);
	assert_string_equal(jo_str(o, "note"), "注意错别字");
	assert_non_null(jo_get(o, "score"));
	jo_free(o);
	jo_free(get("", other_agent, 404));
	jo_free(get("/ticket", other_agent, 404));
	jo_free(get("/ticket", l.agent, 200));
}

static json *told(const char *token, int version, int status)
{
	char body[120];

	snprintf(body, sizeof(body), "{\"items\":[{\"id\":\"%s\",\"version\":%d}]}", first, version);
	return life_post(&l, "/inspections/told", token, NULL, body, status);
}

static void assert_told(const char *token, int version, int expected)
{
	json *o = told(token, version, 200);

	assert_int_equal(jo_int(o, "told", -1), expected);
	jo_free(o);
}

/* Until the agent was told, whoever was there when it was handed in; nobody else says it for them. */
static void test_what_the_agent_was_not_told(void **state)
{
	(void)state;
	assert_int_equal(listed("?untold=1", l.agent), 1);
	assert_int_equal(listed("?untold=1", other_agent), 0);
	assert_int_equal(listed("?untold=1", trainer), 0);
	assert_told(other_agent, 2, 0);
	assert_told(l.agent, 1, 1);                     /* an older version: this one is still to be told */
	assert_int_equal(listed("?untold=1", l.agent), 1);
	assert_told(l.agent, 9, 0);                     /* none such: nothing is told in advance */
	assert_told(l.agent, 2, 1);
	assert_told(l.agent, 2, 0);
	assert_int_equal(listed("?untold=1", l.agent), 0);
	assert_int_equal(listed("", l.agent), 1);
	jo_free(life_post(&l, "/inspections/told", l.agent, NULL, "{\"items\":[{\"version\":2}]}", 400));
	jo_free(told(trainer, 2, 403));
}

static void test_appeal_and_decision(void **state)
{
	(void)state;
	jo_free(move("decide", "2", "{\"granted\":false,\"reason\":\"x\"}", l.supervisor, 409));
	jo_free(move("appeal", "2", "{}", l.agent, 422));
	jo_free(move("appeal", "2", "{\"reason\":\"x\",\"items\":[\"call/nothing\\u001b[31m\"]}", l.agent, 422));
	jo_free(move("appeal", "2", "{\"reason\":\"x\",\"items\":[7]}", l.agent, 422));
	jo_free(move("appeal", "2", "{\"reason\":\"x\"}", other_agent, 404));
	jo_free(move("appeal", "2", "{\"reason\":\"x\"}", trainer, 403));
	json *o = move("appeal", "2", "{\"reason\":\"目录当天改过\",\"items\":[\"call/resolution-dispatch\"]}", l.agent, 200);
	assert_string_equal(jo_str(o, "state"), "appealed");
	jo_free(o);
	jo_free(move("appeal", "3", "{\"reason\":\"again\"}", l.agent, 409));
	jo_free(move("score", "3", "{}", trainer, 409));
	jo_free(move("decide", "3", "{\"granted\":true,\"reason\":\"x\"}", trainer, 403));
	jo_free(move("decide", "3", "{\"reason\":\"x\"}", l.supervisor, 422));
	jo_free(move("decide", "3", "{\"granted\":true,\"reason\":\"x\"}", l.supervisor, 422));
	jo_free(move("decide", "3", "{\"granted\":false,\"reason\":\"x\",\"marks\":[{\"item\":\"call/service-tone\","
		     "\"deducted\":0}]}", l.supervisor, 422));
	/* The dispatch was right: 95 and 100. */
	o = move("decide", "3", "{\"granted\":true,\"reason\":\"目录确已调整\",\"marks\":[{\"item\":"
		 "\"call/resolution-dispatch\",\"deducted\":0}]}", l.supervisor, 200);
	assert_string_equal(jo_str(o, "state"), "decided");
	assert_true(fabs(total_of(o) - 97.5) < 1e-9);
	const json *kept = jo_at(jo_array(jo_get(o, "score"), "overrides"), 0);
	assert_string_equal(jo_str(kept, "reason"), "目录确已调整");
	assert_string_equal(jo_str(o, "decided_by_name"), "supervisor1");
	jo_free(o);
	assert_int_equal(listed("?untold=1", l.agent), 1);      /* of the decision, not of their own appeal */
	jo_free(move("appeal", "4", "{\"reason\":\"again\"}", l.agent, 409));
	jo_free(move("decide", "4", "{\"granted\":false,\"reason\":\"x\"}", l.supervisor, 409));
}

/* A supervisor who scored it does not decide of it. */
static void test_two_people_judge(void **state)
{
	(void)state;
	json *o = life_get(&l, "/inspections?state=drawn&limit=1", l.supervisor, 200);
	snprintf(first, sizeof(first), "%s", jo_str(jo_at(jo_array(o, "items"), 0), "id"));
	jo_free(o);
	jo_free(move("score", "1", "{\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":5}]}", l.supervisor, 200));
	/* Only the ticket was to be scored: 95. Scored anew: 100. */
	o = move("score", "2", "{}", l.supervisor, 200);
	assert_true(fabs(total_of(o) - 100) < 1e-9);
	jo_free(o);
	jo_free(move("appeal", "3", "{\"reason\":\"太高\"}", l.agent, 200));
	jo_free(move("decide", "4", "{\"granted\":false,\"reason\":\"x\"}", l.supervisor, 403));
}

/* ---- the report ---- */

/* Two scored, 97.5 and 100; two more drawn. */
static void test_the_report(void **state)
{
	const char *csv[] = { "Accept: text/csv", NULL }, *page[] = { "Accept: text/html", NULL };
	struct answer a;
	(void)state;

	json *o = life_get(&l, "/reports/inspection", trainer, 200);
	const json *totals = jo_get(o, "totals"), *agent = jo_at(jo_array(o, "agents"), 0);
	assert_int_equal(jo_int(totals, "open", 0), 2);
	assert_int_equal(jo_int(totals, "scored", 0), 2);
	assert_int_equal(jo_int(totals, "appealed", 0), 2);
	assert_int_equal(jo_int(totals, "granted", 0), 1);
	assert_string_equal(jo_str(agent, "name"), "agent1");
	assert_true(fabs(json_object_get_double(jo_get(agent, "mean")) - 98.8) < 1e-9);
	assert_true(fabs(json_object_get_double(jo_get(agent, "worst")) - 97.5) < 1e-9);
	assert_int_equal(jo_len(jo_array(o, "items")), 1);
	assert_string_equal(jo_str(jo_at(jo_array(o, "items"), 0), "item"), "wording-typo");
	jo_free(o);
	jo_free(life_get(&l, "/reports/inspection", l.agent, 403));
	o = life_get(&l, "/reports/inspection?from=2020-01-01T00:00:00%2B08:00&to=2020-02-01T00:00:00%2B08:00", l.supervisor,
		     200);
	assert_int_equal(jo_len(jo_array(o, "agents")), 0);
	jo_free(o);
	fixture_request(&f, "GET", "/reports/inspection", trainer, NULL, csv, &a);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body.data, "agent1"));
	answer_release(&a);
	fixture_request(&f, "GET", "/reports/inspection", trainer, NULL, page, &a);
	assert_non_null(strstr(a.body.data, "agent1"));
	answer_release(&a);
}

/* It is all there after a crash. */
static void test_it_survives(void **state)
{
	(void)state;
	fixture_keep_port(&f);
	fixture_end(&f, SIGKILL);
	fixture_start(&f);
	assert_int_equal(listed("?state=decided", trainer), 1);
	assert_int_equal(listed("?state=appealed", trainer), 1);
	assert_int_equal(listed("", trainer), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_rule_must_say_something),
		cmocka_unit_test(test_a_ticket_is_drawn_once),
		cmocka_unit_test(test_nobody_sees_an_unscored_sheet_but_inspectors),
		cmocka_unit_test(test_reading_the_ticket_is_on_the_record),
		cmocka_unit_test(test_scoring),
		cmocka_unit_test(test_what_the_agent_was_not_told),
		cmocka_unit_test(test_appeal_and_decision),
		cmocka_unit_test(test_two_people_judge),
		cmocka_unit_test(test_the_report),
		cmocka_unit_test(test_it_survives),
	};

	return cmocka_run_group_tests_name("inspection", tests, make, unmake);
}
