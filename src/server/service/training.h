/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training.h -- practised calls: sessions that are realms of their own, their callers, turns, scores.
 *
 * The id of a session is the realm of every contact, draft and ticket of it, so that whatever names its realm can never
 * meet the city's. A trainee joins by a token of that realm and works by the ordinary routes; what trainees and
 * trainers do to the session itself goes by their own token of the city, and is the `training` tables' alone. Every
 * function that writes runs on the writer thread; `w` is the city's unless it says otherwise.
 */
#ifndef SERVER_TRAINING_H
#define SERVER_TRAINING_H

#include "hotline/scenario.h"
#include "server/service/contact.h"

/* A storm of more calls than a few is big: while it runs the calls in hand and the latest words are shown, and its score
 * is by faults, not call by call. */
enum { TRAINING_CALLS_MOST = 5000, TRAINING_SEATS_MOST = 100, TRAINING_CALLS_FEW = 200, TRAINING_TURNS_SHOWN = 400 };

struct training {
	char id[40], class[40], name[244], mode[12], state[12], trainer[40];
	int64_t seed;
	instant created_at, started_at, ended_at, ends_at, limit_ms, paused_at, paused_ms;      /* 0: not yet, none */
	int64_t tenths;         /* the score's total; -1: none, or not known by itself */
	json *score;            /* training_need_score(); NULL: not yet, or not read. Saved when it is there. */
};
void training_release(struct training *t);
/* Whoever may know of it: a trainer, or one of its trainees. ERROR_NOT_FOUND otherwise. */
bool training_load(struct work *w, const struct user *u, const char *id, struct training *t, struct error *err);
/* The same for the server itself. */
bool training_find(struct db *db, const char *id, struct training *t, struct error *err);
/* Reads the score, which may be large, where it is needed. False: there is none. */
bool training_need_score(struct db *db, struct training *t);
bool training_save(struct work *w, const struct training *t, struct error *err);
bool training_is_trainer(const struct user *u);
bool training_is_big(struct db *db, const struct training *t);

/* training_read.c: API shapes. NULL: err. Caller frees. */
json *training_show(struct work *w, const struct user *u, const struct training *t, struct error *err);
typedef const char *query_getter(void *arg, const char *name);
json *training_list(struct work *w, const struct user *u, query_getter *get, void *arg, int limit, struct error *err);
/* training_timeline.c: what happened, in order: turns, forms, tickets; the latest, or with `cursor` those before them, with
 * `contact_id` of one call. A trainee's after the end only. */
json *training_timeline(struct work *w, const struct user *u, const struct training *t, query_getter *get, void *arg,
			struct error *err);
/* Who has the role, by name. */
json *training_trainees(struct work *w, struct error *err);
json *training_scenarios(struct work *w, const struct user *u, struct error *err);
json *training_scenario_show(struct work *w, const char *code, struct error *err);

/* training_start.c: POST /training/sessions. NULL: err, or problems. {session}, or {class, mode, items}. */
json *training_start(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		     struct error *err);
/* A call that is going to be: the scenario as it is now is kept for the session. */
bool training_add_call(struct work *w, const char *training, int n, const struct scenario *s, int64_t seed,
		       int64_t wait_ms, struct error *err);
/* The current scenario of that code. NULL: err. Caller frees. */
struct scenario *training_current_scenario(struct db *db, const char *code, struct error *err);
/* A scenario as a session began with it. NULL: err. Caller frees. */
struct scenario *training_kept_scenario(struct db *db, const char *version, struct error *err);
/* training_replay.c: a scenario of a real ticket, with invented people. NULL: err. Caller frees. */
struct scenario *training_of_ticket(struct work *w, const struct user *by, const char *no, uint64_t seed,
				    struct error *err);
/* Closed tickets that may be played again, the latest first, by titles without people. NULL: err. Caller frees. */
json *training_tickets(struct work *w, int limit, struct error *err);
/* training_storm.c: when the calls of a storm come, in milliseconds after its start, ascending; the city's curve `code`
 * played in `seconds`. False: problems. */
