/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * term.h -- the terminal: modes, size, painting. The only part that knows curses.
 *
 * curses decides which bytes bring the screen from the old picture to the new one, but writes them
 * to a memory file; one write(2) a turn takes them to the terminal. Input is read by us: curses
 * never sees a key.
 */
#ifndef HOTLINE_UI_TERM_H
#define HOTLINE_UI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/canvas.h"
#include "hotline/error.h"

/*
 * Takes the terminal of standard input and output. `headless`: none is needed, the picture is kept
 * in memory (80x24, or LINES and COLUMNS), for playing keys from a file.
 */
bool term_open(bool headless, struct error *err);
/* Gives the terminal back as it was; also safe when not open. */
void term_close(void);
/*
 * Personal data is shown: where the terminal has no second screen to switch back from, what is left
 * of ours is erased when the program ends or stops.
 */
void term_set_personal(bool personal);
/* File descriptor of the keyboard, to be read after poll(2) said so; -1 when headless. */
int term_input(void);
void term_size(int *width, int *height);
/* Asks the terminal for its size; true when it changed. */
bool term_resized(void);
/* Forgets what is on the terminal: the next paint writes everything. */
void term_invalidate(void);
/* Brings the terminal to the canvas's picture, cursor at the caret; one write. */
void term_paint(const struct canvas *c);
/* Stops the process as Ctrl-Z would, and comes back with the screen to be painted. */
void term_suspend(void);
/* After the process was stopped by somebody else and goes on. */
void term_resume(void);
/* Rings with the next paint. */
void term_bell(void);
/* TERM=linux: no Chinese glyphs there. */
bool term_is_linux_console(void);
/* Has the terminal colours, are they wanted? */
bool term_has_colour(void);

#endif
