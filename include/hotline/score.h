/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.h -- how well a practised call was handled: by the scenario's expectations and the city's score sheets.
 */
#ifndef HOTLINE_SCORE_H
#define HOTLINE_SCORE_H

#include "hotline/clock.h"
#include "hotline/scenario.h"

struct score_turn { instant at; bool by_agent; const char *text; const char *facts; };  /* facts told or asked for, blank separated */
struct score_request {
	const json *fields;             /* as submitted, else as left in the draft */
	const char *action;             /* submit, answer, transfer, decline, void; NULL: nothing was made of it */
	const char *to, *article, *unit, *grade;        /* transfer's line; cited article's id; catalogue's unit; grade */
	instant at;
};
struct performance {                    /* borrowed, all of it */
	const struct score_turn *turns;         size_t turn_count;
	const struct score_request *requests;   size_t request_count;
	instant rang, answered, ended, wrapped_up;      /* 0: never */
	bool agent_hung_up;
	bool searched;
	int64_t keystrokes;             /* -1: not told */
};
/*
 * {"total" 0-100, "level", "sheets": {"ticket": points, "call": points}, "items": [{"sheet", "item", "name", "points", "deducted",
 * "why", "pointer"?, "expected"?, "got"?}], "fields": {"right", "wrong", "missing"}, "times": {"answer", "first_question", "submit",
 * "wrap_up", each with "target"}, "keystrokes", "next": [what to practise]}. Caller frees.
 */
json *score_call(const struct city *city, const struct scenario *s, const struct performance *done);
/* The trainer's word: sets one item's deduction (0 … its points), keeps what was and why under "overrides", and makes the
 * sums anew. False: err names the item that is not there, or the range. */
bool score_override(json *score, const char *item, double deducted, const char *reason, const char *by, instant at,
		    struct error *err);

#endif
