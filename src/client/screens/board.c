/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board.c -- the dispatcher's board: what waits, by grade and time left, and beside it the ticket under the cursor with
 * the units that may be responsible.
 *
 * One key dispatches to the first suggestion, which stands there with its basis; nothing is sent of a ticket whose
 * suggestions are not on the screen. A colleague's claim is in sight; whoever comes second is told by the server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/board.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct view views[] = {
	{ "pending", N_("To dispatch"), "grade", N_("Nothing waits to be dispatched."), LOOK_NORMAL },
	{ "supplied", N_("Supplied"), "grade", N_("No question to an agent was answered lately."), LOOK_WARNING },
	{ "returns", N_("Returns"), "due", N_("No unit asks to return a ticket."), LOOK_WARNING },
	{ "arbitration", N_("Arbitration"), "due", N_("Nothing is in arbitration."), LOOK_WARNING },
	{ "extensions", N_("Extensions"), "due", N_("No unit asks for more time."), LOOK_WARNING },
	{ "open", N_("Open"), "due", N_("No ticket is open."), LOOK_NORMAL },
};

enum { COLUMN_NO, COLUMN_GRADE, COLUMN_DUE, COLUMN_STATE, COLUMN_TITLE, COLUMN_PLACE };
#define COLUMNS(grade, state)                                     \
	{                                                         \
		[COLUMN_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 }, \
		[COLUMN_GRADE] = { N_("Grade"), grade, 0, 0 },    \
		[COLUMN_DUE] = { N_("Time left"), 11, 0, 0 },     \
		[COLUMN_STATE] = { N_("State"), state, 0, 76 },   \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },        \
		[COLUMN_PLACE] = { N_("Place"), 16, 0, 90 },      \
	}
static const struct list_column columns[2][COLUMN_PLACE + 1] = { COLUMNS(8, 8), COLUMNS(7, 16) };

static const char list_name[] = "board";

/* -- rows -------------------------------------------------------------------------- */

static const struct model_ticket_row *row_at(const struct board *b, size_t i)
{
	return &views_list(&b->views)->rows[i];
}

static size_t count(void *data)
{
	const struct model_list *l = views_list(&((struct board *)data)->views);

	return l ? l->count : 0;
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct board *b = data;
	const struct model_ticket_row *row = row_at(b, i);

	if (column == COLUMN_NO) {
		words_no(out, row->no);
	} else if (column == COLUMN_GRADE) {
		words_grade(b->app, out, row->grade);
	} else if (column == COLUMN_DUE) {
		*look = words_due(out, row->due_at, b->views.now);
	} else if (column == COLUMN_STATE) {
		buf_adds(out, words_ticket_state(row->state));
	} else if (column == COLUMN_TITLE) {
		words_marks(out, row);
		words_title(b->app, out, row->title, row->category);
		if (row->claimed_by && strcmp(row->claimed_by, client_model(b->app)->me.id) != 0)
			*look = LOOK_DIM;
	} else if (column == COLUMN_PLACE) {
		words_region(b->app, out, row->street ? row->street : row->district);
	}
}

static void search_text(void *data, size_t i, struct buf *out)
{
	const struct board *b = data;
	const struct model_ticket_row *row = row_at(b, i);

	buf_addf(out, "%s %s ", row->no, row->title ? row->title : "");
	words_category(b->app, out, row->category, true);
	buf_addch(out, ' ');
	words_region(b->app, out, row->district);
	words_region(b->app, out, row->street);
	words_unit(b->app, out, row->lead);
}

static const struct list_source source = { count, cell, search_text };

/* -- suggestions ---------------------------------------------------------------------- */

const json *board_suggestions(const struct board *b)
{
	return b->suggestions && !strcmp(b->suggested, b->views.no) ? b->suggestions : NULL;
}

static void suggestions_came(void *arg, const struct net_answer *answer)
{
	struct board *b = arg;

	b->asking = false;
	app_busy(b->app, -1);
	if (strcmp(b->asked, b->views.no) != 0) {
		board_ask_suggestions(b);       /* the cursor went on meanwhile */
		return;
	}
	jo_free(b->suggestions);
	b->suggestions = net_is_ok(answer) ? jo_copy((json *)answer->body) : NULL;
	snprintf(b->suggested, sizeof(b->suggested), "%s", b->asked);
	free(b->sentence);
	b->sentence = net_is_ok(answer) ? NULL : xstrdup(client_sentence(answer));
	app_draw_later(b->app);
}

void board_ask_suggestions(struct board *b)
{
	char path[64];

	if (b->asking || !*b->views.no)
		return;
	snprintf(b->asked, sizeof(b->asked), "%s", b->views.no);
	snprintf(path, sizeof(path), "/tickets/%s/suggestions", b->asked);
	b->asking = true;
	app_busy(b->app, 1);
	work_get(client_work(b->app), path, suggestions_came, b);
}

static void rested(void *data)
{
	board_ask_suggestions(data);
}

/* -- the screen -------------------------------------------------------------------------- */

static void *board_enter(struct app *app, void *argument)
{
	struct board *b = xcalloc(1, sizeof(*b));

	b->app = app;
	views_init(&b->views, app, views, ARRAY_SIZE(views), list_name, &source, columns[client_english(app)],
		   ARRAY_SIZE(columns[0]), b);
	b->views.rested = rested;
	views_show(&b->views, argument ? argument : NULL);
	return b;
}

static void board_leave(struct app *app, void *state)
{
	struct board *b = state;

	work_forget(client_work(app), b);
	if (b->asking)
		app_busy(app, -1);
	views_release(&b->views);
	jo_free(b->suggestions);
	free(b->sentence);
	free(b);
}

static void board_show(struct app *app, void *state)
{
	(void)app;
	views_show(&((struct board *)state)->views, NULL);
}

static void board_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	views_changed(&((struct board *)state)->views, what);
}

static void board_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct board *b = state;

	(void)app;
	b->views.now = clock_agreed();
	int tabs = views_draw_tabs(&b->views, c, (struct rect){ r.x, r.y, r.width, 2 });
	struct views_layout l = views_lay_out(c, (struct rect){ r.x, r.y + tabs, r.width, r.height - tabs });
	board_draw_pane(b, c, l.pane);
	views_draw_list(&b->views, c, l.list);
}

static enum handled board_action(struct app *app, void *state, const struct command *command)
{
	struct board *b = state;

	if (command->action == ACTION_BOARD && command->count) {
		views_show_named(&b->views, command->words[0]);
		return HANDLED_DRAW;
	}
	if (views_command(&b->views, command) || board_do(b, command))
		return HANDLED_DRAW;
	return ticket_command(app, *b->views.no ? b->views.no : NULL, command);
}

static enum context board_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_board = {
	.name = "board", .title = N_("Dispatch board"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = board_enter, .leave = board_leave, .draw = board_draw, .action = board_action, .focus = board_focus,
	.show = board_show, .changed = board_changed,
};
