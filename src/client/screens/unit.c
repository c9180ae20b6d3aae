/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit.c -- a unit's inbox: its tickets by its own time left, with its own sub-state, and beside it the ticket under the
 * cursor with all that can be done.
 *
 * The views are the figures of the header: how many are to be signed, late, due soon, given back, to be handled again,
 * urged, with units below.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/pane.h"
#include "client/screens/views.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct view views[] = {
	{ "inbox", N_("Inbox"), "due", N_("Nothing waits for your unit."), LOOK_NORMAL },
	{ "sign", N_("To sign"), "due", N_("All is signed."), LOOK_WARNING },
	{ "overdue", N_("Overdue"), "due", N_("Nothing is late."), LOOK_ERROR },
	{ "soon", N_("Due in 2 h"), "due", N_("Nothing is due within two hours."), LOOK_WARNING },
	{ "returned", N_("Returns"), "due", N_("No return waits for a decision."), LOOK_WARNING },
	{ "again", N_("Handle again"), "due", N_("Nothing came back from a return visit."), LOOK_WARNING },
	{ "urged", N_("Urged"), "due", N_("Nothing was urged."), LOOK_WARNING },
	{ "below", N_("Forwarded"), "due", N_("Nothing is with units below yours."), LOOK_NORMAL },
	{ "found", N_("Found by you"), "created", N_("You have no open ticket of your own finding; :new-ticket makes one."),
	  LOOK_NORMAL },
};

enum { COLUMN_NO, COLUMN_DUE, COLUMN_STATE, COLUMN_TITLE, COLUMN_GRADE, COLUMN_PLACE };
#define COLUMNS(state, grade)                                     \
	{                                                         \
		[COLUMN_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 }, \
		[COLUMN_DUE] = { N_("Time left"), 11, 0, 0 },     \
		[COLUMN_STATE] = { N_("State"), state, 0, 0 },    \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },        \
		[COLUMN_GRADE] = { N_("Grade"), grade, 0, 70 },   \
		[COLUMN_PLACE] = { N_("Place"), 16, 0, 90 },      \
	}
static const struct list_column columns[2][COLUMN_PLACE + 1] = { COLUMNS(8, 8), COLUMNS(16, 7) };

static const char list_name[] = "unit";

struct unit_screen {
	struct app *app;
	struct views views;
};

/* -- rows -------------------------------------------------------------------------- */

static const struct model_ticket_row *row_at(const struct unit_screen *u, size_t i)
{
	return &views_list(&u->views)->rows[i];
}

static size_t count(void *data)
{
	const struct model_list *l = views_list(&((struct unit_screen *)data)->views);

	return l ? l->count : 0;
}

/* Who has it below, before what else there is to mark. */
static void add_title(const struct unit_screen *u, const struct model_ticket_row *row, struct buf *out)
{
	if (row->own_with) {
		buf_addch(out, '[');
		words_unit(u->app, out, row->own_with);
		buf_adds(out, "] ");
	} else if (row->own_state) {
		words_marks(out, row);
	}
	if (row->rehandled)
		buf_addf(out, _("[again %d×] "), row->rehandled);
	if (row->question)
		buf_addf(out, _("[question: %s] "), row->question);
	words_title(u->app, out, row->title, row->category);
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct unit_screen *u = data;
	const struct model_ticket_row *row = row_at(u, i);

	if (column == COLUMN_NO) {
		words_no(out, row->no);
	} else if (column == COLUMN_DUE) {
		*look = words_due(out, row->own_state ? row->own_due_at : row->due_at, u->views.now);
	} else if (column == COLUMN_STATE) {
		buf_adds(out, row->own_state ? words_own_state(row->own_state) : words_ticket_state(row->state));
	} else if (column == COLUMN_TITLE) {
		add_title(u, row, out);
	} else if (column == COLUMN_GRADE) {
		words_grade(u->app, out, row->grade);
	} else if (column == COLUMN_PLACE) {
		words_region(u->app, out, row->street ? row->street : row->district);
	}
}

static void search_text(void *data, size_t i, struct buf *out)
{
	const struct unit_screen *u = data;
	const struct model_ticket_row *row = row_at(u, i);

	buf_addf(out, "%s %s ", row->no, row->title ? row->title : "");
	words_category(u->app, out, row->category, true);
	buf_addch(out, ' ');
	words_region(u->app, out, row->street);
	words_unit(u->app, out, row->own_with);
}

static const struct list_source source = { count, cell, search_text };

/* -- beside the list ------------------------------------------------------------------- */

/* The unit's own row of the ticket; NULL: it has none. */
static const json *own_part(const struct unit_screen *u, const json *ticket)
{
	const char *mine = client_model(u->app)->me.unit;
	const json *units = jo_array(ticket, "units");

	for (size_t i = 0; mine && i < jo_len(units); i++)
		if (!strcmp(jo_str(jo_at(units, i), "unit"), mine))
			return jo_at(units, i);
	return NULL;
}

