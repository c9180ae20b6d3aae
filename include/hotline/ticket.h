/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket.h -- the life of a ticket: one const table of moves, and the row that the events make.
 *
 * A move is (state, action, roles, guard, next state, required members of the body). The table
 * answers "may I?" (ticket_may) and "what can I do now?" (ticket_actions); applying an event is
 * the only way a ticket changes, so replaying its events rebuilds it.
 */
#ifndef HOTLINE_TICKET_H
#define HOTLINE_TICKET_H

#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/form.h"

#define ROLE_LIST(X)                                                           \
	X(AGENT, "agent") X(DISPATCHER, "dispatcher") X(UNIT, "unit")          \
	X(VISITOR, "visitor") X(SUPERVISOR, "supervisor") X(TRAINER, "trainer") \
	X(TRAINEE, "trainee") X(KB_EDITOR, "kb_editor") X(OPS, "ops")          \
	X(GATEWAY, "gateway")
#define ROLE_ENUM(id, name) ROLE_##id##_BIT,
enum { ROLE_LIST(ROLE_ENUM) ROLE_COUNT };
#undef ROLE_ENUM
#define ROLE_MASK(id, name) ROLE_##id = 1u << ROLE_##id##_BIT,
enum { ROLE_LIST(ROLE_MASK) ROLE_ANY = (1u << ROLE_COUNT) - 1, ROLE_NONE = 0 };
#undef ROLE_MASK
/* The server's own moves (close, visiting …); no user ever has it. */
enum { ROLE_SERVER = 1 << 16 };
/* "agent supervisor" to a mask; false when a word is unknown. */
bool roles_parse(const char *text, unsigned *roles);
const char *role_name(unsigned bit);            /* of one bit */
const char *role_label(unsigned bit);           /* as people say it; msgid */

#define TICKET_STATE_LIST(X)                                                   \
	X(ANSWERED, "answered") X(TRANSFERRED, "transferred") X(DECLINED, "declined") \
	X(VOID, "void") X(PENDING, "pending") X(NEEDS_INFO, "needs_info")      \
	X(MERGED, "merged") X(DISPATCHED, "dispatched")                        \
	X(RETURN_REQUESTED, "return_requested") X(ARBITRATION, "arbitration")  \
	X(HANDLING, "handling") X(CARRIED, "carried") X(REPLIED, "replied")    \
	X(VISITING, "visiting") X(REHANDLING, "rehandling") X(CLOSED, "closed")
#define TICKET_STATE_ENUM(id, name) TICKET_##id,
enum ticket_state { TICKET_STATE_LIST(TICKET_STATE_ENUM) TICKET_STATE_COUNT };
#undef TICKET_STATE_ENUM
const char *ticket_state_name(enum ticket_state s);
bool ticket_state_parse(const char *name, enum ticket_state *s);
const char *ticket_state_label(enum ticket_state s);    /* English msgid for screens */

#define GRADE_TEXT 36           /* a code of the city pack */

/* Who asks, as the table sees it. */
struct ticket_actor {
	const char *id, *username;
	unsigned roles;
	const char *unit;       /* of a unit user, else NULL */
	bool caller_here;       /* an agent who has its caller on the line: may act as its own */
};
extern const struct ticket_actor ticket_server;         /* id "server" */

/* A ticket as its events made it. Owns everything. */
struct ticket {
	char no[24];
	enum ticket_state state;
	int64_t version;        /* the number of its events */
	char *realm, *contact_id, *agent, *origin, *lead, *claimed_by, *merged_into;
	int draft;
	json *fields;           /* object */
	json *co;               /* array of unit codes */
	json *extra;            /* outcome, question, parts, return, extension, carry, visit … */
	char grade[GRADE_TEXT];
	int urged, rehandled;
	bool supervised, excluded, return_forbidden;
	instant claimed_until, created_at, updated_at, closed_at, dispatched_at;
	struct deadline *deadline;
};

/* One event; `detail` is the action's body without `action`, see ticket_event_detail(). */
struct ticket_event {
	int64_t seq;            /* 1, 2, … */
	instant at;
	const char *by;         /* user id; "server" for its own moves */
	const char *action;
	enum ticket_state from, to;
	const json *detail;
};

struct ticket *ticket_new(const char *no, const char *realm);
void ticket_free(struct ticket *t);

/*
 * Can this actor do `action` with `body` now? On success *to is the next state. On refusal err is a
 * sentence and its kind: ERROR_DENIED (role), ERROR_STATE (state or guard), ERROR_INPUT (a member
 * is missing or wrong: problems lists pointers "/reason" …), ERROR_NOT_FOUND (no such action).
 */
bool ticket_may(const struct city *c, const struct ticket *t, const struct ticket_actor *who,
		const char *action, const json *body, instant now, enum ticket_state *to,
		struct form_problems *problems, struct error *err);
