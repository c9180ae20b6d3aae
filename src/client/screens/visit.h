/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit.h -- between the files of the return visit.
 *
 * A visit is of one citizen: the ticket that was opened, the other tickets of the same call, and for each ticket the
 * callers who joined it. One ticket and one caller of it are in hand at a time; what is typed for each is kept in the
 * journal under a name of its own until it is recorded.
 */
#ifndef CLIENT_SCREENS_VISIT_H
#define CLIENT_SCREENS_VISIT_H

#include "client/screens/screens.h"
#include "client/ui/formview.h"

enum { KEPT_NAME = 80, VISIT_CALLERS_MOST = 60, VISIT_REQUESTS_MOST = 20 };

/* Whom to ask about the ticket in hand. */
struct visit_caller {
	char *contact;          /* NULL: the ticket's own caller, whose contact is unknown */
	char *label;
	instant due;            /* INSTANT_NONE: need not be phoned */
	int unreached;
	bool own;
};

/* What follows when the answers are recorded. */
enum visit_end { VISIT_RECORD, VISIT_REHANDLE, VISIT_CLOSE };

struct visit {
	struct app *app;
	char requests[VISIT_REQUESTS_MOST][24];         /* numbers of the tickets of this call that wait for a visit */
	size_t request_count, request;
	char kept[KEPT_NAME];         /* the journal's name of what is typed for whom is in hand */
	char decided[KEPT_NAME];        /* that of what becomes of the ticket, were it refused */
	struct formview form;
	struct choices whom;
	struct visit_caller callers[VISIT_CALLERS_MOST];
	size_t caller_count, caller;
	char *number;           /* revealed; NULL: masked still */
	char *sentence;         /* what came of the last step, or why it is refused */
	enum look look;         /* of the sentence */
	enum visit_end end;
	int top;                /* first line shown of what was asked and answered */
	int tries;              /* claims on versions that were overtaken */
	int64_t claimed_at;     /* monotonic; 0: not claimed */
	int64_t keyed_at;       /* the last key */
	bool done;              /* nothing is in hand any more */
	bool sent, changed;     /* a move is on its way; answers differ from what is recorded */
	bool unclaimed;         /* the line failed first: claimed when it is back */
	bool claiming, record_waits;    /* the ticket or its claim is on its way; what is to be recorded waits for it */
	struct app_timer renew;
};

/* visit.c */
const char *visit_no(const struct visit *v);
const struct model_ticket *visit_ticket(const struct visit *v);         /* NULL: not there yet */
const struct visit_caller *visit_caller(const struct visit *v);         /* NULL: none */
/* Its own caller answered that it is not solved, and nothing was done about it. */
bool visit_is_undecided(const struct visit *v);
void visit_say(struct visit *v, enum look look, const char *sentence);
/* Why what was sent was refused, and what is wrong in it. */
void visit_mark_refused(struct visit *v, const char *sentence, const struct problem *p);
void visit_leave_request(struct visit *v);      /* what is in hand is done: the next one, or the screen closes */

/* visit_form.c: the questions */
void visit_form_init(struct visit *v);
void visit_form_release(struct visit *v);
void visit_describe(struct visit *v);
/* The callers of the ticket in hand, and the one to be phoned first is taken in hand. */
void visit_read_callers(struct visit *v);
void visit_take_caller(struct visit *v, size_t i);
void visit_free_callers(struct visit *v);
bool visit_check(struct visit *v);              /* false: what is missing is marked */
json *visit_body(const struct visit *v);
void visit_forget_kept(struct visit *v);
void visit_keep(struct visit *v);
json *visit_texts(const struct visit *v);      /* of what is answered. Caller frees */
bool visit_answered(const struct visit *v, const char *key, const char *value);

/* visit_draw.c */
void visit_draw(struct app *app, void *state, struct canvas *c, struct rect r);
/* What the answers will lead to, in a sentence. */
void visit_foresee(const struct visit *v, struct buf *out);

#endif
