/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_core.c -- a program that crashes leaves no image of its memory, in which there are passwords, tokens and callers'
 * data: the server, the workstation, and what both call for it.
 */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/process.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;

/* What starts from here may leave a core file, unless it sees to it itself. */
static int make_stage(void **state)
{
	struct rlimit most;

	(void)state;
	if (getrlimit(RLIMIT_CORE, &most))
		return -1;
	most.rlim_cur = most.rlim_max;
	return setrlimit(RLIMIT_CORE, &most) ? -1 : seat_stage(&server, &l);
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static size_t core_files(void)
{
	glob_t found;
	size_t n = glob("core*", 0, NULL, &found) ? 0 : found.gl_pathc;

	globfree(&found);
	return n;
}

static void expect_no_core(pid_t pid)
{
	char name[64], line[256];
	bool told = false;

	snprintf(name, sizeof(name), "/proc/%ld/limits", (long)pid);
	FILE *f = fopen(name, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		unsigned long long soft, hard;
		if (strncmp(line, "Max core file size", 18))
			continue;
		told = true;
		assert_int_equal(sscanf(line + 18, "%llu %llu", &soft, &hard), 2);      /* "unlimited" is no number */
		assert_int_equal(soft, 0);
		assert_int_equal(hard, 0);
	}
	fclose(f);
	assert_true(told);
}

static void test_workstation(void **state)
{
	size_t before = core_files();
	(void)state;

	struct screen *s = seat_sit(&server, "agent1", 80, 24);
	expect_no_core(screen_pid(s));
	screen_signal(s, SIGSEGV);
	assert_true(screen_wait_exit(s) > 0);
	assert_int_equal(core_files(), before);
	screen_free(s);
}

static void test_server(void **state)
{
	size_t before = core_files();
	(void)state;

	expect_no_core(server.pid);
	fixture_end(&server, SIGABRT);
	assert_int_equal(core_files(), before);
	fixture_start(&server);
	expect_no_core(server.pid);
}

/* Core files may go to a program instead, which no limit keeps away; that gets nothing either. Exit status of the child. */
static int guarded(void)
{
	struct rlimit limit;

	process_guard();
	if (getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur || limit.rlim_max)
		return 1;
#if !defined(__SANITIZE_ADDRESS__)
	if (prctl(PR_GET_DUMPABLE))
		return 2;
#endif
	signal(SIGABRT, SIG_DFL);
	abort();
}

static void test_guard(void **state)
{
	int status;
	(void)state;

	pid_t child = fork();
	if (!child)
		_exit(guarded());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_false(WCOREDUMP(status));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guard),
		cmocka_unit_test(test_workstation),
		cmocka_unit_test(test_server),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
