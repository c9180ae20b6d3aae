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

enum { AGAIN_MS = 700, LOOK_MS = 10000, HEAD_ROWS = 2, FOLLOW_MOST = 8 };

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

/* What ended has gone to other views, whose numbers stand beside. */
static void count_ended(struct training *t)
{
	t->pages[TRAIN_RESULTS].came = false;
	if (t->pages[TRAIN_ENDED].came)
		ask(t, TRAIN_ENDED);
}

static void take(struct train_page *p)
{
	size_t before = jo_len(p->items);

	jo_free(p->items);
	p->items = p->coming;
	if (p == &p->training->pages[TRAIN_SCENARIOS])
		json_object_array_sort(p->items, train_by_difficulty);
	else if (p == &p->training->pages[TRAIN_RUNNING])
		json_object_array_sort(p->items, train_by_trainee);
	p->coming = NULL;
	list_changed(&p->list);
	/* Where nothing waits, one begins with what can be practised. */
	struct training *t = p->training;
	if (p == &t->pages[TRAIN_RUNNING] && jo_len(p->items) < before)
		count_ended(t);
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
	if (p->other)
		ask(p->training, (enum train_view)(p - p->training->pages));
	else if (net_is_ok(answer))
		take(p);
	app_draw_later(p->training->app);
}

static void ask_next(struct train_page *p)
{
	struct training *t = p->training;
	enum train_view v = (enum train_view)(p - t->pages);
	struct buf path = BUF_INIT;

	if (v == TRAIN_RESULTS)
		train_filter_path(t, &path);
	else
		buf_adds(&path, train_views[v].path);
	if (train_views[v].open)
		buf_addf(&path, "&state=%s", open_states[p->states]);
	work_get(client_work(t->app), path.data, came, p);
	buf_release(&path);
}

static void ask(struct training *t, enum train_view v)
{
	struct train_page *p = &t->pages[v];

	if (p->asking) {
		p->other = true;
		return;
	}
	if (work_session(client_work(t->app)) != SESSION_IN || client_realm(t->app))
		return;
	p->asking = true;
	p->other = false;
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

/*
 * What goes on is followed: its words and what is missing, a few of them a second. Of a storm also `queues`, which
 * grow without anybody saying a word.
 */
static void follow(struct training *t, bool queues)
{
	const json *items = t->pages[TRAIN_RUNNING].items;
	int asked = 0;

	for (size_t i = 0; t->view == TRAIN_RUNNING && i < jo_len(items) && i < MODEL_TRAININGS &&
	     asked < FOLLOW_MOST; i++) {
		const char *id = jo_str(jo_at(items, i), "id");
		bool grows = queues && train_is_storm(jo_at(items, i));
		if (!id || train_is(jo_at(items, i), "waiting") ||
		    (!grows && !model_training_is_stale(client_model(t->app), id)))
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
	if (t->view != TRAIN_WAITING && has_view(t, TRAIN_WAITING))
		ask(t, TRAIN_WAITING);          /* a trainer may have begun something: its number stands beside */
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
	t->now = clock_agreed();
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
	train_filter_release(&t->filter);
	train_lists_release(t);
	free(t);
}

/* The times of what goes on run; what somebody begins alone is told to no trainer, so it is looked for. */
static void tick(struct app *app, void *data)
{
	struct training *t = data;

	t->second.at = 0;
	if (!app_is_top(app, &screen_training))
		return;
	bool again = t->view == TRAIN_RUNNING && clock_monotonic() - t->looked_at > LOOK_MS;
	follow(t, again);
	if (again) {
		t->looked_at = clock_monotonic();
		ask(t, TRAIN_RUNNING);
	}
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
	t->now = clock_agreed();
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

	if (net_is_ok(answer))
		app_push(t->app, &screen_train_scenario, answer->body);
	else
		app_say(t->app, LOOK_ERROR, "%s", answer->sentence);
}

static void read_scenario(struct training *t, const char *code)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, "/training/scenarios/");
	net_encode(&path, code);
	work_get(client_work(t->app), path.data, scenario_came, t);
	buf_release(&path);
}

