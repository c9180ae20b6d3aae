/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c -- one reader's event stream: hello, what was missed, then what comes.
 *
 * The connection sleeps suspended while the buffer is empty. A reader that does not keep up is
 * dropped, not waited for; it comes back with Last-Event-ID and misses nothing.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/http/events_private.h"

enum { BLOCK = 2048 };

/* ---- the buffer; under stream.lock ---- */

static void wake(struct stream *st)
{
	if (!st->suspended)
		return;
	st->suspended = false;
	MHD_resume_connection(st->exchange->connection);
}

/* Now, not when its socket takes bytes again: a linked stream's descriptor is open. */
static void die(struct stream *st)
{
	st->dead = true;
	st->taken = 0;
	buf_release(&st->out);
	shutdown(st->fd, SHUT_RDWR);
}

void stream_send(struct stream *st, const char *text, size_t len)
{
	pthread_mutex_lock(&st->lock);
	if (!st->dead && !st->ending) {
		if (st->out.len - st->taken + len > STREAM_BUFFER_MOST) {
			die(st);
			st->slow = true;
			atomic_fetch_add(&st->events->dropped, 1);
		} else {
			buf_add(&st->out, text, len);
			atomic_fetch_add(&st->events->sent, 1);
		}
		wake(st);
	}
	pthread_mutex_unlock(&st->lock);
}

void stream_end(struct stream *st)
{
	pthread_mutex_lock(&st->lock);
	st->ending = true;
	wake(st);
	pthread_mutex_unlock(&st->lock);
}

void stream_kill(struct stream *st)
{
	pthread_mutex_lock(&st->lock);
	if (!st->dead)
		die(st);
	wake(st);
	pthread_mutex_unlock(&st->lock);
}

static ssize_t take(struct stream *st, char *to, size_t most)
{
	size_t left = st->out.len - st->taken, len = left < most ? left : most;

	memcpy(to, st->out.data + st->taken, len);
	st->taken += len;
	if (st->taken == st->out.len) {
		st->taken = 0;
		if (st->out.alloc > 4 * BLOCK)
			buf_release(&st->out);
		else
			buf_reset(&st->out);
	}
	return (ssize_t)len;
}

/* libmicrohttpd asks for bytes; none means sleep until there are some. */
static ssize_t on_read(void *arg, uint64_t pos, char *to, size_t most)
{
	struct stream *st = arg;
	ssize_t len = 0;
	(void)pos;

	pthread_mutex_lock(&st->lock);
	if (st->dead) {
		len = MHD_CONTENT_READER_END_WITH_ERROR;
	} else if (st->out.len > st->taken) {
		len = take(st, to, most);
	} else if (st->ending) {
		len = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		st->suspended = true;
		MHD_suspend_connection(st->exchange->connection);
	}
	pthread_mutex_unlock(&st->lock);
	return len;
}

/* ---- opening ---- */

static struct stream *stream_new(struct exchange *ex)
{
	struct stream *st = xcalloc(1, sizeof(*st));

	st->events = ex->http->server->events;
	st->exchange = ex;
	st->user = ex->user;
	buf_init(&st->out);
	pthread_mutex_init(&st->lock, NULL);
	st->fd = MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			 ->connect_fd;
	return st;
}

static void stream_free(struct stream *st)
{
	buf_release(&st->out);
	pthread_mutex_destroy(&st->lock);
	free(st);
}

/* Appends the rows after st->position; false when they are too many, or with err. */
static bool catch_up(struct stream *st, struct db *db, int *count, struct error *err)
{
	struct query *q = db_ask(
		db, "SELECT " EVENT_COLUMNS " FROM event WHERE id > ?1 "
		"AND (account = ?2 OR account IS NULL) ORDER BY id",
		"is", st->position, st->user.id);
	bool fits = true;

	while (fits && db_step(q) == DB_ROW) {
		struct event_row row = event_read(q);
		st->position = row.id;
		if (!event_concerns(st->events->server, &row, &st->user))
			continue;
		event_format_row(&st->out, row.id, row.name, row.data);
		fits = ++*count <= REPLAY_MOST && st->out.len < STREAM_BUFFER_MOST / 2;
	}
	return db_done(q, err) && fits;
}

/* Can everything after `from` still be told? Rows are purged from the old end only. */
static bool is_kept(struct db *db, int64_t from, int64_t last, struct error *err)
{
	int64_t first = 0;
	struct query *q = db_ask(db, "SELECT MIN(id) FROM event", "");

	if (db_step(q) == DB_ROW)
		first = db_get_int(q, 0);
	return db_done(q, err) && from >= 0 && from <= last && from >= first - 1 &&
	       last - from <= REPLAY_SCAN_MOST;
}

