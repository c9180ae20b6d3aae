/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_stream.c -- how the event stream comes back: later and later, and never all seats at once. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/net/stream.h"

enum { TRIES = 12, FIRST_MS = 500, MOST_MS = 30000 };

static void nothing_told(void *arg, const char *name, const json *data)
{
	(void)arg;
	(void)name;
	(void)data;
}

static void nothing_missed(void *arg)
{
	(void)arg;
}

/* Nothing listens on port 1. The delays before each try, without waiting for them. */
static void collect(int64_t delays[TRIES])
{
	struct error e = ERROR_INIT;
	struct net *n = net_new(&(struct net_options){ .server = "https://127.0.0.1:1" }, &e);
	struct stream_hooks hooks = { .event = nothing_told, .reset = nothing_missed };
	struct stream *s = stream_new(n, &hooks);

	net_set_token(n, "a token");
	stream_start(s);
	for (int i = 0; i < TRIES; i++) {
		while (stream_state(s)->state != LINK_WAITING) {
			net_perform(n);
			net_wait(n, NULL, 0, 20);
		}
		delays[i] = stream_state(s)->retry_at - stream_state(s)->since;
		stream_hurry(s);
	}
	stream_free(s);
	net_free(n);
}

static void test_waits_longer_each_time(void **state)
{
	int64_t delays[TRIES];

	(void)state;
	collect(delays);
	for (int i = 0; i < TRIES; i++) {
		int64_t whole = (int64_t)FIRST_MS << (i < 7 ? i : 7);
		if (whole > MOST_MS)
			whole = MOST_MS;
		assert_true(delays[i] >= whole / 2);
		assert_true(delays[i] <= whole);
	}
}

/* Two seats that lost the same server at the same moment. */
static void test_seats_come_back_at_different_times(void **state)
{
	int64_t one[TRIES], two[TRIES];
	int apart = 0;

	(void)state;
	collect(one);
	collect(two);
	for (int i = 0; i < TRIES; i++)
		apart += one[i] != two[i];
	assert_true(apart >= TRIES - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits_longer_each_time),
		cmocka_unit_test(test_seats_come_back_at_different_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
