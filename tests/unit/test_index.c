/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_index.c -- what the index finds, in which order, and that pruning changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/private.h"
#include "hotline/alloc.h"
#include "hotline/text.h"

static void put(struct text_index *x, uint32_t doc, const char *title, const char *body)
{
	const struct index_field fields[] = { { title, 3 }, { NULL, 2 }, { body, 1 } };

	index_put(x, doc, fields, ARRAY_SIZE(fields));
}

static struct text_index *small_index(void)
{
	static const char *const texts[][2] = {
		{ "居民供热收费标准", "民用住宅按建筑面积收取，每平方米24元。室温不得低于18摄氏度。" },
		{ "暖气不热怎么办", "先检查阀门，再联系供热单位上门测温，不达标的可以退费。" },
		{ "地铁3号线首末班车", "首班车5:30，末班车23:10，节假日延长一小时。" },
		{ "地铁13号线换乘", "在西直门可换乘2号线与4号线。" },
		{ "出租车投诉", "请提供车牌号、上车时间和地点；的士票也可以。" },
		{ "Vaccination certificate",
		  "Foreign residents may apply at any hospital with a passport." },
		{ "路灯不亮报修", "路灯故障由城管部门处理，24小时内修复。" },
		{ "餐饮油烟扰民", "小区楼下饭店油烟大，噪音扰民，环保部门受理。" },
	};
	struct text_index *x = index_new();

	for (uint32_t i = 0; i < ARRAY_SIZE(texts); i++)
		put(x, i, texts[i][0], texts[i][1]);
	return x;
}

/* Number of the best document, or -1. */
static int best(const struct text_index *x, const char *query)
{
	struct index_hit hit;

	return index_search(x, query, 1, NULL, NULL, &hit) ? (int)hit.doc : -1;
}

static void test_ranking(void **state)
{
	static const struct { const char *query; int doc; } cases[] = {
		{ "暖气不热", 1 }, { "供热收费", 0 }, { "末班车几点", 2 }, { "13号线", 3 }, { "3号线", 2 },
		{ "路灯", 6 }, { "油烟", 7 }, { "的士", 4 }, { "灯", 6 }, { "噪音扰民", 7 },
		{ "certificate", 5 }, { "PASSPORT", 5 }, { "vacc", 5 }, { "foreign resid", 5 },
		{ "２４元", 0 }, { "ＶＡＣＣＩＮＡＴＩＯＮ", 5 },       /* full width */
		{ "暖氣不熱", 1 }, { "餐飲油煙擾民", 7 },               /* traditional */
		{ "请问路灯不亮怎么办？", 6 },
		{ "怎么办", 1 },                /* only asks: taken as it stands */
		{ "", -1 }, { " ，。", -1 }, { "魑魅魍魉", -1 }, { "xyzzy", -1 },
	};
	struct text_index *x = small_index();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int doc = best(x, cases[i].query);

		if (doc != cases[i].doc)
			print_error("%s: document %d\n", cases[i].query, doc);
		assert_int_equal(doc, cases[i].doc);
	}
	index_free(x);
}

static void test_title_before_body(void **state)
{
	struct text_index *x = index_new();

	(void)state;
	put(x, 0, "办事指南", "本文也提到居住证三个字，居住证要本人来办。");
	put(x, 1, "居住证办理", "持身份证到派出所。");
	assert_int_equal(best(x, "居住证"), 1);
	index_free(x);
}

/* Two terms of three beat one term often. */
static void test_coverage(void **state)
{
	struct text_index *x = index_new();

	(void)state;
	put(x, 0, "", "停车停车停车停车停车停车停车停车停车停车");
	put(x, 1, "", "小区停车位收费由物业公示");
	for (uint32_t i = 2; i < 20; i++)
		put(x, i, "", "别的事情与此无关");
	assert_int_equal(best(x, "小区停车收费"), 1);
	index_free(x);
}

