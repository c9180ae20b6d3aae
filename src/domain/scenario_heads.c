/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_heads.c -- what stands before the colon in [say], [expect N], [must] and [must not].
 *
 *	seconds 40 tells baby notice: …
 *	/matter/content contains weight 2: 5号楼 & 501
 *	say 您好|12345 within 10 item call/service-greeting: …
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define WORDS_MOST 64

/* The words of a head, cut in place. */
static int cut_words(struct scenario_reading *r, char *head, char *words[WORDS_MOST])
{
	int n = 0;

	for (char *rest = head, *word; (word = strtok_r(rest, " \t", &rest));) {
		if (n == WORDS_MOST) {
			city_mistake(&r->b, _("there are more than %d words before the colon"), WORDS_MOST);
			break;
		}
		words[n++] = word;
	}
	return n;
}

static bool room(struct scenario_reading *r, size_t count, size_t most)
{
	if (count < most)
		return true;
	if (count == most)
		city_mistake(&r->b, _("there are more than %zu such lines"), most);
	return false;
}

/* ---- [say] ---- */

static bool cue_has_number(enum scenario_cue cue)
{
	return cue == CUE_SECONDS || cue == CUE_TURNS || cue == CUE_SILENCE;
}

static void take_tells(struct scenario_reading *r, struct scenario_line *l, char **words, int n)
{
	if (n && strcmp(words[0], "tells")) {
		city_mistake(&r->b, _("expected `tells FACT…` or the colon, not “%s”"), words[0]);
		return;
	}
	if (n == 1)
		city_mistake(&r->b, _("behind `tells` stand the names of facts"));
	for (int i = 1; i < n; i++)
		scenario_list_add(r->s, &l->tells, &l->tell_count, words[i]);
}

/* The line above in English. */
static void take_english(struct scenario_reading *r, const char *value)
{
	struct scenario_line *l = r->s->line_count ? &r->s->lines[r->s->line_count - 1] : NULL;

	if (!l || l->text_en)
		city_mistake(&r->b, _("`en` stands once below a line that it says in English"));
	else if (city_check_filled(&r->b, "en", value))
		l->text_en = scenario_keep(r->s, value);
}

void scenario_take_say(struct scenario_reading *r, char *head, const char *value)
{
	char *words[WORDS_MOST];
	int n = cut_words(r, head, words), at = 1;
	int cue = scenario_name_in(scenario_cue_names, CUE_COUNT, n ? words[0] : "");
	int64_t number = 0;

	if (n == 1 && !strcmp(words[0], "en")) {
		take_english(r, value);
		return;
	}
	if (cue < 0) {
		city_mistake(&r->b, _("“%s” is no cue: there are opening, seconds N, turns N, silence N, unknown, "
				      "repeat, impatient, greeting, closing and hang_up"), n ? words[0] : "");
		return;
	}
	if (!room(r, r->s->line_count, SCENARIO_LINES_MOST))
		return;
	if (cue_has_number((enum scenario_cue)cue)) {
		city_check_whole(&r->b, words[0], n > 1 ? words[1] : "", 1, cue == CUE_TURNS ? 200 : 3600, &number);
		at = n > 1 ? 2 : 1;
	}
	if (cue != CUE_OPENING)
		city_check_filled(&r->b, words[0], value);
	r->lines[r->s->line_count] = r->b.line;
	struct scenario_line *l = scenario_add_line(r->s);
	l->cue = (enum scenario_cue)cue;
	l->n = (int)number;
	l->text = scenario_keep(r->s, value);
	take_tells(r, l, words + at, n - at);
}

/* ---- [expect N] ---- */

/* "a | b": each without the blanks around it. */
static void take_values(struct scenario_reading *r, struct scenario_expect *e, const char *value)
{
	char sign = e->match == MATCH_CONTAINS ? '&' : '|';

	for (const char *at = value; ; at++) {
		const char *end = strchrnul(at, sign), *last = end;
		at += strspn(at, " \t");
		while (last > at && (last[-1] == ' ' || last[-1] == '\t'))
			last--;
		char *one = xstrndup(at, at < last ? (size_t)(last - at) : 0);
		if (!*one)
			city_mistake(&r->b, _("a value is empty: write `POINTER empty:` when the field must stay "
					      "empty"));
		else if (e->value_count == SCENARIO_LIST_MOST)
			city_mistake(&r->b, _("there are more than %d values"), SCENARIO_LIST_MOST);
		else
			scenario_list_add(r->s, &e->values, &e->value_count, one);
		free(one);
		at = end;
		if (!*end || e->value_count == SCENARIO_LIST_MOST)
			return;
	}
}

