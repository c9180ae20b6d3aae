/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.c -- where training begins: for a trainee what waits, the scenarios and the own results; for a trainer the
 * sessions that go on, the scenarios, what has ended and how everybody does.
 *
 * Each view is a list of its own, asked for when it is shown and again when an event tells that something moved on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/train_lists.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { AGAIN_MS = 700, HEAD_ROWS = 2, FOLLOW_MOST = 4 };

static bool is_trainer(const struct training *t)
{
	return model_has_role(client_model(t->app), ROLE_TRAINER);
}

static bool has_view(const struct training *t, enum train_view v)
{
	return train_views[v].roles & client_model(t->app)->me.roles;
}

/* -- asking --------------------------------------------------------------------------- */


static const char *const open_states[] = { "running", "paused", "waiting" };

static void ask_next(struct train_page *p);
static void ask(struct training *t, enum train_view v);

/* The easy ones first. */
static int by_difficulty(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;
	int64_t order = jo_int(x, "difficulty", 0) - jo_int(y, "difficulty", 0);
	const char *code = jo_str(x, "code"), *other = jo_str(y, "code");

	return order ? (int)order : strcmp(code ? code : "", other ? other : "");
}

static void take(struct train_page *p)
{
	jo_free(p->items);
	p->items = p->coming;
	if (p == &p->training->pages[TRAIN_SCENARIOS])
		json_object_array_sort(p->items, by_difficulty);
	p->coming = NULL;
	list_changed(&p->list);
	/* Where nothing waits, one begins with what can be practised. */
	struct training *t = p->training;
	bool at_once = !p->came && !t->moved && p == &t->pages[TRAIN_WAITING] && t->view == TRAIN_WAITING &&
		!jo_len(p->items);
	p->came = true;
	if (at_once) {
		t->view = TRAIN_SCENARIOS;
		ask(t, t->view);
	}
}

static void came(void *arg, const struct net_answer *answer)
{
	struct train_page *p = arg;
	const json *items = jo_array(answer->body, "items");
	bool whole = !train_views[p - p->training->pages].open;

	free(p->sentence);
	p->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	for (size_t i = 0; net_is_ok(answer) && i < jo_len(items); i++)
		json_object_array_add(p->coming, jo_share(jo_at(items, i)));
	p->states++;
	if (net_is_ok(answer) && !whole && p->states < (int)ARRAY_SIZE(open_states)) {
		ask_next(p);
		return;
	}
	p->asking = false;
	if (net_is_ok(answer))
		take(p);
	app_draw_later(p->training->app);
}

static void ask_next(struct train_page *p)
{
	struct training *t = p->training;
	enum train_view v = (enum train_view)(p - t->pages);
	struct buf path = BUF_INIT;

	buf_adds(&path, train_views[v].path);
	if (train_views[v].open)
		buf_addf(&path, "&state=%s", open_states[p->states]);
	if (v == TRAIN_RESULTS)
		buf_addf(&path, "?by=%s", train_by[t->by].code);
	work_get(client_work(t->app), path.data, came, p);
	buf_release(&path);
}

static void ask(struct training *t, enum train_view v)
{
	struct train_page *p = &t->pages[v];

	if (p->asking || work_session(client_work(t->app)) != SESSION_IN || client_realm(t->app))
		return;
	p->asking = true;
	p->states = 0;
	jo_free(p->coming);
	p->coming = json_object_new_array();
	ask_next(p);
}

/* A failure is seen by the time of the row standing still. */
static void followed(void *arg, const struct net_answer *answer)
{
	struct training *t = arg;

	(void)answer;
	app_draw_later(t->app);
}

/* What goes on is followed: its words and what is missing, one or two of them a second. */
static void follow(struct training *t)
{
	const json *items = t->pages[TRAIN_RUNNING].items;
	int asked = 0;

	for (size_t i = 0; t->view == TRAIN_RUNNING && i < jo_len(items) && i < MODEL_TRAININGS &&
	     asked < FOLLOW_MOST; i++) {
		const char *id = jo_str(jo_at(items, i), "id");
		if (!id || train_is(jo_at(items, i), "waiting") || !model_training_is_stale(client_model(t->app), id))
			continue;
		work_training_get(client_work(t->app), id, followed, t);
		asked++;
	}
}

