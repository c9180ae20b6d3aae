/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wall.c -- the supervisor's wall: the queue, the calls of today, every seat and how long it has been in its state.
 *
 * Seats follow their events; the figures are asked for again every few seconds while the wall is seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { AGAIN_MS = 3000, FIGURE_ROWS = 4 };
enum { COLUMN_NAME, COLUMN_STATE, COLUMN_SINCE, COLUMN_CALL, COLUMN_REASON };

static const struct list_column columns[] = {
	[COLUMN_NAME] = { N_("Agent"), 16, LIST_MAIN, 0 },
	[COLUMN_STATE] = { N_("State"), 12, 0, 0 },
	[COLUMN_SINCE] = { N_("For"), 9, 0, 0 },
	[COLUMN_CALL] = { N_("Call"), 26, 0, 0 },
	[COLUMN_REASON] = { N_("Reason"), 0, 0, 0 },
};

struct wall {
	struct app *app;
	struct list list;
	size_t *order, count;           /* of the model's seats: who talks longest first, who is away last */
	json *figures;                  /* of /reports/queue */
	struct app_timer again;
	instant now;
};

/* -- rows ---------------------------------------------------------------------------- */

static int weight_of(enum presence p)
{
	static const int weights[PRESENCE_COUNT] = {
		[PRESENCE_TALKING] = 0, [PRESENCE_RINGING] = 1, [PRESENCE_WRAP_UP] = 2, [PRESENCE_READY] = 3,
		[PRESENCE_NOT_READY] = 4, [PRESENCE_BREAK] = 5, [PRESENCE_OFFLINE] = 6,
	};

	return weights[p];
}

static const struct model_seat *seat_at(const struct wall *w, size_t i)
{
	return &client_model(w->app)->seats[w->order[i]];
}

static int by_state(const void *a, const void *b, void *arg)
{
	const struct model_seat *seats = arg, *x = &seats[*(const size_t *)a], *y = &seats[*(const size_t *)b];
	int order = weight_of(x->state) - weight_of(y->state);

	if (order)
		return order;
	return x->since < y->since ? -1 : x->since > y->since;
}

static void make_rows(struct wall *w)
{
	const struct model *m = client_model(w->app);

	w->order = xrealloc(w->order, (m->seat_count + 1) * sizeof(*w->order));
	w->count = m->seat_count;
	for (size_t i = 0; i < w->count; i++)
		w->order[i] = i;
	if (w->count)
		qsort_r(w->order, w->count, sizeof(*w->order), by_state, m->seats);
	list_changed(&w->list);
}

static size_t count(void *data)
{
	return ((struct wall *)data)->count;
}

static void call_cell(const struct wall *w, const char *id, struct buf *out, enum look *look)
{
	const struct model_contact *c = id ? model_contact(client_model(w->app), id) : NULL;

	if (!c)
		return;
	buf_addf(out, "%s  %s", c->number ? c->number : _("number withheld"), c->name ? c->name : "");
	if (c->state == CONTACT_ORPHANED) {
		buf_addf(out, "  %s", words_contact_state(c->state));
		*look = LOOK_ERROR;
	}
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct wall *w = data;
	const struct model_seat *s = seat_at(w, i);

	switch (column) {
	case COLUMN_NAME:
		buf_adds(out, s->name ? s->name : s->username);
		break;
	case COLUMN_STATE:
		buf_adds(out, words_presence(s->state));
		*look = s->state == PRESENCE_READY ? LOOK_GOOD : s->state == PRESENCE_OFFLINE ? LOOK_DIM : LOOK_NORMAL;
		break;
	case COLUMN_SINCE:
		if (s->since != INSTANT_NONE && s->state != PRESENCE_OFFLINE)
			words_timer(out, w->now - s->since);
		break;
	case COLUMN_CALL:
		call_cell(w, s->contact_id, out, look);
		break;
	case COLUMN_REASON:
		if (s->reason && s->state != PRESENCE_OFFLINE)
			buf_adds(out, words_reason(s->reason));
		break;
	}
}

static void search_text(void *data, size_t i, struct buf *out)
{
	const struct model_seat *s = seat_at(data, i);

	buf_addf(out, "%s %s %s", s->name ? s->name : "", s->username ? s->username : "", words_presence(s->state));
}

static const struct list_source source = { count, cell, search_text };

/* -- figures ------------------------------------------------------------------------- */

static void figures_came(void *arg, const struct net_answer *answer)
{
	struct wall *w = arg;

	if (net_is_ok(answer)) {
		jo_free(w->figures);
		w->figures = jo_copy((json *)answer->body);
	}
	app_timer_start(w->app, &w->again, clock_monotonic() + AGAIN_MS);
	app_draw_later(w->app);
}

static void ask(struct app *app, void *data)
{
	struct wall *w = data;

	w->again.at = 0;
	work_get(client_work(app), "/reports/queue", figures_came, w);
}

static void add_skills(const struct wall *w, struct buf *out)
{
	const json *skills = jo_array(w->figures, "skills");

	for (size_t i = 0; i < jo_len(skills); i++)
		buf_addf(out, " · %s %lld", words_code(w->app, "skill", jo_str(jo_at(skills, i), "skill")),
			 (long long)jo_int(jo_at(skills, i), "waiting", 0));
}

