/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_line.c -- the workstation and its server over a bad line: cut, slow, in single bytes, half-open, with answers
 * that never arrive. Nothing typed is lost, nothing is sent twice, and the desk says how old it is.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "screen/seat.h"
#include "screen/warp.h"
#include "tests/server/proxy.h"

static struct fixture server;
static struct life l;
static struct proxy *line;
static struct screen *s;                /* the program of the present test */
static struct warp *warp;
static char *warp_file;

/* -- the stage --------------------------------------------------------------------- */

static int make_stage(void **state)
{
	(void)state;
	seat_stage(&server, &l);
	fixture_keep_port(&server);
	warp_file = xasprintf("%s/warp", server.dir);
	warp = warp_make(warp_file);
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	munmap(warp, sizeof(*warp));
	free(warp_file);
	return seat_clear(&server, &l);
}

static struct screen *sit_as(const char *user, const char *state, bool warped)
{
	char *file = xasprintf("HOTLINE_WARP=%s", warp_file), *path = realpath("tests/screen/warp.so", NULL);
	char *preload = xasprintf("LD_PRELOAD=%s", path);
	const char *const environment[] = {
		file, preload, "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL,
	};
	struct seat seat = {
		.user = user, .state = state, .width = 100, .height = 40,
		.environment = warped ? environment : NULL, .port = proxy_port(line),
	};

	s = seat_open(&server, &seat);
	seat_wait_in(s, user);
	assert_shows(s, "connected");
	free(file);
	free(preload);
	free(path);
	return s;
}

static struct screen *sit(const char *state, bool warped)
{
	return sit_as("agent1", state, warped);
}

/* kill -9 */
static void kill_seat(void)
{
	screen_free(s);
	s = NULL;
}

static int begin(void **state)
{
	(void)state;
	*warp = (struct warp){ 0 };
	line = proxy_start(server.port);
	return 0;
}

static int end(void **state)
{
	(void)state;
	kill_seat();
	proxy_stop(line);
	return 0;
}

static void fill_in(const char *title)
{
	seat_begin_found(s, title);
	seat_fill_found(s);
}

/* All that the form asks about its words has come: its connections are free again. */
static void wait_for_advice(void)
{
	assert_shows(s, "→ Beijing Heating");
	assert_shows(s, "Grade II");
	assert_shows(s, "供暖季来电受理全流程");
}

static void wait_for_ticket(const char *title)
{
	for (int64_t until = clock_monotonic() + 10000; !life_count(&l, title) && clock_monotonic() < until;)
		screen_idle(s);
	assert_int_equal(life_count(&l, title), 1);
}

static void let_answers_through(void)
{
	proxy_set(line, LINE_GOOD);
	proxy_cut(line);
}

/* Gives the contact's id. Caller frees. */
static char *let_call_ring(void)
{
	json *c = life_post(&l, "/contacts", server.gateway, NULL,
			    "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":\"13800130008\"}}", 201);

	char *id = xstrdup(jo_str(c, "id"));

	assert_shows(s, "CALL");
	jo_free(c);
	return id;
}

/* Until its form is there; that somebody talks is known earlier, by another way. */
static void answer_call(void)
{
	screen_keys(s, "F5");
	assert_shows(s, "talking 0:");
	assert_shows(s, "Name      ");
}

static void end_call(void)
{
	screen_keys(s, "F9");
	assert_shows(s, "wrap-up");
	seat_command(s, "not-ready");
	assert_shows(s, "· not ready");
}

/* -- the tests --------------------------------------------------------------------------- */

static void test_cut_line(void **state)
{
	(void)state;
	sit("cut", false);
	seat_begin_found(s, "线断以前");
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	assert_shows(s, "server away");
	screen_type(s, "和线断以后");
	assert_shows(s, "saved here");
	proxy_set(line, LINE_GOOD);
	assert_shows(s, "connected");
	assert_shows(s, "线断以前和线断以后");
	kill_seat();
	sit("cut", false);
	seat_command(s, "found patrol");
	assert_shows(s, "线断以前和线断以后");
}

/* The ticket is made and nobody hears of it: the same key is asked again, and there is one. */
static void test_answer_lost_after_the_commit(void **state)
{
	(void)state;
	sit("deaf", false);
	fill_in("答复丢失");
	wait_for_advice();
	proxy_set(line, LINE_DEAF);
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	assert_shows(s, "sent");
	wait_for_ticket("答复丢失");
	let_answers_through();
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "答复丢失"), 1);
}

