/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deadline_json.c -- deadlines explained to readers, and kept in the store.
 *
 * The store's form is arrays of numbers (a ticket is written with every move); reading it back is
 * total: what does not look like a deadline is left out.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

/* Each takes one argument: the grade, or the time of `other`. */
static const char *const rule_texts[RULE_COUNT] = {
	[RULE_SUBMITTED] = N_("Submitted: grade %s sets the time."),
	[RULE_DISPATCHED] = N_("Dispatched: grade %s sets the time."),
	[RULE_ARBITRATED] = N_("Decided in arbitration: grade %s sets the time anew."),
	[RULE_FORWARDED] = N_("Forwarded to another unit: it signs anew under grade %s."),
	[RULE_REHANDLED] =
		N_("Handled again because it was not solved: grade %s sets the time anew."),
	[RULE_RECALLED] = N_("Recalled: dispatch runs anew under grade %s."),        /* only in stores of old */
	[RULE_RETURNED] = N_("Return granted: dispatch runs anew under grade %s."),
	[RULE_REOPENED] = N_("The refusal was rejected: dispatch runs under grade %s."),
	[RULE_REGRADED] = N_("The grade became %s: counted again from the start, pauses kept."),
	[RULE_REGRADED_STRICTER] =
		N_("The grade became the stricter %s: the extension has ended, pauses are kept."),
	[RULE_PAUSED] = N_("Paused since %s: the due time moves by the pause."),
	[RULE_PAUSED_WORKING] =
		N_("Paused since %s: the due time moves by the working time of the pause."),
	[RULE_EXTENDED] = N_("Extension granted until %s."),
	[RULE_CARRIED] = N_("Carried until %s."),
	[RULE_MET] = N_("Done in time."),
	[RULE_MET_LATE] = N_("Done after the due time."),
	[RULE_WHISTLED] = N_("Called by the lead unit: grade %s sets the time to report in."),
	[RULE_GIVEN_BACK] = N_("Given back by the unit below: it is signed anew under grade %s."),
	[RULE_RUNS_ON] = N_("Recalled: dispatch runs on; the time with the unit does not count."),
};

static void set_seconds(json *o, const char *name, int64_t ms)
{
	if (ms % 1000)
		jo_set(o, name, json_object_new_double((double)ms / 1000));
	else
		jo_set_int(o, name, ms / 1000);
}

/* In English its code: there the name says no more. */
static const char *grade_words(const struct city *c, const char *code)
{
	const struct city_grade *g = i18n_is_chinese() ? city_find_grade(c, code) : NULL;

	return g ? g->name : code;
}

static json *step_to_json(const struct city *c, const struct deadline_step *step)
{
	json *o = json_object_new_object();
	struct buf other = BUF_INIT, text = BUF_INIT;

	if (step->other != INSTANT_NONE)
		time_say(&other, step->other - step->other % 60000, step->at);
	buf_addf(&text, _(rule_texts[step->rule]), other.len ? other.data : grade_words(c, step->grade));
	buf_release(&other);
	jo_set_time(o, "at", step->at);
	jo_set_str(o, "rule", text.data);
	buf_release(&text);
	set_seconds(o, "effect_s", step->effect_ms);
	return o;
}

static json *clock_to_json(const struct city *c, const struct deadline *d, int k, const char *unit)
{
	const struct deadline_clock *clock = &d->clocks[k];
	const struct city_grade *g = city_find_grade(c, d->grade);
	json *o = json_object_new_object(), *steps = json_object_new_array();

	jo_set_str(o, "clock", city_clock_names[k]);
	jo_set_str(o, "unit", unit);
	jo_set_str(o, "grade", d->grade);
	jo_set_str(o, "calendar",
		   g && g->clocks[k].text && g->clocks[k].working ? "working" : "natural");
	jo_set_time(o, "started_at", clock->started_at);
	jo_set_time(o, "due_at", clock->due_at);
	jo_set_time(o, "met_at", clock->met_at);
	if (d->paused_at != INSTANT_NONE && clock->met_at == INSTANT_NONE)
		jo_set_time(o, "paused_at", d->paused_at);
	for (size_t i = 0; i < clock->count; i++)
		json_object_array_add(steps, step_to_json(c, &clock->steps[i]));
	jo_set(o, "steps", steps);
	return o;
}

static void add_clocks(const struct city *c, json *list, const struct deadline *d, const char *unit)
{
	for (int k = 0; k < CLOCK_COUNT; k++)
		if (d->clocks[k].on)
			json_object_array_add(list, clock_to_json(c, d, k, unit));
}

/* Of the levels above the unit that has it now: when each of them took it. */
static void add_level_clocks(const struct city *c, json *list, const struct ticket *t, const json *part)
{
	json *levels = jo_array(part, "levels");

	for (size_t i = 0; i < jo_len(levels); i++) {
		struct deadline *d = deadline_new();
		snprintf(d->grade, sizeof(d->grade), "%s", t->grade);
		deadline_clock_load(d, CLOCK_SIGN, jo_get(jo_at(levels, i), "sign"));
		add_clocks(c, list, d, jo_str(jo_at(levels, i), "unit"));
		deadline_free(d);
	}
}

