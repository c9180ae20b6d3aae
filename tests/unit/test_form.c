/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_form.c -- forms of the shipped pack: conditions, what is required, every kind of problem;
 * phone numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/form.h"

static struct city *city;

static int read_city(void **state)
{
	struct city_report report = { 0 };

	(void)state;
	city = city_read(SRCDIR "/city", &report);
	city_report_release(&report);
	return city ? 0 : -1;
}

static int free_city(void **state)
{
	(void)state;
	city_free(city);
	return 0;
}

static json *parse(const char *text)
{
	struct error err = ERROR_INIT;
	json *o = jo_parse(text, strlen(text), &err);

	if (!o)
		fail_msg("%s: %s", text, err.text);
	return o;
}

#define GOOD                                                                                       \
	"\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"家里不热\",\"content\":\"室温14度\"}"
#define PLACE "\"place\":{\"district\":\"110105\",\"street\":\"110105026\"}"

/* "pointer code; pointer code" of what form_check() finds. */
static char *problems_of(const char *text, bool complete)
{
	struct form_problems p = { 0 };
	json *fields = parse(text);
	struct buf out = BUF_INIT;

	bool good = form_check(city, fields, complete, "/fields", &p);
	assert_int_equal(good, p.count == 0);
	for (size_t i = 0; i < p.count; i++) {
		buf_addf(&out, "%s%s %s", i ? "; " : "", p.items[i].pointer, p.items[i].code);
		assert_true(strlen(p.items[i].detail) > 10);
	}
	form_problems_release(&p);
	jo_free(fields);
	return buf_detach(&out);
}

static void expect(const char *fields, bool complete, const char *problems)
{
	char *found = problems_of(fields, complete);

	if (strcmp(found, problems))
		fail_msg("%s\n  found    %s\n  expected %s", fields, found, problems);
	free(found);
}

static void test_good_forms(void **state)
{
	(void)state;
	expect("{" GOOD "," PLACE "}", true, "");
	expect("{" GOOD ",\"place\":{\"not_mentioned\":true}}", true, "");
	expect("{}", false, "");
	expect("{" GOOD "," PLACE ",\"stranger\":{\"a\":1},\"sections\":{\"nothing\":7}}", true, "");
	expect("{" GOOD "," PLACE ",\"caller\":null,\"control\":{\"note\":null,\"grade\":\"\"}}", true, "");
}

static void test_required(void **state)
{
	(void)state;
	expect("{}", true,
	       "/fields/matter/type required; /fields/matter/category required; /fields/matter/title required; "
	       "/fields/matter/content required; /fields/place/district required");
	expect("{" GOOD ",\"place\":{\"not_mentioned\":false}}", true,
	       "/fields/place/district required");
	expect("{" GOOD ",\"place\":{\"street\":\"110105026\"}}", true,
	       "/fields/place/district required");
	expect("{\"matter\":{\"type\":\"help\",\"category\":\"010101\",\"title\":\" \u3000\",\"content\":\"x\"}," PLACE
	       "}", true, "/fields/matter/title required");
	/* A company needs its name; without the kind the field is hidden and its value left alone.
	 */
	expect("{" GOOD "," PLACE ",\"caller\":{\"kind\":\"company\"}}", true,
	       "/fields/caller/company required");
	expect("{" GOOD "," PLACE ",\"caller\":{\"company\":7}}", true, "");
	expect("{" GOOD "," PLACE ",\"caller\":{\"wants_visit\":true}}", true,
	       "/fields/caller/callback required");
	expect("{" GOOD "," PLACE ",\"caller\":{\"wants_visit\":true,\"number\":\"13800138000\"}}", true, "");
}

static void test_types(void **state)
{
	(void)state;
	expect("[]", false, "/fields type");
	expect("{\"caller\":[]}", false, "/fields/caller type");
	expect("{\"matter\":\"x\"}", false, "/fields/matter type");
	expect("{\"place\":5}", true,
	       "/fields/matter/type required; /fields/matter/category required; /fields/matter/title required; "
	       "/fields/matter/content required; /fields/place type");
	expect("{\"sections\":[1]}", false, "/fields/sections type");
	expect("{" GOOD "," PLACE ",\"sections\":{\"heating\":3}}", true,
	       "/fields/sections/heating type");
	expect("{\"caller\":{\"name\":5,\"confidential\":\"yes\"}}", false,
	       "/fields/caller/name type; /fields/caller/confidential type");
	expect("{\"matter\":{\"tags\":\"work\"}}", false, "/fields/matter/tags type");
	expect("{\"matter\":{\"tags\":[1]}}", false, "/fields/matter/tags type");
	expect("{\"place\":{\"lat\":\"39.9\",\"lon\":116.4}}", false, "/fields/place/lat type");
	expect("{\"place\":{\"not_mentioned\":1}}", false, "/fields/place/not_mentioned type");
}

