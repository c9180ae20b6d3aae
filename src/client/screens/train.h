/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.h -- what the screens of training share.
 *
 * train.c is where trainees and trainers begin; train_realm.c goes into a session and back; train_begin.c is the form
 * by which a trainer begins one, train_scenario.c what it can be begun with; train_watch.c follows a trainee, train_storm.c a team by its seats, train_lead.c does
 * to a call what a trainer can; train_score.c shows what a call was worth and how it
 * went; train_words.c has the words. The dialogue beside the form of a practised call is intake_talk.c's.
 */
#ifndef CLIENT_SCREENS_TRAIN_H
#define CLIENT_SCREENS_TRAIN_H

#include "client/screens/screens.h"
#include "client/ui/pager.h"

extern const struct screen_ops screen_training;         /* argument: a view, or NULL */
extern const struct screen_ops screen_train_begin;      /* argument: struct train_order, or NULL */
extern const struct screen_ops screen_train_scenario;   /* argument: the scenario, as GET /training/scenarios/CODE has it */
extern const struct screen_ops screen_train_watch;      /* argument: struct train_part */
extern const struct screen_ops screen_train_storm;      /* argument: the session */
extern const struct screen_ops screen_train_score;      /* argument: struct train_part */

/* A session; of a storm one seat, whichever call it has, or one call. Either may be NULL: all of it. */
struct train_part { const char *session, *account, *contact; };

/* What the form of a session begins with; both may be NULL. */
struct train_order { const char *scenario, *ticket; };
/* For a trainer: the form with this ticket to be played again; NULL: to be chosen. */
void train_replay(struct app *app, const char *ticket);

/* Follows what goes on, or shows what it was worth: a storm by its seats. */
void train_open(struct app *app, const json *session);

/* Are results shown that can be summed by something else? */
bool train_sums(const struct app *app);
/* Shows the training screen with that view (NULL: as it was). */
void train_show(struct app *app, const char *view);

/* -- train_realm.c ------------------------------------------------------------------ */

/* Goes into the session; what stands against it is said. */
void train_join(struct app *app, const char *id);
/* Begins a practice of this scenario for oneself, and goes into it. */
void train_practise(struct app *app, const char *scenario);
/* Back to the city; the session goes on and can be joined again. */
void train_leave(struct app *app);
/* Ends the session one is in, and shows what it was worth. */
void train_finish(struct app *app);
/* The wrap-up is to end: with a form of a practised call that nothing was made of, it is asked first. */
bool train_asks_before_end(struct app *app);
/* The session one is in, as far as it is known; NULL: none. */
const json *train_session(const struct app *app);
/* Milliseconds since then, without the trainer's pauses if one is in training. */
int64_t train_time_in(const struct app *app, instant since, instant now);
/* The mark in the title line, "TRAINING 3:20 of 10:00". */
void train_status(const struct app *app, struct buf *out);
/* The line below it: the trainer's hint, a pause, the end, what to do first; nothing most of the time. */
void train_banner(const struct app *app, struct buf *out);
/* Something of the session changed: new words are spoken aloud. */
void train_follow(struct app *app);
/* A key was pressed on the form of the call, or something was looked up. */
void train_count(struct app *app, bool search);
/* Tells the server what only this program knows of the call. */
void train_mark(struct app *app);
/* The realm's session with the server is over: the training has ended, or it is to be joined again. */
void train_expired(struct app *app);
/* After a login, and when something began: tells of a session that waits or was not ended. */
void train_look(struct app *app);
/* A trainer said something about a score: trainees are told. */
void train_judged(struct app *app);

/* -- train_words.c -------------------------------------------------------------------- */

