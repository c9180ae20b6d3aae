/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_text.c -- the tables of a report as text: cells, columns that fit a width, bars, and the course of a figure.
 */
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/tables.h"
#include "hotline/text.h"
#include "hotline/ticket.h"

enum { BAR_CELLS = 12, CUT_LEAST = 10, GAP = 2, GAP_NARROW = 1, SPARKS_LEAST = 3, SPARKS_MOST = 60 };

bool table_add_period(struct buf *out, const json *report)
{
	const char *from = jo_str(report, "from"), *to = jo_str(report, "to");

	if (!from || !to || strlen(from) < 16 || strlen(to) < 16)
		return false;
	buf_addf(out, "%.10s %.5s – %.10s %.5s", from, from + 11, to, to + 11);
	return true;
}

/* -- cells -------------------------------------------------------------------------- */

static void add_time(struct buf *out, const char *text, size_t from, size_t len)
{
	if (text && strlen(text) >= from + len)
		buf_add(out, text + from, len);
}

/* "11-26 09:05" */
static void add_moment(struct buf *out, const char *text)
{
	add_time(out, text, 5, 5);
	if (out->len)
		buf_addch(out, ' ');
	add_time(out, text, 11, 5);
}

void table_cell(struct buf *out, const struct column *c, const json *row)
{
	json *v = jo_get(row, c->member);
	const char *text = v ? json_object_get_string(v) : "";
	enum ticket_state state;

	switch (c->kind) {
	case CELL_PERCENT:
		if (v)
			buf_addf(out, "%.1f%%", json_object_get_double(v) * 100);
		break;
	case CELL_TIME:
		add_time(out, text, 11, 5);
		break;
	case CELL_MOMENT:
		add_moment(out, text);
		break;
	case CELL_DAY:
		add_time(out, text, 0, 10);
		break;
	case CELL_STATE:
		if (ticket_state_parse(text, &state))
			text = _(ticket_state_label(state));
		text_clean(out, text, strlen(text), 0);
		break;
	case CELL_WORD:
		text = table_word(text);
		/* fall through */
	default:
		text_clean(out, text, strlen(text), 0);
	}
}

double table_number(const struct column *c, const json *row)
{
	json *v = jo_get(row, c->member);

	return v ? json_object_get_double(v) : 0;
}

size_t table_rows(const json *part)
{
	return json_object_is_type(part, json_type_array) ? jo_len(part) : part ? 1 : 0;
}

const json *table_row_at(const json *part, size_t i)
{
	return json_object_is_type(part, json_type_array) ? jo_at(part, i) : part;
}

double table_largest(const struct column *c, const json *part)
{
	double most = 0;

	for (size_t i = 0; i < table_rows(part); i++)
		if (table_number(c, table_row_at(part, i)) > most)
			most = table_number(c, table_row_at(part, i));
	return most;
}

bool table_is_number(const struct column *c)
{
	return c->kind == CELL_NUMBER || c->kind == CELL_PERCENT;
}

/* -- rows ------------------------------------------------------------------------------ */

static void pad(struct buf *out, int columns)
{
	while (columns-- > 0)
		buf_addch(out, ' ');
}

static void add_padded(struct buf *out, const char *text, int width, bool right)
{
	int gap = width - text_width(text);

	if (right)
		pad(out, gap);
	buf_adds(out, text);
	if (!right)
		pad(out, gap);
}

static void add_bar(struct buf *out, double value, double most)
{
	int cells = most > 0 ? (int)(value / most * BAR_CELLS + 0.5) : 0;

	for (int i = 0; i < BAR_CELLS; i++)
		buf_adds(out, i < cells ? "█" : " ");
}

/* Of a NULL row the title. */
static void add_text_cell(struct buf *out, const struct column *c, const json *row)
{
	if (row)
		table_cell(out, c, row);
	else
		buf_adds(out, _(c->title));
}

static int cell_width(const struct column *c, const json *row)
{
	struct buf cell = BUF_INIT;

	add_text_cell(&cell, c, row);
	int width = text_width(cell.data);
	buf_release(&cell);
	return width;
}

static int column_width(const struct column *c, const json *part)
{
	int width = cell_width(c, NULL);

	for (size_t i = 0; i < table_rows(part); i++) {
		int w = cell_width(c, table_row_at(part, i));
		width = w > width ? w : width;
	}
	return width;
}

