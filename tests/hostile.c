/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hostile.c -- see hostile.h. What is dangerous is listed here anew, so that the cleaner is not its own judge. */
#include "tests/hostile.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "hotline/alloc.h"

void texts_add(struct texts *t, const char *bytes, size_t len)
{
	ARRAY_GROW(t->at, t->count + 1, t->alloc);
	t->at[t->count++] = xasprintf("%.*s", (int)len, bytes);
}

void texts_release(struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->at[i]);
	free(t->at);
	*t = (struct texts){ 0 };
}

/* ---- the texts ---- */

/* As many of a character as a place takes, so that what counts bytes cuts it in two. */
static void add_repeated(struct texts *t, const char *character, size_t count)
{
	struct buf all = BUF_INIT;

	while (count--)
		buf_adds(&all, character);
	texts_add(t, all.data, all.len);
	buf_release(&all);
}

void hostile_own(struct texts *t)
{
	static const char *const texts[] = {
		/* a spreadsheet's formulas */
		"=1+1", "+86 138", "-5度", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠a", "=cmd|' /C calc'!A0", "\t=1", "\"=1\"",
		"a\",=1", "一,二", "\"", "'", ";=1",
		/* markup, commands, formats, queries */
		"<script>alert(1)</script>", "<b>粗</b>", "&lt;b&gt;", "</td></tr>", "\"><img src=x onerror=alert(1)>",
		"]]><!--", "'; DROP TABLE ticket; --", "%s%n%p", "%$1d%999999d", "$(reboot)", "`reboot`", "{{7*7}}",
		"../../etc/passwd", "\\u0000", "\\", "\\\"", "%00", "a%0d%0ab",
		/* what stands for something else */
		"null", "0", "true", "NaN", "", " ", "　",
		/* a terminal's sequences, as C0, C1 and spelt out */
		"\x1b]52;c;eA==\x07", "\x1b]0;title\x07", "\x1b[2J", "\x1b[999;999H", "\x1b[?1049l", "\x1b" "c", "\x1bP+q544e\x1b\\",
		"\x1b[200~a\x1b[201~", "\xc2\x9b" "31m", "\xc2\x9d" "0;a\xc2\x9c", "a\x7f", "a\x08\x08", "\x0e\x0f", "\x05", "\x07",
		"a\nb", "a\r\nb", "a\rb", "a\x0b\x0c" "b", "[31m", "^[[2J", "\xc2\x85",
		/* direction, invisible, joined, too many */
		"\xe2\x80\xae反的", "\xe2\x81\xa6里\xe2\x81\xa9", "\xe2\x80\x8f右", "\xd8\x9c", "\xe2\x80\x8b零宽", "零\xe2\x80\x8d宽",
		"\xe2\x81\xa0\xe2\x81\xa3", "\xc2\xad软", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "\xcc\x81起头",
		"\xef\xbb\xbf" "BOM", "a\xe2\x80\xa8" "b", "\xf3\xa0\x81\x81标签", "\xe1\x85\x9f\xe3\x85\xa4", "\xef\xb8\x8f",
		"Z̸̡͍̰͕a̶̢̛͚l̷̰̯͐g̵͎͝o̵̗̅",
		/* of odd widths */
		"👨‍👩‍👧‍👦一家", "👍🏽", "🇨🇳🇺🇸", "1️⃣", "𠮷野家", "ﷺ", "مرحبا", "שלום", "नमस्ते", "กำลัง", "각", "Ω≈ç√∫", "ﬁ", "℡", "‱", "─│┌",
		/* no characters */
		"\xee\x80\x80私用", "\xf3\xb0\x80\x80", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xef\xbf\xbd", "\xef\xbf\xb9注",
	};

	static const size_t lengths[] = { 40, 60, 80, 120, 500 };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		texts_add(t, texts[i], strlen(texts[i]));
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		add_repeated(t, "𠮷", lengths[i]);
		add_repeated(t, "文", lengths[i]);
	}
}

void hostile_broken(struct texts *t)
{
	static const char *const bytes[] = {
		"\x80", "\xc3", "\xc0\x80", "\xe4\xb8", "\xed\xa0\xbd", "\xed\xa0\xbd\xed\xb8\x80", "\xf5\x80\x80\x80", "\xfe\xff",
		"中\xff文", ("\xc1\x9b" "31m"), "\xf8\x88\x80\x80\x80", "中文\xe4\xb8",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++)
		texts_add(t, bytes[i], strlen(bytes[i]));
}

