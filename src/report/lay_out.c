/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lay_out.c -- a report as tables: one description of sections and columns (tables.c), three ways to write them.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "report/report.h"
#include "report/tables.h"

/* ---- cells ---- */

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

static void add_cell(struct buf *out, const struct column *c, const json *row)
{
	json *v = jo_get(row, c->member);
	const char *text = v ? json_object_get_string(v) : "";

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
	case CELL_WORD:
		text = table_word(text);
		/* fall through */
	default:
		text_clean(out, text, strlen(text), 0);
	}
}

static double number_of(const struct column *c, const json *row)
{
	json *v = jo_get(row, c->member);

	return v ? json_object_get_double(v) : 0;
}

/* The rows of a section: an array, or one object. */
static size_t row_count(const json *part)
{
	return json_object_is_type(part, json_type_array) ? jo_len(part) : part ? 1 : 0;
}

static const json *row_at(const json *part, size_t i)
{
	return json_object_is_type(part, json_type_array) ? jo_at(part, i) : part;
}

static double largest(const struct column *c, const json *part)
{
	double most = 0;

	for (size_t i = 0; i < row_count(part); i++)
		if (number_of(c, row_at(part, i)) > most)
			most = number_of(c, row_at(part, i));
	return most;
}

static bool is_right_aligned(const struct column *c)
{
	return c->kind == CELL_NUMBER || c->kind == CELL_PERCENT;
}

/* ---- text ---- */

enum { BAR_CELLS = 12, TABLE_COLUMNS = 80, CUT_LEAST = 10, COLUMNS_MOST = 16 };

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

/* One table being written. */
struct text_table { const struct section *section; const json *part; int widths[COLUMNS_MOST]; double most[COLUMNS_MOST]; };

/* Of a NULL row the title. */
static void add_text_cell(struct buf *out, const struct column *c, const json *row)
{
	if (row)
		add_cell(out, c, row);
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

	for (size_t i = 0; i < row_count(part); i++) {
		int w = cell_width(c, row_at(part, i));
		width = w > width ? w : width;
	}
	return width;
}

static bool has_bar(const struct text_table *t, int n)
{
	return t->section->columns[n].flags & BAR && row_count(t->part) > 1;
}

static int table_width(const struct text_table *t)
{
	const struct column *columns = t->section->columns;
	int width = -2;

	for (int n = 0; columns[n].member; n++)
		if (!(columns[n].flags & PAPER))
			width += t->widths[n] + 2 + (has_bar(t, n) ? BAR_CELLS + 1 : 0);
	return width;
}

/* Long texts give way until the table fits a terminal, the longest first. */
static void fit_table(struct text_table *t)
{
	const struct column *columns = t->section->columns;

	for (int over = table_width(t) - TABLE_COLUMNS; over > 0; over--) {
		int widest = -1;
		for (int n = 0; columns[n].member; n++)
			if (columns[n].flags & CUT && t->widths[n] > CUT_LEAST && (widest < 0 || t->widths[n] > t->widths[widest]))
				widest = n;
		if (widest < 0)
			return;
		t->widths[widest]--;
	}
}

static void text_row(struct buf *out, const struct text_table *t, const json *row)
{
	const struct column *columns = t->section->columns;

	for (int n = 0; columns[n].member; n++) {
		struct buf cell = BUF_INIT, fitted = BUF_INIT;
		if (columns[n].flags & PAPER)
			continue;
		add_text_cell(&cell, &columns[n], row);
		text_add_fitted(&fitted, cell.data, t->widths[n], false);
		buf_adds(out, n ? "  " : "");
		add_padded(out, fitted.data, t->widths[n], is_right_aligned(&columns[n]));
		buf_release(&cell);
		buf_release(&fitted);
		if (!has_bar(t, n))
			continue;
		buf_addch(out, ' ');
		if (row)
			add_bar(out, number_of(&columns[n], row), t->most[n]);
		else
			pad(out, BAR_CELLS);
	}
	while (out->len && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addch(out, '\n');
}

static void text_section(struct buf *out, const struct section *s, const json *part)
{
	struct text_table t = { .section = s, .part = part };

	buf_addf(out, "\n%s\n", _(s->title));
	if (!row_count(part)) {
		buf_addf(out, "  %s\n", _("Nothing."));
		return;
	}
	for (int n = 0; s->columns[n].member; n++) {
		t.widths[n] = column_width(&s->columns[n], part);
		t.most[n] = largest(&s->columns[n], part);
	}
	fit_table(&t);
	text_row(out, &t, NULL);
	for (size_t i = 0; i < row_count(part); i++)
		text_row(out, &t, row_at(part, i));
}

static void text_report(struct buf *out, const char *title, const struct section *s, const json *report)
{
	buf_addf(out, "%s\n", title);
	for (; s->pointer; s++)
		text_section(out, s, jo_pointer(report, s->pointer));
}

/* ---- CSV ---- */

/* What a spreadsheet would take for a formula, also in full width. */
static bool is_formula(const char *text)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (!strncmp(text, signs[i], strlen(signs[i])))
			return true;
	return false;
}

/* Quoted when needed; what would be taken for a formula gets an apostrophe. */
static void csv_cell(struct buf *out, const char *text, bool number)
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

static int column_count(const struct section *s)
{
	int n = 0;

	while (s->columns[n].member)
		n++;
	return n;
}

/* RFC 4180: each record has the same number of fields. */
static void csv_end(struct buf *out, int written, int fields)
{
	while (written++ < fields)
		buf_addch(out, ',');
	buf_adds(out, "\r\n");
}

