/* SPDX-License-Identifier: GPL-3.0-or-later */
/* work_train.c -- the verbs of a training session: read it, follow it, talk to its caller. */
#include "client/net/work_internal.h"

#include <stdlib.h>

#include "hotline/alloc.h"

enum { READ_RETRY_MS = 5000 };

static unsigned apply_session(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_training(w->model, a->body, op->number) : 0;
}

static void get_session(struct work *w, const char *id, unsigned flags, net_done done, void *arg)
{
	struct op *op = op_new(w, apply_session, done, arg);
	char *path = work_path("/training/sessions/", id, "");

	op->flags = flags;
	op->number = ++w->training_asked;
	op_send(op, "GET", path, NULL, false, READ_RETRY_MS);
	free(path);
}

void work_training_get(struct work *w, const char *id, net_done done, void *arg)
{
	get_session(w, id, 0, done, arg);
}

/* An event says that it moved on; what is missing, the times and the score come with the whole. */
void work_follow_training(struct work *w, const json *data)
{
	const char *id = jo_str(data, "id");

	if (model_training(w->model, id))
		get_session(w, id, OP_QUIET, NULL, NULL);
}

static unsigned apply_turns(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_turns(w->model, op->name, jo_array(a->body, "turns")) : 0;
}

void work_training_ask(struct work *w, const char *id, const char *contact, const char *text, net_done done, void *arg)
{
	struct op *op = op_new(w, apply_turns, done, arg);
	char *path = work_path("/training/sessions/", id, "/ask");
	json *body = json_object_new_object();

	work_changed(w, model_forget_hint(w->model));
	op->name = xstrdup(id);
	jo_set_str(body, "text", text);
	jo_set_str(body, "contact_id", contact);
	op_send(op, "POST", path, body, true, 0);
	free(path);
}
