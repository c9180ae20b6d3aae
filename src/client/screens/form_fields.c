/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_fields.c -- the fields of a form as inputs, one slot an input.
 *
 * Slots are made once; only what is hidden, required or to be chosen changes with the values. A
 * set of choices is made once for all the fields that use it.
 */
#include "client/screens/form_fields.h"

#include <stdlib.h>
#include <string.h>

#include "client/screens/form_choices.h"
#include "client/screens/form_values.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define COMMUNITY "/place/community"

struct slot {
	const struct city_field *field;
	const struct city_section *section;
	const struct form_choices *choices;     /* NULL: none */
	bool community;
};

struct form_fields {
	const struct city *city;
	bool english;
	struct slot *slots;
	size_t count, alloc;
	struct input *inputs;
	struct form_choices **choices;
	size_t choices_count, choices_alloc;
	struct form_choices *communities;
	char *street;           /* of the communities; NULL: none are known */
	json *community_items;
	bool no_caller;
	bool changed;           /* since the last description */
};

/* -- making ------------------------------------------------------------------- */

static const struct form_choices *choices_named(struct form_fields *f, const char *name)
{
	for (size_t i = 0; i < f->choices_count; i++)
		if (!strcmp(f->choices[i]->name, name))
			return f->choices[i];
	ARRAY_GROW(f->choices, f->choices_count + 1, f->choices_alloc);
	f->choices[f->choices_count] = form_choices_new(f->city, name, f->english);
	return f->choices[f->choices_count++];
}

static const struct form_choices *choices_of(struct form_fields *f, const struct city_field *field)
{
	static const char *const by_kind[] = {
		[FIELD_CATEGORY] = "category", [FIELD_UNIT] = "unit", [FIELD_PLACE] = "place",
		[FIELD_CHECKLIST] = NULL,
	};
	const char *name = (size_t)field->kind < ARRAY_SIZE(by_kind) ? by_kind[field->kind] : NULL;

	if (!name)
		name = field->choices;
	return name ? choices_named(f, name) : NULL;
}

static void add_slot(struct form_fields *f, const struct city_section *s,
		     const struct city_field *field, bool community)
{
	ARRAY_GROW(f->slots, f->count + 1, f->alloc);
	f->slots[f->count++] = (struct slot){
		field, s, community ? f->communities : choices_of(f, field), community,
	};
}

struct form_fields *form_fields_new(const struct city *city, bool english)
{
	struct form_fields *f = xcalloc(1, sizeof(*f));

	f->city = city;
	f->english = english;
	f->changed = true;
	f->communities = form_choices_new(city, "community", english);
	for (size_t i = 0; i < city->section_count; i++) {
		const struct city_section *s = &city->sections[i];
		if (strcmp(s->form, city->form))
			continue;
		for (size_t n = 0; n < s->count; n++) {
			add_slot(f, s, &s->fields[n], false);
			if (s->fields[n].kind == FIELD_PLACE)
				add_slot(f, s, &s->fields[n], true);
		}
	}
	f->inputs = xcalloc(f->count + 1, sizeof(*f->inputs));
	return f;
}

void form_fields_free(struct form_fields *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->choices_count; i++)
		form_choices_free(f->choices[i]);
	form_choices_free(f->communities);
	jo_free(f->community_items);
	free(f->choices);
	free(f->slots);
	free(f->inputs);
	free(f->street);
	free(f);
}

const struct city *form_fields_city(const struct form_fields *f)
{
	return f->city;
}

void form_fields_without_caller(struct form_fields *f)
{
	f->changed |= !f->no_caller;
	f->no_caller = true;
}

bool form_fields_set_communities(struct form_fields *f, const char *street, const json *items)
{
	if (!jo_len(items))
		street = NULL;
	if (street ? f->street && !strcmp(f->street, street) : !f->street)
		return false;
	free(f->street);
	jo_free(f->community_items);
	f->street = xstrdup(street);
	f->community_items = street ? json_object_get((json *)items) : NULL;
	form_choices_take(f->communities, f->community_items);
	f->changed = true;
	return true;
}

