/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_hand.c -- a form whose submission was refused because somebody else has its call goes to them.
 *
 * It becomes one more form of the call, under the first number that is free. It leaves this program when the server has
 * it; brought twice, because an answer got lost, it is there once.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "hotline/alloc.h"
#include "hotline/form.h"

enum { FORMS_MOST = 20, HAND_RETRY_MS = 15000 };

static op_apply apply_handed;

static void bring(struct work *w, const char *contact, int n, int as, net_done done, void *arg)
{
	const struct model_draft *d = model_draft(w->model, contact, n);
	struct op *op = op_new(w, apply_handed, done, arg);
	json *body = json_object_new_object();
	char after[32];

	op->name = xstrdup(contact);
	op->n = n;
	op->number = (uint64_t)as;
	jo_set_int(body, "base", 0);
	jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", d ? jo_copy(d->fields) : json_object_new_object());
	snprintf(after, sizeof(after), "/drafts/%d", as);
	char *path = work_path("/contacts/", contact, after);
	op_send(op, "PUT", path, body, false, HAND_RETRY_MS);
	free(path);
}

void work_forget_refused(struct work *w, const char *contact, int n)
{
	const struct outbox_item *item = w->outbox ? outbox_of_form(w->outbox, contact, n) : NULL;

	if (item && item->state == SUBMISSION_REFUSED)
		outbox_discard(w->outbox, item->key, NULL);
	work_draft_drop(w, contact, n);
}

static unsigned apply_handed(struct work *w, struct op *op, const struct net_answer *a)
{
	if (a->result == NET_REFUSED && a->status == 412 && op->number < FORMS_MOST) {
		bring(w, op->name, op->n, (int)op->number + 1, op->done, op->arg);
		op->done = NULL;
		return 0;
	}
	if (net_is_ok(a))
		work_forget_refused(w, op->name, op->n);
	return MODEL_OUTBOX | MODEL_DRAFT;
}

void work_hand_form(struct work *w, const char *contact, int n, net_done done, void *arg)
{
	bring(w, contact, n, 1, done, arg);
}
