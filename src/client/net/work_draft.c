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

#define ASKED ".asked/"
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

static void journal_whole(struct work *w, const struct model_draft *d, bool saved)
{
	if (w->journal)
		journal_form(w->journal, d->contact_id, d->n, jo_copy(d->fields), d->revision, saved);
}

static unsigned on_saved(struct work *w, struct saver *s, int64_t revision)
{
	const struct model_draft *d = model_draft(w->model, s->contact, s->n);

	s->tries = 0;
	if (w->journal)
		journal_revision(w->journal, s->contact, s->n, revision, d && d->edits == s->edits);
	return model_draft_saved(w->model, s->contact, s->n, revision, s->edits, clock_agreed());
}

static unsigned on_version(struct work *w, struct saver *s, const struct net_answer *a)
{
	json *current = jo_get(a->body, "current");
	struct model_draft *d = model_draft_open(w->model, s->contact, s->n);

	if (model_draft_record(d, current)) {
		d->revision = jo_int(current, "revision", 0);
		s->due = clock_monotonic();
		return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED, NULL);
	}
	if (d->handed && !jo_same(jo_get(current, "fields"), s->sent)) {
		s->due = 0;
		return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED,
				       _("Whoever has the call now went on with the form; what you typed last is only here."));
	}
	if (jo_same(jo_get(current, "fields"), s->sent))
		return on_saved(w, s, jo_int(current, "revision", 0));
	s->due = 0;
	unsigned what = model_draft_is_within(d, current) ? model_apply_draft(w->model, s->contact, s->n, current) : 0;
	if (what) {
		journal_whole(w, d, true);
		return what;
	}
	what = model_draft_conflict(w->model, s->contact, s->n, current);
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

/* Beside "saved here", where there is little room; what it is all about stands on the message line. */
static const char *what_delays(const struct net_answer *a)
{
	switch (a->result) {
	case NET_UNREACHABLE:
		return _("sent by itself once the server answers");
	case NET_CERTIFICATE:
	case NET_NOT_OURS:
		return _("sent by itself once it is our server that answers");
	case NET_REFUSED:
		return _("the server cannot keep it now; sent again by itself");
	default:
		return a->sentence;
	}
}

static unsigned on_delayed(struct work *w, struct saver *s, const struct net_answer *a)
{
	int64_t ms = (int64_t)RETRY_FIRST_MS << (s->tries < 4 ? s->tries : 4);

	s->tries++;
	if (a->retry_after > ms)
		ms = a->retry_after;
	s->due = clock_monotonic() + (ms < RETRY_MOST_MS || a->retry_after ? ms : RETRY_MOST_MS);
	return model_draft_set(w->model, s->contact, s->n, DRAFT_TYPED, what_delays(a));
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
	if (d && d->state <= DRAFT_SAVED && s->told > d->revision)
		work_draft_get(w, s->contact, s->n, NULL, NULL);
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
	s->due = s->told = 0;
	s->request = net_send(w->net, &r);
	free(path);
	if (s->request)
		work_changed(
		    w, model_draft_set(w->model, d->contact_id, d->n, DRAFT_SAVING, d->sentence));
	else
		s->due = clock_monotonic() + RETRY_FIRST_MS;
}

static void fetch_stale(struct work *w, struct saver *s)
{
	s->due = clock_monotonic() + RETRY_MOST_MS;
	work_draft_get(w, s->contact, s->n, NULL, NULL);
}

void savers_turn(struct work *w)
{
	int64_t now = clock_monotonic();
	struct saver *s, *next;

	DL_FOREACH_SAFE(w->savers, s, next) {
		const struct model_draft *d = model_draft(w->model, s->contact, s->n);
		if (!s->due || s->due > now || s->request || !w->model->city)
			continue;
		if (d && d->stale)
			fetch_stale(w, s);
		else if (d && d->state == DRAFT_TYPED && d->edits != d->saved)
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
		    w, WORK_WARNS, "%s", _("This form is submitted; amend the ticket instead of changing the form."));
		return;
	}
	if (w->journal)
		journal_set(w->journal, contact, n, pointer, jo_copy(value));
	work_changed(w, model_draft_edit(w->model, contact, n, pointer, value));
	if (!is_own_name(contact))
		work_save_later(w, contact, n, SAVE_MS);
}

void work_edit_text(struct work *w, const char *contact, int n, const char *pointer, const char *text)
{
	work_edit(w, contact, n, pointer, text && *text ? json_object_new_string(text) : NULL);
}

