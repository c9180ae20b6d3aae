/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_from_json.c -- a city from the shape `city` of the API.
 *
 * Each member is turned into the cells of its table: a flat table's columns are members of
 * the same names; what is nested (forms, checklists, sheets) is walked and flattened here. The rows
 * themselves are checked where those of a pack are.
 */
#include <stdio.h>
#include <string.h>

#include "domain/city_build.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define CELLS (const char *[CITY_COLUMNS_MOST])

/* A member as the text of a cell; "" when absent. Borrowed. */
static const char *cell(const json *o, const char *name)
{
	json *v = jo_get(o, name);

	if (json_object_is_type(v, json_type_boolean))
		return json_object_get_boolean(v) ? "yes" : "no";
	if (!v || json_object_is_type(v, json_type_array) ||
	    json_object_is_type(v, json_type_object))
		return "";
	return json_object_get_string(v);
}

/* Room for the rows; too many are a mistake and none is read. */
static bool begin(struct city_build *b, int table, size_t rows)
{
	bool fit = rows <= CITY_ROWS_MOST;

	b->where = city_tables[table].name;
	b->line = 0;
	if (!fit)
		city_mistake(b, _("there are more than %d rows"), CITY_ROWS_MOST);
	city_build_reserve(b, table, fit ? rows : 0);
	return fit;
}

static void add(struct city_build *b, int table, const char *const *cells)
{
	b->line++;
	city_build_row(b, table, cells);
}

static void read_flat(struct city_build *b, int table, const json *city)
{
	const struct city_table *t = &city_tables[table];
	const json *rows = jo_array(city, t->name);

	if (!begin(b, table, jo_len(rows)))
		return;
	for (size_t i = 0; i < jo_len(rows); i++) {
		const char *cells[CITY_COLUMNS_MOST];
		for (size_t k = 0; k < t->column_count; k++)
			cells[k] = cell(jo_at(rows, i), t->columns[k] + (t->columns[k][0] == '?'));
		add(b, table, cells);
	}
}

static bool holds(const json *array, const char *text)
{
	for (size_t i = 0; i < jo_len(array); i++)
		if (json_object_is_type(jo_at(array, i), json_type_string) &&
		    !strcmp(json_object_get_string(jo_at(array, i)), text))
			return true;
	return false;
}

static void read_grades(struct city_build *b, const json *city)
{
	const json *rows = jo_array(city, "grades");

	if (!begin(b, TABLE_GRADES, jo_len(rows)))
		return;
	for (size_t i = 0; i < jo_len(rows); i++) {
		const json *o = jo_at(rows, i), *working = jo_array(o, "working");
		char clocks[CLOCK_COUNT][80];
		const char *cells[CITY_COLUMNS_MOST] = { cell(o, "code"), cell(o, "name"),
							 cell(o, "name_en") };
		for (int k = 0; k < CLOCK_COUNT; k++) {
			const char *text = cell(jo_get(o, "clocks"), city_clock_names[k]);
			bool w = *text && working && holds(working, city_clock_names[k]);
			snprintf(clocks[k], sizeof(clocks[k]), "%s%s", text, w ? "w" : "");
			cells[3 + k] = clocks[k];
		}
		add(b, TABLE_GRADES, cells);
	}
}

/* Members `name` of all objects in an array. */
static size_t count_inner(const json *rows, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < jo_len(rows); i++)
		n += jo_len(jo_array(jo_at(rows, i), name));
	return n;
}

static void read_class(struct city_build *b, const json *class)
{
	const json *situations = jo_array(class, "situations");

	for (size_t i = 0; i < jo_len(situations); i++) {
		const json *s = jo_at(situations, i);
		add(b, TABLE_SITUATIONS,
		    CELLS{ cell(class, "code"), cell(class, "name"), cell(s, "code"),
			   cell(s, "name"), cell(s, "name_en"), cell(s, "weight") });
	}
}

static void read_checklists(struct city_build *b, const json *city)
{
	const json *lists = jo_array(city, "checklists");
	size_t rows = 0;

	for (size_t i = 0; i < jo_len(lists); i++)
		rows += count_inner(jo_array(jo_at(lists, i), "classes"), "situations");
	if (!begin(b, TABLE_SITUATIONS, rows))
		return;
	for (size_t i = 0; i < jo_len(lists); i++) {
		const json *list = jo_at(lists, i), *classes = jo_array(list, "classes");
		const char *code = cell(list, "code");
		if (!city_check_code(b, "code", code))
			continue;
		b->checklist = city_keep(b, code);
		for (size_t k = 0; k < jo_len(classes); k++)
			read_class(b, jo_at(classes, k));
	}
}

static void read_sections(struct city_build *b, const json *forms)
{
	if (!begin(b, TABLE_SECTIONS, count_inner(forms, "sections")))
		return;
	for (size_t i = 0; i < jo_len(forms); i++) {
		const json *form = jo_at(forms, i), *sections = jo_array(form, "sections");
		for (size_t k = 0; k < jo_len(sections); k++) {
			const json *s = jo_at(sections, k);
			add(b, TABLE_SECTIONS,
			    CELLS{ cell(s, "code"), cell(form, "code"), cell(s, "name"),
				   cell(s, "name_en"), cell(s, "when") });
		}
	}
}

