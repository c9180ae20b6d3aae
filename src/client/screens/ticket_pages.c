/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_pages.c -- what is read of a ticket from any list: its progress in words for the caller, its deadlines explained.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/screens.h"
#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

/* A page that waits for the ticket, its history and its deadlines, which come in any order. */
struct wanted_page {
	struct app *app;
	char no[24];
	void (*show)(struct app *app, const struct model_ticket *t);
	int left;               /* parts that are still to come */
	char *sentence;         /* why one did not; NULL: all did */
};

static void part_came(void *arg, const struct net_answer *answer)
{
	struct wanted_page *w = arg;
	const struct model_ticket *t = model_ticket(client_model(w->app), w->no);

	if (!net_is_ok(answer) && !w->sentence)
		w->sentence = xstrdup(answer->sentence);
	if (--w->left)
		return;
	if (w->sentence)
		app_say(w->app, LOOK_ERROR, "%s", w->sentence);
	else if (t && t->ticket)
		w->show(w->app, t);
	app_busy(w->app, -1);
	free(w->sentence);
	free(w);
}

static void fetch(struct app *app, const char *no, void (*show)(struct app *app, const struct model_ticket *t))
{
	struct wanted_page *w = xcalloc(1, sizeof(*w));

	w->app = app;
	w->show = show;
	w->left = WORK_TICKET_PARTS;
	snprintf(w->no, sizeof(w->no), "%s", no);
	app_busy(app, 1);
	work_ticket_whole(client_work(app), no, part_came, w);
}

/* -- progress ------------------------------------------------------------------------------ */

/* "M-u Urge · M-n Add a note": of what this user can do now, what a caller asks for. */
static void add_keys(struct app *app, const json *ticket, struct buf *out)
{
	static const char *const wished[] = { "urge", "add_note", "withdraw" };
	const json *possible = jo_get(ticket, "actions");
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(wished); i++)
		for (size_t n = 0; n < jo_len(possible); n++) {
			const char *key = ticket_move_key(app, wished[i]);
			if (!key || strcmp(json_object_get_string(jo_at(possible, n)), wished[i]))
				continue;
			buf_addf(out, "%s%s %s", any ? " · " : "\n", key, words_action(wished[i]));
			any = true;
		}
}

static void show_progress(struct app *app, const struct model_ticket *t)
{
	struct buf text = BUF_INIT;

	words_progress(app, &text, t, clock_agreed());
	add_keys(app, t->ticket, &text);
	struct text_page page = { _("Progress, to read out"), text.data, t->no };
	app_push(app, &screen_ticket_text, &page);
	buf_release(&text);
}

void ticket_progress(struct app *app, const char *no)
{
	fetch(app, no, show_progress);
}

/* -- deadlines -------------------------------------------------------------------------------- */

static instant time_of(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

/* To the minute. */
static void say(struct buf *out, instant t, instant now)
{
	time_say_near(out, t - t % 60000, now);
}

static const char *clock_label(const char *name)
{
	for (int i = 0; name && i < CLOCK_COUNT; i++)
		if (!strcmp(city_clock_names[i], name))
			return words_clock(i);
	return name ? name : "";
}

/* "Sign · Wangjing Subdistrict: by 25 Nov 20:05, in working time; done 24 Nov 10:00, in time" */
static void add_clock(struct app *app, const json *clock, instant now, struct buf *out)
{
	instant due = time_of(clock, "due_at"), met = time_of(clock, "met_at");
	const char *unit = jo_str(clock, "unit"), *calendar = jo_str(clock, "calendar");

	buf_adds(out, clock_label(jo_str(clock, "clock")));
	if (unit) {
		buf_adds(out, " · ");
		words_unit(app, out, unit);
	}
	buf_adds(out, _(": by "));
	say(out, due, now);
	buf_adds(out, calendar && !strcmp(calendar, "working") ? _(", in working time; ") : _("; "));
	if (met == INSTANT_NONE) {
		words_due(out, due, now);
	} else {
		buf_adds(out, _("done "));
		say(out, met, now);
		buf_adds(out, met > due ? _(", late") : _(", in time"));
	}
	buf_addch(out, '\n');
}

static void add_steps(const json *steps, instant now, struct buf *out)
{
	for (size_t i = 0; i < jo_len(steps); i++) {
		buf_adds(out, "    ");
		say(out, time_of(jo_at(steps, i), "at"), now);
		buf_addf(out, "  %s\n", jo_str(jo_at(steps, i), "rule"));
	}
}

static void show_deadline(struct app *app, const struct model_ticket *t)
{
	const json *clocks = jo_get(t->deadline, "clocks");
	struct buf text = BUF_INIT;
	instant now = clock_agreed();

	for (size_t i = 0; i < jo_len(clocks); i++) {
		add_clock(app, jo_at(clocks, i), now, &text);
		add_steps(jo_get(jo_at(clocks, i), "steps"), now, &text);
	}
	if (!text.len)
		buf_adds(&text, _("No clock runs for this ticket."));
	struct text_page page = { _("Deadlines"), text.data, t->no };
	app_push(app, &screen_ticket_text, &page);
	buf_release(&text);
}

void ticket_deadline(struct app *app, const char *no)
{
	fetch(app, no, show_deadline);
}