static bool has_bar(const struct table_layout *t, int n)
{
	return t->section->columns[n].flags & COLUMN_BAR && table_rows(t->part) > 1;
}

/* What a column takes, its gap with it. */
static int room_of(const struct table_layout *t, int n)
{
	return t->widths[n] ? t->widths[n] + t->gap + (has_bar(t, n) ? BAR_CELLS + 1 : 0) : 0;
}

static int room_of_all(const struct table_layout *t)
{
	int width = -t->gap;

	for (int n = 0; t->section->columns[n].member; n++)
		width += room_of(t, n);
	return width;
}

/* Long texts give way, the longest first. */
static void cut_texts(struct table_layout *t, int width)
{
	const struct column *columns = t->section->columns;

	for (int over = room_of_all(t) - width; over > 0; over--) {
		int widest = -1;
		for (int n = 0; columns[n].member; n++)
			if (columns[n].flags & COLUMN_CUT && t->widths[n] > CUT_LEAST &&
			    (widest < 0 || t->widths[n] > t->widths[widest]))
				widest = n;
		if (widest < 0)
			return;
		t->widths[widest]--;
	}
}

void table_fit(struct table_layout *t, const struct section *section, const json *part, int width)
{
	const struct column *columns = section->columns;

	*t = (struct table_layout){ .section = section, .part = part, .gap = GAP };
	for (int n = 0; columns[n].member; n++) {
		t->most[n] = table_largest(&columns[n], part);
		if (!(columns[n].flags & COLUMN_PAPER))
			t->widths[n] = column_width(&columns[n], part);
	}
	for (int n = 0; columns[n].member; n++) {
		if (!(columns[n].flags & COLUMN_PAPER))
			continue;
		t->widths[n] = column_width(&columns[n], part);
		if (room_of_all(t) > width)
			t->widths[n] = 0;
	}
	if (room_of_all(t) > width)
		t->gap = GAP_NARROW;
	cut_texts(t, width);
}

static void add_column(struct buf *out, const struct table_layout *t, int n, const json *row)
{
	const struct column *c = &t->section->columns[n];
	struct buf cell = BUF_INIT, fitted = BUF_INIT;

	add_text_cell(&cell, c, row);
	text_add_fitted(&fitted, cell.data, t->widths[n], false);
	add_padded(out, fitted.data, t->widths[n], table_is_number(c));
	buf_release(&cell);
	buf_release(&fitted);
	if (!has_bar(t, n))
		return;
	buf_addch(out, ' ');
	if (row)
		add_bar(out, table_number(c, row), t->most[n]);
	else
		pad(out, BAR_CELLS);
}

void table_row(struct buf *out, const struct table_layout *t, const json *row)
{
	size_t start = out->len;

	for (int n = 0; t->section->columns[n].member; n++) {
		if (!t->widths[n])
			continue;
		if (out->len > start)
			pad(out, t->gap);
		add_column(out, t, n, row);
	}
	while (out->len > start && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
}

bool table_main(const struct table_layout *t, int *x, int *width)
{
	*x = 0;
	for (int n = 0; t->section->columns[n].member; n++) {
		*width = t->widths[n];
		if (t->section->columns[n].flags & COLUMN_CUT && *width)
			return true;
		*x += room_of(t, n);
	}
	return false;
}

/* -- the course of a figure ------------------------------------------------------------ */

static void add_spark(struct buf *out, const struct table_layout *t, int n)
{
	static const char *const steps[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	const struct column *c = &t->section->columns[n];

	buf_addf(out, "%s ", _(c->title));
	for (size_t i = 0; i < table_rows(t->part); i++) {
		double share = t->most[n] > 0 ? table_number(c, table_row_at(t->part, i)) / t->most[n] : 0;
		size_t step = share > 0 ? (size_t)(share * (ARRAY_SIZE(steps) - 1) + 0.5) : 0;
		buf_adds(out, steps[step]);
	}
}

bool table_sparks(struct buf *out, const struct table_layout *t)
{
	size_t start = out->len;

	if (table_rows(t->part) < SPARKS_LEAST || table_rows(t->part) > SPARKS_MOST)
		return false;
	for (int n = 0; t->section->columns[n].member; n++) {
		if (!(t->section->columns[n].flags & COLUMN_SPARK))
			continue;
		if (out->len > start)
			pad(out, GAP);
		add_spark(out, t, n);
	}
	return out->len > start;
}
