/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seat.h -- the workstation at a fixture's server, as one of its users; for tests. */
#ifndef HOTLINE_TESTS_SEAT_H
#define HOTLINE_TESTS_SEAT_H

#include "screen/harness.h"
#include "server/life.h"

/* A server with a test clock, everybody logged in, and the password file that seats log in with. Gives 0. */
int seat_stage(struct fixture *f, struct life *l);
/* The same; `prepare` changes the store before the server has it. */
int seat_stage_prepared(struct fixture *f, struct life *l, void (*prepare)(struct fixture *f));
int seat_clear(struct fixture *f, struct life *l);
/*
 * A program with this user logged in; "en" or "zh_CN". Its state stays in the fixture's directory under
 * `state`: a later seat of the same name finds it.
 */
struct seat {
	const char *user, *state, *language;
	int width, height;
	const char *const *environment;
	int port;                       /* 0: the server's own */
	const char *ca;                 /* NULL: the server's own certificate */
};
struct screen *seat_open(struct fixture *f, const struct seat *seat);
/* Until the user stands in the first row; a greeting may have given way to other words. */
void seat_wait_in(struct screen *s, const char *user);
/*
 * Until the server has seen that no program is left: who comes back before that is told of another seat, in the place of
 * other words.
 */
void seat_wait_nobody(struct fixture *f);
/* In English, waiting until the user is in. */
struct screen *seat_sit(struct fixture *f, const char *user, int width, int height);
/* Types the line after M-x. */
void seat_command(struct screen *s, const char *line);
/*
 * Sees that the screen changed under what was being typed, which keeps the next keys from doing anything: an F-key is
 * always meant. Leaves the screen as it is.
 */
void seat_look_up(struct screen *s);

/* The form of what a patrol found, open; with a title typed; with the rest that is required. */
void seat_open_found(struct screen *s);
void seat_begin_found(struct screen *s, const char *title);
void seat_fill_found(struct screen *s);

#endif
