/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_scenario.c -- the shipped scenarios are whole; every kind of mistake in a small one is reported with its file
 * and line; a scenario survives the way through JSON; JSON from outside never breaks the reader.
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
#include "hotline/clock.h"
#include "hotline/scenario.h"
#include "hotline/text.h"
#include "small_pack.h"

#define PACK SRCDIR "/city"
#define SMALL "scenarios/cold.scn"

struct pack {
	struct city *c;
	struct city_article *articles;
	size_t article_count;
	struct scenario **scenarios;
	size_t count;
};

static void release(struct pack *p)
{
	scenarios_free(p->scenarios, p->count);
	city_articles_free(p->articles, p->article_count);
	city_free(p->c);
}

static bool read_pack(struct pack *p, const char *dir, struct city_report *report)
{
	*p = (struct pack){ .c = city_read(dir, report) };
	assert_non_null(p->c);
	assert_true(city_read_articles(dir, p->c, &p->articles, &p->article_count, report));
	return scenarios_read(dir, p->c, p->articles, p->article_count, &p->scenarios, &p->count, report);
}

static void read_good(struct pack *p, const char *dir)
{
	struct city_report report = { 0 };
	bool ok = read_pack(p, dir, &report);

	for (size_t i = 0; i < report.count; i++)
		fprintf(stderr, "%s\n", report.problems[i]);
	assert_true(ok);
	city_report_release(&report);
}

static void read_small(struct pack *p)
{
	read_good(p, small_pack_write(NULL));
	small_pack_remove();
	assert_int_equal(p->count, 1);
}

static void test_shipped(void **state)
{
	struct pack p;

	(void)state;
	read_good(&p, PACK);
	assert_true(p.count >= 3);
	for (size_t i = 0; i < p.count; i++) {
		assert_int_equal(strlen(p.scenarios[i]->version), 16);
		assert_true(!i || strcmp(p.scenarios[i - 1]->code, p.scenarios[i]->code) < 0);
	}
	release(&p);
}

static void test_members(void **state)
{
	struct pack p;

	(void)state;
	read_small(&p);
	const struct scenario *s = p.scenarios[0];
	const struct scenario_fact *place = scenario_find_fact(s, "place");
	assert_string_equal(s->code, "cold");
	assert_string_equal(s->brief, "一段；又一段");
	assert_string_equal(s->articles[1], "heat-2");
	assert_int_equal(s->article_count, 2);
	assert_int_equal(s->request_count, 2);
	assert_int_equal(s->target_submit, 200);
	assert_int_equal(s->target_wrap_up, 0);
	assert_int_equal(place->ask_count, 2);
	assert_string_equal(place->asks[1], "什么地址？");
	assert_string_equal(scenario_find_fact(s, "degrees")->after, "place");
	assert_null(scenario_find_fact(s, "none"));
	assert_null(scenario_find_fact(s, NULL));
	assert_int_equal(s->lines[0].cue, CUE_OPENING);
	assert_string_equal(s->lines[0].tells[0], "place");
	assert_int_equal(s->lines[1].n, 40);
	assert_int_equal(s->line_count, 11);
	release(&p);
}

static void test_expects_and_musts(void **state)
{
	struct pack p;

	(void)state;
	read_small(&p);
	const struct scenario *s = p.scenarios[0];
	const struct scenario_expect *category = &s->expects[2], *content = &s->expects[4], *empty = &s->expects[16];
	assert_string_equal(category->pointer, "/matter/category");
	assert_int_equal(category->match, MATCH_ONE_OF);
	assert_string_equal(category->values[0], "0101");
	assert_string_equal(category->values[1], "01");
	assert_true(category->points == 3);
	assert_int_equal(content->match, MATCH_CONTAINS);
	assert_string_equal(content->values[1], "一街");
	assert_int_equal(empty->match, MATCH_EMPTY);
	assert_int_equal(empty->value_count, 0);
	assert_int_equal(empty->request, 2);
	assert_string_equal(s->musts[0].what, "您好|你 好");
	assert_int_equal(s->musts[0].within, 10);
	assert_string_equal(s->musts[0].item, "ticket/risk-grade");
	assert_string_equal(s->musts[1].before, "degrees");
	assert_string_equal(s->musts[1].why_en, "Ask for the address first");
	assert_null(s->musts[0].why_en);
	assert_null(s->musts[5].what);
	assert_int_equal(s->musts[6].request, 2);
	assert_false(s->musts[7].must_not);
	assert_true(s->musts[8].must_not);
	release(&p);
}

