/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_lists.c -- the views of the training screen: their columns, rows, and which keys do what. */
#include "client/screens/train_lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

const struct train_view_row train_views[TRAIN_VIEWS] = {
	[TRAIN_RUNNING] = { "running", N_("Going on"), "/training/sessions?limit=200", true,
			    ROLE_TRAINER, N_("Nobody trains now. Tab goes to the scenarios.") },
	[TRAIN_WAITING] = { "waiting", N_("Waiting for you"), "/training/sessions?mine=1&limit=200", true,
			    ROLE_TRAINEE, N_("No class, exam or practice waits for you. Tab goes to the scenarios.") },
	[TRAIN_SCENARIOS] = { "scenarios", N_("Scenarios"), "/training/scenarios", false, ROLE_TRAINEE | ROLE_TRAINER,
			      N_("The city has no scenario.") },
	[TRAIN_ENDED] = { "ended", N_("Done"), "/training/sessions?state=ended&limit=200", false,
			  ROLE_TRAINEE | ROLE_TRAINER, N_("No call was practised yet.") },
	[TRAIN_RESULTS] = { "results", N_("Results"), "/training/results", false, ROLE_TRAINEE | ROLE_TRAINER,
			    N_("There is no result yet.") },
};

const struct train_by_row train_by[TRAIN_BYS] = {
	{ "trainee", N_("trainee") }, { "class", N_("class") }, { "field", N_("field") },
	{ "category", N_("category") },
};

static const json *item_at(void *data, size_t i)
{
	const struct train_page *p = data;

	return jo_at(p->items, i);
}

static size_t count(void *data)
{
	return jo_len(((const struct train_page *)data)->items);
}

static instant now_of(void *data)
{
	return ((const struct train_page *)data)->training->now;
}

static const struct app *app_of(void *data)
{
	return ((const struct train_page *)data)->training->app;
}

static const char *id_of(void *data, size_t i)
{
	const char *id = jo_str(item_at(data, i), "id");

	return id ? id : "-";
}

/* -- sessions that go on --------------------------------------------------------------- */

enum { GOING_WHO, GOING_STATE, GOING_TIME, GOING_MODE, GOING_TITLE, GOING_MISSING, GOING_LAST };
static const struct list_column going_columns[] = {
	[GOING_WHO] = { N_("Trainee"), 12, LIST_MAIN, 0 },
	[GOING_STATE] = { N_("State"), 9, 0, 0 },
	[GOING_TIME] = { N_("Time"), 7, LIST_RIGHT, 0 },
	[GOING_MODE] = { N_("Mode"), 9, 0, 90 },
	[GOING_TITLE] = { N_("Scenario"), 20, 0, 100 },
	[GOING_MISSING] = { N_("Missing"), 0, 0, 0 },
	[GOING_LAST] = { N_("Said last"), 0, 0, 76 },
};

/* As it is followed, with its turns; else the row of the list. */
static const json *whole_of(void *data, size_t i)
{
	const json *row = item_at(data, i), *whole = model_training(client_model(app_of(data)), jo_str(row, "id"));

	return whole && jo_str(whole, "mode") ? whole : row;
}

/* The latest words of somebody. */
static const char *last_words(const json *session)
{
	const json *turns = jo_array(session, "turns");

	for (size_t i = jo_len(turns); i-- > 0;) {
		const char *by = jo_str(jo_at(turns, i), "by"), *text = jo_str(jo_at(turns, i), "text");
		const char *kind = jo_str(jo_at(turns, i), "kind");
		if (by && text && kind && strcmp(kind, "mark") && *text &&
		    (!strcmp(by, "caller") || !strcmp(by, "trainee")))
			return text;
	}
	return "";
}

static void add_elapsed(const json *session, instant now, struct buf *out, enum look *look)
{
	int64_t ms = train_elapsed(session, now), limit = jo_int(session, "limit_s", 0) * 1000;

	if (ms >= 0)
		words_timer(out, ms);
	if (limit && ms > limit * 8 / 10)
		*look = LOOK_WARNING;
}

