/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wall_figures.c -- who waits, what the day brought so far, what the seats are doing: a few lines, or two columns. */
#include <stdio.h>
#include <string.h>

#include "client/screens/wall.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { WIDE = 130, SKILLS_SHOWN = 6, OLD_MS = 10000 };

static bool time_in(const json *o, const char *name, instant *t)
{
	const char *text = jo_str(o, name);

	return text && clock_parse(text, t);
}

static long long number(const json *o, const char *name)
{
	return (long long)jo_int(o, name, 0);
}

/* -- the queue -------------------------------------------------------------------- */

static void add_waiting(const struct wall *w, struct buf *out)
{
	instant t;

	buf_addf(out, _("Waiting %lld"), number(w->figures, "waiting"));
	if (time_in(w->figures, "oldest_at", &t)) {
		buf_adds(out, _(", the longest "));
		words_timer(out, w->now - t);
	}
	buf_addf(out, _(" · to call back %lld"), number(w->figures, "call_backs"));
	buf_addf(out, _(" · gave up today %lld"), number(jo_get(w->figures, "today"), "abandoned"));
}

static enum look waiting_look(const struct wall *w)
{
	return number(w->figures, "waiting") ? LOOK_WARNING : LOOK_GOOD;
}

static void add_skills(const struct wall *w, struct buf *out)
{
	const json *skills = jo_array(w->figures, "skills");

	for (size_t i = 0; i < jo_len(skills); i++)
		buf_addf(out, " · %s %lld", words_code(w->app, "skill", jo_str(jo_at(skills, i), "skill")),
			 number(jo_at(skills, i), "waiting"));
}

/* One line a skill, with its own oldest. */
static int draw_skills(const struct wall *w, struct canvas *c, struct rect r)
{
	const json *skills = jo_array(w->figures, "skills");
	int rows = 0;

	for (size_t i = 0; i < jo_len(skills) && rows < r.height && i < SKILLS_SHOWN; i++) {
		struct buf text = BUF_INIT;
		instant t;
		canvas_text(c, r.x + 2, r.y + rows, 20, LOOK_NORMAL, words_code(w->app, "skill", jo_str(jo_at(skills, i), "skill")));
		buf_addf(&text, "%5lld", number(jo_at(skills, i), "waiting"));
		if (time_in(jo_at(skills, i), "oldest_at", &t)) {
			buf_adds(&text, _("   the longest "));
			words_timer(&text, w->now - t);
		}
		canvas_text(c, r.x + 23, r.y + rows++, r.width - 23, LOOK_WARNING, text.data);
		buf_release(&text);
	}
	return rows;
}

/* -- the day ------------------------------------------------------------------------- */

static void add_calls(const json *calls, const char *label, struct buf *out)
{
	long long answered = number(calls, "answered"), in_time = number(calls, "answered_in_15s");

	buf_addf(out, _("%s: %lld calls · %lld answered, %lld%% within 15 s"), label, number(calls, "contacts"), answered,
		 answered ? in_time * 100 / answered : 0);
}

static void add_outcomes(const struct wall *w, struct buf *out)
{
	static const struct { const char *action, *label; } shown[] = {
		{ "submit", N_("to dispatch") }, { "answer", N_("answered directly") }, { "transfer", N_("to emergency lines") },
		{ "decline", N_("declined") }, { "void", N_("void") },
	};
	const json *outcomes = jo_get(w->figures, "outcomes");

	buf_addf(out, _("Tickets today %lld"), number(jo_get(w->figures, "today"), "tickets"));
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		if (number(outcomes, shown[i].action))
			buf_addf(out, " · %s %lld", _(shown[i].label), number(outcomes, shown[i].action));
}

static void add_visits(const struct wall *w, struct buf *out)
{
	const json *visits = jo_get(w->figures, "visits");

	buf_addf(out, _("Return visits: %lld due · %lld later"), number(visits, "due"),
		 number(visits, "waiting") - number(visits, "due"));
}

static void add_seats(const struct wall *w, struct buf *out)
{
	const struct model *m = client_model(w->app);
	int states[PRESENCE_COUNT] = { 0 };

	for (size_t i = 0; i < m->seat_count; i++)
		states[m->seats[i].state]++;
	buf_addf(out, _("Seats %zu"), m->seat_count);
	for (int p = 0; p < PRESENCE_COUNT; p++)
		if (states[p])
			buf_addf(out, " · %s %d", words_presence((enum presence)p), states[p]);
}

/* -- drawing ------------------------------------------------------------------------------ */

typedef void line_text(const struct wall *w, struct buf *out);

static void today_line(const struct wall *w, struct buf *out)
{
	add_calls(jo_get(w->figures, "today"), _("Today"), out);
}

static void hour_line(const struct wall *w, struct buf *out)
{
	add_calls(jo_get(w->figures, "last_hour"), _("Last hour"), out);
}

static void queue_line(const struct wall *w, struct buf *out)
{
	add_waiting(w, out);
	add_skills(w, out);
}

static void draw_lines(const struct wall *w, struct canvas *c, struct rect r, line_text *const *lines, int count)
{
	for (int i = 0; i < count && i < r.height; i++) {
		struct buf text = BUF_INIT;
		lines[i](w, &text);
		canvas_text(c, r.x, r.y + i, r.width,
			    lines[i] == queue_line || lines[i] == add_waiting ? waiting_look(w) : LOOK_NORMAL, text.data);
		buf_release(&text);
	}
}

static void draw_age(const struct wall *w, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (!w->sentence && w->now - w->figures_at < OLD_MS)
		return;
	buf_adds(&text, _("Figures of "));
	words_time(&text, w->figures_at, w->now);
	if (w->sentence)
		buf_addf(&text, " · %s", w->sentence);
	canvas_text_right(c, r.x, r.y, r.width, LOOK_ERROR, text.data);
	buf_release(&text);
}

int wall_draw_figures(const struct wall *w, struct canvas *c, struct rect r)
{
	static line_text *const narrow[] = { queue_line, today_line, add_outcomes, add_seats };
	static line_text *const left[] = { add_waiting }, *const right[] = { today_line, hour_line, add_outcomes, add_visits,
									      add_seats };
	int half = r.width / 2, rows = ARRAY_SIZE(narrow);

	if (!w->figures) {
		canvas_text(c, r.x, r.y, r.width, w->sentence ? LOOK_ERROR : LOOK_DIM, w->sentence ? w->sentence : _("Loading…"));
		return rows;
	}
	if (r.width < WIDE) {
		draw_lines(w, c, (struct rect){ r.x, r.y, r.width, rows }, narrow, rows);
	} else {
		rows = ARRAY_SIZE(right);
		draw_lines(w, c, (struct rect){ r.x, r.y, half - 2, 1 }, left, ARRAY_SIZE(left));
		draw_skills(w, c, (struct rect){ r.x, r.y + 1, half - 2, rows - 1 });
		draw_lines(w, c, (struct rect){ r.x + half, r.y, r.width - half, rows }, right, rows);
	}
	draw_age(w, c, (struct rect){ r.x, r.y, r.width, 1 });
	return rows;
}
