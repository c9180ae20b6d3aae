/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets.c -- a list of tickets: the board of what waits to be dispatched, a search, a unit's inbox.
 *
 * The rows are the model's; an event that tells a newer version marks a row until the
 * ticket has come again. More pages are fetched when the end comes near.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { COLUMN_NO, COLUMN_STATE, COLUMN_GRADE, COLUMN_DUE, COLUMN_TITLE, COLUMN_PLACE, COLUMN_UNIT, COLUMN_AT };

/* Words are longer in English, grades shorter: there their codes are shown. */
#define COLUMNS(state, grade)                                     \
	{                                                         \
		[COLUMN_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 }, \
		[COLUMN_STATE] = { N_("State"), state, 0, 0 },    \
		[COLUMN_GRADE] = { N_("Grade"), grade, 0, 0 },    \
		[COLUMN_DUE] = { N_("Time left"), 11, 0, 0 },     \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },        \
		[COLUMN_PLACE] = { N_("Place"), 18, 0, 100 },     \
		[COLUMN_UNIT] = { N_("Unit"), 18, 0, 120 },       \
		[COLUMN_AT] = { N_("Taken"), 16, 0, 150 },        \
	}
static const struct list_column columns[2][COLUMN_AT + 1] = { COLUMNS(8, 8), COLUMNS(16, 7) };

struct tickets {
	struct app *app;
	struct list list;
	char name[24];          /* of the model's list */
	char *title;
	instant now;            /* of this drawing */
	size_t rows;            /* when list_changed() was called last */
};

static const struct model_list *rows_of(const struct tickets *t)
{
	return model_list(client_model(t->app), t->name);
}

static size_t count(void *data)
{
	const struct model_list *l = rows_of(data);

	return l ? l->count : 0;
}

static enum look state_look(enum ticket_state s)
{
	return s == TICKET_CLOSED ? LOOK_DIM : s == TICKET_PENDING ? LOOK_WARNING : LOOK_NORMAL;
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	struct tickets *t = data;
	const struct model_ticket_row *row = &rows_of(t)->rows[i];

	switch (column) {
	case COLUMN_NO:
		words_no(out, row->no);
		break;
	case COLUMN_STATE:
		buf_adds(out, words_ticket_state(row->state));
		*look = state_look(row->state);
		break;
	case COLUMN_GRADE:
		words_grade(t->app, out, row->grade);
		break;
	case COLUMN_DUE:
		*look = words_due(out, row->due_at, t->now);
		break;
	case COLUMN_TITLE:
		words_marks(out, row);
		words_title(t->app, out, row->title, row->category);
		break;
	case COLUMN_PLACE:
		words_region(t->app, out, row->street ? row->street : row->district);
		break;
	case COLUMN_UNIT:
		words_unit(t->app, out, row->lead);
		break;
	case COLUMN_AT:
		words_time(out, row->created_at, t->now);
		break;
	}
}

/* What is looked for: number with and without blanks, title, category, place, unit. */
static void search_text(void *data, size_t i, struct buf *out)
{
	struct tickets *t = data;
	const struct model_ticket_row *row = &rows_of(t)->rows[i];

	buf_addf(out, "%s %s %s ", row->no, row->title ? row->title : "", words_ticket_state(row->state));
	words_no(out, row->no);
	buf_addch(out, ' ');
	words_category(t->app, out, row->category, true);
	buf_addch(out, ' ');
	words_region(t->app, out, row->district);
	words_region(t->app, out, row->street);
	words_unit(t->app, out, row->lead);
}

static const struct list_source source = { count, cell, search_text };

struct tickets_query tickets_of_part(bool below)
{
	static const struct tickets_query parts[2] = {
		{ N_("Your unit's tickets"), "part=own&sort=due" },
		{ N_("Tickets of units below"), "part=below&sort=due" },
	};

	return parts[below];
}

static void *tickets_enter(struct app *app, void *argument)
{
	const struct tickets_query *q = argument;
	struct tickets *t = xcalloc(1, sizeof(*t));
	static unsigned number;

	t->app = app;
	t->now = clock_agreed();
	t->title = xstrdup(_(q->title));
	snprintf(t->name, sizeof(t->name), "tickets-%u", number++ % 8);
	list_init(&t->list, &source, t, columns[client_english(app)], ARRAY_SIZE(columns[0]));
	work_list(client_work(app), t->name, q->query, NULL, NULL);
	return t;
}

