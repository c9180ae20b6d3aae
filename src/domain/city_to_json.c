/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_to_json.c -- a city in the shape `city` of the API, and a little more.
 *
 * What the API leaves open is named as in the files of a pack, so that city_from_json() can hand
 * the members to the same rows. Members without a value are left out; that and flat text for
 * numbers keep the answer small.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string.h>

#include "domain/city_build.h"
#include "hotline/form.h"

static json *number(double n)
{
	char text[40];

	snprintf(text, sizeof(text), "%.10g", n);
	return json_object_new_double_s(n, text);
}

/* An object that starts with a code and its names. */
static json *named(const char *code, const char *name, const char *name_en)
{
	json *o = json_object_new_object();

	jo_set_str(o, "code", code);
	jo_set_str(o, "name", name);
	jo_set_str(o, "name_en", name_en);
	return o;
}

static json *new_array(json *o, const char *name)
{
	json *a = json_object_new_array();

	jo_set(o, name, a);
	return a;
}

/* {"monthly": {"width": "0.2", …}, …}: what the reports of a city need, as in city.conf. */
static void add_report_settings(const struct city *c, json *o)
{
	json *reports = json_object_new_object();
	const char *section, *key;
	char text[CITY_SETTING];

	for (size_t i = 0; city_setting(c, i, &section, &key, text); i++) {
		if (!strcmp(section, "city") || !strcmp(section, "assessment") || !strcmp(section, "visits") || !*text)
			continue;
		if (!jo_get(reports, section))
			jo_set(reports, section, json_object_new_object());
		jo_set_str(jo_get(reports, section), key, text);
	}
	jo_set(o, "reports", reports);
}

static void add_settings(const struct city *c, json *o)
{
	json *weights = json_object_new_object(), *assessment = json_object_new_object();
	json *visits = json_object_new_object();
	char wait[80], hours[24];

	jo_set_str(o, "version", c->version);
	jo_set_str(o, "name", c->name);
	jo_set_str(o, "name_en", c->name_en);
	jo_set_str(o, "zone", c->zone);
	jo_set_str(o, "hotline", c->hotline);
	jo_set_str(o, "form", c->form);
	jo_set(weights, "response", number(c->weight_response));
	jo_set(weights, "solution", number(c->weight_solution));
	jo_set(weights, "satisfaction", number(c->weight_satisfaction));
	jo_set(weights, "basically", number(c->basically));
	jo_set(o, "weights", weights);
	jo_set_int(assessment, "period_day", c->period_day);
	jo_set(o, "assessment", assessment);
	add_report_settings(c, o);
	snprintf(wait, sizeof(wait), "%s%s", c->visit_wait.text, c->visit_wait.working ? "w" : "");
	jo_set_int(visits, "attempts", c->visit_attempts);
	jo_set_str(visits, "wait", wait);
	if (c->visit_hours.from != c->visit_hours.to) {
		snprintf(hours, sizeof(hours), "%02d:%02d-%02d:%02d", c->visit_hours.from / 60 % 24, c->visit_hours.from % 60,
			 c->visit_hours.to / 60 % 25, c->visit_hours.to % 60);
		jo_set_str(visits, "hours", hours);
	}
	jo_set(o, "visits", visits);
}

static void add_codes(const struct city *c, json *o)
{
	json *all = new_array(o, "codes"), *skills = new_array(o, "skills");

	for (size_t i = 0; i < c->code_count; i++) {
		const struct city_code *code = &c->codes[i];
		json *item = json_object_new_object();
		jo_set_str(item, "set", code->set);
		jo_set_str(item, "code", code->code);
		jo_set_str(item, "name", code->name);
		jo_set_str(item, "name_en", code->name_en);
		json_object_array_add(all, item);
		if (!strcmp(code->set, "skill"))
			json_object_array_add(skills, named(code->code, code->name, code->name_en));
	}
}

static void add_categories(const struct city *c, json *o)
{
	json *all = new_array(o, "categories");

	for (size_t i = 0; i < c->category_count; i++) {
		const struct city_category *k = &c->categories[i];
		json *item = named(k->code, k->name, k->name_en);
		jo_set_str(item, "parent", k->parent ? k->parent->code : NULL);
		jo_set_str(item, "grade", k->grade);
		jo_set_str(item, "section", k->section);
		jo_set_str(item, "keywords", k->keywords);
		if (k->weight != (k->parent ? k->parent->weight : 1))
			jo_set(item, "weight", number(k->weight));
		json_object_array_add(all, item);
	}
}

static json *region(const struct city_region *r)
{
	static const char *const kinds[] = { "district", "street", "community" };
	json *item = named(r->code, r->name, r->name_en);

	jo_set_str(item, "parent", r->parent ? r->parent->code : NULL);
	if (r->kind != REGION_COMMUNITY)
		jo_set_str(item, "kind", kinds[r->kind]);
	return item;
}

