/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_verifier.c -- a password is known again without the server, and guessing it ends soon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "client/net/verifier.h"

static int done[2];                     /* a pipe that the thread writes to */

static void wake(void *arg)
{
	(void)arg;
	if (write(done[1], "", 1) != 1)
		_exit(1);
}

static int make(void **state)
{
	if (sodium_init() < 0 || pipe(done))
		return -1;
	*state = verifier_new(wake, NULL);
	return 0;
}

static int clear(void **state)
{
	verifier_free(*state);
	close(done[0]);
	close(done[1]);
	return 0;
}

static void wait_for(struct verifier *v)
{
	char byte;

	assert_int_equal(read(done[0], &byte, 1), 1);
	assert_false(verifier_is_busy(v));
}

static void derive(struct verifier *v, const char *password)
{
	verifier_try(v, password);
	wait_for(v);
}

static enum verified check(struct verifier *v, const char *password, int64_t now)
{
	int64_t wait;

	derive(v, password);
	return verifier_check(v, now, &wait);
}

static void test_the_last_right_one_is_known(void **state)
{
	struct verifier *v = *state;

	assert_int_equal(check(v, "first one", 1), VERIFIED_UNKNOWN);
	verifier_try(v, "correct horse");
	verifier_accept(v);             /* the server may be quicker */
	wait_for(v);
	assert_int_equal(check(v, "correct horse", 1), VERIFIED_RIGHT);
	assert_int_equal(check(v, "first one", 1), VERIFIED_WRONG);
	derive(v, "battery staple");
	verifier_accept(v);
	assert_int_equal(check(v, "correct horse", 1), VERIFIED_WRONG);
	assert_int_equal(check(v, "battery staple", 1), VERIFIED_RIGHT);
}

static void test_guessing_is_slow_and_ends(void **state)
{
	struct verifier *v = *state;
	int64_t now = 1000, wait = 0, longest = 0;

	derive(v, "correct horse");
	verifier_accept(v);
	for (int i = 0; i < VERIFIER_TRIES_MOST; i++) {
		derive(v, "wrong");
		enum verified is = verifier_check(v, now, &wait);
		if (is == VERIFIED_WAIT) {
			assert_true(i >= VERIFIER_FREE_TRIES && wait > longest);
			longest = wait;
			now += wait;
			is = verifier_check(v, now, &wait);
		}
		assert_int_equal(is, VERIFIED_WRONG);
	}
	assert_true(longest >= 5 * 60 * 1000);
	assert_int_equal(check(v, "correct horse", now + 1000 * longest), VERIFIED_SPENT);
	verifier_accept(v);             /* the server looked at it */
	assert_int_equal(check(v, "correct horse", now), VERIFIED_RIGHT);
}

/* While one has to wait, the right one is not told from a wrong one. */
static void test_nothing_is_looked_at_while_waiting(void **state)
{
	struct verifier *v = *state;

	derive(v, "correct horse");
	verifier_accept(v);
	for (int i = 0; i < VERIFIER_FREE_TRIES; i++)
		assert_int_equal(check(v, "wrong", 1), VERIFIED_WRONG);
	assert_int_equal(check(v, "correct horse", 1), VERIFIED_WAIT);
	assert_int_equal(check(v, "correct horse", 1 + VERIFIER_FIRST_WAIT_MS), VERIFIED_RIGHT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_last_right_one_is_known, make, clear),
		cmocka_unit_test_setup_teardown(test_guessing_is_slow_and_ends, make, clear),
		cmocka_unit_test_setup_teardown(test_nothing_is_looked_at_while_waiting, make, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
