/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_submit.c -- what must not be lost: new tickets and moves, by way of the outbox.
 *
 * A form stays in the journal until the server has accepted its ticket; so it can be corrected
 * after a refusal, and after a crash it is found again with its place in the outbox.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

/* ---- who waits for an item ---- */

void waiters_clear(struct work *w)
{
	struct waiter *i, *next;

	DL_FOREACH_SAFE(w->waiters, i, next) {
		DL_DELETE(w->waiters, i);
		free(i);
	}
}

static void wait_for(struct work *w, const char *key, net_done done, void *arg)
{
	struct waiter *i = xcalloc(1, sizeof(*i));

	snprintf(i->key, sizeof(i->key), "%s", key);
	i->done = done;
	i->arg = arg;
	DL_APPEND(w->waiters, i);
}

static void forget_waiter(struct work *w, const char *key)
{
	struct waiter *i, *next;

	DL_FOREACH_SAFE(w->waiters, i, next) {
		if (strcmp(i->key, key) != 0)
			continue;
		DL_DELETE(w->waiters, i);
		free(i);
	}
}

/* True when somebody was told. */
static bool tell_waiter(struct work *w, const char *key, const struct net_answer *a)
{
	struct waiter *i;

	DL_FOREACH(w->waiters, i)
		if (!strcmp(i->key, key))
			break;
	if (!i)
		return false;
	struct waiter told = *i;
	DL_DELETE(w->waiters, i);
	free(i);
	if (told.done)
		told.done(told.arg, a);
	return told.done != NULL;
}

/* ---- the outbox tells ---- */

static bool is_form_old(const struct outbox_item *i)
{
	for (size_t k = 0; k < i->problem.error_count; k++)
		if (!strcmp(i->problem.errors[k].pointer, "/form_version"))
			return true;
	return false;
}

/* The fields that the server refused, also those of an earlier run. */
static void set_problems(struct work *w, const struct outbox_item *i)
{
	json *errors = json_object_new_array();

	for (size_t k = 0; k < i->problem.error_count; k++) {
		json *e = json_object_new_object();
		jo_set_str(e, "pointer", i->problem.errors[k].pointer);
		jo_set_str(e, "code", i->problem.errors[k].code);
		jo_set_str(e, "detail", i->problem.errors[k].detail);
		json_object_array_add(errors, e);
	}
	model_draft_problems(w->model, i->contact, i->draft, errors);
	jo_free(errors);
}

/* `a`: the answer that made it so; NULL: none. */
static unsigned form_changed(struct work *w, const struct outbox_item *i, const struct net_answer *a)
{
	const char *contact = i->contact;
	struct model_draft *d = model_draft_open(w->model, contact, i->draft);

	switch (i->state) {
	case SUBMISSION_QUEUED:
	case SUBMISSION_SENT:
	case SUBMISSION_OLD:
		return model_draft_set(w->model, contact, i->draft, DRAFT_QUEUED, i->sentence);
	case SUBMISSION_ACCEPTED:
		snprintf(d->no, sizeof(d->no), "%s", i->no);
		if (a)          /* the screen says what became of it */
			model_apply_ticket(w->model, a->body);
		if (w->journal)
			journal_drop(w->journal, contact, i->draft);
		model_draft_problems(w->model, contact, i->draft, NULL);
		return model_draft_set(w->model, contact, i->draft, DRAFT_ACCEPTED, NULL);
	case SUBMISSION_REFUSED:
		set_problems(w, i);
		if (is_form_old(i))
			work_fetch_city(w);
		return model_draft_set(w->model, contact, i->draft, DRAFT_REFUSED, i->sentence);
	default:
		work_save_later(w, contact, i->draft, 0);
		return model_draft_set(w->model, contact, i->draft,
				       d->edits == d->saved ? DRAFT_SAVED : DRAFT_TYPED, NULL);
	}
}

/* The number of the ticket that the item moves; NULL for a new one. */
static const char *moved_ticket(const struct outbox_item *i)
{
	return strncmp(i->lane, "ticket/", 7) ? NULL : i->lane + 7;
}

