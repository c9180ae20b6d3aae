/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * views.h -- tickets in several views, with how many each holds, and the one selected in it.
 *
 * What the dispatcher's board and a unit's inbox have in common: the row of views, the list below, the whole of the
 * selected ticket fetched a moment after the cursor rests on it. The selection is a ticket, not a place: when the list
 * is read anew the cursor stays with its ticket; when that went elsewhere, `slid` says so until the next key, so that
 * nothing is done to a ticket that came under the cursor by itself.
 */
#ifndef CLIENT_VIEWS_H
#define CLIENT_VIEWS_H

#include "client/screens/screens.h"
#include "client/ui/list.h"

enum { VIEWS_MOST = 12 };
struct view {
	const char *name;       /* of GET /tickets?view= */
	const char *label;      /* msgid */
	const char *sort;       /* of GET /tickets?sort= */
	const char *empty;      /* msgid: what is said when it holds nothing */
	enum look alarm;        /* of its number when there is one */
};

struct views {
	struct app *app;
	const struct view *table;
	size_t count, shown;
	const char *list_name;          /* of the model's list */
	struct list list;
	int64_t counts[VIEWS_MOST];     /* -1: not told */
	instant counted_at;             /* of the list that the counts were asked for with */
	uint64_t counted;               /* and the versions of its rows, in one number */
	char no[24];                    /* the selected ticket; "": none */
	char acted[24];                 /* the one that the user has just moved: it may go */
	bool slid;
	struct app_timer rest;          /* the cursor moved; fires when it rests */
	bool waits;
	instant now;                    /* of this drawing */
	/* The cursor rests on v->no: ask for what stands beside it. NULL: nobody wants to know. */
	void (*rested)(void *data);
	void *data;
};

/* `source` and `columns` as of a list; the source's data is `data`. Nothing is asked for yet. */
void views_init(struct views *v, struct app *app, const struct view *table, size_t count, const char *list_name,
		const struct list_source *source, const struct list_column *columns, int column_count, void *data);
void views_release(struct views *v);
/* Shows a view by name (NULL: reads the present one anew); false: there is none of that name. */
bool views_show(struct views *v, const char *name);
/* The same, saying so when there is none. */
void views_show_named(struct views *v, const char *name);
/* The model changed: MODEL_… bits. */
void views_changed(struct views *v, unsigned what);
/* Moves in the list, the next view, reload, open; false: not its business. */
bool views_command(struct views *v, const struct command *c);
/* The user moves the selected ticket: it may leave the view. */
void views_acted(struct views *v);
/* Says that another ticket came under the cursor, when one did; true: look at it first. */
bool views_hold(struct views *v);

const struct model_list *views_list(const struct views *v);             /* NULL: not asked for yet */
const struct model_ticket_row *views_row(const struct views *v);        /* the selected one; NULL: none */
const struct model_ticket *views_ticket(const struct views *v);         /* whole; NULL: not here yet */

int views_draw_tabs(struct views *v, struct canvas *c, struct rect r);  /* rows used, with what is not sent */
void views_draw_list(struct views *v, struct canvas *c, struct rect r);

/* Beside each other where there is room, else the list above; a rule between them. */
struct views_layout { struct rect list, pane; };
struct views_layout views_lay_out(struct canvas *c, struct rect r);

#endif
