/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_text.c -- clusters, columns, cleaning, folding and line breaking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/text.h"

#define FAMILY "👨\u200D👩\u200D👧"

static int setup(void **state)
{
	(void)state;
	text_init();
	return 0;
}

static void test_decode_is_strict(void **state)
{
	static const struct {
		const char *s;
		uint32_t point;
		int bytes;
	} cases[] = {
		{ "a", 'a', 1 }, { "é", 0xE9, 2 }, { "朝", 0x671D, 3 }, { "👍", 0x1F44D, 4 },
		{ "\xC0\x80", 0xFFFD, 1 }, { "\xE0\x80\x80", 0xFFFD, 1 }, { "\xED\xA0\x80", 0xFFFD, 1 },
		{ "\xF4\x90\x80\x80", 0xFFFD, 1 }, { "\xE6\x9C", 0xFFFD, 1 }, { "\x80", 0xFFFD, 1 },
		{ "\xF0\x82\x82\xAC", 0xFFFD, 1 }, { "\xEF\xBF\xBD", 0xFFFD, 3 }, { "\xFF", 0xFFFD, 1 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int bytes;

		assert_int_equal(text_decode(cases[i].s, strlen(cases[i].s), &bytes), cases[i].point);
		assert_int_equal(bytes, cases[i].bytes);
	}
	assert_true(text_is_valid("朝阳\xEF\xBF\xBD", 9));
	assert_false(text_is_valid("朝\xE9\x98", 5));
	assert_int_equal(text_count("朝阳a\xFF", 8), 4);
}

static void test_clusters(void **state)
{
	static const struct {
		const char *s;
		size_t length;
		int columns;
	} cases[] = {
		{ "ab", 1, 1 }, { "朝阳", 3, 2 }, { "e\u0301x", 3, 1 }, { "朝\u0301阳", 5, 2 },
		{ "🇨🇳🇺🇸", 8, 2 }, { FAMILY "x", 18, 6 }, { "👍🏽x", 8, 4 }, { "❤\uFE0Fx", 6, 1 },
		{ "ｶﾞｶ", 6, 2 }, { "ＡＢ", 3, 2 }, { "각x", 3, 2 }, { "\u1100\u1161\u11A8x", 9, 2 },
		{ "\xFFx", 1, 1 }, { "a\xCC", 1, 1 }, { "……", 3, 1 }, { "，。", 3, 2 }, { "\t", 1, 1 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int columns;

		assert_int_equal(text_cluster(cases[i].s, strlen(cases[i].s), &columns), cases[i].length);
		assert_int_equal(columns, cases[i].columns);
	}
	int columns = 9;
	assert_int_equal(text_cluster("", 0, &columns), 0);
	assert_int_equal(columns, 0);
}

static void test_walking_back_meets_the_same_boundaries(void **state)
{
	static const char mixed[] = "a朝e\u0301" FAMILY "🇨🇳🇺🇸\xFF\x80\xE6ｶﾞ\n\u0301नि각x";
	size_t bounds[64], count = 0;
	(void)state;

	for (size_t at = 0; at < strlen(mixed); at = text_next(mixed, strlen(mixed), at))
		bounds[count++] = at;
	bounds[count] = strlen(mixed);
	for (size_t i = count; i > 0; i--)
		assert_int_equal(text_prev(mixed, strlen(mixed), bounds[i]), bounds[i - 1]);
	assert_int_equal(text_prev(mixed, strlen(mixed), 0), 0);
	assert_int_equal(text_next(mixed, strlen(mixed), strlen(mixed)), strlen(mixed));
}

/* The fast paths must say what the C library says, for every code point it can print. */
static void test_width_agrees_with_wcwidth(void **state)
{
	(void)state;

	for (uint32_t c = 0x20; c < 0x20000; c++) {
		char s[8] = "";
		mbstate_t shift = { 0 };
		int columns = wcwidth((wchar_t)c);

		if (columns < 0 || wcrtomb(s, (wchar_t)c, &shift) == (size_t)-1)
			continue;
		if (text_width(s) != columns)
			fail_msg("U+%04X", (unsigned)c);
	}
	assert_int_equal(text_width("朝阳区 a1，"), 11);
	assert_int_equal(text_width(""), 0);
}

static void test_fit_never_cuts_a_wide_character(void **state)
{
	struct buf b = BUF_INIT;
	int used;
	(void)state;

	assert_int_equal(text_fit("朝阳区", 9, 5, &used), 6);
	assert_int_equal(used, 4);
	assert_int_equal(text_fit("🇨🇳a", 9, 1, &used), 0);
	text_add_fitted(&b, "朝阳区建国门", 8, true);
	assert_string_equal(b.data, "朝阳区… ");
	buf_reset(&b);
	text_add_fitted(&b, "朝阳", 6, true);
	assert_string_equal(b.data, "朝阳  ");
	buf_reset(&b);
	text_add_fitted(&b, "朝阳", 4, true);
	assert_string_equal(b.data, "朝阳");
	buf_reset(&b);
	text_add_fitted(&b, "a\nb", 4, false);
	assert_string_equal(b.data, "a b");
	buf_reset(&b);
	text_add_fitted(&b, "朝阳", 1, false);
	assert_string_equal(b.data, "…");
	text_add_fitted(&b, "朝阳", 0, true);
	assert_string_equal(b.data, "…");
	buf_release(&b);
}

static void assert_cleaned(const char *in, size_t len, unsigned flags, const char *expected)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;

	text_clean(&once, in, len, flags);
	assert_string_equal(once.data, expected);
	assert_true(text_is_clean(once.data, once.len, flags));
	assert_int_equal(text_is_clean(in, len, flags), !strcmp(in, expected) && strlen(in) == len);
	text_clean(&twice, once.data, once.len, flags);
	assert_string_equal(twice.data, once.data);
	buf_release(&once);
	buf_release(&twice);
}

static void assert_squeezed(const char *in, unsigned flags, const char *expected)
{
	struct buf out = BUF_INIT;

	text_squeeze(&out, in, flags);
	assert_string_equal(out.len ? out.data : "", expected);
	buf_release(&out);
}

static void test_blank(void **state)
{
	(void)state;
	assert_true(text_is_blank(""));
	assert_true(text_is_blank(" \t\r\n\v"));
	assert_true(text_is_blank("\u3000\u200b\u00a0\u2060\u2028"));
	assert_false(text_is_blank("　。"));
	assert_false(text_is_blank("\xff"));
}

static void test_squeeze(void **state)
{
	(void)state;
	assert_squeezed("", 0, "");
	assert_squeezed(" \n\t ", TEXT_LINES, "");
	assert_squeezed("\n\t\t尊敬的领导 您好\r\n\t\n  小区  停水\n", 0, "尊敬的领导 您好 小区 停水");
	assert_squeezed("\n\t\t尊敬的领导 您好\r\n\t\n  小区  停水\n", TEXT_LINES, "尊敬的领导 您好\n小区 停水");
}

static void test_clean_marks_what_could_harm(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "朝阳区 ok", "朝阳区 ok" }, { "a\x1B[31m", "a␛[31m" }, { "a\nb\tc\r", "a␊b␉c␍" },
		{ "\x7F", "␡" }, { "\xC2\x85\xC2\x9B", "‹U+0085›‹U+009B›" },
		{ "a\u202Eb\u2066\u200F\u061C", "a‹U+202E›b‹U+2066›‹U+200F›‹U+061C›" },
		{ "a\u200Bb\u2060\uFEFF\u00AD", "a‹U+200B›b‹U+2060›‹U+FEFF›‹U+00AD›" },
		{ "\u2028\u2029", "‹U+2028›‹U+2029›" }, { "\uFFF9x", "‹U+FFF9›x" },
		{ "\U000E0041", "‹U+E0041›" }, { "\uFFFE\uFDD0", "‹U+FFFE›‹U+FDD0›" },
		{ "\uE000\U00100000", "‹U+E000›‹U+100000›" }, { "a\xFF\xC0\x80z", "a\uFFFD\uFFFD\uFFFDz" },
		{ "\u0378", "‹U+0378›" }, { "\u0600\u06DD", "‹U+0600›‹U+06DD›" }, { "❤\uFE0F", "❤\uFE0F" }, { "🇨🇳", "🇨🇳" },
		{ "e\u0301\u0302\u0303\u0304\u0305\u0306x", "e\u0301\u0302\u0303\u0304x" },
		{ "中\u0301\u0301\u0301\u0301\u0301国", "中\u0301\u0301\u0301\u0301国" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_cleaned(cases[i].in, strlen(cases[i].in), 0, cases[i].out);
	assert_cleaned("a\nb\tc\r", 6, TEXT_LINES, "a\nb␉c␍");
	assert_cleaned("a\nb\tc\r", 6, TEXT_LINES | TEXT_TABS, "a\nb\tc␍");
	assert_cleaned("a\0b", 3, 0, "a␀b");
	assert_cleaned("", 0, 0, "");
}

static void assert_harmless(const char *s, size_t len, bool lines)
{
	assert_true(text_is_valid(s, len));
	for (size_t i = 0; i < len;) {
		int bytes;
		uint32_t c = text_decode(s + i, len - i, &bytes);

		assert_true((c >= 0x20 && c != 0x7F) || (lines && c == '\n'));
		assert_false(c >= 0x80 && c < 0xA0);
		assert_false((c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E));
		assert_false(c >= 0x2066 && c <= 0x2069);
		assert_true(c == '\n' || wcwidth((wchar_t)c) >= 0);
		i += (size_t)bytes;
	}
}

static void clean_file(const char *name)
{
	struct buf in = BUF_INIT, out = BUF_INIT, again = BUF_INIT;
	char *path = xasprintf("%s/../shared/data/badinput/%s",
			       getenv("srcdir") ? getenv("srcdir") : ".", name);
	FILE *f = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (!f) {
		print_message("skipped: no %s\n", path);
		free(path);
		skip();
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&in, chunk, n);
	fclose(f);
	free(path);
	assert_true(in.len > 1000);
	text_clean(&out, in.data, in.len, TEXT_LINES);
	assert_harmless(out.data, out.len, true);
	text_clean(&again, out.data, out.len, TEXT_LINES);
	assert_int_equal(again.len, out.len);
	assert_memory_equal(again.data, out.data, out.len);
	buf_reset(&out);
	text_clean(&out, in.data, in.len, 0);
	assert_harmless(out.data, out.len, false);
	buf_release(&in);
	buf_release(&out);
	buf_release(&again);
}

static void test_clean_survives_the_utf8_stress_test(void **state)
{
	(void)state;
	clean_file("UTF-8-test.txt");
}

static void test_clean_survives_naughty_strings(void **state)
{
	(void)state;
	clean_file("blns.txt");
}

static void test_fold(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "ＡＢＣ１２", "abc12" }, { "朝陽區", "朝阳区" }, { "長安街", "长安街" },
		{ "  Hello,  World!  ", "hello world" }, { "重慶、上海。", "重庆 上海" },
		{ "ｶﾞｷﾞ", "ガギ" }, { "が", "が" }, { "Café é", "cafe e" }, { "Straße", "strasse" },
		{ "①㎡", "1m2" }, { "한글", "한글" }, { "\u1100\u1161\u11A8", "각" }, { "ﬁ", "fi" },
		{ "他说“你好”……", "他说 你好" }, { "a\u200Bb", "ab" }, { "C++ 50%", "c++ 50%" },
		{ "ΑΣ", "ασ" }, { "，。！", "" }, { "", "" }, { "a\tb\nc\u3000d", "a b c d" },
	};
	struct buf b = BUF_INIT;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		buf_reset(&b);
		text_fold(&b, cases[i].in, strlen(cases[i].in));
		assert_string_equal(b.data, cases[i].out);
	}
	buf_release(&b);
}

