/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_fields.c -- the answers of the form that have no place of their own on a ticket's screen.
 *
 * They come from the city's form, so a section that a city adds is read by its units without a change here.
 */
#include "client/screens/ticket_fields.h"

#include <string.h>

#include "client/screens/form_fields.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

void ticket_add_line(struct pager *pager, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	pager_add(pager, LOOK_LABEL, label);
	pager_add(pager, LOOK_LABEL, "  ");
	pager_add(pager, LOOK_NORMAL, value);
	pager_add(pager, LOOK_NORMAL, "\n");
}

void ticket_add_heading(struct pager *pager, const char *text)
{
	pager_add(pager, LOOK_HEADING, "\n");
	pager_add(pager, LOOK_HEADING, text);
	pager_add(pager, LOOK_HEADING, "\n");
}

/* Does the screen show it by itself? */
static bool has_place(const char *key)
{
	static const char *const keys[] = {
		"/caller/number", "/caller/callback", "/caller/name", "/caller/company", "/caller/confidential",
		"/matter/type", "/matter/category", "/matter/title", "/matter/content", "/matter/happened_at",
		"/matter/party", "/place", "/place/community", "/place/point", "/place/address", "/control/grade",
		"/control/note",
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i], key))
			return true;
	return false;
}

/* Of which part of the screen it is; NULL: of one of its own. */
static const char *part_of(const char *key)
{
	static const char *const parts[] = { "/matter/", "/place/", "/caller/" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strncmp(key, parts[i], strlen(parts[i])))
			return parts[i];
	return NULL;
}

static bool belongs(const char *key, const char *part)
{
	const char *its = part_of(key);

	return !has_place(key) && (part ? its && !strcmp(its, part) : !its);
}

static void add_others(struct form_fields *form, struct pager *pager, const json *fields, const char *part)
{
	const char *section = NULL;
	struct buf text = BUF_INIT;
	size_t count;
	const struct input *inputs = form_fields_describe(form, fields, &count, NULL);

	for (size_t i = 0; i < count; i++) {
		buf_reset(&text);
		if (!inputs[i].hidden && belongs(inputs[i].key, part))
			form_fields_words(form, fields, inputs[i].key, &text);
		if (!text.len)
			continue;
		if (!part && (!section || strcmp(section, inputs[i].section)))
			ticket_add_heading(pager, inputs[i].section);
		section = inputs[i].section;
		ticket_add_line(pager, inputs[i].label, text.data);
	}
	buf_release(&text);
}

static void add_set_aside(const struct form_fields *form, struct pager *pager, const json *aside)
{
	if (!json_object_is_type(aside, json_type_object) || !json_object_object_length(aside))
		return;
	ticket_add_heading(pager, _("Typed, but not understood"));
	json_object_object_foreach((json *)aside, pointer, value) {
		const char *key = form_fields_key_of(form, pointer);
		ticket_add_line(pager, key ? form_fields_label(form, key) : pointer, json_object_get_string(value));
	}
}

void ticket_add_fields(const struct app *app, struct pager *pager, const json *fields, const char *part)
{
	const struct city *city = client_model(app)->city;
	struct form_fields *form = city ? form_fields_new(city, client_english(app)) : NULL;

	if (!form)
		return;
	add_others(form, pager, fields, part);
	if (!part)
		add_set_aside(form, pager, jo_get(fields, "set_aside"));
	form_fields_free(form);
}
