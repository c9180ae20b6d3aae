/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_city.c -- the shipped pack is whole; every kind of mistake in a small pack is reported with
 * its file and line; a city survives the way through JSON; JSON from outside never breaks the
 * reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/text.h"
#include "small_pack.h"

#define PACK SRCDIR "/city"

static void print_report(const struct city_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		fprintf(stderr, "%s\n", r->problems[i]);
}

static struct city *read_good(const char *dir)
{
	struct city_report report = { 0 };
	struct city *c = city_read(dir, &report);

	print_report(&report);
	assert_int_equal(report.total, 0);
	assert_non_null(c);
	city_report_release(&report);
	return c;
}

static struct city *read_small(void)
{
	struct city *c = read_good(small_pack_write(NULL));

	small_pack_remove();
	return c;
}

static void test_shipped_pack(void **state)
{
	struct city_report report = { 0 };
	struct city_article *articles;
	size_t count;
	int64_t start = clock_monotonic();
	struct city *c = read_good(PACK);

	(void)state;
	assert_true(clock_monotonic() - start < 1000);
	assert_int_equal(c->communities[0].parent->kind, REGION_STREET);
	assert_true(c->community_count > 7000);
	assert_int_equal(strlen(c->version), 16);
	assert_true(form_version(c) > 0);
	assert_true(city_read_articles(PACK, c, &articles, &count, &report));
	assert_true(count >= 300);
	city_articles_free(articles, count);
	city_free(c);
}

static void test_round_trip(void **state)
{
	struct error err = ERROR_INIT;
	struct city *c = read_good(PACK);

	(void)state;
	for (int with = 0; with < 2; with++) {
		json *o = city_to_json(c, with);
		struct city *again = city_from_json(o, &err);
		if (!again)
			fail_msg("%s", err.text);
		json *o2 = city_to_json(again, with);
		assert_true(jo_same(o, o2));
		assert_string_equal(again->version, c->version);
		assert_int_equal(form_version(again), form_version(c));
		assert_int_equal(again->community_count, with ? c->community_count : 0);
		if (!with)
			assert_true(strlen(jo_text(o)) < 600000);
		jo_free(o);
		jo_free(o2);
		city_free(again);
	}
	city_free(c);
}

static void test_small_pack(void **state)
{
	struct city *c = read_small();

	(void)state;
	assert_string_equal(c->name_en, "Smalltown");
	assert_int_equal(c->period_day, 19);
	assert_int_equal(c->category_count, 4);
	const struct city_category *k = city_find_category(c, "010101");
	assert_int_equal(k->level, 3);
	assert_string_equal(k->grade, "III");
	assert_string_equal(k->section, "heating");
	assert_null(k->own_section);
	assert_null(city_find_category(c, "0101")->own_grade);
	assert_string_equal(city_find_category(c, "0101")->grade, "II");
	const struct city_grade *g = city_find_grade(c, "III");
	assert_true(g->clocks[CLOCK_SIGN].working);
	assert_string_equal(g->clocks[CLOCK_SIGN].text, "P1D");
	assert_int_equal(g->clocks[CLOCK_SIGN].ms, 86400000);
	assert_null(g->clocks[CLOCK_RESPOND].text);
	assert_int_equal(c->days[0].day, 1);            /* sorted */
	assert_false(c->days[0].work);
	assert_int_equal(c->hours[1].to, 18 * 60);
	assert_int_equal(c->hours[6].to, 0);
	assert_int_equal(c->sections[2].count, 3);      /* fields stand under their sections */
	assert_string_equal(c->sections[2].fields[0].pointer, "/sections/heating/cold");
	assert_ptr_equal(city_find_field(c, "/sections/heating/cold"), &c->sections[2].fields[0]);
	assert_float_equal(city_find_situation(c, "risk", "0201")->weight, 1.5, 1e-9);
	assert_float_equal(city_find_situation(c, "risk", "0102")->weight, 1, 1e-9);
	assert_string_equal(city_find_code(c, "kind", "person")->name, "个人");
	assert_null(city_find_code(c, "kind", "company")->name_en);
	assert_string_equal(city_find_phrase(c, "greeting")->text, "您好");
	assert_string_equal(c->emergency_lines[0].name_en, "Fire");
	city_free(c);
}

