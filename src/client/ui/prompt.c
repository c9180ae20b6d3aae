/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.c -- the line that covers the message line while something is typed into it.
 *
 * It borrows the focus of typing from whoever had it and gives it back on close.
 */
#include "client/ui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "client/ui/edit_internal.h"
#include "client/ui/theme.h"
#include "hotline/alloc.h"
#include "hotline/text.h"

void prompt_init(struct prompt *p)
{
	memset(p, 0, sizeof(*p));
	edit_init(&p->edit, 0);
	p->asked = ACTION_COUNT;
}

static void forget_candidates(struct prompt *p)
{
	while (p->candidate_count) {
		struct prompt_candidate *c = &p->candidates[--p->candidate_count];
		free(c->word);
		free(c->label);
	}
}

void prompt_release(struct prompt *p)
{
	prompt_close(p);
	forget_candidates(p);
	free(p->candidates);
	edit_release(&p->edit);
}

static void offer(struct prompt *p);

void prompt_open(struct prompt *p, enum prompt_kind kind, const char *label, const char *text)
{
	static const unsigned flags[] = {
		[PROMPT_COMMAND] = EDIT_HISTORY,
		[PROMPT_SECRET] = EDIT_SECRET,
	};

	prompt_close(p);
	edit_release(&p->edit);
	edit_init(&p->edit, kind == PROMPT_COMMAND || kind == PROMPT_SECRET ? flags[kind] : 0);
	edit_set(&p->edit, text);
	p->kind = kind;
	p->label = xstrdup(label);
	p->open = true;
	p->stood = p->gone = false;
	p->asked = ACTION_COUNT;
	edit_hold(&p->edit);
	offer(p);
}

void prompt_close(struct prompt *p)
{
	if (!p->open)
		return;
	p->open = false;
	forget_candidates(p);
	edit_unhold(&p->edit);
	free(p->label);
	p->label = NULL;
}

void prompt_void(struct prompt *p, const char *label)
{
	p->gone = true;
	forget_candidates(p);
	free(p->label);
	p->label = xstrdup(label);
}

const char *prompt_text(const struct prompt *p)
{
	return edit_text(&p->edit);
}

/* -- completion --------------------------------------------------------------- */

bool prompt_word_begins(const struct prompt *p, const char *start)
{
	return strncmp(prompt_text(p) + p->word, start, strlen(start)) == 0;
}

void prompt_add_word(struct prompt *p, const char *word, const char *label)
{
	if (strncmp(word, prompt_text(p) + p->word, p->begun) != 0)
		return;
	ARRAY_GROW(p->candidates, p->candidate_count + 1, p->candidate_alloc);
	p->candidates[p->candidate_count++] = (struct prompt_candidate){ xstrdup(word), xstrdup(label) };
}

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct prompt_candidate *)a)->word, ((const struct prompt_candidate *)b)->word);
}

static void add_actions(struct prompt *p)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		prompt_add_word(p, actions[i].name, NULL);
	if (p->candidate_count)
		qsort(p->candidates, p->candidate_count, sizeof(*p->candidates), by_word);
}

/* How many words stand before the one at p->word; the action's name is the first. */
static int place_of_word(const struct prompt *p)
{
	const char *text = prompt_text(p);
	int place = 0;

	for (size_t i = 0; i < p->word; i++)
		place += text[i] == ' ' && i && text[i - 1] != ' ';
	return place;
}

/* The word that ends at the caret. */
static void find_word(struct prompt *p)
{
	const char *text = prompt_text(p);
	size_t point = edit_point(&p->edit);

	p->word = p->kind == PROMPT_COMMAND ? point : 0;
	while (p->word > 0 && text[p->word - 1] != ' ')
		p->word--;
	p->begun = point - p->word;
}