/* The server has no longer what it had: offer it as if it were typed just now. */
static unsigned keep_alone(struct work *w, const struct op *op, const struct net_answer *a)
{
	unsigned what = model_draft_alone(w->model, op->name, op->n, a->sentence);

	if (what)
		work_save_later(w, op->name, op->n, 0);
	return what;
}

/* It is kept as what is not saved: a program that ends now asks again. */
static void tell_conflict(struct work *w, const struct model_draft *d, enum draft_state before)
{
	journal_whole(w, d, false);
	if (before != DRAFT_CONFLICT && w->hooks.conflict)
		w->hooks.conflict(w->hooks.arg, d->contact_id, d->n);
}

/* Nothing that was typed here is gone, but what is on the screen is other than it was. Once, or it would be said all the time. */
static void say_followed(struct work *w, struct model_draft *d, bool was_stale)
{
	if (was_stale)
		work_say(w, WORK_WARNS, _("Form %d was changed elsewhere after you left it; it stands as it is at the server now."), d->n);
	else if (!d->followed)
		work_say(w, WORK_SAYS, _("Form %d is being filled in at another seat too; what is typed there shows here."), d->n);
	d->followed = true;
}

/* recovered: typed in an earlier run of the program, of which it is not known any more whether it submitted the form. */
static void say_ticket(struct work *w, const struct model_draft *d, bool recovered)
{
	if (recovered)
		work_say(w, WORK_SAYS, _("Form %d is ticket %s already: it was submitted before the program ended, or at another seat "
					 "since."), d->n, d->no);
	else
		work_say(w, WORK_SAYS, _("Form %d became ticket %s at another seat."), d->n, d->no);
}

