/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_places.c -- the trees of a city: categories, regions, units, and the catalogue that joins
 * them.
 */
#include <string.h>

#include "domain/city_build.h"
#include "hotline/i18n.h"

/* "" is no parent. An unknown one is reported once, here. */
static const void *find_parent(struct city_build *b, enum city_lookup table, const char *code)
{
	const void *parent = *code ? city_look(b->c, table, code, NULL) : NULL;

	if (*code && !parent)
		city_mistake(b, _("the parent %s is not known; a parent stands above its children"), code);
	return parent;
}

static bool is_digits(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789") == len;
}

static void check_grade(struct city_build *b, struct city_category *k, const char *grade)
{
	const char *inherited = k->parent ? k->parent->grade : NULL;

	if (*grade && !city_find_grade(b->c, grade))
		city_mistake(b, _("there is no grade %s"), grade);
	if (!*grade && !k->parent)
		city_mistake(b, _("the top category %s needs a grade"), k->code);
	k->grade = *grade ? city_keep(b, grade) : inherited;
	k->own_grade = !inherited || !k->grade || strcmp(inherited, k->grade) ? k->grade : NULL;
}

static void check_section(struct city_build *b, struct city_category *k, const char *section)
{
	const char *inherited = k->parent ? k->parent->section : NULL;
	const struct city_section *s =
		*section ? city_look(b->c, LOOKUP_SECTION, section, NULL) : NULL;

	if (*section && !s)
		city_mistake(b, _("there is no section %s"), section);
	else if (s && s->when && strcmp(s->when, "category"))
		city_mistake(b, _("the section %s is not shown by category"), section);
	k->section = *section ? city_keep(b, section) : inherited;
	k->own_section = !inherited || strcmp(inherited, k->section) ? k->section : NULL;
}

void city_add_category(struct city_build *b, const char *const *cells)
{
	enum { CODE, PARENT, NAME, NAME_EN, GRADE, SECTION, KEYWORDS, WEIGHT };
	struct city_category *k = &b->c->categories[b->c->category_count];

	if (!city_check_code(b, "code", cells[CODE]))
		return;
	k->parent = find_parent(b, LOOKUP_CATEGORY, cells[PARENT]);
	if (!city_register(b, LOOKUP_CATEGORY, cells[CODE], NULL, k)) {
		city_mistake(b, _("the category %s stands here twice"), cells[CODE]);
		return;
	}
	b->c->category_count++;
	city_check_filled(b, "name", cells[NAME]);
	k->code = city_keep(b, cells[CODE]);
	k->name = city_keep(b, cells[NAME]);
	k->name_en = city_keep(b, cells[NAME_EN]);
	k->keywords = city_keep(b, cells[KEYWORDS]);
	k->weight = k->parent ? k->parent->weight : 1;
	if (*cells[WEIGHT])
		city_check_number(b, "weight", cells[WEIGHT], 0, 1000, &k->weight);
	k->level = k->parent ? k->parent->level + 1 : 1;
	if (k->level > 3)
		city_mistake(b, _("the category %s is on level %d; there are three"), k->code, k->level);
	if (k->parent && strncmp(k->code, k->parent->code, strlen(k->parent->code)))
		city_mistake(b, _("the code %s must start with its parent's, %s"), k->code, k->parent->code);
	if (!*cells[PARENT] || k->parent)
		check_grade(b, k, cells[GRADE]);
	check_section(b, k, cells[SECTION]);
}

/* Registers a region of either table; NULL when it cannot be one. */
static struct city_region *add_region(struct city_build *b, struct city_region *r, size_t *count,
				      const char *code, const char *parent, const char *name)
{
	if (!city_check_code(b, "code", code))
		return NULL;
	const struct city_region *above = find_parent(b, LOOKUP_REGION, parent);
	if (!city_register(b, LOOKUP_REGION, code, NULL, r)) {
		city_mistake(b, _("the region %s stands here twice"), code);
		return NULL;
	}
	(*count)++;
	city_check_filled(b, "name", name);
	r->code = city_keep(b, code);
	r->name = city_keep(b, name);
	r->parent = above;
	return r;
}

void city_add_region(struct city_build *b, const char *const *cells)
{
	enum { CODE, PARENT, KIND, NAME, NAME_EN };
	bool street = !strcmp(cells[KIND], "street");
	struct city_region *r =
		add_region(b, &b->c->regions[b->c->region_count], &b->c->region_count, cells[CODE],
			   cells[PARENT], cells[NAME]);

	if (!r)
		return;
	r->name_en = city_keep(b, cells[NAME_EN]);
	r->kind = street ? REGION_STREET : REGION_DISTRICT;
	if (!street && strcmp(cells[KIND], "district")) {
		city_mistake(b, _("kind must be district or street, not “%s”"), cells[KIND]);
		return;
	}
	if (!is_digits(r->code, street ? 9 : 6))
		city_mistake(b,
			     street ? _("a street's code must have 9 digits, not “%s”")
				    : _("a district's code must have 6 digits, not “%s”"), r->code);
	if (!street && *cells[PARENT])
		city_mistake(b, _("a district has no parent"));
	if (street && !*cells[PARENT])
		city_mistake(b, _("a street needs its district as parent"));
	if (street && r->parent && r->parent->kind != REGION_DISTRICT)
		city_mistake(b, _("the parent %s is no district"), r->parent->code);
}

