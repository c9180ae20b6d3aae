/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doubt.h -- characters about whose width terminals are of two minds: new emoji, marks of scripts that a terminal's table
 * does not have yet, joined flags. One of them must not move what stands beside it, so each is written by itself, and
 * then once more the cells that it may have covered, each at its own place.
 */
#ifndef CLIENT_UI_DOUBT_H
#define CLIENT_UI_DOUBT_H

#include "client/ui/canvas.h"

bool doubt_of(const struct cell *cell);
/* May this cell of a row of `width` be written at all? A terminal that takes it for wider would wrap at the edge. */
bool doubt_fits(const struct cell *row, int x, int width);
/* How many columns from x on it may have covered. */
int doubt_reach(const struct cell *row, int x);

#endif