static void add_regions(json *o, const char *name, const struct city_region *regions, size_t count)
{
	json *all = new_array(o, name);

	for (size_t i = 0; i < count; i++)
		json_object_array_add(all, region(&regions[i]));
}

static void add_units(const struct city *c, json *o)
{
	json *all = new_array(o, "units");

	for (size_t i = 0; i < c->unit_count; i++) {
		const struct city_unit *u = &c->units[i];
		json *item = named(u->code, u->name, u->name_en);
		jo_set_str(item, "parent", u->parent ? u->parent->code : NULL);
		jo_set_str(item, "kind", u->kind);
		jo_set_str(item, "district", u->district);
		json_object_array_add(all, item);
	}
}

static void add_grades(const struct city *c, json *o)
{
	json *all = new_array(o, "grades");

	for (size_t i = 0; i < c->grade_count; i++) {
		const struct city_grade *g = &c->grades[i];
		json *item = named(g->code, g->name, g->name_en);
		json *clocks = json_object_new_object(), *working = json_object_new_array();
		for (int k = 0; k < CLOCK_COUNT; k++) {
			jo_set_str(clocks, city_clock_names[k], g->clocks[k].text);
			if (g->clocks[k].working)
				json_object_array_add(working,
						      json_object_new_string(city_clock_names[k]));
		}
		jo_set_str(item, "calendar", jo_len(working) ? "working" : "natural");
		jo_set(item, "clocks", clocks);
		jo_set(item, "working", working);
		json_object_array_add(all, item);
	}
}

static void add_calendar(const struct city *c, json *o)
{
	json *days = new_array(o, "calendar"), *hours = new_array(o, "hours");
	char text[48];

	for (size_t i = 0; i < c->day_count; i++) {
		const struct city_day *d = &c->days[i];
		json *item = json_object_new_object();
		snprintf(text, sizeof(text), "%04d-%02d-%02d", d->year, d->month, d->day);
		jo_set_str(item, "date", text);
		jo_set_str(item, "kind", d->work ? "workday" : "holiday");
		jo_set_str(item, "name", d->name);
		json_object_array_add(days, item);
	}
	for (int i = 0; i < 7; i++) {
		const struct city_hours *h = &c->hours[i];
		if (h->from == h->to)
			continue;
		json *item = json_object_new_object();
		jo_set_int(item, "weekday", i + 1);
		snprintf(text, sizeof(text), "%02d:%02d", h->from / 60, h->from % 60);
		jo_set_str(item, "from", text);
		snprintf(text, sizeof(text), "%02d:%02d", h->to / 60, h->to % 60);
		jo_set_str(item, "to", text);
		json_object_array_add(hours, item);
	}
}

static json *field(const struct city_field *f)
{
	json *o = json_object_new_object();

	jo_set_str(o, "pointer", f->pointer);
	jo_set_str(o, "kind", city_field_kinds[f->kind]);
	jo_set_str(o, "label", f->label);
	jo_set_str(o, "label_en", f->label_en);
	jo_set_bool(o, "required", f->required);
	jo_set_str(o, "required_when", f->required_when);
	jo_set_str(o, "when", f->when);
	jo_set_str(o, "choices", f->choices);
	if (f->max)
		jo_set_int(o, "max", f->max);
	jo_set_str(o, "hint", f->hint);
	jo_set_str(o, "hint_en", f->hint_en);
	return o;
}

static json *section(const struct city_section *s)
{
	json *o = named(s->code, s->name, s->name_en), *fields = json_object_new_array();

	jo_set_str(o, "when", s->when);
	for (size_t i = 0; i < s->count; i++)
		json_object_array_add(fields, field(&s->fields[i]));
	jo_set(o, "fields", fields);
	return o;
}

/* The sections of the form in hand, or a new form for it at the end. */
static json *sections_of(const struct city *c, json *forms, const char *code)
{
	for (size_t i = 0; i < jo_len(forms); i++)
		if (!strcmp(jo_str(jo_at(forms, i), "code"), code))
			return jo_array(jo_at(forms, i), "sections");
	json *form = json_object_new_object(), *sections = json_object_new_array();
	jo_set_str(form, "code", code);
	jo_set_int(form, "version", form_version(c));
	jo_set(form, "sections", sections);
	json_object_array_add(forms, form);
	return sections;
}

static void add_forms(const struct city *c, json *o)
{
	json *forms = new_array(o, "forms");

	for (size_t i = 0; i < c->section_count; i++)
		json_object_array_add(sections_of(c, forms, c->sections[i].form), section(&c->sections[i]));
}

