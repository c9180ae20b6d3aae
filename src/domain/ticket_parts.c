/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_parts.c -- the units at work on a ticket, each with its own sub-state.
 *
 * They are rows of extra.parts: lead and co-units (dispatched, handling, return_requested, replied)
 * and whistled ones (called, reported). The lead's clocks are the ticket's; a co-unit and a whistled
 * one keep their own in their row.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_internal.h"

json *ticket_parts(const struct ticket *t)
{
	return jo_array(t->extra, "parts");
}

bool part_is(const json *part, const char *what)
{
	const char *is = jo_str(part, "part");

	return is && !strcmp(is, what);
}

bool part_in(const json *part, const char *state)
{
	const char *in = jo_str(part, "state");

	return in && !strcmp(in, state);
}

static bool part_of(const json *part, const char *unit)
{
	const char *of = jo_str(part, "unit");

	return of && unit && !strcmp(of, unit);
}

json *part_find(const struct ticket *t, const char *unit)
{
	json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++)
		if (part_of(jo_at(parts, i), unit))
			return jo_at(parts, i);
	return NULL;
}

json *part_add(struct ticket *t, const char *unit, const char *part, const char *state)
{
	json *parts = ticket_parts(t), *o = json_object_new_object();

	if (!parts) {
		parts = json_object_new_array();
		jo_set(t->extra, "parts", parts);
	}
	jo_set_str(o, "unit", unit);
	jo_set_str(o, "part", part);
	jo_set_str(o, "state", state);
	json_object_array_add(parts, o);
	return o;
}

void part_remove(struct ticket *t, const char *of)
{
	json *parts = ticket_parts(t);
	char *unit = xstrdup(of); /* may be a text of the row itself */

	for (size_t i = jo_len(parts); i-- > 0;)
		if (part_of(jo_at(parts, i), unit))
			json_object_array_del_idx(parts, i, 1);
	for (size_t i = jo_len(t->co); i-- > 0;)
		if (unit && !strcmp(json_object_get_string(jo_at(t->co, i)), unit))
			json_object_array_del_idx(t->co, i, 1);
	free(unit);
}

bool parts_have_replied(const struct ticket *t, const char *besides)
{
	json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_at(parts, i);
		if (!part_is(part, "whistled") && !part_in(part, "replied") &&
		    !part_of(part, besides))
			return false;
	}
	return true;
}

json *part_waiting(const struct ticket *t, const char *member, const char *unit)
{
	json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_at(parts, i);
		if (part_is(part, "co") && jo_get(part, member) && (!unit || part_of(part, unit)))
			return part;
	}
	return NULL;
}

struct deadline *part_deadline(const struct ticket *t, const json *part)
{
	return part_is(part, "lead") ? t->deadline : deadline_load(jo_get(part, "deadline"));
}

void part_deadline_put(struct ticket *t, json *part, struct deadline *d)
{
	if (d == t->deadline)
		return;
	jo_set(part, "deadline", deadline_store(d));
	deadline_free(d);
}

bool unit_is_lead(const struct ticket *t, const struct ticket_actor *who)
{
	return t->lead && who->unit && !strcmp(t->lead, who->unit);
}
