/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_storm.h -- between the files of the screen of a storm. */
#ifndef CLIENT_SCREENS_TRAIN_STORM_H
#define CLIENT_SCREENS_TRAIN_STORM_H

#include "client/screens/train.h"
#include "client/ui/list.h"

enum storm_view { STORM_SEATS, STORM_CALLS, STORM_VIEWS };

struct train_storm {
	struct app *app;
	char id[64];
	enum storm_view view;
	struct list lists[STORM_VIEWS];
	const json **calls;     /* of the session that have come, seat by seat */
	size_t call_count;
	instant now;
	struct app_timer second;
	bool asking, over, placed;      /* placed: the view was chosen, by the user or once it was known whose storm it is */
};

/* train_storm_rows.c */
void storm_lists_init(struct train_storm *s);
void storm_lists_release(struct train_storm *s);
/* From the session in the model, which may have been replaced. */
void storm_make_rows(struct train_storm *s);
const json *storm_session(const struct train_storm *s);
/* Under the cursor; NULL: none, or not in this view. */
const json *storm_seat(const struct train_storm *s);
const json *storm_call(const struct train_storm *s);
/* Selects the first call of that seat; false: it has none. */
bool storm_select_calls_of(struct train_storm *s, const char *account);

#endif
