/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_storm_rows.c -- the lists of a storm: its seats as they are or as they did, and its calls. */
#include "client/screens/train_storm.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

const json *storm_session(const struct train_storm *s)
{
	return model_training(client_model(s->app), s->id);
}

static void add_seconds(struct buf *out, const json *o, const char *name)
{
	int64_t seconds = jo_int(o, name, -1);

	if (seconds >= 0)
		words_timer(out, seconds * 1000);
}

static void add_score(struct buf *out, enum look *look, const json *o, const char *name)
{
	const json *total = jo_get(o, name);

	if (!total) {
		buf_adds(out, "–");
		return;
	}
	buf_addf(out, "%.1f", json_object_get_double((json *)total));
	*look = train_level_look(json_object_get_double((json *)total));
}

static void add_time_between(struct buf *out, instant from, instant to)
{
	if (from != INSTANT_NONE && to != INSTANT_NONE)
		words_timer(out, to > from ? to - from : 0);
}

/* -- seats ------------------------------------------------------------------------------- */

static const json *seat_at(const struct train_storm *s, size_t i)
{
	return jo_at(jo_array(storm_session(s), "seats"), i);
}

static size_t seat_count(void *data)
{
	return jo_len(jo_array(storm_session(data), "seats"));
}

static const char *seat_id(void *data, size_t i)
{
	const char *id = jo_str(seat_at(data, i), "id");

	return id && strlen(id) < 40 ? id : "-";
}

enum { SEAT_NUMBER, SEAT_WHO, SEAT_STATE, SEAT_TIME, SEAT_ANSWERED, SEAT_CALL, SEAT_MISSING, SEAT_LAST };
static const struct list_column seat_columns[] = {
	[SEAT_NUMBER] = { NULL, 2, LIST_RIGHT, 0 },
	[SEAT_WHO] = { N_("Trainee"), 10, LIST_MAIN, 0 },
	[SEAT_STATE] = { N_("State"), 9, 0, 0 },
	[SEAT_TIME] = { N_("Time"), 6, LIST_RIGHT, 0 },
	[SEAT_ANSWERED] = { N_("Calls"), 5, LIST_RIGHT, 0 },
	[SEAT_CALL] = { N_("Scenario"), 0, 0, 0 },
	[SEAT_MISSING] = { N_("Missing"), 0, 0, 0 },
	[SEAT_LAST] = { N_("Said last"), 0, 0, 100 },
};

static void add_state(const json *seat, struct buf *out, enum look *look)
{
	static const enum look looks[PRESENCE_COUNT] = {
		[PRESENCE_READY] = LOOK_GOOD, [PRESENCE_RINGING] = LOOK_WARNING, [PRESENCE_OFFLINE] = LOOK_DIM,
	};
	enum presence state;

	if (train_time(seat, "joined_at") == INSTANT_NONE) {
		buf_adds(out, _("not there"));
		*look = LOOK_DIM;
	} else if (presence_parse(jo_str(seat, "state") ? jo_str(seat, "state") : "offline", &state)) {
		buf_adds(out, words_presence(state));
		*look = looks[state];
	}
}

static void seat_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct train_storm *s = data;
	const json *seat = seat_at(s, i), *missing = jo_array(seat, "missing");

	if (column == SEAT_NUMBER) {
		buf_addf(out, "%zu", i + 1);
		*look = LOOK_DIM;
	} else if (column == SEAT_WHO) {
		buf_adds(out, jo_str(seat, "name"));
	} else if (column == SEAT_STATE) {
		add_state(seat, out, look);
	} else if (column == SEAT_TIME) {
		add_time_between(out, train_time(seat, "since"), s->now);
	} else if (column == SEAT_ANSWERED) {
		buf_addf(out, "%lld", (long long)jo_int(seat, "calls", 0));
	} else if (column == SEAT_CALL && jo_str(seat, "contact_id")) {
		buf_adds(out, train_title(s->app, train_call(storm_session(s), jo_str(seat, "contact_id"))));
	} else if (column == SEAT_MISSING && jo_len(missing)) {
		buf_addf(out, "%zu: ", jo_len(missing));
		train_add_pointers(s->app, missing, out);
		*look = LOOK_WARNING;
	} else if (column == SEAT_LAST && jo_str(seat, "contact_id")) {
		buf_adds(out, train_last_words(storm_session(s), jo_str(seat, "contact_id")));
		*look = LOOK_DIM;
	}
}