json *deadline_to_json(const struct city *c, const struct ticket *t)
{
	json *o = json_object_new_object(), *list = json_object_new_array();
	json *parts = ticket_parts(t);

	add_clocks(c, list, t->deadline, NULL);
	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_at(parts, i);
		add_level_clocks(c, list, t, part);
		if (part_is(part, "lead"))
			continue;
		struct deadline *d = part_deadline(t, part);
		add_clocks(c, list, d, jo_str(part, "unit"));
		deadline_free(d);
	}
	jo_set(o, "clocks", list);
	return o;
}

json *deadline_preview(const struct city *c, const char *grade, instant now)
{
	const struct city_grade *g = city_find_grade(c, grade);
	json *o = json_object_new_object();

	for (int k = 0; g && k < CLOCK_COUNT; k++)
		if (g->clocks[k].text)
			jo_set_time(o, city_clock_names[k], clock_due(c, &g->clocks[k], now));
	return o;
}

static void add_number(json *array, int64_t n)
{
	json_object_array_add(array, n == INSTANT_NONE ? NULL : json_object_new_int64(n));
}

static int64_t number_at(const json *array, size_t i)
{
	json *v = jo_at(array, i);

	return json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : INSTANT_NONE;
}

static json *step_store(const struct deadline_step *step)
{
	json *a = json_object_new_array();

	add_number(a, step->at);
	add_number(a, step->rule);
	add_number(a, step->effect_ms);
	add_number(a, step->other);
	json_object_array_add(a, json_object_new_string(step->grade));
	return a;
}

json *deadline_clock_store(const struct deadline *d, int k)
{
	const struct deadline_clock *clock = &d->clocks[k];
	json *a = json_object_new_array(), *steps = json_object_new_array();

	add_number(a, clock->started_at);
	add_number(a, clock->due_at);
	add_number(a, clock->met_at);
	add_number(a, clock->extended_to);
	for (size_t i = 0; i < clock->count; i++)
		json_object_array_add(steps, step_store(&clock->steps[i]));
	json_object_array_add(a, steps);
	return a;
}

json *deadline_store(const struct deadline *d)
{
	json *o = json_object_new_object(), *clocks = json_object_new_object();
	json *pauses = json_object_new_array();

	for (int k = 0; k < CLOCK_COUNT; k++)
		if (d->clocks[k].on)
			jo_set(clocks, city_clock_names[k], deadline_clock_store(d, k));
	for (size_t i = 0; i < d->pause_count; i++) {
		add_number(pauses, d->pauses[i].from);
		add_number(pauses, d->pauses[i].to);
	}
	jo_set_str(o, "grade", d->grade);
	jo_set(o, "clocks", clocks);
	jo_set(o, "pauses", pauses);
	if (d->paused_at != INSTANT_NONE)
		jo_set_int(o, "paused_at", d->paused_at);
	if (d->round_at != INSTANT_NONE)
		jo_set_int(o, "round_at", d->round_at);
	return o;
}

static void step_load(struct deadline_clock *clock, const json *a)
{
	int64_t rule = number_at(a, 1), effect = number_at(a, 2);
	const char *grade = json_object_get_string(jo_at(a, 4));

	if (rule < 0 || rule >= RULE_COUNT || effect == INSTANT_NONE || !grade)
		return;
	ARRAY_GROW(clock->steps, clock->count + 1, clock->alloc);
	struct deadline_step *step = &clock->steps[clock->count++];
	*step = (struct deadline_step){ .at = number_at(a, 0),
					.rule = (enum deadline_rule)rule,
					.effect_ms = effect,
					.other = number_at(a, 3) };
	snprintf(step->grade, sizeof(step->grade), "%s", grade);
}

void deadline_clock_load(struct deadline *d, int k, const json *a)
{
	struct deadline_clock *clock = &d->clocks[k];

	clock->count = 0;
	clock->started_at = number_at(a, 0);
	clock->due_at = number_at(a, 1);
	clock->met_at = number_at(a, 2);
	clock->extended_to = number_at(a, 3);
	clock->on = clock->started_at != INSTANT_NONE && clock->due_at != INSTANT_NONE;
	for (size_t i = 0; i < jo_len(jo_at(a, 4)); i++)
		step_load(clock, jo_at(jo_at(a, 4), i));
}

struct deadline *deadline_load(const json *stored)
{
	struct deadline *d = deadline_new();
	const json *clocks = jo_get(stored, "clocks"), *pauses = jo_get(stored, "pauses");
	const char *grade = jo_str(stored, "grade");

	snprintf(d->grade, sizeof(d->grade), "%s", grade ? grade : "");
	for (int k = 0; k < CLOCK_COUNT; k++)
		deadline_clock_load(d, k, jo_get(clocks, city_clock_names[k]));
	for (size_t i = 0; i + 1 < jo_len(pauses); i += 2) {
		ARRAY_GROW(d->pauses, d->pause_count + 1, d->pause_alloc);
		d->pauses[d->pause_count++] =
			(struct deadline_pause){ number_at(pauses, i), number_at(pauses, i + 1) };
	}
	d->paused_at = jo_int(stored, "paused_at", INSTANT_NONE);
	d->round_at = jo_int(stored, "round_at", INSTANT_NONE);
	return d;
}
