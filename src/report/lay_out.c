/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lay_out.c -- a report as tables: one description of sections and columns (hotline/tables.h), three ways to write them.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/csv.h"
#include "hotline/i18n.h"
#include "hotline/tables.h"
#include "report/report.h"

/* ---- text ---- */

enum { PAGE_COLUMNS = 80 };

static void text_section(struct buf *out, const struct section *s, const json *part)
{
	struct table_layout t;

	buf_addf(out, "\n%s\n", _(s->title));
	if (!table_rows(part)) {
		buf_addf(out, "  %s\n", _("Nothing."));
		return;
	}
	table_fit(&t, s, part, PAGE_COLUMNS);
	if (table_sparks(out, &t))
		buf_addch(out, '\n');
	table_row(out, &t, NULL);
	buf_addch(out, '\n');
	for (size_t i = 0; i < table_rows(part); i++) {
		table_row(out, &t, table_row_at(part, i));
		buf_addch(out, '\n');
	}
}

static void text_report(struct buf *out, const char *title, const struct section *s, const json *report)
{
	buf_addf(out, "%s\n", title);
	for (; s->pointer; s++)
		text_section(out, s, jo_pointer(report, s->pointer));
}

/* ---- CSV ---- */

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
			table_cell(&cell, &s->columns[n], row);
		else
			buf_adds(&cell, _(s->columns[n].title));
		buf_adds(out, n ? "," : "");
		csv_cell(out, cell.data, row && table_is_number(&s->columns[n]));
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

	buf_adds(out, CSV_BEGIN);
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
		for (size_t i = 0; i < table_rows(part); i++)
			csv_row(out, &s[k], table_row_at(part, i), fields);
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

	table_cell(&cell, c, row);
	buf_adds(out, table_is_number(c) ? "<td class=\"n\">" : "<td>");
	if (c->flags & (COLUMN_BAR | COLUMN_PAPER_BAR) && most > 0)
		buf_addf(out, "<span class=\"bar\" style=\"width:%.1fem\"></span>", table_number(c, row) / most * 6);
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
		buf_adds(out, table_is_number(&s->columns[n]) ? "<th class=\"n\">" : "<th>");
		html_text(out, _(s->columns[n].title));
		buf_adds(out, "</th>");
	}
	buf_adds(out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < table_rows(part); i++) {
		buf_adds(out, "<tr>");
		for (int n = 0; s->columns[n].member; n++)
			html_cell(out, &s->columns[n], table_row_at(part, i), table_largest(&s->columns[n], part));
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

void report_lay_out(const char *kind, const json *report, enum report_form form, struct buf *out)
{
	static void (*const writers[])(struct buf *out, const char *title, const struct section *s, const json *report) = {
		[REPORT_TEXT] = text_report, [REPORT_CSV] = csv_report, [REPORT_HTML] = html_report,
	};
	const struct table_kind *table = table_find(kind);
	struct buf title = BUF_INIT;

	if (!table)
		return;
	buf_addf(&title, "%s ", _(table->title));
	if (!table_add_period(&title, report))
		buf_truncate(&title, title.len - 1);
	writers[form](out, title.data, table->sections, report);
	buf_release(&title);
}
