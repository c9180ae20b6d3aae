/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_time_read.c -- times as agents type them, seen from Tuesday, 24 November 2026, 17:05 in
 * Beijing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"

static int64_t at(const char *text)
{
	int64_t t;

	if (!clock_parse(text, &t))
		fail_msg("bad time in the test: %s", text);
	return t;
}

struct reading { const char *text, *found; };           /* found in local time; NULL: none */

static void expect(const struct reading *cases, size_t count, const char *now, enum time_reading reading)
{
	char full[64], shown[CLOCK_TEXT] = "nothing";

	for (size_t i = 0; i < count; i++) {
		int64_t t = 0, wanted = INSTANT_NONE;
		if (cases[i].found) {
			snprintf(full, sizeof(full), "%s+08:00", cases[i].found);
			wanted = at(full);
		}
		enum time_reading got = time_read(cases[i].text, at(now), &t);
		if (got != reading || t != wanted)
			fail_msg("%s at %s: %s %s, expected %s", cases[i].text, now,
				 got == TIME_SURE ? "sure" : "unsure",
				 t == INSTANT_NONE ? "nothing" : clock_format(t, shown),
				 cases[i].found ? cases[i].found : "nothing");
	}
}

#define NOW "2026-11-24T17:05:00+08:00"
#define EXPECT(cases, reading) expect(cases, ARRAY_SIZE(cases), NOW, reading)

static void test_written_dates(void **state)
{
	static const struct reading cases[] = {
		{ "2026-11-24 20:05", "2026-11-24T20:05:00" },
		{ "2026-11-24T20:05:09+08:00", "2026-11-24T20:05:09" },
		{ "2026/3/5 7:30", "2026-03-05T07:30:00" },
		{ "2026.11.2 07:30:15", "2026-11-02T07:30:15" },
		{ "20261102 20:05", "2026-11-02T20:05:00" },
		{ "2026-11-24", "2026-11-24T00:00:00" },
		{ "11-24 16:05", "2026-11-24T16:05:00" },
		{ "11/2 08:00", "2026-11-02T08:00:00" },
		{ "2026年11月24日", "2026-11-24T00:00:00" },
		{ "2026年3月5日下午3点", "2026-03-05T15:00:00" },
		{ "２０２６年１１月２日　２０：０５", "2026-11-02T20:05:00" },
		{ "二〇二六年十一月二日十四点", "2026-11-02T14:00:00" },
		{ "26年11月2号14时30分", "2026-11-02T14:30:00" },
		{ "11月20日晚8点半", "2026-11-20T20:30:00" },
		{ "11月24日", "2026-11-24T00:00:00" },
		{ "24日", "2026-11-24T00:00:00" },
		{ "3号上午9点", "2026-11-03T09:00:00" },
		{ "1月5日下午两点", "2026-01-05T14:00:00" },
		{ "去年11月30日20点", "2025-11-30T20:00:00" },
		{ "上个月5号15点", "2026-10-05T15:00:00" },
		{ "本月3日", "2026-11-03T00:00:00" },
		{ "2027年1月2日10:00", "2027-01-02T10:00:00" },
		{ "2024-02-29", "2024-02-29T00:00:00" },
		{ "2026-11-24 24:00", "2026-11-25T00:00:00" },
		{ "十一月二十号，十五点四十五分", "2026-11-20T15:45:00" },
	};

	(void)state;
	EXPECT(cases, TIME_SURE);
}

static void test_days_and_parts(void **state)
{
	static const struct reading cases[] = {
		{ "昨晚8点", "2026-11-23T20:00:00" },
		{ "昨晚八点半", "2026-11-23T20:30:00" },
		{ "今早7:30", "2026-11-24T07:30:00" },
		{ "今晨5点一刻", "2026-11-24T05:15:00" },
		{ "前天下午", "2026-11-22T15:00:00" },
		{ "前天下午3点", "2026-11-22T15:00:00" },
		{ "大前天上午10点三刻", "2026-11-21T10:45:00" },
		{ "今天凌晨2点", "2026-11-24T02:00:00" },
		{ "昨天凌晨十二点半", "2026-11-23T00:30:00" },
		{ "昨天中午12点", "2026-11-23T12:00:00" },
		{ "昨天中午1点", "2026-11-23T13:00:00" },
		{ "昨天正午", "2026-11-23T12:00:00" },
		{ "昨晚12点", "2026-11-24T00:00:00" },
		{ "昨天20点", "2026-11-23T20:00:00" },
		{ "昨天20:05", "2026-11-23T20:05:00" },
		{ "昨天 08:05", "2026-11-23T08:05:00" },
		{ "今天0点", "2026-11-24T00:00:00" },
		{ "昨天", "2026-11-23T00:00:00" },
		{ "昨天傍晚6点", "2026-11-23T18:00:00" },
		{ "昨天半夜11点", "2026-11-23T23:00:00" },
		{ "半夜2点", "2026-11-24T02:00:00" },
		{ "凌晨3点", "2026-11-24T03:00:00" },
		{ "下午3点", "2026-11-24T15:00:00" },
		{ "上午", "2026-11-24T10:00:00" },
		{ "早上7点左右", "2026-11-24T07:00:00" },
		{ "16:30", "2026-11-24T16:30:00" },
		{ "今天8点", "2026-11-24T08:00:00" },
		{ "明天上午9点", "2026-11-25T09:00:00" },
		{ "今晚8点", "2026-11-24T20:00:00" },
		{ "后天", "2026-11-26T00:00:00" },
		{ "昨天下午3點", "2026-11-23T15:00:00" },
		{ "昨天下午3点过5分", "2026-11-23T15:05:00" },
		{ "昨天下午3点整", "2026-11-23T15:00:00" },
	};

	(void)state;
	EXPECT(cases, TIME_SURE);
}

