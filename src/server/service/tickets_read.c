/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tickets_read.c -- one ticket, its history, and the past of a caller, each for one reader. */
#include <string.h>

#include "hotline/i18n.h"
#include "server/service/tickets_internal.h"

json *tickets_show(struct work *w, const struct ticket *t, const struct ticket_actor *who)
{
	json *o = ticket_to_json(server_city(w->server), t, who, w->now);

	tickets_name_claim(w, o);
	tickets_show_callers(w, who, o);
	return o;
}

static json *event_to_json(struct query *q, const struct ticket *t, const struct ticket_actor *who)
{
	const char *text = db_get_text(q, 5), *name = db_get_text(q, 6);
	json *detail = jo_parse(text, strlen(text), NULL);
	struct ticket_event e = {
		.seq = db_get_int(q, 0), .at = db_get_int(q, 1), .by = db_get_text(q, 7),
		.action = db_get_text(q, 2), .detail = detail,
	};

	ticket_state_parse(db_get_text(q, 3), &e.from);
	ticket_state_parse(db_get_text(q, 4), &e.to);
	json *o = ticket_event_to_json(t, &e, who);
	jo_set_str(o, "by_name", name ? name : e.by);
	jo_free(detail);
	return o;
}

json *tickets_history(struct work *w, const struct ticket *t, const struct ticket_actor *who, struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT e.seq, e.at, e.action, e.from_state, e.to_state, e.detail, a.name, e.account "
		"FROM ticket_event e LEFT JOIN account a ON a.id = e.account "
		"WHERE e.no = ?1 AND e.realm = ?2 ORDER BY e.seq", "ss", t->no, w->realm);

	while (db_step(q) == DB_ROW)
		json_object_array_add(items, event_to_json(q, t, who));
	if (!db_done(q, err)) {
		jo_free(items);
		return NULL;
	}
	return page_of(items, NULL);
}

/* ---- a caller's past ---- */

enum { PAST_MOST = 50 };          /* of earlier tickets */

static json *tickets_of_number(struct work *w, const struct ticket_actor *who, const char *digits, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT created_at, no, body FROM ticket WHERE realm = ?1 AND number = ?2 "
		"ORDER BY created_at DESC, no DESC LIMIT ?3", "ssi", w->realm, digits, (int64_t)PAST_MOST + 1);

	return tickets_page(w, q, who, PAST_MOST, err);
}

static bool may_look_up(struct work *w, const struct user *by, const char *number, char digits[24],
			struct form_problems *problems, struct error *err)
{
	if (!number || !phone_normalise(number, digits)) {
		form_problem_add(problems, "/number", number ? "format" : "required", _("This is not a phone number."));
		return error_set(err, ERROR_INPUT, _("This is not a phone number."));
	}
	return contact_number_in_hand(w, by->id, digits) ||
	       error_set(err, ERROR_DENIED, _("Only the caller of a contact that you have in hand can be looked up."));
}

json *tickets_caller_past(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
			  struct error *err)
{
	const char *number = jo_str(body, "number");
	struct ticket_actor who;
	char digits[24];

	actor_of(by, &who);
	if (!may_look_up(w, by, number, digits, problems, err))
		return NULL;
	json *tickets = tickets_of_number(w, &who, digits, err);
	json *contacts = tickets ? contacts_of_number(w, digits, err) : NULL;
	json *o = json_object_new_object(), *detail = json_object_new_object();
	jo_set_str(o, "number", number);
	jo_set(o, "tickets", json_object_get(jo_get(tickets, "items")));
	jo_set(o, "contacts", contacts);
	jo_set_int(detail, "tickets", (int64_t)jo_len(jo_get(o, "tickets")));
	jo_free(tickets);
	if (!contacts) {
		jo_free(detail);
	} else if (audit_add(w, by->id, "caller.lookup", digits, detail, err)) {
		return o;
	}
	jo_free(o);
	return NULL;
}
