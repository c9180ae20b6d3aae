/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.h -- the verbs of the workstation: all that a screen can ask for.
 *
 * A screen draws from the model (work_model()) and calls a verb when the user acts. No verb
 * blocks. What came of it arrives in three ways:
 *	- the model changes, and hooks.changed() gets the mask of what did (MODEL_… bits);
 *	- `done` (when given) gets the answer, success or not: to go on with the next step, or
 *	  to put a refusal beside its field. The sentence of a failure is ready to be shown;
 *	- without `done`, hooks.say() gets the sentence of a failure.
 * A screen that closes calls work_forget(w, arg), then none of its callbacks will be called.
 *
 * The loop (app.c), each turn:
 *	work_turn(w);
 *	draw;
 *	work_wait(w, fds, n, min(work_timeout(w), own));
 *
 * Typing: each change of a field is work_edit(w, contact, n, pointer, value): the model, the
 * journal on disk and, within a second, the draft at the server follow. A submission is
 * work_submit(): from then on it cannot be lost; its state is in the draft (DRAFT_QUEUED,
 * ACCEPTED with `no`, REFUSED with problems) and in the outbox.
 */
#ifndef CLIENT_WORK_H
#define CLIENT_WORK_H

#include "client/model/model.h"
#include "client/net/journal.h"
#include "client/net/net.h"
#include "client/net/outbox.h"
#include "client/net/session.h"
#include "client/net/stream.h"

enum work_tone { WORK_SAYS, WORK_WARNS, WORK_FAILED };

struct work_hooks {
	void (*changed)(void *arg, unsigned what);
	void (*say)(void *arg, enum work_tone tone, const char *sentence);
	/*
	 * The session ran out: show the login over what is there; work_login() with the same
	 * user goes on.
	 */
	void (*login_needed)(void *arg, const char *sentence);
	/* Somebody else wrote this draft: ask, then work_draft_keep(). */
	void (*conflict)(void *arg, const char *contact, int n);
	void *arg;
};
struct work_options {
	const char *server, *ca;        /* ca NULL: the system's certificates */
	const char *state_dir;          /* NULL: $XDG_STATE_HOME/hotline */
	const char *language;           /* "zh-CN", "en" */
};

struct work;
struct work *work_new(const struct work_options *options, const struct work_hooks *hooks, struct error *err);
/* Flushes the journal (at most 2 s). */
void work_free(struct work *w);
void work_turn(struct work *w);
struct pollfd;
int work_wait(struct work *w, struct pollfd *fds, unsigned count, int ms);      /* net_wait() */
int work_timeout(const struct work *w);         /* ms; -1: none */
unsigned work_descriptors(const struct work *w, struct pollfd *fds, unsigned most);     /* net_descriptors() */

const struct model *work_model(const struct work *w);
const struct link *work_link(const struct work *w);
const struct outbox *work_outbox(const struct work *w);         /* NULL before login */
void work_journal(const struct work *w, struct journal_state *state);   /* zeroes before login */
enum session_state work_session(const struct work *w);
/* Nothing in flight and nothing due now: what `:wait-idle` of a key file waits for. */
bool work_is_idle(const struct work *w);

/* Callbacks of this arg will not be called any more. */
void work_forget(struct work *w, const void *arg);
/* No callback of any verb will be called any more: all screens are left. */
void work_forget_all(struct work *w);

/*
 * ---- Who sits here. `password` is wiped. After success city, contacts, drafts, stream start
 * by themselves. ----
 */
bool work_login(struct work *w, const char *user, char *password, net_done done, void *arg, struct error *err);
void work_logout(struct work *w, net_done done, void *arg);
/* Both passwords are wiped. */
void work_change_password(struct work *w, char *old, char *new, net_done done, void *arg);
/*
 * Is this the user's password? 204 when it is, 403, 429 (wait). Not sent again; wiped. When the server cannot be
 * reached it is compared here, with the password that the server took last: then also 423, only the server can tell.
 */
void work_unlock(struct work *w, char *password, net_done done, void *arg);
void work_set_presence(struct work *w, enum presence state, const char *reason, net_done done, void *arg);
void work_hurry(struct work *w);                /* connect and send now, not at the next retry */

/*
 * ---- Training. Its realm has a work of its own, beside the city's, with local state under its own name. ----
 */
