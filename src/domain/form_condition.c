/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_condition.c -- conditions of a form: `POINTER = a|b and POINTER set`.
 *
 * A yes_no value compares as "yes" or "no", a number by its text, a list when any of its values
 * does. A category also equals the categories above it, so that a condition can name a whole
 * branch.
 */
#include <string.h>

#include "domain/form_term.h"
#include "hotline/form.h"

static bool take_operator(const char **p, enum form_operator *operator)
{
	static const struct { const char *word; enum form_operator operator;
	} words[] = {
		{ "= ", FORM_EQUALS },
		{ "!= ", FORM_DIFFERS },
		{ "set", FORM_SET },
		{ "unset", FORM_UNSET },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i].word);
		if (strncmp(*p, words[i].word, len))
			continue;
		*operator = words[i].operator;
		*p += len;
		return true;
	}
	return false;
}

static bool take_pointer(const char **p, struct form_term *term)
{
	size_t len = strcspn(*p, " ");

	if ((*p)[0] != '/' || len < 2 || len >= sizeof(term->pointer) || !(*p)[len])
		return false;
	memcpy(term->pointer, *p, len);
	term->pointer[len] = '\0';
	*p += len + 1;
	return true;
}

/* "a|b": no empty value, no blank. */
static bool values_are_good(const char *values, size_t len)
{
	if (!len || values[0] == '|' || values[len - 1] == '|')
		return false;
	return !memchr(values, ' ', len) && !memmem(values, len, "||", 2);
}

bool form_next_term(const char **text, struct form_term *term)
{
	const char *p = *text;

	if (!take_pointer(&p, term) || !take_operator(&p, &term->operator))
		return false;
	const char *end = strstr(p, " and ");
	term->values = p;
	term->len = end ? (size_t)(end - p) : strlen(p);
	bool compares = term->operator == FORM_EQUALS || term->operator == FORM_DIFFERS;
	if (compares ? !values_are_good(term->values, term->len) : term->len != 0)
		return false;
	*text = end ? end + strlen(" and ") : p + term->len;
	return !end || **text;
}

bool form_next_value(struct form_term *term, const char **value, size_t *len)
{
	if (!term->len)
		return false;
	const char *bar = memchr(term->values, '|', term->len);
	*value = term->values;
	*len = bar ? (size_t)(bar - term->values) : term->len;
	size_t used = *len + (bar != NULL);
	term->values += used;
	term->len -= used;
	return true;
}

bool form_condition_is_valid(const char *condition)
{
	struct form_term term;

	do {
		if (!form_next_term(&condition, &term))
			return false;
	} while (*condition);
	return true;
}

static bool is_set(const json *v)
{
	if (json_object_is_type(v, json_type_string))
		return json_object_get_string_len(v) > 0;
	if (json_object_is_type(v, json_type_array))
		return jo_len(v) > 0;
	if (json_object_is_type(v, json_type_object))
		return json_object_object_length(v) > 0;
	return v != NULL;
}

static bool text_is_among(const char *text, struct form_term term)
{
	const char *value;
	size_t len;

	while (form_next_value(&term, &value, &len))
		if (strlen(text) == len && !memcmp(text, value, len))
			return true;
	return false;
}

static bool category_is_among(const struct city *c, const char *code, const struct form_term *term)
{
	for (const struct city_category *k = city_find_category(c, code); k; k = k->parent)
		if (text_is_among(k->code, *term))
			return true;
	return false;
}

static bool equals(const struct city *c, json *v, const struct form_term *term)
{
	const struct city_field *f = city_find_field(c, term->pointer);

	if (json_object_is_type(v, json_type_boolean))
		return text_is_among(json_object_get_boolean(v) ? "yes" : "no", *term);
	for (size_t i = 0; i < jo_len(v); i++)
		if (equals(c, jo_at(v, i), term))
			return true;
	if (!v || json_object_is_type(v, json_type_array) ||
	    json_object_is_type(v, json_type_object))
		return false;
	const char *text = json_object_get_string(v);
	if (f && f->kind == FIELD_CATEGORY)
		return category_is_among(c, text, term);
	return text_is_among(text, *term);
}

static bool holds(const struct city *c, const struct form_term *term, const json *fields)
{
	json *v = jo_pointer(fields, term->pointer);

	switch (term->operator) {
	case FORM_EQUALS:
		return equals(c, v, term);
	case FORM_DIFFERS:
		return !equals(c, v, term);
	case FORM_SET:
		return is_set(v);
	default:
		return !is_set(v);
	}
}

bool form_condition(const struct city *c, const char *condition, const json *fields)
{
	struct form_term term;

	do {
		if (!form_next_term(&condition, &term) || !holds(c, &term, fields))
			return false;
	} while (*condition);
	return true;
}
