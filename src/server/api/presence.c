/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presence.c -- /me, /me/presence, /seats, and how an event stream begins. */
#include "server/api/api.h"

#include <string.h>

#include "hotline/i18n.h"

enum { REASON_MOST = 60 };      /* characters, as everybody's wall shows it */

json *user_to_json(const struct user *u)
{
	json *o = json_object_new_object(), *roles = json_object_new_array();
	json *skills = json_object_new_array();

	jo_set_str(o, "id", u->id);
	jo_set_str(o, "username", u->username);
	jo_set_str(o, "name", u->name);
	for (unsigned bit = 0; bit < ROLE_COUNT; bit++)
		if (u->roles & 1u << bit)
			json_object_array_add(roles, json_object_new_string(role_name(1u << bit)));
	jo_set(o, "roles", roles);
	for (const char *p = u->skills; *p; ) {
		size_t len = strcspn(p, " ");
		if (len)
			json_object_array_add(skills, json_object_new_string_len(p, (int)len));
		p += len + strspn(p + len, " ");
	}
	jo_set(o, "skills", skills);
	jo_set_str(o, "unit", u->unit[0] ? u->unit : NULL);
	return o;
}

static json *me(struct work *w, const struct user *u, struct error *err)
{
	struct presence p;
	json *o = json_object_new_object();

	if (!presence_load(w, u->id, &p, err)) {
		jo_free(o);
		return NULL;
	}
	jo_set(o, "user", user_to_json(u));
	jo_set(o, "presence", presence_to_json(&p));
	jo_set(o, "queue", queue_summary(w, u, err));
	if (u->roles & ROLE_AGENT)
		jo_set(o, "today", presence_today(w, u->id));
	return o;
}

void api_me(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, me(&w, rq->user, &err), &err);
}

void api_presence_put(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;
	const char *state = jo_str(rq->body, "state"), *reason = jo_str(rq->body, "reason");
	struct form_problems problems = { 0 };

	if (!state || !*state) {
		form_problem_add(&problems, "/state", "required",
				 _("The state must be ready, not_ready, break or offline."));
		reply_fields(rp, &problems);
		form_problems_release(&problems);
		return;
	}
	if (!form_line_fits(jo_get(rq->body, "reason"), REASON_MOST, "/reason", &problems)) {
		reply_fields(rp, &problems);
		form_problems_release(&problems);
		return;
	}
	if (!presence_request(&w, rq->user->id, state, reason, &err)) {
		if (err.kind == ERROR_INPUT) {
			form_problem_add(&problems, "/state", "choice", err.text);
			reply_fields(rp, &problems);
			form_problems_release(&problems);
		} else {
			reply_error(rp, &err);
		}
		return;
	}
	reply_made(rp, me(&w, rq->user, &err), &err);
}

void api_seats(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);
	struct error err = ERROR_INIT;

	reply_made(rp, seats_list(&w, &err), &err);
}

/* The first event of a stream. */
void api_hello(struct request *rq, struct reply *rp)
{
	struct work w = work_of(rq);

	reply_json(rp, 200, queue_hello(&w, rq->user));
}
