/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list.h -- rows to choose from; the rows stay with their owner and are asked for by callbacks.
 *
 * One row is selected: a gutter mark and a highlight of the main column show it. A filter hides
 * rows; row numbers in this interface are always the owner's. Ten thousand rows are nothing
 * special: only visible rows are asked for, and a filter folds each row once.
 */
#ifndef HOTLINE_UI_LIST_H
#define HOTLINE_UI_LIST_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/key.h"
#include "hotline/buf.h"

enum {
	LIST_MAIN = 1,          /* highlighted in the selected row; keep it narrow (a number) */
	LIST_RIGHT = 2,         /* aligned to the right */
};
struct list_column {
	const char *title;      /* msgid, or NULL */
	int width;              /* columns; 0: shares what is left */
	unsigned flags;
	int from_width;         /* shown only where the list is at least so wide; 0: always */
};

struct list_source {
	size_t (*count)(void *data);
	/* Appends the text of one cell; may change the look from LOOK_NORMAL. */
	void (*cell)(void *data, size_t row, int column, struct buf *out, enum look *look);
	/* The text that a filter looks at, appended; NULL: all cells. */
	void (*search_text)(void *data, size_t row, struct buf *out);
};

struct list {
	const struct list_source *source;
	void *data;
	const struct list_column *columns;
	int column_count;
	const char *empty;      /* msgid: the sentence shown when there is no row */
	size_t selected;        /* place among the visible rows */
	/* What a row is, whatever its place, below 40 bytes; the selection then stays with it. NULL: with the place. */
	const char *(*id)(void *data, size_t row);
	char selected_id[40];   /* "": none */
	size_t top;             /* first visible row on the screen */
	size_t typed;           /* the number that was typed last, and when (monotonic) */
	int64_t typed_at;
	int page;               /* rows drawn last time */
	bool passive;           /* another part of the screen has the keys: no mark, no caret */
	char *filter;           /* folded, NULL: none */
	size_t *visible;        /* owner's row numbers while a filter is on */
	size_t visible_count;
	struct buf folded;      /* folded search texts, each with a NUL */
	size_t *folded_at;      /* where each row's text starts */
	size_t folded_count;
};

#define LIST_NONE ((size_t)-1)

void list_init(struct list *l, const struct list_source *source, void *data,
	       const struct list_column *columns, int column_count);
void list_release(struct list *l);
/* The owner's rows changed: the filter is applied anew, the selection stays at its row (`id`) or else its place. */
void list_changed(struct list *l);
size_t list_visible(const struct list *l);
/* The owner's number of the selected row; LIST_NONE: there is none. */
size_t list_selected(const struct list *l);
void list_select(struct list *l, size_t row);
/* A digit selects the row of that number, the owner's first one is 1; those typed within a second make one number. False:
 * the key is none. */
bool list_key(struct list *l, const struct key *key);
/* NULL or "": all rows. A row is shown when its folded text holds every word of the filter. */
void list_filter(struct list *l, const char *text);
/* NEXT, PREVIOUS, PAGE_*, FIRST, LAST, FILTER, and BACK while a filter is on; true when the list took it. */
bool list_command(struct list *l, const struct command *command);
void list_draw(struct list *l, struct canvas *c, struct rect r);

#endif
