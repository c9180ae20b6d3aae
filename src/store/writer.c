/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * writer.c -- the one thread that writes, with group commit.
 *
 * What queued while the last COMMIT waited for the disk shares the next one, so one sync serves
 * many requests. A job that fails undoes only itself: mostly it has written nothing yet; when it has, the group is
 * run again with a savepoint for each job, which costs a copy of every page that a job touches. A group with a job
 * that cannot be repeated has savepoints at once. Nobody is told anything before COMMIT returned. An error that ends the
 * whole transaction (no space, a broken disk) fails every job of the group; the thread goes on, so that it recovers by
 * itself when the space is back.
 */
#include "store/private.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define GROUP_MOST 512          /* bounds the wait of the first job of a group */

struct outcome {
	struct store_job *job;
	struct error *error;    /* NULL: it may be committed */
};

struct group {
	struct outcome outcomes[GROUP_MOST];
	size_t count;
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void store_submit(struct store *s, struct store_job *job)
{
	struct writer *w = &s->writer;

	job->next = NULL;
	job->lost = false;
	pthread_mutex_lock(&w->lock);
	*w->last = job;
	w->last = &job->next;
	w->stats.queued++;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

/* Takes the next group off the queue; false when there will be none. */
static bool take_group(struct writer *w, struct group *g)
{
	g->count = 0;
	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->stop)
		pthread_cond_wait(&w->wake, &w->lock);
	size_t most = w->group ? GROUP_MOST : 1;
	while (w->first && g->count < most) {
		g->outcomes[g->count++] = (struct outcome){ .job = w->first };
		w->first = w->first->next;
	}
	if (!w->first)
		w->last = &w->first;
	w->stats.queued -= g->count;
	pthread_mutex_unlock(&w->lock);
	return g->count > 0;
}

static void fail(struct outcome *o, const struct error *err)
{
	if (!o->error)
		o->error = xmalloc(sizeof(*o->error));
	*o->error = *err;
}

/* Whatever a job had come to: it was decided beside what is not kept. */
static void lose_all(struct group *g, const struct error *err)
{
	for (size_t i = 0; i < g->count; i++) {
		fail(&g->outcomes[i], err);
		g->outcomes[i].job->lost = true;
	}
}

static void fail_job(struct outcome *o, struct error *err)
{
	if (err->kind == ERROR_NONE)
		error_set(err, ERROR_STATE, _("The request was not carried out."));
	fail(o, err);
}

enum pass {
	PASS_DONE,              /* what may be committed is in the transaction */
	PASS_AGAIN,             /* a job failed half way: roll back, run again with savepoints */
	PASS_LOST,              /* nothing of the group can be kept; the outcome of the last job says why */
};

/* As most groups go: no savepoint. */
static enum pass run_plainly(struct db *db, struct outcome *o)
{
	struct error err = ERROR_INIT;
	int64_t written = db_rows_written(db);

	if (o->job->fn(o->job, db, &err))
		return PASS_DONE;
	fail_job(o, &err);
	if (!db_in_transaction(db))
		return PASS_LOST;
	return db_rows_written(db) == written ? PASS_DONE : PASS_AGAIN;
}

static enum pass run_in_savepoint(struct db *db, struct outcome *o)
{
	struct error err = ERROR_INIT;

	if (!db_savepoint(db, &err)) {
		fail(o, &err);
		return PASS_LOST;
	}
	if (o->job->fn(o->job, db, &err) && db_release(db, &err))
		return PASS_DONE;
	if (db_in_transaction(db))
		db_rollback_to(db);
	fail_job(o, &err);
	return db_in_transaction(db) ? PASS_DONE : PASS_LOST;
}

static enum pass run_pass(struct db *db, struct group *g, enum pass (*run_one)(struct db *, struct outcome *),
			  struct error *err)
{
	enum pass pass = db_begin(db, err) ? PASS_DONE : PASS_LOST;

	for (size_t i = 0; i < g->count && pass == PASS_DONE; i++) {
		pass = run_one(db, &g->outcomes[i]);
		if (pass != PASS_DONE)
			*err = *g->outcomes[i].error;
	}
	return pass;
}

static void forget_outcomes(struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		free(g->outcomes[i].error);
		g->outcomes[i].error = NULL;
	}
}

static bool is_repeatable(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (!g->outcomes[i].job->repeatable)
			return false;
	return true;
}

/* False: nothing of the group is kept. */
static bool run_jobs(struct db *db, struct group *g, struct error *err)
{
	bool plain = g->count == 1 || is_repeatable(g);
	enum pass pass = run_pass(db, g, plain ? run_plainly : run_in_savepoint, err);

	if (pass == PASS_AGAIN) {
		db_rollback(db);
		if (g->count == 1)
			return true;    /* it undid nobody but itself */
		forget_outcomes(g);
		pass = run_pass(db, g, run_in_savepoint, err);
	}
	return pass == PASS_DONE;
}

