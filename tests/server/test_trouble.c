/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_trouble.c -- a server in trouble: the disk is full, takes nothing, is damaged or hangs, and the clock goes back.
 * What cannot be kept is refused with 503 and a reason, what can be read is read, and when the cause is gone all is
 * well by itself.
 */
#include <poll.h>
#include <setjmp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/store.h"
#include "tests/server/life.h"

static struct fixture f;
static char *agent, *supervisor, *ops;
static char *hung;                      /* the file whose presence hangs the disk */

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	hung = xasprintf("%s/hung", f.dir);
	setenv("HUNG_DISK", hung, 1);
	char *asan = xasprintf("verify_asan_link_order=0:%s", getenv("ASAN_OPTIONS") ? getenv("ASAN_OPTIONS") : "");
	setenv("ASAN_OPTIONS", asan, 1);
	free(asan);
	setenv("LD_PRELOAD", "./tests/server/hung_disk.so", 1);
	fixture_start(&f);
	unsetenv("LD_PRELOAD");
	agent = fixture_login(&f, "agent1");
	supervisor = fixture_login(&f, "supervisor1");
	ops = fixture_login(&f, "ops1");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(agent);
	free(supervisor);
	free(ops);
	fixture_free(&f);
	free(hung);
	return 0;
}

static int read_something(void)
{
	struct answer a;

	fixture_request(&f, "GET", "/knowledge?q=%E6%9A%96%E6%B0%94", supervisor, NULL, NULL, &a);
	answer_release(&a);
	return a.status;
}

/* A contact under its own key. `why`: what the refusal has to say. */
static int write_with_key(const char *key, const char *why)
{
	struct answer a;

	fixture_post(&f, "/contacts", f.gateway, key, "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000001\"}}", &a);
	if (a.status == 503) {
		assert_true(atoi(answer_header(&a, "Retry-After")) > 0);
		if (why && !strstr(jo_str(a.json, "detail"), why))
			fail_msg("%s", a.body.data);
	}
	answer_release(&a);
	return a.status;
}

