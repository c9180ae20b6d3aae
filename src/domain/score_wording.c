/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_wording.c -- how it is written: names and places without typos, in the third person, every figure kept.
 *
 * A typo is what differs in one character from a name of the scenario: another one of the same sound (what an input
 * method gives), or, in a name of five or more that is written rightly nowhere, any other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

static const char *const written[] = { "/matter/title", "/matter/content", "/matter/party", "/place/point",
				       "/place/address", "/caller/name", "/caller/company" };
#define TYPOS_MOST 5

static bool is_han(uint32_t p)
{
	return p >= 0x4e00 && p <= 0x9fff;
}

/* ---- names ---- */

struct names { struct text_folded *items; size_t count, alloc; };

static bool is_known(const struct names *n, const uint32_t *points, size_t count)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->items[i].count == count && !memcmp(n->items[i].points, points, count * sizeof(*points)))
			return true;
	return false;
}

static void add_name(struct names *n, const uint32_t *points, size_t count)
{
	if (count < 2 || is_known(n, points, count))
		return;
	ARRAY_GROW(n->items, n->count + 1, n->alloc);
	struct text_folded *f = &n->items[n->count++];
	*f = (struct text_folded){ .points = xmalloc(count * sizeof(*points)), .count = count };
	memcpy(f->points, points, count * sizeof(*points));
}

/* Each run of Chinese characters of the text is a name. */
static void add_names(struct names *n, const char *text)
{
	struct text_folded f = { .points = NULL };

	text_fold_points(&f, text, strlen(text));
	for (size_t i = 0; i < f.count;) {
		size_t len = 0;
		while (i + len < f.count && is_han(f.points[i + len]))
			len++;
		add_name(n, f.points + i, len);
		i += len + !len;
	}
	text_folded_release(&f);
}

static bool is_written(const char *pointer)
{
	for (size_t i = 0; i < ARRAY_SIZE(written); i++)
		if (!strcmp(written[i], pointer))
			return true;
	return false;
}

static void names_of(const struct scoring *to, int request, struct names *n)
{
	for (size_t i = 0; i < to->s->expect_count; i++) {
		const struct scenario_expect *e = &to->s->expects[i];
		bool place = !strncmp(e->pointer, "/place/", 7);
		if (e->request != request || e->match == MATCH_NOT || e->match == MATCH_EMPTY)
			continue;
		for (size_t v = 0; v < e->value_count; v++) {
			const struct city_region *r = place ? city_find_region(to->city, e->values[v]) : NULL;
			if (r)
				add_names(n, r->name);
			else if (is_written(e->pointer))
				add_names(n, e->values[v]);
		}
	}
	if (to->s->name)
		add_names(n, to->s->name);
}

static void names_release(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->items[i].points);
	free(n->items);
}

/* ---- typos ---- */

static void add_point(struct buf *out, uint32_t p)
{
	char bytes[3] = { (char)(0xe0 | p >> 12), (char)(0x80 | (p >> 6 & 0x3f)), (char)(0x80 | (p & 0x3f)) };

	buf_add(out, bytes, 3);
}

static bool sound_alike(uint32_t a, uint32_t b)
{
	struct buf x = BUF_INIT, y = BUF_INIT, one = BUF_INIT;

	add_point(&one, a);
	pinyin_full(&x, one.data);
	buf_reset(&one);
	add_point(&one, b);
	pinyin_full(&y, one.data);
	bool same = x.len && !strcmp(x.data, y.data);
	buf_release(&x);
	buf_release(&y);
	buf_release(&one);
	return same;
}

static bool holds(const struct text_folded *text, const struct text_folded *name)
{
	for (size_t i = 0; i + name->count <= text->count; i++)
		if (!memcmp(text->points + i, name->points, name->count * sizeof(*name->points)))
			return true;
	return false;
}

/* Where the one character differs, or -1: none, or more than one. */
static int differs_at(const uint32_t *text, const struct text_folded *name)
{
	int at = -1;

	for (size_t i = 0; i < name->count; i++) {
		if (text[i] == name->points[i])
			continue;
		if (at >= 0)
			return -1;
		at = (int)i;
	}
	return at;
}

