/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_visits.c -- return visits by keys against a real hotlined: the queue, one visitor for one citizen, answers by
 * single keys, callers who are not reached, matters that are not solved, and everybody who had the same matter.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/clock.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;
static struct screen *screen, *other;   /* the programs of the present test */
static char no[24];                     /* its ticket */

static int make_stage(void **state)
{
	(void)state;
	int made = seat_stage(&server, &l);

	fixture_keep_port(&server);
	return made;
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

/* What a test leaves open would be the next one's to phone. */
static int end(void **state)
{
	(void)state;
	screen_free(screen);
	screen_free(other);
	screen = other = NULL;
	seat_wait_nobody(&server);
	json *t = life_get(&l, "/tickets?state=visiting&limit=200", l.supervisor, 200);
	for (size_t i = 0; i < jo_len(jo_get(t, "items")); i++)
		jo_free(life_act(&l, jo_str(jo_at(jo_get(t, "items"), i), "no"), l.supervisor,
				 "{\"action\":\"close\",\"note\":\"end of the test\"}", 200));
	jo_free(t);
	fixture_clock(&server, 0);
	return 0;
}

static struct screen *sit(const char *user, int width, int height)
{
	return screen = seat_sit(&server, user, width, height);
}

/* The first of the queue. */
static void open_visit(struct screen *s, const char *title)
{
	assert_shows(s, title);
	screen_keys(s, "Enter");
	assert_shows(s, "> Reached*");
}

static void replied(const char *title)
{
	life_submit(&l, title, no);
	life_handle(&l, no);
}

/* A claim is asked for and given back behind the screen: the server is asked until it says so. */
static void expect_claimed(bool claimed)
{
	instant until = clock_monotonic() + SECONDS(10);
	bool is;

	do {
		json *t = life_ticket(&l, no);
		is = jo_str(t, "claimed_by") != NULL;
		jo_free(t);
	} while (is != claimed && clock_monotonic() < until);
	assert_int_equal(is, claimed);
}

/* And the seat has heard that it is claimed: before, it would not go to another request. */
static void wait_until_it_knows(struct screen *s)
{
	static const char nothing_else[] = "The caller asked for nothing else";

	for (instant until = clock_monotonic() + SECONDS(10); screen_find(s, nothing_else) < 0 && clock_monotonic() < until;)
		screen_keys(s, "M-n");
	assert_shows(s, nothing_else);
}

/* The first screen of a visitor is the queue; a visit is Enter, single keys and F8. */
static void test_recorded_by_keys(void **state)
{
	(void)state;
	replied("暖气修好了");
	struct screen *s = sit("visitor1", 80, 24);
	assert_shows(s, "To phone now 1");
	open_visit(s, "暖气修好了");
	assert_shows(s, "Asked ───");
	assert_shows(s, "室温14度");
	assert_shows(s, "Answered: ");
	assert_shows(s, "已修复");
	assert_shows(s, "> Reached*");
	assert_shows(s, "Say: Hello, this is Beijing 12345 about the matter you raised.");
	assert_hides(s, "13900000001");
	screen_keys(s, "F6");
	assert_shows(s, "13900000001");
	screen_keys(s, "F8");
	assert_shows(s, "Say whether the caller was reached.");
	screen_keys(s, "y");
	assert_shows(s, "Say: Has the unit contacted you?");
	screen_keys(s, "y y 2 y");
	assert_shows(s, "2 [basically satisfied]");
	assert_shows(s, "F8 records it and closes the ticket.");
	screen_type(s, "满意度一般");
	screen_keys(s, "F8");
	assert_shows(s, "Recorded; the ticket is closed.");
	assert_shows(s, "Nobody waits for a return visit.");
	life_expect(&l, no, "/state", "closed");
	json *t = life_ticket(&l, no);
	assert_string_equal(jo_pointer_str(t, "/visit/final/satisfied"), "basically");
	assert_string_equal(jo_pointer_str(t, "/visit/final/note"), "满意度一般");
	jo_free(t);
}

/* Where there is room both texts stand beside each other, else below. */
static void test_beside_each_other(void **state)
{
	(void)state;
	replied("并排");
	struct screen *s = sit("visitor1", 120, 40);
	open_visit(s, "并排");
	assert_shows(s, "Answered: ");
	assert_int_equal(screen_find(s, "Asked ───"), screen_find(s, "Answered: "));
	screen_resize(s, 80, 24);
	assert_shows(s, "Answered: ");
	screen_idle(s);
	assert_true(screen_find(s, "Asked ───") < screen_find(s, "Answered: "));
}

static void test_second_visitor_is_told(void **state)
{
	(void)state;
	replied("一人回访");
	struct screen *s = sit("visitor1", 80, 24);
	open_visit(s, "一人回访");
	other = seat_sit(&server, "visitor2", 80, 24);
	assert_shows(other, "visitor1");        /* in the row */
	screen_keys(other, "Enter");
	assert_shows(other, "visitor1 is on this visit; choose another.");
	seat_command(other, "visits");
	screen_keys(s, "Esc");
	assert_shows(s, "To phone now 1");
	expect_claimed(false);
	seat_command(other, "reload");
	assert_loses(other, "visitor1");
	screen_keys(other, "Enter");
	assert_shows(other, "> Reached*");
}

/* Two begin at the same moment: the server lets one have it, and names them to the other. */
static void test_claim_is_the_servers(void **state)
{
	(void)state;
	replied("同时打开");
	struct screen *s = sit("visitor2", 80, 24);
	assert_shows(s, "同时打开");
	jo_free(life_act(&l, no, l.visitor, "{\"action\":\"claim\"}", 200));
	screen_keys(s, "Enter");
	assert_shows(s, "visitor1");
	assert_loses(s, "> Reached*");
	life_expect(&l, no, "/state", "visiting");
}

static void test_not_reached_three_times(void **state)
{
	char line[64];
	(void)state;

	replied("无人接听");
	struct screen *s = sit("visitor1", 120, 40);
	for (int i = 1; i < 3; i++) {
		snprintf(line, sizeof(line), "Attempt %d of 3: it comes again from", i);
		open_visit(s, "无人接听");
		screen_keys(s, "n");
		assert_shows(s, line);
		screen_keys(s, "F8");
		assert_shows(s, "To phone now 0 · again later 1, from");
	}
	open_visit(s, "无人接听");
	assert_shows(s, "not reached 2×");
	screen_keys(s, "n");
	assert_shows(s, "Attempt 3 of 3, the last: the ticket closes without a valid visit.");
	screen_keys(s, "F8");
	assert_shows(s, "Not reached for the last time");
	life_expect(&l, no, "/state", "closed");
}

/* Answers typed and sent before the server has said a word of the claim: they wait for it. */
static void test_faster_than_the_line(void **state)
{
	(void)state;
	replied("线路很慢");
	struct screen *s = sit("visitor1", 120, 40);
	open_visit(s, "线路很慢");
	screen_keys(s, "Esc");
	assert_shows(s, "To phone now 1");
	kill(server.pid, SIGSTOP);
	screen_keys(s, "Enter n F8");
	kill(server.pid, SIGCONT);
	assert_shows(s, "To phone now 0 · again later 1, from");
	assert_hides(s, "changed meanwhile");
}

/* How often the ticket was taken and not given free again. */
static int held(void)
{
	char path[64];
	int n = 0;

	snprintf(path, sizeof(path), "/tickets/%s/history", no);
	json *history = life_get(&l, path, l.supervisor, 200);
	for (size_t i = 0; i < jo_len(jo_get(history, "items")); i++)
		n += !strcmp(jo_str(jo_at(jo_get(history, "items"), i), "action"), "claim") -
		     !strcmp(jo_str(jo_at(jo_get(history, "items"), i), "action"), "release");
	jo_free(history);
	return n;
}

/* Left again before the server has said that it is claimed: nobody has it. */
static void test_left_before_it_is_claimed(void **state)
{
	(void)state;
	replied("看一眼就走");
	struct screen *s = sit("visitor1", 120, 40);
	open_visit(s, "看一眼就走");
	screen_keys(s, "Esc");
	assert_shows(s, "To phone now 1");
	kill(server.pid, SIGSTOP);
	screen_keys(s, "Enter Esc");
	kill(server.pid, SIGCONT);
	assert_shows(s, "To phone now 1");
	screen_idle(s);
	for (instant until = clock_monotonic() + SECONDS(10); held() && clock_monotonic() < until; )
		continue;
	assert_int_equal(held(), 0);
	expect_claimed(false);
}

/* F7 records and sends it back; the reason is the note. The second time both answers are to be seen. */
static void test_handled_again(void **state)
{
	(void)state;
	replied("没有解决");
	struct screen *s = sit("visitor1", 120, 40);
	open_visit(s, "没有解决");
	screen_keys(s, "y y n 3 n");
	assert_shows(s, "(re-handled 1×), M-k closes it; the note is the reason.");
	screen_keys(s, "F7");
	assert_shows(s, "Give the reason; everybody who opens the ticket reads it.");
	screen_type(s, "室温仍是14度");
	screen_keys(s, "F7");
	assert_shows(s, "The unit handles it again, for the 1. time.");
	life_expect(&l, no, "/state", "rehandling");
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"再次修复\"}", "visiting");
	assert_shows(s, "[re-handled 1×]");
	screen_keys(s, "Enter");
	assert_shows(s, "First answers");
	assert_shows(s, "室温仍是14度");
	assert_shows(s, "再次修复");
	screen_keys(s, "y y n 2 y F8");
	assert_shows(s, "Last answers");
	assert_shows(s, "(re-handled 2×)");
	screen_type(s, "来电人认可");
	screen_keys(s, "M-k");
	assert_shows(s, "Recorded; the ticket is closed.");
	life_expect(&l, no, "/state", "closed");
}

