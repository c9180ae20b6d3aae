/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h -- runs the real programs for the tests of hotlinectl, and makes packs with a mistake in
 * them.
 */
#ifndef TEST_CTL_RUN_H
#define TEST_CTL_RUN_H

#include <stdbool.h>
#include <sys/types.h>

struct ran { int status; char *out, *err; };    /* status -1: killed by a signal */

/* What LANGUAGE says to the programs that are run; NULL: nothing. */
extern const char *run_language;
/* ./hotlinectl with these words (NULL ends them). `input` NULL: none. */
struct ran run_ctl(const char *input, ...) __attribute__((sentinel));
void ran_free(struct ran *r);
/* Runs, checks the status and frees. */
#define expect_status(wanted, ...)                                             \
	do {                                                                   \
		struct ran ran_ = run_ctl(NULL, __VA_ARGS__, NULL);            \
		if (ran_.status != (wanted))                                   \
			print_error("%s%s", ran_.out, ran_.err);               \
		assert_int_equal(ran_.status, (wanted));                       \
		ran_free(&ran_);                                               \
	} while (0)

/*
 * A folder under /tmp; removed with all that is in it by dir_remove(), which also frees the name.
 */
char *dir_new(void);
void dir_remove(char *dir);
char *path_in(const char *dir, const char *name);       /* caller frees */
char *read_text(const char *path);                      /* caller frees */
void write_text(const char *path, const char *text);
unsigned mode_of(const char *path);                     /* permission bits; 0: not there */

/* A copy of the demo city pack made of links, in a new folder. */
char *pack_copy(void);
/* Puts `text` in the place of `old` (once) in a file of such a copy; `old` "" appends. */
void pack_change(const char *pack, const char *file, const char *old, const char *text);

int free_port(void);
/* Starts ./hotlined and waits for its ready line; the test fails when it does not come. */
pid_t server_start(const char *config);
/* TERM; true when it ended with 0. */
bool server_stop(pid_t server);

#endif
