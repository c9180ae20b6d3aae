/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_trust.c -- a certificate that ended or soon will, files that others may read, and reasons in one language. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "pem.h"

static struct fixture f;

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&f);
	return 0;
}

static void certify_for(long seconds)
{
	char *key = xasprintf("%s/server.key", f.dir);

	assert_true(pem_make_until(f.certificate, key, seconds));
	chmod(key, 0600);
	free(key);
}

static bool log_says(const char *words)
{
	char *log = fixture_log(&f);
	bool says = strstr(log, words) != NULL;

	free(log);
	return says;
}

static instant end_shown(void)
{
	char *ops = fixture_login(&f, "ops1");
	struct answer a;
	instant end = 0;

	fixture_request(&f, "GET", "/status", ops, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	assert_true(clock_parse(jo_str(a.json, "certificate_ends_at"), &end));
	answer_release(&a);
	free(ops);
	return end;
}

static void wait_for_log(const char *words)
{
	struct pollfd watch = { inotify_init1(IN_CLOEXEC), POLLIN, 0 };
	int64_t end = clock_monotonic() + 10000;
	char told[4096];

	assert_true(watch.fd >= 0 && inotify_add_watch(watch.fd, f.log, IN_MODIFY) >= 0);
	while (!log_says(words)) {
		int64_t left = end - clock_monotonic();
		if (left <= 0 || poll(&watch, 1, (int)left) <= 0)
			fail_msg("the log never says \"%s\"", words);
		assert_true(read(watch.fd, told, sizeof(told)) > 0);
	}
	close(watch.fd);
}

static void test_end_of_certificate(void **state)
{
	const long day = 86400;
	(void)state;

	certify_for(-60);
	assert_false(fixture_try_start(&f));
	assert_true(log_says("ended at") && log_says("hotlinectl init"));
	certify_for(20 * day);
	fixture_start(&f);
	instant end = end_shown();
	assert_true(end > clock_now() + SECONDS(19 * day) && end < clock_now() + SECONDS(21 * day));
	wait_for_log("the certificate ends at");
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
}

static void test_modes(void **state)
{
	(void)state;
	certify_for(1000 * 86400L);
	chmod(f.store, 0600);
	chmod(f.config, 0600);
	unlink(f.log);
	fixture_start(&f);
	assert_false(log_says("others may"));
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	char *key = xasprintf("%s/server.key", f.dir);
	chmod(key, 0644);
	chmod(f.config, 0666);
	chmod(f.store, 0640);
	chmod(f.dir, 0777);
	fixture_start(&f);
	assert_true(log_says("server.key has the mode 644: others may read the server's key"));
	assert_true(log_says("hotlined.conf has the mode 666: others may change it"));
	assert_true(log_says("city.db has the mode 640: others may read or change the store"));
	assert_true(log_says("has the mode 777: others may replace the store"));
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	chmod(f.dir, 0700);
	free(key);
}

/* The system's reason is in the language of the sentence around it, whatever LANGUAGE says for other threads. */
static void test_one_language(void **state)
{
	(void)state;
	setenv("LANGUAGE", "en", 1);
	certify_for(86400);
	unlink(f.certificate);
	assert_false(fixture_try_start(&f));
	assert_true(log_says("cannot be read: No such file or directory"));
}

/* What can be opened and not read is no file of another kind. */
static void test_a_certificate_that_cannot_be_read(void **state)
{
	(void)state;
	unlink(f.certificate);
	assert_int_equal(mkdir(f.certificate, 0700), 0);
	assert_false(fixture_try_start(&f));
	assert_true(log_says("cannot be read: Is a directory"));
	assert_int_equal(rmdir(f.certificate), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end_of_certificate),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_one_language),
		cmocka_unit_test(test_a_certificate_that_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
