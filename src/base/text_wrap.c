/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_wrap.c -- lines of a long text at a given width.
 *
 * Break opportunities come from UAX #14 (libunistring), a paragraph at a time, with three
 * tailorings: the curly quotes “” ‘’, which the standard leaves undecided, open and close
 * as brackets do wherever they touch Chinese; a single letter keeps its hyphen and what
 * follows, for keys are written so (M-w), and a colon that begins a word its word, for commands
 * are (:password). Blanks at a line's end hang outside the
 * width and are left out of the line. Every byte belongs to exactly one line's
 * [start, next), so a cursor always has a line; a final newline opens an empty last line.
 */
#include "hotline/text.h"

#include <stdlib.h>
#include <string.h>

#include <unilbrk.h>

#include "base/text_internal.h"
#include "hotline/alloc.h"

struct paragraph {
	const char *s;          /* the whole text */
	size_t end;             /* where the paragraph ends: its newline or the text's end */
	size_t next;            /* after the newline */
	const char *breaks;     /* UC_BREAK_* for the byte at s + base + i */
	size_t base;
};

/* The line being filled: what is visible of it ends at visible_end. */
struct filling {
	size_t start;
	size_t visible_end;
	int visible_columns;
	int columns;            /* with the blanks after visible_end */
};

static void emit(struct text_lines *out, const struct filling *line, size_t next)
{
	ARRAY_GROW(out->lines, out->count + 1, out->alloc);
	out->lines[out->count++] = (struct text_line){
		.start = line->start,
		.len = line->visible_end - line->start,
		.next = next,
		.columns = line->visible_columns,
	};
}

static bool is_blank(const char *s, size_t length)
{
	return (length == 1 && (*s == ' ' || *s == '\t')) ||
	       (length == 3 && !memcmp(s, "\xE3\x80\x80", 3));
}

static bool is_open_quote(uint32_t c)
{
	return c == 0x201C || c == 0x2018;
}

static bool is_close_quote(uint32_t c)
{
	return c == 0x201D || c == 0x2019;
}

/* Opening brackets among the plain wide, after which a line never breaks. */
static bool is_wide_opening(uint32_t c)
{
	static const uint32_t openings[] = {
		0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D,
		0xFF08, 0xFF3B, 0xFF5B, 0xFF5F,
	};

	for (size_t i = 0; i < ARRAY_SIZE(openings); i++)
		if (openings[i] == c)
			return true;
	return false;
}

/* Between the code points before and at a quote: may a Chinese line break there? */
static bool quote_breaks(uint32_t before, uint32_t at)
{
	if (is_open_quote(at))
		return text_point_is_plain_wide(before) && !is_wide_opening(before);
	return is_close_quote(before) && text_point_is_ideograph(at);
}

static void tailor_quotes(const char *s, size_t len, char *breaks)
{
	uint32_t before = 0;

	for (size_t i = 0; i < len;) {
		int bytes;
		uint32_t c = text_decode(s + i, len - i, &bytes);

		if (breaks[i] == UC_BREAK_PROHIBITED && quote_breaks(before, c))
			breaks[i] = UC_BREAK_POSSIBLE;
		before = c;
		i += (size_t)bytes;
	}
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void tailor_hyphens(const char *s, size_t len, char *breaks)
{
	for (size_t i = 2; i < len; i++)
		if (s[i - 1] == '-' && is_letter(s[i - 2]) && (i < 3 || !is_letter(s[i - 3])))
			breaks[i] = UC_BREAK_PROHIBITED;
}

/* ":password" is the name of a command: the colon that begins a word stays with it. */
static void tailor_commands(const char *s, size_t len, char *breaks)
{
	for (size_t i = 2; i < len; i++)
		if (s[i - 2] == ' ' && s[i - 1] == ':' && is_letter(s[i])) {
			breaks[i - 1] = UC_BREAK_POSSIBLE;
			breaks[i] = UC_BREAK_PROHIBITED;
		}
}

/* The first cluster that would overflow ends the line: at the last opportunity, or right there. */
static size_t end_line(struct text_lines *out, struct filling *line, const struct filling *chance,
		       size_t chance_at, size_t at)
{
	if (chance_at > line->start) {
		emit(out, chance, chance_at);
		return chance_at;
	}
	emit(out, line, at);
	return at;
}

static size_t fill_line(struct text_lines *out, const struct paragraph *p, size_t start, int columns)
{
	struct filling line = { .start = start, .visible_end = start }, chance = line;
	size_t chance_at = start;

	for (size_t at = start; at < p->end;) {
		int width;
		size_t length = text_cluster(p->s + at, p->end - at, &width);

		if (p->breaks[at - p->base] == UC_BREAK_POSSIBLE && at > start) {
			chance = line;
			chance_at = at;
		}
		line.columns += width;
		if (!is_blank(p->s + at, length)) {
			if (line.columns > columns && at > start)
				return end_line(out, &line, &chance, chance_at, at);
			line.visible_end = at + length;
			line.visible_columns = line.columns;
		}
		at += length;
	}
	emit(out, &line, p->next);
	return p->next;
}

static void wrap_paragraph(struct text_lines *out, const struct paragraph *p, int columns)
{
	size_t at = p->base;

	do
		at = fill_line(out, p, at, columns);
	while (at < p->end);
}

void text_wrap(struct text_lines *out, const char *s, size_t len, int columns)
{
	char *breaks = xmalloc(len + 1);
	bool more = true;

	out->count = 0;
	for (size_t at = 0; more;) {
		const char *newline = memchr(s + at, '\n', len - at);
		struct paragraph p = { .s = s, .breaks = breaks, .base = at };

		p.end = newline ? (size_t)(newline - s) : len;
		p.next = newline ? p.end + 1 : len;
		u8_possible_linebreaks((const uint8_t *)s + at, p.end - at, "UTF-8", breaks);
		tailor_quotes(s + at, p.end - at, breaks);
		tailor_hyphens(s + at, p.end - at, breaks);
		tailor_commands(s + at, p.end - at, breaks);
		wrap_paragraph(out, &p, columns > 0 ? columns : 1);
		more = newline != NULL;
		at = p.next;
	}
	free(breaks);
}

void text_lines_release(struct text_lines *l)
{
	free(l->lines);
	*l = (struct text_lines){ 0 };
}
