/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_pinyin.c -- matching, spelling out and sorting names by sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/pinyin_table.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/text.h"

static int setup(void **state)
{
	(void)state;
	text_init();
	return 0;
}

struct pair {
	const char *name, *other;
};

static void test_matches(void **state)
{
	static const struct pair cases[] = {
		{ "朝阳区", "cyq" }, { "朝阳区", "cy" }, { "朝阳区", "chaoyang" }, { "朝阳区", "zhaoyang" },
		{ "朝阳区", "朝yang" }, { "朝阳区", "chaoy" }, { "朝阳区", "ChaoYangQu" },
		{ "朝阳区", "chao yang" }, { "朝阳区", "朝阳" }, { "朝阳区", "阳区" }, { "朝阳区", "yangq" },
		{ "朝阳区", "ｃｙｑ" }, { "朝阳区", "朝陽區" }, { "朝陽區", "朝阳" }, { "朝陽區", "cyq" },
		{ "朝阳区", "chyq" }, { "朝阳区", "c阳q" }, { "朝阳区", "chao'yang" },
		{ "长安街", "caj" }, { "长安街", "changanjie" }, { "长安街", "zhangan" }, { "长安街", "chang an" },
		{ "重庆", "cq" }, { "重庆", "chongqing" }, { "重庆", "zhongqing" },
		{ "大栅栏", "dsl" }, { "大栅栏", "dashilan" }, { "大栅栏", "dazhalan" }, { "大栅栏", "dashanlan" },
		{ "西安", "xian" }, { "西安", "xi an" }, { "女人街", "nvren" }, { "女人街", "nuren" },
		{ "女人街", "nürj" }, { "绿地", "lvdi" }, { "3号楼", "3hl" }, { "3号楼", "3haolou" },
		{ "国贸CBD商务区", "gmcbd" }, { "国贸CBD商务区", "cbdsw" }, { "国贸 CBD", "guomaocbd" },
		{ "北京市·朝阳区", "bjscyq" }, { "〇一街", "lyj" }, { "朝阳区", "" }, { "朝阳区", "  " },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (pinyin_match(cases[i].name, cases[i].other) <= 0)
			fail_msg("%s by %s", cases[i].name, cases[i].other);
}

static void test_does_not_match(void **state)
{
	static const struct pair cases[] = {
		{ "朝阳区", "cyqa" }, { "朝阳区", "cq" }, { "朝阳区", "haoyang" }, { "朝阳区", "区阳" },
		{ "朝阳区", "海淀" }, { "朝阳区", "chaoyangx" }, { "朝阳区", "ch ao" }, { "先农坛", "xi an" },
		{ "", "c" }, { "朝阳区", "🚗" }, { "朝阳区", "y阳" }, { "朝阳区", "阳chao" },
		{ "朝阳区", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (pinyin_match(cases[i].name, cases[i].other))
			fail_msg("%s by %s", cases[i].name, cases[i].other);
}

static void test_longest_query(void **state)
{
	char query[65];
	struct buf name = BUF_INIT;
	(void)state;

	memset(query, 'c', sizeof(query));
	for (int i = 0; i < 64; i++)
		buf_adds(&name, "朝");
	query[63] = '\0';
	assert_true(pinyin_match(name.data, query) > 0);
	query[63] = 'c';
	query[64] = '\0';
	assert_int_equal(pinyin_match(name.data, query), 0);
	for (int i = 0; i < 1000; i++)
		buf_adds(&name, "朝");
	assert_int_equal(pinyin_match(name.data, "cy"), 0);
	buf_release(&name);
}

static void assert_better(const char *query, const char *better, const char *worse)
{
	if (pinyin_match(better, query) <= pinyin_match(worse, query))
		fail_msg("%s: %s against %s", query, better, worse);
}

static void test_scores(void **state)
{
	(void)state;

	assert_better("朝阳", "朝阳", "朝阳区");
	assert_better("朝阳", "朝阳区", "北京朝阳");
	assert_better("cyq", "朝阳区", "北京朝阳区");
	assert_better("cy", "朝阳", "朝阳区");
	assert_better("cy", "朝阳区", "朝阳区建国门");
	assert_better("zhaoyang", "昭阳区", "朝阳区");
	assert_better("chongqing", "重庆路", "北京重庆");
	assert_better("朝阳", "朝阳区", "昭阳区");
	assert_better("chaoyang", "朝阳区", "北京市朝阳区");
	assert_better("zq", "中区", "重庆");
}

/* Initials in the middle of a name are a poor guess; what is written out there is meant. */
static void test_loose(void **state)
{
	static const struct { const char *name, *query; bool loose;
	} cases[] = {
		{ "东湖街道", "hjd", true }, { "花家地西里社区", "hjd", false }, { "东湖街道", "hujied", false },
		{ "东湖街道", "hu", false }, { "东湖街道", "湖", false }, { "交通停车", "ti", true },
		{ "交通停车", "ting", false }, { "东湖街道", "湖jd", true }, { "黑花湖家花家地", "huajiadi", false },
		{ "红花家地", "huajd", true },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int score = pinyin_match(cases[i].name, cases[i].query);
		assert_true(score > 0);
		if ((score <= PINYIN_LOOSE_MOST) != cases[i].loose)
			fail_msg("%s: %s has %d", cases[i].query, cases[i].name, score);
	}
	assert_better("hjd", "胡家店村", "东湖街道");
}

static void test_spelling(void **state)
{
	static const struct {
		const char *name, *initials, *full;
	} cases[] = {
		{ "朝阳区", "cyq", "chaoyangqu" }, { "长安街", "caj", "changanjie" }, { "重庆", "cq", "chongqing" },
		{ "大栅栏", "dsl", "dashilan" }, { "西城区长", "xcqz", "xichengquzhang" }, { "朝陽區", "cyq", "chaoyangqu" },
		{ "长辛店", "cxd", "changxindian" }, { "银行", "yh", "yinhang" }, { "重慶", "cq", "chongqing" },
		{ "3号楼 Wi-Fi", "3hlwifi", "3haolouwifi" }, { "女儿河", "neh", "nverhe" }, { "", "", "" },
		{ "成都", "cd", "chengdu" }, { "厦门", "xm", "xiamen" }, { "，。", "", "" },
	};
	struct buf b = BUF_INIT;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		pinyin_initials(&b, cases[i].name);
		assert_string_equal(b.data, cases[i].initials);
		buf_reset(&b);
		pinyin_full(&b, cases[i].name);
		assert_string_equal(b.data, cases[i].full);
		buf_reset(&b);
	}
	buf_release(&b);
}

static int by_pinyin(const void *a, const void *b)
{
	return pinyin_compare(*(const char *const *)a, *(const char *const *)b);
}

static void test_sorting(void **state)
{
	static const char *const sorted[] = {
		"", "12号", "CBD", "昌平", "长安", "朝阳", "朝阳区", "重庆", "大兴", "东城", "海淀", "中关村",
	};
	const char *names[ARRAY_SIZE(sorted)];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		names[i] = sorted[(i * 5 + 3) % ARRAY_SIZE(sorted)];
	qsort(names, ARRAY_SIZE(names), sizeof(names[0]), by_pinyin);
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		assert_string_equal(names[i], sorted[i]);
	assert_int_equal(pinyin_compare("朝阳", "朝阳"), 0);
	assert_true(pinyin_compare("abc", "ABD") < 0);
	assert_true(pinyin_compare("A", "a") != 0);
}

static bool has_reading(uint32_t c, const char *syllable)
{
	size_t count;
	const uint16_t *readings = pinyin_readings(c, &count);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(pinyin_syllables[readings[i] & PINYIN_VALUE], syllable))
			return true;
	return false;
}

static int compare_phrases(const struct pinyin_phrase *a, const struct pinyin_phrase *b)
{
	for (int i = 0; i < PINYIN_PHRASE; i++)
		if (a->chars[i] != b->chars[i])
			return a->chars[i] < b->chars[i] ? -1 : 1;
	return 0;
}

static void test_table_is_sound(void **state)
{
	size_t unread = 0;
	(void)state;

	for (uint32_t c = 0x4E00; c <= 0x9FA5; c++) {
		size_t count;

		pinyin_readings(c, &count);
		unread += count == 0;
		assert_true(count < 24);
	}
	assert_true(unread < 100);
	assert_true(has_reading(0x884C, "xing") && has_reading(0x884C, "hang"));
	assert_false(has_reading('a', "a"));
	for (size_t i = 1; i < pinyin_phrase_count; i++)
		assert_true(compare_phrases(&pinyin_phrases[i - 1], &pinyin_phrases[i]) < 0);
	for (size_t i = 1; strcmp(pinyin_syllables[i], "zuo"); i++)
		assert_true(strcmp(pinyin_syllables[i], pinyin_syllables[i + 1]) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_does_not_match),
		cmocka_unit_test(test_longest_query),
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_loose),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_sorting),
		cmocka_unit_test(test_table_is_sound),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
