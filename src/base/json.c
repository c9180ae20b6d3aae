/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c -- a strict reading of RFC 8259 over json-c, and getters that never fail.
 *
 * json-c's strict mode still lets some things through (invalid UTF-8, lone
 * surrogates turned into U+FFFD, NaN); what it forgives is refused here.
 */
#include "hotline/json.h"

#include <string.h>
#include <unistr.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

#define DEPTH_MOST 32

/* RFC 8259 section 6: no leading zero, no bare '.', digits on both sides. json-c forgives some. */
static bool number_is_strict(const char *s, size_t len)
{
	size_t i = 0, start;

	if (i < len && s[i] == '-')
		i++;
	start = i;
	while (i < len && s[i] >= '0' && s[i] <= '9')
		i++;
	if (i == start || (s[start] == '0' && i - start > 1))
		return false;
	if (i < len && s[i] == '.') {
		start = ++i;
		while (i < len && s[i] >= '0' && s[i] <= '9')
			i++;
		if (i == start)
			return false;
	}
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < len && (s[i] == '+' || s[i] == '-'))
			i++;
		start = i;
		while (i < len && s[i] >= '0' && s[i] <= '9')
			i++;
		if (i == start)
			return false;
	}
	return i == len;
}

/* What a byte outside strings can be. */
enum kind { OTHER, LETTER, NUMBER, QUOTE };

static enum kind kind_of(char c)
{
	if (c == '"')
		return QUOTE;
	if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.')
		return NUMBER;
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return letter || c == '\'' || !c ? LETTER : OTHER;
}

/* The byte after the string that begins at i; len + 1: a control stands in it. */
static size_t skip_string(const char *s, size_t len, size_t i)
{
	for (i++; i < len && s[i] != '"'; i++) {
		if ((unsigned char)s[i] < 0x20)
			return len + 1;
		if (s[i] == '\\')
			i++;
	}
	return i + 1;
}

static size_t skip_literal(const char *s, size_t len, size_t i)
{
	if (len - i >= 4 && (!memcmp(s + i, "true", 4) || !memcmp(s + i, "null", 4)))
		return i + 4;
	return len - i >= 5 && !memcmp(s + i, "false", 5) ? i + 5 : len + 1;
}

static size_t skip_number(const char *s, size_t len, size_t i)
{
	size_t run = 0;

	while (i + run < len && (kind_of(s[i + run]) == NUMBER || s[i + run] == 'e' || s[i + run] == 'E'))
		run++;
	return number_is_strict(s + i, run) ? i + run : len + 1;
}

/*
 * json-c accepts NaN and Infinity, odd numbers and spellings of true/false/null in any case; the only
 * letters RFC 8259 has outside strings are those of the three literals and the exponent.
 */
static bool is_strict(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		enum kind kind = kind_of(s[i]);
		if (kind == QUOTE)
			i = skip_string(s, len, i);
		else if (kind == LETTER)
			i = skip_literal(s, len, i);
		else if (kind == NUMBER)
			i = skip_number(s, len, i);
		else
			i++;
	}
	return i <= len;
}

json *jo_parse(const char *text, size_t len, struct error *err)
{
	json *o = NULL;

	if (len > INT32_MAX - 1 || u8_check((const uint8_t *)text, len)) {
		error_set(err, ERROR_INPUT, _("The text is not valid UTF-8."));
		return NULL;
	}
	struct json_tokener *tok = json_tokener_new_ex(DEPTH_MOST);
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(tok, text, (int)len);
	enum json_tokener_error why = json_tokener_get_error(tok);
	size_t end = json_tokener_get_parse_end(tok);
	/* A top-level number is only finished by what follows it. */
	if (why == json_tokener_continue && end == len) {
		o = json_tokener_parse_ex(tok, "", 1);
		why = json_tokener_get_error(tok);
	}
	json_tokener_free(tok);
	while (end < len && strchr(" \t\r\n", text[end]) && text[end])
		end++;
	bool strict = why == json_tokener_success && end >= len && is_strict(text, len);
	if (strict && (o || memmem(text, len, "null", 4)))
		return o ? o : json_object_new_null();
	json_object_put(o);
	error_set(err, ERROR_INPUT, _("This is not JSON: %s at byte %zu."),
		  why == json_tokener_success ? _("unexpected characters") : json_tokener_error_desc(why), end);
	return NULL;
}

json *jo_get(const json *o, const char *name)
{
	json *value = NULL;

	if (!json_object_is_type(o, json_type_object))
		return NULL;
	json_object_object_get_ex(o, name, &value);
	return value;
}