static void test_equal_scores_by_number(void **state)
{
	struct text_index *x = index_new();
	struct index_hit hits[4];
	static const uint32_t order[] = { 5, 2, 9, 0, 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		put(x, order[i], "井盖丢失", "");
	assert_int_equal(index_search(x, "井盖", 3, NULL, NULL, hits), 3);
	assert_int_equal(hits[0].doc, 0);
	assert_int_equal(hits[1].doc, 2);
	assert_int_equal(hits[2].doc, 5);
	assert_int_equal(index_search(x, "井盖", 0, NULL, NULL, hits), 0);
	index_free(x);
}

static void test_replace_and_remove(void **state)
{
	struct text_index *x = small_index();

	(void)state;
	assert_int_equal(index_count(x), 8);
	put(x, 6, "流浪猫狗", "");
	assert_int_equal(index_count(x), 8);
	assert_int_equal(best(x, "路灯"), -1);
	assert_int_equal(best(x, "猫狗"), 6);
	index_remove(x, 6);
	index_remove(x, 6);
	index_remove(x, 4000);
	assert_int_equal(index_count(x), 7);
	assert_int_equal(best(x, "猫狗"), -1);
	index_free(x);
}

/* Many replacements: the dead are swept, and what is left scores as in a fresh index. */
static void test_sweeping(void **state)
{
	struct text_index *x = small_index(), *fresh = small_index();
	struct index_hit a[8], b[8];
	char text[64];

	(void)state;
	for (int round = 0; round < 2000; round++) {
		snprintf(text, sizeof(text), "第%d次修改的文章", round);
		put(x, 100 + (uint32_t)round % 50, text, text);
	}
	assert_true(x->slot_count < 100);
	for (uint32_t doc = 100; doc < 150; doc++)
		index_remove(x, doc);
	assert_int_equal(index_count(x), 8);
	size_t count = index_search(fresh, "地铁换乘", 8, NULL, NULL, b);
	assert_int_equal(index_search(x, "地铁换乘", 8, NULL, NULL, a), count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].doc, b[i].doc);
	index_free(x);
	index_free(fresh);
}

static double only_even(void *arg, uint32_t doc)
{
	++*(int *)arg;
	return doc % 2 ? 0 : 1;
}

static double first_is_old(void *arg, uint32_t doc)
{
	(void)arg;
	return doc == 0 ? 0.2 : 1;
}

static void test_factor(void **state)
{
	struct text_index *x = small_index();
	struct index_hit hits[8];
	int asked = 0;

	(void)state;
	size_t count = index_search(x, "铁换乘", 8, only_even, &asked, hits);
	assert_int_equal(count, 1);
	assert_int_equal(hits[0].doc, 2);
	assert_true(asked >= 2);
	assert_int_equal(best(x, "供热"), 0);
	index_search(x, "供热", 1, first_is_old, NULL, hits);
	assert_int_equal(hits[0].doc, 1);
	index_free(x);
}

/* ---- pruning ---- */

static uint32_t random_state;

static uint32_t random_below(uint32_t n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(random_state >> 8) * n >> 24);
}

