/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_draft.c -- typing: each change into the model and the journal, and a moment later to the
 * server.
 *
 * One saver per form has at most one PUT in flight and counts the edits it carries, so what is
 * typed meanwhile is known to be unsaved. A 412 that shows just what was sent is an answer that
 * got lost on its way, not a conflict.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

enum { SAVE_MS = 700, RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 15000, DRAFTS_MOST = 20 };

static bool is_own_name(const char *contact)
{
	return !*contact || *contact == '.';
}

/* ---- savers ---- */

static struct saver *find_saver(const struct work *w, const char *contact, int n)
{
	struct saver *s;

	DL_FOREACH(w->savers, s)
		if (s->n == n && !strcmp(s->contact, contact))
			return s;
	return NULL;
}

static struct saver *open_saver(struct work *w, const char *contact, int n)
{
	struct saver *s = find_saver(w, contact, n);

	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->contact = xstrdup(contact);
	s->n = n;
	DL_APPEND(w->savers, s);
	return s;
}

static void saver_free(struct work *w, struct saver *s)
{
	if (s->request)
		net_cancel(w->net, s->request);
	DL_DELETE(w->savers, s);
	free(s->contact);
	jo_free(s->sent);
	free(s);
}

void savers_clear(struct work *w)
{
	while (w->savers)
		saver_free(w, w->savers);
}

void work_save_later(struct work *w, const char *contact, int n, int64_t ms)
{
	struct saver *s = open_saver(w, contact, n);
	int64_t due = clock_monotonic() + ms;

	if (!s->due || due < s->due)
		s->due = due;
}

int64_t savers_due(const struct work *w)
{
	const struct saver *s;
	int64_t least = -1;

	DL_FOREACH(w->savers, s)
		if (s->due && !s->request && (least < 0 || s->due < least))
			least = s->due;
	return w->model->city ? least : -1;
}

bool savers_are_idle(const struct work *w)
{
	const struct saver *s;

	DL_FOREACH(w->savers, s)
		if (s->due || s->request)
			return false;
	return true;
}

bool savers_are_done(const struct work *w, const char *contact)
{
	const struct saver *s;

	DL_FOREACH(w->savers, s)
		if (!strcmp(s->contact, contact) && (s->due || s->request))
			return false;
	return true;
}

/* ---- the answer to a PUT ---- */

static void journal_whole(struct work *w, const struct model_draft *d)
{
	if (w->journal)
		journal_form(w->journal, d->contact_id, d->n, jo_copy(d->fields), d->revision);
}

static unsigned on_saved(struct work *w, struct saver *s, int64_t revision)
{
	s->tries = 0;
	if (w->journal)
		journal_revision(w->journal, s->contact, s->n, revision);
	return model_draft_saved(w->model, s->contact, s->n, revision, s->edits, clock_now());
}

static unsigned on_version(struct work *w, struct saver *s, const struct net_answer *a)
{
	json *current = jo_get(a->body, "current");
	const struct model_draft *d = model_draft(w->model, s->contact, s->n);

	if (d && d->handed && !jo_same(jo_get(current, "fields"), s->sent)) {
		s->due = 0;
		return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED,
				       _("Whoever has the call now went on with the form; what you typed last is only here."));
	}
	if (jo_same(jo_get(current, "fields"), s->sent))
		return on_saved(w, s, jo_int(current, "revision", 0));
	s->due = 0;
	unsigned what = model_draft_conflict(w->model, s->contact, s->n, current);
	if (w->hooks.conflict)
		w->hooks.conflict(w->hooks.arg, s->contact, s->n);
	return what;
}

/* The server does not want it; it stays here, and the next change tries again. */
static unsigned on_refused(struct work *w, struct saver *s, const struct net_answer *a)
{
	s->due = 0;
	if (a->status == 422)
		work_fetch_city(w);     /* an old form, most likely */
	if (a->status == 409 || a->status == 404)
		work_draft_get(w, s->contact, s->n, NULL, NULL);        /* a ticket by now? */
	return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED, a->sentence);
}

static unsigned on_delayed(struct work *w, struct saver *s, const struct net_answer *a)
{
	int64_t ms = (int64_t)RETRY_FIRST_MS << (s->tries < 4 ? s->tries : 4);

	s->tries++;
	if (a->retry_after > ms)
		ms = a->retry_after;
	s->due = clock_monotonic() + (ms < RETRY_MOST_MS || a->retry_after ? ms : RETRY_MOST_MS);
	return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED, a->sentence);
}

static struct saver *saver_of(const struct work *w, uint64_t request)
{
	struct saver *s;