static void ask_again(struct app *app, void *data)
{
	struct training *t = data;

	(void)app;
	t->again.at = 0;
	ask(t, t->view);
}

/* -- the screen -------------------------------------------------------------------------- */

static bool take_view(struct training *t, const char *name)
{
	for (int v = 0; name && v < TRAIN_VIEWS; v++)
		if (has_view(t, (enum train_view)v) && !strcmp(train_views[v].code, name)) {
			t->view = (enum train_view)v;
			t->moved = true;
			return true;
		}
	return false;
}

static void first_view(struct training *t)
{
	while (t->view + 1 < TRAIN_VIEWS && !has_view(t, t->view))
		t->view++;
}

static void *training_enter(struct app *app, void *argument)
{
	struct training *t = xcalloc(1, sizeof(*t));

	t->app = app;
	t->now = clock_now();
	t->again.fire = ask_again;
	t->again.data = t;
	t->second.data = t;
	train_lists_init(t);
	if (!take_view(t, argument))
		first_view(t);
	return t;
}

static void training_leave(struct app *app, void *state)
{
	struct training *t = state;

	app_timer_stop(app, &t->again);
	app_timer_stop(app, &t->second);
	for (int v = 0; v < TRAIN_VIEWS; v++)
		work_forget(client_work(app), &t->pages[v]);
	work_forget(client_work(app), t);
	app_busy(app, t->file ? -1 : 0);
	free(t->file);
	train_lists_release(t);
	free(t);
}

/* The times of what goes on run. */
static void tick(struct app *app, void *data)
{
	struct training *t = data;

	t->second.at = 0;
	if (!app_is_top(app, &screen_training))
		return;
	follow(t);
	app_draw_later(app);
	app_timer_start(app, &t->second, clock_monotonic() + 1000);
}

static void training_show(struct app *app, void *state)
{
	struct training *t = state;

	ask(t, t->view);
	t->second.fire = tick;
	if (!t->second.at)
		app_timer_start(app, &t->second, clock_monotonic() + 1000);
}

static void training_changed(struct app *app, void *state, unsigned what)
{
	struct training *t = state;

	if (what & MODEL_SESSION)
		ask(t, t->view);
	if (what & (MODEL_TRAININGS_LIST | MODEL_WATCHED) && !t->again.at)
		app_timer_start(app, &t->again, clock_monotonic() + AGAIN_MS);
	if (what & MODEL_CITY)
		list_changed(&t->pages[TRAIN_SCENARIOS].list);
}

/* -- drawing ---------------------------------------------------------------------------------- */

static void draw_views(struct training *t, struct canvas *c, struct rect r)
{
	struct buf tabs = BUF_INIT;

	for (int v = 0; v < TRAIN_VIEWS; v++) {
		if (!has_view(t, (enum train_view)v))
			continue;
		buf_addf(&tabs, v == (int)t->view ? "[%s" : " %s", _(train_views[v].name));
		if (t->pages[v].came)
			buf_addf(&tabs, " %zu", jo_len(t->pages[v].items));
		buf_adds(&tabs, v == (int)t->view ? "] " : "  ");
	}
	draw_heading(c, r.x, r.y, r.width, tabs.data);
	buf_release(&tabs);
}

/* What can be done here, by which key; or why there is nothing. */
static void draw_hint(struct training *t, struct canvas *c, struct rect r)
{
	const struct train_page *p = &t->pages[t->view];
	struct buf text = BUF_INIT;

	if (p->sentence)
		buf_adds(&text, p->sentence);
	else
		train_view_hint(t, &text);
	draw_wrapped(c, r, p->sentence ? LOOK_ERROR : LOOK_DIM, text.data);
	buf_release(&text);
}

static void training_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct training *t = state;
	struct train_page *p = &t->pages[t->view];
	int below = r.height > 14 ? HEAD_ROWS : 1;

	(void)app;
	t->now = clock_now();
	draw_views(t, c, (struct rect){ r.x + 1, r.y, r.width - 2, 1 });
	p->list.empty = p->came ? train_views[t->view].empty : N_("Loading…");
	list_draw(&p->list, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 - below });
	draw_hint(t, c, (struct rect){ r.x + 1, r.y + r.height - below, r.width - 2, below });
}

