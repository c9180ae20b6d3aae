/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pane.c -- see pane.h. */
#include "client/screens/pane.h"

#include <string.h>

#include "client/screens/act.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

/* -- lines ------------------------------------------------------------------------ */

int pane_left(const struct pane *p)
{
	int left = p->r.y + p->r.height - p->y;

	return left > 0 ? left : 0;
}

void pane_line(struct pane *p, enum look look, const char *text)
{
	if (pane_left(p) && text && *text)
		canvas_text(p->c, p->r.x, p->y++, p->r.width, look, text);
}

void pane_field(struct pane *p, const char *label, enum look look, const char *value)
{
	if (!pane_left(p) || !value || !*value)
		return;
	int used = canvas_text(p->c, p->r.x, p->y, p->r.width, LOOK_LABEL, label) + 1;
	canvas_text(p->c, p->r.x + used, p->y++, p->r.width - used, look, value);
}

void pane_wrapped(struct pane *p, enum look look, const char *text, int most)
{
	int rows = pane_left(p) < most ? pane_left(p) : most;

	if (rows > 0)
		p->y += draw_wrapped(p->c, (struct rect){ p->r.x, p->y, p->r.width, rows }, look, text);
}

void pane_heading(struct pane *p, const char *text)
{
	if (pane_left(p) > 1)
		draw_heading(p->c, p->r.x, p->y++, p->r.width, text);
}

/* -- the ticket ----------------------------------------------------------------------- */

