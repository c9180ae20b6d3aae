/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_internal.h -- what the files of work share; nobody else.
 *
 * An op is one request on behalf of a verb: its answer goes to `apply` (which puts it into the
 * model), then to whoever asked. A saver brings the draft of one form to the server. Both are
 * lists of work, because a logout ends them all.
 */
#ifndef CLIENT_WORK_INTERNAL_H
#define CLIENT_WORK_INTERNAL_H

#include "client/net/state.h"
#include "client/net/verifier.h"
#include "client/net/work.h"
#include "hotline/ids.h"

struct op;
/* `answer` is any, also a failure. Returns what changed in the model. */
typedef unsigned op_apply(struct work *w, struct op *op, const struct net_answer *answer);

enum { OP_QUIET = 1 };          /* a failure that nobody asked about is not said */
struct op {
	struct op *prev, *next;
	struct work *work;
	op_apply *apply;        /* NULL: nothing to put anywhere */
	net_done done;
	void *arg;
	unsigned flags;
	/* For apply: */
	char *name, *text;
	int n;
	uint64_t number;
	bool more;
	uint64_t request;
	struct op *after;       /* is sent when this one is answered; NULL: none */
};

struct saver {
	struct saver *prev, *next;
	char *contact;
	int n;
	int64_t due;            /* monotonic ms; 0: nothing to save */
	int tries;
	uint64_t request;       /* in flight */
	uint64_t edits;         /* that are in the request */
	json *sent;             /* the fields that are in the request */
	int64_t told;           /* a revision that an event told of while the request was in flight */
};

/* Who wants to hear what became of an item of the outbox. */
struct waiter {
	struct waiter *prev, *next;
	char key[40];
	net_done done;
	void *arg;
};

/* A transfer that waits for its drafts. */
struct handover {
	struct handover *prev, *next;
	char *contact;
	json *body;
	int64_t until;          /* monotonic ms */
	struct op *op;
};

struct work {
	struct work_hooks hooks;
	char *state_dir;
	char *realm;                    /* of a training session; NULL: the city */
	struct model *model;
	struct net *net;
	struct stream *stream;
	struct session *session;
	char *expired;                  /* what an answer said of its end */
	int64_t expired_due;            /* monotonic ms: the stream says why until then; 0: it is not over */
	net_done login_done;            /* of the login under way */
	void *login_arg;
	struct verifier *verifier;      /* of this user's password; NULL before the first login */
	struct {
		net_done done;
		void *arg;
		bool here;              /* to be compared here as soon as the key is derived */
	} unlock;
	bool was_in;                    /* a session was there and has not been given up */
	struct op *ops;
	/* From the first login to the logout: */
	bool open;
	struct state state;
	struct seal_key *key;
	struct journal *journal;        /* NULL: the disk takes nothing */
	struct outbox *outbox;
	bool outbox_in_memory;          /* it has no file */
	int64_t reopen_due;             /* the disk took nothing: when it is tried again; 0: it does */
	char not_kept[768];     /* why there is no journal at all, in a sentence */
	bool journal_failing, journal_behind;   /* it refuses; it had not kept all yet when it was looked at */
	uint64_t told;                  /* events, and answers about presence: what is older is late */
	uint64_t training_asked;                /* reads of sessions so far */
	uint64_t parts_asked;           /* reads of tickets' histories and deadlines so far */
	bool stranger_told;             /* that what answers is not our server, since it last was */
	char elsewhere[20];             /* the other seat of this user that was told of last */
	bool ready_wanted;              /* asked for before the event stream was open */
	struct saver *savers;
	struct waiter *waiters;
	struct handover *handovers;
	/* Searching as it is typed: */
	char *search, *search_near;     /* still to be sent; the category that weighs, NULL: none */
	int64_t search_due;
	int searching;
	/* Lists and tickets that an event told to be old: */
	int64_t reload_due;             /* 0: none */
};

