/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_frame.c -- what stands around a shift, against a real hotlined: logging in and out, what is begun and not
 * sent, a unit and the units below it, a session that ends, a disk that is full.
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

#include "hotline/alloc.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;
static struct screen *screen;           /* the program of the present test */

static int make_stage(void **state)
{
	(void)state;
	int failed = seat_stage(&server, &l);
	fixture_keep_port(&server);
	return failed;
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static int end(void **state)
{
	(void)state;
	screen_free(screen);
	screen = NULL;
	return 0;
}

static struct screen *sit(const char *user, int width, int height)
{
	return screen = seat_sit(&server, user, width, height);
}

static void open_ticket(struct screen *s, const char *no)
{
	char line[64];

	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "History");
}

/* ---- a unit's own tickets and those below it ---- */

static void test_unit_works_by_its_keys(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "按键办理", no);
	life_dispatch(&l, no);
	struct screen *s = sit("unit1", 80, 24);
	assert_shows(s, "F7sign F8reply");
	open_ticket(s, no);
	screen_keys(s, "F8");
	assert_shows(s, "Reply: Your unit has not signed this ticket yet; sign it first.");
	screen_keys(s, "F7");
	assert_shows(s, "is now: being handled");
	/* a return asked for, through the list of what can be done */
	screen_keys(s, "M-a");
	assert_shows(s, "Request a return");
	while (screen_find(s, "> Request a return") < 0)
		screen_keys(s, "Down");
	screen_keys(s, "Enter");
	assert_shows(s, "> Reason*");
	screen_type(s, "不属本街道");
	screen_keys(s, "Enter");
	screen_type(s, "派单目录");
	screen_keys(s, "F8");
	assert_shows(s, "is now: return asked for");
	screen_keys(s, "M-a");
	assert_shows(s, "The unit asked to return the ticket");
}

/* What was not read is not said to be nothing, and comes by itself when the server is back. */
static void test_opened_while_the_server_is_away(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "断线时打开", no);
	snprintf(line, sizeof(line), "ticket %s", no);
	struct screen *s = sit("supervisor1", 80, 24);
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F4");
	assert_shows(s, "The server does not answer at this moment.");
	assert_hides(s, "No ticket here.");
	assert_hides(s, "0 tickets");
	seat_command(s, line);
	assert_loses(s, "Loading");
	assert_shows(s, "The server does not answer at this moment.");
	fixture_start(&server);
	assert_shows(s, "History");
	assert_shows(s, "断线时打开");
}

/* A district has no part in its streets' tickets: they are apart, marked, and it is said who acts. */
static void test_tickets_of_units_below(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "下级办理", no);
	life_dispatch(&l, no);
	struct screen *s = sit("unit3", 80, 24);
	assert_shows(s, "Nothing waits for your unit.");
	screen_keys(s, "F4");
	assert_shows(s, "No ticket here.");
	screen_keys(s, "M-b");
	assert_shows(s, "[below] 下级办理");
	assert_shows(s, "M-b shows your own");
	open_ticket(s, no);
	screen_keys(s, "End");
	assert_shows(s, "Your unit oversees this ticket");
	screen_keys(s, "F7");
	assert_shows(s, "Sign: This ticket is not with your unit");
}

/* ---- what is begun and not sent ---- */

static void test_form_of_an_action_is_kept(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "写了一半", no);
	life_dispatch(&l, no);
	jo_free(life_act(&l, no, l.street, "{\"action\":\"sign\"}", 200));
	struct screen *s = sit("unit1", 80, 24);
	open_ticket(s, no);
	screen_keys(s, "F8");
	assert_shows(s, "F8 sends it; Esc goes back and keeps what you typed.");
	screen_type(s, "已到现场");
	screen_keys(s, "F8");
	/* to the field that is missing; what is said of it goes when it is filled in */
	assert_shows(s, "! Write what was found, done and told to the caller.");
	assert_shows(s, "> Answer for the citizen*");
	screen_type(s, "请");
	assert_hides(s, "! Write what");
	screen_keys(s, "Esc F2");
	assert_shows(s, "Unfinished: 1 action on a ticket is begun and not sent. F2 shows the desk");
	screen_keys(s, "F2");
	assert_shows(s, "Reply · 已到现场");
	screen_keys(s, "F10");
	assert_shows(s, "Unfinished: 1 action on a ticket is begun and not sent.");
	screen_free(s);                 /* a kill, not a farewell */
	s = sit("unit1", 120, 40);
	screen_keys(s, "F2");
	assert_shows(s, "Reply · 已到现场");
	screen_keys(s, "Home Enter");
	assert_shows(s, "What you typed here before is back.");
	assert_shows(s, "已到现场");
	screen_keys(s, "Tab");
	screen_type(s, "放心");
	screen_keys(s, "F8");
	assert_shows(s, "is now: to be visited");
	screen_keys(s, "F2");
	assert_hides(s, "已到现场");
}

