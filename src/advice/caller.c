/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller.c -- see hotline/caller.h. */
#include "advice/caller_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

/* A call whose first words are nothing. */
static bool is_silent(const struct scenario *s)
{
	for (size_t i = 0; i < s->line_count; i++)
		if (s->lines[i].cue == CUE_OPENING)
			return !s->lines[i].text || !*s->lines[i].text;
	return false;
}

static bool has_english(const struct scenario *s)
{
	for (size_t i = 0; i < s->fact_count; i++)
		if (s->facts[i].say_en)
			return true;
	return false;
}

struct caller_mind *caller_mind_new(const struct scenario *s)
{
	struct caller_mind *m = xcalloc(1, sizeof(*m));

	*m = (struct caller_mind){
		.scenario = s,
		.matcher = matcher_new(s, &caller_mind),
		.silent = is_silent(s),
		.knows_english = has_english(s),
	};
	return m;
}

void caller_mind_free(struct caller_mind *m)
{
	if (!m)
		return;
	matcher_free(m->matcher);
	free(m);
}

struct caller *caller_new(struct caller_mind *m, uint64_t seed)
{
	struct caller *c = xcalloc(1, sizeof(*c));

	*c = (struct caller){
		.mind = m,
		.scenario = m->scenario,
		.facts = xcalloc(m->scenario->fact_count + 1, sizeof(*c->facts)),
		.lines = xcalloc(m->scenario->line_count + 1, sizeof(*c->lines)),
	};
	caller_restart(c, seed);
	return c;
}

void caller_restart(struct caller *c, uint64_t seed)
{
	const struct scenario *s = c->scenario;

	memset(c->facts, 0, (s->fact_count + 1) * sizeof(*c->facts));
	memset(c->lines, 0, (s->line_count + 1) * sizeof(*c->lines));
	*c = (struct caller){
		.mind = c->mind,
		.scenario = s,
		.seed = seed,
		.facts = c->facts,
		.lines = c->lines,
		.leaves_at = -1,
		.last_fact = NO_FACT,
	};
	caller_choose_lines(c);
}

void caller_free(struct caller *c)
{
	if (!c)
		return;
	free(c->facts);
	free(c->lines);
	free(c);
}

void caller_begin(struct caller *c, struct caller_reply *reply)
{
	struct buf text = BUF_INIT;
	const char *fact = NULL;

	for (size_t i = 0; i < c->scenario->line_count; i++) {
		const struct scenario_line *line = &c->scenario->lines[i];

		if (line->cue != CUE_OPENING || c->lines[i].passed_over)
			continue;
		caller_mark_told(c, line);
		caller_add(&text, line->text);
		fact = line->tell_count ? line->tells[0] : NULL;
	}
	caller_reply(c, reply, CALLER_UNASKED, fact, &text);
}

bool caller_hung_up(const struct caller *c)
{
	return c->hung_up;
}

bool caller_told(const struct caller *c, const char *fact)
{
	size_t i = caller_find_fact(c->scenario, fact);

	return i != NO_FACT && c->facts[i].told;
}
