/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_text.c -- what a keystroke costs in text: wrapping, filtering, cleaning, folding.
 *
 * Prints the best of several rounds, and its ratio to one plain decoding pass over the same
 * bytes, which holds between machines. It judges nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/text.h"

enum { ROUNDS = 9, CHARACTERS = 8000, NAMES = 10000 };

struct bench {
	struct buf chinese, mixed, foreign, out;
	struct text_lines lines;
	struct text_folded folded;
	char *names[NAMES];
	const struct buf *text;
	const char *query;
	size_t sink;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double best_of(struct bench *b, void (*work)(struct bench *))
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now_ms();

		work(b);
		double took = now_ms() - start;
		if (took < best)
			best = took;
	}
	return best;
}

static void fill(struct buf *out, const char *piece)
{
	for (size_t count = 0; count < CHARACTERS; count += text_count(piece, strlen(piece)))
		buf_adds(out, piece);
}

static void decode(struct bench *b)
{
	b->sink += text_count(b->text->data, b->text->len);
}

static void measure(struct bench *b)
{
	b->sink += (size_t)text_width_n(b->text->data, b->text->len);
}

static void wrap(struct bench *b)
{
	text_wrap(&b->lines, b->text->data, b->text->len, 76);
}

static void clean(struct bench *b)
{
	buf_reset(&b->out);
	text_clean(&b->out, b->text->data, b->text->len, TEXT_LINES);
}

static void fold(struct bench *b)
{
	text_fold_points(&b->folded, b->text->data, b->text->len);
}

static void filter(struct bench *b)
{
	for (size_t i = 0; i < NAMES; i++)
		b->sink += pinyin_match(b->names[i], b->query) > 0;
}

static int by_pinyin(const void *a, const void *b)
{
	return pinyin_compare(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct bench *b)
{
	char *names[NAMES];

	memcpy(names, b->names, sizeof(names));
	qsort(names, NAMES, sizeof(names[0]), by_pinyin);
	b->sink += strlen(names[0]);
}

static void run_texts(struct bench *b)
{
	static const struct {
		const char *name;
		void (*work)(struct bench *);
	} works[] = {
		{ "measure", measure }, { "wrap", wrap }, { "clean", clean }, { "fold", fold },
	};
	const struct buf *const texts[] = { &b->chinese, &b->mixed, &b->foreign };
	static const char *const names[] = { "Chinese", "mixed", "foreign" };

	for (size_t t = 0; t < ARRAY_SIZE(texts); t++) {
		b->text = texts[t];
		double unit = best_of(b, decode);

		for (size_t i = 0; i < ARRAY_SIZE(works); i++) {
			double took = best_of(b, works[i].work);

			printf("%-8s %-8s %d characters  %7.3f ms  %5.1f x decoding\n", works[i].name,
			       names[t], CHARACTERS, took, took / unit);
		}
	}
}

static void run_names(struct bench *b)
{
	static const char *const queries[] = { "cyq", "chaoyang", "朝阳", "zzzz", "s" };

	for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
		b->query = queries[i];
		printf("filter   %-8s %d names       %7.3f ms\n", queries[i], NAMES, best_of(b, filter));
	}
	printf("sort     by sound %d names       %7.3f ms\n", NAMES, best_of(b, sort));
}

static void make_names(struct bench *b)
{
	static const char *const parts[] = {
		"朝阳", "长安", "建国", "望京", "栅栏", "东直", "西单", "行宫", "重兴", "双井", "和平", "安定",
	};
	static const char *const ends[] = { "门外街道", "社区居委会", "里一区", "大街12号院", "家园" };

	for (size_t i = 0; i < NAMES; i++)
		b->names[i] = xasprintf("%s%s%s", parts[i % ARRAY_SIZE(parts)],
					parts[i / 7 % ARRAY_SIZE(parts)], ends[i / 3 % ARRAY_SIZE(ends)]);
}

int main(void)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	text_init();
	buf_init(&b->chinese);
	buf_init(&b->mixed);
	buf_init(&b->foreign);
	buf_init(&b->out);
	fill(&b->chinese, "市民来电反映朝阳区建国门外大街有占道经营的问题，影响通行；希望有关部门尽快处理。");
	fill(&b->mixed, "他说“Wi-Fi 在3号楼 B座”不能用……电话 010-12345，已报修（第2次）。\n");
	fill(&b->foreign, "Приветствую, как дела? Ça va très bien 👍🏽 🇨🇳 ｶﾞｷﾞ한글 ");
	make_names(b);
	run_texts(b);
	run_names(b);
	for (size_t i = 0; i < NAMES; i++)
		free(b->names[i]);
	text_lines_release(&b->lines);
	text_folded_release(&b->folded);
	buf_release(&b->chinese);
	buf_release(&b->mixed);
	buf_release(&b->foreign);
	buf_release(&b->out);
	free(b);
	return 0;
}
