/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score_items.c -- the items of a score: what is said of one thing, and what it costs by the city's sheets. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/text.h"

/* Hundredths are enough, and read well. */
void score_set_number(json *o, const char *name, double n)
{
	double rounded = floor(n * 100 + 0.5 + 1e-9) / 100;
	char text[32];

	snprintf(text, sizeof(text), "%.10g", rounded);
	jo_set(o, name, json_object_new_double_s(rounded, text));
}

void score_set_time(json *o, const char *name, int64_t seconds)
{
	char text[40];

	snprintf(text, sizeof(text), "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
	jo_set_str(o, name, text);
}

double score_number(const json *o, const char *name)
{
	return json_object_get_double(jo_get(o, name));
}

const struct city_sheet_item *score_sheet_item(const struct city *c, const char *sheet, const char *item)
{
	for (size_t i = 0; i < c->sheet_item_count; i++)
		if (!strcmp(c->sheet_items[i].sheet, sheet) && !strcmp(c->sheet_items[i].item, item))
			return &c->sheet_items[i];
	return NULL;
}

/* What a fault, a group, or the whole sheet can cost. */
static double most(const struct city *c, const char *sheet, const char *item)
{
	const struct city_sheet_item *found = score_sheet_item(c, sheet, item);
	double sum = 0;

	if (strcmp(item, "*"))
		return found ? found->deduction + found->points : 0;
	for (size_t i = 0; i < c->sheet_item_count; i++)
		if (!strcmp(c->sheet_items[i].sheet, sheet))
			sum += c->sheet_items[i].points;
	return sum;
}

json *score_add(struct scoring *to, const struct score_item *i)
{
	const struct city_sheet_item *fault = score_sheet_item(to->city, i->sheet, i->item);
	double share = i->request && to->requests > 1 ? 1.0 / to->requests : 1;
	double points = most(to->city, i->sheet, i->item) * share * i->part;
	json *o = json_object_new_object();
	char id[80];

	snprintf(id, sizeof(id), "%s/%s", i->sheet, i->item);
	jo_set_str(o, "id", i->id ? i->id : id);
	jo_set_str(o, "sheet", i->sheet);
	jo_set_str(o, "item", i->item);
	jo_set_int(o, "request", i->request);
	jo_set_str(o, "name", i->name ? i->name : fault ? fault->name : i->item);
	jo_set_str(o, "name_en", i->name ? i->name_en : fault ? fault->name_en : NULL);
	if (i->name && fault) {
		jo_set_str(o, "fault", fault->name);
		jo_set_str(o, "fault_en", fault->name_en);
	}
	score_set_number(o, "points", points);
	score_set_number(o, "deducted", points * i->lost);
	jo_set_str(o, "why", i->why);
	json_object_array_add(to->items, o);
	return o;
}

static bool is_there(const json *items, const char *sheet, const char *item)
{
	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "sheet"), sheet) && !strcmp(jo_str(jo_at(items, i), "item"), item))
			return true;
	return false;
}

/* Faults that are looked for in every call; the rest is for a trainer's ear. */
static bool is_looked_for(const struct scoring *to, const char *sheet, const char *item)
{
	static const char *const all[] = {
		"ticket/wording-person", "ticket/consistency-fact", "call/service-greeting", "call/service-closing",
		"call/accuracy-readback", "call/resolution-number", "call/resolution-dispatch",
		"call/accuracy-misunderstood", "call/service-patience", "call/service-hold",     /* the last one where the city watches silence */
	};
	size_t count = ARRAY_SIZE(all) - (to->city->training_silence ? 0 : 1);
	char full[80];

	snprintf(full, sizeof(full), "%s/%s", sheet, item);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(all[i], full))
			return true;
	return false;
}

void score_add_rest(struct scoring *to, const char *sheet)
{
	for (size_t i = 0; i < to->city->sheet_item_count; i++) {
		const struct city_sheet_item *fault = &to->city->sheet_items[i];
		if (strcmp(fault->sheet, sheet) || fault->points || is_there(to->items, sheet, fault->item))
			continue;
		json *o = score_add(to, &(struct score_item){ .sheet = sheet, .item = fault->item, .part = 1 });
		if (to->done && !is_looked_for(to, sheet, fault->item))
			jo_set_bool(o, "unjudged", true);
	}
}

bool score_was_told(const struct scoring *to, const char *fact)
{
	for (size_t i = 0; i < to->done->turn_count; i++)
		if (!to->done->turns[i].by_agent && text_has_code(to->done->turns[i].facts, fact))
			return true;
	return false;
}
