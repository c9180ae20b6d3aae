/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_values.c -- what a form should hold in words, and a scenario as its trainer reads it. */
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const char *action_word(const char *code)
{
	static const struct { const char *code, *word; } words[] = {
		{ "submit", N_("submitted for dispatch") }, { "answer", N_("answered directly") },
		{ "transfer", N_("transferred") }, { "decline", N_("not accepted") },
		{ "void", N_("recorded as void") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].code, code))
			return _(words[i].word);
	return code;
}

/* A value in the shape of the form; NULL: the text says it well enough. Caller frees. */
static json *shaped(const struct city_field *field, const char *text)
{
	json *list;

	switch (field->kind) {
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
	json *value = field ? shaped(field, text) : NULL;

	if (!value)
		return;
	json *values = json_object_new_object();
	jo_pointer_set(values, pointer, value);
	form_fields_words(fields, values, key, out);
	jo_free(values);
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
		buf_adds(out, action_word(text));
	else
		add_of_field(fields, out, pointer, text);
	if (out->len == before)
		buf_adds(out, text);
}

void train_add_value(const struct app *app, const struct form_fields *fields, struct buf *out, const char *pointer,
		     const char *text)
{
	static const char parting[] = " | ";

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

/* -- a scenario, for its trainer ------------------------------------------------------------- */

static void add_entry(struct buf *out, const char *name, const char *text)
{
	if (text && *text)
		buf_addf(out, "%s: %s\n", name, text);
}

static void add_facts(const json *facts, struct buf *out)
{
	if (jo_len(facts))
		buf_addf(out, "\n%s\n", _("What the caller knows"));
	for (size_t i = 0; i < jo_len(facts); i++) {
		const json *fact = jo_at(facts, i);
		add_entry(out, jo_str(fact, "code"), jo_str(fact, "say"));
		add_entry(out, _("  at first, wrongly"), jo_str(fact, "wrong"));
		add_entry(out, _("  only after"), jo_str(fact, "after"));
	}
}

static void add_expected(const struct app *app, const json *expects, struct buf *out)
{
	const struct city *city = client_model(app)->city;
	struct form_fields *fields = city ? form_fields_new(city, client_english(app)) : NULL;

	if (jo_len(expects))
		buf_addf(out, "\n%s\n", _("What the form should hold"));
	for (size_t i = 0; i < jo_len(expects); i++) {
		const json *one = jo_at(expects, i), *values = jo_array(one, "values");
		const char *pointer = jo_str(one, "pointer") ? jo_str(one, "pointer") : "";
		train_field_name(app, out, pointer);
		buf_adds(out, ": ");
		for (size_t k = 0; k < jo_len(values); k++) {
			buf_adds(out, k ? _(" or ") : "");
			train_add_value(app, fields, out, pointer, json_object_get_string(jo_at(values, k)));
		}
		buf_addch(out, '\n');
	}
	form_fields_free(fields);
}

static const char *duty_word(const char *duty)
{
	static const struct { const char *code, *word; } words[] = {
		{ "ask", N_("ask for") }, { "say", N_("say") }, { "read_back", N_("read back") },
		{ "transfer", N_("transfer to") },
		{ "cite", N_("cite") }, { "search", N_("look something up") }, { "action", N_("make of it:") },
		{ "hang_up_last", N_("let the caller hang up first") },
	};

	for (size_t i = 0; duty && i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].code, duty))
			return _(words[i].word);
	return duty ? duty : "";
}

static void add_duties(const json *musts, struct buf *out)
{
	if (jo_len(musts))
		buf_addf(out, "\n%s\n", _("What must be done, and what must not"));
	for (size_t i = 0; i < jo_len(musts); i++) {
		const json *one = jo_at(musts, i);
		const char *duty = jo_str(one, "duty"), *what = jo_str(one, "what"), *why = jo_str(one, "why");
		int64_t within = jo_int(one, "within", 0);
		buf_addf(out, "%s %s", jo_bool(one, "must_not", false) ? _("not:") : _("must:"), duty_word(duty));
		if (what)
			buf_addf(out, " %s", duty && !strcmp(duty, "action") ? action_word(what) : what);
		if (within)
			buf_addf(out, _(", within %lld s"), (long long)within);
		buf_addf(out, "%s%s\n", why ? " · " : "", why ? why : "");
	}
}

static void add_lines(const json *lines, struct buf *out)
{
	if (jo_len(lines))
		buf_addf(out, "\n%s\n", _("What the caller says unasked"));
	for (size_t i = 0; i < jo_len(lines); i++) {
		const char *text = jo_str(jo_at(lines, i), "text"), *cue = jo_str(jo_at(lines, i), "cue");
		buf_addf(out, "%s: %s\n", cue ? cue : "", text && *text ? text : _("(silence)"));
	}
}

void train_add_scenario(const struct app *app, const json *s, struct buf *out)
{
	buf_addf(out, "%s\n", jo_str(s, "title") ? jo_str(s, "title") : "");
	add_entry(out, _("Code"), jo_str(s, "code"));
	train_difficulty(out, jo_int(s, "difficulty", 0));
	buf_addf(out, " · %s · %lld min\n", words_code(app, "channel", jo_str(s, "channel")),
		 (long long)jo_int(s, "minutes", 0));
	add_entry(out, _("For the trainer"), jo_str(s, "brief"));
	add_entry(out, _("Caller"), jo_str(s, "name"));
	add_entry(out, _("Mood"), jo_str(s, "mood"));
	add_lines(jo_array(s, "lines"), out);
	add_facts(jo_array(s, "facts"), out);
	add_expected(app, jo_array(s, "expects"), out);
	add_duties(jo_array(s, "musts"), out);
}