static void test_throwing_away_is_asked(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "不要了", no);
	struct screen *s = sit("dispatcher1", 80, 24);
	open_ticket(s, no);
	screen_keys(s, "M-n");
	screen_type(s, "一条备注");
	screen_keys(s, "Esc F2 F2");
	assert_shows(s, "Add a note · 一条备注");
	screen_keys(s, "Home Delete");
	assert_shows(s, "Throw \"Add a note");
	screen_keys(s, "Esc");
	assert_shows(s, "It is kept.");
	screen_keys(s, "Delete");
	screen_type(s, "y");
	screen_keys(s, "Enter");
	assert_shows(s, "is thrown away.");
	assert_hides(s, "not sent");
}

/* Two actions while the server is away: both go out, and each answer finds its own form. */
static void test_actions_wait_for_the_server(void **state)
{
	char first[24], second[24];
	(void)state;

	life_submit(&l, "断线甲", first);
	life_submit(&l, "断线乙", second);
	struct screen *s = sit("dispatcher1", 80, 24);
	open_ticket(s, second);
	screen_keys(s, "F2");
	open_ticket(s, first);
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "M-n");
	screen_type(s, "甲的备注");
	screen_keys(s, "F8");
	assert_shows(s, "The submission is kept and sent");        /* again; that is on the next row */
	screen_keys(s, "Left");
	assert_shows(s, "It waits and goes out by itself when the server is back.");
	screen_keys(s, "Esc F2 F2");
	assert_shows(s, "Add a note · 甲的备注");
	seat_command(s, "filter 断线乙");
	screen_keys(s, "M-n");
	assert_shows(s, "> Note*");
	screen_type(s, "乙的备注");
	screen_keys(s, "F8");
	assert_shows(s, "server away · 2 unsent");
	fixture_start(&server);
	assert_shows(s, "is now: to be dispatched");
	screen_keys(s, "F2 F2");
	assert_shows(s, "connected  ");
	assert_hides(s, "的备注");
}

/* ---- logging in, and a session that ends ---- */

static void end_sessions(const char *user)
{
	struct answer a;
	char *path, *token = fixture_login(&server, "ops1");

	fixture_request(&server, "GET", "/me", user, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	path = xasprintf("/users/%s/sessions", jo_pointer_str(a.json, "/user/id"));
	answer_release(&a);
	fixture_request(&server, "DELETE", path, token, NULL, NULL, &a);
	assert_true(a.status == 200 || a.status == 204);
	answer_release(&a);
	free(path);
	free(token);
}

static void test_session_ends_under_a_form(void **state)
{
	char no[24], *token = fixture_login(&server, "supervisor1");
	(void)state;

	life_submit(&l, "会话结束", no);
	struct screen *s = sit("supervisor1", 80, 24);
	open_ticket(s, no);
	screen_keys(s, "M-n");
	screen_type(s, "写到一半");
	end_sessions(token);
	free(token);
	assert_shows(s, "Your work is underneath, as you left it.");
	assert_shows(s, "F1help F10quit");
	screen_type(s, "wrong one");
	screen_keys(s, "Enter");
	assert_shows(s, "The name or the password is not right");
	screen_type(s, PASSWORD);
	screen_keys(s, "Enter");
	assert_shows(s, "写到一半");
	screen_type(s, "，写完了");
	screen_keys(s, "F8");
	assert_shows(s, ": done. ");
}

/* What was typed on the command line does not log anybody in, and is not done behind the login. */
static void test_session_ends_under_a_command(void **state)
{
	char *token = fixture_login(&server, "supervisor1");
	(void)state;

	struct screen *s = sit("supervisor1", 80, 24);
	screen_keys(s, "M-x");
	screen_type(s, "tickets");
	end_sessions(token);
	free(token);
	assert_shows(s, "Citizens' hotline workstation");
	assert_shows(s, "Not wanted any more, Enter closes: tickets");
	screen_type(s, " text=x");
	assert_hides(s, "*******");
	assert_hides(s, "text=x");
	screen_keys(s, "Enter");
	assert_shows(s, "while you typed \":tickets\"");
	assert_hides(s, "The name or the password is not right");
	screen_type(s, PASSWORD);
	screen_keys(s, "Enter");
	assert_shows(s, "Welcome");
	seat_command(s, "messages");
	assert_shows(s, "Latest messages");
	assert_shows(s, ":tickets");
}

/* The lock covers a command that was begun; the login that comes instead of it takes its place, and shows no password. */
static void test_session_ends_under_the_lock(void **state)
{
	char *token = fixture_login(&server, "supervisor1");
	(void)state;

	struct screen *s = sit("supervisor1", 80, 24);
	screen_keys(s, "M-x");
	screen_type(s, "tickets");
	screen_keys(s, "F11");
	assert_shows(s, "Locked by");
	end_sessions(token);
	free(token);
	assert_shows(s, "Citizens' hotline workstation");
	screen_type(s, PASSWORD);
	assert_hides(s, PASSWORD);
	screen_keys(s, "Enter");
	assert_shows(s, "Welcome");
}

static void test_notices(void **state)
{
	static const char *const notices[] = {
		"{\"title\":\"今晚停机维护\",\"body\":\"22点到23点。\\n请提前保存。\"}",
		"{\"title\":\"防汛热线\\u202e已开通\",\"body\":\"请记录水深。\\u202e\"}",
	};
	(void)state;

	char *editor = fixture_login(&server, "editor1");
	jo_free(life_post(&l, "/notices", editor, NULL, notices[0], 201));
	struct screen *s = sit("dispatcher1", 80, 24);
	fixture_clock(&server, 60);
	jo_free(life_post(&l, "/notices", editor, NULL, notices[1], 201));
	free(editor);
	assert_shows(s, "Notice: 防汛热线");
	seat_command(s, "notices");
	assert_shows(s, "今晚停机维护");
	assert_shows(s, "22点到23点。");
	int newer = screen_find(s, "防汛热线");
	assert_true(newer >= 0 && newer < screen_find(s, "今晚停机维护"));
	assert_hides(s, "\u202e");
	fixture_clock(&server, 0);
	screen_keys(s, "Esc");
	seat_command(s, "messages");
	assert_shows(s, ":notices shows it whole");
}

/* What a command cannot do without is asked for. */
static void test_missing_word_is_asked_for(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "按编号打开", no);
	struct screen *s = sit("dispatcher1", 80, 24);
	seat_command(s, "ticket");
	assert_shows(s, "ticket, ticket number:");
	screen_type(s, no);
	screen_keys(s, "Enter");
	assert_shows(s, "室温14度");
	seat_command(s, "submit");
	assert_shows(s, "\"submit\" (F8) has no meaning here. It has: In the intake form.");
}

