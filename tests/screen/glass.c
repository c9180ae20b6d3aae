/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glass.c -- see glass.h. */
#include "screen/glass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/ui/doubt.h"
#include "hotline/alloc.h"
#include "hotline/text.h"
#include "screen/seat.h"
#include "tests/hostile.h"

enum { TRIES = 5 };             /* the clock or the queue may change between the two pictures */

void glass_open(struct glass *g, struct screen *s, const char *dir)
{
	char *line = xasprintf("bind global F20 save-screen %s/picture", dir);

	*g = (struct glass){ .screen = s, .file = xasprintf("%s/picture", dir), .bytes = BUF_INIT };
	screen_overhear(s, &g->bytes);
	seat_command(s, line);
	free(line);
}

void glass_close(struct glass *g)
{
	screen_overhear(g->screen, NULL);
	buf_release(&g->bytes);
	free(g->file);
}

__attribute__((format(printf, 3, 4)))
static void fail_with(struct glass *g, const char *where, const char *fmt, ...)
{
	va_list ap;

	screen_dump(g->screen);
	fprintf(stderr, "%s: ", where);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	fail();
}

/* ---- the bytes ---- */

/* What xterm-256color has for a program that draws, ECMA-48 5.4: parameters, then what ends it. 0: not ours. */
static size_t known_sequence(const char *s, size_t len)
{
	static const char *const modes[] = { "?1h", "?1l", "?7h", "?7l", "?12l", "?12h", "?25h", "?25l", "?12;25h", "?1049h",
					     "?1049l", "?2004h", "?2004l", "4h", "4l", "22;0;0t", "23;0;0t", "?5h", "?5l" };
	size_t n = strspn(s, "0123456789;");

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (!strncmp(s, modes[i], strlen(modes[i])))
			return strlen(modes[i]);
	return n < len && s[n] && strchr("@ABCDGHJKLMPSTXbdmr", s[n]) ? n + 1 : 0;
}

/* The length of the escape sequence at s; 0: none that the program uses. */
static size_t sequence(const char *s, size_t len)
{
	static const char *const others[] = { "(B", "(0", ")0", "=", ">", "7", "8", "M" };

	if (len > 2 && s[1] == '[') {
		size_t n = known_sequence(s + 2, len - 2);
		return n ? n + 2 : 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (len > strlen(others[i]) && !strncmp(s + 1, others[i], strlen(others[i])))
			return 1 + strlen(others[i]);
	return 0;
}

static void check_bytes(struct glass *g, const char *where)
{
	struct buf text = BUF_INIT;
	size_t len;

	for (size_t at = 0; at < g->bytes.len; at += len) {
		const char *s = g->bytes.data + at;
		len = *s == '\033' ? sequence(s, g->bytes.len - at) : 1;
		if (!len)
			fail_with(g, where, "an unknown sequence: ESC%.10s", s + 1);
		if (*s != '\033')
			buf_addch(&text, *s);
	}
	const char *found = text.len ? hostile_found(text.data, text.len, "\r\b\a\t") : NULL;
	if (found)
		fail_with(g, where, "%s", found);
	buf_release(&text);
	buf_reset(&g->bytes);
}

/* ---- the picture ---- */

/* The cell of the program's picture at *at, as the terminal should have it; its columns. */
static int next_cell(const char *line, size_t len, size_t *at, uint32_t points[CELL_POINTS + 1])
{
	int bytes, columns = 1, n = 0;

	memset(points, 0, (CELL_POINTS + 1) * sizeof(*points));
	if (*at >= len)
		return 1;
	points[n++] = text_decode(line + *at, len - *at, &bytes);
	columns = text_width_n(line + *at, (size_t)bytes);
	*at += (size_t)bytes;
	while (*at < len && n < CELL_POINTS) {
		uint32_t c = text_decode(line + *at, len - *at, &bytes);
		if (text_width_n(line + *at, (size_t)bytes))
			break;
		points[n++] = c;
		*at += (size_t)bytes;
	}
	return columns;
}

/* A column in which the two differ; -1: none. */
static int differing_column(struct screen *s, int y, int width, const char *line, size_t len)
{
	uint32_t meant[CELL_POINTS + 1], shown[CELL_POINTS + 1];
	size_t at = 0;

	for (int x = 0; x < width;) {
		int columns = next_cell(line, len, &at, meant), has = screen_cell(s, x, y, shown);
		struct cell cell = { .text = { (wchar_t)meant[0], (wchar_t)meant[1], (wchar_t)meant[2], (wchar_t)meant[3],
					       (wchar_t)meant[4] } };
		bool blank = meant[0] <= ' ' && shown[0] <= ' ' && !meant[1] && !shown[1];
		bool right = columns == has && (blank || !memcmp(meant, shown, sizeof(meant)));
		if (!right && !doubt_of(&cell))         /* of those only the place is certain */
			return x;
		x += columns ? columns : 1;
	}
	return -1;
}

/* The row in which the two differ; -1: none. *column where, *line the program's row. Caller frees `text`. */
static int differing_row(struct glass *g, char **text, int *column, char **line)
{
	int width, height;
	FILE *in = fopen(g->file, "re");
	size_t size = 1 << 20;

	assert_non_null(in);
	*text = xcalloc(1, size);
	if (!fread(*text, 1, size - 1, in) || fclose(in))
		fail_msg("%s cannot be read", g->file);
	screen_size(g->screen, &width, &height);
	*line = *text;
	for (int y = 0; y < height; y++) {
		char *end = strchr(*line, '\n');
		assert_non_null(end);
		*column = differing_column(g->screen, y, width, *line, (size_t)(end - *line));
		if (*column >= 0)
			return *end = '\0', y;
		*line = end + 1;
	}
	return -1;
}

void glass_check(struct glass *g, const char *where)
{
	char *text = NULL, *line;
	int column, row = 0;

	for (int n = 0; n < TRIES && row >= 0; n++) {
		free(text);
		unlink(g->file);        /* a picture is never written over another file */
		screen_keys(g->screen, "F20");
		row = differing_row(g, &text, &column, &line);
	}
	if (row >= 0)
		fail_with(g, where, "row %d, column %d: the program means \"%s\"", row, column, line);
	free(text);
	check_bytes(g, where);
}
