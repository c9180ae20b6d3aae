/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c -- the terminal's bytes taken apart.
 *
 * Every terminal of the last thirty years sends one of few shapes: a character, ESC and a
 * character (Meta), ESC O x, ESC [ numbers x, and the Linux console's ESC [ [ x. So one
 * parser of the shapes serves them all, better than the strings of one terminfo entry that
 * may not fit the terminal at hand. What no row knows is dropped whole, never shown as text.
 */
#include "client/ui/key.h"

#include <string.h>

#include "hotline/text.h"

#define PASTE_START "\033[200~"
#define PASTE_END "\033[201~"
#define PASTE_END_LENGTH 6

enum {
	DEFAULT_ESCAPE_DELAY = 25,
	SEQUENCE_DELAY = 300,           /* a sequence cut by a slow line */
	PASTE_DELAY = 2000,             /* a paste whose end never comes */
	PASTE_MAX = 1 << 20,
	SEQUENCE_MAX = 30,              /* longer ones are no keys */
};

/* What taking a key from the front of the buffer found. */
enum found { FOUND_KEY, FOUND_NOTHING, FOUND_PART };

struct sequence {
	int numbers[4];
	int count;
	char final;
	bool private;           /* begins with < = > or ? */
	size_t length;          /* bytes, ESC [ included */
};

void key_reader_init(struct key_reader *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->in);
	buf_init(&r->paste);
	r->escape_delay = DEFAULT_ESCAPE_DELAY;
}

void key_reader_release(struct key_reader *r)
{
	buf_release(&r->in);
	buf_release(&r->paste);
}

void key_reader_feed(struct key_reader *r, const char *bytes, size_t length, int64_t now)
{
	buf_add(&r->in, bytes, length);
	r->last_byte = now;
}

static enum found give(struct key *key, uint32_t code, unsigned modifiers)
{
	key->code = code;
	key->modifiers = modifiers;
	return FOUND_KEY;
}

/* Final letters after ESC [ or ESC O. */
static uint32_t letter_code(char final)
{
	static const struct { char final; uint32_t code; } letters[] = {
		{ 'A', KC_UP }, { 'B', KC_DOWN }, { 'C', KC_RIGHT }, { 'D', KC_LEFT },
		{ 'H', KC_HOME }, { 'F', KC_END }, { 'Z', KC_TAB }, { 'M', KC_ENTER },
		{ 'P', KC_F1 }, { 'Q', KC_F1 + 1 }, { 'R', KC_F1 + 2 }, { 'S', KC_F1 + 3 },
	};

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].final == final)
			return letters[i].code;
	}
	return KC_NONE;
}

/* Numbers before a ~. */
static uint32_t number_code(int number)
{
	static const uint32_t codes[] = {
		[1] = KC_HOME, [2] = KC_INSERT, [3] = KC_DELETE, [4] = KC_END, [5] = KC_PAGE_UP,
		[6] = KC_PAGE_DOWN, [7] = KC_HOME, [8] = KC_END,
		[11] = KC_F1, [12] = KC_F1 + 1, [13] = KC_F1 + 2, [14] = KC_F1 + 3,
		[15] = KC_F1 + 4, [17] = KC_F1 + 5, [18] = KC_F1 + 6, [19] = KC_F1 + 7,
		[20] = KC_F1 + 8, [21] = KC_F1 + 9, [23] = KC_F1 + 10, [24] = KC_F1 + 11,
		[25] = KC_F1 + 12, [26] = KC_F1 + 13, [28] = KC_F1 + 14, [29] = KC_F1 + 15,
		[31] = KC_F1 + 16, [32] = KC_F1 + 17, [33] = KC_F1 + 18, [34] = KC_F1 + 19,
	};

	if (number < 1 || (size_t)number >= sizeof(codes) / sizeof(codes[0]) || !codes[number])
		return KC_NONE;
	return codes[number];
}

/* Reads ESC [ … up to its final byte. */
static enum found read_sequence(const char *s, size_t length, struct sequence *q)
{
	size_t i = 2;

	memset(q, 0, sizeof(*q));
	q->count = 1;
	if (i < length && s[i] >= '<' && s[i] <= '?')
		q->private = true, i++;
	for (; i < length && i < SEQUENCE_MAX; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			int *n = &q->numbers[q->count - 1];
			*n = *n < 100000000 ? *n * 10 + (s[i] - '0') : *n;
		} else if (s[i] == ';' || s[i] == ':') {
			q->count += q->count < 4;
		} else if (s[i] >= 0x40 && s[i] <= 0x7e) {
			q->final = s[i];
			q->length = i + 1;
			return FOUND_KEY;
		} else if (s[i] < 0x20) {
			break;
		}
	}
	q->length = i;
	return i < length || i >= SEQUENCE_MAX ? FOUND_NOTHING : FOUND_PART;
}

