/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screens.h -- the screens of the workstation, and what they share.
 *
 * A screen draws from the model and calls the verbs of net/work.h; nothing is kept twice. What is
 * asked for by several screens (names from the city pack, times, the words for a state) is in
 * words.c, so that it reads the same everywhere.
 */
#ifndef CLIENT_SCREENS_H
#define CLIENT_SCREENS_H

#include "client/app.h"
#include "client/net/work.h"
#include "client/ui/picker.h"

/* Of the training session one is in, else of the city. */
struct work *client_work(const struct app *app);
struct work *client_city_work(const struct app *app);
/* The training session one is in, by its id, which is also its realm's; NULL: this is the city. */
const char *client_realm(const struct app *app);
/* Goes on in the realm that POST …/join opened; all screens are left. False with err: it was not entered. */
bool client_enter_realm(struct app *app, const json *pass, struct error *err);
/* Back to the city, where it was left; `ended`: nobody comes back to this realm. */
void client_leave_realm(struct app *app, bool ended);
static inline const struct model *client_model(const struct app *app)
{
	return work_model(client_work(app));
}
/* True when names of the city pack are to be shown in English. */
bool client_english(const struct app *app);
/* A unit's user and nothing that sees all tickets. */
static inline bool client_is_unit(const struct model *m)
{
	return model_has_role(m, ROLE_UNIT) && m->me.unit &&
	       !model_has_role(m, ROLE_DISPATCHER | ROLE_SUPERVISOR | ROLE_VISITOR);
}
/* The sentence of an answer that no form can put beside its fields: the first field's, if one was wrong. */
static inline const char *client_sentence(const struct net_answer *answer)
{
	return answer->problem.error_count ? answer->problem.errors[0].detail : answer->sentence;
}
const char *client_server(const struct app *app);
const char *client_first_user(const struct app *app);   /* of --user; NULL */

/*
 * app_ask() whose text the journal keeps until it is answered: asked about the same thing again, it is there. `about`,
 * such as "take/" and the contact's id, says what; 60 bytes of it count.
 */
void client_ask_kept(struct app *app, const char *about, const char *question,
		     void (*told)(struct app *app, void *data, const char *answer), void *data);
/* The same for a line that is no prompt: what is kept, "" for nothing, and what is to be; "" forgets it. */
const char *client_asked(const struct app *app, const char *about);
void client_keep_asked(struct app *app, const char *about, const char *text);

extern const struct screen_ops screen_login;            /* argument: a sentence to show, or NULL */
extern const struct screen_ops screen_lock;             /* for app_cover() */
extern const struct screen_ops screen_desk;
/* Begins a ticket of what was found without a call; `origin`: its code, number or name, NULL: it is asked for. */
void found_begin(struct app *app, const char *origin);
/* The origin of such a form, by the name that stands for its contact; NULL: it is a call's. */
const char *found_origin(const char *contact);
/* The text of a form that was refused, because somebody else has its call, becomes that of such a ticket. */
void found_take(struct app *app, const char *contact, int n);
/* stray.c: asks what becomes of such a form; false: it is none. */
struct outbox_item;
bool stray_ask(struct app *app, const struct outbox_item *item);
extern const struct screen_ops screen_intake;           /* argument: contact id, or NULL: the current one */
extern const struct screen_ops screen_knowledge;        /* argument: a query, or NULL */
extern const struct screen_ops screen_tickets;          /* argument: struct tickets_query */
extern const struct screen_ops screen_ticket;           /* argument: the number */
extern const struct screen_ops screen_board;            /* argument: a view, or NULL */
extern const struct screen_ops screen_unit;             /* argument: a view, or NULL */
extern const struct screen_ops screen_wall;
extern const struct screen_ops screen_status;
extern const struct screen_ops screen_watch;            /* argument: the contact */
extern const struct screen_ops screen_give;             /* argument: the contact */
extern const struct screen_ops screen_notices;
extern const struct screen_ops screen_visits;
extern const struct screen_ops screen_visit;            /* argument: the number */
extern const struct screen_ops screen_score;            /* argument: struct score_of, or NULL: the user's unit */
extern const struct screen_ops screen_report;           /* argument: the command, its words the kind and how */
extern const struct screen_ops screen_text;             /* argument: struct text_page */
extern const struct screen_ops screen_ticket_text;      /* the same, about a ticket, whose commands work there */

struct tickets_query { const char *title, *query; };    /* title: msgid; query: of GET /tickets */
/* Of a unit: what it has a part in, or what only units below it have. */
struct tickets_query tickets_of_part(bool below);
struct score_of { const json *report, *row; };    /* a report of rates, and one of its items or its city */
struct text_page { const char *title, *text, *no; };    /* copied; text may have several lines; no: its ticket, NULL: none */

/* A page or a table for somebody else, into a new file: never over one that is there. NULL: done; else why not. */
const char *client_write_file(const char *file, const char *text);
/* Opens the screen, or comes back to it when it is on the stack already. */
void client_show(struct app *app, const struct screen_ops *ops, void *argument);
/* After a login: the first screen of the user's role over the desk. */
void client_home(struct app *app);
/* Covers the screen until the user's password comes; nothing when nobody is logged in. */
void client_lock(struct app *app);
/* The right password came. */
void client_unlock(struct app *app);
/* The last search could not be answered, and the server is there again. */
bool client_search_failed(const struct app *app);
/* The key of an action, "F8" or ":submit" when none is bound; valid until four more are asked for. */
const char *client_key_name(const struct app *app, enum action action);
const char *client_key_in(const struct app *app, enum context context, enum action action);     /* there, if it has one */
/* The password of a login, given by a file; "" when there is none. Wiped by the taker. */
char *client_take_password(struct app *app);
/* The same, read from its file again; "" without one. */
char *client_password_again(struct app *app);