/* Instead of a login: `who` goes into the realm with the answer of POST /training/sessions/{id}/join. False with err. */
bool work_enter_realm(struct work *w, const struct model_me *who, const json *pass, struct error *err);
const char *work_realm(const struct work *w);           /* the session's id; NULL: the city */
/* The session is over: before work_free(), throws its local state away. */
void work_end_realm(struct work *w);
/* The session into model_training(), where events keep it up to date. */
void work_training_get(struct work *w, const char *id, net_done done, void *arg);
/* Says something to the caller of that contact; what comes back is in the session's turns. */
void work_training_ask(struct work *w, const char *id, const char *contact, const char *text, net_done done, void *arg);

/* ---- The call. ---- */
void work_answer(struct work *w, const char *contact, net_done done, void *arg);
void work_decline(struct work *w, const char *contact, net_done done, void *arg);
void work_hold(struct work *w, const char *contact, net_done done, void *arg);
void work_resume(struct work *w, const char *contact, net_done done, void *arg);
void work_hang_up(struct work *w, const char *contact, net_done done, void *arg);
/* Asked for, and not known to be done. */
bool work_is_hanging_up(const struct work *w, const char *contact);
/* Waits for the hang-up, if that is under way. */
void work_wrap_up_done(struct work *w, const char *contact, net_done done, void *arg);
void work_call_back(struct work *w, const char *contact, net_done done, void *arg);
/* One of user (name or id) and skill. */
void work_transfer_contact(struct work *w, const char *contact, const char *user, const char *skill,
			   net_done done, void *arg);
void work_conference(struct work *w, const char *contact, const char *user, net_done done, void *arg);
/* A supervisor's: verb "take", "give", "observe"; body is taken. */
void work_supervise_contact(struct work *w, const char *contact, const char *verb, json *body,
			    net_done done, void *arg);
/*
 * Contacts into the model: "state=call_back", "state=talking" … At login call-backs come by
 * themselves.
 */
void work_contacts(struct work *w, const char *query, net_done done, void *arg);
/* The contact's own number is looked up; the answer is in model_contact.caller_history. */
void work_lookup_caller(struct work *w, const char *contact, const char *number, net_done done, void *arg);

/* ---- The form. `value` is taken; NULL clears the field. ---- */
void work_edit(struct work *w, const char *contact, int n, const char *pointer, json *value);
void work_edit_text(struct work *w, const char *contact, int n, const char *pointer, const char *text);
/*
 * Reads the server's draft (when a contact was transferred to me); done when it is in the
 * model.
 */
void work_draft_get(struct work *w, const char *contact, int n, net_done done, void *arg);
/* Sends what is unsaved now, without waiting for the second. */
void work_draft_put(struct work *w, const char *contact, int n);
/*
 * Ends a conflict: with mine the server's draft is overwritten, else mine is. Of a form that is a ticket by now what is
 * here is forgotten either way: the screen has made a note of it before.
 */
void work_draft_keep(struct work *w, const char *contact, int n, bool mine);
/* Throws a form away, here and in the journal; the server's draft stays. */
void work_draft_drop(struct work *w, const char *contact, int n);
/* Every form that is picked. */
void work_drop_drafts(struct work *w, bool (*picks)(const struct model_draft *d, const char *of), const char *of);
/*
 * What is asked for beside the form when it is sent, such as the reason for declining it, is kept by the journal under
 * this name and the form's number until the form is sent or thrown away.
 */
enum { ASKED_NAME = 80 };
const char *work_asked_name(char name[ASKED_NAME], const char *contact);
/* The user was told that the form is from an earlier run. */
void work_draft_recovery_told(struct work *w, const char *contact, int n);
/* The form was to be sent and is not right yet, or is right now. */
void work_draft_demand(struct work *w, const char *contact, int n, bool demanded);
/* The smallest number that no draft of the contact has: for one more request in the call. */
int work_draft_next(const struct work *w, const char *contact);
void work_preview(struct work *w, const char *contact, int n, net_done done, void *arg);
void work_advice(struct work *w, const char *contact, int n, net_done done, void *arg);

/*
 * Into the outbox, then to POST /tickets: action "submit", "answer", "transfer", "decline",
 * "void"; `more` (taken, may be NULL) are its other members: article, reason, legal_path, to,
 * linked, origin. A refused form is submitted again under its key. False with err: nothing was
 * queued.
 */
bool work_submit(struct work *w, const char *contact, int n, const char *action, json *more, struct error *err);

/*
 * ---- Tickets. `query` is a query string without limit and cursor: "state=pending&grade=I".
 * ----
 */
