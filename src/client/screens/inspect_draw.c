/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspect_draw.c -- a sheet on the screen: whose work, what it comes to, the faults, and beside them the ticket. */
#include <string.h>

#include "client/screens/inspect.h"
#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { WIDE = 110, DETAIL_ROWS = 3 };

const char *inspect_state_word(const char *state)
{
	static const struct train_word words[] = {
		{ "drawn", N_("to be scored") }, { "scored", N_("scored") }, { "appealed", N_("appealed") },
		{ "decided", N_("decided") },
	};

	return train_word_of(words, ARRAY_SIZE(words), state);
}

/* -- the head -------------------------------------------------------------------------- */

static void add_whose(const struct sheet *s, struct buf *out)
{
	static const struct train_word whys[] = {
		{ "agent", N_("drawn of each agent") }, { "category", N_("drawn of each category") },
		{ "share", N_("drawn of all") },
	};
	const json *o = s->inspection;
	const char *agent = jo_str(o, "agent_name"), *why = jo_str(o, "why"), *inspector = jo_str(o, "inspector_name");

	words_no(out, jo_str(o, "ticket"));
	buf_addf(out, " · %s · ", agent ? agent : "");
	words_category(s->app, out, jo_str(o, "category"), false);
	for (size_t i = 0; why && i < ARRAY_SIZE(whys); i++)
		if (!strcmp(whys[i].code, why))
			buf_addf(out, " · %s", _(whys[i].word));
	buf_addf(out, " · %s", inspect_state_word(jo_str(o, "state")));
	if (inspector)
		buf_addf(out, _(" · inspected by %s"), inspector);
}

static void add_total(const struct sheet *s, struct buf *out)
{
	const json *sheets = jo_get(s->score, "sheets");

	buf_addf(out, "%.1f · %s", sheet_number(s->score, "total"), train_level_word(jo_str(s->score, "level")));
	if (jo_get(sheets, "ticket"))
		buf_addf(out, _(" · ticket %.1f"), sheet_number(sheets, "ticket"));
	if (jo_get(sheets, "call"))
		buf_addf(out, _(" · call %.1f"), sheet_number(sheets, "call"));
	if (s->changed)
		buf_adds(out, _(" · not handed in"));
}

static int draw_pair(struct canvas *c, struct rect r, int y, const char *label, enum look look, const char *text)
{
	if (!text || !*text || y >= r.y + r.height)
		return 0;
	int used = canvas_text(c, r.x, y, r.width, LOOK_LABEL, label);
	return draw_wrapped(c, (struct rect){ r.x + used, y, r.width - used, 2 }, look, text);
}

static void add_decision(const struct sheet *s, struct buf *out)
{
	const json *d = jo_get(s->inspection, "decision");
	const char *by = jo_str(s->inspection, "decided_by_name"), *reason = jo_str(d, "reason");

	if (d)
		buf_addf(out, "%s · %s: %s", jo_bool(d, "granted", false) ? _("granted") : _("not granted"), by ? by : "",
			 reason ? reason : "");
}

/* Returns the rows used. */
static int draw_head(const struct sheet *s, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int y = r.y;

	add_whose(s, &text);
	y += draw_pair(c, r, y, "", LOOK_NORMAL, text.data);
	buf_reset(&text);
	add_total(s, &text);
	y += draw_pair(c, r, y, _("Score: "), train_level_look(sheet_number(s->score, "total")), text.data);
	y += draw_pair(c, r, y, _("Note: "), LOOK_NORMAL, s->note);
	y += draw_pair(c, r, y, _("Appeal: "), LOOK_WARNING, jo_str(jo_get(s->inspection, "appeal"), "reason"));
	buf_reset(&text);
	add_decision(s, &text);
	y += draw_pair(c, r, y, _("Decision: "), LOOK_GOOD, text.data);
	buf_release(&text);
	return y - r.y;
}

/* -- what can be done ------------------------------------------------------------------------ */

