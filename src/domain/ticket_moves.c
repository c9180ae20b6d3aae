/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_moves.c -- the table of moves, and the questions it answers.
 *
 * One row says all about a move: the states it starts from, the action, who may, the guard, where it
 * leads, what the body holds. An action may have several rows; the first whose state, role and guard fit
 * is taken. The sentences of refusals, the list of possible actions and the check of a body all come from here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

#define IN(state) (1u << TICKET_##state)
#define AT_UNIT (IN(DISPATCHED) | IN(HANDLING) | IN(REHANDLING))
#define BEFORE_REPLY (IN(PENDING) | IN(NEEDS_INFO) | AT_UNIT | IN(RETURN_REQUESTED) | IN(ARBITRATION) | IN(CARRIED))
#define OPEN (BEFORE_REPLY | IN(REPLIED) | IN(VISITING))
#define SCORED (AT_UNIT | IN(RETURN_REQUESTED) | IN(ARBITRATION) | IN(CARRIED) | IN(REPLIED) | IN(VISITING) | IN(CLOSED))
#define ALL ((1u << TICKET_STATE_COUNT) - 1)

#define DESK (ROLE_DISPATCHER | ROLE_SUPERVISOR)
#define AGENT_OR_DESK (ROLE_AGENT | DESK)
#define VISIT_DESK (ROLE_VISITOR | ROLE_SUPERVISOR)

#define MEMBERS(name) static const struct move_member name[]
#define ALWAYS_WHY N_("Give the reason; everybody who opens the ticket reads it.")
#define END { NULL, MEMBER_TEXT, NULL }

