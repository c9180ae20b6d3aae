/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sample.c -- what is drawn for inspection: as many as the rule says, the same by the same seed, fairly by any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/sample.h"

enum { COUNT = 90 };
static char numbers[COUNT][16];

/* Three agents with 10, 30 and 50 tickets; categories 01 and 02 by turns. */
static void fill(struct sample_ticket *t)
{
	for (int i = 0; i < COUNT; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "261126%06d", i);
		t[i] = (struct sample_ticket){ .no = numbers[i], .agent = i < 10 ? "a" : i < 40 ? "b" : "c",
					       .category = i % 2 ? "01" : "02" };
	}
}

static int drawn_of(const struct sample_ticket *t, const char *agent, const char *why)
{
	int n = 0;

	for (int i = 0; i < COUNT; i++)
		n += t[i].why && (!agent || !strcmp(t[i].agent, agent)) && (!why || !strcmp(t[i].why, why));
	return n;
}

static size_t draw(struct sample_ticket *t, const struct sample_rule *rule)
{
	fill(t);
	return sample_draw(t, COUNT, rule);
}

static void test_so_many_of_each(void **state)
{
	struct sample_ticket t[COUNT];
	(void)state;

	assert_int_equal(draw(t, &(struct sample_rule){ .per_agent = 12, .seed = 1, .most = 500 }), 10 + 12 + 12);
	assert_int_equal(drawn_of(t, "a", "agent"), 10);
	assert_int_equal(drawn_of(t, "b", NULL), 12);
	assert_int_equal(drawn_of(t, "c", NULL), 12);
	assert_int_equal(draw(t, &(struct sample_rule){ .per_category = 3, .seed = 1, .most = 500 }), 6);
	/* 5 % of 90 is 4.5: five. */
	assert_int_equal(draw(t, &(struct sample_rule){ .share = 0.05, .seed = 1, .most = 500 }), 5);
	assert_int_equal(draw(t, &(struct sample_rule){ .share = 1, .seed = 1, .most = 500 }), COUNT);
	assert_int_equal(draw(t, &(struct sample_rule){ .share = 1, .seed = 1, .most = 7 }), 7);
	assert_int_equal(draw(t, &(struct sample_rule){ .seed = 1, .most = 500 }), 0);
	assert_int_equal(sample_draw(t, 0, &(struct sample_rule){ .share = 1, .per_agent = 1, .most = 5 }), 0);
}

/* What one rule drew is not drawn twice, and counts for the next. */
static void test_rules_together(void **state)
{
	struct sample_ticket t[COUNT];
	(void)state;

	size_t n = draw(t, &(struct sample_rule){ .per_agent = 2, .per_category = 3, .share = 0.1, .seed = 7, .most = 500 });
	assert_int_equal(n, drawn_of(t, NULL, NULL));
	assert_int_equal(drawn_of(t, NULL, "agent"), 6);
	assert_true(n >= 9 && n <= 6 + 6 + 9);
}

static void test_the_seed_rules(void **state)
{
	struct sample_ticket a[COUNT], b[COUNT], c[COUNT];
	int same = 0;
	(void)state;

	draw(a, &(struct sample_rule){ .share = 0.2, .seed = 5, .most = 500 });
	draw(b, &(struct sample_rule){ .share = 0.2, .seed = 5, .most = 500 });
	draw(c, &(struct sample_rule){ .share = 0.2, .seed = 6, .most = 500 });
	for (int i = 0; i < COUNT; i++) {
		assert_string_equal(a[i].no, b[i].no);
		same += !strcmp(a[i].no, c[i].no);
	}
	assert_true(same < COUNT / 4);
}

/* Over 400 seeds each ticket is drawn about as often: a tenth of them, give or take five deviations (6 each). */
static void test_nobody_is_favoured(void **state)
{
	int times[COUNT] = { 0 };
	(void)state;

	for (int seed = 0; seed < 400; seed++) {
		struct sample_ticket t[COUNT];
		draw(t, &(struct sample_rule){ .share = 0.1, .seed = seed, .most = 500 });
		for (int i = 0; i < COUNT; i++) {
			int number;
			sscanf(t[i].no + 6, "%d", &number);
			times[number] += t[i].why != NULL;
		}
	}
	for (int i = 0; i < COUNT; i++)
		if (times[i] < 10 || times[i] > 70)
			fail_msg("ticket %d was drawn %d times of 400", i, times[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_so_many_of_each),
		cmocka_unit_test(test_rules_together),
		cmocka_unit_test(test_the_seed_rules),
		cmocka_unit_test(test_nobody_is_favoured),
	};

	return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