static void test_lookups_of_nothing(void **state)
{
	struct city *c = read_small();
	char longer[500];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_null(city_find_category(c, NULL));
	assert_null(city_find_category(c, ""));
	assert_null(city_find_category(c, longer));
	assert_null(city_find_code(c, "kind", NULL));
	assert_null(city_find_code(c, NULL, "person"));
	assert_null(city_find_situation(c, "risk", NULL));
	assert_null(city_find_region(c, "999999"));
	assert_false(city_unit_is_under(c, NULL, NULL));
	assert_false(city_unit_is_under(c, "nobody", "nobody"));
	city_free(c);
}

static void test_units(void **state)
{
	static const struct { const char *category, *district, *street, *unit, *basis;
	} cases[] = {
		{ "010101", "110101", "110101001", "S110101001", "丙" },
		{ "010101", NULL, "110101001", "S110101001",
		  "丙" }, /* a street knows its district */
		{ "010101", "110101", "110101002", "C001", "乙" },
		{ "010101", "110101", NULL, "C001", "乙" },
		{ "0101", "110102", NULL, "D110102", "甲" },
		{ "01", "110101", NULL, "D110101", "甲" },
		{ "01", NULL, NULL, NULL, "none" },
		{ "02", NULL, NULL, "B001", "丁" },
		{ "99", "110101", NULL, NULL, "none" },
		{ NULL, NULL, NULL, NULL, "none" },
	};
	struct city *c = read_small();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *basis = "none";
		const struct city_unit *u = city_suggest_unit(
			c, cases[i].category, cases[i].district, cases[i].street, &basis);
		assert_string_equal(u ? u->code : "-", cases[i].unit ? cases[i].unit : "-");
		assert_string_equal(basis, cases[i].basis);
	}
	assert_true(city_unit_is_under(c, "G1", "D110101"));
	assert_true(city_unit_is_under(c, "G1", "G1"));
	assert_false(city_unit_is_under(c, "D110101", "G1"));
	assert_false(city_unit_is_under(c, "G1", "D110102"));
	city_free(c);
}

/* `@street` where the street has no unit, or is not known, goes to the district. */
static void test_street_without_unit(void **state)
{
	const struct pack_change change = { "catalogue.tsv", "01\t\t@district", "01\t\t@street" };
	struct city *c = read_good(small_pack_write(&change));

	(void)state;
	small_pack_remove();
	assert_string_equal(city_suggest_unit(c, "01", "110101", "110101002", NULL)->code, "D110101");
	assert_string_equal(city_suggest_unit(c, "01", "110101", NULL, NULL)->code, "D110101");
	assert_string_equal(city_suggest_unit(c, "01", "110101", "110101001", NULL)->code, "S110101001");
	city_free(c);
}

static void test_category_path(void **state)
{
	struct city *c = read_small();
	struct buf b = BUF_INIT;

	(void)state;
	city_category_path(c, "010101", false, &b);
	assert_string_equal(b.data, "供热 / 室内不热 / 温度不达标");
	buf_reset(&b);
	city_category_path(c, "010101", true, &b);
	assert_string_equal(b.data, "Heating / Cold rooms / 温度不达标");
	buf_reset(&b);
	city_category_path(c, "77", true, &b);
	assert_int_equal(b.len, 0);
	buf_release(&b);
	city_free(c);
}

/* The version follows the content, not comments or the order of columns. */
static void test_version(void **state)
{
	const struct pack_change comment = { "phrases.tsv", "greeting", "# a remark\n\ngreeting" };
	const struct pack_change columns = { "phrases.tsv", NULL,
					     "text\ttext_en\tid\n您好\tHello\tgreeting\n" };
	const struct pack_change content = { "phrases.tsv", "Hello", "Hello!" };
	const struct pack_change *changes[] = { &comment, &columns, &content };
	struct city *c = read_small();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		struct city *other = read_good(small_pack_write(changes[i]));
		small_pack_remove();
		assert_int_equal(!strcmp(c->version, other->version), i < 2);
		assert_int_equal(form_version(c), form_version(other));
		city_free(other);
	}
	const struct pack_change label = { "fields.tsv", "Degrees", "Temperature" };
	struct city *other = read_good(small_pack_write(&label));
	small_pack_remove();
	assert_int_not_equal(form_version(c), form_version(other));
	city_free(other);
	city_free(c);
}

