/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_match.c -- see caller_match.h.
 *
 * Every way to ask for a fact, each word about it and its answer is a small document of a text index; a
 * question is compared with them (cosine of tf-idf) and, by topic, with what the fact is known to be about.
 * Words that the whole scenario does not have weigh against a guess made by the topic alone: so "what is your
 * wife's name" does not get the caller's.
 */
#include "advice/caller_matcher.h"

#include <stdlib.h>
#include <string.h>

/* From which score on a fact is answered; and without a word that asks. */
#define SURE 0.36
#define PLAIN 0.55
/* Shares of the score when the question has words beside its topic; and when it has none. */
#define TOPIC_SHARE 0.56
#define LIKENESS_SHARE 0.46
#define COVER_SHARE 0.50
#define COVER_MORE 0.00         /* when it has no topic at all */
#define BARE_TOPIC_SHARE 0.64
/* How much of it unknown words take away: of a topic of the caller, a sure one, a likely one; of likeness. */
#define STRANGE_SELF 0.37
#define STRANGE_SURE 0.36
#define STRANGE_LIKELY 0.45
#define STRANGE_LIKE 0.30
#define STRANGE_THING 0.14
#define STRANGE_THING_ONLY 0.25   /* nothing but strange things is named */
#define STRANGE_THING_ALONE 0.3
#define ONLY 0.9
#define BOUND 0.47              /* of a topic that the fact has only together with a thing */
/* Taken off when the question is surely, or likely, after something of another kind. */
#define OTHER_SETTLED 0.28
#define OTHER_LIKELY 0.43
#define OTHER_NAMED 0.14
#define OTHER_LEANING 0.18
#define OTHER_WORDS_LEFT 0.61
#define MISSED 0.06             /* for words that another fact has, and this one has not */
/* When a topic is known of a fact, and when another fact knows it better. */
#define KNOWN 0.55
#define WELL_KNOWN 0.85
#define BETTER 0.28
#define COVER_BASE 0.15
#define BARE_COVER 0.39
#define LEANING_LEAST 0.31
#define LIKELY_COVERED 0.47
#define LIKELY_MOST 0.6
/* What a term weighs among the words, known to the scenario and not. */
#define SINGLE_WEIGHT 0.20
#define STRANGE_SINGLE_WEIGHT 0.01
#define PAIR_WEIGHT 1.43
#define STRANGE_PAIR_WEIGHT 0.56
#define STRANGE_WORD_WEIGHT 2.41

static const double part_weights[PART_COUNT] = { 1, 0.9, 0.45, 0 };

static void compare_words(struct matcher *m, const struct reading *question)
{
	size_t found = index_similar(m->index, question->words.data, m->place_count, NULL, NULL, m->hits);

	memset(m->words, 0, m->scenario->fact_count * sizeof(*m->words));
	for (size_t i = 0; i < found; i++) {
		const struct place *p = &m->places[m->hits[i].doc];
		double score = m->hits[i].score * part_weights[p->part];

		if (p->part != PART_SETTING && score > m->words[p->fact])
			m->words[p->fact] = score;
	}
}

static double term_weight(const struct matcher *m, uint64_t key, size_t count)
{
	/* known to the scenario, and not */
	static const double weights[][2] = {
		[TERM_SINGLE] = { SINGLE_WEIGHT, STRANGE_SINGLE_WEIGHT },
		[TERM_PAIR] = { PAIR_WEIGHT, STRANGE_PAIR_WEIGHT },
		[TERM_WORD] = { 1, STRANGE_WORD_WEIGHT },
		[TERM_JOINT] = { 0, 0 },
		[TERM_BEGINNING] = { 0, 0 },
	};

	return idf_of(m->place_count, (uint32_t)count) * weights[term_kind(key)][!count];
}

/* Adds what one word of the question weighs to every fact that has it. */
static void cover_facts(struct matcher *m, const struct postings *p, double weight)
{
	size_t last = NO_FACT;

	for (uint32_t i = 0; i < p->count; i++) {
		const struct place *place = &m->places[posting_slot(postings_list(p)[i])];
		double share = place->part == PART_SAY ? weight * 0.6 : weight;

		if (place->fact == NO_FACT || place->fact == last)
			continue;
		m->cover[place->fact] += share;
		last = place->fact;
	}
}

