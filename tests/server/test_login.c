/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_login.c -- logging in and out, guessing passwords, ending sessions, changing a password. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"

static struct fixture f;

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&f);
	return 0;
}

static int log_in(const char *username, const char *password, int *retry_after)
{
	struct answer a;
	char *body = xasprintf("{\"username\": \"%s\", \"password\": \"%s\"}", username, password);

	fixture_request(&f, "POST", "/sessions", NULL, body, NULL, &a);
	free(body);
	if (retry_after)
		*retry_after = (int)strtol(answer_header(&a, "Retry-After"), NULL, 10);
	answer_release(&a);
	return a.status;
}

static int get(const char *path, const char *token)
{
	struct answer a;

	fixture_request(&f, "GET", path, token, NULL, NULL, &a);
	answer_release(&a);
	return a.status;
}

static void test_login_answer(void **state)
{
	struct answer a;
	(void)state;

	fixture_request(&f, "POST", "/sessions", NULL,
			"{\"username\": \"agent1\", \"password\": \"" PASSWORD "\", \"more\": 1}", NULL, &a);
	assert_int_equal(a.status, 201);
	assert_string_equal(answer_header(&a, "Cache-Control"), "no-store");
	assert_int_equal(strlen(jo_str(a.json, "token")), 43);
	assert_int_equal(strlen(jo_str(a.json, "state_key")), 64);
	instant expires;
	assert_true(clock_parse(jo_str(a.json, "expires_at"), &expires));
	json *user = jo_get(a.json, "user");
	assert_string_equal(jo_str(user, "username"), "agent1");
	assert_string_equal(json_object_get_string(jo_at(jo_get(user, "roles"), 0)), "agent");
	assert_string_equal(json_object_get_string(jo_at(jo_get(user, "skills"), 0)), "general");
	answer_release(&a);
}

static void test_refusals(void **state)
{
	struct answer a;
	(void)state;

	assert_int_equal(log_in("agent2", "wrong", NULL), 401);
	assert_int_equal(log_in("nobody", PASSWORD, NULL), 401);
	assert_int_equal(log_in("gate1", PASSWORD, NULL), 401);
	assert_int_equal(log_in("", PASSWORD, NULL), 422);
	fixture_request(&f, "POST", "/sessions", NULL, "{\"username\": \"agent2\"}", NULL, &a);
	assert_int_equal(a.status, 422);
	assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "pointer"), "/password");
	assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "code"), "required");
	answer_release(&a);
}