static void tickets_leave(struct app *app, void *state)
{
	struct tickets *t = state;

	work_list_close(client_work(app), t->name);
	list_release(&t->list);
	free(t->title);
	free(t);
}

static void tickets_changed(struct app *app, void *state, unsigned what)
{
	struct tickets *t = state;

	(void)app;
	if (what & (MODEL_LIST | MODEL_TICKET | MODEL_CITY))
		list_changed(&t->list);
}

static void fetch_more(struct tickets *t)
{
	const struct model_list *l = rows_of(t);
	size_t selected = list_selected(&t->list);

	if (l && l->next && !l->loading && !t->list.filter && selected != LIST_NONE &&
	    selected + 60 > l->count)
		work_list_more(client_work(t->app), t->name, NULL, NULL);
}

/* A unit's list holds its own tickets or those of the units below it: the key that shows the others. */
static void add_other_part(const struct tickets *t, const char *query, struct buf *out)
{
	bool below = strstr(query, "part=below");

	if (below || strstr(query, "part=own"))
		buf_addf(out,
			 below ? _(" · %s shows your own") : _(" · %s shows those of units below"),
			 client_key_name(t->app, ACTION_BELOW));
}

/* Whether there are any is known when they came once. */
static bool came(const struct model_list *l)
{
	return l && l->at != INSTANT_NONE;
}

static void draw_status(struct tickets *t, struct canvas *c, struct rect r)
{
	const struct model_list *l = rows_of(t);
	struct buf text = BUF_INIT;

	if (!l)
		return;
	if (!came(l)) {
		canvas_text(c, r.x, r.y, r.width, l->sentence ? LOOK_ERROR : LOOK_DIM, l->sentence ? l->sentence : _("Loading…"));
		return;
	}
	buf_addf(&text, ngettext("%zu ticket", "%zu tickets", list_visible(&t->list)), list_visible(&t->list));
	if (l->next)
		buf_adds(&text, _(", more to come"));
	if (l->loading)
		buf_adds(&text, _(" · loading…"));
	else {
		buf_adds(&text, _(" · as of "));
		words_time(&text, l->at, t->now);
	}
	add_other_part(t, l->query ? l->query : "", &text);
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	if (l->sentence)
		canvas_text(c, r.x + 30, r.y, r.width - 30, LOOK_ERROR, l->sentence);
	buf_release(&text);
}

static void tickets_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct tickets *t = state;

	(void)app;
	t->now = clock_agreed();
	t->list.empty = came(rows_of(t)) ? N_("No ticket here.") : NULL;
	list_draw(&t->list, c, (struct rect){ r.x, r.y, r.width, r.height - 1 });
	draw_status(t, c, (struct rect){ r.x + 1, r.y + r.height - 1, r.width - 2, 1 });
}

static void show_part(struct tickets *t, bool below)
{
	struct tickets_query want = tickets_of_part(below);

	free(t->title);
	t->title = xstrdup(_(want.title));
	work_list(client_work(t->app), t->name, want.query, NULL, NULL);
}

static enum handled tickets_action(struct app *app, void *state, const struct command *command)
{
	struct tickets *t = state;
	const struct model_list *l = rows_of(t);
	size_t row = list_selected(&t->list);
	const char *no = l && row != LIST_NONE && row < l->count ? l->rows[row].no : NULL;

	if (list_command(&t->list, command)) {
		fetch_more(t);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_RELOAD) {
		work_list(client_work(app), t->name, l ? l->query : "", NULL, NULL);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_OPEN && no) {
		app_push(app, &screen_ticket, (void *)no);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_BELOW && l && l->query && strstr(l->query, "part=")) {
		show_part(t, strstr(l->query, "part=own") != NULL);
		return HANDLED_DRAW;
	}
	return ticket_command(app, no, command);
}

static enum context tickets_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

static void tickets_title(void *state, struct buf *out)
{
	struct tickets *t = state;

	buf_adds(out, t->title);
}

const struct screen_ops screen_tickets = {
	.name = "tickets", .title = N_("Tickets"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = tickets_enter, .leave = tickets_leave, .draw = tickets_draw, .action = tickets_action,
	.focus = tickets_focus, .changed = tickets_changed, .add_title = tickets_title,
};
