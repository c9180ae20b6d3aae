/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hostile.h -- texts made to do harm, for tests of every way that text takes, and what may never come out at the end.
 */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/buf.h"

#define HOSTILE_SHARED SRCDIR "/../shared/data/badinput"

/* In the order of their origin; each is UTF-8 without a NUL unless it is said otherwise. */
struct texts {
	char **at;
	size_t count, alloc;
};
void texts_add(struct texts *t, const char *bytes, size_t len);
void texts_release(struct texts *t);

void hostile_own(struct texts *t);              /* those of this file, always there */
void hostile_broken(struct texts *t);           /* no UTF-8 */
/* Each line of a file of HOSTILE_SHARED, broken ones among them; those that begin with `comment` are passed over, and so
 * are those with a NUL. False: the file is not there, which is said. */
bool hostile_lines(struct texts *t, const char *name, char comment);
/* Ours and the shared ones, those that are UTF-8. */
void hostile_all(struct texts *t);

/* Several in one, each on a line of its own, none longer than `most` characters. Those that are longer are left out. */
void hostile_packs(struct texts *packs, const struct texts *t, size_t most);

/*
 * What in these bytes could drive a terminal, change the order of what stands there, or hide: a sentence with the place,
 * valid till the next call. NULL: nothing. Newlines may stand there, and what `allowed` names.
 */
const char *hostile_found(const char *bytes, size_t len, const char *allowed);

#endif
