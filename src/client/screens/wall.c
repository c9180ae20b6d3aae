/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wall.c -- the supervisor's wall: the queue and the day, every seat, what waits for a decision, what is overdue.
 *
 * Seats and decisions follow their events; the figures are asked for every few seconds while the wall is seen, and a
 * second hand lets the times run. A wide screen shows all at once, a narrow one a list at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/wall.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { FIGURES_MS = 3000, WIDE = 130, ROOMY = 100, HIGH = 26, WHY_ROWS = 2 };

/* -- asking ---------------------------------------------------------------------------- */

static void figures_came(void *arg, const struct net_answer *answer)
{
	struct wall *w = arg;

	w->asking = false;
	w->figures_due = clock_monotonic() + FIGURES_MS;
	free(w->sentence);
	w->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	if (net_is_ok(answer)) {
		jo_free(w->figures);
		w->figures = jo_copy((json *)answer->body);
		w->figures_at = clock_agreed();
		wall_make_overdue(w);
	}
	app_draw_later(w->app);
}

static void ask_figures(struct wall *w)
{
	if (w->asking || work_session(client_work(w->app)) != SESSION_IN)
		return;
	w->asking = true;
	work_get(client_work(w->app), "/reports/queue", figures_came, w);
}

static void ask(struct wall *w)
{
	struct work *work = client_work(w->app);

	if (work_session(work) != SESSION_IN)
		return;
	w->asked = true;
	work_seats(work, NULL, NULL);
	work_list(work, wall_list_name, "asks=confirm,arbitration,return,carry,extension,appeal&sort=due", NULL, NULL);
	ask_figures(w);
}

/* Runs only while the wall is seen. */
static void tick(struct app *app, void *data)
{
	struct wall *w = data;

	w->second.at = 0;
	if (!app_is_top(app, &screen_wall))
		return;
	if (clock_monotonic() >= w->figures_due)
		ask_figures(w);
	app_draw_later(app);
	app_timer_start(app, &w->second, clock_monotonic() + 1000);
}

/* -- the screen --------------------------------------------------------------------------- */

static void *wall_enter(struct app *app, void *argument)
{
	struct wall *w = xcalloc(1, sizeof(*w));

	(void)argument;
	w->app = app;
	w->now = clock_agreed();
	w->second.fire = tick;
	w->second.data = w;
	wall_lists_init(w);
	wall_make_seats(w);
	return w;
}

static void wall_leave(struct app *app, void *state)
{
	struct wall *w = state;

	app_timer_stop(app, &w->second);
	work_forget(client_work(app), w);
	work_list_close(client_work(app), wall_list_name);
	wall_lists_release(w);
	jo_free(w->figures);
	free(w->sentence);
	free(w);
}

static void wall_show(struct app *app, void *state)
{
	struct wall *w = state;

	ask(w);
	if (!w->second.at)
		app_timer_start(app, &w->second, clock_monotonic() + 1000);
}

static void wall_changed(struct app *app, void *state, unsigned what)
{
	struct wall *w = state;

	(void)app;
	if (what & MODEL_SESSION)
		w->asked = false;
	if (!w->asked)
		ask(w);
	if (what & (MODEL_SEATS | MODEL_CONTACTS))
		wall_make_seats(w);
	if (what & (MODEL_LIST | MODEL_TICKET | MODEL_CITY))
		wall_make_asks(w);
}

/* -- drawing ---------------------------------------------------------------------------------- */

static const char *const panel_names[WALL_PANELS] = {
	[WALL_SEATS] = N_("Seats"), [WALL_ASKS] = N_("To decide"), [WALL_OVERDUE] = N_("Overdue"),
};

static void add_panel_name(const struct wall *w, enum wall_panel panel, struct buf *out)
{
	buf_addf(out, panel == w->panel ? "[%s %zu]" : " %s %zu ", _(panel_names[panel]), wall_count(w, panel));
}

