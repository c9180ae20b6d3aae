/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_form_fields.c -- the shipped form as inputs, every kind to JSON and back, citations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/screens/form_fields.h"
#include "hotline/alloc.h"
#include "hotline/citation.h"

static struct city *city;
static struct form_fields *form;
#define NOW 1795000000000LL     /* 2026-11-18T11:06:40Z */

/* It is NOW. */
static void set_clock(void)
{
	char name[] = "/tmp/hotline-clock-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_true(dprintf(fd, "%lld", (long long)(NOW - clock_now()) / 1000) > 0);
	close(fd);
	assert_true(clock_follow_file(name, NULL));
	unlink(name);
}

static int make_form(void **state)
{
	struct city_report report = { 0 };

	(void)state;
	clock_set_zone("Asia/Shanghai", NULL);
	set_clock();
	city = city_read(SRCDIR "/city", &report);
	city_report_release(&report);
	form = city ? form_fields_new(city, false) : NULL;
	return form ? 0 : -1;
}

static int free_form(void **state)
{
	(void)state;
	form_fields_free(form);
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

/* Types the text into an empty form. */
static json *typed(const char *key, const char *text)
{
	struct form_edit edits[FORM_EDITS_MOST];
	json *fields = json_object_new_object();
	size_t count = form_fields_edits(form, key, text, NOW, edits);

	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		jo_pointer_set(fields, edits[i].pointer, edits[i].value);
	return fields;
}

static void expect_json(const char *key, const char *text, const char *pointer, const char *value)
{
	json *fields = typed(key, text);
	json *found = jo_pointer(fields, pointer);
	const char *as_text =
		found ? json_object_to_json_string_ext(found, JSON_C_TO_STRING_PLAIN) : "nothing";

	if (strcmp(as_text, value))
		fail_msg("%s typed into %s: %s is %s, expected %s", text, key, pointer, as_text, value);
	jo_free(fields);
}

/* What is shown for a value reads back as that value. */
static void expect_shown(const char *key, const char *values, const char *text)
{
	json *fields = parse(values);
	struct buf shown = BUF_INIT;

	form_fields_text(form, fields, key, &shown);
	if (strcmp(shown.data, text))
		fail_msg("%s of %s is shown as %s, expected %s", key, values, shown.data, text);
	json *back = typed(key, shown.data);
	if (!form_fields_same(form, key, fields, back))
		fail_msg("%s: %s does not read back", key, values);
	jo_free(back);
	jo_free(fields);
	buf_release(&shown);
}

static const struct input *find_input(const char *values, const char *key)
{
	json *fields = parse(values);
	size_t count;
	const struct input *inputs = form_fields_describe(form, fields, &count, NULL);

	jo_free(fields);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(inputs[i].key, key))
			return &inputs[i];
	fail_msg("there is no input %s", key);
	return NULL;
}

static void test_texts(void **state)
{
	(void)state;
	expect_json("/matter/title", "楼道\"灯\"坏了", "/matter/title", "\"楼道\\\"灯\\\"坏了\"");
	expect_json("/matter/title", "", "/matter/title", "nothing");
	expect_json("/caller/number", "138 0013 0001", "/caller/number", "\"138 0013 0001\"");
	expect_shown("/matter/content", "{\"matter\":{\"content\":\"一\\n二\"}}", "一\n二");
	assert_int_equal(find_input("{}", "/matter/content")->kind, INPUT_TEXT);
	assert_int_equal(find_input("{}", "/matter/title")->max, 40);
}

static void test_choices(void **state)
{
	(void)state;
	const struct input *type = find_input("{}", "/matter/type");

	assert_int_equal(type->kind, INPUT_CHOICE);
	assert_true(type->required);
	assert_int_equal(type->choices->count(type->choices->data), 6);
	expect_json("/matter/type", "complaint", "/matter/type", "\"complaint\"");
	expect_shown("/matter/category", "{\"matter\":{\"category\":\"010101\"}}", "010101");
	const struct input *category = find_input("{}", "/matter/category");
	size_t at = choices_find(category->choices, "010101");
	assert_true(at != PICKER_NONE);
	assert_string_equal(category->choices->code(category->choices->data,
			    category->choices->parent(category->choices->data, at)), "0101");
}

