/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_store.c -- durable writes a second with and without group commit.
 *
 * Each of 64 clients has one write under way and sends the next one from its answer, as a
 * connection does. A write is a ticket event of 300 bytes. The store lies in the present
 * directory, whose disk is what is measured.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/store.h"

enum { CLIENTS = 64 };

struct run {
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int left;               /* under lock: answers to come */
	long next;              /* the writer thread's own */
	long most;
};

struct client {
	struct store_job job;   /* first */
	struct run *run;
	long seq;
};

static bool insert_event(struct store_job *job, struct db *db, struct error *err)
{
	static const char detail[] =
		"{\"text\":\"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
		"2345678901234567890123456789012345678901234567890123456789012345678901234567890123\"}";
	const struct client *c = (const struct client *)job;

	return db_run(db, err, "INSERT INTO ticket_event (no, seq, realm, at, account, action, "
		      "from_state, to_state, detail) VALUES ('261124000001', ?1, 'city', ?1, "
		      "'a', 'note', 'open', 'open', ?2)", "is", (int64_t)c->seq, detail) == DB_END;
}

static void answered(struct store_job *job, bool committed, const struct error *err)
{
	struct client *c = (struct client *)job;
	struct run *r = c->run;

	if (!committed) {
		fprintf(stderr, "%s\n", err->text);
		exit(1);
	}
	if (r->next < r->most) {
		c->seq = r->next++;
		store_submit(r->store, &c->job);
	}
	pthread_mutex_lock(&r->lock);
	r->left--;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double measure(struct store *s, bool group, long writes, long first)
{
	static struct client clients[CLIENTS];
	struct run r = {
		.store = s, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER,
		.left = (int)writes, .next = first + CLIENTS, .most = first + writes,
	};

	store_set_group(s, group);
	double start = now_s();
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){
			.job = { .repeatable = true, .fn = insert_event, .done = answered }, .run = &r, .seq = first + i,
		};
		store_submit(s, &clients[i].job);
	}
	pthread_mutex_lock(&r.lock);
	while (r.left)
		pthread_cond_wait(&r.wake, &r.lock);
	pthread_mutex_unlock(&r.lock);
	return (double)writes / (now_s() - start);
}

int main(void)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
	char dir[] = "bench-store-XXXXXX", path[64];
	struct error err = ERROR_INIT;

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/hotline.db", dir);
	struct store *s = store_open(path, true, &err);
	if (!s) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	double single = measure(s, false, 2000, 0);
	double group = measure(s, true, 40000, 100000);
	struct store_stats stats;
	store_get_stats(s, &stats);
	printf("durable writes a second, %d clients: %.0f in groups, %.0f one by one, %.1f times\n",
	       CLIENTS, group, single, group / single);
	printf("longest commit %.1f ms\n", (double)stats.commit_us_max / 1e3);
	store_close(s);
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		snprintf(path, sizeof(path), "%s/hotline.db%s", dir, suffixes[i]);
		unlink(path);
	}
	rmdir(dir);
	return 0;
}
