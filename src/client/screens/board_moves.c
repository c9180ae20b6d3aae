/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board_moves.c -- what is done from the board itself: dispatch by one key, by number, merge and undo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/board.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- dispatching ------------------------------------------------------------------ */

static void say_dispatched(struct app *app, const json *ticket)
{
	struct buf unit = BUF_INIT;

	words_unit(app, &unit, jo_str(ticket, "lead"));
	app_say(app, LOOK_GOOD, _("Dispatched to %s. %s takes it back."), unit.data, client_key_name(app, ACTION_RECALL));
	buf_release(&unit);
}

static void dispatched(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct board *b = app_find(app, &screen_board);
	const char *no = jo_str(answer->body, "no");

	app_draw_later(app);
	if (!net_is_ok(answer)) {
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
		return;
	}
	say_dispatched(app, answer->body);
	if (b && no)
		snprintf(b->dispatched, sizeof(b->dispatched), "%s", no);
}

static void dispatch_to(struct board *b, const json *unit)
{
	json *body = json_object_new_object();

	jo_set_str(body, "lead", jo_str(unit, "unit"));
	jo_set_str(body, "basis", jo_str(unit, "basis"));
	views_acted(&b->views);
	act_send(b->app, b->views.no, "dispatch", body, dispatched);
}

/* The one under the cursor; NULL, and said: there is none, or it is not read yet. */
static const struct model_ticket *ticket_in_hand(const struct board *b)
{
	const struct model_ticket *t = views_ticket(&b->views);

	if (!t)
		app_say(b->app, LOOK_WARNING, "%s",
			*b->views.no ? _("The ticket is still being read; press again when it is here.") : _("Select a ticket first."));
	return t;
}

/* Only what is on the screen, and only with the basis that stands beside it. */
static void dispatch_first(struct board *b)
{
	const struct model_ticket *t = ticket_in_hand(b);
	const json *units = jo_array(board_suggestions(b), "units"), *first = jo_at(units, 0);

	if (!t || views_hold(&b->views))
		return;
	if (!model_can(t, "dispatch"))
		ticket_move(b->app, t->no, "dispatch", NULL);   /* which says why not */
	else if (!board_suggestions(b))
		app_say(b->app, LOOK_WARNING, "%s", _("The suggestions are not here yet; wait for them, or open the form."));
	else if (!first)
		ticket_move(b->app, t->no, "dispatch", NULL);
	else
		dispatch_to(b, first);
}

static void dispatch_by_form(struct board *b, const char *number)
{
	const json *units = jo_array(board_suggestions(b), "units");
	long n = strtol(number, NULL, 10);

	if (!*b->views.no)
		return;
	if (n < 1 || (size_t)n > jo_len(units))
		app_say(b->app, LOOK_WARNING, _("There is no suggestion %s."), number);
	else
		ticket_move(b->app, b->views.no, "dispatch", jo_str(jo_at(units, (size_t)n - 1), "unit"));
}

/* -- merging ------------------------------------------------------------------------- */

/* "2" is the second of the list; blanks within a number do not count. */
static void find_ticket(const json *list, const char *answer, char no[24])
{
	size_t len = 0;
	long n = strlen(answer) < 3 ? strtol(answer, NULL, 10) : 0;
	const char *listed = n > 0 ? jo_str(jo_at(list, (size_t)n - 1), "no") : NULL;

	for (const char *p = listed ? listed : answer; *p && len < 23; p++)
		if (*p != ' ')
			no[len++] = *p;
	no[len] = '\0';
}

static void merge_into(struct board *b, const char *answer)
{
	json *body = json_object_new_object();
	char into[24];

	find_ticket(jo_array(board_suggestions(b), "duplicates"), answer, into);
	jo_set_str(body, "into", into);
	views_acted(&b->views);
	act_now(b->app, b->views.no, "merge", body);
}

static void into_told(struct app *app, void *data, const char *answer)
{
	struct board *b = app_find(app, &screen_board);
	char *no = data;

	if (b && answer && *answer && !strcmp(no, b->views.no))
		merge_into(b, answer);
	free(no);
}

static void merge(struct board *b, const char *into)
{
	const struct model_ticket *t = ticket_in_hand(b);
	size_t same = jo_len(jo_array(board_suggestions(b), "duplicates"));
	char question[200];

	if (!t || views_hold(&b->views))
		return;
	if (!model_can(t, "merge")) {
		ticket_move(b->app, t->no, "merge", NULL);
	} else if (into) {
		merge_into(b, into);
	} else {
		snprintf(question, sizeof(question), _("Merge into (1 to %zu of those beside, or a ticket's number): "), same);
		app_ask(b->app, same ? question : _("Merge into (a ticket's number): "), false, into_told, xstrdup(t->no));
	}
}

static void unmerge_named(struct board *b, const char *answer)
{
	const struct model_ticket *t = views_ticket(&b->views);
	char no[24];

	find_ticket(t ? jo_array(t->ticket, "merged") : NULL, answer, no);
	ticket_move(b->app, no, "unmerge", NULL);
}

static void merged_told(struct app *app, void *data, const char *answer)
{
	struct board *b = app_find(app, &screen_board);

	(void)data;
	if (b && answer && *answer)
		unmerge_named(b, answer);
}

/* The ticket's own merge, or that of one merged into it. */
static void unmerge(struct board *b, const char *no)
{
	const struct model_ticket *t = no ? NULL : ticket_in_hand(b);
	size_t merged = t ? jo_len(jo_array(t->ticket, "merged")) : 0;

	if (no)
		unmerge_named(b, no);
	else if (!t)
		return;
	else if (merged == 1)
		unmerge_named(b, "1");
	else if (merged)
		app_ask(b->app, _("Which merge is undone (1, 2 … of those named beside): "), false, merged_told, NULL);
	else
		ticket_move(b->app, t->no, "unmerge", NULL);
}

/* -- taking back ------------------------------------------------------------------------ */

/* With a ticket under the cursor that is not dispatched, the one meant is the one dispatched last. */
static bool recall(struct board *b, const char *reason)
{
	const struct model_ticket *t = views_ticket(&b->views);

	if ((t && model_can(t, "recall")) || !*b->dispatched)
		return false;
	ticket_move(b->app, b->dispatched, "recall", reason);
	return true;
}

bool board_do(struct board *b, const struct command *c)
{
	const char *word = c->count ? c->words[0] : NULL;

	switch (c->action) {
	case ACTION_DISPATCH_FIRST:
		dispatch_first(b);
		return true;
	case ACTION_SUGGESTION:
		dispatch_by_form(b, word);
		return true;
	case ACTION_MERGE:
		merge(b, word);
		return true;
	case ACTION_UNMERGE:
		unmerge(b, word);
		return true;
	case ACTION_RECALL:
		return recall(b, word);
	case ACTION_PRECEDENTS:
		if (!word && board_suggestions(b))
			precedents_read(b->app, jo_array(board_suggestions(b), "precedents"));
		return !word && board_suggestions(b);
	case ACTION_DISPATCH:
	case ACTION_GRANT:
	case ACTION_REFUSE:
		views_acted(&b->views);
		return false;
	default:
		return false;
	}
}
