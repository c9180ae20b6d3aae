/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_values.c -- one value as text and as JSON.
 *
 * Reading back what was written gives the same value; only the words of a time ("last night at
 * 8") become a date. Digits typed with a Chinese input method on count as digits.
 */
#include "client/screens/form_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/form.h"
#include "hotline/text.h"

/* -- to text ------------------------------------------------------------------- */

static void add_time(const char *value, struct buf *out)
{
	instant t;

	if (clock_parse(value, &t))
		time_say(out, t, clock_agreed());
	else
		buf_adds(out, value);
}

static void add_list(const json *array, const char *between, struct buf *out)
{
	for (size_t i = 0; i < jo_len(array); i++) {
		const char *item = json_object_get_string(jo_at(array, i));
		buf_addf(out, "%s%s", i ? between : "", item ? item : "");
	}
}

void form_value_text(enum field_kind kind, bool has_choices, const json *value, struct buf *out)
{
	switch (json_object_get_type(value)) {
	case json_type_boolean:
		buf_adds(out, json_object_get_boolean(value) ? "yes" : "no");
		break;
	case json_type_int:
		buf_addf(out, "%lld", (long long)json_object_get_int64(value));
		break;
	case json_type_double:
		buf_addf(out, "%.12g", json_object_get_double(value));
		break;
	case json_type_array:
		add_list(value, has_choices ? "," : " ", out);
		break;
	case json_type_string:
		if (kind == FIELD_TIME)
			add_time(json_object_get_string((json *)value), out);
		else
			buf_adds(out, json_object_get_string((json *)value));
		break;
	case json_type_null:
	case json_type_object:
		break;
	}
}

/* -- to JSON ---------------------------------------------------------------------- */

/* Full-width digits, sign and point as ASCII, blanks at the ends left out. False: too long. */
static bool narrow(const char *text, char *out, size_t size)
{
	size_t len = strlen(text), n = 0;

	for (size_t i = 0; i < len; ) {
		int bytes;
		uint32_t c = text_decode(text + i, len - i, &bytes);
		i += (size_t)bytes;
		if (c > 0xff00 && c < 0xff5f)
			c -= 0xff00 - 0x20;
		else if (c == 0x3002)           /* the full stop that the point key gives */
			c = '.';
		if (c == ' ' || c == 0x3000)
			continue;
		if (c > 0x7e || n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

/* Plain decimal notation only: no exponents, no hexadecimal, no infinities. */
static json *read_number(const char *text)
{
	char plain[40], *end;

	if (!narrow(text, plain, sizeof(plain)) || strspn(plain, "+-.0123456789") != strlen(plain))
		return NULL;
	errno = 0;
	long long whole = strtoll(plain, &end, 10);
	if (*plain && !*end && !errno)
		return json_object_new_int64(whole);
	double d = strtod(plain, &end);
	if (*end || end == plain)
		return NULL;
	char exact[40];
	snprintf(exact, sizeof(exact), "%.12g", d);
	return json_object_new_double_s(d, exact);
}

static json *read_time(const char *text, instant now)
{
	char formal[CLOCK_TEXT];
	instant t;

	return time_read(text, now, &t) == TIME_SURE ? json_object_new_string(clock_format(t, formal))
					      : NULL;
}

/* Bytes of what parts two entries at p: a blank, a comma, its Chinese kin; 0: none. */
static size_t separator(const char *p)
{
	static const char *const wide[] = { "，", "、", "；", "\u3000" };

	if (strchr(" ,;\t\n", *p))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (!strncmp(p, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return 0;
}

/* Codes are parted by commas alone; what is typed freely by whatever parts words. */
static json *read_list(const char *text, bool codes)
{
	json *list = json_object_new_array();

	for (const char *p = text; *p; ) {
		const char *start = p;
		while (*p && !(codes ? *p == ',' : separator(p) > 0))
			p++;
		if (p > start)
			json_object_array_add(list,
					      json_object_new_string_len(start, (int)(p - start)));
		if (*p)
			p += codes ? 1 : separator(p);
	}
	if (jo_len(list))
		return list;
	jo_free(list);
	return NULL;
}

json *form_value_json(enum field_kind kind, bool has_choices, const char *text, instant now)
{
	json *value = NULL;

	if (!text || !*text)
		return NULL;
	if (kind == FIELD_TAGS || kind == FIELD_CHECKLIST)
		return read_list(text, has_choices);
	if (kind == FIELD_YES_NO && (!strcmp(text, "yes") || !strcmp(text, "no")))
		value = json_object_new_boolean(!strcmp(text, "yes"));
	else if (kind == FIELD_NUMBER)
		value = read_number(text);
	else if (kind == FIELD_TIME)
		value = read_time(text, now);
	return value ? value : json_object_new_string(text);
}
