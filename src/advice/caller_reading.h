/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_reading.h -- what a piece of an agent's or a scenario's text is about, by the words of
 * caller_words.h. Private to this room.
 */
#ifndef HOTLINE_ADVICE_CALLER_READING_H
#define HOTLINE_ADVICE_CALLER_READING_H

#include <stdbool.h>

#include "advice/caller_words.h"
#include "hotline/buf.h"
#include "hotline/text.h"

struct lexicon;
struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *l);

struct reading {
	double topics[TOPIC_COUNT];     /* 0 to 1: how surely it asks for that */
	unsigned talks;                 /* bits of enum caller_talk */
	unsigned forms;                 /* bits of enum caller_form */
	bool asks;                      /* has the form of a question or a request */
	bool asks_surely;               /* by more than words in which an agent also tells of the own work */
	size_t length;                  /* characters */
	size_t things;                  /* that are named */
	size_t matter;                  /* characters that are about anything */
	struct buf words;               /* for the index: topics and synonyms as words, and the rest as it stands */
	struct buf plain;               /* the same without topics */
	struct buf letters;             /* as it was written */
};
void reading_init(struct reading *r);
void reading_release(struct reading *r);
/* Does one of the words, parted by |, stand there? */
bool reading_has(const uint32_t *points, size_t count, const char32_t *words);
/* `count` folded characters; what `r` held is replaced. */
void reading_make(struct reading *r, const struct lexicon *l, const uint32_t *points, size_t count);
void reading_make_text(struct reading *r, const struct lexicon *l, const char *text);

#endif
