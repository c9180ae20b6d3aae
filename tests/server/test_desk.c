/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_desk.c -- what dispatchers and units work from, on the real server: views with their counts, orders, inboxes with
 * each unit's own state and clock, three levels of units, tickets made without a call.
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

/* A day later the sessions have ended. */
static void log_in_again(void)
{
	int keys = l.keys;

	life_end(&l);
	life_begin(&l, &f);
	l.keys = keys;
}

/* How many that view of the user holds, by the counts. */
static int64_t counted(const char *view, const char *token)
{
	json *o = life_get(&l, "/tickets/views", token, 200);
	int64_t n = -1;

	for (size_t i = 0; i < jo_len(jo_get(o, "items")); i++)
		if (!strcmp(jo_str(jo_at(jo_get(o, "items"), i), "view"), view))
			n = jo_int(jo_at(jo_get(o, "items"), i), "count", -1);
	jo_free(o);
	return n;
}

/* The ticket's row in that list; NULL: it is not there. Caller frees. */
static json *row_in(const char *query, const char *no, const char *token)
{
	char path[200];

	snprintf(path, sizeof(path), "/tickets?%s&limit=200", query);
	json *list = life_get(&l, path, token, 200), *found = NULL;
	for (size_t i = 0; !found && i < jo_len(jo_get(list, "items")); i++)
		if (!strcmp(jo_str(jo_at(jo_get(list, "items"), i), "no"), no))
			found = json_object_get(jo_at(jo_get(list, "items"), i));
	jo_free(list);
	return found;
}

static void is_in(const char *query, const char *no, const char *token, bool wanted)
{
	json *row = row_in(query, no, token);

	if (wanted != (row != NULL))
		fail_msg("%s %s in %s", no, row ? "is" : "is not", query);
	jo_free(row);
}

/* Its own sub-state, in the view. */
static void own_is(const char *view, const char *no, const char *token, const char *state, const char *clock)
{
	char query[60];

	snprintf(query, sizeof(query), "view=%s&sort=due", view);
	json *row = row_in(query, no, token);
	assert_non_null(row);
	assert_string_equal(jo_pointer_str(row, "/own/state"), state);
	if (clock)
		assert_string_equal(jo_pointer_str(row, "/own/due/clock"), clock);
	else
		assert_null(jo_pointer(row, "/own/due"));
	jo_free(row);
}

/* ---- the desk ---- */

static void test_views_of_the_desk(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "派单台视图", no);
	int64_t pending = counted("pending", l.dispatcher);
	is_in("view=pending&sort=grade", no, l.dispatcher, true);
	life_move(&l, no, l.dispatcher, "{\"action\":\"need_info\",\"question\":\"几号楼？\"}", "needs_info");
	assert_int_equal(counted("pending", l.dispatcher), pending - 1);
	is_in("view=open", no, l.dispatcher, true);
	life_move(&l, no, l.supervisor, "{\"action\":\"supply_info\",\"fields\":{\"place\":{\"point\":\"五号楼\"}}}", "pending");
	is_in("view=supplied", no, l.dispatcher, true);
	assert_int_equal(counted("supplied", l.dispatcher), 1);
	life_dispatch(&l, no);
	is_in("view=supplied", no, l.dispatcher, false);
	life_move(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"x\",\"basis\":\"y\"}", "return_requested");
	is_in("view=returns", no, l.dispatcher, true);
	life_move(&l, no, l.dispatcher, "{\"action\":\"refer\",\"reason\":\"x\"}", "arbitration");
	is_in("view=arbitration", no, l.dispatcher, true);
	/* a unit has no view of the desk, nor the desk one of a unit */
	jo_free(life_get(&l, "/tickets?view=pending", l.street, 400));
	jo_free(life_get(&l, "/tickets?view=inbox", l.dispatcher, 400));
	jo_free(life_get(&l, "/tickets/views", l.visitor, 403));
}

