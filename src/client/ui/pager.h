/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pager.h -- a long text, wrapped to the width it gets, scrolled, searched, with marked stretches.
 *
 * The text may come from outside: it is cleaned as it is added.
 */
#ifndef HOTLINE_UI_PAGER_H
#define HOTLINE_UI_PAGER_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "hotline/buf.h"
#include "hotline/text.h"

struct pager_span {
	size_t start, length;
	enum look look;
};

struct pager_hang {
	size_t from;            /* byte of the text */
	int columns;
};

struct pager {
	struct buf text;        /* cleaned, with newlines */
	struct text_lines lines;
	int columns;            /* that `lines` were made for; 0: anew */
	size_t top;             /* first line on the screen */
	int page;
	bool at_end;            /* it was gone to by LAST and not left since: what is added later is seen, too */
	struct pager_span *spans;
	size_t span_count, span_alloc;
	struct pager_hang *hangs;       /* by `from`; what is before the first hangs by nothing */
	size_t hang_count, hang_alloc;
	char *search;           /* NULL: none */
	struct pager_span *hits;
	size_t hit_count, hit_alloc, hit;
};

void pager_init(struct pager *p);
void pager_release(struct pager *p);
/* Copies; keeps the place in the text when `keep_place`. Spans and search are dropped. */
void pager_set_text(struct pager *p, const char *text, bool keep_place);
/* Adds to the end, in a look; for texts put together from pieces. */
void pager_add(struct pager *p, enum look look, const char *text);
/* Lines that are added from here on go on that far in when they are too long for the width. */
void pager_hang(struct pager *p, int columns);
/* Marks all places that hold the text, folded; goes to the first from the top on. How many? */
size_t pager_search(struct pager *p, const char *text);
/* NEXT, PREVIOUS, PAGE_*, FIRST, LAST, FILTER, FIND_*; true when the pager took it. */
bool pager_command(struct pager *p, const struct command *command);
/* To where the end is seen, in a region of that size. */
void pager_end(struct pager *p, int width, int height);
void pager_draw(struct pager *p, struct canvas *c, struct rect r);

#endif
