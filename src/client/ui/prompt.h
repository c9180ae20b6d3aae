/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.h -- the line at the bottom: a command after `:`, a filter after `/`, an answer.
 *
 * Commands complete by Tab from the action table, and their words from what the program knows of them, which is
 * shown while such a word is typed; they have a history (never written to disk). Filters tell every change at once.
 * An answer to "which line?" is offered the words of its command.
 */
#ifndef HOTLINE_UI_PROMPT_H
#define HOTLINE_UI_PROMPT_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/edit.h"
#include "client/ui/key.h"

enum prompt_kind { PROMPT_COMMAND, PROMPT_FILTER, PROMPT_ANSWER, PROMPT_SECRET };
enum prompt_result { PROMPT_GOES_ON, PROMPT_CHANGED, PROMPT_DONE, PROMPT_LEFT };

/* Tells by prompt_add_word() what may stand as the word number `place`, from 1, after the action's name. */
struct prompt;
typedef void prompt_words(void *data, enum action action, int place, struct prompt *p);

struct prompt_candidate { char *word, *label; };        /* label: what the word means, or NULL */

struct prompt {
	enum prompt_kind kind;
	char *label;            /* ":" or the question */
	struct edit edit;
	prompt_words *words;    /* NULL: only the names of actions complete */
	void *words_data;
	enum action asked;      /* whose first word an answer is; ACTION_COUNT: of none */
	struct prompt_candidate *candidates;    /* of the last completion, or offered */
	size_t candidate_count, candidate_alloc;
	size_t candidate;       /* shown now */
	size_t word;            /* where the completed word starts */
	size_t begun;           /* how many bytes of it are there */
	bool open;
	bool stood;             /* it had the keys at the end of a turn: more may be on their way */
	bool gone;              /* what it was opened for is not there any more: it swallows the keys */
};

void prompt_init(struct prompt *p);
void prompt_release(struct prompt *p);
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *label, const char *text);
/* The answer that is asked for is this action's first word. */
void prompt_offer(struct prompt *p, enum action action);
/* For prompt_words: kept when it goes on from what is typed; both are copied. */
void prompt_add_word(struct prompt *p, const char *word, const char *label);
/* Does the word that is typed begin so? */
bool prompt_word_begins(const struct prompt *p, const char *start);
/*
 * What it was opened for is gone, as `label` says. It shows what was typed and swallows the keys until Enter or Esc
 * ends it, so that none acts on what came to the front meanwhile; nor is a password seen that was meant for that.
 */
void prompt_void(struct prompt *p, const char *label);
/* Gives the keys back to whom they belonged. */
void prompt_close(struct prompt *p);
enum prompt_result prompt_key(struct prompt *p, const struct key *key);
void prompt_complete(struct prompt *p, int direction);
const char *prompt_text(const struct prompt *p);
/* The line itself in the last row of `r`, candidates in the rows above. */
void prompt_draw(struct prompt *p, struct canvas *c, struct rect r);

#endif
