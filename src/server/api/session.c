/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c -- logging out, and ending the sessions of others. */
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/api/basics.h"
#include "server/http/events.h"

/* What is left to do for a session that has ended: its streams. */
struct ended {
	char account[40], session[72];
	const char *reason;     /* static */
};

static void end_streams(struct server *s, void *arg)
{
	struct ended *e = arg;

	events_close_user(s, e->account, e->session[0] ? e->session : NULL, e->reason);
	free(e);
}

static void end_streams_later(struct request *rq, const char *account, const char *session,
			      const char *reason)
{
	struct ended *e = xcalloc(1, sizeof(*e));

	memcpy(e->account, account, strnlen(account, sizeof(e->account) - 1));
	memcpy(e->session, session, strnlen(session, sizeof(e->session) - 1));
	e->reason = reason;
	if (!server_after_commit(rq, end_streams, e))
		free(e);
}

void api_logout(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;

	if (db_run(rq->db, &err, "DELETE FROM session WHERE token_hash = ?1", "s",
		   rq->user->session) != DB_END) {
		reply_error(rp, &err);
		return;
	}
	end_streams_later(rq, rq->user->id, rq->user->session, "logout");
	reply_json(rp, 204, NULL);
}

static bool is_account(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;
	struct query *q = db_ask(rq->db, "SELECT 1 FROM account WHERE id = ?1", "s", rq->params[0]);
	bool found = db_step(q) == DB_ROW;

	if (!db_done(q, &err))
		return reply_error(rp, &err);
	return found || reply_problem(rp, 404, "not-found", _("There is no such user."));
}

static json *show_row(struct query *q, const char *own)
{
	json *o = json_object_new_object();
	const char *hash = db_get_text(q, 0);
	char id[17] = "";

	memcpy(id, hash, strnlen(hash, 16));
	jo_set_str(o, "id", id);
	jo_set_str(o, "realm", db_get_text(q, 1));
	jo_set_str(o, "machine", db_get_text(q, 2));
	jo_set_str(o, "address", db_get_text(q, 3));
	jo_set_time(o, "created_at", db_get_int(q, 4));
	jo_set_time(o, "expires_at", db_get_int(q, 5));
	jo_set_bool(o, "current", !strcmp(hash, own));
	return o;
}

void api_sessions_list(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;
	json *o = json_object_new_object(), *items = json_object_new_array();

	jo_set(o, "items", items);
	jo_set_null(o, "next");
	if (!is_account(rq, rp)) {
		jo_free(o);
		return;
	}
	struct query *q = db_ask(
		rq->db,
		"SELECT token_hash, realm, machine, address, created_at, expires_at FROM session "
		"WHERE account = ?1 AND expires_at > ?2 ORDER BY created_at DESC, token_hash LIMIT "
		"200",
		"si", rq->params[0], rq->now);
	while (db_step(q) == DB_ROW)
		json_object_array_add(items, show_row(q, rq->user->session));
	if (db_done(q, &err)) {
		reply_json(rp, 200, o);
	} else {
		jo_free(o);
		reply_error(rp, &err);
	}
}

void api_sessions_end(struct request *rq, struct reply *rp)
{
	struct error err = ERROR_INIT;
	const char *account = rq->params[0];

	if (!is_account(rq, rp))
		return;
	if (db_run(rq->db, &err, "DELETE FROM session WHERE account = ?1 AND machine IS NULL", "s", account) !=
		    DB_END ||
	    !admin_audit_add(rq->db, rq->now, rq->user->id, "sessions end", account, NULL, &err)) {
		reply_error(rp, &err);
		return;
	}
	end_streams_later(rq, account, "", "ended");
	reply_json(rp, 204, NULL);
}