static void add_hint(const struct sheet *s, struct buf *out)
{
	const char *state = jo_str(s->inspection, "state");

	if (s->mode == SHEET_SCORE && state && !strcmp(state, "scored"))
		buf_adds(out, _("Handed in; it may be changed until the agent appeals · "));
	if (s->mode == SHEET_SCORE)
		buf_addf(out, _("Enter or %s takes points · %s a note · %s hands the sheet in"),
			 client_key_name(s->app, ACTION_DEDUCT), client_key_name(s->app, ACTION_NOTE),
			 client_key_name(s->app, ACTION_SEND));
	else if (s->mode == SHEET_APPEAL)
		buf_addf(out, _("%s appeals, once, with your reason"), client_key_name(s->app, ACTION_APPEAL));
	else if (s->mode == SHEET_DECIDE)
		buf_addf(out, _("%s changes what an item costs, then %s grants the appeal; %s refuses it"),
			 client_key_name(s->app, ACTION_DEDUCT), client_key_name(s->app, ACTION_GRANT),
			 client_key_name(s->app, ACTION_REFUSE));
	if (out->len)
		buf_adds(out, " · ");
	buf_addf(out, _("%s: the ticket, and back"), client_key_name(s->app, ACTION_NEXT_VIEW));
}

static void draw_detail(const struct sheet *s, struct canvas *c, struct rect r)
{
	const json *item = sheet_item(s);
	struct buf text = BUF_INIT;
	int used = 0;

	for (int x = r.x; x < r.x + r.width; x++)
		canvas_text(c, x, r.y, 1, LOOK_DIM, "─");
	if (s->sentence)
		buf_adds(&text, s->sentence);
	else if (item)
		buf_addf(&text, "%s%s%s", sheet_name(s, item), jo_str(item, "why") ? ": " : "",
			 jo_str(item, "why") ? jo_str(item, "why") : "");
	if (text.len)
		used = draw_wrapped(c, (struct rect){ r.x, r.y + 1, r.width, r.height - 2 },
				    s->sentence ? LOOK_ERROR : LOOK_MESSAGE, text.data);
	buf_reset(&text);
	add_hint(s, &text);
	draw_wrapped(c, (struct rect){ r.x, r.y + 1 + used, r.width, r.height - 1 - used }, LOOK_DIM, text.data);
	buf_release(&text);
}

/* -- both parts -------------------------------------------------------------------------------- */

static void draw_ticket(struct sheet *s, struct canvas *c, struct rect r)
{
	draw_heading(c, r.x, r.y, r.width, s->reading ? _("[Ticket]") : _("Ticket"));
	struct rect text = { r.x, r.y + 1, r.width, r.height - 1 };
	if (s->ticket.ticket)
		pager_draw(&s->pager, c, text);
	else
		draw_wrapped(c, text, LOOK_DIM, s->ticket.sentence ? s->ticket.sentence : _("Loading…"));
}

static void draw_sheet(struct sheet *s, struct canvas *c, struct rect r)
{
	draw_heading(c, r.x + 1, r.y, r.width - 1, s->reading ? _("Sheet") : _("[Sheet]"));
	s->list.passive = s->reading;
	list_draw(&s->list, c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 });
}

void sheet_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct sheet *s = state;
	struct rect in = { r.x + 1, r.y, r.width - 2, r.height };
	int detail = r.height > 30 ? DETAIL_ROWS + 2 : DETAIL_ROWS, y = r.y;

	(void)app;
	if (s->score && s->inspection)
		y += draw_head(s, c, (struct rect){ in.x, y, in.width, 7 });
	struct rect middle = { r.x, y, r.width, r.y + r.height - y - detail };
	int left = r.width >= WIDE ? r.width / 2 : r.width;
	if (r.width >= WIDE || !s->reading)
		draw_sheet(s, c, (struct rect){ middle.x, middle.y, left, middle.height });
	if (r.width >= WIDE)
		draw_ticket(s, c, (struct rect){ r.x + left + 1, middle.y, r.width - left - 2, middle.height });
	else if (s->reading)
		draw_ticket(s, c, (struct rect){ in.x, middle.y, in.width, middle.height });
	draw_detail(s, c, (struct rect){ in.x, r.y + r.height - detail, in.width, detail });
}
