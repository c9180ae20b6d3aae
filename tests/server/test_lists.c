/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_lists.c -- lists of tickets on the real server: found by words, however many have them, and by callers only for
 * whoever may know them.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/db.h"
#include "tests/server/life.h"

enum { MANY = 1010 };           /* more than a statement names */

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

/* A ticket of a caller, at the street's unit. */
static void submit(const char *title, const char *caller, char no[24])
{
	char body[1024];
	json *c = life_post(&l, "/contacts", f.gateway, NULL, "{\"channel\":\"web\",\"skill\":\"general\"}", 201);

	snprintf(body, sizeof(body), "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":{\"matter\":"
		 "{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"%s\",\"content\":\"室温14度\"},"
		 "\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"point\":\"松榆里小区\"},\"caller\":%s}}",
		 jo_str(c, "id"), title, caller);
	jo_free(c);
	json *t = life_post(&l, "/tickets", f.gateway, NULL, body, 201);
	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
	life_dispatch(&l, no);
}

/* How many this reader finds; an only one must be `no`. */
static size_t count_found(const char *token, const char *query, const char *no)
{
	char path[300];

	snprintf(path, sizeof(path), "/tickets?limit=200&%s", query);
	json *page = life_get(&l, path, token, 200);
	size_t count = jo_len(jo_get(page, "items"));
	if (count == 1)
		assert_string_equal(jo_str(jo_at(jo_get(page, "items"), 0), "no"), no);
	jo_free(page);
	return count;
}

#define NAME "text=%E8%B5%B5%E4%B8%80%E6%9B%BC"         /* 赵一曼 */
#define NAME_AND_HEAT NAME "%20%E6%9A%96%E6%B0%94"      /* and 暖气 */
#define POINT "text=%E6%9D%BE%E6%A6%86"                 /* 松榆 */
#define HEAT "text=%E6%9A%96%E6%B0%94"
#define WATER "text=%E5%81%9C%E6%B0%B4"                 /* 停水 */

static void test_callers(void **state)
{
	char hidden[24], open[24];
	(void)state;

	submit("暖气不热", "{\"number\":\"13900000011\",\"name\":\"赵一曼\",\"confidential\":true}", hidden);
	assert_int_equal(count_found(l.dispatcher, NAME, hidden), 1);
	assert_int_equal(count_found(l.dispatcher, NAME_AND_HEAT, hidden), 1);
	assert_int_equal(count_found(l.dispatcher, "caller=13900000011", hidden), 1);
	assert_int_equal(count_found(l.street, HEAT, hidden), 1);
	assert_int_equal(count_found(l.street, POINT, hidden), 1);
	assert_int_equal(count_found(l.street, NAME, NULL), 0);
	assert_int_equal(count_found(l.street, NAME_AND_HEAT, NULL), 0);
	assert_int_equal(count_found(l.street, "caller=13900000011", NULL), 0);
	assert_int_equal(count_found(l.company, HEAT, NULL), 0);
	submit("停水三天", "{\"number\":\"13900000012\",\"name\":\"赵一曼\"}", open);
	assert_int_equal(count_found(l.dispatcher, NAME, NULL), 2);
	assert_int_equal(count_found(l.street, NAME, open), 1);
	assert_int_equal(count_found(l.street, "caller=%2B86%20139-0000-0012", open), 1);
	assert_int_equal(count_found(l.district, WATER, open), 1);
	assert_int_equal(count_found(l.street, "text=13900000012", NULL), 0);
}

/* What was changed is found by its new words, also after the server was killed. */
static void test_follows_moves(void **state)
{
	char no[24];
	(void)state;

	submit("井盖丢失", "{}", no);
	assert_int_equal(count_found(l.dispatcher, "text=%E4%BA%95%E7%9B%96", no), 1);
	jo_free(life_act(&l, no, l.supervisor, "{\"action\":\"amend\",\"reason\":\"核实\",\"fields\":{\"matter\":"
			 "{\"title\":\"路灯不亮\"}}}", 200));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(count_found(l.dispatcher, "text=%E4%BA%95%E7%9B%96", NULL), 0);
		assert_int_equal(count_found(l.dispatcher, "text=%E8%B7%AF%E7%81%AF", no), 1);
		if (!i) {
			fixture_end(&f, SIGKILL);
			fixture_start(&f);
		}
	}
}

