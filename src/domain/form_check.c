/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_check.c -- the values of a form, field by field.
 *
 * One function for each kind of field, in a table. A field has at most one problem, so the list is
 * bounded by the form. The sentences do not name the field: its pointer does, and the screen or
 * the answer shows it beside the sentence.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

#define TAGS_MOST 50
#define TAG_CHARS 64

struct check {
	const struct city *c;
	const json *fields;
	bool complete;
	const char *prefix;
	struct form_problems *problems;
	size_t found;
};

void form_problems_release(struct form_problems *p)
{
	free(p->items);
	*p = (struct form_problems){ 0 };
}

void form_problem_add(struct form_problems *p, const char *pointer, const char *code, const char *detail)
{
	ARRAY_GROW(p->items, p->count + 1, p->alloc);
	struct form_problem *item = &p->items[p->count++];
	snprintf(item->pointer, sizeof(item->pointer), "%s", pointer);
	snprintf(item->code, sizeof(item->code), "%s", code);
	text_copy(item->detail, sizeof(item->detail), detail);
}

__attribute__((format(printf, 4, 5)))
static void problem(struct check *k, const char *pointer, const char *code, const char *fmt, ...)
{
	char full[160], detail[320];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	snprintf(full, sizeof(full), "%s%s", k->prefix, pointer);
	form_problem_add(k->problems, full, code, detail);
	k->found++;
}

/* Nothing to check: absent, null, blank, without members. */
static bool is_empty(const json *v)
{
	if (json_object_is_type(v, json_type_string))
		return text_is_blank(json_object_get_string((json *)v)) &&
		       strlen(json_object_get_string((json *)v)) ==
			       (size_t)json_object_get_string_len(v);
	if (json_object_is_type(v, json_type_array))
		return !jo_len(v);
	if (json_object_is_type(v, json_type_object))
		return !json_object_object_length(v);
	return !v;
}

const char *form_control_fault(const char *s, size_t len, bool lines)
{
	if (!text_has_control(s, len, lines ? TEXT_LINES : 0))
		return NULL;
	return lines ? _("This holds control characters; type it again.")
		     : _("This must be one line without control characters.");
}

static bool is_string(struct check *k, const char *pointer, const json *v)
{
	if (json_object_is_type(v, json_type_string))
		return true;
	problem(k, pointer, "type", _("This must be text."));
	return false;
}

static bool fits(struct check *k, const char *pointer, const json *v, int64_t most, bool lines)
{
	if (!is_string(k, pointer, v))
		return false;
	const char *s = json_object_get_string((json *)v);
	size_t len = (size_t)json_object_get_string_len(v),
	       chars = u8_mbsnlen((const uint8_t *)s, len);
	if (chars > (size_t)most)
		problem(k, pointer, "length", _("This has %zu characters; at most %lld fit."),
			chars, (long long)most);
	else if (form_control_fault(s, len, lines))
		problem(k, pointer, "format", "%s", form_control_fault(s, len, lines));
	else
		return true;
	return false;
}

bool form_words_fit(const json *value, size_t most, const char *pointer, struct form_problems *problems)
{
	return !value || fits(&(struct check){ .prefix = "", .problems = problems }, pointer, value, (int64_t)most, true);
}

bool form_line_fits(const json *value, size_t most, const char *pointer, struct form_problems *problems)
{
	return !value || fits(&(struct check){ .prefix = "", .problems = problems }, pointer, value, (int64_t)most, false);
}

static void check_line(struct check *k, const struct city_field *f, json *v)
{
	fits(k, f->pointer, v, f->max ? f->max : 200, false);
}

static void check_text(struct check *k, const struct city_field *f, json *v)
{
	fits(k, f->pointer, v, f->max ? f->max : 8000, true);
}

/* The name behind "set:" or "checklist:"; NULL: any text. */
static const char *choices_name(const struct city_field *f)
{
	return f->choices ? strchr(f->choices, ':') + 1 : NULL;
}

static void check_choice(struct check *k, const struct city_field *f, json *v)
{
	if (!is_string(k, f->pointer, v))
		return;
	if (!city_find_code(k->c, choices_name(f), json_object_get_string(v)))
		problem(k, f->pointer, "choice", _("This is none of the choices."));
}

static bool is_list(struct check *k, const struct city_field *f, const json *v)
{
	if (!json_object_is_type(v, json_type_array)) {
		problem(k, f->pointer, "type", _("This must be a list."));
		return false;
	}
	if (jo_len(v) > TAGS_MOST) {
		problem(k, f->pointer, "length", _("There are %zu entries; at most %d fit."), jo_len(v), TAGS_MOST);
		return false;
	}
	return true;
}

static void check_tags(struct check *k, const struct city_field *f, json *v)
{
	const char *set = choices_name(f);

	if (!is_list(k, f, v))
		return;
	for (size_t i = 0; i < jo_len(v); i++) {
		if (!fits(k, f->pointer, jo_at(v, i), TAG_CHARS, false))
			return;
		if (set && !city_find_code(k->c, set, json_object_get_string(jo_at(v, i)))) {
			problem(k, f->pointer, "choice", _("An entry is none of the choices."));
			return;
		}
	}
}

