/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange.c -- one request from its headers to a complete reply.
 *
 * Everything that can refuse a request by its headers does so before the body is kept, so a
 * stranger costs no memory; a refused body is read and thrown away, so that the client gets to
 * read the answer. What must wait (the writer, the password pool) suspends the connection.
 */
#include "server/http/front.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/http/worker_pool.h"

struct exchange *exchange_new(struct http *h, const char *target)
{
	struct exchange *ex = xcalloc(1, sizeof(*ex));

	ex->http = h;
	ex->target = xstrdup(target);
	ex->started = clock_monotonic();
	buf_init(&ex->body);
	reply_reset(&ex->rp);
	ex->rq.server = h->server;
	ex->rq.http = ex;
	ex->rq.if_match = -1;
	ex->rq.address = ex->address;
	pthread_mutex_lock(&h->lock);
	h->open++;
	pthread_mutex_unlock(&h->lock);
	return ex;
}

static void count_closed(struct http *h)
{
	pthread_mutex_lock(&h->lock);
	h->open--;
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
}

void exchange_free(struct exchange *ex, bool timed_out)
{
	struct http *h = ex->http;

	if (ex->stream)
		stream_closed(ex->stream, timed_out);
	jo_free(ex->rq.body);
	jo_free(ex->personal.detail);
	reply_release(&ex->rp);
	if (ex->rq.route && ex->rq.route->kind == ROUTE_HASH)
		explicit_bzero(ex->body.data, ex->body.len);    /* passwords */
	buf_release(&ex->body);
	free(ex->target);
	free(ex->path);
	free(ex->segments);
	free(ex);
	count_closed(h);
}

static void read_address(struct exchange *ex)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info ? info->client_addr : NULL;

	if (a && a->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)a)->sin_addr, ex->address, sizeof(ex->address));
	else if (a && a->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)a)->sin6_addr, ex->address, sizeof(ex->address));
}

static bool check_length(struct exchange *ex)
{
	if (framing_length(ex) <= BODY_MOST)
		return true;
	return reply_problem(&ex->rp, 413, "too-large", _("The body is larger than 1 MiB."));
}

static bool check_stopping(struct exchange *ex)
{
	if (!atomic_load(&ex->http->stopping))
		return true;
	ex->close = true;
	return reply_problem(&ex->rp, 503, "stopping",
			     _("The server is being stopped; try again shortly."));
}

static bool has_body(struct exchange *ex)
{
	return framing_length(ex) > 0 || request_header(&ex->rq, "Transfer-Encoding");
}

static bool check_headers(struct exchange *ex, const char *method)
{
	return framing_check(ex, method) && check_stopping(ex) && request_read_target(ex) &&
	       route_find(ex, method) && auth_check(ex) && check_length(ex) &&
	       (!has_body(ex) || request_check_type(ex)) && keyed_read(ex);
}

/* A client that waits for "100 Continue" can be refused before it sends anything. */
static bool waits_for_continue(struct exchange *ex)
{
	const char *expect = request_header(&ex->rq, "Expect");

	return expect && !strcasecmp(expect, "100-continue");
}