/* What the word can be, by the place of the word on the line. */
static void find_candidates(struct prompt *p)
{
	const char *text = prompt_text(p);
	bool answer = p->kind == PROMPT_ANSWER;
	int place = answer ? 1 : place_of_word(p);
	enum action action = answer ? p->asked : action_find(text, strcspn(text, " "));

	if (place == 0 || (action == ACTION_HELP && place == 1)) {
		add_actions(p);
	} else if ((action == ACTION_BIND || action == ACTION_UNBIND) && place == 1) {
		for (int i = 0; i < CONTEXT_COUNT; i++)
			prompt_add_word(p, contexts[i].name, NULL);
	} else if (p->words && action != ACTION_COUNT) {
		p->words(p->words_data, action, place, p);
	}
}

/* Shows what a word after the command's name can be, before anybody asks for it by Tab. */
static void offer(struct prompt *p)
{
	forget_candidates(p);
	if (!p->words || (p->kind != PROMPT_COMMAND && p->kind != PROMPT_ANSWER))
		return;
	find_word(p);
	if (p->kind == PROMPT_COMMAND && place_of_word(p) == 0)
		return;
	find_candidates(p);
	if (p->candidate_count == 1 && strlen(p->candidates[0].word) == p->begun)
		forget_candidates(p);
	p->candidate = p->candidate_count;      /* none yet */
}

void prompt_offer(struct prompt *p, enum action action)
{
	p->asked = action;
	offer(p);
}

/* Length of what all candidates begin with. */
static size_t common_length(const struct prompt *p)
{
	size_t n = strlen(p->candidates[0].word);

	for (size_t i = 1; i < p->candidate_count; i++) {
		size_t same = 0;
		while (same < n && p->candidates[i].word[same] == p->candidates[0].word[same])
			same++;
		n = same;
	}
	return n;
}

static void put_word(struct prompt *p, const char *word, size_t length, bool whole)
{
	struct buf line = BUF_INIT;

	buf_add(&line, prompt_text(p), p->word);
	buf_add(&line, word, length);
	if (whole && p->kind == PROMPT_COMMAND && length && word[length - 1] != '=')
		buf_addch(&line, ' ');
	edit_replace(&p->edit, line.data ? line.data : "");
	buf_release(&line);
}

/* Again: one after the other. */
static void take_next(struct prompt *p, int direction)
{
	if (direction > 0)
		p->candidate = p->candidate + 1 < p->candidate_count ? p->candidate + 1 : 0;
	else
		p->candidate = (p->candidate ? p->candidate : p->candidate_count) - 1;
	put_word(p, p->candidates[p->candidate].word, strlen(p->candidates[p->candidate].word), false);
}

void prompt_complete(struct prompt *p, int direction)
{
	if (p->gone || (p->kind != PROMPT_COMMAND && p->kind != PROMPT_ANSWER))
		return;
	if (p->candidate_count > 1 && (p->candidate < p->candidate_count || common_length(p) == p->begun)) {
		take_next(p, direction);
		return;
	}
	forget_candidates(p);
	find_word(p);
	find_candidates(p);
	if (!p->candidate_count)
		return;
	p->candidate = p->candidate_count;      /* none yet */
	put_word(p, p->candidates[0].word, common_length(p), p->candidate_count == 1);
	p->begun = common_length(p);
	if (p->candidate_count == 1)
		forget_candidates(p);
}

/* -- keys ------------------------------------------------------------------------ */

/* C-c, as in a shell. */
static bool is_interrupt(const struct key *key)
{
	return key->length == 1 && key->bytes[0] == 'C' - '@';
}

static enum prompt_result key_for_nothing(struct prompt *p, const struct key *key)
{
	if (key->code == KC_ENTER)
		edit_key(&p->edit, key);        /* a command is remembered */
	return key->code == KC_ENTER ? PROMPT_DONE : key->code == KC_ESCAPE || is_interrupt(key) ? PROMPT_LEFT : PROMPT_GOES_ON;
}

