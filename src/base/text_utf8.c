/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_utf8.c -- code points and grapheme clusters of UTF-8.
 *
 * Decoding is strict (no overlong form, surrogate or value above U+10FFFF); every
 * invalid byte stands for itself as one U+FFFD, so a walk always moves on and always
 * visits the same boundaries, whatever the bytes. Cluster rules come from libunistring,
 * asked only for the few code points between two plain ones.
 */
#include "hotline/text.h"

#include <locale.h>
#include <string.h>

#include <unigbrk.h>

#include "base/text_internal.h"

/* Longest cluster, in code points; only hostile text has longer ones. */
enum { CLUSTER_POINTS = 32 };

void text_init(void)
{
	static const char *const names[] = { "C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8", "" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (setlocale(LC_CTYPE, names[i]))
			return;
}

static bool is_tail(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

void text_copy(char *out, size_t size, const char *s)
{
	size_t n = s ? strnlen(s, size) : 0;

	if (n >= size) {
		n = size - 1;
		while (n && is_tail((unsigned char)s[n]))
			n--;
	}
	memcpy(out, s ? s : "", n);
	out[n] = '\0';
}

static uint32_t decode_invalid(int *bytes)
{
	*bytes = 1;
	return 0xFFFD;
}

uint32_t text_decode(const char *s, size_t len, int *bytes)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t c = u[0];

	*bytes = 1;
	if (c < 0x80)
		return c;
	if (c >= 0xE0 && c < 0xF0 && len >= 3 && is_tail(u[1]) && is_tail(u[2])) {
		c = (c & 0x0F) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
			return decode_invalid(bytes);
		*bytes = 3;
		return c;
	}
	if (c >= 0xC2 && c < 0xE0 && len >= 2 && is_tail(u[1])) {
		*bytes = 2;
		return (c & 0x1F) << 6 | (u[1] & 0x3Fu);
	}
	if (c >= 0xF0 && c < 0xF5 && len >= 4 && is_tail(u[1]) && is_tail(u[2]) && is_tail(u[3])) {
		c = (c & 0x07) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
		if (c < 0x10000 || c > 0x10FFFF)
			return decode_invalid(bytes);
		*bytes = 4;
		return c;
	}
	return decode_invalid(bytes);
}

int text_encode(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	int tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };

	out[0] = (char)(lead[tails] | c >> (6 * tails));
	for (int i = 1; i <= tails; i++)
		out[i] = (char)(0x80 | ((c >> (6 * (tails - i))) & 0x3F));
	return tails + 1;
}

static bool is_invalid(uint32_t c, int bytes)
{
	return c == 0xFFFD && bytes == 1;
}

bool text_is_valid(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		int bytes;
		uint32_t c = text_decode(s + i, len - i, &bytes);

		if (is_invalid(c, bytes))
			return false;
		i += (size_t)bytes;
	}
	return true;
}

size_t text_offset(const char *s, size_t len, long points)
{
	size_t at = 0;

	for (long n = 0; n < points && at < len; n++) {
		int bytes;

		text_decode(s + at, len - at, &bytes);
		at += (size_t)bytes;
	}
	return at;
}

size_t text_count(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; count++) {
		int bytes;

		text_decode(s + i, len - i, &bytes);
		i += (size_t)bytes;
	}
	return count;
}

/* Bytes at s that could belong to the cluster starting there: up to the next sure boundary. */
static size_t cluster_window(const char *s, size_t len, size_t first)
{
	size_t end = first;

	for (int points = 1; end < len && points < CLUSTER_POINTS; points++) {
		int bytes;
		uint32_t c = text_decode(s + end, len - end, &bytes);

		if (text_point_is_plain(c) || c < 0x20 || is_invalid(c, bytes))
			break;
		end += (size_t)bytes;
	}
	return end;
}

static size_t cluster_length(const char *s, size_t first, size_t window)
{
	char breaks[4 * CLUSTER_POINTS];
	size_t at = first;

	if (window == first)
		return first;
	u8_grapheme_breaks((const uint8_t *)s, window, breaks);
	while (at < window && !breaks[at])
		at++;
	return at;
}

static int sum_columns(const char *s, size_t len)
{
	int columns = 0;

	for (size_t i = 0; i < len;) {
		int bytes;

		columns += text_point_columns(text_decode(s + i, len - i, &bytes));
		i += (size_t)bytes;
	}
	return columns;
}

size_t text_cluster(const char *s, size_t len, int *columns)
{
	*columns = 0;
	if (!len)
		return 0;

	int bytes;
	uint32_t c = text_decode(s, len, &bytes);
	size_t length = (size_t)bytes;

	if (c >= 0x20 && !is_invalid(c, bytes))
		length = cluster_length(s, length, cluster_window(s, len, length));
	*columns = length == (size_t)bytes ? text_point_columns(c) : sum_columns(s, length);
	return length;
}

size_t text_next(const char *s, size_t len, size_t at)
{
	int columns;

	if (at >= len)
		return len;
	return at + text_cluster(s + at, len - at, &columns);
}

static size_t previous_point(const char *s, size_t at)
{
	for (size_t back = 1; back <= 4 && back <= at; back++) {
		int bytes;

		text_decode(s + at - back, back, &bytes);
		if ((size_t)bytes == back)
			return at - back;
	}
	return at - 1;
}

static bool is_sure_boundary(const char *s, size_t len)
{
	int bytes;
	uint32_t c = text_decode(s, len, &bytes);

	return text_point_is_plain(c) || c < 0x20;
}

size_t text_prev(const char *s, size_t len, size_t at)
{
	size_t from, next;

	if (at > len)
		at = len;
	if (!at)
		return 0;
	for (from = previous_point(s, at); from && !is_sure_boundary(s + from, len - from);)
		from = previous_point(s, from);
	while ((next = text_next(s, len, from)) < at)
		from = next;
	return from;
}

bool text_has_code(const char *codes, const char *code)
{
	size_t len = strlen(code);

	for (const char *p = codes; p && *p; p += strcspn(p, " ")) {
		p += strspn(p, " ");
		if (len && strcspn(p, " ") == len && !strncmp(p, code, len))
			return true;
	}
	return false;
}

bool text_has_any(const char *text, const char *words)
{
	size_t left = strlen(text);

	for (const char *w = words; *w;) {
		size_t len = strcspn(w, "|");
		if (len && memmem(text, left, w, len))
			return true;
		w += len + (w[len] == '|');
	}
	return false;
}