/* Words that are in very many tickets: every page is right, in either order, and so is what else is asked for. */
static void test_many(void **state)
{
	char no[24], path[200], cursor[100] = "";
	static const char body[] =
		"{\"action\":\"submit\",\"origin\":\"patrol\",\"fields\":{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\","
		"\"title\":\"噪声扰民\",\"content\":\"夜间施工\"},\"place\":{\"not_mentioned\":true}}}";
	size_t count = 0;
	(void)state;

	for (int i = 0; i < MANY; i++)
		jo_free(life_post(&l, "/tickets", f.gateway, NULL, body, 201));
	submit("夜间噪声", "{}", no);
	assert_int_equal(count_found(l.street, "text=%E5%99%AA%E5%A3%B0", no), 1);
	assert_int_equal(count_found(l.dispatcher, "text=%E5%99%AA%E5%A3%B0&state=dispatched", no), 1);
	assert_int_equal(count_found(l.dispatcher, "text=%E5%99%AA%E5%A3%B0&state=dispatched&sort=due", no), 1);
	assert_int_equal(count_found(l.company, "text=%E5%99%AA%E5%A3%B0", NULL), 0);
	do {
		snprintf(path, sizeof(path), "/tickets?limit=200&text=%%E5%%99%%AA%%E5%%A3%%B0%s%s", *cursor ? "&cursor=" : "",
			 cursor);
		json *page = life_get(&l, path, l.dispatcher, 200);
		count += jo_len(jo_get(page, "items"));
		snprintf(cursor, sizeof(cursor), "%s", jo_str(page, "next") ? jo_str(page, "next") : "");
		jo_free(page);
	} while (*cursor);
	assert_int_equal(count, MANY + 1);
}

static void set_count(const char *day, int64_t count)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(f.store, false, &err);

	assert_non_null(db);
	assert_int_equal(db_run(db, &err, "UPDATE counter SET value = ?2 WHERE name = ?1", "si", day, count), DB_END);
	db_close(db);
}

/* Every state and every grade may be named at once. */
static void test_long_filters(void **state)
{
	(void)state;
	jo_free(life_get(&l, "/tickets?state=answered,transferred,declined,void,pending,needs_info,merged,dispatched,handling,"
			 "carried,replied,visiting,rehandling,closed&grade=I,II,III,IV,special", l.dispatcher, 200));
}

/* What cannot be is refused as that, also when nothing else is written meanwhile. */
static void test_merge_into_nothing(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "并到哪里", no);
	jo_free(life_act(&l, no, l.dispatcher, "{\"action\":\"merge\",\"into\":\"999999999999\"}", 422));
}

/* A day with a million tickets: the numbers get longer and serve like others. */
static void test_longer_numbers(void **state)
{
	char a[24], b[24], day[40], body[100], query[64];
	(void)state;

	submit("树枝折断", "{}", a);
	snprintf(day, sizeof(day), "ticket:%.6s", a);
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	set_count(day, 999999);
	fixture_start(&f);
	submit("树枝又断了", "{}", b);
	assert_int_equal(strlen(b), 13);
	assert_string_equal(b + 6, "1000000");
	snprintf(body, sizeof(body), "{\"action\":\"link\",\"no\":\"%s\"}", b);
	jo_free(life_act(&l, a, l.dispatcher, body, 200));
	snprintf(query, sizeof(query), "text=%s", b);
	assert_int_equal(count_found(l.dispatcher, query, b), 1);
	assert_int_equal(count_found(l.dispatcher, "text=%E6%A0%91%E6%9E%9D", NULL), 2);
	submit("树枝断了", "{}", b);
	snprintf(body, sizeof(body), "{\"action\":\"recall\",\"reason\":\"x\"}");
	life_move(&l, b, l.dispatcher, body, "pending");
	snprintf(body, sizeof(body), "{\"action\":\"merge\",\"into\":\"%.6s1000000\"}", b);
	life_move(&l, b, l.dispatcher, body, "merged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_callers),
		cmocka_unit_test(test_follows_moves),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_long_filters),
		cmocka_unit_test(test_merge_into_nothing),
		cmocka_unit_test(test_longer_numbers),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
