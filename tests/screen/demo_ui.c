/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * demo_ui.c -- a small program made of the workstation's frame and widgets only.
 *
 * The screen tests and benchmarks drive it: a list of ten thousand rows, a long text, a form with
 * every kind of field. No server, no model. Options: --keymap, --keys, --lang, and --told: a FIFO through which a test
 * does what a server's events do, one character each.
 */
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/app.h"
#include "client/language.h"
#include "client/ui/formview.h"
#include "client/ui/list.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/error.h"

#define ROWS 10000

/* -- list ------------------------------------------------------------------------- */

static const char *const subjects[] = {
	"水管爆裂路面积水", "小区供暖温度不达标", "电梯困人", "夜间施工噪音扰民", "路灯不亮",
	"Street light broken", "井盖丢失", "垃圾未及时清运", "拖欠工资", "学校门口交通拥堵",
};

struct demo_list {
	struct list list;
	bool bad_input;
};

static size_t rows_count(void *data)
{
	(void)data;
	return ROWS;
}

static void rows_cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	const struct demo_list *d = data;

	if (column == 0)
		buf_addf(out, "261124%06zu", row);
	else if (column == 1)
		buf_adds(out, row % 7 == 3 ? "overdue" : "pending");
	else if (d->bad_input && row == 1)
		buf_adds(out, "evil\033[2Jtext\xff\xe2\x80\xae\xf0\x9f\x98\x80");
	else
		buf_addf(out, "%s %zu", subjects[row % ARRAY_SIZE(subjects)], row);
	if (column == 1 && row % 7 == 3)
		*look = LOOK_ERROR;
}

static const struct list_source rows_source = { .count = rows_count, .cell = rows_cell };
static const struct list_column rows_columns[] = {
	{ "Number", 12, LIST_MAIN, 0 },
	{ "State", 8, 0, 0 },
	{ "Subject", 0, 0, 0 },
};

static const struct screen_ops screen_text, screen_form;

static void *list_enter(struct app *app, void *argument)
{
	struct demo_list *d = xcalloc(1, sizeof(*d));

	(void)argument;
	list_init(&d->list, &rows_source, d, rows_columns, ARRAY_SIZE(rows_columns));
	d->bad_input = true;
	app_set_status(app, STATUS_SERVER, LOOK_GOOD, "online", NULL);
	app_set_status(app, STATUS_PRESENCE, LOOK_NORMAL, "ready", NULL);
	return d;
}

static void list_leave(struct app *app, void *state)
{
	struct demo_list *d = state;

	(void)app;
	list_release(&d->list);
	free(d);
}

static void list_screen_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct demo_list *d = state;

	(void)app;
	list_draw(&d->list, c, r);
}

static void ring_answered(struct app *app, void *data, const char *answer)
{
	(void)data;
	app_say(app, LOOK_MESSAGE, "answer: %s", answer ? answer : "(left)");
}

static enum handled list_action(struct app *app, void *state, const struct command *c)
{
	struct demo_list *d = state;

	if (list_command(&d->list, c))
		return HANDLED_DRAW;
	switch (c->action) {
	case ACTION_OPEN:
		app_push(app, &screen_text, d);
		return HANDLED_DRAW;
	case ACTION_INTAKE:
		app_push(app, &screen_form, NULL);
		return HANDLED_DRAW;
	case ACTION_READY:
		app_set_banner(app, LOOK_BANNER, "Incoming call from 138****5678, F2 answers");
		return HANDLED_DRAW;
	case ACTION_ANSWER:
		app_set_banner(app, LOOK_BANNER, NULL);
		app_say(app, LOOK_GOOD, "Answered.");
		return HANDLED_DRAW;
	case ACTION_NOTE:
		app_ask(app, "Why?", false, ring_answered, NULL);
		return HANDLED_DRAW;
	default:
		return HANDLED_NOT;
	}
}

