/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker_pool.c -- worker threads on one bounded ring. */
#include "server/http/worker_pool.h"

#include <pthread.h>
#include <stdlib.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { QUEUE_MOST = 64, THREADS_MOST = 16 };

struct task { void (*fn)(void *); void *arg; };
struct worker_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct task queue[QUEUE_MOST];
	unsigned head, count;
	bool stop;
	int threads;
	pthread_t thread[THREADS_MOST];
};

static bool take(struct worker_pool *p, struct task *t)
{
	pthread_mutex_lock(&p->lock);
	while (!p->count && !p->stop)
		pthread_cond_wait(&p->wake, &p->lock);
	bool got = p->count > 0;
	if (got) {
		*t = p->queue[p->head];
		p->head = (p->head + 1) % QUEUE_MOST;
		p->count--;
	}
	pthread_mutex_unlock(&p->lock);
	return got;
}

static void *work(void *arg)
{
	struct task t;

	while (take(arg, &t))
		t.fn(t.arg);
	return NULL;
}

struct worker_pool *worker_pool_start(int threads, struct error *err)
{
	struct worker_pool *p = xcalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	while (p->threads < threads && p->threads < THREADS_MOST &&
	       !pthread_create(&p->thread[p->threads], NULL, work, p))
		p->threads++;
	if (p->threads)
		return p;
	error_set(err, ERROR_IO, _("No thread can be started for passwords and reports."));
	worker_pool_stop(p);
	return NULL;
}

void worker_pool_stop(struct worker_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->threads; i++)
		pthread_join(p->thread[i], NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

bool worker_pool_submit(struct worker_pool *p, void (*fn)(void *), void *arg)
{
	pthread_mutex_lock(&p->lock);
	bool room = p->count < QUEUE_MOST && !p->stop;
	if (room) {
		p->queue[(p->head + p->count++) % QUEUE_MOST] = (struct task){ fn, arg };
		pthread_cond_signal(&p->wake);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}
