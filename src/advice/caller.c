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

struct caller *caller_new(const struct scenario *s, uint64_t seed)
{
	struct caller *c = xcalloc(1, sizeof(*c));

	*c = (struct caller){
		.scenario = s,
		.seed = seed,
		.matcher = matcher_new(s),
		.facts = xcalloc(s->fact_count + 1, sizeof(*c->facts)),
		.lines = xcalloc(s->line_count + 1, sizeof(*c->lines)),
		.silent = is_silent(s),
		.leaves_at = -1,
		.last_fact = NO_FACT,
	};
	caller_choose_lines(c);
	return c;
}

void caller_free(struct caller *c)
{
	if (!c)
		return;
	matcher_free(c->matcher);
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
	for (size_t i = 0; i < c->scenario->fact_count; i++)
		if (!strcmp(c->scenario->facts[i].code, fact))
			return c->facts[i].told;
	return false;
}
