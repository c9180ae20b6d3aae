/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tsv.c -- one file of tab-separated values, a row at a time.
 *
 * The first line that is no comment names the columns, in any order. `#` lines and empty lines are
 * passed over; `\t`, `\n` and `\\` are the only escapes. A bad row is an error of its own:
 * reading goes on behind it, so that a checker can say all mistakes of a file at once.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/city.h"
#include "hotline/i18n.h"

#define LINE_MOST (1u << 20)
#define COLUMNS_MOST 64

struct tsv {
	char *file;
	FILE *stream;
	int line;
	bool foreign;                   /* others_allowed */
	struct buf text;                /* the current line; cells point into it */
	const char *const *columns;
	size_t wanted;                  /* number of columns */
	int place[COLUMNS_MOST];        /* cell of the file -> index in columns, -1: passed over */
	size_t width;                   /* cells of the header */
};

enum line { LINE_END, LINE_TEXT, LINE_LONG, LINE_BROKEN };

/* Reads one line without its end (LF or CR LF). What is too long is read over. */
static enum line read_line(struct tsv *t)
{
	int c = 0;
	bool cut = false;

	buf_reset(&t->text);
	while ((c = getc_unlocked(t->stream)) != EOF && c != '\n') {
		if (t->text.len < LINE_MOST)
			buf_addch(&t->text, (char)c);
		else
			cut = true;
	}
	if (c == EOF && ferror(t->stream))
		return LINE_BROKEN;
	if (c == EOF && !t->text.len)
		return LINE_END;
	t->line++;
	if (t->text.len && t->text.data[t->text.len - 1] == '\r')
		buf_truncate(&t->text, t->text.len - 1);
	if (t->line == 1 && t->text.len >= 3 && !memcmp(t->text.data, "\xef\xbb\xbf", 3))
		buf_remove(&t->text, 0, 3);     /* a byte order mark, as some editors write it */
	return cut ? LINE_LONG : LINE_TEXT;
}

static bool mistake(const struct tsv *t, struct error *err, const char *sentence)
{
	return error_set(err, ERROR_INPUT, "%s:%d: %s", t->file, t->line, sentence);
}

/* The next line that holds something. 1: there is one, 0: end, -1: err. */
static int next_line(struct tsv *t, struct error *err)
{
	enum line got;

	do {
		got = read_line(t);
	} while (got == LINE_TEXT && (!t->text.len || t->text.data[0] == '#'));
	if (got == LINE_END)
		return 0;
	if (got == LINE_BROKEN) {
		error_errno(err, _("cannot read %s"), t->file);
		return -1;
	}
	if (got == LINE_LONG) {
		mistake(t, err, _("the line is too long"));
		return -1;
	}
	if (memchr(t->text.data, '\0', t->text.len)) {
		mistake(t, err, _("the line holds a NUL byte"));
		return -1;
	}
	if (u8_check((const uint8_t *)t->text.data, t->text.len)) {
		mistake(t, err, _("the line is not valid UTF-8"));
		return -1;
	}
	return 1;
}

/* Cuts the line at its tabs; returns the number of cells, the first COLUMNS_MOST of which are kept.
 */
static size_t split(char *line, char *cells[COLUMNS_MOST])
{
	size_t n = 0;

	for (char *next = line; next; n++) {
		char *cell = next;
		next = strchr(cell, '\t');
		if (next)
			*next++ = '\0';
		if (n < COLUMNS_MOST)
			cells[n] = cell;
	}
	return n;
}

/* Resolves escapes in place. A foreign file keeps a backslash that escapes nothing. */
static bool unescape(char *cell, bool foreign)
{
	char *to = cell;

	for (const char *from = cell; *from; from++) {
		char c = *from;
		if (c == '\\') {
			char next = from[1];
			bool known = next == 't' || next == 'n' || next == '\\';
			if (!known && !foreign)
				return false;
			if (known) {
				c = next == 't' ? '\t' : next == 'n' ? '\n' : '\\';
				from++;
			}
		}
		*to++ = c;
	}
	*to = '\0';
	return true;
}

static const char *column_name(const char *column)
{
	return column[0] == '?' ? column + 1 : column;
}

static int find_column(const struct tsv *t, const char *name)
{
	for (size_t i = 0; i < t->wanted; i++)
		if (!strcmp(column_name(t->columns[i]), name))
			return (int)i;
	return -1;
}

static bool place_column(struct tsv *t, size_t cell, const char *name, struct error *err)
{
	int at = find_column(t, name);

	if (at < 0 && !t->foreign)
		return error_set(err, ERROR_INPUT, _("%s:%d: unknown column %s"), t->file, t->line, name);
	for (size_t i = 0; at >= 0 && i < cell; i++)
		if (t->place[i] == at)
			return error_set(err, ERROR_INPUT,
					 _("%s:%d: the column %s stands here twice"), t->file, t->line, name);
	t->place[cell] = at;
	return true;
}

static bool has_column(const struct tsv *t, int column)
{
	for (size_t i = 0; i < t->width; i++)
		if (t->place[i] == column)
			return true;
	return false;
}

static bool read_header(struct tsv *t, struct error *err)
{
	char *cells[COLUMNS_MOST];
	int got = next_line(t, err);

	if (got < 0)
		return false;
	if (!got) {
		t->line++;
		return mistake(t, err, _("the line with the column names is missing"));
	}
	t->width = split(t->text.data, cells);
	if (t->width > COLUMNS_MOST)
		return mistake(t, err, _("there are too many columns"));
	for (size_t i = 0; i < t->width; i++)
		if (!place_column(t, i, cells[i], err))
			return false;
	for (size_t i = 0; i < t->wanted; i++)
		if (t->columns[i][0] != '?' && !has_column(t, (int)i))
			return error_set(err, ERROR_INPUT, _("%s:%d: the column %s is missing"),
					 t->file, t->line, t->columns[i]);
	return true;
}

struct tsv *tsv_open(const char *file, const char *const *columns, bool others_allowed, struct error *err)
{
	FILE *stream = fopen(file, "re");

	if (!stream) {
		error_errno(err, _("cannot read %s"), file);
		return NULL;
	}
	struct tsv *t = xcalloc(1, sizeof(*t));
	t->file = xstrdup(file);
	t->stream = stream;
	t->foreign = others_allowed;
	t->columns = columns;
	while (columns[t->wanted])
		t->wanted++;
	buf_init(&t->text);
	if (read_header(t, err))
		return t;
	tsv_close(t);
	return NULL;
}

int tsv_next(struct tsv *t, const char **cells, struct error *err)
{
	char *found[COLUMNS_MOST];
	int got = next_line(t, err);

	if (got <= 0)
		return got;
	size_t n = split(t->text.data, found);
	if (n != t->width) {
		error_set(err, ERROR_INPUT,
			  _("%s:%d: there are %zu columns here, but %zu in the header"), t->file,
			  t->line, n, t->width);
		return -1;
	}
	for (size_t i = 0; i < t->wanted; i++)
		cells[i] = "";
	for (size_t i = 0; i < n; i++) {
		if (t->place[i] < 0)
			continue;
		if (!unescape(found[i], t->foreign)) {
			mistake(t, err, _("a backslash must be followed by t, n or a backslash"));
			return -1;
		}
		cells[t->place[i]] = found[i];
	}
	return 1;
}

int tsv_line(const struct tsv *t)
{
	return t->line;
}

void tsv_close(struct tsv *t)
{
	if (!t)
		return;
	fclose(t->stream);
	buf_release(&t->text);
	free(t->file);
	free(t);
}