/* Is it an action of the table? Does its request carry If-Match? (add_note and urge need none) */
bool ticket_action_exists(const char *action);
/* All roles that may ever do it. */
unsigned ticket_action_roles(const char *action);
bool ticket_action_needs_version(const char *action);
/* The names of all actions that anybody may ask for, one after the other from 0; NULL: no more. */
const char *ticket_action_at(size_t i);
/* English msgid for screens and histories, also of "submit", "answer" …; the name itself when
 * unknown. */
const char *ticket_action_label(const char *action);
/*
 * What the event of this action keeps: the members of the body that the action knows, "yes"/"no"
 * made booleans, and `by_unit` when a unit's user acts (ticket_apply needs it to know whose part
 * moved: never take it from the body). Caller frees.
 */
json *ticket_event_detail(const char *action, const json *body, const struct ticket_actor *who);
/*
 * The server's next own move, NULL: none. "close" of an answered or transferred ticket, "visiting"
 * when all units have replied, "close" instead for a ticket that nobody called about. Ask again
 * after each event. Further moves of the server need another ticket: "merged_in" {no}, "merged_out"
 * {no} on the primary ticket, and "visiting" {lead} on a merged one when its primary comes to be
 * visited.
 */
const char *ticket_own_move(const struct ticket *t);
/* What the body of an action holds, for screens that ask for it. */
enum member_kind {
	MEMBER_TEXT, MEMBER_UNIT, MEMBER_UNITS, MEMBER_GRADE, MEMBER_TIME, MEMBER_YES_NO,
	MEMBER_SATISFIED, MEMBER_FIELDS, MEMBER_TICKET, MEMBER_ID, MEMBER_ANY,
};
struct move_member {
	const char *name;
	enum member_kind kind;
	const char *ask;        /* msgid: what to do when it is missing; NULL: may be missing */
};
/* Up to one without a name; NULL: no such action. */
const struct move_member *ticket_action_members(const char *action);
/* Names of all actions this actor could take now, NULL-terminated, static strings. Caller frees the
 * array. */
const char **ticket_actions(const struct city *c, const struct ticket *t,
			    const struct ticket_actor *who, instant now);
/*
 * Every action of a user, and why this one may not take it now: {"items": [{"action", "possible", "denied" (by the
 * roles), "why" (a sentence, null when possible)}], "next": null}. Caller frees.
 */
json *ticket_choices_to_json(const struct city *c, const struct ticket *t, const struct ticket_actor *who,
			     instant now);
/* Applies an event: state, version, fields, units, clocks. The first event's action is "submit",
 * "answer", "transfer", "decline" or "void" with detail {contact_id, draft, fields, agent,
 * origin…}. */
void ticket_apply(const struct city *c, struct ticket *t, const struct ticket_event *e);

/* What of the ticket waits for a decision of the desk: "confirm", "arbitration", "return", "carry", "extension",
 * "appeal"; the most pressing one, NULL: nothing. */
const char *ticket_asks(const struct ticket *t);
/* The same with who asked and why: {"what", "unit", "reason", "basis", "legal_path", "until", "by", "at"}; NULL: nothing.
 * Caller frees. */
json *ticket_asks_to_json(const struct ticket *t);
/* When the next of its callers is to be phoned for the return visit; INSTANT_NONE: nobody is. */
instant ticket_visit_due(const struct ticket *t);
/* Who may read it: its agent (or the unit's user who made it without a call), dispatchers, visitors, supervisors, a unit that leads, co-handles or
 * is whistled (or lies above). */
bool ticket_is_visible(const struct city *c, const struct ticket *t,
		       const struct ticket_actor *who);
/* Must name and numbers be kept from this reader? (a unit's user, a confidential ticket) */
bool ticket_hides_caller(const struct ticket *t, const struct ticket_actor *reader);
/*
 * The units at work, borrowed: [{"unit", "part": "lead|co|whistled", "state": "dispatched|handling|
 * return_requested|replied|called|reported", …}]. NULL: none.
 */
json *ticket_parts(const struct ticket *t);

/* What one unit has in a ticket; texts are borrowed from it. */
enum { TICKET_SHARES_MOST = 200 };
struct ticket_share {
	const char *unit, *part;        /* lead, co, whistled; "level": above a unit that it handed the ticket to */
	const char *state;              /* dispatched, handling, return_requested, replied, called, reported, forwarded, given_back */
	const char *with;               /* of a level: the unit that has it now; else NULL */
	instant due_at;                 /* its own nearest clock that runs; INSTANT_NONE */
	int clock;                      /* -1: none */
	bool live;                      /* the ticket waits for this unit */
};
size_t ticket_shares(const struct ticket *t, struct ticket_share *list, size_t most);
/* Of that unit: {part, state, with, due {clock, due_at}}; NULL: it has none. Caller frees. */
json *ticket_share_to_json(const struct ticket *t, const char *unit);
/* The unit whose score it is: the lead, of a grid the unit above; borrowed, NULL: none. */
const char *ticket_scored_unit(const struct city *c, const struct ticket *t);