/* Where others train too, a trainer watches even with a seat of one's own, to which ACTION_PRACTISE goes. */
static void open_session(struct training *t, const char *id)
{
	const json *session = train_selected(t);
	bool alone = jo_len(jo_array(session, "trainees")) == 1;

	if (t->view == TRAIN_WAITING || (t->view == TRAIN_RUNNING && alone && train_is_mine(t, session)))
		train_join(t->app, id);
	else
		train_open(t->app, session);
}

/* Other results than those that are shown. */
static void ask_results(struct training *t)
{
	t->pages[TRAIN_RESULTS].came = false;
	jo_free(t->pages[TRAIN_RESULTS].items);
	t->pages[TRAIN_RESULTS].items = NULL;
	train_results_columns(t);
	list_filter(&t->pages[TRAIN_RESULTS].list, NULL);
	list_changed(&t->pages[TRAIN_RESULTS].list);
	ask(t, TRAIN_RESULTS);
}

static void file_given(struct app *app, void *data, const char *answer)
{
	(void)app;
	if (answer && *answer)
		train_save_results(data, answer);
}

static void filter_given(struct app *app, void *data, const char *answer)
{
	(void)app;
	if (answer && train_filter_read(data, answer))
		ask_results(data);
}

static enum handled results_action(struct training *t, const struct command *c)
{
	if (t->view != TRAIN_RESULTS)
		return HANDLED_NOT;
	if (c->action == ACTION_RESULTS_BY) {
		t->by = (t->by + 1) % TRAIN_BYS;
		ask_results(t);
	} else if (c->action == ACTION_CHOOSE_RESULTS && c->count) {
		filter_given(t->app, t, c->words[0]);
	} else if (c->action == ACTION_CHOOSE_RESULTS) {
		app_ask(t->app, _("Which, as trainee=trainee1 from=11-19 to=11-26 (empty: all): "), false, filter_given, t);
	} else if (c->count) {
		train_save_results(t, c->words[0]);
	} else {
		app_ask(t->app, _("Write them to the file: "), false, file_given, t);
	}
	return HANDLED_DRAW;
}

/* The weakness of one person or class, by field; of a call its sheet. */
static void open_result(struct training *t)
{
	enum { BY_FIELD = 2 };
	const json *row = train_selected(t);

	if (jo_str(row, "session")) {
		app_push(t->app, &screen_train_score, &(struct train_part){ jo_str(row, "session"), NULL, jo_str(row, "contact_id") });
		return;
	}
	if (!train_filter_row(t, row))
		return;
	t->by = BY_FIELD;
	ask_results(t);
}

static enum handled open_selected(struct training *t)
{
	const json *item = train_selected(t);
	const char *id = jo_str(item, "id"), *code = jo_str(item, "code");

	if (t->view == TRAIN_SCENARIOS && code && is_trainer(t))
		read_scenario(t, code);
	else if (t->view == TRAIN_SCENARIOS && code)
		train_practise(t->app, code);
	else if (t->view == TRAIN_RESULTS)
		open_result(t);
	else if (id)
		open_session(t, id);
	return HANDLED_DRAW;
}

/* The own seat of what goes on. */
static enum handled take_seat(struct training *t)
{
	const json *session = train_selected(t);

	if (train_is_mine(t, session))
		train_join(t->app, jo_str(session, "id"));
	else
		app_say(t->app, LOOK_WARNING, "%s", _("You have no seat in it; choose yourself among the trainees when you begin one."));
	return HANDLED_DRAW;
}

/* A trainee practises at once, a trainer who wants to see it too; else a trainer says for whom. */
static enum handled begin(struct training *t, const struct command *c)
{
	const json *item = t->view == TRAIN_SCENARIOS ? train_selected(t) : NULL;
	const char *code = c->count ? c->words[0] : jo_str(item, "code");