static void going_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *s = whole_of(data, i);

	if (column == GOING_WHO) {
		train_people(s, out);
	} else if (column == GOING_STATE) {
		buf_adds(out, train_state_word(jo_str(s, "state")));
		*look = train_is(s, "running") ? LOOK_GOOD : train_is(s, "paused") ? LOOK_WARNING : LOOK_DIM;
	} else if (column == GOING_TIME) {
		add_elapsed(s, now_of(data), out, look);
	} else if (column == GOING_MODE) {
		buf_adds(out, train_mode_word(jo_str(s, "mode")));
	} else if (column == GOING_TITLE) {
		buf_adds(out, train_title(s));
	} else if (column == GOING_MISSING) {
		if (jo_len(jo_array(s, "missing")))
			buf_addf(out, "%zu: ", jo_len(jo_array(s, "missing")));
		train_add_missing(app_of(data), s, out);
		*look = LOOK_WARNING;
	} else if (column == GOING_LAST) {
		buf_adds(out, last_words(s));
		*look = LOOK_DIM;
	}
}

static const struct list_source going = { count, going_cell, NULL };

enum { WAITING_TITLE, WAITING_MODE, WAITING_STATE, WAITING_TIME, WAITING_TRAINER };
static const struct list_column waiting_columns[] = {
	[WAITING_TITLE] = { N_("Scenario"), 34, LIST_MAIN, 0 },
	[WAITING_MODE] = { N_("Mode"), 9, 0, 0 },
	[WAITING_STATE] = { N_("State"), 10, 0, 0 },
	[WAITING_TIME] = { N_("Time"), 7, LIST_RIGHT, 0 },
	[WAITING_TRAINER] = { N_("Trainer"), 0, 0, 0 },
};

static void waiting_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *s = item_at(data, i);

	if (column == WAITING_TITLE) {
		buf_adds(out, train_title(s));
	} else if (column == WAITING_MODE) {
		buf_adds(out, train_mode_word(jo_str(s, "mode")));
	} else if (column == WAITING_STATE) {
		buf_adds(out, train_state_word(jo_str(s, "state")));
		*look = train_is(s, "waiting") ? LOOK_NORMAL : LOOK_WARNING;
	} else if (column == WAITING_TIME) {
		add_elapsed(s, now_of(data), out, look);
	} else if (column == WAITING_TRAINER) {
		buf_adds(out, train_person(s, "trainer"));
	}
}

static const struct list_source waiting = { count, waiting_cell, NULL };

/* -- scenarios ------------------------------------------------------------------------------ */

enum { SCENARIO_LEVEL, SCENARIO_TITLE, SCENARIO_CHANNEL, SCENARIO_MINUTES, SCENARIO_TAGS, SCENARIO_CODE };
static const struct list_column scenario_columns[] = {
	[SCENARIO_LEVEL] = { N_("Level"), 6, LIST_MAIN, 0 },
	[SCENARIO_TITLE] = { N_("Title"), 0, 0, 0 },
	[SCENARIO_CHANNEL] = { N_("Channel"), 8, 0, 60 },
	[SCENARIO_MINUTES] = { N_("Min."), 5, LIST_RIGHT, 0 },
	[SCENARIO_TAGS] = { N_("Tags"), 18, 0, 70 },
	[SCENARIO_CODE] = { N_("Code"), 22, 0, 100 },
};

static void add_tags(const json *scenario, struct buf *out)
{
	const json *tags = jo_array(scenario, "tags");

	for (size_t i = 0; i < jo_len(tags); i++)
		buf_addf(out, "%s%s", i ? " " : "", json_object_get_string(jo_at(tags, i)));
	if (!tags && jo_str(scenario, "tags"))
		buf_adds(out, jo_str(scenario, "tags"));
}

static const char *scenario_title(const struct app *app, const json *s)
{
	const char *title = jo_str(s, "title"), *english = jo_str(s, "title_en");

	if (client_english(app) && english && *english)
		return english;
	return title ? title : "";
}

static void scenario_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *s = item_at(data, i);

	if (column == SCENARIO_LEVEL) {
		train_difficulty(out, jo_int(s, "difficulty", 0));
	} else if (column == SCENARIO_TITLE) {
		buf_adds(out, scenario_title(app_of(data), s));
	} else if (column == SCENARIO_CHANNEL) {
		buf_adds(out, words_code(app_of(data), "channel", jo_str(s, "channel")));
	} else if (column == SCENARIO_MINUTES) {
		buf_addf(out, "%lld", (long long)jo_int(s, "minutes", 0));
	} else if (column == SCENARIO_TAGS) {
		add_tags(s, out);
		*look = LOOK_DIM;
	} else if (column == SCENARIO_CODE) {
		buf_adds(out, jo_str(s, "code"));
		*look = LOOK_DIM;
	}
}

