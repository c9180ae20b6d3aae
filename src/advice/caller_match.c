/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_match.c -- see caller_match.h.
 *
 * What a question and a fact have in common is measured in many ways; each way weighs what caller_weights.c
 * says, which was learnt from questions whose fact is known. The sums make likelihoods (softmax), among them that
 * of nothing the caller knows.
 */
#include "advice/caller_matcher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From which likelihood on a fact is answered; and without a word that asks. */
#define SURE 0.55
#define PLAIN 0.8

/* ---- words ---- */

static void note_most(double *most, double value)
{
	if (value > *most)
		*most = value;
}

static void read_question(struct matcher *m, enum view view, const struct reading *question, double *doubts)
{
	struct bag *b = &m->question[view];

	b->count = 0;
	bag_add(b, &m->scratch, matcher_text_of(question, view));
	bag_settle(b);
	doubts[DOUBT_STRANGE_WRITTEN + view] = vocabulary_weigh(&m->words[view], b);
	doubts[DOUBT_STRANGE_WEIGHT_WRITTEN + view] = log1p(doubts[DOUBT_STRANGE_WRITTEN + view] * b->all);
}

static void compare_places(struct matcher *m, enum view view)
{
	static const enum feature features[] = {
		[PART_ASK] = FEATURE_ASK_WRITTEN, [PART_ABOUT] = FEATURE_ABOUT_WRITTEN,
	};

	for (size_t i = 0; i < m->place_count; i++) {
		const struct place *p = &m->places[i];

		note_most(&m->features[p->fact][features[p->part] + view], bag_likeness(&m->question[view], &p->bags[view]));
	}
}

static void compare_wholes(struct matcher *m, enum view view)
{
	for (size_t i = 0; i < m->scenario->fact_count; i++) {
		const struct fact_knowledge *k = &m->facts[i];
		double *x = m->features[i];

		x[FEATURE_WHOLE_WRITTEN + view] = bag_likeness(&m->question[view], &k->whole[view]);
		x[FEATURE_COVER_WRITTEN + view] = bag_cover(&m->question[view], &k->whole[view]);
		x[FEATURE_SAY_WRITTEN + view] = bag_cover(&m->question[view], &k->say[view]);
		x[FEATURE_MISSING_WRITTEN + view] =
			log1p(m->question[view].all * (1 - fmax(x[FEATURE_COVER_WRITTEN + view], x[FEATURE_SAY_WRITTEN + view])));
		x[FEATURE_ASK_SQUARE_WRITTEN + view] = x[FEATURE_ASK_WRITTEN + view] * x[FEATURE_ASK_WRITTEN + view];
	}
}

/* ---- sense ---- */

double matcher_sense(const struct senses *s, const struct bag bags[VIEW_COUNT], struct sense *sense)
{
	*sense = (struct sense){ 0 };
	sense_add(s, &bags[VIEW_WRITTEN], sense);
	sense_add(s, &bags[VIEW_READ], sense);
	return sense_settle(sense);
}

void features_note_sense(double *features, double likeness, size_t count)
{
	features[FEATURE_SENSE_MEAN] += likeness / (double)count;
	note_most(&features[FEATURE_SENSE_MOST], likeness);
}

/* How much more of `what` each fact has than the one that has most of the others. */
static void find_leads(double (*features)[FEATURE_COUNT], size_t count, enum feature what, enum feature lead)
{
	for (size_t i = 0; i < count; i++) {
		double other = 0;

		for (size_t k = 0; k < count; k++)
			if (k != i)
				note_most(&other, features[k][what]);
		features[i][lead] = features[i][what] - other;
	}
}

void features_settle_senses(double (*features)[FEATURE_COUNT], size_t fact_count, double *doubts)
{
	doubts[DOUBT_SENSE_BEST] = 0;
	for (size_t i = 0; i < fact_count; i++)
		note_most(&doubts[DOUBT_SENSE_BEST], features[i][FEATURE_SENSE_MEAN]);
	find_leads(features, fact_count, FEATURE_SENSE_MEAN, FEATURE_SENSE_LEAD);
	find_leads(features, fact_count, FEATURE_SENSE_MOST, FEATURE_SENSE_MOST_LEAD);
}

static void compare_senses(struct matcher *m, double *doubts)
{
	struct sense sense;

	doubts[DOUBT_SENSE] = log1p(matcher_sense(m->mind->senses, m->question, &sense) / 100);
	doubts[DOUBT_OFF] = sense.off / 50;
	for (size_t i = 0; i < m->place_count; i++) {
		const struct place *p = &m->places[i];

		if (p->whole)
			features_note_sense(m->features[p->fact], sense_likeness(&sense, &p->sense),
					    m->scenario->facts[p->fact].ask_count);
	}
	features_settle_senses(m->features, m->scenario->fact_count, doubts);
}

