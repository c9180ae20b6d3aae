/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.h -- how well a call or a ticket was handled: by a scenario's expectations, or an inspector's eye, and always
 * by the city's score sheets "ticket" and "call" (sheets.tsv) and its [training] settings.
 *
 * A score is JSON:
 * {"total" 0-100 (one decimal), "level": excellent|good|passed|failed, "requests": n,
 *  "sheets": {"ticket": 0-100, "call": 0-100},
 *  "groups": [{"sheet", "item", "name", "name_en", "points", "earned"}],
 *  "items": [{"id", "sheet", "item", "request" (0: the whole call), "name", "name_en", "fault"?, "fault_en"? (the
 *             fault's own name where the item has another), "points" (most it can cost), "deducted", "taken"
 *             (of that what the caps of its fault and group leave; the taken of all make the sheets), "why"? (a sentence),
 *             "advice"? (the scenario's word on a duty), "duty"?, "what"?, "pointer"?, "match"? (of the expectation), "expected"?, "got"?, "result"?: right|wrong|missing, "override"?: true,
 *             "words"?, "words_en"? (what the city says there; of the duty to ask a question that asks it), "unjudged"?: true (nothing looked for it yet)}],
 *  "fields": {"right", "wrong", "missing"},
 *  "times": {"answer", "first_question", "submit", "wrap_up": each {"seconds"?, "target"?, "met"?}}, "keystrokes"?,
 *  "next": [{"sheet", "item", "name", "name_en", "lost"}] (what to practise, the dearest first),
 *  "practise"? {"code", "title", "title_en"} (a scenario for it; the training service adds it),
 *  "overrides": [{"item" (its id), "was", "deducted", "total_before", "reason", "by", "at"}],
 *  "rule": {…} (what the sums are made by)}
 *
 * `id` is one item's own name: "1/matter/category" (a field of request 1, with #2 behind it when it is the second of
 * that field), "must/3" (the scenario's third), "none/2" (nothing was made of request 2), else that of the fault in the
 * sheets, "call/service-tone". Every fault of the sheets that nothing was found of is there too, with 0 deducted, so
 * that a trainer or inspector can mark it. What is wrong of one request of several costs its part of the ticket sheet.
 * One fault costs at most its deduction, one group of faults at most its points.
 */
#ifndef HOTLINE_SCORE_H
#define HOTLINE_SCORE_H

#include "hotline/clock.h"
#include "hotline/scenario.h"

/* facts: of an agent's turn those it asked for, of the caller's those it told; codes, blank separated; may be NULL. */
struct score_turn { instant at; bool by_agent; const char *text; const char *facts; };
struct score_request {
	const json *fields;             /* as submitted, else as left in the draft */
	const char *action;             /* submit, answer, transfer, decline, void; NULL: nothing was made of it */
	const char *to, *article;       /* transfer's line; cited article's id */
	const char *unit, *grade;       /* the catalogue's unit; the grade of the form as it is in the end */
	const char *reason;             /* of void and decline: content of a form that has none */
	instant at;
};
struct performance {                    /* borrowed, all of it */
	const struct score_turn *turns;         size_t turn_count;
	const struct score_request *requests;   size_t request_count;
	instant rang, answered, ended, wrapped_up;      /* 0: never */
	bool agent_hung_up;
	bool gave_up;                   /* the caller lost patience and hung up */
	bool searched;
	int64_t keystrokes;             /* -1: not told */
};
/* Requests are matched to those expected by best fit, whatever their order. Caller frees. */
json *score_call(const struct city *city, const struct scenario *s, const struct performance *done);
/* What such a total is called by the rule of that score: excellent, good, passed, failed. */
const char *score_level(const json *score, double total);
/* A sheet on which nothing is deducted yet, for an inspector: of the ticket, with `call` also of the call.
 * Caller frees. */
json *score_blank(const struct city *city, bool call);
/* The trainer's word: sets one item's deduction (0 … its points) by its id, keeps what was and why under "overrides",
 * and makes the sums anew. False: err names the item that is not there, or the range; nothing is changed. */
bool score_override(json *score, const char *item, double deducted, const char *reason, const char *by, instant at,
		    struct error *err);
/* As that, but it is the first word: nothing is kept under "overrides". An inspector marks a blank sheet by it. */
bool score_mark(json *score, const char *item, double deducted, const char *why, struct error *err);

/*
 * Many scores together. by "trainee" and "class" group by the key given with each; "category" by the category that the
 * first request should have; "field" by pointer.
 * Items, the weakest first: {"key", "calls", "mean", "best", "worst", "last", "right", "wrong", "missing"}; of a
 * field {"key", "pointer", "name", "name_en", "calls", "right", "wrong", "missing", "lost" (points)}, of a category
 * {"key", "category", …}.
 */
enum score_by { SCORE_BY_KEY, SCORE_BY_CATEGORY, SCORE_BY_FIELD };
struct score_table;
struct score_table *score_table_new(enum score_by by);
/* The order of adding is that of time. */
void score_table_add(struct score_table *t, const char *key, const json *score);
json *score_table_items(const struct score_table *t);           /* an array; caller frees */
void score_table_free(struct score_table *t);

#endif