static void test_fold_remembers_origins(void **state)
{
	static const char source[] = "「朝陽」，①② Ａﬁ";
	static const uint32_t points[] = { 0x671D, 0x9633, ' ', '1', '2', ' ', 'a', 'f', 'i' };
	static const uint32_t origin[] = { 1, 2, 3, 5, 6, 7, 8, 9, 9 };
	struct text_folded f = { 0 };
	(void)state;

	text_fold_points(&f, source, strlen(source));
	assert_int_equal(f.count, ARRAY_SIZE(points));
	assert_memory_equal(f.points, points, sizeof(points));
	assert_memory_equal(f.origin, origin, sizeof(origin));
	text_fold_points(&f, "", 0);
	assert_int_equal(f.count, 0);
	text_folded_release(&f);
}

/* The lines joined by '|'. */
static void assert_wrapped(const char *s, int columns, const char *expected)
{
	struct text_lines lines = { 0 };
	struct buf b = BUF_INIT;
	size_t next = 0;

	text_wrap(&lines, s, strlen(s), columns);
	for (size_t i = 0; i < lines.count; i++) {
		const struct text_line *line = &lines.lines[i];

		assert_int_equal(line->start, next);
		assert_int_equal(line->columns, text_width_n(s + line->start, line->len));
		assert_true(line->start + line->len <= line->next);
		next = line->next;
		if (i)
			buf_addch(&b, '|');
		buf_add(&b, s + line->start, line->len);
	}
	assert_int_equal(next, strlen(s));
	assert_string_equal(b.data, expected);
	buf_release(&b);
	text_lines_release(&lines);
}

