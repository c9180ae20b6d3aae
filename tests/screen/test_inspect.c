/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_inspect.c -- quality inspection by keys against a real hotlined: a trainer draws and scores, the agent hears of it
 * and appeals, a supervisor grants; and marks that were not handed in are still there, also after a kill.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hotline/clock.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;
static struct screen *trainer, *agent, *supervisor;
static char numbers[2][24];

static int make_stage(void **state)
{
	(void)state;
	if (seat_stage(&server, &l))
		return -1;
	life_call(&l, "南湖西园3号楼暖气不热", numbers[0]);
	life_call(&l, "南湖西园5号楼暖气不热", numbers[1]);
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	screen_free(trainer);
	screen_free(agent);
	screen_free(supervisor);
	return seat_clear(&server, &l);
}

static void test_a_sample_is_drawn(void **state)
{
	(void)state;
	trainer = seat_sit(&server, "trainer1", 120, 40);
	seat_command(trainer, "inspections");
	assert_shows(trainer, "Nothing waits to be scored.");
	screen_keys(trainer, "F7");
	assert_shows(trainer, "Rule, as agent=2");
	screen_type(trainer, "agents=2");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "\"agents=2\" is no part of a rule; nothing was drawn.");
	seat_command(trainer, "draw-sample share=0");
	assert_shows(trainer, "Say how many of each agent, of each category, or which share of all.");
	seat_command(trainer, "draw-sample agent=2 seed=7 call");
	assert_shows(trainer, "2 tickets drawn of 2, by the seed 7.");
	assert_shows(trainer, "[To be scored 2]");
}

/* The sheet beside its ticket; the sums follow each mark; what is not handed in is there again. */
static void test_marks_are_kept(void **state)
{
	(void)state;
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Score: 100.0 · excellent · ticket 100.0 · call 100.0");
	assert_shows(trainer, "Completeness · Ticket sheet");
	assert_shows(trainer, "室温14度");
	assert_shows(trainer, "139****0001");
	screen_keys(trainer, "F6");
	assert_shows(trainer, "Select a fault first");
	screen_keys(trainer, "Down Enter");
	assert_shows(trainer, "Points, 0 to 5 (Enter: all):");
	screen_type(trainer, "6");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Give a number from 0 to 5; the sheet stays as it is.");
	screen_keys(trainer, "Enter Enter");
	assert_shows(trainer, "Why (the agent reads it):");
	screen_type(trainer, "没问姓名");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Score: 97.5 · excellent · ticket 95.0 · call 100.0 · not handed in");
	assert_shows(trainer, "No caller and not marked anonymous: 没问姓名");
	screen_keys(trainer, "Esc");
	assert_shows(trainer, "begun");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Your marks of before are here; they are not handed in yet.");
	assert_shows(trainer, "· not handed in");
}

/* Neither leaving the list nor the end of the program loses them. */
static void test_marks_outlive_the_program(void **state)
{
	(void)state;
	struct seat again = { .user = "trainer1", .width = 120, .height = 40 };

	screen_keys(trainer, "M-n");
	assert_shows(trainer, "Note (the agent reads it):");
	screen_type(trainer, "下次先问姓名");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "下次先问姓名");
	screen_keys(trainer, "Esc Esc");
	assert_hides(trainer, "To be scored");
	screen_signal(trainer, SIGKILL);
	screen_wait_exit(trainer);
	screen_free(trainer);
	trainer = seat_open(&server, &again);
	assert_shows(trainer, "The marks of 1 inspection are kept and not handed in; :inspections lists it.");
	seat_command(trainer, "inspections");
	assert_shows(trainer, "begun");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Your marks of before are here; they are not handed in yet.");
	assert_shows(trainer, "Score: 97.5 · excellent · ticket 95.0 · call 100.0 · not handed in");
	assert_shows(trainer, "下次先问姓名");
}

static void test_the_agent_hears_and_appeals(void **state)
{
	(void)state;
	agent = seat_sit(&server, "agent1", 80, 24);
	seat_command(agent, "inspections");
	assert_shows(agent, "Nothing that was scored waits here.");
	assert_hides(agent, "To be scored");
	screen_keys(trainer, "F8");
	assert_shows(trainer, "Recorded: scored, 97.5 points.");
	assert_shows(trainer, "Handed in; it may be changed until the agent appeals");
	assert_shows(agent, "[Scored 1]");
	screen_keys(agent, "Enter");
	assert_shows(agent, "Score: 97.5 · excellent");
	assert_shows(agent, ">     -5     5   No caller");
	screen_keys(agent, "F6");
	assert_shows(agent, "This sheet cannot be marked by you now.");
	screen_keys(agent, "Tab");
	assert_shows(agent, "[Ticket]");
	assert_shows(agent, "室温14度");
	screen_keys(agent, "Tab M-l");
	assert_shows(agent, "Your reason:");
	screen_type(agent, "来电人不愿留姓名，已注明");
	screen_keys(agent, "Enter");
	assert_shows(agent, "Recorded: appealed, 97.5 points.");
	assert_shows(agent, "Appeal: 来电人不愿留姓名，已注明");
	screen_keys(agent, "M-l");
	assert_shows(agent, "There is nothing to appeal against");
}

