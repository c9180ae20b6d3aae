/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_guards.c -- what the table's rows ask beyond state and role, without looking at the body.
 *
 * Each refusal is a whole sentence that says what to do next.
 */
#include <string.h>

#include "hotline/i18n.h"
#include "ticket_internal.h"

#define DESK (ROLE_DISPATCHER | ROLE_SUPERVISOR)

static bool refuse(struct error *err, const char *sentence)
{
	return error_set(err, ERROR_STATE, "%s", sentence);
}

static bool deny(struct error *err, const char *sentence)
{
	return error_set(err, ERROR_DENIED, "%s", sentence);
}

static bool is_own(const struct ticket_ask *ask)
{
	return ask->who->caller_here ||
	       (ask->ticket->agent && ask->who->id && !strcmp(ask->ticket->agent, ask->who->id));
}

/* A claim keeps others off for ten minutes; a supervisor may take over. */
GUARD(guard_claim_free)
{
	if ((ask->who->roles & (ROLE_SUPERVISOR | ROLE_SERVER)) ||
	    !ticket_is_claimed(ask->ticket, ask->who->id, ask->now))
		return true;
	return refuse(err, _("A colleague has claimed this ticket; wait until they release it or "
			     "ten minutes pass."));
}

GUARD(guard_own)
{
	if ((ask->who->roles & ask->move->roles & ~(unsigned)(ROLE_AGENT | ROLE_UNIT)) || is_own(ask))
		return true;
	return deny(err, _("Only the agent who took this ticket, or who has its caller on the "
			   "line, may do this; ask a supervisor."));
}

GUARD(guard_claim)
{
	bool visited = ticket_visit_due(ask->ticket) != INSTANT_NONE;

	if (ask->ticket->state == TICKET_CLOSED && !visited)
		return refuse(err, _("This ticket is closed, and nobody waits to be asked about it."));
	if (!(ask->who->roles & DESK) && !visited)
		return deny(err, _("A return visitor claims tickets that wait for a visit; choose "
				   "one of those."));
	if (visited && ticket_is_claimed(ask->ticket, ask->who->id, ask->now))
		return refuse(err, _("A colleague is phoning this caller; release the ticket first, or wait until ten minutes pass."));
	return guard_claim_free(ask, err);
}

GUARD(guard_release)
{
	if (!ask->ticket->claimed_by || ask->now >= ask->ticket->claimed_until)
		return refuse(err,
			      _("Nobody has claimed this ticket; there is nothing to release."));
	if ((ask->who->roles & ROLE_SUPERVISOR) ||
	    !ticket_is_claimed(ask->ticket, ask->who->id, ask->now))
		return true;
	return deny(err,
		    _("A colleague has claimed this ticket; they or a supervisor may release it."));
}

GUARD(guard_join)
{
	if (jo_len(jo_get(ask->ticket->extra, "callers")) < CALLERS_MOST)
		return true;
	return refuse(err, _("This ticket holds as many callers as it can; submit a ticket of its "
			     "own and link it."));
}

GUARD(guard_link)
{
	if (!guard_own(ask, err))
		return false;
	if (jo_len(jo_pointer(ask->ticket->fields, "/control/linked")) < LINKS_MOST)
		return true;
	return refuse(err, _("This ticket has 50 links already; remove one first."));
}

GUARD(guard_unlink)
{
	if (!guard_own(ask, err))
		return false;
	if (jo_len(jo_pointer(ask->ticket->fields, "/control/linked")))
		return true;
	return refuse(err, _("This ticket is not linked to another; there is nothing to remove."));
}

GUARD(guard_unconfirmed)
{
	if (!jo_bool(ask->ticket->extra, "confirmed", false))
		return true;
	return refuse(err,
		      _("This was confirmed before; the caller has to ask again in a new ticket."));
}

GUARD(guard_pause)
{
	if (ask->ticket->deadline->paused_at == INSTANT_NONE)
		return true;
	return refuse(err, _("The clocks are paused already; let them run again first."));
}

GUARD(guard_unpause)
{
	if (ask->ticket->deadline->paused_at != INSTANT_NONE)
		return true;
	return refuse(err, _("The clocks are running; pause them first."));
}

