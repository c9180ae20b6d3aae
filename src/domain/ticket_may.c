/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_may.c -- the questions that the table of moves answers: may I, and what can I do?
 *
 * An action may have several rows; the first whose state, role and guard fit is taken. A refusal is
 * the most telling one: the guard's, else the role's, else the state's. Each says what to do next.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

static const struct {
	const char *action, *label;
} labels[] = {
	{ "submit", N_("Submitted") },
	{ "answer", N_("Answered directly") },
	{ "transfer", N_("Transferred to an emergency line") },
	{ "decline", N_("Declined") },
	{ "void", N_("Marked as void") },
	{ "dispatch", N_("Dispatch") },
	{ "recall", N_("Recall") },
	{ "need_info", N_("Ask for information") },
	{ "supply_info", N_("Supply information") },
	{ "amend", N_("Amend") },
	{ "merge", N_("Merge") },
	{ "unmerge", N_("Undo the merge") },
	{ "link", N_("Link") },
	{ "unlink", N_("Remove the link") },
	{ "join", N_("Join a caller") },
	{ "claim", N_("Claim") },
	{ "release", N_("Release") },
	{ "confirm", N_("Confirm") },
	{ "reject", N_("Reject") },
	{ "regrade", N_("Change the grade") },
	{ "pause", N_("Pause the clocks") },
	{ "unpause", N_("Let the clocks run") },
	{ "sign", N_("Sign") },
	{ "forward", N_("Forward") },
	{ "respond", N_("Respond to the caller") },
	{ "request_return", N_("Request a return") },
	{ "grant_return", N_("Grant the return") },
	{ "refuse_return", N_("Refuse the return") },
	{ "refer", N_("Refer to arbitration") },
	{ "arbitrate", N_("Arbitrate") },
	{ "request_extension", N_("Request an extension") },
	{ "grant_extension", N_("Grant the extension") },
	{ "refuse_extension", N_("Refuse the extension") },
	{ "whistle", N_("Whistle for other units") },
	{ "report_in", N_("Report in") },
	{ "request_carry", N_("Ask to carry it") },
	{ "grant_carry", N_("Grant carrying") },
	{ "refuse_carry", N_("Refuse carrying") },
	{ "strike_off", N_("Strike off") },
	{ "close", N_("Close") },
	{ "reply", N_("Reply") },
	{ "visiting", N_("Waits for the return visit") },
	{ "record_visit", N_("Record the return visit") },
	{ "rehandle", N_("Have it handled again") },
	{ "urge", N_("Urge") },
	{ "supervise", N_("Supervise") },
	{ "exclude", N_("Leave out of the score") },
	{ "include", N_("Count in the score") },
	{ "withdraw", N_("Withdraw") },
	{ "appeal", N_("Appeal") },
	{ "decide_appeal", N_("Decide the appeal") },
	{ "add_note", N_("Add a note") },
	{ "merged_in", N_("Took in a merged ticket") },
	{ "merged_out", N_("Gave up a merged ticket") },
};

static const char *const refusals[TICKET_STATE_COUNT] = {
	[TICKET_ANSWERED] = N_("The ticket was answered directly and is about to close; submit a "
			       "new one for anything else."),
	[TICKET_TRANSFERRED] = N_("The ticket was transferred and is about to close; submit a new "
				  "one for anything else."),
	[TICKET_DECLINED] =
		N_("The ticket was declined; a supervisor confirms or rejects that first."),
	[TICKET_VOID] =
		N_("The ticket is void; a supervisor may reject that, then it is dispatched."),
	[TICKET_PENDING] = N_("The ticket waits to be dispatched; dispatch it first."),
	[TICKET_NEEDS_INFO] =
		N_("The agent was asked for more information; it has to be supplied first."),
	[TICKET_MERGED] = N_("The ticket was merged; work on the ticket that it was merged into, "
			     "or undo the merge."),
	[TICKET_DISPATCHED] = N_("The ticket waits for the unit to sign; the unit signs it first."),
	[TICKET_RETURN_REQUESTED] = N_(
		"The unit asked to return the ticket; a dispatcher grants or refuses that first."),
	[TICKET_ARBITRATION] =
		N_("The ticket is in arbitration; a supervisor decides the unit first."),
	[TICKET_HANDLING] = N_("The unit is handling the ticket; that is not possible before its "
			       "reply or its recall."),
	[TICKET_CARRIED] = N_("The ticket is carried; take it up again or strike it off first."),
	[TICKET_REPLIED] = N_("The units have replied; the return visit comes next."),
	[TICKET_VISITING] = N_("The ticket waits for the return visit; record it, close the ticket "
			       "or have it handled again."),
	[TICKET_REHANDLING] =
		N_("The ticket goes back to the unit; the unit signs it again first."),
	[TICKET_CLOSED] = N_("The ticket is closed; submit a new one and link it."),
};

