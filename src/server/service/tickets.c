/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets.c -- the ticket in the store: events are appended, the row is written anew from the
 * projection, and those concerned are told, all in the caller's transaction.
 */
#include "server/service/tickets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ticket_rows.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/service/finder.h"
#include "server/service/tickets_internal.h"

void actor_of(const struct user *u, struct ticket_actor *who)
{
	*who = (struct ticket_actor){
		.id = u->id,
		.username = u->username,
		.roles = u->roles,
		.unit = u->unit[0] ? u->unit : NULL,
	};
}

/* "Where is my request?" may be answered by whoever has the caller on the line. */
static bool has_caller_here(struct work *w, const struct ticket *t, struct ticket_actor *who)
{
	const char *number = jo_pointer_str(t->fields, "/caller/number");
	char digits[24];

	if (!(who->roles & (ROLE_AGENT | ROLE_SUPERVISOR)) || !number || !phone_normalise(number, digits))
		return false;
	who->caller_here = contact_number_in_hand(w, who->id, digits);
	return who->caller_here;
}

struct ticket *tickets_load(struct work *w, const char *no, struct ticket_actor *who, struct error *err)
{
	struct ticket *t = NULL;
	struct query *q = db_ask(w->db, "SELECT body FROM ticket WHERE no = ?1 AND realm = ?2", "ss", no, w->realm);

	if (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 0);
		json *stored = jo_parse(text, strlen(text), err);
		t = stored ? ticket_load(stored, err) : NULL;
		jo_free(stored);
		if (!t) {
			db_done(q, NULL);
			return NULL;
		}
	}
	if (!db_done(q, err)) {
		ticket_free(t);
		return NULL;
	}
	if (t && (!who || ticket_is_visible(server_city(w->server), t, who) || has_caller_here(w, t, who)))
		return t;
	ticket_free(t);
	error_set(err, ERROR_NOT_FOUND, _("There is no ticket %s."), no);
	return NULL;
}

/* ---- writing ---- */

bool ticket_number_next(struct work *w, char no[24], struct error *err)
{
	if (work_in_city(w))
		return ticket_rows_number(w->db, "ticket", "", w->now, no, err);
	/* Practised tickets have numbers of their own, so that the city's have no gaps. */
	return ticket_rows_number(w->db, "training", "T", w->now, no, err);
}

static bool tell_one(struct work *w, const struct ticket *t, const struct audience *to, struct error *err)
{
	json *data = json_object_new_object();

	jo_set_str(data, "no", t->no);
	jo_set_str(data, "state", ticket_state_name(t->state));
	jo_set_int(data, "version", t->version);
	return event_send(w->server, w->db, w->realm, to, "ticket.updated", data, err);
}

static bool has_part(const json *parts, const char *unit)
{
	for (size_t i = 0; i < jo_len(parts); i++)
		if (!strcmp(jo_str(jo_at(parts, i), "unit"), unit))
			return true;
	return false;
}

/* Units of `parts`, but for those of `but`. */
static bool tell_units(struct work *w, const struct ticket *t, const json *parts, const json *but, struct error *err)
{
	for (size_t i = 0; i < jo_len(parts); i++) {
		struct audience unit = { .unit = jo_str(jo_at(parts, i), "unit") };
		if (unit.unit && !has_part(but, unit.unit) && !tell_one(w, t, &unit, err))
			return false;
	}
	return true;
}

/* Whom it concerns, and the units that it has concerned until now. */
static bool tell(struct work *w, const struct ticket *t, const json *before, struct error *err)
{
	struct audience desk = { .roles = ROLE_DISPATCHER | ROLE_SUPERVISOR | ROLE_VISITOR };
	struct audience agent = { .user = t->agent };
	const json *parts = jo_array(t->extra, "parts");

	return tell_one(w, t, &desk, err) && (!t->agent || tell_one(w, t, &agent, err)) &&
	       tell_units(w, t, parts, NULL, err) && tell_units(w, t, before, parts, err);
}

bool ticket_move(struct work *w, struct ticket *t, const char *by, const char *action,
		 enum ticket_state to, const json *detail, struct error *err)
{
	struct ticket_event e = {
		.seq = t->version + 1,
		.at = w->now,
		.by = by,
		.action = action,
		.from = t->state,
		.to = to,
		.detail = detail,
	};

