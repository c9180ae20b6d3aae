/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form.c -- what of a form is shown and required, its grade and its version. */
#include "hotline/form.h"

#include <string.h>

#include "domain/city_build.h"

bool form_section_shown(const struct city *c, const struct city_section *s, const json *fields)
{
	if (!strcmp(s->when, "always"))
		return true;
	if (strcmp(s->when, "category"))
		return form_condition(c, s->when, fields);
	const struct city_category *k =
		city_find_category(c, jo_pointer_str(fields, "/matter/category"));
	return k && k->section && !strcmp(k->section, s->code);
}

static bool holds_when(const struct city *c, const char *condition, const json *fields)
{
	return condition && form_condition(c, condition, fields);
}

bool form_field_shown(const struct city *c, const struct city_field *f, const json *fields)
{
	const struct city_section *s = city_look(c, LOOKUP_SECTION, f->section, NULL);

	return form_section_shown(c, s, fields) && (!f->when || form_condition(c, f->when, fields));
}

bool form_field_required(const struct city *c, const struct city_field *f, const json *fields)
{
	return f->required || holds_when(c, f->required_when, fields);
}

const char *form_grade(const struct city *c, const json *fields)
{
	const struct city_grade *g = city_find_grade(c, jo_pointer_str(fields, "/control/grade"));
	const struct city_category *k;

	if (g)
		return g->code;
	k = city_find_category(c, jo_pointer_str(fields, "/matter/category"));
	if (k)
		return k->grade;
	g = city_find_grade(c, "III");
	return g ? g->code : c->grades[c->grade_count - 1].code;
}

int form_version(const struct city *c)
{
	return c->internal->form_version;
}

/* FNV-1a; NULL and "" alike, each text with its end. */
static uint32_t mix(uint32_t hash, const char *text)
{
	for (const char *p = text ? text : ""; ; p++) {
		hash = (hash ^ (unsigned char)*p) * 16777619u;
		if (!*p)
			return hash;
	}
}

static uint32_t mix_field(uint32_t hash, const struct city_field *f)
{
	const char *const texts[] = { f->section,
				      f->pointer,
				      f->label,
				      f->label_en,
				      f->choices,
				      f->hint,
				      f->hint_en,
				      f->required_when,
				      f->when,
				      city_field_kinds[f->kind],
				      f->required ? "yes" : "no" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		hash = mix(hash, texts[i]);
	for (uint64_t max = (uint64_t)f->max; max; max >>= 8)
		hash = (hash ^ (max & 0xff)) * 16777619u;
	return hash;
}

int form_version_of(const struct city *c)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < c->section_count; i++) {
		const struct city_section *s = &c->sections[i];
		const char *const texts[] = { s->code, s->form, s->name, s->name_en, s->when };
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			hash = mix(hash, texts[k]);
	}
	for (size_t i = 0; i < c->field_count; i++)
		hash = mix_field(hash, &c->fields[i]);
	hash &= 0x7fffffff;
	return hash ? (int)hash : 1;
}