static void test_wrap(void **state)
{
	static const struct {
		const char *in;
		int columns;
		const char *out;
	} cases[] = {
		{ "", 10, "" }, { "abc", 10, "abc" }, { "a\nb", 10, "a|b" }, { "a\n\nb\n", 10, "a||b|" },
		{ "朝阳区建国门", 6, "朝阳区|建国门" }, { "朝阳区建国门", 7, "朝阳区|建国门" },
		{ "the quick brown fox", 10, "the quick|brown fox" },
		{ "hello    world", 5, "hello|world" }, { "  ab cd", 5, "  ab|cd" },
		{ "abcdefghij", 4, "abcd|efgh|ij" }, { "见 abcdefghij", 6, "见|abcdef|ghij" },
		{ "今天，天气", 4, "今|天，|天气" }, { "今天。", 4, "今|天。" },
		{ "他说「你好」吗", 6, "他说|「你|好」吗" }, { "他说“你好”吗", 6, "他说|“你好”|吗" },
		{ "（一）甲乙", 6, "（一）|甲乙" }, { "甲乙（一）", 6, "甲乙|（一）" },
		{ "等等……好", 5, "等|等……|好" }, { "甲乙——丙", 5, "甲乙|——丙" },
		{ "拨打12345热线", 8, "拨打|12345热|线" }, { "don’t stop", 5, "don’t|stop" },
		{ "共3楼和Wi-Fi", 6, "共3楼|和Wi-|Fi" }, { "the M-w key", 6, "the|M-w|key" }, { "按M-w存", 4, "按|M-w|存" }, { "请用 :password 改", 12, "请用|:password 改" },
		{ "in :messages.", 5, "in|:mess|ages." }, { "甲\u3000\u3000乙", 4, "甲|乙" },
		{ "朝", 1, "朝" }, { "朝阳", 0, "朝|阳" }, { "   ", 2, "" },
		{ "👍🏽👍🏽", 5, "👍🏽|👍🏽" }, { "é́é́", 1, "é́|é́" },
		{ "好，。！）", 4, "好，|。！|）" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_wrapped(cases[i].in, cases[i].columns, cases[i].out);
}

static bool starts_badly(const char *s)
{
	static const char *const closing[] = { "，", "。", "、", "；", "：", "！", "？", "）", "」", "』",
					       "》", "”", "…" };

	for (size_t i = 0; i < ARRAY_SIZE(closing); i++)
		if (!strncmp(s, closing[i], strlen(closing[i])))
			return true;
	return false;
}

static bool ends_badly(const char *s, size_t len)
{
	static const char *const opening[] = { "（", "「", "『", "《", "“" };

	for (size_t i = 0; i < ARRAY_SIZE(opening); i++)
		if (len >= 3 && !memcmp(s + len - 3, opening[i], 3))
			return true;
	return false;
}

static void test_wrap_keeps_chinese_line_rules(void **state)
{
	static const char text[] =
		"市民来电反映：建国门外大街（近地铁站）有“占道经营”的问题，影响通行……希望《条例》能落实！"
		"他还说「前天、昨天」都打过12345，Ms Li 答复说“会处理”；至今没有结果？请尽快联系。";
	(void)state;

	for (int columns = 12; columns < 80; columns++) {
		struct text_lines lines = { 0 };

		text_wrap(&lines, text, strlen(text), columns);
		assert_true(lines.count > 1);
		for (size_t i = 0; i < lines.count; i++) {
			const struct text_line *line = &lines.lines[i];

			assert_true(line->columns <= columns);
			assert_false(starts_badly(text + line->start));
			assert_false(ends_badly(text + line->start, line->len));
		}
		text_lines_release(&lines);
	}
}

/* Random bytes of kinds that have hurt such code before; the same every time. */
static size_t make_noise(char *out, size_t room, uint32_t *seed)
{
	static const char *const pieces[] = {
		"a", " ", "\n", "\t", "朝", "，", "“", "”", "\u0301", "\u200D", "👩", "🇨", "\xE6\x9C", "\xFF", "\x80",
		"\x1B", "\u202E", "\u1161", "ﾞ", "\uE000", "\u0600", "\xC2\x9B", "\u3000", "한", "ﷺ", "É", "\xF4\x90",
	};
	size_t len = 0;

	for (int i = 0; i < 40; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		const char *piece = pieces[(*seed >> 16) % ARRAY_SIZE(pieces)];

		if (len + strlen(piece) >= room)
			break;
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return len;
}

static void assert_walks(const char *s, size_t len)
{
	int sum = 0, columns;

	for (size_t at = 0; at < len;) {
		size_t next = at + text_cluster(s + at, len - at, &columns);

		assert_true(next > at && next <= len);
		assert_int_equal(text_prev(s, len, next), at);
		sum += columns;
		at = next;
	}
	assert_int_equal(sum, text_width_n(s, len));
}

static void assert_wraps(const char *s, size_t len, int columns)
{
	struct text_lines lines = { 0 };
	size_t next = 0;

	text_wrap(&lines, s, len, columns);
	for (size_t i = 0; i < lines.count; i++) {
		assert_int_equal(lines.lines[i].start, next);
		assert_true(lines.lines[i].start + lines.lines[i].len <= lines.lines[i].next);
		assert_true(lines.lines[i].next > next || i + 1 == lines.count);
		next = lines.lines[i].next;
	}
	assert_int_equal(next, len);
	text_lines_release(&lines);
}

static void test_codes_and_words(void **state)
{
	(void)state;
	assert_true(text_has_code("where", "where"));
	assert_true(text_has_code(" when  where name ", "where"));
	assert_true(text_has_code("nowhere where", "where"));
	assert_false(text_has_code("where_from nowhere", "where"));
	assert_false(text_has_code("where", ""));
	assert_false(text_has_code("", "where"));
	assert_false(text_has_code(NULL, "where"));

	assert_true(text_has_any("灯坏了三天", "漏水|三天"));
	assert_true(text_has_any("漏水", "漏水|三天"));
	assert_false(text_has_any("漏", "漏水|三天"));
	assert_false(text_has_any("漏水", "||"));
	assert_false(text_has_any("漏水", ""));
}

static void test_noise(void **state)
{
	uint32_t seed = 12345;
	(void)state;

	for (int round = 0; round < 2000; round++) {
		struct buf once = BUF_INIT, twice = BUF_INIT;
		struct text_folded folded = { 0 };
		char noise[512];
		size_t len = make_noise(noise, sizeof(noise), &seed);

		assert_walks(noise, len);
		assert_wraps(noise, len, 1 + round % 30);
		text_clean(&once, noise, len, TEXT_LINES);
		assert_harmless(once.data, once.len, true);
		assert_true(text_is_clean(once.data, once.len, TEXT_LINES));
		text_clean(&twice, once.data, once.len, TEXT_LINES);
		assert_string_equal(once.data, twice.data);
		assert_walks(once.data, once.len);
		text_fold_points(&folded, noise, len);
		for (size_t i = 1; i < folded.count; i++)
			assert_true(folded.origin[i] >= folded.origin[i - 1]);
		text_folded_release(&folded);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void test_copy_is_cut_at_a_character(void **state)
{
	char out[8];
	(void)state;

	text_copy(out, sizeof(out), NULL);
	assert_string_equal(out, "");
	text_copy(out, sizeof(out), "abcdefg");
	assert_string_equal(out, "abcdefg");
	text_copy(out, sizeof(out), "水水水");
	assert_string_equal(out, "水水");
	text_copy(out, sizeof(out), "abcd𠮷");
	assert_string_equal(out, "abcd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy_is_cut_at_a_character),
		cmocka_unit_test(test_decode_is_strict),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_walking_back_meets_the_same_boundaries),
		cmocka_unit_test(test_width_agrees_with_wcwidth),
		cmocka_unit_test(test_fit_never_cuts_a_wide_character),
		cmocka_unit_test(test_blank),
		cmocka_unit_test(test_squeeze),
		cmocka_unit_test(test_clean_marks_what_could_harm),
		cmocka_unit_test(test_clean_survives_the_utf8_stress_test),
		cmocka_unit_test(test_clean_survives_naughty_strings),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_remembers_origins),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_wrap_keeps_chinese_line_rules),
		cmocka_unit_test(test_codes_and_words),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
