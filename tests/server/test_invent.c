/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_invent.c -- nobody of a real ticket is left in a replay, however many joined and however it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "server/service/training_invent.h"

enum { JOINED = 499 };

static const struct city nowhere;

static struct ticket *ticket_telling(const char *address, const char *content)
{
	struct ticket *t = ticket_new("261126000001", "city");

	jo_pointer_set(t->fields, "/matter/content", json_object_new_string(content));
	if (address)
		jo_pointer_set(t->fields, "/place/address", json_object_new_string(address));
	return t;
}

static void join_caller(struct ticket *t, int i)
{
	json *callers = jo_get(t->extra, "callers"), *joined = json_object_new_object();
	char name[32], number[16];

	snprintf(name, sizeof(name), "参加者%d", i);
	snprintf(number, sizeof(number), "13677%06d", i);
	jo_pointer_set(joined, "/caller/name", json_object_new_string(name));
	jo_pointer_set(joined, "/caller/number", json_object_new_string(number));
	if (!callers)
		jo_set(t->extra, "callers", callers = json_object_new_array());
	json_object_array_add(callers, joined);
}

static void assert_hidden(const struct invention *v, const char *text, const char *real)
{
	char *said = invention_text(v, text);

	if (strstr(said, real))
		fail_msg("%s stands in %s", real, said);
	free(said);
}

static void test_many_who_joined(void **state)
{
	static const char text[] = "真热力站和真实业公司，真实街坊8号楼，真点位，貔貅苑那边，参加者498";
	static const char *const real[] = { "真热力站", "真实业公司", "真实街坊", "真点位", "貔貅苑", "参加者" };
	struct ticket *t = ticket_telling("真实街坊8号楼303室", "貔貅苑3号楼也是");
	(void)state;

	jo_pointer_set(t->fields, "/matter/party", json_object_new_string("真热力站"));
	jo_pointer_set(t->fields, "/caller/company", json_object_new_string("真实业公司"));
	jo_pointer_set(t->fields, "/place/point", json_object_new_string("真点位"));
	for (int i = 0; i < JOINED; i++)
		join_caller(t, i);
	struct invention *v = invention_new(&nowhere, t, 5);
	assert_non_null(v);
	for (size_t i = 0; i < ARRAY_SIZE(real); i++)
		assert_hidden(v, text, real[i]);
	invention_free(v);
	ticket_free(t);
}

static void test_more_than_can_be_hidden(void **state)
{
	struct ticket *t = ticket_telling(NULL, "");
	(void)state;

	for (int i = 0; i < 3000; i++)
		join_caller(t, i);
	assert_null(invention_new(&nowhere, t, 5));
	ticket_free(t);
}

/* Of the story, and of the address. */
static void test_a_building_in_any_digits(void **state)
{
	static const char *const written[] = {
		"貔貅苑3号楼", "貔貅苑３号楼", "貔貅苑三号楼", "貔貅苑十二栋", "我们貔貅苑二十号院", "貔貅苑１２幢", "在朝阳路8号貔貅苑5号楼",
		"附近的貔貅苑三号楼",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(written); i++)
		for (int address = 0; address < 2; address++) {
			struct ticket *t = ticket_telling(address ? written[i] : NULL, address ? "" : written[i]);
			struct invention *v = invention_new(&nowhere, t, 5);
			assert_hidden(v, "昨天貔貅苑又停水", "貔貅苑");
			invention_free(v);
			ticket_free(t);
		}
}

static void test_an_address_in_any_digits(void **state)
{
	static const char *const written[] = { "貔貅苑12号楼3单元501室", "貔貅苑１２号楼３单元５０１室", "貔貅苑十二号楼三单元501室" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
		struct ticket *t = ticket_telling(written[i], "");
		struct invention *v = invention_new(&nowhere, t, 5);
		const char *address = invention_address(v), *point = invention_point(v);
		assert_int_equal(strncmp(address, point, strlen(point)), 0);
		assert_non_null(strstr(address, "号楼"));
		assert_non_null(strstr(address, "单元"));
		assert_non_null(strstr(address, "室"));
		assert_null(strstr(point, "号"));
		invention_free(v);
		ticket_free(t);
	}
}

static void test_plain_words_are_no_names(void **state)
{
	static const char *const written[] = {
		"楼下2栋停水", "小区3号楼停水", "我们小区三号楼停水", "对面5号楼停水", "昨晚3号楼停水", "一共三栋停水", "3号楼5栋停水", "其中３号楼停水", "第三栋停水",
	};
	static const char said[] = "楼下和小区、我们小区，对面，昨晚，一共，号楼，其中，三里屯";
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
		struct ticket *t = ticket_telling(NULL, written[i]);
		struct invention *v = invention_new(&nowhere, t, 5);
		char *text = invention_text(v, said);
		assert_string_equal(text, said);
		free(text);
		invention_free(v);
		ticket_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_who_joined),
		cmocka_unit_test(test_more_than_can_be_hidden),
		cmocka_unit_test(test_a_building_in_any_digits),
		cmocka_unit_test(test_an_address_in_any_digits),
		cmocka_unit_test(test_plain_words_are_no_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