/* The strictest grade first, within it the nearest deadline; page by page the same. */
static void test_order_by_grade(void **state)
{
	static const char *const grades[] = { "III", "I", "special", "IV" };
	static const char *const order[] = { "special", "I", "III", "IV" };
	char no[24], body[120], path[200] = "/tickets?view=pending&sort=grade&category=010101&limit=1", seen[8][24];
	size_t count = 0;
	(void)state;

	for (size_t i = 0; i < 4; i++) {
		life_submit(&l, "按等级排序", no);
		snprintf(body, sizeof(body), "{\"action\":\"regrade\",\"grade\":\"%s\",\"reason\":\"x\"}", grades[i]);
		life_move(&l, no, l.dispatcher, body, "pending");
	}
	for (const char *next = ""; next && count < 8;) {
		json *page = life_get(&l, path, l.dispatcher, 200);
		json *row = jo_at(jo_get(page, "items"), 0);
		snprintf(seen[count++], sizeof(seen[0]), "%s", row ? jo_str(row, "grade") : "");
		next = jo_str(page, "next");
		snprintf(path, sizeof(path), "/tickets?view=pending&sort=grade&category=010101&limit=1&cursor=%s", next ? next : "");
		jo_free(page);
		if (!next)
			break;
	}
	assert_int_equal(count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(seen[i], order[i]);
	jo_free(life_get(&l, "/tickets?sort=colour", l.dispatcher, 400));
}

/* ---- units ---- */

static void test_inbox_by_the_own_state(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "单位收件", no);
	life_dispatch(&l, no);
	own_is("sign", no, l.street, "dispatched", "sign");
	assert_int_equal(counted("sign", l.street), 1);
	fixture_clock(&f, 3600);        /* half an hour to sign */
	is_in("view=overdue", no, l.street, true);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	own_is("inbox", no, l.street, "handling", "feedback");
	is_in("view=overdue", no, l.street, false);
	fixture_clock(&f, 23 * 3600);
	log_in_again();
	is_in("view=soon", no, l.street, true);
	jo_free(life_act(&l, no, l.supervisor, "{\"action\":\"urge\"}", 200));
	is_in("view=urged", no, l.street, true);
	assert_int_equal(counted("urged", l.street), 1);
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"已办\"}", "visiting");
	is_in("view=inbox", no, l.street, false);
	life_move(&l, no, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,"
		  "\"satisfied\":\"no\"}", "visiting");
	life_move(&l, no, l.visitor, "{\"action\":\"rehandle\",\"reason\":\"未解决\"}", "rehandling");
	is_in("view=again", no, l.street, true);
	assert_int_equal(counted("again", l.street), 1);
	fixture_clock(&f, 0);
}

static void test_what_went_back_is_no_more_the_units(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "退回派单台", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"x\",\"basis\":\"y\"}", "return_requested");
	own_is("returned", no, l.street, "return_requested", "sign");
	life_move(&l, no, l.dispatcher, "{\"action\":\"grant_return\"}", "pending");
	is_in("unit=" STREET, no, l.street, false);
	is_in("part=own", no, l.street, false);
}

static void test_three_levels(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "区街网格三级", no);
	life_move(&l, no, l.dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" DISTRICT "\"}", "dispatched");
	life_move(&l, no, l.district, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.district, "{\"action\":\"forward\",\"unit\":\"" STREET "\"}", "dispatched");
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"forward\",\"unit\":\"" GRID "\"}", "dispatched");
	own_is("sign", no, l.grid, "dispatched", "sign");
	own_is("below", no, l.street, "forwarded", "feedback");
	own_is("below", no, l.district, "forwarded", "feedback");
	/* a return goes one level back */
	life_move(&l, no, l.grid, "{\"action\":\"request_return\",\"reason\":\"不属本网格\",\"basis\":\"网格划分\"}", "dispatched");
	own_is("returned", no, l.street, "given_back", "feedback");
	own_is("below", no, l.district, "forwarded", "feedback");
	is_in("view=returns", no, l.dispatcher, false);
	jo_free(life_act(&l, no, l.district, "{\"action\":\"grant_return\"}", 403));
	life_move(&l, no, l.street, "{\"action\":\"grant_return\",\"note\":\"确实\"}", "handling");
	own_is("inbox", no, l.street, "handling", "feedback");
	is_in("part=own", no, l.grid, false);
	life_move(&l, no, l.street, "{\"action\":\"forward\",\"unit\":\"" GRID "\"}", "dispatched");
	life_move(&l, no, l.grid, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.grid, "{\"action\":\"reply\",\"answer\":\"已上门修复\"}", "visiting");
	is_in("view=below", no, l.street, false);
	life_close(&l, no);
	/* a grid is not scored: its street is */
	json *report = life_get(&l, "/reports/rates", l.supervisor, 200), *items = jo_get(report, "items");
	for (size_t i = 0; i < jo_len(items); i++)
		assert_string_not_equal(jo_str(jo_at(items, i), "unit"), GRID);
	jo_free(report);
}

