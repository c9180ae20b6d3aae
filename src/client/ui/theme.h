/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * theme.h -- what a piece of the screen is for; only the theme knows what that looks like.
 *
 * Screens draw with looks, never with colours, so that NO_COLOR, a terminal without
 * colour and a reader who cannot tell red from green all get a whole picture: every look
 * that carries a meaning differs by more than its colour, or the text beside it says it.
 */
#ifndef HOTLINE_UI_THEME_H
#define HOTLINE_UI_THEME_H

#include <stdbool.h>

/* id, name in keymap files (`set look NAME ATTRIBUTES FOREGROUND BACKGROUND`) */
#define THEME_LOOKS(X)                                                                     \
	X(NORMAL, "normal")      /* plain text */                                          \
	X(TITLE, "title")        /* the top line */                                        \
	X(HEADING, "heading")    /* of a section or a table */                             \
	X(LABEL, "label")        /* name of a field */                                     \
	X(VALUE, "value")        /* what is in a field */                                  \
	X(FOCUS, "focus")        /* the field that takes the keys */                       \
	X(MARK, "mark")          /* gutter mark of the selected row */                     \
	X(SELECTED, "selected")  /* main column of the selected row */                     \
	X(MATCH, "match")        /* a hit of a search */                                   \
	X(DIM, "dim")            /* of lesser importance, hints */                         \
	X(GOOD, "good")          /* done, in time, online */                               \
	X(WARNING, "warning")    /* due soon, offline */                                   \
	X(ERROR, "error")        /* overdue, refused */                                    \
	X(BANNER, "banner")      /* an incoming call */                                    \
	X(MESSAGE, "message")    /* the message line */                                    \
	X(KEY, "key")            /* name of a key on the bottom line */                    \
	X(KEY_LABEL, "key-label")

enum look {
#define X(id, name) LOOK_##id,
	THEME_LOOKS(X)
#undef X
	LOOK_COUNT
};

/* Attributes without curses.h; a theme is a table of these. Colours: -1 own, 0-7 as in ANSI. */
enum { STYLE_BOLD = 1, STYLE_REVERSE = 2, STYLE_UNDERLINE = 4, STYLE_DIM = 8 };
struct style {
	unsigned mono;          /* attributes where there is no colour */
	unsigned attributes;    /* attributes beside the colours */
	int foreground, background;
};

/* The style of a look in the theme in use. */
const struct style *theme_style(enum look look);
/* "default", "contrast" or "mono"; false: no such theme. */
bool theme_use(const char *name);
/* One look of the theme in use, in words: "bold,reverse" "yellow" "blue"; false: not understood. */
bool theme_set_look(const char *look, const char *attributes, const char *foreground, const char *background);
/* Changes whenever a style does. */
unsigned theme_generation(void);
/* True when NO_COLOR is set (https://no-color.org) or the theme is "mono". */
bool theme_is_mono(void);

#endif