/*
 * What share of the question's words each fact has; topics are not counted. Returns the share that the whole
 * scenario does not have, -1 when there are no words.
 */
static double cover_words(struct matcher *m, const struct reading *question)
{
	double all = 0, strange = 0;

	m->strange_things = 0;
	memset(m->cover, 0, m->scenario->fact_count * sizeof(*m->cover));
	terms_of_text(&m->terms, question->plain.data);
	for (size_t i = 0; i < m->terms.count; i++) {
		uint64_t key = m->terms.list[i].key;
		const struct postings *p = postings_find(&m->index->table, key);
		double weight = term_weight(m, key, p ? p->count : 0);

		all += weight;
		if (!p)
			strange += weight;
		if (!p && term_kind(key) == TERM_WORD)
			m->strange_things += weight;
		if (p && weight > 0)
			cover_facts(m, p, weight);
	}
	for (size_t i = 0; all > 0 && i < m->scenario->fact_count; i++)
		m->cover[i] /= all;
	if (all > 0)
		m->strange_things /= all;
	return all > 0 ? strange / all : -1;
}

static double kinship(size_t one, size_t other)
{
	if (one == other)
		return 1;
	for (size_t i = 0; i < caller_kinship_count; i++) {
		const struct caller_kinship *k = &caller_kinships[i];

		if ((k->one == one && k->other == other) || (k->one == other && k->other == one))
			return k->share;
	}
	return 0;
}

/* How well what is known answers to topic `asked`: 0 to 1. What only leans counts as far as the other words agree. */
static double known_share(const double *known, const bool *bare, size_t asked, double cover, double strange)
{
	double best = 0;

	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		bool leans = caller_topics[i].weight == TOPIC_LEANS || caller_topics[asked].weight == TOPIC_LEANS;
		double share = known[i] > 0 ? known[i] * kinship(asked, i) * (leans ? cover : 1) : 0;

		if (!bare[i])
			share *= 1 - BOUND * strange;

		best = share > best ? share : best;
	}
	return best;
}

struct shared {
	double topic;           /* the best topic that question and fact share */
	bool self;              /* that topic is of the caller */
	bool bare;              /* what is asked for is known of the fact without naming a thing */
	double settled, named;  /* how surely a topic of that weight is asked for and known */
	double no_settled, no_named, no_leaning;        /* asked for and not known, or better known of another fact */
};

static void note_most(double *most, double value)
{
	if (value > *most)
		*most = value;
}

static bool is_settling(enum topic_weight weight)
{
	return weight == TOPIC_SELF || weight == TOPIC_SETTLES;
}

/*
 * How far the fact has what the question is about; of what is asked for without naming a thing, the thing
 * goes without saying.
 */
static double subject_share(const struct matcher *m, size_t fact, size_t topic, double strange)
{
	double cover = strange < 0 ? 1 : m->cover[fact];

	if (m->bare[fact][topic] && cover < BARE_COVER * (1 - strange))
		cover = BARE_COVER * (1 - strange);
	return COVER_BASE + (1 - COVER_BASE) * cover;
}

static void note_shared(struct shared *s, enum topic_weight weight, double asked, bool is_known)
{
	switch (weight) {
	case TOPIC_SELF:
	case TOPIC_SETTLES:
		note_most(is_known ? &s->settled : &s->no_settled, asked);
		break;
	case TOPIC_NAMES:
		note_most(is_known ? &s->named : &s->no_named, asked);
		break;
	case TOPIC_LEANS:
		if (!is_known)
			note_most(&s->no_leaning, asked);
	}
}

/* `best`: how well any fact answers to each topic. */
static struct shared share_topics(const struct matcher *m, const struct reading *question, size_t fact,
				  const double *best, double strange)
{
	const double *known = m->topics[fact];
	const bool *bare = m->bare[fact];
	double cover = strange < 0 ? 1 : m->cover[fact], odd = strange < 0 ? 0 : strange;
	struct shared s = { 0 };

	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		double asked = question->topics[i], share, whole;

		if (!(asked > 0))
			continue;
		whole = known_share(known, bare, i, 1, 0);
		share = known_share(known, bare, i, LEANING_LEAST + (1 - LEANING_LEAST) * cover, odd);
		note_shared(&s, caller_topics[i].weight, asked,
			    whole >= KNOWN && whole * subject_share(m, fact, i, strange) > best[i] * (1 - BETTER));
		if (asked < 1)
			share *= 1 - LIKELY_COVERED * (1 - cover);
		if (asked * share > s.topic)
			s.self = caller_topics[i].weight == TOPIC_SELF;
		s.bare |= whole >= WELL_KNOWN && is_settling(caller_topics[i].weight) && bare[i];
		note_most(&s.topic, asked * share);
	}
	return s;
}

