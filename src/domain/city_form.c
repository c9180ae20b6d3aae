/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_form.c -- the sections and fields of a form, and what every form must hold.
 *
 * A condition may point forwards, so conditions are checked when all fields are there.
 */
#include <stdlib.h>
#include <string.h>

#include "domain/city_build.h"
#include "domain/form_term.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

#define SECTIONS_MOST 200
#define FIELDS_MOST 5000

const char *const city_field_kinds[] = {
	"line",	 "text", "choice", "tags",   "category", "unit",
	"place", "time", "phone",  "number", "yes_no",	 "checklist",
};

void city_add_section(struct city_build *b, const char *const *cells)
{
	enum { CODE, FORM, NAME, NAME_EN, WHEN };
	struct city_section *s = &b->c->sections[b->c->section_count];

	if (!city_check_code(b, "code", cells[CODE]) || !city_check_code(b, "form", cells[FORM]))
		return;
	if (b->c->section_count == SECTIONS_MOST) {
		city_mistake(b, _("there are more than %d sections"), SECTIONS_MOST);
		return;
	}
	if (!city_register(b, LOOKUP_SECTION, cells[CODE], NULL, s)) {
		city_mistake(b, _("the section %s stands here twice"), cells[CODE]);
		return;
	}
	b->section_lines[b->c->section_count++] = b->line;
	city_check_filled(b, "name", cells[NAME]);
	city_check_filled(b, "when", cells[WHEN]);
	*s = (struct city_section){ .code = city_keep(b, cells[CODE]),
				    .form = city_keep(b, cells[FORM]),
				    .name = city_keep(b, cells[NAME]),
				    .name_en = city_keep(b, cells[NAME_EN]),
				    .when = city_keep(b, cells[WHEN]) };
}

/* Where a section's values lie: those of the API have their own member, others are below /sections.
 */
static bool pointer_fits(const char *pointer, const char *section)
{
	static const char *const members[] = { "/caller/", "/matter/", "/place/", "/control/" };

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (!strncmp(pointer, members[i], strlen(members[i])))
			return true;
	if (!strcmp(pointer, "/place"))
		return true;
	size_t len = strlen(section);
	return !strncmp(pointer, "/sections/", 10) && !strncmp(pointer + 10, section, len) &&
	       pointer[10 + len] == '/';
}

static bool check_pointer(struct city_build *b, const char *pointer, const char *section)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_/";
	size_t len = strlen(pointer);

	if (len < 3 || len > 110 || strspn(pointer, allowed) != len || pointer[0] != '/' ||
	    strstr(pointer, "//") || pointer[len - 1] == '/')
		city_mistake(b, _("pointer must be a JSON pointer such as /matter/title, not “%s”"), pointer);
	else if (!pointer_fits(pointer, section))
		city_mistake(
			b, _("pointer must lie below /caller, /matter, /place, /control or "
			  "/sections/%s, not “%s”"), section, pointer);
	else
		return true;
	return false;
}

static bool read_kind(struct city_build *b, const char *text, enum field_kind *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(city_field_kinds); i++) {
		if (strcmp(city_field_kinds[i], text))
			continue;
		*kind = (enum field_kind)i;
		return true;
	}
	city_mistake(b, _("there is no kind of field “%s”"), text);
	return false;
}

static void check_choices(struct city_build *b, const struct city_field *f)
{
	const char *choices = f->choices;
	bool list = f->kind == FIELD_CHECKLIST;

	if (!choices && (list || f->kind == FIELD_CHOICE))
		city_mistake(b, _("%s needs choices"), f->pointer);
	if (!choices)
		return;
	if (!list && f->kind != FIELD_CHOICE && f->kind != FIELD_TAGS)
		city_mistake(b, _("a field of this kind has no choices"));
	else if (strncmp(choices, list ? "checklist:" : "set:", list ? 10 : 4))
		city_mistake(b, _("choices must be %s and a name, not “%s”"),
			     list ? "checklist:" : "set:", choices);
	else if (!city_look_entry(b->c, list ? LOOKUP_CHECKLIST : LOOKUP_SET,
				  strchr(choices, ':') + 1, NULL))
		city_mistake(b, _("there is no %s"), choices);
}

