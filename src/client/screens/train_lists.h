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
enum { TRAIN_BYS = 4 };
struct train_by_row { const char *code, *name; };
extern const struct train_by_row train_by[TRAIN_BYS];

struct training;
struct train_page {
	struct training *training;
	struct list list;
	json *items;            /* NULL: not there yet */
	char *sentence;         /* why they could not be read; NULL */
	json *coming;           /* of the states asked for so far */
	int states;             /* asked for in this round */
	bool asking, came;
};
struct training {
	struct app *app;
	enum train_view view;
	bool moved;             /* the user chose the view */
	struct train_page pages[TRAIN_VIEWS];
	int by;                 /* of train_by[] */
	char *file;             /* the results go there; NULL: nowhere */
	instant now;
	struct app_timer again, second;
};

void train_lists_init(struct training *t);
void train_lists_release(struct training *t);
/* The row under the cursor; NULL: none. */
const json *train_selected(const struct training *t);
/* Which keys do what here. */
void train_view_hint(const struct training *t, struct buf *out);
/* The results shown, as CSV into a file. */
void train_save_results(struct training *t, const char *file);

#endif