/* What is taken off a fact that is of another kind than what the question is after. */
static double other_topic(const struct shared *s)
{
	double known = s->settled > s->named ? s->settled : s->named;

	if (s->no_settled > s->settled)
		return OTHER_SETTLED * (s->no_settled < 1 ? s->no_settled * OTHER_LIKELY : 1);
	if (s->no_leaning == 1)
		return OTHER_LEANING;
	return s->no_named > known ? OTHER_NAMED * s->no_named : 0;
}

static void find_best_known(const struct matcher *m, const struct reading *question, double strange, double *best)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		best[i] = 0;
		for (size_t fact = 0; question->topics[i] > 0 && fact < m->scenario->fact_count; fact++)
			note_most(&best[i], known_share(m->topics[fact], m->bare[fact], i, 1, 0) *
					    subject_share(m, fact, i, strange));
	}
}

static bool has_topic(const struct reading *question)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (question->topics[i] > 0 && caller_topics[i].weight != TOPIC_LEANS)
			return true;
	return false;
}

/* What is taken off for things that are named and that nobody in this call knows, unless the caller is asked for. */
static double strange_things(const struct matcher *m, const struct reading *question, const struct shared *s)
{
	if (s->self)
		return 0;
	if (m->strange_things > ONLY)
		return STRANGE_THING_ONLY;
	return (has_topic(question) ? STRANGE_THING : STRANGE_THING_ALONE) * m->strange_things;
}

static double score_words(const struct matcher *m, const struct reading *question, size_t fact,
			  const struct shared *s, double strange)
{
	double cover = m->cover[fact], least = s->bare ? BARE_COVER * (1 - strange) : 0;
	double share = COVER_SHARE + (has_topic(question) ? 0 : COVER_MORE);

	if (cover < least)
		cover = least;
	double missed = 1 - strange - cover;
	double score = LIKENESS_SHARE * m->words[fact] * (1 - STRANGE_LIKE * strange) + share * cover;
	/* asked for a place, a hospital that is named is no answer */
	if (s->no_settled == 1 && s->settled < 1)
		score *= OTHER_WORDS_LEFT;
	return score - MISSED * (missed > 0 ? missed : 0);
}

/* `strange`: as cover_words() returns it. */
static double score_fact(const struct matcher *m, const struct reading *question, size_t fact, const double *best,
			 double strange)
{
	struct shared s = share_topics(m, question, fact, best, strange);

	if (strange < 0)
		return BARE_TOPIC_SHARE * s.topic + (1 - BARE_TOPIC_SHARE) * m->words[fact] - other_topic(&s);
	double loss = strange * (s.self ? STRANGE_SELF : s.topic > LIKELY_MOST ? STRANGE_SURE : STRANGE_LIKELY);
	return TOPIC_SHARE * s.topic * (1 - loss) + score_words(m, question, fact, &s, strange) -
	       strange_things(m, question, &s) - other_topic(&s);
}

struct match matcher_best(struct matcher *m, const struct reading *question)
{
	struct match best = { NO_FACT, 0 };
	double strange = cover_words(m, question), known[TOPIC_COUNT];

	compare_words(m, question);
	find_best_known(m, question, strange, known);
	for (size_t i = 0; i < m->scenario->fact_count; i++) {
		double score = score_fact(m, question, i, known, strange);

		if (score > best.score)
			best = (struct match){ i, score };
	}
	return best;
}

bool match_is_sure(const struct match *m)
{
	return m->fact != NO_FACT && m->score >= SURE;
}

bool match_is_plain(const struct match *m)
{
	return m->fact != NO_FACT && m->score >= PLAIN;
}

bool matcher_has_topic(const struct matcher *m, size_t fact, enum caller_topic topic)
{
	return m->topics[fact][topic] > 0;
}