static void test_choices_go_by_other_names(void **state)
{
	(void)state;
	const struct choices *c = find_input("{}", "/matter/category")->choices;
	size_t at = choices_find(c, "010101");
	const struct city_category *category = city_find_category(city, "010101");

	assert_non_null(c->also(c->data, at));
	assert_non_null(strstr(c->also(c->data, at), category->keywords));
	c = find_input("{}", "/place")->choices;
	assert_non_null(strstr(c->also(c->data, choices_find(c, "110105")), "Chaoyang"));
}

static void test_lists(void **state)
{
	(void)state;
	expect_json("/sections/heating/vulnerable", "a,b", "/sections/heating/vulnerable", "[\"a\",\"b\"]");
	expect_json("/sections/heating/vulnerable", "", "/sections/heating/vulnerable", "nothing");
	expect_shown("/matter/tags", "{\"matter\":{\"tags\":[\"x\",\"y\"]}}", "x,y");
	/* without a set of choices it is typed, with whatever parts words */
	assert_int_equal(find_input("{}", "/control/linked")->kind, INPUT_LINE);
	expect_json("/control/linked", "261124000123，261124000124 261124000125", "/control/linked",
		     "[\"261124000123\",\"261124000124\",\"261124000125\"]");
	expect_json("/sections/epidemic/situations", "0101,0102", "/sections/epidemic/situations",
		     "[\"0101\",\"0102\"]");
}

static void test_checklist_classes_are_headings(void **state)
{
	(void)state;
	const struct choices *c = find_input("{}", "/sections/epidemic/situations")->choices;
	size_t first = choices_find(c, "0101");

	assert_true(first != PICKER_NONE && c->allowed(c->data, first));
	size_t class = c->parent(c->data, first);
	assert_false(c->allowed(c->data, class));
	assert_int_equal(c->count(c->data), 12 + 93);
}

static void test_numbers(void **state)
{
	(void)state;
	expect_json("/sections/heating/room_temperature", "15",
		    "/sections/heating/room_temperature", "15");
	expect_json("/sections/heating/room_temperature", "１５．５",
		    "/sections/heating/room_temperature", "15.5");
	expect_json("/sections/heating/room_temperature", "-3",
		    "/sections/heating/room_temperature", "-3");
	expect_json("/sections/heating/room_temperature", "0x10",
		    "/sections/heating/room_temperature", "\"0x10\"");
	expect_json("/sections/heating/room_temperature", "十五度",
		    "/sections/heating/room_temperature", "\"十五度\"");
	expect_json("/sections/heating/room_temperature", "1e3",
		    "/sections/heating/room_temperature", "\"1e3\"");
	expect_shown("/sections/heating/room_temperature",
		     "{\"sections\":{\"heating\":{\"room_temperature\":15.5}}}", "15.5");
	expect_shown("/place/lat", "{\"place\":{\"lat\":39.9042}}", "39.9042");
}

static void test_yes_no(void **state)
{
	(void)state;
	assert_int_equal(find_input("{}", "/caller/confidential")->kind, INPUT_YES_NO);
	expect_json("/caller/confidential", "yes", "/caller/confidential", "true");
	expect_json("/caller/confidential", "no", "/caller/confidential", "false");
	expect_json("/caller/confidential", "", "/caller/confidential", "nothing");
	expect_shown("/caller/confidential", "{\"caller\":{\"confidential\":false}}", "no");
}

static void test_times(void **state)
{
	struct buf sentence = BUF_INIT;

	(void)state;
	expect_json("/matter/happened_at", "2026-11-17 20:05", "/matter/happened_at",
		     "\"2026-11-17T20:05:00+08:00\"");
	expect_json("/matter/happened_at", "昨晚8点", "/matter/happened_at",
		    "\"2026-11-17T20:00:00+08:00\"");
	expect_shown("/matter/happened_at",
		     "{\"matter\":{\"happened_at\":\"2026-11-17T20:05:00+08:00\"}}", "17 Nov 20:05");
	expect_json("/matter/happened_at", "17 Nov 20:05", "/matter/happened_at",
		    "\"2026-11-17T20:05:00+08:00\"");
	/* what is not understood stays, and is named by the check */
	expect_json("/matter/happened_at", "很久以前", "/matter/happened_at", "\"很久以前\"");
	expect_shown("/matter/happened_at", "{\"matter\":{\"happened_at\":\"很久以前\"}}", "很久以前");
	assert_false(form_fields_understood(form, "/matter/happened_at", "很久以前", NOW, &sentence));
	assert_true(sentence.len > 0);
	buf_reset(&sentence);
	assert_true(form_fields_understood(form, "/matter/happened_at", "昨晚8点", NOW, &sentence));
	assert_non_null(strstr(sentence.data, "= 17 Nov 20:00"));
	buf_reset(&sentence);
	assert_true(form_fields_understood(form, "/matter/title", "昨晚8点", NOW, &sentence));
	assert_int_equal(sentence.len, 0);
	buf_release(&sentence);
}