/* -- commands ------------------------------------------------------------------------------------ */

static void go_to(struct training *t, int step)
{
	do
		t->view = (enum train_view)(((int)t->view + step + TRAIN_VIEWS) % TRAIN_VIEWS);
	while (!has_view(t, t->view));
	t->moved = true;
	ask(t, t->view);
}

static void scenario_came(void *arg, const struct net_answer *answer)
{
	struct training *t = arg;
	struct buf text = BUF_INIT;

	if (!net_is_ok(answer)) {
		app_say(t->app, LOOK_ERROR, "%s", answer->sentence);
		return;
	}
	train_add_scenario(t->app, answer->body, &text);
	struct text_page page = { .title = _("Scenario"), .text = text.data };
	app_push(t->app, &screen_text, &page);
	buf_release(&text);
}

static void read_scenario(struct training *t, const char *code)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, "/training/scenarios/");
	net_encode(&path, code);
	work_get(client_work(t->app), path.data, scenario_came, t);
	buf_release(&path);
}

static void open_session(struct training *t, const char *id)
{
	if (t->view == TRAIN_WAITING)
		train_join(t->app, id);
	else if (t->view == TRAIN_RUNNING)
		app_push(t->app, &screen_train_watch, (void *)id);
	else
		app_push(t->app, &screen_train_score, (void *)id);
}

static enum handled open_selected(struct training *t)
{
	const json *item = train_selected(t);
	const char *id = jo_str(item, "id"), *code = jo_str(item, "code");

	if (t->view == TRAIN_SCENARIOS && code && is_trainer(t))
		read_scenario(t, code);
	else if (t->view == TRAIN_SCENARIOS && code)
		train_practise(t->app, code);
	else if (id)
		open_session(t, id);
	return HANDLED_DRAW;
}

/* A trainee practises at once; a trainer says for whom. */
static enum handled begin(struct training *t, const struct command *c)
{
	const json *item = t->view == TRAIN_SCENARIOS ? train_selected(t) : NULL;
	const char *code = c->count ? c->words[0] : jo_str(item, "code");

	if (is_trainer(t))
		app_push(t->app, &screen_train_begin, (void *)code);
	else if (code)
		train_practise(t->app, code);
	else
		app_say(t->app, LOOK_WARNING, "%s", _("Select a scenario first; Tab goes to them."));
	return HANDLED_DRAW;
}

static enum handled show_by(struct training *t)
{
	if (t->view != TRAIN_RESULTS)
		return HANDLED_NOT;
	t->by = (t->by + 1) % TRAIN_BYS;
	t->pages[TRAIN_RESULTS].came = false;
	ask(t, TRAIN_RESULTS);
	return HANDLED_DRAW;
}

static enum handled training_action(struct app *app, void *state, const struct command *command)
{
	struct training *t = state;

	(void)app;
	if (list_command(&t->pages[t->view].list, command))
		return HANDLED_DRAW;
	switch (command->action) {
	case ACTION_OPEN:
		return open_selected(t);
	case ACTION_BEGIN:
		return begin(t, command);
	case ACTION_NEXT_VIEW:
		go_to(t, 1);
		return HANDLED_DRAW;
	case ACTION_PREVIOUS_VIEW:
		go_to(t, -1);
		return HANDLED_DRAW;
	case ACTION_RESULTS_BY:
		return show_by(t);
	case ACTION_SAVE_RESULTS:
		train_save_results(t, command->words[0]);
		return HANDLED_DRAW;
	case ACTION_RELOAD:
		ask(t, t->view);
		return HANDLED_DRAW;
	default:
		return HANDLED_NOT;
	}
}

void train_show(struct app *app, const char *view)
{
	struct training *t = app_find(app, &screen_training);

	client_show(app, &screen_training, (void *)view);
	if (t && view && !take_view(t, view))
		app_say(app, LOOK_WARNING, _("There is no view \"%s\" for you."), view);
	if (t)
		ask(t, t->view);
}

static enum context training_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_training = {
	.name = "training", .title = N_("Training"), .context = CONTEXT_TRAINING,
	.enter = training_enter, .leave = training_leave, .draw = training_draw, .action = training_action,
	.focus = training_focus, .show = training_show, .changed = training_changed,
};