/* Who asks for what and why, of the row under the cursor. */
static void draw_why(const struct wall *w, struct canvas *c, struct rect r)
{
	const struct model_ticket_row *row = wall_ask(w);
	struct buf text = BUF_INIT;

	if (!row)
		return;
	words_unit(w->app, &text, row->asks_unit ? row->asks_unit : row->lead ? row->lead : "");
	buf_addf(&text, "%s%s: %s", text.len ? " · " : "", words_asked(row->asks), row->asks_why ? row->asks_why : "–");
	draw_wrapped(c, r, LOOK_MESSAGE, text.data);
	buf_release(&text);
}

static void draw_panel(struct wall *w, enum wall_panel panel, struct canvas *c, struct rect r)
{
	int why = panel == WALL_ASKS && w->ask_count && r.height > 6 ? WHY_ROWS : 0;

	w->lists[panel].passive = panel != w->panel;
	list_draw(&w->lists[panel], c, (struct rect){ r.x, r.y, r.width, r.height - why });
	if (why)
		draw_why(w, c, (struct rect){ r.x + 1, r.y + r.height - why, r.width - 2, why });
}

static void draw_titled(struct wall *w, enum wall_panel panel, struct canvas *c, struct rect r)
{
	struct buf name = BUF_INIT;

	add_panel_name(w, panel, &name);
	draw_heading(c, r.x + 1, r.y, r.width - 2, name.data);
	buf_release(&name);
	draw_panel(w, panel, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 });
}

/* All panels: the seats to the left, or above when it is not that wide; the others share the rest. */
static void place_panels(const struct wall *w, struct rect r, struct rect rects[WALL_PANELS])
{
	struct rect rest = r;
	int need = (int)w->seat_count + 2;

	rects[WALL_SEATS] = r;
	if (r.width >= WIDE) {
		rects[WALL_SEATS].width = r.width * 11 / 20;
		rest.x += rects[WALL_SEATS].width + 1;
		rest.width -= rects[WALL_SEATS].width + 1;
		rects[WALL_ASKS] = rects[WALL_OVERDUE] = rest;
		rects[WALL_ASKS].height = r.height * 3 / 5;
		rects[WALL_OVERDUE].y += rects[WALL_ASKS].height;
		rects[WALL_OVERDUE].height -= rects[WALL_ASKS].height;
		return;
	}
	rects[WALL_SEATS].height = need < r.height / 2 ? need : r.height / 2;
	rest.y += rects[WALL_SEATS].height;
	rest.height -= rects[WALL_SEATS].height;
	rects[WALL_ASKS] = rects[WALL_OVERDUE] = rest;
	rects[WALL_ASKS].width = r.width * 13 / 20;
	rects[WALL_OVERDUE].x += rects[WALL_ASKS].width + 1;
	rects[WALL_OVERDUE].width -= rects[WALL_ASKS].width + 1;
}

static void draw_wide(struct wall *w, struct canvas *c, struct rect r)
{
	struct rect rects[WALL_PANELS];

	place_panels(w, r, rects);
	for (int i = 0; i < WALL_PANELS; i++)
		if (i != (int)w->panel)
			draw_titled(w, (enum wall_panel)i, c, rects[i]);
	draw_titled(w, w->panel, c, rects[w->panel]);   /* the last one drawn has the caret */
}

static void draw_narrow(struct wall *w, struct canvas *c, struct rect r)
{
	struct buf tabs = BUF_INIT;

	for (int i = 0; i < WALL_PANELS; i++)
		add_panel_name(w, (enum wall_panel)i, &tabs);
	buf_addf(&tabs, _("  %s: the next list"), client_key_name(w->app, ACTION_NEXT_VIEW));
	draw_heading(c, r.x + 1, r.y, r.width - 2, tabs.data);
	buf_release(&tabs);
	draw_panel(w, w->panel, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 });
}

/* A call that was taken over is not among the seats. */
static int draw_own_call(const struct wall *w, struct canvas *c, struct rect r)
{
	const struct model_contact *mine = model_current_contact(client_model(w->app));
	char intake[48];
	struct buf text = BUF_INIT;

	if (!mine)
		return 0;
	snprintf(intake, sizeof(intake), "%s", client_key_name(w->app, ACTION_INTAKE));
	buf_addf(&text, _("You have a call: %s with %s %s · %s opens its form · %s gives it to an agent"),
		 words_contact_state(mine->state), mine->number ? mine->number : _("number withheld"), mine->name ? mine->name : "",
		 intake, client_key_name(w->app, ACTION_GIVE));
	canvas_text(c, r.x, r.y, r.width, LOOK_WARNING, text.data);
	buf_release(&text);
	return 1;
}

