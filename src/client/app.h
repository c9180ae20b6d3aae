/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.h -- the frame of the workstation: one loop, a stack of screens, the lines around them.
 *
 * The picture, from the top: title and status; a banner while a call rings (it never takes the
 * keys); the screen on top of the stack; the message line, which the prompt covers; the F-keys.
 *
 * One turn of the loop: take what came (keys, signals, timers, descriptors, transfers), draw if
 * anything changed, wait. Nothing called from here may block.
 *
 * A screen is one file that ends in a const struct screen_ops:
 *
 *	static enum handled queue_action(struct app *app, void *state, const struct command *c)
 *	{
 *		struct queue *q = state;
 *		if (list_command(&q->list, c))
 *			return HANDLED_DRAW;
 *		if (c->action == ACTION_OPEN)
 *			return open_ticket(app, q);
 *		return HANDLED_NOT;
 *	}
 *	const struct screen_ops screen_queue = {
 *		.name = "queue", .context = CONTEXT_QUEUE, .title = N_("Waiting calls"),
 *		.enter = queue_enter, .leave = queue_leave, .draw = queue_draw,
 *		.action = queue_action,
 *	};
 *
 * A key goes: to the prompt when it is open; to the command bound to it in the context that the
 * screen's focus() names (LIST without one), the screen's own context, GLOBAL; what is bound to
 * nothing, or is a character while a text is typed, to the screen's key(). A command goes to the
 * screen's action(), then to app_set_commands(), then to the frame (help, quit, back …).
 */
#ifndef HOTLINE_CLIENT_APP_H
#define HOTLINE_CLIENT_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "client/actions.h"
#include "client/ui/canvas.h"
#include "client/ui/key.h"
#include "client/ui/keymap.h"
#include "hotline/buf.h"

struct app;
struct pollfd;

enum handled {
	HANDLED_NOT,            /* somebody else may */
	HANDLED_QUIET,          /* done, the picture is the same */
	HANDLED_DRAW,           /* done, draw */
};

enum {
	SCREEN_ROOT = 1,        /* Esc does not leave it */
	SCREEN_PERSONAL = 2,    /* shows personal data: erased when the program stops */
	SCREEN_SMALL = 4,       /* drawn over the screen below it, which stays visible */
};

struct screen_ops {
	const char *name;               /* in lower case; also what `:help` says */
	const char *title;              /* msgid */
	enum context context;           /* its own keymap context; GLOBAL: none */
	unsigned flags;
	/* Required: gives the state; frees it; draws in the region. */
	void *(*enter)(struct app *app, void *argument);
	void (*leave)(struct app *app, void *state);
	void (*draw)(struct app *app, void *state, struct canvas *c, struct rect r);
	enum handled (*action)(struct app *app, void *state, const struct command *command);
	enum handled (*key)(struct app *app, void *state, const struct key *key);
	/* Where keys go now: LIST, PAGER, FORM, FIELD … */
	enum context (*focus)(void *state);
	/* ESC goes to key(). */
	bool (*takes_escape)(void *state);
	/* It comes to the top: take the focus of typing. It is covered or left: give it back. */
	void (*show)(struct app *app, void *state);
	void (*hide)(struct app *app, void *state);
	/* Instead of title; may come from outside. */
	void (*add_title)(void *state, struct buf *out);
	/* app_changed() was called; every screen on the stack hears. */
	void (*changed)(struct app *app, void *state, unsigned what);
};

/* -- screens ---------------------------------------------------------------- */

/* Puts a screen on top; `argument` is only for enter(). */
void app_push(struct app *app, const struct screen_ops *ops, void *argument);
/* Leaves the top screen at the end of this turn, never under its caller. Not the last one. */
void app_pop(struct app *app);
/* Leaves screens until that one is on top; false: it is not on the stack. */
bool app_pop_to(struct app *app, const struct screen_ops *ops);
/* Leaves all screens for this one: somebody else's work begins. */
void app_begin(struct app *app, const struct screen_ops *ops, void *argument);
bool app_is_top(const struct app *app, const struct screen_ops *ops);
/* The state of that screen on the stack, the uppermost; NULL: it is not there. */
void *app_find(const struct app *app, const struct screen_ops *ops);
/*
 * Covers the whole stack: nothing below shows or gets a key until app_uncover(); it works on underneath, and what was
 * begun on the prompt comes back. The cover's own ops get keys and commands before all others, and have to take
 * whatever must not be done. Messages are not shown meanwhile, and nothing can be asked.
 */
void app_cover(struct app *app, const struct screen_ops *ops, void *argument);
void app_uncover(struct app *app);
bool app_is_covered(const struct app *app);
/* Since when no key was pressed, clock_monotonic(). */
int64_t app_idle_since(const struct app *app);
/* Somebody types a text: when they will have come to a stop, if no key comes from now on. 0: nobody does. */
int64_t app_types_until(struct app *app);
/*
 * The screen that a key asked for is brought by the server: what is typed now is for that screen, and waits until
 * app_expects_no_more(). What is typed after an F-key, on another screen or too late is for what is seen.
 */
void app_expects_screen(struct app *app);
void app_expects_no_more(struct app *app);
/* It does not come. True when text was typed for it, which is forgotten. */
bool app_expected_in_vain(struct app *app);
void app_draw_later(struct app *app);
void app_quit(struct app *app, int status);

