/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c -- quality inspections: for trainers and supervisors what is to be scored, was scored, waits for a
 * decision, was decided, and the drawing of samples; for an agent what was said of their own work.
 */
#include "client/screens/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

enum { INSPECT_DRAWN, INSPECT_SCORED, INSPECT_APPEALED, INSPECT_DECIDED, INSPECT_VIEWS };
enum { AGAIN_MS = 500, INSPECTORS = ROLE_SUPERVISOR | ROLE_TRAINER, DAYS = 7 };

static const struct { const char *code, *name; unsigned roles; const char *empty; } views[INSPECT_VIEWS] = {
	{ "drawn", N_("To be scored"), INSPECTORS, N_("Nothing waits to be scored.") },
	{ "scored", N_("Scored"), INSPECTORS | ROLE_AGENT, N_("Nothing that was scored waits here.") },
	{ "appealed", N_("Appeals"), INSPECTORS | ROLE_AGENT, N_("No appeal waits for a decision.") },
	{ "decided", N_("Decided"), INSPECTORS | ROLE_AGENT, N_("No appeal was decided yet.") },
};

struct page { struct inspecting *of; struct list list; json *items; bool came, asking; char *sentence; };
struct inspecting {
	struct app *app;
	int view;
	instant now;
	struct page pages[INSPECT_VIEWS];
	struct app_timer again;
};

/* -- rows ---------------------------------------------------------------------------------- */

enum { COLUMN_NO, COLUMN_SCORE, COLUMN_AGENT, COLUMN_CATEGORY, COLUMN_INSPECTOR, COLUMN_WHEN };
static const struct list_column columns[] = {
	[COLUMN_NO] = { N_("Ticket"), 15, LIST_MAIN, 0 },
	[COLUMN_SCORE] = { N_("Score"), 6, LIST_RIGHT, 0 },
	[COLUMN_AGENT] = { N_("Agent"), 12, 0, 0 },
	[COLUMN_CATEGORY] = { N_("Category"), 0, 0, 0 },
	[COLUMN_INSPECTOR] = { N_("Inspector"), 12, 0, 70 },
	[COLUMN_WHEN] = { N_("Last done"), 16, 0, 0 },
};

static const json *item_at(void *data, size_t i)
{
	return jo_at(((const struct page *)data)->items, i);
}

static size_t count(void *data)
{
	return jo_len(((const struct page *)data)->items);
}

static const char *text_of(const json *o, const char *name)
{
	return jo_str(o, name) ? jo_str(o, name) : "";
}

static void add_when(const json *o, instant now, struct buf *out)
{
	static const char *const names[] = { "decided_at", "appealed_at", "scored_at", "drawn_at" };
	instant t;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (jo_str(o, names[i]) && clock_parse(jo_str(o, names[i]), &t)) {
			words_time(out, t, now);
			return;
		}
}

static void add_score(const struct inspecting *s, const json *o, struct buf *out, enum look *look)
{
	double total = json_object_get_double(jo_get(o, "total"));

	if (inspect_kept(s->app, text_of(o, "id"))) {
		buf_adds(out, _("begun"));
		*look = LOOK_WARNING;
	} else if (jo_get(o, "total")) {
		buf_addf(out, "%.1f", total);
		*look = train_level_look(total);
	}
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct inspecting *s = ((const struct page *)data)->of;
	const json *o = item_at(data, i);

	if (column == COLUMN_NO)
		words_no(out, text_of(o, "ticket"));
	else if (column == COLUMN_SCORE)
		add_score(s, o, out, look);
	else if (column == COLUMN_AGENT)
		buf_adds(out, text_of(o, "agent_name"));
	else if (column == COLUMN_CATEGORY)
		words_category(s->app, out, jo_str(o, "category"), false);
	else if (column == COLUMN_INSPECTOR)
		buf_adds(out, text_of(o, "inspector_name"));
	else if (column == COLUMN_WHEN)
		add_when(o, s->now, out);
}

static const char *id_of(void *data, size_t i)
{
	const char *id = jo_str(item_at(data, i), "id");

	return id && strlen(id) < 40 ? id : "-";
}

static const struct list_source source = { count, cell, NULL };

/* -- asking ---------------------------------------------------------------------------------- */

static bool has_view(const struct inspecting *s, int v)
{
	return views[v].roles & client_model(s->app)->me.roles;
}

static void came(void *arg, const struct net_answer *answer)
{
	struct page *p = arg;

	p->asking = false;
	free(p->sentence);
	p->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	if (net_is_ok(answer)) {
		jo_free(p->items);
		p->items = jo_copy(jo_array(answer->body, "items"));
		p->came = true;
		list_changed(&p->list);
	}
	app_draw_later(p->of->app);
}

static void ask(struct inspecting *s)
{
	char path[80];

	if (work_session(client_work(s->app)) != SESSION_IN)
		return;
	for (int v = 0; v < INSPECT_VIEWS; v++) {
		if (!has_view(s, v) || s->pages[v].asking)
			continue;
		s->pages[v].asking = true;
		snprintf(path, sizeof(path), "/inspections?limit=200&state=%s", views[v].code);
		work_get(client_work(s->app), path, came, &s->pages[v]);
	}
}