static struct form_choices *places(const struct form_fields *f)
{
	for (size_t i = 0; i < f->choices_count; i++)
		if (!strcmp(f->choices[i]->name, "place"))
			return f->choices[i];
	return NULL;
}

void form_fields_on_place(struct form_fields *f, void (*typed)(void *arg, const char *words), void *arg)
{
	if (places(f))
		form_choices_on_typed(places(f), typed, arg);
}

void form_fields_found_places(struct form_fields *f, const json *regions)
{
	if (places(f))
		form_choices_find(places(f), regions);
}

/* -- describing ------------------------------------------------------------------- */

static const char *in_language(const struct form_fields *f, const char *text, const char *text_en)
{
	return f->english && text_en && *text_en ? text_en : text;
}

static enum input_kind input_kind_of(const struct slot *s)
{
	static const enum input_kind kinds[] = {
		[FIELD_LINE] = INPUT_LINE,       [FIELD_TEXT] = INPUT_TEXT,
		[FIELD_CHOICE] = INPUT_CHOICE,   [FIELD_TAGS] = INPUT_CHOICES,
		[FIELD_CATEGORY] = INPUT_CHOICE, [FIELD_UNIT] = INPUT_CHOICE,
		[FIELD_PLACE] = INPUT_CHOICE,    [FIELD_TIME] = INPUT_LINE,
		[FIELD_PHONE] = INPUT_LINE,      [FIELD_NUMBER] = INPUT_LINE,
		[FIELD_YES_NO] = INPUT_YES_NO,   [FIELD_CHECKLIST] = INPUT_CHOICES,
	};
	enum input_kind kind = kinds[s->field->kind];

	return kind == INPUT_CHOICES && !s->choices ? INPUT_LINE : kind;
}

static const char *hint_of(const struct form_fields *f, const struct slot *s)
{
	const char *hint = s->community ? NULL : in_language(f, s->field->hint, s->field->hint_en);

	if (!hint && s->field->kind == FIELD_TIME)
		return _("20:05, yesterday 20:05, 11-24 20:05");
	return hint;
}

static size_t characters_of(const struct city_field *field)
{
	bool text = field->kind == FIELD_LINE || field->kind == FIELD_TEXT ||
		    field->kind == FIELD_PHONE;

	return text ? (size_t)field->max : 0;
}

static bool is_hidden(const struct form_fields *f, const struct slot *s, const json *fields)
{
	const char *street = s->community ? jo_pointer_str(fields, "/place/street") : NULL;

	if (s->community && (!street || !f->street || strcmp(street, f->street)))
		return true;
	if (f->no_caller && !strncmp(s->field->pointer, "/caller/", 8))
		return true;
	return !form_section_shown(f->city, s->section, fields) ||
	       (s->field->when && !form_condition(f->city, s->field->when, fields));
}

static const char *key_of(const struct slot *s)
{
	return s->community ? COMMUNITY : s->field->pointer;
}

static const char *label_of(const struct form_fields *f, const struct slot *s)
{
	return s->community ? _("Community") : in_language(f, s->field->label, s->field->label_en);
}

const struct input *form_fields_describe(struct form_fields *f, const json *fields, size_t *count, bool *changed)
{
	bool differs = f->changed;

	for (size_t i = 0; i < f->count; i++) {
		const struct slot *s = &f->slots[i];
		bool hidden = is_hidden(f, s, fields);
		bool required = !s->community && form_field_required(f->city, s->field, fields);
		differs |= f->inputs[i].hidden != hidden || f->inputs[i].required != required;
		f->inputs[i] = (struct input){
			.key = key_of(s),
			.section = in_language(f, s->section->name, s->section->name_en),
			.label = label_of(f, s),
			.hint = hint_of(f, s),
			.kind = input_kind_of(s),
			.required = required,
			.hidden = hidden,
			.max = characters_of(s->field),
			.choices = s->choices ? &s->choices->view : NULL,
		};
	}
	f->changed = false;
	*count = f->count;
	if (changed)
		*changed = differs;
	return f->inputs;
}

