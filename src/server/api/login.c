/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login.c -- POST /sessions, POST /me/unlock and PUT /me/password: where a password is looked at.
 *
 * They run on the password pool. A name that is not known costs the same time as a wrong
 * password, and both are answered alike. That an account is disabled is told to who proves its password.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/api/api.h"
#include "server/api/basics.h"
#include "server/http/events.h"
#include "server/service/session.h"

/* Whoever reads the log can see that somebody guesses; an unknown name may be a password in the wrong field. */
static void log_refusal(const char *username, const char *address, const struct session_account *a, int wait)
{
	if (wait)
		log_warn("login: %s is tried too often from %s; held back for %d s", a->found ? username : "an unknown name",
			 address, wait);
	else
		log_warn("login: wrong password for %s from %s", a->found ? username : "an unknown name", address);
}

/* The reply is filled in when this is false. */
static bool check_password(struct request *rq, struct reply *rp, const char *username,
			   const char *password, struct session_account *a)
{
	struct error err = ERROR_INIT;
	struct attempt attempt = { username, rq->address, clock_now(), 0 };

	if (!throttle_charge(rq->server, &attempt, &err)) {
		if (!attempt.wait)
			return reply_error(rp, &err);
		reply_problem(rp, 429, "throttled", "%s", err.text);
		if (session_find_account(rq->server, username, a, &err))
			log_refusal(username, rq->address, a, attempt.wait);
		rp->retry_after = attempt.wait;
		return false;
	}
	if (!session_find_account(rq->server, username, a, &err))
		return reply_error(rp, &err);
	bool right = !crypto_pwhash_str_verify(a->hash, password, strlen(password)) && a->found;
	if (right && !a->disabled)
		return true;
	if (right) {
		log_warn("login: %s from %s, with the right password; the account is disabled", username, rq->address);
		return reply_problem(rp, 403, "disabled",
				     _("The password is right, but ops have switched this account off; ask them."));
	}
	log_refusal(username, rq->address, a, 0);
	return reply_problem(rp, 401, "login", _("The user name or the password is wrong."));
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

static void show_session(struct reply *rp, const struct session_login *l)
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
	struct session_account a;
	struct error err = ERROR_INIT;

	if (!check_text(rp, rq->body, "username") || !check_text(rp, rq->body, "password"))
		return;
	struct session_login l = { .username = jo_str(rq->body, "username"), .address = rq->address };
	if (!check_password(rq, rp, l.username, jo_str(rq->body, "password"), &a))
		return;
	char token[TOKEN_TEXT];
	token_new(token);
	l.token = token;
	l.account = a.id;
	l.now = clock_now();
	l.expires_at = l.now + rq->server->config.session;
	if (session_open(rq->server, &l, &err)) {
		log_info("login: %s from %s", l.user.username, l.address);
		show_session(rp, &l);
	} else {
		reply_error(rp, &err);
	}
	sodium_memzero(&l, sizeof(l));
	sodium_memzero(token, sizeof(token));
}

/* ---- who is logged in already ---- */

/* As check_password(), but a wrong one does not mean that the token is. */
static bool check_own(struct request *rq, struct reply *rp, const char *member, struct session_account *a)
{
	if (check_password(rq, rp, rq->user->username, jo_str(rq->body, member), a))
		return true;
	if (rp->status == 401)
		reply_problem(rp, 403, "password", _("The current password is wrong."));
	return false;
}

void api_unlock(struct request *rq, struct reply *rp)
{
	struct session_account a;
	struct error err = ERROR_INIT;

	if (!check_text(rp, rq->body, "password") || !check_own(rq, rp, "password", &a))
		return;
	if (session_proved(rq->server, rq->user, rq->address, &err))
		reply_json(rp, 204, NULL);
	else
		reply_error(rp, &err);
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
	struct session_account a;
	struct error err = ERROR_INIT;
	char hash[ADMIN_HASH_TEXT];

	if (!check_text(rp, rq->body, "current") || !check_text(rp, rq->body, "password") ||
	    !check_new(rp, jo_str(rq->body, "password")))
		return;
	if (!check_own(rq, rp, "current", &a))
		return;
	if (admin_password_hash(jo_str(rq->body, "password"), hash, &err) &&
	    session_change_password(rq->server, rq->user, rq->address, hash, &err)) {
		events_close(rq->server, rq->user->id, EVENTS_OTHERS, rq->user->session, "password");
		reply_json(rp, 204, NULL);
	} else {
		reply_error(rp, &err);
	}
}
