/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.h -- what the screens of training share.
 *
 * train.c is where trainees and trainers begin; train_realm.c goes into a session and back; train_begin.c is the form
 * by which a trainer begins one; train_watch.c follows a trainee; train_score.c shows what a call was worth and how it
 * went; train_words.c has the words. The dialogue beside the form of a practised call is intake_talk.c's.
 */
#ifndef CLIENT_SCREENS_TRAIN_H
#define CLIENT_SCREENS_TRAIN_H

#include "client/screens/screens.h"
#include "client/ui/pager.h"

extern const struct screen_ops screen_training;         /* argument: a view, or NULL */
extern const struct screen_ops screen_train_begin;      /* argument: a scenario's code, or NULL */
extern const struct screen_ops screen_train_watch;      /* argument: the session */
extern const struct screen_ops screen_train_score;      /* argument: the session */

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
/* The session one is in, as far as it is known; NULL: none. */
const json *train_session(const struct app *app);
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

/* -- train_words.c -------------------------------------------------------------------- */

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
/* What it is about: its name, or the title of its scenario or scenarios. */
const char *train_title(const json *session);
/* Milliseconds since it began, without pauses; -1: it has not begun. */
int64_t train_elapsed(const json *session, instant now);
/* "****·" */
void train_difficulty(struct buf *out, int64_t difficulty);
/* Who speaks; `own`: the reader is the trainee. */
const char *train_speaker(const char *by, const char *kind, bool own);
/* What a turn says, or in words what happened; nothing for a mark. */
void train_turn_text(const json *turn, struct buf *out);
/* One turn of a dialogue as lines of a pager; `own`: the reader is the trainee. */
void train_add_turn(struct pager *p, const json *session, const json *turn, bool own);
/* All turns, of one contact (NULL: of all). */
void train_add_turns(struct pager *p, const json *session, const char *contact, bool own);
/* "how often it was right, what is missing": labels of pointers, by the city's form. */
void train_field_name(const struct app *app, struct buf *out, const char *pointer);
void train_add_missing(const struct app *app, const json *session, struct buf *out);
/* -- train_values.c --------------------------------------------------------------------- */

/* A value, or several parted by " | ", of a field or an outcome ("unit") in words: names instead of codes. `fields`
 * may be NULL. */
struct form_fields;
void train_add_value(const struct app *app, const struct form_fields *fields, struct buf *out, const char *pointer,
		     const char *text);
/* A scenario as its trainer reads it. */
void train_add_scenario(const struct app *app, const json *scenario, struct buf *out);
/* "/training/sessions/ID" and what follows; caller frees. */
char *train_path(const char *id, const char *after);

#endif