/* Pressed while the server is away and left at once: the answers and the decision go out by themselves, in this order. */
static void test_answers_and_decision_wait_together(void **state)
{
	(void)state;
	replied("断线时重办");
	struct screen *s = sit("visitor1", 80, 24);
	open_visit(s, "断线时重办");
	screen_keys(s, "y y n 3 n");
	screen_type(s, "仍未解决");
	expect_claimed(true);
	wait_until_it_knows(s);
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F7");
	assert_shows(s, "It waits and goes out by itself");
	assert_shows(s, "2 unsent");
	screen_keys(s, "Esc");
	screen_free(s);                 /* and kill -9 */
	fixture_start(&server);
	s = sit("visitor1", 80, 24);
	assert_shows(s, "Welcome");
	assert_loses(s, "unsent");
	life_expect(&l, no, "/state", "rehandling");
	json *t = life_ticket(&l, no);
	assert_int_equal(jo_int(t, "rehandled", 0), 1);
	assert_string_equal(jo_pointer_str(t, "/visit/final/satisfied"), "no");
	jo_free(t);
}

/* The unit that handles it again reads what was answered, in its inbox and over the form of its reply. */
static void test_unit_reads_the_answers(void **state)
{
	(void)state;
	replied("要知道为什么");
	life_move(&l, no, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,"
		  "\"satisfied\":\"no\",\"note\":\"仍是15度\"}", "visiting");
	life_move(&l, no, l.visitor, "{\"action\":\"rehandle\",\"reason\":\"没有解决\"}", "rehandling");
	struct screen *s = sit("unit1", 120, 40);
	assert_shows(s, "The return visit: contacted · not solved");
	char line[40];
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "要知道为什么");
	screen_keys(s, "F7");
	assert_shows(s, "is now: being handled");
	screen_keys(s, "F8");
	assert_shows(s, "The return visit: contacted · not solved · not satisfied · 仍是15度");
	screen_keys(s, "Esc");
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"再次修复\"}", "visiting");
}

