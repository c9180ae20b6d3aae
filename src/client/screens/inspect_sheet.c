/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_sheet.c -- one inspection: an inspector marks the sheet and hands it in, the agent reads it and may appeal, a
 * supervisor decides.
 *
 * Marks are made here and summed by the same code as the server's; nothing is sent before the sheet is handed in, and
 * until then they are kept in the journal (inspect_kept.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/inspect.h"
#include "client/screens/ticket_fields.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/score.h"

/* -- asking ------------------------------------------------------------------------------- */

static char *path_of(const struct sheet *s, const char *after)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, "/inspections/");
	net_encode(&path, s->id);
	buf_adds(&path, after);
	return buf_detach(&path);
}

static bool is_me(const struct sheet *s, const char *name)
{
	const char *id = jo_str(s->inspection, name), *me = client_model(s->app)->me.id;

	return id && me && !strcmp(id, me);
}

static enum sheet_mode mode_of(const struct sheet *s)
{
	const struct model *m = client_model(s->app);
	const char *state = jo_str(s->inspection, "state");
	bool scored = state && !strcmp(state, "scored"), drawn = state && !strcmp(state, "drawn");

	if (scored && is_me(s, "agent"))
		return SHEET_APPEAL;
	if ((drawn || scored) && model_has_role(m, ROLE_SUPERVISOR | ROLE_TRAINER) && !is_me(s, "agent"))
		return SHEET_SCORE;
	if (state && !strcmp(state, "appealed") && model_has_role(m, ROLE_SUPERVISOR) && !is_me(s, "agent") &&
	    !is_me(s, "inspector"))
		return SHEET_DECIDE;
	return SHEET_READ;
}

/* What the server has; a sheet that is not scored yet is a blank one. */
static void take_score(struct sheet *s)
{
	const json *score = jo_get(s->inspection, "score");
	const struct city *city = client_model(s->app)->city;

	jo_free(s->score);
	s->score = score ? jo_copy((json *)score) : city ? score_blank(city, jo_bool(s->inspection, "call", false)) : NULL;
	free(s->note);
	s->note = xstrdup(jo_str(s->inspection, "note"));
	s->changed = false;
}

/* Marks of before that were not handed in, when nobody else scored it meanwhile. */
static void take_begun(struct sheet *s)
{
	const json *begun = inspect_kept(s->app, s->id);

	if (begun && jo_int(begun, "version", 0) == jo_int(s->inspection, "version", -1)) {
		jo_free(s->score);
		s->score = jo_copy(jo_get(begun, "score"));
		free(s->note);
		s->note = xstrdup(jo_str(begun, "note"));
		s->changed = true;
		app_say(s->app, LOOK_MESSAGE, "%s", _("Your marks of before are here; they are not handed in yet."));
	} else if (begun) {
		inspect_forget(s->app, s->id);
		app_say(s->app, LOOK_WARNING, "%s",
			_("Somebody scored or decided it since you marked it; this is the sheet as it is now."));
	}
}

/* Whoever reads begins at what was lost. */
static void select_lost(struct sheet *s)
{
	for (size_t i = 0; i < s->row_count && s->mode != SHEET_SCORE; i++)
		if (s->rows[i].item && sheet_number(s->rows[i].item, "deducted") > 0) {
			list_select(&s->list, i);
			return;
		}
}

static void inspection_came(void *arg, const struct net_answer *answer)
{
	struct sheet *s = arg;
	bool first = !s->inspection;

	free(s->sentence);
	s->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	app_draw_later(s->app);
	if (!net_is_ok(answer))
		return;
	bool same = jo_int(s->inspection, "version", -1) == jo_int(answer->body, "version", -2);
	jo_free(s->inspection);
	s->inspection = jo_copy(answer->body);
	s->mode = mode_of(s);
	if (s->changed && !same)
		inspect_forget(s->app, s->id);
	if (!same || !s->changed)
		take_score(s);
	if (first)
		take_begun(s);
	sheet_make_rows(s);
	if (first)
		select_lost(s);
}

static void show_ticket(struct sheet *s, const json *body)
{
	json *ticket = jo_get(body, "ticket");
	const char *no = jo_str(ticket, "no"), *state = jo_str(ticket, "state");

	jo_free(s->ticket.ticket);
	jo_free(s->ticket.history);
	s->ticket.ticket = jo_copy(ticket);
	s->ticket.history = jo_copy(jo_get(body, "history"));
	snprintf(s->ticket.no, sizeof(s->ticket.no), "%s", no ? no : "");
	if (state)
		ticket_state_parse(state, &s->ticket.state);
	pager_set_text(&s->pager, "", true);
	ticket_add_all(s->app, &s->pager, &s->ticket);
}

