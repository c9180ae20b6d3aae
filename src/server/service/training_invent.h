/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_invent.h -- invented people for a real ticket.
 *
 * Each name, number, place and plate of the ticket has one invented one, the same wherever it stands: in the title, in
 * what the caller tells, in what is expected. Made by the seed, so the same replay is the same call.
 */
#ifndef SERVER_TRAINING_INVENT_H
#define SERVER_TRAINING_INVENT_H

#include "hotline/city.h"
#include "hotline/ticket.h"

struct invention;
/* Borrows the ticket. NULL: it names more people and places than can be hidden. */
struct invention *invention_new(const struct city *city, const struct ticket *t, uint64_t seed);
void invention_free(struct invention *v);
/* The text with all of that replaced. NULL gives "". Caller frees. */
char *invention_text(const struct invention *v, const char *text);
/* Who calls, by which number, where it is: whole, and what is called by a name in it; also of a ticket that tells none. */
const char *invention_name(const struct invention *v);
const char *invention_number(const struct invention *v);
const char *invention_address(const struct invention *v);
const char *invention_point(const struct invention *v);
const char *invention_party(const struct invention *v);

#endif
