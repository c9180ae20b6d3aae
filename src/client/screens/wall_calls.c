/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wall_calls.c -- what a supervisor does with a call: taking it over, giving it to an agent chosen from the seats.
 *
 * Both need a reason, which the agents concerned are told. The forms of the call go with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct wanted { char contact[64], to[64]; };

static void supervised(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	app_say(app, net_is_ok(answer) ? LOOK_GOOD : LOOK_ERROR, "%s",
		net_is_ok(answer) ? _("Done; the call is where you wanted it.") : answer->sentence);
	app_draw_later(app);
}

static void hand(struct app *app, const struct wanted *w, const char *reason)
{
	json *body = json_object_new_object();

	jo_set_str(body, "reason", reason);
	if (*w->to) {
		jo_set(body, "to", json_object_new_object());
		jo_set_str(jo_get(body, "to"), "user", w->to);
	}
	work_supervise_contact(client_work(app), w->contact, *w->to ? "give" : "take", body, supervised, app);
}

static void reason_told(struct app *app, void *data, const char *answer)
{
	if (answer && *answer)
		hand(app, data, answer);
	else
		app_say(app, LOOK_WARNING, "%s", _("Nothing was done: the reason belongs to it."));
	free(data);
}

/* With the reason at once, or when it was asked for. */
static void hand_for(struct app *app, const char *contact, const char *to, const char *reason)
{
	struct wanted *w = xcalloc(1, sizeof(*w));
	char about[sizeof(w->contact) + 8];

	snprintf(w->contact, sizeof(w->contact), "%s", contact);
	snprintf(w->to, sizeof(w->to), "%s", to ? to : "");
	snprintf(about, sizeof(about), "take/%s", contact);
	if (reason)
		reason_told(app, w, reason);
	else
		client_ask_kept(app, about, to ? _("Reason for giving the call to somebody else: ") :
				_("Reason for taking the call over: "), reason_told, w);
}

/* -- to whom ---------------------------------------------------------------------------- */

struct give {
	struct app *app;
	char contact[64];
	struct list list;
	size_t *seats, count;           /* of the model's: who is there and has no call, the ready first */
	instant now;
};

enum { GIVE_NAME, GIVE_STATE, GIVE_SINCE, GIVE_REASON };
static const struct list_column give_columns[] = {
	[GIVE_NAME] = { N_("Agent"), 20, LIST_MAIN, 0 },
	[GIVE_STATE] = { N_("State"), 12, 0, 0 },
	[GIVE_SINCE] = { N_("For"), 8, 0, 0 },
	[GIVE_REASON] = { N_("Reason"), 0, 0, 0 },
};

static const struct model_seat *give_seat(const struct give *g, size_t i)
{
	return &client_model(g->app)->seats[g->seats[i]];
}

static size_t give_count(void *data)
{
	return ((struct give *)data)->count;
}

static const char *give_id(void *data, size_t i)
{
	return give_seat(data, i)->username;
}

static void give_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct give *g = data;
	const struct model_seat *s = give_seat(g, i);

	if (column == GIVE_NAME) {
		buf_adds(out, s->name ? s->name : s->username);
	} else if (column == GIVE_STATE) {
		buf_adds(out, words_presence(s->state));
		*look = s->state == PRESENCE_READY ? LOOK_GOOD : LOOK_NORMAL;
	} else if (column == GIVE_SINCE && s->since != INSTANT_NONE) {
		words_timer(out, g->now - s->since);
	} else if (column == GIVE_REASON && s->reason) {
		buf_adds(out, words_reason(s->reason));
	}
}

static const struct list_source give_source = { give_count, give_cell, NULL };

static void make_rows(struct give *g)
{
	static const enum presence order[] = { PRESENCE_READY, PRESENCE_NOT_READY, PRESENCE_BREAK };
	const struct model *m = client_model(g->app);

	g->seats = xrealloc(g->seats, (m->seat_count + 1) * sizeof(*g->seats));
	g->count = 0;
	for (size_t k = 0; k < ARRAY_SIZE(order); k++)
		for (size_t i = 0; i < m->seat_count; i++)
			if (m->seats[i].state == order[k] && !m->seats[i].contact_id)
				g->seats[g->count++] = i;
	list_changed(&g->list);
}

static void *give_enter(struct app *app, void *argument)
{
	struct give *g = xcalloc(1, sizeof(*g));

	g->app = app;
	snprintf(g->contact, sizeof(g->contact), "%s", (const char *)argument);
	list_init(&g->list, &give_source, g, give_columns, ARRAY_SIZE(give_columns));
	g->list.id = give_id;
	g->list.empty = N_("Nobody is there without a call; the call stays where it is.");
	make_rows(g);
	work_seats(client_work(app), NULL, NULL);
	return g;
}

static void give_leave(struct app *app, void *state)
{
	struct give *g = state;

	(void)app;
	list_release(&g->list);
	free(g->seats);
	free(g);
}

static void give_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	if (what & MODEL_SEATS)
		make_rows(state);
}

static void give_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct give *g = state;
	const struct model_contact *contact = model_contact(client_model(app), g->contact);
	struct buf text = BUF_INIT;

	g->now = clock_agreed();
	buf_addf(&text, _("Call with %s %s: its forms go along. Enter chooses the agent, then the reason is asked for."),
		 contact && contact->number ? contact->number : _("number withheld"), contact && contact->name ? contact->name : "");
	canvas_text(c, r.x + 1, r.y, r.width - 2, LOOK_HEADING, text.data);
	list_draw(&g->list, c, (struct rect){ r.x, r.y + 2, r.width, r.height - 2 });
	buf_release(&text);
}

static enum handled give_action(struct app *app, void *state, const struct command *command)
{
	struct give *g = state;
	size_t row = list_selected(&g->list);

	if (list_command(&g->list, command))
		return HANDLED_DRAW;
	if (command->action != ACTION_OPEN || row == LIST_NONE || row >= g->count)
		return HANDLED_NOT;
	app_pop(app);           /* the question belongs to the screen that stays */
	hand_for(app, g->contact, give_seat(g, row)->username, NULL);
	return HANDLED_DRAW;
}

static enum context give_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_give = {
	.name = "give", .title = N_("Give the call to"), .context = CONTEXT_WALL, .flags = SCREEN_PERSONAL,
	.enter = give_enter, .leave = give_leave, .draw = give_draw, .action = give_action, .focus = give_focus,
	.changed = give_changed,
};

/* -- the commands --------------------------------------------------------------------------------- */

enum handled wall_command(struct app *app, const char *contact, const struct command *c)
{
	const struct model_contact *mine = model_current_contact(client_model(app));
	bool give = c->action == ACTION_GIVE;

	if (!give && c->action != ACTION_TAKE)
		return HANDLED_NOT;
	if (give && !contact && mine)
		contact = mine->id;
	if (!contact)
		app_say(app, LOOK_WARNING, "%s", _("This seat has no call now."));
	else if (give && !c->count)
		app_push(app, &screen_give, (void *)contact);
	else
		hand_for(app, contact, give ? c->words[0] : NULL, c->words[give ? 1 : 0]);
	return HANDLED_DRAW;
}