/* What a checklist is called: as the first field that asks for it. */
static void set_checklist_name(const struct city *c, json *o, const char *code)
{
	for (size_t i = 0; i < c->field_count; i++) {
		const struct city_field *f = &c->fields[i];
		if (f->kind != FIELD_CHECKLIST || strcmp(strchr(f->choices, ':') + 1, code))
			continue;
		jo_set_str(o, "name", f->label);
		jo_set_str(o, "name_en", f->label_en);
		return;
	}
	jo_set_str(o, "name", code);
}

static json *situation(const struct city_situation *s)
{
	json *o = named(s->code, s->name, s->name_en);

	jo_set(o, "weight", number(s->weight));
	return o;
}

static void add_checklists(const struct city *c, json *o)
{
	json *lists = new_array(o, "checklists"), *classes = NULL, *situations = NULL;

	for (size_t i = 0; i < c->situation_count; i++) {
		const struct city_situation *s = &c->situations[i];
		bool list = !i || strcmp(s[-1].checklist, s->checklist);
		if (list) {
			json *item = json_object_new_object();
			jo_set_str(item, "code", s->checklist);
			set_checklist_name(c, item, s->checklist);
			classes = new_array(item, "classes");
			json_object_array_add(lists, item);
		}
		if (list || strcmp(s[-1].class_code, s->class_code)) {
			json *item = named(s->class_code, s->class_name, NULL);
			situations = new_array(item, "situations");
			json_object_array_add(classes, item);
		}
		json_object_array_add(situations, situation(s));
	}
}

static void add_catalogue(const struct city *c, json *o)
{
	json *all = new_array(o, "catalogue");

	for (size_t i = 0; i < c->catalogue_count; i++) {
		const struct city_dispatch *d = &c->catalogue[i];
		json *item = json_object_new_object();
		jo_set_str(item, "category", d->category);
		jo_set_str(item, "region", d->region);
		jo_set_str(item, "unit", d->unit);
		jo_set_str(item, "basis", d->basis);
		json_object_array_add(all, item);
	}
}

static void add_phrases(const struct city *c, json *o)
{
	json *all = new_array(o, "phrases");

	for (size_t i = 0; i < c->phrase_count; i++) {
		json *item = json_object_new_object();
		jo_set_str(item, "id", c->phrases[i].id);
		jo_set_str(item, "text", c->phrases[i].text);
		jo_set_str(item, "text_en", c->phrases[i].text_en);
		json_object_array_add(all, item);
	}
}

static void add_curves(const struct city *c, json *o)
{
	json *all = c->curve_part_count ? new_array(o, "curves") : NULL;

	for (size_t i = 0; i < c->curve_part_count; i++) {
		json *item = json_object_new_object();
		jo_set_str(item, "curve", c->curve_parts[i].curve);
		jo_set_str(item, "part", c->curve_parts[i].part);
		jo_set_str(item, "weight", c->curve_parts[i].text);
		json_object_array_add(all, item);
	}
}

static json *sheet_item(const struct city_sheet_item *i)
{
	json *o = json_object_new_object();

	jo_set_str(o, "item", i->item);
	jo_set_str(o, "name", i->name);
	jo_set_str(o, "name_en", i->name_en);
	jo_set(o, i->points > 0 ? "points" : "deduction",
	       number(i->points > 0 ? i->points : i->deduction));
	return o;
}

static void add_sheets(const struct city *c, json *o)
{
	json *sheets = new_array(o, "sheets"), *items = NULL;

	for (size_t i = 0; i < c->sheet_item_count; i++) {
		const struct city_sheet_item *s = &c->sheet_items[i];
		if (!i || strcmp(s[-1].sheet, s->sheet)) {
			json *sheet = json_object_new_object();
			jo_set_str(sheet, "code", s->sheet);
			items = new_array(sheet, "items");
			json_object_array_add(sheets, sheet);
		}
		json_object_array_add(items, sheet_item(s));
	}
}

static void add_lines(const struct city *c, json *o)
{
	json *all = new_array(o, "emergency_lines");

	for (size_t i = 0; i < c->emergency_line_count; i++) {
		const struct city_line *l = &c->emergency_lines[i];
		json_object_array_add(all, named(l->code, l->name, l->name_en));
	}
}

json *city_to_json(const struct city *c, bool with_communities)
{
	json *o = json_object_new_object();

	add_settings(c, o);
	add_grades(c, o);
	add_codes(c, o);
	add_calendar(c, o);
	add_checklists(c, o);
	add_forms(c, o);
	add_categories(c, o);
	add_regions(o, "regions", c->regions, c->region_count);
	if (with_communities)
		add_regions(o, "communities", c->communities, c->community_count);
	add_units(c, o);
	add_catalogue(c, o);
	add_phrases(c, o);
	add_sheets(c, o);
	add_curves(c, o);
	add_lines(c, o);
	return o;
}
