/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim_form.c -- see sim_form.h. */
#include <stdlib.h>
#include <string.h>

#include "ctl/sim_form.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/clock.h"

/* ---- what is expected ---- */

int sim_form_request(const json *expect)
{
	return (int)jo_int(expect, "request", 1);
}

int sim_form_requests(const json *scenario)
{
	const json *expects = jo_array(scenario, "expects");
	int most = 1;

	for (size_t i = 0; i < jo_len(expects); i++)
		if (sim_form_request(jo_at(expects, i)) > most)
			most = sim_form_request(jo_at(expects, i));
	return most < SIM_REQUESTS_MOST ? most : SIM_REQUESTS_MOST;
}

/* NULL: nothing, or only what must not stand there. */
static const json *find_expected(const json *scenario, int request, const char *pointer)
{
	const json *expects = jo_array(scenario, "expects");

	for (size_t i = 0; i < jo_len(expects); i++) {
		const json *one = jo_at(expects, i), *values = jo_array(one, "values");
		const char *at = jo_str(one, "pointer"), *match = jo_str(one, "match");
		if (at && match && !strcmp(at, pointer) && strcmp(match, "not") && jo_len(values) &&
		    sim_form_request(one) == request)
			return jo_at(values, 0);
	}
	return NULL;
}

const char *sim_form_expected(const json *scenario, int request, const char *pointer)
{
	const json *value = find_expected(scenario, request, pointer);

	return value ? json_object_get_string((json *)value) : NULL;
}

/* ---- filled in ---- */

json *sim_form_new(void)
{
	static const struct { const char *pointer, *text; } usual[] = {
		{ "/matter/type", "complaint" }, { "/matter/title", "学员记录" }, { "/matter/content", "来电人反映有关情况。" },
	};
	json *fields = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		jo_pointer_set(fields, usual[i].pointer, json_object_new_string(usual[i].text));
	jo_pointer_set(fields, "/place/not_mentioned", json_object_new_boolean(true));
	return fields;
}

/* What is expected replaces what everybody writes. */
static void clear_for(json *fields, const json *expect)
{
	const char *pointer = jo_str(expect, "pointer");

	if (!pointer || pointer[0] != '/')
		return;
	if (!strncmp(pointer, "/place/", 7))
		jo_pointer_set(fields, "/place/not_mentioned", NULL);
	jo_pointer_set(fields, pointer, NULL);
}

void sim_form_expect(json *fields, const json *expect, bool known)
{
	const char *pointer = jo_str(expect, "pointer"), *match = jo_str(expect, "match");
	const json *values = jo_array(expect, "values");

	clear_for(fields, expect);
	if (!known || !pointer || pointer[0] != '/' || !jo_len(values) || !match || !strcmp(match, "not"))
		return;
	struct buf text = BUF_INIT;
	bool all = !strcmp(match, "contains");
	for (size_t i = 0; i < jo_len(values) && (all || !i); i++)
		for (const char *p = json_object_get_string(jo_at(values, i)); *p; p++)
			if (*p != '*')
				buf_addch(&text, *p);
	jo_pointer_set(fields, pointer, json_object_new_string(text.len ? text.data : ""));
	buf_release(&text);
}

/* Whatever a weak memory left out, so that the form can be sent. */
void sim_form_complete(json *fields)
{
	json *usual = sim_form_new();
	static const char *const needed[] = { "/matter/type", "/matter/title", "/matter/content" };

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!jo_pointer(fields, needed[i]))
			jo_pointer_set(fields, needed[i], jo_copy(jo_pointer(usual, needed[i])));
	if (!jo_pointer(fields, "/matter/category"))
		jo_pointer_set(fields, "/matter/category", json_object_new_string("010101"));
	if (!jo_pointer(fields, "/place/district"))
		jo_pointer_set(fields, "/place/not_mentioned", json_object_new_boolean(true));
	jo_free(usual);
}

/* ---- put right ---- */

/* A text where the form wants a number, yes or no, a list; a time; or nothing that the form takes. */
static json *another_kind(const json *value, const char *pointer, const char *code)
{
	const char *text = value ? json_object_get_string((json *)value) : "";
	char *end, now[CLOCK_TEXT];
	double n = strtod(text, &end);
	size_t len = strlen(pointer);

	if (!strcmp(code, "format") && len > 3 && !strcmp(pointer + len - 3, "_at"))
		return json_object_new_string(clock_format(clock_now(), now));
	if (!strcmp(code, "required"))
		return json_object_new_string("无");
	if (strcmp(code, "type"))
		return NULL;
	if (end != text && !*end)
		return json_object_new_double(n);
	if (!strcmp(text, "yes") || !strcmp(text, "true") || !strcmp(text, "no") || !strcmp(text, "false"))
		return json_object_new_boolean(text[0] == 'y' || text[0] == 't');
	if (!json_object_is_type(value, json_type_string))
		return NULL;
	json *list = json_object_new_array();
	json_object_array_add(list, json_object_new_string(text));
	return list;
}

/* What must be there is what the caller told after all. */
void sim_form_mend(json *fields, const json *answer, const json *scenario, int request)
{
	const json *errors = jo_array(answer, "errors");

	for (size_t i = 0; i < jo_len(errors); i++) {
		const char *pointer = jo_str(jo_at(errors, i), "pointer"), *code = jo_str(jo_at(errors, i), "code");
		if (!pointer || !code || strncmp(pointer, "/fields/", 8))
			continue;
		const json *known = strcmp(code, "required") ? NULL : find_expected(scenario, request, pointer + 7);
		jo_pointer_set(fields, pointer + 7,
			       known ? json_object_get((json *)known) : another_kind(jo_pointer(fields, pointer + 7), pointer, code));
	}
}