static void follow_answer(struct work *w, const struct outbox_item *i, const struct net_answer *a)
{
	const char *no = moved_ticket(i);

	if (net_is_ok(a)) {
		const struct model_ticket *seen = no ? model_ticket(w->model, no) : NULL;
		work_changed(w, model_apply_ticket(w->model, a->body));
		if (seen && seen->history)
			work_ticket(w, no, true, NULL, NULL);
	} else if (no && (a->status == 412 || a->status == 409)) {
		work_ticket(w, no, true, NULL, NULL);
	}
}

void work_on_outbox(void *arg, const struct outbox_item *item, const struct net_answer *a)
{
	struct work *w = arg;
	bool final = item->state == SUBMISSION_ACCEPTED || item->state == SUBMISSION_REFUSED;
	unsigned what = MODEL_OUTBOX;

	if (*item->contact)
		what |= form_changed(w, item, a);
	work_changed(w, what);
	if (!a) {
		if (item->state == SUBMISSION_REFUSED || item->state == SUBMISSION_TYPED)
			forget_waiter(w, item->key);    /* it will not be answered */
		return;
	}
	if (final) {
		follow_answer(w, item, a);
		if (!tell_waiter(w, item->key, a) && item->state == SUBMISSION_REFUSED)
			work_say(w, WORK_FAILED, "%s", item->sentence);
	} else if (item->tries == 1) {
		work_say(w, WORK_WARNS, _("%s The submission is kept and sent again."),
			 a->sentence);
	}
}

/* Those of an earlier run that are not sent without asking. */
static void tell_old(struct work *w)
{
	size_t old = 0;

	for (size_t i = 0; i < outbox_count(w->outbox); i++)
		old += outbox_at(w->outbox, i)->state == SUBMISSION_OLD;
	if (old)
		work_say(w, WORK_WARNS,
			 ngettext("%zu submission is too old to be sent without asking; it waits on the desk.",
				  "%zu submissions are too old to be sent without asking; they wait on the desk.", old),
			 old);
}

void work_recover_outbox(struct work *w)
{
	for (size_t i = 0; i < outbox_count(w->outbox); i++) {
		const struct outbox_item *item = outbox_at(w->outbox, i);
		if (!*item->contact)
			continue;
		struct model_draft *d = model_draft_open(w->model, item->contact, item->draft);
		if (d->state ==
		    DRAFT_NEW) { /* the journal has lost it; the submission has it whole */
			jo_free(d->fields);
			d->fields = jo_copy(jo_get(item->body, "fields"));
			d->recovered = true;
		}
		form_changed(w, item, NULL);
	}
	tell_old(w);
}

void work_outbox_allow(struct work *w, const char *key)
{
	if (!w->outbox)
		return;
	outbox_allow(w->outbox, key);
	if (session_state(w->session) == SESSION_IN)
		outbox_turn(w->outbox);
}

bool work_outbox_discard(struct work *w, const char *key, struct error *err)
{
	if (!w->outbox)
		return error_set(err, ERROR_STATE, _("log in first"));
	return outbox_discard(w->outbox, key, err);
}

/* ---- submitting ---- */

static void add_members(json *body, json *more)
{
	if (more) {
		json_object_object_foreach(more, name, value)
			jo_set(body, name, json_object_get(value));
	}
	jo_free(more);
}

static json *ticket_body(struct work *w, const struct model_draft *d, const char *action,
			 json *more)
{
	json *body = json_object_new_object();

	if (*d->contact_id && *d->contact_id != '.') {
		jo_set_str(body, "contact_id", d->contact_id);
		jo_set_int(body, "draft", d->n);
	}
	jo_set_str(body, "action", action);
	jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", jo_copy(d->fields));
	add_members(body, more);
	return body;
}

static bool may_submit(struct work *w, const struct model_draft *d, struct error *err)
{
	if (!w->outbox)
		return error_set(err, ERROR_STATE, _("log in first"));
	if (!d)
		return error_set(err, ERROR_INPUT, _("nothing is filled in yet"));
	if (d->state == DRAFT_ACCEPTED)
		return error_set(err, ERROR_STATE, _("this form is ticket %s already"), d->no);
	if (d->state == DRAFT_QUEUED)
		return error_set(err, ERROR_STATE, _("this form is on its way already"));
	if (d->state == DRAFT_CONFLICT)
		return error_set(
		    err, ERROR_STATE,
		    _("this form was changed elsewhere; decide first which one to keep"));
	return w->model->city ||
	       error_set(err, ERROR_STATE,
			 _("the city pack is not here yet; try again in a moment"));
}

