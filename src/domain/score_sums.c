/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_sums.c -- from items to points: what a fault, a group, a sheet and the whole come to, the level, what to
 * practise.
 *
 * Everything needed stands in the score itself ("groups", "rule", "items"), so that an override years later makes the
 * sums by the sheets of its day.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"

#define NEXT_MOST 5

static void add_group(json *groups, const struct city_sheet_item *i)
{
	json *o = json_object_new_object();

	jo_set_str(o, "sheet", i->sheet);
	jo_set_str(o, "item", i->item);
	jo_set_str(o, "name", i->name);
	jo_set_str(o, "name_en", i->name_en);
	score_set_number(o, "points", i->points);
	json_object_array_add(groups, o);
}

void score_set_rule(json *score, const struct city *c, bool call)
{
	json *groups = json_object_new_array(), *rule = json_object_new_object(), *faults = json_object_new_object();

	for (size_t i = 0; i < c->sheet_item_count; i++) {
		const struct city_sheet_item *s = &c->sheet_items[i];
		bool ours = !strcmp(s->sheet, "ticket") || (call && !strcmp(s->sheet, "call"));
		if (!ours)
			continue;
		if (s->points) {
			add_group(groups, s);
			continue;
		}
		char *full = xasprintf("%s/%s", s->sheet, s->item);
		score_set_number(faults, full, s->deduction);
		free(full);
	}
	jo_set(score, "groups", groups);
	score_set_number(rule, "ticket", c->training_ticket);
	jo_set_int(rule, "excellent", c->training_excellent);
	jo_set_int(rule, "good", c->training_good);
	jo_set_int(rule, "passed", c->training_passed);
	jo_set(rule, "faults", faults);
	jo_set(score, "rule", rule);
}

/* ---- groups ---- */

static bool is_in(const json *item, const json *group)
{
	const char *code = jo_str(item, "item"), *name = jo_str(group, "item");
	size_t len = strlen(name);

	return !strcmp(jo_str(item, "sheet"), jo_str(group, "sheet")) &&
	       (!strcmp(code, "*") || (!strncmp(code, name, len) && (!code[len] || code[len] == '-')));
}

/* Items of the ticket sheet belong to a request, 0: to all; those of the call to the whole call. */
static int request_of(const json *item)
{
	return strcmp(jo_str(item, "sheet"), "ticket") ? 0 : (int)jo_int(item, "request", 0);
}

static bool is_fault(const json *item, const json *fault)
{
	return !strcmp(jo_str(item, "item"), jo_str(fault, "item")) &&
	       !strcmp(jo_str(item, "sheet"), jo_str(fault, "sheet"));
}

/* Of one fault all items before this one: each fault is counted where it first stands. */
static bool stood_before(const json *items, size_t at)
{
	const json *item = jo_at(items, at);

	for (size_t i = 0; i < at; i++)
		if (is_fault(jo_at(items, i), item) && request_of(jo_at(items, i)) == request_of(item))
			return true;
	return false;
}

/* The most that the fault of this item can cost; HUGE_VAL: it is a whole group. */
static double cap_of(const json *score, const json *fault)
{
	char *full = xasprintf("%s/%s", jo_str(fault, "sheet"), jo_str(fault, "item"));
	json *most = jo_get(jo_get(jo_get(score, "rule"), "faults"), full);

	free(full);
	return most ? json_object_get_double(most) : HUGE_VAL;
}

static double deducted_by(const json *items, const json *fault, int request)
{
	double sum = 0;

	for (size_t i = 0; i < jo_len(items); i++)
		if (is_fault(jo_at(items, i), fault) && request_of(jo_at(items, i)) == request)
			sum += score_number(jo_at(items, i), "deducted");
	return sum;
}

/* The most that a fault can cost in one request: its share; of the whole call (0) what the requests have left of it. */
static double most_by_fault(const json *score, const json *fault, int request)
{
	const json *items = jo_array(score, "items");
	int requests = (int)jo_int(score, "requests", 1);
	double cap = cap_of(score, fault), share = requests > 1 ? cap / requests : cap;

	if (request)
		return share;
	for (int r = 1; r <= requests && cap < HUGE_VAL; r++)
		cap -= fmin(share, deducted_by(items, fault, r));
	return cap;
}

static double lost_by_fault(const json *score, const json *fault, int request)
{
	return fmin(most_by_fault(score, fault, request), deducted_by(jo_array(score, "items"), fault, request));
}

/* What the items of one request (0: of all) take from a group of so many points. */
static double lost_of(const json *score, const json *group, int request, double points)
{
	const json *items = jo_array(score, "items");
	double lost = 0;

	for (size_t i = 0; i < jo_len(items); i++) {
		const json *item = jo_at(items, i);
		double deducted = score_number(item, "deducted");
		if (!is_in(item, group) || request_of(item) != request)
			continue;
		if (!strcmp(jo_str(item, "item"), "*"))
			lost += deducted > 0 ? points * deducted / score_number(item, "points") : 0;
		else if (!stood_before(items, i))
			lost += lost_by_fault(score, item, request);
	}
	return lost < points ? lost : points;
}

static double earned(const json *score, const json *group)
{
	int requests = (int)jo_int(score, "requests", 1);
	double points = score_number(group, "points"), left = 0;

	if (requests < 1 || strcmp(jo_str(group, "sheet"), "ticket"))
		requests = 1;
	for (int r = 1; r <= requests; r++)
		left += points / requests - lost_of(score, group, r, points / requests);
	double rest = left - lost_of(score, group, 0, points);
	return rest > 0 ? rest : 0;
}

