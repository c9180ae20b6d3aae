/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.c -- the score of a unit, of the user's own or of any row of the report of rates: its figures beside the city's,
 * each one opens the tickets that it counts.
 */
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* A figure: how many, less some others; its rate; the link of the report to its tickets and what narrows it. */
static const struct figure { const char *name, *member, *less[2], *rate, *link, *narrow; } figures[] = {
	{ N_("Dispatched to the unit"), "volume", { NULL }, NULL, "tickets_dispatched", "" },
	{ N_("Visits that count"), "valid", { NULL }, NULL, "tickets", "" },
	{ N_("Contacted by the unit"), "contacted", { NULL }, "response_rate", "tickets", "&contacted=yes" },
	{ N_("Not contacted"), "valid", { "contacted" }, NULL, "tickets", "&contacted=no" },
	{ N_("Solved"), "solved", { NULL }, "solution_rate", "tickets", "&solved=yes" },
	{ N_("Not solved"), "valid", { "solved" }, NULL, "tickets", "&solved=no" },
	{ N_("Satisfied"), "satisfied", { NULL }, "satisfaction_rate", "tickets", "&satisfied=yes" },
	{ N_("Basically satisfied"), "basically", { NULL }, NULL, "tickets", "&satisfied=basically" },
	{ N_("Not satisfied"), "valid", { "satisfied", "basically" }, NULL, "tickets", "&satisfied=no" },
};

enum { COLUMN_FIGURE, COLUMN_COUNT, COLUMN_RATE, COLUMN_CITY };
static const struct list_column columns[] = {
	[COLUMN_FIGURE] = { N_("Figure"), 30, LIST_MAIN, 0 },
	[COLUMN_COUNT] = { N_("Tickets"), 10, 0, 0 },
	[COLUMN_RATE] = { N_("Rate"), 10, 0, 0 },
	[COLUMN_CITY] = { N_("City"), 10, 0, 0 },
};

struct score {
	struct app *app;
	struct list list;
	json *report;           /* NULL: not here yet */
	size_t row;             /* of its items */
	bool asked;             /* for the own unit's */
	char *sentence;         /* why it does not come; NULL */
};

/* Whose score it is; NULL: not known yet, or nothing counts. */
static const json *own(const struct score *s)
{
	return jo_at(jo_array(s->report, "items"), s->row);
}

/* The row of the user's own unit, behind the last one when it has none. */
static size_t find_own(const struct score *s)
{
	const json *items = jo_array(s->report, "items");
	const char *mine = client_model(s->app)->me.unit;
	size_t i = 0;

	while (i < jo_len(items) && (!mine || strcmp(jo_str(jo_at(items, i), "unit"), mine)))
		i++;
	return i;
}

static double number(const json *o, const char *name)
{
	json *value = name ? jo_get(o, name) : NULL;

	return value ? json_object_get_double(value) : 0;
}

static size_t count(void *data)
{
	return own(data) ? ARRAY_SIZE(figures) : 0;
}

static void add_rate(struct buf *out, const json *o, const char *rate)
{
	if (rate)
		buf_addf(out, "%.1f%%", 100 * number(o, rate));
}

static void cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	const struct score *s = data;
	const struct figure *f = &figures[row];
	double n = number(own(s), f->member) - number(own(s), f->less[0]) - number(own(s), f->less[1]);

	if (column == COLUMN_FIGURE)
		buf_adds(out, _(f->name));
	else if (column == COLUMN_COUNT)
		buf_addf(out, "%.10g", n);
	else if (column == COLUMN_RATE)
		add_rate(out, own(s), f->rate);
	else if (column == COLUMN_CITY)
		add_rate(out, jo_get(s->report, "city"), f->rate);
	if (column == COLUMN_RATE && f->rate && number(own(s), f->rate) < number(jo_get(s->report, "city"), f->rate))
		*look = LOOK_WARNING;
}

static const struct list_source source = { count, cell, NULL };

