/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.c -- a page to read: progress in words, deadlines explained, what was revealed. */
#include <stdio.h>
#include <stdlib.h>

#include "client/screens/screens.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct text {
	struct pager pager;
	char *title;
	char no[24];            /* "": about no ticket */
};

static void *text_enter(struct app *app, void *argument)
{
	const struct text_page *page = argument;
	struct text *t = xcalloc(1, sizeof(*t));

	(void)app;
	pager_init(&t->pager);
	pager_set_text(&t->pager, page->text, false);
	t->title = xstrdup(page->title);
	snprintf(t->no, sizeof(t->no), "%s", page->no ? page->no : "");
	return t;
}

static void text_leave(struct app *app, void *state)
{
	struct text *t = state;

	(void)app;
	pager_release(&t->pager);
	free(t->title);
	free(t);
}

static void text_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct text *t = state;
	int margin = r.width > 90 ? (r.width - 86) / 2 : 1;

	(void)app;
	pager_draw(&t->pager, c, (struct rect){ r.x + margin, r.y + 1, r.width - 2 * margin, r.height - 1 });
}

static enum handled text_action(struct app *app, void *state, const struct command *command)
{
	struct text *t = state;

	if (pager_command(&t->pager, command))
		return HANDLED_DRAW;
	return *t->no ? ticket_command(app, t->no, command) : HANDLED_NOT;
}

static enum context text_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

static void text_title(void *state, struct buf *out)
{
	struct text *t = state;

	buf_adds(out, t->title);
}

const struct screen_ops screen_text = {
	.name = "text", .title = N_("To read"), .flags = SCREEN_PERSONAL,
	.enter = text_enter, .leave = text_leave, .draw = text_draw, .action = text_action,
	.focus = text_focus, .add_title = text_title,
};

const struct screen_ops screen_ticket_text = {
	.name = "ticket-text", .title = N_("To read"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = text_enter, .leave = text_leave, .draw = text_draw, .action = text_action,
	.focus = text_focus, .add_title = text_title,
};
