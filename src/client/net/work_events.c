/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_events.c -- what the stream tells: into the model, and what has to be asked because of
 * it.
 *
 * An event says that something changed, rarely what it is now. Tickets and lists that it made
 * old are read again a moment later, together, so that a busy board costs a request every few
 * seconds and not one for each event.
 */
#include "client/net/work_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { RELOAD_MS = 1000, RELOAD_ROWS_MOST = 200 };

void work_reload_later(struct work *w)
{
	if (!w->reload_due)
		w->reload_due = clock_monotonic() + RELOAD_MS + randombytes_uniform(RELOAD_MS);
}

/* Only what is on a screen: lists that are open, and the ticket that was looked at last. */
static const struct model_ticket *newest_ticket(const struct model *m)
{
	const struct model_ticket *newest = NULL;

	for (size_t i = 0; i < MODEL_TICKETS; i++)
		if (m->tickets[i] && (!newest || m->tickets[i]->used > newest->used))
			newest = m->tickets[i];
	return newest;
}

static bool is_old(const struct model_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->rows[i].stale)
			return true;
	return l->behind;
}

void work_reload_turn(struct work *w)
{
	const struct model_ticket *t = newest_ticket(w->model);
	bool too_early = false;         /* what is on its way may be of before */

	if (!w->reload_due || w->reload_due > clock_monotonic())
		return;
	w->reload_due = 0;
	if (t && (t->stale || t->behind)) {
		too_early = t->loading;
		if (!t->loading)
			work_ticket(w, t->no, t->history != NULL || !t->ticket, NULL, NULL);
	}
	for (size_t i = 0; i < MODEL_LISTS; i++) {
		const struct model_list *l = w->model->lists[i];
		/* Of a list that was paged far down, the screen says that it is behind. */
		if (!l || l->count > RELOAD_ROWS_MOST || !is_old(l))
			continue;
		too_early |= l->loading;
		if (!l->loading)
			work_list(w, l->name, l->query, NULL, NULL);
	}
	if (too_early)
		work_reload_later(w);
}

static void on_session_ended(struct work *w, const json *data)
{
	static const struct { const char *reason, *sentence; } why[] = {
		{ "expired", N_("This login has lasted its time. Log in again to go on; nothing is lost.") },
		{ "password", N_("Your password was changed. Log in with the new one to go on; nothing is lost.") },
		{ "disabled", N_("Ops have switched this account off; ask them. What you typed is kept here.") },
	};
	const char *reason = jo_str(data, "reason");
	const char *sentence = N_("The server ended this session. Log in again to go on; nothing is lost.");

	for (size_t i = 0; reason && i < ARRAY_SIZE(why); i++)
		if (!strcmp(why[i].reason, reason))
			sentence = why[i].sentence;
	session_expire(w->session, _(sentence));
}

/* A call that goes away while one talks is said, and where what was typed is. */
static void say_withdrawn(struct work *w, const json *data)
{
	const char *reason = jo_str(data, "reason"), *by = jo_str(data, "by_name"), *to = jo_str(data, "to_name");
	const char *note = jo_str(data, "note");

	if (!reason)
		return;
	if (!strcmp(reason, "taken over"))
		work_say(w, WORK_WARNS, _("%s took the call over: %s. The forms went with it, nothing typed is lost."),
			 by ? by : _("A supervisor"), note ? note : "–");
	else if (!strcmp(reason, "given to another agent"))
		work_say(w, WORK_WARNS, _("%s gave the call to %s: %s. The forms went with it, nothing typed is lost."),
			 by ? by : _("A supervisor"), to ? to : _("another agent"), note ? note : "–");
	else if (!strcmp(reason, "line_lost"))
		work_say(w, WORK_WARNS, "%s",
			 _("Your line was away for too long; the ringing call went back to the queue."));
}

static void on_withdrawn(struct work *w, const json *data)
{
	const char *id = jo_str(data, "contact_id");

	say_withdrawn(w, data);
	if (id)
		work_hand_drafts(w, id);
}

static void on_given(struct work *w, const json *data)
{
	const char *from = jo_str(data, "from_name"), *by = jo_str(data, "by_name"), *note = jo_str(data, "note");

	if (!by || !note)
		return;
	work_take_drafts(w, jo_str(data, "contact_id"));
	if (from)
		work_say(w, WORK_WARNS, _("%s gave you %s's call with its forms: %s"), by, from, note);
	else
		work_say(w, WORK_WARNS, _("%s gave you a call with its forms: %s"), by, note);
}