enum prompt_result prompt_key(struct prompt *p, const struct key *key)
{
	if (p->gone)
		return key_for_nothing(p, key);
	if ((key->code == KC_ESCAPE && !edit_takes_escape(&p->edit)) || is_interrupt(key))
		return PROMPT_LEFT;
	if (key->code == KC_TAB) {
		prompt_complete(p, key->modifiers & MOD_SHIFT ? -1 : 1);
		return PROMPT_CHANGED;
	}
	if (key->code == KC_BACKSPACE && !*prompt_text(p) && p->kind != PROMPT_ANSWER &&
	    p->kind != PROMPT_SECRET)
		return PROMPT_LEFT;
	forget_candidates(p);
	switch (edit_key(&p->edit, key)) {
	case EDIT_ACCEPTED:
		return PROMPT_DONE;
	case EDIT_CHANGED:
		offer(p);
		return PROMPT_CHANGED;
	default:
		return PROMPT_GOES_ON;
	}
}

enum { CANDIDATE_ROWS = 4, CANDIDATE_GAP = 2 };

static int width_of(const struct prompt_candidate *c)
{
	return text_width(c->word) + (c->label ? 1 + text_width(c->label) : 0);
}

/* Rows that the candidates from `first` take; *end: the first that has no room any more. */
static int lay_out(const struct prompt *p, size_t first, int width, size_t *end)
{
	int rows = 1, x = 0;

	for (*end = first; *end < p->candidate_count; (*end)++) {
		int w = width_of(&p->candidates[*end]);
		if (x && x + w > width) {
			if (rows == CANDIDATE_ROWS)
				break;
			rows++;
			x = 0;
		}
		x += w + CANDIDATE_GAP;
	}
	return rows;
}

static void draw_candidate(const struct prompt *p, size_t i, struct canvas *c, struct rect at)
{
	const struct prompt_candidate *k = &p->candidates[i];
	int used = canvas_text(c, at.x, at.y, at.width, i == p->candidate ? LOOK_SELECTED : LOOK_NORMAL, k->word);

	if (k->label && used + 1 < at.width)
		canvas_text(c, at.x + used + 1, at.y, at.width - used - 1, LOOK_DIM, k->label);
}

/* As many rows as they need, up to four, from the first one on with which the chosen one is seen. */
static void draw_candidates(const struct prompt *p, struct canvas *c, struct rect r)
{
	size_t first = 0, end;
	int rows = lay_out(p, first, r.width, &end), x = 0;

	while (p->candidate < p->candidate_count && p->candidate >= end)
		rows = lay_out(p, ++first, r.width, &end);
	int y = r.y + r.height - 1 - rows;
	canvas_fill(c, (struct rect){ r.x, y, r.width, rows }, LOOK_DIM);
	for (size_t i = first; i < end; i++) {
		int w = width_of(&p->candidates[i]);
		if (x && x + w > r.width) {
			x = 0;
			y++;
		}
		draw_candidate(p, i, c, (struct rect){ r.x + x, y, r.width - x, 1 });
		x += w + CANDIDATE_GAP;
	}
}

void prompt_draw(struct prompt *p, struct canvas *c, struct rect r)
{
	int y = r.y + r.height - 1;
	const char *mode = edit_mode(&p->edit);

	canvas_fill(c, (struct rect){ r.x, y, r.width, 1 }, LOOK_NORMAL);
	if (p->candidate_count && r.height > CANDIDATE_ROWS)
		draw_candidates(p, c, r);
	int used = canvas_text(c, r.x, y, r.width / 2, LOOK_NORMAL, p->label);
	if (p->gone || p->kind == PROMPT_ANSWER || p->kind == PROMPT_SECRET)
		used++;
	int right = *mode ? text_width(mode) + 1 : 0;
	if (right > r.width / 3)
		right = r.width / 3;
	canvas_text_right(c, r.x + r.width - right, y, right, LOOK_DIM, mode);
	edit_draw(&p->edit, c, (struct rect){ r.x + used, y, r.width - used - right, 1 }, LOOK_NORMAL, LOOK_NORMAL);
}
