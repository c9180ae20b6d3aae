/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deadline.c -- the four clocks of a ticket, each with the steps that made its due time.
 *
 * Invariant: due_at = started_at + the sum of the steps' effects, so a deadline can always be
 * explained. Pauses are kept beside the clocks, and a change of grade counts from the start again
 * with all of them: nothing that was granted by a pause is ever lost. An extension ends with a
 * stricter grade.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_internal.h"

struct deadline *deadline_new(void)
{
	struct deadline *d = xcalloc(1, sizeof(*d));

	d->paused_at = d->round_at = INSTANT_NONE;
	for (int k = 0; k < CLOCK_COUNT; k++) {
		struct deadline_clock *clock = &d->clocks[k];
		clock->started_at = clock->due_at = INSTANT_NONE;
		clock->met_at = clock->extended_to = INSTANT_NONE;
	}
	return d;
}

void deadline_free(struct deadline *d)
{
	if (!d)
		return;
	for (int k = 0; k < CLOCK_COUNT; k++)
		free(d->clocks[k].steps);
	free(d->pauses);
	free(d);
}

/* The grade's rule for a clock; NULL: this grade has no such clock. */
static const struct city_clock *rule_of(const struct city *c, const char *grade, int k)
{
	const struct city_grade *g = city_find_grade(c, grade);

	return g && g->clocks[k].text ? &g->clocks[k] : NULL;
}

static struct deadline_step *add_step(struct deadline_clock *clock, enum deadline_rule rule, instant at, instant due)
{
	ARRAY_GROW(clock->steps, clock->count + 1, clock->alloc);
	struct deadline_step *step = &clock->steps[clock->count++];
	*step = (struct deadline_step){
		.at = at, .rule = rule, .other = INSTANT_NONE, .effect_ms = due - clock->due_at
	};
	clock->due_at = due;
	return step;
}

static void clock_clear(struct deadline_clock *clock)
{
	clock->on = false;
	clock->started_at = clock->due_at = clock->met_at = clock->extended_to = INSTANT_NONE;
	clock->count = 0;
}

static void set_grade(char out[GRADE_TEXT], const char *grade)
{
	snprintf(out, GRADE_TEXT, "%s", grade);
}

void deadline_start(const struct city *c, struct deadline *d, int k, const char *grade, instant at,
		    enum deadline_rule why)
{
	struct deadline_clock *clock = &d->clocks[k];
	const struct city_clock *rule = rule_of(c, grade, k);

	set_grade(d->grade, grade);
	clock_clear(clock);
	if (!rule)
		return;
	clock->on = true;
	clock->started_at = clock->due_at = at;
	set_grade(add_step(clock, why, at, clock_due(c, rule, at))->grade, grade);
}

void deadline_begin_round(const struct city *c, struct deadline *d, const char *grade, instant at,
			  enum deadline_rule why)
{
	for (int k = CLOCK_SIGN; k < CLOCK_COUNT; k++)
		deadline_start(c, d, k, grade, at, why);
	d->round_at = at;
}

void deadline_end_round(struct deadline *d)
{
	for (int k = CLOCK_SIGN; k < CLOCK_COUNT; k++)
		clock_clear(&d->clocks[k]);
	d->round_at = INSTANT_NONE;
}

static bool is_running(const struct deadline_clock *clock)
{
	return clock->on && clock->met_at == INSTANT_NONE;
}

/* The pause [from, to) moves a running clock, as far as it had started. */
static void clock_pause(const struct city *c, struct deadline *d, int k, instant from, instant to)
{
	static const struct city_clock natural = { "PT0S", 0, false };
	struct deadline_clock *clock = &d->clocks[k];
	const struct city_clock *rule = rule_of(c, d->grade, k);

	if (!rule)
		rule = &natural;
	if (from < clock->started_at)
		from = clock->started_at;
	if (to <= from)
		return;
	instant due = clock_shift(c, rule, clock->due_at, from, to);
	if (clock->extended_to != INSTANT_NONE)
		clock->extended_to = clock_shift(c, rule, clock->extended_to, from, to);
	add_step(clock, rule->working ? RULE_PAUSED_WORKING : RULE_PAUSED, to, due)->other = from;
}

