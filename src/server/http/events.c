/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.c -- who gets what, and when.
 *
 * The event table is an outbox: a service adds a row in the transaction of what happened, and
 * after COMMIT one thread reads the new rows and hands each to the streams concerned. So an event
 * is seen if and only if its transaction was kept, in the order of the rows. The same thread sends
 * the heartbeats and watches for peers that hang up, which a suspended connection does not notice.
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/log.h"
#include "hotline/ticket.h"
#include "server/http/events_private.h"

enum { ROWS_AT_ONCE = 256, LOOK_MS = 1000, WATCH_MOST = 64 };

/* ---- ids ---- */

/* An odd factor and its inverse modulo 2^64: the id on the wire tells nobody how much happened. */
static const uint64_t scramble = 0x9e3779b97f4a7c15u, unscramble = 0xf1de83e19937733du;

void event_format(struct buf *out, const char *name, const char *data)
{
	buf_addf(out, "event: %s\ndata: ", name);
	buf_adds(out, data);
	buf_adds(out, "\n\n");
}

void event_format_row(struct buf *out, int64_t id, const char *name, const char *data)
{
	buf_addf(out, "id: %016" PRIx64 "\n", ((uint64_t)id + 1) * scramble);
	event_format(out, name, data);
}

struct event_row event_read(struct query *q)
{
	return (struct event_row){
		.id = db_get_int(q, 0),
		.realm = db_get_text(q, 1),
		.account = db_get_text(q, 2),
		.roles = (unsigned)db_get_int(q, 3),
		.unit = db_get_text(q, 4),
		.name = db_get_text(q, 5),
		.data = db_get_text(q, 6),
	};
}

int64_t event_decode_id(const char *text)
{
	if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return -1;
	uint64_t n = strtoull(text, NULL, 16) * unscramble - 1;
	return n <= INT64_MAX ? (int64_t)n : -1;
}

int64_t events_last_id(struct db *db, struct error *err)
{
	struct query *q = db_ask(db, "SELECT MAX(id) FROM event", "");
	int64_t id = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	return db_done(q, err) ? id : -1;
}

/* ---- sending ---- */

static void written(struct server *s)
{
	atomic_store(&s->events->pending, true);
}

bool event_concerns(struct server *s, const struct event_row *row, const struct user *u)
{
	if (strcmp(row->realm, "*") != 0 && strcmp(row->realm, u->realm) != 0)
		return false;
	if (row->account)
		return !strcmp(row->account, u->id);
	if (row->roles)
		return row->roles & u->roles;
	const struct city *c = server_city(s);
	return row->unit && c && (u->roles & ROLE_UNIT) && u->unit[0] &&
	       city_unit_is_under(c, row->unit, u->unit);
}

static void make_key(char key[LISTENER_KEY], const char *realm, const char *user)
{
	snprintf(key, LISTENER_KEY, "%s/%s", realm, user);
}

static struct listener *find_listener(struct events *ev, const char *realm, const char *user)
{
	char key[LISTENER_KEY];
	struct listener *l;

	make_key(key, realm, user);
	HASH_FIND_STR(ev->listeners, key, l);
	return l;
}

/* Under the lock. One user's events do not look at the streams of the others. */
static void deliver(struct events *ev, const struct event_row *row, const struct buf *text)
{
	struct stream *st;

	if (row->account && strcmp(row->realm, "*") != 0) {
		struct listener *l = find_listener(ev, row->realm, row->account);
		for (st = l ? l->streams : NULL; st; st = st->same_next)
			if (row->id > st->position)
				stream_send(st, text->data, text->len);
		return;
	}
	for (st = ev->all; st; st = st->next)
		if (row->id > st->position && event_concerns(ev->server, row, &st->user))
			stream_send(st, text->data, text->len);
}

static void flash(struct server *s, const char *realm, const struct audience *to, const char *name, json *data)
{
	struct events *ev = s->events;
	struct event_row row = { .id = INT64_MAX, .realm = realm, .account = to->user };
	struct buf text = BUF_INIT;

	row.roles = to->user ? 0 : to->roles;
	row.unit = to->user || to->roles ? NULL : to->unit;
	event_format(&text, name, jo_text(data));
	jo_free(data);
	pthread_mutex_lock(&ev->lock);
	deliver(ev, &row, &text);
	pthread_mutex_unlock(&ev->lock);
	buf_release(&text);
}

