/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller.c -- the earlier tickets of the caller in hand: what became of them, to be told, urged,
 * noted upon or withdrawn while the caller is on the line.
 *
 * The rows are those of the lookup that the contact carries; nothing else of the caller is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "client/ui/draw_text.h"
#include "client/screens/intake.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { COLUMN_NO, COLUMN_STATE, COLUMN_AT, COLUMN_TITLE, COLUMN_UNIT };

#define COLUMNS(state, at)                                    \
	{                                                     \
		[COLUMN_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 }, \
		[COLUMN_STATE] = { N_("State"), state, 0, 0 },  \
		[COLUMN_AT] = { N_("Taken"), at, 0, 0 },        \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },      \
		[COLUMN_UNIT] = { N_("Unit"), 22, 0, 100 },     \
	}
/* Words are longer in English. */
static const struct list_column columns[2][COLUMN_UNIT + 1] = { COLUMNS(8, 11), COLUMNS(16, 15) };

struct caller {
	struct app *app;
	char *contact;
	struct list list;
	instant now;
};

static const struct model_contact *contact_of(const struct caller *k)
{
	return model_contact(client_model(k->app), k->contact);
}

static const json *items(const struct caller *k)
{
	const struct model_contact *c = contact_of(k);

	return c && c->caller_history ? jo_array(c->caller_history, "tickets") : NULL;
}

static size_t count(void *data)
{
	return jo_len(items(data));
}

static void cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	struct caller *k = data;
	const json *item = jo_at(items(k), row);
	const char *no = jo_str(item, "no"), *title = jo_str(item, "title"),
		   *at = jo_str(item, "created_at");
	enum ticket_state state;
	instant t;

	switch (column) {
	case COLUMN_NO:
		words_no(out, no ? no : "");
		break;
	case COLUMN_STATE:
		if (ticket_state_parse(jo_str(item, "state"), &state)) {
			buf_adds(out, words_ticket_state(state));
			*look = state == TICKET_CLOSED ? LOOK_DIM : LOOK_NORMAL;
		}
		break;
	case COLUMN_AT:
		words_time(out, at && clock_parse(at, &t) ? t : INSTANT_NONE, k->now);
		break;
	case COLUMN_TITLE:
		words_title(k->app, out, title, jo_str(item, "category"));
		break;
	case COLUMN_UNIT:
		words_unit(k->app, out, jo_str(item, "lead"));
		break;
	}
}

static const struct list_source source = { count, cell, NULL };

static void reload(struct caller *k)
{
	const struct model_contact *c = contact_of(k);

	if (c && c == model_current_contact(client_model(k->app)) && c->number && !strchr(c->number, '*'))
		work_lookup_caller(client_work(k->app), k->contact, c->number, NULL, NULL);
}

static void *caller_enter(struct app *app, void *argument)
{
	struct caller *k = xcalloc(1, sizeof(*k));

	k->app = app;
	k->now = clock_agreed();
	k->contact = xstrdup(argument);
	list_init(&k->list, &source, k, columns[client_english(app)], ARRAY_SIZE(columns[0]));
	k->list.empty = N_("No earlier ticket under this number.");
	return k;
}

/* Also when coming back from what was done to one of them. */
static void caller_show(struct app *app, void *state)
{
	(void)app;
	reload(state);
}

static void caller_leave(struct app *app, void *state)
{
	struct caller *k = state;

	(void)app;
	list_release(&k->list);
	free(k->contact);
	free(k);
}

static void caller_changed(struct app *app, void *state, unsigned what)
{
	struct caller *k = state;

	(void)app;
	if (what & (MODEL_ADVICE | MODEL_CONTACTS | MODEL_CITY))
		list_changed(&k->list);
}

/* The selected ticket in full: its title, what it is about, who has it until when. */
static void draw_detail(struct caller *k, struct canvas *c, struct rect r)
{
	const json *item = jo_at(items(k), list_selected(&k->list));
	const char *due = jo_pointer_str(item, "/due/due_at"), *place = jo_str(item, "street");
	struct buf text = BUF_INIT;
	instant t;

	if (!item)
		return;
	words_title(k->app, &text, jo_str(item, "title"), NULL);
	draw_heading(c, r.x, r.y, r.width, text.data);
	buf_reset(&text);
	words_category(k->app, &text, jo_str(item, "category"), true);
	buf_adds(&text, " · ");
	words_region(k->app, &text, place ? place : jo_str(item, "district"));
	canvas_text(c, r.x, r.y + 1, r.width, LOOK_NORMAL, text.data);
	buf_reset(&text);
	words_unit(k->app, &text, jo_str(item, "lead"));
	if (due && clock_parse(due, &t)) {
		buf_adds(&text, text.len ? " · " : "");
		words_due(&text, t, k->now);
	}
	if (jo_int(item, "urged", 0) > 0)
		buf_addf(&text, ngettext(" · urged %lld time", " · urged %lld times",
					 (unsigned long)jo_int(item, "urged", 0)),
			 (long long)jo_int(item, "urged", 0));
	canvas_text(c, r.x, r.y + 2, r.width, LOOK_NORMAL, text.data);
	buf_release(&text);
}

static void caller_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct caller *k = state;

	(void)app;
	k->now = clock_agreed();
	if (!items(k))
		canvas_text(c, r.x + 2, r.y, r.width - 2, LOOK_DIM,
			    _("The earlier tickets are being looked up…"));
	else
		list_draw(&k->list, c, (struct rect){ r.x, r.y, r.width, r.height - 4 });
	draw_detail(k, c, (struct rect){ r.x + 2, r.y + r.height - 3, r.width - 4, 3 });
}

static enum handled caller_action(struct app *app, void *state, const struct command *command)
{
	struct caller *k = state;
	const char *no = jo_str(jo_at(items(k), list_selected(&k->list)), "no");

	if (list_command(&k->list, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_RELOAD) {
		reload(k);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_OPEN && no) {
		app_push(app, &screen_ticket, (void *)no);
		return HANDLED_DRAW;
	}
	return ticket_command(app, no, command);
}

static enum context caller_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

static void caller_title(void *state, struct buf *out)
{
	struct caller *k = state;
	const struct model_contact *c = contact_of(k);

	buf_adds(out, _("Earlier tickets"));
	if (c && (c->name || c->number))
		buf_addf(out, " · %s", c->name ? c->name : c->number);
}

const struct screen_ops screen_caller = {
	.name = "caller",
	.title = N_("Earlier tickets"),
	.context = CONTEXT_TICKETS,
	.flags = SCREEN_PERSONAL,
	.enter = caller_enter,
	.leave = caller_leave,
	.show = caller_show,
	.draw = caller_draw,
	.action = caller_action,
	.focus = caller_focus,
	.changed = caller_changed,
	.add_title = caller_title,
};
