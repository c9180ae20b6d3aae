/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_create.c -- a form becomes a ticket, once.
 *
 * The five ways out of a call (submit, answer, transfer, decline, void) are rows of one table: the
 * state they lead to, whether the form must be complete, and what the body must carry.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/tickets_internal.h"

enum { TEXT_MOST = 4000 };      /* characters of a reason or a legal path */

struct outcome {
	const char *action;
	enum ticket_state state;
	bool complete;                          /* the form is right; an emergency or a prank goes whatever it holds */
	const char *members[3];                 /* texts the body must carry */
};

static const struct outcome outcomes[] = {
	{ "submit", TICKET_PENDING, true, { NULL } },
	{ "answer", TICKET_ANSWERED, true, { NULL } },
	{ "transfer", TICKET_TRANSFERRED, false, { "to" } },
	{ "decline", TICKET_DECLINED, true, { "reason", "legal_path" } },
	{ "void", TICKET_VOID, false, { "reason" } },
};

static const struct outcome *find_outcome(const char *action)
{
	for (size_t i = 0; action && i < ARRAY_SIZE(outcomes); i++)
		if (!strcmp(outcomes[i].action, action))
			return &outcomes[i];
	return NULL;
}

static void need_text(const json *body, const char *name, struct form_problems *problems)
{
	const char *text = jo_str(body, name);
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/%s", name);
	if (!text || !*text)
		form_problem_add(problems, pointer, "required", _("This is required."));
	else
		form_words_fit(jo_get(body, name), TEXT_MOST, pointer, problems);
}

/* What the outcome does not ask for is kept with the ticket all the same. */
static void check_given(const struct outcome *o, const json *body, struct form_problems *problems)
{
	static const char *const names[] = { "/reason", "/legal_path", "/to" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool needed = false;
		for (size_t k = 0; k < ARRAY_SIZE(o->members) && o->members[k]; k++)
			needed |= !strcmp(o->members[k], names[i] + 1);
		if (!needed)
			form_words_fit(jo_get(body, names[i] + 1), TEXT_MOST, names[i], problems);
	}
}

/* An answer says which article it was read from; the version is the one the agent saw. */
static void need_article(struct work *w, const json *body, struct form_problems *problems)
{
	const json *article = jo_get(body, "article");
	const char *id = jo_str(article, "id");
	int64_t version = jo_int(article, "version", 0);

	if (!id) {
		form_problem_add(problems, "/article", "required",
				 _("Cite the article that the answer was read from."));
		return;
	}
	struct query *q = db_ask(w->db, "SELECT 1 FROM article WHERE id = ?1 AND version = ?2", "si", id, version);
	if (db_step(q) != DB_ROW)
		form_problem_add(problems, "/article", "choice",
				 _("There is no such article in this version."));
	db_done(q, NULL);
}

static bool is_emergency_line(const struct city *city, const char *code)
{
	for (size_t i = 0; i < city->emergency_line_count; i++)
		if (!strcmp(city->emergency_lines[i].code, code))
			return true;
	return false;
}

static void need_emergency_line(struct work *w, const json *body, struct form_problems *problems)
{
	const char *to = jo_str(body, "to");

	if (to && *to && !is_emergency_line(server_city(w->server), to))
		form_problem_add(problems, "/to", "choice",
				 _("The city pack does not name this emergency line."));
}

/* What somebody found, or saw coming: there is no caller, and nothing but to have it handled. */
static void check_origin(struct work *w, const struct outcome *o, const json *body, struct form_problems *problems)
{
	const char *origin = jo_str(body, "origin");

	if (!origin)
		return;
	if (!city_find_code(server_city(w->server), "origin", origin))
		form_problem_add(problems, "/origin", "choice", _("The city pack names no such origin."));
	if (jo_str(body, "contact_id"))
		form_problem_add(problems, "/contact_id", "choice",
				 _("A ticket of a call has no other origin; leave one of them out."));
	if (strcmp(o->action, "submit"))
		form_problem_add(problems, "/action", "choice",
				 _("A ticket made without a call is submitted; there is nobody to answer."));
}

static void check_body(struct work *w, const struct outcome *o, const json *body, const json *fields, bool right,
		       struct form_problems *problems)
{
	json *version = jo_get(body, "form_version");

	if (!fields)
		form_problem_add(problems, "/fields", "required", _("This is required."));
	else if (!right)
		form_check(server_city(w->server), fields, o->complete, "/fields", problems);
	if (version && !form_version_is_known(w, jo_int(body, "form_version", -1)))
		form_problem_add(problems, "/form_version", "choice",
				 _("This form is too old; reload the city pack and look at the form again."));
	for (size_t i = 0; i < ARRAY_SIZE(o->members) && o->members[i]; i++)
		need_text(body, o->members[i], problems);
	check_given(o, body, problems);
	if (!strcmp(o->action, "answer"))
		need_article(w, body, problems);
	if (!strcmp(o->action, "transfer"))
		need_emergency_line(w, body, problems);
	check_origin(w, o, body, problems);
}

/* The contact a ticket comes from must be this agent's; its number fills an empty field. */
static bool check_contact(struct work *w, const struct user *by, const char *id, json *fields, struct error *err)
{
	struct contact c;

	if (!contact_load(w, id, &c, err))
		return false;
	bool held = !strcmp(c.agent, by->id) && strcmp(c.state, "offered");
	if (held && fields && c.number_shown && !jo_pointer_str(fields, "/caller/number"))
		jo_pointer_set(fields, "/caller/number", json_object_new_string(c.number_shown));
	contact_release(&c);
	return held || error_set(err, ERROR_STATE, _("This contact is not yours; resume or take it first."));
}