/* What a city says about visits, or what holds without it, comes over the wire as well. */
static void test_visit_settings(void **state)
{
	static const struct { const char *conf; int attempts; int64_t ms; bool working; int from, to; } cases[] = {
		{ "period_day = 19", 3, 2 * 3600000, false, 0, 0 },
		{ "period_day = 19\n[visits]\nattempts = 2\nwait = PT4Hw\nhours = 08:30-24:00", 2, 4 * 3600000, true, 510, 1440 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pack_change change = { "city.conf", "period_day = 19", cases[i].conf };
		struct city *c = read_good(small_pack_write(&change));
		json *o = city_to_json(c, false);
		struct city *again = city_from_json(o, NULL);
		small_pack_remove();
		assert_int_equal(again->visit_attempts, cases[i].attempts);
		assert_int_equal(again->visit_wait.ms, cases[i].ms);
		assert_int_equal(again->visit_wait.working, cases[i].working);
		assert_int_equal(again->visit_hours.from, cases[i].from);
		assert_int_equal(again->visit_hours.to, cases[i].to);
		jo_free(o);
		city_free(again);
		city_free(c);
	}
}

/* What scores are made by comes over the wire too. */
static void test_training_settings(void **state)
{
	const struct pack_change change = { "city.conf", "period_day = 19",
					    "period_day = 19\n[training]\nticket = 0.7\ngood = 75\nsilence = 0" };
	struct city *c = read_good(small_pack_write(&change));
	json *o = city_to_json(c, false);
	struct city *again = city_from_json(o, NULL);

	(void)state;
	small_pack_remove();
	assert_true(again->training_ticket == 0.7);
	assert_int_equal(again->training_excellent, 90);
	assert_int_equal(again->training_good, 75);
	assert_int_equal(again->training_passed, 60);
	assert_int_equal(again->training_silence, 0);
	jo_free(o);
	city_free(again);
	city_free(c);
}

static const struct { struct pack_change change; const char *problem;
} broken[] = {
	{ { "city.conf", NULL, NULL }, "city.conf:1: " },
	{ { "city.conf", "name = ", "nam = " }, "city.conf:2: " },
	{ { "city.conf", "zone = Asia/Shanghai\n", "" }, "city.conf:1: zone" },
	{ { "city.conf", "zone = ", "name = " }, "city.conf:4: " },
	{ { "city.conf", "[emergency]", "[emergence]" }, "city.conf:14: " },
	{ { "city.conf", "period_day = 19", "period_day = 31" }, "city.conf:12: period_day" },
	{ { "city.conf", "period_day = 19", "period_day = 19\n[visits]\nwait = soon" }, "city.conf:14: wait" },
	{ { "city.conf", "period_day = 19", "period_day = 19\n[visits]\nhours = 20:30-08:30" }, "city.conf:14: hours" },
	{ { "city.conf", "period_day = 19", "period_day = 19\n[visits]\nattempts = 10" }, "city.conf:14: attempts" },
	{ { "city.conf", "period_day = 19", "period_day = 19\n[training]\ngood = 95" }, "city.conf:1: excellent" },
	{ { "city.conf", "period_day = 19", "period_day = 19\n[training]\npassed = 101" }, "city.conf:14: passed" },
	{ { "city.conf", "basically = 0.9", "basically = much" }, "city.conf:11: basically" },
	{ { "city.conf", "response = 0.1", "response = 0.2" }, "city.conf:1: response" },
	{ { "city.conf", "119 = 火警", "119 = " }, "city.conf:14: name" },
	{ { "city.conf", "小城", "小\x01城" }, "city.conf:2: name" },
	{ { "city.conf", "小城", "小\xff城" }, "city.conf:2: name" },
	{ { "codes.tsv", NULL, NULL }, "codes.tsv:1: " },
	{ { "codes.tsv", NULL, "" }, "codes.tsv:1: " },
	{ { "codes.tsv", NULL, "# nothing\n" }, "codes.tsv:2: " },
	{ { "codes.tsv", "name_en", "nome_en" }, "codes.tsv:1: unknown column nome_en" },
	{ { "codes.tsv", "name_en", "nome\x1b[2J" }, "codes.tsv:1: unknown column nome␛[2J" },
	{ { "hours.tsv", "2\t09:00", "1.5\t09:00" }, "hours.tsv:3: weekday" },
	{ { "codes.tsv", "name_en", "name" }, "codes.tsv:1: the column name stands here twice" },
	{ { "codes.tsv", "set\tcode", "set\tname_en" }, "codes.tsv:1: " },
	{ { "codes.tsv", "电话\tPhone", "电话" }, "codes.tsv:2: there are 3 columns" },
	{ { "codes.tsv", "电话\tPhone", "电话\tPhone\t" }, "codes.tsv:2: there are 5 columns" },
	{ { "codes.tsv", "电话", "电\xc3话" }, "codes.tsv:2: the line is not valid UTF-8" },
	{ { "codes.tsv", "电话", "电\x1b话" }, "codes.tsv:2: name holds a control" },
	{ { "codes.tsv", "电话", "电\u202e话" }, "codes.tsv:2: name holds a control" },
	{ { "codes.tsv", "电话", "电\\x话" }, "codes.tsv:2: a backslash" },
	{ { "codes.tsv", "phone", "pho ne" }, "codes.tsv:2: code must be" },
	{ { "codes.tsv", "phone", "a23456789012345678901234567890123" },
	  "codes.tsv:2: code must be" },
	{ { "codes.tsv", "电话", "" }, "codes.tsv:2: name is empty" },
	{ { "codes.tsv", "kind\tcompany", "kind\tperson" },
	  "codes.tsv:8: the set kind holds person twice" },
	{ { "codes.tsv", "sex\tmale", "gender\tmale" }, "codes.tsv:1: the set sex is missing" },
	{ { "codes.tsv", "sex\tmale", "grade\tV" }, "codes.tsv:6: there is no grade V" },
	{ { "grades.tsv", "PT2H", "2 hours" }, "grades.tsv:2: dispatch" },
	{ { "grades.tsv", "PT30M", "PT0M" }, "grades.tsv:2: sign" },
	{ { "grades.tsv", "P7D", "P700D" }, "grades.tsv:3: feedback" },
	{ { "grades.tsv", "P1Dw", "w" }, "grades.tsv:3: sign" },
	{ { "grades.tsv", "III", "II" }, "grades.tsv:3: the grade II stands here twice" },
	{ { "phrases.tsv", "greeting", "ask-matter-nothing" },
	  "phrases.tsv:2: the phrase ask-matter-nothing asks for no field of the form" },
	{ { "calendar.tsv", "2026-10-01", "2026-13-01" }, "calendar.tsv:3: date" },
	{ { "calendar.tsv", "2026-10-01", "2026-02-30" }, "calendar.tsv:3: date" },
	{ { "calendar.tsv", "2026-10-01", "2026-10-10" }, "calendar.tsv:3: the day 2026-10-10" },
	{ { "calendar.tsv", "holiday", "feast" }, "calendar.tsv:3: kind" },
	{ { "hours.tsv", "2\t09:00", "8\t09:00" }, "hours.tsv:3: weekday" },
	{ { "hours.tsv", "2\t09:00", "1\t09:00" }, "hours.tsv:3: the weekday 1" },
	{ { "hours.tsv", "09:00\t18:00", "18:00\t09:00" }, "hours.tsv:2: from" },
	{ { "hours.tsv", "09:00", "9:00" }, "hours.tsv:2: from" },
	{ { "hours.tsv", NULL, NULL }, "hours.tsv:1: the grade III" },
	{ { "sections.tsv", "place\tintake", "matter\tintake" },
	  "sections.tsv:3: the section matter" },
	{ { "sections.tsv", "/caller/kind = company", "/caller/kind is company" },
	  "sections.tsv:5: this is no condition" },
	{ { "sections.tsv", "/caller/kind = company", "/caller/mind = company" },
	  "sections.tsv:5: the condition asks" },
	{ { "sections.tsv", "/caller/kind = company", "/caller/kind = firm" },
	  "sections.tsv:5: the condition compares" },
	{ { "sections.tsv", "Place\talways", "Place\tcategory" },
	  "fields.tsv:1: every form needs /place" },
	{ { "sections.tsv", "Place\talways", "Place\t" }, "sections.tsv:3: when is empty" },
	{ { "fields.tsv", "firm\t/sections/firm", "form\t/sections/form" },
	  "fields.tsv:11: there is no section form" },
	{ { "fields.tsv", "/sections/firm/name", "/sections/heating/name" },
	  "fields.tsv:11: pointer must lie" },
	{ { "fields.tsv", "/sections/firm/name", "sections/firm/name" },
	  "fields.tsv:11: pointer must be" },
	{ { "fields.tsv", "/sections/firm/name", "/sections/firm//name" },
	  "fields.tsv:11: pointer must be" },
	{ { "fields.tsv", "/sections/heating/degrees", "/sections/heating/cold" },
	  "fields.tsv:9: the pointer" },
	{ { "fields.tsv", "\tnumber", "\tnumeral" }, "fields.tsv:9: there is no kind" },
	{ { "fields.tsv", "set:kind", "set:mind" }, "fields.tsv:2: there is no set:mind" },
	{ { "fields.tsv", "set:kind", "" }, "fields.tsv:2: /caller/kind needs choices" },
	{ { "fields.tsv", "checklist:risk", "checklist:rusk" },
	  "fields.tsv:10: there is no checklist:rusk" },
	{ { "fields.tsv", "checklist:risk", "set:kind" },
	  "fields.tsv:10: choices must be checklist:" },
	{ { "fields.tsv", "yes\t\t\t\t40", "yes\t\t\tset:kind\t40" },
	  "fields.tsv:6: a field of this kind has no choices" },
	{ { "fields.tsv", "\t40\t提示", "\tmany\t提示" }, "fields.tsv:6: max" },
	{ { "fields.tsv", "\t40\t提示", "\t30000\t提示" }, "fields.tsv:6: max" },
	{ { "fields.tsv", "Cold\tno\t\t\t\t", "Cold\tno\t\t\t\t5" },
	  "fields.tsv:3: a field of this kind has no max" },
	{ { "fields.tsv", "Cold\tno", "Cold\tmaybe" }, "fields.tsv:3: required" },
	{ { "fields.tsv", "cold = yes", "cold = true" }, "fields.tsv:9: the condition compares" },
	{ { "fields.tsv", "/place/district set", "/place/district sat" },
	  "fields.tsv:10: this is no condition" },
	{ { "fields.tsv", "Title\tyes", "Title\tno" },
	  "fields.tsv:1: every form needs /matter/title" },
	{ { "fields.tsv", "\tplace\t地点", "\tline\t地点" },
	  "fields.tsv:8: the field of the kind place" },
	{ { "categories.tsv", "0101\t01", "0101\t09" },
	  "categories.tsv:3: the parent 09 is not known" },
	{ { "categories.tsv", "0101\t01", "0101\t0101" },
	  "categories.tsv:3: the parent 0101 is not known" },
	{ { "categories.tsv", "01\t\t供热", "01\t010101\t供热" },
	  "categories.tsv:2: the parent 010101 is not known" },
	{ { "categories.tsv", "010101\t0101", "020101\t0101" },
	  "categories.tsv:4: the code 020101" },
	{ { "categories.tsv", "02\t\t噪声", "01010101\t010101\t噪声" },
	  "categories.tsv:5: the category 01010101 is on level 4" },
	{ { "categories.tsv", "02\t\t", "01\t\t" },
	  "categories.tsv:5: the category 01 stands here twice" },
	{ { "categories.tsv", "Noise\tIII", "Noise\t" }, "categories.tsv:5: the top category 02" },
	{ { "categories.tsv", "Noise\tIII", "Noise\tIX" },
	  "categories.tsv:5: there is no grade IX" },
	{ { "categories.tsv", "II\theating", "II\tcooling" },
	  "categories.tsv:2: there is no section cooling" },
	{ { "categories.tsv", "II\theating", "II\tplace" },
	  "categories.tsv:2: the section place is not shown by category" },
	{ { "regions.tsv", "110102\t\t", "110101\t\t" }, "regions.tsv:3: the region 110101" },
	{ { "regions.tsv", "110101001\t110101", "110101001\t110109" },
	  "regions.tsv:4: the parent 110109" },
	{ { "regions.tsv", "110101002\t110101", "110101002\t110101001" },
	  "regions.tsv:5: the parent 110101001 is no district" },
	{ { "regions.tsv", "110101002\t110101", "110101002\t" }, "regions.tsv:5: a street needs" },
	{ { "regions.tsv", "110101002", "1101010020" }, "regions.tsv:5: a street's code" },
	{ { "regions.tsv", "110102\t\t", "11010\t\t" }, "regions.tsv:3: a district's code" },
	{ { "regions.tsv", "street\t二街", "lane\t二街" }, "regions.tsv:5: kind" },
	{ { "regions.tsv", "110102\t\t", "110102\t110101\t" },
	  "regions.tsv:3: a district has no parent" },
	{ { "communities.tsv", "\t110101001\t", "\t110101\t" },
	  "communities.tsv:2: the parent 110101 is no street" },
	{ { "communities.tsv", "\t110101001\t", "\t\t" }, "communities.tsv:2: a community needs" },
	{ { "communities.tsv", "110101001001", "110101001" },
	  "communities.tsv:2: the region 110101001" },
	{ { "units.tsv", "C001\tB001", "C001\tB002" }, "units.tsv:6: the parent B002" },
	{ { "units.tsv", "C001\tB001", "C001\tC001" }, "units.tsv:6: the parent C001" },
	{ { "units.tsv", "C001\tB001", "B001\tB001" }, "units.tsv:6: the unit B001" },
	{ { "units.tsv", "company", "firm" }, "units.tsv:6: kind" },
	{ { "units.tsv", "Heat\t", "Heat\t110109" }, "units.tsv:6: there is no district 110109" },
	{ { "units.tsv", "First\t110101", "First\t110102" },
	  "units.tsv:4: district must be 110101" },
	{ { "units.tsv", "S110101001\tD110101", "S110101001\tD110102" },
	  "units.tsv:4: the parent of a street's unit" },
	{ { "units.tsv", "S110101001\t", "S110101009\t" },
	  "units.tsv:4: a street's unit has the code" },
	{ { "units.tsv", "D110102\t", "X110102\t" },
	  "units.tsv:3: a district's unit has the code" },
	{ { "catalogue.tsv", "02\t\tB001", "03\t\tB001" },
	  "catalogue.tsv:5: there is no category 03" },
	{ { "catalogue.tsv", "02\t\tB001", "02\t\tB002" },
	  "catalogue.tsv:5: there is no unit B002" },
	{ { "catalogue.tsv", "02\t\tB001", "02\t\t@grid" },
	  "catalogue.tsv:5: there is no unit @grid" },
	{ { "catalogue.tsv", "02\t\tB001", "02\t110109\tB001" },
	  "catalogue.tsv:5: there is no district or street 110109" },
	{ { "catalogue.tsv", "02\t\tB001", "02\t110101001001\tB001" },
	  "catalogue.tsv:5: there is no district or street" },
	{ { "catalogue.tsv", "02\t\tB001", "01\t\tB001" }, "catalogue.tsv:5: the category 01" },
	{ { "catalogue.tsv", "丁", "" }, "catalogue.tsv:5: basis is empty" },
	{ { "phrases.tsv", "greeting", "good morning" }, "phrases.tsv:2: id must be" },
	{ { "sheets.tsv", "risk\t风险\tRisk\t100\t", "risk\t风险\tRisk\t100\t5" },
	  "sheets.tsv:2: an item has either" },
	{ { "sheets.tsv", "100", "lots" }, "sheets.tsv:2: points" },
	{ { "sheets.tsv", "risk-grade", "tone-grade" },
	  "sheets.tsv:3: tone-grade is taken from no item" },
	{ { "sheets.tsv", "risk-grade", "risk" }, "sheets.tsv:3: " },
	{ { "checklists/risk.tsv", "0102\t断药", "0101\t断药" },
	  "checklists/risk.tsv:3: the situation 0101" },
	{ { "checklists/risk.tsv", "1.5", "heavy" }, "checklists/risk.tsv:4: weight" },
	{ { "checklists/risk.tsv", "1.5", "nan" }, "checklists/risk.tsv:4: weight" },
	{ { "checklists/risk.tsv", "01\t就医\t0102", "01\t物资\t0102" },
	  "checklists/risk.tsv:3: the class 01 has another name" },
	{ { "checklists/risk.tsv", "02\t物资\t0201\t缺粮\t1.5\n",
	    "02\t物资\t0201\t缺粮\t1.5\n01\t就医\t0103\t甲\t\n" },
	  "checklists/risk.tsv:5: the situations of the class 01" },
	{ { "checklists/no good.tsv", NULL, "class\n" }, "checklists/no good.tsv:1: the name" },
	{ { "categorys.tsv", NULL, "code\n" }, "categorys.tsv:1: this is no file of a city pack" },
};

static bool reports(const struct city_report *r, const char *start)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strncmp(r->problems[i], start, strlen(start)))
			return true;
	return false;
}

