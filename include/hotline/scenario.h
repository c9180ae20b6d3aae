/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario.h -- a call to practise on: who calls, what they know, what they say unasked, and what a good agent makes of it.
 *
 * Read from a city pack's scenarios/NAME.scn (hotline-scenario(5)) with every mistake reported as `file:line: sentence`,
 * kept as JSON in the store. Immutable once made, so threads share it. Strings are the scenario's own; what a file
 * leaves out is NULL, 0 or an empty array.
 */
#ifndef HOTLINE_SCENARIO_H
#define HOTLINE_SCENARIO_H

#include "hotline/city.h"

struct scenario_fact {
	const char *code;               /* "where" */
	const char *about;              /* words that mean it, blank separated */
	const char **asks;              /* ways an agent may ask for it */
	size_t ask_count;
	const char *say;                /* the answer */
	const char *again;              /* asked once more; NULL: the answer again */
	const char *wrong;              /* what the caller says first, and takes back when asked again; NULL: nothing */
	const char *after;              /* not told before that fact was told; NULL: at once */
	const char *refuse;             /* what is said instead as long as `after` is untold; NULL: "I don't know" */
	const char *say_en, *again_en, *wrong_en, *refuse_en;   /* the same to who asks in English; NULL: no other words */
};

enum scenario_cue {
	CUE_OPENING,                    /* first words */
	CUE_SECONDS,                    /* `n` seconds after the answer */
	CUE_TURNS,                      /* after the agent's turn number `n` */
	CUE_SILENCE,                    /* the agent has said nothing for `n` seconds */
	CUE_UNKNOWN,                    /* asked what no fact answers; several are taken in turn */
	CUE_REPEAT,                     /* asked again what was told */
	CUE_IMPATIENT,                  /* patience is half used */
	CUE_GREETING,                   /* answer to a greeting or to comforting words */
	CUE_CLOSING,                    /* answer to the closing words */
	CUE_HANG_UP,                    /* last words before hanging up */
	CUE_COUNT,
};
extern const char *const scenario_cue_names[CUE_COUNT];     /* "opening" … */
struct scenario_line {
	enum scenario_cue cue;
	int n;
	const char *text;               /* may be empty: a silent call */
	const char *text_en;            /* the same to who speaks English; NULL: no other words */
	const char **tells;             /* codes of facts told by it */
	size_t tell_count;
};

/* What a field of request `request` (from 1) should hold. `*` inside a text stands for anything. */
enum scenario_match { MATCH_ONE_OF, MATCH_CONTAINS, MATCH_CONTAINS_ANY, MATCH_EMPTY, MATCH_NOT };
struct scenario_expect {
	int request;
	const char *pointer;            /* "/matter/category"; or "unit", "grade", "action", "article", "to" of what is made of it */
	enum scenario_match match;
	const char **values;            /* accepted ones, the best first; CONTAINS: all of them */
	size_t value_count;
	double points;                  /* weight among the fields, default 1 */
};

enum scenario_duty {
	DUTY_ASK,                       /* asked for fact `what` */
	DUTY_SAY,                       /* said one of the words of `what`, parted by | */
	DUTY_READ_BACK,                 /* said what fact `what` told */
	DUTY_TRANSFER,                  /* transferred to line `what` */
	DUTY_CITE,                      /* cited article `what` */
	DUTY_SEARCH,                    /* looked something up */
	DUTY_ACTION,                    /* made `what` of request `request` (submit, answer …) */
	DUTY_HANG_UP_LAST,              /* the caller hung up first */
	DUTY_COUNT,
};
extern const char *const scenario_duty_names[DUTY_COUNT];
struct scenario_must {
	bool must_not;
	enum scenario_duty duty;
	const char *what;               /* may be NULL */
	int request;
	int within;                     /* seconds after the answer; 0: any time */
	const char *before;             /* duty must be done before that fact is asked for, or "submit"; NULL */
	const char *item;               /* item of the city's sheets that is deducted: "call/service-greeting" */
	const char *why, *why_en;       /* what the trainee is told; the other language may be NULL */
};

struct scenario {
	char *version;                  /* hash of the content, hex, 16 characters */
	const char *code, *title, *title_en, *channel, *skill, *tags, *brief;       /* brief: for the trainer */
	int difficulty;                 /* 1 to 5 */
	int minutes;                    /* time limit in an exam */
	const char *number, *name, *sex;        /* on the line; NULL: withheld */
	const char *mood;               /* calm, anxious, angry, afraid, confused, cold, joking */
	int patience;                   /* so many useless turns, then the caller hangs up; 0: never */
	int hang_up_after;              /* seconds; 0: never */
	int priority;
	struct scenario_fact *facts;    size_t fact_count;
	struct scenario_line *lines;    size_t line_count;
	struct scenario_expect *expects; size_t expect_count;
	struct scenario_must *musts;    size_t must_count;
	int request_count;              /* requests in this call */
	const char **articles;          size_t article_count;   /* that answer it */
	int target_answer, target_first_question, target_submit, target_wrap_up;    /* seconds; 0: no target */
	struct scenario_internal *internal;
};

/* One file. `articles` are the pack's (to check citations by; count 0: citations are not checked). NULL when there is any
 * mistake; the report says all of them. */
struct scenario *scenario_read(const char *file, const struct city *c, const struct city_article *articles,
			       size_t article_count, struct city_report *report);
/* All of PACK/scenarios, by code; a pack without that folder has none. False when there is any mistake, and then nothing is
 * given. The array and its scenarios are the caller's: scenarios_free(). */
bool scenarios_read(const char *dir, const struct city *c, const struct city_article *articles, size_t article_count,
		    struct scenario ***scenarios, size_t *count, struct city_report *report);
void scenarios_free(struct scenario **scenarios, size_t count);
void scenario_free(struct scenario *s);

/* For the store. Caller frees. */
json *scenario_to_json(const struct scenario *s);
struct scenario *scenario_from_json(const json *o, struct error *err);

const struct scenario_fact *scenario_find_fact(const struct scenario *s, const char *code);

#endif