static void test_values(void **state)
{
	(void)state;
	expect("{\"matter\":{\"type\":\"rant\"}}", false, "/fields/matter/type choice");
	expect("{\"matter\":{\"category\":\"999999\"}}", false, "/fields/matter/category unknown");
	expect("{\"matter\":{\"tags\":[\"work\",\"play\"]}}", false, "/fields/matter/tags choice");
	expect("{\"matter\":{\"happened_at\":\"yesterday\"}}", false,
	       "/fields/matter/happened_at format");
	expect("{\"matter\":{\"happened_at\":\"2020-11-24T20:05:00+08:00\"}}", false, "");
	expect("{\"matter\":{\"happened_at\":\"2199-11-24T20:05:00+08:00\"}}", false,
	       "/fields/matter/happened_at future");
	expect("{\"matter\":{\"title\":\"a\\nb\"}}", false, "/fields/matter/title format");
	expect("{\"matter\":{\"title\":\"a\\u0000b\"}}", false, "/fields/matter/title format");
	expect("{\"matter\":{\"content\":\"a\\nb\"}}", false, "");
	expect("{\"matter\":{\"content\":\"a\\u001bb\"}}", false, "/fields/matter/content format");
	expect("{\"caller\":{\"number\":\"call me\"}}", false, "/fields/caller/number format");
	expect("{\"place\":{\"lat\":90.5}}", false, "/fields/place/lat range");
	expect("{\"place\":{\"lat\":-39.5}}", false, "");
	expect("{" GOOD "," PLACE
	       ",\"sections\":{\"heating\":{\"room_temperature\":14,\"paid\":\"x\"}}}", true,
	       "/fields/sections/heating/measured_by required; /fields/sections/heating/paid choice");
}

static bool has_problem(const struct form_problems *p, const char *pointer, const char *code)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->items[i].pointer, pointer) && !strcmp(p->items[i].code, code))
			return true;
	return false;
}

/* Every field takes every kind of JSON without harm, and a value of the wrong type is a problem of
 * its own pointer. */
static void test_any_value_anywhere(void **state)
{
	static const char *const values[] = {
		"7",
		"-1.5e300",
		"\"x\"",
		"\"\\u0000\"",
		"true",
		"[]",
		"[[]]",
		"[null]",
		"{}",
		"{\"a\":1}",
		"[\"x\",7]",
		"{\"district\":[]}",
		"{\"street\":{}}",
		"9223372036854775807",
	};

	(void)state;
	for (size_t i = 0; i < city->field_count; i++) {
		const struct city_field *f = &city->fields[i];
		for (size_t k = 0; k < ARRAY_SIZE(values); k++) {
			json *fields = parse("{" GOOD "," PLACE "}"), *v = parse(values[k]);
			struct form_problems p = { 0 };
			jo_pointer_set(fields, f->pointer, v);
			bool good = form_check(city, fields, true, "", &p);
			assert_int_equal(good, p.count == 0);
			if (!strcmp(values[k], "{\"a\":1}") && f->kind != FIELD_PLACE &&
			    form_field_shown(city, f, fields)) {
				assert_true(has_problem(&p, f->pointer, "type"));
			}
			form_problems_release(&p);
			jo_free(fields);
		}
	}
}

static void test_lengths(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_adds(&b, "{\"matter\":{\"title\":\"");
	for (int i = 0; i < 40; i++)
		buf_adds(&b, "冷");             /* characters count, not bytes */
	size_t at = b.len;
	buf_adds(&b, "\"}}");
	expect(b.data, false, "");
	buf_insert(&b, at, "!", 1);
	expect(b.data, false, "/fields/matter/title length");
	buf_reset(&b);
	buf_adds(&b, "{\"control\":{\"linked\":[\"1\"");
	for (int i = 0; i < 50; i++)
		buf_addf(&b, ",\"%d\"", i);
	buf_adds(&b, "]}}");
	expect(b.data, false, "/fields/control/linked length");
	buf_release(&b);
}