	json *before = jo_copy(jo_array(t->extra, "parts"));
	bool ok = ticket_rows_write(w->db, server_city(w->server), t, &e, err);

	if (ok)
		finder_put(w->server->finder, t);
	ok = ok && tell(w, t, before, err);
	jo_free(before);
	return ok;
}

/* A move that the server makes itself, held against the table like everybody's. Takes detail. */
static bool own_move(struct work *w, struct ticket *t, const char *action, json *detail, struct error *err)
{
	struct form_problems problems = { 0 };
	enum ticket_state to;
	bool ok = ticket_may(server_city(w->server), t, &ticket_server, action, detail, w->now, &to,
			     &problems, err) &&
		  ticket_move(w, t, ticket_server.id, action, to, detail, err);

	jo_free(detail);
	form_problems_release(&problems);
	return ok;
}

/* The same on another ticket. */
static bool move_other(struct work *w, const char *no, const char *action, const char *member,
		       const char *value, struct error *err)
{
	struct ticket *other = tickets_load(w, no, NULL, err);
	json *detail = json_object_new_object();

	jo_set_str(detail, member, value);
	if (!other) {
		jo_free(detail);
		return false;
	}
	bool ok = own_move(w, other, action, detail, err);
	ticket_free(other);
	return ok;
}

/* Every merged caller keeps the return visit. */
static bool visit_merged(struct work *w, const struct ticket *t, struct error *err)
{
	const json *merged = jo_array(t->extra, "merged");

	for (size_t i = 0; i < jo_len(merged); i++)
		if (!move_other(w, jo_str(jo_at(merged, i), "no"), "visiting", "lead", t->lead, err))
			return false;
	return true;
}

/* What follows by itself: units have all replied, so the visit comes; a merge is written on both tickets. */
static bool follow_up(struct work *w, struct ticket *t, const char *action, const json *body,
		      const char *merged_into, struct error *err)
{
	const char *own = ticket_own_move(t);

	if (own && t->state == TICKET_REPLIED)
		return own_move(w, t, own, json_object_new_object(), err) &&
		       (t->state != TICKET_VISITING || visit_merged(w, t, err));
	if (!strcmp(action, "merge"))
		return move_other(w, jo_str(body, "into"), "merged_in", "no", t->no, err);
	if (!strcmp(action, "unmerge"))
		return move_other(w, merged_into, "merged_out", "no", t->no, err);
	return true;
}

static void check_ticket(struct work *w, struct ticket_actor *who, const char *no, const char *pointer,
			 struct form_problems *problems)
{
	struct ticket *other = tickets_load(w, no, who, NULL);

	if (!other)
		form_problem_add(problems, pointer, "unknown", _("There is no such ticket."));
	ticket_free(other);
}

/* What the body names must be there: the caller who joins, the ticket that is linked or merged into. */
static void check_named(struct work *w, struct ticket_actor *who, const char *action, const json *body,
			struct form_problems *problems)
{
	const char *contact = jo_str(body, "contact_id"), *no = jo_str(body, "no"), *into = jo_str(body, "into");
	struct contact c;

	if (!strcmp(action, "join") && contact) {
		if (contact_load(w, contact, &c, NULL))
			contact_release(&c);
		else
			form_problem_add(problems, "/contact_id", "unknown", _("There is no such contact."));
	} else if (!strcmp(action, "link") && no) {
		check_ticket(w, who, no, "/no", problems);
	} else if (!strcmp(action, "merge") && into) {
		check_ticket(w, who, into, "/into", problems);
	}
}

bool tickets_act(struct work *w, struct ticket *t, const struct ticket_actor *who, const char *action,
		 json *body, struct form_problems *problems, struct error *err)
{
	enum ticket_state to;

	struct ticket_actor reader = *who;

	if (!strcmp(action, "claim") && !tickets_may_claim(w, t, who, err))
		return false;
	if (!ticket_may(server_city(w->server), t, who, action, body, w->now, &to, problems, err))
		return false;
	check_named(w, &reader, action, body, problems);
	if (problems->count)
		return error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
	char *merged_into = xstrdup(t->merged_into);
	json *detail = ticket_event_detail(action, body, who);
	bool ok = ticket_move(w, t, who->id, action, to, detail, err) &&
		  follow_up(w, t, action, body, merged_into, err);
	jo_free(detail);
	free(merged_into);
	return ok;
}