/* The version follows the content, not remarks and spacing. */
static void test_version(void **state)
{
	const struct pack_change remark = { SMALL, "# 样例", "# 另一句\n\n" };
	const struct pack_change colon = { SMALL, "title: 屋里冷", "title：　屋里冷" };
	const struct pack_change spacing = { SMALL, "0101 | 01\n", "0101|01\r\n" };
	const struct pack_change mark = { SMALL, "# 样例", "\ufeff# 样例" };
	const struct pack_change content = { SMALL, "15度。", "16度。" };
	const struct pack_change *changes[] = { &remark, &spacing, &mark, &colon, &content };
	struct pack p, q;

	(void)state;
	read_small(&p);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		read_good(&q, small_pack_write(changes[i]));
		small_pack_remove();
		assert_int_equal(!strcmp(p.scenarios[0]->version, q.scenarios[0]->version), i < 4);
		release(&q);
	}
	release(&p);
}

static const struct { struct pack_change change; const char *problem; } broken[] = {
	{ { SMALL, "# 样例", "stray: 1" }, ":1: the file must begin with a section" },
	{ { SMALL, "[scenario]", "[scenery]" }, ":2: unknown section [scenery]" },
	{ { SMALL, "[scenario]", "[scenario" }, ":2: a section is a line" },
	{ { SMALL, "[scenario]", "[scenario x]" }, ":2: nothing stands behind" },
	{ { SMALL, NULL, "[say]\nopening:\n" }, ":1: the section [scenario] is missing" },
	{ { SMALL, NULL, "" }, ":1: the section [scenario] is missing" },
	{ { SMALL, "title: 屋里冷\n", "" }, ":2: title is missing" },
	{ { SMALL, "title: 屋里冷", "title:" }, ":3: title is empty" },
	{ { SMALL, "title: 屋里冷", "title 屋里冷" }, ":3: expected `key: value`" },
	{ { SMALL, "title: 屋里冷", "titel: 屋里冷" }, ":3: unknown key titel" },
	{ { SMALL, "title: 屋里冷", "title: 屋\xff里冷" }, ":3: the line is not valid UTF-8" },
	{ { SMALL, "title: 屋里冷", "title: 屋\u202e里冷" }, ":3: the line holds a control" },
	{ { SMALL, "title_en: Cold", "title: Cold" }, ":4: title stands here twice" },
	{ { SMALL, "channel: phone", "channel: pigeon" }, ":5: the city has no channel pigeon" },
	{ { SMALL, "skill: general", "skill: magic" }, ":6: the city has no skill magic" },
	{ { SMALL, "difficulty: 2", "difficulty: 6" }, ":8: difficulty must be a whole number from 1 to 5" },
	{ { SMALL, "minutes: 5", "minutes: five" }, ":9: minutes must be" },
	{ { SMALL, "number: 13800130001", "number: 12" }, ":10: number is no telephone number" },
	{ { SMALL, "sex: male", "sex: other" }, ":12: the city has no sex other" },
	{ { SMALL, "mood: calm", "mood: furious" }, ":13: mood must be" },
	{ { SMALL, "heat-1 heat-2", "heat-1 heat-9" }, ":16: there is no article heat-9" },
	{ { SMALL, "[scenario]\n", "[scenario]\n  weiter\n" }, ":3: this line goes on" },
	{ { SMALL, "submit: 200", "submit: 0" }, ":22: submit must be" },
	{ { SMALL, "[targets]", "[scenario]" }, ":20: [scenario] stands here twice" },
	{ { SMALL, "[fact degrees]", "[fact place]" }, ":32: the fact place stands here twice" },
	{ { SMALL, "[fact degrees]", "[fact 温度]" }, ":32: the name of a fact must be a code" },
	{ { SMALL, "say: 15度。\n", "" }, ":32: say is missing" },
	{ { SMALL, "ask: 多少度？\n", "" }, ":32: ask is missing" },
	{ { SMALL, "ask: 多少度？", "ask: 在哪里？" }, ":32: the facts place and degrees are asked for by the same words" },
	{ { SMALL, "after: place", "after: nowhere" }, ":36: after names the fact nowhere" },
	{ { SMALL, "after: place", "after: degrees" }, ":36: the fact degrees waits for itself" },
	{ { SMALL, "again: 说错了，一街。", "after: degrees" }, ":30: the fact place waits for itself" },
	{ { SMALL, "after: place\n", "" }, ":32: the fact degrees has `refuse` without" },
	{ { SMALL, "opening tells place: 喂，屋里冷。\n", "" }, ":2: the opening words are missing" },
	{ { SMALL, "opening tells place", "opening tells nothing" }, ":40: tells names the fact nothing" },
	{ { SMALL, "opening tells place", "opening tells" }, ":40: behind `tells`" },
	{ { SMALL, "opening tells place", "opening place" }, ":40: expected `tells" },
	{ { SMALL, "seconds 40", "seconds" }, ":41: seconds must be" },
	{ { SMALL, "seconds 40", "seconds 301" }, ":41: the caller has hung up before" },
	{ { SMALL, "turns 3", "turns 0" }, ":42: turns must be" },
	{ { SMALL, "silence 10", "silent 10" }, ":43: “silent” is no cue" },
	{ { SMALL, "unknown: 不知道。\nunknown: 不清楚。\n", "" }, ":2: [say] needs a line `unknown" },
	{ { SMALL, "impatient:", "hang_up:" }, ":50: hang_up stands here twice" },
	{ { SMALL, "patience: 3\n", "" }, ":2: [say] has `impatient`" },
	{ { SMALL, "patience: 3\nhang_up_after: 300\n", "" }, ":2: [say] has `hang_up`" },
	{ { SMALL, "repeat: 说过了。", "repeat:" }, ":46: repeat is empty" },
	{ { SMALL, "repeat: 说过了。", "repeat: 说过了。\nen:" }, ":47: en is empty" },
	{ { SMALL, "repeat: 说过了。", "repeat: 说过了。\nen: I said.\nen: I said it." }, ":48: `en` stands once" },
	{ { SMALL, "again: 说错了，一街。", "again_en: No." }, ":24: again_en, wrong_en and refuse_en stand beside" },
	{ { SMALL, "/matter/type: enquiry", "/matter/tipe: enquiry" }, ":54: /matter/tipe is no field" },
	{ { SMALL, "/matter/type: enquiry", "/place: enquiry" }, ":54: /place is no field" },
	{ { SMALL, "/matter/type: enquiry", "/matter/type: complaint" }, ":54: /matter/type would not take “compl" },
	{ { SMALL, "/matter/type: enquiry", "/matter/type contains: enquiry" }, ":54: /matter/type holds one value" },
	{ { SMALL, "/matter/type: enquiry", "/matter/type: enquiry |" }, ":54: a value is empty" },
	{ { SMALL, "/matter/type: enquiry", "/matter/type empty: enquiry" }, ":54: behind `empty:`" },
	{ { SMALL, "/matter/type: enquiry", "/matter/type is: enquiry" }, ":54: behind the pointer" },
	{ { SMALL, "/matter/type: enquiry", ": enquiry" }, ":54: the pointer of a field is missing" },
	{ { SMALL, "/matter/type: enquiry", "/matter/category: 01" }, ":55: /matter/category stands here twice" },
	{ { SMALL, "0101 | 01\n", "0101 | 99\n" }, ":55: /matter/category would not take “99”" },
	{ { SMALL, "weight 3: 0101", "weight 0: 0101" }, ":55: weight must be" },
	{ { SMALL, "/matter/title: *冷*", "/matter/title: 12345678901234567890123456789012345678901" },
	  ":56: /matter/title would not take" },
	{ { SMALL, "not: company", "not: firm" }, ":58: /caller/kind would not take" },
	{ { SMALL, "/place/street: 110101001", "/place/street: 110101" }, ":60: /place/street would not take" },
	{ { SMALL, "/place/district: 110101", "/place/district: 110102" }, ":60: /place/street: This street" },
	{ { SMALL, "cold: yes", "cold: warm" }, ":61: /sections/heating/cold would not take “warm”. It must" },
	{ { SMALL, "15 | 15.5", "15 | 41" }, ":62: /sections/heating/degrees would not take “41”" },
	{ { SMALL, "15 | 15.5", "15度" }, ":62: /sections/heating/degrees would not take “15度”" },
	{ { SMALL, "0101 | 0102", "0101 | 0109" }, ":63: /sections/heating/risks would not take “0109”" },
	{ { SMALL, "weight 3: 0101 | 01\n", "weight 3: 02\n" }, ":61: the form does not show /sections/heating/cold" },
	{ { SMALL, "unit: C001", "unit: C999" }, ":65: there is no unit C999" },
	{ { SMALL, "unit: C001", "unit: B001" }, ":65: the dispatch catalogue sends this" },
	{ { SMALL, "grade: II", "grade: V" }, ":66: there is no grade V" },
	{ { SMALL, "action: submit", "action: hope" }, ":53: an action is" },
	{ { SMALL, "action: submit", "action empty:" }, ":53: action cannot be empty" },
	{ { SMALL, "action: submit", "action: transfer" }, ":53: [expect 1] needs a line to" },
	{ { SMALL, "action: submit\n", "" }, ":53: [expect 1] needs a line action" },
	{ { SMALL, "action: submit", "action: submit\nto: 999" }, ":54: the city has no emergency line 999" },
	{ { SMALL, "[expect 2]", "[expect 10]" }, ":68: the number of the request" },
	{ { SMALL, "[expect 2]", "[expect 3]" }, ":2: [expect 2] needs a line action" },
	{ { SMALL, "article: heat-2", "article: heat-9" }, ":72: there is no article heat-9" },
	{ { SMALL, "article: heat-2\n", "" }, ":69: [expect 2] needs a line article" },
	{ { SMALL, "/matter/category: 02\n", "" }, ":69: [expect 2] needs a line /matter/category" },
	{ { SMALL, "say 您好|你 好", "sing 您好" }, ":76: “sing” is no duty" },
	{ { SMALL, "say 您好|你 好", "say 您好|" }, ":76: a word is empty" },
	{ { SMALL, "say 您好|你 好", "say" }, ":76: what is to be done is missing" },
	{ { SMALL, "within 10 item", "within 301 item" }, ":76: within 301 seconds is longer" },
	{ { SMALL, "within 10 item", "within 10 within 20 item" }, ":76: within stands here twice" },
	{ { SMALL, "item ticket/risk-grade", "item ticket/risk" }, ":76: item ticket/risk is earned" },
	{ { SMALL, "item ticket/risk-grade", "item risk-grade" }, ":76: sheets.tsv has no item risk-grade" },
	{ { SMALL, "ask place before degrees", "ask plaice before degrees" }, ":77: ask names the fact plaice" },
	{ { SMALL, "ask place before degrees", "ask place before dawn" }, ":77: before names the fact dawn" },
	{ { SMALL, "read_back place: 复述", "read_back place:" }, ":79: read_back is empty" },
	{ { SMALL, "transfer 119", "transfer 999" }, ":80: the city has no emergency line 999" },
	{ { SMALL, "cite heat-2", "cite heat-9" }, ":81: there is no article heat-9" },
	{ { SMALL, "search: 查", "search it: 查" }, ":82: behind search nothing stands" },
	{ { SMALL, "action answer request 2", "action sing request 2" }, ":83: an action is" },
	{ { SMALL, "action answer request 2", "action answer request 3" }, ":83: there is no request 3" },
	{ { SMALL, "why_en: Ask", "why_en: 问\nwhy_en: Ask" }, ":79: why_en stands once" },
	{ { SMALL, "say 您好|你 好 within", "why_en: Greet\nsay 您好|你 好 within" }, ":76: why_en stands once" },
	{ { SMALL, "[must not]", "[must never]" }, ":85: expected [must] or [must not]" },
	{ { "scenarios/cold hot.scn", NULL, "[scenario]\n" }, "scenarios/cold hot.scn:1: the name of the file" },
	{ { "scenarios/warm.scn.txt", NULL, "x" }, "scenarios/warm.scn.txt:1: this is no scenario" },
};

