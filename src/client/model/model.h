/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h -- what the server said, as plain data. No curses, no curl, no clock of its own.
 *
 * A screen draws from `const struct model *` and never changes it; it acts by the verbs of
 * net/work.h, and the answers and events come back through the functions at the end of this
 * file, each of which returns a mask of what changed. The loop hands the mask to the screens,
 * and a screen redraws when one of its bits is set. Pointers into the model hold until the next
 * turn of the loop: keep ids, not pointers. All text is as the server sent it: clean it
 * (text_clean) before it is drawn.
 */
#ifndef CLIENT_MODEL_H
#define CLIENT_MODEL_H

#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/json.h"
#include "hotline/ticket.h"

/* Everything is bounded; the oldest goes. */
enum {
	MODEL_CONTACTS_MOST = 2000, MODEL_DRAFTS_MOST = 300, MODEL_LISTS = 16,
	MODEL_LIST_ROWS = 20000, MODEL_TICKETS = 32, MODEL_ARTICLES = 64, MODEL_HITS = 200,
	MODEL_MARKS = 32, MODEL_NOTICES_MOST = 100, MODEL_ALARMS_MOST = 100,
	MODEL_SEATS_MOST = 5000, MODEL_REGIONS = 64, MODEL_TRAININGS = 64,
};

/* What changed. */
enum {
	MODEL_ME = 1u << 0,             /* user, session */
	MODEL_PRESENCE = 1u << 1,
	MODEL_QUEUE = 1u << 2,
	MODEL_CONTACTS = 1u << 3,       /* a contact came, went or moved */
	MODEL_RINGING = 1u << 4,        /* with CONTACTS: one began to ring for me */
	MODEL_DRAFT = 1u << 5,          /* a form's values or its save state */
	MODEL_LIST = 1u << 6,           /* a page of tickets */
	MODEL_TICKET = 1u << 7,         /* a ticket, its history or deadline */
	MODEL_KNOWLEDGE = 1u << 8,      /* results or an article */
	MODEL_CITY = 1u << 9,           /* the pack, or children of a region */
	MODEL_NOTICES = 1u << 10,
	MODEL_ALARMS = 1u << 11,
	MODEL_SEATS = 1u << 12,
	MODEL_ADVICE = 1u << 13,        /* advice, preview or caller history of a form */
	MODEL_LINK = 1u << 14,          /* connected, waiting, … (work_link()) */
	MODEL_OUTBOX = 1u << 15,        /* an item of the outbox (work_outbox()) */
	MODEL_JOURNAL = 1u << 16,       /* the disk refuses, or does again (work_journal()) */
	MODEL_SESSION = 1u << 17,       /* logged in, expired, out (work_session()) */
	MODEL_WATCHED = 1u << 18,       /* a form of somebody else's that I watch was changed */
	MODEL_TRAINING = 1u << 19,      /* a training session that is kept here, or the trainer's hint */
	MODEL_TRAININGS_LIST = 1u << 20,        /* some training session began, moved on or ended */
	MODEL_INSPECTIONS = 1u << 21,   /* an inspection was scored, appealed against or decided */
	MODEL_JUDGED = 1u << 22,        /* a trainer said something about a score */
	MODEL_ALL = MODEL_JUDGED - 1,   /* all that stands in the model; that somebody judged is no part of it */
};

struct model_me {
	char *id, *username, *name, *unit;      /* NULL: not logged in */
	unsigned roles;                         /* ROLE_AGENT | … */
	char *skills;                           /* blank separated */
};

#define PRESENCE_LIST(X)                                                       \
	X(OFFLINE, "offline") X(READY, "ready") X(RINGING, "ringing")          \
	X(TALKING, "talking") X(WRAP_UP, "wrap_up") X(BREAK, "break")          \
	X(NOT_READY, "not_ready")
#define PRESENCE_ENUM(id, name) PRESENCE_##id,
enum presence { PRESENCE_LIST(PRESENCE_ENUM) PRESENCE_COUNT };
#undef PRESENCE_ENUM
const char *presence_name(enum presence p);     /* as on the wire */
bool presence_parse(const char *name, enum presence *p);

