/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket_apply.h -- what the files that apply events share. */
#ifndef DOMAIN_TICKET_APPLY_H
#define DOMAIN_TICKET_APPLY_H

#include "ticket_internal.h"

struct applying {
	const struct city *city;
	struct ticket *t;
	const struct ticket_event *e;
	const json *detail;
	enum ticket_state from;         /* the state before, as the ticket knows it */
};
struct applier {
	const char *action;
	void (*fn)(const struct applying *a);
};
extern const struct applier desk_appliers[], unit_appliers[], visit_appliers[]; /* up to one without an action */

/* ticket_apply.c */
void ticket_set_text(char **member, const char *text);          /* text may be a part of *member */
void ticket_forget(struct ticket *t, const char *name);         /* a member of extra */
void drop_member(json *o, const char *name);                      /* NULL allowed */
/* The request or answer as it was given, with who and when. Caller owns it. */
json *applying_record(const struct applying *a);
/* The row of the unit whose user acted; an event that does not say it means the lead. NULL: none.
 */
json *applying_part(const struct applying *a);
void part_set_state(json *part, const char *state);             /* NULL allowed */
/* A unit gets the ticket: to be signed, sign, respond and feedback from now. */
void applying_begin(const struct applying *a, json *part, enum deadline_rule why);
void applying_meet(const struct applying *a, json *part, int clock);
/* The units and all that they asked for are gone. */
void applying_leave_units(const struct applying *a);
void applying_back_to_dispatch(const struct applying *a, enum deadline_rule why);
/* Calls `fn` for the ticket's clocks and for those of each co-unit and whistled unit. */
void applying_each_deadline(const struct applying *a,
			    void (*fn)(const struct applying *, struct deadline *));
void applying_unpause(const struct applying *a, struct deadline *d);
void applying_release(const struct applying *a);                /* the claim */

/* ticket_levels.c: a part goes to a unit below; what comes of a unit's decision on the level below, false: not one */
void level_down(const struct applying *a, json *part, const char *unit);
bool level_take_back(const struct applying *a);
bool level_grant(const struct applying *a);
bool level_refuse(const struct applying *a);

#endif
