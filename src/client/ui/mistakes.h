/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mistakes.h -- what is wrong in a file that a person wrote, all of it, each with its line. */
#ifndef HOTLINE_UI_MISTAKES_H
#define HOTLINE_UI_MISTAKES_H

#include <stddef.h>

#include "hotline/buf.h"

enum { MISTAKES_SHOWN = 20 };

struct mistakes {
	struct buf text;        /* "FILE:LINE: sentence\n" of each, the first MISTAKES_SHOWN of them */
	size_t count;
};
#define MISTAKES_INIT { BUF_INIT, 0 }

/* NULL is allowed where the caller does not care. */
void mistakes_add(struct mistakes *m, const char *file, int line, const char *sentence);
/* After the last one: says how many more there are than are shown. */
void mistakes_end(struct mistakes *m);
void mistakes_release(struct mistakes *m);

#endif
