/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store.c -- durable before told, jobs apart from each other, one owner, a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/store.h"
#include "store/private.h"

#define INSERT "INSERT INTO counter (name, value) VALUES (?1, ?2)"
#define COUNT "SELECT count(*) FROM counter"

struct fixture {
	char dir[64];
	char path[96];
	struct store *store;
};

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	snprintf(f->dir, sizeof(f->dir), "/tmp/hotline-store-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/hotline.db", f->dir);
	struct error err = ERROR_INIT;
	f->store = store_open(f->path, true, &err);
	if (!f->store)
		print_error("%s\n", err.text);
	*state = f;
	return f->store ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	store_close(f->store);
	nftw(f->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

static int64_t ask_number(struct db *db, const char *sql)
{
	struct query *q = db_query(db, sql);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : -1;

	assert_true(db_done(q, NULL));
	return n;
}

static int64_t count_rows(struct fixture *f)
{
	struct db *db = store_reader(f->store, NULL);

	assert_non_null(db);
	int64_t n = ask_number(db, COUNT);
	store_reader_put(f->store, db);
	return n;
}

/* ---- jobs that insert a row ---- */

struct insert_job {
	struct store_job job;
	const char *path;       /* to look with a second connection when told */
	char name[32];
	bool give_up;           /* false after the insert */
	bool refuse;            /* false before it */
	int runs;
	bool told, committed, lost, seen;
	enum error_kind kind;
	pthread_mutex_t *lock;  /* with wake and left: counts down */
	pthread_cond_t *wake;
	int *left;
};

static bool insert_row(struct store_job *job, struct db *db, struct error *err)
{
	struct insert_job *j = (struct insert_job *)job;

	j->runs++;
	if (j->refuse)
		return error_set(err, ERROR_DENIED, "refused");
	if (db_run(db, err, INSERT, "si", j->name, (int64_t)1) != DB_END)
		return false;
	if (j->give_up)
		return error_set(err, ERROR_VERSION, "given up");
	return true;
}

static bool other_connection_sees(const char *path, const char *name)
{
	struct db *db = db_open(path, true, NULL);

	if (!db)
		return false;
	struct query *q = db_ask(db, "SELECT 1 FROM counter WHERE name = ?1", "s", name);
	bool seen = db_step(q) == DB_ROW;
	db_done(q, NULL);
	db_close(db);
	return seen;
}

static void row_told(struct store_job *job, bool committed, const struct error *err)
{
	struct insert_job *j = (struct insert_job *)job;

	j->told = true;
	j->committed = committed;
	j->lost = job->lost;
	j->kind = err ? err->kind : ERROR_NONE;
	if (j->path)
		j->seen = other_connection_sees(j->path, j->name);
	pthread_mutex_lock(j->lock);
	--*j->left;
	pthread_cond_signal(j->wake);
	pthread_mutex_unlock(j->lock);
}

struct batch {
	struct insert_job *jobs;
	int count, left;
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

static void batch_init(struct batch *b, int count, const char *path)
{
	b->jobs = xcalloc((size_t)count, sizeof(*b->jobs));
	b->count = b->left = count;
	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->wake, NULL);
	for (int i = 0; i < count; i++) {
		struct insert_job *j = &b->jobs[i];

		j->job.repeatable = true;
		j->job.fn = insert_row;
		j->job.done = row_told;
		j->path = path;
		snprintf(j->name, sizeof(j->name), "row-%d", i);
		j->lock = &b->lock;
		j->wake = &b->wake;
		j->left = &b->left;
	}
}

static void batch_wait(struct batch *b)
{
	pthread_mutex_lock(&b->lock);
	while (b->left)
		pthread_cond_wait(&b->wake, &b->lock);
	pthread_mutex_unlock(&b->lock);
}

static void batch_submit(struct batch *b, struct store *s)
{
	for (int i = 0; i < b->count; i++)
		store_submit(s, &b->jobs[i].job);
}

static void batch_release(struct batch *b)
{
	pthread_mutex_destroy(&b->lock);
	pthread_cond_destroy(&b->wake);
	free(b->jobs);
}

/* Holds the writer inside a job, so that what is submitted meanwhile makes one group. */
struct gate_job {
	struct store_job job;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool reached, open;
};

static bool wait_at_gate(struct store_job *job, struct db *db, struct error *err)
{
	struct gate_job *g = (struct gate_job *)job;

	(void)db;
	(void)err;
	pthread_mutex_lock(&g->lock);
	g->reached = true;
	pthread_cond_broadcast(&g->wake);
	while (!g->open)
		pthread_cond_wait(&g->wake, &g->lock);
	pthread_mutex_unlock(&g->lock);
	return true;
}

static void gate_close(struct gate_job *g, struct store *s)
{
	memset(g, 0, sizeof(*g));
	g->job.fn = wait_at_gate;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->wake, NULL);
	store_submit(s, &g->job);
	pthread_mutex_lock(&g->lock);
	while (!g->reached)
		pthread_cond_wait(&g->wake, &g->lock);
	pthread_mutex_unlock(&g->lock);
}

