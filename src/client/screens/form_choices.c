/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form_choices.c -- one table of choices, filled from whichever part of the city pack a field names. */
#include "client/screens/form_choices.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- the picker's side ---------------------------------------------------------- */

static size_t count(void *data)
{
	const struct form_choices *c = data;

	return c->count;
}

static const char *code(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].code;
}

static const char *label(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].label;
}

static size_t parent(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].parent;
}

static bool allowed(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].allowed;
}

/* -- filling -------------------------------------------------------------------- */

static const char *in_language(bool english, const char *name, const char *name_en)
{
	return english && name_en && *name_en ? name_en : name;
}

static void add(struct form_choices *c, const char *code, const char *label, size_t parent, bool allowed)
{
	ARRAY_GROW(c->items, c->count + 1, c->alloc);
	c->items[c->count++] = (struct form_choice){ code, label, parent, allowed };
}

/* The nearest item before with this code. */
static size_t find(const struct form_choices *c, const char *code)
{
	for (size_t i = c->count; code && i-- > 0; )
		if (!strcmp(c->items[i].code, code))
			return i;
	return PICKER_NONE;
}

static void add_set(struct form_choices *c, const struct city *city, const char *set, bool english)
{
	for (size_t i = 0; i < city->code_count; i++) {
		const struct city_code *k = &city->codes[i];
		if (!strcmp(k->set, set))
			add(c, k->code, in_language(english, k->name, k->name_en), PICKER_NONE, true);
	}
}

/* A class is only a heading; its item has the code of no situation. */
static void add_checklist(struct form_choices *c, const struct city *city, const char *name, bool english)
{
	const char *class_code = NULL;
	size_t class_item = PICKER_NONE;

	for (size_t i = 0; i < city->situation_count; i++) {
		const struct city_situation *s = &city->situations[i];
		if (strcmp(s->checklist, name))
			continue;
		if (!class_code || strcmp(class_code, s->class_code)) {
			class_code = s->class_code;
			class_item = c->count;
			add(c, "", s->class_name, PICKER_NONE, false);
		}
		add(c, s->code, in_language(english, s->name, s->name_en), class_item, true);
	}
}

static void add_categories(struct form_choices *c, const struct city *city, const char *name, bool english)
{
	(void)name;
	for (size_t i = 0; i < city->category_count; i++) {
		const struct city_category *k = &city->categories[i];
		add(c, k->code, in_language(english, k->name, k->name_en),
		    k->parent ? find(c, k->parent->code) : PICKER_NONE, true);
	}
}

static void add_units(struct form_choices *c, const struct city *city, const char *name, bool english)
{
	(void)name;
	for (size_t i = 0; i < city->unit_count; i++) {
		const struct city_unit *u = &city->units[i];
		add(c, u->code, in_language(english, u->name, u->name_en),
		    u->parent ? find(c, u->parent->code) : PICKER_NONE, true);
	}
}

static void add_streets(struct form_choices *c, const struct city *city, const struct city_region *district,
			bool english)
{
	size_t above = c->count - 1;

	for (size_t i = 0; i < city->region_count; i++) {
		const struct city_region *r = &city->regions[i];
		if (r->parent == district)
			add(c, r->code, in_language(english, r->name, r->name_en), above, true);
	}
}

static void add_places(struct form_choices *c, const struct city *city, const char *name, bool english)
{
	(void)name;
	add(c, PLACE_NOT_MENTIONED, _("Not mentioned"), PICKER_NONE, true);
	for (size_t i = 0; i < city->region_count; i++) {
		const struct city_region *r = &city->regions[i];
		if (r->kind != REGION_DISTRICT)
			continue;
		add(c, r->code, in_language(english, r->name, r->name_en), PICKER_NONE, true);
		add_streets(c, city, r, english);
	}
}

static const struct {
	const char *prefix;
	void (*fill)(struct form_choices *c, const struct city *city, const char *name, bool english);
} sources[] = {
	{ "set:", add_set }, { "checklist:", add_checklist }, { "category", add_categories },
	{ "unit", add_units }, { "place", add_places },
};

struct form_choices *form_choices_new(const struct city *city, const char *name, bool english)
{
	struct form_choices *c = xcalloc(1, sizeof(*c));

	c->name = xstrdup(name);
	c->view = (struct choices){ count, code, label, parent, allowed, c };
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		size_t len = strlen(sources[i].prefix);
		if (!strncmp(name, sources[i].prefix, len))
			sources[i].fill(c, city, name + len, english);
	}
	return c;
}

void form_choices_free(struct form_choices *c)
{
	if (!c)
		return;
	free(c->name);
	free(c->items);
	free(c);
}

void form_choices_take(struct form_choices *c, const json *items)
{
	c->count = 0;
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *its_code = jo_str(jo_at(items, i), "code");
		const char *its_name = jo_str(jo_at(items, i), "name");
		if (its_code && its_name)
			add(c, its_code, its_name, PICKER_NONE, true);
	}
}