/* What is wanting for an action that needs something else to have happened. */
static const struct { const char *action, *sentence; } wanting[] = {
	{ "unmerge", N_("The ticket was not merged into another one.") },
	{ "recall", N_("The ticket is with no unit, so there is nothing to take back.") },
	{ "supply_info", N_("Nobody asked for more information about the ticket.") },
	{ "unpause", N_("The ticket's clocks are not paused.") },
	{ "confirm", N_("There is nothing to confirm: the ticket is neither declined nor void.") },
	{ "reject", N_("There is nothing to reject: the ticket is neither declined nor void.") },
	{ "grant_return", N_("No unit asks to return the ticket.") },
	{ "refuse_return", N_("No unit asks to return the ticket.") },
	{ "refer", N_("No unit asks to return the ticket.") },
	{ "arbitrate", N_("The ticket is not in arbitration.") },
	{ "strike_off", N_("The ticket is not carried.") },
	{ "decide_appeal", N_("No unit appeals.") },
};

static const char *refusal(const char *action, enum ticket_state state)
{
	for (size_t i = 0; i < ARRAY_SIZE(wanting); i++)
		if (!strcmp(wanting[i].action, action))
			return _(wanting[i].sentence);
	return _(refusals[state]);
}

static const struct ticket_move *first_row(const char *action)
{
	for (size_t i = 0; action && i < ticket_move_count; i++)
		if (!strcmp(ticket_moves[i].action, action))
			return &ticket_moves[i];
	return NULL;
}

static bool is_of(const struct ticket_move *move, const char *action)
{
	return move < ticket_moves + ticket_move_count && !strcmp(move->action, action);
}

const struct move_member *ticket_action_members(const char *action)
{
	const struct ticket_move *row = first_row(action);

	return row ? row->members : NULL;
}

bool ticket_action_exists(const char *action)
{
	return first_row(action) != NULL;
}

unsigned ticket_action_roles(const char *action)
{
	unsigned roles = ROLE_NONE;

	for (const struct ticket_move *row = first_row(action); row && is_of(row, action); row++)
		roles |= row->roles;
	return roles;
}

bool ticket_action_needs_version(const char *action)
{
	return strcmp(action, "add_note") && strcmp(action, "urge");
}

const char *ticket_action_at(size_t i)
{
	for (size_t k = 0; k < ARRAY_SIZE(labels); k++)
		if (ticket_action_members(labels[k].action) && !i--)
			return labels[k].action;
	return NULL;
}

const char *ticket_action_label(const char *action)
{
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
		if (!strcmp(labels[i].action, action))
			return labels[i].label;
	return action;
}

static bool refuse_role(unsigned roles, struct error *err)
{
	struct buf names = BUF_INIT;

	if (!err)
		return false;
	for (unsigned bit = 1; bit & ROLE_ANY; bit <<= 1)
		if (roles & bit)
			buf_addf(&names, "%s%s", names.len ? _(", ") : "", _(role_label(bit)));
	if (names.len)
		error_set(err, ERROR_DENIED,
			  _("Your role does not allow this; ask somebody with one of these roles: "
			    "%s."), names.data);
	else
		error_set(err, ERROR_DENIED, _("The server does this itself when it is time."));
	buf_release(&names);
	return false;
}

