/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_width.c -- columns of text, and cutting text to columns.
 *
 * A string's columns are the sum of wcwidth() over its code points, which is also how
 * ncurses advances; a cluster is never cut in half. A control character counts as one
 * column: the one-line drawer shows a blank for it.
 */
#include "hotline/text.h"

#include <string.h>

#include "base/text_internal.h"

int text_width_n(const char *s, size_t len)
{
	int columns = 0;

	for (size_t i = 0; i < len;) {
		int bytes;

		columns += text_point_columns(text_decode(s + i, len - i, &bytes));
		i += (size_t)bytes;
	}
	return columns;
}

int text_width(const char *s)
{
	return text_width_n(s, strlen(s));
}

size_t text_fit(const char *s, size_t len, int columns, int *used)
{
	size_t at = 0;
	int total = 0;

	while (at < len) {
		int width;
		size_t length = text_cluster(s + at, len - at, &width);

		if (total + width > columns)
			break;
		total += width;
		at += length;
	}
	if (used)
		*used = total;
	return at;
}

static void add_one_line(struct buf *out, const char *s, size_t len)
{
	size_t start = out->len;

	buf_add(out, s, len);
	for (size_t i = start; i < out->len; i++)
		if ((unsigned char)out->data[i] < 0x20)
			out->data[i] = ' ';
}

void text_add_fitted(struct buf *out, const char *s, int columns, bool pad)
{
	size_t len = strlen(s);
	int used = 0;

	if (columns <= 0)
		return;
	size_t fit = text_fit(s, len, columns, &used);

	if (fit < len)
		fit = text_fit(s, len, columns - 1, &used);
	add_one_line(out, s, fit);
	if (fit < len) {
		buf_adds(out, "…");
		used++;
	}
	for (; pad && used < columns; used++)
		buf_addch(out, ' ');
}
