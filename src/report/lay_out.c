/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lay_out.c -- a report as tables: one description of sections and columns, three ways to write them.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "report/report.h"

enum cell { CELL_TEXT, CELL_NUMBER, CELL_PERCENT, CELL_TIME, CELL_DAY, CELL_WORD };
/* PAPER: not in the terminal's 80 columns. */
enum { BAR = 1, PAPER = 2, PAPER_BAR = 4 };
struct column { const char *member, *title; enum cell kind; unsigned flags; };
struct section { const char *pointer, *title; const struct column *columns; };

#define END { NULL, NULL, CELL_TEXT, 0 }

static const struct column rate_columns[] = {
	{ "rank", N_("Rank"), CELL_NUMBER, 0 }, { "name", N_("Name"), CELL_TEXT, 0 },
	{ "score", N_("Score"), CELL_NUMBER, PAPER_BAR }, { "response_rate", N_("Response"), CELL_PERCENT, 0 },
	{ "solution_rate", N_("Solution"), CELL_PERCENT, 0 },
	{ "satisfaction_rate", N_("Satisfaction"), CELL_PERCENT, 0 },
	{ "volume", N_("Dispatched"), CELL_NUMBER, 0 }, { "valid", N_("Valid visits"), CELL_NUMBER, 0 },
	{ "contacted", N_("Contacted"), CELL_NUMBER, PAPER }, { "solved", N_("Solved"), CELL_NUMBER, PAPER },
	{ "satisfied", N_("Satisfied"), CELL_NUMBER, PAPER }, { "basically", N_("Basically"), CELL_NUMBER, PAPER }, END,
};
static const struct column hour_columns[] = {
	{ "hour", N_("Hour"), CELL_TIME, 0 }, { "contacts", N_("Contacts"), CELL_NUMBER, BAR },
	{ "answered", N_("Answered"), CELL_NUMBER, 0 }, { "answered_in_15s", N_("Within 15 s"), CELL_NUMBER, 0 },
	{ "abandoned", N_("Abandoned"), CELL_NUMBER, 0 }, { "tickets", N_("Tickets"), CELL_NUMBER, 0 }, END,
};
static const struct column total_columns[] = {
	{ "what", N_("Figure"), CELL_WORD, 0 }, { "count", N_("Count"), CELL_NUMBER, BAR },
	{ "before", N_("Day before"), CELL_NUMBER, 0 }, END,
};
static const struct column category_columns[] = {
	{ "name", N_("Category"), CELL_TEXT, 0 }, { "count", N_("Count"), CELL_NUMBER, BAR }, END,
};
static const struct column unit_columns[] = {
	{ "rank", N_("Rank"), CELL_NUMBER, 0 }, { "name", N_("Name"), CELL_TEXT, 0 },
	{ "score", N_("Score"), CELL_NUMBER, BAR }, { "volume", N_("Dispatched"), CELL_NUMBER, 0 }, END,
};
static const struct column trend_columns[] = {
	{ "day", N_("Day"), CELL_DAY, 0 }, { "contacts", N_("Contacts"), CELL_NUMBER, BAR },
	{ "tickets", N_("Tickets"), CELL_NUMBER, 0 }, END,
};
static const struct column skill_columns[] = {
	{ "skill", N_("Skill"), CELL_TEXT, 0 }, { "waiting", N_("Waiting"), CELL_NUMBER, BAR },
	{ "oldest_at", N_("Oldest since"), CELL_TIME, 0 }, END,
};
static const struct column one_row_columns[] = {
	{ "contacts", N_("Contacts"), CELL_NUMBER, 0 }, { "answered", N_("Answered"), CELL_NUMBER, 0 },
	{ "answered_in_15s", N_("Within 15 s"), CELL_NUMBER, 0 }, { "abandoned", N_("Abandoned"), CELL_NUMBER, 0 },
	{ "tickets", N_("Tickets"), CELL_NUMBER, 0 }, END,
};