	DL_FOREACH(w->savers, s)
		if (s->request == request)
			return s;
	return NULL;
}

static void on_put(void *arg, const struct net_answer *a)
{
	struct work *w = arg;
	struct saver *s = saver_of(w, a->id);
	const struct model_draft *d = s ? model_draft(w->model, s->contact, s->n) : NULL;
	unsigned what;

	if (!s)
		return;
	s->request = 0;
	if (!d || d->state == DRAFT_ACCEPTED)
		what = 0;               /* dropped, or a ticket meanwhile */
	else if (net_is_ok(a))
		what = on_saved(w, s, jo_int(a->body, "revision", 0));  /* also of what was submitted meanwhile: it may be refused */
	else if (d->state != DRAFT_SAVING)
		what = 0;
	else if (a->result == NET_REFUSED && a->status == 412)
		what = on_version(w, s, a);
	else if (a->result == NET_REFUSED && a->status < 500 && a->status != 429)
		what = on_refused(w, s, a);
	else
		what = on_delayed(w, s, a);
	if (d && d->handed && d->state == DRAFT_SAVED)
		work_forget_drafts(w, d->contact_id);
	work_changed(w, what);
}

static json *put_body(struct work *w, const struct model_draft *d)
{
	json *body = json_object_new_object();

	jo_set_int(body, "base", d->revision);
	jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", jo_copy(d->fields));
	return body;
}

static void save(struct work *w, struct saver *s, const struct model_draft *d)
{
	char after[32];

	snprintf(after, sizeof(after), "/drafts/%d", d->n);
	char *path = work_path("/contacts/", d->contact_id, after);
	struct net_request r = {
		.method = "PUT", .path = path, .body = put_body(w, d), .done = on_put, .arg = w,
	};
	jo_free(s->sent);
	s->sent = jo_copy(d->fields);
	s->edits = d->edits;
	s->due = 0;
	s->request = net_send(w->net, &r);
	free(path);
	if (s->request)
		work_changed(
		    w, model_draft_set(w->model, d->contact_id, d->n, DRAFT_SAVING, d->sentence));
	else
		s->due = clock_monotonic() + RETRY_FIRST_MS;
}

void savers_turn(struct work *w)
{
	int64_t now = clock_monotonic();
	struct saver *s, *next;

	DL_FOREACH_SAFE(w->savers, s, next) {
		const struct model_draft *d = model_draft(w->model, s->contact, s->n);
		if (!s->due || s->due > now || s->request || !w->model->city)
			continue;
		if (d && d->state == DRAFT_TYPED && d->edits != d->saved)
			save(w, s, d);
		else
			s->due = 0;
	}
}

/* ---- the verbs ---- */

static bool is_submitted(const struct model_draft *d)
{
	return d && (d->state == DRAFT_QUEUED || d->state == DRAFT_ACCEPTED);
}

void work_edit(struct work *w, const char *contact, int n, const char *pointer, json *value)
{
	if (is_submitted(model_draft(w->model, contact, n))) {
		jo_free(value);
		work_say(
		    w, WORK_WARNS, "%s",
		    _("This form is submitted; amend the ticket instead of changing the form."));
		return;
	}
	if (w->journal)
		journal_set(w->journal, contact, n, pointer, jo_copy(value));
	work_changed(w, model_draft_edit(w->model, contact, n, pointer, value));
	if (!is_own_name(contact))
		work_save_later(w, contact, n, SAVE_MS);
}

void work_edit_text(struct work *w, const char *contact, int n, const char *pointer,
		    const char *text)
{
	work_edit(w, contact, n, pointer, text && *text ? json_object_new_string(text) : NULL);
}

static unsigned apply_draft(struct work *w, struct op *op, const struct net_answer *a)
{
	if (!net_is_ok(a))
		return 0;
	unsigned what = model_apply_draft(w->model, op->name, op->n, a->body);
	const struct model_draft *d = model_draft(w->model, op->name, op->n);
	if (d->state == DRAFT_SAVED && what)
		journal_whole(w, d);
	else if (d->state == DRAFT_ACCEPTED && w->journal)
		journal_drop(w->journal, op->name, op->n);
	else if (d->state == DRAFT_CONFLICT && w->hooks.conflict)
		w->hooks.conflict(w->hooks.arg, op->name, op->n);
	return what;
}

void work_draft_get(struct work *w, const char *contact, int n, net_done done, void *arg)
{
	struct op *op = op_new(w, apply_draft, done, arg);
	char after[32];

	op->name = xstrdup(contact);
	op->n = n;
	op->flags = OP_QUIET;
	snprintf(after, sizeof(after), "/drafts/%d", n);
	char *path = work_path("/contacts/", contact, after);
	op_get(op, path);
	free(path);
}

