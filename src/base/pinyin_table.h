/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pinyin_table.h -- the generated readings, and looking them up.
 *
 * A syllable is a number from 1, in alphabetical order, so that comparing numbers
 * compares spellings; 0 is no reading. Everything is const: nothing is read or built at
 * start-up, and any thread may look up.
 */
#ifndef HOTLINE_BASE_PINYIN_TABLE_H
#define HOTLINE_BASE_PINYIN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PINYIN_FIRST = 0x3400,
	PINYIN_LAST = 0x9FFF,
	PINYIN_LONGEST = 6,             /* letters of a syllable: "zhuang" */
	PINYIN_PHRASE = 4,              /* characters of a phrase */
	PINYIN_IS_LIST = 0x8000,        /* in pinyin_characters: an offset into pinyin_pool */
	PINYIN_BEGINS_PHRASE = 0x4000,  /* in pinyin_characters */
	PINYIN_VALUE = 0x3FFF,
	PINYIN_LIST_END = 0x8000,       /* in pinyin_pool: the list's last syllable */
};

struct pinyin_phrase {
	uint16_t chars[PINYIN_PHRASE];          /* zero after the last; sorted */
	uint16_t syllables[PINYIN_PHRASE];
};

extern const char pinyin_syllables[][PINYIN_LONGEST + 1];
extern const uint16_t pinyin_characters[PINYIN_LAST - PINYIN_FIRST + 1];
extern const uint16_t pinyin_pool[];
extern const struct pinyin_phrase pinyin_phrases[];
extern const size_t pinyin_phrase_count;

/*
 * The readings of c, most frequent first: the return value points at *count syllables, each
 * to be masked with PINYIN_VALUE. NULL and 0 when there are none.
 */
const uint16_t *pinyin_readings(uint32_t c, size_t *count);

/* One character of a text with the reading it has there, phrases considered. */
struct pinyin_reader {
	const char *s;
	size_t len, at;
	const struct pinyin_phrase *phrase;     /* being read, or NULL */
	int phrase_at;
};

struct pinyin_reader pinyin_reader_init(const char *s);
/* False at the end. *c is folded as by pinyin_fold(); *syllable is 0 for what has no reading. */
bool pinyin_reader_next(struct pinyin_reader *r, uint32_t *c, unsigned *syllable);

/* Lower case, half width, simplified; 0 for blanks and punctuation, which names are matched without. */
uint32_t pinyin_fold(uint32_t c);

#endif
