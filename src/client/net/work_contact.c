/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_contact.c -- the verbs on a call.
 *
 * They are tried again for a short while under one key, not for ever: an answer that arrives
 * after the caller went to somebody else helps nobody.
 */
#include "client/net/work_internal.h"

#include <stdlib.h>

#include "hotline/alloc.h"

enum { PATIENCE_MS = 20000 };

unsigned apply_contact_answer(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	return net_is_ok(a) ? model_apply_contact(w->model, a->body, INSTANT_NONE) : 0;
}

static unsigned apply_and_fetch(struct work *w, struct op *op, const struct net_answer *a)
{
	unsigned what = apply_contact_answer(w, op, a);

	work_fetch_drafts(w);
	return what;
}

static void contact_verb(struct work *w, const char *contact, const char *verb, json *body,
			 net_done done, void *arg)
{
	char *after = xasprintf("/%s", verb), *path = work_path("/contacts/", contact, after);

	op_send(op_new(w, apply_and_fetch, done, arg), "POST", path, body, true, PATIENCE_MS);
	free(path);
	free(after);
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

void work_hang_up(struct work *w, const char *contact, net_done done, void *arg)
{
	contact_verb(w, contact, "hang_up", NULL, done, arg);
}

void work_wrap_up_done(struct work *w, const char *contact, net_done done, void *arg)
{
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

/* The drafts go along, so what is typed has to be there first. */
void work_transfer_contact(struct work *w, const char *contact, const char *user,
			   const char *skill, net_done done, void *arg)
{
	for (size_t i = 0; i < w->model->draft_count; i++)
		work_draft_put(w, contact, w->model->drafts[i]->n);
	contact_verb(w, contact, "transfer", to_whom(user, skill), done, arg);
}

void work_conference(struct work *w, const char *contact, const char *user, net_done done,
		     void *arg)
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
	(void)op;
	return net_is_ok(a) ? model_apply_contacts(w->model, a->body) : 0;
}

void work_contacts(struct work *w, const char *query, net_done done, void *arg)
{
	char *path = xasprintf("/contacts?%s%slimit=200", query, *query ? "&" : "");

	op_get(op_new(w, apply_contacts, done, arg), path);
	free(path);
}

static unsigned apply_caller(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_caller(w->model, op->name, a->body) : 0;
}

void work_lookup_caller(struct work *w, const char *contact, const char *number, net_done done,
			void *arg)
{
	struct op *op = op_new(w, apply_caller, done, arg);
	json *body = json_object_new_object();

	op->name = xstrdup(contact);
	jo_set_str(body, "number", number);
	op_send(op, "POST", "/callers/lookup", body, false, 5000);
}
