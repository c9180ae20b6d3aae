/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error.h -- one error value with a sentence that a person can act on.
 *
 * A function that can fail returns bool and takes a `struct error *` last. On
 * success the error is untouched; on failure it holds the kind and a whole
 * sentence: what happened, what was kept, what to do next. NULL is allowed
 * where the caller does not care.
 */
#ifndef HOTLINE_ERROR_H
#define HOTLINE_ERROR_H

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_INPUT,     /* what was given is wrong: a file, a field, an option */
	ERROR_NOT_FOUND,
	ERROR_STATE,     /* right, but not now: the thing is in another state */
	ERROR_VERSION,   /* somebody changed it meanwhile */
	ERROR_DENIED,    /* not this user */
	ERROR_IO,        /* the operating system refused */
	ERROR_FULL,      /* no space left */
	ERROR_BUSY,      /* try again later */
	ERROR_NETWORK,   /* the other side cannot be reached */
	ERROR_TRUST,     /* the other side, or a store, is not what it claims */
};

struct error {
	enum error_kind kind;
	char text[768];  /* UTF-8, whole sentence, never cut inside a character */
};

#define ERROR_INIT { ERROR_NONE, "" }

/* Sets the error; always returns false, so that `return error_set(…)` reads well. */
__attribute__((format(printf, 3, 4)))
bool error_set(struct error *e, enum error_kind kind, const char *fmt, ...);

/* As error_set() with ": strerror(errno)" and the kind taken from errno (ENOSPC, EDQUOT: ERROR_FULL). */
__attribute__((format(printf, 2, 3)))
bool error_errno(struct error *e, const char *fmt, ...);

/* Puts "prefix: " before the sentence that is there, such as `file:line`; returns false. */
__attribute__((format(printf, 2, 3)))
bool error_prefix(struct error *e, const char *fmt, ...);

#endif
