/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act.c -- a form for any action on a ticket, made from what the state table says its body holds.
 *
 * So a new row of the table needs no screen of its own. A dispatch starts from the catalogue's
 * suggestion. A refusal comes back to the form with the fields marked; nothing typed is lost: until
 * it is sent it is kept in the journal, by ticket and action.
 */
#include "client/screens/act_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- sending -------------------------------------------------------------------------- */

/* How far what the form sent has come; the outbox forgets what is accepted. */
static enum submission sent_state(const struct act *a)
{
	const struct outbox *out = work_outbox(client_work(a->app));

	for (size_t i = 0; out && i < outbox_count(out); i++)
		if (!strcmp(outbox_at(out, i)->key, a->key))
			return outbox_at(out, i)->state;
	return SUBMISSION_ACCEPTED;
}

static void refused(struct act *a, const struct net_answer *answer)
{
	a->sent = false;
	act_keep_all(a);
	work_stand_for_refused(client_work(a->app), a->kept);
	act_say(a, answer->sentence);
	act_mark_problems(a, &answer->problem);
}

/* Under another screen it is left when that one is. */
static void leave_done(struct act *a)
{
	a->done = true;
	if (app_is_top(a->app, &screen_act))
		app_pop(a->app);
}

/* The move that was accepted last for this ticket, by its label. */
static const char *accepted_move(const struct app *app, const char *no)
{
	const struct outbox *out = work_outbox(client_work(app));

	for (size_t i = out ? outbox_count(out) : 0; no && i-- > 0; ) {
		const struct outbox_item *item = outbox_at(out, i);
		const char *action = jo_str(item->body, "action");
		if (item->state == SUBMISSION_ACCEPTED && action && !strcmp(item->no, no))
			return words_action(action);
	}
	return _("Done");
}

/* What was done, to which ticket, and where that is now. */
static void say_done(struct app *app, const json *ticket)
{
	const char *no = jo_str(ticket, "no"), *lead = jo_str(ticket, "lead"), *into = jo_str(ticket, "merged_into");
	struct buf at = BUF_INIT, spaced = BUF_INIT;
	enum ticket_state state;

	words_no(&spaced, no ? no : "");
	buf_adds(&at, ticket_state_parse(jo_str(ticket, "state"), &state) ? words_ticket_state(state) : "?");
	if (into) {
		buf_adds(&at, _(" into "));
		words_no(&at, into);
	} else if (lead) {
		buf_adds(&at, " · ");
		words_unit(app, &at, lead);
	}
	app_say(app, LOOK_GOOD, _("%s: done. %s is now: %s."), accepted_move(app, no), spaced.data, at.data);
	buf_release(&at);
	buf_release(&spaced);
}

/* May come long after the form was left, while another one is open. */
static void acted(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);
	enum submission now = a && a->sent ? sent_state(a) : SUBMISSION_QUEUED;

	app_draw_later(app);
	if (net_is_ok(answer)) {
		say_done(app, answer->body);
		if (now == SUBMISSION_ACCEPTED)
			leave_done(a);
	} else if (now == SUBMISSION_REFUSED) {
		refused(a, answer);
	} else {
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
	}
}

/* What one would have typed into its form. */
static json *texts_of(const json *body)
{
	json *texts = json_object_new_object();

	if (body) {
		json_object_object_foreach((json *)body, name, value) {
			if (json_object_is_type(value, json_type_boolean))
				jo_set_str(texts, name, json_object_get_boolean(value) ? "yes" : "no");
			else
				jo_set_str(texts, name, json_object_get_string(value));
		}
	}
	return texts;
}

void act_send(struct app *app, const char *no, const char *action, json *body, net_done done)
{
	struct error err = ERROR_INIT;
	char form[ACT_FORM];

	act_form_name(form, no, action);
	struct work_move move = {
		.action = action, .body = body, .done = done, .form = form, .typed = texts_of(body),
	};
	if (!work_ticket_moves(client_work(app), no, &move, 1, app, &err))
		app_say(app, LOOK_ERROR, "%s", err.text);
}

