/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c -- login and logout; secrets in locked memory, wiped when they have served.
 *
 * The body of a login is written by hand into a buffer that is wiped, because a JSON object
 * would leave copies of the password behind.
 */
#include "client/net/session.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"

struct session {
	struct net *net;
	enum session_state state;
	void (*changed)(void *arg, enum session_state s, const char *sentence);
	void *arg;
	char *username;         /* of the user whose work is here */
	char *trying;           /* who logs in just now */
	char *state_key;        /* locked memory */
	instant expires_at;
	net_done done;          /* of the login under way */
	void *done_arg;
};

struct session *session_new(struct net *n,
			    void (*changed)(void *arg, enum session_state s, const char *sentence), void *arg)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->net = n;
	s->changed = changed;
	s->arg = arg;
	s->expires_at = INSTANT_NONE;
	return s;
}

static void forget(struct session *s)
{
	if (s->state_key)
		sodium_free(s->state_key);
	s->state_key = NULL;
	free(s->username);
	s->username = NULL;
	s->expires_at = INSTANT_NONE;
	net_set_token(s->net, NULL);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	net_forget(s->net, s);
	forget(s);
	free(s->trying);
	free(s);
}

enum session_state session_state(const struct session *s)
{
	return s->state;
}

const char *session_state_key(const struct session *s)
{
	return s->state_key;
}

const char *session_username(const struct session *s)
{
	return s->username;
}

instant session_expires_at(const struct session *s)
{
	return s->expires_at;
}

void secret_wipe(char *text)
{
	if (text)
		sodium_memzero(text, strlen(text));
}

static void set_state(struct session *s, enum session_state state, const char *sentence)
{
	s->state = state;
	s->changed(s->arg, state, sentence);
}

/* RFC 8259 section 7, straight into the buffer that will be wiped. */
void secret_add_json(struct buf *out, const char *text)
{
	buf_addch(out, '"');
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p < 0x20) {
			buf_addf(out, "\\u%04x", *p);
			continue;
		}
		if (*p == '"' || *p == '\\')
			buf_addch(out, '\\');
		buf_addch(out, (char)*p);
	}
	buf_addch(out, '"');
}

static void keep_secrets(struct session *s, const json *answer)
{
	const char *key = jo_str(answer, "state_key"), *at = jo_str(answer, "expires_at");

	if (!s->state_key) {
		s->state_key = sodium_malloc(strlen(key) + 1);
		if (!s->state_key)
			abort();
		memcpy(s->state_key, key, strlen(key) + 1);
	}
	if (!at || !clock_parse(at, &s->expires_at))
		s->expires_at = INSTANT_NONE;
	free(s->username);
	s->username = xstrdup(s->trying);
	net_set_token(s->net, jo_str(answer, "token"));
}

/* The answer as the screen may see it: the user, no secrets. */
static void tell(struct session *s, const struct net_answer *a)
{
	struct net_answer shown = *a;
	net_done done = s->done;

	s->done = NULL;
	shown.body = json_object_new_object();
	jo_set(shown.body, "user", jo_copy(jo_get(a->body, "user")));
	if (done)
		done(s->done_arg, &shown);
	jo_free(shown.body);
}

static void say_wait(struct net_answer *a)
{
	int64_t seconds = (a->retry_after + 999) / 1000;

	if (a->status == 401)
		snprintf(a->sentence, sizeof(a->sentence), "%s",
			 _("The name or the password is not right; type the password again."));
	else if (a->status == 429 && seconds)
		snprintf(a->sentence, sizeof(a->sentence),
			 _("Too many failed attempts; try again in %lld seconds."), (long long)seconds);
}

static void on_login(void *arg, const struct net_answer *answer)
{
	struct session *s = arg;
	struct net_answer a = *answer;
	bool again = s->username != NULL;

	if (net_is_ok(&a) && !(jo_str(a.body, "token") && jo_str(a.body, "state_key"))) {
		a.result = NET_NOT_OURS;
		snprintf(a.sentence, sizeof(a.sentence),
			 _("The answer to the login is not one of a hotline server."));
	}
	if (net_is_ok(&a)) {
		keep_secrets(s, a.body);
		set_state(s, SESSION_IN, "");
	} else {
		say_wait(&a);
		set_state(s, again ? SESSION_EXPIRED : SESSION_NONE, a.sentence);
	}
	tell(s, &a);
}

bool session_login(struct session *s, const char *username, char *password, net_done done,
		   void *arg, struct error *err)
{
	struct buf body = BUF_INIT;
	bool busy = s->state == SESSION_LOGGING_IN;

	if (busy || (s->username && strcmp(s->username, username))) {
		secret_wipe(password);
		return busy ? error_set(err, ERROR_BUSY, _("A login is on its way already."))
			    : error_set(
				  err, ERROR_STATE, _("The work on this screen is %s's; log in as that user, or log "
				    "out first."), s->username);
	}
	buf_reserve(&body, 2 * strlen(username) + 6 * strlen(password) + 64);
	buf_adds(&body, "{\"username\":");
	secret_add_json(&body, username);
	buf_adds(&body, ",\"password\":");
	secret_add_json(&body, password);
	buf_adds(&body, "}");
	secret_wipe(password);
	free(s->trying);
	s->trying = xstrdup(username);
	s->done = done;
	s->done_arg = arg;
	struct net_request r = {
		.method = "POST", .path = "/sessions", .text = body.data,
		.flags = NET_OPEN | NET_SECRET, .done = on_login, .arg = s,
	};
	bool sent = net_send(s->net, &r) != 0;
	sodium_memzero(body.data, body.len);
	buf_release(&body);
	if (!sent)
		return error_set(err, ERROR_BUSY, _("Too many requests wait for the server."));
	set_state(s, SESSION_LOGGING_IN, "");
	return true;
}

bool session_enter(struct session *s, const char *username, const json *pass)
{
	if (!jo_str(pass, "token") || !jo_str(pass, "state_key"))
		return false;
	free(s->trying);
	s->trying = xstrdup(username);
	keep_secrets(s, pass);
	set_state(s, SESSION_IN, "");
	return true;
}

void session_logout(struct session *s, net_done done, void *arg)
{
	struct net_request r = {
		.method = "DELETE", .path = "/sessions/current", .flags = NET_NO_PARK | NET_NOW,
		.done = done, .arg = arg,
	};

	net_cancel_all(s->net);
	if (net_has_token(s->net) && s->state == SESSION_IN)
		net_send(s->net, &r);
	forget(s);
	set_state(s, SESSION_NONE, "");
}

void session_expire(struct session *s, const char *sentence)
{
	if (s->state == SESSION_IN)
		set_state(s, SESSION_EXPIRED, sentence);
}
