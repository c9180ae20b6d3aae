/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train_storm.c -- a storm by its queue, its seats and its calls: as it goes on, and afterwards what each seat was worth.
 *
 * The session is in the model, where it is read anew a moment after something in it moved. Enter on a seat follows
 * whichever call it has, or shows the sheets of its calls; a trainee finds the own ones alone.
 */
#include "client/screens/train_storm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { TICK_MS = 1000 };

static bool is_trainer(const struct train_storm *s)
{
	return model_has_role(client_model(s->app), ROLE_TRAINER);
}

/* -- asking ------------------------------------------------------------------------------- */

/* One's own seat alone is no table: the calls come first. */
static void place(struct train_storm *s)
{
	if (!s->placed && !is_trainer(s))
		s->view = STORM_CALLS;
	s->placed = true;
}

static void came(void *arg, const struct net_answer *answer)
{
	struct train_storm *s = arg;

	s->asking = false;
	if (net_is_ok(answer))
		place(s);
	else
		app_say(s->app, LOOK_ERROR, "%s", answer->sentence);
	storm_make_rows(s);
	app_draw_later(s->app);
}

static void ask(struct train_storm *s)
{
	if (s->asking)
		return;
	s->asking = true;
	work_training_get(client_work(s->app), s->id, came, s);
}

static void tick(struct app *app, void *data)
{
	struct train_storm *s = data;

	s->second.at = 0;
	if (!app_is_top(app, &screen_train_storm))
		return;
	if (model_training_is_stale(client_model(app), s->id))
		ask(s);
	app_draw_later(app);
	app_timer_start(app, &s->second, clock_monotonic() + TICK_MS);
}

/* -- the screen --------------------------------------------------------------------------- */

static void *storm_enter(struct app *app, void *argument)
{
	struct train_storm *s = xcalloc(1, sizeof(*s));

	s->app = app;
	snprintf(s->id, sizeof(s->id), "%s", (const char *)argument);
	s->now = clock_agreed();
	s->second.fire = tick;
	s->second.data = s;
	storm_lists_init(s);
	storm_make_rows(s);
	return s;
}

static void storm_leave(struct app *app, void *state)
{
	struct train_storm *s = state;

	app_timer_stop(app, &s->second);
	work_forget(client_work(app), s);
	storm_lists_release(s);
	free(s);
}

static void storm_show(struct app *app, void *state)
{
	struct train_storm *s = state;

	storm_make_rows(s);
	ask(s);
	if (!s->second.at)
		app_timer_start(app, &s->second, clock_monotonic() + TICK_MS);
}

static void storm_changed(struct app *app, void *state, unsigned what)
{
	struct train_storm *s = state;

	(void)app;
	if (what & (MODEL_TRAINING | MODEL_TRAININGS_LIST))
		storm_make_rows(s);
}

/* -- drawing ---------------------------------------------------------------------------------- */

static void draw_head(const struct train_storm *s, struct canvas *c, struct rect r)
{
	const json *session = storm_session(s), *score = jo_get(session, "score");
	int64_t ms = train_elapsed(session, s->now);
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s ", train_state_word(jo_str(session, "state")));
	if (ms >= 0)
		words_timer(&text, ms);
	if (jo_get(session, "queue")) {
		buf_adds(&text, " · ");
		train_add_waiting(session, s->now, &text);
		buf_adds(&text, " · ");
		train_add_answered(session, &text);
	}
	canvas_text(c, r.x, r.y, r.width, train_is(session, "paused") ? LOOK_WARNING : LOOK_HEADING, text.data);
	buf_reset(&text);
	if (score)
		buf_addf(&text, _("Mean %.1f · %s · calls scored: %zu"),
			 json_object_get_double((json *)jo_get(score, "total")),
			 train_level_word(jo_str(score, "level")), jo_len(jo_array(score, "calls")));
	buf_adds(&text, text.len ? " · " : "");
	buf_adds(&text, _("longest wait "));
	words_timer(&text, jo_int(jo_get(session, "queue"), "longest_s", 0) * 1000);
	canvas_text(c, r.x, r.y + 1, r.width, LOOK_NORMAL, text.data);
	buf_release(&text);
}

static void draw_views(struct train_storm *s, struct canvas *c, struct rect r)
{
	static const char *const names[STORM_VIEWS] = { N_("Seats"), N_("Calls") };
	const size_t counts[STORM_VIEWS] = { jo_len(jo_array(storm_session(s), "seats")), s->call_count };
	struct buf tabs = BUF_INIT;

	for (int v = 0; v < STORM_VIEWS; v++)
		buf_addf(&tabs, v == (int)s->view ? "[%s %zu] " : " %s %zu  ", _(names[v]), counts[v]);
	buf_addf(&tabs, _("%s: the next list"), client_key_name(s->app, ACTION_NEXT_VIEW));
	draw_heading(c, r.x, r.y, r.width, tabs.data);
	buf_release(&tabs);
}

