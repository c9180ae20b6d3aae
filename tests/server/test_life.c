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
#include "tests/server/life.h"

static struct fixture f;
static struct life l;

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	life_begin(&l, &f);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static json *rates(const char *parameters, const char *token)
{
	char path[200];

	snprintf(path, sizeof(path), "/reports/rates%s", parameters);
	return life_get(&l, path, token, 200);
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
	life_submit(&l, "一号楼不热", solved);
	life_submit(&l, "二号楼不热", half);
	life_submit(&l, "三号楼不热", away);
	life_handle(&l, solved);
	life_handle(&l, half);
	life_handle(&l, away);
	life_close(&l, solved);
	life_move(&l, half, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,"
	     "\"satisfied\":\"basically\"}", "visiting");
	for (int i = 0; i < 2; i++)
		life_move(&l, away, l.visitor, "{\"action\":\"record_visit\",\"reached\":false}", "visiting");
	life_move(&l, away, l.visitor, "{\"action\":\"record_visit\",\"reached\":false}", "closed");
	json *report = rates("", l.supervisor);
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

	life_move(&l, half, l.visitor, "{\"action\":\"rehandle\",\"reason\":\"still cold\"}", "rehandling");
	life_move(&l, half, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, half, l.street, "{\"action\":\"reply\",\"answer\":\"再次检修\"}", "visiting");
	life_close(&l, half);
	snprintf(path, sizeof(path), "/tickets/%s", half);
	json *t = life_get(&l, path, l.supervisor, 200);
	assert_int_equal(json_object_get_boolean(jo_pointer(t, "/visit/first/solved")), 0);
	assert_int_equal(json_object_get_boolean(jo_pointer(t, "/visit/final/solved")), 1);
	assert_int_equal(jo_int(t, "rehandled", 0), 1);
	jo_free(t);
	json *report = rates("?by=category", l.supervisor);
	assert_true(number(row_of(report, "category", "010101"), "score") == 100.0);
	jo_free(report);
	report = rates("?by=district", l.supervisor);
	assert_true(number(row_of(report, "district", "110105"), "valid") == 2);
	jo_free(report);
	report = rates("?by=level", l.supervisor);
	assert_true(number(row_of(report, "level", "street"), "volume") == 3);
	jo_free(report);
}

static void test_excluded_tickets(void **state)
{
	(void)state;
	json *t = life_act(&l, solved, l.supervisor, "{\"action\":\"exclude\",\"reason\":\"not theirs\"}", 200);
	jo_free(t);
	json *without = rates("", l.supervisor), *with = rates("?excluded=with", l.supervisor);
	assert_true(number(row_of(without, "unit", STREET), "valid") == 1);
	assert_true(number(row_of(without, "unit", STREET), "volume") == 2);
	assert_true(number(row_of(with, "unit", STREET), "valid") == 2);
	assert_true(number(row_of(with, "unit", STREET), "volume") == 3);
	jo_free(without);
	jo_free(with);
	jo_free(life_act(&l, solved, l.supervisor, "{\"action\":\"include\",\"reason\":\"it is theirs\"}", 200));
}

