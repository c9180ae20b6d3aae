/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_manners.c -- what every call asks of an agent whether the scenario says so or not: opening and closing words,
 * no long silence, what was heard read back, the ticket's number told; and the times.
 *
 * Opening, closing and the rest are known by likeness to the city's phrases, so a city's own words rule. Where the
 * scenario itself watches over a fault of the sheets, that fault is left to it.
 */
#include <stdio.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/i18n.h"

/* Half of the shorter one's pairs of characters in common is the same sentence. */
#define LIKE 0.5

static bool is_like(const struct city *c, const char *phrase, const char *text)
{
	for (size_t i = 0; i < c->phrase_count; i++) {
		const struct city_phrase *p = &c->phrases[i];
		if (!strstr(p->id, phrase))
			continue;
		if (score_likeness(p->text, text) >= LIKE || (p->text_en && score_likeness(p->text_en, text) >= LIKE))
			return true;
	}
	return false;
}

/* Did the agent say one of the phrases whose id holds the word? */
static bool said_like(const struct scoring *to, const char *phrase)
{
	for (size_t i = 0; i < to->done->turn_count; i++)
		if (to->done->turns[i].by_agent && is_like(to->city, phrase, to->done->turns[i].text))
			return true;
	return false;
}

/* The city's words, to read beside what was missed. */
static void set_phrase(const struct city *c, const char *phrase, json *item)
{
	const struct city_phrase *found = NULL;

	for (size_t i = 0; i < c->phrase_count && !(found && !strcmp(found->id, phrase)); i++)
		if (!strcmp(c->phrases[i].id, phrase) || (!found && strstr(c->phrases[i].id, phrase)))
			found = &c->phrases[i];
	jo_set_str(item, "words", found ? found->text : NULL);
	jo_set_str(item, "words_en", found ? found->text_en : NULL);
}

static bool knows_phrase(const struct city *c, const char *phrase)
{
	for (size_t i = 0; i < c->phrase_count; i++)
		if (strstr(c->phrases[i].id, phrase))
			return true;
	return false;
}

static const struct score_turn *first_of_agent(const struct scoring *to)
{
	for (size_t i = 0; i < to->done->turn_count; i++)
		if (to->done->turns[i].by_agent)
			return &to->done->turns[i];
	return NULL;
}

static bool is_watched(const struct scoring *to, const char *item)
{
	for (size_t i = 0; i < to->s->must_count; i++)
		if (to->s->musts[i].item && !strcmp(to->s->musts[i].item, item))
			return true;
	return false;
}

static bool was_made(const struct scoring *to, const char *action)
{
	for (size_t i = 0; i < to->done->request_count; i++)
		if (to->done->requests[i].action && !strcmp(to->done->requests[i].action, action))
			return true;
	return false;
}

/* ---- the faults: NULL is none, else the sentence ---- */

static bool says_one(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (score_text_matches(words[i], text, false))
			return true;
	return false;
}

/* The city's phrase, or any word of greeting: who is in danger hears no more of it. */
static const char *greeting(const struct scoring *to)
{
	static const char *const words[] = { "您好", "你好", "hello", "good morning", "good afternoon", "good evening" };
	const char *first = first_of_agent(to)->text;
	bool greeted = is_like(to->city, "greeting", first) || says_one(first, words, ARRAY_SIZE(words));

	return greeted ? NULL : _("The call was not opened with the greeting.");
}

/* Whatever the city's phrase: with these every call may end. */
static bool says_good_bye(const struct scoring *to)
{
	static const char *const words[] = {
		"再见", "感谢来电", "感谢您的来电", "谢谢您的来电", "good bye", "bye bye", "thank you for calling",
	};

	for (size_t i = 0; i < to->done->turn_count; i++)
		if (to->done->turns[i].by_agent && says_one(to->done->turns[i].text, words, ARRAY_SIZE(words)))
			return true;
	return false;
}

/* Nobody listens to who writes: no silence is heard, and nobody waits for the other to hang up. */
static bool is_spoken(const struct scoring *to)
{
	return !to->s->channel || !strcmp(to->s->channel, "phone");
}

static const char *closing(const struct scoring *to)
{
	bool said = said_like(to, "closing") || says_good_bye(to);

	if (to->done->gave_up)
		return _("The caller lost patience and hung up.");
	/* Who reaches nobody, or a joker, may end the call after the words for it. */
	if (to->done->agent_hung_up && is_spoken(to) && !(said && was_made(to, "void")))
		return _("The agent hung up first.");
	return said ? NULL : _("The closing words were not said.");
}

static const char *hold(const struct scoring *to)
{
	const struct performance *d = to->done;
	instant last = d->answered;
	bool told = false;

	for (size_t i = 0; i < d->turn_count && is_spoken(to); i++) {
		if (!d->turns[i].by_agent)
			continue;
		if (!told && d->turns[i].at - last > SECONDS(to->city->training_silence))
			return _("The caller was kept waiting without a word.");
		last = d->turns[i].at;
		told = is_like(to->city, "hold", d->turns[i].text);
	}
	return NULL;
}

static bool reads_back_any(const struct scoring *to)
{
	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		for (size_t f = 0; t->by_agent && f < to->s->fact_count; f++) {
			bool any, all = figures_within(to->s->facts[f].say, t->text, &any);
			if (any ? all && score_was_told(to, to->s->facts[f].code) :
				  score_covered(to->s->facts[f].say, t->text) >= 0.4)
				return true;
		}
	}
	return said_like(to, "repeat_back");
}