void act_now(struct app *app, const char *no, const char *action, json *body)
{
	act_send(app, no, action, body, acted);
}

static bool knows_version(const struct act *a)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);

	return !ticket_action_needs_version(a->action) || (t && t->version);
}

static enum handled send(struct act *a)
{
	struct error err = ERROR_INIT;

	if (!a->sent && !knows_version(a)) {
		a->send_waits = true;
		act_say(a, _("The ticket is still being read; what you wrote goes out as soon as it is here."));
		return HANDLED_DRAW;
	}
	a->send_waits = false;
	json *body = act_make_body(a);

	if (a->sent || formview_problem_count(&a->form)) {
		jo_free(body);
		return HANDLED_DRAW;
	}
	struct work_move move = {
		.action = a->action, .body = body, .done = acted, .form = a->kept, .typed = act_texts(a),
		.instead = act_stands_for(a),
	};
	a->sent = work_ticket_moves(client_work(a->app), a->no, &move, 1, a->app, &err);
	act_say(a, a->sent ? _("Sending…") : err.text);
	if (a->sent) {
		const struct outbox *out = work_outbox(client_work(a->app));
		snprintf(a->key, sizeof(a->key), "%s", outbox_at(out, outbox_count(out) - 1)->key);
		act_forget_kept(a);         /* the outbox has it */
	}
	return HANDLED_DRAW;
}

/* -- throwing away ---------------------------------------------------------------------- */

static void discarded(struct app *app)
{
	struct act *a = app_find(app, &screen_act);

	if (a)
		leave_done(a);
}

/* What is in the form: the move that was refused, or what was typed and never sent. */
static enum handled discard(struct act *a)
{
	const struct outbox_item *item = work_refused(client_work(a->app), a->kept);
	const struct model_draft *typed = model_draft(client_model(a->app), a->kept, KEPT_N);
	struct rubbish r = { .title = xstrdup(words_action(a->action)), .gone = discarded, .n = KEPT_N };

	if (a->sent || (!item && !typed)) {
		app_say(a->app, LOOK_MESSAGE, "%s", a->sent ? _("It is on its way.") : _("There is nothing to throw away."));
		free(r.title);
		return HANDLED_DRAW;
	}
	r.key = item ? xstrdup(item->key) : NULL;
	r.contact = item ? NULL : xstrdup(a->kept);
	rubbish_ask(a->app, &r);
	return HANDLED_DRAW;
}

/* -- the screen ------------------------------------------------------------------------ */

static void suggestions_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);

	if (a && net_is_ok(answer)) {
		jo_free(a->suggestions);
		a->suggestions = jo_copy((json *)answer->body);
		act_suggest_basis(a);
		app_draw_later(app);
	}
}

static void ask_suggestions(struct act *a)
{
	char path[64];

	if (strcmp(a->action, "dispatch") != 0 && strcmp(a->action, "arbitrate") != 0)
		return;
	snprintf(path, sizeof(path), "/tickets/%.23s/suggestions", a->no);
	work_get(client_work(a->app), path, suggestions_came, a->app);
}

static void ticket_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);

	app_draw_later(app);
	if (!a)
		return;
	if (net_is_ok(answer)) {
		act_suggest_unit(a);
		return;
	}
	if (a->send_waits && net_answer_may_pass(answer))
		return;         /* it is read again when the line is back */
	if (a->send_waits || !model_ticket(client_model(app), a->no))
		act_say(a, answer->sentence);
	a->send_waits = false;
}

static void act_changed(struct app *app, void *state, unsigned what)
{
	struct act *a = state;
	(void)app;

	if (what & MODEL_TICKET && a->send_waits && knows_version(a))
		send(a);
}

