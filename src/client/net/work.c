/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.c -- the middle of the workstation: made, turned, and how a verb's answer finds its way.
 *
 * work_turn() is the only place where time passes; it runs each part once. Callbacks of the
 * parts come back here or to the other work_*.c, change the model and tell the screens what
 * did.
 */
#include "client/net/work_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"

enum { REASON_MS = 2000 };      /* how long the event that says why a session ended may follow the answer that it did */

void work_changed(struct work *w, unsigned what)
{
	if (what && w->hooks.changed)
		w->hooks.changed(w->hooks.arg, what);
}

void work_say(struct work *w, enum work_tone tone, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&text, fmt, ap);
	va_end(ap);
	if (w->hooks.say && text.len)
		w->hooks.say(w->hooks.arg, tone, text.data);
	buf_release(&text);
}

/* ---- ops ---- */

struct op *op_new(struct work *w, op_apply *apply, net_done done, void *arg)
{
	struct op *op = xcalloc(1, sizeof(*op));

	op->work = w;
	op->apply = apply;
	op->done = done;
	op->arg = arg;
	DL_APPEND(w->ops, op);
	return op;
}

static void op_free(struct op *op)
{
	DL_DELETE(op->work->ops, op);
	free(op->name);
	free(op->text);
	free(op);
}

void ops_clear(struct work *w)
{
	while (w->ops)
		op_free(w->ops);
}

void op_cancel(struct work *w, uint64_t request)
{
	struct op *op;

	DL_SEARCH_SCALAR(w->ops, op, request, request);
	if (!request || !op)
		return;
	net_cancel(w->net, request);
	op_free(op);
}

static void op_answered(void *arg, const struct net_answer *a)
{
	struct op *op = arg;
	struct work *w = op->work;

	if (op->apply)
		work_changed(w, op->apply(w, op, a));
	net_done done = op->done;
	void *done_arg = op->arg;
	bool quiet = op->flags & OP_QUIET;
	op_free(op);
	if (done)
		done(done_arg, a);
	else if (!quiet && a->result != NET_OK && a->result != NET_NOT_MODIFIED)
		work_say(w, WORK_FAILED, "%s", a->sentence);
}

void op_fail(struct op *op, const char *sentence)
{
	struct net_answer a = { .result = NET_UNREACHABLE };

	snprintf(a.sentence, sizeof(a.sentence), "%s", sentence);
	op_answered(op, &a);
}

uint64_t op_request(struct op *op, struct net_request *r)
{
	r->done = op_answered;
	r->arg = op;
	uint64_t id = net_send(op->work->net, r);
	if (id)
		op->request = id;
	else    /* more than anybody could have made by hand */
		op_fail(op, _("too many requests wait for the server; try again when it answers"));
	return id;
}

uint64_t op_send(struct op *op, const char *method, const char *path, json *body, bool keyed, int64_t retry_ms)
{
	char key[ID_TEXT];
	struct net_request r = {
		.method = method, .path = path, .body = body, .retry_ms = retry_ms,
		.key = keyed ? id_new(key) : NULL,
	};

	return op_request(op, &r);
}

uint64_t op_get(struct op *op, const char *path)
{
	return op_send(op, "GET", path, NULL, false, 0);
}

char *work_path(const char *before, const char *part, const char *after)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, before);
	net_encode(&path, part);
	buf_adds(&path, after);
	return buf_detach(&path);
}

void work_forget(struct work *w, const void *arg)
{
	struct waiter *waiter;
	struct op *op;

	DL_FOREACH(w->ops, op)
		if (op->arg == arg) {
			op->done = NULL;
			op->flags |= OP_QUIET;
		}
	if (w->login_arg == arg)
		w->login_done = NULL;
	if (w->unlock.arg == arg)
		w->unlock.done = NULL;
	DL_FOREACH(w->waiters, waiter)
		if (waiter->arg == arg)
			waiter->done = NULL;
}

