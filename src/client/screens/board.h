/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board.h -- what the files of the dispatcher's board share. */
#ifndef CLIENT_BOARD_H
#define CLIENT_BOARD_H

#include "client/screens/views.h"

struct board {
	struct app *app;
	struct views views;
	json *suggestions;              /* of `suggested`; NULL: none came */
	char suggested[24], asked[24];
	bool asking;
	char *sentence;                 /* why none came; NULL */
	char dispatched[24];            /* the ticket dispatched last from here; "": none */
};

/* Of the ticket under the cursor; NULL: not here yet. */
const json *board_suggestions(const struct board *b);
void board_ask_suggestions(struct board *b);

/* board_pane.c: the ticket under the cursor. */
void board_draw_pane(const struct board *b, struct canvas *c, struct rect r);

/* board_moves.c: what is done from the board itself; false: the command is not one of these. */
bool board_do(struct board *b, const struct command *c);

#endif