/* The place of a misspelling of the name in the text, or -1. */
static long find_typo(const struct text_folded *text, const struct text_folded *name, const struct names *all)
{
	bool right = holds(text, name);

	for (size_t i = 0; i + name->count <= text->count; i++) {
		int at = differs_at(text->points + i, name);
		if (at < 0 || !is_han(text->points[i + (size_t)at]) || is_known(all, text->points + i, name->count))
			continue;
		bool alike = sound_alike(text->points[i + (size_t)at], name->points[at]);
		if (alike ? name->count > 2 || !right : name->count >= 5 && !right)
			return (long)i;
	}
	return -1;
}

/* Who writes down what the caller misspoke has spelt it rightly; that it was not read back is another fault. */
static bool is_of_the_caller(const struct scenario *s, const char *words)
{
	for (size_t i = 0; i < s->fact_count; i++)
		if (s->facts[i].wrong && strstr(s->facts[i].wrong, words))
			return true;
	for (size_t i = 0; i < s->line_count; i++)
		if (strstr(s->lines[i].text, words))
			return true;
	return false;
}

static void say_typo(struct scoring *to, int request, const char *pointer, const struct text_folded *text, size_t at,
		     const struct text_folded *name, size_t *number)
{
	struct buf got = BUF_INIT, expected = BUF_INIT;
	char id[40];

	for (size_t i = 0; i < name->count; i++) {
		add_point(&got, text->points[at + i]);
		add_point(&expected, name->points[i]);
	}
	bool misspelt = !is_of_the_caller(to->s, got.data);
	if (misspelt) {
		snprintf(id, sizeof(id), "typo/%zu", ++*number);
		json *o = score_add(to, &(struct score_item){ .id = id, .sheet = "ticket", .item = "wording-typo",
							      .request = request, .part = 1, .lost = 1,
							      .why = _("A name is misspelt.") });
		jo_set_str(o, "pointer", pointer);
		jo_set_str(o, "expected", expected.data);
		jo_set_str(o, "got", got.data);
	}
	buf_release(&got);
	buf_release(&expected);
}

static void score_typos(struct scoring *to, int request, size_t *number)
{
	struct names names = { .items = NULL };

	names_of(to, request, &names);
	for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
		const char *value = jo_pointer_str(to->matched[request - 1]->fields, written[i]);
		struct text_folded text = { .points = NULL };
		text_fold_points(&text, value ? value : "", value ? strlen(value) : 0);
		for (size_t n = 0; n < names.count && *number < TYPOS_MOST; n++) {
			long at = find_typo(&text, &names.items[n], &names);
			if (at >= 0)
				say_typo(to, request, written[i], &text, (size_t)at, &names.items[n], number);
		}
		text_folded_release(&text);
	}
	names_release(&names);
}

/* ---- the third person ---- */

static bool starts(const char *p, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strncmp(p, words[i], strlen(words[i])))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_english_self(const char *p, size_t len)
{
	static const char *const words[] = { "I", "i", "my", "me", "we", "our", "you", "your",
					     "My", "We", "Our", "You", "Your" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !strncmp(p, words[i], len))
			return true;
	return false;
}

/* The first 我, 您, I … outside quotation marks; NULL: none. */
static const char *first_person(const char *text)
{
	static const char *const self[] = { "我", "咱", "俺", "你", "您" };
	static const char *const others[] = { "我国", "我市", "我区", "我省", "我县", "自我" };
	static const char *const open[] = { "“", "「", "‘", "『" }, *const shut[] = { "”", "」", "’", "』" };
	int quoted = 0;

	for (const char *p = text; *p;) {
		size_t len = 0;
		while (is_letter(p[len]))
			len++;
		if (starts(p, open, ARRAY_SIZE(open)))
			quoted++;
		else if (starts(p, shut, ARRAY_SIZE(shut)))
			quoted -= quoted > 0;
		else if (!quoted && ((len && is_english_self(p, len)) ||
				     (starts(p, self, ARRAY_SIZE(self)) && !starts(p, others, ARRAY_SIZE(others)))))
			return p;
		p += starts(p, &others[5], 1) ? strlen(others[5]) : len ? len : text_next(p, strlen(p), 0);
	}
	return NULL;
}

