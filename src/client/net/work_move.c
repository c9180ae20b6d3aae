/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_move.c -- moves of tickets, by way of the outbox, and the forms that they come back to when they are refused.
 *
 * A form's text is in one place at a time: in the journal until it is sent, then with the move in the outbox until the
 * server has answered. What was refused comes back into the journal when its form is opened; from then on the form
 * stands for that move, which goes when the form is sent anew or thrown away.
 */
#include "client/net/work_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Beside the texts of a form in the journal: the key of the refused move that it stands for. */
#define STANDS_FOR "/stands_for"

/* ---- what was refused ---- */

static const char *stands_for(const struct work *w, const char *form)
{
	return model_draft_text(model_draft(w->model, form, KEPT_N), STANDS_FOR);
}

const struct outbox_item *work_refused(const struct work *w, const char *form)
{
	const struct model_draft *typed = model_draft(w->model, form, KEPT_N);
	const char *key = stands_for(w, form);

	if (!w->outbox || (typed && !key))
		return NULL;
	const struct outbox_item *item = key ? outbox_find(w->outbox, key) : outbox_refused_of(w->outbox, form);
	return item && item->state == SUBMISSION_REFUSED ? item : NULL;
}

const struct outbox_item *work_take_back(struct work *w, const char *form)
{
	const struct outbox_item *item = work_refused(w, form);

	if (!item || model_draft(w->model, form, KEPT_N) || !item->typed)
		return item;
	json_object_object_foreach(item->typed, name, text) {
		char *pointer = xasprintf("/%s", name);
		work_edit_text(w, form, KEPT_N, pointer, json_object_get_string(text));
		free(pointer);
	}
	work_stand_for_refused(w, form);
	return item;
}

void work_stand_for_refused(struct work *w, const char *form)
{
	const struct outbox_item *item = w->outbox ? outbox_refused_of(w->outbox, form) : NULL;

	if (item)
		work_edit_text(w, form, KEPT_N, STANDS_FOR, item->key);
}

bool work_outbox_discard(struct work *w, const char *key, struct error *err)
{
	const struct outbox_item *item = w->outbox ? outbox_find(w->outbox, key) : NULL;
	char *form = xstrdup(item ? item->form : "");
	const char *its = stands_for(w, form);
	bool stood = its && !strcmp(its, key);
	bool gone = w->outbox ? outbox_discard(w->outbox, key, err) : error_set(err, ERROR_STATE, _("Log in first."));

	if (gone && stood)
		work_draft_drop(w, form, KEPT_N);
	free(form);
	return gone;
}

/* ---- moves ---- */

/* The same in the same words, what the form stood for, or what was to follow that. */
static bool is_replaced(const struct outbox_item *item, const struct outbox_item *by, const char *stood_for)
{
	return item != by && item->state == SUBMISSION_REFUSED && !strcmp(item->path, by->path) &&
	       (jo_same(item->body, by->body) ||
		(stood_for && (!strcmp(item->key, stood_for) || !strcmp(item->after, stood_for))));
}

static void drop_replaced(struct work *w, const struct outbox_item *by, const char *stood_for)
{
	for (size_t i = outbox_count(w->outbox); i-- > 0; )
		if (is_replaced(outbox_at(w->outbox, i), by, stood_for))
			outbox_discard(w->outbox, outbox_at(w->outbox, i)->key, NULL);
}

/* Puts one move into the outbox; its key, borrowed. `after`: that of the move it follows. */
static const char *put_move(struct work *w, const char *no, const struct work_move *m, const char *after, void *arg,
			    struct error *err)
{
	const struct model_ticket *t = model_ticket(w->model, no);
	json *whole = json_object_new_object();
	char *lane = xasprintf("ticket/%s", no), *path = work_path("/tickets/", no, "/actions");
	struct outbox_entry entry = {
		.lane = lane, .path = path, .after = after, .form = m->form, .typed = m->typed, .body = whole,
		.if_match = t && ticket_action_needs_version(m->action) ? t->version : 0,
	};

	jo_set_str(whole, "action", m->action);
	work_add_members(whole, m->body);
	char *stood_for = xstrdup(m->instead);
	const char *key = outbox_put(w->outbox, &entry, err);
	if (key) {
		drop_replaced(w, outbox_find(w->outbox, key), stood_for);
		work_wait_for(w, key, m->done, arg);
	}
	free(stood_for);
	free(path);
	free(lane);
	return key;
}

static void move_release(const struct work_move *m)
{
	jo_free(m->body);
	jo_free(m->typed);
}

static void send_moves(struct work *w)
{
	if (session_state(w->session) == SESSION_IN)
		outbox_turn(w->outbox);
}

bool work_ticket_moves(struct work *w, const char *no, const struct work_move *moves, size_t count, void *arg,
		       struct error *err)
{
	const char *last = NULL, *key = NULL;
	size_t taken = 0;

	if (!w->outbox)
		error_set(err, ERROR_STATE, _("Log in first."));
	while (w->outbox && taken < count) {
		if (!(key = put_move(w, no, &moves[taken++], last, arg, err)))
			break;
		last = key;
	}
	if (w->outbox && key) {
		send_moves(w);
		return true;
	}
	for (; taken < count; taken++)
		move_release(&moves[taken]);
	if (last)
		outbox_discard(w->outbox, last, NULL);
	return false;
}

bool work_ticket_action(struct work *w, const char *no, const char *action, json *body,
			net_done done, void *arg, struct error *err)
{
	return work_ticket_moves(w, no, &(struct work_move){ .action = action, .body = body, .done = done }, 1, arg, err);
}
