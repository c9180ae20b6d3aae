/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit_words.c -- readline commands that know where a Chinese clause ends.
 *
 * readline's words are runs of letters, and a Chinese text has no blanks: one M-d would delete the
 * whole field. Here a word is a run of one kind, Chinese characters or others, so motions stop at
 * CJK punctuation and where the script changes. Lines matter too: readline takes a
 * text with newlines for one line.
 */
#include "client/ui/edit_internal.h"

#include <stdio.h>
#include <string.h>
#include <readline/readline.h>
#include <unictype.h>

#include "hotline/alloc.h"

enum kind { KIND_BETWEEN, KIND_LETTER, KIND_CHINESE };

static bool is_chinese(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30ff) || c == 0x3005 || c == 0x3007 ||
	       (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static enum kind kind_at(int at, int *bytes)
{
	uint32_t c = text_decode(rl_line_buffer + at, (size_t)(rl_end - at), bytes);

	if (is_chinese(c))
		return KIND_CHINESE;
	return uc_is_alnum(c) || c == '_' || uc_is_property_combining(c) ? KIND_LETTER
									 : KIND_BETWEEN;
}

static int character_before(int at)
{
	do {
		at--;
	} while (at > 0 && ((unsigned char)rl_line_buffer[at] & 0xc0) == 0x80);
	return at;
}

/* The end of the word at or after `at`. */
static int word_end(int at)
{
	enum kind kind = KIND_BETWEEN;
	int bytes;

	while (at < rl_end) {
		enum kind here = kind_at(at, &bytes);
		if (kind != KIND_BETWEEN && here != kind)
			break;
		kind = here;
		at += bytes;
	}
	return at;
}

/* The start of the word before `at`. */
static int word_start(int at)
{
	enum kind kind = KIND_BETWEEN;
	int bytes;

	while (at > 0) {
		int before = character_before(at);
		enum kind here = kind_at(before, &bytes);
		if (kind != KIND_BETWEEN && here != kind)
			break;
		kind = here;
		at = before;
	}
	return at;
}

/* The start of the word after the one at `at`, as vi's w. */
static int next_start(int at)
{
	int bytes;
	enum kind kind = at < rl_end ? kind_at(at, &bytes) : KIND_BETWEEN;

	while (at < rl_end && kind_at(at, &bytes) == kind)
		at += bytes;
	while (at < rl_end && kind_at(at, &bytes) == KIND_BETWEEN)
		at += bytes;
	return at;
}

static int line_start(int at)
{
	while (at > 0 && rl_line_buffer[at - 1] != '\n')
		at--;
	return at;
}

static int line_end(int at)
{
	while (at < rl_end && rl_line_buffer[at] != '\n')
		at++;
	return at;
}

static int repeat(int (*step)(int), int count)
{
	int at = rl_point;

	while (count-- > 0)
		at = step(at);
	return at;
}

static int forward_word(int count, int key)
{
	(void)key;
	rl_point = count < 0 ? repeat(word_start, -count) : repeat(word_end, count);
	return 0;
}

static int backward_word(int count, int key)
{
	return forward_word(-count, key);
}

static int kill_word(int count, int key)
{
	int from = rl_point;

	forward_word(count, key);
	rl_kill_text(from, rl_point);
	rl_point = from < rl_point ? from : rl_point;
	return 0;
}

static int backward_kill_word(int count, int key)
{
	return kill_word(-count, key);
}

static int vi_next_word(int count, int key)
{
	if (count < 0)
		return forward_word(count, key);
	rl_point = repeat(next_start, count);
	return 0;
}

static int vi_previous_word(int count, int key)
{
	return forward_word(-count, key);
}

static int vi_end_word(int count, int key)
{
	if (rl_point < rl_end)
		rl_point = (int)text_next(rl_line_buffer, (size_t)rl_end, (size_t)rl_point);
	forward_word(count, key);
	if (rl_point > 0 && !RL_ISSTATE(RL_STATE_VIMOTION))
		rl_point = character_before(rl_point);
	return 0;
}

static int beginning_of_line(int count, int key)
{
	(void)count;
	(void)key;
	rl_point = line_start(rl_point);
	return 0;
}

static int end_of_line(int count, int key)
{
	(void)count;
	(void)key;
	rl_point = line_end(rl_point);
	return 0;
}

/* To the end of the line; at the end, the newline, so that lines join. */
static int kill_line(int count, int key)
{
	int end = line_end(rl_point);

	(void)key;
	if (count < 0) {
		int start = line_start(rl_point);
		rl_kill_text(rl_point, start);
		rl_point = start;
		return 0;
	}
	rl_kill_text(rl_point, end == rl_point && end < rl_end ? end + 1 : end);
	return 0;
}

static int discard_line(int count, int key)
{
	(void)count;
	return kill_line(-1, key);
}

static const struct { rl_command_func_t *theirs, *ours; } replaced[] = {
	{ rl_forward_word, forward_word },
	{ rl_backward_word, backward_word },
	{ rl_kill_word, kill_word },
	{ rl_backward_kill_word, backward_kill_word },
	{ rl_unix_word_rubout, backward_kill_word },
	{ rl_vi_next_word, vi_next_word },
	{ rl_vi_prev_word, vi_previous_word },
	{ rl_vi_end_word, vi_end_word },
	{ rl_beg_of_line, beginning_of_line },
	{ rl_end_of_line, end_of_line },
	{ rl_kill_line, kill_line },
	{ rl_unix_line_discard, discard_line },
};

static void replace_in(Keymap map, int depth)
{
	for (int i = 0; i < KEYMAP_SIZE; i++) {
		if (map[i].type == ISKMAP && depth < 4)
			replace_in((Keymap)(void *)map[i].function, depth + 1);
		if (map[i].type != ISFUNC)
			continue;
		for (size_t r = 0; r < ARRAY_SIZE(replaced); r++) {
			if (map[i].function == replaced[r].theirs)
				map[i].function = replaced[r].ours;
		}
	}
}

void edit_words_install(void)
{
	replace_in(emacs_standard_keymap, 0);
	replace_in(vi_insertion_keymap, 0);
	replace_in(vi_movement_keymap, 0);
}
