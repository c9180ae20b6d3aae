/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit_draw.c -- where the caret is on the screen, and the text around it.
 *
 * The text is clean, so what is measured is what is drawn. One column at the right stays free for
 * the caret behind the last character.
 */
#include "client/ui/edit_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static bool is_several(const struct edit *e)
{
	return (e->flags & EDIT_LINES) != 0;
}

size_t edit_layout(struct edit *e, int columns)
{
	const char *text = edit_text(e);
	size_t length = strlen(text), point = edit_point(e);

	e->lines.count = 0;
	e->columns = columns;
	if (length)
		text_wrap(&e->lines, text, length, columns > 2 ? columns - 1 : 1);
	if (!e->lines.count) {          /* the caret needs a line, even in an empty text */
		ARRAY_GROW(e->lines.lines, 1, e->lines.alloc);
		e->lines.lines[e->lines.count++] = (struct text_line){ 0, 0, 0, 0 };
	}
	size_t i = 0;
	while (i + 1 < e->lines.count && e->lines.lines[i + 1].start <= point)
		i++;
	return i;
}

int edit_height(struct edit *e, int columns)
{
	if (!is_several(e))
		return 1;
	edit_layout(e, columns);
	return (int)e->lines.count;
}

bool edit_line_move(struct edit *e, int lines)
{
	if (!is_several(e) || e->columns <= 0)
		return false;
	const char *text = edit_text(e);
	size_t from = edit_layout(e, e->columns);
	long to = (long)from + lines;
	if (to < 0 || to >= (long)e->lines.count)
		return false;
	const struct text_line *here = &e->lines.lines[from], *there = &e->lines.lines[to];
	int used, column = text_width_n(text + here->start, edit_point(e) - here->start);
	edit_set_point(e, there->start + text_fit(text + there->start, there->len, column, &used));
	return true;
}

static void draw_lines(struct edit *e, struct canvas *c, struct rect r, enum look look, enum look rest)
{
	const char *text = edit_text(e);
	size_t at = edit_layout(e, r.width);

	if (e->top > at)
		e->top = at;
	if (at >= e->top + (size_t)r.height)
		e->top = at - (size_t)r.height + 1;
	for (int i = 0; i < r.height; i++) {
		size_t n = e->top + (size_t)i;
		int used = 0;
		if (n < e->lines.count) {
			const struct text_line *line = &e->lines.lines[n];
			used = canvas_text_n(c, r.x, r.y + i, r.width, look, text + line->start, line->len);
		}
		canvas_fill(c, (struct rect){ r.x + used, r.y + i, r.width - used, 1 }, rest);
	}
	if (edit_has_focus(e)) {
		size_t start = e->lines.lines[at].start;
		int column = text_width_n(text + start, edit_point(e) - start);
		canvas_caret(c, r.x + (column < r.width ? column : r.width - 1), r.y + (int)(at - e->top));
	}
}

/* Scrolls a long line so that the caret is in it, by a third of the width at once. */
static void keep_caret_in(struct edit *e, const char *text, size_t length, int width)
{
	size_t point = edit_point(e);

	if (e->left > length || !edit_has_focus(e))
		e->left = 0;
	if (point < e->left || text_width_n(text + e->left, point - e->left) >= width) {
		int before = width * 2 / 3;
		e->left = point;
		while (e->left > 0) {
			size_t previous = text_prev(text, length, e->left);
			if (text_width_n(text + previous, point - previous) > before)
				break;
			e->left = previous;
		}
	}
}

static void draw_line(struct edit *e, struct canvas *c, struct rect r, enum look look, enum look rest)
{
	const char *text = edit_text(e);
	size_t length = strlen(text);
	int used;

	keep_caret_in(e, text, length, r.width);
	size_t fits = text_fit(text + e->left, length - e->left, r.width, &used);
	if (!edit_has_focus(e) && e->left + fits < length)
		fits = length - e->left;                /* the canvas puts an ellipsis */
	used = canvas_text_n(c, r.x, r.y, r.width, look, text + e->left, fits);
	canvas_fill(c, (struct rect){ r.x + used, r.y, r.width - used, 1 }, rest);
	if (edit_has_focus(e))
		canvas_caret(c, r.x + text_width_n(text + e->left, edit_point(e) - e->left), r.y);
}

/* As many stars as characters, so that nothing but their number is to be seen. */
static void draw_secret(struct edit *e, struct canvas *c, struct rect r, enum look look, enum look rest)
{
	const char *text = edit_text(e);
	int count = (int)text_count(text, strlen(text));
	int before = (int)text_count(text, edit_point(e));

	for (int i = 0; i < r.width; i++)
		canvas_text(c, r.x + i, r.y, 1, i < count ? look : rest, i < count ? "*" : " ");
	if (edit_has_focus(e))
		canvas_caret(c, r.x + (before < r.width ? before : r.width - 1), r.y);
}

void edit_draw(struct edit *e, struct canvas *c, struct rect r, enum look look, enum look rest)
{
	if (e->flags & EDIT_SECRET)
		draw_secret(e, c, r, look, rest);
	else if (is_several(e))
		draw_lines(e, c, r, look, rest);
	else
		draw_line(e, c, r, look, rest);
}