static void check_checklist(struct check *k, const struct city_field *f, json *v)
{
	if (!is_list(k, f, v))
		return;
	for (size_t i = 0; i < jo_len(v); i++) {
		if (!is_string(k, f->pointer, jo_at(v, i)))
			return;
		const char *code = json_object_get_string(jo_at(v, i));
		if (!city_find_situation(k->c, choices_name(f), code)) {
			problem(k, f->pointer, "choice", _("An entry is not on the checklist."));
			return;
		}
	}
}

static void check_category(struct check *k, const struct city_field *f, json *v)
{
	if (is_string(k, f->pointer, v) && !city_find_category(k->c, json_object_get_string(v)))
		problem(k, f->pointer, "unknown", _("There is no such category."));
}

static void check_unit(struct check *k, const struct city_field *f, json *v)
{
	if (is_string(k, f->pointer, v) && !city_find_unit(k->c, json_object_get_string(v)))
		problem(k, f->pointer, "unknown", _("There is no such unit."));
}

/* What happened has happened. About later today only the workstation asks: a practised call has its own hours. */
static bool is_to_come(const struct city_field *f, instant t)
{
	instant now = clock_now(), day = SECONDS(86400);
	instant midnight = now + day - (now + clock_offset(now)) % day;

	return !strcmp(f->pointer, "/matter/happened_at") && t > midnight;
}

static void check_time(struct check *k, const struct city_field *f, json *v)
{
	instant t;

	if (!is_string(k, f->pointer, v))
		return;
	if (!clock_parse(json_object_get_string(v), &t))
		problem(k, f->pointer, "format",
			_("This must be a time with its offset, such as 2026-11-24T20:05:00+08:00."));
	else if (is_to_come(f, t))
		problem(k, f->pointer, "future",
			_("This lies on a day to come: give the time when it happened or began; write what is to come in the content."));
}

static void check_phone(struct check *k, const struct city_field *f, json *v)
{
	char digits[24];

	if (!fits(k, f->pointer, v, f->max ? f->max : 40, false))
		return;
	if (!phone_normalise(json_object_get_string(v), digits))
		problem(k, f->pointer, "format", _("This is no telephone number: 3 to 20 digits."));
}

static void check_number(struct check *k, const struct city_field *f, json *v)
{
	if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double)) {
		problem(k, f->pointer, "type", _("This must be a number."));
		return;
	}
	double n = json_object_get_double(v), most = f->max ? (double)f->max : 1e15;
	if (!isfinite(n) || n > most || n < -most)
		problem(k, f->pointer, "range", _("This must be at most %.0f."), most);
}

static void check_yes_no(struct check *k, const struct city_field *f, json *v)
{
	if (!json_object_is_type(v, json_type_boolean))
		problem(k, f->pointer, "type", _("This must be yes or no."));
}

/* A region of a place, which must be of its kind and lie in `above` when that is known. */
static const struct city_region *check_region(struct check *k, const json *place, const char *name,
					      enum region_kind kind, const struct city_region *above)
{
	const json *v = jo_get(place, name);
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/place/%s", name);
	if (is_empty(v) || !is_string(k, pointer, v))
		return NULL;
	const struct city_region *r = city_find_region(k->c, json_object_get_string((json *)v));
	if (!r && kind == REGION_COMMUNITY && !k->c->community_count) {
		fits(k, pointer, v, 32, false);         /* the workstation holds no communities */
		return NULL;
	}
	if (!r || r->kind != kind) {
		problem(k, pointer, "unknown",
			kind == REGION_DISTRICT ? _("There is no such district.")
			: kind == REGION_STREET ? _("There is no such street or township.")
						: _("There is no such community."));
		return NULL;
	}
	if (above && r->parent != above)
		problem(k, pointer, "choice", kind == REGION_STREET ?
			_("This street or township lies in another district.") :
			_("This community lies in another street or township."));
	return r;
}

static void check_place(struct check *k, const struct city_field *f, json *v)
{
	const json *unmentioned = jo_get(v, "not_mentioned");

	if (!json_object_is_type(v, json_type_object)) {
		problem(k, f->pointer, "type", _("This must be an object."));
		return;
	}
	if (unmentioned && !json_object_is_type(unmentioned, json_type_boolean))
		problem(k, "/place/not_mentioned", "type", _("This must be yes or no."));
	const struct city_region *district = check_region(k, v, "district", REGION_DISTRICT, NULL);
	const struct city_region *street = check_region(k, v, "street", REGION_STREET, district);
	check_region(k, v, "community", REGION_COMMUNITY, street);
}

