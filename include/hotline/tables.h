/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables.h -- what a report looks like laid out: its sections, their columns, and each of them as text of a terminal.
 *
 * The same for what the server prints, for hotlinectl and for the workstation's screen.
 */
#ifndef HOTLINE_TABLES_H
#define HOTLINE_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/buf.h"
#include "hotline/json.h"

enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_PERCENT, CELL_TIME, CELL_MOMENT, CELL_DAY, CELL_WORD, CELL_STATE };
enum {
	COLUMN_BAR = 1,         /* with a bar behind the number */
	COLUMN_PAPER = 2,       /* in a terminal only where there is room */
	COLUMN_PAPER_BAR = 4,   /* the bar on paper only */
	COLUMN_CUT = 8,         /* a long text, shortened in the terminal */
	COLUMN_SPARK = 16,      /* its course is drawn above the rows */
};
struct column { const char *member, *title; enum cell_kind kind; unsigned flags; };
/* Up to a pointer NULL; columns up to a member NULL. Neighbours with the same columns are one table as CSV. */
struct section { const char *pointer, *title; const struct column *columns; };
struct table_kind { const char *kind, *title; const struct section *sections; unsigned roles; };      /* who may ask for it */

/* `kind` as in the API; NULL: there is none. All of them, in the order they are offered. */
const struct table_kind *table_find(const char *kind);
extern const struct table_kind table_kinds[];
extern const size_t table_kind_count;

/* "2026-11-25 00:00 – 2026-11-26 00:00", appended; false: the report has no period. */
bool table_add_period(struct buf *out, const json *report);
/* A figure or the state of a seat in words: "visited", "ready"; the code itself when it is none. */
const char *table_word(const char *code);

/* The rows of a section: an array, or one object. */
size_t table_rows(const json *part);
const json *table_row_at(const json *part, size_t i);
/* One cell, clean, appended; numbers stand to the right. */
void table_cell(struct buf *out, const struct column *c, const json *row);
bool table_is_number(const struct column *c);
double table_number(const struct column *c, const json *row);
double table_largest(const struct column *c, const json *part);

/* -- for a terminal ------------------------------------------------------------------- */

enum { TABLE_COLUMNS_MOST = 16 };
struct table_layout {
	const struct section *section;
	const json *part;               /* borrowed */
	int gap;                        /* between two columns */
	int widths[TABLE_COLUMNS_MOST];         /* 0: not shown */
	double most[TABLE_COLUMNS_MOST];
};
/* Fits the section's columns into `width`, at least 40: paper's columns come in where there is room; then gaps, then long
 * texts give way. */
void table_fit(struct table_layout *t, const struct section *section, const json *part, int width);
/* One row without a line end, appended; NULL: the titles. */
void table_row(struct buf *out, const struct table_layout *t, const json *row);
/* Column and width in a row of the first long text; false: there is none. */
bool table_main(const struct table_layout *t, int *x, int *width);
/* "Contacts ▁▂▅█  Tickets ▁▁▂█", appended; false: the section draws no course, or has less than 3 or more than 60 rows. */
bool table_sparks(struct buf *out, const struct table_layout *t);

#endif