static void test_answer_lost_and_killed(void **state)
{
	(void)state;
	sit("deaf-killed", false);
	fill_in("答复丢失又断电");
	wait_for_advice();
	proxy_set(line, LINE_DEAF);
	screen_keys(s, "F8");
	wait_for_ticket("答复丢失又断电");
	kill_seat();
	proxy_set(line, LINE_GOOD);
	sit("deaf-killed", false);
	assert_loses(s, "unsent");
	assert_int_equal(life_count(&l, "答复丢失又断电"), 1);
}

/* Who the suggestions are about is not known yet; the basis of another unit stands there no longer. */
static void test_basis_before_the_suggestions(void **state)
{
	char no[24], text[64];
	(void)state;

	life_submit(&l, "依据未到", no);
	sit_as("dispatcher1", "basis", false);
	snprintf(text, sizeof(text), "ticket %s", no);
	seat_command(s, text);
	assert_shows(s, "Possible now");
	assert_shows(s, "Below standard temperature");  /* the city is here */
	proxy_set(line, LINE_DEAF);
	screen_keys(s, "F6");
	assert_shows(s, "Basis      按供热派单目录");
	screen_choose(s, "Lead unit", "Dongcheng District");
	assert_shows(s, "Lead unit* Dongcheng District");
	assert_hides(s, "Basis      按供热派单目录");
	let_answers_through();
}

/* A question that is asked before the last one has arrived follows it. */
static void test_questions_follow_each_other(void **state)
{
	(void)state;
	sit_as("trainer1", "questions", false);
	seat_command(s, "practise heating-cold");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "CALL ");
	answer_call();
	proxy_set(line, LINE_DEAF);
	seat_command(s, "ask 您贵姓？");
	screen_keys(s, "M-q");
	screen_type(s, "您住在哪里？");
	screen_keys(s, "Enter");
	assert_shows(s, "these follow by themselves");
	let_answers_through();
	assert_shows(s, "You        您贵姓？");
	assert_shows(s, "You        您住在哪里？");
	seat_command(s, "hang-up");
	assert_shows(s, "wrap-up");
}

/* The wrap-up is over and nobody told this seat: the pause begins all the same. */
static void test_pause_after_a_wrap_up_that_is_over(void **state)
{
	char path[100];
	(void)state;

	sit("pause", false);
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	json *c = life_post(&l, "/contacts", server.gateway, NULL,
			    "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":\"13800130009\"}}", 201);
	assert_shows(s, "CALL");
	answer_call();
	screen_keys(s, "F9");
	assert_shows(s, "wrap-up");
	proxy_set(line, LINE_DEAF);
	snprintf(path, sizeof(path), "/contacts/%s/wrap_up_done", jo_str(c, "id"));
	jo_free(life_post(&l, path, l.agent, NULL, "{}", 200));
	seat_command(s, "not-ready");
	let_answers_through();
	assert_shows(s, "not ready");
	jo_free(c);
}

static void test_byte_by_byte(void **state)
{
	(void)state;
	proxy_set(line, LINE_BYTES);
	sit("bytes", false);
	fill_in("一个字节一个字节");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "一个字节一个字节"), 1);
}

/* Who answers a call begins to write at once; the form comes later. */
static void test_typing_before_the_form_is_here(void **state)
{
	(void)state;
	sit("early", false);
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	seat_open_found(s);             /* the city is here */
	screen_keys(s, "F2");
	proxy_set(line, LINE_SLOW);
	free(let_call_ring());
	screen_keys(s, "F5");
	screen_type(s, "王早");
	screen_paste(s, "起");
	assert_shows(s, "Name                    王早起");
	end_call();
}

/* The server does not answer for long, and whoever waits looks at something else: what was typed is for the form. */
static void test_typing_long_before_the_form_is_here(void **state)
{
	(void)state;
	sit("long-before", true);
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	seat_open_found(s);
	screen_keys(s, "F2");
	free(let_call_ring());
	proxy_set(line, LINE_DEAF);
	screen_keys(s, "F5");
	screen_type(s, "王");
	warp->awake += 6000;
	assert_shows(s, "what you typed goes into the form");
	screen_type(s, "早");
	screen_keys(s, "F4");
	assert_shows(s, "Tickets");
	let_answers_through();
	assert_shows(s, "Name                    王早");
	end_call();
}

