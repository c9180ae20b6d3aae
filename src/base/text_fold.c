/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_fold.c -- one form of a text for searching, the same on both sides.
 *
 * Code point by code point: compatibility decomposition, marks dropped, case folded,
 * traditional Chinese to simplified, punctuation and white space to one blank. Kana voicing
 * marks and Hangul letters are put together again, because there they are part of the
 * letter. Origins only ever grow, so a hit in the folded text maps to one run of the source.
 */
#include "hotline/text.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/text_internal.h"
#include "hotline/alloc.h"

/* The longest compatibility decomposition is 18 code points; each can fold to 3. */
enum { DECOMPOSED = 24, CASED = 4 };

static void push(struct text_folded *out, uint32_t c, uint32_t origin)
{
	if (out->count == out->alloc) {
		size_t alloc = out->alloc;

		ARRAY_GROW(out->points, out->count + 1, alloc);
		ARRAY_GROW(out->origin, out->count + 1, out->alloc);
	}
	out->points[out->count] = c;
	out->origin[out->count++] = origin;
}

static void push_blank(struct text_folded *out, uint32_t origin)
{
	if (out->count && out->points[out->count - 1] != ' ')
		push(out, ' ', origin);
}

/* Letters, digits and the signs that carry meaning in prices, addresses and names (C++, A&B). */
static bool is_ascii_kept(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("#$%&+<=>@", (int)c));
}

static void push_ascii(struct text_folded *out, uint32_t c, uint32_t origin)
{
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if (is_ascii_kept(c))
		push(out, c, origin);
	else
		push_blank(out, origin);
}

/* Kana voicing marks and Hangul vowels and finals join the letter before them. */
static bool joins(uint32_t c)
{
	return c == 0x3099 || c == 0x309A || (c >= 0x1161 && c <= 0x11FF);
}

static bool join(struct text_folded *out, uint32_t c)
{
	if (!joins(c) || !out->count)
		return false;
	ucs4_t whole = uc_composition(out->points[out->count - 1], c);

	if (whole)
		out->points[out->count - 1] = whole;
	return whole != 0;
}

static void push_letter(struct text_folded *out, uint32_t c, uint32_t origin)
{
	uint32_t cased[CASED];
	size_t count = CASED;
	ucs4_t letter = c;
	uint32_t *folded = u32_casefold(&letter, 1, NULL, NULL, cased, &count);

	if (!folded)
		return;
	for (size_t i = 0; i < count; i++)
		push(out, folded[i], origin);
	if (folded != cased)
		free(folded);
}

/* A decomposed code point that is neither ASCII nor an ideograph. */
static void push_other(struct text_folded *out, uint32_t c, uint32_t origin)
{
	if (join(out, c) || uc_is_property_default_ignorable_code_point(c))
		return;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me))
		return;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_Z |
						UC_CATEGORY_MASK_Cc))
		push_blank(out, origin);
	else
		push_letter(out, c, origin);
}

static void push_decomposed(struct text_folded *out, uint32_t c, uint32_t origin)
{
	if (c < 0x80)
		push_ascii(out, c, origin);
	else if (text_point_is_ideograph(c))
		push(out, text_simplify(c), origin);
	else
		push_other(out, c, origin);
}

static void push_any(struct text_folded *out, uint32_t c, uint32_t origin)
{
	uint32_t parts[DECOMPOSED];
	size_t count = DECOMPOSED;
	ucs4_t whole = c;

	if (c >= 0xAC00 && c <= 0xD7A3) {
		push(out, c, origin);
		return;
	}
	uint32_t *decomposed = u32_normalize(UNINORM_NFKD, &whole, 1, parts, &count);

	if (!decomposed)
		return;
	for (size_t i = 0; i < count; i++)
		push_decomposed(out, decomposed[i], origin);
	if (decomposed != parts)
		free(decomposed);
}

static void fold_point(struct text_folded *out, uint32_t c, uint32_t origin)
{
	if (c < 0x80)
		push_ascii(out, c, origin);
	else if (text_point_is_ideograph(c))
		push(out, text_simplify(c), origin);
	else if (c >= 0xFF01 && c <= 0xFF5E)
		push_ascii(out, c - 0xFEE0, origin);
	else if (c >= 0x3000 && c <= 0x3003)
		push_blank(out, origin);
	else
		push_any(out, c, origin);
}

void text_fold_points(struct text_folded *out, const char *s, size_t len)
{
	uint32_t index = 0;

	out->count = 0;
	for (size_t i = 0; i < len; index++) {
		int bytes;

		fold_point(out, text_decode(s + i, len - i, &bytes), index);
		i += (size_t)bytes;
	}
	if (out->count && out->points[out->count - 1] == ' ')
		out->count--;
}

void text_fold(struct buf *out, const char *s, size_t len)
{
	struct text_folded folded = { 0 };

	text_fold_points(&folded, s, len);
	buf_reserve(out, folded.count * 4);
	for (size_t i = 0; i < folded.count; i++) {
		char bytes[4];

		buf_add(out, bytes, (size_t)text_encode(bytes, folded.points[i]));
	}
	text_folded_release(&folded);
}

void text_folded_release(struct text_folded *f)
{
	free(f->points);
	free(f->origin);
	*f = (struct text_folded){ 0 };
}
