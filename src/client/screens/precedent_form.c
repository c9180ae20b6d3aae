/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * precedent_form.c -- the precedent that a closed ticket would become, to be changed before it is made.
 *
 * The server proposes title, keywords and text without the people in them, and looks again at what is sent. What was
 * changed here is kept in the journal until the precedent is made or the changes are thrown away.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/ui/draw_text.h"
#include "client/ui/formview.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define PRECEDENT_KEPT ".precedent/"

static const struct input inputs[] = {
	{ .key = "title", .label = N_("Title"), .kind = INPUT_LINE, .required = true },
	{ .key = "keywords", .label = N_("Keywords"), .kind = INPUT_LINE },
	{ .key = "body", .label = N_("Text"), .kind = INPUT_TEXT, .required = true },
};

struct precedent_form {
	struct app *app;
	char no[24], kept[40];
	json *proposal;
	struct formview form;
	char *sentence;         /* why it was not made; NULL */
	bool sent;
};

/* -- what is kept -------------------------------------------------------------- */

static const struct model_draft *kept(const struct precedent_form *p)
{
	return model_draft(client_model(p->app), p->kept, KEPT_N);
}

static void forget_kept(struct precedent_form *p)
{
	if (kept(p))
		work_draft_drop(client_work(p->app), p->kept, KEPT_N);
}

static void typed(void *data, const char *key, const char *value)
{
	struct precedent_form *p = data;
	char pointer[40];

	formview_set_problem(&p->form, key, NULL);
	snprintf(pointer, sizeof(pointer), "/%s", key);
	work_edit_text(client_work(p->app), p->kept, KEPT_N, pointer, value);
}

/* As proposed, with what was changed before over it. */
static void fill_in(struct precedent_form *p)
{
	char pointer[40];

	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
		snprintf(pointer, sizeof(pointer), "/%s", inputs[i].key);
		const char *text = kept(p) ? model_draft_text(kept(p), pointer) : NULL;
		const char *proposed = jo_str(p->proposal, inputs[i].key);
		formview_set(&p->form, inputs[i].key, text ? text : proposed ? proposed : "");
	}
}

static void throw_away(struct precedent_form *p)
{
	forget_kept(p);
	formview_clear_problems(&p->form);
	fill_in(p);
	app_say(p->app, LOOK_MESSAGE, "%s", _("It stands again as it was proposed."));
}

/* -- making it ------------------------------------------------------------------- */

static void mark(struct precedent_form *p, const struct net_answer *answer)
{
	const struct problem *problem = &answer->problem;

	free(p->sentence);
	p->sentence = xstrdup(client_sentence(answer));
	p->sent = false;
	for (size_t i = 0; i < problem->error_count; i++)
		if (problem->errors[i].pointer[0] == '/')
			formview_set_problem(&p->form, problem->errors[i].pointer + 1, problem->errors[i].detail);
}

void precedent_made(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct precedent_form *p = app_find(app, &screen_precedent);

	app_draw_later(app);
	if (net_is_ok(answer))
		app_say(app, LOOK_GOOD, _("The precedent is made: %s"), jo_str(answer->body, "title"));
	else if (p && p->sent)
		mark(p, answer);
	else
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
	if (!net_is_ok(answer) || !p || !p->sent)
		return;
	forget_kept(p);
	if (app_is_top(app, &screen_precedent))
		app_pop(app);
}

static void send(struct precedent_form *p)
{
	json *body = json_object_new_object();

	if (p->sent)
		return;
	formview_clear_problems(&p->form);
	jo_set_str(body, "ticket", p->no);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		jo_set_str(body, inputs[i].key, formview_get(&p->form, inputs[i].key));
	p->sent = true;
	work_send(client_work(p->app), "POST", "/precedents", body, precedent_made, p->app);
}

/* -- the screen --------------------------------------------------------------------- */

static void *form_enter(struct app *app, void *argument)
{
	struct precedent_form *p = xcalloc(1, sizeof(*p));
	struct input described[ARRAY_SIZE(inputs)];

	p->app = app;
	p->proposal = jo_copy(argument);
	snprintf(p->no, sizeof(p->no), "%s", jo_str(p->proposal, "ticket"));
	snprintf(p->kept, sizeof(p->kept), PRECEDENT_KEPT "%s", p->no);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
		described[i] = inputs[i];
		described[i].label = _(inputs[i].label);
	}
	formview_init(&p->form);
	formview_describe(&p->form, described, ARRAY_SIZE(inputs));
	fill_in(p);
	p->form.changed = typed;
	p->form.changed_data = p;
	return p;
}

static void form_leave(struct app *app, void *state)
{
	struct precedent_form *p = state;

	(void)app;
	formview_release(&p->form);
	jo_free(p->proposal);
	free(p->sentence);
	free(p);
}

static void form_show(struct app *app, void *state)
{
	struct precedent_form *p = state;

	(void)app;
	formview_focus(&p->form);
	formview_go(&p->form, "title");
}

static void form_hide(struct app *app, void *state)
{
	(void)app;
	formview_blur(&((struct precedent_form *)state)->form);
}

/* What it is for, what it is about. Rows used. */
static int draw_head(const struct precedent_form *p, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int rows;

	buf_addf(&text, _("So it will stand. Change what others should read otherwise, without who the people are; "
			  "%s makes it."), client_key_name(p->app, ACTION_SEND));
	rows = draw_wrapped(c, r, LOOK_DIM, text.data);
	buf_reset(&text);
	words_category(p->app, &text, jo_str(p->proposal, "category"), true);
	buf_adds(&text, " · ");
	words_unit(p->app, &text, jo_str(p->proposal, "unit"));
	canvas_text(c, r.x, r.y + rows, r.width, LOOK_HEADING, text.data);
	buf_release(&text);
	return rows + 2;
}

static void form_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct precedent_form *p = state;
	int head = draw_head(p, c, (struct rect){ r.x + 1, r.y, r.width - 2, 3 });

	(void)app;
	formview_draw(&p->form, c, (struct rect){ r.x + 1, r.y + head, r.width - 2, r.height - head - 2 });
	if (p->sentence)
		draw_wrapped(c, (struct rect){ r.x + 1, r.y + r.height - 2, r.width - 2, 2 }, LOOK_ERROR, p->sentence);
}

static enum handled form_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return formview_key(&((struct precedent_form *)state)->form, key) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum handled form_action(struct app *app, void *state, const struct command *command)
{
	struct precedent_form *p = state;

	(void)app;
	if (formview_command(&p->form, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_SEND)
		send(p);
	else if (command->action == ACTION_DISCARD)
		throw_away(p);
	else
		return HANDLED_NOT;
	return HANDLED_DRAW;
}

static enum context form_focus(void *state)
{
	return formview_context(&((struct precedent_form *)state)->form);
}

static bool form_takes_escape(void *state)
{
	return formview_takes_escape(&((struct precedent_form *)state)->form);
}

const struct screen_ops screen_precedent = {
	.name = "precedent", .title = N_("A precedent, not made yet"), .context = CONTEXT_ACT, .flags = SCREEN_PERSONAL,
	.enter = form_enter, .leave = form_leave, .draw = form_draw, .action = form_action, .key = form_key,
	.focus = form_focus, .takes_escape = form_takes_escape, .show = form_show, .hide = form_hide,
};
