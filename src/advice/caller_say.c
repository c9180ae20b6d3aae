/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_say.c -- what the caller says of oneself: lines by cue, by time and by turn, impatience, hanging up.
 *
 * A choice depends on the seed, the cue and how often the cue was used, not on what else was said: so it does
 * not matter when the server looks for what is due.
 */
#include "advice/caller_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/text.h"

#define WAITS 45                /* seconds that one who was asked to wait does before silence counts */

static uint64_t split_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* One of `count`: the first by the seed, then in turn. */
static size_t choose(const struct caller *c, uint64_t what, unsigned used, size_t count)
{
	return (split_mix(c->seed ^ split_mix(what)) % count + used) % count;
}

static bool is_same_moment(const struct scenario_line *a, const struct scenario_line *b)
{
	return a->cue == b->cue && a->n == b->n;
}

static bool has_moment(const struct scenario_line *line)
{
	return line->cue == CUE_OPENING || line->cue == CUE_SECONDS || line->cue == CUE_TURNS ||
	       line->cue == CUE_SILENCE;
}

void caller_choose_lines(struct caller *c)
{
	const struct scenario *s = c->scenario;

	for (size_t i = 0; i < s->line_count; i++) {
		size_t before = 0, all = 0;

		for (size_t k = 0; k < s->line_count; k++)
			if (is_same_moment(&s->lines[i], &s->lines[k])) {
				before += k < i;
				all++;
			}
		uint64_t moment = (uint64_t)s->lines[i].cue << 32 | (uint32_t)s->lines[i].n;
		if (has_moment(&s->lines[i]) && choose(c, moment, 0, all) != before)
			c->lines[i].passed_over = true;
	}
}

size_t caller_find_fact(const struct scenario *s, const char *code)
{
	for (size_t i = 0; i < s->fact_count; i++)
		if (!strcmp(s->facts[i].code, code))
			return i;
	return NO_FACT;
}

void caller_mark_told(struct caller *c, const struct scenario_line *line)
{
	for (size_t i = 0; i < line->tell_count; i++) {
		size_t fact = caller_find_fact(c->scenario, line->tells[i]);

		if (fact != NO_FACT)
			c->facts[fact].told = true;
	}
}

/* "Is email OK?", not "您的email是多少". */
static bool is_english(const char *text, size_t len)
{
	const uint32_t first_han = 0x2e80;
	size_t letters = 0;
	int bytes;

	for (size_t at = 0; at < len; at += (size_t)bytes) {
		uint32_t point = text_decode(text + at, len - at, &bytes);

		if (point >= first_han && point < 0xff00)
			return false;
		letters += (point | 0x20) >= 'a' && (point | 0x20) <= 'z';
	}
	return letters > 1;
}

void caller_hear(struct caller *c, const char *text, size_t len)
{
	c->english = c->mind->knows_english && is_english(text, len);
}

const char *caller_words(const struct caller *c, const char *words, const char *english)
{
	return c->english && english ? english : words;
}

void caller_add(struct buf *out, const char *sentence)
{
	static const char *const ends[] = { "。", "！", "？", "，", "…", "：", "；", "～", ".", "!", "?", "”", "、" };
	bool ended = !out->len;

	if (!sentence || !*sentence)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(ends) && !ended; i++) {
		size_t length = strlen(ends[i]);

		ended = out->len >= length && !memcmp(out->data + out->len - length, ends[i], length);
	}
	if (!ended)
		buf_adds(out, "。");
	else if (out->len && out->data[out->len - 1] > 0 && isalpha((unsigned char)*sentence))
		buf_addch(out, ' ');
	buf_adds(out, sentence);
}

static size_t count_lines(const struct scenario *s, enum scenario_cue cue)
{
	size_t count = 0;

	for (size_t i = 0; i < s->line_count; i++)
		count += s->lines[i].cue == cue;
	return count;
}

static const char *common_line(struct caller *c, enum scenario_cue cue)
{
	const char *const *lines = c->english ? caller_english_lines(cue) : caller_default_lines(cue, c->scenario->mood);
	size_t count = 0;

	if (c->mind->silent)
		return NULL;
	while (lines && lines[count])
		count++;
	return count ? lines[choose(c, cue, c->used[cue]++, count)] : NULL;
}

const char *caller_line(struct caller *c, enum scenario_cue cue)
{
	const struct scenario *s = c->scenario;
	size_t count = count_lines(s, cue);

	if (!count)
		return common_line(c, cue);
	size_t wanted = choose(c, cue, c->used[cue]++, count);
	for (size_t i = 0; i < s->line_count; i++) {
		if (s->lines[i].cue != cue || wanted--)
			continue;
		caller_mark_told(c, &s->lines[i]);
		return caller_words(c, s->lines[i].text, s->lines[i].text_en);
	}
	return NULL;
}