/* ---- the table of streams; under the lock ---- */

/* Takes the data. */
static void tell(struct stream *st, const char *name, json *data)
{
	struct buf text = BUF_INIT;

	event_format(&text, name, jo_text(data));
	stream_send(st, text.data, text.len);
	buf_release(&text);
	jo_free(data);
}

/* session.elsewhere {address, later, mark}: the mark is the same for one session, and tells nothing of its token. */
static void tell_elsewhere(struct stream *to, const struct stream *other, bool later)
{
	char hash[HASH_TEXT], mark[17];
	json *data = json_object_new_object();

	hash_hex(other->user.session, strlen(other->user.session), hash);
	snprintf(mark, sizeof(mark), "%.16s", hash);
	jo_set_str(data, "address", other->exchange->address);
	jo_set_bool(data, "later", later);
	jo_set_str(data, "mark", mark);
	tell(to, "session.elsewhere", data);
}

/* One user at two seats: each is told of the other. A seat that comes back under its session is the same one. */
static void tell_seats(const struct listener *l, struct stream *st)
{
	for (struct stream *other = l->streams; other; other = other->same_next) {
		if (other->user.machine || st->user.machine || !strcmp(other->user.session, st->user.session))
			continue;
		tell_elsewhere(other, st, true);
		tell_elsewhere(st, other, false);
	}
}

static void link_listener(struct events *ev, struct stream *st)
{
	struct listener *l = find_listener(ev, st->user.realm, st->user.id);

	if (!l) {
		l = xcalloc(1, sizeof(*l));
		make_key(l->key, st->user.realm, st->user.id);
		HASH_ADD_STR(ev->listeners, key, l);
	}
	tell_seats(l, st);
	st->listener = l;
	st->same_next = l->streams;
	if (l->streams)
		l->streams->same_prev = st;
	l->streams = st;
	l->count++;
	l->lost_since = 0;
}