/* Commands on one ticket, the same from lists, the ticket's screen and the caller's history. */
enum handled ticket_command(struct app *app, const char *no, const struct command *c);
/* Pages about a ticket, fetched first: its progress, to be read out; its deadlines, step by step. */
void ticket_progress(struct app *app, const char *no);
void ticket_deadline(struct app *app, const char *no);
/* Taking a call over or giving it to somebody, from the wall and from the live view. `contact` NULL: there is none. */
enum handled wall_command(struct app *app, const char *contact, const struct command *c);
/* Finds what a request in this call may cite: the article shown last. NULL: none was opened. */
const json *client_article(const struct app *app);
void client_set_article(struct app *app, const char *id);
/* The knowledge base with this query (NULL: as it was), and with that article open unless `id` is NULL. */
void knowledge_open(struct app *app, const char *query, const char *id);

/* -- words.c: all append or write what is to be shown, in the user's language ------------- */

/* Of what the city has in both languages; `text_en` may be NULL or "". */
const char *words_in_language(const struct app *app, const char *text, const char *text_en);
const char *words_ticket_state(enum ticket_state s);
const char *words_presence(enum presence p);
/* Why somebody is in a state: the server's codes in words, what a person wrote as it is. */
const char *words_reason(const char *reason);
const char *words_contact_state(enum contact_state s);
const char *words_clock(int clock);                     /* CLOCK_… */
const char *words_action(const char *name);             /* of a ticket's event */
/* What was said with an event, whatever its action calls it; borrowed, NULL: nothing (ticket.c). */
const char *words_of_event(const json *detail);
/* " · Wangjing Subdistrict · Grade II · until 12-20 23:59": units, tickets, grade and limit of an event; appended. */
void words_about_event(const struct app *app, struct buf *out, const json *detail, instant now);
/* Where a unit stands with a ticket: to be signed, called, forwarded … */
const char *words_own_state(const char *name);
/* "14:05", "yesterday 14:05", "11-24 14:05" or with the year, as short as is sure. */
void words_time(struct buf *out, instant t, instant now);
/* "3 min", "2h05m", "4d3h", "12d": short enough for a column; of a length, not negative. */
void words_span(struct buf *out, int64_t ms);
/* "0:47", "12:05", "1:02:33": a timer. */
void words_timer(struct buf *out, int64_t ms);
/* "in 2 h", "3 h overdue", with its look. */
enum look words_due(struct buf *out, instant due, instant now);
/* "[urged] [below] ": what a row of a list has beside its state, before the title. */
void words_marks(struct buf *out, const struct model_ticket_row *row);
/* Why a unit's user can do little with a ticket that only units below have; NULL: it has a part. */
const char *words_overseen(const struct app *app, const json *ticket);
/* "refusal", "extension": which decision a ticket waits for. */
const char *words_asked(const char *what);
/* "refusal 2 · extension 1": how many rows of the list (NULL: none) wait for each; nothing when none does. Appended. */
void words_asked_counts(const struct model_list *l, struct buf *out);
/* The title; of a ticket without one, that it has none, and its category if that is known (NULL: not told). */
void words_title(const struct app *app, struct buf *out, const char *title, const char *category);
void words_category(const struct app *app, struct buf *out, const char *code, bool whole_path);
void words_grade(const struct app *app, struct buf *out, const char *code);
void words_unit(const struct app *app, struct buf *out, const char *code);
void words_region(const struct app *app, struct buf *out, const char *code);
/* "朝阳区 望京街道 · 南湖西园 12号楼" */
void words_place(const struct app *app, struct buf *out, const json *fields);
/* "contacted · not solved · not satisfied · still 15 degrees": answers of a return visit. */
void words_answers(struct buf *out, const json *answers);
/* "basically satisfied"; "" for what is no such answer. And all of them, to choose from. */
const char *words_satisfied(const char *code);
extern const struct choices words_satisfied_choices;
bool words_is_yes(const char *answer);          /* to a question; NULL is no */
const char *words_code(const struct app *app, const char *set, const char *code);
void words_no(struct buf *out, const char *no);         /* grouped for reading aloud */
/* What an agent reads out when asked "where is my request?". */
void words_progress(const struct app *app, struct buf *out, const struct model_ticket *t, instant now);

/* Something to be thrown away, if the user says so; its strings are taken. `gone`, then called, may be NULL. */
struct rubbish {
	char *title;
	char *key;              /* of the outbox; NULL: a form */
	char *contact;
	int n;
	void (*gone)(struct app *app);
};
void rubbish_ask(struct app *app, const struct rubbish *what);
/* How the names begin, in the journal, of what is typed for an action, and on a return visit: then the ticket's number. */
#define ACT_KEPT ".act/"
#define VISIT_KEPT ".visit/"
/* And of the marks of an inspection: then its id. */
#define INSPECT_KEPT ".inspect/"

#endif
