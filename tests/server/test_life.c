/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_life.c -- tickets from the gateway to the return visit on the real server, by everybody whose work it is, and
 * the rates that come of their answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "tests/server/fixture.h"

#define STREET "S110105026"
#define FIELDS                                                                                   \
	"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"%s\",\"content\":\"室温14度\"}," \
	"\"place\":{\"district\":\"110105\",\"street\":\"110105026\"},\"caller\":{\"number\":\"13900000001\"}}"

static struct fixture f;
static char *dispatcher, *supervisor, *visitor, *street, *company, *agent;
static int keys;

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	dispatcher = fixture_login(&f, "dispatcher1");
	supervisor = fixture_login(&f, "supervisor1");
	visitor = fixture_login(&f, "visitor1");
	street = fixture_login(&f, "unit1");
	company = fixture_login(&f, "unit2");
	agent = fixture_login(&f, "agent1");
	return 0;
}

static int unmake(void **state)
{
	char *tokens[] = { dispatcher, supervisor, visitor, street, company, agent };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		free(tokens[i]);
	fixture_free(&f);
	return 0;
}

static json *get(const char *path, const char *token, int status)
{
	struct answer a;

	fixture_request(&f, "GET", path, token, NULL, NULL, &a);
	if (a.status != status)
		fail_msg("GET %s: %d %s", path, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

static json *post(const char *path, const char *token, const char *match, const char *body, int status)
{
	char key[32], version[40];
	const char *headers[3] = { key, NULL, NULL };
	struct answer a;

	snprintf(key, sizeof(key), "Idempotency-Key: life-%d", keys++);
	if (match) {
		snprintf(version, sizeof(version), "If-Match: \"%s\"", match);
		headers[1] = version;
	}
	fixture_request(&f, "POST", path, token, body, headers, &a);
	if (a.status != status)
		fail_msg("POST %s %s: %d %s", path, body, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

/* A message that came in becomes a ticket. */
static void submit(const char *title, char no[24])
{
	char body[1024];

	json *c = post("/contacts", f.gateway, NULL,
		       "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000001\"}}", 201);
	snprintf(body, sizeof(body), "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":" FIELDS "}",
		 jo_str(c, "id"), title);
	json *t = post("/tickets", f.gateway, NULL, body, 201);
	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(c);
}

/* A move on the newest version. Caller frees the answer. */
static json *act(const char *no, const char *token, const char *body, int status)
{
	char path[64], version[32];

	snprintf(path, sizeof(path), "/tickets/%s", no);
	json *t = get(path, supervisor, 200);
	snprintf(version, sizeof(version), "%lld", (long long)jo_int(t, "version", 0));
	jo_free(t);
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	return post(path, token, version, body, status);
}

static void move(const char *no, const char *token, const char *body, const char *state)
{
	json *t = act(no, token, body, 200);

	assert_string_equal(jo_str(t, "state"), state);
	jo_free(t);
}

static void handle(const char *no)
{
	move(no, dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"basis\":\"catalogue\"}", "dispatched");
	move(no, street, "{\"action\":\"sign\"}", "handling");
	move(no, street, "{\"action\":\"reply\",\"answer\":\"已修复\"}", "visiting");
}

static json *rates(const char *parameters, const char *token)
{
	char path[200];

	snprintf(path, sizeof(path), "/reports/rates%s", parameters);
	return get(path, token, 200);
}

static const json *row_of(const json *report, const char *member, const char *key)
{
	const json *items = jo_get(report, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), member), key))
			return jo_at(items, i);
	return NULL;
}

static double number(const json *row, const char *member)
{
	json *v = jo_get(row, member);

	assert_non_null(v);
	return json_object_get_double(v);
}

/* ---- the tests, one after the other on the same tickets ---- */

static char solved[24], half[24], away[24];

