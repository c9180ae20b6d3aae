/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_submit.c -- what must not be lost: new tickets, by way of the outbox, and what the outbox tells.
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

void work_wait_for(struct work *w, const char *key, net_done done, void *arg)
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

static void add_problem(json *errors, const char *pointer, const char *code, const char *detail)
{
	json *e = json_object_new_object();

	jo_set_str(e, "pointer", pointer);
	jo_set_str(e, "code", code);
	jo_set_str(e, "detail", detail);
	json_object_array_add(errors, e);
}

/* The fields that the server refused, also those of an earlier run. */
static void set_problems(struct work *w, const struct outbox_item *i)
{
	json *errors = json_object_new_array();

	for (size_t k = 0; k < i->problem.error_count; k++)
		add_problem(errors, i->problem.errors[k].pointer, i->problem.errors[k].code, i->problem.errors[k].detail);
	model_draft_problems(w->model, i->contact, i->draft, errors);
	jo_free(errors);
}

/* ---- a form that was refused for its version, when the new form is here ---- */

/* An emergency and a prank go whatever the form holds. */
static bool is_complete(const char *action)
{
	return strcmp(action, "transfer") != 0 && strcmp(action, "void") != 0;
}

static void send_in_new_form(struct work *w, const struct outbox_item *i, const struct model_draft *d)
{
	json *body = jo_copy(i->body);

	jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", jo_copy(d->fields));
	if (outbox_correct(w->outbox, i->key, body, 0, NULL))
		work_say(w, WORK_SAYS, "%s", _("The form has changed; what you submitted fits the new one and is sent again."));
}

static void mark_in_new_form(struct work *w, const struct outbox_item *i, const struct form_problems *problems)
{
	const char *sentence = _("The form has changed; what it asks for now is marked. Correct it and submit it again.");
	json *errors = json_object_new_array();

	for (size_t k = 0; k < problems->count; k++)
		add_problem(errors, problems->items[k].pointer, problems->items[k].code, problems->items[k].detail);
	model_draft_problems(w->model, i->contact, i->draft, errors);
	work_changed(w, model_draft_set(w->model, i->contact, i->draft, DRAFT_REFUSED, sentence));
	work_say(w, WORK_FAILED, "%s", sentence);
	jo_free(errors);
}

void work_refit_forms(struct work *w)
{
	for (size_t at = 0; w->outbox && w->model->city && at < outbox_count(w->outbox); at++) {
		const struct outbox_item *i = outbox_at(w->outbox, at);
		const struct model_draft *d = *i->contact ? model_draft(w->model, i->contact, i->draft) : NULL;
		const char *action = jo_str(i->body, "action");
		struct form_problems problems = { 0 };

		if (!d || !action || i->state != SUBMISSION_REFUSED || d->state != DRAFT_REFUSED || !is_form_old(i) ||
		    jo_int(i->body, "form_version", -1) == form_version(w->model->city))
			continue;
		if (form_check(w->model->city, d->fields, is_complete(action), "/fields", &problems))
			send_in_new_form(w, i, d);
		else
			mark_in_new_form(w, i, &problems);
		form_problems_release(&problems);
	}
}

/* ---- what becomes of an item ---- */

static bool is_transfer(const struct outbox_item *i)
{
	const char *action = jo_str(i->body, "action");

	return action && !strcmp(action, "transfer");
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
		d->record = is_transfer(i);
		if (a)          /* the screen says what became of it */
			model_apply_ticket(w->model, a->body);
		model_draft_problems(w->model, contact, i->draft, NULL);
		if (d->record) {        /* it goes on as a form that is saved */
			d->saved = d->edits;
			return model_draft_set(w->model, contact, i->draft, DRAFT_SAVED, NULL);
		}
		if (w->journal)
			journal_drop(w->journal, contact, i->draft);
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
		work_say(w, WORK_WARNS, item->in_memory_only ? _("%s The submission is sent again; do not close the program until "
								 "then, it is not on disk.")
							     : _("%s The submission is kept and sent again."), a->sentence);
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

/*
 * What the submission has is the form: nobody could change it since, and a disk that was full may have kept less of it
 * in the journal. One that was refused, or that a record goes on after, is typed on.
 */
static bool is_whole(const struct outbox_item *i)
{
	return i->state != SUBMISSION_REFUSED && !is_transfer(i);
}

void work_recover_outbox(struct work *w)
{
	for (size_t i = 0; i < outbox_count(w->outbox); i++) {
		const struct outbox_item *item = outbox_at(w->outbox, i);
		if (!*item->contact)
			continue;
		struct model_draft *d = model_draft_open(w->model, item->contact, item->draft);
		if (d->state == DRAFT_NEW || is_whole(item)) {
			jo_free(d->fields);
			d->fields = jo_copy(jo_get(item->body, "fields"));
			d->recovered = true;
		}
		form_changed(w, item, NULL);
	}
	work_refit_forms(w);
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

/* ---- submitting ---- */

void work_add_members(json *body, json *more)
{
	if (more) {
		json_object_object_foreach(more, name, value)
			jo_set(body, name, json_object_get(value));
	}
	jo_free(more);
}

static json *ticket_body(struct work *w, const struct model_draft *d, const char *action, json *more)
{
	json *body = json_object_new_object();

	if (*d->contact_id && *d->contact_id != '.') {
		jo_set_str(body, "contact_id", d->contact_id);
		jo_set_int(body, "draft", d->n);
	}
	jo_set_str(body, "action", action);
	jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", jo_copy(d->fields));
	work_add_members(body, more);
	return body;
}

static bool may_submit(struct work *w, const struct model_draft *d, struct error *err)
{
	if (!w->outbox)
		return error_set(err, ERROR_STATE, _("Log in first."));
	if (!d)
		return error_set(err, ERROR_INPUT, _("Nothing is filled in yet."));
	if (d->state == DRAFT_ACCEPTED || d->record)
		return error_set(err, ERROR_STATE, _("This form is ticket %s already."), d->no);
	if (d->state == DRAFT_QUEUED)
		return error_set(err, ERROR_STATE, _("This form is on its way already."));
	if (d->state == DRAFT_CONFLICT)
		return error_set(
		    err, ERROR_STATE, _("This form was changed elsewhere; decide first which one to keep."));
	return w->model->city ||
	       error_set(err, ERROR_STATE,
			 _("The city pack is not here yet; try again in a moment."));
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

bool work_submit(struct work *w, const char *contact, int n, const char *action, json *more, struct error *err)
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