void work_forget_all(struct work *w)
{
	struct waiter *waiter;
	struct op *op;

	DL_FOREACH(w->ops, op) {
		op->done = NULL;
		op->flags |= OP_QUIET;
	}
	DL_FOREACH(w->waiters, waiter)
		waiter->done = NULL;
}

/* ---- the whole ---- */

/* Waiting does not help against a wrong certificate: somebody has to act, so it is said. */
static void tell_stranger(struct work *w, const struct link *link)
{
	bool strange = link->state == LINK_WAITING && link->result == NET_CERTIFICATE;

	if (strange && !w->stranger_told)
		work_say(w, WORK_FAILED, "%s", link->sentence);
	if (strange || link->state == LINK_UP)
		w->stranger_told = strange;
}

/* Nothing said why, and nothing will. */
static void expire_now(struct work *w)
{
	if (!w->expired_due)
		return;
	w->expired_due = 0;
	session_expire(w->session, w->expired);
}

static void on_link(void *arg, const struct link *link)
{
	struct work *w = arg;

	if (link->state != LINK_UP)
		expire_now(w);
	if (link->state == LINK_UP && w->outbox)
		outbox_hurry(w->outbox);
	if (link->state == LINK_UP)
		work_reload_later(w);           /* what failed with the line */
	tell_stranger(w, link);
	work_changed(w, MODEL_LINK);
}

/* An answer says only that the session is over; the stream says why, and may do so a little later. */
static void on_unauthorised(void *arg, const char *sentence)
{
	struct work *w = arg;

	if (!w->expired_due) {
		free(w->expired);
		w->expired = xstrdup(sentence);
		w->expired_due = clock_monotonic() + REASON_MS;
	}
	if (work_link(w)->state != LINK_UP || w->realm)         /* no event says why a training session is over */
		expire_now(w);
}

struct work *work_new(const struct work_options *o, const struct work_hooks *hooks, struct error *err)
{
	struct net_options options = { .server = o->server, .ca = o->ca, .language = o->language };
	struct net *net = net_new(&options, err);

	if (!net)
		return NULL;
	struct work *w = xcalloc(1, sizeof(*w));
	struct stream_hooks stream = {
		.event = work_on_event, .reset = work_on_reset, .changed = on_link, .arg = w,
	};
	w->hooks = *hooks;
	w->state_dir = xstrdup(o->state_dir);
	w->net = net;
	w->model = model_new();
	w->state = (struct state){ .fd = -1, .lock = -1 };
	w->stream = stream_new(net, &stream);
	w->session = session_new(net, work_on_session, w);
	net_on_unauthorised(net, on_unauthorised, w);
	return w;
}

void work_free(struct work *w)
{
	if (!w)
		return;
	w->hooks = (struct work_hooks){ 0 };
	work_close_user(w);
	work_forget_password(w);
	ops_clear(w);
	stream_free(w->stream);
	session_free(w->session);
	net_free(w->net);
	model_free(w->model);
	free(w->expired);
	free(w->state_dir);
	free(w->realm);
	free(w->search);
	free(w->search_near);
	free(w);
}

/* Tells when the disk begins to refuse, and when it does no longer. */
static void watch_journal(struct work *w)
{
	struct journal_state s;

	if (!w->journal)
		return;
	journal_state(w->journal, &s);
	bool caught_up = w->journal_behind && s.kept == s.typed;
	w->journal_behind = s.kept != s.typed;
	if (caught_up && s.failing == w->journal_failing)
		work_changed(w, MODEL_JOURNAL);
	if (s.failing == w->journal_failing)
		return;
	w->journal_failing = s.failing;
	if (s.failing)
		work_say(w, WORK_WARNS, "%s", s.sentence);
	else
		work_say(w, WORK_SAYS, "%s", _("What you type is kept on the disk again."));
	work_changed(w, MODEL_JOURNAL);
}

void work_turn(struct work *w)
{
	net_perform(w->net);
	stream_turn(w->stream);
	if (w->expired_due && w->expired_due <= clock_monotonic())
		expire_now(w);
	watch_journal(w);
	work_unlock_turn(w);
	if (w->open && session_state(w->session) == SESSION_IN) {
		savers_turn(w);
		handovers_turn(w);
		outbox_turn(w->outbox);
		search_turn(w);
		work_reload_turn(w);
		work_reopen_turn(w);
	}
}

