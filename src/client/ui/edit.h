/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit.h -- one text being edited, with the keys of the agent's own ~/.inputrc.
 *
 * readline does the editing by its callback interface, but there is only one readline in a
 * process: an edit that has the focus lends its text, caret and undo list to it and takes them back
 * on blur. Invariant: the text is always clean (text_is_clean() with TEXT_LINES), so what is shown
 * is what is stored, byte for byte. Nothing typed here enters a history unless EDIT_HISTORY.
 */
#ifndef HOTLINE_UI_EDIT_H
#define HOTLINE_UI_EDIT_H

#include "client/ui/canvas.h"
#include "client/ui/key.h"
#include "hotline/buf.h"
#include "hotline/text.h"

enum {
	EDIT_LINES = 1,         /* several lines: Enter starts a new one */
	EDIT_SECRET = 2,        /* shown as stars, never put in the kill ring */
	EDIT_HISTORY = 4,       /* the command line's own history */
};

struct edit {
	unsigned flags;
	struct buf text;        /* stale while focused: use edit_text() */
	size_t point;           /* byte offset of the caret */
	void *undo;             /* readline's list, while not focused */
	struct edit_state *redo;        /* texts that undo took back, newest last */
	size_t redo_count, redo_alloc;
	struct text_lines lines;        /* as drawn last */
	int columns;            /* width drawn last */
	size_t top;             /* EDIT_LINES: first line shown */
	size_t left;            /* otherwise: first byte shown */
};

enum edit_result {
	EDIT_IGNORED,           /* not a key for a text: the owner may use it */
	EDIT_MOVED,             /* the caret moved, or nothing is to be seen yet */
	EDIT_CHANGED,           /* the text changed */
	EDIT_ACCEPTED,          /* Enter, in a text of one line */
};

/* The longest text, bytes; more is not taken. */
#define EDIT_MAX 65536
/* How many pastes were not taken because the text would have been longer. */
unsigned edit_pastes_refused(void);

void edit_init(struct edit *e, unsigned flags);
void edit_release(struct edit *e);
/* Replaces the text, cleaned; caret at the end; nothing to undo. */
void edit_set(struct edit *e, const char *text);
/* Borrowed until the next call. */
const char *edit_text(const struct edit *e);
void edit_focus(struct edit *e);
/* Nobody is to have it. */
void edit_focus_none(void);
/*
 * The prompt's: focus that nobody takes away. Who asks for it meanwhile (an event moved a form) gets it
 * when it is given back, so that no answer of the server ever takes a keystroke.
 */
void edit_hold(struct edit *e);
void edit_unhold(struct edit *e);
/* Takes the text back from readline; nothing when e has no focus. */
void edit_blur(struct edit *e);
bool edit_has_focus(const struct edit *e);
/* Only for the edit with the focus. A paste is taken literally, newlines as blanks in one line. */
enum edit_result edit_key(struct edit *e, const struct key *key);
/* As if typed at the caret. */
void edit_insert(struct edit *e, const char *text);
bool edit_undo(struct edit *e);
bool edit_redo(struct edit *e);
/* Replaces the text in a way that undo takes back. */
void edit_replace(struct edit *e, const char *text);
/* Up, down: true when the caret moved to another line of a text with several. */
bool edit_line_move(struct edit *e, int lines);
/* True while ESC belongs to readline: vi insert mode, a search, an argument. */
bool edit_takes_escape(const struct edit *e);
/* "vi command mode" and suchlike to show beside the text; "" for nothing. */
const char *edit_mode(const struct edit *e);
/* Lines the text takes at so many columns; at least 1. */
int edit_height(struct edit *e, int columns);
/* Draws in the region (one row unless EDIT_LINES), the rest of it in `rest`; sets the caret. */
void edit_draw(struct edit *e, struct canvas *c, struct rect r, enum look look, enum look rest);
/* After each contact: nothing of what was killed or yanked stays in memory. */
void edit_forget(void);

#endif
