/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timers.c -- what happens because time passed: ringing ends, wrap-up ends, a lost line is noticed,
 * answered tickets close, waiting figures go out.
 *
 * One job on the writer thread, a few indexed queries; it is submitted only when the last one
 * is done, so a slow disk never piles them up. Every rule reads the rows anew and is
 * harmless when run twice.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/log.h"
#include "hotline/store.h"
#include "server/service/contact.h"
#include "server/service/tickets.h"

enum { IDS_MOST = 200, QUEUE_NEWS_MS = 2000 };

struct tick {
	struct store_job job;
	struct server *server;
	instant now;
};

static atomic_bool running;

/* What was last told about the queue, so that only news is sent. */
static int64_t told_waiting = -1;
static int64_t told_at;                 /* monotonic */

struct ids {
	char id[IDS_MOST][64];
	size_t count;
};

static void collect(struct query *q, struct ids *list)
{
	list->count = 0;
	while (list->count < IDS_MOST && db_step(q) == DB_ROW)
		snprintf(list->id[list->count++], sizeof(list->id[0]), "%s", db_get_text(q, 0));
	db_done(q, NULL);
}

/* Every contact in one of the two states, whatever its realm, handed to `rule` with a work of its realm. */
typedef bool contact_rule(struct work *w, struct contact *c, struct error *err);

static bool each_contact(struct work *w, const char *where, instant limit, contact_rule *rule,
			 struct error *err)
{
	struct ids list;

	collect(db_ask(w->db, where, "i", limit), &list);
	for (size_t i = 0; i < list.count; i++) {
		struct contact c;
		char realm[40] = "city";
		struct query *q = db_ask(w->db, "SELECT realm FROM contact WHERE id = ?1", "s", list.id[i]);
		if (db_step(q) == DB_ROW)
			snprintf(realm, sizeof(realm), "%s", db_get_text(q, 0));
		db_done(q, NULL);
		struct work in_realm = { w->server, w->db, realm, w->now };
		if (!contact_load(&in_realm, list.id[i], &c, NULL))
			continue;
		bool ok = rule(&in_realm, &c, err);
		contact_release(&c);
		if (!ok)
			return false;
	}
	return true;
}

static bool ring_is_over(struct work *w, struct contact *c, struct error *err)
{
	return contact_back_to_queue(w, c, "unanswered", err);
}

static bool ring_line_is_lost(struct work *w, struct contact *c, struct error *err)
{
	int64_t lost = events_lost_since(w->server, w->realm, c->agent);

	if (!lost || w->now - (lost < 0 ? w->server->started_at : lost) <
	    w->server->config.stream_lost)
		return true;
	char account[40];
	snprintf(account, sizeof(account), "%s", c->agent);
	return contact_back_to_queue(w, c, "line_lost", err) &&
	       presence_set(w, account, "offline", "line_lost", NULL, err);
}

static bool talk_line_is_lost(struct work *w, struct contact *c, struct error *err)
{
	int64_t lost = events_lost_since(w->server, w->realm, c->agent);
	bool orphaned = !strcmp(c->state, "orphaned");

	if (!lost && orphaned) {
		snprintf(c->state, sizeof(c->state), "talking");
		return contact_save(w, c, err) && contact_tell(w, c, err);
	}
	if (!lost || orphaned)
		return true;
	if (w->now - (lost < 0 ? w->server->started_at : lost) < w->server->config.orphan)
		return true;
	snprintf(c->state, sizeof(c->state), "orphaned");
	return contact_save(w, c, err) && contact_tell(w, c, err);
}

/* An agent who waits for calls on a line that is gone is not ready. */
static bool settle_ready(struct work *w, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT realm || '/' || account FROM presence "
				 "WHERE state IN ('ready', 'not_ready', 'break') AND since > ?1", "i", (int64_t)0);
	struct ids list;

	collect(q, &list);
	for (size_t i = 0; i < list.count; i++) {
		char *slash = strrchr(list.id[i], '/');
		*slash = '\0';
		int64_t lost = events_lost_since(w->server, list.id[i], slash + 1);
		if (!lost || w->now - (lost < 0 ? w->server->started_at : lost) <
		    w->server->config.stream_lost)
			continue;
		struct work in_realm = { w->server, w->db, list.id[i], w->now };
		if (!presence_set(&in_realm, slash + 1, "offline", "line_lost", NULL, err))
			return false;
	}
	return true;
}

static void tell_queue(struct work *w)
{
	struct work city = { w->server, w->db, "city", w->now };
	struct audience all = { .roles = ROLE_AGENT | ROLE_SUPERVISOR | ROLE_OPS };

	if (clock_monotonic() - told_at < QUEUE_NEWS_MS)
		return;
	json *summary = queue_summary(&city, NULL, NULL);
	int64_t waiting = jo_int(summary, "waiting", 0);
	json_object_object_del(summary, "position");
	if (waiting != told_waiting || waiting > 0) {
		told_waiting = waiting;
		told_at = clock_monotonic();
		event_flash(w->server, "city", &all, "queue.updated", summary);
	} else {
		jo_free(summary);
	}
}

static bool run(struct store_job *job, struct db *db, struct error *err)
{
	struct tick *t = (struct tick *)job;
	struct work w = { t->server, db, "city", t->now };
	const struct server_config *k = &t->server->config;
	bool ok =
		each_contact(&w, "SELECT id FROM contact WHERE state = 'offered' AND offered_at <= ?1 "
			     "ORDER BY offered_at LIMIT 200", t->now - k->ring, ring_is_over, err) &&
		each_contact(&w, "SELECT id FROM contact WHERE state = 'offered' AND offered_at > ?1 LIMIT 200",
			     0, ring_line_is_lost, err) &&
		each_contact(&w, "SELECT id FROM contact WHERE state IN ('talking', 'held', 'orphaned') "
			     "AND queued_at > ?1 LIMIT 200", 0, talk_line_is_lost, err) &&
		each_contact(&w, "SELECT id FROM contact WHERE state = 'wrap_up' AND ended_at <= ?1 AND "
			     "(touched_at IS NULL OR touched_at <= ?1) LIMIT 200", t->now - k->wrap_up,
			     contact_finish, err) &&
		settle_ready(&w, err) && tickets_close_finished(&w, err) && queue_offer(&w, err);
	tell_queue(&w);
	return ok;
}

static void finished(struct store_job *job, bool committed, const struct error *err)
{
	if (!committed)
		log_error("timers: %s", err ? err->text : "not committed");
	free(job);
	atomic_store(&running, false);
}

void server_tick(struct server *s)
{
	if (atomic_exchange(&running, true))
		return;
	struct tick *t = xcalloc(1, sizeof(*t));
	t->job.fn = run;
	t->job.done = finished;
	t->server = s;
	t->now = clock_now();
	store_submit(s->store, &t->job);
}
