/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keymap.c -- reading keymap files and finding what a key does.
 *
 * A later line wins over an earlier one, so the user's file is simply read after the default. The
 * command of a binding is checked when it is read: a mistake shows at start with its
 * line, not months later when the key is pressed.
 */
#include "client/ui/keymap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/ui/theme.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"

#define FILE_MAX (1 << 20)
#define BINDINGS_MAX 2000

struct ui_settings ui_settings = { .escape_delay = 25, .bell = true, .lock_after = 600 };

void keymap_init(struct keymap *m)
{
	memset(m, 0, sizeof(*m));
}

void keymap_release(struct keymap *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->items[i].command);
	free(m->items);
	keymap_init(m);
}

static struct binding *find(const struct keymap *m, enum context context, const struct key *key)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->items[i].context == context && key_is_same(&m->items[i].key, key))
			return &m->items[i];
	}
	return NULL;
}

const char *keymap_find(const struct keymap *m, enum context context, const struct key *key)
{
	const struct binding *b = find(m, context, key);

	return b ? b->command : NULL;
}

/* The key that was bound first to the action, `whole`: without words after it. */
static const struct binding *first_bound(const struct keymap *m, enum context context, const char *name, bool whole)
{
	const struct binding *first = NULL;

	for (size_t i = 0; i < m->count; i++) {
		const struct binding *b = &m->items[i];
		size_t len = whole ? strlen(b->command) : strcspn(b->command, " ");
		if (b->context == context && len == strlen(name) && !strncmp(b->command, name, len) &&
		    (!first || b->order < first->order))
			first = b;
	}
	return first;
}

const struct binding *keymap_find_action(const struct keymap *m, enum context context, enum action action)
{
	const char *name = actions[action].name;
	const struct binding *plain = first_bound(m, context, name, true);

	return plain ? plain : first_bound(m, context, name, false);
}

static bool take_context_and_key(char **words, enum context *context, struct key *key, struct error *err)
{
	*context = context_find(words[0]);
	if (*context == CONTEXT_COUNT)
		return error_set(err, ERROR_INPUT, _("there is no context \"%s\""), words[0]);
	if (!key_parse(words[1], key))
		return error_set(err, ERROR_INPUT, _("there is no key \"%s\""), words[1]);
	return true;
}

static bool bind_key(struct keymap *m, char **words, const char *command, struct error *err)
{
	struct command checked;
	enum context context;
	struct key key;

	if (!take_context_and_key(words, &context, &key, err) ||
	    !command_parse(command, &checked, err))
		return false;
	command_release(&checked);
	if (contexts[context].typed && key_is_text(&key))
		return error_set(err, ERROR_INPUT,
				 _("\"%s\" is typed as text in the context \"%s\" and cannot be "
				   "bound there"), words[1], words[0]);
	if (m->count >= BINDINGS_MAX)
		return error_set(err, ERROR_INPUT, _("there are too many bindings"));
	struct binding *b = find(m, context, &key);
	if (!b) {
		ARRAY_GROW(m->items, m->count + 1, m->alloc);
		b = &m->items[m->count++];
		b->command = NULL;
	}
	free(b->command);
	*b = (struct binding){ context, key, xstrdup(command), m->order++ };
	return true;
}

static bool unbind_key(struct keymap *m, char **words, struct error *err)
{
	enum context context;
	struct key key;

	if (!take_context_and_key(words, &context, &key, err))
		return false;
	struct binding *b = find(m, context, &key);
	if (b) {
		free(b->command);
		*b = m->items[--m->count];
	}
	return true;
}

static bool set_look(const char *value)
{
	char look[32], attributes[64], foreground[32], background[32];

	int words = sscanf(value, "%31s %63s %31s %31s", look, attributes, foreground, background);
	return words == 4 && theme_set_look(look, attributes, foreground, background);
}

/* A whole number within the limits. */
static bool set_number(const char *value, long least, long most, int *to)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end || n < least || n > most)
		return false;
	*to = (int)n;
	return true;
}

