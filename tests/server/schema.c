/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.c -- $ref, type, enum, required, properties, items, pattern, bounds, format date-time. A
 * keyword that is not known here is an error, so that the document cannot say more than is checked.
 */
#include "schema.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"

struct place {
	const json *doc;
	const char *where;
	struct buf *out;
};

static bool wrong(const struct place *p, const char *what, const char *detail)
{
	buf_addf(p->out, "%s: %s %s\n", p->where, what, detail ? detail : "");
	return false;
}

static bool is_type(json *v, const char *name)
{
	static const struct { const char *name; enum json_type type;
	} types[] = {
		{ "object", json_type_object },	  { "array", json_type_array },
		{ "string", json_type_string },	  { "integer", json_type_int },
		{ "boolean", json_type_boolean }, { "null", json_type_null },
		{ "number", json_type_double },	  { "number", json_type_int },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i].name, name) && json_object_is_type(v, types[i].type))
			return true;
	return false;
}

static bool check_type(const struct place *p, json *rule, json *v)
{
	if (json_object_is_type(rule, json_type_string))
		return is_type(v, json_object_get_string(rule)) ||
		       wrong(p, "is no", json_object_get_string(rule));
	for (size_t i = 0; i < jo_len(rule); i++)
		if (is_type(v, json_object_get_string(jo_at(rule, i))))
			return true;
	return wrong(p, "has none of the types", json_object_to_json_string(rule));
}

static bool check_enum(const struct place *p, json *rule, json *v)
{
	for (size_t i = 0; i < jo_len(rule); i++)
		if (jo_same(jo_at(rule, i), v))
			return true;
	return wrong(p, "is not in", json_object_to_json_string(rule));
}

static bool check_required(const struct place *p, json *rule, json *v)
{
	bool ok = true;

	for (size_t i = 0; i < jo_len(rule) && json_object_is_type(v, json_type_object); i++) {
		const char *name = json_object_get_string(jo_at(rule, i));
		if (!json_object_object_get_ex(v, name, NULL))
			ok = wrong(p, "lacks", name);
	}
	return ok;
}

static bool check_properties(const struct place *p, json *rule, json *v)
{
	bool ok = true;

	json_object_object_foreach(rule, name, schema) {
		json *member;
		char where[512];
		if (!json_object_is_type(v, json_type_object) ||
		    !json_object_object_get_ex(v, name, &member))
			continue;
		snprintf(where, sizeof(where), "%s/%s", p->where, name);
		ok &= schema_check(p->doc, schema, member, where, p->out);
	}
	return ok;
}

static bool check_items(const struct place *p, json *rule, json *v)
{
	bool ok = true;

	for (size_t i = 0; i < jo_len(v); i++) {
		char where[512];
		snprintf(where, sizeof(where), "%s/%zu", p->where, i);
		ok &= schema_check(p->doc, rule, jo_at(v, i), where, p->out);
	}
	return ok;
}

static bool check_pattern(const struct place *p, json *rule, json *v)
{
	regex_t re;

	if (!json_object_is_type(v, json_type_string))
		return true;
	if (regcomp(&re, json_object_get_string(rule), REG_EXTENDED | REG_NOSUB))
		return wrong(p, "has a broken pattern", json_object_get_string(rule));
	bool ok = !regexec(&re, json_object_get_string(v), 0, NULL, 0);
	regfree(&re);
	return ok || wrong(p, "does not match", json_object_get_string(rule));
}

static bool check_format(const struct place *p, json *rule, json *v)
{
	instant t;

	if (strcmp(json_object_get_string(rule), "date-time") != 0)
		return wrong(p, "has an unknown format", json_object_get_string(rule));
	return !json_object_is_type(v, json_type_string) ||
	       clock_parse(json_object_get_string(v), &t) ||
	       wrong(p, "is no time", json_object_get_string(v));
}

static bool check_minimum(const struct place *p, json *rule, json *v)
{
	return json_object_get_double(v) >= json_object_get_double(rule) ||
	       wrong(p, "is too small", NULL);
}

static bool check_maximum(const struct place *p, json *rule, json *v)
{
	return json_object_get_double(v) <= json_object_get_double(rule) ||
	       wrong(p, "is too large", NULL);
}

static bool check_min_length(const struct place *p, json *rule, json *v)
{
	return json_object_get_string_len(v) >= json_object_get_int(rule) ||
	       wrong(p, "is too short", NULL);
}

static bool check_max_length(const struct place *p, json *rule, json *v)
{
	return json_object_get_string_len(v) <= json_object_get_int(rule) ||
	       wrong(p, "is too long", NULL);
}

static bool check_ref(const struct place *p, json *rule, json *v)
{
	const char *ref = json_object_get_string(rule);
	json *target = ref[0] == '#' ? jo_pointer(p->doc, ref + 1) : NULL;

	return target ? schema_check(p->doc, target, v, p->where, p->out)
		      : wrong(p, "refers to nothing:", ref);
}

static bool no_check(const struct place *p, json *rule, json *v)
{
	(void)p;
	(void)rule;
	(void)v;
	return true;
}

static const struct {
	const char *keyword;
	bool (*check)(const struct place *p, json *rule, json *value);
} keywords[] = {
	{ "$ref", check_ref },
	{ "type", check_type },
	{ "enum", check_enum },
	{ "required", check_required },
	{ "properties", check_properties },
	{ "items", check_items },
	{ "pattern", check_pattern },
	{ "format", check_format },
	{ "minimum", check_minimum },
	{ "maximum", check_maximum },
	{ "minLength", check_min_length },
	{ "maxLength", check_max_length },
	{ "description", no_check },
	{ "default", no_check },
};

static bool check_keyword(const struct place *p, const char *keyword, json *rule, json *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (!strcmp(keywords[i].keyword, keyword))
			return keywords[i].check(p, rule, value);
	return wrong(p, "has a keyword that the test does not know:", keyword);
}

bool schema_check(const json *doc, const json *schema, json *value, const char *where, struct buf *out)
{
	struct place p = { doc, where, out };
	bool ok = true;

	json_object_object_foreach((json *)schema, keyword, rule)
		ok &= check_keyword(&p, keyword, rule, value);
	return ok;
}