/* Also what no column shows: "level3" finds those of level 3. */
static void scenario_text(void *data, size_t i, struct buf *out)
{
	const json *s = item_at(data, i);
	const char *title = jo_str(s, "title"), *english = jo_str(s, "title_en"), *code = jo_str(s, "code");

	buf_addf(out, "%s %s %s level%lld %s ", code ? code : "", title ? title : "", english ? english : "",
		 (long long)jo_int(s, "difficulty", 0), words_code(app_of(data), "channel", jo_str(s, "channel")));
	add_tags(s, out);
}

static const char *scenario_id(void *data, size_t i)
{
	const char *code = jo_str(item_at(data, i), "code");

	return code && strlen(code) < 40 ? code : "-";
}

static const struct list_source scenarios = { count, scenario_cell, scenario_text };

/* -- what has ended --------------------------------------------------------------------------- */

enum { DONE_TOTAL, DONE_WHO, DONE_TITLE, DONE_MODE, DONE_WHEN };
static const struct list_column done_columns[] = {
	[DONE_TOTAL] = { N_("Score"), 6, LIST_MAIN | LIST_RIGHT, 0 },
	[DONE_WHO] = { N_("Trainee"), 12, 0, 0 },
	[DONE_TITLE] = { N_("Scenario"), 0, 0, 0 },
	[DONE_MODE] = { N_("Mode"), 9, 0, 0 },
	[DONE_WHEN] = { N_("When"), 16, 0, 0 },
};

static double total_of(const json *session)
{
	const json *total = jo_get(session, "total");

	return total ? json_object_get_double((json *)total) : -1;
}

static void done_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *s = item_at(data, i);
	const char *at = jo_str(s, "ended_at");
	double total = total_of(s);
	instant t;

	if (column == DONE_TOTAL && total >= 0) {
		buf_addf(out, "%.1f", total);
		*look = train_level_look(total);
	} else if (column == DONE_TOTAL) {
		buf_adds(out, "–");
	} else if (column == DONE_WHO) {
		train_people(s, out);
	} else if (column == DONE_TITLE) {
		buf_adds(out, train_title(s));
	} else if (column == DONE_MODE) {
		buf_adds(out, train_mode_word(jo_str(s, "mode")));
	} else if (column == DONE_WHEN && at && clock_parse(at, &t)) {
		words_time(out, t, now_of(data));
	}
}

static const struct list_source done = { count, done_cell, NULL };

/* -- results ------------------------------------------------------------------------------------- */

enum { RESULT_WHAT, RESULT_CALLS, RESULT_MEAN, RESULT_BEST, RESULT_LAST, RESULT_RIGHT, RESULT_WRONG, RESULT_MISSING };
static const struct list_column result_columns[] = {
	[RESULT_WHAT] = { N_("Of"), 26, LIST_MAIN, 0 },
	[RESULT_CALLS] = { N_("Calls"), 6, LIST_RIGHT, 0 },
	[RESULT_MEAN] = { N_("Mean"), 6, LIST_RIGHT, 0 },
	[RESULT_BEST] = { N_("Best"), 6, LIST_RIGHT, 90 },
	[RESULT_LAST] = { N_("Last"), 6, LIST_RIGHT, 0 },
	[RESULT_RIGHT] = { N_("Right"), 7, LIST_RIGHT, 0 },
	[RESULT_WRONG] = { N_("Wrong"), 7, LIST_RIGHT, 0 },
	[RESULT_MISSING] = { N_("Missing"), 8, LIST_RIGHT, 0 },
};

static void add_number(struct buf *out, const json *o, const char *name)
{
	const json *n = jo_get(o, name);

	if (n)
		buf_addf(out, "%.1f", json_object_get_double((json *)n));
}

/* Who or what a row is about. */
static void add_subject(void *data, const json *o, struct buf *out)
{
	const char *pointer = jo_str(o, "pointer"), *category = jo_str(o, "category"), *name = jo_str(o, "name");

	if (pointer)
		train_field_name(app_of(data), out, pointer);
	else if (category)
		words_category(app_of(data), out, category, false);
	else
		buf_adds(out, name ? name : "–");
}

