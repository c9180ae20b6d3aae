/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_assess.c -- the formulas on worked examples, and against a slow calculator of their own over random answers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/assess.h"

static struct city beijing = {
	.weight_response = 0.10, .weight_solution = 0.50, .weight_satisfaction = 0.40, .basically = 0.9,
};

static void test_worked_examples(void **state)
{
	static const struct { struct assess_sum sum; double r, s, m, score; } cases[] = {
		/* valid, contacted, solved, satisfied, basically; by hand */
		{ { 9, 0, 0, 0, 0, 0 }, 0, 0, 0, 0 },
		{ { 1, 1000, 1000, 1000, 1000, 0 }, 1, 1, 1, 100 },
		{ { 1, 1000, 1000, 1000, 0, 1000 }, 1, 1, 0.9, 96 },
		{ { 1, 1000, 0, 0, 0, 0 }, 0, 0, 0, 0 },
		/* 10: 10 contacted, 8 solved, 7 satisfied, 2 basically: 10 + 40 + 0.4 * 88 = 85.2 */
		{ { 10, 10000, 10000, 8000, 7000, 2000 }, 1, 0.8, 0.88, 85.2 },
		/* 3 of 7 each: 42.857 -> 42.9 */
		{ { 7, 7000, 3000, 3000, 3000, 0 }, 3.0 / 7, 3.0 / 7, 3.0 / 7, 42.9 },
		/* one of weight 2 solved, two of weight 1 not: half of the weight */
		{ { 3, 4000, 4000, 2000, 2000, 0 }, 1, 0.5, 0.5, 55 },
		/* 86.25 is 86.3 */
		{ { 8, 8000, 8000, 6000, 7750, 0 }, 1, 0.75, 0.96875, 86.3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct assess_rates r;
		assess_rates(&beijing, &cases[i].sum, &r);
		assert_true(fabs(r.response - cases[i].r) < 1e-12);
		assert_true(fabs(r.solution - cases[i].s) < 1e-12);
		assert_true(fabs(r.satisfaction - cases[i].m) < 1e-12);
		if (fabs(r.score - cases[i].score) > 1e-9)
			fail_msg("case %zu: %.4f, by hand %.1f", i, r.score, cases[i].score);
	}
}

static void test_city_is_the_mean_of_those_with_visits(void **state)
{
	struct assess_sum sums[] = {
		{ 10, 10000, 10000, 10000, 10000, 0 }, { 5, 1000, 0, 0, 0, 0 }, { 90, 0, 0, 0, 0, 0 },
	};
	struct assess_rates rates[3], mean;
	(void)state;

	for (int i = 0; i < 3; i++)
		assess_rates(&beijing, &sums[i], &rates[i]);
	assess_mean(&beijing, rates, sums, 3, &mean);
	assert_true(fabs(mean.response - 0.5) < 1e-12);
	assert_true(fabs(mean.score - 50) < 1e-9);
	assess_mean(&beijing, rates, sums, 0, &mean);
	assert_true(mean.score == 0);
}

static void test_order(void **state)
{
	(void)state;
	assert_true(assess_compare(90, 1, 80, 100) < 0);
	assert_true(assess_compare(80, 1, 90, 100) > 0);
	assert_true(assess_compare(90, 5, 90, 3) < 0);
	assert_true(assess_compare(90, 3, 90, 3) == 0);
}

/* Counts one answer after the other, in whole numbers only, and rounds like a person: half up. */
static int64_t slow_score_tenths(const int answers[][4], size_t count)
{
	int64_t valid = 0, points = 0;

	/* points of 1000 a unit of weight: 100 contacted, 500 solved, 400 satisfied, 360 basically */
	for (size_t i = 0; i < count; i++) {
		int64_t weight = answers[i][0];
		valid += weight;
		points += weight * (answers[i][1] ? 100 : 0);
		points += weight * (answers[i][2] ? 500 : 0);
		points += weight * (answers[i][3] == 1 ? 400 : answers[i][3] == 2 ? 360 : 0);
	}
	/* 100 * points / 1000 / valid with one decimal: points / valid tenths, half up */
	return valid ? (2 * points + valid) / (2 * valid) : 0;
}

static void test_against_a_slow_calculator(void **state)
{
	unsigned seed = 12345;
	(void)state;

	for (int round = 0; round < 2000; round++) {
		int answers[40][4];
		size_t count = (size_t)rand_r(&seed) % 40;
		struct assess_sum sum = { 0 };
		for (size_t i = 0; i < count; i++) {
			int weight = 1 + rand_r(&seed) % 3, contacted = rand_r(&seed) % 4 > 0, solved = rand_r(&seed) % 3 > 0;
			int satisfied = rand_r(&seed) % 3;
			memcpy(answers[i], (int[]){ weight, contacted, solved, satisfied }, sizeof(answers[i]));
			struct assess_sum one = {
				.volume = 1, .valid = weight * 1000, .contacted = weight * contacted * 1000,
				.solved = weight * solved * 1000, .satisfied = weight * (satisfied == 1) * 1000,
				.basically = weight * (satisfied == 2) * 1000,
			};
			assess_add(&sum, &one);
		}
		struct assess_rates r;
		assess_rates(&beijing, &sum, &r);
		assert_int_equal(llround(r.score * 10), slow_score_tenths(answers, count));
	}
}

static void test_weights(void **state)
{
	struct city_report report = { 0 };
	struct city *city = city_read(SRCDIR "/city", &report);
	struct ticket *t = ticket_new("261126000001", "city");
	(void)state;

	city_report_release(&report);
	assert_non_null(city);
	jo_free(t->fields);
	t->fields = jo_parse("{}", 2, NULL);
	assert_int_equal(assess_weight(city, t), 1000);
	json *situations = json_object_new_array();
	json_object_array_add(situations, json_object_new_string("0101"));
	jo_pointer_set(t->fields, "/sections/medical/situations", situations);
	const struct city_situation *s = city_find_situation(city, "epidemic", "0101");
	assert_non_null(s);
	assert_true(s->weight > 1);
	assert_int_equal(assess_weight(city, t), llround(s->weight * 1000));
	ticket_free(t);
	city_free(city);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_examples),
		cmocka_unit_test(test_city_is_the_mean_of_those_with_visits),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_against_a_slow_calculator),
		cmocka_unit_test(test_weights),
	};

	return cmocka_run_group_tests_name("assess", tests, NULL, NULL);
}
