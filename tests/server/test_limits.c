/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_limits.c -- who is slow, many or large: nobody holds a place by sending a byte now and then, and those who work
 * notice nothing of it. The server is patient for two seconds where that is tested, and for a minute where a busy machine
 * must not make anybody slow.
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "tests/server/slow.h"

/* The sanitizers keep what is freed, and compute for longer. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static struct fixture f;
static char *agent, *ops, *editor;

static void configure(const char *lines)
{
	FILE *out = fopen(f.config, "a");

	assert_true(out && fputs(lines, out) >= 0 && !fclose(out));
}

static void begin(const char *patience)
{
	fixture_make(&f);
	configure(patience);
	configure("connections_per_address = 12\nheartbeat = 60\n");
	fixture_start(&f);
	agent = fixture_login(&f, "agent1");
	ops = fixture_login(&f, "ops1");
	editor = fixture_login(&f, "editor1");
}

static int set_up(void **state)
{
	(void)state;
	begin("patience = 2\n");
	return 0;
}

static int set_up_patient(void **state)
{
	(void)state;
	begin("patience = 60\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(agent);
	free(ops);
	free(editor);
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
	int64_t began = clock_monotonic();      /* the server counts from before the handshake */
	struct slow *s = slow_open(f.port);

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

	assert_in_range(ms, 1500, 15000);
	assert_int_equal(status_of("/me"), 200);
}

static void test_slow_request_line(void **state)
{
	(void)state;
	assert_in_range(trickle("GET /", "a"), 1500, 15000);
}

/* It is answered 408, and may not go on reading nothing for ever either. */
static void test_slow_body(void **state)
{
	(void)state;
	char *head = xasprintf("PUT /api/v1/me/presence HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
			       "Authorization: Bearer %s\r\nContent-Length: 100000\r\n\r\n{", agent);

	assert_in_range(trickle(head, " "), 1500, 15000);
	free(head);
	assert_in_range(trickle("POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n{\r\n"),
			1500, 15000);
}

/* What the server has computed so far, in ms. */
static int64_t server_time(void)
{
	struct timespec t;
	clockid_t id;

	assert_int_equal(clock_getcpuclockid(f.pid, &id), 0);
	assert_int_equal(clock_gettime(id, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A peer that does not even finish the handshake. The server does not spend its time on waiting for that. */
static void test_slow_handshake(void **state)
{
	int64_t before = server_time();

	(void)state;
	int64_t ms = slow_handshake(f.port, 20000);
	assert_in_range(ms, 1500, 15000);
	assert_true(server_time() - before < (SANITIZED ? ms * 3 / 4 : ms / 4));
}

/* Silence between two requests is cut, too. */
static void test_idle(void **state)
{
	int64_t began = clock_monotonic();
	struct slow *s = slow_open(f.port);
	(void)state;

	assert_non_null(s);
	assert_true(slow_hung_up(s, 15000));
	assert_in_range(clock_monotonic() - began, 1000, 15000);
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

static int64_t metric(const char *name)
{
	struct answer a;
	int64_t value = -1;

	fixture_request(&f, "GET", "//metrics", ops, NULL, NULL, &a);
	char *line = xasprintf("\n%s ", name), *found = strstr(a.body.data, line);
	if (found)
		value = strtoll(found + strlen(line), NULL, 10);
	free(line);
	answer_release(&a);
	return value;
}

/* Until the server has just so many: those of an earlier test may still be on their way out. */
static void wait_for_streams(int count)
{
	int64_t end = clock_monotonic() + 10000;

	while (metric("hotline_streams") != count)
		if (clock_monotonic() > end)
			fail_msg("there are %d streams, not %d", (int)metric("hotline_streams"), count);
}

static void tell_everybody(int n)
{
	struct buf body = BUF_INIT;
	struct answer a;
	char key[32];

	buf_adds(&body, "{\"title\":\"停暖通知\",\"body\":\"");
	for (int i = 0; i < 400; i++)
		buf_adds(&body, "今晚管网检修暂停供暖");
	buf_adds(&body, "\"}");
	snprintf(key, sizeof(key), "notice-%d", n);
	fixture_post(&f, "/notices", editor, key, body.data, &a);
	if (a.status != 201)
		fail_msg("%d: %s", a.status, a.body.data);
	answer_release(&a);
	buf_release(&body);
}

static int told;        /* notices until a reader that reads nothing is dropped */

/* Who reads nothing is dropped when its buffer is full; the others get everything, and the server does not grow. */
static void test_reader_that_does_not_read(void **state)
{
	struct stream_event e;
	char *head = xasprintf("GET /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n", agent);
	(void)state;

	wait_for_streams(0);
	told = 0;
	struct stream *other = stream_open(&f, agent, NULL);
	assert_true(stream_wait(other, "hello", &e, 5000));
	struct slow *s = slow_open(f.port);
	assert_true(slow_send(s, head, strlen(head)));
	wait_for_streams(2);
	int64_t before = metric("hotline_resident_bytes");
	while (told < 1500 && !metric("hotline_streams_dropped_total"))
		tell_everybody(told++);
	assert_int_equal(metric("hotline_streams_dropped_total"), 1);
	for (int i = 0; i < told; i++)
		assert_true(stream_wait(other, "notice", &e, 5000));
	wait_for_streams(1);
	assert_true(SANITIZED || metric("hotline_resident_bytes") - before < 64 << 20);
	slow_close(s);
	stream_close(other);
	free(head);
}

/*
 * Who hangs up with words still to come was not too slow. The server's buffer of 256 KiB holds some twenty notices; half of
 * them wait there, since how much the kernel takes before that is not the same for every reader.
 */
static void test_reader_that_leaves_is_not_dropped(void **state)
{
	enum { SPARE = 10 };
	char *head = xasprintf("GET /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n", agent);
	int64_t dropped = metric("hotline_streams_dropped_total");
	(void)state;

	wait_for_streams(0);
	struct slow *s = slow_open(f.port);
	assert_true(slow_send(s, head, strlen(head)));
	wait_for_streams(1);
	for (int i = 0; i < told - SPARE; i++)
		tell_everybody(10000 + i);
	assert_int_equal(metric("hotline_streams"), 1);
	slow_close(s);
	wait_for_streams(0);
	assert_int_equal(metric("hotline_streams_dropped_total"), dropped);
	free(head);
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
	for (int64_t end = clock_monotonic() + 10000; status != 200 && clock_monotonic() < end;)
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
		cmocka_unit_test(test_long_headers), cmocka_unit_test(test_no_core),
	};
	const struct CMUnitTest patient[] = {
		cmocka_unit_test(test_reader_that_does_not_read),
		cmocka_unit_test(test_reader_that_leaves_is_not_dropped),
		cmocka_unit_test(test_connections_of_one_address),
	};
	int failed = cmocka_run_group_tests_name("limits", tests, set_up, tear_down);

	return failed + cmocka_run_group_tests_name("limits of a patient server", patient, set_up_patient, tear_down);
}
