/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_values.c -- what a form should hold in words. */
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

const char *train_action_word(const char *code)
{
	static const struct train_word words[] = {
		{ "submit", N_("submitted for dispatch") }, { "answer", N_("answered directly") },
		{ "transfer", N_("transferred") }, { "decline", N_("not accepted") },
		{ "void", N_("recorded as void") },
	};

	return train_word_of(words, ARRAY_SIZE(words), code);
}

/* A value in the shape of the form; NULL: the text says it well enough. Caller frees. */
static json *shaped(const struct city_field *field, const char *pointer, const char *text)
{
	json *list;
	instant at;

	if (!strcmp(pointer, "/place/not_mentioned"))
		return json_object_new_boolean(!strcmp(text, "yes"));
	switch (field->kind) {
	case FIELD_TIME:
		return clock_parse(text, &at) ? json_object_new_string(text) : NULL;
	case FIELD_CHOICE:
	case FIELD_CATEGORY:
	case FIELD_PLACE:
		return json_object_new_string(text);
	case FIELD_YES_NO:
		return json_object_new_boolean(!strcmp(text, "yes"));
	case FIELD_TAGS:
	case FIELD_CHECKLIST:
		list = json_object_new_array();
		json_object_array_add(list, json_object_new_string(text));
		return list;
	default:
		return NULL;
	}
}

static void add_of_field(const struct form_fields *fields, struct buf *out, const char *pointer, const char *text)
{
	const char *key = fields && *pointer == '/' ? form_fields_key_of(fields, pointer) : NULL;
	const struct city_field *field = key ? form_fields_field(fields, key) : NULL;
	json *value = field ? shaped(field, pointer, text) : NULL;

	if (!value)
		return;
	json *values = json_object_new_object();
	jo_pointer_set(values, pointer, value);
	form_fields_words(fields, values, key, out);
	jo_free(values);
}

/* What may stand before, between and behind the words goes without saying, or as dots. */
static void add_pattern(struct buf *out, const char *text)
{
	size_t end = strlen(text);

	while (end && text[end - 1] == '*')
		end--;
	for (size_t i = strspn(text, "*"); i < end; i++) {
		if (text[i] == '*')
			buf_adds(out, "…");
		else
			buf_addch(out, text[i]);
	}
}

/* One value: a code becomes its name. */
static void add_one(const struct app *app, const struct form_fields *fields, struct buf *out, const char *pointer,
		    const char *text)
{
	size_t before = out->len;

	if (!strcmp(text, "*"))
		buf_adds(out, _("anything"));
	else if (!strcmp(pointer, "unit"))
		words_unit(app, out, text);
	else if (!strcmp(pointer, "grade"))
		words_grade(app, out, text);
	else if (!strcmp(pointer, "action"))
		buf_adds(out, train_action_word(text));
	else if (!strcmp(pointer, "article") && jo_str(model_article(client_model(app), text), "title"))
		buf_adds(out, jo_str(model_article(client_model(app), text), "title"));
	else
		add_of_field(fields, out, pointer, text);
	if (out->len == before)
		add_pattern(out, text);
}

void train_add_value(const struct app *app, const struct form_fields *fields, struct buf *out, const char *pointer,
		     const char *text)
{
	static const char parting[] = " | ";

	if (!*text)
		buf_adds(out, _("(left empty)"));
	if (!strncmp(text, "* | ", 4) || strstr(text, " | * | ") ||
	    (strlen(text) > 4 && !strcmp(text + strlen(text) - 4, " | *"))) {
		buf_adds(out, _("anything"));
		return;
	}
	for (const char *p = text; *p; ) {
		const char *end = strstr(p, parting);
		char *one = xstrndup(p, end ? (size_t)(end - p) : strlen(p));
		add_one(app, fields, out, pointer ? pointer : "", one);
		free(one);
		if (!end)
			break;
		buf_adds(out, _(" or "));
		p = end + sizeof(parting) - 1;
	}
}