const char *jo_str(const json *o, const char *name)
{
	json *v = jo_get(o, name);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

int64_t jo_int(const json *o, const char *name, int64_t absent)
{
	json *v = jo_get(o, name);

	return json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : absent;
}

bool jo_bool(const json *o, const char *name, bool absent)
{
	json *v = jo_get(o, name);

	return json_object_is_type(v, json_type_boolean) ? json_object_get_boolean(v) : absent;
}

size_t jo_len(const json *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

json *jo_at(const json *array, size_t i)
{
	return i < jo_len(array) ? json_object_array_get_idx(array, i) : NULL;
}

json *jo_array(const json *o, const char *name)
{
	json *v = jo_get(o, name);

	return json_object_is_type(v, json_type_array) ? v : NULL;
}

void jo_set_str(json *o, const char *name, const char *text)
{
	if (text)
		json_object_object_add(o, name, json_object_new_string(text));
}

void jo_set_int(json *o, const char *name, int64_t n)
{
	json_object_object_add(o, name, json_object_new_int64(n));
}

void jo_set_bool(json *o, const char *name, bool b)
{
	json_object_object_add(o, name, json_object_new_boolean(b));
}

void jo_set_null(json *o, const char *name)
{
	json_object_object_add(o, name, NULL);
}

void jo_set(json *o, const char *name, json *value)
{
	if (value)
		json_object_object_add(o, name, value);
}

void jo_set_time(json *o, const char *name, int64_t t)
{
	char text[CLOCK_TEXT];

	if (t == INSTANT_NONE)
		jo_set_null(o, name);
	else
		jo_set_str(o, name, clock_format(t, text));
}

/* Copies the next reference token, unescaping ~1 and ~0; returns what follows. */
static const char *next_token(const char *p, char *token, size_t size)
{
	size_t n = 0;

	for (p++; *p && *p != '/'; p++) {
		char c = *p;
		if (c == '~' && (p[1] == '0' || p[1] == '1'))
			c = *++p == '0' ? '~' : '/';
		if (n + 1 < size)
			token[n++] = c;
	}
	token[n] = '\0';
	return p;
}

json *jo_pointer(const json *o, const char *pointer)
{
	char token[128];

	while (*pointer == '/') {
		pointer = next_token(pointer, token, sizeof(token));
		o = jo_get(o, token);
	}
	return (json *)o;
}

const char *jo_pointer_str(const json *o, const char *pointer)
{
	json *v = jo_pointer(o, pointer);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

void jo_pointer_set(json *o, const char *pointer, json *value)
{
	char token[128] = "";

	while (*pointer == '/') {
		pointer = next_token(pointer, token, sizeof(token));
		if (*pointer != '/')
			break;
		json *next = jo_get(o, token);
		if (!json_object_is_type(next, json_type_object)) {
			if (!value)
				return;
			next = json_object_new_object();
			json_object_object_add(o, token, next);
		}
		o = next;
	}
	if (value)
		json_object_object_add(o, token, value);
	else
		json_object_object_del(o, token);
}

const char *jo_text(json *o)
{
	return json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
						 JSON_C_TO_STRING_NOSLASHESCAPE);
}

static void print_string(struct buf *out, const char *s, size_t len)
{
	static const char letters[] = "\b\n\r\t\f\"\\", escapes[] = "bnrtf\"\\", hex[] = "0123456789abcdef";
	size_t kept = 0;

	buf_addch(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, s + kept, i - kept);
		kept = i + 1;
		const char *letter = c ? strchr(letters, c) : NULL;
		char escape[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
		if (letter)
			escape[1] = escapes[letter - letters];
		buf_add(out, escape, letter ? 2 : sizeof(escape));
	}
	buf_add(out, s + kept, len - kept);
	buf_addch(out, '"');
}

static void print_int(struct buf *out, json *o)
{
	int64_t n = json_object_get_int64(o);
	char digits[24], *p = digits + sizeof(digits);

	if (n < 0 || n == INT64_MAX) {          /* rare, or unsigned and larger */
		buf_adds(out, jo_text(o));
		return;
	}
	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	buf_add(out, p, (size_t)(digits + sizeof(digits) - p));
}

static void print_array(struct buf *out, json *o)
{
	buf_addch(out, '[');
	for (size_t i = 0; i < jo_len(o); i++) {
		if (i)
			buf_addch(out, ',');
		jo_print(out, jo_at(o, i));
	}
	buf_addch(out, ']');
}

static void print_object(struct buf *out, json *o)
{
	bool first = true;

	buf_addch(out, '{');
	json_object_object_foreach(o, name, value) {
		if (!first)
			buf_addch(out, ',');
		first = false;
		print_string(out, name, strlen(name));
		buf_addch(out, ':');
		jo_print(out, value);
	}
	buf_addch(out, '}');
}

void jo_print(struct buf *out, json *o)
{
	switch (json_object_get_type(o)) {
	case json_type_object:
		print_object(out, o);
		break;
	case json_type_array:
		print_array(out, o);
		break;
	case json_type_string:
		print_string(out, json_object_get_string(o), (size_t)json_object_get_string_len(o));
		break;
	case json_type_int:
		print_int(out, o);
		break;
	default:                                /* a double as it was written */
		buf_adds(out, o ? jo_text(o) : "null");
	}
}

bool jo_same(json *a, json *b)
{
	return json_object_equal(a, b);
}

json *jo_copy(json *o)
{
	json *copy = NULL;

	if (o && json_object_deep_copy(o, &copy, NULL) < 0)
		return NULL;
	return copy;
}

json *jo_share(json *o)
{
	json *copy = json_object_new_object();

	if (!json_object_is_type(o, json_type_object))
		return copy;
	json_object_object_foreach(o, name, value)
		json_object_object_add(copy, name, json_object_get(value));
	return copy;
}

void jo_free(json *o)
{
	json_object_put(o);
}