/* The acting unit's row; NULL: err says why not. */
static json *acting_part(const struct ticket_ask *ask, struct error *err)
{
	json *part = part_find(ask->ticket, ask->who->unit);

	if (!part && part_below(ask->ticket, ask->who->unit))
		deny(err, _("Your unit has forwarded this ticket; the unit below acts on it until it is "
			    "given back or recalled."));
	else if (!part)
		deny(err,
		     _("This ticket is not with your unit; only its lead and co-units act on it."));
	else if (part_is(part, "whistled"))
		deny(err,
		     _("Your unit was called to help; report in, the lead unit does the rest."));
	else
		return part;
	return NULL;
}

static bool refuse_part(const json *part, struct error *err)
{
	if (part_in(part, "dispatched"))
		return refuse(err, _("Your unit has not signed this ticket yet; sign it first."));
	if (part_in(part, "return_requested"))
		return refuse(
			err, _("Your unit has asked to return this ticket; wait for the decision."));
	return refuse(
		err, _("Your unit has replied already; wait for the other units and the return visit."));
}

/* The acting unit's row when it has signed and not yet replied. */
static json *working_part(const struct ticket_ask *ask, struct error *err)
{
	json *part = acting_part(ask, err);

	if (!part || part_in(part, "handling"))
		return part;
	refuse_part(part, err);
	return NULL;
}

GUARD(guard_sign)
{
	json *part = acting_part(ask, err);

	if (!part)
		return false;
	if (part_in(part, "dispatched"))
		return true;
	if (part_in(part, "handling"))
		return refuse(err,
			      _("Your unit has signed this ticket already; handle it and reply."));
	return refuse_part(part, err);
}

GUARD(guard_forward)
{
	json *part = acting_part(ask, err);

	if (!part || part_in(part, "dispatched") || part_in(part, "handling"))
		return part != NULL;
	return refuse_part(part, err);
}

GUARD(guard_respond)
{
	return working_part(ask, err) != NULL;
}

GUARD(guard_reply)
{
	return working_part(ask, err) != NULL;
}

GUARD(guard_request_return)
{
	json *part = acting_part(ask, err);

	if (!part)
		return false;
	bool of_ticket = part_is(part, "lead") && !part_above(part);
	bool forbidden = of_ticket ? ask->ticket->return_forbidden
				   : jo_bool(part, "return_forbidden", false);
	if (forbidden)
		return refuse(err, of_ticket ? _("A further return was ruled out by the dispatcher; handle the "
						 "ticket or write a note "
						 "to the supervisor.")
					     : _("A further return was ruled out; handle the ticket or write a "
						 "note."));
	if (part_is(part, "lead") && ask->ticket->state == TICKET_REHANDLING)
		return refuse(err, _("A ticket to be handled again is signed first; sign it."));
	if (part_in(part, "dispatched") || part_in(part, "handling"))
		return true;
	return refuse_part(part, err);
}

GUARD(guard_return_asked)
{
	if (ask->ticket->state != TICKET_RETURN_REQUESTED &&
	    !part_waiting(ask->ticket, "return", NULL))
		return refuse(err, _("No unit has asked to return this ticket; recall it if it is "
				     "with the wrong unit."));
	return guard_claim_free(ask, err);
}

/* What the acting unit keeps its own requests in. */
static const json *requests_of(const struct ticket_ask *ask, const json *part)
{
	return part_is(part, "lead") ? ask->ticket->extra : part;
}

static bool feedback_open(const struct ticket_ask *ask, const json *part, struct error *err)
{
	struct deadline *d = part_deadline(ask->ticket, part);
	const struct deadline_clock *clock = &d->clocks[CLOCK_FEEDBACK];
	bool on = clock->on, open = ask->now < clock->due_at || d->paused_at != INSTANT_NONE;

	if (d != ask->ticket->deadline)
		deadline_free(d);
	if (!on)
		return refuse(err, _("This grade has no time limit for the reply; there is nothing "
				     "to extend."));
	if (!open)
		return refuse(err, _("The time for the reply is over; an extension is asked for "
				     "before that. Reply now."));
	return true;
}

GUARD(guard_request_extension)
{
	json *part = working_part(ask, err);

	if (!part)
		return false;
	if (jo_get(requests_of(ask, part), "extension"))
		return refuse(err,
			      _("An extension has been asked for already; wait for the decision."));
	return feedback_open(ask, part, err);
}