/* ---- topics ---- */

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

/* How well any of `topics` answers to `asked`: 0 to 1. */
static double kin_share(const double *topics, size_t asked)
{
	double best = 0;

	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (topics[i] > 0)
			note_most(&best, topics[i] * kinship(asked, i));
	return best;
}

static void compare_topics(const struct fact_knowledge *k, const double *asked, double *x)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		size_t class = caller_topics[i].weight;

		if (asked[i] > 0) {
			double share = kin_share(k->topics, i);

			note_most(&x[FEATURE_SHARED_SELF + class], asked[i] * share);
			note_most(&x[FEATURE_MISSED_SELF + class], asked[i] * (1 - share));
			note_most(&x[FEATURE_OFTEN], asked[i] * kin_share(k->often, i));
		}
		if (k->often[i] > 0)
			note_most(&x[FEATURE_UNASKED_SELF + class], k->often[i] * (1 - kin_share(asked, i)));
	}
}

static void compare_forms(const struct fact_knowledge *k, unsigned asked, double *x)
{
	for (size_t i = 0; i < FORM_COUNT; i++) {
		if (!(asked >> i & 1))
			continue;
		note_most(&x[FEATURE_FORM], k->forms[i] / k->form_count);
		x[FEATURE_OTHER_FORM] += !(k->forms[i] > 0);
		x[k->answers >> i & 1 ? FEATURE_ANSWERS : FEATURE_NO_ANSWER] = 1;
	}
}

/* ---- all together ---- */

static double most_of(const double *values, size_t count)
{
	double most = 0;

	for (size_t i = 0; i < count; i++)
		note_most(&most, values[i]);
	return most;
}

static void combine(double *x, double strange)
{
	double shared = most_of(&x[FEATURE_SHARED_SELF], TOPIC_WEIGHT_COUNT);

	for (size_t class = 0; class < TOPIC_WEIGHT_COUNT; class++)
		x[FEATURE_ODD_SELF + class] = x[FEATURE_SHARED_SELF + class] * strange;
	x[FEATURE_SHARED_COVER] = shared * x[FEATURE_COVER_READ];
}

static void doubt(const struct matcher *m, const struct reading *question, double *doubts)
{
	double topic = most_of(question->topics, TOPIC_COUNT);

	doubts[DOUBT_ALWAYS] = 1;
	doubts[DOUBT_SURE] = topic == 1;
	doubts[DOUBT_LIKELY] = topic > 0 && topic < 1;
	doubts[DOUBT_SHORT] = 1 / (1 + (double)question->matter);
	doubts[DOUBT_BARE] = !question->plain.data[strspn(question->plain.data, " ")];
	doubts[DOUBT_FORM] = question->forms != 0;
	doubts[DOUBT_POOR] = m->poor;
}

void matcher_measure(struct matcher *m, const struct reading *question, double doubts[DOUBT_COUNT])
{
	memset(m->features, 0, m->scenario->fact_count * sizeof(*m->features));
	for (enum view view = 0; view < VIEW_COUNT; view++) {
		read_question(m, view, question, doubts);
		compare_places(m, view);
		compare_wholes(m, view);
	}
	compare_senses(m, doubts);
	find_leads(m->features, m->scenario->fact_count, FEATURE_ASK_READ, FEATURE_ASK_LEAD);
	find_leads(m->features, m->scenario->fact_count, FEATURE_WHOLE_READ, FEATURE_WHOLE_LEAD);
	for (size_t i = 0; i < m->scenario->fact_count; i++) {
		compare_topics(&m->facts[i], question->topics, m->features[i]);
		compare_forms(&m->facts[i], question->forms, m->features[i]);
		combine(m->features[i], doubts[DOUBT_STRANGE_READ]);
	}
	doubt(m, question, doubts);
}

struct match matcher_best(struct matcher *m, const struct reading *question)
{
	struct match best = { NO_FACT, 0 };
	double doubts[DOUBT_COUNT];

	matcher_measure(m, question, doubts);
	net_find_chances(m->mind->nets, (const double (*)[FEATURE_COUNT])m->features, m->scenario->fact_count, doubts, m->chances);
	for (size_t i = 0; i < m->scenario->fact_count; i++)
		if (m->chances[i] > best.score)
			best = (struct match){ i, m->chances[i] };
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
	return m->facts[fact].topics[topic] > 0;
}
