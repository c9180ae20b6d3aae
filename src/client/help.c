/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help.c -- two screens made from what the program knows anyway: the help, and the latest messages.
 *
 * The help lists the keys that work on the screen it was called from, then every command, from the
 * action table and the keymap in use; so it cannot be wrong.
 */
#include "client/app_internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/text.h"

enum { KEY_COLUMNS = 12, NAME_COLUMNS = 26, MARGIN = 2 };

/* "  left   right", where right goes on below itself when it is long. */
static void add_row(struct pager *p, const char *left, int columns, const char *right)
{
	struct buf cell = BUF_INIT;
	bool wide = text_width(left) > columns;

	pager_hang(p, MARGIN + columns + 1);
	buf_addf(&cell, "%*s%s", MARGIN, "", wide ? left : "");
	if (wide)
		buf_addf(&cell, "\n%*s", MARGIN, "");
	text_add_fitted(&cell, wide ? "" : left, columns, true);
	buf_addch(&cell, ' ');
	pager_add(p, LOOK_KEY, cell.data);
	pager_add(p, LOOK_NORMAL, right);
	pager_add(p, LOOK_NORMAL, "\n");
	buf_release(&cell);
}

static int by_order(const void *a, const void *b)
{
	const struct binding *const *x = a, *const *y = b;

	return (*x)->order < (*y)->order ? -1 : (*x)->order > (*y)->order;
}

/* What a key does; of `command X`, which begins to type X, what X does. */
static void add_binding(struct app *app, struct pager *p, const struct binding *b)
{
	enum action action = app_bound_action(b->command);
	struct buf key = BUF_INIT, what = BUF_INIT;
	struct command command;

	if (app->worth && !app->worth(app, action))
		return;
	key_format(&b->key, &key);
	if (command_parse(b->command, &command, NULL)) {
		buf_adds(&what, _(actions[action].help));
		if (command.count)
			buf_addf(&what, " (:%s)", action == command.action ? b->command : actions[action].name);
		add_row(p, key.data, KEY_COLUMNS, what.data);
		command_release(&command);
	}
	buf_release(&key);
	buf_release(&what);
}

static void add_bindings(struct app *app, struct pager *p, const struct keymap *m, enum context context)
{
	const struct binding **found = xcalloc(m->count + 1, sizeof(*found));
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++) {
		if (m->items[i].context == context)
			found[n++] = &m->items[i];
	}
	qsort(found, n, sizeof(*found), by_order);
	if (n) {
		pager_add(p, LOOK_HEADING, _(contexts[context].heading));
		pager_add(p, LOOK_NORMAL, "\n");
	}
	for (size_t i = 0; i < n; i++)
		add_binding(app, p, found[i]);
	if (n)
		pager_add(p, LOOK_NORMAL, "\n");
	free(found);
}

static void add_commands(struct app *app, struct pager *p)
{
	pager_add(p, LOOK_HEADING, _("Commands, typed after \":\""));
	pager_add(p, LOOK_NORMAL, "\n");
	for (int i = 0; i < ACTION_COUNT; i++) {
		if (app->worth && !app->worth(app, (enum action)i))
			continue;
		char *usage = xasprintf(":%s %s", actions[i].name, actions[i].arguments);
		add_row(p, usage, NAME_COLUMNS, _(actions[i].help));
		free(usage);
	}
}

/* What of the user's own keymap is not in force. */
static void add_mistakes(struct pager *p, const struct mistakes *m)
{
	if (!m->count)
		return;
	pager_add(p, LOOK_HEADING, _("Mistakes in your own keymap; its other lines are in force"));
	pager_hang(p, MARGIN);
	pager_add(p, LOOK_NORMAL, "\n");
	pager_add(p, LOOK_WARNING, m->text.data);
	pager_add(p, LOOK_NORMAL, "\n");
}

static void *help_enter(struct app *app, void *argument)
{
	struct pager *p = xcalloc(1, sizeof(*p));
	enum context chain[CONTEXTS_CHAINED];

	(void)argument;
	pager_init(p);
	add_mistakes(p, &app->own_mistakes);
	app_contexts(app, chain);
	for (int i = 0; chain[i] != CONTEXT_COUNT; i++)
		add_bindings(app, p, app_keymap(app), chain[i]);
	add_commands(app, p);
	return p;
}

/* Of the day; a shift is shorter. */
static void add_when(struct pager *p, instant at)
{
	time_t seconds = (time_t)(at / 1000);
	char text[16];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%H:%M  ", &tm);
	pager_hang(p, (int)strlen(text));
	pager_add(p, LOOK_DIM, text);
}

static void *messages_enter(struct app *app, void *argument)
{
	struct pager *p = xcalloc(1, sizeof(*p));
	size_t kept = app->message_count < MESSAGES_KEPT ? app->message_count : MESSAGES_KEPT;

	(void)argument;
	pager_init(p);
	for (size_t i = 1; i <= kept; i++) {
		const struct line *line = &app->messages[(app->message_count - i) % MESSAGES_KEPT];
		add_when(p, line->at);
		pager_add(p, line->look, line->text ? line->text : "");
		pager_add(p, LOOK_NORMAL, "\n");
	}
	if (!kept)
		pager_add(p, LOOK_DIM, _("There was no message yet."));
	return p;
}

static void text_leave(struct app *app, void *state)
{
	(void)app;
	pager_release(state);
	free(state);
}

static void text_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	(void)app;
	pager_draw(state, c, (struct rect){ r.x + 1, r.y, r.width - 2, r.height });
}

static enum handled text_action(struct app *app, void *state, const struct command *command)
{
	(void)app;
	return pager_command(state, command) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context text_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

const struct screen_ops screen_help = {
	.name = "help",
	.title = N_("Help"),
	.enter = help_enter,
	.leave = text_leave,
	.draw = text_draw,
	.action = text_action,
	.focus = text_focus,
};

const struct screen_ops screen_messages = {
	.name = "messages",
	.title = N_("Latest messages"),
	.enter = messages_enter,
	.leave = text_leave,
	.draw = text_draw,
	.action = text_action,
	.focus = text_focus,
};