static void ask_again(struct app *app, void *data)
{
	struct inspecting *s = data;

	(void)app;
	s->again.at = 0;
	ask(s);
}

static void ask_soon(struct inspecting *s)
{
	if (!s->again.at)
		app_timer_start(s->app, &s->again, clock_monotonic() + AGAIN_MS);
}

void inspect_reload(struct app *app)
{
	struct inspecting *s = app_find(app, &screen_inspections);

	if (s)
		ask_soon(s);
}

/* -- the screen ------------------------------------------------------------------------------------ */

static void take_view(struct inspecting *s, const char *name)
{
	while (s->view + 1 < INSPECT_VIEWS && !has_view(s, s->view))
		s->view++;
	for (int v = 0; name && v < INSPECT_VIEWS; v++)
		if (has_view(s, v) && !strcmp(views[v].code, name))
			s->view = v;
}

static void *inspections_enter(struct app *app, void *argument)
{
	struct inspecting *s = xcalloc(1, sizeof(*s));

	s->app = app;
	s->again.fire = ask_again;
	s->again.data = s;
	for (int v = 0; v < INSPECT_VIEWS; v++) {
		s->pages[v].of = s;
		list_init(&s->pages[v].list, &source, &s->pages[v], columns, ARRAY_SIZE(columns));
		s->pages[v].list.id = id_of;
	}
	take_view(s, argument);
	return s;
}

static void inspections_leave(struct app *app, void *state)
{
	struct inspecting *s = state;

	app_timer_stop(app, &s->again);
	for (int v = 0; v < INSPECT_VIEWS; v++) {
		work_forget(client_work(app), &s->pages[v]);
		list_release(&s->pages[v].list);
		jo_free(s->pages[v].items);
		free(s->pages[v].sentence);
	}
	work_forget(client_work(app), s);
	free(s);
}

static void inspections_show(struct app *app, void *state)
{
	(void)app;
	ask(state);
}

static void inspections_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	if (what & (MODEL_INSPECTIONS | MODEL_SESSION))
		ask_soon(state);
}

static void draw_views(struct inspecting *s, struct canvas *c, struct rect r)
{
	struct buf tabs = BUF_INIT;

	for (int v = 0; v < INSPECT_VIEWS; v++) {
		if (!has_view(s, v))
			continue;
		buf_addf(&tabs, v == s->view ? "[%s" : " %s", _(views[v].name));
		if (s->pages[v].came)
			buf_addf(&tabs, " %zu", jo_len(s->pages[v].items));
		buf_adds(&tabs, v == s->view ? "] " : "  ");
	}
	draw_heading(c, r.x, r.y, r.width, tabs.data);
	buf_release(&tabs);
}

static void add_hint(const struct inspecting *s, struct buf *out)
{
	bool inspector = model_has_role(client_model(s->app), INSPECTORS);

	if (inspector)
		buf_addf(out, _("Enter opens the sheet beside its ticket · %s draws a sample · :report inspection sums up"),
			 client_key_name(s->app, ACTION_DRAW_SAMPLE));
	else
		buf_adds(out, _("Enter shows what was said of your ticket; there you may appeal"));
}

static void inspections_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct inspecting *s = state;
	struct page *p = &s->pages[s->view];
	struct buf hint = BUF_INIT;
	int below = r.height > 14 ? 2 : 1;

	(void)app;
	s->now = clock_agreed();
	draw_views(s, c, (struct rect){ r.x + 1, r.y, r.width - 2, 1 });
	p->list.empty = p->came ? views[s->view].empty : N_("Loading…");
	list_draw(&p->list, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 - below });
	if (p->sentence)
		buf_adds(&hint, p->sentence);
	else
		add_hint(s, &hint);
	draw_wrapped(c, (struct rect){ r.x + 1, r.y + r.height - below, r.width - 2, below },
		     p->sentence ? LOOK_ERROR : LOOK_DIM, hint.data);
	buf_release(&hint);
}

/* -- drawing a sample -------------------------------------------------------------------------------- */

static void drawn(void *arg, const struct net_answer *answer)
{
	struct inspecting *s = arg;
	size_t n = jo_len(jo_array(answer->body, "items"));

	app_busy(s->app, -1);
	if (!net_is_ok(answer)) {
		app_say(s->app, LOOK_ERROR, "%s", client_sentence(answer));
		return;
	}
	app_say(s->app, LOOK_GOOD,
		ngettext("%zu ticket drawn of %lld, by the seed %lld.", "%zu tickets drawn of %lld, by the seed %lld.", n), n,
		(long long)jo_int(answer->body, "population", 0), (long long)jo_int(answer->body, "seed", 0));
	s->view = INSPECT_DRAWN;
	ask(s);
}

static bool add_number(json *body, const char *name, const char *value)
{
	char *end;
	long long n = strtoll(value, &end, 10);

	if (end == value || *end)
		return false;
	jo_set_int(body, name, n);
	return true;
}

