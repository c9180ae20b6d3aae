/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_limits.c -- who is slow, many or large: nobody holds a place by sending a byte now and then, and those who work
 * notice nothing of it. The server of this test is patient for two seconds.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "tests/server/slow.h"

static struct fixture f;
static char *agent;

static void configure(const char *lines)
{
	FILE *out = fopen(f.config, "a");

	assert_true(out && fputs(lines, out) >= 0 && !fclose(out));
}

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	configure("patience = 2\nconnections_per_address = 12\n");
	fixture_start(&f);
	agent = fixture_login(&f, "agent1");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(agent);
	fixture_free(&f);
	return 0;
}

static int status_of(const char *path)
{
	struct answer a;

	fixture_request(&f, "GET", path, agent, NULL, NULL, &a);
	answer_release(&a);
	return a.status;
}

/* A byte each 300 ms, for ever; how long the server bore it. */
static int64_t trickle(const char *head, const char *drop)
{
	struct slow *s = slow_open(f.port);
	int64_t began = clock_monotonic();

	assert_non_null(s);
	assert_true(slow_send(s, head, strlen(head)));
	while (clock_monotonic() - began < 20000 && slow_send(s, drop, strlen(drop)) && !slow_hung_up(s, 300))
		;
	slow_close(s);
	return clock_monotonic() - began;
}

static void test_slow_headers(void **state)
{
	(void)state;
	int64_t ms = trickle("GET /healthz HTTP/1.1\r\nHost: a\r\nX: ", "a");

	assert_in_range(ms, 1500, 8000);
	assert_int_equal(status_of("/me"), 200);
}

static void test_slow_request_line(void **state)
{
	(void)state;
	assert_in_range(trickle("GET /", "a"), 1500, 8000);
}

/* It is answered 408, and may not go on reading nothing for ever either. */
static void test_slow_body(void **state)
{
	(void)state;
	char *head = xasprintf("PUT /api/v1/me/presence HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
			       "Authorization: Bearer %s\r\nContent-Length: 100000\r\n\r\n{", agent);

	assert_in_range(trickle(head, " "), 1500, 12000);
	free(head);
	assert_in_range(trickle("POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n{\r\n"),
			1500, 12000);
}

/* A peer that does not even finish the handshake. */
static void test_slow_handshake(void **state)
{
	(void)state;
	assert_in_range(slow_handshake(f.port, 20000), 1500, 8000);
}

/* Silence between two requests is cut, too. */
static void test_idle(void **state)
{
	struct slow *s = slow_open(f.port);
	int64_t began = clock_monotonic();
	(void)state;

	assert_non_null(s);
	assert_true(slow_hung_up(s, 10000));
	assert_in_range(clock_monotonic() - began, 1000, 8000);
	slow_close(s);
}

/* Those who wait for a long time on purpose are let be. */
static void test_streams_stay(void **state)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, agent, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, 5000));
	assert_false(stream_ended(s, 6000));
	stream_close(s);
}

/* One address has its share and no more; the share is free again as soon as it is given back. */
static void test_connections_of_one_address(void **state)
{
	enum { TRIED = 20 };
	struct slow *many[TRIED];
	int open = 0;
	(void)state;

	for (int i = 0; i < TRIED; i++)
		open += (many[i] = slow_open(f.port)) != NULL;
	assert_in_range(open, 8, 12);
	for (int i = 0; i < TRIED; i++)
		slow_close(many[i]);
	int status = 0;
	for (int i = 0; i < 50 && status != 200; i++)
		status = status_of("/me");
	assert_int_equal(status, 200);
}

static void test_long_headers(void **state)
{
	struct buf raw = BUF_INIT, answer = BUF_INIT;
	(void)state;

	buf_adds(&raw, "GET /healthz HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 3000; i++)
		buf_addf(&raw, "X-%d: 0123456789\r\n", i);
	buf_adds(&raw, "\r\n");
	fixture_raw(&f, raw.data, raw.len, 3000, &answer);
	assert_null(strstr(answer.data ? answer.data : "", " 200 "));
	buf_release(&raw);
	buf_release(&answer);
	assert_int_equal(status_of("/me"), 200);
}

/* ---- what a program with secrets leaves behind ---- */

static void test_no_core(void **state)
{
	struct rlimit limit;
	(void)state;

	assert_int_equal(prlimit(f.pid, RLIMIT_CORE, NULL, &limit), 0);
	assert_int_equal(limit.rlim_cur, 0);
	assert_int_equal(limit.rlim_max, 0);
	/* Not dumpable: what proc(5) has of it is root's. */
	if (geteuid() == 0)
		return;
	char *path = xasprintf("/proc/%d/environ", (int)f.pid);
	assert_int_not_equal(access(path, R_OK), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slow_headers), cmocka_unit_test(test_slow_request_line),
		cmocka_unit_test(test_slow_body), cmocka_unit_test(test_slow_handshake),
		cmocka_unit_test(test_idle), cmocka_unit_test(test_streams_stay),
		cmocka_unit_test(test_connections_of_one_address), cmocka_unit_test(test_long_headers),
		cmocka_unit_test(test_no_core),
	};

	return cmocka_run_group_tests_name("limits", tests, set_up, tear_down);
}
