/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_moves.c -- the table of moves.
 *
 * One row says all about a move: the action, the states it starts from, who may, the guard, where
 * it leads, what the body holds. Rows of one action stand together. The list of possible actions,
 * the check of a body, what an event keeps and what screens ask for all come from here.
 */
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

#define IN(state) (1u << TICKET_##state)
#define AT_UNIT (IN(DISPATCHED) | IN(HANDLING) | IN(REHANDLING))
#define BEFORE_REPLY                                                                       \
	(IN(PENDING) | IN(NEEDS_INFO) | AT_UNIT | IN(RETURN_REQUESTED) | IN(ARBITRATION) | \
	 IN(CARRIED))
#define OPEN (BEFORE_REPLY | IN(REPLIED) | IN(VISITING))
#define SCORED \
	(AT_UNIT | IN(RETURN_REQUESTED) | IN(ARBITRATION) | IN(CARRIED) | IN(REPLIED) | \
	 IN(VISITING) | IN(CLOSED))
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
MEMBERS(with_closing_note) = {
	{ "note", MEMBER_TEXT, N_("Say in a note why the ticket is closed.") },
	END
};
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
MEMBERS(for_need_info) = {
	{ "question", MEMBER_TEXT, N_("Write what the agent should ask the caller.") },
	END
};
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
MEMBERS(for_merge) = {
	{ "into", MEMBER_TICKET, N_("Give the number of the ticket that stays.") },
	END
};
MEMBERS(for_ticket) = { { "no", MEMBER_TICKET, N_("Give the number of the other ticket.") }, END };
MEMBERS(for_join) = {
	{ "contact_id", MEMBER_ID, N_("Give the contact of the caller who has the same matter.") },
	END
};
MEMBERS(for_regrade) = {
	{ "grade", MEMBER_GRADE, N_("Choose the new grade.") },
	{ "reason", MEMBER_TEXT, ALWAYS_WHY },
	END
};
MEMBERS(for_forward) = {
	{ "unit", MEMBER_UNIT, N_("Choose the unit below yours that handles it.") },
	END
};
MEMBERS(for_respond) = {
	{ "how", MEMBER_TEXT, N_("Say how the caller was contacted and what was agreed.") },
	END
};
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
MEMBERS(for_grant_extension) = {
	{ "until", MEMBER_TIME, NULL }, { "unit", MEMBER_UNIT, NULL },
	END
};
MEMBERS(for_refuse_extension) = {
	{ "reason", MEMBER_TEXT, ALWAYS_WHY }, { "unit", MEMBER_UNIT, NULL },
	END
};
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
	/* first line: action, from, who, guard; second: to, next, members, check */
	{ "dispatch", IN(PENDING), DESK | ROLE_SERVER, guard_claim_free,
	  TICKET_DISPATCHED, NULL, for_dispatch, check_dispatch },
	{ "recall", AT_UNIT, DESK, guard_claim_free,
	  TICKET_PENDING, NULL, with_reason, NULL },
	{ "recall", AT_UNIT, ROLE_UNIT, guard_take_back,
	  MOVE_STAYS, next_take_back, with_reason, NULL },
	{ "need_info", IN(PENDING), DESK, guard_claim_free,
	  TICKET_NEEDS_INFO, NULL, for_need_info, NULL },
	{ "supply_info", IN(NEEDS_INFO), ROLE_AGENT | ROLE_UNIT | ROLE_SUPERVISOR, guard_own,
	  TICKET_PENDING, NULL, for_supply_info, check_fields },
	{ "amend", BEFORE_REPLY | IN(TRANSFERRED), AGENT_OR_DESK, guard_own,
	  MOVE_STAYS, NULL, for_amend, check_fields },
	{ "merge", IN(PENDING), DESK, guard_claim_free,
	  TICKET_MERGED, NULL, for_merge, check_other_ticket },
	{ "unmerge", IN(MERGED), DESK, NULL,
	  TICKET_PENDING, NULL, with_nothing, NULL },
	{ "link", ALL, AGENT_OR_DESK, guard_link,
	  MOVE_STAYS, NULL, for_ticket, check_other_ticket },
	{ "unlink", ALL, AGENT_OR_DESK, guard_unlink,
	  MOVE_STAYS, NULL, for_ticket, check_other_ticket },
	{ "join", OPEN, AGENT_OR_DESK, guard_join,
	  MOVE_STAYS, NULL, for_join, check_join },
	{ "claim", OPEN | IN(CLOSED), DESK | ROLE_VISITOR, guard_claim,
	  MOVE_STAYS, NULL, with_nothing, NULL },
	{ "release", OPEN | IN(CLOSED), DESK | ROLE_VISITOR, guard_release,
	  MOVE_STAYS, NULL, with_nothing, NULL },
	{ "confirm", IN(DECLINED), ROLE_SUPERVISOR, NULL,
	  TICKET_CLOSED, NULL, with_optional_reason, NULL },
	{ "confirm", IN(VOID), ROLE_SUPERVISOR, guard_unconfirmed,
	  MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "reject", IN(DECLINED) | IN(VOID), ROLE_SUPERVISOR, guard_unconfirmed,
	  TICKET_PENDING, NULL, with_reason, NULL },
	{ "regrade", BEFORE_REPLY, DESK, guard_claim_free,
	  MOVE_STAYS, NULL, for_regrade, check_regrade },
	{ "pause", BEFORE_REPLY & ~IN(CARRIED), DESK, guard_pause,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "unpause", IN(CARRIED), DESK | ROLE_UNIT, guard_resume,
	  TICKET_HANDLING, NULL, with_optional_reason, NULL },
	{ "unpause", BEFORE_REPLY & ~IN(CARRIED), DESK, guard_unpause,
	  MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "sign", AT_UNIT, ROLE_UNIT, guard_sign,
	  MOVE_STAYS, next_sign, with_nothing, NULL },
	{ "forward", AT_UNIT, ROLE_UNIT, guard_forward,
	  MOVE_STAYS, next_forward, for_forward, check_forward },
	{ "respond", AT_UNIT, ROLE_UNIT, guard_respond,
	  MOVE_STAYS, NULL, for_respond, NULL },
	{ "request_return", AT_UNIT, ROLE_UNIT, guard_request_return,
	  MOVE_STAYS, next_request_return, for_request_return, NULL },
	{ "grant_return", AT_UNIT | IN(RETURN_REQUESTED), DESK, guard_return_asked,
	  MOVE_STAYS, next_grant_return, for_grant_return, check_return_unit },
	{ "grant_return", AT_UNIT, ROLE_UNIT, guard_given_back,
	  MOVE_STAYS, next_take_back, for_grant_return, NULL },
	{ "refuse_return", AT_UNIT | IN(RETURN_REQUESTED), DESK, guard_return_asked,
	  MOVE_STAYS, next_refuse_return, for_refuse_return, check_return_unit },
	{ "refuse_return", AT_UNIT, ROLE_UNIT, guard_given_back,
	  MOVE_STAYS, next_keep_below, for_refuse_return, NULL },
	{ "refer", IN(RETURN_REQUESTED), DESK, guard_claim_free,
	  TICKET_ARBITRATION, NULL, with_reason, NULL },
	{ "arbitrate", IN(ARBITRATION), ROLE_SUPERVISOR, NULL,
	  TICKET_DISPATCHED, NULL, for_arbitrate, check_dispatch },
	{ "request_extension", AT_UNIT, ROLE_UNIT, guard_request_extension,
	  MOVE_STAYS, NULL, for_request_extension, check_extension_unit },
	{ "grant_extension", AT_UNIT, DESK, guard_extension_asked,
	  MOVE_STAYS, NULL, for_grant_extension, check_extension_unit },
	{ "refuse_extension", AT_UNIT, DESK, guard_extension_asked,
	  MOVE_STAYS, NULL, for_refuse_extension, check_extension_unit },
	{ "whistle", IN(HANDLING), ROLE_UNIT, guard_whistle,
	  MOVE_STAYS, NULL, for_whistle, check_whistle },
	{ "report_in", AT_UNIT | IN(CARRIED), ROLE_UNIT, guard_report_in,
	  MOVE_STAYS, NULL, with_optional_note, NULL },
	{ "request_carry", IN(HANDLING), ROLE_UNIT, guard_request_carry,
	  MOVE_STAYS, NULL, for_request_carry, check_until },
	{ "grant_carry", IN(HANDLING), ROLE_SUPERVISOR, guard_carry_asked,
	  TICKET_CARRIED, NULL, for_grant_carry, check_until },
	{ "refuse_carry", IN(HANDLING), ROLE_SUPERVISOR, guard_carry_asked,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "strike_off", IN(CARRIED), ROLE_SUPERVISOR, NULL,
	  TICKET_CLOSED, NULL, with_closing_note, NULL },
	{ "close", IN(VISITING), VISIT_DESK, guard_claim_free,
	  TICKET_CLOSED, NULL, with_closing_note, NULL },
	{ "close", IN(ANSWERED) | IN(TRANSFERRED), ROLE_SERVER, NULL,
	  TICKET_CLOSED, NULL, with_optional_note, NULL },
	{ "close", IN(REPLIED), ROLE_SERVER, guard_has_no_caller,
	  TICKET_CLOSED, NULL, with_optional_note, NULL },
	{ "reply", AT_UNIT, ROLE_UNIT, guard_reply,
	  MOVE_STAYS, next_reply, for_reply, NULL },
	{ "visiting", IN(REPLIED) | IN(MERGED), ROLE_SERVER, guard_has_caller,
	  TICKET_VISITING, NULL, for_visiting, NULL },
	{ "record_visit", IN(VISITING) | IN(CLOSED), VISIT_DESK, guard_visit,
	  MOVE_STAYS, next_visit, for_visit, check_visit },
	{ "rehandle", IN(VISITING), VISIT_DESK, guard_rehandle,
	  TICKET_REHANDLING, NULL, with_reason, NULL },
	{ "urge", OPEN, AGENT_OR_DESK, guard_own,
	  MOVE_STAYS, NULL, with_optional_reason, NULL },
	{ "supervise", OPEN, ROLE_SUPERVISOR, guard_supervise,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "exclude", SCORED, ROLE_SUPERVISOR, guard_exclude,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "include", SCORED, ROLE_SUPERVISOR, guard_include,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "withdraw", BEFORE_REPLY, ROLE_AGENT | ROLE_SUPERVISOR, guard_own,
	  TICKET_VOID, NULL, with_reason, NULL },
	{ "appeal", IN(CLOSED), ROLE_UNIT, guard_appeal,
	  MOVE_STAYS, NULL, with_reason, NULL },
	{ "decide_appeal", IN(CLOSED), ROLE_SUPERVISOR, guard_appeal_asked,
	  MOVE_STAYS, NULL, for_decide_appeal, NULL },
	{ "add_note", ALL, AGENT_OR_DESK | ROLE_UNIT | ROLE_VISITOR, guard_involved,
	  MOVE_STAYS, NULL, with_note, NULL },
	{ "merged_in", OPEN, ROLE_SERVER, NULL,
	  MOVE_STAYS, NULL, for_ticket, NULL },
	{ "merged_out", ALL, ROLE_SERVER, NULL,
	  MOVE_STAYS, NULL, for_ticket, NULL },
};
const size_t ticket_move_count = ARRAY_SIZE(ticket_moves);
