/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_contact.c -- the verbs on a call.
 *
 * They are tried again for a short while under one key, not for ever: an answer that arrives
 * after the caller went to somebody else helps nobody. Only a hang-up is right however late it comes. Both are said
 * while the server is not reached. The end of the wrap-up waits for a hang-up that is under way, a transfer till the
 * drafts, which go along, have reached the server.
 */
#include "client/net/work_internal.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { PATIENCE_MS = 20000, HANDOVER_MS = 5000, HANG_UP_MS = 3600 * 1000 };

unsigned apply_contact_answer(struct work *w, struct op *op, const struct net_answer *a)
{
	const char *id = jo_str(a->body, "id");
	(void)op;

	if (!net_is_ok(a) || !id)
		return 0;
	unsigned what = model_apply_contact(w->model, a->body, INSTANT_NONE);
	/* It went to somebody else, as a transfer does. */
	if (!model_contact_is_mine(w->model, id) && !model_has_role(w->model, ROLE_SUPERVISOR)) {
		what |= model_remove_contact(w->model, id);
		work_forget_drafts(w, id);
	}
	return what;
}

static unsigned apply_and_fetch(struct work *w, struct op *op, const struct net_answer *a)
{
	unsigned what = apply_contact_answer(w, op, a);

	work_fetch_drafts(w);
	return what;
}

static void say_remembered(struct work *w, bool hangs_up)
{
	if (work_link(w)->state == LINK_UP)
		return;
	work_say(w, WORK_WARNS, "%s", hangs_up ?
		 _("The server is not reached. The call is hung up as soon as it is.") :
		 _("The server is not reached. This is tried for 20 seconds more; then it is not done, and said so."));
}

static void send_verb(struct op *op, const char *contact, const char *verb, json *body, int64_t patience)
{
	char *after = xasprintf("/%s", verb), *path = work_path("/contacts/", contact, after);

	op_send(op, "POST", path, body, true, patience);
	free(path);
	free(after);
}

static void contact_verb(struct work *w, const char *contact, const char *verb, json *body, net_done done, void *arg)
{
	say_remembered(w, false);
	send_verb(op_new(w, apply_and_fetch, done, arg), contact, verb, body, PATIENCE_MS);
}

void work_answer(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "answer", NULL, done, arg);
}

void work_decline(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "decline", NULL, done, arg);
}

void work_hold(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "hold", NULL, done, arg);
}

void work_resume(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "resume", NULL, done, arg);
}

static unsigned apply_hung_up(struct work *w, struct op *op, const struct net_answer *a)
{
	unsigned what = apply_and_fetch(w, op, a);

	if (op->after)
		send_verb(op->after, op->name, "wrap_up_done", NULL, PATIENCE_MS);
	op->after = NULL;
	return what;
}

static struct op *hang_up_of(const struct work *w, const char *contact)
{
	struct op *op;

	DL_FOREACH(w->ops, op)
		if (op->apply == apply_hung_up && !strcmp(op->name, contact))
			return op;
	return NULL;
}

bool work_is_hanging_up(const struct work *w, const char *contact)
{
	const struct model_contact *c = model_contact(w->model, contact);

	return c && c->state != CONTACT_WRAP_UP && hang_up_of(w, contact);
}

void work_hang_up(struct work *w, const char *contact, net_done done, void *arg)
{
	struct op *op;

	say_remembered(w, true);
	if (!done && hang_up_of(w, contact))
		return;
	op = op_new(w, apply_hung_up, done, arg);
	op->name = xstrdup(contact);
	send_verb(op, contact, "hang_up", NULL, HANG_UP_MS);
}

/* What was asked for last is done. */
static void wrap_up_afterwards(struct work *w, struct op *hang_up, net_done done, void *arg)
{
	struct op *before = hang_up->after;

	if (!before || before->done != done || before->arg != arg)
		hang_up->after = op_new(w, apply_and_fetch, done, arg);
	if (before && before != hang_up->after) {
		before->flags |= OP_QUIET;
		op_fail(before, _("something else was asked for meanwhile"));
	}
	work_say(w, WORK_WARNS, "%s", work_link(w)->state == LINK_UP ?
		 _("The call is being hung up; then its wrap-up is ended.") :
		 _("The server is not reached. The call is hung up and its wrap-up ended as soon as it is."));
}