static void ticket_came(void *arg, const struct net_answer *answer)
{
	struct sheet *s = arg;

	free(s->ticket.sentence);
	s->ticket.sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	if (net_is_ok(answer))
		show_ticket(s, answer->body);
	app_draw_later(s->app);
}

static void ask(struct sheet *s, bool ticket)
{
	char *path = path_of(s, ""), *beside = path_of(s, "/ticket");

	work_get(client_work(s->app), path, inspection_came, s);
	if (ticket)
		work_get(client_work(s->app), beside, ticket_came, s);
	free(path);
	free(beside);
}

/* -- the screen ------------------------------------------------------------------------------ */

static void *sheet_enter(struct app *app, void *argument)
{
	struct sheet *s = xcalloc(1, sizeof(*s));

	s->app = app;
	snprintf(s->id, sizeof(s->id), "%s", (const char *)argument);
	pager_init(&s->pager);
	sheet_list_init(s);
	ask(s, true);
	return s;
}

static void sheet_leave(struct app *app, void *state)
{
	struct sheet *s = state;

	work_forget(client_work(app), s);
	list_release(&s->list);
	pager_release(&s->pager);
	jo_free(s->inspection);
	jo_free(s->score);
	jo_free(s->ticket.ticket);
	jo_free(s->ticket.history);
	free(s->ticket.sentence);
	free(s->rows);
	free(s->note);
	free(s->sentence);
	free(s->points);
	free(s);
}

static void sheet_changed(struct app *app, void *state, unsigned what)
{
	struct sheet *s = state;

	(void)app;
	if (what & (MODEL_INSPECTIONS | MODEL_SESSION))
		ask(s, !s->ticket.ticket);
}

/* -- marking ---------------------------------------------------------------------------------- */

/* What is marked is not handed in, and kept until it is. */
static void keep(struct sheet *s)
{
	s->changed = true;
	inspect_keep(s->app, s->id, jo_int(s->inspection, "version", 0), s->score, s->note);
}

static void mark(struct sheet *s, const char *id, double points, const char *why)
{
	struct error err = ERROR_INIT;

	if (!score_mark(s->score, id, points, why && *why ? why : NULL, &err)) {
		app_say(s->app, LOOK_ERROR, "%s", err.text);
		return;
	}
	keep(s);
	sheet_make_rows(s);
	app_draw_later(s->app);
}

/* What was asked for; the selection may move meanwhile. */
struct asked { struct sheet *sheet; char *id; double points; };

static void asked_free(struct asked *a)
{
	free(a->id);
	free(a);
}

static void why_given(struct app *app, void *data, const char *answer)
{
	struct asked *a = data;

	(void)app;
	if (answer)
		mark(a->sheet, a->id, a->points, answer);
	asked_free(a);
}

static void ask_kept(struct sheet *s, const char *what, const char *question,
		     void (*told)(struct app *app, void *data, const char *answer), void *data)
{
	char *about = xasprintf("%s/%s", what, s->id);

	client_ask_kept(s->app, about, question, told, data);
	free(about);
}

/* Empty: all that the item can cost. */
static bool read_points(const char *answer, double most, double *points)
{
	char *end;

	*points = most;
	if (!*answer)
		return true;
	*points = strtod(answer, &end);
	return end != answer && !*end && *points >= 0 && *points <= most + 1e-9;
}

static void points_given(struct app *app, void *data, const char *answer)
{
	struct asked *a = data;
	const json *item = sheet_find(a->sheet->score, a->id);
	double most = item ? sheet_number(item, "points") : 0;

	if (answer && !read_points(answer, most, &a->points)) {
		app_say(app, LOOK_ERROR, _("Give a number from 0 to %.4g; the sheet stays as it is."), most);
		asked_free(a);
	} else if (answer && a->points > 0 && a->sheet->mode == SHEET_SCORE) {
		ask_kept(a->sheet, "why", _("Why (the agent reads it): "), why_given, a);
	} else {
		if (answer)
			mark(a->sheet, a->id, a->points, jo_str(item, "why"));
		asked_free(a);
	}
}