static void gate_open(struct gate_job *g)
{
	pthread_mutex_lock(&g->lock);
	g->open = true;
	pthread_cond_broadcast(&g->wake);
	pthread_mutex_unlock(&g->lock);
}

static void submit_behind_gate(struct batch *b, struct store *s)
{
	struct gate_job gate;

	gate_close(&gate, s);
	batch_submit(b, s);
	gate_open(&gate);
	batch_wait(b);
}

/* ---- tests ---- */

static void test_told_after_commit(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 5, f->path);
	batch_submit(&b, f->store);
	batch_wait(&b);
	for (int i = 0; i < b.count; i++) {
		assert_true(b.jobs[i].committed);
		assert_true(b.jobs[i].seen);
	}
	batch_release(&b);
}

static void test_failing_job_is_alone(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 9, f->path);
	b.jobs[4].give_up = true;
	strcpy(b.jobs[6].name, "row-1");        /* taken by a neighbour of the same group */
	submit_behind_gate(&b, f->store);
	for (int i = 0; i < b.count; i++) {
		assert_true(b.jobs[i].told);
		assert_int_equal(b.jobs[i].committed, i != 4 && i != 6);
		assert_false(b.jobs[i].lost);
	}
	assert_int_equal(b.jobs[4].kind, ERROR_VERSION);
	assert_false(b.jobs[4].seen);
	assert_int_equal(b.jobs[6].kind, ERROR_STATE);
	assert_int_equal(count_rows(f), 7);
	batch_release(&b);
}

/* Nobody else's work was lost with it, so it was refused, not lost. */
static void test_lone_job_that_gives_up(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 1, f->path);
	b.jobs[0].give_up = true;
	batch_submit(&b, f->store);
	batch_wait(&b);
	assert_false(b.jobs[0].committed);
	assert_false(b.jobs[0].lost);
	assert_int_equal(b.jobs[0].kind, ERROR_VERSION);
	assert_int_equal(count_rows(f), 0);
	batch_release(&b);
}

/* A refusal is what often happens; it must not cost the others a second run. */
static void test_refusal_costs_the_others_nothing(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 9, f->path);
	b.jobs[4].refuse = true;
	submit_behind_gate(&b, f->store);
	for (int i = 0; i < b.count; i++) {
		assert_int_equal(b.jobs[i].committed, i != 4);
		assert_int_equal(b.jobs[i].runs, 1);
	}
	assert_int_equal(b.jobs[4].kind, ERROR_DENIED);
	assert_int_equal(count_rows(f), 8);
	batch_release(&b);
}

/* A neighbour that fails half way makes the group run again, but not what must run once. */
static void test_unrepeatable_job_runs_once(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 9, f->path);
	b.jobs[3].job.repeatable = false;
	b.jobs[4].give_up = true;
	b.jobs[6].job.repeatable = false;
	b.jobs[6].give_up = true;
	submit_behind_gate(&b, f->store);
	for (int i = 0; i < b.count; i++) {
		assert_int_equal(b.jobs[i].committed, i != 4 && i != 6);
		assert_int_equal(b.jobs[i].seen, i != 4 && i != 6);
	}
	assert_int_equal(b.jobs[3].runs, 1);
	assert_int_equal(b.jobs[6].runs, 1);
	assert_int_equal(b.jobs[4].kind, ERROR_VERSION);
	assert_int_equal(b.jobs[6].kind, ERROR_VERSION);
	assert_int_equal(count_rows(f), 7);
	batch_release(&b);
}

