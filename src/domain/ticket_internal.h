/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_internal.h -- what the files about tickets share: the table's row, the units at work, the
 * clocks.
 *
 * A row of the table says where (states), who (roles, guard), what the body must hold (members,
 * check) and where it leads (to, or next() when that depends on the body or on other units). Guards
 * never look at the body, so that the list of possible actions can be made without one.
 */
#ifndef DOMAIN_TICKET_INTERNAL_H
#define DOMAIN_TICKET_INTERNAL_H

#include "hotline/ticket.h"

#define TEXT_MOST 4000          /* characters of a reason, note or answer */
#define UNITS_MOST 20           /* co-units, or units whistled at once */
#define PARTS_MOST 60
#define CALLERS_MOST 500        /* joined or merged into one ticket */
#define LINKS_MOST 50
#define CLAIM_TIME SECONDS(600)
#define UNTIL_MOST SECONDS(5 * 366 * 86400LL)

/* The question put to the table. */
struct ticket_ask {
	const struct city *city;
	const struct ticket *ticket;
	const struct ticket_actor *who;
	const struct ticket_move *move;
	const json *body;
	instant now;
	struct form_problems *problems;
};

enum { MOVE_STAYS = -1 };       /* the state does not change */
struct ticket_move {
	const char *action;
	uint32_t states;
	unsigned roles;
	bool (*guard)(const struct ticket_ask *ask, struct error *err);
	int to;
	int (*next)(const struct ticket_ask *ask);      /* a state or MOVE_STAYS; NULL: `to` */
	const struct move_member *members;              /* up to one without a name */
	void (*check)(const struct ticket_ask *ask);    /* what one member alone cannot tell */
};
extern const struct ticket_move ticket_moves[];
extern const size_t ticket_move_count;

/* ticket_members.c */
void move_check_members(const struct ticket_ask *ask);
bool move_yes(const json *body, const char *name);      /* true or "yes" */
bool move_time(const json *body, const char *name, instant *t);
json *fields_patched(const json *fields, const json *patch);    /* null clears; caller frees */
void ask_problem(const struct ticket_ask *ask, const char *pointer, const char *code, const char *detail);

/* ticket_guards.c: guards, checks and next states of the table */
#define GUARD(name) bool name(const struct ticket_ask *ask, struct error *err)
GUARD(guard_claim_free);
GUARD(guard_own);
GUARD(guard_claim);
GUARD(guard_release);
GUARD(guard_join);
GUARD(guard_link);
GUARD(guard_unlink);
GUARD(guard_unconfirmed);
GUARD(guard_pause);
GUARD(guard_unpause);
GUARD(guard_sign);
GUARD(guard_forward);
GUARD(guard_respond);
GUARD(guard_reply);
GUARD(guard_request_return);
GUARD(guard_return_asked);
GUARD(guard_given_back);
GUARD(guard_take_back);
GUARD(guard_request_extension);
GUARD(guard_extension_asked);
GUARD(guard_whistle);
GUARD(guard_report_in);
GUARD(guard_request_carry);
GUARD(guard_carry_asked);
GUARD(guard_resume);
GUARD(guard_visit);
GUARD(guard_rehandle);
GUARD(guard_supervise);
GUARD(guard_exclude);
GUARD(guard_include);
GUARD(guard_appeal);
GUARD(guard_appeal_asked);
GUARD(guard_involved);
GUARD(guard_has_caller);
GUARD(guard_has_no_caller);
void check_dispatch(const struct ticket_ask *ask);
void check_fields(const struct ticket_ask *ask);
void check_other_ticket(const struct ticket_ask *ask);
void check_join(const struct ticket_ask *ask);
void check_regrade(const struct ticket_ask *ask);
void check_forward(const struct ticket_ask *ask);
void check_return_unit(const struct ticket_ask *ask);
void check_until(const struct ticket_ask *ask);
void check_extension_unit(const struct ticket_ask *ask);
void check_whistle(const struct ticket_ask *ask);
void check_visit(const struct ticket_ask *ask);
int next_sign(const struct ticket_ask *ask);
int next_forward(const struct ticket_ask *ask);
int next_reply(const struct ticket_ask *ask);
int next_request_return(const struct ticket_ask *ask);
int next_grant_return(const struct ticket_ask *ask);
int next_refuse_return(const struct ticket_ask *ask);
int next_take_back(const struct ticket_ask *ask);
int next_keep_below(const struct ticket_ask *ask);
int next_visit(const struct ticket_ask *ask);

/* ticket_parts.c: the units at work, each with its own sub-state and (but for the lead) its own clocks */
json *part_find(const struct ticket *t, const char *unit); /* NULL: none; unit may be NULL */
json *part_add(struct ticket *t, const char *unit, const char *part, const char *state);
void part_remove(struct ticket *t, const char *unit);
bool part_is(const json *part, const char *what); /* "lead", "co", "whistled" */
bool part_in(const json *part, const char *state);
bool parts_have_replied(const struct ticket *t,
			const char *besides); /* lead and co-units, leaving one out */
/* The co-unit with this member set (named, or the first when `unit` is NULL). */
json *part_waiting(const struct ticket *t, const char *member, const char *unit);
/* The level above, who forwarded it to the unit that has it now (ticket_levels.c); NULL: nobody did. */
json *part_above(const json *part);
/* What that unit has forwarded; NULL: nothing. */
json *part_below(const struct ticket *t, const char *unit);
/* The clocks of a part: the ticket's own for the lead, else read from the part; give back to keep
 * changes. */
struct deadline *part_deadline(const struct ticket *t, const json *part);
void part_deadline_put(struct ticket *t, json *part, struct deadline *d);

bool unit_is_lead(const struct ticket *t, const struct ticket_actor *who);
/* True when a claim by somebody else still holds. */
bool ticket_is_claimed(const struct ticket *t, const char *by, instant now);
bool ticket_has_caller(const struct ticket *t);

/* deadline.c */
struct deadline *deadline_new(void);
void deadline_free(struct deadline *d);
void deadline_start(const struct city *c, struct deadline *d, int clock, const char *grade,
		    instant at, enum deadline_rule why);
/* A clock that was met goes on as if it had stood still since; one that was never met starts. */
void deadline_run_on(const struct city *c, struct deadline *d, int clock, const char *grade,
		     instant at, enum deadline_rule why);
/* sign, respond and feedback from `at` */
void deadline_begin_round(const struct city *c, struct deadline *d, const char *grade, instant at,
			  enum deadline_rule why);
void deadline_end_round(struct deadline *d);            /* those three off, whatever they were */
void deadline_meet(const struct city *c, struct deadline *d, int clock, instant at);
void deadline_stop(struct deadline *d);                 /* clocks that were not met are off */
void deadline_pause(struct deadline *d, instant at);
void deadline_unpause(const struct city *c, struct deadline *d, instant at);
void deadline_regrade(const struct city *c, struct deadline *d, const char *grade, instant at);
/* The nearest clock that runs (not met, not paused), and which; INSTANT_NONE: none. */
instant deadline_next(const struct deadline *d, int *which);
void deadline_extend(struct deadline *d, instant until, instant at, enum deadline_rule why);
json *deadline_clock_store(const struct deadline *d, int clock);
void deadline_clock_load(struct deadline *d, int clock, const json *stored);
json *deadline_store(const struct deadline *d);
struct deadline *deadline_load(const json *stored);     /* total: what is odd is left out */

#endif
