/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_match.h -- which fact of a scenario a question is after. Private to this room and its tests. */
#ifndef HOTLINE_ADVICE_CALLER_MATCH_H
#define HOTLINE_ADVICE_CALLER_MATCH_H

#include "advice/caller_reading.h"

struct matcher;
/* What is learnt: where words lie, and what likeness of which kind is worth. */
struct mind { const struct senses *senses; const struct net *nets; };
extern const struct mind caller_mind;
struct matcher *matcher_new(const struct scenario *s, const struct mind *mind);
void matcher_free(struct matcher *m);
const struct lexicon *matcher_lexicon(const struct matcher *m);

#define NO_FACT ((size_t)-1)
struct match { size_t fact; double score; };            /* NO_FACT: what the caller does not know */
/* The best fact, whatever its score: how likely it is the one that is meant, 0 to 1. */
struct match matcher_best(struct matcher *m, const struct reading *question);
/* Is it good enough to be answered? */
bool match_is_sure(const struct match *m);
/* Is it so good that no asking word is needed? */
bool match_is_plain(const struct match *m);
/* Is the fact known to be about that? */
bool matcher_has_topic(const struct matcher *m, size_t fact, enum caller_topic topic);
/* Is it so by its code, or by more than some of its ways to ask? */
bool matcher_is_of(const struct matcher *m, size_t fact, enum caller_topic topic);

#endif
