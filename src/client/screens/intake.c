/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.c -- the intake form: the screen itself, its keys and commands.
 *
 * Leaving never destroys: the values are in the model and the journal, and where the caret was is
 * remembered here, so that coming back is as if one had not been away.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/ids.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

/* The form left last and its field. */
static struct {
	char contact[100];
	int n;
	char key[160];
} left_at;

static void remember_place(const struct intake *i)
{
	const char *key = formview_focus_key(&i->form);

	if (!i->contact || !key)
		return;
	snprintf(left_at.contact, sizeof(left_at.contact), "%s", i->contact);
	snprintf(left_at.key, sizeof(left_at.key), "%s", key);
	left_at.n = i->n;
}

static void recall_place(struct intake *i)
{
	if (i->contact && i->n == left_at.n && !strcmp(i->contact, left_at.contact) && i->fields &&
	    formview_go(&i->form, left_at.key))
		i->fresh = false;
}

static void *intake_enter(struct app *app, void *argument)
{
	struct intake *i = xcalloc(1, sizeof(*i));
	const struct model_contact *current = model_current_contact(client_model(app));
	const char *contact = argument ? argument : current ? current->id : NULL;

	i->app = app;
	i->shown = json_object_new_object();
	i->nothing = json_object_new_object();
	i->preview.fire = intake_ask_preview;
	i->preview.data = i;
	formview_init(&i->form);
	i->form.changed = intake_typed;
	i->form.changed_data = i;
	i->talk = client_realm(app) ? talk_new() : NULL;
	if (contact)
		intake_open(i, contact, 0);
	recall_place(i);
	return i;
}

static void intake_leave(struct app *app, void *state)
{
	struct intake *i = state;

	(void)app;
	remember_place(i);
	intake_release(i);
	free(i);
}

/* The call is over and all its forms are tickets: nothing of the caller stays on the screen. */
static bool is_finished(const struct intake *i)
{
	const struct model *m = client_model(i->app);
	const struct model_contact *c = i->contact ? intake_contact(i) : NULL;

	if (i->contact && c && c->state != CONTACT_DONE)
		return false;
	if (found_origin(i->contact) && !intake_is_locked(i))
		return false;
	for (size_t k = 0; i->contact && k < m->draft_count; k++) {
		const struct model_draft *d = m->drafts[k];
		bool open = d->state != DRAFT_ACCEPTED && !d->record && json_object_object_length(d->fields);
		if (open && !strcmp(d->contact_id, i->contact))
			return false;
	}
	return true;
}

static void leave_when_finished(struct intake *i)
{
	if (is_finished(i) && app_is_top(i->app, &screen_intake))
		app_pop(i->app);
}

static void intake_show(struct app *app, void *state)
{
	struct intake *i = state;

	(void)app;
	intake_follow(i);
	intake_sync(i);
	leave_when_finished(i);
	intake_search(i);
	intake_take_keys(i);
}

static void intake_hide(struct app *app, void *state)
{
	struct intake *i = state;

	if (i->contact)
		work_draft_put(client_work(app), i->contact, i->n);
	formview_blur(&i->form);
	if (i->talk)
		edit_blur(&i->talk->question);
}

static void intake_changed(struct app *app, void *state, unsigned what)
{
	struct intake *i = state;

	if (what & MODEL_CONTACTS)
		intake_follow(i);
	if (what & MODEL_JOURNAL)
		app_draw_later(app);            /* "typed" has become "saved here" */
	if (what & (MODEL_DRAFT | MODEL_CITY | MODEL_OUTBOX | MODEL_CONTACTS))
		intake_sync(i);
	if (what & MODEL_KNOWLEDGE && !i->hit_chosen)
		i->hit = 0;
	if (what & MODEL_LINK && client_search_failed(app))
		intake_search(i);
	if (what & (MODEL_CONTACTS | MODEL_DRAFT))
		leave_when_finished(i);
}

/* -- commands ------------------------------------------------------------------------ */

static void run_another(struct intake *i)
{
	intake_another(i);
}

static void run_caller(struct intake *i)
{
	if (found_origin(i->contact))
		app_say(i->app, LOOK_MESSAGE, "%s", _("This ticket is made without a call: it has no caller."));
	else
		app_push(i->app, &screen_caller, i->contact);
}

static void run_said(struct intake *i)
{
	const struct model_contact *c = intake_contact(i);
	struct buf text = BUF_INIT;

	if (!c || !c->text || !*c->text) {
		app_say(i->app, LOOK_MESSAGE, "%s", _("Nothing was written with this contact."));
		return;
	}
	text_squeeze(&text, c->text, TEXT_LINES);
	bool phone = c->channel && !strcmp(c->channel, "phone");
	struct text_page page = { .title = phone ? _("What the caller says") : _("What the caller wrote"), .text = text.data };
	app_push(i->app, &screen_text, &page);
	buf_release(&text);
}

static void run_keep_mine(struct intake *i)
{
	intake_keep(i, true);
}

static void run_keep_theirs(struct intake *i)
{
	intake_keep(i, false);
}

static void run_down(struct intake *i)
{
	intake_move_hit(i, 1);
}

static void run_up(struct intake *i)
{
	intake_move_hit(i, -1);
}

/* The article beside the form, whole. */
static void run_open(struct intake *i)
{
	const struct model_article *hit = intake_hit(i);

	if (!hit)
		app_say(i->app, LOOK_MESSAGE, "%s",
			_("No article is found yet for what is typed."));
	else
		knowledge_open(i->app, client_model(i->app)->knowledge.query, hit->id);
}