static bool holds(const struct city_report *r, const char *problem)
{
	char *whole = xasprintf("%s%s", problem[0] == ':' ? SMALL : "", problem);
	bool found = false;

	for (size_t i = 0; i < r->count; i++)
		found = found || !strncmp(r->problems[i], whole, strlen(whole));
	free(whole);
	return found;
}

static int line_of(const char *problem)
{
	return atoi(strstr(problem, ".scn:") + 5);
}

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		struct city_report report = { 0 };
		struct pack p;

		assert_false(read_pack(&p, small_pack_write(&broken[i].change), &report));
		small_pack_remove();
		if (!holds(&report, broken[i].problem))
			fail_msg("“%s” is not in: %s …", broken[i].problem,
				 report.count ? report.problems[0] : "nothing");
		assert_null(p.scenarios);
		city_report_release(&report);
		release(&p);
	}
}

/* All mistakes of a file at once, in the order of its lines; the list has its end. */
static void test_many_mistakes(void **state)
{
	const struct pack_change change = { SMALL, NULL,
					    "[scenario]\ntitle: x\nmood: x\n[must]\nx: y\n[say]\nopening tells a: "
		"x\nb: c\n"
					    "[expect]\n/a: b\n" };
	struct city_report report = { 0 };
	struct pack p;

	(void)state;
	assert_false(read_pack(&p, small_pack_write(&change), &report));
	small_pack_remove();
	assert_true(report.total >= 8);
	for (size_t i = 1; i < report.count; i++)
		assert_true(line_of(report.problems[i - 1]) <= line_of(report.problems[i]));
	city_report_release(&report);
	release(&p);
}

