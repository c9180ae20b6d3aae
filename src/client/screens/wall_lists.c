/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wall_lists.c -- the lists of the wall: seats, what waits for a decision, units with overdue tickets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/wall.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

const char wall_list_name[] = "wall";

/* -- seats ------------------------------------------------------------------------ */

enum { SEAT_NAME, SEAT_STATE, SEAT_SINCE, SEAT_CALL, SEAT_REASON };
static const struct list_column seat_columns[] = {
	[SEAT_NAME] = { N_("Agent"), 16, LIST_MAIN, 0 },
	[SEAT_STATE] = { N_("State"), 10, 0, 0 },
	[SEAT_SINCE] = { N_("For"), 8, 0, 0 },
	[SEAT_CALL] = { N_("Call"), 0, 0, 0 },
	[SEAT_REASON] = { N_("Reason"), 22, 0, 90 },
};

static const struct model_contact *call_of(const struct wall *w, const struct model_seat *s)
{
	return s->contact_id ? model_contact(client_model(w->app), s->contact_id) : NULL;
}

static bool is_orphaned(const struct wall *w, const struct model_seat *s)
{
	const struct model_contact *c = call_of(w, s);

	return c && c->state == CONTACT_ORPHANED;
}

static const struct model_seat *seat_at(const struct wall *w, size_t i)
{
	return &client_model(w->app)->seats[w->seats[i]];
}

static int weight_of(const struct wall *w, const struct model_seat *s)
{
	static const int weights[PRESENCE_COUNT] = {
		[PRESENCE_TALKING] = 1, [PRESENCE_RINGING] = 2, [PRESENCE_WRAP_UP] = 3, [PRESENCE_READY] = 4,
		[PRESENCE_NOT_READY] = 5, [PRESENCE_BREAK] = 6, [PRESENCE_OFFLINE] = 7,
	};

	return is_orphaned(w, s) ? 0 : weights[s->state];
}

static int by_state(const void *a, const void *b, void *arg)
{
	const struct wall *w = arg;
	const struct model_seat *seats = client_model(w->app)->seats, *x = &seats[*(const size_t *)a],
		*y = &seats[*(const size_t *)b];
	int order = weight_of(w, x) - weight_of(w, y);

	if (order)
		return order;
	return x->since != y->since ? x->since < y->since ? -1 : 1 : strcmp(x->username, y->username);
}

void wall_make_seats(struct wall *w)
{
	const struct model *m = client_model(w->app);

	w->seats = xrealloc(w->seats, (m->seat_count + 1) * sizeof(*w->seats));
	w->seat_count = m->seat_count;
	for (size_t i = 0; i < w->seat_count; i++)
		w->seats[i] = i;
	qsort_r(w->seats, w->seat_count, sizeof(*w->seats), by_state, w);
	list_changed(&w->lists[WALL_SEATS]);
}

static size_t seat_count(void *data)
{
	return ((struct wall *)data)->seat_count;
}

static const char *seat_id(void *data, size_t i)
{
	return seat_at(data, i)->username;
}

static void call_cell(const struct wall *w, const struct model_seat *s, struct buf *out, enum look *look)
{
	const struct model_contact *c = call_of(w, s);

	if (!c)
		return;
	if (c->state == CONTACT_ORPHANED || c->state == CONTACT_HELD) {
		buf_addf(out, "[%s] ", words_contact_state(c->state));
		*look = c->state == CONTACT_ORPHANED ? LOOK_ERROR : LOOK_WARNING;
	}
	buf_addf(out, "%s  %s", c->number ? c->number : _("number withheld"), c->name ? c->name : "");
}

static bool trains(const struct model_seat *s)
{
	return s->state == PRESENCE_NOT_READY && s->reason && !strcmp(s->reason, "training");
}