static void result_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	static const struct { const char *number, *count; } names[] = {
		[RESULT_CALLS] = { NULL, "calls" }, [RESULT_MEAN] = { "mean", NULL }, [RESULT_BEST] = { "best", NULL },
		[RESULT_LAST] = { "last", NULL }, [RESULT_RIGHT] = { NULL, "right" },
		[RESULT_WRONG] = { NULL, "wrong" },
		[RESULT_MISSING] = { NULL, "missing" },
	};
	const json *o = item_at(data, i);

	if (column == RESULT_WHAT)
		add_subject(data, o, out);
	else if (names[column].number)
		add_number(out, o, names[column].number);
	else
		buf_addf(out, "%lld", (long long)jo_int(o, names[column].count, 0));
	if ((column == RESULT_WRONG || column == RESULT_MISSING) && jo_int(o, names[column].count, 0))
		*look = LOOK_WARNING;
}

static const struct list_source results = { count, result_cell, NULL };

/* -- all -------------------------------------------------------------------------------------------- */

static void init(struct training *t, enum train_view v, const struct list_source *source,
		 const struct list_column *columns,
		 int column_count, const char *(*id)(void *, size_t))
{
	struct train_page *p = &t->pages[v];

	p->training = t;
	list_init(&p->list, source, p, columns, column_count);
	p->list.id = id;
}

void train_lists_init(struct training *t)
{
	init(t, TRAIN_RUNNING, &going, going_columns, ARRAY_SIZE(going_columns), id_of);
	init(t, TRAIN_WAITING, &waiting, waiting_columns, ARRAY_SIZE(waiting_columns), id_of);
	init(t, TRAIN_SCENARIOS, &scenarios, scenario_columns, ARRAY_SIZE(scenario_columns), scenario_id);
	init(t, TRAIN_ENDED, &done, done_columns, ARRAY_SIZE(done_columns), id_of);
	init(t, TRAIN_RESULTS, &results, result_columns, ARRAY_SIZE(result_columns), NULL);
}

void train_lists_release(struct training *t)
{
	for (int v = 0; v < TRAIN_VIEWS; v++) {
		list_release(&t->pages[v].list);
		jo_free(t->pages[v].items);
		jo_free(t->pages[v].coming);
		free(t->pages[v].sentence);
	}
}

const json *train_selected(const struct training *t)
{
	size_t row = list_selected(&t->pages[t->view].list);

	return row == LIST_NONE ? NULL : jo_at(t->pages[t->view].items, row);
}

void train_view_hint(const struct training *t, struct buf *out)
{
	const struct model *m = client_model(t->app);
	bool trainer = model_has_role(m, ROLE_TRAINER);
	char key[48];

	snprintf(key, sizeof(key), "%s", client_key_name(t->app, ACTION_BEGIN));
	if (t->view == TRAIN_RUNNING)
		buf_addf(out, _("Enter follows the trainee · %s begins a session"), key);
	else if (t->view == TRAIN_WAITING)
		buf_adds(out, _("Enter goes in; what you had typed there is kept"));
	else if (t->view == TRAIN_SCENARIOS && trainer)
		buf_addf(out, _("Enter reads the scenario · %s begins it: for one, for a class, as an exam, as a "
			"storm · / finds words or level3"),
			 key);
	else if (t->view == TRAIN_SCENARIOS)
		buf_adds(out, _("Enter begins to practise · / finds words, tags, or level3"));
	else if (t->view == TRAIN_ENDED)
		buf_adds(out, _("Enter shows the score, what was expected beside what was got, and how the call went"));
	else
		buf_addf(out, _("By %s · %s sums by something else · :save-results FILE writes CSV"),
			_(train_by[t->by].name),
			 client_key_name(t->app, ACTION_RESULTS_BY));
}

/* -- CSV ---------------------------------------------------------------------------------------- */

static void saved(void *arg, const struct net_answer *answer)
{
	struct training *t = arg;
	const char *why = net_is_ok(answer) && answer->text ? client_write_file(t->file, answer->text)
		: client_sentence(answer);

	if (why)
		app_say(t->app, LOOK_ERROR, _("%s was not written: %s."), t->file, why);
	else
		app_say(t->app, LOOK_GOOD, _("The results are in %s."), t->file);
	free(t->file);
	t->file = NULL;
	app_busy(t->app, -1);
}

void train_save_results(struct training *t, const char *file)
{
	struct buf path = BUF_INIT;

	if (t->file)
		return;
	t->file = xstrdup(file);
	app_busy(t->app, 1);
	buf_addf(&path, "%s?by=%s", train_views[TRAIN_RESULTS].path, train_by[t->by].code);
	work_get_as(client_work(t->app), path.data, "text/csv", saved, t);
	buf_release(&path);
}
