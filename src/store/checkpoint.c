/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checkpoint.c -- copies the write-ahead log into the file, away from the writer.
 *
 * Passive, so neither the writer nor a reader waits for it. Only when readers that never pause have
 * let the log grow far does it insist on starting the log again, so that the disk use is bounded; while it does so no
 * one writes, so it does not insist for long, and not again before the log has grown on.
 * A failure (no space) is logged once and tried again after the next commit.
 */
#include "store/private.h"

#include "hotline/i18n.h"
#include "hotline/log.h"

#define PAGES_WORTH_IT 4000     /* 16 MiB: pages that are written again and again are copied once */
#define PAGES_TOO_MANY 32768    /* 128 MiB */
#define INSIST_MS 20

void checkpointer_notice(struct checkpointer *c, int log_pages)
{
	if (log_pages < PAGES_WORTH_IT)
		return;
	pthread_mutex_lock(&c->lock);
	c->log_pages = log_pages;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
}

/* Waits for work; false at the end. */
static bool wait_for_pages(struct checkpointer *c, int *pages)
{
	pthread_mutex_lock(&c->lock);
	while (!c->log_pages && !c->stop)
		pthread_cond_wait(&c->wake, &c->lock);
	*pages = c->log_pages;
	c->log_pages = 0;
	bool go_on = !c->stop;
	pthread_mutex_unlock(&c->lock);
	return go_on;
}

static void *run(void *arg)
{
	struct checkpointer *c = arg;
	int pages, refused_at = 0;

	while (wait_for_pages(c, &pages)) {
		struct error err = ERROR_INIT;
		bool insists = pages > PAGES_TOO_MANY && pages > refused_at + PAGES_WORTH_IT;
		bool ok = db_checkpoint(c->db, insists ? DB_CHECKPOINT_RESTART : DB_CHECKPOINT_PASSIVE, &err);
		bool failing = !ok && err.kind != ERROR_BUSY;

		if (failing && !c->failing)
			log_warn("the store's log cannot be copied into its file: %s", err.text);
		c->failing = failing;
		if (insists || pages <= PAGES_TOO_MANY)
			refused_at = insists && !ok ? pages : 0;
	}
	return NULL;
}

bool checkpointer_start(struct checkpointer *c, const char *path, struct error *err)
{
	c->db = db_open(path, false, err);
	if (!c->db)
		return false;
	db_set_patience(c->db, INSIST_MS);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	if (pthread_create(&c->thread, NULL, run, c) == 0)
		return true;
	db_close(c->db);
	return error_set(err, ERROR_IO, _("No thread can be started for the store."));
}

void checkpointer_stop(struct checkpointer *c)
{
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->wake);
	db_close(c->db);
}
