/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_shares.c -- what each unit has in a ticket: its own sub-state and its own clock.
 *
 * One row a unit at work, and one for each unit above that handed it down and answers for it: to that one the ticket is
 * "forwarded", or "given_back" while the unit below asks to give it back.
 */
#include <string.h>

#include "ticket_internal.h"

#define IN(state) (1u << TICKET_##state)
#define AT_UNITS                                                                                    \
	(IN(DISPATCHED) | IN(HANDLING) | IN(REHANDLING) | IN(RETURN_REQUESTED) | IN(ARBITRATION) | \
	 IN(CARRIED))

struct shares {
	struct ticket_share *list;
	size_t count, most;
};

static void add(struct shares *s, const struct ticket_share *share)
{
	if (s->count < s->most)
		s->list[s->count++] = *share;
}

static void add_part(struct shares *s, const struct ticket *t, const json *part, bool open)
{
	struct deadline *d = part_deadline(t, part);
	struct ticket_share share = {
		.unit = jo_str(part, "unit"), .part = jo_str(part, "part"), .state = jo_str(part, "state"), .clock = -1,
		.live = open && !part_in(part, "replied") && !part_in(part, "reported"),
	};

	share.due_at = deadline_next(d, &share.clock);
	if (d != t->deadline)
		deadline_free(d);
	add(s, &share);
}

/* The limit for the reply binds those above as well. */
static void add_levels(struct shares *s, const struct ticket *t, const json *part, bool open)
{
	json *levels = jo_array(part, "levels");
	struct deadline *d = part_deadline(t, part);
	const struct deadline_clock *reply = &d->clocks[CLOCK_FEEDBACK];
	bool runs = reply->on && reply->met_at == INSTANT_NONE && d->paused_at == INSTANT_NONE;

	for (size_t i = 0; i < jo_len(levels); i++) {
		bool asked = i + 1 == jo_len(levels) && jo_get(part, "give_back");
		struct ticket_share share = {
			.unit = jo_str(jo_at(levels, i), "unit"), .part = "level", .state = asked ? "given_back" : "forwarded",
			.with = jo_str(part, "unit"), .due_at = runs ? reply->due_at : INSTANT_NONE,
			.clock = runs ? CLOCK_FEEDBACK : -1, .live = open && !part_in(part, "replied"),
		};
		add(s, &share);
	}
	if (d != t->deadline)
		deadline_free(d);
}

size_t ticket_shares(const struct ticket *t, struct ticket_share *list, size_t most)
{
	struct shares s = { .list = list, .most = most };
	json *parts = ticket_parts(t);
	bool open = AT_UNITS & (1u << t->state);

	for (size_t i = 0; i < jo_len(parts); i++) {
		add_part(&s, t, jo_at(parts, i), open);
		add_levels(&s, t, jo_at(parts, i), open);
	}
	return s.count;
}

json *ticket_share_to_json(const struct ticket *t, const char *unit)
{
	struct ticket_share list[TICKET_SHARES_MOST];
	size_t count = unit ? ticket_shares(t, list, TICKET_SHARES_MOST) : 0, i = 0;

	while (i < count && strcmp(list[i].unit, unit) != 0)
		i++;
	if (i == count)
		return NULL;
	json *o = json_object_new_object();
	jo_set_str(o, "part", list[i].part);
	jo_set_str(o, "state", list[i].state);
	jo_set_str(o, "with", list[i].with);
	if (list[i].due_at != INSTANT_NONE) {
		json *due = json_object_new_object();
		jo_set_str(due, "clock", city_clock_names[list[i].clock]);
		jo_set_time(due, "due_at", list[i].due_at);
		jo_set(o, "due", due);
	}
	return o;
}

const char *ticket_scored_unit(const struct city *c, const struct ticket *t)
{
	const struct city_unit *u = t->lead ? city_find_unit(c, t->lead) : NULL;

	while (u && u->parent && !strcmp(u->kind, "grid"))
		u = u->parent;
	return u ? u->code : t->lead;
}