enum MHD_Result exchange_open(struct exchange *ex, struct MHD_Connection *c, const char *method)
{
	ex->connection = c;
	ex->stage = STAGE_BODY;
	ex->rq.now = clock_now();
	read_address(ex);
	ex->language = i18n_accepted(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Language"));
	i18n_speak(ex->language);
	ex->refused = !check_headers(ex, method);
	patience_step(ex->http->patience, c, STEP_BODY);
	if (!ex->refused)
		return MHD_YES;
	if (ex->close || waits_for_continue(ex) || framing_length(ex) > DRAIN_MOST) {
		ex->close = true;
		return exchange_answer(ex);
	}
	return MHD_YES;
}

static void refuse_late(struct exchange *ex, int status, const char *kind, const char *why)
{
	ex->refused = true;
	ex->close = true;
	buf_release(&ex->body);
	reply_problem(&ex->rp, status, kind, "%s", why);
}

enum MHD_Result exchange_take_body(struct exchange *ex, const char *data, size_t len)
{
	i18n_speak(ex->language);
	ex->drained += len;
	if (ex->drained > DRAIN_MOST)
		return MHD_NO;
	if (!ex->refused && clock_monotonic() - ex->started > ex->http->patience_ms)
		refuse_late(ex, 408, "slow", _("The body of the request took too long to arrive."));
	if (!ex->refused && ex->body.len + len > BODY_MOST)
		refuse_late(ex, 413, "too-large", _("The body is larger than 1 MiB."));
	if (!ex->refused)
		buf_add(&ex->body, data, len);
	return MHD_YES;
}

/* ---- running the handler ---- */

static void suspend(struct exchange *ex)
{
	struct http *h = ex->http;

	pthread_mutex_lock(&h->lock);
	h->working++;
	pthread_mutex_unlock(&h->lock);
	atomic_store(&ex->stage, STAGE_WORKING);
	MHD_suspend_connection(ex->connection);
}

void exchange_resume(struct exchange *ex)
{
	struct http *h = ex->http;

	atomic_store(&ex->stage, STAGE_READY);
	MHD_resume_connection(ex->connection);
	/* The exchange may be gone from here on. */
	pthread_mutex_lock(&h->lock);
	h->working--;
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
}

static void run_with_reader(struct exchange *ex)
{
	struct error err = ERROR_INIT;
	struct store *store = ex->http->server->store;

	ex->rq.db = store_snapshot(store, &err);
	if (ex->rq.db)
		ex->rq.route->handler(&ex->rq, &ex->rp);
	else
		reply_error(&ex->rp, &err);
	store_reader_put(store, ex->rq.db);
	ex->rq.db = NULL;
}

/* A disk that hangs must not collect everybody: who comes later is told so at once, and may read. */
static bool check_store(struct exchange *ex)
{
	int64_t busy = store_busy_ms(ex->http->server->store);

	if (busy < STORE_STALLED_MS)
		return true;
	reply_problem(&ex->rp, 503, "store",
		      _("The store has been writing for %d seconds and does not finish. Nothing of this request was kept; "
			"send it again."), (int)(busy / 1000));
	ex->rp.retry_after = RETRY_STORE;
	return false;
}

static enum MHD_Result run_read(struct exchange *ex)
{
	if (request_read_match(ex))
		run_with_reader(ex);
	if (!record_is_needed(ex) || !check_store(ex))
		return exchange_answer(ex);
	suspend(ex);
	record_submit(ex);
	return MHD_YES;
}

static bool is_success(const struct exchange *ex)
{
	return ex->rp.status >= 200 && ex->rp.status < 300;
}

bool server_after_commit(struct request *rq, void (*fn)(struct server *, void *), void *arg)
{
	struct exchange *ex = rq->http;

	if (ex->after_count == AFTER_MOST)
		return false;
	ex->after[ex->after_count].fn = fn;
	ex->after[ex->after_count++].arg = arg;
	return true;
}

static void drop_after(struct exchange *ex)
{
	while (ex->after_count)
		free(ex->after[--ex->after_count].arg);
}

struct exchange *exchange_of(struct store_job *job)
{
	return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

/* On the writer thread. False undoes what was written: the reply is no 2xx. May run again. */
static bool write_job(struct store_job *job, struct db *db, struct error *err)
{
	struct exchange *ex = exchange_of(job);

	i18n_speak(ex->language);
	reply_reset(&ex->rp);
	drop_after(ex);
	ex->replayed = false;
	ex->rq.db = db;
	ex->rq.now = clock_now();
	if (keyed_look_up(ex, db) == KEYED_NEW && request_read_match(ex)) {
		ex->rq.route->handler(&ex->rq, &ex->rp);
		if (is_success(ex)) {
			reply_print(&ex->rp);
			if (!keyed_keep(ex, db, err))
				reply_error(&ex->rp, err);
		}
	}
	ex->rq.db = NULL;
	i18n_speak(I18N_DEFAULT);
	const char *why = jo_str(ex->rp.body, "detail");
	return is_success(ex) || error_set(err, ex->rp.status == 503 ? ERROR_IO : ERROR_STATE, "%s", why ? why : "");
}

/* The writer speaks the server's language, to ops, who read it in the log. */
bool exchange_not_kept(const struct error *why, struct error *err)
{
	if (why && why->kind == ERROR_FULL)
		return error_set(err, ERROR_FULL, "%s", _("The server has no space left and kept nothing of this request. Tell ops; "
							  "it can be kept when they have made room."));
	if (why && why->kind == ERROR_BUSY)
		return error_set(err, ERROR_IO, "%s", _("The server was busy and kept nothing of this request; send it again."));
	return error_set(err, ERROR_IO, "%s", _("The server cannot write its store and kept nothing of this request. Tell ops; "
						"it can be kept when that is mended."));
}

static void write_done(struct store_job *job, bool committed, const struct error *err)
{
	struct exchange *ex = exchange_of(job);

	if (job->lost || (is_success(ex) && !committed)) {
		struct error why = ERROR_INIT;
		log_error("%s", err ? err->text : _("The store could not be written. Nothing was kept; send it again."));
		i18n_speak(ex->language);
		exchange_not_kept(err, &why);
		ex->replayed = false;
		reply_error(&ex->rp, &why);
		i18n_speak(I18N_DEFAULT);
	}
	for (int i = 0; committed && i < ex->after_count; i++)
		ex->after[i].fn(ex->http->server, ex->after[i].arg);
	if (committed)
		ex->after_count = 0;
	drop_after(ex);
	exchange_resume(ex);
}

static enum MHD_Result run_write(struct exchange *ex)
{
	if (!check_store(ex))
		return exchange_answer(ex);
	request_check_form(ex);
	keyed_hash_body(ex);
	/* Memory of this thread, for the writer to fill, so that they need not wait for each other to free it. */
	buf_reserve(&ex->rp.text, 2048);
	ex->job = (struct store_job){ .repeatable = true, .fn = write_job, .done = write_done };
	suspend(ex);
	store_submit(ex->http->server->store, &ex->job);
	return MHD_YES;
}

static void hash_job(void *arg)
{
	struct exchange *ex = arg;

	i18n_speak(ex->language);
	ex->rq.route->handler(&ex->rq, &ex->rp);
	exchange_resume(ex);
}

static void slow_job(void *arg)
{
	struct exchange *ex = arg;

	i18n_speak(ex->language);
	run_with_reader(ex);
	exchange_resume(ex);
}

static enum MHD_Result run_in_pool(struct exchange *ex, struct worker_pool *pool, void (*job)(void *), const char *full)
{
	suspend(ex);
	if (worker_pool_submit(pool, job, ex))
		return MHD_YES;
	reply_problem(&ex->rp, 503, "busy", "%s", full);
	exchange_resume(ex);
	return MHD_YES;
}

static enum MHD_Result run_hash(struct exchange *ex)
{
	if (!check_store(ex))
		return exchange_answer(ex);
	return run_in_pool(ex, ex->http->server->password_pool, hash_job,
			   _("Too many people are logging in at this moment; try again in a few seconds."));
}

static enum MHD_Result run_slow(struct exchange *ex)
{
	return run_in_pool(ex, ex->http->server->report_pool, slow_job,
			   _("Many reports are being made at this moment; try again in a few seconds."));
}

enum MHD_Result exchange_run(struct exchange *ex)
{
	static enum MHD_Result (*const run[])(struct exchange *) = {
		[ROUTE_READ] = run_read, [ROUTE_WRITE] = run_write,
		[ROUTE_HASH] = run_hash, [ROUTE_SLOW] = run_slow, [ROUTE_STREAM] = stream_start,
	};

	i18n_speak(ex->language);
	patience_step(ex->http->patience, ex->connection, STEP_WORK);
	if (ex->refused || !request_read_body(ex))
		return exchange_answer(ex);
	return run[ex->rq.route->kind](ex);
}
