/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_command.c -- the commands on one ticket, the same wherever a ticket is selected.
 *
 * An action whose words were typed with the command, or that needs none, is done at once; else its form
 * opens. What the ticket does not allow is not begun: the server is asked why, in a sentence.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct { enum action action; const char *name; } moves[] = {
	{ ACTION_URGE, "urge" },
	{ ACTION_SUPERVISE, "supervise" },
	{ ACTION_NOTE, "add_note" },
	{ ACTION_WITHDRAW, "withdraw" },
	{ ACTION_DISPATCH, "dispatch" },
	{ ACTION_DISPATCH_FIRST, "dispatch" },
	{ ACTION_DISPATCH, "arbitrate" },
	{ ACTION_REFER, "refer" },
	{ ACTION_MERGE, "merge" },
	{ ACTION_UNMERGE, "unmerge" },
	{ ACTION_REGRADE, "regrade" },
	{ ACTION_PAUSE, "pause" },
	{ ACTION_UNPAUSE, "unpause" },
	{ ACTION_CLAIM, "claim" },
	{ ACTION_RELEASE, "release" },
	{ ACTION_NEED_INFO, "need_info" },
	{ ACTION_SUPPLY_INFO, "supply_info" },
	{ ACTION_RECALL, "recall" },
	{ ACTION_LINK, "link" },
	{ ACTION_UNLINK, "unlink" },
	{ ACTION_SIGN, "sign" },
	{ ACTION_REPLY, "reply" },
	{ ACTION_RESPOND, "respond" },
	{ ACTION_FORWARD, "forward" },
	{ ACTION_REQUEST_RETURN, "request_return" },
	{ ACTION_REQUEST_EXTENSION, "request_extension" },
	{ ACTION_WHISTLE, "whistle" },
	{ ACTION_REPORT_IN, "report_in" },
	{ ACTION_REQUEST_CARRY, "request_carry" },
	{ ACTION_APPEAL, "appeal" },
	{ ACTION_VISIT, "record_visit" },
};

/* What granting and refusing means, of what may be asked at once the more pressing first. */
static const struct { enum action action; const char *name; } decisions[] = {
	{ ACTION_GRANT, "grant_return" }, { ACTION_GRANT, "grant_extension" }, { ACTION_GRANT, "grant_carry" },
	{ ACTION_GRANT, "confirm" }, { ACTION_GRANT, "decide_appeal" },
	{ ACTION_REFUSE, "refuse_return" }, { ACTION_REFUSE, "refuse_extension" }, { ACTION_REFUSE, "refuse_carry" },
	{ ACTION_REFUSE, "reject" }, { ACTION_REFUSE, "decide_appeal" },
};

static const char *move_name(const struct command *c)
{
	if (c->action == ACTION_ACT)
		return c->words[0];     /* NULL: all of them are to be listed */
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (moves[i].action == c->action)
			return moves[i].name;
	return NULL;
}

/* A ticket in arbitration is dispatched by settling that. */
static const char *move_of(const struct app *app, const char *no, const struct command *c)
{
	const struct model_ticket *t = no ? model_ticket(client_model(app), no) : NULL;
	const char *name = move_name(c);

	return name && !strcmp(name, "dispatch") && t && t->state == TICKET_ARBITRATION ? "arbitrate" : name;
}

bool ticket_action_is_for(const struct model *m, enum action action)
{
	unsigned roles = ROLE_NONE;

	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (moves[i].action == action)
			roles |= ticket_action_roles(moves[i].name);
	for (size_t i = 0; i < ARRAY_SIZE(decisions); i++)
		if (decisions[i].action == action)
			roles |= ticket_action_roles(decisions[i].name);
	return roles == ROLE_NONE || model_has_role(m, roles);
}

/* The action that a move is begun by; ACTION_COUNT: only by `act`. */
static enum action action_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (!strcmp(moves[i].name, name))
			return moves[i].action;
	for (size_t i = 0; i < ARRAY_SIZE(decisions); i++)
		if (!strcmp(decisions[i].name, name))
			return decisions[i].action;
	return ACTION_COUNT;
}

