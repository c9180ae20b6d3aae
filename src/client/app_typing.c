/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_typing.c -- what is typed into a field goes nowhere else.
 *
 * When keys go to a field, and would go elsewhere though none was pressed for that (the server took the screen away, a
 * question came), whoever types has not seen it yet: all keys but the F-keys do nothing until they come to a stop.
 */
#include "client/app_internal.h"

#include "hotline/clock.h"
#include "hotline/i18n.h"

enum {
	STOP_MS = 1500,         /* without a key for so long, nobody is typing */
	PAUSE_MS = 1000,        /* long enough to have looked up */
};

static bool is_in_field(struct app *app)
{
	return app_front(app) && app_focus(app) == CONTEXT_FIELD;
}

void typing_note(struct app *app, const struct key *key)
{
	struct typing *t = &app->typing;
	bool moves_on = key->code >= KC_F1 || key->code == KC_ENTER || key->modifiers & (MOD_META | MOD_CTRL);

	if (!is_in_field(app) || moves_on) {
		t->at = 0;      /* what was sent or opened may well bring another screen */
	} else if (key_is_text(key)) {
		t->at = clock_monotonic();
		t->screen = app_front(app)->state;
	}
}

int64_t app_types_until(struct app *app)
{
	bool in_text = !app_is_covered(app) && (app->prompt.open || is_in_field(app));
	int64_t now = clock_monotonic(), stop = (app->keys.in.len ? now : app->key_at) + STOP_MS;

	return in_text && stop > now ? stop : 0;
}

static void stopped(struct app *app, void *data)
{
	struct typing *t = data;

	if (t->lost)
		app_say(app, LOOK_WARNING, "%s", _("The screen changed while you typed; the last keys did nothing."));
	t->lost = false;
	app_draw_later(app);
}

void typing_settled(struct app *app, bool by_key)
{
	struct typing *t = &app->typing;
	int64_t now = clock_monotonic();

	/* A file of keys waits for what comes. */
	if (by_key || !t->at || app->script || (is_in_field(app) && app_front(app)->state == t->screen))
		return;
	if (now - t->at < STOP_MS) {
		t->pause.fire = stopped;
		t->pause.data = t;
		app_timer_start(app, &t->pause, now + PAUSE_MS);
	}
	t->at = 0;
}

bool typing_swallows(struct app *app, const struct key *key)
{
	struct typing *t = &app->typing;

	if (!t->pause.at)
		return false;
	if (key->code >= KC_F1) {
		app_timer_stop(app, &t->pause);
		t->lost = false;
		return false;
	}
	t->lost = true;
	app_timer_start(app, &t->pause, clock_monotonic() + PAUSE_MS);
	return true;
}
