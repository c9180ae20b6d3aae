/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger.h -- what an agent saw on the screen, key by key and form by form, apart from all that the program keeps. */
#ifndef TESTS_LEDGER_H
#define TESTS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LEDGER_CHARACTERS = 24, LEDGER_LATEST_MS = 100 };

/* One form. */
struct line {
	char text[LEDGER_CHARACTERS * 4];       /* of its title, whole; begins with a name that no other form has */
	size_t length, seen;                    /* in characters; those that stood on the screen */
	int64_t seen_at[LEDGER_CHARACTERS];     /* monotonic ms */
	bool called;                            /* of a call; else of what was found without one */
	bool pressed, kept, accepted;           /* sent; and what the screen said of it */
	bool passed;                            /* the next form's turn */
	bool owed;                              /* passed because it went out as it seems: the store has to have it */
	char *scene;                            /* the screen that seemed to say so; NULL */
	int64_t died_at;                        /* the program ended over it; 0: it is here since */
	int64_t told_at;                        /* the screen had said since then that the disk does not keep; 0: it had not */
};

struct ledger {
	struct line *lines;
	size_t count, alloc;
	long keys, late, worst_ms;      /* keys seen; lost though older than LEDGER_LATEST_MS; the oldest lost one's age */
	long wrong;                     /* forms that came back with other words */
	long tickets, lost, doubled;    /* as the store has it */
};

/* Borrowed until the next one is made. */
struct line *ledger_new(struct ledger *l, bool called);
struct line *ledger_last(struct ledger *l);             /* NULL: none yet */
void ledger_release(struct ledger *l);

/* The character to be typed next, valid until the next call; NULL: it is typed to its end. */
const char *ledger_next(const struct line *line);
/* The field shows this now; false when that is not what was typed. */
bool ledger_seen(struct ledger *l, struct line *line, const char *shown);
/* The program ended; the newest form was in hand. Since `told` (0: not at all) the screen said that the disk does not keep
 * what is typed: that is not promised. */
void ledger_died(struct ledger *l, int64_t at, int64_t told);
/* After a start the field shows this: what is missing is lost, and is typed anew. False: more than may be is lost. */
bool ledger_compare(struct ledger *l, struct line *line, const char *shown);

/*
 * Sent, and after a start the form is empty: it went out, unless the screen had said that the disk does not keep it.
 * Takes the scene, which is printed when the store does not have it.
 */
void ledger_gone_out(struct line *line, char *scene);

/* Is it the text of a form before this one, or the beginning of it? */
bool ledger_is_older(const struct ledger *l, const struct line *line, const char *shown, bool *whole);

/* Counts tickets, lost and doubled in the store, whose server is down. */
void ledger_ask_store(struct ledger *l, const char *store);
/* The figures, on a line; true when something is wrong. */
bool ledger_print(const struct ledger *l);

#endif