MEMBERS(with_nothing) = { END };
MEMBERS(with_reason) = { { "reason", MEMBER_TEXT, ALWAYS_WHY }, END };
MEMBERS(with_optional_reason) = { { "reason", MEMBER_TEXT, NULL }, END };
MEMBERS(with_note) = { { "note", MEMBER_TEXT, N_("Write the note.") }, END };
MEMBERS(with_optional_note) = { { "note", MEMBER_TEXT, NULL }, END };
MEMBERS(with_closing_note) = { { "note", MEMBER_TEXT, N_("Say in a note why the ticket is closed.") }, END };
MEMBERS(for_dispatch) = {
	{ "lead", MEMBER_UNIT, N_("Choose the lead unit.") },
	{ "co", MEMBER_UNITS, NULL },
	{ "basis", MEMBER_TEXT, NULL },
	{ "note", MEMBER_TEXT, NULL },
	END
};
MEMBERS(for_arbitrate) = {
	{ "lead", MEMBER_UNIT, N_("Choose the unit that leads from now on.") },
	{ "co", MEMBER_UNITS, NULL },
	{ "basis", MEMBER_TEXT, N_("Say on which rule the decision rests.") },
	END
};
MEMBERS(for_need_info) = { { "question", MEMBER_TEXT, N_("Write what the agent should ask the caller.") }, END };
MEMBERS(for_supply_info) = {
	{ "fields", MEMBER_FIELDS, N_("Fill in what was asked for.") },
	{ "reason", MEMBER_TEXT, NULL },
	END
};
MEMBERS(for_amend) = {
	{ "fields", MEMBER_FIELDS, N_("Give the fields that change.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_merge) = { { "into", MEMBER_TICKET, N_("Give the number of the ticket that stays.") }, END };
MEMBERS(for_ticket) = { { "no", MEMBER_TICKET, N_("Give the number of the other ticket.") }, END };
MEMBERS(for_join) = { { "contact_id", MEMBER_ID, N_("Give the contact of the caller who has the same matter.") }, END };
MEMBERS(for_regrade) = {
	{ "grade", MEMBER_GRADE, N_("Choose the new grade.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_forward) = { { "unit", MEMBER_UNIT, N_("Choose the unit below yours that handles it.") }, END };
MEMBERS(for_respond) = { { "how", MEMBER_TEXT, N_("Say how the caller was contacted and what was agreed.") }, END };
MEMBERS(for_request_return) = {
	{ "reason", MEMBER_TEXT, N_("Say why the ticket is not your unit's.") },
	{ "basis", MEMBER_TEXT, N_("Cite the rule that makes it another unit's.") },
	END
};
MEMBERS(for_grant_return) = { { "note", MEMBER_TEXT, NULL }, { "unit", MEMBER_UNIT, NULL }, END };
MEMBERS(for_refuse_return) = {
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	{ "final", MEMBER_YES_NO, NULL },
	{ "unit", MEMBER_UNIT, NULL },
	END
};
MEMBERS(for_request_extension) = {
	{ "until", MEMBER_TIME, N_("Give the time until which the unit needs.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_grant_extension) = { { "until", MEMBER_TIME, NULL }, { "unit", MEMBER_UNIT, NULL }, END };
MEMBERS(for_refuse_extension) = { { "reason", MEMBER_TEXT, ALWAYS_WHY }, { "unit", MEMBER_UNIT, NULL }, END };
MEMBERS(for_whistle) = {
	{ "units", MEMBER_UNITS, N_("Choose the units that should help.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_request_carry) = {
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	{ "until", MEMBER_TIME, N_("Give the time until which the matter is carried.") },
	END
};
MEMBERS(for_grant_carry) = { { "reason", MEMBER_TEXT, NULL }, { "until", MEMBER_TIME, NULL }, END };
MEMBERS(for_reply) = {
	{ "done", MEMBER_ANY, NULL },
	{ "answer", MEMBER_TEXT, N_("Write what was found, done and told to the caller.") },
	{ "evidence", MEMBER_ANY, NULL },
	{ "solved", MEMBER_YES_NO, NULL },
	END
};
MEMBERS(for_visit) = {
	{ "reached", MEMBER_YES_NO, N_("Say whether the caller was reached.") },
	{ "contacted", MEMBER_YES_NO, NULL },
	{ "solved", MEMBER_YES_NO, NULL },
	{ "satisfied", MEMBER_SATISFIED, NULL },
	{ "truthful", MEMBER_YES_NO, NULL },
	{ "note", MEMBER_TEXT, NULL },
	{ "contact_id", MEMBER_ID, NULL },
	END
};
MEMBERS(for_decide_appeal) = {
	{ "granted", MEMBER_YES_NO, N_("Say whether the appeal is granted.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_visiting) = { { "lead", MEMBER_UNIT, NULL }, END };

const struct ticket_move ticket_moves[] = {
	/* action, from, who, guard, to, next, members, check */
	{ "dispatch", IN(PENDING), DESK | ROLE_SERVER, guard_claim_free, TICKET_DISPATCHED, NULL, for_dispatch,
	  check_dispatch },
	{ "recall", AT_UNIT, DESK, guard_claim_free, TICKET_PENDING, NULL, with_reason, NULL },
	{ "need_info", IN(PENDING), DESK, guard_claim_free, TICKET_NEEDS_INFO, NULL, for_need_info, NULL },
	{ "supply_info", IN(NEEDS_INFO), ROLE_AGENT | ROLE_SUPERVISOR, guard_own, TICKET_PENDING, NULL,
	  for_supply_info, check_fields },
	{ "amend", BEFORE_REPLY, AGENT_OR_DESK, guard_own, MOVE_STAYS, NULL, for_amend, check_fields },
	{ "merge", IN(PENDING), DESK, guard_claim_free, TICKET_MERGED, NULL, for_merge, check_other_ticket },
	{ "unmerge", IN(MERGED), DESK, NULL, TICKET_PENDING, NULL, with_nothing, NULL },
	{ "link", ALL, AGENT_OR_DESK, guard_link, MOVE_STAYS, NULL, for_ticket, check_other_ticket },
	{ "unlink", ALL, AGENT_OR_DESK, guard_unlink, MOVE_STAYS, NULL, for_ticket, check_other_ticket },
	{ "join", OPEN, AGENT_OR_DESK, guard_join, MOVE_STAYS, NULL, for_join, check_join },
	{ "claim", OPEN, DESK | ROLE_VISITOR, guard_claim, MOVE_STAYS, NULL, with_nothing, NULL },
	{ "release", OPEN, DESK | ROLE_VISITOR, guard_release, MOVE_STAYS, NULL, with_nothing, NULL },
	{ "confirm", IN(DECLINED), ROLE_SUPERVISOR, NULL, TICKET_CLOSED, NULL, with_optional_reason, NULL },
	{ "confirm", IN(VOID), ROLE_SUPERVISOR, guard_unconfirmed, MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "reject", IN(DECLINED) | IN(VOID), ROLE_SUPERVISOR, guard_unconfirmed, TICKET_PENDING, NULL, with_reason,
	  NULL },
	{ "regrade", BEFORE_REPLY, DESK, guard_claim_free, MOVE_STAYS, NULL, for_regrade, check_regrade },
	{ "pause", BEFORE_REPLY & ~IN(CARRIED), DESK, guard_pause, MOVE_STAYS, NULL, with_reason, NULL },
	{ "unpause", IN(CARRIED), DESK | ROLE_UNIT, guard_resume, TICKET_HANDLING, NULL, with_optional_reason, NULL },
	{ "unpause", BEFORE_REPLY & ~IN(CARRIED), DESK, guard_unpause, MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "sign", AT_UNIT, ROLE_UNIT, guard_sign, MOVE_STAYS, next_sign, with_nothing, NULL },
	{ "forward", AT_UNIT, ROLE_UNIT, guard_forward, MOVE_STAYS, next_forward, for_forward, check_forward },
	{ "respond", AT_UNIT, ROLE_UNIT, guard_respond, MOVE_STAYS, NULL, for_respond, NULL },
	{ "request_return", AT_UNIT, ROLE_UNIT, guard_request_return, MOVE_STAYS, next_request_return,
	  for_request_return, NULL },
	{ "grant_return", AT_UNIT | IN(RETURN_REQUESTED), DESK, guard_return_asked, MOVE_STAYS, next_grant_return,
	  for_grant_return, check_return_unit },
	{ "refuse_return", AT_UNIT | IN(RETURN_REQUESTED), DESK, guard_return_asked, MOVE_STAYS, next_refuse_return,
	  for_refuse_return, check_return_unit },
	{ "refer", IN(RETURN_REQUESTED), DESK, guard_claim_free, TICKET_ARBITRATION, NULL, with_reason, NULL },
	{ "arbitrate", IN(ARBITRATION), ROLE_SUPERVISOR, NULL, TICKET_DISPATCHED, NULL, for_arbitrate, check_dispatch },
	{ "request_extension", AT_UNIT, ROLE_UNIT, guard_request_extension, MOVE_STAYS, NULL, for_request_extension,
	  check_extension_unit },
	{ "grant_extension", AT_UNIT, DESK, guard_extension_asked, MOVE_STAYS, NULL, for_grant_extension,
	  check_extension_unit },
	{ "refuse_extension", AT_UNIT, DESK, guard_extension_asked, MOVE_STAYS, NULL, for_refuse_extension,
	  check_extension_unit },
	{ "whistle", IN(HANDLING), ROLE_UNIT, guard_whistle, MOVE_STAYS, NULL, for_whistle, check_whistle },
	{ "report_in", AT_UNIT | IN(CARRIED), ROLE_UNIT, guard_report_in, MOVE_STAYS, NULL, with_optional_note, NULL },
	{ "request_carry", IN(HANDLING), ROLE_UNIT, guard_request_carry, MOVE_STAYS, NULL, for_request_carry,
	  check_until },
	{ "grant_carry", IN(HANDLING), ROLE_SUPERVISOR, guard_carry_asked, TICKET_CARRIED, NULL, for_grant_carry,
	  check_until },
	{ "refuse_carry", IN(HANDLING), ROLE_SUPERVISOR, guard_carry_asked, MOVE_STAYS, NULL, with_reason, NULL },
	{ "strike_off", IN(CARRIED), ROLE_SUPERVISOR, NULL, TICKET_CLOSED, NULL, with_closing_note, NULL },
	{ "close", IN(VISITING), VISIT_DESK, guard_claim_free, TICKET_CLOSED, NULL, with_closing_note, NULL },
	{ "close", IN(ANSWERED) | IN(TRANSFERRED), ROLE_SERVER, NULL, TICKET_CLOSED, NULL, with_optional_note, NULL },
	{ "close", IN(REPLIED), ROLE_SERVER, guard_has_no_caller, TICKET_CLOSED, NULL, with_optional_note, NULL },
	{ "reply", AT_UNIT, ROLE_UNIT, guard_reply, MOVE_STAYS, next_reply, for_reply, NULL },
	{ "visiting", IN(REPLIED) | IN(MERGED), ROLE_SERVER, guard_has_caller, TICKET_VISITING, NULL, for_visiting,
	  NULL },
	{ "record_visit", IN(VISITING) | IN(CLOSED), VISIT_DESK, guard_visit, MOVE_STAYS, next_visit, for_visit,
	  check_visit },
	{ "rehandle", IN(VISITING), VISIT_DESK, guard_rehandle, TICKET_REHANDLING, NULL, with_reason, NULL },
	{ "urge", OPEN, AGENT_OR_DESK, guard_own, MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "supervise", OPEN, ROLE_SUPERVISOR, guard_supervise, MOVE_STAYS, NULL, with_reason, NULL },
	{ "exclude", SCORED, ROLE_SUPERVISOR, guard_exclude, MOVE_STAYS, NULL, with_reason, NULL },
	{ "include", SCORED, ROLE_SUPERVISOR, guard_include, MOVE_STAYS, NULL, with_reason, NULL },
	{ "withdraw", BEFORE_REPLY, ROLE_AGENT | ROLE_SUPERVISOR, guard_own, TICKET_VOID, NULL, with_reason, NULL },
	{ "appeal", IN(CLOSED), ROLE_UNIT, guard_appeal, MOVE_STAYS, NULL, with_reason, NULL },
	{ "decide_appeal", IN(CLOSED), ROLE_SUPERVISOR, guard_appeal_asked, MOVE_STAYS, NULL, for_decide_appeal, NULL },
	{ "add_note", ALL, AGENT_OR_DESK | ROLE_UNIT | ROLE_VISITOR, guard_involved, MOVE_STAYS, NULL, with_note, NULL },
	{ "merged_in", OPEN, ROLE_SERVER, NULL, MOVE_STAYS, NULL, for_ticket, NULL },
	{ "merged_out", ALL, ROLE_SERVER, NULL, MOVE_STAYS, NULL, for_ticket, NULL },
};
const size_t ticket_move_count = ARRAY_SIZE(ticket_moves);

static const struct { const char *action, *label; } labels[] = {
	{ "submit", N_("Submitted") }, { "answer", N_("Answered directly") },
	{ "transfer", N_("Transferred to an emergency line") }, { "decline", N_("Declined") },
	{ "void", N_("Marked as void") },
	{ "dispatch", N_("Dispatch") }, { "recall", N_("Recall") }, { "need_info", N_("Ask for information") },
	{ "supply_info", N_("Supply information") }, { "amend", N_("Amend") }, { "merge", N_("Merge") },
	{ "unmerge", N_("Undo the merge") }, { "link", N_("Link") }, { "unlink", N_("Remove the link") },
	{ "join", N_("Join a caller") }, { "claim", N_("Claim") }, { "release", N_("Release") },
	{ "confirm", N_("Confirm") }, { "reject", N_("Reject") }, { "regrade", N_("Change the grade") },
	{ "pause", N_("Pause the clocks") }, { "unpause", N_("Let the clocks run") }, { "sign", N_("Sign") },
	{ "forward", N_("Forward") }, { "respond", N_("Respond to the caller") },
	{ "request_return", N_("Request a return") }, { "grant_return", N_("Grant the return") },
	{ "refuse_return", N_("Refuse the return") }, { "refer", N_("Refer to arbitration") },
	{ "arbitrate", N_("Arbitrate") }, { "request_extension", N_("Request an extension") },
	{ "grant_extension", N_("Grant the extension") }, { "refuse_extension", N_("Refuse the extension") },
	{ "whistle", N_("Whistle for other units") }, { "report_in", N_("Report in") },
	{ "request_carry", N_("Ask to carry it") }, { "grant_carry", N_("Grant carrying") },
	{ "refuse_carry", N_("Refuse carrying") }, { "strike_off", N_("Strike off") }, { "close", N_("Close") },
	{ "reply", N_("Reply") }, { "visiting", N_("Waits for the return visit") },
	{ "record_visit", N_("Record the return visit") }, { "rehandle", N_("Have it handled again") },
	{ "urge", N_("Urge") }, { "supervise", N_("Supervise") }, { "exclude", N_("Leave out of the score") },
	{ "include", N_("Count in the score") }, { "withdraw", N_("Withdraw") }, { "appeal", N_("Appeal") },
	{ "decide_appeal", N_("Decide the appeal") }, { "add_note", N_("Add a note") },
	{ "merged_in", N_("Took in a merged ticket") }, { "merged_out", N_("Gave up a merged ticket") },
};

static const char *const refusals[TICKET_STATE_COUNT] = {
	[TICKET_ANSWERED] = N_("The ticket was answered directly and is about to close; submit a new one for anything else."),
	[TICKET_TRANSFERRED] = N_("The ticket was transferred and is about to close; submit a new one for anything else."),
	[TICKET_DECLINED] = N_("The ticket was declined; a supervisor confirms or rejects that first."),
	[TICKET_VOID] = N_("The ticket is void; a supervisor may reject that, then it is dispatched."),
	[TICKET_PENDING] = N_("The ticket waits to be dispatched; dispatch it first."),
	[TICKET_NEEDS_INFO] = N_("The agent was asked for more information; it has to be supplied first."),
	[TICKET_MERGED] = N_("The ticket was merged; work on the ticket that it was merged into, or undo the merge."),
	[TICKET_DISPATCHED] = N_("The ticket waits for the unit to sign; the unit signs it first."),
	[TICKET_RETURN_REQUESTED] = N_("The unit asked to return the ticket; a dispatcher grants or refuses that first."),
	[TICKET_ARBITRATION] = N_("The ticket is in arbitration; a supervisor decides the unit first."),
	[TICKET_HANDLING] = N_("The unit is handling the ticket; that is not possible before its reply or its recall."),
	[TICKET_CARRIED] = N_("The ticket is carried; take it up again or strike it off first."),
	[TICKET_REPLIED] = N_("The units have replied; the return visit comes next."),
	[TICKET_VISITING] = N_("The ticket waits for the return visit; record it, close the ticket or have it handled again."),
	[TICKET_REHANDLING] = N_("The ticket goes back to the unit; the unit signs it again first."),
	[TICKET_CLOSED] = N_("The ticket is closed; submit a new one and link it."),
};

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

bool ticket_action_needs_version(const char *action)
{
	return strcmp(action, "add_note") && strcmp(action, "urge");
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

	for (unsigned bit = 1; bit & ROLE_ANY; bit <<= 1)
		if (roles & bit)
			buf_addf(&names, "%s%s", names.len ? ", " : "", role_name(bit));
	if (names.len)
		error_set(err, ERROR_DENIED, _("Your role does not allow this; ask somebody with one of these roles: %s."),
			  names.data);
	else
		error_set(err, ERROR_DENIED, _("The server does this itself when it is time."));
	buf_release(&names);
	return false;
}

/* Of an action's rows, from its first, the one for this ask; NULL: err has the reason, the most telling one first. */
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
		if ((row->states & (1u << ask->ticket->state)) && (!row->guard || row->guard(ask, &guarded)))
			return row;
	}
	if (guarded.kind != ERROR_NONE)
		error_set(err, guarded.kind, "%s", guarded.text);
	else if (!role)
		refuse_role(allowed, err);
	else
		error_set(err, ERROR_STATE, "%s", _(refusals[ask->ticket->state]));
	return NULL;
}

bool ticket_may(const struct city *c, const struct ticket *t, const struct ticket_actor *who, const char *action,
		const json *body, instant now, enum ticket_state *to, struct form_problems *problems,
		struct error *err)
{
	struct form_problems own = { 0 };
	struct ticket_ask ask = { c, t, who, NULL, body, now, problems ? problems : &own };
	const struct ticket_move *row = first_row(action);
	size_t before = ask.problems->count;

	if (!row)
		return error_set(err, ERROR_NOT_FOUND, _("There is no action of this name; the ticket's `actions` list those "
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

const char **ticket_actions(const struct city *c, const struct ticket *t, const struct ticket_actor *who, instant now)
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
