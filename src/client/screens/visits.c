/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visits.c -- whom to phone: the return visits that are due, the oldest first, then those that come again later.
 *
 * What a colleague has is shown with the name and cannot be opened; a ticket whose visit is done leaves at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/screens/visit.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { COLUMN_NO, COLUMN_WHEN, COLUMN_TRY, COLUMN_TITLE, COLUMN_CALLER, COLUMN_UNIT, COLUMN_WHO };
#define COLUMNS(when, attempt)                                       \
	{                                                            \
		[COLUMN_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 },    \
		[COLUMN_WHEN] = { N_("Waits"), when, 0, 0 },         \
		[COLUMN_TRY] = { N_("Attempt"), attempt, 0, 0 },     \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },           \
		[COLUMN_CALLER] = { N_("Caller"), 14, 0, 100 },      \
		[COLUMN_UNIT] = { N_("Unit"), 20, 0, 120 },          \
		[COLUMN_WHO] = { N_("With"), 12, 0, 0 },             \
	}
static const struct list_column columns[2][COLUMN_WHO + 1] = { COLUMNS(10, 6), COLUMNS(12, 7) };

struct visits {
	struct app *app;
	struct list list;
	size_t *rows, count, alloc;     /* of the model's list: who waits to be phoned */
	instant now;
	bool asked;
	bool came_back;         /* from a visit: the next one is wanted, wherever this one went */
};

static const char list_name[] = "visits";

static const struct model_ticket_row *row_at(const struct visits *v, size_t i)
{
	return &model_list(client_model(v->app), list_name)->rows[v->rows[i]];
}

static bool is_elsewhere(const struct visits *v, const struct model_ticket_row *row)
{
	const char *me = client_model(v->app)->me.id;

	return row->claimed_by && (!me || strcmp(row->claimed_by, me) != 0);
}

static bool is_due(const struct visits *v, size_t i)
{
	const struct model_ticket_row *row = row_at(v, i);

	return row->visit_at <= v->now && !is_elsewhere(v, row);
}

/* When the selected one is not to be phoned now, the first that is. */
static void select_next(struct visits *v)
{
	size_t selected = list_selected(&v->list);

	if (selected != LIST_NONE && selected < v->count && is_due(v, selected))
		return;
	for (size_t i = 0; i < v->count; i++)
		if (is_due(v, i)) {
			list_select(&v->list, i);
			return;
		}
}

static void make_rows(struct visits *v)
{
	const struct model_list *l = model_list(client_model(v->app), list_name);

	v->count = 0;
	for (size_t i = 0; l && i < l->count; i++) {
		if (l->rows[i].visit_at == INSTANT_NONE)
			continue;
		ARRAY_GROW(v->rows, v->count + 1, v->alloc);
		v->rows[v->count++] = i;
	}
	list_changed(&v->list);
	if (v->came_back)
		select_next(v);
}

static size_t count(void *data)
{
	return ((struct visits *)data)->count;
}

static void when_cell(const struct visits *v, const struct model_ticket_row *row, struct buf *out, enum look *look)
{
	struct buf at = BUF_INIT;

	if (row->undecided) {
		buf_adds(out, _("to decide"));
		*look = LOOK_WARNING;
	} else if (row->visit_at <= v->now) {
		words_span(out, v->now - row->visit_at);
	} else {
		words_time(&at, row->visit_at, v->now);
		buf_addf(out, _("from %s"), at.data);
		*look = LOOK_DIM;
	}
	buf_release(&at);
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct visits *v = data;
	const struct model_ticket_row *row = row_at(v, i);
	const struct city *city = client_model(v->app)->city;

	if (is_elsewhere(v, row))
		*look = LOOK_DIM;
	switch (column) {
	case COLUMN_NO:
		words_no(out, row->no);
		break;
	case COLUMN_WHEN:
		when_cell(v, row, out, look);
		break;
	case COLUMN_TRY:
		if (!row->undecided)
			buf_addf(out, "%d/%d", row->unreached + 1, city ? city->visit_attempts : 0);
		break;
	case COLUMN_TITLE:
		if (row->rehandled)
			buf_addf(out, _("[re-handled %d×] "), row->rehandled);
		words_title(v->app, out, row->title, row->category);
		break;
	case COLUMN_CALLER:
		buf_adds(out, row->caller ? row->caller : "");
		if (row->callers > 1)
			buf_addf(out, " +%d", row->callers - 1);
		break;
	case COLUMN_UNIT:
		words_unit(v->app, out, row->lead);
		break;
	case COLUMN_WHO:
		if (row->claimed_by)
			buf_adds(out, is_elsewhere(v, row) ? row->claimed_name ? row->claimed_name : row->claimed_by : _("you"));
		break;
	}
}

/* What is taken from the list must not put another ticket under the keys. */
static const char *row_no(void *data, size_t i)
{
	return row_at(data, i)->no;
}

