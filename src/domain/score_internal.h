/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_internal.h -- what the parts of the scoring share.
 *
 * Each part looks at the performance and adds items to one list; score_sums.c alone turns items into points.
 */
#ifndef DOMAIN_SCORE_INTERNAL_H
#define DOMAIN_SCORE_INTERNAL_H

#include "hotline/score.h"

#define SCORE_REQUESTS_MOST 10          /* of a performance that are looked at */

struct scoring {
	const struct city *city;
	const struct scenario *s;
	const struct performance *done;
	json *items;
	int requests;                                   /* expected */
	const struct score_request **matched;           /* of the expected request i + 1; NULL: none */
	size_t right, wrong, missing;                   /* expectations */
};

/* ---- items ---- */
struct score_item {
	const char *id;                 /* NULL: "SHEET/ITEM" */
	const char *sheet, *item;       /* of the city's sheets; item "*": all of the sheet */
	int request;
	double part;                    /* of the fault's deduction that this item can cost, 0 to 1 */
	double lost;                    /* of that, 0 to 1 */
	const char *name, *name_en;     /* NULL: those of the fault */
	const char *why;
};
/* Adds it and gives it back, borrowed. A fault that the city's sheets do not hold costs nothing, but is told. */
json *score_add(struct scoring *to, const struct score_item *item);
const struct city_sheet_item *score_sheet_item(const struct city *c, const char *sheet, const char *item);
void score_set_number(json *o, const char *name, double n);
/* "1:05" */
void score_set_time(json *o, const char *name, int64_t seconds);
double score_number(const json *o, const char *name);
/* Every fault of a sheet that has no item yet; `unjudged` of it is told unless the program looked for it and found
 * nothing. */
void score_add_rest(struct scoring *to, const char *sheet);

/* ---- sums ---- */
/* With groups and rule, but nothing in it yet. Caller frees. */
json *score_new(const struct city *c, int requests, bool call);
/* groups, rule; then sheets, total, level and next from the items. */
void score_set_rule(json *score, const struct city *c, bool call);
void score_make_sums(json *score);

/* ---- the parts ---- */
void score_match_requests(struct scoring *to);          /* fills `matched` */
void score_fields(struct scoring *to);
void score_duties(struct scoring *to);
void score_manners(struct scoring *to);
void score_rudeness(struct scoring *to);
void score_wording(struct scoring *to);
json *score_times(struct scoring *to);

/* ---- comparing ---- */
/* What of an expectation is not met, 0 (right) to 1; *empty: there is no value. `now`: what times are relative to. */
double score_compare(const struct city *c, const struct scenario_expect *e, const struct score_request *r, instant now,
		     bool *empty);
/* The value as text, appended: "110105", "yes", "a, b". */
void score_value_text(struct buf *out, const json *value);
json *score_value(const struct scenario_expect *e, const struct score_request *r);      /* caller frees; NULL: none */
/* All that stands in the form, line by line. */
void score_form_texts(struct buf *out, json *fields);
/* `*` in the pattern stands for anything; whole: from end to end. Folded, blanks and punctuation do not count. */
bool score_text_matches(const char *pattern, const char *text, bool whole);
/* Of patterns parted by `|` any, anywhere in it. */
bool score_text_matches_one(const char *patterns, const char *text);
/* How much of the shorter one's pairs of characters stand in the other, 0 to 1; below three common pairs 0. */
double score_likeness(const char *a, const char *b);
/* The part of `what`'s pairs of characters that stand in `text`. */
double score_covered(const char *what, const char *text);

/* Was the fact told by the caller? */
bool score_was_told(const struct scoring *to, const char *fact);

#endif