bool hostile_lines(struct texts *t, const char *name, char comment)
{
	char *path = xasprintf(HOSTILE_SHARED "/%s", name), *line = NULL;
	FILE *in = fopen(path, "re");
	size_t size = 0;
	ssize_t n;

	if (!in)
		printf("%s is not there: passed over\n", path);
	while (in && (n = getline(&line, &size, in)) > 0) {
		size_t len = (size_t)n - (line[n - 1] == '\n');
		if (*line != comment && !memchr(line, '\0', len))
			texts_add(t, line, len);
	}
	free(line);
	free(path);
	return in && !fclose(in);
}

static bool is_text(const char *s)
{
	return !u8_check((const uint8_t *)s, strlen(s));
}

void hostile_all(struct texts *t)
{
	struct texts lines = { 0 };

	hostile_own(t);
	hostile_lines(&lines, "blns.txt", '#');
	hostile_lines(&lines, "UTF-8-test.txt", '\n');
	for (size_t i = 0; i < lines.count; i++)
		if (*lines.at[i] && is_text(lines.at[i]))
			texts_add(t, lines.at[i], strlen(lines.at[i]));
	texts_release(&lines);
}

static size_t characters(const char *s)
{
	return u8_mbsnlen((const uint8_t *)s, strlen(s));
}

void hostile_packs(struct texts *packs, const struct texts *t, size_t most)
{
	struct buf pack = BUF_INIT;
	size_t used = 0;

	for (size_t i = 0; i < t->count; i++) {
		size_t n = characters(t->at[i]) + 1;
		if (n > most)
			continue;
		if (used + n > most) {
			texts_add(packs, pack.data, pack.len);
			buf_reset(&pack);
			used = 0;
		}
		buf_addf(&pack, "%s%s", pack.len ? "\n" : "", t->at[i]);
		used += n;
	}
	if (pack.len)
		texts_add(packs, pack.data, pack.len);
	buf_release(&pack);
}

/* ---- what may not come out ---- */

static const struct range { uint32_t from, to; const char *what; } dangers[] = {
	{ 0x00, 0x1f, "a control" },
	{ 0x7f, 0x9f, "a control" },
	{ 0xad, 0xad, "a soft hyphen" },
	{ 0x600, 0x605, "a format sign" },
	{ 0x61c, 0x61c, "a mark of direction" },
	{ 0x6dd, 0x6dd, "a format sign" },
	{ 0x115f, 0x1160, "an invisible letter" },
	{ 0x180b, 0x180e, "an invisible sign" },
	{ 0x200b, 0x200f, "an invisible sign" },
	{ 0x2028, 0x202e, "a separator or a change of direction" },
	{ 0x2060, 0x206f, "an invisible sign" },
	{ 0x3164, 0x3164, "an invisible letter" },
	{ 0xe000, 0xf8ff, "a private sign" },
	{ 0xfdd0, 0xfdef, "no character" },
	{ 0xfeff, 0xfeff, "a byte order mark" },
	{ 0xffa0, 0xffa0, "an invisible letter" },
	{ 0xfff0, 0xfffb, "a format sign" },
	{ 0xfffe, 0xffff, "no character" },
	{ 0xe0000, 0xe00ff, "a tag" },
	{ 0xf0000, 0x10ffff, "a private sign" },
};

static const char *danger_of(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(dangers); i++)
		if (c >= dangers[i].from && c <= dangers[i].to)
			return dangers[i].what;
	return NULL;
}

static const char *tell(const char *what, uint32_t c, const char *bytes, size_t at)
{
	static char sentence[256];
	size_t from = at > 40 ? at - 40 : 0;

	snprintf(sentence, sizeof(sentence), "%s, U+%04X at byte %zu, after \"%.*s\"", what, (unsigned)c, at, (int)(at - from),
		 bytes + from);
	return sentence;
}

const char *hostile_found(const char *bytes, size_t len, const char *allowed)
{
	for (size_t at = 0; at < len;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, (const uint8_t *)bytes + at, len - at);
		if (n < 0)
			return tell("broken bytes", (unsigned char)bytes[at], bytes, at);
		bool fine = c == '\n' || (c && c < 0x80 && strchr(allowed, (int)c));
		const char *what = fine ? NULL : danger_of(c);
		if (what)
			return tell(what, c, bytes, at);
		at += (size_t)n;
	}
	return NULL;
}
