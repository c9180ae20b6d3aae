/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.c -- changes from the typing side, one thread that writes them down.
 *
 * Two parties share only `pending` and `state`, under one lock that is never held over a system
 * call of the disk. The thread alone owns the forms as the file has them (journal_forms.c),
 * which is what it writes when the file is made anew: after growth, and after the disk refused,
 * when nobody can know any more what the file holds.
 */
#include "client/net/journal_internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { SLOW_MS = 100, RETRY_MS = 3000, LEAVE_MS = 2000, REWRITE_BYTES = 128 << 10, REWRITE_FACTOR = 4 };

struct journal {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work, done;      /* something to write; something was written */
	struct change *pending;         /* newest last */
	size_t pending_count, pending_alloc;
	struct journal_state state;
	bool leaving;
	void (*wake)(void *arg);
	void *wake_arg;
	/* The thread's own: */
	struct sealed file;
	struct journal_forms forms;
	bool rewrite;
};

static void deadline_in(struct timespec *t, int64_t ms)
{
	clock_gettime(CLOCK_MONOTONIC, t);
	t->tv_sec += ms / 1000;
	t->tv_nsec += ms % 1000 * 1000000;
	if (t->tv_nsec >= 1000000000) {
		t->tv_sec++;
		t->tv_nsec -= 1000000000;
	}
}

static void pack_record(struct journal *j, struct buf *out, json *record)
{
	const char *text = jo_text(record);

	sealed_pack(j->file.key, out, text, strlen(text));
	jo_free(record);
}

static bool write_anew(struct journal *j, struct error *err)
{
	struct buf all = BUF_INIT;

	journal_forms_limit(&j->forms);
	for (size_t i = 0; i < j->forms.count; i++)
		pack_record(j, &all, form_to_json(&j->forms.items[i]));
	bool ok = sealed_replace(&j->file, &all, err);
	buf_release(&all);
	j->rewrite = !ok;
	return ok;
}

/* Most of the file is history: what lives is a fraction of it. */
static bool is_mostly_history(const struct journal *j)
{
	return j->file.size > REWRITE_BYTES &&
	       (size_t)j->file.size > REWRITE_FACTOR * journal_forms_size(&j->forms);
}

/* Brings these changes to the disk. */
static bool write_changes(struct journal *j, struct change *changes, size_t count, struct error *err)
{
	struct buf records = BUF_INIT;
	bool dropped = false;

	for (size_t i = 0; i < count; i++) {
		journal_forms_apply(&j->forms, &changes[i]);
		dropped |= changes[i].kind == CHANGE_DROP;
		if (!j->rewrite)
			pack_record(j, &records, change_to_json(&changes[i]));
	}
	/* A dropped form is accepted or thrown away: nothing of it stays in the file. */
	if (j->rewrite || is_mostly_history(j) || (dropped && !j->forms.count)) {
		buf_release(&records);
		return write_anew(j, err);
	}
	bool ok = sealed_append(&j->file, &records, true, err);
	j->rewrite = !ok;
	buf_release(&records);
	return ok;
}

static void free_changes(struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		change_release(&changes[i]);
	free(changes);
}

/* Under the lock. Sets what the screen may say; true when it should be woken. */
static bool set_state(struct journal *j, bool ok, uint64_t up_to, const struct error *e)
{
	bool was = j->state.failing;

	j->state.failing = !ok;
	if (ok) {
		j->state.kept = up_to;
		j->state.kept_at = clock_now();
		j->state.sentence[0] = '\0';
	} else {
		struct error shown = ERROR_INIT;
		if (e->kind == ERROR_FULL)
			error_set(&shown, e->kind, "%s",
				  _("The disk is full: what you type is only in memory; do not close the program. "
				    "It is kept by itself once there is space."));
		else
			error_set(&shown, e->kind,
				  _("The disk does not take what you type: it is only in memory; do not close the "
				    "program (%s)."), e->text);
		memcpy(j->state.sentence, shown.text, sizeof(shown.text));
	}
	return was != j->state.failing;
}

/* One batch: takes what is pending, writes it without the lock, says how it went. */
static void write_batch(struct journal *j)
{
	struct error e = ERROR_INIT;
	struct change *changes = j->pending;
	size_t count = j->pending_count;
	uint64_t up_to = j->state.typed;
	int64_t begun = clock_monotonic();

	j->pending = NULL;
	j->pending_count = j->pending_alloc = 0;
	pthread_mutex_unlock(&j->lock);
	bool ok = write_changes(j, changes, count, &e);
	free_changes(changes, count);
	pthread_mutex_lock(&j->lock);
	bool turned = set_state(j, ok, up_to, &e) || clock_monotonic() - begun > SLOW_MS;
	pthread_cond_broadcast(&j->done);
	if (turned && j->wake) {
		pthread_mutex_unlock(&j->lock);
		j->wake(j->wake_arg);
		pthread_mutex_lock(&j->lock);
	}
}