static void test_weekdays(void **state)
{
	static const struct reading sure[] = {
		{ "上周三", "2026-11-18T00:00:00" },
		{ "上周三下午2点", "2026-11-18T14:00:00" },
		{ "周一", "2026-11-23T00:00:00" },
		{ "周一上午9点", "2026-11-23T09:00:00" },
		{ "星期二", "2026-11-24T00:00:00" },
		{ "上个星期天", "2026-11-22T00:00:00" },
		{ "上上周日", "2026-11-15T00:00:00" },
		{ "这周五14点", "2026-11-27T14:00:00" },
		{ "下周一", "2026-11-30T00:00:00" },
		{ "礼拜1", "2026-11-23T00:00:00" },
		{ "last Friday 3pm", "2026-11-20T15:00:00" },
		{ "monday", "2026-11-23T00:00:00" },
	};
	static const struct reading unsure[] = {
		{ "周五", "2026-11-20T00:00:00" },
		{ "last monday", "2026-11-16T00:00:00" },
		{ "上周", NULL },
		{ "周八", NULL },
		{ "周", NULL },
		{ "上", NULL },
	};

	(void)state;
	EXPECT(sure, TIME_SURE);
	EXPECT(unsure, TIME_UNSURE);
}

static void test_ago(void **state)
{
	static const struct reading cases[] = {
		{ "刚才", "2026-11-24T17:05:00" },
		{ "现在", "2026-11-24T17:05:00" },
		{ "just now", "2026-11-24T17:05:00" },
		{ "半小时前", "2026-11-24T16:35:00" },
		{ "半个小时之前", "2026-11-24T16:35:00" },
		{ "两个小时前", "2026-11-24T15:05:00" },
		{ "一个半小时前", "2026-11-24T15:35:00" },
		{ "20分钟前", "2026-11-24T16:45:00" },
		{ "十分钟以前", "2026-11-24T16:55:00" },
		{ "3天前", "2026-11-21T17:05:00" },
		{ "3天前晚上8点", "2026-11-21T20:00:00" },
		{ "一周前", "2026-11-17T17:05:00" },
		{ "两个星期前", "2026-11-10T17:05:00" },
		{ "一个月前", "2026-10-24T17:05:00" },
		{ "一年前", "2025-11-24T17:05:00" },
		{ "3 days ago", "2026-11-21T17:05:00" },
		{ "half an hour ago", "2026-11-24T16:35:00" },
		{ "2 hours ago", "2026-11-24T15:05:00" },
		{ "an hour ago", "2026-11-24T16:05:00" },
		{ "3天前上午", "2026-11-21T10:00:00" },
		{ "一刻钟前", "2026-11-24T16:50:00" },
	};

	(void)state;
	EXPECT(cases, TIME_SURE);
}