struct train_word { const char *code, *word; };
/* In the reader's language; the code itself where there is no word. */
const char *train_word_of(const struct train_word *words, size_t count, const char *code);
const char *train_mode_word(const char *mode);
const char *train_state_word(const char *state);
/* Of "trainee", "trainer" of a session; "" when nobody is named. */
const char *train_person(const json *session, const char *role);
/* The names of all who train in it. */
void train_people(const json *session, struct buf *out);
/* "good" in words; and how it is to look, by the total. */
const char *train_level_word(const char *level);
enum look train_level_look(double total);
bool train_is(const json *session, const char *state);
/* The title of the scenario of a session or call. */
const char *train_title(const struct app *app, const json *session);
/* What a session is called and what it is about: its name, if it has one, and the title of its scenario or scenarios. */
void train_add_title(const struct app *app, const json *session, struct buf *out);
/* Milliseconds of the trainer's pauses that lie between two times; none outside training (`session` NULL). */
int64_t train_paused(const json *session, instant from, instant until);
/* Milliseconds since it began, without pauses; -1: it has not begun. */
int64_t train_elapsed(const json *session, instant now);
/* Did the clock end it? */
bool train_ran_out(const json *session);
/* For json_object_array_sort(): scenarios, the easy ones first. */
int train_by_difficulty(const void *a, const void *b);
/* Sessions by who trains, "trainee2" before "trainee10", whatever becomes of them. */
int train_by_trainee(const void *a, const void *b);
/* "****·" */
void train_difficulty(struct buf *out, int64_t difficulty);
/* Who speaks; `own`: the reader is the trainee. */
const char *train_speaker(const char *by, const char *kind, bool own);
/* Does the caller hang up with it? */
bool train_has_hung_up(const json *turn);
/* What only the time line tells: the phone rings, somebody answers, looks something up, hangs up … `hung_up`: the caller
 * did before. Nothing for other turns. */
void train_mark_text(const json *turn, bool hung_up, struct buf *out);
/* What a turn says, or in words what happened; nothing for a mark. */
void train_turn_text(const json *turn, struct buf *out);
/* All turns as lines of a pager, of one contact (NULL: of all); `own`: the reader is the trainee. */
void train_add_turns(const struct app *app, struct pager *p, const json *session, const char *contact, bool own);
/* The latest words of the caller or the trainee, of one contact (NULL: of all); "": none. */
const char *train_last_words(const json *session, const char *contact);
/* What a fact of that call is called. */
const char *train_fact(const struct app *app, const json *call, const char *code);
/* "3 of 30 came · 1 waiting, longest 0:12" */
void train_add_waiting(const json *session, instant now, struct buf *out);
/* "2 answered · 0 lost" */
void train_add_answered(const json *session, struct buf *out);
/* The call of that contact; NULL: none. */
const json *train_call(const json *session, const char *contact);
bool train_is_storm(const json *session);
bool train_is_exam(const json *session);
/* A moment of a session, a call, a seat; INSTANT_NONE: it has none. */
instant train_time(const json *o, const char *name);
/* "how often it was right, what is missing": labels of pointers, by the city's form. */
void train_field_name(const struct app *app, struct buf *out, const char *pointer);
/* " · Street" behind the label of the place, which is one input for several fields; nothing for other fields. */
void train_part_name(struct buf *out, const char *pointer);
void train_add_missing(const struct app *app, const json *session, struct buf *out);
void train_add_pointers(const struct app *app, const json *missing, struct buf *out);

/* -- train_lead.c -------------------------------------------------------------------------- */

/* What a trainer does something to; `done` tells of the answer. */
struct train_target { struct app *app; const char *session, *contact; net_done done; void *arg; };
/* A twist, a hint, a comment, a pause, the end. */
enum handled train_lead(const struct train_target *target, const struct command *c);
/* The keys of it, as many as have room. */
void train_draw_lead_keys(struct app *app, struct canvas *c, struct rect r);
/* -- train_values.c --------------------------------------------------------------------- */

/* A value, or several parted by " | ", of a field or an outcome ("unit") in words: names instead of codes. `fields`
 * may be NULL. */
struct form_fields;
void train_add_value(const struct app *app, const struct form_fields *fields, struct buf *out, const char *pointer,
		     const char *text);
/* What was made of a request. */
const char *train_action_word(const char *code);
/* "/training/sessions/ID" and what follows; caller frees. */
char *train_path(const char *id, const char *after);

#endif