enum { DID_SCORE, DID_WHO, DID_CALLS, DID_ANSWER, DID_SLOWEST, DID_MISSED };
static const struct list_column did_columns[] = {
	[DID_SCORE] = { N_("Score"), 6, LIST_MAIN | LIST_RIGHT, 0 },
	[DID_WHO] = { N_("Trainee"), 12, 0, 0 },
	[DID_CALLS] = { N_("Calls"), 6, LIST_RIGHT, 0 },
	[DID_ANSWER] = { N_("Answered in"), 12, LIST_RIGHT, 0 },
	[DID_SLOWEST] = { N_("Slowest"), 8, LIST_RIGHT, 0 },
	[DID_MISSED] = { N_("Missed"), 7, LIST_RIGHT, 0 },
};

static void did_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const json *seat = seat_at(data, i);
	int64_t missed = jo_int(seat, "missed", 0);

	if (column == DID_SCORE) {
		add_score(out, look, seat, "mean");
	} else if (column == DID_WHO) {
		buf_adds(out, jo_str(seat, "name"));
	} else if (column == DID_CALLS) {
		buf_addf(out, "%lld", (long long)jo_int(seat, "calls", 0));
	} else if (column == DID_ANSWER) {
		add_seconds(out, seat, "answer_s");
	} else if (column == DID_SLOWEST) {
		add_seconds(out, seat, "slowest_s");
	} else if (column == DID_MISSED) {
		buf_addf(out, "%lld", (long long)missed);
		*look = missed ? LOOK_WARNING : LOOK_NORMAL;
	}
}

/* The same rows, told as they are now or as they did. */
static const struct list_source seats = { seat_count, seat_cell, NULL }, did = { seat_count, did_cell, NULL };

/* -- calls --------------------------------------------------------------------------------- */

enum { CALL_SCORE, CALL_WHO, CALL_STATE, CALL_WAITED, CALL_TALKED, CALL_TITLE };
static const struct list_column call_columns[] = {
	[CALL_SCORE] = { N_("Score"), 6, LIST_MAIN | LIST_RIGHT, 0 },
	[CALL_WHO] = { N_("Trainee"), 10, 0, 0 },
	[CALL_STATE] = { N_("State"), 10, 0, 0 },
	[CALL_WAITED] = { N_("Waited"), 7, LIST_RIGHT, 0 },
	[CALL_TALKED] = { N_("Talked"), 7, LIST_RIGHT, 0 },
	[CALL_TITLE] = { N_("Scenario"), 0, 0, 0 },
};

static instant until(const struct train_storm *s, instant end)
{
	return end != INSTANT_NONE ? end : s->over ? INSTANT_NONE : s->now;
}

static void add_call_state(const json *call, struct buf *out, enum look *look)
{
	const char *name = jo_str(call, "state");
	bool lost = train_time(call, "answered_at") == INSTANT_NONE && train_time(call, "done_at") != INSTANT_NONE;
	enum contact_state state;

	if (lost)
		buf_adds(out, _("lost"));
	else if (name && contact_state_parse(name, &state))
		buf_adds(out, words_contact_state(state));
	*look = lost ? LOOK_ERROR : LOOK_NORMAL;
}

static void call_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct train_storm *s = data;
	const json *call = s->calls[i];
	instant came = train_time(call, "came_at"), answered = train_time(call, "answered_at");
	instant done = train_time(call, "done_at"), ended = train_time(call, "ended_at");

	if (column == CALL_SCORE)
		add_score(out, look, call, "total");
	else if (column == CALL_WHO)
		buf_adds(out, *train_person(call, "agent") ? train_person(call, "agent") : "–");
	else if (column == CALL_STATE)
		add_call_state(call, out, look);
	else if (column == CALL_WAITED)
		add_time_between(out, came, answered != INSTANT_NONE ? answered : until(s, done));
	else if (column == CALL_TALKED)
		add_time_between(out, answered, until(s, ended));
	else if (column == CALL_TITLE)
		buf_adds(out, train_title(s->app, call));
}