static void test_visits_make_the_rates(void **state)
{
	(void)state;
	submit("一号楼不热", solved);
	submit("二号楼不热", half);
	submit("三号楼不热", away);
	handle(solved);
	handle(half);
	handle(away);
	move(solved, visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,"
	     "\"satisfied\":\"yes\"}", "closed");
	move(half, visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,"
	     "\"satisfied\":\"basically\"}", "visiting");
	for (int i = 0; i < 2; i++)
		move(away, visitor, "{\"action\":\"record_visit\",\"reached\":false}", "visiting");
	move(away, visitor, "{\"action\":\"record_visit\",\"reached\":false}", "closed");
	json *report = rates("", supervisor);
	const json *row = row_of(report, "unit", STREET);
	assert_non_null(row);
	assert_int_equal(jo_int(row, "volume", 0), 3);
	assert_int_equal(jo_int(row, "valid", 0), 2);   /* who was never reached has no valid visit */
	assert_int_equal(jo_int(row, "contacted", 0), 2);
	assert_int_equal(jo_int(row, "solved", 0), 1);
	assert_int_equal(jo_int(row, "satisfied", 0), 1);
	assert_int_equal(jo_int(row, "basically", 0), 1);
	/* 10 * 1 + 50 * 0.5 + 40 * 0.95 */
	assert_true(number(row, "score") == 73.0);
	assert_int_equal(jo_int(row, "rank", 0), 1);
	assert_true(number(jo_get(report, "city"), "score") == 73.0);
	jo_free(report);
}

/* First and final answers are kept apart; the final ones count. */
static void test_final_answers_count(void **state)
{
	char path[64];
	(void)state;

	move(half, visitor, "{\"action\":\"rehandle\",\"reason\":\"still cold\"}", "rehandling");
	move(half, street, "{\"action\":\"sign\"}", "handling");
	move(half, street, "{\"action\":\"reply\",\"answer\":\"再次检修\"}", "visiting");
	move(half, visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,"
	     "\"satisfied\":\"yes\"}", "closed");
	snprintf(path, sizeof(path), "/tickets/%s", half);
	json *t = get(path, supervisor, 200);
	assert_int_equal(json_object_get_boolean(jo_pointer(t, "/visit/first/solved")), 0);
	assert_int_equal(json_object_get_boolean(jo_pointer(t, "/visit/final/solved")), 1);
	assert_int_equal(jo_int(t, "rehandled", 0), 1);
	jo_free(t);
	json *report = rates("?by=category", supervisor);
	assert_true(number(row_of(report, "category", "010101"), "score") == 100.0);
	jo_free(report);
	report = rates("?by=district", supervisor);
	assert_true(number(row_of(report, "district", "110105"), "valid") == 2);
	jo_free(report);
	report = rates("?by=level", supervisor);
	assert_true(number(row_of(report, "level", "street"), "volume") == 3);
	jo_free(report);
}

static void test_excluded_tickets(void **state)
{
	(void)state;
	json *t = act(solved, supervisor, "{\"action\":\"exclude\",\"reason\":\"not theirs\"}", 200);
	jo_free(t);
	json *without = rates("", supervisor), *with = rates("?excluded=with", supervisor);
	assert_true(number(row_of(without, "unit", STREET), "valid") == 1);
	assert_true(number(row_of(without, "unit", STREET), "volume") == 2);
	assert_true(number(row_of(with, "unit", STREET), "valid") == 2);
	assert_true(number(row_of(with, "unit", STREET), "volume") == 3);
	jo_free(without);
	jo_free(with);
	jo_free(act(solved, supervisor, "{\"action\":\"include\",\"reason\":\"it is theirs\"}", 200));
}