/* A peer that is gone shows on its socket; one that is silent is given up by the kernel. */
static void watch_peer(struct events *ev, struct stream *st)
{
	struct epoll_event e = { .events = EPOLLRDHUP | EPOLLET, .data.u64 = st->serial };
	unsigned ms = 2 * (unsigned)ev->server->config.heartbeat;

	setsockopt(st->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
	if (epoll_ctl(ev->epoll, EPOLL_CTL_ADD, st->fd, &e) < 0)
		log_warn("a stream is not watched: %s", i18n_errno(errno));
}

void events_link(struct events *ev, struct stream *st)
{
	st->serial = ++ev->next_serial;
	st->beat_at = clock_monotonic() + ev->server->config.heartbeat;
	st->next = ev->all;
	if (ev->all)
		ev->all->prev = st;
	ev->all = st;
	HASH_ADD(hh, ev->by_serial, serial, sizeof(st->serial), st);
	link_listener(ev, st);
	ev->count++;
	st->linked = true;
	watch_peer(ev, st);
	if (ev->ending)
		stream_end(st);
}

static void unlink_listener(struct stream *st)
{
	struct listener *l = st->listener;

	if (st->same_prev)
		st->same_prev->same_next = st->same_next;
	else
		l->streams = st->same_next;
	if (st->same_next)
		st->same_next->same_prev = st->same_prev;
	if (!--l->count)
		l->lost_since = clock_now();
}

void events_unlink(struct events *ev, struct stream *st)
{
	if (!st->linked)
		return;
	epoll_ctl(ev->epoll, EPOLL_CTL_DEL, st->fd, NULL);
	if (st->prev)
		st->prev->next = st->next;
	else
		ev->all = st->next;
	if (st->next)
		st->next->prev = st->prev;
	HASH_DELETE(hh, ev->by_serial, st);
	unlink_listener(st);
	ev->count--;
	st->linked = false;
}

static int count_of(struct server *s, const char *realm, const char *user)
{
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	struct listener *l = find_listener(ev, realm, user);
	int count = l ? l->count : 0;
	pthread_mutex_unlock(&ev->lock);
	return count;
}

static int64_t lost_since(struct server *s, const char *realm, const char *user)
{
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	struct listener *l = find_listener(ev, realm, user);
	int64_t since = l ? l->lost_since : -1;
	pthread_mutex_unlock(&ev->lock);
	return since;
}

static void end_session(struct stream *st, const char *reason)
{
	json *data = json_object_new_object();

	jo_set_str(data, "reason", reason);
	tell(st, "session.ended", data);
	stream_end(st);
}

static bool hangs_on(const struct user *u, const char *session)
{
	return !strcmp(u->session, session) || !strcmp(u->parent, session);
}

static bool is_among(const struct user *u, enum events_whose whose, const char *session)
{
	switch (whose) {
	case EVENTS_ALL:
		return true;
	case EVENTS_LOGINS:
		return !u->machine;
	case EVENTS_SESSION:
		return hangs_on(u, session);
	case EVENTS_OTHERS:
		return !u->machine && !hangs_on(u, session);
	}
	return false;
}

void events_close(struct server *s, const char *user, enum events_whose whose, const char *session,
		  const char *reason)
{
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	for (struct stream *st = ev->all; st; st = st->next)
		if (!strcmp(st->user.id, user) && is_among(&st->user, whose, session))
			end_session(st, reason);
	pthread_mutex_unlock(&ev->lock);
}

static void close_session(struct server *s, const char *user, const char *session, const char *reason)
{
	events_close(s, user, EVENTS_SESSION, session, reason);
}

void events_get_stats(struct server *s, struct events_stats *out)
{
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	out->streams = ev->count;
	pthread_mutex_unlock(&ev->lock);
	out->sent = atomic_load(&ev->sent);
	out->dropped = atomic_load(&ev->dropped);
}

/* ---- the thread ---- */

static void wake_thread(struct events *ev)
{
	if (eventfd_write(ev->wake, 1) < 0)
		log_warn("events: %s", i18n_errno(errno));
}

static void on_commit(void *arg)
{
	struct events *ev = arg;

	if (atomic_exchange(&ev->pending, false))
		wake_thread(ev);
}

static void deliver_row(struct events *ev, struct query *q, struct buf *text)
{
	struct event_row row = event_read(q);

	buf_reset(text);
	event_format_row(text, row.id, row.name, row.data);
	deliver(ev, &row, text);
	ev->delivered = row.id;
}

/* Hands out up to ROWS_AT_ONCE new rows; true when there may be more. */
static bool deliver_rows(struct events *ev, struct db *db, struct buf *text, struct error *err)
{
	int count = 0;
	struct query *q = db_ask(db,
		"SELECT " EVENT_COLUMNS " FROM event WHERE id > ?1 "
		"ORDER BY id LIMIT ?2", "ii", ev->delivered, (int64_t)ROWS_AT_ONCE);

	while (db_step(q) == DB_ROW) {
		pthread_mutex_lock(&ev->lock);
		deliver_row(ev, q, text);
		pthread_mutex_unlock(&ev->lock);
		count++;
	}
	return db_done(q, err) && count == ROWS_AT_ONCE;
}

static void deliver_new(struct events *ev)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT;
	struct db *db = store_reader(ev->server->store, &err);

	while (db && deliver_rows(ev, db, &text, &err))
		;
	store_reader_put(ev->server->store, db);
	buf_release(&text);
	if (err.kind != ERROR_NONE)
		log_error("events are late: %s", err.text);
}

static void look_at_streams(struct events *ev)
{
	int64_t now = clock_monotonic();
	instant wall = clock_now();

	pthread_mutex_lock(&ev->lock);
	for (struct stream *st = ev->all; st; st = st->next) {
		if (st->user.expires_at <= wall) {
			end_session(st, "expired");
		} else if (st->beat_at <= now) {
			st->beat_at = now + ev->server->config.heartbeat;
			stream_send(st, ":\n\n", 3);
		}
	}
	pthread_mutex_unlock(&ev->lock);
}