/* Characters by a rough Zipf law, so that lists are long and short. */
static void random_text(struct buf *out, uint32_t chars)
{
	buf_reset(out);
	for (uint32_t i = 0; i < chars; i++) {
		uint32_t range = 1 + random_below(1 + random_below(400));
		uint32_t c = 0x4e00 + random_below(range);
		char bytes[] = { (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
				 (char)(0x80 | (c & 0x3f)) };

		if (random_below(40) == 0)
			buf_addf(out, " w%u ", random_below(30));
		else
			buf_add(out, bytes, sizeof(bytes));
	}
}

static double random_factor(void *arg, uint32_t doc)
{
	(void)arg;
	return doc % 7 == 0 ? 0 : doc % 5 == 0 ? 0.2 : 1;
}

static void compare_searches(const struct text_index *x, const char *query, size_t limit,
			     double (*factor)(void *arg, uint32_t doc))
{
	struct index_hit pruned[50], whole[50];
	size_t count = index_search_with(x, query, limit, factor, NULL, whole, false);

	assert_int_equal(index_search_with(x, query, limit, factor, NULL, pruned, true), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(pruned[i].doc, whole[i].doc);
		assert_true(pruned[i].score == whole[i].score);
		assert_true(!i || whole[i - 1].score >= whole[i].score);
	}
}

static void test_pruning_changes_nothing(void **state)
{
	struct text_index *x = index_new();
	struct buf text = BUF_INIT;

	(void)state;
	random_state = 1;
	for (uint32_t doc = 0; doc < 9000; doc++) {
		random_text(&text, 5 + random_below(60));
		put(x, doc, doc % 3 ? "" : "题目", text.data);
		if (doc % 10 == 9)
			index_remove(x, doc - random_below(9));
	}
	for (int i = 0; i < 300; i++) {
		static const size_t limits[] = { 1, 3, 10, 50 };

		random_text(&text, 1 + random_below(25));
		compare_searches(x, text.data, limits[i % 4], i % 2 ? random_factor : NULL);
	}
	buf_release(&text);
	index_free(x);
}

/* ---- the same story twice ---- */

static void test_similar(void **state)
{
	static const char *const stories[] = {
		"幸福小区3号楼地下室积水半个月，物业一直不抽水，蚊虫很多，居民出行不便。",
		"幸福小区东门外烧烤摊凌晨还在营业，油烟和吵闹影响居民休息。",
		"人民路与解放街路口红绿灯时间太短，老人过不了马路。",
		"农民工工资被拖欠三个月，项目部互相推诿，要求劳动监察介入。",
		"反映3号楼地下室积水问题：幸福小区物业半个月不来抽水，蚊虫滋生。",
	};
	struct text_index *x = index_new();
	struct index_hit hits[5];

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		put(x, i, "", stories[i]);
	assert_in_range(index_similar(x, stories[0], 5, NULL, NULL, hits), 1, 4);
	assert_int_equal(hits[0].doc, 0);
	assert_true(hits[0].score > 0.99 && hits[0].score <= 1);
	assert_true(index_similar(x, stories[4], 5, NULL, NULL, hits) >= 1);
	assert_int_equal(hits[0].doc, 0);
	assert_true(hits[0].score >= 0.35);
	for (size_t i = 1; i < index_similar(x, stories[4], 5, NULL, NULL, hits); i++)
		assert_true(hits[i].score < 0.35);
	int asked = 0;
	index_similar(x, stories[1], 1, only_even, &asked, hits);
	assert_int_not_equal(hits[0].doc, 1);
	assert_int_equal(index_similar(x, "魑魅魍魉", 5, NULL, NULL, hits), 0);
	index_free(x);
}

/* ---- snippets ---- */

/* The marked parts, each in brackets. */
static void marked_text(const struct index_snippet *s, struct buf *out)
{
	size_t len = strlen(s->text);
	uint32_t at = 0;
	size_t mark = 0;

	buf_reset(out);
	for (size_t i = 0; i < len; at++) {
		int bytes;

		text_decode(s->text + i, len - i, &bytes);
		if (mark < s->mark_count && at == s->marks[mark].start)
			buf_addch(out, '[');
		buf_add(out, s->text + i, (size_t)bytes);
		i += (size_t)bytes;
		if (mark < s->mark_count && at + 1 == s->marks[mark].start + s->marks[mark].length) {
			buf_addch(out, ']');
			mark++;
		}
	}
	assert_int_equal(mark, s->mark_count);
}

static void test_snippets(void **state)
{
	static const struct { const char *body, *query; size_t chars; const char *marked; } cases[] = {
		{ "路灯故障由城管部门处理。", "路灯怎么办", 90, "[路灯]故障由城管部门处理。" },
		{ "路燈故障\n２４小时修复", "路灯24小时", 90, "[路燈]故障 [２４小时]修复" },
		{ "Apply for a Passport.", "passport apply", 90, "[Apply] for a [Passport]." },
		{ "没有要找的字。", "路灯", 90, "没有要找的字。" },
		{ "灯下黑", "灯", 90, "[灯]下黑" },
		{ "甲乙丙丁戊己庚辛壬癸。子丑寅卯辰巳午未申酉戌亥。天地玄黄宇宙洪荒。", "午未申", 12,
		  "…巳[午未申]酉戌亥。天地…" },
		{ "甲乙丙丁戊己庚辛壬癸子丑寅卯", "甲乙", 6, "[甲乙]丙丁…" },
		{ "", "甲", 10, "" },
		{ "甲乙丙", "甲", 0, "" },
		{ "甲\xff乙丙", "乙丙", 9, "甲\xef\xbf\xbd[乙丙]" },
	};
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct index_snippet s;

		index_snippet(cases[i].body, cases[i].query, cases[i].chars, &s);
		marked_text(&s, &text);
		assert_string_equal(text.data, cases[i].marked);
		assert_true(text_count(s.text, strlen(s.text)) <= cases[i].chars);
		free(s.text);
	}
	buf_release(&text);
}

