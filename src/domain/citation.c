/* SPDX-License-Identifier: GPL-3.0-or-later */
/* citation.c -- see citation.h. */
#include "hotline/citation.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/text.h"

/* Bytes up to the end of the last whole sentence; 0: there is none. */
static size_t whole_sentences(const char *s, size_t len)
{
	static const char *const ends[] = { "。", "！", "？", "；", ". ", "! ", "? " };
	size_t last = 0;

	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			size_t n = strlen(ends[i]);
			if (at + n <= len && !memcmp(s + at, ends[i], n))
				last = at + n;
		}
	return last;
}

static void add_cut(struct buf *out, const char *s, size_t most)
{
	size_t len = strlen(s), fits = text_offset(s, len, most);

	if (fits == len) {
		buf_add(out, s, len);
		return;
	}
	size_t whole = whole_sentences(s, fits);
	if (whole) {
		buf_add(out, s, whole);
	} else if (most > 1) {
		buf_add(out, s, text_offset(s, len, most - 1));
		buf_adds(out, "…");
	}
}

void citation_add(struct buf *note, const struct citation *c, size_t most)
{
	if (note->len && note->data[note->len - 1] != '\n')
		buf_addch(note, '\n');
	buf_addf(note, "%s (%s v%" PRId64 ")", c->title, c->id, c->version);
	size_t used = text_count(note->data, note->len) + 2;
	if (*c->passage && used < most) {
		buf_adds(note, ": ");
		add_cut(note, c->passage, most - used);
	}
}

static size_t id_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_.:", s[n])))
		n++;
	return n;
}

/* "(ID vN)" at s. */
static bool read_here(const char *s, char id[CITATION_ID], int64_t *version)
{
	size_t len = id_length(s + 1);
	char *end;

	if (*s != '(' || !len || len >= CITATION_ID || strncmp(s + 1 + len, " v", 2) ||
	    !isdigit((unsigned char)s[len + 3]))
		return false;
	long long n = strtoll(s + len + 3, &end, 10);
	if (*end != ')' || n < 1)
		return false;
	memcpy(id, s + 1, len);
	id[len] = '\0';
	*version = n;
	return true;
}

bool citation_find(const char *note, char id[CITATION_ID], int64_t *version)
{
	bool found = false;

	for (const char *p = note ? strchr(note, '(') : NULL; p; p = strchr(p + 1, '('))
		found |= read_here(p, id, version);
	return found;
}

/* The ellipses and blanks at both ends of a snippet say nothing to a caller. */
static void add_trimmed(struct buf *out, const char *s, size_t len)
{
	static const char *const edges[] = { "…", " ", "\n", "\t", "\u3000" };

	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		size_t n = strlen(edges[i]);
		while (len >= n && !memcmp(s, edges[i], n)) {
			s += n;
			len -= n;
			i = 0;
			n = strlen(edges[i]);
		}
		while (len >= n && !memcmp(s + len - n, edges[i], n))
			len -= n;
	}
	for (size_t k = 0; k < len; k++)
		buf_addch(out, s[k] == '\n' ? ' ' : s[k]);
}

/* Is this text at s, where line ends count as blanks? Its bytes, 0: no. */
static size_t same_here(const char *s, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != text[i] && !(s[i] == '\n' && text[i] == ' '))
			return 0;
	return len;
}

/* Back to where the sentence begins that holds the place. */
static size_t sentence_begin(const char *body, size_t at)
{
	size_t line = at;

	while (line && body[line - 1] != '\n')
		line--;
	return line + whole_sentences(body + line, at - line);
}

/* The passage of the snippet in its article, from the begin of its sentence to the end of its paragraph. */
static bool add_around(struct buf *out, const char *body, const char *snippet)
{
	struct buf text = BUF_INIT;
	size_t found = 0;

	add_trimmed(&text, snippet, strlen(snippet));
	for (size_t at = 0; text.len && body[at] && !found; at++) {
		if (!same_here(body + at, text.data, text.len))
			continue;
		size_t begin = sentence_begin(body, at);
		found = at + text.len;
		add_trimmed(out, body + begin, found + strcspn(body + found, "\n") - begin);
	}
	buf_release(&text);
	return found;
}

void citation_passage(struct buf *out, const char *body, size_t at, const char *snippet)
{
	size_t len = strlen(body);

	if (!at && snippet && *snippet && add_around(out, body, snippet))
		return;
	if (!at && snippet && *snippet) {
		add_trimmed(out, snippet, strlen(snippet));
		return;
	}
	if (at > len)
		at = len;
	while (at && body[at - 1] != '\n')
		at--;
	while (body[at] == '\n')
		at++;
	add_trimmed(out, body + at, strcspn(body + at, "\n"));
}