static const struct screen_ops screen_list = {
	.name = "demo-list",
	.title = "Demo list",
	.flags = SCREEN_ROOT,
	.enter = list_enter,
	.leave = list_leave,
	.draw = list_screen_draw,
	.action = list_action,
};

/* -- text -------------------------------------------------------------------------- */

static void *text_enter(struct app *app, void *argument)
{
	struct demo_list *d = argument;
	struct pager *p = xcalloc(1, sizeof(*p));
	struct buf text = BUF_INIT;

	(void)app;
	pager_init(p);
	buf_addf(&text, "Row %zu\n\n", list_selected(&d->list));
	for (int i = 0; i < 100; i++)
		buf_addf(&text, "第%d条：市民反映小区楼下的水管爆裂，路面积水严重，"
				"影响出行，希望尽快派人维修。\n", i);
	pager_set_text(p, text.data, false);
	buf_release(&text);
	return p;
}

static void text_leave(struct app *app, void *state)
{
	(void)app;
	pager_release(state);
	free(state);
}

static void text_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	(void)app;
	pager_draw(state, c, r);
}

static enum handled text_action(struct app *app, void *state, const struct command *c)
{
	(void)app;
	return pager_command(state, c) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context text_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

static const struct screen_ops screen_text = {
	.name = "demo-text",
	.title = "Demo text",
	.enter = text_enter,
	.leave = text_leave,
	.draw = text_draw,
	.action = text_action,
	.focus = text_focus,
};

/* -- form --------------------------------------------------------------------------- */

struct place {
	const char *code, *label;
	int parent;
};
static const struct place places[] = {
	{ "1", "朝阳区", -1 }, { "11", "望京街道", 0 }, { "12", "建外街道", 0 },
	{ "2", "海淀区", -1 }, { "21", "中关村街道", 3 }, { "22", "学院路街道", 3 },
	{ "3", "长安区", -1 },
};

static size_t places_count(void *data)
{
	(void)data;
	return ARRAY_SIZE(places);
}

static const char *places_code(void *data, size_t i)
{
	(void)data;
	return places[i].code;
}

static const char *places_label(void *data, size_t i)
{
	(void)data;
	return places[i].label;
}

static size_t places_parent(void *data, size_t i)
{
	(void)data;
	return places[i].parent < 0 ? PICKER_NONE : (size_t)places[i].parent;
}

static const struct choices place_choices = {
	.count = places_count, .code = places_code, .label = places_label, .parent = places_parent,
};
static const struct choices tag_choices = {
	.count = places_count, .code = places_code, .label = places_label,
};

static const struct input inputs[] = {
	{ .key = "name", .section = "Caller", .label = "Name", .kind = INPUT_LINE, .max = 20 },
	{ .key = "secret", .section = "Caller", .label = "Password", .kind = INPUT_SECRET },
	{ .key = "confidential", .section = "Caller", .label = "Confidential",
	  .kind = INPUT_YES_NO },
	{ .key = "title", .section = "Matter", .label = "Title", .kind = INPUT_LINE,
	  .required = true, .hint = "one short sentence" },
	{ .key = "content", .section = "Matter", .label = "Content", .kind = INPUT_TEXT,
	  .required = true },
	{ .key = "tags", .section = "Matter", .label = "Tags", .kind = INPUT_CHOICES,
	  .choices = &tag_choices },
	{ .key = "place", .section = "Place", .label = "Place", .kind = INPUT_CHOICE,
	  .required = true, .choices = &place_choices },
	{ .key = "hidden", .section = "Place", .label = "Hidden", .kind = INPUT_LINE,
	  .hidden = true },
	{ .key = "note", .section = "Place", .label = "Note", .kind = INPUT_SHOWN },
};

static void *form_enter(struct app *app, void *argument)
{
	struct formview *f = xcalloc(1, sizeof(*f));

	(void)app;
	(void)argument;
	formview_init(f);
	formview_describe(f, inputs, ARRAY_SIZE(inputs));
	formview_set(f, "note", "The form of the demo.");
	return f;
}

static void form_leave(struct app *app, void *state)
{
	(void)app;
	formview_release(state);
	free(state);
}

static void form_show(struct app *app, void *state)
{
	(void)app;
	formview_focus(state);
}

static void form_hide(struct app *app, void *state)
{
	(void)app;
	formview_blur(state);
}

static void form_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	(void)app;
	formview_draw(state, c, r);
}