/* Of an action's rows, from its first, the one for this ask; NULL: err has the reason, the most
 * telling one first. */
static const struct ticket_move *choose_row(struct ticket_ask *ask, const struct ticket_move *row, struct error *err)
{
	const char *action = row->action;
	struct error guarded = ERROR_INIT;
	unsigned allowed = ROLE_NONE;
	bool role = false;

	for (; is_of(row, action); row++) {
		allowed |= row->roles;
		if (!(row->roles & ask->who->roles))
			continue;
		role = true;
		ask->move = row;
		if ((row->states & (1u << ask->ticket->state)) &&
		    (!row->guard || row->guard(ask, err ? &guarded : NULL)))
			return row;
	}
	if (guarded.kind != ERROR_NONE)
		error_set(err, guarded.kind, "%s", guarded.text);
	else if (!role)
		refuse_role(allowed, err);
	else
		error_set(err, ERROR_STATE, "%s", refusal(action, ask->ticket->state));
	return NULL;
}

bool ticket_may(const struct city *c, const struct ticket *t, const struct ticket_actor *who,
		const char *action, const json *body, instant now, enum ticket_state *to,
		struct form_problems *problems, struct error *err)
{
	struct form_problems own = { 0 };
	struct ticket_ask ask = { c, t, who, NULL, body, now, problems ? problems : &own };
	const struct ticket_move *row = first_row(action);
	size_t before = ask.problems->count;

	if (!row)
		return error_set(
			err, ERROR_NOT_FOUND, _("There is no action of this name; the ticket's `actions` list those "
			  "that are possible now."));
	row = choose_row(&ask, row, err);
	if (!row)
		return false;
	move_check_members(&ask);
	if (ask.problems->count == before && row->check)
		row->check(&ask);
	bool right = ask.problems->count == before;
	if (!right)
		error_set(err, ERROR_INPUT, "%s", ask.problems->items[before].detail);
	form_problems_release(&own);
	if (!right)
		return false;
	int next = row->next ? row->next(&ask) : row->to;
	*to = next == MOVE_STAYS ? t->state : (enum ticket_state)next;
	return true;
}

const char **ticket_actions(const struct city *c, const struct ticket *t,
			    const struct ticket_actor *who, instant now)
{
	struct ticket_ask ask = { c, t, who, NULL, NULL, now, NULL };
	const char **list = xcalloc(ticket_move_count + 1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < ticket_move_count; i++) {
		const struct ticket_move *row = &ticket_moves[i];
		if ((!i || !is_of(row - 1, row->action)) && choose_row(&ask, row, NULL))
			list[count++] = row->action;
	}
	return list;
}

/* Is the server the only one who ever takes it? */
static bool is_own_move(const struct ticket_move *first)
{
	for (const struct ticket_move *row = first;
	     row < ticket_moves + ticket_move_count && is_of(row, first->action); row++)
		if (row->roles & ROLE_ANY)
			return false;
	return true;
}

json *ticket_choices_to_json(const struct city *c, const struct ticket *t, const struct ticket_actor *who,
			     instant now)
{
	struct ticket_ask ask = { c, t, who, NULL, NULL, now, NULL };
	json *o = json_object_new_object(), *items = json_object_new_array();

	for (size_t i = 0; i < ticket_move_count; i++) {
		const struct ticket_move *row = &ticket_moves[i];
		struct error err = ERROR_INIT;
		if ((i && is_of(row - 1, row->action)) || is_own_move(row))
			continue;
		bool possible = choose_row(&ask, row, &err);
		json *item = json_object_new_object();
		jo_set_str(item, "action", row->action);
		jo_set_bool(item, "possible", possible);
		jo_set_bool(item, "denied", !possible && err.kind == ERROR_DENIED);
		if (possible)
			jo_set_null(item, "why");
		else
			jo_set_str(item, "why", err.text);
		json_object_array_add(items, item);
	}
	jo_set(o, "items", items);
	jo_set_null(o, "next");
	return o;
}
