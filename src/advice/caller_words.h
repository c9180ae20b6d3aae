/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_words.h -- what a simulated caller knows of the language before any scenario: which words ask for
 * what, which mean the same, which mean nothing, and how one talks when a scenario has no line of its own.
 * Private to this room.
 *
 * All of it is true of any call; what is true of one call stands in its scenario. Words are folded, parted by |.
 */
#ifndef HOTLINE_ADVICE_CALLER_WORDS_H
#define HOTLINE_ADVICE_CALLER_WORDS_H

#include <stddef.h>
#include <uchar.h>

#include "hotline/scenario.h"

/* What a question can be after. */
enum caller_topic {
	TOPIC_NAME, TOPIC_PHONE, TOPIC_WHERE, TOPIC_HOME, TOPIC_SINCE, TOPIC_LONG, TOPIC_WHEN,
	TOPIC_OFTEN, TOPIC_TIMES, TOPIC_PEOPLE, TOPIC_AMOUNT, TOPIC_CAUSE, TOPIC_COURSE, TOPIC_WHO,
	TOPIC_COMPANY, TOPIC_WISH, TOPIC_TRIED, TOPIC_ANSWER, TOPIC_TICKET, TOPIC_SECRET, TOPIC_VISIT,
	TOPIC_AGE, TOPIC_IDENTITY, TOPIC_SCOPE, TOPIC_SYMPTOM, TOPIC_HISTORY, TOPIC_HURT, TOPIC_WEAK,
	TOPIC_PROOF, TOPIC_HARM, TOPIC_URGENT, TOPIC_PLATE, TOPIC_DEGREES, TOPIC_JOB, TOPIC_RELATION,
	TOPIC_PERMIT, TOPIC_POLICE, TOPIC_AMBULANCE, TOPIC_TEST, TOPIC_LOCKED, TOPIC_MORE, TOPIC_NOW,
	TOPIC_MANY, TOPIC_KIND, TOPIC_PLAN, TOPIC_ORIGIN, TOPIC_FLOOR, TOPIC_PAST, TOPIC_AREA, TOPIC_COUNT
};

/* How much the topic settles which fact is meant. */
enum topic_weight {
	TOPIC_SELF,                     /* of the caller, whatever else is named beside it: the name, the number */
	TOPIC_SETTLES,                  /* the answer must be of this kind: a place, a time, a number */
	TOPIC_NAMES,                    /* something is named, and may be asked for in several ways */
	TOPIC_LEANS,                    /* only together with what it is said of: how many *of what* */
	TOPIC_WEIGHT_COUNT
};
struct caller_topic_words {
	enum topic_weight weight;
	const char *codes;              /* what a scenario may call a fact of this topic, blank separated */
	const char32_t *sure;           /* ask for this and nothing else */
	const char32_t *likely;         /* ask for it unless something else is named */
};
extern const struct caller_topic_words caller_topics[TOPIC_COUNT];

/*
 * Ways to ask, parted by |, for a fact that is called by one of the topic's codes: a scenario need not give them.
 */
extern const char *const caller_usual_asks[TOPIC_COUNT];

/* An answer to the one is half an answer to the other. */
struct caller_kinship { enum caller_topic one, other; double share; };
extern const struct caller_kinship caller_kinships[];
extern const size_t caller_kinship_count;

/* Forms of questions: by which words they are known, and what an answer to them has in it (NULL: anything). */
enum caller_form {
	FORM_NAME, FORM_WHO, FORM_WHERE, FORM_WHEN, FORM_LONG, FORM_MANY, FORM_MONEY, FORM_AGE, FORM_WHY, FORM_WHICH,
	FORM_HOW, FORM_DOING, FORM_COUNT
};
struct caller_form_words { const char32_t *asked, *answered; };
extern const struct caller_form_words caller_forms[FORM_COUNT];

/* Each row: words for one thing. */
extern const char32_t *const caller_synonyms[];
extern const size_t caller_synonym_count;
#define CALLER_SYNONYMS_MOST 256

extern const char32_t caller_fillers[];         /* say nothing of the matter */
extern const char32_t caller_dropped[];         /* single characters: left out even inside a word */
extern const char32_t caller_askers[];          /* make a sentence a question or a request for words */

extern const char32_t caller_recorders[];       /* the same, but an agent says them of the own work too */
extern const char32_t caller_tails[];           /* make it one at its end */

/* Things said that want no fact. */
enum caller_talk {
	TALK_CLOSING, TALK_SERVICE, TALK_ELSE, TALK_AGAIN, TALK_CHECK, TALK_COMFORT, TALK_HOLD,
	TALK_WORK, TALK_GREETING, TALK_THANKS, TALK_ACCEPT, TALK_LEAVE, TALK_DONE, TALK_COUNT
};
extern const char32_t *const caller_talks[TALK_COUNT];

/* The answer to what asks for no fact whatever it seems to, such as whether one is heard; `asks`: the clause surely asks.
 * NULL: it is no such phrase. *english: the same to who speaks English. */
const char *caller_answer_phrase(const char *clause, bool asks, const char **english);
/* "好的王阿姨您稍等" without 王阿姨, by which nobody is asked for a name. Caller frees. */
char *caller_without_address(const char *text, size_t len);

/* What is said when the scenario has no line for it: blank row ends; by the caller's temper. */
const char *const *caller_default_lines(enum scenario_cue cue, const char *mood);
const char *caller_default_talk(enum caller_talk talk, const char *mood);
/* The same to who speaks English with a caller who can; NULL: none. */
const char *const *caller_english_lines(enum scenario_cue cue);
const char *caller_english_talk(enum caller_talk talk);
/* What a caller who knows nothing of it says when asked yes or no; NULL: that one does not know. */
const char *caller_default_answer(enum caller_topic topic);

#endif
