/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_frame.c -- the lines around the screen: title and status, banner, messages, F-keys. */
#include "client/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/text.h"

enum { LEAST_WIDTH = 60, LEAST_HEIGHT = 16 };

/* -- what they say --------------------------------------------------------------- */

static void set_line(struct app *app, struct line *line, enum look look, const char *text)
{
	const char *now = line->text ? line->text : "";

	if (!text)
		text = "";
	if (line->look == look && strcmp(now, text) == 0)
		return;
	char *copy = *text ? xstrdup(text) : NULL;
	free(line->text);
	*line = (struct line){ look, copy };
	app->dirty = true;
}

void app_set_status(struct app *app, enum status_place place, enum look look, const char *text)
{
	set_line(app, &app->status_line[place], look, text);
}

void app_set_banner(struct app *app, enum look look, const char *text)
{
	if (!app->banner.text && text && *text && ui_settings.bell)
		term_bell();
	set_line(app, &app->banner, look, text);
}

void app_say(struct app *app, enum look look, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&text, fmt, ap);
	va_end(ap);
	struct line *kept = &app->messages[app->message_count++ % MESSAGES_KEPT];
	set_line(app, kept, look, text.data);
	set_line(app, &app->message, look, text.data);
	buf_release(&text);
}

void app_free_lines(struct app *app)
{
	for (int i = 0; i < STATUS_PLACES; i++)
		free(app->status_line[i].text);
	for (int i = 0; i < MESSAGES_KEPT; i++)
		free(app->messages[i].text);
	free(app->banner.text);
	free(app->message.text);
}

/* -- drawing ---------------------------------------------------------------------------- */

static void add_time(struct buf *out)
{
	time_t now = (time_t)(clock_now() / 1000);
	struct tm tm;

	localtime_r(&now, &tm);
	buf_addf(out, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

/* Draws one text of the status from the right; gives the column left of it. */
static int draw_status_text(struct canvas *c, int right, enum look look, const char *text)
{
	int width = text_width(text);

	if (right - width < c->width / 3)
		return right;
	canvas_text(c, right - width, 0, width, look, text);
	return right - width - 2;
}

static enum look title_look(enum look look)
{
	return look == LOOK_NORMAL ? LOOK_TITLE : look;
}

static void draw_title(struct app *app, struct canvas *c)
{
	struct open_screen *top = app_top(app);
	struct buf text = BUF_INIT;
	int right = c->width - 1;

	canvas_fill(c, (struct rect){ 0, 0, c->width, 1 }, LOOK_TITLE);
	add_time(&text);
	right = draw_status_text(c, right, LOOK_TITLE, text.data);
	for (int i = STATUS_PLACES - 1; i >= 0; i--) {
		const struct line *line = &app->status_line[i];
		if (line->text)
			right = draw_status_text(c, right, title_look(line->look), line->text);
	}
	buf_reset(&text);
	if (top->ops->add_title)
		top->ops->add_title(top->state, &text);
	else
		buf_adds(&text, _(top->ops->title));
	canvas_text(c, 1, 0, right - 1, LOOK_TITLE, text.data);
	buf_release(&text);
}

/* The command of an F-key in the first context that binds it. */
static const char *function_command(struct app *app, const enum context *chain, int number)
{
	struct key key = { .code = KC_F1 + (uint32_t)number - 1 };
	const char *command = NULL;

	for (int i = 0; chain[i] != CONTEXT_COUNT && !command; i++)
		command = keymap_find(&app->keymap, chain[i], &key);
	return command;
}

static void draw_function_keys(struct app *app, struct canvas *c)
{
	enum context chain[5];
	int x = 0, y = c->height - 1;

	app_contexts(app, chain);
	for (int n = 1; n <= 12; n++) {
		const char *command = function_command(app, chain, n);
		char name[8];
		if (!command)
			continue;
		enum action action = action_find(command, strcspn(command, " "));
		const char *label = _(actions[action].name);
		int width = snprintf(name, sizeof(name), "F%d", n);
		if (x + width + text_width(label) + 2 > c->width)
			break;
		x += canvas_text(c, x, y, width, LOOK_KEY, name);
		x += canvas_text(c, x, y, c->width - x, LOOK_KEY_LABEL, label) + 1;
	}
}

static void draw_too_small(struct canvas *c)
{
	char text[200];

	snprintf(text, sizeof(text), _("%dx%d is too small, %dx%d are needed."), c->width,
		 c->height, LEAST_WIDTH, LEAST_HEIGHT);
	canvas_text(c, 0, c->height / 2, c->width, LOOK_WARNING, text);
}

/* The lowest screen that shows: small ones leave those below them visible. */
static size_t lowest_visible(const struct app *app)
{
	size_t i = app->screen_count;

	while (i > 0) {
		const struct open_screen *s = &app->screens[--i];
		if (!s->leaving && !(s->ops->flags & SCREEN_SMALL))
			break;
	}
	return i;
}

static bool shows_personal_data(const struct app *app)
{
	for (size_t i = 0; i < app->screen_count; i++) {
		if (app->screens[i].ops->flags & SCREEN_PERSONAL)
			return true;
	}
	return false;
}

static void draw_screens(struct app *app, struct canvas *c, struct rect r)
{
	for (size_t i = lowest_visible(app); i < app->screen_count; i++) {
		struct open_screen *s = &app->screens[i];
		if (s->leaving)
			continue;
		struct rect former = canvas_clip(c, r);
		s->ops->draw(app, s->state, c, r);
		canvas_unclip(c, former);
	}
}

static void draw_all(struct app *app, struct canvas *c)
{
	struct rect body = { 0, 1, c->width, c->height - 3 };

	draw_title(app, c);
	if (app->banner.text) {
		canvas_text_pad(c, 0, 1, c->width, app->banner.look, app->banner.text);
		body.y++;
		body.height--;
	}
	draw_screens(app, c, body);
	if (app->message.text)
		canvas_text(c, 0, c->height - 2, c->width, app->message.look, app->message.text);
	draw_function_keys(app, c);
	if (app->prompt.open)
		prompt_draw(&app->prompt, c, (struct rect){ 0, 0, c->width, c->height - 1 });
}

void app_draw(struct app *app)
{
	struct canvas *c = &app->canvas;
	int width, height;

	term_size(&width, &height);
	if (c->width != width || c->height != height)
		canvas_resize(c, width, height);
	canvas_clear(c);
	if (width < LEAST_WIDTH || height < LEAST_HEIGHT)
		draw_too_small(c);
	else if (app_top(app))
		draw_all(app, c);
	term_set_personal(shows_personal_data(app));
	term_paint(c);
	app->dirty = false;
}