/* The API shape `ticket` for this reader: confidential fields hidden from units; `actions` filled.
 * Caller frees. */
json *ticket_to_json(const struct city *c, const struct ticket *t,
		     const struct ticket_actor *reader, instant now);
/*
 * One row of a list: no, state, version, title, category, grade, lead, district, street, agent,
 * caller {number masked, name}, deadlines, due {clock, due_at} (the nearest that runs), urged,
 * supervised, rehandled, excluded, claimed_by, created_at, updated_at, contact_id, visit_due_at, visit {unreached,
 * undecided, callers}, asks (ticket_asks_to_json()), and `fields` cut down to what a list shows. Caller frees.
 */
json *ticket_to_list_item(const struct ticket *t, const struct ticket_actor *reader, instant now);
/* The API shape `event` for this reader, the caller hidden as above. Caller frees. */
json *ticket_event_to_json(const struct ticket *t, const struct ticket_event *e,
			   const struct ticket_actor *reader);
/* The whole projection for the store, which shares its parts with the ticket: do not change them; and back. */
json *ticket_store(const struct ticket *t);
struct ticket *ticket_load(const json *stored, struct error *err);

/*
 * Deadlines: each clock with the steps that made it: due = started + the sum of the effects.
 * A step keeps the rule's kind, not its text, so that each reader gets it in their language.
 */
enum deadline_rule {
	RULE_SUBMITTED, RULE_DISPATCHED, RULE_ARBITRATED, RULE_FORWARDED, RULE_REHANDLED,
	RULE_RECALLED, RULE_RETURNED, RULE_REOPENED, RULE_REGRADED, RULE_REGRADED_STRICTER,
	RULE_PAUSED, RULE_PAUSED_WORKING, RULE_EXTENDED, RULE_CARRIED, RULE_MET, RULE_MET_LATE,
	RULE_WHISTLED, RULE_GIVEN_BACK, RULE_RUNS_ON,   /* their numbers are stored: new ones come last */
	RULE_COUNT,
};
struct deadline_step {
	instant at;
	enum deadline_rule rule;
	char grade[GRADE_TEXT];         /* of the rules that name one */
	instant other;          /* paused from, extended or carried until; else INSTANT_NONE */
	int64_t effect_ms;
};
struct deadline_clock {
	bool on;
	instant started_at, due_at, met_at;     /* INSTANT_NONE: not yet */
	instant extended_to;                    /* due time by an extension, moved by later pauses */
	struct deadline_step *steps; size_t count, alloc;
};
struct deadline_pause { instant from, to; };
struct deadline {
	struct deadline_clock clocks[CLOCK_COUNT];
	instant paused_at;                      /* INSTANT_NONE: it runs */
	instant round_at;                       /* sign, respond, feedback began; NONE: no unit */
	struct deadline_pause *pauses; size_t pause_count, pause_alloc;
	char grade[GRADE_TEXT];
};

/* start + duration in natural or working time of the city's calendar, process's zone; INSTANT_NONE:
 * no such clock. */
instant clock_due(const struct city *c, const struct city_clock *clock, instant start);
/*
 * When a caller who was not reached at `at` is phoned again: after the city's wait, in the hours when it phones
 * citizens.
 */
instant visit_next(const struct city *c, instant at);
/* `due` moved by the pause [from, to), measured in the clock's own time (natural, working days,
 * working hours). */
instant clock_shift(const struct city *c, const struct city_clock *clock, instant due, instant from, instant to);
/* Deadlines of a form before it is submitted, as if it were dispatched at once. {"dispatch": time,
 * …}. Caller frees. */
json *deadline_preview(const struct city *c, const char *grade, instant now);
/*
 * API shape `deadline`; clocks of co-units, whistled units and levels above carry `unit`, a running pause shows as
 * `paused_at`. Caller frees.
 */
json *deadline_to_json(const struct city *c, const struct ticket *t);
/* The nearest due time among the ticket's and its co-units' clocks that run (on, not met, not
 * paused) and lie after `after` (INSTANT_NONE: any); *clock gets its index. INSTANT_NONE: none. For
 * alarms and the store's due_at. */
instant ticket_next_due(const struct ticket *t, instant after, int *clock);

/* An alarm of a clock: some time before the limit (a fifth of the whole time is left), or at it. */
struct ticket_alarm {
	int clock;
	instant at, due_at;
	bool limit;             /* the time is over */
	const char *unit;       /* the co-unit or whistled one whose clock it is, borrowed; NULL: the ticket's own */
};
/*
 * The alarms of clocks that run within (after, until], in no order, at most `most`; how many. With `list` NULL nothing
 * is listed. *next (may be NULL): when the first one after `until` comes, INSTANT_NONE: none.
 */
size_t ticket_alarms(const struct ticket *t, instant after, instant until, struct ticket_alarm *list, size_t most,
		     instant *next);

/* "T261124000123" as "T 261124 000123" for reading aloud: the day stays in one piece. */
void ticket_no_spaced(const char *no, char out[40]);

#endif
