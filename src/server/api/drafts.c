/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drafts.c -- GET and PUT /contacts/{id}/drafts/{n}. */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/api/api.h"
#include "server/service/contact.h"

/* Whoever had the call may write on for a moment, and later still bring a form that nobody has, but see no other. */
static bool may_write(struct request *rq, struct work *w, const struct contact *c)
{
	return jo_int(rq->body, "base", 0) ? contact_was_just(w, c, rq->user->id) : contact_goes_on_without(c, rq->user->id);
}

/* The contact and the number of the draft; answers by itself when there is none for this user. */
static bool find(struct request *rq, struct reply *rp, struct work *w, struct contact *c, int *n, bool reading)
{
	struct error err = ERROR_INIT;
	char *end;

	if (!contact_load(w, rq->params[0], c, &err))
		return reply_error(rp, &err);
	long number = strtol(rq->params[1], &end, 10);
	bool mine = !strcmp(c->agent, rq->user->id) && strcmp(c->state, "offered");
	bool may = mine || (reading ? (rq->user->roles & ROLE_SUPERVISOR) != 0 : may_write(rq, w, c));
	if (*end || number < 1 || number > 20 || !may) {
		contact_release(c);
		if (!*end && number >= 1 && number <= 20 && !reading)
			return reply_problem(rp, 409, "state", "%s",
					     _("This contact is not yours; resume or take it first."));
		return reply_problem(rp, 404, "not-found", "%s", _("There is no such draft."));
	}
	*n = (int)number;
	return true;
}

/* Whoever watches sees the form, not the caller's numbers. */
static json *for_reader(json *draft, bool whole)
{
	static const char *const numbers[] = { "/fields/caller/number", "/fields/caller/callback" };
	char masked[32];

	for (size_t i = 0; !whole && i < ARRAY_SIZE(numbers); i++) {
		const char *number = jo_pointer_str(draft, numbers[i]);
		if (!number)
			continue;
		phone_mask(number, masked);
		jo_pointer_set(draft, numbers[i], json_object_new_string(masked));
	}
	return draft;
}

void api_draft_get(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	struct contact c;
	struct draft d;
	int n;

	if (!find(rq, rp, &w, &c, &n, true))
		return;
	if (!draft_load(&w, c.id, n, &d, &err))
		reply_error(rp, &err);
	else if (!d.revision)
		reply_problem(rp, 404, "not-found", "%s", _("There is no such draft."));
	else {
		if (strcmp(c.agent, rq->user->id) != 0)
			request_personal(rq, "draft.read", c.id, NULL);
		reply_json(rp, 200, for_reader(draft_to_json(&d), !strcmp(c.agent, rq->user->id)));
	}
	draft_release(&d);
	contact_release(&c);
}

static void reply_revision(struct reply *rp, int64_t revision)
{
	json *o = json_object_new_object();

	jo_set_int(o, "revision", revision);
	reply_json(rp, 200, o);
}

/* 412 carries the draft that is stored, so that both can be shown side by side; to whoever has no call any more it does not. */
static void reply_conflict(struct request *rq, struct reply *rp, struct work *w, const struct contact *c,
			   const struct draft *d, const struct error *err)
{
	bool seen = !strcmp(c->agent, rq->user->id) || contact_was_just(w, c, rq->user->id);

	if (!seen && jo_same(d->fields, jo_get(rq->body, "fields"))) {
		reply_revision(rp, d->revision);        /* it was brought already, and the answer got lost */
		return;
	}
	reply_problem(rp, 412, "version", "%s", err->text);
	if (!seen)
		return;
	jo_set(rp->body, "current", draft_to_json(d));
	jo_set_int(rp->body, "revision", d->revision);
}

static void put(struct request *rq, struct reply *rp, struct work *w, struct contact *c, int n)
{
	struct error err = ERROR_INIT;
	struct draft d = { 0 };
	json *fields = jo_get(rq->body, "fields");
	int64_t version = jo_int(rq->body, "form_version", -1);

	if (draft_put(w, c, rq->user->id, n, jo_int(rq->body, "base", 0), version, fields, &d, &err)) {
		reply_revision(rp, d.revision);
	} else if (err.kind == ERROR_VERSION) {
		reply_conflict(rq, rp, w, c, &d, &err);
	} else {
		reply_error(rp, &err);
	}
	draft_release(&d);
}

void api_draft_put(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct form_problems problems = { 0 };
	json *base = jo_get(rq->body, "base");
	struct contact c;
	int n;

	if (!find(rq, rp, &w, &c, &n, false))
		return;
	if (!json_object_is_type(jo_get(rq->body, "fields"), json_type_object))
		form_problem_add(&problems, "/fields", "type", _("This must be an object."));
	if (base && (!json_object_is_type(base, json_type_int) || jo_int(rq->body, "base", 0) < 0))
		form_problem_add(&problems, "/base", "type", _("This must be the revision that was seen last."));
	if (!form_version_is_known(&w, jo_int(rq->body, "form_version", -1)))
		form_problem_add(&problems, "/form_version", "choice",
				 _("This form is too old; reload the city pack and look at the form again."));
	if (problems.count)
		reply_fields(rp, &problems);
	else
		put(rq, rp, &w, &c, n);
	form_problems_release(&problems);
	contact_release(&c);
}