GUARD(guard_extension_asked)
{
	if (!jo_get(ask->ticket->extra, "extension") &&
	    !part_waiting(ask->ticket, "extension", NULL))
		return refuse(err, _("No unit has asked for an extension; the unit asks first."));
	return guard_claim_free(ask, err);
}

static json *working_lead(const struct ticket_ask *ask, struct error *err)
{
	json *part = working_part(ask, err);

	if (!part || part_is(part, "lead"))
		return part;
	deny(err, _("Only the lead unit may do this; agree it with the lead unit."));
	return NULL;
}

GUARD(guard_whistle)
{
	if (!working_lead(ask, err))
		return false;
	if (jo_len(ticket_parts(ask->ticket)) + UNITS_MOST <= PARTS_MOST)
		return true;
	return refuse(err, _("As many units as possible have been called; work with those."));
}

GUARD(guard_report_in)
{
	json *part = part_find(ask->ticket, ask->who->unit);

	if (!part || !part_is(part, "whistled"))
		return deny(err, _("Your unit was not called to this ticket; only units that were "
				   "called report in."));
	if (part_in(part, "called"))
		return true;
	return refuse(err, _("Your unit has reported in already; work with the lead unit."));
}

GUARD(guard_request_carry)
{
	if (!working_lead(ask, err))
		return false;
	if (!jo_get(ask->ticket->extra, "carry"))
		return true;
	return refuse(err, _("Carrying has been asked for already; wait for the supervisor."));
}

GUARD(guard_carry_asked)
{
	if (jo_get(ask->ticket->extra, "carry"))
		return true;
	return refuse(err, _("The unit has not asked to carry this ticket; the unit asks first."));
}

/* Back from being carried: the desk, or the lead unit that takes it up again. */
GUARD(guard_resume)
{
	if ((ask->who->roles & DESK) || unit_is_lead(ask->ticket, ask->who))
		return true;
	return deny(err,
		    _("Only the lead unit or the dispatch desk may take this up again; ask them."));
}

GUARD(guard_visit)
{
	if (ask->ticket->state == TICKET_CLOSED && !jo_len(jo_get(ask->ticket->extra, "callers")))
		return refuse(err, _("This ticket is closed and nobody else had joined it; there "
				     "is no visit to record."));
	return guard_claim_free(ask, err);
}

GUARD(guard_rehandle)
{
	if (!ask->ticket->lead)
		return refuse(err, _("No unit had this ticket; close it and submit a new one."));
	return guard_claim_free(ask, err);
}

GUARD(guard_supervise)
{
	if (!ask->ticket->supervised)
		return true;
	return refuse(err, _("This ticket is supervised already; urge the unit instead."));
}

GUARD(guard_exclude)
{
	if (!ask->ticket->excluded)
		return true;
	return refuse(err,
		      _("This ticket is left out of the score already; include it to undo that."));
}

GUARD(guard_include)
{
	if (ask->ticket->excluded)
		return true;
	return refuse(err,
		      _("This ticket counts in the score already; exclude it to leave it out."));
}

GUARD(guard_appeal)
{
	const json *appeal = jo_get(ask->ticket->extra, "appeal");

	if (!unit_is_lead(ask->ticket, ask->who))
		return deny(
			err, _("Only the lead unit is scored for this ticket; the lead unit appeals."));
	if (!appeal)
		return true;
	return jo_get(appeal, "granted")
		       ? refuse(err, _("The appeal was decided; the decision is in the ticket's "
				       "history."))
		       : refuse(err, _("An appeal has been made already; wait for the decision."));
}

GUARD(guard_appeal_asked)
{
	const json *appeal = jo_get(ask->ticket->extra, "appeal");

	if (appeal && !jo_get(appeal, "granted"))
		return true;
	return refuse(err, _("There is no appeal to decide; the lead unit appeals first."));
}

GUARD(guard_involved)
{
	if (ticket_is_visible(ask->city, ask->ticket, ask->who))
		return true;
	return deny(
		err, _("This ticket is not yours to write on; ask the dispatch desk to add the note."));
}

GUARD(guard_has_caller)
{
	return ask->ticket->state == TICKET_MERGED || ticket_has_caller(ask->ticket) ||
	       refuse(err, _("Nobody called about this ticket, so there is no visit; it is closed "
			     "at once."));
}

GUARD(guard_has_no_caller)
{
	return !ticket_has_caller(ask->ticket) ||
	       refuse(err, _("A caller waits to be asked; the return visit comes first."));
}