static const char *readback(const struct scoring *to)
{
	bool any = false;

	for (size_t i = 0; i < to->s->fact_count; i++)
		any = any || score_was_told(to, to->s->facts[i].code);
	if (!any || !was_made(to, "submit") || reads_back_any(to))
		return NULL;
	return _("What the caller said was not read back.");
}

static const char *number(const struct scoring *to)
{
	if (!was_made(to, "submit") || said_like(to, "ticket_") || said_like(to, "deadline_"))
		return NULL;
	return _("The caller was told neither the ticket's number nor how long it takes.");
}

static const char *patience(const struct scoring *to)
{
	return to->done->gave_up ? _("The caller lost patience and hung up.") : NULL;
}

/* phrase "": there is none for it. */
static const struct { const char *item, *phrase; const char *(*find)(const struct scoring *to); } manners[] = {
	{ "service-greeting", "greeting", greeting }, { "service-closing", "closing", closing },
	{ "service-hold", "hold", hold }, { "accuracy-readback", "repeat_back", readback },
	{ "resolution-number", "ticket_", number }, { "service-patience", "", patience },
};

void score_manners(struct scoring *to)
{
	if (!first_of_agent(to) || !to->done->answered) {
		const char *why = to->done->answered ? _("The agent said nothing.") :
							 _("The call was not answered.");
		score_add(to, &(struct score_item){ .id = "none/call", .sheet = "call", .item = "*", .part = 1,
						    .lost = 1, .name = "未应答", .name_en = "Not answered",
						    .why = why });
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(manners); i++) {
		char full[60] = "call/";
		strcat(full, manners[i].item);
		/* A city without the phrase, or that does not watch silence, asks for nothing. */
		bool asked = !*manners[i].phrase || knows_phrase(to->city, manners[i].phrase);
		if (manners[i].find == hold && !to->city->training_silence)
			continue;
		const char *why = asked && !is_watched(to, full) ? manners[i].find(to) : NULL;
		if (!why)
			continue;
		json *o = score_add(to, &(struct score_item){ .sheet = "call", .item = manners[i].item, .part = 1,
							      .lost = 1, .why = why });
		if (*manners[i].phrase)
			set_phrase(to->city, manners[i].phrase, o);
	}
}

/* By the codes of the set "rude". */
static bool is_rude(const struct city *c, const char *text)
{
	for (size_t i = 0; i < c->code_count; i++) {
		const struct city_code *code = &c->codes[i];
		if (!strcmp(code->set, "rude") && (score_text_matches_one(code->name, text) ||
						   (code->name_en && score_text_matches_one(code->name_en, text))))
			return true;
	}
	return false;
}

/* Whatever a scenario watches besides; one who says nothing of the kind has not been judged for the tone yet. */
void score_rudeness(struct scoring *to)
{
	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if (!t->by_agent || !is_rude(to->city, t->text))
			continue;
		json *o = score_add(to, &(struct score_item){ .id = "call/rude", .sheet = "call", .item = "service-tone", .part = 1,
							      .lost = 1, .why = _("Rude words were said to the caller.") });
		jo_set_str(o, "got", t->text);
		return;
	}
}

/* ---- times ---- */

/* Of a caller who knows nothing (a silent call) the first words. */
static instant first_question(const struct scoring *to)
{
	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if (t->by_agent && (!to->s->fact_count || (t->facts && *t->facts)))
			return t->at;
	}
	return 0;
}

static instant last_made(const struct scoring *to)
{
	instant last = 0;

	for (size_t i = 0; i < to->done->request_count; i++)
		if (to->done->requests[i].action && to->done->requests[i].at > last)
			last = to->done->requests[i].at;
	return last;
}

json *score_times(struct scoring *to)
{
	const struct performance *d = to->done;
	const struct scenario *s = to->s;
	const struct { const char *name, *label, *label_en; instant from, to; int target; } all[] = {
		{ "answer", "接听用时", "Time to answer", d->rang, d->answered, s->target_answer },
		{ "first_question", "首问用时", "Time to the first question", d->answered, first_question(to),
		  s->target_first_question },
		{ "submit", "提交用时", "Time to submit", d->answered, last_made(to), s->target_submit },
		{ "wrap_up", "整理用时", "Wrap-up time", d->ended, d->wrapped_up, s->target_wrap_up },
	};
	json *times = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		json *o = json_object_new_object();
		bool known = all[i].from && all[i].to, met = known && (all[i].to - all[i].from) / 1000 <= all[i].target;
		if (known)
			jo_set_int(o, "seconds", (all[i].to - all[i].from) / 1000);
		if (all[i].target) {
			jo_set_int(o, "target", all[i].target);
			jo_set_bool(o, "met", met);
		}
		jo_set(times, all[i].name, o);
		if (!all[i].target)
			continue;
		char id[40] = "time/";
		strcat(id, all[i].name);
		json *item = score_add(to, &(struct score_item){
			.id = id, .sheet = "call", .item = "service-late", .part = 0.25, .lost = met ? 0 : 1,
			.name = all[i].label, .name_en = all[i].label_en,
			.why = met ? NULL : known ? _("It took longer than it should.") : _("It was never reached.") });
		score_set_time(item, "expected", all[i].target);
		if (known)
			score_set_time(item, "got", (all[i].to - all[i].from) / 1000);
	}
	return times;
}