static bool has_success(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (!g->outcomes[i].error)
			return true;
	return false;
}

static void count_group(struct writer *w, const struct group *g, int64_t commit_us)
{
	enum error_kind why = ERROR_NONE;
	size_t failed = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct error *e = g->outcomes[i].error;
		if (!e || e->kind == ERROR_STATE)
			continue;
		failed++;
		why = e->kind;
	}
	pthread_mutex_lock(&w->lock);
	w->stats.jobs += g->count;
	w->stats.failed += failed;
	if (failed || commit_us >= 0)
		w->stats.refuses = commit_us >= 0 ? ERROR_NONE : why;
	if (commit_us >= 0) {
		w->stats.commits++;
		w->stats.commit_us_last = commit_us;
		if (commit_us > w->stats.commit_us_max)
			w->stats.commit_us_max = commit_us;
	}
	pthread_mutex_unlock(&w->lock);
}

/* A group in which every job undid itself has nothing to wait for the disk for. */
static void commit_group(struct writer *w, struct group *g)
{
	struct error err = ERROR_INIT;
	int64_t commit_us = -1;

	if (!run_jobs(w->db, g, &err)) {
		db_rollback(w->db);
		lose_all(g, &err);
	} else if (!has_success(g)) {
		db_rollback(w->db);
	} else {
		int64_t start = now_us();

		if (db_commit(w->db, &err)) {
			commit_us = now_us() - start;
			checkpointer_notice(w->checkpointer, db_log_pages(w->db));
			if (w->on_commit)
				w->on_commit(w->on_commit_arg);
		} else {
			db_rollback(w->db);
			lose_all(g, &err);
		}
	}
	count_group(w, g, commit_us);
}

/* A job may be gone once its `done` was called. */
static void tell_group(struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		struct outcome *o = &g->outcomes[i];

		if (o->job->done)
			o->job->done(o->job, !o->error, o->error);
		free(o->error);
	}
}

static void *run(void *arg)
{
	struct writer *w = arg;
	struct group *g = xmalloc(sizeof(*g));

	while (take_group(w, g)) {
		atomic_store(&w->busy_since, now_us());
		commit_group(w, g);
		atomic_store(&w->busy_since, 0);        /* whoever is told may ask for the next thing at once */
		tell_group(g);
	}
	free(g);
	return NULL;
}

bool writer_start(struct writer *w, struct db *db, struct checkpointer *c, struct error *err)
{
	w->db = db;
	w->checkpointer = c;
	w->last = &w->first;
	w->group = true;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		return error_set(err, ERROR_IO, _("No thread can be started for the store."));
	return true;
}

void writer_stop(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->wake);
}

void store_on_commit(struct store *s, void (*fn)(void *arg), void *arg)
{
	s->writer.on_commit_arg = arg;
	s->writer.on_commit = fn;
}

/* ---- waiting for a job ---- */

struct waiting_job {
	struct store_job job;   /* first: the job's address is ours */
	bool (*fn)(struct db *db, void *arg, struct error *err);
	void *arg;
	struct error *err;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool finished, committed;
};

static bool run_waiting(struct store_job *job, struct db *db, struct error *err)
{
	struct waiting_job *w = (struct waiting_job *)job;

	return w->fn(db, w->arg, err);
}

static void wake_waiting(struct store_job *job, bool committed, const struct error *err)
{
	struct waiting_job *w = (struct waiting_job *)job;

	pthread_mutex_lock(&w->lock);
	w->finished = true;
	w->committed = committed;
	if (!committed && w->err)
		*w->err = *err;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

bool store_write(struct store *s, bool (*fn)(struct db *db, void *arg, struct error *err),
		 void *arg, struct error *err)
{
	struct waiting_job w = {
		.job = { .fn = run_waiting, .done = wake_waiting },
		.fn = fn,
		.arg = arg,
		.err = err,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER,
	};

	assert(!pthread_equal(pthread_self(), s->writer.thread));
	store_submit(s, &w.job);
	pthread_mutex_lock(&w.lock);
	while (!w.finished)
		pthread_cond_wait(&w.wake, &w.lock);
	pthread_mutex_unlock(&w.lock);
	pthread_mutex_destroy(&w.lock);
	pthread_cond_destroy(&w.wake);
	return w.committed;
}

int64_t store_busy_ms(struct store *s)
{
	int64_t since = atomic_load(&s->writer.busy_since);

	return since ? (now_us() - since) / 1000 : 0;
}

/* ---- measurement ---- */

void store_set_group(struct store *s, bool group)
{
	pthread_mutex_lock(&s->writer.lock);
	s->writer.group = group;
	pthread_mutex_unlock(&s->writer.lock);
}

void store_get_stats(struct store *s, struct store_stats *out)
{
	pthread_mutex_lock(&s->writer.lock);
	*out = s->writer.stats;
	pthread_mutex_unlock(&s->writer.lock);
}
