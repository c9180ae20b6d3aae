/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_state.c -- the user's local state, opened at the login and closed at the logout.
 *
 * A disk that cannot keep anything does not keep an agent from answering calls: journal and outbox then work from
 * memory, the user is told, and it is tried again. Only another program on the same state is a reason to refuse, for
 * two would overwrite each other.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "hotline/i18n.h"

enum { REOPEN_MS = 5000 };

static void on_wake(void *arg)
{
	net_wake(arg);
}

static bool open_journal(struct work *w, int dir, struct error *err)
{
	struct journal_forms found = { 0 };

	w->journal = journal_new(dir, w->key, &found, on_wake, w->net, err);
	if (w->journal)
		work_recover(w, &found);
	journal_forms_release(&found);
	return w->journal != NULL;
}

/* One from memory that is there stays when it cannot be opened. */
static bool open_outbox(struct work *w, int dir, struct error *err)
{
	struct outbox_hooks hooks = { .changed = work_on_outbox, .arg = w };
	struct outbox *made = outbox_new(w->net, dir, w->key, &hooks, err);

	if (!made)
		return false;
	outbox_free(w->outbox);
	w->outbox = made;
	w->outbox_in_memory = dir < 0;
	return true;
}

static void tell_not_kept(struct work *w, const struct error *why)
{
	snprintf(w->not_kept, sizeof(w->not_kept),
		 _("What you type is only sent to the server, not kept on this computer: %s"), why->text);
	work_say(w, WORK_WARNS, "%s", w->not_kept);
}

/* Opens one of the two files; what another key sealed is set aside and a new one begun. */
static bool open_file(struct work *w, const char *name,
		      bool (*open_it)(struct work *w, int dir, struct error *err), struct error *err)
{
	struct error e = ERROR_INIT;

	if (open_it(w, w->state.fd, &e))
		return true;
	if (e.kind == ERROR_TRUST) {
		state_set_aside(&w->state, name);
		work_say(w, WORK_WARNS,
			 _("Unsent work of an earlier session cannot be read (%s); it is kept as "
			   "%s/%s.unreadable"), e.text, w->state.path, name);
		if (open_it(w, w->state.fd, &e))
			return true;
	}
	*err = e;
	return false;
}

/* Something that was kept is lost: never without a word. */
static void tell_damage(struct work *w)
{
	struct journal_state s;

	work_journal(w, &s);
	if (s.damaged + outbox_damaged(w->outbox))
		work_say(w, WORK_WARNS, "%s",
			 _("A part of the unsent work on this computer was damaged. Look through "
			   "your open forms before you submit them."));
}

static bool open_state(struct work *w, struct error *err)
{
	return w->state.path ||
	       state_open(&w->state, w->state_dir, net_server(w->net), session_username(w->session), w->realm, err);
}

bool work_open_user(struct work *w, struct error *err)
{
	struct error e = ERROR_INIT;

	w->key = seal_key_new(session_state_key(w->session));
	bool opened = open_state(w, &e);
	if (!opened && e.kind == ERROR_BUSY) {
		if (err)
			*err = e;
		seal_key_free(w->key);
		w->key = NULL;
		return false;
	}
	if (opened) {
		open_file(w, "outbox", open_outbox, &e);
		open_file(w, "journal", open_journal, &e);
	}
	if (e.kind != ERROR_NONE) {
		tell_not_kept(w, &e);
		w->reopen_due = clock_monotonic() + REOPEN_MS;
	}
	if (!w->outbox)
		open_outbox(w, -1, NULL);
	work_recover_outbox(w);
	tell_damage(w);
	w->open = true;
	return true;
}

/* What is under way or was refused is in memory alone: it goes first. */
static bool reopen_outbox(struct work *w)
{
	struct error e = ERROR_INIT;

	if (!w->outbox_in_memory)
		return true;
	if (outbox_waiting(w->outbox) || !open_file(w, "outbox", open_outbox, &e))
		return false;
	work_recover_outbox(w);
	return true;
}

static bool reopen_journal(struct work *w)
{
	struct error e = ERROR_INIT;

	if (w->journal)
		return true;
	if (!open_file(w, "journal", open_journal, &e))
		return false;
	work_journal_all(w);
	return true;
}

/* A disk that took nothing when the user came may have room by now. */
void work_reopen_turn(struct work *w)
{
	struct error e = ERROR_INIT;

	if (!w->reopen_due || w->reopen_due > clock_monotonic())
		return;
	w->reopen_due = clock_monotonic() + REOPEN_MS;
	if (!open_state(w, &e) || !reopen_outbox(w) || !reopen_journal(w))
		return;
	w->reopen_due = 0;
	w->not_kept[0] = '\0';
	work_say(w, WORK_SAYS, "%s", _("What you type is kept on the disk again."));
	work_changed(w, MODEL_JOURNAL | MODEL_OUTBOX);
}

void work_close_user(struct work *w)
{
	savers_clear(w);
	handovers_clear(w);
	waiters_clear(w);
	outbox_free(w->outbox);
	journal_free(w->journal);
	seal_key_free(w->key);
	state_close(&w->state);
	w->outbox = NULL;
	w->journal = NULL;
	w->key = NULL;
	w->open = w->journal_failing = w->ready_wanted = false;
	free(w->search);
	free(w->search_near);
	w->search = w->search_near = NULL;
	w->searching = 0;
	w->elsewhere[0] = '\0';
	w->reload_due = w->reopen_due = 0;
	w->outbox_in_memory = false;
}
