/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_internal.h -- the simulated caller's state, shared by what answers (caller_turn.c) and what speaks
 * up (caller_say.c).
 */
#ifndef HOTLINE_ADVICE_CALLER_INTERNAL_H
#define HOTLINE_ADVICE_CALLER_INTERNAL_H

#include "advice/caller_match.h"
#include "hotline/caller.h"

struct fact_state {
	bool told;              /* rightly or wrongly, asked or unasked */
	bool wrong;             /* wrongly, and not yet taken back */
	int asked;              /* how often it was answered */
};
struct line_state {
	bool passed_over;       /* an equal line was chosen */
	bool said;
	int turn;               /* the agent's turn number when it was said */
};

struct caller_mind {
	const struct scenario *scenario;
	struct matcher *matcher;
	bool silent;            /* a call without first words: nothing is said that the scenario does not say */
	bool knows_english;     /* the scenario has English words */
};

struct caller {
	const struct caller_mind *mind; /* borrowed */
	const struct scenario *scenario;        /* the mind's */
	uint64_t seed;
	struct fact_state *facts;
	struct line_state *lines;
	unsigned used[CUE_COUNT];
	bool english;           /* was last spoken to in English, and knows it */
	int second;
	int spoke_at;           /* when the agent last spoke */
	bool waits;             /* was asked to: silence is expected for a while */
	int turns;
	int retold;             /* the turn in which the first words were said once more; 0: none */
	int useless;
	int leaves_at;          /* after good-bye; -1 */
	bool impatient, hung_up, gave_up;
	size_t last_fact;       /* NO_FACT: none yet */
};

/* Notes in which language the agent speaks. */
void caller_hear(struct caller *c, const char *text, size_t len);
/* The words for who asks as the agent does. `english` may be NULL. */
const char *caller_words(const struct caller *c, const char *words, const char *english);
/* The next line for `cue`: the scenario's, else a common one; NULL: none. What it tells is told. */
const char *caller_line(struct caller *c, enum scenario_cue cue);
/* The share of `said`'s pairs of characters that are heard again. */
double caller_echo(const char *said, const struct text_folded *heard);
/* The fact that was told otherwise than `text`, which is `r`, reads it back; NO_FACT: none is. */
size_t caller_misread(const struct caller *c, const struct reading *r, const char *text);
/* Does the text hold a figure, surely one, that the caller never said? */
bool caller_never_said(const struct caller *c, const char *text);
size_t caller_find_fact(const struct scenario *s, const char *code);    /* NO_FACT: there is none */
/* Adds a sentence to what is being said. */
void caller_add(struct buf *out, const char *sentence);
void caller_mark_told(struct caller *c, const struct scenario_line *line);
/* A turn that led nowhere: may append impatience, or replace all by the last words. */
void caller_lose_patience(struct caller *c, struct buf *out);
void caller_hang_up(struct caller *c, struct buf *out);
void caller_reply(const struct caller *c, struct caller_reply *reply, enum caller_did did, const char *fact,
		  struct buf *text);
/* Of lines for one moment the seed chooses one. */
void caller_choose_lines(struct caller *c);

#endif
