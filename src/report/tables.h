/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tables.h -- what a report looks like laid out: its sections and their columns. Private to this room. */
#ifndef REPORT_TABLES_H
#define REPORT_TABLES_H

enum cell { CELL_TEXT, CELL_NUMBER, CELL_PERCENT, CELL_TIME, CELL_MOMENT, CELL_DAY, CELL_WORD };
enum {
	BAR = 1,                /* with a bar behind the number */
	PAPER = 2,              /* not in the terminal's 80 columns */
	PAPER_BAR = 4,          /* the bar on paper only */
	CUT = 8,                /* a long text, shortened in the terminal */
};
struct column { const char *member, *title; enum cell kind; unsigned flags; };
/* Up to a pointer NULL; columns up to a member NULL. Neighbours with the same columns are one table as CSV. */
struct section { const char *pointer, *title; const struct column *columns; };
struct table_kind { const char *kind, *title; const struct section *sections; };

const struct table_kind *table_find(const char *kind);  /* NULL: none */
/* A code in words: "visited", "ready", "closed"; the code itself when it is none. */
const char *table_word(const char *code);

#endif
