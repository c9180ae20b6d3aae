/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_frame.c -- the lines around the screen: title and status, banner, messages, F-keys. */
#include "client/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/ui/draw_text.h"
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
	*line = (struct line){ look, copy, 0 };
	app->dirty = true;
}

void app_set_status(struct app *app, enum status_place place, enum look look, const char *text, const char *brief)
{
	set_line(app, &app->status_line[place], look, text);
	set_line(app, &app->brief_line[place], look, brief);
}

void app_set_banner(struct app *app, enum look look, const char *text)
{
	if (!app->banner.text && text && *text && ui_settings.bell)
		term_bell();
	set_line(app, &app->banner, look, text);
}

static void keep_message(struct app *app, enum look look, bool shown, const char *fmt, va_list ap)
{
	struct buf text = BUF_INIT;

	buf_addv(&text, fmt, ap);
	struct line *kept = &app->messages[app->message_count++ % MESSAGES_KEPT];
	set_line(app, kept, look, text.data);
	kept->at = clock_agreed();
	if (shown)
		set_line(app, &app->message, look, text.data);
	buf_release(&text);
}

void app_say(struct app *app, enum look look, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep_message(app, look, true, fmt, ap);
	va_end(ap);
}

void app_greet(struct app *app, enum look look, const char *fmt, ...)
{
	bool warned = app->message.text && (app->message.look == LOOK_WARNING || app->message.look == LOOK_ERROR);
	va_list ap;

	va_start(ap, fmt);
	keep_message(app, look, !warned, fmt, ap);
	va_end(ap);
}

void app_free_lines(struct app *app)
{
	for (int i = 0; i < STATUS_PLACES; i++) {
		free(app->status_line[i].text);
		free(app->brief_line[i].text);
	}
	for (int i = 0; i < MESSAGES_KEPT; i++)
		free(app->messages[i].text);
	free(app->banner.text);
	free(app->message.text);
}

/* -- drawing ---------------------------------------------------------------------------- */