/*
 * A form's own key: when the disk kept the form but not that it was submitted and accepted, submitting it again gives
 * the ticket that there is, and no second one.
 */
static const char *form_key(const struct model_draft *d, char key[40])
{
	char hash[HASH_TEXT], *name = xasprintf("%s/%d", d->contact_id, d->n);

	snprintf(key, 40, "form-%.32s", hash_hex(name, strlen(name), hash));
	free(name);
	return key;
}

static bool put_form(struct work *w, const struct model_draft *d, json *body, struct error *err)
{
	char key[40];
	const struct outbox_item *refused = outbox_of_form(w->outbox, d->contact_id, d->n);
	char *lane = xasprintf("contact/%s", d->contact_id);
	struct outbox_entry entry = {
		.lane = lane,
		.path = "/tickets",
		.key = form_key(d, key),
		.contact = d->contact_id,
		.draft = d->n,
		.body = body,
	};
	bool ok;

	if (refused && refused->state == SUBMISSION_REFUSED)
		ok = outbox_correct(w->outbox, refused->key, body, 0, err);
	else
		ok = outbox_put(w->outbox, &entry, err) != NULL;
	free(lane);
	return ok;
}

bool work_submit(struct work *w, const char *contact, int n, const char *action, json *more,
		 struct error *err)
{
	const struct model_draft *d = model_draft(w->model, contact, n);

	if (!may_submit(w, d, err)) {
		jo_free(more);
		return false;
	}
	bool ok = put_form(w, d, ticket_body(w, d, action, more), err);
	if (ok && session_state(w->session) == SESSION_IN)
		outbox_turn(w->outbox);
	return ok;
}

/* The same move tried again stands for the one that was refused. */
static void drop_refused(struct work *w, const char *path, const char *action)
{
	for (size_t i = outbox_count(w->outbox); i-- > 0; ) {
		const struct outbox_item *item = outbox_at(w->outbox, i);
		const char *its = jo_str(item->body, "action");
		if (item->state == SUBMISSION_REFUSED && !strcmp(item->path, path) && its && !strcmp(its, action))
			outbox_discard(w->outbox, item->key, NULL);
	}
}

/* Puts one move into the outbox; its key, borrowed. `after`: that of the move it follows. */
static const char *put_move(struct work *w, const char *no, const struct work_move *m, const char *after, void *arg,
			    struct error *err)
{
	const struct model_ticket *t = model_ticket(w->model, no);
	json *whole = json_object_new_object();
	char *lane = xasprintf("ticket/%s", no), *path = work_path("/tickets/", no, "/actions");
	struct outbox_entry entry = {
		.lane = lane,
		.path = path,
		.after = after,
		.body = whole,
		.if_match = t && ticket_action_needs_version(m->action) ? t->version : 0,
	};
	const char *key = NULL;

	jo_set_str(whole, "action", m->action);
	add_members(whole, m->body);
	if (w->outbox) {
		drop_refused(w, path, m->action);
		key = outbox_put(w->outbox, &entry, err);
	} else {
		jo_free(whole);
		error_set(err, ERROR_STATE, _("log in first"));
	}
	if (key)
		wait_for(w, key, m->done, arg);
	free(path);
	free(lane);
	return key;
}

static void send_moves(struct work *w)
{
	if (session_state(w->session) == SESSION_IN)
		outbox_turn(w->outbox);
}

bool work_ticket_action(struct work *w, const char *no, const char *action, json *body,
			net_done done, void *arg, struct error *err)
{
	struct work_move move = { action, body, done };
	bool kept = put_move(w, no, &move, NULL, arg, err) != NULL;

	if (kept)
		send_moves(w);
	return kept;
}

bool work_ticket_two_actions(struct work *w, const char *no, const struct work_move moves[2], void *arg, struct error *err)
{
	const char *first = put_move(w, no, &moves[0], NULL, arg, err);

	if (!first) {
		jo_free(moves[1].body);
		return false;
	}
	bool kept = put_move(w, no, &moves[1], first, arg, err) != NULL;
	if (kept)
		send_moves(w);
	else
		outbox_discard(w->outbox, first, NULL);
	return kept;
}