/* Nobody types for a form that does not come. */
static void test_typing_for_a_call_that_is_gone(void **state)
{
	(void)state;
	sit("gone", false);
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	char *contact = let_call_ring();
	char *path = xasprintf("/contacts/%s/abandon", contact);
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	screen_keys(s, "F5");
	screen_type(s, "王早");
	jo_free(life_post(&l, path, server.gateway, NULL, "{}", 200));
	proxy_set(line, LINE_GOOD);
	assert_shows(s, "What you typed for its form was not kept.");
	seat_command(s, "not-ready");
	assert_shows(s, "· not ready");
	free(contact);
	free(path);
}

static void talk(const char *state)
{
	sit(state, false);
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	free(let_call_ring());
	answer_call();
}

static void assert_ready(void)
{
	assert_shows(s, "· ready 0:");
	seat_command(s, "not-ready");
	assert_shows(s, "· not ready");
}

/* Two keys between two calls, pressed at once: the second needs what the first brings about. */
static void test_ready_before_the_call_is_hung_up(void **state)
{
	(void)state;
	talk("ready-soon");
	proxy_set(line, LINE_HALF_OPEN);
	screen_keys(s, "F9 F12");
	let_answers_through();
	assert_ready();
}

static void test_ready_while_the_server_is_away(void **state)
{
	(void)state;
	talk("ready-away");
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	assert_shows(s, "server away");
	screen_keys(s, "F9 F12 F9 F12");
	assert_shows(s, "The call is hung up and its wrap-up ended as soon as it is.");
	proxy_set(line, LINE_GOOD);
	assert_ready();
}

/* A pause is what was asked for last. */
static void test_pause_before_the_call_is_hung_up(void **state)
{
	(void)state;
	talk("pause-soon");
	proxy_set(line, LINE_HALF_OPEN);
	screen_keys(s, "F9 F12");
	seat_command(s, "break");
	let_answers_through();
	assert_shows(s, "· break 0:");
	seat_command(s, "not-ready");
	assert_shows(s, "· not ready");
}

/* Keys do not wait for the line. */
static void test_slow_line(void **state)
{
	(void)state;
	sit("slow", false);
	seat_begin_found(s, "线路很慢");
	proxy_set(line, LINE_SLOW);
	seat_fill_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "线路很慢"), 1);
}

/* Nobody hangs up and nothing comes: the heartbeat is missed within 45 s, not before two of them may have been late. */
static void test_half_open_line(void **state)
{
	(void)state;
	sit("half", true);
	seat_begin_found(s, "半开");
	proxy_set(line, LINE_HALF_OPEN);
	warp->awake = warp->always = 35000;
	screen_keys(s, "C-l");
	assert_shows(s, "connected");
	warp->awake = warp->always = 46000;
	screen_keys(s, "C-l");
	assert_loses(s, "connected");
	screen_type(s, "的线路");
	assert_shows(s, "半开的线路");
	proxy_set(line, LINE_GOOD);
	proxy_cut(line);
	assert_shows(s, "connected");
	assert_shows(s, "半开的线路");
}

/* A night with the lid shut: on waking it connects at once, and what was typed is there. */
static void test_computer_that_slept(void **state)
{
	(void)state;
	sit("slept", true);
	seat_begin_found(s, "合上盖子以前");
	int before = proxy_accepted(line);
	proxy_strand(line);             /* the line forgot it meanwhile */
	warp->wall = warp->always = 8 * 3600 * 1000;
	screen_keys(s, "C-l");
	for (int n = 0; n < 2000 && proxy_accepted(line) == before; n++)
		screen_idle(s);
	assert_screen(s, proxy_accepted(line) > before, "has made", "a new connection", __FILE__, __LINE__);
	assert_shows(s, "connected");
	screen_type(s, "和以后");
	assert_shows(s, "合上盖子以前和以后");
	assert_shows(s, "saved here");
}