static void add_time(struct buf *out)
{
	time_t now = (time_t)(clock_agreed() / 1000);
	struct tm tm;

	localtime_r(&now, &tm);
	buf_addf(out, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

static enum look title_look(enum look look)
{
	return look == LOOK_NORMAL ? LOOK_TITLE : look;
}

enum { PART_TIME = STATUS_PLACES, PARTS };
enum form { FORM_GONE, FORM_BRIEF, FORM_LONG };

/* What gives way when the line is short, the least important first. The state of the connection never does. */
static const struct { int part; enum form becomes; } giving_way[] = {
	{ STATUS_PRESENCE, FORM_BRIEF }, { STATUS_QUEUE, FORM_BRIEF }, { PART_TIME, FORM_GONE },
	{ STATUS_PRESENCE, FORM_GONE }, { STATUS_QUEUE, FORM_GONE },
};

struct title_parts {
	struct { const char *texts[2]; enum look look; enum form form; } part[PARTS];
};

static const char *part_text(const struct title_parts *p, int i)
{
	const char *text = p->part[i].form == FORM_GONE ? NULL : p->part[i].texts[p->part[i].form - 1];

	return text ? text : "";
}

static int parts_width(const struct title_parts *p)
{
	int width = 0;

	for (int i = 0; i < PARTS; i++)
		if (*part_text(p, i))
			width += text_width(part_text(p, i)) + 2;
	return width;
}

static void fit_parts(struct title_parts *p, int width)
{
	for (size_t i = 0; i < ARRAY_SIZE(giving_way) && parts_width(p) > width; i++)
		p->part[giving_way[i].part].form = giving_way[i].becomes;
}

static void gather_parts(struct app *app, struct title_parts *p, const char *time)
{
	for (int i = 0; i < STATUS_PLACES; i++) {
		const struct line *line = &app->status_line[i], *brief = &app->brief_line[i];
		p->part[i].texts[FORM_LONG - 1] = line->text;
		p->part[i].texts[FORM_BRIEF - 1] = brief->text ? brief->text : line->text;
		p->part[i].look = title_look(line->look);
		p->part[i].form = FORM_LONG;
	}
	p->part[PART_TIME].texts[FORM_LONG - 1] = time;
	p->part[PART_TIME].look = LOOK_TITLE;
	p->part[PART_TIME].form = app->hides_time ? FORM_GONE : FORM_LONG;
}

/* Draws the status at the right end; gives the column left of it. */
static int draw_status(struct app *app, struct canvas *c, int width)
{
	struct title_parts p = { 0 };
	struct buf time = BUF_INIT;
	int right = c->width - 1;

	add_time(&time);
	gather_parts(app, &p, time.data);
	fit_parts(&p, width);
	for (int i = PARTS - 1; i >= 0; i--) {
		const char *text = part_text(&p, i);
		int w = text_width(text);
		if (!w)
			continue;
		canvas_text(c, right - w, 0, w, p.part[i].look, text);
		right -= w + 2;
	}
	buf_release(&time);
	return right;
}

static void draw_title(struct app *app, struct canvas *c)
{
	struct open_screen *top = app_front(app);
	struct buf text = BUF_INIT;

	if (top->ops->add_title)
		top->ops->add_title(top->state, &text);
	else
		buf_adds(&text, _(top->ops->title));
	int title = text_width(text.data), most = c->width / 3;
	canvas_fill(c, (struct rect){ 0, 0, c->width, 1 }, LOOK_TITLE);
	int right = draw_status(app, c, c->width - 2 - (title < most ? title : most));
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

struct function_key {
	char name[8];
	const char *label;
	int width, worth;
};

enum action app_bound_action(const char *command)
{
	enum action action = action_find(command, strcspn(command, " "));
	const char *begun = command + strcspn(command, " ");

	begun += strspn(begun, " ");
	enum action typed = action_find(begun, strcspn(begun, " "));
	return action == ACTION_COMMAND && typed != ACTION_COUNT ? typed : action;
}

static const char *label_of(const struct app *app, enum action action)
{
	const char *label = app->label ? app->label(app, action) : NULL;

	return label ? label : _(actions[action].name);
}

/* The F-keys that do something here for this user. */
static size_t gather_keys(struct app *app, struct function_key keys[12])
{
	enum context chain[CONTEXTS_CHAINED];
	size_t count = 0;

	app_contexts(app, chain);
	for (int n = 1; n <= 12; n++) {
		const char *command = function_command(app, chain, n);
		if (!command)
			continue;
		enum action action = app_bound_action(command);
		int worth = app->worth ? app->worth(app, action) : 1;
		if (!worth)
			continue;
		struct function_key *key = &keys[count++];
		*key = (struct function_key){ .label = label_of(app, action), .worth = worth };
		key->width = snprintf(key->name, sizeof(key->name), "F%d", n);
		key->width += text_width(key->label) + 1;
	}
	return count;
}

/* Leaves out the one that is worth least, of such the last. */
static void drop_key(struct function_key *keys, size_t count)
{
	size_t least = 0;

	for (size_t i = 1; i < count; i++)
		if (keys[i].worth <= keys[least].worth)
			least = i;
	memmove(&keys[least], &keys[least + 1], (count - least - 1) * sizeof(*keys));
}

static int keys_width(const struct function_key *keys, size_t count)
{
	int width = -1;         /* no blank after the last */

	for (size_t i = 0; i < count; i++)
		width += keys[i].width;
	return width;
}

static void draw_function_keys(struct app *app, struct canvas *c)
{
	struct function_key keys[12];
	size_t count = gather_keys(app, keys);
	int x = 0, y = c->height - 1;

	while (keys_width(keys, count) > c->width)
		drop_key(keys, count--);
	for (size_t i = 0; i < count; i++) {
		x += canvas_text(c, x, y, c->width - x, LOOK_KEY, keys[i].name);
		x += canvas_text(c, x, y, c->width - x, LOOK_KEY_LABEL, keys[i].label) + 1;
	}
}

/* A long sentence takes more rows, over the screen's last ones, until the next key. */
static void draw_message(struct app *app, struct canvas *c)
{
	enum { ROWS_MOST = 4 };
	const struct line *m = &app->message;

	if (!m->text)
		return;
	int needed = draw_rows(m->text, c->width), rows = needed < ROWS_MOST ? needed : ROWS_MOST;
	struct rect r = { 0, c->height - 1 - rows, c->width, rows };
	canvas_fill(c, r, LOOK_NORMAL);
	draw_wrapped(c, r, m->look, m->text);
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
	if (app_is_covered(app)) {
		app->cover.ops->draw(app, app->cover.state, c, r);
		return;
	}
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
	if (!app_is_covered(app))
		draw_message(app, c);
	draw_function_keys(app, c);
	if (app->prompt.open && !app_is_covered(app))
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
