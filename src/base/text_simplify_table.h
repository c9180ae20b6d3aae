/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_simplify_table.h -- the generated table behind text_simplify(). */
#ifndef HOTLINE_BASE_TEXT_SIMPLIFY_TABLE_H
#define HOTLINE_BASE_TEXT_SIMPLIFY_TABLE_H

struct simplify_pair {
	unsigned short from, to;
};

extern const struct simplify_pair simplify_pairs[];
/* The pairs of page p (code point >> 8) are simplify_pairs[simplify_pages[p]] up to page p + 1's. */
extern const unsigned short simplify_pages[257];

#endif