/* ---- the server's own moves ---- */

/* What the ticket has and the form has no longer is cleared by it. */
static void clear_missing(json *patch, const json *before)
{
	if (!json_object_is_type(before, json_type_object) || !json_object_is_type(patch, json_type_object))
		return;
	json_object_object_foreach((json *)before, name, value) {
		if (!json_object_object_get_ex(patch, name, NULL))
			jo_set_null(patch, name);
		else
			clear_missing(jo_get(patch, name), value);
	}
}

/* A transfer waits for no form: the record is what stands in the form when the call is over. */
static bool keep_record(struct work *w, struct ticket *t, struct error *err)
{
	struct draft d = { 0 };
	bool ok = !t->contact_id || draft_load(w, t->contact_id, t->draft, &d, err);
	const char *number = jo_pointer_str(t->fields, "/caller/number");

	if (ok && d.fields && number && !jo_pointer_str(d.fields, "/caller/number"))
		jo_pointer_set(d.fields, "/caller/number", json_object_new_string(number));
	if (ok && d.fields)
		form_set_aside(server_city(w->server), d.fields);
	if (ok && d.fields && !jo_same(d.fields, t->fields)) {
		json *detail = json_object_new_object();
		json *fields = jo_copy(d.fields);
		clear_missing(fields, t->fields);
		jo_set(detail, "fields", fields);
		ok = ticket_move(w, t, t->agent ? t->agent : ticket_server.id, "amend", t->state, detail, err);
		jo_free(detail);
	}
	draft_release(&d);
	return ok;
}

bool ticket_close_finished(struct work *w, const char *no, struct error *err)
{
	struct ticket *t = tickets_load(w, no, NULL, err);

	if (!t)
		return false;
	bool due = t->state == TICKET_ANSWERED || t->state == TICKET_TRANSFERRED;
	bool ok = (t->state != TICKET_TRANSFERRED || keep_record(w, t, err)) &&
		  (!due || own_move(w, t, "close", json_object_new_object(), err));
	ticket_free(t);
	return ok;
}

/* ---- alarms ---- */

static bool send_alarm(struct work *w, const struct ticket *t, const struct ticket_alarm *a, const struct audience *to,
		       struct error *err)
{
	json *data = json_object_new_object();

	jo_set_str(data, "no", t->no);
	jo_set_str(data, "clock", city_clock_names[a->clock]);
	jo_set_time(data, "due_at", a->due_at);
	jo_set_bool(data, "overdue", a->limit);
	jo_set_str(data, "unit", a->unit);
	return event_send(w->server, w->db, w->realm, to, "alarm", data, err);
}

/* The dispatch clock is the desk's; the others are the unit's, too. */
static bool raise_alarm(struct work *w, const struct ticket *t, const struct ticket_alarm *a, struct error *err)
{
	struct audience desk = { .roles = ROLE_DISPATCHER | ROLE_SUPERVISOR };
	struct audience unit = { .unit = a->unit ? a->unit : t->lead };

	return send_alarm(w, t, a, &desk, err) &&
	       (a->clock == CLOCK_DISPATCH || !unit.unit || send_alarm(w, t, a, &unit, err));
}

static instant alarm_at(struct work *w, const char *no)
{
	struct query *q = db_ask(w->db, "SELECT alarm_at FROM ticket WHERE no = ?1", "s", no);
	instant at = db_step(q) == DB_ROW && !db_is_null(q, 0) ? db_get_int(q, 0) : INSTANT_NONE;

	db_done(q, NULL);
	return at;
}

bool ticket_raise_alarms(struct work *w, const char *no, struct error *err)
{
	enum { MOST = 32 };
	struct ticket_alarm list[MOST];
	instant first = alarm_at(w, no);

	if (first == INSTANT_NONE || first > w->now)
		return true;            /* moved meanwhile */
	struct ticket *t = tickets_load(w, no, NULL, err);
	if (!t)
		return false;
	size_t count = ticket_alarms(t, first - 1, w->now, list, MOST, NULL);
	bool ok = true;
	for (size_t i = 0; ok && i < count; i++)
		ok = raise_alarm(w, t, &list[i], err);
	ok = ok && ticket_rows_alarm(w->db, t, w->now, err);
	ticket_free(t);
	return ok;
}