static void test_group_commit(void **state)
{
	struct fixture *f = *state;
	struct store_stats before, after;
	struct batch b;

	batch_init(&b, 200, NULL);
	store_get_stats(f->store, &before);
	submit_behind_gate(&b, f->store);
	store_get_stats(f->store, &after);
	assert_int_equal(after.jobs - before.jobs, 201);
	assert_int_equal(after.commits - before.commits, 2);
	assert_int_equal(after.queued, 0);
	batch_release(&b);
}

static void test_group_switched_off(void **state)
{
	struct fixture *f = *state;
	struct store_stats before, after;
	struct batch b;

	batch_init(&b, 20, NULL);
	store_set_group(f->store, false);
	store_get_stats(f->store, &before);
	submit_behind_gate(&b, f->store);
	store_get_stats(f->store, &after);
	assert_int_equal(after.commits - before.commits, 21);
	batch_release(&b);
}

static bool add_one(struct db *db, void *arg, struct error *err)
{
	const char *name = arg;

	if (db_run(db, err, "UPDATE counter SET value = value + 1 WHERE name = ?1", "s", name) !=
	    DB_END)
		return false;
	if (db_changes(db) == 1)
		return true;
	return db_run(db, err, INSERT, "si", name, (int64_t)1) == DB_END;
}

struct thread_work {
	struct store *store;
	char own[32];
	int failures;
};

static void *write_many(void *arg)
{
	struct thread_work *w = arg;
	char shared[] = "shared";

	for (int i = 0; i < 100; i++) {
		w->failures += !store_write(w->store, add_one, w->own, NULL);
		w->failures += !store_write(w->store, add_one, shared, NULL);
	}
	return NULL;
}