static void wall_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct wall *w = state;
	struct rect in = { r.x + 1, r.y, r.width - 2, r.height };
	int y;

	(void)app;
	w->now = clock_agreed();
	y = r.y + wall_draw_figures(w, c, in);
	y += draw_own_call(w, c, (struct rect){ in.x, y, in.width, 1 });
	if (r.width >= ROOMY && r.height >= HIGH)
		draw_wide(w, c, (struct rect){ r.x, y + 1, r.width, r.y + r.height - y - 1 });
	else
		draw_narrow(w, c, (struct rect){ r.x, y, r.width, r.y + r.height - y });
}

/* -- keys ------------------------------------------------------------------------------------------- */

/* The unit's tickets whose time is over, or the desk's. */
static enum handled open_overdue(struct wall *w, const json *item)
{
	const char *unit = jo_str(item, "unit");
	struct buf query = BUF_INIT, title = BUF_INIT;
	char now[CLOCK_TEXT];

	buf_adds(&query, unit ? "state=dispatched,return_requested,arbitration,handling,rehandling&sort=due&lead=" :
		 "state=pending,needs_info&sort=due");
	if (unit)
		net_encode(&query, unit);
	buf_adds(&query, "&due_before=");
	net_encode(&query, clock_format(w->now, now));
	buf_addf(&title, _("Overdue: "));
	if (unit)
		words_unit(w->app, &title, unit);
	else
		buf_adds(&title, _("at the dispatch desk"));
	struct tickets_query want = { title.data, query.data };
	app_push(w->app, &screen_tickets, &want);
	buf_release(&query);
	buf_release(&title);
	return HANDLED_DRAW;
}

static enum handled open_selected(struct wall *w)
{
	const struct model_seat *seat = wall_seat(w);
	const struct model_ticket_row *row = wall_ask(w);

	if (w->panel == WALL_ASKS && row)
		app_push(w->app, &screen_ticket, (void *)row->no);
	else if (w->panel == WALL_OVERDUE && wall_overdue(w))
		return open_overdue(w, wall_overdue(w));
	else if (w->panel == WALL_SEATS && seat && seat->contact_id)
		app_push(w->app, &screen_watch, seat->contact_id);
	else if (w->panel == WALL_SEATS && seat)
		app_say(w->app, LOOK_MESSAGE, "%s", _("This seat has no call now."));
	return HANDLED_DRAW;
}

static enum handled go_to_panel(struct wall *w, int step)
{
	w->panel = (enum wall_panel)(((int)w->panel + step + WALL_PANELS) % WALL_PANELS);
	return HANDLED_DRAW;
}

static enum handled wall_action(struct app *app, void *state, const struct command *command)
{
	struct wall *w = state;
	const struct model_seat *seat = w->panel == WALL_SEATS ? wall_seat(w) : NULL;
	const struct model_ticket_row *row = w->panel == WALL_ASKS ? wall_ask(w) : NULL;

	if (list_command(&w->lists[w->panel], command))
		return HANDLED_DRAW;
	switch (command->action) {
	case ACTION_OPEN:
		return open_selected(w);
	case ACTION_NEXT_VIEW:
		return go_to_panel(w, 1);
	case ACTION_PREVIOUS_VIEW:
		return go_to_panel(w, -1);
	case ACTION_RELOAD:
		ask(w);
		return HANDLED_DRAW;
	case ACTION_TAKE:
	case ACTION_GIVE:
		return wall_command(app, seat ? seat->contact_id : NULL, command);
	default:
		return ticket_command(app, row ? row->no : NULL, command);
	}
}

static enum context wall_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_wall = {
	.name = "wall", .title = N_("Wall"), .context = CONTEXT_WALL, .flags = SCREEN_PERSONAL,
	.enter = wall_enter, .leave = wall_leave, .draw = wall_draw, .action = wall_action, .focus = wall_focus,
	.show = wall_show, .changed = wall_changed,
};