static void draw_queue(const struct wall *w, struct canvas *c, struct rect r)
{
	const char *oldest = jo_str(w->figures, "oldest_at");
	int64_t waiting = jo_int(w->figures, "waiting", 0);
	struct buf text = BUF_INIT;
	instant t;

	buf_addf(&text, _("Waiting %lld"), (long long)waiting);
	if (oldest && clock_parse(oldest, &t)) {
		buf_adds(&text, _(", the longest "));
		words_timer(&text, w->now - t);
	}
	buf_addf(&text, _(" · to call back %lld"), (long long)jo_int(w->figures, "call_backs", 0));
	add_skills(w, &text);
	canvas_text(c, r.x, r.y, r.width, waiting ? LOOK_WARNING : LOOK_GOOD, text.data);
	buf_release(&text);
}

static void draw_calls(const struct wall *w, struct canvas *c, struct rect r, const char *label, const char *member)
{
	const json *o = jo_get(w->figures, member);
	long long answered = jo_int(o, "answered", 0), in_time = jo_int(o, "answered_in_15s", 0);
	struct buf text = BUF_INIT;

	buf_addf(&text, _("%s: %lld calls · %lld answered, %lld%% within 15 s · %lld gave up · %lld tickets"), label,
		 (long long)jo_int(o, "contacts", 0), answered, answered ? in_time * 100 / answered : 0,
		 (long long)jo_int(o, "abandoned", 0), (long long)jo_int(o, "tickets", 0));
	canvas_text(c, r.x, r.y, r.width, LOOK_NORMAL, text.data);
	buf_release(&text);
}

static void draw_seats(const struct wall *w, struct canvas *c, struct rect r)
{
	const struct model *m = client_model(w->app);
	int states[PRESENCE_COUNT] = { 0 };
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < m->seat_count; i++)
		states[m->seats[i].state]++;
	buf_addf(&text, _("Seats %zu"), m->seat_count);
	for (int p = 0; p < PRESENCE_COUNT; p++)
		if (states[p])
			buf_addf(&text, " · %s %d", words_presence((enum presence)p), states[p]);
	canvas_text(c, r.x, r.y, r.width, LOOK_NORMAL, text.data);
	buf_release(&text);
}

/* -- what a supervisor does with a call ---------------------------------------------------- */

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

enum handled wall_command(struct app *app, const char *contact, const struct command *c)
{
	bool give = c->action == ACTION_GIVE;
	struct wanted *w;

	if (!give && c->action != ACTION_TAKE)
		return HANDLED_NOT;
	if (!contact) {
		app_say(app, LOOK_WARNING, "%s", _("This seat has no call now."));
		return HANDLED_DRAW;
	}
	w = xcalloc(1, sizeof(*w));
	snprintf(w->contact, sizeof(w->contact), "%s", contact);
	snprintf(w->to, sizeof(w->to), "%s", give ? c->words[0] : "");
	const char *reason = c->words[give ? 1 : 0];
	if (reason) {
		hand(app, w, reason);
		free(w);
	} else {
		app_ask(app, give ? _("Reason for giving the call to somebody else: ") : _("Reason for taking the call over: "),
			false, reason_told, w);
	}
	return HANDLED_DRAW;
}

/* -- the screen --------------------------------------------------------------------------- */

static void *wall_enter(struct app *app, void *argument)
{
	struct wall *w = xcalloc(1, sizeof(*w));

	(void)argument;
	w->app = app;
	w->now = clock_now();
	w->again.fire = ask;
	w->again.data = w;
	list_init(&w->list, &source, w, columns, ARRAY_SIZE(columns));
	w->list.empty = N_("No agent has an account yet.");
	make_rows(w);
	work_seats(client_work(app), NULL, NULL);
	work_contacts(client_work(app), "state=talking", NULL, NULL);
	work_contacts(client_work(app), "state=orphaned", NULL, NULL);
	ask(app, w);
	return w;
}

static void wall_leave(struct app *app, void *state)
{
	struct wall *w = state;

	app_timer_stop(app, &w->again);
	work_forget(client_work(app), w);
	list_release(&w->list);
	jo_free(w->figures);
	free(w->order);
	free(w);
}

static void wall_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	if (what & (MODEL_SEATS | MODEL_CONTACTS))
		make_rows(state);
}

static void wall_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct wall *w = state;
	struct rect line = { r.x + 1, r.y, r.width - 2, 1 };

	(void)app;
	w->now = clock_now();
	draw_queue(w, c, line);
	line.y++;
	draw_calls(w, c, line, _("Today"), "today");
	line.y++;
	draw_calls(w, c, line, _("Last hour"), "last_hour");
	line.y++;
	draw_seats(w, c, line);
	list_draw(&w->list, c, (struct rect){ r.x, r.y + FIGURE_ROWS + 1, r.width, r.height - FIGURE_ROWS - 1 });
}

static enum handled wall_action(struct app *app, void *state, const struct command *command)
{
	struct wall *w = state;
	size_t row = list_selected(&w->list);
	const char *contact = row != LIST_NONE && row < w->count ? seat_at(w, row)->contact_id : NULL;

	if (list_command(&w->list, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_OPEN && contact) {
		app_push(app, &screen_watch, (void *)contact);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_OPEN || command->action == ACTION_RELOAD) {
		work_seats(client_work(app), NULL, NULL);
		return HANDLED_DRAW;
	}
	return wall_command(app, contact, command);
}

static enum context wall_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_wall = {
	.name = "wall", .title = N_("Wall"), .context = CONTEXT_WALL, .flags = SCREEN_PERSONAL,
	.enter = wall_enter, .leave = wall_leave, .draw = wall_draw, .action = wall_action, .focus = wall_focus,
	.changed = wall_changed,
};