static enum handled run_deduct(struct sheet *s, const struct command *c)
{
	const json *item = sheet_item(s);
	struct buf question = BUF_INIT;
	double points, most = item ? sheet_number(item, "points") : 0;

	if (s->mode != SHEET_SCORE && s->mode != SHEET_DECIDE) {
		app_say(s->app, LOOK_WARNING, "%s", _("This sheet cannot be marked by you now."));
	} else if (!item) {
		app_say(s->app, LOOK_WARNING, "%s", _("Select a fault first; a heading costs nothing."));
	} else if (c->count && !read_points(c->words[0], most, &points)) {
		app_say(s->app, LOOK_ERROR, _("Give a number from 0 to %.4g; the sheet stays as it is."), most);
	} else if (c->count) {
		mark(s, sheet_id(item), points, c->count > 1 ? c->words[1] : jo_str(item, "why"));
	} else {
		struct asked *a = xcalloc(1, sizeof(*a));
		*a = (struct asked){ s, xstrdup(sheet_id(item)), 0 };
		buf_addf(&question, _("Points, 0 to %.4g (Enter: all): "), most);
		app_ask(s->app, question.data, false, points_given, a);
		buf_release(&question);
	}
	return HANDLED_DRAW;
}

static void note_given(struct app *app, void *data, const char *answer)
{
	struct sheet *s = data;

	if (!answer)
		return;
	free(s->note);
	s->note = *answer ? xstrdup(answer) : NULL;
	keep(s);
	app_draw_later(app);
}

static enum handled run_note(struct sheet *s, const struct command *c)
{
	if (s->mode != SHEET_SCORE)
		return HANDLED_NOT;
	if (c->count)
		note_given(s->app, s, c->words[0]);
	else
		ask_kept(s, "note", _("Note (the agent reads it): "), note_given, s);
	return HANDLED_DRAW;
}

/* -- sending ------------------------------------------------------------------------------------ */

static void sent(void *arg, const struct net_answer *answer)
{
	struct sheet *s = arg;

	app_busy(s->app, -1);
	if (net_is_ok(answer)) {
		s->changed = false;
		inspect_forget(s->app, s->id);
		app_say(s->app, LOOK_GOOD, _("Recorded: %s, %.1f points."),
			inspect_state_word(jo_str(answer->body, "state")), sheet_number(answer->body, "total"));
		inspect_reload(s->app);
		inspection_came(s, answer);
		return;
	}
	app_say(s->app, LOOK_ERROR, "%s", client_sentence(answer));
	ask(s, false);
}

static void post(struct sheet *s, const char *move, json *body)
{
	char *path = path_of(s, move);

	app_busy(s->app, 1);
	work_move(client_work(s->app), path, jo_int(s->inspection, "version", 0), body, sent, s);
	free(path);
}

static void add_mark(json *marks, const json *item)
{
	json *o = json_object_new_object();

	jo_set_str(o, "item", sheet_id(item));
	jo_set(o, "deducted", json_object_get(jo_get(item, "deducted")));
	jo_set_str(o, "why", jo_str(item, "why"));
	json_object_array_add(marks, o);
}

/* All that cost points; or, beside the score of before, those that cost something else. */
static json *marks_of(const struct sheet *s, const json *before)
{
	const json *items = jo_array(s->score, "items");
	json *marks = json_object_new_array();

	for (size_t i = 0; i < jo_len(items); i++) {
		const json *was = before ? sheet_find(before, sheet_id(jo_at(items, i))) : NULL;
		if (sheet_number(jo_at(items, i), "deducted") != (was ? sheet_number(was, "deducted") : 0))
			add_mark(marks, jo_at(items, i));
	}
	return marks;
}

static enum handled run_send(struct sheet *s)
{
	json *body;

	if (s->mode != SHEET_SCORE) {
		app_say(s->app, LOOK_WARNING, "%s", _("This sheet cannot be marked by you now."));
		return HANDLED_DRAW;
	}
	body = json_object_new_object();
	jo_set(body, "marks", marks_of(s, NULL));
	jo_set_str(body, "note", s->note);
	post(s, "/score", body);
	return HANDLED_DRAW;
}

static void appeal_given(struct app *app, void *data, const char *answer)
{
	struct sheet *s = data;
	const json *item = sheet_item(s);

	(void)app;
	if (!answer || !*answer)
		return;
	json *body = json_object_new_object(), *items = json_object_new_array();
	if (item && sheet_number(item, "deducted") > 0)
		json_object_array_add(items, json_object_new_string(sheet_id(item)));
	jo_set_str(body, "reason", answer);
	jo_set(body, "items", items);
	post(s, "/appeal", body);
}