/* ---- sheets and the whole ---- */

static double tenth(double n)
{
	return floor(n * 10 + 0.5 + 1e-9) / 10;
}

/* Percent of what the sheet can give; -1: it is not scored. */
static double sum_sheet(json *score, const char *sheet, json *sheets)
{
	const json *groups = jo_array(score, "groups");
	double points = 0, left = 0;

	for (size_t i = 0; i < jo_len(groups); i++) {
		json *g = jo_at(groups, i);
		if (strcmp(jo_str(g, "sheet"), sheet))
			continue;
		double e = earned(score, g);
		score_set_number(g, "earned", e);
		points += score_number(g, "points");
		left += e;
	}
	if (points <= 0)
		return -1;
	score_set_number(sheets, sheet, tenth(100 * left / points));
	return 100 * left / points;
}

const char *score_level(const json *score, double total)
{
	static const char *const levels[] = { "excellent", "good", "passed" };
	const json *rule = jo_get(score, "rule");

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		if (total >= (double)jo_int(rule, levels[i], 0))
			return levels[i];
	return "failed";
}

/* ---- what each item takes ---- */

static double taken_before(const json *items, size_t at, bool (*belongs)(const json *item, const json *to), const json *to)
{
	double sum = 0;

	for (size_t i = 0; i < at; i++)
		if (belongs(jo_at(items, i), to) && request_of(jo_at(items, i)) == request_of(jo_at(items, at)))
			sum += score_number(jo_at(items, i), "taken");
	return sum;
}

/* What the group of that item still has to give. */
static double left_in_group(const json *score, size_t at)
{
	const json *groups = jo_array(score, "groups"), *items = jo_array(score, "items"), *item = jo_at(items, at);
	int requests = (int)jo_int(score, "requests", 1), request = request_of(item);

	for (size_t i = 0; i < jo_len(groups); i++) {
		const json *g = jo_at(groups, i);
		if (!is_in(item, g))
			continue;
		double points = score_number(g, "points");
		double lost = 0;
		for (int r = 1; r <= requests && !request; r++)
			lost += lost_of(score, g, r, points / requests);
		return (request ? points / requests : points - lost) - taken_before(items, at, is_in, g);
	}
	return HUGE_VAL;
}

static double left_of_fault(const json *score, size_t at)
{
	const json *items = jo_array(score, "items"), *item = jo_at(items, at);

	return most_by_fault(score, item, request_of(item)) - taken_before(items, at, is_fault, item);
}

/* A fault that stands in two items is taken once, and they add up. */
static void set_taken(json *score)
{
	json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++) {
		double deducted = score_number(jo_at(items, i), "deducted"), left = deducted;
		if (deducted > 0 && strcmp(jo_str(jo_at(items, i), "item"), "*"))
			left = fmin(left_of_fault(score, i), left_in_group(score, i));
		score_set_number(jo_at(items, i), "taken", fmax(0, fmin(deducted, left)));
	}
}

/* ---- what to practise next ---- */

static int compare_lost(const void *a, const void *b)
{
	double x = score_number(*(json *const *)a, "lost"), y = score_number(*(json *const *)b, "lost");

	return x < y ? 1 : x > y ? -1 : 0;
}

static json *find_fault(const json *list, const json *item)
{
	for (size_t i = 0; i < jo_len(list); i++)
		if (is_fault(jo_at(list, i), item))
			return jo_at(list, i);
	return NULL;
}

static json *new_fault(const json *item)
{
	bool own = jo_str(item, "fault");
	json *o = json_object_new_object();

	jo_set_str(o, "sheet", jo_str(item, "sheet"));
	jo_set_str(o, "item", jo_str(item, "item"));
	jo_set_str(o, "name", jo_str(item, own ? "fault" : "name"));
	jo_set_str(o, "name_en", jo_str(item, own ? "fault_en" : "name_en"));
	return o;
}

static json *list_lost(const json *score)
{
	const json *items = jo_array(score, "items");
	json *list = json_object_new_array();

	for (size_t i = 0; i < jo_len(items); i++) {
		const json *item = jo_at(items, i);
		if (score_number(item, "deducted") <= 0)
			continue;
		json *there = find_fault(list, item);
		if (!there) {
			there = new_fault(item);
			json_object_array_add(list, there);
		}
		double lost = score_number(there, "lost") + score_number(item, "deducted");
		score_set_number(there, "lost", fmin(lost, cap_of(score, item)));
	}
	json_object_array_sort(list, compare_lost);
	return list;
}

static void set_next(json *score)
{
	json *list = list_lost(score);
	size_t count = jo_len(list);

	if (count > NEXT_MOST)
		json_object_array_del_idx(list, NEXT_MOST, count - NEXT_MOST);
	jo_set(score, "next", list);
}

void score_make_sums(json *score)
{
	json *sheets = json_object_new_object();
	double part = score_number(jo_get(score, "rule"), "ticket");
	double ticket = sum_sheet(score, "ticket", sheets), call = sum_sheet(score, "call", sheets);
	double total = call < 0 ? ticket : ticket < 0 ? call : part * ticket + (1 - part) * call;

	total = total > 0 ? tenth(total) : 0;
	score_set_number(score, "total", total);
	jo_set_str(score, "level", score_level(score, total));
	jo_set(score, "sheets", sheets);
	set_taken(score);
	set_next(score);
}
