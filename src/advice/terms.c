/* SPDX-License-Identifier: GPL-3.0-or-later */
/* terms.c -- see terms.h. Keys of words are hashes of 60 bits: no table of words is kept. */
#include "advice/terms.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include <unictype.h>

#include "hotline/alloc.h"

#define KEY_BITS 60
#define KEY_MASK ((UINT64_C(1) << KEY_BITS) - 1)
#define BEGINNING_LEAST 2
#define BEGINNING_MOST 12

enum shape { SHAPE_NONE, SHAPE_CHARACTER, SHAPE_LETTER };

/* Scripts written without blanks between words. */
static const struct { uint32_t first, last; } characters[] = {
	{ 0x3005, 0x3007 }, { 0x3040, 0x30ff }, { 0x3105, 0x312f }, { 0x3400, 0x4dbf },
	{ 0x4e00, 0x9fff }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0x20000, 0x3ffff },
};

static enum shape shape_of(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? SHAPE_LETTER : SHAPE_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(characters); i++)
		if (c >= characters[i].first && c <= characters[i].last)
			return SHAPE_CHARACTER;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N) ?
	       SHAPE_LETTER : SHAPE_NONE;
}

#define POINT_BITS 24

static uint64_t make_key(enum term_kind kind, uint64_t value)
{
	return (uint64_t)kind << KEY_BITS | (value & KEY_MASK);
}

static uint64_t pair_key(uint32_t first, uint32_t second)
{
	return make_key(TERM_PAIR, (uint64_t)first << POINT_BITS | second);
}

/* The finaliser of SplitMix64 over a running value. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash ^= value + UINT64_C(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	return hash ^ hash >> 31;
}

static bool is_function_word(uint32_t c)
{
	static const char32_t words[] = U"的了是在有和与及为对将等";

	for (size_t i = 0; words[i]; i++)
		if (words[i] == c)
			return true;
	return false;
}

bool term_has_function_word(uint64_t key)
{
	uint32_t mask = (UINT32_C(1) << POINT_BITS) - 1;

	return term_kind(key) == TERM_PAIR &&
	       (is_function_word(key >> POINT_BITS & mask) || is_function_word(key & mask));
}

uint64_t term_beginning_of(uint64_t word_key)
{
	return make_key(TERM_BEGINNING, word_key);
}

/* `first` and `last`: folded code points, both inside. */
static void push(struct terms *t, uint64_t key, size_t first, size_t last)
{
	ARRAY_GROW(t->list, t->count + 1, t->alloc);
	t->list[t->count++] = (struct term){
		.key = key,
		.start = t->folded.origin[first],
		.end = t->folded.origin[last] + 1,
	};
}

/* A character or a word, as the left neighbour of the next one. */
struct neighbour {
	uint64_t key;           /* 0: none */
	size_t first;
};

static void push_joint(struct terms *t, const struct neighbour *left, uint64_t key, size_t last)
{
	if (left->key)
		push(t, make_key(TERM_JOINT, mix(left->key, key)), left->first, last);
}

static void push_character(struct terms *t, struct neighbour *left, size_t at)
{
	const uint32_t *points = t->folded.points;
	uint64_t key = make_key(TERM_SINGLE, points[at]);

	push(t, key, at, at);
	if (left->key && term_kind(left->key) == TERM_SINGLE)
		push(t, pair_key(points[at - 1], points[at]), at - 1, at);
	else
		push_joint(t, left, key, at);
	*left = (struct neighbour){ key, at };
}

/* Returns the end of the word that starts at `at`. */
static size_t push_word(struct terms *t, struct neighbour *left, size_t at)
{
	const struct text_folded *f = &t->folded;
	uint64_t hash = 0;
	size_t end = at;

	while (end < f->count && shape_of(f->points[end]) == SHAPE_LETTER) {
		hash = mix(hash, f->points[end++]);
		if (end - at >= BEGINNING_LEAST && end - at <= BEGINNING_MOST)
			push(t, make_key(TERM_BEGINNING, hash), at, end - 1);
	}
	uint64_t key = make_key(TERM_WORD, hash);
	push(t, key, at, end - 1);
	push_joint(t, left, key, end - 1);
	*left = (struct neighbour){ key, at };
	return end;
}

static void make_terms(struct terms *t)
{
	const struct text_folded *f = &t->folded;
	struct neighbour left = { 0 };

	t->count = 0;
	for (size_t i = 0; i < f->count; ) {
		switch (shape_of(f->points[i])) {
		case SHAPE_CHARACTER:
			push_character(t, &left, i++);
			break;
		case SHAPE_LETTER:
			i = push_word(t, &left, i);
			break;
		case SHAPE_NONE:
			left.key = 0;
			i++;
		}
	}
}

void terms_of_text(struct terms *t, const char *text)
{
	text_fold_points(&t->folded, text, strlen(text));
	make_terms(t);
}

/* Words that ask and say nothing of the matter; a longer one stands before its own beginning. */
static const char32_t *const asking[] = {
	U"什么时候", U"请问一下", U"想问一下", U"咨询一下", U"有没有", U"能不能", U"可不可以",
	U"是不是", U"怎么样", U"怎么办", U"为什么", U"是什么", U"请问", U"想问", U"什么", U"哪些",
	U"哪个", U"哪几", U"哪里", U"哪儿", U"如何", U"怎么", U"怎样", U"多少", U"多长", U"多久",
	U"是否", U"能否", U"可否", U"吗", U"呢", U"么",
};

static size_t asking_length(const struct text_folded *f, size_t at)
{
	for (size_t i = 0; i < ARRAY_SIZE(asking); i++) {
		size_t n = 0;

		while (asking[i][n] && at + n < f->count && asking[i][n] == f->points[at + n])
			n++;
		if (!asking[i][n])
			return n;
	}
	return 0;
}

void terms_of_question(struct terms *t, const char *text)
{
	struct text_folded *f = &t->folded;

	text_fold_points(f, text, strlen(text));
	for (size_t i = 0; i < f->count; ) {
		size_t n = asking_length(f, i);

		for (size_t k = 0; k < n; k++)
			f->points[i + k] = ' ';
		i += n ? n : 1;
	}
	make_terms(t);
	if (!t->count)
		terms_of_text(t, text);
}

void terms_release(struct terms *t)
{
	free(t->list);
	text_folded_release(&t->folded);
	*t = (struct terms){ 0 };
}
