/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timers.c -- what happens because time passed: ringing ends, wrap-up ends, a lost line is noticed,
 * answered tickets close, waiting figures go out.
 *
 * A tick reads what is due on a connection of its own and hands each row to the writer as a job of
 * its own, so one row that fails undoes nothing else and the writer never searches. The next tick
 * begins when all jobs of the last are done: a slow disk never piles them up. Every rule looks at
 * its row again and is harmless when run twice.
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
#include "server/service/training.h"

enum { QUEUE_NEWS_MS = 2000, TROUBLE_MS = 60000, RULES_MOST = 32 };

struct timers {
	atomic_int pending;             /* jobs of the last tick that are not done */
	int64_t told_waiting;           /* what was last told about the queue, so that only news is sent */
	int64_t told_at, storms_at;     /* monotonic */
	/* Monotonic: when a rule's failure is next worth a line; the last is for offers. The tick and the writer ask. */
	_Atomic int64_t trouble_again[RULES_MOST + 1];
};

struct timers *timers_new(void)
{
	struct timers *t = xcalloc(1, sizeof(*t));

	t->told_waiting = -1;
	return t;
}

void timers_free(struct timers *t)
{
	free(t);
}

/* ---- lost lines ---- */

/* Has the event stream of this user been gone for that long? A restart counts as its beginning. */
static bool is_gone(struct server *s, const char *realm, const char *account, int64_t ms, instant now)
{
	int64_t lost = events_lost_since(s, realm, account);

	return lost && now - (lost < 0 ? s->started_at : lost) >= ms;
}

/* ---- the rules: `due` is asked of what the query found, `run` on the writer thread ---- */

static bool in_state(const struct contact *c, const char *states)
{
	return strstr(states, c->state) != NULL;
}

static bool ring_is_over(struct work *w, struct contact *c, struct error *err)
{
	if (!in_state(c, "offered") || c->offered_at > w->now - w->server->config.ring)
		return true;
	return contact_back_to_queue(w, c, "unanswered", err);
}

static bool ring_line_is_lost(struct work *w, struct contact *c, struct error *err)
{
	char account[40];

	if (!in_state(c, "offered") || !is_gone(w->server, w->realm, c->agent, w->server->config.stream_lost, w->now))
		return true;
	snprintf(account, sizeof(account), "%s", c->agent);
	return contact_back_to_queue(w, c, "line_lost", err) &&
	       presence_set(w, account, "offline", "line_lost", NULL, err);
}

static bool talk_line_is_lost(struct work *w, struct contact *c, struct error *err)
{
	bool gone = is_gone(w->server, w->realm, c->agent, w->server->config.orphan, w->now);
	bool back = !events_lost_since(w->server, w->realm, c->agent);

	if (in_state(c, "talking held") && gone) {
		jo_set_str(c->body, "before_orphaned", c->state);
		snprintf(c->state, sizeof(c->state), "orphaned");
	} else if (in_state(c, "orphaned") && back) {
		const char *before = jo_str(c->body, "before_orphaned");
		snprintf(c->state, sizeof(c->state), "%s", before ? before : "talking");
	} else {
		return true;
	}
	return contact_save(w, c, err) && contact_tell(w, c, err);
}

static bool wrap_up_is_over(struct work *w, struct contact *c, struct error *err)
{
	instant limit = w->now - w->server->config.wrap_up;

	return !in_state(c, "wrap_up") || c->ended_at > limit || c->touched_at > limit || contact_finish(w, c, err);
}

/* An agent who waits for calls on a line that is gone is not ready. */
static bool waits_on_lost_line(struct work *w, const char *account, struct error *err)
{
	struct presence p;

	if (!presence_load(w, account, &p, err))
		return false;
	if (p.contact[0] || !strcmp(p.state, "offline") ||
	    !is_gone(w->server, w->realm, account, w->server->config.stream_lost, w->now))
		return true;
	return presence_set(w, account, "offline", "line_lost", NULL, err);
}

static bool line_is_gone(struct server *s, const char *realm, const char *account, instant now)
{
	return is_gone(s, realm, account, s->config.stream_lost, now);
}

static bool talk_line_changed(struct server *s, const char *realm, const char *account, instant now)
{
	return is_gone(s, realm, account, s->config.orphan, now);
}

static bool line_is_back(struct server *s, const char *realm, const char *account, instant now)
{
	(void)now;
	return !events_lost_since(s, realm, account);
}

static instant now_less_ring(const struct server *s, instant now)
{
	return now - s->config.ring;
}

