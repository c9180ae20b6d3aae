/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.c -- see csv.h. */
#include "hotline/csv.h"

#include <string.h>

#include "hotline/alloc.h"

/* What a spreadsheet would take for a formula, also in full width. */
static bool is_formula(const char *text)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (!strncmp(text, signs[i], strlen(signs[i])))
			return true;
	return false;
}

void csv_cell(struct buf *out, const char *text, bool number)
{
	bool formula = !number && is_formula(text);

	if (!formula && !strpbrk(text, ",\"\r\n")) {
		buf_adds(out, text);
		return;
	}
	buf_adds(out, formula ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			buf_addch(out, '"');
		buf_addch(out, *text);
	}
	buf_addch(out, '"');
}