void deadline_meet(const struct city *c, struct deadline *d, int k, instant at)
{
	struct deadline_clock *clock = &d->clocks[k];

	if (!is_running(clock))
		return;
	if (d->paused_at != INSTANT_NONE)
		clock_pause(c, d, k, d->paused_at, at);
	clock->met_at = at;
	add_step(clock, at <= clock->due_at ? RULE_MET : RULE_MET_LATE, at, clock->due_at);
}

void deadline_stop(struct deadline *d)
{
	for (int k = 0; k < CLOCK_COUNT; k++)
		if (is_running(&d->clocks[k]))
			clock_clear(&d->clocks[k]);
}

void deadline_pause(struct deadline *d, instant at)
{
	if (d->paused_at == INSTANT_NONE)
		d->paused_at = at;
}

/* Kept pauses never overlap: one that meets those before it takes them in. */
static void keep_pause(struct deadline *d, instant from, instant to)
{
	for (; d->pause_count && d->pauses[d->pause_count - 1].to >= from; d->pause_count--)
		if (d->pauses[d->pause_count - 1].from < from)
			from = d->pauses[d->pause_count - 1].from;
	ARRAY_GROW(d->pauses, d->pause_count + 1, d->pause_alloc);
	d->pauses[d->pause_count++] = (struct deadline_pause){ from, to };
}

void deadline_unpause(const struct city *c, struct deadline *d, instant at)
{
	if (d->paused_at == INSTANT_NONE)
		return;
	for (int k = 0; k < CLOCK_COUNT; k++)
		if (is_running(&d->clocks[k]))
			clock_pause(c, d, k, d->paused_at, at);
	if (at > d->paused_at)
		keep_pause(d, d->paused_at, at);
	d->paused_at = INSTANT_NONE;
}

static instant due_with_pauses(const struct city *c, const struct deadline *d,
			       const struct city_clock *rule, instant start)
{
	instant due = clock_due(c, rule, start);

	for (size_t i = 0; i < d->pause_count; i++) {
		instant from = d->pauses[i].from > start ? d->pauses[i].from : start;
		due = clock_shift(c, rule, due, from, d->pauses[i].to);
	}
	return due;
}

static void regrade_clock(const struct city *c, struct deadline *d, int k, const char *grade, instant at)
{
	struct deadline_clock *clock = &d->clocks[k];
	const struct city_clock *new = rule_of(c, grade, k), *old = rule_of(c, d->grade, k);
	enum deadline_rule why = RULE_REGRADED;

	if (!new) {
		clock_clear(clock);
		return;
	}
	instant due = due_with_pauses(c, d, new, clock->started_at);
	if (clock->extended_to != INSTANT_NONE) {
		if (old &&
		    clock_due(c, new, clock->started_at) < clock_due(c, old, clock->started_at)) {
			why = RULE_REGRADED_STRICTER;
			clock->extended_to = INSTANT_NONE;
		} else if (clock->extended_to > due) {
			due = clock->extended_to;
		}
	}
	set_grade(add_step(clock, why, at, due)->grade, grade);
}

/* The grade that set the clock last. */
static const char *last_grade(const struct deadline_clock *clock)
{
	const char *grade = "";

	for (size_t i = 0; i < clock->count; i++)
		if (*clock->steps[i].grade)
			grade = clock->steps[i].grade;
	return grade;
}

void deadline_run_on(const struct city *c, struct deadline *d, int k, const char *grade, instant at,
		     enum deadline_rule why)
{
	struct deadline_clock *clock = &d->clocks[k];
	const struct city_clock *rule = rule_of(c, last_grade(clock), k);
	instant met = clock->met_at;

	if (!clock->on || met == INSTANT_NONE || !rule) {
		deadline_start(c, d, k, grade, at, why);
		return;
	}
	clock->met_at = INSTANT_NONE;
	add_step(clock, why, at, clock_shift(c, rule, clock->due_at, met, at));
	bool paused = d->paused_at != INSTANT_NONE;
	keep_pause(d, paused && d->paused_at < met ? d->paused_at : met, at);
	if (paused)
		d->paused_at = at;      /* what lies before is counted */
	if (strcmp(last_grade(clock), grade) != 0)
		regrade_clock(c, d, k, grade, at);
	set_grade(d->grade, grade);
}

