/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theme.c -- three looks of the screen as tables, and the words that change them. */
#include "client/ui/theme.h"

#include <stdlib.h>
#include <string.h>

#define BOLD STYLE_BOLD
#define REVERSE STYLE_REVERSE
#define UNDERLINE STYLE_UNDERLINE
#define DIM STYLE_DIM

enum { OWN = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

static const struct style theme_default[LOOK_COUNT] = {
	[LOOK_NORMAL] = { 0, 0, OWN, OWN },
	[LOOK_TITLE] = { REVERSE, 0, WHITE, BLUE },
	[LOOK_HEADING] = { BOLD, BOLD, OWN, OWN },
	[LOOK_LABEL] = { 0, 0, CYAN, OWN },
	[LOOK_VALUE] = { 0, 0, OWN, OWN },
	[LOOK_FOCUS] = { UNDERLINE, UNDERLINE, OWN, OWN },
	[LOOK_MARK] = { BOLD, BOLD, OWN, OWN },
	[LOOK_SELECTED] = { REVERSE, REVERSE, OWN, OWN },
	[LOOK_MATCH] = { UNDERLINE | BOLD, BOLD, YELLOW, OWN },
	[LOOK_DIM] = { 0, DIM, OWN, OWN },
	[LOOK_GOOD] = { 0, 0, GREEN, OWN },
	[LOOK_WARNING] = { BOLD, BOLD, YELLOW, OWN },
	[LOOK_ERROR] = { BOLD, BOLD, RED, OWN },
	[LOOK_BANNER] = { REVERSE | BOLD, BOLD, BLACK, YELLOW },
	[LOOK_MESSAGE] = { 0, 0, OWN, OWN },
	[LOOK_KEY] = { BOLD, BOLD, OWN, OWN },
	[LOOK_KEY_LABEL] = { REVERSE, 0, BLACK, CYAN },
};

static const struct style theme_contrast[LOOK_COUNT] = {
	[LOOK_NORMAL] = { 0, 0, OWN, OWN },
	[LOOK_TITLE] = { REVERSE, REVERSE | BOLD, OWN, OWN },
	[LOOK_HEADING] = { BOLD, BOLD | UNDERLINE, OWN, OWN },
	[LOOK_LABEL] = { 0, BOLD, OWN, OWN },
	[LOOK_VALUE] = { 0, 0, OWN, OWN },
	[LOOK_FOCUS] = { UNDERLINE, REVERSE, OWN, OWN },
	[LOOK_MARK] = { BOLD, BOLD, OWN, OWN },
	[LOOK_SELECTED] = { REVERSE, REVERSE | BOLD, OWN, OWN },
	[LOOK_MATCH] = { UNDERLINE | BOLD, BOLD | UNDERLINE, OWN, OWN },
	[LOOK_DIM] = { 0, 0, OWN, OWN },
	[LOOK_GOOD] = { 0, 0, OWN, OWN },
	[LOOK_WARNING] = { BOLD, BOLD, YELLOW, BLACK },
	[LOOK_ERROR] = { BOLD, BOLD, WHITE, RED },
	[LOOK_BANNER] = { REVERSE | BOLD, BOLD, WHITE, RED },
	[LOOK_MESSAGE] = { 0, BOLD, OWN, OWN },
	[LOOK_KEY] = { BOLD, BOLD, OWN, OWN },
	[LOOK_KEY_LABEL] = { REVERSE, REVERSE, OWN, OWN },
};

static struct style current[LOOK_COUNT];
static bool chosen, mono;
static unsigned generation;

bool theme_use(const char *name)
{
	const char *no_color = getenv("NO_COLOR");
	bool contrast = strcmp(name, "contrast") == 0;
	bool wants_mono = strcmp(name, "mono") == 0;

	if (!contrast && !wants_mono && strcmp(name, "default") != 0)
		return false;
	memcpy(current, contrast ? theme_contrast : theme_default, sizeof(current));
	mono = wants_mono || (no_color && *no_color);
	chosen = true;
	generation++;
	return true;
}

const struct style *theme_style(enum look look)
{
	if (!chosen)
		theme_use("default");
	return &current[look];
}

unsigned theme_generation(void)
{
	return generation;
}

bool theme_is_mono(void)
{
	if (!chosen)
		theme_use("default");
	return mono;
}

static bool read_attributes(const char *words, unsigned *attributes)
{
	static const char *const names[] = { "bold", "reverse", "underline", "dim", "none" };
	unsigned found = 0;

	while (*words) {
		size_t n = strcspn(words, ",+");
		size_t i = 0;
		while (i < 5 && (strlen(names[i]) != n || memcmp(names[i], words, n) != 0))
			i++;
		if (i == 5)
			return false;
		if (i < 4)
			found |= 1u << i;
		words += n + (words[n] != '\0');
	}
	*attributes = found;
	return true;
}

static bool read_colour(const char *name, int *colour)
{
	static const char *const names[] = {
		"own", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	};

	for (int i = 0; i < 9; i++) {
		if (strcmp(names[i], name) == 0)
			return *colour = i - 1, true;
	}
	return false;
}

bool theme_set_look(const char *look, const char *attributes, const char *foreground, const char *background)
{
	static const char *const names[LOOK_COUNT] = {
#define X(id, name) name,
		THEME_LOOKS(X)
#undef X
	};
	struct style style;

	theme_style(LOOK_NORMAL);
	for (int i = 0; i < LOOK_COUNT; i++) {
		if (strcmp(names[i], look) != 0)
			continue;
		if (!read_attributes(attributes, &style.attributes) ||
		    !read_colour(foreground, &style.foreground) ||
		    !read_colour(background, &style.background))
			return false;
		style.mono = style.attributes;
		current[i] = style;
		generation++;
		return true;
	}
	return false;
}