static instant time_in(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

/* The nearest limit that is not met: what the list shows too. */
static enum look add_due(const struct pane *p, const json *ticket, struct buf *out)
{
	const json *own = jo_get(jo_get(ticket, "own"), "due");
	instant due = time_in(own, "due_at");
	enum look look = LOOK_NORMAL;
	struct buf when = BUF_INIT;

	for (int k = 0; !own && k < CLOCK_COUNT; k++) {
		instant at = time_in(jo_get(ticket, "deadlines"), city_clock_names[k]);
		if (at != INSTANT_NONE && at > p->now && (due == INSTANT_NONE || at < due))
			due = at;
	}
	if (due != INSTANT_NONE) {
		buf_adds(out, " · ");
		look = words_due(out, due, p->now);
		words_time(&when, due, p->now);
		buf_addf(out, _(" (%s)"), when.data);
		buf_release(&when);
	}
	return look;
}

static void draw_matter(struct pane *p, const struct model_ticket *t)
{
	const json *fields = jo_get(t->ticket, "fields");
	struct buf text = BUF_INIT;

	buf_adds(&text, words_ticket_state(t->state));
	if (jo_str(t->ticket, "merged_into")) {
		buf_adds(&text, _(" into "));
		words_no(&text, jo_str(t->ticket, "merged_into"));
	}
	buf_addf(&text, " · %s", words_code(p->app, "grade", jo_str(t->ticket, "grade")));
	enum look look = add_due(p, t->ticket, &text);
	buf_addf(&text, " · %s · ", words_code(p->app, "type", jo_pointer_str(fields, "/matter/type")));
	words_category(p->app, &text, jo_pointer_str(fields, "/matter/category"), true);
	pane_line(p, look, text.data);
	buf_reset(&text);
	words_place(p->app, &text, fields);
	pane_wrapped(p, LOOK_NORMAL, text.data, 2);
	buf_release(&text);
}

static void draw_caller(struct pane *p, const json *ticket)
{
	const json *caller = jo_get(jo_get(ticket, "fields"), "caller");
	const char *name = jo_str(caller, "name"), *number = jo_str(caller, "number"), *company = jo_str(caller, "company");
	const char *origin = jo_str(ticket, "origin");
	struct buf text = BUF_INIT;

	if (origin)
		buf_addf(&text, _("without a call: %s"), words_code(p->app, "origin", origin));
	else if (name || number || company)
		buf_addf(&text, "%s %s %s", name ? name : _("(no name)"), company ? company : "", number ? number : "");
	if (jo_bool(caller, "confidential", false))
		buf_adds(&text, _(" · confidential"));
	if (jo_int(ticket, "urged", 0))
		buf_addf(&text, _(" · urged %lld×"), (long long)jo_int(ticket, "urged", 0));
	if (jo_int(ticket, "rehandled", 0))
		buf_addf(&text, _(" · re-handled %lld×"), (long long)jo_int(ticket, "rehandled", 0));
	if (jo_bool(ticket, "supervised", false))
		buf_adds(&text, _(" · supervised"));
	pane_line(p, LOOK_DIM, text.data);
	buf_release(&text);
}

static void draw_claim(struct pane *p, const json *ticket)
{
	const char *by = jo_str(ticket, "claimed_by"), *name = jo_str(ticket, "claimed_by_name");
	struct buf text = BUF_INIT;

	if (!by)
		return;
	bool mine = !strcmp(by, client_model(p->app)->me.id);
	if (mine)
		buf_adds(&text, _("claimed by you until "));
	else
		buf_addf(&text, _("claimed by %s until "), name ? name : by);
	words_time(&text, time_in(ticket, "claimed_until"), p->now);
	pane_line(p, mine ? LOOK_GOOD : LOOK_WARNING, text.data);
	buf_release(&text);
}

void pane_head(struct pane *p, const struct model_ticket *t)
{
	const char *title = jo_pointer_str(t->ticket, "/fields/matter/title");
	struct buf text = BUF_INIT;

	words_no(&text, t->no);
	buf_adds(&text, "  ");
	words_title(p->app, &text, title, NULL);
	pane_wrapped(p, LOOK_HEADING, text.data, p->r.height > 20 ? 2 : 1);
	draw_matter(p, t);
	draw_caller(p, t->ticket);
	draw_claim(p, t->ticket);
	buf_release(&text);
}

void pane_said(struct pane *p, const struct model_ticket *t, int most)
{
	const json *fields = jo_get(t->ticket, "fields");
	const char *content = jo_pointer_str(fields, "/matter/content"), *note = jo_pointer_str(fields, "/control/note");
	struct buf text = BUF_INIT;

	pane_wrapped(p, LOOK_NORMAL, content, most);
	if (note && *note) {
		buf_addf(&text, _("Note: %s"), note);
		pane_wrapped(p, LOOK_DIM, text.data, most > 3 ? 3 : 1);
	}
	buf_release(&text);
}

/* -- units ------------------------------------------------------------------------------ */

static void draw_levels(struct pane *p, const json *part)
{
	const json *levels = jo_array(part, "levels");
	struct buf text = BUF_INIT;

	if (!jo_len(levels))
		return;
	buf_adds(&text, _("   handed down by "));
	for (size_t i = 0; i < jo_len(levels); i++) {
		buf_adds(&text, i ? " → " : "");
		words_unit(p->app, &text, jo_str(jo_at(levels, i), "unit"));
	}
	pane_line(p, LOOK_DIM, text.data);
	buf_release(&text);
}

static void draw_unit(struct pane *p, const json *part)
{
	static const struct { const char *part, *word; } parts[] = {
		{ "lead", N_("lead") }, { "co", N_("co-unit") }, { "whistled", N_("called") },
	};
	const char *is = jo_str(part, "part"), *state = jo_str(part, "state");
	struct buf text = BUF_INIT;

	words_unit(p->app, &text, jo_str(part, "unit"));
	for (size_t i = 0; is && i < ARRAY_SIZE(parts); i++)
		if (!strcmp(parts[i].part, is))
			buf_addf(&text, " · %s", _(parts[i].word));
	buf_addf(&text, " · %s", words_own_state(state));
	if (jo_bool(part, "return_forbidden", false))
		buf_adds(&text, _(" · no further return"));
	pane_line(p, LOOK_NORMAL, text.data);
	draw_levels(p, part);
	buf_release(&text);
}

void pane_units(struct pane *p, const struct model_ticket *t)
{
	const json *units = jo_array(t->ticket, "units"), *dispatch = jo_get(t->ticket, "dispatch");
	const char *basis = jo_str(dispatch, "basis"), *note = jo_str(dispatch, "note");
	struct buf text = BUF_INIT;

	if (!jo_len(units))
		return;
	pane_heading(p, _("Units"));
	for (size_t i = 0; i < jo_len(units); i++)
		draw_unit(p, jo_at(units, i));
	if (basis && *basis)
		buf_addf(&text, _("Basis: %s"), basis);
	pane_wrapped(p, LOOK_DIM, text.data, 2);
	buf_reset(&text);
	if (note && *note)
		buf_addf(&text, _("From the dispatcher: %s"), note);
	pane_wrapped(p, LOOK_NORMAL, text.data, 2);
	buf_release(&text);
}

/* -- what is asked ---------------------------------------------------------------------- */

static void add_request(const struct app *app, struct buf *out, const char *what, const char *unit, const json *request)
{
	const char *reason = jo_str(request, "reason"), *basis = jo_str(request, "basis");
	const char *told = jo_str(request, "legal_path");
	instant until = time_in(request, "until");

	buf_addf(out, _("%s: "), what);
	words_unit(app, out, unit);
	if (reason)
		buf_addf(out, "%s%s", unit ? " · " : "", reason);
	if (basis)
		buf_addf(out, _(" · basis: %s"), basis);
	if (told)
		buf_addf(out, _(" · told the caller: %s"), told);
	if (until != INSTANT_NONE) {
		buf_adds(out, _(" · until "));
		words_time(out, until, clock_agreed());
	}
}

/* The unit below that asks this user's unit to take the ticket back. */
static const json *given_back(const struct app *app, const json *ticket)
{
	const char *mine = client_model(app)->me.unit;
	const json *units = jo_array(ticket, "units");

	for (size_t i = 0; mine && i < jo_len(units); i++) {
		const char *by = jo_str(jo_at(units, i), "forwarded_by");
		if (by && !strcmp(by, mine) && jo_get(jo_at(units, i), "give_back"))
			return jo_at(units, i);
	}
	return NULL;
}

void pane_answers(const json *ticket, struct buf *out)
{
	const json *answers = jo_pointer(ticket, "/visit/final");

	if (!answers)
		return;
	buf_adds(out, _("The return visit: "));
	words_answers(out, answers);
}

void pane_asked(const struct app *app, const json *ticket, struct buf *out)
{
	static const struct { const char *what, *word; } words[] = {
		{ "return", N_("Return asked for") }, { "extension", N_("Extension asked for") },
		{ "carry", N_("Asks to carry it") }, { "arbitration", N_("Referred to arbitration") },
		{ "appeal", N_("Appeal") }, { "confirm", N_("To be confirmed") },
	};
	const json *asks = jo_get(ticket, "asks"), *part = given_back(app, ticket);
	const char *what = jo_str(asks, "what"), *question = jo_pointer_str(ticket, "/question/question");
	const char *supplied = jo_pointer_str(ticket, "/supplied/question");
	const char *note = jo_pointer_str(ticket, "/fields/control/note");

	if (part) {
		add_request(app, out, _("Asks to give it back"), jo_str(part, "unit"), jo_get(part, "give_back"));
	} else if (question) {
		buf_addf(out, _("Question: %s"), question);
	} else if (supplied) {
		buf_addf(out, _("Asked: %s · answered: %s"), supplied, note ? note : _("see the form"));
	} else {
		for (size_t i = 0; what && i < ARRAY_SIZE(words); i++)
			if (!strcmp(words[i].what, what))
				add_request(app, out, _(words[i].word), jo_str(asks, "unit"), asks);
	}
}

/* -- history ------------------------------------------------------------------------------ */

void pane_events(struct pane *p, const struct model_ticket *t, int most)
{
	size_t count = jo_len(t->history);
	int rows = pane_left(p) - 1 < most ? pane_left(p) - 1 : most;
	struct buf text = BUF_INIT;

	if (rows < 1 || !count)
		return;
	pane_heading(p, _("Lately"));
	for (size_t i = count > (size_t)rows ? count - (size_t)rows : 0; i < count; i++) {
		const json *e = jo_at(t->history, i);
		const char *said = words_of_event(jo_get(e, "detail")), *who = jo_str(e, "by_name");
		buf_reset(&text);
		words_time(&text, time_in(e, "at"), p->now);
		buf_addf(&text, " %s", words_action(jo_str(e, "action") ? jo_str(e, "action") : ""));
		words_about_event(p->app, &text, jo_get(e, "detail"), p->now);
		if (who && strcmp(who, "server"))
			buf_addf(&text, " · %s", who);
		if (said)
			buf_addf(&text, " · %s", said);
		pane_line(p, LOOK_DIM, text.data);
	}
	buf_release(&text);
}

void pane_news(const struct app *app, const struct model_ticket *t, struct buf *out)
{
	size_t count = jo_len(t->history);
	const json *e = count ? jo_at(t->history, count - 1) : NULL;
	const char *lead = jo_str(t->ticket, "lead"), *who = jo_str(e, "by_name"), *action = jo_str(e, "action");

	buf_addf(out, _("Meanwhile: %s"), words_ticket_state(t->state));
	if (lead) {
		buf_adds(out, " · ");
		words_unit(app, out, lead);
	}
	if (action) {
		buf_addf(out, " · %s", words_action(action));
		buf_addf(out, " (%s ", who ? who : "");
		words_time(out, time_in(e, "at"), clock_agreed());
		buf_addch(out, ')');
	}
}

/* -- what can be done ------------------------------------------------------------------------ */

struct moves {
	const char *names[64];
	size_t count;
};

static void add_move(struct moves *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->names[i], name))
			return;
	if (m->count < ARRAY_SIZE(m->names))
		m->names[m->count++] = name;
}