static void test_broken_packs(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		struct city_report report = { 0 };
		struct city *c = city_read(small_pack_write(&broken[i].change), &report);
		small_pack_remove();
		if (c || !reports(&report, broken[i].problem)) {
			print_report(&report);
			fail_msg("%s: expected %s", broken[i].change.file, broken[i].problem);
		}
		city_report_release(&report);
	}
}

/* One mistake does not hide the next, nor is it told over and over. */
static void test_all_mistakes(void **state)
{
	const struct pack_change change = {
		"categories.tsv", NULL,
		"code\tparent\tname\tname_en\tgrade\tsection\tkeywords\n01\t\t供热\t\tV\theating\t\n"
		"too few\n0101\t01\t\t\t\t\t\n0102\t07\tx\t\t\t\t\n\xff\n010201\t0102\tx\t\t\tnone\t\n02\t\t噪声\t\tIII\t\t\n"
	};
	static const char *const expected[] = {
		"categories.tsv:2: there is no grade V",
		"categories.tsv:3: there are 1 columns",
		"categories.tsv:4: name is empty",
		"categories.tsv:5: the parent 07",
		"categories.tsv:6: the line",
		"categories.tsv:7: there is no section none",
		"catalogue.tsv:4: there is no category 010101",
	};
	struct city_report report = { 0 };

	(void)state;
	assert_null(city_read(small_pack_write(&change), &report));
	small_pack_remove();
	print_report(&report);
	assert_int_equal(report.total, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		assert_true(!strncmp(report.problems[i], expected[i], strlen(expected[i])));
	city_report_release(&report);
}

static void test_report_is_bounded(void **state)
{
	struct city_report report = { 0 };
	struct buf b = BUF_INIT;

	(void)state;
	buf_adds(&b, "id\ttext\ttext_en\n");
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "p%d\t\t\n", i);
	const struct pack_change change = { "phrases.tsv", NULL, b.data };
	assert_null(city_read(small_pack_write(&change), &report));
	small_pack_remove();
	assert_int_equal(report.count, 200);
	assert_int_equal(report.total, 1000);
	city_report_release(&report);
	buf_release(&b);
}

