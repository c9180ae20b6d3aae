/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act_draw.c -- the picture of the form: what the ticket is about, what is asked of it, who may be responsible. */
#include "client/screens/act_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/pane.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* What the ticket is about, above the form: nobody dispatches by number. */
static int draw_matter(struct act *a, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const char *content = t ? jo_pointer_str(t->ticket, "/fields/matter/content") : NULL;
	const char *title = t ? jo_pointer_str(t->ticket, "/fields/matter/title") : NULL;
	struct buf line = BUF_INIT;
	struct text_lines lines = { 0 };
	int rows = 2;

	words_no(&line, a->no);
	buf_adds(&line, "  ");
	words_title(a->app, &line, title, NULL);
	canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, line.data);
	buf_reset(&line);
	if (t && t->ticket) {
		words_category(a->app, &line, jo_pointer_str(t->ticket, "/fields/matter/category"), true);
		buf_adds(&line, " · ");
		words_place(a->app, &line, jo_get(t->ticket, "fields"));
	}
	canvas_text(c, r.x, r.y + 1, r.width, LOOK_DIM, line.data);
	if (content) {
		text_wrap(&lines, content, strlen(content), r.width);
		for (size_t i = 0; i < lines.count && rows < r.height; i++)
			canvas_text_n(c, r.x, r.y + rows++, r.width, LOOK_NORMAL, content + lines.lines[i].start,
				      lines.lines[i].len);
	}
	text_lines_release(&lines);
	buf_release(&line);
	return rows;
}

/* What is asked, and that the ticket was moved since the form was opened. Rows used. */
static int draw_state(struct act *a, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	struct buf text = BUF_INIT;
	int rows;

	if (!t || !t->ticket)
		return 0;
	if (!a->seen)
		a->seen = t->version;
	if (t->state == TICKET_REHANDLING || t->state == TICKET_HANDLING)
		pane_answers(t->ticket, &text);
	rows = draw_wrapped(c, (struct rect){ r.x, r.y, r.width, r.height - 1 }, LOOK_WARNING, text.data);
	buf_reset(&text);
	pane_asked(a->app, t->ticket, &text);
	rows += draw_wrapped(c, (struct rect){ r.x, r.y + rows, r.width, r.height - rows - 1 }, LOOK_WARNING, text.data);
	buf_reset(&text);
	if (t->version > a->seen && !a->sent)
		pane_news(a->app, t, &text);
	rows += draw_wrapped(c, (struct rect){ r.x, r.y + rows, r.width, 1 }, LOOK_ERROR, text.data);
	buf_release(&text);
	return rows;
}

/* Who has had such matters and what came of it; what may be the same. Rows used. */
static int draw_suggestions(struct act *a, struct canvas *c, struct rect r)
{
	const json *units = jo_array(a->suggestions, "units"), *same = jo_array(a->suggestions, "duplicates");
	int rows = 0;

	for (size_t i = 0; i < jo_len(units) && i < 3 && rows < r.height; i++) {
		const json *u = jo_at(units, i);
		struct buf text = BUF_INIT;
		words_unit(a->app, &text, jo_str(u, "unit"));
		buf_addf(&text, _(" · %s · dispatched %lld, solved %lld, returned %lld"), jo_str(u, "why") ? jo_str(u, "why") : "",
			 (long long)jo_int(u, "dispatched", 0), (long long)jo_int(u, "solved", 0),
			 (long long)jo_int(u, "returned", 0));
		canvas_text(c, r.x, r.y + rows++, r.width, i ? LOOK_DIM : LOOK_NORMAL, text.data);
		buf_release(&text);
	}
	for (size_t i = 0; i < jo_len(same) && i < 3 && rows < r.height; i++) {
		const json *d = jo_at(same, i);
		struct buf text = BUF_INIT;
		enum ticket_state state;
		buf_adds(&text, jo_bool(d, "same", false) ? _("The same: ") : _("Perhaps the same: "));
		words_no(&text, jo_str(d, "no"));
		if (ticket_state_parse(jo_str(d, "state"), &state))
			buf_addf(&text, " (%s)", words_ticket_state(state));
		buf_addf(&text, " :merge %s", jo_str(d, "no"));
		buf_adds(&text, " · ");
		words_title(a->app, &text, jo_str(d, "title"), jo_str(d, "category"));
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_WARNING, text.data);
		buf_release(&text);
	}
	return rows ? rows + 1 : 0;
}

static void draw_how(const struct act *a, struct canvas *c, struct rect r)
{
	char *send = xstrdup(client_key_name(a->app, ACTION_SEND));
	struct buf how = BUF_INIT;

	if (work_refused(client_work(a->app), a->kept))
		buf_addf(&how, _("Refused. %s sends it anew, %s throws it away; Esc goes back and keeps it."), send,
			 client_key_name(a->app, ACTION_DISCARD));
	else
		buf_addf(&how, _("%s sends it; Esc goes back and keeps what you typed."), send);
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, how.data);
	buf_release(&how);
	free(send);
}

/* What came of sending it. */
static void draw_outcome(const struct act *a, struct canvas *c, struct rect r)
{
	bool up = work_link(client_work(a->app))->state == LINK_UP;
	const char *sentence = a->sentence;

	if (a->sent && !up)
		sentence = _("It waits and goes out by itself when the server is back. Esc goes back.");
	draw_wrapped(c, r, !a->sent ? LOOK_ERROR : up ? LOOK_DIM : LOOK_WARNING, sentence);
}

/* Below the form: what came of sending it, and how to go on. Rows used. */
static int draw_end(struct act *a, struct canvas *c, struct rect r)
{
	enum { ROWS_MOST = 3 };
	int rows = a->sentence ? draw_rows(a->sentence, r.width) : 0;

	rows = rows > ROWS_MOST ? ROWS_MOST : rows;
	if (rows)
		draw_outcome(a, c, (struct rect){ r.x, r.y + r.height - rows - !a->sent, r.width, rows });
	if (!a->sent)
		draw_how(a, c, (struct rect){ r.x, r.y + r.height - 1, r.width, 1 });
	return rows + !a->sent;
}

void act_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct act *a = state;
	int width = r.width - 2, matter = r.height / 3;
	int y = r.y + draw_matter(a, c, (struct rect){ r.x + 1, r.y, width, matter });
	y += draw_state(a, c, (struct rect){ r.x + 1, y, width, 4 }) + 1;
	y += draw_suggestions(a, c, (struct rect){ r.x + 1, y, width, r.height / 4 });

	(void)app;
	canvas_text(c, r.x + 1, y, width, LOOK_TITLE, words_action(a->action));
	int end = draw_end(a, c, (struct rect){ r.x + 1, y, width, r.y + r.height - y });
	formview_draw(&a->form, c, (struct rect){ r.x + 1, y + 1, width, r.y + r.height - y - 1 - end });
}