bool training_arrivals(const struct city *city, const json *arrivals, uint64_t seed, int64_t *wait_ms, size_t *count,
		       struct form_problems *problems);

/* training_join.c: a token of the realm, and its first call rings once the seat is ready. Again: resumes. NULL: err. */
json *training_join(struct work *w, const struct user *u, struct training *t, struct error *err);
/* The tokens of the realm end, of one account or (NULL) of all. */
bool training_end_tokens(struct work *w, const struct training *t, const char *account, struct error *err);
/* Closes the streams of tokens that have ended; after the commit, on the writer thread. */
void training_close_ended(struct server *s);

/* A trainee ends the own session, not that of a team. */
bool training_may_end(struct work *w, const struct user *u, const struct training *t, struct error *err);
/* training_end.c: ends it: tokens, calls, clocks; scores it. */
bool training_end(struct work *w, struct training *t, struct error *err);

/* training_team.c: a storm, where a team has one queue. */
bool training_is_team(const struct training *t);
/* Whose calls alone this reader sees; NULL: all. */
const char *training_own(const struct training *t, const struct user *u);
/* {total, came, answered, waiting, lost, oldest_at, longest_s}. Caller frees. */
json *training_queue(struct work *w, const struct training *t);
/* Each seat with its state, its call and how it did. Caller frees. */
json *training_seats(struct work *w, const struct training *t, const char *own);
/* The calls of that account in a storm's score; NULL: none. Caller frees. */
json *training_own_score(const json *score, const char *own);

/* training_call.c: one call of a session, as a row. */
struct training_call {
	int n;
	char scenario[64], version[20], title[160], title_en[160], contact[40], account[40];
	int64_t seed, wait_ms;
	instant due_at, came_at, answered_at, ended_at, done_at, paused_ms, next_at;
	instant rang_at;        /* where it was answered first: in a storm later than it came; 0: not answered */
	int hung_up;
	json *marks, *score;    /* score NULL: none yet */
};
#define TRAINING_CALL_COLUMNS \
	"n, scenario, version, title, contact, account, seed, wait_ms, due_at, came_at, answered_at, ended_at, done_at, " \
	"paused_ms, next_at, hung_up, marks, score, title_en, rang_at "
void training_call_read_row(struct query *q, struct training_call *c);
void training_call_release(struct training_call *c);
bool training_call_load(struct db *db, const char *training, int n, struct training_call *c, struct error *err);
/* ERROR_NOT_FOUND: no call of this session has that contact. */
bool training_call_of(struct db *db, const char *training, const char *contact, struct training_call *c,
		      struct error *err);
bool training_call_save(struct work *w, const char *training, const struct training_call *c, struct error *err);
/* The call that goes on, of this account (NULL: anybody's); the last one when none does. */
bool training_call_now(struct db *db, const char *training, const char *account, struct training_call *c,
		       struct error *err);
/* Whole seconds that the caller has been on the line, without pauses; -1: not answered yet. */
int training_second(const struct training *t, const struct training_call *c, instant at);

/* training_turn.c: what was said and done, numbered. */
struct training_turn {
	const char *contact;    /* NULL: of the session */
	int second;             /* -1: none */
	const char *speaker, *kind, *text;
	const char *facts, *account;    /* may be NULL */
	int64_t about;          /* 0: no turn */
};
/* Stores and tells: the seat, unless it is a comment, and who leads the session. `shown` (may be NULL) gets it appended as
 * the trainee sees it. */
bool training_say(struct work *w, const struct training *t, const struct training_turn *turn, json *shown,
		  struct error *err);
