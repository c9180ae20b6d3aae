/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_reading.c -- see caller_reading.h.
 *
 * From left to right the longest word that is known counts, and what it covers is not looked at again:
 * "打过电话" asks whether something was tried, not for a number. Each becomes a word of its own for the
 * index, so that "没电" and "停电" are one; fillers go; the rest stands as it is, and the index makes its
 * pairs of characters.
 */
#include "advice/caller_reading.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define LIKELY 0.55

/* In the order in which one of equal length is preferred. */
enum word_kind { WORD_SURE, WORD_SYNONYM, WORD_LIKELY, WORD_FILLER, WORD_ASKER, WORD_TAIL, WORD_TALK };

enum { ASKS_OR_TELLS, ASKS_SURELY };

struct word {
	const char32_t *text;
	unsigned short length, number;  /* of the topic, the row of synonyms, the talk; how it asks */
	enum word_kind kind;
};

struct lexicon {
	struct word *words;             /* by first character, the longest first */
	size_t count, alloc;
};

/* ---- the lexicon ---- */

static void add_words(struct lexicon *l, const char32_t *list, enum word_kind kind, size_t number)
{
	while (list && *list) {
		size_t length = 0;

		while (list[length] && list[length] != U'|')
			length++;
		ARRAY_GROW(l->words, l->count + 1, l->alloc);
		l->words[l->count++] = (struct word){ list, (unsigned short)length, (unsigned short)number, kind };
		list += length + (list[length] == U'|');
	}
}

static int compare_words(const void *a, const void *b)
{
	const struct word *left = a, *right = b;

	if (left->text[0] != right->text[0])
		return left->text[0] < right->text[0] ? -1 : 1;
	if (left->length != right->length)
		return left->length > right->length ? -1 : 1;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

struct lexicon *lexicon_new(void)
{
	struct lexicon *l = xcalloc(1, sizeof(*l));

	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		add_words(l, caller_topics[i].sure, WORD_SURE, i);
		add_words(l, caller_topics[i].likely, WORD_LIKELY, i);
	}
	for (size_t i = 0; i < caller_synonym_count; i++)
		add_words(l, caller_synonyms[i], WORD_SYNONYM, i);
	for (size_t i = 0; i < TALK_COUNT; i++)
		add_words(l, caller_talks[i], WORD_TALK, i);
	add_words(l, caller_fillers, WORD_FILLER, 0);
	add_words(l, caller_askers, WORD_ASKER, ASKS_SURELY);
	add_words(l, caller_recorders, WORD_ASKER, ASKS_OR_TELLS);
	add_words(l, caller_tails, WORD_TAIL, ASKS_SURELY);
	qsort(l->words, l->count, sizeof(*l->words), compare_words);
	return l;
}

void lexicon_free(struct lexicon *l)
{
	if (!l)
		return;
	free(l->words);
	free(l);
}

static const struct word *first_word(const struct lexicon *l, uint32_t c)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (l->words[middle].text[0] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return l->words + low;
}

static bool is_of(const struct lexicon *l, const struct word *w, uint32_t c)
{
	return w < l->words + l->count && w->text[0] == c;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A word in letters ends where they end; that it begins there is the caller's care. */
static bool stands_at(const struct word *w, const uint32_t *points, size_t count)
{
	if (w->length > count)
		return false;
	if (w->length < count && is_letter(w->text[w->length - 1]) && is_letter(points[w->length]))
		return false;
	for (size_t i = 0; i < w->length; i++)
		if (w->text[i] != points[i])
			return false;
	return true;
}

/* ---- a reading ---- */

void reading_init(struct reading *r)
{
	*r = (struct reading){ .words = BUF_INIT, .plain = BUF_INIT, .letters = BUF_INIT };
}

void reading_release(struct reading *r)
{
	buf_release(&r->words);
	buf_release(&r->plain);
	buf_release(&r->letters);
}

static void add_point(struct buf *out, uint32_t c)
{
	char bytes[4];
	size_t n = 0;

	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xc0 | c >> 6);
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xe0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		bytes[n++] = (char)(0xf0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	}
	buf_add(out, bytes, n);
}

static bool is_dropped(uint32_t c)
{
	for (size_t i = 0; caller_dropped[i]; i++)
		if (caller_dropped[i] == c)
			return true;
	return false;
}

static void note_topic(struct reading *r, size_t topic, double weight)
{
	if (weight > r->topics[topic])
		r->topics[topic] = weight;
}

static void note_matter(struct reading *r, const struct word *w)
{
	switch (w->kind) {
	case WORD_SURE:
	case WORD_LIKELY:
		note_topic(r, w->number, w->kind == WORD_SURE ? 1 : LIKELY);
		if (w->number != TOPIC_MANY && w->number != TOPIC_KIND)
			buf_addf(&r->words, " t%02u ", w->number);
		buf_addch(&r->plain, ' ');
		r->matter += w->length;
		break;
	case WORD_SYNONYM:
		buf_addf(&r->words, " s%03u ", w->number);
		buf_addf(&r->plain, " s%03u ", w->number);
		r->things++;
		r->matter += w->length;
		break;
	case WORD_FILLER:
		buf_addch(&r->words, ' ');
		buf_addch(&r->plain, ' ');
		break;
	default:
		break;
	}
}

static void note_asker(struct reading *r, bool surely)
{
	r->asks = true;
	r->asks_surely |= surely;
}

