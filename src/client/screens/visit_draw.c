/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit_draw.c -- the return visit on the screen: who is phoned, what was asked beside what was answered, the words to
 * say, the questions, and what the answers lead to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/visit.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { BESIDE = 98, GAP = 3 };          /* columns from which both texts stand beside each other */

/* -- who --------------------------------------------------------------------------- */

static void add_counts(const struct visit *v, const json *ticket, struct buf *out)
{
	const struct visit_caller *caller = visit_caller(v);

	if (caller && caller->unreached)
		buf_addf(out, _(" · not reached %d×"), caller->unreached);
	if (jo_int(ticket, "rehandled", 0))
		buf_addf(out, _(" · re-handled %lld×"), (long long)jo_int(ticket, "rehandled", 0));
	if (v->request_count > 1)
		buf_addf(out, _(" · request %zu of %zu of this call, %s goes on"), v->request + 1, v->request_count,
			 client_key_name(v->app, ACTION_NEXT_REQUEST));
}

static const char *masked_number(const struct visit *v, const json *ticket)
{
	const struct visit_caller *caller = visit_caller(v);
	const json *joined = jo_array(ticket, "callers");
	const char *callback = jo_pointer_str(ticket, "/fields/caller/callback");

	if (!caller || caller->own)
		return callback ? callback : jo_pointer_str(ticket, "/fields/caller/number");
	return jo_pointer_str(jo_at(joined, v->caller - 1), "/caller/number");
}

static const char *caller_name(const struct visit *v, const json *ticket)
{
	const struct visit_caller *caller = visit_caller(v);

	if (!caller || caller->own)
		return jo_pointer_str(ticket, "/fields/caller/name");
	return jo_pointer_str(jo_at(jo_array(ticket, "callers"), v->caller - 1), "/caller/name");
}

static int draw_head(const struct visit *v, const json *ticket, struct canvas *c, struct rect r)
{
	const char *title = jo_pointer_str(ticket, "/fields/matter/title"), *name = caller_name(v, ticket);
	const char *number = v->number ? v->number : masked_number(v, ticket);
	struct buf text = BUF_INIT;

	words_no(&text, visit_no(v));
	buf_adds(&text, "  ");
	words_title(v->app, &text, title, NULL);
	canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, text.data);
	buf_reset(&text);
	buf_addf(&text, "%s  %s", name ? name : _("(no name)"), number ? number : _("number withheld"));
	int used = canvas_text(c, r.x, r.y + 1, r.width, v->number ? LOOK_GOOD : LOOK_NORMAL, text.data);
	buf_reset(&text);
	if (!v->number && number)
		buf_addf(&text, _("  %s shows the number"), client_key_name(v->app, ACTION_REVEAL));
	add_counts(v, ticket, &text);
	canvas_text(c, r.x + used, r.y + 1, r.width - used, LOOK_DIM, text.data);
	buf_release(&text);
	return 2;
}

/* -- the others -------------------------------------------------------------------- */

/* "Others: 邻居 139****2222 · to be asked; …": who joined, and whose tickets were merged. */
static void add_joined(const struct visit *v, struct buf *out)
{
	for (size_t i = 0; i < v->caller_count; i++)
		if (i != v->caller)
			buf_addf(out, "%s%s", out->len ? _("; ") : "", v->callers[i].label);
}

static void add_merged(const json *ticket, struct buf *out)
{
	const json *merged = jo_array(ticket, "merged");

	for (size_t i = 0; i < jo_len(merged); i++) {
		const json *m = jo_at(merged, i);
		const char *name = jo_pointer_str(m, "/caller/name"), *number = jo_pointer_str(m, "/caller/number");
		enum ticket_state state;
		buf_addf(out, "%s%s %s ", out->len ? _("; ") : "", name ? name : _("(no name)"), number ? number : "");
		words_no(out, jo_str(m, "no") ? jo_str(m, "no") : "");
		if (ticket_state_parse(jo_str(m, "state"), &state))
			buf_addf(out, " %s", words_ticket_state(state));
	}
}

