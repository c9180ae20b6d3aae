/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c -- the passage of a body that answers a query best.
 *
 * The window of code points with the largest weight of different query terms wins, the first one
 * among equals; it then moves back to the start of its sentence when that is near. Marks are pairs,
 * words and joints; single characters are marked only when nothing longer was found: they are noise.
 */
#include "hotline/index.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "advice/terms.h"
#include "hotline/alloc.h"

struct wanted {
	uint64_t key;
	double weight;
	uint32_t inside;        /* times in the window */
};

struct place {                  /* of a query term in the body */
	uint32_t start, end;
	struct wanted *wanted;
};

struct passage {
	struct wanted *wanted;
	size_t wanted_count;
	struct place *places;
	size_t place_count, place_alloc;
	bool has_long;          /* a place that is more than a single character */
	uint32_t *points;       /* the body */
	uint32_t point_count;
	uint32_t start, end;    /* what is shown of it */
};

static double weight_of(enum term_kind kind)
{
	static const double weights[] = {
		[TERM_SINGLE] = 0.2, [TERM_PAIR] = 1, [TERM_WORD] = 1.5, [TERM_JOINT] = 0.5,
		[TERM_BEGINNING] = 0,
	};

	return weights[kind];
}

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted *left = a, *right = b;

	return (left->key > right->key) - (left->key < right->key);
}

static void read_query(struct passage *p, const char *query)
{
	struct terms t = { 0 };

	terms_of_question(&t, query);
	p->wanted = xcalloc(t.count + 1, sizeof(*p->wanted));
	for (size_t i = 0; i < t.count; i++) {
		uint64_t key = t.list[i].key;

		p->wanted[i] = (struct wanted){ key, weight_of(term_kind(key)), 0 };
	}
	qsort(p->wanted, t.count, sizeof(*p->wanted), compare_wanted);
	for (size_t i = 0; i < t.count; i++)
		if (p->wanted[i].weight > 0 &&
		    (!p->wanted_count || p->wanted[p->wanted_count - 1].key != p->wanted[i].key))
			p->wanted[p->wanted_count++] = p->wanted[i];
	terms_release(&t);
}

static void find_places(struct passage *p, const char *body)
{
	struct terms t = { 0 };

	terms_of_text(&t, body);
	for (size_t i = 0; i < t.count; i++) {
		struct wanted key = { .key = t.list[i].key };
		struct wanted *wanted = bsearch(&key, p->wanted, p->wanted_count, sizeof(key), compare_wanted);

		if (!wanted)
			continue;
		ARRAY_GROW(p->places, p->place_count + 1, p->place_alloc);
		p->places[p->place_count++] = (struct place){
			t.list[i].start, t.list[i].end, wanted
		};
		p->has_long |= term_kind(key.key) != TERM_SINGLE;
	}
	terms_release(&t);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->start != right->start)
		return left->start > right->start ? 1 : -1;
	return (left->end > right->end) - (left->end < right->end);
}

static void decode_body(struct passage *p, const char *body)
{
	size_t len = strlen(body);

	p->points = xmalloc((len + 1) * sizeof(*p->points));
	for (size_t i = 0; i < len; ) {
		int bytes;
		uint32_t c = text_decode(body + i, len - i, &bytes);

		p->points[p->point_count++] = c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
		i += (size_t)bytes;
	}
}

/* The first place of the best window; places are sorted by their start. */
static size_t best_window(struct passage *p, uint32_t chars)
{
	double sum = 0, best = 0;
	size_t best_first = 0, first = 0;

	for (size_t last = 0; last < p->place_count; last++) {
		if (!p->places[last].wanted->inside++)
			sum += p->places[last].wanted->weight;
		while (first < last && p->places[last].end - p->places[first].start > chars) {
			if (!--p->places[first].wanted->inside)
				sum -= p->places[first].wanted->weight;
			first++;
		}
		if (sum > best + 1e-9) {
			best = sum;
			best_first = first;
		}
	}
	return best_first;
}

static bool ends_sentence(uint32_t c)
{
	static const uint32_t ends[] = { 0x3002, 0xff01, 0xff1f, 0xff1b, '!', '?', ';' };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (c == ends[i])
			return true;
	return false;
}

/* The start of the sentence around `at`, at most `room` before it; else half of that before. */
static uint32_t move_back(const struct passage *p, uint32_t at, uint32_t room)
{
	uint32_t least = at > room ? at - room : 0;

	for (uint32_t i = at; i > least; i--)
		if (ends_sentence(p->points[i - 1]))
			return i;
	return least ? at - room / 2 : 0;
}

/* Both ellipses count: the snippet never has more than `chars` code points. */
static void choose(struct passage *p, uint32_t chars)
{
	if (p->point_count <= chars) {
		p->end = p->point_count;
		return;
	}
	uint32_t inner = chars > 2 ? chars - 2 : chars;
	if (p->place_count) {
		uint32_t at = p->places[best_window(p, inner * 3 / 4)].start;

		p->start = move_back(p, at, inner / 4);
	}
	while (p->start < p->point_count && p->points[p->start] == ' ')
		p->start++;
	if (p->start + inner > p->point_count)
		p->start = p->point_count - inner;
	p->end = p->start + inner;
}

static void add_point(struct buf *out, uint32_t c)
{
	uint8_t bytes[4];
	int len = u8_uctomb(bytes, c, sizeof(bytes));

	if (len > 0)
		buf_add(out, bytes, (size_t)len);
}

static void add_mark(struct index_snippet *out, uint32_t start, uint32_t end)
{
	struct index_mark *last = out->mark_count ? &out->marks[out->mark_count - 1] : NULL;

	if (last && start <= last->start + last->length) {
		if (end > last->start + last->length)
			last->length = end - last->start;
	} else if (out->mark_count < ARRAY_SIZE(out->marks)) {
		out->marks[out->mark_count++] = (struct index_mark){ start, end - start };
	}
}

static void mark_places(const struct passage *p, uint32_t shift, struct index_snippet *out)
{
	for (size_t i = 0; i < p->place_count; i++) {
		const struct place *place = &p->places[i];

		if (place->start < p->start || place->end > p->end)
			continue;
		if (p->has_long && term_kind(place->wanted->key) == TERM_SINGLE)
			continue;
		add_mark(out, place->start - p->start + shift, place->end - p->start + shift);
	}
}

static void write_snippet(const struct passage *p, uint32_t chars, struct index_snippet *out)
{
	static const uint32_t ellipsis = 0x2026;
	struct buf text = BUF_INIT;
	bool room = p->point_count > chars && chars > 2;
	bool before = room && p->start > 0, after = room && p->end < p->point_count;

	if (before)
		add_point(&text, ellipsis);
	for (uint32_t i = p->start; i < p->end; i++)
		add_point(&text, p->points[i]);
	if (after)
		add_point(&text, ellipsis);
	mark_places(p, before, out);
	out->text = buf_detach(&text);
}

void index_snippet(const char *body, const char *query, size_t chars, struct index_snippet *out)
{
	struct passage p = { 0 };
	uint32_t most = chars < INDEX_SNIPPET_MOST ? (uint32_t)chars : INDEX_SNIPPET_MOST;

	*out = (struct index_snippet){ 0 };
	read_query(&p, query);
	find_places(&p, body);
	if (p.place_count)
		qsort(p.places, p.place_count, sizeof(*p.places), compare_places);
	decode_body(&p, body);
	choose(&p, most);
	write_snippet(&p, most, out);
	free(p.wanted);
	free(p.places);
	free(p.points);
}
