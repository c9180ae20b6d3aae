/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_internal.h -- what the text_*.c files share.
 *
 * A "plain" code point is printable ASCII or the common East Asian letters and
 * punctuation: its columns are known without asking the C library, and it always
 * starts a grapheme cluster. Nearly all text of the house is plain, which is what
 * makes the fast paths fast. (UAX #29 would glue a plain letter to one of the 27
 * prepended format characters of Indic and Arabic scripts; we do not.)
 */
#ifndef HOTLINE_BASE_TEXT_INTERNAL_H
#define HOTLINE_BASE_TEXT_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

static inline bool text_point_is_ideograph(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}

static inline bool text_point_is_plain_wide(uint32_t c)
{
	return text_point_is_ideograph(c) || (c >= 0xFF01 && c <= 0xFF60) ||
	       (c >= 0x3000 && c <= 0x3029) || (c >= 0x3041 && c <= 0x3096) ||
	       (c >= 0x30A0 && c <= 0x30FF);
}

static inline bool text_point_is_plain(uint32_t c)
{
	return (c >= 0x20 && c < 0x7F) || text_point_is_plain_wide(c);
}

/* Columns of one code point; what wcwidth() cannot print counts as one blank. */
static inline int text_point_columns(uint32_t c)
{
	if (c < 0x7F)
		return 1;
	if (text_point_is_plain_wide(c))
		return 2;
	int columns = wcwidth((wchar_t)c);
	return columns < 0 ? 1 : columns;
}

/* The simplified form of a traditional Chinese character, or c itself. */
uint32_t text_simplify(uint32_t c);

/* Appends c to out (at least 4 bytes) as UTF-8; returns the bytes written. */
int text_encode(char *out, uint32_t c);

#endif
