/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_score.h -- between the files of the score screen. */
#ifndef CLIENT_SCREENS_TRAIN_SCORE_H
#define CLIENT_SCREENS_TRAIN_SCORE_H

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "client/ui/list.h"

enum score_view { SCORE_LOST, SCORE_ALL, SCORE_TIMELINE, SCORE_VIEWS };

/* A moment of the time line: what it is in a few words. */
struct score_moment { const json *item; int64_t seq; char *text; };

struct train_score {
	struct app *app;
	char id[64];
	char contact[64];       /* of several calls this one alone; "": all */
	json *session;          /* NULL: not there yet */
	json *timeline;         /* its items; NULL: not there yet */
	bool cut;               /* there was more before them */
	char *sentence;
	enum score_view view;
	struct list lists[SCORE_VIEWS];
	struct form_fields *fields;
	const json **rows[SCORE_TIMELINE];      /* of the score's items */
	size_t counts[SCORE_TIMELINE];
	struct score_moment *moments;
	size_t moment_count;
};

/* train_score_rows.c */
/* A number of an item, a sheet, a score; 0: it has none. */
double score_figure(const json *o, const char *name);
/* The words of either member, in the reader's language where they are there in it; "": none. Borrowed. */
const char *score_words(const struct train_score *s, const json *o, const char *name, const char *name_en);
void score_lists_init(struct train_score *s);
void score_lists_release(struct train_score *s);
/* From the session and the time line. */
void score_make_rows(struct train_score *s);
/* The item of the score under the cursor; NULL: none. */
const json *score_item(const struct train_score *s);
const struct score_moment *score_moment(const struct train_score *s);
/* All about what is under the cursor, for the rows below the list. */
void score_add_detail(const struct train_score *s, struct buf *out);

#endif
