/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_visit.c -- return visits on the real server: who is to be phoned and when, by one visitor only, each caller of a
 * matter for themselves; and the figures that a supervisor's wall asks for.
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
static char *second;            /* another visitor's token */

#define UNREACHED "{\"action\":\"record_visit\",\"reached\":false}"
#define UNSOLVED                                                                                     \
	"{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,\"satisfied\":\"no\"}"
#define SOLVED                                                                                       \
	"{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,\"satisfied\":\"yes\"%s}"

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	life_begin(&l, &f);
	second = life_login(&l, "visitor2");
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* The row of that ticket in the list, the caller's; NULL: it is not there. */
static json *row(const char *query, const char *no)
{
	json *list = life_get(&l, query, l.visitor, 200), *found = NULL;

	for (size_t i = 0; i < jo_len(jo_get(list, "items")); i++)
		if (!strcmp(jo_str(jo_at(jo_get(list, "items"), i), "no"), no))
			found = json_object_get(jo_at(jo_get(list, "items"), i));
	jo_free(list);
	return found;
}

static bool is_due(const char *no)
{
	json *found = row("/tickets?visit_due=now&sort=visit&limit=200", no);

	jo_free(found);
	return found != NULL;
}

static json *ticket(const char *no)
{
	char path[64];

	snprintf(path, sizeof(path), "/tickets/%s", no);
	return life_get(&l, path, l.visitor, 200);
}

/* The oldest first; who was not reached comes again after the city's wait, and the third time ends it. */
static void test_queue(void **state)
{
	char first[24], later[24];
	(void)state;

	life_submit(&l, "先回复", first);
	life_submit(&l, "后回复", later);
	assert_false(is_due(first));
	life_handle(&l, first);
	life_handle(&l, later);
	json *list = life_get(&l, "/tickets?state=visiting&visit_due=now&sort=visit", l.visitor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	assert_string_equal(jo_str(jo_at(jo_get(list, "items"), 0), "no"), first);
	jo_free(list);
	for (int attempt = 1; attempt < 3; attempt++) {
		life_move(&l, first, l.visitor, UNREACHED, "visiting");
		assert_false(is_due(first));
		json *waits = row("/tickets?sort=visit", first);
		assert_int_equal(jo_int(jo_get(waits, "visit"), "unreached", 0), attempt);
		jo_free(waits);
		fixture_clock(&f, attempt * 3 * 3600.0);
		assert_true(is_due(first));
	}
	life_move(&l, first, l.visitor, UNREACHED, "closed");
	assert_false(is_due(first));
	jo_free(life_get(&l, "/tickets?visit_due=soon", l.visitor, 400));
}

static void expect_refusal(const char *no, const char *token, const char *name)
{
	json *problem = life_act(&l, no, token, "{\"action\":\"claim\"}", 409);

	assert_non_null(strstr(jo_str(problem, "detail"), name));
	jo_free(problem);
}

/* Whoever comes second is told who has it; and another ticket of the same citizen is theirs as well. */
static void test_one_visitor_for_one_citizen(void **state)
{
	char no[24], other[24];
	(void)state;

	life_submit(&l, "同一人的第一件", no);
	life_submit(&l, "同一人的第二件", other);
	life_handle(&l, no);
	life_handle(&l, other);
	jo_free(life_act(&l, no, l.visitor, "{\"action\":\"claim\"}", 200));
	json *taken = row("/tickets?sort=visit&limit=200", no);
	assert_string_equal(jo_str(taken, "claimed_by_name"), "visitor1");
	jo_free(taken);
	expect_refusal(no, second, "visitor1");
	expect_refusal(other, second, "visitor1");
	jo_free(life_act(&l, other, l.visitor, "{\"action\":\"claim\"}", 200));
	/* it is free again with the attempt that reached nobody */
	life_move(&l, no, l.visitor, UNREACHED, "visiting");
	life_move(&l, other, l.visitor, UNREACHED, "visiting");
	jo_free(life_act(&l, no, second, "{\"action\":\"claim\"}", 200));
	jo_free(life_act(&l, no, second, "{\"action\":\"release\"}", 200));
}

/* Not solved: the visitor decides; the row says so until it is done. */
static void test_undecided(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "未解决", no);
	life_handle(&l, no);
	life_move(&l, no, l.visitor, UNSOLVED, "visiting");
	json *waits = row("/tickets?visit_due=now&limit=200", no);
	assert_true(jo_bool(jo_get(waits, "visit"), "undecided", false));
	jo_free(waits);
	life_move(&l, no, l.visitor, "{\"action\":\"rehandle\",\"reason\":\"室温未达标\"}", "rehandling");
	assert_false(is_due(no));
}