/* Whoever was called has a clock to report in, and an alarm of it. */
static void test_called_units_have_their_clock(void **state)
{
	char no[24], path[64];
	(void)state;

	life_submit(&l, "吹哨有时限", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"whistle\",\"units\":[\"C001\"],\"reason\":\"热力入户\"}", "handling");
	own_is("sign", no, l.company, "called", "sign");
	snprintf(path, sizeof(path), "/tickets/%s/deadline", no);
	json *o = life_get(&l, path, l.company, 200);
	assert_non_null(strstr(jo_text(o), "\"unit\":\"C001\""));
	jo_free(o);
	life_move(&l, no, l.company, "{\"action\":\"report_in\"}", "handling");
	is_in("view=inbox", no, l.company, false);
}

/* ---- without a call ---- */

#define FOUND "{\"origin\":\"%s\",\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}"

static void find(const char *origin, const char *title, const char *token, char no[24])
{
	char body[1024];

	snprintf(body, sizeof(body), FOUND, origin, title);
	json *t = life_post(&l, "/tickets", token, NULL, body, 201);
	assert_string_equal(jo_str(t, "state"), "pending");
	assert_string_equal(jo_str(t, "origin"), origin);
	assert_null(jo_pointer(t, "/fields/caller"));
	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
}

/* A grid member, an agent and a gateway report what nobody called about; its handling is everybody's, its end is no visit. */
static void test_tickets_without_a_call(void **state)
{
	char no[24], path[64], body[1024];
	(void)state;

	find("forecast", "供暖季提前排查", f.gateway, no);
	find("patrol", "巡查发现井盖破损", l.agent, no);
	is_in("view=found", no, l.agent, true);
	find("grid", "网格员上报堆物", l.grid, no);
	is_in("view=found", no, l.grid, true);
	is_in("view=found", no, l.street, false);
	/* the dispatcher's question goes to who found it */
	life_move(&l, no, l.dispatcher, "{\"action\":\"need_info\",\"question\":\"几层？\"}", "needs_info");
	jo_free(life_act(&l, no, l.street, "{\"action\":\"supply_info\",\"fields\":{\"place\":{\"point\":\"三层\"}}}", 404));
	life_move(&l, no, l.grid, "{\"action\":\"supply_info\",\"fields\":{\"place\":{\"point\":\"三层\"}}}", "pending");
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"已清理\"}", "closed");
	is_in("view=found", no, l.grid, false);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	jo_free(life_get(&l, path, l.grid, 200));
	/* what is none */
	snprintf(body, sizeof(body), FOUND, "rumour", "听说");
	jo_free(life_post(&l, "/tickets", l.grid, NULL, body, 422));
	snprintf(body, sizeof(body), "{\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}", "没有来源");
	jo_free(life_post(&l, "/tickets", l.grid, NULL, body, 403));
	snprintf(body, sizeof(body), "{\"origin\":\"grid\",\"action\":\"void\",\"reason\":\"x\",\"fields\":" LIFE_FIELDS "}", "x");
	jo_free(life_post(&l, "/tickets", l.grid, NULL, body, 422));
	jo_free(life_post(&l, "/tickets", l.visitor, NULL, body, 403));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_by_grade),
		cmocka_unit_test(test_views_of_the_desk),
		cmocka_unit_test(test_inbox_by_the_own_state),
		cmocka_unit_test(test_what_went_back_is_no_more_the_units),
		cmocka_unit_test(test_three_levels),
		cmocka_unit_test(test_called_units_have_their_clock),
		cmocka_unit_test(test_tickets_without_a_call),
	};

	return cmocka_run_group_tests_name("desk", tests, make, unmake);
}
