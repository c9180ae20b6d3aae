/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.h -- a sheet of cells that screens draw on; no terminal in it.
 *
 * Positions are columns and rows from the top left corner of the whole canvas; everything outside
 * the clip region is dropped. All text goes through text_clean() here, in this one place, so a
 * screen may hand over whatever a caller sent. A wide character is never cut: where only
 * half of it would fit there is a blank.
 */
#ifndef HOTLINE_UI_CANVAS_H
#define HOTLINE_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "client/ui/theme.h"
#include "hotline/buf.h"

struct rect {
	int x, y, width, height;
};

/* A spacing character with up to four combining ones. The second cell of a wide one has width 0. */
#define CELL_CHARS 5
struct cell {
	wchar_t text[CELL_CHARS];
	uint8_t width;          /* 1, 2, or 0 for the right half of a wide character */
	uint8_t look;
	uint16_t zero;          /* so that cells compare by memcmp() */
};

struct canvas {
	int width, height;
	struct cell *cells;     /* row by row */
	struct rect clip;
	int caret_x, caret_y;   /* where the terminal's cursor rests */
	bool caret_set;         /* false: hidden, at the last place */
};

void canvas_init(struct canvas *c);
void canvas_release(struct canvas *c);
/* Also clears. */
void canvas_resize(struct canvas *c, int width, int height);
/* Blanks everywhere, no caret, no clipping. */
void canvas_clear(struct canvas *c);
struct rect canvas_rect(const struct canvas *c);

/* Narrows the clip region to what of `r` is in it; returns the former one, for canvas_unclip(). */
struct rect canvas_clip(struct canvas *c, struct rect r);
void canvas_unclip(struct canvas *c, struct rect former);

/*
 * Draws s (up to its NUL, or len bytes) from column x in at most `width` columns, with an
 * ellipsis when it is longer. Returns the columns used. Newlines and tabs show as marks.
 */
int canvas_text(struct canvas *c, int x, int y, int width, enum look look, const char *s);
int canvas_text_n(struct canvas *c, int x, int y, int width, enum look look, const char *s, size_t len);
/* As canvas_text(), then blanks in the same look up to `width`. */
void canvas_text_pad(struct canvas *c, int x, int y, int width, enum look look, const char *s);
/* Ends at column x + width. */
void canvas_text_right(struct canvas *c, int x, int y, int width, enum look look, const char *s);
void canvas_fill(struct canvas *c, struct rect r, enum look look);
/* Changes the look of what is drawn already. */
void canvas_restyle(struct canvas *c, struct rect r, enum look look);
/* Where typed text will appear; the last call of a turn wins. */
void canvas_caret(struct canvas *c, int x, int y);

/* Appends row y as UTF-8 without trailing blanks. */
void canvas_row_text(const struct canvas *c, int y, struct buf *out);

#endif
