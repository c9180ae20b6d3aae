/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_simplify.c -- traditional to simplified, character by character: for searching, not reading. */
#include "base/text_internal.h"
#include "base/text_simplify_table.h"

uint32_t text_simplify(uint32_t c)
{
	if (c > 0xFFFF)
		return c;
	unsigned low = simplify_pages[c >> 8], high = simplify_pages[(c >> 8) + 1];

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (simplify_pairs[middle].from < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < simplify_pages[(c >> 8) + 1] && simplify_pairs[low].from == c)
		return simplify_pairs[low].to;
	return c;
}