static void csv_row(struct buf *out, const struct section *s, const json *row, int fields)
{
	int n = 0;

	for (; s->columns[n].member; n++) {
		struct buf cell = BUF_INIT;
		if (row)
			add_cell(&cell, &s->columns[n], row);
		else
			buf_adds(&cell, _(s->columns[n].title));
		buf_adds(out, n ? "," : "");
		csv_cell(out, cell.data, row && is_right_aligned(&s->columns[n]));
		buf_release(&cell);
	}
	csv_end(out, n, fields);
}

/* One table when all sections have the same columns, else each section with its name and its head. */
static void csv_report(struct buf *out, const char *title, const struct section *s, const json *report)
{
	int fields = 0;
	bool one = true;
	(void)title;

	buf_adds(out, "\xef\xbb\xbf");
	for (int i = 0; s[i].pointer; i++) {
		fields = column_count(&s[i]) > fields ? column_count(&s[i]) : fields;
		one = one && s[i].columns == s->columns;
	}
	for (int k = 0; s[k].pointer; k++) {
		const json *part = jo_pointer(report, s[k].pointer);
		if (!one) {
			csv_cell(out, _(s[k].title), false);
			csv_end(out, 1, fields);
		}
		if (!one || !k)
			csv_row(out, &s[k], NULL, fields);
		for (size_t i = 0; i < row_count(part); i++)
			csv_row(out, &s[k], row_at(part, i), fields);
	}
}

/* ---- HTML ---- */

static void html_text(struct buf *out, const char *text)
{
	static const struct { char c; const char *entity; } entities[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" },
	};

	for (; *text; text++) {
		const char *entity = NULL;
		for (size_t i = 0; i < ARRAY_SIZE(entities); i++)
			if (entities[i].c == *text)
				entity = entities[i].entity;
		if (entity)
			buf_adds(out, entity);
		else
			buf_addch(out, *text);
	}
}

static void html_cell(struct buf *out, const struct column *c, const json *row, double most)
{
	struct buf cell = BUF_INIT;

	add_cell(&cell, c, row);
	buf_adds(out, is_right_aligned(c) ? "<td class=\"n\">" : "<td>");
	if (c->flags & (BAR | PAPER_BAR) && most > 0)
		buf_addf(out, "<span class=\"bar\" style=\"width:%.1fem\"></span>", number_of(c, row) / most * 6);
	html_text(out, cell.data);
	buf_adds(out, "</td>");
	buf_release(&cell);
}

static void html_section(struct buf *out, const struct section *s, const json *part)
{
	buf_adds(out, "<h2>");
	html_text(out, _(s->title));
	buf_adds(out, "</h2>\n<table><thead><tr>");
	for (int n = 0; s->columns[n].member; n++) {
		buf_adds(out, is_right_aligned(&s->columns[n]) ? "<th class=\"n\">" : "<th>");
		html_text(out, _(s->columns[n].title));
		buf_adds(out, "</th>");
	}
	buf_adds(out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < row_count(part); i++) {
		buf_adds(out, "<tr>");
		for (int n = 0; s->columns[n].member; n++)
			html_cell(out, &s->columns[n], row_at(part, i), largest(&s->columns[n], part));
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody></table>\n");
}

/* The language of this thread, as a page names it. */
static const char *language(void)
{
	return _("en");         /* translated by its own tag, RFC 5646 */
}

static void html_begin(struct buf *out, const char *title)
{
	buf_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">", language());
	buf_adds(out, "<title>");
	html_text(out, title);
	buf_adds(out, "</title><style>body{font-family:sans-serif;margin:2em}"
		 "table{border-collapse:collapse;margin-bottom:1.5em}tr{break-inside:avoid}"
		 "th,td{padding:.2em .7em;border-bottom:1px solid #ccc;text-align:left}.n{text-align:right}"
		 ".bar{display:inline-block;height:.7em;background:#456;margin-right:.4em;float:left;margin-top:.3em}"
		 "@media print{body{margin:0;font-size:10pt}thead{display:table-header-group}"
		 ".bar{-webkit-print-color-adjust:exact;print-color-adjust:exact}}</style></head><body>\n<h1>");
	html_text(out, title);
	buf_adds(out, "</h1>\n");
}

static void html_report(struct buf *out, const char *title, const struct section *s, const json *report)
{
	html_begin(out, title);
	for (; s->pointer; s++)
		html_section(out, s, jo_pointer(report, s->pointer));
	buf_adds(out, "</body></html>\n");
}

/* ---- the whole ---- */

static void add_title(struct buf *out, const char *title, const json *report)
{
	const char *from = jo_str(report, "from"), *to = jo_str(report, "to");

	buf_adds(out, title);
	if (from && to && strlen(from) >= 16 && strlen(to) >= 16)
		buf_addf(out, " %.10s %.5s – %.10s %.5s", from, from + 11, to, to + 11);
}

void report_lay_out(const char *kind, const json *report, enum report_form form, struct buf *out)
{
	static void (*const writers[])(struct buf *out, const char *title, const struct section *s, const json *report) = {
		[REPORT_TEXT] = text_report, [REPORT_CSV] = csv_report, [REPORT_HTML] = html_report,
	};
	const struct table_kind *table = table_find(kind);
	struct buf title = BUF_INIT;

	if (!table)
		return;
	add_title(&title, _(table->title), report);
	writers[form](out, title.data, table->sections, report);
	buf_release(&title);
}