/* Something was looked up in that realm; kept a moment later. Any thread. */
void training_searched(struct server *s, const char *realm, const char *account, const char *words);
/* As the API shows it; NULL: this reader does not see it. Columns TRAINING_TURN_COLUMNS. */
#define TRAINING_TURN_COLUMNS "seq, contact, at, second, speaker, kind, text, facts, account, about "
/* Of session ?1 those of account ?2. */
#define TRAINING_OWN_CONTACTS "(SELECT contact FROM training_call WHERE training = ?1 AND account = ?2)"
json *training_turn_row(struct query *q, bool trainer, bool over);
/* own: what is of no call, and that account's calls; NULL: all. */
json *training_turns(struct work *w, const struct training *t, bool trainer, const char *own, struct error *err);
/* training.updated {id, class, state} to whoever is concerned. */
bool training_tell(struct work *w, const struct training *t, struct error *err);
/* The same with judged: a trainer changed the score, or said something about it. */
bool training_tell_judged(struct work *w, const struct training *t, struct error *err);
/* To one seat (account) or all seats of the realm (NULL). Takes data. */
bool training_tell_seat(struct work *w, const struct training *t, const char *account, const char *name, json *data,
			struct error *err);
bool training_tell_trainer(struct work *w, const struct training *t, const char *name, json *data, struct error *err);

/* training_caller.c: the callers that are on the line, each rebuilt from its turns when it is not at hand. */
struct training_callers;
struct training_callers *training_callers_new(void);
/* "ACCOUNT HASH\n" of each token that ended and whose streams are still to be closed. */
struct buf *training_ended_tokens(struct training_callers *all);
void training_callers_free(struct training_callers *all);
/* The trainee says something: what is said to it is appended to `shown`. */
bool training_ask(struct work *w, const struct user *u, struct training *t, const json *body, json *shown,
		  struct form_problems *problems, struct error *err);
/* First words at the answer; what the caller says by itself; both in the realm's work. */
bool training_answered(struct work *w, struct training *t, struct training_call *c, struct error *err);
bool training_caller_speaks(struct work *w, const char *contact, struct error *err);
/* Asks anew when the caller will next do something (after a pause). */
bool training_set_next(struct work *w, const struct training *t, struct training_call *c, struct error *err);

/* training_moves.c: the contact of a practised call moved; `w` is the realm's. Called by contact_tell(). */
bool training_contact_moved(struct work *w, const struct contact *c, struct error *err);
/* It rings at a seat. Called by contact_ring(). */
bool training_contact_rings(struct work *w, const struct contact *c, struct error *err);
/* A form of the realm was kept. */
bool training_draft_kept(struct work *w, const struct contact *c, const struct draft *d, struct error *err);
/* Timers, in the realm's work: calls that are due come; a session whose time is over ends. */
bool training_calls_come(struct work *w, const char *id, struct error *err);
bool training_time_is_over(struct work *w, const char *id, struct error *err);

/* training_inject.c: what a trainer does to a session that runs. Appends the new turns. */
bool training_inject(struct work *w, const struct user *by, struct training *t, const json *body, json *shown,
		     struct form_problems *problems, struct error *err);
bool training_mark(struct work *w, const struct user *by, struct training *t, const json *body,
		   struct form_problems *problems, struct error *err);

/* training_next.c: {code, title, title_en} of the scenario that practises what was lost; NULL: none. Caller frees. */
json *training_practise(struct work *w, const struct training *t, const json *score);

/* training_score.c */
bool training_score_calls(struct work *w, struct training *t, struct error *err);
/* A call of a storm is over: it is scored at once, so that the end has less to do. */
bool training_score_now(struct work *w, const struct training *t, struct training_call *c, struct error *err);
/* The reasons in a score in the language of this thread; in place. Returns it. */
json *training_spoken(json *score);
bool training_override(struct work *w, const struct user *by, struct training *t, const json *body,
		       struct form_problems *problems, struct error *err);

/* training_results.c: {from, to, by, items, next}. */
json *training_results(struct work *w, const struct user *u, query_getter *get, void *arg, struct error *err);
void training_results_csv(const json *results, struct buf *out);

/* Forgets contacts, drafts, tickets … of realms that ended before that time; in a writer's transaction. */
bool training_purge(struct db *db, instant before, struct error *err);

#endif