/* -- finding ------------------------------------------------------------------------ */

size_t form_fields_count(const struct form_fields *f)
{
	return f->count;
}

const char *form_fields_key(const struct form_fields *f, size_t i)
{
	return key_of(&f->slots[i]);
}

static const struct slot *find(const struct form_fields *f, const char *key)
{
	for (size_t i = 0; key && i < f->count; i++)
		if (!strcmp(key_of(&f->slots[i]), key))
			return &f->slots[i];
	return NULL;
}

const struct city_field *form_fields_field(const struct form_fields *f, const char *key)
{
	const struct slot *s = find(f, key);

	return s ? s->field : NULL;
}

const char *form_fields_label(const struct form_fields *f, const char *key)
{
	const struct slot *s = find(f, key);

	return s ? label_of(f, s) : "";
}

const char *form_fields_key_of(const struct form_fields *f, const char *pointer)
{
	static const char *const of_place[] = { "/place/district", "/place/street",
						"/place/not_mentioned" };

	if (!strncmp(pointer, "/fields/", 8))
		pointer += 7;
	for (size_t i = 0; i < ARRAY_SIZE(of_place); i++)
		if (!strcmp(pointer, of_place[i]))
			pointer = "/place";
	const struct slot *s = find(f, pointer);
	return s ? key_of(s) : NULL;
}

/* -- values --------------------------------------------------------------------------- */

/* The most special code of the place that the first input can show. */
static const char *place_code(const json *fields)
{
	const char *street = jo_pointer_str(fields, "/place/street");
	const char *district = jo_pointer_str(fields, "/place/district");

	if (jo_bool(jo_get(fields, "place"), "not_mentioned", false))
		return PLACE_NOT_MENTIONED;
	return street && *street ? street : district ? district : "";
}

static void slot_text(const struct slot *s, const json *fields, struct buf *out)
{
	if (s->community)
		buf_adds(out, jo_pointer_str(fields, COMMUNITY) ? jo_pointer_str(fields, COMMUNITY)
								: "");
	else if (s->field->kind == FIELD_PLACE)
		buf_adds(out, place_code(fields));
	else
		form_value_text(s->field->kind, s->choices != NULL,
				jo_pointer(fields, s->field->pointer), out);
}

void form_fields_text(const struct form_fields *f, const json *fields, const char *key, struct buf *out)
{
	const struct slot *s = find(f, key);

	if (s)
		slot_text(s, fields, out);
}

bool form_fields_same(const struct form_fields *f, const char *key, const json *a, const json *b)
{
	const struct slot *s = find(f, key);

	if (!s)
		return true;
	if (s->field->kind == FIELD_PLACE && !s->community)
		return !strcmp(place_code(a), place_code(b));
	return jo_same(jo_pointer(a, key), jo_pointer(b, key));
}

/* The names of codes parted by commas. */
static void add_names(const struct choices *choices, const char *codes, struct buf *out)
{
	for (const char *p = codes; *p; ) {
		size_t len = strcspn(p, ",");
		char *code = xstrndup(p, len);
		size_t i = choices_find(choices, code);
		if (p > codes)
			buf_adds(out, _(", "));
		if (i == PICKER_NONE)
			buf_adds(out, code);
		else
			choices_path(choices, i, out);
		free(code);
		p += len + (p[len] == ',');
	}
}

void form_fields_words(const struct form_fields *f, const json *fields, const char *key, struct buf *out)
{
	const struct slot *s = find(f, key);
	struct buf text = BUF_INIT;

	if (!s)
		return;
	slot_text(s, fields, &text);
	if (s->choices)
		add_names(&s->choices->view, text.data, out);
	else if (s->field->kind == FIELD_YES_NO && text.len)
		buf_adds(out, strcmp(text.data, "yes") ? _("no") : _("yes"));
	else
		buf_add(out, text.data, text.len);
	buf_release(&text);
}

/* -- edits ---------------------------------------------------------------------------- */

static json *text_or_none(const char *text)
{
	return text && *text ? json_object_new_string(text) : NULL;
}

