/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth.c -- who asks: the bearer token (RFC 6750) against session and account, read anew each time.
 *
 * Only the token's hash is stored, so a copy of the store logs nobody in.
 */
#include "server/http/front.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/log.h"
#include "server/http/auth.h"

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

bool auth_find(struct db *db, const char *hash, instant now, struct user *u, struct error *err)
{
	struct query *q = db_ask(
		db,
		"SELECT a.id, a.username, a.name, a.unit, s.realm, a.roles, a.skills, s.expires_at "
		"FROM session s JOIN account a ON a.id = s.account "
		"WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND a.disabled = 0",
		"si", hash, now);
	bool found = db_step(q) == DB_ROW;

	if (found) {
		copy(u->id, sizeof(u->id), db_get_text(q, 0));
		copy(u->username, sizeof(u->username), db_get_text(q, 1));
		copy(u->name, sizeof(u->name), db_get_text(q, 2));
		copy(u->unit, sizeof(u->unit), db_get_text(q, 3));
		copy(u->realm, sizeof(u->realm), db_get_text(q, 4));
		copy(u->skills, sizeof(u->skills), db_get_text(q, 6));
		copy(u->session, sizeof(u->session), hash);
		u->expires_at = db_get_int(q, 7);
		const char *roles = db_get_text(q, 5);
		if (!roles_parse(roles, &u->roles)) {
			log_warn("account %s has an unknown role: %s", u->username, roles);
			found = false;
		}
	}
	return db_done(q, err) && found;
}

static bool refuse(struct exchange *ex, const char *why)
{
	return reply_problem(&ex->rp, 401, "token", "%s", why);
}

static bool load_user(struct exchange *ex, const char *token)
{
	char hash[HASH_TEXT];
	struct error err = ERROR_INIT;
	struct db *db = store_reader(ex->http->server->store, &err);

	if (!db)
		return reply_error(&ex->rp, &err);
	bool found =
		auth_find(db, hash_hex(token, strlen(token), hash), clock_now(), &ex->user, &err);
	store_reader_put(ex->http->server->store, db);
	if (found)
		return true;
	if (err.kind != ERROR_NONE)
		return reply_error(&ex->rp, &err);
	return refuse(ex, _("The token is not known or has expired; log in again."));
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
	if (!*text || strlen(text) > 128)
		return refuse(ex, _("The token is not known or has expired; log in again."));
	if (!load_user(ex, text))
		return false;
	ex->rq.user = &ex->user;
	if (r->roles && !(r->roles & ex->user.roles))
		return reply_problem(&ex->rp, 403, "role", _("Your roles do not allow this."));
	return true;
}