/* Each figure opens the tickets behind it. */
static void test_tickets_behind_the_figures(void **state)
{
	char path[300];
	(void)state;

	json *report = rates("", supervisor);
	snprintf(path, sizeof(path), "/tickets?%s", jo_str(row_of(report, "unit", STREET), "tickets"));
	json *list = get(path, supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	jo_free(list);
	jo_free(report);
	list = get("/tickets?solved=yes", supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	jo_free(list);
	list = get("/tickets?satisfied=basically", supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 0);
	jo_free(list);
}

static void test_who_reads_reports(void **state)
{
	(void)state;
	json *own = rates("", street);
	assert_int_equal(jo_len(jo_get(own, "items")), 1);
	assert_string_equal(jo_str(jo_at(jo_get(own, "items"), 0), "unit"), STREET);
	jo_free(own);
	json *other = rates("", company);
	assert_int_equal(jo_len(jo_get(other, "items")), 0);
	jo_free(other);
	jo_free(get("/reports/rates", agent, 403));
	jo_free(get("/reports/queue", street, 403));
	jo_free(get("/reports/daily", supervisor, 200));
	jo_free(get("/reports/hourly", supervisor, 200));
	json *queue = get("/reports/queue", supervisor, 200);
	assert_int_equal(jo_int(queue, "waiting", -1), 3);      /* the messages nobody answered */
	jo_free(queue);
	jo_free(get("/reports/rates?from=yesterday", supervisor, 400));
	jo_free(get("/reports/rates?by=colour", supervisor, 400));
	jo_free(get("/reports/rates?from=2026-11-02T00:00:00%2B08:00&to=2026-11-01T00:00:00%2B08:00", supervisor, 400));
}

static void test_csv_and_paper(void **state)
{
	static const char *const csv[] = { "Accept: text/csv", NULL };
	static const char *const html[] = { "Accept: text/html", "Accept-Language: zh-CN", NULL };
	struct answer a;
	(void)state;

	fixture_request(&f, "GET", "/reports/rates", supervisor, NULL, csv, &a);
	assert_int_equal(strncmp(answer_header(&a, "Content-Type"), "text/csv", 8), 0);
	assert_int_equal(memcmp(a.body.data, "\xef\xbb\xbf", 3), 0);
	assert_non_null(strstr(a.body.data, "1,朝阳区望京街道,100.0,100.0%,100.0%,100.0%,3,2,2,2,2,0\r\n"));
	answer_release(&a);
	fixture_request(&f, "GET", "/reports/daily", supervisor, NULL, html, &a);
	assert_non_null(strstr(a.body.data, "<h1>日报"));
	assert_null(strstr(a.body.data, "<script"));
	assert_null(strstr(a.body.data, "http"));
	answer_release(&a);
}

/* What nobody called about is handled alike, has no visit and stands outside the rates. */
static void test_patrol_stands_outside(void **state)
{
	char body[1024], no[24];
	(void)state;

	snprintf(body, sizeof(body), "{\"origin\":\"patrol\",\"action\":\"submit\",\"fields\":" FIELDS "}", "路灯不亮");
	json *t = post("/tickets", agent, NULL, body, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
	move(no, dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"basis\":\"catalogue\"}", "dispatched");
	json *report = rates("", supervisor);
	assert_int_equal(jo_int(row_of(report, "unit", STREET), "volume", 0), 3);
	jo_free(report);
}

/* What waits for a decision is asked for at once. */
static void test_asks(void **state)
{
	char no[24];
	(void)state;

	submit("四号楼不热", no);
	move(no, dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"basis\":\"catalogue\"}", "dispatched");
	move(no, street, "{\"action\":\"request_return\",\"reason\":\"集中供热\",\"basis\":\"条例第二十条\"}", "return_requested");
	json *list = get("/tickets?asks=return", dispatcher, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 1);
	jo_free(list);
	move(no, dispatcher, "{\"action\":\"refuse_return\",\"reason\":\"in your catalogue\",\"final\":true}", "dispatched");
	list = get("/tickets?asks=return,carry", dispatcher, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 0);
	jo_free(list);
	json *again = act(no, street, "{\"action\":\"request_return\",\"reason\":\"x\",\"basis\":\"y\"}", 409);
	assert_non_null(strstr(jo_str(again, "detail"), "further return"));
	jo_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_visits_make_the_rates),
		cmocka_unit_test(test_final_answers_count),
		cmocka_unit_test(test_excluded_tickets),
		cmocka_unit_test(test_tickets_behind_the_figures),
		cmocka_unit_test(test_who_reads_reports),
		cmocka_unit_test(test_csv_and_paper),
		cmocka_unit_test(test_patrol_stands_outside),
		cmocka_unit_test(test_asks),
	};

	return cmocka_run_group_tests_name("life", tests, make, unmake);
}