/* What is on the desk grows old while the server is away, and it says so. */
static void test_desk_says_its_age(void **state)
{
	(void)state;
	sit("age", true);
	assert_shows(s, "to be dispatched");
	assert_hides(s, "as of");
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	assert_shows(s, "server away");
	assert_shows(s, "as of ");
	warp->wall = warp->awake = warp->always = 5 * 60 * 1000;
	screen_keys(s, "C-l");
	assert_shows(s, ", 5 min ago");
	proxy_set(line, LINE_GOOD);
	assert_shows(s, "connected");
	/* what failed while the line was bad is asked for again some seconds later */
	for (instant until = clock_monotonic() + SECONDS(30); screen_find(s, "as of") >= 0 && clock_monotonic() < until; )
		screen_idle(s);
	assert_hides(s, "as of");
}

/* A list that could not be read comes by itself when the line is back; nobody has to ask for it again. */
static void test_list_that_failed(void **state)
{
	(void)state;
	sit("failed-list", false);
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	assert_shows(s, "server away");
	screen_keys(s, "F4");
	assert_shows(s, "no secure connection came about");
	assert_hides(s, "as of ");
	proxy_set(line, LINE_GOOD);
	assert_shows(s, "connected");
	screen_keys(s, "Down");                 /* the message has been read */
	assert_shows(s, "as of ");
	assert_hides(s, "no secure connection came about");
}

/* A computer whose clock is wrong, and put right at work: how long something lasts is the server's time. */
static void test_clock_that_is_wrong(void **state)
{
	(void)state;
	warp->wall = 3 * 3600 * 1000;
	sit("wrong-clock", true);
	assert_shows(s, "You are offline");
	screen_keys(s, "F12");
	assert_shows(s, "You are ready 0:");
	assert_hides(s, "3:00:");
	warp->wall = -5 * 3600 * 1000;
	screen_keys(s, "C-l Down Up");
	assert_shows(s, "You are ready 0:");
	screen_keys(s, "M-x");
	screen_type(s, "break");
	screen_keys(s, "Enter");
	assert_shows(s, "0:0");
	assert_hides(s, "5:00:");
	warp->wall = 0;
}

/* Also how long a practice lasts, at the seat and where a trainer watches it. */
static void test_practice_with_a_clock_that_is_wrong(void **state)
{
	(void)state;
	warp->wall = 3 * 3600 * 1000;
	sit_as("trainer1", "wrong-trainer", true);
	seat_command(s, "training scenarios");
	assert_shows(s, "[Scenarios ");
	seat_command(s, "practise heating-cold");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "CALL ");
	screen_keys(s, "F5");
	assert_shows(s, "TRAINING session 0:");
	assert_hides(s, "3:0");
	warp->wall = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cut_line, begin, end),
		cmocka_unit_test_setup_teardown(test_answer_lost_after_the_commit, begin, end),
		cmocka_unit_test_setup_teardown(test_answer_lost_and_killed, begin, end),
		cmocka_unit_test_setup_teardown(test_questions_follow_each_other, begin, end),
		cmocka_unit_test_setup_teardown(test_byte_by_byte, begin, end),
		cmocka_unit_test_setup_teardown(test_slow_line, begin, end),
		cmocka_unit_test_setup_teardown(test_half_open_line, begin, end),
		cmocka_unit_test_setup_teardown(test_computer_that_slept, begin, end),
		cmocka_unit_test_setup_teardown(test_desk_says_its_age, begin, end),
		cmocka_unit_test_setup_teardown(test_list_that_failed, begin, end),
		cmocka_unit_test_setup_teardown(test_clock_that_is_wrong, begin, end),
		cmocka_unit_test_setup_teardown(test_practice_with_a_clock_that_is_wrong, begin, end),
		cmocka_unit_test_setup_teardown(test_typing_before_the_form_is_here, begin, end),
		cmocka_unit_test_setup_teardown(test_typing_long_before_the_form_is_here, begin, end),
		cmocka_unit_test_setup_teardown(test_typing_for_a_call_that_is_gone, begin, end),
		cmocka_unit_test_setup_teardown(test_pause_after_a_wrap_up_that_is_over, begin, end),
		cmocka_unit_test_setup_teardown(test_ready_before_the_call_is_hung_up, begin, end),
		cmocka_unit_test_setup_teardown(test_ready_while_the_server_is_away, begin, end),
		cmocka_unit_test_setup_teardown(test_pause_before_the_call_is_hung_up, begin, end),
		cmocka_unit_test_setup_teardown(test_basis_before_the_suggestions, begin, end),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
