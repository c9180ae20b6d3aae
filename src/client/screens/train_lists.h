/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_lists.h -- the views of the training screen. */
#ifndef CLIENT_SCREENS_TRAIN_LISTS_H
#define CLIENT_SCREENS_TRAIN_LISTS_H

#include "client/screens/train.h"
#include "client/ui/list.h"

enum train_view { TRAIN_RUNNING, TRAIN_WAITING, TRAIN_SCENARIOS, TRAIN_ENDED, TRAIN_RESULTS, TRAIN_VIEWS };
struct train_view_row {
	const char *code, *name;        /* of the command, msgid */
	const char *path;
	bool open;                      /* sessions that have not ended: asked for state by state */
	unsigned roles;
	const char *empty;              /* msgid */
};
extern const struct train_view_row train_views[TRAIN_VIEWS];

/* What results are summed by. */
enum { TRAIN_BYS = 5 };
struct train_by_row { const char *code, *name; };
extern const struct train_by_row train_by[TRAIN_BYS];

/* Which results: by part of the question as the server has it, and as it is shown; NULL: all. */
enum { TRAIN_PARTS = 4 };
struct train_filter { char *value[TRAIN_PARTS], *shown[TRAIN_PARTS]; };

struct training;
struct train_page {
	struct training *training;
	struct list list;
	json *items;            /* NULL: not there yet */
	char *sentence;         /* why they could not be read; NULL */
	json *coming;           /* of the states asked for so far */
	int states;             /* asked for in this round */
	bool asking, came;
	bool other;             /* while it was asked for, something else was wanted */
};
struct training {
	struct app *app;
	enum train_view view;
	bool moved;             /* the user chose the view */
	struct train_page pages[TRAIN_VIEWS];
	int by;                 /* of train_by[] */
	struct train_filter filter;     /* of the results */
	char *file;             /* the results go there; NULL: nowhere */
	instant now;
	int64_t looked_at;      /* for what goes on, monotonic */
	struct app_timer again, second;
};

void train_lists_init(struct training *t);
void train_lists_release(struct training *t);
/* The columns of the results as they are summed now. */
void train_results_columns(struct training *t);
/* The row under the cursor; NULL: none. */
const json *train_selected(const struct training *t);
/* Does the user train in it? */
bool train_is_mine(const struct training *t, const json *session);
/* Which keys do what here. */
void train_view_hint(const struct training *t, struct buf *out);

/* train_results.c */
void train_filter_release(struct train_filter *f);
/* The address of the results that are wanted. */
void train_filter_path(const struct training *t, struct buf *path);
/* " · trainee Li · from 11-19", nothing when all are shown. */
void train_filter_words(const struct training *t, struct buf *out);
/* "trainee=trainee1 class=… from=… to=…", empty: all. False, and said, when a word is none. */
bool train_filter_read(struct training *t, const char *text);
/* Only those of a row; false: the rows are no people and no classes. */
bool train_filter_row(struct training *t, const json *row);
/* The results shown, as CSV into a file. */
void train_save_results(struct training *t, const char *file);

#endif
