/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * citation.h -- an article named in a note: "title (id vN): passage".
 *
 * The note is the only place where the citation is kept, so what the agent sees is what an answered
 * request names, also after a restart; who deletes it from the note has taken it back.
 */
#ifndef HOTLINE_CITATION_H
#define HOTLINE_CITATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/buf.h"

struct citation {
	const char *id;
	int64_t version;
	const char *title, *passage;    /* passage may be "" */
};
enum { CITATION_ID = 65 };

/* Appends it, a line of its own, to a note of at most `most` characters; cuts the passage to fit. */
void citation_add(struct buf *note, const struct citation *c, size_t most);
/* The last citation in the note; false: there is none. */
bool citation_find(const char *note, char id[CITATION_ID], int64_t *version);
/*
 * What of an article to cite: the paragraph at byte `at` of the body (0: from the sentence in which the
 * snippet of the search begins to the end of its paragraph, else the first paragraph), on one line. A snippet that is not
 * in the body is taken as it is. Appended.
 */
void citation_passage(struct buf *out, const char *body, size_t at, const char *snippet);

#endif
