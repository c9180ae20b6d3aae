/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edit_internal.h -- between the files of the edited text. */
#ifndef HOTLINE_UI_EDIT_INTERNAL_H
#define HOTLINE_UI_EDIT_INTERNAL_H

#include "client/ui/edit.h"

/* A text and caret to go back to. */
struct edit_state {
	char *text;
	size_t point;
};

/* Puts our word and line motions in place of readline's, wherever the user bound those. */
void edit_words_install(void);
/* Byte offset of the caret now. */
size_t edit_point(const struct edit *e);
void edit_set_point(struct edit *e, size_t point);
/* Makes e->lines for the width; returns the line the caret is in. */
size_t edit_layout(struct edit *e, int columns);

#endif
