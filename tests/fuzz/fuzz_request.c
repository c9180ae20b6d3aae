/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_request.c -- the body of a request: JSON, then a form. What was parsed prints as what parses to the same; a
 * form whose wrong values were set aside has none left.
 */
#include "hotline/form.h"
#include "hotline/text.h"
#include "tests/fuzz/fuzz.h"

static struct city *city;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct city_report report = { 0 };
	(void)argc;
	(void)argv;

	text_init();
	city = city_read(SRCDIR "/city", &report);
	PROMISE(city);
	city_report_release(&report);
	return 0;
}

static void check_print(json *o)
{
	struct buf text = BUF_INIT;

	jo_print(&text, o);
	json *again = jo_parse(text.data, text.len, NULL);
	PROMISE(jo_same(o, again));
	jo_free(again);
	buf_release(&text);
}

static void check_form(json *fields)
{
	struct form_problems problems = { 0 };
	json *kept = jo_copy(fields);

	form_check(city, fields, true, "/fields", &problems);
	form_problems_release(&problems);
	form_grade(city, fields);
	form_set_aside(city, kept);
	PROMISE(form_check(city, kept, false, "", &problems));
	form_problems_release(&problems);
	jo_free(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json *o = jo_parse((const char *)data, size, NULL);

	if (o) {
		check_print(o);
		if (json_object_is_type(jo_get(o, "fields"), json_type_object))
			check_form(jo_get(o, "fields"));
	}
	jo_free(o);
	return 0;
}