static void test_place(void **state)
{
	(void)state;
	expect("{\"place\":{\"district\":\"110101\",\"street\":\"110105026\"}}", false,
	       "/fields/place/street choice");
	expect("{\"place\":{\"district\":\"110105026\"}}", false, "/fields/place/district unknown");
	expect("{\"place\":{\"street\":\"110105\"}}", false, "/fields/place/street unknown");
	expect("{\"place\":{\"district\":\"110101\",\"street\":\"110101001\",\"community\":\"110101001001\"}}",
	       false, "");
	expect("{\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"community\":\"110101001001\"}}",
	       false, "/fields/place/community choice");
	expect("{\"place\":{\"community\":\"1\"}}", false, "/fields/place/community unknown");
	expect("{\"place\":{\"district\":7}}", false, "/fields/place/district type");
}

static void test_place_without_communities(void **state)
{
	struct error err = ERROR_INIT;
	json *small = city_to_json(city, false);
	struct city *all = city;

	(void)state;
	city = city_from_json(small, &err);
	assert_non_null(city);
	assert_int_equal(form_version(city), form_version(all));
	expect("{\"place\":{\"district\":\"110101\",\"street\":\"110101001\",\"community\":\"110101001001\"}}",
	       false, "");
	expect("{\"place\":{\"community\":7}}", false, "/fields/place/community type");
	city_free(city);
	city = all;
	jo_free(small);
}

static void test_conditions(void **state)
{
	static const struct { const char *condition; bool holds;
	} cases[] = {
		{ "/caller/kind = company", true },
		{ "/caller/kind = person|company", true },
		{ "/caller/kind = person", false },
		{ "/caller/kind != person", true },
		{ "/caller/name != person", true },
		{ "/caller/name set", false },
		{ "/caller/name unset", true },
		{ "/caller/confidential = yes", true },
		{ "/caller/confidential != no", true },
		{ "/matter/tags = work", true },
		{ "/matter/tags = play|health", false },
		{ "/matter/category = 01", true },
		{ "/matter/category = 010101", true },
		{ "/matter/category = 02", false },
		{ "/matter/category != 0101", false },
		{ "/place/lat = 39", true },
		{ "/place set", true },
		{ "/control set", false },
		{ "/caller/kind = company and /matter/tags set", true },
		{ "/caller/kind = company and /matter/tags unset", false },
	};
	json *fields = parse(
		"{\"caller\":{\"kind\":\"company\",\"confidential\":true},\"matter\":{\"category\":\"010101\","
		"\"tags\":[\"x\",\"work\"]},\"place\":{\"lat\":39},\"control\":{}}");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_true(form_condition_is_valid(cases[i].condition));
		if (form_condition(city, cases[i].condition, fields) != cases[i].holds)
			fail_msg("%s", cases[i].condition);
	}
	jo_free(fields);
}

static void test_condition_grammar(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"/a",
		"/a ",
		"/a =",
		"/a = ",
		"/a = |",
		"/a = b|",
		"/a = |b",
		"/a = b||c",
		"/a is b",
		"a set",
		"/a set and",
		"/a set and ",
		"/a setx",
		"/a = b and c",
		"/a = b c",
		"/ set",
		"/a set  and /b set",
		"/a  set",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (form_condition_is_valid(bad[i]))
			fail_msg("taken for a condition: %s", bad[i]);
}

static void test_sections_shown(void **state)
{
	json *heating = parse("{" GOOD "}"), *none = parse("{}");
	const struct city_field *f = city_find_field(city, "/sections/heating/room_temperature");
	const struct city_field *by = city_find_field(city, "/sections/heating/measured_by");

	(void)state;
	assert_true(form_field_shown(city, f, heating));
	assert_false(form_field_shown(city, f, none));
	assert_false(form_field_shown(city, by, heating));
	jo_pointer_set(heating, "/sections/heating/room_temperature", json_object_new_int(14));
	assert_true(form_field_shown(city, by, heating));
	assert_true(form_field_required(city, by, heating));
	assert_true(form_field_shown(city, city_find_field(city, "/matter/title"), none));
	jo_free(heating);
	jo_free(none);
}