/* "这么多", "好几次" and "谁都急" have words that ask, and ask nothing. */
static bool is_told(const struct word *w, uint32_t before, const uint32_t *points, size_t count)
{
	static const char32_t any[] = U"谁|什么|么|哪|哪里|哪儿|啥|怎么|多少";
	uint32_t behind = w->length < count ? points[w->length] : 0;

	if (w->length == 1 && points[0] == U'么' && before && reading_has(&before, 1, U"这|那"))
		return true;
	if (w->length == 1 && points[0] == U'几' && before == U'好')
		return true;
	return behind == U'都' && reading_has(points, w->length, any);
}

/* Askers and talk count wherever they stand, inside another word, too; so does "去没去". `before`: 0 at the beginning. */
static void read_signs(struct reading *r, const struct lexicon *l, uint32_t before, const uint32_t *points, size_t count)
{
	for (const struct word *w = first_word(l, points[0]); is_of(l, w, points[0]); w++) {
		if (w->kind < WORD_ASKER || !stands_at(w, points, count))
			continue;
		if (w->kind == WORD_ASKER && is_told(w, before, points, count))
			continue;
		if (w->kind == WORD_TALK)
			r->talks |= 1U << w->number;
		else if (w->kind == WORD_ASKER || w->length == count)
			note_asker(r, w->number == ASKS_SURELY);
	}
	if (count > 2 && points[0] == points[2] && (points[1] == U'不' || points[1] == U'没'))
		note_asker(r, true);
}

/* The length of the longest word that `points` begin with. */
static size_t longest_word(const struct lexicon *l, const uint32_t *points, size_t count)
{
	size_t length = 0;

	if (!count)
		return 0;
	for (const struct word *w = first_word(l, points[0]); is_of(l, w, points[0]); w++)
		if (w->kind < WORD_ASKER && w->length > length && stands_at(w, points, count))
			length = w->length;
	return length;
}

/* Notes the words of that length that `points` begin with. */
static void note_words(struct reading *r, const struct lexicon *l, const uint32_t *points, size_t length)
{
	for (const struct word *w = first_word(l, points[0]); is_of(l, w, points[0]); w++)
		if (w->kind < WORD_ASKER && w->length == length && stands_at(w, points, length))
			note_matter(r, w);
}

static void add_rest(struct reading *r, uint32_t c)
{
	if (is_dropped(c))
		return;
	add_point(&r->words, c);
	add_point(&r->plain, c);
	r->matter += c != ' ';
}

/*
 * What stands at the beginning of `points`; returns how much of it is dealt with. A longer word that begins
 * one character later goes first: "在|哪个小区", not "在哪|个小区".
 */
static size_t read_matter(struct reading *r, const struct lexicon *l, const uint32_t *points, size_t count)
{
	size_t length = longest_word(l, points, count);

	if (length > 1 && longest_word(l, points + 1, count - 1) > length)
		length = longest_word(l, points, 1);
	if (length)
		note_words(r, l, points, length);
	else
		add_rest(r, points[0]);
	return length ? length : 1;
}

/* "What is the shop called" asks for no name of the caller's. */
static void settle_name(struct reading *r)
{
	double name = r->topics[TOPIC_NAME];

	if (!(name > 0) || name == 1 || !r->things)
		return;
	note_topic(r, TOPIC_COMPANY, name);
	r->topics[TOPIC_NAME] = 0;
}

bool reading_has(const uint32_t *points, size_t count, const char32_t *words)
{
	while (*words) {
		size_t length = 0;

		while (words[length] && words[length] != U'|')
			length++;
		for (size_t at = 0; at + length <= count; at++)
			if (points[at] == *words && !memcmp(points + at, words, length * sizeof(*words)))
				return true;
		words += length + (words[length] == U'|');
	}
	return false;
}

static unsigned forms_of(const uint32_t *points, size_t count)
{
	unsigned forms = 0;

	for (size_t i = 0; i < FORM_COUNT; i++)
		forms |= reading_has(points, count, caller_forms[i].asked) ? 1U << i : 0;
	return forms;
}

void reading_make(struct reading *r, const struct lexicon *l, const uint32_t *points, size_t count)
{
	struct buf words = r->words, plain = r->plain, letters = r->letters;
	size_t done = 0;

	buf_reset(&words);
	buf_reset(&plain);
	buf_reset(&letters);
	*r = (struct reading){ .words = words, .plain = plain, .letters = letters, .length = count };
	for (size_t i = 0; i < count; i++) {
		bool inside = i && is_letter(points[i - 1]) && is_letter(points[i]);

		if (!inside)
			read_signs(r, l, i ? points[i - 1] : 0, points + i, count - i);
		if (!is_dropped(points[i]) && points[i] != U'您' && points[i] != U'你')
			add_point(&r->letters, points[i]);
		if (i < done)
			continue;
		if (inside)
			add_rest(r, points[i]);
		else
			done = i + read_matter(r, l, points + i, count - i);
	}
	settle_name(r);
	r->forms = forms_of(points, count);
}

/* 的 stands between any two words, and in none of the tables. */
static void drop_particle(struct text_folded *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->count; i++)
		if (f->points[i] != U'的')
			f->points[kept++] = f->points[i];
	f->count = kept;
}

void reading_make_text(struct reading *r, const struct lexicon *l, const char *text)
{
	struct text_folded folded = { 0 };

	text_fold_points(&folded, text, strlen(text));
	drop_particle(&folded);
	reading_make(r, l, folded.points, folded.count);
	text_folded_release(&folded);
}
