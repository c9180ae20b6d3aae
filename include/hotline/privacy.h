/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privacy.h -- text without the people in it: what leaves a ticket for others to learn from holds no name, no number
 * and no door.
 *
 * Known words (a caller's name, an address) are looked for as they are; the rest by its form: numbers of telephones,
 * identity cards and bank cards, number plates, mail addresses, doors of flats, and a surname before how people are
 * addressed (王女士). What is taken out leaves 某 or a mark behind, so that the sentence still reads.
 */
#ifndef HOTLINE_PRIVACY_H
#define HOTLINE_PRIVACY_H

#include "hotline/buf.h"
#include "hotline/ticket.h"

enum { PRIVACY_WORDS = 200 };
struct privacy {
	const char *words[PRIVACY_WORDS];       /* borrowed; each at least two characters */
	size_t count;
};
/* What the ticket's form says of its caller and of whom the caller spoke, and who joined; borrowed from the ticket. */
void privacy_of_ticket(const struct ticket *t, struct privacy *p);
/* Appends the text without it. Returns how many pieces were taken out. */
size_t privacy_clean(const struct privacy *p, const char *text, struct buf *out);
/* The first piece that would be taken out, appended to `piece`; false: there is none. */
bool privacy_find(const struct privacy *p, const char *text, struct buf *piece);

#endif