static instant now_less_wrap_up(const struct server *s, instant now)
{
	return now - s->config.wrap_up;
}

static instant just_now(const struct server *s, instant now)
{
	(void)s;
	return now;
}

typedef bool contact_rule(struct work *w, struct contact *c, struct error *err);
typedef bool row_rule(struct work *w, const char *id, struct error *err);

/* While a trainer has paused a practice session, its clocks stand still. */
#define NOT_PAUSED "realm NOT IN (SELECT id FROM training WHERE state = 'paused')"

/* The query gives id, realm and whom it concerns; ?1 is the limit. */
static const struct rule {
	const char *name, *sql;
	instant (*limit)(const struct server *s, instant now);
	bool (*due)(struct server *s, const char *realm, const char *account, instant now);
	contact_rule *contact;
	row_rule *row;
} rules[] = {
	{ "ringing", "SELECT id, realm, agent FROM contact WHERE state = 'offered' AND offered_at <= ?1 AND " NOT_PAUSED,
	  now_less_ring, NULL, ring_is_over, NULL },
	{ "ringing on a lost line", "SELECT id, realm, agent FROM contact WHERE state = 'offered' AND offered_at > ?1",
	  NULL, line_is_gone, ring_line_is_lost, NULL },
	{ "a lost line", "SELECT id, realm, agent FROM contact WHERE state IN ('talking', 'held') AND queued_at > ?1",
	  NULL, talk_line_changed, talk_line_is_lost, NULL },
	{ "a line that is back", "SELECT id, realm, agent FROM contact WHERE state = 'orphaned' AND queued_at > ?1",
	  NULL, line_is_back, talk_line_is_lost, NULL },
	{ "wrap-up", "SELECT id, realm, agent FROM contact WHERE state = 'wrap_up' AND ended_at <= ?1 AND "
	  "(touched_at IS NULL OR touched_at <= ?1) AND " NOT_PAUSED, now_less_wrap_up, NULL, wrap_up_is_over, NULL },
	{ "waiting on a lost line", "SELECT account, realm, account FROM presence "
	  "WHERE state IN ('ready', 'not_ready', 'break') AND since > ?1", NULL, line_is_gone, NULL, waits_on_lost_line },
	{ "closing", "SELECT no, realm, no FROM ticket WHERE state IN ('answered', 'transferred') AND created_at > ?1 AND "
	  "NOT EXISTS (SELECT 1 FROM contact c WHERE ticket.state = 'transferred' AND c.id = ticket.contact AND "
	  "c.state IN ('talking', 'held', 'wrap_up', 'orphaned'))",
	  NULL, NULL, NULL, ticket_close_finished },
	{ "practised calls", "SELECT DISTINCT c.training, c.training, c.training FROM training_call c JOIN training t ON "
	  "t.id = c.training AND t.state = 'running' WHERE c.due_at <= ?1", just_now, NULL, NULL, training_calls_come },
	{ "callers", "SELECT contact, training, training FROM training_call WHERE next_at <= ?1", just_now, NULL, NULL,
	  training_caller_speaks },
	{ "the end of practice", "SELECT id, id, id FROM training WHERE ends_at <= ?1 AND paused_at IS NULL", just_now, NULL, NULL,
	  training_time_is_over },
	{ "alarms", "SELECT no, realm, no FROM ticket WHERE alarm_at <= ?1", just_now, NULL, NULL, ticket_raise_alarms },
};

/* What fails does so five times a second: a line a minute for each rule is enough. */
static void log_trouble(struct timers *t, const struct rule *rule, const char *id, const char *why)
{
	_Atomic int64_t *again = &t->trouble_again[rule ? rule - rules : RULES_MOST];
	int64_t now = clock_monotonic(), due = atomic_load(again);

	_Static_assert(ARRAY_SIZE(rules) <= RULES_MOST, "a time for each rule");
	if (now >= due && atomic_compare_exchange_strong(again, &due, now + TROUBLE_MS))
		log_error("timers: %s%s%s: %s", rule ? rule->name : "offers", *id ? ", " : "", id, why);
}

/* ---- one row ---- */

struct due {
	struct store_job job;
	struct server *server;
	const struct rule *rule;        /* NULL: offers for the realm */
	char id[64], realm[40];
};

static bool run_contact(struct work *w, const struct due *d, struct error *err)
{
	struct contact c;

	if (!contact_load(w, d->id, &c, err))
		return false;
	bool ok = d->rule->contact(w, &c, err);
	contact_release(&c);
	return ok;
}

