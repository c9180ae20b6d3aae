/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h -- UTF-8 text as people see it: width, cleaning, folding, line breaking.
 *
 * Three units that must never be mixed: bytes (size_t offsets into UTF-8),
 * characters (grapheme clusters, UAX #29) and columns (terminal cells). One
 * function measures columns, text_width(), and every drawer uses it; it agrees
 * with the C library's wcwidth() and thereby with ncurses.
 */
#ifndef HOTLINE_TEXT_H
#define HOTLINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/buf.h"

/* Sets LC_CTYPE to a UTF-8 locale (C.UTF-8); every program calls it first. */
void text_init(void);

/* The code point at s (at most len bytes) and its length in *bytes; U+FFFD and 1 for an invalid byte. len > 0. */
uint32_t text_decode(const char *s, size_t len, int *bytes);
bool text_is_valid(const char *s, size_t len);

/* Copies what of s (NULL: nothing) fits, cut at a character's end. */
void text_copy(char *out, size_t size, const char *s);

/* Columns of a whole string. A tab, newline or any other unprintable counts as one column:
 * text_add_fitted() puts a blank there. */
int text_width(const char *s);
int text_width_n(const char *s, size_t len);
/* Length in bytes of the grapheme cluster at s (0 at the end) and its columns. */
size_t text_cluster(const char *s, size_t len, int *columns);
size_t text_offset(const char *s, size_t len, long points);        /* bytes of the first code points: 0 to len */
size_t text_count(const char *s, size_t len);       /* code points, as JSON marks count them */
/* Byte offsets of the cluster before and after `at`. */
size_t text_prev(const char *s, size_t len, size_t at);
size_t text_next(const char *s, size_t len, size_t at);
/* Bytes of the longest prefix of whole clusters that fits in `columns`; *used gets its columns. */
size_t text_fit(const char *s, size_t len, int columns, int *used);
/* Appends s cut to `columns`, with an ellipsis when something was left out, padded with blanks when `pad`. */
void text_add_fitted(struct buf *out, const char *s, int columns, bool pad);

/*
 * The one cleaner: appends text that is harmless on a terminal. C0/C1 controls, DEL,
 * bidi embeddings/overrides/isolates (U+202A-202E, 2066-2069, 200E/200F/061C) and all other format
 * characters, zero-width and invisible ones, line/paragraph separators, interlinear and tag characters,
 * noncharacters, private use and invalid bytes become visible marks (␛, ␊ … U+2400 pictures for C0,
 * ‹U+202E› style text for others, U+FFFD for an invalid byte). Unlimited runs of combining
 * (zero-column) marks are cut at 4; variation selectors stay. With TEXT_LINES a newline and
 * TEXT_TABS a tab stay. Cleaning is idempotent.
 */
enum { TEXT_LINES = 1, TEXT_TABS = 2 };
void text_clean(struct buf *out, const char *s, size_t len, unsigned flags);
/*
 * Text as people wrote it, its white space as they meant it: what stands between words becomes one blank, or with
 * TEXT_LINES one newline where a line ended; none at either end. For messages that come with a web page's layout.
 */
void text_squeeze(struct buf *out, const char *s, unsigned flags);
/* C0 and C1 controls and DEL, but tabs, and with TEXT_LINES what ends a line; NUL hides what follows it. Nobody types such. */
bool text_has_control(const char *s, size_t len, unsigned flags);
/* Is there nothing to be seen: white space of any kind, and what has no width? */
bool text_is_blank(const char *s);
bool text_is_clean(const char *s, size_t len, unsigned flags);

/* Is the code one of the blank separated? `codes` may be NULL: none. */
bool text_has_code(const char *codes, const char *code);
/* Does any of the words, parted by |, stand in the text? An empty one stands nowhere. */
bool text_has_any(const char *text, const char *words);

/*
 * Folding for search: compatibility forms (full width to half), lower case, traditional to
 * simplified Chinese (table), white space and most punctuation to one blank (none at either end;
 * the signs # $ % & + < = > @ stay), accents, combining marks and invisible characters dropped.
 * text_fold_points() replaces what `out` held.
 */
void text_fold(struct buf *out, const char *s, size_t len);
struct text_folded {
	uint32_t *points;       /* folded code points */
	uint32_t *origin;       /* index in code points of the source, for marking hits */
	size_t count, alloc;
};
void text_fold_points(struct text_folded *out, const char *s, size_t len);
void text_folded_release(struct text_folded *f);

/* Lines of a long text at `columns`, broken by UAX #14 with Chinese rules (no closing punctuation
 * at a line's start, no opening one at its end); '\n' always ends a line. Empty text is one empty
 * line, and a final newline opens one, so every cursor position has a line. A run without an
 * opportunity is broken at a cluster; a cluster wider than `columns` stands alone. */
struct text_line {
	size_t start, len;      /* bytes; without the newline or trailing blank that ended it */
	size_t next;            /* where the next line starts */
	int columns;
};
struct text_lines {
	struct text_line *lines;
	size_t count, alloc;
};
void text_wrap(struct text_lines *out, const char *s, size_t len, int columns);
void text_lines_release(struct text_lines *l);

/*
 * Pinyin: does `query` match `name`? The query may be Chinese (a substring, traditional or
 * simplified), full pinyin ("chaoyang", also with blanks; ü as ü, v or u), initials ("cy"), or a
 * mix ("朝yang"), prefixes of syllables allowed, any reading of a polyphone accepted; case,
 * blanks and punctuation of the name ignored. A blank in the query ends a syllable ("xi an").
 * Returns a score, 0 for no match; higher is better (exact, prefix, inner; then how fully it was
 * spelt). Up to PINYIN_LOOSE_MOST: initials of characters inside the name, which hardly anybody means
 * when another name fits better. An empty query matches everything with 1; one over 63 letters
 * nothing. Of a name the first 256 characters count. Allocates nothing; any thread.
 */
enum { PINYIN_LOOSE_MOST = 99 };
int pinyin_match(const char *name, const char *query);
/* Appends initials ("cyq") or full pinyin without tones ("chaoyangqu", ü as v), phrase readings
 * preferred; other letters and digits in lower case, blanks and punctuation left out. */
void pinyin_initials(struct buf *out, const char *s);
void pinyin_full(struct buf *out, const char *s);
/* Orders Chinese by pinyin, then by code point, character by character, after everything else,
 * which goes by its folded text: for sorting names. */
int pinyin_compare(const char *a, const char *b);

#endif