static void storm_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct train_storm *s = state;
	struct rect in = { r.x + 1, r.y, r.width - 2, 1 };

	s->now = clock_agreed();
	draw_head(s, c, in);
	draw_views(s, c, (struct rect){ in.x, r.y + 2, in.width, 1 });
	list_draw(&s->lists[s->view], c, (struct rect){ r.x, r.y + 3, r.width, r.height - 4 });
	in.y = r.y + r.height - 1;
	if (s->over)
		canvas_text(c, in.x, in.y, in.width, LOOK_DIM,
			    s->view == STORM_SEATS ? _("Enter shows the calls of a seat; missed: it rang there in vain")
			    : _("Enter shows the sheet of a call"));
	else if (is_trainer(s))
		train_draw_lead_keys(app, c, in);
}

static void storm_title(void *state, struct buf *out)
{
	const struct train_storm *s = state;
	const json *session = storm_session(s);

	buf_adds(out, _("Storm"));
	if (!session)
		return;
	buf_adds(out, " · ");
	train_add_title(s->app, session, out);
}

/* -- what is done --------------------------------------------------------------------------- */

static void done(void *arg, const struct net_answer *answer)
{
	struct train_storm *s = arg;

	if (net_is_ok(answer))
		ask(s);
	else
		app_say(s->app, LOOK_ERROR, "%s", client_sentence(answer));
}

static void open_call(struct train_storm *s, const json *call)
{
	const struct train_part part = { s->id, NULL, jo_str(call, "contact_id") };

	if (!call)
		return;
	if (!s->over)
		app_push(s->app, &screen_train_watch, (void *)&part);
	else if (jo_get(call, "total"))
		app_push(s->app, &screen_train_score, (void *)&part);
	else
		app_say(s->app, LOOK_WARNING, "%s", _("Nobody answered this call; it has no sheet."));
}

static void open_seat(struct train_storm *s, const json *seat)
{
	const struct train_part part = { s->id, jo_str(seat, "id"), NULL };

	if (!part.account)
		return;
	if (!s->over) {
		app_push(s->app, &screen_train_watch, (void *)&part);
		return;
	}
	if (!storm_select_calls_of(s, part.account)) {
		app_say(s->app, LOOK_WARNING, "%s", _("No call was answered at this seat."));
		return;
	}
	s->view = STORM_CALLS;
	if (jo_int(seat, "calls", 0) == 1)
		open_call(s, storm_call(s));
}

/* A trainer's word goes to the call under the cursor. */
static enum handled lead(struct train_storm *s, const struct command *c)
{
	const json *seat = storm_seat(s), *call = storm_call(s);
	const char *contact = jo_str(seat ? seat : call, "contact_id");
	const struct train_target target = { s->app, s->id, contact, done, s };

	return is_trainer(s) && !s->over ? train_lead(&target, c) : HANDLED_NOT;
}

static enum handled storm_action(struct app *app, void *state, const struct command *command)
{
	struct train_storm *s = state;

	(void)app;
	if (list_command(&s->lists[s->view], command))
		return HANDLED_DRAW;
	switch (command->action) {
	case ACTION_NEXT_VIEW:
	case ACTION_PREVIOUS_VIEW:
		s->view = s->view == STORM_SEATS ? STORM_CALLS : STORM_SEATS;
		return HANDLED_DRAW;
	case ACTION_OPEN:
		if (s->view == STORM_SEATS)
			open_seat(s, storm_seat(s));
		else
			open_call(s, storm_call(s));
		return HANDLED_DRAW;
	case ACTION_RELOAD:
		ask(s);
		return HANDLED_DRAW;
	default:
		return lead(s, command);
	}
}

static enum handled storm_key(struct app *app, void *state, const struct key *key)
{
	struct train_storm *s = state;

	(void)app;
	return s->view == STORM_SEATS && !s->over && list_key(&s->lists[STORM_SEATS], key) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context storm_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_train_storm = {
	.name = "train-storm", .title = N_("Storm"), .context = CONTEXT_TRAINING, .flags = SCREEN_PERSONAL,
	.enter = storm_enter, .leave = storm_leave, .draw = storm_draw, .action = storm_action, .key = storm_key,
	.focus = storm_focus,
	.show = storm_show, .changed = storm_changed, .add_title = storm_title,
};

void train_open(struct app *app, const json *session)
{
	const char *id = jo_str(session, "id");

	if (train_is_storm(session))
		app_push(app, &screen_train_storm, (void *)id);
	else if (train_is(session, "ended"))
		app_push(app, &screen_train_score, &(struct train_part){ id, NULL, NULL });
	else
		app_push(app, &screen_train_watch, &(struct train_part){ id, NULL, NULL });
}