static enum handled submit(struct app *app, struct formview *f)
{
	formview_clear_problems(f);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
		if (inputs[i].required && !*formview_get(f, inputs[i].key))
			formview_set_problem(f, inputs[i].key, "This is needed.");
	}
	app_say(app, LOOK_MESSAGE, "%zu problems; title=%s place=%s tags=%s confidential=%s",
		formview_problem_count(f), formview_get(f, "title"), formview_get(f, "place"),
		formview_get(f, "tags"), formview_get(f, "confidential"));
	return HANDLED_DRAW;
}

static enum handled form_action(struct app *app, void *state, const struct command *c)
{
	if (formview_command(state, c))
		return HANDLED_DRAW;
	if (c->action == ACTION_SUBMIT)
		return submit(app, state);
	return HANDLED_NOT;
}

static enum handled form_key(struct app *app, void *state, const struct key *key)
{
	(void)app;
	return formview_key(state, key) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context form_focus(void *state)
{
	return formview_context(state);
}

static bool form_takes_escape(void *state)
{
	return formview_takes_escape(state);
}

static const struct screen_ops screen_form = {
	.name = "demo-form",
	.title = "Demo form",
	.context = CONTEXT_INTAKE,
	.enter = form_enter,
	.leave = form_leave,
	.show = form_show,
	.hide = form_hide,
	.draw = form_draw,
	.action = form_action,
	.key = form_key,
	.focus = form_focus,
	.takes_escape = form_takes_escape,
};

/* -- what comes by itself ------------------------------------------------------------- */

static void told(struct app *app, void *data, short events)
{
	const int *fifo = data;
	char what;

	(void)events;
	if (read(*fifo, &what, 1) != 1)
		return;
	if (what == 't')
		app_push(app, &screen_text, app_find(app, &screen_list));
	else if (what == 'l')
		app_pop(app);
	else if (what == 'a')
		app_ask(app, "Who?", false, ring_answered, NULL);
	app_set_status(app, STATUS_QUEUE, LOOK_NORMAL, what == 't' ? "came" : what == 'l' ? "left" : "asked", NULL);
}

/* Keys of the demo, so that it does not depend on where the workstation puts its own work. */
static const char *const bindings[] = {
	"bind global F2 answer", "bind global F11 ready", "bind global F12 intake",
	"bind intake F5 submit", "bind form F7 next-problem", "bind global F9 command",
	"bind global C-q quit",
};

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{ "keymap", required_argument, NULL, 'm' },
		{ "keys", required_argument, NULL, 'k' },
		{ "lang", required_argument, NULL, 'l' },
		{ "told", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	struct mistakes mistakes = MISTAKES_INIT;
	struct app_options options = { .own_keymap = true, .mistakes = &mistakes };
	struct error err = ERROR_INIT;
	const char *lang = NULL, *fifo = NULL;
	int c, fd = -1;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == '?')
			return 2;
		*(c == 'm' ? &options.keymap : c == 'k' ? &options.keys : c == 'l' ? &lang : &fifo) = optarg;
	}
	if (!language_init(lang))
		return 2;
	struct app *app = app_new(&options, &err);
	if (!app) {
		mistakes_end(&mistakes);
		fprintf(stderr, "demo_ui: %s\n%s", err.text, mistakes.text.data);
		mistakes_release(&mistakes);
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(bindings); i++)
		app_command(app, bindings[i]);
	app_push(app, &screen_list, NULL);
	if (fifo && (fd = open(fifo, O_RDWR | O_CLOEXEC)) >= 0)
		app_watch(app, fd, POLLIN, told, &fd);
	int status = app_run(app);
	app_free(app);
	return status;
}
