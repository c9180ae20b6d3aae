/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_lock.c -- the workstation left alone, against a real hotlined: what a stranger sees and can do, what the user
 * finds again; and the user's own password changed.
 */
#include <setjmp.h>
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
static char contact[64];                /* its call */

static int make_stage(void **state)
{
	(void)state;
	return seat_stage(&server, &l);
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
	if (*contact)
		life_hang_up(&l, contact);
	contact[0] = '\0';
	return 0;
}

static void call(void)
{
	json *c = life_post(&l, "/contacts", server.gateway, NULL,
			    "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":\"13800130001\"}}", 201);

	snprintf(contact, sizeof(contact), "%s", jo_str(c, "id"));
	jo_free(c);
}

/* A call answered, something typed, the screen locked. */
static struct screen *locked_in_call(void)
{
	struct screen *s = screen = seat_sit(&server, "agent1", 80, 24);

	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	call();
	assert_shows(s, "CALL");
	screen_keys(s, "F5");
	assert_shows(s, "talking 0:");
	screen_type(s, "五号楼漏水");
	assert_shows(s, "五号楼漏水");
	assert_shows(s, "F11lock");
	screen_keys(s, "F11");
	assert_shows(s, "Locked by");
	return s;
}

static void unlock(struct screen *s, const char *password)
{
	screen_type(s, password);
	screen_keys(s, "Enter");
}

static void test_covers_a_call(void **state)
{
	(void)state;
	struct screen *s = locked_in_call();

	assert_hides(s, "五号楼漏水");
	assert_hides(s, "0013");
	assert_shows(s, "A call is running: 0:");
	/* no key does anything, and none is a character somewhere below */
	screen_keys(s, "F9 F2 F4 F10 F1 M-x Esc");
	assert_shows(s, "It is locked; the password comes first.");
	assert_shows(s, "A call is running: 0:");
	unlock(s, "let me in");
	assert_shows(s, "The password is not right; type it again.");
	assert_hides(s, "let me in");
	unlock(s, PASSWORD);
	assert_shows(s, "Unlocked.");
	assert_shows(s, "138 0013 0001");
	assert_hides(s, "let me in");
	assert_hides(s, PASSWORD);
	screen_type(s, "三天");            /* the caret is where it was */
	assert_shows(s, "五号楼漏水三天");
}

static void test_rings_without_a_name(void **state)
{
	struct screen *s = screen = seat_sit(&server, "agent1", 80, 24);
	(void)state;

	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	seat_command(s, "lock");
	assert_shows(s, "Locked by");
	call();
	assert_shows(s, "A call is ringing. Type your password first, then answer it.");
	assert_hides(s, "1380");
	screen_keys(s, "F5");
	assert_shows(s, "It is locked");
	unlock(s, PASSWORD);
	assert_shows(s, "Unlocked.");
	screen_idle(s);
	assert_true(screen_find(s, "CALL  13800130001") >= 0);  /* at once, not with the next second */
	screen_keys(s, "F5");
	assert_shows(s, "138 0013 0001");
}

/* By itself after a while without a key; what was begun on the command line is still there. */
static void test_locks_by_itself(void **state)
{
	char *file = xasprintf("%s/quick.keymap", server.dir), *config = xasprintf("XDG_CONFIG_HOME=%s/quick", server.dir);
	char *make = xasprintf("mkdir -p %s/quick/hotline && echo 'set lock-after 5' > %s/quick/hotline/keymap", server.dir,
			       server.dir);
	const char *const environment[] = { config, NULL };
	(void)state;

	assert_int_equal(system(make), 0);
	struct screen *s = screen =
		seat_open(&server, &(struct seat){ .user = "dispatcher1", .environment = environment });
	assert_shows(s, "Welcome");
	screen_keys(s, "M-x");
	screen_type(s, "tickets 漏水");
	assert_shows(s, "Locked by");
	assert_hides(s, "漏水");
	unlock(s, PASSWORD);
	assert_shows(s, ":tickets 漏水");
	screen_type(s, "啊");
	assert_shows(s, ":tickets 漏水啊");
	free(file);
	free(config);
	free(make);
}

/* Guessing at the lock is guessing at the account. */
static void test_guessing_is_slow(void **state)
{
	struct screen *s = screen = seat_sit(&server, "visitor2", 80, 24);
	(void)state;

	screen_keys(s, "F11");
	assert_shows(s, "Locked by");
	for (int i = 0; i < 5; i++) {
		unlock(s, "wrong");
		assert_shows(s, "The password is not right");
	}
	unlock(s, PASSWORD);
	assert_shows(s, "Too many wrong passwords; try again in");
	fixture_clock(&server, 60);
	unlock(s, PASSWORD);
	assert_shows(s, "Unlocked.");
	fixture_clock(&server, 0);
}

