/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.c -- cells in memory.
 *
 * Invariant: a cell of width 2 is followed by one of width 0 in the same row, and a cell of width 0
 * always follows one of width 2; whoever overwrites one half blanks the other. So a picture never
 * holds half a character, and what is painted can be compared cell by cell.
 */
#include "client/ui/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/text.h"

void canvas_init(struct canvas *c)
{
	memset(c, 0, sizeof(*c));
}

void canvas_release(struct canvas *c)
{
	free(c->cells);
	canvas_init(c);
}

struct rect canvas_rect(const struct canvas *c)
{
	return (struct rect){ 0, 0, c->width, c->height };
}

void canvas_clear(struct canvas *c)
{
	const struct cell blank = { .text = L" ", .width = 1, .look = LOOK_NORMAL };
	size_t count = (size_t)c->width * (size_t)c->height;

	for (size_t i = 0; i < count; i++)
		c->cells[i] = blank;
	c->clip = canvas_rect(c);
	c->caret_set = false;
}

void canvas_resize(struct canvas *c, int width, int height)
{
	c->width = width > 0 ? width : 1;
	c->height = height > 0 ? height : 1;
	free(c->cells);
	c->cells = xcalloc((size_t)c->width * (size_t)c->height, sizeof(*c->cells));
	c->caret_x = c->caret_y = 0;
	canvas_clear(c);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

struct rect canvas_clip(struct canvas *c, struct rect r)
{
	struct rect former = c->clip;
	int x = r.x > former.x ? r.x : former.x;
	int y = r.y > former.y ? r.y : former.y;
	int right = least(r.x + r.width, former.x + former.width);
	int bottom = least(r.y + r.height, former.y + former.height);

	c->clip = (struct rect){ x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0 };
	return former;
}

void canvas_unclip(struct canvas *c, struct rect former)
{
	c->clip = former;
}

static struct cell *cell_at(const struct canvas *c, int x, int y)
{
	return &c->cells[(size_t)y * (size_t)c->width + (size_t)x];
}

static bool is_inside(const struct canvas *c, int x, int y)
{
	return x >= c->clip.x && x < c->clip.x + c->clip.width &&
	       y >= c->clip.y && y < c->clip.y + c->clip.height;
}

static void make_blank(struct cell *cell)
{
	memset(cell->text, 0, sizeof(cell->text));
	cell->text[0] = L' ';
	cell->width = 1;
}

/* Blanks the other half of a wide character of which a cell is going to be overwritten. */
static void part_wide(struct canvas *c, int x, int y)
{
	struct cell *cell = cell_at(c, x, y);

	if (cell->width == 2 && x + 1 < c->width)
		make_blank(cell + 1);
	if (cell->width == 0 && x > 0)
		make_blank(cell - 1);
}

static void put(struct canvas *c, int x, int y, wchar_t character, int width, enum look look)
{
	bool left = is_inside(c, x, y);
	bool right = width == 2 && is_inside(c, x + 1, y);

	if (width == 2 && left != right) {      /* half of it is outside */
		put(c, left ? x : x + 1, y, L' ', 1, look);
		return;
	}
	if (!left)
		return;
	part_wide(c, x, y);
	struct cell *cell = cell_at(c, x, y);
	make_blank(cell);
	cell->text[0] = character;
	cell->width = (uint8_t)width;
	cell->look = (uint8_t)look;
	if (width == 2) {
		part_wide(c, x + 1, y);
		memset(cell + 1, 0, sizeof(*cell));
		cell[1].look = (uint8_t)look;
	}
}

/* A combining character joins the cell before x. */
static void combine(struct canvas *c, int x, int y, wchar_t character)
{
	if (!is_inside(c, x - 1, y))
		return;
	struct cell *cell = cell_at(c, x - 1, y);
	if (cell->width == 0 && x >= 2)
		cell--;
	for (int i = 1; i < CELL_CHARS; i++) {
		if (!cell->text[i]) {
			cell->text[i] = character;
			return;
		}
	}
}

/* Draws clean text that fits. */
static int draw_clean(struct canvas *c, int x, int y, enum look look, const char *s, size_t length)
{
	int start = x;

	for (size_t i = 0; i < length;) {
		int bytes;
		wchar_t character = (wchar_t)text_decode(s + i, length - i, &bytes);
		int width = character < 0x7f ? 1 : text_width_n(s + i, (size_t)bytes);
		if (width > 0)
			put(c, x, y, character, width, look);
		else if (x > start)
			combine(c, x, y, character);
		x += width > 0 ? width : 0;
		i += (size_t)bytes;
	}
	return x - start;
}

/* Draws clean text that does not fit, with an ellipsis. */
static int draw_cut(struct canvas *c, int x, int y, int width, enum look look, const char *s, size_t length)
{
	struct buf whole = BUF_INIT, fitted = BUF_INIT;

	buf_add(&whole, s, length);
	text_add_fitted(&fitted, whole.data, width, false);
	int used = draw_clean(c, x, y, look, fitted.data, fitted.len);
	buf_release(&whole);
	buf_release(&fitted);
	return used;
}

int canvas_text_n(struct canvas *c, int x, int y, int width, enum look look, const char *s, size_t len)
{
	struct buf clean = BUF_INIT;
	int used;

	if (width <= 0)
		return 0;
	if (!text_is_clean(s, len, 0)) {
		text_clean(&clean, s, len, 0);
		s = clean.data;
		len = clean.len;
	}
	if (text_fit(s, len, width, &used) < len)
		used = draw_cut(c, x, y, width, look, s, len);
	else
		used = draw_clean(c, x, y, look, s, len);
	buf_release(&clean);
	return used;
}

int canvas_text(struct canvas *c, int x, int y, int width, enum look look, const char *s)
{
	return canvas_text_n(c, x, y, width, look, s, strlen(s));
}

void canvas_text_pad(struct canvas *c, int x, int y, int width, enum look look, const char *s)
{
	int used = canvas_text(c, x, y, width, look, s);

	canvas_fill(c, (struct rect){ x + used, y, width - used, 1 }, look);
}

void canvas_text_right(struct canvas *c, int x, int y, int width, enum look look, const char *s)
{
	struct buf clean = BUF_INIT;

	text_clean(&clean, s, strlen(s), 0);
	int columns = text_width(clean.data);
	int indent = columns < width ? width - columns : 0;
	canvas_text_n(c, x + indent, y, width - indent, look, clean.data, clean.len);
	buf_release(&clean);
}

void canvas_fill(struct canvas *c, struct rect r, enum look look)
{
	for (int y = r.y; y < r.y + r.height; y++) {
		for (int x = r.x; x < r.x + r.width; x++)
			put(c, x, y, L' ', 1, look);
	}
}

void canvas_restyle(struct canvas *c, struct rect r, enum look look)
{
	for (int y = r.y; y < r.y + r.height; y++) {
		for (int x = r.x; x < r.x + r.width; x++) {
			if (is_inside(c, x, y))
				cell_at(c, x, y)->look = (uint8_t)look;
		}
	}
}

void canvas_caret(struct canvas *c, int x, int y)
{
	c->caret_x = x < 0 ? 0 : x >= c->width ? c->width - 1 : x;
	c->caret_y = y < 0 ? 0 : y >= c->height ? c->height - 1 : y;
	c->caret_set = true;
}

static void add_character(struct buf *out, wchar_t c)
{
	unsigned u = (unsigned)c;

	if (u < 0x80) {
		buf_addch(out, (char)u);
		return;
	}
	int more = u < 0x800 ? 1 : u < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	buf_addch(out, (char)(lead[more] | u >> (6 * more)));
	while (more--)
		buf_addch(out, (char)(0x80 | (u >> (6 * more) & 0x3f)));
}

void canvas_row_text(const struct canvas *c, int y, struct buf *out)
{
	size_t start = out->len;

	for (int x = 0; x < c->width; x++) {
		const struct cell *cell = cell_at(c, x, y);
		for (int i = 0; i < CELL_CHARS && cell->text[i]; i++)
			add_character(out, cell->text[i]);
	}
	while (out->len > start && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
}