static void *act_enter(struct app *app, void *argument)
{
	const struct act_argument *arg = argument;
	struct act *a = xcalloc(1, sizeof(*a));

	a->app = app;
	snprintf(a->no, sizeof(a->no), "%s", arg->no);
	a->action = xstrdup(arg->action);
	act_form_name(a->kept, a->no, a->action);
	a->members = ticket_action_members(arg->action);
	while (a->count < MEMBERS_MOST && a->members[a->count].name)
		a->count++;
	act_choices(a);
	formview_init(&a->form);
	act_describe(a);
	a->form.changed = act_typed;
	a->form.changed_data = a;
	act_take_back(a);
	act_bring_back(a);
	if (arg->text && a->count) {
		formview_set(&a->form, a->members[0].name, arg->text);
		act_keep(a, a->members[0].name, arg->text);
	}
	act_suggest_unit(a);
	act_suggest_until(a);
	ask_suggestions(a);
	work_ticket(client_work(app), a->no, true, ticket_came, app);
	return a;
}

static void act_leave(struct app *app, void *state)
{
	struct act *a = state;
	const struct model_draft *kept = model_draft(client_model(app), a->kept, KEPT_N);

	if (kept && !json_object_object_length(kept->fields))
		act_forget_kept(a);
	formview_release(&a->form);
	free(a->action);
	free(a->basis);
	free(a->sentence);
	free(a->unit_rows);
	jo_free(a->suggestions);
	free(a);
}

/* The first that is empty and required or typed: an optional choice is passed over. */
static void go_first_wanted(struct act *a)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct move_member *m = &a->members[i];
		bool wanted = m->ask || m->kind == MEMBER_TEXT || act_is_long(m->name);
		if (wanted && !*formview_get(&a->form, m->name)) {
			formview_go(&a->form, m->name);
			return;
		}
	}
	formview_go_first_empty(&a->form);
}

static void act_show(struct app *app, void *state)
{
	struct act *a = state;

	formview_focus(&a->form);
	go_first_wanted(a);
	if (a->done)
		app_pop(app);
}

static void act_hide(struct app *app, void *state)
{
	struct act *a = state;

	(void)app;
	formview_blur(&a->form);
}

static bool is_one_line(const struct act *a, size_t field)
{
	return field < a->count && !act_is_long(a->members[field].name);
}

static enum handled act_key(struct app *app, void *state, const struct key *key)
{
	struct act *a = state;
	size_t focus = a->form.focus;
	bool typing = formview_context(&a->form) == CONTEXT_FIELD;

	if (!formview_key(&a->form, key))
		return HANDLED_NOT;
	if (key->code == KC_ENTER && typing && a->form.focus == focus && is_one_line(a, focus))
		app_say(app, LOOK_MESSAGE, _("This was the last field; %s sends it."),
			client_key_name(app, ACTION_SEND));
	return HANDLED_DRAW;
}

static enum handled act_action(struct app *app, void *state, const struct command *command)
{
	struct act *a = state;

	(void)app;
	if (formview_command(&a->form, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_SEND || command->action == ACTION_SUBMIT)
		return send(a);
	if (command->action == ACTION_DISCARD)
		return discard(a);
	return HANDLED_NOT;
}

static enum context act_focus(void *state)
{
	return formview_context(&((struct act *)state)->form);
}

static bool act_takes_escape(void *state)
{
	return formview_takes_escape(&((struct act *)state)->form);
}

static void act_title(void *state, struct buf *out)
{
	buf_adds(out, words_action(((struct act *)state)->action));
}

const struct screen_ops screen_act = {
	.name = "act", .title = N_("Action"), .context = CONTEXT_ACT, .flags = SCREEN_PERSONAL,
	.enter = act_enter, .leave = act_leave, .changed = act_changed, .draw = act_draw, .action = act_action, .key = act_key,
	.focus = act_focus, .takes_escape = act_takes_escape, .show = act_show, .hide = act_hide,
	.add_title = act_title,
};
