/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_internal.h -- between the files of the frame. */
#ifndef HOTLINE_CLIENT_APP_INTERNAL_H
#define HOTLINE_CLIENT_APP_INTERNAL_H

#include "client/app.h"
#include "client/ui/pager.h"
#include "client/ui/prompt.h"
#include "hotline/clock.h"

/* The contexts a key is looked up in: focus, form, role, screen, global, and the end. */
enum { CONTEXTS_CHAINED = 6 };
enum { SCREENS_MAX = 32, WATCHES_MAX = 32, MESSAGES_KEPT = 50 };

struct open_screen {
	const struct screen_ops *ops;
	void *state;
	bool leaving;           /* freed at the end of the turn */
};

struct watch {
	int fd;
	short events;
	void (*ready)(struct app *app, void *data, short events);
	void *data;
};

struct line {
	enum look look;
	char *text;             /* NULL: nothing */
	instant at;             /* of a message: when it was said */
};

struct question {
	void (*answered)(struct app *app, void *data, const char *answer);
	void (*typed)(struct app *app, void *data, const char *text);   /* NULL: nobody listens */
	void *data;
};

/* See app_typing.c. */
struct typing {
	const void *screen;             /* state of the screen whose field was typed into */
	int64_t at;                     /* when; 0: not, or a key since then was no text */
	struct app_timer pause;         /* runs while keys do nothing */
	bool lost;                      /* some did */
	struct app_timer expects;       /* runs while keys are kept for a screen */
	const void *over;               /* state of the screen that is seen meanwhile */
	bool awaited;                   /* it is not here, and may still come */
	bool waited;                    /* it was said that it is late */
	struct key *held;               /* those that wait, in order; a paste has its own text */
	size_t held_count, held_alloc;
	char *freed;                    /* the text of the one that was given out; NULL: it has none */
};

struct script;

struct app {
	struct open_screen screens[SCREENS_MAX];
	size_t screen_count;
	struct open_screen cover;       /* ops NULL: none */
	int64_t key_at;         /* the last key */
	void *shown;            /* state of the screen that has the focus of typing */
	bool dirty, quit;
	int status;             /* exit status */
	char *failure;          /* to be said after the terminal is given back; NULL */
	int busy;
	struct canvas canvas;
	struct keymap keymap;
	struct mistakes own_mistakes;   /* in the user's own keymap */
	struct key_reader keys;
	bool by_key;            /* what changes now was asked for by a key */
	struct typing typing;
	struct prompt prompt;
	struct question question;
	const void *prompt_screen;      /* state of the screen on which the prompt was opened */
	struct line status_line[STATUS_PLACES], brief_line[STATUS_PLACES], banner, message;
	struct line messages[MESSAGES_KEPT];    /* a ring */
	size_t message_count;
	struct app_timer *timers;
	struct app_timer minute;
	struct watch watches[WATCHES_MAX];
	size_t watch_count;
	struct app_transfers transfers;
	void (*woken)(struct app *app, void *data);
	void *woken_data;
	int pipe[2];            /* signals and other threads */
	struct script *script;
	void *data;             /* app_data() */
	enum handled (*commands)(struct app *app, const struct command *command);
	int (*worth)(const struct app *app, enum action action);
	const char *(*label)(const struct app *app, enum action action);
	enum context (*role)(const struct app *app, enum context screen);
	bool hides_time;
};

/* app_screens.c */
struct open_screen *app_top(struct app *app);
/* Whom keys and the eye meet: the cover, else the top. */
struct open_screen *app_front(struct app *app);
/* Frees the screens that were left and moves the focus; called between handlers. */
void app_settle(struct app *app);
void app_free_screens(struct app *app);
enum context app_focus(struct app *app);

/* app_frame.c */
void app_draw(struct app *app);
void app_free_lines(struct app *app);

/* app_command.c */
void app_key(struct app *app, const struct key *key);
/* The contexts in which a key is looked up, ended by CONTEXT_COUNT. */
void app_contexts(struct app *app, enum context chain[CONTEXTS_CHAINED]);
enum handled app_do(struct app *app, const struct command *command);
/* As by Esc. */
void app_leave_prompt(struct app *app);
/* Its screen is not in front any more, and nobody pressed a key for that. */
void app_void_prompt(struct app *app);

/* app_typing.c */
/* The key did what it does. */
void typing_note(struct app *app, const struct key *key);
/* The screens are what they will be; `by_key`: a key made them so. */
void typing_settled(struct app *app, bool by_key);
/* Was the key meant for a field that is not there any more? */
bool typing_swallows(struct app *app, const struct key *key);
/* Does it wait for the screen that is expected? Then it is copied. */
bool typing_holds(struct app *app, const struct key *key);
/* The next one that has waited, until the next call; false: none, or they still wait. */
bool typing_next_held(struct app *app, struct key *key);
bool typing_has_held(const struct app *app);
void typing_release(struct typing *t);

/* app_loop.c */
void app_close_loop(struct app *app);
bool app_open_loop(struct app *app, struct error *err);

/* script.c: --keys */
/* Every key in it that is none is a mistake. */
struct script *script_open(const char *file, struct mistakes *mistakes, struct error *err);
void script_free(struct script *s);
enum script_state { SCRIPT_PLAYED, SCRIPT_WAITS, SCRIPT_ENDED };
/* Plays the next line. Asked only when the program is idle. */
enum script_state script_play(struct script *s, struct app *app);
/* When a wait of the script ends in any case; INT64_MAX: it does not wait. */
int64_t script_deadline(const struct script *s);
/* Asked while the program is busy: fails when it is so for too long. */
void script_check(struct script *s, struct app *app);

/* app.c: ends the program with status 1 and the sentence on standard error. */
__attribute__((format(printf, 2, 3))) void app_fail(struct app *app, const char *fmt, ...);

/* help.c */
extern const struct screen_ops screen_help;
extern const struct screen_ops screen_messages;

/* What a bound command is for; `command X` begins to type X. */
enum action app_bound_action(const char *command);

#endif
