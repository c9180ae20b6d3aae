/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c -- logging out, and ending the sessions of others. */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "server/api/api.h"
#include "server/api/basics.h"
#include "server/http/events.h"
#include "server/service/session.h"

/* What is left to do for a session that has ended: its streams. */
struct ended {
	char account[40], session[72];
	enum events_whose whose;
	const char *reason;     /* static */
};

static void end_streams(struct server *s, void *arg)
{
	struct ended *e = arg;

	events_close(s, e->account, e->whose, e->session, e->reason);
	free(e);
}

static void end_streams_later(struct request *rq, const char *account, enum events_whose whose, const char *session,
			      const char *reason)
{
	struct ended *e = xcalloc(1, sizeof(*e));

	memcpy(e->account, account, strnlen(account, sizeof(e->account) - 1));
	memcpy(e->session, session, strnlen(session, sizeof(e->session) - 1));
	e->whose = whose;
	e->reason = reason;
	if (!server_after_commit(rq, end_streams, e))
		free(e);
}

void api_logout(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	if (!session_end(&w, rq->user, &err)) {
		reply_error(rp, &err);
		return;
	}
	end_streams_later(rq, rq->user->id, EVENTS_SESSION, rq->user->session, "logout");
	reply_json(rp, 204, NULL);
}

void api_sessions_list(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, sessions_list(&w, rq->user, rq->params[0], &err), &err);
}

void api_sessions_end(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	if (!sessions_end(&w, rq->user, rq->params[0], &err)) {
		reply_error(rp, &err);
		return;
	}
	end_streams_later(rq, rq->params[0], EVENTS_LOGINS, "", "ended");
	reply_json(rp, 204, NULL);
}
