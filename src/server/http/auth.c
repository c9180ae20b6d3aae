/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth.c -- who asks: the bearer token (RFC 6750) against session and account, read anew each time.
 *
 * Only the token's hash is stored, so a copy of the store logs nobody in.
 */
#include "server/http/front.h"

#include <string.h>
#include <strings.h>

#include "hotline/i18n.h"
#include "hotline/ids.h"

enum { TOKEN_MOST = 128 };

static bool refuse(struct exchange *ex, const char *why)
{
	return reply_problem(&ex->rp, 401, "token", "%s", why);
}

static bool refuse_token(struct exchange *ex)
{
	return refuse(ex, _("The token is not known or has expired; log in again."));
}

static bool load_user(struct exchange *ex, const char *token)
{
	char hash[HASH_TEXT];
	struct error err = ERROR_INIT;
	struct db *db = store_reader(ex->http->server->store, &err);

	if (!db)
		return reply_error(&ex->rp, &err);
	bool found =
		ex->http->find_user(db, hash_hex(token, strlen(token), hash), clock_now(), &ex->user, &err);
	store_reader_put(ex->http->server->store, db);
	if (found)
		return true;
	if (err.kind != ERROR_NONE)
		return reply_error(&ex->rp, &err);
	return refuse_token(ex);
}

bool auth_check(struct exchange *ex)
{
	const struct route *r = ex->rq.route;
	const char *text = request_header(&ex->rq, "Authorization");

	if (r->flags & ROUTE_OPEN)
		return true;
	if (!text || strncasecmp(text, "Bearer ", 7) != 0)
		return refuse(ex, _("Log in first: the request carries no token."));
	text += 7 + strspn(text + 7, " ");
	if (!*text || strlen(text) > TOKEN_MOST)
		return refuse_token(ex);
	if (!load_user(ex, text))
		return false;
	ex->rq.user = &ex->user;
	bool practice = !user_in_city(&ex->user);
	if (practice && r->flags & ROUTE_CITY)
		return reply_problem(&ex->rp, 403, "role", _("This is not done in a practice session; leave it first."));
	if (r->roles && !(r->roles & ex->user.roles) && !(practice && r->flags & ROUTE_REALM))
		return reply_problem(&ex->rp, 403, "role", _("Your roles do not allow this."));
	return true;
}
