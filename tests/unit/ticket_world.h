/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_world.h -- a ticket, the people who move it and a clock, for the tests of tickets.
 *
 * Every move goes the way the server takes: asked of the table, made an event, written as text,
 * read again, applied; so what a test sees also holds after a restart.
 */
#ifndef TESTS_TICKET_WORLD_H
#define TESTS_TICKET_WORLD_H

#include "hotline/ticket.h"

enum {
	WHO_AGENT,
	WHO_AGENT2,
	WHO_DISPATCHER,
	WHO_DISPATCHER2,
	WHO_STREET,
	WHO_DISTRICT,
	WHO_GRID,
	WHO_DEPARTMENT,
	WHO_COMPANY,
	WHO_VISITOR,
	WHO_SUPERVISOR,
	WHO_SERVER,
	WHO_OPS,
	WHO_COUNT,
};
extern const struct ticket_actor *const people[WHO_COUNT];

#define STREET "S110105026"
#define DISTRICT "D110105"
#define GRID "G110105026034"
#define DEPARTMENT "B016"
#define COMPANY "C001"

struct world {
	struct city *city;
	struct ticket *ticket;
	instant now;
	struct ticket_event *events;
	json **details;
	size_t count, alloc, detail_alloc;
};

struct world *world_new(void);          /* with the demo city */
void world_free(struct world *w);
/* A fresh ticket: `action` is submit, answer, transfer, decline or void. */
void world_open(struct world *w, const char *action, const char *fields);
/* Asks and, when allowed, applies. Returns the kind of the refusal, ERROR_NONE when it moved. */
enum error_kind world_move(struct world *w, int who, const char *action, const char *body,
			   struct form_problems *problems, struct error *err);
/* The same, and it must move. */
void world_must(struct world *w, int who, const char *action, const char *body);
/* It must be refused like this. */
void world_refuses(struct world *w, int who, const char *action, const char *body, enum error_kind kind);
/* A ticket made anew from the events. */
struct ticket *world_replay(const struct world *w);
instant at(const char *text);

#define FIELDS                                                                                 \
	"{\"caller\":{\"number\":\"13812345678\",\"name\":\"\xe5\x91\xa8\xe6\x98\x8e\"},"      \
	"\"matter\":{\"type\":\"help\",\"category\":\"010101\",\"title\":\"No heat\","         \
	"\"content\":\"The flat is at 14 degrees.\"},"                                         \
	"\"place\":{\"district\":\"110105\",\"street\":\"110105026\"},\"control\":{\"grade\":" \
	"\"III\"}}"

#endif