/* Events go on below; what they say is not shown, and what ends the session turns the lock into the login. */
static void test_what_comes_meanwhile(void **state)
{
	struct screen *s = screen = seat_sit(&server, "supervisor1", 80, 24);
	struct answer a;
	char *path;
	(void)state;

	screen_keys(s, "F11");
	assert_shows(s, "Locked by");
	fixture_request(&server, "GET", "/me", l.supervisor, NULL, NULL, &a);
	path = xasprintf("/users/%s/sessions", jo_pointer_str(a.json, "/user/id"));
	answer_release(&a);
	char *ops = fixture_login(&server, "ops1");
	fixture_request(&server, "DELETE", path, ops, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	free(ops);
	free(path);
	assert_shows(s, "Citizens' hotline workstation");
	assert_hides(s, "Locked by");
	unlock(s, PASSWORD);
	assert_shows(s, "Welcome");
	assert_hides(s, "Locked by");
	free(l.supervisor);
	l.supervisor = fixture_login(&server, "supervisor1");
}

static int seconds_to_wait(struct screen *s)
{
	static const char sentence[] = "Too many wrong passwords; try again in ";
	int seconds = 0;

	assert_shows(s, sentence);
	screen_idle(s);
	const char *said = strstr(screen_row(s, screen_find(s, sentence)), sentence);
	assert_non_null(said);
	assert_int_equal(sscanf(said + strlen(sentence), "%d seconds.", &seconds), 1);
	return seconds;
}

/* The seat knows the password itself while the server is away, and guessing is slow there, too. */
static void test_unlocks_without_the_server(void **state)
{
	struct screen *s = screen = seat_sit(&server, "dispatcher2", 80, 24);
	(void)state;

	screen_keys(s, "F11");
	assert_shows(s, "Locked by");
	fixture_keep_port(&server);
	fixture_end(&server, 9);
	assert_shows(s, "The server is away; your password still unlocks this seat.");
	unlock(s, "let me in");
	assert_shows(s, "The password is not right; type it again.");
	unlock(s, PASSWORD);
	assert_shows(s, "Unlocked.");
	screen_keys(s, "F11");
	for (int i = 0; i < 3; i++) {
		unlock(s, "wrong");
		assert_shows(s, "The password is not right");
	}
	unlock(s, PASSWORD);
	assert_in_range(seconds_to_wait(s), 1, 5);      /* five, of which a slow machine may have used some */
	assert_shows(s, "Locked by");
	fixture_start(&server);
	assert_shows(s, "connected");
	unlock(s, PASSWORD);
	assert_shows(s, "Unlocked.");
}

/* ---- the own password ---- */

static void change(struct screen *s, const char *old, const char *fresh, const char *again)
{
	seat_command(s, "password");
	assert_shows(s, "Present password:");
	screen_type(s, old);
	screen_keys(s, "Enter");
	assert_shows(s, "New password, 8 characters or more:");
	screen_type(s, fresh);
	screen_keys(s, "Enter");
	assert_shows(s, "The new password once more:");
	screen_type(s, again);
	assert_hides(s, again);
	screen_keys(s, "Enter");
}

static int log_in(const char *user, const char *password)
{
	char *body = xasprintf("{\"username\":\"%s\",\"password\":\"%s\"}", user, password);
	struct answer a;

	fixture_request(&server, "POST", "/sessions", NULL, body, NULL, &a);
	answer_release(&a);
	free(body);
	return a.status;
}

static void test_password_is_changed(void **state)
{
	struct screen *s = screen = seat_sit(&server, "editor1", 80, 24);
	(void)state;

	change(s, PASSWORD, "battery staple", "battery stable");
	assert_shows(s, "The two new passwords differ; the old one stays.");
	assert_int_equal(log_in("editor1", PASSWORD), 201);
	change(s, "not mine", "battery staple", "battery staple");
	assert_shows(s, "The current password is wrong.");
	change(s, PASSWORD, "short", "short");
	assert_shows(s, "A password has 8 to 256 bytes.");
	change(s, PASSWORD, "battery staple", "battery staple");
	assert_shows(s, "The password is changed.");
	assert_int_equal(log_in("editor1", PASSWORD), 401);
	assert_int_equal(log_in("editor1", "battery staple"), 201);
	/* this seat stays logged in */
	screen_keys(s, "F4");
	assert_hides(s, "Log in");
	screen_keys(s, "F11");
	unlock(s, PASSWORD);
	assert_shows(s, "The password is not right");
	unlock(s, "battery staple");
	assert_shows(s, "Unlocked.");
	/* and without the server it is the new one, too */
	screen_keys(s, "F11");
	fixture_end(&server, 9);
	assert_shows(s, "The server is away");
	unlock(s, PASSWORD);
	assert_shows(s, "The password is not right");
	unlock(s, "battery staple");
	assert_shows(s, "Unlocked.");
	fixture_start(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_covers_a_call, end),
		cmocka_unit_test_teardown(test_rings_without_a_name, end),
		cmocka_unit_test_teardown(test_locks_by_itself, end),
		cmocka_unit_test_teardown(test_guessing_is_slow, end),
		cmocka_unit_test_teardown(test_what_comes_meanwhile, end),
		cmocka_unit_test_teardown(test_unlocks_without_the_server, end),
		cmocka_unit_test_teardown(test_password_is_changed, end),
	};

	return cmocka_run_group_tests_name("lock", tests, make_stage, clear_stage);
}