struct model_presence {
	enum presence state;
	instant since;          /* INSTANT_NONE: unknown */
	char *reason, *contact_id;
};

struct model_queue {
	int64_t waiting;        /* -1: not told yet */
	int64_t position;       /* mine among the ready; -1: none */
	instant oldest_at;      /* of the one who waits longest; INSTANT_NONE */
};

#define CONTACT_STATE_LIST(X)                                                  \
	X(QUEUED, "queued") X(OFFERED, "offered") X(TALKING, "talking")        \
	X(HELD, "held") X(WRAP_UP, "wrap_up") X(DONE, "done")                  \
	X(ABANDONED, "abandoned") X(CALL_BACK, "call_back") X(ORPHANED, "orphaned")
#define CONTACT_STATE_ENUM(id, name) CONTACT_##id,
enum contact_state { CONTACT_STATE_LIST(CONTACT_STATE_ENUM) CONTACT_STATE_COUNT };
#undef CONTACT_STATE_ENUM
const char *contact_state_name(enum contact_state s);
bool contact_state_parse(const char *name, enum contact_state *s);

/* Where a form's words are; shown beside the form at all times. */
enum draft_state {
	DRAFT_NEW,              /* nothing typed */
	DRAFT_TYPED,            /* here and in the journal, not at the server yet */
	DRAFT_SAVING,
	DRAFT_SAVED,            /* the server has it too */
	DRAFT_CONFLICT,         /* somebody else wrote it: `theirs`; work_draft_keep() decides */
	DRAFT_QUEUED,           /* submitted, in the outbox */
	DRAFT_ACCEPTED,         /* it is ticket `no` */
	DRAFT_REFUSED,          /* the server refused the submission: `problem` */
};
#define MODEL_FOUND ".found/"   /* begins the name of the form of a ticket without a call; ID/ORIGIN follow */
struct model_problem { char *pointer, *code, *detail; };
struct model_draft {
	char *contact_id;       /* or '.' and a name of the screen's own: never sent as a draft */
	int n;
	json *fields;           /* object, shape `fields` of the API (or the screen's own) */
	int64_t revision;       /* last seen from the server; 0: not there */
	int64_t form_version;
	uint64_t edits, saved;  /* changes made; those of the last save the server accepted */
	enum draft_state state;
	instant saved_at;       /* INSTANT_NONE: never */
	json *theirs;           /* of DRAFT_CONFLICT: their fields */
	int64_t theirs_revision;
	json *typed;            /* object: the pointers that were typed here, unless given up for theirs */
	bool followed;          /* that it follows what is typed elsewhere was said since it was last typed in */
	bool stale;             /* the server had all of it once, and may have more by now: to be fetched */
	bool recovered;         /* from the journal of an earlier run */
	bool recovery_told;     /* and the user knows */
	bool handed;            /* the call went to somebody else: gone as soon as the server has the last words */
	char no[24];            /* of DRAFT_ACCEPTED, or of a record */
	bool record;            /* the caller was handed to an emergency line: it is ticket `no`, and is written on until
				 * the call is over */
	char *sentence;         /* why it is not saved, or was refused; NULL */
	bool demanded;          /* it was to be sent: what is required and empty is marked */
	struct model_problem *problems;         /* of a refusal, of the fields not changed since */
	size_t problem_count;
	json *preview;          /* {deadlines, errors, unit}; NULL */
	json *advice;           /* {categories[], units[], …}; NULL */
	bool advice_old;        /* the form changed since it was asked for */
};

struct model_contact {
	char *id;
	enum contact_state state;
	char *channel, *number, *name, *skill, *text, *agent;
	int priority;
	instant queued_at, answered_at, ended_at;       /* INSTANT_NONE: not yet */
	int64_t earlier_tickets; /* of this number, told while it rings; 0: none or unknown */
	instant ring_until;     /* offered to me until; INSTANT_NONE */
	int *drafts;            /* numbers the server knows */
	size_t draft_count;
	json *caller_history;   /* answer of /callers/lookup; NULL: not asked or not there yet */
};