static void test_pack_without(void **state)
{
	const struct pack_change change = { SMALL, NULL, NULL };
	struct pack p;

	(void)state;
	read_good(&p, small_pack_write(&change));
	small_pack_remove();
	assert_int_equal(p.count, 0);
	release(&p);
}

/* A file named by hand; without the pack's articles citations are not checked. */
static void test_one_file(void **state)
{
	const struct pack_change change = { SMALL, "heat-1 heat-2", "heat-9" };
	const char *dir = small_pack_write(&change);
	char *file = xasprintf("%s/%s", dir, SMALL);
	struct city_report report = { 0 };
	struct city *c = city_read(dir, &report);

	(void)state;
	struct scenario *s = scenario_read(file, c, NULL, 0, &report);
	assert_non_null(s);
	assert_string_equal(s->articles[0], "heat-9");
	scenario_free(s);
	small_pack_remove();
	assert_null(scenario_read(file, c, NULL, 0, &report));
	assert_true(strstr(report.problems[0], "/cold.scn:1: there is no such file"));
	city_report_release(&report);
	city_free(c);
	free(file);
}

static void check_round_trip(const struct scenario *s)
{
	struct error err = ERROR_INIT;
	json *o = scenario_to_json(s);
	struct scenario *back = scenario_from_json(o, &err);

	assert_non_null(back);
	json *again = scenario_to_json(back);
	assert_string_equal(jo_text(again), jo_text(o));
	assert_int_equal(back->request_count, s->request_count);
	assert_string_equal(back->version, s->version);
	/* The version is made of the rest. */
	json_object_object_del(o, "version");
	struct scenario *anew = scenario_from_json(o, &err);
	assert_string_equal(anew->version, s->version);
	scenario_free(anew);
	scenario_free(back);
	jo_free(again);
	jo_free(o);
}

