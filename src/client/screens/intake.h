/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.h -- the intake form: what its files share.
 *
 * intake.c is the screen; intake_form.c keeps the form on the screen and the draft in the model the
 * same; intake_send.c checks and submits; intake_requests.c goes between the requests of
 * one call, settles conflicts and cites; intake_draw.c and intake_side.c draw.
 *
 * Invariant: `shown` holds the values as the form shows them. What the user changes goes into it
 * and to the model at once; what the model has that `shown` has not came from elsewhere and is
 * put into the form. So a keystroke never comes back to the text it was typed into.
 */
#ifndef CLIENT_SCREENS_INTAKE_H
#define CLIENT_SCREENS_INTAKE_H

#include "client/screens/form_fields.h"
#include "client/screens/screens.h"
#include "client/ui/formview.h"
#include "client/ui/pager.h"
#include "hotline/citation.h"

/* The dialogue of a practised call. */
struct talk {
	struct pager pager;
	struct edit question;
	bool asking;                    /* the question line has the keys */
	bool offered;                   /* the key put there what stands there: what is typed takes its place */
	bool waiting;                   /* for the answer */
	bool more_waits;                /* what stands on the question line goes out after that answer */
	bool scrolled;                  /* away from the end, by the user */
	size_t shown;                   /* turns of the session in the pager */
	char *contact;                  /* whose turns; NULL: nobody's yet */
	char *picked;                   /* the field that was asked for last by the key; NULL: none */
	char *next;                     /* what the key offers, as drawn; NULL: nothing */
	int64_t next_due;               /* to be made anew then, monotonic */
	char *sent;                     /* put back when it did not arrive */
};

struct intake {
	struct app *app;
	char *contact;                  /* NULL: no call */
	int n;                          /* the request in this call, from 1 */
	struct formview form;
	struct form_fields *fields;     /* NULL: the city has not come yet */
	char *city_version;             /* that `fields` were made of */
	json *shown;
	json *nothing;                  /* the values of a form in which nothing was typed */
	bool editing;                   /* an edit of ours is on its way into the model */
	bool stale;                     /* an edit may have changed what is shown or required */
	bool fetching;                  /* the server's draft is on its way */
	char *followed;                 /* the call in hand when this form was opened; NULL: none */
	bool unmarked;                  /* what was found wrong before is to be marked again */
	bool fresh;                     /* the caret has yet to go to the first empty text */
	enum draft_state state;         /* seen last */
	struct app_timer preview;       /* asks for deadlines and unit a moment after a change */
	char *place_words;              /* typed to find a place, and asked for; NULL: none */
	bool searched;                  /* the knowledge found is for what is typed in this form */
	size_t hit;                     /* selected in the list of knowledge */
	bool hit_chosen;                /* by the user */
	struct talk *talk;              /* NULL: no practised call */
	char citing[CITATION_ID];       /* the article that is fetched to be cited */
};

/* -- intake_form.c ------------------------------------------------------------- */

/* Shows the n-th request of a contact (0: the one to go on with). `contact` is copied. */
void intake_open(struct intake *i, const char *contact, int n);
/* The caller's call moved on: a newer one is in the ear, and this one needs no form any more. */
void intake_follow(struct intake *i);
/* Brings model and form together; also looks at the state of the draft. */
void intake_sync(struct intake *i);
/* After the form took a key or command; `left` is the field that had the focus before. */
void intake_settle(struct intake *i, const char *left);
const struct model_contact *intake_contact(const struct intake *i); /* NULL: not there any more */
const struct model_draft *intake_draft(const struct intake *i); /* NULL: nothing typed yet */
const json *intake_values(const struct intake *i);                      /* borrowed, never NULL */
bool intake_is_locked(const struct intake *i);          /* submitted: nothing can be typed */
void intake_go_first_empty(struct intake *i);
void intake_search(struct intake *i);                   /* looks up what title and content say */
void intake_typed(void *data, const char *key, const char *value);
void intake_ask_preview(struct app *app, void *data);   /* fires the timer */
void intake_release(struct intake *i);

/* -- intake_send.c ---------------------------------------------------------------- */

/* submit, answered, emergency, decline, void. */
bool intake_send(struct intake *i, const struct command *c);
bool intake_sends(enum action action);          /* one of these? */
/* What the outbox has of this form; NULL: nothing. */
const struct outbox_item *intake_submission(const struct intake *i);
/* Checks the form as for sending it, shows what is wrong or missing and goes to the first. */
bool intake_is_right(struct intake *i);
/* Marks what is wrong, as intake_is_right() and the server's refusal did before the form was left. */
void intake_mark_again(struct intake *i);
/* client_key_name() */
const char *intake_key_of(const struct intake *i, enum action action);
/* Puts a problem beside its field. The pointer may begin with "/fields". */
void intake_show_problem(struct intake *i, const char *pointer, const char *code, const char *detail);
/* And those that the server found in this draft. */
void intake_show_refusal(struct intake *i, const struct model_draft *d);

/* -- intake_requests.c --------------------------------------------------------------- */

void intake_another(struct intake *i);
void intake_next_request(struct intake *i);
void intake_keep(struct intake *i, bool mine);
void intake_show_theirs(struct intake *i);              /* both versions of a conflict, whole */
void intake_requests(const struct intake *i, int *which, int *count);   /* "1 of 2" */
/* What the knowledge base found for this form; NULL: nothing was looked up. */
const struct model_knowledge *intake_found(const struct intake *i);
/* The hit that `cite` and `open` mean; NULL: none. */
const struct model_article *intake_hit(const struct intake *i);
void intake_move_hit(struct intake *i, int by);
void intake_cite_hit(struct intake *i);
/* Writes the citation into the form in hand and shows it; says so, or why not. */
void intake_cite(struct app *app, const struct citation *c);
/* A result of the search, in whole sentences of its article, which is fetched first. */
void intake_cite_found(struct app *app, const struct model_article *hit);

/* -- intake_talk.c ---------------------------------------------------------------------- */

struct talk *talk_new(void);
void talk_free(struct talk *t);
bool intake_is_asking(const struct intake *i);
/* To where the keys belong: the question line, or the form unless it is submitted. */
void intake_take_keys(struct intake *i);
/* Is it for who is on the line of a practised call? */
bool intake_speaks(const struct intake *i, enum action action);
/* question, ask-next, dialogue, to-form; scrolling while a question is typed. */
bool intake_talk_command(struct intake *i, const struct command *c);
enum handled intake_talk_key(struct intake *i, const struct key *key);
void intake_draw_talk(struct intake *i, struct canvas *c, struct rect r);

/* -- drawing ----------------------------------------------------------------------------- */

void intake_draw(struct app *app, void *state, struct canvas *c, struct rect r);
/* Labels of what is required and empty, parted by commas; returns how many. */
size_t intake_missing(const struct intake *i, struct buf *out);
void intake_draw_side(const struct intake *i, struct canvas *c, struct rect r);
/* Earlier tickets of the caller, items of the lookup's answer; NULL: not known. */
const json *intake_earlier(const struct intake *i);
/* The tickets' screen of this caller (caller.c); argument: contact id. */
extern const struct screen_ops screen_caller;

#endif