static void test_many_threads(void **state)
{
	struct fixture *f = *state;
	struct thread_work work[8];
	pthread_t threads[8];
	struct store_stats stats;

	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		work[i] = (struct thread_work){ .store = f->store };
		snprintf(work[i].own, sizeof(work[i].own), "thread-%zu", i);
		assert_int_equal(pthread_create(&threads[i], NULL, write_many, &work[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(work[i].failures, 0);
	}
	store_get_stats(f->store, &stats);
	assert_int_equal(stats.jobs, 1600);
	assert_true(stats.commits < stats.jobs);
	struct db *db = store_reader(f->store, NULL);
	assert_int_equal(ask_number(db, "SELECT value FROM counter WHERE name = 'shared'"), 800);
	assert_int_equal(ask_number(db, "SELECT min(value) FROM counter WHERE name LIKE 'thread-%'"), 100);
	store_reader_put(f->store, db);
}

static bool expect_exists(struct db *db, void *arg, struct error *err)
{
	(void)arg;
	assert_int_equal(db_run(db, err, INSERT, "si", "a", (int64_t)1), DB_END);
	assert_int_equal(db_run(db, err, INSERT, "si", "a", (int64_t)2), DB_EXISTS);
	assert_int_equal(db_run(db, err, "INSERT INTO draft (contact) VALUES ('x')", ""), DB_ERROR);
	assert_int_equal(db_run(db, err, "INSERT INTO nowhere VALUES (1)", ""), DB_ERROR);
	return true;
}

static void test_taken_key(void **state)
{
	struct fixture *f = *state;

	assert_true(store_write(f->store, expect_exists, NULL, NULL));
	assert_int_equal(count_rows(f), 1);
}

static void test_second_open_is_refused(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	char self[32];

	assert_null(store_open(f->path, false, &err));
	assert_int_equal(err.kind, ERROR_BUSY);
	snprintf(self, sizeof(self), "%ld", (long)getpid());
	assert_non_null(strstr(err.text, self));
}

static void test_reopen(void **state)
{
	struct fixture *f = *state;
	char name[] = "kept";
	struct error err = ERROR_INIT;

	assert_true(store_write(f->store, add_one, name, &err));
	store_close(f->store);
	f->store = store_open(f->path, false, &err);
	assert_non_null(f->store);
	assert_true(other_connection_sees(f->path, "kept"));
}

static bool raise_version(struct db *db, void *arg, struct error *err)
{
	(void)arg;
	return db_run(db, err, "UPDATE meta SET value = ?1 WHERE name = 'schema_version'", "i",
		      (int64_t)store_schema_version() + 1) == DB_END;
}

static int64_t number_in(struct db *db, const char *sql)
{
	struct query *q = db_query_once(db, sql);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : -1;

	assert_true(db_done(q, NULL));
	return n;
}

/* As the first version of the program left it, with rows in it. */
static void make_first_version(const char *path)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(path, false, &err);

	assert_non_null(db);
	assert_true(db_script(db, store_schema_steps[0], &err));
	assert_true(db_script(db, "INSERT INTO meta (name, value) VALUES ('schema_version', '1');"
			      "INSERT INTO contact (id, realm, channel, skill, priority, state, queued_at) VALUES "
			      "('a', 'city', 'phone', 'general', 0, 'queued', 1), "
			      "('b', 'city', 'phone', 'general', 0, 'queued', 2), "
			      "('c', 'city', 'phone', 'general', 0, 'done', 3)", &err));
	db_close(db);
}

static void test_old_schema_is_upgraded(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	char *path = xasprintf("%s/old.db", f->dir), *copy = xasprintf("%s.before-%d", path, store_schema_version());

	make_first_version(path);
	for (int opened = 0; opened < 2; opened++) {
		struct store *s = store_open(path, false, &err);
		assert_non_null(s);
		struct db *db = store_reader(s, &err);
		assert_int_equal(number_in(db, "SELECT value FROM meta WHERE name = 'schema_version'"),
				 store_schema_version());
		assert_int_equal(number_in(db, "SELECT COUNT(*) FROM contact"), 3);
		assert_int_equal(number_in(db, "SELECT waiting FROM queue_count WHERE skill = 'general'"), 2);
		store_reader_put(s, db);
		store_close(s);
		/* kept as it was, once */
		db = db_open(copy, true, &err);
		assert_int_equal(number_in(db, "SELECT value FROM meta WHERE name = 'schema_version'"), 1);
		assert_int_equal(number_in(db, "SELECT COUNT(*) FROM contact"), 3);
		db_close(db);
	}
	free(path);
	free(copy);
}

/* ---- replacing a store ---- */

static void make_store(const char *path, const char *mark)
{
	struct db *db;

	store_close(store_open(path, true, NULL));
	db = db_open(path, false, NULL);
	assert_int_equal(db_run(db, NULL, "INSERT INTO meta (name, value) VALUES ('mark', ?1)", "s", mark), DB_END);
	db_close(db);
}

static void assert_mark(const char *path, const char *mark)
{
	struct db *db = db_open(path, true, NULL);
	struct query *q = db_query(db, "SELECT value FROM meta WHERE name = 'mark'");

	assert_int_equal(db_step(q), DB_ROW);
	assert_string_equal(db_get_text(q, 0), mark);
	db_done(q, NULL);
	db_close(db);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_true(f && fputs(text, f) >= 0 && !fclose(f));
}

/* Wherever it was interrupted: whoever opens it finds the new store, whole, and the old one is kept with its log. */
static void test_interrupted_replacement_is_finished(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;

	for (int moved = 0; moved <= 3; moved++) {
		char *path = xasprintf("%s/r%d.db", f->dir, moved), *fresh = xasprintf("%s.restoring", path);
		char *kept = xasprintf("%s.replaced", path), *plan = xasprintf("%s.replacing", path);
		char *log = xasprintf("%s-wal", path), *kept_log = xasprintf("%s-wal", kept);
		char *text = xasprintf("r%d.db.restoring\nr%d.db.replaced\n", moved, moved);
		make_store(path, "old");
		make_store(fresh, "new");
		write_file(log, "the old one's");
		write_file(plan, text);
		assert_true(moved < 1 || rename(path, kept) == 0);
		assert_true(moved < 2 || rename(log, kept_log) == 0);
		assert_true(moved < 3 || rename(fresh, path) == 0);
		store_close(store_open(path, false, &err));
		assert_mark(path, "new");
		assert_int_equal(access(kept, F_OK), 0);
		assert_int_equal(access(kept_log, F_OK), 0);
		assert_int_not_equal(access(plan, F_OK), 0);
		assert_int_not_equal(access(fresh, F_OK), 0);
		free(path), free(fresh), free(kept), free(plan), free(log), free(kept_log), free(text);
	}
}

/* What is no plan is not carried out. */
static void test_foreign_plan_is_refused(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	char *path = xasprintf("%s/s.db", f->dir), *plan = xasprintf("%s.replacing", path);

	make_store(path, "old");
	write_file(plan, "../../etc/passwd\nx\n");
	assert_null(store_open(path, false, &err));
	assert_int_equal(err.kind, ERROR_TRUST);
	unlink(plan);
	assert_mark(path, "old");
	free(path);
	free(plan);
}

static void test_newer_schema_is_refused(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;

	assert_true(store_write(f->store, raise_version, NULL, &err));
	store_close(f->store);
	f->store = store_open(f->path, true, &err);
	assert_null(f->store);
	assert_int_equal(err.kind, ERROR_TRUST);
}

static void test_foreign_files(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	char path[128];

	snprintf(path, sizeof(path), "%s/other", f->dir);
	assert_null(store_open(path, false, &err));
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(access(path, F_OK), -1);

	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs("dear diary, this is no database at all", out);
	fclose(out);
	assert_null(store_open(path, true, &err));
	assert_int_equal(err.kind, ERROR_TRUST);

	unlink(path);
	struct db *db = db_open(path, false, &err);
	assert_true(db_script(db, "CREATE TABLE recipe (name TEXT)", &err));
	db_close(db);
	assert_null(store_open(path, true, &err));
	assert_int_equal(err.kind, ERROR_TRUST);
}

static mode_t mode_of(const char *path, const char *suffix)
{
	char file[128];
	struct stat st;

	snprintf(file, sizeof(file), "%s%s", path, suffix);
	assert_int_equal(stat(file, &st), 0);
	return st.st_mode & 07777;
}

/* Seen from another process: is the file held? As SQLite asks before it takes itself for the last and removes the log. */
static bool is_held(const char *path)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
	pid_t pid = fork();
	int status;

	if (!pid) {
		int fd = open(path, O_RDWR | O_CLOEXEC);
		_exit(fd >= 0 && !fcntl(fd, F_GETLK, &range) && range.l_type != F_UNLCK ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

/* Whoever looks into the store with another program must not end the server's log: its locks hold all the while. */
static void test_the_file_stays_locked(void **state)
{
	struct fixture *f = *state;

	assert_true(is_held(f->path));
	store_reader_put(f->store, store_reader(f->store, NULL));
	assert_true(other_connection_sees(f->path, "nobody") == false);
	struct db *second = db_open(f->path, false, NULL);
	assert_non_null(second);
	db_close(second);
	assert_true(is_held(f->path));
}

static void test_file_modes(void **state)
{
	struct fixture *f = *state;
	char name[] = "x";

	assert_true(store_write(f->store, add_one, name, NULL));
	assert_int_equal(mode_of(f->path, ""), 0600);
	assert_int_equal(mode_of(f->path, "-wal"), 0600);
	assert_int_equal(mode_of(f->path, "-shm"), 0600);
	assert_int_equal(mode_of(f->path, ".lock"), 0600);
}

static void test_reader_cannot_write(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	struct db *db = store_reader(f->store, &err);

	assert_int_equal(db_run(db, &err, INSERT, "si", "a", (int64_t)1), DB_ERROR);
	assert_int_equal(err.kind, ERROR_IO);
	store_reader_put(f->store, db);
	assert_int_equal(count_rows(f), 0);
}

/* A job that takes a while, and how long the store says it is at work when the job's `done` is called. */
struct slow_job { struct store_job job; struct store *store; _Atomic int64_t busy_ms; };

static bool take_a_while(struct store_job *job, struct db *db, struct error *err)
{
	struct slow_job *j = (struct slow_job *)job;
	(void)db;
	(void)err;

	for (int64_t until = clock_monotonic() + 20; clock_monotonic() < until; )
		;
	atomic_store(&j->busy_ms, store_busy_ms(j->store));
	return true;
}

static void ask_busy(struct store_job *job, bool committed, const struct error *err)
{
	struct slow_job *j = (struct slow_job *)job;
	(void)committed;
	(void)err;

	atomic_store(&j->busy_ms, atomic_load(&j->busy_ms) < 19 ? -1 : store_busy_ms(j->store));
}

/* Who is told that a write is done may write again at once: it is not the store's long work any more. */
static void test_not_busy_when_told(void **state)
{
	struct fixture *f = *state;
	struct slow_job j = { { .fn = take_a_while, .done = ask_busy }, f->store, -2 };
	char name[] = "behind it";

	store_submit(f->store, &j.job);
	assert_true(store_write(f->store, add_one, name, NULL));
	assert_int_equal(atomic_load(&j.busy_ms), 0);
}

static void test_reader_snapshot(void **state)
{
	struct fixture *f = *state;
	struct db *db = store_snapshot(f->store, NULL);
	char name[] = "later";

	assert_int_equal(ask_number(db, COUNT), 0);
	assert_true(store_write(f->store, add_one, name, NULL));
	assert_int_equal(ask_number(db, COUNT), 0);
	store_reader_put(f->store, db);
	/* Pooled, and its snapshot given up. */
	assert_ptr_equal(store_reader(f->store, NULL), db);
	assert_int_equal(ask_number(db, COUNT), 1);
	store_reader_put(f->store, db);
}

static void test_statements(void **state)
{
	struct fixture *f = *state;
	struct db *db = store_reader(f->store, NULL);
	static const char list[] = "SELECT name FROM meta WHERE value >= ?1";
	struct query *outer = db_ask(db, list, "s", "");
	struct query *inner = db_ask(db, list, "s", "~");
	struct query *q;

	assert_ptr_not_equal(outer, inner);
	assert_int_equal(db_step(inner), DB_END);
	assert_int_equal(db_step(outer), DB_ROW);
	assert_string_equal(db_get_text(outer, 0), "schema_version");
	assert_true(db_done(inner, NULL));
	assert_true(db_done(outer, NULL));
	assert_ptr_equal(db_query(db, list), outer);
	assert_true(db_done(outer, NULL));

	char changing[32] = "SELECT 1";
	assert_int_equal(ask_number(db, changing), 1);
	strcpy(changing, "SELECT 2");
	assert_int_equal(ask_number(db, changing), 2);

	q = db_ask(db, "SELECT ?1, ?2, ?3", "sis", NULL, (int64_t)INT64_MIN, "中文");
	assert_int_equal(db_step(q), DB_ROW);
	assert_true(db_is_null(q, 0));
	assert_null(db_get_text(q, 0));
	assert_true(db_get_int(q, 1) == INT64_MIN);
	assert_string_equal(db_get_text(q, 2), "中文");
	assert_true(db_done(q, NULL));
	assert_true(db_done(NULL, NULL));
	store_reader_put(f->store, db);
}

/* ---- no space left ---- */

static bool limit_pages(struct db *db, void *arg, struct error *err)
{
	return db_script(db, arg, err);
}

static bool insert_much(struct store_job *job, struct db *db, struct error *err)
{
	struct insert_job *j = (struct insert_job *)job;

	return db_run(db, err, "INSERT INTO meta (name, value) SELECT ?1, hex(zeroblob(400000))",
		      "s", j->name) == DB_END;
}

static void test_store_is_full(void **state)
{
	struct fixture *f = *state;
	struct batch b;
	char tight[] = "PRAGMA max_page_count = 1", wide[] = "PRAGMA max_page_count = 1000000";
	struct error err = ERROR_INIT;

	/* SQLite raises the limit to the present size: nothing more fits. */
	assert_true(store_write(f->store, limit_pages, tight, &err));
	batch_init(&b, 3, NULL);
	b.jobs[1].job.fn = insert_much;
	submit_behind_gate(&b, f->store);
	assert_false(b.jobs[1].committed);
	assert_int_equal(b.jobs[1].kind, ERROR_FULL);
	batch_release(&b);

	assert_true(store_write(f->store, limit_pages, wide, &err));
	batch_init(&b, 1, NULL);
	b.jobs[0].job.fn = insert_much;
	batch_submit(&b, f->store);
	batch_wait(&b);
	assert_true(b.jobs[0].committed);
	batch_release(&b);
}

static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* In a child, for the limit is the process's; the write fails in COMMIT. Returns the bad step. */
static int fill_and_recover(const char *path)
{
	struct store *s = store_open(path, false, NULL);
	struct batch b;

	if (!s)
		return 1;
	signal(SIGXFSZ, SIG_IGN);
	limit_file_size(65536);
	batch_init(&b, 4, NULL);
	b.jobs[1].job.fn = insert_much;
	b.jobs[3].give_up = true;       /* what it saw before it gave up is lost, too */
	submit_behind_gate(&b, s);
	for (int i = 0; i < b.count; i++)
		if (b.jobs[i].committed || b.jobs[i].kind != ERROR_FULL || !b.jobs[i].lost)
			return 10 + i;
	batch_release(&b);

	limit_file_size(RLIM_INFINITY);
	batch_init(&b, 3, path);
	b.jobs[1].job.fn = insert_much;
	submit_behind_gate(&b, s);
	for (int i = 0; i < b.count; i++)
		if (!b.jobs[i].committed || (i != 1 && !b.jobs[i].seen))
			return 20 + i;
	batch_release(&b);
	store_close(s);
	return 0;
}

static void test_commit_fails(void **state)
{
	struct fixture *f = *state;
	int status = -1;

	store_close(f->store);
	f->store = NULL;
	pid_t child = fork();
	if (child == 0)
		_exit(fill_and_recover(f->path));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	f->store = store_open(f->path, false, NULL);
	assert_non_null(f->store);
	assert_int_equal(count_rows(f), 2);
}

/* The process dies without closing: what was told must be there, the lock must be free. */
static void test_killed_writer(void **state)
{
	struct fixture *f = *state;
	char name[] = "told";
	int status = -1;

	store_close(f->store);
	f->store = NULL;
	pid_t child = fork();
	if (child == 0) {
		struct store *s = store_open(f->path, false, NULL);

		if (s && store_write(s, add_one, name, NULL))
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	f->store = store_open(f->path, false, NULL);
	assert_non_null(f->store);
	assert_true(other_connection_sees(f->path, "told"));
}

static void test_close_runs_the_queue(void **state)
{
	struct fixture *f = *state;
	struct batch b;

	batch_init(&b, 1200, NULL);
	batch_submit(&b, f->store);
	store_close(f->store);
	for (int i = 0; i < b.count; i++)
		assert_true(b.jobs[i].committed);
	batch_release(&b);
	f->store = store_open(f->path, false, NULL);
	assert_non_null(f->store);
	assert_int_equal(count_rows(f), 1200);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(test_told_after_commit),
		STORE_TEST(test_failing_job_is_alone),
		STORE_TEST(test_lone_job_that_gives_up),
		STORE_TEST(test_refusal_costs_the_others_nothing),
		STORE_TEST(test_unrepeatable_job_runs_once),
		STORE_TEST(test_group_commit),
		STORE_TEST(test_group_switched_off),
		STORE_TEST(test_many_threads),
		STORE_TEST(test_taken_key),
		STORE_TEST(test_second_open_is_refused),
		STORE_TEST(test_reopen),
		STORE_TEST(test_old_schema_is_upgraded),
		STORE_TEST(test_interrupted_replacement_is_finished),
		STORE_TEST(test_foreign_plan_is_refused),
		STORE_TEST(test_newer_schema_is_refused),
		STORE_TEST(test_foreign_files),
		STORE_TEST(test_the_file_stays_locked),
		STORE_TEST(test_file_modes),
		STORE_TEST(test_reader_cannot_write),
		STORE_TEST(test_not_busy_when_told),
		STORE_TEST(test_reader_snapshot),
		STORE_TEST(test_statements),
		STORE_TEST(test_store_is_full),
		STORE_TEST(test_commit_fails),
		STORE_TEST(test_killed_writer),
		STORE_TEST(test_close_runs_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