static void expect_question(const char *text, const char *question)
{
	struct buf out = BUF_INIT;

	form_fields_ask_time(text, NOW, &out);
	assert_string_equal(out.data, question);
	buf_reset(&out);
	assert_false(form_fields_understood(form, "/matter/happened_at", text, NOW, &out));
	buf_release(&out);
}

/* It is 19:06. */
static void test_questions_about_times(void **state)
{
	(void)state;
	expect_question("8点", "Morning or evening? Write today 08:00 or yesterday 20:00.");
	expect_question("7点", "Morning or evening? Write today 19:00 or today 07:00.");
	expect_question("昨天8点", "Morning or evening? Write yesterday 20:00 or yesterday 08:00.");
	expect_question("20:05", "Is yesterday 20:05 meant? Then write it so; else name the day and the hour.");
	expect_question("很久以前", "This was not understood as one time: write it as 11-24 20:05.");
}

static void test_places(void **state)
{
	(void)state;
	expect_json("/place", "110105026", "/place/street", "\"110105026\"");
	expect_json("/place", "110105026", "/place/district", "\"110105\"");
	expect_json("/place", "110105026", "/place/not_mentioned", "nothing");
	expect_json("/place", "110105", "/place/street", "nothing");
	expect_json("/place", "-", "/place/not_mentioned", "true");
	expect_json("/place", "-", "/place/district", "nothing");
	expect_json("/place", "", "/place/not_mentioned", "nothing");
	expect_shown("/place", "{\"place\":{\"district\":\"110105\",\"street\":\"110105026\"}}", "110105026");
	expect_shown("/place", "{\"place\":{\"district\":\"110105\"}}", "110105");
	expect_shown("/place", "{\"place\":{\"not_mentioned\":true}}", "-");
	expect_shown("/place", "{\"place\":{\"not_mentioned\":false}}", "");
	assert_string_equal(form_fields_key_of(form, "/fields/place/district"), "/place");
	assert_string_equal(form_fields_key_of(form, "/place/street"), "/place");
	assert_string_equal(form_fields_key_of(form, "/fields/place/community"), "/place/community");
	assert_string_equal(form_fields_key_of(form, "/fields/matter/title"), "/matter/title");
	assert_null(form_fields_key_of(form, "/article"));
}

static void test_communities_come_with_their_street(void **state)
{
	static const char here[] = "{\"place\":{\"district\":\"110105\",\"street\":\"110105026\"}}";
	json *items = parse("[{\"code\":\"110105026001\",\"name\":\"花家地社区\"},{\"name\":\"无码\"}]");

	(void)state;
	assert_true(find_input(here, "/place/community")->hidden);
	assert_true(form_fields_set_communities(form, "110105026", items));
	assert_false(form_fields_set_communities(form, "110105026", items));
	const struct input *input = find_input(here, "/place/community");
	assert_false(input->hidden);
	assert_int_equal(input->choices->count(input->choices->data), 1);
	assert_true(
		find_input("{\"place\":{\"street\":\"110105025\"}}", "/place/community")->hidden);
	expect_json("/place/community", "110105026001", "/place/community", "\"110105026001\"");
	/* a new street forgets the old one's community */
	expect_json("/place", "110105025", "/place/community", "nothing");
	assert_true(form_fields_set_communities(form, NULL, NULL));
	jo_free(items);
}