static void test_english(void **state)
{
	static const struct reading cases[] = {
		{ "yesterday 20:00", "2026-11-23T20:00:00" },
		{ "Yesterday at 8 pm", "2026-11-23T20:00:00" },
		{ "yesterday 8:30 p.m.", "2026-11-23T20:30:00" },
		{ "today 9am", "2026-11-24T09:00:00" },
		{ "12am", "2026-11-24T00:00:00" },
		{ "12 pm", "2026-11-24T12:00:00" },
		{ "last night", "2026-11-23T20:00:00" },
		{ "last night 11 o'clock", "2026-11-23T23:00:00" },
		{ "this morning", "2026-11-24T10:00:00" },
		{ "the day before yesterday at noon", "2026-11-22T12:00:00" },
		{ "midnight", "2026-11-24T00:00:00" },
		{ "yesterday afternoon", "2026-11-23T15:00:00" },
		{ "tomorrow 9am", "2026-11-25T09:00:00" },
		{ "23 Nov 20:00", "2026-11-23T20:00:00" },
		{ "Nov 23, 8pm", "2026-11-23T20:00:00" },
		{ "9 march 2025 07:30", "2025-03-09T07:30:00" },
		{ "Sept 2 2026", "2026-09-02T00:00:00" },
		{ "25 Dec 2026 20:00", "2026-12-25T20:00:00" },
	};

	(void)state;
	EXPECT(cases, TIME_SURE);
}

static void test_unsure(void **state)
{
	static const struct reading cases[] = {
		{ "晚上8点", "2026-11-23T20:00:00" },
		{ "20:05", "2026-11-23T20:05:00" },
		{ "昨晚1点", "2026-11-24T01:00:00" },
		{ "昨天半夜2点", "2026-11-24T02:00:00" },
		{ "11月30日", "2026-11-30T00:00:00" },
		{ "12-25", "2026-12-25T00:00:00" },
		{ "30日", "2026-10-30T00:00:00" },
		{ "5月32日", NULL },
		{ "2026-02-30", NULL },
		{ "25:00", NULL },
		{ "8:61", NULL },
		{ "昨天前天", NULL },
		{ "昨天11月3日", NULL },
		{ "8点9点", NULL },
		{ "凌晨9点", NULL },
		{ "上午15点", NULL },
		{ "下午0点", NULL },
		{ "", NULL },
		{ " ", NULL },
		{ "不知道", NULL },
		{ "8点到9点", NULL },
		{ "11月", NULL },
		{ "2026年", NULL },
		{ "8", NULL },
		{ "刚才8点", NULL },
		{ "2026年24日", NULL },
		{ "0天前", NULL },
		{ "9999年1月1日", NULL },
		{ "pm", NULL },
		{ "3天前昨天", NULL },
		{ "99999999", NULL },
		{ "13月1日", NULL },
		{ "0月1日", NULL },
		{ "百", NULL },
		{ "十十点", NULL },
		{ "nov", NULL },
		{ "nov 2026", NULL },
		{ "31 nov", NULL },
		{ "0 nov", NULL },
	};
	static const struct reading half[] = {
		{ "8点", "2026-11-24T08:00:00" },     { "八点钟", "2026-11-24T08:00:00" },
		{ "昨天8点", "2026-11-23T20:00:00" }, { "明天8点", "2026-11-25T08:00:00" },
		{ "昨天8:30", "2026-11-23T20:30:00" },
	};

	(void)state;
	EXPECT(cases, TIME_UNSURE);
	EXPECT(half, TIME_HALF);
}

/* The same words mean other things at another hour. */
static void test_now_matters(void **state)
{
	static const struct reading evening[] = { { "8点", "2026-11-24T20:00:00" },
						  { "8点半", "2026-11-24T20:30:00" } };
	static const struct reading late[] = { { "晚上8点", "2026-11-24T20:00:00" },
					       { "20:05", "2026-11-24T20:05:00" } };
	static const struct reading dawn[] = { { "8点", "2026-11-24T08:00:00" } };
	static const struct reading january[] = { { "12月31日", "2026-12-31T00:00:00" },
						  { "20日", "2026-12-20T00:00:00" } };
	static const struct reading new_year[] = { { "昨晚8点", "2026-12-31T20:00:00" },
						   { "上月5日", "2026-12-05T00:00:00" } };
	static const struct reading leap[] = { { "2月29日", "2024-02-29T00:00:00" } };

	(void)state;
	expect(evening, ARRAY_SIZE(evening), "2026-11-24T22:00:00+08:00", TIME_HALF);
	expect(late, ARRAY_SIZE(late), "2026-11-24T22:00:00+08:00", TIME_SURE);
	expect(dawn, ARRAY_SIZE(dawn), "2026-11-24T06:00:00+08:00", TIME_HALF);
	expect(january, ARRAY_SIZE(january), "2027-01-05T10:00:00+08:00", TIME_UNSURE);
	expect(new_year, ARRAY_SIZE(new_year), "2027-01-01T10:00:00+08:00", TIME_SURE);
	expect(leap, ARRAY_SIZE(leap), "2025-01-01T10:00:00+08:00", TIME_SURE);
}

