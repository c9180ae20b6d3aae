/* SPDX-License-Identifier: GPL-3.0-or-later */
/* life.h -- tickets led through their life on the fixture's server, for tests; a wrong answer fails the test. */
#ifndef TESTS_LIFE_H
#define TESTS_LIFE_H

#include "hotline/json.h"
#include "tests/server/fixture.h"

#define STREET "S110105026"             /* unit1's */
#define GRID "G110105026034"            /* unit4's, below it */
#define DISTRICT "D110105"              /* unit3's, above it */
/* A printf() format: the form of a ticket with that title. */
#define LIFE_FIELDS                                                                                   \
	"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"%s\",\"content\":\"室温14度\"}," \
	"\"place\":{\"district\":\"110105\",\"street\":\"110105026\"},\"caller\":{\"number\":\"13900000001\"}}"

struct life {
	struct fixture *f;
	char *dispatcher, *supervisor, *visitor, *street, *company, *district, *grid, *agent;  /* tokens */
	char **others;                  /* of life_login() */
	size_t other_count, other_alloc;
	int keys;
};
/* Logs everybody in. */
void life_begin(struct life *l, struct fixture *f);
/* The token of one more user, until life_end(). */
char *life_login(struct life *l, const char *username);
void life_end(struct life *l);

/* Asks with an Idempotency-Key of its own; `match`: the version for If-Match, `body`: NULL: none. */
void life_request(struct life *l, const char *method, const char *path, const char *token, const char *match,
		  const char *body, struct answer *a);
/* The answer's body, which has to come with this status. Caller frees. */
json *life_get(struct life *l, const char *path, const char *token, int status);
json *life_post(struct life *l, const char *path, const char *token, const char *match, const char *body, int status);
/* A message that came in becomes a ticket. */
void life_submit(struct life *l, const char *title, char no[24]);
/* agent1, whose stream `s` is, gets a call from that number and answers it. */
void life_answer(struct life *l, struct stream *s, const char *number, char contact[40]);
/* It is over, and agent1 is not ready, lest the next contact be offered there. */
void life_hang_up(struct life *l, const char *contact);
/* A call that rings at agent1, becomes a ticket, and is over. */
void life_call(struct life *l, const char *title, char no[24]);
/* What agent1 finds on a patrol becomes a ticket of the agent's own. */
void life_find(struct life *l, const char *title, char no[24]);
/* The ticket as a supervisor reads it. Caller frees. */
json *life_ticket(struct life *l, const char *no);
/* That text of it is this one: "/state", "/fields/control/note". */
void life_expect(struct life *l, const char *no, const char *pointer, const char *text);
/* A move on the newest version. Caller frees the answer. */
json *life_act(struct life *l, const char *no, const char *token, const char *body, int status);
/* One that has to lead to that state. */
void life_move(struct life *l, const char *no, const char *token, const char *body, const char *state);
void life_dispatch(struct life *l, const char *no);     /* to STREET */
void life_handle(struct life *l, const char *no);       /* dispatched, signed, replied: visiting */
void life_close(struct life *l, const char *no);        /* the visit finds a content citizen */
/* A case made of a closed ticket, whose number is `no`, for others to learn from. Caller frees. */
json *life_precedent(struct life *l, const char *editor, char no[24]);
/* All that agent1 took down, drawn for inspection. Caller frees. */
json *life_draw(struct life *l, const char *trainer);

/* How many tickets that wait to be dispatched have this title. */
int life_count(struct life *l, const char *title);

#endif