static int draw_others(const struct visit *v, const json *ticket, struct canvas *c, struct rect r)
{
	struct buf others = BUF_INIT, text = BUF_INIT;

	add_joined(v, &others);
	add_merged(ticket, &others);
	buf_addf(&text, _("Same matter: %s"), others.data ? others.data : "");
	int rows = others.len ? draw_wrapped(c, r, LOOK_DIM, text.data) : 0;
	buf_release(&others);
	buf_release(&text);
	return rows;
}

/* -- earlier answers ------------------------------------------------------------------ */

static void add_answers(const char *heading, const json *answers, struct buf *out)
{
	const char *text = jo_str(answers, "at");
	instant at;

	buf_addf(out, "%s (", heading);
	words_time(out, text && clock_parse(text, &at) ? at : INSTANT_NONE, clock_agreed());
	buf_adds(out, _("): "));
	words_answers(out, answers);
}

static const json *visit_record(const struct visit *v, const json *ticket)
{
	const struct visit_caller *caller = visit_caller(v);

	return jo_get(!caller || caller->own ? ticket : jo_at(jo_array(ticket, "callers"), v->caller - 1), "visit");
}

/* The first answers and, when they are others, the last ones. */
static int draw_earlier(const struct visit *v, const json *ticket, struct canvas *c, struct rect r)
{
	const json *visit = visit_record(v, ticket), *first = jo_get(visit, "first"), *final = jo_get(visit, "final");
	struct buf text = BUF_INIT;
	int rows = 0;

	if (first) {
		add_answers(_("First answers"), first, &text);
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_DIM, text.data);
	}
	if (final && first && strcmp(jo_str(final, "at") ? jo_str(final, "at") : "", jo_str(first, "at") ? jo_str(first, "at") : "")) {
		buf_reset(&text);
		add_answers(_("Last answers"), final, &text);
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_DIM, text.data);
	}
	buf_release(&text);
	return rows;
}

/* -- what was asked, what was answered ---------------------------------------------------- */

static void add_reply(const struct visit *v, const char *unit, const json *reply, bool named, struct buf *out)
{
	const char *done = jo_str(reply, "done"), *answer = jo_str(reply, "answer"), *evidence = jo_str(reply, "evidence");

	if (named) {
		buf_addch(out, '\n');
		words_unit(v->app, out, unit);
		buf_adds(out, _(": "));
	}
	buf_addf(out, "%s%s%s%s%s", answer ? answer : "", done && answer ? "\n" : "", done ? done : "", evidence ? "\n" : "",
		 evidence ? evidence : "");
}

static void make_reply(const struct visit *v, const json *ticket, struct buf *out)
{
	const json *units = jo_array(ticket, "units");
	const char *lead = jo_str(ticket, "lead");

	add_reply(v, lead, jo_get(ticket, "reply"), false, out);
	for (size_t i = 0; i < jo_len(units); i++) {
		const char *unit = jo_str(jo_at(units, i), "unit");
		if (unit && jo_get(jo_at(units, i), "reply") && (!lead || strcmp(unit, lead)))
			add_reply(v, unit, jo_get(jo_at(units, i), "reply"), true, out);
	}
	if (!out->len)
		buf_adds(out, _("The unit left no answer."));
}

/* A text from its line `from` on; how many lines it has in all. */
static int draw_from(struct canvas *c, struct rect r, int from, const char *text)
{
	struct text_lines lines = { 0 };
	struct buf clean = BUF_INIT;

	text_clean(&clean, text, strlen(text), TEXT_LINES);
	text_wrap(&lines, clean.len ? clean.data : "", clean.len, r.width);
	for (int i = 0; i < r.height && (size_t)(from + i) < lines.count; i++)
		canvas_text_n(c, r.x, r.y + i, r.width, LOOK_NORMAL, clean.data + lines.lines[from + i].start,
			      lines.lines[from + i].len);
	int count = (int)lines.count;
	text_lines_release(&lines);
	buf_release(&clean);
	return count;
}