/* What the user's unit has to do with a ticket; BELOW: only units below it have a part. */
enum ticket_part { PART_NONE, PART_LEAD, PART_CO, PART_WHISTLED, PART_BELOW, PART_COUNT };
struct model_ticket_row {
	char no[24];
	enum ticket_state state;
	int64_t version;
	char *title, *category, *district, *street, *caller, *grade, *lead, *claimed_by;
	char *claimed_name;     /* of claimed_by; NULL: nobody, or not told */
	char *question;         /* that the dispatcher asked; NULL */
	char *origin;           /* of a ticket without a call; NULL */
	char *own_state;        /* of the user's unit: dispatched, handling, called, forwarded …; NULL: it has no part */
	char *own_with;         /* the unit below that has it now; NULL */
	instant own_due_at;     /* the own nearest clock that runs; INSTANT_NONE */
	int own_clock;          /* CLOCK_…; -1 */
	int urged, rehandled;
	bool supervised, excluded;
	enum ticket_part part;
	bool stale;             /* an event told a newer version; the list is read again soon */
	instant due_at;         /* the nearest clock that still runs; INSTANT_NONE */
	int due_clock;          /* CLOCK_…; -1 */
	instant created_at, updated_at;
	instant visit_at;       /* a caller is to be phoned for the return visit, from then on; INSTANT_NONE */
	int unreached, callers; /* attempts that reached nobody; how many callers there are */
	bool undecided;         /* not solved: the visitor closes it or has it handled again */
	char *asks, *asks_unit, *asks_why;      /* a decision is asked for: which, by whom and why; NULL: none */
	instant asks_at;
};
/*
 * A screen's list; named by the screen ("dispatch", "search", …). At most MODEL_LISTS are kept.
 */
struct model_list {
	char *name, *query;     /* query string without limit and cursor */
	struct model_ticket_row *rows;
	size_t count, alloc;
	char *next;             /* cursor of the page after; NULL: this is all */
	bool loading;
	bool behind;            /* reload: an event told of a ticket that may belong here, or of any while the list was
				 * on its way, or it failed with the line */
	uint64_t request;       /* work.c's */
	instant at;             /* of the last page that came; INSTANT_NONE */
	char *sentence;         /* why it could not be read; NULL */
};
struct model_ticket {
	char no[24];
	enum ticket_state state;
	int64_t version;
	json *ticket;           /* shape `ticket`; NULL until it comes */
	json *history, *deadline;       /* items array; shape `deadline`; NULL until asked for */
	uint64_t history_asked, deadline_asked; /* by which request: an older one that comes later is overtaken */
	bool loading, stale;    /* stale: an event told a newer version */
	bool overtaken;         /* told while it was loading: the answer may be of before and does not make it fresh */
	bool behind;            /* it failed with the line: read again when that is back */
	char *sentence;
	uint64_t used;          /* for the cache */
};

struct model_article {
	char *id;
	int64_t version;
	char *title, *category, *unit, *kind, *snippet;
	char *valid_from, *valid_to;    /* dates; NULL: open */
	bool expired, in_force;
	double score;
	struct { int start, length; } marks[MODEL_MARKS];        /* characters of the snippet */
	size_t mark_count;
};
struct model_knowledge {
	char *query;            /* of these results */
	uint64_t asked, shown;  /* numbers of the last query and of these results */
	struct model_article *items;
	size_t count;
	char *sentence;
	json *articles[MODEL_ARTICLES];         /* whole ones, newest first */
};

struct model_notice { char *id, *title, *text; instant at, until; };       /* until: INSTANT_NONE, or when it is over */
struct model_alarm { char no[24], clock[16]; instant due_at, at; };

struct model_seat {
	char *id, *username, *name, *reason, *contact_id, *skills;
	enum presence state;
	instant since;
};

struct model_regions { char *parent; json *items; };    /* communities of a street: {code, name} */

struct model_training {
	char *id;
	json *session;          /* as the server sends it, turns in order */
	bool stale;             /* a form of it was changed, or it moved on: worth reading anew */
	uint64_t asked;         /* of the answer that stands here */
};

