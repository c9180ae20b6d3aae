/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fixture.h -- a real hotlined on loopback for a test: certificate, store, the demo city, users, in
 * a directory of its own. Whatever cannot be set up ends the test program with a sentence.
 */
#ifndef TESTS_SERVER_FIXTURE_H
#define TESTS_SERVER_FIXTURE_H

#include <stdbool.h>
#include <sys/types.h>

#include "hotline/buf.h"
#include "hotline/json.h"

#define PASSWORD "correct horse 1"

struct fixture {
	char dir[64];
	char *config, *certificate, *store, *clock, *log;
	char gateway[64];               /* a machine's token */
	pid_t pid;
	int port;
};

/* Users: agent1 agent2 dispatcher1 dispatcher2 supervisor1 ops1 editor1 trainer1 trainer2 trainee1 trainee2
 * trainee3 visitor1 visitor2 unit1 (of the
 * street S110105026) unit2 (of the company C001) unit3 (of the district D110105) unit4 (of the grid G110105026034, below
 * unit1's street), all with PASSWORD. */
void fixture_make(struct fixture *f);
void fixture_free(struct fixture *f);           /* kills what runs, removes the directory */
void fixture_start(struct fixture *f);          /* waits for "ready" */
bool fixture_try_start(struct fixture *f);      /* false: it ended before */
/* Started again it comes back on the same port. */
void fixture_keep_port(struct fixture *f);
/* The exit status, or -signal. */
int fixture_end(struct fixture *f, int signal);
/* The test clock: seconds ahead. A running server follows it when this returns. */
void fixture_clock(struct fixture *f, double seconds);
/* The log so far. Caller frees. */
char *fixture_log(struct fixture *f);

struct answer {
	int status;                     /* 0: no answer */
	struct buf head, body;
	json *json;                     /* NULL when the body is no JSON */
};
void answer_release(struct answer *a);
/* A header of the answer, "" when absent; valid till the next call. */
const char *answer_header(const struct answer *a, const char *name);

/* `headers`: lines without line end, NULL-terminated array or NULL; `body` NULL: none. */
void fixture_request(struct fixture *f, const char *method, const char *path, const char *token,
		     const char *body, const char *const *headers, struct answer *a);
/* As above with an Idempotency-Key. */
void fixture_post(struct fixture *f, const char *path, const char *token, const char *key,
		  const char *body, struct answer *a);
/* Until the list at `path` has items, 20 s at most: the server says ready before a large city's texts are all read in. */
void fixture_wait_for_items(struct fixture *f, const char *path, const char *token);
/* A token; ends the program when the login is refused. Caller frees. */
char *fixture_login(struct fixture *f, const char *username);

/* A TLS connection without any HTTP library: sends bytes, reads until the peer closes or `ms` are
 * over. */
void fixture_raw(struct fixture *f, const void *bytes, size_t len, int ms, struct buf *answer);

/* An event stream being read on a thread of its own. */
struct stream;
struct stream *stream_open(struct fixture *f, const char *token, const char *last_id);
/* The next event (or comment, name ":") within ms: false when none came. Strings live till the next
 * call. */
struct stream_event { char name[40], id[40]; json *data; };
bool stream_next(struct stream *s, struct stream_event *e, int ms);
/* Skips others until one of that name comes. */
bool stream_wait(struct stream *s, const char *name, struct stream_event *e, int ms);
/* True when the server has ended it within ms. */
bool stream_ended(struct stream *s, int ms);
void stream_close(struct stream *s);

#endif
