/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * actions.c -- the tables of contexts and actions, and command lines taken apart by them.
 */
#include "client/actions.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/error.h"
#include "hotline/text.h"

#define COMMAND_MAX 4096

const struct context_row contexts[CONTEXT_COUNT] = {
#define X(id, name, typed, heading) [CONTEXT_##id] = { name, typed, heading },
	CONTEXTS(X)
#undef X
};

const struct action_row actions[ACTION_COUNT] = {
#define X(id, name, arguments, context, help) \
	[ACTION_##id] = { name, arguments, CONTEXT_##context, help },
	ACTIONS(X)
#undef X
};

enum action action_find(const char *name, size_t length)
{
	for (int i = 0; i < ACTION_COUNT; i++) {
		if (strlen(actions[i].name) == length && memcmp(actions[i].name, name, length) == 0)
			return (enum action)i;
	}
	return ACTION_COUNT;
}

enum context context_find(const char *name)
{
	for (int i = 0; i < CONTEXT_COUNT; i++) {
		if (strcmp(contexts[i].name, name) == 0)
			return (enum context)i;
	}
	return CONTEXT_COUNT;
}

/* What an action's arguments allow: at least, at most, and does the last one take the rest? */
struct arguments {
	int least, most;
	bool rest;
};

static struct arguments arguments_of(enum action action)
{
	struct arguments a = { 0, 0, false };

	for (const char *s = actions[action].arguments; *s;) {
		size_t n = strcspn(s, " ");
		a.most++;
		a.least += *s != '[';
		a.rest = memmem(s, n, "…", strlen("…")) != NULL;
		s += n + strspn(s + n, " ");
	}
	return a;
}

/* Ends the word at *s (in "…" or up to a blank) and moves *s behind it. */
static char *take_word(char **s)
{
	char *word = *s, *end;

	if (*word == '"' && (end = strchr(word + 1, '"')) != NULL && (!end[1] || end[1] == ' '))
		word++;
	else
		end = word + strcspn(word, " \t");
	*s = end + (*end != '\0');
	*end = '\0';
	return word;
}

static void trim(char *s)
{
	size_t n = strlen(s);

	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		s[--n] = '\0';
}

static bool take_words(struct command *c, char *s, const struct arguments *a, struct error *err)
{
	while (*(s += strspn(s, " \t"))) {
		if (c->count >= a->most || c->count >= COMMAND_WORDS) {
			return error_set(err, ERROR_INPUT, _("\"%s\" takes fewer words: %s %s"),
					 actions[c->action].name, actions[c->action].name,
					 actions[c->action].arguments);
		}
		if (a->rest && c->count == a->most - 1) {
			trim(s);
			c->words[c->count++] = s;
			return true;
		}
		c->words[c->count++] = take_word(&s);
	}
	return true;
}

bool command_parse(const char *line, struct command *command, struct error *err)
{
	struct command c = { .action = ACTION_COUNT };

	line += strspn(line, " \t:");
	size_t n = strcspn(line, " \t");
	c.action = action_find(line, n);
	if (c.action == ACTION_COUNT) {
		int columns;
		return error_set(err, ERROR_INPUT,
				 _("There is no command \"%.*s\"; press Tab after : to see all."),
				 (int)text_fit(line, n, 40, &columns), line);
	}
	if (strlen(line) > COMMAND_MAX)
		return error_set(err, ERROR_INPUT, _("The command line is too long."));
	struct arguments a = arguments_of(c.action);
	c.memory = xstrdup(line + n);
	bool right = take_words(&c, c.memory, &a, err);
	if (right && c.count < a.least)
		right = error_set(err, ERROR_INPUT, _("Something is missing: %s %s"),
				  actions[c.action].name, actions[c.action].arguments);
	if (right)
		*command = c;
	else
		free(c.memory);
	return right;
}

void command_release(struct command *command)
{
	free(command->memory);
	command->memory = NULL;
}