static int draw_part(const struct visit *v, struct canvas *c, struct rect r, const char *heading, const char *text)
{
	draw_heading(c, r.x, r.y, r.width, heading);
	int height = r.height - 1, all = draw_rows(text, r.width), from = v->top < all - height ? v->top : all - height;
	draw_from(c, (struct rect){ r.x, r.y + 1, r.width, height }, from > 0 ? from : 0, text);
	if (all > height)
		canvas_text_right(c, r.x, r.y, r.width, LOOK_KEY_LABEL, _(" PgDn: more "));
	return 1 + (all < height ? all : height);
}

/* Beside each other where there is room, else below each other. Returns the rows used. */
static int draw_both(const struct visit *v, const json *ticket, struct canvas *c, struct rect r)
{
	const char *content = jo_pointer_str(ticket, "/fields/matter/content"), *asked = content ? content : "";
	struct buf reply = BUF_INIT, heading = BUF_INIT;
	int rows;

	make_reply(v, ticket, &reply);
	buf_adds(&heading, _("Answered: "));
	words_unit(v->app, &heading, jo_str(ticket, "lead"));
	if (r.width >= BESIDE) {
		int half = (r.width - GAP) / 2;
		rows = draw_part(v, c, (struct rect){ r.x, r.y, half, r.height }, _("Asked"), asked);
		int right = draw_part(v, c, (struct rect){ r.x + half + GAP, r.y, r.width - half - GAP, r.height }, heading.data,
				      reply.data);
		rows = right > rows ? right : rows;
	} else {
		int upper = draw_rows(asked, r.width) + 1, lower = draw_rows(reply.data, r.width) + 1;
		if (upper + lower > r.height)
			upper = upper < r.height / 2 ? upper : r.height - (lower < r.height / 2 ? lower : r.height / 2);
		rows = draw_part(v, c, (struct rect){ r.x, r.y, r.width, upper }, _("Asked"), asked);
		rows += draw_part(v, c, (struct rect){ r.x, r.y + rows, r.width, r.height - rows }, heading.data, reply.data);
	}
	buf_release(&reply);
	buf_release(&heading);
	return rows;
}

/* -- what to say ---------------------------------------------------------------------- */

/* The words of the house for the field one is at, and for what was answered before it. */
static const char *phrase_for(const struct visit *v)
{
	static const struct { const char *key, *id; } phrases[] = {
		{ "contact_id", "greeting_visit" }, { "reached", "greeting_visit" }, { "contacted", "visit_contacted" },
		{ "solved", "visit_solved" }, { "satisfied", "visit_satisfied" }, { "truthful", "visit_truthful" },
	};
	const char *key = formview_focus_key(&v->form);

	for (size_t i = 0; key && i < ARRAY_SIZE(phrases); i++)
		if (!strcmp(phrases[i].key, key))
			return phrases[i].id;
	if (visit_answered(v, "reached", "no"))
		return "visit_no_contact";
	return visit_answered(v, "solved", "no") ? "visit_unsolved" : "closing_visit";
}

static int draw_phrase(const struct visit *v, struct canvas *c, struct rect r)
{
	const struct city *city = client_model(v->app)->city;
	const struct city_phrase *p = city ? city_find_phrase(city, phrase_for(v)) : NULL;
	struct buf text = BUF_INIT;

	if (p)
		buf_addf(&text, _("Say: %s"), words_in_language(v->app, p->text, p->text_en));
	draw_wrapped(c, r, LOOK_MESSAGE, text.data);
	buf_release(&text);
	return r.height;
}

/* -- what will happen ----------------------------------------------------------------------- */