/* A clock that only the new grade has counts from when the unit got it, with the pauses since. */
static void regrade_into(const struct city *c, struct deadline *d, int k, const char *grade, instant at)
{
	struct deadline_clock *clock = &d->clocks[k];
	const struct city_clock *rule = rule_of(c, grade, k);

	if (!rule || k == CLOCK_DISPATCH || d->round_at == INSTANT_NONE)
		return;
	clock->on = true;
	clock->started_at = clock->due_at = d->round_at;
	instant due = due_with_pauses(c, d, rule, d->round_at);
	set_grade(add_step(clock, RULE_REGRADED, at, due)->grade, grade);
}

void deadline_regrade(const struct city *c, struct deadline *d, const char *grade, instant at)
{
	for (int k = 0; k < CLOCK_COUNT; k++) {
		if (is_running(&d->clocks[k]))
			regrade_clock(c, d, k, grade, at);
		else if (!d->clocks[k].on)
			regrade_into(c, d, k, grade, at);
	}
	set_grade(d->grade, grade);
}

void deadline_extend(struct deadline *d, instant until, instant at, enum deadline_rule why)
{
	struct deadline_clock *clock = &d->clocks[CLOCK_FEEDBACK];

	if (!is_running(clock) || until <= clock->due_at)
		return;
	add_step(clock, why, at, until)->other = until;
	clock->extended_to = until;
}

/* The nearest of these clocks that lies after `after`, when it is nearer than `best`. */
static instant nearer(const struct deadline *d, instant after, instant best, int *which)
{
	for (int k = 0; d->paused_at == INSTANT_NONE && k < CLOCK_COUNT; k++) {
		const struct deadline_clock *clock = &d->clocks[k];
		if (!is_running(clock) || (after != INSTANT_NONE && clock->due_at <= after) ||
		    (best != INSTANT_NONE && clock->due_at >= best))
			continue;
		best = clock->due_at;
		if (which)
			*which = k;
	}
	return best;
}

instant deadline_next(const struct deadline *d, int *which)
{
	return nearer(d, INSTANT_NONE, INSTANT_NONE, which);
}

instant ticket_next_due(const struct ticket *t, instant after, int *which)
{
	json *parts = ticket_parts(t);
	instant best = nearer(t->deadline, after, INSTANT_NONE, which);

	for (size_t i = 0; i < jo_len(parts); i++) {
		if (!part_is(jo_at(parts, i), "co"))
			continue;
		struct deadline *d = part_deadline(t, jo_at(parts, i));
		best = nearer(d, after, best, which);
		deadline_free(d);
	}
	return best;
}

/* ---- alarms ---- */

enum { ALARM_PART = 5 };        /* a fifth of the time is left */

struct alarms {
	instant after, until, next;
	struct ticket_alarm *list;
	size_t count, most;
};

static void add_alarm(struct alarms *a, const struct ticket_alarm *alarm)
{
	if (alarm->at > a->until) {
		if (a->next == INSTANT_NONE || alarm->at < a->next)
			a->next = alarm->at;
	} else if (alarm->at > a->after && a->list && a->count < a->most) {
		a->list[a->count++] = *alarm;
	}
}

static void add_alarms_of(struct alarms *a, const struct deadline *d, const char *unit)
{
	if (!d || d->paused_at != INSTANT_NONE)
		return;
	for (int i = 0; i < CLOCK_COUNT; i++) {
		const struct deadline_clock *c = &d->clocks[i];
		if (!c->on || c->met_at != INSTANT_NONE)
			continue;
		instant before = c->due_at - (c->due_at - c->started_at) / ALARM_PART;
		add_alarm(a, &(struct ticket_alarm){ i, before, c->due_at, false, unit });
		add_alarm(a, &(struct ticket_alarm){ i, c->due_at, c->due_at, true, unit });
	}
}

size_t ticket_alarms(const struct ticket *t, instant after, instant until, struct ticket_alarm *list, size_t most,
		     instant *next)
{
	struct alarms a = { .after = after, .until = until, .next = INSTANT_NONE, .list = list, .most = most };
	json *parts = ticket_parts(t);

	add_alarms_of(&a, t->deadline, NULL);
	for (size_t i = 0; i < jo_len(parts); i++) {
		if (part_is(jo_at(parts, i), "lead"))
			continue;
		struct deadline *d = part_deadline(t, jo_at(parts, i));
		add_alarms_of(&a, d, jo_str(jo_at(parts, i), "unit"));
		deadline_free(d);
	}
	if (next)
		*next = a.next;
	return a.count;
}