const char *ticket_move_key(const struct app *app, const char *name)
{
	enum action action = action_of(name);
	const char *key = action == ACTION_COUNT ? NULL : client_key_name(app, action);

	return key && *key != ':' ? key : NULL;
}

void ticket_move_how(const struct app *app, const char *name, struct buf *out)
{
	enum action action = action_of(name);

	if (action == ACTION_COUNT)
		buf_addf(out, ":act %s", name);
	else
		buf_adds(out, client_key_name(app, action));
}

static bool is_one_text(const struct move_member *m)
{
	return m[0].name && !m[1].name && (m[0].kind == MEMBER_TEXT || m[0].kind == MEMBER_TICKET);
}

/* A command on a ticket that waits for an answer. */
struct wanted {
	struct app *app;
	char no[24];
	char *name, *text;      /* of a move; NULL */
};

static struct wanted *want(struct app *app, const char *no, const char *name, const char *text)
{
	struct wanted *w = xcalloc(1, sizeof(*w));

	w->app = app;
	strncpy(w->no, no, sizeof(w->no) - 1);
	w->name = xstrdup(name);
	w->text = xstrdup(text);
	app_busy(app, 1);
	return w;
}

static void wanted_free(struct wanted *w)
{
	app_busy(w->app, -1);
	free(w->name);
	free(w->text);
	free(w);
}

/* -- moves ------------------------------------------------------------------------- */

static bool is_possible(const json *ticket, const char *name)
{
	const json *list = jo_get(ticket, "actions");

	for (size_t i = 0; i < jo_len(list); i++)
		if (!strcmp(json_object_get_string(jo_at(list, i)), name))
			return true;
	return false;
}

static void reasons_came(void *arg, const struct net_answer *answer)
{
	struct wanted *w = arg;
	const json *items = jo_array(answer->body, "items");
	const char *why = net_is_ok(answer) ? _("This is not possible now.") : answer->sentence;

	for (size_t i = 0; i < jo_len(items); i++) {
		const char *action = jo_str(jo_at(items, i), "action"), *its = jo_str(jo_at(items, i), "why");
		if (action && its && !strcmp(action, w->name))
			why = its;
	}
	app_say(w->app, LOOK_WARNING, _("%s: %s"), words_action(w->name), why);
	app_draw_later(w->app);
	wanted_free(w);
}

static void ask_why(struct app *app, const char *no, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/tickets/%.23s/actions", no);
	work_get(client_work(app), path, reasons_came, want(app, no, name, NULL));
}

/* "reached contacted solved satisfied": what is named is so, the rest is not; "basically" instead of satisfied. */
static json *visit_body(const char *words)
{
	static const char *const names[] = { "reached", "contacted", "solved" };
	json *body = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		jo_set_bool(body, names[i], strstr(words, names[i]) && !strstr(words, "unreached"));
	if (jo_bool(body, "reached", false))
		jo_set_str(body, "satisfied", strstr(words, "basically") ? "basically" :
			   strstr(words, "satisfied") && !strstr(words, "unsatisfied") ? "yes" : "no");
	return body;
}

/* The ticket is at hand: done at once, or its form opens, or it is said why not. */
static void move_now(struct app *app, const char *no, const json *ticket, const char *name, const char *text)
{
	const struct move_member *members = ticket_action_members(name);

	if (!is_possible(ticket, name)) {
		ask_why(app, no, name);
	} else if (!strcmp(name, "record_visit") && !text) {
		app_push(app, &screen_visit, (void *)no);
	} else if (!strcmp(name, "record_visit")) {
		act_now(app, no, name, visit_body(text));
	} else if (!members[0].name) {
		act_now(app, no, name, NULL);
	} else if (text && is_one_text(members)) {
		json *body = json_object_new_object();
		jo_set_str(body, members[0].name, text);
		act_now(app, no, name, body);
	} else {
		struct act_argument argument = { no, name, text };
		app_push(app, &screen_act, &argument);
	}
}

static void moved_ticket_came(void *arg, const struct net_answer *answer)
{
	struct wanted *w = arg;
	const struct model_ticket *t = model_ticket(client_model(w->app), w->no);

	if (net_is_ok(answer) && t && t->ticket)
		move_now(w->app, w->no, t->ticket, w->name, w->text);
	else
		app_say(w->app, LOOK_ERROR, "%s", answer->sentence);
	app_draw_later(w->app);
	wanted_free(w);
}

