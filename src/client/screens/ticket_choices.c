/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_choices.c -- what can be done with a ticket: a list to choose from, and why not the rest.
 *
 * The server says both, from the same table that will judge the move. What the user's roles never
 * allow is left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/ui/draw_text.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { COLUMN_ACTION, COLUMN_KEY, COLUMN_WHY };
static const struct list_column columns[] = {
	[COLUMN_ACTION] = { N_("Action"), 28, LIST_MAIN, 0 },
	[COLUMN_KEY] = { N_("Key"), 5, 0, 0 },
	[COLUMN_WHY] = { N_("Possible now?"), 0, 0, 0 },
};

struct choices_screen {
	struct app *app;
	char no[24];
	struct list list;
	json *items;            /* NULL: not there yet */
	size_t *rows, count;    /* indexes in items, the possible ones first */
	char *sentence;
	int asking;             /* answers awaited */
};

static const json *item_at(const struct choices_screen *s, size_t row)
{
	return jo_at(s->items, s->rows[row]);
}

static bool is_possible(const json *item)
{
	return jo_bool(item, "possible", false);
}

static size_t count(void *data)
{
	return ((struct choices_screen *)data)->count;
}

static void cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	const struct choices_screen *s = data;
	const json *item = item_at(s, row);
	const char *name = jo_str(item, "action"), *key, *why = jo_str(item, "why");

	if (!is_possible(item))
		*look = LOOK_DIM;
	if (column == COLUMN_ACTION)
		buf_adds(out, words_action(name));
	else if (column == COLUMN_KEY && (key = ticket_move_key(s->app, name)) != NULL)
		buf_adds(out, key);
	else if (column == COLUMN_WHY)
		buf_adds(out, why ? why : _("yes"));
}

static const struct list_source source = { count, cell, NULL };

static void add_rows(struct choices_screen *s, bool possible)
{
	for (size_t i = 0; i < jo_len(s->items); i++) {
		const json *item = jo_at(s->items, i);
		if (jo_str(item, "action") && is_possible(item) == possible &&
		    !jo_bool(item, "denied", false))
			s->rows[s->count++] = i;
	}
}

static void set_asking(struct choices_screen *s, int change)
{
	s->asking += change;
	app_busy(s->app, change);
}

static void choices_came(void *arg, const struct net_answer *answer)
{
	struct choices_screen *s = arg;

	set_asking(s, -1);
	app_draw_later(s->app);
	free(s->sentence);
	s->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	jo_free(s->items);
	free(s->rows);
	s->items = jo_copy(jo_array(answer->body, "items"));
	s->rows = xcalloc(jo_len(s->items) + 1, sizeof(*s->rows));
	s->count = 0;
	add_rows(s, true);
	add_rows(s, false);
	list_changed(&s->list);
}

static void ask(struct choices_screen *s)
{
	char path[64];

	snprintf(path, sizeof(path), "/tickets/%s/actions", s->no);
	set_asking(s, 1);
	work_get(client_work(s->app), path, choices_came, s);
}

static void *choices_enter(struct app *app, void *argument)
{
	struct choices_screen *s = xcalloc(1, sizeof(*s));
	const struct model_ticket *t;

	s->app = app;
	snprintf(s->no, sizeof(s->no), "%s", (const char *)argument);
	list_init(&s->list, &source, s, columns, ARRAY_SIZE(columns));
	t = model_ticket(client_model(app), s->no);
	if (!t || !t->ticket)
		work_ticket(client_work(app), s->no, true, NULL, NULL);
	ask(s);
	return s;
}

static void choices_leave(struct app *app, void *state)
{
	struct choices_screen *s = state;

	work_forget(client_work(app), s);
	set_asking(s, -s->asking);
	list_release(&s->list);
	jo_free(s->items);
	free(s->rows);
	free(s->sentence);
	free(s);
}

static void choices_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	if (what & MODEL_TICKET)
		ask(state);
}

static int draw_head(const struct choices_screen *s, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = model_ticket(client_model(s->app), s->no);
	const char *title = t ? jo_pointer_str(t->ticket, "/fields/matter/title") : NULL;
	const char *overseen = t ? words_overseen(s->app, t->ticket) : NULL;
	struct buf line = BUF_INIT;

	words_no(&line, s->no);
	buf_adds(&line, "  ");
	words_title(s->app, &line, title, jo_pointer_str(t ? t->ticket : NULL, "/fields/matter/category"));
	canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, line.data);
	buf_release(&line);
	if (!overseen)
		return 2;
	r = (struct rect){ r.x, r.y + 1, r.width, 2 };
	return 2 + draw_wrapped(c, r, LOOK_WARNING, overseen);
}

/* The reason of the selected row, whole; or what Enter does. */
static void draw_foot(const struct choices_screen *s, struct canvas *c, struct rect r)
{
	size_t row = list_selected(&s->list);
	const json *item = row != LIST_NONE && row < s->count ? item_at(s, row) : NULL;
	const char *why = item ? jo_str(item, "why") : NULL;

	if (s->sentence)
		draw_wrapped(c, r, LOOK_ERROR, s->sentence);
	else if (!s->items)
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM, _("Loading…"));
	else if (why)
		draw_wrapped(c, r, LOOK_WARNING, why);
	else if (item)
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM, _("Enter does it, or opens its form."));
}

static void choices_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	enum { FOOT = 3 };
	struct choices_screen *s = state;
	int head = draw_head(s, c, (struct rect){ r.x + 1, r.y, r.width - 2, 3 });

	(void)app;
	list_draw(&s->list, c, (struct rect){ r.x, r.y + head, r.width, r.height - head - FOOT });
	draw_foot(s, c, (struct rect){ r.x + 1, r.y + r.height - FOOT + 1, r.width - 2, FOOT - 1 });
}

static enum handled choices_action(struct app *app, void *state, const struct command *command)
{
	struct choices_screen *s = state;
	size_t row = list_selected(&s->list);

	if (list_command(&s->list, command))
		return HANDLED_DRAW;
	if (command->action != ACTION_OPEN)
		return ticket_command(app, s->no, command);
	if (row == LIST_NONE || row >= s->count || !is_possible(item_at(s, row)))
		return HANDLED_QUIET;           /* why not is on the screen */
	app_pop(app);
	return ticket_move(app, s->no, jo_str(item_at(s, row), "action"), NULL);
}

static enum context choices_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_choices = {
	.name = "choices", .title = N_("What can be done"), .context = CONTEXT_TICKETS,
	.flags = SCREEN_PERSONAL, .enter = choices_enter, .leave = choices_leave,
	.draw = choices_draw, .action = choices_action, .focus = choices_focus, .changed = choices_changed,
};
