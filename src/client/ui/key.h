/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h -- from the terminal's bytes to keys, and from the names of keys to keys.
 *
 * A key keeps the bytes it came as, because an edited line hands them on to readline. A bracketed
 * paste is one key of its own, whole. A lone ESC is told from the start of a sequence
 * by 25 ms of silence; a late `[A` within 300 ms of it still is an arrow.
 */
#ifndef HOTLINE_UI_KEY_H
#define HOTLINE_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/buf.h"

/* Codes beyond Unicode; a code below is the character typed. */
enum key_code {
	KC_NONE = 0x110000,
	KC_UP, KC_DOWN, KC_LEFT, KC_RIGHT, KC_HOME, KC_END, KC_PAGE_UP, KC_PAGE_DOWN,
	KC_INSERT, KC_DELETE, KC_BACKSPACE, KC_TAB, KC_ENTER, KC_ESCAPE,
	KC_PASTE,
	KC_F1,                  /* F24 is KC_F1 + 23 */
	KC_LAST = KC_F1 + 23,
};
enum { MOD_SHIFT = 1, MOD_META = 2, MOD_CTRL = 4 };

struct key {
	uint32_t code;
	unsigned modifiers;     /* MOD_SHIFT only where the terminal tells (arrows, F-keys, Tab) */
	size_t length;          /* of bytes */
	char bytes[32];         /* as the terminal sent it; empty for a paste */
	const char *text;       /* KC_PASTE: as it came, bad bytes and all; until the next key */
	size_t text_length;
};

/* Names as in keymap files: "F5", "C-x", "M-x", "S-F3", "Up", "Enter", "BackTab", ":", "中". */
bool key_parse(const char *name, struct key *key);
/* Appends the name. */
void key_format(const struct key *key, struct buf *out);
bool key_is_same(const struct key *a, const struct key *b);
/* A character without Ctrl and Meta: something one types. */
bool key_is_text(const struct key *key);
/* The code with full-width ：？／ and 、 read as : ? / for places where nothing is typed. */
struct key key_narrowed(const struct key *key);

/* Takes bytes as they come, gives keys. Times are clock_monotonic() milliseconds. */
struct key_reader {
	struct buf in;
	struct buf paste;
	bool pasting;
	int64_t last_byte;      /* when bytes last came */
	int64_t last_escape;    /* when a lone ESC was given out; 0: long ago */
	int escape_delay;       /* ms */
};
void key_reader_init(struct key_reader *r);
void key_reader_release(struct key_reader *r);
void key_reader_feed(struct key_reader *r, const char *bytes, size_t length, int64_t now);
/* The next whole key; false: none yet. */
bool key_reader_next(struct key_reader *r, int64_t now, struct key *key);
/* When key_reader_next() should be asked again though nothing comes; INT64_MAX: no need. */
int64_t key_reader_deadline(const struct key_reader *r);

#endif
