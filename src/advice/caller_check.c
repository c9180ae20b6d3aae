/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_check.c -- what an agent reads back wrongly: another figure than any that the caller told, another surname.
 *
 * Better a mistake that is passed over than a right word that is denied: only sure figures count, and only where it is
 * clear which fact is meant.
 */
#include "advice/caller_internal.h"

#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/text.h"

/* From when on it is clear which fact is meant: its likelihood, or the share of its words that are heard. */
#define LIKELY 0.3
#define HEARD 0.4

static bool has_pair(const struct text_folded *f, uint32_t first, uint32_t second)
{
	for (size_t i = 1; i < f->count; i++)
		if (f->points[i - 1] == first && f->points[i] == second)
			return true;
	return false;
}

static bool is_roman(uint32_t p)
{
	return p >= 'a' && p <= 'z';
}

static size_t roman_length(const struct text_folded *f, size_t at)
{
	size_t length = 0;

	while (at + length < f->count && is_roman(f->points[at + length]))
		length++;
	return length;
}

static bool has_word(const struct text_folded *heard, const uint32_t *word, size_t length)
{
	for (size_t at = 0; at < heard->count;) {
		size_t n = roman_length(heard, at);

		if (n == length && !memcmp(heard->points + at, word, length * sizeof(*word)))
			return true;
		at += n ? n : 1;
	}
	return false;
}

/* Of words in letters the whole one counts: almost any sentence has the pairs of another. */
double caller_echo(const char *said, const struct text_folded *heard)
{
	struct text_folded f = { 0 };
	size_t pairs = 0, found = 0;

	text_fold_points(&f, said, strlen(said));
	for (size_t i = 0, length; i < f.count; i += length ? length : 1) {
		length = roman_length(&f, i);
		size_t weight = length > 2 ? length - 1 : 0;
		if (length) {
			pairs += weight;
			found += has_word(heard, f.points + i, length) ? weight : 0;
			continue;
		}
		if (!i || f.points[i - 1] == ' ' || f.points[i] == ' ' || is_roman(f.points[i - 1]))
			continue;
		pairs++;
		found += has_pair(heard, f.points[i - 1], f.points[i]);
	}
	text_folded_release(&f);
	return pairs ? (double)found / (double)pairs : 0;
}

/* Which figures are not strange: all of the scenario's, or those that the caller said up to now, or may have. */
enum known { KNOWN_OF_SCENARIO, KNOWN_AS_SAID };

static void read_known(const struct caller *c, enum known which, struct figures *known)
{
	const struct scenario *s = c->scenario;
	bool said = which == KNOWN_AS_SAID;

	for (size_t i = 0; i < s->fact_count; i++) {
		if (said && !c->facts[i].told)
			continue;
		figures_read(known, s->facts[i].say, false);
		if (s->facts[i].again)
			figures_read(known, s->facts[i].again, false);
		if (said && s->facts[i].wrong)
			figures_read(known, s->facts[i].wrong, false);
	}
	for (size_t i = 0; i < s->line_count; i++)
		figures_read(known, s->lines[i].text, false);
	if (s->number)
		figures_read(known, s->number, false);
}

/* Only what is surely a figure counts. */
static bool has_strange_figure(const struct caller *c, enum known which, const char *text)
{
	struct figures heard = { .items = NULL }, known = { .items = NULL };
	bool strange = false;

	figures_read(&heard, text, true);
	if (heard.count)
		read_known(c, which, &known);
	for (size_t i = 0; i < heard.count; i++)
		strange = strange || !figures_hold(&known, &heard.items[i]);
	figures_release(&heard);
	figures_release(&known);
	return strange;
}

bool caller_never_said(const struct caller *c, const char *text)
{
	return has_strange_figure(c, KNOWN_AS_SAID, text);
}

static bool has_figure(const char *text)
{
	bool any;

	figures_within(text, text, &any);
	return any;
}

static bool is_settled(const struct caller *c, size_t fact)
{
	return c->facts[fact].told && !c->facts[fact].wrong;
}

/* The told fact whose words are heard most; NO_FACT: hardly any. */
static size_t heard_fact(const struct caller *c, const char *text)
{
	struct text_folded heard = { 0 };
	size_t best = NO_FACT;
	double most = HEARD;

	text_fold_points(&heard, text, strlen(text));
	for (size_t i = 0; i < c->scenario->fact_count; i++) {
		double share = is_settled(c, i) ? caller_echo(c->scenario->facts[i].say, &heard) : 0;

		if (share >= most) {
			most = share;
			best = i;
		}
	}
	text_folded_release(&heard);
	return best;
}

static size_t likely_fact(const struct caller *c, const struct reading *r)
{
	struct match meant = matcher_best(c->mind->matcher, r);

	return meant.score >= LIKELY ? meant.fact : NO_FACT;
}

/* What nothing tells of is of what was told last. */
static size_t misread_figure(const struct caller *c, const struct reading *r, const char *text)
{
	if (!has_strange_figure(c, KNOWN_OF_SCENARIO, text))
		return NO_FACT;
	size_t meant[] = { heard_fact(c, text), likely_fact(c, r), c->last_fact };
	for (size_t i = 0; i < ARRAY_SIZE(meant); i++)
		if (meant[i] != NO_FACT && is_settled(c, meant[i]) && has_figure(c->scenario->facts[meant[i]].say))
			return meant[i];
	return NO_FACT;
}

/* "您姓李对吗": 李, in `name`. */
static bool take_surname(const char *text, char name[8])
{
	static const char mark[] = "姓", *const others[] = { "名", "什", "啥", "氏", "哪", "是" };
	const char *at = strstr(text, mark);
	int bytes = 0;

	if (!at)
		return false;
	at += strlen(mark);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(at, others[i], strlen(others[i])))
			return false;
	uint32_t point = text_decode(at, strlen(at), &bytes);
	snprintf(name, 8, "%.*s", bytes, at);
	return point >= 0x4e00 && point < 0xa000;
}

static size_t misread_name(const struct caller *c, const char *text)
{
	size_t fact = caller_find_fact(c->scenario, "name");
	char name[8];

	if (fact == NO_FACT || !is_settled(c, fact) || !take_surname(text, name))
		return NO_FACT;
	return strstr(c->scenario->facts[fact].say, name) ? NO_FACT : fact;
}

size_t caller_misread(const struct caller *c, const struct reading *r, const char *text)
{
	size_t fact = misread_name(c, text);

	return fact != NO_FACT ? fact : misread_figure(c, r, text);
}