static void test_no_pack(void **state)
{
	struct city_report report = { 0 };

	(void)state;
	assert_null(city_read("/nonexistent", &report));
	assert_true(reports(&report, "city.conf:1: the file is missing"));
	assert_true(reports(&report, "categories.tsv:1: the file is missing"));
	city_report_release(&report);
}

static void test_articles(void **state)
{
	struct city *c = read_good(small_pack_write(NULL));
	struct city_report report = { 0 };
	struct city_article *a;
	size_t count;
	const struct pack_change crlf = { "knowledge/heat.kb", "heat-1\n", "heat-1\r\n" };

	(void)state;
	small_pack_remove();
	assert_true(city_read_articles(small_pack_write(&crlf), c, &a, &count, &report));
	small_pack_remove();
	assert_int_equal(count, 2);
	assert_string_equal(a[0].id, "heat-1");
	assert_string_equal(a[0].body, "第一段。\n\n第二段。");
	assert_null(a[0].valid_to);
	assert_null(a[1].unit);
	assert_string_equal(a[1].valid_to, "2026-12-31");
	city_articles_free(a, count);
	assert_true(city_read_articles("/nonexistent", c, &a, &count, &report));
	assert_int_equal(count, 0);
	city_articles_free(a, count);
	city_free(c);
}

