/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * glass.h -- between the workstation and its terminal: every byte that goes through is one the program has a use for, and
 * what the terminal shows is cell by cell the picture that the program has of it.
 */
#ifndef HOTLINE_TESTS_GLASS_H
#define HOTLINE_TESTS_GLASS_H

#include "hotline/buf.h"
#include "screen/harness.h"

struct glass {
	struct screen *screen;
	char *file;             /* the program's picture */
	struct buf bytes;       /* what went to the terminal since the last check */
};
/* Of a program whose user has logged in; F20 saves its screen in `dir` from now on. */
void glass_open(struct glass *g, struct screen *s, const char *dir);
void glass_close(struct glass *g);
/* Fails the test and shows the screen when something is wrong; `where` says what was looked at. */
void glass_check(struct glass *g, const char *where);

#endif