static enum handled run_appeal(struct sheet *s, const struct command *c)
{
	if (s->mode != SHEET_APPEAL)
		app_say(s->app, LOOK_WARNING, "%s",
			_("There is nothing to appeal against: only the agent whose work was scored can, once."));
	else if (c->count)
		appeal_given(s->app, s, c->words[0]);
	else
		ask_kept(s, "appeal", _("Your reason: "), appeal_given, s);
	return HANDLED_DRAW;
}

static void decide(struct sheet *s, bool granted, const char *reason)
{
	json *body = json_object_new_object();

	jo_set_bool(body, "granted", granted);
	jo_set_str(body, "reason", reason);
	if (granted)
		jo_set(body, "marks", marks_of(s, jo_get(s->inspection, "score")));
	post(s, "/decide", body);
}

static void grant_given(struct app *app, void *data, const char *answer)
{
	(void)app;
	if (answer && *answer)
		decide(data, true, answer);
}

static void refuse_given(struct app *app, void *data, const char *answer)
{
	(void)app;
	if (answer && *answer)
		decide(data, false, answer);
}

static bool is_appealed(const struct sheet *s)
{
	const char *state = jo_str(s->inspection, "state");

	return state && !strcmp(state, "appealed");
}

static enum handled run_decide(struct sheet *s, const struct command *c, bool granted)
{
	if (s->mode != SHEET_DECIDE) {
		app_say(s->app, LOOK_WARNING, "%s", is_appealed(s) && is_me(s, "inspector") ?
			_("You scored this sheet yourself: a supervisor who did not decides the appeal.") :
			_("There is no appeal for you to decide here."));
	} else if (granted && !s->changed) {
		app_say(s->app, LOOK_WARNING, _("Change first what the items cost, with %s; then grant."),
			client_key_name(s->app, ACTION_DEDUCT));
	} else if (c->count) {
		decide(s, granted, c->words[0]);
	} else {
		ask_kept(s, "decide", granted ? _("Granted, because: ") : _("Refused, because: "),
			 granted ? grant_given : refuse_given, s);
	}
	return HANDLED_DRAW;
}

/* -- commands --------------------------------------------------------------------------------------- */

static enum handled sheet_action(struct app *app, void *state, const struct command *command)
{
	struct sheet *s = state;

	(void)app;
	if (s->reading ? pager_command(&s->pager, command) : list_command(&s->list, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_NEXT_VIEW || command->action == ACTION_PREVIOUS_VIEW) {
		s->reading = !s->reading;
		return HANDLED_DRAW;
	}
	if (!s->score || !s->inspection)
		return HANDLED_NOT;
	switch (command->action) {
	case ACTION_OPEN: return s->mode == SHEET_READ || s->mode == SHEET_APPEAL ? HANDLED_QUIET : run_deduct(s, command);
	case ACTION_DEDUCT: return run_deduct(s, command);
	case ACTION_NOTE: return run_note(s, command);
	case ACTION_SEND: return run_send(s);
	case ACTION_APPEAL: return run_appeal(s, command);
	case ACTION_GRANT: return run_decide(s, command, true);
	case ACTION_REFUSE: return run_decide(s, command, false);
	case ACTION_RELOAD: ask(s, true); return HANDLED_DRAW;
	case ACTION_REPLAY: train_replay(app, command->count ? command->words[0] : jo_str(s->inspection, "ticket")); return HANDLED_DRAW;
	default: return HANDLED_NOT;
	}
}

static enum context sheet_focus(void *state)
{
	return ((const struct sheet *)state)->reading ? CONTEXT_PAGER : CONTEXT_LIST;
}

static void sheet_title(void *state, struct buf *out)
{
	const struct sheet *s = state;

	buf_adds(out, _("Inspection"));
	if (!s->inspection)
		return;
	buf_adds(out, " · ");
	words_no(out, jo_str(s->inspection, "ticket"));
}

const struct screen_ops screen_inspection = {
	.name = "inspection", .title = N_("Inspection"), .context = CONTEXT_INSPECTION, .flags = SCREEN_PERSONAL,
	.enter = sheet_enter, .leave = sheet_leave, .draw = sheet_draw, .action = sheet_action, .focus = sheet_focus,
	.changed = sheet_changed, .add_title = sheet_title,
};
