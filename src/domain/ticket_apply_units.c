/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_apply_units.c -- what units do to a ticket, and the decisions on what they asked for.
 *
 * A unit acts on its own row: the lead moves the ticket with it, a co-unit only itself.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_apply.h"

static void apply_sign(const struct applying *a)
{
	json *part = applying_part(a);

	if (!part)
		return;
	part_set_state(part, "handling");
	jo_set_time(part, "signed_at", a->e->at);
	applying_meet(a, part, CLOCK_SIGN);
}

static void apply_forward(const struct applying *a)
{
	json *part = applying_part(a);
	const char *unit = jo_str(a->detail, "unit");

	if (part && unit)
		level_down(a, part, unit);
}

static void apply_respond(const struct applying *a)
{
	json *part = applying_part(a);

	if (!part)
		return;
	jo_set(part, "response", applying_record(a));
	applying_meet(a, part, CLOCK_RESPOND);
}

static void apply_reply(const struct applying *a)
{
	json *part = applying_part(a);

	if (!part)
		return;
	part_set_state(part, "replied");
	jo_set(part, "reply", applying_record(a));
	drop_member(part_is(part, "lead") ? a->t->extra : part, "extension");
	if (part_is(part, "lead"))
		ticket_forget(a->t, "carry");
	applying_meet(a, part, CLOCK_RESPOND);
	applying_meet(a, part, CLOCK_FEEDBACK);
}

static void apply_request_return(const struct applying *a)
{
	json *part = applying_part(a);

	if (!part)
		return;
	part_set_state(part, "return_requested");
	if (part_above(part))
		jo_set(part, "give_back", applying_record(a));
	else
		jo_set(part_is(part, "lead") ? a->t->extra : part, "return", applying_record(a));
}

static void apply_grant_return(const struct applying *a)
{
	const json *part = part_waiting(a->t, "return", jo_str(a->detail, "unit"));

	if (level_grant(a))
		return;
	if (a->from == TICKET_RETURN_REQUESTED)
		applying_back_to_dispatch(a, RULE_RETURNED);
	else if (part)
		part_remove(a->t, jo_str(part, "unit"));
}

static void apply_refuse_return(const struct applying *a)
{
	bool final = move_yes(a->detail, "final");
	json *part = part_waiting(a->t, "return", jo_str(a->detail, "unit"));

	if (level_refuse(a))
		return;
	if (a->from == TICKET_RETURN_REQUESTED) {
		ticket_forget(a->t, "return");
		a->t->return_forbidden |= final;
		part_set_state(part_find(a->t, a->t->lead), "dispatched");
	} else if (part) {
		drop_member(part, "return");
		part_set_state(part, "dispatched");
		if (final)
			jo_set_bool(part, "return_forbidden", true);
	}
}

static void apply_refer(const struct applying *a)
{
	jo_set(a->t->extra, "referred", applying_record(a));
}

static void apply_request_extension(const struct applying *a)
{
	json *part = applying_part(a);

	if (part)
		jo_set(part_is(part, "lead") ? a->t->extra : part, "extension", applying_record(a));
}

/* The row whose extension is decided, as the table chose it: the named unit's, the lead's, the
 * first co-unit's. */
static json *extension_part(const struct applying *a)
{
	const char *unit = jo_str(a->detail, "unit");
	bool lead = jo_get(a->t->extra, "extension") != NULL;

	if (lead && (!unit || (a->t->lead && !strcmp(unit, a->t->lead))))
		return part_find(a->t, a->t->lead);
	return part_waiting(a->t, "extension", unit);
}

static void apply_refuse_extension(const struct applying *a)
{
	json *part = extension_part(a);

	if (part)
		drop_member(part_is(part, "lead") ? a->t->extra : part, "extension");
}

static void apply_grant_extension(const struct applying *a)
{
	json *part = extension_part(a);
	const json *asked = jo_get(part_is(part, "lead") ? a->t->extra : part, "extension");
	instant until;

	if (part && (move_time(a->detail, "until", &until) || move_time(asked, "until", &until))) {
		struct deadline *d = part_deadline(a->t, part);
		deadline_extend(d, until, a->e->at, RULE_EXTENDED);
		part_deadline_put(a->t, part, d);
	}
	apply_refuse_extension(a);
}

/* To report in, a called unit has as long as a unit has to sign. */
static void start_report_in(const struct applying *a, json *part)
{
	struct deadline *d = part_deadline(a->t, part);

	d->paused_at = a->t->deadline->paused_at;
	deadline_start(a->city, d, CLOCK_SIGN, a->t->grade, a->e->at, RULE_WHISTLED);
	part_deadline_put(a->t, part, d);
}

static void apply_whistle(const struct applying *a)
{
	const json *units = jo_array(a->detail, "units");

	for (size_t i = 0; i < jo_len(units); i++) {
		const char *unit = json_object_get_string(jo_at(units, i));
		if (!unit || part_find(a->t, unit))
			continue;
		json *part = part_add(a->t, unit, "whistled", "called");
		jo_set_time(part, "called_at", a->e->at);
		jo_set_str(part, "reason", jo_str(a->detail, "reason"));
		start_report_in(a, part);
	}
}

static void apply_report_in(const struct applying *a)
{
	json *part = applying_part(a);

	if (!part)
		return;
	part_set_state(part, "reported");
	jo_set_time(part, "reported_at", a->e->at);
	applying_meet(a, part, CLOCK_SIGN);
}

static void apply_request_carry(const struct applying *a)
{
	jo_set(a->t->extra, "carry", applying_record(a));
}

static void apply_refuse_carry(const struct applying *a)
{
	ticket_forget(a->t, "carry");
}

static void apply_grant_carry(const struct applying *a)
{
	const char *given = jo_str(a->detail, "until");
	json *carry = jo_get(a->t->extra, "carry");
	instant until;

	if (!carry) {
		carry = applying_record(a);
		jo_set(a->t->extra, "carry", carry);
	}
	applying_each_deadline(a, applying_unpause);
	if (given)
		jo_set_str(carry, "until", given);
	jo_set_time(carry, "granted_at", a->e->at);
	if (move_time(carry, "until", &until))
		deadline_extend(a->t->deadline, until, a->e->at, RULE_CARRIED);
	ticket_forget(a->t, "extension");
}

const struct applier unit_appliers[] = {
	{ "sign", apply_sign },
	{ "forward", apply_forward },
	{ "respond", apply_respond },
	{ "reply", apply_reply },
	{ "request_return", apply_request_return },
	{ "grant_return", apply_grant_return },
	{ "refuse_return", apply_refuse_return },
	{ "refer", apply_refer },
	{ "request_extension", apply_request_extension },
	{ "grant_extension", apply_grant_extension },
	{ "refuse_extension", apply_refuse_extension },
	{ "whistle", apply_whistle },
	{ "report_in", apply_report_in },
	{ "request_carry", apply_request_carry },
	{ "grant_carry", apply_grant_carry },
	{ "refuse_carry", apply_refuse_carry },
	{ NULL, NULL },
};