static const struct {
	enum action action;
	void (*run)(struct intake *i);
} runs[] = {
	{ ACTION_ANOTHER, run_another }, { ACTION_NEXT_REQUEST, intake_next_request },
	{ ACTION_CALLER, run_caller }, { ACTION_SAID, run_said }, { ACTION_THEIRS, intake_show_theirs },
	{ ACTION_KEEP_MINE, run_keep_mine },
	{ ACTION_KEEP_THEIRS, run_keep_theirs }, { ACTION_CITE, intake_cite_hit },
	{ ACTION_NEXT, run_down }, { ACTION_PREVIOUS, run_up }, { ACTION_OPEN, run_open },
};

static bool run(struct intake *i, const struct command *c)
{
	for (size_t k = 0; k < ARRAY_SIZE(runs); k++) {
		if (runs[k].action != c->action)
			continue;
		runs[k].run(i);
		return true;
	}
	return intake_send(i, c);
}

/* Without words of its own, a search is for what the caller wants. */
static enum handled search(struct intake *i, const struct command *c)
{
	const char *title = jo_pointer_str(intake_values(i), "/matter/title");

	if (c->count || !title || !*title)
		return HANDLED_NOT;
	knowledge_open(i->app, title, NULL);
	return HANDLED_DRAW;
}

/* What a submitted form still allows: to look around in it. */
static bool only_looks(enum action a)
{
	return a == ACTION_NEXT_FIELD || a == ACTION_PREVIOUS_FIELD;
}

static bool is_looking_key(const struct key *key)
{
	return key->code == KC_UP || key->code == KC_DOWN || key->code == KC_PAGE_UP ||
	       key->code == KC_PAGE_DOWN || key->code == KC_TAB;
}

static enum handled to_form(struct intake *i, const struct command *c)
{
	char *before = xstrdup(formview_focus_key(&i->form));
	bool taken =
		(!intake_is_locked(i) || only_looks(c->action)) && formview_command(&i->form, c);

	if (taken)
		intake_settle(i, before);
	free(before);
	return taken ? HANDLED_DRAW : HANDLED_NOT;
}

/* Before the form was to be sent, what is missing is no problem yet; whoever asks is told, and is at the first one. */
static bool looks_for_problems(struct intake *i)
{
	if (intake_is_locked(i) || formview_problem_count(&i->form) || !i->fields)
		return false;
	if (intake_is_right(i))
		app_say(i->app, LOOK_GOOD, "%s", _("Nothing is wrong or missing in this form."));
	return true;
}

static enum handled intake_action(struct app *app, void *state, const struct command *command)
{
	struct intake *i = state;
	bool picking = formview_context(&i->form) == CONTEXT_PICKER;

	if (!i->contact)
		return HANDLED_NOT;
	train_count(app, command->action == ACTION_SEARCH || command->action == ACTION_OPEN);
	if (picking && to_form(i, command) == HANDLED_DRAW)
		return HANDLED_DRAW;
	if (picking && (intake_sends(command->action) || intake_speaks(i, command->action))) {
		formview_close_picker(&i->form);        /* an ambulance does not wait for a choice, nor does who is on the line */
		picking = false;
	}
	if (!picking && intake_talk_command(i, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_SEARCH)
		return search(i, command);
	bool looks = !picking && (command->action == ACTION_PROBLEMS || command->action == ACTION_NEXT_PROBLEM);
	if (looks && looks_for_problems(i) && command->action == ACTION_NEXT_PROBLEM)
		return HANDLED_DRAW;
	if (!picking && run(i, command))
		return HANDLED_DRAW;
	return to_form(i, command);
}

static enum handled intake_key(struct app *app, void *state, const struct key *key)
{
	struct intake *i = state;

	if (!i->contact)
		return HANDLED_NOT;
	train_count(app, false);
	if (intake_is_asking(i))
		return intake_talk_key(i, key);
	if (intake_is_locked(i) && !is_looking_key(key)) {
		app_say(app, LOOK_MESSAGE,
			_("This form is submitted. %s starts one more request from this caller."),
			intake_key_of(i, ACTION_ANOTHER));
		return HANDLED_DRAW;
	}
	char *before = xstrdup(formview_focus_key(&i->form));
	bool taken = formview_key(&i->form, key);
	if (taken)
		intake_settle(i, before);
	free(before);
	return taken ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context intake_focus(void *state)
{
	struct intake *i = state;

	if (intake_is_asking(i))
		return CONTEXT_QUESTION;
	return intake_is_locked(i) || !i->contact ? CONTEXT_FORM : formview_context(&i->form);
}

static bool intake_takes_escape(void *state)
{
	struct intake *i = state;

	if (intake_is_asking(i))
		return edit_takes_escape(&i->talk->question);
	return !intake_is_locked(i) && formview_takes_escape(&i->form);
}

static void intake_title(void *state, struct buf *out)
{
	struct intake *i = state;
	const struct model_contact *c = i->contact ? intake_contact(i) : NULL;

	if (found_origin(i->contact)) {
		buf_addf(out, _("Without a call · %s"), words_code(i->app, "origin", found_origin(i->contact)));
		return;
	}
	buf_adds(out, _("Intake"));
	if (c && (c->name || c->number))
		buf_addf(out, " · %s", c->name ? c->name : c->number);
}

const struct screen_ops screen_intake = {
	.name = "intake",
	.title = N_("Intake"),
	.context = CONTEXT_INTAKE,
	.flags = SCREEN_PERSONAL,
	.enter = intake_enter,
	.leave = intake_leave,
	.draw = intake_draw,
	.action = intake_action,
	.key = intake_key,
	.focus = intake_focus,
	.takes_escape = intake_takes_escape,
	.show = intake_show,
	.hide = intake_hide,
	.add_title = intake_title,
	.changed = intake_changed,
};