/* What binds the unit: that a further return was ruled out, why it is handled again, that time was asked for. */
static void draw_bonds(struct pane *p, const struct unit_screen *u, const json *ticket)
{
	const json *part = own_part(u, ticket), *again = jo_get(ticket, "rehandling");
	struct buf text = BUF_INIT;

	if (jo_bool(ticket, "return_forbidden", false) || jo_bool(part, "return_forbidden", false))
		pane_line(p, LOOK_WARNING, _("A further return is ruled out."));
	if (again && jo_int(ticket, "rehandled", 0)) {
		buf_addf(&text, _("Handled again because: %s"), jo_str(again, "reason") ? jo_str(again, "reason") : "");
		pane_wrapped(p, LOOK_WARNING, text.data, 2);
		buf_reset(&text);
		pane_answers(ticket, &text);
		pane_wrapped(p, LOOK_WARNING, text.data, 2);
	}
	buf_reset(&text);
	pane_asked(u->app, ticket, &text);
	pane_wrapped(p, LOOK_WARNING, text.data, 3);
	buf_release(&text);
}

static void draw_reply(struct pane *p, const json *ticket)
{
	const char *answer = jo_pointer_str(ticket, "/reply/answer");

	if (!answer)
		return;
	pane_heading(p, _("Replied"));
	pane_wrapped(p, LOOK_NORMAL, answer, 4);
}

static void draw_ticket(struct pane *p, const struct unit_screen *u, const struct model_ticket *t)
{
	pane_moves(p, t);
	pane_head(p, t);
	draw_bonds(p, u, t->ticket);
	int rest = pane_left(p) - 8;
	pane_said(p, t, rest < 3 ? 3 : rest);
	pane_units(p, t);
	draw_reply(p, t->ticket);
	pane_events(p, t, 6);
}

static void draw_pane(const struct unit_screen *u, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = views_ticket(&u->views);
	const struct model_ticket *asked = model_ticket(client_model(u->app), u->views.no);
	struct pane p = { .app = u->app, .c = c, .r = r, .y = r.y, .now = u->views.now };

	if (t)
		draw_ticket(&p, u, t);
	else if (*u->views.no)
		pane_wrapped(&p, LOOK_DIM, asked && asked->sentence ? asked->sentence : _("Loading…"), 2);
}

/* -- the screen -------------------------------------------------------------------------- */

static void *unit_enter(struct app *app, void *argument)
{
	struct unit_screen *u = xcalloc(1, sizeof(*u));

	u->app = app;
	views_init(&u->views, app, views, ARRAY_SIZE(views), list_name, &source, columns[client_english(app)],
		   ARRAY_SIZE(columns[0]), u);
	views_show(&u->views, argument ? argument : NULL);
	return u;
}

static void unit_leave(struct app *app, void *state)
{
	struct unit_screen *u = state;

	(void)app;
	views_release(&u->views);
	free(u);
}

static void unit_show(struct app *app, void *state)
{
	(void)app;
	views_show(&((struct unit_screen *)state)->views, NULL);
}

static void unit_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	views_changed(&((struct unit_screen *)state)->views, what);
}

static void unit_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct unit_screen *u = state;

	(void)app;
	u->views.now = clock_agreed();
	int tabs = views_draw_tabs(&u->views, c, (struct rect){ r.x, r.y, r.width, 2 });
	struct views_layout l = views_lay_out(c, (struct rect){ r.x, r.y + tabs, r.width, r.height - tabs });
	draw_pane(u, c, l.pane);
	views_draw_list(&u->views, c, l.list);
}

/* Moves that may send the ticket elsewhere are not begun on one that came under the cursor by itself. */
static bool holds(struct unit_screen *u, enum action a)
{
	static const enum action at_once[] = { ACTION_SIGN, ACTION_REPORT_IN, ACTION_RECALL };

	for (size_t i = 0; i < ARRAY_SIZE(at_once); i++)
		if (at_once[i] == a && views_hold(&u->views))
			return true;
	return false;
}

static enum handled unit_action(struct app *app, void *state, const struct command *command)
{
	struct unit_screen *u = state;

	if (command->action == ACTION_INBOX && command->count) {
		views_show_named(&u->views, command->words[0]);
		return HANDLED_DRAW;
	}
	if (views_command(&u->views, command) || holds(u, command->action))
		return HANDLED_DRAW;
	enum handled done = ticket_command(app, *u->views.no ? u->views.no : NULL, command);
	if (done != HANDLED_NOT)
		views_acted(&u->views);
	return done;
}

static enum context unit_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

static void unit_title(void *state, struct buf *out)
{
	struct unit_screen *u = state;

	words_unit(u->app, out, client_model(u->app)->me.unit);
}

const struct screen_ops screen_unit = {
	.name = "inbox", .title = N_("Inbox"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = unit_enter, .leave = unit_leave, .draw = unit_draw, .action = unit_action, .focus = unit_focus,
	.show = unit_show, .changed = unit_changed, .add_title = unit_title,
};