static void on_notice(struct work *w, const json *data)
{
	const char *title = jo_str(data, "title");

	if (title && !jo_bool(data, "expired", false))
		work_say(w, WORK_SAYS, _("Notice: %s · :notices shows it whole."), title);
}

static void on_contact(struct work *w, const json *data)
{
	(void)data;
	work_fetch_drafts(w);
}

static void on_hello(struct work *w, const json *data)
{
	work_on_hello(w);
	work_ask_inspections(w);
	on_contact(w, data);
}

static void on_ticket(struct work *w, const json *data)
{
	(void)data;
	work_reload_later(w);
}

static void on_city(struct work *w, const json *data)
{
	(void)data;
	work_fetch_city(w);
}

static void on_draft(struct work *w, const json *data)
{
	const char *id = jo_str(data, "contact_id");

	if (id && model_contact_is_mine(w->model, id))
		work_draft_told(w, id, (int)jo_int(data, "n", 0), jo_int(data, "revision", 0));
}

/* The same user at another seat, once for each: it may be a colleague with the password, or nobody's right. */
static void on_elsewhere(struct work *w, const json *data)
{
	const char *mark = jo_str(data, "mark"), *address = jo_str(data, "address");

	if (!mark || !strcmp(mark, w->elsewhere))
		return;
	snprintf(w->elsewhere, sizeof(w->elsewhere), "%s", mark);
	if (jo_bool(data, "later", false))
		work_say(w, WORK_WARNS,
			 _("Your user has logged in at another seat too (%s). Nothing is lost; if that was not you, change "
			   "your password by :password."), address ? address : "?");
	else
		work_say(w, WORK_WARNS,
			 _("Your user works at another seat too (%s). Calls ring at both, and what is typed into one form "
			   "at both is shown for you to choose."), address ? address : "?");
}

static const struct {
	const char *name;
	void (*follow)(struct work *w, const json *data);
} follow_ups[] = {
	{ "hello", on_hello },
	{ "contact.updated", on_contact },
	{ "contact.withdrawn", on_withdrawn },
	{ "contact.given", on_given },
	{ "ticket.updated", on_ticket },
	{ "draft.updated", on_draft },
	{ "city.updated", on_city },
	{ "session.ended", on_session_ended },
	{ "session.elsewhere", on_elsewhere },
	{ "notice", on_notice },
	{ "training.updated", work_follow_training },
	{ "inspection.updated", work_follow_inspection },
};

void work_on_event(void *arg, const char *name, const json *data)
{
	struct work *w = arg;
	unsigned what = model_apply_event(w->model, name, data, clock_agreed());

	w->told++;
	for (size_t i = 0; i < ARRAY_SIZE(follow_ups); i++)
		if (!strcmp(follow_ups[i].name, name))
			follow_ups[i].follow(w, data);
	work_changed(w, what);
}

/* ---- too much was missed ---- */

static unsigned apply_contact_again(struct work *w, struct op *op, const struct net_answer *a)
{
	if (a->result == NET_REFUSED && (a->status == 404 || a->status == 403))
		return model_remove_contact(w->model, op->name);
	return apply_contact_answer(w, op, a);
}

static void ask_contacts_again(struct work *w)
{
	for (size_t i = 0; i < w->model->contact_count; i++) {
		const struct model_contact *c = w->model->contacts[i];
		if (c->state == CONTACT_DONE || c->state == CONTACT_ABANDONED)
			continue;
		struct op *op = op_new(w, apply_contact_again, NULL, NULL);
		op->name = xstrdup(c->id);
		op->flags = OP_QUIET;
		char *path = work_path("/contacts/", c->id, "");
		op_send(op, "GET", path, NULL, false, 30000);
		free(path);
	}
}

void work_on_reset(void *arg)
{
	struct work *w = arg;

	work_ask_me(w);
	model_forget_others(w->model);
	ask_contacts_again(w);
	if (model_has_role(w->model, ROLE_AGENT))
		work_contacts(w, "state=call_back", NULL, NULL);
	if (w->model->seat_count)
		work_seats(w, NULL, NULL);
	work_fetch_city(w);
	for (size_t i = 0; i < MODEL_LISTS; i++)
		if (w->model->lists[i])
			w->model->lists[i]->behind = true;
	for (size_t i = 0; i < MODEL_TICKETS; i++) {
		struct model_ticket *t = w->model->tickets[i];
		if (!t)
			continue;
		t->stale = true;
		t->overtaken = t->loading;
	}
	work_reload_later(w);
	work_changed(w, MODEL_CONTACTS | MODEL_LIST | MODEL_TICKET);
}
