/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_storm.c -- when the calls of a storm come: by the rows of its curve alone, wherever they stand in the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "server/service/training.h"

/* Of "even" as many come in the first half as in the second; of "late" nearly all in the second. */
static struct city_curve_part parts[] = {
	{ "even", "1", "1", 1 }, { "late", "1", "0.001", 0.001 }, { "late", "2", "1", 1 }, { "even", "2", "1", 1 },
};
static const struct city city = { .curve_parts = parts, .curve_part_count = ARRAY_SIZE(parts) };

enum { CALLS = 10, HALF_MS = 50000 };

/* How many of the calls come in the first half. */
static int early_of(const char *curve)
{
	struct form_problems problems = { 0 };
	json *arrivals = json_object_new_object();
	int64_t wait_ms[TRAINING_CALLS_MOST];
	size_t count;
	int early = 0;

	jo_set_str(arrivals, "curve", curve);
	jo_set_int(arrivals, "calls", CALLS);
	jo_set_int(arrivals, "seconds", 2 * HALF_MS / 1000);
	assert_true(training_arrivals(&city, arrivals, 7, wait_ms, &count, &problems));
	assert_int_equal(count, CALLS);
	for (size_t i = 0; i < count; i++) {
		assert_true(wait_ms[i] >= (i ? wait_ms[i - 1] : 0) && wait_ms[i] <= 2 * HALF_MS);
		early += wait_ms[i] < HALF_MS;
	}
	jo_free(arrivals);
	return early;
}

static void test_rows_apart(void **state)
{
	(void)state;
	assert_int_equal(early_of("even"), CALLS / 2);
	assert_int_equal(early_of("late"), 0);
	assert_int_equal(early_of(NULL), CALLS / 2);
}

static void test_no_such_curve(void **state)
{
	struct form_problems problems = { 0 };
	json *arrivals = json_object_new_object();
	int64_t wait_ms[TRAINING_CALLS_MOST];
	size_t count;
	(void)state;

	jo_set_str(arrivals, "curve", "sunny");
	assert_false(training_arrivals(&city, arrivals, 7, wait_ms, &count, &problems));
	assert_int_equal(problems.count, 1);
	assert_string_equal(problems.items[0].pointer, "/arrivals/curve");
	form_problems_release(&problems);
	jo_free(arrivals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_apart),
		cmocka_unit_test(test_no_such_curve),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
