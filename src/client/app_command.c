/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_command.c -- from a key to a command, from a command to whoever does it.
 *
 * Every command goes one way, whether it came from a key, from `:` or from a file of keys: first to
 * the screen, then to the frame's own table below. What nobody takes is said, never swallowed.
 */
#include "client/app_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/ui/edit.h"
#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/error.h"
#include "hotline/i18n.h"

const struct keymap *app_keymap(const struct app *app)
{
	return &app->keymap;
}

/* -- the frame's own commands ------------------------------------------------------- */

static enum handled do_quit(struct app *app, const struct command *command)
{
	(void)command;
	app_quit(app, 0);
	return HANDLED_QUIET;
}

static enum handled do_back(struct app *app, const struct command *command)
{
	struct open_screen *top = app_top(app);

	(void)command;
	if (!(top->ops->flags & SCREEN_ROOT))
		app_pop(app);
	return HANDLED_DRAW;
}

static void open_prompt(struct app *app, enum prompt_kind kind, const char *label, const char *text)
{
	struct open_screen *top = app_top(app);

	prompt_open(&app->prompt, kind, label, text);
	app->prompt_screen = top ? top->state : NULL;
	app->dirty = true;
}

/* The name of an action that wants words is followed by a blank, ready for them. */
static enum handled do_command(struct app *app, const struct command *command)
{
	struct buf text = BUF_INIT;
	enum action begun = ACTION_COUNT;

	if (command->count) {
		buf_adds(&text, command->words[0]);
		begun = action_find(text.data, text.len);
	}
	if (begun != ACTION_COUNT && *actions[begun].arguments)
		buf_addch(&text, ' ');
	open_prompt(app, PROMPT_COMMAND, ":", text.len ? text.data : "");
	buf_release(&text);
	return HANDLED_DRAW;
}

static void send_filter(struct app *app, const char *text)
{
	struct open_screen *top = app_top(app);
	struct command command = { .action = ACTION_FILTER,
				   .count = *text != '\0',
				   .words = { text } };

	if (top->ops->action)
		top->ops->action(app, top->state, &command);
}

/* The screen hears of the empty filter too: a long list gets ready for the first character. */
static enum handled do_filter(struct app *app, const struct command *command)
{
	enum context focus = app_focus(app);

	if (command->count || (focus != CONTEXT_LIST && focus != CONTEXT_PAGER))
		return HANDLED_NOT;
	send_filter(app, "");
	open_prompt(app, PROMPT_FILTER, "/", "");
	return HANDLED_DRAW;
}

static enum handled do_redraw(struct app *app, const struct command *command)
{
	(void)app;
	(void)command;
	term_invalidate();
	return HANDLED_DRAW;
}

static enum handled do_suspend(struct app *app, const struct command *command)
{
	(void)app;
	(void)command;
	term_suspend();
	term_resized();
	return HANDLED_DRAW;
}