/* work.c */
void work_changed(struct work *w, unsigned what);
__attribute__((format(printf, 3, 4)))
void work_say(struct work *w, enum work_tone tone, const char *fmt, ...);
/* A new op; the caller fills in what apply needs. */
struct op *op_new(struct work *w, op_apply *apply, net_done done, void *arg);
/*
 * Sends it. `body` is taken. A key is made when `keyed`. Returns the id of the request, 0:
 * refused.
 */
uint64_t op_send(struct op *op, const char *method, const char *path, json *body, bool keyed, int64_t retry_ms);
/* The same for a request of one's own making; done and arg are filled in. */
uint64_t op_request(struct op *op, struct net_request *r);
uint64_t op_get(struct op *op, const char *path);
/* Ends an op that was not sent, with a failure. */
void op_fail(struct op *op, const char *sentence);
/* Gives a request up: neither apply nor done is called. */
void op_cancel(struct work *w, uint64_t request);
void ops_clear(struct work *w);
/* "/contacts/", encoded id, "/answer" … Caller frees. */
char *work_path(const char *before, const char *part, const char *after);

/* work_state.c */
bool work_open_user(struct work *w, struct error *err);
void work_close_user(struct work *w);
void work_reopen_turn(struct work *w);

/* work_session.c */
void work_on_session(void *arg, enum session_state s, const char *sentence);
void work_fetch_city(struct work *w);
/* GET /me, quietly. */
void work_ask_me(struct work *w);
/* The event stream is open: what waited for it. */
void work_on_hello(struct work *w);

/* work_password.c */
void work_try_password(struct work *w, const char *password);   /* to be accepted when the server says that it is right */
void work_forget_password(struct work *w);
void work_unlock_turn(struct work *w);

/* work_train.c */
void work_follow_training(struct work *w, const json *data);

/* work_inspect.c */
void work_follow_inspection(struct work *w, const json *data);
/* What became of this agent's work while nobody was there to hear of it. */
void work_ask_inspections(struct work *w);

/* work_events.c */
void work_on_event(void *arg, const char *name, const json *data);
void work_on_reset(void *arg);
void work_reload_turn(struct work *w);
void work_reload_later(struct work *w);

/* work_draft.c */
void savers_turn(struct work *w);
void savers_clear(struct work *w);
int64_t savers_due(const struct work *w);       /* monotonic ms; -1: nothing */
bool savers_are_idle(const struct work *w);
bool savers_are_done(const struct work *w, const char *contact);        /* of one contact */
void work_recover(struct work *w, const struct journal_forms *found);
/* Everything that is open, as it is now: of a journal that begins late. */
void work_journal_all(struct work *w);
/* Fetches drafts that the server has of a contact of mine and this program has not. */
void work_fetch_drafts(struct work *w);
/* The forms of a contact that is not mine any more: the server has them, so they go here. */
void work_forget_drafts(struct work *w, const char *contact);
/* The call went to somebody else: what is not saved yet is sent at once, then all of it is forgotten. */
void work_hand_drafts(struct work *w, const char *contact);
void work_take_drafts(struct work *w, const char *contact);     /* it came back */
/* The server has this revision of a form: it is fetched, unless it is what this program is sending. */
void work_draft_told(struct work *w, const char *contact, int n, int64_t revision);
void work_save_later(struct work *w, const char *contact, int n, int64_t ms);

/* work_submit.c */
void work_on_outbox(void *arg, const struct outbox_item *item, const struct net_answer *answer);
/* Forms that an earlier run submitted are on their way, or were refused. */
void work_recover_outbox(struct work *w);
/* Those that were refused because their form was an old one, when another one is here. */
void work_refit_forms(struct work *w);
void waiters_clear(struct work *w);
void work_wait_for(struct work *w, const char *key, net_done done, void *arg);
void work_add_members(json *body, json *more);          /* takes `more` */

/* work_library.c */
void search_turn(struct work *w);
/* work_contact.c */
void handovers_turn(struct work *w);
void handovers_clear(struct work *w);
int64_t handovers_due(const struct work *w);    /* monotonic ms; -1: nothing */
unsigned apply_contact_answer(struct work *w, struct op *op, const struct net_answer *a);

#endif