/* Leaving without recording keeps what was answered, and gives the ticket free. */
static void test_answers_are_kept(void **state)
{
	(void)state;
	replied("中途离开");
	struct screen *s = sit("visitor1", 80, 24);
	open_visit(s, "中途离开");
	screen_keys(s, "y y Esc");
	assert_shows(s, "To phone now 1");
	screen_keys(s, "Enter");
	assert_shows(s, "Reached*               y [yes]");
	expect_claimed(true);
	screen_keys(s, "Esc");
	assert_shows(s, "To phone now 1");
	expect_claimed(false);
}

/* Who joined is phoned after the ticket's own caller, under the own number. */
static void test_callers_who_joined(void **state)
{
	char body[120];
	(void)state;

	life_submit(&l, "多人反映", no);
	json *c = life_post(&l, "/contacts", server.gateway, NULL, "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":"
			    "{\"number\":\"13911112222\",\"name\":\"邻居\"}}", 201);
	snprintf(body, sizeof(body), "{\"action\":\"join\",\"contact_id\":\"%s\"}", jo_str(c, "id"));
	jo_free(c);
	jo_free(life_act(&l, no, l.supervisor, body, 200));
	life_handle(&l, no);
	struct screen *s = sit("visitor1", 120, 40);
	open_visit(s, "多人反映");
	assert_shows(s, "Same matter: 邻居 139****2222 · to be asked");
	screen_keys(s, "y y y 1 y F8");
	assert_shows(s, "Recorded. The next caller of this matter is in hand.");
	screen_keys(s, "F6");
	assert_shows(s, "13911112222");
	screen_keys(s, "y y n 3 y");
	assert_shows(s, "F8 records it; Esc goes back and gives the ticket free.");
	screen_keys(s, "F8");
	assert_shows(s, "Nobody waits for a return visit.");
	json *t = life_ticket(&l, no);
	assert_string_equal(jo_pointer_str(jo_at(jo_get(t, "callers"), 0), "/visit/final/satisfied"), "no");
	assert_string_equal(jo_pointer_str(t, "/visit/final/satisfied"), "yes");
	jo_free(t);
}