/* The words behind the pointer: how it is compared, and its weight. */
static void take_match(struct scenario_reading *r, struct scenario_expect *e, char **words, int n)
{
	int at = 0;

	e->match = MATCH_ONE_OF;
	if (n >= 2 && !strcmp(words[0], "contains") && !strcmp(words[1], "any")) {
		e->match = MATCH_CONTAINS_ANY;
		at = 2;
	} else if (n && (!strcmp(words[0], "contains") || !strcmp(words[0], "empty") || !strcmp(words[0], "not"))) {
		e->match = (enum scenario_match)scenario_name_in(scenario_match_names, MATCH_COUNT, words[0]);
		at = 1;
	}
	e->points = 1;
	if (n == at + 2 && !strcmp(words[at], "weight")) {
		city_check_number(&r->b, "weight", words[at + 1], 0.1, 100, &e->points);
		at += 2;
	}
	if (at < n)
		city_mistake(&r->b, _("behind the pointer stand `contains`, `contains any`, `not` or `empty`, then "
				      "`weight N`; not “%s”"), words[at]);
}

void scenario_take_expect(struct scenario_reading *r, int request, char *head, const char *value)
{
	char *words[WORDS_MOST];
	int n = cut_words(r, head, words);

	if (!n) {
		city_mistake(&r->b, _("the pointer of a field is missing before the colon"));
		return;
	}
	if (!room(r, r->s->expect_count, SCENARIO_EXPECTS_MOST))
		return;
	r->expects[r->s->expect_count] = r->b.line;
	struct scenario_expect *e = scenario_add_expect(r->s);
	e->request = request;
	e->pointer = scenario_keep(r->s, words[0]);
	take_match(r, e, words + 1, n - 1);
	if (e->match == MATCH_EMPTY && *value)
		city_mistake(&r->b, _("behind `empty:` nothing stands"));
	else if (e->match != MATCH_EMPTY)
		take_values(r, e, value);
}

/* ---- [must] ---- */

static void take_option(struct scenario_reading *r, struct scenario_must *m, const struct scenario_key *k,
			const char *word)
{
	char *at = (char *)m + k->at;
	const char *text = NULL;
	int64_t whole = 0;

	if (k->kind == SCENARIO_TEXT) {
		text = scenario_keep(r->s, word);
		memcpy(at, &text, sizeof(text));
	} else if (city_check_whole(&r->b, k->name, word, k->least, k->most, &whole)) {
		int n = (int)whole;
		memcpy(at, &n, sizeof(n));
	}
}

static const struct scenario_key *find_option(const char *word)
{
	for (const struct scenario_key *k = scenario_must_keys; k->name; k++)
		if (!strcmp(k->name, word))
			return k;
	return NULL;
}

/* From the end, as many pairs as there are; how many words are left before them. */
static int take_options(struct scenario_reading *r, struct scenario_must *m, char **words, int n)
{
	const struct scenario_key *k;
	unsigned seen = 0;

	while (n >= 3 && (k = find_option(words[n - 2]))) {
		unsigned bit = 1u << (k - scenario_must_keys);
		if (seen & bit)
			city_mistake(&r->b, _("%s stands here twice"), k->name);
		seen |= bit;
		take_option(r, m, k, words[n - 1]);
		n -= 2;
	}
	return n;
}

void scenario_take_why_en(struct scenario_reading *r, const char *value)
{
	struct scenario_must *m = r->s->must_count ? &r->s->musts[r->s->must_count - 1] : NULL;

	if (!m || m->why_en)
		city_mistake(&r->b, _("why_en stands once, behind the duty that it is about"));
	else if (city_check_filled(&r->b, "why_en", value))
		m->why_en = scenario_keep(r->s, value);
}

void scenario_take_must(struct scenario_reading *r, bool must_not, char *head, const char *value)
{
	char *words[WORDS_MOST];
	int n = cut_words(r, head, words);
	int duty = scenario_name_in(scenario_duty_names, DUTY_COUNT, n ? words[0] : "");
	struct buf what = BUF_INIT;

	if (duty < 0) {
		city_mistake(&r->b, _("“%s” is no duty: there are ask, say, read_back, transfer, cite, search, "
				      "action and hang_up_last"), n ? words[0] : "");
		return;
	}
	if (!room(r, r->s->must_count, SCENARIO_MUSTS_MOST))
		return;
	r->musts[r->s->must_count] = r->b.line;
	struct scenario_must *m = scenario_add_must(r->s);
	m->must_not = must_not;
	m->duty = (enum scenario_duty)duty;
	n = take_options(r, m, words, n);
	for (int i = 1; i < n; i++)
		buf_addf(&what, "%s%s", i > 1 ? " " : "", words[i]);
	m->what = what.len ? scenario_keep(r->s, what.data) : NULL;
	m->request = m->request ? m->request : 1;
	if (city_check_filled(&r->b, words[0], value))
		m->why = scenario_keep(r->s, value);
	buf_release(&what);
}