static void test_mistakes_in_the_own_keymap_are_told(void **state)
{
	char *folder = xasprintf("%s/config/hotline", server.dir), *file = xasprintf("%s/keymap", folder);
	char *config = xasprintf("XDG_CONFIG_HOME=%s/config", server.dir), *make = xasprintf("mkdir -p %s", folder);
	const char *const environment[] = { config, NULL };
	(void)state;

	assert_int_equal(system(make), 0);
	FILE *out = fopen(file, "w");
	assert_non_null(out);
	fputs("bind list F6 dance\nbind nowhere F7 last\nbind global F11 messages\n", out);
	fclose(out);
	struct screen *s = screen = seat_open(&server, &(struct seat){ .user = "agent1", .environment = environment });
	assert_shows(s, "Your own keymap has 2 mistakes; F1 names them.");
	screen_keys(s, "F1");
	assert_shows(s, "Mistakes in your own keymap; its other lines are in force");
	assert_shows(s, "keymap:2: there is no");
	screen_keys(s, "Esc F11");
	assert_shows(s, "Latest messages");
	free(folder);
	free(file);
	free(config);
	free(make);
}

/* ---- a full disk ---- */

static void test_full_disk_is_said_and_loses_nothing(void **state)
{
	enum { LIMIT = 24 << 10 };
	char no[24];
	(void)state;

	life_submit(&l, "磁盘已满", no);
	struct screen *s = sit("dispatcher1", 80, 24);
	open_ticket(s, no);
	screen_keys(s, "M-n");
	char *much = xcalloc(1, LIMIT + 100);
	memset(much, 'x', LIMIT);
	strcpy(much + LIMIT, "磁盘满了也要记住");
	screen_limit_files(s, LIMIT);   /* a screen is smaller */
	screen_paste(s, much);
	assert_shows(s, "The disk does not take what you type");
	screen_keys(s, "Left");
	assert_shows(s, "connected · not on disk");
	assert_shows(s, "磁盘满了也要记住");
	screen_keys(s, "F10");
	assert_shows(s, "the server does not have would be lost. F10 again leaves");
	screen_limit_files(s, -1);
	assert_shows(s, "What you type is kept on the disk again.");
	assert_hides(s, "not on disk");
	free(much);
	screen_free(s);
	s = sit("dispatcher1", 80, 24);
	screen_keys(s, "F2");
	assert_shows(s, "Add a note · xxxx");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_unit_works_by_its_keys, end),
		cmocka_unit_test_teardown(test_tickets_of_units_below, end),
		cmocka_unit_test_teardown(test_opened_while_the_server_is_away, end),
		cmocka_unit_test_teardown(test_form_of_an_action_is_kept, end),
		cmocka_unit_test_teardown(test_throwing_away_is_asked, end),
		cmocka_unit_test_teardown(test_actions_wait_for_the_server, end),
		cmocka_unit_test_teardown(test_session_ends_under_a_form, end),
		cmocka_unit_test_teardown(test_session_ends_under_a_command, end),
		cmocka_unit_test_teardown(test_session_ends_under_the_lock, end),
		cmocka_unit_test_teardown(test_notices, end),
		cmocka_unit_test_teardown(test_missing_word_is_asked_for, end),
		cmocka_unit_test_teardown(test_mistakes_in_the_own_keymap_are_told, end),
		cmocka_unit_test_teardown(test_full_disk_is_said_and_loses_nothing, end),
	};

	return cmocka_run_group_tests_name("frame", tests, make_stage, clear_stage);
}