static const struct column special_columns[] = {
	{ "no", N_("Ticket"), CELL_TEXT, 0 }, { "name", N_("Category"), CELL_TEXT, 0 }, { "grade", N_("Grade"), CELL_TEXT, 0 },
	{ "created_at", N_("Hour"), CELL_TIME, 0 }, { "unit", N_("Unit"), CELL_TEXT, 0 }, { "state", N_("State"), CELL_TEXT, PAPER },
	{ "title", N_("Title"), CELL_TEXT, 0 }, END,
};
static const struct column topic_columns[] = {
	{ "rank", N_("Rank"), CELL_NUMBER, 0 }, { "name", N_("Category"), CELL_TEXT, 0 },
	{ "count", N_("Count"), CELL_NUMBER, BAR }, { "before", N_("Before"), CELL_NUMBER, 0 },
	{ "streets", N_("Streets"), CELL_NUMBER, 0 }, { "unsolved", N_("Unsolved"), CELL_PERCENT, 0 },
	{ "score", N_("Weight"), CELL_NUMBER, 0 }, END,
};
static const struct section special_sections[] = {
	{ "/items", N_("Sensitive matters"), special_columns }, { NULL, NULL, NULL },
};
static const struct section hot_sections[] = { { "/items", N_("Rising matters"), topic_columns }, { NULL, NULL, NULL } };
static const struct section monthly_sections[] = { { "/items", N_("Candidates"), topic_columns }, { NULL, NULL, NULL } };
static const struct section governance_sections[] = {
	{ "/items", N_("Streets and townships"), rate_columns }, { NULL, NULL, NULL },
};
static const struct section rate_sections[] = {
	{ "/items", N_("Rates and scores"), rate_columns }, { "/city", N_("City"), rate_columns }, { NULL, NULL, NULL },
};
static const struct section hour_sections[] = { { "/items", N_("Hour by hour"), hour_columns }, { NULL, NULL, NULL } };
static const struct section day_sections[] = {
	{ "/totals", N_("Totals"), total_columns }, { "/categories", N_("Top categories"), category_columns },
	{ "/units/top", N_("Best units of the period"), unit_columns },
	{ "/units/bottom", N_("Units at the end of the list"), unit_columns }, { "/trend", N_("Fourteen days"), trend_columns },
	{ NULL, NULL, NULL },
};
static const struct section queue_sections[] = {
	{ "/skills", N_("Waiting by skill"), skill_columns }, { "/today", N_("Today"), one_row_columns },
	{ "/last_hour", N_("Last hour"), one_row_columns }, { NULL, NULL, NULL },
};
static const struct { const char *kind, *title; const struct section *sections; } kinds[] = {
	{ "rates", N_("Assessment"), rate_sections }, { "hourly", N_("Hourly report"), hour_sections },
	{ "daily", N_("Daily report"), day_sections }, { "queue", N_("Queue"), queue_sections },
	{ "special", N_("Special report"), special_sections }, { "hot", N_("Hot topics"), hot_sections },
	{ "monthly", N_("One problem a month"), monthly_sections }, { "governance", N_("Governance list"), governance_sections },
};

static const struct { const char *code, *word; } words[] = {
	{ "contacts", N_("Contacts") }, { "answered", N_("Answered") }, { "answered_in_15s", N_("Within 15 s") },
	{ "abandoned", N_("Abandoned") }, { "tickets", N_("Tickets") }, { "dispatched", N_("Dispatched") },
	{ "closed", N_("Closed") }, { "visited", N_("Valid visits") },
};

/* ---- cells ---- */

static void add_time(struct buf *out, const char *text, size_t from, size_t len)
{
	if (text && strlen(text) >= from + len)
		buf_add(out, text + from, len);
}

