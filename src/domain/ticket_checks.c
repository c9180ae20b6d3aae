/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_checks.c -- what the table's rows ask of the body beyond its members, and next states that
 * depend on the body or on the other units.
 *
 * A check only runs after the members were found right, so it may rely on their kinds.
 */
#include <string.h>

#include "hotline/i18n.h"
#include "ticket_internal.h"

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static const char *unit_at(const json *units, size_t i)
{
	return json_object_get_string(jo_at(units, i));
}

void check_dispatch(const struct ticket_ask *ask)
{
	const char *lead = jo_str(ask->body, "lead");
	const json *co = jo_get(ask->body, "co");

	for (size_t i = 0; i < jo_len(co); i++) {
		if (same(unit_at(co, i), lead))
			ask_problem(ask, "/co", "choice",
				    _("The lead unit cannot be a co-unit as well; take it out of "
				      "one."));
		for (size_t k = 0; k < i; k++)
			if (same(unit_at(co, i), unit_at(co, k)))
				ask_problem(ask, "/co", "choice",
					    _("A co-unit is named twice; take one out."));
	}
}

void check_fields(const struct ticket_ask *ask)
{
	json *fields = fields_patched(ask->ticket->fields, jo_get(ask->body, "fields"));

	form_check(ask->city, fields, true, "/fields", ask->problems);
	jo_free(fields);
}

void check_other_ticket(const struct ticket_ask *ask)
{
	const char *name = jo_get(ask->body, "into") ? "into" : "no";
	const char *pointer = name[0] == 'i' ? "/into" : "/no", *no = jo_str(ask->body, name);
	const json *links = jo_pointer(ask->ticket->fields, "/control/linked");
	bool linked = false;

	if (same(no, ask->ticket->no))
		ask_problem(ask, pointer, "choice",
			    _("This is the ticket itself; give the number of another one."));
	for (size_t i = 0; i < jo_len(links); i++)
		linked |= same(unit_at(links, i), no);
	if (linked && !strcmp(ask->move->action, "link"))
		ask_problem(ask, pointer, "choice", _("These tickets are linked already."));
	if (!linked && !strcmp(ask->move->action, "unlink"))
		ask_problem(ask, pointer, "choice",
			    _("These tickets are not linked; choose one of the linked ones."));
}

void check_join(const struct ticket_ask *ask)
{
	const char *id = jo_str(ask->body, "contact_id");
	const json *callers = jo_get(ask->ticket->extra, "callers");
	bool known = same(id, ask->ticket->contact_id);

	for (size_t i = 0; i < jo_len(callers); i++)
		known |= same(id, jo_str(jo_at(callers, i), "contact_id"));
	if (known)
		ask_problem(ask, "/contact_id", "choice",
			    _("This contact belongs to the ticket already."));
}

void check_regrade(const struct ticket_ask *ask)
{
	if (same(jo_str(ask->body, "grade"), ask->ticket->grade))
		ask_problem(ask, "/grade", "choice",
			    _("The ticket has this grade already; choose another one."));
}

void check_forward(const struct ticket_ask *ask)
{
	const char *unit = jo_str(ask->body, "unit");

	if (same(unit, ask->who->unit) || !city_unit_is_under(ask->city, unit, ask->who->unit))
		ask_problem(
			ask, "/unit", "choice",
			_("A ticket is forwarded to a unit below yours; request a return when it "
			  "belongs elsewhere."));
	else if (part_find(ask->ticket, unit))
		ask_problem(ask, "/unit", "choice",
			    _("This unit is at work on the ticket already; choose another one."));
}

void check_return_unit(const struct ticket_ask *ask)
{
	const char *unit = jo_str(ask->body, "unit");

	if (!unit ||
	    (ask->ticket->state == TICKET_RETURN_REQUESTED && same(unit, ask->ticket->lead)))
		return;
	if (ask->ticket->state == TICKET_RETURN_REQUESTED ||
	    !part_waiting(ask->ticket, "return", unit))
		ask_problem(ask, "/unit", "choice",
			    _("This unit waits for no such decision; leave the unit out or choose "
			      "the one that asked."));
}

void check_until(const struct ticket_ask *ask)
{
	instant until = INSTANT_NONE;

	if (!move_time(ask->body, "until", &until))
		return;
	if (until <= ask->now)
		ask_problem(ask, "/until", "range", _("This time is past; give a later one."));
	else if (until > ask->now + UNTIL_MOST)
		ask_problem(ask, "/until", "range",
			    _("This is more than five years ahead; give an earlier time."));
}

/* The row whose extension is meant: the acting unit's, the named one's, else the lead's, else the
 * first co-unit's. */
static const json *extension_part(const struct ticket_ask *ask)
{
	const char *unit = jo_str(ask->body, "unit");

	if (!strcmp(ask->move->action, "request_extension"))
		return part_find(ask->ticket, ask->who->unit);
	if (unit ? same(unit, ask->ticket->lead) : jo_get(ask->ticket->extra, "extension") != NULL)
		return jo_get(ask->ticket->extra, "extension")
			       ? part_find(ask->ticket, ask->ticket->lead)
			       : NULL;
	return part_waiting(ask->ticket, "extension", unit);
}

