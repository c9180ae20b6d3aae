/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formview.h -- a form filled in: fields described by plain structs, values as texts.
 *
 * The owner describes the fields once (or again when a category adds a section), gives and takes
 * values by key, and says which problem belongs to which key; the view does focus, editing,
 * choosing, scrolling and drawing. It judges nothing itself. Describing a form anew keeps the
 * values, carets and undo of the keys that stay.
 *
 * A value is a text; of a choice the code, of several choices codes parted by commas, of yes/no
 * "yes" or "no"; unknown is "".
 */
#ifndef HOTLINE_UI_FORMVIEW_H
#define HOTLINE_UI_FORMVIEW_H

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/edit.h"
#include "client/ui/key.h"
#include "client/ui/picker.h"

enum input_kind {
	INPUT_LINE,             /* one line of text */
	INPUT_TEXT,             /* several lines */
	INPUT_SECRET,           /* one line shown as stars */
	INPUT_CHOICE,           /* one of `choices`, a tree when they have parents */
	INPUT_CHOICES,          /* several of them */
	INPUT_YES_NO,
	INPUT_SHOWN,            /* a text to read, never focused */
};

struct input {
	const char *key;        /* such as the JSON pointer; unique in the form */
	const char *section;    /* heading, drawn where it changes; NULL: none */
	const char *label;      /* in the user's language */
	const char *hint;       /* shown dim while the field is empty and focused; NULL: none */
	enum input_kind kind;
	bool required, hidden;
	bool quick;             /* of yes/no and up to nine flat choices: shown side by side, one key answers and goes on */
	size_t max;             /* characters; the count is shown near it; 0: no matter */
	const struct choices *choices;
};

struct formview_field;
struct formview {
	struct formview_field **fields;
	size_t count;
	size_t focus;           /* index; count: none */
	bool focused;           /* the form has the keys */
	struct picker picker;
	bool picking;
	bool telling;           /* `changed` is being called */
	bool picking_problem;   /* the picker shows the problems */
	struct choices problem_choices;
	size_t *problem_fields; /* indexes of the fields with a problem, while they are listed */
	char **problem_labels;  /* what the list says of each */
	int top;                /* first line shown */
	int page;
	/* A value changed by the user (never by formview_set()). NULL: nobody listens. */
	void (*changed)(void *data, const char *key, const char *value);
	void *changed_data;
};

void formview_init(struct formview *f);
void formview_release(struct formview *f);
/* Copies the descriptions' strings; `choices` stay borrowed. */
void formview_describe(struct formview *f, const struct input *inputs, size_t count);
/* "" when there is no such key. Borrowed until the value changes. */
const char *formview_get(const struct formview *f, const char *key);
void formview_set(struct formview *f, const char *key, const char *value);
/* There are more choices than before in the list that is open, or fewer. */
void formview_choices_changed(struct formview *f);
/* NULL or "": no problem. Problems stay until set anew. */
void formview_set_problem(struct formview *f, const char *key, const char *problem);
/* A remark at the right end of the field, such as how a text was understood; NULL or "": none. */
void formview_set_note(struct formview *f, const char *key, const char *note);
void formview_clear_problems(struct formview *f);
size_t formview_problem_count(const struct formview *f);
/* To a field by key; false: no such field, or it is hidden. */
bool formview_go(struct formview *f, const char *key);
/* To the first empty text field; to the first field when there is none. */
void formview_go_first_empty(struct formview *f);
const char *formview_focus_key(const struct formview *f);       /* NULL: none */
/* Give and take the keys (one text of the program is edited at a time). */
void formview_focus(struct formview *f);
void formview_blur(struct formview *f);
/* Leaves an open list of choices; nothing is taken from it. */
void formview_close_picker(struct formview *f);
/* Which keymap context fits the focused field: FORM, FIELD or PICKER. */
enum context formview_context(const struct formview *f);
bool formview_takes_escape(const struct formview *f);
/*
 * True when the form took it. A screen asks the form before it looks at a command itself: BACK
 * closes an open list of choices. Enter in a text of one line goes to the next field.
 */
bool formview_key(struct formview *f, const struct key *key);
bool formview_command(struct formview *f, const struct command *command);
void formview_draw(struct formview *f, struct canvas *c, struct rect r);

#endif
