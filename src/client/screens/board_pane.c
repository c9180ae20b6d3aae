/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board_pane.c -- the ticket under the cursor, with the units that may be responsible and what may be the same. */
#include <string.h>

#include "client/screens/board.h"
#include "client/screens/pane.h"
#include "client/ui/draw_text.h"
#include "hotline/i18n.h"

enum { UNITS_SHOWN = 4, SAME_SHOWN = 4, ROOMY = 16 };

static const char *text_of(const json *o, const char *name)
{
	const char *text = jo_str(o, name);

	return text ? text : "";
}

/* The first one takes two rows: its basis is what is sent with it. */
static void draw_unit(struct pane *p, const json *u, size_t i)
{
	const char *basis = jo_str(u, "basis");
	struct buf text = BUF_INIT;

	buf_addf(&text, "%zu ", i + 1);
	words_unit(p->app, &text, jo_str(u, "unit"));
	buf_addf(&text, _(" · %s · dispatched %lld, solved %lld, returned %lld"), text_of(u, "why"),
		 (long long)jo_int(u, "dispatched", 0), (long long)jo_int(u, "solved", 0),
		 (long long)jo_int(u, "returned", 0));
	pane_line(p, i ? LOOK_NORMAL : LOOK_GOOD, text.data);
	buf_reset(&text);
	if (basis && *basis) {
		buf_addf(&text, _("Basis: %s"), basis);
		p->r.x += 2, p->r.width -= 2;
		pane_wrapped(p, LOOK_DIM, text.data, i ? 1 : 2);
		p->r.x -= 2, p->r.width += 2;
	}
	buf_release(&text);
}

static void draw_same(struct pane *p, const json *d, size_t i)
{
	struct buf text = BUF_INIT;
	enum ticket_state state;

	buf_addf(&text, "%zu ", i + 1);
	words_no(&text, text_of(d, "no"));
	if (jo_bool(d, "caller", false))
		buf_addf(&text, " %s", _("[same caller]"));
	buf_addch(&text, ' ');
	words_title(p->app, &text, jo_str(d, "title"), jo_str(d, "category"));
	if (ticket_state_parse(jo_str(d, "state"), &state))
		buf_addf(&text, " · %s", words_ticket_state(state));
	if (jo_str(d, "lead")) {
		buf_adds(&text, " · ");
		words_unit(p->app, &text, jo_str(d, "lead"));
	}
	pane_line(p, jo_bool(d, "same", false) ? LOOK_WARNING : LOOK_NORMAL, text.data);
	buf_release(&text);
}

static void draw_merged(struct pane *p, const json *ticket)
{
	const json *merged = jo_array(ticket, "merged");
	struct buf text = BUF_INIT;

	if (jo_len(merged))
		buf_adds(&text, _("Merged into it: "));
	for (size_t i = 0; i < jo_len(merged); i++) {
		buf_adds(&text, i ? _(", ") : "");
		words_no(&text, text_of(jo_at(merged, i), "no"));
	}
	pane_wrapped(p, LOOK_DIM, text.data, 2);
	buf_release(&text);
}

static void draw_precedents(struct pane *p, const json *list)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < jo_len(list) && i < 2; i++) {
		buf_reset(&text);
		buf_addf(&text, _("Precedent: %s"), text_of(jo_at(list, i), "title"));
		pane_line(p, LOOK_DIM, text.data);
	}
	buf_release(&text);
}

/* The rows that the suggestions take, so that what the caller said gets the rest. */
static int rows_needed(const json *suggestions)
{
	size_t units = jo_len(jo_array(suggestions, "units")), same = jo_len(jo_array(suggestions, "duplicates"));
	int rows = 1 + (units ? (int)(units < UNITS_SHOWN ? units : UNITS_SHOWN) + 2 : 1);

	return rows + (same ? 1 + (int)(same < SAME_SHOWN ? same : SAME_SHOWN) : 0);
}

static void draw_suggestions(struct pane *p, const struct board *b, const json *o)
{
	const json *units = jo_array(o, "units"), *same = jo_array(o, "duplicates");
	bool cramped = p->r.height < ROOMY;

	pane_heading(p, _("Units that may be responsible"));
	if (!o)
		pane_line(p, LOOK_DIM, b->sentence ? b->sentence : _("Loading…"));
	else if (!jo_len(units))
		pane_line(p, LOOK_WARNING, _("Neither the catalogue nor the past names one; the form lets you choose."));
	for (size_t i = 0; i < jo_len(units) && i < (cramped ? 2 : UNITS_SHOWN); i++)
		draw_unit(p, jo_at(units, i), i);
	draw_precedents(p, jo_array(o, "precedents"));
	if (jo_len(same))
		pane_heading(p, _("Perhaps the same"));
	for (size_t i = 0; i < jo_len(same) && i < SAME_SHOWN; i++)
		draw_same(p, jo_at(same, i), i);
}

/* At the foot: what the one key would do now. */
static void draw_offer(struct pane *p, const struct board *b, const struct model_ticket *t)
{
	const json *first = jo_at(jo_array(board_suggestions(b), "units"), 0);
	struct buf text = BUF_INIT;

	if (!first || !model_can(t, "dispatch") || p->r.height < ROOMY)
		return;
	buf_addf(&text, _("%s dispatches to "), client_key_name(b->app, ACTION_DISPATCH_FIRST));
	words_unit(b->app, &text, jo_str(first, "unit"));
	p->r.height--;
	canvas_text(p->c, p->r.x, p->r.y + p->r.height, p->r.width, LOOK_GOOD, text.data);
	buf_release(&text);
}

static void draw_ticket(struct pane *p, const struct board *b, const struct model_ticket *t)
{
	const json *suggestions = board_suggestions(b);
	bool to_dispatch = t->state == TICKET_PENDING;
	struct buf asked = BUF_INIT;

	pane_moves(p, t);
	draw_offer(p, b, t);
	pane_head(p, t);
	pane_asked(b->app, t->ticket, &asked);
	pane_wrapped(p, LOOK_WARNING, asked.data, 3);
	int rest = pane_left(p) - (to_dispatch ? rows_needed(suggestions) : 6);
	pane_said(p, t, rest < 1 ? 1 : rest);
	draw_merged(p, t->ticket);
	if (to_dispatch)
		draw_suggestions(p, b, suggestions);
	pane_units(p, t);
	pane_events(p, t, 6);
	buf_release(&asked);
}

void board_draw_pane(const struct board *b, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = views_ticket(&b->views);
	const struct model_ticket *asked = model_ticket(client_model(b->app), b->views.no);
	struct pane p = { .app = b->app, .c = c, .r = r, .y = r.y, .now = b->views.now };

	if (t)
		draw_ticket(&p, b, t);
	else if (*b->views.no)
		pane_wrapped(&p, LOOK_DIM, asked && asked->sentence ? asked->sentence : _("Loading…"), 2);
}
