/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_levels.c -- a ticket handed down: district to street, street to grid.
 *
 * A part's `levels` are those above the unit that has it now, the topmost first: {"unit", "state", "sign" (its clock),
 * "forwarded_at"}. The unit below signs on a clock of its own; what it asks to give back, the level above decides, and
 * a granted return goes one level up. The limit for the reply is the ticket's, whoever has it.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "ticket_apply.h"

/* ---- who stands where ---- */

json *part_above(const json *part)
{
	json *levels = jo_array(part, "levels");
	size_t count = jo_len(levels);

	return count ? jo_at(levels, count - 1) : NULL;
}

json *part_below(const struct ticket *t, const char *unit)
{
	json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		const char *above = jo_str(part_above(jo_at(parts, i)), "unit");
		if (above && unit && !strcmp(above, unit))
			return jo_at(parts, i);
	}
	return NULL;
}

static json *given_back(const struct ticket *t, const char *to)
{
	json *part = part_below(t, to);

	return jo_get(part, "give_back") ? part : NULL;
}

/* ---- questions of the table ---- */

GUARD(guard_given_back)
{
	if (given_back(ask->ticket, ask->who->unit))
		return true;
	if (part_below(ask->ticket, ask->who->unit))
		return error_set(err, ERROR_STATE, "%s",
				 _("The unit below has not asked to give this ticket back; recall it if it is with the wrong one."));
	return error_set(err, ERROR_DENIED, "%s",
			 _("Only the dispatch desk, or the unit that forwarded the ticket last, decides on its return."));
}

GUARD(guard_take_back)
{
	const json *part = part_below(ask->ticket, ask->who->unit);

	if (!part)
		return error_set(err, ERROR_DENIED, "%s",
				 _("Your unit has forwarded this ticket to nobody; there is nothing to take back."));
	if (part_in(part, "replied"))
		return error_set(err, ERROR_STATE, "%s", _("The unit below has replied already; the return visit comes next."));
	return true;
}

int next_take_back(const struct ticket_ask *ask)
{
	const json *part = part_below(ask->ticket, ask->who->unit);

	if (!part_is(part, "lead"))
		return MOVE_STAYS;
	return part_in(part_above(part), "handling") ? TICKET_HANDLING : TICKET_DISPATCHED;
}

int next_keep_below(const struct ticket_ask *ask)
{
	return part_is(part_below(ask->ticket, ask->who->unit), "lead") ? TICKET_DISPATCHED : MOVE_STAYS;
}

/* ---- events ---- */

static void part_rename(struct ticket *t, json *part, const char *unit)
{
	char *before = xstrdup(jo_str(part, "unit"));

	if (part_is(part, "lead"))
		ticket_set_text(&t->lead, unit);
	for (size_t i = 0; before && i < jo_len(t->co); i++)
		if (!strcmp(json_object_get_string(jo_at(t->co, i)), before))
			json_object_array_put_idx(t->co, i, json_object_new_string(unit));
	jo_set_str(part, "unit", unit);
	drop_member(part, "forwarded_by");
	jo_set_str(part, "forwarded_by", jo_str(part_above(part), "unit"));
	free(before);
}

/* What the unit had, to be had again when the ticket comes back. */
static void add_level(const struct applying *a, json *part, const struct deadline *d)
{
	json *levels = jo_array(part, "levels"), *level = json_object_new_object();

	if (!levels) {
		levels = json_object_new_array();
		jo_set(part, "levels", levels);
	}
	jo_set_str(level, "unit", jo_str(part, "unit"));
	jo_set_str(level, "state", jo_str(part, "state"));
	jo_set_time(level, "forwarded_at", a->e->at);
	if (d->clocks[CLOCK_SIGN].on)
		jo_set(level, "sign", deadline_clock_store(d, CLOCK_SIGN));
	if (jo_bool(part, "return_forbidden", false))
		jo_set_bool(level, "return_forbidden", true);
	drop_member(part, "return_forbidden");
	json_object_array_add(levels, level);
}

void level_down(const struct applying *a, json *part, const char *unit)
{
	struct deadline *d = part_deadline(a->t, part);

	deadline_meet(a->city, d, CLOCK_SIGN, a->e->at);
	add_level(a, part, d);
	deadline_start(a->city, d, CLOCK_SIGN, a->t->grade, a->e->at, RULE_FORWARDED);
	part_deadline_put(a->t, part, d);
	part_rename(a->t, part, unit);
	part_set_state(part, "dispatched");
}

/* One level up: as it was there, signed or to be signed. */
static void level_up(const struct applying *a, json *part)
{
	json *levels = jo_array(part, "levels"), *level = json_object_get(part_above(part));
	bool signed_before = part_in(level, "handling");
	struct deadline *d = part_deadline(a->t, part);

	json_object_array_del_idx(levels, jo_len(levels) - 1, 1);
	if (!jo_len(levels))
		drop_member(part, "levels");
	if (signed_before)
		deadline_clock_load(d, CLOCK_SIGN, jo_get(level, "sign"));
	else
		deadline_start(a->city, d, CLOCK_SIGN, a->t->grade, a->e->at, RULE_GIVEN_BACK);
	part_deadline_put(a->t, part, d);
	drop_member(part, "give_back");
	drop_member(part, "return_forbidden");
	if (jo_bool(level, "return_forbidden", false))
		jo_set_bool(part, "return_forbidden", true);
	part_rename(a->t, part, jo_str(level, "unit"));
	part_set_state(part, signed_before ? "handling" : "dispatched");
	jo_free(level);
}

bool level_take_back(const struct applying *a)
{
	json *part = part_below(a->t, jo_str(a->detail, "by_unit"));

	if (part)
		level_up(a, part);
	return part != NULL;
}

bool level_grant(const struct applying *a)
{
	json *part = given_back(a->t, jo_str(a->detail, "by_unit"));

	if (part)
		level_up(a, part);
	return part != NULL;
}

bool level_refuse(const struct applying *a)
{
	json *part = given_back(a->t, jo_str(a->detail, "by_unit"));

	if (!part)
		return false;
	drop_member(part, "give_back");
	part_set_state(part, "dispatched");
	if (move_yes(a->detail, "final"))
		jo_set_bool(part, "return_forbidden", true);
	return true;
}
