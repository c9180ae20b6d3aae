/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit.c -- texts lent to readline one at a time.
 *
 * readline never reads the terminal and never draws: it takes bytes from a queue that
 * edit_key() fills, and what it changed is seen by comparing. It is given whole keys, whole
 * characters and no paste. Its output streams go nowhere.
 */
#include "client/ui/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/history.h>
#include <readline/readline.h>

#include "client/ui/edit_internal.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define REDO_MAX 100
#define HISTORY_MAX 200
#define KILL_RING 10            /* slots of readline's */

/* States in which readline waits for more of a command. */
#define STATES_WAITING (RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | \
			RL_STATE_MULTIKEY | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH)

static struct {
	bool started;
	struct edit *focus;
	struct edit *held, *waiting;    /* held: nobody takes the focus from it; waiting gets it next */
	struct buf queue;               /* bytes for readline */
	size_t taken;
	char *accepted;                 /* the line that readline gave back */
	HISTORY_STATE *commands;        /* history of the command line, while it is not in use */
} reader;

/* -- readline's side --------------------------------------------------------- */

static int give_byte(FILE *stream)
{
	(void)stream;
	if (reader.taken >= reader.queue.len)
		return EOF;
	return (unsigned char)reader.queue.data[reader.taken++];
}

static int bytes_waiting(void)
{
	return reader.taken < reader.queue.len;
}

static void draw_nothing(void)
{
}