void city_add_community(struct city_build *b, const char *const *cells)
{
	enum { CODE, PARENT, NAME };
	struct city_region *r =
		add_region(b, &b->c->communities[b->c->community_count], &b->c->community_count,
			   cells[CODE], cells[PARENT], cells[NAME]);

	if (!r)
		return;
	r->kind = REGION_COMMUNITY;
	if (!*cells[PARENT])
		city_mistake(b, _("a community needs its street as parent"));
	if (r->parent && r->parent->kind != REGION_STREET)
		city_mistake(b, _("the parent %s is no street"), r->parent->code);
}

/* A street's or district's unit is known by the region's code behind an S or a D. */
static void check_local_unit(struct city_build *b, const struct city_unit *u, bool street)
{
	const struct city_region *r = city_find_region(b->c, u->code + 1);

	if (u->code[0] != (street ? 'S' : 'D') || !r ||
	    r->kind != (street ? REGION_STREET : REGION_DISTRICT)) {
		city_mistake(b,
			     street ? _("a street's unit has the code S and the street's, not “%s”")
				    : _("a district's unit has the code D and the district's, not “%s”"), u->code);
		return;
	}
	const struct city_region *district = street ? r->parent : r;
	if (!u->district || !district || strcmp(u->district, district->code))
		city_mistake(b, _("district must be %s here"), district ? district->code : "?");
	if (street && (!u->parent || !district || strcmp(u->parent->code + 1, district->code)))
		city_mistake(b, _("the parent of a street's unit is the unit of its district"));
}

static bool is_unit_kind(const char *kind)
{
	static const char *const kinds[] = { "street", "district", "department", "company",
					     "grid" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

void city_add_unit(struct city_build *b, const char *const *cells)
{
	enum { CODE, PARENT, KIND, NAME, NAME_EN, DISTRICT };
	struct city_unit *u = &b->c->units[b->c->unit_count];

	if (!city_check_code(b, "code", cells[CODE]))
		return;
	const struct city_unit *parent = find_parent(b, LOOKUP_UNIT, cells[PARENT]);
	if (!city_register(b, LOOKUP_UNIT, cells[CODE], NULL, u)) {
		city_mistake(b, _("the unit %s stands here twice"), cells[CODE]);
		return;
	}
	b->c->unit_count++;
	city_check_filled(b, "name", cells[NAME]);
	*u = (struct city_unit){ city_keep(b, cells[CODE]), city_keep(b, cells[NAME]),
				 city_keep(b, cells[NAME_EN]), city_keep(b, cells[KIND]),
				 city_keep(b, cells[DISTRICT]), parent };
	const struct city_region *d = city_find_region(b->c, u->district);
	if (!is_unit_kind(cells[KIND]))
		city_mistake(
			b, _("kind must be street, district, department, company or grid, not “%s”"), cells[KIND]);
	else if (u->district && (!d || d->kind != REGION_DISTRICT))
		city_mistake(b, _("there is no district %s"), u->district);
	else if (!strcmp(u->kind, "street") || !strcmp(u->kind, "district"))
		check_local_unit(b, u, !strcmp(u->kind, "street"));
}

void city_add_dispatch(struct city_build *b, const char *const *cells)
{
	enum { CATEGORY, REGION, UNIT, BASIS };
	struct city_dispatch *d = &b->c->catalogue[b->c->catalogue_count];
	const struct city_region *r = city_find_region(b->c, cells[REGION]);

	if (!city_find_category(b->c, cells[CATEGORY]))
		city_mistake(b, _("there is no category %s"), cells[CATEGORY]);
	if (*cells[REGION] && (!r || r->kind == REGION_COMMUNITY))
		city_mistake(b, _("there is no district or street %s"), cells[REGION]);
	if (strcmp(cells[UNIT], "@street") && strcmp(cells[UNIT], "@district") &&
	    !city_find_unit(b->c, cells[UNIT]))
		city_mistake(b, _("there is no unit %s"), cells[UNIT]);
	city_check_filled(b, "basis", cells[BASIS]);
	if (!city_register(b, LOOKUP_CATALOGUE, cells[CATEGORY], cells[REGION], d))
		city_mistake(b, _("the category %s has a row for this region above"), cells[CATEGORY]);
	*d = (struct city_dispatch){ city_keep(b, cells[CATEGORY]), city_keep(b, cells[REGION]),
				     city_keep(b, cells[UNIT]), city_keep(b, cells[BASIS]) };
	b->c->catalogue_count++;
}
