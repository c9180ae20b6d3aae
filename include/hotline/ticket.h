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
/* "agent supervisor" to a mask; false when a word is unknown. */
bool roles_parse(const char *text, unsigned *roles);
const char *role_name(unsigned bit);            /* of one bit */

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

/* Who asks, as the table sees it. */
struct ticket_actor {
	const char *id, *username;
	unsigned roles;
	const char *unit;       /* of a unit user, else NULL */
};

/* A ticket as its events made it. Owns everything. */
struct ticket {
	char no[24];
	enum ticket_state state;
	int64_t version;        /* the number of its events */
	char *realm, *contact_id, *agent, *origin, *lead, *claimed_by, *merged_into;
	int draft;
	json *fields;           /* object */
	json *co;               /* array of unit codes */
	json *extra;            /* answers, article, visit, returns, sub-states … by action name */
	char grade[16];
	int urged, rehandled;
	bool supervised, excluded, return_forbidden;
	instant claimed_until, created_at, updated_at, closed_at, dispatched_at;
	struct deadline *deadline;
};

/* One event; `detail` is the action's body without `action`. */
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
 * Can this actor do `action` with `body` now? On success *to is the next state. On refusal err is a sentence and
 * its kind: ERROR_DENIED (role), ERROR_STATE (state or guard), ERROR_INPUT (a member is missing or
 * wrong: problems lists pointers "/reason" …), ERROR_NOT_FOUND (no such action).
 */
bool ticket_may(const struct city *c, const struct ticket *t, const struct ticket_actor *who,
		const char *action, const json *body, instant now, enum ticket_state *to,
		struct form_problems *problems, struct error *err);
/* Names of all actions this actor could take now, NULL-terminated, static strings. Caller frees the array. */
const char **ticket_actions(const struct city *c, const struct ticket *t,
			    const struct ticket_actor *who, instant now);
/* Applies an event: state, version, fields, units, clocks. The first event's action is "submit",
 * "answer", "transfer", "decline" or "void" with detail {contact_id, draft, fields, agent, origin…}. */
void ticket_apply(const struct city *c, struct ticket *t, const struct ticket_event *e);

/* Who may read it: its agent, dispatchers, visitors, supervisors, a unit that leads, co-handles or is whistled (or lies above). */
bool ticket_is_visible(const struct city *c, const struct ticket *t, const struct ticket_actor *who);
/* The API shape `ticket` for this reader: confidential fields hidden from units; `actions` filled. Caller frees. */
json *ticket_to_json(const struct city *c, const struct ticket *t, const struct ticket_actor *reader, instant now);
/* The whole projection for the store, and back. */
json *ticket_store(const struct ticket *t);
struct ticket *ticket_load(const json *stored, struct error *err);

/* Deadlines: each clock with the steps that made it. */
struct deadline_step { instant at; char rule[160]; int64_t effect_s; };
struct deadline_clock {
	bool on;
	instant started_at, due_at, met_at;     /* INSTANT_NONE: not yet */
	struct deadline_step *steps; size_t count, alloc;
};
struct deadline { struct deadline_clock clocks[CLOCK_COUNT]; instant paused_at; char grade[16]; };

/* start + duration in natural or working time of the city's calendar, process's zone. */
instant clock_due(const struct city *c, const struct city_clock *clock, instant start);
/* Dispatch deadline of a form before it is submitted: clocks that would start now. {"dispatch": time, …}. */
json *deadline_preview(const struct city *c, const char *grade, instant now);
json *deadline_to_json(const struct city *c, const struct ticket *t);  /* API shape `deadline` */

/* "261124000123" as "2611 2400 0123" for reading aloud. */
void ticket_no_spaced(const char *no, char out[40]);

#endif
