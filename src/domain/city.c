/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city.c -- questions to a finished city. None changes it, so threads may ask at the same time. */
#include "hotline/city.h"

#include <stdio.h>
#include <string.h>

#include "domain/city_build.h"

const struct city_code *city_find_code(const struct city *c, const char *set, const char *code)
{
	return code ? city_look(c, LOOKUP_CODE, set, code) : NULL;
}

const struct city_category *city_find_category(const struct city *c, const char *code)
{
	return city_look(c, LOOKUP_CATEGORY, code, NULL);
}

const struct city_region *city_find_region(const struct city *c, const char *code)
{
	return city_look(c, LOOKUP_REGION, code, NULL);
}

const struct city_unit *city_find_unit(const struct city *c, const char *code)
{
	return city_look(c, LOOKUP_UNIT, code, NULL);
}

const struct city_grade *city_find_grade(const struct city *c, const char *code)
{
	return city_look(c, LOOKUP_GRADE, code, NULL);
}

const struct city_phrase *city_find_phrase(const struct city *c, const char *id)
{
	return city_look(c, LOOKUP_PHRASE, id, NULL);
}

const struct city_field *city_find_field(const struct city *c, const char *pointer)
{
	return city_look(c, LOOKUP_FIELD, pointer, NULL);
}

const struct city_situation *city_find_situation(const struct city *c, const char *checklist, const char *code)
{
	return code ? city_look(c, LOOKUP_SITUATION, checklist, code) : NULL;
}

bool city_unit_is_under(const struct city *c, const char *unit, const char *above)
{
	const struct city_unit *top = city_find_unit(c, above);

	for (const struct city_unit *u = city_find_unit(c, unit); u && top; u = u->parent)
		if (u == top)
			return true;
	return false;
}

const char *city_unit_brief(const struct city *c, const struct city_unit *u)
{
	const struct city_region *d = u->district ? city_find_region(c, u->district) : NULL;
	size_t len = d ? strlen(d->name) : 0;

	return len && !strncmp(u->name, d->name, len) && u->name[len] ? u->name + len : NULL;
}

static const struct city_unit *local_unit(const struct city *c, char letter, const char *region)
{
	char code[40];

	if (!region || snprintf(code, sizeof(code), "%c%s", letter, region) >= (int)sizeof(code))
		return NULL;
	return city_find_unit(c, code);
}

const struct city_unit *city_suggest_local(const struct city *c, const char *street)
{
	return local_unit(c, 'S', street);
}

static const struct city_unit *resolve(const struct city *c, const char *unit, const char *district,
				       const char *street)
{
	const struct city_unit *found = NULL;

	if (unit[0] != '@')
		return city_find_unit(c, unit);
	if (!strcmp(unit, "@street"))
		found = local_unit(c, 'S', street);
	return found ? found : local_unit(c, 'D', district);
}

const struct city_unit *city_suggest_unit(const struct city *c, const char *category,
					  const char *district, const char *street, const char **basis)
{
	const struct city_region *s = city_find_region(c, street);

	if (!district && s && s->kind == REGION_STREET)
		district = s->parent->code;
	const char *const regions[] = { street, district, "" };
	for (const struct city_category *k = city_find_category(c, category); k; k = k->parent) {
		for (size_t i = 0; i < 3; i++) {
			const struct city_dispatch *d = NULL;
			if (regions[i])
				d = city_look(c, LOOKUP_CATALOGUE, k->code, regions[i]);
			const struct city_unit *u =
				d ? resolve(c, d->unit, district, street) : NULL;
			if (u && basis)
				*basis = d->basis;
			if (u)
				return u;
		}
	}
	return NULL;
}

void city_category_path(const struct city *c, const char *code, bool en, struct buf *out)
{
	const struct city_category *path[3];
	int depth = 0;

	for (const struct city_category *k = city_find_category(c, code); k && depth < 3;
	     k = k->parent)
		path[depth++] = k;
	while (depth--) {
		const struct city_category *k = path[depth];
		buf_adds(out, en && k->name_en ? k->name_en : k->name);
		if (depth)
			buf_adds(out, " / ");
	}
}