/* A character sent as a number: ESC [ code ; modifiers u, or ESC [ 27 ; modifiers ; code ~. */
static enum found numbered_key(int code, unsigned modifiers, struct key *key)
{
	static const struct { int code; uint32_t key; } controls[] = {
		{ '\t', KC_TAB }, { '\r', KC_ENTER }, { '\033', KC_ESCAPE }, { 0x7f, KC_BACKSPACE },
		{ '\b', KC_BACKSPACE },
	};

	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
		if (controls[i].code == code)
			return give(key, controls[i].key, modifiers);
	}
	if (code < ' ' || code > 0x10ffff)
		return FOUND_NOTHING;
	if (code > ' ')
		modifiers &= ~(unsigned)MOD_SHIFT;
	return give(key, (uint32_t)code, modifiers);
}

static enum found sequence_key(const struct sequence *q, struct key *key)
{
	int second = q->count > 1 ? q->numbers[1] : 0;
	unsigned modifiers = second > 1 && second <= 8 ? (unsigned)second - 1 : 0;
	uint32_t code;

	if (q->private)
		return FOUND_NOTHING;
	if (q->final == 'u')
		return numbered_key(q->numbers[0], modifiers, key);
	if (q->final == '~' && q->numbers[0] == 27 && q->count > 2)
		return numbered_key(q->numbers[2], modifiers, key);
	if (q->final == '~')
		code = number_code(q->numbers[0]);
	else
		code = letter_code(q->final);
	if (code == KC_NONE || q->final == 'M')
		return FOUND_NOTHING;
	return give(key, code, modifiers | (q->final == 'Z' ? MOD_SHIFT : 0));
}

static void drop(struct key_reader *r, size_t bytes)
{
	buf_remove(&r->in, 0, bytes);
}

/* Moves `bytes` from the buffer into the key. */
static void take(struct key_reader *r, size_t bytes, struct key *key)
{
	key->length = bytes < sizeof(key->bytes) ? bytes : 0;
	memcpy(key->bytes, r->in.data, key->length);
	drop(r, bytes);
}

static enum found take_sequence(struct key_reader *r, bool late, struct key *key)
{
	const char *s = r->in.data;
	struct sequence q;

	if (r->in.len >= 3 && s[2] == '[') {            /* the Linux console's F1 to F5 */
		if (r->in.len < 4 && !late)
			return FOUND_PART;
		char c = r->in.len > 3 ? s[3] : '\0';
		take(r, r->in.len > 3 ? 4 : 3, key);
		return c >= 'A' && c <= 'E' ? give(key, KC_F1 + (uint32_t)(c - 'A'), 0)
					    : FOUND_NOTHING;
	}
	enum found found = read_sequence(s, r->in.len, &q);
	if (found == FOUND_PART && !late)
		return FOUND_PART;
	if (found == FOUND_PART && q.length == 2) {     /* Meta and [ */
		take(r, 2, key);
		return give(key, '[', MOD_META);
	}
	if (found == FOUND_KEY && q.final == '~' && q.numbers[0] == 200) {
		drop(r, q.length);
		r->pasting = true;
		return FOUND_NOTHING;
	}
	take(r, q.length, key);
	return found == FOUND_KEY ? sequence_key(&q, key) : FOUND_NOTHING;
}

/* ESC O x. */
static enum found take_ss3(struct key_reader *r, bool late, struct key *key)
{
	if (r->in.len < 3) {
		if (!late)
			return FOUND_PART;
		take(r, 2, key);
		return give(key, 'O', MOD_META);
	}
	uint32_t code = letter_code(r->in.data[2]);
	take(r, 3, key);
	return code == KC_NONE ? FOUND_NOTHING : give(key, code, 0);
}

