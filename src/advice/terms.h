/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.h -- what a text is made of for the index: its terms, in order. Private to this room.
 *
 * Chinese (and kana, Hangul) gives each character and each pair of neighbours; a run of other
 * letters or digits is one word, with its beginnings so that an unfinished word finds it; a word
 * and its neighbour are a joint ("3号" is not the end of "13号"). Everything else separates.
 */
#ifndef HOTLINE_ADVICE_TERMS_H
#define HOTLINE_ADVICE_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/text.h"

enum term_kind { TERM_SINGLE = 1, TERM_PAIR, TERM_WORD, TERM_JOINT, TERM_BEGINNING };

struct term {
	uint64_t key;           /* kind in the top bits; never 0 */
	uint32_t start, end;    /* code points of the source, half open */
};

struct terms {
	struct term *list;
	size_t count, alloc;
	struct text_folded folded;
};

/* The list is made anew; memory is kept for the next text. */
void terms_of_text(struct terms *t, const char *text);
/* As a question: words that only ask ("什么", "请问") are left out, unless nothing else is there. */
void terms_of_question(struct terms *t, const char *text);
void terms_release(struct terms *t);

static inline enum term_kind term_kind(uint64_t key)
{
	return (enum term_kind)(key >> 60);
}

/* A pair that has 的, 了, 是 … in it: common in text and question alike, and about nothing. */
bool term_has_function_word(uint64_t key);
/* The beginning of a word, as a term of its own. */
uint64_t term_beginning_of(uint64_t word_key);

#endif