static void seat_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct wall *w = data;
	const struct model_seat *s = seat_at(w, i);
	bool away = s->state == PRESENCE_OFFLINE;

	if (column == SEAT_NAME) {
		buf_adds(out, s->name ? s->name : s->username);
	} else if (column == SEAT_STATE) {
		buf_adds(out, trains(s) ? _("in training") : words_presence(s->state));
		*look = s->state == PRESENCE_READY ? LOOK_GOOD : away ? LOOK_DIM : LOOK_NORMAL;
	} else if (column == SEAT_SINCE && s->since != INSTANT_NONE && !away) {
		words_timer(out, w->now - s->since);
	} else if (column == SEAT_CALL) {
		call_cell(w, s, out, look);
	} else if (column == SEAT_REASON && s->reason && !away && !trains(s)) {
		buf_adds(out, words_reason(s->reason));
	}
}

static void seat_text(void *data, size_t i, struct buf *out)
{
	const struct model_seat *s = seat_at(data, i);

	buf_addf(out, "%s %s %s", s->name ? s->name : "", s->username ? s->username : "", trains(s) ? _("in training") : words_presence(s->state));
}

static const struct list_source seats = { seat_count, seat_cell, seat_text };

const struct model_seat *wall_seat(const struct wall *w)
{
	size_t row = list_selected(&w->lists[WALL_SEATS]);

	return row != LIST_NONE && row < w->seat_count ? seat_at(w, row) : NULL;
}

/* -- what waits for a decision -------------------------------------------------------------- */

enum { ASK_NO, ASK_WHAT, ASK_FOR, ASK_TITLE, ASK_UNIT };
#define ASK_COLUMNS(what)                                         \
	{                                                         \
		[ASK_NO] = { N_("Ticket"), 14, LIST_MAIN, 0 },    \
		[ASK_WHAT] = { N_("Asked for"), what, 0, 0 },     \
		[ASK_FOR] = { N_("For"), 8, 0, 0 },               \
		[ASK_TITLE] = { N_("Title"), 0, 0, 0 },           \
		[ASK_UNIT] = { N_("Unit"), 20, 0, 78 },           \
	}
static const struct list_column ask_columns[2][ASK_UNIT + 1] = { ASK_COLUMNS(11), ASK_COLUMNS(11) };

static const struct model_ticket_row *ask_at(const struct wall *w, size_t i)
{
	return &model_list(client_model(w->app), wall_list_name)->rows[w->asks[i]];
}

void wall_make_asks(struct wall *w)
{
	const struct model_list *l = model_list(client_model(w->app), wall_list_name);

	w->ask_count = 0;
	for (size_t i = 0; l && i < l->count; i++) {
		if (!l->rows[i].asks)
			continue;       /* decided meanwhile */
		ARRAY_GROW(w->asks, w->ask_count + 1, w->ask_alloc);
		w->asks[w->ask_count++] = i;
	}
	list_changed(&w->lists[WALL_ASKS]);
}

static size_t ask_count(void *data)
{
	return ((struct wall *)data)->ask_count;
}

static const char *ask_id(void *data, size_t i)
{
	return ask_at(data, i)->no;
}

static void ask_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct wall *w = data;
	const struct model_ticket_row *row = ask_at(w, i);

	if (column == ASK_NO) {
		words_no(out, row->no);
	} else if (column == ASK_WHAT) {
		buf_adds(out, words_asked(row->asks));
		*look = LOOK_WARNING;
	} else if (column == ASK_FOR && row->asks_at != INSTANT_NONE) {
		words_span(out, w->now > row->asks_at ? w->now - row->asks_at : 0);
	} else if (column == ASK_TITLE) {
		words_marks(out, row);
		words_title(w->app, out, row->title, row->category);
	} else if (column == ASK_UNIT) {
		words_unit(w->app, out, row->asks_unit ? row->asks_unit : row->lead);
	}
}