static void (*const checks[])(struct check *k, const struct city_field *f, json *v) = {
	[FIELD_LINE] = check_line,	   [FIELD_TEXT] = check_text,
	[FIELD_CHOICE] = check_choice,	   [FIELD_TAGS] = check_tags,
	[FIELD_CATEGORY] = check_category, [FIELD_UNIT] = check_unit,
	[FIELD_PLACE] = check_place,	   [FIELD_TIME] = check_time,
	[FIELD_PHONE] = check_phone,	   [FIELD_NUMBER] = check_number,
	[FIELD_YES_NO] = check_yes_no,	   [FIELD_CHECKLIST] = check_checklist,
};

static void check_required(struct check *k, const struct city_field *f, const json *v)
{
	if (f->kind != FIELD_PLACE) {
		problem(k, f->pointer, "required", _("This must be filled in."));
		return;
	}
	if (is_empty(jo_get(v, "district")) && !jo_bool(v, "not_mentioned", false))
		problem(k, "/place/district", "required",
			_("Choose the district, or say that the place was not mentioned."));
}

static void check_field(struct check *k, const struct city_field *f)
{
	json *v = jo_pointer(k->fields, f->pointer);
	bool empty = is_empty(v), place = f->kind == FIELD_PLACE;

	if (!empty)
		checks[f->kind](k, f, v);
	bool wrong_type = place && !empty && !json_object_is_type(v, json_type_object);
	if (k->complete && (empty || place) && !wrong_type &&
	    form_field_required(k->c, f, k->fields))
		check_required(k, f, v);
}

/* A member that must hold others, and does not, hides them all: that is one problem. */
static bool check_object(struct check *k, const char *pointer)
{
	json *v = jo_pointer(k->fields, pointer);

	if (!v || json_object_is_type(v, json_type_object))
		return true;
	problem(k, pointer, "type", _("This must be an object."));
	return false;
}

/* The member under which the values of a section lie. */
static bool check_holder(struct check *k, const struct city_section *s)
{
	char pointer[128];

	if (!s->count || s->fields[0].kind == FIELD_PLACE)
		return true;
	const char *last = strrchr(s->fields[0].pointer, '/');
	snprintf(pointer, sizeof(pointer), "%.*s", (int)(last - s->fields[0].pointer), s->fields[0].pointer);
	return check_object(k, pointer);
}

bool form_check(const struct city *c, const json *fields, bool complete, const char *prefix,
		struct form_problems *problems)
{
	struct check k = { c, fields, complete, prefix, problems, 0 };

	if (!json_object_is_type(fields, json_type_object)) {
		problem(&k, "", "type", _("This must be an object."));
		return false;
	}
	bool sections = check_object(&k, "/sections");
	for (size_t i = 0; i < c->section_count; i++) {
		const struct city_section *s = &c->sections[i];
		bool extra = s->count && !strncmp(s->fields[0].pointer, "/sections/", 10);
		if (strcmp(s->form, c->form) || !form_section_shown(c, s, fields) ||
		    (extra && !sections) || !check_holder(&k, s))
			continue;
		for (size_t n = 0; n < s->count; n++)
			if (!s->fields[n].when || form_condition(c, s->fields[n].when, fields))
				check_field(&k, &s->fields[n]);
	}
	return !k.found;
}

bool form_check_value(const struct city *c, const char *pointer, json *value, struct form_problems *problems)
{
	struct check k = { c, NULL, false, "", problems, 0 };
	const struct city_field *f = city_find_field(c, pointer);
	bool of_place = !f && !strncmp(pointer, "/place/", 7);

	if (of_place)
		f = city_find_field(c, "/place");
	if (!f) {
		problem(&k, pointer, "unknown", _("There is no such field."));
		return false;
	}
	json *place = of_place ? json_object_new_object() : NULL;
	if (place)
		jo_set(place, pointer + 7, json_object_get(value));
	if (!is_empty(value))
		checks[f->kind](&k, f, place ? place : value);
	jo_free(place);
	return !k.found;
}

/* The value a problem speaks of, or the one that holds it: `pointer` is cut to its place. NULL: gone already. */
static json *wrong_value(const json *fields, char *pointer)
{
	json *v;

	while (!(v = jo_pointer(fields, pointer))) {
		char *last = strrchr(pointer, '/');
		if (!last || last == pointer)
			return NULL;
		*last = '\0';
	}
	return v;
}

void form_set_aside(const struct city *c, json *fields)
{
	struct form_problems problems = { 0 };
	json *aside = json_object_is_type(jo_get(fields, "set_aside"), json_type_object) ?
			      json_object_get(jo_get(fields, "set_aside")) : json_object_new_object();

	form_check(c, fields, false, "", &problems);
	for (size_t i = 0; i < problems.count; i++) {
		char *pointer = problems.items[i].pointer;
		json *v = wrong_value(fields, pointer);
		if (!v)
			continue;
		jo_set(aside, pointer, json_object_get(v));
		jo_pointer_set(fields, pointer, NULL);
	}
	if (json_object_object_length(aside))
		jo_set(fields, "set_aside", json_object_get(aside));
	jo_free(aside);
	form_problems_release(&problems);
}