static void peer_is_gone(struct events *ev, uint64_t serial)
{
	struct stream *st;

	pthread_mutex_lock(&ev->lock);
	HASH_FIND(hh, ev->by_serial, &serial, sizeof(serial), st);
	if (st)
		stream_kill(st);
	pthread_mutex_unlock(&ev->lock);
}

static void *run(void *arg)
{
	struct events *ev = arg;
	struct epoll_event found[WATCH_MOST];
	int64_t look_at = 0;

	while (!atomic_load(&ev->stop)) {
		int n = epoll_wait(ev->epoll, found, WATCH_MOST, LOOK_MS);
		bool woken = n == 0;    /* a failed read is tried again */
		for (int i = 0; i < n; i++) {
			eventfd_t count;
			if (found[i].data.u64)
				peer_is_gone(ev, found[i].data.u64);
			else
				woken |= !eventfd_read(ev->wake, &count);
		}
		if (woken)
			deliver_new(ev);
		if (clock_monotonic() < look_at)
			continue;
		look_at = clock_monotonic() + LOOK_MS / 2;
		look_at_streams(ev);
	}
	return NULL;
}

/* ---- start and stop ---- */

static bool read_last(struct events *ev, struct error *err)
{
	struct db *db = store_reader(ev->server->store, err);
	int64_t last = db ? events_last_id(db, err) : -1;

	store_reader_put(ev->server->store, db);
	ev->delivered = last;
	ev->server->next_event = last + 1;
	return last >= 0;
}

static void events_free(struct events *ev)
{
	struct listener *l, *next;

	HASH_ITER(hh, ev->listeners, l, next) {
		HASH_DEL(ev->listeners, l);
		free(l);
	}
	if (ev->wake >= 0)
		close(ev->wake);
	if (ev->epoll >= 0)
		close(ev->epoll);
	pthread_mutex_destroy(&ev->lock);
	free(ev);
}

static const struct stream_port port = { written, flash, count_of, close_session, lost_since };

bool events_start(struct server *s, struct error *err)
{
	struct events *ev = xcalloc(1, sizeof(*ev));
	struct epoll_event e = { .events = EPOLLIN };

	ev->server = s;
	ev->epoll = epoll_create1(EPOLL_CLOEXEC);
	ev->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&ev->lock, NULL);
	bool ok = ev->epoll >= 0 && ev->wake >= 0 &&
		  !epoll_ctl(ev->epoll, EPOLL_CTL_ADD, ev->wake, &e);
	if (!ok)
		error_errno(err, _("The event streams cannot be started"));
	ok = ok && read_last(ev, err);
	if (ok && pthread_create(&ev->thread, NULL, run, ev))
		ok = error_set(err, ERROR_IO, _("No thread can be started for the event streams."));
	if (!ok) {
		events_free(ev);
		return false;
	}
	s->events = ev;
	s->streams = &port;
	store_on_commit(s->store, on_commit, ev);
	return true;
}

void events_end_streams(struct server *s)
{
	struct events *ev = s->events;

	pthread_mutex_lock(&ev->lock);
	ev->ending = true;
	for (struct stream *st = ev->all; st; st = st->next)
		stream_end(st);
	pthread_mutex_unlock(&ev->lock);
}

void events_stop(struct server *s)
{
	struct events *ev = s->events;

	if (!ev)
		return;
	atomic_store(&ev->stop, true);
	wake_thread(ev);
	pthread_join(ev->thread, NULL);
	store_on_commit(s->store, NULL, NULL);
	s->events = NULL;
	events_free(ev);
}

bool events_purge(struct db *db, instant now, struct error *err)
{
	/* The newest row stays: it is where new numbers begin. */
	return db_run(db, err,
		      "DELETE FROM event WHERE id IN (SELECT id FROM (SELECT id, at FROM event ORDER BY id LIMIT 1000) "
		      "AS oldest WHERE at < ?1 AND id < (SELECT MAX(id) FROM event))", "i",
		      now - SECONDS(EVENT_DAYS * 86400)) == DB_END;
}
