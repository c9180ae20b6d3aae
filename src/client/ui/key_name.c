/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_name.c -- names of keys both ways.
 *
 * A key made from its name carries the bytes that an xterm would send, so that played keys
 * (--keys) reach readline exactly as typed ones do.
 */
#include "client/ui/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hotline/text.h"

/* `final` is the last byte of the xterm sequence; with a number it is ESC [ number ~. */
static const struct key_row {
	const char *name;
	uint32_t code;
	int number;
	char final;
} rows[] = {
	{ "Up", KC_UP, 0, 'A' },
	{ "Down", KC_DOWN, 0, 'B' },
	{ "Right", KC_RIGHT, 0, 'C' },
	{ "Left", KC_LEFT, 0, 'D' },
	{ "Home", KC_HOME, 0, 'H' },
	{ "End", KC_END, 0, 'F' },
	{ "Insert", KC_INSERT, 2, '~' },
	{ "Delete", KC_DELETE, 3, '~' },
	{ "PageUp", KC_PAGE_UP, 5, '~' },
	{ "PageDown", KC_PAGE_DOWN, 6, '~' },
	{ "Tab", KC_TAB, 0, '\t' },
	{ "Enter", KC_ENTER, 0, '\r' },
	{ "Esc", KC_ESCAPE, 0, '\033' },
	{ "Backspace", KC_BACKSPACE, 0, '\177' },
	{ "Paste", KC_PASTE, 0, '\0' },
	{ "Space", ' ', 0, ' ' },
};

static const int function_numbers[] = {
	11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34,
};

static const struct key_row *row_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcasecmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

static const struct key_row *row_by_code(uint32_t code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].code == code)
			return &rows[i];
	}
	return NULL;
}

static int encode(uint32_t c, char *out)
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* ESC [ NUMBER ; MODIFIERS FINAL, as short as it goes. */
static void sequence_bytes(struct key *key, int number, char final)
{
	int modifiers = (int)key->modifiers;
	int n;

	if (!modifiers && number)
		n = snprintf(key->bytes, sizeof(key->bytes), "\033[%d%c", number, final);
	else if (!modifiers)
		n = snprintf(key->bytes, sizeof(key->bytes), "\033[%c", final);
	else
		n = snprintf(key->bytes, sizeof(key->bytes), "\033[%d;%d%c", number ? number : 1,
			     modifiers + 1, final);
	key->length = (size_t)n;
}

static void plain_bytes(struct key *key, uint32_t code)
{
	key->length = 0;
	if (key->modifiers & MOD_META)
		key->bytes[key->length++] = '\033';
	if ((key->modifiers & MOD_CTRL) && code < 0x80)
		code &= 0x1f;
	key->length += (size_t)encode(code, key->bytes + key->length);
}

static void fill_bytes(struct key *key)
{
	const struct key_row *row = row_by_code(key->code);

	if (key->code >= KC_F1 && key->code < KC_F1 + 20)
		sequence_bytes(key, function_numbers[key->code - KC_F1], '~');
	else if (row && row->code == KC_TAB && (key->modifiers & MOD_SHIFT))
		key->length = (size_t)snprintf(key->bytes, sizeof(key->bytes), "\033[Z");
	else if (row && (row->number || (row->final >= 'A' && row->final <= 'H')))
		sequence_bytes(key, row->number, row->final);
	else if (row && row->final)
		plain_bytes(key, (uint32_t)(unsigned char)row->final);
	else if (key->code < KC_NONE)
		plain_bytes(key, key->code);
}

static bool parse_code(const char *name, struct key *key)
{
	const struct key_row *row = row_by_name(name);
	int bytes;

	if (row)
		return key->code = row->code, true;
	if (strcasecmp(name, "BackTab") == 0) {
		key->modifiers |= MOD_SHIFT;
		return key->code = KC_TAB, true;
	}
	if ((name[0] == 'F' || name[0] == 'f') && name[1] >= '1' && name[1] <= '9') {
		char *end;
		long n = strtol(name + 1, &end, 10);
		return *end == '\0' && n <= 24 && (key->code = KC_F1 + (uint32_t)n - 1, true);
	}
	if (!*name)
		return false;
	key->code = text_decode(name, strlen(name), &bytes);
	return name[bytes] == '\0' && key->code > ' ' && key->code != 0x7f;
}

/* The modifier that a name begins with, 0: none. */
static unsigned prefix_modifier(const char *name)
{
	if (!name[0] || name[1] != '-' || !name[2])
		return 0;
	switch (name[0]) {
	case 'C':
		return MOD_CTRL;
	case 'M':
		return MOD_META;
	case 'S':
		return MOD_SHIFT;
	default:
		return 0;
	}
}

bool key_parse(const char *name, struct key *key)
{
	struct key k = { .code = KC_NONE };
	unsigned modifier;

	while ((modifier = prefix_modifier(name)) != 0) {
		k.modifiers |= modifier;
		name += 2;
	}
	if (!parse_code(name, &k))
		return false;
	if ((k.modifiers & MOD_CTRL) && k.code >= 'A' && k.code <= 'Z')
		k.code += 'a' - 'A';
	fill_bytes(&k);
	*key = k;
	return true;
}

void key_format(const struct key *key, struct buf *out)
{
	const struct key_row *row = row_by_code(key->code);
	unsigned modifiers = key->modifiers;

	if (modifiers & MOD_CTRL)
		buf_adds(out, "C-");
	if (modifiers & MOD_META)
		buf_adds(out, "M-");
	if (key->code == KC_TAB && (modifiers & MOD_SHIFT)) {
		buf_adds(out, "BackTab");
		return;
	}
	if (modifiers & MOD_SHIFT)
		buf_adds(out, "S-");
	if (row) {
		buf_adds(out, row->name);
	} else if (key->code >= KC_F1 && key->code <= KC_LAST) {
		buf_addf(out, "F%u", key->code - KC_F1 + 1);
	} else if (key->code < KC_NONE) {
		char text[4];
		buf_add(out, text, (size_t)encode(key->code, text));
	}
}

bool key_is_same(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->modifiers == b->modifiers;
}

bool key_is_text(const struct key *key)
{
	return key->code >= ' ' && key->code < KC_NONE && key->code != 0x7f &&
	       !(key->modifiers & (MOD_CTRL | MOD_META));
}

struct key key_narrowed(const struct key *key)
{
	static const struct { uint32_t wide; char narrow; } pairs[] = {
		{ 0xff1a, ':' }, { 0xff1f, '?' }, { 0xff0f, '/' }, { 0x3001, '/' }, { 0x3000, ' ' },
	};
	struct key k = *key;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (k.code == pairs[i].wide)
			k.code = (uint32_t)pairs[i].narrow;
	}
	return k;
}