static void read_max(struct city_build *b, const char *text, struct city_field *f)
{
	if (!*text || !city_check_whole(b, "max", text, 1, 1000000000000000, &f->max))
		return;
	if (f->kind > FIELD_TEXT && f->kind != FIELD_PHONE && f->kind != FIELD_NUMBER)
		city_mistake(b, _("a field of this kind has no max"));
	else if (f->kind != FIELD_NUMBER && f->max > 20000)
		city_mistake(b, _("max must be at most 20000 characters"));
}

static void read_required(struct city_build *b, const char *text, struct city_field *f)
{
	f->required = !strcmp(text, "yes");
	if (!f->required && *text && strcmp(text, "no"))
		city_mistake(b, _("required must be yes or no, not “%s”"), text);
}

void city_add_field(struct city_build *b, const char *const *cells)
{
	enum {
		SECTION,
		POINTER,
		KIND,
		LABEL,
		LABEL_EN,
		REQUIRED,
		REQUIRED_WHEN,
		WHEN,
		CHOICES,
		MAX,
		HINT,
		HINT_EN
	};
	struct city_field *f = &b->c->fields[b->c->field_count];

	if (!city_look_entry(b->c, LOOKUP_SECTION, cells[SECTION], NULL)) {
		city_mistake(b, _("there is no section %s"), cells[SECTION]);
		return;
	}
	if (b->c->field_count == FIELDS_MOST) {
		city_mistake(b, _("there are more than %d fields"), FIELDS_MOST);
		return;
	}
	enum field_kind kind = FIELD_LINE;
	bool pointer = check_pointer(b, cells[POINTER], cells[SECTION]),
	     known = read_kind(b, cells[KIND], &kind);
	if (!pointer || !known)
		return;
	if (!city_register(b, LOOKUP_FIELD, cells[POINTER], NULL, f)) {
		city_mistake(b, _("the pointer %s stands here twice"), cells[POINTER]);
		return;
	}
	if ((kind == FIELD_PLACE) != !strcmp(cells[POINTER], "/place"))
		city_mistake(
			b, _("the field of the kind place has the pointer /place, and no other has"));
	b->field_lines[b->c->field_count++] = b->line;
	city_check_filled(b, "label", cells[LABEL]);
	*f = (struct city_field){
		.section = city_keep(b, cells[SECTION]),
		.pointer = city_keep(b, cells[POINTER]),
		.kind = kind,
		.label = city_keep(b, cells[LABEL]),
		.label_en = city_keep(b, cells[LABEL_EN]),
		.required_when = city_keep(b, cells[REQUIRED_WHEN]),
		.when = city_keep(b, cells[WHEN]),
		.choices = city_keep(b, cells[CHOICES]),
		.hint = city_keep(b, cells[HINT]),
		.hint_en = city_keep(b, cells[HINT_EN]),
	};
	read_required(b, cells[REQUIRED], f);
	check_choices(b, f);
	read_max(b, cells[MAX], f);
}

/* The parts of a place are no fields of their own, but conditions may ask for them. */
static bool is_place_part(const char *pointer)
{
	static const char *const parts[] = { "/place/district", "/place/street", "/place/community",
					     "/place/not_mentioned" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strcmp(pointer, parts[i]))
			return true;
	return false;
}

static bool value_exists(const struct city *c, const struct city_field *f, const char *value)
{
	if (f->kind == FIELD_YES_NO)
		return !strcmp(value, "yes") || !strcmp(value, "no");
	if (f->kind == FIELD_CATEGORY)
		return city_find_category(c, value);
	if (f->kind == FIELD_UNIT)
		return city_find_unit(c, value);
	if (f->choices && f->kind == FIELD_CHECKLIST)
		return city_find_situation(c, strchr(f->choices, ':') + 1, value);
	if (f->choices)
		return city_find_code(c, strchr(f->choices, ':') + 1, value);
	return true;
}

