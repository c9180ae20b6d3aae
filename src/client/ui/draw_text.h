/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw_text.h -- texts over several rows of the canvas. */
#ifndef CLIENT_UI_DRAW_TEXT_H
#define CLIENT_UI_DRAW_TEXT_H

#include "client/ui/canvas.h"

/* Draws the text wrapped into the region, an ellipsis when there is more. Returns the rows used. */
int draw_wrapped(struct canvas *c, struct rect r, enum look look, const char *text);
/* The rows it would need at that width. */
int draw_rows(const char *text, int width);
/* A heading with a line to the right edge. */
void draw_heading(struct canvas *c, int x, int y, int width, const char *text);

#endif
