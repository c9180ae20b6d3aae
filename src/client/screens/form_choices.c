/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form_choices.c -- one table of choices, filled from the part of the city pack a field names. */
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

static const char *also(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].also;
}

static const char *brief(void *data, size_t i)
{
	const struct form_choices *c = data;

	return c->items[i].brief;
}

static void typed(void *data, const char *filter)
{
	const struct form_choices *c = data;

	c->typed(c->typed_arg, filter);
}

/* -- filling -------------------------------------------------------------------- */

static void add(struct form_choices *c, const char *code, const char *label, size_t parent, bool allowed)
{
	ARRAY_GROW(c->items, c->count + 1, c->alloc);
	c->items[c->count++] = (struct form_choice){ code, label, NULL, NULL, parent, allowed };
}

/* With both its names: the one is shown, either finds it. */
static void add_named(struct form_choices *c, const char *code, const char *name,
		      const char *name_en, size_t parent)
{
	bool both = name_en && *name_en;

	add(c, code, c->english && both ? name_en : name, parent, true);
	c->items[c->count - 1].also = !both ? NULL : xstrdup(c->english ? name : name_en);
}

/* Words that callers use for it find it, too. */
static void add_words(struct form_choices *c, const char *words)
{
	struct form_choice *item = &c->items[c->count - 1];
	char *before = item->also;

	if (!words || !*words)
		return;
	item->also = before ? xasprintf("%s %s", before, words) : xstrdup(words);
	free(before);
}

/* The nearest item before with this code. */
static size_t find(const struct form_choices *c, const char *code)
{
	for (size_t i = c->count; code && i-- > 0; )
		if (!strcmp(c->items[i].code, code))
			return i;
	return PICKER_NONE;
}

static void add_set(struct form_choices *c, const struct city *city, const char *set)
{
	for (size_t i = 0; i < city->code_count; i++) {
		const struct city_code *k = &city->codes[i];
		if (!strcmp(k->set, set))
			add_named(c, k->code, k->name, k->name_en, PICKER_NONE);
	}
}

/* A class is only a heading; its item has the code of no situation. */
static void add_checklist(struct form_choices *c, const struct city *city, const char *name)
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
		add_named(c, s->code, s->name, s->name_en, class_item);
	}
}

static void add_categories(struct form_choices *c, const struct city *city, const char *name)
{
	(void)name;
	for (size_t i = 0; i < city->category_count; i++) {
		const struct city_category *k = &city->categories[i];
		add_named(c, k->code, k->name, k->name_en,
			  k->parent ? find(c, k->parent->code) : PICKER_NONE);
		add_words(c, k->keywords);
	}
}

static void add_units(struct form_choices *c, const struct city *city, const char *name)
{
	(void)name;
	for (size_t i = 0; i < city->unit_count; i++) {
		const struct city_unit *u = &city->units[i];
		add_named(c, u->code, u->name, u->name_en,
			  u->parent ? find(c, u->parent->code) : PICKER_NONE);
		if (!c->english)
			c->items[c->count - 1].brief = city_unit_brief(city, u);
	}
}

static void add_streets(struct form_choices *c, const struct city *city,
			const struct city_region *district)
{
	size_t above = c->count - 1;

	for (size_t i = 0; i < city->region_count; i++) {
		const struct city_region *r = &city->regions[i];
		if (r->parent == district)
			add_named(c, r->code, r->name, r->name_en, above);
	}
}

static void add_places(struct form_choices *c, const struct city *city, const char *name)
{
	(void)name;
	add(c, PLACE_NOT_MENTIONED, _("Not mentioned"), PICKER_NONE, true);
	for (size_t i = 0; i < city->region_count; i++) {
		const struct city_region *r = &city->regions[i];
		if (r->kind != REGION_DISTRICT)
			continue;
		add_named(c, r->code, r->name, r->name_en, PICKER_NONE);
		add_streets(c, city, r);
	}
}

static const struct {
	const char *prefix;
	void (*fill)(struct form_choices *c, const struct city *city, const char *name);
} sources[] = {
	{ "set:", add_set }, { "checklist:", add_checklist }, { "category", add_categories },
	{ "unit", add_units }, { "place", add_places },
};

struct form_choices *form_choices_new(const struct city *city, const char *name, bool english)
{
	struct form_choices *c = xcalloc(1, sizeof(*c));

	c->name = xstrdup(name);
	c->english = english;
	c->view = (struct choices){
		.count = count, .code = code, .label = label, .parent = parent, .allowed = allowed,
		.also = also, .brief = brief, .data = c,
	};
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		size_t len = strlen(sources[i].prefix);
		if (!strncmp(name, sources[i].prefix, len))
			sources[i].fill(c, city, name + len);
	}
	c->own = c->count;
	return c;
}

static void clear(struct form_choices *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->items[i].also);
	c->count = 0;
}

void form_choices_free(struct form_choices *c)
{
	if (!c)
		return;
	clear(c);
	jo_free(c->found);
	free(c->name);
	free(c->items);
	free(c);
}

void form_choices_take(struct form_choices *c, const json *items)
{
	clear(c);
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *its_code = jo_str(jo_at(items, i), "code");
		const char *its_name = jo_str(jo_at(items, i), "name");
		if (its_code && its_name)
			add(c, its_code, its_name, PICKER_NONE, true);
	}
}

void form_choices_find(struct form_choices *c, const json *regions)
{
	for (size_t i = c->own; i < c->count; i++)
		free(c->items[i].also);
	c->count = c->own;
	for (size_t i = 0; i < jo_len(regions); i++) {
		const json *r = jo_at(regions, i);
		const char *its_code = jo_str(r, "code"), *its_name = jo_str(r, "name");
		size_t above = find(c, jo_str(r, "parent"));
		if (its_code && its_name && above != PICKER_NONE && find(c, its_code) == PICKER_NONE)
			add(c, its_code, its_name, above, true);
	}
	jo_free(c->found);
	c->found = json_object_get((json *)regions);
}

void form_choices_on_typed(struct form_choices *c, void (*hears)(void *arg, const char *filter), void *arg)
{
	c->view.typed = typed;          /* else the picker would wait for what nobody looks for */
	c->typed = hears;
	c->typed_arg = arg;
}