static int write_something(const char *why)
{
	static int number;
	char key[32];

	snprintf(key, sizeof(key), "trouble-%d", number++);
	return write_with_key(key, why);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(prlimit(f.pid, RLIMIT_FSIZE, NULL, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(prlimit(f.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

/* Not one byte can be written: as on a file system that became read-only. */
static void test_nothing_can_be_written(void **state)
{
	(void)state;
	assert_int_equal(write_something(NULL), 201);
	limit_files(0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(write_with_key("kept-for-later", "kept nothing of this request"), 503);
		assert_int_equal(read_something(), 200);
	}
	limit_files(RLIM_INFINITY);
	assert_int_equal(write_with_key("kept-for-later", NULL), 201);
	assert_int_equal(write_with_key("kept-for-later", NULL), 201);
}

static size_t inbox(struct life *l, const char *token)
{
	json *page = life_get(l, "/tickets?state=dispatched", token, 200);
	size_t count = jo_len(jo_get(page, "items"));

	jo_free(page);
	return count;
}

/* A dispatch to several units reaches all of them or none, and each one's part is to be seen. */
static void test_several_units_or_none(void **state)
{
	static const char dispatch[] =
		"{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"co\":[\"C001\"],\"basis\":\"x\"}";
	struct life l;
	char no[24], path[64];
	(void)state;

	life_begin(&l, &f);
	life_submit(&l, "两家一起办", no);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	jo_free(life_get(&l, path, l.dispatcher, 200));
	size_t street = inbox(&l, l.street), company = inbox(&l, l.company);
	limit_files(0);
	jo_free(life_post(&l, strcat(path, "/actions"), l.dispatcher, "1", dispatch, 503));
	limit_files(RLIM_INFINITY);
	assert_int_equal(inbox(&l, l.street), street);
	assert_int_equal(inbox(&l, l.company), company);
	life_move(&l, no, l.dispatcher, dispatch, "dispatched");
	assert_int_equal(inbox(&l, l.street), street + 1);
	assert_int_equal(inbox(&l, l.company), company + 1);
	json *t = life_act(&l, no, l.company, "{\"action\":\"sign\"}", 200);
	jo_free(t);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	t = life_get(&l, path, l.dispatcher, 200);
	const char *text = jo_text(t);
	if (!strstr(text, "C001") || !strstr(text, "handling") || !strstr(text, "dispatched"))
		fail_msg("%s", text);
	jo_free(t);
	life_end(&l);
}

/* In the language of who asked, and without what only ops can read. */
static void check_refused_in_chinese(void)
{
	static const char *const headers[] = { "Accept-Language: zh-CN", "Idempotency-Key: trouble-zh", NULL };
	struct answer a;

	fixture_request(&f, "POST", "/contacts", f.gateway,
			"{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000001\"}}", headers, &a);
	assert_int_equal(a.status, 503);
	const char *detail = jo_str(a.json, "detail");
	if (!detail || !strstr(detail, "磁盘已满") || strstr(detail, "database"))
		fail_msg("%s", a.body.data);
	answer_release(&a);
}

/* Ops see it without the log. */
static void check_refuses(const char *why)
{
	struct answer a;

	fixture_request(&f, "GET", "/status", ops, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	const char *refuses = jo_str(a.json, "refuses");
	if (!why != !refuses || (why && strcmp(why, refuses) != 0))
		fail_msg("%s", a.body.data);
	answer_release(&a);
}

/* The files may not grow: what fits goes on for a while, then nothing does. */
static void test_disk_is_full(void **state)
{
	char *log = xasprintf("%s-wal", f.store);
	struct stat st;
	int status = 201;
	(void)state;

	assert_int_equal(stat(log, &st), 0);
	limit_files((rlim_t)st.st_size + 65536);
	for (int i = 0; i < 2000 && status == 201; i++)
		status = write_something("space");
	assert_int_equal(status, 503);
	check_refused_in_chinese();
	assert_int_equal(read_something(), 200);
	check_refuses("full");
	limit_files(RLIM_INFINITY);
	assert_int_equal(write_something(NULL), 201);
	check_refuses(NULL);
	free(log);
}

/* ---- a disk that hangs ---- */

struct waiting { pthread_t thread; atomic_int status; };

static void *write_and_wait(void *arg)
{
	struct waiting *w = arg;

	atomic_store(&w->status, write_with_key("hung", NULL));
	return NULL;
}

static int ready(void)
{
	struct answer a;

	fixture_request(&f, "GET", "//readyz", NULL, NULL, NULL, &a);
	answer_release(&a);
	return a.status;
}

/* Who waits is answered when it goes on; who comes meanwhile is told at once, and whoever reads notices nothing. */
static void test_disk_hangs(void **state)
{
	struct waiting w = { .status = 0 };
	int64_t began = clock_monotonic();
	struct answer a;
	(void)state;

	int fd = open(hung, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	close(fd);
	assert_int_equal(pthread_create(&w.thread, NULL, write_and_wait, &w), 0);
	while (ready() == 200 && clock_monotonic() - began < 30000)
		assert_int_equal(read_something(), 200);
	assert_int_equal(ready(), 503);
	began = clock_monotonic();
	assert_int_equal(write_something("does not finish"), 503);
	fixture_request(&f, "POST", "/sessions", NULL, "{\"username\":\"agent1\",\"password\":\"" PASSWORD "\"}", NULL, &a);
	assert_int_equal(a.status, 503);
	answer_release(&a);
	assert_true(clock_monotonic() - began < 10000);        /* the disk still hangs */
	assert_int_equal(atomic_load(&w.status), 0);
	unlink(hung);
	pthread_join(w.thread, NULL);
	assert_int_equal(atomic_load(&w.status), 201);
	assert_int_equal(write_with_key("hung", NULL), 201);
	assert_int_equal(ready(), 200);
	assert_int_equal(write_something(NULL), 201);
}

static pid_t start_ctl(const char *first, const char *second)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(null, STDOUT_FILENO);
	execl("./hotlinectl", "hotlinectl", first, "--config", f.config, second, (char *)NULL);
	_exit(127);
}

static int end_of(pid_t pid, int flags)
{
	int status = -1;

	if (waitpid(pid, &status, flags) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

/* At most ten seconds. */
static void wait_for_change(int watch)
{
	struct pollfd ready = { .fd = watch, .events = POLLIN };
	char events[4096];

	assert_int_equal(poll(&ready, 1, 10000), 1);
	assert_true(read(watch, events, sizeof(events)) > 0);
}

/* A backup that takes its time keeps nobody from asking how the server is. */
static void test_backup_is_slow(void **state)
{
	char *copy = xasprintf("%s/copy.db", f.dir), *fresh = xasprintf("%s.new", copy);
	(void)state;

	int fd = open(hung, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	close(fd);
	int watch = inotify_init1(IN_CLOEXEC);
	assert_true(inotify_add_watch(watch, f.dir, IN_CREATE) >= 0);
	pid_t backup = start_ctl("backup", copy);
	struct stat st;
	while (stat(fresh, &st))
		wait_for_change(watch);
	close(watch);
	assert_int_equal(end_of(start_ctl("status", NULL), 0), 0);
	assert_int_equal(end_of(start_ctl("status", NULL), 0), 0);
	assert_int_equal(end_of(backup, WNOHANG), -1);
	unlink(hung);
	assert_int_equal(end_of(backup, 0), 0);
	assert_int_equal(stat(copy, &st), 0);
	free(copy);
	free(fresh);
}

/* ---- a clock that goes back ---- */

static void test_clock_goes_back(void **state)
{
	struct life l;
	char before[24], after[24];
	(void)state;

	life_begin(&l, &f);
	l.keys = 1000;          /* those before were another life's */
	fixture_clock(&f, 2 * 3600);
	life_submit(&l, "钟拨回之前", before);
	fixture_clock(&f, -3600);
	life_submit(&l, "钟拨回之后", after);
	assert_string_not_equal(before, after);
	/* nobody is logged out, nothing is early, and both go their way */
	assert_int_equal(read_something(), 200);
	life_handle(&l, before);
	life_handle(&l, after);
	json *list = life_get(&l, "/tickets?state=visiting", l.supervisor, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 2);
	jo_free(list);
	fixture_clock(&f, 0);
	assert_int_equal(write_something(NULL), 201);
	life_end(&l);
}

/* ---- what counts as trouble ---- */

static int64_t changes_failed(void)
{
	struct answer a;

	fixture_request(&f, "GET", "/status", ops, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	int64_t n = jo_int(a.json, "failed", -1);
	answer_release(&a);
	return n;
}

/* A move that a rule refuses is no change that the store lost. */
static void test_refusal_is_no_failure(void **state)
{
	struct answer a;
	int64_t before = changes_failed();

	(void)state;
	fixture_post(&f, "/contacts/nobody/answer", agent, "refused-1", "{}", &a);
	assert_true(a.status == 404 || a.status == 409);
	answer_release(&a);
	assert_int_equal(changes_failed(), before);
}

/* ---- a damaged page ---- */

static long page_of(const char *table)
{
	struct db *db = db_open(f.store, true, NULL);
	struct query *q = db_ask(db, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", "s", table);
	long page = db_step(q) == DB_ROW ? (long)db_get_int(q, 0) : 0;

	db_done(q, NULL);
	db_close(db);
	return page;
}

/* Of the file of a server that has ended. */
static void damage(const char *table, char kept[4096])
{
	long page = page_of(table);
	char noise[4096];

	memset(noise, 0xa5, sizeof(noise));
	assert_true(page > 1);
	int fd = open(f.store, O_RDWR);
	assert_int_equal(pread(fd, kept, 4096, (page - 1) * 4096), 4096);
	assert_int_equal(pwrite(fd, noise, sizeof(noise), (page - 1) * 4096), 4096);
	close(fd);
}

static void mend(const char *kept, long page)
{
	int fd = open(f.store, O_RDWR);

	assert_int_equal(pwrite(fd, kept, 4096, (page - 1) * 4096), 4096);
	close(fd);
}

static int status_of(const char *path, const char *token, const char *why)
{
	struct answer a;

	fixture_request(&f, "GET", path, token, NULL, NULL, &a);
	if (why && !strstr(a.body.data, why))
		fail_msg("%s", a.body.data);
	answer_release(&a);
	return a.status;
}

/* What lies on it is refused with the reason; everything else is served; mended under the running server, it is as before. */
static void test_damaged_page(void **state)
{
	const char *found = "/tickets?text=%E9%92%9F%E6%8B%A8%E5%9B%9E";
	char kept[4096];
	long page;
	(void)state;

	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	page = page_of("ticket");
	damage("ticket", kept);
	fixture_start(&f);
	assert_int_equal(status_of("/tickets", supervisor, "The store is damaged"), 503);
	assert_int_equal(status_of("/status", ops, "\"damaged\":true"), 200);
	assert_int_equal(status_of("/me", agent, NULL), 200);
	assert_int_equal(write_something(NULL), 201);
	mend(kept, page);
	assert_int_equal(write_something(NULL), 201);   /* what readers kept of the page is old now */
	assert_int_equal(status_of("/tickets", supervisor, NULL), 200);
	/* the search, which could not read it at the start, has it after a while */
	int64_t began = clock_monotonic();
	bool all = false;
	while (!all && clock_monotonic() - began < 20000) {
		struct answer a;
		fixture_request(&f, "GET", found, supervisor, NULL, NULL, &a);
		all = a.status == 200 && jo_len(jo_get(a.json, "items")) == 2;
		answer_release(&a);
	}
	assert_true(all);
}

/* ---- a folder in which nothing can be made ---- */

/* In a child without privileges: the exit status of hotlined, which has to say why. */
static int start_as_nobody(char *said, size_t size)
{
	int out[2], status = -1;

	assert_int_equal(pipe(out), 0);
	pid_t pid = fork();
	if (!pid) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(126);
		dup2(out[1], STDERR_FILENO);
		execl("./hotlined", "hotlined", "--config", f.config, (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	ssize_t n = read(out[0], said, size - 1);
	said[n > 0 ? n : 0] = '\0';
	close(out[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_folder_is_read_only(void **state)
{
	char said[1000];
	char *parts[] = { f.config, f.certificate, f.store, xasprintf("%s/server.key", f.dir) };
	(void)state;

	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		chmod(parts[i], 0444);
	chmod(f.dir, 0555);
	assert_int_equal(start_as_nobody(said, sizeof(said)), 1);
	assert_non_null(strstr(said, "hotlined: The "));
	assert_non_null(strstr(said, f.dir));
	chmod(f.dir, 0700);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		chmod(parts[i], 0600);
	free(parts[3]);
	fixture_start(&f);
	assert_int_equal(write_something(NULL), 201);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_can_be_written), cmocka_unit_test(test_several_units_or_none), cmocka_unit_test(test_disk_is_full),
		cmocka_unit_test(test_disk_hangs), cmocka_unit_test(test_backup_is_slow), cmocka_unit_test(test_clock_goes_back),
		cmocka_unit_test(test_refusal_is_no_failure), cmocka_unit_test(test_damaged_page), cmocka_unit_test(test_folder_is_read_only),
	};

	return cmocka_run_group_tests_name("trouble", tests, set_up, tear_down);
}
