/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login.c -- POST /sessions and PUT /me/password: where a password is looked at.
 *
 * Both run on the password pool. A name that is not known costs the same time as a wrong
 * password, and both are answered alike.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "server/api/api.h"
#include "server/api/basics.h"
#include "server/http/auth.h"
#include "server/http/events.h"

struct account {
	char id[ID_TEXT], hash[ADMIN_HASH_TEXT];
	bool found;
};

/* Of no password: verified for names that are not known. */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static bool find_account(struct server *s, const char *username, struct account *a,
			 struct error *err)
{
	struct db *db = store_reader(s->store, err);

	memset(a, 0, sizeof(*a));
	snprintf(a->hash, sizeof(a->hash), "%s", nobody);
	if (!db)
		return false;
	struct query *q = db_ask(db,
				 "SELECT id, password FROM account WHERE username = ?1 AND "
				 "disabled = 0 AND password IS NOT NULL",
				 "s", username);
	if (db_step(q) == DB_ROW) {
		a->found = true;
		snprintf(a->id, sizeof(a->id), "%s", db_get_text(q, 0));
		snprintf(a->hash, sizeof(a->hash), "%s", db_get_text(q, 1));
	}
	bool ok = db_done(q, err);
	store_reader_put(s->store, db);
	return ok;
}

/* The reply is filled in when this is false. */
static bool check_password(struct request *rq, struct reply *rp, const char *username,
			   const char *password, struct account *a)
{
	struct error err = ERROR_INIT;
	struct attempt attempt = { username, rq->address, clock_now(), 0 };

	if (!throttle_charge(rq->server, &attempt, &err)) {
		if (!attempt.wait)
			return reply_error(rp, &err);
		reply_problem(rp, 429, "throttled", "%s", err.text);
		rp->retry_after = attempt.wait;
		return false;
	}
	if (!find_account(rq->server, username, a, &err))
		return reply_error(rp, &err);
	bool right = !crypto_pwhash_str_verify(a->hash, password, strlen(password));
	return (right && a->found) ||
	       reply_problem(rp, 401, "login", _("The user name or the password is wrong."));
}

static bool check_text(struct reply *rp, const json *body, const char *name)
{
	struct form_problems problems = { 0 };
	char pointer[32];
	const char *text = jo_str(body, name);

	if (text && *text && strlen(text) <= 256)
		return true;
	snprintf(pointer, sizeof(pointer), "/%s", name);
	form_problem_add(&problems, pointer, text && *text ? "length" : "required",
			 text && *text ? _("This is longer than 256 bytes.")
				       : _("This must be given."));
	reply_fields(rp, &problems);
	form_problems_release(&problems);
	return false;
}

/* ---- POST /sessions ---- */

struct login {
	const char *account, *username, *address;
	char token[TOKEN_TEXT], hash[HASH_TEXT];
	instant now, expires_at;
	struct user user;
	char state_key[72];
};

static bool read_state_key(struct db *db, struct login *l, struct error *err)
{
	struct query *q =
		db_ask(db, "SELECT state_key FROM account WHERE id = ?1", "s", l->account);

	if (db_step(q) == DB_ROW)
		snprintf(l->state_key, sizeof(l->state_key), "%s", db_get_text(q, 0));
	return db_done(q, err);
}

static bool open_session(struct db *db, void *arg, struct error *err)
{
	struct login *l = arg;

	if (!throttle_forget(db, l->username, l->address, err) ||
	    db_run(db, err,
		   "INSERT INTO session (token_hash, account, realm, machine, address, created_at, "
		   "expires_at) "
		   "VALUES (?1, ?2, 'city', NULL, ?3, ?4, ?5)",
		   "sssii", l->hash, l->account, l->address, l->now, l->expires_at) != DB_END)
		return false;
	/* Read back through the same door as every request: disabled meanwhile is no login. */
	return (auth_find(db, l->hash, l->now, &l->user, err) && read_state_key(db, l, err)) ||
	       error_set(err, ERROR_STATE, _("The account has just been disabled."));
}

static void show_session(struct reply *rp, const struct login *l)
{
	json *o = json_object_new_object();

	jo_set_str(o, "token", l->token);
	jo_set_time(o, "expires_at", l->expires_at);
	jo_set_str(o, "state_key", l->state_key);
	jo_set(o, "user", user_to_json(&l->user));
	reply_json(rp, 201, o);
}

void api_login(struct request *rq, struct reply *rp)
{
	struct account a;
	struct error err = ERROR_INIT;

	if (!check_text(rp, rq->body, "username") || !check_text(rp, rq->body, "password"))
		return;
	struct login l = { .username = jo_str(rq->body, "username"), .address = rq->address };
	if (!check_password(rq, rp, l.username, jo_str(rq->body, "password"), &a))
		return;
	l.account = a.id;
	l.now = clock_now();
	l.expires_at = l.now + rq->server->config.session;
	token_new(l.token);
	hash_hex(l.token, strlen(l.token), l.hash);
	if (store_write(rq->server->store, open_session, &l, &err))
		show_session(rp, &l);
	else
		reply_error(rp, &err);
	sodium_memzero(&l, sizeof(l));
}

/* ---- PUT /me/password ---- */

struct change {
	struct request *rq;
	char hash[ADMIN_HASH_TEXT];
	instant now;
};

/* The other sessions end: whoever knew the old password is out. */
static bool change_password(struct db *db, void *arg, struct error *err)
{
	struct change *c = arg;
	const struct user *u = c->rq->user;

	return throttle_forget(db, u->username, c->rq->address, err) &&
	       db_run(db, err, "UPDATE account SET password = ?1 WHERE id = ?2", "ss", c->hash,
		      u->id) == DB_END &&
	       db_run(db, err,
		      "DELETE FROM session WHERE account = ?1 AND machine IS NULL AND token_hash "
		      "<> ?2",
		      "ss", u->id, u->session) == DB_END &&
	       admin_audit_add(db, c->now, u->id, "password", u->id, NULL, err);
}

static bool check_new(struct reply *rp, const char *password)
{
	struct form_problems problems = { 0 };
	struct error err = ERROR_INIT;

	if (admin_password_check(password, &err))
		return true;
	form_problem_add(&problems, "/password", "format", err.text);
	reply_fields(rp, &problems);
	form_problems_release(&problems);
	return false;
}

void api_password(struct request *rq, struct reply *rp)
{
	struct account a;
	struct error err = ERROR_INIT;
	struct change c = { .rq = rq, .now = clock_now() };

	if (!check_text(rp, rq->body, "current") || !check_text(rp, rq->body, "password") ||
	    !check_new(rp, jo_str(rq->body, "password")))
		return;
	if (!check_password(rq, rp, rq->user->username, jo_str(rq->body, "current"), &a)) {
		if (rp->status == 401)
			reply_problem(rp, 403, "password", _("The current password is wrong."));
		return;
	}
	if (admin_password_hash(jo_str(rq->body, "password"), c.hash, &err) &&
	    store_write(rq->server->store, change_password, &c, &err)) {
		events_close_others(rq->server, rq->user->id, rq->user->session, "password");
		reply_json(rp, 204, NULL);
	} else {
		reply_error(rp, &err);
	}
}