static void *run(void *arg)
{
	struct journal *j = arg;
	struct timespec until;

	pthread_mutex_lock(&j->lock);
	for (;;) {
		if (j->pending_count && !j->state.failing) {
			write_batch(j);
		} else if (j->leaving) {
			break;
		} else if (j->state.failing) {
			deadline_in(&until, RETRY_MS);
			if (pthread_cond_timedwait(&j->work, &j->lock, &until))
				write_batch(j);
		} else {
			pthread_cond_wait(&j->work, &j->lock);
		}
	}
	if (j->state.failing)
		write_batch(j);         /* the last chance */
	pthread_mutex_unlock(&j->lock);
	return NULL;
}

static void on_record(void *arg, const char *text, size_t len)
{
	journal_forms_replay(arg, text, len);
}

/* Signals are the main thread's: they must end its poll. */
static bool start_thread(struct journal *j, struct error *err)
{
	pthread_condattr_t attr;
	sigset_t all, before;

	pthread_mutex_init(&j->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&j->work, &attr);
	pthread_cond_init(&j->done, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int why = pthread_create(&j->thread, NULL, run, j);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !why || error_set(err, ERROR_IO, _("cannot start the thread of the journal"));
}

struct journal *journal_new(int dir, const struct seal_key *key, struct journal_forms *found,
			    void (*wake)(void *arg), void *arg, struct error *err)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->wake = wake;
	j->wake_arg = arg;
	j->state.kept_at = INSTANT_NONE;
	if (sealed_open(&j->file, dir, "journal", key, on_record, &j->forms, err)) {
		j->state.damaged = j->file.damaged;
		journal_forms_drop_empty(&j->forms);
		journal_forms_copy(found, &j->forms);
		if (start_thread(j, err))
			return j;
		sealed_close(&j->file);
	}
	journal_forms_release(&j->forms);
	free(j);
	return NULL;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	journal_flush(j, LEAVE_MS);
	pthread_mutex_lock(&j->lock);
	j->leaving = true;
	pthread_cond_signal(&j->work);
	pthread_mutex_unlock(&j->lock);
	pthread_join(j->thread, NULL);
	pthread_cond_destroy(&j->work);
	pthread_cond_destroy(&j->done);
	pthread_mutex_destroy(&j->lock);
	free_changes(j->pending, j->pending_count);
	journal_forms_release(&j->forms);
	sealed_close(&j->file);
	free(j);
}

/* A change of the same field that was not taken yet is overtaken by this one. */
static bool overtake(struct journal *j, struct change *c)
{
	for (size_t i = j->pending_count; i-- > 0;) {
		struct change *p = &j->pending[i];
		if (p->n != c->n || strcmp(p->contact, c->contact))
			continue;
		if (p->kind != c->kind)
			return false;
		if (c->kind != CHANGE_FIELD || !strcmp(p->pointer, c->pointer)) {
			change_release(p);
			*p = *c;
			return true;
		}
	}
	return false;
}

static void give(struct journal *j, struct change c)
{
	c.at = clock_now();
	pthread_mutex_lock(&j->lock);
	if (!overtake(j, &c)) {
		ARRAY_GROW(j->pending, j->pending_count + 1, j->pending_alloc);
		j->pending[j->pending_count++] = c;
	}
	j->state.typed++;
	if (!j->state.failing)          /* while the disk refuses, the retry is on its own time */
		pthread_cond_signal(&j->work);
	pthread_mutex_unlock(&j->lock);
}

void journal_set(struct journal *j, const char *contact, int n, const char *pointer, json *value)
{
	if (value && strlen(jo_text(value)) > JOURNAL_VALUE_MOST) {
		jo_free(value);
		return;
	}
	give(j, (struct change){ .kind = CHANGE_FIELD, .contact = xstrdup(contact), .n = n,
				 .pointer = xstrdup(pointer), .value = value });
}

void journal_form(struct journal *j, const char *contact, int n, json *fields, int64_t revision, bool saved)
{
	give(j, (struct change){ .kind = CHANGE_FORM, .contact = xstrdup(contact), .n = n, .value = fields,
				 .revision = revision, .saved = saved });
}

void journal_revision(struct journal *j, const char *contact, int n, int64_t revision, bool saved)
{
	give(j, (struct change){ .kind = CHANGE_REVISION, .contact = xstrdup(contact), .n = n,
				 .revision = revision, .saved = saved });
}

void journal_drop(struct journal *j, const char *contact, int n)
{
	give(j, (struct change){ .kind = CHANGE_DROP, .contact = xstrdup(contact), .n = n });
}

void journal_state(struct journal *j, struct journal_state *state)
{
	pthread_mutex_lock(&j->lock);
	*state = j->state;
	pthread_mutex_unlock(&j->lock);
}

bool journal_flush(struct journal *j, int ms)
{
	struct timespec until;
	int timed_out = 0;

	deadline_in(&until, ms);
	pthread_mutex_lock(&j->lock);
	uint64_t wanted = j->state.typed;
	while (j->state.kept < wanted && !j->state.failing && !timed_out)
		timed_out = pthread_cond_timedwait(&j->done, &j->lock, &until);
	bool ok = j->state.kept >= wanted;
	pthread_mutex_unlock(&j->lock);
	return ok;
}
