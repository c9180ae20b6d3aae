/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_score.c -- scores worked out by hand, with the demo city's sheets.
 *
 * Each case changes one thing of a call that was handled well, and says what that costs and why.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/score.h"

static struct city *city;

#define VALUES(...) (const char *[]){ __VA_ARGS__ }, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)

/* ---- a cold flat ---- */

static struct scenario_fact heat_facts[] = {
	{ .code = "where", .say = "就在朝阳区望京街道花家地北里三号楼二单元五零一" },
	{ .code = "degrees", .say = "家里只有十四度", .wrong = "家里只有十度" },
	{ .code = "since", .say = "从昨天晚上八点开始的" },
};
static struct scenario_must heat_musts[] = {
	{ .duty = DUTY_SAY, .what = "12345|Beijing 12345", .item = "call/service-greeting" },
	{ .duty = DUTY_READ_BACK, .what = "where", .item = "call/accuracy-readback" },
	{ .duty = DUTY_HANG_UP_LAST, .item = "call/service-closing" },
	{ .duty = DUTY_ASK, .what = "degrees", .before = "submit", .item = "ticket/completeness-course" },
	{ .must_not = true, .duty = DUTY_SAY, .what = "不归我们管", .item = "call/resolution-shirking" },
};

static struct scenario heat_scenario(void)
{
	static struct scenario_expect expects[] = {
		{ 1, "/matter/category", MATCH_ONE_OF, NULL, 0, 1 },
		{ 1, "/matter/type", MATCH_ONE_OF, NULL, 0, 1 },
		{ 1, "/matter/title", MATCH_CONTAINS, NULL, 0, 1 },
		{ 1, "/matter/content", MATCH_CONTAINS_ANY, NULL, 0, 1 },
		{ 1, "/place/street", MATCH_ONE_OF, NULL, 0, 1 },
		{ 1, "/place/address", MATCH_CONTAINS, NULL, 0, 1 },
		{ 1, "unit", MATCH_ONE_OF, NULL, 0, 1 },
		{ 1, "action", MATCH_ONE_OF, NULL, 0, 1 },
	};
	static const char *category[] = { "0401" }, *type[] = { "complaint", "help" }, *title[] = { "花家地北里" },
			  *content[] = { "不热", "温度低" }, *street[] = { "110105026" }, *address[] = { "3号楼*501" },
			  *unit[] = { "C001" }, *action[] = { "submit" };
	const char **values[] = { category, type, title, content, street, address, unit, action };
	const size_t counts[] = { 1, 2, 1, 2, 1, 1, 1, 1 };

	for (size_t i = 0; i < ARRAY_SIZE(expects); i++) {
		expects[i].values = values[i];
		expects[i].value_count = counts[i];
	}
	return (struct scenario){
		.code = "heat", .facts = heat_facts, .fact_count = ARRAY_SIZE(heat_facts),
		.expects = expects, .expect_count = ARRAY_SIZE(expects),
		.musts = heat_musts, .must_count = ARRAY_SIZE(heat_musts), .request_count = 1,
		.target_answer = 15, .target_first_question = 30, .target_submit = 300, .target_wrap_up = 60,
	};
}

#define ANSWERED 1000000
static const char good_fields[] =
	"{\"matter\":{\"type\":\"help\",\"category\":\"0401\",\"title\":\"花家地北里3号楼室内不热\","
	"\"content\":\"来电人称家中暖气不热，室温14度，自昨晚20点开始。\"},"
	"\"place\":{\"street\":\"110105026\",\"address\":\"3号楼2单元501\"}}";

/* A call, all of which a case may change. */
struct call {
	struct scenario s;
	struct score_turn turns[9];
	struct score_request requests[3];
	struct performance done;
	json *fields[3];
};

static void set_fields(struct call *c, int request, const char *text)
{
	jo_free(c->fields[request]);
	c->fields[request] = jo_parse(text, strlen(text), NULL);
	assert_non_null(c->fields[request]);
	c->requests[request].fields = c->fields[request];
}

static void good_call(struct call *c)
{
	*c = (struct call){
		.s = heat_scenario(),
		.turns = {
			{ ANSWERED + 1000, true, "您好，北京12345，请问您有什么诉求？", NULL },
			{ ANSWERED + 3000, false, "我家暖气不热！", NULL },
			{ ANSWERED + 20000, true, "请问您家地址在哪里？", "where" },
			{ ANSWERED + 22000, false, "就在朝阳区望京街道花家地北里三号楼二单元五零一", "where" },
			{ ANSWERED + 60000, true, "家里多少度？从什么时候开始的？", "degrees since" },
			{ ANSWERED + 62000, false, "家里只有十四度 从昨天晚上八点开始的", "degrees since" },
			{ ANSWERED + 100000, true, "我和您核对一下，望京街道花家地北里3号楼2单元501，对吗？", NULL },
			{ ANSWERED + 150000, true, "您的诉求已登记，工单号是261126000001，请您记一下。", NULL },
			{ ANSWERED + 160000, true, "感谢您的来电，请对我的服务作出评价，再见。", NULL },
		},
		.requests = { { .action = "submit", .unit = "C001", .grade = "II", .at = ANSWERED + 140000 } },
		.done = { .request_count = 1, .turn_count = 9, .rang = ANSWERED - 5000, .answered = ANSWERED,
			  .ended = ANSWERED + 170000, .wrapped_up = ANSWERED + 200000, .keystrokes = 321 },
	};
	c->done.turns = c->turns;
	c->done.requests = c->requests;
	set_fields(c, 0, good_fields);
}