/* What was asked for in one call is asked about in one call. */
static void test_requests_of_one_call(void **state)
{
	char body[1024], second[24];
	(void)state;

	replied("第一个诉求");
	json *t = life_ticket(&l, no);
	snprintf(body, sizeof(body), "{\"contact_id\":\"%s\",\"draft\":2,\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}",
		 jo_str(t, "contact_id"), "第二个诉求");
	jo_free(t);
	json *made = life_post(&l, "/tickets", server.gateway, NULL, body, 201);
	snprintf(second, sizeof(second), "%s", jo_str(made, "no"));
	jo_free(made);
	life_handle(&l, second);
	struct screen *s = sit("visitor1", 120, 40);
	assert_shows(s, "To phone now 2");
	open_visit(s, "第一个诉求");
	assert_shows(s, "request 1 of 2 of this call");
	/* not before it is claimed, which is said */
	for (instant until = clock_monotonic() + SECONDS(10); screen_find(s, "第二个诉求") < 0 && clock_monotonic() < until;)
		screen_keys(s, "M-n");
	assert_shows(s, "request 2 of 2 of this call");
	screen_keys(s, "y y y 1 y F8");
	assert_shows(s, "第一个诉求");
	assert_shows(s, "> Reached*");
	screen_keys(s, "y y y 1 y F8");
	assert_shows(s, "Nobody waits for a return visit.");
	life_expect(&l, no, "/state", "closed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_recorded_by_keys, end),
		cmocka_unit_test_teardown(test_beside_each_other, end),
		cmocka_unit_test_teardown(test_second_visitor_is_told, end),
		cmocka_unit_test_teardown(test_claim_is_the_servers, end),
		cmocka_unit_test_teardown(test_not_reached_three_times, end),
		cmocka_unit_test_teardown(test_faster_than_the_line, end),
		cmocka_unit_test_teardown(test_left_before_it_is_claimed, end),
		cmocka_unit_test_teardown(test_handled_again, end),
		cmocka_unit_test_teardown(test_answers_and_decision_wait_together, end),
		cmocka_unit_test_teardown(test_answers_are_kept, end),
		cmocka_unit_test_teardown(test_unit_reads_the_answers, end),
		cmocka_unit_test_teardown(test_callers_who_joined, end),
		cmocka_unit_test_teardown(test_requests_of_one_call, end),
	};

	return cmocka_run_group_tests_name("visits", tests, make_stage, clear_stage);
}
