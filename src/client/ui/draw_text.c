/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw_text.c -- see draw_text.h. */
#include "client/ui/draw_text.h"

#include <string.h>

#include "hotline/text.h"

int draw_wrapped(struct canvas *c, struct rect r, enum look look, const char *text)
{
	struct text_lines lines = { 0 };
	struct buf clean = BUF_INIT;
	int rows = 0;

	if (!text || !*text || r.width < 2)
		return 0;
	text_clean(&clean, text, strlen(text), TEXT_LINES);
	while (clean.len && clean.data[clean.len - 1] == '\n')
		buf_truncate(&clean, clean.len - 1);
	text_wrap(&lines, clean.data, clean.len, r.width);
	for (; rows < r.height && (size_t)rows < lines.count; rows++) {
		const struct text_line *l = &lines.lines[rows];
		bool cut = rows + 1 == r.height && (size_t)rows + 1 < lines.count;
		for (size_t i = l->start; cut && i < clean.len; i++)
			if (clean.data[i] == '\n')
				clean.data[i] = ' ';    /* what is cut off shows no end of a line */
		canvas_text_n(c, r.x, r.y + rows, r.width, look, clean.data + l->start,
			      cut ? clean.len - l->start : l->len);
	}
	text_lines_release(&lines);
	buf_release(&clean);
	return rows;
}

int draw_rows(const char *text, int width)
{
	struct text_lines lines = { 0 };

	if (!text || !*text || width < 2)
		return 0;
	text_wrap(&lines, text, strlen(text), width);
	int rows = (int)lines.count;
	text_lines_release(&lines);
	return rows;
}

void draw_heading(struct canvas *c, int x, int y, int width, const char *text)
{
	int used = canvas_text(c, x, y, width, LOOK_HEADING, text);

	for (int at = x + used + 1; at < x + width; at++)
		canvas_text(c, at, y, 1, LOOK_DIM, "─");
}