static json *score(struct call *c)
{
	json *o = score_call(city, &c->s, &c->done);

	for (int i = 0; i < 3; i++)
		jo_free(c->fields[i]);
	return o;
}

static const json *item_of(const json *o, const char *id)
{
	const json *items = jo_array(o, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "id"), id))
			return jo_at(items, i);
	return NULL;
}

static void assert_near(double is, double should, const json *o)
{
	if (fabs(is - should) > 1e-9)
		fail_msg("%g, by hand %g: %s", is, should, jo_text((json *)o));
}

/* Sheets and total as worked out by hand. */
static void assert_score(json *o, double ticket, double call, double total)
{
	assert_near(score_number(jo_get(o, "sheets"), "ticket"), ticket, o);
	assert_near(score_number(jo_get(o, "sheets"), "call"), call, o);
	assert_near(score_number(o, "total"), total, o);
	jo_free(o);
}

static void assert_lost(const json *o, const char *id, double lost)
{
	const json *item = item_of(o, id);

	if (!item)
		fail_msg("no item %s: %s", id, jo_text((json *)o));
	assert_near(score_number(item, "deducted"), lost, item);
}

static void test_a_good_call_has_all_points(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	json *o = score(&c);
	assert_string_equal(jo_str(o, "level"), "excellent");
	assert_int_equal(jo_int(jo_get(o, "fields"), "right", -1), 8);
	assert_int_equal(jo_int(o, "keystrokes", -1), 321);
	const json *times = jo_get(o, "times");
	assert_int_equal(jo_int(jo_get(times, "answer"), "seconds", -1), 5);
	assert_int_equal(jo_int(jo_get(times, "first_question"), "seconds", -1), 20);
	assert_int_equal(jo_int(jo_get(times, "submit"), "seconds", -1), 140);
	assert_int_equal(jo_int(jo_get(times, "wrap_up"), "seconds", -1), 30);
	assert_true(jo_bool(jo_get(times, "wrap_up"), "met", false));
	assert_int_equal(jo_len(jo_array(o, "next")), 0);
	assert_score(o, 100, 100, 100);
}

/* Category and type share 10, street and address share 10: 5 + 5 of the ticket. */
static void test_fields_share_their_fault(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	jo_pointer_set(c.fields[0], "/matter/category", json_object_new_string("0502"));
	jo_pointer_set(c.fields[0], "/place/address", NULL);
	/* The title keeps 3号楼, the content gets what the address held, so that no figure is lost. */
	jo_pointer_set(c.fields[0], "/matter/content",
		       json_object_new_string("来电人称2单元501暖气不热，14度，昨晚20点开始"));
	json *o = score(&c);
	const json *item = item_of(o, "1/matter/category");
	assert_string_equal(jo_str(item, "expected"), "0401");
	assert_string_equal(jo_str(item, "got"), "0502");
	assert_string_equal(jo_str(item, "result"), "wrong");
	assert_string_equal(jo_str(item_of(o, "1/place/address"), "result"), "missing");
	assert_lost(o, "1/matter/category", 5);
	assert_lost(o, "1/place/address", 5);
	assert_int_equal(jo_int(jo_get(o, "fields"), "wrong", -1), 1);
	assert_int_equal(jo_int(jo_get(o, "fields"), "missing", -1), 1);
	assert_score(o, 90, 100, 95);
}

/* The wrong unit: 5 of the ticket, and the wrong dispatch 20 of the call. (95 + 80) / 2 = 87.5. */
static void test_the_wrong_unit(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.requests[0].unit = "C002";
	json *o = score(&c);
	assert_string_equal(jo_str(o, "level"), "good");
	assert_string_equal(jo_str(jo_at(jo_array(o, "next"), 0), "item"), "resolution-dispatch");
	assert_score(o, 95, 80, 87.5);
	/* No unit at all is no wrong one, though it costs the same. */
	good_call(&c);
	c.requests[0].unit = NULL;
	o = score(&c);
	const json *items = jo_array(o, "items"), *dispatch = NULL;
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *item = jo_str(jo_at(items, i), "item"), *why = jo_str(jo_at(items, i), "why");
		if (item && !strcmp(item, "resolution-dispatch") && why)
			dispatch = jo_at(items, i);
	}
	assert_non_null(dispatch);
	assert_string_equal(jo_str(dispatch, "why"), "No unit follows from the category and the place in the form.");
	assert_score(o, 95, 80, 87.5);
}

/* 北理 for 北里: a typo, 5, and the title no longer holds the place, 5. */
static void test_a_typo_in_a_name(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	jo_pointer_set(c.fields[0], "/matter/title", json_object_new_string("花家地北理3号楼室内不热"));
	json *o = score(&c);
	assert_string_equal(jo_str(item_of(o, "typo/1"), "expected"), "花家地北里");
	assert_string_equal(jo_str(item_of(o, "typo/1"), "got"), "花家地北理");
	assert_score(o, 90, 100, 95);
	/* Two typos are one fault: still 5, beside the title's 5. */
	good_call(&c);
	jo_pointer_set(c.fields[0], "/matter/title", json_object_new_string("花家地北理3号楼室内不热"));
	jo_pointer_set(c.fields[0], "/matter/content",
		       json_object_new_string("来电人称望京接道花家地暖气不热，14度，昨晚20点开始"));
	o = score(&c);
	assert_non_null(item_of(o, "typo/2"));
	assert_score(o, 90, 100, 95);
	/* What the caller misspoke is no misspelling: the title's 5 alone. */
	good_call(&c);
	heat_facts[0].wrong = "在花家地北理。";
	jo_pointer_set(c.fields[0], "/matter/title", json_object_new_string("花家地北理3号楼室内不热"));
	o = score(&c);
	heat_facts[0].wrong = NULL;
	assert_null(item_of(o, "typo/1"));
	assert_score(o, 95, 100, 97.5);
}

