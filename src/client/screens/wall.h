/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wall.h -- between the files of the supervisor's wall. */
#ifndef CLIENT_SCREENS_WALL_H
#define CLIENT_SCREENS_WALL_H

#include "client/screens/screens.h"
#include "client/ui/list.h"

enum wall_panel { WALL_SEATS, WALL_ASKS, WALL_OVERDUE, WALL_PANELS };

struct wall {
	struct app *app;
	struct list lists[WALL_PANELS];
	enum wall_panel panel;          /* the one that has the keys */
	size_t *seats, seat_count;      /* of the model's: lost lines first, then who talks longest, last who is away */
	size_t *asks, ask_count, ask_alloc;     /* of the model's list: what waits for a decision */
	json *figures;                  /* of /reports/queue; NULL: not there yet */
	char *sentence;                 /* why they are old; NULL: they are not */
	instant figures_at, now;
	struct app_timer second;
	int64_t figures_due;            /* monotonic */
	bool asking, asked;
};

/* wall_lists.c */
extern const char wall_list_name[];     /* of the model's list of what asks for a decision */
void wall_lists_init(struct wall *w);
void wall_lists_release(struct wall *w);
void wall_make_seats(struct wall *w);
void wall_make_asks(struct wall *w);
void wall_make_overdue(struct wall *w);
/* NULL: nothing is selected there. */
const struct model_seat *wall_seat(const struct wall *w);
const struct model_ticket_row *wall_ask(const struct wall *w);
const json *wall_overdue(const struct wall *w);
size_t wall_count(const struct wall *w, enum wall_panel panel);

/* wall_figures.c: the queue and the day; returns the rows used. */
int wall_draw_figures(const struct wall *w, struct canvas *c, struct rect r);

#endif
