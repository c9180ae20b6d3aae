/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_apply.c -- what an event does to a ticket.
 *
 * The only way a ticket changes. Total and deterministic: an event is a fact, so nothing is refused
 * here; what an odd event lacks is left out. The same events therefore always make the same ticket,
 * which lets the store rebuild its rows from them.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_apply.h"

void ticket_set_text(char **member, const char *text)
{
	char *copy = xstrdup(text);

	free(*member);
	*member = copy;
}

void ticket_forget(struct ticket *t, const char *name)
{
	json_object_object_del(t->extra, name);
}

json *applying_record(const struct applying *a)
{
	json *o = jo_share((json *)a->detail);

	jo_set_str(o, "by", a->e->by);
	jo_set_time(o, "at", a->e->at);
	return o;
}

json *applying_part(const struct applying *a)
{
	const char *unit = jo_str(a->detail, "by_unit");

	return part_find(a->t, unit ? unit : a->t->lead);
}

void drop_member(json *o, const char *name)
{
	if (o)
		json_object_object_del(o, name);
}

void part_set_state(json *part, const char *state)
{
	if (part)
		jo_set_str(part, "state", state);
}

void applying_begin(const struct applying *a, json *part, enum deadline_rule why)
{
	part_set_state(part, "dispatched");
	jo_set_time(part, "dispatched_at", a->e->at);
	struct deadline *d = part_deadline(a->t, part);
	if (part_is(part, "co"))
		d->paused_at = a->t->deadline->paused_at;
	deadline_begin_round(a->city, d, a->t->grade, a->e->at, why);
	part_deadline_put(a->t, part, d);
}

void applying_meet(const struct applying *a, json *part, int clock)
{
	struct deadline *d = part_deadline(a->t, part);

	deadline_meet(a->city, d, clock, a->e->at);
	part_deadline_put(a->t, part, d);
}

void applying_leave_units(const struct applying *a)
{
	struct ticket *t = a->t;
	static const char *const gone[] = { "parts", "return", "extension", "carry" };

	for (size_t i = 0; i < ARRAY_SIZE(gone); i++)
		ticket_forget(t, gone[i]);
	ticket_set_text(&t->lead, NULL);
	jo_free(t->co);
	t->co = json_object_new_array();
	t->return_forbidden = false;
	deadline_end_round(t->deadline);
}

void applying_back_to_dispatch(const struct applying *a, enum deadline_rule why)
{
	applying_leave_units(a);
	deadline_start(a->city, a->t->deadline, CLOCK_DISPATCH, a->t->grade, a->e->at, why);
}

void applying_each_deadline(const struct applying *a,
			    void (*fn)(const struct applying *, struct deadline *))
{
	json *parts = ticket_parts(a->t);

	fn(a, a->t->deadline);
	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_at(parts, i);
		if (part_is(part, "lead"))
			continue;
		struct deadline *d = part_deadline(a->t, part);
		fn(a, d);
		part_deadline_put(a->t, part, d);
	}
}

void applying_unpause(const struct applying *a, struct deadline *d)
{
	deadline_unpause(a->city, d, a->e->at);
}

void applying_release(const struct applying *a)
{
	ticket_set_text(&a->t->claimed_by, NULL);
	a->t->claimed_until = INSTANT_NONE;
}

static void do_stop(const struct applying *a, struct deadline *d)
{
	(void)a;
	deadline_stop(d);
}

/* Once all have replied nobody waits for who was called and did not come. */
static void stop_calls(const struct applying *a)
{
	json *parts = ticket_parts(a->t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		if (!part_is(jo_at(parts, i), "whistled"))
			continue;
		struct deadline *d = part_deadline(a->t, jo_at(parts, i));
		deadline_stop(d);
		part_deadline_put(a->t, jo_at(parts, i), d);
	}
}

/* A claim was for the state that the ticket has left; at the end of the road no clock runs. */
static void enter_state(const struct applying *a)
{
	struct ticket *t = a->t;
	bool end = t->state == TICKET_VOID || t->state == TICKET_CLOSED;

	applying_release(a);
	if (end || t->state == TICKET_REPLIED)
		applying_each_deadline(a, applying_unpause);
	if (end)
		applying_each_deadline(a, do_stop);
	if (t->state == TICKET_REPLIED)
		stop_calls(a);
	t->closed_at = t->state == TICKET_CLOSED ? a->e->at : INSTANT_NONE;
}

static void apply_by(const struct applier *list, const struct applying *a)
{
	for (; list->action; list++)
		if (!strcmp(list->action, a->e->action))
			list->fn(a);
}

void ticket_apply(const struct city *c, struct ticket *t, const struct ticket_event *e)
{
	struct applying a = { c, t, e, e->detail, t->state };

	t->version++;
	t->state = e->to;
	t->updated_at = e->at;
	apply_by(desk_appliers, &a);
	apply_by(unit_appliers, &a);
	apply_by(visit_appliers, &a);
	if (a.from != e->to || t->version == 1)
		enter_state(&a);
}