enum handled ticket_move(struct app *app, const char *no, const char *name, const char *text)
{
	const struct model_ticket *t = model_ticket(client_model(app), no);

	if (!ticket_action_members(name))
		app_say(app, LOOK_WARNING, _("There is no action %s; %s lists them."), name,
			client_key_name(app, ACTION_ACT));
	else if (t && t->ticket && !t->stale)
		move_now(app, no, t->ticket, name, text);
	else
		work_ticket(client_work(app), no, true, moved_ticket_came, want(app, no, name, text));
	return HANDLED_DRAW;
}

/* -- decisions ------------------------------------------------------------------------- */

static void decide_now(struct app *app, const struct model_ticket *t, enum action action)
{
	const char *name = NULL;

	for (size_t i = 0; !name && i < ARRAY_SIZE(decisions); i++)
		if (decisions[i].action == action && model_can(t, decisions[i].name))
			name = decisions[i].name;
	if (name)
		move_now(app, t->no, t->ticket, name, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("Nothing waits for your decision on this ticket."));
}

static void decided_ticket_came(void *arg, const struct net_answer *answer)
{
	struct wanted *w = arg;
	const struct model_ticket *t = model_ticket(client_model(w->app), w->no);

	if (net_is_ok(answer) && t && t->ticket)
		decide_now(w->app, t, action_find(w->name, strlen(w->name)));
	else
		app_say(w->app, LOOK_ERROR, "%s", client_sentence(answer));
	app_draw_later(w->app);
	wanted_free(w);
}

static enum handled decide(struct app *app, const char *no, enum action action)
{
	const struct model_ticket *t = model_ticket(client_model(app), no);

	if (t && t->ticket && !t->stale)
		decide_now(app, t, action);
	else
		work_ticket(client_work(app), no, true, decided_ticket_came, want(app, no, actions[action].name, NULL));
	return HANDLED_DRAW;
}

/* -- numbers ------------------------------------------------------------------------ */

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
		work_reveal(client_work(app), no, NULL, answer, revealed, app);
	free(no);
}

static enum handled reveal(struct app *app, const char *no, const char *reason)
{
	char *about = xasprintf("reveal/%s", no);

	if (reason)
		work_reveal(client_work(app), no, NULL, reason, revealed, app);
	else
		client_ask_kept(app, about, _("Reason for seeing the number: "), reveal_reason, xstrdup(no));
	free(about);
	return HANDLED_DRAW;
}

enum handled ticket_command(struct app *app, const char *no, const struct command *c)
{
	const char *name = move_of(app, no, c);
	bool lists = c->action == ACTION_WHY || (c->action == ACTION_ACT && !name);
	bool decides = c->action == ACTION_GRANT || c->action == ACTION_REFUSE;
	bool mine = name || lists || decides || c->action == ACTION_PROGRESS || c->action == ACTION_DEADLINE ||
		    c->action == ACTION_REVEAL || c->action == ACTION_PRECEDENT ||
		    (c->action == ACTION_REPLAY && !c->count);

	if (!mine)
		return HANDLED_NOT;
	if (!no) {
		app_say(app, LOOK_WARNING, "%s", _("Select a ticket first."));
		return HANDLED_DRAW;
	}
	if (c->action == ACTION_PROGRESS)
		ticket_progress(app, no);
	else if (c->action == ACTION_DEADLINE)
		ticket_deadline(app, no);
	else if (c->action == ACTION_PRECEDENT)
		precedent_of_ticket(app, no, c->words[0]);
	else if (c->action == ACTION_REPLAY)
		train_replay(app, no);
	else if (lists)
		app_push(app, &screen_choices, (void *)no);
	else if (decides)
		return decide(app, no, c->action);
	else if (c->action == ACTION_REVEAL)
		return reveal(app, no, c->words[0]);
	else
		return ticket_move(app, no, name, c->words[c->action == ACTION_ACT ? 1 : 0]);
	return HANDLED_DRAW;
}