static void say(const char *time, const char *there, const char *near)
{
	struct buf text = BUF_INIT;
	int64_t t;

	time_say(&text, at(time), at(NOW));
	assert_string_equal(text.data, there);
	assert_int_equal(time_read(text.data, at(NOW), &t), TIME_SURE);
	assert_true(t == at(time));
	buf_reset(&text);
	time_say_near(&text, at(time), at(NOW));
	assert_string_equal(text.data, near);
	assert_int_equal(time_read(text.data, at(NOW), &t), TIME_SURE);
	buf_release(&text);
}

/* What is shown can be typed. */
static void test_say(void **state)
{
	(void)state;
	say("2026-11-24T16:05:00+08:00", "24 Nov 16:05", "today 16:05");
	say("2026-11-24T20:05:00+08:00", "24 Nov 2026 20:05", "today 20:05");
	say("2026-11-23T00:00:00+08:00", "23 Nov 00:00", "yesterday 00:00");
	say("2026-01-02T03:04:05+08:00", "2 Jan 03:04:05", "2 Jan 03:04:05");
	say("2025-11-24T16:05:00+08:00", "24 Nov 2025 16:05", "24 Nov 2025 16:05");
	say("2026-12-31T16:05:00+08:00", "31 Dec 2026 16:05", "31 Dec 2026 16:05");
}

static uint32_t noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Random bytes and random rows of real words: an answer, never a crash, and NONE only when unsure.
 */
static void test_noise(void **state)
{
	static const char *const pieces[] = {
		"昨天", "8",	"点",		"半", "月",   "日",	    "年",     "上",
		"周",	"三",	"十",		"百", "2026", "-",	    ":",      ".",
		"/",	"pm",	"ago",		" ",  "天前", "个半小时前", "零",     "凌晨",
		"晚上", "last", "999999999999", "刻", "号",   "去年",	    "上个月", "\xef\xbc",
		"\xe5", "：",
	};
	uint32_t seed = 20261124;
	char text[400];

	(void)state;
	for (int i = 0; i < 60000; i++) {
		size_t len = 0, count = noise(&seed) % 12;
		for (size_t k = 0; k < count && len < 300; k++) {
			const char *piece = pieces[noise(&seed) % ARRAY_SIZE(pieces)];
			if (noise(&seed) % 8 == 0)
				text[len++] = (char)(1 + noise(&seed) % 255);
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", piece);
		}
		text[len] = '\0';
		int64_t t = 1;
		if (time_read(text, at(NOW), &t) == TIME_SURE)
			assert_true(t != INSTANT_NONE);
		assert_true(t != 1);
	}
	memset(text, '8', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	int64_t t;
	assert_int_equal(time_read(text, at(NOW), &t), TIME_UNSURE);
}

static int set_zone(void **state)
{
	struct error err = ERROR_INIT;

	(void)state;
	return clock_set_zone("Asia/Shanghai", &err) ? 0 : -1;
}

static void test_limits_to_come(void **state)
{
	static const struct reading cases[] = {
		{ "12月20日", "2026-12-20T23:59:00" },       { "2026-12-20", "2026-12-20T23:59:00" },
		{ "12-20 18:00", "2026-12-20T18:00:00" },    { "1月5日", "2027-01-05T23:59:00" },
		{ "11-24", "2026-11-24T23:59:00" },          { "11-24 08:00", "2027-11-24T08:00:00" },
		{ "明天", "2026-11-25T23:59:00" },           { "18:00", "2026-11-24T18:00:00" },
		{ "08:00", "2026-11-25T08:00:00" },          { "周五", "2026-11-27T23:59:00" },
		{ "周一", "2026-11-30T23:59:00" },           { "28日", "2026-11-28T23:59:00" },
		{ "12月20日下午3点", "2026-12-20T15:00:00" }, { "2025-12-20", "2025-12-20T23:59:00" },
		{ "不知道", NULL },
	};
	char full[64], shown[CLOCK_TEXT];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t t = time_read_ahead(cases[i].text, at(NOW)), wanted = INSTANT_NONE;
		if (cases[i].found) {
			snprintf(full, sizeof(full), "%s+08:00", cases[i].found);
			wanted = at(full);
		}
		if (t != wanted)
			fail_msg("%s: %s, expected %s", cases[i].text, t == INSTANT_NONE ? "nothing" : clock_format(t, shown),
				 cases[i].found ? cases[i].found : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_dates),
		cmocka_unit_test(test_days_and_parts),
		cmocka_unit_test(test_weekdays),
		cmocka_unit_test(test_ago),
		cmocka_unit_test(test_english),
		cmocka_unit_test(test_unsure),
		cmocka_unit_test(test_say),
		cmocka_unit_test(test_now_matters),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_limits_to_come),
	};

	return cmocka_run_group_tests_name("time_read", tests, set_zone, NULL);
}
