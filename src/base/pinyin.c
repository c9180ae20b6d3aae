/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pinyin.c -- how Chinese is read: spelling a name out, and sorting names by sound.
 *
 * A character alone has its most frequent reading; a phrase of the table overrules
 * it, the longest that begins at a place wins.
 */
#include "base/pinyin_table.h"

#include <string.h>

#include <unicase.h>
#include <unictype.h>

#include "base/text_internal.h"
#include "hotline/text.h"

static uint32_t fold_ascii(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c + 'a' - 'A';
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
}

uint32_t pinyin_fold(uint32_t c)
{
	if (c < 0x80)
		return fold_ascii(c);
	if (text_point_is_ideograph(c))
		return text_simplify(c);
	if (c == 0x3007)
		return 0x96F6;
	if (c >= 0xFF01 && c <= 0xFF5E)
		return fold_ascii(c - 0xFEE0);
	if (c == 0xFC || c == 0xDC)
		return 'v';
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_Z |
						UC_CATEGORY_MASK_C))
		return 0;
	return uc_tolower(c);
}

const uint16_t *pinyin_readings(uint32_t c, size_t *count)
{
	*count = 0;
	if (c < PINYIN_FIRST || c > PINYIN_LAST)
		return NULL;
	const uint16_t *value = &pinyin_characters[c - PINYIN_FIRST];

	if (!(*value & PINYIN_IS_LIST)) {
		*count = (*value & PINYIN_VALUE) != 0;
		return *count ? value : NULL;
	}
	const uint16_t *list = &pinyin_pool[*value & PINYIN_VALUE];

	while (!(list[(*count)++] & PINYIN_LIST_END))
		;
	return list;
}

static bool begins_phrase(uint32_t c)
{
	return c >= PINYIN_FIRST && c <= PINYIN_LAST &&
	       (pinyin_characters[c - PINYIN_FIRST] & PINYIN_BEGINS_PHRASE);
}

/* The first phrase that begins with c or, when none does, with a later character. */
static size_t first_phrase(uint32_t c)
{
	size_t low = 0, high = pinyin_phrase_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (pinyin_phrases[middle].chars[0] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool phrase_fits(const struct pinyin_phrase *p, const uint32_t *chars)
{
	for (int i = 0; i < PINYIN_PHRASE && p->chars[i]; i++)
		if (p->chars[i] != chars[i])
			return false;
	return true;
}

/* Sorted order puts a longer phrase after its own beginnings: the last that fits is the longest. */
static const struct pinyin_phrase *find_phrase(const char *s, size_t len)
{
	uint32_t chars[PINYIN_PHRASE] = { 0 };
	const struct pinyin_phrase *found = NULL;

	for (size_t n = 0, at = 0; n < PINYIN_PHRASE && at < len; n++) {
		int bytes;

		chars[n] = pinyin_fold(text_decode(s + at, len - at, &bytes));
		at += (size_t)bytes;
	}
	for (size_t i = first_phrase(chars[0]);
	     i < pinyin_phrase_count && pinyin_phrases[i].chars[0] == chars[0]; i++)
		if (phrase_fits(&pinyin_phrases[i], chars))
			found = &pinyin_phrases[i];
	return found;
}

struct pinyin_reader pinyin_reader_init(const char *s)
{
	return (struct pinyin_reader){ .s = s, .len = strlen(s) };
}

bool pinyin_reader_next(struct pinyin_reader *r, uint32_t *c, unsigned *syllable)
{
	int bytes;
	size_t count;

	if (r->at >= r->len)
		return false;
	*c = pinyin_fold(text_decode(r->s + r->at, r->len - r->at, &bytes));
	if (!r->phrase && begins_phrase(*c)) {
		r->phrase = find_phrase(r->s + r->at, r->len - r->at);
		r->phrase_at = 0;
	}
	r->at += (size_t)bytes;
	if (r->phrase) {
		*syllable = r->phrase->syllables[r->phrase_at++];
		if (r->phrase_at == PINYIN_PHRASE || !r->phrase->chars[r->phrase_at])
			r->phrase = NULL;
		return true;
	}
	const uint16_t *readings = pinyin_readings(*c, &count);

	*syllable = readings ? readings[0] & PINYIN_VALUE : 0;
	return true;
}

static void add_point(struct buf *out, uint32_t c)
{
	char bytes[4];

	if (c)
		buf_add(out, bytes, (size_t)text_encode(bytes, c));
}

static void spell(struct buf *out, const char *s, size_t letters)
{
	struct pinyin_reader reader = pinyin_reader_init(s);
	unsigned syllable;
	uint32_t c;

	while (pinyin_reader_next(&reader, &c, &syllable)) {
		const char *spelling = pinyin_syllables[syllable];

		if (syllable)
			buf_add(out, spelling, strnlen(spelling, letters));
		else
			add_point(out, c);
	}
}

void pinyin_initials(struct buf *out, const char *s)
{
	spell(out, s, 1);
}

void pinyin_full(struct buf *out, const char *s)
{
	spell(out, s, PINYIN_LONGEST);
}

/* The next character that counts in sorting; false at the end. */
static bool next_sorted(struct pinyin_reader *r, uint32_t *c, unsigned *syllable)
{
	while (pinyin_reader_next(r, c, syllable))
		if (*c)
			return true;
	*c = 0;
	*syllable = 0;
	return false;
}

int pinyin_compare(const char *a, const char *b)
{
	struct pinyin_reader left = pinyin_reader_init(a), right = pinyin_reader_init(b);
	unsigned left_syllable, right_syllable;
	uint32_t left_char, right_char;

	for (;;) {
		bool more = next_sorted(&left, &left_char, &left_syllable);

		more |= next_sorted(&right, &right_char, &right_syllable);
		if (!more)
			return strcmp(a, b);
		if (left_syllable != right_syllable)
			return left_syllable < right_syllable ? -1 : 1;
		if (left_char != right_char)
			return left_char < right_char ? -1 : 1;
	}
}
