/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_command.c -- the commands on one ticket, the same wherever a ticket is selected.
 *
 * An action whose words were typed with the command, or that needs none, is done at once when the
 * ticket is at hand; else its form opens.
 */
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct { enum action action; const char *name; } moves[] = {
	{ ACTION_URGE, "urge" },
	{ ACTION_NOTE, "add_note" },
	{ ACTION_WITHDRAW, "withdraw" },
	{ ACTION_DISPATCH, "dispatch" },
	{ ACTION_CLAIM, "claim" },
	{ ACTION_RELEASE, "release" },
	{ ACTION_NEED_INFO, "need_info" },
	{ ACTION_SUPPLY_INFO, "supply_info" },
	{ ACTION_RECALL, "recall" },
	{ ACTION_LINK, "link" },
	{ ACTION_UNLINK, "unlink" },
	{ ACTION_SIGN, "sign" },
	{ ACTION_REPLY, "reply" },
	{ ACTION_VISIT, "record_visit" },
};

static const char *move_name(const struct command *c)
{
	if (c->action == ACTION_ACT)
		return c->words[0];
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (moves[i].action == c->action)
			return moves[i].name;
	return NULL;
}

static bool is_one_text(const struct move_member *m)
{
	return m[0].name && !m[1].name && (m[0].kind == MEMBER_TEXT || m[0].kind == MEMBER_TICKET);
}

static enum handled move(struct app *app, const char *no, const char *name, const char *text)
{
	const struct move_member *members = ticket_action_members(name);
	const struct model_ticket *t = model_ticket(client_model(app), no);
	bool here = t && t->ticket;

	if (!members) {
		app_say(app, LOOK_WARNING, _("There is no action %s."), name);
	} else if (here && !members[0].name) {
		act_now(app, no, name, NULL);
	} else if (here && text && is_one_text(members)) {
		json *body = json_object_new_object();
		jo_set_str(body, members[0].name, text);
		act_now(app, no, name, body);
	} else {
		struct act_argument argument = { no, name, text };
		app_push(app, &screen_act, &argument);
	}
	return HANDLED_DRAW;
}

static void show_progress(struct app *app, const char *no)
{
	const struct model_ticket *t = model_ticket(client_model(app), no);
	struct buf text = BUF_INIT;

	if (t && t->ticket) {
		words_progress(app, &text, t, clock_now());
		struct text_page page = { _("Progress, to read out"), text.data };
		app_push(app, &screen_text, &page);
	}
	buf_release(&text);
}

struct wanted {
	struct app *app;
	char no[24];
};

static void progress_came(void *arg, const struct net_answer *answer)
{
	struct wanted *w = arg;

	if (net_is_ok(answer))
		show_progress(w->app, w->no);
	else
		app_say(w->app, LOOK_ERROR, "%s", answer->sentence);
	app_busy(w->app, -1);
	free(w);
}

static enum handled progress(struct app *app, const char *no)
{
	struct wanted *w = xcalloc(1, sizeof(*w));

	w->app = app;
	strncpy(w->no, no, sizeof(w->no) - 1);
	app_busy(app, 1);
	work_ticket(client_work(app), no, true, progress_came, w);
	return HANDLED_DRAW;
}

static void revealed(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	const char *number = jo_str(answer->body, "number"), *callback = jo_str(answer->body, "callback");

	if (!net_is_ok(answer))
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
	else if (callback)
		app_say(app, LOOK_MESSAGE, _("Number %s, call back %s. This look is in the audit."),
			number ? number : "–", callback);
	else
		app_say(app, LOOK_MESSAGE, _("Number %s. This look is in the audit."), number ? number : "–");
	app_draw_later(app);
}

static void reveal_reason(struct app *app, void *data, const char *answer)
{
	char *no = data;

	if (answer && *answer)
		work_reveal(client_work(app), no, answer, revealed, app);
	free(no);
}

static enum handled reveal(struct app *app, const char *no, const char *reason)
{
	if (reason)
		work_reveal(client_work(app), no, reason, revealed, app);
	else
		app_ask(app, _("Reason for seeing the number: "), false, reveal_reason, xstrdup(no));
	return HANDLED_DRAW;
}

enum handled ticket_command(struct app *app, const char *no, const struct command *c)
{
	const char *name = move_name(c);
	bool mine = name || c->action == ACTION_PROGRESS || c->action == ACTION_REVEAL;

	if (!mine)
		return HANDLED_NOT;
	if (!no) {
		app_say(app, LOOK_WARNING, "%s", _("Select a ticket first."));
		return HANDLED_DRAW;
	}
	if (c->action == ACTION_PROGRESS)
		return progress(app, no);
	if (c->action == ACTION_REVEAL)
		return reveal(app, no, c->words[0]);
	return move(app, no, name, c->words[c->action == ACTION_ACT ? 1 : 0]);
}