	if (c->action == ACTION_PRACTISE && !c->count && t->view == TRAIN_RUNNING && train_selected(t))
		return take_seat(t);
	if (is_trainer(t) && c->action == ACTION_BEGIN)
		app_push(t->app, &screen_train_begin, &(struct train_order){ code, NULL });
	else if (code)
		train_practise(t->app, code);
	else
		app_say(t->app, LOOK_WARNING, "%s", _("Select a scenario first; Tab goes to them."));
	return HANDLED_DRAW;
}

static void ended(void *arg, const struct net_answer *answer)
{
	struct training *t = arg;

	if (net_is_ok(answer))
		ask(t, t->view);
	else
		app_say(t->app, LOOK_ERROR, "%s", client_sentence(answer));
}

static enum handled end_selected(struct training *t, const struct command *c)
{
	const json *session = t->view == TRAIN_RUNNING ? train_selected(t) : NULL;
	const struct train_target target = { t->app, jo_str(session, "id"), NULL, ended, t };

	return target.session ? train_lead(&target, c) : HANDLED_NOT;
}

/* Behind it lies only the desk, where whoever takes no calls has nothing to do. */
static enum handled stay(struct training *t)
{
	if (model_has_role(client_model(t->app), ROLE_AGENT | ROLE_SUPERVISOR))
		return HANDLED_NOT;
	app_say(t->app, LOOK_MESSAGE, _("This is where you begin; %s leaves the program."),
		client_key_name(t->app, ACTION_QUIT));
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
	case ACTION_PRACTISE:
		return begin(t, command);
	case ACTION_NEXT_VIEW:
		go_to(t, 1);
		return HANDLED_DRAW;
	case ACTION_PREVIOUS_VIEW:
		go_to(t, -1);
		return HANDLED_DRAW;
	case ACTION_END_SESSION:
		return end_selected(t, command);
	case ACTION_RESULTS_BY:
	case ACTION_CHOOSE_RESULTS:
	case ACTION_SAVE_RESULTS:
		return results_action(t, command);
	case ACTION_RELOAD:
		ask(t, t->view);
		return HANDLED_DRAW;
	case ACTION_BACK:
		return stay(t);
	default:
		return HANDLED_NOT;
	}
}

static enum handled training_key(struct app *app, void *state, const struct key *key)
{
	struct training *t = state;

	(void)app;
	return t->view == TRAIN_RUNNING && list_key(&t->pages[t->view].list, key) ? HANDLED_DRAW : HANDLED_NOT;
}

void train_replay(struct app *app, const char *ticket)
{
	if (client_realm(app))
		app_say(app, LOOK_WARNING, _("You are in a training session; %s leaves it first."),
			client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (!model_has_role(client_model(app), ROLE_TRAINER))
		app_say(app, LOOK_WARNING, "%s", _("Trainers play real tickets again."));
	else
		app_push(app, &screen_train_begin, &(struct train_order){ NULL, ticket ? ticket : "" });
}

bool train_sums(const struct app *app)
{
	const struct training *t = app_find(app, &screen_training);

	return t && t->view == TRAIN_RESULTS;
}

void train_show(struct app *app, const char *view)
{
	struct training *t = app_find(app, &screen_training);

	client_show(app, &screen_training, (void *)view);
	if (t && view && !take_view(t, view))
		app_say(app, LOOK_WARNING, _("There is no view \"%s\" for you."), view);
	if (t && !view && has_view(t, TRAIN_WAITING) && jo_len(t->pages[TRAIN_WAITING].items))
		take_view(t, train_views[TRAIN_WAITING].code);  /* what waits is why one was told of this command */
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
	.key = training_key,
	.focus = training_focus, .show = training_show, .changed = training_changed,
};