static void put_hello(struct stream *st, struct db *db, int64_t position)
{
	struct exchange *ex = st->exchange;

	ex->rq.db = db;
	ex->rq.route->handler(&ex->rq, &ex->rp);
	ex->rq.db = NULL;
	event_format_row(&st->out, position, "hello", jo_text(ex->rp.body));
	reply_reset(&ex->rp);
}

static void put_reset(struct stream *st, int64_t last)
{
	st->position = last;
	event_format_row(&st->out, last, "reset", "{}");
}

/*
 * The rows to catch up with are read without the lock; the stream is linked once nothing went out
 * meanwhile that it has not got.
 */
static bool link_caught_up(struct stream *st, struct db *db, struct error *err)
{
	struct events *ev = st->events;
	size_t hello = st->out.len;
	int count = 0;

	for (bool linked = false; !linked;) {
		int64_t last = events_last_id(db, err);
		if (last < 0)
			return false;
		if (!catch_up(st, db, &count, err)) {
			if (err->kind != ERROR_NONE)
				return false;
			buf_truncate(&st->out, hello);
			put_reset(st, last);
			count = 0;
		}
		if (st->position < last)
			st->position = last;    /* what lay between concerned others */
		pthread_mutex_lock(&ev->lock);
		linked = ev->delivered <= st->position;
		if (linked)
			events_link(ev, st);
		pthread_mutex_unlock(&ev->lock);
	}
	return true;
}

static bool start(struct stream *st, struct db *db, struct error *err)
{
	const char *resume = request_header(&st->exchange->rq, "Last-Event-ID");
	int64_t last = events_last_id(db, err), from = resume ? event_decode_id(resume) : last;

	if (last < 0)
		return false;
	bool kept = !resume || is_kept(db, from, last, err);
	if (err->kind != ERROR_NONE)
		return false;
	/* A resumed hello repeats the id that came in: a break before the missed rows were sent
	 * loses none. */
	buf_adds(&st->out, "retry: 2000\n");
	put_hello(st, db, kept ? from : last);
	st->position = from;
	if (!kept)
		put_reset(st, last);
	return link_caught_up(st, db, err);
}

static void unlink_stream(struct stream *st)
{
	struct events *ev = st->events;

	pthread_mutex_lock(&ev->lock);
	events_unlink(ev, st);
	pthread_mutex_unlock(&ev->lock);
}

/* A session that was ended while its stream was being opened keeps none: from here on the end finds the stream. */
static bool is_still_in(struct stream *st, struct db *db, struct error *err)
{
	struct user now;

	if (st->exchange->http->find_user(db, st->user.session, clock_now(), &now, err))
		return true;
	unlink_stream(st);
	return err->kind == ERROR_NONE &&
	       error_set(err, ERROR_DENIED, _("The token is not known or has expired; log in again."));
}

static bool prepare(struct stream *st, struct error *err)
{
	struct store *store = st->events->server->store;
	struct db *db = store_reader(store, err);
	bool ok = db && start(st, db, err) && is_still_in(st, db, err);

	store_reader_put(store, db);
	return ok;
}

static enum MHD_Result answer(struct exchange *ex, struct stream *st)
{
	struct MHD_Response *r =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, on_read, st, NULL);

	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", "text/event-stream");
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Accel-Buffering", "no");
	ex->stage = STAGE_SENT;
	enum MHD_Result ok = MHD_queue_response(ex->connection, 200, r);
	MHD_destroy_response(r);
	return ok;
}

enum MHD_Result stream_start(struct exchange *ex)
{
	struct stream *st = stream_new(ex);
	struct error err = ERROR_INIT;

	if (!prepare(st, &err)) {
		stream_free(st);
		if (err.kind == ERROR_DENIED)
			reply_problem(&ex->rp, 401, "token", "%s", err.text);
		else
			reply_error(&ex->rp, &err);
		return exchange_answer(ex);
	}
	ex->stream = st;
	return answer(ex, st);
}

/* One that reads so slowly that the connection timed out is dropped as well, though its buffer was not full. */
static void count_drop(struct stream *st, bool timed_out)
{
	bool late = timed_out && !st->dead && !st->ending && st->out.len > st->taken;

	if (late)
		atomic_fetch_add(&st->events->dropped, 1);
	if (late || st->slow)
		log_info("events: %s did not keep up and was cut off; it comes back where it was", st->user.username);
}

void stream_closed(struct stream *st, bool timed_out)
{
	unlink_stream(st);
	count_drop(st, timed_out);
	stream_free(st);
}