static unsigned apply_draft(struct work *w, struct op *op, const struct net_answer *a)
{
	if (!net_is_ok(a))
		return a->result == NET_REFUSED ? keep_alone(w, op, a) : 0;
	struct model_draft *d = model_draft_open(w->model, op->name, op->n);
	enum draft_state before = d->state;
	bool recovered = d->recovered, was_stale = d->stale, was_known = d->revision || d->edits;
	bool is_other = was_known && !jo_same(d->fields, jo_get(a->body, "fields"));
	unsigned what = model_apply_draft(w->model, op->name, op->n, a->body);
	if (d->state == DRAFT_ACCEPTED && w->journal)
		journal_drop(w->journal, op->name, op->n);
	else if (what && (d->state == DRAFT_SAVED || model_draft_is_submitted(d)))
		journal_whole(w, d, true);
	else if (d->state == DRAFT_CONFLICT)
		tell_conflict(w, d, before);
	if (what && is_other && d->state == DRAFT_SAVED)
		say_followed(w, d, was_stale);
	/* Of one that this program first hears of, nobody can say which seat submitted it. */
	if (d->state == DRAFT_ACCEPTED && before <= DRAFT_SAVED && was_known)
		say_ticket(w, d, recovered);
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

void work_draft_told(struct work *w, const char *contact, int n, int64_t revision)
{
	bool known = model_draft(w->model, contact, n);
	const struct model_draft *d = model_draft_open(w->model, contact, n);
	struct saver *s = find_saver(w, contact, n);

	if (d->state == DRAFT_QUEUED || d->state == DRAFT_ACCEPTED)
		return;                         /* the answer to its submission tells */
	if (revision <= d->revision || (d->state == DRAFT_CONFLICT && revision <= d->theirs_revision))
		return;
	if (s && s->request)
		s->told = revision;             /* most likely just that one */
	else
		work_draft_get(w, contact, n, NULL, NULL);
	if (!known)
		work_say(w, WORK_SAYS, _("Form %d of your call was begun elsewhere; it is among the forms of the call now."), n);
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
	bool is_ticket = model_draft_missed_ticket(d);

	if (d->state != DRAFT_CONFLICT)
		return;
	if (!mine || is_ticket) {
		jo_free(d->fields);
		d->fields = d->theirs ? d->theirs : json_object_new_object();
		jo_free(d->typed);
		d->typed = json_object_new_object();
		d->saved = d->edits;
	} else {
		jo_free(d->theirs);
	}
	d->theirs = NULL;
	d->revision = d->theirs_revision;
	if (is_ticket) {
		if (w->journal)
			journal_drop(w->journal, contact, n);
		work_changed(w, model_draft_set(w->model, contact, n, DRAFT_ACCEPTED, NULL));
		return;
	}
	journal_whole(w, d, !mine);
	work_changed(w,
		     model_draft_set(w->model, contact, n, mine ? DRAFT_TYPED : DRAFT_SAVED, NULL));
	if (mine)
		work_save_later(w, contact, n, 0);
}

const char *work_asked_name(char name[ASKED_NAME], const char *contact)
{
	snprintf(name, ASKED_NAME, ASKED "%.60s", contact);
	return name;
}

static void drop_asked(struct work *w, const char *contact, int n)
{
	char name[ASKED_NAME];

	work_asked_name(name, contact);
	if (strncmp(contact, ASKED, strlen(ASKED)) != 0 && model_draft(w->model, name, n))
		work_draft_drop(w, name, n);
}

void work_draft_drop(struct work *w, const char *contact, int n)
{
	struct saver *s = find_saver(w, contact, n);

	if (s)
		saver_free(w, s);
	if (w->journal)
		journal_drop(w->journal, contact, n);
	work_changed(w, model_draft_remove(w->model, contact, n));
	drop_asked(w, contact, n);
}

void work_drop_drafts(struct work *w, bool (*picks)(const struct model_draft *d, const char *of), const char *of)
{
	char *kept = xstrdup(of);       /* it may be of what is dropped */

	for (size_t i = w->model->draft_count; i-- > 0;) {
		const struct model_draft *d = w->model->drafts[i];
		if (!picks(d, kept))
			continue;
		char *contact = xstrdup(d->contact_id);
		work_draft_drop(w, contact, d->n);
		free(contact);
		i = w->model->draft_count;      /* what was asked beside it went with it, wherever it stood */
	}
	free(kept);
}

void work_draft_recovery_told(struct work *w, const char *contact, int n)
{
	model_draft_open(w->model, contact, n)->recovery_told = true;
}

void work_draft_demand(struct work *w, const char *contact, int n, bool demanded)
{
	work_changed(w, model_draft_demand(w->model, contact, n, demanded));
}

static bool is_taken(const struct work *w, const char *contact, int n)
{
	return model_contact_has_form(model_contact(w->model, contact), n) || model_draft(w->model, contact, n);
}

int work_draft_next(const struct work *w, const char *contact)
{
	int n = 1;

	while (n < DRAFTS_MOST && is_taken(w, contact, n))
		n++;
	return n;
}

/* ---- keeping model, journal and server together ---- */

/*
 * Where a form of the journal goes: to its own place, unless it was typed into since, for the journal was opened late;
 * then what only the journal has becomes one more form of the call. NULL: nowhere.
 */
static struct model_draft *place_of(struct work *w, const struct journal_form *f)
{
	struct model_draft *d = model_draft_open(w->model, f->contact, f->n);

	if (!d->edits)
		return d;
	if (f->saved || is_own_name(f->contact) || jo_same(d->fields, f->fields))
		return NULL;
	int n = work_draft_next(w, f->contact);
	work_say(w, WORK_WARNS, _("Form %d has what was kept of form %d before the program began; take what you need, then throw "
				  "it away."), n, f->n);
	return model_draft_open(w->model, f->contact, n);
}

void work_recover(struct work *w, const struct journal_forms *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct journal_form *f = &found->items[i];
		struct model_draft *d = place_of(w, f);
		if (!d)
			continue;
		jo_free(d->fields);
		d->fields = jo_copy(f->fields);
		d->revision = d->n == f->n ? f->revision : 0;
		d->edits = f->saved ? 0 : 1;
		d->state = f->saved ? DRAFT_SAVED : DRAFT_TYPED;
		d->stale = f->saved;
		d->recovered = true;
		if (!is_own_name(f->contact))
			work_save_later(w, f->contact, d->n, 0);
	}
	if (found->count)
		work_changed(w, MODEL_DRAFT);
}

void work_journal_all(struct work *w)
{
	for (size_t i = 0; i < w->model->draft_count; i++) {
		const struct model_draft *d = w->model->drafts[i];
		if (d->state != DRAFT_NEW && d->state != DRAFT_ACCEPTED)
			journal_whole(w, d, d->state == DRAFT_SAVED);
	}
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

static bool is_needless(const struct model_draft *d, const char *contact)
{
	return !strcmp(d->contact_id, contact) && (d->state == DRAFT_SAVED || d->state == DRAFT_NEW);
}

void work_forget_drafts(struct work *w, const char *contact)
{
	work_drop_drafts(w, is_needless, contact);
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
