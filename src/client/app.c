/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app.c -- making and freeing the frame. */
#include "client/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/error.h"

/* A mistake in it must not keep an agent from work: the lines that are right count, the others are said. */
static void load_own_keymap(struct app *app)
{
	struct error err = ERROR_INIT;
	char *lines, *rest = NULL;

	if (keymap_load_own(&app->keymap, &app->own_mistakes, &err))
		return;
	if (!app->own_mistakes.count)           /* the file itself cannot be read */
		mistakes_add(&app->own_mistakes, _("your own keymap"), 0, err.text);
	mistakes_end(&app->own_mistakes);
	lines = xstrdup(app->own_mistakes.text.data);
	for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		app_say(app, LOOK_WARNING, "%s", line);
	free(lines);
}

static bool load_keymaps(struct app *app, const struct app_options *options, struct error *err)
{
	const char *name = options->keymap ? options->keymap : "default";

	if (strcmp(name, "default") != 0 && !keymap_load(&app->keymap, "default", NULL, err))
		return false;
	if (!keymap_load(&app->keymap, name, options->mistakes, err))
		return false;
	if (options->own_keymap)
		load_own_keymap(app);
	return true;
}

static bool open_all(struct app *app, const struct app_options *options, struct error *err)
{
	bool tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);

	if (!load_keymaps(app, options, err))
		return false;
	if (options->keys && !(app->script = script_open(options->keys, options->mistakes, err)))
		return false;
	app->keys.escape_delay = ui_settings.escape_delay;
	return term_open(options->keys && !tty, err) && app_open_loop(app, err);
}

struct app *app_new(const struct app_options *options, struct error *err)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->pipe[0] = app->pipe[1] = -1;
	canvas_init(&app->canvas);
	keymap_init(&app->keymap);
	key_reader_init(&app->keys);
	prompt_init(&app->prompt);
	if (open_all(app, options, err))
		return app;
	app_free(app);
	return NULL;
}

void app_free(struct app *app)
{
	if (!app)
		return;
	term_close();
	app_free_screens(app);
	app_close_loop(app);
	app_free_lines(app);
	typing_release(&app->typing);
	prompt_release(&app->prompt);
	key_reader_release(&app->keys);
	keymap_release(&app->keymap);
	canvas_release(&app->canvas);
	script_free(app->script);
	mistakes_release(&app->own_mistakes);
	free(app->failure);
	free(app);
}

void app_quit(struct app *app, int status)
{
	app->quit = true;
	app->status = status;
}

void app_fail(struct app *app, const char *fmt, ...)
{
	struct buf sentence = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&sentence, fmt, ap);
	va_end(ap);
	free(app->failure);
	app->failure = buf_detach(&sentence);
	app_quit(app, 1);
}

void app_show_time(struct app *app, bool shown)
{
	app->hides_time = !shown;
	app->dirty = true;
}

void app_set_worth(struct app *app, int (*worth)(const struct app *app, enum action action))
{
	app->worth = worth;
}

void app_set_words(struct app *app, void (*words)(void *data, enum action action, int place, struct prompt *p))
{
	app->prompt.words = words;
	app->prompt.words_data = app;
}

void app_set_label(struct app *app, const char *(*label)(const struct app *app, enum action action))
{
	app->label = label;
}

void app_set_role(struct app *app, enum context (*role)(const struct app *app, enum context screen))
{
	app->role = role;
}

size_t app_keymap_mistakes(const struct app *app)
{
	return app->own_mistakes.count;
}

void app_draw_later(struct app *app)
{
	app->dirty = true;
}

void *app_data(const struct app *app)
{
	return app->data;
}

void app_set_data(struct app *app, void *data)
{
	app->data = data;
}

void app_set_commands(struct app *app,
		      enum handled (*run)(struct app *app, const struct command *command))
{
	app->commands = run;
}
