/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller.h -- the simulated caller: answers an agent's questions from the facts of a scenario, by comparing
 * question and facts in many ways, weighed as learnt; says things unasked; loses patience; contradicts itself where
 * the scenario says so.
 *
 * Deterministic: the same scenario, seed, questions and seconds give the same call, so a call is continued after a
 * restart by asking everything once more. Not thread-safe; the scenario must live longer.
 */
#ifndef HOTLINE_CALLER_H
#define HOTLINE_CALLER_H

#include "hotline/scenario.h"

/* What callers of a scenario understand: dear to make, so they share it; it must outlive them. Caller frees. */
struct caller_mind;
struct caller_mind *caller_mind_new(const struct scenario *s);
void caller_mind_free(struct caller_mind *m);

struct caller;
struct caller *caller_new(struct caller_mind *m, uint64_t seed);
void caller_free(struct caller *c);
/* The same call from its beginning, as caller_new() makes it. */
void caller_restart(struct caller *c, uint64_t seed);

enum caller_did {
	CALLER_TOLD,            /* `fact` */
	CALLER_REPEATED,        /* `fact`, once more */
	CALLER_UNKNOWN,         /* nothing the caller knows of */
	CALLER_POLITE,          /* greeted, comforted, thanked, said good-bye */
	CALLER_UNASKED,
	CALLER_SILENT,
};
struct caller_reply {
	char *text;             /* caller frees; "" when silent */
	const char *fact;       /* code; the scenario's; NULL: none */
	enum caller_did did;
	bool hung_up;
	bool gave_up;           /* hung up, and for lack of patience */
};
/* First words, at the answer. */
void caller_begin(struct caller *c, struct caller_reply *reply);
/*
 * The agent says `text`, `second` seconds after the answer (never less than before). A turn may ask for
 * several facts: then the answers are joined and `fact` is the first told; *all (may be NULL) gets every code
 * that was asked for, blank separated, caller frees: a fact that was refused, too (caller_told() says which
 * are known). A mistake is taken back when it is read back. A few seconds after good-bye the caller hangs up
 * (caller_wait()).
 */
void caller_ask(struct caller *c, const char *text, int second, struct caller_reply *reply, char **all);
/*
 * What the caller says of oneself up to `second`; false: nothing (more). Call until false. The text may be
 * "": the caller only hung up.
 */
bool caller_wait(struct caller *c, int second, struct caller_reply *reply);
/* The next second at which caller_wait() would have something; -1: never. */
int caller_next(const struct caller *c);
bool caller_hung_up(const struct caller *c);
/* Has this fact been told, asked or unasked? */
bool caller_told(const struct caller *c, const char *fact);

#endif