/* What is asked for before what one may do anyway, of each role. */
static const char *const first_moves[] = {
	"confirm", "reject", "decide_appeal", "grant_return", "refuse_return", "refer", "arbitrate", "grant_extension",
	"refuse_extension", "grant_carry", "refuse_carry", "supply_info", "sign", "report_in", "reply", "respond",
	"record_visit", "close", "rehandle", "dispatch", "merge", "need_info", "claim", "release", "forward",
	"request_extension", "whistle", "request_return", "request_carry", "appeal", "regrade", "urge", "pause", "unpause",
	"recall",
};

static void gather_moves(struct moves *m, const struct model_ticket *t)
{
	const json *possible = jo_array(t->ticket, "actions");

	for (size_t i = 0; i < ARRAY_SIZE(first_moves); i++)
		if (model_can(t, first_moves[i]))
			add_move(m, first_moves[i]);
	for (size_t i = 0; i < jo_len(possible); i++)
		add_move(m, json_object_get_string(jo_at(possible, i)));
}

/* Lays them out in rows of the width; draws unless p->c is not given a row to draw on (`from` below 0). Rows used. */
static int lay_out_moves(struct pane *p, const struct moves *m, int from, int most)
{
	struct buf how = BUF_INIT;
	int x = 0, rows = 1;

	for (size_t i = 0; i < m->count; i++) {
		const char *label = words_action(m->names[i]);
		buf_reset(&how);
		ticket_move_how(p->app, m->names[i], &how);
		int width = text_width(how.data) + 1 + text_width(label);
		if (x && x + width > p->r.width) {
			x = 0;
			if (++rows > most)
				break;
		}
		if (from >= 0) {
			int used = canvas_text(p->c, p->r.x + x, from + rows - 1, p->r.width - x, LOOK_KEY, how.data) + 1;
			canvas_text(p->c, p->r.x + x + used, from + rows - 1, p->r.width - x - used, LOOK_NORMAL, label);
		}
		x += width + 2;
	}
	buf_release(&how);
	return rows > most ? most : rows;
}

void pane_moves(struct pane *p, const struct model_ticket *t)
{
	struct moves m = { 0 };
	int most = p->r.height / 6 < 2 ? 2 : p->r.height / 6 > 4 ? 4 : p->r.height / 6;

	gather_moves(&m, t);
	if (!m.count || p->r.height < 6)
		return;
	int rows = lay_out_moves(p, &m, -1, most);
	p->r.height -= rows;
	lay_out_moves(p, &m, p->r.y + p->r.height, most);
}