static void test_sections_follow_the_category(void **state)
{
	static const char heating[] = "{\"matter\":{\"category\":\"010101\"}}";
	bool changed;
	size_t count;
	json *fields = parse(heating), *none = parse("{}");

	(void)state;
	assert_true(find_input("{}", "/sections/heating/fault")->hidden);
	assert_false(find_input(heating, "/sections/heating/fault")->hidden);
	assert_true(find_input(heating, "/sections/noise/source")->hidden);
	form_fields_describe(form, fields, &count, &changed);
	form_fields_describe(form, fields, &count, &changed);
	assert_false(changed);
	form_fields_describe(form, none, &count, &changed);
	assert_true(changed);
	assert_int_equal(count, form_fields_count(form));
	assert_true(find_input("{\"caller\":{\"kind\":\"company\"}}", "/caller/company")->required);
	assert_true(find_input("{}", "/caller/company")->hidden);
	jo_free(fields);
	jo_free(none);
}

static void test_words_for_comparing(void **state)
{
	json *fields = parse("{\"caller\":{\"sex\":\"female\",\"confidential\":true},"
			     "\"place\":{\"district\":\"110105\"}}");
	struct buf words = BUF_INIT;

	(void)state;
	form_fields_words(form, fields, "/caller/sex", &words);
	buf_addch(&words, '|');
	form_fields_words(form, fields, "/caller/confidential", &words);
	buf_addch(&words, '|');
	form_fields_words(form, fields, "/place", &words);
	assert_string_equal(words.data, "女|yes|朝阳区");
	buf_release(&words);
	jo_free(fields);
}

static void test_citation_in_a_note(void **state)
{
	const struct citation c = { "heat-001", 3, "暖气不热（报修）", "先自查阀门。再拨96069。" };
	struct buf note = BUF_INIT;
	char id[CITATION_ID];
	int64_t version = 0;

	(void)state;
	buf_adds(&note, "老人独居");
	citation_add(&note, &c, 500);
	assert_string_equal(note.data, "老人独居\n暖气不热（报修） (heat-001 v3): 先自查阀门。再拨96069。");
	assert_true(citation_find(note.data, id, &version));
	assert_string_equal(id, "heat-001");
	assert_int_equal(version, 3);
	buf_adds(&note, "\n又 (heat-002 v12)");
	assert_true(citation_find(note.data, id, &version));
	assert_string_equal(id, "heat-002");
	assert_int_equal(version, 12);
	assert_false(citation_find("(未核实) (heat-001) (v3) (a v0) (a b v1)", id, &version));
	assert_false(citation_find(NULL, id, &version));
	buf_release(&note);
}

static void test_citation_is_cut_at_a_sentence(void **state)
{
	const struct citation c = { "a-1", 1, "题", "第一句。第二句很长很长很长。" };
	struct buf note = BUF_INIT;

	(void)state;
	citation_add(&note, &c, 20);
	assert_string_equal(note.data, "题 (a-1 v1): 第一句。");
	buf_reset(&note);
	citation_add(&note, &(struct citation){ "a-1", 1, "题", "没有句号的一长串文字没有句号" }, 16);
	assert_string_equal(note.data, "题 (a-1 v1): 没有句…");
	buf_release(&note);
}

static void test_passage(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	citation_passage(&out, "第一段。\n第二段。\n第三段。", strlen("第一段。\n第"), "…片段…");
	assert_string_equal(out.data, "第二段。");
	buf_reset(&out);
	citation_passage(&out, "甲。乙丙丁。\n戊己庚，辛。壬。\n癸。", 0, "…丙丁。 戊己…");
	assert_string_equal(out.data, "乙丙丁。 戊己庚，辛。壬。");
	buf_reset(&out);
	citation_passage(&out, "第一段。\n第二段。", 0, "…片\n段…");
	assert_string_equal(out.data, "片 段");
	buf_reset(&out);
	citation_passage(&out, "\n\n第一段。\n第二段。", 0, NULL);
	assert_string_equal(out.data, "第一段。");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_choices_go_by_other_names),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_checklist_classes_are_headings),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_yes_no),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_questions_about_times),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_communities_come_with_their_street),
		cmocka_unit_test(test_sections_follow_the_category),
		cmocka_unit_test(test_words_for_comparing),
		cmocka_unit_test(test_citation_in_a_note),
		cmocka_unit_test(test_citation_is_cut_at_a_sentence),
		cmocka_unit_test(test_passage),
	};

	return cmocka_run_group_tests(tests, make_form, free_form);
}