static void search_text(void *data, size_t i, struct buf *out)
{
	const struct visits *v = data;
	const struct model_ticket_row *row = row_at(v, i);

	buf_addf(out, "%s %s %s %s ", row->no, row->title ? row->title : "", row->caller ? row->caller : "",
		 row->claimed_name ? row->claimed_name : "");
	words_unit(v->app, out, row->lead);
}

static const struct list_source source = { count, cell, search_text };

static void ask(struct visits *v)
{
	struct work *w = client_work(v->app);

	if (work_session(w) != SESSION_IN)
		return;
	v->asked = true;
	work_list(w, list_name, "sort=visit", NULL, NULL);
}

/* -- the screen --------------------------------------------------------------------------- */

static void *visits_enter(struct app *app, void *argument)
{
	struct visits *v = xcalloc(1, sizeof(*v));

	(void)argument;
	v->app = app;
	v->now = clock_agreed();
	list_init(&v->list, &source, v, columns[client_english(app)], ARRAY_SIZE(columns[0]));
	v->list.id = row_no;
	v->list.empty = N_("Nobody waits for a return visit.");
	return v;
}

static void visits_leave(struct app *app, void *state)
{
	struct visits *v = state;

	work_list_close(client_work(app), list_name);
	list_release(&v->list);
	free(v->rows);
	free(v);
}

static void visits_show(struct app *app, void *state)
{
	struct visits *v = state;

	(void)app;
	v->now = clock_agreed();
	v->came_back = true;
	make_rows(v);
	ask(v);
}

static void visits_changed(struct app *app, void *state, unsigned what)
{
	struct visits *v = state;

	(void)app;
	if (what & MODEL_SESSION)
		v->asked = false;
	if (!v->asked)
		ask(v);
	if (what & (MODEL_LIST | MODEL_TICKET | MODEL_CITY))
		make_rows(v);
}

/* How many wait, and when the next comes when nobody is due. */
static void draw_summary(const struct visits *v, struct canvas *c, struct rect r)
{
	const struct model_list *l = model_list(client_model(v->app), list_name);
	size_t due = 0, later = 0, undecided = 0;
	instant next = INSTANT_NONE;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < v->count; i++) {
		const struct model_ticket_row *row = row_at(v, i);
		if (row->undecided)
			undecided++;
		else if (row->visit_at <= v->now)
			due++;
		else if (!later++)
			next = row->visit_at;
	}
	buf_addf(&text, _("To phone now %zu%s"), due, l && l->next && !later ? "+" : "");
	if (undecided)
		buf_addf(&text, _(" · to decide %zu"), undecided);
	if (later) {
		buf_addf(&text, _(" · again later %zu, from "), later);
		words_time(&text, next, v->now);
	}
	canvas_text(c, r.x, r.y, r.width, due + undecided ? LOOK_HEADING : LOOK_GOOD, text.data);
	if (l && l->sentence)
		canvas_text(c, r.x, r.y, r.width, LOOK_ERROR, l->sentence);
	buf_release(&text);
}

static void visits_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct visits *v = state;
	const struct model_list *l = model_list(client_model(app), list_name);

	v->now = clock_agreed();
	draw_summary(v, c, (struct rect){ r.x + 1, r.y, r.width - 2, 1 });
	if (!l || (l->loading && l->at == INSTANT_NONE && !l->count))
		canvas_text(c, r.x + 1, r.y + 1, r.width - 2, LOOK_DIM, _("Loading…"));
	else
		list_draw(&v->list, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 });
}

static void fetch_more(struct visits *v)
{
	const struct model_list *l = model_list(client_model(v->app), list_name);
	size_t selected = list_selected(&v->list);

	if (l && l->next && !l->loading && !v->list.filter && selected != LIST_NONE && selected + 60 > v->count)
		work_list_more(client_work(v->app), list_name, NULL, NULL);
}

static enum handled open_row(struct visits *v, const struct model_ticket_row *row)
{
	if (!is_elsewhere(v, row))
		app_push(v->app, &screen_visit, (void *)row->no);
	else
		app_say(v->app, LOOK_WARNING, _("%s is on this visit; choose another."),
			row->claimed_name ? row->claimed_name : row->claimed_by);
	return HANDLED_DRAW;
}

static enum handled visits_action(struct app *app, void *state, const struct command *command)
{
	struct visits *v = state;
	size_t selected = list_selected(&v->list);
	const struct model_ticket_row *row = selected != LIST_NONE && selected < v->count ? row_at(v, selected) : NULL;

	v->came_back = false;
	if (list_command(&v->list, command)) {
		fetch_more(v);
		return HANDLED_DRAW;
	}
	if (row && (command->action == ACTION_OPEN || (command->action == ACTION_VISIT && !command->count)))
		return open_row(v, row);
	if (command->action == ACTION_RELOAD) {
		ask(v);
		return HANDLED_DRAW;
	}
	return ticket_command(app, row ? row->no : NULL, command);
}

static enum context visits_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_visits = {
	.name = "visits", .title = N_("Return visits"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = visits_enter, .leave = visits_leave, .draw = visits_draw, .action = visits_action, .focus = visits_focus,
	.show = visits_show, .changed = visits_changed,
};