void work_wrap_up_done(struct work *w, const char *contact, net_done done, void *arg)
{
	if (work_is_hanging_up(w, contact))
		wrap_up_afterwards(w, hang_up_of(w, contact), done, arg);
	else
		contact_verb(w, contact, "wrap_up_done", NULL, done, arg);
}

void work_call_back(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "call_back", NULL, done, arg);
}

static json *to_whom(const char *user, const char *skill)
{
	json *body = json_object_new_object(), *to = json_object_new_object();

	jo_set_str(to, "user", user);
	jo_set_str(to, "skill", skill);
	jo_set(body, "to", to);
	return body;
}

void work_transfer_contact(struct work *w, const char *contact, const char *user,
			   const char *skill, net_done done, void *arg)
{
	struct handover *h = xcalloc(1, sizeof(*h));

	h->contact = xstrdup(contact);
	h->body = to_whom(user, skill);
	h->until = clock_monotonic() + HANDOVER_MS;
	h->op = op_new(w, apply_and_fetch, done, arg);
	DL_APPEND(w->handovers, h);
	for (size_t i = 0; i < w->model->draft_count; i++)
		work_draft_put(w, contact, w->model->drafts[i]->n);
	handovers_turn(w);
}

static void handover_free(struct work *w, struct handover *h)
{
	DL_DELETE(w->handovers, h);
	free(h->contact);
	jo_free(h->body);
	free(h);
}

void handovers_clear(struct work *w)
{
	while (w->handovers)
		handover_free(w, w->handovers);
}

static void hand_over(struct work *w, struct handover *h)
{
	char *path = work_path("/contacts/", h->contact, "/transfer");
	struct op *op = h->op;
	json *body = json_object_get(h->body);

	handover_free(w, h);
	op_send(op, "POST", path, body, true, PATIENCE_MS);
	free(path);
}

void handovers_turn(struct work *w)
{
	struct handover *h, *next;

	DL_FOREACH_SAFE(w->handovers, h, next) {
		struct op *op = h->op;
		if (savers_are_done(w, h->contact)) {
			hand_over(w, h);
		} else if (h->until <= clock_monotonic()) {
			handover_free(w, h);
			op_fail(op,
				_("what you typed has not reached the server yet, so the call was "
				  "not transferred; try again"));
		}
	}
}

int64_t handovers_due(const struct work *w)
{
	const struct handover *h;
	int64_t least = -1;

	DL_FOREACH(w->handovers, h)
		if (least < 0 || h->until < least)
			least = h->until;
	return least;
}

void work_conference(struct work *w, const char *contact, const char *user, net_done done, void *arg)
{
	contact_verb(w, contact, "conference", to_whom(user, NULL), done, arg);
}

void work_supervise_contact(struct work *w, const char *contact, const char *verb, json *body,
			    net_done done, void *arg)
{
	contact_verb(w, contact, verb, body ? body : json_object_new_object(), done, arg);
}

static unsigned apply_contacts(struct work *w, struct op *op, const struct net_answer *a)
{
	enum contact_state state;

	if (!net_is_ok(a))
		return 0;
	if (!strncmp(op->text, "state=", 6) && contact_state_parse(op->text + 6, &state))
		return model_apply_contacts_in(w->model, state, a->body);
	return model_apply_contacts(w->model, a->body);
}

void work_contacts(struct work *w, const char *query, net_done done, void *arg)
{
	char *path = xasprintf("/contacts?%s%slimit=200", query, *query ? "&" : "");

	struct op *op = op_new(w, apply_contacts, done, arg);
	op->text = xstrdup(query);
	op_get(op, path);
	free(path);
}

static unsigned apply_caller(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_caller(w->model, op->name, a->body) : 0;
}

void work_lookup_caller(struct work *w, const char *contact, const char *number, net_done done, void *arg)
{
	struct op *op = op_new(w, apply_caller, done, arg);
	json *body = json_object_new_object();

	op->name = xstrdup(contact);
	jo_set_str(body, "number", number);
	op_send(op, "POST", "/callers/lookup", body, false, 5000);
}