void check_extension_unit(const struct ticket_ask *ask)
{
	const json *part = extension_part(ask);
	instant until;

	if (!part) {
		ask_problem(ask, "/unit", "choice",
			    _("This unit has asked for no extension; leave the unit out or choose "
			      "the one that asked."));
		return;
	}
	check_until(ask);
	if (!move_time(ask->body, "until", &until))
		return;
	struct deadline *d = part_deadline(ask->ticket, part);
	if (until <= d->clocks[CLOCK_FEEDBACK].due_at)
		ask_problem(ask, "/until", "range",
			    _("The reply is due later than that already; give a later time."));
	if (d != ask->ticket->deadline)
		deadline_free(d);
}

void check_whistle(const struct ticket_ask *ask)
{
	const json *units = jo_get(ask->body, "units");

	for (size_t i = 0; i < jo_len(units); i++) {
		bool twice = part_find(ask->ticket, unit_at(units, i)) || part_below(ask->ticket, unit_at(units, i));
		for (size_t k = 0; k < i; k++)
			twice |= same(unit_at(units, i), unit_at(units, k));
		if (twice) {
			ask_problem(
				ask, "/units", "choice",
				_("A unit is at work on the ticket already or named twice; take "
				  "it out."));
			return;
		}
	}
}

static bool has_joined(const struct ticket *t, const char *contact)
{
	const json *callers = jo_get(t->extra, "callers");

	for (size_t i = 0; contact && i < jo_len(callers); i++)
		if (same(jo_str(jo_at(callers, i), "contact_id"), contact))
			return true;
	return false;
}

void check_visit(const struct ticket_ask *ask)
{
	static const struct {
		const char *name, *pointer, *ask;
	} answers[] = {
		{ "contacted", "/contacted", N_("Ask whether the unit contacted the caller.") },
		{ "solved", "/solved", N_("Ask whether the matter is solved.") },
		{ "satisfied", "/satisfied",
		  N_("Ask whether the caller is satisfied, basically satisfied or not.") },
	};
	const char *contact = jo_str(ask->body, "contact_id");

	if (ask->ticket->state == TICKET_CLOSED && !has_joined(ask->ticket, contact))
		ask_problem(ask, "/contact_id", "choice",
			    _("The ticket is closed; give the contact of a caller who had "
			      "joined it."));
	else if (contact && !same(contact, ask->ticket->contact_id) &&
		 !has_joined(ask->ticket, contact))
		ask_problem(ask, "/contact_id", "choice",
			    _("This contact does not belong to the ticket; leave it out or "
			      "choose a caller who had joined."));
	if (!move_yes(ask->body, "reached"))
		return;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (!jo_get(ask->body, answers[i].name))
			ask_problem(ask, answers[i].pointer, "required", _(answers[i].ask));
}

static bool acts_as_lead(const struct ticket_ask *ask)
{
	return unit_is_lead(ask->ticket, ask->who);
}

int next_sign(const struct ticket_ask *ask)
{
	return acts_as_lead(ask) ? TICKET_HANDLING : MOVE_STAYS;
}

int next_forward(const struct ticket_ask *ask)
{
	return acts_as_lead(ask) ? TICKET_DISPATCHED : MOVE_STAYS;
}

int next_reply(const struct ticket_ask *ask)
{
	return parts_have_replied(ask->ticket, ask->who->unit) ? TICKET_REPLIED : MOVE_STAYS;
}

int next_request_return(const struct ticket_ask *ask)
{
	bool to_desk = !part_above(part_find(ask->ticket, ask->who->unit));

	return acts_as_lead(ask) && to_desk ? TICKET_RETURN_REQUESTED : MOVE_STAYS;
}

int next_grant_return(const struct ticket_ask *ask)
{
	if (ask->ticket->state == TICKET_RETURN_REQUESTED)
		return TICKET_PENDING;
	const json *part = part_waiting(ask->ticket, "return", jo_str(ask->body, "unit"));
	return parts_have_replied(ask->ticket, jo_str(part, "unit")) ? TICKET_REPLIED : MOVE_STAYS;
}

int next_refuse_return(const struct ticket_ask *ask)
{
	return ask->ticket->state == TICKET_RETURN_REQUESTED ? TICKET_DISPATCHED : MOVE_STAYS;
}

/* Only the ticket's own caller decides; those who joined are heard and counted. */
int next_visit(const struct ticket_ask *ask)
{
	const char *contact = jo_str(ask->body, "contact_id");

	if (contact && !same(contact, ask->ticket->contact_id))
		return MOVE_STAYS;
	if (move_yes(ask->body, "reached"))
		return move_yes(ask->body, "solved") ? TICKET_CLOSED : MOVE_STAYS;
	int64_t unreached = jo_int(jo_get(ask->ticket->extra, "visit"), "unreached", 0);
	return unreached + 1 >= ask->city->visit_attempts ? TICKET_CLOSED : MOVE_STAYS;
}
