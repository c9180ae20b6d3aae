/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keymap.h -- keys bound to command text, by context.
 *
 * Files hold `bind CONTEXT KEY COMMAND…`, `unbind CONTEXT KEY`, `set NAME VALUE…`, blank lines and
 * `#` comments. COMMAND is what one could type after `:`. The default keymap is read by the
 * same parser from a copy inside the program, so a default can be unbound. In contexts
 * where text is typed a character alone cannot be bound.
 */
#ifndef HOTLINE_UI_KEYMAP_H
#define HOTLINE_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "client/actions.h"
#include "client/ui/key.h"
#include "client/ui/mistakes.h"
#include "hotline/error.h"

struct binding {
	enum context context;
	struct key key;
	char *command;
	unsigned order;         /* in which it was bound */
};

struct keymap {
	struct binding *items;
	size_t count, alloc;
	unsigned order;
};

void keymap_init(struct keymap *m);
void keymap_release(struct keymap *m);
/*
 * "default", "vi", "emacs" from inside the program, else a file. Lines that are right count even when others are not;
 * each wrong one is added to the mistakes, if these are not NULL. False: there was one, or the file cannot be read.
 */
bool keymap_load(struct keymap *m, const char *name_or_file, struct mistakes *mistakes, struct error *err);
bool keymap_parse(struct keymap *m, const char *text, const char *file_name, struct mistakes *mistakes,
		  struct error *err);
/* One line of such a file. */
bool keymap_line(struct keymap *m, const char *line, struct error *err);
/* The user's own $XDG_CONFIG_HOME/hotline/keymap; true when there is none. */
bool keymap_load_own(struct keymap *m, struct mistakes *mistakes, struct error *err);
/* The command bound to the key in that context alone; NULL: none. Borrowed. */
const char *keymap_find(const struct keymap *m, enum context context, const struct key *key);
/* The first key bound to the action in the context, for help; NULL: none. */
const struct binding *keymap_find_action(const struct keymap *m, enum context context, enum action action);

/* Options that `set` knows. */
struct ui_settings {
	int escape_delay;       /* ms */
	bool bell;              /* ring for a call */
	char *speech;           /* command that speaks what comes on its standard input; NULL: none */
	int lock_after;         /* seconds without a key; 0: never by itself */
};
extern struct ui_settings ui_settings;
/* The keymaps inside the program, made from keymaps/ by the Makefile; the last row has no name. */
struct keymap_text {
	const char *name, *text;
};
extern const struct keymap_text keymap_texts[];

#endif