static char **complete_nothing(const char *text, int start, int end)
{
	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

static void line_given(char *line)
{
	free(reader.accepted);
	reader.accepted = line;
}

static void start(void)
{
	if (reader.started)
		return;
	reader.started = true;
	buf_init(&reader.queue);
	rl_readline_name = "hotline";
	rl_catch_signals = rl_catch_sigwinch = rl_change_environment = 0;
	rl_instream = fopen("/dev/null", "re");
	rl_outstream = fopen("/dev/null", "we");
	rl_getc_function = give_byte;
	rl_input_available_hook = bytes_waiting;
	rl_redisplay_function = draw_nothing;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_attempted_completion_function = complete_nothing;
	rl_callback_handler_install("", line_given);
	rl_variable_bind("bell-style", "none");
	edit_words_install();
	using_history();
	stifle_history(HISTORY_MAX);
}

static void feed(const char *bytes, size_t length)
{
	buf_reset(&reader.queue);
	reader.taken = 0;
	buf_add(&reader.queue, bytes, length);
	while (bytes_waiting())
		rl_callback_read_char();
}

/* -- redo ------------------------------------------------------------------------ */

static void forget_redo(struct edit *e)
{
	while (e->redo_count)
		free(e->redo[--e->redo_count].text);
}

static void remember_redo(struct edit *e, const char *text, size_t point)
{
	if (e->redo_count == REDO_MAX) {
		free(e->redo[0].text);
		memmove(e->redo, e->redo + 1, --e->redo_count * sizeof(*e->redo));
	}
	ARRAY_GROW(e->redo, e->redo_count + 1, e->redo_alloc);
	e->redo[e->redo_count++] = (struct edit_state){ xstrdup(text), point };
}

/* -- focus ------------------------------------------------------------------------- */

static void swap_history(bool in)
{
	static HISTORY_STATE none;

	if (in && reader.commands) {
		history_set_history_state(reader.commands);
		free(reader.commands);
		reader.commands = NULL;
	} else if (!in) {
		reader.commands = history_get_history_state();
		history_set_history_state(&none);
		stifle_history(HISTORY_MAX);
	}
	using_history();
}

/* Gives the edit's text to readline. */
static void lend(struct edit *e)
{
	rl_undo_list = NULL;
	rl_replace_line(e->text.data, 0);
	rl_point = (int)e->point;
	rl_undo_list = e->undo;
	e->undo = NULL;
	if (rl_editing_mode == 0)
		rl_vi_insertion_mode(1, 0);
}

bool edit_has_focus(const struct edit *e)
{
	return reader.focus == e;
}

void edit_focus(struct edit *e)
{
	if (reader.held && e != reader.held) {
		reader.waiting = e;
		return;
	}
	if (reader.focus == e)
		return;
	start();
	if (reader.focus)
		edit_blur(reader.focus);
	reader.focus = e;
	lend(e);
	if (e->flags & EDIT_HISTORY)
		swap_history(true);
}

void edit_focus_none(void)
{
	if (reader.held)
		reader.waiting = NULL;
	else if (reader.focus)
		edit_blur(reader.focus);
}

void edit_hold(struct edit *e)
{
	struct edit *before = reader.focus;

	edit_focus(e);
	reader.held = e;
	reader.waiting = before;
}

void edit_unhold(struct edit *e)
{
	struct edit *next = reader.waiting;

	if (reader.held != e)
		return;
	reader.held = reader.waiting = NULL;
	edit_blur(e);
	if (next)
		edit_focus(next);
}

/* Ends what readline is in the middle of. */
static void settle(void)
{
	int point = rl_point;

	rl_callback_sigcleanup();
	if (rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap) {
		rl_vi_movement_mode(1, 0);
		rl_point = point;
	}
}

void edit_blur(struct edit *e)
{
	if (reader.waiting == e)
		reader.waiting = NULL;
	if (reader.focus != e)
		return;
	settle();
	if (e->flags & EDIT_HISTORY)
		swap_history(false);
	buf_reset(&e->text);
	buf_add(&e->text, rl_line_buffer, (size_t)rl_end);
	e->point = (size_t)rl_point;
	e->undo = rl_undo_list;
	rl_undo_list = NULL;
	explicit_bzero(rl_line_buffer, (size_t)rl_end);
	rl_point = rl_end = rl_mark = 0;
	reader.focus = NULL;
}

/* -- life ---------------------------------------------------------------------------- */

void edit_init(struct edit *e, unsigned flags)
{
	memset(e, 0, sizeof(*e));
	buf_init(&e->text);
	e->flags = flags;
}

static void forget_undo(struct edit *e)
{
	UNDO_LIST *current = rl_undo_list;

	if (!e->undo)
		return;
	rl_undo_list = e->undo;
	rl_free_undo_list();
	rl_undo_list = current;
	e->undo = NULL;
}

void edit_release(struct edit *e)
{
	edit_blur(e);
	forget_undo(e);
	forget_redo(e);
	free(e->redo);
	explicit_bzero(e->text.data, e->text.len);
	buf_release(&e->text);
	text_lines_release(&e->lines);
	edit_init(e, e->flags);
}

static unsigned clean_flags(const struct edit *e)
{
	return e->flags & EDIT_LINES ? TEXT_LINES : 0;
}

void edit_set(struct edit *e, const char *text)
{
	bool focused = edit_has_focus(e);

	edit_blur(e);
	forget_undo(e);
	forget_redo(e);
	explicit_bzero(e->text.data, e->text.len);
	buf_reset(&e->text);
	text_clean(&e->text, text, strnlen(text, EDIT_MAX), clean_flags(e));
	e->point = e->text.len;
	e->top = e->left = 0;
	if (focused)
		edit_focus(e);
}

const char *edit_text(const struct edit *e)
{
	return edit_has_focus(e) ? rl_line_buffer : e->text.data;
}

size_t edit_point(const struct edit *e)
{
	return edit_has_focus(e) ? (size_t)rl_point : e->point;
}

void edit_set_point(struct edit *e, size_t point)
{
	if (edit_has_focus(e))
		rl_point = (int)point;
	else
		e->point = point;
}

/* -- changes ----------------------------------------------------------------------------- */

/* Replaces readline's line in one step of undo. */
static void replace_line(const char *text, size_t point)
{
	rl_begin_undo_group();
	rl_delete_text(0, rl_end);
	rl_point = 0;
	rl_insert_text(text);
	rl_end_undo_group();
	rl_point = point < (size_t)rl_end ? (int)point : rl_end;
}

/* Keeps the invariant of clean text after any command of readline. */
static void keep_clean(struct edit *e)
{
	struct buf clean = BUF_INIT;

	if (rl_end > EDIT_MAX)
		rl_do_undo();
	if (text_is_clean(rl_line_buffer, (size_t)rl_end, clean_flags(e)))
		return;
	text_clean(&clean, rl_line_buffer, (size_t)rl_point, clean_flags(e));
	size_t point = clean.len;
	text_clean(&clean, rl_line_buffer + rl_point, (size_t)(rl_end - rl_point), clean_flags(e));
	replace_line(clean.data, point);
	buf_release(&clean);
}

/* readline ended the line (some accept command): the text stays. */
static enum edit_result take_accepted(struct edit *e, const char *text)
{
	char *line = reader.accepted;

	reader.accepted = NULL;
	replace_line(line ? line : text, SIZE_MAX);
	explicit_bzero(line, strlen(line));
	free(line);
	return e->flags & EDIT_LINES ? EDIT_CHANGED : EDIT_ACCEPTED;
}

static enum edit_result run(struct edit *e, const struct key *key)
{
	char *before = xstrndup(rl_line_buffer, (size_t)rl_end);
	size_t point = (size_t)rl_point;
	enum edit_result result = EDIT_MOVED;

	feed(key->bytes, key->length);
	if (reader.accepted) {
		result = take_accepted(e, before);
	} else {
		keep_clean(e);
		if (strcmp(before, rl_line_buffer) != 0)
			result = EDIT_CHANGED;
	}
	bool undone = rl_last_func == rl_undo_command || rl_last_func == rl_vi_undo;
	if (result == EDIT_CHANGED && undone)
		remember_redo(e, before, point);
	else if (result == EDIT_CHANGED)
		forget_redo(e);
	explicit_bzero(before, strlen(before));
	free(before);
	return result;
}

void edit_insert(struct edit *e, const char *text)
{
	struct buf clean = BUF_INIT, flat = BUF_INIT;
	struct edit *was = reader.focus;

	buf_adds(&flat, text);
	for (size_t i = 0; i < flat.len; i++) {
		bool newline = flat.data[i] == '\r' || flat.data[i] == '\n';
		if (newline && flat.data[i] == '\r' && flat.data[i + 1] == '\n')
			buf_remove(&flat, i, 1);
		if (flat.data[i] == '\t' || (newline && !(e->flags & EDIT_LINES)))
			flat.data[i] = ' ';
		else if (newline)
			flat.data[i] = '\n';
	}
	text_clean(&clean, flat.data, flat.len, clean_flags(e));
	edit_focus(e);
	if (clean.len && (size_t)rl_end + clean.len <= EDIT_MAX) {
		rl_begin_undo_group();
		rl_insert_text(clean.data);
		rl_end_undo_group();
		forget_redo(e);
	}
	if (was != e)
		edit_blur(e);
	if (was && was != e)
		edit_focus(was);
	buf_release(&flat);
	buf_release(&clean);
}

static unsigned pastes_refused;

unsigned edit_pastes_refused(void)
{
	return pastes_refused;
}

static enum edit_result paste(struct edit *e, const struct key *key)
{
	char *text = xstrndup(key->text, key->text_length);
	int before = rl_end;

	settle();
	if (rl_editing_mode == 0)
		rl_vi_insertion_mode(1, 0);
	if ((size_t)rl_end + key->text_length > EDIT_MAX)
		pastes_refused++;       /* whole or not at all: a part would pass for all of it */
	else
		edit_insert(e, text);
	free(text);
	return rl_end != before ? EDIT_CHANGED : EDIT_MOVED;
}

static bool is_waiting(void)
{
	return RL_ISSTATE(STATES_WAITING) != 0;
}

/* In vi's insert mode many control keys would write themselves into the text. */
static bool writes_itself(const struct key *key)
{
	unsigned char byte = (unsigned char)key->bytes[0];
	const KEYMAP_ENTRY *bound = &rl_get_keymap()[byte];

	return key->length == 1 && byte < ' ' && !is_waiting() && bound->type == ISFUNC &&
	       bound->function == rl_insert;
}

static enum edit_result enter(struct edit *e, const struct key *key)
{
	if (is_waiting())
		return run(e, key);
	if (e->flags & EDIT_LINES) {
		edit_insert(e, "\n");
		return EDIT_CHANGED;
	}
	if (!(e->flags & EDIT_HISTORY))
		return EDIT_ACCEPTED;
	enum edit_result result =
		run(e, &(struct key){ .code = KC_ENTER, .length = 1, .bytes = "\n" });
	if (rl_end)
		add_history(rl_line_buffer);
	using_history();
	return result;
}

enum edit_result edit_key(struct edit *e, const struct key *key)
{
	if (!edit_has_focus(e))
		return EDIT_IGNORED;
	switch (key->code) {
	case KC_PASTE:
		return paste(e, key);
	case KC_ENTER:
		return enter(e, key);
	case KC_ESCAPE:
		return edit_takes_escape(e) ? run(e, key) : EDIT_IGNORED;
	case KC_UP:
	case KC_DOWN:
		if (e->flags & EDIT_HISTORY)
			return run(e, key);
		return edit_line_move(e, key->code == KC_UP ? -1 : 1) ? EDIT_MOVED : EDIT_IGNORED;
	case KC_TAB:
	case KC_PAGE_UP:
	case KC_PAGE_DOWN:
		return EDIT_IGNORED;
	default:
		break;
	}
	if (key->code >= KC_F1 || !key->length || writes_itself(key))
		return EDIT_IGNORED;
	if (key_is_text(key) && (size_t)rl_end + key->length > EDIT_MAX)
		return EDIT_MOVED;
	return run(e, key);
}

/* Does something to e as if it had the focus. */
static bool with_focus(struct edit *e, bool (*change)(struct edit *e, const char *text), const char *text)
{
	struct edit *was = reader.focus;

	edit_focus(e);
	bool changed = change(e, text);
	if (was != e) {
		edit_blur(e);
		if (was)
			edit_focus(was);
	}
	return changed;
}

static bool undo(struct edit *e, const char *text)
{
	char *before = xstrndup(rl_line_buffer, (size_t)rl_end);
	size_t point = (size_t)rl_point;

	(void)text;
	settle();
	bool changed = rl_do_undo() != 0 && strcmp(before, rl_line_buffer) != 0;
	if (changed)
		remember_redo(e, before, point);
	free(before);
	return changed;
}

static bool redo(struct edit *e, const char *text)
{
	(void)text;
	if (!e->redo_count)
		return false;
	settle();
	struct edit_state *s = &e->redo[--e->redo_count];
	replace_line(s->text, s->point);
	free(s->text);
	return true;
}

static bool replace(struct edit *e, const char *text)
{
	struct buf clean = BUF_INIT;

	settle();
	text_clean(&clean, text, strnlen(text, EDIT_MAX), clean_flags(e));
	replace_line(clean.data, SIZE_MAX);
	forget_redo(e);
	buf_release(&clean);
	return true;
}

bool edit_undo(struct edit *e)
{
	return with_focus(e, undo, NULL);
}

bool edit_redo(struct edit *e)
{
	return with_focus(e, redo, NULL);
}

void edit_replace(struct edit *e, const char *text)
{
	with_focus(e, replace, text);
}

bool edit_takes_escape(const struct edit *e)
{
	if (!edit_has_focus(e))
		return false;
	return is_waiting() || (rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap);
}

const char *edit_mode(const struct edit *e)
{
	if (!edit_has_focus(e))
		return "";
	if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH))
		return rl_display_prompt ? rl_display_prompt : "";
	return rl_editing_mode == 0 && rl_get_keymap() != vi_insertion_keymap ? _("vi command mode")
									      : "";
}

/* -- forgetting ------------------------------------------------------------------------------ */

static int kill_a_blank(int count, int key)
{
	(void)count;
	(void)key;
	rl_replace_line(" ", 1);
	rl_kill_text(0, 1);
	return 0;
}

static int do_nothing(int count, int key)
{
	(void)count;
	(void)key;
	return 0;
}

/*
 * readline has no call that empties its kill ring, so it is filled with blanks: two kills in a row
 * would share a slot, so a command that kills nothing is run between them.
 */
void edit_forget(void)
{
	struct edit *was = reader.focus;

	if (!reader.started)
		return;
	if (was)
		edit_blur(was);
	Keymap former = rl_get_keymap(), own = rl_make_bare_keymap();
	own['k'].function = kill_a_blank;
	own['n'].function = do_nothing;
	rl_set_keymap(own);
	for (int i = 0; i < KILL_RING + 1; i++)
		feed("nk", 2);
	rl_set_keymap(former);
	rl_discard_keymap(own);
	free(own);
	rl_replace_line("", 1);
	if (was)
		edit_focus(was);
}
