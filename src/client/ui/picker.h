/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picker.h -- choosing one or several of many: a list or tree with a filter line.
 *
 * What is typed filters at once, Chinese or pinyin (pinyin_match()); without a filter a tree opens
 * level by level. The choices stay with their owner.
 */
#ifndef HOTLINE_UI_PICKER_H
#define HOTLINE_UI_PICKER_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/edit.h"
#include "client/ui/list.h"

struct choices {
	size_t (*count)(void *data);
	const char *(*code)(void *data, size_t i);
	/* In the user's language. */
	const char *(*label)(void *data, size_t i);
	/* PICKER_NONE at the top; NULL: no tree. */
	size_t (*parent)(void *data, size_t i);
	/* May it be taken itself? NULL: yes. */
	bool (*allowed)(void *data, size_t i);
	/* A shorter name of the same worth; NULL: none. */
	const char *(*brief)(void *data, size_t i);
	/* What else the filter finds it by, such as its name in the other language; NULL: none. */
	const char *(*also)(void *data, size_t i);
	/* Hears what is typed, "" when nothing is: to look elsewhere for more. What is found is added at the end; then,
	 * also when nothing is or it failed, picker_refresh(). NULL: all are here. */
	void (*typed)(void *data, const char *filter);
	void *data;
};
#define PICKER_NONE ((size_t)-1)

struct picker {
	const struct choices *choices;
	const char *title;      /* of the frame; borrowed */
	bool several;           /* Space marks, accept takes all marked */
	struct edit filter;
	struct list list;
	size_t *rows;           /* indexes of choices, in the order shown */
	size_t row_count, choice_count;
	size_t own;             /* choices there were when it was opened; what is found later comes behind them */
	bool waiting;           /* for choices that are looked for elsewhere */
	unsigned char *state;   /* by choice: expanded, marked */
	bool tree;
	bool touched;           /* something was marked or unmarked */
	int height;             /* rows of the list, the same while it is open */
};

enum picker_result { PICKER_GOES_ON, PICKER_TAKEN, PICKER_LEFT };

/* `codes`: what is chosen now, parted by commas when several. Takes the focus of typing. */
void picker_open(struct picker *p, const struct choices *choices, const char *title,
		 const char *codes, bool several);
void picker_close(struct picker *p);
/* More or fewer choices at the end than before. */
void picker_refresh(struct picker *p);
enum picker_result picker_key(struct picker *p, const struct key *key);
/* Commands of CONTEXT_PICKER and BACK; false: not for a picker. */
bool picker_command(struct picker *p, const struct command *command, enum picker_result *result);
/* The code, or codes parted by commas, that are chosen; appended. */
void picker_value(const struct picker *p, struct buf *out);
/* A frame in the middle of the region. */
void picker_draw(struct picker *p, struct canvas *c, struct rect r);

/* Is anything below anything? */
bool choices_is_tree(const struct choices *choices);
/* The index of a code; PICKER_NONE: unknown. */
size_t choices_find(const struct choices *choices, const char *code);
/* "供热 / 室内不热": the label with those above it; appended. */
void choices_path(const struct choices *choices, size_t i, struct buf *out);

#endif