static void test_a_supervisor_decides(void **state)
{
	(void)state;
	supervisor = seat_sit(&server, "supervisor1", 120, 40);
	seat_command(supervisor, "inspections appealed");
	assert_shows(supervisor, "[Appeals 1]");
	screen_keys(supervisor, "Enter");
	assert_shows(supervisor, "Appeal: 来电人不愿留姓名，已注明");
	screen_keys(supervisor, "M-g");
	assert_shows(supervisor, "Change first what the items cost, with F6; then grant.");
	seat_command(supervisor, "deduct 0");
	assert_shows(supervisor, "Score: 100.0");
	screen_keys(supervisor, "M-g");
	assert_shows(supervisor, "Granted, because:");
	screen_type(supervisor, "确已注明匿名");
	screen_keys(supervisor, "Enter");
	assert_shows(supervisor, "Recorded: decided, 100.0 points.");
	assert_shows(supervisor, "Decision: granted · supervisor1: 确已注明匿名");
	assert_shows(agent, "Decision: granted · supervisor1: 确已注明匿名");
	seat_command(supervisor, "report inspection");
	assert_shows(supervisor, "By agent");
	assert_shows(supervisor, "agent1");
	/* A trainer's only report, whatever Tab does. */
	seat_command(trainer, "report");
	assert_shows(trainer, "By agent");
	screen_keys(trainer, "Tab");
	assert_shows(trainer, "By agent");
	screen_keys(trainer, "Esc");
}

/* A unit's user has nothing to do with it. */
static void test_it_is_not_for_everybody(void **state)
{
	(void)state;
	struct screen *s = seat_sit(&server, "unit1", 80, 24);
	seat_command(s, "inspections");
	assert_shows(s, "Inspections are for agents, trainers and supervisors.");
	screen_free(s);
}

static void test_in_chinese(void **state)
{
	(void)state;
	struct seat seat = { .user = "trainer1", .state = "chinese", .language = "zh_CN", .width = 80, .height = 24 };
	struct screen *s = seat_open(&server, &seat);
	assert_shows(s, "培训");
	seat_command(s, "inspections");
	assert_shows(s, "[待评分 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "要素完整 · 工单评分表");
	assert_shows(s, "回车或 F6 扣分");
	screen_free(s);
}

/* The seat tells it behind the screen. */
static void expect_told(void)
{
	int64_t until = clock_monotonic() + SECONDS(10);
	size_t untold;

	do {
		json *page = life_get(&l, "/inspections?untold=1", l.agent, 200);
		untold = jo_len(jo_array(page, "items"));
		jo_free(page);
	} while (untold && clock_monotonic() < until);
	assert_int_equal(untold, 0);
}

/* What was handed in while nobody sat there is said at the next login, once; the notices keep it until then. */
static void test_the_agent_hears_it_later(void **state)
{
	struct seat in_chinese = { .user = "agent1", .state = "later", .language = "zh_CN", .width = 80, .height = 24 };
	(void)state;

	screen_keys(agent, "M-q");
	screen_wait_exit(agent);
	screen_free(agent);
	agent = NULL;
	seat_command(trainer, "inspections drawn");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Score: 100.0");
	screen_keys(trainer, "F8");
	assert_shows(trainer, "Recorded: scored, 100.0 points.");
	struct screen *s = seat_open(&server, &in_chinese);
	assert_shows(s, "被质检");
	assert_shows(s, ":inspections");
	seat_command(s, "notices");
	assert_shows(s, "通知");
	assert_shows(s, "已被质检；:inspections 可以看评语。");
	expect_told();
	screen_free(s);
	s = seat_sit(&server, "agent1", 80, 24);
	seat_command(s, "notices");
	assert_shows(s, "There is no notice.");
	assert_hides(s, "was inspected");
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_sample_is_drawn),
		cmocka_unit_test(test_marks_are_kept),
		cmocka_unit_test(test_marks_outlive_the_program),
		cmocka_unit_test(test_the_agent_hears_and_appeals),
		cmocka_unit_test(test_a_supervisor_decides),
		cmocka_unit_test(test_it_is_not_for_everybody),
		cmocka_unit_test(test_in_chinese),
		cmocka_unit_test(test_the_agent_hears_it_later),
	};

	return cmocka_run_group_tests_name("inspect", tests, make_stage, clear_stage);
}