static bool write_all(int fd, const char *data, size_t length)
{
	while (length) {
		ssize_t n = write(fd, data, length);
		if (n < 0 && errno != EINTR)
			return false;
		data += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static enum handled do_save_screen(struct app *app, const struct command *command)
{
	struct buf text = BUF_INIT;
	const char *file = command->words[0];

	if (app->dirty)
		app_draw(app);
	for (int y = 0; y < app->canvas.height; y++) {
		canvas_row_text(&app->canvas, y, &text);
		buf_addch(&text, '\n');
	}
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool right = fd >= 0 && write_all(fd, text.data, text.len);
	if (fd >= 0)
		right = close(fd) == 0 && right;
	if (!right)
		app_say(app, LOOK_ERROR, _("The screen could not be saved in %s: %s"), file, i18n_errno(errno));
	buf_release(&text);
	return right ? HANDLED_QUIET : HANDLED_DRAW;
}

/* bind, unbind and set are lines of a keymap file. */
static enum handled do_keymap(struct app *app, const struct command *command)
{
	struct buf line = BUF_INIT;
	struct error err = ERROR_INIT;

	buf_adds(&line, actions[command->action].name);
	for (int i = 0; i < command->count; i++)
		buf_addf(&line, " %s", command->words[i]);
	if (!keymap_line(&app->keymap, line.data, &err))
		app_say(app, LOOK_ERROR, "%s", err.text);
	app->keys.escape_delay = ui_settings.escape_delay;
	buf_release(&line);
	return HANDLED_DRAW;
}

static enum handled do_help(struct app *app, const struct command *command)
{
	if (command->count) {
		enum action action = action_find(command->words[0], strlen(command->words[0]));
		if (action == ACTION_COUNT)
			app_say(app, LOOK_ERROR, _("There is no command \"%s\"."), command->words[0]);
		else
			app_say(app, LOOK_MESSAGE, "%s %s: %s", actions[action].name,
				actions[action].arguments, _(actions[action].help));
	} else if (!app_is_top(app, &screen_help)) {
		app_push(app, &screen_help, app);
	}
	return HANDLED_DRAW;
}

static enum handled do_messages(struct app *app, const struct command *command)
{
	(void)command;
	if (!app_is_top(app, &screen_messages))
		app_push(app, &screen_messages, app);
	return HANDLED_DRAW;
}

static enum handled (*const own_actions[ACTION_COUNT])(struct app *, const struct command *) = {
	[ACTION_HELP] = do_help,
	[ACTION_QUIT] = do_quit,
	[ACTION_BACK] = do_back,
	[ACTION_COMMAND] = do_command,
	[ACTION_FILTER] = do_filter,
	[ACTION_REDRAW] = do_redraw,
	[ACTION_SUSPEND] = do_suspend,
	[ACTION_SAVE_SCREEN] = do_save_screen,
	[ACTION_SET] = do_keymap,
	[ACTION_BIND] = do_keymap,
	[ACTION_UNBIND] = do_keymap,
	[ACTION_MESSAGES] = do_messages,
};

/* `/` alone opens the prompt; the screen gets the filter with each change of its text. */
static bool is_for_frame_first(const struct command *command)
{
	return (command->action == ACTION_FILTER && !command->count) ||
	       command->action == ACTION_SAVE_SCREEN;
}

static bool is_looked_in(struct app *app, enum context context)
{
	enum context chain[CONTEXTS_CHAINED];

	app_contexts(app, chain);
	for (int i = 0; chain[i] != CONTEXT_COUNT; i++)
		if (chain[i] == context)
			return true;
	return false;
}

/* By the name on the screen and its key, with where it has a meaning. */
static void say_no_meaning(struct app *app, enum action action)
{
	const struct action_row *row = &actions[action];
	bool elsewhere = row->context != CONTEXT_GLOBAL && !is_looked_in(app, row->context);
	const struct binding *bound = keymap_find_action(&app->keymap, row->context, action);
	struct buf key = BUF_INIT;

	if (bound)
		key_format(&bound->key, &key);
	else
		buf_addf(&key, ":%s", row->name);
	if (!elsewhere)
		app_say(app, LOOK_WARNING, _("\"%s\" (%s) has no meaning here."), _(row->name), key.data);
	else
		app_say(app, LOOK_WARNING, _("\"%s\" (%s) has no meaning here. It has: %s."),
			_(row->name), key.data, _(contexts[row->context].heading));
	buf_release(&key);
}

enum handled app_do(struct app *app, const struct command *command)
{
	struct open_screen *top = app_front(app);
	enum handled handled = HANDLED_NOT;

	if (top && top->ops->action && !is_for_frame_first(command))
		handled = top->ops->action(app, top->state, command);
	if (handled == HANDLED_NOT && app->commands)
		handled = app->commands(app, command);
	if (handled == HANDLED_NOT && own_actions[command->action])
		handled = own_actions[command->action](app, command);
	if (handled == HANDLED_NOT)
		say_no_meaning(app, command->action);
	if (handled == HANDLED_DRAW)
		app->dirty = true;
	return handled;
}

/* -- what a command needs and did not get ----------------------------------------------- */

/* The word that the command cannot do without, when the line is its name alone; NULL: none. */
static const char *missing_word(const char *line, enum action *action)
{
	static const struct { const char *word, *label; } words[] = {
		{ "LINE", N_("which line") },
		{ "NO", N_("ticket number") },
		{ "TO", N_("to whom") }, { "KIND", N_("which report") }, { "FILE", N_("file") },
	};

	line += strspn(line, " \t:");
	size_t n = strcspn(line, " \t");
	*action = action_find(line, n);
	if (*action == ACTION_COUNT || line[n + strspn(line + n, " \t")])
		return NULL;
	const char *arguments = actions[*action].arguments;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcspn(arguments, " ") == strlen(words[i].word) &&
		    !strncmp(arguments, words[i].word, strlen(words[i].word)))
			return _(words[i].label);
	return NULL;
}

static void missing_answered(struct app *app, void *data, const char *answer)
{
	char *name = data;

	if (answer && *answer) {
		char *line = xasprintf("%s %s", name, answer);
		app_command(app, line);
		free(line);
	}
	free(name);
}

/* False: nothing is missing, or more than one question would find out. */
static bool ask_missing(struct app *app, const char *line)
{
	enum action action;
	const char *word = missing_word(line, &action);

	if (!word)
		return false;
	char *question = xasprintf(_("%s, %s: "), _(actions[action].name), word);
	app_ask(app, question, false, missing_answered, xstrdup(actions[action].name));
	if (app->prompt.open)
		prompt_offer(&app->prompt, action);
	free(question);
	return true;
}

bool app_command(struct app *app, const char *line)
{
	struct command command;
	struct error err = ERROR_INIT;

	if (ask_missing(app, line))
		return true;
	if (!command_parse(line, &command, &err)) {
		app_say(app, LOOK_ERROR, "%s", err.text);
		return false;
	}
	bool done = app_do(app, &command) != HANDLED_NOT;
	command_release(&command);
	return done;
}

/* -- the prompt ------------------------------------------------------------------------- */

static void open_question(struct app *app, enum prompt_kind kind, const char *label, const char *text,
			  const struct question *question)
{
	/* Nobody is there to answer, and it may tell something; or what is being typed is for another. */
	if (app_is_covered(app) || app->prompt.open) {
		question->answered(app, question->data, NULL);
		return;
	}
	open_prompt(app, kind, label, text);
	app->question = *question;
}

void app_ask(struct app *app, const char *question, bool secret,
	     void (*answered)(struct app *app, void *data, const char *answer), void *data)
{
	open_question(app, secret ? PROMPT_SECRET : PROMPT_ANSWER, question, "",
		      &(struct question){ .answered = answered, .data = data });
}

void app_ask_on(struct app *app, const char *question, const char *text,
		void (*typed)(struct app *app, void *data, const char *text),
		void (*answered)(struct app *app, void *data, const char *answer), void *data)
{
	open_question(app, PROMPT_ANSWER, question, text,
		      &(struct question){ .answered = answered, .typed = typed, .data = data });
}

static void end_question(struct app *app, const char *answer)
{
	struct question q = app->question;

	memset(&app->question, 0, sizeof(app->question));
	if (q.answered)
		q.answered(app, q.data, answer);
}

/* What was typed for a prompt whose screen went away: it can be typed or pasted again where it is wanted. */
static void say_for_nothing(struct app *app, enum prompt_kind kind, const char *text)
{
	if (kind == PROMPT_SECRET || !*text)
		app_say(app, LOOK_WARNING, "%s", _("The screen changed while you typed; nothing was done with it."));
	else if (kind == PROMPT_COMMAND)
		app_say(app, LOOK_WARNING, _("The screen changed while you typed \":%s\", so it was not done. It is among "
			"the commands typed before: Up brings it back after \":\"."), text);
	else
		app_say(app, LOOK_WARNING, _("The screen changed while you typed; nothing was done with \"%s\"."), text);
}

static void end_prompt(struct app *app, bool done)
{
	enum prompt_kind kind = app->prompt.kind;
	bool gone = app->prompt.gone;
	char *text = xstrdup(prompt_text(&app->prompt));

	prompt_close(&app->prompt);
	app->dirty = true;
	if (gone && done)
		say_for_nothing(app, kind, text);
	else if (gone)
		;
	else if (kind == PROMPT_COMMAND && done && *text)
		app_command(app, text);
	else if (kind == PROMPT_FILTER && !done)
		send_filter(app, "");
	else if (kind == PROMPT_ANSWER || kind == PROMPT_SECRET)
		end_question(app, done ? text : NULL);
	explicit_bzero(text, strlen(text));
	free(text);
}

void app_leave_prompt(struct app *app)
{
	end_prompt(app, false);
}

void app_void_prompt(struct app *app)
{
	struct prompt *p = &app->prompt;

	if (!p->open || p->gone)
		return;
	/* Nobody types for one that opened in this turn, or that lay under the lock. */
	if (!p->stood)
		prompt_close(p);
	else
		prompt_void(p, _("Not wanted any more, Enter closes:"));
	end_question(app, NULL);
	app->dirty = true;
}

int64_t app_idle_since(const struct app *app)
{
	return app->key_at;
}

static void prompt_takes(struct app *app, const struct key *key)
{
	switch (prompt_key(&app->prompt, key)) {
	case PROMPT_CHANGED:
		if (app->prompt.kind == PROMPT_FILTER)
			send_filter(app, prompt_text(&app->prompt));
		else if (app->prompt.kind == PROMPT_ANSWER && app->question.typed)
			app->question.typed(app, app->question.data, prompt_text(&app->prompt));
		break;
	case PROMPT_DONE:
		end_prompt(app, true);
		break;
	case PROMPT_LEFT:
		end_prompt(app, false);
		break;
	case PROMPT_GOES_ON:
		break;
	}
	app->dirty = true;
}

/* -- keys --------------------------------------------------------------------------------- */

void app_contexts(struct app *app, enum context chain[CONTEXTS_CHAINED])
{
	struct open_screen *top = app_front(app);
	enum context focus = app_focus(app);
	int n = 0;

	chain[n++] = focus;
	if (focus == CONTEXT_FIELD)
		chain[n++] = CONTEXT_FORM;
	if (top && top->ops->context != CONTEXT_GLOBAL) {
		enum context role = app->role ? app->role(app, top->ops->context) : CONTEXT_GLOBAL;
		if (role != CONTEXT_GLOBAL)
			chain[n++] = role;
		chain[n++] = top->ops->context;
	}
	chain[n++] = CONTEXT_GLOBAL;
	chain[n] = CONTEXT_COUNT;
}

static const char *bound_command(struct app *app, const struct key *key)
{
	enum context chain[CONTEXTS_CHAINED];
	const char *command = NULL;

	app_contexts(app, chain);
	bool typed = contexts[chain[0]].typed;
	if (typed && key_is_text(key))
		return NULL;
	struct key narrow = typed ? *key : key_narrowed(key);
	for (int i = 0; chain[i] != CONTEXT_COUNT && !command; i++)
		command = keymap_find(&app->keymap, chain[i], &narrow);
	return command;
}

static void say_unbound(struct app *app, const struct key *key)
{
	struct buf name = BUF_INIT;

	if (key->code == KC_PASTE)
		return;
	key_format(key, &name);
	app_say(app, LOOK_DIM, _("%s does nothing here; F1 shows what does."), name.data);
	buf_release(&name);
}

static void run_bound(struct app *app, const char *command)
{
	char *copy = xstrdup(command);          /* the command may be `unbind` */

	app_command(app, copy);
	free(copy);
}

/* While a question is asked only what works everywhere does something, and the key that sends a form answers it. */
static const char *command_beside_question(struct app *app, const struct key *key)
{
	const char *sends = keymap_find(&app->keymap, CONTEXT_ACT, key);

	if (sends && !strcmp(sends, "send")) {
		end_prompt(app, true);
		return NULL;
	}
	return keymap_find(&app->keymap, CONTEXT_GLOBAL, key);
}

/* F-keys work while something is asked: a call can be answered from anywhere. */
static void key_in_prompt(struct app *app, const struct key *key)
{
	const char *command = keymap_find(&app->keymap, CONTEXT_PROMPT, key);

	if (!command && key->code < KC_F1) {
		prompt_takes(app, key);
		return;
	}
	if (command && strcmp(command, "complete") == 0) {
		prompt_complete(&app->prompt, 1);
		app->dirty = true;
		return;
	}
	if (!command && (app->prompt.gone || app->prompt.kind == PROMPT_ANSWER || app->prompt.kind == PROMPT_SECRET))
		command = command_beside_question(app, key);
	else if (!command)
		command = bound_command(app, key);
	if (!command)
		return;
	end_prompt(app, false);
	run_bound(app, command);
}

static void take_key(struct app *app, const struct key *key)
{
	struct open_screen *top = app_front(app);
	const char *command = NULL;

	app->key_at = clock_monotonic();
	if (typing_swallows(app, key))
		return;
	if (app->message.text) {
		free(app->message.text);
		app->message.text = NULL;
		app->dirty = true;
	}
	if (app->prompt.open && !app_is_covered(app)) {
		key_in_prompt(app, key);
		return;
	}
	bool escape = key->code == KC_ESCAPE && top->ops->takes_escape &&
		      top->ops->takes_escape(top->state);
	if (!escape)
		command = bound_command(app, key);
	if (command) {
		run_bound(app, command);
		return;
	}
	enum handled handled = top->ops->key ? top->ops->key(app, top->state, key) : HANDLED_NOT;
	if (handled == HANDLED_DRAW)
		app->dirty = true;
	if (handled == HANDLED_NOT)
		say_unbound(app, key);
}

void app_key(struct app *app, const struct key *key)
{
	unsigned refused = edit_pastes_refused();

	app->by_key = true;
	take_key(app, key);
	typing_note(app, key);
	if (edit_pastes_refused() != refused) {
		app_say(app, LOOK_WARNING, _("Nothing was pasted: the text would be longer than %d kB, which no field takes. Paste less."),
			EDIT_MAX / 1024);
		app->dirty = true;
	}
}