static void ask_text(void *data, size_t i, struct buf *out)
{
	const struct wall *w = data;
	const struct model_ticket_row *row = ask_at(w, i);

	buf_addf(out, "%s %s %s ", row->no, words_asked(row->asks), row->title ? row->title : "");
	words_unit(w->app, out, row->asks_unit ? row->asks_unit : row->lead);
}

static const struct list_source asks = { ask_count, ask_cell, ask_text };

const struct model_ticket_row *wall_ask(const struct wall *w)
{
	size_t row = list_selected(&w->lists[WALL_ASKS]);

	return row != LIST_NONE && row < w->ask_count ? ask_at(w, row) : NULL;
}

/* -- overdue ----------------------------------------------------------------------------------- */

enum { LATE_UNIT, LATE_COUNT, LATE_LONGEST };
static const struct list_column late_columns[] = {
	[LATE_UNIT] = { N_("Unit"), 0, LIST_MAIN, 0 },
	[LATE_COUNT] = { N_("Overdue"), 8, LIST_RIGHT, 0 },
	[LATE_LONGEST] = { N_("Longest"), 8, 0, 0 },
};

static const json *late_units(const struct wall *w)
{
	return jo_array(jo_get(w->figures, "overdue"), "units");
}

void wall_make_overdue(struct wall *w)
{
	list_changed(&w->lists[WALL_OVERDUE]);
}

static size_t late_count(void *data)
{
	return jo_len(late_units(data));
}

static const char *late_id(void *data, size_t i)
{
	const char *unit = jo_str(jo_at(late_units(data), i), "unit");

	return unit ? unit : "-";
}

static void late_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct wall *w = data;
	const json *item = jo_at(late_units(w), i);
	const char *unit = jo_str(item, "unit"), *oldest = jo_str(item, "oldest_due_at");
	instant due;

	if (column == LATE_UNIT && unit) {
		words_unit(w->app, out, unit);
	} else if (column == LATE_UNIT) {
		buf_adds(out, _("at the dispatch desk"));
	} else if (column == LATE_COUNT) {
		buf_addf(out, "%lld", (long long)jo_int(item, "count", 0));
		*look = LOOK_ERROR;
	} else if (column == LATE_LONGEST && oldest && clock_parse(oldest, &due)) {
		words_span(out, w->now > due ? w->now - due : 0);
	}
}

static const struct list_source late = { late_count, late_cell, NULL };

const json *wall_overdue(const struct wall *w)
{
	size_t row = list_selected(&w->lists[WALL_OVERDUE]);

	return row != LIST_NONE ? jo_at(late_units(w), row) : NULL;
}

/* -- all ---------------------------------------------------------------------------------------------- */

size_t wall_count(const struct wall *w, enum wall_panel panel)
{
	if (panel == WALL_OVERDUE)
		return (size_t)jo_int(jo_get(w->figures, "overdue"), "count", 0);
	return panel == WALL_SEATS ? w->seat_count : w->ask_count;
}

void wall_lists_init(struct wall *w)
{
	list_init(&w->lists[WALL_SEATS], &seats, w, seat_columns, ARRAY_SIZE(seat_columns));
	list_init(&w->lists[WALL_ASKS], &asks, w, ask_columns[client_english(w->app)], ARRAY_SIZE(ask_columns[0]));
	list_init(&w->lists[WALL_OVERDUE], &late, w, late_columns, ARRAY_SIZE(late_columns));
	w->lists[WALL_SEATS].id = seat_id;
	w->lists[WALL_ASKS].id = ask_id;
	w->lists[WALL_OVERDUE].id = late_id;
	w->lists[WALL_SEATS].empty = N_("No agent has an account yet.");
	w->lists[WALL_ASKS].empty = N_("Nothing waits for your decision.");
	w->lists[WALL_OVERDUE].empty = N_("No ticket is overdue.");
}

void wall_lists_release(struct wall *w)
{
	for (int i = 0; i < WALL_PANELS; i++)
		list_release(&w->lists[i]);
	free(w->seats);
	free(w->asks);
}