struct model {
	struct model_me me;
	struct model_presence presence;
	struct model_queue queue;
	/* mine and those offered to me */
	struct model_contact **contacts; size_t contact_count, contact_alloc;
	struct model_draft **drafts; size_t draft_count, draft_alloc;
	struct model_list *lists[MODEL_LISTS];
	struct model_ticket *tickets[MODEL_TICKETS];
	uint64_t ticket_clock;
	struct model_knowledge knowledge;
	struct model_notice *notices; size_t notice_count, notice_alloc;        /* newest first */
	struct model_alarm *alarms; size_t alarm_count, alarm_alloc;            /* newest first */
	struct model_seat *seats; size_t seat_count;
	instant seats_at;
	struct city *city;      /* NULL until it came */
	char *city_etag;
	struct model_regions regions[MODEL_REGIONS]; size_t region_next;
	struct model_training trainings[MODEL_TRAININGS]; size_t training_count;
	char *hint;             /* the last one, of the trainer or, in the play, of the supervisor; NULL: none */
	bool hint_of_supervisor;
};

struct model *model_new(void);
void model_free(struct model *m);
/* After logout: nothing of the user is left; the city stays. */
void model_clear(struct model *m);

/* ---- For screens: finding things. NULL when not there. ---- */
const struct model_contact *model_contact(const struct model *m, const char *id);
/* The contact in my hand: talking or held, else orphaned, else wrap_up. */
const struct model_contact *model_current_contact(const struct model *m);
const struct model_contact *model_ringing_contact(const struct model *m);
/* Do its two sides hear each other? Else they write. NULL: no. */
bool model_is_spoken(const struct model_contact *c);
/* Does the server have its n-th form? `c` may be NULL. */
bool model_contact_has_form(const struct model_contact *c, int n);
const struct model_draft *model_draft(const struct model *m, const char *contact, int n);
/* A form's value by pointer ("/matter/title"), borrowed. */
const char *model_draft_text(const struct model_draft *d, const char *pointer);
/* Of a ticket to be, with something about the matter in it, and not submitted yet. */
bool model_draft_is_unfinished(const struct model_draft *d);
/* In conflict with a ticket that another seat made of the form, without what was typed here. */
bool model_draft_missed_ticket(const struct model_draft *d);
const struct model_list *model_list(const struct model *m, const char *name);
const struct model_ticket *model_ticket(const struct model *m, const char *no);
const json *model_article(const struct model *m, const char *id);
const json *model_communities(const struct model *m, const char *street);
const json *model_training(const struct model *m, const char *id);
bool model_training_is_stale(const struct model *m, const char *id);     /* or not there at all */
/* True when the ticket's `actions` has this one. */
bool model_can(const struct model_ticket *t, const char *action);
bool model_has_role(const struct model *m, unsigned roles);

/*
 * ---- For work.c: answers and events. Each returns the mask of what changed; json is borrowed.
 * ----
 */
/* of POST /sessions or GET /me */
unsigned model_apply_user(struct model *m, const json *user);
unsigned model_apply_me(struct model *m, const json *answer);           /* GET /me */
/* The same, but for the presence, which is known better. */
unsigned model_apply_me_late(struct model *m, const json *answer);
unsigned model_apply_presence(struct model *m, const json *presence);
unsigned model_apply_contact(struct model *m, const json *contact, instant ring_until);
unsigned model_apply_contacts(struct model *m, const json *answer);     /* GET /contacts: adds */
/* The whole list of those in one state: others are in it no longer. */
unsigned model_apply_contacts_in(struct model *m, enum contact_state state, const json *answer);
bool model_contact_is_mine(const struct model *m, const char *id);
unsigned model_remove_contact(struct model *m, const char *id);
/* Contacts that are nobody's of mine go: they come again with the next list. */
unsigned model_forget_others(struct model *m);
unsigned model_apply_caller(struct model *m, const char *contact, const json *answer);
/* An event of the stream. Unknown ones change nothing. */
unsigned model_apply_event(struct model *m, const char *name, const json *data, instant now);