void work_list(struct work *w, const char *name, const char *query, net_done done, void *arg);
void work_list_more(struct work *w, const char *name, net_done done, void *arg);
void work_list_close(struct work *w, const char *name);
/* The ticket, and with `history` its history and deadline too. */
void work_ticket(struct work *w, const char *no, bool history, net_done done, void *arg);
/*
 * All three; `done` gets the answer of each, as many times as there are parts, in any order; of one that cannot be sent
 * a failure, before this returns.
 */
enum { WORK_TICKET_PARTS = 3 };
void work_ticket_whole(struct work *w, const char *no, net_done done, void *arg);
/*
 * A move, through the outbox with If-Match of the version that is in the model; `body` (taken,
 * may be NULL) without `action`. `done` gets the answer while this program runs (after a
 * restart it is only in the outbox). 412: the newer ticket is already being fetched. False with
 * err: nothing was queued.
 */
bool work_ticket_action(struct work *w, const char *no, const char *action, json *body,
			net_done done, void *arg, struct error *err);
/*
 * Moves that are one decision, two at most: both are kept before the first is sent, and the second goes only when the
 * first was accepted. Each has its own `done`; that of the second is not called when the first is refused. Bodies and
 * texts are taken.
 */
struct work_move {
	const char *action;
	json *body;
	net_done done;
	const char *form;       /* the journal's name of the form that it comes back to when refused; NULL: none */
	json *typed;            /* the texts of that form by their keys; NULL: none */
	const char *instead;    /* the key of a refused move that it stands for: that one goes; NULL: none */
};
bool work_ticket_moves(struct work *w, const char *no, const struct work_move *moves, size_t count, void *arg,
		       struct error *err);
/*
 * The refused move that the text of this form stands for; while nothing is typed there, the one that was refused last.
 * NULL: none.
 */
enum { KEPT_N = 1 };    /* the draft's number of such a form */
const struct outbox_item *work_refused(const struct work *w, const char *form);
/* The same, and what was typed for it is in the form's draft. */
const struct outbox_item *work_take_back(struct work *w, const char *form);
/* What is in the form's draft stands for the move of this form that was refused last. */
void work_stand_for_refused(struct work *w, const char *form);
/* Takes the ticket for this user, or gives it free again: now or not at all, never from the outbox. */
void work_claim(struct work *w, const char *no, bool take, net_done done, void *arg);
/* Full numbers, into the audit chain: for the answer only, the model keeps the masked ones. `contact`: of a caller who
 * joined, NULL: the ticket's own. */
void work_reveal(struct work *w, const char *no, const char *contact, const char *reason, net_done done, void *arg);
/*
 * Gives up a refused or waiting item of the outbox; a form's draft becomes DRAFT_TYPED again.
 */
bool work_outbox_discard(struct work *w, const char *key, struct error *err);
/* A form that was refused, because somebody else has its call, as one more form of that call; it is gone here then. */
void work_hand_form(struct work *w, const char *contact, int n, net_done done, void *arg);
/* A form that was refused is not wanted any more. */
void work_forget_refused(struct work *w, const char *contact, int n);
/* The user wants an item sent that is too old to be sent without asking. */
void work_outbox_allow(struct work *w, const char *key);

/* ---- Knowledge, notices, seats, reports. ---- */
/* As it is typed, at most every 120 ms; an older answer never overwrites a newer query. */
/* `near`: asked by a form as it is filled, of this category, which weighs, or "": of none yet; NULL: the user asks. */
void work_knowledge_search(struct work *w, const char *query, const char *near);
void work_knowledge_get(struct work *w, const char *id, net_done done, void *arg);
void work_knowledge_correct(struct work *w, const char *id, json *body, net_done done, void *arg);
void work_notices(struct work *w, net_done done, void *arg);
void work_seats(struct work *w, net_done done, void *arg);
/* Communities of a street, into model_communities(); nothing is asked when they are there. */
void work_communities(struct work *w, const char *street, net_done done, void *arg);

/*
 * ---- For what has no verb of its own (reports, editing, training, audit). `path` is encoded;
 * body is taken. ----
 */
void work_get(struct work *w, const char *path, net_done done, void *arg);
/* As another type, "text/csv": the answer is in net_answer.text. */
void work_get_as(struct work *w, const char *path, const char *type, net_done done, void *arg);
/* POST with a new Idempotency-Key, PUT or DELETE. */
void work_send(struct work *w, const char *method, const char *path, json *body, net_done done, void *arg);
/* A POST of what was seen at that version: 412 when it is another by now. */
void work_move(struct work *w, const char *path, int64_t version, json *body, net_done done, void *arg);

#endif