static void add_caller(const char *no, const char *number, char id[64])
{
	char body[200];

	snprintf(body, sizeof(body), "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"%s\",\"name\":\"邻居\"}}",
		 number);
	json *c = life_post(&l, "/contacts", f.gateway, NULL, body, 201);
	snprintf(id, 64, "%s", jo_str(c, "id"));
	jo_free(c);
	snprintf(body, sizeof(body), "{\"action\":\"join\",\"contact_id\":\"%s\"}", id);
	jo_free(life_act(&l, no, l.supervisor, body, 200));
}

static json *reveal(const char *no, const char *contact, int status)
{
	char path[64], body[160];

	snprintf(path, sizeof(path), "/tickets/%s/reveal", no);
	snprintf(body, sizeof(body), "{\"reason\":\"return visit\",\"contact_id\":\"%s\"}", contact);
	return life_post(&l, path, l.visitor, NULL, body, status);
}

/* A caller who joined is listed with a masked number, phoned after the ticket is closed, and counted. */
static void test_callers_who_joined(void **state)
{
	char no[24], contact[64], body[300], member[100];
	(void)state;

	life_submit(&l, "多人反映", no);
	add_caller(no, "13911112222", contact);
	life_handle(&l, no);
	json *t = ticket(no);
	const json *joined = jo_at(jo_get(t, "callers"), 0);
	assert_string_equal(jo_pointer_str(joined, "/caller/number"), "139****2222");
	assert_string_equal(jo_pointer_str(joined, "/caller/name"), "邻居");
	jo_free(t);
	snprintf(body, sizeof(body), SOLVED, "");
	life_move(&l, no, l.visitor, body, "closed");
	assert_true(is_due(no));
	json *numbers = reveal(no, contact, 200);
	assert_string_equal(jo_str(numbers, "number"), "13911112222");
	jo_free(numbers);
	jo_free(reveal(no, "somebody-else", 422));
	jo_free(life_act(&l, no, l.visitor, "{\"action\":\"claim\"}", 200));
	snprintf(member, sizeof(member), ",\"contact_id\":\"%s\"", contact);
	snprintf(body, sizeof(body), SOLVED, member);
	life_move(&l, no, l.visitor, body, "closed");
	assert_false(is_due(no));
	t = ticket(no);
	assert_string_equal(jo_pointer_str(jo_at(jo_get(t, "callers"), 0), "/visit/final/satisfied"), "yes");
	assert_null(jo_str(t, "claimed_by"));
	jo_free(t);
}

/* Whose tickets were merged is said, with how far their own visits are. */
static void test_merged_callers(void **state)
{
	char no[24], merged[24], body[100];
	(void)state;

	life_submit(&l, "主单", no);
	life_submit(&l, "并单", merged);
	snprintf(body, sizeof(body), "{\"action\":\"merge\",\"into\":\"%s\"}", no);
	life_move(&l, merged, l.dispatcher, body, "merged");
	life_handle(&l, no);
	assert_true(is_due(merged));
	json *t = ticket(no);
	const json *m = jo_at(jo_get(t, "merged"), 0);
	assert_string_equal(jo_str(m, "no"), merged);
	assert_string_equal(jo_str(m, "state"), "visiting");
	assert_non_null(jo_pointer_str(m, "/visit/due_at"));
	jo_free(t);
}

/* What the wall shows of tickets: how today's began, what is late and where, what waits for a decision. */
static void test_figures(void **state)
{
	char no[24];
	(void)state;

	json *before = life_get(&l, "/reports/queue", l.supervisor, 200);
	life_submit(&l, "要超时", no);
	life_dispatch(&l, no);
	json *now = life_get(&l, "/reports/queue", l.supervisor, 200);
	assert_int_equal(jo_int(jo_get(now, "outcomes"), "submit", 0), jo_int(jo_get(before, "outcomes"), "submit", 0) + 1);
	assert_true(jo_int(jo_get(now, "visits"), "waiting", 0) > 0);
	jo_free(now);
	life_move(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"集中供热\",\"basis\":\"条例\"}",
		  "return_requested");
	fixture_clock(&f, 8 * 3600.0);
	now = life_get(&l, "/reports/queue", l.supervisor, 200);
	const json *units = jo_get(jo_get(now, "overdue"), "units");
	int64_t late = 0;
	for (size_t i = 0; i < jo_len(units); i++)
		if (jo_str(jo_at(units, i), "unit") && !strcmp(jo_str(jo_at(units, i), "unit"), STREET))
			late = jo_int(jo_at(units, i), "count", 0);
	assert_true(late > 0);
	assert_int_equal(jo_int(jo_get(now, "asks"), "return", 0), 1);
	json *asks = row("/tickets?asks=return", no);
	assert_string_equal(jo_str(jo_get(asks, "asks"), "reason"), "集中供热");
	jo_free(asks);
	jo_free(now);
	jo_free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_one_visitor_for_one_citizen),
		cmocka_unit_test(test_undecided),
		cmocka_unit_test(test_callers_who_joined),
		cmocka_unit_test(test_merged_callers),
		cmocka_unit_test(test_figures),
	};

	return cmocka_run_group_tests_name("visit", tests, make, unmake);
}