static void test_round_trip(void **state)
{
	struct pack p;

	(void)state;
	read_small(&p);
	check_round_trip(p.scenarios[0]);
	release(&p);
	read_good(&p, PACK);
	for (size_t i = 0; i < p.count; i++)
		check_round_trip(p.scenarios[i]);
	release(&p);
}

/* What stands in the store may be damaged: a member with another type, or none. */
static void test_foreign_json(void **state)
{
	static const char *const others[] = { "null", "true", "7", "\"x\"", "[]", "[7]", "[{}]", "{}" };
	struct pack p;

	(void)state;
	read_small(&p);
	json *whole = scenario_to_json(p.scenarios[0]);
	json_object_object_foreach(whole, name, unused) {
		(void)unused;
		for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
			struct error err = ERROR_INIT;
			json *o = jo_copy(whole);
			jo_set(o, name, jo_parse(others[i], strlen(others[i]), &err));
			struct scenario *s = scenario_from_json(o, &err);
			assert_true(s || err.kind == ERROR_INPUT);
			scenario_free(s);
			jo_free(o);
		}
	}
	assert_null(scenario_from_json(NULL, NULL));
	jo_free(whole);
	release(&p);
}

static void test_foreign_names(void **state)
{
	static const struct { const char *pointer, *value; } cases[] = {
		{ "/code", NULL }, { "/title", NULL }, { "/minutes", "900" }, { "/facts", NULL }, { "/lines", "{}" },
	};
	struct pack p;

	(void)state;
	read_small(&p);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = ERROR_INIT;
		json *o = scenario_to_json(p.scenarios[0]);
		const char *value = cases[i].value;
		jo_pointer_set(o, cases[i].pointer, value ? jo_parse(value, strlen(value), NULL) : NULL);
		assert_null(scenario_from_json(o, &err));
		assert_true(strstr(err.text, cases[i].pointer + 1));
		jo_free(o);
	}
	release(&p);
}