static void score_person(struct scoring *to, int request)
{
	const char *content = jo_pointer_str(to->matched[request - 1]->fields, "/matter/content");
	const char *at = content ? first_person(content) : NULL;

	if (!at)
		return;
	char *got = xstrndup(at, text_fit(at, strlen(at), 16, &(int){ 0 }));
	char id[40];
	snprintf(id, sizeof(id), "person/%d", request);
	json *o = score_add(to, &(struct score_item){ .id = id, .sheet = "ticket", .item = "wording-person",
						      .request = request, .part = 1, .lost = 1,
						      .why = _("It is not written in the third person.") });
	jo_set_str(o, "pointer", "/matter/content");
	jo_set_str(o, "got", got);
	free(got);
}

/* ---- figures ---- */

/* What the caller was heard to say, and what the agent wrote of it, all requests together. */
static bool read_both(const struct scoring *to, struct figures *heard, struct figures *noted)
{
	struct buf all = BUF_INIT;
	bool submitted = false;

	for (int i = 0; i < to->requests; i++) {
		const struct score_request *r = to->matched[i];
		if (!r || !r->action)
			continue;
		score_form_texts(&all, (json *)r->fields);
		submitted = submitted || !strcmp(r->action, "submit");
	}
	figures_read(noted, all.data, false);
	buf_release(&all);
	for (size_t i = 0; i < to->done->turn_count; i++)
		if (!to->done->turns[i].by_agent && to->done->turns[i].text)
			figures_read(heard, to->done->turns[i].text, false);
	return submitted;
}

/* The part of a sentence that holds the figure, appended once. */
static bool quote_from(const char *text, const struct figure *f, struct buf *out)
{
	static const char *const stops[] = { "，", "。", "；", "！", "？", ",", ";", "!", "?", ". " };
	bool found = false;

	while (*text && !found) {
		size_t len = 0, end = strlen(text);
		while (text[len] && !starts(text + len, stops, ARRAY_SIZE(stops)))
			len = text_next(text, end, len);
		char *part = xstrndup(text, len);
		struct figures has = { .items = NULL };
		figures_read(&has, part, false);
		found = figures_hold(&has, f);
		if (found && !(out->len && strstr(out->data, part)))
			buf_addf(out, "%s%s", out->len ? " … " : "", part);
		figures_release(&has);
		free(part);
		text += len;
		text += *text ? text_next(text, end - len, 0) : 0;
	}
	return found;
}

/* Where the caller said it, so that "10" is not all that one reads. */
static void quote(const struct scoring *to, const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < to->done->turn_count; i++) {
		const struct score_turn *t = &to->done->turns[i];
		if (!t->by_agent && t->text && quote_from(t->text, f, out))
			return;
	}
}

/* The figures of the facts that were told: those of the true answer that the caller really said. */
static void score_figures(struct scoring *to)
{
	struct figures heard = { .items = NULL }, noted = { .items = NULL };
	struct figures told = { .items = NULL }, fact = { .items = NULL };
	struct buf lost = BUF_INIT, said = BUF_INIT;
	size_t missing = 0;

	bool submitted = read_both(to, &heard, &noted);
	for (size_t i = 0; i < to->s->fact_count && submitted; i++)
		if (score_was_told(to, to->s->facts[i].code))
			figures_read(&fact, to->s->facts[i].say, true);
	for (size_t i = 0; i < fact.count; i++) {
		const struct figure *f = &fact.items[i];
		if (!figures_hold(&heard, f) || figures_hold(&told, f))
			continue;
		ARRAY_GROW(told.items, told.count + 1, told.alloc);
		told.items[told.count++] = *f;
		if (figures_hold(&noted, f))
			continue;
		buf_addf(&lost, "%s%s", missing++ ? ", " : "", f->digits);
		quote(to, f, &said);
	}
	if (missing) {
		const char *why = _("Figures that the caller said are missing or changed.");
		json *o = score_add(to, &(struct score_item){ .id = "figures", .sheet = "ticket", .why = why,
							      .item = "consistency-fact", .part = 1,
							      .lost = (double)missing / (double)told.count });
		jo_set_str(o, "expected", lost.data);
		jo_set_str(o, "said", said.data);
	}
	buf_release(&lost);
	buf_release(&said);
	figures_release(&heard);
	figures_release(&noted);
	figures_release(&told);
	figures_release(&fact);
}

void score_wording(struct scoring *to)
{
	size_t typos = 0;

	for (int i = 1; i <= to->requests; i++) {
		const struct score_request *r = to->matched[i - 1];
		if (!r || !r->action || !r->fields)
			continue;
		score_typos(to, i, &typos);
		score_person(to, i);
	}
	score_figures(to);
}
