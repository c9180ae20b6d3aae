/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pinyin_match.c -- does what somebody typed mean this name?
 *
 * A small automaton: bit p of a mask says that the query's first p letters can be
 * accounted for by the characters read so far. Every character of the name must take at
 * least one letter, any beginning of any of its readings will do; so initials, full
 * spelling and mixtures are one rule, polyphones cost a few bits, and nothing is allocated.
 */
#include <string.h>

#include "base/pinyin_table.h"
#include "base/text_internal.h"
#include "hotline/text.h"

enum {
	QUERY_MAX = 63,         /* letters; bit 63 of a mask is the end of the longest */
	NAME_POINTS = 256,         /* characters of a name that are looked at */
};

/* Scores: how much of the name was meant rules, then how it was spelt, then how little is left over. */
enum {
	SCORE_EXACT = 300,
	SCORE_PREFIX = 200,
	SCORE_INNER = PINYIN_LOOSE_MOST + 1,
	SCORE_LOOSE = 10,
	SCORE_LITERAL = 60,
	SCORE_SPELT_MOST = 40,
	SCORE_AS_READ = 20,
	SCORE_SHORT = 10,
};

struct query {
	uint32_t letters[QUERY_MAX];
	unsigned count;
	uint64_t gaps;          /* bit p: a blank stood before letter p, so no syllable runs over it */
	bool latin;             /* it has letters that may be pinyin */
	bool whole;             /* all syllables but the last have to be written out */
};

static bool parse_query(struct query *q, const char *s)
{
	size_t len = strlen(s);

	q->count = 0;
	q->gaps = 0;
	q->latin = q->whole = false;
	for (size_t at = 0; at < len;) {
		int bytes;
		uint32_t c = pinyin_fold(text_decode(s + at, len - at, &bytes));

		at += (size_t)bytes;
		if (!c) {
			q->gaps |= UINT64_C(1) << q->count;
			continue;
		}
		if (q->count == QUERY_MAX)
			return false;
		q->letters[q->count++] = c;
		q->latin |= c >= 'a' && c <= 'z';
	}
	return true;
}

static bool same_letter(char spelt, uint32_t typed)
{
	return (uint32_t)spelt == typed || (spelt == 'v' && typed == 'u');
}

/* May the syllable end behind its letter i, which is the query's p + i? */
static bool may_end(const struct query *q, const char *syllable, unsigned p, unsigned i)
{
	return !q->whole || !syllable[i + 1] || (p && p + i + 1 == q->count);
}

/* Where the query can stand after a syllable taken from letter p on: bits p+1 … p+n. */
static uint64_t take_syllable(const struct query *q, unsigned p, const char *syllable)
{
	uint64_t reached = 0;

	for (unsigned i = 0; syllable[i] && p + i < q->count; i++) {
		if (!same_letter(syllable[i], q->letters[p + i]))
			break;
		if (i && (q->gaps >> (p + i) & 1))
			break;
		if (may_end(q, syllable, p, i))
			reached |= UINT64_C(2) << (p + i);
	}
	return reached;
}

static uint64_t take_readings(const struct query *q, unsigned p, const uint16_t *readings, size_t count)
{
	uint64_t reached = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned id = readings[i] & PINYIN_VALUE;

		reached |= take_syllable(q, p, pinyin_syllables[id]);
	}
	return reached;
}

/* The mask after one more character c with these readings. */
static uint64_t take_character(const struct query *q, uint64_t mask, uint32_t c,
			       const uint16_t *readings, size_t count)
{
	uint64_t reached = 0;

	for (uint64_t left = mask; left; left &= left - 1) {
		unsigned p = (unsigned)__builtin_ctzll(left);

		if (p >= q->count)
			break;
		if (q->letters[p] == c)
			reached |= UINT64_C(2) << p;
		else if (q->letters[p] < 0x80)
			reached |= take_readings(q, p, readings, count);
	}
	return reached;
}

static unsigned fold_name(uint32_t *chars, const char *name)
{
	size_t len = strlen(name);
	unsigned count = 0;

	for (size_t at = 0; at < len && count < NAME_POINTS;) {
		int bytes;
		uint32_t c = pinyin_fold(text_decode(name + at, len - at, &bytes));

		at += (size_t)bytes;
		if (c)
			chars[count++] = c;
	}
	return count;
}

/* How many characters from `chars` on the query takes, 0 when it does not match there. */
static unsigned match_here(const struct query *q, const uint32_t *chars, unsigned count)
{
	uint64_t mask = 1;

	for (unsigned i = 0; i < count && mask; i++) {
		size_t many;
		const uint16_t *readings = pinyin_readings(chars[i], &many);

		mask = take_character(q, mask, chars[i], readings, many);
		if (mask >> q->count & 1)
			return i + 1;
	}
	return 0;
}

/* Does it also match with the one reading that each character has in this name? */
static bool matches_as_read(const struct query *q, const char *name, unsigned start, unsigned count)
{
	struct pinyin_reader reader = pinyin_reader_init(name);
	uint64_t mask = 1;
	unsigned syllable, at = 0;
	uint32_t c;

	while (at < start + count && pinyin_reader_next(&reader, &c, &syllable)) {
		if (!c || at++ < start)
			continue;
		uint16_t reading = (uint16_t)syllable;

		mask = take_character(q, mask, c, &reading, syllable != 0);
	}
	return mask >> q->count & 1;
}

static int score(const struct query *q, const char *name, unsigned start, unsigned taken, unsigned length)
{
	unsigned left = length - taken, spelt = 10 * q->count / taken;
	int points = !start ? (left ? SCORE_PREFIX : SCORE_EXACT) : q->whole ? SCORE_INNER : SCORE_LOOSE;

	points += left < SCORE_SHORT ? SCORE_SHORT - (int)left : 0;
	if (!q->latin)
		return points + SCORE_LITERAL + SCORE_AS_READ;
	points += spelt < SCORE_SPELT_MOST ? (int)spelt : SCORE_SPELT_MOST;
	return points + (matches_as_read(q, name, start, taken) ? SCORE_AS_READ : 0);
}

/* The first place where it matches from there on; `length`: none. */
static unsigned find(const struct query *q, const uint32_t *chars, unsigned length, unsigned start, unsigned *taken)
{
	for (; start < length; start++)
		if ((*taken = match_here(q, chars + start, length - start)))
			break;
	return start;
}

int pinyin_match(const char *name, const char *query)
{
	uint32_t chars[NAME_POINTS];
	unsigned taken = 0;
	struct query q;

	if (!parse_query(&q, query))
		return 0;
	if (!q.count)
		return 1;
	unsigned length = fold_name(chars, name), loose = find(&q, chars, length, 0, &taken);

	if (loose == length)
		return 0;
	if (!loose)
		return score(&q, name, 0, taken, length);
	struct query strict = q;
	unsigned strictly = taken;
	strict.whole = true;
	unsigned start = find(&strict, chars, length, loose, &strictly);
	return start < length ? score(&strict, name, start, strictly, length) : score(&q, name, loose, taken, length);
}