static bool run(struct store_job *job, struct db *db, struct error *err)
{
	struct due *d = (struct due *)job;
	struct work w = { d->server, db, d->realm, clock_now() };

	if (!d->rule)
		return queue_offer(&w, err);
	return d->rule->contact ? run_contact(&w, d, err) : d->rule->row(&w, d->id, err);
}

static void finished(struct store_job *job, bool committed, const struct error *err)
{
	struct due *d = (struct due *)job;

	if (!committed)
		log_trouble(d->server->timers, d->rule, d->id, err ? err->text : "not committed");
	if (committed)
		training_close_ended(d->server);
	atomic_fetch_sub(&d->server->timers->pending, 1);
	free(d);
}

static void submit(struct server *s, const struct rule *rule, const char *id, const char *realm)
{
	struct due *d = xcalloc(1, sizeof(*d));

	d->job = (struct store_job){ .repeatable = true, .fn = run, .done = finished };
	d->server = s;
	d->rule = rule;
	snprintf(d->id, sizeof(d->id), "%s", id);
	snprintf(d->realm, sizeof(d->realm), "%s", realm);
	atomic_fetch_add(&s->timers->pending, 1);
	store_submit(s->store, &d->job);
}

/* ---- one tick ---- */

static void apply_rule(struct server *s, struct db *db, const struct rule *rule, instant now)
{
	struct error err = ERROR_INIT;
	struct query *q = db_ask(db, rule->sql, "i", rule->limit ? rule->limit(s, now) : (instant)0);

	while (db_step(q) == DB_ROW) {
		const char *id = db_get_text(q, 0), *realm = db_get_text(q, 1), *whom = db_get_text(q, 2);
		if (!rule->due || (whom && rule->due(s, realm, whom, now)))
			submit(s, rule, id, realm);
	}
	if (!db_done(q, &err))
		log_trouble(s->timers, rule, "", err.text);
}

/* Where somebody waits, whoever is ready gets an offer, should one have been missed. */
static void offer_again(struct server *s, struct db *db)
{
	struct error err = ERROR_INIT;
	struct query *q = db_ask(db, "SELECT DISTINCT c.realm FROM queue_count c JOIN presence p ON p.realm = c.realm "
				 "AND p.state = 'ready' WHERE c.waiting > 0", "");

	while (db_step(q) == DB_ROW)
		submit(s, NULL, "", db_get_text(q, 0));
	if (!db_done(q, &err))
		log_trouble(s->timers, NULL, "", err.text);
}

/* A team in a storm sees its own queue. */
static void tell_storms(struct server *s, struct db *db, instant now)
{
	struct audience all = { .roles = ROLE_AGENT };
	if (clock_monotonic() - s->timers->storms_at < QUEUE_NEWS_MS)
		return;
	s->timers->storms_at = clock_monotonic();
	struct query *q = db_ask(db, "SELECT id FROM training WHERE ends_at IS NOT NULL AND mode = 'storm' AND state = 'running'", "");

	while (db_step(q) == DB_ROW) {
		struct work w = { s, db, db_get_text(q, 0), now };
		json *summary = queue_summary(&w, NULL, NULL);
		json_object_object_del(summary, "position");
		event_flash(s, w.realm, &all, "queue.updated", summary);
	}
	db_done(q, NULL);
}

static void tell_queue(struct server *s, struct db *db, instant now)
{
	struct work city = { s, db, "city", now };
	struct audience all = { .roles = ROLE_AGENT | ROLE_SUPERVISOR | ROLE_OPS };
	struct timers *t = s->timers;

	if (clock_monotonic() - t->told_at < QUEUE_NEWS_MS)
		return;
	json *summary = queue_summary(&city, NULL, NULL);
	int64_t waiting = jo_int(summary, "waiting", 0);
	json_object_object_del(summary, "position");
	if (waiting == t->told_waiting && !waiting) {
		jo_free(summary);
		return;
	}
	t->told_waiting = waiting;
	t->told_at = clock_monotonic();
	event_flash(s, "city", &all, "queue.updated", summary);
}

void server_tick(struct server *s)
{
	struct error err = ERROR_INIT;
	instant now = clock_now();

	if (atomic_load(&s->timers->pending))
		return;
	struct db *db = store_reader(s->store, &err);
	if (!db) {
		log_error("timers: %s", err.text);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		apply_rule(s, db, &rules[i], now);
	offer_again(s, db);
	tell_queue(s, db, now);
	tell_storms(s, db, now);
	store_reader_put(s->store, db);
}