static void test_broken_articles(void **state)
{
	static const struct { const char *from, *to, *problem;
	} cases[] = {
		{ "heat-2", "heat-1", "knowledge/heat.kb:12: the article heat-1" },
		{ "category: 0101", "category: 09",
		  "knowledge/heat.kb:3: there is no category 09" },
		{ "unit: C001", "unit: C009", "knowledge/heat.kb:4: there is no unit C009" },
		{ "kind: guide", "kind: tale", "knowledge/heat.kb:5: kind" },
		{ "kind: guide", "sort: guide", "knowledge/heat.kb:5: unknown key sort" },
		{ "kind: guide\n", "", "knowledge/heat.kb:1: kind is missing" },
		{ "kind: guide", "title: twice", "knowledge/heat.kb:5: title stands here twice" },
		{ "kind: guide", "kind guide", "knowledge/heat.kb:5: expected" },
		{ "2026-12-31", "2025-12-31", "knowledge/heat.kb:12: valid_to" },
		{ "2026-12-31", "2026-12-32", "knowledge/heat.kb:17: valid_to" },
		{ "四个月。", "", "knowledge/heat.kb:12: the record has no text" },
		{ "四个月。", "四\x1b个月。", "knowledge/heat.kb:19: the line holds a control" },
		{ "四个月。", "四\xff个月。", "knowledge/heat.kb:19: the line is not valid UTF-8" },
		{ "id: heat-2", "id: heat 2", "knowledge/heat.kb:12: id must be a code" },
	};
	struct city *c = read_small();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct pack_change change = { "knowledge/heat.kb", cases[i].from,
						    cases[i].to };
		struct city_report report = { 0 };
		struct city_article *a;
		size_t count;
		bool good = city_read_articles(small_pack_write(&change), c, &a, &count, &report);
		small_pack_remove();
		if (good || !reports(&report, cases[i].problem)) {
			print_report(&report);
			fail_msg("expected %s", cases[i].problem);
		}
		assert_null(a);
		city_report_release(&report);
	}
	city_free(c);
}