static double seconds_of_login(const char *username)
{
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	log_in(username, "wrong password", NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/* A busy machine makes any of them longer, and none shorter. */
static double shortest_of_logins(const char *const usernames[3])
{
	double shortest = seconds_of_login(usernames[0]);

	for (int i = 1; i < 3; i++) {
		double seconds = seconds_of_login(usernames[i]);
		if (seconds < shortest)
			shortest = seconds;
	}
	return shortest;
}

/* The hash that stands in for an unknown name must be one that is really computed. */
static void test_unknown_name_takes_its_time(void **state)
{
	static const char *const unknown[] = { "no-such-user", "no-such-user-2", "no-such-user-3" };
	static const char *const known[] = { "editor1", "unit1", "unit2" };
	(void)state;

	seconds_of_login("warm-up");
	assert_true(shortest_of_logins(unknown) > shortest_of_logins(known) / 4);
}

static void test_throttle(void **state)
{
	int wait = 0, longer = 0;
	(void)state;

	for (int i = 0; i < 5; i++)
		assert_int_equal(log_in("dispatcher1", "guess", NULL), 401);
	assert_int_equal(log_in("dispatcher1", PASSWORD, &wait), 429);
	assert_in_range(wait, 1, 30);
	/* Somebody else from here is not held up. */
	assert_int_equal(log_in("supervisor1", PASSWORD, NULL), 201);
	fixture_clock(&f, wait + 1);
	assert_int_equal(log_in("dispatcher1", "guess", &longer), 401);
	assert_int_equal(log_in("dispatcher1", PASSWORD, &longer), 429);
	assert_in_range(longer, 31, 60);
	fixture_clock(&f, wait + longer + 5);
	assert_int_equal(log_in("dispatcher1", PASSWORD, NULL), 201);
	assert_int_equal(log_in("dispatcher1", "guess", NULL), 401);
	assert_int_equal(log_in("dispatcher1", PASSWORD, NULL), 201);
	fixture_clock(&f, 0);
}

static void test_logout(void **state)
{
	struct answer a;
	char *one = fixture_login(&f, "agent1"), *two = fixture_login(&f, "agent1");
	(void)state;

	fixture_request(&f, "DELETE", "/sessions/current", one, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	assert_int_equal(a.body.len, 0);
	answer_release(&a);
	assert_int_equal(get("/me", one), 401);
	assert_int_equal(get("/me", two), 200);
	free(one);
	free(two);
}

static void test_end_sessions(void **state)
{
	struct answer a;
	char *agent = fixture_login(&f, "agent1"), *ops = fixture_login(&f, "ops1");
	(void)state;

	fixture_request(&f, "GET", "/me", agent, NULL, NULL, &a);
	char *path = xasprintf("/users/%s/sessions", jo_pointer_str(a.json, "/user/id"));
	answer_release(&a);
	fixture_request(&f, "GET", path, ops, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	assert_true(jo_len(jo_get(a.json, "items")) >= 1);
	assert_null(strstr(a.body.data, agent));
	answer_release(&a);
	fixture_request(&f, "DELETE", path, agent, NULL, NULL, &a);
	assert_int_equal(a.status, 403);
	answer_release(&a);
	fixture_request(&f, "DELETE", path, ops, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	assert_int_equal(get("/me", agent), 401);
	fixture_request(&f, "GET", path, ops, NULL, NULL, &a);
	assert_int_equal(jo_len(jo_get(a.json, "items")), 0);
	answer_release(&a);
	free(path);
	free(agent);
	free(ops);
}

static int change(const char *token, const char *current, const char *password)
{
	struct answer a;
	char *body = xasprintf("{\"current\": \"%s\", \"password\": \"%s\"}", current, password);

	fixture_request(&f, "PUT", "/me/password", token, body, NULL, &a);
	free(body);
	answer_release(&a);
	return a.status;
}

static void test_password(void **state)
{
	char *mine = fixture_login(&f, "editor1"), *other = fixture_login(&f, "editor1");
	(void)state;

	assert_int_equal(change(mine, "wrong", "another horse 2"), 403);
	assert_int_equal(change(mine, PASSWORD, "short"), 422);
	assert_int_equal(change(mine, PASSWORD, "another horse 2"), 204);
	assert_int_equal(get("/me", mine), 200);
	assert_int_equal(get("/me", other), 401);
	assert_int_equal(log_in("editor1", PASSWORD, NULL), 401);
	assert_int_equal(log_in("editor1", "another horse 2", NULL), 201);
	free(mine);
	free(other);
}

static int unlock(const char *token, const char *password)
{
	struct answer a;
	char *body = xasprintf("{\"password\": \"%s\"}", password);

	fixture_request(&f, "POST", "/me/unlock", token, body, NULL, &a);
	free(body);
	answer_release(&a);
	return a.status;
}

/* A locked workstation: guessing there is as slow as at the login, and the right password in time makes up for it. */
static void test_unlock(void **state)
{
	char *token = fixture_login(&f, "trainer1");
	(void)state;

	assert_int_equal(unlock(NULL, PASSWORD), 401);
	assert_int_equal(unlock(token, ""), 422);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 4; i++)
			assert_int_equal(unlock(token, "wrong"), 403);
		assert_int_equal(unlock(token, PASSWORD), 204);
	}
	for (int i = 0; i < 5; i++)
		assert_int_equal(unlock(token, "wrong"), 403);
	assert_int_equal(unlock(token, PASSWORD), 429);
	assert_int_equal(log_in("trainer1", PASSWORD, NULL), 429);
	assert_int_equal(get("/me", token), 200);       /* the session is not the worse for it */
	free(token);
}

static bool file_holds(const char *path, const char *text)
{
	struct buf all = BUF_INIT;
	char block[65536];
	FILE *in = fopen(path, "re");

	assert_non_null(in);
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		buf_add(&all, block, n);
	fclose(in);
	bool holds = all.len && memmem(all.data, all.len, text, strlen(text));
	buf_release(&all);
	return holds;
}

/* Passwords and tokens stand neither in the log nor in the store, nor where ps(1) looks. */
static void test_secrets_stay_secret(void **state)
{
	char *token = fixture_login(&f, "visitor1"), *line = xasprintf("/proc/%d/cmdline", (int)f.pid);
	char *log = xasprintf("%s-wal", f.store);
	const char *const secrets[] = { PASSWORD, token, f.gateway, "a wrong horse 9" };
	const char *const places[] = { f.log, line, f.store, log };
	(void)state;

	assert_int_equal(log_in("visitor1", "a wrong horse 9", NULL), 401);
	assert_int_equal(change(token, "a wrong horse 9", "another horse 3"), 403);
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++)
		for (size_t k = 0; k < ARRAY_SIZE(places); k++)
			if (file_holds(places[k], secrets[i]))
				fail_msg("a secret is in %s", places[k]);
	free(token);
	free(line);
	free(log);
}

static void run_ctl(const char *command, const char *username)
{
	char *line = xasprintf("./hotlinectl user %s %s --config %s >/dev/null", command, username, f.config);

	assert_int_equal(system(line), 0);
	free(line);
}

/* Who proves the password is told that the account is off; whoever guesses learns nothing, and is held up all the same. */
static void test_disabled(void **state)
{
	struct answer a;
	(void)state;

	run_ctl("disable", "trainee2");
	assert_int_equal(log_in("trainee2", "guess", NULL), 401);
	fixture_request(&f, "POST", "/sessions", NULL, "{\"username\": \"trainee2\", \"password\": \"" PASSWORD "\"}", NULL, &a);
	assert_int_equal(a.status, 403);
	assert_string_equal(jo_str(a.json, "type"), "/problems/disabled");
	assert_null(jo_str(a.json, "token"));
	answer_release(&a);
	for (int i = 0; i < 3; i++)
		assert_int_equal(log_in("trainee2", "guess", NULL), 401);
	assert_int_equal(log_in("trainee2", PASSWORD, NULL), 429);
	run_ctl("enable", "trainee2");
	fixture_clock(&f, 40);
	assert_int_equal(log_in("trainee2", PASSWORD, NULL), 201);
	fixture_clock(&f, 0);
}

static void test_expiry(void **state)
{
	char *token = fixture_login(&f, "agent2");
	(void)state;

	assert_int_equal(get("/me", token), 200);
	fixture_clock(&f, 13 * 3600);
	assert_int_equal(get("/me", token), 401);
	fixture_clock(&f, 0);
	free(token);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login_answer), cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_unknown_name_takes_its_time), cmocka_unit_test(test_throttle),
		cmocka_unit_test(test_logout), cmocka_unit_test(test_end_sessions),
		cmocka_unit_test(test_password), cmocka_unit_test(test_unlock), cmocka_unit_test(test_secrets_stay_secret),
		cmocka_unit_test(test_disabled), cmocka_unit_test(test_expiry),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