void caller_hang_up(struct caller *c, struct buf *out)
{
	c->hung_up = true;
	buf_reset(out);
	caller_add(out, caller_line(c, CUE_HANG_UP));
}

void caller_lose_patience(struct caller *c, struct buf *out)
{
	int patience = c->scenario->patience;

	c->useless++;
	if (!patience)
		return;
	if (c->useless >= patience) {
		c->gave_up = true;
		caller_hang_up(c, out);
	} else if (!c->impatient && c->useless * 2 >= patience) {
		c->impatient = true;
		caller_add(out, caller_line(c, CUE_IMPATIENT));
	}
}

void caller_reply(const struct caller *c, struct caller_reply *reply, enum caller_did did, const char *fact,
		  struct buf *text)
{
	*reply = (struct caller_reply){
		.did = text->len ? did : CALLER_SILENT,
		.fact = fact,
		.hung_up = c->hung_up,
		.gave_up = c->gave_up,
	};
	reply->text = buf_detach(text);
}

/* ---- unasked ---- */

/* Nobody says unasked what was told already. */
static bool is_old(const struct caller *c, const struct scenario_line *line)
{
	for (size_t i = 0; i < line->tell_count; i++) {
		size_t fact = caller_find_fact(c->scenario, line->tells[i]);

		if (fact != NO_FACT && !c->facts[fact].told)
			return false;
	}
	return line->tell_count > 0;
}

/* When it is due; -1: never, as things stand. */
static int due_at(const struct caller *c, size_t i)
{
	const struct scenario_line *line = &c->scenario->lines[i];
	const struct line_state *state = &c->lines[i];

	if (state->passed_over || is_old(c, line))
		return -1;
	switch (line->cue) {
	case CUE_SECONDS:
		return state->said ? -1 : line->n;
	case CUE_TURNS:
		return state->said || c->turns < line->n ? -1 : c->spoke_at;
	case CUE_SILENCE:
		if (c->leaves_at >= 0)
			return -1;
		if (state->said && (line->tell_count || state->turn == c->turns))
			return -1;
		return c->spoke_at + line->n + (c->waits ? WAITS : 0);
	default:
		return -1;
	}
}

/* The first line due, or NO_FACT, and when. */
static size_t next_line(const struct caller *c, int *second)
{
	size_t first = NO_FACT;

	*second = -1;
	for (size_t i = 0; i < c->scenario->line_count; i++) {
		int due = due_at(c, i);

		if (due >= 0 && (first == NO_FACT || due < *second)) {
			first = i;
			*second = due;
		}
	}
	return first;
}

/* When the caller leaves of oneself; -1: never. */
static int end_at(const struct caller *c)
{
	int end = c->scenario->hang_up_after > 0 ? c->scenario->hang_up_after : -1;

	return c->leaves_at >= 0 && (end < 0 || c->leaves_at < end) ? c->leaves_at : end;
}

static bool is_before(int second, int other)
{
	return other < 0 || second <= other;
}

int caller_next(const struct caller *c)
{
	int line, end = end_at(c);

	if (c->hung_up)
		return -1;
	if (next_line(c, &line) == NO_FACT)
		return end;
	return is_before(line, end) ? line : end;
}

static void say_line(struct caller *c, size_t i, struct caller_reply *reply)
{
	const struct scenario_line *line = &c->scenario->lines[i];
	struct buf text = BUF_INIT;

	c->lines[i].said = true;
	c->lines[i].turn = c->turns;
	caller_mark_told(c, line);
	caller_add(&text, caller_words(c, line->text, line->text_en));
	if (line->cue == CUE_SILENCE)
		caller_lose_patience(c, &text);
	caller_reply(c, reply, CALLER_UNASKED, line->tell_count ? line->tells[0] : NULL, &text);
}

static void leave(struct caller *c, struct caller_reply *reply)
{
	struct buf text = BUF_INIT;

	if (c->leaves_at >= 0)
		c->hung_up = true;      /* good-bye was said */
	else
		caller_hang_up(c, &text);
	caller_reply(c, reply, CALLER_UNASKED, NULL, &text);
}

bool caller_wait(struct caller *c, int second, struct caller_reply *reply)
{
	int due, end = end_at(c);

	if (second > c->second)
		c->second = second;
	if (c->hung_up)
		return false;
	size_t line = next_line(c, &due);
	if (line != NO_FACT && due <= c->second && is_before(due, end)) {
		say_line(c, line, reply);
		return true;
	}
	if (end < 0 || end > c->second)
		return false;
	leave(c, reply);
	return true;
}