void work_draft_put(struct work *w, const char *contact, int n)
{
	if (find_saver(w, contact, n)) {
		work_save_later(w, contact, n, 0);
		savers_turn(w);
	}
}

void work_draft_keep(struct work *w, const char *contact, int n, bool mine)
{
	struct model_draft *d = model_draft_open(w->model, contact, n);

	if (d->state != DRAFT_CONFLICT)
		return;
	if (!mine) {
		jo_free(d->fields);
		d->fields = d->theirs ? d->theirs : json_object_new_object();
		d->saved = d->edits;
	} else {
		jo_free(d->theirs);
	}
	d->theirs = NULL;
	d->revision = d->theirs_revision;
	journal_whole(w, d);
	work_changed(w,
		     model_draft_set(w->model, contact, n, mine ? DRAFT_TYPED : DRAFT_SAVED, NULL));
	if (mine)
		work_save_later(w, contact, n, 0);
}

void work_draft_drop(struct work *w, const char *contact, int n)
{
	struct saver *s = find_saver(w, contact, n);

	if (s)
		saver_free(w, s);
	if (w->journal)
		journal_drop(w->journal, contact, n);
	work_changed(w, model_draft_remove(w->model, contact, n));
}

void work_draft_demand(struct work *w, const char *contact, int n, bool demanded)
{
	work_changed(w, model_draft_demand(w->model, contact, n, demanded));
}

static bool is_taken(const struct work *w, const char *contact, int n)
{
	const struct model_contact *c = model_contact(w->model, contact);

	for (size_t i = 0; c && i < c->draft_count; i++)
		if (c->drafts[i] == n)
			return true;
	return model_draft(w->model, contact, n) != NULL;
}

int work_draft_next(const struct work *w, const char *contact)
{
	int n = 1;

	while (n < DRAFTS_MOST && is_taken(w, contact, n))
		n++;
	return n;
}

/* ---- keeping model, journal and server together ---- */

void work_recover(struct work *w, const struct journal_forms *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct journal_form *f = &found->items[i];
		struct model_draft *d = model_draft_open(w->model, f->contact, f->n);
		jo_free(d->fields);
		d->fields = jo_copy(f->fields);
		d->revision = f->revision;
		d->edits = 1;
		d->state = DRAFT_TYPED;
		d->recovered = true;
		if (!is_own_name(f->contact))
			work_save_later(w, f->contact, f->n, 0);
	}
	if (found->count)
		work_changed(w, MODEL_DRAFT);
}

static bool is_in_hand(const struct model *m, const struct model_contact *c)
{
	return m->me.id && c->agent && !strcmp(c->agent, m->me.id) &&
	       (c->state == CONTACT_TALKING || c->state == CONTACT_HELD ||
		c->state == CONTACT_WRAP_UP || c->state == CONTACT_ORPHANED);
}

void work_fetch_drafts(struct work *w)
{
	for (size_t i = 0; i < w->model->contact_count; i++) {
		const struct model_contact *c = w->model->contacts[i];
		for (size_t k = 0; is_in_hand(w->model, c) && k < c->draft_count; k++)
			if (!model_draft(w->model, c->id, c->drafts[k])) {
				model_draft_open(w->model, c->id, c->drafts[k]);
				work_draft_get(w, c->id, c->drafts[k], NULL, NULL);
			}
	}
}

void work_forget_drafts(struct work *w, const char *contact)
{
	for (size_t i = w->model->draft_count; i-- > 0;) {
		const struct model_draft *d = w->model->drafts[i];
		if (!strcmp(d->contact_id, contact) &&
		    (d->state == DRAFT_SAVED || d->state == DRAFT_NEW)) {
			int n = d->n;
			char *id = xstrdup(contact);
			work_draft_drop(w, id, n);
			free(id);
		}
	}
}

void work_hand_drafts(struct work *w, const char *contact)
{
	for (size_t i = 0; i < w->model->draft_count; i++) {
		struct model_draft *d = w->model->drafts[i];
		if (strcmp(d->contact_id, contact))
			continue;
		d->handed = true;
		work_draft_put(w, contact, d->n);
	}
	work_forget_drafts(w, contact);
}

void work_take_drafts(struct work *w, const char *contact)
{
	for (size_t i = 0; contact && i < w->model->draft_count; i++)
		if (!strcmp(w->model->drafts[i]->contact_id, contact))
			w->model->drafts[i]->handed = false;
}