static bool add_share(json *body, const char *name, const char *value)
{
	char *end;
	double share = strtod(value, &end);

	if (end == value || (*end && strcmp(end, "%") != 0))
		return false;
	jo_set(body, name, json_object_new_double(*end ? share / 100 : share));
	return true;
}

static bool add_time(json *body, const char *name, const char *value)
{
	int64_t t;
	char text[CLOCK_TEXT];

	if (time_read(value, clock_agreed(), &t) == TIME_UNSURE)
		return false;
	jo_set_str(body, name, clock_format(t, text));
	return true;
}

static const struct { const char *word, *name; bool (*add)(json *body, const char *name, const char *value); } rules[] = {
	{ "agent", "per_agent", add_number }, { "category", "per_category", add_number }, { "share", "share", add_share },
	{ "seed", "seed", add_number }, { "from", "from", add_time }, { "to", "to", add_time },
};

static bool add_rule(json *body, char *word)
{
	char *value = strchr(word, '=');

	if (!strcmp(word, "call")) {
		jo_set_bool(body, "call", true);
		return true;
	}
	if (!value)
		return false;
	*value++ = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (!strcmp(rules[i].word, word))
			return rules[i].add(body, rules[i].name, value);
	return false;
}

/* NULL, and said, when a word is none. Without a time the last seven days. */
static json *read_rule(struct inspecting *s, const char *text)
{
	json *body = json_object_new_object();
	char *copy = xstrdup(text), *rest = NULL, when[CLOCK_TEXT];
	bool ok = true;

	for (char *word = strtok_r(copy, " ", &rest); word && ok; word = strtok_r(NULL, " ", &rest)) {
		char *shown = xstrdup(word);
		ok = add_rule(body, word);
		if (!ok)
			app_say(s->app, LOOK_ERROR,
				_("\"%s\" is no part of a rule; nothing was drawn. As: agent=2 category=1 share=5%% "
				  "from=11-19 to=11-26 seed=7 call"), shown);
		free(shown);
	}
	free(copy);
	if (!jo_get(body, "from"))
		jo_set_str(body, "from", clock_format(clock_agreed() - DAYS * SECONDS(86400), when));
	if (!jo_get(body, "to"))
		jo_set_str(body, "to", clock_format(clock_agreed(), when));
	if (ok)
		return body;
	jo_free(body);
	return NULL;
}

static void rule_given(struct app *app, void *data, const char *answer)
{
	struct inspecting *s = data;
	json *body = answer && *answer ? read_rule(s, answer) : NULL;

	if (!body)
		return;
	app_busy(app, 1);
	work_send(client_work(app), "POST", "/inspections", body, drawn, s);
}

static enum handled run_draw(struct inspecting *s, const struct command *c)
{
	if (!model_has_role(client_model(s->app), INSPECTORS))
		app_say(s->app, LOOK_WARNING, "%s", _("Trainers and supervisors draw tickets for inspection."));
	else if (c->count)
		rule_given(s->app, s, c->words[0]);
	else
		app_ask(s->app, _("Rule, as agent=2 share=5% from=11-19: "), false, rule_given, s);
	return HANDLED_DRAW;
}

/* -- commands ------------------------------------------------------------------------------------------ */

static void go_to(struct inspecting *s, int step)
{
	do
		s->view = (s->view + step + INSPECT_VIEWS) % INSPECT_VIEWS;
	while (!has_view(s, s->view));
}

static enum handled open_selected(struct inspecting *s)
{
	struct page *p = &s->pages[s->view];
	size_t row = list_selected(&p->list);
	const char *id = row == LIST_NONE ? NULL : jo_str(jo_at(p->items, row), "id");

	if (id)
		app_push(s->app, &screen_inspection, (void *)id);
	return HANDLED_DRAW;
}

static enum handled inspections_action(struct app *app, void *state, const struct command *command)
{
	struct inspecting *s = state;

	(void)app;
	if (list_command(&s->pages[s->view].list, command))
		return HANDLED_DRAW;
	switch (command->action) {
	case ACTION_OPEN: return open_selected(s);
	case ACTION_DRAW_SAMPLE: return run_draw(s, command);
	case ACTION_NEXT_VIEW: go_to(s, 1); return HANDLED_DRAW;
	case ACTION_PREVIOUS_VIEW: go_to(s, -1); return HANDLED_DRAW;
	case ACTION_RELOAD: ask(s); return HANDLED_DRAW;
	case ACTION_INSPECTIONS: take_view(s, command->words[0]); return HANDLED_DRAW;
	default: return HANDLED_NOT;
	}
}

static enum context inspections_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_inspections = {
	.name = "inspections", .title = N_("Inspections"), .context = CONTEXT_INSPECTION,
	.enter = inspections_enter, .leave = inspections_leave, .draw = inspections_draw, .action = inspections_action,
	.focus = inspections_focus, .show = inspections_show, .changed = inspections_changed,
};