static void read_fields_of(struct city_build *b, const json *section)
{
	const json *fields = jo_array(section, "fields");

	for (size_t i = 0; i < jo_len(fields); i++) {
		const json *f = jo_at(fields, i);
		add(b, TABLE_FIELDS,
		    CELLS{ cell(section, "code"), cell(f, "pointer"), cell(f, "kind"),
			   cell(f, "label"), cell(f, "label_en"), cell(f, "required"),
			   cell(f, "required_when"), cell(f, "when"), cell(f, "choices"),
			   cell(f, "max"), cell(f, "hint"), cell(f, "hint_en") });
	}
}

static void read_forms(struct city_build *b, const json *city)
{
	const json *forms = jo_array(city, "forms");
	size_t rows = 0;

	read_sections(b, forms);
	for (size_t i = 0; i < jo_len(forms); i++)
		rows += count_inner(jo_array(jo_at(forms, i), "sections"), "fields");
	if (!begin(b, TABLE_FIELDS, rows))
		return;
	for (size_t i = 0; i < jo_len(forms); i++) {
		const json *sections = jo_array(jo_at(forms, i), "sections");
		for (size_t k = 0; k < jo_len(sections); k++)
			read_fields_of(b, jo_at(sections, k));
	}
}

static void read_sheets(struct city_build *b, const json *city)
{
	const json *sheets = jo_array(city, "sheets");

	if (!begin(b, TABLE_SHEETS, count_inner(sheets, "items")))
		return;
	for (size_t i = 0; i < jo_len(sheets); i++) {
		const json *sheet = jo_at(sheets, i), *items = jo_array(sheet, "items");
		for (size_t k = 0; k < jo_len(items); k++) {
			const json *s = jo_at(items, k);
			add(b, TABLE_SHEETS,
			    CELLS{ cell(sheet, "code"), cell(s, "item"), cell(s, "name"),
				   cell(s, "name_en"), cell(s, "points"), cell(s, "deduction") });
		}
	}
}

static void read_report_settings(struct city_build *b, const json *reports)
{
	if (!json_object_is_type(reports, json_type_object))
		return;
	json_object_object_foreach((json *)reports, section, values) {
		if (!json_object_is_type(values, json_type_object))
			continue;
		json_object_object_foreach(values, key, value)
			city_set(b, section, key, json_object_get_string(value));
	}
}

static void read_settings(struct city_build *b, const json *city)
{
	static const char *const top[] = { "name", "name_en", "zone", "hotline", "form" };
	static const char *const weights[] = { "response", "solution", "satisfaction",
					       "basically" };
	static const char *const visits[] = { "attempts", "wait", "hours" };

	b->where = "city";
	for (size_t i = 0; i < ARRAY_SIZE(top); i++)
		if (jo_get(city, top[i]))
			city_set(b, "city", top[i], cell(city, top[i]));
	for (size_t i = 0; i < ARRAY_SIZE(weights); i++)
		if (jo_get(jo_get(city, "weights"), weights[i]))
			city_set(b, "assessment", weights[i],
				 cell(jo_get(city, "weights"), weights[i]));
	if (jo_get(jo_get(city, "assessment"), "period_day"))
		city_set(b, "assessment", "period_day",
			 cell(jo_get(city, "assessment"), "period_day"));
	read_report_settings(b, jo_get(city, "reports"));
	for (size_t i = 0; i < ARRAY_SIZE(visits); i++)
		if (jo_get(jo_get(city, "visits"), visits[i]))
			city_set(b, "visits", visits[i], cell(jo_get(city, "visits"), visits[i]));
	city_check_settings(b);
}

static void read_version(struct city_build *b, const json *city)
{
	const char *version = cell(city, "version");

	b->where = "version";
	if (city_check_code(b, "version", version))
		b->c->version = xstrdup(version);
}

struct city *city_from_json(const json *o, struct error *err)
{
	static const int flat[] = { TABLE_CATEGORIES, TABLE_REGIONS, TABLE_COMMUNITIES, TABLE_UNITS,
				    TABLE_CATALOGUE, TABLE_PHRASES, TABLE_CURVES, TABLE_LINES };
	struct city_report report = { 0 };
	struct city_build b;

	city_build_begin(&b, &report);
	read_version(&b, o);
	read_settings(&b, o);
	read_grades(&b, o);
	read_flat(&b, TABLE_CODES, o);
	read_flat(&b, TABLE_CALENDAR, o);
	read_flat(&b, TABLE_HOURS, o);
	read_checklists(&b, o);
	read_forms(&b, o);
	for (size_t i = 0; i < ARRAY_SIZE(flat); i++)
		read_flat(&b, flat[i], o);
	read_sheets(&b, o);
	struct city *c = city_build_end(&b);
	if (!c)
		error_set(err, ERROR_INPUT, _("the city data cannot be used: %s"), report.problems[0]);
	city_report_release(&report);
	return c;
}
