/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_screens.c -- the stack of screens.
 *
 * A screen that is left is only marked; it is freed between handlers (app_settle()), so a
 * handler may leave its own screen and go on using its state. The focus of typing moves in the same
 * place.
 */
#include "client/app_internal.h"

#include <assert.h>
#include <string.h>

#include "hotline/alloc.h"

struct open_screen *app_top(struct app *app)
{
	for (size_t i = app->screen_count; i-- > 0;) {
		if (!app->screens[i].leaving)
			return &app->screens[i];
	}
	return NULL;
}

struct open_screen *app_front(struct app *app)
{
	return app->cover.ops && !app->cover.leaving ? &app->cover : app_top(app);
}

bool app_is_top(const struct app *app, const struct screen_ops *ops)
{
	const struct open_screen *top = app_top((struct app *)app);

	return top && top->ops == ops;
}

void *app_find(const struct app *app, const struct screen_ops *ops)
{
	for (size_t i = app->screen_count; i-- > 0;) {
		if (app->screens[i].ops == ops && !app->screens[i].leaving)
			return app->screens[i].state;
	}
	return NULL;
}

void app_push(struct app *app, const struct screen_ops *ops, void *argument)
{
	if (app->screen_count == SCREENS_MAX) {
		app_say(app, LOOK_WARNING,
			_("Too many screens are open; press Esc to leave some."));
		return;
	}
	/* enter() may push a screen itself, which then lies above */
	size_t at = app->screen_count++;
	app->screens[at] = (struct open_screen){ ops, NULL, true };
	void *state = ops->enter(app, argument);
	assert(state);
	app->screens[at].state = state;
	app->screens[at].leaving = false;
	app->dirty = true;
}

static size_t count_staying(const struct app *app)
{
	size_t n = 0;

	for (size_t i = 0; i < app->screen_count; i++)
		n += !app->screens[i].leaving;
	return n;
}

void app_pop(struct app *app)
{
	if (count_staying(app) < 2)
		return;
	app_top(app)->leaving = true;
	app->dirty = true;
}

void app_begin(struct app *app, const struct screen_ops *ops, void *argument)
{
	for (size_t i = 0; i < app->screen_count; i++)
		app->screens[i].leaving = true;
	app_expected_in_vain(app);      /* who would bring it does not tell any more */
	app_push(app, ops, argument);
}

bool app_pop_to(struct app *app, const struct screen_ops *ops)
{
	if (!app_find(app, ops))
		return false;
	while (!app_is_top(app, ops))
		app_pop(app);
	return true;
}

/* -- the cover ------------------------------------------------------------------- */

/* What was begun on the prompt waits; a password does not. */
static void set_prompt_aside(struct app *app)
{
	if (app->prompt.open && app->prompt.kind == PROMPT_SECRET)
		app_leave_prompt(app);
	else if (app->prompt.open)
		edit_unhold(&app->prompt.edit);
}

void app_cover(struct app *app, const struct screen_ops *ops, void *argument)
{
	if (app->cover.ops)
		return;
	set_prompt_aside(app);
	app->cover = (struct open_screen){ ops, ops->enter(app, argument), false };
	app->dirty = true;
}

void app_uncover(struct app *app)
{
	if (app->cover.ops)
		app->cover.leaving = true;
	app->dirty = true;
}

bool app_is_covered(const struct app *app)
{
	return app->cover.ops && !app->cover.leaving;
}

static void free_cover(struct app *app)
{
	struct open_screen s = app->cover;

	if (!s.leaving)
		return;
	app->cover = (struct open_screen){ NULL, NULL, false };
	s.ops->leave(app, s.state);
	if (app->prompt.open)
		edit_hold(&app->prompt.edit);
}

/* -- who has the focus -------------------------------------------------------------- */

static struct open_screen *screen_with(struct app *app, const void *state)
{
	for (size_t i = 0; i < app->screen_count; i++) {
		if (app->screens[i].state == state)
			return &app->screens[i];
	}
	return app->cover.ops && app->cover.state == state ? &app->cover : NULL;
}

static void hide_shown(struct app *app)
{
	struct open_screen *s = screen_with(app, app->shown);

	if (!s)
		return;
	if (s->ops->hide)
		s->ops->hide(app, s->state);
	app->shown = NULL;
}

static void free_leaving(struct app *app)
{
	for (size_t i = app->screen_count; i-- > 0;) {
		struct open_screen s = app->screens[i];
		if (!s.leaving)
			continue;
		if (app->prompt_screen == s.state)
			app_void_prompt(app);
		app->screen_count--;
		memmove(&app->screens[i], &app->screens[i + 1],
			(app->screen_count - i) * sizeof(app->screens[0]));
		s.ops->leave(app, s.state);
	}
}

void app_settle(struct app *app)
{
	struct open_screen *top;

	while ((top = app_front(app)) != NULL && app->shown != top->state) {
		hide_shown(app);
		top = app_front(app);
		app->shown = top->state;
		app->dirty = true;
		if (top->ops->show)
			top->ops->show(app, top->state);
		if (!app_is_covered(app) && app->prompt_screen != app->shown)
			app_void_prompt(app);
	}
	free_leaving(app);
	free_cover(app);
	app->prompt.stood = app->prompt.open && !app_is_covered(app);
	typing_settled(app, app->by_key);
	app->by_key = false;
}

void app_free_screens(struct app *app)
{
	hide_shown(app);
	app->cover.leaving = app->cover.ops;
	free_cover(app);
	for (size_t i = 0; i < app->screen_count; i++)
		app->screens[i].leaving = true;
	free_leaving(app);
}

void app_changed(struct app *app, unsigned what)
{
	for (size_t i = 0; i < app->screen_count; i++) {
		const struct open_screen *s = &app->screens[i];
		if (!s->leaving && s->ops->changed)
			s->ops->changed(app, s->state, what);
	}
	if (app_is_covered(app) && app->cover.ops->changed)
		app->cover.ops->changed(app, app->cover.state, what);
	app->dirty = true;
}

enum context app_focus(struct app *app)
{
	struct open_screen *top = app_front(app);

	if (app->prompt.open && !app_is_covered(app))
		return CONTEXT_PROMPT;
	if (!top)
		return CONTEXT_GLOBAL;
	return top->ops->focus ? top->ops->focus(top->state) : CONTEXT_LIST;
}
