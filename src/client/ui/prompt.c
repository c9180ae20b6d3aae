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
}

static void forget_candidates(struct prompt *p)
{
	while (p->candidate_count)
		free(p->candidates[--p->candidate_count]);
}

void prompt_release(struct prompt *p)
{
	prompt_close(p);
	forget_candidates(p);
	free(p->candidates);
	edit_release(&p->edit);
}

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
	edit_hold(&p->edit);
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

const char *prompt_text(const struct prompt *p)
{
	return edit_text(&p->edit);
}

/* -- completion --------------------------------------------------------------- */

static void add_candidate(struct prompt *p, const char *name, const char *begun, size_t length)
{
	if (strncmp(name, begun, length) != 0)
		return;
	ARRAY_GROW(p->candidates, p->candidate_count + 1, p->candidate_alloc);
	p->candidates[p->candidate_count++] = xstrdup(name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What the word at `p->word` can be, by the place of the word on the line. */
static void find_candidates(struct prompt *p, const char *text, size_t length)
{
	const char *begun = text + p->word;
	size_t n = length - p->word, name = strcspn(text, " ");
	enum action action = action_find(text, name);

	if (p->word == 0 || (action == ACTION_HELP && p->word == name + 1)) {
		for (int i = 0; i < ACTION_COUNT; i++)
			add_candidate(p, actions[i].name, begun, n);
	} else if ((action == ACTION_BIND || action == ACTION_UNBIND) && p->word == name + 1) {
		for (int i = 0; i < CONTEXT_COUNT; i++)
			add_candidate(p, contexts[i].name, begun, n);
	}
	if (p->candidate_count)
		qsort(p->candidates, p->candidate_count, sizeof(*p->candidates), by_name);
}

/* Length of what all candidates begin with. */
static size_t common_length(const struct prompt *p)
{
	size_t n = strlen(p->candidates[0]);

	for (size_t i = 1; i < p->candidate_count; i++) {
		size_t same = 0;
		while (same < n && p->candidates[i][same] == p->candidates[0][same])
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
	if (whole)
		buf_addch(&line, ' ');
	edit_replace(&p->edit, line.data);
	buf_release(&line);
}

void prompt_complete(struct prompt *p, int direction)
{
	const char *text = prompt_text(p);
	size_t length = edit_point(&p->edit);

	if (p->kind != PROMPT_COMMAND)
		return;
	if (p->candidate_count > 1) {           /* again: one after the other */
		if (direction > 0)
			p->candidate = p->candidate + 1 < p->candidate_count ? p->candidate + 1 : 0;
		else
			p->candidate = (p->candidate ? p->candidate : p->candidate_count) - 1;
		put_word(p, p->candidates[p->candidate], strlen(p->candidates[p->candidate]),
			 false);
		return;
	}
	forget_candidates(p);
	p->word = length;
	while (p->word > 0 && text[p->word - 1] != ' ')
		p->word--;
	find_candidates(p, text, length);
	if (!p->candidate_count)
		return;
	p->candidate = p->candidate_count;      /* none yet */
	put_word(p, p->candidates[0], common_length(p), p->candidate_count == 1);
	if (p->candidate_count == 1)
		forget_candidates(p);
}

/* -- keys ------------------------------------------------------------------------ */

/* C-c, as in a shell. */
static bool is_interrupt(const struct key *key)
{
	return key->length == 1 && key->bytes[0] == 'C' - '@';
}

enum prompt_result prompt_key(struct prompt *p, const struct key *key)
{
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
		return PROMPT_CHANGED;
	default:
		return PROMPT_GOES_ON;
	}
}

static void draw_candidates(const struct prompt *p, struct canvas *c, struct rect r)
{
	int x = r.x, y = r.y + r.height - 2;
	size_t first = p->candidate < p->candidate_count && p->candidate > 5 ? p->candidate - 5 : 0;

	canvas_fill(c, (struct rect){ r.x, y, r.width, 1 }, LOOK_DIM);
	for (size_t i = first; i < p->candidate_count; i++) {
		if (x >= r.x + r.width)
			break;
		enum look look = i == p->candidate ? LOOK_SELECTED : LOOK_NORMAL;
		x += canvas_text(c, x, y, r.x + r.width - x, look, p->candidates[i]) + 2;
	}
}

void prompt_draw(struct prompt *p, struct canvas *c, struct rect r)
{
	int y = r.y + r.height - 1;
	const char *mode = edit_mode(&p->edit);

	canvas_fill(c, (struct rect){ r.x, y, r.width, 1 }, LOOK_NORMAL);
	if (p->candidate_count > 1 && r.height > 1)
		draw_candidates(p, c, r);
	int used = canvas_text(c, r.x, y, r.width / 2, LOOK_NORMAL, p->label);
	if (p->kind == PROMPT_ANSWER || p->kind == PROMPT_SECRET)
		used++;
	int right = *mode ? text_width(mode) + 1 : 0;
	if (right > r.width / 3)
		right = r.width / 3;
	canvas_text_right(c, r.x + r.width - right, y, right, LOOK_DIM, mode);
	edit_draw(&p->edit, c, (struct rect){ r.x + used, y, r.width - used - right, 1 },
		  LOOK_NORMAL, LOOK_NORMAL);
}
