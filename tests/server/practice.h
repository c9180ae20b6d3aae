/* SPDX-License-Identifier: GPL-3.0-or-later */
/* practice.h -- practised calls on the fixture's server, for tests: scenarios of our own, seats, what is said. */
#ifndef TESTS_PRACTICE_H
#define TESTS_PRACTICE_H

#include "tests/server/life.h"

/* A trainee's practice of one call. */
#define OWN_PRACTICE "{\"mode\":\"practice\",\"scenario\":\"fixture\"}"

/* Words that stand in the scenario "fixture" (and what comes of it) and nowhere else. */
#define PRACTICE_NAME "麒麟练习人"
#define PRACTICE_NUMBER "13900007788"
#define PRACTICE_PLACE "獬豸演练苑9号楼"
#define PRACTICE_WORD "貔貅管道"

/*
 * Before the server is started: the scenarios "fixture", "fixture-two" and "fixture-cite", where an article is to be
 * cited, are in the store.
 */
void practice_scenarios(struct fixture *f);
/* A server with those scenarios, started, and everybody of life.h logged in. */
void practice_stage(struct fixture *f, struct life *l);
/* The same code with another content, as an import would leave it. */
void practice_change(struct fixture *f);

/* A trainee's seat in a session. */
struct seat {
	char *city;             /* token of the login */
	char token[64];         /* of the realm */
	char id[40];            /* of the session */
	char contact[40];
	struct stream *stream;
};
/* POST /training/sessions by that token. Caller frees. */
json *practice_start(struct life *l, const char *token, const char *body, int status);
/* Joins with the login `city` (kept) and opens the stream; nothing rings before it is ready. */
void seat_join(struct life *l, struct seat *s, const char *city, const char *id);
void seat_ready(struct life *l, struct seat *s);
/* Both. */
void seat_open(struct life *l, struct seat *s, const char *city, const char *id);
/* The same in a session, or in the first of a class, that `leader` begins; its first call is answered. */
void seat_begin(struct life *l, struct seat *s, const char *leader, const char *body, const char *city);
void seat_close(struct seat *s);
void seat_end(struct life *l, struct seat *s, const char *leader);      /* the session ends, too */
void seat_wait_call(struct seat *s);                    /* rings */
void seat_answer(struct life *l, struct seat *s);       /* waits for it and answers */
/* What is said to it. Caller frees. */
json *seat_ask(struct life *l, struct seat *s, const char *text, int status);
/* The text of the turn from the end (0: the last) of that speaker, "" when there is none; lives as long as `answer`. */
const char *turn_text(const json *turns, const char *by, size_t from_end);
void seat_verb(struct life *l, struct seat *s, const char *verb, int status);
/* The form of draft 1 is kept; and submitted. Caller frees the ticket. */
void seat_draft(struct life *l, struct seat *s, const char *title);
json *seat_submit(struct life *l, struct seat *s, const char *title);
/* GET /training/sessions/{id}. Caller frees. */
json *practice_get(struct life *l, const char *id, const char *token, int status);
/* POST …/{id}/VERB. Caller frees. */
json *practice_post(struct life *l, const char *id, const char *verb, const char *token, const char *body, int status);

#endif
