/* SPDX-License-Identifier: GPL-3.0-or-later */
/* health.c -- alive, ready, and figures for Prometheus (its text format 0.0.4). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hotline/i18n.h"
#include "server/api/basics.h"
#include "server/http/events.h"
#include "server/server.h"

enum { STALLED_MS = 5000 };

static void say(struct reply *rp, const char *state)
{
	json *o = json_object_new_object();

	jo_set_str(o, "status", state);
	jo_set_time(o, "now", clock_now());
	reply_json(rp, 200, o);
}

void api_healthz(struct request *rq, struct reply *rp)
{
	(void)rq;
	say(rp, "ok");
}

/* A reader connection was got, so the store can be read. */
void api_readyz(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;

	if (!store_is_readable(rq->db, &err))
		reply_problem(rp, 503, "store", _("The store cannot be read."));
	else if (store_busy_ms(rq->server->store) > STALLED_MS)
		reply_problem(rp, 503, "store", _("The store is writing and does not finish."));
	else if (!atomic_load(&rq->server->ready))
		reply_problem(rp, 503, "starting", _("The server is starting or being stopped."));
	else
		say(rp, "ready");
}

static void put(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name, type, name, value);
}

/* Pages of resident memory, from proc(5). */
static int64_t resident_bytes(void)
{
	long long size = 0, pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f && fscanf(f, "%lld %lld", &size, &pages) != 2)
		pages = 0;
	if (f)
		fclose(f);
	return pages * 4096;
}

static void put_store(struct buf *out, struct server *s)
{
	struct store_stats st;

	store_get_stats(s->store, &st);
	put(out, "hotline_store_jobs_total", "counter", "Jobs run by the writer.", (int64_t)st.jobs);
	put(out, "hotline_store_commits_total", "counter", "Transactions committed.", (int64_t)st.commits);
	put(out, "hotline_store_failed_total", "counter", "Jobs not committed.", (int64_t)st.failed);
	put(out, "hotline_store_queued", "gauge", "Jobs waiting for the writer.", (int64_t)st.queued);
	put(out, "hotline_store_commit_last_microseconds", "gauge", "Time of the last commit.", st.commit_us_last);
	put(out, "hotline_store_commit_max_microseconds", "gauge", "Longest commit since start.", st.commit_us_max);
}

static void put_http(struct buf *out, struct server *s)
{
	struct http_stats h;
	struct events_stats e;

	http_get_stats(s->http, &h);
	events_get_stats(s, &e);
	buf_adds(out, "# HELP hotline_http_answers_total Answers by class of status.\n"
		      "# TYPE hotline_http_answers_total counter\n");
	for (int i = 2; i < 6; i++)
		buf_addf(out, "hotline_http_answers_total{class=\"%dxx\"} %" PRIu64 "\n", i, h.by_class[i]);
	put(out, "hotline_http_shut_total", "counter", "Connections shut because they were too slow.",
	    (int64_t)h.shut);
	put(out, "hotline_http_replayed_total", "counter", "Answers given again for their key.", (int64_t)h.replayed);
	put(out, "hotline_streams", "gauge", "Open event streams.", e.streams);
	put(out, "hotline_events_sent_total", "counter", "Events and heartbeats handed to streams.", (int64_t)e.sent);
	put(out, "hotline_streams_dropped_total", "counter",
	    "Streams dropped because they fell behind.", (int64_t)e.dropped);
}

void api_metrics(struct request *rq, struct reply *rp)
{
	struct server *s = rq->server;

	reply_json(rp, 200, NULL);
	rp->type = "text/plain; version=0.0.4; charset=utf-8";
	put(&rp->text, "hotline_up_seconds", "gauge", "Seconds since start.",
	    (clock_now() - s->started_at) / 1000);
	put(&rp->text, "hotline_resident_bytes", "gauge", "Resident memory.", resident_bytes());
	put_store(&rp->text, s);
	put_http(&rp->text, s);
}