/* A gateway may name a contact that nobody is working on: a web form's, a message's. */
static bool check_gateway_contact(struct work *w, const char *id, struct error *err)
{
	struct contact c;

	if (!contact_load(w, id, &c, err))
		return false;
	bool busy = c.agent[0] != '\0';
	contact_release(&c);
	return !busy || error_set(err, ERROR_STATE, _("An agent has this contact; the agent submits its forms."));
}

/* The number of the ticket that this draft became, if it did. */
static bool already_ticket(struct work *w, const char *contact, int n, char no[24])
{
	struct query *q = db_ask(w->db, "SELECT no FROM ticket WHERE contact = ?1 AND draft = ?2", "si",
				 contact, (int64_t)n);
	bool found = db_step(q) == DB_ROW;

	if (found)
		snprintf(no, 24, "%s", db_get_text(q, 0));
	db_done(q, NULL);
	return found;
}

static json *first_detail(const struct user *by, const json *body, const char *contact, int draft, json *fields)
{
	static const char *const kept[] = { "article", "reason", "legal_path", "to", "origin" };
	json *detail = json_object_new_object();

	jo_set_str(detail, "contact_id", contact);
	if (contact)
		jo_set_int(detail, "draft", draft);
	if (!(by->roles & ROLE_GATEWAY))        /* an agent, or a supervisor who took the call over */
		jo_set_str(detail, "agent", by->id);
	jo_set(detail, "fields", json_object_get(fields));
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		json *value = jo_get(body, kept[i]);
		if (value)
			jo_set(detail, kept[i], json_object_get(value));
	}
	return detail;
}

static struct ticket *make(struct work *w, const struct user *by, const struct outcome *o,
			   const json *body, json *fields, struct error *err)
{
	const char *contact = jo_str(body, "contact_id");
	int draft = (int)jo_int(body, "draft", 1);
	char no[24];

	if (contact && already_ticket(w, contact, draft, no)) {
		error_set(err, ERROR_STATE, _("This form is ticket %s already; nothing was sent twice."), no);
		return NULL;
	}
	if (!ticket_number_next(w, no, err))
		return NULL;
	struct ticket *t = ticket_new(no, w->realm);
	json *detail = first_detail(by, body, contact, draft, fields);
	bool ok = ticket_move(w, t, by->id, o->action, o->state, detail, err);
	jo_free(detail);
	if (ok)
		return t;
	ticket_free(t);
	return NULL;
}

/* Its last words may never have been saved. */
static bool keep_form(struct work *w, const struct user *by, const json *body, const json *typed, const struct ticket *t,
		      struct error *err)
{
	const char *contact = jo_str(body, "contact_id");
	struct draft d = {
		.n = (int)jo_int(body, "draft", 1),
		.form_version = (int)jo_int(body, "form_version", form_version(server_city(w->server))),
		.fields = (json *)typed,
	};

	snprintf(d.ticket, sizeof(d.ticket), "%s", t->no);
	return !contact || draft_submitted(w, contact, by->id, &d, err);
}

static bool wrong_shape(const struct user *by, const struct outcome *o, const json *body, struct error *err)
{
	json *draft = jo_get(body, "draft");

	if (!o)
		return !error_set(err, ERROR_INPUT,
				  _("The action must be submit, answer, transfer, decline or void."));
	if (!jo_str(body, "origin") && !(by->roles & (ROLE_AGENT | ROLE_SUPERVISOR | ROLE_GATEWAY)))
		return !error_set(err, ERROR_DENIED, _("A unit makes tickets of what it found itself: say its origin."));
	if (!jo_str(body, "contact_id") && !(by->roles & ROLE_GATEWAY) && !jo_str(body, "origin"))
		return !error_set(err, ERROR_INPUT, _("The contact_id is missing."));
	if (draft && (jo_int(body, "draft", 0) < 1 || jo_int(body, "draft", 0) > 20))
		return !error_set(err, ERROR_INPUT, _("The draft must be a whole number from 1 to 20."));
	return false;
}

struct ticket *tickets_create(struct work *w, const struct user *by, const json *body, const struct city *right_by,
			      struct form_problems *problems, struct error *err)
{
	const struct outcome *o = find_outcome(jo_str(body, "action"));
	const char *contact = jo_str(body, "contact_id");
	json *given = jo_get(body, "fields");
	struct ticket *t = NULL;

	if (wrong_shape(by, o, body, err))
		return NULL;
	json *typed = json_object_is_type(given, json_type_object) ? given : NULL;
	/* What is filled in or left out of a form that was right is looked at again. */
	bool right = right_by == server_city(w->server) &&
		     (contact ? jo_pointer_str(typed, "/caller/number") != NULL : !jo_str(body, "origin") || !jo_get(typed, "caller"));
	/* The request stays as it came: this may be run once more. */
	bool changes = contact || jo_str(body, "origin") || (!o->complete && !right);
	json *fields = changes ? jo_copy(typed) : json_object_get(typed);
	if (fields && jo_str(body, "origin"))
		json_object_object_del(fields, "caller");
	if (fields && !o->complete && !right)
		form_set_aside(server_city(w->server), fields);
	bool gateway = by->roles & ROLE_GATEWAY;
	if (contact && !(gateway ? check_gateway_contact(w, contact, err) :
				   check_contact(w, by, contact, fields, err)))
		goto out;
	check_body(w, o, body, fields, right, problems);
	if (problems->count)
		error_set(err, ERROR_INPUT, _("Some fields are not filled in rightly."));
	else
		t = make(w, by, o, body, fields, err);
	if (t && !keep_form(w, by, body, typed, t, err)) {
		ticket_free(t);
		t = NULL;
	}
out:
	jo_free(fields);
	return t;
}
