/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- /status: how the server is, for the people who look after it; hotlinectl status says the same.
 *
 * What only the store knows is left out while it cannot be read: the rest is most wanted just then.
 */
#include <unistd.h>

#include "admin/admin.h"
#include "hotline/log.h"
#include "server/api/api.h"
#include "server/api/basics.h"
#include "server/http/events.h"

enum { DAMAGE_SHOWN_MS = 60000 };

static void add_store(struct server *s, json *o)
{
	struct store_stats st;

	store_get_stats(s->store, &st);
	jo_set_int(o, "jobs", (int64_t)st.jobs);
	jo_set_int(o, "commits", (int64_t)st.commits);
	jo_set_int(o, "failed", (int64_t)st.failed);
	jo_set_int(o, "queued", (int64_t)st.queued);
	jo_set_int(o, "commit_us_last", st.commit_us_last);
	jo_set_int(o, "commit_us_max", st.commit_us_max);
	if (st.refuses != ERROR_NONE)
		jo_set_str(o, "refuses", st.refuses == ERROR_FULL ? "full" : "trouble");
	jo_set_bool(o, "damaged", db_was_damaged(DAMAGE_SHOWN_MS));
}

static void add_rows(struct server *s, struct db *db, json *o)
{
	struct work w = { s, db, "city", clock_now() };
	struct error err = ERROR_INIT;

	jo_set(o, "queue", queue_summary(&w, NULL, &err));
	if (!admin_store_status(db, o, &err))
		log_warn("status: %s", err.text);
}

json *status_make(struct server *s, struct db *db)
{
	struct events_stats events;
	json *o = json_object_new_object();

	events_get_stats(s, &events);
	jo_set_str(o, "version", PACKAGE_VERSION);
	jo_set_int(o, "pid", getpid());
	jo_set_int(o, "port", http_port(s->http));
	jo_set_time(o, "started_at", s->started_at);
	if (s->certificate_ends != INSTANT_NONE)
		jo_set_time(o, "certificate_ends_at", s->certificate_ends);
	jo_set_str(o, "city", server_city(s)->version);
	jo_set_int(o, "streams", events.streams);
	jo_set_int(o, "streams_dropped", (int64_t)events.dropped);
	add_store(s, o);
	if (db)
		add_rows(s, db, o);
	return o;
}

void api_status(struct request *rq, struct reply *rp)
{
	reply_json(rp, 200, status_make(rq->server, rq->db));
}
