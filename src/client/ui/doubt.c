/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doubt.c -- see doubt.h. The tables of terminals agree on what Unicode had about 2006, so this names what came later. */
#include "client/ui/doubt.h"

#include <unictype.h>

/* What nearly every cell holds. */
static bool is_sure(uint32_t c)
{
	return c < 0x483 || (c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xFF01 && c <= 0xFF60);
}

static bool is_in_doubt(uint32_t c)
{
	if (is_sure(c))
		return false;
	int columns = wcwidth((wchar_t)c);
	if (columns == 0 || c == 0x6DE || (c >= 0x16000 && c < 0x20000))
		return true;
	if (uc_is_general_category(c, UC_COMBINING_SPACING_MARK))
		return true;
	return columns == 2 && c < 0x2E80 && !(c >= 0x1100 && c < 0x1160);
}

bool doubt_of(const struct cell *cell)
{
	for (int i = 0; i < CELL_CHARS && cell->text[i]; i++)
		if (is_in_doubt((uint32_t)cell->text[i]))
			return true;
	return false;
}

int doubt_reach(const struct cell *row, int x)
{
	int reach = 2;

	for (int i = 1; i < CELL_CHARS && row[x].text[i]; i++)
		reach += 2;
	return reach;
}

bool doubt_fits(const struct cell *row, int x, int width)
{
	return x + doubt_reach(row, x) <= width;
}