int work_wait(struct work *w, struct pollfd *fds, unsigned count, int ms)
{
	return net_wait(w->net, fds, count, ms);
}

static int sooner(int a, int64_t b)
{
	if (b < 0)
		return a;
	return a < 0 || b < a ? (int)b : a;
}

static int64_t from_now(int64_t due)
{
	int64_t now = clock_monotonic();

	if (due <= 0)
		return -1;
	return due > now ? due - now : 0;
}

unsigned work_descriptors(const struct work *w, struct pollfd *fds, unsigned most)
{
	return net_descriptors(w->net, fds, most);
}

int work_timeout(const struct work *w)
{
	int ms = sooner(net_timeout(w->net), stream_timeout(w->stream));

	if (!w->open || session_state(w->session) != SESSION_IN)
		return ms;
	ms = sooner(ms, outbox_timeout(w->outbox));
	ms = sooner(ms, from_now(savers_due(w)));
	ms = sooner(ms, from_now(handovers_due(w)));
	ms = sooner(ms, from_now(w->reload_due));
	ms = sooner(ms, from_now(w->reopen_due));
	ms = sooner(ms, from_now(w->expired_due));
	return w->search && w->searching < 2 ? sooner(ms, from_now(w->search_due)) : ms;
}

const struct model *work_model(const struct work *w)
{
	return w->model;
}

const struct link *work_link(const struct work *w)
{
	return stream_state(w->stream);
}

const struct outbox *work_outbox(const struct work *w)
{
	return w->outbox;
}

void work_journal(const struct work *w, struct journal_state *state)
{
	*state = (struct journal_state){ .kept_at = INSTANT_NONE };
	if (w->journal) {
		journal_state(w->journal, state);
	} else if (w->open) {
		state->failing = true;
		state->typed = 1;
		snprintf(state->sentence, sizeof(state->sentence), "%s", w->not_kept);
	}
}

enum session_state work_session(const struct work *w)
{
	return session_state(w->session);
}

static bool outbox_is_idle(const struct work *w)
{
	for (size_t i = 0; w->outbox && i < outbox_count(w->outbox); i++) {
		enum submission s = outbox_at(w->outbox, i)->state;
		if (s == SUBMISSION_QUEUED || s == SUBMISSION_SENT)
			return false;
	}
	return true;
}

bool work_is_idle(const struct work *w)
{
	struct journal_state j;

	work_journal(w, &j);
	return !net_pending(w->net) && !w->search && !w->reload_due && !w->handovers &&
	       savers_are_idle(w) &&
	       outbox_is_idle(w) && (j.failing || j.kept == j.typed) &&
	       stream_state(w->stream)->state != LINK_CONNECTING;
}

void work_hurry(struct work *w)
{
	stream_hurry(w->stream);
	if (w->outbox)
		outbox_hurry(w->outbox);
}

/* ---- for what has no verb of its own ---- */

void work_get(struct work *w, const char *path, net_done done, void *arg)
{
	op_get(op_new(w, NULL, done, arg), path);
}

void work_get_as(struct work *w, const char *path, const char *type, net_done done, void *arg)
{
	struct net_request r = { .method = "GET", .path = path, .accept = type, .retry_ms = 5000 };

	op_request(op_new(w, NULL, done, arg), &r);
}

void work_send(struct work *w, const char *method, const char *path, json *body, net_done done, void *arg)
{
	op_send(op_new(w, NULL, done, arg), method, path, body, !strcmp(method, "POST"), 0);
}

void work_move(struct work *w, const char *path, int64_t version, json *body, net_done done, void *arg)
{
	char key[ID_TEXT];

	op_request(op_new(w, NULL, done, arg), &(struct net_request){ .method = "POST", .path = path, .body = body,
								      .key = id_new(key), .if_match = version });
}