static void test_grade(void **state)
{
	static const struct { const char *fields, *grade; } cases[] = {
		{ "{}", "III" },
		{ "{\"matter\":{\"category\":\"010101\"}}", "II" },
		{ "{\"matter\":{\"category\":\"010203\"}}", "I" },
		{ "{\"matter\":{\"category\":\"010203\"},\"control\":{\"grade\":\"IV\"}}", "IV" },
		{ "{\"matter\":{\"category\":\"010203\"},\"control\":{\"grade\":\"VII\"}}", "I" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		json *fields = parse(cases[i].fields);
		assert_string_equal(form_grade(city, fields), cases[i].grade);
		jo_free(fields);
	}
}

static void test_phone_normalise(void **state)
{
	static const struct { const char *text, *digits;
	} cases[] = {
		{ "13800138000", "13800138000" },
		{ "+86 138-0013-8000", "13800138000" },
		{ "0086 13800138000", "13800138000" },
		{ "8613800138000", "13800138000" },
		{ "＋８６　１３８００１３８０００", "13800138000" },
		{ "(010) 6512 3456", "01065123456" },
		{ "+86 10 6512 3456", "01065123456" },
		{ "+86 (010) 65123456", "01065123456" },
		{ "861065123456", "01065123456" },
		{ "（010）65123456", "01065123456" },
		{ "010/65123456", "01065123456" },
		{ "+86 755 1234567", "07551234567" },
		{ "+86 400 123 4567", "4001234567" },
		{ "12345", "12345" },
		{ "+86 12345", "12345" },
		{ "110", "110" },
		{ "86123456", "86123456" },
		{ "+1 415 555 0100", "14155550100" },
		{ "001 415 555 0100", "14155550100" },
		{ "010-65123456转801", "01065123456801" },
		{ "", NULL },
		{ "12", NULL },
		{ "abc", NULL },
		{ "138x0138000", NULL },
		{ "1+2+3", NULL },
		{ "123456789012345678901", NULL },
		{ "----", NULL },
		{ "+", NULL },
		{ "+86", NULL },
	};
	char digits[24];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool good = phone_normalise(cases[i].text, digits);
		if (good != (cases[i].digits != NULL) || (good && strcmp(digits, cases[i].digits)))
			fail_msg("%s gave %s", cases[i].text, good ? digits : "no number");
		/* What is normal stays as it is. */
		if (good) {
			char again[24];
			assert_true(phone_normalise(digits, again));
			assert_string_equal(again, digits);
		}
	}
}

static void set_aside(const char *given, const char *left)
{
	json *fields = parse(given), *wanted = parse(left);
	struct form_problems none = { 0 };

	form_set_aside(city, fields);
	if (!jo_same(fields, wanted))
		fail_msg("%s\n  became   %s\n  expected %s", given, jo_text(fields), left);
	assert_true(form_check(city, fields, false, "", &none));
	form_problems_release(&none);
	jo_free(fields);
	jo_free(wanted);
}

static void test_set_aside(void **state)
{
	(void)state;
	set_aside("{" GOOD "}", "{" GOOD "}");
	set_aside("{\"matter\":{\"title\":\"晕倒\",\"happened_at\":\"雨停以后\"},\"caller\":{\"number\":\"不知道\"}}",
		  "{\"matter\":{\"title\":\"晕倒\"},\"caller\":{},\"set_aside\":{\"/matter/happened_at\":\"雨停以后\","
		  "\"/caller/number\":\"不知道\"}}");
	set_aside("{\"matter\":\"x\",\"sections\":[1],\"place\":5}",
		  "{\"set_aside\":{\"/matter\":\"x\",\"/sections\":[1],\"/place\":5}}");
	set_aside("{\"matter\":{\"tags\":[\"nothing_such\"]},\"set_aside\":{\"/caller/sex\":\"m\"}}",
		  "{\"matter\":{},\"set_aside\":{\"/caller/sex\":\"m\",\"/matter/tags\":[\"nothing_such\"]}}");
}

static void test_phone_mask(void **state)
{
	static const struct { const char *number, *shown;
	} cases[] = {
		{ "13812345678", "138****5678" },
		{ "+86 138 1234 5678", "138****5678" },
		{ "01065123456", "010****3456" },
		{ "65123456", "****56" },
		{ "12345", "****45" },
		{ "110", "****" },
		{ "", "" },
		{ "nobody", "****" },
		{ "12345678901234567890", "123****7890" },
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		phone_mask(cases[i].number, out);
		assert_string_equal(out, cases[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_forms),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_any_value_anywhere),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_place_without_communities),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_condition_grammar),
		cmocka_unit_test(test_sections_shown),
		cmocka_unit_test(test_grade),
		cmocka_unit_test(test_set_aside),
		cmocka_unit_test(test_phone_normalise),
		cmocka_unit_test(test_phone_mask),
	};

	return cmocka_run_group_tests_name("form", tests, read_city, free_city);
}
