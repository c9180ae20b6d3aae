/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_learn.c -- makes a matcher of a scenario: every way to ask for a fact, each word about it and its
 * answer is a small document of a text index; the words also say which topics a fact is about.
 */
#include "advice/caller_matcher.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static void put(struct matcher *m, size_t fact, enum part part, const struct reading *r)
{
	struct index_field field = { r->words.data, 1 };

	ARRAY_GROW(m->places, m->place_count + 1, m->place_alloc);
	m->places[m->place_count] = (struct place){ fact, part };
	index_put(m->index, (uint32_t)m->place_count++, &field, 1);
}

static bool is_bare(const struct reading *r)
{
	return !r->plain.data[strspn(r->plain.data, " ")];
}

static void note_topics(struct matcher *m, size_t fact, const struct reading *r, double share)
{
	bool bare = is_bare(r);

	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		if (r->topics[i] * share > m->topics[fact][i])
			m->topics[fact][i] = r->topics[i] * share;
		m->bare[fact][i] |= bare && r->topics[i] > 0;
	}
}

static void put_ask(struct matcher *m, size_t fact, const char *ask, struct reading *r)
{
	reading_make_text(r, m->lexicon, ask);
	note_topics(m, fact, r, 1);
	if (r->words.len)
		put(m, fact, PART_ASK, r);
}

/* A way to ask may be two questions in one. */
static void put_asks(struct matcher *m, size_t fact, const char *ask, struct reading *r)
{
	static const char *const marks[] = { "？", "，", "?", "," };
	const char *start = ask;

	put_ask(m, fact, ask, r);
	for (const char *at = ask; *at; at++)
		for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
			size_t length = strlen(marks[i]);

			if (strncmp(at, marks[i], length) != 0 || (start == ask && !at[length]))
				continue;
			char *part = xstrndup(start, (size_t)(at - start));
			put_ask(m, fact, part, r);
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
		note_topics(m, fact, r, 0.8);
		if (r->words.len)
			put(m, fact, PART_ABOUT, r);
		free(word);
		about += length + (about[length] == ' ');
	}
}

static void put_plain(struct matcher *m, size_t fact, enum part part, const char *text, struct reading *r)
{
	if (!text || !*text)
		return;
	reading_make_text(r, m->lexicon, text);
	put(m, fact, part, r);
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

static void put_fact(struct matcher *m, size_t i, struct reading *r)
{
	const struct scenario_fact *f = &m->scenario->facts[i];

	for (size_t n = 0; n < f->ask_count; n++)
		put_asks(m, i, f->asks[n], r);
	put_about(m, i, f->about, r);
	put_plain(m, i, PART_SAY, f->say, r);
	note_code(m->topics[i], f->code);
}

struct matcher *matcher_new(const struct scenario *s)
{
	struct matcher *m = xcalloc(1, sizeof(*m));
	struct reading r;

	m->scenario = s;
	m->lexicon = lexicon_new();
	m->index = index_new();
	m->topics = xcalloc(s->fact_count + 1, sizeof(*m->topics));
	m->bare = xcalloc(s->fact_count + 1, sizeof(*m->bare));
	m->cover = xcalloc(s->fact_count + 1, sizeof(*m->cover));
	m->words = xcalloc(s->fact_count + 1, sizeof(*m->words));
	reading_init(&r);
	for (size_t i = 0; i < s->fact_count; i++)
		put_fact(m, i, &r);
	put_plain(m, NO_FACT, PART_SETTING, s->title, &r);
	for (size_t i = 0; i < s->line_count; i++)
		put_plain(m, NO_FACT, PART_SETTING, s->lines[i].text, &r);
	reading_release(&r);
	m->hits = xcalloc(m->place_count + 1, sizeof(*m->hits));
	return m;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	lexicon_free(m->lexicon);
	index_free(m->index);
	terms_release(&m->terms);
	free(m->places);
	free(m->topics);
	free(m->bare);
	free(m->cover);
	free(m->words);
	free(m->hits);
	free(m);
}

const struct lexicon *matcher_lexicon(const struct matcher *m)
{
	return m->lexicon;
}