static void check_term(struct city_build *b, struct form_term term)
{
	const struct city_field *f = city_find_field(b->c, term.pointer);
	const char *value;
	size_t len;

	if (!f && !is_place_part(term.pointer))
		city_mistake(b, _("the condition asks for %s, which is no field"), term.pointer);
	if (!f || term.operator == FORM_SET || term.operator == FORM_UNSET)
		return;
	while (form_next_value(&term, &value, &len)) {
		char *one = xstrndup(value, len);
		if (!value_exists(b->c, f, one))
			city_mistake(b,
				     _("the condition compares %s with %s, which it can never be"),
				     term.pointer, one);
		free(one);
	}
}

static void check_condition(struct city_build *b, const char *condition)
{
	struct form_term term;

	for (const char *p = condition; p && *p; check_term(b, term)) {
		if (!form_next_term(&p, &term)) {
			city_mistake(b, _("this is no condition: “%s”"), condition);
			return;
		}
	}
}

/* API: required of every form. */
static void check_needed_fields(struct city_build *b)
{
	static const struct { const char *pointer; enum field_kind kind;
	} needed[] = {
		{ "/matter/type", FIELD_CHOICE }, { "/matter/category", FIELD_CATEGORY },
		{ "/matter/title", FIELD_LINE },  { "/matter/content", FIELD_TEXT },
		{ "/place", FIELD_PLACE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		const struct city_field *f = city_find_field(b->c, needed[i].pointer);
		const struct city_section *s =
			f ? city_look(b->c, LOOKUP_SECTION, f->section, NULL) : NULL;
		bool always = s && s->when && !strcmp(s->when, "always") && !f->when;
		bool form = s && b->c->form && !strcmp(s->form, b->c->form);
		if (!always || !form || f->kind != needed[i].kind || !f->required)
			city_mistake(
				b, _("every form needs %s, of kind %s, required, in a section that is "
				  "always shown"), needed[i].pointer, city_field_kinds[needed[i].kind]);
	}
}

static size_t section_index(const struct city *c, const struct city_field *f)
{
	const struct city_section *s = city_look(c, LOOKUP_SECTION, f->section, NULL);

	return (size_t)(s - c->sections);
}

/* A stable sort by section, in place of the array that rows were added to. */
static void sort_fields(struct city *c)
{
	struct city_field *sorted = xcalloc(c->field_count + 1, sizeof(*sorted));
	size_t n = 0;

	for (size_t s = 0; s < c->section_count; s++) {
		c->sections[s].fields = sorted + n;
		for (size_t i = 0; i < c->field_count; i++)
			if (section_index(c, &c->fields[i]) == s)
				sorted[n++] = c->fields[i];
		c->sections[s].count = n - (size_t)(c->sections[s].fields - sorted);
	}
	free(c->fields);
	c->fields = sorted;
	for (size_t i = 0; i < n; i++)
		city_look_entry(c, LOOKUP_FIELD, sorted[i].pointer, NULL)->value = &sorted[i];
}

void city_finish_form(struct city_build *b)
{
	const struct city *c = b->c;

	b->where = city_tables[TABLE_SECTIONS].name;
	for (size_t i = 0; i < c->section_count; i++) {
		const struct city_section *s = &c->sections[i];
		b->line = b->section_lines[i];
		if (s->when && strcmp(s->when, "always") && strcmp(s->when, "category"))
			check_condition(b, s->when);
	}
	b->where = city_tables[TABLE_FIELDS].name;
	for (size_t i = 0; i < c->field_count; i++) {
		b->line = b->field_lines[i];
		check_condition(b, c->fields[i].required_when);
		check_condition(b, c->fields[i].when);
	}
	b->line = 1;
	check_needed_fields(b);
	sort_fields(b->c);
}
