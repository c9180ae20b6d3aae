/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_duties.c -- what had to be done, and what was not to be done: was it, in time, and in the right order?
 *
 * Each duty is looked for as the first moment at which it was done; what must not be done counts only when done within
 * its time or before its fact.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Turns in order, then what was made of the requests. */
struct moment { bool found; instant at; size_t turn; };

static const struct moment never = { .found = false };

static struct moment of_turn(const struct scoring *to, size_t turn)
{
	return (struct moment){ true, to->done->turns[turn].at, turn };
}

static struct moment of_request(const struct score_request *r)
{
	return (struct moment){ true, r->at, SIZE_MAX };
}

static bool is_later(const struct moment *a, const struct moment *b)
{
	return a->at != b->at ? a->at > b->at : a->turn > b->turn;
}

/* Asked for by the agent; with `told`, to know it from the caller unasked is as good. */
static struct moment when_asked(const struct scoring *to, const char *fact, bool told)
{
	for (size_t i = 0; fact && i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if ((t->by_agent || told) && score_has_code(t->facts, fact))
			return of_turn(to, i);
	}
	return never;
}

static bool says_one_of(const char *text, const char *words)
{
	for (const char *p = words; *p;) {
		size_t len = strcspn(p, "|");
		char *word = xstrndup(p, len);
		bool found = *word && score_text_matches(word, text, false);
		free(word);
		if (found)
			return true;
		p += len + (p[len] == '|');
	}
	return false;
}

static struct moment when_said(const struct scoring *to, const char *words)
{
	for (size_t i = 0; words && i < to->done->turn_count; i++)
		if (to->done->turns[i].by_agent && says_one_of(to->done->turns[i].text, words))
			return of_turn(to, i);
	return never;
}

/* The figures of what the fact told, all of them; without figures two fifths of its pairs of characters. */
static bool reads_back(const struct scenario_fact *f, const char *text)
{
	bool any, all = score_figures_within(f->say, text, &any);

	return any ? all && score_covered(f->say, text) >= 0.15 : score_covered(f->say, text) >= 0.4;
}

static struct moment when_fact_read_back(const struct scoring *to, const struct scenario_fact *f)
{
	bool told = false;

	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if (t->by_agent && told && reads_back(f, t->text))
			return of_turn(to, i);
		told = told || (!t->by_agent && score_has_code(t->facts, f->code));
	}
	return never;
}

static struct moment when_read_back(const struct scoring *to, const char *fact)
{
	struct moment first = never;

	for (size_t i = 0; i < to->s->fact_count; i++) {
		if (fact && strcmp(to->s->facts[i].code, fact))
			continue;
		struct moment m = when_fact_read_back(to, &to->s->facts[i]);
		if (m.found && (!first.found || is_later(&first, &m)))
			first = m;
	}
	return first;
}

static struct moment when_made(const struct scoring *to, const char *action, const char *with, int request)
{
	for (size_t i = 0; i < to->done->request_count; i++) {
		const struct score_request *r = &to->done->requests[i];
		const char *has = !strcmp(action, "transfer") ? r->to : r->article;
		if (!r->action || strcmp(r->action, action) || (with && (!has || strcmp(has, with))))
			continue;
		if (request <= 0 || request > to->requests || to->matched[request - 1] == r)
			return of_request(r);
	}
	return never;
}

static struct moment when_cited(const struct scoring *to, const char *article)
{
	for (size_t i = 0; i < to->done->request_count; i++) {
		const struct score_request *r = &to->done->requests[i];
		if (r->article && (!article || !strcmp(r->article, article)))
			return of_request(r);
	}
	return never;
}

static struct moment when_done(const struct scoring *to, const struct scenario_must *m)
{
	const struct moment at_once = { true, to->done->answered, 0 };

	switch (m->duty) {
	case DUTY_ASK: return when_asked(to, m->what, !m->must_not);
	case DUTY_SAY: return when_said(to, m->what);
	case DUTY_READ_BACK: return when_read_back(to, m->what);
	case DUTY_TRANSFER: return when_made(to, "transfer", m->what, 0);
	case DUTY_CITE: return when_cited(to, m->what);
	case DUTY_SEARCH: return to->done->searched ? at_once : never;
	case DUTY_ACTION: return m->what ? when_made(to, m->what, NULL, m->request) : never;
	case DUTY_HANG_UP_LAST: return to->done->answered && !to->done->agent_hung_up ? at_once : never;
	default: return never;
	}
}

static struct moment when_submitted(const struct scoring *to)
{
	struct moment first = never;

	for (size_t i = 0; i < to->done->request_count; i++) {
		struct moment m = of_request(&to->done->requests[i]);
		if (to->done->requests[i].action && (!first.found || is_later(&first, &m)))
			first = m;
	}
	return first;
}

/* Done, but too late? */
static bool is_late(const struct scoring *to, const struct scenario_must *m, const struct moment *done)
{
	return m->within && done->at - to->done->answered > SECONDS(m->within);
}

static bool is_out_of_order(const struct scoring *to, const struct scenario_must *m, const struct moment *done)
{
	if (!m->before)
		return false;
	bool submit = !strcmp(m->before, "submit");
	struct moment limit = submit ? when_submitted(to) : when_asked(to, m->before, false);
	return limit.found && is_later(done, &limit);
}

/* Where a fault is looked for that the scenario does not name. */
static const char *const usual_items[DUTY_COUNT] = {
	[DUTY_ASK] = "ticket/completeness-course", [DUTY_SAY] = "call/service-tone",
	[DUTY_READ_BACK] = "call/accuracy-readback", [DUTY_TRANSFER] = "ticket/risk-emergency",
	[DUTY_CITE] = "call/accuracy-policy", [DUTY_SEARCH] = "call/accuracy-policy",
	[DUTY_ACTION] = "call/accuracy-misunderstood", [DUTY_HANG_UP_LAST] = "call/service-closing",
};

static const char *say_duty(const struct scenario_must *m, bool found, bool late, bool disordered)
{
	if (m->must_not)
		return _("This was not to be done.");
	return !found ? _("This was not done.") : late ? _("This was done too late.") :
	       disordered ? _("This was done in the wrong order.") : NULL;
}

static void score_duty(struct scoring *to, const struct scenario_must *m, size_t number)
{
	struct moment done = when_done(to, m);
	bool late = done.found && is_late(to, m, &done), disordered = done.found && is_out_of_order(to, m, &done);
	bool kept = done.found && !late && !disordered, bad = m->must_not ? kept : !kept;
	const char *full = m->item && strchr(m->item, '/') ? m->item : usual_items[m->duty];
	const char *slash = strchr(full, '/');
	char id[32], sheet[40];

	snprintf(id, sizeof(id), "must/%zu", number);
	snprintf(sheet, sizeof(sheet), "%.*s", (int)(slash - full), full);
	json *o = score_add(to, &(struct score_item){ .id = id, .sheet = sheet, .item = slash + 1, .part = 1,
						      .lost = bad ? 1 : 0,
						      .why = bad ? say_duty(m, done.found, late, disordered) : NULL });
	jo_set_str(o, "advice", m->why);
	jo_set_str(o, "result", bad ? "wrong" : "right");
	jo_set_str(o, "duty", scenario_duty_names[m->duty]);
	jo_set_str(o, "what", m->what);
}

void score_duties(struct scoring *to)
{
	for (size_t i = 0; i < to->s->must_count; i++)
		score_duty(to, &to->s->musts[i], i + 1);
}
