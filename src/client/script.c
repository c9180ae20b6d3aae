/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * script.c -- a file of keys, played line by line (--keys FILE).
 *
 *	F5                  a key by its name; several with blanks between them
 *	text 水管爆了        typed as it stands
 *	paste TEXT          as a bracketed paste; \n stands for a newline
 *	:command            done as if typed on the command line
 *	:save-screen FILE   one of them: writes the visible screen
 *	:wait-idle          until no answer is awaited (other lines wait for that too)
 *	:wait-for TEXT      until the screen shows TEXT, at most 30 s
 *	# a comment
 *
 * The names of keys are checked before the first line is played. A line is played only when the
 * program has drawn everything and awaits nothing. What goes wrong,
 * or an answer that does not come in 60 s, ends the program with status 1 and `FILE:LINE:
 * sentence`.
 */
#include "client/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/error.h"
#include "hotline/text.h"

#define WAIT_LONGEST SECONDS(30)
#define BUSY_LONGEST SECONDS(60)

struct script {
	FILE *in;
	char *file;
	int line;
	char *wanted;           /* text to wait for; NULL: none */
	int64_t until;
	int64_t played;         /* when the last line was played */
	bool ended;
};

/* The next line that says something, NULL at the end. Caller frees. */
static char *next_line(struct script *s)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, s->in)) >= 0) {
		s->line++;
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (n > 0 && line[0] != '#')
			return line;
	}
	free(line);
	return NULL;
}

static bool is_for_keys(const char *line)
{
	return *line && *line != '#' && *line != ':' && strncmp(line, "text ", 5) != 0 &&
	       strncmp(line, "paste ", 6) != 0;
}

/* Adds to the mistakes what is no key in a line of keys; takes it apart. */
static bool check_keys(char *names, const char *file, int number, struct mistakes *mistakes, struct error *err)
{
	bool right = true;
	char *rest = NULL;

	for (char *name = strtok_r(names, " \t", &rest); name;
	     name = strtok_r(NULL, " \t", &rest)) {
		struct key key;
		if (key_parse(name, &key))
			continue;
		char *sentence = xasprintf("%s%s", _("no such key: "), name);
		mistakes_add(mistakes, file, number, sentence);
		if (right)
			error_set(err, ERROR_INPUT, "%s:%d: %s", file, number, sentence);
		free(sentence);
		right = false;
	}
	return right;
}

/* Before anything is played, so that no half of it is done. What comes through a pipe is checked line by line. */
static bool check_file(struct script *s, struct mistakes *mistakes, struct error *err)
{
	struct stat status;
	bool right = true;

	if (fstat(fileno(s->in), &status) != 0 || !S_ISREG(status.st_mode))
		return true;

	for (char *line; (line = next_line(s)) != NULL; free(line))
		if (is_for_keys(line) &&
		    !check_keys(line, s->file, s->line, mistakes, right ? err : NULL))
			right = false;
	rewind(s->in);
	s->line = 0;
	return right;
}

struct script *script_open(const char *file, struct mistakes *mistakes, struct error *err)
{
	FILE *in = fopen(file, "re");

	if (!in) {
		error_errno(err, _("The key file %s cannot be read"), file);
		return NULL;
	}
	struct script *s = xcalloc(1, sizeof(*s));
	s->in = in;
	s->file = xstrdup(file);
	s->played = clock_monotonic();
	if (check_file(s, mistakes, err))
		return s;
	script_free(s);
	return NULL;
}

void script_free(struct script *s)
{
	if (!s)
		return;
	fclose(s->in);
	free(s->file);
	free(s->wanted);
	free(s);
}

static bool fail(struct script *s, struct app *app, const char *sentence, const char *about)
{
	app_fail(app, "%s:%d: %s%s", s->file, s->line, sentence, about);
	return true;
}

int64_t script_deadline(const struct script *s)
{
	return s->ended ? INT64_MAX : s->wanted ? s->until : s->played + BUSY_LONGEST;
}

void script_check(struct script *s, struct app *app)
{
	if (!s->ended && clock_monotonic() >= s->played + BUSY_LONGEST)
		fail(s, app, _("an answer is still awaited"), "");
}

static bool is_on_screen(const struct app *app, const char *text)
{
	struct buf row = BUF_INIT;
	bool found = false;

	for (int y = 0; y < app->canvas.height && !found; y++) {
		buf_reset(&row);
		canvas_row_text(&app->canvas, y, &row);
		found = strstr(row.data, text) != NULL;
	}
	buf_release(&row);
	return found;
}

/* True while the text is still awaited. */
static bool is_waiting(struct script *s, struct app *app)
{
	if (!s->wanted)
		return false;
	bool found = is_on_screen(app, s->wanted);
	if (!found && clock_monotonic() < s->until)
		return true;
	if (!found)
		fail(s, app, _("never on the screen: "), s->wanted);
	free(s->wanted);
	s->wanted = NULL;
	return !found;
}

static void type(struct app *app, const char *text)
{
	size_t length = strlen(text);

	while (length && !app->quit) {
		struct key key = { .length = 1 };
		int bytes;
		key.code = text_decode(text, length, &bytes);
		key.length = (size_t)bytes;
		memcpy(key.bytes, text, key.length);
		app_key(app, &key);
		app_settle(app);
		text += bytes;
		length -= (size_t)bytes;
	}
}

static void paste(struct app *app, char *text)
{
	struct key key = { .code = KC_PASTE };
	char *to = text;

	for (const char *from = text; *from; from++) {
		bool newline = from[0] == '\\' && from[1] == 'n';
		*to++ = newline ? '\n' : *from;
		from += newline;
	}
	key.text = text;
	key.text_length = (size_t)(to - text);
	app_key(app, &key);
}

static bool press(struct script *s, struct app *app, char *names)
{
	char *rest = NULL;

	for (char *name = strtok_r(names, " \t", &rest); name;
	     name = strtok_r(NULL, " \t", &rest)) {
		struct key key;
		if (!key_parse(name, &key))
			return fail(s, app, _("no such key: "), name);
		app_key(app, &key);
		app_settle(app);
	}
	return true;
}

static bool play_line(struct script *s, struct app *app, char *line)
{
	if (strncmp(line, "text ", 5) == 0)
		return type(app, line + 5), true;
	if (strncmp(line, "paste ", 6) == 0)
		return paste(app, line + 6), true;
	if (strcmp(line, ":wait-idle") == 0)
		return true;
	if (strncmp(line, ":wait-for ", 10) == 0) {
		s->wanted = xstrdup(line + 10);
		s->until = clock_monotonic() + WAIT_LONGEST;
		return true;
	}
	if (line[0] == ':' && line[1])
		return app_command(app, line + 1), true;
	return press(s, app, line);
}

enum script_state script_play(struct script *s, struct app *app)
{
	if (s->wanted && is_waiting(s, app))
		return SCRIPT_WAITS;
	if (app->quit || s->ended)
		return SCRIPT_ENDED;
	char *line = next_line(s);
	s->played = clock_monotonic();
	s->ended = !line;
	if (line)
		play_line(s, app, line);
	free(line);
	return s->ended ? SCRIPT_ENDED : SCRIPT_PLAYED;
}
