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
#include "hotline/figures.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

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
		if ((t->by_agent || told) && text_has_code(t->facts, fact))
			return of_turn(to, i);
	}
	return never;
}

static struct moment when_said(const struct scoring *to, const char *words)
{
	for (size_t i = 0; words && i < to->done->turn_count; i++)
		if (to->done->turns[i].by_agent && score_text_matches_one(words, to->done->turns[i].text))
			return of_turn(to, i);
	return never;
}

/* The figures of what was told, all of them; without figures two fifths of its pairs of characters. */
static bool says_again(const char *told, const char *text)
{
	bool any, all = told && figures_within(told, text, &any);

	return told && (any ? all && score_covered(told, text) >= 0.15 : score_covered(told, text) >= 0.4);
}

/* Reading back what the caller had told wrongly brings the truth to light, and is as good; not once it is taken back. */
static bool reads_back(const struct scenario_fact *f, const char *last_told, const char *text)
{
	bool mistaken = last_told && ((f->wrong && strstr(last_told, f->wrong)) || (f->wrong_en && strstr(last_told, f->wrong_en)));

	return says_again(f->say, text) || says_again(f->say_en, text) ||
	       (mistaken && (says_again(f->wrong, text) || says_again(f->wrong_en, text)));
}

static struct moment when_fact_read_back(const struct scoring *to, const struct scenario_fact *f)
{
	const char *told = NULL;        /* last, in the caller's words */

	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if (t->by_agent && told && reads_back(f, told, t->text))
			return of_turn(to, i);
		if (!t->by_agent && text_has_code(t->facts, f->code))
			told = t->text ? t->text : "";
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
	case DUTY_HANG_UP_LAST: return to->done->answered && !to->done->agent_hung_up && !to->done->gave_up ? at_once : never;
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
	return m->within && (done->at - to->done->answered) / 1000 > m->within;        /* as it is shown */
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
	[DUTY_ASK] = "ticket/completeness-course", [DUTY_SAY] = "call/accuracy-incomplete",
	[DUTY_READ_BACK] = "call/accuracy-readback", [DUTY_TRANSFER] = "ticket/risk-emergency",
	[DUTY_CITE] = "call/accuracy-policy", [DUTY_SEARCH] = "call/accuracy-policy",
	[DUTY_ACTION] = "call/accuracy-misunderstood", [DUTY_HANG_UP_LAST] = "call/service-closing",
};

static const char *const not_done[DUTY_COUNT] = {
	[DUTY_ASK] = N_("This was not asked for."), [DUTY_SAY] = N_("None of these words was said."),
	[DUTY_READ_BACK] = N_("This was not read back to the caller."),
	[DUTY_TRANSFER] = N_("The caller was not transferred there."),
	[DUTY_CITE] = N_("The article was not cited."), [DUTY_SEARCH] = N_("Nothing was looked up."),
	[DUTY_ACTION] = N_("The request was handled in another way."),
	[DUTY_HANG_UP_LAST] = N_("The agent hung up before the caller."),
};

/* What did not become of the request, by what had to. */
static const char *say_action(const char *action)
{
	static const struct { const char *action, *sentence; } sentences[] = {
		{ "submit", N_("The request was not submitted for dispatch.") },
		{ "answer", N_("The request was not closed as answered.") },
		{ "transfer", N_("The caller was not transferred.") },
		{ "decline", N_("The request was not declined, with the reason told.") },
		{ "void", N_("The call was not recorded as void.") },
	};

	for (size_t i = 0; action && i < ARRAY_SIZE(sentences); i++)
		if (!strcmp(sentences[i].action, action))
			return _(sentences[i].sentence);
	return _(not_done[DUTY_ACTION]);
}

static const char *say_duty(const struct scoring *to, const struct scenario_must *m, bool found, bool late,
			    bool disordered)
{
	if (m->duty == DUTY_HANG_UP_LAST && !found && to->done->gave_up)
		return _("The caller lost patience and hung up.");
	if (m->must_not)
		return m->duty == DUTY_SAY ? _("This was not to be said.") : _("This was not to be done.");
	if (!found && m->duty == DUTY_ACTION)
		return say_action(m->what);
	return !found ? _(not_done[m->duty]) : late ? _("This was done too late.") :
	       disordered ? _("This was done in the wrong order.") : NULL;
}

static bool is_english(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return !*text;
}

/* A question that would have done it; in English only of a caller who is asked in English. */
static const char *question_for(const struct scoring *to, const char *code, bool english)
{
	const struct scenario_fact *fact = scenario_find_fact(to->s, code);

	if (!fact || !fact->ask_count || (english && !fact->say_en))
		return NULL;
	for (size_t i = 0; i < fact->ask_count; i++)
		if (is_english(fact->asks[i]) == english)
			return fact->asks[i];
	return english ? NULL : fact->asks[0];
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
						      .why = bad ? say_duty(to, m, done.found, late, disordered) : NULL });
	jo_set_str(o, "advice", m->why);
	jo_set_str(o, "advice_en", m->why_en);
	jo_set_str(o, "result", bad ? "wrong" : "right");
	jo_set_str(o, "duty", scenario_duty_names[m->duty]);
	if (m->must_not)
		jo_set_bool(o, "must_not", true);
	jo_set_str(o, "what", m->what);
	if (bad && m->duty == DUTY_ASK && !m->must_not) {
		jo_set_str(o, "words", question_for(to, m->what, false));
		jo_set_str(o, "words_en", question_for(to, m->what, true));
	}
	if (bad && late && !m->must_not) {
		score_set_time(o, "expected", m->within);
		score_set_time(o, "got", (done.at - to->done->answered) / 1000);
	}
}

void score_duties(struct scoring *to)
{
	for (size_t i = 0; i < to->s->must_count; i++)
		score_duty(to, &to->s->musts[i], i + 1);
}