/* -- commands ---------------------------------------------------------------- */

/* Does what `:line` does. False: said on the message line why not. */
bool app_command(struct app *app, const char *line);
/* Asks for a text on the prompt; `answered` gets NULL when it was left or its screen went away. */
void app_ask(struct app *app, const char *question, bool secret,
	     void (*answered)(struct app *app, void *data, const char *answer), void *data);
/* The same; the prompt begins with `text`, and `typed` (with the same data) is told of every change of it. */
void app_ask_on(struct app *app, const char *question, const char *text,
		void (*typed)(struct app *app, void *data, const char *text),
		void (*answered)(struct app *app, void *data, const char *answer), void *data);
const struct keymap *app_keymap(const struct app *app);

/* How many mistakes are in the user's own keymap; the help names them. */
size_t app_keymap_mistakes(const struct app *app);

/* -- lines around the screen --------------------------------------------------- */

enum status_place { STATUS_TRAINING, STATUS_SERVER, STATUS_QUEUE, STATUS_PRESENCE, STATUS_PLACES };
/* NULL or "": nothing there. `brief` stands for the text on a narrow screen, NULL: none does. Copied. */
void app_set_status(struct app *app, enum status_place place, enum look look, const char *text, const char *brief);
/* The clock, which is hidden while the city's zone is unknown. */
void app_show_time(struct app *app, bool shown);
void app_set_banner(struct app *app, enum look look, const char *text);
/* A sentence on the message line until the next key; kept for `:messages`. */
__attribute__((format(printf, 3, 4)))
void app_say(struct app *app, enum look look, const char *fmt, ...);
/* The same for a greeting: where a warning stands it goes only to `:messages`. */
__attribute__((format(printf, 3, 4)))
void app_greet(struct app *app, enum look look, const char *fmt, ...);

/* -- the loop ------------------------------------------------------------------- */

struct app_timer {
	int64_t at;             /* clock_monotonic(); 0: stopped */
	void (*fire)(struct app *app, void *data);
	void *data;
	struct app_timer *next;
};
/* Starts or moves a timer; its memory stays the caller's until it fired or was stopped. */
void app_timer_start(struct app *app, struct app_timer *t, int64_t at);
void app_timer_stop(struct app *app, struct app_timer *t);

/* `ready` is called when poll(2) reports `events`. */
void app_watch(struct app *app, int fd, short events,
	       void (*ready)(struct app *app, void *data, short events), void *data);
void app_unwatch(struct app *app, int fd);
/*
 * Transfers that go on beside the screen: `wait` is a poll(2) that also ends when one of them can
 * go on, `work` is called every turn to drive them, `timeout` gives the milliseconds until they
 * want a turn anyway, -1: none.
 */
struct app_transfers {
	int (*wait)(void *data, struct pollfd *fds, unsigned count, int ms);
	void (*work)(struct app *app, void *data);
	int (*timeout)(void *data);
	void *data;
};
void app_set_transfers(struct app *app, const struct app_transfers *transfers);
/* Ends the wait; the only call that other threads and signal handlers may make. */
void app_wake(struct app *app);
/* Called after each app_wake(). */
void app_set_woken(struct app *app, void (*woken)(struct app *app, void *data), void *data);
/* +1 when something begins whose end changes the picture (a request), -1 then: `--keys` waits. */
void app_busy(struct app *app, int change);

/* What the screens share; owned by whoever set it. */
void *app_data(const struct app *app);
void app_set_data(struct app *app, void *data);
/* Tells every screen on the stack that shared data changed (`what`: the owner's bits); draws. */
void app_changed(struct app *app, unsigned what);
/* Commands that work on every screen: asked after the screen's action(), before the frame's own. */
void app_set_commands(struct app *app,
		      enum handled (*run)(struct app *app, const struct command *command));

/*
 * Which F-keys the bottom line names: 0 for an action that means nothing to this user now; when not all fit, those worth
 * least are left out.
 */
void app_set_worth(struct app *app, int (*worth)(const struct app *app, enum action action));

/* What may stand after a command's name on the prompt (client/ui/prompt.h). */
struct prompt;
void app_set_words(struct app *app, void (*words)(void *data, enum action action, int place, struct prompt *p));

/* What the bottom line calls an F-key's action; NULL: its name. */
void app_set_label(struct app *app, const char *(*label)(const struct app *app, enum action action));

/* The context of the user's role on screens of a context, looked up before it; GLOBAL: none. */
void app_set_role(struct app *app, enum context (*role)(const struct app *app, enum context screen));

/* -- for main() ------------------------------------------------------------------ */

struct app_options {
	const char *keymap;     /* name or file; NULL: default */
	const char *keys;       /* file of keys to play; NULL: none */
	bool own_keymap;        /* read the user's own as well */
	struct mistakes *mistakes;      /* gets all those in a file named here; NULL: only err gets the first */
};
/* NULL: err says why; the terminal is untouched then. */
struct error;
struct app *app_new(const struct app_options *options, struct error *err);
/* Runs until app_quit(); gives the terminal back; returns the exit status. */
int app_run(struct app *app);
void app_free(struct app *app);

#endif
