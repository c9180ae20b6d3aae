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

enum { PRIVACY_WORDS = 4096 };       /* names and numbers of 500 callers, and each building a text can name */
struct privacy {
	const char *words[PRIVACY_WORDS];       /* borrowed; each at least two characters */
	size_t count;
};
/* What the ticket's form says of its caller and of whom the caller spoke, and who joined; borrowed from the ticket. */
void privacy_of_ticket(const struct ticket *t, struct privacy *p);
/* Each name of somebody that the form's sections hold (a patient, who takes a delivery, the shop), by how fields are called. */
typedef void privacy_named(void *arg, const char *name);
void privacy_each_named(const json *fields, privacy_named *named, void *arg);
/* One word more; shorter ones than two characters are passed over. */
void privacy_know(struct privacy *p, const char *word);
/* Appends the text without it. Returns how many pieces were taken out. */
size_t privacy_clean(const struct privacy *p, const char *text, struct buf *out);
/*
 * The same, with something else in the place of each piece. `instead` appends it. Of a door the piece is its number, of
 * 王女士 the surname; every digit that was written full width comes as it stands.
 */
enum privacy_kind { PRIVACY_WORD, PRIVACY_NUMBER, PRIVACY_PLATE, PRIVACY_MAIL, PRIVACY_DOOR, PRIVACY_SURNAME };
typedef void privacy_instead(void *arg, enum privacy_kind kind, const char *piece, size_t len, struct buf *out);
size_t privacy_replace(const struct privacy *p, const char *text, privacy_instead *instead, void *arg, struct buf *out);
/* The first piece that would be taken out, appended to `piece`; false: there is none. */
bool privacy_find(const struct privacy *p, const char *text, struct buf *piece);

#endif