static void report_came(void *arg, const struct net_answer *answer)
{
	struct score *s = arg;

	app_busy(s->app, -1);
	s->asked = false;
	jo_free(s->report);
	free(s->sentence);
	s->report = net_is_ok(answer) ? jo_copy((json *)answer->body) : NULL;
	s->sentence = net_is_ok(answer) ? NULL : xstrdup(client_sentence(answer));
	s->row = find_own(s);
	list_changed(&s->list);
	app_draw_later(s->app);
}

static void *score_enter(struct app *app, void *argument)
{
	const struct score_of *of = argument;
	struct score *s = xcalloc(1, sizeof(*s));

	s->app = app;
	list_init(&s->list, &source, s, columns, ARRAY_SIZE(columns));
	s->list.empty = N_("No ticket counts in this period.");
	if (of) {
		const json *items = jo_array(of->report, "items");
		s->report = jo_copy((json *)of->report);
		while (s->row < jo_len(items) && jo_at(items, s->row) != of->row)
			s->row++;
		return s;
	}
	s->asked = true;
	app_busy(app, 1);
	work_get(client_work(app), "/reports/rates", report_came, s);
	return s;
}

static void score_leave(struct app *app, void *state)
{
	struct score *s = state;

	work_forget(client_work(app), s);
	if (s->asked)
		app_busy(app, -1);
	list_release(&s->list);
	jo_free(s->report);
	free(s->sentence);
	free(s);
}

static void draw_heading_line(const struct score *s, struct canvas *c, struct rect r)
{
	const char *from = jo_str(s->report, "from"), *to = jo_str(s->report, "to");
	struct buf text = BUF_INIT;

	if (own(s))
		buf_addf(&text, _("Score %.1f · rank %lld · city %.1f · %.10s to %.10s"), number(own(s), "score"),
			 (long long)jo_int(own(s), "rank", 0), number(jo_get(s->report, "city"), "score"),
			 from ? from : "", to ? to : "");
	else
		buf_adds(&text, s->sentence ? s->sentence : s->report ? "" : _("Loading…"));
	canvas_text(c, r.x, r.y, r.width, s->sentence ? LOOK_ERROR : LOOK_HEADING, text.data);
	buf_release(&text);
}

static void score_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct score *s = state;

	(void)app;
	draw_heading_line(s, c, (struct rect){ r.x + 1, r.y, r.width - 2, 1 });
	list_draw(&s->list, c, (struct rect){ r.x, r.y + 2, r.width, r.height - 3 });
	canvas_text(c, r.x + 1, r.y + r.height - 1, r.width - 2, LOOK_DIM, _("Enter opens the tickets behind the figure."));
}

static void open_figure(struct score *s, const struct figure *f)
{
	const char *link = jo_str(own(s), f->link);
	struct buf query = BUF_INIT;

	if (!link)
		return;
	buf_addf(&query, "%s%s", link, f->narrow);
	struct tickets_query want = { f->name, query.data };
	app_push(s->app, &screen_tickets, &want);
	buf_release(&query);
}

static enum handled score_action(struct app *app, void *state, const struct command *command)
{
	struct score *s = state;
	size_t row = list_selected(&s->list);

	(void)app;
	if (list_command(&s->list, command))
		return HANDLED_DRAW;
	if (command->action != ACTION_OPEN || row == LIST_NONE)
		return HANDLED_NOT;
	open_figure(s, &figures[row]);
	return HANDLED_DRAW;
}

static enum context score_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

/* "Score · 花家地街道" */
static void score_title(void *state, struct buf *out)
{
	const struct score *s = state;
	const char *name = jo_str(own(s), "name");

	buf_adds(out, _("Score"));
	if (name)
		buf_addf(out, " · %s", name);
}

const struct screen_ops screen_score = {
	.name = "score", .title = N_("Score"), .context = CONTEXT_GLOBAL, .flags = SCREEN_PERSONAL,
	.enter = score_enter, .leave = score_leave, .draw = score_draw, .action = score_action, .focus = score_focus,
	.add_title = score_title,
};