/* The street of a community that was found by its name; NULL: the code is none. */
static const char *street_of_found(const struct form_fields *f, const char *code)
{
	const struct form_choices *c = places(f);
	size_t i = c ? choices_find(&c->view, code) : PICKER_NONE;

	return i != PICKER_NONE && i >= c->own ? c->items[c->items[i].parent].code : NULL;
}

/* A community brings its street, a street its district; a new place forgets the community of the old one. */
static size_t place_edits(const struct form_fields *f, const char *code,
			  struct form_edit edits[FORM_EDITS_MOST])
{
	bool unmentioned = !strcmp(code, PLACE_NOT_MENTIONED);
	const char *above = street_of_found(f, code);
	const struct city_region *r = unmentioned ? NULL : city_find_region(f->city, above ? above : code);
	bool street = r && r->kind == REGION_STREET;
	const struct city_region *district = street ? r->parent : r;

	edits[0] = (struct form_edit){ "/place/district",
				       text_or_none(district ? district->code : NULL) };
	edits[1] = (struct form_edit){ "/place/street", text_or_none(street ? r->code : NULL) };
	edits[2] = (struct form_edit){ COMMUNITY, text_or_none(above ? code : NULL) };
	edits[3] = (struct form_edit){ "/place/not_mentioned",
				       unmentioned ? json_object_new_boolean(true) : NULL };
	return 4;
}

size_t form_fields_edits(const struct form_fields *f, const char *key, const char *text,
			 instant now, struct form_edit edits[FORM_EDITS_MOST])
{
	const struct slot *s = find(f, key);

	if (!s)
		return 0;
	if (s->community)
		edits[0] = (struct form_edit){ COMMUNITY, text_or_none(text) };
	else if (s->field->kind == FIELD_PLACE)
		return place_edits(f, text, edits);
	else
		edits[0] = (struct form_edit){
			s->field->pointer,
			form_value_json(s->field->kind, s->choices != NULL, text, now),
		};
	return 1;
}

bool form_fields_understood(const struct form_fields *f, const char *key, const char *text,
			    instant now, struct buf *note)
{
	const struct slot *s = find(f, key);
	instant t;

	if (!s || s->field->kind != FIELD_TIME || !*text)
		return true;
	enum time_reading reading = time_read(text, now, &t);
	if (t == INSTANT_NONE) {
		buf_adds(note, _("not understood yet"));
	} else if (reading == TIME_HALF) {
		buf_adds(note, _("morning or evening?"));
	} else {
		struct buf shown = BUF_INIT;
		time_say(&shown, t, now);
		if (reading == TIME_UNSURE || strcmp(shown.data, text))
			buf_addf(note, reading == TIME_SURE ? "= %s" : "= %s?", shown.data);
		if (t > now && !strcmp(key, "/matter/happened_at"))
			buf_addf(note, "%s%s", note->len ? " · " : "", _("in the future?"));
		buf_release(&shown);
	}
	return reading == TIME_SURE;
}

/* The other half of the day; what has happened was not to come, if the day is open. */
static instant other_half(instant t, instant now)
{
	bool morning = (t + clock_offset(t)) / SECONDS(43200) % 2 == 0;
	instant other = morning ? t + SECONDS(43200) : t - SECONDS(43200);

	return t <= now && other > now ? other - SECONDS(86400) : other;
}

void form_fields_ask_time(const char *text, instant now, struct buf *question)
{
	struct buf one = BUF_INIT, two = BUF_INIT;
	instant t;
	enum time_reading reading = time_read(text, now, &t);

	if (t != INSTANT_NONE)
		time_say_near(&one, t, now);
	if (reading == TIME_HALF) {
		time_say_near(&two, other_half(t, now), now);
		buf_addf(question, _("Morning or evening? Write %s or %s."), one.data, two.data);
	} else if (one.len) {
		buf_addf(question, _("Is %s meant? Then write it so; else name the day and the hour."), one.data);
	} else {
		buf_adds(question, _("This was not understood as one time: write it as 11-24 20:05."));
	}
	buf_release(&one);
	buf_release(&two);
}
