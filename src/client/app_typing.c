/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_typing.c -- what is typed into a field goes nowhere else.
 *
 * When keys go to a field, and would go elsewhere though none was pressed for that (the server took the screen away, a
 * question came), whoever types has not seen it yet: all keys but the F-keys do nothing until they come to a stop.
 * When a key asked for a screen with a field, and the server takes its time to bring it, what is typed goes there,
 * however long that takes. An F-key is meant for what is seen, and so are the keys after it.
 */
#include "client/app_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

enum {
	STOP_MS = 1500,         /* without a key for so long, nobody is typing */
	PAUSE_MS = 1000,        /* long enough to have looked up */
	EXPECTS_MS = 5000,
	EXPECTS_MORE_MS = 20000,        /* of whoever has begun to type */
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
		t->at = app->key_at;  /* as app_types_until() counts */
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

/* -- keys that wait for a screen --------------------------------------------------------- */

static void nothing_came(struct app *app, void *data)
{
	struct typing *t = data;

	if (!t->waited && t->held_count) {
		t->waited = true;
		app_say(app, LOOK_WARNING, "%s",
			_("The server has not answered yet; what you typed goes into the form when it does."));
		app_timer_start(app, &t->expects, clock_monotonic() + EXPECTS_MORE_MS);
	}
	app_draw_later(app);
}

void app_expects_screen(struct app *app)
{
	struct typing *t = &app->typing;

	t->expects.fire = nothing_came;
	t->expects.data = t;
	t->awaited = true;
	t->waited = false;
	t->over = app_front(app)->state;
	app_timer_start(app, &t->expects, clock_monotonic() + EXPECTS_MS);
}

void app_expects_no_more(struct app *app)
{
	app->typing.awaited = false;
	app_timer_stop(app, &app->typing.expects);
}

static void drop_held(struct typing *t)
{
	for (size_t i = 0; i < t->held_count; i++)
		free((char *)t->held[i].text);
	t->held_count = 0;
}

static bool held_text(const struct typing *t)
{
	for (size_t i = 0; i < t->held_count; i++)
		if (key_is_text(&t->held[i]) || t->held[i].text)
			return true;
	return false;
}

bool app_expected_in_vain(struct app *app)
{
	bool typed = held_text(&app->typing);

	app_expects_no_more(app);
	drop_held(&app->typing);
	return typed;
}

bool typing_holds(struct app *app, const struct key *key)
{
	struct typing *t = &app->typing;

	if (!t->expects.at)
		return false;
	if (key->code >= KC_F1 || app_front(app)->state != t->over) {
		app_timer_stop(app, &t->expects);
		return false;
	}
	ARRAY_GROW(t->held, t->held_count + 1, t->held_alloc);
	t->held[t->held_count] = *key;
	if (key->text)
		t->held[t->held_count].text = xstrndup(key->text, key->text_length);
	t->held_count++;
	return true;
}

/* Nothing lies over the screen that they were typed for. */
bool typing_has_held(const struct app *app)
{
	const struct typing *t = &app->typing;

	return t->held_count && !t->awaited && !t->pause.at && !app->prompt.open && !app_is_covered(app);
}

bool typing_next_held(struct app *app, struct key *key)
{
	struct typing *t = &app->typing;

	if (!typing_has_held(app))
		return false;
	free(t->freed);
	*key = t->held[0];
	t->freed = (char *)key->text;
	memmove(t->held, t->held + 1, --t->held_count * sizeof(*t->held));
	return true;
}

void typing_release(struct typing *t)
{
	drop_held(t);
	free(t->freed);
	free(t->held);
}