static void foresee_unreached(const struct visit *v, struct buf *out)
{
	const struct city *city = client_model(v->app)->city;
	const struct visit_caller *caller = visit_caller(v);
	int attempt = caller ? caller->unreached + 1 : 1;
	struct buf at = BUF_INIT;

	if (!city)
		return;
	if (attempt < city->visit_attempts) {
		instant now = clock_agreed();
		words_time(&at, visit_next(city, now), now);
		buf_addf(out, _("Attempt %d of %d: it comes again from %s. %s records it."), attempt, city->visit_attempts,
			 at.data, client_key_name(v->app, ACTION_SEND));
	} else if (caller && !caller->own) {
		buf_addf(out, _("Attempt %d of %d, the last: this caller is not asked any more. %s records it."), attempt,
			 city->visit_attempts, client_key_name(v->app, ACTION_SEND));
	} else {
		buf_addf(out, _("Attempt %d of %d, the last: the ticket closes without a valid visit. %s records it."), attempt,
			 city->visit_attempts, client_key_name(v->app, ACTION_SEND));
	}
	buf_release(&at);
}

static void foresee_unsolved(const struct visit *v, struct buf *out)
{
	const json *ticket = visit_ticket(v)->ticket;
	char rehandle[48], close[48];
	struct buf unit = BUF_INIT;

	snprintf(rehandle, sizeof(rehandle), "%s", client_key_name(v->app, ACTION_REHANDLE));
	snprintf(close, sizeof(close), "%s", client_key_name(v->app, ACTION_CLOSE));
	words_unit(v->app, &unit, jo_str(ticket, "lead"));
	buf_addf(out, _("Not solved: %s sends it back to %s (re-handled %lld×), %s closes it; the note is the reason."), rehandle,
		 unit.data ? unit.data : "", (long long)jo_int(ticket, "rehandled", 0) + 1, close);
	buf_release(&unit);
}

void visit_foresee(const struct visit *v, struct buf *out)
{
	const struct visit_caller *caller = visit_caller(v);
	bool own = !caller || caller->own, open = visit_ticket(v)->state == TICKET_VISITING;

	if (visit_answered(v, "reached", "no"))
		foresee_unreached(v, out);
	else if (visit_answered(v, "solved", "no") && own && open)
		foresee_unsolved(v, out);
	else if (visit_answered(v, "solved", "yes") && own && open)
		buf_addf(out, _("%s records it and closes the ticket."), client_key_name(v->app, ACTION_SEND));
	else
		buf_addf(out, _("%s records it; Esc goes back and gives the ticket free."), client_key_name(v->app, ACTION_SEND));
}

static int draw_foot(const struct visit *v, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (v->sentence)
		buf_adds(&text, v->sentence);
	else
		visit_foresee(v, &text);
	draw_wrapped(c, r, v->sentence ? v->look : LOOK_DIM, text.data);
	buf_release(&text);
	return r.height;
}

/* -- the whole -------------------------------------------------------------------------------- */

static int form_rows(const struct visit *v)
{
	int rows = 3 + 1 + (v->caller_count > 1);       /* the note, reached, whom */

	if (visit_answered(v, "reached", "yes"))
		rows += 4;
	return rows + (int)formview_problem_count(&v->form);
}

void visit_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	enum { FOOT = 2, SAY = 2, LEAST = 6 };
	struct visit *v = state;
	const struct model_ticket *t = visit_ticket(v);
	struct rect in = { r.x + 1, r.y, r.width - 2, r.height };
	int y = r.y, end = r.y + r.height - FOOT;

	(void)app;
	if (!t) {
		canvas_text(c, in.x, r.y, in.width, v->sentence ? v->look : LOOK_DIM, v->sentence ? v->sentence : _("Loading…"));
		return;
	}
	y += draw_head(v, t->ticket, c, in);
	y += draw_others(v, t->ticket, c, (struct rect){ in.x, y, in.width, r.height > 30 ? 3 : 1 });
	y += draw_earlier(v, t->ticket, c, (struct rect){ in.x, y, in.width, 2 });
	int room = end - y - SAY - form_rows(v);
	y += draw_both(v, t->ticket, c, (struct rect){ in.x, y, in.width, room > LEAST ? room : LEAST });
	y += draw_phrase(v, c, (struct rect){ in.x, y, in.width, SAY });
	formview_draw(&v->form, c, (struct rect){ in.x, y, in.width, end - y });
	draw_foot(v, c, (struct rect){ in.x, end, in.width, FOOT });
}