/* Bytes that a UTF-8 character takes by its first byte; 1 for a bad one. */
static size_t character_length(unsigned char first)
{
	return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

static enum found control_key(unsigned char c, unsigned modifiers, struct key *key)
{
	switch (c) {
	case '\0':
		return give(key, ' ', modifiers | MOD_CTRL);
	case '\t':
		return give(key, KC_TAB, modifiers);
	case '\r':
		return give(key, KC_ENTER, modifiers);
	case '\b':
	case 0x7f:
		return give(key, KC_BACKSPACE, modifiers);
	default:
		return give(key, c <= 26 ? (uint32_t)c + 'a' - 1 : (uint32_t)c + 0x40, modifiers | MOD_CTRL);
	}
}

/* One character at offset `at` (1 after a Meta's ESC). */
static enum found take_character(struct key_reader *r, size_t at, bool late, struct key *key)
{
	unsigned modifiers = at ? MOD_META : 0;
	unsigned char first = (unsigned char)r->in.data[at];
	size_t length = character_length(first);
	int bytes;

	if (first < ' ' || first == 0x7f) {
		take(r, at + 1, key);
		return control_key(first, modifiers, key);
	}
	if (r->in.len - at < length && !late)
		return FOUND_PART;
	uint32_t code = text_decode(r->in.data + at, r->in.len - at, &bytes);
	bool bad = code == 0xfffd && bytes == 1;
	take(r, at + (size_t)bytes, key);
	return bad ? FOUND_NOTHING : give(key, code, modifiers);
}

static enum found take_escape(struct key_reader *r, int64_t now, struct key *key)
{
	int64_t silence = now - r->last_byte;
	bool late = silence >= SEQUENCE_DELAY;

	if (r->in.len == 1 && silence < r->escape_delay)
		return FOUND_PART;
	if (r->in.len == 1 || r->in.data[1] == '\033') {
		r->last_escape = now;
		take(r, 1, key);
		return give(key, KC_ESCAPE, 0);
	}
	if (r->in.data[1] == '[')
		return take_sequence(r, late, key);
	if (r->in.data[1] == 'O')
		return take_ss3(r, late, key);
	return take_character(r, 1, late, key);
}

/* The rest of an arrow whose ESC came so much earlier that it was taken for the key. */
static enum found take_late_arrow(struct key_reader *r, int64_t now, struct key *key)
{
	const char *s = r->in.data;

	if (!r->last_escape || r->last_byte - r->last_escape > SEQUENCE_DELAY ||
	    (s[0] != '[' && s[0] != 'O'))
		return FOUND_NOTHING;
	if (r->in.len == 1)
		return now - r->last_byte < r->escape_delay ? FOUND_PART : FOUND_NOTHING;
	if (!strchr("ABCDHF", s[1]))
		return FOUND_NOTHING;
	char final = s[1];
	drop(r, 2);
	memcpy(key->bytes, "\033[", 2);
	key->bytes[2] = final;
	key->length = 3;
	return give(key, letter_code(final), 0);
}

static enum found take_paste(struct key_reader *r, int64_t now, struct key *key)
{
	char *end = memmem(r->in.data, r->in.len, PASTE_END, PASTE_END_LENGTH);
	size_t have = end ? (size_t)(end - r->in.data) : r->in.len;
	bool given_up = !end && now - r->last_byte >= PASTE_DELAY;

	if (!end && !given_up)          /* the end's first bytes may be here already */
		have = have > PASTE_END_LENGTH ? have - PASTE_END_LENGTH : 0;
	if (r->paste.len + have <= PASTE_MAX)
		buf_add(&r->paste, r->in.data, have);
	drop(r, end ? have + PASTE_END_LENGTH : have);
	if (!end && !given_up)
		return FOUND_PART;
	r->pasting = false;
	key->text = r->paste.data;
	key->text_length = r->paste.len;
	key->length = 0;
	return give(key, KC_PASTE, 0);
}

static enum found take_any(struct key_reader *r, int64_t now, struct key *key)
{
	if (r->pasting)
		return take_paste(r, now, key);
	if (r->in.data[0] == '\033')
		return take_escape(r, now, key);
	enum found found = take_late_arrow(r, now, key);
	if (found != FOUND_NOTHING)
		return found;
	return take_character(r, 0, now - r->last_byte >= SEQUENCE_DELAY, key);
}

bool key_reader_next(struct key_reader *r, int64_t now, struct key *key)
{
	if (!r->pasting)
		buf_reset(&r->paste);
	while (r->in.len || r->pasting) {
		memset(key, 0, sizeof(*key));
		switch (take_any(r, now, key)) {
		case FOUND_KEY:
			return true;
		case FOUND_PART:
			return false;
		case FOUND_NOTHING:
			break;
		}
	}
	return false;
}

int64_t key_reader_deadline(const struct key_reader *r)
{
	if (r->pasting)
		return r->last_byte + PASTE_DELAY;
	if (!r->in.len)
		return INT64_MAX;
	if (r->in.len == 1 &&
	    (r->in.data[0] == '\033' || r->in.data[0] == '[' || r->in.data[0] == 'O'))
		return r->last_byte + r->escape_delay;
	return r->last_byte + SEQUENCE_DELAY;
}
