/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_learn.c -- makes a matcher of a scenario: every way to ask for a fact, each word about it and its
 * answer is a small document of a text index; the words also say which topics a fact is about.
 */
#include "advice/caller_matcher.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define OFTEN 0.3               /* of the ways to ask for a fact: it is about that */

const char *matcher_text_of(const struct reading *r, enum view view)
{
	return view == VIEW_WRITTEN ? r->letters.data : view == VIEW_READ ? r->words.data : r->plain.data;
}

const struct mind caller_mind = { &caller_senses, caller_nets };

static void note_topics(struct fact_knowledge *k, const struct reading *r, double share)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (r->topics[i] * share > k->topics[i])
			k->topics[i] = r->topics[i] * share;
}

static void put(struct matcher *m, size_t fact, enum part part, bool whole, const struct reading *r)
{
	struct fact_knowledge *k = &m->facts[fact];

	ARRAY_GROW(m->places, m->place_count + 1, m->place_alloc);
	struct place *p = &m->places[m->place_count++];
	*p = (struct place){ .fact = fact, .part = part, .whole = whole };
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		bag_add(&p->bags[view], &m->scratch, matcher_text_of(r, view));
		bag_settle(&p->bags[view]);
		bag_add(&k->whole[view], &m->scratch, matcher_text_of(r, view));
	}
	matcher_sense(m->mind->senses, p->bags, &p->sense);
	for (size_t i = 0; i < FORM_COUNT; i++)
		k->forms[i] += r->forms >> i & 1;
	k->form_count++;
}

/* A way to ask may be two questions in one. */
static void put_ask(struct matcher *m, size_t fact, const char *ask, struct reading *r)
{
	static const char *const marks[] = { "？", "，", "?", "," };
	const char *start = ask;

	reading_make_text(r, m->lexicon, ask);
	put(m, fact, PART_ASK, true, r);
	note_topics(&m->facts[fact], r, 1);
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		m->facts[fact].often[i] += r->topics[i] / (double)m->scenario->facts[fact].ask_count;
	for (const char *at = ask; *at; at++)
		for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
			size_t length = strlen(marks[i]);

			if (strncmp(at, marks[i], length) != 0 || (start == ask && !at[length]))
				continue;
			char *part = xstrndup(start, (size_t)(at - start));
			reading_make_text(r, m->lexicon, part);
			put(m, fact, PART_ASK, false, r);
			note_topics(&m->facts[fact], r, 1);
			free(part);
			start = at + length;
		}
}

static void put_about(struct matcher *m, size_t fact, const char *about, struct reading *r)
{
	while (about && *about) {
		size_t length = strcspn(about, " ");
		char *word = xstrndup(about, length);

		reading_make_text(r, m->lexicon, word);
		put(m, fact, PART_ABOUT, false, r);
		note_topics(&m->facts[fact], r, 0.8);
		free(word);
		about += length + (about[length] == ' ');
	}
}

static bool is_in(const char *words, const char *word, size_t length)
{
	for (const char *w = words; *w; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");

		if (n == length && !memcmp(w, word, n))
			return true;
		w += n;
	}
	return false;
}

/* Is `code`, or a part of it as in "lamp_since", one of `codes`? */
static bool is_called(const char *code, const char *codes)
{
	bool found = is_in(codes, code, strlen(code));

	while (*code && !found) {
		size_t length = strcspn(code, "_-");

		found = is_in(codes, code, length);
		code += length + (code[length] != '\0');
	}
	return found;
}

static void note_code(double *topics, const char *code)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (is_called(code, caller_topics[i].codes) && topics[i] < 0.7)
			topics[i] = 0.7;
}

bool matcher_is_of(const struct matcher *m, size_t fact, enum caller_topic topic)
{
	return m->facts[fact].often[topic] >= OFTEN || is_called(m->scenario->facts[fact].code, caller_topics[topic].codes);
}

/* The forms of questions that it could be an answer to. */
static unsigned answers_of(const char *say)
{
	struct text_folded f = { 0 };
	unsigned forms = 0;

	text_fold_points(&f, say, strlen(say));
	for (size_t i = 0; i < FORM_COUNT; i++) {
		const char32_t *words = caller_forms[i].answered;

		forms |= !words || reading_has(f.points, f.count, words) ? 1U << i : 0;
	}
	text_folded_release(&f);
	return forms;
}

