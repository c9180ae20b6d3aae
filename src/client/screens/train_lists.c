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
	{ "category", N_("category") }, { "call", N_("call") },
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

enum { GOING_NUMBER, GOING_WHO, GOING_STATE, GOING_TIME, GOING_MODE, GOING_TITLE, GOING_MISSING, GOING_LAST };
static const struct list_column going_columns[] = {
	[GOING_NUMBER] = { NULL, 2, LIST_RIGHT, 0 },
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

	if (column == GOING_NUMBER) {
		buf_addf(out, "%zu", i + 1);
		*look = LOOK_DIM;
	} else if (column == GOING_WHO) {
		train_people(s, out);
	} else if (column == GOING_STATE) {
		buf_adds(out, train_state_word(jo_str(s, "state")));
		*look = train_is(s, "running") ? LOOK_GOOD : train_is(s, "paused") ? LOOK_WARNING : LOOK_DIM;
	} else if (column == GOING_TIME) {
		add_elapsed(s, now_of(data), out, look);
	} else if (column == GOING_MODE) {
		buf_adds(out, train_mode_word(jo_str(s, "mode")));
	} else if (column == GOING_TITLE) {
		train_add_title(app_of(data), s, out);
	} else if (column == GOING_MISSING && jo_get(s, "queue")) {
		train_add_waiting(s, now_of(data), out);
	} else if (column == GOING_MISSING) {
		if (jo_len(jo_array(s, "missing")))
			buf_addf(out, "%zu: ", jo_len(jo_array(s, "missing")));
		train_add_missing(app_of(data), s, out);
		*look = LOOK_WARNING;
	} else if (column == GOING_LAST && jo_get(s, "queue")) {
		train_add_answered(s, out);
	} else if (column == GOING_LAST) {
		buf_adds(out, train_last_words(s, NULL));
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
		train_add_title(app_of(data), s, out);
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

enum { SCENARIO_LEVEL, SCENARIO_TITLE, SCENARIO_CHANNEL, SCENARIO_MINUTES, SCENARIO_BEST, SCENARIO_TAGS, SCENARIO_CODE };
static const struct list_column scenario_columns[] = {
	[SCENARIO_LEVEL] = { N_("Level"), 6, LIST_MAIN, 0 },
	[SCENARIO_TITLE] = { N_("Title"), 0, 0, 0 },
	[SCENARIO_CHANNEL] = { N_("Channel"), 10, 0, 60 },
	[SCENARIO_MINUTES] = { N_("Min."), 5, LIST_RIGHT, 0 },
	[SCENARIO_BEST] = { N_("Best"), 5, LIST_RIGHT, 70 },
	[SCENARIO_TAGS] = { N_("Tags"), 20, 0, 90 },
	[SCENARIO_CODE] = { N_("Code"), 22, 0, 100 },
};

/* The city's word for a tag; NULL: it would tell a trainee what is to be done. A tag without a word is its own. */
static const char *tag_word(const struct app *app, const char *tag)
{
	const struct model *m = client_model(app);
	const char *skill = words_code(app, "practice_skill", tag), *topic = words_code(app, "practice_topic", tag);

	if (strcmp(skill, tag) != 0)
		return model_has_role(m, ROLE_TRAINER) ? skill : NULL;
	return topic;
}

/* With `codes` also as the scenario has them, to be found by. */
static void add_tags(const struct app *app, const json *scenario, bool codes, struct buf *out)
{
	const json *tags = jo_array(scenario, "tags");
	size_t before = out->len;

	for (size_t i = 0; i < jo_len(tags); i++) {
		const char *tag = json_object_get_string(jo_at(tags, i)), *word = tag_word(app, tag);
		if (word)
			buf_addf(out, "%s%s", out->len > before ? " " : "", word);
		if (word && codes && strcmp(word, tag) != 0)
			buf_addf(out, " %s", tag);
	}
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
	} else if (column == SCENARIO_BEST && jo_get(s, "best")) {
		buf_addf(out, "%.4g", json_object_get_double(jo_get(s, "best")));
	} else if (column == SCENARIO_TAGS) {
		add_tags(app_of(data), s, false, out);
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
	const char *code = jo_str(s, "code");

	buf_addf(out, "%s %s level%lld %s ", code ? code : "", scenario_title(app_of(data), s),
		 (long long)jo_int(s, "difficulty", 0), words_code(app_of(data), "channel", jo_str(s, "channel")));
	add_tags(app_of(data), s, true, out);
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
		train_add_title(app_of(data), s, out);
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

/* By field: what it cost, the dearest first, and how often it was not right. */
enum { FIELD_WHAT, FIELD_LOST, FIELD_RATE, FIELD_RIGHT, FIELD_WRONG, FIELD_MISSING };
static const struct list_column field_columns[] = {
	[FIELD_WHAT] = { N_("Field"), 26, LIST_MAIN, 0 },
	[FIELD_LOST] = { N_("Lost"), 8, LIST_RIGHT, 0 },
	[FIELD_RATE] = { N_("Not right"), 9, LIST_RIGHT, 0 },
	[FIELD_RIGHT] = { N_("Right"), 7, LIST_RIGHT, 0 },
	[FIELD_WRONG] = { N_("Wrong"), 7, LIST_RIGHT, 0 },
	[FIELD_MISSING] = { N_("Missing"), 8, LIST_RIGHT, 0 },
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
	const char *english = client_english(app_of(data)) ? jo_str(o, "name_en") : NULL, *mode = jo_str(o, "mode");

	if (pointer)
		train_field_name(app_of(data), out, pointer);
	else if (category)
		words_category(app_of(data), out, category, false);
	else
		buf_adds(out, english ? english : name ? name : mode ? _("for one trainee alone") : _("(none)"));
	if (mode && strcmp(mode, "class"))
		buf_addf(out, " · %s", train_mode_word(mode));
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

static void field_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *o = item_at(data, i);
	long long right = jo_int(o, "right", 0), wrong = jo_int(o, "wrong", 0), missing = jo_int(o, "missing", 0);
	const long long counts[] = { [FIELD_RIGHT] = right, [FIELD_WRONG] = wrong, [FIELD_MISSING] = missing };

	if (column == FIELD_WHAT)
		add_subject(data, o, out);
	else if (column == FIELD_LOST)
		add_number(out, o, "lost");
	else if (column == FIELD_RATE && right + wrong + missing)
		buf_addf(out, "%lld%%", 100 * (wrong + missing) / (right + wrong + missing));
	else if (column != FIELD_RATE)
		buf_addf(out, "%lld", counts[column]);
	if (column != FIELD_WHAT && column != FIELD_RIGHT && wrong + missing)
		*look = LOOK_WARNING;
}

/* Each call by itself, the newest first. */
enum { CALL_WHO, CALL_WHAT, CALL_WHEN, CALL_TIME, CALL_SCORE, CALL_WEAKEST };
static const struct list_column call_columns[] = {
	[CALL_WHO] = { N_("Trainee"), 12, LIST_MAIN, 0 },
	[CALL_WHAT] = { N_("Scenario"), 0, 0, 0 },
	[CALL_WHEN] = { N_("Begun"), 12, 0, 0 },
	[CALL_TIME] = { N_("Time"), 7, LIST_RIGHT, 0 },
	[CALL_SCORE] = { N_("Score"), 6, LIST_RIGHT, 0 },
	[CALL_WEAKEST] = { N_("Weakest"), 18, 0, 0 },
};

static void add_said(void *data, const json *o, const char *name, struct buf *out)
{
	char other[24];

	snprintf(other, sizeof(other), "%s_en", name);
	const char *plain = jo_str(o, name), *english = client_english(app_of(data)) ? jo_str(o, other) : NULL;
	buf_adds(out, english ? english : plain ? plain : "");
}

static void call_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *o = item_at(data, i);
	instant begun;

	if (column == CALL_WHO)
		buf_adds(out, jo_str(o, "name") ? jo_str(o, "name") : "");
	else if (column == CALL_WHAT)
		add_said(data, o, "title", out);
	else if (column == CALL_WHEN && jo_str(o, "began_at") && clock_parse(jo_str(o, "began_at"), &begun))
		words_time(out, begun, ((struct train_page *)data)->training->now);
	else if (column == CALL_TIME)
		words_timer(out, 1000 * jo_int(o, "seconds", 0));
	else if (column == CALL_WEAKEST)
		add_said(data, o, "weakest", out);
	else if (column == CALL_SCORE) {
		add_number(out, o, "total");
		buf_adds(out, jo_bool(o, "overridden", false) ? "*" : "");
		*look = train_level_look(json_object_get_double(jo_get(o, "total")));
	}
}

static const struct list_source calls = { count, call_cell, NULL };
static const struct list_source results = { count, result_cell, NULL }, fields = { count, field_cell, NULL };

void train_results_columns(struct training *t)
{
	struct list *l = &t->pages[TRAIN_RESULTS].list;
	static const struct { const char *by; const struct list_source *source; const struct list_column *columns; int count; } kinds[] = {
		{ "field", &fields, field_columns, ARRAY_SIZE(field_columns) },
		{ "call", &calls, call_columns, ARRAY_SIZE(call_columns) },
		{ NULL, &results, result_columns, ARRAY_SIZE(result_columns) },
	};
	size_t k = 0;

	while (kinds[k].by && strcmp(kinds[k].by, train_by[t->by].code))
		k++;
	l->source = kinds[k].source;
	l->columns = kinds[k].columns;
	l->column_count = kinds[k].count;
}

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

bool train_is_mine(const struct training *t, const json *session)
{
	const json *all = jo_array(session, "trainees");
	const char *me = client_model(t->app)->me.id;

	for (size_t i = 0; me && i < jo_len(all); i++)
		if (jo_str(jo_at(all, i), "id") && !strcmp(jo_str(jo_at(all, i), "id"), me))
			return true;
	return false;
}

static void add_results_hint(const struct training *t, struct buf *out)
{
	buf_addf(out, _("By %s"), _(train_by[t->by].name));
	train_filter_words(t, out);
	buf_addf(out, _(" · %s sums by something else · Enter looks into a row"), client_key_name(t->app, ACTION_RESULTS_BY));
	buf_addf(out, _(" · %s chooses days, trainee, class"), client_key_name(t->app, ACTION_CHOOSE_RESULTS));
	buf_addf(out, _(" · %s writes CSV"), client_key_name(t->app, ACTION_SAVE_RESULTS));
}

static void add_running_hint(const struct training *t, const char *begin_key, struct buf *out)
{
	buf_addf(out, _("Enter follows the trainee · a number selects one · %s begins a session"), begin_key);
	buf_addf(out, _(" · %s ends it"), client_key_name(t->app, ACTION_END_SESSION));
	if (train_is_mine(t, train_selected(t)))
		buf_addf(out, _(" · %s takes your seat"), client_key_name(t->app, ACTION_PRACTISE));
}

void train_view_hint(const struct training *t, struct buf *out)
{
	const struct model *m = client_model(t->app);
	bool trainer = model_has_role(m, ROLE_TRAINER);
	char key[48];

	snprintf(key, sizeof(key), "%s", client_key_name(t->app, ACTION_BEGIN));
	if (t->view == TRAIN_RUNNING)
		add_running_hint(t, key, out);
	else if (t->view == TRAIN_WAITING)
		buf_adds(out, _("Enter goes in; what you had typed there is kept"));
	else if (t->view == TRAIN_SCENARIOS && trainer)
		buf_addf(out, _("Enter reads it · %s begins it for others · %s plays it yourself · :replay takes a real "
				"ticket · / finds words or level3"),
			 key, client_key_name(t->app, ACTION_PRACTISE));
	else if (t->view == TRAIN_SCENARIOS)
		buf_adds(out, _("Enter begins to practise · / finds words, tags, or level3"));
	else if (t->view == TRAIN_ENDED)
		buf_adds(out, _("Enter shows the score, what was expected beside what was got, and how the call went"));
	else
		add_results_hint(t, out);
}
