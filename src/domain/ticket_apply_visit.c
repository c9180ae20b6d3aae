/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_apply_visit.c -- the return visits of a ticket: its own caller's, and one for each caller who joined.
 *
 * A visit holds `due_at` as long as its caller is to be phoned: from the units' reply, later again while nobody
 * answers, and until the visitor has decided what becomes of a matter that is not solved (`undecided`). The first and
 * the final answers are kept apart.
 */
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/assess.h"
#include "ticket_apply.h"

/* The visit of the ticket's own caller (of extra) or of one who joined; made when it is not there. */
static json *visit_in(json *of)
{
	json *visit = jo_get(of, "visit");

	if (of && !visit) {
		visit = json_object_new_object();
		jo_set_bool(visit, "valid", false);
		jo_set(of, "visit", visit);
	}
	return visit;
}

static void be_due(json *of, instant at)
{
	jo_set_time(visit_in(of), "due_at", at);
}

static void drop_due(json *visit)
{
	drop_member(visit, "due_at");
	drop_member(visit, "undecided");
}

/* NULL: a caller who did not join. */
static json *visit_of(const struct applying *a, const char *contact)
{
	json *callers = jo_array(a->t->extra, "callers");

	if (!contact || (a->t->contact_id && !strcmp(contact, a->t->contact_id)))
		return visit_in(a->t->extra);
	for (size_t i = 0; i < jo_len(callers); i++) {
		const char *id = jo_str(jo_at(callers, i), "contact_id");
		if (id && !strcmp(id, contact))
			return visit_in(jo_at(callers, i));
	}
	return NULL;
}

static void each_joined(const struct applying *a, void (*fn)(const struct applying *a, json *caller))
{
	json *callers = jo_array(a->t->extra, "callers");

	for (size_t i = 0; i < jo_len(callers); i++)
		fn(a, jo_at(callers, i));
}

/* ---- the units have replied ---- */

static void begin(const struct applying *a, json *of)
{
	drop_member(visit_in(of), "unreached");
	be_due(of, a->e->at);
}

/* Whoever was content with an earlier reply is not asked again. */
static void begin_joined(const struct applying *a, json *caller)
{
	if (!jo_bool(jo_get(jo_get(caller, "visit"), "final"), "solved", false))
		begin(a, caller);
}

/* A merged ticket's caller is asked as well; the unit that handled the primary ticket answers for
 * it. */
static void apply_visiting(const struct applying *a)
{
	const char *lead = jo_str(a->detail, "lead");

	if (a->from == TICKET_MERGED) {
		applying_each_deadline(a, applying_unpause);
		deadline_stop(a->t->deadline);
	}
	if (lead && !a->t->lead) {
		ticket_set_text(&a->t->lead, lead);
		part_set_state(part_add(a->t, lead, "lead", "replied"), "replied");
	}
	begin(a, a->t->extra);
	each_joined(a, begin_joined);
}

/* Who joins while the others are being asked is asked, too. */
static void apply_join(const struct applying *a)
{
	json *callers = jo_array(a->t->extra, "callers");

	if (!callers) {
		callers = json_object_new_array();
		jo_set(a->t->extra, "callers", callers);
	}
	json_object_array_add(callers, applying_record(a));
	if (a->t->state == TICKET_VISITING)
		begin(a, jo_at(callers, jo_len(callers) - 1));
}

/* ---- a caller was phoned ---- */

/* Whose work is judged, and what it counts, are those of the visit, whatever becomes of the ticket afterwards. */
static json *answers_of(const struct applying *a)
{
	json *o = applying_record(a);
	int64_t weight = assess_weight(a->city, a->t);

	jo_set_bool(o, "contacted", move_yes(a->detail, "contacted"));
	jo_set_bool(o, "solved", move_yes(a->detail, "solved"));
	jo_set_str(o, "unit", ticket_scored_unit(a->city, a->t));
	if (weight != 1000)
		jo_set_int(o, "weight", weight);
	return o;
}

static void not_reached(const struct applying *a, json *visit)
{
	int64_t unreached = jo_int(visit, "unreached", 0) + 1;

	jo_set_int(visit, "unreached", unreached);
	drop_due(visit);
	if (unreached < a->city->visit_attempts)
		jo_set_time(visit, "due_at", visit_next(a->city, a->e->at));
	else
		jo_set_bool(visit, "valid", false);
}

static void reached(const struct applying *a, json *visit, bool own)
{
	jo_set_bool(visit, "valid", true);
	if (!jo_get(visit, "first"))
		jo_set(visit, "first", answers_of(a));
	jo_set(visit, "final", answers_of(a));
	drop_member(visit, "unreached");
	drop_due(visit);
	if (own && a->t->state == TICKET_VISITING) {
		jo_set_time(visit, "due_at", a->e->at);
		jo_set_bool(visit, "undecided", true);
	}
}

/* The ticket is free for the next visitor unless somebody is to be phoned or something decided now. */
static void apply_record_visit(const struct applying *a)
{
	json *visit = visit_of(a, jo_str(a->detail, "contact_id"));

	if (!visit)
		return;
	if (move_yes(a->detail, "reached"))
		reached(a, visit, visit == jo_get(a->t->extra, "visit"));
	else
		not_reached(a, visit);
	instant due = ticket_visit_due(a->t);
	if (due == INSTANT_NONE || due > a->e->at)
		applying_release(a);
}

/* ---- the ticket goes on ---- */

static void end_joined(const struct applying *a, json *caller)
{
	json *visit = jo_get(caller, "visit");
	(void)a;

	drop_due(visit);
	drop_member(visit, "unreached");
}

/* Its own caller is not phoned any more; those who joined still are. */
static void apply_close(const struct applying *a)
{
	drop_due(jo_get(a->t->extra, "visit"));
}

static void apply_rehandle(const struct applying *a)
{
	end_joined(a, a->t->extra);
	each_joined(a, end_joined);
}

const struct applier visit_appliers[] = {
	{ "join", apply_join },
	{ "visiting", apply_visiting },
	{ "record_visit", apply_record_visit },
	{ "close", apply_close },
	{ "rehandle", apply_rehandle },
	{ NULL, NULL },
};

/* ---- when ---- */

static void earlier(instant *due, const json *visit)
{
	const char *text = jo_str(visit, "due_at");
	instant at;

	if (text && clock_parse(text, &at) && (*due == INSTANT_NONE || at < *due))
		*due = at;
}

instant ticket_visit_due(const struct ticket *t)
{
	const json *callers = jo_array(t->extra, "callers");
	instant due = INSTANT_NONE;

	earlier(&due, jo_get(t->extra, "visit"));
	for (size_t i = 0; i < jo_len(callers); i++)
		earlier(&due, jo_get(jo_at(callers, i), "visit"));
	return due;
}