static void put_say(struct matcher *m, size_t fact, const char *say, struct reading *r)
{
	struct fact_knowledge *k = &m->facts[fact];

	reading_make_text(r, m->lexicon, say);
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		bag_add(&k->say[view], &m->scratch, matcher_text_of(r, view));
		bag_settle(&k->say[view]);
		bag_settle(&k->whole[view]);
		vocabulary_add(&m->words[view], &k->whole[view], true);
		vocabulary_add(&m->words[view], &k->say[view], false);
	}
	k->answers = answers_of(say);
}

/* Only what is called just so: "child_name" is not the caller's. */
static void put_usual(struct matcher *m, size_t fact, struct reading *r)
{
	const char *code = m->scenario->facts[fact].code;

	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		const char *asks = caller_usual_asks[i];

		while (asks && *asks && is_in(caller_topics[i].codes, code, strlen(code))) {
			size_t length = strcspn(asks, "|");
			char *ask = xstrndup(asks, length);

			reading_make_text(r, m->lexicon, ask);
			put(m, fact, PART_ASK, false, r);
			free(ask);
			asks += length + (asks[length] == '|');
		}
	}
}

static void put_fact(struct matcher *m, size_t i, struct reading *r)
{
	const struct scenario_fact *f = &m->scenario->facts[i];

	for (size_t n = 0; n < f->ask_count; n++)
		put_ask(m, i, f->asks[n], r);
	put_about(m, i, f->about, r);
	put_usual(m, i, r);
	put_say(m, i, f->say, r);
	note_code(m->facts[i].topics, f->code);
}

/* What is said without being a fact is no strange word. */
static void put_setting(struct matcher *m, const char *text, struct reading *r)
{
	if (!text)
		return;
	reading_make_text(r, m->lexicon, text);
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		struct bag bag = { 0 };

		bag_add(&bag, &m->scratch, matcher_text_of(r, view));
		bag_settle(&bag);
		vocabulary_add(&m->words[view], &bag, false);
		bag_release(&bag);
	}
}

static void weigh(struct matcher *m)
{
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		vocabulary_settle(&m->words[view]);
		for (size_t i = 0; i < m->place_count; i++)
			vocabulary_weigh(&m->words[view], &m->places[i].bags[view]);
		for (size_t i = 0; i < m->scenario->fact_count; i++) {
			vocabulary_weigh(&m->words[view], &m->facts[i].whole[view]);
			vocabulary_weigh(&m->words[view], &m->facts[i].say[view]);
		}
	}
}

static double poverty(const struct scenario *s)
{
	double asks = 0;

	for (size_t i = 0; i < s->fact_count; i++)
		asks += (double)s->facts[i].ask_count;
	return 1 / (1 + asks / (double)(s->fact_count + 1));
}

struct matcher *matcher_new(const struct scenario *s, const struct mind *mind)
{
	struct matcher *m = xcalloc(1, sizeof(*m));
	struct reading r;

	m->scenario = s;
	m->mind = mind;
	m->lexicon = lexicon_new();
	m->facts = xcalloc(s->fact_count + 1, sizeof(*m->facts));
	m->features = xcalloc(s->fact_count + 1, sizeof(*m->features));
	m->chances = xcalloc(s->fact_count + 1, sizeof(*m->chances));
	reading_init(&r);
	for (size_t i = 0; i < s->fact_count; i++)
		put_fact(m, i, &r);
	put_setting(m, s->title, &r);
	for (size_t i = 0; i < s->line_count; i++)
		put_setting(m, s->lines[i].text, &r);
	reading_release(&r);
	weigh(m);
	m->poor = poverty(s);
	return m;
}

static void release_knowledge(struct fact_knowledge *k)
{
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		bag_release(&k->whole[view]);
		bag_release(&k->say[view]);
	}
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	for (size_t view = 0; view < VIEW_COUNT; view++) {
		for (size_t i = 0; i < m->place_count; i++)
			bag_release(&m->places[i].bags[view]);
		vocabulary_release(&m->words[view]);
		bag_release(&m->question[view]);
	}
	for (size_t i = 0; i < m->scenario->fact_count; i++)
		release_knowledge(&m->facts[i]);
	lexicon_free(m->lexicon);
	terms_release(&m->scratch);
	free(m->places);
	free(m->facts);
	free(m->features);
	free(m->chances);
	free(m);
}

const struct lexicon *matcher_lexicon(const struct matcher *m)
{
	return m->lexicon;
}