/* Nothing of a folder is passed over in silence. */
static void assert_folder_refused(const char *dir, const char *why)
{
	struct city_report report = { 0 };
	struct scenario **scenarios;
	size_t count;

	assert_false(scenarios_read(dir, NULL, NULL, 0, &scenarios, &count, &report));
	assert_int_equal(report.total, 1);
	if (!strstr(report.problems[0], why))
		fail_msg("\"%s\" does not tell: %s", report.problems[0], why);
	assert_int_equal(count, 0);
	city_report_release(&report);
}

static void test_full_folder(void **state)
{
	enum { FILES = 1001 };
	const char *dir = small_pack_write(NULL);

	(void)state;
	for (int i = 0; i < FILES; i++) {
		char *path = xasprintf("%s/scenarios/n%04d.scn", dir, i);
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fclose(f);
		free(path);
	}
	assert_folder_refused(dir, "scenarios:1: there are more than 1000 files");
	small_pack_remove();
}

static void test_no_folder(void **state)
{
	char dir[] = "/tmp/scenarios-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	char *path = xasprintf("%s/scenarios", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	assert_folder_refused(dir, "scenarios:1: the folder cannot be read: ");
	unlink(path);
	rmdir(dir);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped),	      cmocka_unit_test(test_members),
		cmocka_unit_test(test_expects_and_musts), cmocka_unit_test(test_version),
		cmocka_unit_test(test_mistakes),      cmocka_unit_test(test_many_mistakes),
		cmocka_unit_test(test_pack_without),  cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_foreign_json),
		cmocka_unit_test(test_foreign_names), cmocka_unit_test(test_full_folder),
		cmocka_unit_test(test_no_folder),
	};

	text_init();
	assert_true(clock_set_zone("Asia/Shanghai", NULL));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