static void add_cell(struct buf *out, const struct column *c, const json *row)
{
	json *v = jo_get(row, c->member);
	const char *text = v ? json_object_get_string(v) : "";

	if (c->kind == CELL_PERCENT && v) {
		buf_addf(out, "%.1f%%", json_object_get_double(v) * 100);
	} else if (c->kind == CELL_TIME) {
		add_time(out, text, 11, 5);
	} else if (c->kind == CELL_DAY) {
		add_time(out, text, 0, 10);
	} else if (c->kind == CELL_WORD) {
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(words[i].code, text))
				text = _(words[i].word);
		buf_adds(out, text);
	} else {
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

enum { BAR_CELLS = 16 };

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

static int column_width(const struct column *c, const json *part)
{
	int width = text_width(_(c->title));

	for (size_t i = 0; i < row_count(part); i++) {
		struct buf cell = BUF_INIT;
		add_cell(&cell, c, row_at(part, i));
		int w = cell.len ? text_width(cell.data) : 0;
		width = w > width ? w : width;
		buf_release(&cell);
	}
	return width;
}

static void text_row(struct buf *out, const struct column *columns, const json *part, const json *row,
		     const int *widths, const double *most)
{
	for (int n = 0; columns[n].member; n++) {
		struct buf cell = BUF_INIT;
		if (columns[n].flags & PAPER)
			continue;
		if (row)
			add_cell(&cell, &columns[n], row);
		else
			buf_adds(&cell, _(columns[n].title));
		buf_adds(out, n ? "  " : "");
		add_padded(out, cell.len ? cell.data : "", widths[n], is_right_aligned(&columns[n]));
		buf_release(&cell);
		if (columns[n].flags & BAR && row_count(part) > 1) {
			buf_addch(out, ' ');
			if (row)
				add_bar(out, number_of(&columns[n], row), most[n]);
			else
				pad(out, BAR_CELLS);
		}
	}
	while (out->len && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addch(out, '\n');
}

static void text_section(struct buf *out, const struct section *s, const json *part)
{
	int widths[16] = { 0 };
	double most[16] = { 0 };

	buf_addf(out, "\n%s\n", _(s->title));
	if (!row_count(part)) {
		buf_addf(out, "  %s\n", _("Nothing."));
		return;
	}
	for (int n = 0; s->columns[n].member; n++) {
		widths[n] = column_width(&s->columns[n], part);
		most[n] = largest(&s->columns[n], part);
	}
	text_row(out, s->columns, part, NULL, widths, most);
	for (size_t i = 0; i < row_count(part); i++)
		text_row(out, s->columns, part, row_at(part, i), widths, most);
}

/* ---- CSV ---- */

/* Quoted when needed; what a spreadsheet would take for a formula gets an apostrophe. */
static void csv_cell(struct buf *out, const char *text, bool number)
{
	bool formula = !number && strchr("=+-@\t\r", *text) && *text;
	bool quote = formula || strpbrk(text, ",\"\r\n");

	if (!quote) {
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

static void csv_row(struct buf *out, const struct column *columns, const json *row)
{
	for (int n = 0; columns[n].member; n++) {
		struct buf cell = BUF_INIT;
		if (row)
			add_cell(&cell, &columns[n], row);
		else
			buf_adds(&cell, _(columns[n].title));
		buf_adds(out, n ? "," : "");
		csv_cell(out, cell.len ? cell.data : "", row && is_right_aligned(&columns[n]));
		buf_release(&cell);
	}
	buf_adds(out, "\r\n");
}

static void csv_section(struct buf *out, const struct section *s, const json *part)
{
	csv_cell(out, _(s->title), false);
	buf_adds(out, "\r\n");
	csv_row(out, s->columns, NULL);
	for (size_t i = 0; i < row_count(part); i++)
		csv_row(out, s->columns, row_at(part, i));
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
	html_text(out, cell.len ? cell.data : "");
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

static void html_begin(struct buf *out, const char *title)
{
	buf_adds(out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
	html_text(out, title);
	buf_adds(out, "</title><style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin-bottom:1.5em}"
		 "th,td{padding:.2em .7em;border-bottom:1px solid #ccc;text-align:left}.n{text-align:right}"
		 ".bar{display:inline-block;height:.7em;background:#456;margin-right:.4em;float:left;margin-top:.3em}"
		 "@media print{body{margin:0;font-size:10pt}thead{display:table-header-group}}</style></head><body>\n<h1>");
	html_text(out, title);
	buf_adds(out, "</h1>\n");
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
	static void (*const writers[])(struct buf *out, const struct section *s, const json *part) = {
		[REPORT_TEXT] = text_section, [REPORT_CSV] = csv_section, [REPORT_HTML] = html_section,
	};
	const struct section *sections = NULL;
	struct buf title = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].kind, kind)) {
			sections = kinds[i].sections;
			add_title(&title, _(kinds[i].title), report);
		}
	if (form == REPORT_HTML)
		html_begin(out, title.data);
	else if (form == REPORT_CSV)
		buf_adds(out, "\xef\xbb\xbf");
	else
		buf_addf(out, "%s\n", title.data);
	for (; sections && sections->pointer; sections++)
		writers[form](out, sections, jo_pointer(report, sections->pointer));
	if (form == REPORT_HTML)
		buf_adds(out, "</body></html>\n");
	buf_release(&title);
}