static size_t call_count(void *data)
{
	return ((struct train_storm *)data)->call_count;
}

static const char *call_id(void *data, size_t i)
{
	const char *id = jo_str(((struct train_storm *)data)->calls[i], "contact_id");

	return id && strlen(id) < 40 ? id : "-";
}

static const struct list_source calls = { call_count, call_cell, NULL };

/* Seat by seat, in the order in which they came; those that nobody has come last. */
static int by_seat(const void *a, const void *b)
{
	const json *x = *(const json *const *)a, *y = *(const json *const *)b;
	const char *one = jo_str(jo_get(x, "agent"), "username"), *other = jo_str(jo_get(y, "agent"), "username");
	int order = !one || !other ? !one - !other : strcmp(one, other);
	int64_t n = jo_int(x, "n", 0) - jo_int(y, "n", 0);

	return order ? order : n < 0 ? -1 : n > 0;
}

static void make_calls(struct train_storm *s)
{
	const json *all = jo_array(storm_session(s), "calls");

	s->calls = xrealloc(s->calls, (jo_len(all) + 1) * sizeof(*s->calls));
	s->call_count = 0;
	for (size_t i = 0; i < jo_len(all); i++)
		if (jo_str(jo_at(all, i), "contact_id"))
			s->calls[s->call_count++] = jo_at(all, i);
	qsort(s->calls, s->call_count, sizeof(*s->calls), by_seat);
}

/* -- all ---------------------------------------------------------------------------------------- */

const json *storm_seat(const struct train_storm *s)
{
	size_t row = list_selected(&s->lists[STORM_SEATS]);

	return s->view != STORM_SEATS || row == LIST_NONE ? NULL : seat_at(s, row);
}

const json *storm_call(const struct train_storm *s)
{
	size_t row = list_selected(&s->lists[STORM_CALLS]);

	return s->view != STORM_CALLS || row == LIST_NONE ? NULL : s->calls[row];
}

bool storm_select_calls_of(struct train_storm *s, const char *account)
{
	for (size_t i = 0; i < s->call_count; i++) {
		const char *agent = jo_str(jo_get(s->calls[i], "agent"), "id");
		if (!agent || strcmp(agent, account) || train_time(s->calls[i], "answered_at") == INSTANT_NONE)
			continue;
		list_filter(&s->lists[STORM_CALLS], NULL);
		list_select(&s->lists[STORM_CALLS], i);
		return true;
	}
	return false;
}

void storm_make_rows(struct train_storm *s)
{
	struct list *l = &s->lists[STORM_SEATS];

	s->over = train_is(storm_session(s), "ended");
	l->source = s->over ? &did : &seats;
	l->columns = s->over ? did_columns : seat_columns;
	l->column_count = s->over ? ARRAY_SIZE(did_columns) : ARRAY_SIZE(seat_columns);
	make_calls(s);
	for (int v = 0; v < STORM_VIEWS; v++)
		list_changed(&s->lists[v]);
}

void storm_lists_init(struct train_storm *s)
{
	list_init(&s->lists[STORM_SEATS], &seats, s, seat_columns, ARRAY_SIZE(seat_columns));
	list_init(&s->lists[STORM_CALLS], &calls, s, call_columns, ARRAY_SIZE(call_columns));
	s->lists[STORM_SEATS].id = seat_id;
	s->lists[STORM_CALLS].id = call_id;
	s->lists[STORM_SEATS].empty = N_("Nobody has a seat in this storm.");
	s->lists[STORM_CALLS].empty = N_("No call has come yet.");
}

void storm_lists_release(struct train_storm *s)
{
	for (int v = 0; v < STORM_VIEWS; v++)
		list_release(&s->lists[v]);
	free(s->calls);
}
