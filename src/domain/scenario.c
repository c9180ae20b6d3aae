/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.c -- the frame of a scenario: its names and key tables, its memory, its version. */
#include "hotline/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/ids.h"

#define HOUR 3600

const char *const scenario_cue_names[CUE_COUNT] = {
	"opening", "seconds", "turns", "silence", "unknown", "repeat", "impatient", "greeting", "closing", "hang_up",
};
const char *const scenario_duty_names[DUTY_COUNT] = {
	"ask", "say", "read_back", "transfer", "cite", "search", "action", "hang_up_last",
};
const char *const scenario_match_names[MATCH_COUNT] = { "one_of", "contains", "contains_any", "empty", "not" };
const char *const scenario_moods[] = { "calm", "anxious", "angry", "afraid", "confused", "cold", "joking", NULL };

#define TEXT(type, member, needed) { #member, SCENARIO_TEXT, offsetof(struct type, member), 0, needed, 0, 0 }
#define WHOLE(type, name, member, needed, least, most) \
	{ name, SCENARIO_WHOLE, offsetof(struct type, member), 0, needed, least, most }
#define LIST(name, type, member, count, needed) \
	{ name, SCENARIO_LIST, offsetof(struct type, member), offsetof(struct type, count), needed, 0, 0 }

const struct scenario_key scenario_keys[] = {
	TEXT(scenario, title, true),
	TEXT(scenario, title_en, false),
	TEXT(scenario, brief, false),
	TEXT(scenario, channel, true),
	TEXT(scenario, skill, true),
	TEXT(scenario, tags, false),
	WHOLE(scenario, "difficulty", difficulty, true, 1, 5),
	WHOLE(scenario, "minutes", minutes, true, 1, 60),
	TEXT(scenario, number, false),
	TEXT(scenario, name, false),
	TEXT(scenario, sex, false),
	TEXT(scenario, mood, true),
	WHOLE(scenario, "patience", patience, false, 0, 50),
	WHOLE(scenario, "hang_up_after", hang_up_after, false, 0, HOUR),
	WHOLE(scenario, "priority", priority, false, 0, 9),
	LIST("articles", scenario, articles, article_count, false),
	{ 0 },
};
const struct scenario_key scenario_target_keys[] = {
	WHOLE(scenario, "answer", target_answer, false, 1, HOUR),
	WHOLE(scenario, "first_question", target_first_question, false, 1, HOUR),
	WHOLE(scenario, "submit", target_submit, false, 1, HOUR),
	WHOLE(scenario, "wrap_up", target_wrap_up, false, 1, HOUR),
	{ 0 },
};
const struct scenario_key scenario_fact_keys[] = {
	TEXT(scenario_fact, about, true),
	LIST("ask", scenario_fact, asks, ask_count, true),
	TEXT(scenario_fact, say, true),
	TEXT(scenario_fact, again, false),
	TEXT(scenario_fact, wrong, false),
	TEXT(scenario_fact, after, false),
	TEXT(scenario_fact, refuse, false),
	TEXT(scenario_fact, say_en, false),
	TEXT(scenario_fact, again_en, false),
	TEXT(scenario_fact, wrong_en, false),
	TEXT(scenario_fact, refuse_en, false),
	{ 0 },
};
const struct scenario_key scenario_must_keys[] = {
	WHOLE(scenario_must, "request", request, false, 1, SCENARIO_REQUESTS_MOST),
	WHOLE(scenario_must, "within", within, false, 1, HOUR),
	TEXT(scenario_must, before, false),
	TEXT(scenario_must, item, false),
	{ 0 },
};

struct scenario *scenario_new(void)
{
	struct scenario *s = xcalloc(1, sizeof(*s));

	s->internal = xcalloc(1, sizeof(*s->internal));
	return s;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->fact_count; i++)
		free(s->facts[i].asks);
	for (size_t i = 0; i < s->line_count; i++)
		free(s->lines[i].tells);
	for (size_t i = 0; i < s->expect_count; i++)
		free(s->expects[i].values);
	for (size_t i = 0; i < s->internal->count; i++)
		free(s->internal->kept[i]);
	free(s->internal->kept);
	free(s->internal);
	free(s->facts);
	free(s->lines);
	free(s->expects);
	free(s->musts);
	free(s->articles);
	free(s->version);
	free(s);
}

void scenarios_free(struct scenario **scenarios, size_t count)
{
	for (size_t i = 0; i < count; i++)
		scenario_free(scenarios[i]);
	free(scenarios);
}

const char *scenario_keep(struct scenario *s, const char *text)
{
	struct scenario_internal *in = s->internal;

	if (!text)
		return NULL;
	ARRAY_GROW(in->kept, in->count + 1, in->alloc);
	return in->kept[in->count++] = xstrdup(text);
}

void scenario_list_add(struct scenario *s, const char ***list, size_t *count, const char *text)
{
	*list = xrealloc(*list, (*count + 1) * sizeof(**list));
	(*list)[(*count)++] = scenario_keep(s, text);
}

static void *grow(void *old, size_t count, size_t size)
{
	char *grown = xrealloc(old, (count + 1) * size);

	memset(grown + count * size, 0, size);
	return grown;
}

struct scenario_fact *scenario_add_fact(struct scenario *s)
{
	s->facts = grow(s->facts, s->fact_count, sizeof(*s->facts));
	return &s->facts[s->fact_count++];
}

struct scenario_line *scenario_add_line(struct scenario *s)
{
	s->lines = grow(s->lines, s->line_count, sizeof(*s->lines));
	return &s->lines[s->line_count++];
}

struct scenario_expect *scenario_add_expect(struct scenario *s)
{
	s->expects = grow(s->expects, s->expect_count, sizeof(*s->expects));
	return &s->expects[s->expect_count++];
}

struct scenario_must *scenario_add_must(struct scenario *s)
{
	s->musts = grow(s->musts, s->must_count, sizeof(*s->musts));
	return &s->musts[s->must_count++];
}

int scenario_name_in(const char *const *names, int count, const char *name)
{
	for (int i = 0; name && i < count && names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

bool scenario_is_outcome(const char *pointer)
{
	static const char *const outcomes[] = { "unit", "grade", "action", "article", "to", NULL };

	return scenario_name_in(outcomes, (int)ARRAY_SIZE(outcomes), pointer) >= 0;
}

bool scenario_is_action(const char *name)
{
	static const char *const actions[] = { "submit", "answer", "transfer", "decline", "void", NULL };

	return scenario_name_in(actions, (int)ARRAY_SIZE(actions), name) >= 0;
}

const struct scenario_fact *scenario_find_fact(const struct scenario *s, const char *code)
{
	for (size_t i = 0; code && i < s->fact_count; i++)
		if (!strcmp(s->facts[i].code, code))
			return &s->facts[i];
	return NULL;
}

void scenario_count_requests(struct scenario *s)
{
	s->request_count = 1;
	for (size_t i = 0; i < s->expect_count; i++)
		if (s->expects[i].request > s->request_count)
			s->request_count = s->expects[i].request;
}

void scenario_finish(struct scenario *s)
{
	char hash[HASH_TEXT];

	scenario_count_requests(s);
	if (s->version)
		return;
	json *o = scenario_to_json(s);
	const char *text = jo_text(o);
	s->version = xstrndup(hash_hex(text, strlen(text), hash), 16);
	jo_free(o);
}