/* Drafts: made when missing. An edit takes the value (NULL removes). */
struct model_draft *model_draft_open(struct model *m, const char *contact, int n);
unsigned model_draft_edit(struct model *m, const char *contact, int n, const char *pointer, json *value);
unsigned model_draft_remove(struct model *m, const char *contact, int n);
/* Takes from a draft of the server whether it is a record that is written on; is it? */
bool model_draft_record(struct model_draft *d, const json *answer);
/* GET /drafts/{n}: taken as ours when nothing was typed here since, else a conflict. */
unsigned model_apply_draft(struct model *m, const char *contact, int n, const json *answer);
/* The server does not give what it had: what is here counts as typed here. Nothing when that was never in doubt. */
unsigned model_draft_alone(struct model *m, const char *contact, int n, const char *sentence);
unsigned model_draft_saved(struct model *m, const char *contact, int n, int64_t revision,
			   uint64_t edits, instant now);
/* Is all that stands here, or was typed here, in the server's answer too? Then nothing is lost with taking it. */
bool model_draft_is_within(const struct model_draft *d, const json *answer);
unsigned model_draft_conflict(struct model *m, const char *contact, int n, const json *theirs);
/* Sets state and sentence (copied, NULL: none). */
/* Its state is that of the submission: whatever the server tells of the draft does not change it. */
bool model_draft_is_submitted(const struct model_draft *d);
unsigned model_draft_set(struct model *m, const char *contact, int n, enum draft_state state, const char *sentence);
unsigned model_draft_demand(struct model *m, const char *contact, int n, bool demanded);
unsigned model_draft_problems(struct model *m, const char *contact, int n, const json *errors);
unsigned model_apply_preview(struct model *m, const char *contact, int n, const json *answer);
unsigned model_apply_advice(struct model *m, const char *contact, int n, const json *answer);

/*
 * Lists. start: a new query clears the rows, the same one (a reload) keeps them until the
 * answer.
 */
unsigned model_list_start(struct model *m, const char *name, const char *query, bool more);
unsigned model_apply_list(struct model *m, const char *name, const json *answer, bool more, instant now);
/* may_pass: reading it again may help */
unsigned model_list_failed(struct model *m, const char *name, const char *sentence, bool may_pass);
unsigned model_list_close(struct model *m, const char *name);

unsigned model_ticket_start(struct model *m, const char *no);
/* also the rows that show it */
unsigned model_apply_ticket(struct model *m, const json *ticket);
unsigned model_apply_history(struct model *m, const char *no, const json *answer, bool more);
unsigned model_apply_deadline(struct model *m, const char *no, const json *answer);
unsigned model_ticket_failed(struct model *m, const char *no, const char *sentence, bool may_pass);

/* Latest wins: an answer to an older query than the one shown changes nothing. */
uint64_t model_knowledge_ask(struct model *m);
unsigned model_apply_knowledge(struct model *m, uint64_t number, const char *query, const json *answer);
unsigned model_knowledge_failed(struct model *m, uint64_t number, const char *sentence);
unsigned model_apply_article(struct model *m, const json *article);

/* Takes the city. */
unsigned model_set_city(struct model *m, struct city *city, const char *etag);
unsigned model_apply_regions(struct model *m, const char *parent, const json *answer);
unsigned model_apply_seats(struct model *m, const json *answer, instant now);
unsigned model_apply_notices(struct model *m, const json *answer);
/* What concerns this user alone, among the notices until they log out; false: it is there already. */
bool model_add_news(struct model *m, const char *id, const char *title, instant at);

/*
 * A whole training session, kept from then on; turns that are newer than the answer stay. `asked` grows from request to
 * request: of an answer that was overtaken only the turns are taken.
 */
unsigned model_apply_training(struct model *m, const json *session, uint64_t asked);
/* The hint was heeded. */
unsigned model_forget_hint(struct model *m);
/* More turns of one that is kept. */
unsigned model_apply_turns(struct model *m, const char *id, const json *turns);

#endif