static void test_tsv(void **state)
{
	static const char *const columns[] = { "b", "?missing", "a", NULL };
	const struct pack_change file = {
		"x.tsv", NULL,
		"\xef\xbb\xbf# first\r\na\tother\tb\r\n1\\t\\\\\t-\t2\\n\r\n\n3\t4\n5\t6\t7"
	};
	struct error err = ERROR_INIT;
	const char *cells[3];
	char *path = xasprintf("%s/x.tsv", small_pack_write(&file));

	(void)state;
	assert_null(tsv_open(path, columns, false, &err));
	assert_non_null(strstr(err.text, "x.tsv:2: unknown column other"));
	struct tsv *t = tsv_open(path, columns, true, &err);
	assert_non_null(t);
	assert_int_equal(tsv_next(t, cells, &err), 1);
	assert_string_equal(cells[0], "2\n");
	assert_string_equal(cells[1], "");
	assert_string_equal(cells[2], "1\t\\");
	assert_int_equal(tsv_line(t), 3);
	assert_int_equal(tsv_next(t, cells, &err), -1);
	assert_non_null(strstr(err.text, "x.tsv:5: there are 2 columns"));
	assert_int_equal(tsv_next(t, cells, &err), 1);
	assert_string_equal(cells[2], "5");
	assert_int_equal(tsv_next(t, cells, &err), 0);
	tsv_close(t);
	free(path);
	small_pack_remove();
	assert_null(tsv_open("/nonexistent.tsv", columns, true, &err));
	tsv_close(NULL);
}

