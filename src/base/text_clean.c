/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_clean.c -- the one place where text from outside becomes harmless on a terminal.
 *
 * What could move the cursor, change direction, hide or be drawn at a width that nobody
 * knows becomes a visible mark; marks themselves are clean, so cleaning twice changes
 * nothing. Variation selectors stay: names are written with them, and they only pick a glyph.
 */
#include "hotline/text.h"

#include <unictype.h>

#include <string.h>

#include "base/text_internal.h"

/* A terminal cell of ncurses holds a base and four more code points. */
enum { MAX_COMBINING = 4 };

enum verdict { KEEP, DROP, MARK_BYTE, MARK_PICTURE, MARK_NUMBER };

static bool is_variation_selector(uint32_t c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static bool is_noncharacter(uint32_t c)
{
	return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static bool is_private(uint32_t c)
{
	return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/* Printable, of a known width, and not one to be numbered. */
static bool is_harmless(uint32_t c)
{
	if (is_variation_selector(c))
		return true;
	if (c == 0x2028 || c == 0x2029)
		return false;
	/* Those that are seen, such as the number sign of Arabic, are as wide as each terminal likes. */
	if (uc_is_general_category(c, UC_FORMAT))
		return false;
	if (is_noncharacter(c) || is_private(c) || wcwidth((wchar_t)c) < 0)
		return false;
	return !uc_is_property_default_ignorable_code_point(c);
}

static enum verdict judge(uint32_t c, int bytes, unsigned flags, int *combining)
{
	if (c < 0x20 || c == 0x7F) {
		*combining = 0;
		if ((c == '\n' && (flags & TEXT_LINES)) || (c == '\t' && (flags & TEXT_TABS)))
			return KEEP;
		return MARK_PICTURE;
	}
	if (text_point_is_plain(c)) {
		*combining = 0;
		return KEEP;
	}
	if (c == 0xFFFD && bytes == 1) {
		*combining = 0;
		return MARK_BYTE;
	}
	if (!is_harmless(c)) {
		*combining = 0;
		return MARK_NUMBER;
	}
	*combining = wcwidth((wchar_t)c) ? 0 : *combining + 1;
	return *combining > MAX_COMBINING ? DROP : KEEP;
}

static void add_mark(struct buf *out, enum verdict verdict, uint32_t c)
{
	char picture[4];

	if (verdict == MARK_BYTE)
		buf_adds(out, "\xEF\xBF\xBD");
	else if (verdict == MARK_NUMBER)
		buf_addf(out, "‹U+%04X›", (unsigned)c);
	else if (verdict == MARK_PICTURE)
		buf_add(out, picture, (size_t)text_encode(picture, c == 0x7F ? 0x2421 : 0x2400 + c));
}

/* Bytes from s that stay as they are; *verdict and *point tell what stopped, *bytes its length. */
static size_t clean_prefix(const char *s, size_t len, unsigned flags, int *combining,
			   enum verdict *verdict, uint32_t *point, int *bytes)
{
	size_t at = 0;

	while (at < len) {
		*point = text_decode(s + at, len - at, bytes);
		*verdict = judge(*point, *bytes, flags, combining);
		if (*verdict != KEEP)
			break;
		at += (size_t)*bytes;
	}
	return at;
}

void text_clean(struct buf *out, const char *s, size_t len, unsigned flags)
{
	int combining = 0;

	while (len) {
		enum verdict verdict = KEEP;
		uint32_t point = 0;
		int bytes = 0;
		size_t kept = clean_prefix(s, len, flags, &combining, &verdict, &point, &bytes);

		buf_add(out, s, kept);
		if (kept < len) {
			add_mark(out, verdict, point);
			kept += (size_t)bytes;
		}
		s += kept;
		len -= kept;
	}
}

bool text_is_clean(const char *s, size_t len, unsigned flags)
{
	enum verdict verdict;
	uint32_t point;
	int bytes, combining = 0;

	return clean_prefix(s, len, flags, &combining, &verdict, &point, &bytes) == len;
}

bool text_is_blank(const char *s)
{
	const char *end = s + strlen(s);

	for (int bytes; s < end; s += bytes) {
		uint32_t point = text_decode(s, (size_t)(end - s), &bytes);
		if (!uc_is_property_white_space(point) && wcwidth((wchar_t)point))
			return false;
	}
	return true;
}

void text_squeeze(struct buf *out, const char *s, unsigned flags)
{
	static const char blanks[] = " \t\r\n\f\v";
	bool begun = false;

	while (*s) {
		size_t gap = strspn(s, blanks), word = strcspn(s + gap, blanks);
		bool line = memchr(s, '\n', gap) && flags & TEXT_LINES;
		if (begun && word && gap)
			buf_addch(out, line ? '\n' : ' ');
		buf_add(out, s + gap, word);
		begun |= word > 0;
		s += gap + word;
	}
}

bool text_has_control(const char *s, size_t len, unsigned flags)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bool ends_line = c == '\n' || c == '\r', begins_c1 = c == 0xc2 && i + 1 < len;
		if ((c < 0x20 && c != '\t' && !(ends_line && flags & TEXT_LINES)) || c == 0x7f)
			return true;
		if (begins_c1 && (unsigned char)s[i + 1] < 0xa0)
			return true;
	}
	return false;
}