/* 5 for the first person; 我市 is none, nor what is quoted. */
static void test_the_third_person(void **state)
{
	static const struct { const char *content; double ticket; } cases[] = {
		{ "我家暖气不热，14度，昨晚20点开始", 95 },
		{ "来电人称暖气不热，14度，昨晚20点开始，物业称“我们不管”", 100 },
		{ "来电人称我市暖气不热，14度，昨晚20点开始，希望自我检查", 100 },
		{ "My flat: 不热, 14, 20:00", 95 },
		{ "The caller's flat is cold: 不热, 14, 20:00", 100 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct call c;
		good_call(&c);
		jo_pointer_set(c.fields[0], "/matter/content", json_object_new_string(cases[i].content));
		json *o = score(&c);
		assert_score(o, cases[i].ticket, 100, (cases[i].ticket + 100) / 2);
	}
}

/* Told: 3, 2, 501, 14, 8 o'clock. One of five is changed: a fifth of 10. */
static void test_figures_are_kept(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	jo_pointer_set(c.fields[0], "/matter/content", json_object_new_string("来电人称暖气不热，室温15度，自昨晚20点开始。"));
	json *o = score(&c);
	assert_string_equal(jo_str(item_of(o, "figures"), "expected"), "14");
	assert_string_equal(jo_str(item_of(o, "figures"), "said"), "家里只有十四度 从昨天晚上八点开始的");
	assert_lost(o, "figures", 2);
	assert_score(o, 98, 100, 99);
	/* What the caller never said right is not asked for: 10 was said, 14 was not. Four of four are kept. */
	good_call(&c);
	c.turns[5].text = "家里只有十度 从昨天晚上八点开始的";
	jo_pointer_set(c.fields[0], "/matter/content", json_object_new_string("来电人称暖气不热，自昨晚20点开始。"));
	assert_score(score(&c), 100, 100, 100);
}

/* What the caller said wrongly at first is read back, and taken back: that was the use of it. Later it would be a mistake. */
static void test_reads_back_a_mistake(void **state)
{
	struct call c;

	(void)state;
	good_call(&c);
	heat_facts[0].wrong = "就在朝阳区望京街道花家地北里四号楼二单元五零一";
	c.turns[3].text = heat_facts[0].wrong;
	c.turns[6].text = "我和您核对一下，望京街道花家地北里4号楼2单元501，对吗？";
	json *o = score(&c);
	assert_string_equal(jo_str(item_of(o, "must/2"), "result"), "right");
	jo_free(o);

	good_call(&c);
	c.turns[3].text = "我刚才说错了，花家地北里三号楼二单元五零一";
	c.turns[6].text = "我和您核对一下，望京街道花家地北里4号楼2单元501，对吗？";
	o = score(&c);
	assert_string_equal(jo_str(item_of(o, "must/2"), "result"), "wrong");
	jo_free(o);
	heat_facts[0].wrong = NULL;
}

/* A wrong number in a field of its own is the fault of a wrong figure, 10; one that is missing is an incomplete form. */
static void test_a_wrong_number(void **state)
{
	static const char *degrees[] = { "14" };
	static const struct { double value; const char *fault; double lost; } cases[] = {
		{ 14, "completeness-course", 0 }, { 25, "consistency-fact", 10 }, { -1, "completeness-course", 5 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct call c;
		struct scenario_expect with[9];
		good_call(&c);
		memcpy(with, c.s.expects, 8 * sizeof(with[0]));
		with[8] = (struct scenario_expect){ 1, "/sections/heating/room_temperature", MATCH_ONE_OF, degrees, 1, 1 };
		c.s.expects = with;
		c.s.expect_count = 9;
		if (cases[i].value >= 0)
			jo_pointer_set(c.fields[0], "/sections/heating/room_temperature",
				       json_object_new_double(cases[i].value));
		json *o = score(&c);
		const json *item = item_of(o, "1/sections/heating/room_temperature");
		assert_string_equal(jo_str(item, "item"), cases[i].fault);
		assert_lost(o, "1/sections/heating/room_temperature", cases[i].lost);
		jo_free(o);
	}
}

/* What nothing looked for is told apart from what was looked for and found right, until somebody marks it. */
static void test_what_nobody_judged(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	json *o = score(&c);
	assert_true(jo_bool(item_of(o, "call/service-tone"), "unjudged", false));
	assert_true(jo_bool(item_of(o, "ticket/wording-typo"), "unjudged", false));
	assert_false(jo_bool(item_of(o, "ticket/wording-person"), "unjudged", false));
	assert_false(jo_bool(item_of(o, "must/1"), "unjudged", false));
	assert_true(score_override(o, "call/service-tone", 2, "生硬", "trainer1", ANSWERED, NULL));
	assert_false(jo_bool(item_of(o, "call/service-tone"), "unjudged", false));
	jo_free(o);
	json *blank = score_blank(city, true);
	assert_false(jo_bool(item_of(blank, "call/service-tone"), "unjudged", false));
	jo_free(blank);
}

/* Any good-bye is one; without it the city's words are shown. */
static void test_the_closing_words(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.s.must_count = 2;             /* nobody but the sheet watches over the end */
	c.turns[8].text = "119和燃气公司马上到，请您到楼外等，再见";
	json *o = score(&c);
	assert_lost(o, "call/service-closing", 0);
	jo_free(o);
	good_call(&c);
	c.s.must_count = 2;
	c.turns[8].text = "那先这样。";
	o = score(&c);
	assert_lost(o, "call/service-closing", 2);
	assert_non_null(strstr(jo_str(item_of(o, "call/service-closing"), "words"), "再见"));
	jo_free(o);
}

/* Without the fact, the duty to ask costs 10; said what must not be said costs 30 of the call. */
static void test_duties(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.turns[4].facts = "since";
	c.turns[5].facts = "since";
	c.turns[7].text = "这事不归我们管，您的诉求已登记，工单号是1";
	json *o = score(&c);
	assert_lost(o, "must/4", 10);
	assert_lost(o, "must/5", 30);
	assert_lost(o, "must/1", 0);
	assert_false(jo_bool(item_of(o, "must/1"), "must_not", false));
	assert_true(jo_bool(item_of(o, "must/5"), "must_not", false));
	assert_score(o, 90, 70, 80);
}

/* The city says what is rude; where nothing of it was said, the tone is still for a trainer's ear. */
static void test_rude_words(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.turns[4].text = "关我什么事，爱投诉 投诉";
	json *o = score(&c);
	assert_lost(o, "call/rude", 5);
	assert_string_equal(jo_str(item_of(o, "call/rude"), "got"), c.turns[4].text);
	assert_score(o, 100, 95, 97.5);
	assert_null(item_of(o, "call/service-tone"));
}

/* A field that is missing and a duty of the same fault: 10, not 20; in the list of what to practise, too. */
static void test_a_fault_costs_no_more(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.turns[4].facts = "since";
	c.turns[5].facts = "since";
	jo_pointer_set(c.fields[0], "/matter/content", json_object_new_string("来电人反映家中寒冷，14度，20点起"));
	json *o = score(&c);
	assert_lost(o, "must/4", 10);
	assert_lost(o, "1/matter/content", 10);
	assert_string_equal(jo_str(jo_at(jo_array(o, "next"), 0), "item"), "completeness-course");
	assert_near(score_number(jo_at(jo_array(o, "next"), 0), "lost"), 10, o);
	assert_score(o, 90, 100, 95);
}

/* The rows of the sheet add up to what is lost, also where one fault stands in two of them. */
static void test_rows_add_up(void **state)
{
	struct call c;

	(void)state;
	good_call(&c);
	heat_musts[0].what = heat_musts[4].what = "您好";       /* asked for, and not to be said */
	heat_musts[0].item = heat_musts[4].item = "call/service-tone";
	heat_musts[0].what = "抱歉";
	json *o = score(&c);
	assert_near(score_number(item_of(o, "must/1"), "deducted"), 5, o);
	assert_near(score_number(item_of(o, "must/1"), "taken"), 5, o);
	assert_near(score_number(item_of(o, "must/5"), "deducted"), 5, o);
	assert_near(score_number(item_of(o, "must/5"), "taken"), 0, o);
	assert_near(score_number(jo_get(o, "sheets"), "call"), 95, o);
	jo_free(o);
	heat_musts[0].what = "12345|Beijing 12345";
	heat_musts[0].item = "call/service-greeting";
	heat_musts[4].what = "不归我们管";
	heat_musts[4].item = "call/resolution-shirking";
}

/* A number of the content that stands in another field is not lost; nor is the content of a void form given as reason. */
static void test_what_stands_elsewhere(void **state)
{
	static const char *content[] = { "不热", "14", "501" }, *any[] = { "*" };
	struct call c;
	bool empty;

	(void)state;
	good_call(&c);
	struct scenario_expect parts = { 1, "/matter/content", MATCH_CONTAINS, content, 3, 1 };
	struct scenario_expect when = { 1, "/matter/happened_at", MATCH_ONE_OF, any, 1, 1 };
	assert_near(score_compare(city, &parts, &c.requests[0], ANSWERED, &empty), 0, NULL);
	content[2] = "502";
	assert_near(score_compare(city, &parts, &c.requests[0], ANSWERED, &empty), 1.0 / 3, NULL);
	c.requests[0].action = "answer";
	c.requests[0].article = "heat-001";     /* it holds the number */
	assert_near(score_compare(city, &parts, &c.requests[0], ANSWERED, &empty), 0, NULL);
	content[2] = "501";
	assert_near(score_compare(city, &when, &c.requests[0], ANSWERED, &empty), 1, NULL);
	assert_true(empty);
	content[1] = "fourteen|14";     /* any way to say a part */
	content[2] = "none|of these";
	c.requests[0].action = "submit";
	assert_near(score_compare(city, &parts, &c.requests[0], ANSWERED, &empty), 1.0 / 3, NULL);
	set_fields(&c, 0, "{\"sections\":{\"heating\":{\"since\":\"2022-11-20T08:00:00+08:00\"}}}");
	assert_near(score_compare(city, &when, &c.requests[0], ANSWERED, &empty), 0, NULL);
	assert_false(empty);
	parts.value_count = 1;
	c.requests[0].action = "void";
	c.requests[0].reason = "来电人说不热后挂断";
	assert_near(score_compare(city, &parts, &c.requests[0], ANSWERED, &empty), 0, NULL);
	jo_free(c.fields[0]);
}

/* Who lost patience was not let to hang up. */
static void test_patience_lost(void **state)
{
	struct call c;

	(void)state;
	good_call(&c);
	c.done.gave_up = true;
	json *o = score(&c);
	assert_string_equal(jo_str(item_of(o, "must/3"), "result"), "wrong");
	assert_string_equal(jo_str(item_of(o, "must/3"), "why"), "The caller lost patience and hung up.");
	assert_near(score_number(item_of(o, "call/service-patience"), "taken"), 5, o);
	assert_near(score_number(jo_get(o, "sheets"), "call"), 93, o);
	jo_free(o);
}

/* Which question was not asked, and by how much something came too late. */
static void test_duties_say_what(void **state)
{
	static const char *asks[] = { "家里多少度？", "How warm is it?" };
	struct call c;

	(void)state;
	good_call(&c);
	heat_facts[1].asks = asks;
	heat_facts[1].ask_count = 2;
	heat_musts[0].within = 1;
	c.turns[0].at = ANSWERED + 19000;
	c.turns[4].facts = c.turns[5].facts = NULL;
	json *o = score(&c);
	assert_string_equal(jo_str(item_of(o, "must/4"), "words"), "家里多少度？");
	assert_string_equal(jo_str(item_of(o, "must/1"), "expected"), "0:01");
	assert_string_equal(jo_str(item_of(o, "must/1"), "got"), "0:19");
	assert_null(jo_str(item_of(o, "must/4"), "words_en"));
	jo_free(o);
	/* a caller who answers in English is asked in English */
	heat_facts[1].say_en = "14 degrees.";
	good_call(&c);
	c.turns[4].facts = c.turns[5].facts = NULL;
	o = score(&c);
	assert_string_equal(jo_str(item_of(o, "must/4"), "words"), "家里多少度？");
	assert_string_equal(jo_str(item_of(o, "must/4"), "words_en"), "How warm is it?");
	jo_free(o);
	heat_facts[1].say_en = NULL;
	heat_facts[1].asks = NULL;
	heat_facts[1].ask_count = 0;
	heat_musts[0].within = 0;
}

static void test_order_and_time(void **state)
{
	struct call c;
	(void)state;

	/* Asked after the submission: in the wrong order, 10. Submitted after 50 s, all in time. */
	good_call(&c);
	c.requests[0].at = ANSWERED + 50000;
	json *o = score(&c);
	assert_lost(o, "must/4", 10);
	assert_score(o, 90, 100, 95);
	/* A transfer within 30 s that came after 40: 25, once, though both the place and the duty say so. */
	struct scenario_must transfer = { .duty = DUTY_TRANSFER, .what = "120", .within = 30, .item = "ticket/risk-emergency" };
	const char *to[] = { "120" }, *action[] = { "transfer" };
	struct scenario_expect expects[] = { { 1, "action", MATCH_ONE_OF, action, 1, 1 }, { 1, "to", MATCH_ONE_OF, to, 1, 1 } };
	good_call(&c);
	c.s.musts = &transfer;
	c.s.must_count = 1;
	c.s.expects = expects;
	c.s.expect_count = 2;
	c.requests[0] = (struct score_request){ .fields = c.fields[0], .action = "transfer", .to = "120",
						.at = ANSWERED + 40000 };
	o = score(&c);
	assert_lost(o, "must/1", 25);
	assert_score(o, 75, 100, 87.5);
	/* Not transferred at all: the action, the line and the duty are one fault of 25. */
	good_call(&c);
	c.s.musts = &transfer;
	c.s.must_count = 1;
	c.s.expects = expects;
	c.s.expect_count = 2;
	assert_score(score(&c), 75, 100, 87.5);
}

/* The greeting 2 and the closing 2 where no duty watches; 90 s of silence 2; the time of the first question a quarter of 4. */
static void test_manners_and_times(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.s.must_count = 0;
	c.turns[0].text = "喂，什么事？";
	c.turns[2].at = ANSWERED + 91001;
	c.turns[2].text = "请问您家在哪里？";
	for (int i = 3; i < 9; i++)
		c.turns[i].at += 90000;
	c.turns[8].text = "好了。";
	json *o = score(&c);
	assert_lost(o, "call/service-greeting", 2);
	assert_lost(o, "call/service-closing", 2);
	assert_lost(o, "call/service-hold", 2);
	assert_lost(o, "time/first_question", 1);
	assert_score(o, 100, 93, 96.5);
	/* Whoever asked to wait did not leave the caller without a word: the time alone is lost. */
	good_call(&c);
	c.s.must_count = 0;
	c.turns[1] = (struct score_turn){ ANSWERED + 3000, true, "请您稍等，我为您查询一下，请不要挂机。", NULL };
	for (int i = 2; i < 9; i++)
		c.turns[i].at += 90000;
	assert_score(score(&c), 100, 99, 99.5);
}

/* The sheet says why a content that lacks a number has lost nothing. */
static void test_what_stands_elsewhere_is_told(void **state)
{
	static const char *content[] = { "不热", "501" };
	struct scenario_expect parts = { 1, "/matter/content", MATCH_CONTAINS, content, 2, 1 };
	struct call c;

	(void)state;
	good_call(&c);
	c.s.expects = &parts;
	c.s.expect_count = 1;
	json *o = score(&c);
	const json *item = item_of(o, "1/matter/content");
	assert_string_equal(jo_str(item, "result"), "right");
	assert_non_null(strstr(jo_str(item, "why"), "what another field"));
	jo_free(o);
	content[1] = "14";              /* it is in the content itself */
	good_call(&c);
	c.s.expects = &parts;
	c.s.expect_count = 1;
	o = score(&c);
	assert_null(jo_str(item_of(o, "1/matter/content"), "why"));
	jo_free(o);
}

/* Whoever writes hears no silence, and does not hang up. */
static void test_manners_in_writing(void **state)
{
	struct call c;
	(void)state;

	for (int written = 0; written < 2; written++) {
		good_call(&c);
		c.s.must_count = 0;
		c.s.channel = written ? "sms" : "phone";
		c.done.agent_hung_up = true;
		for (int i = 2; i < 9; i++)
			c.turns[i].at += 90000;
		json *o = score(&c);
		assert_int_equal(item_of(o, "call/service-hold") && jo_str(item_of(o, "call/service-hold"), "why"), !written);
		assert_int_equal(item_of(o, "call/service-closing") && jo_str(item_of(o, "call/service-closing"), "why"), !written);
		jo_free(o);
	}
}

static int count_named(const json *o, const char *name_en)
{
	const json *items = jo_array(o, "items");
	int n = 0;

	for (size_t i = 0; i < jo_len(items); i++)
		n += jo_str(jo_at(items, i), "name_en") && !strcmp(jo_str(jo_at(items, i), "name_en"), name_en);
	return n;
}

static void test_nothing_submitted(void **state)
{
	struct call c;
	(void)state;

	/*
	 * A draft left behind: the ticket sheet is lost; of the call the solution (50), misunderstood (10: no action), and a
	 * quarter of 4 for the submission that never was. Nothing else: 100 - 61 = 39; 39 / 2 = 19.5.
	 */
	good_call(&c);
	c.requests[0].action = NULL;
	json *o = score(&c);
	assert_lost(o, "none/1", 100);
	assert_int_equal(count_named(o, "Request left undone"), 1);     /* the solution is lost by its own name */
	assert_string_equal(jo_str(item_of(o, "none/1/call"), "name_en"), "Resolution");
	assert_string_equal(jo_str(item_of(o, "1/matter/category"), "result"), "right");
	assert_string_equal(jo_str(o, "level"), "failed");
	assert_score(o, 0, 39, 19.5);
	/* The same without a draft: all eight are missing. */
	good_call(&c);
	c.done.request_count = 0;
	o = score(&c);
	assert_int_equal(jo_int(jo_get(o, "fields"), "missing", -1), 8);
	assert_score(o, 0, 39, 19.5);
}

static void test_hung_up_at_once(void **state)
{
	struct call c;
	(void)state;

	good_call(&c);
	c.done.turn_count = c.done.request_count = 0;
	c.done.agent_hung_up = true;
	c.done.ended = ANSWERED + 500;
	assert_score(score(&c), 0, 0, 0);
	good_call(&c);
	c.done = (struct performance){ .rang = ANSWERED, .keystrokes = -1 };
	json *o = score(&c);
	assert_null(jo_get(o, "keystrokes"));
	assert_null(jo_get(jo_get(jo_get(o, "times"), "answer"), "seconds"));
	assert_score(o, 0, 0, 0);
}

/* ---- two requests in one call ---- */

static const char *heat_code[] = { "0401" }, *noise_code[] = { "0502" }, *submit[] = { "submit" };
static struct scenario_expect two_expects[] = {
	{ 1, "/matter/category", MATCH_ONE_OF, heat_code, 1, 1 }, { 1, "action", MATCH_ONE_OF, submit, 1, 1 },
	{ 2, "/matter/category", MATCH_ONE_OF, noise_code, 1, 1 }, { 2, "action", MATCH_ONE_OF, submit, 1, 1 },
};

static void two_requests(struct call *c)
{
	good_call(c);
	c->s = (struct scenario){ .expects = two_expects, .expect_count = 4, .request_count = 2 };
	c->requests[0] = c->requests[1] = (struct score_request){ .action = "submit", .at = ANSWERED + 140000 };
	c->done.request_count = 2;
	set_fields(c, 0, "{\"matter\":{\"category\":\"0401\"}}");
	set_fields(c, 1, "{\"matter\":{\"category\":\"0502\"}}");
}

static void swap(struct call *c)
{
	const json *first = c->requests[0].fields;

	c->requests[0].fields = c->requests[1].fields;
	c->requests[1].fields = first;
}

static void test_two_requests_in_any_order(void **state)
{
	struct call c;
	(void)state;

	two_requests(&c);
	assert_score(score(&c), 100, 100, 100);
	two_requests(&c);
	swap(&c);
	assert_score(score(&c), 100, 100, 100);
	/* One is right, the other wrong: half of 10 is lost, whichever came first. */
	two_requests(&c);
	swap(&c);
	jo_pointer_set((json *)c.requests[0].fields, "/matter/category", json_object_new_string("0609"));
	json *o = score(&c);
	assert_lost(o, "2/matter/category", 5);
	assert_score(o, 95, 100, 97.5);
}

/* Half of the ticket sheet; half of the solution (25), half of misunderstood (5): (50 + 70) / 2. */
static void test_one_of_two_left_undone(void **state)
{
	struct call c;
	(void)state;

	two_requests(&c);
	swap(&c);
	c.done.request_count = 1;
	json *o = score(&c);
	assert_lost(o, "none/1", 50);
	assert_string_equal(jo_str(o, "level"), "passed");
	assert_score(o, 50, 70, 60);
}

/* A third ticket that nobody asked for: misunderstood, 10. */
static void test_one_too_many(void **state)
{
	struct call c;
	(void)state;

	two_requests(&c);
	c.done.request_count = 3;
	c.requests[2] = (struct score_request){ .action = "submit", .at = ANSWERED + 150000 };
	set_fields(&c, 2, "{}");
	assert_score(score(&c), 100, 90, 95);
}

/* ---- a silent call ---- */

static void silent_call(struct call *c, const char *action)
{
	static const char *nothing[] = { "void" };
	static struct scenario_expect expect = { 1, "action", MATCH_ONE_OF, nothing, 1, 1 };

	good_call(c);
	c->s = (struct scenario){ .expects = &expect, .expect_count = 1, .request_count = 1 };
	c->turns[1] = (struct score_turn){ ANSWERED + 8000, true, "您好，我听不到您的声音，请您说话。", NULL };
	c->turns[2] = (struct score_turn){ ANSWERED + 16000, true, "很抱歉听不到您的声音，请您换一部电话再拨，我先挂机了，再见。", NULL };
	c->done.turn_count = 3;
	c->done.agent_hung_up = true;
	c->requests[0] = (struct score_request){ .action = action, .at = ANSWERED + 30000 };
	set_fields(c, 0, "{}");
}

static void test_a_silent_call_is_void(void **state)
{
	struct call c;
	(void)state;

	silent_call(&c, "void");
	assert_score(score(&c), 100, 100, 100);
	/* A ticket of it is of no use; misunderstood 10, hung up first 2, no number told 5. (0 + 83) / 2 = 41.5. */
	silent_call(&c, "submit");
	json *o = score(&c);
	assert_lost(o, "action/1", 100);
	assert_score(o, 0, 83, 41.5);
	/* Nothing made of it: misunderstood 10, the solution 50, and nobody knows it was void: hung up first 2. */
	silent_call(&c, NULL);
	assert_score(score(&c), 0, 38, 19);
}

/* ---- the trainer and the inspector ---- */

static void test_override(void **state)
{
	struct error err = ERROR_INIT;
	struct call c;
	(void)state;

	good_call(&c);
	c.requests[0].unit = "C002";
	json *o = score(&c);
	/* 95 and 80; a curt tone of 3 on top: 77; then the dispatch is forgiven: 97. */
	assert_true(score_override(o, "call/service-tone", 3, "语气冷淡", "trainer1", ANSWERED, &err));
	assert_near(score_number(o, "total"), 86, o);
	assert_true(score_override(o, "call/resolution-dispatch", 0, "目录有误", "trainer1", ANSWERED, &err));
	assert_near(score_number(o, "total"), 96, o);
	assert_string_equal(jo_str(o, "level"), "excellent");
	const json *kept = jo_at(jo_array(o, "overrides"), 1);
	assert_near(score_number(kept, "was"), 20, kept);
	assert_near(score_number(kept, "deducted"), 0, kept);
	assert_near(score_number(kept, "total_before"), 86, kept);
	assert_string_equal(jo_str(kept, "reason"), "目录有误");
	assert_true(jo_bool(item_of(o, "call/resolution-dispatch"), "override", false));
	assert_false(score_override(o, "call/service-tone", 6, "", "trainer1", ANSWERED, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_false(score_override(o, "call/service-tone", -1, "", "trainer1", ANSWERED, &err));
	assert_false(score_override(o, "call/service-tone", NAN, "", "trainer1", ANSWERED, &err));
	assert_false(score_override(o, "call/nothing", 1, "", "trainer1", ANSWERED, &err));
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_near(score_number(o, "total"), 96, o);
	assert_int_equal(jo_len(jo_array(o, "overrides")), 2);
	jo_free(o);
}

/* The sums are the same after the store: text and back. */
static void test_a_kept_score_sums_alike(void **state)
{
	struct error err = ERROR_INIT;
	struct call c;
	(void)state;

	good_call(&c);
	c.requests[0].unit = "C002";
	json *o = score(&c);
	const char *text = jo_text(o);
	json *back = jo_parse(text, strlen(text), &err);
	assert_true(score_mark(back, "call/service-tone", 0, NULL, &err));
	assert_true(jo_same(jo_get(o, "sheets"), jo_get(back, "sheets")));
	jo_free(o);
	assert_score(back, 95, 80, 87.5);
}

static void test_a_blank_sheet(void **state)
{
	struct error err = ERROR_INIT;
	(void)state;

	json *o = score_blank(city, false);
	assert_near(score_number(o, "total"), 100, o);
	assert_null(jo_get(jo_get(o, "sheets"), "call"));
	assert_null(item_of(o, "call/service-tone"));
	/* Only the ticket is judged: it is the whole. Risk is 25, so 25 + 15 cost 25. */
	assert_true(score_mark(o, "ticket/wording-typo", 5, "“理”应为“里”", &err));
	assert_true(score_mark(o, "ticket/risk-emergency", 25, NULL, &err));
	assert_true(score_mark(o, "ticket/risk-grade", 15, NULL, &err));
	assert_near(score_number(o, "total"), 70, o);
	assert_int_equal(jo_len(jo_array(o, "overrides")), 0);
	jo_free(o);
	o = score_blank(city, true);
	assert_true(score_mark(o, "call/resolution-shirking", 30, NULL, &err));
	assert_score(o, 100, 70, 85);
}

/* ---- tables ---- */

static json *table_of(enum score_by by, const char *const *units, const char *const *keys, size_t count)
{
	struct score_table *t = score_table_new(by);

	for (size_t i = 0; i < count; i++) {
		struct call c;
		good_call(&c);
		c.requests[0].unit = units[i];
		json *o = score(&c);
		score_table_add(t, keys[i], o);
		jo_free(o);
	}
	json *items = score_table_items(t);
	score_table_free(t);
	return items;
}

/* trainee1: 87.5, 100, 87.5, mean 91.67; trainee2: 100. */
static void test_tables(void **state)
{
	static const char *const units[] = { "C002", "C001", "C001", "C002" };
	static const char *const keys[] = { "trainee1", "trainee2", "trainee1", "trainee1" };
	(void)state;

	json *items = table_of(SCORE_BY_KEY, units, keys, 4);
	assert_int_equal(jo_len(items), 2);
	const json *first = jo_at(items, 0);
	assert_string_equal(jo_str(first, "key"), "trainee1");
	assert_int_equal(jo_int(first, "calls", 0), 3);
	assert_near(score_number(first, "mean"), 91.67, first);
	assert_near(score_number(first, "best"), 100, first);
	assert_near(score_number(first, "worst"), 87.5, first);
	assert_near(score_number(first, "last"), 87.5, first);
	assert_int_equal(jo_int(first, "right", 0), 22);
	assert_int_equal(jo_int(first, "wrong", 0), 2);
	jo_free(items);
	items = table_of(SCORE_BY_FIELD, units, keys, 4);
	assert_string_equal(jo_str(jo_at(items, 0), "key"), "unit");
	assert_int_equal(jo_int(jo_at(items, 0), "wrong", 0), 2);
	assert_near(score_number(jo_at(items, 0), "lost"), 10, items);
	assert_int_equal(jo_len(items), 8);
	jo_free(items);
	items = table_of(SCORE_BY_CATEGORY, units, keys, 4);
	assert_int_equal(jo_len(items), 1);
	assert_string_equal(jo_str(jo_at(items, 0), "key"), "0401");
	jo_free(items);
}

/* ---- comparing ---- */

static void test_patterns(void **state)
{
	static const struct { const char *pattern, *text; bool whole, fits; } cases[] = {
		{ "3号楼", "３号楼", true, true }, { "3号楼", "13号楼", true, false }, { "3号楼", "13号楼", false, true },
		{ "*号楼", "13号楼", true, true }, { "花家地*501", "花家地北里3号楼，501室", false, true },
		{ "花家地*501", "花家地北里3号楼501", true, true }, { "花家地*501", "花家地北里3号楼501室", true, false },
		{ "04*", "0401", true, true }, { "04*", "0504", true, false }, { "*", "x", true, true }, { "", "x", true, false },
		{ "a*a", "a", true, false }, { "ab*ba", "aba", true, false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (score_text_matches(cases[i].pattern, cases[i].text, cases[i].whole) != cases[i].fits)
			fail_msg("%s in %s", cases[i].pattern, cases[i].text);
}

static void test_figures(void **state)
{
	static const struct { const char *said, *figures; } cases[] = {
		{ "三号楼二单元五零一", "3 2 501" }, { "两万三千五百元", "23500" }, { "两万三", "23000" }, { "3万5", "35000" },
		{ "一百零五块", "105" }, { "一百五", "150" }, { "十四度", "14" }, { "一千二百三十四", "1234" },
		{ "2,000元，14.50度", "2000 14.5" }, { "２０２６年", "2026" }, { "万一停电，千万别来", "" },
		{ "等了三五个小时，打了一次", "" }, { "十分着急", "" }, { "十几个人", "" }, { "幺三八零零一三八零零零", "13800138000" },
		{ "一亿两千万", "120000000" }, { "007", "7" }, { "等一下", "" }, { "五楼", "5" }, { "1.", "1" }, { "", "" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct figures f = { .items = NULL };
		struct buf all = BUF_INIT;
		figures_read(&f, cases[i].said, true);
		for (size_t n = 0; n < f.count; n++)
			buf_addf(&all, "%s%s", n ? " " : "", f.items[n].digits);
		if (strcmp(all.data, cases[i].figures))
			fail_msg("%s: %s, not %s", cases[i].said, all.data, cases[i].figures);
		buf_release(&all);
		figures_release(&f);
	}
}

static int set_up(void **state)
{
	struct city_report report = { 0 };
	(void)state;

	city = city_read(SRCDIR "/city", &report);
	city_report_release(&report);
	return city ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	city_free(city);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_good_call_has_all_points),
		cmocka_unit_test(test_fields_share_their_fault),
		cmocka_unit_test(test_the_wrong_unit),
		cmocka_unit_test(test_a_typo_in_a_name),
		cmocka_unit_test(test_the_third_person),
		cmocka_unit_test(test_figures_are_kept),
		cmocka_unit_test(test_reads_back_a_mistake),
		cmocka_unit_test(test_a_wrong_number),
		cmocka_unit_test(test_what_nobody_judged),
		cmocka_unit_test(test_the_closing_words),
		cmocka_unit_test(test_duties), cmocka_unit_test(test_rude_words),
		cmocka_unit_test(test_a_fault_costs_no_more),
		cmocka_unit_test(test_rows_add_up),
		cmocka_unit_test(test_what_stands_elsewhere),
		cmocka_unit_test(test_patience_lost),
		cmocka_unit_test(test_duties_say_what),
		cmocka_unit_test(test_order_and_time),
		cmocka_unit_test(test_manners_and_times), cmocka_unit_test(test_manners_in_writing), cmocka_unit_test(test_what_stands_elsewhere_is_told),
		cmocka_unit_test(test_nothing_submitted),
		cmocka_unit_test(test_hung_up_at_once),
		cmocka_unit_test(test_two_requests_in_any_order),
		cmocka_unit_test(test_one_of_two_left_undone),
		cmocka_unit_test(test_one_too_many),
		cmocka_unit_test(test_a_silent_call_is_void),
		cmocka_unit_test(test_override),
		cmocka_unit_test(test_a_kept_score_sums_alike),
		cmocka_unit_test(test_a_blank_sheet),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_figures),
	};

	return cmocka_run_group_tests_name("score", tests, set_up, tear_down);
}