static uint32_t noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Changes one value somewhere below o: another type, another text, or gone. */
static void damage(json *o, uint32_t *seed)
{
	static const char *const names[] = {
		"version",   "name",	 "grades",	  "codes",	"forms",  "sections",
		"fields",    "classes",	 "situations",	  "checklists", "parent", "kind",
		"code",	     "pointer",	 "when",	  "choices",	"max",	  "clocks",
		"working",   "weights",	 "sheets",	  "items",	"hours",  "calendar",
		"units",     "required", "required_when", "district",	"grade",  "section",
		"catalogue", "region",	 "unit",	  "item",
	};

	for (int depth = 0; depth < 8; depth++) {
		if (jo_len(o)) {
			o = jo_at(o, noise(seed) % jo_len(o));
			continue;
		}
		const char *name = names[noise(seed) % ARRAY_SIZE(names)];
		json *v = jo_get(o, name);
		if (!v)
			continue;
		if (depth < 6 && (jo_len(v) || json_object_is_type(v, json_type_object)) &&
		    noise(seed) % 4) {
			o = v;
			continue;
		}
		switch (noise(seed) % 5) {
		case 0: json_object_object_del(o, name); return;
		case 1: jo_set_null(o, name); return;
		case 2: jo_set_int(o, name, (int64_t)noise(seed) - 1000); return;
		case 3: jo_set(o, name, json_object_new_array()); return;
		default: jo_set_str(o, name, "\x1b\u202e/a = 01"); return;
		}
	}
}

static void test_damaged_json(void **state)
{
	struct city *c = read_small();
	json *whole = city_to_json(c, true);
	uint32_t seed = 12345;
	int refused = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct error err = ERROR_INIT;
		json *o = jo_copy(whole);
		for (uint32_t k = 0; k <= noise(&seed) % 3; k++)
			damage(o, &seed);
		struct city *d = city_from_json(o, &err);
		if (!d) {
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_true(strlen(err.text) > 30);
			refused++;
		}
		city_free(d);
		jo_free(o);
	}
	assert_true(refused > 1000);
	struct error err = ERROR_INIT;
	assert_null(city_from_json(NULL, &err));
	jo_free(whole);
	city_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped_pack),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_small_pack),
		cmocka_unit_test(test_visit_settings),
		cmocka_unit_test(test_training_settings),
		cmocka_unit_test(test_lookups_of_nothing),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_street_without_unit),
		cmocka_unit_test(test_category_path),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_broken_packs),
		cmocka_unit_test(test_all_mistakes),
		cmocka_unit_test(test_report_is_bounded),
		cmocka_unit_test(test_no_pack),
		cmocka_unit_test(test_articles),
		cmocka_unit_test(test_broken_articles),
		cmocka_unit_test(test_tsv),
		cmocka_unit_test(test_damaged_json),
	};

	text_init();            /* mistakes are cleaned for a terminal */
	return cmocka_run_group_tests_name("city", tests, NULL, NULL);
}