static bool set_option(const char *name, const char *value, struct error *err)
{
	if (strcmp(name, "theme") == 0 && theme_use(value))
		return true;
	if (strcmp(name, "look") == 0 && set_look(value))
		return true;
	if (strcmp(name, "bell") == 0 && (strcmp(value, "on") == 0 || strcmp(value, "off") == 0)) {
		ui_settings.bell = strcmp(value, "on") == 0;
		return true;
	}
	if (strcmp(name, "escape-delay") == 0 && set_number(value, 1, 1000, &ui_settings.escape_delay))
		return true;
	if (strcmp(name, "lock-after") == 0 && set_number(value, 0, 86400, &ui_settings.lock_after))
		return true;
	if (strcmp(name, "speech") == 0) {
		free(ui_settings.speech);
		ui_settings.speech = strcmp(value, "off") == 0 ? NULL : xstrdup(value);
		return true;
	}
	return error_set(
		err, ERROR_INPUT, _("\"%s %s\" is no setting: theme default|contrast|mono, look NAME ATTRIBUTES "
		  "FOREGROUND BACKGROUND, bell on|off, escape-delay 1..1000, lock-after 0..86400, speech COMMAND|off"),
		name, value);
}

/* Parts `line` in up to `most` words, the last one with the rest of the line. */
static int part(char *line, char **words, int most)
{
	int n = 0;

	while (*(line += strspn(line, " \t")) && n < most) {
		words[n++] = line;
		if (n == most)
			break;
		line += strcspn(line, " \t");
		if (*line)
			*line++ = '\0';
	}
	return n;
}

static bool is_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && (line[n] == ' ' || line[n] == '\t');
}

static bool do_line(struct keymap *m, char *line, struct error *err)
{
	char *words[4];

	if (is_word(line, "bind") && part(line, words, 4) == 4)
		return bind_key(m, words + 1, words[3], err);
	if (is_word(line, "unbind") && part(line, words, 4) == 3)
		return unbind_key(m, words + 1, err);
	if (is_word(line, "set") && part(line, words, 3) == 3)
		return set_option(words[1], words[2], err);
	return error_set(
		err, ERROR_INPUT, _("expected: bind CONTEXT KEY COMMAND, unbind CONTEXT KEY, or set NAME VALUE"));
}

bool keymap_line(struct keymap *m, const char *line, struct error *err)
{
	char *copy = xstrdup(line + strspn(line, " \t"));
	size_t n = strlen(copy);

	while (n && strchr(" \t\r", copy[n - 1]))
		copy[--n] = '\0';
	bool right = copy[0] == '\0' || copy[0] == '#' || do_line(m, copy, err);
	free(copy);
	return right;
}

bool keymap_parse(struct keymap *m, const char *text, const char *file_name, struct mistakes *mistakes,
		  struct error *err)
{
	bool right = true;

	for (int number = 1; *text; number++) {
		struct error wrong = ERROR_INIT;
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);
		if (!keymap_line(m, line, &wrong)) {
			mistakes_add(mistakes, file_name, number, wrong.text);
			if (right)
				error_set(err, ERROR_INPUT, "%s:%d: %s", file_name, number, wrong.text);
			right = false;
		}
		free(line);
		text += n + (text[n] == '\n');
	}
	return right;
}

static bool load_file(struct keymap *m, const char *file, bool must_exist, struct mistakes *mistakes,
		      struct error *err)
{
	struct buf text = BUF_INIT;
	char block[4096];
	size_t n;
	FILE *f = fopen(file, "re");

	if (!f && errno == ENOENT && !must_exist)
		return true;
	if (!f)
		return error_errno(err, _("The keymap %s cannot be read"), file);
	while ((n = fread(block, 1, sizeof(block), f)) > 0 && text.len <= FILE_MAX)
		buf_add(&text, block, n);
	bool bad = ferror(f) || text.len > FILE_MAX || memchr(text.data, '\0', text.len);
	fclose(f);
	if (bad)
		error_set(err, ERROR_INPUT, _("The keymap %s is no text, or is too long."), file);
	bool right = !bad && keymap_parse(m, text.data, file, mistakes, err);
	buf_release(&text);
	return right;
}

bool keymap_load(struct keymap *m, const char *name_or_file, struct mistakes *mistakes, struct error *err)
{
	for (const struct keymap_text *t = keymap_texts; t->name; t++) {
		if (strcmp(t->name, name_or_file) == 0)
			return keymap_parse(m, t->text, t->name, mistakes, err);
	}
	return load_file(m, name_or_file, true, mistakes, err);
}

bool keymap_load_own(struct keymap *m, struct mistakes *mistakes, struct error *err)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *file;

	if (config && config[0] == '/')
		file = xasprintf("%s/hotline/keymap", config);
	else if (home && home[0] == '/')
		file = xasprintf("%s/.config/hotline/keymap", home);
	else
		return true;
	bool right = load_file(m, file, false, mistakes, err);
	free(file);
	return right;
}
