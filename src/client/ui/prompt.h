/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.h -- the line at the bottom: a command after `:`, a filter after `/`, an answer.
 *
 * Commands complete by Tab from the action table and have a history (never written to disk);
 * filters tell every change at once; answers have neither.
 */
#ifndef HOTLINE_UI_PROMPT_H
#define HOTLINE_UI_PROMPT_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/edit.h"
#include "client/ui/key.h"

enum prompt_kind { PROMPT_COMMAND, PROMPT_FILTER, PROMPT_ANSWER, PROMPT_SECRET };
enum prompt_result { PROMPT_GOES_ON, PROMPT_CHANGED, PROMPT_DONE, PROMPT_LEFT };

struct prompt {
	enum prompt_kind kind;
	char *label;            /* ":" or the question */
	struct edit edit;
	char **candidates;      /* of the last completion */
	size_t candidate_count, candidate_alloc;
	size_t candidate;       /* shown now */
	size_t word;            /* where the completed word starts */
	bool open;
};

void prompt_init(struct prompt *p);
void prompt_release(struct prompt *p);
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *label, const char *text);
/* Gives the keys back to whom they belonged. */
void prompt_close(struct prompt *p);
enum prompt_result prompt_key(struct prompt *p, const struct key *key);
void prompt_complete(struct prompt *p, int direction);
const char *prompt_text(const struct prompt *p);
/* The line itself in the last row of `r`, candidates in the row above. */
void prompt_draw(struct prompt *p, struct canvas *c, struct rect r);

#endif