static void test_snippet_of_a_long_body(void **state)
{
	struct buf body = BUF_INIT;
	struct index_snippet s;

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_adds(&body, "这里说的是别的事情，与供热无关，也与退费无关。");
	buf_adds(&body, "室温不达标的供热单位应当退费，按天计算。");
	for (int i = 0; i < 200; i++)
		buf_adds(&body, "后面还有许多话，路灯、供热、退费都不一起出现在这里面的一句话中。");
	index_snippet(body.data, "室温不达标退费", 40, &s);
	assert_non_null(strstr(s.text, "室温不达标的供热单位应当退费"));
	assert_int_equal(text_count(s.text, strlen(s.text)), 40);
	assert_true(s.mark_count >= 2);
	free(s.text);

	index_snippet(body.data, "供热", 4000, &s);
	assert_int_equal(s.mark_count, ARRAY_SIZE(s.marks));
	free(s.text);
	buf_release(&body);
}

/* ---- real questions ---- */

#define POLICY_DOCS SHARED_DATA "/policy_docs.tsv"
#define POLICY_QUERIES SHARED_DATA "/policy_queries.tsv"
#define DOCS_MOST 2000

static void unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*out++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

/* Two columns of the next row; false at the end. */
static bool read_row(FILE *in, char **line, size_t *alloc, char **first, char **second)
{
	if (getline(line, alloc, in) <= 0)
		return false;
	(*line)[strcspn(*line, "\n")] = '\0';
	*first = *line;
	*second = strchr(*line, '\t');
	if (!*second)
		return false;
	*(*second)++ = '\0';
	unescape(*first);
	unescape(*second);
	return true;
}

static size_t read_policies(struct text_index *x, char **ids)
{
	char *line = NULL, *id, *text;
	size_t alloc = 0, count = 0;
	FILE *in = fopen(POLICY_DOCS, "r");

	assert_non_null(in);
	read_row(in, &line, &alloc, &id, &text);
	while (count < DOCS_MOST && read_row(in, &line, &alloc, &id, &text)) {
		put(x, (uint32_t)count, "", text);
		ids[count++] = xstrdup(id);
	}
	free(line);
	fclose(in);
	return count;
}

/* Place of the wanted document among the best ten, from 1; 0: not there. */
static size_t place_of(const struct text_index *x, const char *query, const char *wanted, char **ids)
{
	struct index_hit hits[10];
	size_t count = index_search(x, query, ARRAY_SIZE(hits), NULL, NULL, hits);

	for (size_t i = 0; i < count; i++)
		if (strcmp(ids[hits[i].doc], wanted) == 0)
			return i + 1;
	return 0;
}

static void test_real_questions(void **state)
{
	FILE *in = fopen(POLICY_QUERIES, "r");
	char *ids[DOCS_MOST], *line = NULL, *query, *id;
	size_t alloc = 0, count = 0, first = 0, ten = 0;
	double reciprocal = 0;

	(void)state;
	if (!in) {
		print_message("skipped: %s is not here\n", POLICY_QUERIES);
		skip();
	}
	struct text_index *x = index_new();
	size_t docs = read_policies(x, ids);
	read_row(in, &line, &alloc, &query, &id);
	while (read_row(in, &line, &alloc, &query, &id)) {
		size_t place = place_of(x, query, id, ids);

		count++;
		first += place == 1;
		ten += place > 0;
		reciprocal += place ? 1.0 / (double)place : 0;
	}
	double n = (double)count;
	print_message("%zu questions, %zu documents: hit@1 %.3f, hit@10 %.3f, MRR@10 %.3f\n", count,
		      docs, (double)first / n, (double)ten / n, reciprocal / n);
	assert_true((double)first / n >= 0.82);
	assert_true((double)ten / n >= 0.965);
	for (size_t i = 0; i < docs; i++)
		free(ids[i]);
	free(line);
	fclose(in);
	index_free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranking),
		cmocka_unit_test(test_title_before_body),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_equal_scores_by_number),
		cmocka_unit_test(test_replace_and_remove),
		cmocka_unit_test(test_sweeping),
		cmocka_unit_test(test_factor),
		cmocka_unit_test(test_pruning_changes_nothing),
		cmocka_unit_test(test_similar),
		cmocka_unit_test(test_snippets),
		cmocka_unit_test(test_snippet_of_a_long_body),
		cmocka_unit_test(test_real_questions),
	};

	text_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
