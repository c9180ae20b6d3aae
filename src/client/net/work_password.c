/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_password.c -- the user's password after the login: changed, and asked for at a locked seat.
 *
 * The server looks at it. When it cannot be reached the seat does, by the key that was derived from the password which
 * the server took last (verifier.h). Neither keeps the password itself.
 */
#include "client/net/work_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "hotline/buf.h"
#include "hotline/i18n.h"

static void on_wake(void *arg)
{
	net_wake(arg);
}

void work_try_password(struct work *w, const char *password)
{
	if (!w->verifier)
		w->verifier = verifier_new(on_wake, w->net);
	verifier_try(w->verifier, password);
}

void work_forget_password(struct work *w)
{
	w->unlock.here = false;
	verifier_free(w->verifier);
	w->verifier = NULL;
}

/* Sends a body with passwords in it and leaves no copy. */
static void send_secret(struct op *op, const char *method, const char *path, struct buf *body)
{
	struct net_request r = {
		.method = method, .path = path, .text = body->data, .flags = NET_SECRET,
	};

	op_request(op, &r);
	sodium_memzero(body->data, body->len);
	buf_release(body);
}

static unsigned apply_password(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	if (net_is_ok(a) && w->verifier)
		verifier_accept(w->verifier);
	return 0;
}

void work_change_password(struct work *w, char *old, char *new, net_done done, void *arg)
{
	struct buf body = BUF_INIT;

	buf_reserve(&body, 6 * (strlen(old) + strlen(new)) + 64);
	buf_adds(&body, "{\"current\":");
	secret_add_json(&body, old);
	buf_adds(&body, ",\"password\":");
	secret_add_json(&body, new);
	buf_adds(&body, "}");
	work_try_password(w, new);
	secret_wipe(old);
	secret_wipe(new);
	send_secret(op_new(w, apply_password, done, arg), "PUT", "/me/password", &body);
}

/* ---- the locked seat ---- */

static void unlock_answered(struct work *w, const struct net_answer *a)
{
	net_done done = w->unlock.done;

	w->unlock.done = NULL;
	if (done)
		done(w->unlock.arg, a);
}

/* The server said nothing about the password. */
static bool is_away(const struct net_answer *a)
{
	return a->result == NET_UNREACHABLE || a->result == NET_CERTIFICATE || a->result == NET_NOT_OURS ||
	       (a->result == NET_REFUSED && a->status >= 500);
}

static void on_unlock(void *arg, const struct net_answer *a)
{
	struct work *w = arg;

	if (is_away(a) && w->verifier)
		w->unlock.here = true;
	else
		unlock_answered(w, a);
}

/* As the server would answer. */
static void answer_here(struct work *w, struct net_answer *a)
{
	static const struct { enum net_result result; int status; const char *sentence; } answers[] = {
		[VERIFIED_RIGHT] = { NET_OK, 204, "" },
		[VERIFIED_WRONG] = { NET_REFUSED, 403, N_("The password is not right; type it again.") },
		[VERIFIED_WAIT] = { NET_REFUSED, 429, "" },
		[VERIFIED_SPENT] = { NET_REFUSED, 423, N_("Too many wrong passwords while the server is away; only the "
			"server can unlock this seat now.") },
		[VERIFIED_UNKNOWN] = { NET_UNREACHABLE, 0, N_("The server is away, and this seat cannot tell the password "
			"without it; it stays locked until the server is back.") },
	};
	enum verified is = verifier_check(w->verifier, clock_monotonic(), &a->retry_after);

	a->result = answers[is].result;
	a->status = answers[is].status;
	const char *sentence = answers[is].sentence;
	snprintf(a->sentence, sizeof(a->sentence), "%s", *sentence ? _(sentence) : "");
}

void work_unlock_turn(struct work *w)
{
	struct net_answer a = { 0 };

	if (!w->unlock.here || verifier_is_busy(w->verifier))
		return;
	w->unlock.here = false;
	answer_here(w, &a);
	unlock_answered(w, &a);
}

static void ask_server(struct work *w, const char *password)
{
	struct buf body = BUF_INIT;

	buf_reserve(&body, 6 * strlen(password) + 64);
	buf_adds(&body, "{\"password\":");
	secret_add_json(&body, password);
	buf_adds(&body, "}");
	send_secret(op_new(w, apply_password, on_unlock, w), "POST", "/me/unlock", &body);
}

void work_unlock(struct work *w, char *password, net_done done, void *arg)
{
	work_try_password(w, password);
	w->unlock.done = done;
	w->unlock.arg = arg;
	w->unlock.here = work_link(w)->state == LINK_WAITING;   /* else the server has the first word */
	if (!w->unlock.here)
		ask_server(w, password);
	secret_wipe(password);
}
