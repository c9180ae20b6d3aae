/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * housekeeping.c -- five times a second: look at the test clock, let due timers fire. Once a second: note the head of
 * the audit chain. Once an hour:
 * forget what has served (keys, events, sessions, failed logins) and write the audit chain's head
 * to the log, where whoever could rewrite the store cannot reach it.
 */
#include "server/housekeeping.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/audit_watch.h"
#include "server/http/events.h"
#include "server/http/keyed.h"
#include "server/service/finder.h"
#include "server/service/service.h"
#include "server/service/training.h"
#include "server/trust.h"

enum { TICK_MS = 200, SWEEP_MS = 3600 * 1000, DAY_SECONDS = 86400 };

struct housekeeping {
	struct server *server;
	pthread_t thread;
	int stop;
};

static bool sessions_purge(struct db *db, instant now, struct error *err)
{
	return db_run(db, err, "DELETE FROM session WHERE token_hash IN "
		      "(SELECT token_hash FROM session WHERE expires_at < ?1 LIMIT 1000)", "i",
		      now - SECONDS(DAY_SECONDS)) == DB_END;
}

static bool failures_purge(struct db *db, instant now, struct error *err)
{
	return db_run(db, err, "DELETE FROM login_failure WHERE (username, address) IN "
		      "(SELECT username, address FROM login_failure WHERE until < ?1 LIMIT 1000)", "i",
		      now - SECONDS(DAY_SECONDS)) == DB_END;
}

/* What has served; each call forgets at most a thousand rows, so that nobody waits for it. */
static bool (*const purges[])(struct db *db, instant now, struct error *err) = {
	keyed_purge, events_purge, sessions_purge, failures_purge, training_purge,
};

struct sweep {
	const struct server *server;
	size_t purge;
	int64_t rows;           /* forgotten by the last call */
};

static bool sweep_some(struct db *db, void *arg, struct error *err)
{
	struct sweep *s = arg;
	instant now = clock_now();
	bool practice = purges[s->purge] == training_purge;
	bool ok = purges[s->purge](db, practice ? now - s->server->config.practice_kept : now, err);

	s->rows = db_changes(db);
	return ok;
}

static void sweep(struct server *server)
{
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(purges); i++) {
		struct sweep s = { .server = server, .purge = i, .rows = 1 };
		while (s.rows > 0 && store_write(server->store, sweep_some, &s, &err))
			continue;
	}
	if (err.kind != ERROR_NONE)
		log_error("housekeeping: %s", err.text);
}

static void log_audit_head(struct server *s)
{
	struct error err = ERROR_INIT;
	struct db *db = store_reader(s->store, &err);

	if (db) {
		struct query *q = db_ask(
			db, "SELECT node, seq, hash FROM audit ORDER BY seq DESC LIMIT 1", "");
		if (db_step(q) == DB_ROW)
			log_info("audit head: node %s, row %lld, %s", db_get_text(q, 0),
				 (long long)db_get_int(q, 1), db_get_text(q, 2));
		db_done(q, &err);
	}
	store_reader_put(s->store, db);
	if (err.kind != ERROR_NONE)
		log_error("audit head: %s", err.text);
}

static void hourly(struct server *s, unsigned hour)
{
	sweep(s);
	finder_sweep(s->finder, clock_now());
	log_audit_head(s);
	if (hour % 24 == 0)
		trust_log_certificate(s);
}

static void *run(void *arg)
{
	struct housekeeping *h = arg;
	struct pollfd stop = { h->stop, POLLIN, 0 };
	struct audit_watch audit = { 0 };
	int64_t sweep_at = 0, look_at = 0;
	unsigned hour = 0;

	while (poll(&stop, 1, TICK_MS) <= 0) {
		clock_poll_file();
		server_tick(h->server);
		if (clock_monotonic() >= look_at) {
			audit_watch_look(&audit, h->server);
			look_at = clock_monotonic() + AUDIT_WATCH_MS;
		}
		if (clock_monotonic() < sweep_at)
			continue;
		sweep_at = clock_monotonic() + SWEEP_MS;
		hourly(h->server, hour++);
	}
	audit_watch_look(&audit, h->server);
	log_audit_head(h->server);
	return NULL;
}

struct housekeeping *housekeeping_start(struct server *s, struct error *err)
{
	struct housekeeping *h = xcalloc(1, sizeof(*h));

	h->server = s;
	h->stop = eventfd(0, EFD_CLOEXEC);
	if (h->stop >= 0 && !pthread_create(&h->thread, NULL, run, h))
		return h;
	error_set(err, ERROR_IO, _("No thread can be started for the timers."));
	if (h->stop >= 0)
		close(h->stop);
	free(h);
	return NULL;
}

void housekeeping_stop(struct housekeeping *h)
{
	if (!h)
		return;
	if (eventfd_write(h->stop, 1) < 0)
		log_warn("housekeeping: %s", i18n_errno(errno));
	pthread_join(h->thread, NULL);
	close(h->stop);
	free(h);
}