/* Each figure opens the tickets behind it. */
static void test_tickets_behind_the_figures(void **state)
{
	char path[300];
	(void)state;

	json *report = rates("", l.supervisor);
	snprintf(path, sizeof(path), "/tickets?%s", jo_str(row_of(report, "unit", STREET), "tickets"));
	json *list = life_get(&l, path, l.supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	jo_free(list);
	jo_free(report);
	list = life_get(&l, "/tickets?solved=yes", l.supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	jo_free(list);
	list = life_get(&l, "/tickets?satisfied=basically", l.supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 0);
	jo_free(list);
}

static void test_who_reads_reports(void **state)
{
	(void)state;
	json *own = rates("", l.street);
	assert_int_equal(jo_len(jo_get(own, "items")), 1);
	assert_string_equal(jo_str(jo_at(jo_get(own, "items"), 0), "unit"), STREET);
	jo_free(own);
	json *other = rates("", l.company);
	assert_int_equal(jo_len(jo_get(other, "items")), 0);
	jo_free(other);
	jo_free(life_get(&l, "/reports/rates", l.agent, 403));
	jo_free(life_get(&l, "/reports/queue", l.street, 403));
	jo_free(life_get(&l, "/reports/daily", l.supervisor, 200));
	jo_free(life_get(&l, "/reports/hourly", l.supervisor, 200));
	json *queue = life_get(&l, "/reports/queue", l.supervisor, 200);
	assert_int_equal(jo_int(queue, "waiting", -1), 3);      /* the messages nobody answered */
	jo_free(queue);
	jo_free(life_get(&l, "/reports/rates?from=yesterday", l.supervisor, 400));
	jo_free(life_get(&l, "/reports/rates?by=colour", l.supervisor, 400));
	jo_free(life_get(&l, "/reports/rates?from=2026-11-02T00:00:00%2B08:00&to=2026-11-01T00:00:00%2B08:00", l.supervisor, 400));
}

static void test_topics(void **state)
{
	(void)state;
	json *o = life_get(&l, "/reports/special", l.supervisor, 200);
	assert_true(jo_len(jo_get(o, "items")) >= 3);   /* heat is a sensitive matter here */
	assert_null(jo_get(jo_at(jo_get(o, "items"), 0), "caller"));
	jo_free(o);
	o = life_get(&l, "/reports/hot", l.supervisor, 200);
	assert_string_equal(jo_str(jo_at(jo_get(o, "items"), 0), "category"), "010101");
	jo_free(o);
	o = life_get(&l, "/reports/monthly", l.supervisor, 200);
	/* the only category: 0.4 * 1 + 0.2 * 1 + 0.3 * 0 + 0.1 * 1 */
	assert_true(number(jo_at(jo_get(o, "items"), 0), "score") == 0.7);
	jo_free(o);
	o = life_get(&l, "/reports/governance", l.supervisor, 200);
	assert_int_equal(jo_len(jo_get(o, "items")), 0);        /* 3 tickets are not many */
	jo_free(o);
}

static void test_csv_and_paper(void **state)
{
	static const char *const csv[] = { "Accept: text/csv", NULL };
	static const char *const html[] = { "Accept: text/html", "Accept-Language: zh-CN", NULL };
	struct answer a;
	(void)state;

	fixture_request(&f, "GET", "/reports/rates", l.supervisor, NULL, csv, &a);
	assert_int_equal(strncmp(answer_header(&a, "Content-Type"), "text/csv", 8), 0);
	assert_int_equal(memcmp(a.body.data, "\xef\xbb\xbf", 3), 0);
	assert_non_null(strstr(a.body.data, "1,朝阳区望京街道,100.0,100.0%,100.0%,100.0%,3,2,2,2,2,0\r\n"));
	answer_release(&a);
	fixture_request(&f, "GET", "/reports/daily", l.supervisor, NULL, html, &a);
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

	snprintf(body, sizeof(body), "{\"origin\":\"patrol\",\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}", "路灯不亮");
	json *t = life_post(&l, "/tickets", l.agent, NULL, body, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
	life_dispatch(&l, no);
	json *report = rates("", l.supervisor);
	assert_int_equal(jo_int(row_of(report, "unit", STREET), "volume", 0), 3);
	jo_free(report);
}

static void submit_to_district(char no[24])
{
	life_submit(&l, "区里转街道", no);
	life_move(&l, no, l.dispatcher, "{\"action\":\"dispatch\",\"lead\":\"D110105\",\"basis\":\"x\"}", "dispatched");
}

/* A district hands a ticket down to its street: each level signs for itself, and the street's reply is the ticket's. */
static void test_two_levels(void **state)
{
	char no[24], path[80];
	(void)state;

	submit_to_district(no);
	life_move(&l, no, l.district, "{\"action\":\"sign\"}", "handling");
	/* only downwards, and only to a unit of its own */
	jo_free(life_act(&l, no, l.district, "{\"action\":\"forward\",\"unit\":\"C001\"}", 422));
	life_move(&l, no, l.district, "{\"action\":\"forward\",\"unit\":\"" STREET "\"}", "dispatched");
	snprintf(path, sizeof(path), "/tickets/%s/deadline", no);
	json *clocks = life_get(&l, path, l.street, 200);
	assert_non_null(strstr(jo_text(clocks), "\"sign\""));
	jo_free(clocks);
	/* what the district forwarded it still sees, and cannot sign any more */
	jo_free(life_get(&l, path, l.district, 200));
	jo_free(life_act(&l, no, l.district, "{\"action\":\"sign\"}", 403));
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"已办\"}", "visiting");
	json *list = life_get(&l, "/tickets?unit=" STREET "&state=visiting", l.street, 200);
	bool found = false;
	for (size_t i = 0; i < jo_len(jo_get(list, "items")); i++)
		found |= !strcmp(jo_str(jo_at(jo_get(list, "items"), i), "no"), no);
	assert_true(found);
	jo_free(list);
}

/* Whistled departments report in, each on its own clock; the lead unit's reply waits for nobody who was only called. */
static void test_whistle(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "吹哨报到", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	jo_free(life_act(&l, no, l.company, "{\"action\":\"report_in\"}", 404));    /* not called: it knows nothing of it */
	life_move(&l, no, l.street, "{\"action\":\"whistle\",\"units\":[\"C001\"],\"reason\":\"热力入户\"}", "handling");
	life_move(&l, no, l.company, "{\"action\":\"report_in\",\"note\":\"已到场\"}", "handling");
	json *t = life_act(&l, no, l.company, "{\"action\":\"reply\",\"answer\":\"x\"}", 403);
	assert_non_null(strstr(jo_str(t, "detail"), "called to help"));
	jo_free(t);
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"已办\"}", "visiting");
}

static void submit_twice(char no[24], char other[24])
{
	life_submit(&l, "花家地西里三区五号楼整栋停暖两天老人受冻", no);
	life_submit(&l, "花家地西里三区五号楼整栋停暖两天", other);
}

/* Who had such matters, what came of it, and what may be the same. */
static void test_suggestions(void **state)
{
	char no[24], other[24], path[80];
	(void)state;

	submit_twice(no, other);
	snprintf(path, sizeof(path), "/tickets/%s/suggestions", no);
	json *o = life_get(&l, path, l.dispatcher, 200);
	const json *first = jo_at(jo_get(o, "units"), 0), *same = jo_get(o, "duplicates");
	assert_string_equal(jo_str(first, "unit"), "C001");     /* the catalogue: heat in this district is the company's */
	assert_non_null(jo_str(first, "basis"));
	const json *street = jo_at(jo_get(o, "units"), 1);
	assert_string_equal(jo_str(street, "unit"), STREET);    /* which has had it all the time here */
	assert_true(jo_int(street, "dispatched", 0) >= 3);
	assert_int_equal(jo_int(street, "solved", 0), 2);
	bool found = false;
	for (size_t i = 0; i < jo_len(same); i++)
		found |= !strcmp(jo_str(jo_at(same, i), "no"), other);
	assert_true(found);
	assert_string_equal(jo_str(jo_at(same, 0), "no"), other);       /* the caller's own first, the newest of them */
	assert_true(jo_bool(jo_at(same, 0), "caller", false));
	jo_free(o);
	jo_free(life_get(&l, path, l.street, 403));
}

static bool alarm_of(struct stream *stream, const char *no, const char *clock, bool overdue)
{
	struct stream_event e;

	while (stream_wait(stream, "alarm", &e, 8000))
		if (!strcmp(jo_str(e.data, "no"), no) && !strcmp(jo_str(e.data, "clock"), clock) &&
		    jo_bool(e.data, "overdue", !overdue) == overdue)
			return true;
	return false;
}

/* Before the limit and at it, to the desk and to the unit whose clock it is; once each. */
static void test_alarms(void **state)
{
	struct stream_event e;
	char no[24];
	(void)state;

	struct stream *desk = stream_open(&f, l.dispatcher, NULL), *unit = stream_open(&f, l.street, NULL);
	assert_true(stream_wait(desk, "hello", &e, 5000));
	assert_true(stream_wait(unit, "hello", &e, 5000));
	life_submit(&l, "要响铃的工单", no);
	fixture_clock(&f, 1.7 * 3600);  /* grade II: dispatched within 2 hours */
	assert_true(alarm_of(desk, no, "dispatch", false));
	fixture_clock(&f, 2.1 * 3600);
	assert_true(alarm_of(desk, no, "dispatch", true));
	life_dispatch(&l, no);
	fixture_clock(&f, 2.1 * 3600 + 26 * 60);        /* signed within 30 minutes */
	assert_true(alarm_of(unit, no, "sign", false));
	fixture_clock(&f, 2.1 * 3600 + 31 * 60);
	assert_true(alarm_of(unit, no, "sign", true));
	assert_true(alarm_of(desk, no, "sign", true));
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	stream_close(desk);
	stream_close(unit);
	/* 24 hours to reply: longer than a session */
	fixture_clock(&f, 16 * 3600);
	char *later = fixture_login(&f, "unit1");
	unit = stream_open(&f, later, NULL);
	assert_true(stream_wait(unit, "hello", &e, 5000));
	fixture_clock(&f, 27 * 3600);
	assert_true(alarm_of(unit, no, "feedback", true));
	stream_close(unit);
	free(later);
}

/* What waits for a decision is asked for at once. */
static void test_asks(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "四号楼不热", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"集中供热\",\"basis\":\"条例第二十条\"}", "return_requested");
	json *list = life_get(&l, "/tickets?asks=return", l.dispatcher, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 1);
	jo_free(list);
	life_move(&l, no, l.dispatcher, "{\"action\":\"refuse_return\",\"reason\":\"in your catalogue\",\"final\":true}", "dispatched");
	list = life_get(&l, "/tickets?asks=return,carry", l.dispatcher, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 0);
	jo_free(list);
	json *again = life_act(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"x\",\"basis\":\"y\"}", 409);
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
		cmocka_unit_test(test_topics),
		cmocka_unit_test(test_csv_and_paper),
		cmocka_unit_test(test_patrol_stands_outside),
		cmocka_unit_test(test_asks),
		cmocka_unit_test(test_two_levels),
		cmocka_unit_test(test_whistle),
		cmocka_unit_test(test_suggestions),
		cmocka_unit_test(test_alarms),
	};

	return cmocka_run_group_tests_name("life", tests, make, unmake);
}
