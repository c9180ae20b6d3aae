/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness.h -- real programs on a pseudo-terminal, keys in, screens out.
 *
 * The screen is kept by libvterm, so what is compared is what an xterm would show. Nothing sleeps:
 * a check waits until the program is idle (it read all its input, wrote all its output and sleeps)
 * or the wanted text is there, with a limit that only a failing test reaches.
 */
#ifndef HOTLINE_TESTS_HARNESS_H
#define HOTLINE_TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct screen;

struct screen_options {
	int width, height;              /* 0: 80x24 */
	const char *term;               /* NULL: xterm-256color */
	const char *const *environment; /* "NAME=value", NULL-terminated; beside a bare default */
};

/* The path of a program in the directory of argv[0]. Never freed. */
const char *screen_program(const char *argv0, const char *name);
/* Starts a program; argv[0] is its path. Fails the test when it cannot. */
struct screen *screen_start(const char *const *argv, const struct screen_options *options);
/* If the program still runs: lets its threads finish what they do (a second at most) and kills it with SIGKILL. Frees. */
void screen_free(struct screen *s);
/* Waits for the program's end; its exit status, 128 + signal, or -1 when it goes on. */
int screen_wait_exit(struct screen *s);
/* Has it ended already? Does not wait. */
bool screen_has_ended(struct screen *s);
pid_t screen_pid(const struct screen *s);       /* 0: it has ended */
void screen_signal(struct screen *s, int number);
/* The terminal goes away, as when its window is closed: the program gets SIGHUP and reads the end. */
void screen_hang_up(struct screen *s);
/* Stopped by a signal? */
bool screen_is_stopped(struct screen *s);
/* Is the terminal in the line mode that a shell expects? */
bool screen_is_cooked(struct screen *s);
/* No file that the program writes may grow beyond; -1: any may again. */
void screen_limit_files(struct screen *s, long bytes);
void screen_resize(struct screen *s, int width, int height);

/* Sends bytes as they are, and waits until idle. */
void screen_send(struct screen *s, const char *bytes);
/* Sends keys by their names ("F5 C-x Enter"), one after the other, waiting after each. */
void screen_keys(struct screen *s, const char *names);
/* Typed text, at once. */
void screen_type(struct screen *s, const char *text);
void screen_paste(struct screen *s, const char *text);
/* Waits until the program has nothing to do. */
void screen_idle(struct screen *s);

/* Row y (below 0: from the bottom) as UTF-8 without trailing blanks; valid until the next call. */
const char *screen_row(struct screen *s, int y);
/* Waits for the text anywhere; false after the limit. */
bool screen_shows(struct screen *s, const char *text);
/* Waits until it is nowhere. */
bool screen_loses(struct screen *s, const char *text);
/* Is it nowhere, once the program is idle? What came of a picture so far may be its upper half, above the former one. */
bool screen_hides(struct screen *s, const char *text);
/* The first row that holds the text; -1: none. Does not wait. */
int screen_find(struct screen *s, const char *text);
void screen_cursor(struct screen *s, int *x, int *y);
bool screen_cursor_visible(struct screen *s);
/* Is there reverse, bold or underline, or a colour of its own, at the cell? */
enum { CELL_REVERSE = 1, CELL_BOLD = 2, CELL_UNDERLINE = 4, CELL_COLOUR = 8 };
unsigned screen_attributes(struct screen *s, int x, int y);
/* Bytes that the terminal was given since the last call. */
size_t screen_bytes(struct screen *s);
/* From now on all that the terminal is given is appended there, too; NULL: no more. */
struct buf;
void screen_overhear(struct screen *s, struct buf *bytes);
/* The code points of a cell, 0 behind the last; none in a blank one. Its columns; 0: the right half of a wide one. */
enum { CELL_POINTS = 6 };
int screen_cell(struct screen *s, int x, int y, uint32_t points[CELL_POINTS + 1]);
void screen_size(const struct screen *s, int *width, int *height);
/* Prints the screen to standard error, for a failing test. */
void screen_dump(struct screen *s);

/* Goes down the form to the field with that label. */
void screen_go_to(struct screen *s, const char *label);
/* And takes the first of its choices that `filter` leaves. */
void screen_choose(struct screen *s, const char *label, const char *filter);

/* Fail the test, showing the screen. */
#define assert_shows(s, text) \
	assert_screen(s, screen_shows(s, text), "shows", text, __FILE__, __LINE__)
#define assert_loses(s, text) \
	assert_screen(s, screen_loses(s, text), "shows no longer", text, __FILE__, __LINE__)
/* Now that the picture is whole; assert_loses() waits. */
#define assert_hides(s, text) \
	assert_screen(s, screen_hides(s, text), "does not show", text, __FILE__, __LINE__)
#define assert_row(s, y, text) assert_screen_row(s, y, text, __FILE__, __LINE__)
void assert_screen(struct screen *s, bool right, const char *what, const char *text,
		   const char *file, int line);
void assert_screen_row(struct screen *s, int y, const char *text, const char *file, int line);

#endif
